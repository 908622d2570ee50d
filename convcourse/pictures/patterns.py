"""What a kernel looks like: its likeness to hand-made patterns, its colour, its direction.

Kernels have shape (N, C, k, k), as in torch. Angles say how lines run, in degrees from 0
(horizontal) to 180, anticlockwise; rows count downwards. A kernel and its negative find the same
lines and differ only in the sign of their output, so a likeness may have either sign.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import (
    integer,
    numeric_array,
    require_axes,
    require_finite,
    require_non_empty,
)
from convcourse.operators.kernels import box, gaussian

__all__ = [
    "channel_mixes",
    "colour_share",
    "cosine",
    "direction",
    "hand_made",
    "likeness",
    "spectral_concentration",
]

ANGLES = tuple(22.5 * n for n in range(8))


def hand_made(size: int = 7) -> dict[str, NDArray[np.floating]]:
    """Return the patterns that people write by hand, at any size.

    Parameters
    ----------
    size : int, >= 3

    Returns
    -------
    dict of {str: ndarray, shape (size, size)}
        Each of length 1, that is, with squares that add up to 1. An even patch, a blob, a spot
        (bright centre, dark surround), two saddles; and edges, bars and stripes at eight angles.

    Raises
    ------
    TypeError, ValueError
        If `size` is not an integer of at least 3.

    Notes
    -----
    With :math:`u` the distance from a line through the centre and :math:`g` a Gaussian: an edge
    is :math:`u g`, a bar is :math:`g` less as much of :math:`u^2 g` as makes its sum 0, stripes
    are :math:`g` times a sine of :math:`u`. Sobel's kernel is the edge of 3 × 3 numbers.

    Examples
    --------
    >>> patterns = hand_made(7)
    >>> len(patterns), (patterns["edge 90°"][3] > 0)
    (29, array([False, False, False, False,  True,  True,  True]))
    """
    size = integer(size, "size", 3)
    scale = size / 7
    bell = {sigma: gaussian(sigma * scale, size=size) for sigma in (1, 1.5, 2.5)}
    found = {"even": box(size), "blob": bell[1.5], "spot": bell[1] - bell[2.5]}
    for angle in ANGLES:
        across = _across(size, angle)
        squared = across**2 * bell[1.5]
        wave = np.sin(2 * np.pi * across / (4 * scale))
        found[f"edge {angle:g}°"] = across * bell[2.5]
        found[f"bar {angle:g}°"] = bell[1.5] - squared * (bell[1.5].sum() / squared.sum())
        found[f"stripes {angle:g}°"] = wave * bell[2.5]
    found["saddle 0°"] = _across(size, 0) * _across(size, 90) * bell[2.5]
    found["saddle 45°"] = _across(size, 45) * _across(size, 135) * bell[2.5]
    return {name: pattern / np.linalg.norm(pattern) for name, pattern in found.items()}


def _across(size: int, angle: float) -> NDArray[np.floating]:
    """Return each pixel's distance from the line through the centre at `angle`."""
    rows, columns = np.indices((size, size)) - (size - 1) / 2
    run, rise = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return (columns * rise + rows * run).round(12)  # so that what is symmetric is so exactly


def channel_mixes(channels: Literal[1, 3] = 3) -> dict[str, NDArray[np.floating]]:
    """Return how a pattern can be spread over channels: each plus, minus, or left out.

    Parameters
    ----------
    channels : 1 or 3

    Returns
    -------
    dict of {str: ndarray, shape (channels,)}
        Each of length 1. Of a mix and its negative only one is there: 13 mixes of red, green
        and blue, and of one channel none but itself, with an empty name.

    Examples
    --------
    >>> list(channel_mixes())[:4], len(channel_mixes())
    (['R+G+B', 'R+G', 'R+G−B', 'R+B'], 13)
    """
    if integer(channels, "channels") not in (1, 3):
        raise ValueError(f"channels={channels!r}, expected 1 or 3; show one channel at a time")
    if channels == 1:
        return {"": np.ones(1)}
    found: dict[str, NDArray[np.floating]] = {}
    for signs in product((1, 0, -1), repeat=3):
        used = [(s, name) for s, name in zip(signs, "RGB", strict=True) if s]
        if used and used[0][0] > 0:
            name = "".join(("+" if s > 0 else "−") + letter for s, letter in used)
            found[name.removeprefix("+")] = np.array(signs) / np.linalg.norm(signs)
    return found


def cosine(a: ArrayLike, b: ArrayLike) -> float:
    """Return the cosine similarity of two kernels: 1 alike, 0 nothing in common, −1 opposite.

    Parameters
    ----------
    a, b : array_like of the same shape
        How large the numbers are plays no part, only how they relate.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, there are no numbers, or one is not finite.

    Examples
    --------
    >>> cosine([[1, -1]], [[3, -3]]), cosine([[1, -1]], [[1, 1]])
    (1.0, 0.0)
    """
    a, b = numeric_array(a, "a"), numeric_array(b, "b")
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape}, b {b.shape}; they must be equal")
    for array, name in ((a, "a"), (b, "b")):
        require_non_empty(array, name)
        require_finite(array, name)
    a, b = _scaled(a[np.newaxis]), _scaled(b[np.newaxis])
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return round(float((a * b).sum() / lengths), 12) if lengths else 0.0


