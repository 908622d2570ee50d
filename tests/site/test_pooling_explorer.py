"""PoolingExplorer in the page, from disk with the network cut: what it shows and how it answers."""

import numpy as np
import pytest

from convcourse.explorers import PoolingExplorer
from convcourse.explorers.pooling_explorer import DOT, PUZZLES
from tests.site.look import settle

CHAPTER = "chapters/10_pooling_and_receptive_field.html"


@pytest.fixture
def figure(site, open_page):
    """Yield the explorer with its puzzles, Figure 10.3, in a page of its chapter."""
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    explorer = page.locator(".cc-explorer:has(.cc-p-rest):has(.cc-strip button)")
    explorer.scroll_into_view_if_needed()
    return explorer


def output(explorer):
    cells = explorer.locator(".cc-output .cc-row").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.cc-cell')].map(c => c.textContent))"
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in cells])


def shift(explorer, key="ArrowRight"):
    explorer.get_by_label("Shift", exact=True).first.press(key)
    settle(explorer.page)


def fill(explorer, picture):
    for (r, c), value in np.ndenumerate(picture):
        cell = explorer.get_by_label(f"Picture, row {r}, column {c}", exact=True)
        if float(cell.input_value()) != value:
            cell.fill(f"{value:g}")
            cell.press("Enter")


def test_shifted_picture_is_pooled_and_changes_are_counted(figure):
    for steps in range(3):
        python = PoolingExplorer(DOT, shift=steps)
        np.testing.assert_array_equal(output(figure), python.output)
        new = (python.output != PoolingExplorer(DOT).output).sum()
        assert figure.locator(".cc-p-new").count() == new == (2 if steps else 0)
        words = figure.locator(".cc-p-rest").inner_text()
        assert words == (f"Moved by {steps}: 7 of 9 outputs are as they were." if steps else "")
        shift(figure)


def test_edit_of_a_shifted_picture_changes_the_cell_that_was_typed_into(figure):
    shift(figure)
    cell = figure.get_by_label("Picture, row 0, column 0", exact=True)
    cell.fill("5")
    cell.press("Enter")
    settle(figure.page)
    assert cell.input_value() == "5"
    assert output(figure)[0, 0] == 5
    shift(figure, "ArrowLeft")  # what came in at the left goes back to the right
    last = figure.get_by_label("Picture, row 0, column 5", exact=True)
    assert last.input_value() == "5" and output(figure)[0, 2] == 5


def test_maximum_and_average_write_themselves_out(figure):
    figure.get_by_role("gridcell", name="Output, row 1, column 1: 9").click()
    line = figure.locator(".cc-sum")
    assert line.inner_text().replace(" ", "") == "max(0,9,0,0)=9"
    assert figure.locator(".cc-input .cc-right").count() == 1
    figure.locator(".widget-dropdown select").select_option("Average")
    settle(figure.page)
    assert line.inner_text().replace(" ", "") == "(0+9+0+0)/4=2.25"
    assert figure.locator(".cc-input .cc-right").count() == 0


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda p: p["title"])
def test_puzzle_is_open_at_first_and_solved_by_its_solution(puzzle, figure):
    figure.get_by_role("button", name=puzzle["title"]).click()
    settle(figure.page)
    assert "Solved" not in figure.locator(".cc-status").inner_text()
    fill(figure, np.roll(puzzle["solution"]["input"], puzzle["start"]["shift"], axis=1))
    figure.locator(".cc-status.cc-solved").wait_for()
