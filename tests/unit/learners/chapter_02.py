"""Answers to the exercises of chapter 2: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def independent_to_bytes(values):
    return np.array([min(255, max(0, int(v + 0.5))) for v in values.flat], dtype="uint8").reshape(
        values.shape
    )


def independent_median(image, k):
    rows, columns = image.shape[0] - k + 1, image.shape[1] - k + 1
    return [[np.median(image[r : r + k, c : c + k]) for c in range(columns)] for r in range(rows)]


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
    "rounded": (lambda values: np.round(values), "You round and no more"),
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
    "zeros around": (
        lambda image, k: independent_median(np.pad(image, k // 2), k),
        "a rim of zeros",
    ),
}


RIGHT = [
    (checks.check_to_bytes, lambda values: np.uint8(np.round(values).clip(0, 255))),
    (checks.check_to_bytes, independent_to_bytes),
    (checks.check_median_filter, independent_median),
]
WRONG = {
    checks.check_to_bytes: BYTES,
    checks.check_median_filter: MEDIANS,
}
