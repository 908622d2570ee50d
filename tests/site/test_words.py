"""Every word that an explorer shows, at first and along a fixed tour, stands in ``words/``.

The tour takes each control to its ends or through its choices, points at each picture, chooses each
puzzle, and presses Reset after each. What a step adds is written with its roles and names, as a
screen reader has it, and below that what it passes over and the eye sees: words in drawings.
``python -m tests.words`` writes the files anew; what changed is then read in the diff.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from tests.made import MADE
from tests.site.embedded import embedded

FOLDER = Path(__file__).parent / "words"
WRITE = "CONVCOURSE_WRITE_WORDS"
#: Before anything of the page runs: what is to happen some time later, as drawing in the next frame
#: and speaking once the figure rests, happens at once. What is drawn by lot is the same each time.
AT_ONCE = """
const later = setTimeout;
window.setTimeout = (act, _ms, ...given) => later(act, 0, ...given);
window.requestAnimationFrame = act => later(() => act(performance.now()), 0);
window.cancelAnimationFrame = clearTimeout;
let drawn = 1;
Math.random = () => (drawn = (16807 * drawn) % 2147483647) / 2147483647;
"""
#: Ends when the figure has drawn all that was asked for, and said what it has to say.
SETTLE = """async explorer => {
    const turn = () => new Promise(done => setTimeout(done));
    let before, decoding, rounds = 0;
    do {
        if (rounds++ > 999) throw new Error('the figure never comes to rest');
        before = explorer.textContent;
        decoding = window.decoding;
        for (let i = 0; i < 4; i++) await turn();
    } while (decoding || window.decoding || before !== explorer.textContent);
}"""
#: What a screen reader passes over: words in drawings, and the titles of elements.
UNSPOKEN = """explorer => {
    const passed = '[aria-hidden=true], svg';
    const within = selector =>
        [...explorer.querySelectorAll(selector)].filter(one => one.checkVisibility());
    const leaves = one => {
        const parts = [...one.querySelectorAll('*')].filter(part => !part.children.length);
        return parts.length ? parts.filter(part => part.checkVisibility()) : [one];
    };
    const texts = within(passed).filter(one => !one.parentElement.closest(passed))
        .map(one => leaves(one).map(leaf => leaf.textContent.trim()).filter(Boolean).join(' | '));
    const named = ['title', 'placeholder'].flatMap(name =>
        within(`[${name}]:not([${name}=""])`).map(one => `${name}: ${one.getAttribute(name)}`));
    return [...texts, ...named].filter(Boolean);
}"""
SETTLED_UNSPOKEN = f"""async explorer => {{
    await ({SETTLE})(explorer);
    return ({UNSPOKEN})(explorer);
}}"""
#: Where to point at a picture: the middle of a cell in the middle, or of a pixel, in whole ones of
#: the screen, so that another font, which moves the picture by a part of one, points at the same.
POINT = """picture => {
    const cells = picture.querySelectorAll('[data-at]');
    const shown = picture.matches('[role=grid]') ? cells[cells.length >> 1] : picture;
    const {left, top, width, height} = shown.getBoundingClientRect();
    const middle = count => ((count >> 1) + 0.5) / count;
    const [down, across] = picture.matches('canvas')
        ? [middle(picture.height), middle(picture.width)] : [0.41, 0.37];
    return [Math.round(left + across * width), Math.round(top + down * height)];
}"""
QUOTE = '"'
#: A cell of a grid in a snapshot: its role, its grid, its place, and what is in it.
CELL = re.compile(
    r"\s*- '?(\w+) \"(.*), row (\d+), column \d+(?:: (.*?))?\"( \[.*\])?'?(?:: (.*))?$"
)


def rows_on_a_line(lines):
    """Return the lines of a snapshot, with the cells of a grid's row on one line."""
    short, cells, depth = [], None, 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        cells = None if cells is not None and indent <= depth else cells
        cell = CELL.match(line)
        if cell and cells is not None:
            role, grid, row, spoken, marks, inside = cell.groups()
            start = f"{' ' * depth}- {grid}, row {row}, {role}: "
            value = spoken or (inside or "").strip(QUOTE)
            cells.append(value + (marks or ""))
            short[-1] = start + " | ".join(cells)
        elif cells and line.lstrip().startswith("- text:"):
            cells[-1] += line.split("- text:")[1]
            short[-1] += line.split("- text:")[1]
        elif cells is None or not line.lstrip().startswith("- gridcell"):
            short.append(line)
            if re.match(r"\s*- '?row\b", line):
                cells, depth = [], indent
    return short


