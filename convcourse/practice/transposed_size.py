"""The size that a transposed convolution makes: stamps, their distance, what is cut and added."""

from __future__ import annotations

from typing import Any

from convcourse.operators.shapes import output_size, transposed_output_size
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, kept_apart, positive


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a transposed layer that leaves something after its padding."""
    n, k, s = draws.whole(3, 16), draws.whole(2, 5), draws.whole(2, 4)
    p, extra = draws.whole(0, 2), draws.whole(0, s - 1)
    fits = 2 * p < k and (n - 1) * s + k - 2 * p + extra >= 1
    return {"n": n, "k": k, "s": s, "p": p, "extra": extra} if fits else None


def solve(settings: dict[str, Any]) -> Solved:
    """Return the size of the output, and what the formula gives with one part of it wrong."""
    n, k, s, p, extra = (settings[name] for name in ("n", "k", "s", "p", "extra"))
    size = transposed_output_size(n, k, stride=s, padding=p, output_padding=extra)
    fits = k <= n + 2 * p
    wrong = {
        "times_stride": n * s,
        "forward": positive(output_size(n, k, stride=s, padding=p)) if fits else None,
        "padding_added": size + 4 * p,
        "padding_left_out": size + 2 * p,
        "no_output_padding": positive(size - extra),
        "both_ends": size + extra,
        "one_stamp_more": size + s,
    }
    slots = settings | {"before": (n - 1) * s, "whole": (n - 1) * s + k, "cut": 2 * p, "size": size}
    return Solved(size, kept_apart(size, wrong), slots)


KIND = Kind(
    name="transposed_size",
    title="Transposed size",
    page="14_transposed_convolution",
    figure="14.2",
    ask=(
        "A transposed convolution: {n} cells in a row, a kernel of {k}, stride {s}, padding {p}, "
        "output_padding {extra}. How many cells has the output?"
    ),
    why=(
        "The last of {n} stamps begins {before} cells after the first and is {k} wide: {whole}. "
        "The padding cuts off {cut}, output_padding gives {extra}: {size}."
    ),
    hint=(
        "Lay down {n} stamps of {k} cells, {s} apart. Cut off the padding at both ends, and add "
        "output_padding at one."
    ),
    rules={
        "times_stride": Rule(
            "That multiplies by the stride. Between {n} stamps there are {n} − 1 steps, and the "
            "last stamp is {k} wide."
        ),
        "forward": Rule(
            "That is the size of a convolution. The transposed one goes the other way."
        ),
        "padding_added": Rule(
            "That adds the padding. In a transposed convolution padding cuts cells off: {cut}.",
            "14.5",
        ),
        "padding_left_out": Rule(
            "That leaves out the padding, which cuts {p} cells off at each end.", "14.5"
        ),
        "no_output_padding": Rule(
            "That leaves out output_padding, which gives {extra} at the end.", "14.4"
        ),
        "both_ends": Rule("That adds output_padding at both ends. It is added at one.", "14.5"),
        "one_stamp_more": Rule("That takes {n} steps. Between {n} stamps there are {n} − 1."),
    },
    draw=draw,
    solve=solve,
)
