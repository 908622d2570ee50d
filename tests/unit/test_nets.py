"""The networks: sizes, parameters, names, and results against NumPy and plain torch functions."""

import contextlib

import numpy as np
import pytest
import torch
from torch.nn import functional

from convcourse import conv2d, conv_transpose2d, output_size, unread_pixels
from convcourse.networks import nets, weights
from convcourse.pictures.images import photo

BATCH_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def parameters(net):
    """Return how many numbers a network learns."""
    return sum(p.numel() for p in net.parameters())


def sizes(net, batch, kind=torch.nn.Module):
    """Return the shapes of what each module of a kind gives out, by name."""
    found, hooks = {}, []
    for name, module in net.named_modules():
        if isinstance(module, kind):

            def keep(_m, _i, result, name=name):
                found[name] = tuple(result.shape[1:])

            hooks.append(module.register_forward_hook(keep))
    net(batch)
    for hook in hooks:
        hook.remove()
    return found


@pytest.mark.parametrize("name", ["stem", "vgg16_slim", "autoencoder", "autoencoder_91"])
def test_a_seed_makes_the_same_weights_and_leaves_the_random_state_alone(name):
    make = getattr(nets, name)
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, again, other = make(seed=3), make(seed=3), make(seed=4)
    assert torch.equal(torch.get_rng_state(), before)
    ours, same, different = (net.state_dict() for net in (first, again, other))
    assert all(torch.equal(ours[key], same[key]) for key in ours)
    assert any(not torch.equal(ours[key], different[key]) for key in ours)
    make()  # and without a seed it follows torch's
    assert not torch.equal(torch.get_rng_state(), before)


# The autoencoder


def test_autoencoder_has_the_articles_layers_and_parameters():
    net = nets.autoencoder_91(seed=0)
    of_layer = [sum(p.numel() for p in m.parameters()) for m in (*net.encoder, *net.decoder)]
    assert [n for n in of_layer if n] == [160, 4640, 18496, 18464, 4624, 145]
    assert parameters(net) == 46_529 == parameters(nets.autoencoder())
    assert isinstance(net.decoder[-1], torch.nn.Tanh)
    assert isinstance(nets.autoencoder().decoder[-1], torch.nn.Sigmoid)


@pytest.mark.parametrize(
    ("make", "expected"),
    [(nets.autoencoder_91, [32, 11, 6, 11, 31, 91]), (nets.autoencoder, [32, 11, 6, 11, 32, 96])],
)
def test_autoencoder_makes_the_sizes_of_its_layers(make, expected):
    kinds = (torch.nn.Conv2d, torch.nn.ConvTranspose2d)
    found = sizes(make(), torch.zeros(1, 1, 96, 96), kinds)
    assert [shape[1:] for shape in found.values()] == [(size, size) for size in expected]


def test_only_some_sizes_come_back_from_the_article_s_autoencoder():
    net = nets.autoencoder_91()
    back = [n for n in range(30, 130) if net(torch.zeros(1, 1, n, n)).shape[-1] == n]
    assert back == [37, 55, 73, 91, 109, 127]
    with pytest.raises(RuntimeError), pytest.warns(UserWarning, match="target size"):
        functional.mse_loss(net(torch.zeros(1, 1, 96, 96)), torch.zeros(1, 1, 96, 96))


def test_autoencoder_computes_what_our_numpy_operators_do():
    net, x = nets.autoencoder(seed=2), np.random.default_rng(0).random((1, 1, 96, 96), np.float32)
    ours = x
    for place, stride in ((0, 3), (2, 3), (4, 2)):
        weight, bias = (p.detach().numpy() for p in net.encoder[place].parameters())
        ours = np.maximum(conv2d(ours, weight, bias, stride=stride, padding=1), 0)
    for place, stride, extra in ((0, 2, 0), (2, 3, 1), (4, 3, 2)):
        weight, bias = (p.detach().numpy() for p in net.decoder[place].parameters())
        ours = conv_transpose2d(ours, weight, bias, stride=stride, padding=1, output_padding=extra)
        ours = np.maximum(ours, 0) if place < 4 else 1 / (1 + np.exp(-ours))
    np.testing.assert_allclose(net(torch.from_numpy(x)).detach().numpy(), ours, atol=1e-5)


