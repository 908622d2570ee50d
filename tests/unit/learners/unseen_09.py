"""Answers to the exercises of chapter 9 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import ndimage, signal

from convcourse.exercises import checks


def along(v, w, axis):
    return np.apply_along_axis(lambda r: np.correlate(r, w, "valid"), axis, v)


CONV3D_PARAMETERS = {
    'square': (lambda ci, co, k: co * ci * k ** 2 + co, 'That is Conv2d: a kernel of k×k×k has k³'),
    'no bias': (lambda ci, co, k: co * ci * k ** 3, 'The biases are missing: one for each output'),
    'no c in': (lambda ci, co, k: co * k ** 3 + co, 'Each kernel reaches through all input channels:'),
    'one bias': (lambda ci, co, k: co * ci * k ** 3 + 1, 'You have one bias in all. There is one for each'),
    'bias per kernel': (lambda ci, co, k: co * ci * (k ** 3 + 1), 'You have a bias for each pair of channels.'),
    'bias in': (lambda ci, co, k: co * ci * k ** 3 + ci, 'There is one bias for each output channel, not'),
    'three k': (lambda ci, co, k: co * ci * 3 * k + co, '3·k would be the weights of three passes. A'),
    'three k2': (lambda ci, co, k: co * ci * 3 * k ** 2 + co, '3·k² would be the weights of three flat'),
    'sum': (lambda ci, co, k: (ci + co) * k ** 3 + co, 'You add the numbers of channels. Each output'),
    'bias k': (lambda ci, co, k: co * ci * k ** 3 + co * k, 'Each output channel has one bias, not one for'),
    'bias per weight': (lambda ci, co, k: 2 * co * ci * k ** 3, 'you get '),
    'bias both': (lambda ci, co, k: co * ci * k ** 3 + ci + co, 'There is one bias for each output channel, and'),
    'k power c': (lambda ci, co, k: co * k ** ci + co, 'you get '),
    'tuple': (lambda ci, co, k: (co * ci * k ** 3, co), 'You return weights and biases apart. Return how'),
    'c in squared': (lambda ci, co, k: ci * ci * k ** 3 + co, 'you get '),
    'k only': (lambda ci, co, k: co * ci * k + co, 'A kernel of k×k×k has k·k·k weights, not k.'),
    'xor': (lambda ci, co, k: co * ci * k ** 2 * 3 + 3 * co, 'you get '),
}  # fmt: skip
TO_LAYER = {
    'no move': (lambda s: s[None, None], 'The slices are still last: you return (N, C, H,'),
    'reshape': (lambda s: s.reshape(1, 1, s.shape[2], s.shape[0], s.shape[1]), '`reshape` gives the right shape, but scrambles'),
    'full T': (lambda s: s.T[None, None], 'Rows and columns have changed places, (1, 1, D,'),
    'one axis only': (lambda s: s.transpose(2, 0, 1)[None], 'An axis is missing: (1, D, H, W) would be one'),
    'no axes': (lambda s: s.transpose(2, 0, 1), 'That is (D, H, W). Conv3d wants two axes in'),
    'after': (lambda s: s.transpose(2, 0, 1)[..., None, None], 'The two new axes stand last, (D, H, W, 1, 1).'),
    'wrong direction': (lambda s: s.transpose(1, 2, 0)[None, None], 'The columns stand first, (1, 1, W, D, H).'),
    'swap': (lambda s: s.swapaxes(0, 2)[None, None], 'Rows and columns have changed places, (1, 1, D,'),
    'channel second': (lambda s: s.transpose(2, 0, 1)[None, :, None], 'You return (1, D, 1, H, W): the slices are'),
    'slices as channels': (lambda s: s.transpose(2, 0, 1)[None, :, None], 'You return (1, D, 1, H, W): the slices are'),
    'slices as batch': (lambda s: s.transpose(2, 0, 1)[:, None, None], 'You return (D, 1, 1, H, W): the slices are a'),
    'reshape after': (lambda s: s.transpose(2, 0, 1).reshape(1, 1, *s.shape), 'The slices were in front, but the reshape made'),
    'd w h': (lambda s: s.transpose(2, 1, 0)[None, None], 'Rows and columns have changed places, (1, 1, D,'),
    'scaled': (lambda s: s.transpose(2, 0, 1)[None, None] / 255, 'You divide by 255. The values stay as they are;'),
    'reversed slices': (lambda s: s.transpose(2, 0, 1)[None, None, ::-1], 'The slices stand in the opposite order. Only'),
    'six axes': (lambda s: s.transpose(2, 0, 1)[None, None, None], 'There is an axis too many: two of length 1'),
    'channels repeated': (lambda s: np.repeat(s.transpose(2, 0, 1)[None, None], 3, 1), 'You make three channels. A grey scan has one.'),
    'shape only': (lambda s: (1, 1, s.shape[2], s.shape[0], s.shape[1]), 'You return the shape. Return the scan in this'),
}  # fmt: skip
THREE_PASSES = {
    'ok cube': (lambda v, w: signal.correlate(v, w[:, None, None] * w[:, None] * w, "valid"), 'The values are right, but this is one pass with'),
    'depth only': (lambda v, w: along(v, w, 0), 'That is the first pass alone, along the depth.'),
    'two': (lambda v, w: along(along(v, w, 0), w, 1), 'The columns are missing: these are two passes,'),
    'two last': (lambda v, w: along(along(v, w, 1), w, 2), 'The depth is missing: these are two passes,'),
    'one axis thrice': (lambda v, w: along(along(along(v, w, 0), w, 0), w, 0), 'All three passes go along the depth. Each has'),
    'last axis thrice': (lambda v, w: along(along(along(v, w, 2), w, 2), w, 2), 'All three passes go along the columns. Each has'),
    'flipped': (lambda v, w: along(along(along(v, w[::-1], 0), w[::-1], 1), w[::-1], 2), 'You flip the weights: np.convolve does so. Use'),
    'same': (lambda v, w: ndimage.correlate1d(ndimage.correlate1d(ndimage.correlate1d(v, w, 0, mode="constant"), w, 1, mode="constant"), w, 2, mode="constant"), 'The output is as large as the volume: you pad.'),
    'full': (lambda v, w: signal.convolve(v, (w[:, None, None] * w[:, None] * w)[::-1, ::-1, ::-1]), 'you return '),
    'sum of passes': (lambda v, w: (lambda K: along(v, w, 0)[:, :1 - K or None, :1 - K or None] + along(v, w, 1)[:1 - K or None, :, :1 - K or None] + along(v, w, 2)[:1 - K or None, :1 - K or None])(len(w)), 'You add up three passes over the volume. Each'),
    'cube of sum': (lambda v, w: signal.correlate(v, (w[:, None, None] + w[:, None] + w), "valid"), 'You add the weights of the three axes. Passes'),
    'cube mean': (lambda v, w: signal.correlate(v, (w[:, None, None] + w[:, None] + w) / 3, "valid"), 'values differ'),
    'w cubed depth': (lambda v, w: along(v, np.convolve(np.convolve(w, w), w), 0), 'you return '),
    'normalised': (lambda v, w: along(along(along(v, w / w.sum(), 0), w / w.sum(), 1), w / w.sum(), 2), 'You divide the weights by their sum. Take them'),
    'transposed': (lambda v, w: along(along(along(v, w, 0), w, 1), w, 2).transpose(2, 1, 0), 'values differ'),
    'one flip': (lambda v, w: along(along(along(v, w, 0), w, 1), w[::-1], 2), 'The last pass is flipped: take w as it is for'),
    'ones cube': (lambda v, w: signal.correlate(v, np.ones((len(w),) * 3) * w.sum() ** 3 / len(w) ** 3, "valid"), 'values differ'),
    'diagonal': (lambda v, w: signal.correlate(v, np.einsum("i,ij,jk->ijk", w, np.eye(len(w)), np.eye(len(w))), "valid"), 'values differ'),
    'w repeated cube': (lambda v, w: signal.correlate(v, np.broadcast_to(w, (len(w),) * 3), "valid"), 'values differ'),
    'k fixed 3': (lambda v, w: along(along(along(v, w[:3], 0), w[:3], 1), w[:3], 2), 'You use three weights. There may be more:'),
}  # fmt: skip
RIGHT = [
    (checks.check_conv3d_parameters, lambda ci, co, k: co * ci * k ** 3 + co),
    (checks.check_to_layer, lambda s: s.transpose(2, 0, 1)[None, None]),
    (checks.check_to_layer, lambda s: np.moveaxis(s, -1, 0)[np.newaxis, np.newaxis]),
    (checks.check_to_layer, lambda s: [[[s[:, :, i] for i in range(s.shape[2])]]]),
    (checks.check_three_passes, lambda v, w: along(along(along(v, w, 0), w, 1), w, 2)),
]  # fmt: skip
WRONG = {
    checks.check_conv3d_parameters: CONV3D_PARAMETERS,
    checks.check_to_layer: TO_LAYER,
    checks.check_three_passes: THREE_PASSES,
}
