"""`ScoreMap`: the names that a network gives to a photo, and where in it their scores come from."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.inside import SIDE, InsideExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Flag, Whole

#: What a covered pixel has: the mean of the photos that networks are trained on, near 0 for them.
GREY = (124, 116, 104)
#: How many names travel with a page, each with the parts of its score.
NAMED = 5


class ScoreMap(InsideExplorer, question="Where in the photo does the score come from?"):
    """The largest of a network's scores, each with what every place of the photo adds to it.

    The last maps are 3×3. A score is the sum of all their numbers, each times its channel's weight
    for the class and divided by 9, and of a bias. Read place by place, that is nine numbers and the
    bias (Zhou et al. 2016, "class activation mapping"). A square of the photo can be covered: the
    figure then shows what that changes in the maps and in the scores.

    Examples
    --------
    >>> from convcourse.networks import nets
    >>> from convcourse.networks.sums import Sums
    >>> explorer = ScoreMap(Sums(nets.vgg16_slim(seed=0)))
    >>> explorer.parts.shape
    (3, 3)
    >>> bool(np.isclose(explorer.parts.sum() + explorer.bias, explorer.score, atol=1e-5))
    True
    """

    cover = Flag(False, "Whether a square of the photo is covered with grey.", "Cover a patch")
    patch = Whole(
        32, 8, 64, "Rows and columns of that square: {range}.", "Size of the patch", step=4
    )
    y = Whole(32, 0, SIDE - 1, "Its first row: {range}.")
    x = Whole(32, 0, SIDE - 1, "Its first column: {range}.")
    chosen = Whole(
        -1,
        -1,
        101,
        "The number of the class whose score is taken apart: {range}; −1 is the one with the "
        "largest score while nothing is covered.",
    )

    class View(InsideExplorer.View):
        """Draws a `ScoreMap`."""

        _esm = module_text("score_map")
        _css = style_text("inside", "score_map")

        # Of each photo the largest scores: shown until the network has arrived, or where it cannot.
        given = traitlets.List().tag(sync=True)
        grey = traitlets.List(list(GREY)).tag(sync=True)

    def _brought(self, told):
        brought = super()._brought(told)
        return brought | {"given": [self._given(name) for name in self._names]}

    def _given(self, name):
        """Return the largest scores of a photo, as a page gets them."""
        maps = self.inside.maps(self._photos[name])
        scores, parts = maps[-1][:, 0, 0], self.inside.score_parts(maps)
        first = np.argsort(-scores, kind="stable")[:NAMED]
        shares = _softmax(scores)
        return [
            {
                "class": int(k),
                "name": self.inside.classes[k],
                "share": _short(shares[k]),
                "score": _short(scores[k]),
                "bias": _short(self.inside.steps[-1].bias[k]),
                "parts": [_short(part) for part in parts[k].ravel()],
            }
            for k in first
        ]

    @property
    def covered(self) -> NDArray[np.uint8]:
        """The photo as the network gets it, uint8, (96, 96, 3): with its square where it is on."""
        image = self.image
        shown = np.array(image if image.ndim == 3 else np.stack([image] * 3, axis=-1))
        if self.cover:
            shown[self.y : self.y + self.patch, self.x : self.x + self.patch] = GREY
        return shown

    @property
    def scores(self) -> NDArray[np.floating]:
        """The scores of all classes, (102,), before the softmax."""
        return self._maps(self.covered)[-1][:, 0, 0]

    @property
    def shares(self) -> NDArray[np.floating]:
        """The softmax of the scores, (102,): above 0, with sum 1."""
        return _softmax(self.scores)

    @property
    def number(self) -> int:
        """The number of the class whose score is taken apart."""
        if self.chosen >= 0:
            return self.chosen
        return int(np.argmax(self.inside.maps(self.image)[-1]))

    @property
    def name(self) -> str:
        """The name of that class."""
        return self.inside.classes[self.number]

    @property
    def parts(self) -> NDArray[np.floating]:
        """What each place of the last maps adds to the score, (3, 3)."""
        return self.inside.score_parts(self._maps(self.covered))[self.number]

    @property
    def bias(self) -> float:
        """What is added to the parts, whatever the photo."""
        return float(self.inside.steps[-1].bias[self.number])

    @property
    def score(self) -> float:
        """The score that is taken apart."""
        return float(self.scores[self.number])


def _softmax(scores):
    parts = np.exp(scores.astype(float) - scores.max())
    return parts / parts.sum()


def _short(number):
    """Return a number with six digits: a page shows three."""
    return float(f"{number:.6g}")
