"""Checkers of chapter 12: Learned filters"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check
from convcourse.pictures import patterns

_RNG = np.random.default_rng(11)
_EDGE = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _length(a):
    return np.sqrt((a**2).sum())


def _cosine(a, b):
    return (a * b).sum() / (_length(a) * _length(b))


def _by_sums(a, b):
    with np.errstate(divide="ignore"):
        return (a * b).sum() / (a.sum() * b.sum())


COSINE_CASES = [
    (np.array([[1.0, -1.0]]), np.array([[3.0, -3.0]])),
    (np.array([[1.0, 2.0]]), np.array([[-2.0, 3.0]])),
    (_EDGE, -2 * _EDGE),
    (_EDGE, np.ones((3, 3)) + _EDGE),
    (_RNG.normal(size=(3, 5, 5)), _RNG.normal(size=(3, 5, 5)) + 0.5),
]
COSINE_MISTAKES = [
    Mistake(
        lambda a, b: (a * b).sum(),
        "These are the products, added up. Divide by both lengths, so that only the shape counts.",
    ),
    Mistake(
        lambda a, b: (a * b).mean(),
        "This is the mean of the products. Add them up, and divide by both lengths.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / ((a**2).sum() * (b**2).sum()),
        "A length is the square root of the squares added up.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / _length(a),
        "You divide by the length of the first kernel alone.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / (np.abs(a).sum() * np.abs(b).sum()),
        "A length is the root of the squares added up, not the sum of absolute values.",
    ),
    Mistake(
        lambda a, b: abs((a * b).sum()) / (_length(a) * _length(b)),
        "The sign got lost: opposite kernels have −1.",
    ),
    Mistake(
        lambda a, b: np.corrcoef(a.ravel(), b.ravel())[0, 1],
        "You take off each kernel's mean first. That is the correlation coefficient, and it is "
        "blind to how bright an even patch is.",
    ),
    Mistake(
        lambda a, b: np.arccos(np.clip((a * b).sum() / (_length(a) * _length(b)), -1, 1)),
        "That is the angle; asked for is its cosine.",
    ),
    Mistake(
        lambda a, b: np.sqrt(((a - b) ** 2).sum()),
        "This is the distance. It is large for two kernels of one shape and unequal size.",
    ),
    Mistake(
        lambda a, b: 1 - (a * b).sum() / (_length(a) * _length(b)),
        "This is 1 less the cosine: a distance, 0 for kernels of one shape. Asked for is the "
        "cosine itself.",
    ),
    Mistake(
        lambda a, b: ((a * b).sum() / (_length(a) * _length(b))) ** 2,
        "You square the cosine. That makes it smaller, and its sign gets lost.",
    ),
    Mistake(
        _by_sums,
        "The sum of its weights is no length: it can be 0. A length is the root of the squares "
        "added up.",
    ),
    Mistake(
        lambda a, b: (a * b).mean() / (_length(a) * _length(b)),
        "You take the mean of the products. Add them up: the lengths are sums, too.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / np.sqrt((a**2).mean() * (b**2).mean()),
        "You take means of the squares. A length is the root of their sum.",
    ),
    Mistake(
        lambda a, b: (a @ b) / (_length(a) * _length(b)),
        "`@` multiplies the kernels as matrices. Multiply weight by weight, with *, and add up.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / (np.linalg.norm(a, 2) * np.linalg.norm(b, 2)),
        "np.linalg.norm(a, 2) of a matrix is another length, its largest stretch. Leave the 2 out.",
    ),
    Mistake(
        lambda a, b: np.degrees(np.arccos(np.clip(_cosine(a, b), -1, 1))),
        "That is the angle, in degrees; asked for is its cosine.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / (_length(a) + _length(b)),
        "You add the two lengths. Divide by both: by their product.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / _length(a * b),
        "You divide by the length of the products. Divide by the lengths of both kernels.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0)),
        "You take a length for each column, and so get many numbers. A kernel has one length, over "
        "all its weights.",
    ),
    Mistake(
        lambda a, b: (a * b).sum(axis=0) / (_length(a) * _length(b)),
        "You add the products up along the first axis alone, and so get many numbers. Add up all "
        "of them.",
    ),
    Mistake(
        lambda a, b: (a * b).sum(-1) / np.sqrt((a**2).sum(-1) * (b**2).sum(-1)),
        "You return a cosine for each row. A kernel is compared as a whole: add up along all axes.",
    ),
    Mistake(
        lambda a, b: (a * b).sum() / (np.abs(a).max() * np.abs(b).max()),
        "You divide by the largest weight of each kernel. A length is the root of the squares "
        "added up.",
    ),
]


def check_cosine(answer: Function) -> Verdict:
    """Check exercise 12.1: ``cosine_of(a, b)`` is how alike two kernels of a shape are."""
    return check(
        answer,
        _cosine,
        COSINE_CASES,
        COSINE_MISTAKES,
    )


_HAND = np.stack([_EDGE / 3, _EDGE.T, 5 * np.ones((3, 3)), np.outer([1.0, 2, 1], [1, 2, 1])])
_NOISE = _RNG.normal(size=(3, 3))
#: Without an even pattern, which wins in most wrong ways.
_UNEVEN = np.stack([_EDGE, np.outer([1.0, 2, 1], [1, 2, 1]), [[0, -3, 0], [-3, 9, -3], [0, -3, 0]]])
#: In the second each wrong way picks another pattern. To the others a little noise is added, so
#: that no two patterns are alike to the last digit.
NEAREST_CASES = [
    (-_EDGE - 1, _UNEVEN),
    (np.array([[0.0, 0, 1], [3, 0, 1], [-3, 0, -2]]), _UNEVEN),
    (_EDGE + 0.05 * _NOISE, _HAND),
    (-2 * _EDGE.T + 0.05 * _NOISE, _HAND),
    (0.1 * np.outer([1.0, 2, 1], [1, 2, 1]) + 0.02 + 0.005 * _NOISE, _HAND),
    (-0.1 * np.ones((3, 3)) + 0.005 * _NOISE, _HAND),
    (_NOISE, _HAND),
    (_HAND[1] + 0.1 * _NOISE + 0.4, _HAND[::-1].copy()),
    (_EDGE + 0.1 * _NOISE - 0.4, _HAND[::-1].copy()),
    # With all signs taken off this would be like the even pattern; it is an edge.
    (np.array([[-1.0, 1.1, 0.9], [-1.2, 0.4, 1.0], [-0.9, -1.1, 1.2]]), _HAND),
]


def _products(kernel, bank):
    return (bank * kernel).sum(axis=(1, 2))


def _cosines(kernel, bank):
    return _products(kernel, bank) / np.sqrt((bank**2).sum(axis=(1, 2))) / _length(kernel)


SIGN_TOO_EARLY = (
    "You take the signs off each product, before they are added up. Then nothing can cancel. Add "
    "up first, and take the sign off the sum."
)


def _by_correlation(kernel, bank):
    flat = [one.ravel() for one in bank]
    with np.errstate(divide="ignore", invalid="ignore"):  # of an even pattern nothing is left
        return np.argmax([abs(np.corrcoef(kernel.ravel(), one)[0, 1]) for one in flat])


_OTHER_AXES = (
    "You add up along other axes than a pattern's own. Axis 0 of the list counts the patterns; "
    "their rows and columns are axes 1 and 2."
)


def _cosines_along(kernel, bank, axes):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs((bank * kernel).sum(axis=axes)) / np.sqrt((bank**2).sum(axis=axes))


NEAREST_MISTAKES = [
    Mistake(
        lambda kernel, bank: np.argmax(_products(np.abs(kernel), np.abs(bank))),
        SIGN_TOO_EARLY,
    ),
    Mistake(
        lambda kernel, bank: np.argmax(_cosines(np.abs(kernel), np.abs(bank))),
        SIGN_TOO_EARLY,
    ),
    Mistake(
        lambda kernel, bank: np.argmax(_cosines(kernel, bank)),
        "A kernel may be the negative of a pattern: compare the similarities without their signs.",
    ),
    Mistake(
        lambda kernel, bank: np.argmin(np.abs(_cosines(kernel, bank))),
        "That is the pattern it is least like: the largest similarity counts.",
    ),
    Mistake(
        lambda kernel, bank: np.argmin(_cosines(kernel, bank)),
        "That is the most opposite pattern. Take the signs off, then the largest.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(_products(kernel, bank))),
        "Patterns with large numbers win here. Divide by their lengths.",
    ),
    Mistake(
        lambda kernel, bank: np.argmin(((bank - kernel) ** 2).sum(axis=(1, 2))),
        "You take the pattern at the smallest distance, so its size counts. Compare shapes alone.",
    ),
    Mistake(
        lambda kernel, bank: np.abs(_cosines(kernel, bank)).max(),
        "That is the similarity. Return which pattern has it: `argmax`.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(_cosines(kernel, bank))) + 1,
        "You count from 1.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(_products(kernel, bank)),
        "Patterns with large numbers win here, and negatives lose. Divide by the lengths, and take "
        "the sign off.",
    ),
    Mistake(
        lambda kernel, bank: np.argmin(
            np.minimum(((bank - kernel) ** 2).sum((1, 2)), ((bank + kernel) ** 2).sum((1, 2)))
        ),
        "You take the smallest distance to a pattern or its negative, so its size counts. Compare "
        "shapes alone.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(
            np.abs(_products(kernel, bank)) / np.abs(bank).sum(axis=(1, 2))
        ),
        "You divide by the sum of absolute values. A length is the root of the squares added up.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(_products(kernel, bank)) / (bank**2).sum((1, 2))),
        "You divide by the squared lengths: patterns with small numbers win. Take the root.",
    ),
    Mistake(
        lambda kernel, bank: bank[np.argmax(np.abs(_cosines(kernel, bank)))],
        "You return the pattern. Return its number in the list.",
    ),
    Mistake(
        lambda kernel, bank: np.abs(_cosines(kernel, bank)),
        "These are the similarities of all patterns. Return the number of the largest: `argmax`.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(bank * kernel)),
        "You look for the largest product. First add up those of each pattern: axes 1 and 2.",
    ),
    Mistake(
        _by_correlation,
        "You take off the means (np.corrcoef does). An even patch then has nothing left; here it "
        "is a pattern as any other.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(_cosines(kernel, bank[:-1]))),
        "The last pattern is never compared: range(n) already ends at n − 1.",
    ),
    Mistake(
        lambda kernel, bank: np.argmax(np.abs(_cosines(kernel, bank[1:]))) + 1,
        "The first pattern is never compared: patterns are counted from 0.",
    ),
    *(
        Mistake(
            lambda kernel, bank, axes=axes: np.argmax(_cosines_along(kernel, bank, axes)),
            _OTHER_AXES,
        )
        for axes in (0, 1, 2, (0, 1))
    ),
    Mistake(
        lambda kernel, bank: np.argmax(
            np.abs(_products(kernel, bank)) / np.abs(bank).max(axis=(1, 2))
        ),
        "You divide by the largest weight of a pattern. A length is the root of the squares added "
        "up.",
    ),
]


def check_nearest(answer: Function) -> Verdict:
    """Check exercise 12.2: ``nearest_of(kernel, bank)`` is the pattern (n, k, k) most like it."""
    return check(
        answer,
        lambda kernel, bank: np.argmax(np.abs(_cosines(kernel, bank))),
        NEAREST_CASES,
        NEAREST_MISTAKES,
    )


_RED = np.zeros((3, 3, 3))
_RED[0] = _EDGE
COLOUR_CASES = [
    (np.stack([_EDGE] * 3),),
    (np.stack([_EDGE, -_EDGE, 0.25 * _EDGE]),),
    (_RED,),
    (_RNG.normal(size=(3, 5, 5)),),
    (np.stack([_EDGE, _EDGE + 1, _EDGE - 2]),),
]


def _colour(kernel, axis=0):
    return kernel - kernel.mean(axis=axis, keepdims=True)


def _luminance(kernel):
    return np.tensordot([0.299, 0.587, 0.114], kernel, 1)


def _share(part, kernel):
    return (part**2).sum() / (kernel**2).sum()


def _against_brightness(kernel):
    with np.errstate(divide="ignore"):
        return (_colour(kernel) ** 2).sum() / (kernel.mean(axis=0) ** 2).sum()


def _share_of_pixels(kernel):
    with np.errstate(invalid="ignore"):
        return (_colour(kernel) ** 2).sum(axis=0) / (kernel**2).sum(axis=0)


AS_EYES_DO = (
    "You weigh the channels as eyes do: 0.299, 0.587, 0.114. Here the brightness is their plain "
    "mean."
)
ALONG_ROWS = (
    "You take means along the rows or columns of the kernel. The brightness of a pixel is the mean "
    "over its three channels: axis 0."
)
COLOUR_MISTAKES = [
    Mistake(
        lambda kernel: 1 - (_colour(kernel) ** 2).sum() / (kernel**2).sum(),
        "This is the share of the brightness. The share of the colour is what is left.",
    ),
    Mistake(
        lambda kernel: (_colour(kernel) ** 2).sum(),
        "This is the energy of the colour. Which share of the whole energy is it?",
    ),
    Mistake(
        lambda kernel: np.abs(_colour(kernel)).sum() / np.abs(kernel).sum(),
        "An energy is a sum of squares, not of absolute values.",
    ),
    Mistake(
        lambda kernel: np.sqrt((_colour(kernel) ** 2).sum() / (kernel**2).sum()),
        "You took the root: that is a ratio of lengths. The share is one of energies.",
    ),
    Mistake(
        lambda kernel: (_colour(kernel, (1, 2)) ** 2).sum() / (kernel**2).sum(),
        "You take each channel's mean over its pixels. The brightness of a pixel is the mean over "
        "its three channels: axis 0.",
    ),
    Mistake(
        lambda kernel: (_colour(kernel, None) ** 2).sum() / (kernel**2).sum(),
        "You take off one mean over everything. The brightness differs from pixel to pixel: take "
        "the mean over axis 0 alone.",
    ),
    Mistake(
        lambda kernel: ((kernel - kernel.sum(axis=0)) ** 2).sum() / (kernel**2).sum(),
        "You take off the sum of the channels. Take off their mean.",
    ),
    Mistake(
        lambda kernel: 1 - (kernel.mean(axis=0) ** 2).sum() / (kernel**2).sum(),
        "You count the energy of the brightness once. It is in all three channels: three times.",
    ),
    Mistake(
        lambda kernel: kernel.var(axis=0).sum() / (kernel**2).sum(),
        "A variance is the mean of the squares over the three channels. The energy is their sum, "
        "three times as much.",
    ),
    Mistake(lambda kernel: _share(kernel - _luminance(kernel), kernel), AS_EYES_DO),
    Mistake(lambda kernel: 1 - 3 * _share(_luminance(kernel), kernel), AS_EYES_DO),
    Mistake(lambda kernel: 1 - _share(_luminance(kernel), kernel), AS_EYES_DO),
    Mistake(
        lambda kernel: (_colour(kernel) ** 2).sum() / (3 * (kernel.mean(axis=0) ** 2).sum()),
        "This is the energy of the colour against that of the brightness. A share is a part of "
        "the whole.",
    ),
    Mistake(lambda kernel: _share(_colour(kernel, 1), kernel), ALONG_ROWS),
    Mistake(lambda kernel: _share(_colour(kernel, 2), kernel), ALONG_ROWS),
    Mistake(
        _against_brightness,
        "This is the energy of the colour against that of the brightness. A share is a part of the "
        "whole.",
    ),
    Mistake(
        lambda kernel: 100 * _share(_colour(kernel), kernel),
        "You return percent. A share goes from 0 to 1.",
    ),
    Mistake(
        lambda kernel: _colour(kernel) ** 2 / (kernel**2).sum(),
        "You return a number for each weight. Add up their squares before you divide.",
    ),
    Mistake(
        lambda kernel: (_colour(kernel) ** 2).sum() / (kernel**2).mean(),
        "You divide a sum by a mean. Take sums of both.",
    ),
    Mistake(
        lambda kernel: _colour(kernel).sum() ** 2 / (kernel**2).sum(),
        "You add up first, then square: the colours of a pixel cancel. Square first.",
    ),
    Mistake(
        lambda kernel: _share(kernel - np.median(kernel, axis=0), kernel),
        "You take the median of the three channels for the brightness. It is their mean.",
    ),
    Mistake(
        lambda kernel: _share(kernel - kernel[0], kernel),
        "You take the first channel for the brightness. It is the mean of the three.",
    ),
    Mistake(
        lambda kernel: (_colour(kernel) ** 2).mean() / (kernel**2).sum(),
        "You divide a mean by a sum. Take sums of both.",
    ),
    Mistake(
        lambda kernel: ((_colour(kernel) ** 2).sum((1, 2)) / (kernel**2).sum((1, 2))).mean(),
        "You take the share of each channel, and the mean of the three. Add up all squares first.",
    ),
    Mistake(
        lambda kernel: _share_of_pixels(kernel).mean(),
        "You take the share at each pixel, and the mean of them all. Add up all squares first.",
    ),
    Mistake(
        _share_of_pixels,
        "You return a share for each pixel. Add up the squares of all pixels before you divide.",
    ),
    Mistake(
        lambda kernel: _share(kernel - kernel.max(axis=0), kernel),
        "You take the largest of the three channels for the brightness. It is their mean.",
    ),
]


def check_colour_share(answer: Function) -> Verdict:
    """Check exercise 12.3: ``colour_part(kernel)`` is the share of its energy that is colour."""
    return check(
        answer,
        lambda kernel: patterns.colour_share(kernel[None])[0],
        COLOUR_CASES,
        COLOUR_MISTAKES,
    )


MISTAKES = {
    check_cosine: COSINE_MISTAKES,
    check_nearest: NEAREST_MISTAKES,
    check_colour_share: COLOUR_MISTAKES,
}
