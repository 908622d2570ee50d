"""`FeatureMapBrowser`: the maps that photos make in a VGG-shaped network, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import ipywidgets
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice, choices, float_array, integer, require_axes
from convcourse.explorers.parts.base import Explorer, ExplorerView, delegated
from convcourse.explorers.parts.controls import checkbox, dropdown
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import own_picture
from convcourse.explorers.parts.shipped import LIVE, answer_views
from convcourse.operators.shapes import receptive_field
from convcourse.pictures import images

#: VGG-16 from the photo to its last convolution: C is a 3×3 convolution, P a 2×2 max-pool.
VGG16_STACK = "CCPCCPCCCPCCCPCCC"
LAYERS = {"C": (3, 1), "P": (2, 2)}
#: Brightness levels that a map is sent with, from 0 to its largest value.
LEVELS = 31
PHOTO_QUALITY = 90
MOST_SHOWN = 6
DEEP = 11
#: The reader's own picture: what `FeatureMapBrowser.photo` calls it, and what a page does.
OWN = "own"
OWN_TITLE = "Your own picture"
#: What can stand below the large map, and what a page calls it.
BELOW = {
    "layers": "All layers",
    "channels": "All channels",
    "sum": "Sum of a pixel",
    "nets": "Beside untrained",
    "patches": "Top patches",
}
#: With these, any channel of the layer can be the one that is shown large.
PICKS = ("channels", "patches")
MOST_PATCHES = 9

#: The photos that VGG-16 was made for have this side.
MOST_SIDE = 224

#: What makes the maps of a picture, one list entry for each layer.
Maker = Callable[[NDArray[np.uint8]], Sequence[ArrayLike]]

PUZZLES: list[dict] = [
    {
        "title": "The whole photo",
        "ask": "Find the first layer in which a single pixel, in the middle of its map, can see "
        "the whole photo.",
        "hint": "The line under the maps says how many pixels of the photo one pixel of the map "
        "sees. Drag Layer, and watch the frame on the photo grow.",
        "goal": {"field": True},
    },
    {
        "title": "Where did the zeros go?",
        "ask": "In the trained network, find the layer whose maps have the most zeros for {first}.",
        "hint": "Each layer's share of zeros, over all of its channels, stands under the maps. "
        "Is it larger or smaller as you go deeper?",
        "goal": {"zeros": True},
    },
    {
        "title": "Still a cat?",
        "ask": f"In the trained network, among the shown maps of layers {DEEP} and deeper, find "
        "the one that is most like {first} (largest likeness, minus signs left out).",
        "hint": "Likeness is the correlation with the photo in grey, shrunk to the map's size. "
        "−0.6 is as much as 0.6: the map is then a negative.",
        "goal": {"likest": DEEP},
    },
]


class FeatureMapBrowserView(ExplorerView):
    """Draws a `FeatureMapBrowser` and holds its state."""

    _esm = module_text("feature_map_browser")
    _css = style_text("written_sums", "feature_map_browser")

    sheets = traitlets.List().tag(sync=True)
    pictures = traitlets.List().tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    numbers = traitlets.List().tag(sync=True)
    averaged = traitlets.Int(1).tag(sync=True)
    tops = traitlets.List().tag(sync=True)
    zeros = traitlets.List().tag(sync=True)
    likes = traitlets.List().tag(sync=True)
    side = traitlets.Int(96, min=32, max=MOST_SIDE).tag(sync=True)
    levels = traitlets.Int(LEVELS).tag(sync=True)
    network = traitlets.Unicode().tag(sync=True)
    toured = traitlets.Bool(True).tag(sync=True)
    # A browser sends bytes as a memory view.
    own = traitlets.Bytes().tag(sync=True, from_json=lambda sent, _view: bytes(sent))

    photo = traitlets.Int(0, min=0).tag(sync=True, state=True)
    layer = traitlets.Int(1, min=1, max=13).tag(sync=True, state=True)
    channel = traitlets.Int(1, min=1, max=MOST_SHOWN).tag(sync=True, state=True)
    true_size = traitlets.Bool(False).tag(sync=True, state=True)
    untrained = traitlets.Bool(False).tag(sync=True, state=True)
    own_scale = traitlets.Bool(False).tag(sync=True, state=True)
    below = traitlets.Int(0, min=0, max=len(BELOW) - 1).tag(sync=True, state=True)
    picked = traitlets.Int(-1, min=-1).tag(sync=True, state=True)
    y = traitlets.Int(0, min=0).tag(sync=True, state=True)
    x = traitlets.Int(0, min=0).tag(sync=True, state=True)


class FeatureMapBrowser(Explorer):
    """A photo's way through the convolutions of a VGG-shaped network, after each one's ReLU.

    It shows a few channels of each layer: the strongest, those whose maps have the largest mean
    over the photos in the trained network; the untrained one's have the same numbers. The maps
    reach the page in 32 levels of brightness, each from 0 to its largest value.

    With `network`, the browser also computes them itself, as exactly as torch does: then the
    strongest channels are those of the picture and the network that are shown, and it shows
    all channels of a layer, what one number is the sum of, and the names that the network gives
    to the picture, which can be the reader's own. That picture is never sent to a server.

    Parameters
    ----------
    trained : dict of {str: list of array_like, each of shape (C, H, W)}
        For each photo, a name in `convcourse.pictures.images.PHOTOS`, the maps of each layer:
        numbers >= 0.
    untrained : dict, optional
        The same of a network before its training; without it none is offered.
    stack : str
        The layers from the photo on, "C" for a 3×3 convolution that keeps the size, "P" for a
        2×2 pooling; one list of maps has as many entries as there are "C".
    network : {"vgg16_slim"}, optional
        Which of the networks of `convcourse.networks.weights` made `trained`, and with its first
        weights, of seed 0, `untrained`. Without it a page shows the given maps alone.
    maps_of : callable or sequence of callable, optional
        What makes the maps of the reader's own picture in Python: takes it, uint8 of shape
        (H, W, 3), and returns a list as `trained` has for a photo. Two of them, if there are
        two networks; without any, Python has the picture and not its maps.
    photos : sequence of str, optional
        Which of the photos to offer, by name; all by default. Without a network the channels are
        chosen by all of them; the maps of each that is offered weigh a page about 50 kB.
    side : int
        The photos' rows and columns, 32 to 224.
    shown : int
        How many channels of each layer to show, 1 to 6.
    layer, channel : int
        Where to begin: a layer, from 1, and a place among its shown channels, from 1.
    true_size, own_scale : bool
        Begin with the maps in their true proportions; each with its own scale.
    question : str
        The title.
    below : {"layers", "channels", "sum", "nets", "patches"}
        What stands below the large map at first; all but the first need `network`. With "nets"
        the strongest channels of the trained network stand beside those of the untrained one,
        with "patches" the windows of all photos in which the map is largest: see `patches`.
    controls : sequence of str
        Which controls to show, of "photo", "layer", "channel", "true_size", "untrained",
        "own_scale" and, with `network`, "below"; all by default. Without "layer" the row of all
        layers is left out.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    TypeError, ValueError
        If an argument is not such.

    Examples
    --------
    >>> maps = {"chelsea": [np.full((2, 32, 32), 3.0), np.full((2, 16, 16), 5.0)]}
    >>> browser = FeatureMapBrowser(maps, maps, stack="CPC", side=32, shown=2, puzzles=False)
    >>> browser.layer = 2
    >>> browser.output.shape, browser.sees
    ((16, 16), ((11, 18), (11, 18)))
    """

    def __init__(
        self,
        trained: Mapping[str, Sequence[ArrayLike]],
        untrained: Mapping[str, Sequence[ArrayLike]] | None = None,
        *,
        network: str | None = None,
        maps_of: Maker | Sequence[Maker] | None = None,
        photos: Iterable[str] | None = None,
        stack: str = VGG16_STACK,
        side: int = 96,
        shown: int = 6,
        layer: int = 1,
        channel: int = 1,
        true_size: bool = False,
        own_scale: bool = False,
        below: str = "layers",
        question: str = "What does each layer make of a photo?",
        controls: Iterable[str] | None = None,
        puzzles: bool = True,
    ) -> None:
        if network is not None:
            choice(network, "network", LIVE)
        elif choice(below, "below", BELOW) != "layers":
            raise ValueError(f"below={below!r} needs a network; add network={LIVE[0]!r}")
        self._names = tuple(trained)
        for name in self._names:
            choice(name, "photo", images.PHOTOS)
        if untrained is not None and tuple(untrained) != self._names:
            raise ValueError(
                f"untrained has the photos {tuple(untrained)}, expected {self._names} as trained"
            )
        layers = geometry(stack, side)
        given = [trained] if untrained is None else [trained, untrained]
        every = [{name: _checked(net[name], layers, name) for name in trained} for net in given]
        if photos is not None:
            self._names = tuple(choices(photos, "photos", trained))
        self._maps = nets = [[net[name] for name in self._names] for net in every]
        self._makers = _makers(maps_of, len(nets))
        self._own_maps: tuple = (None, [])
        if integer(shown, "shown", 1) > MOST_SHOWN:
            raise ValueError(f"shown={shown} is too large, expected 1 to {MOST_SHOWN} channels")
        strongest = _strongest(list(every[0].values()), shown)
        self._strongest = strongest
        # Of given maps all photos and networks show the same channels, to be compared. Where a page
        # computes them, each picture has its own: here the first, until the page has.
        numbers = [_strongest([net[0]], shown) if network else strongest for net in nets]
        self._photos = [images.photo(name, side) for name in self._names]
        # Where a page computes them, those of the first photo are enough until it does.
        shipped = slice(0, 1 if network else None)
        self.view = view = FeatureMapBrowserView(
            sheets=[
                images.encode(_sheet(maps, chosen))
                for net, chosen in zip(nets, numbers, strict=True)
                for maps in net[shipped]
            ],
            # A network sees what a page shows: then the photos have to be those of Python.
            pictures=[
                images.encode(p, quality=None if network else PHOTO_QUALITY) for p in self._photos
            ],
            layers=[
                layer | {"channels": len(maps)}
                for layer, maps in zip(layers, nets[0][0], strict=True)
            ],
            numbers=[[one.tolist() for one in chosen] for chosen in numbers],
            averaged=len(every[0]),
            tops=[
                [_tops(maps, chosen) for maps in net[shipped]]
                for net, chosen in zip(nets, numbers, strict=True)
            ],
            zeros=[
                [[_short((m == 0).mean()) for m in maps] for maps in net[shipped]] for net in nets
            ],
            likes=[
                [_likes(*pair, chosen) for pair in zip(net, self._photos, strict=True)][shipped]
                for net, chosen in zip(nets, numbers, strict=True)
            ],
            side=side,
            network=network or "",
            below=list(BELOW).index(choice(below, "below", BELOW)),
            layer=layer,
            channel=channel,
            true_size=true_size,
            own_scale=own_scale,
            y=side // 2 - 1,
            x=side // 2 - 1,
        )
        for name in ("layer", "channel"):
            self._require_place(name, getattr(view, name))
        titles = [images.PHOTOS[name].capitalize() for name in self._names]
        if network:
            titles.append(OWN_TITLE)
            answer_views(view)
        offered = {
            "photo": dropdown(view, "photo", titles, "Photo"),
            "layer": _slider_to(view, "layer", "Layer", len(layers)),
            "channel": _slider_to(view, "channel", "Channel", len(strongest[0])),
            "true_size": checkbox(view, "true_size", "True sizes (bottom row)"),
            "untrained": checkbox(view, "untrained", "Untrained"),
            "own_scale": checkbox(view, "own_scale", "Each map its own scale"),
        }
        if untrained is None:
            del offered["untrained"]
        if len(titles) == 1:
            del offered["photo"]
        if network:
            shown_below = dropdown(view, "below", list(BELOW.values()), "Below the map")
            offered = {"photo": offered["photo"], "below": shown_below, **offered}
        wanted = offered if controls is None else choices(controls, "controls", offered)
        view.toured = "layer" in wanted
        shown_controls = [control for name, control in offered.items() if name in wanted]
        super().__init__(question, view, shown_controls, self._puzzles() if puzzles else ())

    true_size: bool = delegated("true_size", "Whether the maps stand in their true proportions.")

    @property
    def untrained(self) -> bool:
        """Whether the untrained network is shown."""
        return self.view.untrained

    @untrained.setter
    def untrained(self, value: bool) -> None:
        if value and len(self._maps) == 1:
            raise ValueError("untrained=True, but no maps of an untrained network were given")
        self.view.untrained = value

    own_scale: bool = delegated("own_scale", "Whether each map goes from black to white by itself.")

    @property
    def layer(self) -> int:
        """The layer that is shown large, from 1."""
        return self.view.layer

    @layer.setter
    def layer(self, number: int) -> None:
        self._require_place("layer", number)
        self.view.layer = number

    @property
    def channel(self) -> int:
        """Which of its shown channels, from 1."""
        return self.view.channel

    @channel.setter
    def channel(self, number: int) -> None:
        self._require_place("channel", number)
        self.view.channel = number

    @property
    def below(self) -> str:
        """What stands below the map: "layers", "channels", "sum", "nets" or "patches"."""
        return list(BELOW)[self.view.below]

    @below.setter
    def below(self, name: str) -> None:
        if choice(name, "below", BELOW) != "layers" and not self.view.network:
            raise ValueError(f"below={name!r}, but this browser was made without a network")
        self.view.below = list(BELOW).index(name)

    @property
    def photo(self) -> str:
        """The name of the photo, or "own" for the reader's own picture; set it by name."""
        return [*self._names, OWN][self.view.photo]

    @photo.setter
    def photo(self, name: str) -> None:
        names = [*self._names, *([OWN] if self.view.network else [])]
        self.view.photo = names.index(choice(name, "photo", names))

    @property
    def image(self) -> NDArray[np.uint8]:
        """The photo, uint8, (H, W, 3) or (H, W); set it to a picture of your own."""
        if self.photo != OWN:
            return self._photos[self.view.photo]
        side = self.view.side
        return images.decode(self.view.own) if self.view.own else np.zeros((side, side), np.uint8)

    @image.setter
    def image(self, value: ArrayLike) -> None:
        view = self.view
        if not view.network:
            raise ValueError("a picture of your own needs a network; make the browser with one")
        levels = np.asarray(value)
        if levels.shape[:2] != (view.side, view.side):
            raise ValueError(
                f"image has the shape {levels.shape}, expected {view.side} rows and columns; "
                "scale it, or cut out a square"
            )
        own = own_picture(levels, view.side)
        with view.hold_sync():
            view.own, view.photo = own, len(self._names)

    @property
    def maps(self) -> NDArray[np.floating]:
        """All maps of the layer that is shown, (C, H, W), as the network made them."""
        if self.photo == OWN:
            return self._of_own(int(self.untrained))[self.layer - 1]
        return self._maps[int(self.untrained)][self.view.photo][self.layer - 1]

    @property
    def number(self) -> int:
        """The number of the channel that is shown large, from 0, among all of the layer."""
        picked = self.view.picked if self.below in PICKS else -1
        if 0 <= picked < self.view.layers[self.layer - 1]["channels"]:
            return picked
        if not self.view.network:
            return int(self._strongest[self.layer - 1][self.channel - 1])
        return int(_strongest([[self.maps]], self.channel)[0][-1])

    @property
    def output(self) -> NDArray[np.floating]:
        """The map that is shown large, (H, W), as the network made it."""
        return self.maps[self.number]

    @property
    def zeros(self) -> float:
        """Which share of the numbers in all of the layer's maps is 0."""
        return float((self.maps == 0).mean())

    @property
    def likeness(self) -> float:
        """The correlation of the map with the photo in grey, shrunk to its size; 0 if flat."""
        return likeness(self.output, self.image)

    @property
    def sees(self) -> tuple[tuple[int, int], ...]:
        """Which rows and columns of the photo the pixel in question sees: first and last."""
        layer, side = self.view.layers[self.layer - 1], self.view.side
        ends = []
        for place in (self.view.y, self.view.x):
            first = place // layer["jump"] * layer["jump"] - (layer["field"] - layer["jump"]) // 2
            ends.append((max(first, 0), min(first + layer["field"], side) - 1))
        return tuple(ends)

    @property
    def patches(self) -> list[tuple[str, tuple[int, int], float]]:
        """Where the channel that is shown large is largest, in all photos and your own.

        Up to nine places, the largest number first: the name of the photo, or "own", row and
        column in its map, and the number there, more than 0. Two of one photo are half a window
        apart, at least.
        """
        net, layer = int(self.untrained), self.view.layers[self.layer - 1]
        apart = -(-layer["field"] // (2 * layer["jump"]))
        maps = {
            name: of[self.layer - 1] for name, of in zip(self._names, self._maps[net], strict=True)
        }
        if self.view.own:
            maps[OWN] = self._of_own(net)[self.layer - 1]
        found = [
            (name, place, value)
            for name, channels in maps.items()
            for place, value in _peaks(channels[self.number], apart)
        ]
        return sorted(found, key=lambda one: -one[2])[:MOST_PATCHES]

    def _of_own(self, net):
        """Return the maps of the reader's own picture, made once for each picture."""
        if not self._makers:
            raise ValueError("the maps of a picture of your own need `maps_of`; give it one")
        picture = self.image
        if not np.array_equal(picture, self._own_maps[0]):
            self._own_maps = picture, [None] * len(self._makers)
        made = self._own_maps[1]
        if made[net] is None:
            layers = [{"name": one["name"], "size": one["size"]} for one in self.view.layers]
            made[net] = _checked(self._makers[net](picture), layers, "your picture")
        return made[net]

    def _require_place(self, name, number):
        most = {"layer": len(self._strongest), "channel": len(self._strongest[0])}[name]
        if integer(number, name, 1) > most:
            raise ValueError(f"{name}={number} is too large, expected 1 to {most}")

    def _puzzles(self):
        """Return the puzzles, each with the solution that these maps have."""
        layers, likes = self.view.layers, self.view.likes[0][0]
        whole = [n for n, one in enumerate(layers, 1) if one["field"] >= self.view.side]
        zeros = 1 + int(np.argmax(self.view.zeros[0][0]))
        places = [(n, k) for n in range(DEEP, len(layers) + 1) for k in range(len(likes[0]))]
        if not whole or not places:
            raise ValueError("the puzzles need a network as deep as VGG-16; set puzzles=False")
        likest = max(places, key=lambda place: abs(likes[place[0] - 1][place[1]]))
        solutions = [
            {"layer": whole[0]},
            {"layer": zeros},
            {"layer": likest[0], "channel": likest[1] + 1},
        ]
        first = f"the first photo, {images.PHOTOS[self._names[0]]}"
        back = {"photo": f"Go back to {first}.", "untrained": "Untick Untrained first."}
        # No puzzle begins at its own solution.
        start = {"photo": 0, "layer": 2 if zeros == 1 else 1, "channel": 1, "untrained": False}
        return [
            puzzle
            | {"ask": puzzle["ask"].format(first=first), "start": start, "back": back}
            | {"keep": {"photo": 0, "untrained": False}, "solution": solved}
            for puzzle, solved in zip(PUZZLES, solutions, strict=True)
        ]


def geometry(stack, side):
    """Return each convolution of a stack: its name, map size, poolings before it, what it sees.

    Parameters
    ----------
    stack : str
        Of "C" and "P", as `FeatureMapBrowser` takes it.
    side : int
        Rows of the photo.

    Returns
    -------
    list of dict
        With ``name``, ``size``, ``pools``, ``field`` and ``jump``, one for each "C".
    """
    if not stack or set(stack) - set(LAYERS) or "C" not in stack:
        raise ValueError(f"stack={stack!r}, expected letters C and P, such as {VGG16_STACK!r}")
    size = integer(side, "side", 32)
    if size > MOST_SIDE:
        raise ValueError(
            f"side={size} is too large, expected at most {MOST_SIDE}, as VGG-16 was made "
            f"for; use side={MOST_SIDE} or less"
        )
    layers, pools, within = [], 0, 0
    for depth, kind in enumerate(stack, 1):
        if kind == "P":
            size, pools, within = size // 2, pools + 1, 0
            continue
        within += 1
        field, jump = receptive_field([LAYERS[one] for one in stack[:depth]])
        layers.append({"name": f"conv{pools + 1}_{within}", "size": size, "pools": pools,
                       "field": field, "jump": jump})  # fmt: skip
    return layers


def likeness(values, photo):
    """Return the correlation of a square map with a photo in grey, shrunk to its size by means."""
    grey = images.grey(photo).astype(float)
    size, block = len(values), len(grey) // len(values)
    small = grey[: size * block, : size * block].reshape(size, block, size, block).mean(axis=(1, 3))
    a, b = values - np.mean(values, dtype=float), small - small.mean()
    length = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / length) if length > 1e-12 else 0.0


