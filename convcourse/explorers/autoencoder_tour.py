"""`AutoencoderTour`: a photo through an autoencoder, and what its bottleneck keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choices, grey_levels
from convcourse.explorers.parts.base import Explorer, ExplorerView, delegated
from convcourse.explorers.parts.controls import checkbox, dropdown, slider
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import own_picture
from convcourse.operators.ops import conv2d, conv_transpose2d
from convcourse.pictures import images

SIDE = 96
#: What the list of photos calls the reader's own.
OWN_TITLE = "Your own picture"
CHANNELS = 64
#: The six layers by name: channels in and out, and the stride. All are 3×3 with padding 1.
LAYERS = {
    "encoder.0": (1, 16, 3), "encoder.2": (16, 32, 3), "encoder.4": (32, 64, 2),
    "decoder.0": (64, 32, 2), "decoder.2": (32, 16, 3), "decoder.4": (16, 1, 3),
}  # fmt: skip
COMPARISONS = (
    "Blur of equal error",
    "Means of 2×2 pixels",
    "Means of 3×3 pixels",
    "What is lost",
)
#: The controls by name, in their order.
NAMES = ("photo", "compare", "step", "own_scale", "output_padding", "scales")
REPAIRED = (0, 1, 2)
PADDINGS = ("output_padding_1", "output_padding_2", "output_padding_3")
SCALES = ("scale_1", "scale_2", "scale_3")
_PLAIN = dict.fromkeys(SCALES, 1.0) | {"muted": []}
_WHOLE = dict(zip(PADDINGS, REPAIRED, strict=True))


def _puzzles(last, worst):
    """Return the puzzles of a tour with `last` as its last snapshot and `worst` the channel."""
    return [
        {
            "title": "Bring 96 back",
            "ask": "The decoder makes 91×91 pixels of a 96×96 photo. Set the three values of "
            "output padding so that 96×96 comes back.",
            "hint": "Go from left to right: the encoder's sizes are 96, 32, 11, 6. The decoder "
            "has to pass through the same ones: which of its layers misses its size first?",
            "start": _PLAIN | dict.fromkeys(PADDINGS, 0) | {"layer": 5},
            "goal": {"side": SIDE},
            "carry": list(PADDINGS),  # the repair stays
            "solution": _WHOLE,
        },
        {
            "title": "The costliest channel",
            "ask": "Switch off one of the 64 channels of the bottleneck (press its map in "
            "layer 3). Which one costs the most?",
            "hint": "Bright maps are not the only ones that matter, but they are a good start.",
            "start": _PLAIN | _WHOLE | {"layer": 3, "photo": 0, "snapshot": last, "compare": 0},
            "keep": dict.fromkeys(SCALES, 1.0) | _WHOLE | {"photo": 0, "snapshot": last},
            "goal": {"channel": worst},
            "solution": {"muted": [worst]},
        },
        {
            "title": "Who poked?",
            "ask": "Somebody moved the three channel sliders and left the target on the right. "
            "Find where they stood.",
            "hint": "Every channel has a pattern of its own. Move one slider to its end, look "
            "at the pattern, and see whether the target has it; the distance tells, too.",
            "start": _PLAIN | _WHOLE | {"layer": 3, "photo": 0, "snapshot": last, "compare": 0},
            "keep": {"muted": [], "photo": 0, "snapshot": last} | _WHOLE,
            "goal": {"scales": [1.5, 0.5, 1.25]},
            "solution": dict(zip(SCALES, [1.5, 0.5, 1.25], strict=True)),
        },
    ]


class AutoencoderTourView(ExplorerView):
    """Draws an `AutoencoderTour` and holds its state."""

    _esm = module_text("autoencoder_tour")
    _css = style_text("autoencoder_tour")

    photos = traitlets.List().tag(sync=True)
    own = traitlets.Bytes().tag(sync=True, from_json=lambda sent, _view: bytes(sent))
    takes_own = traitlets.Bool(False).tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    steps = traitlets.List().tag(sync=True)
    channels = traitlets.List().tag(sync=True)
    maps_shown = traitlets.Bool(True).tag(sync=True)
    photo = traitlets.Int(0, min=0).tag(sync=True, state=True)
    snapshot = traitlets.Int(0, min=0).tag(sync=True, state=True)
    layer = traitlets.Int(3, min=1, max=6).tag(sync=True, state=True)
    compare = traitlets.Int(0, min=0, max=len(COMPARISONS) - 1).tag(sync=True, state=True)
    own_scale = traitlets.Bool(False).tag(sync=True, state=True)
    output_padding_1 = traitlets.Int(0, min=0, max=1).tag(sync=True, state=True)
    output_padding_2 = traitlets.Int(0, min=0, max=2).tag(sync=True, state=True)
    output_padding_3 = traitlets.Int(0, min=0, max=2).tag(sync=True, state=True)
    scale_1 = traitlets.Float(1.0, min=0, max=2).tag(sync=True, state=True)
    scale_2 = traitlets.Float(1.0, min=0, max=2).tag(sync=True, state=True)
    scale_3 = traitlets.Float(1.0, min=0, max=2).tag(sync=True, state=True)
    muted = traitlets.List().tag(sync=True, state=True)

    @traitlets.validate("muted")
    def _check_muted(self, proposal):
        muted = list(proposal["value"])
        wrong = [c for c in muted if not (isinstance(c, int) and 0 <= c < CHANNELS)]
        if wrong:
            raise traitlets.TraitError(
                f"muted has {wrong[0]!r}, expected channels from 0 to {CHANNELS - 1}; correct it"
            )
        return sorted(set(muted))

    @traitlets.validate("photo", "snapshot")
    def _check_place(self, proposal):
        name = proposal["trait"].name
        held = len(self.photos if name == "photo" else self.weights)
        held += bool(held and name == "photo" and self.takes_own)
        if held and proposal["value"] >= held:
            raise traitlets.TraitError(
                f"{name} is {proposal['value']}, expected 0 to {held - 1}, the place in the "
                "list; choose one of these"
            )
        return proposal["value"]


class AutoencoderTour(Explorer):
    """A photo through the six layers of an autoencoder, and what comes back.

    Where the photo can be chosen, a reader can bring a picture of their own: the square in its
    middle, scaled to 96×96 and grey. It stays in the browser and, with a kernel, comes to Python.

    Parameters
    ----------
    networks : dict of {int: torch.nn.Module}
        The network at some training steps: `convcourse.networks.nets.Autoencoder`, with a
        sigmoid at its end, or what has the same layers. The weights are rounded to half precision.
        Each step adds 93 kB to a page.
    photos : sequence of str or array_like of shape (96, 96)
        Names of `convcourse.pictures.images.PHOTOS`, or grey pictures of their own, values from 0
        to 255.
    step : int, optional
        The training step shown first; without it, the last.
    output_padding : tuple of three int
        Of the three transposed convolutions: 0–1, 0–2 and 0–2.
    layer : int, 1–6
        The layer whose maps are shown.
    own_scale : bool
        Begin with each map from black to white by itself; else white is the same for the layer.
    maps_shown : bool
        Show the six layers and their maps; without them only the photo, what comes back and what
        it is compared with.
    question : str
        The title.
    controls : sequence of {"photo", "compare", "step", "own_scale", "output_padding", "scales"}
        Which controls to show; all by default. There are three of each of the last two.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    ValueError
        If a network has other layers, or a photo is not 96×96.

    Examples
    --------
    >>> from convcourse.networks import nets
    >>> tour = AutoencoderTour({0: nets.autoencoder(seed=0)}, output_padding=(0, 0, 0))
    >>> tour.output.shape
    (91, 91)
    """

    def __init__(
        self,
        networks: Mapping[int, Any],
        photos: Sequence[str | ArrayLike] = ("chelsea", "coffee", "camera", "gravel"),
        *,
        step: int | None = None,
        output_padding: Sequence[int] = REPAIRED,
        layer: int = 3,
        own_scale: bool = False,
        maps_shown: bool = True,
        question: str = "What does a bottleneck keep of a photo?",
        controls: Iterable[str] | None = None,
        puzzles: bool = True,
    ) -> None:
        steps = sorted(networks)
        first = len(steps) - 1 if step is None else _place(step, steps)
        if len(output_padding) != 3:
            raise ValueError(
                f"output_padding={output_padding} has {len(output_padding)} numbers, expected "
                "one for each of the three transposed convolutions, for example (0, 1, 2)"
            )
        paddings = dict(zip(PADDINGS, output_padding, strict=True))
        names = [
            one if isinstance(one, str) else f"picture {i + 1}" for i, one in enumerate(photos)
        ]
        view = AutoencoderTourView(
            photos=[_grey(one).tobytes() for one in photos],
            weights=[_packed(networks[one]) for one in steps],
            steps=steps,
            snapshot=first,
            layer=layer,
            own_scale=own_scale,
            maps_shown=maps_shown,
            **paddings,
        )
        self.view = view
        wanted = NAMES if controls is None else choices(controls, "controls", NAMES)
        costs = self._costs(len(steps) - 1)
        # In order, so that the first slider does not give the costliest away.
        view.channels = sorted(int(c) for c in np.argsort(-costs)[:3])
        view.takes_own = "photo" in wanted
        titles = [images.PHOTOS.get(name, name) for name in names]
        titles = [*(t[0].upper() + t[1:] for t in titles), OWN_TITLE]
        offered = {
            "photo": [dropdown(view, "photo", titles, "Photo")],
            "compare": [dropdown(view, "compare", COMPARISONS, "Compare with")],
            "step": [dropdown(view, "snapshot", [f"{one:,}" for one in steps], "Training steps")],
            "own_scale": [checkbox(view, "own_scale", "Each map its own scale")],
            "output_padding": [
                _named(slider(view, name, f"Layer {4 + i}: output padding"), "cc-wide")
                for i, name in enumerate(PADDINGS)
            ],
            "scales": [
                _named(_scale(view, name, channel), "cc-t-slot")
                for name, channel in zip(SCALES, view.channels, strict=True)
            ],
        }
        shown = [control for name, some in offered.items() if name in wanted for control in some]
        posed = _puzzles(len(steps) - 1, int(costs.argmax())) if puzzles else ()
        super().__init__(question, view, shown, posed)

    layer: int = delegated("layer", "The layer whose maps are shown, 1–6.")
    own_scale: bool = delegated("own_scale", "Whether each map goes from black to white by itself.")

    @property
    def step(self) -> int:
        """The training step shown; one of the keys that the tour was made with."""
        return self.view.steps[self.view.snapshot]

    @step.setter
    def step(self, value: int) -> None:
        self.view.snapshot = _place(value, self.view.steps)

    @property
    def muted(self) -> tuple[int, ...]:
        """The channels of the bottleneck that are switched off, a tuple."""
        return tuple(self.view.muted)

    @muted.setter
    def muted(self, channels: Iterable[int]) -> None:
        self.view.muted = list(channels)

    @property
    def channels(self) -> tuple[int, ...]:
        """The three costliest channels of the bottleneck, by number; each has a slider."""
        return tuple(self.view.channels)

    @property
    def output_padding(self) -> tuple[int, ...]:
        """The output padding of the three transposed convolutions, a tuple."""
        return tuple(getattr(self.view, name) for name in PADDINGS)

    @output_padding.setter
    def output_padding(self, values: Iterable[int]) -> None:
        for name, value in zip(PADDINGS, values, strict=True):
            setattr(self.view, name, value)

    @property
    def scales(self) -> tuple[float, ...]:
        """What the channels of the three sliders are multiplied by, a tuple."""
        return tuple(getattr(self.view, name) for name in SCALES)

    @scales.setter
    def scales(self, values: Iterable[float]) -> None:
        for name, value in zip(SCALES, values, strict=True):
            setattr(self.view, name, value)

    @property
    def image(self) -> NDArray[np.uint8]:
        """The photo, (96, 96), values from 0 to 255; set it to a picture of your own.

        Raises
        ------
        ValueError
            If the picture is not 96×96, or the tour's photo cannot be chosen.
        """
        view = self.view
        if view.photo >= len(view.photos):
            own = images.decode(view.own) if view.own else np.zeros((SIDE, SIDE), np.uint8)
            return images.grey(own)
        flat = np.frombuffer(self.view.photos[self.view.photo], np.uint8)
        return flat.reshape(SIDE, SIDE)

    @image.setter
    def image(self, picture: ArrayLike) -> None:
        view = self.view
        if not view.takes_own:
            raise ValueError('this tour takes no picture; make it with controls=["photo", …]')
        levels = grey_levels(picture, "image")
        if levels.shape[:2] != (SIDE, SIDE):
            raise ValueError(
                f"image has the shape {levels.shape}, expected {SIDE} rows and columns; scale it, "
                "or cut out a square"
            )
        own = own_picture(levels, SIDE)
        with view.hold_sync():
            view.own, view.photo = own, len(view.photos)

    @property
    def code(self) -> NDArray[np.floating]:
        """The bottleneck as the decoder gets it: scaled, and with channels off; (64, 6, 6)."""
        factors = np.ones(CHANNELS)
        factors[self.view.channels] = self.scales
        factors[self.view.muted] = 0
        return self._encoded(self.view.snapshot)[-1] * factors[:, None, None]

    @property
    def maps(self) -> tuple[NDArray[np.floating], ...]:
        """The maps of the six layers, a tuple of arrays (C, H, W)."""
        code = self.code
        decoded = self._decoded(code, self.view.snapshot)
        return (*self._encoded(self.view.snapshot)[:-1], code, *decoded)

    @property
    def output(self) -> NDArray[np.floating]:
        """The reconstruction, with values from 0 to 255."""
        return 255 * self.maps[-1][0]

    @property
    def error(self) -> float | None:
        """The root of the mean squared error, in grey levels; None where the sizes differ."""
        output = self.output
        return _error(output, self.image) if output.shape == (SIDE, SIDE) else None

    def _network(self, snapshot):
        flat = np.frombuffer(self.view.weights[snapshot], "<f2").astype(float)
        parameters, at = {}, 0
        for name, shape in _shapes().items():
            count = int(np.prod(shape))
            parameters[name] = flat[at : at + count].reshape(shape)
            at += count
        return parameters

    def _encoded(self, snapshot):
        network, maps = self._network(snapshot), [self.image[None] / 255]
        for name in list(LAYERS)[:3]:
            weight, bias = network[f"{name}.weight"], network[f"{name}.bias"]
            made = conv2d(maps[-1], weight, bias, stride=LAYERS[name][2], padding=1)
            maps.append(np.maximum(made, 0))
        return maps[1:]

    def _decoded(self, code, snapshot):
        network, maps = self._network(snapshot), [code]
        for name, extra in zip(list(LAYERS)[3:], self.output_padding, strict=True):
            weight, bias = network[f"{name}.weight"], network[f"{name}.bias"]
            options = {"stride": LAYERS[name][2], "padding": 1, "output_padding": extra}
            made = conv_transpose2d(maps[-1], weight, bias, **options)
            last = name == "decoder.4"
            maps.append(1 / (1 + np.exp(-made)) if last else np.maximum(made, 0))
        return maps[1:]

    def _costs(self, snapshot):
        """Return the error without each of the channels, on the first photo, repaired."""
        kept, self.output_padding = self.output_padding, REPAIRED
        code = self._encoded(snapshot)[-1]
        costs = np.empty(CHANNELS)
        for channel in range(CHANNELS):
            without = code * (np.arange(CHANNELS) != channel)[:, None, None]
            costs[channel] = _error(255 * self._decoded(without, snapshot)[-1][0], self.image)
        self.output_padding = kept
        return costs


def _place(step, steps):
    if step not in steps:
        raise ValueError(f"step={step} is not in the tour, expected one of {steps}")
    return steps.index(step)


def _error(a, b):
    return float(np.sqrt(np.mean((np.asarray(a, float) - b) ** 2)))


def _named(joined, width):
    """Give a control the class that makes room for a longer name."""
    joined[0].add_class(width)
    return joined


def _scale(view, name, channel):
    return slider(view, name, f"Channel {channel}, times", 0.25)


def _shapes():
    """Return the shape of each parameter by name, in the order in which they travel."""
    shapes = {}
    for name, (c_in, c_out, _) in LAYERS.items():
        pair = (c_out, c_in) if name.startswith("encoder") else (c_in, c_out)
        shapes |= {f"{name}.weight": (*pair, 3, 3), f"{name}.bias": (c_out,)}
    return shapes


def _packed(network):
    """Return the parameters of a network as bytes of half precision."""
    state = {name: np.asarray(value.detach()) for name, value in network.state_dict().items()}
    shapes = {name: value.shape for name, value in state.items()}
    if shapes != _shapes():
        raise ValueError(
            f"the network has the parameters {shapes}, expected those of Autoencoder, "
            f"{_shapes()}; give networks of nets.autoencoder()"
        )
    ends = type(network.decoder[-1]).__name__
    if ends != "Sigmoid":
        raise ValueError(f"the network ends with {ends}, expected Sigmoid; use nets.autoencoder()")
    return b"".join(state[name].astype("<f2").tobytes() for name in _shapes())


def _grey(picture):
    """Return a photo of that name, or a picture, as (96, 96) bytes."""
    if isinstance(picture, str):
        return images.grey(images.photo(picture, SIDE))
    levels = grey_levels(picture, "photo")
    if levels.shape != (SIDE, SIDE):
        raise ValueError(f"photo has shape {levels.shape}, expected (96, 96) in grey; scale it")
    return levels
