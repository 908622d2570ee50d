"""`KernelPowers`: a kernel convolved with itself again and again, beside the bell it tends to."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Choice, Plane, Whole
from convcourse.operators.ops import convolve2d

MOST_COPIES, MOST_WEIGHTS = 8, 5

#: In the order of the list: what the page calls each, and its weights; the last is the reader's.
PRESETS = {
    "box": ("Box", np.array([0, 1, 1, 1, 0]) / 3),
    "pair": ("Pair", np.array([0, 1, 1, 0, 0]) / 2),
    "lopsided": ("Lopsided", np.array([0.4, 0.1, 0, 0.2, 0.3])),
    "edge": ("Edge", np.array([0.0, -1, 0, 1, 0])),
    "sharpen": ("Sharpen", np.array([0.0, -1, 3, -1, 0])),
    "own": ("Your own", None),
}
_NAMES = list(PRESETS)


def _trimmed(weights):
    """Return a row of weights without the zeros at its ends, or its first if all are 0."""
    row = np.ravel(weights)
    inside = np.flatnonzero(row)
    return row[inside[0] : inside[-1] + 1] if inside.size else row[:1]


def preset_of(weights):
    """Return the name of the preset that has these weights, wherever they stand in its row."""
    row = _trimmed(weights)
    for name, (_, known) in PRESETS.items():
        if known is not None and np.array_equal(_trimmed(known), row):
            return name
    return "own"


_TWICE = {"preset": _NAMES.index("own"), "kernel": [[0, 0, 1, 0, 0]], "copies": 2}

PUZZLES = [
    {
        "title": "Take it apart",
        "ask": "The dashed bars, 1 4 6 4 1, are a kernel that was taken twice. Which one?",
        "hint": "How many weights has it, if five came of it? The outer ones show by themselves: "
        "a corner of the joint kernel is one product.",
        "start": _TWICE,
        "keep": {"copies": 2},
        "goal": {"output": [1, 4, 6, 4, 1]},
        "solution": {"kernel": [[0, 1, 2, 1, 0]]},
    },
    {
        "title": "With a minus",
        "ask": "These are 1 0 −2 0 1. Which kernel, taken twice, has them?",
        "hint": "The weights add up to 0, and so do those of the kernel. Three of them are enough.",
        "start": _TWICE,
        "keep": {"copies": 2},
        "goal": {"output": [1, 0, -2, 0, 1]},
        "solution": {"kernel": [[0, 1, 0, -1, 0]]},
    },
]


class KernelPowers(
    DeclaredExplorer,
    question="What does a kernel grow into?",
    puzzles=PUZZLES,
):
    """A row of weights, convolved with itself again and again, beside a bell as wide as it.

    Zeros at the ends of the row count for nothing. The bell is a Gaussian of the same sum and
    variance; there is none where a weight is negative, or where only one is not 0.

    Examples
    --------
    >>> roof = KernelPowers([1, 1, 1], copies=2)
    >>> roof.output
    array([1., 2., 3., 2., 1.])
    >>> round(roof.deviation**2, 6)
    1.333333
    """

    kernel = Plane(
        (1, MOST_WEIGHTS),
        PRESETS["box"][1],
        "One row of up to 5 finite numbers. By default thirds, between two zeros.",
        "(n,)",
        positional=True,
    )
    _preset = Choice({name: title for name, (title, _) in PRESETS.items()}, "", "Kernel")
    copies = Whole(
        1,
        1,
        MOST_COPIES,
        "How many times the kernel is in the joint one: {range}.",
        "Copies",
        positional=True,
    )

    class View(ExplorerView):
        """Draws a `KernelPowers`."""

        _esm = module_text("kernel_powers")
        _css = style_text("kernel_powers")

        presets = traitlets.List(
            [None if row is None else [row.tolist()] for _, row in PRESETS.values()]
        ).tag(sync=True)

    @kernel.setter
    def kernel(self, weights: ArrayLike) -> None:
        with self.view.hold_sync():
            self.view.kernel = weights
            self._preset = preset_of(self.view.kernel)

    @property
    def output(self) -> NDArray[np.float64]:
        """The joint kernel, (n,), computed in Python by `convcourse.convolve2d`."""
        kernel = _trimmed(self.kernel)[None]
        joint = kernel
        for _ in range(self.copies - 1):
            joint = convolve2d(joint, kernel, padding="full", border="constant")
        return joint[0]

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the joint kernel's bell, in cells; None where there is none."""
        row = _trimmed(self.kernel)
        if row.min() < 0 or len(row) == 1:
            return None
        places, shares = np.arange(len(row)), row / row.sum()
        variance = shares @ places**2 - (shares @ places) ** 2
        return float(np.sqrt(self.copies * variance))
