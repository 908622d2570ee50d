"""Answers to the exercises of chapter 8 by one who had read the exercise, and no checker."""

import numpy as np

from convcourse.exercises import checks


def col(w, b):
    return np.concatenate([w, np.asarray(b).reshape(-1, 1)], axis=1)


MIX_CHANNELS = {
    'matmul': (lambda x, w: w @ x, '`@` takes each channel by itself and adds up'),
    'matmul T': (lambda x, w: (w @ x.T).T, '`@` takes each channel by itself and adds up'),
    'x w': (lambda x, w: x @ w, '`@` takes each channel by itself and adds up'),
    'x wT': (lambda x, w: x @ w.T, '`@` takes each channel by itself and adds up'),
    'transposed w': (lambda x, w: np.tensordot(w.T, x, 1), 'Rows and columns of the weights have changed'),
    'x T w T no back': (lambda x, w: x.T @ w.T, 'Your result is turned round, (W, H, M).'),
    'channels last': (lambda x, w: np.tensordot(w, x, 1).transpose(1, 2, 0), 'The numbers are right, but the channels stand'),
    'swapped': (lambda x, w: np.tensordot(w, x, 1).swapaxes(1, 2), 'Rows and columns of the maps have changed'),
    'sum all': (lambda x, w: np.tensordot(w, x, 1).sum(0), 'You add up the maps of all filters. Each filter'),
    'mean': (lambda x, w: np.tensordot(w, x, 1) / len(x), 'You take the mean over the channels. A'),
    'first row': (lambda x, w: np.stack([w[0, c] * x[c] for c in range(len(x))]), 'You give each channel one weight, and keep the'),
    'broadcast': (lambda x, w: w[:, :, None, None] * x, 'You multiply but do not add up: an output'),
    'relu': (lambda x, w: np.maximum(np.tensordot(w, x, 1), 0), 'You cut off what is negative. ReLU is a step of'),
    'wrong reshape': (lambda x, w: (w @ x.reshape(-1, len(x)).T).reshape(len(w), *x.shape[1:]), 'A reshape is no transposition: x.reshape(-1, C)'),
    'loop C outputs': (lambda x, w: np.stack([sum(w[m % len(w), c] * x[c] for c in range(len(x))) for m in range(len(x))]), 'you return '),
    'dot': (lambda x, w: np.dot(w, x), 'np.dot adds up along the last axis but one of'),
    'softmax': (lambda x, w: np.tensordot(w / w.sum(1, keepdims=True), x, 1), "the sum of a filter's weights"),
    'last missing': (lambda x, w: np.stack([sum(w[m, c] * x[c] for c in range(len(x) - 1)) for m in range(len(w))]), 'The last channel is missing: range(C) already'),
}  # fmt: skip
SQUEEZED_COST = {
    'second only': (lambda n, ci, cm, co, k: n * n * cm * co * k * k, 'The 1×1 layer costs something, too: c_in ·'),
    'first only': (lambda n, ci, cm, co, k: n * n * cm * ci, 'This is the 1×1 layer alone. The k×k filters'),
    'unsqueezed': (lambda n, ci, cm, co, k: n * n * ci * co * k * k, 'This is the price without the 1×1 layer: k×k'),
    'second from cin': (lambda n, ci, cm, co, k: n * n * ci * cm + n * n * ci * co * k * k, 'The k×k filters read the c_mid maps that the'),
    'no pixels': (lambda n, ci, cm, co, k: ci * cm + cm * co * k * k, 'These are the weights. Each of them is used at'),
    'n once': (lambda n, ci, cm, co, k: n * (ci * cm + cm * co * k * k), 'The maps have n·n pixels, not n.'),
    'valid': (lambda n, ci, cm, co, k: n * n * ci * cm + (n - k + 1) ** 2 * cm * co * k * k, 'You count n − k + 1 windows along a side, as'),
    'k once': (lambda n, ci, cm, co, k: n * n * (ci * cm + cm * co * k), 'A k×k filter has k·k weights for each channel,'),
    'product': (lambda n, ci, cm, co, k: n * n * ci * cm * n * n * cm * co * k * k, 'The two layers work one after the other: add'),
    'with bias': (lambda n, ci, cm, co, k: n * n * (ci * cm + cm * co * k * k) + cm + co, 'You count the biases. They are added: no'),
    'bias everywhere': (lambda n, ci, cm, co, k: n * n * (ci * cm + cm + cm * co * k * k + co), 'You count the biases. They are added: no'),
    'k in both': (lambda n, ci, cm, co, k: n * n * (ci * cm + cm * co) * k * k, 'Only the second layer has k×k weights for each'),
    'additions too': (lambda n, ci, cm, co, k: 2 * n * n * (ci * cm + cm * co * k * k), 'That is twice too much: with each'),
    'parallel': (lambda n, ci, cm, co, k: n * n * (ci * cm + ci * co * k * k), 'The k×k filters read the c_mid maps that the'),
    'wrong order': (lambda n, ci, cm, co, k: n * n * (ci * cm * k * k + cm * co), 'The k×k filters are those of the second layer.'),
    'c out missing': (lambda n, ci, cm, co, k: n * n * (ci * cm + cm * k * k), 'There are c_out filters of k×k, and each'),
    'c in missing': (lambda n, ci, cm, co, k: n * n * (cm + cm * co * k * k), 'Each 1×1 filter multiplies all of the c_in'),
    'difference': (lambda n, ci, cm, co, k: n * n * ci * co * k * k - n * n * cm * (ci + co * k * k), 'This is what the squeeze saves. Its own price'),
    'ratio': (lambda n, ci, cm, co, k: cm * (ci + co * k * k) / (ci * co * k * k), 'This is the price compared with that of the'),
    'back to cin': (lambda n, ci, cm, co, k: n * n * (2 * ci * cm + cm * co * k * k), 'you get '),
}  # fmt: skip
MERGE_LAYERS = {
    'order': (lambda w1, b1, w2, b2: col(w1 @ w2, w1 @ b2 + b1), 'You merged the layers in the wrong order: w2'),
    'b2 only': (lambda w1, b1, w2, b2: col(w2 @ w1, b2), "The first layer's biases are lost. They pass"),
    'b1 only': (lambda w1, b1, w2, b2: col(w2 @ w1, w2 @ b1), "The second layer's biases are missing: w2 @ b1"),
    'b1 plus b2': (lambda w1, b1, w2, b2: col(w2 @ w1, b1 + b2), "The first layer's biases pass through the"),
    'b1 sum plus b2': (lambda w1, b1, w2, b2: col(w2 @ w1, b1.sum() + b2), "You add the first layer's biases up as they"),
    'no bias': (lambda w1, b1, w2, b2: w2 @ w1, 'The biases are missing: they are the last'),
    'bias first': (lambda w1, b1, w2, b2: np.concatenate([(w2 @ b1 + b2)[:, None], w2 @ w1], axis=1), 'The numbers are right, but the biases stand'),
    'bias row': (lambda w1, b1, w2, b2: np.concatenate([w2 @ w1, np.broadcast_to((w2 @ b1 + b2)[:, None], (len(w2), w1.shape[1]))], axis=0), 'you return '),
    'elementwise': (lambda w1, b1, w2, b2: col(w2 * w1, w2 @ b1 + b2), '`*` multiplies number by number. The product of'),
    'transposed': (lambda w1, b1, w2, b2: col(w2 @ w1, w2 @ b1 + b2).T, 'Rows and columns have changed places. There is'),
    'tuple': (lambda w1, b1, w2, b2: (w2 @ w1, w2 @ b1 + b2), 'Your function returns 2 arrays, of shapes (2,'),
    'zero bias': (lambda w1, b1, w2, b2: col(w2 @ w1, np.zeros(len(w2))), 'Your biases are 0. They are w2 @ b1 + b2.'),
    'relu': (lambda w1, b1, w2, b2: col(w2 @ np.maximum(w1, 0), w2 @ np.maximum(b1, 0) + b2), 'You put a ReLU between the layers. There is'),
    'w2 on both': (lambda w1, b1, w2, b2: col(w2 @ w1, w2 @ b1 + w2.sum(1) * b2), 'values differ'),
    'product of biases': (lambda w1, b1, w2, b2: col(w2 @ w1, (w2 @ b1) * b2), 'values differ'),
    'sum w': (lambda w1, b1, w2, b2: col(w2 @ w1, w2.sum(1) + b2), 'values differ'),
    'minus': (lambda w1, b1, w2, b2: col(w2 @ w1, w2 @ b1 - b2), 'values differ'),
    'both biases as columns': (lambda w1, b1, w2, b2: np.concatenate([w2 @ w1, (w2 @ b1)[:, None], b2[:, None]], axis=1), 'You return two columns of biases. One layer has'),
    'abs w2': (lambda w1, b1, w2, b2: col(w2 @ w1, abs(w2) @ b1 + b2), 'values differ'),
    'stacked layers': (lambda w1, b1, w2, b2: col(w2, b2), 'This is the second layer alone.'),
}  # fmt: skip
RIGHT = [
    (checks.check_mix_channels, lambda x, w: np.tensordot(w, x, 1)),
    (checks.check_mix_channels, lambda x, w: np.einsum("mc,chw->mhw", w, x)),
    (checks.check_mix_channels, lambda x, w: (w @ x.reshape(len(x), -1)).reshape(len(w), *x.shape[1:])),
    (checks.check_mix_channels, lambda x, w: (x.T @ w.T).T),
    (checks.check_squeezed_cost, lambda n, ci, cm, co, k: n * n * cm * (ci + co * k * k)),
    (checks.check_merge_layers, lambda w1, b1, w2, b2: col(w2 @ w1, w2 @ b1 + b2)),
]  # fmt: skip
WRONG = {
    checks.check_mix_channels: MIX_CHANNELS,
    checks.check_squeezed_cost: SQUEEZED_COST,
    checks.check_merge_layers: MERGE_LAYERS,
}
