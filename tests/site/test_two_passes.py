"""`TwoPasses` in a page of its own: its steps, its controls and its cells."""

import numpy as np

from convcourse.explorers import TwoPasses
from tests.site.look import settle


def numbers(page, name):
    """Read the grid called `name` out of the page; what is hidden is NaN."""
    settle(page)
    cells = page.get_by_role("grid", name=name, exact=True).locator(".cc-cell")
    texts = cells.evaluate_all("cells => cells.map(cell => cell.value ?? cell.textContent)")
    return np.array([float(text.replace("−", "-") or "nan") for text in texts])


def assert_shows(page, python, passes):
    for name, wanted, needs in (
        ("After the row", python.between, 1),
        ("After the column", python.output, 2),
        ("Column times row", python.kernel, 2),
    ):
        shown = numbers(page, name)
        expected = wanted.ravel() if passes >= needs else np.full(wanted.size, np.nan)
        np.testing.assert_array_equal(shown, expected, err_msg=name)


def test_steps_controls_and_typed_numbers_show_what_python_computes(show):
    page = show(TwoPasses())
    page.locator(".cc-tp-stage").wait_for()
    picture = TwoPasses().input.copy()
    step = page.get_by_role("button", name="Step ▸")
    assert_shows(page, TwoPasses(), 0)
    for passes in (1, 2):
        step.focus()
        page.keyboard.press("Enter")
        assert_shows(page, TwoPasses(), passes)
    for family, name in (("bell", "Bell"), ("edge", "Edge")):
        page.get_by_role("button", name=name, exact=True).click()
        assert_shows(page, TwoPasses(family), 2)
    handle = page.get_by_label("Kernel size", exact=True).first
    handle.focus()
    handle.press("ArrowRight")
    cell = page.get_by_label("Input, row 3, column 1", exact=True)
    cell.fill("7")
    picture[3, 1] = 7
    python = TwoPasses("edge", kernel_size=4, input=picture)
    assert_shows(page, python, 2)
    words = page.locator(".cc-tp-count").inner_text()
    assert "4 + 4 = 8" in words and "4 · 4 = 16" in words and "Both make the same" in words
    page.get_by_label("After the column, row 4, column 2: ").hover()
    page.locator(".cc-tp-stage .cc-lit").wait_for()
    settle(page)
    result = page.locator(".cc-sum .cc-t-output").first.inner_text().replace("−", "-")
    assert float(result) == python.output[4, 2]
