"""`SliceExplorer`: a noisy volume, smoothed slice by slice and along all three axes."""

from typing import Literal

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Real, Stop, Whole
from convcourse.pictures.volumes import PHANTOM_SIZE, flicker, phantom, rms, voxel_noise

MOST_SIGMA = 2.0
#: The volumes: with its noise, smoothed within slices, and along all axes.
Which = Literal["noisy", "flat", "full"]
SEED = 9
#: Voxels well inside the plate: its slice, first and last row, first and last column.
PLATE = (PHANTOM_SIZE // 2, 24, 28, 31, 36)
#: So many slices above and below the plate there is nothing but lung, darker by so many levels.
BESIDE_PLATE, PLATE_LEVELS = 5, 155

_SETTINGS = {"noise": 40, "sigma": 0.0, "across": 0.0, "row": PHANTOM_SIZE // 2}

PUZZLES = [
    {
        "title": "Slice by slice",
        "ask": "Bring the error of the volume smoothed slice by slice below 17. "
        "How far down can you get?",
        "hint": "Too little blur leaves noise, too much blurs the edges. Somewhere in between the "
        "error is smallest.",
        "start": _SETTINGS,
        "keep": {"noise": 40},
        "goal": {"which": "flat", "error": 17},
        "solution": {"sigma": 1.1},
    },
    {
        "title": "Out of reach for slices",
        "ask": "Bring the error of the volume smoothed along all axes below 14. "
        "No blur within slices alone gets there.",
        "hint": "Neighbours above and below help as much as those beside. "
        "So each axis needs less blur than before.",
        "start": {**_SETTINGS, "sigma": 1.1},
        "keep": {"noise": 40},
        "goal": {"which": "full", "error": 14},
        "solution": {"sigma": 0.8, "across": 1.0},
    },
    {
        "title": "Save the plate",
        "ask": "The bright line on the right of the lower pictures is a plate, one slice thick. "
        "Smooth along all axes so that it keeps at least 60 % of its contrast, and the error "
        "stays below 15.5.",
        "hint": "It is the blur across the slices that spreads the plate over its neighbours.",
        "start": {**_SETTINGS, "sigma": 1.0, "across": 1.0},
        "keep": {"noise": 40},
        "goal": {"which": "full", "error": 15.5, "contrast": 0.6},
        "solution": {"sigma": 0.9, "across": 0.6},
    },
]


_SLIDER = {"step": 0.1, "looks": {"readout_format": ".1f"}}


class SliceExplorer(
    DeclaredExplorer, question="What do neighbouring slices know?", puzzles=PUZZLES
):
    """A noisy phantom, smoothed slice by slice and in 3-D, beside what is really there.

    Both are Gaussian blurs, cut off at 4 σ, with the edge voxel repeated once beyond the edge:
    the defaults of ``scipy.ndimage.gaussian_filter``.

    Examples
    --------
    >>> explorer = SliceExplorer(noise=0, sigma=0, across=0)
    >>> explorer.error("noisy"), explorer.error("full")
    (0.0, 0.0)
    """

    position = Stop(
        "The slice that is shown, from 0.", "Slice", default=PHANTOM_SIZE // 2, interval=150
    )
    row = Whole(
        PHANTOM_SIZE // 2,
        0,
        PHANTOM_SIZE - 1,
        "The row at which the volume is cut across its slices: {range}.",
        "Cut at row",
    )
    noise = Whole(
        40, 0, 60, "Standard deviation of the noise, in grey levels: {range}.", "Noise", step=5
    )
    sigma = Real(
        1.0,
        0,
        MOST_SIGMA,
        "σ of the blur within a slice, in voxels: {range}.",
        "Blur in slices",
        **_SLIDER,
    )
    across = Real(
        1.0,
        0,
        MOST_SIGMA,
        "σ of the blur from slice to slice, in voxels: {range}.",
        "Blur across slices",
        wide=True,
        **_SLIDER,
    )

    class View(ExplorerView):
        """Draws a `SliceExplorer`."""

        _esm = module_text("slice_explorer")
        # Its cubes are those of the other one.
        _css = style_text("volume_explorer", "slice_explorer")

        volume = traitlets.Bytes().tag(sync=True)
        shape = traitlets.List().tag(sync=True)
        seed = traitlets.Int(SEED).tag(sync=True)
        plate = traitlets.List([*PLATE, BESIDE_PLATE, PLATE_LEVELS]).tag(sync=True)

    def _brought(self, told):
        self._truth = phantom()
        return {"volume": self._truth.tobytes(), "shape": list(self._truth.shape)}

    @property
    def volume(self) -> NDArray[np.uint8]:
        """The phantom, uint8 of shape (D, H, W); a copy."""
        return self._truth.copy()

    @property
    def noisy(self) -> NDArray[np.floating]:
        """The phantom with its noise, float of shape (D, H, W)."""
        return self._truth + self.noise * voxel_noise(self._truth.shape, seed=self.view.seed)

    @property
    def flat(self) -> NDArray[np.floating]:
        """The noisy volume smoothed slice by slice, by ``scipy.ndimage.gaussian_filter``."""
        return self._smoothed(0)

    @property
    def output(self) -> NDArray[np.floating]:
        """The noisy volume smoothed along all axes, by ``scipy.ndimage.gaussian_filter``."""
        return self._smoothed(self.across)

    def _count(self):
        return PHANTOM_SIZE

    def error(self, which: Which = "full") -> float:
        """Return the root mean square error of "noisy", "flat" or "full", in grey levels."""
        return rms(self._off(which))

    def flicker(self, which: Which = "full") -> float:
        """Return how much that error changes from slice to slice, root mean square."""
        return flicker(self._off(which))

    def plate(self, which: Which = "full") -> float:
        """Return how much of its contrast the thin plate has left; 1 is all of it."""
        z, top, bottom, left, right = PLATE
        inside = self._shown(which)[:, top : bottom + 1, left : right + 1]
        lung = inside[[z - BESIDE_PLATE, z + BESIDE_PLATE]].mean()
        return float((inside[z].mean() - lung) / PLATE_LEVELS)

    def _shown(self, which):
        return getattr(self, {"noisy": "noisy", "flat": "flat", "full": "output"}[which])

    def _off(self, which):
        return self._shown(which) - self._truth

    def _smoothed(self, across):
        from scipy import ndimage  # not before it is asked for: it is slow to import

        return ndimage.gaussian_filter(self.noisy, (across, self.sigma, self.sigma))
