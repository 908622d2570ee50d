"""`VolumeExplorer`: a small cube of weights moves through a cube of numbers, along three axes."""

import numpy as np
import traitlets

from convcourse._validate import choice, numeric_array, require_non_empty
from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    checkbox,
    chosen_controls,
    delegated,
    dropdown,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.ops import conv2d, conv3d

MAX_INPUT = 6
MAX_KERNEL = 3
#: What the numbers are handed to: one volume, or as many channels as it has slices.
LAYERS = {"conv3d": "Conv3d: one volume", "conv2d": "Conv2d: slices as channels"}


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
_SETTINGS = {"layer_index": 0, "padding": 0, "stride": 1}

PUZZLES = [
    {
        "title": "27 again",
        "ask": "The windows stand two voxels apart, and only 8 fit. Get 3×3×3 outputs out of "
        "5×5×5 inputs all the same; the stride stays 2.",
        "hint": "Three windows, two apart, reach over 2 + 2 + 3 voxels. How many are missing?",
        "start": {**_SETTINGS, "input": BALL.tolist(), "kernel": ONES.tolist(), "stride": 2},
        "keep": {"input": BALL.tolist(), "stride": 2, "layer_index": 0},
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

#: The controls, in the order in which they stand.
CONTROLS = {
    "layer": lambda view: dropdown(view, "layer_index", LAYERS.values(), "Layer"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "turn": lambda view: slider(view, "turn", "Turn", step=5),
    "tilt": lambda view: slider(view, "tilt", "Tilt", step=5),
    "pull": lambda view: checkbox(view, "pull", "Pull the slices apart"),
}


class Cube(traitlets.List):
    """A trait for a small 3-D array, set from any array and held as nested lists."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def validate(self, obj, value):
        """Check `value` and return it as nested lists of floats."""
        array = numeric_array(value, self.name)
        require_non_empty(array, self.name)
        if array.ndim != 3:
            raise ValueError(
                f"{self.name} has {array.ndim} axes, shape {array.shape}, expected 3: depth, "
                f"rows, columns; a single slice is {self.name}[None]"
            )
        if max(array.shape) > self.most:
            raise ValueError(
                f"{self.name} is {'×'.join(map(str, array.shape))}, expected at most "
                f"{self.most} along each axis, so that its voxels can be told apart; cut a "
                "part out of it"
            )
        if not np.isfinite(array).all():
            raise ValueError(
                f"{self.name} contains NaN or infinity, expected finite numbers; replace them"
            )
        return array.astype(float).tolist()


class VolumeExplorerView(ExplorerView):
    """Draws a `VolumeExplorer` and holds its state."""

    _esm = module_text("volume_explorer")
    # One text for the two explorers of volumes: a page stores it once.
    _css = style_text("volume_explorer", "slice_explorer")

    input = Cube(MAX_INPUT).tag(sync=True, state=True)
    kernel = Cube(MAX_INPUT).tag(sync=True, state=True)
    layer_index = traitlets.Int(0, min=0, max=len(LAYERS) - 1).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=1).tag(sync=True, state=True)
    stride = traitlets.Int(1, min=1, max=2).tag(sync=True, state=True)
    turn = traitlets.Int(30, min=-90, max=90).tag(sync=True, state=True)
    tilt = traitlets.Int(25, min=-90, max=90).tag(sync=True, state=True)
    pull = traitlets.Bool(False).tag(sync=True, state=True)
    position = traitlets.Int(0, min=0).tag(sync=True, state=True)
    compare = traitlets.Bool(True).tag(sync=True)

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
                f"kernel is {depth}×{rows}×{columns}, expected at most {MAX_KERNEL} along each "
                "axis that it slides along; cut a part out of it"
            )
        if self.layer_index == 1:
            _require_equal(depth, len(self.input))
        return proposal.value


def _require_equal(slices, channels):
    if slices != channels:
        raise ValueError(
            f"kernel has {slices} slices but the input has {channels} channels; with conv2d they "
            "must be equal"
        )


class VolumeExplorer(Explorer):
    """A kernel moves through a volume, one slice of products after the other.

    The output is a cross-correlation: the kernel is not flipped. As ``conv3d`` it slides along
    depth, rows and columns; as ``conv2d`` the slices are channels, the kernel is as deep as the
    input, and slides along rows and columns alone. The padding is zeros.

    Parameters
    ----------
    input : array_like of shape (D, H, W), optional
        Up to 6×6×6 finite numbers. By default 5×5×5, a ball and a bright speck.
    kernel : array_like of shape (kD, kH, kW), optional
        Up to 3×3×3 finite numbers; as ``conv2d`` it has D slices. By default ones, 3 along each
        axis that it slides along.
    layer : {"conv3d", "conv2d"}
        Whether the slices are depth or channels.
    padding, stride : int
        0 or 1, and 1 or 2 voxels, along each axis that the kernel slides along.
    turn, tilt : int
        From where the cubes are seen, in degrees, -90 to 90: turned about their upright axis,
        and seen from above.
    pull : bool
        Draw the slices pulled apart.
    position : int
        The output to begin at, counted slice by slice and row by row; past the end is the last.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player; all by default.
    compare : bool
        Show the shapes of both layers side by side.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `input`, `kernel`, `layer` or `controls` are not such.
    traitlets.TraitError
        If another argument is out of range.

    Examples
    --------
    >>> explorer = VolumeExplorer(np.ones((5, 5, 5)))
    >>> explorer.output.shape, explorer.output[0, 0, 0]
    ((3, 3, 3), np.float64(27.0))
    >>> explorer.layer = "conv2d"
    >>> explorer.output.shape, explorer.output[0, 0, 0]
    ((1, 3, 3), np.float64(45.0))
    """

    def __init__(
        self,
        input=BALL,
        kernel=None,
        *,
        layer="conv3d",
        padding=0,
        stride=1,
        turn=30,
        tilt=25,
        pull=False,
        position=0,
        question="How many places does a 3×3×3 cube find inside a 5×5×5 one?",
        controls=tuple(CONTROLS),
        compare=True,
        puzzles=True,
    ):
        index = _index(layer)
        if kernel is None:
            kernel = ONES if index == 0 else np.ones((*np.shape(input)[:1], 3, 3))
        self.view = view = VolumeExplorerView(
            input=input,
            kernel=kernel,
            layer_index=index,
            padding=padding,
            stride=stride,
            turn=turn,
            tilt=tilt,
            pull=pull,
            compare=compare,
        )
        # What the kernel was as a volume and as a stack, while it is the other.
        self._depth, self._stack = None, []
        self._begin_at(position)
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(
            question, view, [*stepper(view, "Window"), *shown], PUZZLES if puzzles else []
        )

    padding = delegated("padding", "Zeros around the volume: 0 or 1 voxel.")
    stride = delegated("stride", "Voxels from one window to the next: 1 or 2.")
    turn = delegated("turn", "How far the cubes are turned, in degrees.")
    tilt = delegated("tilt", "From how far above the cubes are seen, in degrees.")
    pull = delegated("pull", "Whether the slices are drawn pulled apart.")
    position = stop("The output at work, counted slice by slice and row by row from 0.")

    @property
    def input(self):
        """The volume, (D, H, W)."""
        return np.array(self.view.input, float)

    @input.setter
    def input(self, values):
        view = self.view
        # Both at once: for a moment the kernel of a conv2d does not fit.
        with view.hold_sync(), view.hold_trait_notifications():
            view.input = values
            if view.layer_index == 1:
                view.kernel = self._slices(len(view.input))

    @property
    def kernel(self):
        """The kernel, (kD, kH, kW)."""
        return np.array(self.view.kernel, float)

    @kernel.setter
    def kernel(self, values):
        self.view.kernel = values

    @property
    def layer(self):
        """``"conv3d"`` or ``"conv2d"``; setting it makes the kernel as deep as the layer needs.

        A kernel that was made deeper, or cut, is what it was when the first layer is set again.
        """
        return list(LAYERS)[self.view.layer_index]

    @layer.setter
    def layer(self, name):
        index, view = _index(name), self.view
        if index == view.layer_index:
            return
        if index == 1:
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
    def output(self):
        """The output, (D_out, H_out, W_out), by `convcourse.conv3d` or `convcourse.conv2d`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded volume.
        """
        how = {"padding": self.padding, "stride": self.stride}
        if self.layer == "conv2d":
            return conv2d(self.input, self.kernel[None], **how)
        return conv3d(self.input[None], self.kernel[None, None], **how)[0]

    def _count(self):
        """Return the number of stops; 1 where the kernel does not fit, which the view explains."""
        try:
            return self.output.size
        except ValueError:
            return 1


def _index(layer):
    return list(LAYERS).index(choice(layer, "layer", LAYERS))
