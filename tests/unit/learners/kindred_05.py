"""Answers to the exercises of chapter 5 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def pad_mirror_arange_width_n_width_1(x, width):
    n = len(x)
    period = 2 * (n - 1)
    i = np.abs(np.arange(-width, n + width - 1)) % period
    return x[np.where(i >= n, period - i, i)]


def pad_mirror_arange_width_n_width_1_2(x, width):
    n = len(x)
    period = 2 * (n - 1)
    i = np.abs(np.arange(-width, n + width + 1)) % period
    return x[np.where(i >= n, period - i, i)]


def pad_mirror_range_width_1_n_width(x, width):
    n = len(x)
    out = []
    for i in range(-width + 1, n + width):
        i = i % (2 * n - 2)
        if i >= n:
            i = 2 * n - 2 - i
        out.append(x[i])
    return np.array(out)


def pad_mirror_period_2n_1(x, width):
    n = len(x)
    out = []
    for i in range(-width, n + width):
        i = i % (2 * n - 1)
        if i >= n:
            i = 2 * n - 2 - i
        out.append(x[i])
    return np.array(out)


def pad_to_keep_one_too_narrow(image, kernel_size, dilation):
    p = (dilation * (kernel_size - 1) - 1) // 2
    return np.pad(image, max(p, 0))


RIGHT = []
WRONG = {
    checks.check_pad_mirror: {
        'arange(-width, n + width - 1)': (pad_mirror_arange_width_n_width_1, 'The last value is missing:'),
        'arange(-width, n + width + 1)': (pad_mirror_arange_width_n_width_1_2, 'There is one value'),
        'range(-width + 1, n + width)': (pad_mirror_range_width_1_n_width, 'The first value is'),
        'period 2n - 1': (pad_mirror_period_2n_1, 'Your pattern repeats after'),
        'concatenate of whole mirrors': (lambda x, width: np.concatenate([x[:0:-1], x, x[-2::-1]]), 'You put the whole mirror'),
    },
    checks.check_pad_to_keep: {
        'one too narrow': (pad_to_keep_one_too_narrow, 'One pixel too narrow'),
    },
}  # fmt: skip
