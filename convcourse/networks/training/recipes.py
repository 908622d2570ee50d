"""What is trained how: for each network its data, its optimiser, its loss and what is kept."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from convcourse.networks import features, nets
from convcourse.pictures.images import LUMINANCE


@dataclass(frozen=True)
class Recipe:
    """How one network is trained.

    `sides` are the photos' sizes from the first step to the last, in equal shares; the largest
    is the one that results are measured at.
    """

    name: str
    title: str
    make: Callable[..., nn.Module]
    sides: tuple
    epochs: int
    batch: int
    rate: float
    groups: Callable[[nn.Module], list]
    task: Callable
    snapshots: tuple = (1.0,)
    keep: Callable[[str], bool] = lambda name: True
    measure: Callable = lambda training: {}
    classifies: bool = True
    half: bool = True

    @property
    def stored_side(self):
        """The side that photos are decoded at: room for a shift by an eighth at the largest."""
        return max(self.sides) * 9 // 8

    def build(self, photos, seed):
        """Return the network before training."""
        if self.classifies:
            return self.make(classes=len(photos.classes), seed=seed)
        return self.make(seed=seed)

    def optimiser(self, net):
        """Return the optimiser; `loop` sets its rate at each step."""
        if self.classifies:
            return torch.optim.SGD(self.groups(net), lr=self.rate, momentum=0.9, nesterov=True)
        return torch.optim.Adam(self.groups(net), lr=self.rate)

    def side(self, step, steps):
        """Return the photos' side at a step."""
        return self.sides[min(step * len(self.sides) // steps, len(self.sides) - 1)]

    def snapshot_steps(self, steps):
        """Return the steps after which the weights are kept, the last among them."""
        return sorted({round(share * steps) for share in self.snapshots})

    def shipped(self, net):
        """Return what is kept of the network, in half precision, by parameter name."""
        return {
            name: value.detach().to("cpu", torch.float16, copy=True).contiguous()
            for name, value in net.state_dict().items()
            if self.keep(name) and value.is_floating_point()
        }


def rate_at(step, steps, peak):
    """Return the learning rate of a step: up over three tenths of them, then down, as cosines."""
    top = max(0.3 * steps, 1)
    if step < top:
        low, high, part = peak / 25, peak, step / top
    else:
        low, high, part = peak, peak / 1e4, (step - top) / max(steps - top, 1)
    return float(low + (high - low) * (1 - np.cos(np.pi * part)) / 2)


def vary(images, side, rng):
    """Return photos of `side` cut out at a random place, half of them mirrored.

    `images` is uint8 (N, 3, S, S) with S >= side; all is chosen by `rng`, of NumPy.
    """
    count, device = len(images), images.device
    room = images.shape[-1] - side + 1
    down, right = (torch.from_numpy(rng.integers(room, size=(count, 1))) for _ in range(2))
    mirrored = torch.from_numpy(rng.random((count, 1)) < 0.5)
    along = torch.arange(side)
    rows, columns = down + along, right + torch.where(mirrored, along.flip(0), along)  # (N, side)
    one, channel = torch.arange(count)[:, None, None, None], torch.arange(3)[:, None, None]
    index = one, channel, rows[:, None, :, None], columns[:, None, None, :]
    return images[tuple(x.to(device) for x in index)]


def scaled(images, side):
    """Return photos as float32 at another size, each pixel a mean over what it covers."""
    if images.shape[-1] == side:
        return images.float()
    return functional.interpolate(images.float(), (side, side), mode="bilinear", antialias=True)


def middle(images, side):
    """Return the middle `side` × `side` pixels of each photo."""
    start = (images.shape[-1] - side) // 2
    return images[..., start : start + side, start : start + side]


def classify(net, images, labels):
    """Return the loss of a batch, and which of it the network names right."""
    scores = net(nets.normalise(images).to(memory_format=torch.channels_last)).float()
    loss = functional.cross_entropy(scores, labels, label_smoothing=0.1)
    return loss, scores.argmax(1) == labels


def as_grey(images):
    """Return photos (N, 3, H, W) with values to 255 as grey ones (N, 1, H, W) from 0 to 1."""
    red, green, blue = images.float().unbind(1)
    weighted = LUMINANCE[0] * red + LUMINANCE[1] * green + LUMINANCE[2] * blue
    return weighted[:, None] / 255


def reconstruct(net, images, _labels):
    """Return the mean squared error of a batch's reconstruction, in grey; there is no right."""
    grey = as_grey(images)
    result = net(grey)
    # The 91-pixel form is compared with the pixels that its results stand for: the first 91.
    loss = functional.mse_loss(result, grey[..., : result.shape[-2], : result.shape[-1]])
    return loss, None


def measure_classifier(training):
    """Return the held-out accuracy in words, beside what would be had without a network."""
    loss, right = training.evaluate()
    labels = training.photos.labels[training.held_out]
    of_class = [float(right[labels == label].float().mean()) for label in labels.unique()]
    largest = float(labels.bincount().max()) / len(labels)
    return {
        "Loss on held-out photos (cross-entropy, label smoothing 0.1)": f"{loss:.4f}",
        "Accuracy on held-out photos": f"{right.float().mean():.1%}",
        "The same, each folder counting alike": f"{np.mean(of_class):.1%}",
        "Chance": f"{1 / len(of_class):.1%}; {largest:.1%} by always naming the largest folder",
    }


def measure_stem(training):
    """Return how the whole network classifies, and how many of its kernels have structure."""
    first, last = min(training.kept), max(training.kept)
    shares = [features.spectral_concentration(training.kept[key]) for key in (first, last)]
    count, before = ((share > 0.5).sum() for share in reversed(shares))
    return measure_classifier(training) | {
        "Kernels with more than half of their energy in three frequencies": (
            f"{count} of {len(shares[1])}; {before} before training"
        ),
        "That share of energy, median over the kernels": (
            f"{np.median(shares[1]):.2f}; {np.median(shares[0]):.2f} before training"
        ),
    }


def measure_autoencoder(training):
    """Return the held-out error in words, beside that of a photo's own mean grey."""
    loss, _ = training.evaluate()
    side = max(training.recipe.sides)
    photos = as_grey(middle(training.images[training.held_out], side))
    blank = float(photos.var(dim=(1, 2, 3), correction=0).mean())
    return {
        "Mean squared error on held-out photos, greys from 0 to 1": f"{loss:.5f}",
        "As a signal-to-noise ratio": _decibels(loss),
        "The error of each photo's mean grey": f"{blank:.5f}, {_decibels(blank)}",
    }


def _decibels(error):
    """Return a mean squared error as a signal-to-noise ratio; photos of one grey each have none."""
    return f"{-10 * np.log10(error):.1f} dB" if error else "∞ dB"


def _decay(strong, strength, rest):
    """Return parameter groups: weight decay `strength` on one weight, `rest` on other kernels."""

    def groups(net):
        named = dict(net.named_parameters())
        first = named.pop(strong)
        kernels = [p for p in named.values() if p.ndim > 1]
        others = [p for p in named.values() if p.ndim == 1]
        return [
            {"params": [first], "weight_decay": strength},
            {"params": kernels, "weight_decay": rest},
            {"params": others, "weight_decay": 0.0},
        ]

    return groups


_AUTOENCODER = dict(
    sides=(96,), epochs=24, batch=64, rate=3e-3, groups=lambda net: net.parameters(),
    task=reconstruct, measure=measure_autoencoder, classifies=False,
    snapshots=(0, 0.03, 0.05, 0.075, 0.1, 0.16, 0.3, 1),
    half=False,  # eight bits of mantissa are too few for grey levels
)  # fmt: skip

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "stem", "First layer of a small ResNet", nets.stem,
            sides=(64,), epochs=8, batch=128, rate=0.1,
            groups=_decay("conv1.weight", 2e-2, 5e-4), task=classify,
            snapshots=(0, 0.06, 0.1, 0.12, 0.15, 0.18, 0.2, 0.23, 0.27, 0.35, 0.5, 1),
            keep=lambda name: name == "conv1.weight", measure=measure_stem,
        ),
        Recipe(
            "vgg16_slim", "VGG-16 at a quarter of its width", nets.vgg16_slim,
            sides=(48, 64, 96), epochs=15, batch=64, rate=0.05,
            groups=_decay("features.0.weight", 5e-3, 5e-4), task=classify,
            measure=measure_classifier,
        ),
        Recipe(
            "autoencoder", "Convolutional autoencoder, 96 pixels in and out",
            nets.autoencoder, **_AUTOENCODER,
        ),
        Recipe(
            "autoencoder_91", "Convolutional autoencoder as in the article, 91 pixels out",
            nets.autoencoder_91, **_AUTOENCODER,
        ),
    )
}  # fmt: skip
