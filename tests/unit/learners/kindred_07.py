"""Answers to the exercises of chapter 7 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def one_map_mean_of_products(image, kernels, bias):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh + 1):
        for j in range(W - kw + 1):
            out[i, j] = np.mean(image[:, i : i + kh, j : j + kw] * kernels) + bias
    return out


def one_map_zeros_of_right_size(image, kernels, bias):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            out[i, j] = np.sum(image[:, i : i + kh, j : j + kw] * kernels) + bias
    return out


def one_map_zeros_of_right_size_bias_at_the_end(image, kernels, bias):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(H - kh):
        for j in range(W - kw):
            out[i, j] = np.sum(image[:, i : i + kh, j : j + kw] * kernels)
    return out + bias


def one_map_full(image, kernels, bias):
    from scipy.signal import correlate2d

    return sum(correlate2d(c, k, "full") for c, k in zip(image, kernels)) + bias


def one_map_same_convolve(image, kernels, bias):
    from scipy.signal import convolve2d

    return sum(convolve2d(c, k, "same") for c, k in zip(image, kernels)) + bias


def one_map_np_sum_axis_wrong(image, kernels, bias):
    from scipy.signal import correlate2d

    maps = np.stack([correlate2d(c, k, "valid") for c, k in zip(image, kernels)], axis=-1)
    return maps.sum(axis=0) + bias


def one_map_sum_everything(image, kernels, bias):
    from scipy.signal import correlate2d

    maps = np.stack([correlate2d(c, k, "valid") for c, k in zip(image, kernels)])
    return maps.sum() + bias


def one_map_last_channel_missing(image, kernels, bias):
    from scipy.signal import correlate2d

    out = bias
    for c in range(len(image) - 1):
        out = out + correlate2d(image[c], kernels[c], "valid")
    return out


def one_map_first_channel_missing(image, kernels, bias):
    from scipy.signal import correlate2d

    out = bias
    for c in range(1, len(image)):
        out = out + correlate2d(image[c], kernels[c], "valid")
    return out


def depthwise_mean_of_products(image, kernels):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((C, H - kh + 1, W - kw + 1))
    for c in range(C):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                out[c, i, j] = np.mean(image[c, i : i + kh, j : j + kw] * kernels[c])
    return out


def depthwise_zeros(image, kernels):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((C, H - kh + 1, W - kw + 1))
    for c in range(C):
        for i in range(H - kh):
            for j in range(W - kw):
                out[c, i, j] = np.sum(image[c, i : i + kh, j : j + kw] * kernels[c])
    return out


def depthwise_list(image, kernels):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    return np.array(
        [
            [
                [np.sum(image[c, i : i + kh, j : j + kw] * kernels[c]) for j in range(W - kw)]
                for i in range(H - kh)
            ]
            for c in range(C)
        ]
    )


def depthwise_last_channel_zeros(image, kernels):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = np.zeros((C, H - kh + 1, W - kw + 1))
    for c in range(C - 1):
        for i in range(H - kh + 1):
            for j in range(W - kw + 1):
                out[c, i, j] = np.sum(image[c, i : i + kh, j : j + kw] * kernels[c])
    return out


def depthwise_the_last_map_missing(image, kernels):
    C, kh, kw = kernels.shape
    H, W = image.shape[1:]
    out = []
    for c in range(C - 1):
        rows = []
        for i in range(H - kh + 1):
            rows.append(
                [np.sum(image[c, i : i + kh, j : j + kw] * kernels[c]) for j in range(W - kw + 1)]
            )
        out.append(rows)
    return np.array(out)


def depthwise_full(image, kernels):
    from scipy.signal import correlate2d

    return np.stack([correlate2d(c, k) for c, k in zip(image, kernels)])


def depthwise_stack_axis_1(image, kernels):
    from scipy.signal import correlate2d

    return np.stack([correlate2d(c, k, "valid") for c, k in zip(image, kernels)], axis=1)


def depthwise_hstack(image, kernels):
    from scipy.signal import correlate2d

    return np.hstack([correlate2d(c, k, "valid") for c, k in zip(image, kernels)])


def depthwise_convolve_same(image, kernels):
    from scipy.signal import convolve2d

    return np.stack([convolve2d(c, k, "same") for c, k in zip(image, kernels)])


RIGHT = []
WRONG = {
    checks.check_one_map: {
        'mean of products': (one_map_mean_of_products, 'You divide by the number'),
        'zeros of right size': (one_map_zeros_of_right_size, 'The last row and column stay'),
        'zeros of right size, bias at the end': (one_map_zeros_of_right_size_bias_at_the_end, 'In the last row and'),
        'full': (one_map_full, 'Your map is larger'),
        'same convolve': (one_map_same_convolve, 'Your map is as large as the image, and'),
        'np.sum axis wrong': (one_map_np_sum_axis_wrong, 'You add up along the'),
        'sum everything': (one_map_sum_everything, 'You add up everything,'),
        'last channel missing': (one_map_last_channel_missing, 'The last channel is'),
        'first channel missing': (one_map_first_channel_missing, 'The first channel is'),
    },
    checks.check_depthwise: {
        'mean of products': (depthwise_mean_of_products, 'You divide by the number of weights.'),
        'zeros': (depthwise_zeros, 'The last row and column of each map stay'),
        'list': (depthwise_list, 'The last row and column of each map are'),
        'last channel zeros': (depthwise_last_channel_zeros, 'The last map stays'),
        'the last map missing': (depthwise_the_last_map_missing, 'The last map is missing:'),
        'full': (depthwise_full, 'Your maps are larger'),
        'stack axis 1': (depthwise_stack_axis_1, 'The numbers are right, but the channels stand'),
        'hstack': (depthwise_hstack, 'The maps lie beside'),
        'convolve same': (depthwise_convolve_same, 'Your maps are as large as the image, and'),
    },
}  # fmt: skip
