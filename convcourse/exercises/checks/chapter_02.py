"""Checkers of chapter 2: Filtering an image"""

import numpy as np

from convcourse.exercises.checks.core import (
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
    windows_of,
)


def _to_bytes(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _wrapped(values):
    return np.asarray(values).astype(np.int64).astype(np.uint8)


TO_BYTES_CASES = [
    (np.array([[12.0, 99.6, 41.2]]),),
    (np.array([[-3.0, 254.7], [300.0, 128.4]]),),
    (np.array([-900.0, 0.0, 7.9, 255.4, 700.0]),),
]
TO_BYTES_MISTAKES = [
    Mistake(
        lambda values: np.clip(values, 0, 255).astype(np.uint8),
        "You cut the fractions off: 99.6 becomes 99. Round before you make bytes.",
    ),
    Mistake(
        lambda values: _wrapped(np.rint(values)),
        "What lies outside 0 to 255 wraps round: 300 becomes 44. Clip before you make bytes.",
    ),
    Mistake(
        _wrapped,
        "You cut the fractions off, and 300 wraps round to 44. Round and clip, then make bytes.",
    ),
    Mistake(
        lambda values: _wrapped(np.minimum(np.rint(values), 255)),
        "You clip at 255 only: −3 wraps round to 253. Clip at 0 as well.",
    ),
    Mistake(
        lambda values: _wrapped(np.maximum(np.rint(values), 0)),
        "You clip at 0 only: 300 wraps round to 44. Clip at 255 as well.",
    ),
    Mistake(
        lambda values: np.clip(values, 0, 255),
        "These are still floats with fractions. Round them and make them `uint8`.",
    ),
    Mistake(
        lambda values: np.clip(np.rint(np.abs(values)), 0, 255).astype(np.uint8),
        "You take absolute values: −900 becomes 255. What is too dark has to become 0.",
    ),
    Mistake(
        lambda values: np.clip(np.ceil(values), 0, 255).astype(np.uint8),
        "You round up: 41.2 becomes 42. Round to the nearest.",
    ),
    Mistake(
        lambda values: np.rint(
            255 * (values - np.min(values)) / (np.max(values) - np.min(values))
        ).astype(np.uint8),
        "You stretch the values from 0 to 255. That changes every pixel; only clip.",
    ),
    Mistake(
        lambda values: _wrapped(np.clip(np.rint(values), 0, 256)),
        "You clip at 256, which wraps round to 0. The brightest level is 255.",
    ),
    Mistake(
        lambda values: np.clip(np.rint(values * 255), 0, 255).astype(np.uint8),
        "You multiply by 255. These are grey levels already, not fractions of white.",
    ),
    Mistake(
        lambda values: np.where(np.asarray(values) > 255, 0, _to_bytes(values)),
        "What is too bright becomes 0 with you. It has to become 255.",
    ),
    Mistake(
        lambda values: np.rint(values),
        "You round and no more: −3 and 300 are still there. Clip at 0 and at 255.",
    ),
    Mistake(
        lambda values: np.clip(np.rint(values), 0, 254).astype(np.uint8),
        "You clip at 254. The brightest level is 255.",
    ),
]


def check_to_bytes(function: Function) -> Verdict:
    """Check exercise 2.1: ``to_bytes(values)`` rounds, clips to 0 … 255 and returns uint8."""
    return check(function, _to_bytes, TO_BYTES_CASES, TO_BYTES_MISTAKES)


def _square_windows(image, k):
    return windows_of(np.asarray(image, float), np.ones((k, k)))


def _median_filter(image, k):
    return np.median(_square_windows(image, k), axis=(2, 3))


def _flat_windows(image, k):
    """Return the k·k values of each window in a line: (rows, columns, k·k)."""
    windows = _square_windows(image, k)
    return windows.reshape(*windows.shape[:2], k * k)


def _medians_of_slices(image, k, size, columns=None):
    """Return medians of slices of `size`, which end where the image does."""
    rows = image.shape[0] - k + 1
    columns = image.shape[1] - k + 1 if columns is None else columns
    return np.array(
        [
            [np.median(image[r : r + size, c : c + size]) for c in range(columns)]
            for r in range(rows)
        ]
    )


def _median_same(image, k):
    return _median_filter(np.pad(image, k // 2, "symmetric"), k)


def _placed(output, image, k, at=0):
    """Write the medians into `output`, in the type of `output`."""
    medians = _median_filter(image, k)
    output[at : at + medians.shape[0], at : at + medians.shape[1]] = medians
    return output


def _medians_over_the_end(image, k):
    """Return a median for each pixel; slices at the right and the bottom hold fewer."""
    rows, columns = (range(n) for n in image.shape)
    return np.array([[np.median(image[r : r + k, c : c + k]) for c in columns] for r in rows])


MEDIAN_CASES = [
    (np.array([[1.0, 9, 2], [3, 4, 8], [7, 5, 100]]), 3),
    (np.array([[5.0, 1, 200, 3], [4, 0, 6, 2], [9, 8, 7, 250], [30, 40, 60, 20]]), 3),
    (np.array([[1, 3, 8], [2, 9, 5], [0, 7, 6]]), 2),
    (np.arange(42.0).reshape(7, 6) ** 2 % 31, 5),
]
_PLACES = "Windows fit at (H − k + 1) × (W − k + 1) places."
MEDIAN_MISTAKES = [
    Mistake(
        lambda image, k: _square_windows(image, k).mean(axis=(2, 3)),
        "These are means. The median is the value in the middle once the window is sorted.",
    ),
    Mistake(
        lambda image, k: np.median(np.median(_square_windows(image, k), axis=3), axis=2),
        "You take the median of the rows' medians. Sort all the k·k values of a window together.",
    ),
    Mistake(
        lambda image, k: np.median(np.median(_square_windows(image, k), axis=2), axis=2),
        "You take the median of the columns' medians. Sort all the k·k values of a window "
        "together.",
    ),
    Mistake(
        lambda image, k: _square_windows(image, k)[:, :, k // 2, k // 2],
        "You return the pixel in the middle of each window. Sort the window first.",
    ),
    Mistake(
        lambda image, k: np.sort(_flat_windows(image, k))[..., k * k // 2],
        "For an even number of values you take the upper of the two in the middle. The median is "
        "their mean, as np.median has it.",
    ),
    Mistake(
        lambda image, k: np.median(_square_windows(image, k), axis=3)[..., k // 2],
        "Your windows are one row high. A window has k rows and k columns.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k)[:-1, :-1],
        "The last row and column are missing: there are H − k + 1 rows.",
    ),
    Mistake(
        _median_same,
        "You made up a rim. Keep only the windows that fit whole.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k).astype(int),
        "You make the medians integers. Of an even number of values it can be a half.",
    ),
    Mistake(
        lambda image, k: _square_windows(image, k).max(axis=(2, 3)),
        "This is the largest of each window. The median stands in the middle.",
    ),
    Mistake(
        lambda image, k: _square_windows(image, k).min(axis=(2, 3)),
        "This is the smallest of each window. The median stands in the middle.",
    ),
    Mistake(
        lambda image, k: _flat_windows(image, k)[..., k * k // 2],
        "You take the value in the middle of the list of a window's values, as they stand in the "
        "picture. Sort them first.",
    ),
    Mistake(
        lambda image, k: np.sort(_flat_windows(image, k))[..., (k * k - 1) // 2],
        "For an even number of values you take the lower of the two in the middle. The median is "
        "their mean, as np.median has it.",
    ),
    Mistake(
        lambda image, k: np.sort(
            _flat_windows(np.pad(image, (k // 2, (k - 1) // 2), "symmetric"), k)
        )[..., k * k // 2],
        "Your output is as large as the image, as that of scipy.ndimage: it makes up a rim. Keep "
        "only the windows that fit whole.",
    ),
    Mistake(
        lambda image, k: _median_filter(np.pad(image, k // 2), k),
        "You put a rim of zeros around the image. Keep only the windows that fit whole.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k)[::k, ::k],
        "Your windows lie side by side. Each begins one pixel after the one before.",
    ),
    Mistake(
        lambda image, k: np.median(_square_windows(image, k), axis=3)[..., 0],
        "Your windows are one row high. A window has k rows and k columns.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k).T,
        "Rows and columns are swapped in your output. The row index comes first: output[r, c].",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k).ravel(),
        "The medians are right, but they stand in one line. Put them into rows and columns: "
        "(H − k + 1, W − k + 1).",
    ),
    Mistake(
        lambda image, k: _median_filter(image, 3),
        "Your windows are 3×3, whatever k is.",
    ),
    Mistake(
        lambda image, k: np.sort(_square_windows(image, k), axis=3)[..., k // 2, k // 2],
        "You sort each row of a window by itself. Sort all the k·k values together.",
    ),
    Mistake(
        lambda image, k: (
            (_square_windows(image, k).max((2, 3)) + _square_windows(image, k).min((2, 3))) / 2
        ),
        "This is half-way between the smallest and the largest. The median has as many values "
        "below it as above.",
    ),
    Mistake(
        lambda image, k: _medians_of_slices(image, k, k + 1),
        "Your windows have k + 1 rows and columns. A slice i:i + k already holds k.",
    ),
    Mistake(
        lambda image, k: _medians_of_slices(image, k, k, image.shape[0] - k + 1),
        "You use the image's height for both of its sides: there are W − k + 1 columns.",
    ),
    Mistake(
        lambda image, k: last_left_zero(_median_filter(image, k)),
        "The last row and column stay 0: your loops end one too early. There are H − k + 1 rows.",
    ),
    Mistake(
        lambda image, k: _placed(np.zeros(image.shape), image, k),
        "Your output is as large as the image, and zeros stay at the right and the bottom. "
        + _PLACES,
    ),
    Mistake(
        lambda image, k: _placed(np.zeros_like(image), image, k),
        "Your output takes over the image's size and type (np.zeros_like): zeros stay at the right "
        "and the bottom, and in an image of integers medians lose their halves. " + _PLACES,
    ),
    Mistake(
        lambda image, k: _placed(image.copy(), image, k, k // 2),
        "You start from a copy of the image, so its rim is still there. Keep only the medians of "
        "windows that fit whole.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k + 1 - k % 2),
        "Your windows reach k // 2 to both sides of a middle. For an even k that makes k + 1 rows "
        "and columns.",
    ),
    Mistake(
        lambda image, k: _medians_of_slices(image, k, k - 1),
        "Your windows have k − 1 rows and columns. A slice ends before its second number.",
    ),
    Mistake(
        _medians_over_the_end,
        "Your output is as large as the image: windows at the right and the bottom hang over, and "
        "hold fewer values. Keep only the windows that fit whole.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k)[:-1],
        "The last row is missing: there are H − k + 1.",
    ),
    Mistake(
        lambda image, k: _median_filter(image, k)[:, :-1],
        "The last column is missing: there are W − k + 1.",
    ),
]


def check_median_filter(function: Function) -> Verdict:
    """Check exercise 2.2: ``median_filter(image, k)``, whole windows only."""
    return check(function, _median_filter, MEDIAN_CASES, MEDIAN_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_to_bytes: TO_BYTES_MISTAKES,
    check_median_filter: MEDIAN_MISTAKES,
}
