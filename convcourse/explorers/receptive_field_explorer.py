"""`ReceptiveFieldExplorer`: a stack of layers, and the pixels that any unit of it depends on."""

from typing import NamedTuple

import ipywidgets
import traitlets

from convcourse._validate import choice, integer
from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    checkbox,
    chosen_controls,
    delegated,
    dropdown,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators import shapes

#: The kinds of layers, in the order in which they are offered, with their names.
KINDS = {"conv": "Convolution", "max": "Max pooling", "avg": "Average pooling"}
MOST_LAYERS = 20
#: The least and the largest of each number of a layer.
RANGES = {"kernel_size": (1, 11), "stride": (1, 4), "padding": (0, 8), "dilation": (1, 8)}


class Layer(NamedTuple):
    """One layer of a stack, the same along both axes."""

    kind: str = "conv"
    kernel_size: int = 3
    stride: int = 1
    padding: int = 0
    dilation: int = 1


_CONV, _POOL = Layer(padding=1), Layer("max", 2, 2)

#: Stacks with a name: the size of the picture and the layers. VGG-16 up to its last pooling,
#: ResNet-50 up to its first, the article's autoencoder up to its middle.
PRESETS = {
    "VGG-16": (224, [*2 * [_CONV, _CONV, _POOL], *3 * [_CONV, _CONV, _CONV, _POOL]]),
    "ResNet-50 stem": (224, [Layer("conv", 7, 2, 3), Layer("max", 3, 2, 1)]),
    "Listing 2": (96, [Layer("conv", 3, 3, 1), Layer("conv", 3, 3, 1), Layer("conv", 3, 2, 1)]),
}


def _row(layer):
    """Return a layer as the view holds it: the place of its kind, then its numbers."""
    return [list(KINDS).index(layer.kind), *layer[1:]]


def _start(input_size, *layers):
    return {
        "input_size": input_size,
        "layers": [_row(layer) for layer in layers],
        "layer": len(layers),
        "depth": len(layers),
        **dict(zip(("kind", *RANGES), _row(layers[-1]), strict=True)),
        "row": 0,
        "paths": False,
    }


PUZZLES = [
    {
        "title": "As far as one 7×7",
        "ask": "One unit is to see 7×7 pixels, and the output is to stay 15×15. You have nothing "
        "but 3×3 convolutions with stride 1 and dilation 1.",
        "hint": "How far does a second layer see? Add layers, and look at the column Field. "
        "Which padding keeps the size?",
        "start": _start(15, Layer(padding=1)),
        "keep": {"input_size": 15},
        "goal": {
            "field": 7,
            "size": 15,
            "most": {"kernel_size": 3, "stride": 1, "dilation": 1},
            "kinds": [0],
        },
        "solution": {"layers": [_row(_CONV)] * 3},
    },
    {
        "title": "Exactly 31",
        "ask": "Four 3×3 convolutions reach over 9 pixels. Change them until the field of the "
        "last one is exactly 31. The kernels stay 3×3, and four layers are enough.",
        "hint": "Each layer adds 2 · dilation · jump. The four have to add 30 together: 2 + 4 + "
        "8 + 16, for example.",
        "start": _start(32, *4 * [_CONV]),
        "keep": {"input_size": 32},
        "goal": {"field": 31, "layers": 4, "most": {"kernel_size": 3}, "kinds": [0]},
        "solution": {"layers": [_row(Layer(padding=d, dilation=d)) for d in (1, 2, 4, 8)]},
    },
    {
        "title": "All 32, without a gap",
        "ask": "One unit of the last layer is to depend on every one of the 32 pixels of a row. "
        "Three layers at most, no kernel larger than 4.",
        "hint": "The jump is what makes later kernels reach far. As long as no stride is longer "
        "than its kernel, no pixel between two windows is left out. At the end of a row some may "
        "be, where the windows do not come out even.",
        "start": _start(32, _CONV, _CONV),
        "keep": {"input_size": 32},
        "goal": {"covers": True, "layers": 3, "most": {"kernel_size": 4}},
        "solution": {
            "layers": [_row(Layer("conv", 4, 4)), _row(Layer("max", 4, 4)), _row(Layer("conv", 2))]
        },
    },
]

