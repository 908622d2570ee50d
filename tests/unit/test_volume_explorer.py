"""VolumeExplorer and SliceExplorer: page, Python, torch and SciPy have the same numbers."""

import json

import numpy as np
import pytest
import torch
import traitlets
from scipy import ndimage

from convcourse.explorers import SliceExplorer, VolumeExplorer
from convcourse.explorers.slice_explorer import PLATE, SEED
from convcourse.explorers.volume_explorer import BALL, PUZZLES
from convcourse.pictures.volumes import phantom
from tests.node import call, play, typed

BLURS = [
    {"noise": 40, "sigma": 1.0, "across": 1.0},
    {"noise": 40, "sigma": 0.3, "across": 2.0},
    {"noise": 0, "sigma": 0.0, "across": 0.7},
    {"noise": 60, "sigma": 2.0, "across": 0.0},
]


def random_states():
    """Return states of all kinds: volumes of odd shapes, both layers, every padding and stride."""
    rng = np.random.default_rng(0)
    states = []
    for _ in range(60):
        layer = int(rng.integers(2))
        shape = rng.integers(1, 7, 3)
        kernel = rng.integers(1, 4, 3)
        kernel[0] = shape[0] if layer else kernel[0]
        states.append(
            {
                "input": rng.normal(size=shape).tolist(),
                "kernel": rng.normal(size=kernel).tolist(),
                "layer_index": layer,
                "padding": int(rng.integers(2)),
                "stride": int(rng.integers(1, 3)),
                "shift": int(rng.integers(3)),
            }
        )
    return states


STATES = random_states()


def torch_output(state):
    """Return what torch makes of a state, with three axes; empty where the kernel does not fit."""
    x, w = (torch.tensor(state[k], dtype=torch.float64) for k in ("input", "kernel"))
    x = torch.cat([torch.zeros(state["shift"], *x.shape[1:]), x])[: len(x)]
    how = {"padding": state["padding"], "stride": state["stride"]}
    try:
        if state["layer_index"]:
            return torch.nn.functional.conv2d(x[None], w[None], **how)[0].numpy()
        return torch.nn.functional.conv3d(x[None, None], w[None, None], **how)[0, 0].numpy()
    except RuntimeError:
        return np.zeros((0, 0, 0))


def explorer_of(state):
    layer = ["conv3d", "conv2d"][state["layer_index"]]
    how = {name: state[name] for name in ("padding", "stride", "shift")}
    return VolumeExplorer(state["input"], state["kernel"], layer=layer, **how)


@pytest.fixture(scope="module")
def page():
    """Return what the modules, as a page gets them, make of all states."""
    cubes = {
        "outputs": [call("compute", state) for state in STATES],
        "shapes": [call("layerShapes", state) for state in STATES],
    }
    truth = phantom()
    given = {
        "truth": {"data": typed("Uint8Array", truth), "shape": truth.shape},
        "seed": SEED,
        "plate": SliceExplorer().view.plate,
    }
    blurs = play("slice_explorer", call("smoothed", BLURS, given), "slice_explorer")
    return {**play("volume_explorer", cubes), "blurs": blurs}


def test_page_python_and_torch_agree_on_random_volumes(page):
    fitting = 0
    for state, shown in zip(STATES, page["outputs"], strict=True):
        wanted = torch_output(state)
        if not wanted.size:
            assert shown["data"] == []
            with pytest.raises(ValueError, match="the kernel must fit"):
                explorer_of(state).output  # noqa: B018
            continue
        fitting += 1
        assert tuple(shown["shape"]) == wanted.shape
        np.testing.assert_allclose(shown["data"], wanted.ravel(), atol=1e-12)
        np.testing.assert_allclose(explorer_of(state).output, wanted, atol=1e-12)
    assert 30 < fitting < len(STATES)  # both kinds are among them


