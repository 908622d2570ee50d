"""Keys in a figure in JupyterLab: they do there what they do on the page, and nothing to cells.

Each is looked at while the focus stays where it was.
"""

import numpy as np
import pytest

from tests.lab.conftest import menu
from tests.site.look import settle
from tests.site.test_kernel_lab import choose, png

SOURCES = [
    "from convcourse.explorers import KernelLab, SlidingWindow",
    "lab = KernelLab('camera')\nlab",
    "window = SlidingWindow(controls=['padding'], puzzles=False)\nwindow",
    "'the reader reads here'",
    "'and here'",
]


@pytest.fixture(scope="module")
def figures(run_cells):
    """Open a notebook with two figures, run all of it, and yield the page."""
    page = run_cells("keys", SOURCES)
    page.locator(".cc-sum strong").nth(1).wait_for()
    page.get_by_text("'and here'").last.wait_for()
    return page


def photo_lab(page):
    return page.locator(".cc-explorer:has(.cc-lab)")


def grid(page):
    return page.locator(".cc-explorer:not(:has(.cc-lab))")


def notebook_of(page):
    """Return what keys must not change: the cells, what they were run as, and the mode."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map((cell) =>
            [cell.querySelector('.cm-content')?.innerText,
             cell.querySelector('.jp-InputPrompt')?.innerText,
             cell.classList.contains('jp-mod-multiSelected')])"""
    )


def has_focus(part):
    return part.evaluate("part => part === document.activeElement")


def test_enter_in_a_cell_changes_the_picture_at_once(figures):
    explorer = photo_lab(figures)
    before = explorer.locator(".cc-output .cc-size").inner_text()
    cell = explorer.get_by_label("Kernel, row 0, column 0")
    cell.click()
    cell.fill("-1/2")
    figures.keyboard.press("Enter")
    explorer.locator(".cc-kernel-figure", has_text="sum 0.39").wait_for()
    figures.wait_for_function(
        "before => document.querySelector('.cc-lab .cc-output .cc-size').innerText !== before",
        arg=before,
    )
    assert has_focus(cell) and cell.input_value() == "−0.5"


def test_escape_brings_back_what_was_there_and_stays_in_the_figure(figures):
    explorer = grid(figures)
    cell = explorer.get_by_label("Kernel, row 1, column 1")
    cell.click()
    cell.fill("55")
    figures.keyboard.press("Escape")
    assert has_focus(cell) and cell.input_value() == "1"
    figures.keyboard.press("Tab")
    settle(figures)
    assert cell.input_value() == "1" and "55" not in explorer.locator(".cc-sum").inner_text()


def test_undo_in_a_cell_is_the_cells(figures):
    before = notebook_of(figures)
    cell = grid(figures).get_by_label("Kernel, row 1, column 1")
    cell.click()
    figures.keyboard.type("12")
    figures.keyboard.press("ControlOrMeta+z")
    assert cell.input_value() != "12"
    figures.keyboard.press("Escape")
    assert notebook_of(figures) == before


@pytest.mark.parametrize("part", ["slider", "button", "cell", "readout", "picture", "list"])
def test_keys_of_a_figure_do_nothing_to_the_notebook(figures, part):
    found = {
        "slider": grid(figures).get_by_label("Padding", exact=True).first,
        "button": grid(figures).get_by_role("button", name="Reset"),
        "cell": grid(figures).get_by_label("Kernel, row 0, column 1"),
        "readout": grid(figures).locator(".widget-readout").first,
        "picture": photo_lab(figures).get_by_role("application").first,
        "list": photo_lab(figures).get_by_label("Border", exact=True),
    }[part]
    before = notebook_of(figures)
    found.focus()
    keys = ["x", "d", "d", "a", "b", "c", "v", "m", "y", "Shift+ArrowDown", "ArrowUp", "ArrowDown"]
    keys += ["Space", "Home", "End", "Escape", "Shift+Enter", "Control+Enter", "Alt+Enter"]
    for key in keys:
        figures.keyboard.press(key)
    settle(figures)
    assert notebook_of(figures) == before
    assert figures.evaluate("!!document.activeElement.closest('.cc-explorer')")


def test_slider_and_its_number_are_moved_by_keys(figures):
    explorer = grid(figures)
    explorer.get_by_role("button", name="Reset").click()
    slider = explorer.get_by_label("Padding", exact=True).first
    slider.focus()
    for key, size in (("ArrowRight", "7×7"), ("End", "9×9"), ("Home", "5×5")):
        figures.keyboard.press(key)
        explorer.locator(".cc-output .cc-size", has_text=size).wait_for()
        assert has_focus(slider)
    readout = explorer.locator(".widget-readout[aria-label=Padding]")
    readout.click()
    figures.keyboard.press("ControlOrMeta+a")
    figures.keyboard.type("1")
    figures.keyboard.press("Enter")
    explorer.locator(".cc-output .cc-size", has_text="7×7").wait_for()


def test_page_keeps_its_own_keys(figures):
    grid(figures).get_by_role("button", name="Reset").focus()
    figures.keyboard.press("ControlOrMeta+b")
    bar = figures.locator("#jp-left-stack")
    shown = bar.is_visible()
    figures.keyboard.press("ControlOrMeta+b")
    bar.wait_for(state="hidden" if shown else "visible")


def test_figure_says_python_no_longer_once_its_kernel_has_ended(figures):
    explorer = photo_lab(figures)
    notice = explorer.locator(".cc-notice")
    own = png(np.full((20, 30), 90, np.uint8))
    choose(explorer, "own.png", own)
    notice.filter(has_text="is now this explorer’s image in Python.").wait_for()
    menu(figures, "Kernel", "^Restart Kernel…")
    figures.locator(".jp-Dialog .jp-mod-accept").click()
    notice.filter(has_text="the kernel that this figure came from has ended").wait_for()
    assert "in Python." not in notice.inner_text()
    figures.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    choose(explorer, "own.png", own)
    notice.filter(has_text="stays in this browser: the kernel").wait_for()
    assert figures.notes == []
