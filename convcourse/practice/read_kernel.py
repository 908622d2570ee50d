"""What a kernel does to a picture, read from its weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcourse.operators.ops import correlate2d
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, grid_part, written

#: Each effect, as one chooses it.
EFFECTS = {
    "unmoved": "It leaves the picture as it is.",
    "smooth": "It smooths: each place becomes a mean of its neighbours.",
    "sharpen": "It sharpens: plain places stay, and edges get steeper.",
    "upright": "It shows edges that run up and down; plain places become 0.",
    "level": "It shows edges that run from left to right; plain places become 0.",
    "outline": "It shows edges in every direction; plain places become 0.",
    "move_left": "It moves the picture one cell to the left.",
    "move_right": "It moves the picture one cell to the right.",
    "move_up": "It moves the picture one cell up.",
    "move_down": "It moves the picture one cell down.",
}
#: Why each is right.
BECAUSE = {
    "smooth": "No weight is negative, and they add up to 1: a mean.",
    "sharpen": "The weights add up to 1: plain places stay. The negative ones make edges steeper.",
    "upright": (
        "The weights add up to 0, and they differ from left to right: what changes on the way "
        "across shows, and that is an edge that runs up and down."
    ),
    "level": (
        "The weights add up to 0, and they differ from top to bottom: what changes on the way "
        "down shows, and that is an edge that runs from left to right."
    ),
    "outline": "The weights add up to 0, and they are alike on all sides: every edge shows.",
    "move_left": "Each place takes the value on its right, so all of it moves to the left.",
    "move_right": "Each place takes the value on its left, so all of it moves to the right.",
    "move_up": "Each place takes the value below it, so all of it moves up.",
    "move_down": "Each place takes the value above it, so all of it moves down.",
}
#: What each effect is taken for, by the rule that takes it so.
TAKEN_FOR = {
    "smooth": {"as_copy": "unmoved", "signs": "sharpen", "plain_places": "outline"},
    "sharpen": {"as_copy": "unmoved", "signs": "smooth", "plain_places": "outline"},
    "upright": {"turned": "level", "every_way": "outline", "plain_places": "sharpen"},
    "level": {"turned": "upright", "every_way": "outline", "plain_places": "sharpen"},
    "outline": {"signs": "smooth", "one_way": "upright", "plain_places": "sharpen"},
    "move_left": {"pushed": "move_right", "swapped": "move_up", "as_copy": "unmoved"},
    "move_right": {"pushed": "move_left", "swapped": "move_down", "as_copy": "unmoved"},
    "move_up": {"pushed": "move_down", "swapped": "move_left", "as_copy": "unmoved"},
    "move_down": {"pushed": "move_up", "swapped": "move_right", "as_copy": "unmoved"},
}
SMOOTHING = (
    ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
    ([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
    ([[0, 1, 0], [1, 1, 1], [0, 1, 0]], 5),
    ([[0, 0, 0], [1, 1, 1], [0, 0, 0]], 3),
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 3),
)
SHARPENING = (
    [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]],
    [[0, -2, 0], [-2, 9, -2], [0, -2, 0]],
)
OUTLINING = (
    [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
    [[1, 2, 1], [2, -12, 2], [1, 2, 1]],
)
SMOOTH_SIDES = ([1, 1, 1], [1, 2, 1], [3, 10, 3], [0, 1, 0])
MOVES = ([0, 1], [1, 0], [1, 2], [2, 1])
#: All of that by names, and how many weights are negative.
TEXTS = {
    **EFFECTS,
    **{f"because_{name}": words for name, words in BECAUSE.items()},
    "negative_0": "no weight is negative",
    "negative_1": "one weight is negative",
    "negative_3": "three weights are negative",
    "negative_4": "four weights are negative",
    "negative_8": "eight weights are negative",
}


def _edge(draws: Draws) -> list[list[int]]:
    side, sign = draws.pick(SMOOTH_SIDES), draws.pick([1, -1])
    upright = [[-sign * one, 0, sign * one] for one in side]
    columns = [list(column) for column in zip(*upright, strict=True)]
    return draws.pick([upright, columns])


def _move(draws: Draws) -> list[list[int]]:
    row, column = draws.pick(MOVES)
    return [[1 if [r, c] == [row, column] else 0 for c in range(3)] for r in range(3)]


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a kernel, and an order of the choices."""
    divisor = 1
    family = draws.pick(["smooth", "sharpen", "edge", "edge", "outline", "move", "move"])
    if family == "smooth":
        weights, divisor = draws.pick(SMOOTHING)
    elif family == "sharpen":
        weights = draws.pick(SHARPENING)
    elif family == "outline":
        sign = draws.pick([1, -1])
        weights = [[sign * one for one in row] for row in draws.pick(OUTLINING)]
    else:
        weights = _edge(draws) if family == "edge" else _move(draws)
    return {"weights": weights, "divisor": divisor, "order": draws.shuffled([0, 1, 2, 3])}


