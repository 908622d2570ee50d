"""The problems for elsewhere: a question bank for Moodle, and cards for Anki.

Moodle reads its own XML, in which each wrong rule's number has its reply. Anki reads a text whose
first lines say what stands in its columns; a card keeps its name, so that a later file changes it.

References
----------
.. [1] Moodle documentation, "Moodle XML format".
.. [2] Anki manual, "Importing: text files", section "File headers".
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from convcourse._validate import integer
from convcourse.practice import KINDS, Problem, problem
from convcourse.practice.problem import Value, written

DECK = "Convolution"
#: How many problems of each kind a deck has.
EACH = 20
_TABLE = "border-collapse:collapse;display:inline-table;margin:4px"
_CELL = "border:1px solid;min-width:2em;height:2em;text-align:center"


def deck(each: int = EACH) -> list[Problem]:
    """Return `each` problems of every kind, those of the first seeds.

    Raises
    ------
    TypeError, ValueError
        If `each` is no integer, or below 1.

    Examples
    --------
    >>> len(deck(2))
    20
    """
    count = integer(each, "each", 1)
    return [problem(kind, seed) for kind in KINDS for seed in range(count)]


def moodle_xml(problems: Iterable[Problem]) -> str:
    """Return a question bank in Moodle's XML, a category for each kind.

    A question about a number is ``numerical``, one with choices ``multichoice``; both reply to
    each wrong rule's answer by what it misses.
    """
    quiz = ElementTree.Element("quiz")
    by_kind: dict[str, list[Problem]] = {}
    for one in problems:
        by_kind.setdefault(one.kind, []).append(one)
    for kind, several in by_kind.items():
        category = _add(_add(quiz, "question", type="category"), "category")
        _text(category, f"$course$/top/{DECK}/{KINDS[kind].title}")
        for one in several:
            _question(quiz, one)
    ElementTree.indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(quiz, "unicode")}\n'


def _question(quiz: ElementTree.Element, one: Problem) -> None:
    choices = bool(one.choices)
    question = _add(quiz, "question", type="multichoice" if choices else "numerical")
    _text(_add(question, "name"), f"{KINDS[one.kind].title} {one.seed}")
    _text(_add(question, "questiontext", format="html"), question_html(one))
    _text(_add(question, "generalfeedback", format="html"), _paragraph(one.why))
    if choices:
        _add(question, "single").text = "true"
        _add(question, "shuffleanswers").text = "true"
        _add(question, "answernumbering").text = "none"
    _answer(question, one.value, "Right.", 100, choices=choices)
    for wrong in one.wrong:
        _answer(question, wrong.value, wrong.words, 0, choices=choices)
    if not choices:
        _answer(question, "*", one.hint, 0, choices=False)


def _answer(
    question: ElementTree.Element, value: Value, words: str, fraction: int, *, choices: bool
) -> None:
    form = "html" if choices else "moodle_auto_format"
    answer = _add(question, "answer", fraction=str(fraction), format=form)
    _text(answer, _paragraph(str(value)) if choices else str(value))
    if not choices:
        # A whole number is right alone; of any other two digits behind the point are asked.
        exact = value == "*" or float(value).is_integer()
        _add(answer, "tolerance").text = "0" if exact else "0.005"
    _text(_add(answer, "feedback", format="html"), _paragraph(words))


def anki_text(problems: Iterable[Problem]) -> str:
    """Return cards for Anki's import of text files: name, front, back and tags, apart by tabs."""
    heads = ["#separator:tab", "#html:true", "#notetype:Basic", f"#deck:{DECK}",
             "#guid column:1", "#tags column:4"]  # fmt: skip
    lines = ["\t".join(_card(one)) for one in problems]
    return "\n".join([*heads, *lines]) + "\n"


def _card(one: Problem) -> tuple[str, str, str, str]:
    front = question_html(one)
    if one.choices:
        items = "".join(f"<li>{html.escape(choice)}</li>" for choice in one.choices)
        front += f"<ul>{items}</ul>"
    answer = one.value if isinstance(one.value, str) else written(one.value)
    wrong = "".join(
        f"<li>{html.escape(w.value if isinstance(w.value, str) else written(w.value))}: "
        f"{html.escape(w.words)}</li>"
        for w in one.wrong
    )
    back = f"<p><b>{html.escape(answer)}</b></p>{_paragraph(one.why)}<ul>{wrong}</ul>"
    return f"convcourse-{one.kind}-{one.seed}", front, back, f"convcourse::{one.kind}"


def question_html(one: Problem) -> str:
    """Return a question with its figure, as HTML that needs no stylesheet."""
    parts = [_PARTS[part["is"]](part) for part in one.figure]
    return _paragraph(one.ask) + "".join(parts)


def _grid_html(part: dict[str, Any]) -> str:
    asked = tuple(part["asked"])
    rows = [
        [("?" if (r, c) == asked else _cell(one)) for c, one in enumerate(row)]
        for r, row in enumerate(part["rows"])
    ]
    return _table(rows, caption=part["name"])


def _table_html(part: dict[str, Any]) -> str:
    return _table([part["head"], *([_cell(one) for one in row] for row in part["rows"])])


def _row_html(part: dict[str, Any]) -> str:
    """Return a row of cells, with the padding hatched."""
    around, cells = "▨" * part["padding"], "▢" * part["cells"]
    return f"<p>{around}{cells}{around}</p>"


_PARTS = {"grid": _grid_html, "table": _table_html, "row": _row_html}


def _cell(one: Value) -> str:
    return one if isinstance(one, str) else written(one)


def _table(rows: Iterable[Iterable[str]], caption: str = "") -> str:
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{html.escape(one)}</td>' for one in row) + "</tr>"
        for row in rows
    )
    head = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<table style="{_TABLE}">{head}{body}</table>'


def _paragraph(words: str) -> str:
    return f"<p>{html.escape(words)}</p>"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _text(parent: ElementTree.Element, words: str) -> None:
    _add(parent, "text").text = words
