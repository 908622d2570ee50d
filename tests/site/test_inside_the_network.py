"""The figures that take a network apart, from disk and cut off: what they say is torch's."""

import re

import numpy as np
import pytest
import torch

from convcourse.explorers import ScoreMap, ScoreTrail, ShiftedPhoto
from convcourse.networks import nets, weights
from convcourse.networks.sums import Sums
from tests.site.controls import type_number
from tests.site.look import FIGURE, settle
from tests.site.test_kernel_lab import choose, pixels, png
from tests.site.test_live_network import CHAPTER, WITHOUT_SIMD

PLACES = "Where in the photo does the score come from?"
TRAIL = "Where does this number come from?"
SHIFT = "Do the maps move along with the photo?"


@pytest.fixture(scope="module")
def inside():
    return Sums(weights.load("vgg16_slim"), weights.classes("vgg16_slim"))


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns one of its figures, with its network."""

    def open_(question, **options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(f"{FIGURE}:has-text('{question}')")
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-i-name").first.wait_for()
        settle(page)
        return explorer

    return open_


def number(text):
    return float(text.replace("−", "-"))


def shares_told(explorer):
    """Return the names that a figure shows, each with its share in per cent."""
    rows = explorer.locator(".cc-i-name:visible").all_inner_texts()
    return {row.split("\n")[0]: int(re.findall(r"(\d+) %", row)[-1]) for row in rows}


def named(classes, k):
    return classes[k].replace("_", " ").lower().removesuffix(" google")


def shares_of(net, picture):
    with torch.no_grad():
        return net(nets.to_input(picture)).softmax(dim=1)[0].numpy()


def assert_told(explorer, shares, classes):
    told = shares_told(explorer)
    assert len(told) == 5
    for k, share in enumerate(shares):
        name = named(classes, k)
        if name in told:
            assert told[name] == round(100 * float(share)), name


def places_told(explorer):
    cells = explorer.locator(".cc-output .cc-cell").all_inner_texts()
    return np.reshape([number(cell) for cell in cells], (3, 3))


def test_score_by_place_and_a_covered_patch_are_torchs(figure, inside):
    explorer, python = figure(PLACES), ScoreMap(inside)
    net, classes = weights.load("vgg16_slim"), inside.classes

    def compare():
        settle(explorer.page)
        np.testing.assert_allclose(places_told(explorer), python.parts, atol=0.0051)
        assert_told(explorer, shares_of(net, python.covered), classes)
        total = number(explorer.locator(".cc-sum strong").inner_text())
        assert abs(total - python.score) < 0.0051

    compare()
    explorer.get_by_label("Cover a patch").check()
    python.cover = True
    explorer.locator(".cc-i-map").first.wait_for()
    compare()
    np.testing.assert_array_equal(pixels(explorer, "input"), python.covered)
    changed = explorer.locator(".cc-i-tile").all_inner_texts()
    assert len(changed) == 13 and changed[0].split("\n") == ["1", "13 %"]
    canvas = explorer.locator(".cc-input canvas")
    canvas.press("ArrowLeft")
    canvas.press("ArrowUp")
    python.y, python.x = 28, 28
    compare()
    type_number(explorer, "Size of the patch", 48)
    python.patch = 48
    compare()
    explorer.locator(".cc-i-name", has_text=named(classes, python.number)).click()
    second = int(np.argsort(-python.shares)[0])
    explorer.locator(".cc-i-name", has_text=named(classes, second)).first.click()
    python.chosen = second
    compare()
    explorer.get_by_role("button", name="Reset").click()
    python = ScoreMap(inside)
    compare()


def test_patch_is_dragged_over_the_photo(figure, inside):
    explorer = figure(PLACES)
    frame = explorer.locator(".cc-input .cc-i-spot").bounding_box()
    mouse = explorer.page.mouse
    mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    mouse.down()
    size = explorer.locator(".cc-input canvas").bounding_box()["width"]
    mouse.move(frame["x"] + frame["width"] / 2 - 20 * size / 96, frame["y"], steps=4)
    mouse.up()
    settle(explorer.page)
    assert explorer.get_by_label("Cover a patch").is_checked()
    shown, plain = pixels(explorer, "input"), ScoreMap(inside).image
    rows, cols = np.nonzero((shown != plain).any(axis=2))
    assert (cols.min(), cols.max()) == (12, 43) and rows.min() < 32


def test_own_picture_is_taken_apart_and_one_that_is_none_changes_nothing(figure, inside):
    explorer = figure(PLACES)
    before = shares_told(explorer)
    choose(explorer, "mine.png", b"no picture")
    explorer.locator(".cc-notice", has_text="is no picture that this browser can read").wait_for()
    assert shares_told(explorer) == before
    picture = np.random.default_rng(2).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    choose(explorer, "mine.png", png(picture))
    explorer.locator(".cc-notice", has_text="Your picture stays in this browser.").wait_for()
    settle(explorer.page)
    python = ScoreMap(inside, image=picture)
    np.testing.assert_allclose(places_told(explorer), python.parts, atol=0.0051)
    assert_told(explorer, python.shares, inside.classes)


def test_without_simd_the_figure_says_so_and_shows_what_came_along(figure, inside):
    explorer, python = figure(PLACES, script=WITHOUT_SIMD), ScoreMap(inside)
    explorer.locator(".cc-i-head", has_text="lacks WebAssembly with SIMD").wait_for()
    settle(explorer.page)
    np.testing.assert_allclose(places_told(explorer), python.parts, atol=0.0051)
    assert_told(explorer, python.shares, inside.classes)


def test_way_back_is_pythons_step_by_step_and_adds_up(figure, inside):
    explorer, python = figure(TRAIL), ScoreTrail(inside)
    for steps in (0, 1, 5, 6, 18, 19):
        type_number(explorer, "Steps back", steps)
        python.steps = steps
        settle(explorer.page)
        crumbs = explorer.locator(".cc-t-crumb")
        assert crumbs.count() == steps + 1
        assert abs(number(crumbs.last.locator("strong").inner_text()) - python.value) < 0.0051
        told = explorer.locator(".cc-m-terms").inner_text().replace("−", "-")
        if 0 < steps < 19 and "largest of the four" not in told:
            line = next(one for one in told.split("\n") if "(bias)" in one).split(" = ")[0]
            terms = re.sub(r" \([^)]*\)", "", line).replace("+ ", "+").replace("- ", "-").split()
            assert abs(sum(map(float, terms)) - python.terms.sum) < 0.005 * (len(terms) + 1)
    assert "blue is" in explorer.locator(".cc-m-terms").inner_text()


def test_another_number_of_a_window_and_another_pixel_lead_elsewhere(figure, inside):
    explorer, python = figure(TRAIL), ScoreTrail(inside)
    cell = explorer.locator("[data-term]:not(.cc-t-next)").first
    term = int(cell.get_attribute("data-term"))
    cell.click()
    settle(explorer.page)
    python.path, python.steps = [term], 1
    value = number(explorer.locator(".cc-t-crumb strong").last.inner_text())
    assert abs(value - python.value) < 0.0051
    explorer.locator(".cc-output canvas").press("ArrowDown")
    settle(explorer.page)
    level, channel, row, col = python.places[-1]
    python.start, python.steps, python.path = (level, channel, row + 1, col), 0, ()
    assert explorer.locator(".cc-t-crumb").count() == 1  # another way has begun
    value = number(explorer.locator(".cc-t-crumb strong").last.inner_text())
    assert abs(value - python.value) < 0.0051


def test_shifted_photo_says_what_python_says(figure, inside):
    explorer, python = figure(SHIFT), ShiftedPhoto(inside)
    for shift in (1, 4, 16):
        type_number(explorer, "Pixels to the right", shift)
        python.shift = shift
        settle(explorer.page)
        told = [text.split("\n") for text in explorer.locator(".cc-i-tile").all_inner_texts()]
        assert [row[0] for row in told] == [str(n) for n in range(1, 14)]
        for row, share in zip(told, python.followed, strict=True):
            assert abs(int(row[2].removesuffix(" %")) - 100 * share) < 2.5
        assert_told(explorer, python.shares, inside.classes)
        moved = explorer.locator(".cc-input canvas").nth(1)
        first = moved.evaluate("c => [...c.getContext('2d').getImageData(0, 0, 1, 1).data]")
        assert first[:3] == python.image[0, 0].tolist()
