"""Pictures handed to explorers: grey levels from 0 to 255 are taken, all else is refused."""

import numpy as np
import pytest

from convcourse.explorers import AutoencoderTour, BorderExplorer, KernelLab
from convcourse.networks import nets

RAMP = np.linspace(0, 255, 96 * 96).reshape(96, 96)


def lab(picture):
    return KernelLab(picture).image


def lab_later(picture):
    explorer = KernelLab()
    explorer.image = picture
    return explorer.image


def tour(picture):
    return AutoencoderTour({0: nets.autoencoder(seed=0)}, [picture]).image


TAKERS = [lab, lab_later, tour]


@pytest.mark.parametrize("take", TAKERS)
@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32, np.float64, np.uint16])
def test_grey_levels_of_any_kind_are_taken_and_rounded(take, kind):
    picture = RAMP.astype(kind)
    np.testing.assert_array_equal(take(picture), np.rint(picture))


@pytest.mark.parametrize("take", TAKERS)
@pytest.mark.parametrize(
    ("picture", "error", "words"),
    [
        (
            RAMP / 255,
            ValueError,
            "from 0 to 1, expected levels from 0 to 255, so it would be black; multiply",
        ),
        (np.float32(RAMP / 300), ValueError, "from 0 to 0.85, expected levels from 0 to 255"),
        (RAMP > 100, ValueError, "has bool .* multiply it by 255"),
        (RAMP - 1, ValueError, "from -1 to 254, expected 0 to 255; scale or clip"),
        (257 * RAMP.astype(np.uint16), ValueError, "from 0 to 65535, expected 0 to 255"),
        (np.where(RAMP > 250, np.nan, RAMP), ValueError, "contains NaN or infinity"),
        (np.where(RAMP > 250, np.inf, RAMP), ValueError, "contains NaN or infinity"),
        (RAMP * 1j, TypeError, "complex"),
        (RAMP.astype(str), TypeError, "expected real numbers"),
        (np.full((96, 96, 4), 9), ValueError, r"shape \(96, 96, 4\), expected \(H, W\) in grey or"),
        (np.full((96, 96, 1), 9), ValueError, r"shape \(96, 96, 1\)"),
        (np.full((3, 96, 96), 9), ValueError, r"shape \(3, 96, 96\)"),
        (np.full(96, 9), ValueError, r"shape \(96,\)"),
        (np.zeros((0, 96)), ValueError, "is empty"),
        ([[1, 2], [3]], ValueError, "same length"),
    ],
)
def test_what_is_no_picture_is_refused_with_words(take, picture, error, words):
    with pytest.raises(error, match=words):
        take(picture)


def test_refused_picture_leaves_the_lab_as_it_was():
    explorer = KernelLab("camera")
    before = explorer.image
    with pytest.raises(ValueError, match="would be black"):
        explorer.image = RAMP / 255
    np.testing.assert_array_equal(explorer.image, before)


def test_black_picture_and_whole_numbers_up_to_one_are_what_they_say():
    assert not lab(np.zeros((4, 5))).any()
    assert lab([[0, 1], [1, 0]]).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("wrong", [RAMP / 255, np.full((9, 9, 3), 9.0), np.full((9, 9, 3), 9 > 1)])
def test_border_explorer_takes_bytes_alone(wrong):
    with pytest.raises(TypeError, match="expected uint8; convert it"):
        BorderExplorer(wrong)
