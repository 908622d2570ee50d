"""Explorers on a page of their own: several views of one, odd sizes, extreme numbers."""

import re

import numpy as np
import pytest

from convcourse.explorers import (
    ChannelExplorer,
    PointwiseMixer,
    SlidingWindow,
    TransposedExplorer,
    VolumeExplorer,
    channel_explorer,
    pointwise_mixer,
    sliding_window,
    transposed_explorer,
    volume_explorer,
)
from tests.made import MADE
from tests.page import write_page
from tests.site.embedded import embedded
from tests.site.look import settle

#: Holds the frames of a page until it is let go: what waits for one is not drawn.
HELD = """{
    const frame = window.requestAnimationFrame.bind(window);
    let waiting = [];
    window.requestAnimationFrame = (act) => waiting ? waiting.push(act) : frame(act);
    window.letGo = () => { waiting.forEach(frame); waiting = null; };
}"""


def first_weight(view):
    return view.get_by_label("Kernel, row 0, column 0").input_value()


def test_two_views_of_one_explorer_share_a_puzzle_and_give_back_what_was_there(show):
    explorer = SlidingWindow(kernel=np.full((3, 3), 7))
    page = show(explorer, explorer.view)
    first, second = page.locator(".cc-view").all()
    first.get_by_role("button", name="Make it vanish").click()
    second.locator(".cc-puzzle").wait_for(state="visible")
    assert first_weight(first) == first_weight(second) == "1"
    second.get_by_role("button", name="Which kernel?").click()
    settle(page)
    second.get_by_role("button", name="Which kernel?").click()
    first.locator(".cc-puzzle").wait_for(state="hidden")
    assert first_weight(first) == first_weight(second) == "7"


@pytest.mark.parametrize(
    ("make", "puzzles", "number", "trait"),
    [
        (SlidingWindow, sliding_window.PUZZLES, 1, "kernel"),
        (PointwiseMixer, pointwise_mixer.PUZZLES, 0, "weights"),
        (ChannelExplorer, channel_explorer.PUZZLES, 0, "bank"),
        (TransposedExplorer, transposed_explorer.PUZZLES, 2, "kernel"),
        (VolumeExplorer, volume_explorer.PUZZLES, 2, "kernel"),
    ],
)
def test_puzzle_marks_as_right_what_it_counts_as_right(show, make, puzzles, number, trait):
    explorer = make(puzzles=True)
    view, puzzle = explorer.view, puzzles[number]
    solution = {**puzzle["start"], **puzzle["solution"]}
    nearly = np.array(solution[trait])
    nearly.flat[np.abs(nearly).argmax()] += 0.0001  # no cell shows it, for it shows two decimals
    for name, value in {**solution, trait: nearly.tolist(), "puzzle": number}.items():
        setattr(view, name, value)
    page = show(explorer)
    settle(page)
    counted, all_ = map(int, re.findall(r"\d+", page.locator(".cc-status").inner_text())[:2])
    assert counted < all_
    marked = page.locator(".cc-right").count()
    hidden = page.locator(".cc-output .cc-lit").count() if make is VolumeExplorer else 0
    assert counted - hidden <= marked <= counted  # the cell at work is marked as that


def test_kernel_that_does_not_fit_is_explained_and_the_way_out_works(show):
    page = show(SlidingWindow(kernel=np.ones((5, 5)), dilation=2))
    words = page.locator(".cc-sum")
    assert "The kernel spans 9 cells: more than the input has" in words.inner_text()
    page.get_by_label("Padding", exact=True).first.press("ArrowRight")
    page.locator(".cc-where", has_text="output[0, 0]").wait_for()


@pytest.mark.parametrize("value", [1e-300, 1e5, 1e300, -1e308])
def test_extreme_numbers_are_drawn(show, value):
    page = show(SlidingWindow(np.full((3, 3), value), shaded=True))
    assert page.locator(".cc-output .cc-cell").inner_text() != ""


def test_largest_input_stays_reachable_on_a_phone(show):
    page = show(SlidingWindow(np.ones((12, 12)), padding=2))
    page.set_viewport_size({"width": 360, "height": 800})
    settle(page)
    stage = page.locator(".cc-stage")
    assert stage.evaluate("stage => stage.scrollWidth > stage.clientWidth")
    first = page.locator(".cc-input .cc-box").first
    assert first.bounding_box()["x"] >= stage.bounding_box()["x"] - 1


def test_one_explorer_of_the_sources_stands_on_a_page_of_its_own(site, tmp_path, open_page):
    page = open_page(write_page("SizeFinder", tmp_path), offline=True)
    page.get_by_role("group", name="Which settings reach this size?").wait_for()
    page.locator(".cc-view .cc-reset").wait_for()


def test_comma_of_two_meanings_is_told_once_and_the_number_taken(show):
    page = show(SlidingWindow())
    weight = page.get_by_label("Kernel, row 0, column 0")
    notices = []
    for text in ("1,125", "2,250"):
        weight.fill(text)
        weight.press("Enter")
        settle(page)
        notices.append(page.locator(".cc-notice").inner_text())
    assert notices == ["“1,125” was taken for 1125; for 1.125 type a point.", ""]
    assert weight.input_value() == "2250"


@pytest.mark.parametrize("name", MADE)
def test_pointer_over_a_view_that_is_not_drawn_yet_finds_nothing(name, site, tmp_path, open_page):
    page = open_page("about:blank", offline=True, script=HELD)
    page.goto(embedded(site, tmp_path, MADE[name](), modules={}))
    view = page.locator(".cc-view")
    view.wait_for(state="attached")
    for part in view.locator("canvas, svg, td, [tabindex='0'], button").all()[:40]:
        box = part.bounding_box()
        if not box:
            continue
        page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    for key in ("Tab", "ArrowRight", "Tab", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.evaluate("letGo()")
    settle(page)
    assert not view.evaluate("el => el.inert")
