"""`TwoRoutes`: an operator is tested for shift-equivariance, or for linearity, on a small grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import square
from convcourse.explorers.parts.settings import Choice, Flag, Given, Plane, Whole
from convcourse.operators.kernels import box, sobel
from convcourse.operators.ops import correlate2d
from convcourse.operators.padding import Border

SIZE = 5


@dataclass(frozen=True)
class Operator:
    """What can be tested: a name to choose it by, what it does in words, and the function."""

    label: str
    words: str
    function: Callable


def _median(image):
    windows = [np.roll(image, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return np.median(windows, axis=0)


def _blur(image, border: Border = "wrap"):
    return correlate2d(image, box(3), border=border)


#: In the order in which they are offered. Where a window needs neighbours, the picture wraps round.
OPERATORS = {
    "blur": Operator(
        "Blur 3×3",
        "Each cell becomes the mean of its 3×3 window. At an edge the window reads on at the "
        "opposite edge.",
        _blur,
    ),
    "sobel": Operator(
        "Sobel x",
        "Weighs the right neighbours 1, 2, 1 and the left ones −1, −2, −1. At an edge the window "
        "reads on at the opposite edge.",
        lambda image: correlate2d(image, sobel("x"), border="wrap"),
    ),
    "blur_zeros": Operator(
        "Blur, zeros outside",
        "Each cell becomes the mean of its 3×3 window. Outside the picture the window reads 0.",
        lambda image: _blur(image, "constant"),
    ),
    "stride": Operator(
        "Blur, stride 2",
        "The blur, but only every second row and column of it is kept.",
        lambda image: _blur(image)[::2, ::2],
    ),
    "mirror": Operator(
        "Mirror left–right",
        "Each row is written backwards.",
        lambda image: image[:, ::-1],
    ),
    "lamp": Operator(
        "Lamp from the right",
        "The columns are multiplied by 1, 2, 3, 4 and 5.",
        lambda image: image * np.arange(1, image.shape[1] + 1),
    ),
    "median": Operator(
        "Median 3×3",
        "Each cell becomes the middle one of the nine sorted numbers in its window.",
        _median,
    ),
    "gamma": Operator(
        "Gamma: x²/9",
        "Each number x becomes x²/9: dark greys get darker, 0 and 9 stay.",
        lambda image: image**2 / 9,
    ),
    "brighten": Operator("Brighten: x + 3", "3 is added to each number.", lambda image: image + 3),
    "clip": Operator(
        "Clip to 0…9",
        "What is below 0 becomes 0, what is above 9 becomes 9.",
        lambda image: np.clip(image, 0, 9),
    ),
    "sort_rows": Operator(
        "Sort the rows",
        "The numbers of each row are sorted, the smallest first.",
        lambda image: np.sort(image, axis=1),
    ),
}

#: Two 5×5 pictures of digits, and pictures for the puzzles.
DIGITS = [[0, 0, 2, 0, 1], [0, 7, 8, 1, 0], [3, 6, 9, 5, 0], [0, 4, 7, 0, 0], [1, 0, 0, 2, 6]]
STRIPE = [[0, 4, 0, 0, 1], [0, 4, 3, 0, 0], [0, 4, 0, 0, 2], [5, 4, 0, 0, 0], [0, 4, 0, 9, 0]]
_TWOS, _THREES = (np.full((SIZE, SIZE), n).tolist() for n in (2, 3))
_INSIDE = np.zeros((SIZE, SIZE))
_INSIDE[1:4, 2] = [3, 5, 0]
_ROW, _CORNERS = np.zeros((2, SIZE, SIZE))
_ROW[2, 1:4] = 1
_CORNERS[1, [1, 3]] = 1

_NEITHER = {"shift": False, "mix": False}
_LINEAR_ONLY = {"shift": False, "mix": True}
_NAMES = list(OPERATORS)
_FOOL = {"operator": _NAMES.index("blur_zeros"), "down": 0, "right": 1}
_CATCH = {"operator": _NAMES.index("median"), "a": 1, "b": 1}
_HIDE = {"operator": _NAMES.index("brighten"), "input": DIGITS, "second": STRIPE}

PUZZLES = {
    "shift": [
        {
            "title": "Linear, but…",
            "ask": "Find an operator that only multiplies and adds (so it is linear, as the next "
            "figure calls that), and yet is not shift-equivariant.",
            "hint": "It treats places differently, and does nothing but multiply and add.",
            "start": {"operator": 0},
            "goal": {"verdict": _LINEAR_ONLY},
            "solution": {"operator": _NAMES.index("lamp")},
        },
        {
            "title": "Fool the test",
            "ask": "A blur with zeros outside is not shift-equivariant. Change the input, but not "
            "to all zeros, until this one shift to the right does not show it.",
            "hint": "The routes differ at the left and the right edge. Which columns of the input "
            "does a window at an edge read?",
            "start": {**_FOOL, "input": DIGITS},
            "keep": _FOOL,
            "nonzero": ["input"],
            "goal": {"agree": True},
            "solution": {"input": _INSIDE.tolist()},
        },
    ],
    "mix": [
        {
            "title": "Catch the median",
            "ask": "The median is not linear, but these two inputs do not show it. Change them "
            "until the two routes differ.",
            "hint": "Leave out 2s and 3s: start from zeros, and write a few 1s into x and other "
            "ones into y. Of nine numbers, five have to be 1 before the median is.",
            "start": {**_CATCH, "input": _TWOS, "second": _THREES},
            "keep": _CATCH,
            "goal": {"agree": False},
            "solution": {"input": _ROW.tolist(), "second": _CORNERS.tolist()},
        },
        {
            "title": "Hide the 3",
            "ask": "Adding 3 is not linear. Find weights a and b, neither of them 0, with which "
            "the two routes agree all the same.",
            "hint": "Count how often the 3 is added on each route.",
            "start": {**_HIDE, "a": 1, "b": 1},
            "keep": _HIDE,
            "nonzero": ["a", "b"],
            "goal": {"agree": True},
            "solution": {"a": 2, "b": -1},
        },
        {
            "title": "Neither",
            "ask": "Find an operator that is neither linear nor shift-equivariant.",
            "hint": "Try one that compares numbers with each other, and knows left from right.",
            "start": {"operator": 0},
            "goal": {"verdict": _NEITHER},
            "solution": {"operator": _NAMES.index("sort_rows")},
        },
    ],
}

QUESTIONS = {
    "shift": "Does it matter whether you shift before or after?",
    "mix": "Does it matter whether you mix before or after?",
}


class TwoRoutes(
    DeclaredExplorer,
    question=lambda explorer: QUESTIONS[explorer.test],
    puzzles=lambda explorer: PUZZLES[explorer.test],
):
    """Two routes to one result: operate and then shift or mix, or the other way round.

    With ``test="shift"`` the routes agree for every input and shift if and only if the operator
    is shift-equivariant; with ``test="mix"``, which weighs and adds two inputs, if and only if it
    is linear. A shifted picture wraps round: what leaves at one edge comes in at the other.
    The operators with a kernel correlate; they do not flip it.

    Examples
    --------
    >>> explorer = TwoRoutes("shift", "lamp")
    >>> after, before = explorer.routes
    >>> bool((after == before).all())
    False
    """

    test = Given(
        "shift",
        "What the routes try; make a new explorer for the other.",
        '{"shift", "mix"}',
        Literal["shift", "mix"],
        positional=True,
    )
    operator = Choice(
        {name: operator.label for name, operator in OPERATORS.items()},
        "The operator that is tested.",
        "Operator",
        positional=True,
    )
    input = Plane((SIZE, SIZE), DIGITS, "The picture.", "(5, 5)")
    second = Plane((SIZE, SIZE), STRIPE, "The picture that is mixed with the first.", "(5, 5)")
    down = Whole(0, -2, 2, "Cells by which the picture moves down: {range}.", "Down")
    right = Whole(1, -2, 2, "Cells by which the picture moves right: {range}.", "Right")
    a = Whole(1, -3, 3, "The weight of the first input: {range}.", "a")
    b = Whole(1, -3, 3, "The weight of the second input: {range}.", "b")
    verdict = Flag(
        False, "Whether to show what many tries say about the operator.", "Show the verdict"
    )
    shaded = Flag(False, "Whether the cells are coloured by their values.", "Shade the cells")

    class View(ExplorerView):
        """Draws a `TwoRoutes`."""

        _esm = module_text("two_routes")
        _css = style_text("two_routes")

        test = traitlets.Enum(list(PUZZLES)).tag(sync=True, state=True)
        offered = traitlets.List().tag(sync=True, state=True)

        @traitlets.validate("input", "second")
        def _five_by_five(self, proposal):
            return square(proposal, SIZE)

    def _brought(self, told):
        return {
            "test": told["test"],
            "offered": [
                {"name": name, "label": operator.label, "words": operator.words}
                for name, operator in OPERATORS.items()
            ],
        }

    @test.getter
    def test(self) -> Literal["shift", "mix"]:
        return self.view.test

    def _offers(self, name: str) -> bool:
        return name not in {"shift": ("a", "b"), "mix": ("down", "right")}[self.test]

    @property
    def routes(self) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """What the two routes give, computed in Python: operated first, and operated last."""
        operate = OPERATORS[self.operator].function
        x, y = self.input, self.second
        if self.view.test == "shift":
            by = self.down, self.right
            return np.roll(operate(x), by, (0, 1)), operate(np.roll(x, by, (0, 1)))
        a, b = self.a, self.b
        return a * operate(x) + b * operate(y), operate(a * x + b * y)
