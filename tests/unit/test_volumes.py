"""The phantom, its noise and the measures: what they promise, and that they are repeatable."""

import numpy as np
import pytest
from scipy import stats

from convcourse.volumes import ELLIPSOIDS, flicker, phantom, rms, voxel_noise


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


def test_measures_by_hand():
    error = np.array([[[3.0, -3.0]], [[3.0, 3.0]]])
    assert rms(error) == 3
    assert flicker(error) == np.sqrt((0 + 36) / 2)
    assert flicker(np.full((4, 2, 2), 7.0)) == 0
