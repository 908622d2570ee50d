"""Fast ways to correlate a piece of an image with a kernel, and which of them to take.

Each route is right for finite numbers only: the zeros beside a band and the sums of a Fourier
transform would carry a NaN or inf out of its windows. `correlation` keeps such pieces from them.
Times the largest magnitude of a piece, `bound` is the largest number that there can be on the way,
and `error` how far a sum of whole numbers, in double precision, can be off.

A route is chosen by counting its work, so that the same arguments always take the same one.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convcourse._validate import cast
from convcourse.operators.kernels import is_separable, separate

# Rows that one banded matrix yields. More rows mean fewer products with more zeros.
BAND_ROWS = 8
LONG_BAND_ROWS = 16

# How much of the output a piece of the banded routes covers: what it needs stays in the cache.
PIECE_ROWS, PIECE_COLUMNS = 96, 512

# Up to so many multiply-adds OpenBLAS computes a product on one thread. Ours share out the pieces,
# and threads of both kinds would be in each other's way.
ON_ONE_THREAD = 2**18

# Longest transform where the kernel does not ask for more: 320² numbers stay in the cache, too.
LONGEST_TRANSFORM = 320

# Work that is not multiplying, in multiply-adds of a banded product. Measured once, on x86-64 with
# AVX2, in float32.
PER_SUM = 6  # to add one number to another in memory
PER_BUTTERFLY = 4  # a number of both transforms, times the logarithm of their size
PER_TILE = 1e6  # what a tile costs that is not counted by its numbers

EPS = float(np.finfo(np.float64).eps)


class BandedProducts:
    """Correlate by products with banded matrices.

    A column of the kernel, slid down a block of rows, is a matrix with that column along its
    diagonal; times the block it gives several rows of the result at once::

        a b c . .
        . a b c .     @  block of 5 rows  ->  3 rows
        . . a b c
    """

    def __init__(self, kernel, dtype):
        self.piece = PIECE_ROWS, _columns_at_once(BAND_ROWS, len(kernel))
        kernel = cast(kernel, dtype)
        self.bound = float(abs(kernel).sum(dtype=float))
        self.error = 0.0
        self.bands = _bands(kernel.T, BAND_ROWS)

    @staticmethod
    def work(kernel_size, positions):
        rows, columns = kernel_size
        return math.prod(positions) * columns * (rows + BAND_ROWS - 1 + PER_SUM)

    def run(self, piece, out):
        width = out.shape[1]
        sources = [piece[:, j : j + width] for j in range(len(self.bands))]
        _add_products(self.bands, sources, out)


class Passes:
    """Correlate with lines: along the rows, then down the columns, once per rank of the kernel.

    A kernel of rank r is the sum of r outer products of a column and a row. The singular value
    decomposition finds them.
    """

    def __init__(self, columns, rows, dtype):
        self.columns = _bands(cast(columns, dtype), LONG_BAND_ROWS)
        self.rows = _bands(cast(rows, dtype), LONG_BAND_ROWS).swapaxes(1, 2)
        sums = abs(columns).sum(axis=1, dtype=float), abs(rows).sum(axis=1, dtype=float)
        self.bound = float(max((sums[0] * sums[1]).sum(), sums[1].max()))
        self.error = 64 * EPS * self.bound
        taps = columns.shape[1]
        self.piece = self._rows_at_once(taps), _columns_at_once(LONG_BAND_ROWS, taps)

    @staticmethod
    def _rows_at_once(taps):
        return max(PIECE_ROWS, 4 * taps)  # the rows above and below are filtered once more

    @classmethod
    def work(cls, kernel_size, positions):
        """Return the work of one rank."""
        rows, columns = kernel_size
        height = min(cls._rows_at_once(rows), positions[0])
        along = (columns + LONG_BAND_ROWS - 1 + PER_SUM) * (height + rows - 1) / height
        return math.prod(positions) * (along + rows + LONG_BAND_ROWS - 1 + PER_SUM)

    def run(self, piece, out):
        lines = np.empty((len(self.rows), len(piece), out.shape[1]), piece.dtype)
        at_once = max(1, ON_ONE_THREAD // self.rows[0].size)
        for band, line in zip(self.rows, lines, strict=True):
            for top in range(0, len(piece), at_once):
                rows = slice(top, top + at_once)
                _products_along_rows(band, piece[rows], line[rows])
        _add_products(self.columns, lines, out)


class OverlapSave:
    """Correlate tile by tile through the real Fourier transform (overlap-save).

    A product of transforms is a correlation that wraps around the tile. Tiles overlap by the
    kernel's size less one, and the outputs whose windows wrapped are thrown away. Rounding errors
    are as large as the largest numbers of the tile make them, also where the result is small.
    """

    def __init__(self, kernel, dtype, positions):
        from scipy import fft  # not before it is asked for: it is slow to import

        self.fft = fft
        self.piece, self.size = self._tiles(kernel.shape, positions)
        kernel = cast(kernel, dtype)
        numbers, largest = math.prod(self.size), float(abs(kernel).sum(dtype=float))
        self.bound = largest * numbers
        self.error = 8 * EPS * math.sqrt(numbers) * math.log2(numbers) * largest
        lines = fft.rfft(kernel, self.size[1], axis=1)  # fewer than the rows of a tile
        self.spectrum = fft.fft(lines, self.size[0], axis=0).conj()

    @classmethod
    def work(cls, kernel_size, positions):
        outputs, size = cls._tiles(kernel_size, positions)
        tiles = math.prod(-(-n // step) for n, step in zip(positions, outputs, strict=True))
        return (tiles + 0.5) * _work_of_tile(math.prod(size))

    @staticmethod
    def _tiles(kernel_size, positions):
        """Return the outputs per tile and the length of the transform, for each axis."""
        axes = [_tile(k, n) for k, n in zip(kernel_size, positions, strict=True)]
        return tuple(zip(*axes, strict=True))

    def run(self, piece, out):
        height, width = out.shape
        spectrum = self.fft.rfft2(piece, self.size)
        spectrum *= self.spectrum
        lines = self.fft.ifft(spectrum, axis=0, overwrite_x=True)[:height]
        out[...] = self.fft.irfft(lines, self.size[1], axis=1, overwrite_x=True)[:, :width]


def route_for(kernel, dtype, positions):
    """Return the route with the least work for this kernel and so many outputs, and that work."""
    of_bands = BandedProducts.work(kernel.shape, positions)
    of_tiles = OverlapSave.work(kernel.shape, positions)
    of_rank = Passes.work(kernel.shape, positions)
    least = min(of_bands, of_tiles)
    factors = low_rank(kernel, int(least // of_rank)) if of_rank <= least else None
    if factors is not None:
        return Passes(*factors, dtype), of_rank * len(factors[0])
    if of_bands <= of_tiles:
        return BandedProducts(kernel, dtype), of_bands
    return OverlapSave(kernel, dtype, positions), of_tiles


def low_rank(kernel, most):
    """Split a kernel into at most so many columns and rows; None where it has a higher rank.

    The columns are (rank, rows of the kernel) and the rows (rank, columns of the kernel); the sum
    of their outer products is the kernel, up to rounding.
    """
    if not np.isfinite(kernel).all():
        return None
    if is_separable(kernel):
        column, row = separate(kernel)
        return column[np.newaxis], row[np.newaxis]
    whole = kernel.astype(float)
    eps = np.finfo(kernel.dtype).eps
    rank, rest = 0, whole
    while abs(rest).max() > 256 * eps * abs(whole).max():  # much faster than the decomposition
        if rank == min(most, *whole.shape):
            return None
        i, j = np.unravel_index(abs(rest).argmax(), rest.shape)
        rest = rest - np.outer(rest[:, j] / rest[i, j], rest[i])
        rank += 1
    columns, values, rows = np.linalg.svd(whole, full_matrices=False)
    scale = np.sqrt(values[:rank, np.newaxis])
    columns, rows = columns[:, :rank].T * scale, rows[:rank] * scale
    lost = abs(whole - columns.T @ rows).sum()
    # The kernel's own rounding, and that of the decomposition: up to 37 eps in 97,000 random ones,
    # up to 9×9 and of rank 4 at most.
    rounding = 16 * eps + 64 * np.finfo(float).eps
    return (columns, rows) if lost <= rounding * abs(whole).sum() else None


def _tile(kernel_size, positions):
    """Return how many outputs a tile has along one axis, and the length of its transform."""
    longest = max(LONGEST_TRANSFORM, 4 * kernel_size)
    fewest = -(-positions // (longest - kernel_size + 1))
    choices = []
    for tiles in range(fewest, 2 * fewest + 1):
        outputs = -(-positions // tiles)
        size = _fast_length(outputs + kernel_size - 1)
        choices.append((tiles**2 * _work_of_tile(size**2), outputs, size))  # as if both were alike
    return min(choices)[1:]


def _work_of_tile(numbers):
    return numbers * math.log2(numbers) * PER_BUTTERFLY + PER_TILE


@cache
def _fast_length(least):
    """Return the next length with no prime factor above 5, whose transform is fast."""
    best = 2 ** math.ceil(math.log2(least))
    for fives in (1, 5, 25, 125):
        for threes in (1, 3, 9, 27):
            odd = fives * threes
            best = min(best, odd * 2 ** max(0, math.ceil(math.log2(least / odd))))
    return best


def _columns_at_once(block, taps):
    """Return how wide a piece is whose products with such bands are computed on one thread."""
    return min(PIECE_COLUMNS, max(1, ON_ONE_THREAD // (block * (block + taps - 1))))


def _bands(lines, block):
    """Return for each line of taps the matrix that has it along its diagonal, `block` times."""
    count, taps = lines.shape
    bands = np.zeros((count, block, block + taps - 1), lines.dtype)
    for i in range(block):
        bands[:, i, i : i + taps] = lines
    return bands


def _add_products(bands, sources, out):
    """Add up the products of bands and sources; a band yields as many rows as it has itself."""
    _, block, span = bands.shape
    whole = len(out) // block * block
    _add_blocks(bands, sources, out[:whole])
    rest = len(out) - whole
    if rest:
        bands = bands[:, :rest, : span - block + rest]
        _add_blocks(bands, [source[whole:] for source in sources], out[whole:])


def _add_blocks(bands, sources, out):
    _, block, span = bands.shape
    count, width = len(out) // block, out.shape[1]
    if count == 0:
        return
    results = _overlapping(out, count, block, block)
    product = np.empty((count, block, width), out.dtype)
    for number, (band, source) in enumerate(zip(bands, sources, strict=True)):
        blocks = _overlapping(source, count, block, span)
        if number == 0:
            np.matmul(band, blocks, out=results)
        else:
            results += np.matmul(band, blocks, out=product)


def _overlapping(rows, count, step, span):
    """View so many blocks of `span` rows, each `step` rows below the one before."""
    down, along = rows.strides
    shape = (count, span, rows.shape[1])
    return as_strided(rows, shape, (step * down, down, along))


def _products_along_rows(band, piece, out):
    """Multiply stretches of the rows with a band, each for as many outputs as it has columns."""
    span, block = band.shape
    height, width = out.shape
    down, along = piece.strides
    count = width // block
    stretches = as_strided(piece, (count, height, span), (block * along, down, along))
    results = out[:, : count * block].reshape(height, count, block).swapaxes(0, 1)
    np.matmul(stretches, band, out=results)
    rest = width - count * block
    if rest:
        band = band[: span - block + rest, :rest]
        np.matmul(piece[:, count * block : count * block + len(band)], band, out=out[:, -rest:])
