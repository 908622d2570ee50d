"""Answers to the exercises of chapter 2 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def median_filter_range_h_k_zeros_of_the_right_size(image, k):
    h, w = image.shape
    out = np.zeros((h - k + 1, w - k + 1))
    for i in range(h - k):
        for j in range(w - k):
            out[i, j] = np.median(image[i : i + k, j : j + k])
    return out


def median_filter_zeros_float_right_size_of_image(image, k):
    h, w = image.shape
    out = np.zeros((h, w))
    for i in range(h - k + 1):
        for j in range(w - k + 1):
            out[i, j] = np.median(image[i : i + k, j : j + k])
    return out


def median_filter_zeros_like_image_filled(image, k):
    h, w = image.shape
    out = np.zeros_like(image)
    for i in range(h - k + 1):
        for j in range(w - k + 1):
            out[i, j] = np.median(image[i : i + k, j : j + k])
    return out


def median_filter_image_copy_filled_in_the_middle(image, k):
    h, w = image.shape
    out = image.copy()
    for i in range(h - k + 1):
        for j in range(w - k + 1):
            out[i + k // 2, j + k // 2] = np.median(image[i : i + k, j : j + k])
    return out


def median_filter_centre_loops_range_r_h_r_1(image, k):
    h, w = image.shape
    r = k // 2
    return [
        [np.median(image[i - r : i + r + 1, j - r : j + r + 1]) for j in range(r, w - r)]
        for i in range(r, h - r)
    ]


def median_filter_windows_smaller_k_1(image, k):
    h, w = image.shape
    return [
        [np.median(image[i : i + k - 1, j : j + k - 1]) for j in range(w - k + 1)]
        for i in range(h - k + 1)
    ]


def median_filter_same_clipped(image, k):
    h, w = image.shape
    return [[np.median(image[i : i + k, j : j + k]) for j in range(w)] for i in range(h)]


def median_filter_only_the_last_row_missing(image, k):
    h, w = image.shape
    return np.array(
        [[np.median(image[i : i + k, j : j + k]) for j in range(w - k + 1)] for i in range(h - k)]
    )


def median_filter_only_the_last_column_missing(image, k):
    h, w = image.shape
    return np.array(
        [[np.median(image[i : i + k, j : j + k]) for j in range(w - k)] for i in range(h - k + 1)]
    )


RIGHT = []
WRONG = {
    checks.check_to_bytes: {
        'range to 256': (lambda values: np.clip(np.round(values), 0, 254).astype(np.uint8), 'You clip at 254. The'),
    },
    checks.check_median_filter: {
        'range(h - k), lists': (lambda image, k: [[np.median(image[i:i + k, j:j + k]) for j in range(image.shape[1] - k)] for i in range(image.shape[0] - k)], 'The last row and column are missing'),
        'range(h-k), zeros of the right size': (median_filter_range_h_k_zeros_of_the_right_size, 'The last row and column stay'),
        'zeros, float, right size of image': (median_filter_zeros_float_right_size_of_image, 'Your output is as large as the image, and'),
        'zeros_like(image), filled': (median_filter_zeros_like_image_filled, 'Your output takes over'),
        'image.copy() filled in the middle': (median_filter_image_copy_filled_in_the_middle, 'You start from a copy'),
        'centre loops, range(r, h - r - 1)': (median_filter_centre_loops_range_r_h_r_1, 'Your windows reach k'),
        'windows smaller k - 1': (median_filter_windows_smaller_k_1, 'Your windows have k −'),
        'same, clipped': (median_filter_same_clipped, 'Your output is as large as the image:'),
        'only the last row missing': (median_filter_only_the_last_row_missing, 'The last row is missing:'),
        'only the last column missing': (median_filter_only_the_last_column_missing, 'The last column is'),
    },
}  # fmt: skip
