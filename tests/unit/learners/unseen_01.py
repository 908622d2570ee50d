"""Answers to the exercises of chapter 1 by one who had read the exercise, and no checker."""

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


def moving_average_ok_cumulative_sums(x, k):
    c = np.concatenate([[0], np.cumsum(x)])
    return (c[k:] - c[:-k]) / k


def moving_average_ok_list(x, k):
    return [sum(x[i : i + k]) / k for i in range(len(x) - k + 1)]


def moving_average_one_window_too_few(x, k):
    return np.array([np.mean(x[i : i + k]) for i in range(len(x) - k)])


def moving_average_shrinking_windows_at_the_end_n_numbers(x, k):
    return np.array([np.mean(x[i : i + k]) for i in range(len(x))])


def moving_average_windows_side_by_side(x, k):
    return np.array([np.mean(x[i : i + k]) for i in range(0, len(x) - k + 1, k)])


def convolve_loop_without_the_last_row_and_column(image, kernel):
    k = kernel[::-1, ::-1]
    kh, kw = k.shape
    out = np.zeros((image.shape[0] - kh, image.shape[1] - kw))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + kh, j : j + kw] * k).sum()
    return out


def convolve_loop_with_a_square_kernel_only_kh_for_both(image, kernel):
    k = kernel[::-1, ::-1]
    kh = k.shape[0]
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kh + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(kh):
                for v in range(kh):
                    out[i, j] += image[i + u, j + v] * k[u, v]
    return out


MOVING_AVERAGE = {
    'one window too few': (moving_average_one_window_too_few, 'The last window is missing: k values fit into n'),
    'shrinking windows at the end: n numbers': (moving_average_shrinking_windows_at_the_end_n_numbers, 'You return as many values as came in. Your last'),
    'windows side by side': (moving_average_windows_side_by_side, 'Your window jumps k places at a time. Move it'),
    'same size': (lambda x, k: np.convolve(x, np.ones(k) / k, "same"), 'You return as many values as came in. At the'),
    'full size': (lambda x, k: np.convolve(x, np.ones(k) / k), 'You return more values than came in (mode'),
    'sum not mean': (lambda x, k: np.convolve(x, np.ones(k), "valid"), 'These are sums. Divide each by the number of'),
    'median': (lambda x, k: np.array([np.median(x[i:i + k]) for i in range(len(x) - k + 1)]), 'These are medians. The mean is the sum of a'),
    'divides by k minus 1': (lambda x, k: np.array([sum(x[i:i + k]) / (k - 1) if k > 1 else x[i] for i in range(len(x) - k + 1)]), 'You divide by k − 1. A window holds k values:'),
    'divides by n': (lambda x, k: np.array([sum(x[i:i + k]) / len(x) for i in range(len(x) - k + 1)]), 'You divide by the number of all values. Divide'),
    'whole division': (lambda x, k: np.array([sum(x[i:i + k]) // k for i in range(len(x) - k + 1)]), 'You cut off the fractions. A mean need not be'),
    'slice one short': (lambda x, k: np.array([sum(x[i:i + k - 1]) / k for i in range(len(x) - k + 1)]), 'Your windows hold k − 1 values. A slice x[i:i +'),
    'slice one long': (lambda x, k: np.array([np.mean(x[i:i + k + 1]) for i in range(len(x) - k + 1)]), 'Your windows hold k + 1 values, except the'),
    'mean of all': (lambda x, k: np.mean(x), 'You return one number, the mean of all values.'),
    'running mean from start': (lambda x, k: np.cumsum(x)[k - 1:] / np.arange(k, len(x) + 1), 'Your window grows from the left edge. Both of'),
    'backwards': (lambda x, k: np.array([np.mean(x[i:i + k]) for i in range(len(x) - k + 1)])[::-1], 'The means stand in the opposite order. The'),
    'gauss': (lambda x, k: np.array([np.average(x[i:i + k], weights=np.minimum(np.arange(1, k + 1), np.arange(k, 0, -1))) for i in range(len(x) - k + 1)]), 'values differ'),
    'whole numbers': (lambda x, k: np.array([int(np.mean(x[i:i + k])) for i in range(len(x) - k + 1)]), 'You cut off the fractions. A mean need not be'),
    'always 3': (lambda x, k: np.array([(x[i] + x[i + 1] + x[i + 2]) / 3 for i in range(len(x) - 2)]), 'You average three values, whatever k is. A'),
}  # fmt: skip
CONVOLVE = {
    'no flip': (lambda image, kernel: slide(image, kernel), 'The kernel is not flipped: this is the'),
    'flips rows only': (lambda image, kernel: slide(image, kernel[::-1]), 'The kernel is flipped up–down only. A turn by'),
    'flips columns only': (lambda image, kernel: slide(image, kernel[:, ::-1]), 'The kernel is flipped left–right only. A turn'),
    'transposed': (lambda image, kernel: slide(image, kernel.T), 'The kernel is transposed. Turning by 180° keeps'),
    'quarter turn': (lambda image, kernel: slide(image, np.rot90(kernel)), 'The kernel is turned by 90°. It takes two such'),
    'flips image': (lambda image, kernel: slide(image[::-1, ::-1], kernel), 'Your output comes out turned by 180°. Was the'),
    'flips both': (lambda image, kernel: slide(image[::-1, ::-1], kernel[::-1, ::-1]), 'Your output is the correlation, turned by 180°.'),
    'negated': (lambda image, kernel: slide(image, -kernel), 'You change the signs. A flip turns the kernel'),
    'full': (lambda image, kernel: signal.convolve2d(image, kernel), 'Your output is larger than the image (mode'),
    'same': (lambda image, kernel: signal.convolve2d(image, kernel, "same"), 'Your output is as large as the image (mode'),
    'flips output': (lambda image, kernel: slide(image, kernel)[::-1, ::-1], 'Your output is the correlation, turned by 180°.'),
    'transposed flip': (lambda image, kernel: slide(image, kernel[::-1, ::-1].T), 'The kernel is turned, and transposed as well.'),
    'normalised': (lambda image, kernel: slide(image, kernel[::-1, ::-1]) / kernel.sum(), 'You divide by the sum of the weights. A'),
    'loop without the last row and column': (convolve_loop_without_the_last_row_and_column, 'The last row and column are missing: there are'),
    'loop with a square kernel only (kh for both)': (convolve_loop_with_a_square_kernel_only_kh_for_both, "You use the kernel's height for both of its"),
}  # fmt: skip
RIGHT = [
    (checks.check_moving_average, moving_average_ok_cumulative_sums),
    (checks.check_moving_average, moving_average_ok_list),
    (checks.check_convolve, lambda image, kernel: slide(image, np.rot90(kernel, 2))),
    (checks.check_convolve, lambda image, kernel: signal.convolve2d(image, kernel, "valid")),
]  # fmt: skip
WRONG = {
    checks.check_moving_average: MOVING_AVERAGE,
    checks.check_convolve: CONVOLVE,
}
