"""Answers to the exercises of chapter 6: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_size(n, k, s, p, d):
    import torch

    return torch.nn.functional.max_pool1d(torch.zeros(1, n + 2 * p), k, s, 0, d).shape[-1]


def torch_never_read(n, k, s):
    import torch

    x = torch.zeros(1, 1, n, requires_grad=True)
    torch.nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s).sum().backward()
    return np.where(x.grad[0, 0] == 0)[0]


def torch_same_padding(k, d):
    import torch

    layer = torch.nn.Conv1d(1, 1, k, padding="same", dilation=d)
    return tuple(layer._reversed_padding_repeated_twice)


def starts_that_fit(reach, steps=range):
    """Return a count of starts in a loop; `reach(k, d)` is how far a learner thinks it goes."""

    def answer(n, k, s, p, d):
        count = 0
        for start in steps(0, n + 2 * p, s):
            if start + reach(k, d) <= n + 2 * p:
                count += 1
        return count

    return answer


def sized(padded=lambda n, p: n + p + p, reach=lambda k, d: k + (k - 1) * (d - 1), end=None):
    """Return a size from its parts, each of them as a learner might have it."""

    def answer(n, k, s, p, d):
        return end(padded(n, p) - reach(k, d), s)

    return answer


def floor_and_one(room, s):
    return int(np.floor(room / s)) + 1


def divided_first(n, k, s, p, d):
    shrunk = (n + 2 * p) // s
    for _ in range(k - 1):
        shrunk -= d
    return shrunk


def marked(starts, taps=range, unread=True, first=0):
    """Return what a learner finds who crosses out inputs in a list of booleans."""

    def answer(n, k, s):
        read = [False] * n
        for start in starts(n, k, s):
            for tap in taps(k):
                if start + tap < n:
                    read[start + tap] = True
        return [x + first for x in range(n) if read[x] != unread]

    return answer


def whole_starts(n, k, s):
    return [start for start in range(n) if start % s == 0 and start + k <= n]


def tail_by_loop(n, k, s):
    start = 0
    while start + s + k <= n:
        start += s
    return np.arange(start + k, n)


def tail_by_slice(n, k, s):
    left = (n - k) % s
    return list(range(n))[-left:]


SIZES = {
    "the article's": (lambda n, k, s, p, d: ((n - k + 2 * p) / s) + 1, "as the article has it"),
    "no floor": (sized(end=lambda room, s: room / s + 1), "The floor is missing"),
    "round": (sized(end=lambda room, s: int(np.round(room / s)) + 1), "You round to the nearest"),
    "ceil": (sized(end=lambda room, s: int(np.ceil(room / s)) + 1), "You round up"),
    "padding once": (sized(padded=lambda n, p: n + p, end=floor_and_one), "padding counts once"),
    "no padding": (sized(padded=lambda n, p: n, end=floor_and_one), "The padding is missing"),
    "no dilation": (starts_that_fit(lambda k, d: k), "The dilation is missing"),
    "reach d·k": (starts_that_fit(lambda k, d: d * k), "does not reach over d·k cells"),
    "gaps of d": (starts_that_fit(lambda k, d: k + (k - 1) * d), "taps, not d"),
    "as Keras": (lambda n, k, s, p, d: len(range(0, n, s)), "what Keras makes"),
    "reach one short": (starts_that_fit(lambda k, d: d * (k - 1)), "one cell of room too many"),
    "steps": (sized(end=lambda room, s: room // s), "These are the steps"),
    "one inside": (sized(end=lambda room, s: (room + 1) // s), "stands inside the division"),
    "no stride": (starts_that_fit(lambda k, d: d * (k - 1) + 1, lambda a, b, s: range(a, b)),
                  "The stride is missing"),
    "divided first": (divided_first, "then take off the kernel"),
    "no kernel": (sized(reach=lambda k, d: 0, end=lambda room, s: room // s), "leave out the k"),
    "stride for dilation": (lambda n, k, s, p, d: sized(end=floor_and_one)(n, k, d, p, s),
                            "have changed places"),
}  # fmt: skip


NEVER_READ = {
    "how many": (lambda n, k, s: len(marked(whole_starts)(n, k, s)), "how many there are"),
    "where": (lambda n, k, s: np.where(np.isin(range(n), marked(whole_starts)(n, k, s))),
              "np.where(…)[0]"),
    "read ones": (marked(whole_starts, unread=False), "inputs that are read"),
    "from 1": (marked(whole_starts, first=1), "You count from 1"),
    "tail": (tail_by_loop, "You found those that are left over"),
    "tail by slice": (tail_by_slice, "x[-0:] is all of x"),
    "hanging": (marked(lambda n, k, s: range(0, n, s)), "hang over the end"),
    "one too few": (marked(lambda n, k, s: range(0, n - k, s)), "The last window is missing"),
    "starts": (marked(whole_starts, taps=lambda k: [0]), "You count where the windows start"),
    "no stride": (marked(lambda n, k, s: range(n - k + 1)), "Is the stride missing?"),
    "side by side": (marked(lambda n, k, s: range(0, n - k + 1, k)), "lie side by side"),
}  # fmt: skip


SAME_PADDINGS = {
    "no dilation": (lambda k, d: [(k - 1) // 2, k // 2], "The dilation is missing"),
    "k // 2 alone": (lambda k, d: [k // 2] * 2, "odd k without dilation"),
    "total twice": (lambda k, d: [d * k - d] * 2, "twice too much"),
    "before": (lambda k, d: [(d * k - d + 1) // 2, (d * k - d) // 2], "the larger part before"),
    "halves": (lambda k, d: [(d * k - d) // 2] * 2, "you lose one"),
    "leaps halved": (lambda k, d: [d * ((k - 1) // 2), d * (k // 2)], "You halve the number"),
    "odd rule, less": (lambda k, d: np.array([d * ((k - 1) // 2)] * 2), "it is too little"),
    "k // 2": (lambda k, d: [d * (k // 2)] * 2, "For even k it is too much"),
    "d·k": (lambda k, d: [d * k // 2, (d * k + 1) // 2], "does not lose d·k cells"),
    "half cells": (lambda k, d: [0.5 * d * (k - 1)] * 2, "Half a cell cannot be added"),
    "total": (lambda k, d: d * k - d, "That is the total"),
    "one number": (lambda k, d: (d * k - d) // 2, "You return one number"),
    "all before": (lambda k, d: (d * k - d, 0), "All of it comes before"),
}  # fmt: skip


RIGHT = [
    (checks.check_conv_output_size, torch_size),
    (checks.check_never_read, torch_never_read),
    (checks.check_never_read, lambda n, k, s: torch_never_read(n, k, s).tolist()),
    (checks.check_same_padding, torch_same_padding),
    (checks.check_same_padding, lambda k, d: list(torch_same_padding(k, d))),
    (checks.check_conv_output_size, starts_that_fit(lambda k, d: d * (k - 1) + 1)),
    (checks.check_conv_output_size, sized(end=floor_and_one)),
    (checks.check_never_read, marked(whole_starts)),
]
WRONG = {
    checks.check_conv_output_size: SIZES,
    checks.check_never_read: NEVER_READ,
    checks.check_same_padding: SAME_PADDINGS,
}