def test_last_row_is_neither_read_nor_written_by_the_autoencoder():
    assert unread_pixels(96, 3, stride=3, padding=1) == [95]
    net, x = nets.autoencoder(seed=0), torch.rand(1, 1, 96, 96)
    changed = x.clone()
    changed[..., 95, :] = changed[..., :, 95] = 7.0
    assert torch.equal(net(x), net(changed))
    edge = torch.cat([net(x)[..., 95, :], net(x)[..., :, 95]])
    assert torch.allclose(edge, torch.sigmoid(net.decoder[4].bias))
    assert net(x)[..., :95, :95].std() > 0


def test_autoencoder_refuses_what_it_cannot_be_made_of():
    with pytest.raises(ValueError, match="final='relu' is not known"):
        nets.Autoencoder(final="relu")
    for wrong in ((1, 2), 1):
        with pytest.raises(ValueError, match="is not three numbers, expected one for each of the"):
            nets.Autoencoder(output_padding=wrong)


# The VGGs


def test_vgg16_has_torchvisions_names_and_shapes():
    with torch.device("meta"):
        net = nets.vgg16()
    widths = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    places = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]
    expected = {}
    for place, c_in, c_out in zip(places, [3, *widths], widths, strict=False):
        expected[f"features.{place}.weight"] = (c_out, c_in, 3, 3)
        expected[f"features.{place}.bias"] = (c_out,)
    for place, n_in, n_out in ((0, 25088, 4096), (3, 4096, 4096), (6, 4096, 1000)):
        expected[f"classifier.{place}.weight"] = (n_out, n_in)
        expected[f"classifier.{place}.bias"] = (n_out,)
    assert {k: tuple(v.shape) for k, v in net.state_dict().items()} == expected
    assert parameters(net) == 138_357_544  # as torchvision states it


def test_vgg16_halves_its_maps_at_the_pools_and_gives_a_thousand_scores():
    with torch.device("meta"):
        net, batch = nets.vgg16(), torch.zeros(2, 3, 224, 224)
    found = sizes(net, batch)
    assert [found[f"features.{n}"][1] for n in (0, 5, 10, 17, 24, 30)] == [224, 112, 56, 28, 14, 7]
    assert found[""] == (1000,)


def test_vgg16_without_classifier_gives_its_last_maps():
    with torch.device("meta"):
        net = nets.vgg16(classifier=False)
        assert net(torch.zeros(1, 3, 64, 96)).shape == (1, 512, 2, 3)
    assert parameters(net) == 14_714_688


def test_slim_vgg_is_vgg16_at_a_quarter_of_its_width():
    net = nets.vgg16_slim(seed=0)
    convolutions = [m for m in net.modules() if isinstance(m, torch.nn.Conv2d)]
    with torch.device("meta"):
        wide = [m for m in nets.vgg16().modules() if isinstance(m, torch.nn.Conv2d)]
    assert [m.out_channels * 4 for m in convolutions] == [m.out_channels for m in wide]
    assert len(convolutions) == 13
    assert sum(m.weight.numel() for m in convolutions) == 919_728
    assert parameters(net) == 919_728 + 2 * 1056 + 128 * 102 + 102
    for shape in ((32, 32), (224, 224), (100, 70)):
        assert net.eval()(torch.zeros(1, 3, *shape)).shape == (1, 102)


def test_untrained_slim_vgg_keeps_the_scale_of_its_maps():
    batch = nets.to_input(photo("coffee", 64))
    for module in nets.vgg16_slim(seed=0).eval().features:
        batch = module(batch)
        assert 0.1 < batch.std() < 10


# The ResNets


def resnet50_names():
    """Return ResNet-50's names with their shapes, written down from the paper's table."""
    shapes = {"conv1.weight": (64, 3, 7, 7)} | normed("bn1", 64)
    c_in = 64
    for stage, (width, blocks) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), start=1):
        for block in range(blocks):
            name = f"layer{stage}.{block}"
            kernels = ((width, c_in, 1, 1), (width, width, 3, 3), (4 * width, width, 1, 1))
            for number, kernel in enumerate(kernels, start=1):
                shapes[f"{name}.conv{number}.weight"] = kernel
                shapes |= normed(f"{name}.bn{number}", kernel[0])
            if block == 0:
                shapes[f"{name}.downsample.0.weight"] = (4 * width, c_in, 1, 1)
                shapes |= normed(f"{name}.downsample.1", 4 * width)
            c_in = 4 * width
    return shapes | {"fc.weight": (1000, 2048), "fc.bias": (1000,)}


