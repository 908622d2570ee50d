"""Checkers of the exercises: they tell which mistake an answer shows, and never raise.

Each checker knows a right answer and the typical wrong ones. It runs the reader's function on a
few small cases; if the results are those of a known mistake, it names the mistake, else it shows
the smallest case that differs. The wrong answers live here, beside their hints, so that the tests
can hand every one of them to its checker.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convcourse.ops import convolve2d, correlate2d
from convcourse.padding import border_indices
from convcourse.shapes import output_size, unread_pixels

MARKS = {"open": "○", "wrong": "✗", "passed": "✓"}
#: What a reader's code may raise without ending the notebook. KeyboardInterrupt is not in it.
RAISED = (Exception, SystemExit)


@dataclass(frozen=True)
class Verdict:
    """What a checker found: `state` is "open" (not attempted yet), "wrong" or "passed"."""

    state: str
    words: str

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.state == "passed"

    def __repr__(self):
        return f"{MARKS[self.state]} {self.words}"

    def _repr_html_(self):
        lines = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(repr(self)))
        lines = lines.replace("\n", "<br>")
        return f'<p class="cc-verdict cc-verdict-{self.state}">{lines}</p>'


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that readers really give, as a function, and the hint for it."""

    function: Callable
    hint: str


def check(answer, right, cases, mistakes) -> Verdict:
    """Compare the function `answer` with `right` on `cases` and say what is wrong with it.

    Parameters
    ----------
    answer, right : callable
        The reader's function, and one that is known to be right.
    cases : list of tuple
        Arguments to call them with; small ones first. They are copied for each call.
    mistakes : list of Mistake
        Known wrong answers, tried in order.

    Returns
    -------
    Verdict
        Also where `answer` raises: what went wrong is then in its words.
    """
    for case in cases:
        wanted = right(*_copies(case))
        given = _copies(case)
        try:
            got = answer(*given)
        except NotImplementedError:
            return Verdict("open", "Not attempted yet: replace `raise NotImplementedError`.")
        except RAISED as error:  # whatever the reader's code raises is told, never thrown on
            return Verdict("wrong", f"Your function raised {type(error).__name__}: {_text(error)}")
        if not all(map(_same, given, case)):
            return Verdict("wrong", "Your function changes its input. Write into a new array.")
        if got is None:
            return Verdict("wrong", "Your function returns nothing. Does it end with `return`?")
        if _numbers(got) is None:
            words = _text(got, repr)[:80]
            return Verdict("wrong", f"Your function returns {words}; expected a NumPy array.")
        if not _same(got, wanted):
            return Verdict("wrong", _explain(answer, cases, mistakes, case, got, wanted))
    return Verdict("passed", "Passed: your function agrees on every case.")


def _explain(answer, cases, mistakes, case, got, wanted):
    for mistake in mistakes:
        if _makes(answer, mistake.function, cases):
            return mistake.hint
    got, wanted = _numbers(got), _numbers(wanted)
    # For numbers alone the values say more than their shape does, unless there are too many.
    if got.shape != wanted.shape and (any(map(np.ndim, case)) or got.size > 30):
        return (
            f"The shape is {got.shape}, expected {wanted.shape} for inputs of shape "
            f"{' and '.join(str(np.shape(a)) for a in case)}."
        )
    arguments = "\n".join(f"{np.asarray(a).tolist()}" for a in case)
    return (
        f"The values differ. For\n{arguments}\nyou get {got.tolist()}\nexpected {wanted.tolist()}"
    )


def _makes(answer, mistake, cases):
    """Tell whether `answer` does what `mistake` does, in every case; they may both raise in one."""
    for case in cases:
        got, wrong = _result(answer, case), _result(mistake, case)
        if not (_same(got, wrong) or (got is None and wrong is None)):
            return False
    return True


def _result(function, case):
    """Return the numbers that `function` makes of the case, or None if it raises or makes none."""
    try:
        return _numbers(function(*_copies(case)))
    except RAISED:
        return None


