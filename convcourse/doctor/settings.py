"""Settings of a layer, as whole numbers or pairs of them, and shapes in words."""

from __future__ import annotations

import math
from typing import Any

from convcourse.doctor.values import Refusal, Shape, Unknown, UnreadableError

Settings = dict[str, Any]
#: One number for rows, one for columns.
Pair = tuple[int, ...]
#: torch's sizes are 64-bit integers; what is larger than this is a slip, and a long computation.
MOST = 2**31 - 1
#: And torch has no tensor of as many numbers, at four bytes each, as this.
LARGEST = 2**61


def words_of(shape: Shape | None) -> str:
    """Return a shape in words: ``16 maps of 12×12``, or ``120 numbers``."""
    if shape is None:
        return "something unknown"
    sizes = ["?" if size is None else str(size) for size in shape]
    if len(sizes) == 3:
        return f"{sizes[0]} {'map' if shape[0] == 1 else 'maps'} of {sizes[1]}×{sizes[2]}"
    if len(sizes) == 1:
        return f"{sizes[0]} {'number' if shape[0] == 1 else 'numbers'}"
    return f"a shape of {'×'.join(sizes) or 'nothing'}"


def product(sizes: Shape) -> int | None:
    """Return how many numbers a shape has, None where a size is unknown."""
    return None if None in sizes else math.prod(size for size in sizes if size is not None)


def known(settings: Settings, name: str) -> Any:
    """Return a setting that has to be known."""
    value = settings[name]
    if isinstance(value, Unknown):
        raise UnreadableError(f"{name}={value.text}")
    return value


def count(settings: Settings, name: str, least: int = 1) -> int | None:
    """Return a number of channels or features, None where it could not be read."""
    value = settings[name]
    if isinstance(value, Unknown):
        return None
    if type(value) is not int or not least <= value <= MOST:
        raise Refusal(
            "setting",
            f"{name}={shown(value)} is no whole number from {least} on; "
            f"write one, for example {name}={max(least, 8)}",
            name=name,
            instead=None,
        )
    return value


def shown(value: Any) -> str:
    """Return a setting as it is written in Python."""
    if isinstance(value, Unknown):
        return value.text
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, tuple | list):
        inside = ", ".join(shown(item) for item in value)
        return f"({inside})" if len(value) != 1 else f"({inside},)"
    return type(value).__name__


def pair(settings: Settings, name: str, least: int = 0, single: bool = False) -> Pair:
    """Return a setting as one whole number for each axis."""
    value = known(settings, name)
    values = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if single and len(values) == 1:
        values *= 2
    if any(isinstance(item, Unknown) for item in values):
        raise UnreadableError(f"{name}={shown(values)}")
    if len(values) != 2 or any(type(item) is not int or abs(item) > MOST for item in values):
        raise Refusal(
            "setting",
            f"{name}={shown(value)} is not one whole number, nor two (rows, columns)",
            name=name,
            instead=None,
        )
    if min(values) < least:
        good = tuple(max(item, least) for item in values)
        raise Refusal(
            "setting",
            f"{name}={shown(value)} is too small: {least} is the least that torch takes",
            name=name,
            instead=good[0] if good[0] == good[1] else good,
        )
    return values  # type: ignore[return-value]


def map_size(shape: Shape) -> Pair | None:
    """Return rows and columns of maps whose size is known, None for anything else."""
    if len(shape) != 3 or shape[1] is None or shape[2] is None:
        return None
    return shape[1], shape[2]


def one_or_two(rows: int, columns: int) -> int | tuple[int, int]:
    """Return a setting as short as it can be written: one number where both are equal."""
    return rows if rows == columns else (rows, columns)
