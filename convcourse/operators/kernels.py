"""Named kernels, each built by its own mathematics.

All are written as they lie on the image, for a correlation: ``correlate2d(image, sobel("x"))`` is
positive where the image gets brighter to the right. A true convolution turns a kernel by 180°
first, which negates the odd ones (Sobel, Prewitt, Scharr) and leaves the point-symmetric ones
alone. Every function returns a new float64 array; the constants are read-only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._docs import documented_like
from convcourse._validate import (
    choice,
    finite_number,
    integer,
    kernel_array,
    per_axis,
    positive_number,
    unwarned,
)

__all__ = [
    "EDGE",
    "IMPULSE",
    "KERNELS",
    "PREWITT_SMOOTH",
    "SCHARR_SMOOTH",
    "SECOND_DIFFERENCE",
    "SOBEL_SMOOTH",
    "binomial",
    "box",
    "emboss",
    "gaussian",
    "identity",
    "is_separable",
    "kernel",
    "laplacian",
    "motion_blur",
    "outline",
    "prewitt",
    "scharr",
    "separate",
    "sharpen",
    "sobel",
    "unsharp",
]


def _constant(values: ArrayLike) -> NDArray[np.floating]:
    array = np.array(values, dtype=float)
    array.flags.writeable = False
    return array


IMPULSE = _constant([0, 1, 0])
EDGE = _constant([-1, 0, 1])
SECOND_DIFFERENCE = _constant([1, -2, 1])
PREWITT_SMOOTH = _constant([1, 1, 1])
SOBEL_SMOOTH = _constant([1, 2, 1])
SCHARR_SMOOTH = _constant([3, 10, 3])


def identity(size: int | Sequence[int] = 3) -> NDArray[np.floating]:
    """Return the kernel that leaves an image as it is.

    For an odd size it is symmetric, so flipping changes nothing; for an even one, correlate.

    Parameters
    ----------
    size : int or (rows, columns), >= 1
        Size of the kernel, in pixels.

    Returns
    -------
    ndarray, shape (rows, columns)
        Zero but for a one at ``(rows // 2, columns // 2)``, where `correlate2d` anchors a kernel.

    Raises
    ------
    TypeError, ValueError
        If the size is not one or two positive integers.

    Examples
    --------
    >>> identity(3)
    array([[0., 0., 0.],
           [0., 1., 0.],
           [0., 0., 0.]])
    """
    rows, columns = per_axis(size, "size", 2, 1)
    result = np.zeros((rows, columns))
    result[rows // 2, columns // 2] = 1
    return result


@documented_like(identity)
def box(size: int | Sequence[int] = 3) -> NDArray[np.floating]:
    """Return the kernel that takes the mean of a rectangle of pixels.

    It is symmetric: flipping changes nothing. It is also called mean or moving-average filter.

    Parameters
    ----------
    size : int or (rows, columns), >= 1
        Size of the rectangle, in pixels.

    Returns
    -------
    ndarray, shape (rows, columns)
        Every weight is ``1 / (rows * columns)``; their sum is 1.

    Notes
    -----
    For an odd size ``scipy.ndimage.uniform_filter`` and ``cv2.blur`` do the same.

    Examples
    --------
    >>> box(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    rows, columns = per_axis(size, "size", 2, 1)
    return np.full((rows, columns), 1 / (rows * columns))


def binomial(size: int = 3) -> NDArray[np.floating]:
    """Return the blur whose weights are a row of Pascal's triangle, down and across.

    It is symmetric: flipping changes nothing. It is the integer cousin of the Gaussian, with
    ``sigma = sqrt(size - 1) / 2``.

    Parameters
    ----------
    size : int, >= 1
        Number of rows and of columns.

    Returns
    -------
    ndarray, shape (size, size)
        The weights; their sum is 1.

    Raises
    ------
    TypeError, ValueError
        If the size is not a positive integer.

    Notes
    -----
    For ``size=3``::

        1   2   1
        2   4   2    / 16
        1   2   1

    Examples
    --------
    >>> binomial(3) * 16
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    size = integer(size, "size", 1)
    line = np.array([math.comb(size - 1, k) / 2 ** (size - 1) for k in range(size)])
    return np.outer(line, line)


def gaussian(sigma: float | None = None, *, size: int | None = None) -> NDArray[np.floating]:
    """Return a sampled Gaussian bell.

    It is symmetric: flipping changes nothing.

    Parameters
    ----------
    sigma : float, > 0, optional
        Standard deviation, in pixels. Without it, the rule of OpenCV:
        ``0.3 * ((size - 1) / 2 - 1) + 0.8``.
    size : int, >= 1, optional
        Number of rows and of columns. Without it, four standard deviations each way:
        ``2 * floor(4 * sigma + 0.5) + 1``, as in ``scipy.ndimage``.

    Returns
    -------
    ndarray, shape (size, size)
        The weights; their sum is 1.

    Raises
    ------
    TypeError
        If `sigma` is not a number or `size` is not an integer.
    ValueError
        If both are missing, or one is not positive.

    Notes
    -----
    With :math:`c = (k - 1) / 2`,

    .. math:: g_{ij} \\propto \\exp\\left(-\\frac{(i - c)^2 + (j - c)^2}{2\\sigma^2}\\right)

    which is a product of a column and a row. ``scipy.ndimage.gaussian_filter`` and
    ``cv2.getGaussianKernel`` normalise in the same way; without a sigma, for odd sizes up to 9,
    OpenCV takes a table of rounded weights instead.

    References
    ----------
    .. [1] OpenCV documentation, ``getGaussianKernel``, for the rule that finds sigma.

    Examples
    --------
    >>> gaussian(1.0, size=3).round(3)
    array([[0.075, 0.124, 0.075],
           [0.124, 0.204, 0.124],
           [0.075, 0.124, 0.075]])
    >>> gaussian(1.0).shape
    (9, 9)
    """
    if sigma is None and size is None:
        raise ValueError(
            "got neither sigma nor size, expected at least one; use for example gaussian(1.0)"
        )
    if size is None:
        size = 2 * int(4 * positive_number(sigma, "sigma") + 0.5) + 1
    size = integer(size, "size", 1)
    if sigma is None:
        sigma = 0.3 * ((size - 1) / 2 - 1) + 0.8
    offset = np.arange(size) - (size - 1) / 2
    # The sample next to the centre gets exponent 0, so that a tiny sigma cannot make all of them 0.
    exponent = (offset**2 - offset[size // 2] ** 2) / 2
    sigma = positive_number(sigma, "sigma")
    with unwarned():  # exp(-inf) is the 0 that we want
        line = np.exp(-exponent / sigma / sigma)
        line /= line.sum()
        return np.outer(line, line)


def sharpen(amount: float = 1.0) -> NDArray[np.floating]:
    """Return the kernel that subtracts the Laplacian from the image.

    It is symmetric: flipping changes nothing.

    Parameters
    ----------
    amount : float
        How much of the Laplacian to subtract; 0 leaves the image as it is.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 1.

    Raises
    ------
    TypeError, ValueError
        If `amount` is not a finite number.

    Notes
    -----
    ``identity(3) - amount * laplacian(4)``, for ``amount=1``::

         0  -1   0
        -1   5  -1
         0  -1   0

    Examples
    --------
    >>> sharpen()
    array([[ 0., -1.,  0.],
           [-1.,  5., -1.],
           [ 0., -1.,  0.]])
    """
    return identity(3) - finite_number(amount, "amount") * laplacian(4)


def unsharp(
    sigma: float | None = 1.0, *, amount: float = 1.0, size: int | None = None
) -> NDArray[np.floating]:
    """Return unsharp masking as a single kernel: the image plus what a Gaussian blur takes away.

    It is symmetric: flipping changes nothing.

    Parameters
    ----------
    sigma : float, > 0, or None
        Standard deviation of the blur, in pixels; None to take it from `size`.
    amount : float
        How much of the difference to add; 0 leaves the image as it is.
    size : odd int, >= 1, optional
        Number of rows and of columns; see `gaussian`.

    Returns
    -------
    ndarray, shape (size, size)
        The weights; their sum is 1.

    Raises
    ------
    TypeError
        If an argument is not a number.
    ValueError
        If `sigma` or `size` is not positive, `amount` is not finite, or `size` is even.

    Notes
    -----
    ``(1 + amount) * identity(size) - amount * gaussian(sigma, size=size)``

    Examples
    --------
    >>> unsharp(1.0, size=3).round(2)
    array([[-0.08, -0.12, -0.08],
           [-0.12,  1.8 , -0.12],
           [-0.08, -0.12, -0.08]])
    """
    blur = gaussian(sigma, size=size)
    if len(blur) % 2 == 0:
        raise ValueError(
            f"size={len(blur)} is even, expected an odd number so that blur and image share a "
            f"centre; use size={len(blur) + 1}"
        )
    amount = finite_number(amount, "amount")
    return (1 + amount) * identity(len(blur)) - amount * blur


def outline() -> NDArray[np.floating]:
    """Return the kernel that shows how a pixel differs from its eight neighbours.

    It is symmetric: flipping changes nothing.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 0, so that flat regions turn black.

    Notes
    -----
    ``-laplacian(8)``::

        -1  -1  -1
        -1   8  -1
        -1  -1  -1

    Examples
    --------
    >>> outline()
    array([[-1., -1., -1.],
           [-1.,  8., -1.],
           [-1., -1., -1.]])
    """
    return -laplacian(8)


def emboss() -> NDArray[np.floating]:
    """Return the kernel that turns an image into a relief lit from the upper left.

    Read brightness as height: slopes that rise towards the lower right face the light and come
    out brighter. It is *not* point-symmetric: flipped, the light comes from the lower right.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 1.

    Notes
    -----
    ``identity(3) + prewitt("x") + prewitt("y")``::

        -2  -1   0
        -1   1   1
         0   1   2

    Examples
    --------
    >>> emboss()
    array([[-2., -1.,  0.],
           [-1.,  1.,  1.],
           [ 0.,  1.,  2.]])
    """
    return identity(3) + prewitt("x") + prewitt("y")


def _derivative(smooth: NDArray[np.floating], direction: Literal["x", "y"]) -> NDArray[np.floating]:
    choice(direction, "direction", ("x", "y"))
    return np.outer(smooth, EDGE) if direction == "x" else np.outer(EDGE, smooth)


def prewitt(direction: Literal["x", "y"] = "x") -> NDArray[np.floating]:
    """Return the Prewitt kernel: the difference of the neighbours, averaged over three lines.

    Correlated, it is positive where the image gets brighter to the right (``"x"``) or downwards
    (``"y"``); flipped, as in a true convolution, negative.

    Parameters
    ----------
    direction : {"x", "y"}
        Along the columns (``"x"``, finds vertical edges) or the rows (``"y"``, horizontal ones).

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 0.

    Raises
    ------
    ValueError
        If the direction is neither.

    Notes
    -----
    ``np.outer(PREWITT_SMOOTH, EDGE)``::

        -1   0   1
        -1   0   1
        -1   0   1

    ``scipy.ndimage.prewitt(image, axis=1)`` computes the same.

    References
    ----------
    .. [1] J. M. S. Prewitt, "Object enhancement and extraction", in Picture Processing and
       Psychopictorics, Academic Press, 1970, pp. 75-149.

    Examples
    --------
    >>> prewitt("y")
    array([[-1., -1., -1.],
           [ 0.,  0.,  0.],
           [ 1.,  1.,  1.]])
    """
    return _derivative(PREWITT_SMOOTH, direction)


@documented_like(prewitt)
def sobel(direction: Literal["x", "y"] = "x") -> NDArray[np.floating]:
    """Return the Sobel kernel: a difference along one axis, smoothed by 1 2 1 along the other.

    Correlated, it is positive where the image gets brighter to the right (``"x"``) or downwards
    (``"y"``); flipped, as in a true convolution, negative. It measures a slope; it is no blur.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 0. On a ramp of slope 1 the answer is 8.

    Notes
    -----
    ``np.outer(SOBEL_SMOOTH, EDGE)``::

        -1   0   1
        -2   0   2
        -1   0   1

    ``scipy.ndimage.sobel(image, axis=1)`` and ``cv2.Sobel(image, cv2.CV_64F, 1, 0)`` compute the
    same.

    References
    ----------
    .. [1] I. Sobel, G. Feldman, "A 3×3 isotropic gradient operator for image processing", talk at
       the Stanford Artificial Intelligence Project, 1968.

    Examples
    --------
    >>> sobel("x")
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    return _derivative(SOBEL_SMOOTH, direction)


@documented_like(prewitt)
def scharr(direction: Literal["x", "y"] = "x") -> NDArray[np.floating]:
    """Return the Scharr kernel: like Sobel's, with weights that favour no direction of an edge.

    Correlated, it is positive where the image gets brighter to the right (``"x"``) or downwards
    (``"y"``); flipped, as in a true convolution, negative.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 0. On a ramp of slope 1 the answer is 32.

    Notes
    -----
    ``np.outer(SCHARR_SMOOTH, EDGE)``::

         -3    0    3
        -10    0   10
         -3    0    3

    ``cv2.Scharr(image, cv2.CV_64F, 1, 0)`` computes the same. SciPy has no Scharr filter.

    References
    ----------
    .. [1] H. Scharr, "Optimale Operatoren in der Digitalen Bildverarbeitung", dissertation,
       Heidelberg University, 2000.

    Examples
    --------
    >>> scharr("x")
    array([[ -3.,   0.,   3.],
           [-10.,   0.,  10.],
           [ -3.,   0.,   3.]])
    """
    return _derivative(SCHARR_SMOOTH, direction)


def laplacian(neighbours: Literal[4, 8] = 4) -> NDArray[np.floating]:
    """Return the Laplacian: the sum of the second differences along the axes.

    It is symmetric: flipping changes nothing.

    Parameters
    ----------
    neighbours : {4, 8}
        With 8, the second differences along both diagonals are added.

    Returns
    -------
    ndarray, shape (3, 3)
        The weights; their sum is 0. The centre is negative.

    Raises
    ------
    TypeError, ValueError
        If `neighbours` is neither 4 nor 8.

    Notes
    -----
    ``np.outer(SECOND_DIFFERENCE, IMPULSE)`` and its transpose, added; and with the diagonals::

        0   1   0          1   1   1
        1  -4   1          1  -8   1
        0   1   0          1   1   1

    ``scipy.ndimage.laplace`` and ``cv2.Laplacian(image, cv2.CV_64F)`` compute the first.

    Examples
    --------
    >>> laplacian()
    array([[ 0.,  1.,  0.],
           [ 1., -4.,  1.],
           [ 0.,  1.,  0.]])
    """
    if integer(neighbours, "neighbours") not in (4, 8):
        raise ValueError(
            f"neighbours={neighbours!r} is not known, expected 4 or 8; use one of them"
        )
    column = np.outer(SECOND_DIFFERENCE, IMPULSE)
    result = column + column.T
    if neighbours == 8:
        falling = np.diag(SECOND_DIFFERENCE)
        result += falling + falling[::-1]
    return result


def motion_blur(size: int, angle: float = 0.0) -> NDArray[np.floating]:
    """Return the mean along a straight line through the centre.

    The kernel is its own 180° turn, so flipping changes nothing; mirrored left to right it is
    another one.

    Parameters
    ----------
    size : int, >= 1
        Number of rows and of columns. The line reaches from edge to edge.
    angle : float
        Direction of the line in degrees, anticlockwise from horizontal.

    Returns
    -------
    ndarray, shape (size, size)
        The weights; their sum is 1.

    Raises
    ------
    TypeError
        If `size` is not an integer or `angle` is not a number.
    ValueError
        If `size` is not positive or `angle` is not finite.

    Notes
    -----
    For ``size=3`` at 0°, 45° and 90°::

        0   0   0          0   0   1          0   1   0
        1   1   1          0   1   0          0   1   0     / 3
        0   0   0          1   0   0          0   1   0

    In between, each column (or row, for a steep line) shares its weight between the two pixels
    that the line passes, in proportion to their nearness.

    Examples
    --------
    >>> motion_blur(3, 45) * 3
    array([[0., 0., 1.],
           [0., 1., 0.],
           [1., 0., 0.]])
    """
    size = integer(size, "size", 1)
    angle = finite_number(angle, "angle")
    run, rise = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    steep = abs(rise) > abs(run)
    slope = run / rise if steep else rise / run
    centre = (size - 1) / 2
    along = np.arange(size)
    across = centre - slope * (along - centre)  # rows count downwards, angles upwards
    across = across.round(12)  # so that 45° hits the pixels and not a hair's breadth beside them
    weight = np.clip(1 - abs(along[:, np.newaxis] - across), 0, None) / size
    return weight.T.copy() if steep else weight


def separate(kernel: ArrayLike) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Split a kernel into a column and a row whose outer product it is.

    A filter with such a kernel is two filters with ``2 k`` weights in place of one with ``k²``:
    one down the columns, one along the rows. It splits the kernel as given; to flip it, flip both.

    Parameters
    ----------
    kernel : array_like of real numbers, shape (rows, columns)
        The kernel; it is not modified.

    Returns
    -------
    column : ndarray, shape (rows,)
    row : ndarray, shape (columns,)
        Both of the same norm; the largest entry of `column` is positive.

    Raises
    ------
    TypeError
        If the kernel is not numeric.
    ValueError
        If the kernel is not 2-D, is empty, or is no such product; see `is_separable`.

    Notes
    -----
    A product has rank 1: every column is a multiple of the column through the largest entry,
    and every row of the row through it. The singular value decomposition says the same with a
    second singular value of zero.

    Examples
    --------
    >>> column, row = separate(box(3))
    >>> column.round(3), row.round(3)
    (array([0.333, 0.333, 0.333]), array([0.333, 0.333, 0.333]))
    >>> bool(np.allclose(np.outer(*separate(sobel("x"))), sobel("x")))
    True
    """
    factors = _factors(kernel)
    if factors is None:
        raise ValueError(
            f"kernel of shape {np.shape(kernel)} is not the product of a column and a row, "
            f"expected a matrix of rank 1; test it with is_separable first"
        )
    return factors


@documented_like(separate)
def is_separable(kernel: ArrayLike) -> bool:
    """Return whether a kernel is the outer product of a column and a row, up to rounding.

    A kernel is separable exactly when its flipped version is.

    Returns
    -------
    bool
        False also for a kernel that holds NaN or inf.

    Raises
    ------
    TypeError
        If the kernel is not numeric.
    ValueError
        If the kernel is not 2-D or is empty.

    Examples
    --------
    >>> is_separable(gaussian(1.0)), is_separable(laplacian())
    (True, False)
    """
    return _factors(kernel) is not None


@unwarned()  # the tiny weights of a wide bell
def _factors(kernel: ArrayLike) -> tuple[NDArray[np.floating], NDArray[np.floating]] | None:
    """Return the column and the row of a matrix of rank 1, None for any other matrix."""
    kernel = kernel_array(kernel)
    if not np.isfinite(kernel).all():
        return None
    i, j = np.unravel_index(abs(kernel).argmax(), kernel.shape)
    largest = float(abs(kernel[i, j]))
    if largest == 0:
        return kernel[:, j].copy(), kernel[i].copy()
    column, row = kernel[:, j] / kernel[i, j], kernel[i]
    # As much as rounding does to a product entry by entry, so that a filter that uses the factors
    # is as exact as one that uses the kernel.
    tolerance = 16 * np.finfo(kernel.dtype).eps * (abs(kernel) + largest / kernel.size)
    if (abs(kernel - np.outer(column, row)) > tolerance).any():
        return None
    ratio = float(np.linalg.norm(row / largest) / np.linalg.norm(column))
    scale = math.sqrt(ratio) * math.sqrt(largest)
    return column * scale, row / scale


KERNELS: Mapping[str, NDArray[np.floating]] = MappingProxyType(
    {
        name: _constant(values)
        for name, values in {
            "identity": identity(3),
            "box": box(3),
            "gaussian": gaussian(1.0, size=5),
            "binomial": binomial(3),
            "sharpen": sharpen(),
            "unsharp": unsharp(1.0, size=5),
            "outline": outline(),
            "emboss": emboss(),
            "sobel_x": sobel("x"),
            "sobel_y": sobel("y"),
            "prewitt_x": prewitt("x"),
            "prewitt_y": prewitt("y"),
            "scharr_x": scharr("x"),
            "scharr_y": scharr("y"),
            "laplacian": laplacian(4),
            "laplacian_8": laplacian(8),
            "motion_blur": motion_blur(7, 45),
        }.items()
    }
)
"""The presets of the gallery by name, read-only; `kernel` returns a copy that can be edited."""


def kernel(name: str) -> NDArray[np.floating]:
    """Return one of the presets of the gallery, to be edited at will.

    Parameters
    ----------
    name : str
        One of the names in `KERNELS`, such as ``"sobel_x"``.

    Returns
    -------
    ndarray, shape (rows, columns)
        A new array, written for a correlation, which does not flip.

    Raises
    ------
    ValueError
        If there is no preset of that name.

    Examples
    --------
    >>> kernel("sobel_x")
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    return KERNELS[choice(name, "name", KERNELS)].copy()
