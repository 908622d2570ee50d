"""How many parameters a layer has: every filter has a grid for each channel, and one bias."""

from __future__ import annotations

from typing import Any

from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, kept_apart, written


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a layer whose channels can be dealt out to its groups."""
    groups = draws.pick([1, 1, 1, 2, 4])
    return {
        "channels": groups * draws.whole(1, 8),
        "filters": groups * draws.whole(1, 12),
        "k": draws.pick([1, 3, 3, 5, 7]),
        "groups": groups,
        "bias": draws.pick([True, True, False]),
        "side": draws.pick([8, 16, 28, 32]),
    }


def solve(settings: dict[str, Any]) -> Solved:
    """Return the number of weights and biases, and what is left out or added by mistake."""
    channels, filters, k = settings["channels"], settings["filters"], settings["k"]
    groups, bias, side = settings["groups"], settings["bias"], settings["side"]
    depth = channels // groups
    weights = filters * depth * k * k
    biases = filters if bias else 0
    value = weights + biases
    wrong = {
        "no_bias": weights if bias else None,
        "bias_anyway": weights + filters if not bias else None,
        "bias_for_each_grid": weights + filters * depth if bias else None,
        "one_grid": filters * k * k + biases,
        "one_filter": depth * k * k + (1 if bias else 0),
        "side_once": filters * depth * k + biases,
        "no_groups": filters * channels * k * k + biases,
        "every_place": weights * side * side + biases,
    }
    slots = settings | {
        "bias": str(bias), "depth": depth, "weights": weights, "biases": biases,
        "value": written(value),
    }  # fmt: skip
    return Solved(value, kept_apart(value, wrong), slots)


KIND = Kind(
    name="parameters",
    title="Parameters",
    page="07_channels_and_feature_maps",
    figure="7.2",
    ask=(
        "nn.Conv2d({channels}, {filters}, {k}, groups={groups}, bias={bias}) gets pictures of "
        "{side}×{side}. How many parameters has it?"
    ),
    why=(
        "{filters} filters with {depth}·{k}·{k} weights each: {weights}. Biases: {biases}, so "
        "{value} in all. The size of the picture does not matter."
    ),
    hint=(
        "Each of the {filters} filters has a grid of {k}×{k} for every channel that it reads, and "
        "at most one bias."
    ),
    rules={
        "no_bias": Rule("That leaves out the biases. Each of the {filters} filters has one."),
        "bias_anyway": Rule("That adds biases. With bias=False there are none."),
        "bias_for_each_grid": Rule(
            "That gives each grid a bias. The sums of a filter's grids are added, and then one "
            "bias: {filters} in all.",
            "7.1",
        ),
        "one_grid": Rule(
            "That gives each filter one grid. It has one for every channel that it reads: {depth}.",
            "7.1",
        ),
        "one_filter": Rule("That is one filter. There are {filters}, one for each map."),
        "side_once": Rule("That takes {k} weights for a grid. It has {k}×{k}."),
        "no_groups": Rule(
            "That lets each filter read all {channels} channels. With groups={groups} it reads "
            "{depth}.",
            "7.5",
        ),
        "every_place": Rule(
            "That counts new weights for each place. The same weights slide over the picture."
        ),
    },
    draw=draw,
    solve=solve,
)
