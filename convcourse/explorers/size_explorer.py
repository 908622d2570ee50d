"""`SizeExplorer`: how many windows fit, along a line and on a grid, and what they never read."""

from __future__ import annotations

import traitlets

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Option, Stop, Whole
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


class SizeExplorer(
    DeclaredExplorer,
    question="How many windows fit?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """How many windows fit into an input, where they lie, and which pixels none of them reads.

    It shows one axis as a line and two alike as a square grid. What the pixels hold plays no
    part, and so it makes no difference whether the kernel is flipped. A kernel that does not fit
    is no error: it is shown. With the control ``"padding"`` come buttons that set it by name.

    Examples
    --------
    >>> explorer = SizeExplorer(96, 3, padding=1, stride=2)
    >>> explorer.output_size
    48
    >>> explorer.padding = 0
    >>> explorer.output_size, explorer.unread
    (47, [95])
    """

    position = Stop("The window at work, along a row, from 0.", "Window")
    input_size = Whole(
        10, 1, 256, "Pixels along each axis: {range}.", "Input size", positional=True
    )
    kernel_size = Whole(
        3, 1, 11, "Taps of the kernel along each axis: {range}.", "Kernel size", positional=True
    )
    padding = Whole(0, 0, 30, "Cells added on each side: {range}.", "Padding")
    stride = Whole(1, 1, 8, "Cells from one window to the next: {range}.", "Stride")
    dilation = Whole(1, 1, 6, "Cells from one tap to the next: {range}.", "Dilation")
    formula = Option(
        True,
        "Show how the windows are counted, step by step, and the formula with its numbers.",
        trait=traitlets.Bool(True),
    )

    class View(ExplorerView):
        """Draws a `SizeExplorer`."""

        _esm = module_text("size_explorer")
        _css = style_text("size_explorer")

        named_padding = traitlets.Bool(True).tag(sync=True)
        row = traitlets.Int(0, min=0).tag(sync=True, state=True)

    def _brought(self, told):
        return {"named_padding": "padding" in told["controls"]}

    @property
    def output_size(self) -> int:
        """How many windows fit along each axis, by `convcourse.output_size`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded input.
        """
        return shapes.output_size(self.input_size, self.kernel_size, **self._options())

    @property
    def unread(self) -> list[int]:
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
