"""Answers to the exercises of chapter 4 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def is_point_symmetric_half_loop(kernel):
    h, w = kernel.shape
    for i in range(h // 2):
        for j in range(w):
            if kernel[i, j] != kernel[h - 1 - i, w - 1 - j]:
                return False
    return True


def is_point_symmetric_range_h_1(kernel):
    h, w = kernel.shape
    for i in range(h - 1):
        for j in range(w - 1):
            if kernel[i, j] != kernel[h - 1 - i, w - 1 - j]:
                return False
    return True


def is_point_symmetric_index_off_by_one_h_i(kernel):
    h, w = kernel.shape
    return all(kernel[i, j] == kernel[-i, -j] for i in range(h) for j in range(w))


def combine_loops_range_ha_1(a, b):
    out = np.zeros((a.shape[0] + b.shape[0] - 1, a.shape[1] + b.shape[1] - 1))
    for i in range(a.shape[0] - 1):
        for j in range(a.shape[1] - 1):
            out[i : i + b.shape[0], j : j + b.shape[1]] += a[i, j] * b
    return out


def combine_mean_where_overlaps(a, b):
    from scipy.signal import convolve2d

    return convolve2d(a, b) / b.size


RIGHT = []
WRONG = {
    checks.check_is_point_symmetric: {
        'half loop': (is_point_symmetric_half_loop, 'You compare the upper'),
        'range(h - 1)': (is_point_symmetric_range_h_1, 'Your loops end one'),
        'index off by one h - i': (is_point_symmetric_index_off_by_one_h_i, 'Counting from the end'),
    },
    checks.check_combine: {
        'loops range(ha - 1)': (combine_loops_range_ha_1, 'The weights in the'),
        'mean where overlaps': (combine_mean_where_overlaps, 'You divide by the number'),
        'vstack': (lambda a, b: np.vstack([a, b]), 'You put the two kernels'),
    },
}  # fmt: skip
