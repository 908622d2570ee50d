"""Whole numbers drawn from a seed, the same ones in Python and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from convcourse._validate import integer

One = TypeVar("One")
_WORD = 0xFFFFFFFF


class Draws:
    """A stream of numbers that follows from a seed alone.

    Parameters
    ----------
    seed : int, 0 to 2**32 - 1

    Notes
    -----
    The generator is mulberry32: 32 bits of state, and nothing but whole numbers, so that
    JavaScript draws the same. It is for exercises, not for statistics.

    References
    ----------
    .. [1] T. Ettinger, "mulberry32", 2017, public domain.

    Examples
    --------
    >>> draws = Draws(1)
    >>> [draws.whole(1, 6) for _ in range(5)]
    [2, 4, 6, 6, 4]
    """

    def __init__(self, seed: int) -> None:
        self._state = integer(seed, "seed", 0)
        if seed > _WORD:
            raise ValueError(f"seed is {seed}, expected at most {_WORD}; give a smaller one")

    def _next(self) -> int:
        self._state = (self._state + 0x6D2B79F5) & _WORD
        mixed = self._state
        mixed = (mixed ^ (mixed >> 15)) * (mixed | 1) & _WORD
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) & _WORD
        return mixed ^ (mixed >> 14)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self._next() % (high - low + 1)

    def wholes(self, count: int, low: int, high: int) -> list[int]:
        """Return `count` whole numbers from `low` to `high`."""
        return [self.whole(low, high) for _ in range(count)]

    def grid(self, rows: int, columns: int, low: int, high: int) -> list[list[int]]:
        """Return rows of whole numbers from `low` to `high`."""
        return [self.wholes(columns, low, high) for _ in range(rows)]

    def pick(self, options: Sequence[One]) -> One:
        """Return one of `options`."""
        return options[self.whole(0, len(options) - 1)]

    def shuffled(self, options: Sequence[One]) -> list[One]:
        """Return `options` in another order."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.whole(0, last)
            order[last], order[other] = order[other], order[last]
        return order
