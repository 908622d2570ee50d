"""The pictures of the course: free photos, a test card, noise, and pictures as encoded bytes.

The photos come out of scikit-image's wheel, so no network is needed. All are in the public domain:
the astronaut was released by NASA, the rocket by SpaceX, the others as CC0. A picture is a uint8
array, (H, W) in grey or (H, W, 3) in colour, 0 to 255.
"""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from convcourse._docs import documented_like
from convcourse._validate import (
    choice,
    finite_number,
    grey_levels,
    integer,
    numeric_array,
    picture_array,
    require_finite,
    require_levels,
    require_non_empty,
)
from convcourse.pictures.photos import PhotoError, read_photo

#: The photos by name, with what they show.
PHOTOS = {
    "chelsea": "a cat",
    "coffee": "a cup of coffee",
    "camera": "a man with a camera",
    "brick": "a brick wall",
    "grass": "grass",
    "gravel": "gravel",
    "astronaut": "an astronaut",
    "rocket": "a rocket at night",
}
#: How much red, green and blue count for the brightness; ITU-R BT.601, as in OpenCV.
LUMINANCE = (0.299, 0.587, 0.114)


def whole_photo(name: str = "chelsea") -> NDArray[np.uint8]:
    """Return a photo as it lies in scikit-image's wheel.

    The file is read here: scikit-image's own readers find none of their plugins where the path to
    them has brackets (0.26.0), as in ``Kurs [2026]``.

    Parameters
    ----------
    name : str
        A key of `PHOTOS`.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3) or, for a grey photo, (H, W)

    Examples
    --------
    >>> whole_photo("coffee").shape
    (400, 600, 3)
    """
    choice(name, "name", PHOTOS)
    (file,) = (one for one in files("skimage.data").iterdir() if Path(one.name).stem == name)
    return np.asarray(Image.open(io.BytesIO(file.read_bytes())))


def photo(name: str = "chelsea", size: int = 256) -> NDArray[np.uint8]:
    """Return the middle square of a photo, scaled to `size` × `size`.

    Parameters
    ----------
    name : str
        A key of `PHOTOS`.
    size : int, >= 1
        Rows and columns of the result.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3) or, for a grey photo, (size, size)

    Examples
    --------
    >>> photo("coffee").shape
    (256, 256, 3)
    """
    picture = Image.fromarray(whole_photo(name))
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    size = integer(size, "size", 1)
    return np.asarray(square.resize((size, size), Image.Resampling.LANCZOS))


def grey(picture: ArrayLike) -> NDArray[np.uint8]:
    """Return a picture in grey: red, green and blue weighted by `LUMINANCE`, rounded.

    Parameters
    ----------
    picture : array_like of uint8, shape (H, W) or (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)

    Raises
    ------
    TypeError, ValueError
        If `picture` has another shape, or other numbers than whole ones from 0 to 255.
    """
    picture = picture_array(picture, "picture")
    if picture.ndim == 2:
        return picture
    red, green, blue = np.moveaxis(picture.astype(float), -1, 0)
    weighted = LUMINANCE[0] * red + LUMINANCE[1] * green + LUMINANCE[2] * blue
    return np.floor(weighted + 0.5).astype(np.uint8)


def test_card(size: int = 64) -> NDArray[np.uint8]:
    """Return a grey picture that shows what a kernel does: a dot, lines, a square, a ramp.

    The single dot, of 250 on black, leaves a copy of the kernel in a filtered picture.

    Parameters
    ----------
    size : int, >= 64
        Rows and columns.

    Returns
    -------
    ndarray of uint8, shape (size, size)
    """
    card = np.zeros((integer(size, "size", 64), size), np.uint8)
    card[8, 8] = 250
    card[4:20, 24] = card[16, 30:46] = 250
    for step in range(12):
        card[6 + step, 48 + step] = 250
    card[28:44, 6:22] = 200
    rows, columns = np.mgrid[28:44, 28:60]
    card[28:44, 28:60] = np.where((rows - 36) ** 2 + (columns - 36) ** 2 < 50, 230, 60)
    card[50:60, 4:60] = np.linspace(0, 255, 56).astype(np.uint8)
    return card


# Its name is no test's.
test_card.__test__ = False  # pyrefly: ignore[missing-attribute]


def lights(size: int = 128) -> NDArray[np.uint8]:
    """Return three overlapping discs of red, green and blue light on black.

    Where discs overlap their light adds up: every mixture of the three is there, eight in all.

    Parameters
    ----------
    size : int, >= 8
        Rows and columns.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)
        Each number is 0 or 255.
    """
    size = integer(size, "size", 8)
    place = (np.arange(size) + 0.5) / size
    centres = [(0.36, 0.5), (0.62, 0.65), (0.62, 0.35)]  # red above, green right, blue left
    discs = [np.hypot(place[:, None] - y, place - x) < 0.3 for y, x in centres]
    return 255 * np.stack(discs, -1).astype(np.uint8)


