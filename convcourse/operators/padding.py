"""What lies beyond the edge of an image: five borders, and their names elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice, image_array, integer, real_number, unwarned

__all__ = ["BORDER_NAMES", "border_indices", "pad2d"]

Border = Literal["constant", "nearest", "reflect", "mirror", "wrap"]

BORDER_NAMES: Mapping[str, Mapping[str, str | None]] = MappingProxyType(
    {
        border: MappingProxyType(
            dict(zip(("numpy", "scipy", "opencv", "torch"), names, strict=True))
        )
        for border, *names in (
            ("constant", "constant", "constant", "BORDER_CONSTANT", "constant"),
            ("nearest", "edge", "nearest", "BORDER_REPLICATE", "replicate"),
            ("reflect", "symmetric", "reflect", "BORDER_REFLECT", None),
            ("mirror", "reflect", "mirror", "BORDER_REFLECT_101", "reflect"),
            ("wrap", "wrap", "wrap", "BORDER_WRAP", "circular"),
        )
    }
)
"""Each border's name in ``np.pad`` (``mode``), ``scipy.ndimage`` (``mode``), OpenCV (the name of
the constant in ``cv2``) and ``torch.nn.functional.pad`` (``mode``; None where torch has none).

Mind the false friends: SciPy's and OpenCV's *reflect* repeats the edge pixel and is NumPy's
``symmetric``; NumPy's and torch's ``reflect`` does not, and is SciPy's ``mirror``."""


def border_indices(size: int, before: int, after: int, border: Border) -> NDArray[np.intp]:
    """Return which source pixel each pixel of a padded line copies.

    Every border but ``"constant"`` goes on for ever: a padding wider than the line repeats it.

    Parameters
    ----------
    size : int, >= 1
        Length of the line, in pixels.
    before, after : int, >= 0
        How many pixels to add at its start and at its end.
    border : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What lies beyond the edge, in ``scipy.ndimage``'s words.

    Returns
    -------
    ndarray of int, shape (before + size + after,)
        Source indices from 0 to ``size - 1``; -1 where a constant is to be filled in.

    Raises
    ------
    TypeError
        If a size is not an integer.
    ValueError
        If a size is out of range or the border is unknown.

    Notes
    -----
    The line ``a b c d``, padded by four on each side::

        constant    k k k k | a b c d | k k k k
        nearest     a a a a | a b c d | d d d d
        reflect     d c b a | a b c d | d c b a     period 2n
        mirror      c d c b | a b c d | c b a b     period 2n - 2
        wrap        a b c d | a b c d | a b c d     period n

    A line of one pixel has nothing to mirror but itself. See `BORDER_NAMES` for the names that
    NumPy, SciPy, OpenCV and PyTorch use.

    Examples
    --------
    >>> border_indices(4, 3, 3, "mirror")
    array([3, 2, 1, 0, 1, 2, 3, 2, 1, 0])
    >>> border_indices(4, 1, 2, "constant")
    array([-1,  0,  1,  2,  3, -1, -1])
    """
    size = integer(size, "size", 1)
    before = integer(before, "before", 0)
    after = integer(after, "after", 0)
    position = np.arange(-before, size + after)
    match choice(border, "border", BORDER_NAMES):
        case "constant":
            return np.where((position >= 0) & (position < size), position, -1)
        case "nearest":
            return np.clip(position, 0, size - 1)
        case "reflect":
            phase = position % (2 * size)
            return np.minimum(phase, 2 * size - 1 - phase)
        case "mirror":
            period = max(2 * size - 2, 1)  # one pixel mirrors into itself
            phase = position % period
            return np.minimum(phase, period - phase)
        case _:  # "wrap"
            return position % size


