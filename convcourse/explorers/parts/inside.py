"""What the figures share that look into a network: a photo, the reader's own among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.offered import own_picture, require_offered, titles
from convcourse.explorers.parts.settings import REQUIRED, Given, Option, Place
from convcourse.explorers.parts.shipped import LIVE, answer_views
from convcourse.pictures import images

#: Rows and columns of a photo, as the network was trained on them.
SIDE = 96
OWN_TITLE = "Your own picture"


class Inside(Protocol):
    """A network as sums, as `convcourse.networks.sums.Sums` is one."""

    classes: tuple[str, ...]
    steps: Any

    def maps(self, picture: ArrayLike) -> list[NDArray[np.float32]]:
        """Return all levels of a photo, from the photo to the scores."""
        ...

    def terms(self, maps: Sequence[NDArray], level: int, channel: int, at: tuple[int, int]) -> Any:
        """Return what one number is the sum of."""
        ...

    def score_parts(self, maps: Sequence[NDArray]) -> NDArray[np.float32]:
        """Return what each place of the last maps adds to each score."""
        ...


class InsideExplorer(DeclaredExplorer):
    """An explorer of the network that a page runs itself: the course's slim VGG.

    The page computes it in the browser, Python by `inside`; the same numbers come out.
    """

    inside = Option[Any](
        REQUIRED,
        "The network as sums: `Sums` of `weights.load('vgg16_slim')`, which is what a page runs.",
        kind="convcourse.networks.sums.Sums",
        annotation=object,
        positional=True,
    )
    image = Given(
        "chelsea",
        "A name in `photos`, or a picture of your own: numbers from 0 to 255 in 96 rows and "
        "columns. What is read is the picture that is shown, uint8; the reader's own, too.",
        "str or array_like of shape (96, 96) or (96, 96, 3)",
        "str | ArrayLike",
    )
    _photo = Place(lambda view: view.titles, "Photo")
    photos = Option[Iterable[str]](
        ("chelsea", "coffee", "camera"),
        "Which photos to offer, by their names in `convcourse.pictures.images.PHOTOS`. Each adds "
        "about 15 kB to a page, once.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )

    class View(ExplorerView):
        """Draws an `InsideExplorer`."""

        pictures = traitlets.List().tag(sync=True)
        titles = traitlets.List().tag(sync=True)
        network = traitlets.Unicode(LIVE[0]).tag(sync=True)
        # A browser sends bytes as a memory view.
        own = traitlets.Bytes().tag(sync=True, from_json=lambda sent, _view: bytes(sent))

    def _brought(self, told):
        names, image = require_offered(told["photos"]), told["image"]
        self._names = names
        self._levels: tuple[NDArray[np.uint8], list] = (np.empty(0, np.uint8), [])
        self._photos = {name: images.photo(name, SIDE) for name in names}
        named = isinstance(image, str)
        if named:
            choice(image, "image", names)
        return {
            # The network sees what a page shows, so no pixel of it may change on the way.
            "pictures": [images.encode(photo) for photo in self._photos.values()],
            "titles": [*titles(names), OWN_TITLE],
            "own": b"" if named else _own(image),
            "photo": names.index(image) if named else len(names),
        }

    def _make(self, told):
        super()._make(told)
        answer_views(self.view)

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        view = self.view
        if view.photo < len(view.pictures):
            return self._photos[self._names[view.photo]]
        return images.decode(view.own) if view.own else np.zeros((SIDE, SIDE), np.uint8)

    @image.setter
    def image(self, value: str | ArrayLike) -> None:
        if isinstance(value, str):
            self.view.photo = self._names.index(choice(value, "image", self._names))
            return
        own = _own(value)
        with self.view.hold_sync():
            self.view.own, self.view.photo = own, len(self._names)

    def _maps(self, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """Return all levels of a picture, made once for the same one."""
        if not np.array_equal(picture, self._levels[0]):
            self._levels = picture, self.inside.maps(picture)
        return self._levels[1]


def _own(value):
    levels = np.asarray(value)
    if levels.shape[:2] != (SIDE, SIDE):
        raise ValueError(
            f"image has the shape {levels.shape}, expected {SIDE} rows and columns; scale it, or "
            "cut out a square"
        )
    return own_picture(levels, SIDE)