def add_gaussian_noise(
    picture: ArrayLike, sigma: float = 25.0, *, seed: int = 0
) -> NDArray[np.uint8]:
    """Return `picture` with a normally distributed number added to every value.

    Parameters
    ----------
    picture : array_like of uint8, shape (H, W) or (H, W, 3)
    sigma : float, >= 0
        The noise's standard deviation, in grey levels.
    seed : int, >= 0
        Other seeds make other noise, the same seed the same.

    Returns
    -------
    ndarray of uint8, of the picture's shape
        Values below 0 or above 255 are clipped.

    Raises
    ------
    TypeError, ValueError
        If `picture` has another shape, or other numbers than whole ones from 0 to 255; if
        `sigma` or `seed` is negative or no number.
    """
    picture, seed = picture_array(picture, "picture"), integer(seed, "seed", 0)
    if finite_number(sigma, "sigma") < 0:
        raise ValueError(f"sigma={sigma!r} is negative, expected a number >= 0; use 0 for no noise")
    noise = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


@documented_like(add_gaussian_noise)
def add_salt_and_pepper(
    picture: ArrayLike, share: float = 0.1, *, seed: int = 0
) -> NDArray[np.uint8]:
    """Return `picture` with some pixels turned black or white.

    Parameters
    ----------
    share : float, 0 to 1
        How many of the pixels; half of them become 0, half 255.

    Returns
    -------
    ndarray of uint8, of the picture's shape

    Raises
    ------
    TypeError, ValueError
        If `picture` has another shape, or other numbers than whole ones from 0 to 255; if
        `share` or `seed` is out of range.
    """
    noisy = picture_array(picture, "picture").copy()
    if not 0 <= finite_number(share, "share") <= 1:
        raise ValueError(f"share={share!r} is out of range, expected 0 to 1; 0.1 is every tenth")
    luck = np.random.default_rng(integer(seed, "seed", 0)).random(noisy.shape[:2])
    noisy[luck < share / 2] = 0
    noisy[luck > 1 - share / 2] = 255
    return noisy


def psnr(picture: ArrayLike, reference: ArrayLike) -> float:
    """Return the peak signal-to-noise ratio of `picture` against `reference`, in decibels.

    Parameters
    ----------
    picture, reference : array_like of the same shape
        Grey levels, where 0 is black and 255 white. What was computed may lie beyond.

    Returns
    -------
    float
        ``10 log10(255² / mean squared error)``: larger is closer, infinite is equal.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, there is nothing to compare, a number is not finite, or both
        pictures go from 0 to 1 only.

    Examples
    --------
    >>> round(psnr([[0, 10]], [[0, 0]]), 2)
    31.14
    """
    one, other = _finite(picture, "picture"), _finite(reference, "reference")
    if one.shape != other.shape:
        raise ValueError(
            f"picture has shape {one.shape}, reference {other.shape}; they must be equal: "
            f"bring both to one shape first"
        )
    require_levels(np.maximum(one, other), "picture and reference")
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / error)) if error else float("inf")


def _finite(value: ArrayLike, name: str) -> NDArray[Any]:
    array = numeric_array(value, name)
    require_non_empty(array, name)
    require_finite(array, name)
    return array


def encode(picture: ArrayLike, *, quality: int | None = None) -> bytes:
    """Return a picture as WebP bytes, which a browser reads.

    Parameters
    ----------
    picture : array_like of shape (H, W) or (H, W, 3)
        Numbers from 0 to 255, which are rounded.
    quality : int, 0 to 100, optional
        Without it no pixel changes.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If `picture` has another shape or other numbers, or goes from 0 to 1 only; if `quality` is
        out of range.
    """
    levels = grey_levels(picture, "image")
    if quality is not None and integer(quality, "quality", 0) > 100:
        raise ValueError(f"quality={quality} is too large, expected 0 to 100; 90 is good")
    file = io.BytesIO()
    how = {"lossless": True} if quality is None else {"quality": quality, "method": 6}
    Image.fromarray(levels).save(file, "WEBP", **how)
    return file.getvalue()


def decode(data: bytes | bytearray | memoryview) -> NDArray[np.uint8]:
    """Return the picture that is in encoded bytes: (H, W, 3), or (H, W) where all is grey.

    Parameters
    ----------
    data : bytes
        Of a PNG, WebP or JPEG file, or another that `convcourse.pictures.photos.read_photo` reads.

    Returns
    -------
    ndarray of uint8
        Where red, green and blue are nowhere more than 2 apart, all counts as grey.

    Raises
    ------
    ValueError
        If the bytes are no picture.
    """
    try:
        colour = np.asarray(read_photo(bytes(data)))
    except PhotoError as error:
        raise ValueError(f"the bytes cannot be read as a picture: {error}") from None
    # A grey photo comes out of WebP with a level or two between its channels.
    is_grey = (colour.max(axis=2) - colour.min(axis=2)).max() <= 2
    return grey(colour) if is_grey else colour
