"""ChannelExplorer: page, Python and torch have the same maps, weights and counts."""

import json

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import ChannelExplorer
from convcourse.explorers.channel_explorer import (
    COLOUR_BIASES,
    COLOUR_FILTERS,
    PATCH,
    PUZZLES,
    feature_map,
)
from convcourse.pictures import images
from tests.node import call, plain, play


def random_state(seed):
    """Return a state of the view with channels, filters and groups that may not fit each other."""
    rng = np.random.default_rng(seed)
    channels, filters = rng.integers(1, 7, 2)
    kernel = rng.integers(1, 4, 2)
    sides = rng.integers(kernel, 7)
    return {
        "input": rng.integers(-9, 10, (channels, *sides)).tolist(),
        "bank": rng.normal(size=(6, channels, *kernel)).tolist(),
        "bias": rng.normal(size=6).tolist(),
        "channels": int(channels),
        "filters": int(filters),
        "groups": int(rng.integers(1, channels + 1)),
        "relu": bool(rng.integers(2)),
        "photo": False,
        "chosen": 0,
    }


STATES = [random_state(seed) for seed in range(120)]
PICTURES = [
    np.random.default_rng(seed).integers(0, 256, (state["channels"], 9, 8)).tolist()
    for seed, state in enumerate(STATES)
]


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    results = play("channel_explorer", [call("compute", state) for state in STATES])
    whole = [
        {
            "weight": call("weightOf", state),
            "photo": call("mapsOf", call("toTensor", picture), state),
            "counts": call("countLines", call("shapeOf", state)),
        }
        for state, picture, result in zip(STATES, PICTURES, results, strict=True)
        if not result.get("trouble")
    ]
    more = iter(play("channel_explorer", whole))
    return [one if one.get("trouble") else {**one, **next(more)} for one in results]


def lists(tensor):
    return np.reshape(tensor["data"], tensor["shape"])


def fits(state):
    return state["channels"] % state["groups"] == state["filters"] % state["groups"] == 0


