"""ScoreTrail and ShiftedPhoto: the page and Python go the same way, and each step adds up."""

from importlib import resources

import numpy as np
import pytest

from convcourse.explorers import ScoreTrail, ShiftedPhoto
from convcourse.networks import weights
from convcourse.networks.sums import Sums
from tests.node import call, play, typed

SLIM = resources.files("convcourse.networks") / "data" / "vgg16_slim.safetensors"
CLOSE = 2e-5
WAYS = [
    {"start": (19, -1, 0, 0), "path": ()},
    {"start": (19, 31, 0, 0), "path": (500, 3, 40)},
    {"start": (13, 7, 0, 5), "path": (0, -1, 100)},  # the first is in the padding
    {"start": (3, 2, 47, 0), "path": (1,)},
]


@pytest.fixture(scope="module")
def inside():
    return Sums(weights.load("vgg16_slim"), weights.classes("vgg16_slim"))


def with_alpha(picture):
    alpha = np.full((*picture.shape[:2], 1), 255, np.uint8)
    rgba = np.concatenate([picture, alpha], axis=2)
    return {"rgba": typed("Uint8ClampedArray", rgba), "side": len(picture)}


def place(start):
    return dict(zip(("level", "channel", "row", "col"), start, strict=True))


@pytest.mark.parametrize("photo", ["chelsea", "coffee"])
def test_page_and_python_go_the_same_way_and_each_step_adds_up(inside, photo):
    trail = ScoreTrail(inside, image=photo)
    ways = [
        {"start": place(way["start"]), "path": list(way["path"]), "steps": steps}
        for way in WAYS
        for steps in range(way["start"][0] + 1)
    ]
    told = play(None, call("trails", str(SLIM), with_alpha(trail.image), ways), "network")
    for way, page in zip(ways, told, strict=True):
        trail.start, trail.path = tuple(way["start"].values()), way["path"]
        trail.steps = way["steps"]
        found = [tuple(one[name] for name in ("level", "channel", "row", "col"))
                 for one in page["places"]]  # fmt: skip
        assert found == list(trail.places)
        assert abs(page["places"][-1]["value"] - trail.value) < CLOSE
        level, _, row, col = trail.places[-1]
        rows, cols = page["size"]
        if level < 19:
            plane = np.reshape(page["plane"], (rows, cols))
            assert abs(plane[row, col] - trail.value) < CLOSE
        if level == 0:
            assert page["terms"] is None and trail.terms is None
            continue
        for name in ("window", "weights"):
            wanted = getattr(trail.terms, name)
            assert list(wanted.shape) == page["terms"]["shape"]
            np.testing.assert_allclose(page["terms"][name], wanted.ravel(), atol=CLOSE)
        total = np.dot(page["terms"]["window"], page["terms"]["weights"]) + page["terms"]["bias"]
        assert abs(total - page["terms"]["sum"]) < CLOSE
        value = total if level == 19 else max(total, 0)
        assert abs(value - trail.value) < CLOSE  # it adds up


def test_way_ends_at_a_pixel_of_the_photo(inside):
    trail = ScoreTrail(inside, steps=19)
    level, channel, row, col = trail.places[-1]
    assert level == 0 and len(trail.places) == 20
    mean, spread = (0.485, 0.456, 0.406)[channel], (0.229, 0.224, 0.225)[channel]
    assert abs((trail.image[row, col, channel] / 255 - mean) / spread - trail.value) < 1e-6


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ((20, 0, 0, 0), "a level from 0 to 19"),
        ((19, 102, 0, 0), "level 19 has 102 channels of 1×1"),
        ((13, -1, 0, 0), "level 13 has 128 channels of 12×12"),
        ((13, 0, 12, 0), "of 12×12"),
        ((13, 0, 0), "a channel, a row and a column"),
    ],
)
def test_start_that_is_nowhere_is_refused(inside, start, words):
    trail = ScoreTrail(inside)
    with pytest.raises(ValueError, match=words):
        trail.start = start
    assert trail.start == (19, -1, 0, 0)


@pytest.mark.parametrize("shift", [0, 1, 2, 5, 8, 16])
def test_page_says_as_python_where_the_maps_moved_along(inside, shift):
    explorer = ShiftedPhoto(inside, shift=shift)
    pictures = [with_alpha(one) for one in (explorer.image, explorer.shifted)]
    told = play(None, call("moves", str(SLIM), *pictures, shift), "network")
    shares = []
    for plane, size in zip(told["planes"], told["sizes"], strict=True):
        compared = np.array(plane)[np.array(plane) >= 0]
        shares.append((compared <= 1e-5 * size).mean())
    np.testing.assert_allclose(shares, explorer.followed, atol=0.02)


def test_convolutions_follow_whole_pixels_and_no_others(inside):
    for shift in range(1, 9):
        followed = ShiftedPhoto(inside, shift=shift).followed
        for layer, share in enumerate(followed):
            jump = (1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16)[layer]
            if shift % jump:
                assert share < 0.15, (shift, layer)
            elif layer < 7:
                assert share > 0.4, (shift, layer)
