"""`SlidingWindow`: a kernel slides over a grid of numbers, and every number can be changed."""

import numpy as np
import traitlets

from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    Numbers,
    checkbox,
    chosen_controls,
    delegated,
    number_lists,
    require_one_row,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.ops import conv2d

MAX_INPUT = 12
MAX_KERNEL = 5

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

#: The controls, in the order in which they stand.
CONTROLS = {
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "dilation": lambda view: slider(view, "dilation", "Dilation"),
    "flip": lambda view: checkbox(view, "flip", "Flip the kernel"),
    "shaded": lambda view: checkbox(view, "shaded", "Shade the cells"),
}


class SlidingWindowView(ExplorerView):
    """Draws a `SlidingWindow` and holds its state."""

    _esm = module_text("sliding_window")
    _css = style_text()

    input = Numbers(MAX_INPUT, MAX_INPUT).tag(sync=True, state=True)
    kernel = Numbers(MAX_KERNEL, MAX_KERNEL).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=1, max=MAX_KERNEL).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True, state=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True, state=True)
    dilation = traitlets.Int(1, min=1, max=2).tag(sync=True, state=True)
    flip = traitlets.Bool(False).tag(sync=True, state=True)
    shaded = traitlets.Bool(False).tag(sync=True, state=True)
    position = traitlets.Int(0, min=0).tag(sync=True, state=True)

    @traitlets.validate("input")
    def _is_no_signal_under_a_plane(self, proposal):
        require_one_row(proposal.value, self.kernel)
        return proposal.value

    @traitlets.validate("kernel")
    def _fits_the_input(self, proposal):
        require_one_row(self.input, proposal.value)
        return proposal.value


class SlidingWindow(Explorer):
    """A kernel slides over a grid of numbers; every number can be changed.

    The output is the cross-correlation of the padded input with the kernel; with ``flip=True``
    the kernel is turned by 180° first, which makes it a convolution. The padding is zeros. An
    input of one row is a 1-D signal: padding, stride and dilation then act along it alone.

    Parameters
    ----------
    input : array_like of shape (H, W) or (W,), optional
        Up to 12×12 finite numbers. By default 7×7, dark beside bright with a speck.
    kernel : array_like of shape (kh, kw) or (kw,), optional
        Up to 5×5 finite numbers. By default ones, three along each axis of the input.
    padding, stride, dilation : int
        0 to 2, 1 to 3 and 1 to 2 cells.
    flip : bool
        Turn the kernel by 180° before use.
    position : int
        The output cell to begin at, counted row by row from 0; past the end is the last.
    shaded : bool
        Colour the cells by their values.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player; all by default.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `input`, `kernel` or `controls` are not such.
    traitlets.TraitError
        If another argument is out of range.

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

    def __init__(
        self,
        input=STEP,
        kernel=None,
        *,
        padding=0,
        stride=1,
        dilation=1,
        flip=False,
        position=0,
        shaded=False,
        question="What does one number of the output depend on?",
        controls=tuple(CONTROLS),
        puzzles=True,
    ):
        input = number_lists(input, "input", most_rows=MAX_INPUT, most_columns=MAX_INPUT)
        if kernel is None:
            kernel = np.ones((1 if len(input) == 1 else 3, 3))
        self.view = view = SlidingWindowView(
            input=input,
            kernel=kernel,
            kernel_size=_size(kernel),
            padding=padding,
            stride=stride,
            dilation=dilation,
            flip=flip,
            shaded=shaded,
        )
        self._begin_at(position)
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(
            question, view, [*stepper(view, "Output cell"), *shown], PUZZLES if puzzles else []
        )

    padding = delegated("padding", "Zeros around the input: 0 to 2 cells.")
    stride = delegated("stride", "Cells from one window to the next: 1 to 3.")
    dilation = delegated("dilation", "Cells from one tap of the kernel to the next: 1 or 2.")
    flip = delegated("flip", "Whether the kernel is turned by 180° before use.")
    shaded = delegated("shaded", "Whether the cells are coloured by their values.")
    position = stop("The output cell at work, counted row by row from 0.")

    @property
    def input(self):
        """The input, (H, W)."""
        return np.array(self.view.input, float)

    @input.setter
    def input(self, values):
        self.view.input = values

    @property
    def kernel(self):
        """The kernel as it stands in its cells (not turned), (kh, kw)."""
        return np.array(self.view.kernel, float)

    @kernel.setter
    def kernel(self, values):
        with self.view.hold_sync():
            self.view.kernel = values
            self.view.kernel_size = _size(self.view.kernel)

    @property
    def output(self):
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

    def _count(self):
        """Return the number of stops; 1 where the kernel does not fit, which the view explains."""
        try:
            return self.output.size
        except ValueError:
            return 1


def _size(kernel):
    """Return the longer side of a kernel, whatever it is; its trait checks it."""
    return max(np.shape(np.atleast_2d(np.asarray(kernel, object))))
