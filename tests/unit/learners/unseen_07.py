"""Answers to the exercises of chapter 7 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def slide(image, kernel):
    kh, kw = kernel.shape
    H, W = image.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + kh, j : j + kw] * kernel).sum()
    return out


def layer(x, w):
    return sum(slide(c, k) for c, k in zip(x, w))


ONE_MAP = {
    'no bias': (lambda x, w, b: layer(x, w), 'The bias is missing.'),
    'bias each channel': (lambda x, w, b: sum(slide(c, k) + b for c, k in zip(x, w)), 'You add the bias in every channel. It comes'),
    'relu': (lambda x, w, b: np.maximum(layer(x, w) + b, 0), 'You cut off what is negative. ReLU is a step of'),
    'mean': (lambda x, w, b: layer(x, w) / len(x) + b, 'You average over the channels. A layer adds'),
    'not summed': (lambda x, w, b: np.stack([slide(c, k) + b for c, k in zip(x, w)]), 'You keep the channels apart and return a map'),
    'flipped': (lambda x, w, b: layer(x, w[:, ::-1, ::-1]) + b, 'You turn each kernel by 180°. A layer slides'),
    'minus bias': (lambda x, w, b: layer(x, w) - b, 'You subtract the bias. It is added.'),
    'bias times': (lambda x, w, b: layer(x, w) * b, 'You multiply by the bias. It is added.'),
    'first kernel': (lambda x, w, b: sum(slide(c, w[0]) for c in x) + b, 'You use the first kernel for every channel.'),
    'first channel': (lambda x, w, b: slide(x[0], w[0]) + b, 'You return what the first channel gives. Add up'),
    'last channel': (lambda x, w, b: slide(x[-1], w[-1]) + b, 'You return what the last channel gives: does'),
    'grey first': (lambda x, w, b: slide(x.mean(0), w.sum(0)) + b, 'You add the channels up before you filter them.'),
    'sum channels and kernels': (lambda x, w, b: slide(x.sum(0), w.sum(0)) + b, 'You add the channels up before you filter them.'),
    'channels backwards': (lambda x, w, b: layer(x, w[::-1]) + b, 'The first channel meets the last kernel. Kernel'),
    'one axis': (lambda x, w, b: (layer(x, w) + b)[None], 'The numbers are right, but there is an axis too'),
    'same': (lambda x, w, b: sum(signal.correlate2d(c, k, "same") for c, k in zip(x, w)) + b, 'Your map is as large as the image, with zeros'),
    'all channels flip': (lambda x, w, b: layer(x, w[::-1, ::-1, ::-1]) + b, "You flip all three axes, the channels' too, as"),
    'maximum': (lambda x, w, b: np.max([slide(c, k) for c, k in zip(x, w)], 0) + b, 'You keep the largest of the channels. A filter'),
    'product': (lambda x, w, b: np.prod([slide(c, k) for c, k in zip(x, w)], 0) + b, 'you get '),
    'one short': (lambda x, w, b: (layer(x, w) + b)[:-1, :-1], 'The last row and column are missing: there are'),
}  # fmt: skip
COUNT_PARAMETERS = {
    'no groups': (lambda ci, co, k, g: co * ci * k * k + co, 'The groups are missing: a filter reads c_in /'),
    'no bias': (lambda ci, co, k, g: co * (ci // g) * k * k, 'These are the weights. Each filter has a bias'),
    'both divided': (lambda ci, co, k, g: (co // g) * (ci // g) * k * k + co, 'You divide both numbers of channels. That is'),
    'both divided bias too': (lambda ci, co, k, g: (co // g) * (ci // g) * k * k + co // g, 'That is one group alone. There are `groups` of'),
    'times groups': (lambda ci, co, k, g: co * ci * g * k * k + co, 'You multiply by the groups. Groups save'),
    'bias per input': (lambda ci, co, k, g: co * (ci // g) * k * k + ci, 'You count a bias for each input channel. There'),
    'one bias': (lambda ci, co, k, g: co * (ci // g) * k * k + 1, 'You count one bias. Each of the c_out filters'),
    'bias per kernel': (lambda ci, co, k, g: co * (ci // g) * (k * k + 1), 'You count a bias for every channel of every'),
    'k once': (lambda ci, co, k, g: co * (ci // g) * k + co, 'A kernel of size k has k·k weights, not k.'),
    'bias inside all': (lambda ci, co, k, g: (co * ci * k * k + co) // g, 'You divide the biases by the groups, too. Each'),
    'bias groups': (lambda ci, co, k, g: co * (ci // g) * k * k + co * g, 'You count the biases by the groups. Each of the'),
    'bias per group': (lambda ci, co, k, g: co * (ci // g) * k * k + g, 'You count the biases by the groups. Each of the'),
    'one channel': (lambda ci, co, k, g: co * k * k + co, 'You count one k×k grid for each filter. A'),
    'pair': (lambda ci, co, k, g: (co * (ci // g) * k * k, co), 'You return weights and biases apart. Return how'),
    'cube': (lambda ci, co, k, g: co * (ci // g) * k ** 3 + co, 'k·k·k would be a kernel in three dimensions. A'),
    'sum': (lambda ci, co, k, g: (ci // g + co) * k * k + co, 'you get '),
    'times g': (lambda ci, co, k, g: g * co * (ci // g) * k * k + co, 'The groups are missing: a filter reads c_in /'),
    'two k': (lambda ci, co, k, g: co * (ci // g) * 2 * k + co, 'k×k is k·k weights, not 2·k.'),
}  # fmt: skip
DEPTHWISE = {
    'summed': (lambda x, w: layer(x, w), 'You add the channels up. A depthwise layer'),
    'first kernel': (lambda x, w: np.stack([slide(c, w[0]) for c in x]), 'You use the first kernel for every channel.'),
    'flipped': (lambda x, w: np.stack([slide(c, k[::-1, ::-1]) for c, k in zip(x, w)]), 'You turn each kernel by 180°. A layer slides'),
    'channels last': (lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w)], axis=-1), 'The numbers are right, but the channels come'),
    'summed repeated': (lambda x, w: np.stack([layer(x, w)] * len(x)), 'Each of your maps is the sum over all channels.'),
    'same': (lambda x, w: np.stack([signal.correlate2d(c, k, "same") for c, k in zip(x, w)]), 'Your maps are as large as the image, with zeros'),
    'all pairs': (lambda x, w: np.stack([slide(c, k) for c in x for k in w]), 'You let every kernel visit every channel.'),
    'all channels each': (lambda x, w: np.stack([sum(slide(c, k) for c in x) for k in w]), 'You slide each kernel over all channels, and'),
    'relu': (lambda x, w: np.maximum(np.stack([slide(c, k) for c, k in zip(x, w)]), 0), 'You cut off what is negative. ReLU is a step of'),
    'backwards': (lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w[::-1])]), 'The first channel meets the last kernel. Kernel'),
    'first channel': (lambda x, w: np.stack([slide(x[0], k) for k in w]), 'You slide every kernel over the first channel.'),
    'concatenated': (lambda x, w: np.concatenate([slide(c, k) for c, k in zip(x, w)]), 'The maps lie below each other, as one. Give'),
    'mean kernel': (lambda x, w: np.stack([slide(c, w.mean(0)) for c in x]), "values differ"),
    'one map': (lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w)])[:1], 'You return the first map alone: does your loop'),
    'extra axis': (lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w)])[None], 'The numbers are right, but there is an axis too'),
    'mean': (lambda x, w: np.stack([slide(c, k) / len(x) for c, k in zip(x, w)]), 'You divide by the number of channels. Nothing'),
    'output backwards': (lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w)])[::-1], "values differ"),
}  # fmt: skip
RIGHT = [
    (checks.check_one_map, lambda x, w, b: layer(x, w) + b),
    (checks.check_count_parameters, lambda ci, co, k, g: co * (ci // g) * k * k + co),
    (checks.check_count_parameters, lambda ci, co, k, g: co * ci / g * k * k + co),
    (checks.check_depthwise, lambda x, w: np.stack([slide(c, k) for c, k in zip(x, w)])),
    (checks.check_depthwise, lambda x, w: [slide(c, k) for c, k in zip(x, w)]),
]  # fmt: skip
WRONG = {
    checks.check_one_map: ONE_MAP,
    checks.check_count_parameters: COUNT_PARAMETERS,
    checks.check_depthwise: DEPTHWISE,
}
