"""`TrainExplorer`: gradient descent finds the kernel that made a picture of another one."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Choice, Plane, Real, Stop, Whole
from convcourse.operators.gradients import conv2d_weight
from convcourse.operators.ops import conv2d

STEPS, MOST_SIDE = 200, 5
#: Training ends where the loss is above this: it will not come back.
LOST = 1e9


def _drawn(*rows):
    return np.array([["-.+".index(sign) - 1 for sign in row] for row in rows], float)


#: 12×12 numbers, each with its title: specks in all directions, large shapes, and upright stripes.
PICTURES = {
    "specks": ("Specks", _drawn(
        "+..------+.+", "..++...+-++-", ".+.-+++--+-.", "--...----+..", "-.+..+++.++.",
        "+++.+-.++..-", "..++-+..+.--", "+...+.-+--+.", "--.+.+--++--", "+..-+.+++-+-",
        "..+-+-..+-++", "+-++-..-..++",
    )),
    "shapes": ("Shapes", _drawn(
        "........++++", ".........+++", "..+++++...++", "..+++++....+", "..+++++.....",
        "..+++++----.", "..++++------", "..++++------", "......------", ".---...----.",
        ".---........", "............",
    )),
    "stripes": ("Upright stripes", np.tile([-0.6, -0.6, 0.6, 0.6], (12, 3))),
}  # fmt: skip

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
#: What two filters begin with; a smaller one has the numbers at the top left. They are tenths, as
#: near as thirty-seconds come: so a sum with a picture is exact in any order, and where it is 0, at
#: the kink of a ReLU, it is so on every machine.
FIRST, SECOND = (
    np.round(np.array(tenths) / 10 * 32) / 32
    for tenths in (
        [
            [1, -2, -6, -4, 3],
            [-4, 1, 5, 0, 5],
            [-2, -5, -5, -3, 1],
            [2, 1, 3, 4, -1],
            [-5, 0, 0, 3, -6],
        ],
        [
            [-1, -6, 6, 5, -2],
            [-3, -5, 4, -3, -2],
            [-6, 4, 5, -6, 2],
            [0, -4, 6, -6, 0],
            [5, -1, -2, -2, -4],
        ],
    )
)
#: By how much the second filter differs at its middle weight where it is nudged.
NUDGE = 1 / 8
INITS = {
    "zero": "Zeros",
    "equal": "Equal filters",
    "nudged": "Nearly equal",
    "random": "Unequal filters",
}
#: One filter is equal to none and unequal to none: it begins with zeros, or with its numbers.
INITS_OF_ONE = ("Zeros", "Random numbers")

#: Each puzzle starts from these settings, whatever the explorer showed before.
_SETTINGS = {
    "picture": 0, "target": SOBEL, "kernel_size": 3, "filters": 1, "rate": 0.1, "decay": 0.0,
    "init": 0,
}  # fmt: skip

PUZZLES = [
    {
        "title": "Too slow, too fast",
        "ask": "Choose a learning rate with which the loss is below 0.001 after 200 steps. All "
        "else stays.",
        "hint": "Double the rate as long as the loss ends lower. Where it begins to grow, you went "
        "too far.",
        "start": {**_SETTINGS, "picture": 1, "rate": 0.02},
        "keep": {**{k: v for k, v in _SETTINGS.items() if k != "rate"}, "picture": 1},
        "goal": {"loss": 0.001},
        "solution": {"rate": 0.2},
    },
    {
        "title": "What stripes hide",
        "ask": "The loss falls to 0 and the kernel is wrong. Get the loss on the picture that the "
        "training never saw below 0.01. The target kernel and the start stay.",
        "hint": "In this picture all rows are alike. So nothing tells the three rows of the kernel "
        "apart. Where would something?",
        "start": {**_SETTINGS, "picture": 2},
        "keep": {"target": SOBEL, "kernel_size": 3, "filters": 1, "decay": 0.0, "init": 0},
        "goal": {"unseen": 0.01},
        "solution": {"picture": 0},
    },
    {
        "title": "Twins",
        "ask": "Two filters, each with a ReLU, are to find edges of either sign. Get the loss "
        "below 0.01 after 200 steps. The picture and the rate stay.",
        "hint": "They begin equal, so they get equal gradients, and stay equal. What would make "
        "the two differ?",
        "start": {**_SETTINGS, "filters": 2, "init": 1},
        "keep": {
            "picture": 0, "target": SOBEL, "kernel_size": 3, "filters": 2, "rate": 0.1,
            "decay": 0.0,
        },
        "goal": {"loss": 0.01},
        "solution": {"init": 2},
    },
]  # fmt: skip


class Training(NamedTuple):
    """What each step of a training came to, the start included.

    Attributes
    ----------
    kernels : ndarray, (steps + 1, filters, k, k)
    losses, unseen : ndarray, (steps + 1,)
        The loss on the picture that it learns from, and on one that it never sees.
    """

    kernels: NDArray[np.float64]
    losses: NDArray[np.float64]
    unseen: NDArray[np.float64]


class TrainExplorer(
    DeclaredExplorer,
    question="Can it find the kernel by itself?",
    puzzles=PUZZLES,
):
    """Gradient descent finds the kernel that made a picture of another one.

    One filter correlates the picture; two do so, each is put through a ReLU, and they are added.
    The target is what the target kernel makes of the same picture; for two filters, its absolute
    value. The loss is the mean of the squared errors. Each of up to 200 steps takes from each
    weight the learning rate times (its gradient plus the weight decay times itself). Training ends
    early where the loss is above a billion.

    Examples
    --------
    >>> explorer = TrainExplorer(rate=0.1)
    >>> explorer.position = 200
    >>> explorer.kernels.round(2) + 0.0
    array([[[-1.,  0.,  1.],
            [-2.,  0.,  2.],
            [-1.,  0.,  1.]]])
    """

    target = Plane(
        (3, 3),
        SOBEL,
        "The kernel that is to be found, up to 3×3 finite numbers. By default Sobel's.",
        "(kh, kw) or (kw,)",
        positional=True,
    )
    position = Stop("The step of the training that is shown, from 0.", "Step", interval=70)
    picture = Choice(
        {name: title for name, (title, _) in PICTURES.items()},
        "What it learns from.",
        "Picture",
    )
    init = Choice(INITS, "What the weights are before the first step.", "Weights at first")
    rate = Real(0.1, 0.01, 0.6, "How far a step goes: {range}.", "Learning rate", step=0.01)
    decay = Real(0.0, 0, 0.5, "The weight decay: {range}.", "Weight decay", step=0.01, shown=False)
    kernel_size = Whole(
        3, 3, MOST_SIDE, "Weights along each side of a filter: {range}.", "Kernel size", shown=False
    )
    filters = Whole(1, 1, 2, "How many filters learn: {range}.", "Filters", shown=False)

    class View(ExplorerView):
        """Draws a `TrainExplorer`."""

        _esm = module_text("train_explorer")
        _css = style_text("train_explorer")

        pictures = traitlets.List([one.tolist() for _, one in PICTURES.values()]).tag(sync=True)
        starts = traitlets.List([FIRST.tolist(), SECOND.tolist()]).tag(sync=True)

    @property
    def losses(self) -> NDArray[np.float64]:
        """The mean of the squared errors at each step, (steps + 1,)."""
        return self._run().losses

    @property
    def unseen(self) -> NDArray[np.float64]:
        """The same on a picture that it never learns from, (steps + 1,)."""
        return self._run().unseen

    @property
    def kernels(self) -> NDArray[np.float64]:
        """The filters at the step that is shown, (filters, k, k)."""
        return self._run().kernels[self.position]

    @property
    def output(self) -> NDArray[np.float64]:
        """What they make of the picture, (H_out, W_out), computed in Python by `conv2d`."""
        return _made(PICTURES[self.picture][1], self.kernels)[1]

    def _run(self) -> Training:
        target = tuple(map(tuple, self.view.target))
        return _trained(
            target, self.picture, self.init, self.rate, self.decay, self.kernel_size, self.filters
        )

    def _with_ranges(self, ranges, told, puzzles):
        """Name the first weights as suits one filter, where the figure will never have two."""
        changed = super()._with_ranges(ranges, told, puzzles)
        starts = [puzzle["start"] for puzzle in puzzles]
        most = max([self.filters, *(start["filters"] for start in starts)])
        known = max([self.view.init, *(start["init"] for start in starts)]) < len(INITS_OF_ONE)
        if most == 1 and known and "filters" not in told.get("controls", ()):
            changed["init"] = type(self).init.offering(INITS_OF_ONE)
        return changed

    def _count(self):
        """Return the number of steps that were taken, the start included."""
        return len(self._run().losses)


def _wanted(picture, target, size, filters):
    """Return what the target kernel makes of a picture, where a filter of this size can reach."""
    made = conv2d(picture[None], np.array(target)[None, None])[0]
    rows, columns = ((size - side) // 2 for side in np.shape(target))
    count = len(picture) - size + 1
    inside = made[rows : rows + count, columns : columns + count]
    return np.abs(inside) if filters > 1 else inside


def _made(picture, kernels):
    """Return the sums of each filter, (filters, H, W), and the output, (H, W)."""
    sums = conv2d(picture[None], kernels[:, None])
    return sums, np.maximum(sums, 0).sum(axis=0) if len(kernels) > 1 else sums[0]


def begun(init, size, filters):
    """Return the weights before the first step, (filters, size, size)."""
    first, second = (one[:size, :size] for one in (FIRST, SECOND))
    if init == "zero":
        return np.zeros((filters, size, size))
    nudge = np.zeros_like(first)
    nudge[1, 1] = NUDGE if init == "nudged" else 0
    return np.stack([first, second if init == "random" else first + nudge][:filters])


@functools.lru_cache(maxsize=32)
def _trained(target, picture, init, rate, decay, size, filters) -> Training:
    """Return the whole training; what it hands out is kept, and not to be written to."""
    seen = PICTURES[picture][1]
    other = PICTURES["shapes" if picture == "specks" else "specks"][1]
    wanted, wanted_there = (_wanted(one, target, size, filters) for one in (seen, other))
    kernels = begun(init, size, filters)
    steps = []
    for _ in range(STEPS + 1):
        sums, output = _made(seen, kernels)
        error = output - wanted
        there = _made(other, kernels)[1] - wanted_there
        steps.append((kernels, np.square(error).mean(), np.square(there).mean()))
        if not steps[-1][1] < LOST:
            break
        passed = (sums > 0) | (filters == 1)
        slope = 2 / error.size * error * passed
        gradient = conv2d_weight(seen[None], (filters, 1, size, size), slope)[:, 0]
        kernels = kernels - rate * (gradient + decay * kernels)
    made = Training(*(np.array(column) for column in zip(*steps, strict=True)))
    for one in made:
        one.setflags(write=False)
    return made