def torch_layer(state):
    """Return the layer of a state as an ``nn.Conv2d`` with its weights."""
    weights = np.array(state["bank"])
    filters, channels, groups = state["filters"], state["channels"], state["groups"]
    layer = torch.nn.Conv2d(channels, filters, weights.shape[2:], groups=groups).double()
    depth, per = channels // groups, filters // groups
    with torch.no_grad():
        for o in range(filters):
            block = (o // per) * depth
            layer.weight[o] = torch.tensor(weights[o, block : block + depth])
        layer.bias[:] = torch.tensor(state["bias"][:filters], dtype=torch.double)
    return layer


def torch_maps(state, picture):
    made = torch_layer(state)(torch.tensor(picture, dtype=torch.double)[None])[0].detach()
    return (torch.relu(made) if state["relu"] else made).numpy()


def explorer_at(state):
    """Return an explorer whose view is in that state."""
    weight = np.zeros((1, state["channels"], *np.shape(state["bank"])[2:]))
    explorer = ChannelExplorer(state["input"], weight, controls=["filters"])
    for name, value in state.items():
        setattr(explorer.view, name, value)
    return explorer


def test_page_python_and_torch_make_the_same_maps(page):
    fitting = 0
    for state, picture, result in zip(STATES, PICTURES, page, strict=True):
        if not fits(state):
            continue
        fitting += 1
        wanted = torch_maps(state, state["input"])
        np.testing.assert_allclose(lists(result["maps"]), wanted, atol=1e-10)
        np.testing.assert_allclose(explorer_at(state).output, wanted, atol=1e-10)
        np.testing.assert_allclose(lists(result["photo"]), torch_maps(state, picture), atol=1e-9)
    assert 50 < fitting < len(STATES)  # both kinds are among them


def test_groups_that_do_not_divide_are_refused_by_page_python_and_torch(page):
    for state, result in zip(STATES, page, strict=True):
        assert bool(result.get("trouble")) == (not fits(state))
        if fits(state):
            continue
        with pytest.raises(ValueError, match="must be divisible by groups"):
            torch_layer(state)
        with pytest.raises(ValueError, match="it must divide both"):
            explorer_at(state).output  # noqa: B018


def test_weights_and_counts_are_those_of_torchs_layer(page):
    for state, result in zip(STATES, page, strict=True):
        if not fits(state):
            continue
        layer, explorer = torch_layer(state), explorer_at(state)
        weight = layer.weight.detach().numpy()
        np.testing.assert_array_equal(lists(result["weight"]).reshape(weight.shape), weight)
        np.testing.assert_array_equal(explorer.weight, weight)
        parameters = sum(p.numel() for p in layer.parameters())
        assert explorer.parameters == parameters
        counts = {name: plain(line).split(" = ")[-1] for name, line in result["counts"]}
        assert counts["Weights"].replace(",", "") == str(weight.size)
        assert counts["Parameters"].replace(",", "") == str(parameters)
        products = weight[0].size * lists(result["maps"]).size
        assert counts["Multiplications"].replace(",", "") == str(products)
        assert explorer.multiplications == products


def test_grouped_layer_is_a_standard_one_with_zeros():
    state = STATES[next(i for i, s in enumerate(STATES) if fits(s) and s["groups"] > 1)]
    grouped = explorer_at(state)
    whole = ChannelExplorer(state["input"], grouped.weight, grouped.bias, groups=state["groups"])
    before = whole.output
    assert whole.weight.shape[1] < state["channels"]
    whole.groups = 1
    assert (whole.weight == 0).any()
    np.testing.assert_allclose(whole.output, before)


def test_ready_made_filters_find_what_they_are_described_to_find():
    explorer = ChannelExplorer(filters=6)
    edge, red_green, red, bright, _, _ = explorer.output
    assert (edge == 0).all()  # red and green are equally bright
    assert red_green[0].tolist() == [0, 42, 42]
    assert red.argmax() == 0 and (red[:2, 2] < 0).all()
    assert bright[0, 0] == PATCH[:, 1, 1].sum()


def test_photo_is_filtered_like_the_patch():
    explorer = ChannelExplorer(photo=True, relu=True)
    photo = np.moveaxis(explorer.image, -1, 0)
    assert photo.shape == (3, 96, 96)
    wanted = torch.nn.functional.conv2d(
        torch.tensor(photo / 1.0), torch.tensor(COLOUR_FILTERS[:3]),
        torch.tensor(COLOUR_BIASES[:3], dtype=torch.double),
    ).relu()  # fmt: skip
    np.testing.assert_allclose(explorer.output, wanted, atol=1e-9)
    assert explorer.multiplications == 27 * 3 * 94 * 94


def test_only_the_photo_that_is_shown_is_decoded(monkeypatch):
    decoded = []
    photo = images.photo
    monkeypatch.setattr(images, "photo", lambda *given: decoded.append(given) or photo(*given))
    ChannelExplorer(photo="chelsea")
    ChannelExplorer(controls=[])
    assert decoded == [("chelsea", 96)]
    with pytest.raises(ValueError, match="'brick', a grey one; choose one in colour, such as"):
        ChannelExplorer(photo="brick")
    with pytest.raises(ValueError, match="did you mean 'coffee'"):
        ChannelExplorer(photo="cofee")


def test_photo_travels_only_where_it_can_be_seen():
    assert not ChannelExplorer(controls=["filters"]).view.picture
    assert not ChannelExplorer(feature_map(4)).view.picture
    assert 0 < len(ChannelExplorer().view.picture) < 8000
    np.testing.assert_array_equal(
        ChannelExplorer(photo="chelsea", controls=[]).image.shape, (96, 96, 3)
    )


def test_settings_are_read_and_written_as_properties():
    explorer = ChannelExplorer()
    explorer.filters, explorer.groups, explorer.relu = 6, 3, True
    assert explorer.weight.shape == (6, 1, 3, 3)
    explorer.weight = np.ones((3, 1, 2, 2))
    assert (explorer.filters, explorer.groups) == (3, 3)
    assert explorer.bias.tolist() == [0, 0, 0]
    explorer.bias = [1, 2, 3]
    np.testing.assert_array_equal(explorer.bias, [1, 2, 3])
    explorer.weight = np.ones((3, 3, 2, 2))
    assert explorer.groups == 1 and explorer.bias.tolist() == [1, 2, 3]
    explorer.input = np.zeros((3, 3, 3))
    assert explorer.output.shape == (3, 2, 2)
    explorer.position = 99
    assert explorer.position == 3


def test_grey_puzzles_target_is_the_brightness_of_the_course():
    explorer = ChannelExplorer(PATCH, controls=[])
    explorer.view.bank, explorer.view.filters = PUZZLES[0]["solution"]["bank"], 1
    grey = images.grey(np.moveaxis(PATCH * 25, 0, -1).astype(np.uint8)) / 25
    np.testing.assert_allclose(explorer.output[0], grey[1:-1, 1:-1], atol=0.5 / 25)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"input": np.zeros((5, 5))}, "expected .channels, rows, columns."),
        ({"input": np.zeros((7, 5, 5))}, "of at most"),
        ({"input": np.full((3, 5, 5), np.nan)}, "NaN or infinity"),
        ({"weight": np.zeros((3, 2, 3, 3))}, "input has 3 channels"),
        ({"weight": np.zeros((3, 3, 4, 4))}, "of at most"),
        ({"weight": np.zeros((2, 1, 3, 3)), "groups": 3}, "a multiple of groups"),
        ({"weight": np.zeros((2, 3, 3, 3)), "filters": 2}, "leave it out"),
        ({"weight": np.zeros((2, 3, 3, 3)), "input": np.zeros((3, 2, 2))}, "smaller kernels"),
        ({"input": np.zeros((3, 2, 5))}, "too small for the ready-made"),
        ({"bias": [1, 2]}, "expected 3: one for each filter"),
        ({"controls": ["zoom"]}, "controls"),
        ({"input": feature_map(4), "photo": True}, "a photo has three"),
        ({"input": feature_map(4), "controls": ["photo"]}, "leave it out"),
        ({"photo": "camera"}, "photo"),
    ],
)
def test_bad_argument_is_refused_with_what_to_do(bad, words):
    with pytest.raises(ValueError, match=words):
        ChannelExplorer(**bad)


@pytest.mark.parametrize("bad", [{"filters": 7}, {"filters": 0}, {"groups": 7}, {"chosen": 6}])
def test_number_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        ChannelExplorer(**bad)


def test_photo_cannot_be_switched_on_without_one_nor_channels_be_changed():
    explorer = ChannelExplorer(controls=[])
    with pytest.raises(ValueError, match="has no photo"):
        explorer.photo = True
    with pytest.raises(ValueError, match="has no photo"):
        explorer.image  # noqa: B018
    with pytest.raises(ValueError, match="make a new ChannelExplorer"):
        explorer.input = feature_map(4)


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(ChannelExplorer(puzzles=True).view.puzzles)
    assert ChannelExplorer().view.puzzles == []
