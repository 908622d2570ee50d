"""Answers to the exercises of chapter 8 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def mix_channels_last_filter_missing(x, w):
    out = np.zeros((w.shape[0], x.shape[1], x.shape[2]))
    for m in range(w.shape[0] - 1):
        for c in range(w.shape[1]):
            out[m] += w[m, c] * x[c]
    return out


def mix_channels_last_row_and_column_of_pixels(x, w):
    out = np.zeros((w.shape[0], x.shape[1], x.shape[2]))
    for i in range(x.shape[1] - 1):
        for j in range(x.shape[2] - 1):
            out[:, i, j] = w @ x[:, i, j]
    return out


RIGHT = []
WRONG = {
    checks.check_mix_channels: {
        'stack axis 1': (lambda x, w: np.stack([sum(w[m, c] * x[c] for c in range(len(x))) for m in range(len(w))], axis=1), 'The numbers are right, but the channels stand between'),
        'vstack': (lambda x, w: np.vstack([sum(w[m, c] * x[c] for c in range(len(x))) for m in range(len(w))]), 'The maps lie below'),
        'hstack': (lambda x, w: np.hstack([sum(w[m, c] * x[c] for c in range(len(x))) for m in range(len(w))]), 'The maps lie beside'),
        'reshape matrix left flat': (lambda x, w: w @ x.reshape(len(x), -1), 'The numbers are right, but each'),
        'last filter missing': (mix_channels_last_filter_missing, 'The map of the last'),
        'last row and column of pixels': (mix_channels_last_row_and_column_of_pixels, 'The last row and column'),
    },
    checks.check_merge_layers: {
        'vstack': (lambda w1, b1, w2, b2: np.vstack([w2 @ w1, w2 @ b1 + b2]), 'The biases lie below'),
        'concat axis 1 with row': (lambda w1, b1, w2, b2: np.concatenate([w2 @ w1, (w2 @ b1 + b2)[None, :]], axis=1), 'Your biases are a row,'),
        'append': (lambda w1, b1, w2, b2: np.append(w2 @ w1, w2 @ b1 + b2), 'All numbers stand in'),
        'biases added to each weight': (lambda w1, b1, w2, b2: w2 @ w1 + (w2 @ b1 + b2)[:, None], 'You add the biases'),
        'column_stack b added to all': (lambda w1, b1, w2, b2: w2 @ np.column_stack([w1, b1]) + b2[:, None], 'You add the second'),
    },
}  # fmt: skip