def test_named_shapes_are_those_of_torchs_layers(page):
    named = 0
    for state, cards in zip(STATES, page["shapes"], strict=True):
        card = cards[state["layer_index"]]
        wanted = torch_output(state)
        x, w = np.array(state["input"]), np.array(state["kernel"])
        if not wanted.size:
            continue
        lead = (1,) if state["layer_index"] else (1, 1)
        out = (1, 1, *wanted.shape[state["layer_index"] :])
        shapes = [(*lead, *x.shape), (*lead, *w.shape), out]
        assert [line[2] for line in card["lines"]] == [str(shape) for shape in shapes]
        assert card["weights"] == w.size
        assert all(
            len(line[1].split(",")) == len(s) for line, s in zip(card["lines"], shapes, strict=True)
        )
        named += 1
    assert named > 30


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda p: p["title"])
def test_puzzle_starts_and_solutions_are_states_of_the_view(puzzle):
    view = VolumeExplorer.View(**{**puzzle["start"], **puzzle["solution"]})
    names = set(view.trait_names(state=True)) - {"position", "turn", "tilt", "pull"}
    assert set(puzzle["start"]) == names
    # What the page calls solved is what torch makes.
    wanted = torch_output({**puzzle["start"], **puzzle["solution"]})
    if "output" in puzzle["goal"]:
        np.testing.assert_array_equal(wanted, puzzle["goal"]["output"])
    else:
        assert list(wanted.shape) == puzzle["goal"]["shape"]


def test_page_blurs_as_scipy_does(page):
    for state, shown in zip(BLURS, page["blurs"], strict=True):
        scan = SliceExplorer(**state)
        truth = scan.volume.astype(float)
        volumes = {"truth": truth, "noisy": scan.noisy, "flat": scan.flat, "full": scan.output}
        for name, volume in volumes.items():
            np.testing.assert_allclose(shown["some"][name], volume.ravel()[::997], atol=1e-9)
        sigma, across = state["sigma"], state["across"]
        blurred = ndimage.gaussian_filter(scan.noisy, (across, sigma, sigma))
        np.testing.assert_array_equal(scan.output, blurred)
        for name, measured in shown["measures"].items():
            off = volumes[name] - truth
            np.testing.assert_allclose(measured["error"], np.sqrt(np.mean(off**2)), atol=1e-9)
            np.testing.assert_allclose(
                measured["flicker"], np.sqrt(np.mean((off[1:] - off[:-1]) ** 2)), atol=1e-9
            )
            np.testing.assert_allclose(measured["error"], scan.error(name), atol=1e-9)
            np.testing.assert_allclose(measured["flicker"], scan.flicker(name), atol=1e-9)
            np.testing.assert_allclose(measured["plate"], scan.plate(name), atol=1e-9)


def test_plate_is_where_the_measure_looks_for_it():
    scan = SliceExplorer(noise=0, sigma=0, across=0)
    z, top, bottom, left, right = PLATE
    plate = scan.volume[:, top : bottom + 1, left : right + 1]
    assert (plate[z] == 200).all() and (np.delete(plate, z, axis=0)[19:28] == 45).all()
    assert scan.plate() == scan.plate("noisy") == 1


def test_layer_can_be_changed_and_brings_its_kernel():
    explorer = VolumeExplorer(padding=1)
    assert explorer.output.shape == (5, 5, 5)
    explorer.layer = "conv2d"
    assert explorer.layer == "conv2d" and explorer.kernel.shape == (5, 3, 3)
    assert explorer.output.shape == (1, 5, 5)
    explorer.layer = "conv3d"
    assert explorer.kernel.shape == (3, 3, 3)


def test_single_number_is_no_volume():
    with pytest.raises(ValueError, match="input has 0 axes"):
        VolumeExplorer(5, layer="conv2d")


