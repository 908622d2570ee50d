"""Checkers of chapter 1: What is convolution?"""

import numpy as np

from convcourse.exercises.checks.core import (
    PICTURE,
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
    windows_of,
)
from convcourse.operators.ops import convolve2d, correlate2d


def _mean_of_windows(x, k):
    return np.lib.stride_tricks.sliding_window_view(np.asarray(x, float), k).mean(axis=-1)


MOVING_AVERAGE_CASES = [
    (np.array([1.0, 2.0, 6.0]), 2),
    (np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]), 3),
    (np.array([2.0, 7.0, 1.0, 8.0, 2.0, 8.0]), 4),
    (np.array([5.0, 3.0, 1.0, 6.0]), 4),
    (np.array([4, 1, 3, 8, 6]), 2),
]
_LONG = "You return as many values as came in. "
_FILLED = "Some at the end stay 0: there are only n − k + 1 windows, and as many means."
_SHORT = "Your windows hold k − 1 values. A slice x[i:i + k] ends before i + k, and so holds k."
MOVING_AVERAGE_MISTAKES = [
    Mistake(
        lambda x, k: _mean_of_windows(x, k) * k,
        "These are sums. Divide each by the number of values in its window, k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k) * k / 3,
        "You divide by 3, whatever k is. Divide by k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k)[:-1],
        "The last window is missing: k values fit into n at n − k + 1 places, not n − k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k + 1) if k < len(x) else np.empty(0),
        "Your windows hold k + 1 values. A slice x[i:i + k] already holds k.",
    ),
    Mistake(
        lambda x, k: np.array([np.mean(x[i : i + k + 1]) for i in range(len(x) - k + 1)]),
        "Your windows hold k + 1 values, except the last. A slice x[i:i + k] already holds k.",
    ),
    Mistake(
        lambda x, k: np.convolve(x, np.ones(k) / k, "same"),
        _LONG + "At the ends your window hangs over the edge and averages values that are not "
        "there; keep only whole windows.",
    ),
    Mistake(
        lambda x, k: np.array(
            [np.mean(x[max(0, i - k // 2) : i - k // 2 + k]) for i in range(len(x))]
        ),
        _LONG + "At the ends your window hangs over the edge and holds fewer than k; keep only "
        "whole windows.",
    ),
    Mistake(
        lambda x, k: np.array([np.mean(x[i : i + k]) for i in range(len(x))]),
        _LONG + "Your last windows hold fewer than k; stop after n − k + 1.",
    ),
    Mistake(
        lambda x, k: np.array([np.sum(x[i : i + k]) / k for i in range(len(x))]),
        _LONG + "Your last windows hang over the end; stop after n − k + 1.",
    ),
    Mistake(
        lambda x, k: np.convolve(x, np.ones(k) / k, "full"),
        "You return more values than came in (mode 'full'). Keep only whole windows: 'valid'.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k)[::k],
        "Your window jumps k places at a time. Move it by one.",
    ),
    Mistake(
        lambda x, k: np.array([np.mean(x[: i + k]) for i in range(len(x) - k + 1)]),
        "Your window grows from the left edge. Both of its ends have to move.",
    ),
    Mistake(
        lambda x, k: np.array([np.median(x[i : i + k]) for i in range(len(x) - k + 1)]),
        "These are medians. The mean is the sum of a window's values, divided by k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k) * k / (k - 1),
        "You divide by k − 1. A window holds k values: divide by k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k) * k / len(x),
        "You divide by the number of all values. Divide by those in a window, k.",
    ),
    Mistake(
        lambda x, k: np.floor(_mean_of_windows(x, k)),
        "You cut off the fractions. A mean need not be whole: divide with /, and let it be.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k).astype(x.dtype),
        "For whole numbers your means lose their fractions: they have the type of x. np.zeros(n) "
        "holds floats; np.empty_like(x) and dtype=x.dtype don't.",
    ),
    Mistake(
        lambda x, k: np.array([np.sum(x[i : i + k - 1]) / k for i in range(len(x) - k + 1)]),
        _SHORT,
    ),
    Mistake(
        lambda x, k: np.array([np.mean(x[i : i + k - 1]) for i in range(len(x) - k + 1)]),
        _SHORT,
    ),
    Mistake(
        lambda x, k: np.mean(x),
        "You return one number, the mean of all values. Each window has a mean of its own.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k)[::-1],
        "The means stand in the opposite order. The first belongs to the window at the start.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, 3),
        "You average three values, whatever k is. A window holds k.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k)[1:],
        "The first window is missing. With running sums, put a 0 before them: the first window's "
        "sum is the k-th of them less nothing.",
    ),
    Mistake(
        lambda x, k: np.append(_mean_of_windows(x, k)[:-1], 0),
        "The last mean stays 0: your loop ends one too early. k values fit into n at n − k + 1 "
        "places.",
    ),
    Mistake(lambda x, k: np.append(_mean_of_windows(x, k), np.zeros(k - 1)), _LONG + _FILLED),
    Mistake(
        lambda x, k: np.convolve(x, np.ones(k), "same"),
        "You return sums, and as many as came in. Divide each by k, and keep only whole windows.",
    ),
    Mistake(
        lambda x, k: _mean_of_windows(x, k + 1 - k % 2) if k + 1 - k % 2 <= len(x) else np.empty(0),
        "Your windows reach k // 2 to both sides of a middle. For an even k that makes k + 1 "
        "values.",
    ),
]


def check_moving_average(function: Function) -> Verdict:
    """Check exercise 1.1: ``moving_average(x, k)`` averages every k neighbours of `x`."""
    return check(function, _mean_of_windows, MOVING_AVERAGE_CASES, MOVING_AVERAGE_MISTAKES)


def _convolve_valid(image, kernel):
    return convolve2d(image, kernel, padding="valid")


def _convolve_full(image, kernel):
    return convolve2d(image, kernel, padding="full", border="constant")


CONVOLVE_CASES = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [2.0, 5.0]])),
    (PICTURE, np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [4.0, 0.0, -2.0]])),
    (PICTURE, np.array([[1.0, -2.0, 5.0], [0.0, 3.0, 1.0]])),
    (np.array([[1, 2, 4], [3, 5, 7], [8, 6, 9]]), np.array([[0.5, 0.25], [1.0, -0.5]])),
]
_LARGE = "Your output is as large as the image"


