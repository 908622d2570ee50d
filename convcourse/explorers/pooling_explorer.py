"""`PoolingExplorer`: max and average pooling of a small grid, and what a small shift does to it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Choice, Flag, Plane, Stop, Whole
from convcourse.operators.pooling import avg_pool2d, max_pool2d

#: 6×6 numbers without any order; and zeros with one 9.
DIGITS = np.array(
    [
        [3, 1, 4, 1, 5, 9],
        [2, 6, 5, 3, 5, 8],
        [9, 7, 9, 3, 2, 3],
        [8, 4, 6, 2, 6, 4],
        [3, 3, 8, 3, 2, 7],
        [9, 5, 0, 2, 8, 8],
    ]
)
DOT = np.zeros((6, 6), int)
DOT[2, 3] = 9
_DOT_MOVED = np.roll(DOT, -1, axis=1)
#: Each 2×2 block holds one number.
_BLOCKS = np.kron(np.arange(1, 10).reshape(3, 3), np.ones((2, 2), int))

_SETTINGS = {
    "kind": 0,
    "kernel_size": 2,
    "stride": 2,
    "padding": 0,
    "ceil_mode": False,
    "count_include_pad": True,
}
_FIXED = {name: _SETTINGS[name] for name in ("kernel_size", "stride", "padding", "ceil_mode")}

PUZZLES = [
    {
        "title": "Unnoticed",
        "ask": "This picture has moved one column to the right, and the output noticed. Put the 9 "
        "in a place from where it can move without any output noticing. All else stays 0. You "
        "type into the picture as it lies now, already moved.",
        "hint": "Where do the windows start? The 9 has to be in the same window before and after.",
        "start": {**_SETTINGS, "input": DOT.tolist(), "shift": 1},
        "keep": {**_FIXED, "kind": 0, "shift": 1},
        "goal": {"unnoticed": 9},
        "solution": {"input": _DOT_MOVED.tolist()},
    },
    {
        "title": "Maximum = average",
        "ask": "Change the picture so that maximum and average give the same output, in all nine "
        "places. At least four different numbers have to be in it.",
        "hint": "When is the largest of four numbers also their mean?",
        "start": {**_SETTINGS, "input": DIGITS.tolist(), "shift": 0},
        "keep": {**_FIXED, "shift": 0},
        "goal": {"alike": 4},
        "solution": {"input": _BLOCKS.tolist()},
    },
]


class PoolingExplorer(
    DeclaredExplorer,
    question="What remains of each window?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """Max or average pooling of a grid of numbers, each of which can be changed.

    A window that does not fit is no error: it is shown.

    Examples
    --------
    >>> explorer = PoolingExplorer([[1, 2, 3, 4], [5, 6, 7, 8]])
    >>> explorer.output
    array([[6., 8.]])
    >>> explorer.kind = "avg"
    >>> explorer.output
    array([[3.5, 5.5]])
    """

    input = Plane(
        (8, 8),
        DIGITS,
        "The picture before it is moved: up to 8×8 finite numbers.",
        "(H, W)",
        positional=True,
    )
    position = Stop("The output cell at work, counted row by row from 0.", "Output cell")
    kind = Choice[Literal["max", "avg"]](
        {"max": "Maximum", "avg": "Average"},
        "What is taken of each window.",
        "Take the",
        positional=True,
    )
    kernel_size = Whole(2, 1, 4, "Size of the square window: {range}.", "Window")
    stride = Whole(2, 1, 4, "Cells from one window to the next: {range}.", "Stride")
    padding = Whole(
        0,
        0,
        2,
        "Cells around the picture, {range}: minus infinity for a maximum, zeros for an average.",
        "Padding",
    )
    shift = Whole(
        0,
        0,
        4,
        "Columns by which the picture is moved to the right, {range}; what leaves at the right "
        "comes in at the left.",
        "Shift",
    )
    ceil_mode = Flag(
        False,
        "Whether the output size is rounded up, as in `convcourse.avg_pool2d`.",
        "Round the size up",
        shown=False,
    )
    count_include_pad = Flag(
        True,
        "Whether an average counts the padding, as in `convcourse.avg_pool2d`.",
        "Count the padding",
        shown=False,
    )

    class View(ExplorerView):
        """Draws a `PoolingExplorer`."""

        _esm = module_text("pooling_explorer")
        _css = style_text("pooling_explorer")

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (H_out, W_out), computed by `max_pool2d` or `avg_pool2d`.

        Raises
        ------
        ValueError
            If the window does not fit, or the padding is more than half of it.
        """

        moved = np.roll(self.input, self.shift, axis=1)[None]
        sizes = (self.kernel_size, self.stride, self.padding)
        if self.kind == "max":
            return max_pool2d(moved, *sizes, ceil_mode=self.ceil_mode)[0]
        return avg_pool2d(
            moved, *sizes, ceil_mode=self.ceil_mode, count_include_pad=self.count_include_pad
        )[0]

    @property
    def output_size(self) -> tuple[int, ...]:
        """Rows and columns of the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return self.output.shape
