"""Answers to the exercises of chapter 11 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def windows(x, error):
    return np.lib.stride_tricks.sliding_window_view(x, error.shape)


def wg(x, error, combine=lambda win, e: (win * e).sum((2, 3))):
    return combine(windows(x, error), error)


def ig_pad(error, w, flip=True, around=1):
    kh, kw = w.shape
    wide = np.pad(error, [(around * (kh - 1),) * 2, (around * (kw - 1),) * 2])
    taps = w[::-1, ::-1] if flip else w
    return (np.lib.stride_tricks.sliding_window_view(wide, w.shape) * taps).sum((2, 3))


def ts(x, w, target, rate, err=lambda y, t: y - t, scale=1.0, sign=-1):
    e = err(np.correlate(x, w, "valid"), target)
    return w + sign * rate * scale * np.correlate(x, e, "valid")


WEIGHT_GRADIENT = {
    'convolve2d valid': (lambda x, error: signal.convolve2d(x, error, "valid"), 'The error is flipped. A weight meets'),
    'convolve2d full': (lambda x, error: signal.convolve2d(x, error), "You slide over the ends (mode 'full')"),
    'correlate2d full': (lambda x, error: signal.correlate2d(x, error), "You correlate over the ends (mode 'full')"),
    'correlate2d same': (lambda x, error: signal.correlate2d(x, error, "same"), "You pad and keep the size of the input"),
    'mean': (lambda x, error: wg(x, error, lambda win, e: (win * e).mean((2, 3))), 'You take the mean over the places'),
    'minus': (lambda x, error: -wg(x, error), 'The sign is the wrong way round.'),
    'sum of everything': (lambda x, error: wg(x, error).sum(), 'You add up all gradients.'),
    'inputs only': (lambda x, error: windows(x, error).sum((2, 3)), 'You add up the inputs.'),
    'two times': (lambda x, error: 2 * wg(x, error), 'You count each product twice.'),
    'abs': (lambda x, error: wg(x, abs(error)), 'You leave out the signs of the errors.'),
    'squares': (lambda x, error: wg(x, error ** 2), 'You square the errors.'),
    'per place': (lambda x, error: windows(x, error) * error, 'expected is'),
    'transposed': (lambda x, error: wg(x, error).T, 'you '),
    'first output only': (lambda x, error: windows(x, error)[..., 0, 0] * error[0, 0], 'You use the first place alone.'),
    'backwards': (lambda x, error: wg(x, error)[::-1, ::-1], 'The gradients are turned round'),
    'changes its input': (lambda x, error: (x.__imul__(2), wg(x, error))[1], 'Your function changes its input.'),
}  # fmt: skip
INPUT_GRADIENT = {
    'correlate2d full': (lambda error, w: signal.correlate2d(error, w, "full"), 'The kernel is not flipped.'),
    'no flip in the window': (lambda error, w: ig_pad(error, w, flip=False), 'The kernel is not flipped.'),
    'convolve2d same': (lambda error, w: signal.convolve2d(error, w, "same"), "You keep the size of the error (mode 'same')"),
    'too many zeros': (lambda error, w: np.pad(ig_pad(error, w), 1), 'Your array is too large.'),
    'minus': (lambda error, w: -ig_pad(error, w), 'The sign is the wrong way round.'),
    'kron': (lambda error, w: np.kron(error, w), 'Your stamps lie side by side.'),
    'doubled': (lambda error, w: 2 * ig_pad(error, w), 'You count each product twice.'),
    'mean': (lambda error, w: ig_pad(error, w / w.size), 'You divide by the number of weights.'),
    'sums of errors': (lambda error, w: ig_pad(error, w ** 0), 'You add up the errors.'),
    'sums of weights': (lambda error, w: ig_pad(error ** 0, w), 'You add up the weights.'),
    'abs': (lambda error, w: ig_pad(error, abs(w)), 'You leave out the signs of the weights.'),
    'times sum': (lambda error, w: error * w.sum(), 'you '),
    'one flip only': (lambda error, w: ig_pad(error, w[::-1]), 'One axis of the kernel'),
}  # fmt: skip
TRAINING_STEP = {
    'plus': (lambda x, w, target, rate: ts(x, w, target, rate, sign=1), 'You go uphill.'),
    'target minus output': (lambda x, w, target, rate: ts(x, w, target, rate, err=lambda y, t: t - y), 'You go uphill.'),
    'no rate': (lambda x, w, target, rate: ts(x, w, target, 1), 'The learning rate is missing'),
    'mean': (lambda x, w, target, rate: ts(x, w, target, rate, scale=1 / len(target)), 'You take the mean of the squared errors.'),
    'mse': (lambda x, w, target, rate: ts(x, w, target, rate, scale=2 / len(target)), 'You take the mean of the squares, without'),
    'two': (lambda x, w, target, rate: ts(x, w, target, rate, scale=2), 'Your step is twice too long'),
    'half': (lambda x, w, target, rate: ts(x, w, target, rate, scale=0.5), 'Your step is half as long'),
    'no target': (lambda x, w, target, rate: ts(x, w, target, rate, err=lambda y, t: y), 'The target is missing'),
    'squared': (lambda x, w, target, rate: ts(x, w, target, rate, err=lambda y, t: (y - t) ** 2), 'You square the errors.'),
    'loss off': (lambda x, w, target, rate: w - rate * ((np.correlate(x, w, "valid") - target) ** 2).sum() / 2, 'you '),
    'sum of errors': (lambda x, w, target, rate: w - rate * (np.correlate(x, w, "valid") - target).sum(), 'You take the sum of the errors off'),
    'convolved': (lambda x, w, target, rate: w - rate * np.convolve(x, np.convolve(x, w, "valid") - target, "valid"), 'you '),
    'gradient': (lambda x, w, target, rate: np.correlate(x, np.correlate(x, w, "valid") - target, "valid"), 'You return the gradient.'),
    'in place': (lambda x, w, target, rate: w.__isub__(rate * np.correlate(x, np.correlate(x, w, "valid") - target, "valid")), 'Your function changes its input.'),
}  # fmt: skip
RIGHT = [
    (checks.check_weight_gradient, wg),
    (checks.check_weight_gradient, lambda x, error: signal.correlate2d(x, error, "valid")),
    (checks.check_input_gradient, ig_pad),
    (checks.check_input_gradient, lambda error, w: signal.convolve2d(error, w)),
    (checks.check_training_step, lambda x, w, target, rate: ts(x, w, target, rate)),
]
WRONG = {
    checks.check_weight_gradient: WEIGHT_GRADIENT,
    checks.check_input_gradient: INPUT_GRADIENT,
    checks.check_training_step: TRAINING_STEP,
}
