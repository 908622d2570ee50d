"""Shipped weights, and ImageNet's as torch.hub fetches them, here from a server on this machine."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load as load_safetensors

from convcourse import caches
from convcourse.networks import features, nets, weights
from convcourse.pictures.images import photo
from tests.conftest import ROOT
from tests.hub import REAL_VGG16, hosting

DATA = ROOT / "convcourse" / "networks" / "data"
LIMIT = 4_000_000


# Shipped


def test_every_shipped_file_has_its_hash_card_and_history():
    assert {p.stem for p in DATA.glob("*.safetensors")} == set(weights.SHIPPED)
    assert sum(p.stat().st_size for p in DATA.iterdir()) <= LIMIT
    for name, digest in weights.SHIPPED.items():
        assert hashlib.sha256((DATA / f"{name}.safetensors").read_bytes()).hexdigest() == digest
        card = weights.card(name)
        assert f"`{digest}`" in card and f"convcourse.networks.training {name} --data" in card
        assert "Fei-Fei Li, Marco Andreetto, Marc'Aurelio Ranzato and Pietro Perona" in card
        assert "CC BY 4.0; a copy with 9,144 photos in 102 folders, reduced" in card
        rows = weights.history(name)
        assert [row["epoch"] for row in rows] == list(range(1, len(rows) + 1))
        assert rows[-1]["step"] == weights.steps(name)[-1]
        assert rows[-1]["held_out_loss"] < rows[0]["held_out_loss"]


def test_shipped_weights_are_half_precision_and_finite():
    for name in weights.SHIPPED:
        for value in load_safetensors((DATA / f"{name}.safetensors").read_bytes()).values():
            assert value.dtype == torch.float16 and value.isfinite().all()


@pytest.mark.parametrize("name", ["stem", "vgg16_slim", "autoencoder", "autoencoder_91"])
def test_load_gives_a_network_ready_to_be_used(name):
    net = weights.load(name)
    assert not any(module.training for module in net.modules())
    assert all(p.dtype == torch.float32 and not p.requires_grad for p in net.parameters())
    stored = load_safetensors((DATA / f"{name}.safetensors").read_bytes())
    last = f"{weights.steps(name)[-1]:05d}/"
    for parameter, value in net.state_dict().items():
        key = last + ("conv1." if name == "stem" else "") + parameter
        if not key.endswith("num_batches_tracked"):
            assert torch.equal(value, stored[key].float())


def test_stem_was_kept_from_the_seed_on():
    found = weights.steps("stem")
    assert len(found) >= 10 and found[0] == 0
    begun = nets.stem(seed=0).conv1.weight.detach()
    torch.testing.assert_close(weights.load("stem", 0).weight, begun, atol=1e-4, rtol=1e-3)


def test_stem_kernels_go_from_noise_to_structure():
    shares = {s: features.spectral_concentration(weights.load("stem", s).weight) for s in
              weights.steps("stem")}  # fmt: skip
    structured = [(share > 0.5).sum() for share in shares.values()]
    assert structured[0] == 0 and structured[-1] >= 56
    said = re.search(r"three frequencies \| (\d+) of 64; (\d+) before", weights.card("stem"))
    assert [int(n) for n in said.groups()] == [structured[-1], structured[0]]


def test_slim_vgg_was_better_than_chance_by_far():
    row = weights.history("vgg16_slim")[-1]
    assert row["held_out_accuracy"] > 0.5
    assert len(weights.classes("vgg16_slim")) == 102
    assert "airplanes" in weights.classes("vgg16_slim")


def test_autoencoders_bring_a_photo_back():
    picture = photo("camera", 96) / 255
    x = torch.from_numpy(picture).float()[None, None]
    for name, size in (("autoencoder", 96), ("autoencoder_91", 91)):
        errors = []
        for step in weights.steps(name):
            result = weights.load(name, step)(x)[0, 0].numpy()
            assert result.shape == (size, size)
            errors.append(np.mean((result - picture[:size, :size]) ** 2))
        assert errors[-1] < picture.var() / 4 and errors[-1] == min(errors)


def test_a_wrong_name_or_step_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match="did you mean 'vgg16_slim'"):
        weights.load("vgg_slim")
    with pytest.raises(ValueError, match=r"step=7 was not kept of stem, expected one of \[0, "):
        weights.load("stem", 7)
    with pytest.raises(ValueError, match="add weights='imagenet'"):
        weights.load("vgg16")
    with pytest.raises(ValueError, match="no meaning for ImageNet"):
        weights.load("vgg16", 3, weights="imagenet")
    with pytest.raises(ValueError, match="'stem' is not known"):
        weights.load("stem", weights="imagenet")


def test_a_damaged_or_missing_file_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(weights.resources, "files", lambda _package: tmp_path)
    with pytest.raises(weights.NotAvailableError, match="install convcourse again"):
        weights.load("stem")
    (tmp_path / "data").mkdir()
    data = bytearray((DATA / "stem.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "data" / "stem.safetensors").write_bytes(data)
    with pytest.raises(weights.NotAvailableError, match="it is damaged or was changed"):
        weights.load("stem")


# ImageNet's, through torch.hub


@pytest.fixture
def host(tmp_path):
    """Serve a folder as torchvision's host would."""
    folder = tmp_path / "host"
    folder.mkdir()
    with hosting(folder) as host:
        yield host


