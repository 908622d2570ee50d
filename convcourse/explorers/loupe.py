"""`Loupe`: a point of a photo, the numbers around it, and what a kernel makes of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, own_picture, require_offered, titles
from convcourse.explorers.parts.settings import Given, Option, Place, Plane, Whole
from convcourse.operators.kernels import KERNELS, kernel, sobel
from convcourse.operators.ops import correlate2d
from convcourse.pictures import images

SIDE = 256
DISC = "disc"
_MIDDLE = {"picture": 0, "row": SIDE // 2, "column": SIDE // 2}


def _puzzle(title, ask, hint, start, goal, solution):
    """Return a puzzle: a point is to be found on a photo."""
    row, column = solution
    return {
        "title": title,
        "ask": ask,
        "hint": hint,
        "start": {**_MIDDLE, **start},
        "keep": {"picture": 0, **start},
        "goal": goal,
        "solution": {"row": row, "column": column},
    }


#: On the cat.
SUM_PUZZLES = [
    _puzzle(
        "A quiet spot",
        "Find a window whose nine greys are all the same, and press there.",
        "Hair is out. Look where the photo is smooth, or out of focus.",
        {"kernel": np.full((3, 3), 1 / 9).tolist()},
        {"spread": 0},
        (1, 178),
    ),
    _puzzle(
        "Whiter than white",
        "This kernel sharpens. Find a sum above 255, which no screen can show, and press there.",
        "Five times a bright pixel, minus four neighbours that are darker: try the whiskers.",
        {"kernel": KERNELS["sharpen"].tolist()},
        {"above": 255},
        (63, 51),
    ),
]
#: On the man with the camera.
GRADIENT_PUZZLES = [
    _puzzle(
        "Straight up",
        "Find an arrow that points up, to −90° or at most 10° off, and is longer than 400. "
        "Press there.",
        "It points to where it gets brighter. Where does something dark lie below the sky?",
        {},
        {"angle": -90, "within": 10, "length": 400},
        (33, 108),
    ),
    _puzzle(
        "The steepest",
        "Find an arrow longer than 900, and press there.",
        "The darkest things beside the brightest ones. In the output they shine.",
        {},
        {"length": 900},
        (233, 125),
    ),
]


def disc(side=128):
    """Return a bright disc on dark ground, uint8 of (side, side); its rim is soft."""
    places = np.arange(side) - (side - 1) / 2
    inside = side / 3 - np.hypot(places[:, None], places)
    return np.rint(50 + 150 * np.clip(inside / 3 + 0.5, 0, 1)).astype(np.uint8)


class Loupe(
    DeclaredExplorer,
    question=lambda explorer: (
        "Which way does it get brighter?"
        if explorer.gradient
        else "Where does one pixel of the output come from?"
    ),
    puzzles=lambda explorer: GRADIENT_PUZZLES if explorer.gradient else SUM_PUZZLES,
    show_puzzles=False,
):
    """A point of a photo, the numbers around it, and the sum that a kernel makes of them.

    The point is moved by a pointer, by touch and by the arrow keys. The photo is turned grey; the
    output is its cross-correlation with the kernel, mirrored at the border. With
    ``gradient=True`` the kernels are Sobel's two instead: their sums are an arrow, which points to
    where it gets brighter, and the output is its length. The puzzles need a photo, which then leads
    the pictures.

    Examples
    --------
    >>> loupe = Loupe([[9, 0, 0], [0, 18, 0], [0, 0, 0]], "box", row=1, column=1)
    >>> loupe.neighbourhood
    array([[ 9.,  0.,  0.],
           [ 0., 18.,  0.],
           [ 0.,  0.,  0.]])
    >>> round(float(loupe.output[1, 1]), 6)
    3.0
    """

    image = Given(
        "chelsea",
        '``"disc"``, a name in `convcourse.pictures.images.PHOTOS`, or a picture: numbers from 0 '
        "to 255, up to 256×256. What is read is the picture that is shown, turned grey, uint8.",
        "str or array_like of shape (H, W) or (H, W, 3)",
        "str | ArrayLike",
        positional=True,
    )
    kernel = Plane(
        (5, 5),
        "box",
        "Up to 5×5 finite numbers, or a preset of `convcourse.operators.kernels`, such as "
        '``"sharpen"``. None is read where there is a gradient.',
        "(kh, kw)",
        kind="str or array_like of shape (kh, kw)",
        annotation="str | ArrayLike",
        positional=True,
    )
    _picture = Place(lambda view: view.titles, "Picture")
    row = Whole(
        SIDE // 2,
        0,
        SIDE - 1,
        "The point's row: {range}. Past the end is the last.",
        "Row",
        shown=False,
    )
    column = Whole(
        SIDE // 2,
        0,
        SIDE - 1,
        "The point's column: {range}. Past the end is the last.",
        "Column",
        shown=False,
    )
    photos = Option[Iterable[str]](
        (),
        "Which other pictures to offer, by name. Each adds about 15 kB to a page.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )
    gradient = Option(
        False,
        "The kernels are Sobel's two, and their sums an arrow at the point.",
        trait=traitlets.Bool(False),
    )

    class View(ExplorerView):
        """Draws a `Loupe`."""

        _esm = module_text("loupe")
        _css = style_text("loupe")

        pictures = traitlets.List().tag(sync=True)
        titles = traitlets.List().tag(sync=True)
        sizes = traitlets.List().tag(sync=True)

    def _brought(self, told):
        image, drawings = told["image"], {DISC: disc()}
        named = isinstance(image, str)
        asked = self._chosen_puzzles(told["puzzles"])
        first = ["camera" if self.gradient else "chelsea"] if asked else []
        wanted = [*first, *([image] if named else []), *self.photos]
        names = require_offered(wanted, drawings)
        own = [] if named else [own_picture(image, SIDE)]
        pictures = [*(encoded(name, SIDE, drawings) for name in names), *own]
        return {
            "pictures": pictures,
            "titles": [*titles(names), *("Your own picture" for _ in own)],
            "sizes": [images.decode(one).shape[:2] for one in pictures],
            "picture": names.index(image) if named else len(names),
        }

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        return images.grey(images.decode(self.view.pictures[self.view.picture]))

    @kernel.setter
    def kernel(self, value: str | ArrayLike) -> None:
        self.view.kernel = kernel(value) if isinstance(value, str) else value

    @property
    def point(self) -> tuple[int, int]:
        """The row and column that are looked at, within the picture."""
        rows, columns = self.image.shape
        return min(self.row, rows - 1), min(self.column, columns - 1)

    @property
    def neighbourhood(self) -> NDArray[np.floating]:
        """The numbers under the kernel at the point, mirrored at the border."""
        rows, columns = (3, 3) if self.gradient else self.kernel.shape
        (row, column), shown = self.point, np.pad(self.image / 1, 5, mode="reflect")
        top, left = row + 5 - rows // 2, column + 5 - columns // 2
        return shown[top : top + rows, left : left + columns]

    @property
    def output(self) -> NDArray[np.floating]:
        """What the kernel makes of the photo, or the length of the gradient, floats of (H, W)."""
        if not self.gradient:
            return correlate2d(self.image, self.kernel, border="mirror")
        return np.hypot(*self._slopes())

    @property
    def angle(self) -> NDArray[np.floating]:
        """The direction in which it gets brighter, in degrees: 0 is right, 90 is down."""
        to_the_right, down = self._slopes()
        return np.degrees(np.arctan2(down, to_the_right))

    def _slopes(self):
        return [correlate2d(self.image, sobel(axis), border="mirror") for axis in ("x", "y")]

    def _offers(self, name):
        return name != "picture" or len(self.view.pictures) > 1
