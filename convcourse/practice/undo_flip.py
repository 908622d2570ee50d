"""Which kernel to hand to an operator that turns it, so that it is laid down as it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcourse.operators.ops import correlate2d
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, grid_part, kept_apart


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a kernel of different numbers, and a cell that lies in no middle row or column."""
    rows, columns = draws.whole(2, 3), draws.whole(2, 3)
    numbers = draws.shuffled(list(range(1, 10)))
    kernel = [numbers[row * columns : (row + 1) * columns] for row in range(rows)]
    return {
        "kernel": kernel,
        "row": draws.pick([0, rows - 1]),
        "column": draws.pick([0, columns - 1]),
    }


def solve(settings: dict[str, Any]) -> Solved:
    """Return the number that the turned kernel has there, and those of half a turn."""
    kernel = np.array(settings["kernel"])
    at = settings["row"], settings["column"]
    rows, columns = kernel.shape
    # A correlation leaves at an impulse the kernel turned by 180°.
    value = int(correlate2d(np.ones((1, 1)), kernel, padding="full", border="constant")[at])
    wrong = {
        "unturned": int(kernel[at]),
        "left_right": int(kernel[:, ::-1][at]),
        "upside_down": int(kernel[::-1][at]),
    }
    slots = {"row": at[0], "column": at[1], "value": value, "other_row": rows - 1 - at[0],
             "other_column": columns - 1 - at[1]}  # fmt: skip
    figure = [
        grid_part("Wanted on the picture", "kernel", settings["kernel"]),
        grid_part("Handed over", "kernel", [[""] * columns for _ in range(rows)], at),
    ]
    return Solved(value, kept_apart(value, wrong), slots, figure)


KIND = Kind(
    name="undo_flip",
    title="Undo a flip",
    page="04_convolution_or_correlation",
    figure="4.1",
    ask=(
        "scipy.signal.convolve2d turns the kernel before it slides. You want it to lie on the "
        "picture as shown. Which number stands in the marked cell of the kernel that you hand "
        "over?"
    ),
    why=(
        "It is turned by 180°, rows and columns both. Row {row}, column {column} ends at row "
        "{other_row}, column {other_column}, where {value} is wanted."
    ),
    hint="Turn the kernel by 180°: the last row becomes the first, and in it the last number, too.",
    rules={
        "unturned": Rule(
            "That hands over the kernel as it is. It would lie on the picture turned."
        ),
        "left_right": Rule(
            "That changes left and right only. A convolution also turns top and bottom.", "4.3"
        ),
        "upside_down": Rule(
            "That changes top and bottom only. A convolution also turns left and right."
        ),
    },
    draw=draw,
    solve=solve,
)
