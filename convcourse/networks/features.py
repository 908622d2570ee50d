"""What is inside a network: the maps that a photo makes in it, and the shape of its kernels."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Generator, Iterable

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from convcourse.networks import nets
from convcourse.pictures import patterns

_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d)
_ACTIVATIONS = (nn.ReLU, nn.Sigmoid, nn.Tanh)


@contextlib.contextmanager
def capture(net: nn.Module, names: str | Iterable[str]) -> Generator[dict[str, Tensor]]:
    """Keep what modules of a network give out while the block runs.

    Parameters
    ----------
    net : torch.nn.Module
    names : iterable of str
        Names of modules, as in ``net.named_modules()``.

    Yields
    ------
    dict of Tensor
        For each name a copy of the module's latest result, without its gradient; empty until
        the network has run. When the block ends the network is as it was before.

    Raises
    ------
    ValueError
        If the network has no module of such a name.

    Examples
    --------
    >>> from convcourse.networks import nets
    >>> net = nets.vgg16_slim(seed=0)
    >>> with capture(net, ["features.0", "features.3"]) as maps:
    ...     scores = net(torch.zeros(1, 3, 32, 32))
    >>> maps["features.3"].shape
    torch.Size([1, 16, 32, 32])
    """
    names = [names] if isinstance(names, str) else list(names)
    modules = dict(net.named_modules())
    for name in names:
        if name not in modules:
            near = difflib.get_close_matches(name, modules, n=3) or list(modules)[1:4]
            raise ValueError(
                f"the network has no module {name!r}; near are {', '.join(map(repr, near))}, "
                f"and net.named_modules() lists them all"
            )
    maps: dict[str, Tensor] = {}

    def keeper(name):
        # A copy: an activation that works in place would write over it.
        def keep(_module, _inputs, result):
            maps[name] = result.detach().clone()

        return keep

    with contextlib.ExitStack() as hooks:
        for name in names:
            hooks.callback(modules[name].register_forward_hook(keeper(name)).remove)
        yield maps


def convolutions(net: nn.Module) -> list[str]:
    """Return the names of a network's convolutions, transposed ones too, in its own order.

    Parameters
    ----------
    net : torch.nn.Module
    """
    return [name for name, module in net.named_modules() if isinstance(module, _CONVOLUTIONS)]


def activations(net: nn.Module) -> list[str]:
    """Return the names of a network's ReLUs, sigmoids and tanhs, in its own order.

    In the VGGs and the autoencoders one stands after each convolution.

    Parameters
    ----------
    net : torch.nn.Module
    """
    return [name for name, module in net.named_modules() if isinstance(module, _ACTIVATIONS)]


def activation_maps(net: nn.Module, picture: ArrayLike) -> list[NDArray[np.float32]]:
    """Return what a photo makes of each activation of a network, in the network's own order.

    Parameters
    ----------
    net : torch.nn.Module
        One that takes photos as `nets.to_input` makes them.
    picture : array_like of uint8, shape (H, W, 3) or (H, W)

    Returns
    -------
    list of ndarray of float32, each of shape (C, h, w)

    Examples
    --------
    >>> maps = activation_maps(nets.vgg16_slim(seed=0), np.zeros((32, 32, 3), np.uint8))
    >>> [made.shape for made in maps[:3]]
    [(16, 32, 32), (16, 32, 32), (32, 16, 16)]
    """
    names = activations(net)
    with torch.no_grad(), capture(net, names) as kept:
        net(nets.to_input(picture))
    return [kept[name][0].numpy() for name in names if kept[name].ndim == 4]


def spectral_concentration(kernels: ArrayLike | Tensor, bins: int = 3) -> NDArray[np.floating]:
    """Return which share of each kernel's energy its strongest few frequencies hold.

    An edge, a stripe or a blob of colour has nearly all of its energy in a few neighbouring
    frequencies, noise has it everywhere.

    Parameters
    ----------
    kernels : array_like or Tensor, shape (N, C, h, w)
    bins : int, >= 1
        How many frequencies count as few.

    Returns
    -------
    ndarray of float, shape (N,)
        From 0 to 1; 0 for a kernel of zeros.

    Notes
    -----
    The energy of a frequency is ``|DFT|²``, added up over the channels. A real kernel has the
    same energy at a frequency and at its opposite, so the two count as one: there are 25 in
    7 × 7. In 3 × 7 × 7 of noise the strongest three hold about a quarter.

    Examples
    --------
    >>> import numpy as np
    >>> stripes = np.cos(np.arange(7) * 2 * np.pi * 2 / 7) * np.ones((1, 1, 7, 1))
    >>> spectral_concentration(stripes).round(6)
    array([1.])
    """
    if isinstance(kernels, torch.Tensor):
        kernels = kernels.detach().cpu().float().numpy()
    return patterns.spectral_concentration(kernels, bins)