def _text(value, how=str):
    try:
        return how(value)
    except RAISED:
        return f"a {type(value).__name__}"


def _copies(case):
    return [np.copy(a) if isinstance(a, np.ndarray) else a for a in case]


def _numbers(value):
    """Return `value` as an array of numbers or truth values, or None if it is none."""
    try:
        array = np.asarray(value)
    except RAISED:  # lists of unequal length, a torch tensor with a gradient, …
        return None
    return array if np.issubdtype(array.dtype, np.number) or array.dtype == bool else None


def _same(a, b):
    a, b = _numbers(a), _numbers(b)
    if a is None or b is None or a.shape != b.shape:
        return False
    return bool(np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True))


# 1 · What is convolution?


def _mean_of_windows(x, k):
    return np.lib.stride_tricks.sliding_window_view(np.asarray(x, float), k).mean(axis=-1)


MOVING_AVERAGE_CASES = [
    (np.array([1.0, 2.0, 6.0]), 2),
    (np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]), 3),
    (np.array([2.0, 7.0, 1.0, 8.0, 2.0, 8.0]), 4),
    (np.array([5.0, 3.0, 1.0, 6.0]), 4),
]
_LONG = "You return as many values as came in. "
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
]


def check_moving_average(function) -> Verdict:
    """Check exercise 1.1: ``moving_average(x, k)`` averages every k neighbours of `x`."""
    return check(function, _mean_of_windows, MOVING_AVERAGE_CASES, MOVING_AVERAGE_MISTAKES)


def _convolve_valid(image, kernel):
    return convolve2d(image, kernel, padding="valid")


def _convolve_full(image, kernel):
    return convolve2d(image, kernel, padding="full", border="constant")


def _windows(image, kernel):
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape)  # (rows, columns, kh, kw)


_PICTURE = np.array([[3.0, 1, 4, 1, 5], [9, 2, 6, 5, 3], [5, 8, 9, 7, 9], [3, 2, 3, 8, 4]])
CONVOLVE_CASES = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [2.0, 5.0]])),
    (_PICTURE, np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [4.0, 0.0, -2.0]])),
    (_PICTURE, np.array([[1.0, -2.0, 5.0], [0.0, 3.0, 1.0]])),
    (np.array([[1, 2, 4], [3, 5, 7], [8, 6, 9]]), np.array([[0.5, 0.25], [1.0, -0.5]])),
]
_LARGE = "Your output is as large as the image"


