"""`PhotoPooling`: the same photo pooled by the maximum and by the mean, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, require_offered, titles
from convcourse.explorers.parts.settings import Choice, Option, Place, Whole
from convcourse.operators.pooling import avg_pool2d, max_pool2d
from convcourse.pictures import images
from convcourse.pictures.volumes import voxel_noise

SIDE = 128
SEED = 4
#: What is drawn over the photo, one pixel wide, and its grey.
Line = Literal["none", "bright", "dark"]
GREYS = (None, 255, 0)

PUZZLES = [
    {
        "title": "Far too bright",
        "ask": "Find the smallest window whose maxima are 50 levels brighter, on average, than the "
        "photo. Windows lie side by side: the stride is the window.",
        "hint": "The more pixels there are in a window, the brighter its brightest. Go step by "
        "step, and read the means below the pictures.",
        "start": {"picture": 0, "window": 2, "stride": 2, "line": 0, "noise": 20},
        "keep": {"picture": 0, "line": 0, "noise": 20},
        "goal": {"brighter": 50},
        "solution": {"window": 6, "stride": 6},
    },
]


def line_places(side=SIDE):
    """Return the rows that a slanted line crosses, one for each column."""
    return side // 8 + np.arange(side) * 3 // 4


class PhotoPooling(
    DeclaredExplorer,
    question="What does a maximum keep, and what does a mean?",
    puzzles=PUZZLES,
    show_puzzles=False,
):
    """A photo of 128×128 greys, its max pooling and its average pooling, all drawn as large.

    A line one pixel wide and grain can be laid over the photo: the maximum keeps what is bright,
    the mean what there is in all.

    Examples
    --------
    >>> explorer = PhotoPooling("camera", window=4, stride=4)
    >>> explorer.maximum.shape
    (32, 32)
    >>> bool((explorer.maximum >= explorer.average).all())
    True
    """

    image = Option[str](
        "chelsea",
        "A name in `convcourse.pictures.images.PHOTOS`.",
        kind="str",
        annotation=str,
        positional=True,
    )
    window = Whole(4, 1, 12, "Rows and columns of a window: {range}.", "Window", positional=True)
    stride = Whole(4, 1, 12, "Pixels from one window to the next: {range}.", "Stride")
    line = Choice[Line](
        {"none": "None", "bright": "Bright", "dark": "Dark"},
        "What line is drawn over the photo, one pixel wide.",
        "Fine line",
    )
    noise = Whole(
        0, 0, 60, "Standard deviation of the grain, in grey levels: {range}.", "Grain", step=5
    )
    _picture = Place(lambda view: view.titles, "Picture")
    photos = Option[Iterable[str]](
        (),
        "Which other pictures to offer, by name. Each adds about 5 kB to a page.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )

    class View(ExplorerView):
        """Draws a `PhotoPooling`."""

        _esm = module_text("photo_pooling")
        _css = style_text("photo_pooling")

        pictures = traitlets.List().tag(sync=True)
        titles = traitlets.List().tag(sync=True)
        seed = traitlets.Int(SEED).tag(sync=True)

    def _brought(self, told):
        names = require_offered([self.image, *self.photos])
        return {"pictures": [encoded(name, SIDE) for name in names], "titles": titles(names)}

    @property
    def input(self) -> NDArray[np.floating]:
        """What is pooled: the photo with its line and its grain, clipped to 0 … 255."""
        shown = images.grey(images.decode(self.view.pictures[self.view.picture])) / 1
        grey = GREYS[self.view.line]
        if grey is not None:
            shown[line_places(), np.arange(SIDE)] = grey
        return np.clip(shown + self.noise * voxel_noise((SIDE, SIDE), seed=SEED), 0, 255)

    @property
    def maximum(self) -> NDArray[np.floating]:
        """The largest of each window, by `max_pool2d`."""
        return max_pool2d(self.input[None], self.window, self.stride)[0]

    @property
    def average(self) -> NDArray[np.floating]:
        """The mean of each window, by `avg_pool2d`."""
        return avg_pool2d(self.input[None], self.window, self.stride)[0]

    def _offers(self, name):
        return name != "picture" or len(self.view.pictures) > 1
