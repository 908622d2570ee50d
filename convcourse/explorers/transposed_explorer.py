"""`TransposedExplorer`: a transposed convolution on small numbers, read in three ways."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import require_one_row
from convcourse.explorers.parts.settings import Choice, Flag, Plane, Stop, Whole
from convcourse.operators.ops import conv_transpose2d

INPUT = [[1, 2, 0], [3, 1, 2], [0, 2, 1]]
KERNEL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
_FOUR = [[1, 2, 3, 4], [5, 6, 7, 8], [4, 3, 2, 1], [8, 7, 6, 5]]
_ONES = np.ones((3, 3)).tolist()
_SETTINGS = {"padding": 0, "stride": 2, "dilation": 1, "output_padding": 0, "kernel_size": 3}

#: Each puzzle starts from these settings, whatever the explorer showed before.
PUZZLES = [
    {
        "title": "Twice as large",
        "ask": "Turn 4×4 into exactly 8×8. The kernel stays 3×3, the stride 2, the dilation 1.",
        "hint": "Without padding it is 9×9. Padding takes cells off in pairs, so one too many is "
        "gone. What brings one back?",
        "start": {**_SETTINGS, "input": _FOUR, "kernel": _ONES, "counts": False, "reading": 0},
        "keep": {"input": _FOUR, "kernel_size": 3, "stride": 2, "dilation": 1},
        "goal": {"shape": [8, 8]},
        "solution": {"padding": 1, "output_padding": 1},
    },
    {
        "title": "All four times",
        "ask": "Let every cell of the output be written exactly 4 times, at a stride of 2.",
        "hint": "For an even pattern the kernel size has to be a multiple of the stride. The rim "
        "is written less often; what takes a rim off?",
        "start": {**_SETTINGS, "input": _FOUR, "kernel": _ONES, "counts": True, "reading": 0},
        "keep": {"input": _FOUR, "stride": 2},
        "goal": {"writes": 4},
        "solution": {"kernel_size": 4, "kernel": np.ones((4, 4)).tolist(), "padding": 2},
    },
    {
        "title": "Copy each cell",
        "ask": "Make the target: each input cell becomes a block of 2×2 equal cells. (This is "
        "nearest-neighbour enlargement.)",
        "hint": "Look at one stamp alone. How large has it to be, what has to stand in it, and "
        "how far apart must stamps lie that do not overlap?",
        "start": {**_SETTINGS, "input": INPUT, "kernel": KERNEL, "counts": False, "reading": 0},
        "keep": {"input": INPUT},
        "goal": {"output": np.kron(INPUT, np.ones((2, 2))).tolist()},
        "solution": {"kernel_size": 2, "kernel": np.ones((2, 2)).tolist()},
    },
]


class TransposedExplorer(
    DeclaredExplorer,
    question="How does a small grid become a larger one?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """A transposed convolution on small numbers, in three readings that give the same output.

    *Scatter*: each input stamps the kernel, times its value, onto the output. *Gather*: zeros are
    put between and around the inputs, and the kernel, **flipped**, slides over them. *Matrix*:
    the matrix of the convolution, turned over. An input of one row is a 1-D signal: the settings
    then act along it alone.

    Examples
    --------
    >>> explorer = TransposedExplorer([1, 10], [1, 2, 3], stride=2)
    >>> explorer.output
    array([[ 1.,  2., 13., 20., 30.]])
    >>> explorer.padding = 1
    >>> explorer.output
    array([[ 2., 13., 20.]])
    """

    input = Plane((4, 8), INPUT, "Up to 4×8 finite numbers.", positional=True)
    kernel = Plane(
        (4, 4),
        lambda explorer: KERNEL[0] if len(explorer.input) == 1 else KERNEL,
        "Up to 4×4 finite numbers, as they stand in the cells (not turned). By default 1 to 9, or "
        "1 to 3 for an input of one row.",
        "(kh, kw) or (kw,)",
        positional=True,
    )
    reading = Choice[Literal["scatter", "gather", "matrix"]](
        {"scatter": "Scatter", "gather": "Gather", "matrix": "Matrix"},
        "How the operation is shown.",
        "Reading",
        buttons=True,
    )
    position = Stop(
        "The input cell (scatter) or output cell at work, counted row by row from 0.", "Step"
    )
    _kernel_size = Whole(3, 1, 4, "The longer side of the kernel.", "Kernel size")
    stride = Whole(2, 1, 3, "Cells of the output between neighbouring stamps: {range}.", "Stride")
    padding = Whole(0, 0, 3, "Cells cut off each end of the output: {range}.", "Padding")
    dilation = Whole(1, 1, 2, "Cells from one tap of the kernel to the next: {range}.", "Dilation")
    output_padding = Whole(
        0,
        0,
        2,
        "Cells added at the end, {range}: below the stride or below the dilation.",
        "Output padding",
        wide=True,
    )
    counts = Flag(
        False,
        "Whether the output shows how often each cell is written, not its value.",
        "Show how often each cell is written",
    )
    shaded = Flag(False, "Whether the cells are coloured by their values.", "Shade the cells")

    class View(ExplorerView):
        """Draws a `TransposedExplorer`."""

        _esm = module_text("transposed_explorer")
        _css = style_text("transposed_explorer")

        @traitlets.validate("input", "kernel")
        def _is_no_signal_under_a_plane(self, proposal):
            given = {"input": self.input, "kernel": self.kernel}
            require_one_row(**{**given, proposal.trait.name: proposal.value})
            return proposal.value

    @kernel.setter
    def kernel(self, values: ArrayLike) -> None:
        with self.view.hold_sync():
            self.view.kernel = values
            self._kernel_size = max(np.shape(self.view.kernel))

    @output_padding.getter
    def output_padding(self) -> int:
        return min(self.view.output_padding, max(self.stride, self.dilation) - 1)

    @output_padding.setter
    def output_padding(self, value: int) -> None:
        most = max(self.stride, self.dilation) - 1
        if value > most:
            raise ValueError(
                f"output_padding is {value}, expected less than stride={self.stride} or "
                f"dilation={self.dilation}; use at most {most}"
            )
        self.view.output_padding = value

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (H_out, W_out), computed in Python by `operators.ops.conv_transpose2d`.

        Raises
        ------
        ValueError
            If the padding cuts off all of it.
        """
        return self._transposed(self.input, self.kernel)

    @property
    def output_size(self) -> tuple[int, ...]:
        """Rows and columns of the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return self.output.shape

    @property
    def writes(self) -> NDArray[np.floating]:
        """How many stamps reach each cell of the output, (H_out, W_out)."""
        return self._transposed(np.ones_like(self.input), np.ones_like(self.kernel))

    def _transposed(self, input, kernel):
        one_row = len(input) == 1
        options: dict[str, Any] = {
            name: ((least if one_row else getattr(self, name)), getattr(self, name))
            for name, least in
            {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}.items()
        }  # fmt: skip
        return conv_transpose2d(input[None], kernel[None, None], **options)[0]

    def _count(self):
        """Return the number of stops; 1 where nothing is left, which the view explains."""
        if self.reading == "scatter":
            return self.input.size
        try:
            return self.output.size
        except ValueError:
            return 1