def _middle(full, image, kernel):
    """Cut the size of `image` out of `full`, where ``scipy.signal`` does in its mode 'same'."""
    top, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    return full[top : top + image.shape[0], left : left + image.shape[1]]


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
            [[(w @ kernel[::-1, ::-1]).sum() for w in row] for row in _windows(image, kernel)]
        ),
        "You multiply window and kernel as matrices, with @. Here each weight meets its own "
        "pixel: use *.",
    ),
    Mistake(
        lambda image, kernel: np.array(
            [[(w @ kernel).sum() for w in row] for row in _windows(image, kernel)]
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
]


def check_convolve(function) -> Verdict:
    """Check exercise 1.2: ``convolve(image, kernel)`` is a true convolution, whole windows only."""
    return check(function, _convolve_valid, CONVOLVE_CASES, CONVOLVE_MISTAKES)


# 2 · Filtering an image


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


def check_to_bytes(function) -> Verdict:
    """Check exercise 2.1: ``to_bytes(values)`` rounds, clips to 0 … 255 and returns uint8."""
    return check(function, _to_bytes, TO_BYTES_CASES, TO_BYTES_MISTAKES)


def _square_windows(image, k):
    return _windows(np.asarray(image, float), np.ones((k, k)))


def _median_filter(image, k):
    return np.median(_square_windows(image, k), axis=(2, 3))


def _median_same(image, k):
    return _median_filter(np.pad(image, k // 2, "symmetric"), k)


MEDIAN_CASES = [
    (np.array([[1.0, 9, 2], [3, 4, 8], [7, 5, 100]]), 3),
    (np.array([[5.0, 1, 200, 3], [4, 0, 6, 2], [9, 8, 7, 250], [30, 40, 60, 20]]), 3),
    (np.array([[1, 3, 8], [2, 9, 5], [0, 7, 6]]), 2),
    (np.arange(49.0).reshape(7, 7) ** 2 % 31, 5),
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


def check_median_filter(function) -> Verdict:
    """Check exercise 2.2: ``median_filter(image, k)``, whole windows only."""
    return check(function, _median_filter, MEDIAN_CASES, MEDIAN_MISTAKES)


# 3 · A gallery of kernels

_SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _sobels(image, kernel=_SOBEL_X, padding="valid"):
    """Return a kernel's result and that of its transpose."""
    image = np.asarray(image, float)
    return [correlate2d(image, one, padding=padding) for one in (kernel, kernel.T)]


def _gradient_magnitude(image):
    return np.hypot(*_sobels(image))


GRADIENT_CASES = [
    (np.array([[0.0, 1, 5], [2, 8, 3], [7, 1, 40]]),),
    (_PICTURE,),
    (np.array([[200, 10, 30, 250], [0, 90, 80, 70], [33, 44, 255, 6], [1, 2, 3, 4]]),),
]
GRADIENT_MISTAKES = [
    Mistake(
        lambda image: _sobels(image)[0],
        "This is the change to the right alone, with its sign. Take the one downwards too, and "
        "the length of both.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)[0]),
        "This is the change to the right alone. Edges that run from left to right are missing.",
    ),
    Mistake(
        lambda image: sum(_sobels(image)),
        "You add the two. Where one is 5 and the other −5 that makes 0: square, add, take the "
        "root.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)).sum(axis=0),
        "You add the absolute values. That is near, but the length is the root of the sum of "
        "squares.",
    ),
    Mistake(
        lambda image: np.square(_sobels(image)).sum(axis=0),
        "The root is missing.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(image, np.array([[-1.0, 0, 1]] * 3))),
        "These are Prewitt's kernels. Sobel counts the middle row twice.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(image, padding="same")),
        "Your output is as large as the image. Keep only the places where the kernels fit whole.",
    ),
    Mistake(
        lambda image: _gradient_magnitude(image) / 8,
        "You divide by 8. That scales Sobel to a slope per pixel; here take the kernels as they "
        "are.",
    ),
    Mistake(
        lambda image: np.degrees(np.arctan2(*_sobels(image)[::-1])),
        "This is the angle. The length is asked for.",
    ),
]


def check_gradient_magnitude(function) -> Verdict:
    """Check exercise 3.1: ``gradient_magnitude(image)`` by Sobel, whole windows only."""
    return check(function, _gradient_magnitude, GRADIENT_CASES, GRADIENT_MISTAKES)


def _spike(blur, at=None):
    spike = np.zeros(np.shape(blur))
    spike[at or tuple(n // 2 for n in np.shape(blur))] = 1
    return spike


def _sharpen_kernel(blur, amount):
    return (1 + amount) * _spike(blur) - amount * np.asarray(blur)


_BELL = np.outer([1.0, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
SHARPEN_CASES = [
    (np.full((3, 3), 1 / 9), 1.0),
    (np.full((3, 3), 1 / 9), 2.5),
    (_BELL, 0.5),
]
SHARPEN_MISTAKES = [
    Mistake(
        lambda blur, amount: amount * (_spike(blur) - blur),
        "These are the details alone; the weights add up to 0. Add them to the picture.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) - amount * blur,
        "The weights do not add up to 1, so the picture changes its brightness. The details are "
        "the picture minus its blur.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) + amount * (blur - _spike(blur)),
        "The sign is the wrong way round: this blurs. The details are the picture minus its blur.",
    ),
    Mistake(
        lambda blur, amount: 2 * _spike(blur) - blur,
        "You take the details once, whatever `amount` is.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * _spike(blur, (0, 0)) - amount * blur,
        "Your identity has its 1 in the corner, which also moves the picture. It belongs in the "
        "middle.",
    ),
    Mistake(
        lambda blur, amount: 1 + amount * (1 - blur),
        "You add to every weight. The picture itself is the kernel with a single 1 in the middle.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * np.eye(len(blur)) - amount * blur,
        "np.eye has a 1 in every row. The picture itself is a single 1 in the middle.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) + amount * blur,
        "You add the blur. Add the details: the picture minus its blur.",
    ),
]


def check_sharpen_kernel(function) -> Verdict:
    """Check exercise 3.2: ``sharpen_kernel(blur, amount)`` adds `amount` times the details."""
    return check(function, _sharpen_kernel, SHARPEN_CASES, SHARPEN_MISTAKES)


# 4 · Convolution or correlation?


def _point_symmetric(kernel):
    return np.array_equal(kernel, kernel[::-1, ::-1])


POINT_SYMMETRIC_CASES = [
    (np.array([[1.0, 2.0], [2.0, 1.0]]),),
    (np.array([[1.0, 2.0], [3.0, 4.0]]),),
    (np.array([[1.0, 2.0, 3.0]]),),
    (np.array([[1.0, 2.0, 1.0]]),),
    (np.array([[1.0, 2.0, 1.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]]),),
    (np.array([[1.0, 0.0, 0.0], [2.0, 3.0, 0.0], [1.0, 0.0, 0.0]]),),
    (np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]),),
    (np.array([[1.0, 2.0, 0.0], [0.0, 5.0, 0.0], [0.0, 2.0, 1.0]]),),
    (np.array([[1.0, 4.0, 5.0], [4.0, 2.0, 6.0], [5.0, 6.0, 3.0]]),),
    (np.array([[1.0, 2.0, 4.0], [4.0, 2.0, 1.0]]),),
    (np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]),),
]
_TWO_WAYS = "Turned by 180°, a kernel may come back to itself without being its own mirror image. "
POINT_SYMMETRIC_MISTAKES = [
    Mistake(
        lambda kernel: np.array_equal(kernel, kernel[:, ::-1]),
        "You compare with the mirror image left–right. A turn by 180° also flips up–down.",
    ),
    Mistake(
        lambda kernel: np.array_equal(kernel, kernel[::-1]),
        "You compare with the mirror image up–down; kernel[::-1] flips the rows only. A turn by "
        "180° also flips left–right.",
    ),
    Mistake(
        lambda kernel: (
            np.array_equal(kernel, kernel[::-1]) and np.array_equal(kernel, kernel[:, ::-1])
        ),
        _TWO_WAYS + "You ask for both mirror images; flip both axes at once.",
    ),
    Mistake(
        lambda kernel: (
            np.array_equal(kernel, kernel[::-1]) or np.array_equal(kernel, kernel[:, ::-1])
        ),
        "One mirror symmetry is not enough, nor is it needed. Flip both axes at once.",
    ),
    Mistake(
        lambda kernel: np.array_equal(kernel, kernel.T),
        "You compare with the transpose, which swaps rows and columns. Turn by 180° instead: "
        "kernel[::-1, ::-1].",
    ),
    Mistake(
        lambda kernel: np.array_equal(kernel, np.rot90(kernel)),
        "np.rot90 turns by 90°. It takes two such turns: np.rot90(kernel, 2).",
    ),
    Mistake(
        lambda kernel: np.array_equal(np.abs(kernel), np.abs(kernel[::-1, ::-1])),
        "The signs count: Sobel turned by 180° is minus Sobel, and that is another kernel.",
    ),
    Mistake(
        lambda kernel: True,
        "You answer True for every kernel. Two kernels can have the same sum, or the same "
        "weights in another order, and still differ.",
    ),
    Mistake(
        lambda kernel: kernel == kernel[::-1, ::-1],
        "You return one answer for each weight. All of them have to be equal: "
        "np.array_equal, or .all().",
    ),
    Mistake(
        lambda kernel: bool((kernel == kernel[::-1, ::-1]).any()),
        "You ask whether *any* weight stays the same; one in the centre always does. All of them "
        "have to.",
    ),
    Mistake(
        lambda kernel: not _point_symmetric(kernel),
        "The other way round: True where the turned kernel is the same.",
    ),
]


def check_is_point_symmetric(function) -> Verdict:
    """Check exercise 4.1: ``is_point_symmetric(kernel)`` tells whether a flip changes nothing."""
    return check(function, _point_symmetric, POINT_SYMMETRIC_CASES, POINT_SYMMETRIC_MISTAKES)


_LOPSIDED = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [4.0, 0.0, 2.0]])
_FIVE = np.array([[1.0, 2, 0, 1, 3], [0, 4, 1, 0, 2], [5, 1, 0, 2, 0], [1, 0, 3, 1, 1]])
COMBINE_CASES = [
    (_LOPSIDED, np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [5.0, 0.0, 0.0]])),
    (np.array([[1.0, 2.0, 5.0]]), np.array([[3.0, 0.0, -1.0]])),
    (np.vstack([_FIVE, _FIVE[:1]]), _LOPSIDED),
    (_LOPSIDED, np.array([[1.0, -2.0, 4.0]])),
]


