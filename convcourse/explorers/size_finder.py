"""`SizeFinder`: which sizes transposed convolutions reach from one, and with which settings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

import traitlets

from convcourse._validate import integer
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Given, Whole
from convcourse.operators.shapes import transposed_output_size

MOST_SIZES = 36
#: How far the slider of a chain's target goes beyond the sizes that it reaches.
BEYOND = 7

_DOUBLE = {"start": 112, "target": 224, "layers": []}

PUZZLES = [
    {
        "title": "Back to 224",
        "ask": "A layer with kernel 7, stride 2 and padding 3 shrank 224 rows to 112. Leave these "
        "three as they are, and get 224 back.",
        "hint": "Which sizes does the tree offer? One setting chooses between them.",
        "start": {**_DOUBLE, "kernel_size": 7, "stride": 2, "padding": 3, "output_padding": 0},
        "keep": {**_DOUBLE, "kernel_size": 7, "stride": 2, "padding": 3},
        "goal": {"size": 224},
        "solution": {"output_padding": 1},
    },
    {
        "title": "Without a choice",
        "ask": "From 112 to 224 again, with stride 2, but with output padding 0.",
        "hint": "With three taps and padding 1 it is 223. The kernel size adds one cell a tap, "
        "the padding takes two away.",
        "start": {**_DOUBLE, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 0},
        "keep": {**_DOUBLE, "stride": 2, "output_padding": 0},
        "goal": {"size": 224},
        "solution": {"kernel_size": 4, "padding": 1},
    },
]


class SizeFinder(
    DeclaredExplorer,
    question="Which settings reach this size?",
    puzzles=lambda explorer: [] if explorer.view.layers else PUZZLES,
):
    """Which sizes transposed convolutions reach from one size, and which settings reach a target.

    It knows one axis; whether a kernel is flipped plays no part. With `layers` it follows a chain
    of them and finds the `output_padding` of each, without puzzles; without, the sliders make one
    layer.

    Examples
    --------
    >>> SizeFinder(6, 12, kernel_size=3, stride=2, padding=1).sizes
    [11, 12]
    >>> decoder = SizeFinder(6, 96, layers=[(3, 2, 1), (3, 3, 1), (3, 3, 1)])
    >>> decoder.sizes[0], decoder.sizes[-1], decoder.output_paddings
    (91, 108, (0, 1, 2))
    """

    start = Whole(6, 1, 128, "The size before: {range}.", "From size", positional=True, wide=True)
    target = Whole(
        12, 1, 256, "The size that is wanted: {range}.", "Target size", positional=True, wide=True
    )
    kernel_size = Whole(3, 1, 7, "Taps of the one layer's kernel: {range}.", "Kernel size")
    stride = Whole(2, 1, 4, "Stride of the one layer: {range}.", "Stride")
    padding = Whole(1, 0, 3, "Padding of the one layer: {range}.", "Padding")
    output_padding = Whole(
        0,
        0,
        3,
        "Of the one layer, {range}: never as much as the stride.",
        "Output padding",
        wide=True,
    )
    layers = Given(
        (),
        "Transposed layers in the order in which they are passed; together they may reach up to "
        "36 sizes. What is read is the layers at work, a tuple.",
        "sequence of (kernel_size, stride, padding)",
        "Iterable[tuple[int, int, int]]",
    )

    class View(ExplorerView):
        """Draws a `SizeFinder`."""

        _esm = module_text("size_finder")
        _css = style_text("size_finder")

        layers = traitlets.List().tag(sync=True, state=True)

    def _brought(self, told):
        return {"layers": _checked(told["layers"])}

    def _make(self, told):
        super()._make(told)
        self._require_sizes()

    def _offers(self, name: str) -> bool:
        return name == "target" or not self.view.layers

    def _controls(self, names):
        controls = super()._controls(names)
        if self.view.layers:
            for control, _ in controls:
                self._narrow(control)
        return controls

    @output_padding.getter
    def output_padding(self) -> int:
        return min(self.view.output_padding, self.stride - 1)

    @output_padding.setter
    def output_padding(self, value: int) -> None:
        if value >= self.stride:
            raise ValueError(
                f"output_padding is {value}, expected less than stride={self.stride}; "
                f"use at most {self.stride - 1}"
            )
        self.view.output_padding = value

    @layers.getter
    def layers(self) -> tuple[tuple[int, int, int], ...]:
        view = self.view
        given = tuple(tuple(layer) for layer in view.layers)
        return given or ((view.kernel_size, view.stride, view.padding),)

    @layers.setter
    def layers(self, layers: Iterable[tuple[int, int, int]]) -> None:
        made, before = _checked(layers), self.view.layers
        if bool(made) != bool(before):
            raise ValueError(
                f"layers is {layers!r}, but this SizeFinder was made "
                f"{'with' if before else 'without'} layers and has sliders for that; "
                "make a new one"
            )
        self.view.layers = made
        try:
            self._require_sizes()
        except ValueError:
            self.view.layers = before
            raise

    def _require_sizes(self):
        if self.view.layers and not self.sizes:
            raise ValueError(f"layers leave nothing of start={self.start}; use less padding")

    @property
    def sizes(self) -> list[int]:
        """All sizes that `output_padding` can choose between, in order."""
        return sorted(self._ways())

    @property
    def output_paddings(self) -> tuple[int, ...] | None:
        """The `output_padding` of each layer that reaches the target; None where none does."""
        return self._ways().get(self.target)

    def _narrow(self, control):
        """Let the slider of the target reach a little beyond the sizes there are, no further."""
        around = [*self.sizes, self.target]
        control.min = max(control.min, min(around) - BEYOND)
        control.max = min(control.max, max(around) + BEYOND)

    def _ways(self):
        """Return the sizes that can be reached, each with the output_padding of each layer."""
        ways = {}
        for extras in product(*(range(stride) for _, stride, _ in self.layers)):
            size = self.start
            try:
                for (kernel, stride, padding), extra in zip(self.layers, extras, strict=True):
                    options = {"stride": stride, "padding": padding, "output_padding": extra}
                    size = transposed_output_size(size, kernel, **options)
            except ValueError:  # the padding cuts off all of it
                continue
            ways.setdefault(size, extras)
        return ways


def _checked(layers):
    """Return layers as lists of three integers, after checking them."""
    names = {"kernel_size": 1, "stride": 1, "padding": 0}
    for layer in layers:
        if len(layer) != len(names):
            raise ValueError(
                f"layers has {layer!r}, expected (kernel_size, stride, padding); give three numbers"
            )
    made = [
        [integer(value, f"{name} of a layer", least)
         for value, (name, least) in zip(layer, names.items(), strict=True)]
        for layer in layers
    ]  # fmt: skip
    reached = prod(stride for _, stride, _ in made)
    if reached > MOST_SIZES:
        raise ValueError(
            f"layers reach {reached} sizes, expected at most {MOST_SIZES}, so that they can be "
            "drawn; leave a layer out"
        )
    return made
