"""Answers to the exercises of chapter 4: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks
from tests.unit.learners.chapter_01 import loops, scattering, turned


def every_weight(same):
    """Return a test of a kernel that asks `same` about the two weights at each place."""

    def answer(kernel):
        (rows, columns), fine = kernel.shape, True
        for r in range(rows):
            for c in range(columns):
                fine = fine and same(kernel, r, c)
        return bool(fine)

    return answer


def left_right(kernel, r, c):
    return kernel[r, c] == kernel[r, -1 - c]


def up_down(kernel, r, c):
    return kernel[r, c] == kernel[-1 - r, c]


def opposite(kernel, r, c):
    return kernel[r, c] == kernel[-1 - r, -1 - c]


def quarter_turn(kernel):
    turned = [list(row) for row in zip(*kernel, strict=True)][::-1]
    return turned == kernel.tolist()


POINT_SYMMETRIES = {
    "left–right": (every_weight(left_right), "mirror image left–right"),
    "up–down": (every_weight(up_down), "mirror image up–down"),
    "both": (every_weight(lambda *at: left_right(*at) and up_down(*at)), "both mirror images"),
    "either": (lambda k: every_weight(left_right)(k) or every_weight(up_down)(k),
               "One mirror symmetry is not enough"),
    "transpose": (lambda k: k.shape[0] == k.shape[1] and bool((k == k.T).all()),
                  "the transpose"),
    "90°": (quarter_turn, "turns by 90°"),
    "no signs": (every_weight(lambda k, r, c: abs(k[r, c]) == abs(k[-1 - r, -1 - c])),
                 "The signs count"),
    "sums": (lambda k: np.isclose(k.sum(), k[::-1, ::-1].sum()), "True for every kernel"),
    "no all": (lambda k: np.isclose(k, np.rot90(k, 2)), "one answer for each weight"),
    "any": (lambda k: bool(np.isclose(k, np.rot90(k, 2)).any()), "any weight"),
    "reversed": (lambda k: not every_weight(opposite)(k), "The other way round"),
}  # fmt: skip


def scipys(name, mode):
    def answer(a, b):
        from scipy import signal

        return getattr(signal, name)(a, b, mode=mode)

    return answer


def mirrored_full(a, b):
    """Convolve over a border of the mirrored kernel, as one gets from padding it first."""
    return loops(turned)(np.pad(a, [(k - 1, k - 1) for k in b.shape], mode="reflect"), b)


def ndimages_mirror(a, b):
    from scipy import ndimage

    return ndimage.convolve(a, b, mode="mirror")


def side_by_side(a, b):
    return np.block([[x * b for x in row] for row in a])


COMBINATIONS = {
    "same": (scipys("convolve2d", "same"), "only as large as `a`, and its rim is cut off"),
    "valid": (scipys("convolve2d", "valid"), "larger than both"),
    "correlated": (scipys("correlate2d", "full"), "`b` has to be flipped"),
    "correlated, same": (scipys("correlate2d", "same"), "and keep only the size of `a`"),
    "correlated, valid": (scipys("correlate2d", "valid"), "only where `b` lies whole"),
    "mirrored": (ndimages_mirror, "and is mirrored at its border"),
    "mirrored, full": (mirrored_full, "the default of convcourse.convolve2d"),
    "sum": (np.add, "You add the kernels"),
    "products": (np.multiply, "the weights in the same places"),
    "@": (np.matmul, "as matrices"),
    "copies": (side_by_side, "the copies overlap"),
}  # fmt: skip


RIGHT = [
    (checks.check_is_point_symmetric, lambda kernel: np.allclose(kernel, np.rot90(kernel, 2))),
    (checks.check_is_point_symmetric, lambda kernel: (kernel == np.flip(kernel)).all()),
    (checks.check_is_point_symmetric, lambda kernel: list(kernel.flat) == list(kernel.flat)[::-1]),
    (checks.check_combine, lambda a, b: scattering(a, b)),
    (checks.check_combine, lambda a, b: scattering(b, a)),
    (checks.check_is_point_symmetric, every_weight(opposite)),
]
WRONG = {
    checks.check_is_point_symmetric: POINT_SYMMETRIES,
    checks.check_combine: COMBINATIONS,
}