@pytest.mark.parametrize("deep", [3, 5])
def test_kernel_comes_back_as_it_was_from_the_other_layer(deep):
    explorer = VolumeExplorer(np.ones((deep, 4, 4)), [[[1]], [[2]]])
    explorer.layer = "conv2d"
    assert explorer.kernel.ravel().tolist() == [1, 2, 2, 2, 2][:deep]
    edited = explorer.kernel.copy()
    edited[1], edited[-1] = 7, 9
    explorer.kernel = edited
    explorer.layer = "conv3d"
    assert explorer.kernel.ravel().tolist() == [1, 7]
    explorer.layer = "conv2d"
    assert explorer.kernel.ravel().tolist() == [*[1, 7, 2, 2, 2][: deep - 1], 9]


def test_kernel_is_as_deep_as_an_input_of_another_depth():
    explorer = VolumeExplorer(layer="conv2d")
    explorer.input = np.ones((3, 4, 4))
    assert explorer.kernel.shape == (3, 3, 3) and explorer.output.shape == (1, 2, 2)
    explorer.input = np.ones((6, 4, 4))
    assert explorer.kernel.shape == (6, 3, 3) and explorer.output[0, 0, 0] == 54
    with pytest.raises(ValueError, match="kernel has 6 slices but the input has 2 channels"):
        explorer.view.input = np.ones((2, 4, 4))
    with pytest.raises(ValueError, match="input has 2 axes"):
        explorer.input = np.ones((4, 4))
    assert explorer.input.shape == (6, 4, 4) and explorer.output.shape == (1, 2, 2)


def test_settings_are_read_and_written_as_properties():
    explorer = VolumeExplorer()
    for name, value in {
        "padding": 1,
        "stride": 2,
        "shift": 1,
        "turn": -40,
        "tilt": 60,
        "pull": True,
    }.items():
        setattr(explorer, name, value)
        assert getattr(explorer, name) == getattr(explorer.view, name) == value
    explorer.input = np.arange(24).reshape(2, 3, 4)
    explorer.kernel = np.ones((2, 2, 2))
    # What is handed out is the volume where it was.
    np.testing.assert_array_equal(explorer.input, np.arange(24).reshape(2, 3, 4))
    assert explorer.output.shape == (2, 2, 3)
    explorer.position = 99
    assert explorer.position == 11


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"input": np.ones((5, 5))}, r"2 axes, shape \(5, 5\), expected 3: depth"),
        ({"input": np.ones((7, 5, 5))}, "7×5×5, expected at most 6"),
        ({"input": np.full((2, 2, 2), np.nan)}, "NaN or infinity"),
        ({"kernel": np.ones((4, 3, 3))}, "4×3×3, expected at most 3"),
        ({"kernel": np.ones((3, 3, 3)), "layer": "conv2d"}, "3 slices but the input has 5"),
        ({"layer": "conv4d"}, "layer='conv4d' is not known"),
        ({"controls": ["flip"]}, "controls='flip' is not known, expected one of"),
    ],
)
def test_bad_input_is_refused_and_explained(bad, words):
    with pytest.raises(ValueError, match=words):
        VolumeExplorer(**bad)


@pytest.mark.parametrize(
    "bad", [{"padding": 2}, {"stride": 0}, {"shift": 3}, {"turn": 91}, {"position": -1}]
)
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        VolumeExplorer(**bad)
    with pytest.raises(traitlets.TraitError):
        SliceExplorer(sigma=2.1)


def test_solutions_do_not_travel_to_the_page():
    for explorer in (VolumeExplorer(), SliceExplorer()):
        assert "solution" not in json.dumps(explorer.view.puzzles)
    assert VolumeExplorer(puzzles=False).view.puzzles == []


def test_default_volume_has_one_speck_outside_its_ball():
    assert BALL[0, 1, 3] == 9 and BALL.shape == (5, 5, 5)
    calm = BALL.copy()
    calm[0, 1, 3] = 0
    assert (calm == calm[::-1, ::-1, ::-1]).all() and calm.max() == calm[2, 2, 2] == 4
