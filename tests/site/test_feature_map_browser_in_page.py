"""FeatureMapBrowser in the page, from disk with the network cut: its pixels are the network's."""

import re

import numpy as np
import pytest
import torch

from convcourse.explorers import FeatureMapBrowser
from convcourse.networks import features, nets, weights
from convcourse.pictures import images
from tests.site.controls import type_number
from tests.site.look import FIGURE, settle
from tests.site.test_kernel_lab import pixels

CHAPTER = "chapters/13_feature_maps.html"
QUESTION = "What does each layer make of a photo?"
PHOTOS = ("chelsea", "coffee", "camera")


def maps_of(net, name):
    names = features.activations(net)
    with torch.no_grad(), features.capture(net, names) as kept:
        net(nets.to_input(images.photo(name, 96)))
    return [kept[n][0].numpy() for n in names]


@pytest.fixture(scope="module")
def python():
    """Return the same explorer in Python."""
    both = weights.load("vgg16_slim"), nets.vgg16_slim(seed=0).eval()
    return FeatureMapBrowser(*({name: maps_of(net, name) for name in PHOTOS} for net in both))


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns its explorer, drawn."""

    def open_(**options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(f"{FIGURE}:has-text('{QUESTION}')")
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-sum strong").wait_for()
        return explorer

    return open_


def choose(explorer, *, layer=None, channel=None, photo=None, untrained=None):
    for label, value in (("Layer", layer), ("Channel", channel)):
        if value:
            type_number(explorer, label, value)
    if photo is not None:
        explorer.locator("select").select_option(index=photo)
    if untrained is not None:
        explorer.get_by_label("Untrained").set_checked(untrained)
    settle(explorer.page)


def test_page_shows_the_maps_that_torch_makes(figure, python):
    shows_torchs_maps(
        figure(),
        python,
        {},
        {"layer": 2, "channel": 4},
        {"layer": 13, "channel": 6, "untrained": True},
        {"layer": 1, "channel": 3, "untrained": True},
    )


def test_other_photos_that_come_along_have_the_maps_that_torch_makes(show, python):
    python.layer, python.untrained, python.photo = 1, False, "chelsea"
    explorer = show(python).locator(".cc-explorer")
    explorer.locator(".cc-sum strong").wait_for()
    places = [{"photo": n, "layer": 7 + n, "untrained": n == 2} for n in (1, 2, 0)]
    shows_torchs_maps(explorer, python, *places)


def shows_torchs_maps(explorer, python, *places):
    """Look at a figure in each of these states, beside the same explorer in Python."""
    for place in places:
        choose(explorer, **place)
        for name, value in place.items():
            setattr(python, name, PHOTOS[value] if name == "photo" else value)
        shown = pixels(explorer)
        white = python.maps[python.view.numbers[0][python.layer - 1]].max()
        assert shown.shape[:2] == python.output.shape
        # A map comes in 32 levels of its own scale; white is the layer's.
        step = 255 * python.output.max() / white / 31
        assert np.abs(shown[..., 0] - 255 * python.output / white).max() <= step / 2 + 1
        words = explorer.locator(".cc-m-rest").inner_text()
        assert f"{round(100 * python.zeros)} % of them 0" in words
        told = re.search(r"photo: (−?[\d.]+)\.", words)[1].replace("−", "-")
        assert abs(float(told) - python.likeness) < 0.006
        (top, bottom), (left, right) = python.sees
        seen = explorer.locator(".cc-sum .cc-t-input").inner_text()
        wanted = [f"{a} to {b}" if b > a else f"{a}" for a, b in ((top, bottom), (left, right))]
        assert seen == f"rows {wanted[0]}, columns {wanted[1]}"


def test_frame_on_the_photo_is_what_the_pixel_sees_of_it(figure, python):
    explorer = figure()
    photo = explorer.locator(".cc-input canvas.cc-picture")
    frame = explorer.locator(".cc-m-flow .cc-input .cc-m-spot")
    for layer in (1, 10, 11, 13):
        choose(explorer, layer=layer)
        python.layer, python.untrained, python.photo = layer, False, "chelsea"
        whole, box = photo.bounding_box(), frame.bounding_box()
        for axis, length, (first, last) in zip("yx", ("height", "width"), python.sees, strict=True):
            pixel = whole[length] / 96
            assert abs(box[axis] - (whole[axis] + first * pixel)) < 1.5
            assert abs(box[length] - max(6, (last + 1 - first) * pixel)) < 1.5
    assert box["width"] > 200, "in the last layer the frame is around all of the photo"


def test_sizes_are_true_when_asked_and_tiles_choose(figure):
    explorer = figure(width=360)
    tiles = explorer.locator(".cc-m-tour canvas")
    widths = "tiles => tiles.map(tile => tile.getBoundingClientRect().width)"
    assert len(set(tiles.evaluate_all(widths))) == 1
    explorer.get_by_label("True sizes (bottom row)").check()
    settle(explorer.page)
    sizes = [96] * 2 + [48] * 2 + [24] * 3 + [12] * 3 + [6] * 3
    assert tiles.evaluate_all(widths) == sizes
    explorer.get_by_role("button", name="Layer 11,").click()
    explorer.locator(".cc-output .cc-name", has_text="Layer 11 (conv5_1)").wait_for()
    board = explorer.get_by_role("slider", name="Pixel of the map")
    # Three keys before the next drawing: a slow machine must not lose one.
    board.evaluate(
        """board => ["ArrowRight", "ArrowDown", "ArrowDown"].forEach(key =>
            board.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
    )
    explorer.locator(".cc-sum strong", has_text="map[4, 3]").wait_for()
    explorer.get_by_role("button", name="Reset").click()
    explorer.locator(".cc-sum strong", has_text="map[47, 47]").wait_for()
    rows = explorer.locator(".cc-m-name")
    assert rows.last.inner_text() == "All layers, the strongest channel of each"
    choose(explorer, channel=3)
    assert rows.last.inner_text() == "All layers, the third strongest channel of each"
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= 361


def test_puzzles_are_open_at_first_and_solved_by_their_solutions(figure, python):
    explorer = figure()
    for puzzle in python._puzzles():
        explorer.get_by_role("button", name=puzzle["title"]).click()
        settle(explorer.page)
        assert "Solved" not in explorer.locator(".cc-status").inner_text()
        choose(explorer, untrained=True)
        assert explorer.locator(".cc-status").inner_text() == "Untick Untrained first."
        choose(explorer, untrained=False)
        choose(explorer, **puzzle["solution"])
        explorer.locator(".cc-status.cc-solved").wait_for()
