"""`TwoRoutes` on the page of chapter 4, from disk, with the network cut: mouse and keyboard."""

import numpy as np
import pytest

from convcourse.explorers import TwoRoutes
from convcourse.explorers.two_routes import OPERATORS, PUZZLES, QUESTIONS
from tests.site.look import settle

CHAPTER = "chapters/04_convolution_or_correlation.html"


@pytest.fixture
def explorer_of(site, open_page):
    """Yield a function that opens the chapter and returns its explorer for one test."""

    def open_(test, **options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(f".cc-explorer:has-text('{QUESTIONS[test]}')")
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-routes").wait_for()
        return explorer

    return open_


def numbers(explorer, name):
    """Read the grid called `name` out of the page."""
    rows = explorer.get_by_role("grid", name=name, exact=True).evaluate(
        """table => [...table.querySelectorAll('.cc-row')].map(row =>
            [...row.querySelectorAll('.cc-cell')].map(cell => cell.value ?? cell.textContent))"""
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in rows])


def choose(explorer, operator):
    explorer.get_by_role("combobox").select_option(label=OPERATORS[operator].label)
    settle(explorer.page)


def press(explorer, label, key, count=1):
    for _ in range(count):
        handle = explorer.get_by_label(label, exact=True).first
        handle.focus()
        handle.press(key)
    settle(explorer.page)


def write(explorer, name, picture):
    for r, row in enumerate(picture):
        for c, value in enumerate(row):
            cell = explorer.get_by_label(f"{name}, row {r}, column {c}", exact=True)
            if cell.input_value() != str(int(value)):
                cell.fill(str(int(value)))
                cell.press("Enter")
    settle(explorer.page)


def assert_shows(explorer, python, after_name, before_name):
    after, before = python.routes
    np.testing.assert_allclose(numbers(explorer, after_name), after, atol=0.00501)
    np.testing.assert_allclose(numbers(explorer, before_name), before, atol=0.00501)
    np.testing.assert_allclose(numbers(explorer, "Difference"), after - before, atol=0.00501)


def test_each_operator_of_the_dropdown_shows_what_python_computes(explorer_of):
    explorer = explorer_of("shift")
    press(explorer, "Down", "ArrowRight")
    given = numbers(explorer, "Input")
    for operator in reversed(OPERATORS):
        choose(explorer, operator)
        python = TwoRoutes("shift", operator, input=given, down=1)
        assert_shows(explorer, python, "Operated, then shifted", "Shifted, then operated")
        assert explorer.locator(".cc-about").inner_text() == OPERATORS[operator].words


def test_mixes_show_what_python_computes(explorer_of):
    explorer = explorer_of("mix")
    press(explorer, "a", "ArrowRight")
    press(explorer, "b", "ArrowLeft", 3)
    for operator in OPERATORS:
        choose(explorer, operator)
        python = TwoRoutes("mix", operator, a=2, b=-2)
        assert_shows(explorer, python, "Operated, then mixed", "Mixed, then operated")


def test_typed_numbers_and_buttons_reach_both_routes(explorer_of):
    explorer = explorer_of("shift")
    given = numbers(explorer, "Input")
    explorer.get_by_role("button", name="Impulse").click()
    cell = explorer.get_by_label("Input, row 0, column 4", exact=True)
    cell.fill("-1/2")
    cell.press("Enter")
    settle(explorer.page)
    picture = np.zeros((5, 5))
    picture[2, 2], picture[0, 4] = 1, -0.5
    np.testing.assert_array_equal(numbers(explorer, "Input"), picture)
    python = TwoRoutes(input=picture)
    assert_shows(explorer, python, "Operated, then shifted", "Shifted, then operated")
    cell.fill("much")
    cell.press("Enter")
    assert "“much” is not a number" in explorer.locator(".cc-notice").inner_text()
    explorer.get_by_role("button", name="Random digits").click()
    settle(explorer.page)
    python.input = numbers(explorer, "Input")
    assert_shows(explorer, python, "Operated, then shifted", "Shifted, then operated")
    explorer.get_by_role("button", name="Reset").click()
    settle(explorer.page)
    np.testing.assert_array_equal(numbers(explorer, "Input"), given)


