"""The phantom, its noise and the measures: what they promise, and that they are repeatable."""

import numpy as np
import pytest
from scipy import stats

from convcourse.pictures.volumes import ELLIPSOIDS, flicker, phantom, rms, voxel_noise


def test_phantom_has_every_level_and_a_plate_of_one_slice():
    volume = phantom()
    assert volume.shape == (48, 48, 48) and volume.dtype == np.uint8
    assert set(np.unique(volume)) == {20, *(level for *_, level in ELLIPSOIDS)}
    assert np.unique(np.argwhere(volume == 200)[:, 0]).tolist() == [24]


@pytest.mark.parametrize("size", [8, 48, 64])
def test_ellipsoids_have_the_volume_of_their_half_axes(size):
    (_, (depth, height, width), _), *_ = ELLIPSOIDS[1:2]
    lung = (phantom(size) == 45).sum() / size**3 * 8
    # Both lungs, without the nodules and the plate in them.
    assert lung == pytest.approx(2 * 4 / 3 * np.pi * depth * height * width, rel=0.12)


#: What a scan shows at (depth, row, column) from −1 to 1: left and right, front and back apart.
SEEN = {
    (0, 0.1, 0): 165, (0.1, -0.12, 0): 165, (0.36, -0.12, 0): 165, (-0.36, -0.12, 0): 110,
    (0, 0.5, 0): 225, (0.9, 0.5, 0): 225, (0, -0.5, 0): 110,
    (-0.25, 0, -0.42): 190, (-0.25, 0, 0.42): 45, (0.25, 0, -0.42): 45,
    (0.3, -0.2, 0.45): 190, (0.3, -0.2, -0.45): 45, (-0.3, -0.2, 0.45): 45,
    (0.02, 0.06, 0.44): 200, (0.02, 0.2, 0.44): 200, (0.02, 0.06, 0.3): 200,
    (0.02, 0.06, -0.44): 45, (0.08, 0.06, 0.44): 45,
    (0, -0.45, 0.42): 45, (0, 0.45, 0.42): 110, (0, 0, 0.95): 20, (0, 0.8, 0): 20,
    (0.9, -0.1, 0.42): 110, (0, -0.1, 0.68): 45,
}  # fmt: skip


#: Of each level: how many voxels, and where they lie in all, (depth, row, column) added up.
COUNTED = {
    20: (61636, [1448446, 1448272, 1448446]),
    45: (11457, [269404, 241321, 269117]),
    110: (35048, [821770, 836634, 823628]),
    165: (826, [21404, 17016, 19411]),
    190: (100, [2016, 2256, 1748]),
    200: (69, [1656, 1725, 2346]),
    225: (1456, [34216, 51688, 34216]),
}


def test_phantom_is_the_one_that_the_chapter_speaks_of():
    volume = phantom()
    found = {int(level): np.argwhere(volume == level) for level in np.unique(volume)}
    assert {k: (len(at), at.sum(axis=0).tolist()) for k, at in found.items()} == COUNTED


@pytest.mark.parametrize("size", [48, 64])
def test_phantom_has_each_part_on_its_side(size):
    volume = phantom(size)
    for place, level in SEEN.items():
        at = tuple(int((1 + x) * size / 2) for x in place)
        assert volume[at] == level, place


def test_every_ellipsoid_has_its_middle_and_its_half_axes():
    size = 22
    at = (2 * np.arange(size) + 1 - size) / size
    wanted = np.full((size,) * 3, 20)
    for place in np.ndindex(wanted.shape):
        where = at[list(place)]
        for middle, axes, level in ELLIPSOIDS:
            if (((where - middle) / axes) ** 2).sum() <= 1:
                wanted[place] = level
    np.testing.assert_array_equal(phantom(size), wanted)


def test_phantom_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match="size"):
        phantom(7)


def test_noise_is_normal_enough_and_neighbours_know_nothing_of_each_other():
    noise = voxel_noise((48, 48, 48), seed=9)
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
    assert abs(noise).max() < 3.46
    assert stats.kstest(noise[::5].ravel(), "norm").statistic < 0.02
    for axis in range(3):
        a, b = np.take(noise, range(47), axis), np.take(noise, range(1, 48), axis)
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.01


def test_noise_is_the_same_each_time_and_another_with_another_seed():
    first = voxel_noise((2, 3, 4))
    np.testing.assert_array_equal(first, voxel_noise((2, 3, 4)))
    assert not np.allclose(first, voxel_noise((2, 3, 4), seed=1))


def test_noise_is_the_hash_of_each_voxels_number():
    """Whole numbers of any size in place of 32 bits that wrap."""
    found = voxel_noise((3, 2, 5), seed=7).ravel()
    for number, value in enumerate(found):
        state = (number + 7 * 0x9E3779B9) % 2**32
        state = (state ^ (state >> 16)) * 0x7FEB352D % 2**32
        state = (state ^ (state >> 15)) * 0x846CA68B % 2**32
        state ^= state >> 16
        total = sum(state.to_bytes(4, "little"))
        assert value == pytest.approx((total - 510) / np.sqrt((256**2 - 1) / 3), abs=1e-12)


def test_measures_by_hand():
    error = np.array([[[3.0, -3.0]], [[3.0, 3.0]]])
    assert rms(error) == 3
    assert flicker(error) == np.sqrt((0 + 36) / 2)
    assert flicker(np.full((4, 2, 2), 7.0)) == 0
    assert rms([1, 2, -7]) == pytest.approx(np.sqrt(18))
    rising = np.arange(24.0).reshape(4, 3, 2)  # by 6 from slice to slice, by 2 from row to row
    assert flicker(rising) == 6
    with pytest.raises(ValueError, match="error has 1 slice, .* expected two or more"):
        flicker(rising[:1])
