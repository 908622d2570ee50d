"""A network as sums: each number of each map, and each score, from what stands one step before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

from convcourse._validate import integer
from convcourse.networks import nets
from convcourse.networks.features import capture


class Step(NamedTuple):
    """One step of a network: a convolution with its ReLU, a pooling, or the scores at the end.

    Attributes
    ----------
    kind : {"conv", "max", "score"}
    weight : ndarray of float32
        Of a convolution, (C_out, C_in, 3, 3), of the scores (K, C); with the factors of the batch
        normalisation in it. Empty of a pooling.
    bias : ndarray of float32
        (C_out,) or (K,), with the rest of the batch normalisation in it. Empty of a pooling.
    """

    kind: Literal["conv", "max", "score"]
    weight: NDArray[np.floating] = np.empty(0, np.float32)
    bias: NDArray[np.floating] = np.empty(0, np.float32)


@dataclass(frozen=True)
class Terms:
    """What one number is the sum of, before its ReLU.

    Attributes
    ----------
    window, weights : ndarray of float32
        Of one shape, (C, rows, columns): the numbers read, 0 in the padding, and what each counts.
        Read-only.
    bias : float
    """

    window: NDArray[np.floating]
    weights: NDArray[np.floating]
    bias: float

    def __post_init__(self) -> None:
        for name in ("window", "weights"):
            own = getattr(self, name).view()
            own.flags.writeable = False
            object.__setattr__(self, name, own)

    @property
    def sum(self) -> float:
        """The products and the bias, added up."""
        return float((self.window * self.weights).sum(dtype=float) + self.bias)


class Sums:
    """A VGG as sums, from a photo to its scores, with nothing left out.

    Levels count from the photo: level 0 is the photo as the network takes it, level n what step n
    makes of it, and the last level has the scores.

    Parameters
    ----------
    net : torch.nn.Module
        Of 3×3 convolutions with padding 1, each with its ReLU and perhaps a batch normalisation
        before that, and of 2×2 max-pools; then a mean over each map, and one dense layer:
        `nets.vgg16_slim`.
    classes : sequence of str, optional
        The names of the scores.

    Attributes
    ----------
    steps : tuple of Step
    classes : tuple of str

    Raises
    ------
    ValueError
        If the network is another one.

    Examples
    --------
    >>> sums = Sums(nets.vgg16_slim(seed=0))
    >>> maps = sums.maps(np.full((32, 32, 3), 90, np.uint8))
    >>> [made.shape for made in maps[:4]]
    [(3, 32, 32), (16, 32, 32), (16, 32, 32), (16, 16, 16)]
    >>> terms = sums.terms(maps, 2, channel=5, at=(7, 8))
    >>> terms.window.shape, bool(np.isclose(max(terms.sum, 0), maps[2][5, 7, 8], atol=1e-5))
    ((16, 3, 3), True)
    """

    def __init__(self, net: nn.Module, classes: Sequence[str] = ()) -> None:
        self.steps = (*_steps(net), _ending(net))
        self.classes = tuple(classes) or tuple(str(n) for n in range(len(self.steps[-1].bias)))
        if len(self.classes) != len(self.steps[-1].bias):
            raise ValueError(
                f"there are {len(self.classes)} classes for {len(self.steps[-1].bias)} scores; "
                "give a name for each"
            )
        self._net = net
        kinds = nn.ReLU | nn.MaxPool2d
        self._names = [name for name, one in net.named_modules() if isinstance(one, kinds)]

    def maps(self, picture: ArrayLike) -> list[NDArray[np.float32]]:
        """Return all levels of a photo: uint8, (H, W, 3) or (H, W), H and W >= 32.

        Returns
        -------
        list of ndarray of float32
            Each of shape (C, h, w); the scores, before the softmax, have the shape (K, 1, 1).
        """
        given = nets.to_input(picture)
        training = self._net.training
        with torch.no_grad(), capture(self._net.eval(), self._names) as kept:
            scores = self._net(given)
        self._net.train(training)
        made = [given, *(kept[name] for name in self._names), scores[..., None, None]]
        return [one[0].numpy() for one in made]

    def terms(
        self, maps: Sequence[NDArray[np.float32]], level: int, channel: int, at: tuple[int, int]
    ) -> Terms:
        """Return what one number is the sum of.

        Parameters
        ----------
        maps : list of ndarray
            As `maps` returns them.
        level : int, 1 to the last
        channel : int
            Of that level; of the last, the number of a class.
        at : (int, int)
            Its row and column; (0, 0) of a score.

        Notes
        -----
        A pooling is the sum that counts the largest of its window once, and all others not at all.
        A score's window is all of the last maps, where each number counts 1/(h·w) of its
        channel's weight: that is the dense layer behind the mean.
        """
        step = self.steps[integer(level, "level", 1) - 1]
        before, (row, col) = maps[level - 1], at
        if step.kind == "score":
            shares = np.full(before.shape[1:], 1 / before[0].size, np.float32)
            return Terms(before, step.weight[channel][:, None, None] * shares, step.bias[channel])
        if step.kind == "max":
            window = before[channel, 2 * row : 2 * row + 2, 2 * col : 2 * col + 2][None]
            weights = np.zeros_like(window)
            weights.flat[window.argmax()] = 1
            return Terms(window, weights, 0.0)
        padded = np.pad(before, ((0, 0), (1, 1), (1, 1)))
        window = padded[:, row : row + 3, col : col + 3]
        return Terms(window, step.weight[channel], float(step.bias[channel]))

    def score_parts(self, maps: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
        """Return what each place of the last maps adds to each score: (K, h, w).

        With the biases, ``steps[-1].bias``, they add up to the scores.
        """
        last, dense = maps[-2], self.steps[-1]
        return np.tensordot(dense.weight, last, axes=1) / last[0].size


def shares(scores: ArrayLike) -> NDArray[np.float64]:
    """Return the softmax of scores (K, …): above 0, with sum 1 over the first axis."""
    scores = np.asarray(scores, float)
    parts = np.exp(scores - scores.max(axis=0))
    return parts / parts.sum(axis=0)


def _steps(net: nn.Module) -> list[Step]:
    """Return the convolutions and poolings of a VGG, batch normalisations and ReLUs folded in."""
    steps: list[Step] = []
    features = getattr(net, "features", None)
    layers = features.named_children() if isinstance(features, nn.Module) else ()
    for name, module in layers:
        if isinstance(module, nn.Conv2d) and _keeps_size(module):
            bias = None if module.bias is None else _array(module.bias)
            weight = _array(module.weight)
            steps.append(
                Step("conv", weight, np.zeros_like(weight[:, 0, 0, 0]) if bias is None else bias)
            )
        elif isinstance(module, nn.BatchNorm2d) and steps and steps[-1].kind == "conv":
            steps[-1] = _folded(steps[-1], module)
        elif isinstance(module, nn.MaxPool2d) and module.kernel_size == 2:
            steps.append(Step("max"))
        elif not isinstance(module, nn.ReLU):
            raise ValueError(f"features.{name} is {module}; expected a VGG such as vgg16_slim")
    return steps


def _keeps_size(module: nn.Conv2d) -> bool:
    """Tell whether a convolution has 3×3 kernels, padding 1 and stride 1."""
    return (module.kernel_size, module.padding, module.stride) == ((3, 3), (1, 1), (1, 1))


def _folded(step: Step, norm: nn.BatchNorm2d) -> Step:
    """Return a convolution with the batch normalisation after it in its weights and biases."""
    mean, variance, scale, shift = (
        _array(part) for part in (norm.running_mean, norm.running_var, norm.weight, norm.bias)
    )
    factor = scale / np.sqrt(variance + np.float32(norm.eps))
    return Step(
        "conv", step.weight * factor[:, None, None, None], (step.bias - mean) * factor + shift
    )


def _array(values: torch.Tensor | None) -> NDArray[np.float32]:
    if values is None:
        raise ValueError("a batch normalisation lacks what it has learned; take nets.vgg16_slim")
    return values.detach().numpy()


def _ending(net: nn.Module) -> Step:
    pool, dense = getattr(net, "avgpool", None), getattr(net, "classifier", None)
    if not (isinstance(dense, nn.Linear) and getattr(pool, "output_size", None) == 1):
        raise ValueError(
            "the network does not end with a mean over each map and one dense layer; "
            "take nets.vgg16_slim or weights.load('vgg16_slim')"
        )
    return Step("score", _array(dense.weight), _array(dense.bias))