def test_pointing_at_a_cell_tells_its_difference(explorer_of):
    explorer = explorer_of("shift")
    choose(explorer, "lamp")
    grid = explorer.get_by_role("grid", name="Difference", exact=True)
    grid.locator(".cc-cell").nth(11).hover()
    explorer.locator(".cc-sum", has_text="Row 2, column 1").wait_for()
    after, before = (
        part[2, 1] for part in TwoRoutes("shift", "lamp", input=numbers(explorer, "Input")).routes
    )
    line = explorer.locator(".cc-sum").inner_text().replace("−", "-")
    assert line.startswith(f"Row 2, column 1: {after:g} - {before:g} = {after - before:g}.")
    assert "differ in" in line


def test_verdict_is_shown_when_asked_for_and_spoken(explorer_of):
    explorer = explorer_of("mix")
    line = explorer.locator(".cc-verdict-line")
    assert not line.is_visible()
    explorer.get_by_label("Show the verdict").check()
    line.wait_for()
    assert line.inner_text().startswith("Median 3×3: shift-equivariant (all 96 tries agree), not")
    shifts = explorer.page.locator(f".cc-explorer:has-text('{QUESTIONS['shift']}')")
    shifts.get_by_label("Show the verdict").check()
    shifts.get_by_text("Blur 3×3: shift-equivariant (all 96 tries agree).").wait_for()
    explorer.locator(".cc-spoken", has_text="Median 3×3: the two routes differ").wait_for(
        state="attached"
    )


def solve(explorer, test, puzzle):
    """Enter a puzzle's solution as a reader would."""
    solution = puzzle["solution"]
    if "operator" in solution:
        choose(explorer, list(OPERATORS)[solution["operator"]])
    if "input" in solution:
        write(explorer, "Input" if test == "shift" else "Input x", solution["input"])
    if "second" in solution:
        write(explorer, "Input y", solution["second"])
    for name in {"a", "b"} & set(solution):
        steps = solution[name] - puzzle["start"][name]
        press(explorer, name, "ArrowRight" if steps > 0 else "ArrowLeft", abs(steps))


@pytest.mark.parametrize("test", PUZZLES)
def test_puzzles_are_open_at_first_and_solved_by_their_solutions(test, explorer_of):
    explorer = explorer_of(test)
    before = numbers(explorer, "Difference")
    for puzzle in PUZZLES[test]:
        button = explorer.get_by_role("button", name=puzzle["title"])
        button.click()
        explorer.locator(".cc-ask", has_text=puzzle["ask"]).wait_for()  # drawn in the next frame
        assert "Solved" not in explorer.locator(".cc-status").inner_text(), puzzle["title"]
        solve(explorer, test, puzzle)
        explorer.locator(".cc-status.cc-solved").wait_for()
        button.click()  # leaving the puzzle brings back what was there
        explorer.locator(".cc-puzzle").wait_for(state="hidden")
        settle(explorer.page)
        np.testing.assert_array_equal(numbers(explorer, "Difference"), before)


@pytest.mark.parametrize("width", [360, 390, 800])
def test_no_grid_is_cut_off(width, explorer_of):
    page = explorer_of("shift", width=width).page
    stages = page.locator(".cc-routes")
    assert stages.count() == 3
    for stage in stages.all():
        assert stage.evaluate("stage => stage.scrollWidth <= stage.clientWidth + 1")
        cell = stage.locator(".cc-box").first.bounding_box()
        least = 28 if width > 480 else 17  # on a phone three of them stand side by side
        assert cell["width"] >= least and cell["height"] >= least