@pytest.fixture
def hub(host, monkeypatch, tmp_path):
    """Yield a function that publishes a file, and returns where torch.hub will keep it."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))

    def publish(name, source, digest=None):
        url = host.publish(name, source, digest)
        monkeypatch.setitem(weights.IMAGENET, name, url)
        return tmp_path / "home" / "hub" / "checkpoints" / url.rsplit("/", 1)[1]

    return publish


def saved(path, net, change=lambda state: state):
    """Save weights of a network's shapes, all alike in a few bytes, as torch.save writes them."""
    state = {k: torch.full((), 0.01).expand(v.shape) for k, v in net.state_dict().items()}
    torch.save(change(state), path)
    return path


@pytest.mark.skipif(not REAL_VGG16.exists(), reason="the real VGG-16 file is not at ../shared/data")
def test_the_real_vgg16_is_fetched_checked_mapped_and_used(hub, host):
    """The route of `weights="imagenet"` with real weights of VGG-16's convolutions.

    The file lies outside the repository; a server on this machine stands in for torchvision's.
    """
    kept = hub("vgg16", REAL_VGG16)
    net = weights.load("vgg16", weights="imagenet")
    assert kept.read_bytes() == REAL_VGG16.read_bytes()
    published = torch.load(REAL_VGG16, weights_only=True)
    assert len(net.state_dict()) == len(published) == 26
    for name, value in net.state_dict().items():
        assert torch.equal(value, published[name].float())
    with features.capture(net, features.activations(net)) as maps:
        net(nets.to_input(photo("chelsea", 64)))
    widths = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    assert [m.shape[1] for m in maps.values()] == widths
    # Trained on edges: the first layers' maps vary where the photo does, and not in the flat.
    flat = nets.to_input(np.full((64, 64, 3), 128, np.uint8))
    with features.capture(net, ["features.3"]) as of_flat:
        net(flat)
    inner = (..., slice(8, -8), slice(8, -8))
    assert of_flat["features.3"][inner].std(dim=(2, 3)).max() < 1e-4
    assert maps["features.3"][inner].std(dim=(2, 3)).max() > 0.1
    weights.load("vgg16", weights="imagenet")
    assert len(host.asked) == 1  # the second time it comes from the cache


@pytest.mark.skipif(not REAL_VGG16.exists(), reason="the real VGG-16 file is not at ../shared/data")
def test_a_file_without_the_classifier_is_no_whole_vgg16(hub, monkeypatch):
    hub("vgg16", REAL_VGG16)
    whole = nets.vgg16

    def light(**arguments):
        with torch.device("meta"):
            return whole(**arguments)

    monkeypatch.setattr(nets, "vgg16", light)
    with pytest.raises(weights.NotAvailableError, match="nothing for classifier.0.weight"):
        weights.load("vgg16", weights="imagenet", classifier=True)


def test_resnet50_is_fetched_and_put_in_its_places(hub, tmp_path):
    hub("resnet50", saved(tmp_path / "resnet50.pth", nets.resnet50()))
    net = weights.load("resnet50", weights="imagenet")
    assert all((p == 0.01).all() for p in net.parameters())
    assert net(torch.zeros(1, 3, 32, 32)).shape == (1, 1000) and not net.training


