"""`SubsamplingExplorer`: what is left of a picture of which only every s-th pixel is kept."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, own_picture, require_offered, titles
from convcourse.explorers.parts.settings import Flag, Given, Option, Place, Whole
from convcourse.operators.kernels import gaussian
from convcourse.operators.ops import correlate2d
from convcourse.pictures import images

#: The side of each picture: many strides divide it, and twice it fits on a phone.
SIDE = 144
MAX_SIDE = 256
RINGS = "rings"
#: The rings' frequency grows by one cycle a pixel on so many pixels from the centre. So at a stride
#: of 4 the false centres, 56 pixels apart, are as bright as the true one.
CHIRP = 224

_START = {"picture": 0, "stride": 2, "anti_aliasing": False}

PUZZLES = [
    {
        "title": "Which stride?",
        "ask": "The target was made from the same rings, without a blur. Find its stride.",
        "hint": "A larger stride makes a smaller output, so its pixels are drawn larger. And the "
        "sets of rings come closer together.",
        "start": _START,
        "keep": {"picture": 0},
        "goal": {"stride": 6, "anti_aliasing": False},
        "solution": {"stride": 6},
    },
    {
        "title": "Small and honest",
        "ask": "Keep fewer than 400 pixels, and let no ring appear that is not in the picture.",
        "hint": "Rings too fine for the output come back as false ones, whatever the stride. They "
        "have to go before pixels are left out.",
        "start": _START,
        "keep": {"picture": 0},
        "goal": {"fewer": 400},
        "solution": {"stride": 8, "anti_aliasing": True},
    },
]


def rings(side=SIDE):
    """Return a zone plate: rings that get finer and finer to the outside.

    Returns
    -------
    ndarray of uint8, shape (side, side)
        At the default size the finest rings, in the corners, are still coarser than two pixels.
    """
    places = np.arange(side) - side // 2
    squares = places[:, None] ** 2 + places**2
    return np.rint(127.5 * (1 + np.cos(np.pi * squares / CHIRP))).astype(np.uint8)


class SubsamplingExplorer(
    DeclaredExplorer,
    question=lambda explorer: (
        "Which of these rings are in the picture?"
        if explorer._names[:1] == [RINGS]
        else "What does a stride leave of a picture?"
    ),
    puzzles=PUZZLES,
    show_puzzles=False,
):
    """A picture, and what is left of it when only every s-th row and column is kept.

    What is kept is shown as large as the picture: patterns that are too fine for it come back as
    coarse ones that were never there. With ``anti_aliasing=True`` a Gaussian blur of half a stride
    goes first, as ``scipy.ndimage.gaussian_filter`` makes it with ``mode="mirror"``; at a stride
    of 1 nothing is left out, and nothing is blurred. The puzzles need the rings, which then lead
    the pictures.

    Examples
    --------
    >>> explorer = SubsamplingExplorer([[10, 20, 30], [40, 50, 60], [70, 80, 90]], stride=2)
    >>> explorer.output
    array([[10., 30.],
           [70., 90.]])
    """

    image = Given(
        RINGS,
        '``"rings"``, a name in `convcourse.pictures.images.PHOTOS`, or a picture: numbers from 0 '
        "to 255, up to 256×256. What is read is the picture that is shown, uint8.",
        "str or array_like of shape (H, W) or (H, W, 3)",
        "str | ArrayLike",
        positional=True,
    )
    stride = Whole(
        4,
        1,
        12,
        "Rows and columns from one kept pixel to the next: {range}.",
        "Stride",
        positional=True,
        wide=True,
    )
    anti_aliasing = Flag(
        False, "Whether a Gaussian blur of σ = stride / 2 goes first.", "Blur first"
    )
    _picture = Place(lambda view: view.titles, "Picture")
    photos = Option(
        (),
        "Which other pictures to offer, by name. Each adds about 6 kB to a page.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )

    class View(ExplorerView):
        """Draws a `SubsamplingExplorer`."""

        _esm = module_text("subsampling_explorer")
        _css = style_text("subsampling_explorer")

        pictures = traitlets.List().tag(sync=True)
        titles = traitlets.List().tag(sync=True)
        sizes = traitlets.List().tag(sync=True)

    def _brought(self, told):
        image, drawings = told["image"], {RINGS: rings()}
        named = isinstance(image, str)
        first = [RINGS] if self._chosen_puzzles(told["puzzles"]) else []
        wanted = [*first, *([image] if named else []), *told["photos"]]
        self._names = require_offered(wanted, drawings)
        pictures = [encoded(name, SIDE, drawings) for name in self._names]
        own = [] if named else [own_picture(image, MAX_SIDE)]
        return {
            "pictures": [*pictures, *own],
            "titles": [*titles(self._names), *["Your own picture" for _ in own]],
            "sizes": [images.decode(one).shape[:2] for one in [*pictures, *own]],
            "picture": self._names.index(image) if named else len(pictures),
        }

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        return images.decode(self.view.pictures[self.view.picture])

    @property
    def output(self) -> NDArray[np.floating]:
        """What is kept, floats of shape (H', W') or (H', W', 3), by `convcourse.operators`."""
        picture, s = self.image.astype(float), self.stride
        if self.anti_aliasing and s > 1:
            axis = -1 if picture.ndim == 3 else None
            picture = correlate2d(picture, gaussian(s / 2), border="mirror", channel_axis=axis)
        return picture[::s, ::s]

    def _offers(self, name):
        return name != "picture" or len(self.view.pictures) > 1
