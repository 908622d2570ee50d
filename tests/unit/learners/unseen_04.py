"""Answers to the exercises of chapter 4 by one who had read the exercise, and no checker."""

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


def combine_ok_loops(x, y):
    out = np.zeros((x.shape[0] + y.shape[0] - 1, x.shape[1] + y.shape[1] - 1))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i : i + y.shape[0], j : j + y.shape[1]] += x[i, j] * y
    return out


def combine_loops_overwrites_instead_of_adding(x, y):
    out = np.zeros((x.shape[0] + y.shape[0] - 1, x.shape[1] + y.shape[1] - 1))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i : i + y.shape[0], j : j + y.shape[1]] = x[i, j] * y
    return out


def combine_size_is_the_sum_without_1(x, y):
    out = np.zeros((x.shape[0] + y.shape[0], x.shape[1] + y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i : i + y.shape[0], j : j + y.shape[1]] += x[i, j] * y
    return out


IS_POINT_SYMMETRIC = {
    'transpose': (lambda k: k.shape == k.T.shape and bool(np.allclose(k, k.T)), 'You compare with the transpose, which swaps'),
    'left right': (lambda k: bool(np.allclose(k, k[:, ::-1])), 'You compare with the mirror image left–right. A'),
    'up down': (lambda k: bool(np.allclose(k, k[::-1])), 'You compare with the mirror image up–down;'),
    'both axes': (lambda k: bool(np.allclose(k, k[::-1]) and np.allclose(k, k[:, ::-1])), 'Turned by 180°, a kernel may come back to'),
    'either axis': (lambda k: bool(np.allclose(k, k[::-1]) or np.allclose(k, k[:, ::-1])), 'One mirror symmetry is not enough, nor is it'),
    'quarter turn': (lambda k: k.shape[0] == k.shape[1] and bool(np.allclose(k, np.rot90(k))), 'np.rot90 turns by 90°. It takes two such turns:'),
    'array': (lambda k: k == k[::-1, ::-1], 'You return one answer for each weight. All of'),
    'any cell': (lambda k: bool((k == k[::-1, ::-1]).any()), 'You ask whether any weight stays the same;'),
    'sums': (lambda k: bool(k.sum() == k[::-1, ::-1].sum()), 'You answer True for every kernel. Two kernels'),
    'absolute': (lambda k: bool(np.allclose(abs(k), abs(k[::-1, ::-1]))), 'The signs count: Sobel turned by 180° is minus'),
    'corners only': (lambda k: bool(k[0, 0] == k[-1, -1] and k[0, -1] == k[-1, 0]), 'You compare the corners alone. All weights have'),
    'square only': (lambda k: k.shape[0] == k.shape[1] and bool(np.allclose(k, k[::-1, ::-1])), 'You answer False where there are more columns'),
    'odd only': (lambda k: k.shape[0] % 2 == 1 and k.shape[1] % 2 == 1 and bool(np.allclose(k, k[::-1, ::-1])), 'You answer False for sizes that are even.'),
    'always true': (lambda k: True, 'You answer True for every kernel. Two kernels'),
    'always false': (lambda k: False, 'You answer False for every kernel. Turn one'),
    'negated': (lambda k: not np.allclose(k, k[::-1, ::-1]), 'The other way round: True where the turned'),
    'anti': (lambda k: bool(np.allclose(k, k[::-1, ::-1]) or np.allclose(k, -k[::-1, ::-1])), 'The signs count: Sobel turned by 180° is minus'),
    'string': (lambda k: "yes" if np.allclose(k, k[::-1, ::-1]) else "no", "Your function returns 'yes'; expected `True` or"),
    'one image': (lambda k: bool(np.allclose(slide(np.ones((9, 9)), k), slide(np.ones((9, 9)), k[::-1, ::-1]))), 'You answer True for every kernel. Two kernels'),
    'determinant': (lambda k: k.shape[0] == k.shape[1] and bool(np.linalg.det(k) == 0), 'you get '),
}  # fmt: skip
COMBINE = {
    'same': (lambda x, y: signal.convolve2d(x, y, "same"), 'Your kernel is only as large as `a`, and its'),
    'valid': (lambda x, y: signal.convolve2d(x, y, "valid"), 'You keep only the places where `b` lies whole'),
    'sum': (lambda x, y: x + y, 'You add the kernels. That is one pass with'),
    'product': (lambda x, y: x * y, 'You multiply the weights in the same places.'),
    'matmul': (lambda x, y: x @ y, 'You multiply the kernels as matrices, with @.'),
    'correlate full': (lambda x, y: signal.correlate2d(x, y), 'You correlate the two kernels: `b` has to be'),
    'correlate swapped': (lambda x, y: signal.correlate2d(y, x), 'You correlate the two kernels: `a` has to be'),
    'kron': (lambda x, y: np.kron(x, y), 'Each weight of `a` does lay down a copy of `b`,'),
    'flipped': (lambda x, y: signal.convolve2d(x, y)[::-1, ::-1], 'Your kernel comes out turned by 180°. Convolve'),
    'flipped both': (lambda x, y: signal.convolve2d(x[::-1, ::-1], y[::-1, ::-1]), 'Your kernel comes out turned by 180°. Convolve'),
    'normalised': (lambda x, y: signal.convolve2d(x, y) / signal.convolve2d(x, y).sum(), 'You divide by the sum of the weights. Two'),
    'pair': (lambda x, y: (x, y), 'You return the two kernels. Return the one that'),
    'outer': (lambda x, y: np.outer(x, y), 'np.outer multiplies each weight with each, but'),
    'difference': (lambda x, y: signal.convolve2d(x, x) - signal.convolve2d(y, y), 'values differ'),
    'mean': (lambda x, y: signal.convolve2d(x, y) / 2, 'values differ'),
    'transposed': (lambda x, y: signal.convolve2d(x, y).T, 'values differ'),
    'loops: overwrites instead of adding': (combine_loops_overwrites_instead_of_adding, 'Your copies of `b` overwrite each other. Where'),
    'size is the sum, without - 1': (combine_size_is_the_sum_without_1, 'There is a row and a column too many. Sizes add'),
}  # fmt: skip
RIGHT = [
    (checks.check_is_point_symmetric, lambda k: np.array_equal(k, k[::-1, ::-1])),
    (checks.check_is_point_symmetric, lambda k: np.allclose(k, np.rot90(k, 2))),
    (checks.check_is_point_symmetric, lambda k: int(np.allclose(k, k[::-1, ::-1]))),
    (checks.check_combine, lambda x, y: signal.convolve2d(x, y)),
    (checks.check_combine, lambda x, y: signal.convolve2d(y, x, "full")),
    (checks.check_combine, combine_ok_loops),
]  # fmt: skip
WRONG = {
    checks.check_is_point_symmetric: IS_POINT_SYMMETRIC,
    checks.check_combine: COMBINE,
}
