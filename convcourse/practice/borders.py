"""What a border adds beyond the edge, by its name."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcourse.operators.ops import convolve2d, correlate2d
from convcourse.operators.padding import pad2d
from convcourse.practice.draws import Draws
from convcourse.practice.problem import (
    Kind,
    Rule,
    Solved,
    grid_part,
    kept_apart,
    plain,
    sum_of,
    written,
)

BORDERS = ("constant", "nearest", "reflect", "mirror", "wrap")
TAPS = 5


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a row, a kernel that reaches two cells beyond it, a border, and a cell near an end."""
    return {
        "row": draws.wholes(6, 0, 9),
        "kernel": draws.wholes(TAPS, -1, 2),
        "border": draws.pick(BORDERS),
        "at": draws.pick([0, 1, 4, 5]),
    }


def solve(settings: dict[str, Any]) -> Solved:
    """Return a cell of what `correlate2d` makes with the border, and with each other one."""
    row, kernel, border, at = (settings[name] for name in ("row", "kernel", "border", "at"))
    line, taps = np.array([row], float), np.array([kernel], float)
    made = {name: plain(correlate2d(line, taps, border=name)[0, at]) for name in BORDERS}
    value = made.pop(border)
    wrong = {f"as_{name}": one for name, one in made.items()}
    wrong["turned"] = plain(convolve2d(line, taps, border=border)[0, at])
    width = TAPS // 2
    padded = [int(one) for one in pad2d(line, (0, width), border=border)[0]]
    slots = {
        "border": border, "value": written(value),
        "before": " ".join(map(str, padded[:width])), "row": " ".join(map(str, row)),
        "after": " ".join(map(str, padded[-width:])),
        "sum": sum_of(kernel, padded[at : at + TAPS]),
    }  # fmt: skip
    figure = [
        grid_part("Input", "input", [row]),
        grid_part("Kernel", "kernel", [kernel]),
        grid_part("Output", "output", [[""] * len(row)], (0, at)),
    ]
    return Solved(value, kept_apart(value, wrong), slots, figure)


KIND = Kind(
    name="borders",
    title="Borders",
    page="05_padding",
    figure="5.3",
    ask=(
        "The kernel is laid over the row as it is, and its middle stands on each cell once. Beyond "
        "the ends it reads the border {border}, by SciPy's name (constant means zeros). What "
        "stands in the marked cell?"
    ),
    why=(
        "The border {border} continues the row like this: {before} | {row} | {after}. So the sum "
        "is {sum} = {value}."
    ),
    hint=(
        "Write down two cells on each side of the row as {border} continues it: {before} | {row} | "
        "{after}. Then lay the middle of the kernel on the marked cell."
    ),
    rules={
        "as_constant": Rule(
            "That reads zeros beyond the end: the border constant. Here it is {border}: {before} | "
            "{row} | {after}.",
            "5.4",
        ),
        "as_nearest": Rule(
            "That repeats the last cell: the border nearest, a a | a b c. Here it is {border}: "
            "{before} | {row} | {after}."
        ),
        "as_reflect": Rule(
            "That mirrors with the edge cell twice: the border reflect, b a | a b c. Here it is "
            "{border}: {before} | {row} | {after}."
        ),
        "as_mirror": Rule(
            "That mirrors about the edge cell: the border mirror, c b | a b c. Here it is "
            "{border}: {before} | {row} | {after}."
        ),
        "as_wrap": Rule(
            "That comes in at the other end: the border wrap, b c | a b c. Here it is {border}: "
            "{before} | {row} | {after}."
        ),
        "turned": Rule("That turns the kernel first. Here it is laid on the row as it is."),
    },
    draw=draw,
    solve=solve,
)
