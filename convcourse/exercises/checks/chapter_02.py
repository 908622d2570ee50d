"""Checkers of chapter 2: Filtering an image"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check, windows_of


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
]


def check_to_bytes(function: Function) -> Verdict:
    """Check exercise 2.1: ``to_bytes(values)`` rounds, clips to 0 … 255 and returns uint8."""
    return check(function, _to_bytes, TO_BYTES_CASES, TO_BYTES_MISTAKES)


def _square_windows(image, k):
    return windows_of(np.asarray(image, float), np.ones((k, k)))


def _median_filter(image, k):
    return np.median(_square_windows(image, k), axis=(2, 3))


def _median_same(image, k):
    return _median_filter(np.pad(image, k // 2, "symmetric"), k)


MEDIAN_CASES = [
    (np.array([[1.0, 9, 2], [3, 4, 8], [7, 5, 100]]), 3),
    (np.array([[5.0, 1, 200, 3], [4, 0, 6, 2], [9, 8, 7, 250], [30, 40, 60, 20]]), 3),
    (np.array([[1, 3, 8], [2, 9, 5], [0, 7, 6]]), 2),
    (np.arange(42.0).reshape(7, 6) ** 2 % 31, 5),
]
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
        lambda image, k: np.sort(_square_windows(image, k).reshape(
            image.shape[0] - k + 1, image.shape[1] - k + 1, k * k), axis=-1)[..., k * k // 2],
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
]  # fmt: skip


def check_median_filter(function: Function) -> Verdict:
    """Check exercise 2.2: ``median_filter(image, k)``, whole windows only."""
    return check(function, _median_filter, MEDIAN_CASES, MEDIAN_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_to_bytes: TO_BYTES_MISTAKES,
    check_median_filter: MEDIAN_MISTAKES,
}