def _correlate_full(a, b):
    return correlate2d(a, b, padding="full", border="constant")


COMBINE_MISTAKES = [
    Mistake(
        lambda a, b: convolve2d(a, b, border="constant"),
        "Your kernel is only as large as `a`, and its rim is cut off. Two kernels in a row reach "
        "further than one: keep the full size.",
    ),
    Mistake(
        lambda a, b: convolve2d(a, b, padding="valid"),
        "You keep only the places where `b` lies whole inside `a`. The joint kernel is larger "
        "than both: mode 'full'.",
    ),
    Mistake(
        _correlate_full,
        "You correlate the two kernels: `b` has to be flipped.",
    ),
    Mistake(
        lambda a, b: correlate2d(a, b, border="constant"),
        "You correlate the two kernels, and keep only the size of `a`. Flip `b`, and keep the "
        "full size.",
    ),
    Mistake(
        lambda a, b: correlate2d(a, b, padding="valid"),
        "You correlate the two kernels, and only where `b` lies whole inside `a`. Flip `b`, and "
        "keep the full size.",
    ),
    Mistake(
        lambda a, b: convolve2d(a, b),
        "Your kernel is only as large as `a`, and is mirrored at its border. Beyond a kernel "
        "there are zeros: border='constant', and keep the full size.",
    ),
    Mistake(
        lambda a, b: convolve2d(a, b, padding="full"),
        "Your `a` is mirrored at its border, which is the default of convcourse.convolve2d. "
        "Beyond a kernel there are zeros: border='constant'.",
    ),
    Mistake(
        lambda a, b: a + b,
        "You add the kernels. That is one pass with each, side by side, and the results added; "
        "here the second works on what the first made.",
    ),
    Mistake(
        lambda a, b: a * b,
        "You multiply the weights in the same places. Convolve the kernels: each weight of `a` "
        "lays down a copy of `b`.",
    ),
    Mistake(
        lambda a, b: a @ b,
        "You multiply the kernels as matrices, with @. Convolve them: each weight of `a` lays "
        "down a copy of `b`.",
    ),
    Mistake(
        lambda a, b: np.kron(a, b),
        "Each weight of `a` does lay down a copy of `b`, but the copies overlap: neighbours lie "
        "one cell apart, not a whole kernel. (That was np.kron.)",
    ),
]


