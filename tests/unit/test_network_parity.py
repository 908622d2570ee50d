"""The networks of the page make what torch makes: each kind of layer, random stacks, the slim VGG.

Random cases are drawn once, and all are answered by the compiled kernel in one Node process. It
computes in single precision, torch here in double, so finite numbers may differ by 1e-5 of the
largest sum of sizes that a result can have; NaN and infinity must be in the same places.
"""

import base64
import re
from collections import Counter
from functools import cache
from importlib import resources

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from book import networks
from convcourse.explorers import FeatureMapBrowser
from convcourse.explorers.parts import shipped
from convcourse.networks import features, nets, sums, weights
from convcourse.pictures import images
from tests.node import attempt, call, play, typed

CASES_PER_KIND = 60
TOLERANCE = 1e-5
KINDS = ("conv", "transposed", "max", "average", "stack")
#: What the draw has to have covered at least five times.
MUST_OCCUR = {
    "conv": {"stride", "padding", "dilation", "groups", "depthwise", "axes differ", "no bias",
             "narrow", "8 channels or more", "not finite"},
    "transposed": {"stride", "padding", "dilation", "groups", "output padding", "axes differ",
                   "a stride without a tap", "reads less than the map", "8 channels or more"},
    "max": {"stride", "padding", "dilation", "ceil", "axes differ", "whole map", "not finite"},
    "average": {"stride", "padding", "ceil", "ceil adds a window", "padding not counted",
                "axes differ", "whole map"},
    "stack": {"norm after conv", "norm after transposed", "norm after max", "norm after norm",
              "relu after conv", "relu after norm", "relu after max", "linear", "softmax",
              "flatten"},
}  # fmt: skip


def pair(rng, low, high, name, facts):
    """Draw an option of two axes; return it as JavaScript gets it, and as two numbers."""
    each = rng.integers(low, high, 2).tolist()
    if rng.random() < 0.4:
        return each[0], [each[0]] * 2
    if each[0] != each[1]:
        facts.add("axes differ")
    return each, each


def tensor(array):
    return {"data": typed("Float32Array", array), "shape": list(array.shape)}


def single(rng, shape, scale=1.0):
    """Draw numbers that single precision holds exactly."""
    return (scale * rng.normal(size=shape)).astype(np.float32).astype(float)


def spoil(rng, array, facts):
    """Put some numbers that are none into one array of five."""
    if rng.random() < 0.2:
        facts.add("not finite")
        for _ in range(2):
            array[tuple(rng.integers(0, array.shape))] = rng.choice([np.nan, np.inf, -np.inf])


def drawn_sum(rng, facts, kind, channels):
    """Draw a convolution or a transposed one: as JavaScript gets it, and as a torch module."""
    groups = int(rng.choice([g for g in (1, 1, 2, 3, channels) if channels % g == 0]))
    outputs = groups * int(rng.integers(1, 11 if groups < 4 else 3))
    kernel = rng.integers(1, 5, 2).tolist()
    options, torchs = {"groups": groups}, {"groups": groups}
    for name, low, high in (("stride", 1, 4), ("padding", 0, 4), ("dilation", 1, 4)):
        options[name], torchs[name] = pair(rng, low, high, name, facts)
        if max(torchs[name]) > low:
            facts.add(name)
    if kind == "transposed":
        most = [max(s, d) for s, d in zip(torchs["stride"], torchs["dilation"], strict=True)]
        added = [int(rng.integers(0, m)) for m in most]
        options["outputPadding"] = torchs["output_padding"] = added
        if any(added):
            facts.add("output padding")
        if any(s > k for s, k in zip(torchs["stride"], kernel, strict=True)):
            facts.add("a stride without a tap")
        reach = [d * (k - 1) for d, k in zip(torchs["dilation"], kernel, strict=True)]
        if any(p > r for p, r in zip(torchs["padding"], reach, strict=True)):
            facts.add("reads less than the map")
    if groups > 1:
        facts.add("depthwise" if groups == channels else "groups")
    if outputs // groups >= 8:
        facts.add("8 channels or more")
    layer = nn.Conv2d if kind == "conv" else nn.ConvTranspose2d
    module = layer(channels, outputs, kernel, **torchs, bias=rng.random() < 0.7).double()
    module.weight.data = torch.tensor(single(rng, tuple(module.weight.shape)))
    options |= {"kind": kind, "weight": tensor(module.weight.data.numpy())}
    if module.bias is None:
        facts.add("no bias")
    else:
        module.bias.data = torch.tensor(single(rng, outputs))
        options["bias"] = typed("Float32Array", module.bias.data)
    return options, module


