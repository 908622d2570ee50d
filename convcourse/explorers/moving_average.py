"""`MovingAverage`: a long, noisy series, and the mean of what lies under a window."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import NDArray

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.numbers import number_lists
from convcourse.explorers.parts.settings import Given, Option, Setting, Whole
from convcourse.operators.ops import correlate2d

LEAST, MOST = 20, 400
MAX_WINDOW = 61
HOURS = ("0:00", "6:00", "12:00", "18:00", "24:00")

#: Temperatures of a day without a sensor's noise: hours, and degrees. A shower comes at five.
_HOURS = (0, 3, 5.5, 8, 10, 12, 14.5, 16, 17, 18.5, 21, 24)
_DEGREES = (11.0, 9.2, 8.2, 11.0, 14.6, 17.6, 20.0, 19.4, 14.8, 16.4, 13.2, 11.4)


def temperatures(count=200, *, noise=1.8, seed=4):
    """Return the readings of a nervous thermometer over one day, in °C.

    Parameters
    ----------
    count : int
        How many, evenly from midnight to midnight.
    noise : float
        Standard deviation of what the sensor adds.
    seed : int
        Of the noise.

    Returns
    -------
    ndarray of float, shape (count,)
        Rounded to a tenth.
    """
    truth = np.interp(np.linspace(0, 24, count), _HOURS, _DEGREES)
    return (truth + np.random.default_rng(seed).normal(0, noise, count)).round(1)


def means(series, window):
    """Return the mean of each window of a series, those that lie in it whole."""
    kernel = np.full((1, window), 1 / window)
    return correlate2d(np.atleast_2d(series), kernel, padding="valid")[0]


def puzzles_of(series):
    """Return the puzzles on a series: two that look at its lines, and one that weighs them.

    None begins at its own solution, and what a series has nothing to ask about is left out: a
    period that a window takes in whole leaves no highest mean, and one slope is nowhere calmer.
    """
    if not np.ptp(series):
        return []
    wanted = _odd(len(series) // 8, 25)
    calm = _odd(len(series) // 16, 13)
    jumps = {k: _jump(means(series, k)) for k in range(1, calm + 1, 2)}
    if jumps[calm] < 1e-9 * np.ptp(series):
        return []
    limit = _rounded_up(jumps[calm])
    narrowest = next(k for k, jump in jumps.items() if jump <= limit)
    puzzles = [
        {
            "title": "Which window?",
            "ask": "The dashed line was made of the same readings, by a window of another size. "
            "Bring the green line onto it.",
            "hint": "Is the dashed line calmer than yours, or does it jump more? On the whole, a "
            "wider window calms more.",
            "start": {"window": _not(wanted), "middle": len(series) // 2},
            "goal": {"window": wanted},
            "solution": {"window": wanted},
        },
        {
            "title": "The highest mean",
            "ask": f"Keep the window at {calm}. Drag it to where its mean is highest. Is that at "
            "the highest reading?",
            "hint": "One high reading is only one of many in the window. Look for the top of the "
            "green line.",
            "start": {"window": calm, "middle": _highest(-series, calm)},
            "keep": {"window": calm},
            "goal": {"highest": True},
            "solution": {"middle": _highest(series, calm)},
        },
        {
            "title": "No wider than needed",
            "ask": f"From one to the next, the means are to jump by {limit:.12g} or less. Find the "
            "narrowest window that does it: a wider one would flatten more than it has to.",
            "hint": "One step further, a window loses one reading and gains one. How much can that "
            "change a mean of 10 readings, how much one of 20?",
            "start": {"window": _not(narrowest), "middle": len(series) // 2},
            "goal": {"jump": limit, "widest": narrowest},
            "solution": {"window": narrowest},
        },
    ]
    return puzzles if narrowest > 1 else puzzles[:2]


def _not(window):
    """Return a narrow window that is not this one."""
    return 1 if window == 3 else 3


def _rounded_up(number):
    """Return the next number of two digits, with room for what floats are off."""
    unit = 10.0 ** (np.floor(np.log10(number)) - 1)
    return float(f"{np.ceil(number / unit * (1 + 1e-9)) * unit:.12g}")


def _jump(numbers):
    """Return how far it is from one number to the next, on average."""
    return np.abs(np.diff(numbers)).mean()


def widest(series):
    """Return the widest window that fits into a series, at most `MAX_WINDOW`."""
    return min(MAX_WINDOW, len(series))


def _odd(number, most):
    """Return `number` if it is odd, else the next below, from 3 to `most`."""
    return max(3, min(most, 2 * ((number - 1) // 2) + 1))


def _highest(series, window):
    """Return the reading in the middle of the window that has the highest mean."""
    return int(np.argmax(means(series, window))) + window // 2


class MovingAverage(
    DeclaredExplorer,
    question="How much of this is noise?",
    puzzles=lambda explorer: puzzles_of(explorer._series),
    show_puzzles=False,
):
    """A noisy series, a window that is dragged along it, and the mean of what lies under it.

    The line of all means is the series' cross-correlation with equal weights that add up to 1. A
    mean stands where the middle of its window is, and there is none where the window would hang
    over an end.

    Examples
    --------
    >>> calm = MovingAverage([0, 4] * 10, window=4, middle=9)
    >>> calm.mean, calm.output.size
    (2.0, 17)
    """

    series = Given(
        None,
        "20 to 400 finite numbers. By default 200 temperatures of one day.",
        "array_like of shape (n,), optional",
        positional=True,
    )
    window = Whole(
        9,
        1,
        MAX_WINDOW,
        "Readings under the window: {range}, and no more than there are.",
        "Window",
        step=2,
        end="widest",
        wide=True,
        positional=True,
    )
    middle = Setting(
        traitlets.Int(0, min=0, max=MOST - 1),
        lambda explorer: _highest(explorer._series, explorer.window),
        "The reading in the middle of the window, counted from 0; where the window would hang over "
        "an end, the nearest where it does not. By default that of the highest mean.",
        kind="int, optional",
        annotation=int,
    )
    unit = Option(
        None,
        'What stands behind each number, such as "°C", which it is by default for the '
        "temperatures.",
        kind="str, optional",
        annotation=str,
    )
    marks = Option(
        None,
        "What stands along the axis, evenly from the first reading to the last. By default the "
        "hours, for the temperatures.",
        kind="sequence of str, optional",
        annotation="Iterable[str]",
    )

    class View(ExplorerView):
        """Draws a `MovingAverage`."""

        _esm = module_text("moving_average")
        _css = style_text("moving_average")

        series = traitlets.List().tag(sync=True)
        widest = traitlets.Int().tag(sync=True)
        unit = traitlets.Unicode().tag(sync=True)
        marks = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def _brought(self, told):
        given = told["series"]
        self._series = temperatures() if given is None else _checked(given)
        unit, marks = ("°C", HOURS) if given is None else ("", ())
        self._settled["unit"] = unit if told["unit"] is None else told["unit"]
        if isinstance(told["marks"], str):
            raise TypeError(
                f"marks is {told['marks']!r}, expected several texts; use marks=[{told['marks']!r}]"
            )
        marks = tuple(marks if told["marks"] is None else told["marks"])
        self._settled["marks"] = marks
        return {
            "series": self._series.tolist(),
            "widest": widest(self._series),
            "unit": self.unit,
            "marks": list(marks),
        }

    @series.getter
    def series(self) -> NDArray[np.float64]:
        return self._series

    @window.setter
    def window(self, value: int) -> None:
        most = widest(self._series)
        if value > most and value <= MAX_WINDOW:
            raise ValueError(
                f"window={value} is too large, expected 1 to {most}, the number of readings; take "
                "a smaller one"
            )
        self.view.window = value

    @middle.getter
    def middle(self) -> int:
        before = self.window // 2
        last = len(self._series) - self.window + before
        return min(max(self.view.middle, before), last)

    @property
    def output(self) -> NDArray[np.float64]:
        """The means of all windows, (n − window + 1,), by `convcourse.correlate2d`."""
        return means(self._series, self.window)

    @property
    def mean(self) -> float:
        """The mean of what lies under the window, float."""
        return float(self.output[self.middle - self.window // 2])


def _checked(series):
    """Return a series as the array that is shown, after checking it."""
    if np.ndim(series) != 1:
        raise ValueError(f"series has shape {np.shape(series)}, expected one row of numbers, (n,)")
    row = number_lists(series, "series", most_rows=1, most_columns=MOST)[0]
    if len(row) < LEAST:
        raise ValueError(
            f"series has {len(row)} numbers, expected {LEAST} to {MOST}; a few can be shown in "
            "SlidingWindow"
        )
    return np.array(row)