def check_combine(function) -> Verdict:
    """Check exercise 4.2: ``combine(a, b)`` is the one kernel equal to two convolutions."""
    return check(
        function,
        lambda a, b: convolve2d(a, b, padding="full", border="constant"),
        COMBINE_CASES,
        COMBINE_MISTAKES,
    )


# 5 · Padding


def _pad_mirror(x, width):
    return x[border_indices(len(x), width, width, "mirror")]


def _slice_mirror(x, width):
    """Mirror once, by slices: where `width` is too large, the border comes out too short."""
    return np.concatenate([x[width:0:-1], x, x[-2 : -width - 2 : -1]])


def _on_both_sides(border):
    return lambda x, width: x[border_indices(len(x), width, width, border)]


PAD_MIRROR_CASES = [
    (np.array([1.0, 2.0, 3.0, 4.0]), 2),
    (np.array([5.0, 3.0, 8.0, 1.0, 6.0]), 4),
    (np.array([7.0, 2.0, 9.0]), 1),
    (np.array([4.0, 1.0, 6.0, 3.0]), 0),
    (np.array([1.0, 2.0, 3.0, 4.0]), 9),
]
PAD_MIRROR_MISTAKES = [
    Mistake(
        _on_both_sides("reflect"),
        "The edge value stands there twice: that is `reflect`, b a | a b c d | d c. For `mirror` "
        "begin with its neighbour: c b | a b c d | c b.",
    ),
    Mistake(
        _on_both_sides("nearest"),
        "You repeat the edge value: that is `nearest`. Walk back into the array instead.",
    ),
    Mistake(
        _on_both_sides("wrap"),
        "You go on at the other end: that is `wrap`. Turn round at the edge instead.",
    ),
    Mistake(
        lambda x, width: np.pad(x, width),
        "You add zeros. Every value of the border is a copy.",
    ),
    Mistake(
        lambda x, width: np.concatenate(
            [x[1 : width + 1], x, x[max(0, len(x) - 1 - width) : len(x) - 1]]
        ),
        "The right values, but not turned round: next to the edge stands its own neighbour.",
    ),
    Mistake(
        _slice_mirror,
        "Right as long as the border is narrower than the array. A wider one turns round at the "
        "far end as well, and again: the pattern has the period 2n − 2.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[: len(x) + width],
        "The right side is missing.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[width:],
        "The left side is missing.",
    ),
]


