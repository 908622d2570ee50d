"""Checkers of chapter 4: Convolution or correlation?"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check, last_left_zero
from convcourse.operators.ops import convolve2d, correlate2d


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
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [3.0, 2.0, 1.0]]),),
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
        "You ask whether any weight stays the same; one in the centre always does. All of them "
        "have to.",
    ),
    Mistake(
        lambda kernel: not _point_symmetric(kernel),
        "The other way round: True where the turned kernel is the same.",
    ),
    Mistake(
        lambda kernel: False,
        "You answer False for every kernel. Turn one with all weights equal: it is the same.",
    ),
    Mistake(
        lambda kernel: kernel.shape[0] == kernel.shape[1] and _point_symmetric(kernel),
        "You answer False where there are more columns than rows. The kernel may have any size.",
    ),
    Mistake(
        lambda kernel: all(n % 2 for n in kernel.shape) and _point_symmetric(kernel),
        "You answer False for sizes that are even. Without a centre, too, a kernel can be turned.",
    ),
    Mistake(
        lambda kernel: bool(kernel[0, 0] == kernel[-1, -1] and kernel[0, -1] == kernel[-1, 0]),
        "You compare the corners alone. All weights have to be equal to those opposite.",
    ),
    Mistake(
        lambda kernel: bool((kernel == kernel[::-1, ::-1])[: len(kernel) // 2].all()),
        "You compare the upper half with the lower. Where the number of rows is odd, the one in "
        "the middle has to be its own mirror image as well.",
    ),
    Mistake(
        lambda kernel: bool((kernel == kernel[::-1, ::-1])[:-1, :-1].all()),
        "Your loops end one too early: the last row and column are compared with nothing.",
    ),
    Mistake(
        lambda kernel: np.array_equal(kernel, np.roll(kernel[::-1, ::-1], 1, (0, 1))),
        "Counting from the end begins at −1, and −0 is 0: your first row meets itself. Opposite to "
        "row 0 lies the last.",
    ),
]


def check_is_point_symmetric(function: Function) -> Verdict:
    """Check exercise 4.1: ``is_point_symmetric(kernel)`` tells whether a flip changes nothing."""
    return check(function, _point_symmetric, POINT_SYMMETRIC_CASES, POINT_SYMMETRIC_MISTAKES)


_LOPSIDED = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [4.0, 0.0, 2.0]])
_FIVE = np.array([[1.0, 2, 0, 1, 3], [0, 4, 1, 0, 2], [5, 1, 0, 2, 0], [1, 0, 3, 1, 1]])
COMBINE_CASES = [
    (_LOPSIDED, np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [5.0, 0.0, 0.0]])),
    (np.array([[1.0, 2.0, 5.0]]), np.array([[3.0, 0.0, -1.0]])),
    (np.vstack([_FIVE, _FIVE[:1]]), _LOPSIDED),
    (_LOPSIDED, np.array([[0.5, -2.0, 4.0]])),
]


def _correlate_full(a, b):
    return correlate2d(a, b, padding="full", border="constant")


def _full(a, b):
    return convolve2d(a, b, padding="full", border="constant")


def _copies_over_each_other(a, b):
    canvas = np.zeros(np.add(a.shape, b.shape) - 1)
    for (r, c), weight in np.ndenumerate(a):
        canvas[r : r + b.shape[0], c : c + b.shape[1]] = weight * b
    return canvas


def _without_the_last(a, b):
    """Lay down no copies for the last row and the last column of `a`."""
    return _full(last_left_zero(a), b)


_DIVIDED = "You divide by the number of weights. Two kernels in a row divide by nothing."
_JOINED = (
    "You put the two kernels beside each other. One kernel has to do the work of both: each weight "
    "of `a` lays down a copy of `b`, and where copies overlap they add up."
)
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
    Mistake(
        lambda a, b: _correlate_full(b, a),
        "You correlate the two kernels: `a` has to be flipped.",
    ),
    Mistake(
        lambda a, b: _full(a, b)[::-1, ::-1],
        "Your kernel comes out turned by 180°. Convolve `a` and `b` as they are: convolve2d does "
        "the flip itself.",
    ),
    Mistake(
        lambda a, b: _full(a, b) / _full(a, b).sum(),
        "You divide by the sum of the weights. Two kernels in a row divide by nothing.",
    ),
    Mistake(
        lambda a, b: (a, b),
        "You return the two kernels. Return the one that does the work of both.",
    ),
    Mistake(
        lambda a, b: np.outer(a, b),
        "np.outer multiplies each weight with each, but forgets where they stood. Products that "
        "land on the same cell are added up.",
    ),
    Mistake(
        _copies_over_each_other,
        "Your copies of `b` overwrite each other. Where they overlap they add up: use +=.",
    ),
    Mistake(
        lambda a, b: np.pad(_full(a, b), (0, 1)),
        "There is a row and a column too many. Sizes add up less 1: ha + hb − 1.",
    ),
    Mistake(
        _without_the_last,
        "The weights in the last row and column of `a` lay down no copy: your loops end one too "
        "early.",
    ),
    Mistake(lambda a, b: _full(a, b) / b.size, _DIVIDED),
    Mistake(lambda a, b: _full(a, b) / a.size, _DIVIDED),
    Mistake(lambda a, b: np.vstack([a, b]), _JOINED),
    Mistake(lambda a, b: np.hstack([a, b]), _JOINED),
]


def check_combine(function: Function) -> Verdict:
    """Check exercise 4.2: ``combine(a, b)`` is the one kernel equal to two convolutions."""
    return check(
        function,
        _full,
        COMBINE_CASES,
        COMBINE_MISTAKES,
    )


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_is_point_symmetric: POINT_SYMMETRIC_MISTAKES,
    check_combine: COMBINE_MISTAKES,
}
