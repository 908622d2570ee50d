"""How much of the input one output cell sees through several layers."""

from __future__ import annotations

from math import prod
from typing import Any

from convcourse.operators.shapes import receptive_field
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, kept_apart, table_part


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw two to four layers: kernel, stride, dilation."""
    layers = [
        [draws.whole(2, 5), draws.pick([1, 1, 2, 3]), draws.pick([1, 1, 1, 2])]
        for _ in range(draws.whole(2, 4))
    ]
    return {"layers": layers} if receptive_field(layers).size <= 60 else None


def solve(settings: dict[str, Any]) -> Solved:
    """Return the size of the field, and what comes out if the jump is left out or too early."""
    layers = settings["layers"]
    size, jump = receptive_field(layers)
    kernels = [k for k, _, _ in layers]
    leaps = [d * (k - 1) for k, _, d in layers]
    early, far = 1, 1
    for leap, (_, stride, _) in zip(leaps, layers, strict=True):
        far *= stride
        early += leap * far
    wrong = {
        "sum_of_kernels": sum(kernels),
        "no_jump": 1 + sum(leaps),
        "own_stride": early,
        "product": prod(kernels),
        "no_dilation": receptive_field([(k, s) for k, s, _ in layers]).size,
        "the_jump": jump if jump > 1 else None,
    }
    steps, at = ["1"], 1
    for leap, (_, stride, _) in zip(leaps, layers, strict=True):
        steps.append(f"{leap}·{at}")
        at *= stride
    slots = {"count": len(layers), "sum": " + ".join(steps), "size": size, "jump": jump}
    head = ["Layer", "Kernel", "Stride", "Dilation"]
    table = table_part(head, [[n, *layer] for n, layer in enumerate(layers, 1)])
    return Solved(size, kept_apart(size, wrong), slots, [table])


KIND = Kind(
    name="receptive_field",
    title="Receptive field",
    page="10_pooling_and_receptive_field",
    figure="10.5",
    ask=(
        "{count} layers, from the input on. Along a row, how many cells of the input does one cell "
        "of the last output span?"
    ),
    why=(
        "One cell, and in each layer dilation·(kernel − 1) leaps of the jump below it: "
        "{sum} = {size}."
    ),
    hint=(
        "Begin with 1. Each layer adds dilation·(kernel − 1) times the product of the strides "
        "before it."
    ),
    rules={
        "sum_of_kernels": Rule(
            "That adds up the kernels. Each adds its leaps, one fewer than its taps.", "10.4"
        ),
        "no_jump": Rule(
            "That leaves out the strides. After a stride of 2, neighbours lie two cells of the "
            "input apart, and a kernel above it reaches twice as far."
        ),
        "own_stride": Rule(
            "That multiplies by a layer's own stride. The stride moves the next window; only the "
            "strides before it stretch this kernel."
        ),
        "product": Rule("That multiplies the kernels. Fields grow by adding leaps.", "10.4"),
        "no_dilation": Rule(
            "That leaves out the dilation. It stretches the leaps of its layer.", "10.7"
        ),
        "the_jump": Rule(
            "That is the jump: how far apart the fields of two neighbours lie. Asked is how many "
            "cells one of them spans."
        ),
    },
    draw=draw,
    solve=solve,
)
