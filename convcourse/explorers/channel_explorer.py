"""`ChannelExplorer`: filters as deep as their input, and the sum over channels in each pixel."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import Tensor, tensor_lists
from convcourse.explorers.parts.offered import encoded
from convcourse.explorers.parts.settings import Flag, Given, Grid, Stop, Whole
from convcourse.operators.ops import conv2d
from convcourse.pictures import images

MAX_CHANNELS = 6
MAX_FILTERS = 6
MAX_SIDE = 6
MAX_KERNEL = 3
PHOTO_SIDE = 96

#: Red beside green above blue, 5×5. Red and green are equally bright: 10 is the sum of each.
PATCH = np.full((3, 5, 5), 1)
PATCH[0, :3, :3] = PATCH[1, :3, 3:] = 8
PATCH[2, 3:] = 9
PATCH[:2, 3:] = 2

_EDGE = np.tile([-1, 0, 1], (3, 1))
_CENTRE = np.zeros((3, 3))
_CENTRE[1, 1] = 1
_NONE = np.zeros((3, 3))

#: Six filters for three channels: an edge in all alike, red against green, red, …
COLOUR_FILTERS = np.array(
    [
        [_EDGE, _EDGE, _EDGE],
        [-_EDGE, _EDGE, _NONE],
        [_CENTRE, -_CENTRE / 2, -_CENTRE / 2],
        [_CENTRE, _CENTRE, _CENTRE],
        [_NONE, _NONE, _EDGE.T],
        [np.full((3, 3), 1 / 9), _NONE, _NONE],
    ]
)
COLOUR_BIASES = (0, 0, 1, 0, 0, 0)


def plain_filters(channels):
    """Return six filters for a feature map of `channels` channels: small whole numbers."""
    return np.random.default_rng(7).integers(-1, 2, (MAX_FILTERS, channels, 3, 3)).astype(float)


def feature_map(channels, side=4):
    """Return a feature map of small whole numbers, (`channels`, `side`, `side`)."""
    return np.random.default_rng(channels).integers(0, 6, (channels, side, side))


def _colours():
    """Return a 5×5 picture in grey, light and dark, with three coloured pixels in the middle."""
    grey = np.array([[2, 2, 5, 8, 8], [2, 5, 5, 5, 8], [5, 5, 5, 5, 5], [8, 5, 5, 5, 2],
                     [8, 8, 5, 2, 2]])  # fmt: skip
    picture = np.stack([grey, grey, grey])
    picture[:, 1, 1], picture[:, 2, 3], picture[:, 3, 1] = [9, 1, 1], [1, 8, 2], [2, 1, 9]
    return picture


def _bank(*filters, channels=3):
    """Return six filters, the given ones first, the rest zeros, as nested lists."""
    bank = np.zeros((MAX_FILTERS, channels, 3, 3))
    bank[: len(filters)] = filters
    return bank.tolist()


def _puzzle(title, ask, hint, *, start, keep, goal, solution):
    """Return a puzzle that begins with one standard filter and no ReLU, unless `start` differs."""
    settings = {"filters": 1, "groups": 1, "relu": False, "photo": False, "chosen": 0}
    start = settings | {"bias": [0.0] * MAX_FILTERS} | start
    start["channels"] = len(start["input"])
    keep = {name: start[name] for name in keep}
    return {"title": title, "ask": ask, "hint": hint, "start": start, "keep": keep, "goal": goal,
            "solution": solution}  # fmt: skip


_GREY = [w * _CENTRE for w in images.LUMINANCE]

PUZZLES = [
    _puzzle(
        "Grey out of colour",
        "One filter can turn colours to grey. Brightness is 0.299 of red, 0.587 of green and "
        "0.114 of blue: make the map equal to the target.",
        "No neighbour takes part, only the pixel in the middle of the window. So which three of "
        "the 27 weights are not 0?",
        start={"input": PATCH.tolist(), "bank": _bank([_CENTRE] * 3)},
        keep=["input", "filters", "groups", "relu", "photo"],
        goal={"filter": np.array(_GREY).tolist()},
        solution={"bank": _bank(_GREY)},
    ),
    _puzzle(
        "Blind to brightness",
        "This picture is grey but for three pixels. Find a filter that gives 0 wherever there is "
        "only grey, in any picture, and still answers to some colours.",
        "In a grey pixel red, green and blue are equal. What do the three weights that meet them "
        "have to add up to?",
        start={"input": _colours().tolist(), "bank": _bank([_CENTRE] * 3)},
        keep=["input", "filters", "groups", "relu", "photo"],
        goal={"blind": True},
        solution={"bank": _bank([_CENTRE, -_CENTRE, _NONE])},
    ),
    _puzzle(
        "Half the weights",
        "Four channels in, four maps out: 144 weights. Get down to 72, and keep the four maps.",
        "What if a filter did not have to read all four channels?",
        start={"input": feature_map(4).tolist(), "bank": plain_filters(4).tolist(), "filters": 4},
        keep=["input", "filters", "photo"],
        goal={"weights": 72},
        solution={"groups": 2},
    ),
]


_INPUT = ("channels", "rows", "columns"), (MAX_CHANNELS, MAX_SIDE, MAX_SIDE)
_MOST_WEIGHTS = MAX_FILTERS, MAX_CHANNELS, MAX_KERNEL, MAX_KERNEL


class ChannelExplorer(
    DeclaredExplorer,
    question="What becomes of three channels?",
    puzzles=PUZZLES,
    show_puzzles=False,
    reads=("parameters",),
):
    """A picture of several channels, filters as deep as their group, a feature map for each filter.

    It is a convolutional layer without padding, with stride 1, as ``torch.nn.Conv2d`` has it: a
    cross-correlation (nothing is flipped) that sums over the channels of the filter's group, plus
    the filter's bias. With ``groups=1`` each filter reads all channels; with as many groups as
    channels the layer is depthwise. Groups that do not divide are no error: that is shown.

    Examples
    --------
    >>> layer = ChannelExplorer([[[1, 2]], [[3, 4]]], [[[[1]], [[10]]]])
    >>> layer.output
    array([[[31., 42.]]])
    >>> layer.parameters
    3
    """

    input = Grid(
        Tensor(*_INPUT),
        PATCH,
        "The patch of numbers: 1 to 6 channels of up to 6×6 finite numbers. Three are taken for "
        "red, green and blue. By default 5×5: red beside green above blue. Another one that is "
        "set has as many channels.",
        "(C, H, W)",
        positional=True,
        sets=False,
    )
    weight = Given(
        None,
        "The weights in use: 1 to 6 filters of up to 3×3. By default ready-made filters for "
        "colours, or for feature maps where `input` has another number of channels than three. "
        "Reading them raises a ValueError where groups do not divide channels and filters.",
        "array_like of shape (N, C / groups, kh, kw), optional",
        positional=True,
    )
    bias = Given(
        None,
        "One number for each filter. By default zeros, but those of the ready-made filters for "
        "colours.",
        "array_like of shape (N,), optional",
        positional=True,
    )
    filters = Whole(
        3,
        1,
        MAX_FILTERS,
        "How many of the ready-made filters to use, {range}; by default 3.",
        "Filters",
        optional=True,
        sets=False,
    )
    groups = Whole(
        1,
        1,
        MAX_CHANNELS,
        "Into how many groups channels and filters are dealt out: {range}.",
        "Groups",
        end="channels",
        sets=False,
    )
    relu = Flag(False, "Whether negative outputs become 0.", "ReLU")
    photo = Flag(
        False,
        "Whether the filters are shown at work on a photo instead of `input`; with three channels "
        "only. A name in `convcourse.pictures.images.PHOTOS` chooses the photo, by default "
        '``"coffee"``.',
        "A real photo",
        kind="bool or str",
        annotation="bool | str",
        sets=False,
    )
    chosen = Whole(0, 0, MAX_FILTERS - 1, "The filter that is looked at, from 0: {range}.")
    position = Stop("The pixel of the maps that is looked at, counted row by row from 0.")

    class View(ExplorerView):
        """Draws a `ChannelExplorer`.

        `bank` has six filters for all channels, of which a layer uses the first `filters`, and of
        each the channels of its group. So nothing is lost when there are fewer for a while.
        """

        _esm = module_text("channel_explorer")
        _css = style_text("channel_explorer")

        picture = traitlets.Bytes().tag(sync=True)
        channels = traitlets.Int(3, min=1, max=MAX_CHANNELS).tag(sync=True, state=True)
        bank = Tensor(("filters", "channels", "rows", "columns"), _MOST_WEIGHTS).tag(
            sync=True, state=True
        )
        bias = Tensor(("filters",), (MAX_FILTERS,)).tag(sync=True, state=True)

        @traitlets.validate("input")
        def _fits_the_filters(self, proposal):
            size, kernel = np.shape(proposal.value)[1:], np.shape(self.bank)[2:]
            if any(k > n for k, n in zip(kernel, size, strict=True)):
                raise ValueError(
                    f"input has channels of {size} and the kernels are {kernel}; give a larger "
                    "input or smaller kernels"
                )
            return proposal.value

    def _brought(self, told):
        input, photo, controls = (
            tensor_lists(told["input"], "input", *_INPUT), told["photo"], told["controls"]
        )  # fmt: skip
        channels, offered = len(input), "photo" in controls
        if channels != 3 and offered and controls is not self._declared.shown:
            raise ValueError(
                f"controls has 'photo' but input has {channels} channels; leave it out"
            )
        if photo and channels != 3:
            raise ValueError(
                f"photo is {photo!r} but input has {channels} channels; a photo has three"
            )
        brought = {"input": input, "channels": channels, "photo": bool(photo)}
        # The photo travels only where it can be seen.
        if photo or (offered and channels == 3):
            brought["picture"] = _in_colour(photo if isinstance(photo, str) else "coffee")
        return brought

    def _set(self, settings, told):
        weight, bias, filters, groups = (
            told[name] for name in ("weight", "bias", "filters", "groups")
        )
        if weight is None:
            self._use_ready_made(filters, groups, bias)
        elif filters is not None:
            raise ValueError(f"filters is {filters!r}, but weight says how many; leave it out")
        else:
            self._use(weight, bias, groups)
        super()._set(settings, told)

    def _offers(self, name: str) -> bool:
        return name != "photo" or self.view.channels == 3

    def _use_ready_made(self, filters, groups, bias):
        view = self.view
        if min(np.shape(view.input)[1:]) < 3:
            raise ValueError(
                f"input has shape {np.shape(view.input)}, too small for the ready-made 3×3 "
                "filters; give a larger input, or a weight"
            )
        colour = view.channels == 3
        view.bank = COLOUR_FILTERS if colour else plain_filters(view.channels)
        view.filters, view.groups = 3 if filters is None else filters, groups
        biases = np.zeros(MAX_FILTERS)
        if bias is not None:
            biases[: view.filters] = _biases(bias, view.filters)
        elif colour:
            biases[:] = COLOUR_BIASES
        view.bias = biases

    def _use(self, weight, bias, groups):
        """Put `weight` into the bank: what a filter does not read is 0 there."""
        view = self.view
        axes = "filters", "channels / groups", "rows", "columns"
        weight = np.array(tensor_lists(weight, "weight", axes, _MOST_WEIGHTS))
        filters, depth, *kernel = weight.shape
        if depth * groups != view.channels or filters % groups:
            raise ValueError(
                f"weight has shape {weight.shape} and groups is {groups}, but input has "
                f"{view.channels} channels; weight must be (N, C / groups, rows, columns), N a "
                "multiple of groups"
            )
        if any(k > n for k, n in zip(kernel, np.shape(view.input)[1:], strict=True)):
            raise ValueError(
                f"weight has kernels of {kernel} and input is {np.shape(view.input)[1:]}; give "
                "smaller kernels or a larger input"
            )
        bank = np.zeros((MAX_FILTERS, view.channels, *kernel))
        for o in range(filters):
            first = o * groups // filters * depth
            bank[o, first : first + depth] = weight[o]
        biases = np.zeros(MAX_FILTERS)
        biases[:filters] = _biases(np.zeros(filters) if bias is None else bias, filters)
        with view.hold_sync():
            view.bank, view.bias = bank, biases
            view.filters, view.groups = filters, groups

    @input.setter
    def input(self, values: ArrayLike) -> None:
        shape = np.shape(values)
        if len(shape) == 3 and shape[0] != self.view.channels:
            raise ValueError(
                f"input has {shape[0]} channels, expected {self.view.channels}; make a new "
                "ChannelExplorer for another number"
            )
        self.view.input = values

    @property
    def image(self) -> NDArray[np.uint8]:
        """The photo, uint8, (96, 96, 3).

        Raises
        ------
        ValueError
            If the explorer has none.
        """
        if not self.view.picture:
            raise ValueError("this explorer has no photo; make one with photo=True")
        return images.decode(self.view.picture)

    @weight.getter
    def weight(self) -> NDArray[np.floating]:
        view = self.view
        if view.channels % view.groups or view.filters % view.groups:
            raise ValueError(
                f"groups is {view.groups}, but there are {view.channels} channels and "
                f"{view.filters} filters; it must divide both"
            )
        depth = view.channels // view.groups
        first = [o * view.groups // view.filters * depth for o in range(view.filters)]
        bank = np.array(view.bank, float)
        return np.stack([bank[o, start : start + depth] for o, start in enumerate(first)])

    @weight.setter
    def weight(self, values: ArrayLike) -> None:
        filters, depth = np.shape(values)[:2] if np.ndim(values) == 4 else (0, 0)
        groups = self.view.channels // depth if depth else 1
        bias = self.bias if filters == self.filters else None
        self._use(values, bias, groups)

    @bias.getter
    def bias(self) -> NDArray[np.floating]:
        return np.array(self.view.bias[: self.view.filters], float)

    @bias.setter
    def bias(self, values: ArrayLike) -> None:
        biases = np.array(self.view.bias)
        biases[: self.filters] = _biases(values, self.filters)
        self.view.bias = biases

    @photo.setter
    def photo(self, value: bool) -> None:
        if value and not self.view.picture:
            raise ValueError("this explorer has no photo; make one with photo=True")
        self.view.photo = value

    @property
    def output(self) -> NDArray[np.floating]:
        """The maps shown, (N, H_out, W_out), by `convcourse.operators.ops.conv2d`.

        They are those of the photo if it shows.

        Raises
        ------
        ValueError
            If groups do not divide channels and filters.
        """
        shown = np.moveaxis(self.image, -1, 0) if self.photo else self.input
        maps = conv2d(shown, self.weight, self.bias, groups=self.groups)
        return np.maximum(maps, 0) if self.relu else maps

    @property
    def parameters(self) -> int:
        """How many numbers the layer has to learn: all weights and all biases."""
        return self.weight.size + self.bias.size

    @property
    def multiplications(self) -> int:
        """How many products make the maps that are shown."""
        return self.weight[0].size * self.output.size

    def _count(self):
        rows, columns = np.shape(self.view.input)[1:]
        kernel_rows, kernel_columns = np.shape(self.view.bank)[2:]
        return (rows - kernel_rows + 1) * (columns - kernel_columns + 1)


def _in_colour(name):
    """Return a photo in colour as the page gets it; only this one is decoded."""
    picture = encoded(choice(name, "photo", images.PHOTOS), PHOTO_SIDE)
    if images.decode(picture).ndim == 2:
        raise ValueError(f"photo is {name!r}, a grey one; choose one in colour, such as 'coffee'")
    return picture


def _biases(values, filters):
    biases = tensor_lists(values, "bias", ("filters",), (MAX_FILTERS,))
    if len(biases) != filters:
        raise ValueError(f"bias has {len(biases)} numbers, expected {filters}: one for each filter")
    return biases