def drawn_pool(rng, facts, kind):
    """Draw a pooling: as JavaScript gets it, and as what torch does."""
    if rng.random() < 0.15:
        facts.add("whole map")
        whole = functional.adaptive_max_pool2d if kind == "max" else functional.adaptive_avg_pool2d
        return {"kind": kind}, lambda x: whole(x, 1)
    options = {"kind": kind}
    options["kernel"], kernel = pair(rng, 1, 5, "kernel", facts)
    torchs = {}
    if rng.random() < 0.7:
        options["stride"], torchs["stride"] = pair(rng, 1, 5, "stride", facts)
        facts.add("stride")
    options["padding"] = torchs["padding"] = [int(rng.integers(0, k // 2 + 1)) for k in kernel]
    options["ceil"] = torchs["ceil_mode"] = bool(rng.random() < 0.5)
    for name, is_so in (("padding", any(torchs["padding"])), ("ceil", options["ceil"])):
        if is_so:
            facts.add(name)
    if kind == "max":
        options["dilation"], torchs["dilation"] = pair(rng, 1, 4, "dilation", facts)
        if max(torchs["dilation"]) > 1:
            facts.add("dilation")
        return options, lambda x: functional.max_pool2d(x, kernel, **torchs)
    options["countPadding"] = torchs["count_include_pad"] = bool(rng.random() < 0.5)
    if any(torchs["padding"]) and not options["countPadding"]:
        facts.add("padding not counted")

    def average(x):
        made = functional.avg_pool2d(x, kernel, **torchs)
        floor = functional.avg_pool2d(x, kernel, **{**torchs, "ceil_mode": False})
        if made.shape != floor.shape:
            facts.add("ceil adds a window")
        return made

    return options, average


def drawn_norm(rng, channels):
    norm = nn.BatchNorm2d(channels, eps=float(rng.choice([1e-5, 1e-3]))).double().eval()
    norm.weight.data, norm.bias.data = (torch.tensor(single(rng, channels)) for _ in "wb")
    norm.running_mean = torch.tensor(single(rng, channels))
    norm.running_var = torch.tensor(np.abs(single(rng, channels)) + 0.25)
    names = {"scale": norm.weight.data, "shift": norm.bias.data, "mean": norm.running_mean,
             "variance": norm.running_var}  # fmt: skip
    told = {name: typed("Float32Array", values) for name, values in names.items()}
    return {"kind": "norm", "norm": told | {"epsilon": norm.eps}}, norm


def drawn_stack(rng, facts, x):
    """Draw some layers, one after the other, and for some a dense end; return what torch makes."""
    layers, before = [], None
    for _ in range(rng.integers(3, 9)):
        kinds = ["conv", "transposed", "max", "norm", "relu"]
        kind = str(rng.choice(kinds))
        if kind in ("norm", "relu"):
            facts.add(f"{kind} after {before}")
            layer, module = (
                drawn_norm(rng, x.shape[1]) if kind == "norm" else ({"kind": "relu"}, torch.relu)
            )
        elif kind == "max":
            layer, module = drawn_pool(rng, set(), kind)
        else:
            layer, module = drawn_sum(rng, set(), kind, x.shape[1])
        try:
            made = module(x)
        except RuntimeError:  # torch, too, has maps that are too small for a layer
            continue
        if min(made.shape[2:]) < 1 or max(made.shape[2:]) > 40:
            continue
        x, before = made, kind
        layers.append(layer)
    if rng.random() < 0.5:
        facts |= {"flatten", "linear", "softmax"}
        dense = nn.Linear(x[0].numel(), int(rng.integers(1, 12))).double()
        values = (single(rng, tuple(one.shape), 0.1) for one in dense.parameters())
        dense.weight.data, dense.bias.data = (torch.tensor(one) for one in values)
        told = {"weight": tensor(dense.weight.data), "bias": typed("Float32Array", dense.bias.data)}
        layers += [{"kind": "flatten"}, {"kind": "linear", **told}, {"kind": "softmax"}]
        x = dense(x.flatten(1)).softmax(dim=1)[..., None, None]
    return layers, x


def drawn_case(rng, kind):
    """Draw an input and layers that it fits into; return the question and torch's answer."""
    while True:
        facts = set()
        channels = int(rng.integers(1, 8))
        size = rng.integers(1, rng.choice([5, 14]), 2).tolist()
        values = single(rng, [channels, *size])
        if kind in ("conv", "max"):
            spoil(rng, values, facts)
        if size[1] < 4:
            facts.add("narrow")
        x = torch.tensor(values)[None]
        if kind == "stack":
            layers, wanted = drawn_stack(rng, facts, x)
            if not layers:
                continue
        else:
            make = drawn_pool if kind in ("max", "average") else drawn_sum
            layer, module = make(rng, facts, kind, *([channels] if make is drawn_sum else []))
            try:
                layers, wanted = [layer], module(x)
            except RuntimeError:
                continue
        if min(wanted.shape[2:]) < 1 or wanted.numel() > 20_000:
            continue
        return {"facts": facts, "layers": layers, "input": tensor(values),
                "wanted": wanted[0].detach().numpy()}  # fmt: skip


@cache
@torch.no_grad()
def drawn_cases():
    rng = np.random.default_rng(16)
    return {kind: [drawn_case(rng, kind) for _ in range(CASES_PER_KIND)] for kind in KINDS}


@pytest.fixture(scope="module")
def answers():
    job = {
        kind: [call("results", one["layers"], [one["input"]]) for one in cases]
        for kind, cases in drawn_cases().items()
    }
    return play(None, job, "network")


@pytest.mark.parametrize("kind", KINDS)
def test_layers_make_what_torch_makes(kind, answers):
    for n, (case, (answer,)) in enumerate(zip(drawn_cases()[kind], answers[kind], strict=True)):
        wanted = case["wanted"]
        assert answer["shape"] == list(wanted.shape), (n, case["layers"])
        found = np.reshape(answer["data"], wanted.shape)
        finite = np.isfinite(wanted)
        np.testing.assert_array_equal(found[~finite], wanted[~finite], f"case {n}")
        largest = max(1, np.abs(wanted[finite]).max(initial=0))
        off = np.abs(found[finite] - wanted[finite]).max(initial=0) / largest
        assert off < TOLERANCE, (n, off, case["layers"])


@pytest.mark.parametrize("kind", KINDS)
def test_random_cases_cover_what_they_claim(kind):
    counts = Counter(fact for case in drawn_cases()[kind] for fact in case["facts"])
    rare = {fact: counts[fact] for fact in MUST_OCCUR[kind] if counts[fact] < 5}
    assert not rare, f"drawn fewer than 5 times: {rare}"


def test_network_goes_from_one_size_to_another_and_back():
    rng = np.random.default_rng(3)
    first, second = (single(rng, [3, *size]) for size in ((9, 12), (17, 7)))
    module = nn.Sequential(nn.Conv2d(3, 9, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(9, 2, 3))
    layers = [
        {"kind": "conv", "padding": 1, "weight": tensor(module[0].weight.detach()),
         "bias": typed("Float32Array", module[0].bias.detach())},
        {"kind": "max", "kernel": 2},
        {"kind": "conv", "weight": tensor(module[2].weight.detach()),
         "bias": typed("Float32Array", module[2].bias.detach())},
    ]  # fmt: skip
    inputs = [first, second, first]
    made = play(None, call("results", layers, [tensor(one) for one in inputs]), "network")
    for values, answer in zip(inputs, made, strict=True):
        wanted = module.double()(torch.tensor(values)[None])[0].detach().numpy()
        np.testing.assert_allclose(np.reshape(answer["data"], wanted.shape), wanted, atol=1e-5)


def one_sum(shape, **options):
    return {"kind": "conv", "weight": tensor(np.ones(shape)), **options}


#: A layer and the shape of an input that it does not take, by words of what is said.
REFUSED = {
    "a layer takes 3 channels, but gets 2": (one_sum((4, 3, 1, 1)), (2, 4, 4)),
    "too small for this layer": ({"kind": "max", "kernel": 5}, (1, 4, 4)),
    "put “flatten” before it": ({"kind": "linear", "weight": tensor(np.ones((2, 4)))}, (1, 2, 2)),
    "is not known; known are conv": ({"kind": "tanh"}, (1, 2, 2)),
    "do not make 3 groups": (one_sum((4, 1, 1, 1), groups=3), (3, 4, 4)),
    "there are 2 weights; 1×1×1×1 needs 1": (
        {"kind": "conv", "weight": {"data": [1, 2], "shape": [1, 1, 1, 1]}}, (1, 4, 4)),
    "a bias has 3 numbers, expected 4": (one_sum((4, 1, 1, 1), bias=[1, 2, 3]), (1, 4, 4)),
    "MB of memory; give it a smaller picture": (one_sum((1, 1, 1, 1), padding=9000), (1, 1, 1)),
}  # fmt: skip


def test_what_does_not_fit_is_refused_with_words():
    job = {
        words: attempt("results", [layer], [tensor(np.zeros(shape))])
        for words, (layer, shape) in REFUSED.items()
    }
    for words, told in play(None, job, "network").items():
        assert told.get("error") == "RangeError" and words in told["message"], (words, told)


SLIM = resources.files("convcourse.networks") / "data" / "vgg16_slim.safetensors"
SLIM_TOLERANCE = 2e-5


def pictures():
    """Return photos, noise and black, at two sizes: the last need not be what it was trained on."""
    noise = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    return [images.photo("chelsea", 96), images.photo("coffee", 224), noise, np.zeros_like(noise)]


def with_alpha(picture):
    alpha = np.full((*picture.shape[:2], 1), 255, np.uint8)
    return {
        "rgba": np.concatenate([picture, alpha], axis=-1).ravel().tolist(),
        "side": len(picture),
    }


@pytest.mark.parametrize("seed", [None, 0, 7])
def test_slim_vgg_has_torchs_maps_and_scores(tmp_path, seed):
    """Trained, and with the random weights that torch begins with."""
    net = weights.load("vgg16_slim") if seed is None else nets.vgg16_slim(seed=seed).eval()
    shown = [with_alpha(one) for one in pictures()]
    out = tmp_path / "maps"
    told = play(None, call("slim", str(SLIM), str(out), seed, shown), "network")
    assert told["classes"] == list(weights.classes("vgg16_slim"))
    numbers, shapes = np.fromfile(out, np.float32), iter(told["shapes"])
    for picture in pictures():
        with torch.no_grad():
            scores = net(nets.to_input(picture))[0].numpy()
        for wanted in (*features.activation_maps(net, picture), scores[:, None, None]):
            assert next(shapes) == list(wanted.shape)
            found, numbers = np.split(numbers, [wanted.size])
            assert np.abs(found.reshape(wanted.shape) - wanted).max() < SLIM_TOLERANCE
    assert not numbers.size


def test_figure_is_told_what_torch_makes():
    """Two pictures and both networks in turns: nothing of one is left in the other."""
    rng = np.random.default_rng(9)
    shown = [rng.integers(0, 256, (32, 32, 3), dtype=np.uint8) for _ in "ab"]
    layer, channel, at = 5, 40, [0, 3]
    channels = [rng.permutation(16)[:3].tolist() for _ in range(13)]
    look = {"channels": channels, "layer": layer, "channel": channel, "at": at}
    told = play(None, call("looks", str(SLIM), [with_alpha(one) for one in shown], look), "network")
    both = weights.load("vgg16_slim"), nets.vgg16_slim(seed=0).eval()
    for answer, (picture, net) in zip(told, [(p, n) for p in shown for n in both], strict=True):
        maps = features.activation_maps(net, picture)
        with torch.no_grad():
            scores = net(nets.to_input(picture))[0]
        np.testing.assert_allclose(answer["shares"], scores.softmax(0), atol=SLIM_TOLERANCE)
        for n, wanted in enumerate(maps):
            top = wanted.max(axis=(1, 2))
            np.testing.assert_allclose(answer["tops"][n], top, atol=SLIM_TOLERANCE)
            found = np.reshape(answer["maps"][n], (3, *wanted.shape[1:]))
            np.testing.assert_allclose(found, wanted[channels[n]], atol=SLIM_TOLERANCE)
            means = wanted.astype(float).mean(axis=(1, 2))
            strongest = answer["strongest"][n]
            assert len(set(strongest)) == 6  # two of nearly the same mean may change places
            np.testing.assert_allclose(
                means[strongest], np.sort(means)[::-1][:6], atol=SLIM_TOLERANCE
            )
            # A number that is just above 0 in one may be 0 in the other.
            assert abs(answer["zeros"][n] - (wanted == 0).mean()) < 0.01
        whole = np.reshape(answer["layer"]["data"], maps[layer].shape)
        np.testing.assert_allclose(whole, maps[layer], atol=SLIM_TOLERANCE)
        terms = answer["terms"]
        products = np.dot(terms["window"], terms["weights"]) + terms["bias"]
        assert abs(terms["sum"] - products) < SLIM_TOLERANCE
        assert abs(max(0, terms["sum"]) - maps[layer][channel, *at]) < SLIM_TOLERANCE


def test_scores_are_taken_apart_and_two_pictures_compared_as_in_torch():
    rng = np.random.default_rng(4)
    one = rng.integers(0, 256, (96, 96, 3), dtype=np.uint8)
    two = one.copy()
    two[30:50, 40:70] = 90
    told = play(
        None, call("ends", str(SLIM), [with_alpha(picture) for picture in (one, two)]), "network"
    )
    inside = sums.Sums(weights.load("vgg16_slim"))
    levels = [inside.maps(picture) for picture in (one, two)]
    for ending, maps in zip(told["endings"], levels, strict=True):
        scores = maps[-1][:, 0, 0]
        np.testing.assert_allclose(ending["scores"], scores, atol=SLIM_TOLERANCE)
        np.testing.assert_allclose(ending["shares"], sums.shares(scores), atol=SLIM_TOLERANCE)
        assert ending["size"] == [3, 3]
        parts = np.reshape(ending["parts"], (-1, 3, 3))
        np.testing.assert_allclose(parts, inside.score_parts(maps), atol=SLIM_TOLERANCE)
        added = parts.sum(axis=(1, 2)) + ending["bias"]
        np.testing.assert_allclose(added, scores, atol=SLIM_TOLERANCE)  # it adds up
    convolved = [n for n, step in enumerate(inside.steps, 1) if step.kind == "conv"]
    assert len(told["apart"]["planes"]) == len(convolved) == 13
    for level, plane, size in zip(convolved, *told["apart"].values(), strict=True):
        before, after = (maps[level] for maps in levels)
        wanted = np.abs(after - before).mean(axis=0)
        np.testing.assert_allclose(np.reshape(plane, wanted.shape), wanted, atol=SLIM_TOLERANCE)
        assert abs(size - np.abs(before).mean()) < SLIM_TOLERANCE


def assert_are_strongest(found, maps, apart):
    """Hold what a channel is said to be largest at to its maps, a picture each, within rounding."""
    values = [value for *_, value in found]
    assert len(found) <= 9 and min(values, default=1) > 0
    assert all(np.diff(values) <= SLIM_TOLERANCE)  # the largest first
    for picture, at, value in found:
        assert abs(maps[picture][at] - value) < SLIM_TOLERANCE
    for picture, plane in enumerate(maps):
        near, height = np.zeros(plane.shape, bool), np.zeros(plane.shape)
        for one, at, value in found:
            if one == picture:
                box = tuple(slice(max(0, n - apart + 1), n + apart) for n in at)
                assert not near[at], "two windows of one picture lie too near"
                near[box], height[box] = True, np.maximum(height[box], value)
        # What is near one is no larger than it, and what is not near any would come after them.
        assert (plane[near] <= height[near] + SLIM_TOLERANCE).all()
        last = values[-1] if len(found) == 9 else 0
        assert (plane[~near] <= last + SLIM_TOLERANCE).all()


def test_strongest_patches_of_page_and_python_are_where_the_maps_are_largest():
    photos = {name: images.photo(name, 96) for name in ("chelsea", "camera", "gravel")}
    own = np.random.default_rng(3).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    both = weights.load("vgg16_slim"), nets.vgg16_slim(seed=0).eval()
    makers = [lambda picture, net=net: features.activation_maps(net, picture) for net in both]
    given = [{name: make(photo) for name, photo in photos.items()} for make in makers]
    browser = FeatureMapBrowser(
        *given, network="vgg16_slim", maps_of=makers, below="patches", puzzles=False
    )
    browser.image = own
    every = [[*net.values(), make(own)] for net, make in zip(given, makers, strict=True)]
    layers = browser.view.layers
    questions = [
        {"untrained": untrained, "layer": layer, "channel": channel, "most": 9}
        for untrained in (False, True)
        for layer in range(13)
        for channel in range(0, layers[layer]["channels"], 9)
    ]
    pictures = [with_alpha(np.dstack([p] * (5 - p.ndim))[..., :3]) for p in (*photos.values(), own)]
    told = play(None, call("strongest", str(SLIM), pictures, questions), "network")
    counts = Counter()
    for question, found in zip(questions, told, strict=True):
        layer, channel, untrained = (question[n] for n in ("layer", "channel", "untrained"))
        maps = [one[layer][channel] for one in every[untrained]]
        apart = -(-layers[layer]["field"] // (2 * layers[layer]["jump"]))
        of_page = [(one["picture"], tuple(one["at"]), one["value"]) for one in found]
        assert_are_strongest(of_page, maps, apart)
        browser.untrained, browser.layer, browser.view.picked = untrained, layer + 1, channel
        names = [*photos, "own"]
        of_python = [(names.index(name), at, value) for name, at, value in browser.patches]
        assert_are_strongest(of_python, maps, apart)
        counts[len(found)] += 1
        counts["several pictures"] += len({picture for picture, *_ in of_page}) > 1
    assert counts[9] > 40 and counts[4] > 10 and counts["several pictures"] > 60, counts


def test_scripts_of_the_site_are_as_many_as_the_page_asks_for_and_bring_the_file():
    client = resources.files("convcourse.explorers.parts.network") / "client.js"
    asked = int(re.search(r"^const PARTS = (\d+);", client.read_text("utf8"), re.MULTILINE)[1])
    worker, *parts = networks.parts_of("vgg16_slim")
    assert worker == shipped.worker_text()
    assert len(parts) == asked
    assert b"".join(map(base64.b64decode, parts)) == shipped.weights_of("vgg16_slim")
    assert networks.parts_of(shipped.OWN) == [shipped.worker_text(shipped.OWN)]
