"""Answers to the exercises of chapter 15 by one who had read the exercise, and no checker."""

import math

from convcourse.exercises import checks


def rt(
    n,
    strides,
    extras,
    down=lambda n, s: (n + 2 - 3) // s + 1,
    up=lambda m, s, e: (m - 1) * s - 2 + 3 + e,
    ups=None,
):
    for s in strides:
        n = down(n, s)
    for s, e in zip(ups if ups is not None else list(strides)[::-1], extras):
        n = up(n, s, e)
    return n


def ap(c, bias_down=lambda i, o: o, bias_up=lambda i, o: o, k=9):
    c = list(c)
    pairs = list(zip(c, c[1:]))
    return sum(i * o * k + bias_down(i, o) for i, o in pairs) + sum(
        i * o * k + bias_up(o, i) for i, o in pairs
    )


ROUND_TRIP = {
    'same order': (lambda n, st, ex: rt(n, st, ex, ups=st), 'On the way up the strides come in the opposite'),
    'extras reversed': (lambda n, st, ex: rt(n, st, ex[::-1]), 'The values of output padding stand in the'),
    'both reversed': (lambda n, st, ex: rt(n, st, ex[::-1], ups=st), "You walk up in the encoder's order, with"),
    'round ': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: round((n - 1) / s + 1)), 'You round to the nearest size. A window that'),
    'ceil': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: math.ceil((n - 1) / s) + 1), 'You round up on the way down. A window that'),
    'n over s': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: n // s), 'Down it is ⌊(n + 2 − 3) / s⌋ + 1, and that is'),
    'm times s': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: m * s), 'A transposed layer makes (n − 1)·s + 1 of n,'),
    'm times s plus e': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: m * s + e), 'A transposed layer makes (n − 1)·s + 1 of n,'),
    'no extras': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1) * s + 1), 'The output padding is missing: each layer of'),
    'extras all at end': (lambda n, st, ex: rt(n, st, [0] * len(ex)) + sum(ex), 'You add all of the output padding at the end.'),
    'no padding down': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: (n - 3) // s + 1), 'The padding is missing on the way down: it adds'),
    'no padding up': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1) * s + 3 + e), 'The padding is missing on the way up: it cuts'),
    'one padding up': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1) * s + 2 + e), 'On the way up you take the padding off once. It'),
    'one padding down': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: (n + 1 - 3) // s + 1), 'On the way down you add the padding once. It is'),
    'no padding both': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: (n - 3) // s + 1, up=lambda m, s, e: (m - 1) * s + 3 + e), 'The padding is missing, on both ways: it adds a'),
    'extra minus': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1) * s + 1 - e), 'You take the output padding off. It is added.'),
    'extra twice': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1) * s + 1 + 2 * e), 'You add the output padding twice. It is added'),
    'returns n': (lambda n, st, ex: n, "You return the input's size. It comes back only"),
    'encoder only': (lambda n, st, ex: rt(n, st, ()), 'That is the size of the bottleneck. The'),
    'no plus 1': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: (n - 1) // s), 'On the way down a 1 is missing: after ⌊(n + 2 −'),
    'extra inside': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m - 1 + e) * s + 1), "You add the output padding to a layer's input,"),
    'float': (lambda n, st, ex: rt(n, st, ex, down=lambda n, s: (n - 1) / s + 1), 'The floor is missing on the way down: divide'),
    'extra first': (lambda n, st, ex: rt(n, st, ex, up=lambda m, s, e: (m + e - 1) * s + 1), "You add the output padding to a layer's input,"),
}  # fmt: skip
AUTOENCODER_PARAMETERS = {
    'encoder only': (lambda c: sum(i * o * 9 + o for i, o in zip(c, c[1:])), "Those are the encoder's. The decoder has as"),
    'encoder twice': (lambda c: 2 * sum(i * o * 9 + o for i, o in zip(c, c[1:])), 'The decoder makes other maps than the encoder:'),
    'no biases': (lambda c: ap(c, lambda i, o: 0, lambda i, o: 0), 'The biases are missing: one number for each map'),
    'k once': (lambda c: ap(c, k=3), 'A 3×3 kernel has nine weights.'),
    'one bias': (lambda c: ap(c, lambda i, o: 1, lambda i, o: 1), 'There is not one bias for each layer, but one'),
    'no decoder bias': (lambda c: ap(c, bias_up=lambda i, o: 0), "The decoder's biases are missing: its layers"),
    'decoder only': (lambda c: sum(i * o * 9 + i for i, o in zip(c, c[1:])), "Those are the decoder's. The encoder has as"),
    'pairs skipped': (lambda c: sum(i * o * 9 + o for i, o in zip(c[::2], c[1::2])), 'you get '),
    'depthwise': (lambda c: sum(9 * o + o for o in c[1:]) + sum(9 * o + o for o in c[:-1]), 'A layer has a 3×3 kernel for each pair of'),
    'bias all': (lambda c: ap(c, lambda i, o: 0, lambda i, o: 0) + sum(c), 'You count a bias for each number of the list.'),
    'bias 2 all': (lambda c: ap(c, lambda i, o: 0, lambda i, o: 0) + 2 * sum(c), 'You count two biases for each number of the'),
    'bias twice inner': (lambda c: ap(c, lambda i, o: 0, lambda i, o: 0) + 2 * sum(c[1:]), 'The decoder makes other maps than the encoder:'),
    'first last': (lambda c: 2 * (9 * c[0] * c[-1] + c[-1]), 'you get '),
    'bias per kernel': (lambda c: ap(c, lambda i, o: i * o, lambda i, o: i * o), 'You give each kernel a bias. All kernels of a'),
    'four by four': (lambda c: ap(c, k=16), 'You count 16 weights for a kernel. All kernels'),
    'decoder stops early': (lambda c: sum(i * o * 9 + o for i, o in zip(c, c[1:])) + sum(i * o * 9 + i for i, o in zip(c[1:], c[2:])), 'you get '),
    'loops to len': (lambda c: sum(9 * c[i] * c[i + 1] + c[i + 1] for i in range(len(c) - 2)), 'you get '),
    'middle repeated': (lambda c: (lambda f: sum(9 * i * o + o for i, o in zip(f, f[1:])))(list(c) + list(c)[::-1]), 'The middle is there twice: a layer leads from'),
    'reverse in place': (lambda c: (c.reverse(), ap(c[::-1]))[1] if isinstance(c, list) else ap(c), 'Your function changes its input. Write into a'),
    'transposed bias in': (lambda c: ap(c, bias_up=lambda i, o: i), 'The decoder makes other maps than the encoder:'),
    'pair': (lambda c: (sum(i * o * 9 + o for i, o in zip(c, c[1:])), sum(i * o * 9 + i for i, o in zip(c, c[1:]))), 'You return encoder and decoder apart. Return'),
}  # fmt: skip
RIGHT = [
    (checks.check_round_trip, lambda n, st, ex: rt(n, st, ex)),
    (checks.check_round_trip, lambda n, st, ex: rt(n, st, ex, down=lambda n, s: -(-n // s))),
    (checks.check_autoencoder_parameters, lambda c: ap(c)),
    (checks.check_autoencoder_parameters, lambda c: ap(c, lambda i, o: i, lambda i, o: i)),
    (checks.check_autoencoder_parameters, lambda c: (lambda f: sum(9 * i * o + o for i, o in zip(f, f[1:])))(list(c) + list(c)[-2::-1])),
]  # fmt: skip
WRONG = {
    checks.check_round_trip: ROUND_TRIP,
    checks.check_autoencoder_parameters: AUTOENCODER_PARAMETERS,
}
