"""PointwiseMixer and ColorMixer: page, Python and torch mix the same numbers."""

import json

import cv2
import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import ColorMixer, PointwiseMixer
from convcourse.explorers.color_mixer import MIXES
from convcourse.pictures import images
from tests.node import call, play


def torch_mix(x, *layers, relu):
    """Send (C, H, W) through 1×1 layers, a ReLU after the first if `relu`; return every stage."""
    stages, made = [], torch.tensor(np.asarray(x, float))
    for number, weights in enumerate(layers):
        conv = torch.nn.Conv2d(*weights.shape[::-1], 1, bias=False, dtype=torch.float64)
        conv.weight.data[:] = torch.tensor(weights)[:, :, None, None]
        made = conv(made[None])[0].detach()
        made = torch.relu(made) if relu and number == 0 else made
        stages.append(made.numpy())
    return stages


def random_mixers(count=80):
    rng = np.random.default_rng(8)
    for _ in range(count):
        filters, channels, rows, columns = rng.integers(1, (5, 9, 5, 5))
        yield PointwiseMixer(
            rng.integers(-9, 10, (channels, rows, columns)) / 2,
            rng.integers(-9, 10, (filters, channels)) / 4,
            relu=bool(rng.integers(2)),
        )


def random_nets(count=60):
    rng = np.random.default_rng(9)
    for _ in range(count):
        maps, last = rng.integers(1, 5, 2)
        yield {
            "planes": rng.integers(0, 256, (3, 20)).tolist(),
            "weights": (rng.integers(-9, 10, (maps, 3)) / 4).tolist(),
            "second": (rng.integers(-9, 10, (last, maps)) / 4).tolist(),
            "second_layer": bool(rng.integers(2)),
            "relu": bool(rng.integers(2)),
        }


@pytest.fixture(scope="module")
def page():
    """What the page's modules make of many states, in Node."""
    states = [
        {"input": m.view.input, "weights": m.view.weights, "relu": m.relu} for m in random_mixers()
    ]
    mixes = list(MIXES.values())
    outputs = play("pointwise_mixer", [call("compute", state) for state in states])
    colours = {
        "mixed": [call("mix", net["planes"], net) for net in random_nets()],
        "recognised": [call("presetOf", mix, mixes) for mix in mixes],
    }
    return {"outputs": [one["output"] for one in outputs], **play("color_mixer", colours)}


def test_page_python_and_torch_make_the_same_maps(page):
    for mixer, told in zip(random_mixers(), page["outputs"], strict=True):
        wanted = torch_mix(mixer.input, mixer.weights, relu=mixer.relu)[0]
        np.testing.assert_allclose(mixer.output, wanted, atol=1e-12)
        np.testing.assert_allclose(np.reshape(told, wanted.shape), wanted, atol=1e-12)


def test_page_and_torch_agree_on_two_layers(page):
    for net, mixed in zip(random_nets(), page["mixed"], strict=True):
        layers = [np.array(net["weights"]), np.array(net["second"])][: 1 + net["second_layer"]]
        stages = torch_mix(np.array(net["planes"])[:, None], *layers, relu=net["relu"])
        np.testing.assert_allclose(mixed["hidden"], stages[0][:, 0], atol=1e-9)
        np.testing.assert_allclose(mixed["output"], stages[-1][:, 0], atol=1e-9)


@pytest.mark.parametrize("relu", [False, True])
def test_photo_in_python_equals_torch_and_opencv(relu):
    first, second = np.array([[1.0, 0, -1], [-1, 0.5, 1]]), np.array([[1.0, 1], [0, -2], [3, 0]])
    mixer = ColorMixer("chelsea", first, second=second, relu=relu)
    planes = np.moveaxis(mixer.image, -1, 0)
    hidden, output = torch_mix(planes, first, second, relu=relu)
    np.testing.assert_allclose(mixer.hidden, hidden, atol=1e-9)
    np.testing.assert_allclose(mixer.output, output, atol=1e-9)
    if not relu:
        theirs = cv2.transform(mixer.image * 1.0, second @ first)
        np.testing.assert_allclose(np.moveaxis(mixer.output, 0, -1), theirs, atol=1e-9)


def test_page_recognises_every_mix(page):
    assert page["recognised"] == list(range(len(MIXES)))


def test_every_mix_is_what_its_name_says():
    grey = np.full((1, 1, 3), 120.0)
    for name, mix in MIXES.items():
        if name not in ("red minus green", "sepia"):
            np.testing.assert_allclose(cv2.transform(grey, mix), 120, atol=0.5, err_msg=name)
    np.testing.assert_allclose(MIXES["red minus green"].sum(), 0)
    turn = MIXES["turn the hue by 60°"]
    np.testing.assert_allclose(np.linalg.matrix_power(turn, 6), np.eye(3), atol=1e-12)
    assert abs(np.linalg.det(turn) - 1) < 1e-12
    strong = cv2.transform(np.array([[[150.0, 100, 90]]]), MIXES["stronger colours"])
    hsv = cv2.cvtColor(strong.astype(np.float32), cv2.COLOR_RGB2HSV)
    assert hsv[0, 0, 1] > 1.3 * (1 - 90 / 150)


