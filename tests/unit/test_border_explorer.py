"""`BorderExplorer` in Python, against OpenCV and NumPy and against its module in Node."""

import json
from io import BytesIO

import cv2
import numpy as np
import pytest
import traitlets
from PIL import Image

from convcourse import BORDER_NAMES
from convcourse.explorers import BorderExplorer
from convcourse.explorers.border_explorer import (
    BORDERS,
    DOT_PLACE,
    DOTS,
    MAX_WIDTH,
    dotted_photo,
)
from tests.node import call, play, typed


def random_explorers(count):
    rng = np.random.default_rng(5)
    for _ in range(count):
        rows, columns = rng.integers(1, 14, 2)
        width = int(rng.integers(0, 30))
        yield BorderExplorer(
            rng.integers(0, 256, (rows, columns, 3), dtype=np.uint8),
            border=BORDERS[rng.integers(5)],
            width=width,
            cval=int(rng.integers(256)),
            pixel=(rng.integers(-width, rows + width), rng.integers(-width, columns + width)),
        )


def test_output_equals_opencv():
    for explorer in random_explorers(80):
        if explorer.border == "mirror" and 1 in explorer.image.shape[:2]:
            continue  # one pixel: OpenCV has its own idea
        sides = [explorer.width] * 4
        name = getattr(cv2, BORDER_NAMES[explorer.border]["opencv"])
        theirs = cv2.copyMakeBorder(explorer.image, *sides, name, value=[explorer.cval] * 3)
        np.testing.assert_array_equal(explorer.output, theirs)


def test_page_module_computes_what_python_computes():
    explorers = list(random_explorers(150))
    assert any(e.width > max(e.image.shape[:2]) for e in explorers)
    assert {e.border for e in explorers} == set(BORDERS)
    names = explorers[0].view.initial
    job = []
    for explorer in explorers:
        state = {name: getattr(explorer.view, name) for name in names}
        rgba = np.pad(explorer.image, ((0, 0), (0, 0), (0, 1)), constant_values=255)
        photo = typed("Uint8ClampedArray", rgba)
        padded = call("colours", call("compute", state), photo, state["cval"])
        job.append([padded, call("sourceOf", state["pixel"], state)])
    for explorer, (output, source) in zip(explorers, play("border_explorer", job), strict=True):
        shown = np.reshape(output, (*explorer.output.shape[:2], 4))
        np.testing.assert_array_equal(shown[..., :3], explorer.output)
        row, column = np.add(explorer.pixel, explorer.width)
        copied = [explorer.cval] * 3 if source is None else explorer.image[tuple(source)]
        np.testing.assert_array_equal(explorer.output[row, column], copied)


def test_blue_corner_needs_the_wrap_and_a_width_beyond_the_photos_height():
    explorer, blue = BorderExplorer(), []
    for explorer.border in BORDERS:
        for explorer.width in range(1, MAX_WIDTH + 1):
            if tuple(explorer.output[0, 0]) == DOTS[2]:
                blue.append((explorer.border, explorer.width))
    assert {border for border, _ in blue} == {"wrap"}
    assert all(48 < width < 60 for _, width in blue) and len(blue) == 6


def test_photo_has_a_dot_in_each_corner_and_travels_without_loss():
    explorer = BorderExplorer()
    photo = dotted_photo()
    far = -1 - DOT_PLACE
    for place, colour in zip(
        [(DOT_PLACE, DOT_PLACE), (DOT_PLACE, far), (far, DOT_PLACE), (far, far)], DOTS, strict=True
    ):
        assert tuple(photo[place]) == colour
    decoded = np.asarray(Image.open(BytesIO(explorer.view.photo)))
    np.testing.assert_array_equal(decoded, explorer.image)
    assert len(explorer.view.photo) < 10_000  # 6,100 today: another zlib may differ by per cents


def test_state_set_from_python_reaches_the_view_and_the_output():
    explorer = BorderExplorer()
    explorer.border = "mirror"
    explorer.width = 3
    explorer.pixel = (-3, -1)
    assert explorer.view.border_index == 3 and explorer.pixel == (-3, -1)
    np.testing.assert_array_equal(
        explorer.output, np.pad(explorer.image, ((3, 3), (3, 3), (0, 0)), mode="reflect")
    )


def test_buttons_stand_in_the_order_of_the_borders():
    buttons = BorderExplorer(border="wrap").children[1].children[0]
    assert buttons.options == BORDERS == tuple(BORDER_NAMES)


def test_reset_state_is_the_whole_state():
    view = BorderExplorer(border="wrap", width=5).view
    assert set(view.initial) == set(view.trait_names(state=True))
    assert (view.initial["border_index"], view.initial["width"]) == (4, 5)


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(BorderExplorer().view.puzzles)


@pytest.mark.parametrize(
    ("image", "error", "words"),
    [
        (np.zeros((4, 4, 3)), TypeError, "image has dtype float64, expected uint8"),
        (np.zeros((4, 4), np.uint8), ValueError, r"shape \(4, 4\), expected \(H, W, 3\)"),
        (np.zeros((97, 4, 3), np.uint8), ValueError, "97×4, expected 1×1 to 96×96"),
        (np.zeros((0, 4, 3), np.uint8), ValueError, "0×4"),
    ],
)
def test_bad_image_is_refused_with_words(image, error, words):
    with pytest.raises(error, match=words):
        BorderExplorer(image)


def test_unknown_border_is_refused():
    with pytest.raises(ValueError, match="border"):
        BorderExplorer(border="symmetric")
    explorer = BorderExplorer()
    with pytest.raises(ValueError, match="border"):
        explorer.border = "zeros"


@pytest.mark.parametrize("bad", [{"width": 73}, {"width": -1}, {"cval": 256}, {"pixel": [1]}])
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        BorderExplorer(**bad)


def test_names_of_libraries_travel_only_where_they_are_said():
    assert BorderExplorer().view.names == list(BORDER_NAMES.values())
    assert BorderExplorer(libraries=False).view.names == []
