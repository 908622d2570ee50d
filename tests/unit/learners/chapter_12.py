"""Answers to the exercises of chapter 12: right ones, and wrong ones as learners write them."""

import math

import numpy as np

from convcourse.exercises import checks


def total(values):
    """Add up whatever is in nested lists, one by one."""
    result = 0.0
    for value in np.ravel(list(values)):
        result += float(value)
    return result


def by_torch(a, b):
    import torch

    flat = [torch.tensor(x).flatten() for x in (a, b)]
    return torch.nn.functional.cosine_similarity(*flat, dim=0, eps=1e-12).item()


def with_lengths(length, finish=lambda dot, la, lb: dot / la / lb):
    """Return a cosine in loops; `length` is what a learner takes for a length."""

    def answer(a, b):
        dot = total(x * y for x, y in zip(a.ravel(), b.ravel(), strict=True))
        return finish(dot, length(a), length(b))

    return answer


def norm(a):
    return math.sqrt(total(a * a))


def squares(a):
    return total(x * x for x in a.ravel())


def manhattan(a):
    return total(abs(x) for x in a.ravel())


COSINES = {
    "products": (lambda a, b: total(a * b), "products, added up"),
    "mean": (lambda a, b: total(a * b) / a.size, "mean of the products"),
    "squares": (with_lengths(squares), "square root"),
    "one length": (with_lengths(norm, lambda dot, la, lb: dot / la), "first kernel alone"),
    "absolute": (with_lengths(manhattan), "not the sum of absolute values"),
    "no sign": (with_lengths(norm, lambda dot, la, lb: abs(dot) / la / lb), "The sign got lost"),
    "coefficient": (lambda a, b: with_lengths(norm)(a - a.mean(), b - b.mean()),
                    "the correlation coefficient"),
    "angle": (with_lengths(norm, lambda dot, la, lb: math.acos(max(-1, min(1, dot / la / lb)))),
              "That is the angle"),
    "distance": (lambda a, b: norm(a - b), "This is the distance"),
    "one less": (lambda a, b: 1 - by_torch(a, b), "1 less the cosine"),
    "squared": (lambda a, b: by_torch(a, b) ** 2, "You square the cosine"),
}  # fmt: skip


def picked(score, pick=max, count_from=0):
    """Return an index found in a loop over the patterns."""

    def answer(kernel, bank):
        scores = [score(kernel, pattern) for pattern in bank]
        return scores.index(pick(scores)) + count_from

    return answer


def alike(kernel, pattern):
    return abs(by_torch(kernel, pattern))


NEAREST = {
    "no abs": (picked(by_torch), "without their signs"),
    "least": (picked(alike, min), "least like"),
    "opposite": (picked(by_torch, min), "most opposite"),
    "not normalised": (picked(lambda k, p: abs(total(k * p))), "large numbers win"),
    "distance": (picked(lambda k, p: norm(k - p), min), "smallest distance"),
    "the value": (lambda kernel, bank: max(alike(kernel, p) for p in bank),
                  "That is the similarity"),
    "from 1": (picked(alike, count_from=1), "You count from 1"),
    "abs first": (picked(lambda k, p: total(abs(k * p))), "before they are added up"),
    "abs first, lengths": (picked(lambda k, p: manhattan(k * p) / norm(p)),
                           "before they are added up"),
}  # fmt: skip


def shared(energy=squares, grey=None, finish=lambda colour, whole: colour / whole):
    """Return a colour share; `grey` is what a learner takes off as the brightness."""

    def mean_of_channels(kernel):
        return np.stack([sum(kernel) / 3] * 3)

    def answer(kernel):
        return finish(energy(kernel - (grey or mean_of_channels)(kernel)), energy(kernel))

    return answer


COLOURS = {
    "brightness": (shared(finish=lambda c, w: (w - c) / w), "share of the brightness"),
    "energy": (shared(finish=lambda c, w: c), "Which share of the whole"),
    "absolute": (shared(manhattan), "not of absolute values"),
    "root": (shared(norm), "You took the root"),
    "over pixels": (shared(grey=lambda k: np.stack([np.full(c.shape, c.mean()) for c in k])),
                    "each channel's mean over its pixels"),
    "over all": (shared(grey=lambda k: k.sum() / k.size), "one mean over everything"),
    "sum": (shared(grey=lambda k: k[0] + k[1] + k[2]), "the sum of the channels"),
    "grey once": (lambda k: (squares(k) - squares(sum(k) / 3)) / squares(k), "three times"),
    "variance": (lambda k: total(np.std(k, axis=0) ** 2) / squares(k), "A variance is the mean"),
    "as eyes do": (shared(grey=lambda k: 0.299 * k[0] + 0.587 * k[1] + 0.114 * k[2]),
                   "as eyes do"),
    "bright for eyes": (
        lambda k: 1 - 3 * squares(np.tensordot((0.299, 0.587, 0.114), k, 1)) / squares(k),
        "as eyes do"),
    "bright for eyes, once": (
        lambda k: 1 - squares(0.299 * k[0] + 0.587 * k[1] + 0.114 * k[2]) / squares(k),
        "as eyes do"),
    "against grey": (shared(finish=lambda c, w: c / (w - c)), "a part of the whole"),
}  # fmt: skip


def by_projection(kernel):
    """Return the share of what a turn of the colour axes puts on the two axes that are not grey."""
    axes = np.linalg.qr(np.array([[1.0, 1, 1], [1, -1, 0], [1, 1, -2]]).T)[0]
    turned = np.tensordot(axes.T, kernel, 1)
    return (turned[1:] ** 2).sum() / (turned**2).sum()


RIGHT = [
    (checks.check_cosine, by_torch),
    (checks.check_cosine, with_lengths(norm)),
    (checks.check_nearest, picked(alike)),
    (checks.check_colour_share, by_projection),
    (checks.check_colour_share, shared()),
]
WRONG = {
    checks.check_cosine: COSINES,
    checks.check_nearest: NEAREST,
    checks.check_colour_share: COLOURS,
}
