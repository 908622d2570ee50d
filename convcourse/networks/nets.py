"""The networks of the course: an autoencoder, two small ones that we train, VGG-16 and ResNet-50.

All are plain `torch.nn.Module`s on batches of shape (N, C, H, W). VGG-16 and ResNet-50 have the
parameter names of torchvision, so that its published weights fit (`weights.load`).
The functions make them in float32 on the CPU, whatever torch's defaults are set to.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from typing import Literal, TypeVar

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from convcourse._docs import documented_like
from convcourse._validate import choice, integer, numeric_array, require_non_empty

Net = TypeVar("Net", bound=nn.Module)

#: Mean and standard deviation of red, green and blue on ImageNet, for values from 0 to 1.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

#: Output channels of VGG-16's 13 convolutions (configuration D); "M" is a 2 × 2 max-pool.
VGG16 = (64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M")


def to_input(picture: ArrayLike) -> Tensor:
    """Return a picture as the batch of one that the networks with three channels take.

    Parameters
    ----------
    picture : array_like of uint8, shape (H, W, 3) or (H, W)
        A grey picture is repeated in all three channels.

    Returns
    -------
    Tensor of float32, shape (1, 3, H, W)
        Scaled to 0 to 1, then less `MEAN` and divided by `STD`.

    Examples
    --------
    >>> from convcourse.pictures.images import photo
    >>> to_input(photo("coffee", 224)).shape
    torch.Size([1, 3, 224, 224])
    """
    array = numeric_array(picture, "picture")
    if array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=2)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8:
        raise ValueError(
            f"picture has shape {array.shape} and dtype {array.dtype}, expected (H, W, 3) or "
            f"(H, W) of uint8; scale it to 0 to 255 and convert it with .astype(np.uint8)"
        )
    require_non_empty(array, "picture")
    with as_documented():
        return normalise(torch.from_numpy(array.transpose(2, 0, 1).copy())[None])


def normalise(batch: Tensor) -> Tensor:
    """Return a batch of pictures scaled to 0 to 1, then less `MEAN` and divided by `STD`.

    Parameters
    ----------
    batch : Tensor of uint8, shape (N, 3, H, W)

    Returns
    -------
    Tensor of float32, of that shape
    """
    mean, std = (
        torch.tensor(x, dtype=torch.float32, device=batch.device).view(1, 3, 1, 1)
        for x in (MEAN, STD)
    )
    return (batch.float() / 255 - mean) / std


@contextlib.contextmanager
def as_documented() -> Generator[None]:
    """Make tensors and networks in float32 on the CPU, whatever the user has set in torch.

    That is the default dtype, the default device and inference mode; all are as before afterwards.
    Only torch's "meta" device stays, which whoever wants no more than shapes chooses on purpose.
    """
    dtype, device = torch.get_default_dtype(), torch.get_default_device()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.device("meta" if device.type == "meta" else "cpu"), torch.inference_mode(False):
            yield
    finally:
        torch.set_default_dtype(dtype)


@contextlib.contextmanager
def seeded(seed: int) -> Generator[None]:
    """Make what is random on the CPU within the block follow from `seed`, as `as_documented`.

    The state outside stays as it is, that of GPUs too.

    Parameters
    ----------
    seed : int, >= 0
        The same one makes the same numbers.
    """
    seed = integer(seed, "seed", 0)
    with as_documented(), torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


def _he(net: nn.Module) -> None:
    """Draw the convolutions' weights as He et al. do for ReLU: the scale is kept through layers."""
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


