"""Names that were meant: the nearest by letters."""

from __future__ import annotations


def nearest(name: str, others: list[str]) -> str | None:
    """Return the name that is nearest by the letters to be changed, None if none is near."""
    ranked = sorted((distance(name.lower(), one.lower()), i, one) for i, one in enumerate(others))
    return ranked[0][2] if ranked and ranked[0][0] <= max(2, len(name) // 3) else None


def distance(a: str, b: str) -> int:
    """Return how many letters have to be put in, taken out or changed to make `b` of `a`."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y)))
    return row[-1]
