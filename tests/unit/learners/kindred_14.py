"""Answers to the exercises of chapter 14 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def stamp_line_mean_len_w(x, w, s):
    out = np.zeros((len(x) - 1) * s + len(w))
    for i in range(len(x)):
        out[i * s : i * s + len(w)] += x[i] * w
    return out / len(w)


def stamp_line_s(x, w, s):
    out = np.zeros((len(x) - 1) * s + len(w))
    for i in range(len(x)):
        out[i * s : i * s + len(w)] += x[i] * w / s
    return out


def stamp_line_size_1(x, w, s):
    out = np.zeros((len(x) - 1) * s + len(w) + 1)
    for i in range(len(x)):
        out[i * s : i * s + len(w)] += x[i] * w
    return out


def stamp_line_size_1_loops(x, w, s):
    out = np.zeros((len(x) - 1) * s + len(w) - 1)
    for i in range(len(x)):
        for j in range(len(w)):
            if i * s + j < len(out):
                out[i * s + j] += x[i] * w[j]
    return out


def stamp_line_last_weight_missing(x, w, s):
    out = np.zeros((len(x) - 1) * s + len(w))
    for i in range(len(x)):
        for j in range(len(w) - 1):
            out[i * s + j] += x[i] * w[j]
    return out


def stamp_line_correlate_same(x, w, s):
    up = np.zeros((len(x) - 1) * s + 1)
    up[::s] = x
    return np.correlate(up, w, "same")


def stamp_line_w_stretched_instead_of_x(x, w, s):
    wide = np.zeros((len(w) - 1) * s + 1)
    wide[::s] = w
    return np.convolve(x, wide)


def output_padding_for_loop_with_1_too_many(n, k, s, p):
    m = (n + 2 * p - k) // s + 1
    return n - ((m - 1) * s - 2 * p + k - 1)


def tent_up_arange_s_down_reversed(s):
    up = np.arange(s) / s
    return np.concatenate([up, up[::-1]])


RIGHT = []
WRONG = {
    checks.check_stamp_line: {
        'mean / len(w)': (stamp_line_mean_len_w, 'You divide by the number'),
        '/ s': (stamp_line_s, 'You divide by the stride.'),
        'size + 1': (stamp_line_size_1, 'There is a 0 too many'),
        'size - 1, loops': (stamp_line_size_1_loops, 'The last number is'),
        'last weight missing': (stamp_line_last_weight_missing, 'The last weight is'),
        'correlate same': (stamp_line_correlate_same, "You cut the ends off (mode 'same'),"),
        'stack of stamps': (lambda x, w, s: np.stack([v * w for v in x]), 'Each stamp lies in'),
        'w stretched instead of x': (stamp_line_w_stretched_instead_of_x, 'You put zeros between'),
    },
    checks.check_output_padding_for: {
        'loop with 1 too many': (output_padding_for_loop_with_1_too_many, 'One too many: the last'),
    },
    checks.check_tent: {
        'arange(-s, s)': (lambda s: 1 - np.abs(np.arange(-s, s)) / s, 'There is a 0 at the start'),
        'arange(-s, s)[1:-1]': (lambda s: (1 - np.abs(np.arange(-s, s)) / s)[1:-1], 'The last weight is'),
        'arange(2s-1)/s - 1': (lambda s: 1 - np.abs(np.arange(2 * s - 1) - s) / s, 'The 1 stands one place'),
        'arange(2s-1) - (s-1) right/ s-1': (lambda s: 1 - np.abs(np.arange(2 * s - 1) - (s - 1)) / (s - 1), 'Your line falls by 1/(s −'),
        'up arange(1, s) down arange(s-1, 0, -1) no top': (lambda s: np.concatenate([np.arange(1, s), np.arange(s - 1, 0, -1)]) / s, 'The middle weight is missing.'),
        'up arange(s), down reversed': (tent_up_arange_s_down_reversed, 'Both halves begin with'),
        'conv same': (lambda s: np.convolve(np.ones(s), np.ones(s), 'same') / s, 'You cut the ends off'),
        'conv valid': (lambda s: np.convolve(np.ones(s), np.ones(s), 'valid') / s, 'You keep whole windows'),
        'linspace(-1, 1, 2s)': (lambda s: 1 - np.abs(np.linspace(-1, 1, 2 * s)), 'You make 2s weights,'),
        'vstack': (lambda s: np.vstack([np.arange(1, s + 1), np.arange(s, 0, -1)]) / s, 'The two halves lie'),
        '1-|i|/s for i in range(s)': (lambda s: [1 - i / s for i in range(s)], 'That is the falling'),
    },
}  # fmt: skip
