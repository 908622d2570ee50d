"""What each explorer computes, in every state of the tests' values, against other libraries.

`ORACLES` has a formula of its own for each property that is computed, from the traits that the
page has. An explorer is put into its first state, into each state in which one setting is another,
and into those in which two are; a property that reads one of them wrongly, or not at all, differs.
"""

import functools
import inspect
import itertools
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import traitlets
from scipy import ndimage, stats
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from convcourse import explorers
from convcourse.explorers.parts.base import Explorer
from convcourse.explorers.two_routes import OPERATORS
from convcourse.networks import features, nets, weights
from convcourse.pictures import images, patterns
from convcourse.pictures.volumes import voxel_noise
from tests.made import (
    DISC,
    KERNELS,
    MORE,
    NAMES,
    NETWORKS,
    STACK,
    TRAINED,
    UNEVEN,
    UNTRAINED,
    VALUES,
)

#: Making these takes long, for they encode photos: one of each is brought back to its first state.
KEPT = {}
REUSED = ("AutoencoderTour", "ChannelExplorer", "FeatureMapBrowser", "KernelLab", "Loupe",
          "ScoreMap", "ScoreTrail", "ShiftedPhoto")  # fmt: skip
#: These take long: two settings at once are tried of those that stand beside each other alone.
LONG = ("AutoencoderTour", "SliceExplorer", "TrainExplorer")


def tensor(values):
    return torch.tensor(np.asarray(values, float))


def conv(x, weight, bias=None, **options):
    """Return torch's conv2d, or its conv3d, of (C, rows, columns) and the like, as an array."""
    bias = None if bias is None else tensor(bias)
    function = {4: functional.conv2d, 5: functional.conv3d}[np.ndim(weight)]
    return function(tensor(x)[None], tensor(weight), bias, **options)[0].numpy()


# SlidingWindow, TransposedExplorer


def slid(one, v):
    kernel = np.array(v.kernel)[::-1, ::-1] if v.flip else v.kernel
    options = {name: getattr(v, name) for name in ("padding", "stride", "dilation")}
    return conv([v.input], [[kernel]], **options)[0]


def stamped(v, input, kernel):
    options = {n: getattr(v, n) for n in ("stride", "padding", "output_padding", "dilation")}
    options["output_padding"] = min(v.output_padding, v.stride - 1)
    given = [tensor(values)[None, None] for values in (input, kernel)]
    return functional.conv_transpose2d(*given, **options)[0, 0].numpy()


# LearnExplorer, TrainExplorer


def used(values, *counts):
    """Return the first channels of a view's lists, with zeros for those that it does not hold."""
    held = tensor(values)
    whole = torch.zeros((*counts, *held.shape[len(counts) :]), dtype=held.dtype)
    there = tuple(slice(min(n, m)) for n, m in zip(counts, held.shape, strict=False))
    whole[there] = held[there]
    return whole


def learnt(v):
    """Return torch's output, error and gradients of a convolution whose error is squared."""
    ins, outs = v.in_channels, v.out_channels
    x, w = used(v.input, ins).requires_grad_(), used(v.kernel, outs, ins).requires_grad_()
    b = tensor([v.bias] * outs).requires_grad_()
    output = functional.conv2d(x, w, b, stride=v.stride, dilation=v.dilation)
    rows, columns = output.shape[1:]
    target = used(v.target, outs)[:, :rows, :columns]
    missing = (0, columns - target.shape[2], 0, rows - target.shape[1])
    error = output - functional.pad(target, missing)
    loss = (error**2).sum() / 2
    loss.backward()
    found = {
        "output": output.detach(), "error": error.detach(), "weight_gradient": w.grad,
        "input_gradient": x.grad, "bias_gradient": b.grad,
    }  # fmt: skip
    if ins == outs == 1:
        found = {
            name: values.squeeze((0, 1) if values.ndim == 4 else 0)
            for name, values in found.items()
        }
    return {**found, "loss": loss.detach()}


def learnt_as(name):
    return lambda one, v: learnt(v)[name].numpy()


def trained_by_torch(v):
    names = ("picture", "target", "init", "rate", "decay", "kernel_size", "filters")
    told = {name: getattr(v, name) for name in (*names, "pictures", "starts")}
    return steps_of(json.dumps(told))


