"""Answers to the exercises of chapter 2 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import ndimage

from convcourse.exercises import checks


def windows(image, k):
    return np.lib.stride_tricks.sliding_window_view(image, (k, k))


TO_BYTES = {
    'no rounding': (lambda v: np.clip(v, 0, 255).astype(np.uint8), 'You cut the fractions off: 99.6 becomes 99.'),
    'wraps': (lambda v: np.round(v).astype(np.uint8), 'What lies outside 0 to 255 wraps round: 300'),
    'wraps as int first': (lambda v: np.round(v).astype(int).astype(np.uint8), 'What lies outside 0 to 255 wraps round: 300'),
    'clips after cast': (lambda v: np.clip(np.round(v).astype(int).astype(np.uint8), 0, 255), 'What lies outside 0 to 255 wraps round: 300'),
    'stays float': (lambda v: np.clip(np.round(v), 0, 255), 'The values are right, but they are floats: make'),
    'stays int': (lambda v: np.clip(np.round(v), 0, 255).astype(int), 'The values are right, but they are no bytes:'),
    'rescales': (lambda v: np.round((v - v.min()) / (v.max() - v.min()) * 255).astype(np.uint8), 'You stretch the values from 0 to 255. That'),
    'absolute': (lambda v: np.clip(np.round(np.abs(v)), 0, 255).astype(np.uint8), 'You take absolute values: −900 becomes 255.'),
    'only low': (lambda v: np.round(np.maximum(v, 0)).astype(int).astype(np.uint8), 'You clip at 0 only: 300 wraps round to 44. Clip'),
    'only high': (lambda v: np.round(np.minimum(v, 255)).astype(int).astype(np.uint8), 'You clip at 255 only: −3 wraps round to 253.'),
    'to 256': (lambda v: np.clip(np.round(v), 0, 256).astype(int).astype(np.uint8), 'You clip at 256, which wraps round to 0. The'),
    'modulo': (lambda v: (np.round(v) % 256).astype(np.uint8), 'What lies outside 0 to 255 wraps round: 300'),
    'up': (lambda v: np.ceil(np.clip(v, 0, 255)).astype(np.uint8), 'You round up: 41.2 becomes 42. Round to the'),
    'down': (lambda v: np.floor(np.clip(v, 0, 255)).astype(np.uint8), 'You cut the fractions off: 99.6 becomes 99.'),
    'times 255': (lambda v: np.clip(np.round(v * 255), 0, 255).astype(np.uint8), 'You multiply by 255. These are grey levels'),
    'outside made 0': (lambda v: np.where((v < 0) | (v > 255), 0, np.round(v)).astype(np.uint8), 'What is too bright becomes 0 with you. It has'),
    'int8': (lambda v: np.clip(np.round(v), -128, 127).astype(np.int8), 'values differ'),
    'one decimal': (lambda v: np.round(np.clip(v, 0, 255), 1).astype(np.uint8), 'You cut the fractions off: 99.6 becomes 99.'),
}  # fmt: skip
MEDIAN_FILTER = {
    'mean': (lambda im, k: windows(im, k).mean(axis=(2, 3)), 'These are means. The median is the value in the'),
    'maximum': (lambda im, k: windows(im, k).max(axis=(2, 3)), 'This is the largest of each window. The median'),
    'minimum': (lambda im, k: windows(im, k).min(axis=(2, 3)), 'This is the smallest of each window. The median'),
    'middle unsorted': (lambda im, k: np.array([[im[i:i + k, j:j + k].ravel()[k * k // 2] for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'You take the value in the middle of the list of'),
    'sorted upper middle': (lambda im, k: np.array([[np.sort(im[i:i + k, j:j + k].ravel())[k * k // 2] for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'For an even number of values you take the upper'),
    'lower middle': (lambda im, k: np.array([[np.sort(im[i:i + k, j:j + k].ravel())[(k * k - 1) // 2] for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'For an even number of values you take the lower'),
    'median of row medians': (lambda im, k: np.median(np.median(windows(im, k), axis=3), axis=2), "You take the median of the rows' medians. Sort"),
    'same size': (lambda im, k: ndimage.median_filter(im, k), 'Your output is as large as the image, as that'),
    'one too few': (lambda im, k: np.median(windows(im, k), axis=(2, 3))[:-1, :-1], 'The last row and column are missing: there are'),
    'tiles': (lambda im, k: np.array([[np.median(im[i:i + k, j:j + k]) for j in range(0, im.shape[1] - k + 1, k)] for i in range(0, im.shape[0] - k + 1, k)]), 'Your windows lie side by side. Each begins one'),
    'row only': (lambda im, k: np.array([[np.median(im[i, j:j + k]) for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'Your windows are one row high. A window has k'),
    'swapped': (lambda im, k: np.median(windows(im, k), axis=(2, 3)).T, 'Rows and columns are swapped in your output.'),
    'flat': (lambda im, k: np.median(windows(im, k), axis=(2, 3)).ravel(), 'The medians are right, but they stand in one'),
    'window k plus 1': (lambda im, k: np.array([[np.median(im[i:i + k + 1, j:j + k + 1]) for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'Your windows have k + 1 rows and columns. A'),
    'always 3': (lambda im, k: np.median(windows(im, 3), axis=(2, 3)), 'Your windows are 3×3, whatever k is.'),
    'whole numbers': (lambda im, k: np.median(windows(im, k), axis=(2, 3)).astype(int), 'You make the medians integers. Of an even'),
    'sort rows only': (lambda im, k: np.array([[np.sort(im[i:i + k, j:j + k])[k // 2, k // 2] for j in range(im.shape[1] - k + 1)] for i in range(im.shape[0] - k + 1)]), 'You sort each row of a window by itself. Sort'),
    'middle of range': (lambda im, k: (windows(im, k).max(axis=(2, 3)) + windows(im, k).min(axis=(2, 3))) / 2, 'This is half-way between the smallest and the'),
    'square': (lambda im, k: np.array([[np.median(im[i:i + k, j:j + k]) for j in range(im.shape[0] - k + 1)] for i in range(im.shape[0] - k + 1)]), "You use the image's height for both of its"),
}  # fmt: skip


def median_by_hand(image, k):
    H, W = image.shape
    out = np.zeros((H - k + 1, W - k + 1))
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            v = []
            for a in range(k):
                for b in range(k):
                    v.append(image[i + a, j + b])
            v.sort()
            half = len(v) // 2
            out[i, j] = v[half] if len(v) % 2 else (v[half - 1] + v[half]) / 2
    return out


RIGHT = [
    (checks.check_median_filter, median_by_hand),
    (checks.check_median_filter, lambda im, k: np.array([[(sorted(w)[(k * k - 1) // 2] + sorted(w)[k * k // 2]) / 2 for w in row] for row in windows(im, k).reshape(im.shape[0] - k + 1, im.shape[1] - k + 1, -1)])),
    (checks.check_to_bytes, lambda v: np.clip(np.rint(v), 0, 255).astype(np.uint8)),
    (checks.check_to_bytes, lambda v: np.floor(np.clip(v, 0, 255) + 0.5).astype("uint8")),
    (checks.check_median_filter, lambda im, k: np.median(windows(im, k), axis=(2, 3))),
]  # fmt: skip
WRONG = {
    checks.check_to_bytes: TO_BYTES,
    checks.check_median_filter: MEDIAN_FILTER,
}
