"""Captured feature maps, and how concentrated the energy of kernels is."""

import numpy as np
import pytest
import torch

from convcourse.networks import features, nets


def hooks(net):
    """Return how many hooks hang on a network."""
    return sum(len(module._forward_hooks) for module in net.modules())


def test_capture_keeps_what_the_modules_give_out():
    net, x = nets.autoencoder(seed=0), torch.rand(2, 1, 96, 96)
    with features.capture(net, ["encoder.0", "encoder.5", "decoder"]) as maps:
        assert maps == {}
        result = net(x)
    assert list(maps) == ["encoder.0", "encoder.5", "decoder"]
    torch.testing.assert_close(maps["encoder.0"], net.encoder[0](x).detach())
    torch.testing.assert_close(maps["encoder.5"], net.encoder(x).detach())
    assert torch.equal(maps["decoder"], result)
    assert result.requires_grad and not maps["decoder"].requires_grad


def test_capture_keeps_the_map_from_before_an_activation_in_place():
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1), torch.nn.ReLU(inplace=True))
    torch.nn.init.constant_(net[0].bias, -5.0)
    with features.capture(net, "0") as maps:
        net(torch.zeros(1, 1, 2, 2))
    assert (maps["0"] == -5).all()


def test_capture_leaves_no_hook_behind():
    net = nets.autoencoder()
    with features.capture(net, ["encoder.0", "decoder.0"]):
        assert hooks(net) == 2
    assert hooks(net) == 0
    with pytest.raises(KeyboardInterrupt), features.capture(net, ["encoder.0"]):
        raise KeyboardInterrupt
    assert hooks(net) == 0


def test_capture_names_what_is_near_a_wrong_name():
    net = nets.autoencoder()
    with (
        pytest.raises(ValueError, match=r"no module 'encoder.7'; near are 'encoder\.\d'"),
        features.capture(net, ["encoder.0", "encoder.7"]),
    ):
        pass
    assert hooks(net) == 0


def test_convolutions_and_activations_go_in_pairs():
    net = nets.vgg16_slim()
    layers, after = features.convolutions(net), features.activations(net)
    assert len(layers) == len(after) == 13
    assert layers[:3] == ["features.0", "features.3", "features.7"]
    assert after[:3] == ["features.2", "features.5", "features.9"]
    net = nets.autoencoder()
    assert features.convolutions(net) == [
        f"{p}.{n}" for p in ("encoder", "decoder") for n in (0, 2, 4)
    ]
    assert features.activations(net)[-1] == "decoder.5"


def gabor(frequency, angle):
    """Return a kernel of stripes under a bell, (1, 7, 7)."""
    y, x = np.mgrid[-3:4, -3:4]
    along = x * np.cos(angle) + y * np.sin(angle)
    return (np.exp(-(x**2 + y**2) / 8) * np.sin(2 * np.pi * frequency * along))[None]


def test_activation_maps_are_what_the_layers_make_one_after_the_other():
    net = nets.vgg16_slim(seed=3).eval()
    photo = np.random.default_rng(3).integers(0, 256, (32, 32, 3), np.uint8)
    x, wanted = nets.to_input(photo), []
    for layer in net.features:
        x = layer(x)
        if isinstance(layer, torch.nn.ReLU):
            wanted.append(x[0].detach().numpy())
    made = features.activation_maps(net, photo)
    assert len(made) == len(wanted) == 13
    for ours, theirs in zip(made, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_stripes_edges_and_blobs_are_concentrated_and_noise_is_not():
    noise = np.random.default_rng(0).normal(size=(2000, 3, 7, 7))
    share = features.spectral_concentration(noise)
    assert 0.24 < share.mean() < 0.27 and share.max() < 0.45
    angles = np.linspace(0, np.pi, 9)
    stripes = [np.repeat(gabor(f, a), 3, axis=0) for f in (0.12, 0.2) for a in angles]
    blob = np.array([1.0, -0.5, -0.5])[:, None, None] * np.ones((3, 7, 7))
    assert (features.spectral_concentration(np.array([*stripes, blob])) > 0.5).all()


def test_concentration_adds_up_the_energy_by_pairs_of_frequencies():
    rng = np.random.default_rng(1)
    kernels = rng.normal(size=(4, 2, 5, 6))
    for kernel, found in zip(kernels, features.spectral_concentration(kernels, 2), strict=True):
        energy = {}
        for v in range(5):
            for u in range(6):
                y, x = np.mgrid[:5, :6]
                wave = np.exp(-2j * np.pi * (v * y / 5 + u * x / 6))
                pair = frozenset([(v, u), (-v % 5, -u % 6)])
                of_bin = sum(abs((channel * wave).sum()) ** 2 for channel in kernel)
                energy[pair] = energy.get(pair, 0) + of_bin
        assert found == pytest.approx(sum(sorted(energy.values())[-2:]) / sum(energy.values()))


def test_concentration_takes_tensors_and_zeros_and_refuses_other_shapes():
    assert features.spectral_concentration(torch.zeros(2, 3, 7, 7).half()).tolist() == [0, 0]
    with pytest.raises(ValueError, match="kernels has 3 axes"):
        features.spectral_concentration(np.zeros((3, 7, 7)))
