"""Properties of all explorers: each setting of the constructor can be read and set, or says no."""

import inspect

import numpy as np
import pytest

from convcourse import explorers
from convcourse.explorers.parts.base import Explorer
from convcourse.networks import nets
from convcourse.pictures import images

CLASSES = [
    one
    for name in explorers.__all__
    if inspect.isclass(one := getattr(explorers, name)) and issubclass(one, Explorer)
]
#: What is settled once and for all when the figure is made.
MADE = {
    "question", "controls", "puzzles", "photos", "compare", "formula", "presets", "sliders",
}  # fmt: skip
#: Read only: their error says so.
READ_ONLY = {
    ("BorderExplorer", "image"), ("ColorMixer", "image"), ("TwoRoutes", "test"),
}  # fmt: skip
#: What these three show; it is given when they are made, and stays.
SHOWN = {
    "AutoencoderTour": {"networks"},
    "FeatureMapBrowser": {"trained", "untrained", "stack", "side", "shown"},
    "FilterFormation": {"kernels", "steps", "curve", "photo", "mean", "std", "stride"},
}
SMALL = np.arange(16.0).reshape(4, 4)
GRIDS = {"input": SMALL, "kernel": [[1.0, -2], [3, 4]]}
SETTINGS = {"stride": 3, "padding": 1, "dilation": 2}

#: For each explorer a value for each of its settings that it does not have at first.
VALUES = {
    "AutoencoderTour": {"step": 0, "output_padding": (0, 1, 1), "layer": 5},
    "BorderExplorer": {"border": "wrap", "width": 5, "cval": 51, "pixel": (1, 2)},
    "ChannelExplorer": {
        "input": np.ones((3, 4, 4)), "weight": np.ones((2, 3, 2, 2)), "bias": [4.0, 5, 6],
        "filters": 5, "groups": 3, "relu": True, "photo": True, "chosen": 1, "position": 4,
    },
    "CheckerboardLab": {"picture": "photo", "kernel_size": 5, "stride": 3, "unequal": 40},
    "ColorMixer": {"weights": [[1.0, 2, 3]], "second": [[1.0, 2, 3]], "relu": True},
    "FeatureMapBrowser": {"layer": 2, "channel": 2, "true_size": True, "own_scale": True},
    "FilterFormation": {"position": 1, "chosen": 1},
    "KernelLab": {
        "image": images.test_card(), "kernel": [[1.0, 2]], "scale": 2.0, "offset": 9,
        "normalise": True, "signed": True, "per_channel": True, "border": "wrap", "flip": True,
        "wipe": 50,
    },
    "PointwiseMixer": {
        "input": np.ones((7, 2, 2)), "weights": np.ones((2, 7)), "relu": True, "matrix": True,
        "position": 3,
    },
    "PoolingExplorer": {
        "input": SMALL, "kind": "avg", "kernel_size": 3, "stride": 1, "padding": 1, "shift": 2,
        "ceil_mode": True, "count_include_pad": False, "position": 2,
    },
    "ReceptiveFieldExplorer": {
        "layers": [explorers.Layer("max", 2, 2)], "input_size": 9, "depth": 1, "row": 3,
        "position": 4, "paths": True,
    },
    "SizeExplorer": {"input_size": 20, "kernel_size": 5, "position": 2, **SETTINGS},
    "SizeFinder": {
        "start": 9, "target": 20, "kernel_size": 5, "stride": 4, "padding": 2,
        "output_padding": 1,
    },
    "SliceExplorer": {"noise": 5, "sigma": 0.5, "across": 0.25, "position": 3, "row": 4},
    "SlidingWindow": {**GRIDS, **SETTINGS, "flip": True, "position": 3, "shaded": True},
    "TransposedExplorer": {
        **GRIDS, **SETTINGS, "output_padding": 1, "reading": "gather", "counts": True,
        "position": 3, "shaded": True,
    },
    "TwoRoutes": {
        "operator": "lamp", "input": np.ones((5, 5)), "second": np.ones((5, 5)), "down": 2,
        "right": -1, "a": 3, "b": -2, "shaded": True, "verdict": True,
    },
    "VolumeExplorer": {
        "input": np.ones((4, 4, 4)), "kernel": np.ones((2, 2, 2)), "layer": "conv2d",
        "padding": 1, "stride": 2, "turn": -10, "tilt": 60, "pull": True, "position": 3,
    },
}  # fmt: skip
CASES = [(name, setting) for name, values in VALUES.items() for setting in values]


def made(kind, **settings):
    """Return an explorer of this kind as it is by default, some over a small network."""
    if kind is explorers.AutoencoderTour:
        return kind(
            {0: nets.autoencoder(seed=0), 9: nets.autoencoder(seed=1)}, ["chelsea"], **settings
        )
    if kind is explorers.FeatureMapBrowser:
        ramp = np.arange(32.0 * 32).reshape(32, 32)
        maps = {"chelsea": [np.stack([ramp, ramp.T]), np.stack([ramp, ramp.T])[:, ::2, ::2]]}
        small = {"stack": "CPC", "side": 32, "shown": 2, "puzzles": False}
        return kind(maps, maps, **small | settings)
    if kind is explorers.FilterFormation:
        kernels = np.random.default_rng(0).normal(size=(3, 4, 3, 5, 5))
        return kind(kernels, (0, 1, 2), **settings)
    return kind(**settings)


def same(a, b):
    return np.array_equal(np.asarray(a), np.asarray(b))


def state(explorer):
    """Return all that a page and a Reset know of the explorer."""
    return {name: getattr(explorer.view, name) for name in explorer.view.trait_names(sync=True)}


