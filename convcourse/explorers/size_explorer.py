"""`SizeExplorer`: how many windows fit, along a line and on a grid, and what they never read."""

import traitlets

from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    chosen_controls,
    delegated,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators import shapes

#: Each puzzle starts from these settings, whatever the explorer showed before.
_SETTINGS = {"padding": 0, "stride": 1, "dilation": 1, "row": 0}

PUZZLES = [
    {
        "title": "Keep the size",
        "ask": "Get 32 windows out of 32 inputs. The kernel keeps its 3 taps, and its dilation "
        "of 2; the stride stays 1.",
        "hint": "How many cells does the kernel reach over? One fewer is lost; padding has to "
        "bring them back, half on each side.",
        "start": {**_SETTINGS, "input_size": 32, "kernel_size": 3, "dilation": 2},
        "keep": {"input_size": 32, "kernel_size": 3, "dilation": 2, "stride": 1},
        "goal": {"size": 32},
        "solution": {"padding": 2},
    },
    {
        "title": "Halve it exactly",
        "ask": "Turn 32 inputs into 16 windows with a kernel of 4 taps, so that not a single "
        "cell, padding or not, is left over.",
        "hint": "Sixteen windows make fifteen steps. How long is the way, and how long has the "
        "padded input to be for it?",
        "start": {**_SETTINGS, "input_size": 32, "kernel_size": 4},
        "keep": {"input_size": 32, "kernel_size": 4},
        "goal": {"size": 16, "leftover": 0},
        "solution": {"stride": 2, "padding": 1},
    },
    {
        "title": "Never read the last two",
        "ask": "Find a setting that reads every input but the last two, 30 and 31. "
        "The kernel keeps its 3 taps.",
        "hint": "What is left over is the remainder of a division. By which stride has the room "
        "to move a remainder of 2, with no gap between the windows?",
        "start": {**_SETTINGS, "input_size": 32, "kernel_size": 3},
        "keep": {"input_size": 32, "kernel_size": 3},
        "goal": {"unread": [30, 31]},
        "solution": {"stride": 3},
    },
]

#: The controls, in the order in which they stand.
CONTROLS = {
    "input_size": lambda view: slider(view, "input_size", "Input size"),
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "dilation": lambda view: slider(view, "dilation", "Dilation"),
}


class SizeExplorerView(ExplorerView):
    """Draws a `SizeExplorer` and holds its state."""

    _esm = module_text("size_explorer")
    _css = style_text("size_explorer")

    input_size = traitlets.Int(10, min=1, max=256).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=1, max=11).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=30).tag(sync=True, state=True)
    stride = traitlets.Int(1, min=1, max=8).tag(sync=True, state=True)
    dilation = traitlets.Int(1, min=1, max=6).tag(sync=True, state=True)
    formula = traitlets.Bool(True).tag(sync=True)
    named_padding = traitlets.Bool(True).tag(sync=True)
    row = traitlets.Int(0, min=0).tag(sync=True, state=True)
    position = traitlets.Int(0, min=0).tag(sync=True, state=True)


class SizeExplorer(Explorer):
    """How many windows fit into an input, where they lie, and which pixels none of them reads.

    It shows one axis as a line and two alike as a square grid. What the pixels hold plays no
    part, and so it makes no difference whether the kernel is flipped.

    Parameters
    ----------
    input_size : int
        Pixels along each axis, 1 to 256.
    kernel_size : int
        Taps of the kernel along each axis, 1 to 11.
    padding : int
        Cells added on each side, 0 to 30.
    stride : int
        Cells from one window to the next, 1 to 8.
    dilation : int
        Cells from one tap to the next, 1 to 6.
    position : int
        The window to begin at, along a row, from 0; past the end is the last.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player; all by default. With
        ``"padding"`` come the buttons that set it by name.
    formula : bool
        Show how the windows are counted, step by step, and the formula with its numbers.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    ValueError
        If `controls` names an unknown one.
    traitlets.TraitError
        If another argument is out of range. A kernel that does not fit is no error: it is shown.

    Examples
    --------
    >>> explorer = SizeExplorer(96, 3, padding=1, stride=2)
    >>> explorer.output_size
    48
    >>> explorer.padding = 0
    >>> explorer.output_size, explorer.unread
    (47, [95])
    """

    def __init__(
        self,
        input_size=10,
        kernel_size=3,
        *,
        padding=0,
        stride=1,
        dilation=1,
        position=0,
        question="How many windows fit?",
        controls=tuple(CONTROLS),
        formula=True,
        puzzles=True,
    ):
        self.view = view = SizeExplorerView(
            input_size=input_size,
            kernel_size=kernel_size,
            padding=padding,
            stride=stride,
            dilation=dilation,
            formula=formula,
            named_padding="padding" in controls,
        )
        self._begin_at(position)
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(
            question, view, [*stepper(view, "Window"), *shown], PUZZLES if puzzles else []
        )

    input_size = delegated("input_size", "Pixels along each axis: 1 to 256.")
    kernel_size = delegated("kernel_size", "Taps of the kernel along each axis: 1 to 11.")
    padding = delegated("padding", "Cells added on each side: 0 to 30.")
    stride = delegated("stride", "Cells from one window to the next: 1 to 8.")
    dilation = delegated("dilation", "Cells from one tap to the next: 1 to 6.")
    position = stop("The window at work, along a row, from 0.")

    @property
    def output_size(self):
        """How many windows fit along each axis, by `convcourse.output_size`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded input.
        """
        return shapes.output_size(self.input_size, self.kernel_size, **self._options())

    @property
    def unread(self):
        """The pixels along one axis that no window reads, as a list; all if no window fits."""
        try:
            return shapes.unread_pixels(self.input_size, self.kernel_size, **self._options())
        except ValueError:
            return list(range(self.input_size))

    def _options(self):
        return {name: getattr(self.view, name) for name in ("padding", "stride", "dilation")}

    def _count(self):
        """Return the number of windows; 1 where none fits, which the view explains."""
        try:
            return self.output_size
        except ValueError:
            return 1