@functools.cache
def steps_of(told):
    """Return the steps of torch's own optimiser: filters, losses, and those on a picture unseen."""
    v = SimpleNamespace(**json.loads(told))
    k, filters = v.kernel_size, v.filters
    seen, other = (tensor(v.pictures[n])[None] for n in (v.picture, 0 if v.picture else 1))
    corners = [tensor(one)[:k, :k] for one in v.starts]
    second = corners[1] if v.init == 3 else corners[0].clone()
    second[1, 1] += 0.1 * (v.init == 2)
    weight = torch.stack([corners[0], second])[:filters, None] * (v.init > 0)
    weight.requires_grad_()
    frame = [(k - n) // 2 for n in np.shape(v.target)]

    def loss_on(picture):
        output = functional.conv2d(picture, weight)
        output = output.relu().sum(0) if filters > 1 else output[0]
        wanted = functional.conv2d(picture, tensor(v.target)[None, None])[0]
        wanted = wanted[frame[0] :, frame[1] :][: len(output), : len(output)]
        return output, ((output - (wanted.abs() if filters > 1 else wanted)) ** 2).mean()

    optimiser = torch.optim.SGD([weight], lr=v.rate, weight_decay=v.decay)
    steps = []
    for _ in range(201):
        optimiser.zero_grad()
        output, loss = loss_on(seen)
        with torch.no_grad():
            steps.append((weight[:, 0].clone(), loss.item(), loss_on(other)[1].item(), output))
        if loss > 1e9:
            break
        loss.backward()
        optimiser.step()
    return steps


def trained_as(column):
    return lambda one, v: np.array([step[column] for step in trained_by_torch(v)])


def trained_to(column):
    return lambda one, v: trained_by_torch(v)[v.position][column].detach().numpy()


# KernelLab, BorderExplorer


def picture(one, v):
    return images.decode(v.pictures[v.photo] if v.photo < len(v.pictures) else v.own)


def median_of_window(flip):
    def operate(plane, kernel, mode):
        # Turned, a kernel of even sides stands on the other of its two middles.
        origin = [-int(flip and side % 2 == 0) for side in kernel.shape]
        return ndimage.generic_filter(plane, np.median, kernel.shape, mode=mode, origin=origin)

    return operate


def filtered(one, v):
    seen = picture(one, v)
    if v.per_channel or not v.grey:
        return filtered_planes(v, seen if v.per_channel else images.grey(seen))
    weights = [0.299, 0.587, 0.114]
    last = np.dot(filtered_planes(v, np.dstack([seen] * 3) if seen.ndim == 2 else seen), weights)
    grey = images.grey(seen) if v.median or seen.ndim == 2 else seen @ weights
    return last if v.grey == 1 else last - filtered_planes(v, grey)


def filtered_planes(v, seen):
    shown = np.atleast_3d(seen)
    kernel = np.array(v.kernel)
    total = kernel.sum() if v.normalise and abs(kernel.sum()) > 1e-9 else 1
    operator = ndimage.convolve if v.flip else ndimage.correlate
    if v.median:
        operator, total = median_of_window(v.flip), 1
    mode = ("constant", "nearest", "reflect", "mirror", "wrap")[v.border]
    planes = [operator(plane, kernel / total, mode=mode) for plane in np.moveaxis(shown, -1, 0) / 1]
    made = np.squeeze(v.scale * np.stack(planes, -1) + v.offset)
    return made.clip(0, 255) if v.clip else made


# Loupe


def greyed(v):
    return images.grey(images.decode(v.pictures[v.picture])) / 1


def under_loupe(one, v):
    rows, columns = np.shape(v.kernel)
    shown = np.pad(greyed(v), 9, mode="reflect")
    top, left = v.row + 9 - rows // 2, v.column + 9 - columns // 2
    return shown[top : top + rows, left : left + columns]


def padded(one, v):
    mode = ("constant", "edge", "symmetric", "reflect", "wrap")[v.border_index]
    cval = {"constant_values": v.cval} if mode == "constant" else {}
    return np.pad(images.decode(v.photo), [(v.width, v.width)] * 2 + [(0, 0)], mode, **cval)


# BottleneckExplorer


def counted_by_torch(v):
    """Return both ways as modules of torch, without numbers, and what its counter counts."""
    k, width = v.kernel_size, v.bottleneck
    ways = [[(v.channels, v.filters, k)], [(v.channels, width, 1), (width, v.filters, k)]]
    if v.restore:
        ways[1][1:] = [(width, width, k), (width, v.filters, 1)]
    ways = [
        torch.nn.Sequential(
            *(torch.nn.Conv2d(a, b, size, padding="same", device="meta") for a, b, size in way)
        )
        for way in ways
    ]
    counts = []
    for way in ways:
        with FlopCounterMode(display=False) as counter:
            way(torch.empty(1, v.channels, v.side, v.side, device="meta"))
        counts.append(counter.get_total_flops() // 2)
    return ways, tuple(counts)


def widest(v):
    """Return where the work with 1×1 filters meets that without: a root of a polynomial."""
    area = v.kernel_size**2
    square, straight = (area, v.channels + v.filters), (0, v.channels + area * v.filters)
    roots = np.roots([*(square if v.restore else straight), -area * v.channels * v.filters])
    return math.floor(max(roots) + 1e-9)


# ChannelExplorer, ColorMixer, PointwiseMixer


def layer_of(v):
    """Return torch's own layer with the weights that the view has, on all channels."""
    made = torch.nn.Conv2d(
        v.channels, v.filters, np.shape(v.bank)[2:], groups=v.groups, dtype=torch.float64
    )
    depth = v.channels // v.groups
    for o in range(v.filters):
        first = o // (v.filters // v.groups) * depth
        made.weight.data[o] = tensor(v.bank[o])[first : first + depth]
    made.bias.data = tensor(v.bias)[: v.filters]
    return made


def layered(one, v):
    shown = np.moveaxis(images.decode(v.picture), -1, 0) if v.photo else v.input
    made = layer_of(v)(tensor(shown)).detach().numpy()
    return np.where(made > 0, made, 0) if v.relu else made


def light(one, v):
    shown = np.atleast_3d(images.decode(v.pictures[v.photo]))
    return shown if shown.shape[2] == 3 else np.repeat(shown, 3, axis=2)


def mixed(one, v):
    made = np.einsum("mc,hwc->mhw", np.array(v.weights), light(one, v) / 1)
    return made.clip(0) if v.relu else made


def mixed_twice(one, v):
    if not v.second_layer:
        return mixed(one, v)
    return np.einsum("km,mhw->khw", np.array(v.second), mixed(one, v))


def pointwise(one, v):
    made = np.einsum("mc,chw->mhw", np.array(v.weights), np.array(v.input))
    return made.clip(0) if v.relu else made


# CheckerboardLab


def weights_of(one, v):
    kernel = np.ones((v.kernel_size,) * 2)
    kernel += v.unequal / 100 * np.array(v.pattern)[: v.kernel_size, : v.kernel_size]
    return kernel / kernel.sum()


def enlarged(one, v):
    given = [tensor(values)[None, None] for values in (v.pictures[v.picture], weights_of(one, v))]
    return v.stride**2 * functional.conv_transpose2d(*given, stride=v.stride)[0, 0].numpy()


def resized(one, v):
    large = np.repeat(np.repeat(v.pictures[v.picture], v.stride, 0), v.stride, 1)
    return ndimage.correlate(large.astype(float), weights_of(one, v), mode="nearest")


# MovingAverage, SubsamplingExplorer


def boxed(one, v):
    x = np.array(v.input)
    kernels = [[[3, 0, 0], [0, 4, 2], [0, 0, 1]], [[0, 0, -2], [1, 0, 0], [2, -1, 0]]]
    if v.box < 2:
        return ndimage.correlate(x, kernels[v.box], mode="wrap")
    if v.box == 2:
        return ndimage.maximum_filter(x, 3, mode="wrap")
    cross = ndimage.generate_binary_structure(2, 1)
    return ndimage.correlate(x, cross.astype(float), mode="wrap") * [1, 2, 3, 4, 5, 6]


def joint_kernel(one, v):
    row = np.trim_zeros(np.array(v.kernel[0]))
    return functools.reduce(np.convolve, [row] * v.copies)


def spread_of(one, v):
    """Return the standard deviation of the joint kernel, as SciPy has it of a distribution."""
    joint = joint_kernel(one, v)
    return stats.rv_discrete(values=(np.arange(len(joint)), joint / joint.sum())).std()


def averaged(one, v):
    return functional.avg_pool1d(tensor(v.series)[None], v.window, stride=1)[0].numpy()


def mean_under(one, v):
    """Return the mean of SciPy's window around the reading, or around the nearest with a whole."""
    middle = np.clip(v.middle, v.window // 2, len(v.series) - 1 - (v.window - 1) // 2)
    return ndimage.uniform_filter1d(v.series, v.window, output=float)[middle]


def every_sth(one, v):
    shown = images.decode(v.pictures[v.picture]).astype(float)
    sigma = v.stride / 2 if v.anti_aliasing and v.stride > 1 else 0
    axes = (sigma, sigma, 0)[: shown.ndim]
    return ndimage.gaussian_filter(shown, axes, mode="mirror")[:: v.stride, :: v.stride]


# PoolingExplorer, PhotoPooling


def lined(one, v):
    shown = images.grey(images.decode(v.pictures[v.picture])) / 1
    if v.line:
        columns = np.arange(128)
        shown[16 + (0.75 * columns).astype(int), columns] = (0, 255, 0)[v.line]
    return np.clip(shown + v.noise * voxel_noise((128, 128), seed=v.seed), 0, 255)


def by_torch(operator):
    return lambda one, v: operator(tensor(lined(one, v))[None], v.window, v.stride)[0].numpy()


def pooled(one, v):
    moved = tensor(np.roll(v.input, v.shift, 1))[None]
    options = {name: getattr(v, name) for name in ("stride", "padding", "ceil_mode")}
    if v.kind == 0:
        return functional.max_pool2d(moved, v.kernel_size, **options)[0].numpy()
    options["count_include_pad"] = v.count_include_pad
    return functional.avg_pool2d(moved, v.kernel_size, **options)[0].numpy()


# ReceptiveFieldExplorer, SizeExplorer, SizeFinder


def line(size, layers):
    """Send a line of zeros through layers; return it, and what each makes of it."""
    made = [torch.zeros(1, 1, size, requires_grad=True, dtype=torch.float64)]
    for _, k, s, p, d in layers:
        weight = torch.ones(1, 1, k, dtype=torch.float64)
        made.append(functional.conv1d(made[-1], weight, stride=s, padding=p, dilation=d))
    return made


def sizes(one, v):
    return [x.shape[-1] for x in line(v.input_size, v.layers)]


def seen(v, size, margin):
    """Return the pixels of a line of `size` on which the unit in question depends."""
    layers = [[*layer[:3], layer[3] if margin else 0, layer[4]] for layer in v.layers[: v.depth]]
    made = line(size, layers)
    made[-1][0, 0, min(v.position, made[-1].shape[-1] - 1) if margin else 0].backward()
    return torch.where(made[0].grad[0, 0] != 0)[0]


def field(one, v):
    pixels = seen(v, 400, margin=False)
    jump = int(np.prod([layer[2] for layer in v.layers[: v.depth]]))
    return int(pixels[-1] - pixels[0]) + 1, jump


def windows(v):
    layer = (0, v.kernel_size, v.stride, v.padding, v.dilation)
    return line(v.input_size, [layer])


def unread(one, v):
    start, made = windows(v)
    made.sum().backward()
    return torch.where(start.grad[0, 0] == 0)[0]


def found(one, v):
    """Return all sizes that the layers reach, with the output paddings of each, by torch."""
    layers = v.layers or [(v.kernel_size, v.stride, v.padding)]
    ways = {}
    for extras in itertools.product(*[range(s) for _, s, _ in layers]):
        x = torch.zeros(1, 1, v.start)
        for (k, s, p), extra in zip(layers, extras, strict=True):
            weight = torch.ones(1, 1, k)
            x = functional.conv_transpose1d(x, weight, stride=s, padding=p, output_padding=extra)
        ways[x.shape[-1]] = extras
    return ways


# SliceExplorer


def truth(v):
    return np.frombuffer(v.volume, np.uint8).reshape(v.shape).astype(float)


def noisy(one, v):
    """Return the phantom with the noise of another explorer, stretched to this one's."""
    unit = explorers.SliceExplorer(noise=1).noisy - truth(v)
    assert abs(unit.std() - 1) < 0.02 and abs(unit.mean()) < 0.02
    return truth(v) + v.noise * unit


def smooth(one, v, across):
    made = noisy(one, v)
    for axis, sigma in enumerate((across, v.sigma, v.sigma)):
        made = ndimage.gaussian_filter1d(made, sigma, axis) if sigma else made
    return made


# FeatureMapBrowser


def maps_of(one, v):
    return (UNTRAINED if v.untrained else TRAINED)[NAMES[v.photo]][v.layer - 1]


def strongest(one, v):
    means = np.mean([TRAINED[name][v.layer - 1].mean((1, 2)) for name in NAMES], axis=0)
    return np.argsort(-means)[v.channel - 1]


def likeness(one, v):
    shown = maps_of(one, v)[strongest(one, v)]
    grey = images.grey(images.photo(NAMES[v.photo], 32)) / 1
    block = 32 // len(shown)
    small = functional.avg_pool2d(tensor(grey)[None], block)[0]
    return np.corrcoef(shown.ravel(), small.ravel())[0, 1]


def sees(one, v):
    ends = []
    for place in (v.y, v.x):
        unit = place // (1 if v.layer == 1 else 2)
        made = [torch.zeros(1, 1, 32, requires_grad=True)]
        kinds = STACK if v.layer == 2 else STACK[:1]
        for kind in kinds:
            options = {"padding": 1} if kind == "C" else {"stride": 2}
            weight = torch.ones(1, 1, 3 if kind == "C" else 2)
            made.append(functional.conv1d(made[-1], weight, **options))
        made[-1][0, 0, unit].backward()
        pixels = torch.where(made[0].grad[0, 0] != 0)[0]
        ends.append((int(pixels[0]), int(pixels[-1])))
    return tuple(ends)


def patched(one, v):
    """Return where a channel is largest, by taking its maximum and crossing out what is near."""
    number, found = strongest(one, v), []
    for name in NAMES:
        plane = np.pad((UNTRAINED if v.untrained else TRAINED)[name][v.layer - 1][number], 1)
        for _ in range(9):
            row, col = np.unravel_index(plane.argmax(), plane.shape)
            if plane[row, col] > 0:
                found.append((name, (int(row) - 1, int(col) - 1), float(plane[row, col])))
            # Half a window is two places: 3 pixels of 1 in the first layer, 8 of 2 in the second.
            plane[row - 1 : row + 2, col - 1 : col + 2] = 0
    return sorted(found, key=lambda patch: -patch[2])[:9]


# ScoreMap

SLIM = weights.load("vgg16_slim")


def covered(v):
    photos = ("coffee", "camera")
    own = DISC if v.photo == len(photos) else images.photo(photos[v.photo], 96)
    shown = np.array(np.broadcast_to(own if own.ndim == 3 else own[..., None], (96, 96, 3)))
    if v.cover:
        shown[v.y : v.y + v.patch, v.x : v.x + v.patch] = 124, 116, 104
    return shown


def scored(picture):
    with torch.no_grad():
        return SLIM(nets.to_input(picture))[0].numpy()


def named(v):
    plain = scored(covered(SimpleNamespace(photo=v.photo, cover=False)))
    return v.chosen if v.chosen >= 0 else int(plain.argmax())


def by_place(v):
    """Return the parts of a score: the score with all of the last maps but one place set to 0."""
    with torch.no_grad():
        last = SLIM.features(nets.to_input(covered(v)))
        parts = torch.zeros(3, 3)
        for place in np.ndindex(3, 3):
            only = torch.zeros_like(last)
            only[..., place[0], place[1]] = last[..., place[0], place[1]]
            parts[place] = (SLIM.classifier(only.mean((2, 3))) - SLIM.classifier.bias)[0, named(v)]
    return parts


# ScoreTrail


def levels(v):
    """Return all levels of the photo, as torch makes them one module after the other."""
    x = nets.to_input(DISC if v.photo else images.photo("coffee", 96))
    made = [x[0]]
    with torch.no_grad():
        for module in SLIM.features:
            x = module(x)
            if isinstance(module, torch.nn.ReLU | torch.nn.MaxPool2d):
                made.append(x[0])
        made.append(SLIM.classifier(x.mean((2, 3)))[0][:, None, None])
    return made


def modules():
    """Return what makes each level, as a function of the level before."""
    groups, made = [], []
    for module in SLIM.features:
        groups.append(module)
        if isinstance(module, torch.nn.ReLU | torch.nn.MaxPool2d):
            made.append(torch.nn.Sequential(*groups))
            groups = []
    return [*made, lambda x: SLIM.classifier(x.mean((2, 3)))[..., None, None]]


MODULES = modules()


def influences(made, place):
    """Return what each number of the level before adds to a number, by its gradient."""
    level, channel, row, col = place
    before = made[level - 1][None].clone().requires_grad_()
    layers = MODULES[level - 1]
    if isinstance(layers, torch.nn.Sequential) and isinstance(layers[-1], torch.nn.ReLU):
        layers = layers[:-1]  # the sum is what comes before it
    layers(before)[0, channel, row, col].backward()
    return (before * before.grad)[0].detach()


def trail(v):
    made = levels(v)
    level, channel, row, col = v.start
    places = [(level, int(made[-1].argmax()) if channel < 0 else channel, row, col)]
    for step in range(min(v.steps, level)):
        place, chosen = places[-1], (v.path[step] if step < len(v.path) else -1)
        parts = influences(made, place)
        index = np.unravel_index(int(parts.argmax()), parts.shape)
        kernel = MODULES[place[0] - 1][0].kernel_size if chosen >= 0 else None
        if kernel == 2:
            index = place[1], 2 * place[2] + chosen // 2, 2 * place[3] + chosen % 2
        elif kernel == (3, 3):
            index = chosen // 9, place[2] - 1 + chosen // 3 % 3, place[3] - 1 + chosen % 3
        places.append((place[0] - 1, *map(int, index)))
    return tuple(places)


def arrived(v):
    level, *place = trail(v)[-1]
    return levels(v)[level][tuple(place)].item()


# ShiftedPhoto


def shifted(v):
    photo = DISC if v.photo else images.photo("coffee", 96)
    edge = np.repeat(photo[:, :1], v.shift, axis=1)
    return np.concatenate([edge, photo[:, : 96 - v.shift]], axis=1)


def class_of(v):
    photo = DISC if v.photo else images.photo("coffee", 96)
    return v.chosen if v.chosen >= 0 else int(scored(photo).argmax())


def moved_along(v):
    jumps = {96: 1, 48: 2, 24: 4, 12: 8, 6: 16}
    told = []
    photo = DISC if v.photo else images.photo("coffee", 96)
    both = (features.activation_maps(SLIM, picture) for picture in (photo, shifted(v)))
    for one, other in zip(*both, strict=True):
        by = math.floor(v.shift / jumps[one.shape[1]] + 0.5)
        moved = np.roll(one, by, axis=2)
        apart = np.abs(moved - other).mean(axis=0)[:, by:]
        told.append((apart <= 1e-5 * one.mean()).mean())
    return tuple(told)


# FilterFormation


def kernels(one, v):
    return KERNELS[min(v.position, 2)].astype(float)


def in_three_waves(kernel):
    """Return the share of the energy in three waves, by what is left without all others."""
    size, energies = kernel.shape[-1], []
    spectrum = torch.fft.fft2(torch.tensor(kernel))
    for u, v in itertools.product(range(size), repeat=2):
        if (u, v) <= (-u % size, -v % size):
            alone = torch.zeros_like(spectrum)
            for pair in {(u, v), (-u % size, -v % size)}:
                alone[:, *pair] = spectrum[:, *pair]
            energies.append(torch.fft.ifft2(alone).real.square().sum().item())
    return sum(sorted(energies)[-3:]) / sum(energies)


def nearest(one, v):
    kernel = kernels(one, v)[min(v.chosen, 3)]
    best = (0, "", "")
    for pattern, plane in patterns.hand_made(5).items():
        for mix, shares in patterns.channel_mixes().items():
            made = np.multiply.outer(shares, plane)
            cosine = (made * kernel).sum() / np.linalg.norm(made) / np.linalg.norm(kernel)
            best = max(best, (abs(cosine), pattern, mix, cosine))
    return best[1], best[2], round(float(best[3]), 6)


def normalised(one, v):
    planes = np.moveaxis(images.decode(v.picture) / 255, -1, 0)
    return (planes - np.reshape(v.mean, (3, 1, 1))) / np.reshape(v.std, (3, 1, 1))


def answered(one, v):
    kernel = kernels(one, v)[min(v.chosen, 3)]
    return conv(normalised(one, v), kernel[None], stride=v.stride, padding=2)[0]


# AutoencoderTour


def stages(one, v):
    """Return the six layers' maps by torch, the bottleneck scaled and with channels off."""
    names = [f"output_padding_{n}" for n in (1, 2, 3)]
    net = nets.Autoencoder(tuple(getattr(v, name) for name in names)).double()
    half = {
        k: w.half().double() for k, w in list(NETWORKS.values())[v.snapshot].state_dict().items()
    }
    net.load_state_dict(half)
    photo = np.frombuffer(v.photos[v.photo], np.uint8).reshape(1, 1, 96, 96) / 255
    maps, x = [], torch.tensor(photo)
    with torch.no_grad():
        for n, layer in enumerate([*net.encoder, *net.decoder]):
            x = layer(x)
            if n == len(net.encoder) - 1:
                x = x.clone()
                for place, channel in enumerate(v.channels, 1):
                    x[:, channel] *= getattr(v, f"scale_{place}")
                x[:, v.muted] = 0
            if n % 2:
                maps.append(x[0].numpy())
    return maps


def error(one, v):
    made = 255 * stages(one, v)[-1][0]
    photo = np.frombuffer(v.photos[v.photo], np.uint8).reshape(96, 96)
    return np.sqrt(((made - photo) ** 2).mean()) if made.shape == (96, 96) else None


# CostLadder


def windows_of(v):
    """Return all windows of the large picture; nothing is held of it but one zero."""
    wide = v.side + v.kernel_size - 1
    padded = np.broadcast_to(0.0, (wide, wide))
    return np.lib.stride_tricks.sliding_window_view(padded, (v.kernel_size, v.kernel_size))


def spectrum_of(v):
    length = 2 ** math.ceil(math.log2(v.side + v.kernel_size - 1))
    return np.broadcast_to(0j, (length, length))


def tiles_of(v):
    return np.broadcast_to(0.0, (math.ceil(v.side / 2), math.ceil(v.side / 2), 4, 4))


def products_counted(one, v):
    windows, spectrum, square = windows_of(v).size, spectrum_of(v), v.side * v.side
    stages = len(spectrum).bit_length() - 1
    lines = 2 * len(spectrum)  # its rows and its columns, each with half a butterfly per number
    transform = lines * stages * len(spectrum) // 2 * 4
    return (
        windows,
        windows,
        square * v.kernel_size + square * v.kernel_size,
        windows,
        windows,
        3 * transform + spectrum.size * 4 + square,
        tiles_of(v).size + 6 + 8 if v.kernel_size == 3 else None,
    )


def bytes_counted(one, v):
    windows, picture = windows_of(v), np.broadcast_to(0.0, (v.side, v.side))
    kernel, plane = windows[0, 0], spectrum_of(v)
    ends = picture.nbytes + kernel.nbytes + picture.nbytes
    # Rows and columns, each read and written; then two read and one written.
    spectra = 3 * (2 * plane.nbytes + 2 * plane.nbytes) + 3 * plane.nbytes
    # A tap reads the picture, writes the product, reads it and the sum, and writes the sum.
    tap = 5 * picture.nbytes + kernel.itemsize
    tiles = 2 * tiles_of(v).nbytes + 2 * tiles_of(v).nbytes  # mixed ones and products
    return (
        ends,
        ends + 2 * windows.nbytes,
        4 * picture.nbytes + 2 * kernel[0].nbytes,
        kernel.size * tap,
        ends + 2 * windows.nbytes,
        ends + spectra,
        ends + tiles + 2 * tiles_of(v)[0, 0].nbytes if v.kernel_size == 3 else None,
    )


def laddered(one, v):
    mode = "wrap" if v.rung == 5 and v.position == 0 else "constant"
    return ndimage.correlate(np.array(v.input), np.outer(v.column, v.row), mode=mode)


# TwoPasses, TwoRoutes, VolumeExplorer


def down_and_across(v):
    """Return a column and a row, by the powers of 1 + x and by what is left at the ends."""
    ones = np.ones(v.kernel_size)
    pascal = (np.poly1d([1, 1]) ** (v.kernel_size - 1)).coeffs
    ends = ones.cumsum() // v.kernel_size - np.eye(v.kernel_size)[0]
    return [(ones, ones), (pascal, pascal), (pascal, ends)][v.family]


def both_passes(v, column, row):
    passed = ndimage.correlate1d(np.array(v.input), row, axis=1, mode="constant")
    return ndimage.correlate1d(passed, column, axis=0, mode="constant")


def routes(one, v):
    operate = list(OPERATORS.values())[v.operator].function
    x, y = np.array(v.input), np.array(v.second)
    if v.test == "mix":
        return v.a * operate(x) + v.b * operate(y), operate(v.a * x + v.b * y)

    def shift(z):
        moves = v.down, v.right
        down, right = ((np.arange(n) - by) % n for n, by in zip(z.shape, moves, strict=True))
        return z[np.ix_(down, right)]

    return shift(operate(x)), operate(shift(x))


def cubed(one, v):
    options = {"padding": v.padding, "stride": v.stride}
    volume = ndimage.shift(v.input, (v.shift, 0, 0), order=0)  # zeros come in
    if v.layer_index:
        return conv(volume, [v.kernel], **options)
    return conv([volume], [[v.kernel]], **options)[0]


# NetworkDoctor


def sent_through(one, v):
    """Return the shape that torch's own modules make, where the text is one of them."""
    scope = {"nn": torch.nn}
    if v.source.startswith("class "):
        exec(v.source, scope)
        made = scope["ConvAutoEncoder"]()
    else:
        made = eval(v.source, scope)
    return tuple(made(torch.zeros(1, *v.input_shape)).shape[1:])


#: For each explorer its computed properties, each with what it is, made from the view's traits.
ORACLES = {
    "AutoencoderTour": {
        "step": lambda one, v: list(NETWORKS)[v.snapshot],
        "image": lambda one, v: np.frombuffer(v.photos[v.photo], np.uint8).reshape(96, 96),
        "code": lambda one, v: stages(one, v)[2],
        "maps": stages,
        "output": lambda one, v: 255 * stages(one, v)[-1][0],
        "error": error,
    },
    "BlackBox": {
        "output": boxed,
        "rebuilt": lambda one, v: ndimage.convolve(np.array(v.input), v.kernel, mode="wrap"),
    },
    "BorderExplorer": {"image": lambda one, v: images.decode(v.photo), "output": padded},
    "BottleneckExplorer": {
        "multiplications": lambda one, v: counted_by_torch(v)[1],
        "parameters": lambda one, v: tuple(
            sum(p.numel() for p in way.parameters()) for way in counted_by_torch(v)[0]
        ),
        "break_even": lambda one, v: widest(v),
    },
    "ChannelExplorer": {
        "weight": lambda one, v: layer_of(v).weight.detach(),
        "output": layered,
        "parameters": lambda one, v: sum(p.numel() for p in layer_of(v).parameters()),
        "multiplications": lambda one, v: layer_of(v).weight[0].numel() * layered(one, v).size,
        "image": lambda one, v: images.decode(v.picture),
    },
    "CheckerboardLab": {
        "input": lambda one, v: v.pictures[v.picture],
        "kernel": weights_of,
        "transposed": enlarged,
        "resized": resized,
    },
    "ColorMixer": {"image": light, "hidden": mixed, "output": mixed_twice},
    "FeatureMapBrowser": {
        "image": lambda one, v: images.photo(NAMES[v.photo], 32),
        "maps": maps_of,
        "number": strongest,
        "output": lambda one, v: maps_of(one, v)[strongest(one, v)],
        "zeros": lambda one, v: np.mean(maps_of(one, v) == 0),
        "likeness": likeness,
        "sees": sees,
        "patches": patched,
    },
    "FilterFormation": {
        "steps": lambda one, v: (0, 5, 9),
        "step": lambda one, v: (0, 5, 9)[min(v.position, 2)],
        "snapshots": lambda one, v: KERNELS,
        "kernels": kernels,
        "kernel": lambda one, v: kernels(one, v)[min(v.chosen, 3)],
        "nearest": nearest,
        "structured": lambda one, v: sum(in_three_waves(k) > v.threshold for k in kernels(one, v)),
        "image": normalised,
        "output": answered,
    },
    "KernelLab": {"image": picture, "output": filtered},
    "KernelPowers": {"output": joint_kernel, "deviation": spread_of},
    "LearnExplorer": {
        "output_size": lambda one, v: learnt(v)["output"].shape[-2:],
        **{
            name: learnt_as(name)
            for name in (
                "output",
                "error",
                "loss",
                "weight_gradient",
                "input_gradient",
                "bias_gradient",
            )
        },
    },
    "Loupe": {
        "image": lambda one, v: greyed(v),
        "point": lambda one, v: (v.row, v.column),
        "neighbourhood": under_loupe,
        "output": lambda one, v: ndimage.correlate(greyed(v), np.array(v.kernel), mode="mirror"),
        "angle": lambda one, v: np.degrees(
            np.arctan2(*(ndimage.sobel(greyed(v), axis, mode="mirror") for axis in (0, 1)))
        ),
    },
    "MovingAverage": {
        "series": lambda one, v: v.series,
        "output": averaged,
        "mean": mean_under,
    },
    "NetworkDoctor": {"output_shape": sent_through},
    "PhotoPooling": {
        "input": lined,
        "maximum": by_torch(functional.max_pool2d),
        "average": by_torch(functional.avg_pool2d),
    },
    "PointwiseMixer": {"output": pointwise},
    "PoolingExplorer": {"output": pooled, "output_size": lambda one, v: pooled(one, v).shape},
    "ReceptiveFieldExplorer": {
        "sizes": sizes,
        "field": field,
        "field_size": lambda one, v: field(one, v)[0],
        "pixels": lambda one, v: seen(v, v.input_size, margin=True),
    },
    "ScoreMap": {
        "covered": lambda one, v: covered(v),
        "scores": lambda one, v: scored(covered(v)),
        "shares": lambda one, v: torch.tensor(scored(covered(v))).softmax(0),
        "number": lambda one, v: named(v),
        "name": lambda one, v: weights.classes("vgg16_slim")[named(v)],
        "parts": lambda one, v: by_place(v),
        "bias": lambda one, v: SLIM.classifier.bias[named(v)].item(),
        "score": lambda one, v: scored(covered(v))[named(v)],
    },
    "ScoreTrail": {
        "places": lambda one, v: trail(v),
        "value": lambda one, v: arrived(v),
    },
    "ShiftedPhoto": {
        "shifted": lambda one, v: shifted(v),
        "shares": lambda one, v: torch.tensor(scored(shifted(v))).softmax(0),
        "number": lambda one, v: class_of(v),
        "name": lambda one, v: weights.classes("vgg16_slim")[class_of(v)],
        "followed": lambda one, v: moved_along(v),
    },
    "SizeExplorer": {"output_size": lambda one, v: windows(v)[1].shape[-1], "unread": unread},
    "SizeFinder": {
        "sizes": lambda one, v: sorted(found(one, v)),
        "output_paddings": lambda one, v: found(one, v).get(v.target),
    },
    "SliceExplorer": {
        "volume": lambda one, v: truth(v),
        "noisy": noisy,
        "flat": lambda one, v: smooth(one, v, 0),
        "output": lambda one, v: smooth(one, v, v.across),
    },
    "SlidingWindow": {"output": slid, "output_size": lambda one, v: slid(one, v).shape},
    "SubsamplingExplorer": {
        "image": lambda one, v: images.decode(v.pictures[v.picture]),
        "output": every_sth,
    },
    "TrainExplorer": {
        "losses": trained_as(1),
        "unseen": trained_as(2),
        "kernels": trained_to(0),
        "output": trained_to(3),
    },
    "TransposedExplorer": {
        "output": lambda one, v: stamped(v, v.input, v.kernel),
        "output_size": lambda one, v: stamped(v, v.input, v.kernel).shape,
        "writes": lambda one, v: stamped(v, np.ones_like(v.input), np.ones_like(v.kernel)),
    },
    "CostLadder": {
        "kernel": lambda one, v: np.multiply.outer(v.column, v.row),
        "output": laddered,
        "multiplications": products_counted,
        "bytes_moved": bytes_counted,
    },
    "TwoPasses": {
        "row": lambda one, v: down_and_across(v)[1],
        "column": lambda one, v: down_and_across(v)[0],
        "kernel": lambda one, v: np.multiply.outer(*down_and_across(v)),
        "between": lambda one, v: both_passes(v, [1.0], down_and_across(v)[1]),
        "output": lambda one, v: ndimage.correlate(
            np.array(v.input), np.multiply.outer(*down_and_across(v)), mode="constant"
        ),
        "multiplications": lambda one, v: (2 * v.kernel_size, v.kernel_size * v.kernel_size),
    },
    "TwoRoutes": {"test": lambda one, v: "shift", "routes": routes},
    "VolumeExplorer": {"output": cubed},
}

#: Settled when the figure is made, and tested there; or no number, and tested in `test_doctor`
#: and `test_score_trail`.
SETTLED = {
    ("AutoencoderTour", "channels"),
    ("NetworkDoctor", "diagnosis"),
    ("ScoreTrail", "terms"),
}


def put(one, setting, value):
    """Set a property of the explorer, or a trait of its view."""
    on_view = setting.startswith("view.")
    setattr(one.view if on_view else one, setting.removeprefix("view."), value)


def states(name):
    """Yield the settings of each state: none, each, and two of them."""
    settings = {**VALUES[name], **MORE.get(name, {})}.items()
    yield from itertools.chain([()], ([one] for one in settings))
    if name in LONG:
        yield from itertools.pairwise(settings)
    else:
        yield from itertools.combinations(settings, 2)


def at_first(name):
    """Return an explorer in its first state."""
    make = UNEVEN.get(name, getattr(explorers, name))
    if name not in REUSED:
        return make()
    one = KEPT.get(name) or make()
    for trait, value in one.view.initial.items():
        setattr(one.view, trait, value)
    KEPT[name] = one
    return one


def in_state(name, settings):
    """Return an explorer in this state, or None where two settings do not go together."""
    one = at_first(name)
    for setting, value in settings:
        try:
            put(one, setting, value)
        except (ValueError, traitlets.TraitError):
            assert len(settings) == 2, f"{setting} alone is refused"
            return None
    return one


def same(got, wanted):
    """Tell whether two answers agree: None, names, numbers, or several of them."""
    if wanted is None or isinstance(wanted, str):
        return got == wanted
    if isinstance(wanted, tuple | list) and not all(isinstance(one, int) for one in wanted):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    got, wanted = np.asarray(got, float), np.asarray(wanted, float)
    return got.shape == wanted.shape and np.allclose(got, wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ORACLES)
def test_computed_properties_agree_with_another_library_in_every_state(name):
    tried = 0
    for settings in states(name):
        one = in_state(name, settings)
        for property_, oracle in ORACLES[name].items() if one else ():
            try:
                got = getattr(one, property_)
            except ValueError as refused:  # then nothing fits, and torch says so, too
                assert str(refused)
                with pytest.raises((RuntimeError, ValueError)):
                    oracle(one, one.view)
                continue
            tried += 1
            wanted = oracle(one, one.view)
            assert same(got, wanted), f"{property_} after {settings}"
    assert tried > len(ORACLES[name]) * len(VALUES[name])


def test_every_computed_property_has_an_oracle():
    for name in explorers.__all__:
        kind = getattr(explorers, name)
        if inspect.isclass(kind) and issubclass(kind, Explorer):
            computed = {n for n, p in vars(kind).items() if isinstance(p, property) and not p.fset}
            settled = {property_ for one, property_ in SETTLED if one == name}
            assert computed - settled <= set(ORACLES[name]), name
