"""`MovingAverage`: its means are SciPy's, in Python and in the page; what it takes, and refuses."""

import re

import numpy as np
import pytest
import traitlets
from scipy import ndimage, signal

from convcourse.explorers import MovingAverage
from convcourse.explorers.moving_average import HOURS, puzzles_of, temperatures
from tests.node import call, plain, play

RNG = np.random.default_rng(8)
SERIES = [RNG.normal(0, 30, 57).round(1), RNG.integers(-9, 10, 20).astype(float), temperatures()]
STATES = [
    (series, window, middle)
    for series in SERIES
    for window in (1, 2, 3, 8, 9, min(61, len(series)))
    for middle in (0, len(series) // 3, len(series) - 1)
]


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    made = [
        call("average", {"window": k, "middle": at}, {"series": series}) for series, k, at in STATES
    ]
    words = [call("sumWords", one, "°C") for one in made]
    return play("moving_average", {"made": made, "words": words})


def test_page_python_and_scipy_agree(page):
    for (series, k, at), made in zip(STATES, page["made"], strict=True):
        explorer = MovingAverage(series, k, middle=at)
        wanted = signal.correlate(series, np.ones(k) / k, "valid")
        np.testing.assert_allclose(explorer.output, wanted, atol=1e-9)
        np.testing.assert_allclose(made["means"], wanted, atol=1e-9)
        around = ndimage.uniform_filter1d(series, k)[explorer.middle]
        np.testing.assert_allclose([explorer.mean, made["mean"]], around, atol=1e-9)
        assert made["start"] == explorer.middle - k // 2
        jumps = [np.abs(np.diff(one)).sum() / max(1, len(one) - 1) for one in (series, wanted)]
        np.testing.assert_allclose(made["jumps"], jumps, atol=1e-9)


def test_words_say_the_mean_of_what_lies_under_the_window(page):
    for (series, k, at), words in zip(STATES, page["words"], strict=True):
        explorer = MovingAverage(series, k, middle=at)
        said = "".join(
            one if isinstance(one, str) else plain([one]) if isinstance(one, list)
            else "".join(one["children"]) for one in words
        )  # fmt: skip
        number = re.search(r"(−?\d+\.\d) °C$", said)[1]
        assert abs(float(number.replace("−", "-")) - explorer.mean) <= 0.05 + 1e-9
        if k > 1:
            assert said.startswith(f"Mean of {k} readings: (") and f") / {k} ≈ " in said
        assert ("…" in said) == (k > 4)


def test_window_at_an_end_is_the_nearest_that_fits():
    calm = MovingAverage(window=9, middle=0)
    assert calm.middle == 4 and calm.view.middle == 0
    calm.window = 3  # what was asked for counts again as soon as it fits
    assert calm.middle == 1
    calm.middle = 399
    assert calm.middle == 198 and calm.mean == pytest.approx(calm.series[-3:].mean())


def test_it_opens_at_the_highest_mean():
    for window in (1, 9, 30):
        calm = MovingAverage(window=window)
        assert calm.mean == calm.output.max()


def test_noise_is_calmed_by_the_root_of_the_window():
    rng = np.random.default_rng(1)
    calm = MovingAverage(rng.normal(0, 1, 400), 16)
    assert 0.15 < calm.output[::16].std() < 0.4  # 1 / √16, of 25 windows that share nothing


def test_default_readings_are_one_nervous_day():
    readings, truth = temperatures(), temperatures(noise=0)
    assert readings.shape == (200,) and (readings == readings.round(1)).all()
    np.testing.assert_array_equal(readings, temperatures())
    assert 1.5 < (readings - truth).std() < 2.1 and np.ptp(truth) > 11
    assert MovingAverage().unit == "°C" and MovingAverage().marks == HOURS
    own = MovingAverage(np.arange(30), marks=["start", "end"])
    assert own.unit == "" and own.marks == ("start", "end") == tuple(own.view.marks)
    assert MovingAverage(unit="K").view.unit == "K"


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ([1, 2, 3], "series has 3 numbers, expected 20 to 400"),
        (np.zeros(401), "series is 1×401, expected at most 1×400"),
        (np.zeros((2, 30)), r"series has shape \(2, 30\), expected one row"),
        ([0] * 20 + [np.nan], "series contains NaN"),
    ],
)
def test_series_that_cannot_be_shown_is_refused(series, words):
    with pytest.raises(ValueError, match=words):
        MovingAverage(series)


def test_window_wider_than_the_series_is_refused_and_not_kept():
    with pytest.raises(ValueError, match="window=21 is too large, expected 1 to 20"):
        MovingAverage(np.arange(20), 21)
    calm = MovingAverage(np.arange(20), 20)
    with pytest.raises(ValueError, match="window=61 is too large"):
        calm.window = 61
    with pytest.raises(traitlets.TraitError):
        calm.window = 62
    assert calm.window == 20 and calm.output.size == 1


ANY = [*SERIES, *(RNG.normal(5, 2, n).round(1) for n in (20, 30, 39, 40, 60, 79, 80, 400))]
STEP = np.repeat([2.0, 9], 10)
ANY += [1e-4 * SERIES[0], 1e8 * SERIES[0]]


@pytest.mark.parametrize("series", ANY, ids=range(len(ANY)))
def test_puzzles_are_made_for_any_series_and_none_begins_solved(series):
    window, highest, narrow = puzzles_of(series)
    assert 3 <= window["goal"]["window"] <= len(series) // 2
    at, size = highest["solution"]["middle"], highest["keep"]["window"]
    assert MovingAverage(series, size, middle=at).mean == MovingAverage(series, size).output.max()
    jumps = [
        np.abs(np.diff(signal.correlate(series, np.ones(k) / k, "valid"))).mean()
        for k in range(1, narrow["goal"]["widest"] + 1, 2)
    ]
    assert jumps[-1] <= narrow["goal"]["jump"] < min(jumps[:-1])
    asked = re.search(r"jump by (\S+) or less", narrow["ask"])[1]
    assert float(asked) == narrow["goal"]["jump"]
    ends = [
        judged(series, puzzle, end)
        for puzzle in (window, highest, narrow)
        for end in ("start", "solution")
    ]
    told = play("moving_average", {"told": ends})["told"]
    assert [one["solved"] for one in told] == [False, True] * 3


def judged(series, puzzle, end):
    """Return what the page is to say of a puzzle at its start, or at its solution."""
    state = puzzle["start"] | puzzle.get("keep", {}) | puzzle[end]
    result = call("average", state, {"series": series.tolist()})
    return call("judge", state, result, puzzle)


@pytest.mark.parametrize(
    ("series", "left"),
    [(np.full(20, 3.0), 0), (np.tile([0.0, 1, 2], 20), 0), (np.arange(20.0), 2), (STEP, 2)],
    ids=["constant", "period", "slope", "step"],
)
def test_puzzles_that_a_series_has_no_answer_to_are_left_out(series, left):
    assert len(puzzles_of(series)) == left


def test_marks_in_one_text_are_refused():
    with pytest.raises(TypeError, match=r"marks is '0:00', expected several texts"):
        MovingAverage(marks="0:00")


def test_readings_travel_once_and_are_no_state():
    view = MovingAverage().view
    assert set(view.initial) == {"window", "middle"} and len(view.series) == 200
