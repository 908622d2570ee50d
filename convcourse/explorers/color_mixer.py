"""`ColorMixer`: the colours of a photo through one 1×1 convolution, or two with a ReLU between."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, require_offered, titles
from convcourse.explorers.parts.settings import Flag, Given, Option, Place, Plane, Whole
from convcourse.operators.ops import conv2d
from convcourse.pictures import images

MAX_MAPS = 4
PHOTO_SIDE = 160
CARD = "lights"
THIRD = 1 / 3


def _saturation(amount):
    """Return the matrix that moves colours `amount` times as far away from their grey."""
    grey = np.tile(images.LUMINANCE, (3, 1))
    return (amount * np.eye(3) + (1 - amount) * grey).round(3)


#: Mixes by name: a row for each output, a column each for red, green and blue.
MIXES = {
    "as it is": np.eye(3),
    "luminance": np.array([images.LUMINANCE]),
    "mean": np.full((1, 3), THIRD),
    "red minus green": np.array([[1.0, -1, 0]]),
    "swap red and blue": np.eye(3)[::-1],
    "turn the hue by 60°": THIRD * np.array([[2, -1, 2], [2, 2, -1], [-1, 2, 2]]),
    "stronger colours": _saturation(1.6),
    "sepia": np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]),
}
OWN = "your own"

_PLAIN = {"photo": 0, "relu": False, "second_layer": False, "second": [[1.0]]}
_TANGLE = [[0.0, 1, 0], [1, 0, 0], [1, 0, 1]]
_TARGET = " The target stands beside yours; point at both to compare their numbers."

PUZZLES = [
    {
        "title": "Grey as we see it",
        "ask": "Three weights turn red, green and blue light into these greys." + _TARGET,
        "hint": "Point at the target where only red is lit: which weight makes that of 255? "
        "Two decimals are enough.",
        "start": {**_PLAIN, "weights": [[0.33, 0.33, 0.33]]},
        "keep": {"photo": 0, "relu": False, "second_layer": False},
        "goal": {"weights": [list(images.LUMINANCE)], "second_layer": False},
        "solution": {"weights": [[0.3, 0.59, 0.11]]},
    },
    {
        "title": "Undo the mix",
        "ask": "The first layer has tangled the colours and stays as it is. Set the second so "
        "that the output is the input again." + _TARGET,
        "hint": "Layer 1 makes three maps: green, red, and red plus blue. From which of them do "
        "you get blue?",
        "start": {"photo": 0, "relu": False, "second_layer": True, "weights": _TANGLE,
                  "second": np.eye(3).tolist()},
        "keep": {"photo": 0, "relu": False, "second_layer": True, "weights": _TANGLE},
        "goal": {"weights": np.eye(3).tolist(), "second_layer": False},
        "solution": {"second": [[0.0, 1, 0], [1, 0, 0], [0, -1, 1]]},
    },
    {
        "title": "Both, not one",
        "ask": "Make the output white where red and blue are both lit, and black everywhere "
        "else. Green plays no part." + _TARGET,
        "hint": "Begin with all of red, and take away what is red alone. What does a ReLU keep of "
        "red minus blue?",
        "start": {"photo": 0, "relu": False, "second_layer": True,
                  "weights": [[1.0, 0, 0], [0, 0, 1]], "second": [[1.0, 1]]},
        "keep": {"photo": 0, "second_layer": True},
        "goal": {"weights": [[1.0, 0, 0], [1, 0, -1]], "relu": True, "second_layer": True,
                 "second": [[1.0, -1]]},
        "solution": {"weights": [[1.0, 0, 0], [1, 0, -1]], "relu": True, "second": [[1.0, -1]]},
    },
]  # fmt: skip


def _titles(view):
    return [name.capitalize() for name in [*MIXES, OWN]]


class ColorMixer(
    DeclaredExplorer,
    question="What can a mix of three colours do?",
    puzzles=PUZZLES,
    show_puzzles=False,
):
    """The colours of a photo through a 1×1 convolution, or through two with a ReLU between.

    Three output channels are shown as one colour picture, any other number as one picture each;
    negative values go on a scale from brown over white (0) to teal. Nothing is rounded or clipped
    before it is shown. There is no bias. The puzzles are on the lights, which then lead the
    pictures.

    Examples
    --------
    >>> mixer = ColorMixer(weights="red minus green")
    >>> mixer.output.shape
    (1, 160, 160)
    >>> float(mixer.output.min())
    -255.0
    """

    image = Given(
        CARD,
        '``"lights"``, three discs of red, green and blue light, or a name in '
        "`convcourse.pictures.images.PHOTOS`. What is read is the picture, uint8, (H, W, 3).",
        "str",
        str,
        positional=True,
    )
    _photo = Place(lambda view: view.titles, "Picture")
    _preset = Place(_titles, "Mix")
    weights = Plane(
        (MAX_MAPS, 3),
        "as it is",
        'A mix by name, such as ``"luminance"``, or a row for each output channel of the first '
        "layer, up to 4.",
        "(M, 3)",
        kind="str or array_like of shape (M, 3)",
        annotation="str | ArrayLike",
        positional=True,
    )
    second = Plane(
        (MAX_MAPS, MAX_MAPS),
        None,
        "A second layer over the M maps of the first, up to 4 rows; none by default.",
        "(K, M)",
    )
    _filters = Whole(3, 1, MAX_MAPS, "Maps of the first layer.", "Filters")
    relu = Flag(False, "Whether what is negative after the first layer becomes 0.", "ReLU")
    _second_layer = Flag(False, "Whether there is one.", "Second layer", shown=False)
    photos = Option[Iterable[str]](
        (),
        "Which other pictures to offer. Each adds about 8 kB to a page.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )

    class View(ExplorerView):
        """Draws a `ColorMixer`."""

        _esm = module_text("color_mixer")
        _css = style_text("color_mixer")

        pictures = traitlets.List().tag(sync=True)
        size = traitlets.List([PHOTO_SIDE, PHOTO_SIDE]).tag(sync=True)  # of each: rows and columns
        titles = traitlets.List().tag(sync=True)
        mixes = traitlets.List().tag(sync=True)

        @traitlets.validate("weights")
        def _one_weight_for_each_colour(self, proposal):
            if len(proposal.value[0]) != 3:
                raise ValueError(
                    f"weights has {len(proposal.value[0])} columns, expected 3: red, green and blue"
                )
            return proposal.value

    def _brought(self, told):
        image, first = told["image"], [CARD] if told["puzzles"] else []
        offered = require_offered([*first, image, *self.photos], [CARD])
        drawings = {CARD: images.lights(PHOTO_SIDE)}
        return {
            "pictures": [encoded(name, PHOTO_SIDE, drawings) for name in offered],
            "titles": titles(offered),
            "mixes": [mix.tolist() for mix in MIXES.values()],
            "photo": offered.index(image),
            "second": np.eye(3),
        }

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        picture = np.atleast_3d(images.decode(self.view.pictures[self.view.photo]))
        return np.broadcast_to(picture, (*picture.shape[:2], 3))

    @weights.setter
    def weights(self, value: ArrayLike) -> None:
        view = self.view
        with view.hold_sync():
            view.weights = _mix(value)
            view.filters = count = len(view.weights)
            view.preset = _preset(self.weights)
            # As in the page: a further map gets a weight of 0 in the second layer.
            rows = np.array(view.second)[:, :count]
            view.second = np.pad(rows, ((0, 0), (0, count - rows.shape[1])))

    @second.getter
    def second(self) -> NDArray[np.floating] | None:
        return np.array(self.view.second, float) if self.view.second_layer else None

    @second.setter
    def second(self, value: ArrayLike | None) -> None:
        view = self.view
        if value is not None:
            columns, count = np.atleast_2d(value).shape[-1], len(view.weights)
            if columns != count:
                raise ValueError(
                    f"second has {columns} columns but the first layer makes {count} maps; give "
                    "it one weight for each of them"
                )
        with view.hold_sync():
            view.second_layer = value is not None
            if value is not None:
                view.second = value

    @property
    def hidden(self) -> NDArray[np.floating]:
        """What the first layer makes, after the ReLU if there is one: (M, H, W) floats."""
        made = conv2d(np.moveaxis(self.image, -1, 0), self.weights[:, :, None, None])
        return np.maximum(made, 0) if self.relu else made

    @property
    def output(self) -> NDArray[np.floating]:
        """What the last layer makes, (K, H, W) floats, by `convcourse.operators.ops.conv2d`."""
        if self.second is None:
            return self.hidden
        return conv2d(self.hidden, self.second[:, :, None, None])


def _mix(weights):
    """Return weights that were given by name, or as they are."""
    return MIXES[choice(weights, "weights", MIXES)] if isinstance(weights, str) else weights


def _preset(weights):
    """Return which of the mixes `weights` are; the number after the last if they are none."""
    same = [np.array_equal(weights, mix) for mix in MIXES.values()]
    return same.index(True) if True in same else len(MIXES)
