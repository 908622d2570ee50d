"""`SizeFinder`: which sizes transposed convolutions reach from one, and with which settings."""

from itertools import product
from math import prod

import traitlets

from convcourse._validate import integer
from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    chosen_controls,
    delegated,
    slider,
)
from convcourse.explorers.parts.modules import module_text, style_text
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

#: The controls, in the order in which they stand.
CONTROLS = {
    "start": lambda view: _wide(slider(view, "start", "From size")),
    "target": lambda view: _wide(slider(view, "target", "Target size")),
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "output_padding": lambda view: slider(view, "output_padding", "Output padding"),
}


def _wide(control):
    """Make a slider long, as its range is."""
    control[0].add_class("cc-wide")
    return control


class SizeFinderView(ExplorerView):
    """Draws a `SizeFinder` and holds its state."""

    _esm = module_text("enlarging")
    # Alike for the three explorers of a page on this topic, which then carries them once.
    _css = style_text("transposed_explorer", "size_finder", "checkerboard_lab")
    figure = traitlets.Unicode("sizeFinder").tag(sync=True)

    start = traitlets.Int(6, min=1, max=128).tag(sync=True, state=True)
    target = traitlets.Int(12, min=1, max=256).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=1, max=7).tag(sync=True, state=True)
    stride = traitlets.Int(2, min=1, max=4).tag(sync=True, state=True)
    padding = traitlets.Int(1, min=0, max=3).tag(sync=True, state=True)
    output_padding = traitlets.Int(0, min=0, max=3).tag(sync=True, state=True)
    layers = traitlets.List().tag(sync=True, state=True)


class SizeFinder(Explorer):
    """Which sizes transposed convolutions reach from one size, and which settings reach a target.

    It knows one axis; whether a kernel is flipped plays no part. With `layers` it follows a chain
    of them and finds the `output_padding` of each; without, the sliders make one layer.

    Parameters
    ----------
    start, target : int
        The size before, 1 to 128, and the size that is wanted, 1 to 256.
    kernel_size, stride, padding, output_padding : int
        Of the one layer: 1 to 7, 1 to 4, 0 to 3, 0 to 3 and below the stride.
    layers : sequence of (kernel_size, stride, padding)
        Transposed layers in the order in which they are passed; together they may reach up to
        36 sizes.
    question : str
        The title.
    puzzles : bool
        Show the strip of puzzles; with `layers` there are none.

    Raises
    ------
    ValueError
        If `layers` reach too many sizes or none, or `output_padding` is not below the stride.
    traitlets.TraitError
        If another argument is out of range.

    Examples
    --------
    >>> SizeFinder(6, 12, kernel_size=3, stride=2, padding=1).sizes
    [11, 12]
    >>> decoder = SizeFinder(6, 96, layers=[(3, 2, 1), (3, 3, 1), (3, 3, 1)])
    >>> decoder.sizes[0], decoder.sizes[-1], decoder.output_paddings
    (91, 108, (0, 1, 2))
    """

    def __init__(
        self,
        start=6,
        target=12,
        *,
        kernel_size=3,
        stride=2,
        padding=1,
        output_padding=0,
        layers=(),
        question="Which settings reach this size?",
        controls=tuple(CONTROLS),
        puzzles=True,
    ):
        self.view = view = SizeFinderView(
            start=start,
            target=target,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            layers=_checked(layers),
        )
        self.output_padding = output_padding
        self._require_sizes()
        shown = chosen_controls(view, controls, CONTROLS)
        if layers:
            shown = [(control, joined) for control, joined in shown if "target" in joined.values()]
            for control, _ in shown:
                self._narrow(control)
        super().__init__(question, view, shown, PUZZLES if puzzles and not layers else [])

    start = delegated("start", "The size before: 1 to 128.")
    target = delegated("target", "The size that is wanted: 1 to 256.")
    kernel_size = delegated("kernel_size", "Taps of the one layer's kernel: 1 to 7.")
    stride = delegated("stride", "Stride of the one layer: 1 to 4.")
    padding = delegated("padding", "Padding of the one layer: 0 to 3.")

    @property
    def output_padding(self):
        """Of the one layer: never more than the stride allows."""
        return min(self.view.output_padding, self.stride - 1)

    @output_padding.setter
    def output_padding(self, value):
        if value >= self.stride:
            raise ValueError(
                f"output_padding is {value}, expected less than stride={self.stride}; "
                f"use at most {self.stride - 1}"
            )
        self.view.output_padding = value

    @property
    def layers(self):
        """The layers at work, a tuple of (kernel_size, stride, padding)."""
        view = self.view
        given = tuple(tuple(layer) for layer in view.layers)
        return given or ((view.kernel_size, view.stride, view.padding),)

    @layers.setter
    def layers(self, layers):
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
    def sizes(self):
        """All sizes that `output_padding` can choose between, in order."""
        return sorted(self._ways())

    @property
    def output_paddings(self):
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
