"""Which output_padding brings a size back that a stride has rounded."""

from __future__ import annotations

from typing import Any

from convcourse.operators.shapes import output_size, transposed_output_size
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, kept_apart, row_part


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a layer with a stride, whose kernel fits."""
    n, k, s, p = draws.whole(8, 24), draws.whole(2, 7), draws.whole(2, 6), draws.whole(0, 3)
    return {"n": n, "k": k, "s": s, "p": p} if 2 * p < k else None


def solve(settings: dict[str, Any]) -> Solved:
    """Return what is missing to the size before the layer, and other things that it is not."""
    n, k, s, p = (settings[name] for name in "nksp")
    small = output_size(n, k, stride=s, padding=p)
    least = transposed_output_size(small, k, stride=s, padding=p)
    value = n - least
    beyond = n - s * small
    wrong = {
        "never_needed": 0,
        "to_next_place": s - value,
        "beyond_product": beyond if beyond >= 0 else None,
        "same_padding": p,
        "the_most": s - 1,
    }
    slots = settings | {"small": small, "least": least, "value": value}
    figure = [row_part(n, p, list(range(k)), s)]
    return Solved(value, kept_apart(value, wrong), slots, figure)


KIND = Kind(
    name="output_padding",
    title="output_padding",
    page="14_transposed_convolution",
    figure="14.4",
    ask=(
        "A convolution with a kernel of {k}, stride {s} and padding {p} makes {small} cells of "
        "{n}. The transposed one, with the same numbers, is to make {n} of {small}. Which "
        "output_padding does it take?"
    ),
    why=(
        "Without it comes ({small} − 1)·{s} + {k} − 2·{p} = {least}. What is missing to {n}: "
        "{value}."
    ),
    hint=(
        "First see what comes out without it: ({small} − 1)·{s} + {k} − 2·{p}. What is missing to "
        "{n}?"
    ),
    rules={
        "never_needed": Rule(
            "Without it {least} cells come out, not {n}: several sizes become {small} on the way "
            "down."
        ),
        "to_next_place": Rule(
            "That is what is missing to one more window. Asked is what the last stride left over."
        ),
        "beyond_product": Rule(
            "That takes {small}·{s} for what comes out. It is ({small} − 1)·{s} + {k} − 2·{p} = "
            "{least}.",
            "14.2",
        ),
        "same_padding": Rule(
            "That is the padding, which cuts off at both ends. output_padding adds at one.", "14.5"
        ),
        "the_most": Rule(
            "That is the largest that is allowed. It is taken only if all of it is missing to {n}."
        ),
    },
    draw=draw,
    solve=solve,
)
