"""`TwoRoutes` in Python: in agreement with SciPy and with JavaScript; its puzzles and refusals."""

import json

import numpy as np
import pytest
import traitlets
from scipy import ndimage

from convcourse.explorers import TwoRoutes
from convcourse.explorers.two_routes import OPERATORS, PUZZLES
from tests.node import call, grid, play

SCIPY = {
    "blur": lambda x: ndimage.uniform_filter(x, 3, mode="wrap"),
    "sobel": lambda x: ndimage.sobel(x, axis=1, mode="wrap"),
    "blur_zeros": lambda x: ndimage.uniform_filter(x, 3, mode="constant"),
    "stride": lambda x: ndimage.uniform_filter(x, 3, mode="wrap")[0::2, 0::2],
    "mirror": np.fliplr,
    "lamp": lambda x: x * [1, 2, 3, 4, 5],
    "median": lambda x: ndimage.median_filter(x, 3, mode="wrap"),
    "gamma": lambda x: 9 * (x / 9) ** 2,
    "brighten": lambda x: x + 3,
    "clip": lambda x: np.minimum(np.maximum(x, 0), 9),
    "sort_rows": lambda x: np.array([sorted(row) for row in x]),
}


def random_explorers(count):
    rng = np.random.default_rng(11)
    for n in range(count):
        yield TwoRoutes(
            ["shift", "mix"][n % 2],
            list(OPERATORS)[n // 2 % len(OPERATORS)],
            input=rng.integers(-9, 19, (5, 5)) / 2,
            second=rng.integers(-9, 19, (5, 5)) / 2,
            **{name: int(rng.integers(-2, 3)) for name in ("down", "right", "a", "b")},
        )


def scipy_routes(explorer):
    operate = SCIPY[explorer.operator]
    if explorer.view.test == "shift":

        def moved(image):
            return ndimage.shift(
                image, (explorer.down, explorer.right), order=0, mode="grid-wrap", prefilter=False
            )

        return moved(operate(explorer.input)), operate(moved(explorer.input))
    a, b, x, y = explorer.a, explorer.b, explorer.input, explorer.second
    return a * operate(x) + b * operate(y), operate(a * x + b * y)


def state_of(explorer):
    view = explorer.view
    return {name: getattr(view, name) for name in view.trait_names(state=True)}


@pytest.fixture(scope="module")
def answer():
    """Return what the page's module makes of random states, and its verdicts."""
    job = {
        "routes": [call("compute", state_of(explorer)) for explorer in random_explorers(220)],
        "verdicts": {name: call("verdictOf", name) for name in OPERATORS},
    }
    return play("two_routes", job)


def test_routes_equal_scipys():
    for explorer in random_explorers(110):
        for ours, theirs in zip(explorer.routes, scipy_routes(explorer), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-12, err_msg=explorer.operator)


def test_page_module_computes_what_python_computes(answer):
    seen = set()
    for explorer, page in zip(random_explorers(220), answer["routes"], strict=True):
        after, before = explorer.routes
        np.testing.assert_allclose(grid(page["after"]), after, atol=1e-9, err_msg=explorer.operator)
        np.testing.assert_allclose(
            grid(page["before"]), before, atol=1e-9, err_msg=explorer.operator
        )
        apart = np.flatnonzero(~np.isclose(after, before, atol=1e-8))
        assert page["apart"] == apart.tolist()
        seen.add((explorer.operator, explorer.view.test, bool(apart.size)))
    # The random states show both outcomes of each test that an operator can fail.
    for name, verdict in answer["verdicts"].items():
        for test in ("shift", "mix"):
            assert ((name, test, True) in seen) == (verdict[test]["failed"] > 0), (name, test)


def test_verdicts_of_the_page_are_those_that_scipy_gives(answer):
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 10, (2, 5, 5)).astype(float)
    for name, operate in SCIPY.items():
        by = (1, 2), (0, 1)
        shifts = np.allclose(np.roll(operate(x), *by), operate(np.roll(x, *by)))
        mixes = np.allclose(2 * operate(x) + operate(y), operate(2 * x + y))
        verdict = answer["verdicts"][name]
        assert (verdict["shift"]["failed"] == 0) == shifts, name
        assert (verdict["mix"]["failed"] == 0) == mixes, name


def test_state_set_from_python_reaches_the_view_and_the_routes():
    explorer = TwoRoutes("mix", "brighten", a=2, b=-1)
    after, before = explorer.routes
    np.testing.assert_array_equal(after, before)
    explorer.a = 1
    explorer.input = np.eye(5)
    explorer.second = np.zeros((5, 5))
    explorer.operator = "lamp"
    assert explorer.view.operator == list(OPERATORS).index("lamp")
    np.testing.assert_array_equal(explorer.routes[0], np.diag([1, 2, 3, 4, 5]))


def test_controls_are_those_of_the_test():
    names = {
        test: [c.description for c in TwoRoutes(test).children[1].children] for test in PUZZLES
    }
    end = ["Show the verdict", "Shade the cells"]
    assert names == {
        "shift": ["Operator", "Down", "Right", *end],
        "mix": ["Operator", "a", "b", *end],
    }


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps([TwoRoutes(test).view.puzzles for test in PUZZLES])


def test_reset_state_is_the_whole_state():
    view = TwoRoutes("mix", "median", verdict=True).view
    assert set(view.initial) == set(view.trait_names(state=True))
    assert view.initial["operator"] == list(OPERATORS).index("median")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"operator": "sharpen"}, ValueError, "operator='sharpen' is not known, expected one of"),
        ({"input": np.ones((4, 5))}, ValueError, "input is 4×5, expected 5×5; cut or pad it"),
        ({"second": np.ones((6, 6))}, ValueError, "second is 6×6, expected at most 5×5"),
        ({"input": np.full((5, 5), np.nan)}, ValueError, "input contains NaN"),
        ({"input": [["a"] * 5] * 5}, TypeError, "input"),
        ({"down": 3}, traitlets.TraitError, "down"),
        ({"a": -4}, traitlets.TraitError, "'a'"),
        ({"test": "turn"}, traitlets.TraitError, "test"),
    ],
)
def test_bad_arguments_are_refused_with_words(arguments, error, words):
    with pytest.raises(error, match=words):
        TwoRoutes(**arguments)


def test_operator_that_is_not_offered_is_refused_by_the_view():
    with pytest.raises(traitlets.TraitError, match="'operator' trait .* not be greater than 10"):
        TwoRoutes().view.operator = len(OPERATORS)
