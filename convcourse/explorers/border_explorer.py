"""`BorderExplorer`: a photo, its border, and for every padded pixel the pixel that it copies."""

from __future__ import annotations

from typing import get_args

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Choice, Given, Option, Several, Whole
from convcourse.operators.padding import BORDER_NAMES, Border, pad2d
from convcourse.pictures import images

BORDERS: tuple[Border, ...] = get_args(Border)
MAX_WIDTH = 72
MAX_SIZE = 96

#: How far the middle of a dot is from the two edges of its corner, and the dot's radius, in pixels.
DOT_PLACE, DOT_RADIUS = 6, 4.25
#: Red, green, blue and grey: top left, top right, bottom left, bottom right.
DOTS = ((220, 30, 40), (30, 170, 60), (30, 80, 230), (128, 128, 128))


def dotted_photo():
    """Return a small photo of a cat with a coloured dot in each corner.

    Returns
    -------
    ndarray of uint8, shape (48, 60, 3)
        Means of 6×6 pixels of the photo ``chelsea``; the dots are red, green, blue and grey.
    """
    part = images.whole_photo("chelsea")[4:292, 60:420]
    photo = part.reshape(48, 6, 60, 6, 3).mean(axis=(1, 3)).round().astype(np.uint8)
    rows, columns = np.ogrid[:48, :60]
    middles = [(r, c) for r in (DOT_PLACE, 47 - DOT_PLACE) for c in (DOT_PLACE, 59 - DOT_PLACE)]
    for (row, column), colour in zip(middles, DOTS, strict=True):
        photo[(rows - row) ** 2 + (columns - column) ** 2 <= DOT_RADIUS**2] = colour
    return photo


#: Every puzzle begins here.
_START = {"border_index": 0, "width": 8, "cval": 255, "pixel": [-4, 16]}

PUZZLES = [
    {
        "title": "Same border",
        "ask": "Make your padded photo the same as the target, pixel by pixel.",
        "hint": "Two of the borders look almost alike. Look closely at the line where the photo "
        "ends: does the edge pixel stand there once or twice?",
        "start": _START,
        "goal": {"picture": {**_START, "border_index": BORDERS.index("reflect"), "width": 14}},
        "solution": {"border_index": BORDERS.index("reflect"), "width": 14},
    },
    {
        "title": "Blue at the top left",
        "ask": "Choose a border and a width so that the pixel in the top left corner of the padded "
        "photo copies a pixel of the blue dot.",
        "hint": "The blue dot is at the bottom left. Which border brings the bottom of the photo "
        "to the top? And how wide must it be for its left side to come round as well?",
        "start": _START,
        "goal": {"corner": [47 - DOT_PLACE, DOT_PLACE], "radius": DOT_RADIUS},
        "solution": {"border_index": BORDERS.index("wrap"), "width": 54},
    },
    {
        "title": "Which border was it?",
        "ask": "The row a b c d came out as c d c b | a b c d | c b a b. Which border, and which "
        "width?",
        "hint": "Next to the d stands a c. So the edge pixel is not repeated.",
        "start": _START,
        "goal": {"strip": "cdcb|abcd|cbab"},
        "solution": {"border_index": BORDERS.index("mirror"), "width": 4},
    },
]


class BorderExplorer(DeclaredExplorer, question="What lies beyond the edge?", puzzles=PUZZLES):
    """A photo with its border; point at a padded pixel to see which pixel it copies.

    The puzzles are made for the default photo.

    Examples
    --------
    >>> explorer = BorderExplorer(border="wrap", width=2)
    >>> explorer.output.shape
    (52, 64, 3)
    >>> bool((explorer.output[0, 2:-2] == explorer.image[-2]).all())
    True
    """

    image = Given(
        None,
        "The photo, up to 96×96 pixels; what is read is a copy. By default a cat with a coloured "
        "dot in each corner.",
        "array_like of uint8, shape (H, W, 3), optional",
        positional=True,
    )
    border = Choice[Border](
        BORDERS,
        "What lies beyond the edge, in ``scipy.ndimage``'s words.",
        "Border",
        buttons=True,
        held_as="border_index",
    )
    width = Whole(
        8, 0, MAX_WIDTH, "How many pixels the border adds on each side: {range}.", "Width"
    )
    cval = Whole(
        0,
        0,
        255,
        "The grey that the border ``constant`` fills in: {range}.",
        "Constant",
        step=51,
    )
    pixel = Several(
        traitlets.List(traitlets.Int(), minlen=2, maxlen=2),
        (-4, 16),
        "The pixel in question: row and column, counted from the photo's top left, so that those "
        "in the border above and to the left are negative.",
        kind="(int, int)",
    )
    libraries = Option(
        True, "Say below the photo what NumPy, SciPy, OpenCV and PyTorch call the border."
    )

    class View(ExplorerView):
        """Draws a `BorderExplorer`."""

        _esm = module_text("border_explorer")
        _css = style_text("border_explorer")

        photo = traitlets.Bytes().tag(sync=True)
        names = traitlets.List().tag(sync=True)
        size = traitlets.Tuple(traitlets.Int(), traitlets.Int()).tag(sync=True, state=True)

    def _brought(self, told):
        self._image = _checked(dotted_photo() if told["image"] is None else told["image"])
        return {
            "photo": images.encode(self._image),
            "names": [dict(names) for names in BORDER_NAMES.values()] if told["libraries"] else [],
            "size": self._image.shape[:2],
        }

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        return self._image.copy()

    @property
    def output(self) -> NDArray[np.uint8]:
        """The padded photo, uint8, computed in Python by `convcourse.pad2d`."""
        return pad2d(self._image, self.width, border=self.border, cval=self.cval, channel_axis=-1)


def _checked(image):
    """Return `image` as the array that is shown, after checking it."""
    image = np.asarray(image)
    if image.dtype != np.uint8:
        raise TypeError(
            f"image has dtype {image.dtype}, expected uint8; convert it, for example with "
            "skimage.util.img_as_ubyte"
        )
    if image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(
            f"image has shape {image.shape}, expected (H, W, 3); stack a grey image three times"
        )
    if min(image.shape) == 0 or max(image.shape[:2]) > MAX_SIZE:
        rows, columns = image.shape[:2]
        raise ValueError(
            f"image is {rows}×{columns}, expected 1×1 to {MAX_SIZE}×{MAX_SIZE}, so that single "
            "pixels can be pointed at; cut a part out of it or make it smaller"
        )
    return image.copy()
