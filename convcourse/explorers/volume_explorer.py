"""`VolumeExplorer`: a small cube of weights moves through a cube of numbers, along three axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import numeric_array, require_non_empty
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import finite_lists
from convcourse.explorers.parts.settings import Choice, Flag, Grid, Option, Stop, Whole
from convcourse.operators.ops import conv2d, conv3d

MAX_INPUT = 6
MAX_KERNEL = 3
Kind = Literal["conv3d", "conv2d"]
#: What the numbers are handed to: one volume, or as many channels as it has slices.
LAYERS: dict[Kind, str] = {
    "conv3d": "Conv3d: one volume",
    "conv2d": "Conv2d: slices as channels",
}


def _ball():
    """Return 5×5×5 numbers: a ball, dense in the middle, and a single bright speck."""
    z, y, x = np.abs(np.mgrid[-2:3, -2:3, -2:3])
    ball = np.clip(4 - z - y - x, 0, None)
    ball[0, 1, 3] = 9
    return ball


BALL = _ball()
#: Three steps at once: 4 more from slice 2 on, 2 more from row 3 on, 1 more from column 2 on.
STEPS = np.add.outer(np.add.outer([0, 0, 4, 4, 4], [0, 0, 0, 2, 2]), [1, 1, 2, 2, 2])
ONES = np.ones((3, 3, 3))


def _with_ones_at(*places):
    """Return 3×3×3 zeros with the given values at (slice, row, column, value)."""
    kernel = np.zeros((3, 3, 3))
    for z, y, x, value in places:
        kernel[z, y, x] = value
    return kernel


_IN_DEPTH = _with_ones_at((0, 1, 1, -1), (2, 1, 1, 1))
_DEEPER = _with_ones_at((0, 1, 1, 1))

#: Each puzzle starts from these settings, whatever the explorer showed before.
_SETTINGS = {"layer_index": 0, "padding": 0, "stride": 1, "shift": 0}

PUZZLES = [
    {
        "title": "27 again",
        "ask": "The windows stand two voxels apart, and only 8 fit. Get 3×3×3 outputs out of "
        "5×5×5 inputs all the same; the stride stays 2.",
        "hint": "Three windows, two apart, reach over 2 + 2 + 3 voxels. How many are missing?",
        "start": {**_SETTINGS, "input": BALL.tolist(), "kernel": ONES.tolist(), "stride": 2},
        "keep": {"input": BALL.tolist(), "stride": 2, "layer_index": 0, "shift": 0},
        "goal": {"shape": [3, 3, 3]},
        "solution": {"padding": 1},
    },
    {
        "title": "Only steps in depth",
        "ask": "These numbers grow by 4 from slice 2 on, by 2 from row 3 on and by 1 from column 2 "
        "on. Find weights that see the first step alone: outputs of 4 in slices 0 and 1, "
        "of 0 in slice 2.",
        "hint": "Subtract a slice from a later one. Then what rows and columns add is gone.",
        "start": {**_SETTINGS, "input": STEPS.tolist(), "kernel": (0 * ONES).tolist()},
        "keep": {"input": STEPS.tolist(), **_SETTINGS},
        "goal": {"output": conv3d(STEPS[None], _IN_DEPTH[None, None])[0].tolist()},
        "solution": {"kernel": _IN_DEPTH.tolist()},
    },
    {
        "title": "One slice deeper",
        "ask": "The single 1 in the middle of the kernel copies the volume. Move the 1 so that "
        "the copy comes out one slice deeper: what was in slice 0 is then in slice 1, and "
        "slice 0 is empty.",
        "hint": "The output in slice 1 has to read slice 0. Which slice of the kernel lies there?",
        "start": {
            **_SETTINGS,
            "input": BALL.tolist(),
            "kernel": _with_ones_at((1, 1, 1, 1)).tolist(),
            "padding": 1,
        },
        "keep": {"input": BALL.tolist(), **_SETTINGS, "padding": 1},
        "goal": {"output": conv3d(BALL[None], _DEEPER[None, None], padding=1)[0].tolist()},
        "solution": {"kernel": _DEEPER.tolist()},
    },
]


class Cube(traitlets.List):
    """A trait for a small 3-D array, set from any array and held as nested lists."""

    def __init__(self):
        super().__init__(default_value=ONES.tolist())

    def validate(self, obj, value):
        """Check `value` and return it as nested lists of floats."""
        name = self.name or ""
        array = numeric_array(value, name)
        require_non_empty(array, name)
        if array.ndim != 3:
            raise ValueError(
                f"{self.name} has {array.ndim} axes, shape {array.shape}, expected 3: depth, "
                f"rows, columns; a single slice is {self.name}[None]"
            )
        if max(array.shape) > MAX_INPUT:
            raise ValueError(
                f"{self.name} is {'×'.join(map(str, array.shape))}, expected at most "
                f"{MAX_INPUT} along each axis, so that its voxels can be told apart; cut a "
                "part out of it"
            )
        return finite_lists(array, self.name)


class VolumeExplorer(
    DeclaredExplorer,
    question="How many places does a 3×3×3 cube find inside a 5×5×5 one?",
    puzzles=PUZZLES,
):
    """A kernel moves through a volume, one slice of products after the other.

    The output is a cross-correlation: the kernel is not flipped. As ``conv3d`` it slides along
    depth, rows and columns; as ``conv2d`` the slices are channels, the kernel is as deep as the
    input, and slides along rows and columns alone. The padding is zeros.

    Examples
    --------
    >>> explorer = VolumeExplorer(np.ones((5, 5, 5)))
    >>> explorer.output.shape, explorer.output[0, 0, 0]
    ((3, 3, 3), np.float64(27.0))
    >>> explorer.layer = "conv2d"
    >>> explorer.output.shape, explorer.output[0, 0, 0]
    ((1, 3, 3), np.float64(45.0))
    """

    input = Grid(
        Cube(),
        BALL,
        "The volume: up to 6×6×6 finite numbers. By default 5×5×5, a ball and a bright speck.",
        "(D, H, W)",
        positional=True,
    )
    position = Stop("The output at work, counted slice by slice and row by row from 0.", "Window")
    layer = Choice(
        LAYERS,
        "Whether the slices are depth or channels. Setting it makes the kernel as deep as the "
        "layer needs; one that was made deeper, or cut, is what it was when the first layer is "
        "set again.",
        "Layer",
        held_as="layer_index",
    )
    kernel = Grid(
        Cube(),
        lambda explorer: explorer.kernel,
        "Up to 3×3×3 finite numbers; as ``conv2d`` it has D slices. By default ones, 3 along each "
        "axis that it slides along.",
        "(kD, kH, kW)",
        positional=True,
    )
    padding = Whole(0, 0, 1, "Zeros around the volume, in voxels: {range}.", "Padding")
    stride = Whole(1, 1, 2, "Voxels from one window to the next: {range}.", "Stride")
    shift = Whole(
        0,
        0,
        2,
        "By how many slices the volume lies deeper: {range}. Zeros come in before it, and what "
        "leaves at the other end is gone.",
        "Slices deeper",
        shown=False,
    )
    turn = Whole(
        30,
        -90,
        90,
        "How far the cubes are turned about their upright axis, in degrees: {range}.",
        "Turn",
        step=5,
    )
    tilt = Whole(
        25, -90, 90, "From how far above the cubes are seen, in degrees: {range}.", "Tilt", step=5
    )
    pull = Flag(False, "Whether the slices are drawn pulled apart.", "Pull the slices apart")
    compare = Option(
        True, "Show the shapes of both layers side by side.", trait=traitlets.Bool(True)
    )
    before = Option(
        False,
        "Show the output beside the one before the volume was moved by ``shift``, and mark what "
        "comes out again.",
        trait=traitlets.Bool(False),
    )
    # What the kernel was as a volume and as a stack, while it is the other.
    _depth: int | None = None
    _stack: Sequence = ()

    class View(ExplorerView):
        """Draws a `VolumeExplorer`."""

        _esm = module_text("volume_explorer")
        _css = style_text("volume_explorer")

        @traitlets.validate("input")
        def _is_as_deep_as_the_kernel(self, proposal):
            if self.layer_index == 1:
                _require_equal(len(self.kernel), len(proposal.value))
            return proposal.value

        @traitlets.validate("kernel")
        def _fits_the_layer(self, proposal):
            depth, rows, columns = np.shape(proposal.value)
            if max(rows, columns) > MAX_KERNEL or (self.layer_index == 0 and depth > MAX_KERNEL):
                raise ValueError(
                    f"kernel is {depth}×{rows}×{columns}, expected at most {MAX_KERNEL} along "
                    "each axis that it slides along; cut a part out of it"
                )
            if self.layer_index == 1:
                _require_equal(depth, len(self.input))
            return proposal.value

    @input.setter
    def input(self, values: ArrayLike) -> None:
        view = self.view
        # Both at once: for a moment the kernel of a conv2d does not fit.
        with view.hold_sync(), view.hold_trait_notifications():
            view.input = values
            if view.layer_index == 1:
                view.kernel = self._slices(len(self.input))

    @layer.setter
    def layer(self, name: Kind) -> None:
        view, before = self.view, self.layer
        index = VolumeExplorer.layer.held(name)
        if name == before:
            return
        if name == "conv2d":
            depth, self._depth = len(view.input), len(view.kernel)
        else:
            depth, self._stack = min(self._depth or MAX_KERNEL, len(view.kernel)), view.kernel
        with view.hold_sync():
            kernel = self._slices(depth)
            view.layer_index = index
            view.kernel = kernel

    def _slices(self, depth):
        """Return the kernel with so many slices, as in the browser.

        What is missing is what was there before, or the last slice again.
        """
        kernel = self.view.kernel
        more = self._stack[len(kernel) :]
        return [*kernel, *more, *[kernel[-1]] * depth][:depth]

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (D_out, H_out, W_out), by `convcourse.conv3d` or `convcourse.conv2d`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded volume.
        """
        how = {"padding": self.padding, "stride": self.stride}
        volume = np.pad(self.input, [(self.shift, 0), (0, 0), (0, 0)])[: len(self.input)]
        if self.layer == "conv2d":
            return conv2d(volume, self.kernel[None], **how)
        return conv3d(volume[None], self.kernel[None, None], **how)[0]


def _require_equal(slices, channels):
    if slices != channels:
        raise ValueError(
            f"kernel has {slices} slices but the input has {channels} channels; with conv2d they "
            "must be equal"
        )
