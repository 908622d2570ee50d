"""`LearnExplorer`: how an error reaches the weights, the inputs and the bias of a convolution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import numeric_array
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import Tensor, require_one_row, tensor_lists
from convcourse.explorers.parts.settings import Choice, Grid, Real, Stop, Whole
from convcourse.operators.gradients import conv2d_input, conv2d_weight
from convcourse.operators.ops import conv2d

INPUT = [[1, 0, 2, 1, 0], [2, 1, 0, 3, 1], [0, 2, 1, 0, 2], [1, 0, 3, 1, 0], [2, 1, 0, 2, 1]]
KERNEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
TARGET = [[1, 0, 2], [-1, 3, 0], [0, -2, 1]]
#: The second input channel, the other three kernels by output and input channel, and a target.
_SECOND_INPUT = [
    [0, 1, 1, 0, 2],
    [1, 0, 2, 1, 0],
    [0, 1, 0, 2, 1],
    [2, 0, 1, 0, 1],
    [1, 2, 0, 1, 0],
]
_OTHER_KERNELS = {
    (0, 1): [[0, 1, 0], [0, 0, 0], [0, -1, 0]],
    (1, 0): [[0, 0, 0], [0, 1, 0], [0, 0, -1]],
    (1, 1): [[1, 0, 0], [0, -2, 0], [0, 0, 1]],
}
_SECOND_TARGET = [[-2, -2, 0], [0, 1, -1], [-2, 1, 1]]
INPUTS = [INPUT, _SECOND_INPUT]
KERNELS = [[KERNEL, _OTHER_KERNELS[0, 1]], [_OTHER_KERNELS[1, 0], _OTHER_KERNELS[1, 1]]]
TARGETS = [TARGET, _SECOND_TARGET]
MAX_CHANNELS = 2
#: Each column has one number: what such an input says of a weight, it says of its whole column.
_STRIPES = [[2, 0, 1, 3, 1]] * 5
_BLUR = [[0, 1, 0], [1, 2, 1], [0, 1, 0]]
_ONE_OFF = [[0, 1, 0], [1, 2, 4], [0, 1, 0]]
#: The four kernels, but for one weight in the first kernel of the second output.
_ONE_OF_MANY = [KERNELS[0], [[[0, 0, 0], [0, 3, 0], [0, 0, -1]], KERNELS[1][1]]]

#: Each puzzle starts from these settings, whatever the explorer showed before.
_ONE = {"in_channels": 1, "out_channels": 1}
_TWO = {"in_channels": 2, "out_channels": 2}
_SETTINGS = {
    "reading": 0, "stride": 1, "dilation": 1, "bias": 0.0, "input_channel": 0,
    "output_channel": 0, **_ONE,
}  # fmt: skip


def _made_by(input, kernel):
    return conv2d([input], [[kernel]])[0].tolist()


def _held(**planes):
    """Return traits that hold a plane of one channel each; the second channel holds zeros."""

    def stack(one):
        return np.stack([one, np.zeros_like(one)])

    held = {name: stack(np.array(plane, float)) for name, plane in planes.items()}
    if "kernel" in held:
        held["kernel"] = stack(held["kernel"])
    return {name: one.tolist() for name, one in held.items()}


PUZZLES = [
    {
        "title": "Which weight is wrong?",
        "ask": "The target was made by a kernel that differs from this one in a single weight. "
        "Change that weight until the loss is 0.",
        "hint": "The weight that is off by itself pulls hardest: look for the largest number in "
        "the gradient, its sign aside. Its sign says which way not to go.",
        "start": {
            **_SETTINGS,
            **_held(input=INPUT, kernel=_BLUR, target=_made_by(INPUT, _ONE_OFF)),
        },
        "keep": {
            **_held(input=INPUT, target=_made_by(INPUT, _ONE_OFF)), "stride": 1, "dilation": 1,
            "bias": 0.0, **_ONE,
        },
        "goal": {"loss": 0},
        "solution": _held(kernel=_ONE_OFF),
    },
    {
        "title": "Wrong, and content",
        "ask": "Change the target so that the loss is above 1 and yet no weight wants to move: all "
        "nine gradients 0. The input and the kernel stay.",
        "hint": "In each column of the input all numbers are the same. So a weight meets the same "
        "number in every row of a column: what if the errors of a column cancel?",
        "start": {
            **_SETTINGS,
            **_held(
                input=_STRIPES, kernel=_BLUR, target=np.array(_made_by(_STRIPES, _BLUR)) + 1
            ),
        },
        "keep": {
            **_held(input=_STRIPES, kernel=_BLUR), "stride": 1, "dilation": 1, "bias": 0.0, **_ONE,
        },
        "goal": {"content": 1},
        "solution": _held(target=np.array(_made_by(_STRIPES, _BLUR)) + [[1], [-2], [1]]),
    },
    {
        "title": "Deaf to the error",
        "ask": "Let 16 of the 25 inputs have a gradient of 0, whatever the error is. The input "
        "and the kernel stay.",
        "hint": "An input that no window reads changes nothing. Look at the gradient of the input, "
        "and let the window have holes.",
        "start": {
            **_SETTINGS, "reading": 1, **_held(input=INPUT, kernel=_BLUR, target=TARGET),
        },
        "keep": {**_held(input=INPUT, kernel=_BLUR), **_ONE},
        "goal": {"unread": 16},
        "solution": {"dilation": 2},
    },
    {
        "title": "One of 36",
        "ask": "Two channels in, two out. The target was made by four kernels that differ from "
        "these in a single weight. Change that weight until the loss is 0.",
        "hint": "Which output has an error? Only its two kernels can be to blame. Of their "
        "eighteen gradients, the largest, its sign aside, shows the weight.",
        "start": {
            **_SETTINGS, **_TWO, "input": INPUTS, "kernel": KERNELS,
            "target": conv2d(INPUTS, _ONE_OF_MANY).tolist(),
        },
        "keep": {
            "input": INPUTS, "target": conv2d(INPUTS, _ONE_OF_MANY).tolist(), "stride": 1,
            "dilation": 1, "bias": 0.0, **_TWO,
        },
        "goal": {"loss": 0},
        "solution": {"kernel": _ONE_OF_MANY},
    },
]  # fmt: skip


_AXES = {
    "input": ("channels", "rows", "columns"),
    "kernel": ("output channels", "input channels", "rows", "columns"),
    "target": ("output channels", "rows", "columns"),
}


class _Planes(Grid):
    """The numbers of each channel: one plane or signal is taken for that of a single channel."""

    def __init__(self, name: str, most: int, shape: str, doc: str, **more) -> None:
        axes = _AXES[name]
        sizes = (*(MAX_CHANNELS for _ in axes[2:]), most, most)
        super().__init__(Tensor(axes, sizes), None, doc, shape, positional=True, sets=False, **more)
        self.most = sizes

    def held(self, value):
        """Return nested lists with all axes."""
        axes, given = _AXES[self.name], numeric_array(value, self.name)
        if given.ndim in (1, 2):
            given = given.reshape((1,) * (len(axes) - given.ndim) + given.shape)
        return tensor_lists(given, self.name, axes, self.most)


class LearnExplorer(
    DeclaredExplorer,
    question="Which way should a weight go?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """How the error of a convolution's output reaches its weights, its inputs and its bias.

    Each output channel is the sum of the cross-correlations of the input channels, each with a
    kernel of its own, plus the bias, without padding. The error is the output minus the target, and
    the loss ½ · Σ error² over all of them, so that the error is the gradient of the loss with
    respect to the output. Three readings show what follows from it. *A weight*: correlate the input
    channel that it reads with the error of its output channel. *An input*: convolve each output
    channel's error, in zeros, with its kernel, which flips it, and add up. *The bias*: add the
    errors of its output channel up.

    Of one channel in and one out, what the explorer hands out has no axes of channels.

    Examples
    --------
    >>> explorer = LearnExplorer([[1, 2, 4]], [[1, 1]], [[3, 5]])
    >>> explorer.error
    array([[0., 1.]])
    >>> explorer.weight_gradient, explorer.input_gradient, explorer.bias_gradient
    (array([[2., 4.]]), array([[0., 1., 1.]]), 1.0)
    >>> LearnExplorer(in_channels=2, out_channels=2).weight_gradient.shape
    (2, 2, 3, 3)
    """

    input = _Planes(
        "input",
        6,
        "(H, W), (W,) or (C, H, W)",
        "Up to 6×6 finite numbers, in one channel or two. By default 5×5.",
    )
    kernel = _Planes(
        "kernel",
        3,
        "(kh, kw), (kw,) or (O, C, kh, kw)",
        "Up to 3×3 finite numbers, as they stand in the cells, for each output channel and each "
        "input channel. By default Sobel's, turned by 180°, or its middle row for an input of one "
        "row.",
    )
    target = _Planes(
        "target",
        6,
        "(H, W), (W,) or (O, H, W)",
        "What the output should be, up to 6×6 finite numbers for each output channel. What lies "
        "beyond the output plays no part, and what is missing counts as 0.",
    )
    reading = Choice[Literal["weight", "input", "bias"]](
        {"weight": "A weight", "input": "An input", "bias": "The bias"},
        "Whose gradient is shown.",
        "Gradient of",
        buttons=True,
    )
    position = Stop("The weight, or the input, at work, counted row by row from 0.", "Step")
    bias = Real(
        0.0,
        -9,
        9,
        "What is added to each output: {range}. Each output channel has a bias; all have this one.",
        "Bias",
        step=0.5,
        shown=False,
    )
    stride = Whole(1, 1, 2, "Cells from one window to the next: {range}.", "Stride")
    dilation = Whole(1, 1, 2, "Cells from one tap of the kernel to the next: {range}.", "Dilation")
    in_channels = Whole(
        1,
        1,
        MAX_CHANNELS,
        "How many channels of the input are used, {range}; by default as many as are given. What "
        "is not given counts as 0.",
        "Channels in",
        optional=True,
        sets=False,
        shown=False,
    )
    out_channels = Whole(
        1,
        1,
        MAX_CHANNELS,
        "How many channels the output has, {range}; by default as many as are given, of kernels or "
        "targets. What is not given counts as 0.",
        "Channels out",
        optional=True,
        sets=False,
        shown=False,
    )
    input_channel = Whole(
        0,
        0,
        MAX_CHANNELS - 1,
        "The input channel in view, from 0: {range}. Past the end is the last.",
    )
    output_channel = Whole(
        0,
        0,
        MAX_CHANNELS - 1,
        "The output channel in view, from 0: {range}. Past the end is the last.",
    )

    class View(ExplorerView):
        """Draws a `LearnExplorer`."""

        _esm = module_text("learn_explorer")
        _css = style_text("learn_explorer")

        @traitlets.validate("input", "kernel")
        def _is_no_signal_under_a_plane(self, proposal):
            given = {"input": self.input, "kernel": self.kernel}
            given[proposal.trait.name] = proposal.value
            require_one_row(input=given["input"][0], kernel=given["kernel"][0][0])
            return proposal.value

    def _brought(self, told):
        input, kernel, target = (told[name] for name in _AXES)
        held = {"input": type(self).input.held(INPUTS if input is None else input)}
        one_row = len(held["input"][0]) == 1
        ready = np.array(KERNELS)[:, :, 1:2] if one_row else KERNELS
        held["kernel"] = type(self).kernel.held(ready if kernel is None else kernel)
        held["target"] = type(self).target.held(TARGETS if target is None else target)
        counts = {name: told[name] for name in ("in_channels", "out_channels")}
        given = {name: held[name] for name in _AXES if told[name] is not None}
        for name, count in _counted(given).items():
            counts[name] = count if counts[name] is None else counts[name]
        return held | {name: 1 if count is None else count for name, count in counts.items()}

    def _take(self, name: str, values: ArrayLike) -> None:
        """Let the view hold an array, and have as many channels as it has."""
        held = getattr(type(self), name).held(values)
        with self.view.hold_sync():
            setattr(self.view, name, held)
            for count, channels in _counted({name: held}).items():
                setattr(self.view, count, channels)

    @input.setter
    def input(self, values: ArrayLike) -> None:
        self._take("input", values)

    @kernel.setter
    def kernel(self, values: ArrayLike) -> None:
        self._take("kernel", values)

    @target.setter
    def target(self, values: ArrayLike) -> None:
        self._take("target", values)

    @input.getter
    def input(self) -> NDArray[np.floating]:
        return self._plain(self._planes("input", self.in_channels))

    @kernel.getter
    def kernel(self) -> NDArray[np.floating]:
        return self._plain(self._planes("kernel", self.out_channels, self.in_channels))

    @target.getter
    def target(self) -> NDArray[np.floating]:
        return self._plain(self._planes("target", self.out_channels))

    def _planes(self, name: str, *channels: int) -> NDArray[np.float64]:
        """Return what the view holds of the channels in use, with zeros where it holds none."""
        held = np.array(getattr(self.view, name), float)
        rows = [(0, max(0, n - m)) for n, m in zip(channels, held.shape, strict=False)]
        filled = np.pad(held, [*rows, (0, 0), (0, 0)])
        return filled[tuple(slice(n) for n in channels)]

    def _plain(self, planes: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return `planes` without axes of channels, if there is one channel in and one out."""
        if self.in_channels == self.out_channels == 1:
            return planes.reshape(planes.shape[-2:])
        return planes

    def _layer(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return input and kernels in use, (C, H, W) and (O, C, kh, kw)."""
        ins, outs = self.in_channels, self.out_channels
        return self._planes("input", ins), self._planes("kernel", outs, ins)

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (H_out, W_out) or (O, H_out, W_out), by `convcourse.operators.ops.conv2d`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the input.
        """
        return self._plain(self._output())

    @property
    def output_size(self) -> tuple[int, ...]:
        """Rows and columns of the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return self._output().shape[1:]

    @property
    def error(self) -> NDArray[np.floating]:
        """The output minus the target, shaped as `output`: the loss's gradient by the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return self._plain(self._error())

    @property
    def loss(self) -> float:
        """Half the sum of the squared errors, of all output channels.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return float(np.square(self._error()).sum() / 2)

    @property
    def weight_gradient(self) -> NDArray[np.floating]:
        """The loss's gradient by each weight, of the kernel's shape, by `conv2d_weight`.

        Raises
        ------
        ValueError
            As `output` does.
        """
        input, kernel = self._layer()
        return self._plain(conv2d_weight(input, kernel.shape, self._error(), **self._steps()))

    @property
    def input_gradient(self) -> NDArray[np.floating]:
        """The loss's gradient by each input, of the input's shape, by `conv2d_input`.

        Raises
        ------
        ValueError
            As `output` does.
        """
        input, kernel = self._layer()
        return self._plain(conv2d_input(input.shape, kernel, self._error(), **self._steps()))

    @property
    def bias_gradient(self) -> float | NDArray[np.floating]:
        """The loss's gradient by the bias, the sum of the errors; (O,) where there are channels.

        Raises
        ------
        ValueError
            As `output` does.
        """
        sums = self._error().sum((1, 2))
        return float(sums[0]) if self.in_channels == self.out_channels == 1 else sums

    def _output(self) -> NDArray[np.floating]:
        input, kernel = self._layer()
        return conv2d(input, kernel, [self.bias] * self.out_channels, **self._steps())

    def _error(self) -> NDArray[np.floating]:
        output = self._output()
        held = self._planes("target", self.out_channels)[:, : output.shape[1], : output.shape[2]]
        wanted = np.zeros_like(output)
        wanted[:, : held.shape[1], : held.shape[2]] = held
        return output - wanted

    def _steps(self) -> dict[str, Any]:
        """Return stride and dilation: 1 across an input of one row, which is a signal."""
        one_row = len(self.view.input[0]) == 1
        return {
            name: (1 if one_row else along, along)
            for name, along in {"stride": self.stride, "dilation": self.dilation}.items()
        }

    def _count(self):
        """Return the number of weights, of inputs, or of biases, which is 1."""
        if self.reading == "bias":
            return 1
        held = self.view.kernel[0][0] if self.reading == "weight" else self.view.input[0]
        return len(held) * len(held[0])


def _counted(held: Mapping[str, list]) -> dict[str, int]:
    """Return how many channels in and out there are in `held`: the most, of what says so."""
    ins = [len(held["input"])] if "input" in held else []
    ins += [len(held["kernel"][0])] if "kernel" in held else []
    outs = [len(held[name]) for name in ("kernel", "target") if name in held]
    counts = {"in_channels": ins, "out_channels": outs}
    return {name: max(found) for name, found in counts.items() if found}
