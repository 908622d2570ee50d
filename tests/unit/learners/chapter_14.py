"""Answers to the exercises of chapter 14: right ones, and wrong ones as learners write them."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def torch_line(x, w, s):
    import torch

    x, w = (torch.tensor(a)[None, None] for a in (x, w))
    return torch.nn.functional.conv_transpose1d(x, w, stride=s)[0, 0].numpy()


def cell_by_cell(add=True, weight=lambda w, t: w[t], apart=lambda s: s, tail=lambda s: 0):
    """Return a stamp in plain loops, with one part of it as a learner might have it."""

    def answer(x, w, s):
        canvas = [0.0] * ((len(x) - 1) * apart(s) + len(w) + tail(s))
        for i in range(len(x)):
            for t in range(len(w)):
                there = canvas[i * apart(s) + t] if add else 0
                canvas[i * apart(s) + t] = there + x[i] * weight(w, t)
        return canvas

    return answer


def at_i(x, w, s):
    canvas = [0.0] * (s * (len(x) - 1) + len(w))
    for i in range(len(x)):
        for t in range(len(w)):
            canvas[i + t] += x[i] * w[t]
    return canvas


def as_window(around, turned):
    """Return a sliding window over the spread-out input."""

    def answer(x, w, s):
        spread = [0.0] * around(len(w))
        for i, value in enumerate(x):
            spread += ([0.0] * (s - 1) if i else []) + [value]
        spread += [0.0] * around(len(w))
        taps = w[::-1] if turned else w
        stops = len(spread) - len(w) + 1
        return [sum(spread[i + t] * taps[t] for t in range(len(w))) for i in range(stops)]

    return answer


def plain_convolution(x, w, s):
    stops = range(0, len(x) - len(w) + 1, s)
    return [sum(x[i + t] * w[t] for t in range(len(w))) for i in stops]


def torch_extra(n, k, s, p):
    import torch

    layer = torch.nn.ConvTranspose1d(1, 1, k, stride=s, padding=p)
    small = torch.nn.functional.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), None, s, p)
    return layer._output_padding(small, [n], [s], [p], [k], 1)[0]


def extra_by_trying(n, k, s, p):
    rows = len(range(0, n + 2 * p - k + 1, s))
    return next(e for e in range(s) if (rows - 1) * s + k - 2 * p + e == n)


def counted_off(start):
    """Return what is left of `start(n, k, p)` after whole steps of s."""

    def answer(n, k, s, p):
        left = start(n, k, p)
        while left >= s:
            left -= s
        while left < 0:
            left += s
        return left

    return answer


def steps(n, k, s, p):
    return len(range(0, n + 2 * p - k + 1, s)) - 1


def up_to_the_next_step(n, k, s, p):
    missing = 0
    while (n + 2 * p - k + missing) % s:
        missing += 1
    return missing


def without_cut(n, k, s, p):
    return n - (steps(n, k, s, p) * s + k)


def interpolated(s):
    return np.interp(np.arange(1 - s, s), [-s, 0, s], [0, 1, 0])


def ramps(top=1.0, ends=False, twice=False, fall=True):
    """Return a rise and a fall in steps of `top` / s."""

    def answer(s):
        rise = [top(s) * i / s if callable(top) else top * i / s for i in range(1, s + 1)]
        fallen = rise[::-1] if twice else rise[-2::-1]
        made = rise + fallen if fall else rise
        return [0.0, *made, 0.0] if ends else made

    return answer


RIGHT = [
    (checks.check_stamp_line, torch_line),
    (checks.check_stamp_line, cell_by_cell()),
    (checks.check_stamp_line, as_window(lambda k: k - 1, turned=True)),
    (checks.check_stamp_line, lambda x, w, s: signal.upfirdn(w, x, s)),
    (checks.check_output_padding_for, torch_extra),
    (checks.check_output_padding_for, extra_by_trying),
    (checks.check_tent, interpolated),
    (checks.check_tent, lambda s: np.convolve(np.ones(s), np.ones(s)) / s),
]
WRONG = {
    checks.check_stamp_line: {
        "turned": (cell_by_cell(weight=lambda w, t: w[-1 - t]), "A stamp is not flipped"),
        "no flip": (as_window(lambda k: k - 1, turned=False), "The weights are turned round"),
        "over": (cell_by_cell(add=False), "overwrite each other"),
        "no stride": (cell_by_cell(apart=lambda s: 1), "The stride is missing"),
        "at i": (at_i, "Input i starts at i·s"),
        "tail": (cell_by_cell(tail=lambda s: s - 1), "zeros too many at the end"),
        "s zeros": (cell_by_cell(apart=lambda s: s + 1), "start s + 1 cells apart"),
        "no padding": (as_window(lambda k: 0, turned=False), "The padding is missing"),
        "convolution": (plain_convolution, "the convolution itself"),
    },
    checks.check_output_padding_for: {
        "n % s": (counted_off(lambda n, k, p: n), "leaves out kernel and padding"),
        "no padding": (counted_off(lambda n, k, p: n - k), "The padding is missing"),
        "padding once": (counted_off(lambda n, k, p: n + p - k), "counts once"),
        "no kernel": (counted_off(lambda n, k, p: n + p + p), "The kernel is missing"),
        "largest": (lambda n, k, s, p: range(s)[-1], "always the largest"),
        "steps": (steps, "the steps that the window takes"),
        "windows": (counted_off(lambda n, k, p: n + 2 * p - (k - 1)), "One too many"),
        "missing": (up_to_the_next_step, "missing for another step"),
        "no cut": (without_cut, "on the way back"),
        "a step less what is left": (
            lambda n, k, s, p: up_to_the_next_step(n, k, s, p) or s,
            "missing for another step",
        ),
        "none": (lambda n, k, s, p: n - n, "With 0 the smallest"),
        "three taps": (counted_off(lambda n, k, p: n - 1), "for three taps and padding 1"),
    },
    checks.check_tent: {
        "not divided": (ramps(top=lambda s: s), "The middle weight has to be 1"),
        "mean": (ramps(top=lambda s: 1 / s), "that is not asked"),
        "copies": (lambda s: [1] * s, "copies each input"),
        "flat": (lambda s: [1] * (2 * s - 1), "They have to fall off"),
        "zeros": (ramps(ends=True), "zeros at the ends"),
        "half": (ramps(fall=False), "the rising half"),
        "twice": (ramps(twice=True), "there twice"),
        "half from 0": (
            lambda s: [i / (s - 1) for i in range(s)] if s > 1 else [0.0],
            "half, from 0",
        ),
        "to 0": (
            lambda s: (
                np.interp(np.arange(2 * s - 1), [0, s - 1, 2 * s - 2], [0, 1, 0])
                if s > 1
                else [1.0]
            ),
            "the first and the last are 0",
        ),
    },
}
