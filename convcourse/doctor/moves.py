"""How a shape, its field and its jump move through a layer."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from convcourse.doctor.settings import Pair, words_of
from convcourse.doctor.values import Move, Refusal, Shape, Tensor, UnreadableError


def require_maps(kind: str, x: Tensor) -> tuple[Any, int, int]:
    """Return channels, rows and columns of what has to be maps."""
    shape = x.shape or ()
    if len(shape) != 3:
        raise Refusal(
            "axes",
            f"{kind} expects maps (channels, rows, columns), but {words_of(shape)} arrive",
        )
    if shape[1] is None or shape[2] is None:
        raise UnreadableError("the size of the maps")
    return shape[0], shape[1], shape[2]


def moved(
    x: Tensor, shape: Shape, spans: Pair, steps: tuple[Any, ...], taps: Pair = (0, 0)
) -> Tensor:
    """Return a tensor of that shape, each number from `spans` numbers of x, `steps` apart.

    `taps` is how far the kernel of a transposed convolution reaches, from first to last.
    """
    moves = tuple(
        Move(span, Fraction(step), tap) for span, step, tap in zip(spans, steps, taps, strict=True)
    )
    trail = (*x.trail, moves)
    if all(move.step >= 1 for one in trail for move in one):
        field = tuple(
            r + math.ceil((move.span - 1) * j)
            for r, move, j in zip(x.field, moves, x.jump, strict=True)
        )
    else:
        field = tuple(_traced([one[axis] for one in trail]) for axis in range(len(moves)))
    jump = tuple(j * move.step for j, move in zip(x.jump, moves, strict=True))
    return replace(x, shape=shape, field=field, jump=jump, trail=trail)


def _traced(moves: list[Move]) -> int:
    """Return the most pixels that one value depends on, going back layer by layer.

    Behind a layer that enlarges, neighbours do not lie equally far apart in the picture.
    """
    length = 1
    for move in reversed(moves):
        if move.taps:
            length = math.floor((length - 1 + move.taps - 1) * move.step) + 1
        else:
            length = math.ceil((length - 1) * move.step) + move.span
    return length


def gathered(x: Tensor, made: Shape) -> Tensor:
    """Return a tensor whose numbers depend on all that `x` was flattened from."""
    if x.maps is None:
        return replace(x, shape=made)
    return replace(moved(x, made, x.maps, (1, 1)), maps=None)


def reach(kernel: int, stride: int, dilation: int) -> int:
    """Return how many inputs lie between the first and the last that one output gathers from."""
    first: dict[int, int] = {}
    most = 1
    for tap in range(min(kernel, 4096)):
        phase = tap * dilation % stride
        most = max(most, (tap * dilation - first.setdefault(phase, tap * dilation)) // stride + 1)
    return most
