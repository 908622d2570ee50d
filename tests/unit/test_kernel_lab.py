"""KernelLab in Python: against SciPy, and its page module in Node against Python."""

import json

import numpy as np
import pytest
import traitlets
from scipy import ndimage

from convcourse.explorers import KernelLab
from convcourse.explorers.kernel_lab import BORDERS, CARD, PRESETS, preset
from convcourse.operators import kernels
from convcourse.pictures import images
from tests.node import call, play, typed

RNG = np.random.default_rng(5)
COLOURS = RNG.integers(0, 256, (19, 23, 3)).astype(np.uint8)


def scipy_output(lab):
    image = lab.image
    if lab.per_channel or lab.grey == "first":
        return scipy_filtered(lab, image if lab.per_channel else images.grey(image))
    last = np.dot(scipy_filtered(lab, image), [0.299, 0.587, 0.114])
    if lab.grey == "last":
        return last
    grey = images.grey(image) if lab.median else np.dot(image, [0.299, 0.587, 0.114])
    return last - scipy_filtered(lab, grey)


def scipy_filtered(lab, image):
    kernel = lab.kernel / lab.kernel.sum() if lab.normalise and lab.kernel.sum() else lab.kernel
    operator = ndimage.convolve if lab.flip else ndimage.correlate
    if lab.median:
        operator = median_by_scipy(lab.flip)
    planes = np.atleast_3d(image).astype(float)
    made = [operator(planes[..., c], kernel, mode=lab.border) for c in range(planes.shape[2])]
    made = (lab.scale * np.stack(made, -1) + lab.offset).reshape(image.shape)
    return made.clip(0, 255) if lab.clip else made


def median_by_scipy(flip):
    """Return an operator that takes the median of the window that a kernel reads."""

    def operate(plane, kernel, mode):
        # A kernel of even sides has two middles; turned it stands on the other of the two.
        origin = [-(flip and side % 2 == 0) for side in kernel.shape]
        return ndimage.generic_filter(plane, np.median, kernel.shape, mode=mode, origin=origin)

    return operate


def random_labs(count):
    rng = np.random.default_rng(3)
    for _ in range(count):
        known = rng.random() < 0.3
        size = rng.integers(1, 10, 2)
        yield KernelLab(
            COLOURS,
            str(rng.choice(list(PRESETS))) if known else rng.integers(-9, 10, size) / 4,
            scale=float(rng.integers(-8, 9) / 4),
            offset=int(rng.integers(-128, 129)),
            normalise=bool(rng.integers(2)),
            per_channel=bool(rng.integers(2)),
            border=str(rng.choice(BORDERS)),
            flip=bool(rng.integers(2)),
            median=bool(rng.random() < 0.3),
            grey=str(rng.choice(["first", "last", "difference"])),
            clip=bool(rng.random() < 0.3),
        )


