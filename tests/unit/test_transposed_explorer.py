"""`TransposedExplorer`: all its readings, in the page and in Python, make what torch makes."""

import json

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import TransposedExplorer
from tests.node import call, play

SETTINGS = ("stride", "padding", "dilation", "output_padding")


def random_explorers(count):
    rng = np.random.default_rng(13)
    for n in range(count):
        rows, columns = (1, int(rng.integers(1, 9))) if n % 4 == 0 else rng.integers(1, 5, 2)
        stride, dilation = int(rng.integers(1, 4)), int(rng.integers(1, 3))
        extra = int(rng.integers(0, min(3, max(stride, dilation))))
        yield TransposedExplorer(
            rng.integers(-9, 19, (rows, columns)) / 2,
            rng.integers(-9, 19, (1 if rows == 1 else rng.integers(1, 5), rng.integers(1, 5))) / 2,
            stride=stride,
            padding=int(rng.integers(0, 4)),
            dilation=dilation,
            output_padding=extra,
        )


EXPLORERS = list(random_explorers(160))


def options_of(explorer):
    """Return torch's options; an input of one row is a signal."""
    one_row = len(explorer.input) == 1
    least = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}
    along = {name: getattr(explorer, name) for name in SETTINGS}
    return {name: (least[name] if one_row else along[name], along[name]) for name in SETTINGS}


def torch_transposed(explorer, input, kernel):
    """Return what torch makes, or None where nothing is left of the output."""
    x, w = (torch.tensor(a)[None, None] for a in (input, kernel))
    try:
        return torch.nn.functional.conv_transpose2d(x, w, **options_of(explorer))[0, 0].numpy()
    except RuntimeError as error:
        assert "is too small" in str(error)
        return None


def torch_matrix(explorer, shape):
    """Return the matrix of the convolution that the explorer transposes, column by column."""
    options = options_of(explorer)
    del options["output_padding"]
    pictures = torch.eye(int(np.prod(shape)), dtype=torch.float64).reshape(-1, 1, *shape)
    made = torch.nn.functional.conv2d(
        pictures, torch.tensor(explorer.kernel)[None, None], **options
    )
    return made.flatten(1).T.numpy()


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    states = [explorer.view.initial for explorer in EXPLORERS]
    job = {
        "readings": [call("readings", state) for state in states],
        "steps": call("steps", states[0]),
    }
    return play("transposed_explorer", job, "transposed_explorer")


def test_every_reading_of_the_page_and_python_make_what_torch_makes(page):
    compared = cropped = 0
    for explorer, shown in zip(EXPLORERS, page["readings"], strict=True):
        wanted = torch_transposed(explorer, explorer.input, explorer.kernel)
        if wanted is None:
            assert 0 in shown["shape"]
            with pytest.raises(ValueError, match="padding"):
                explorer.output  # noqa: B018
            continue
        assert tuple(shown["shape"]) == wanted.shape
        np.testing.assert_allclose(explorer.output, wanted, atol=1e-9)
        for reading in ("output", "canvas", "gather", "scatter"):
            np.testing.assert_allclose(shown[reading], wanted, atol=1e-9, err_msg=reading)
        through_matrix = np.transpose(shown["matrix"]) @ explorer.input.ravel()
        np.testing.assert_allclose(through_matrix, wanted.ravel(), atol=1e-9)
        ones = np.ones_like(explorer.input), np.ones_like(explorer.kernel)
        np.testing.assert_array_equal(shown["writes"], torch_transposed(explorer, *ones))
        np.testing.assert_array_equal(shown["writes"], explorer.writes)
        compared += 1
        reach = explorer.dilation * (explorer.kernel.shape[1] - 1)
        cropped += explorer.padding > reach
    assert compared > 100 and cropped > 15  # the padding k − 1 − p below zero is among them


def test_matrix_of_the_page_is_that_of_torchs_convolution(page):
    compared = 0
    for explorer, shown in zip(EXPLORERS, page["readings"], strict=True):
        # Torch wants the kernel to fit, and only then does it map one size to the other.
        if 0 in shown["shape"] or explorer.output_padding >= explorer.stride:
            continue
        matrix = torch_matrix(explorer, shown["shape"])
        np.testing.assert_array_equal(shown["matrix"], matrix)
        compared += 1
    assert compared > 80


def test_no_window_reads_what_was_cut_off(page):
    assert all(shown["inside"] for shown in page["readings"])


def test_each_stamp_adds_one_input(page):
    explorer = EXPLORERS[0]
    for position, canvas in enumerate(page["steps"]):
        so_far = explorer.input.copy()
        so_far.ravel()[position + 1 :] = 0
        options = options_of(explorer) | {"padding": (0, 0)}
        x, w = (torch.tensor(a)[None, None] for a in (so_far, explorer.kernel))
        wanted = torch.nn.functional.conv_transpose2d(x, w, **options)[0, 0]
        np.testing.assert_allclose(canvas, wanted, atol=1e-9)


def test_properties_read_and_write_the_view():
    explorer = TransposedExplorer()
    for name, value in {"stride": 3, "padding": 2, "dilation": 2, "counts": True}.items():
        setattr(explorer, name, value)
        assert getattr(explorer, name) == getattr(explorer.view, name) == value
    explorer.kernel = np.ones((2, 2))
    explorer.input = [[5.0], [0.0]]
    assert explorer.view.kernel_size == 2
    explorer.reading = "gather"
    assert explorer.reading == "gather" and explorer.view.reading == 1
    explorer.padding = 0
    np.testing.assert_array_equal(
        explorer.output, np.pad([[5, 0, 5], [0, 0, 0], [5, 0, 5]], ((0, 3), (0, 0)))
    )


def test_position_counts_inputs_or_outputs():
    explorer = TransposedExplorer(position=99)
    assert explorer.position == explorer.view.last == 8  # 3×3 inputs
    gathered = TransposedExplorer(reading="gather", position=99)
    assert gathered.position == gathered.view.last == 48  # 7×7 outputs


def test_output_padding_never_exceeds_what_stride_and_dilation_allow():
    explorer = TransposedExplorer(stride=3, output_padding=2)
    explorer.stride = 1
    assert explorer.output_padding == 0
    assert explorer.output.shape == (5, 5)
    with pytest.raises(ValueError, match="output_padding is 2, expected less than stride=2"):
        TransposedExplorer(stride=2, output_padding=2)


def test_padding_that_cuts_off_everything_is_shown_and_not_refused():
    explorer = TransposedExplorer([[1]], [[1]], padding=3, reading="gather")
    assert explorer.view.last == 0
    with pytest.raises(ValueError, match="cuts"):
        explorer.output  # noqa: B018


@pytest.mark.parametrize(
    "bad", [{"stride": 4}, {"padding": 4}, {"dilation": 3}, {"position": -1}, {"stride": 0}]
)
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        TransposedExplorer(**bad)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"reading": "scater"}, "did you mean 'scatter'"),
        ({"controls": ["flip"]}, "controls='flip' is not known"),
        ({"input": np.ones((5, 5))}, "at most 4×8"),
        ({"kernel": np.ones((5, 5))}, "at most 4×4"),
        ({"input": [1, 2], "kernel": np.ones((2, 2))}, "first give a kernel of one row"),
    ],
)
def test_what_it_cannot_show_is_refused_with_a_reason(bad, words):
    with pytest.raises(ValueError, match=words):
        TransposedExplorer(**bad)


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(TransposedExplorer().view.puzzles)
    assert TransposedExplorer(puzzles=False).view.puzzles == []