class Autoencoder(nn.Module):
    """A convolutional autoencoder: three convolutions down, three transposed ones up again.

    The layers are those of the article's Listing 2, all with 3 × 3 kernels and padding 1:
    strides 3, 3, 2 down and 2, 3, 3 up, with 16, 32 and 64 channels. It has 46,529 parameters.

    Parameters
    ----------
    output_padding : tuple of three int
        What the transposed convolutions add at the bottom and the right. ``(0, 0, 0)``, as in
        the article, makes 91 pixels out of 96; ``(0, 1, 2)`` brings 96 back.
    final : "sigmoid" or "tanh"
        The last activation. The targets lie from 0 to 1, as do a sigmoid's results; the
        article's tanh spends half of its range on values that never occur.

    Notes
    -----
    Sizes of a 96 × 96 input: 32, 11, 6 down; then 11, 31, 91 or, repaired, 11, 32, 96. The
    first convolution never reads the last row and column. With `output_padding` 2 the last
    layer writes nothing but its bias there.
    """

    @as_documented()
    def __init__(
        self,
        output_padding: Sequence[int] = (0, 1, 2),
        final: Literal["sigmoid", "tanh"] = "sigmoid",
    ) -> None:
        super().__init__()
        finals = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
        choice(final, "final", finals)
        if not np.iterable(output_padding) or len(output_padding) != 3:
            raise ValueError(
                f"output_padding={output_padding} is not three numbers, expected one "
                f"for each of the three transposed convolutions, for example (0, 1, 2)"
            )
        down = ((1, 16, 3), (16, 32, 3), (32, 64, 2))
        up = ((64, 32, 2), (32, 16, 3), (16, 1, 3))
        encoder: list[nn.Module] = []
        decoder: list[nn.Module] = []
        for c_in, c_out, stride in down:
            encoder += [nn.Conv2d(c_in, c_out, 3, stride, padding=1), nn.ReLU()]
        for (c_in, c_out, stride), extra in zip(up, output_padding, strict=True):
            layer = nn.ConvTranspose2d(c_in, c_out, 3, stride, padding=1, output_padding=extra)
            decoder += [layer, nn.ReLU()]
        decoder[-1] = finals[final]()
        self.encoder, self.decoder = nn.Sequential(*encoder), nn.Sequential(*decoder)

    def forward(self, batch: Tensor) -> Tensor:
        """Return the reconstruction of a batch (N, 1, H, W) with values from 0 to 1."""
        return self.decoder(self.encoder(batch))  # (N, 64, 6, 6) in between, for 96 × 96


def autoencoder(*, seed: int | None = None) -> Autoencoder:
    """Return an untrained `Autoencoder` in its repaired form: 96 pixels in, 96 out.

    Parameters
    ----------
    seed : int, optional
        Makes the initial weights the same each time.
    """
    return _made(Autoencoder, seed)


@documented_like(autoencoder)
def autoencoder_91(*, seed: int | None = None) -> Autoencoder:
    """Return an untrained `Autoencoder` as the article has it: 96 pixels in, 91 out, tanh."""
    return _made(lambda: Autoencoder(output_padding=(0, 0, 0), final="tanh"), seed)


class VGG(nn.Module):
    """Thirteen 3 × 3 convolutions in five groups with a max-pool after each (Simonyan, Zisserman).

    `features` holds the convolutions, `classifier` what makes scores of their last maps.
    """

    def __init__(self, features: nn.Module, pool: nn.Module, classifier: nn.Module | None) -> None:
        super().__init__()
        self.features, self.avgpool, self.classifier = features, pool, classifier

    def forward(self, batch: Tensor) -> Tensor:
        """Return the scores of a batch (N, 3, H, W), or the last maps if there is no classifier."""
        maps = self.features(batch)
        if self.classifier is None:
            return maps
        return self.classifier(torch.flatten(self.avgpool(maps), 1))


def _vgg_features(divide: int, batch_norm: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    c_in = 3
    for entry in VGG16:
        if isinstance(entry, str):
            layers.append(nn.MaxPool2d(2))
            continue
        c_out = entry // divide
        layers.append(nn.Conv2d(c_in, c_out, 3, padding=1, bias=not batch_norm))
        layers += [nn.BatchNorm2d(c_out), nn.ReLU()] if batch_norm else [nn.ReLU()]
        c_in = c_out
    return nn.Sequential(*layers)


@documented_like(autoencoder)
def vgg16(*, classes: int = 1000, classifier: bool = True, seed: int | None = None) -> VGG:
    """Return an untrained VGG-16, with torchvision's parameter names.

    Parameters
    ----------
    classes : int
        Scores in the result.
    classifier : bool
        Whether to have the three dense layers: 124 of the 138 million parameters. Without them
        the network is fully convolutional and returns its last maps, (N, 512, H/32, W/32).
    """

    def make():
        dense = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
            nn.Linear(4096, integer(classes, "classes", 1)),
        ) if classifier else None  # fmt: skip
        net = VGG(_vgg_features(1, batch_norm=False), nn.AdaptiveAvgPool2d(7), dense)
        _he(net)
        return net

    return _made(make, seed)


