"""Checkers of the exercises: they tell which mistake an answer shows, and never raise.

Each checker knows a right answer and the typical wrong ones. It runs the reader's function on a
few small cases; if the results are those of a known mistake, it names the mistake, else it shows
the smallest case that differs. The wrong answers live here, beside their hints, so that the tests
can hand every one of them to its checker.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Function = Callable[..., Any]

MARKS = {"open": "○", "wrong": "✗", "passed": "✓"}
#: What a reader's code may raise without ending the notebook. KeyboardInterrupt is not in it.
RAISED = (Exception, SystemExit)
#: A small picture without any symmetry, for cases.
PICTURE = np.array([[3.0, 1, 4, 1, 5], [9, 2, 6, 5, 3], [5, 8, 9, 7, 9], [3, 2, 3, 8, 4]])


@dataclass(frozen=True)
class Verdict:
    """What a checker found: `state` is "open" (not attempted yet), "wrong" or "passed"."""

    state: Literal["open", "wrong", "passed"]
    words: str

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.state == "passed"

    def __repr__(self) -> str:
        return f"{MARKS[self.state]} {self.words}"

    def _repr_html_(self) -> str:
        lines = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(repr(self)))
        lines = lines.replace("\n", "<br>")
        return f'<p class="cc-verdict cc-verdict-{self.state}">{lines}</p>'


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

    def results(self, function: Function) -> list[NDArray[Any] | None]:
        """Return what a function makes of each case; None where it raises, or makes no numbers."""
        return [_result(function, case) for case in self.cases]


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
    if isinstance(answer, _Asked):
        answer.exercise = Exercise(right, cases, mistakes)
        return Verdict("open", "Not an answer.")
    for case in cases:
        wanted = right(*_copies(case))
        given = _copies(case)
        try:
            got = answer(*given)
        except NotImplementedError:
            return Verdict("open", "Not attempted yet: replace `raise NotImplementedError`.")
        except RAISED as error:  # whatever the reader's code raises is told, never thrown on
            return Verdict("wrong", f"Your function raised {type(error).__name__}: {_text(error)}")
        if not all(map(_same, given, case)):
            return Verdict("wrong", "Your function changes its input. Write into a new array.")
        if got is None:
            return Verdict("wrong", "Your function returns nothing. Does it end with `return`?")
        numbers = _numbers(got)
        if numbers is None:
            words = _text(got, repr)[:80]
            return Verdict("wrong", f"Your function returns {words}; expected a NumPy array.")
        if not _same(numbers, wanted):
            wanted = np.asarray(wanted)
            return Verdict("wrong", _explain(answer, cases, mistakes, case, numbers, wanted))
    return Verdict("passed", "Passed: your function agrees on every case.")


def _explain(
    answer: Function,
    cases: Sequence[tuple[Any, ...]],
    mistakes: Sequence[Mistake],
    case: tuple[Any, ...],
    got: NDArray[Any],
    wanted: NDArray[Any],
) -> str:
    for mistake in mistakes:
        if _makes(answer, mistake.function, cases):
            return mistake.hint
    # For numbers alone the values say more than their shape does, unless there are too many.
    if got.shape != wanted.shape and (any(map(np.ndim, case)) or got.size > 30):
        return (
            f"The shape is {got.shape}, expected {wanted.shape} for inputs of shape "
            f"{' and '.join(str(np.shape(a)) for a in case)}."
        )
    arguments = "\n".join(f"{np.asarray(a).tolist()}" for a in case)
    return (
        f"The values differ. For\n{arguments}\nyou get {got.tolist()}\nexpected {wanted.tolist()}"
    )


def _makes(answer: Function, mistake: Function, cases: Sequence[tuple[Any, ...]]) -> bool:
    """Tell whether `answer` does what `mistake` does, in every case; they may both raise in one."""
    for case in cases:
        got, wrong = _result(answer, case), _result(mistake, case)
        if not (_same(got, wrong) or (got is None and wrong is None)):
            return False
    return True


def _result(function: Function, case: tuple[Any, ...]) -> NDArray[Any] | None:
    """Return the numbers that `function` makes of the case, or None if it raises or makes none."""
    try:
        return _numbers(function(*_copies(case)))
    except RAISED:
        return None


def _text(value: object, how: Callable[[object], str] = str) -> str:
    try:
        return how(value)
    except RAISED:
        return f"a {type(value).__name__}"


def _copies(case: tuple[Any, ...]) -> list[Any]:
    return [np.copy(a) if isinstance(a, np.ndarray) else a for a in case]


def _numbers(value: object) -> NDArray[Any] | None:
    """Return `value` as an array of numbers or truth values, or None if it is none."""
    try:
        array = np.asarray(value)
    except RAISED:  # lists of unequal length, a torch tensor with a gradient, …
        return None
    return array if np.issubdtype(array.dtype, np.number) or array.dtype == bool else None


def _same(got: object, wanted: object) -> bool:
    """Tell whether two arrays agree: floats to six digits, as float32 holds, whole numbers to 1."""
    one, other = _numbers(got), _numbers(wanted)
    if one is None or other is None or one.shape != other.shape:
        return False
    # A count of millions that is one too large is wrong.
    rtol = 1e-6 if np.issubdtype(other.dtype, np.inexact) else 1e-12
    return np.allclose(one, other, rtol=rtol, atol=1e-9, equal_nan=True)


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
