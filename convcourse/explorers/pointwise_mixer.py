"""`PointwiseMixer`: a 1×1 convolution over a few small maps, every number in sight."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.controls import slider
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import Numbers, number_lists
from convcourse.explorers.parts.settings import Flag, Grid, Option, Stop, Whole
from convcourse.operators.ops import conv2d

MAX_CHANNELS = 8
MAX_FILTERS = 4
MAX_SIDE = 4
#: The sliders' ends; a weight beyond them can be typed into its cell.
REACH = 2.0

#: Seven 3×3 maps: |, —, \, a frame, a ramp, a dot, and the plus that | and — add up to.
MAPS = np.array(
    [
        [[0, 4, 0], [0, 4, 0], [0, 4, 0]],
        [[0, 0, 0], [2, 2, 2], [0, 0, 0]],
        [[5, 0, 0], [0, 5, 0], [0, 0, 5]],
        [[1, 1, 1], [1, 0, 1], [1, 1, 1]],
        [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        [[0, 0, 0], [0, 9, 0], [0, 0, 0]],
        [[0, 4, 0], [2, 6, 2], [0, 4, 0]],
    ],
    float,
)
#: A first filter: what lies on | but not on \.
WEIGHTS = np.array([[1.0, 0, -1, 0, 0, 0, 0]])


def _puzzle(title, ask, hint, solution, **goal):
    """Return a puzzle on `MAPS` for one filter, which `solution` solves."""
    weights = [[float(w) for w in solution]]
    output = np.tensordot(weights, MAPS, 1)
    return {
        "title": title,
        "ask": ask,
        "hint": hint,
        "start": {"input": MAPS.tolist(), "weights": WEIGHTS.tolist(), "filters": 1,
                  "filter": 0, "relu": False, "matrix": False},
        "keep": {"input": MAPS.tolist(), "filters": 1, "relu": False},
        "goal": {"output": output.tolist(), **goal},
        "solution": {"weights": weights},
    }  # fmt: skip


PUZZLES = [
    _puzzle(
        "Copy a channel",
        "Make the output equal to channel 3, the frame.",
        "What does a weight of 0 do to its channel, and what a weight of 1?",
        [0, 0, 0, 1, 0, 0, 0],
    ),
    _puzzle(
        "Mean of all seven",
        "Each output is to be the mean of the seven numbers behind it. No place of a slider "
        "does it: type into the cells of the filter.",
        "A mean is a sum with equal weights that add up to 1. A cell takes fractions such as 2/3.",
        [1 / 7] * 7,
    ),
    _puzzle(
        "Which mix?",
        "Find weights that make this target.",
        "Begin where nearly all channels are 0: at the top right and at the bottom left. Only "
        "channels 3 and 4 count there. Channel 6 is not needed: leave it 0. Then the top left "
        "gives channel 2, and the cells in the middle of the sides the rest.",
        [1, 0, -1, 2, 0.5, 0, 0],
    ),
    _puzzle(
        "Make it vanish",
        "Get an output of zeros, with weights that are not all zero.",
        "Channel 6 is a plus. Which two other channels make a plus?",
        [1, 1, 0, 0, 0, 0, -1],
        nonzero=True,
    ),
]


class Maps(traitlets.List):
    """A trait for a few small maps of one size, set from any (C, H, W) array."""

    def validate(self, obj, value):
        """Check `value` and return it as nested lists of floats."""
        if np.ndim(value) != 3 or not 1 <= len(value) <= MAX_CHANNELS:
            raise ValueError(
                f"{self.name} has shape {np.shape(value)}, expected (C, H, W) with 1 to "
                f"{MAX_CHANNELS} channels; add or drop an axis, or leave out channels"
            )
        size = {"most_rows": MAX_SIDE, "most_columns": MAX_SIDE}
        return [number_lists(channel, self.name, **size) for channel in value]


def _weight_slider(view, channel):
    """Return the slider for one weight of the filter that is being set."""
    label = "w" + "₀₁₂₃₄₅₆₇"[channel]
    # No number beside it: that would be the nearest place of the slider, not a typed weight.
    control, joined = slider(view, f"w{channel}", label, 0.25, readout=False)
    control.add_class("cc-slim")
    return control, joined


def _first_weights(channels):
    """Return `WEIGHTS` for another number of channels: cut off, or with zeros after them."""
    return np.pad(WEIGHTS, ((0, 0), (0, max(0, channels - len(MAPS)))))[:, :channels]


class PointwiseMixer(DeclaredExplorer, question="What does a 1×1 filter do?", puzzles=PUZZLES):
    """A 1×1 convolution over a few small maps: each output pixel is a mix of one pixel's channels.

    The output is what ``conv2d(input, weights[:, :, None, None])`` makes, with a ReLU after it if
    `relu`. A kernel of one cell is its own mirror image, so it makes no difference whether it is
    flipped. There is no padding, no bias, and the stride is 1.

    Examples
    --------
    >>> mixer = PointwiseMixer([[[1, 2]], [[3, 4]]], [[1, 10], [1, -1]], relu=True)
    >>> mixer.output
    array([[[31., 42.]],
    <BLANKLINE>
           [[ 0.,  0.]]])
    """

    input = Grid(
        Maps(),
        None,
        "Up to 8 channels of up to 4×4 finite numbers. By default 7 channels of 3×3.",
        "(C, H, W)",
        positional=True,
        sets=False,
    )
    weights = Grid(
        Numbers(MAX_FILTERS, MAX_CHANNELS),
        lambda explorer: _first_weights(len(explorer.view.input)),
        "A row for each filter, up to 4. By default one filter: channel 0 less channel 2.",
        "(M, C) or (C,)",
        positional=True,
    )
    _filters = Whole(1, 1, MAX_FILTERS, "How many filters there are.", "Filters")
    relu = Flag(False, "Whether negative outputs become 0.", "ReLU after it")
    matrix = Flag(
        False, "Whether the numbers are shown as a product of matrices.", "As a matrix product"
    )
    position = Stop("The pixel at work, counted row by row from 0.")
    sliders = Option(
        True, "Show a slider for each weight. In the cells the weights can be typed either way."
    )

    class View(ExplorerView):
        """Draws a `PointwiseMixer`."""

        _esm = module_text("pointwise_mixer")
        _css = style_text("pointwise_mixer")

        filter = traitlets.Int(0, min=0, max=MAX_FILTERS - 1).tag(sync=True, state=True)
        reach = traitlets.Float(REACH).tag(sync=True)
        # What the sliders hold: the weights of the filter that is being set, within their reach.
        w0, w1, w2, w3, w4, w5, w6, w7 = (
            traitlets.Float(0.0, min=-REACH, max=REACH).tag(sync=True, state=True)
            for _ in range(MAX_CHANNELS)
        )

        @traitlets.validate("weights")
        def _one_weight_for_each_channel(self, proposal):
            got, channels = len(proposal.value[0]), len(self.input)
            if got != channels:
                raise ValueError(
                    f"weights has {got} columns but input has {channels} channels; a 1×1 filter "
                    "needs one weight for each channel"
                )
            return proposal.value

    def _brought(self, told):
        return {"input": MAPS if told["input"] is None else told["input"]}

    def _controls(self, names):
        channels = len(self.view.input) if self.sliders else 0
        sliders = [_weight_slider(self.view, channel) for channel in range(channels)]
        return [*sliders, *super()._controls(names)]

    @input.setter
    def input(self, values: ArrayLike) -> None:
        got, channels = len(np.atleast_1d(values)), len(self.view.input)
        if got != channels:
            raise ValueError(
                f"input has {got} channels, expected {channels}, one for each weight of a "
                "filter; make a new PointwiseMixer for another number"
            )
        self.view.input = values

    @weights.setter
    def weights(self, values: ArrayLike) -> None:
        view = self.view
        with view.hold_sync():
            view.weights = values
            view.filters = len(self.weights)
            view.filter = min(view.filter, view.filters - 1)
            for c, weight in enumerate(self.weights[view.filter]):
                setattr(view, f"w{c}", float(np.clip(weight, -REACH, REACH)))

    def _count(self):
        return np.size(self.view.input[0])

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (M, H, W), computed in Python by `convcourse.operators.ops.conv2d`."""
        made = conv2d(self.input, self.weights[:, :, None, None])
        return np.maximum(made, 0) if self.relu else made