def read(picture):
    """Return what stands in a job for a colour picture as the page reads it."""
    rgba = np.pad(picture, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    return call("fromRgba", typed("Uint8ClampedArray", rgba), *picture.shape[:2])


@pytest.fixture(scope="module")
def page():
    """What the page's module makes of many states, in Node."""
    labs = list(random_labs(120))
    names = ("kernel", "scale", "offset", "normalise", "per_channel", "border", "flip", "median")
    names += ("grey", "clip")
    states = [{name: getattr(lab.view, name) for name in names} for lab in labs]
    presets = KernelLab().view.presets
    job = {
        "outputs": [call("filterPicture", read(COLOURS), state) for state in states],
        "grey": read(COLOURS),
        "families": [
            [call("FAMILIES.box", size), call("FAMILIES.gaussian", size)] for size in range(1, 32)
        ],
        "recognised": [
            one["kernel"] and call("presetOf", one["kernel"], presets) for one in presets
        ],
    }
    return labs, play("kernel_lab", job)


def test_output_equals_scipy():
    for lab in random_labs(60):
        np.testing.assert_allclose(lab.output, scipy_output(lab), atol=1e-9)


def test_order_of_grey_and_filter_matters_only_where_something_is_clipped_or_sorted():
    lab = KernelLab(COLOURS, "sobel_x", grey="difference")
    np.testing.assert_allclose(lab.output, 0, atol=1e-9)
    lab.clip = True
    assert np.abs(lab.output).max() > 50
    lab.clip, lab.median = False, True
    assert np.abs(lab.output).max() > 5


def test_page_module_computes_what_python_computes(page):
    labs, told = page
    for lab, output in zip(labs, told["outputs"], strict=True):
        wanted = np.moveaxis(np.atleast_3d(lab.output), -1, 0)
        np.testing.assert_allclose(np.reshape(output["planes"], wanted.shape), wanted, atol=1e-9)
    np.testing.assert_array_equal(np.reshape(told["grey"]["grey"], (19, 23)), images.grey(COLOURS))


def test_page_builds_the_blurs_that_python_builds(page):
    for size, (box, bell) in zip(range(1, 32), page[1]["families"], strict=True):
        np.testing.assert_allclose(box, kernels.box(size), atol=1e-15)
        np.testing.assert_allclose(bell, kernels.gaussian(size=size), atol=1e-15)


def test_page_recognises_every_preset(page):
    assert page[1]["recognised"] == [*range(len(PRESETS)), None]


def test_photo_travels_small_and_comes_back_as_it_was_sent():
    lab = KernelLab("coffee", photos=["camera"])
    # 12,018 bytes at most today: another WebP may make some per cent of it.
    assert [len(data) < 40_000 for data in lab.view.pictures] == [True, True]
    assert np.abs(lab.image - images.photo("coffee").astype(float)).mean() < 5
    np.testing.assert_array_equal(KernelLab(COLOURS).image, COLOURS)


def test_own_picture_sent_by_the_browser_is_the_image():
    lab = KernelLab("camera")
    lab.view.own = images.encode(COLOURS)
    lab.view.photo = len(lab.view.pictures)
    np.testing.assert_array_equal(lab.image, COLOURS)
    np.testing.assert_allclose(lab.output, scipy_output(lab), atol=1e-9)


def test_image_and_kernel_set_from_python_reach_the_view():
    lab = KernelLab()
    lab.image, lab.kernel, lab.border = COLOURS[..., 0], "sobel_y", "wrap"
    np.testing.assert_array_equal(lab.image, COLOURS[..., 0])
    np.testing.assert_array_equal(lab.kernel, kernels.sobel("y"))
    assert list(PRESETS)[lab.view.preset] == "sobel_y" and lab.view.size == 3
    lab.kernel = np.ones((2, 7))
    assert (lab.view.preset, lab.view.size) == (len(PRESETS), 7)
    np.testing.assert_allclose(lab.output, scipy_output(lab), atol=1e-9)


def test_blank_sheet_is_the_own_picture_before_there_is_one():
    lab = KernelLab()
    lab.view.photo = 1
    assert lab.image.shape == (128, 128) and not lab.image.any()


def test_puzzles_put_the_test_card_first_and_show_the_photo_all_the_same():
    lab = KernelLab("camera", puzzles=True)
    assert lab.view.titles == [CARD.capitalize(), "A man with a camera", "Your own picture"]
    assert lab.view.photo == 1 and all(p["keep"]["photo"] == 0 for p in lab.view.puzzles)


def test_every_preset_has_the_weights_of_its_name():
    for name in PRESETS:
        np.testing.assert_array_equal(KernelLab(kernel=name).kernel, preset(name))
    sums = {name: preset(name).sum() for name in PRESETS}
    for name in ("sobel_x", "prewitt_y", "scharr_x", "laplacian", "laplacian_8", "outline"):
        assert abs(sums[name]) < 1e-12
    for name in ("identity", "box", "gaussian", "sharpen", "motion_blur"):
        assert abs(sums[name] - 1) < 1e-12


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"image": "dog"}, ValueError, "dog"),
        ({"image": np.zeros((300, 9))}, ValueError, "image is 300×9, expected at most 256×256"),
        ({"image": np.zeros((4, 4, 4))}, ValueError, r"shape \(4, 4, 4\), expected \(H, W\)"),
        ({"image": [[300.0]]}, ValueError, "from 300 to 300, expected 0 to 255"),
        ({"kernel": "blur_4x4"}, ValueError, "blur_4x4"),
        ({"kernel": np.ones((32, 3))}, ValueError, "kernel is 32×3, expected at most 31×31"),
        ({"border": "replicate"}, ValueError, "replicate"),
        ({"controls": ["zoom"]}, ValueError, "zoom"),
        ({"scale": 9.0}, traitlets.TraitError, "scale"),
    ],
)
def test_bad_setting_is_refused_with_words(settings, error, words):
    with pytest.raises(error, match=words):
        KernelLab(**settings)


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(KernelLab(puzzles=True).view.puzzles)


def test_noise_is_what_it_says():
    clean = np.full((200, 200), 128, np.uint8)
    grain = images.add_gaussian_noise(clean, 20, seed=1).astype(float)
    assert abs(grain.std() - 20) < 0.5 and abs(grain.mean() - 128) < 0.5
    specks = images.add_salt_and_pepper(clean, 0.2, seed=1)
    assert abs((specks == 0).mean() - 0.1) < 0.01 and abs((specks == 255).mean() - 0.1) < 0.01


def test_psnr_equals_opencv():
    import cv2

    noisy = images.add_gaussian_noise(COLOURS, 9)
    assert abs(images.psnr(noisy, COLOURS) - cv2.PSNR(noisy, COLOURS)) < 1e-6
    assert images.psnr(COLOURS, COLOURS) == float("inf")


def test_grey_is_opencvs_to_one_level():
    import cv2

    theirs = cv2.cvtColor(COLOURS, cv2.COLOR_RGB2GRAY).astype(int)
    assert np.abs(images.grey(COLOURS) - theirs).max() <= 1


def test_encoded_colour_and_grey_come_back():
    for picture in (COLOURS, COLOURS[..., 1], np.zeros((1, 1), np.uint8)):
        np.testing.assert_array_equal(images.decode(images.encode(picture)), picture)


def test_own_picture_arrives_as_a_browser_sends_it():
    lab = KernelLab("camera")
    lab.view.set_state({"own": memoryview(images.encode(COLOURS)), "photo": 1})
    np.testing.assert_array_equal(lab.image, COLOURS)
    np.testing.assert_allclose(lab.output, scipy_output(lab))


def test_puzzles_are_chosen_by_their_titles():
    chosen = KernelLab(puzzles=["Emboss", "A blur"]).view.puzzles
    assert [puzzle["title"] for puzzle in chosen] == ["A blur", "Emboss"]
    with pytest.raises(ValueError, match="puzzles='A blob' is not known"):
        KernelLab(puzzles=["A blob"])


def test_gallery_is_there_where_it_is_asked_for():
    assert not KernelLab().gallery and not KernelLab().view.gallery
    lab = KernelLab(gallery=True)
    assert lab.gallery and lab.view.gallery
    with pytest.raises(AttributeError, match="can't set gallery once it is made"):
        lab.gallery = False
