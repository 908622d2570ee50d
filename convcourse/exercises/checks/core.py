"""Checkers of the exercises: they tell which mistake an answer shows, and never raise.

Each checker knows a right answer and the typical wrong ones. It runs the reader's function on a
few small cases; if the results are those of a known mistake, it names the mistake, else it says
how the first case differs that does, and shows both. The wrong answers live here, beside their
hints, so that the tests can hand every one of them to its checker. What is said and shown is in
`told`.
"""

from __future__ import annotations

import copy
import html
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from convcourse.exercises.checks import told

Function = Callable[..., Any]

MARKS = {"open": "○", "wrong": "✗", "passed": "✓"}
#: What a reader's code may raise without ending the notebook. KeyboardInterrupt is not in it.
RAISED = (Exception, SystemExit)
#: A small picture without any symmetry, for cases.
PICTURE = np.array([[3.0, 1, 4, 1, 5], [9, 2, 6, 5, 3], [5, 8, 9, 7, 9], [3, 2, 3, 8, 4]])


@dataclass(frozen=True)
class Verdict:
    """What a checker found: `state` is "open" (not attempted yet), "wrong" or "passed".

    Of a wrong answer `case` is the first case that differs, as `told.case_of` draws it.
    """

    state: Literal["open", "wrong", "passed"]
    words: str
    case: dict[str, Any] | None = field(default=None, hash=False)

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.state == "passed"

    def __repr__(self) -> str:
        return "\n".join([f"{MARKS[self.state]} {self.words}", *_drawn(self._shown())])

    def _shown(self) -> dict[str, Any]:
        """Return what `words` do not say of the case."""
        case = self.case or {"line": "", "grids": []}
        return case | {"line": ""} if case["line"] in self.words else case

    def _repr_html_(self) -> str:
        lines = re.sub(
            "`(.+?)`", r"<code>\1</code>", html.escape(f"{MARKS[self.state]} {self.words}")
        )
        lines = lines.replace("\n", "<br>")
        shown = _html(self._shown())
        return f'<p class="cc-verdict cc-verdict-{self.state}">{lines}</p>{shown}'


def _drawn(case: dict[str, Any]) -> list[str]:
    """Return the lines of a case in plain text; what differs stands between brackets."""
    lines = [case["line"]] if case["line"] else []
    for grid in case["grids"]:
        lines.append(f"{grid['title']}: {grid.get('text', '')}".rstrip())
        planes = grid.get("planes", [])
        wide = max((len(cell) for plane in planes for row in plane for cell in row), default=0)
        for n, plane in enumerate(planes):
            lines += [""] * (n > 0)
            for r, row in enumerate(plane):
                marks = grid["marks"][n][r] if "marks" in grid else [0] * len(row)
                cells = [
                    f"[{cell.rjust(wide)}]" if mark else f" {cell.rjust(wide)} "
                    for cell, mark in zip(row, marks, strict=True)
                ]
                lines.append("".join(cells).rstrip())
    return lines


#: A notebook has no stylesheet of the course: what differs is framed in the text's own colour.
_CELL = "padding:1px 7px;text-align:right;border:1px solid;border-color:#8886"
_DIFFERS = ";font-weight:bold;outline:2px solid;outline-offset:-2px"


def _html(case: dict[str, Any]) -> str:
    """Return a case as a notebook shows it: the grids beside each other."""
    line = f"<p>{html.escape(case['line'])}</p>" if case["line"] else ""
    grids = "".join(
        f'<figure style="margin:0"><figcaption>{grid["title"]}</figcaption>{_tables(grid)}</figure>'
        for grid in case["grids"]
    )
    rows = f'<div style="display:flex;flex-wrap:wrap;gap:8px 24px">{grids}</div>' if grids else ""
    return line + rows


