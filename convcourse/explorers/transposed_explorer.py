"""`TransposedExplorer`: a transposed convolution on small numbers, read in three ways."""

import numpy as np
import traitlets

from convcourse._validate import choice
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
    toggle_buttons,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.ops import conv_transpose2d

MAX_INPUT = 8
MAX_ROWS = 4
MAX_KERNEL = 4
READINGS = ("scatter", "gather", "matrix")

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

#: The controls, in the order in which they stand.
CONTROLS = {
    "reading": lambda view: toggle_buttons(
        view, "reading", [name.capitalize() for name in READINGS], "Reading"
    ),
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "dilation": lambda view: slider(view, "dilation", "Dilation"),
    "output_padding": lambda view: slider(view, "output_padding", "Output padding"),
    "counts": lambda view: checkbox(view, "counts", "Show how often each cell is written"),
    "shaded": lambda view: checkbox(view, "shaded", "Shade the cells"),
}


class TransposedExplorerView(ExplorerView):
    """Draws a `TransposedExplorer` and holds its state."""

    _esm = module_text("enlarging")
    # Alike for the three explorers of a page on this topic, which then carries them once.
    _css = style_text("transposed_explorer", "size_finder", "checkerboard_lab")
    figure = traitlets.Unicode("transposedExplorer").tag(sync=True)

    input = Numbers(MAX_ROWS, MAX_INPUT).tag(sync=True, state=True)
    kernel = Numbers(MAX_KERNEL, MAX_KERNEL).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=1, max=MAX_KERNEL).tag(sync=True, state=True)
    stride = traitlets.Int(2, min=1, max=3).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=3).tag(sync=True, state=True)
    dilation = traitlets.Int(1, min=1, max=2).tag(sync=True, state=True)
    output_padding = traitlets.Int(0, min=0, max=2).tag(sync=True, state=True)
    reading = traitlets.Int(0, min=0, max=len(READINGS) - 1).tag(sync=True, state=True)
    counts = traitlets.Bool(False).tag(sync=True, state=True)
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


class TransposedExplorer(Explorer):
    """A transposed convolution on small numbers, in three readings that give the same output.

    *Scatter*: each input stamps the kernel, times its value, onto the output. *Gather*: zeros are
    put between and around the inputs, and the kernel, **flipped**, slides over them. *Matrix*:
    the matrix of the convolution, turned over. An input of one row is a 1-D signal: the settings
    then act along it alone.

    Parameters
    ----------
    input : array_like of shape (H, W) or (W,), optional
        Up to 4×8 finite numbers.
    kernel : array_like of shape (kh, kw) or (kw,), optional
        Up to 4×4 finite numbers. By default 1 to 9, or 1 to 3 for an input of one row.
    stride : int
        Cells of the output between neighbouring stamps, 1 to 3.
    padding : int
        Cells cut off each end of the output, 0 to 3.
    dilation : int
        Cells from one tap of the kernel to the next, 1 or 2.
    output_padding : int
        Cells added at the end, 0 to 2; below the stride or below the dilation.
    reading : {"scatter", "gather", "matrix"}
    counts : bool
        Show how often each cell of the output is written, not its value.
    shaded : bool
        Colour the cells by their values.
    position : int
        The input cell (scatter) or output cell to begin at, counted row by row; past the end is
        the last.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player; all by default.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `input`, `kernel`, `reading` or `controls` are not such, or `output_padding` is too
        large for the stride and the dilation.
    traitlets.TraitError
        If another argument is out of range.

    Examples
    --------
    >>> explorer = TransposedExplorer([1, 10], [1, 2, 3], stride=2)
    >>> explorer.output
    array([[ 1.,  2., 13., 20., 30.]])
    >>> explorer.padding = 1
    >>> explorer.output
    array([[ 2., 13., 20.]])
    """

    def __init__(
        self,
        input=INPUT,
        kernel=None,
        *,
        stride=2,
        padding=0,
        dilation=1,
        output_padding=0,
        reading="scatter",
        counts=False,
        shaded=False,
        position=0,
        question="How does a small grid become a larger one?",
        controls=tuple(CONTROLS),
        puzzles=True,
    ):
        input = number_lists(input, "input", most_rows=MAX_ROWS, most_columns=MAX_INPUT)
        if kernel is None:
            kernel = KERNEL[0] if len(input) == 1 else KERNEL
        self.view = view = TransposedExplorerView(
            input=input,
            kernel=kernel,
            kernel_size=max(np.shape(np.atleast_2d(np.asarray(kernel, object)))),
            stride=stride,
            padding=padding,
            dilation=dilation,
            reading=READINGS.index(choice(reading, "reading", READINGS)),
            counts=counts,
            shaded=shaded,
        )
        self.output_padding = output_padding
        self._begin_at(position)
        shown = chosen_controls(view, controls, CONTROLS)
        steps = stepper(view, "Step")
        if "reading" in controls:  # the switch between readings stands first
            shown, steps = shown[1:], [shown[0], *steps]
        super().__init__(question, view, [*steps, *shown], PUZZLES if puzzles else [])

    stride = delegated("stride", "Cells of the output between neighbouring stamps: 1 to 3.")
    padding = delegated("padding", "Cells cut off each end of the output: 0 to 3.")
    dilation = delegated("dilation", "Cells from one tap of the kernel to the next: 1 or 2.")
    counts = delegated("counts", "Whether the output shows how often each cell is written.")
    shaded = delegated("shaded", "Whether the cells are coloured by their values.")
    position = stop("The input cell (scatter) or output cell at work, counted row by row from 0.")

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
            self.view.kernel_size = max(np.shape(self.view.kernel))

    @property
    def output_padding(self):
        """Cells added at the end: never more than the stride or the dilation allows."""
        return min(self.view.output_padding, max(self.stride, self.dilation) - 1)

    @output_padding.setter
    def output_padding(self, value):
        most = max(self.stride, self.dilation) - 1
        if value > most:
            raise ValueError(
                f"output_padding is {value}, expected less than stride={self.stride} or "
                f"dilation={self.dilation}; use at most {most}"
            )
        self.view.output_padding = value

    @property
    def reading(self):
        """How the operation is shown: ``"scatter"``, ``"gather"`` or ``"matrix"``."""
        return READINGS[self.view.reading]

    @reading.setter
    def reading(self, name):
        self.view.reading = READINGS.index(choice(name, "reading", READINGS))

    @property
    def output(self):
        """The output, (H_out, W_out), computed in Python by `operators.ops.conv_transpose2d`.

        Raises
        ------
        ValueError
            If the padding cuts off all of it.
        """
        return self._transposed(self.input, self.kernel)

    @property
    def writes(self):
        """How many stamps reach each cell of the output, (H_out, W_out)."""
        return self._transposed(np.ones_like(self.input), np.ones_like(self.kernel))

    def _transposed(self, input, kernel):
        one_row = len(input) == 1
        options = {
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
