"""What a problem is made of: a question, the right answer, and wrong rules with what each gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

#: An answer: a number, or the text of a choice.
Value = int | float | str


@dataclass(frozen=True)
class Rule:
    """A wrong rule: what it misses, in words, and the figure that shows it, such as ``"6.5"``.

    In the words, ``{name}`` stands for one of the problem's slots.
    """

    words: str
    figure: str = ""


@dataclass(frozen=True)
class Solved:
    """What follows from a problem's settings.

    Parameters
    ----------
    value : int, float or str
        The right answer, by the course's operators.
    wrong : dict of str to (int, float or str)
        What each wrong rule gives, by the rule's name. One that gives the right answer here, or
        that nobody would give, is left out.
    slots : dict of str to (int or str)
        What the texts have in their places.
    figure : list of dict
        What is drawn beside the question: grids (`grid_part`), a row of cells under a kernel
        (`row_part`), a table (`table_part`).
    choices : list of str, optional
        What there is to choose from, if the answer is no number.
    """

    value: Value
    wrong: Mapping[str, Value]
    slots: Mapping[str, int | str]
    figure: Sequence[dict[str, Any]] = ()
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of problem.

    Parameters
    ----------
    name, title : str
        The name in code, and the one that is read.
    page : str
        The page of the book that explains it, without its ending.
    figure : str
        The figure that shows it, such as ``"6.4"``.
    ask, why, hint : str
        The question, the reply to the right answer, and the one to a wrong answer that follows
        from no rule that is known; with slots in braces.
    rules : dict of str to Rule
        The wrong rules, by their names.
    draw : callable
        Draws settings; None where these make no problem.
    solve : callable
        Makes a `Solved` of settings; None where these make no problem.
    texts : dict of str to str
        Further texts that `solve` puts into slots and choices.
    """

    name: str
    title: str
    page: str
    figure: str
    ask: str
    why: str
    hint: str
    rules: Mapping[str, Rule]
    draw: Callable[[Any], dict[str, Any] | None]
    solve: Callable[[dict[str, Any]], Solved | None]
    texts: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        """Return all that is read of it, as a page gets it."""
        return {
            "name": self.name,
            "title": self.title,
            "page": self.page,
            "figure": self.figure,
            "ask": self.ask,
            "why": self.why,
            "hint": self.hint,
            "rules": {name: asdict(rule) for name, rule in self.rules.items()},
            "texts": dict(self.texts),
        }


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the rules that give it, nearly always one, and what they miss, in words."""

    rules: list[str]
    value: Value
    words: str
    figure: str


@dataclass(frozen=True)
class Problem:
    """A question with one right answer, and wrong answers that each tell one wrong rule.

    Attributes
    ----------
    kind : str
    seed : int
    ask : str
        The question.
    figure : list of dict
        What is drawn beside it.
    choices : list of str
        What there is to choose from; empty if the answer is a number.
    value : int, float or str
        The right answer.
    why, hint : str
        Why it is right; what helps after an answer that no rule gives.
    wrong : list of Wrong
        No two have the same value, and none has the right one.
    page, shown : str
        Where it is explained, and the figure there that shows it.
    """

    kind: str
    seed: int
    ask: str
    figure: list[dict[str, Any]]
    choices: list[str]
    value: Value
    why: str
    hint: str
    wrong: list[Wrong]
    page: str
    shown: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries and lists."""
        return asdict(self)


#: What stands before and between the words of rules that give the same.
ALIKE = ("More than one wrong rule gives this. ", " Or: ")


def make_problem(kind: Kind, seed: int, settings: dict[str, Any]) -> Problem | None:
    """Return the problem of some settings, or None if it would not tell wrong rules apart.

    It takes two wrong answers at least. Where several rules give the same, the words say so.
    """
    solved = kind.solve(settings)
    if solved is None:
        return None
    rules: dict[Value, list[str]] = {}
    for name, value in solved.wrong.items():
        rules.setdefault(value, []).append(name)
    if len(rules) < 2:
        return None

    def filled(words: str) -> str:
        return words.format(**solved.slots)

    def told(names: list[str]) -> str:
        before, between = ALIKE
        words = between.join(filled(kind.rules[name].words) for name in names)
        return words if len(names) == 1 else before + words

    wrong = [
        Wrong(names, value, told(names), kind.rules[names[0]].figure or kind.figure)
        for value, names in rules.items()
    ]
    return Problem(
        kind=kind.name,
        seed=seed,
        ask=filled(kind.ask),
        figure=list(solved.figure),
        choices=list(solved.choices),
        value=solved.value,
        why=filled(kind.why),
        hint=filled(kind.hint),
        wrong=wrong,
        page=kind.page,
        shown=kind.figure,
    )


def kept_apart(value: Value, wrong: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return the wrong answers without those that are right here, and without None."""
    return {name: one for name, one in wrong.items() if one is not None and one != value}


def positive(number: float) -> float | None:
    """Return `number` if it can be a size, that is from 1 on, else None."""
    return number if number >= 1 else None


def plain(number: float) -> int | float:
    """Return a result of the operators as a whole number, where it is one."""
    number = float(number)
    return int(number) if number.is_integer() else number


def written(number: float) -> str:
    """Return a number as it is read, with a real minus sign."""
    return f"{number}".replace("-", "−")


def sum_of(weights: Sequence[int], cells: Sequence[int]) -> str:
    """Return a sum of products as it is read: ``"2·3 − 1·4"``; products with 0 are left out.

    Examples
    --------
    >>> sum_of([2, 0, -1], [3, 5, 4])
    '2·3 − 1·4'
    """
    parts = []
    for weight, cell in zip(weights, cells, strict=True):
        if weight == 0:
            continue
        sign = "− " if weight < 0 else "+ "
        parts.append(f"{sign}{abs(weight)}·{written(cell)}")
    text = " ".join(parts)
    return text.removeprefix("+ ").replace("− ", "−", 1) if text.startswith("−") else text[2:]


def window_of(grid: Sequence[Sequence[int]], row: int, column: int, rows: int, columns: int):
    """Return the cells of a window whose top left is at `row`, `column`, as an array."""
    return np.array(grid)[row : row + rows, column : column + columns]


def grid_part(
    name: str, part: str, rows: Sequence[Sequence[Value]], asked: Sequence[int] = ()
) -> dict[str, Any]:
    """Return a grid as a figure has it.

    Parameters
    ----------
    name : str
        Stands above it.
    part : {"input", "kernel", "output"}
        Whose colour it has.
    rows : list of list of (int or str)
    asked : (int, int), optional
        The row and the column of the cell that is asked for.
    """
    cells = [list(row) for row in rows]
    return {"is": "grid", "name": name, "part": part, "rows": cells, "asked": list(asked)}


def row_part(cells: int, padding: int, taps: Sequence[int], stride: int) -> dict[str, Any]:
    """Return a row of cells with the first window and the next, as a figure has it.

    Parameters
    ----------
    cells, padding : int
        How many there are, and how many are added on each side.
    taps : list of int
        Where the taps of the first window lie, from its first cell on.
    stride : int
        How far the next window lies from the first.
    """
    return {
        "is": "row", "cells": cells, "padding": padding, "taps": list(taps), "stride": stride,
    }  # fmt: skip


def table_part(head: Sequence[str], rows: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return a table as a figure has it: the names of its columns, and its rows."""
    return {"is": "table", "head": list(head), "rows": [list(row) for row in rows]}
