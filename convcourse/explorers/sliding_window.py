"""`SlidingWindow`: a kernel slides over a grid of numbers, and every number can be changed."""

import anywidget
import ipywidgets
import numpy as np
import traitlets

from convcourse.explorers.base import (
    Explorer,
    delegated,
    module_text,
    number_lists,
    slider,
    style_text,
)
from convcourse.ops import conv2d

MAX_INPUT = 12
MAX_KERNEL = 5

#: 7×7 pictures: dark beside bright, with a speck; a ramp that grows to the right; some dots.
EDGE = np.tile([1, 1, 1, 8, 8, 8, 8], (7, 1))
EDGE[3, 1] = 9
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
        "hint": "Compare the two pictures: where did the 9 go, and did it change on the way?",
        "start": {**_SETTINGS, "input": DOTS.tolist(), "kernel": _ONES},
        "keep": {"input": DOTS.tolist(), "padding": 0, "stride": 1, "dilation": 1},
        "goal": {"output": conv2d(DOTS[None], _SHIFT[None, None])[0].tolist()},
        "solution": {"kernel": _SHIFT.tolist()},
    },
    {
        "title": "Down to 3×3",
        "ask": "Get a 3×3 output from this 7×7 input. The kernel has to stay 3×3.",
        "hint": "The window may take longer steps, or its cells may stand further apart.",
        "start": {**_SETTINGS, "input": EDGE.tolist(), "kernel": _ONES},
        "keep": {"input": EDGE.tolist(), "kernel_size": 3},
        "goal": {"shape": [3, 3]},
        "solution": {"stride": 2},
    },
]


class SlidingWindowView(anywidget.AnyWidget):
    """Draws a `SlidingWindow` and holds its state."""

    _esm = module_text("sliding_window")
    _css = style_text("explorer")

    input = traitlets.List().tag(sync=True)
    kernel = traitlets.List().tag(sync=True)
    kernel_size = traitlets.Int(3, min=1, max=MAX_KERNEL).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    dilation = traitlets.Int(1, min=1, max=2).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    shaded = traitlets.Bool(False).tag(sync=True)
    position = traitlets.Int(0, min=0).tag(sync=True)
    last = traitlets.Int(0, min=0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    initial = traitlets.Dict().tag(sync=True)
    puzzles = traitlets.List().tag(sync=True)


class SlidingWindow(Explorer):
    """A kernel slides over a grid of numbers; every number can be changed.

    The output is the cross-correlation of the padded input with the kernel; with ``flip=True``
    the kernel is turned by 180° first, which makes it a convolution. The padding is zeros. An
    input of one row is a 1-D signal: padding, stride and dilation then act along it alone.

    Parameters
    ----------
    input : array_like of shape (H, W) or (W,), optional
        Up to 12×12 finite numbers. By default 7×7, dark beside bright.
    kernel : array_like of shape (kh, kw) or (kw,), optional
        Up to 5×5 finite numbers. A 3×3 box of ones by default.
    padding, stride, dilation : int
        0 to 2, 1 to 3 and 1 to 2 cells.
    flip : bool
        Turn the kernel by 180° before use.
    position : int
        The output cell to begin at, counted row by row from 0.
    shaded : bool
        Colour the cells by their values.
    question : str
        The title.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `input` or `kernel` are not such arrays.
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
        input=EDGE,
        kernel=((1, 1, 1), (1, 1, 1), (1, 1, 1)),
        *,
        padding=0,
        stride=1,
        dilation=1,
        flip=False,
        position=0,
        shaded=False,
        question="What does one number of the output depend on?",
        puzzles=True,
    ):
        view = SlidingWindowView(
            input=_input_lists(input),
            kernel=_kernel_lists(kernel),
            kernel_size=max(np.atleast_2d(kernel).shape),
            padding=padding,
            stride=stride,
            dilation=dilation,
            flip=flip,
            shaded=shaded,
            position=position,
            # The answers stay in Python: the page gets what it needs to judge, and no more.
            puzzles=[_without_solution(p) for p in PUZZLES] if puzzles else [],
        )
        names = ("input", "kernel", "kernel_size", "padding", "stride", "dilation", "flip")
        view.initial = {name: getattr(view, name) for name in (*names, "shaded", "position")}
        super().__init__(question, view, _controls(view))
        self._follow()
        view.observe(self._follow, ["input", "kernel", "padding", "stride", "dilation"])

    padding = delegated("padding", "Zeros around the input: 0 to 2 cells.")
    stride = delegated("stride", "Cells from one window to the next: 1 to 3.")
    dilation = delegated("dilation", "Cells from one tap of the kernel to the next: 1 or 2.")
    flip = delegated("flip", "Whether the kernel is turned by 180° before use.")
    position = delegated("position", "The output cell at work, counted row by row from 0.")

    @property
    def input(self):
        """The input, (H, W)."""
        return np.array(self.view.input)

    @input.setter
    def input(self, values):
        self.view.input = _input_lists(values)

    @property
    def kernel(self):
        """The kernel as it stands in its cells (not turned), (kh, kw)."""
        return np.array(self.view.kernel)

    @kernel.setter
    def kernel(self, values):
        lists = _kernel_lists(values)
        with self.view.hold_sync():
            self.view.kernel = lists
            self.view.kernel_size = max(len(lists), len(lists[0]))

    @property
    def output(self):
        """The output, (H_out, W_out), computed in Python by `convcourse.ops.conv2d`."""
        kernel = self.kernel[::-1, ::-1] if self.view.flip else self.kernel
        one_row = self.input.shape[0] == 1
        along = {"padding": 0, "stride": 1, "dilation": 1} if one_row else {}
        settings = {
            name: (along.get(name, getattr(self.view, name)), getattr(self.view, name))
            for name in ("padding", "stride", "dilation")
        }
        return conv2d(self.input[None], kernel[None, None], **settings)[0]

    def _follow(self, _change=None):
        """Keep the end of the scrub slider at the last output cell, also without a browser."""
        try:
            count = self.output.size
        except ValueError:  # the kernel does not fit: a state that the view shows and explains
            count = 1
        self.view.last = count - 1
        self.view.position = min(self.view.position, count - 1)


def _controls(view):
    kernel_size = slider("Kernel size", 1, MAX_KERNEL, view.kernel_size)
    scrub = slider("Output cell", 0, view.last, view.position, wide=True)
    play = ipywidgets.Play(interval=450, max=view.last)
    flip = ipywidgets.Checkbox(view.flip, description="Flip the kernel")
    shaded = ipywidgets.Checkbox(view.shaded, description="Shade the cells")
    return [
        (scrub, {"value": "position", "max": "last"}),
        (play, {"value": "position", "max": "last", "playing": "playing"}),
        (kernel_size, {"value": "kernel_size"}),
        (slider("Padding", 0, 2, view.padding), {"value": "padding"}),
        (slider("Stride", 1, 3, view.stride), {"value": "stride"}),
        (slider("Dilation", 1, 2, view.dilation), {"value": "dilation"}),
        (flip, {"value": "flip"}),
        (shaded, {"value": "shaded"}),
    ]


def _without_solution(puzzle):
    return {key: value for key, value in puzzle.items() if key != "solution"}


def _input_lists(values):
    return number_lists(values, "input", most_rows=MAX_INPUT, most_columns=MAX_INPUT)


def _kernel_lists(values):
    return number_lists(values, "kernel", most_rows=MAX_KERNEL, most_columns=MAX_KERNEL)