def test_lights_hold_every_mixture_of_three():
    lights = images.lights()
    assert lights.shape == (128, 128, 3) and set(np.unique(lights)) == {0, 255}
    assert len(np.unique(lights.reshape(-1, 3), axis=0)) == 8
    np.testing.assert_array_equal(images.decode(images.encode(lights)), lights)


def test_weights_set_from_python_reach_sliders_and_filters():
    mixer = PointwiseMixer()
    mixer.weights = [[0.5] * 7, [5, 0, 0, 0, 0, 0, -9]]
    view = mixer.view
    assert (view.filters, view.filter, view.w0, view.w6) == (2, 0, 0.5, 0.5)
    view.filter = 1
    mixer.weights = mixer.weights
    assert (view.w0, view.w6) == (2, -2)  # the sliders' ends; the weights stay
    assert mixer.weights[1, 6] == -9
    mixer.input = np.ones((7, 2, 4))
    assert mixer.output.shape == (2, 2, 4) and mixer.output[1, 0, 0] == -4


def test_fewer_or_more_channels_get_a_filter_of_their_own_length():
    for channels in (1, 3, 8):
        mixer = PointwiseMixer(np.ones((channels, 2, 2)))
        assert mixer.weights.shape == (1, channels)
        assert sum("cc-slim" in c._dom_classes for c in mixer.children[1].children) == channels


def test_position_stays_inside_the_output():
    mixer = PointwiseMixer(position=99)
    assert mixer.position == mixer.view.last == 8
    mixer.position = 3
    assert mixer.position == 3


def test_mix_by_name_sets_the_list_and_the_number_of_filters():
    mixer = ColorMixer()
    mixer.weights = "luminance"
    assert (mixer.view.preset, mixer.view.filters) == (1, 1)
    mixer.weights = [[1, 2, 3]] * 4
    assert (mixer.view.preset, mixer.view.filters) == (len(MIXES), 4)
    assert np.shape(mixer.view.second)[1] == 4 and mixer.second is None
    mixer.second = [[1, 1, 1, 1]]
    assert mixer.output.shape == (1, 160, 160)
    mixer.second = None
    assert mixer.output.shape == (4, 160, 160)


def test_pictures_travel_small():
    view = ColorMixer("coffee", photos=["chelsea"], puzzles=True).view
    assert view.titles == ["Lights", "A cup of coffee", "A cat"] and view.photo == 1
    # 6,108 bytes at most today: another WebP may make some per cent of it.
    assert all(len(data) < 10_000 for data in view.pictures)


@pytest.mark.parametrize(
    ("make", "settings", "error", "words"),
    [
        (PointwiseMixer, {"input": np.ones((3, 3))}, ValueError, r"shape \(3, 3\), expected"),
        (PointwiseMixer, {"input": np.ones((9, 3, 3))}, ValueError, "1 to 8 channels"),
        (PointwiseMixer, {"input": np.ones((2, 5, 3))}, ValueError, "input is 5×3, expected at"),
        (PointwiseMixer, {"weights": [[1, 2]]}, ValueError, "weights has 2 columns but"),
        (PointwiseMixer, {"weights": np.ones((5, 7))}, ValueError, "weights is 5×7, expected at"),
        (PointwiseMixer, {"weights": [[np.nan] * 7]}, ValueError, "NaN"),
        (PointwiseMixer, {"controls": ["bias"]}, ValueError, "bias"),
        (PointwiseMixer, {"position": -1}, traitlets.TraitError, "position"),
        (ColorMixer, {"image": "dog"}, ValueError, "dog"),
        (ColorMixer, {"weights": "gray"}, ValueError, "gray"),
        (ColorMixer, {"weights": [[1, 2]]}, ValueError, "weights has 2 columns, expected 3"),
        (ColorMixer, {"second": [[1, 2]]}, ValueError, "second has 2 columns but the first"),
        (ColorMixer, {"controls": ["bias"]}, ValueError, "bias"),
    ],
)  # fmt: skip
def test_bad_setting_is_refused_with_words(make, settings, error, words):
    with pytest.raises(error, match=words):
        make(**settings)


def test_another_number_of_channels_is_refused():
    with pytest.raises(ValueError, match="input has 3 channels, expected 7"):
        PointwiseMixer().input = np.ones((3, 3, 3))


def test_solutions_do_not_travel_to_the_page():
    for explorer in (PointwiseMixer(), ColorMixer(puzzles=True)):
        assert "solution" not in json.dumps(explorer.view.puzzles)
