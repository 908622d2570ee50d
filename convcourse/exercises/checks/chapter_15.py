"""Checkers of chapter 15: An autoencoder"""

from itertools import pairwise

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check


def _down(n, strides):
    for s in strides:
        n = (n - 1) // s + 1
    return n


def _up(n, strides, extras):
    for s, extra in zip(strides, extras, strict=True):
        n = (n - 1) * s + 1 + extra
    return n


def _round_trip(n, strides, extras):
    return _up(_down(n, strides), strides[::-1], extras)


def _without_floor(n, strides, extras):
    for s in strides:
        n = (n - 1) / s + 1
    return _up(n, strides[::-1], extras)


def _each(n, strides, extras, down, up):
    for s in strides:
        n = down(n, s)
    for s, extra in zip(strides[::-1], extras, strict=True):
        n = up(n, s, extra)
    return n


ROUND_TRIP_CASES = [
    (7, (2,), (0,)),
    (96, (3, 3, 2), (0, 0, 0)),
    (96, (3, 3, 2), (0, 1, 2)),
    (100, (2, 3), (2, 1)),
    (34, (4, 2, 3), (1, 0, 3)),
    (12, (5, 2), (0, 4)),
    (9, (3,), (1,)),
]
TO_THE_NEAREST = (
    "You round to the nearest size. A window that does not fit whole does not count: round down, "
    "with //."
)
ROUND_TRIP_MISTAKES = [
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides), strides, extras),
        "On the way up the strides come in the opposite order: the last one down is the first one "
        "up.",
    ),
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides), strides[::-1], extras[::-1]),
        "The values of output padding stand in the decoder's order: the first belongs to its "
        "first layer.",
    ),
    Mistake(
        _without_floor,
        "The floor is missing on the way down: divide with //. It is what makes sizes get lost.",
    ),
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides), strides[::-1], [0] * len(extras)),
        "The output padding is missing: each layer of the decoder adds its value to its size.",
    ),
    Mistake(
        lambda n, strides, extras: _down(n, strides),
        "That is the size of the bottleneck. The decoder's layers follow.",
    ),
    Mistake(
        lambda n, strides, extras: n,
        "You return the input's size. It comes back only if the output padding makes up for "
        "every floor.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: n * s + e
        ),
        "A transposed layer makes (n − 1)·s + 1 of n, not n·s: the last stamp starts at "
        "(n − 1)·s, and the padding takes 2 off its 3.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: (n - 1) * s + 3 + e
        ),
        "The padding is missing on the way up: it cuts one cell off at each end.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: n // s, lambda n, s, e: (n - 1) * s + 1 + e
        ),
        "Down it is ⌊(n + 2 − 3) / s⌋ + 1, and that is not n // s: try 7 with stride 2.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 3) // s + 1, lambda n, s, e: (n - 1) * s + 1 + e
        ),
        "The padding is missing on the way down: it adds one cell at each end.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n,
            strides,
            extras,
            lambda n, s: round((n - 1) / s) + 1,
            lambda n, s, e: (n - 1) * s + 1 + e,
        ),
        TO_THE_NEAREST,
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n,
            strides,
            extras,
            lambda n, s: round((n - 1) / s + 1),
            lambda n, s, e: (n - 1) * s + 1 + e,
        ),
        TO_THE_NEAREST,
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s, lambda n, s, e: (n - 1) * s + 1 + e
        ),
        "On the way down a 1 is missing: after ⌊(n + 2 − 3) / s⌋ steps there is one window more "
        "than steps.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: (n - 1) * s + e
        ),
        "On the way up a 1 is missing: the stamps start at 0, s, …, (n − 1)·s, and each leaves at "
        "least one cell.",
    ),
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides), strides, extras[::-1]),
        "You walk up in the encoder's order, with strides and output padding. The decoder begins "
        "with the last stride, and `extras` are in its order already.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: -(-(n - 1) // s) + 1, lambda n, s, e: n * s - s + 1 + e
        ),
        "You round up on the way down. A window that does not fit whole does not count: round "
        "down, with //.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: n * s
        ),
        "A transposed layer makes (n − 1)·s + 1 of n, not n·s, and then its output padding is "
        "added.",
    ),
    Mistake(
        lambda n, strides, extras: (
            _up(_down(n, strides), strides[::-1], [0] * len(extras)) + sum(extras)
        ),
        "You add all of the output padding at the end. Each layer adds its own, and the next "
        "stride multiplies it.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: n * s - s + 2 + e
        ),
        "On the way up you take the padding off once. It is cut off at both ends: 2 of the 3.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 2) // s + 1, lambda n, s, e: n * s - s + 1 + e
        ),
        "On the way down you add the padding once. It is added at both ends: n + 2 − 3.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 3) // s + 1, lambda n, s, e: n * s - s + 3 + e
        ),
        "The padding is missing, on both ways: it adds a cell at each end going down, and cuts it "
        "off going up.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: n * s - s + 1 - e
        ),
        "You take the output padding off. It is added.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: (n + e - 1) * s + 1
        ),
        "You add the output padding to a layer's input, so the stride multiplies it. It is added "
        "to the output.",
    ),
    Mistake(
        lambda n, strides, extras: _each(
            n, strides, extras, lambda n, s: (n - 1) // s + 1, lambda n, s, e: n * s - s + 1 + 2 * e
        ),
        "You add the output padding twice. It is added at one end alone.",
    ),
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides), strides[:0:-1], extras[:-1]),
        "The decoder's last layer is missing: it has as many layers as the encoder.",
    ),
    Mistake(
        lambda n, strides, extras: _up(_down(n, strides[:-1]), strides[::-1], extras),
        "The encoder's last layer is missing: it has as many layers as there are strides.",
    ),
    Mistake(
        lambda n, strides, extras: _up(n, strides[::-1], extras),
        "The decoder starts from the input's own size. It starts from what the encoder has made.",
    ),
]


