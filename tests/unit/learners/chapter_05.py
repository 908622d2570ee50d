"""Answers to the exercises of chapter 5: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def independent_mirror(x, width):
    there_and_back = [*range(len(x)), *range(len(x) - 2, 0, -1)]
    return [x[there_and_back[i % len(there_and_back)]] for i in range(-width, len(x) + width)]


def independent_keep(image, k, d):
    padded = np.zeros((image.shape[0] + d * (k - 1), image.shape[1] + d * (k - 1)))
    margin = (d * (k - 1) + 1) // 2
    padded[margin : margin + image.shape[0], margin : margin + image.shape[1]] = image
    return padded


def walking(source, left=True, right=True):
    """Return a padding of a line that reads ``x[source(i, n)]`` at every position i outside."""

    def answer(x, width):
        n = len(x)
        positions = range(-width if left else 0, n + (width if right else 0))
        return np.array([x[i] if 0 <= i < n else source(x, i, n) for i in positions])

    return answer


def mirrored(x, i, n):
    while not 0 <= i < n:
        i = -i if i < 0 else 2 * (n - 1) - i
    return x[i]


def mirrored_with_edge(x, i, n):
    while not 0 <= i < n:
        i = -i - 1 if i < 0 else 2 * n - 1 - i
    return x[i]


def flipped_slices(x, width):
    return np.concatenate([x[1 : width + 1][::-1], x, x[::-1][1 : width + 1]])


MIRRORS = {
    "edge twice": (walking(mirrored_with_edge), "The edge value stands there twice"),
    "edge": (walking(lambda x, i, n: x[0] if i < 0 else x[-1]), "that is `nearest`"),
    "modulo": (walking(lambda x, i, n: x[i % n]), "that is `wrap`"),
    "zeros": (walking(lambda x, i, n: 0), "You add zeros"),
    "not turned": (lambda x, w: [*x[1 : w + 1], *x, *x[-w - 1 : -1]], "not turned round"),
    "slices": (flipped_slices, "the pattern has the period 2n − 2"),
    "left only": (walking(mirrored, right=False), "The right side is missing"),
    "right only": (walking(mirrored, left=False), "The left side is missing"),
}


def zeros_around(top, bottom, left, right):
    """Return a zero padding whose four widths are functions of kernel size and dilation."""

    def answer(image, k, d):
        rows, columns = image.shape
        t, b, l, r = (int(side(k, d)) for side in (top, bottom, left, right))  # noqa: E741
        padded = np.zeros((t + rows + b, l + columns + r))
        padded[t : t + rows, l : l + columns] = image
        return padded

    return answer


def all_around(width):
    return zeros_around(width, width, width, width)


def nothing(k, d):
    return 0


def half(k, d):
    return d * (k - 1) / 2


def edges_repeated(image, k, d):
    from scipy.ndimage import map_coordinates

    p = d * (k - 1) // 2
    rows, columns = image.shape
    places = np.mgrid[-p : rows + p, -p : columns + p]
    return map_coordinates(image, places, order=0, mode="nearest")


KEEPERS = {
    "no dilation": (all_around(lambda k, d: (k - 1) / 2), "The dilation is forgotten"),
    "d k / 2": (all_around(lambda k, d: d * k / 2), "is too much"),
    "all on each side": (all_around(lambda k, d: d * (k - 1)), "Half of it goes on each side."),
    "k - 1": (all_around(lambda k, d: k - 1), "and the dilation counts"),
    "at the end": (zeros_around(nothing, lambda k, d: d * (k - 1), nothing,
                                lambda k, d: d * (k - 1)), "the output would move"),
    "columns only": (zeros_around(nothing, nothing, half, half), "Only the columns are padded"),
    "edge": (edges_repeated, "should be zeros"),
    "one too wide": (all_around(lambda k, d: half(k, d) + 1 if k > 1 else 0), "One pixel too wide"),
    "d": (all_around(lambda k, d: d), "Where does k come in?"),
}  # fmt: skip


RIGHT = [
    (checks.check_pad_mirror, independent_mirror),
    (checks.check_pad_mirror, lambda x, width: np.pad(x, width, mode="reflect")),
    (checks.check_pad_to_keep, independent_keep),
    (checks.check_pad_to_keep, lambda image, k, d: np.pad(image, (1 + d * (k - 1)) // 2)),
    (checks.check_pad_mirror, walking(mirrored)),
    (checks.check_pad_to_keep, all_around(half)),
]
WRONG = {
    checks.check_pad_mirror: MIRRORS,
    checks.check_pad_to_keep: KEEPERS,
}
