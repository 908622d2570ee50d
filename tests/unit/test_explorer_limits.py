"""Limits of all explorers: what is just out of range is refused, and docstrings and sliders agree.

The ranges stand here a second time, so that none of the three can change alone.
"""

import inspect
import re

import ipywidgets
import pytest
import traitlets

from convcourse import explorers
from tests.made import CLASSES, plain, properties

#: (explorer, setting): least, most, and what else it takes for the two to be allowed.
LIMITS = {
    ("AutoencoderTour", "layer"): (1, 6, {}),
    ("BorderExplorer", "width"): (0, 72, {}),
    ("BorderExplorer", "cval"): (0, 255, {}),
    ("BottleneckExplorer", "channels"): (1, 512, {}),
    ("BottleneckExplorer", "bottleneck"): (1, 512, {}),
    ("BottleneckExplorer", "filters"): (1, 512, {}),
    ("BottleneckExplorer", "kernel_size"): (1, 11, {}),
    ("BottleneckExplorer", "side"): (1, 256, {}),
    ("ChannelExplorer", "filters"): (1, 6, {}),
    ("ChannelExplorer", "groups"): (1, 6, {}),
    ("ChannelExplorer", "chosen"): (0, 5, {}),
    ("CheckerboardLab", "kernel_size"): (2, 6, {}),
    ("CheckerboardLab", "stride"): (2, 3, {}),
    ("CheckerboardLab", "unequal"): (0, 80, {}),
    ("FeatureMapBrowser", "side"): (32, 224, {}),
    ("FeatureMapBrowser", "shown"): (1, 6, {}),
    ("FilterFormation", "stride"): (1, 4, {}),
    ("FilterFormation", "threshold"): (0, 1, {}),
    ("CostLadder", "kernel_size"): (2, 31, {}),
    ("CostLadder", "side"): (16, 512, {}),
    ("KernelLab", "scale"): (-4, 4, {}),
    ("KernelLab", "offset"): (-128, 128, {}),
    ("KernelLab", "wipe"): (0, 100, {}),
    ("KernelPowers", "copies"): (1, 8, {}),
    ("LearnExplorer", "bias"): (-9, 9, {}),
    ("LearnExplorer", "stride"): (1, 2, {}),
    ("LearnExplorer", "dilation"): (1, 2, {}),
    ("LearnExplorer", "in_channels"): (1, 2, {}),
    ("LearnExplorer", "out_channels"): (1, 2, {}),
    ("LearnExplorer", "input_channel"): (0, 1, {}),
    ("LearnExplorer", "output_channel"): (0, 1, {}),
    ("Loupe", "row"): (0, 255, {}),
    ("Loupe", "column"): (0, 255, {}),
    ("MovingAverage", "window"): (1, 61, {}),
    ("NetworkDoctor", "object_size"): (1, 100_000, {}),
    ("PhotoPooling", "window"): (1, 12, {}),
    ("PhotoPooling", "stride"): (1, 12, {}),
    ("PhotoPooling", "noise"): (0, 60, {}),
    ("PoolingExplorer", "kernel_size"): (1, 4, {}),
    ("PoolingExplorer", "stride"): (1, 4, {}),
    ("PoolingExplorer", "padding"): (0, 2, {}),
    ("PoolingExplorer", "shift"): (0, 4, {}),
    ("ReceptiveFieldExplorer", "input_size"): (1, 256, {}),
    ("ScoreMap", "patch"): (8, 64, {}),
    ("ScoreMap", "y"): (0, 95, {}),
    ("ScoreMap", "x"): (0, 95, {}),
    ("ScoreMap", "chosen"): (-1, 101, {}),
    ("ScoreTrail", "steps"): (0, 19, {}),
    ("ShiftedPhoto", "shift"): (0, 16, {}),
    ("ShiftedPhoto", "chosen"): (-1, 101, {}),
    ("SizeExplorer", "input_size"): (1, 256, {}),
    ("SizeExplorer", "kernel_size"): (1, 11, {}),
    ("SizeExplorer", "padding"): (0, 30, {}),
    ("SizeExplorer", "stride"): (1, 8, {}),
    ("SizeExplorer", "dilation"): (1, 6, {}),
    ("SizeFinder", "start"): (1, 128, {}),
    ("SizeFinder", "target"): (1, 256, {}),
    ("SizeFinder", "kernel_size"): (1, 7, {}),
    ("SizeFinder", "stride"): (1, 4, {}),
    ("SizeFinder", "padding"): (0, 3, {}),
    ("SizeFinder", "output_padding"): (0, 3, {"stride": 4}),
    ("SliceExplorer", "noise"): (0, 60, {}),
    ("SliceExplorer", "sigma"): (0, 2, {}),
    ("SliceExplorer", "across"): (0, 2, {}),
    ("SliceExplorer", "row"): (0, 47, {}),
    ("SlidingWindow", "padding"): (0, 2, {}),
    ("SlidingWindow", "stride"): (1, 3, {}),
    ("SlidingWindow", "dilation"): (1, 2, {}),
    ("SubsamplingExplorer", "stride"): (1, 12, {}),
    ("TrainExplorer", "rate"): (0.01, 0.6, {}),
    ("TrainExplorer", "decay"): (0, 0.5, {}),
    ("TrainExplorer", "kernel_size"): (3, 5, {}),
    ("TrainExplorer", "filters"): (1, 2, {}),
    ("TransposedExplorer", "stride"): (1, 3, {}),
    ("TransposedExplorer", "padding"): (0, 3, {}),
    ("TransposedExplorer", "dilation"): (1, 2, {}),
    ("TransposedExplorer", "output_padding"): (0, 2, {"stride": 3}),
    ("TwoPasses", "kernel_size"): (2, 5, {}),
    ("TwoRoutes", "down"): (-2, 2, {}),
    ("TwoRoutes", "right"): (-2, 2, {}),
    ("TwoRoutes", "a"): (-3, 3, {}),
    ("TwoRoutes", "b"): (-3, 3, {}),
    ("VolumeExplorer", "padding"): (0, 1, {}),
    ("VolumeExplorer", "stride"): (1, 2, {}),
    ("VolumeExplorer", "shift"): (0, 2, {}),
    ("VolumeExplorer", "turn"): (-90, 90, {}),
    ("VolumeExplorer", "tilt"): (-90, 90, {}),
}
#: Chosen by name, not by number.
NAMED = {
    "below", "border", "box", "claim", "family", "grey", "init", "kind", "layer_index", "line",
    "operator", "order", "photo", "picture", "quantity", "reading", "rung",
}  # fmt: skip
#: Places in what the explorer was given: as many as there are, and past the end is the last.
PLACES = {
    ("FeatureMapBrowser", "layer"), ("FeatureMapBrowser", "channel"), ("FilterFormation", "chosen"),
    ("MovingAverage", "middle"), ("ReceptiveFieldExplorer", "depth"),
    ("ReceptiveFieldExplorer", "row"),
}  # fmt: skip
#: Sliders that end where the figure does, which may be before their trait.
SHORTER = {
    ("ChannelExplorer", "groups"), ("FeatureMapBrowser", "layer"), ("FeatureMapBrowser", "channel"),
    ("ReceptiveFieldExplorer", "layer"),
}  # fmt: skip
#: Least and most of sliders whose settings are the view's alone, and which no argument sets.
SLIDERS = {
    ("AutoencoderTour", "output_padding_1"): (0, 1),
    ("AutoencoderTour", "output_padding_2"): (0, 2),
    ("AutoencoderTour", "output_padding_3"): (0, 2),
    **{("AutoencoderTour", f"scale_{n}"): (0, 2) for n in (1, 2, 3)},
    ("ColorMixer", "filters"): (1, 4),
    ("KernelLab", "size"): (1, 31),
    ("PointwiseMixer", "filters"): (1, 4),
    **{("PointwiseMixer", f"w{n}"): (-2, 2) for n in range(7)},
    ("ReceptiveFieldExplorer", "dilation"): (1, 8),
    ("ReceptiveFieldExplorer", "kernel_size"): (1, 11),
    ("ReceptiveFieldExplorer", "padding"): (0, 8),
    ("ReceptiveFieldExplorer", "stride"): (1, 4),
    ("SlidingWindow", "kernel_size"): (1, 5),
    ("TransposedExplorer", "kernel_size"): (1, 4),
}
REFUSED = (ValueError, traitlets.TraitError)
NUMBER = r"([−-]?\d+(?:\.\d+)?)"
RANGE = re.compile(f"{NUMBER}(?: to |–| or ){NUMBER}")


