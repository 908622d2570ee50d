"""Answers to the exercises of chapter 16 by one who had read the exercise, and no checker."""

import math

import numpy as np

from convcourse.exercises import checks

view = np.lib.stride_tricks.sliding_window_view


def stacked(x, k):
    h, w = x.shape[1] - k + 1, x.shape[2] - k + 1
    return [x[:, i : i + h, j : j + w] for i in range(k) for j in range(k)]


IM2COL = {
    'no transpose': (lambda x, k: view(x, (k, k), axis=(1, 2)).reshape(-1, len(x) * k * k).T, 'values differ'),
    'five axes': (lambda x, k: view(x, (k, k), axis=(1, 2)), 'These are the windows, with five axes.'),
    'three-d windows': (lambda x, k: view(x, (len(x), k, k)).reshape(-1, len(x) * k * k), 'Your matrix is turned: here a window is a'),
    'stack axis 0': (lambda x, k: np.stack(stacked(x, k)).reshape(len(x) * k * k, -1), 'The numbers are right, but the rows are in'),
    'stack axis 1 open': (lambda x, k: np.stack(stacked(x, k), axis=1).reshape(len(x), k * k, -1), 'The channels still have an axis of their own.'),
    'two dims only': (lambda x, k: view(x[0], (k, k)).reshape(-1, k * k).T, 'You take the first channel alone. A window'),
    'kernel flipped': (lambda x, k: np.stack(stacked(x, k)[::-1], axis=1).reshape(len(x) * k * k, -1), 'Your windows are turned by 180°.'),
    'off by one': (lambda x, k: np.stack([x[:, i : i + x.shape[1] - k, j : j + x.shape[2] - k] for i in range(k) for j in range(k)], axis=1).reshape(len(x) * k * k, -1), 'The last row and the last column of windows'),
    'means': (lambda x, k: np.stack(stacked(x, k), axis=1).mean(axis=0).reshape(k * k, -1), 'you return '),
}  # fmt: skip
WINOGRAD_PRODUCTS = {
    'per output 16': (lambda h, w, a, b: h * w * a * b * 16, '16 products make a tile of 2×2 outputs, not one'),
    'direct': (lambda h, w, a, b: h * w * a * b * 3 * 3, 'This is what the definition takes: nine'),
    'four ninths': (lambda h, w, a, b: h * w * a * b * 9 * 16 / 36, 'Four products for each output is right where'),
    'floor': (lambda h, w, a, b: (h // 2) * (w // 2) * 16 * a * b, 'You leave out what fills no whole tile.'),
    'ceil of all': (lambda h, w, a, b: math.ceil(h * w / 4) * 16 * a * b, 'You round up all of the outputs at once.'),
    'one channel': (lambda h, w, a, b: math.ceil(h / 2) * math.ceil(w / 2) * 16, 'That is for one channel in and one out.'),
    'inputs 4x4': (lambda h, w, a, b: math.ceil(h / 4) * math.ceil(w / 4) * 16 * a * b, 'A tile reads 4×4 pixels, but it makes 2×2'),
    'max channels': (lambda h, w, a, b: math.ceil(h / 2) * math.ceil(w / 2) * 16 * max(a, b), 'you get '),
}  # fmt: skip

RIGHT = [
    (checks.check_im2col, lambda x, k: np.stack(stacked(x, k), axis=1).reshape(len(x) * k * k, -1)),
    (
        checks.check_winograd_products,
        lambda h, w, a, b: math.ceil(h / 2) * math.ceil(w / 2) * 16 * a * b,
    ),
]
WRONG = {checks.check_im2col: IM2COL, checks.check_winograd_products: WINOGRAD_PRODUCTS}
