"""`TwoPasses`: a row slides over a picture, a column over what it made, and a kernel is done."""

from __future__ import annotations

from math import comb

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import square
from convcourse.explorers.parts.settings import Choice, Plane, Stop, Whole
from convcourse.operators.ops import correlate2d

SIZE = 6
PICTURE = [
    [0, 0, 0, 0, 0, 0],
    [0, 2, 2, 2, 0, 0],
    [0, 2, 9, 2, 2, 0],
    [0, 2, 2, 2, 2, 0],
    [0, 0, 2, 2, 2, 0],
    [0, 0, 0, 0, 0, 0],
]


def _pascal(size):
    return np.array([comb(size - 1, i) for i in range(size)], float)


class TwoPasses(DeclaredExplorer, question="How can a row and a column do the work of a square?"):
    """A separable kernel in two passes: first its row, and over what that makes its column.

    Both are slid as they are, and read zeros outside the picture.

    Examples
    --------
    >>> sobel = TwoPasses("edge")
    >>> sobel.kernel
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    >>> sobel.multiplications
    (6, 9)
    """

    family = Choice(
        {"box": "Box", "bell": "Bell", "edge": "Edge"},
        "Ones; a row of Pascal's triangle, both ways; or a difference along the row, and a row of "
        "Pascal's triangle down, which is Sobel's kernel where the size is 3.",
        "Kernel",
        buttons=True,
        positional=True,
    )
    kernel_size = Whole(3, 2, 5, "Weights of the row and of the column: {range}.", "Kernel size")
    input = Plane((SIZE, SIZE), PICTURE, "The picture.", f"({SIZE}, {SIZE})")
    position = Stop("How many of the two passes are done.")

    class View(ExplorerView):
        """Draws a `TwoPasses`."""

        _esm = module_text("two_passes")
        _css = style_text("two_passes")

        @traitlets.validate("input")
        def _is_whole(self, proposal):
            return square(proposal, SIZE)

    def _count(self) -> int:
        return 3

    @property
    def row(self) -> NDArray[np.float64]:
        """The weights that slide first, (k,)."""
        size = self.kernel_size
        if self.family == "edge":
            return np.r_[-1.0, np.zeros(size - 2), 1]
        return np.ones(size) if self.family == "box" else _pascal(size)

    @property
    def column(self) -> NDArray[np.float64]:
        """The weights that slide after them, (k,)."""
        return np.ones(self.kernel_size) if self.family == "box" else _pascal(self.kernel_size)

    @property
    def kernel(self) -> NDArray[np.float64]:
        """The kernel that both together are, (k, k)."""
        return np.outer(self.column, self.row)

    @property
    def between(self) -> NDArray[np.floating]:
        """What the row makes of the input, (6, 6), by `convcourse.correlate2d`."""
        return correlate2d(self.input, self.row[None], border="constant")

    @property
    def output(self) -> NDArray[np.floating]:
        """What the column makes of that, (6, 6)."""
        return correlate2d(self.between, self.column[:, None], border="constant")

    @property
    def multiplications(self) -> tuple[int, int]:
        """For one pixel: those of both passes, and those of the square kernel."""
        return 2 * self.kernel_size, self.kernel_size**2
