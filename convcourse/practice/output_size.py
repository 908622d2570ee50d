"""The size of an output: padding on both sides, the kernel's span, the stride, the first place."""

from __future__ import annotations

from math import ceil
from typing import Any

from convcourse.operators.shapes import output_size
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, kept_apart, positive, row_part


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a layer that fits into its row."""
    n, k = draws.whole(6, 22), draws.whole(2, 5)
    s, p, d = draws.pick([1, 1, 2, 2, 3, 4]), draws.whole(0, 3), draws.pick([1, 1, 2, 3])
    fits = d * (k - 1) + 1 <= n + 2 * p and 2 * p <= d * (k - 1) + 1
    return {"n": n, "k": k, "s": s, "p": p, "d": d} if fits else None


def solve(settings: dict[str, Any]) -> Solved:
    """Return the size of the output, and what is made of the formula by mistake."""
    n, k, s, p, d = (settings[name] for name in "nkspd")
    size = output_size(n, k, stride=s, padding=p, dilation=d)
    span = d * (k - 1) + 1
    room = n + 2 * p - span
    wrong = {
        "first_place": positive(size - 1),
        "one_side": positive((n + p - span) // s + 1),
        "no_padding": positive((n - span) // s + 1),
        "no_stride": room + 1,
        "rounded_up": ceil(room / s) + 1,
        "no_floor": room / s + 1 if room % s else None,
        "no_dilation": (n + 2 * p - k) // s + 1,
        "span_of_taps": positive((n + 2 * p - d * k) // s + 1),
    }
    slots = settings | {
        "padded": n + 2 * p, "span": span, "room": room, "strides": room // s, "size": size,
    }  # fmt: skip
    taps = [d * tap for tap in range(k)]
    return Solved(size, kept_apart(size, wrong), slots, [row_part(n, p, taps, s)])


KIND = Kind(
    name="output_size",
    title="Output size",
    page="06_stride_dilation_and_output_size",
    figure="6.4",
    ask=(
        "A row of {n} cells, a padding of {p} on each side. A kernel of {k} taps, dilation {d}, "
        "moves with stride {s}. How many cells has the output?"
    ),
    why=(
        "With its padding the row has {padded} cells, and the kernel spans {span}. That leaves "
        "{room}, room for {strides} strides of {s}; with the first place {size}."
    ),
    hint=(
        "Add the padding on both sides, take off what the kernel spans, count the whole strides, "
        "and add 1 for the first place."
    ),
    rules={
        "first_place": Rule(
            "That counts the strides. Before the first stride there is a place as well: add 1."
        ),
        "one_side": Rule(
            "That pads one side. A padding of {p} adds {p} cells on each side: {padded} in all.",
            "6.1",
        ),
        "no_padding": Rule(
            "That leaves out the padding. The row has {padded} cells with it.", "6.1"
        ),
        "no_stride": Rule(
            "That is the size at stride 1. With stride {s} the kernel leaps over places."
        ),
        "rounded_up": Rule(
            "That rounds up. A last stride that finds too few cells is not taken: round down."
        ),
        "no_floor": Rule(
            "A size is whole. A last stride that finds too few cells is not taken: round down."
        ),
        "no_dilation": Rule(
            "That takes the kernel for {k} cells wide. With dilation {d} it reaches over {span}.",
            "6.5",
        ),
        "span_of_taps": Rule(
            "That takes {d}·{k} cells for the kernel. But {k} taps have {k} − 1 leaps between "
            "them: {d}·({k} − 1) + 1 = {span}.",
            "6.5",
        ),
    },
    draw=draw,
    solve=solve,
)
