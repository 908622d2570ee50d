"""`BlackBox`: an unknown filter to probe with impulses, and to rebuild from what it answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import square
from convcourse.explorers.parts.settings import Choice, Plane
from convcourse.operators.ops import convolve2d, correlate2d

SIZE = 6
#: An impulse, for the beginning.
IMPULSE = np.zeros((SIZE, SIZE))
IMPULSE[2, 2] = 1
_CROSS = [[0, 1, 0], [1, 1, 1], [0, 1, 0]]


def _largest(picture: NDArray) -> NDArray:
    around = [np.roll(picture, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return np.max(around, axis=0)


#: What is in the boxes: each makes a picture of a picture, which wraps round. The page has them a
#: second time, in its own language, so that what a page saves tells nobody.
BOXES: dict[str, Callable[[NDArray], NDArray]] = {
    "A": lambda x: correlate2d(x, [[3, 0, 0], [0, 4, 2], [0, 0, 1]], border="wrap"),
    "B": lambda x: correlate2d(x, [[0, 0, -2], [1, 0, 0], [2, -1, 0]], border="wrap"),
    "C": _largest,
    "D": lambda x: correlate2d(x, _CROSS, border="wrap") * np.arange(1, SIZE + 1),
}


class BlackBox(DeclaredExplorer, question="What is in the box?"):
    """An unknown filter: put impulses in, see what comes out, and write down its kernel.

    The picture wraps round: what leaves at one edge comes in at the other. The kernel that is
    written down is convolved with the input, so that it stands as one impulse would show it. Not
    each box is a convolution.

    Examples
    --------
    >>> point = [[1, 0, 0, 0, 0, 0]] + 5 * [[0] * 6]
    >>> probe = BlackBox("C", input=point)
    >>> float(probe.output.sum()), float(probe.rebuilt.sum())
    (9.0, 0.0)
    """

    box = Choice({name: name for name in BOXES}, "The box.", "Box", buttons=True, positional=True)
    claim = Choice(
        {"convolution": "a convolution", "other": "none"},
        "What is said of the box: that the kernel rebuilds it, or that none can.",
        "It is",
        buttons=True,
    )
    input = Plane(
        (SIZE, SIZE),
        IMPULSE,
        "What is put in. By default an impulse at row 2, column 2.",
        f"({SIZE}, {SIZE})",
    )
    kernel = Plane((3, 3), np.zeros((3, 3)), "What is written down.", "(3, 3)")

    class View(ExplorerView):
        """Draws a `BlackBox`."""

        _esm = module_text("black_box")
        _css = style_text("black_box")

        @traitlets.validate("input", "kernel")
        def _is_whole(self, proposal):
            return square(proposal, {"input": SIZE, "kernel": 3}[proposal.trait.name])

    @property
    def output(self) -> NDArray[np.floating]:
        """What the box makes of the input, (6, 6)."""
        return BOXES[self.box](self.input)

    @property
    def rebuilt(self) -> NDArray[np.floating]:
        """What the kernel makes of it, (6, 6), by `convcourse.convolve2d`."""
        return convolve2d(self.input, self.kernel, border="wrap")
