"""The coding exercises on a page from disk: written, run and judged there, kept in the browser."""

from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import expect

from tests.site.test_pages import assert_fits_and_is_accessible
from tests.site.test_progress import FORBIDDEN
from tests.unit.page import chapters, exercises, parts
from tests.unit.page.learners import PROGRAM, assert_same, bank_files

CHAPTER = "chapters/06_stride_dilation_and_output_size.html"
NAME = "conv_output_size"
HEAD = "def conv_output_size(n, k, s, p, d):\n    "
STUB = HEAD + "raise NotImplementedError\n"
WRONG = HEAD + "return (n + 2 * p - d * (k - 1) - 1) / s + 1\n"
RIGHT = HEAD + "return (n + 2 * p - d * (k - 1) - 1) // s + 1\n"
ENDLESS = HEAD + "print('begun')\n    while True:\n        pass\n"


def exercise_of(page, name=NAME):
    """Return the element of an exercise."""
    return page.locator(f"[data-exercise={name}]")


def write(exercise, source):
    """Replace what stands in the editor."""
    exercise.get_by_role("textbox").click()
    expect(exercise.locator(".cm-editor")).to_be_visible()
    keyboard = exercise.page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.press("Delete")
    keyboard.insert_text(source)


def run(exercise):
    """Press Run, and return the state and the words that follow."""
    exercise.get_by_role("button", name="Run").click()
    return found(exercise)


def found(exercise):
    """Return state and words, once an answer has been judged."""
    expect(exercise).to_have_attribute("aria-busy", "false")
    status = exercise.get_by_role("status")
    return status.get_attribute("data-state"), status.inner_text()


def code(exercise):
    """Return what stands in the editor."""
    field = exercise.get_by_role("textbox")
    return field.evaluate(
        "one => one.value ?? [...one.children].map(line => line.textContent).join('\\n')"
    )