def by_name(case):
    return "-".join(case)


def step_of(explorer, setting):
    return 1 if isinstance(explorer.view.traits().get(setting), traitlets.Int) else 0.01


@pytest.mark.parametrize("case", LIMITS, ids=by_name)
def test_least_and_most_are_taken_and_what_is_beyond_is_refused(case):
    name, setting = case
    least, most, beside = LIMITS[case]
    kind = getattr(explorers, name)
    step = step_of(plain(kind), setting) if setting != "shown" else 1
    fixed = setting not in properties(kind)
    for value in (least, most):
        if name == "FeatureMapBrowser":  # its maps have to fit: seen below, by the error
            continue
        assert fixed or getattr(plain(kind, **beside, **{setting: value}), setting) == value
    for value in (least - step, most + step):
        with pytest.raises(REFUSED):
            plain(kind, **beside, **{setting: value})
        if not fixed:
            explorer = plain(kind, **beside)
            before = getattr(explorer, setting)
            with pytest.raises(REFUSED):
                setattr(explorer, setting, value)
            assert getattr(explorer, setting) == before
            setattr(explorer, setting, least)
            setattr(explorer, setting, most)


def ends_of(*words):
    """Return the ends of a range that is written out."""
    return tuple(float(one.replace("−", "-")) for one in words)