def check_pad_mirror(function) -> Verdict:
    """Check exercise 5.1: ``pad_mirror(x, width)`` mirrors a 1-D array at both of its ends."""
    return check(function, _pad_mirror, PAD_MIRROR_CASES, PAD_MIRROR_MISTAKES)


def _pad_to_keep(image, kernel_size, dilation):
    return np.pad(image, dilation * (kernel_size - 1) // 2)


PAD_TO_KEEP_CASES = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), 3, 1),
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 5, 1),
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 1, 2),
    (np.array([[1.0, 2.0], [3.0, 4.0]]), 3, 3),
    (np.array([[1.0], [2.0]]), 5, 2),
    (np.array([[1.0, 2.0]]), 7, 2),
]
PAD_TO_KEEP_MISTAKES = [
    Mistake(
        lambda image, k, d: np.pad(image, k // 2),
        "The dilation is forgotten: a kernel of k weights with gaps spans d·(k − 1) + 1 cells.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * k // 2),
        "d·k/2 is too much: between k weights there are k − 1 steps of d, so half of d·(k − 1).",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1)),
        "That is what goes missing in all. Half of it goes on each side.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, k - 1),
        "That is what goes missing in all, half of it goes on each side; and the dilation counts.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((0, d * (k - 1)), (0, d * (k - 1)))),
        "The size is right, but all of the border is at the bottom and the right: the output "
        "would move. Put half of it on each side.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((0, 0), (d * (k - 1) // 2,) * 2)),
        "Only the columns are padded. The window hangs over at the top and the bottom as well.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1) // 2, mode="edge"),
        "The width is right, but the border should be zeros.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, (d * (k - 1) + 1) // 2 + (k > 1)),
        "One pixel too wide on every side: a kernel of k weights reaches d·(k − 1)/2 to each side "
        "of its middle.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d),
        "A border as wide as the dilation is right for k = 3 alone. Where does k come in?",
    ),
]