def _responds(kernel: np.ndarray, picture: np.ndarray) -> bool:
    """Tell whether anything but 0 comes out where a kernel lies wholly on a picture."""
    return bool(abs(correlate2d(picture, kernel, padding="valid")).max() > 1e-9)


def effect_of(kernel: np.ndarray) -> str:
    """Return what a 3×3 kernel does, by what it makes of a dot, and of an edge each way."""
    dot = np.zeros((5, 5))
    dot[2, 2] = 1
    stamp = correlate2d(dot, kernel, border="constant")
    places = np.argwhere(abs(stamp) > 1e-9)
    if len(places) == 1:
        row, column = places[0] - 2
        moves = {(0, 0): "unmoved", (0, -1): "move_left", (0, 1): "move_right",
                 (-1, 0): "move_up", (1, 0): "move_down"}  # fmt: skip
        return moves[int(row), int(column)]
    upright = np.repeat([[0.0, 0, 0, 1, 1, 1]], 6, axis=0)
    if abs(kernel.sum()) > 1e-9:  # plain places stay
        edge = correlate2d(upright, kernel, padding="valid")
        return "sharpen" if edge.max() > 1 + 1e-9 or edge.min() < -1e-9 else "smooth"
    shows_upright, shows_level = _responds(kernel, upright), _responds(kernel, upright.T)
    if shows_upright and shows_level:
        return "outline"
    return "upright" if shows_upright else "level"


def solve(settings: dict[str, Any]) -> Solved:
    """Return what the kernel does, and what it is taken for."""
    weights, divisor = np.array(settings["weights"]), settings["divisor"]
    effect = effect_of(weights / divisor)
    taken = TAKEN_FOR[effect]
    offered = [effect, *taken.values()]
    total = int(weights.sum()) // divisor
    negative = int((weights < 0).sum())
    slots = {"because": BECAUSE[effect], "total": total, "negatives": TEXTS[f"negative_{negative}"]}
    cells = [
        [f"{one}/{divisor}" if divisor > 1 and one else written(int(one)) for one in row]
        for row in weights
    ]
    return Solved(
        EFFECTS[effect],
        {rule: EFFECTS[other] for rule, other in taken.items()},
        slots,
        [grid_part("Kernel", "kernel", cells)],
        [EFFECTS[offered[place]] for place in settings["order"]],
    )


KIND = Kind(
    name="read_kernel",
    title="Read a kernel",
    page="03_a_gallery_of_kernels",
    figure="3.1",
    ask="This kernel slides over a picture as it is. What does it do?",
    why="{because}",
    hint="Add the weights up, look at their signs, and at the side that they stand on.",
    rules={
        "as_copy": Rule(
            "Only a single 1 in the middle leaves a picture as it is. It stands elsewhere here, or "
            "not alone.",
            "3.2",
        ),
        "signs": Rule(
            "Look at the signs: a kernel that smooths has no negative weight. Here {negatives}."
        ),
        "plain_places": Rule(
            "Add the weights up: a plain place is multiplied by their sum, here {total}.", "3.2"
        ),
        "turned": Rule(
            "That is the kernel turned by 90°. Look which way the weights change their sign: only "
            "what changes that way shows.",
            "3.4",
        ),
        "every_way": Rule(
            "That takes a kernel that is alike on all sides. Here one side is taken away from the "
            "other, so only one direction shows.",
            "3.4",
        ),
        "one_way": Rule(
            "That takes a kernel with a positive and a negative side. This one is alike on all "
            "sides.",
            "3.4",
        ),
        "pushed": Rule(
            "A weight does not push, it reads. Each place takes the value from the side where the "
            "1 stands, so the picture moves the other way."
        ),
        "swapped": Rule(
            "That takes rows for columns. See on which side of the middle the 1 stands."
        ),
    },
    draw=draw,
    solve=solve,
    texts=TEXTS,
)
