"""Properties of all explorers: each setting of the constructor can be read and set, or says no."""

import inspect

import numpy as np
import pytest

from convcourse import explorers
from tests.made import CLASSES, VALUES, plain, properties

#: What is settled once and for all when the figure is made.
SETTLED = {
    "question", "controls", "puzzles", "photos", "compare", "formula", "presets", "sliders", "unit",
    "libraries", "marks", "gallery", "stamp", "gradient", "ranges", "own_weights",
}  # fmt: skip
#: Read only: their error says so.
READ_ONLY = {
    ("BorderExplorer", "image"), ("ColorMixer", "image"), ("Loupe", "image"),
    ("MovingAverage", "series"),
    ("SubsamplingExplorer", "image"), ("TwoRoutes", "test"),
}  # fmt: skip
#: What these show; it is given when they are made, and stays. What stands `below` the maps needs
#: a network, and is tried where that is.
SHOWN = {
    "AutoencoderTour": {"networks", "maps_shown"},
    "FeatureMapBrowser": {
        "trained",
        "untrained",
        "network",
        "maps_of",
        "stack",
        "side",
        "shown",
        "below",
    },
    "FilterFormation": {"kernels", "steps", "curve", "photo", "mean", "std", "stride"},
    "PhotoPooling": {"image"},
    "ReceptiveFieldExplorer": {"photo"},
    "ScoreMap": {"inside"},
    "ScoreTrail": {"inside"},
    "ShiftedPhoto": {"inside"},
    "VolumeExplorer": {"before"},
}
CASES = [(name, setting) for name, values in VALUES.items() for setting in values]


def same(a, b):
    return np.array_equal(np.asarray(a), np.asarray(b))


def state(explorer):
    """Return all that a page and a Reset know of the explorer."""
    return {name: getattr(explorer.view, name) for name in explorer.view.trait_names(sync=True)}


@pytest.mark.parametrize(("name", "setting"), CASES)
def test_setting_is_read_back_and_reaches_the_view(name, setting):
    explorer, value = plain(getattr(explorers, name)), VALUES[name][setting]
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
    settings = set(inspect.signature(kind).parameters) - SETTLED - SHOWN.get(name, set())
    read_only = {setting for one, setting in READ_ONLY if one == name}
    assert settings == set(VALUES[name]) | read_only | (
        {"layers"} if name == "SizeFinder" else set()
    )
    explorer = plain(kind)
    for setting in read_only:
        with pytest.raises(AttributeError, match="no setter|can't set"):
            setattr(explorer, setting, getattr(explorer, setting))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_name_that_means_nothing_is_refused_and_not_kept(kind):
    explorer = plain(kind)
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
    explorer = plain(kind)
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
            plain(kind, controls="relu")


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
    explorer, seen = plain(kind), []
    for name in properties(kind):
        value = read(explorer, name)
        seen += [name] * bool(arrays_in(value))
        for array in arrays_in(value):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        if vars(kind)[name].fset:
            assert not isinstance(value, list | dict), f"{name}: a change in it would be lost"
    assert seen or kind in (
        explorers.BottleneckExplorer,
        explorers.NetworkDoctor,
        explorers.ReceptiveFieldExplorer,
        explorers.ScoreTrail,  # its terms are arrays of an object, which `test_sums` looks at
        explorers.SizeExplorer,
        explorers.SizeFinder,
    )