def check_pad_to_keep(function) -> Verdict:
    """Check exercise 5.2: ``pad_to_keep(image, kernel_size, dilation)`` adds just enough zeros."""
    return check(function, _pad_to_keep, PAD_TO_KEEP_CASES, PAD_TO_KEEP_MISTAKES)


# 6 · Stride, dilation and output size


def _size(n, k, s, p, d):
    return output_size(n, k, stride=s, padding=p, dilation=d)


SIZE_CASES = [
    (7, 3, 1, 0, 1),
    (7, 3, 2, 1, 1),
    (8, 3, 2, 0, 1),
    (9, 3, 1, 0, 2),
    (96, 3, 2, 1, 1),
    (32, 4, 2, 1, 1),
    (33, 3, 4, 2, 3),
    (29, 5, 3, 4, 2),
    (20, 2, 5, 0, 4),
]
SIZE_MISTAKES = [
    Mistake(
        lambda n, k, s, p, d: (n - k + 2 * p) / s + 1,
        "This is the formula as the article has it: the floor is missing, and so is the dilation.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
        "The floor is missing: half a step is no step. Divide with //, which rounds down.",
    ),
    Mistake(
        lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s) + 1,
        "You round to the nearest. The last, incomplete step never fits: round down, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1,
        "You round up. The last, incomplete step does not fit: round down, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,
        "The padding counts once. It is added on both sides: 2·p.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1,
        "The padding is missing: it adds 2·p cells.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - k) // s + 1,
        "The dilation is missing: the kernel reaches over d·(k − 1) + 1 cells, not over k.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1,
        "The kernel does not reach over d·k cells: between k taps there are k − 1 leaps, and the "
        "first tap is a cell itself, so d·(k − 1) + 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s + 1,
        "You have one cell of room too many: the kernel reaches over d·(k − 1) + 1 cells, and "
        "your + 1 is missing.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s,
        "These are the steps. There is one window more than steps: + 1 at the end.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s,
        "The + 1 stands inside the division. First count the steps, then add 1 for the first "
        "window; it makes a difference as soon as the stride is not 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: n + 2 * p - d * (k - 1),
        "The stride is missing: this is the size for stride 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p) // s - d * (k - 1),
        "You divide the input by the stride, then take off the kernel. Take it off first: only "
        "the room that is left is crossed in steps.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p) // s,
        "You divide the input by the stride and leave out the kernel: its last window has to "
        "fit whole.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - s * (k - 1) - 1) // d + 1,
        "Stride and dilation have changed places: the dilation spreads the taps, the stride "
        "divides.",
    ),
]


def check_conv_output_size(function) -> Verdict:
    """Check exercise 6.1: ``conv_output_size(n, k, s, p, d)`` counts the windows that fit."""
    return check(function, _size, SIZE_CASES, SIZE_MISTAKES)


def _never_read(n, k, s):
    return unread_pixels(n, k, stride=s)


def _unread(starts, n, k):
    """Return which of `n` inputs windows of `k` taps at `starts` leave out."""
    reads = {start + tap for start in starts for tap in range(k)}
    return [x for x in range(n) if x not in reads]


