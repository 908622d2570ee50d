"""One cell of an output: which window it reads, which weight meets which cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcourse.operators.ops import conv2d
from convcourse.practice.draws import Draws
from convcourse.practice.problem import (
    Kind,
    Rule,
    Solved,
    grid_part,
    kept_apart,
    plain,
    sum_of,
    window_of,
    written,
)


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a picture, a kernel, a stride, and a cell of the output."""
    k, s = draws.whole(2, 3), draws.whole(1, 2)
    rows, columns = draws.whole(4, 5), draws.whole(5, 6)
    picture, kernel = draws.grid(rows, columns, 0, 9), draws.grid(k, k, -2, 2)
    row = draws.whole(0, (rows - k) // s)
    column = draws.whole(0, (columns - k) // s)
    return {"picture": picture, "kernel": kernel, "s": s, "row": row, "column": column}


def _window(picture, kernel, row: int, column: int, weigh) -> int | None:
    """Return what `weigh` makes of the kernel at a place, or None if it does not fit there."""
    size = len(kernel)
    if row + size > len(picture) or column + size > len(picture[0]):
        return None
    return int(weigh(np.array(kernel), window_of(picture, row, column, size, size)))


def solve(settings: dict[str, Any]) -> Solved:
    """Return one cell of what `conv2d` makes, and what other windows and sums would be there."""
    picture, kernel, s = settings["picture"], settings["kernel"], settings["s"]
    row, column = settings["row"], settings["column"]
    output = conv2d(np.array(picture)[None, None], np.array(kernel)[None, None], stride=s)[0, 0]
    value = plain(output[row, column])
    top, left = row * s, column * s

    def summed(weights, cells):
        return (weights * cells).sum()

    def turned(weights, cells):
        return (weights[::-1, ::-1] * cells).sum()

    def unsigned(weights, cells):
        return (abs(weights) * cells).sum()

    size = len(kernel)
    window = window_of(picture, top, left, size, size)
    wrong = {
        "turned": _window(picture, kernel, top, left, turned),
        "no_signs": _window(picture, kernel, top, left, unsigned),
        "no_stride": _window(picture, kernel, row, column, summed),
        "swapped": _window(picture, kernel, left, top, summed),
        "next_window": _window(picture, kernel, top + 1, left + 1, summed),
    }
    slots = {
        "s": s, "row": row, "column": column, "top": top, "left": left, "value": written(value),
        "sum": sum_of(np.ravel(kernel).tolist(), window.ravel().tolist()),
    }  # fmt: skip
    rows, columns = output.shape
    empty = [[""] * columns for _ in range(rows)]
    figure = [
        grid_part("Input", "input", picture),
        grid_part("Kernel", "kernel", kernel),
        grid_part("Output", "output", empty, (row, column)),
    ]
    return Solved(value, kept_apart(value, wrong), slots, figure)


KIND = Kind(
    name="one_cell",
    title="One output cell",
    page="04_convolution_or_correlation",
    figure="4.2",
    ask=(
        "A layer lays the kernel over the input as it is, with stride {s} and no padding. What "
        "stands in the marked cell of the output?"
    ),
    why=(
        "Counted from 0 it is row {row}, column {column}. Its window begins at row {top}, column "
        "{left} of the input, and the kernel is laid on it as it is: {sum} = {value}."
    ),
    hint=(
        "Counted from 0, its window begins at row {top}, column {left} of the input. Multiply each "
        "weight by the cell below it, and add up."
    ),
    rules={
        "turned": Rule(
            "That turns the kernel by 180°: a convolution. A layer does not turn it.", "4.1"
        ),
        "no_signs": Rule("That adds up all products. Those of negative weights are taken away."),
        "no_stride": Rule(
            "That window begins at row {row}, column {column}. With stride {s} windows lie {s} "
            "cells apart: it begins at row {top}, column {left}.",
        ),
        "swapped": Rule("That takes the row for the column. The row comes first."),
        "next_window": Rule("That window begins one cell too low and too far right: count from 0."),
    },
    draw=draw,
    solve=solve,
)
