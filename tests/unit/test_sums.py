"""`Sums`: each number of each level is the sum that it is said to be, by torch's own layers."""

import numpy as np
import pytest
import torch
from torch import nn

from convcourse.networks import nets, sums, weights
from convcourse.pictures import images


@pytest.fixture(scope="module", params=["trained", "untrained"])
def net(request):
    return weights.load("vgg16_slim") if request.param == "trained" else nets.vgg16_slim(seed=3)


def test_levels_are_what_torch_makes_one_layer_after_the_other(net):
    picture = images.photo("coffee", 64)
    inside = sums.Sums(net)
    levels, x, made = inside.maps(picture), nets.to_input(picture), []
    net.eval()
    with torch.no_grad():
        for module in net.features:
            x = module(x)
            if isinstance(module, nn.ReLU | nn.MaxPool2d):
                made.append(x[0])
        made.append(net.classifier(x.mean((2, 3)))[0][:, None, None])
    assert len(levels) == len(inside.steps) + 1 == len(made) + 1
    for got, wanted in zip(levels[1:], made, strict=True):
        np.testing.assert_allclose(got, wanted, atol=2e-5)
    kinds = "".join(step.kind[0] for step in inside.steps)
    assert kinds == "ccmccmcccmcccmcccms"


def test_every_number_is_the_sum_of_its_terms_back_to_the_photo(net):
    inside = sums.Sums(net)
    levels = inside.maps(images.photo("camera", 64))
    rng = np.random.default_rng(1)
    for level, maps in enumerate(levels[1:], 1):
        last = level == len(levels) - 1
        for _ in range(12):
            channel, *at = (int(rng.integers(n)) for n in maps.shape)
            at = tuple(
                rng.choice([0, n - 1, place]) for n, place in zip(maps.shape[1:], at, strict=True)
            )
            terms = inside.terms(levels, level, channel, at)
            assert terms.window.shape == terms.weights.shape
            assert not (terms.window.flags.writeable or terms.weights.flags.writeable)
            value = terms.sum if last else max(terms.sum, 0)
            assert abs(value - maps[channel][at]) < 2e-5


def test_parts_by_place_add_up_to_each_score_with_its_bias(net):
    inside = sums.Sums(net)
    levels = inside.maps(images.photo("chelsea", 96))
    parts = inside.score_parts(levels)
    with torch.no_grad():
        scores = net(nets.to_input(images.photo("chelsea", 96)))[0].numpy()
    assert parts.shape == (102, 3, 3)
    np.testing.assert_allclose(parts.sum((1, 2)) + inside.steps[-1].bias, scores, atol=1e-5)
    shares = torch.tensor(scores).softmax(0)
    np.testing.assert_allclose(sums.shares(scores), shares, atol=1e-6)


def test_network_stays_in_the_mode_that_it_was_in():
    net = nets.vgg16_slim(seed=0).train()
    before = net.features[1].running_mean.clone()
    sums.Sums(net).maps(images.photo("chelsea", 32))
    assert net.training and torch.equal(net.features[1].running_mean, before)


@pytest.mark.parametrize(
    ("net", "words"),
    [
        (nets.vgg16(classifier=False), "one dense layer"),
        (nets.autoencoder(), "one dense layer"),
        (nn.Sequential(nn.Flatten()), "one dense layer"),
    ],
)
def test_other_networks_are_refused(net, words):
    with pytest.raises(ValueError, match=words):
        sums.Sums(net)


def test_unknown_modules_are_refused_by_name():
    net = nets.vgg16_slim(seed=0)
    net.features[2] = nn.Sigmoid()
    with pytest.raises(ValueError, match=r"features\.2 is Sigmoid"):
        sums.Sums(net)


def test_there_is_a_name_for_each_score():
    with pytest.raises(ValueError, match="2 classes for 102 scores"):
        sums.Sums(nets.vgg16_slim(seed=0), ["cat", "dog"])
