"""In JupyterLab a figure is taken in the hand as on the page, and Python reads what was done."""

import pytest

from tests.lab.test_jupyterlab import cell_with, rewrite
from tests.site.look import settle
from tests.site.test_hand import drag, middle_of, place_of

SOURCES = [
    "from convcourse.exercises import predict\nfrom convcourse.explorers import SlidingWindow",
    "window = SlidingWindow(puzzles=False)\nwindow",
    "predict(5, 3)",
    "'the reader reads here'",
]
WORDS = "With [a border of 1](#fig-5-1?padding=1) the output is [5×5](#fig-5-1?output_size)."


@pytest.fixture(scope="module")
def page(run_cells):
    """Open a notebook with a figure, a prediction and bound words, run all, and yield the page."""
    page = run_cells("hand", SOURCES, [WORDS])
    page.locator(".cc-sum strong").wait_for()
    page.locator(".cc-prediction").wait_for()
    page.get_by_text("'the reader reads here'").last.wait_for()
    page.locator(".cc-explorer").scroll_into_view_if_needed()
    return page


@pytest.fixture(scope="module")
def python(page):
    """Return a function that waits until Python says this of an expression."""
    reader = cell_with(page, "the reader reads here")

    def says(expression, words):
        rewrite(page, reader, f"print('read', {expression})")
        reader.locator(".jp-OutputArea-output", has_text=f"read {words}").wait_for()

    return says


def test_number_is_scrubbed_typed_and_brought_back(page, python):
    cell = page.get_by_label("Kernel, row 0, column 0")
    total = page.locator(".cc-sum")
    for key, left in ((None, "3"), ("Escape", "3")):
        x, y = middle_of(cell)
        drag(page, (x, y), (x + 16, y))
        assert cell.input_value() == ("3" if key is None else "5")
        if key:
            page.keyboard.press(key)
        page.mouse.up()
        settle(page)
        assert cell.input_value() == left
        python("window.kernel[0, 0]", "3.0")
        cell.scroll_into_view_if_needed()
    cell.click()
    page.keyboard.type("-8")
    settle(page)
    assert "(−8)" in total.inner_text()
    page.keyboard.press("Escape")
    settle(page)
    assert cell.input_value() == "3" and "(−8)" not in total.inner_text()
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    python("window.kernel[0, 0]", "2.0")


def test_window_is_dragged_and_moved_by_keys(page, python):
    window = page.locator(".cc-input .cc-window")
    cell = page.get_by_label("Input, row 1, column 1")
    cell.scroll_into_view_if_needed()
    pitch = window.bounding_box()["width"] / 3
    x, y = middle_of(cell)
    drag(page, (x, y), (x + 2 * pitch, y + pitch))
    assert place_of(window) == (1, 2)
    page.keyboard.press("Escape")
    page.mouse.up()
    settle(page)
    assert place_of(window) == (0, 0)
    drag(page, (x, y), (x + 2 * pitch, y + pitch))
    page.mouse.up()
    python("window.position", "7")
    window.focus()
    page.keyboard.press("ArrowDown")
    settle(page)
    assert place_of(window) == (2, 2)
    python("window.position", "12")


def test_prediction_takes_a_guess_by_mouse_and_by_keys(page):
    guesses = page.locator(".cc-prediction button")
    reply = page.locator(".cc-prediction .cc-reply")
    guesses.nth(0).click()
    first = reply.inner_text()
    guesses.nth(1).focus()
    page.keyboard.press("Enter")
    assert guesses.nth(1).get_attribute("aria-pressed") == "true"
    assert first != reply.inner_text() != ""


def test_bound_words_are_plain_words(page):
    text = page.locator(".jp-MarkdownCell")
    assert "With a border of 1 the output is 5×5." in text.inner_text()
    text.get_by_role("link", name="a border of 1").click()
    assert page.locator(".jp-Notebook").is_visible() and page.notes == []
