"""`SliceExplorer`: a noisy volume, smoothed slice by slice and along all three axes."""

import ipywidgets
import traitlets

from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    delegated,
    slider,
    stepper,
    stop,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.pictures.volumes import PHANTOM_SIZE, flicker, phantom, rms, voxel_noise

MOST_SIGMA = 2.0
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


def _sigma(view, trait, description):
    """Return a slider for a σ of the view, joined to it, as `Explorer` takes it."""
    control = ipywidgets.FloatSlider(
        getattr(view, trait),
        min=0,
        max=MOST_SIGMA,
        step=0.1,
        description=description,
        readout_format=".1f",
    )
    return control, {"value": trait}


class SliceExplorerView(ExplorerView):
    """Draws a `SliceExplorer` and holds its state."""

    _esm = module_text("slice_explorer")
    # One text for the two explorers of volumes: a page stores it once.
    _css = style_text("volume_explorer", "slice_explorer")

    volume = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List().tag(sync=True)
    seed = traitlets.Int(SEED).tag(sync=True)
    plate = traitlets.List([*PLATE, BESIDE_PLATE, PLATE_LEVELS]).tag(sync=True)
    noise = traitlets.Int(40, min=0, max=60).tag(sync=True, state=True)
    sigma = traitlets.Float(1.0, min=0, max=MOST_SIGMA).tag(sync=True, state=True)
    across = traitlets.Float(1.0, min=0, max=MOST_SIGMA).tag(sync=True, state=True)
    row = traitlets.Int(PHANTOM_SIZE // 2, min=0, max=PHANTOM_SIZE - 1).tag(sync=True, state=True)
    position = traitlets.Int(PHANTOM_SIZE // 2, min=0).tag(sync=True, state=True)


class SliceExplorer(Explorer):
    """A noisy phantom, smoothed slice by slice and in 3-D, beside what is really there.

    Both are Gaussian blurs, cut off at 4 σ, with the edge voxel repeated once beyond the edge:
    the defaults of ``scipy.ndimage.gaussian_filter``.

    Parameters
    ----------
    noise : int
        Standard deviation of the noise, in grey levels, 0 to 60.
    sigma, across : float
        σ of the blur within a slice and from slice to slice, in voxels, 0 to 2.
    position, row : int
        The slice that is shown, past the end the last, and the row at which the volume is cut
        across its slices, 0 to 47.
    question : str
        The title.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of range.

    Examples
    --------
    >>> explorer = SliceExplorer(noise=0, sigma=0, across=0)
    >>> explorer.error("noisy"), explorer.error("full")
    (0.0, 0.0)
    """

    def __init__(
        self,
        *,
        noise=40,
        sigma=1.0,
        across=1.0,
        position=PHANTOM_SIZE // 2,
        row=PHANTOM_SIZE // 2,
        question="What do neighbouring slices know?",
        puzzles=True,
    ):
        self._truth = phantom()
        self.view = view = SliceExplorerView(
            volume=self._truth.tobytes(),
            shape=list(self._truth.shape),
            noise=noise,
            sigma=sigma,
            across=across,
            row=row,
        )
        self._begin_at(position)
        controls = [
            *stepper(view, "Slice", interval=150),
            slider(view, "row", "Cut at row"),
            slider(view, "noise", "Noise", step=5),
            _sigma(view, "sigma", "σ in the slice"),
            _sigma(view, "across", "σ across slices"),
        ]
        super().__init__(question, view, controls, PUZZLES if puzzles else [])

    noise = delegated("noise", "Standard deviation of the noise, in grey levels.")
    sigma = delegated("sigma", "σ of the blur within a slice, in voxels.")
    across = delegated("across", "σ of the blur from slice to slice, in voxels.")
    row = delegated("row", "The row at which the volume is cut across its slices.")
    position = stop("The slice that is shown, from 0.")

    @property
    def volume(self):
        """The phantom, uint8 of shape (D, H, W); a copy."""
        return self._truth.copy()

    @property
    def noisy(self):
        """The phantom with its noise, float of shape (D, H, W)."""
        return self._truth + self.noise * voxel_noise(self._truth.shape, seed=self.view.seed)

    @property
    def flat(self):
        """The noisy volume smoothed slice by slice, by ``scipy.ndimage.gaussian_filter``."""
        return self._smoothed(0)

    @property
    def output(self):
        """The noisy volume smoothed along all axes, by ``scipy.ndimage.gaussian_filter``."""
        return self._smoothed(self.across)

    def _count(self):
        return PHANTOM_SIZE

    def error(self, which="full"):
        """Return the root mean square error of "noisy", "flat" or "full", in grey levels."""
        return rms(self._off(which))

    def flicker(self, which="full"):
        """Return how much that error changes from slice to slice, root mean square."""
        return flicker(self._off(which))

    def plate(self, which="full"):
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