@documented_like(vgg16)
def vgg16_slim(*, classes: int = 102, seed: int | None = None) -> VGG:
    """Return an untrained VGG-16 at a quarter of its width, with batch normalisation.

    All 13 convolutions are there, with 16 to 128 channels: 0.92 million parameters. The mean
    over each of the last maps goes to one dense layer, so a photo of any size >= 32 will do.
    """

    def make():
        features = _vgg_features(4, batch_norm=True)
        net = VGG(
            features,
            nn.AdaptiveAvgPool2d(1),
            nn.Linear(VGG16[-2] // 4, integer(classes, "classes", 1)),
        )
        _he(net)
        return net

    return _made(make, seed)


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions whose result is added to what came in (He et al., ResNet-18)."""

    expansion = 1

    def __init__(self, c_in: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.downsample = _shortcut(c_in, width, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's result for maps (N, C, H, W)."""
        way = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(x)) + way)


class Bottleneck(nn.Module):
    """1 × 1, 3 × 3, 1 × 1: fewer channels in the middle, four times as many at the end."""

    expansion = 4

    def __init__(self, c_in: int, width: int, stride: int) -> None:
        super().__init__()
        c_out = self.expansion * width
        self.conv1 = nn.Conv2d(c_in, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        # The stride sits in the 3 × 3, as in torchvision; the paper has it in the first 1 × 1.
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, c_out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU()
        self.downsample = _shortcut(c_in, c_out, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's result for maps (N, C, H, W)."""
        way = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.relu(self.bn3(self.conv3(x)) + way)


def _shortcut(c_in: int, c_out: int, stride: int) -> nn.Sequential | None:
    """Return what brings the shortcut to a block's result in size, or None if it fits already."""
    if stride == 1 and c_in == c_out:
        return None
    return nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))


class ResNet(nn.Module):
    """A residual network: a 7 × 7 convolution of stride 2, a max-pool, then stages of blocks."""

    @as_documented()
    def __init__(
        self, block: type[BasicBlock | Bottleneck], depths: Sequence[int], classes: int
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.stages = [f"layer{number + 1}" for number in range(len(depths))]
        c_in = 64
        for number, (name, depth) in enumerate(zip(self.stages, depths, strict=True)):
            blocks: list[nn.Module] = []
            for place in range(depth):
                stride = 2 if number > 0 and place == 0 else 1
                blocks.append(block(c_in, 64 * 2**number, stride))
                c_in = 64 * 2**number * block.expansion
            self.add_module(name, nn.Sequential(*blocks))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(c_in, integer(classes, "classes", 1))

    def forward(self, batch: Tensor) -> Tensor:
        """Return the scores of a batch (N, 3, H, W)."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(batch))))
        for name in self.stages:
            x = getattr(self, name)(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


@documented_like(vgg16)
def resnet50(*, classes: int = 1000, seed: int | None = None) -> ResNet:
    """Return an untrained ResNet-50, with torchvision's parameter names."""
    return _made(lambda: _resnet(Bottleneck, (3, 4, 6, 3), classes), seed)


@documented_like(vgg16)
def stem(*, classes: int = 102, seed: int | None = None) -> ResNet:
    """Return the small, untrained ResNet whose 64 first kernels the course watches as they form.

    It begins as ResNet-50 does, with 64 kernels of 3 × 7 × 7; three `BasicBlock`s follow.
    """
    return _made(lambda: _resnet(BasicBlock, (1, 1, 1), classes), seed)


def first_layer() -> nn.Conv2d:
    """Return the first convolution of ResNets alone: (N, 3, H, W) to (N, 64, H/2, W/2)."""
    with as_documented():
        return nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)


def _resnet(block: type[BasicBlock | Bottleneck], depths: Sequence[int], classes: int) -> ResNet:
    net = ResNet(block, depths, classes)
    _he(net)
    return net


def _made(make: Callable[[], Net], seed: int | None) -> Net:
    """Return what `make` makes, in float32 on the CPU; what is random in it follows from `seed`."""
    with as_documented() if seed is None else seeded(seed):
        return make()