def _peaks(values, apart):
    """Return where a map is largest, and the numbers there: places that lie so far apart."""
    found: list[tuple[tuple[int, int], float]] = []
    for index in np.argsort(-values, axis=None, kind="stable"):
        row, col = divmod(int(index), values.shape[1])
        if values[row, col] <= 0 or len(found) == MOST_PATCHES:
            break
        if all(max(abs(row - r), abs(col - c)) >= apart for (r, c), _ in found):
            found.append(((row, col), float(values[row, col])))
    return found


def _makers(maps_of, count):
    """Return what makes maps in Python, one for each network, or none."""
    if maps_of is None:
        return ()
    makers = tuple(maps_of) if isinstance(maps_of, Sequence) else (maps_of,)
    if len(makers) != count or not all(map(callable, makers)):
        raise ValueError(f"maps_of has {len(makers)} entries, expected {count} functions")
    return makers


def _checked(maps, layers, name):
    """Return the maps of one photo as float32 arrays, after checking them."""
    if len(maps) != len(layers):
        raise ValueError(f"{name} has maps of {len(maps)} layers, expected {len(layers)}")
    checked = []
    for values, layer in zip(maps, layers, strict=True):
        array = float_array(values, f"{name}, {layer['name']}").astype(np.float32)
        require_axes(array, f"{name}, {layer['name']}", ["C, H, W"])
        if array.shape[1:] != (layer["size"],) * 2:
            raise ValueError(
                f"{name}, {layer['name']} has maps of {array.shape[1:]}, expected "
                f"{(layer['size'],) * 2}; is the photo as large as side says?"
            )
        if not (np.isfinite(array).all() and array.min() >= 0):
            raise ValueError(f"{name}, {layer['name']} has numbers below 0, or none; take the maps "
                             "after the ReLU")  # fmt: skip
        checked.append(array)
    return checked


