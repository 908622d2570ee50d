"""`CheckerboardLab`: a transposed convolution beside resizing before a convolution."""

from __future__ import annotations

from typing import Literal

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Choice, Whole
from convcourse.operators.ops import conv_transpose2d, correlate2d
from convcourse.pictures import images

SIDE = 24
MAX_KERNEL = 6
GREY = 120
#: What is added to equal weights to make them unequal: −1 to 1, always the same.
PATTERN = np.random.default_rng(2).uniform(-1, 1, (MAX_KERNEL, MAX_KERNEL)).round(2)

PUZZLES = [
    {
        "title": "Overlap, but evenly",
        "ask": "All weights are equal, and the stride is 2. Find a kernel size whose stamps "
        "overlap and still leave the grey even.",
        "hint": "Each cell has to be reached equally often. How many of the k weights in a row "
        "reach an even column, and how many an odd one?",
        "start": {"picture": 0, "kernel_size": 3, "stride": 2, "unequal": 0},
        "keep": {"stride": 2, "unequal": 0},
        "goal": {"even": True, "overlap": True},
        "solution": {"kernel_size": 4},
    },
    {
        "title": "Even writes, and yet",
        "ask": "Here every inner cell is written 4 times. Make a pattern all the same, without "
        "changing that.",
        "hint": "How often a cell is written is one thing. What is written is another.",
        "start": {"picture": 0, "kernel_size": 4, "stride": 2, "unequal": 0},
        "keep": {"kernel_size": 4, "stride": 2},
        "goal": {"even": False, "written": True},
        "solution": {"unequal": 60},
    },
]


def _eye():
    """Return a part of the cat photo: an eye, (24, 24)."""
    photo = images.grey(images.photo("chelsea", 64))
    return photo[16 : 16 + SIDE, 20 : 20 + SIDE]


class CheckerboardLab(
    DeclaredExplorer, question="Where does the checkerboard come from?", puzzles=PUZZLES
):
    """A picture enlarged in two ways: by a transposed convolution, and resized, then convolved.

    Both use the same kernel, which is not flipped; its weights are scaled so that the mean grey
    is kept. The transposed convolution has no padding, so its rim is dark.

    Examples
    --------
    >>> lab = CheckerboardLab(kernel_size=3, stride=2)
    >>> np.unique(lab.transposed[3:-3, 3:-3].round(1)).tolist()
    [53.3, 106.7, 213.3]
    >>> np.unique(lab.resized.round(1)).tolist()
    [120.0]
    """

    picture = Choice[Literal["grey", "photo"]](
        {"grey": "Plain grey", "photo": "Photo"},
        "What is enlarged: a plain grey of 120, or an eye of the cat.",
        "Picture",
        buttons=True,
    )
    kernel_size = Whole(3, 2, MAX_KERNEL, "The kernel's side: {range}.", "Kernel size")
    stride = Whole(2, 2, 3, "By how much to enlarge: {range}.", "Stride")
    unequal = Whole(
        0,
        0,
        80,
        "How much the weights differ, in per cent: {range}; with 0 all are equal.",
        "Weights differ by, %",
        step=10,
        wide=True,
    )

    class View(ExplorerView):
        """Draws a `CheckerboardLab`."""

        _esm = module_text("checkerboard_lab")
        _css = style_text("checkerboard_lab")

        pictures = traitlets.List().tag(sync=True)
        pattern = traitlets.List().tag(sync=True)

    def _brought(self, told):
        grey = np.full((SIDE, SIDE), GREY)
        return {"pictures": [grey.tolist(), _eye().tolist()], "pattern": PATTERN.tolist()}

    @property
    def input(self) -> NDArray[np.floating]:
        """The picture that is enlarged, (24, 24)."""
        return np.array(self.view.pictures[self.view.picture], float)

    @property
    def kernel(self) -> NDArray[np.floating]:
        """The weights, (k, k); they add up to 1."""
        k = self.kernel_size
        weights = 1 + self.unequal / 100 * np.array(self.view.pattern)[:k, :k]
        return weights / weights.sum()

    @property
    def transposed(self) -> NDArray[np.floating]:
        """The transposed convolution, by `convcourse.conv_transpose2d`, s² times the kernel."""
        weight = self.kernel[None, None] * self.stride**2
        return conv_transpose2d(self.input[None], weight, stride=self.stride)[0]

    @property
    def resized(self) -> NDArray[np.floating]:
        """Each pixel copied to s×s, then convolved by `convcourse.correlate2d`."""
        large = np.kron(self.input, np.ones((self.stride, self.stride)))
        return correlate2d(large, self.kernel, border="nearest")
