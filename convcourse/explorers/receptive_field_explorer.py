"""`ReceptiveFieldExplorer`: a stack of layers, and the pixels that any unit of it depends on."""

from collections.abc import Iterable
from typing import NamedTuple

import traitlets

from convcourse._validate import choice, integer
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, require_offered
from convcourse.explorers.parts.settings import Choice, Flag, Given, Option, Stop, Whole
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
        "shown_layer": len(layers),
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


#: What changes the layer that is chosen.
EDITING = ("kind", *RANGES)


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


class ReceptiveFieldExplorer(
    DeclaredExplorer,
    question="Which pixels does one unit depend on?",
    puzzles=PUZZLES,
    reads=("field_size",),
):
    """A stack of convolutions and poolings, and the pixels that any unit of it depends on.

    It shows one axis from the side, the picture with the pixels of one unit, and a table of the
    layers. All layers are square. Flipping a kernel changes nothing here. A layer that does not
    fit is no error: it is shown.

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

    layers = Given(
        (_CONV, _CONV, _CONV),
        "1 to 20 layers from the picture upwards, each ``(kind, kernel_size, stride, padding, "
        'dilation)`` with `kind` ``"conv"``, ``"max"`` or ``"avg"``; or the name of one of '
        "`PRESETS`, which brings its own `input_size`. What is read is a tuple of `Layer`.",
        "sequence of Layer or of tuple, or str",
        "Iterable[Layer | tuple] | str",
        positional=True,
    )
    _shown_layer = Whole(
        1, 1, MOST_LAYERS, "What `depth` is, as a slider.", "Layer", end="deepest", shown=False
    )
    position = Stop(
        "The column of the unit that is shown, from 0. By default in the middle.",
        "Unit",
        optional=True,
    )
    row = Stop(
        "The row of the unit that is shown, from 0. By default in the middle.", optional=True
    )
    depth = Given(
        None,
        "The layer whose unit is shown, from 1; past the last is the last, which it is by default.",
        "int, optional",
        int,
    )
    input_size = Whole(
        16,
        1,
        256,
        "Pixels along each axis: {range}.",
        "Picture size",
        positional=True,
        sets=False,
    )
    _layer = Whole(
        1, 1, MOST_LAYERS, "The layer that the sliders change.", "Change layer", end="deepest"
    )
    _kind = Choice(KINDS, "What that layer does.", "Kind")
    _kernel_size = Whole(3, *RANGES["kernel_size"], "Of that layer.", "Kernel size k")
    _stride = Whole(1, *RANGES["stride"], "Of that layer.", "Stride s")
    _padding = Whole(0, *RANGES["padding"], "Of that layer.", "Padding p")
    _dilation = Whole(1, *RANGES["dilation"], "Of that layer.", "Dilation d")
    paths = Flag(
        False,
        "Whether pixels are shaded by how many paths lead from them to the unit.",
        "Shade by the number of paths",
    )
    presets = Option(True, "Show the buttons for `PRESETS`.")
    photo = Option(
        "",
        "The photo to lay under the field, by its name in `convcourse.pictures.images.PHOTOS`; "
        "none by default. It takes the place of the view from the side, and adds about 10 kB to a "
        "page.",
        kind="str",
        annotation="str",
    )

    class View(ExplorerView):
        """Draws a `ReceptiveFieldExplorer`."""

        _esm = module_text("receptive_field_explorer")
        _css = style_text("receptive_field_explorer")

        layers = traitlets.List().tag(sync=True, state=True)
        depth = traitlets.Int(1, min=1, max=MOST_LAYERS).tag(sync=True, state=True)
        deepest = traitlets.Int(1, min=1, max=MOST_LAYERS).tag(sync=True)
        presets = traitlets.List().tag(sync=True)
        ends = traitlets.List([list(one) for one in RANGES.values()]).tag(sync=True)
        editable = traitlets.Bool(True).tag(sync=True)
        picture = traitlets.Bytes().tag(sync=True)

    def _brought(self, told):
        layers, input_size, depth = (told[name] for name in ("layers", "input_size", "depth"))
        if isinstance(layers, str):
            input_size, layers = PRESETS[choice(layers, "layers", PRESETS)]
        rows = _layers(layers)
        depth = len(rows) if depth is None else min(depth, len(rows))
        presets = PRESETS.items() if self.presets else ()
        return {
            "input_size": input_size,
            "layers": rows,
            "layer": len(rows),
            "depth": depth,
            "shown_layer": depth,
            "deepest": len(rows),
            "editable": bool(set(told["controls"]) & set(EDITING)),
            "picture": _photo(told["photo"], input_size) if told["photo"] else b"",
            "presets": [
                {"name": name, "input_size": size, "layers": [_row(layer) for layer in stack]}
                for name, (size, stack) in presets
            ],
            **dict(zip(EDITING, rows[-1], strict=True)),
        }

    @layers.getter
    def layers(self) -> tuple[Layer, ...]:
        return tuple(Layer(list(KINDS)[kind], *numbers) for kind, *numbers in self.view.layers)

    @layers.setter
    def layers(self, layers: Iterable[Layer | tuple]) -> None:
        rows = _layers(layers)
        with self.view.hold_sync():
            self.view.set_trait("layers", rows)
            self.view.layer = min(self.view.layer, len(rows))
            self.view.depth = self.view.shown_layer = self.view.deepest = len(rows)
            for name, value in zip(EDITING, rows[self.view.layer - 1], strict=True):
                setattr(self.view, name, value)

    @depth.getter
    def depth(self) -> int:
        return min(self.view.depth, len(self.view.layers))

    @depth.setter
    def depth(self, value: int) -> None:
        self.view.depth = self.view.shown_layer = min(value, len(self.view.layers))

    @property
    def sizes(self) -> list[int]:
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
    def field(self) -> shapes.ReceptiveField:
        """Size and jump of the units of the layer shown, by `convcourse.receptive_field`."""
        stack = self.layers[: self.depth]
        return shapes.receptive_field([(la.kernel_size, la.stride, la.dilation) for la in stack])

    @property
    def field_size(self) -> int:
        """Pixels of a row in the field of a unit of the layer shown, padding included."""
        return self.field.size

    @property
    def pixels(self) -> list[int]:
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


def _photo(name, size):
    """Return a photo as large as the picture of the stack, as a page gets it."""
    (known,) = require_offered([name])
    return encoded(known, size)


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
