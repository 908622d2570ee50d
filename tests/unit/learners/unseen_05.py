"""Answers to the exercises of chapter 5 by one who had read the exercise, and no checker."""

import numpy as np

from convcourse.exercises import checks


def pad_mirror_ok_step_by_step(x, w):
    n = len(x)
    out = []
    for i in range(-w, n + w):
        while not 0 <= i < n:
            if i < 0:
                i = -i
            if i >= n:
                i = 2 * (n - 1) - i
        out.append(x[i])
    return np.array(out)


def pad_mirror_right_end_reflected_with_the_edge_repeated(x, w):
    n = len(x)
    out = []
    for i in range(-w, n + w):
        while not 0 <= i < n:
            if i < 0:
                i = -i
            if i >= n:
                i = 2 * n - 1 - i
        out.append(x[i])
    return np.array(out)


def pad_mirror_one_reflection_on_each_side_only(x, w):
    n = len(x)
    out = []
    for i in range(-w, n + w):
        if i < 0:
            i = -i
        if i >= n:
            i = 2 * (n - 1) - i
        out.append(x[i])
    return np.array(out)


PAD_MIRROR = {
    'symmetric': (lambda x, w: np.pad(x, w, "symmetric"), 'The edge value stands there twice: that is'),
    'zeros': (lambda x, w: np.pad(x, w), 'You add zeros. Every value of the border is a'),
    'edge': (lambda x, w: np.pad(x, w, "edge"), 'You repeat the edge value: that is `nearest`.'),
    'wrap': (lambda x, w: np.pad(x, w, "wrap"), 'You go on at the other end: that is `wrap`.'),
    'absolute': (lambda x, w: np.array([x[abs(i) % len(x)] for i in range(-w, len(x) + w)]), 'The left side is right. At the right end you go'),
    'python negative': (lambda x, w: np.array([x[i % len(x)] for i in range(-w, len(x) + w)]), 'You go on at the other end: that is `wrap`.'),
    'period 2n': (lambda x, w: np.array([x[min(i % (2 * len(x)), 2 * len(x) - 1 - i % (2 * len(x)))] for i in range(-w, len(x) + w)]), 'The edge value stands there twice: that is'),
    'period 2n minus 1': (lambda x, w: np.array([x[min(i % (2 * len(x) - 1), 2 * len(x) - 1 - i % (2 * len(x) - 1)) % len(x)] for i in range(-w, len(x) + w)]), 'At the right end the edge value stands there'),
    'one slice': (lambda x, w: np.concatenate([x[1:w + 1][::-1], x, x[-w - 1:-1][::-1]]), 'Right as long as the border is narrower than'),
    'one slice with edge': (lambda x, w: np.concatenate([x[:w][::-1], x, x[-w:][::-1]]), 'The edge value stands there twice: that is'),
    'not reversed': (lambda x, w: np.concatenate([x[1:w + 1], x, x[-w - 1:-1]]), 'The right values, but not turned round: next to'),
    'left only': (lambda x, w: np.pad(x, (w, 0), "reflect"), 'The right side is missing.'),
    'right only': (lambda x, w: np.pad(x, (0, w), "reflect"), 'The left side is missing.'),
    'width once': (lambda x, w: np.pad(x, w // 2, "reflect"), 'The border is half as wide: `width` is the'),
    'odd': (lambda x, w: np.pad(x, w, "reflect", reflect_type="odd"), 'values differ'),
    'border only': (lambda x, w: np.concatenate([np.pad(x, w, "reflect")[:w], np.pad(x, w, "reflect")[len(x) + w:]]), 'You return the two borders. The array itself'),
    'right end reflected with the edge repeated': (pad_mirror_right_end_reflected_with_the_edge_repeated, 'At the right end the edge value stands there'),
    'one reflection on each side only': (pad_mirror_one_reflection_on_each_side_only, 'You turn round once at each end. In a wide'),
}  # fmt: skip
PAD_TO_KEEP = {
    'no dilation': (lambda im, k, d: np.pad(im, (k - 1) // 2), 'The dilation is forgotten: a kernel of k'),
    'whole span': (lambda im, k, d: np.pad(im, d * (k - 1)), 'That is what goes missing in all. Half of it'),
    'span half': (lambda im, k, d: np.pad(im, (d * k) // 2), 'd·k/2 is too much: between k weights there are'),
    'only before': (lambda im, k, d: np.pad(im, ((d * (k - 1), 0), (d * (k - 1), 0))), 'The size is right, but all of the border is at'),
    'only after': (lambda im, k, d: np.pad(im, ((0, d * (k - 1)), (0, d * (k - 1)))), 'The size is right, but all of the border is at'),
    'rows only': (lambda im, k, d: np.pad(im, ((d * (k - 1) // 2,) * 2, (0, 0))), 'Only the rows are padded. The window hangs over'),
    'columns only': (lambda im, k, d: np.pad(im, ((0, 0), (d * (k - 1) // 2,) * 2)), 'Only the columns are padded. The window hangs'),
    'edge': (lambda im, k, d: np.pad(im, d * (k - 1) // 2, "edge"), 'The width is right, but the border should be'),
    'ones': (lambda im, k, d: np.pad(im, d * (k - 1) // 2, constant_values=1), 'The width is right, but the border should be'),
    'reflect': (lambda im, k, d: np.pad(im, d * (k - 1) // 2, "reflect"), 'The width is right, but the border should be'),
    'k': (lambda im, k, d: np.pad(im, k), 'A border of k is too wide: a kernel reaches'),
    'd': (lambda im, k, d: np.pad(im, d), 'A border as wide as the dilation is right for k'),
    'one': (lambda im, k, d: np.pad(im, 1), 'A border of 1 is right for k = 3 without'),
    'span': (lambda im, k, d: np.pad(im, (d * (k - 1) + 1) // 2 + 1), 'you return '),
    'plus': (lambda im, k, d: np.pad(im, (k - 1) // 2 + d - 1), 'You count one gap. Between k weights there are'),
    'pad width only': (lambda im, k, d: d * (k - 1) // 2, 'You return how wide the border is. Return the'),
    'gaps only': (lambda im, k, d: np.pad(im, (k + (d - 1)) // 2), 'You count one gap. Between k weights there are'),
}  # fmt: skip
RIGHT = [
    (checks.check_pad_mirror, lambda x, w: np.pad(x, w, "reflect")),
    (checks.check_pad_mirror, pad_mirror_ok_step_by_step),
    (checks.check_pad_to_keep, lambda im, k, d: np.pad(im, d * (k - 1) // 2)),
    (checks.check_pad_to_keep, lambda im, k, d: np.pad(im, (k // 2) * d)),
]  # fmt: skip
WRONG = {
    checks.check_pad_mirror: PAD_MIRROR,
    checks.check_pad_to_keep: PAD_TO_KEEP,
}
