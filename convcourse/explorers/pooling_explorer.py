"""`PoolingExplorer`: max and average pooling of a small grid, and what a small shift does to it."""

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
    dropdown,
    number_lists,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.pooling import avg_pool2d, max_pool2d

MAX_INPUT = 8
KINDS = {"max": "Maximum", "avg": "Average"}

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

#: The controls, in the order in which they stand.
CONTROLS = {
    "kind": lambda view: dropdown(view, "kind", KINDS.values(), "Take the"),
    "kernel_size": lambda view: slider(view, "kernel_size", "Window"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "shift": lambda view: slider(view, "shift", "Shift"),
    "ceil_mode": lambda view: checkbox(view, "ceil_mode", "Round the size up"),
    "count_include_pad": lambda view: checkbox(view, "count_include_pad", "Count the padding"),
}


class PoolingExplorerView(ExplorerView):
    """Draws a `PoolingExplorer` and holds its state."""

    _esm = module_text("pooling_explorer")
    _css = style_text("pooling_explorer")

    input = Numbers(MAX_INPUT, MAX_INPUT).tag(sync=True, state=True)
    kind = traitlets.Int(0, min=0, max=1).tag(sync=True, state=True)
    kernel_size = traitlets.Int(2, min=1, max=4).tag(sync=True, state=True)
    stride = traitlets.Int(2, min=1, max=4).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True, state=True)
    shift = traitlets.Int(0, min=0, max=4).tag(sync=True, state=True)
    ceil_mode = traitlets.Bool(False).tag(sync=True, state=True)
    count_include_pad = traitlets.Bool(True).tag(sync=True, state=True)
    position = traitlets.Int(0, min=0).tag(sync=True, state=True)


class PoolingExplorer(Explorer):
    """Max or average pooling of a grid of numbers, each of which can be changed.

    Parameters
    ----------
    input : array_like of shape (H, W), optional
        Up to 8×8 finite numbers.
    kind : {"max", "avg"}
        What is taken of each window.
    kernel_size, stride : int
        Size of the square window, and cells from one to the next, 1 to 4.
    padding : int
        Cells around the picture, 0 to 2: minus infinity for a maximum, zeros for an average.
    shift : int
        Columns by which the picture is moved to the right, 0 to 4; what leaves at the right comes
        in at the left.
    ceil_mode, count_include_pad : bool
        As in `convcourse.avg_pool2d`.
    position : int
        The output cell to begin at, counted row by row from 0; past the end is the last.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `input`, `kind` or `controls` are not such.
    traitlets.TraitError
        If another argument is out of range. A window that does not fit is no error: it is shown.

    Examples
    --------
    >>> explorer = PoolingExplorer([[1, 2, 3, 4], [5, 6, 7, 8]])
    >>> explorer.output
    array([[6., 8.]])
    >>> explorer.kind = "avg"
    >>> explorer.output
    array([[3.5, 5.5]])
    """

    def __init__(
        self,
        input=DIGITS,
        kind="max",
        *,
        kernel_size=2,
        stride=2,
        padding=0,
        shift=0,
        ceil_mode=False,
        count_include_pad=True,
        position=0,
        question="What remains of each window?",
        controls=("kind", "kernel_size", "stride", "padding", "shift"),
        puzzles=True,
    ):
        self.view = view = PoolingExplorerView(
            input=number_lists(input, "input", most_rows=MAX_INPUT, most_columns=MAX_INPUT),
            kind=_kind(kind),
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            shift=shift,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
        )
        self._begin_at(position)
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(
            question, view, [*stepper(view, "Output cell"), *shown], PUZZLES if puzzles else []
        )

    kernel_size = delegated("kernel_size", "Size of the square window: 1 to 4.")
    stride = delegated("stride", "Cells from one window to the next: 1 to 4.")
    padding = delegated("padding", "Cells around the picture: 0 to 2.")
    shift = delegated("shift", "Columns by which the picture is moved: 0 to 4.")
    ceil_mode = delegated("ceil_mode", "Whether the output size is rounded up.")
    count_include_pad = delegated("count_include_pad", "Whether an average counts the padding.")
    position = stop("The output cell at work, counted row by row from 0.")

    @property
    def input(self):
        """The picture before it is moved, (H, W)."""
        return np.array(self.view.input, float)

    @input.setter
    def input(self, values):
        self.view.input = values

    @property
    def kind(self):
        """What is taken of each window: "max" or "avg"."""
        return list(KINDS)[self.view.kind]

    @kind.setter
    def kind(self, kind):
        self.view.kind = _kind(kind)

    @property
    def output(self):
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

    def _count(self):
        """Return the number of stops; 1 where nothing fits, which the view explains."""
        try:
            return self.output.size
        except ValueError:
            return 1


def _kind(kind):
    return list(KINDS).index(choice(kind, "kind", KINDS))
