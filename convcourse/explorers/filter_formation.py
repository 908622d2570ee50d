"""`FilterFormation`: a layer's kernels from before training to after it, and what they are like."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import (
    choice,
    float_array,
    integer,
    require_axes,
    require_non_empty,
)
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.controls import toggle_buttons
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded
from convcourse.explorers.parts.settings import REQUIRED, Given, Option, Real, Stop, Whole
from convcourse.operators import ops
from convcourse.pictures import images, patterns

MOST_KERNELS = 64
MOST_SIDE = 11
PHOTO_SIDE = 128
ORDERS = ("as in the network", "by direction", "by colour", "by structure")
#: Directions at least this strong are sorted by their angle.
CLEAR = 0.3
#: What is asked of the kernels in the puzzles.
EDGE, MIX, HALF = "edge 90°", "R+G+B", 0.5

PUZZLES = [
    {
        "title": "An upright edge",
        "ask": "In the last snapshot, choose the kernel that is most like an upright edge in "
        "brightness: the pattern “edge 90°” in R+G+B. A negative of it counts as alike.",
        "hint": "Order the kernels by direction: upright lines are at 90°. An edge is bright on "
        "one side and dark on the other; a bar goes back to where it was.",
        "start": {"chosen": 0, "order": 0},
        "goal": {"pattern": EDGE, "mix": MIX},
    },
    {
        "title": "When does it happen?",
        "ask": "Find the first snapshot in which more than half of the kernels have structure.",
        "hint": "The count stands under the board. The accuracy does not tell: it hardly changes "
        "then.",
        "start": {"chosen": 0, "order": 0},
        "goal": {"structured": HALF},
    },
    {
        "title": "Colour with a direction",
        "ask": "In the last snapshot, choose a kernel that is more colour than brightness (a "
        "colour share above 0.5) and has lines, too: a direction stronger than 0.3.",
        "hint": "Most colour kernels are even patches. Order by direction, and look for colours "
        "among those that come first: the line under the boards says how many of the others "
        "have no clear direction.",
        "start": {"chosen": 0, "order": 0},
        "goal": {"colour": HALF, "strength": CLEAR},
    },
]


class FilterFormation(
    DeclaredExplorer,
    question="What will 64 kernels look like after training?",
    puzzles=lambda explorer: puzzles_of(explorer._snapshots),
):
    """The kernels of a first layer at several training steps, and what each is most like.

    Beside the kernels before training stand those of the chosen snapshot. One kernel is shown
    large, with the hand-made pattern it is most like, and what both make of a photo. A layer
    correlates: nothing is flipped. The puzzles need three channels; those that no kernel solves
    are left out.

    Examples
    --------
    >>> grown = FilterFormation(np.ones((1, 2, 3, 7, 7)), [0], puzzles=False)
    >>> grown.add(10, -np.ones((2, 3, 7, 7)))
    >>> grown.step, grown.nearest
    (10, ('even', 'R+G+B', -1.0))
    """

    kernels = Given(
        REQUIRED,
        "Up to 64 kernels of 1 or 3 channels and 3×3 to 11×11 numbers, kept as float16; (N, C, k, "
        "k) for one snapshot. What is read is those of the snapshot that is shown.",
        "array_like, shape (steps, N, C, k, k)",
        positional=True,
    )
    steps = Given(
        REQUIRED,
        "The training step of each snapshot, ascending; what is read is a tuple.",
        "sequence of int",
        "Iterable[int]",
        positional=True,
    )
    curve = Option[Iterable[tuple[int, float]]](
        (),
        "How well the network did on photos held out, 0 to 1, to be drawn beside.",
        kind="sequence of (step, accuracy)",
        annotation="Iterable[tuple[int, float]]",
    )
    photo = Option(
        "coffee", "A name in `convcourse.pictures.images.PHOTOS`.", kind="str", annotation=str
    )
    mean = Option[ArrayLike | None](
        None,
        "What is subtracted from the photo's values, of 0 to 1. By default 0.",
        kind="sequence of float, one a channel, optional",
        annotation="ArrayLike",
    )
    std = Option[ArrayLike | None](
        None,
        "What the photo's values are then divided by. By default 1.",
        kind="sequence of float, one a channel, optional",
        annotation="ArrayLike",
    )
    stride = Option(
        2,
        "Of the layer, 1 to 4. Its padding is ``k // 2``.",
        kind="int",
        annotation=int,
        trait=traitlets.Int(1, min=1, max=4),
    )
    position = Stop("Which snapshot is shown, from 0.", "Snapshot", interval=900)
    chosen = Whole(0, 0, MOST_KERNELS - 1, "The kernel that is shown large, from 0.")
    threshold = Real(
        HALF,
        0,
        1,
        "From which share of its energy in three waves on a kernel counts as one with structure: "
        "{range}. With its control the kernels can be ordered by that share, if they have three "
        "channels.",
        "Structure above",
        step=0.01,
        shown=False,
    )

    class View(ExplorerView):
        """Draws a `FilterFormation`."""

        _esm = module_text("filter_formation")
        _css = style_text("filter_formation")

        weights = traitlets.Bytes().tag(sync=True)
        shape = traitlets.List().tag(sync=True)
        steps = traitlets.List().tag(sync=True)
        curve = traitlets.List().tag(sync=True)
        picture = traitlets.Bytes().tag(sync=True)
        mean = traitlets.List().tag(sync=True)
        std = traitlets.List().tag(sync=True)
        pattern_names = traitlets.List().tag(sync=True)
        pattern_bytes = traitlets.Bytes().tag(sync=True)
        mix_names = traitlets.List().tag(sync=True)
        mixes = traitlets.List().tag(sync=True)
        order = traitlets.Int(0, min=0, max=len(ORDERS) - 1).tag(sync=True, state=True)

    def _brought(self, told):
        self._snapshots = snapshots = _snapshots(told["kernels"])
        channels, size = snapshots.shape[2:4]
        known, mixes = patterns.hand_made(size), patterns.channel_mixes(channels)
        mean, std = 0 if self.mean is None else self.mean, 1 if self.std is None else self.std
        return {
            "curve": _curve(self.curve),
            "picture": encoded(choice(self.photo, "photo", images.PHOTOS), PHOTO_SIDE),
            "mean": _per_channel(mean, channels, "mean"),
            "std": _above_zero(_per_channel(std, channels, "std")),
            "pattern_names": list(known),
            "pattern_bytes": np.stack(list(known.values())).astype("<f8").tobytes(),
            "mix_names": list(mixes),
            "mixes": [mix.tolist() for mix in mixes.values()],
        }

    def _set(self, settings, told):
        self._pass_on(told["steps"])
        super()._set(settings, told)

    def _controls(self, names):
        orders = ORDERS if "threshold" in names else ORDERS[:3]
        orders = orders if self._snapshots.shape[2] == 3 else ORDERS[:2]
        buttons = toggle_buttons(self.view, "order", orders, "Order of the kernels")
        return [*super()._controls(names), buttons]

    def _count(self):
        return len(self.view.steps)

    @property
    def order(self) -> int:
        """How the kernels are ordered: a place in `ORDERS`."""
        return self.view.order

    @order.setter
    def order(self, value: int) -> None:
        self.view.order = value

    @position.setter
    def position(self, value: int) -> None:
        self.view.position = min(value, self.view.last)

    @chosen.setter
    def chosen(self, value: int) -> None:
        before = self.view.chosen
        self.view.chosen = value
        try:
            self._require_chosen()
        except ValueError:
            self.view.chosen = before
            raise

    @steps.getter
    def steps(self) -> tuple[int, ...]:
        return tuple(self.view.steps)

    @property
    def step(self) -> int:
        """The training step that is shown."""
        return self.view.steps[self.position]

    @property
    def snapshots(self) -> NDArray[np.floating]:
        """The kernels of all snapshots, (steps, N, C, k, k)."""
        return self._snapshots.astype(float)

    @kernels.getter
    def kernels(self) -> NDArray[np.floating]:
        return self._snapshots[self.position].astype(float)

    @property
    def kernel(self) -> NDArray[np.floating]:
        """The kernel that is shown large, (C, k, k)."""
        return self.kernels[self.chosen]

    @property
    def nearest(self) -> tuple[str, str, float]:
        """The hand-made pattern most like the kernel, its channels, and the cosine similarity."""
        alike = patterns.likeness(self.kernel[None])[0]
        pattern, mix = np.unravel_index(np.abs(alike).argmax(), alike.shape)
        names = self.view.pattern_names[pattern], self.view.mix_names[mix]
        return *names, round(float(alike[pattern, mix]), 6)

    @property
    def structured(self) -> int:
        """How many of the kernels have structure: more than `threshold` in three waves."""
        return int((patterns.spectral_concentration(self.kernels) > self.threshold).sum())

    @property
    def image(self) -> NDArray[np.floating]:
        """The photo as the layer reads it, (C, H, W), less `mean` and divided by `std`."""
        picture = images.decode(self.view.picture)
        channels = self.kernel.shape[0]
        picture = images.grey(picture) if channels == 1 else picture
        planes = np.broadcast_to(np.atleast_3d(picture), (*picture.shape[:2], channels)) / 255
        return np.moveaxis((planes - self.view.mean) / self.view.std, -1, 0)

    @property
    def output(self) -> NDArray[np.floating]:
        """What the kernel makes of the photo, (H', W'), by `convcourse.conv2d`."""
        options = {"stride": self.view.stride, "padding": self.kernel.shape[-1] // 2}
        return ops.conv2d(self.image[None], self.kernel[None], **options)[0, 0]

    def add(self, step: int, kernels: ArrayLike) -> None:
        """Append a snapshot and show it; in JupyterLab the figure follows a training so.

        Parameters
        ----------
        step : int
            Later than those before.
        kernels : array_like, shape (N, C, k, k)
        """
        new = _snapshots(kernels)
        if new.shape[1:] != self._snapshots.shape[1:]:
            raise ValueError(
                f"kernels have shape {new.shape[1:]}, expected {self._snapshots.shape[1:]} as in "
                "the snapshots before"
            )
        self._snapshots = np.concatenate([self._snapshots, new])
        try:
            self._pass_on([*self.view.steps, step])
        except ValueError:
            self._snapshots = self._snapshots[:-1]
            raise
        self.view.position = self.view.last
        self.view.remember()

    def _pass_on(self, steps):
        steps = [integer(step, "a step") for step in steps]
        if len(steps) != len(self._snapshots) or steps != sorted(set(steps)):
            raise ValueError(
                f"steps is {steps}, expected {len(self._snapshots)} ascending numbers, one for "
                "each snapshot"
            )
        with self.view.hold_sync():
            self.view.weights = self._snapshots.astype("<f2").tobytes()
            self.view.shape = list(self._snapshots.shape)
            self.view.steps = steps
            self.view.last = len(steps) - 1

    def _require_chosen(self):
        count = self._snapshots.shape[1]
        if self.view.chosen >= count:
            raise ValueError(f"chosen={self.view.chosen}, but there are {count} kernels: 0 to "
                             f"{count - 1}")  # fmt: skip


def puzzles_of(snapshots):
    """Return the puzzles that these kernels can solve, each with its solution.

    Parameters
    ----------
    snapshots : ndarray, shape (steps, N, 3, k, k)
    """
    if snapshots.shape[2] != 3:
        raise ValueError("the puzzles are about colour, and these kernels have one channel; set "
                         "puzzles=False")  # fmt: skip
    final, last = snapshots[-1].astype(float), len(snapshots) - 1
    pattern = list(patterns.hand_made(final.shape[-1])).index(EDGE)
    mix = list(patterns.channel_mixes()).index(MIX)
    likest = np.abs(patterns.likeness(final)[:, pattern, mix]).argmax()
    shares = [(patterns.spectral_concentration(kernels) > HALF).mean() for kernels in snapshots]
    after = [n for n, share in enumerate(shares) if share > HALF]
    _, strength = patterns.direction(final)
    both = np.flatnonzero((patterns.colour_share(final) > HALF) & (strength > CLEAR))
    solutions = [
        {"position": last, "chosen": int(likest)},
        {"position": after[0]} if after else None,
        {"position": last, "chosen": int(both[0])} if both.size else None,
    ]
    paired = zip(PUZZLES, solutions, strict=True)
    return [puzzle | {"solution": solution} for puzzle, solution in paired if solution]


def _snapshots(kernels):
    """Return kernels as float16 snapshots, (steps, N, C, k, k), after checking them."""
    array = float_array(kernels, "kernels")
    require_axes(array, "kernels", ["N, C, k, k", "steps, N, C, k, k"])
    require_non_empty(array, "kernels")
    array = array if array.ndim == 5 else array[None]
    _, count, channels, rows, columns = array.shape
    if count > MOST_KERNELS or channels not in (1, 3) or rows != columns:
        raise ValueError(
            f"kernels have shape {array.shape}, expected (steps, N, C, k, k) with at most "
            f"{MOST_KERNELS} kernels, 1 or 3 channels, and as many rows as columns"
        )
    if not 3 <= rows <= MOST_SIDE:
        raise ValueError(f"kernels are {rows}×{rows}, expected 3×3 to {MOST_SIDE}×{MOST_SIDE}")
    if not np.abs(array).max() < np.finfo(np.float16).max:
        raise ValueError("kernels contain NaN, infinity or numbers too large for float16")
    return array.astype(np.float16)


def _curve(curve):
    """Return pairs of a step and an accuracy as lists of two floats, after checking them."""
    pairs = [[float(step), float(accuracy)] for step, accuracy in curve]
    for step, accuracy in pairs:
        if not (np.isfinite(step) and 0 <= accuracy <= 1):
            raise ValueError(
                f"curve has ({step:g}, {accuracy:g}), expected (step, accuracy) with an accuracy "
                "from 0 to 1; divide per cent by 100"
            )
    return pairs


def _above_zero(std):
    if min(std) <= 0:
        raise ValueError(
            f"std is {std}, expected numbers above 0, since values are divided by them"
        )
    return std


def _per_channel(values, channels, name):
    """Return one float a channel."""
    values = np.ravel(float_array(values, name))
    if values.size not in (1, channels):
        raise ValueError(f"{name} has {values.size} numbers, expected {channels}, one a channel")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} contains NaN or infinity, expected finite numbers; replace them")
    return [float(value) for value in np.broadcast_to(values, channels)]