def test_weights_of_other_shapes_are_refused(hub, tmp_path):
    def other(state):
        return state | {"conv1.weight": torch.zeros(64, 3, 3, 3)}

    hub("resnet50", saved(tmp_path / "other.pth", nets.resnet50(), other))
    with pytest.raises(weights.NotAvailableError, match=r"have \(64, 3, 3, 3\) for conv1.weight"):
        weights.load("resnet50", weights="imagenet")


def test_what_has_another_hash_than_its_name_says_is_not_kept(hub, tmp_path):
    kept = hub("resnet50", saved(tmp_path / "a.pth", nets.stem()), digest="0123abcd")
    with pytest.raises(weights.NotAvailableError, match="not what was expected .*hash"):
        weights.load("resnet50", weights="imagenet")
    assert not kept.exists()


def test_a_damaged_copy_in_the_cache_is_found_out(hub, host, tmp_path):
    kept = hub("resnet50", saved(tmp_path / "a.pth", nets.stem()))
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"half of it")
    with pytest.raises(weights.NotAvailableError, match="is damaged. Delete it"):
        weights.load("resnet50", weights="imagenet")
    assert host.asked == []


def test_without_a_network_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    # Port 9 (discard) of this machine: refused at once, as when there is no network.
    monkeypatch.setitem(weights.IMAGENET, "vgg16", "http://127.0.0.1:9/vgg16-397923af.pth")
    with pytest.raises(weights.NotAvailableError) as caught:
        weights.load("vgg16", weights="imagenet")
    words = str(caught.value)
    assert "need a network once" in words and "weights.load('vgg16_slim')" in words
    assert str(tmp_path / "hub" / "checkpoints" / "vgg16-397923af.pth") in words


#: Absolute on every system: on Windows a path needs a drive for that.
ABSOLUTE = Path.cwd().anchor + "absolute"


@pytest.mark.parametrize("told", ["", "relative/path", ABSOLUTE, None])
def test_what_is_fetched_is_kept_where_the_standard_says(told, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name, value in (("TORCH_HOME", None), ("XDG_CACHE_HOME", told)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    monkeypatch.setitem(weights.IMAGENET, "vgg16", "http://127.0.0.1:9/vgg16-397923af.pth")
    with pytest.raises(weights.NotAvailableError) as caught:
        weights.load("vgg16", weights="imagenet")
    cache = Path(told) if told == ABSOLUTE else tmp_path / "home" / ".cache"
    file = cache / "torch" / "hub" / "checkpoints" / "vgg16-397923af.pth"
    assert f"at {file}. " in str(caught.value)
    assert not [path for path in tmp_path.iterdir() if path.name != "home"]


def test_the_users_own_place_for_torchs_files_is_kept_to(hub, host, monkeypatch, tmp_path):
    """TORCH_HOME and set_dir name a folder on purpose, a relative one too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nets, "resnet50", nets.stem)  # which is a fiftieth of its size
    hub("resnet50", saved(tmp_path / "resnet50.pth", nets.stem()))
    monkeypatch.setenv("TORCH_HOME", "here")
    weights.load("resnet50", weights="imagenet")
    assert [path.parent.name for path in (tmp_path / "here").rglob("*.pth")] == ["checkpoints"]
    monkeypatch.setattr(torch.hub, "_hub_dir", None)
    torch.hub.set_dir(str(tmp_path / "there"))
    weights.load("resnet50", weights="imagenet")
    assert len(list((tmp_path / "there" / "checkpoints").iterdir())) == 1


def test_without_a_home_it_names_what_to_set(monkeypatch):
    for name in ("TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(weights.torch.hub, "get_dir", lambda: "~/.cache/torch/hub")
    monkeypatch.setattr(caches.Path, "home", homeless)
    with pytest.raises(weights.NotAvailableError, match="set XDG_CACHE_HOME .*or TORCH_HOME"):
        weights.load("vgg16", weights="imagenet")


@pytest.mark.parametrize("name", list(weights.IMAGENET))
def test_imagenets_addresses_end_in_a_hash_that_torch_hub_compares(name):
    file = weights.IMAGENET[name].rsplit("/", 1)[1]
    assert file.startswith(f"{name}-") and len(torch.hub.HASH_REGEX.search(file)[1]) == 8
