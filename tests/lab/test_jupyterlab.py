"""Chapter 1 in a real JupyterLab in a real Chromium: run, drag, read and set from Python, exercise."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.conftest import ROOT

NOTEBOOK = "chapters/01_what_is_convolution.ipynb"
TOKEN = "course"
FIGURE_3 = ".cc-explorer:has-text('Which outputs notice the bright speck?')"
START_S = 60


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab over a copy of the course, with the settings that Binder gets, and yield its address."""
    home = tmp_path_factory.mktemp("lab")
    course = home / "course"
    shutil.copytree(ROOT / "chapters", course / "chapters")
    shutil.copy(ROOT / "intro.md", course)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}  # fmt: skip
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
               f"--IdentityProvider.token={TOKEN}",
               f"--LabApp.app_settings_dir={ROOT / 'binder' / 'lab'}"]  # fmt: skip
    log = home / "log"
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=course, env=os.environ | own, stdout=output, stderr=output)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={TOKEN}", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url, server, log):
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not answer within {START_S} s:\n{log.read_text()}")


@pytest.fixture(scope="module")
def chapter(lab, browser, request):
    """Open chapter 1, run all of its cells and yield the page; print how long the first picture took."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(START_S * 1000)
    page.notes = []
    page.on("pageerror", lambda error: page.notes.append(f"uncaught: {error}"))
    begin = time.monotonic()
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token={TOKEN}")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.locator(".cc-view .cc-stage").first.wait_for()
    page.first_picture_s = time.monotonic() - begin
    page.locator(".cc-verdict").nth(3).wait_for()
    yield page
    context.close()


def cell_with(page, text):
    """Return the code cell whose source contains `text`, also once it contains something else."""
    cell = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text)).first
    mark = f"cell-{time.monotonic_ns()}"
    cell.evaluate("(cell, mark) => cell.classList.add(mark)", mark)
    return page.locator(f".{mark}")


def rewrite(page, cell, source):
    """Type `source` over what stands in the cell, and run it."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")


def test_first_picture_comes_soon(chapter):
    print(f"from opening the notebook to the first picture: {chapter.first_picture_s:.1f} s")
    assert chapter.first_picture_s < START_S
    assert chapter.notes == []


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


def test_slider_moves_the_picture_and_python_reads_it(chapter):
    explorer = chapter.locator(FIGURE_3)
    explorer.scroll_into_view_if_needed()
    handle = explorer.get_by_label("Padding", exact=True).first
    handle.focus()
    begin = time.monotonic()
    handle.press("ArrowRight")
    explorer.locator(".cc-output .cc-size", has_text="7×7").wait_for()
    print(f"from the key press to the new picture: {1000 * (time.monotonic() - begin):.0f} ms")
    reader = cell_with(chapter, "picture.kernel, picture.output")
    rewrite(chapter, reader, "picture.padding, picture.output.shape")
    reader.locator(".jp-OutputArea-output", has_text="(1, (7, 7))").wait_for()
    handle.focus()
    handle.press("ArrowLeft")
    explorer.locator(".cc-output .cc-size", has_text="5×5").wait_for()


def test_kernel_set_in_python_shows_in_the_picture(chapter):
    explorer = chapter.locator(FIGURE_3)
    rewrite(chapter, cell_with(chapter, "picture."), "picture.kernel = [[0, 0], [0, 7]]")
    explorer.locator(".cc-kernel .cc-size", has_text="2×2").wait_for()
    assert explorer.get_by_label("Kernel, row 1, column 1").input_value() == "7"
    explorer.locator(".cc-output .cc-size", has_text="6×6").wait_for()


def test_number_typed_in_the_picture_is_read_in_python(chapter):
    explorer = chapter.locator(FIGURE_3)
    cell = explorer.get_by_label("Kernel, row 0, column 0")
    cell.fill("1/4")
    cell.press("Enter")
    reader = cell_with(chapter, "picture.kernel")
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
    rewrite(chapter, exercise, "def convolve(image, kernel):\n    return slide(image, kernel)\n\n\nchecks.check_convolve(convolve)")  # fmt: skip
    exercise.locator(".cc-verdict-wrong", has_text="The kernel is not flipped").wait_for()
    rewrite(chapter, exercise, "def convolve(image, kernel):\n    return slide(image, kernel[::-1, ::-1])\n\n\nchecks.check_convolve(convolve)")  # fmt: skip
    exercise.locator(".cc-verdict-passed").wait_for()
    assert chapter.notes == []
