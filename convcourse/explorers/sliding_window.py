"""`SlidingWindow`: a kernel slides over a grid of numbers, and every number can be changed."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import require_one_row
from convcourse.explorers.parts.settings import Flag, Option, Plane, Stop, Whole
from convcourse.operators.ops import conv2d

#: 7×7 pictures: dark beside bright, with a speck; a ramp that grows to the right; some dots.
STEP = np.tile([1, 1, 1, 1, 8, 8, 8], (7, 1))
STEP[3, 2] = 9
RAMP = np.tile(np.arange(1, 8), (7, 1))
DOTS = np.zeros((7, 7), int)
DOTS[[1, 2, 3, 4, 5, 3], [3, 1, 3, 5, 2, 6]] = [4, 9, 6, 3, 7, 5]

_SHIFT = np.zeros((3, 3))
_SHIFT[1, 2] = 1

#: Each puzzle starts from these settings, whatever the explorer showed before.
_SETTINGS = {"kernel_size": 3, "padding": 0, "stride": 1, "dilation": 1, "flip": False}
_ONES = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]

PUZZLES = [
    {
        "title": "Make it vanish",
        "ask": "Change the kernel until every output cell is 0. The input stays as it is, and a "
        "kernel of nothing but zeros does not count.",
        "hint": "In each row, the two neighbours of a cell average to the cell itself. Which three "
        "weights make 0 of that?",
        "start": {**_SETTINGS, "input": RAMP.tolist(), "kernel": _ONES},
        "keep": {"input": RAMP.tolist()},
        "nonzero_kernel": True,
        "goal": {"output": np.zeros((5, 5)).tolist()},
        "solution": {"kernel": [[0, 0, 0], [1, -2, 1], [0, 0, 0]]},
    },
    {
        "title": "Which kernel?",
        "ask": "One 3×3 kernel turned this input into the target. Find its weights.",
        "hint": "Find the 6 in both pictures. In which place of its window was it?",
        "start": {**_SETTINGS, "input": DOTS.tolist(), "kernel": _ONES},
        "keep": {"input": DOTS.tolist(), "padding": 0, "stride": 1, "dilation": 1},
        "goal": {"output": conv2d(DOTS[None], _SHIFT[None, None])[0].tolist()},
        "solution": {"kernel": _SHIFT.tolist()},
    },
    {
        "title": "Down to 3×3",
        "ask": "Get a 3×3 output from this 7×7 input. The kernel has to stay 3×3.",
        "hint": "The window may take longer steps, or its cells may stand further apart.",
        "start": {**_SETTINGS, "input": STEP.tolist(), "kernel": _ONES},
        "keep": {"input": STEP.tolist(), "kernel_size": 3},
        "goal": {"shape": [3, 3]},
        "solution": {"stride": 2},
    },
]


class SlidingWindow(
    DeclaredExplorer,
    question="What does one number of the output depend on?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """A kernel slides over a grid of numbers; every number can be changed.

    The output is the cross-correlation of the padded input with the kernel; with ``flip=True``
    the kernel is turned by 180° first, which makes it a convolution. The padding is zeros. An
    input of one row is a 1-D signal: padding, stride and dilation then act along it alone.

    Examples
    --------
    >>> explorer = SlidingWindow(input=[[1, 2, 3], [4, 5, 6], [7, 8, 9]], kernel=[[1, 0], [0, 1]])
    >>> explorer.output
    array([[ 6.,  8.],
           [12., 14.]])
    >>> explorer.kernel = [[0, 0], [0, 1]]
    >>> explorer.output
    array([[5., 6.],
           [8., 9.]])
    """

    input = Plane(
        (12, 12),
        STEP,
        "Up to 12×12 finite numbers. By default 7×7, dark beside bright with a speck.",
        positional=True,
    )
    kernel = Plane(
        (5, 5),
        lambda explorer: np.ones((1 if len(explorer.input) == 1 else 3, 3)),
        "Up to 5×5 finite numbers, as they stand in the cells (not turned). By default ones, three "
        "along each axis of the input.",
        "(kh, kw) or (kw,)",
        positional=True,
    )
    position = Stop("The output cell at work, counted row by row from 0.", "Output cell")
    _kernel_size = Whole(3, 1, 5, "The longer side of the kernel.", "Kernel size")
    padding = Whole(0, 0, 2, "Zeros around the input: {range} cells.", "Padding")
    stride = Whole(1, 1, 3, "Cells from one window to the next: {range}.", "Stride")
    dilation = Whole(1, 1, 2, "Cells from one tap of the kernel to the next: {range}.", "Dilation")
    flip = Flag(False, "Whether the kernel is turned by 180° before use.", "Flip the kernel")
    shaded = Flag(False, "Whether the cells are coloured by their values.", "Shade the cells")
    stamp = Option(
        False,
        "Touching a cell of the input writes a 1 there, or a 0 where something stands, and nothing "
        "is typed into it.",
        trait=traitlets.Bool(False),
    )

    class View(ExplorerView):
        """Draws a `SlidingWindow`."""

        _esm = module_text("sliding_window")
        _css = style_text()

        @traitlets.validate("input", "kernel")
        def _is_no_signal_under_a_plane(self, proposal):
            require_one_row(**{"input": self.input, "kernel": self.kernel,
                               proposal.trait.name: proposal.value})  # fmt: skip
            return proposal.value

    @kernel.setter
    def kernel(self, values: ArrayLike) -> None:
        with self.view.hold_sync():
            self.view.kernel = values
            self._kernel_size = max(np.shape(self.view.kernel))

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (H_out, W_out), computed in Python by `convcourse.operators.ops.conv2d`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded input.
        """
        kernel = self.kernel[::-1, ::-1] if self.flip else self.kernel
        one_row = len(self.view.input) == 1
        return conv2d(
            self.input[None],
            kernel[None, None],
            padding=(0 if one_row else self.padding, self.padding),
            stride=(1 if one_row else self.stride, self.stride),
            dilation=(1 if one_row else self.dilation, self.dilation),
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
