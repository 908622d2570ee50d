"""Trained weights: those that come with the course, and ImageNet's where there is a network.

The shipped ones were trained by ``python -m convcourse.networks.training``; beside each lies its
model card, which says on what, how, and how well. They are kept in half precision as safetensors,
which holds numbers only and runs no code, and each file's hash is compared before it is used.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors.torch import load as load_safetensors

from convcourse._docs import documented_like
from convcourse._validate import choice, integer
from convcourse.caches import NoHomeError, cache_home
from convcourse.networks import nets

#: The networks whose weights come with the course, with the SHA-256 of each file.
SHIPPED = {
    "stem": "d6649d454eee9633bd5eee01a59bc99e26ed1d5b3d51fedd1c9f2182a1fa9675",
    "vgg16_slim": "933d967d997e78bb3c034cc074b6bda1bfb7784a14ad79975b0d48a5fa53f045",
    "autoencoder": "e3b7652de9058024194ed7af8db248601875ab4936d0fa5ad84bcb9fc7389fe9",
    "autoencoder_91": "3229b7e3fbf56e6ea7e6e939b50bb068b653f66e1a72e9510774764cd3368612",
}
#: Where torchvision publishes its weights; a name ends with the first digits of the SHA-256.
IMAGENET = {
    "vgg16": "https://download.pytorch.org/models/vgg16-397923af.pth",
    "resnet50": "https://download.pytorch.org/models/resnet50-0676ba61.pth",
}


class NotAvailableError(OSError):
    """Weights that could not be had: there is no network, or what arrived is damaged."""


def load(
    name: str,
    step: int | None = None,
    *,
    weights: Literal["shipped", "imagenet"] = "shipped",
    classifier: bool = False,
) -> torch.nn.Module:
    """Return a trained network, ready to be used: in evaluation mode, in single precision.

    Parameters
    ----------
    name : str
        A key of `SHIPPED`: "stem" (of which the first layer alone is kept), "vgg16_slim",
        "autoencoder" or "autoencoder_91"; or, with ImageNet's weights, "vgg16" or "resnet50".
    step : int, optional
        The training step, one of `steps(name)`. Without it, the last.
    weights : "shipped" or "imagenet"
        "imagenet" fetches torchvision's weights the first time (VGG-16 528 MB, ResNet-50
        98 MB) and keeps them where `torch.hub` does.
    classifier : bool
        Whether VGG-16 gets its three dense layers, another 0.5 GB in memory, too.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    ValueError
        If there is no such network or step.
    NotAvailableError
        If the file is damaged, or ImageNet's weights cannot be fetched.

    Examples
    --------
    >>> load("stem").weight.shape
    torch.Size([64, 3, 7, 7])
    """
    if choice(weights, "weights", ("shipped", "imagenet")) == "imagenet":
        choice(name, "name", IMAGENET)
        if step is not None:
            raise ValueError(f"step={step} has no meaning for ImageNet's weights; leave it out")
        return _imagenet(name, classifier)
    if name in IMAGENET:
        raise ValueError(f"{name} does not come with the course; add weights='imagenet'")
    snapshots, about = _read(name)
    step = max(snapshots) if step is None else integer(step, "step", 0)
    if step not in snapshots:
        raise ValueError(f"step={step} was not kept of {name}, expected one of {sorted(snapshots)}")
    return _fit(_empty(name, about), snapshots[step], name)


def steps(name: str) -> tuple[int, ...]:
    """Return the training steps at which weights of a network were kept, as a tuple of int.

    Parameters
    ----------
    name : str
        A key of `SHIPPED`.
    """
    return tuple(sorted(_read(name)[0]))


@documented_like(steps)
def classes(name: str) -> tuple[str, ...]:
    """Return the names of the classes that a shipped network was trained with, in order."""
    return tuple(_read(name)[1]["classes"])


@documented_like(steps)
def card(name: str) -> str:
    """Return the model card of a shipped network, in Markdown."""
    return _file(name, ".md").read_text(encoding="utf-8")


@documented_like(steps)
def history(name: str) -> list[dict[str, float]]:
    """Return how a shipped network's training went: a list with a dict for each epoch.

    Keys are ``epoch``, ``step``, ``loss``, ``held_out_loss`` and, where photos were classified,
    ``accuracy`` and ``held_out_accuracy``.
    """
    return json.loads(_file(name, ".history.json").read_text(encoding="utf-8"))


def _file(name: str, suffix: str) -> Traversable:
    choice(name, "name", SHIPPED)
    return resources.files("convcourse.networks") / "data" / f"{name}{suffix}"


def _read(name: str) -> tuple[dict[int, dict[str, torch.Tensor]], dict[str, Any]]:
    """Return the weights of a shipped file by step, {step: {parameter: Tensor}}, and its notes."""
    file = _file(name, ".safetensors")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotAvailableError(
            f"{file} cannot be read ({error}); install convcourse again"
        ) from None
    found = hashlib.sha256(data).hexdigest()
    if found != SHIPPED[name]:
        raise NotAvailableError(
            f"{file} has the SHA-256 {found}, expected {SHIPPED[name]}: it is damaged or was "
            f"changed; install convcourse again"
        )
    snapshots: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in load_safetensors(data).items():
        step, parameter = key.split("/")
        snapshots.setdefault(int(step), {})[parameter] = value
    length = int.from_bytes(data[:8], "little")
    return snapshots, json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["convcourse"])


def _empty(name: str, about: dict[str, Any]) -> torch.nn.Module:
    with torch.device("cpu"):
        if name == "stem":
            return torch.nn.ModuleDict({"conv1": nets.first_layer()})
        make = getattr(nets, name)
        return make(classes=len(about["classes"])) if name == "vgg16_slim" else make()


def _fit(net: torch.nn.Module, state: dict[str, torch.Tensor], source: str) -> torch.nn.Module:
    """Put weights into a network; every parameter must be there, in the right shape."""
    # Batch norm counts batches while it is trained; older files lack the count.
    own = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    for name, value in own.items():
        if name not in state or state[name].shape != value.shape:
            found = tuple(state[name].shape) if name in state else "nothing"
            raise NotAvailableError(
                f"the weights of {source} have {found} for {name}, expected "
                f"{tuple(value.shape)}: they are of another network"
            )
    net.load_state_dict({name: state[name].float() for name in own}, strict=False)
    net.eval().requires_grad_(False)
    return net["conv1"] if isinstance(net, torch.nn.ModuleDict) else net


def _checkpoints() -> Path:
    """Return the folder where torch.hub keeps weights.

    torch takes an empty or a relative ``XDG_CACHE_HOME`` as it stands, and without a home makes a
    folder named ``~``. Where its folder would follow from these, `cache_home` says the place.
    """
    hub = Path(torch.hub.get_dir())
    by_default = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "torch", "hub")
    if hub == by_default and not hub.is_absolute() or os.environ.get("TORCH_HOME") == "":
        try:
            hub = cache_home() / "torch" / "hub"
        except NoHomeError as error:
            raise NotAvailableError(f"{error}, or TORCH_HOME") from None
    return hub / "checkpoints"


def _imagenet(name: str, classifier: bool) -> torch.nn.Module:
    url = IMAGENET[name]
    kept = _checkpoints() / url.rsplit("/", 1)[1]
    beginning = kept.stem.rsplit("-", 1)[1]
    if kept.exists():  # torch.hub compares the hash only when it downloads
        with kept.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if not found.startswith(beginning):
            raise NotAvailableError(
                f"{kept} has the SHA-256 {found}, expected {beginning}…: it is damaged. "
                f"Delete it, and it will be fetched again"
            )
    try:
        state = torch.hub.load_state_dict_from_url(
            url, str(kept.parent), map_location="cpu", check_hash=True, weights_only=True
        )
    except OSError as error:
        raise NotAvailableError(
            f"ImageNet's weights of {name} are not on this computer and could not be fetched "
            f"from {url} ({error}). They need a network once: try again with one, or put the file "
            f"at {kept}. The course's own weights need none: "
            f"weights.load({'vgg16_slim' if name == 'vgg16' else 'stem'!r})"
        ) from error
    except (RuntimeError, pickle.UnpicklingError) as error:
        raise NotAvailableError(f"what {url} sent is not what was expected ({error})") from error
    net = nets.vgg16(classifier=classifier) if name == "vgg16" else nets.resnet50()
    return _fit(net, state, url)
