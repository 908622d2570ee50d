"""`SizeFinder`: which sizes transposed convolutions reach from one, and with which settings."""

from itertools import product
from math import prod

import traitlets

from convcourse._validate import choice, integer
from convcourse.explorers.base import (
    Explorer,
    ExplorerView,
    delegated,
    module_text,
    slider,
    style_text,
)
from convcourse.shapes import transposed_output_size

MOST_SIZES = 36

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
    "start": lambda view: slider(view, "start", "From size"),
    "target": lambda view: slider(view, "target", "Target size"),
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size"),
    "stride": lambda view: slider(view, "stride", "Stride"),
    "padding": lambda view: slider(view, "padding", "Padding"),
    "output_padding": lambda view: slider(view, "output_padding", "Output padding"),
}


class SizeFinderView(ExplorerView):
    """Draws a `SizeFinder` and holds its state."""

    _esm = module_text("enlarging")
    # Alike for the three explorers of a page on this topic, which then carries them once.
    _css = style_text("explorer", "transposed_explorer", "size_finder", "checkerboard_lab")
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
        for name in controls:
            choice(name, "controls", CONTROLS)
        if output_padding >= stride:
            raise ValueError(
                f"output_padding is {output_padding}, expected less than stride={stride}; "
                f"use at most {stride - 1}"
            )
        self.view = view = SizeFinderView(
            start=start,
            target=target,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            layers=_checked(layers),
        )
        if layers and not self.sizes:
            raise ValueError(f"layers leave nothing of start={start}; use less padding")
        free = [name for name in CONTROLS if name in controls and (not layers or name == "target")]
        shown = [CONTROLS[name](view) for name in free]
        for (control, _), name in zip(shown, free, strict=True):
            if name in ("start", "target"):
                control.add_class("cc-wide")
        super().__init__(question, view, shown, PUZZLES if puzzles and not layers else [])

    start = delegated("start", "The size before: 1 to 128.")
    target = delegated("target", "The size that is wanted: 1 to 256.")

    @property
    def layers(self):
        """The layers at work, as (kernel_size, stride, padding)."""
        view = self.view
        given = [tuple(layer) for layer in view.layers]
        return given or [(view.kernel_size, view.stride, view.padding)]

    @property
    def sizes(self):
        """All sizes that `output_padding` can choose between, in order."""
        return sorted(self._ways())

    @property
    def output_paddings(self):
        """The `output_padding` of each layer that reaches the target; None where none does."""
        return self._ways().get(self.target)

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