#: The controls, in the order in which they stand.
CONTROLS = {
    "input_size": lambda view: slider(view, "input_size", "Picture size"),
    "layer": lambda view: _layer_slider(view),
    "kind": lambda view: dropdown(view, "kind", KINDS.values(), "Kind"),
    "kernel_size": lambda view: slider(view, "kernel_size", "Kernel size k"),
    "stride": lambda view: slider(view, "stride", "Stride s"),
    "padding": lambda view: slider(view, "padding", "Padding p"),
    "dilation": lambda view: slider(view, "dilation", "Dilation d"),
    "paths": lambda view: checkbox(view, "paths", "Shade by the number of paths"),
}
#: Those that change the layer that is chosen.
EDITING = ("kind", *RANGES)


def _layer_slider(view):
    control = ipywidgets.IntSlider(view.layer, 1, len(view.layers), description="Change layer")
    return control, {"value": "layer", "max": "deepest"}


def _layers(layers):
    """Return `layers` as the view holds them, after checking them."""
    if not 1 <= len(layers) <= MOST_LAYERS:
        advice = "leave some out" if layers else 'give at least one, such as ("conv", 3)'
        raise ValueError(f"layers has {len(layers)} entries, expected 1 to {MOST_LAYERS}; {advice}")
    return [_row(_checked(layer, f"layers[{number}]")) for number, layer in enumerate(layers)]


def _checked(layer, name):
    """Return a layer as a `Layer`, after checking its kind and its numbers."""
    if isinstance(layer, str) or not 1 <= len(layer) <= len(Layer._fields):
        raise ValueError(
            f"{name} is {layer!r}, expected (kind, kernel_size, stride, padding, dilation), of "
            'which the last may be left out; write for example ("conv", 3)'
        )
    layer = Layer(*layer)
    choice(layer.kind, f"kind of {name}", KINDS)
    numbers = {}
    for own, (least, most) in RANGES.items():
        numbers[own] = integer(getattr(layer, own), f"{own} of {name}", least)
        if numbers[own] > most:
            raise ValueError(
                f"{own} of {name} is {numbers[own]}, expected an integer from {least} to {most}; "
                "make it smaller"
            )
    return Layer(layer.kind, **numbers)


class ReceptiveFieldExplorerView(ExplorerView):
    """Draws a `ReceptiveFieldExplorer` and holds its state."""

    _esm = module_text("receptive_field_explorer")
    _css = style_text("receptive_field_explorer")

    input_size = traitlets.Int(16, min=1, max=256).tag(sync=True, state=True)
    layers = traitlets.List().tag(sync=True, state=True)
    layer = traitlets.Int(1, min=1, max=MOST_LAYERS).tag(sync=True, state=True)
    kind = traitlets.Int(0, min=0, max=len(KINDS) - 1).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=1, max=11).tag(sync=True, state=True)
    stride = traitlets.Int(1, min=1, max=4).tag(sync=True, state=True)
    padding = traitlets.Int(0, min=0, max=8).tag(sync=True, state=True)
    dilation = traitlets.Int(1, min=1, max=8).tag(sync=True, state=True)
    paths = traitlets.Bool(False).tag(sync=True, state=True)
    depth = traitlets.Int(1, min=1, max=MOST_LAYERS).tag(sync=True, state=True)
    row = traitlets.Int(0, min=0).tag(sync=True, state=True)
    position = traitlets.Int(0, min=0).tag(sync=True, state=True)
    deepest = traitlets.Int(1, min=1, max=MOST_LAYERS).tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    editable = traitlets.Bool(True).tag(sync=True)


