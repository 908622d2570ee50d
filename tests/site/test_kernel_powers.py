"""`KernelPowers` in a page of its own: its buttons, list, cells and puzzles."""

import numpy as np
import pytest

from convcourse.explorers import KernelPowers
from convcourse.explorers.kernel_powers import PRESETS, PUZZLES
from tests.site.look import settle

BARS = ".cc-kp-chart .cc-kp-bars"


@pytest.fixture
def figure(show):
    page = show(KernelPowers())
    page.locator(BARS).wait_for()
    return page


def shown(page):
    """Return the weights that the chart says, and those that its bars are as high as."""
    settle(page)
    label = page.locator(".cc-kp-chart").get_attribute("aria-label").removeprefix("Weights ")
    said = [float(text.replace("−", "-")) for text in label.split(", ")]
    path = page.locator(BARS).get_attribute("d")
    heights = [float(one.split("v")[1].split("h")[0]) for one in path.split("M")[1:]]
    return np.array(said), np.array(heights)


def assert_shows(page, kernel, copies):
    wanted = KernelPowers(kernel, copies=copies).output
    said, heights = shown(page)
    np.testing.assert_allclose(said, wanted, atol=0.00501)
    np.testing.assert_allclose(
        heights / heights.max(), np.abs(wanted) / np.abs(wanted).max(), atol=0.01
    )


def test_buttons_list_and_cells_bring_what_python_computes(figure):
    more = figure.get_by_role("button", name="∗ itself once more")
    less = figure.get_by_role("button", name="Once less")
    box = PRESETS["box"][1]
    assert less.is_disabled()
    for copies in range(2, 9):
        more.focus()
        figure.keyboard.press("Enter")
        assert_shows(figure, box, copies)
    assert more.is_disabled() and figure.locator(".cc-kp-bell").count() == 1
    less.click()
    assert_shows(figure, box, 7)
    choose = figure.get_by_role("combobox")
    for title, row in PRESETS.values():
        if row is not None:
            choose.select_option(label=title)
            assert_shows(figure, row, 7)
            assert figure.locator(".cc-kp-bell").count() == int(row.min() >= 0)
    cell = figure.get_by_label("Kernel, row 0, column 4", exact=True)
    cell.fill("1/2")
    assert_shows(figure, [0, -1, 3, -1, 0.5], 7)
    assert choose.evaluate("list => list.selectedIndex") == len(PRESETS) - 1
    assert "no bell" in figure.locator(".cc-kp-fit").inner_text()
    figure.get_by_role("button", name="Reset").click()
    assert_shows(figure, box, 1)


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda puzzle: puzzle["title"])
def test_puzzles_are_solved_by_typing_their_kernel(puzzle, figure):
    figure.get_by_role("button", name=puzzle["title"]).click()
    figure.locator(".cc-kp-goal").wait_for()
    assert "Solved" not in figure.locator(".cc-status").inner_text()
    for column, weight in enumerate(puzzle["solution"]["kernel"][0]):
        figure.get_by_label(f"Kernel, row 0, column {column}", exact=True).fill(str(weight))
    figure.locator(".cc-status.cc-solved").wait_for()
