"""`SubsamplingExplorer`: it keeps NumPy's slice, blurs as SciPy does, in Python and in the page."""

import numpy as np
import pytest
from scipy import ndimage

from convcourse.explorers import SubsamplingExplorer
from convcourse.explorers.subsampling_explorer import SIDE, rings
from convcourse.pictures import images
from tests.node import call, play, typed

RNG = np.random.default_rng(3)
GREY = RNG.integers(0, 256, (31, 22)).astype(np.uint8)
COLOURS = RNG.integers(0, 256, (17, 40, 3)).astype(np.uint8)
STATES = [
    (picture, stride, blur)
    for picture in (GREY, COLOURS)
    for stride in (1, 2, 3, 5, 12)
    for blur in (False, True)
]


def read(picture):
    """Return what stands in a job for a picture as the page reads it."""
    colour = np.dstack([picture] * 3) if picture.ndim == 2 else picture
    rgba = np.pad(colour, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    return call("fromRgba", typed("Uint8ClampedArray", rgba), *picture.shape[:2])


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, keeps in all states."""
    job = [call("sample", read(one), {"stride": s, "anti_aliasing": b}) for one, s, b in STATES]
    return play("subsampling_explorer", job)


def test_page_python_and_scipy_agree(page):
    for (picture, stride, blur), made in zip(STATES, page, strict=True):
        shown = picture.astype(float)
        if blur and stride > 1:
            sigma = (stride / 2, stride / 2, 0)[: picture.ndim]
            shown = ndimage.gaussian_filter(shown, sigma, mode="mirror")
        wanted = shown[::stride, ::stride]
        explorer = SubsamplingExplorer(picture, stride, anti_aliasing=blur)
        np.testing.assert_allclose(explorer.output, wanted, atol=1e-9)
        for name, numbers in {"shown": shown, "kept": wanted}.items():
            planes = np.atleast_3d(numbers)
            one = made[name]
            assert (one["rows"], one["cols"]) == planes.shape[:2]
            assert len(one["planes"]) == planes.shape[2]
            for channel, plane in enumerate(one["planes"]):
                wanted_plane = planes[..., channel].ravel()
                np.testing.assert_allclose(np.ravel(plane), wanted_plane, atol=1e-9)


def test_rings_grow_finer_to_the_outside_and_are_never_too_fine():
    plate = rings().astype(float)
    middle = plate[SIDE // 2]
    turns = np.flatnonzero(np.diff(np.sign(np.diff(middle[SIDE // 2 :]))))
    widths = np.diff(turns)
    assert plate[SIDE // 2, SIDE // 2] == 255 == plate.max() and plate.min() == 0
    assert widths[0] > 10 and widths[5:10].mean() < 4 and 1 < widths[-10:].mean() < 2
    spectrum = np.abs(np.fft.fft2(plate - plate.mean()))
    at = np.abs(np.fft.fftfreq(SIDE))
    inner = (at[:, None] < 0.36) & (at < 0.36)
    assert (spectrum[inner] ** 2).sum() > 0.98 * (spectrum**2).sum()


def test_a_stride_of_four_makes_nine_equal_centres_and_a_blur_leaves_one():
    explorer = SubsamplingExplorer("rings", 4)
    centre = explorer.output[16:21, 16:21]
    for down in (-14, 0, 14):
        for across in (-14, 0, 14):
            rows, columns = slice(16 + down, 21 + down), slice(16 + across, 21 + across)
            np.testing.assert_array_equal(explorer.output[rows, columns], centre)
    assert np.ptp(centre) > 50
    explorer.anti_aliasing = True
    assert np.ptp(explorer.output[16:21, 16:21]) > 30
    for down, across in ((-14, 0), (0, 14), (14, -14)):
        rows, columns = slice(16 + down, 21 + down), slice(16 + across, 21 + across)
        assert np.ptp(explorer.output[rows, columns]) < 3


def test_a_stride_of_one_keeps_all_blurred_or_not():
    for blur in (False, True):
        explorer = SubsamplingExplorer("rings", 1, anti_aliasing=blur)
        np.testing.assert_array_equal(explorer.output, rings())


def test_pictures_are_offered_by_name_and_chosen_on_the_page():
    explorer = SubsamplingExplorer("brick", photos=["rings", "brick", "rocket"])
    assert explorer.view.titles == ["A brick wall", "Rings", "A rocket at night"]
    assert explorer.view.sizes == [(SIDE, SIDE)] * 3
    explorer.view.picture = 1
    np.testing.assert_array_equal(explorer.image, rings())
    explorer.view.picture = 2
    assert images.psnr(explorer.image, images.photo("rocket", SIDE)) > 25


def test_puzzles_bring_the_rings_and_lead_with_them():
    explorer = SubsamplingExplorer("brick", puzzles=True)
    assert explorer.view.titles == ["Rings", "A brick wall"] and explorer.view.picture == 1
    assert SubsamplingExplorer("brick").view.titles == ["A brick wall"]


def test_picture_is_a_control_only_where_there_is_a_choice():
    def labels(explorer):
        return [control.description for control in explorer.children[1].children]

    assert labels(SubsamplingExplorer()) == ["Stride", "Blur first"]
    assert labels(SubsamplingExplorer(photos=["brick"])) == ["Stride", "Blur first", "Picture"]
    assert labels(SubsamplingExplorer(photos=["brick"], controls=["stride"])) == ["Stride"]


def test_title_asks_of_rings_only_where_they_are_shown_first():
    def title(*given, **more):
        return SubsamplingExplorer(*given, **more).children[0].value

    assert "rings" in title() and "rings" in title(photos=["brick"])
    assert "rings" not in title("brick") and "rings" not in title(GREY)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("ring", "did you mean 'rings'"),
        (np.full((257, 3), 9.0), "image is 257×3, expected at most 256×256"),
        (np.full((3, 3), 300), "300"),
    ],
)
def test_image_that_cannot_be_shown_is_refused(image, words):
    with pytest.raises(ValueError, match=words):
        SubsamplingExplorer(image)


def test_pictures_are_no_state():
    assert set(SubsamplingExplorer().view.initial) == {"picture", "stride", "anti_aliasing"}