class ReceptiveFieldExplorer(Explorer):
    """A stack of convolutions and poolings, and the pixels that any unit of it depends on.

    It shows one axis from the side, the picture with the pixels of one unit, and a table of the
    layers. All layers are square. Flipping a kernel changes nothing here.

    Parameters
    ----------
    layers : sequence of Layer or of tuple, or str
        1 to 20 layers from the picture upwards, each ``(kind, kernel_size, stride, padding,
        dilation)`` with `kind` ``"conv"``, ``"max"`` or ``"avg"``; or the name of one of
        `PRESETS`, which brings its own `input_size`.
    input_size : int
        Pixels along each axis, 1 to 256.
    depth : int, optional
        The layer whose unit is shown, from 1; the last by default.
    row, position : int
        Row and column of that unit, from 0; past the end is the last. By default in the middle.
    paths : bool
        Shade each pixel by how many paths lead from it to the unit.
    question : str
        The title.
    controls : sequence of str
        Which controls to show besides the scrub slider and the player; all by default.
    presets, puzzles : bool
        Show the buttons for `PRESETS`, and the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If `layers` or `controls` are not such.
    traitlets.TraitError
        If another argument is out of range. A layer that does not fit is no error: it is shown.

    Examples
    --------
    >>> explorer = ReceptiveFieldExplorer([("conv", 3), ("max", 2, 2), ("conv", 3)], input_size=12)
    >>> explorer.sizes
    [12, 10, 5, 3]
    >>> explorer.field
    ReceptiveField(size=8, jump=2)
    >>> explorer.position = 0
    >>> explorer.pixels
    [0, 1, 2, 3, 4, 5, 6, 7]
    """

    def __init__(
        self,
        layers=(_CONV, _CONV, _CONV),
        input_size=16,
        *,
        depth=None,
        row=None,
        position=None,
        paths=False,
        question="Which pixels does one unit depend on?",
        controls=tuple(CONTROLS),
        presets=True,
        puzzles=True,
    ):
        if isinstance(layers, str):
            input_size, layers = PRESETS[choice(layers, "layers", PRESETS)]
        rows = _layers(layers)
        self.view = view = ReceptiveFieldExplorerView(
            input_size=input_size,
            layers=rows,
            layer=len(rows),
            depth=len(rows) if depth is None else min(depth, len(rows)),
            deepest=len(rows),
            paths=paths,
            editable=bool(set(controls) & set(EDITING)),
            presets=[
                {"name": name, "input_size": size, "layers": [_row(layer) for layer in stack]}
                for name, (size, stack) in PRESETS.items()
            ]
            if presets
            else [],
            **dict(zip(EDITING, rows[-1], strict=True)),
        )
        count = self._count()
        view.last = count - 1
        view.row, view.position = (
            min(count // 2 if at is None else at, view.last) for at in (row, position)
        )
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(
            question, view, [*stepper(view, "Unit"), *shown], PUZZLES if puzzles else []
        )

    input_size = delegated("input_size", "Pixels along each axis: 1 to 256.")
    paths = delegated("paths", "Whether pixels are shaded by how many paths lead from them.")
    row = stop("The row of the unit that is shown, from 0.", "row")
    position = stop("The column of the unit that is shown, from 0.")

    @property
    def layers(self):
        """The layers from the picture upwards, as a tuple of `Layer`."""
        return tuple(Layer(list(KINDS)[kind], *numbers) for kind, *numbers in self.view.layers)

    @layers.setter
    def layers(self, layers):
        rows = _layers(layers)
        with self.view.hold_sync():
            self.view.set_trait("layers", rows)
            self.view.layer = min(self.view.layer, len(rows))
            self.view.depth = self.view.deepest = len(rows)
            for name, value in zip(EDITING, rows[self.view.layer - 1], strict=True):
                setattr(self.view, name, value)

    @property
    def depth(self):
        """The layer whose unit is shown, from 1; past the last is the last."""
        return min(self.view.depth, len(self.view.layers))

    @depth.setter
    def depth(self, value):
        self.view.depth = min(value, len(self.view.layers))

    @property
    def sizes(self):
        """The size of the picture and of each map, a list of ``len(layers) + 1`` integers.

        Raises
        ------
        ValueError
            If a layer does not fit, or is a pooling that torch refuses.
        """
        sizes = [self.input_size]
        for layer in self.layers:
            sizes.append(_output_size(sizes[-1], layer))
        return sizes

    @property
    def field(self):
        """Size and jump of the units of the layer shown, by `convcourse.receptive_field`."""
        stack = self.layers[: self.depth]
        return shapes.receptive_field([(la.kernel_size, la.stride, la.dilation) for la in stack])

    @property
    def pixels(self):
        """The pixels of a row that the unit depends on, in order; padding is not among them."""
        sizes, units = self.sizes, {self.position}
        for layer, size in zip(
            self.layers[: self.depth][::-1], sizes[: self.depth][::-1], strict=True
        ):
            units = {
                unit * layer.stride - layer.padding + tap * layer.dilation
                for unit in units
                for tap in range(layer.kernel_size)
            } & set(range(size))
        return sorted(units)

    def _count(self):
        """Return the size of the map shown; 1 where it has none, which the view explains."""
        try:
            return self.sizes[self.depth]
        except ValueError:
            return 1


def _output_size(size, layer):
    """Return the size of a layer's map; torch's limits for pooling count."""
    kind, kernel_size, stride, padding, dilation = layer
    if kind != "conv" and 2 * padding > kernel_size:
        raise ValueError(
            f"padding={padding} is more than half of kernel_size={kernel_size}, and a pooling "
            f"takes at most half; use padding={kernel_size // 2} or less"
        )
    if kind == "avg" and dilation > 1:
        raise ValueError(f"dilation={dilation} for an average pooling, expected 1; it has none")
    return shapes.output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
