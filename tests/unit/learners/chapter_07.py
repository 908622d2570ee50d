"""Answers to the exercises of chapter 7: right ones, and wrong ones as learners write them."""

import numpy as np
from scipy import ndimage, signal

from convcourse.exercises import checks


def slide(channel, kernel):
    """Return one kernel over one channel, in plain loops."""
    kh, kw = kernel.shape
    rows, columns = channel.shape[0] - kh + 1, channel.shape[1] - kw + 1
    out = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            for i in range(kh):
                for j in range(kw):
                    out[r, c] += channel[r + i, c + j] * kernel[i, j]
    return out


def torch_map(image, kernels, bias):
    import torch

    x, w = torch.tensor(image)[None], torch.tensor(kernels)[None]
    b = torch.tensor([bias], dtype=torch.double)
    return torch.nn.functional.conv2d(x, w, b)[0, 0].numpy()


def torch_parameters(c_in, c_out, k, groups):
    import torch

    layer = torch.nn.Conv2d(c_in, c_out, k, groups=groups)
    return sum(p.numel() for p in layer.parameters())


def torch_depthwise(image, kernels):
    import torch

    x, w = torch.tensor(image)[None], torch.tensor(kernels)[:, None]
    return torch.nn.functional.conv2d(x, w, groups=len(image))[0].numpy()


def added(image, kernels, bias, *, each=0.0):
    """Return a map added up channel by channel, with `each` added in every one."""
    total = 0
    for m in range(len(image)):
        total = total + slide(image[m], kernels[m]) + each
    return total + bias


def apart(image, kernels, bias):
    return np.array([slide(image[m], kernels[m]) + bias for m in range(len(image))])


def averaged(image, kernels, bias):
    return np.mean([slide(image[m], kernels[m]) for m in range(len(image))], axis=0) + bias


def turned(image, kernels, bias):
    total = 0
    for m in range(len(image)):
        total = total + signal.convolve2d(image[m], kernels[m], mode="valid")
    return total + bias


ONE_MAPS = {
    "apart": (apart, "You keep the channels apart"),
    "bias in each": (lambda i, k, b: added(i, k, 0, each=b), "You add the bias in every channel"),
    "no bias": (lambda i, k, b: added(i, k, 0), "The bias is missing"),
    "mean": (averaged, "You average over the channels"),
    "turned": (turned, "You turn each kernel by 180°"),
    "convolve": (lambda i, k, b: signal.convolve(i, k, "valid")[0] + b, "You flip all three axes"),
    "one axis too many": (lambda i, k, b: signal.correlate(i, k, "valid") + b, "take [0] of it"),
    "first kernel": (lambda i, k, b: added(i, [k[0]] * len(i), b), "first kernel for every"),
    "first channel": (lambda i, k, b: slide(i[0], k[0]) + b, "what the first channel gives"),
    "relu": (lambda i, k, b: added(i, k, b).clip(0), "You cut off what is negative"),
}


def counted(grid, filters, biases):
    """Return a number of parameters from its parts, each of them as a learner might have it."""

    def answer(c_in, c_out, k, groups):
        setting = {"c_in": c_in, "c_out": c_out, "k": k, "groups": groups}
        return grid(**setting) * filters(**setting) + biases(**setting)

    return answer


def read(c_in, groups, k, **_):
    return c_in // groups * k**2


def all_out(c_out, **_):
    return c_out


def nothing(**_):
    return 0


PARAMETERS = {
    "weights": (counted(read, all_out, nothing), "These are the weights"),
    "one bias": (counted(read, all_out, lambda **_: 1), "You count one bias"),
    "bias per channel": (
        counted(read, all_out, lambda c_in, c_out, groups, **_: c_out * (c_in // groups)),
        "a bias for every channel of every filter",
    ),
    "no groups": (counted(lambda c_in, k, **_: c_in * k * k, all_out, all_out), "The groups are"),
    "one grid": (counted(lambda k, **_: k * k, all_out, all_out), "one k×k grid for each filter"),
    "by input": (counted(lambda k, **_: k * k + 1, lambda c_in, **_: c_in, nothing),
                 "You count by input channels"),
    "k": (counted(lambda c_in, groups, k, **_: c_in // groups * k, all_out, all_out), "not k."),
    "one group": (counted(read, lambda c_out, groups, **_: c_out // groups, all_out),
                  "You divide both numbers"),
    "biases divided": (counted(read, all_out, lambda c_out, groups, **_: c_out // groups),
                       "You divide the biases"),
    "times groups": (counted(lambda c_in, groups, k, **_: c_in * groups * k * k, all_out, all_out),
                     "You multiply by the groups"),
    "input biases": (counted(read, all_out, lambda c_in, **_: c_in), "bias for each input channel"),
}  # fmt: skip


def each_apart(image, kernels):
    return np.stack([slide(channel, kernel) for channel, kernel in zip(image, kernels)])  # noqa: B905


def cut_ndimage(image, kernels):
    """Return what ndimage makes, cut to the windows that lie inside."""
    kh, kw = kernels.shape[1:]
    rows, columns = image.shape[1] - kh + 1, image.shape[2] - kw + 1
    top, left = kh // 2, kw // 2
    made = [ndimage.correlate(c, k) for c, k in zip(image, kernels, strict=True)]
    return np.array(made)[:, top : top + rows, left : left + columns]


DEPTHWISE = {
    "summed": (lambda i, k: added(i, k, 0), "You add the channels up. A depthwise"),
    "summed, one map": (lambda i, k: signal.correlate(i, k, "valid"), "as a standard layer"),
    "first kernel": (lambda i, k: each_apart(i, [k[0]] * len(i)), "first kernel for every"),
    "first channel": (lambda i, k: each_apart([i[0]] * len(k), k), "over the first channel"),
    "turned": (lambda i, k: each_apart(i, np.rot90(k, 2, (1, 2))), "You turn each kernel by 180°"),
    "channels last": (lambda i, k: np.dstack(each_apart(i, k)), "the channels come last"),
    "every pair": (lambda i, k: np.array([slide(c, w) for c in i for w in k]), "every channel"),
}

RIGHT = [
    (checks.check_one_map, torch_map),
    (checks.check_one_map, added),
    (checks.check_one_map, lambda i, k, b: signal.correlate(i, k, "valid")[0] + b),
    (checks.check_count_parameters, torch_parameters),
    (checks.check_count_parameters, counted(read, all_out, all_out)),
    (checks.check_depthwise, torch_depthwise),
    (checks.check_depthwise, each_apart),
    (checks.check_depthwise, cut_ndimage),
]
WRONG = {
    checks.check_one_map: ONE_MAPS,
    checks.check_count_parameters: PARAMETERS,
    checks.check_depthwise: DEPTHWISE,
}
