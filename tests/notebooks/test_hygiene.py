"""The notebooks as they are written: no outputs, short cells, headings in order, known tags."""

import ast
import json
import re

import pytest

from convcourse import explorers
from tests.conftest import notebook_id, source_notebooks

TAGS = {
    "hide-input", "hide-output", "hide-cell", "remove-cell", "remove-input", "raises-exception",
    "hero", "tells",
}  # fmt: skip
EXPLORERS = {name for name in explorers.__all__ if isinstance(vars(explorers)[name], type)}
EXPLORERS -= {"Quiz", "Prediction", "Layer"}
MOST_LINES = 20
MOST_COLUMNS = 88

pytestmark = pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)


def cells(path, kind):
    """Return (index, source, metadata) of the cells of one kind."""
    notebook = json.loads(path.read_text(encoding="utf8"))
    return [
        (i, "".join(cell["source"]), cell["metadata"])
        for i, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == kind
    ]


def is_quiz(source):
    """Tell the cell that shows the chapter's quiz."""
    return source.startswith("quiz(")


def test_source_has_no_outputs_and_no_counts(path):
    code = [
        c for c in json.loads(path.read_text(encoding="utf8"))["cells"] if c["cell_type"] == "code"
    ]
    assert code
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in code)


def test_tags_are_known(path):
    used = {t for _, _, meta in cells(path, "code") for t in meta.get("tags", [])}
    assert used <= TAGS, f"misspelt or not allowed: {used - TAGS}"


def test_code_is_short_and_plain(path):
    for i, source, _ in cells(path, "code"):
        ast.parse(source)  # a magic or a shell command is no Python
        lines = source.splitlines()
        wide = [line for line in lines if len(line) > MOST_COLUMNS]
        assert not re.search(r"\bget_ipython\b|\bpip install\b|https?://", source), f"cell {i}"
        assert not wide, f"cell {i} is wider than {MOST_COLUMNS} columns: {wide}"
        assert len(lines) <= MOST_LINES, f"cell {i} has {len(lines)} lines"


def count_asserts(source):
    """Count the statements that can fail: `assert` of something, and calls of np.testing."""
    nodes = list(ast.walk(ast.parse(source)))
    stated = [
        n for n in nodes if isinstance(n, ast.Assert) and not isinstance(n.test, ast.Constant)
    ]
    called = [ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call)]
    return len(stated) + sum(".testing.assert_" in name for name in called)


def test_chapter_asserts_what_it_shows(path):
    assert sum(count_asserts(source) for _, source, _ in cells(path, "code")) >= 5


def test_no_visible_cell_asserts(path):
    """What a reader sees of the code is what is to be learnt; what proves it is in a fold."""
    folds = {"hide-input", "hide-cell", "remove-cell", "remove-input"}
    shown = [
        (i, source)
        for i, source, meta in cells(path, "code")
        if not folds & {*meta.get("tags", [])}
    ]
    assert [i for i, source in shown if count_asserts(source)] == []


def test_imports_stand_in_one_cell(path):
    """All but those of the figure that the chapter opens on, which stands above them."""
    sources = [source for _, source, meta in cells(path, "code") if not is_hero(meta)]
    assert sum(bool(re.search(r"^(import|from) ", source, re.M)) for source in sources) == 1
    assert re.match("(import|from) ", sources[0])


def is_hero(meta):
    """Tell the cell of the figure that a chapter opens on."""
    return "hero" in meta.get("tags", [])


def test_chapter_opens_on_its_figure(path):
    """A title and one sentence, the figure, what to do with it; what a reader needs comes after."""
    (_, title, _), (_, after, _) = cells(path, "markdown")[:2]
    i, source, meta = cells(path, "code")[0]
    lead = re.fullmatch(r"# [^\n]+\n\n:::\{div\} cc-lead\n([^\n]+)\n:::", title)
    assert lead, f"the first cell is more than a title and a lead: {title!r}"
    assert len(lead[1]) <= 110, f"the lead has {len(lead[1])} characters"
    assert i == 1 and is_hero(meta) and meta["jupyter"]["source_hidden"]
    assert shows_a_figure(source) and count_asserts(source) == 0
    quiet = r":::\{div\} cc-try\n[^\n]+\n:::\n\n::::\{div\} cc-quiet\nIt takes about \d+ minutes\."
    assert re.match(quiet, after)
    assert sum(is_hero(one) for _, _, one in cells(path, "code")) == 1


def test_headings_go_down_one_level_at_a_time(path):
    text = "\n".join(re.sub(r"```.*?```", "", s, flags=re.S) for _, s, _ in cells(path, "markdown"))
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


def test_chapter_has_the_course_shape(path):
    text = "\n".join(source for _, source, _ in cells(path, "markdown"))
    wanted = ["In this chapter you will", "} Predict", "## Where it goes wrong",
              "## Check yourself", "## Exercises", "## Summary"]  # fmt: skip
    places = [text.find(words) for words in wanted]
    assert -1 not in places, f"missing: {wanted[places.index(-1)]}"
    assert places == sorted(places)
    assert text.count("```{exercise}") >= 2


def test_figures_are_numbered_in_order_and_labelled(path):
    chapter = int(path.stem[:2])
    text = "\n".join(source for _, source, _ in cells(path, "markdown"))
    # The label stands before the figure, so that a link to it shows the figure, not its end.
    places = re.findall(r"^\((fig-\d+-\d+)\)=|^\*\*Figure (\d+\.\d+)\*\* · ", text, flags=re.M)
    captions = [number for _, number in places if number]
    assert captions == [f"{chapter}.{n}" for n in range(1, text.count("cc-caption") + 1)]
    for number in captions:
        label = (f"fig-{number.replace('.', '-')}", "")
        assert places.index(label) < places.index(("", number))
    for label, shown in re.findall(r"\{ref\}`Figure ([\d.]+) <fig-([\d-]+)>`", text):
        assert label.replace(".", "-") == shown


def test_drawn_figures_have_alt_text(path):
    for i, source, meta in cells(path, "code"):
        if "plt.show()" in source:
            alt = meta.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 40, f"cell {i} draws a figure without a description"


def test_solutions_and_quizzes_are_folded_in_the_book_and_in_jupyterlab(path):
    folded = [
        (source, meta)
        for _, source, meta in cells(path, "code")
        if is_quiz(source) or "_solution(" in source
    ]
    assert len(folded) >= 3
    for source, meta in folded:
        assert meta["jupyter"]["source_hidden"], source[:40]
        # A quiz's cell is one line that says nothing to a reader: on a page it is left out.
        wanted = "remove-input" if is_quiz(source) else "hide-cell"
        assert wanted in meta["tags"], source[:40]


def shows_a_figure(source):
    """Tell a cell that makes an explorer and ends with it."""
    tree = ast.parse(source)
    made = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    shown = getattr(tree.body[-1], "value", None) if isinstance(tree.body[-1], ast.Expr) else None
    if isinstance(shown, ast.Call):
        return ast.unparse(shown.func) in EXPLORERS
    return isinstance(shown, ast.Name) and bool(made & EXPLORERS)


def test_figure_code_that_would_answer_its_question_is_folded(path):
    figures = [cell for cell in cells(path, "code") if shows_a_figure(cell[1])]
    assert len(figures) >= 1
    for i, source, meta in figures:
        if count_asserts(source):
            assert "hide-input" in meta.get("tags", []), f"cell {i}"
            assert meta["jupyter"]["source_hidden"], f"cell {i}"
