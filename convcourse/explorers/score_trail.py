"""`ScoreTrail`: from a score back to a pixel of the photo, one sum after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from convcourse.explorers.parts.inside import InsideExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Several, Whole

#: Levels below that of the scores: the photo, 13 convolutions and 5 poolings.
SCORE_LEVEL = 19


class ScoreTrail(InsideExplorer, question="Where does this number come from?"):
    """A number of a network as a sum of numbers one level before, and so on, down to the photo.

    It begins at the largest score. Each step follows the largest product, or the one that was
    pressed. Levels count from the photo, 0, to the scores, 19; between them are 13 convolutions,
    each with its ReLU, and 5 poolings.

    Examples
    --------
    >>> from convcourse.networks import nets
    >>> from convcourse.networks.sums import Sums
    >>> trail = ScoreTrail(Sums(nets.vgg16_slim(seed=0)), steps=19)
    >>> len(trail.places), trail.places[-1][0]
    (20, 0)
    >>> trail.steps = 2
    >>> terms = trail.terms
    >>> bool(np.isclose(max(terms.sum, 0), trail.value, atol=1e-5))
    True
    """

    steps = Whole(
        0, 0, SCORE_LEVEL, "How many steps to go back from the start: {range}.", "Steps back",
        wide=True,
    )  # fmt: skip
    path = Several(
        traitlets.List(traitlets.Int(min=-1), maxlen=SCORE_LEVEL),
        (),
        "At each step the number of the term to follow, counted through window and channels; −1, "
        "and where there is none, the one with the largest product.",
    )
    start = Several(
        traitlets.List(traitlets.Int(min=-1), [SCORE_LEVEL, -1, 0, 0], minlen=4, maxlen=4),
        (SCORE_LEVEL, -1, 0, 0),
        "Where to begin: a level, a channel, a row and a column. Of level 19 the channel is the "
        "number of a class, or −1 for the one with the largest score.",
        kind="(int, int, int, int)",
    )

    class View(InsideExplorer.View):
        """Draws a `ScoreTrail`."""

        _esm = module_text("score_trail")
        _css = style_text("inside", "written_sums", "score_trail")

    @start.setter
    def start(self, value: Sequence[int]) -> None:
        place = [int(number) for number in value]
        shapes = [one.shape for one in self._maps(self.image)]
        if len(place) != 4 or not 0 <= place[0] < len(shapes):
            raise ValueError(
                f"start={tuple(value)}, expected a level from 0 to {len(shapes) - 1}, a channel, a "
                f"row and a column, such as {(SCORE_LEVEL, -1, 0, 0)}"
            )
        shape = shapes[place[0]]
        least = (-1 if place[0] == SCORE_LEVEL else 0, 0, 0)
        if not all(low <= n < most for low, n, most in zip(least, place[1:], shape, strict=True)):
            raise ValueError(
                f"start={tuple(value)}, but level {place[0]} has {shape[0]} channels of "
                f"{shape[1]}×{shape[2]}; count from 0"
            )
        self.view.start = place

    @property
    def places(self) -> tuple[tuple[int, int, int, int], ...]:
        """The way so far: level, channel, row and column of each number, from the start on."""
        maps = self._maps(self.image)
        level, channel, row, col = self.start
        if channel < 0:
            channel = int(np.argmax(maps[-1]))
        places = [(level, channel, row, col)]
        for step in range(min(self.steps, level)):
            chosen = self.path[step] if step < len(self.path) else -1
            places.append(self._onwards(maps, places[-1], chosen))
        return tuple(places)

    @property
    def value(self) -> float:
        """The number that the way has come to."""
        level, *place = self.places[-1]
        return float(self._maps(self.image)[level][tuple(place)])

    @property
    def terms(self) -> Any:
        """What that number is the sum of, before its ReLU: `convcourse.networks.sums.Terms`.

        None of a pixel of the photo.
        """
        level, channel, *at = self.places[-1]
        return self.inside.terms(self._maps(self.image), level, channel, at) if level else None

    def _onwards(self, maps, place, chosen):
        """Return the place of the term that is followed from another place."""
        level, channel, row, col = place
        terms = self.inside.terms(maps, level, channel, (row, col))
        products = (terms.window * terms.weights).astype(np.float64)
        kind = self.inside.steps[level - 1].kind
        shape, size = terms.window.shape, maps[level - 1].shape

        def read(index):
            c, i, j = (int(n) for n in np.unravel_index(index, shape))
            if kind == "score":
                return level - 1, c, i, j
            if kind == "max":
                return level - 1, channel, 2 * row + i, 2 * col + j
            return level - 1, c, row - 1 + i, col - 1 + j

        def inside(index):
            _, _, y, x = read(index)
            return 0 <= y < size[1] and 0 <= x < size[2]

        if 0 <= chosen < products.size and inside(chosen):
            return read(chosen)
        order = np.argsort(-products.ravel(), kind="stable")
        return next(read(index) for index in order if inside(index))
