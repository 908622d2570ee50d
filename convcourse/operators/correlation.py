"""The correlation of an image with a kernel: what it is, and how it is had fast.

`shifted_sums` is the definition. `correlate_planes` computes the same piece by piece, each by the
fastest of the `routes` where all its numbers are finite, and by the definition where they are not:
a NaN makes one piece slow, and no output outside its windows is touched.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from convcourse._validate import cast, unwarned
from convcourse.operators.cores import share_out
from convcourse.operators.routes import BandedProducts, route_for
from convcourse.operators.shapes import tap_slices


def shifted_sums(padded, kernel):
    """Correlate tap by tap: add up shifted copies of the image. Right for NaN and inf, too."""
    height, width = (n - k + 1 for n, k in zip(padded.shape, kernel.shape, strict=True))
    out = np.zeros((height, width), padded.dtype)
    for tap, window in tap_slices(kernel.shape, out.shape, (1, 1), (1, 1)):
        out += kernel[tap] * padded[window]
    return out


def correlate_planes(planes, kernel, beyond, results, whole):
    """Correlate each plane, as it goes on beyond its edges, and write it to its place in `results`.

    Parameters
    ----------
    planes : ndarray of float, shape (planes, rows, columns)
    kernel : ndarray of float, shape (kernel rows, kernel columns)
    beyond : Beyond
    results : ndarray of the planes' dtype, shape (planes, rows out, columns out)
    whole : bool
        Whether the planes hold whole numbers. Then whole weights make whole sums, to the digit.
    """
    dtype = planes.dtype
    with unwarned():
        route = _Route(kernel, dtype, results.shape[1:], whole)
    pieces = list(_pieces(results.shape, route.piece))

    def work(piece):
        plane, top, left = piece
        out = results[plane, top : top + route.piece[0], left : left + route.piece[1]]
        size = [n + k - 1 for n, k in zip(out.shape, kernel.shape, strict=True)]
        with unwarned():  # which each thread has to say for itself
            route.run(beyond.piece(planes[plane], top, left, size), out)

    share_out(work, pieces, len(planes) * route.work)


#: Up to so many products the definition is as fast as any route, and whole numbers stay whole.
FEW = 2**14


class _Route:
    """The route that was chosen, and what is taken for the pieces that it is not right for."""

    def __init__(self, kernel, dtype, positions, whole):
        self._kernel = cast(kernel, dtype)
        self._route, self.work = route_for(kernel, dtype, positions)
        self.piece = self._route.piece
        self._most = float(np.finfo(dtype).max)
        self._few = kernel.size * positions[0] * positions[1] <= FEW
        self._exact = None
        if whole and bool((kernel == np.rint(kernel)).all()):
            self._exact = BandedProducts(kernel, dtype)

    def run(self, piece, out):
        largest = max(float(piece.max()), -float(piece.min()))
        finite = self._route.bound * largest <= self._most  # no NaN, no inf, and none on the way
        if self._few or not finite:
            out[...] = shifted_sums(piece, self._kernel)
            return
        by_rows = out.strides[1] == out.itemsize
        result = out if by_rows else np.empty(out.shape, out.dtype)
        if self._exact is None:
            self._route.run(piece, result)
        elif self._route.error * largest < 0.25:
            self._route.run(piece, result)
            np.rint(result, out=result)
        else:
            self._exact.run(piece, result)
        if not by_rows:
            out[...] = result


def _pieces(shape, size):
    """Yield plane, row and column of each piece of the output, all of one size but the last."""
    planes, rows, columns = shape
    yield from product(range(planes), range(0, rows, size[0]), range(0, columns, size[1]))
