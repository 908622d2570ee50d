"""PoolingExplorer: page, Python and torch pool alike, and the puzzles can be solved fairly."""

from itertools import product

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import PoolingExplorer
from convcourse.explorers.pooling_explorer import DIGITS
from tests.node import call, play

NAMES = (
    "kind", "kernel_size", "stride", "padding", "shift", "ceil_mode", "count_include_pad",
)  # fmt: skip
SETTINGS = [*product((0, 1), range(1, 5), range(1, 5), range(3), (0, 3), (False, True),
                     (False, True))]  # fmt: skip


def states():
    """Yield states with small random pictures, some of which do not fit their window."""
    rng = np.random.default_rng(10)
    for values in SETTINGS:
        picture = rng.integers(-9, 10, rng.integers(1, 9, 2)) / 4
        yield {"input": picture.tolist(), **dict(zip(NAMES, values, strict=True))}


STATES = [*states()]


def torch_output(state):
    """Return what torch makes of a state and, for a maximum, where; None where it refuses."""
    moved = torch.tensor(np.roll(state["input"], state["shift"], 1))[None, None].double()
    sizes = (state["kernel_size"], state["stride"], state["padding"])
    try:
        if state["kind"] == 0:
            values, places = torch.nn.functional.max_pool2d(
                moved, *sizes, ceil_mode=state["ceil_mode"], return_indices=True
            )
            return values[0, 0], places[0, 0]
        options = {name: state[name] for name in ("ceil_mode", "count_include_pad")}
        return torch.nn.functional.avg_pool2d(moved, *sizes, **options)[0, 0], None
    except RuntimeError:
        return None


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    return play("pooling_explorer", [call("compute", state) for state in STATES])


def test_page_python_and_torch_pool_alike(page):
    refused = 0
    explorer = PoolingExplorer()
    for state, shown in zip(STATES, page, strict=True):
        wanted = torch_output(state)
        for name, value in state.items():
            setattr(explorer.view, name, value)
        if wanted is None:
            refused += 1
            assert shown["rows"] == 0, state
            with pytest.raises(ValueError, match=r"must fit|at most half"):
                explorer.output  # noqa: B018
            continue
        values = np.reshape(shown["values"], (shown["rows"], shown["cols"]))
        np.testing.assert_allclose(values, wanted[0], atol=1e-12, err_msg=str(state))
        np.testing.assert_allclose(explorer.output, wanted[0], atol=1e-12)
        if wanted[1] is not None:
            columns = len(state["input"][0])
            winners = [window["winner"] for window in shown["windows"]]
            places = [divmod(int(i), columns) for i in wanted[1].ravel()]
            assert [(one["row"], one["col"]) for one in winners] == places
    assert 100 < refused < len(STATES) - 200


def test_properties_are_read_and_written():
    explorer = PoolingExplorer(DIGITS, position=99)
    assert explorer.view.position == explorer.view.last == 8
    explorer.kind, explorer.shift, explorer.kernel_size, explorer.stride = "avg", 1, 3, 3
    assert explorer.kind == "avg"
    moved = torch.tensor(np.roll(DIGITS, 1, 1))[None, None].double()
    np.testing.assert_allclose(explorer.output, torch.nn.functional.avg_pool2d(moved, 3)[0, 0])
    explorer.input = [[1, 2], [3, 4]]
    np.testing.assert_array_equal(explorer.input, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"kind": "median"}, ValueError, "kind='median' is not known, expected one of"),
        ({"controls": ["flip"]}, ValueError, "controls='flip' is not known, expected one of"),
        ({"input": np.ones((9, 3))}, ValueError, "input is 9×3, expected at most 8×8"),
        ({"stride": 5}, traitlets.TraitError, "stride"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(bad, error, words):
    with pytest.raises(error, match=words):
        PoolingExplorer(**bad)