def normed(name, channels):
    """Return the names and shapes of a batch normalisation."""
    return {f"{name}.{part}": (channels,) if part[0] != "n" else () for part in BATCH_NORM}


def test_resnet50_has_torchvisions_names_and_shapes():
    with torch.device("meta"):
        net = nets.resnet50()
    assert {k: tuple(v.shape) for k, v in net.state_dict().items()} == resnet50_names()
    assert parameters(net) == 25_557_032  # as torchvision states it


def test_resnet50_halves_its_maps_where_the_paper_does():
    with torch.device("meta"):
        net, batch = nets.resnet50(), torch.zeros(2, 3, 224, 224)
    found = sizes(net, batch)
    assert found["conv1"] == (64, 112, 112) and found["maxpool"] == (64, 56, 56)
    stages = [found[f"layer{n}"] for n in (1, 2, 3, 4)]
    assert stages == [(256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7)]
    assert found["layer2.0.conv1"] == (128, 56, 56)  # torchvision strides in the 3 × 3 after it
    assert found["layer2.0.conv2"] == (128, 28, 28)
    assert found[""] == (1000,)


@pytest.mark.parametrize(
    ("block", "kernels"), [(nets.BasicBlock, (3, 3)), (nets.Bottleneck, (1, 3, 1))]
)
@pytest.mark.parametrize("stride", [1, 2])
def test_block_adds_its_shortcut_before_the_last_relu(block, kernels, stride):
    torch.manual_seed(0)
    net = block(8, 16, stride).eval()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean)
            torch.nn.init.normal_(module.bias)
    state, x = net.state_dict(), torch.randn(2, 8, 9, 9)

    def layer(x, convolution, norm, stride, padding):
        x = functional.conv2d(x, state[f"{convolution}.weight"], None, stride, padding)
        mean, var = state[f"{norm}.running_mean"], state[f"{norm}.running_var"]
        return functional.batch_norm(x, mean, var, state[f"{norm}.weight"], state[f"{norm}.bias"])

    strided = kernels.index(3)
    way, result = layer(x, "downsample.0", "downsample.1", stride, 0), x
    for place, size in enumerate(kernels):
        step = stride if place == strided else 1
        result = layer(result, f"conv{place + 1}", f"bn{place + 1}", step, size // 2)
        if place < len(kernels) - 1:
            result = result.relu()
    torch.testing.assert_close(net(x), (result + way).relu())


def test_stem_begins_as_resnet50_does():
    net = nets.stem(seed=0)
    assert net.conv1.weight.shape == nets.first_layer().weight.shape == (64, 3, 7, 7)
    assert net.eval()(torch.zeros(2, 3, 64, 64)).shape == (2, 102)
    size = output_size(224, 7, stride=2, padding=3)
    assert nets.first_layer()(torch.zeros(1, 3, 224, 224)).shape == (1, 64, size, size)


# Pictures as input


def test_to_input_normalises_each_channel():
    picture = photo("coffee", 32)
    batch = nets.to_input(picture)
    expected = (picture / 255 - np.array(nets.MEAN)) / np.array(nets.STD)
    np.testing.assert_allclose(batch[0].permute(1, 2, 0), expected, atol=1e-6)
    assert batch.dtype == torch.float32


def test_to_input_repeats_a_grey_picture():
    picture = photo("camera", 32)
    colour = np.repeat(picture[..., None], 3, axis=2)
    assert torch.equal(nets.to_input(picture), nets.to_input(colour))


@pytest.mark.parametrize(
    "picture",
    [np.zeros((8, 8, 3)), np.zeros((8, 8, 4), np.uint8), np.zeros((1, 8, 8, 3), np.uint8)],
)
def test_to_input_says_what_it_takes(picture):
    with pytest.raises(ValueError, match="expected \\(H, W, 3\\)"):
        nets.to_input(picture)


# Whatever is set in torch

MAKERS = {
    "autoencoder": lambda: nets.autoencoder(seed=1),
    "autoencoder_91": lambda: nets.autoencoder_91(seed=1),
    "Autoencoder": nets.Autoencoder,
    "vgg16_slim": lambda: nets.vgg16_slim(seed=1),
    "ResNet": lambda: nets.ResNet(nets.BasicBlock, (1, 1, 1), 5),
    "stem": lambda: nets.stem(seed=1),
    "first_layer": nets.first_layer,
    "seeded": lambda: _drawn(3),
    "load stem": lambda: weights.load("stem"),
    "load vgg16_slim": lambda: weights.load("vgg16_slim"),
    "load autoencoder": lambda: weights.load("autoencoder", 0),
    "to_input": lambda: nets.to_input(photo("coffee", 32)),
    "to_input grey": lambda: nets.to_input(photo("camera", 32)),
}


def _drawn(seed):
    """Return a layer made as the chapters make their own, within a seeded block."""
    with nets.seeded(seed):
        return torch.nn.Conv2d(3, 4, 3)


@contextlib.contextmanager
def unusual(kind):
    """Set torch to what few set it to; all is as it was afterwards."""
    with contextlib.ExitStack() as stack:
        if kind in ("float64", "float16"):
            before = torch.get_default_dtype()
            stack.callback(torch.set_default_dtype, before)
            torch.set_default_dtype(getattr(torch, kind))
        elif kind == "device":
            stack.callback(torch.set_default_device, None)
            torch.set_default_device("cuda:0")  # which is not there on most machines
        elif kind == "inference":
            stack.enter_context(torch.inference_mode())
        elif kind == "no gradients":
            stack.enter_context(torch.no_grad())
        elif kind == "deterministic":
            stack.callback(torch.use_deterministic_algorithms, False)
            torch.use_deterministic_algorithms(True)
        yield


def tensors(made):
    """Return the tensors of a network, or the one that there is, by name."""
    return made.state_dict() if isinstance(made, torch.nn.Module) else {"": made}


@pytest.mark.parametrize(
    "kind", ["float64", "float16", "device", "inference", "no gradients", "deterministic"]
)
@pytest.mark.parametrize("name", MAKERS)
def test_networks_and_inputs_are_float32_on_the_cpu_whatever_is_set(name, kind):
    torch.manual_seed(5)
    expected = tensors(MAKERS[name]())
    torch.manual_seed(5)
    with unusual(kind):
        set_to = torch.get_default_dtype(), torch.get_default_device()
        made = MAKERS[name]()
        assert (torch.get_default_dtype(), torch.get_default_device()) == set_to
    found = tensors(made)
    assert list(found) == list(expected)
    for key, value in found.items():
        assert value.device.type == "cpu" and not value.is_inference(), key
        if value.is_floating_point():
            assert value.dtype == torch.float32, key
        assert torch.equal(value, expected[key]), key


def test_shapes_alone_are_had_on_the_meta_device():
    with torch.device("meta"):
        assert nets.stem().conv1.weight.is_meta
        assert not weights.load("stem").weight.is_meta
    assert not nets.stem().conv1.weight.is_meta


@pytest.mark.parametrize("kind", ["float64", "inference", "no gradients"])
def test_a_network_made_under_any_setting_can_be_trained_after_it(kind):
    with unusual(kind):
        net = nets.autoencoder(seed=0)
    net(torch.rand(1, 1, 96, 96)).mean().backward()
    assert all(p.grad is not None for p in net.parameters())


def test_a_seed_leaves_the_generators_of_gpus_alone(monkeypatch):
    def touched(*_arguments):
        raise AssertionError("a GPU's random state was changed")

    for module in (torch.cuda, torch.mps):
        for name in ("manual_seed", "manual_seed_all"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, touched)
    first = nets.autoencoder(seed=3).encoder[0].weight
    assert torch.equal(first, nets.autoencoder(seed=3).encoder[0].weight)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises((TypeError, ValueError), match="seed=.* expected an integer >= 0"):
        nets.autoencoder(seed=seed)