def pad2d(
    image: ArrayLike,
    width: int | Sequence[int] | Sequence[Sequence[int]],
    *,
    border: Border = "constant",
    cval: float = 0.0,
    channel_axis: int | None = None,
) -> NDArray[Any]:
    """Pad an image on its four sides.

    Parameters
    ----------
    image : array_like of real numbers, shape (rows, columns), or with a channel axis
        The image; it is not modified.
    width : int, (rows, columns) or ((top, bottom), (left, right)), all >= 0
        How many pixels to add: the same on all sides, one number per axis, or one per side. It
        may exceed the image, whose pattern then repeats.
    border : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What lies beyond the edge, in ``scipy.ndimage``'s words; see `border_indices`.
    cval : float
        The value to fill in with ``border="constant"``.
    channel_axis : int or None
        The axis that holds the channels, which is not padded; None for a grey image.

    Returns
    -------
    ndarray
        A new array of the image's dtype, also where nothing is added.

    Raises
    ------
    TypeError
        If the image is not numeric or is complex, or a width is not an integer.
    ValueError
        If the image is empty or has the wrong number of axes, a width is negative, the border is
        unknown, or an integer image cannot hold `cval`.

    Notes
    -----
    ``np.pad`` does the same with the names in ``BORDER_NAMES[border]["numpy"]``, though it
    quietly truncates ``constant_values=0.5`` in an integer image. ``cv2.copyMakeBorder`` does too.
    ``torch.nn.functional.pad`` refuses a ``"reflect"`` as wide as the image.

    Examples
    --------
    >>> pad2d([[1, 2], [3, 4]], 1)
    array([[0, 0, 0, 0],
           [0, 1, 2, 0],
           [0, 3, 4, 0],
           [0, 0, 0, 0]])
    >>> pad2d([[1, 2, 3]], ((0, 0), (2, 1)), border="mirror")
    array([[3, 2, 1, 2, 3, 2]])
    """
    image, channel_axis = image_array(image, channel_axis)
    choice(border, "border", BORDER_NAMES)
    rows, columns = _widths_per_side(width)
    cval = _fill_value(cval, border, image.dtype)
    if channel_axis is None:
        return _pad_plane(image, rows, columns, border, cval)
    planes = np.moveaxis(image, channel_axis, 0)
    padded = [_pad_plane(plane, rows, columns, border, cval) for plane in planes]
    return np.stack(padded, axis=channel_axis)


def _pad_plane(plane, rows, columns, border, cval):
    (top, bottom), (left, right) = rows, columns
    beyond = Beyond(plane.shape, (top, left), (bottom, right), border, cval)
    padded = np.empty(beyond.size, plane.dtype)
    beyond.fill(plane, 0, 0, padded)
    return padded


class Beyond:
    """An image as it goes on beyond its edges, of which one piece at a time is made.

    So a large image is filtered without a padded copy of it. `size` is the shape with the border.
    """

    def __init__(self, shape, before, after, border, cval):
        sides = list(zip(shape, before, after, strict=True))
        self.size = tuple(b + n + a for n, b, a in sides)
        self._inside = [(b, b + n) for n, b, _ in sides]
        self._sources = [border_indices(n, b, a, border) for n, b, a in sides]
        self._cval = real_number(cval, "cval")
        self._constant = border == "constant"

    def piece(self, plane, top, left, size):
        """Return `size` pixels from a row and a column of the whole on, by rows in memory.

        It is a view of the plane where that will do.
        """
        spans = [
            (start - low, start - low + n)
            for start, n, (low, high) in zip((top, left), size, self._inside, strict=True)
            if low <= start and start + n <= high
        ]
        if len(spans) == 2:
            view = plane[slice(*spans[0]), slice(*spans[1])]
            down, along = view.strides
            if along == view.itemsize and down >= size[1] * along:
                return view
        piece = np.empty(size, plane.dtype)
        self.fill(plane, top, left, piece)
        return piece

    def fill(self, plane, top, left, out):
        """Write into `out` what lies from a row and a column of the whole on."""
        rows = self._parts(0, top, out.shape[0])
        columns = self._parts(1, left, out.shape[1])
        for to_rows, from_rows in rows:
            if to_rows.start == to_rows.stop:
                continue
            source = None if from_rows is None else plane[from_rows]
            for to_columns, from_columns in columns:
                if source is None or from_columns is None:
                    with unwarned():  # what is too large for the dtype is inf
                        out[to_rows, to_columns] = self._cval
                else:
                    out[to_rows, to_columns] = source[:, from_columns]

    def _parts(self, axis, start, count):
        """Return what lies before, inside and after the image: where to, and from where."""
        low, high = self._inside[axis]
        ends = [0, *(min(max(edge - start, 0), count) for edge in (low, high)), count]
        before, inside, after = (slice(*ends[i : i + 2]) for i in range(3))
        source = self._sources[axis][start : start + count]
        across = slice(start + inside.start - low, start + inside.stop - low)
        if self._constant:
            return [(before, None), (inside, across), (after, None)]
        return [(before, source[before]), (inside, across), (after, source[after])]


def _widths_per_side(width):
    per_axis = tuple(width) if np.iterable(width) else (width, width)
    per_side = [tuple(item) if np.iterable(item) else (item, item) for item in per_axis]
    if isinstance(width, str) or [len(sides) for sides in per_side] != [2, 2]:
        raise ValueError(
            f"width={width!r} has the wrong form, expected one integer, (rows, columns) or "
            f"((top, bottom), (left, right)); write for example width=((1, 1), (2, 2))"
        )
    return [tuple(integer(side, "width", 0) for side in sides) for sides in per_side]


def _fill_value(cval, border, dtype):
    real_number(cval, "cval")
    if border == "constant" and dtype.kind in "bui":
        low, high = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        if not (low <= cval <= high and cval == int(cval)):
            raise ValueError(
                f"cval={cval!r} does not fit into an image of {dtype}, expected a whole number "
                f"from {low} to {high}; convert the image first, for example with astype(float)"
            )
    return cval if border == "constant" else 0