def likeness(kernels: ArrayLike) -> NDArray[np.floating]:
    """Return the cosine similarity of each kernel to each hand-made pattern in each channel mix.

    Parameters
    ----------
    kernels : array_like, shape (N, C, k, k), with C 1 or 3

    Returns
    -------
    ndarray, shape (N, patterns, mixes)
        In the order of `hand_made` and `channel_mixes`; 0 for a kernel of zeros.

    Raises
    ------
    TypeError, ValueError
        If the kernels have another shape, or a number is not finite.
    """
    kernels = _checked(kernels)
    patterns = np.stack(list(hand_made(kernels.shape[-1]).values()))
    mixes = np.stack(list(channel_mixes(kernels.shape[1]).values()))
    products = np.einsum("ncij,pij,mc->npm", kernels, patterns, mixes)
    return _over(products, np.sqrt((kernels**2).sum(axis=(1, 2, 3)))[:, None, None])


def colour_share(kernels: ArrayLike) -> NDArray[np.floating]:
    """Return which share of each kernel's energy is colour and not brightness.

    Parameters
    ----------
    kernels : array_like, shape (N, C, k, k)

    Returns
    -------
    ndarray, shape (N,)
        From 0, the same in all channels, to 1, where at each pixel the channels add up to 0.
        Noise has (C − 1) / C, as most directions in the space of channels are colours.
    """
    kernels = _checked(kernels)
    colour = kernels - kernels.mean(axis=1, keepdims=True)
    return _over((colour**2).sum(axis=(1, 2, 3)), (kernels**2).sum(axis=(1, 2, 3)))


def direction(kernels: ArrayLike) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return at which angle each kernel's lines run, and how strongly.

    Parameters
    ----------
    kernels : array_like, shape (N, C, k, k)

    Returns
    -------
    angle : ndarray, shape (N,)
        In degrees, 0 to 180; 0 is horizontal.
    strength : ndarray, shape (N,)
        From 0, an even patch or no direction at all, to 1, lines alone.

    Notes
    -----
    The angle is that of the structure tensor: slopes between neighbours, squared and added up
    over pixels and channels. The strength is the tensor's coherence, ``(λ₁ − λ₂) / (λ₁ + λ₂)``,
    times the share of the energy that varies at all within its channel.
    """
    kernels = _checked(kernels)
    right, down = np.diff(kernels, axis=3), np.diff(kernels, axis=2)
    right = right[:, :, 1:] + right[:, :, :-1]
    up = -(down[..., 1:] + down[..., :-1])
    xx, yy, xy = ((a * b).sum(axis=(1, 2, 3)) for a, b in ((right, right), (up, up), (right, up)))
    slope = np.degrees(np.arctan2(2 * xy, xx - yy)) / 2
    varies = kernels - kernels.mean(axis=(2, 3), keepdims=True)
    share = _over((varies**2).sum(axis=(1, 2, 3)), (kernels**2).sum(axis=(1, 2, 3)))
    return (slope + 90) % 180, _over(np.hypot(xx - yy, 2 * xy), xx + yy) * share


def spectral_concentration(kernels: ArrayLike, bins: int = 3) -> NDArray[np.floating]:
    """Return which share of each kernel's energy its strongest few frequencies hold.

    Parameters
    ----------
    kernels : array_like, shape (N, C, h, w)
    bins : int, >= 1
        How many frequencies count as few.

    Returns
    -------
    ndarray of float, shape (N,)
        From 0 to 1; 0 for a kernel of zeros. `networks.features` has the same for tensors.
    """
    kernels = numeric_array(kernels, "kernels")
    require_axes(kernels, "kernels", ["N, C, h, w"])
    require_non_empty(kernels, "kernels")
    require_finite(kernels, "kernels")
    energy = (np.abs(np.fft.fft2(_scaled(kernels))) ** 2).sum(axis=1)  # (N, h, w)
    rows, columns = np.indices(energy.shape[1:])
    height, width = energy.shape[1:]
    # A frequency and its opposite get the same number: the place of the first of the two.
    pair = np.minimum(rows * width + columns, -rows % height * width + -columns % width)
    _, place = np.unique(pair.ravel(), return_inverse=True)
    of_pairs = np.stack([np.bincount(place, e.ravel()) for e in energy])  # (N, pairs)
    strongest = -np.sort(-of_pairs, axis=1)[:, : integer(bins, "bins", 1)]
    total = of_pairs.sum(axis=1)
    return np.divide(strongest.sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)


def _checked(kernels: ArrayLike) -> NDArray[np.floating]:
    """Return kernels as floats, each scaled to a largest number of 1 or −1."""
    kernels = numeric_array(kernels, "kernels")
    require_axes(kernels, "kernels", ["N, C, k, k"])
    require_non_empty(kernels, "kernels")
    require_finite(kernels, "kernels")
    if kernels.shape[2] != kernels.shape[3] or kernels.shape[2] < 3:
        raise ValueError(
            f"kernels have {kernels.shape[2]}×{kernels.shape[3]} numbers, expected a square of "
            f"3×3 or more"
        )
    return _scaled(kernels)


def _scaled(kernels: NDArray) -> NDArray[np.floating]:
    """Return kernels as floats of at most 1, so that no square is too large or too small."""
    largest = np.abs(kernels.astype(float)).max(axis=tuple(range(1, kernels.ndim)), keepdims=True)
    return kernels / np.where(largest > 0, largest, 1)


def _over(a: NDArray[np.floating], b: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return a / b, and 0 where b is 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b > 0)
