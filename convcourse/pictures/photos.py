"""Photos as they look: one reader for whatever a file holds, eight bits a channel."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Generator
from typing import BinaryIO

import numpy as np
from PIL import ExifTags, Image

#: The formats that are read, by what a file holds and not by its name.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
#: A photo with more pixels is refused, as decoding it could take all memory.
MOST_PIXELS = 2 * (Image.MAX_IMAGE_PIXELS or 0)
#: What Pillow raises for files that are damaged or none of its own.
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
#: What brings a photo upright, by its EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PhotoError(ValueError):
    """Why a photo cannot be read, in words that its file's name can be set before."""


def read_photo(file: bytes | str | os.PathLike[str] | BinaryIO) -> Image.Image:
    """Return a photo as it looks on a screen.

    Parameters
    ----------
    file : bytes, path or binary file
        Of one of `FORMATS`. Of several pictures in a file the first is read.

    Returns
    -------
    PIL.Image.Image
        In mode "RGB", turned as its EXIF orientation says. What is transparent lies on white, as
        in the explorers. Of 16 bits a channel the upper eight are kept, as OpenCV does.

    Raises
    ------
    PhotoError
        If the file cannot be read as a photo; it says why, without the file's name.

    Notes
    -----
    Colour profiles and gamma values are not applied; OpenCV does not either.
    """
    file = io.BytesIO(file) if isinstance(file, bytes) else file
    Image.init()  # else `formats` may only name those that Pillow has met before
    try:
        with Image.open(file, formats=FORMATS) as picture:
            return _on_white(_eight_bits(_upright(picture)))
    except PhotoError:
        raise
    except Image.UnidentifiedImageError:
        raise PhotoError(f"it is damaged, or none of {', '.join(FORMATS)}") from None
    except Image.DecompressionBombError:
        raise PhotoError(
            f"it has more than {MOST_PIXELS // 10**6} million pixels; scale it down first"
        ) from None
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno:  # the file and not what is in it
            raise PhotoError(error.strerror) from None
        raise PhotoError(f"it is damaged ({error})") from None


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Keep Pillow from warning of odd metadata and of large photos while the block runs.

    Its warnings name no file, and what matters is an error. Filters of warnings hold for all
    threads: set this around a pool, not within it.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture turned as its EXIF orientation says; damaged EXIF says nothing."""
    picture.load()  # which turns a TIFF already, and only then is its orientation gone
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except SyntaxError:  # Pillow: "not a TIFF file"
        return picture
    # Not ImageOps.exif_transpose: it writes the other metadata anew, and fails where they are odd.
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of at most eight bits a channel."""
    if picture.mode.startswith("I;16"):
        # Pillow's own conversion would clip: all above 255 would be white.
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in ("I", "F"):
        kind = "32-bit integers" if picture.mode == "I" else "32-bit floats"
        raise PhotoError(
            f"its greys are {kind}, which do not say what is white; save it with 8 or 16 bits"
        )
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")
