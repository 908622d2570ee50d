"""Answers to the exercises of chapter 16 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def im2col_hstack(x, k):
    C, H, W = x.shape
    cols = []
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            cols.append(x[:, i : i + k, j : j + k].ravel())
    return np.hstack(cols)


def im2col_reshape_wrong_of_list(x, k):
    C, H, W = x.shape
    cols = [x[:, i : i + k, j : j + k].ravel() for i in range(H - k + 1) for j in range(W - k + 1)]
    return np.array(cols).reshape(C * k * k, -1)


def im2col_per_channel_hstack(x, k):
    C, H, W = x.shape
    per = [
        np.stack(
            [
                x[c, i : i + k, j : j + k].ravel()
                for i in range(H - k + 1)
                for j in range(W - k + 1)
            ],
            axis=1,
        )
        for c in range(C)
    ]
    return np.hstack(per)


def im2col_loop_short_zeros(x, k):
    C, H, W = x.shape
    out = np.zeros((C * k * k, (H - k + 1) * (W - k + 1)))
    n = 0
    for i in range(H - k):
        for j in range(W - k):
            out[:, n] = x[:, i : i + k, j : j + k].ravel()
            n += 1
    return out


RIGHT = []
WRONG = {
    checks.check_im2col: {
        'hstack': (im2col_hstack, 'All windows stand in'),
        'reshape wrong of list': (im2col_reshape_wrong_of_list, 'A reshape is no transposition:'),
        'per channel hstack': (im2col_per_channel_hstack, 'The channels lie beside'),
        'loop short, zeros': (im2col_loop_short_zeros, 'Some columns stay 0:'),
    },
    checks.check_winograd_products: {
        'tiles floor + 1': (lambda h, w, c_in, c_out: 16 * (h // 2 + 1) * (w // 2 + 1) * c_in * c_out, 'Where a side is even'),
        'tiles overlapped': (lambda h, w, c_in, c_out: 16 * (h - 1) * (w - 1) * c_in * c_out, 'Your tiles begin one'),
    },
}  # fmt: skip
