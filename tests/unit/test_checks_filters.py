"""The checkers of chapters 2 and 3: wrong answers as learners write them get the right hint."""

import numpy as np
import pytest

from convcourse import checks
from tests.unit.test_checks import BANK


def each(change):
    """Return a function that makes bytes of every value by itself."""

    def answer(values):
        out = np.zeros(values.shape)
        for place, value in np.ndenumerate(values):
            out[place] = change(value)
        return out

    return answer


def stretched(values):
    low, high = values.min(), values.max()
    return np.round((values - low) * 255 / (high - low))


BYTES = {
    "int": (each(lambda v: int(min(255, max(0, v)))), "You cut the fractions off: 99.6"),
    "wraps": (each(lambda v: round(v) % 256), "300 becomes 44. Clip"),
    "astype": (each(lambda v: int(v) % 256), "You cut the fractions off, and 300 wraps"),
    "below": (each(lambda v: min(round(v), 255) % 256), "You clip at 255 only"),
    "above": (each(lambda v: max(round(v), 0) % 256), "You clip at 0 only"),
    "floats": (each(lambda v: min(255, max(0, v))), "These are still floats"),
    "abs": (each(lambda v: min(255, round(abs(v)))), "You take absolute values"),
    "up": (each(lambda v: min(255, max(0, np.ceil(v)))), "You round up"),
    "stretched": (stretched, "You stretch the values"),
}


def windows(value, *, less=0):
    """Return a filter that makes one value of each whole window."""

    def answer(image, k):
        rows, columns = image.shape[0] - k + 1 - less, image.shape[1] - k + 1 - less
        out = np.zeros((rows, columns))
        for r in range(rows):
            for c in range(columns):
                out[r, c] = value(image[r : r + k, c : c + k].astype(float))
        return out

    return answer


def median_of(values):
    return float(np.median(list(values)))


def padded_median(image, k):
    return windows(np.median)(np.pad(image, k // 2, mode="symmetric"), k)


MEDIANS = {
    "mean": (windows(lambda w: w.sum() / w.size), "These are means"),
    "rows": (windows(lambda w: median_of(median_of(row) for row in w)), "rows' medians"),
    "columns": (windows(lambda w: median_of(median_of(col) for col in w.T)), "columns' medians"),
    "unsorted": (windows(lambda w: w[len(w) // 2, len(w) // 2]), "the pixel in the middle"),
    "upper": (windows(lambda w: sorted(w.flat)[w.size // 2]), "the upper of the two"),
    "one row": (windows(lambda w: median_of(w[len(w) // 2])), "one row high"),
    "one too few": (windows(np.median, less=1), "last row and column are missing"),
    "padded": (padded_median, "You made up a rim"),
    "int": (windows(lambda w: int(np.median(w))), "the medians integers"),
    "largest": (windows(np.max), "the largest of each window"),
}

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
PREWITT = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]


def slopes(combine, kernel=SOBEL, pad=0):
    """Return what `combine` makes of the sums of products with a kernel and its transpose."""

    def answer(image):
        image = np.pad(image.astype(float), pad, mode="reflect")
        out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
        for r, c in np.ndindex(out.shape):
            window = image[r : r + 3, c : c + 3]
            out[r, c] = combine((window * kernel).sum(), (window * np.transpose(kernel)).sum())
        return out

    return answer


def length(gx, gy):
    return (gx**2 + gy**2) ** 0.5


GRADIENTS = {
    "gx": (slopes(lambda gx, gy: gx), "to the right alone, with its sign"),
    "|gx|": (slopes(lambda gx, gy: abs(gx)), "run from left to right are missing"),
    "sum": (slopes(lambda gx, gy: gx + gy), "You add the two"),
    "|sum|": (slopes(lambda gx, gy: abs(gx) + abs(gy)), "You add the absolute values"),
    "no root": (slopes(lambda gx, gy: gx**2 + gy**2), "The root is missing"),
    "Prewitt": (slopes(length, PREWITT), "These are Prewitt's"),
    "padded": (slopes(length, pad=1), "as large as the image"),
    "an eighth": (slopes(lambda gx, gy: length(gx, gy) / 8), "You divide by 8"),
    "angle": (slopes(lambda gx, gy: np.arctan2(gy, gx) / np.pi * 180), "This is the angle"),
}


def weights(value):
    """Return a kernel whose weights are made of those of the blur and of 1 in the middle."""

    def answer(blur, amount):
        out = np.zeros(blur.shape)
        for r, c in np.ndindex(blur.shape):
            out[r, c] = value(r, c, len(blur) // 2, blur[r, c], amount)
        return out

    return answer


SHARPENERS = {
    "details": (weights(lambda r, c, m, b, a: a * ((r == c == m) - b)), "the details alone"),
    "minus": (weights(lambda r, c, m, b, a: (r == c == m) - a * b), "do not add up to 1"),
    "sign": (weights(lambda r, c, m, b, a: (1 - a) * (r == c == m) + a * b), "wrong way round"),
    "once": (weights(lambda r, c, m, b, a: 2 * (r == c == m) - b), "whatever `amount` is"),
    "corner": (weights(lambda r, c, m, b, a: (1 + a) * (r == c == 0) - a * b), "in the corner"),
    "ones": (weights(lambda r, c, m, b, a: 1 + a - a * b), "You add to every weight"),
    "eye": (weights(lambda r, c, m, b, a: (1 + a) * (r == c) - a * b), "np.eye has a 1"),
    "plus": (weights(lambda r, c, m, b, a: (r == c == m) + a * b), "You add the blur"),
}
LEARNERS = {
    checks.check_to_bytes: BYTES,
    checks.check_median_filter: MEDIANS,
    checks.check_gradient_magnitude: GRADIENTS,
    checks.check_sharpen_kernel: SHARPENERS,
}


@pytest.mark.parametrize(
    ("checker", "wrong"),
    [(checker, wrong) for checker, answers in LEARNERS.items() for wrong in answers.values()],
    ids=[name for answers in LEARNERS.values() for name in answers],
)
def test_wrong_answer_of_a_learner_gets_the_right_hint(checker, wrong):
    function, words = wrong
    assert words in checker(function).words


@pytest.mark.parametrize("checker", LEARNERS, ids=lambda checker: checker.__name__)
def test_every_mistake_is_also_written_by_a_learner(checker):
    told = {checker(function).words for function, _ in LEARNERS[checker].values()}
    assert told == {mistake.hint for mistake in BANK[checker]}