def check_round_trip(function: Function) -> Verdict:
    """Check exercise 15.1: ``round_trip(n, strides, extras)`` is the size that comes back."""
    return check(function, _round_trip, ROUND_TRIP_CASES, ROUND_TRIP_MISTAKES)


def _pairs(channels):
    return list(pairwise(channels))


def _autoencoder_parameters(channels):
    return sum(2 * 9 * a * b + a + b for a, b in _pairs(channels))


PARAMETER_CASES = [([1, 2],), ([3, 8],), ([1, 16, 32, 64],), ([2, 3, 5],)]
PARAMETER_MISTAKES = [
    Mistake(
        lambda channels: sum(2 * 9 * a * b for a, b in _pairs(channels)),
        "The biases are missing: one number for each map that a layer makes.",
    ),
    Mistake(
        lambda channels: sum(9 * a * b + b for a, b in _pairs(channels)),
        "Those are the encoder's. The decoder has as many kernels again.",
    ),
    Mistake(
        lambda channels: sum(2 * (9 * a * b + b) for a, b in _pairs(channels)),
        "The decoder makes other maps than the encoder: a layer from 64 to 32 channels has 32 "
        "biases, not 64.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b + 2 for a, b in _pairs(channels)),
        "There is not one bias for each layer, but one for each map that it makes.",
    ),
    Mistake(
        lambda channels: sum(9 * b + b + 9 * a + a for a, b in _pairs(channels)),
        "A layer has a 3×3 kernel for each pair of input and output channel.",
    ),
    Mistake(
        lambda channels: sum(2 * 3 * a * b + a + b for a, b in _pairs(channels)),
        "A 3×3 kernel has nine weights.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b + b for a, b in _pairs(channels)),
        "The decoder's biases are missing: its layers have one for each map that they make, too.",
    ),
    Mistake(
        lambda channels: sum(2 * (9 * a * b + a * b) for a, b in _pairs(channels)),
        "You give each kernel a bias. All kernels of a map share one.",
    ),
    Mistake(
        lambda channels: sum(9 * a * b + b for a, b in _pairs([*channels, *channels[::-1]])),
        "The middle is there twice: a layer leads from the narrowest maps to themselves. Going "
        "back, begin with the next.",
    ),
    Mistake(
        lambda channels: sum(9 * a * b + a for a, b in _pairs(channels)),
        "Those are the decoder's. The encoder has as many kernels, and biases of its own.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b for a, b in _pairs(channels)) + sum(channels),
        "You count a bias for each number of the list. Those in the middle are made twice, once on "
        "each way.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b for a, b in _pairs(channels)) + 2 * sum(channels),
        "You count two biases for each number of the list. The input is made by no layer of the "
        "encoder, and the narrowest maps are made once.",
    ),
    Mistake(
        lambda channels: (
            sum(9 * a * b + b for a, b in _pairs(channels)),
            sum(9 * a * b + a for a, b in _pairs(channels)),
        ),
        "You return encoder and decoder apart. Return how many they have together.",
    ),
    Mistake(
        lambda channels: sum(2 * 16 * a * b + a + b for a, b in _pairs(channels)),
        "You count 16 weights for a kernel. All kernels are 3×3.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b + a + b for a, b in _pairs(channels[:-1])),
        "The last layer of the encoder and the first of the decoder are missing.",
    ),
    Mistake(
        lambda channels: sum(2 * 9 * a * b + a + b for a, b in _pairs(channels[1:])),
        "The first layer of the encoder and the last of the decoder are missing.",
    ),
]


def check_autoencoder_parameters(function: Function) -> Verdict:
    """Check exercise 15.2: ``autoencoder_parameters(channels)`` counts weights and biases."""
    return check(function, _autoencoder_parameters, PARAMETER_CASES, PARAMETER_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_round_trip: ROUND_TRIP_MISTAKES,
    check_autoencoder_parameters: PARAMETER_MISTAKES,
}