def _strongest(photos, shown):
    """Return the numbers of the strongest channels of each layer: the largest mean over photos."""
    most = min(shown, *(len(maps) for maps in photos[0]))
    means = [np.mean([maps[n].mean(axis=(1, 2)) for maps in photos], axis=0)
             for n in range(len(photos[0]))]  # fmt: skip
    return [np.argsort(-mean, kind="stable")[:most] for mean in means]


def _tops(maps, strongest):
    """Return the largest value of each shown map."""
    return [
        [_short(top) for top in one[chosen].max(axis=(1, 2))]
        for one, chosen in zip(maps, strongest, strict=True)
    ]


def _likes(maps, photo, strongest):
    """Return the likeness of each shown map with the photo."""
    return [[_short(likeness(values, photo)) for values in one[chosen]]
            for one, chosen in zip(maps, strongest, strict=True)]  # fmt: skip


def _short(number):
    """Return a number with six digits: a page shows three, and has a thousand of them to load."""
    return float(f"{number:.6g}")


def _sheet(maps, strongest):
    """Return all shown maps of a photo in one picture: a layer a row, a channel a column."""
    sizes = [one.shape[1] for one in maps]
    sheet = np.zeros((sum(sizes), sizes[0] * len(strongest[0])), np.uint8)
    top = 0
    for one, chosen, size in zip(maps, strongest, sizes, strict=True):
        for k, values in enumerate(one[chosen]):
            levels = np.rint(LEVELS * (values / max(values.max(), 1e-12)))
            sheet[top : top + size, k * size : (k + 1) * size] = levels
        top += size
    return sheet


def _slider_to(view, trait, description, most):
    control = ipywidgets.IntSlider(getattr(view, trait), 1, most, description=description)
    control.add_class("cc-wide")  # so that the three boxes stand together in a row of their own
    return control, {"value": trait}