@pytest.mark.parametrize(("name", "setting"), CASES)
def test_setting_is_read_back_and_reaches_the_view(name, setting):
    explorer, value = made(getattr(explorers, name)), VALUES[name][setting]
    before = state(explorer)
    assert not same(getattr(explorer, setting), value) or (name, setting) == (
        "SizeFinder",
        "layers",
    )
    setattr(explorer, setting, value)
    assert same(getattr(explorer, setting), value)
    assert state(explorer) != before


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_setting_of_the_constructor_is_tried_here(kind):
    name = kind.__name__
    settings = set(inspect.signature(kind).parameters) - MADE - SHOWN.get(name, set())
    read_only = {setting for one, setting in READ_ONLY if one == name}
    assert settings == set(VALUES[name]) | read_only | (
        {"layers"} if name == "SizeFinder" else set()
    )
    explorer = made(kind)
    for setting in read_only:
        with pytest.raises(AttributeError, match="no setter|can't set"):
            setattr(explorer, setting, getattr(explorer, setting))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_name_that_means_nothing_is_refused_and_not_kept(kind):
    explorer = made(kind)
    before = state(explorer)
    own = {name for name, one in vars(kind).items() if isinstance(one, property)}
    for name in {"nothing_such", *explorer.view.trait_names(state=True)} - own:
        with pytest.raises(AttributeError, match=f"{kind.__name__} has no property '{name}'; "):
            setattr(explorer, name, 1)
    assert state(explorer) == before


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_position_past_the_end_is_the_last(kind):
    if "position" not in inspect.signature(kind).parameters:
        assert not hasattr(kind, "position")
        return
    explorer = made(kind)
    explorer.position = 99_999
    assert explorer.position == explorer.view.last < 99_999


def test_misspelled_property_is_told_with_the_one_that_is_meant():
    explorer = explorers.SlidingWindow()
    with pytest.raises(AttributeError, match="has no property 'kernels'; did you mean 'kernel'?"):
        explorer.kernels = [[1]]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_controls_given_as_one_text_are_told(kind):
    if "controls" in inspect.signature(kind).parameters:
        with pytest.raises(TypeError, match=r"use controls=\['relu'\]"):
            made(kind, controls="relu")


def test_depth_past_the_last_layer_is_the_last():
    explorer = explorers.ReceptiveFieldExplorer(depth=7)
    assert explorer.depth == explorer.view.depth == 3
    explorer.depth = 1
    explorer.depth = 7
    assert explorer.depth == explorer.view.depth == 3


def test_layers_of_a_size_finder_are_set_where_it_was_made_with_layers():
    chain = explorers.SizeFinder(6, 24, layers=[(3, 2, 1)])
    chain.layers = [(3, 2, 1), (4, 2, 1)]
    assert chain.sizes == [22, 23, 24, 25] and len(chain.view.layers) == 2
    with pytest.raises(ValueError, match="layers leave nothing of start=6"):
        chain.layers = [(1, 1, 9)]
    with pytest.raises(ValueError, match="was made with layers"):
        chain.layers = []
    assert len(chain.layers) == 2
    with pytest.raises(ValueError, match="was made without layers"):
        explorers.SizeFinder().layers = [(3, 2, 1)]


@pytest.mark.parametrize("kind", [explorers.SizeFinder, explorers.TransposedExplorer])
def test_output_padding_that_is_too_large_is_refused_also_later(kind):
    explorer = kind(stride=3, output_padding=2)
    explorer.stride = 2
    assert explorer.output_padding == 1  # as in the page
    with pytest.raises(ValueError, match="output_padding is 2, expected less than stride=2"):
        explorer.output_padding = 2
    with pytest.raises(ValueError, match="output_padding is 3, expected less than stride=2"):
        kind(stride=2, output_padding=3)


@pytest.mark.parametrize("kind", [explorers.SlidingWindow, explorers.TransposedExplorer])
def test_signal_is_refused_as_long_as_the_kernel_has_more_rows(kind):
    explorer = kind()
    with pytest.raises(ValueError, match="kernel is 3×3 but the input has one row; first give"):
        explorer.input = [[1, 2, 3]]
    assert len(explorer.input) > 1 and explorer.output.size
    explorer.kernel = [1, 2]
    explorer.input = [1, 2, 3]
    assert len(explorer.output) == 1


def test_channels_too_small_for_the_kernels_are_refused():
    explorer = explorers.ChannelExplorer()
    with pytest.raises(ValueError, match=r"channels of \(2, 2\) and the kernels are \(3, 3\)"):
        explorer.input = np.ones((3, 2, 2))
    assert explorer.input.shape == (3, 5, 5) and explorer.output.size


def arrays_in(value):
    """Return the arrays that a property hands out, by itself or in a tuple."""
    values = value if isinstance(value, tuple) else (value,)
    return [one for one in values if isinstance(one, np.ndarray)]


def read(explorer, name):
    """Return a property's value; None where it says that there is none."""
    try:
        return getattr(explorer, name)
    except ValueError:
        return None


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_nothing_can_be_written_into_what_a_property_hands_out(kind):
    explorer, seen = made(kind), []
    for name in properties(kind):
        value = read(explorer, name)
        seen += [name] * bool(arrays_in(value))
        for array in arrays_in(value):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        if vars(kind)[name].fset:
            assert not isinstance(value, list | dict), f"{name}: a change in it would be lost"
    assert seen or kind in (
        explorers.ReceptiveFieldExplorer,
        explorers.SizeExplorer,
        explorers.SizeFinder,
    )


def properties(kind):
    return [name for name, member in vars(kind).items() if isinstance(member, property)]
