"""Answers to the exercises of chapter 1 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def moving_average_zeros_n_k_1_range_n_k(x, k):
    out = np.zeros(len(x) - k + 1)
    for i in range(len(x) - k):
        out[i] = np.mean(x[i : i + k])
    return out


def moving_average_zeros_n_filled(x, k):
    out = np.zeros(len(x))
    for i in range(len(x) - k + 1):
        out[i] = np.mean(x[i : i + k])
    return out


def moving_average_centred_range_k_2_n_k_2(x, k):
    r = k // 2
    return [np.mean(x[i - r : i + r + 1]) for i in range(r, len(x) - r)]


def convolve_zeros_range_h_kh(image, kernel):
    kernel = kernel[::-1, ::-1]
    kh, kw = kernel.shape
    H, W = image.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            out[i, j] = (image[i : i + kh, j : j + kw] * kernel).sum()
    return out


def convolve_mean_of_windows_and_no_flip(image, kernel):
    kh, kw = kernel.shape
    H, W = image.shape
    return np.array(
        [
            [(image[i : i + kh, j : j + kw] * kernel).mean() for j in range(W - kw + 1)]
            for i in range(H - kh + 1)
        ]
    )


def convolve_correlate_same(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, "same")


def convolve_correlate_full(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel)


def convolve_ndimage_convolve(image, kernel):
    from scipy import ndimage

    return ndimage.convolve(image, kernel)


def convolve_rows_joined(image, kernel):
    kernel = kernel[::-1, ::-1]
    kh, kw = kernel.shape
    H, W = image.shape
    rows = [
        np.array([(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(W - kw + 1)])
        for i in range(H - kh + 1)
    ]
    return np.concatenate(rows)


def convolve_ndimage_convolve_constant(image, kernel):
    from scipy import ndimage

    return ndimage.convolve(image, kernel, mode="constant")


def convolve_only_the_last_row_missing(image, kernel):
    kernel = np.flip(kernel)
    kh, kw = kernel.shape
    H, W = image.shape
    return [
        [np.sum(image[i : i + kh, j : j + kw] * kernel) for j in range(W - kw + 1)]
        for i in range(H - kh)
    ]


def convolve_only_the_last_column_missing(image, kernel):
    kernel = np.flip(kernel)
    kh, kw = kernel.shape
    H, W = image.shape
    out = np.zeros((H - kh + 1, W - kw))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


RIGHT = []
WRONG = {
    checks.check_moving_average: {
        'zeros n-k+1, range(n-k)': (moving_average_zeros_n_k_1_range_n_k, 'The last mean stays'),
        'zeros(n), filled': (moving_average_zeros_n_filled, 'You return as many values as came in. Some'),
        'same without division': (lambda x, k: np.convolve(x, np.ones(k), 'same'), 'You return sums, and'),
        'centred range(k//2, n - k//2)': (moving_average_centred_range_k_2_n_k_2, 'Your windows reach k'),
    },
    checks.check_convolve: {
        'range(H - kh), lists': (lambda image, kernel: [[(image[i:i + kernel.shape[0], j:j + kernel.shape[1]] * kernel[::-1, ::-1]).sum() for j in range(image.shape[1] - kernel.shape[1])] for i in range(image.shape[0] - kernel.shape[0])], 'The last row and column are missing'),
        'zeros, range(H - kh)': (convolve_zeros_range_h_kh, 'The last row and column stay'),
        'mean of windows and no flip': (convolve_mean_of_windows_and_no_flip, 'You divide by the number of weights,'),
        'correlate same': (convolve_correlate_same, 'The kernel is not flipped, and your output is as'),
        'correlate full': (convolve_correlate_full, 'The kernel is not flipped, and your output is larger'),
        'ndimage convolve': (convolve_ndimage_convolve, 'Your output is as large as the image, as'),
        'rows joined': (convolve_rows_joined, 'The values are right,'),
        'ndimage convolve constant': (convolve_ndimage_convolve_constant, 'Your output is as large as the image, with zeros around'),
        'only the last row missing': (convolve_only_the_last_row_missing, 'The last row is missing:'),
        'only the last column missing': (convolve_only_the_last_column_missing, 'The last column is'),
    },
}  # fmt: skip
