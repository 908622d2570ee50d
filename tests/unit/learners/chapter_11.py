"""Answers to the exercises of chapter 11: right ones, and wrong ones as learners write them."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def weight_by_torch(x, error):
    import torch

    size = (1, 1, *(n - m + 1 for n, m in zip(x.shape, error.shape, strict=True)))
    x, error = (torch.tensor(a)[None, None] for a in (x, error))
    return torch.nn.grad.conv2d_weight(x, size, error)[0, 0].numpy()


def input_by_torch(error, w):
    import torch

    error, w = (torch.tensor(a)[None, None] for a in (error, w))
    return torch.nn.functional.conv_transpose2d(error, w)[0, 0].numpy()


def step_by_torch(x, w, target, rate):
    import torch

    weights = torch.tensor(w, requires_grad=True)
    made = torch.nn.functional.conv1d(torch.tensor(x)[None, None], weights[None, None])[0, 0]
    ((made - torch.tensor(target)) ** 2).sum().div(2).backward()
    return (weights.detach() - rate * weights.grad).numpy()


def met(times=lambda value, e: value * e, out=lambda total, count: total, swap=False, turn=False):
    """Return the gradient of the weights in plain loops, with one part as a learner has it."""

    def answer(x, error):
        rows, columns = len(x) - len(error) + 1, len(x[0]) - len(error[0]) + 1
        made = []
        for i in range(rows):
            line = []
            for j in range(columns):
                total = 0.0
                for r in range(len(error)):
                    for c in range(len(error[0])):
                        e = error[-1 - r, -1 - c] if turn else error[r, c]
                        total += times(x[i + r, j + c], e)
                line.append(out(total, error.size))
            made.append(line)
        return np.array(made)[::-1, ::-1] if swap else made

    return answer


def first_place(x, error):
    rows, columns = len(x) - len(error) + 1, len(x[0]) - len(error[0]) + 1
    return [[x[i, j] * error[0, 0] for j in range(columns)] for i in range(rows)]


def bias_everywhere(x, error):
    return met(times=lambda value, e: e)(x, error)


def kernel_window(x, error):
    rows, columns = len(x) - len(error) + 1, len(x[0]) - len(error[0]) + 1
    made = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(rows):
                for b in range(columns):
                    inside = a < len(error) and b < len(error[0])
                    if inside and i + a < len(x) and j + b < len(x[0]):
                        made[i, j] += x[i + a, j + b] * error[a, b]
    return made


def stamped(stamp=lambda there, e, v: there + e * v, more=0, apart=None, turn=False):
    """Return the gradient of the input by stamps, with one part as a learner has it."""

    def answer(error, w):
        (rows, columns), (kh, kw) = error.shape, w.shape
        down, along = apart(w) if apart else (1, 1)
        size = ((rows - 1) * down + kh + 2 * more, (columns - 1) * along + kw + 2 * more)
        made = np.zeros(size)
        for r in range(rows):
            for c in range(columns):
                for i in range(kh):
                    for j in range(kw):
                        v = w[kh - 1 - i, kw - 1 - j] if turn else w[i, j]
                        place = r * down + i + more, c * along + j + more
                        made[place] = stamp(made[place], error[r, c], v)
        return made

    return answer


def mean_of_windows(error, w):
    count = stamped(stamp=lambda there, e, v: there + 1)(error, w)
    return stamped()(error, w) / count


def in_same_size(error, w):
    whole = stamped()(error, w)
    top, left = (w.shape[0] - 1) // 2, (w.shape[1] - 1) // 2
    return whole[top : top + error.shape[0], left : left + error.shape[1]]


def whole_windows(turn):
    """Return an answer that slides the kernel over the error, and never over an end."""

    def answer(error, w):
        (rows, columns), (kh, kw) = error.shape, w.shape
        taps = w[::-1, ::-1] if turn else w
        return [
            [(error[r : r + kh, c : c + kw] * taps).sum() for c in range(columns - kw + 1)]
            for r in range(rows - kh + 1)
        ]

    return answer


def step(
    error=lambda made, wanted: made - wanted,
    gain=lambda total, count: total,
    last=lambda weight, g, rate: weight - rate * g,
    turn=(False, False, False),
):
    """Return a step of training in plain loops, with one part as a learner has it."""
    flip_there, flip_back, flip_out = turn

    def answer(x, w, target, rate):
        k, count = len(w), len(target)
        taps = w[::-1] if flip_there else w
        made = [sum(x[n + t] * taps[t] for t in range(k)) for n in range(count)]
        errors = [error(made[n], target[n]) for n in range(count)]
        if flip_back:
            errors = errors[::-1]
        gradient = [gain(sum(x[n + t] * errors[n] for n in range(count)), count) for t in range(k)]
        if flip_out:
            gradient = gradient[::-1]
        return [last(w[t], gradient[t], rate) for t in range(k)]

    return answer


def bias_step(x, w, target, rate):
    made = [sum(x[n + t] * w[t] for t in range(len(w))) for n in range(len(target))]
    return [weight - rate * sum(m - t for m, t in zip(made, target, strict=True)) for weight in w]


def two_steps(x, w, target, rate):
    return step()(x, step()(x, w, target, rate), target, rate)


def in_turn(x, w, target, rate):
    w = list(w)
    for t in range(len(w)):
        w[t] = step()(x, w, target, rate)[t]
    return w


RIGHT = [
    (checks.check_weight_gradient, weight_by_torch),
    (checks.check_weight_gradient, met()),
    (checks.check_input_gradient, input_by_torch),
    (checks.check_input_gradient, stamped()),
    (checks.check_training_step, step_by_torch),
    (checks.check_training_step, step()),
]
WRONG = {
    checks.check_weight_gradient: {
        "flipped": (met(turn=True), "The error is flipped"),
        "turned": (met(swap=True), "turned round"),
        "sign": (met(out=lambda total, count: -total), "wrong way round"),
        "mean": (met(out=lambda total, count: total / count), "the mean over the places"),
        "normalised": (
            lambda x, error: met()(x, error / abs(error).sum()),
            "divide by the sum of the errors",
        ),
        "first place": (first_place, "the first place alone"),
        "bias": (bias_everywhere, "the gradient of a bias"),
        "inputs": (met(times=lambda value, e: value), "You add up the inputs"),
        "kernel's window": (kernel_window, "as large as the kernel"),
        "full": (lambda x, error: signal.convolve2d(x, error), "slide over the ends"),
        "full correlation": (
            lambda x, error: signal.correlate2d(x, error, "full"),
            "correlate over the ends",
        ),
        "same": (lambda x, error: signal.correlate2d(x, error, "same"), "mode 'same'"),
        "squared": (met(times=lambda value, e: value * e * e), "You square the errors"),
        "twice": (met(out=lambda total, count: 2 * total), "each product twice"),
        "no signs": (met(times=lambda value, e: value * abs(e)), "the signs of the errors"),
        "one number": (lambda x, error: np.sum(met()(x, error)), "add up all gradients"),
    },
    checks.check_input_gradient: {
        "not flipped": (stamped(turn=True), "The kernel is not flipped"),
        "over": (stamped(stamp=lambda there, e, v: e * v), "overwrite each other"),
        "same": (in_same_size, "mode 'same'"),
        "valid": (whole_windows(turn=True), "mode 'valid'"),
        "valid, not flipped": (whole_windows(turn=False), "as on the way there"),
        "sign": (stamped(stamp=lambda there, e, v: there - e * v), "wrong way round"),
        "errors": (stamped(stamp=lambda there, e, v: there + e), "You add up the errors"),
        "weights": (stamped(stamp=lambda there, e, v: there + v), "You add up the weights"),
        "divided": (
            lambda error, w: stamped(stamp=lambda there, e, v: there + e * v / w.size)(error, w),
            "the number of weights",
        ),
        "mean": (mean_of_windows, "the mean over the windows"),
        "too large": (stamped(more=1), "too large"),
        "side by side": (stamped(apart=np.shape), "side by side"),
        "no signs": (stamped(stamp=lambda there, e, v: there + e * abs(v)), "the signs"),
        "twice": (stamped(stamp=lambda there, e, v: there + 2 * e * v), "each product twice"),
    },
    checks.check_training_step: {
        "uphill": (step(last=lambda weight, g, rate: weight + rate * g), "uphill"),
        "no rate": (step(last=lambda weight, g, rate: weight - g), "learning rate is missing"),
        "step alone": (step(last=lambda weight, g, rate: -rate * g), "You return the step"),
        "gradient alone": (step(last=lambda weight, g, rate: g), "You return the gradient"),
        "mean": (step(gain=lambda total, n: total / n), "the mean of the squared errors"),
        "mean of squares": (step(gain=lambda total, n: 2 * total / n), "without the half"),
        "twice": (step(gain=lambda total, n: 2 * total), "twice too long"),
        "half": (step(gain=lambda total, n: total / 2), "half as long"),
        "flip there": (step(turn=(True, False, False)), "flip the kernel on the way there"),
        "flip back": (step(turn=(False, True, False)), "flip the error"),
        "turned": (step(turn=(False, False, True)), "turned round"),
        "bias": (bias_step, "the gradient of a bias"),
        "no target": (step(error=lambda made, wanted: made), "The target is missing"),
        "squared": (
            step(error=lambda made, wanted: (made - wanted) ** 2),
            "You square the errors",
        ),
        "no signs": (
            step(error=lambda made, wanted: abs(made - wanted)),
            "the signs of the errors",
        ),
        "times weight": (
            step(last=lambda weight, g, rate: weight - rate * g * weight),
            "multiply the step by the weight",
        ),
        "sign of gradient": (
            step(last=lambda weight, g, rate: weight - rate * np.sign(g)),
            "only the sign of the gradient",
        ),
        "two steps": (two_steps, "You take two steps"),
        "in turn": (in_turn, "one after the other"),
    },
}