def parameters_of(kind):
    """Return what the docstring says of each parameter: its names, and the text."""
    text = re.search(r"Parameters\n-+\n(.*?)\n\n\w+\n---", inspect.getdoc(kind), re.DOTALL)[1]
    entries = re.split(r"\n(?=\w)", "\n" + text)[1:]
    heads = [entry.split(":", 1)[0].strip().split(", ") for entry in entries]
    return list(zip(heads, [" ".join(entry.split()) for entry in entries], strict=True))


@pytest.mark.parametrize("case", LIMITS, ids=by_name)
def test_docstring_says_the_range(case):
    name, setting = case
    names, text = next(one for one in parameters_of(getattr(explorers, name)) if setting in one[0])
    ranges = [ends_of(*found) for found in RANGE.findall(text)]
    assert ranges, f"{name}: the docstring does not say the range of {setting}: {text}"
    own = ranges[names.index(setting)] if len(ranges) == len(names) else ranges[-1]
    assert own == LIMITS[case][:2], text


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_property_says_the_range_that_the_docstring_says(kind):
    for name, setting in LIMITS:
        if name == kind.__name__ and setting in properties(kind):
            said = RANGE.findall(vars(kind)[setting].__doc__)
            for low, high in said:
                assert ends_of(low, high) == LIMITS[name, setting][:2], setting


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_number_with_a_range_is_tried_here(kind):
    view = plain(kind).view
    for name in properties(kind):
        trait = view.traits().get(name)
        case = (kind.__name__, name)
        if isinstance(trait, traitlets.Int | traitlets.Float) and name not in {"position", *NAMED}:
            assert (case in LIMITS) != (case in PLACES), f"{case} is in neither list"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_slider_goes_as_far_as_its_trait_and_as_the_lists_say(kind, monkeypatch):
    joined = []
    monkeypatch.setattr(ipywidgets, "jslink", lambda *pair: joined.append(pair))
    view = plain(kind).view
    for (_, trait), (control, own) in joined:
        case = (kind.__name__, trait)
        if own != "value" or not hasattr(control, "max") or trait == "position":
            continue
        bounds = view.traits()[trait]
        if case in SHORTER:
            assert bounds.min == control.min and control.max <= bounds.max, trait
        else:
            assert (control.min, control.max) == (bounds.min, bounds.max), trait
        known = LIMITS | SLIDERS
        assert case in known or case in PLACES | SHORTER, f"{case} is in no list"
        if case in known and case not in SHORTER:
            assert (control.min, control.max) == known[case][:2], trait


@pytest.mark.parametrize("most", [(0, 1, 2), (1, 2, 2)])
def test_output_paddings_of_a_tour_end_where_the_docstring_says(most):
    tour = plain(explorers.AutoencoderTour)
    tour.output_padding = most
    assert tour.output_padding == most
    for place, end in enumerate((1, 2, 2)):
        for wrong in (end + 1, -1):
            with pytest.raises(traitlets.TraitError):
                tour.output_padding = [wrong if n == place else 0 for n in range(3)]
    assert "0–1, 0–2 and 0–2" in explorers.AutoencoderTour.__doc__


@pytest.mark.parametrize(("setting", "most"), [("layer", 2), ("channel", 2)])
def test_place_beyond_the_given_maps_is_refused_when_it_is_set(setting, most):
    browser = plain(explorers.FeatureMapBrowser)
    for wrong in (0, most + 1, 14):
        with pytest.raises(ValueError, match=f"{setting}={wrong} is too"):
            setattr(browser, setting, wrong)
    setattr(browser, setting, most)
    assert getattr(browser, setting) == most
