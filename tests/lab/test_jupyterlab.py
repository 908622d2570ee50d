"""Chapter 1 in a real JupyterLab: run, drag, read and set from Python, exercise."""

import json
import re
import time

import pytest

from tests.conftest import ROOT

NOTEBOOK = "chapters/01_what_is_convolution.ipynb"
FIGURE_3 = ".cc-explorer:has-text('Which outputs notice the bright speck?')"


@pytest.fixture(scope="module")
def chapter(open_lab):
    """Open chapter 1, run all of its cells and yield the page."""
    page = open_lab(NOTEBOOK)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.outputs_before = page.locator(".jp-OutputArea-output").count()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.locator(".cc-view .cc-stage").first.wait_for()
    page.locator(".cc-verdict").nth(3).wait_for()
    return page


def cell_with(page, text):
    """Return the code cell whose source contains `text`, also once it contains something else."""
    cell = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text)).first
    mark = f"cell-{time.monotonic_ns()}"
    cell.evaluate("(cell, mark) => cell.classList.add(mark)", mark)
    return page.locator(f".{mark}")


@pytest.fixture(scope="module")
def reader(chapter):
    """Return the cell of the chapter that reads the figure's state; the tests type into it."""
    return cell_with(chapter, "picture.kernel, picture.output")


def rewrite(page, cell, source):
    """Type `source` over what stands in the cell, and run it."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")


def test_notebook_that_ran_shows_its_figures_without_an_error(chapter):
    assert chapter.notes == []


def test_all_that_shows_was_made_here_and_nothing_was_saved_before(chapter):
    assert chapter.outputs_before == 0
    saved = json.loads((ROOT / NOTEBOOK).read_text(encoding="utf8"))
    assert "widgets" not in saved["metadata"]
    assert chapter.locator(".jp-OutputArea-output").count() > 10


def test_a_notebook_reads_as_well_as_the_page(chapter):
    notebook = chapter.locator(".jp-Notebook")
    text = notebook.inner_text()
    for raw in (":::", "```{", "{ref}", "{eq}", "(fig-1-", "{cite", "$$"):
        assert raw not in text, f"{raw} shows as it was typed"
    assert notebook.locator("text=Figure 1.3").count() >= 2
    assert notebook.get_by_role("link", name="Figure 1.1").count() >= 1
    assert notebook.locator(".katex, mjx-container").count() >= 10
    assert notebook.locator("aside", has_text="Predict").count() == 4


def test_solutions_and_quiz_are_collapsed(chapter):
    shown = chapter.locator(".jp-Notebook").inner_text()
    assert shown.count("# A solution") == 2  # JupyterLab shows the first line of a folded cell
    assert "def convolve_solution" not in shown
    assert "One too few" not in shown
    assert chapter.locator(".cc-quiz fieldset").count() == 4


def test_slider_moves_the_picture_and_python_reads_it(chapter, reader):
    explorer = chapter.locator(FIGURE_3)
    explorer.scroll_into_view_if_needed()
    handle = explorer.get_by_label("Stride", exact=True).first
    handle.focus()
    handle.press("ArrowRight")
    explorer.locator(".cc-output .cc-size", has_text="3×3").wait_for()
    rewrite(chapter, reader, "picture.stride, picture.output.shape")
    reader.locator(".jp-OutputArea-output", has_text="(2, (3, 3))").wait_for()
    handle.focus()
    handle.press("ArrowLeft")
    explorer.locator(".cc-output .cc-size", has_text="5×5").wait_for()


def test_kernel_set_in_python_shows_in_the_picture(chapter, reader):
    explorer = chapter.locator(FIGURE_3)
    rewrite(chapter, reader, "picture.kernel = [[0, 0], [0, 7]]")
    explorer.locator(".cc-kernel .cc-size", has_text="2×2").wait_for()
    assert explorer.get_by_label("Kernel, row 1, column 1").input_value() == "7"
    explorer.locator(".cc-output .cc-size", has_text="6×6").wait_for()


def test_number_typed_in_the_picture_is_read_in_python(chapter, reader):
    explorer = chapter.locator(FIGURE_3)
    cell = explorer.get_by_label("Kernel, row 0, column 0")
    cell.fill("1/4")
    cell.press("Enter")
    rewrite(chapter, reader, "picture.kernel.tolist()")
    reader.locator(".jp-OutputArea-output", has_text="[[0.25, 0.0], [0.0, 7.0]]").wait_for()


def test_quiz_answers(chapter):
    question = chapter.locator(".cc-quiz fieldset").nth(0)
    question.get_by_label("Your answer").fill("24")
    question.get_by_role("button", name="Check").click()
    question.locator(".cc-right-reply").wait_for()


def test_exercise_passes_once_the_solution_is_typed(chapter):
    exercise = cell_with(chapter, "def convolve(image, kernel):")
    assert "Not attempted yet" in exercise.locator(".cc-verdict").inner_text()
    answer = "def convolve(image, kernel):\n    return {}\n\n\nchecks.check_convolve(convolve)"
    rewrite(chapter, exercise, answer.format("slide(image, kernel)"))
    exercise.locator(".cc-verdict-wrong", has_text="The kernel is not flipped").wait_for()
    rewrite(chapter, exercise, answer.format("slide(image, kernel[::-1, ::-1])"))
    exercise.locator(".cc-verdict-passed").wait_for()
    assert chapter.notes == []
