"""`CostLadder`: the same correlation in seven ways, what each costs, and how long it takes here."""

from __future__ import annotations

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
    [1, 2, 0, 3, 1, 0],
    [4, 0, 2, 5, 0, 1],
    [0, 3, 6, 1, 2, 4],
    [2, 1, 0, 4, 3, 0],
    [5, 0, 2, 0, 1, 3],
    [1, 4, 0, 2, 0, 6],
]
#: The small kernel that all rungs are shown with: a column times a row.
COLUMN, ROW = np.array([-1.0, 0, 1]), np.array([1.0, 2, 1])

RUNGS = {
    "loops": "Four loops",
    "vectorised": "Vectorised",
    "separable": "Separable",
    "shifted": "Shifted sums",
    "im2col": "im2col",
    "fft": "FFT",
    "winograd": "Winograd",
}
#: How many steps each rung is shown in: pixels, passes, taps, rows of the matrix, tiles.
STOPS = {
    "loops": SIZE**2,
    "vectorised": 1,
    "separable": 2,
    "shifted": 9,
    "im2col": SIZE**2,
    "fft": 2,
    "winograd": (SIZE // 2) ** 2,
}
#: Bytes of a number, and of a complex one.
NUMBER, PAIR = 8, 16
MOST_SIDE, MOST_KERNEL = 512, 31

_START = {"rung": list(RUNGS).index("fft"), "quantity": 0, "kernel_size": 3, "side": 240}

PUZZLES = [
    {
        "title": "Where the FFT overtakes",
        "ask": "The picture stays 240×240. Find the smallest kernel for which the FFT takes fewer "
        "multiplications than the four loops.",
        "hint": "The loops take k² for each pixel. The FFT takes the same for every kernel that "
        "leaves the length of its transforms as it is. Make k² larger than that.",
        "start": _START,
        "keep": {"side": 240},
        "goal": {"first": "fft"},
        "solution": {"kernel_size": 11},
    },
    {
        "title": "Room for the matrix",
        "ask": "The picture stays 256×256. Find the largest kernel whose im2col matrix fits into "
        "64 MB: 64,000,000 bytes, 8 for each number.",
        "hint": "The matrix has a row for each pixel, 65,536 of them, and a column for each weight "
        "of the kernel. How many numbers are 64 MB?",
        "start": {**_START, "rung": list(RUNGS).index("im2col"), "quantity": 1, "side": 256},
        "keep": {"side": 256},
        "goal": {"matrix": 64_000_000},
        "solution": {"kernel_size": 11},
    },
]


def transform_length(side: int, kernel_size: int) -> int:
    """Return the length of the FFT's transforms: a power of two with room for both.

    Parameters
    ----------
    side, kernel_size : int
        Of the square picture and of the square kernel.

    Returns
    -------
    int
        At least ``side + kernel_size - 1``.
    """
    return 1 << (side + kernel_size - 2).bit_length()


class CostLadder(
    DeclaredExplorer,
    question="What does a convolution cost?",
    puzzles=PUZZLES,
):
    """The same correlation in seven ways: what each does, counts, moves, and takes here.

    Above, a rung of the ladder at work on a picture of 6×6 numbers with zeros around it. Below,
    what all rungs cost for a square picture and a square kernel of any size. The page can time
    them: it compares their results first.

    Examples
    --------
    >>> ladder = CostLadder(side=256, kernel_size=15)
    >>> ladder.multiplications[0]
    14745600
    >>> ladder.multiplications[2]
    1966080
    """

    rung = Choice(
        RUNGS,
        "What is shown at work, and what the words are about.",
        "Rung",
        positional=True,
    )
    quantity = Choice(
        {"products": "Products", "bytes": "Bytes", "time": "Time"},
        "What the bars show of each rung, for one pixel: its multiplications, the bytes that it "
        "moves, or how long it takes in this page once that was measured.",
        "Bars",
        buttons=True,
    )
    kernel_size = Whole(
        3, 2, MOST_KERNEL, "Weights along each side of the kernel: {range}.", "Kernel size"
    )
    side = Whole(
        240,
        16,
        MOST_SIDE,
        "Pixels along each side of the picture: {range}.",
        "Image side",
        step=16,
    )
    input = Plane((SIZE, SIZE), PICTURE, "The small picture.", f"({SIZE}, {SIZE})")
    position = Stop("How far the rung has come, from 0: pixels, passes, taps, rows or tiles.")

    class View(ExplorerView):
        """Draws a `CostLadder`."""

        _esm = module_text("cost_ladder")
        _css = style_text("cost_ladder")

        row = traitlets.List(ROW.tolist()).tag(sync=True)
        column = traitlets.List(COLUMN.tolist()).tag(sync=True)

        @traitlets.validate("input")
        def _is_whole(self, proposal):
            return square(proposal, SIZE)

    def _count(self) -> int:
        return STOPS[self.rung]

    @property
    def kernel(self) -> NDArray[np.float64]:
        """The small kernel, (3, 3): Sobel's for edges that lie."""
        return np.outer(COLUMN, ROW)

    @property
    def output(self) -> NDArray[np.floating]:
        """What the rung makes of the small picture in the end, (6, 6).

        The FFT at its first stop has no padding yet: it reads the picture's other edge.
        """
        wraps = self.rung == "fft" and self.position == 0
        return correlate2d(self.input, self.kernel, border="wrap" if wraps else "constant")

    @property
    def multiplications(self) -> tuple[int | None, ...]:
        """Those of each rung, for the whole picture; None where it knows no such kernel.

        The FFT is a plain one of radix 2, for the picture, the kernel and back, each butterfly
        with one complex product, which is four products.
        """
        n, k = self.side, self.kernel_size
        pixels, tiles = n * n, ((n + 1) // 2) ** 2
        length = transform_length(n, k)
        transform = 4 * length**2 * (length.bit_length() - 1)
        direct = pixels * k * k
        return (
            direct,
            direct,
            2 * pixels * k,
            direct,
            direct,
            3 * transform + 4 * length**2 + pixels,
            16 * tiles + 14 if k == 3 else None,
        )

    @property
    def bytes_moved(self) -> tuple[int | None, ...]:
        """The bytes that each rung moves; None where it knows no such kernel.

        Every array that the rung makes counts once when it is written and once when it is read.
        """
        n, k = self.side, self.kernel_size
        pixels, tiles = n * n, ((n + 1) // 2) ** 2
        ends = NUMBER * (2 * pixels + k * k)  # the picture, the kernel and the output
        windows = ends + NUMBER * 2 * pixels * k * k
        numbers = transform_length(n, k) ** 2
        return (
            ends,
            windows,
            NUMBER * (4 * pixels + 2 * k),
            NUMBER * (5 * pixels * k * k + k * k),
            windows,
            ends + PAIR * numbers * (3 * 4 + 3),
            ends + NUMBER * (2 * 16 + 4 * 16 * tiles) if k == 3 else None,
        )
