"""Answers to the exercises of chapter 6 by one who had read the exercise, and no checker."""

import math

import numpy as np

from convcourse.exercises import checks


def reads(n, k, s):
    return {i for o in range(0, n - k + 1, s) for i in range(o, o + k)}


CONV_OUTPUT_SIZE = {
    'no plus 1': (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s, 'These are the steps. There is one window more'),
    'round': (lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s + 1), 'You round to the nearest, and Python rounds a'),
    'ceil': (lambda n, k, s, p, d: math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1, 'You round up. The last, incomplete step does'),
    'float': (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1, 'The floor is missing: half a step is no step.'),
    'one padding': (lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1, 'The padding counts once. It is added on both'),
    'no padding': (lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1, 'The padding is missing: it adds 2·p cells.'),
    'no dilation': (lambda n, k, s, p, d: (n + 2 * p - k) // s + 1, 'The dilation is missing: the kernel reaches'),
    'dk': (lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1, 'The kernel does not reach over d·k cells:'),
    'plus 1 inside': (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1 + 1) // s, 'The + 1 stands inside the division. First count'),
    'no minus 1': (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s + 1, 'You have one cell of room too many: the kernel'),
    'floor n over s': (lambda n, k, s, p, d: n // s, 'You divide the input by the stride. Kernel and'),
    'ceil n over s': (lambda n, k, s, p, d: math.ceil(n / s), 'That is what Keras makes with “same”, ⌈n / s⌉.'),
    'stride 1': (lambda n, k, s, p, d: n + 2 * p - d * (k - 1), 'The stride is missing: this is the size for'),
    'd plus 1': (lambda n, k, s, p, d: (n + 2 * p - (d + 1) * (k - 1) - 1) // s + 1, 'At dilation d there are d − 1 cells between'),
    'd between': (lambda n, k, s, p, d: (n + 2 * p - (k + d - 1)) // s + 1, 'You count one gap. There is one between each'),
    'times s': (lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) * s + 1, 'You multiply by the stride. Longer steps make'),
    'precedence': (lambda n, k, s, p, d: n + 2 * p - d * (k - 1) - 1 // s + 1, 'Brackets are missing: // binds more tightly'),
    'padding after': (lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p, 'You add the padding at the end. Its 2·p cells'),
    'pad divided twice': (lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p // s, 'You add the padding at the end. Its 2·p cells'),
}  # fmt: skip
NEVER_READ = {
    'read': (lambda n, k, s: sorted(reads(n, k, s)), 'These are the inputs that are read. Return the'),
    'count': (lambda n, k, s: n - len(reads(n, k, s)), 'You return how many there are. Which ones are'),
    'rest only': (lambda n, k, s: list(range(((n - k) // s) * s + k, n)), 'You found those that are left over at the end.'),
    'gaps only': (lambda n, k, s: [i for i in range(((n - k) // s) * s + k) if i not in reads(n, k, s)], 'You found the gaps between the windows. What is'),
    'mod k': (lambda n, k, s: [i for i in range(n) if i % s >= k], 'Your last windows hang over the end. A window'),
    'from 1': (lambda n, k, s: [i + 1 for i in range(n) if i not in reads(n, k, s)], 'You count from 1. The first input is number 0.'),
    'one window less': (lambda n, k, s: [i for i in range(n) if i not in {i for o in range(0, n - k, s) for i in range(o, o + k)}], 'The last window is missing where it just fits:'),
    'windows over the end': (lambda n, k, s: [i for i in range(n) if i not in {i for o in range(0, n, s) for i in range(o, o + k)}], 'Your last windows hang over the end. A window'),
    'starts': (lambda n, k, s: [i for i in range(n) if i % s], 'You list the inputs at which no window starts.'),
    'not starts': (lambda n, k, s: [i for i in range(n) if i not in range(0, n - k + 1, s)], 'You count where the windows start. Each reads k'),
    'mask': (lambda n, k, s: np.array([i not in reads(n, k, s) for i in range(n)]), 'You return True or False for each input. Return'),
    'last mod': (lambda n, k, s: list(range(n - n % s, n)), 'You take the last n % s inputs. Behind the last'),
    'rest mod': (lambda n, k, s: list(range(n - (n - k) % s, n)), 'You found those that are left over at the end.'),
    'empty': (lambda n, k, s: [], 'You find none, as if windows started at every'),
    'backwards': (lambda n, k, s: [i for i in range(n) if i not in reads(n, k, s)][::-1], 'The right inputs, but from the last to the'),
    'as set': (lambda n, k, s: set(range(n)) - reads(n, k, s), 'Your function returns a set, which has no'),
    'stride k': (lambda n, k, s: [i for i in range(n) if i not in reads(n, s, k)] if s <= n else [], 'k and s have changed places: a window reads k'),
}  # fmt: skip
SAME_PADDING = {
    'larger before': (lambda k, d: (d * (k - 1) - d * (k - 1) // 2, d * (k - 1) // 2), 'For an odd total you put the larger part'),
    'floor both': (lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2), 'Where the total is odd you lose one: two equal'),
    'ceil both': (lambda k, d: (-(-d * (k - 1) // 2), -(-d * (k - 1) // 2)), 'Where the total is odd you add one too much:'),
    'half k': (lambda k, d: (k // 2, k // 2), 'k // 2 on each side is right for odd k without'),
    'no dilation': (lambda k, d: ((k - 1) // 2, k - 1 - (k - 1) // 2), 'The dilation is missing: the output loses d·(k'),
    'dilation after halving': (lambda k, d: (d * ((k - 1) // 2), d * (k - 1 - (k - 1) // 2)), 'You halve the number of leaps, then multiply by'),
    'total': (lambda k, d: (d * (k - 1), d * (k - 1)), 'That is d·(k − 1) on each side, twice too much:'),
    'dk': (lambda k, d: (d * k // 2, d * k - d * k // 2), 'The output does not lose d·k cells: between k'),
    'float': (lambda k, d: (d * (k - 1) / 2, d * (k - 1) / 2), 'Half a cell cannot be added. Where the total is'),
    'total number': (lambda k, d: d * (k - 1), 'That is the total. Return the two parts, before'),
    'span': (lambda k, d: ((d * (k - 1) + 1) // 2, (d * (k - 1) + 1) - (d * (k - 1) + 1) // 2), 'd·(k − 1) + 1 is what the kernel spans. The'),
    'after only': (lambda k, d: (0, d * (k - 1)), 'All of it comes after. Put half of it before:'),
    'after plus 1 always': (lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + 1), 'You always put one more after. The two parts'),
    'dk half floor': (lambda k, d: (d * (k // 2), d * (k // 2)), 'k // 2 on each side, times d, is right for odd'),
    'one': (lambda k, d: (1, 1), '(1, 1) is right for k = 3 without dilation'),
    'odd by k': (lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + (k + 1) % 2), 'You put one more after wherever k is even. What'),
    'single': (lambda k, d: d * (k - 1) // 2, 'You return one number. Return a pair: how many'),
}  # fmt: skip
RIGHT = [
    (checks.check_conv_output_size, lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s + 1),
    (checks.check_conv_output_size, lambda n, k, s, p, d: math.ceil((n + 2 * p - d * (k - 1)) / s)),
    (checks.check_never_read, lambda n, k, s: [i for i in range(n) if i not in reads(n, k, s)]),
    (checks.check_never_read, lambda n, k, s: np.setdiff1d(np.arange(n), list(reads(n, k, s)))),
    (checks.check_never_read, lambda n, k, s: tuple(i for i in range(n) if i not in reads(n, k, s))),
    (checks.check_same_padding, lambda k, d: (d * (k - 1) // 2, d * (k - 1) - d * (k - 1) // 2)),
]  # fmt: skip
WRONG = {
    checks.check_conv_output_size: CONV_OUTPUT_SIZE,
    checks.check_never_read: NEVER_READ,
    checks.check_same_padding: SAME_PADDING,
}
