"""`ShiftedPhoto`: which maps of a network move along with a photo, and where that ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convcourse.explorers.parts.inside import InsideExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Whole

#: Two numbers of a map are the same where they differ by less than this share of its mean number.
CLOSE = 1e-5


class ShiftedPhoto(InsideExplorer, question="Do the maps move along with the photo?"):
    """A photo and the same photo some pixels further right, in the same network.

    A convolution makes of a shifted input a shifted output. After a pooling with stride 2, one
    pixel of the photo is half a pixel of the map, and no map can move by that. Each layer says in
    which share of its places its maps have just moved along, by as many of their own pixels as is
    nearest; and the shares of the names are drawn over all shifts.

    Examples
    --------
    >>> from convcourse.networks import nets
    >>> from convcourse.networks.sums import Sums
    >>> explorer = ShiftedPhoto(Sums(nets.vgg16_slim(seed=0)), shift=2)
    >>> followed = explorer.followed
    >>> followed[0] > 0.9, followed[3] > 0.8, followed[4] < 0.2
    (True, True, True)
    """

    shift = Whole(
        0, 0, 16, "How many pixels the photo is moved to the right: {range}. Its left edge is "
        "repeated.", "Pixels to the right", wide=True,
    )  # fmt: skip
    chosen = Whole(
        -1,
        -1,
        101,
        "The number of the class whose share is drawn: {range}; −1 is the one with the largest "
        "score of the photo as it is.",
    )

    class View(InsideExplorer.View):
        """Draws a `ShiftedPhoto`."""

        _esm = module_text("shifted_photo")
        _css = style_text("inside", "score_map", "shifted_photo")

    @property
    def shifted(self) -> NDArray[np.uint8]:
        """The photo, moved, uint8, (96, 96, 3) or (96, 96)."""
        image = self.image
        columns = np.maximum(np.arange(image.shape[1]) - self.shift, 0)
        return image[:, columns]

    @property
    def shares(self) -> NDArray[np.floating]:
        """The shares of all classes for the moved photo, (102,), with sum 1."""
        scores = self.inside.maps(self.shifted)[-1][:, 0, 0].astype(float)
        parts = np.exp(scores - scores.max())
        return parts / parts.sum()

    @property
    def number(self) -> int:
        """The number of the class whose share is drawn."""
        return self.chosen if self.chosen >= 0 else int(np.argmax(self._maps(self.image)[-1]))

    @property
    def name(self) -> str:
        """The name of that class."""
        return self.inside.classes[self.number]

    @property
    def followed(self) -> tuple[float, ...]:
        """In which share of its places each layer's maps have just moved along."""
        shares, jump = [], 1
        pairs = zip(self.inside.steps, self._maps(self.image)[1:],
                    self.inside.maps(self.shifted)[1:], strict=True)  # fmt: skip
        for step, one, other in pairs:
            if step.kind == "max":
                jump *= 2
            if step.kind == "conv":
                by = int(self.shift / jump + 0.5)
                width = one.shape[2] - by
                apart = np.abs(other[..., by:] - one[..., :width]).mean(axis=0)
                shares.append(float((apart <= CLOSE * np.abs(one).mean()).mean()))
        return tuple(shares)