def _tables(grid: dict[str, Any]) -> str:
    planes = grid.get("planes", [])
    marks = grid.get("marks") or [[[0] * len(row) for row in plane] for plane in planes]
    tables = []
    for plane, marked in zip(planes, marks, strict=True):
        rows = [
            "".join(
                f'<td style="{_CELL}{_DIFFERS * mark}">{cell}</td>'
                for cell, mark in zip(row, row_marks, strict=True)
            )
            for row, row_marks in zip(plane, marked, strict=True)
        ]
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        tables.append(f'<table style="margin:2px 0 6px">{body}</table>')
    return "".join(tables) or f"<p>{grid['text']}</p>"


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that readers really give, as a function, and the hint for it."""

    function: Function
    hint: str


@dataclass(frozen=True)
class Exercise:
    """What a checker knows: the right answer, the cases, and the wrong answers with their hints."""

    right: Function
    cases: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake]

    @property
    def names(self) -> list[str]:
        """What the arguments of a case are called, as those of the right answer."""
        return list(inspect.signature(self.right).parameters)[: len(self.cases[0])]

    def results(self, function: Function) -> list[NDArray[Any] | None]:
        """Return what a function makes of each case; None where it raises, or makes no numbers."""
        return [_result(function, case) for case in self.cases]

    def arguments(self, case: tuple[Any, ...]) -> list[tuple[str, Any]]:
        """Return a case as `told` takes it."""
        return [
            (name, {"numbers": _as_told(value)} if isinstance(value, np.ndarray) else value)
            for name, value in zip(self.names, case, strict=True)
        ]


@dataclass
class _Asked:
    """Stands in the place of an answer, and is told what the checker knows."""

    exercise: Exercise | None = None


def exercise_of(checker: Callable[[Any], Verdict]) -> Exercise:
    """Return what a checker knows, for whoever judges without it.

    Parameters
    ----------
    checker : callable
        A checker of a chapter, such as `check_convolve`.

    Returns
    -------
    Exercise
    """
    asked = _Asked()
    checker(asked)
    if asked.exercise is None:
        raise TypeError(f"{checker.__name__} does not end with check(…)")
    return asked.exercise


def check(
    answer: Function,
    right: Function,
    cases: Sequence[tuple[Any, ...]],
    mistakes: Sequence[Mistake],
) -> Verdict:
    """Compare the function `answer` with `right` on `cases` and say what is wrong with it.

    Parameters
    ----------
    answer, right : callable
        The reader's function, and one that is known to be right.
    cases : list of tuple
        Arguments to call them with; small ones first. They are copied for each call.
    mistakes : list of Mistake
        Known wrong answers, tried in order.

    Returns
    -------
    Verdict
        Also where `answer` raises: what went wrong is then in its words.
    """
    exercise = Exercise(right, cases, mistakes)
    if isinstance(answer, _Asked):
        answer.exercise = exercise
        return Verdict("open", "Not an answer.")
    results: list[NDArray[Any] | None] = []
    state, words = "passed", told.PASSED
    for case in cases:
        wanted = _as_told(np.asarray(right(*_copies(case))))
        given = _copies(case)
        try:
            got = answer(*given)
        except NotImplementedError:
            return Verdict("open", told.OPEN)
        except RAISED as error:  # whatever the reader's code raises is told, never thrown on
            hint = _known(answer, exercise, [*results, None])
            said = f"{type(error).__name__}: {_text(error)}"
            return Verdict("wrong", hint or told.raised(said, exercise.arguments(case)))
        if not all(map(_same, given, case)):
            return Verdict("wrong", told.CHANGED)
        if got is None:
            return Verdict("wrong", told.NOTHING)
        numbers = _numbers(got)
        if numbers is None:
            kind, shapes = type(got).__name__, _shapes_in(got)
            return Verdict("wrong", told.no_numbers(_text(got, repr), kind, shapes, wanted))
        results.append(numbers)
        made = _as_told(numbers)
        if not _agree(numbers, wanted):
            arguments = exercise.arguments(case)
            hint = _known(answer, exercise, results)
            words = hint or told.differing(arguments, made, wanted)
            return Verdict("wrong", words, told.case_of(arguments, made, wanted))
        state, words = told.agreeing(made, wanted) if words == told.PASSED else (state, words)
    return Verdict(state, words)


def _known(answer: Function, exercise: Exercise, results: list[NDArray[Any] | None]) -> str | None:
    """Return the hint of the mistake whose results are those of the answer, in every case.

    Both may raise in one, but not in all. `results` are those of the first cases; the answer makes
    the others here, so it meets each case once, and prints no more than it was written to.
    """
    rest = exercise.cases[len(results) :]
    results = [*results, *(_result(answer, case) for case in rest)]
    if all(one is None for one in results):
        return None
    for mistake in exercise.mistakes:
        pairs = zip(results, exercise.cases, strict=True)
        if all(_alike(one, _result(mistake.function, case)) for one, case in pairs):
            return mistake.hint
    return None


def _alike(one: NDArray[Any] | None, other: NDArray[Any] | None) -> bool:
    """Tell whether two results agree: where nothing came out, whatever shape it has."""
    if one is None or other is None:
        return one is other
    return _same(one, other) or one.size == other.size == 0


def _result(function: Function, case: tuple[Any, ...]) -> NDArray[Any] | None:
    """Return the numbers that `function` makes of the case, or None if it raises or makes none."""
    try:
        with np.errstate(all="ignore"):
            return _numbers(function(*_copies(case)))
    except RAISED:
        return None


def _text(value: object, how: Callable[[object], str] = str) -> str:
    try:
        return how(value)
    except RAISED:
        return f"a {type(value).__name__}"


def _copies(case: tuple[Any, ...]) -> list[Any]:
    return [np.copy(a) if isinstance(a, np.ndarray) else copy.deepcopy(a) for a in case]


def _numbers(value: object) -> NDArray[Any] | None:
    """Return `value` as an array of numbers or truth values, or None if it is none."""
    try:
        array = np.asarray(value)
    except RAISED:  # lists of unequal length, a torch tensor with a gradient, …
        return None
    return array if array.dtype.kind in "fiub" else None


def _shapes_in(value: object) -> list[tuple[int, ...]]:
    """Return the shapes of the arrays that a list or a tuple has in it; none of anything else."""
    if not isinstance(value, list | tuple) or not any(isinstance(v, np.ndarray) for v in value):
        return []
    return [np.shape(v) for v in value]


def _as_told(array: NDArray[Any]) -> tuple[tuple[int, ...], list[Any], str]:
    """Return an array as `told` takes it."""
    return array.shape, array.ravel().tolist(), array.dtype.kind


def _agree(numbers: NDArray[Any], wanted: tuple[tuple[int, ...], list[Any], str]) -> bool:
    shape, values, kind = wanted
    pairs = zip(numbers.ravel().tolist(), values, strict=True)
    return numbers.shape == shape and all(told.close(one, other, kind) for one, other in pairs)


def _same(got: object, wanted: object) -> bool:
    """Tell whether two arrays agree, as `told.close` has it."""
    one, other = _numbers(got), _numbers(wanted)
    if one is None or other is None:
        return False
    return _agree(one, _as_told(other))


def windows_of(image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    """Return every window of an image that is as large as a kernel.

    Parameters
    ----------
    image : ndarray of shape (H, W)
    kernel : ndarray of shape (kh, kw)

    Returns
    -------
    ndarray of shape (H - kh + 1, W - kw + 1, kh, kw)
        A view of the image.
    """
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape)


def last_left_zero(maps: NDArray[Any]) -> NDArray[Any]:
    """Return maps as loops leave them that end one too early: zeros in the last row and column.

    Parameters
    ----------
    maps : ndarray of shape (..., H, W)

    Returns
    -------
    ndarray of shape (..., H, W)
        Floats, a copy.
    """
    left = np.array(maps, float)
    left[..., -1, :] = 0
    left[..., :, -1] = 0
    return left
