"""The pictures of the course: free photos, a test card, noise, and pictures as encoded bytes.

The photos come out of scikit-image's wheel (all in the public domain, CC0), so no network is
needed. A picture is a uint8 array, (H, W) in grey or (H, W, 3) in colour, 0 to 255.
"""

import io

import numpy as np
from PIL import Image

from convcourse._validate import choice, integer, numeric_array, require_non_empty

#: The photos by name, with what they show.
PHOTOS = {
    "chelsea": "a cat",
    "coffee": "a cup of coffee",
    "camera": "a man with a camera",
    "brick": "a brick wall",
    "grass": "grass",
    "gravel": "gravel",
}
#: How much red, green and blue count for the brightness; ITU-R BT.601, as in OpenCV.
LUMINANCE = (0.299, 0.587, 0.114)


def photo(name="chelsea", size=256):
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
    from skimage import data

    choice(name, "name", PHOTOS)
    picture = Image.fromarray(getattr(data, name)())
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    size = integer(size, "size", 1)
    return np.asarray(square.resize((size, size), Image.Resampling.LANCZOS))


def grey(picture):
    """Return a picture in grey: red, green and blue weighted by `LUMINANCE`, rounded.

    Parameters
    ----------
    picture : array_like of uint8, shape (H, W) or (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)
    """
    picture = np.asarray(picture)
    if picture.ndim == 2:
        return picture
    red, green, blue = np.moveaxis(picture.astype(float), -1, 0)
    weighted = LUMINANCE[0] * red + LUMINANCE[1] * green + LUMINANCE[2] * blue
    return np.floor(weighted + 0.5).astype(np.uint8)


def test_card(size=64):
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


test_card.__test__ = False  # its name is no test's


def lights(size=128):
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


def add_gaussian_noise(picture, sigma=25.0, *, seed=0):
    """Return `picture` with a normally distributed number added to every value.

    Parameters
    ----------
    picture : array_like of uint8
    sigma : float
        The noise's standard deviation, in grey levels.
    seed : int

    Returns
    -------
    ndarray of uint8
        Values below 0 or above 255 are clipped.
    """
    noise = np.random.default_rng(seed).normal(0, sigma, np.shape(picture))
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


def add_salt_and_pepper(picture, share=0.1, *, seed=0):
    """Return `picture` with some pixels turned black or white.

    Parameters
    ----------
    picture : array_like of uint8, shape (H, W) or (H, W, C)
    share : float, 0 to 1
        How many of the pixels; half of them become 0, half 255.
    seed : int

    Returns
    -------
    ndarray of uint8
    """
    noisy = np.array(picture, np.uint8)
    luck = np.random.default_rng(seed).random(noisy.shape[:2])
    noisy[luck < share / 2] = 0
    noisy[luck > 1 - share / 2] = 255
    return noisy


def psnr(picture, reference):
    """Return the peak signal-to-noise ratio of `picture` against `reference`, in decibels.

    Parameters
    ----------
    picture, reference : array_like of the same shape
        Values from 0 to 255.

    Returns
    -------
    float
        ``10 log10(255² / mean squared error)``: larger is closer, infinite is equal.
    """
    error = np.mean((np.asarray(picture, float) - np.asarray(reference, float)) ** 2)
    return float(10 * np.log10(255**2 / error)) if error else float("inf")


def encode(picture, *, quality=None):
    """Return a picture as WebP bytes, which a browser reads.

    Parameters
    ----------
    picture : array_like of shape (H, W) or (H, W, 3)
        Numbers from 0 to 255.
    quality : int, 0 to 100, optional
        Without it no pixel changes.

    Raises
    ------
    TypeError, ValueError
        If `picture` is none.
    """
    array = numeric_array(picture, "image")
    require_non_empty(array, "image")
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)):
        raise ValueError(
            f"image has shape {array.shape}, expected (H, W) in grey or (H, W, 3) in colour"
        )
    if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 255):
        raise ValueError(
            f"image has values from {array.min():g} to {array.max():g}, expected 0 to 255; "
            "scale or clip them"
        )
    image = Image.fromarray(np.rint(array).astype(np.uint8))
    file = io.BytesIO()
    how = {"lossless": True} if quality is None else {"quality": quality, "method": 6}
    image.save(file, "WEBP", **how)
    return file.getvalue()


def decode(data):
    """Return the picture that is in encoded bytes: (H, W, 3), or (H, W) where all is grey.

    Parameters
    ----------
    data : bytes
        Of a PNG, WebP or JPEG file.

    Returns
    -------
    ndarray of uint8
    """
    colour = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    # A grey photo comes out of WebP with a level or two between its channels.
    is_grey = (colour.max(axis=2) - colour.min(axis=2)).max() <= 2
    return grey(colour) if is_grey else colour
