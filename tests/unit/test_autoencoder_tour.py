"""AutoencoderTour in Python: against torch, and its page module in Node against both."""

import json

import numpy as np
import pytest
import torch
import traitlets
from scipy import ndimage

from convcourse.explorers import AutoencoderTour
from convcourse.explorers.autoencoder_tour import PADDINGS, SCALES
from convcourse.networks import nets, weights
from convcourse.pictures import images
from tests.node import call, play

STEPS = (0, 154, 3072)


def make(**options):
    networks = {step: weights.load("autoencoder", step) for step in STEPS}
    return AutoencoderTour(networks, ("chelsea", "camera", "gravel"), **options)


@pytest.fixture(scope="module")
def tour():
    return make()


@pytest.fixture(scope="module")
def page(tour):
    """What the page's module makes of many states, in Node."""
    rng = np.random.default_rng(14)
    view = tour.view
    names = view.trait_names(state=True)
    states = [{name: getattr(view, name) for name in names}]
    for i in range(14):
        states.append(states[0] | {
            "photo": i % 3, "snapshot": (2, 0, 1)[i // 5], "compare": i % 4,
            "muted": [int(c) for c in rng.choice(64, i % 3, replace=False)],
            **{name: float(rng.integers(0, 9) / 4) for name in SCALES},
            **{p: int(rng.integers(0, m)) for p, m in zip(PADDINGS, (2, 3, 3), strict=True)},
        })  # fmt: skip
        if i % 2:
            states[-1] |= dict(zip(PADDINGS, (0, 1, 2), strict=True))
    for photo in range(3):  # worse than any blur, and than all but very strong ones
        states += [states[0] | {"photo": photo, "snapshot": n, "compare": 0} for n in (0, 1)]
    data = {name: getattr(view, name) for name in ("photos", "weights", "channels")}
    return states, play("autoencoder_tour", call("shown", states, data), "autoencoder_tour")


def torch_maps(state, photo, channels):
    """Return the six layers' maps by torch, with the channels poked."""
    net = nets.Autoencoder(tuple(state[name] for name in PADDINGS))
    net.load_state_dict(weights.load("autoencoder", STEPS[state["snapshot"]]).state_dict())
    maps = [torch.from_numpy(photo / 255).float()[None, None]]
    with torch.no_grad():
        for layer, act in zip(net.encoder[::2], net.encoder[1::2], strict=True):
            maps.append(act(layer(maps[-1])))
        code = maps[-1].clone()
        for channel, name in zip(channels, SCALES, strict=True):
            code[:, channel] *= state[name]
        code[:, state["muted"]] = 0
        maps[-1] = code
        for layer, act in zip(net.decoder[::2], net.decoder[1::2], strict=True):
            maps.append(act(layer(maps[-1])))
    return [one[0].numpy() for one in maps[1:]]


def test_page_and_python_equal_torch_in_every_layer(tour, page):
    states, told = page
    other = make()
    for state, shown in zip(states, told, strict=True):
        for name, value in state.items():
            setattr(other.view, name, value)
        theirs = torch_maps(state, other.image, tour.channels)
        for want, mine, made in zip(theirs, other.maps, shown["maps"], strict=True):
            assert want.shape == mine.shape == tuple(made["shape"])
            np.testing.assert_allclose(mine, want, atol=1e-4)
            np.testing.assert_allclose(np.reshape(made["data"], want.shape), mine, atol=1e-9)
        if theirs[-1].shape[1] == 96:
            rms = 255 * np.sqrt(np.mean((theirs[-1][0] - other.image / 255) ** 2))
            assert abs(shown["error"] - rms) < 1e-3 and abs(other.error - rms) < 1e-3
        else:
            assert shown["error"] is None and other.error is None


def test_own_picture_goes_through_all_layers_as_in_torch():
    """In the page, in Python and in torch, with its error; colours count as grey."""
    own, tour = make(), make()
    colours = np.random.default_rng(3).integers(0, 256, (96, 96, 3)).astype(np.uint8)
    colours[30:70, 20:60] //= 4
    assert own.view.takes_own and own.view.photo == 0
    own.image = colours
    grey = images.grey(colours)
    assert own.view.photo == 3 and np.array_equal(own.image, grey)
    state = {name: getattr(own.view, name) for name in own.view.trait_names(state=True)}
    data = {name: getattr(own.view, name) for name in ("weights", "channels")}
    data["photos"] = [*own.view.photos, grey.tobytes()]
    (shown,) = play("autoencoder_tour", call("shown", [state], data), "autoencoder_tour")
    theirs = torch_maps(state, grey, tour.channels)
    for want, mine, made in zip(theirs, own.maps, shown["maps"], strict=True):
        np.testing.assert_allclose(mine, want, atol=2e-5)
        np.testing.assert_allclose(np.reshape(made["data"], want.shape), want, atol=2e-5)
    loss = float(torch.nn.functional.mse_loss(*map(torch.tensor, (theirs[-1][0], grey / 255))))
    assert own.error == pytest.approx(255 * loss**0.5, abs=1e-3)
    assert shown["error"] == pytest.approx(own.error, abs=1e-9)
    own.view.photo = 0
    assert np.array_equal(own.image, tour.image) and own.error == tour.error


def test_comparisons_are_what_they_say(page, tour):
    states, told = page
    kinds = set()
    for state, shown in zip(states, told, strict=True):
        beside, photo = shown["comparison"], _photo(tour, state)
        if shown["error"] is None:
            assert beside["data"] is None
            continue
        data = np.reshape(beside["data"], (96, 96))
        kinds.add((state["compare"], "sigma" in beside and beside["sigma"] is None))
        if state["compare"] == 0 and beside["sigma"]:
            scipys = ndimage.gaussian_filter(photo, beside["sigma"], mode="mirror", truncate=6)
            np.testing.assert_allclose(data, scipys, atol=0.1)
            rms = np.sqrt(np.mean((scipys - photo) ** 2))
            assert abs(rms - shown["error"]) < 0.03
        elif state["compare"] == 0:
            np.testing.assert_allclose(data, photo.mean())
            scipys = ndimage.gaussian_filter(photo, 500, mode="mirror")
            assert np.sqrt(np.mean((scipys - photo) ** 2)) < shown["error"]
        elif state["compare"] < 3:
            f = state["compare"] + 1
            means = photo.reshape(96 // f, f, 96 // f, f).mean((1, 3))
            np.testing.assert_allclose(data, np.kron(means, np.ones((f, f))), atol=1e-9)
        else:
            output = np.reshape(shown["maps"][-1]["data"], (96, 96))
            np.testing.assert_allclose(data, photo - 255 * output, atol=1e-9)
    assert kinds == {(0, True), (0, False), (1, False), (2, False), (3, False)}


def _photo(tour, state):
    return np.frombuffer(tour.view.photos[state["photo"]], np.uint8).reshape(96, 96).astype(float)


def test_costliest_channels_are_those_of_torch(tour):
    net = weights.load("autoencoder")
    photo = torch.from_numpy(images.grey(images.photo("chelsea", 96)) / 255).float()[None, None]
    code = net.encoder(photo)
    errors = []
    for channel in range(64):
        without = code.clone()
        without[:, channel] = 0
        errors.append(float(((net.decoder(without) - photo) ** 2).mean()))
    assert tuple(sorted(np.argsort(errors)[::-1][:3])) == tour.channels
    assert tour.channels[0] != np.argmax(errors)  # the first slider would give it away
    assert tour.view.puzzles[1]["goal"]["channel"] == int(np.argmax(errors))
    assert "solution" not in json.dumps(tour.view.puzzles)


def test_settings_reach_the_view_and_change_the_output():
    other = make(step=154, output_padding=(0, 0, 0), layer=5)
    assert (other.step, other.layer, other.output.shape, other.error) == (154, 5, (91, 91), None)
    other.step, other.output_padding, other.scales = 3072, (0, 1, 2), (0, 1, 2)
    assert other.output.shape == (96, 96) and other.error > 30
    assert (other.code[other.channels[0]] == 0).all()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda t: setattr(t, "muted", [64]), traitlets.TraitError, "channels from 0 to 63"),
        (lambda t: setattr(t, "step", 5), ValueError, "step"),
        (lambda t: setattr(t.view, "photo", 4), traitlets.TraitError, "expected 0 to 3"),
        (lambda t: setattr(make(controls=["step"]).view, "photo", 3), traitlets.TraitError,
         "expected 0 to 2"),
        (lambda t: setattr(make(controls=["step"]), "image", np.zeros((96, 96))), ValueError,
         "takes no picture"),
        (lambda t: setattr(t, "image", np.zeros((96, 95))), ValueError, "expected 96 rows"),
        (lambda t: setattr(t, "layer", 7), traitlets.TraitError, "layer"),
        (lambda t: AutoencoderTour({0: nets.autoencoder_91()}), ValueError, "ends with Tanh"),
        (lambda t: AutoencoderTour({0: nets.first_layer()}), ValueError, "expected those of"),
        (lambda t: make(output_padding=(0, 1)), ValueError, "has 2 numbers, expected one for each"),
        (lambda t: AutoencoderTour({0: nets.autoencoder(seed=0)}, [np.zeros((9, 9))]), ValueError,
         r"shape \(9, 9\), expected \(96, 96\)"),
        (lambda t: AutoencoderTour({0: nets.autoencoder(seed=0)}, [np.full((96, 96), 300)]),
         ValueError, "from 300 to 300, expected 0 to 255"),
    ],
)  # fmt: skip
def test_bad_setting_is_refused_with_words(change, error, words, tour):
    with pytest.raises(error, match=words):
        change(tour)


def test_controls_and_puzzles_are_those_that_are_asked_for():
    net = {0: nets.autoencoder(seed=0)}
    few = AutoencoderTour(net, controls=["step", "photo"], puzzles=False)
    assert [one.description for one in few.children[1].children] == ["Photo", "Training steps"]
    assert few.view.puzzles == []
    every = AutoencoderTour(net)
    assert len(every.children[1].children) == 4 + len(PADDINGS) + len(SCALES)
    assert every.view.puzzles
    with pytest.raises(ValueError, match="controls='layer' is not known, expected one of 'photo'"):
        AutoencoderTour(net, controls=["layer"])
