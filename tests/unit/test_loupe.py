"""`Loupe`: its sums and arrows are SciPy's and OpenCV's, in Python and in the page."""

import cv2
import numpy as np
import pytest
from matplotlib.colors import hsv_to_rgb
from scipy import ndimage

from convcourse.explorers import Loupe
from convcourse.explorers.loupe import disc
from convcourse.pictures import images
from tests.node import call, play, typed

RNG = np.random.default_rng(7)
COLOURS = RNG.integers(0, 256, (19, 26, 3)).astype(np.uint8)
KERNELS = [RNG.integers(-5, 9, shape) / 2 for shape in ((3, 3), (5, 4), (1, 5), (2, 2))]


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of a photo."""
    rgba = np.pad(COLOURS, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    photo = call("fromRgba", typed("Uint8ClampedArray", rgba), *COLOURS.shape[:2])
    slopes = call("gradientOf", photo)
    state = {"row": 18, "column": 0}
    return play("loupe", {
        "photo": photo,
        "sums": [call("filtered", photo, kernel) for kernel in KERNELS],
        "slopes": slopes,
        "bytes": call("gradientBytes", slopes),
        "taps": [call("tapsAt", photo, kernel, [18, 0]) for kernel in KERNELS],
        "here": call("here", state, {"photo": {"rows": 12, "cols": 9}}),
        "ways": [call("wayOf", angle) for angle in (0, 44, 91, -179, 179, -92, -44)],
    })  # fmt: skip


def test_sums_and_what_they_are_of_are_scipys_in_python_and_in_the_page(page):
    grey = images.grey(COLOURS)
    np.testing.assert_array_equal(page["photo"]["data"], grey.ravel())
    for kernel, sums, taps in zip(KERNELS, page["sums"], page["taps"], strict=True):
        wanted = ndimage.correlate(grey / 1, kernel, mode="mirror")
        loupe = Loupe(COLOURS, kernel, row=18, column=0)
        np.testing.assert_allclose(loupe.output, wanted, atol=1e-9)
        np.testing.assert_allclose(sums, wanted.ravel(), atol=1e-9)
        under = loupe.neighbourhood
        assert np.isclose((under * kernel).sum(), wanted[18, 0])
        np.testing.assert_array_equal([tap["value"] for tap in taps], under.ravel())
        np.testing.assert_array_equal([tap["weight"] for tap in taps], kernel.ravel())
    assert page["here"] == [11, 0]


def test_arrows_are_opencvs_in_python_and_in_the_page(page):
    loupe = Loupe(COLOURS, gradient=True)
    grey = loupe.image / 1
    right, down = (
        cv2.Sobel(grey, -1, *order, borderType=cv2.BORDER_REFLECT_101) for order in ((1, 0), (0, 1))
    )
    length, angle = cv2.magnitude(right, down), np.degrees(np.arctan2(down, right))
    for name, wanted in {"right": right, "down": down, "length": length}.items():
        np.testing.assert_allclose(page["slopes"][name], wanted.ravel(), atol=1e-9)
    np.testing.assert_allclose(loupe.output, length)
    np.testing.assert_allclose(loupe.angle, angle)
    bright = np.clip(length / np.percentile(length, 99), 0, 1)
    colours = hsv_to_rgb(np.dstack([loupe.angle % 360 / 360, np.ones_like(bright), bright]))
    shown = np.reshape(page["bytes"], (*length.shape, 4))
    assert np.abs(shown[..., :3] - 255 * colours).max() < 0.51
    assert page["ways"] == [
        "to the right", "to the lower right", "downwards", "to the left", "to the left", "upwards",
        "to the upper right",
    ]  # fmt: skip


def test_arrows_of_the_disc_point_into_it():
    loupe = Loupe("disc", gradient=True)
    np.testing.assert_array_equal(loupe.image, disc())
    places = np.arange(128) - 63.5
    inwards = np.degrees(np.arctan2(-places[:, None], -places))
    rim = loupe.output > 200
    off = (loupe.angle - inwards + 180) % 360 - 180
    assert rim.sum() > 500 and np.abs(off[rim]).max() < 3


def test_pictures_are_offered_by_name_and_puzzles_bring_their_photo():
    loupe = Loupe(COLOURS, photos=["disc", "rocket"])
    assert loupe.view.titles == ["Disc", "A rocket at night", "Your own picture"]
    np.testing.assert_array_equal(loupe.image, images.grey(COLOURS))
    for gradient, lead in ((False, "A cat"), (True, "A man with a camera")):
        loupe = Loupe("disc", puzzles=True, gradient=gradient)
        assert loupe.view.titles == [lead, "Disc"] and loupe.view.picture == 1
    assert [c.description for c in Loupe(controls=["picture"]).children[1].children] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"image": "disk"}, "did you mean 'disc'"),
        ({"image": np.zeros((257, 3))}, "image is 257×3, expected at most 256×256"),
        ({"kernel": "sharpe"}, "did you mean 'sharpen'"),
        ({"kernel": np.ones((6, 1))}, "kernel is 6×1, expected at most 5×5"),
    ],
)
def test_what_cannot_be_shown_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        Loupe(**given)
