"""Volumes of the course: a phantom such as a CT scanner is tested with, noise, and two measures.

A volume is an array (D, H, W): depth (the slices), rows, columns. The noise is a formula of
integers, so that a browser makes the very same volume.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import integer, numeric_array, require_axes, require_non_empty

#: Side of the phantom, in voxels.
PHANTOM_SIZE = 48
#: (centre, half axes, grey level), each as (depth, row, column) in the cube from −1 to 1; a later
#: ellipsoid covers the earlier ones.
ELLIPSOIDS = (
    ((0, 0, 0), (1.6, 0.72, 0.9), 110),  # the body
    ((0, -0.1, -0.42), (0.8, 0.42, 0.3), 45),  # the lungs
    ((0, -0.1, 0.42), (0.8, 0.42, 0.3), 45),
    ((0, 0.5, 0), (1.6, 0.14, 0.14), 225),  # the spine
    ((0.1, -0.12, 0), (0.34, 0.26, 0.16), 165),  # the heart
    ((-0.25, 0, -0.42), (0.11, 0.11, 0.11), 190),  # nodules
    ((0.3, -0.2, 0.45), (0.07, 0.07, 0.07), 190),
    ((0.02, 0.06, 0.44), (0.021, 0.2, 0.2), 200),  # a plate, one slice thick
)


def phantom(size: int = PHANTOM_SIZE) -> NDArray[np.uint8]:
    """Return a phantom of a chest, as a scanner of computed tomography (CT) would see it.

    Parameters
    ----------
    size : int, >= 8
        Slices, rows and columns.

    Returns
    -------
    ndarray of uint8, shape (size, size, size)
        Depth, rows, columns.

    Examples
    --------
    >>> phantom(16).shape
    (16, 16, 16)
    """
    at = (2 * np.arange(integer(size, "size", 8)) + 1 - size) / size  # middles of the voxels
    volume = np.full((size, size, size), 20, np.uint8)
    for (z, y, x), (depth, height, width), level in ELLIPSOIDS:
        distance = (
            (((at - z) / depth) ** 2)[:, None, None]
            + (((at - y) / height) ** 2)[:, None]
            + ((at - x) / width) ** 2
        )
        volume[distance <= 1] = level
    return volume


def voxel_noise(shape: int | Sequence[int], *, seed: int = 0) -> NDArray[np.float64]:
    """Return numbers that look drawn from a normal distribution: mean 0, standard deviation 1.

    Each is the sum of four bytes that a hash makes of the voxel's number, scaled. Integers do not
    round, so Python and the browser have the same noise.

    Parameters
    ----------
    shape : tuple of int, >= 1
        How many numbers along each axis.
    seed : int, >= 0
        Other seeds make other noise, the same seed the same.

    Returns
    -------
    ndarray of float, of that shape
        From −3.45 to 3.45.

    Raises
    ------
    TypeError, ValueError
        If `seed` or a number of `shape` is no integer, or too small.
    """
    shape = tuple(integer(n, "shape", 1) for n in (shape if np.iterable(shape) else (shape,)))
    first = integer(seed, "seed", 0) * 0x9E3779B9 % 2**32
    state = np.arange(math.prod(shape), dtype=np.uint32) + np.uint32(first)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        state ^= state >> np.uint32(shift)
        state *= np.uint32(factor)
    state ^= state >> np.uint32(16)
    total = sum((state >> np.uint32(8 * byte)) & np.uint32(255) for byte in range(4))
    # A byte has the mean 127.5 and the variance (256² − 1) / 12.
    return ((total - 510.0) / np.sqrt(4 * (256**2 - 1) / 12)).reshape(shape)


def rms(values: ArrayLike) -> float:
    """Return the root of the mean square of all numbers in an array, as a float.

    Parameters
    ----------
    values : array_like of real numbers
        Of any shape, not empty.
    """
    numbers = numeric_array(values, "values")
    require_non_empty(numbers, "values")
    return float(np.sqrt(np.mean(np.square(numbers.astype(float)))))


def flicker(error: ArrayLike) -> float:
    """Return how much an error changes from one slice to the next.

    Parameters
    ----------
    error : array_like of shape (D, H, W), with D >= 2
        A volume minus what it should be.

    Returns
    -------
    float
        The root mean square of the difference of neighbouring slices.

    Raises
    ------
    TypeError, ValueError
        If `error` is no volume of numbers, or has one slice only.
    """
    error = numeric_array(error, "error").astype(float)
    require_axes(error, "error", ["D, H, W"])
    require_non_empty(error, "error")
    if len(error) < 2:
        raise ValueError(
            f"error has {len(error)} slice, shape {error.shape}, expected two or more; the slices "
            f"are axis 0: bring them there with np.moveaxis"
        )
    return rms(np.diff(error, axis=0))
