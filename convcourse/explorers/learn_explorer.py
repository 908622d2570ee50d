"""`LearnExplorer`: how an error reaches the weights, the inputs and the bias of a convolution."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import require_one_row
from convcourse.explorers.parts.settings import Choice, Plane, Real, Stop, Whole
from convcourse.operators.gradients import conv2d_input, conv2d_weight
from convcourse.operators.ops import conv2d

INPUT = [[1, 0, 2, 1, 0], [2, 1, 0, 3, 1], [0, 2, 1, 0, 2], [1, 0, 3, 1, 0], [2, 1, 0, 2, 1]]
KERNEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
TARGET = [[1, 0, 2], [-1, 3, 0], [0, -2, 1]]
#: Each column has one number: what such an input says of a weight, it says of its whole column.
_STRIPES = [[2, 0, 1, 3, 1]] * 5
_BLUR = [[0, 1, 0], [1, 2, 1], [0, 1, 0]]
_ONE_OFF = [[0, 1, 0], [1, 2, 4], [0, 1, 0]]

#: Each puzzle starts from these settings, whatever the explorer showed before.
_SETTINGS = {"reading": 0, "stride": 1, "dilation": 1, "bias": 0.0}


def _made_by(input, kernel):
    return conv2d([input], [[kernel]])[0].tolist()


PUZZLES = [
    {
        "title": "Which weight is wrong?",
        "ask": "The target was made by a kernel that differs from this one in a single weight. "
        "Change that weight until the loss is 0.",
        "hint": "The weight that is off by itself pulls hardest: look for the largest number in "
        "the gradient, its sign aside. Its sign says which way not to go.",
        "start": {
            **_SETTINGS, "input": INPUT, "kernel": _BLUR, "target": _made_by(INPUT, _ONE_OFF),
        },
        "keep": {
            "input": INPUT, "target": _made_by(INPUT, _ONE_OFF), "stride": 1, "dilation": 1,
            "bias": 0.0,
        },
        "goal": {"loss": 0},
        "solution": {"kernel": _ONE_OFF},
    },
    {
        "title": "Wrong, and content",
        "ask": "Change the target so that the loss is above 1 and yet no weight wants to move: all "
        "nine gradients 0. The input and the kernel stay.",
        "hint": "In each column of the input all numbers are the same. So a weight meets the same "
        "number in every row of a column: what if the errors of a column cancel?",
        "start": {
            **_SETTINGS, "input": _STRIPES, "kernel": _BLUR,
            "target": (np.array(_made_by(_STRIPES, _BLUR)) + 1).tolist(),
        },
        "keep": {"input": _STRIPES, "kernel": _BLUR, "stride": 1, "dilation": 1, "bias": 0.0},
        "goal": {"content": 1},
        "solution": {
            "target": (np.array(_made_by(_STRIPES, _BLUR)) + [[1], [-2], [1]]).tolist(),
        },
    },
    {
        "title": "Deaf to the error",
        "ask": "Let 16 of the 25 inputs have a gradient of 0, whatever the error is. The input "
        "and the kernel stay.",
        "hint": "An input that no window reads changes nothing. Look at the gradient of the input, "
        "and let the window have holes.",
        "start": {**_SETTINGS, "reading": 1, "input": INPUT, "kernel": _BLUR, "target": TARGET},
        "keep": {"input": INPUT, "kernel": _BLUR},
        "goal": {"unread": 16},
        "solution": {"dilation": 2},
    },
]  # fmt: skip


class LearnExplorer(
    DeclaredExplorer,
    question="Which way should a weight go?",
    puzzles=PUZZLES,
    reads=("output_size",),
):
    """How the error of a convolution's output reaches its weights, its inputs and its bias.

    The output is the cross-correlation of the input with the kernel, plus the bias, without
    padding. The error is the output minus the target, and the loss ½ · Σ error², so that the error
    is the gradient of the loss with respect to the output. Three readings show what follows from
    it. *A weight*: correlate the input with the error. *An input*: convolve the error, in zeros,
    with the kernel, which flips it. *The bias*: add the error up.

    Examples
    --------
    >>> explorer = LearnExplorer([[1, 2, 4]], [[1, 1]], [[3, 5]])
    >>> explorer.error
    array([[0., 1.]])
    >>> explorer.weight_gradient, explorer.input_gradient, explorer.bias_gradient
    (array([[2., 4.]]), array([[0., 1., 1.]]), 1.0)
    """

    input = Plane((6, 6), INPUT, "Up to 6×6 finite numbers. By default 5×5.", positional=True)
    kernel = Plane(
        (3, 3),
        lambda explorer: KERNEL[1] if len(explorer.input) == 1 else KERNEL,
        "Up to 3×3 finite numbers, as they stand in the cells. By default Sobel's, turned by 180°, "
        "or its middle row for an input of one row.",
        "(kh, kw) or (kw,)",
        positional=True,
    )
    target = Plane(
        (6, 6),
        lambda explorer: TARGET,
        "What the output should be, up to 6×6 finite numbers. What lies beyond the output plays no "
        "part, and what is missing counts as 0.",
        positional=True,
    )
    reading = Choice[Literal["weight", "input", "bias"]](
        {"weight": "A weight", "input": "An input", "bias": "The bias"},
        "Whose gradient is shown.",
        "Gradient of",
        buttons=True,
    )
    position = Stop("The weight, or the input, at work, counted row by row from 0.", "Step")
    bias = Real(0.0, -9, 9, "What is added to each output: {range}.", "Bias", step=0.5, shown=False)
    stride = Whole(1, 1, 2, "Cells from one window to the next: {range}.", "Stride")
    dilation = Whole(1, 1, 2, "Cells from one tap of the kernel to the next: {range}.", "Dilation")

    class View(ExplorerView):
        """Draws a `LearnExplorer`."""

        _esm = module_text("learn_explorer")
        _css = style_text("learn_explorer")

        @traitlets.validate("input", "kernel")
        def _is_no_signal_under_a_plane(self, proposal):
            given = {"input": self.input, "kernel": self.kernel}
            require_one_row(**{**given, proposal.trait.name: proposal.value})
            return proposal.value

    @property
    def output(self) -> NDArray[np.floating]:
        """The output, (H_out, W_out), computed in Python by `convcourse.operators.ops.conv2d`.

        Raises
        ------
        ValueError
            If the kernel does not fit into the input.
        """
        return conv2d(self.input[None], self.kernel[None, None], [self.bias], **self._steps())[0]

    @property
    def output_size(self) -> tuple[int, ...]:
        """Rows and columns of the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return self.output.shape

    @property
    def error(self) -> NDArray[np.floating]:
        """The output minus the target, (H_out, W_out): the loss's gradient by the output.

        Raises
        ------
        ValueError
            As `output` does.
        """
        output = self.output
        rows, columns = output.shape
        wanted = np.zeros_like(output)
        held = self.target[:rows, :columns]
        wanted[: len(held), : held.shape[1]] = held
        return output - wanted

    @property
    def loss(self) -> float:
        """Half the sum of the squared errors.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return float(np.square(self.error).sum() / 2)

    @property
    def weight_gradient(self) -> NDArray[np.floating]:
        """The loss's gradient by each weight, of the kernel's shape, by `conv2d_weight`.

        Raises
        ------
        ValueError
            As `output` does.
        """
        size = (1, 1, *self.kernel.shape)
        return conv2d_weight(self.input[None], size, self.error[None], **self._steps())[0, 0]

    @property
    def input_gradient(self) -> NDArray[np.floating]:
        """The loss's gradient by each input, of the input's shape, by `conv2d_input`.

        Raises
        ------
        ValueError
            As `output` does.
        """
        size = (1, *self.input.shape)
        return conv2d_input(size, self.kernel[None, None], self.error[None], **self._steps())[0]

    @property
    def bias_gradient(self) -> float:
        """The loss's gradient by the bias: the sum of the errors.

        Raises
        ------
        ValueError
            As `output` does.
        """
        return float(self.error.sum())

    def _steps(self) -> dict[str, Any]:
        """Return stride and dilation: 1 across an input of one row, which is a signal."""
        one_row = len(self.view.input) == 1
        return {
            name: (1 if one_row else along, along)
            for name, along in {"stride": self.stride, "dilation": self.dilation}.items()
        }

    def _count(self):
        """Return the number of weights, of inputs, or of biases, which is 1."""
        if self.reading == "bias":
            return 1
        return (self.kernel if self.reading == "weight" else self.input).size
