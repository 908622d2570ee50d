"""Which library's call made a result: whether it turns the kernel, and what it reads beyond."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcourse.operators.ops import convolve2d, correlate2d
from convcourse.operators.padding import Border
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Rule, Solved, grid_part

#: Calls with what they do unless told otherwise: whether they turn the kernel, and their border.
CALLS: dict[str, tuple[bool, Border]] = {
    "filter2d": (False, "mirror"),
    "ndimage_correlate": (False, "reflect"),
    "ndimage_convolve": (True, "reflect"),
    "signal_convolve2d": (True, "constant"),
    "torch_conv2d": (False, "constant"),
}
TEXTS = {
    "filter2d": "cv2.filter2D(row, -1, kernel)",
    "ndimage_correlate": "scipy.ndimage.correlate(row, kernel)",
    "ndimage_convolve": "scipy.ndimage.convolve(row, kernel)",
    "signal_convolve2d": 'scipy.signal.convolve2d(row, kernel, mode="same")',
    "torch_conv2d": 'torch.nn.functional.conv2d(row, kernel, padding="same")',
    "turns": "turns the kernel",
    "keeps": "lays the kernel down as it is",
    "mirror": "mirrors the row about its last cell",
    "reflect": "mirrors the row with its last cell twice",
    "constant": "reads zeros beyond the row",
}


def draw(draws: Draws) -> dict[str, Any] | None:
    """Draw a row, a kernel that is no mirror image of itself, a call, and an order of all."""
    kernel = draws.wholes(3, -2, 3)
    return {
        "row": draws.wholes(6, 0, 9),
        "kernel": kernel,
        "call": draws.pick(list(CALLS)),
        "order": draws.shuffled(list(CALLS)),
    }


def _made(call: str, row: list[int], kernel: list[int]) -> list[int]:
    turns, border = CALLS[call]
    operate = convolve2d if turns else correlate2d
    made = operate(np.array([row], float), np.array([kernel], float), border=border)
    return [int(one) for one in made[0]]


def solve(settings: dict[str, Any]) -> Solved | None:
    """Return the call that made the result, and what each other would have made of it."""
    row, kernel, call = settings["row"], settings["kernel"], settings["call"]
    made = {name: _made(name, row, kernel) for name in CALLS}
    if len({tuple(one) for one in made.values()}) < len(made):
        return None  # two calls made the same
    slots = {
        f"made_{name}": " ".join(str(one).replace("-", "−") for one in numbers)
        for name, numbers in made.items()
    }
    turns, border = CALLS[call]
    slots |= {"flip": TEXTS["turns" if turns else "keeps"], "border": TEXTS[border]}
    figure = [
        grid_part("Row", "input", [row]),
        grid_part("Kernel", "kernel", [kernel]),
        grid_part("Result", "output", [made[call]]),
    ]
    wrong = {f"as_{name}": TEXTS[name] for name in CALLS if name != call}
    return Solved(TEXTS[call], wrong, slots, figure, [TEXTS[one] for one in settings["order"]])


def _rule(name: str) -> Rule:
    turns, border = CALLS[name]
    flip = TEXTS["turns" if turns else "keeps"]
    return Rule(f"That one {flip} and {TEXTS[border]}. It would have made {{made_{name}}}.")


KIND = Kind(
    name="library",
    title="Which library",
    page="04_convolution_or_correlation",
    figure="4.1",
    ask="The row and the kernel made this result. Which call was it?",
    why="It {flip} and {border}.",
    hint="See in the middle whether the kernel was turned, and at the ends what was read beyond.",
    rules={f"as_{name}": _rule(name) for name in CALLS},
    draw=draw,
    solve=solve,
    texts=TEXTS,
)