def told(explorer):
    """Return what the explorer shows, as lines."""
    unspoken = explorer.evaluate(SETTLED_UNSPOKEN)
    snapshot = re.sub(r"""(- '?slider "[^"\n]*"'?): .*""", r"\1", explorer.aria_snapshot())
    spoken = rows_on_a_line(snapshot.splitlines())  # a slider's number stands beside it
    return spoken + [f"  ~ {words}" for words in unspoken]


def added(first, now):
    """Return the lines of `now` that are new or changed, in order."""
    steps = difflib.SequenceMatcher(None, first, now, autojunk=False).get_opcodes()
    ranges = [(start, end) for step, _, _, start, end in steps if step in ("insert", "replace")]
    return [f"+ {line}" for start, end in ranges for line in now[start:end]]


def ways(control):
    """Yield what can be done with a control: a name, and a function that does it."""
    label = control.locator(".widget-label, label").first
    name = label.inner_text().strip() if label.count() else ""
    for handle in control.get_by_role("slider").all():
        for end in ("Home", "End"):
            yield f"{name}: {end}", lambda handle=handle, end=end: handle.press(end)
    for button in control.locator(".widget-toggle-button").all():
        yield f"{name}: {button.inner_text()}", button.click
    for choice in control.locator("option").all():
        text = choice.inner_text()
        yield f"{name}: {text}", lambda text=text: control.locator("select").select_option(text)
    for box in control.locator("input[type=checkbox]").all():
        yield f"{name or control.inner_text().strip()}: other", box.click


def tour(explorer):
    """Yield the stretches of the tour, with a Reset after each: lists of a name and an act."""
    for control in explorer.locator(".cc-controls > *:not(.widget-play)").all():
        if control.is_visible():
            yield list(ways(control))
    pictures = explorer.locator(".cc-stage").locator("[role=grid], canvas, svg")
    yield [
        (f"Point at picture {number}", lambda picture=picture: point(picture))
        for number, picture in enumerate(pictures.all()[:8])
        if picture.is_visible()
    ]
    for button in explorer.locator(".cc-view .cc-bar button:not(.cc-reset)").all():
        if button.is_visible() and button.is_enabled():
            twice = button.get_attribute("aria-pressed") is not None  # else it stays pressed
            yield [(f"Press {button.inner_text()}", button.click)] * (2 if twice else 1)
    for number, button in enumerate(explorer.locator(".cc-puzzles .cc-strip button").all()):
        yield [(f"Puzzle {number}", lambda button=button: choose(explorer, button))]


def point(picture):
    picture.scroll_into_view_if_needed()
    picture.page.mouse.move(*picture.evaluate(POINT))


def choose(explorer, button):
    button.click()
    explorer.evaluate(SETTLE)  # a puzzle's hint is folded when it begins
    explorer.locator(".cc-hint").evaluate("hint => { hint.open = true; }")


def back(explorer):
    """Bring the explorer back to where it was at first."""
    leave = explorer.locator(".cc-leave")
    if leave.is_visible():
        leave.click()
    explorer.locator(".cc-reset").click()
    explorer.page.mouse.move(0, 0)
    explorer.evaluate("explorer => document.activeElement?.blur()")
    explorer.evaluate(SETTLE)  # what is pointed at next must not be drawn anew under the mouse


def words_of(explorer):
    """Return all the words of the tour: those at first, then what each step adds and takes."""
    first = told(explorer)
    lines = [*first, ""]
    for stretch in list(tour(explorer)):
        for name, act in stretch:
            act()
            now = told(explorer)
            lines += [f"# {name}", *added(first, now), f"({len(now)} lines)", ""]
        back(explorer)
    spoken = re.compile(r" *- status")
    kept, now = ([x for x in said if not spoken.match(x)] for said in (first, told(explorer)))
    assert kept == now, "Reset does not bring back what was there at first"
    return "\n".join(lines)


@pytest.mark.parametrize("name", MADE)
def test_words_of_an_explorer_are_those_that_stand_in_its_file(name, site, tmp_path, open_page):
    page = open_page(embedded(site, tmp_path, MADE[name]()), offline=True, script=AT_ONCE)
    words = words_of(page.locator(".cc-explorer"))
    file = FOLDER / f"{re.sub(r'(?<=[a-z])(?=[A-Z])|, ', '_', name).lower()}.txt"
    if os.environ.get(WRITE):
        file.parent.mkdir(exist_ok=True)
        file.write_text(words, encoding="utf8")
    assert words == file.read_text(encoding="utf8"), "read the diff; python -m tests.words accepts"