def _middle(full, image, kernel):
    """Cut the size of `image` out of `full`, where ``scipy.signal`` does in its mode 'same'."""
    top, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    return full[top : top + image.shape[0], left : left + image.shape[1]]


def _correlate_full(image, kernel):
    return correlate2d(image, kernel, padding="full", border="constant")


def _correlate_same(image, kernel):
    """Cut the size of `image` out of the full correlation, where ``scipy.signal`` does."""
    top, left = (k // 2 for k in kernel.shape)
    return _correlate_full(image, kernel)[top : top + len(image), left : left + image.shape[1]]


def _with_a_rim(image, kernel, mode):
    """Convolve with a rim, in the image's size and its type, as ``scipy.ndimage`` does."""
    ends = [((k - 1) // 2, k // 2) for k in kernel.shape]
    return _convolve_valid(np.pad(image, ends, mode), kernel).astype(image.dtype)


def _fill(output, values):
    """Write `values` into the top left of `output`, in the type of `output`."""
    output[: values.shape[0], : values.shape[1]] = values
    return output


CONVOLVE_MISTAKES = [
    Mistake(
        lambda image, kernel: correlate2d(image, kernel, padding="valid"),
        "The kernel is not flipped: this is the correlation. Turn it by 180°, kernel[::-1, ::-1].",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel[::-1], padding="valid"),
        "The kernel is flipped up–down only. A turn by 180° also flips left–right.",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel[:, ::-1], padding="valid"),
        "The kernel is flipped left–right only. A turn by 180° also flips up–down.",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel.T, padding="valid"),
        "The kernel is transposed. Turning by 180° keeps rows as rows: kernel[::-1, ::-1].",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, np.rot90(kernel), padding="valid"),
        "The kernel is turned by 90°. It takes two such turns.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel)[:-1, :-1],
        "The last row and column are missing: there are H − kh + 1 rows, so range(H - kh + 1).",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel).T,
        "Rows and columns are swapped in your output. The row index comes first: output[r, c].",
    ),
    Mistake(
        lambda image, kernel: convolve2d(image, kernel, border="constant"),
        _LARGE + ". Keep only the places where the kernel fits whole.",
    ),
    Mistake(
        lambda image, kernel: _middle(_convolve_full(image, kernel), image, kernel),
        _LARGE + " (mode 'same'). Keep only the places where the kernel fits whole: 'valid'.",
    ),
    Mistake(
        lambda image, kernel: _fill(np.zeros(image.shape), _convolve_valid(image, kernel)),
        _LARGE + ", with zeros at the right and the bottom. Make it (H − kh + 1) × (W − kw + 1).",
    ),
    Mistake(
        lambda image, kernel: _fill(np.zeros_like(image), _convolve_valid(image, kernel)),
        _LARGE + ", with zeros at the right and the bottom. Make it (H − kh + 1) × (W − kw + 1), "
        "of floats: np.zeros_like(image) also takes over the image's type, which may be integer.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel).astype(image.dtype),
        "For an image of integers your output loses its fractions: it has the image's type. "
        "np.zeros((rows, columns)) holds floats; np.zeros_like(image) and dtype=image.dtype don't.",
    ),
    Mistake(
        lambda image, kernel: np.array(
            [[(w @ kernel[::-1, ::-1]).sum() for w in row] for row in windows_of(image, kernel)]
        ),
        "You multiply window and kernel as matrices, with @. Here each weight meets its own "
        "pixel: use *.",
    ),
    Mistake(
        lambda image, kernel: np.array(
            [[(w @ kernel).sum() for w in row] for row in windows_of(image, kernel)]
        ),
        "You multiply window and kernel as matrices, with @. Here each weight meets its own "
        "pixel: use *. And the kernel is not flipped.",
    ),
    Mistake(
        _convolve_full,
        "Your output is larger than the image (mode 'full'). Keep only whole windows: 'valid'.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel) / kernel.size,
        "You divide by the number of weights. A convolution only multiplies and adds; a kernel "
        "that should average carries the division in its weights.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel)[::-1, ::-1],
        "Your output comes out turned by 180°. Was the image turned, in place of the kernel?",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel, padding="valid")[::-1, ::-1],
        "Your output is the correlation, turned by 180°. Turn the kernel alone, before it slides.",
    ),
    Mistake(
        lambda image, kernel: -correlate2d(image, kernel, padding="valid"),
        "You change the signs. A flip turns the kernel by 180°, and leaves its weights alone.",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel[::-1, ::-1].T, padding="valid"),
        "The kernel is turned, and transposed as well. kernel[::-1, ::-1] alone is the turn.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel) / kernel.sum(),
        "You divide by the sum of the weights. A convolution only multiplies and adds.",
    ),
    Mistake(
        lambda image, kernel: correlate2d(
            image, kernel[::-1, ::-1][:, : kernel.shape[0]], padding="valid"
        ),
        "You use the kernel's height for both of its sides. kernel.shape is (kh, kw).",
    ),
    Mistake(
        lambda image, kernel: last_left_zero(_convolve_valid(image, kernel)),
        "The last row and column stay 0: your loops end one too early. The kernel fits at "
        "H − kh + 1 heights.",
    ),
    Mistake(
        lambda image, kernel: correlate2d(image, kernel, padding="valid") / kernel.size,
        "You divide by the number of weights, and the kernel is not flipped. A convolution "
        "multiplies and adds.",
    ),
    Mistake(
        _correlate_same,
        "The kernel is not flipped, and your output is as large as the image (mode 'same'). Keep "
        "only the places where the kernel fits whole.",
    ),
    Mistake(
        _correlate_full,
        "The kernel is not flipped, and your output is larger than the image (mode 'full'). Keep "
        "only the places where the kernel fits whole.",
    ),
    Mistake(
        lambda image, kernel: _with_a_rim(image, kernel, "symmetric"),
        _LARGE + ", as that of scipy.ndimage: it makes up a rim. Keep only the places where the "
        "kernel fits whole.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel).ravel(),
        "The values are right, but they stand in one line. Put them into rows and columns.",
    ),
    Mistake(
        lambda image, kernel: _with_a_rim(image, kernel, "constant"),
        _LARGE + ", with zeros around it. Keep only the places where the kernel fits whole.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel)[:-1],
        "The last row is missing: the kernel fits at H − kh + 1 heights.",
    ),
    Mistake(
        lambda image, kernel: _convolve_valid(image, kernel)[:, :-1],
        "The last column is missing: a row has W − kw + 1 places.",
    ),
]


def check_convolve(function: Function) -> Verdict:
    """Check exercise 1.2: ``convolve(image, kernel)`` is a true convolution, whole windows only."""
    return check(function, _convolve_valid, CONVOLVE_CASES, CONVOLVE_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_moving_average: MOVING_AVERAGE_MISTAKES,
    check_convolve: CONVOLVE_MISTAKES,
}