def test_wrong_then_right_from_disk_and_a_reload_keeps_it_and_reset_does_not(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    assert (code(exercise), exercise.get_by_role("status").get_attribute("data-state")) == (
        STUB,
        "open",
    )
    assert run(exercise)[0] == "open"
    write(exercise, WRONG)
    state, words = run(exercise)
    assert state == "wrong" and words.startswith("✗ The floor is missing")
    assert words.endswith("you get 3.5, expected 3.")
    write(exercise, RIGHT)
    assert run(exercise) == ("passed", "✓ Passed: your function agrees on every case.")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert code(exercise) == RIGHT
    assert exercise.get_by_role("status").get_attribute("data-state") == "passed"
    exercise.get_by_role("button", name="Reset").click()
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert code(exercise) == STUB
    assert exercise.get_by_role("status").get_attribute("data-state") == "open"


MEDIAN = "chapters/02_filtering_an_image.html"
LOWER = """def median_filter(image, k):
    windows = np.lib.stride_tricks.sliding_window_view(image, (k, k))
    return np.median(windows, axis=(2, 3)) - (windows[:, :, 0, 0] == 2)
"""


def test_case_that_fails_is_drawn_with_what_differs_and_kept(site, open_page):
    page = open_page((site / MEDIAN).as_uri(), offline=True)
    exercise = exercise_of(page, "median_filter")
    write(exercise, LOWER)
    state, words = run(exercise)
    assert (
        state == "wrong"
        and words == "✗ 1 of 4 values differs, at [1, 0]: you get 3.5, expected 4.5."
    )
    drawn = exercise.locator(".cc-case")
    for _ in range(2):
        assert drawn.locator("figcaption").all_inner_texts() == ["image", "yours", "right"]
        assert drawn.locator(".cc-differs").all_inner_texts() == ["3.5", "4.5"]
        assert drawn.locator(".cc-case-line").inner_text() == "For k = 2:"
        page.reload()
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert_fits_and_is_accessible(page)
    exercise.get_by_role("button", name="Reset").click()
    expect(drawn).to_be_empty()


def test_hint_comes_with_the_case_that_shows_it(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    write(exercise, HEAD + "return n // s\n")
    state, words = run(exercise)
    hint, line = words.split("\n")
    assert state == "wrong" and hint.startswith("✗ You divide the input by the stride")
    assert line == "For n = 7, k = 3, s = 1, p = 0, d = 1 you get 7, expected 5."
    expect(exercise.locator(".cc-case")).to_be_empty()


def test_verdict_on_a_long_answer_comes_into_sight(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True, width=390, height=844)
    exercise = exercise_of(page)
    write(exercise, HEAD + "# a line\n    " * 60 + "return n // s\n")
    button = exercise.get_by_role("button", name="Run")
    button.evaluate(
        "el => scrollTo({top: scrollY + el.getBoundingClientRect().bottom - innerHeight,"
        " behavior: 'instant'})"
    )
    run(exercise)
    page.wait_for_function(
        "el => el.getBoundingClientRect().top <= innerHeight - 60",
        arg=exercise.locator(".cc-verdict[role=status]").element_handle(),
    )


def test_nothing_is_loaded_before_the_first_touch(site, open_page):
    page = open_page("about:blank", offline=True)
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    page.goto((site / CHAPTER).as_uri())
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    later = {"python.js", "editor.js", "06.js"}
    assert "page.js" in asked and not later & set(asked)
    assert run(exercise_of(page))[0] == "open"
    assert later <= set(asked)


def test_what_is_selected_while_the_editor_comes_is_selected_in_it(address, open_page):
    page = open_page(address + CHAPTER)
    held = []
    page.route("**/editor.js", lambda route: held.append(route))
    exercise = exercise_of(page)
    exercise.get_by_role("textbox").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.wait_for_function("() => document.activeElement.selectionEnd > 9")
    while not held:
        page.evaluate("new Promise(requestAnimationFrame)")
    held[0].continue_()
    expect(exercise.locator(".cm-editor")).to_be_visible()
    page.keyboard.insert_text(RIGHT)
    assert code(exercise) == RIGHT


def test_endless_loop_is_stopped_and_the_next_answer_is_judged(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    write(exercise, ENDLESS)
    page.clock.install()
    exercise.get_by_role("button", name="Run").click()
    expect(exercise.locator(".cc-printed")).to_be_visible()
    assert exercise.get_attribute("aria-busy") == "true"
    page.clock.fast_forward(5000)
    state, words = found(exercise)
    assert state == "stopped" and "after 5 seconds" in words
    write(exercise, HEAD + "print('a', end='')\n    return n\n")
    assert run(exercise)[0] == "wrong"
    assert exercise.locator(".cc-printed").inner_text().startswith("a")
    write(exercise, "np.zeros = None\n" + RIGHT)
    assert run(exercise)[0] == "passed"
    write(exercise, RIGHT.replace("return (", "return np.zeros(1).astype(int)[0] + ("))
    assert run(exercise)[0] == "passed", "an answer finds what another has overwritten"


#: What an answer gets that the page cannot run, and what one that Python cannot read.
LACKING = {
    HEAD + "import torch\n": ("elsewhere", "import torch is not on the page"),
    HEAD + "return np.fft.fft(n)\n": ("elsewhere", "np.fft is not on the page"),
    HEAD + "match n:\n        case 1:\n            return 2\n": ("elsewhere", "match is not on"),
    HEAD + "try:\n        return n\n    except* ValueError:\n        pass\n": (
        "elsewhere",
        "not this",
    ),
    HEAD + "return (n\n": ("wrong", "SyntaxError: '(' was never closed, in line 2"),
    HEAD + "give n\n": ("wrong", "SyntaxError: invalid syntax, in line 2"),
    HEAD + "return np.pad(n, 1, mode=“edge”)\n": ("wrong", "Type straight quotes"),
    HEAD + "return [n, k][::−1]\n": ("wrong", "Type the minus of the keyboard, -."),
    HEAD + "if n = 2:\n        return k\n": ("wrong", "Maybe you meant '=='"),
    HEAD + "return never_read(n, k, s)\n": ("elsewhere", "your answer to another exercise"),
    HEAD + "return conv_output_size(n, k, s, p, d)\n": ("stopped", "does the recursion end?"),
    HEAD + "return input()\n": ("stopped", "input() asks nobody here"),
    "": ("wrong", "There is no function conv_output_size"),
}


def test_what_the_page_lacks_is_said_and_is_no_mistake(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    for source, (state, words) in LACKING.items():
        write(exercise, source)
        got, said = run(exercise)
        assert got == state and words in said, (source, got, said)


def test_all_by_keyboard(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    exercise.get_by_role("textbox").focus()
    expect(exercise.locator(".cm-editor")).to_be_visible()
    keyboard = page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.type("def conv_output_size(n, k, s, p, d):\nroom = n + 2 * p\nreturn room - k\nx")
    # After a colon and after a return the next line stands where it belongs.
    assert code(exercise).split("\n")[1:] == ["    room = n + 2 * p", "    return room - k", "x"]
    keyboard.press("Backspace")
    keyboard.press("ControlOrMeta+Enter")
    assert found(exercise)[0] == "wrong"
    keyboard.press("Escape")
    expect(exercise.get_by_role("button", name="Run")).to_be_focused()
    keyboard.press("Enter")
    assert found(exercise)[0] == "wrong"


def test_every_character_of_the_keyboard_can_be_typed(site, open_page):
    """No shortcut of the page takes one: Sphinx's search takes the slash."""
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    exercise.get_by_role("textbox").focus()
    expect(exercise.locator(".cm-editor")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    typed = "".join(chr(code) for code in range(33, 127))
    for character in typed:
        page.keyboard.press(character)
    assert code(exercise) == typed


def test_browser_that_keeps_nothing_judges_all_the_same(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True, script=FORBIDDEN)
    exercise = exercise_of(page)
    write(exercise, RIGHT)
    assert run(exercise)[0] == "passed"


@pytest.mark.parametrize("width", [1280, 390])
def test_judged_exercise_fits_and_is_accessible(width, site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True, width=width)
    exercise = exercise_of(page)
    write(exercise, HEAD + "print('a line')  # why\n    return 'text', 2.5, None, True\n")
    assert run(exercise)[0] == "wrong"
    size = exercise.locator(".cm-content").evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert size >= 16 if width == 390 else size > 12
    assert_fits_and_is_accessible(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert_fits_and_is_accessible(page, runOnly=["color-contrast"])


#: How far in, in letters, from its first letter a line goes on in each row that it is wrapped into.
ROWS = """line => {
    const range = document.createRange();
    range.selectNodeContents(line);
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && !texts.currentNode.data.trim());
    const letter = texts.currentNode.data.search(/\\S/);
    const first = document.createRange();
    first.setStart(texts.currentNode, letter);
    first.setEnd(texts.currentNode, letter + 1);
    const rows = new Map();
    for (const { left, bottom, width } of range.getClientRects())
        if (width) {
            const row = Math.round(bottom);
            rows.set(row, Math.min(left, rows.get(row) ?? left));
        }
    const place = first.getBoundingClientRect();
    return [...rows.values()].slice(1).map(left => (left - place.left) / place.width);
}"""


@pytest.mark.parametrize("indent", ["    ", "        ", "\t"])
def test_wrapped_line_hangs_within_its_block(indent, site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True, width=390, height=844)
    exercise = exercise_of(page)
    write(exercise, "def f():\n" + indent + "total = " + " + ".join(["value"] * 15) + "\n")
    lines = exercise.locator(".cm-line")
    assert lines.first.evaluate(ROWS) == []
    rows = lines.nth(1).evaluate(ROWS)
    wanted = 0 if "\t" in indent else 2
    assert len(rows) >= 2 and all(abs(row - wanted) < 0.2 for row in rows), rows
    assert_fits_and_is_accessible(page)


def test_paper_and_browsers_without_scripts_have_the_stub(site, open_page, browser):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    stub = exercise_of(page).locator(".cell_input")
    assert stub.is_hidden()
    page.emulate_media(media="print")
    assert stub.is_visible() and exercise_of(page).get_by_role("button", name="Run").is_hidden()
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto((site / CHAPTER).as_uri())
        assert "raise NotImplementedError" in exercise_of(plain).locator(".cell_input").inner_text()


def test_every_exercise_stands_on_its_page(site, open_page):
    for number, data in chapters().items():
        (path,) = site.glob(f"chapters/{number}_*.html")
        text = path.read_text(encoding="utf8")
        for name in data["exercises"]:
            assert f'data-exercise="{name}" data-number="{number}"' in text
    assert len(exercises()) >= 41


#: Starts the page's own worker, with a program behind it, and returns what that leaves.
BANK = """async ({ worker, wasm, files, known, program }) => {
    const bytes = Uint8Array.from(atob(wasm), letter => letter.charCodeAt(0));
    const inflate = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    const module = await WebAssembly.compile(await new Response(inflate).arrayBuffer());
    const start = { wasm: module, files, known };
    const more = `const first = self.onmessage;
        self.onmessage = async (event) => {
            await first(event);
            python.runPython(${JSON.stringify(program)});
            self.postMessage({ result: python.globals.get('result') });
        };`;
    const script = new Blob([worker, more], { type: 'text/javascript' });
    const bank = new Worker(URL.createObjectURL(script));
    const done = new Promise((resolve, reject) => {
        bank.onmessage = ({ data }) =>
            data.failed ? reject(data.failed) : data.result && resolve(data.result);
        bank.onerror = (event) => reject(event.message);
    });
    bank.postMessage({ start });
    return JSON.parse(await done);
}"""


def test_every_learner_gets_the_same_verdict_and_words_in_a_browser(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    files = parts()["files"] | bank_files()
    assert_same(page.evaluate(BANK, {**parts(), "files": files, "program": PROGRAM}))


def test_answers_are_taken_along_in_a_notebook_that_checks_them(site, open_page, tmp_path):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    exercise = exercise_of(page)
    write(exercise, RIGHT)
    with page.expect_download() as download:
        exercise.get_by_role("button", name="Save a notebook").click()
    assert download.value.suggested_filename == "chapter_06_answers.ipynb"
    download.value.save_as(tmp_path / "answers.ipynb")
    expect(exercise.get_by_text("is saved")).to_be_visible()
    notebook = nbformat.read(tmp_path / "answers.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# Stride, dilation and output size: my answers")
    preface, *answers = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert len(answers) == 3 and answers[0].startswith(RIGHT)
    space = {}
    exec(preface, space)
    told = [eval_last(source, space).state for source in answers]
    assert told == ["passed", "open", "open"]


def eval_last(source, space):
    """Run a cell, and return what its last line is."""
    head, _, last = source.rpartition("\n")
    exec(head, space)
    return eval(last, space)