NEVER_READ_CASES = [(8, 3, 2), (9, 2, 4), (7, 3, 2), (10, 2, 3), (12, 5, 4), (6, 1, 2), (9, 4, 1)]
NEVER_READ_MISTAKES = [
    Mistake(
        lambda n, k, s: len(_never_read(n, k, s)),
        "You return how many there are. Which ones are they?",
    ),
    Mistake(
        lambda n, k, s: [x for x in range(n) if x not in _never_read(n, k, s)],
        "These are the inputs that are read. Return the others.",
    ),
    Mistake(
        lambda n, k, s: [x + 1 for x in _never_read(n, k, s)],
        "You count from 1. The first input is number 0.",
    ),
    Mistake(
        lambda n, k, s: list(range((n - k) // s * s + k, n)),
        "You found those that are left over at the end. Where the stride is longer than the "
        "kernel, there are gaps between the windows, too.",
    ),
    Mistake(
        lambda n, k, s: list(range(n - (n - k) % s, n)) if (n - k) % s else list(range(n)),
        "x[-0:] is all of x: where nothing is left over, a slice from −0 takes everything. "
        "And where the stride is longer than the kernel, there are gaps between the windows.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n, s), n, k),
        "Your last windows hang over the end. A window has to start at n − k or before.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k, s), n, k),
        "The last window is missing where it just fits: it may start at n − k, so the range "
        "ends at n − k + 1.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, s), n, 1),
        "You count where the windows start. Each reads k inputs from there.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(n - k + 1), n, k),
        "The stride is missing: your windows start at every input.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, k), n, k),
        "Your windows lie side by side, k inputs apart. They start s inputs apart.",
    ),
]


def check_never_read(function) -> Verdict:
    """Check exercise 6.2: ``never_read(n, k, s)`` lists the inputs that no window reads."""
    return check(function, _never_read, NEVER_READ_CASES, NEVER_READ_MISTAKES)


def _same_padding(k, d):
    return d * (k - 1) // 2, (d * (k - 1) + 1) // 2


SAME_PADDING_CASES = [(3, 1), (4, 1), (3, 2), (5, 3), (4, 3), (1, 4), (2, 2)]
SAME_PADDING_MISTAKES = [
    Mistake(
        lambda k, d: ((k - 1) // 2, k - 1 - (k - 1) // 2),
        "The dilation is missing: the output loses d·(k − 1) cells.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1), d * (k - 1)),
        "That is d·(k − 1) on each side, twice too much: it is the total.",
    ),
    Mistake(
        lambda k, d: _same_padding(k, d)[::-1],
        "For an odd total you put the larger part before. PyTorch puts it after.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2),
        "Where the total is odd you lose one: two equal halves do not add up to it.",
    ),
    Mistake(
        lambda k, d: (d * ((k - 1) // 2), d * (k - 1) - d * ((k - 1) // 2)),
        "You halve the number of leaps, then multiply by d. Halve the total, d·(k − 1).",
    ),
    Mistake(
        lambda k, d: (d * ((k - 1) // 2), d * ((k - 1) // 2)),
        "(k − 1) // 2 on each side, times d, is right for odd k. For even k it is too little.",
    ),
    Mistake(
        lambda k, d: (d * (k // 2), d * (k // 2)),
        "k // 2 on each side, times d, is right for odd k. For even k it is too much.",
    ),
    Mistake(
        lambda k, d: (d * k // 2, d * k - d * k // 2),
        "The output does not lose d·k cells: between k taps there are k − 1 leaps.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) / 2, d * (k - 1) / 2),
        "Half a cell cannot be added. Where the total is odd, the two sides differ.",
    ),
    Mistake(
        lambda k, d: d * (k - 1),
        "That is the total. Return the two parts, before and after.",
    ),
    Mistake(
        lambda k, d: d * (k - 1) // 2,
        "You return one number. Return a pair: how many cells before, and how many after.",
    ),
]


def check_same_padding(function) -> Verdict:
    """Check exercise 6.3: ``same_padding(k, d)`` is what ``padding="same"`` adds at stride 1."""
    return check(function, _same_padding, SAME_PADDING_CASES, SAME_PADDING_MISTAKES)
