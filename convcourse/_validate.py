"""Argument checks shared by the operators.

Each raises TypeError or ValueError with a message that says what was got, what was expected and
what to do about it, and returns the argument in the one form that the rest of the code uses.
"""

from __future__ import annotations

import difflib
import math
import numbers
import operator
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def numeric_array(value: object, name: str) -> NDArray[Any]:
    """Return `value` as an array of real numbers, without copying it where possible."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} cannot be made into an array ({error}); give all its rows the same length"
        ) from None
    if array.dtype.kind == "c":
        raise TypeError(
            f"{name} is complex ({array.dtype}), expected real numbers; "
            f"treat {name}.real and {name}.imag separately and add the results"
        )
    if array.dtype.kind not in "buif":
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected real numbers; "
            f"convert it first, for example with np.asarray({name}, dtype=float)"
        )
    return array


def float_array(value: object, name: str) -> NDArray[np.floating]:
    """Return `value` in working precision: float32 from half and single, float64 from the rest."""
    array = numeric_array(value, name)
    single = array.dtype.kind == "f" and array.dtype.itemsize <= 4
    return array.astype(np.float32 if single else np.float64, copy=False)


def unwarned() -> np.errstate:
    """Let sums be what they are, whatever `np.seterr` says: inf - inf is NaN, too much is inf."""
    return np.errstate(all="ignore")


def cast(array: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """Return `array` as `dtype`; what is too large for it becomes inf."""
    with unwarned():
        return array.astype(dtype, copy=False)


def require_axes(array: NDArray[Any], name: str, layouts: Sequence[str]) -> None:
    """Check that `array` has the axes of one of the `layouts`, such as ``("C, L", "N, C, L")``."""
    if array.ndim not in [layout.count(",") + 1 for layout in layouts]:
        expected = " or ".join(f"({layout})" for layout in layouts)
        raise ValueError(
            f"{name} has {array.ndim} axes, shape {array.shape}, expected {expected}; "
            f"add or drop an axis, for example {name}[None] or {name}[0]"
        )


def require_non_empty(array: NDArray[Any], name: str, *, empty_batch: bool = False) -> None:
    """Check that no axis of `array` has length 0, but for the first if `empty_batch`."""
    if 0 in array.shape[int(empty_batch) :]:
        raise ValueError(
            f"{name} is empty: it has shape {array.shape}, expected every axis to be >= 1; "
            f"check the slice that made it"
        )


def kernel_array(value: object) -> NDArray[np.floating]:
    """Return `value`, a matrix of real numbers, in working precision."""
    array = float_array(value, "kernel")
    require_axes(array, "kernel", ["rows, columns"])
    require_non_empty(array, "kernel")
    return array


def image_array(image: object, channel_axis: int | None) -> tuple[NDArray[Any], int | None]:
    """Return the image as an array, and its channel axis counted from 0 (None for grey)."""
    array = numeric_array(image, "image")
    if channel_axis is None:
        if array.ndim != 2:
            raise ValueError(
                f"image has {array.ndim} axes, shape {array.shape}, expected 2 (rows, columns); "
                f"if one axis holds the channels, name it, for example channel_axis=-1"
            )
    else:
        channel_axis = integer(channel_axis, "channel_axis")
        if array.ndim != 3:
            raise ValueError(
                f"image has {array.ndim} axes, shape {array.shape}, expected 3 with "
                f"channel_axis={channel_axis}; leave channel_axis=None for a grey image"
            )
        if not -3 <= channel_axis < 3:
            raise ValueError(
                f"channel_axis={channel_axis} is out of range, expected -3 to 2; "
                f"use -1 when the channels come last"
            )
        channel_axis %= 3
    require_non_empty(array, "image")
    return array, channel_axis


def integer(value: Any, name: str, minimum: int | None = None) -> int:
    """Return `value` as a Python int that is at least `minimum`."""
    expected = "an integer" if minimum is None else f"an integer >= {minimum}"
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name}={value!r} is of type {type(value).__name__}, expected {expected}; "
            f"round or convert it first, for example with int()"
        ) from None
    if minimum is not None and result < minimum:
        raise ValueError(
            f"{name}={result} is too small, expected {expected}; use {name}={minimum} or more"
        )
    return result


def per_axis(value: Any, name: str, axes: int, minimum: int) -> tuple[int, ...]:
    """Return a tuple of `axes` integers from one integer or from one integer per axis."""
    if not np.iterable(value):
        return (integer(value, name, minimum),) * axes
    values = tuple(value)
    if isinstance(value, str) or len(values) not in (1, axes):
        raise ValueError(
            f"{name}={value!r} has length {len(values)}, expected one integer or {axes} "
            f"(one per spatial axis); use for example {name}={(max(minimum, 1),) * axes}"
        )
    values = tuple(integer(item, name, minimum) for item in values)
    return values * axes if len(values) == 1 else values


def choice(value: Any, name: str, options: Collection[str]) -> str:
    """Check that `value` is one of the `options`; suggest the nearest if it is not."""
    if not isinstance(value, str) or value not in options:
        near = difflib.get_close_matches(str(value), options, n=1)
        advice = f"did you mean {near[0]!r}?" if near else "choose one of these"
        raise ValueError(
            f"{name}={value!r} is not known, expected one of {', '.join(map(repr, options))}; "
            f"{advice}"
        )
    return value


def choices(names: Iterable[str], argument: str, known: Collection[str]) -> list[str]:
    """Return `names` as a list, after checking that they are several, each of them known."""
    if isinstance(names, str):
        raise TypeError(
            f"{argument} is {names!r}, expected several names; use {argument}=[{names!r}]"
        )
    return [choice(name, argument, known) for name in names]


def real_number(value: object, name: str) -> float:
    """Return `value`, which must be a single real number, as a float; NaN and inf will do."""
    if not isinstance(value, numbers.Real):
        raise TypeError(
            f"{name}={value!r} is of type {type(value).__name__}, expected a real number; "
            f"use for example {name}=0.0"
        )
    return float(value)


def positive_number(value: Any, name: str) -> float:
    """Return `value`, which must be a finite real number above zero, as a float."""
    if not 0 < real_number(value, name) < float("inf"):
        raise ValueError(
            f"{name}={value!r} is out of range, expected a finite number > 0; "
            f"use for example {name}=1.0"
        )
    return float(value)


def finite_number(value: Any, name: str) -> float:
    """Return `value`, which must be a finite real number, as a float."""
    if not math.isfinite(real_number(value, name)):
        raise ValueError(
            f"{name}={value!r} is not finite, expected a number; use for example {name}=1.0"
        )
    return float(value)


def require_finite(array: NDArray[Any], name: str) -> None:
    """Check that an array has neither NaN nor inf."""
    if not np.isfinite(array).all():
        raise ValueError(
            f"{name} holds NaN or inf, expected finite numbers; find them with np.isfinite"
        )


def require_levels(array: NDArray[Any], name: str) -> None:
    """Check that an array does not hold a picture from 0 to 1, which would be black in levels."""
    if array.dtype.kind == "b" or (array.dtype.kind == "f" and 0 < array.max() <= 1):
        raise ValueError(
            f"{name} has {array.dtype} from {array.min():g} to {array.max():g}, expected levels "
            f"from 0 to 255, so it would be black; multiply it by 255"
        )


def _picture_shaped(value: object, name: str) -> NDArray[Any]:
    array = numeric_array(value, name)
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)):
        raise ValueError(
            f"{name} has shape {array.shape}, expected (H, W) in grey or (H, W, 3) in colour; "
            f"take one picture, or drop what is no colour, for example {name}[..., :3]"
        )
    require_non_empty(array, name)
    return array


def picture_array(value: object, name: str) -> NDArray[np.uint8]:
    """Return `value`, a picture (H, W) or (H, W, 3) of whole numbers from 0 to 255, as uint8."""
    array = _picture_shaped(value, name)
    if array.dtype.kind not in "iu" or array.min() < 0 or array.max() > 255:
        raise ValueError(
            f"{name} has {array.dtype} from {array.min():g} to {array.max():g}, expected whole "
            f"numbers from 0 to 255; scale and clip it, then round: np.rint(…).astype(np.uint8)"
        )
    return array.astype(np.uint8, copy=False)


def grey_levels(value: object, name: str) -> NDArray[np.uint8]:
    """Return `value`, a picture (H, W) or (H, W, 3) of any numbers from 0 to 255, rounded.

    What looks as if it went from 0 to 1 is refused: fractions, or truth values, none above 1.
    """
    array = _picture_shaped(value, name)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity, expected 0 to 255; replace them")
    least, most = array.min(), array.max()
    if least < 0 or most > 255:
        raise ValueError(
            f"{name} has values from {least:g} to {most:g}, expected 0 to 255; scale or clip them"
        )
    require_levels(array, name)
    return np.rint(array).astype(np.uint8)
