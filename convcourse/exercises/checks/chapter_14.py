"""Checkers of chapter 14: Transposed convolution"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check
from convcourse.operators.ops import conv_transpose2d


def _stamp_line(x, w, s):
    made = conv_transpose2d(np.reshape(x, (1, 1, -1)), np.reshape(w, (1, 1, 1, -1)), stride=(1, s))
    return made[0, 0]


def _written_over(x, w, s):
    """Stamp with `=` where it should be `+=`: later stamps wipe out what they meet."""
    canvas = np.zeros((len(x) - 1) * s + len(w))
    for i, value in enumerate(x):
        canvas[i * s : i * s + len(w)] = value * w
    return canvas


def _one_apart(x, w, s):
    """Stamp onto a canvas of the right size, but start at `i` where it should be `i * s`."""
    canvas = np.zeros((len(x) - 1) * s + len(w))
    for i, value in enumerate(x):
        canvas[i : i + len(w)] += value * w
    return canvas


def _spread(x, s):
    """Put `s` − 1 zeros after every number, the last one too."""
    spread = np.zeros(len(x) * s)
    spread[::s] = x
    return spread


def _cut(x, w, s, size):
    """Cut the middle out of all stamps, as np.convolve does in its modes."""
    whole = _stamp_line(x, w, s)
    first = (len(whole) - size) // 2
    return whole[first : first + size]


STAMP_CASES = [
    (np.array([2.0]), np.array([1.0, 2, 4]), 1),
    (np.array([1.0, 10]), np.array([1.0, 2, 3]), 2),
    (np.array([3.0, 1, 4, 1]), np.array([1.0, -2, 0.5, 5]), 2),
    (np.array([3.0, 1, 4]), np.array([2.0, 7]), 3),
    (np.array([3.0, 1, 4, 1, 5]), np.array([1.0, 3, 2]), 1),
]
THE_CONVOLUTION = (
    "That is the convolution itself. It makes fewer numbers; the transposed one makes more."
)
STAMP_MISTAKES = [
    Mistake(
        lambda x, w, s: _stamp_line(x, w[::-1], s),
        "The weights are turned round. A stamp is not flipped: the first weight goes to the first "
        "cell. (Only a window that slides over the spread-out input needs the flip.)",
    ),
    Mistake(
        _written_over,
        "Your stamps overwrite each other. Where they overlap they add up: use +=.",
    ),
    Mistake(
        lambda x, w, s: np.convolve(x, w),
        "The stride is missing: stamps of neighbouring inputs start s cells apart.",
    ),
    Mistake(
        _one_apart,
        "There is room for all stamps, but each starts one cell after the one before. Input i "
        "starts at i·s.",
    ),
    Mistake(
        lambda x, w, s: np.convolve(_spread(x, s), w),
        "There are s − 1 zeros too many at the end: put zeros between the inputs, none after the "
        "last one.",
    ),
    Mistake(
        lambda x, w, s: np.convolve(_spread(x, s + 1)[: (len(x) - 1) * (s + 1) + 1], w),
        "Your stamps start s + 1 cells apart. Between neighbouring inputs there are s − 1 zeros.",
    ),
    Mistake(
        lambda x, w, s: (
            np.correlate(_spread(x, s)[: (len(x) - 1) * s + 1], w, "valid")
            if (len(x) - 1) * s + 1 >= len(w)
            else np.zeros(0)
        ),
        "The padding is missing, and the flip: a window over the spread-out input needs K − 1 "
        "zeros on each side, and the weights turned round.",
    ),
    Mistake(
        lambda x, w, s: np.correlate(x, w, "valid")[::s] if len(x) >= len(w) else np.zeros(0),
        THE_CONVOLUTION,
    ),
    Mistake(lambda x, w, s: np.correlate(x, w, "valid")[::s], THE_CONVOLUTION),
    Mistake(
        lambda x, w, s: np.kron(x, w),
        "Your stamps lie side by side, K cells apart, whatever the stride is. They start s apart.",
    ),
    Mistake(
        lambda x, w, s: np.append(_stamp_line(x, w, s), np.zeros(s))[: len(x) * s],
        "You have room for n·s cells. The last stamp starts at (n − 1)·s and is K long.",
    ),
    Mistake(
        lambda x, w, s: np.append(_stamp_line(x, w, s), np.zeros(s)),
        "There are s zeros too many at the end: the last stamp starts at (n − 1)·s, so the length "
        "is (n − 1)·s + K.",
    ),
    Mistake(
        lambda x, w, s: _cut(x, w, s, max((len(x) - 1) * s + 1, len(w))),
        "You cut the ends off (mode 'same'). Keep all of it: 'full'.",
    ),
    Mistake(
        lambda x, w, s: _cut(x, w, s, abs((len(x) - 1) * s + 1 - len(w)) + 1),
        "You keep whole windows alone (mode 'valid'). Keep all of it: 'full'.",
    ),
    Mistake(
        lambda x, w, s: np.convolve(np.repeat(x, s)[: (len(x) - 1) * s + 1], w),
        "You repeat each input (np.repeat). Between neighbouring inputs there are zeros.",
    ),
    Mistake(
        lambda x, w, s: (
            _stamp_line(x, w, s) / np.maximum(1, _stamp_line(np.ones(len(x)), np.ones(len(w)), s))
        ),
        "You take the mean where stamps overlap. They add up.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(x, w / w.sum(), s),
        "You divide the weights by their sum. Take them as they are.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(np.ones(len(x)), w, s),
        "All your stamps are alike. Each is multiplied by its input.",
    ),
    Mistake(
        lambda x, w, s: (
            np.append(_stamp_line(x[:-1], w, s), np.zeros(s))[: (len(x) - 1) * s + len(w)]
            if len(x) > 1
            else np.zeros(len(w))
        ),
        "The last input is missing: range(n) already ends at n − 1.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(x, w, s) / len(w),
        "You divide by the number of weights. Stamps add up as they are.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(x, w, s) / s,
        "You divide by the stride. Stamps add up as they are.",
    ),
    Mistake(
        lambda x, w, s: np.append(_stamp_line(x, w, s), 0),
        "There is a 0 too many at the end: the last stamp starts at (n − 1)·s and is K long.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(x, w, s)[:-1],
        "The last number is missing: the last stamp starts at (n − 1)·s and is K long.",
    ),
    Mistake(
        lambda x, w, s: _stamp_line(x, np.append(w[:-1], 0), s),
        "The last weight is missing: range(K) already ends at K − 1.",
    ),
    Mistake(
        lambda x, w, s: np.correlate(_spread(x, s)[: (len(x) - 1) * s + 1], w, "same"),
        "You cut the ends off (mode 'same'), and the weights are turned round. Keep all of it, and "
        "flip what slides.",
    ),
    Mistake(
        lambda x, w, s: np.outer(x, w),
        "Each stamp lies in a row of its own. Put them on one line, s apart, and add up where they "
        "overlap.",
    ),
    Mistake(
        lambda x, w, s: np.convolve(x, _spread(w, s)[: (len(w) - 1) * s + 1]),
        "You put zeros between the weights: that is dilation. They belong between the inputs.",
    ),
]


def check_stamp_line(function: Function) -> Verdict:
    """Check exercise 14.1: ``stamp_line(x, w, s)`` is the transposed convolution in 1-D."""
    return check(function, _stamp_line, STAMP_CASES, STAMP_MISTAKES)


def _output_padding_for(n, k, s, p):
    return (n + 2 * p - k) % s


EXTRA_CASES = [
    (12, 3, 2, 1),
    (11, 3, 2, 1),
    (96, 3, 3, 1),
    (32, 3, 3, 1),
    (224, 7, 2, 3),
    (20, 5, 4, 0),
    (21, 4, 3, 2),
    (16, 4, 2, 1),
    (9, 3, 1, 1),
]
MISSING = (
    "That is how many cells are missing for another step. You look for those that are left over."
)
TIMES_STRIDE = (
    "A transposed convolution makes (m − 1)·s − 2p + k of m inputs, not m·s: the last stamp starts "
    "at (m − 1)·s."
)
EXTRA_MISTAKES = [
    Mistake(
        lambda n, k, s, p: n % s,
        "n % s leaves out kernel and padding. What is divided by the stride is the room to move, "
        "n + 2p − k.",
    ),
    Mistake(
        lambda n, k, s, p: (n - k) % s,
        "The padding is missing: the convolution read n + 2p cells.",
    ),
    Mistake(
        lambda n, k, s, p: (n + p - k) % s,
        "The padding counts once. It is added on both sides: 2·p.",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p) % s,
        "The kernel is missing: the room to move is n + 2p − k.",
    ),
    Mistake(
        lambda n, k, s, p: s - 1,
        "That is always the largest one. How much it takes depends on what the floor threw away.",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p - k) // s,
        "Those are the steps that the window takes. What is left over after them? (Use %.)",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p - k + 1) % s,
        "One too many: + 1 counts the first window, but what is left over are the cells behind "
        "the last step.",
    ),
    Mistake(
        lambda n, k, s, p: (s - (n + 2 * p - k) % s) % s,
        MISSING,
    ),
    Mistake(lambda n, k, s, p: s - (n + 2 * p - k) % s, MISSING),
    Mistake(
        lambda n, k, s, p: 0,
        "With 0 the smallest of the sizes comes back. How many cells did the floor throw away?",
    ),
    Mistake(
        lambda n, k, s, p: (n - 1) % s,
        "That is right for three taps and padding 1, where n + 2p − k is n − 1. Write it for any "
        "kernel and padding.",
    ),
    Mistake(
        lambda n, k, s, p: n - ((n + 2 * p - k) // s * s + k),
        "The padding is missing on the way back: the transposed convolution cuts 2·p off.",
    ),
    Mistake(
        lambda n, k, s, p: 1,
        "You always return 1. How much it takes depends on what the floor threw away.",
    ),
    Mistake(
        lambda n, k, s, p: -((n + 2 * p - k) % s),
        "The sign is the wrong way round: what is missing is n less what comes back.",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p - k) // s * s - 2 * p + k,
        "This is the size that comes back without output padding. How many are missing to n?",
    ),
    Mistake(
        lambda n, k, s, p: n - ((n + 2 * p - k) // s * s - p + k),
        "On the way back you cut the padding off once. It is cut off at both ends: 2·p.",
    ),
    Mistake(
        lambda n, k, s, p: n - ((n + 2 * p - k) // s + 1) * s,
        TIMES_STRIDE,
    ),
    Mistake(
        lambda n, k, s, p: abs(n - ((n + 2 * p - k) // s + 1) * s),
        TIMES_STRIDE,
    ),
    Mistake(
        lambda n, k, s, p: n - ((n - 1) * s - 2 * p + k),
        "You send n itself through the transposed convolution. It starts from what the "
        "convolution made of n.",
    ),
    Mistake(
        lambda n, k, s, p: min(1, (n + 2 * p - k) % s),
        "You say whether some are left over. How many are it?",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p - k) % s // 2,
        "You halve it. Output padding is added at one end alone.",
    ),
    Mistake(
        lambda n, k, s, p: (n + 2 * p - k) % s + 1,
        "One too many: the last stamp is k cells long, not k − 1.",
    ),
]


def check_output_padding_for(function: Function) -> Verdict:
    """Check exercise 14.2: ``output_padding_for(n, k, s, p)`` brings the size `n` back."""
    return check(function, _output_padding_for, EXTRA_CASES, EXTRA_MISTAKES)


def _tent(s):
    return np.minimum(np.arange(1, 2 * s), np.arange(2 * s - 1, 0, -1)) / s


TENT_CASES = [(2,), (1,), (3,), (4,), (7,)]
TENT_MISTAKES = [
    Mistake(
        lambda s: _tent(s) * s,
        "The middle weight has to be 1, so that an input keeps its value. Divide by s.",
    ),
    Mistake(
        lambda s: _tent(s) / s,
        "The weights add up to 1, but that is not asked. A cell meets only every s-th of them; "
        "the middle one has to be 1.",
    ),
    Mistake(
        lambda s: np.ones(s),
        "That copies each input s times: steps, no lines.",
    ),
    Mistake(
        lambda s: np.ones(2 * s - 1),
        "With equal weights neighbouring stamps add up between the inputs. They have to fall off.",
    ),
    Mistake(
        lambda s: np.concatenate([[0], _tent(s), [0]]),
        "The shape is right, but the zeros at the ends are weights, too. Leave them out: 2s − 1.",
    ),
    Mistake(
        lambda s: np.arange(1, s + 1) / s,
        "That is the rising half. The stamp has to fall again after its middle.",
    ),
    Mistake(
        lambda s: np.linspace(0, 1, s),
        "That is the rising half, from 0. The first weight is 1/s: 0 would be one cell further "
        "out. And after its middle the stamp has to fall again.",
    ),
    Mistake(
        lambda s: np.bartlett(2 * s - 1),
        "The number of weights is right, but the first and the last are 0. They are 1/s: 0 would "
        "be one cell further out.",
    ),
    Mistake(
        lambda s: np.linspace(0, 1, s + 1)[1:].tolist() + np.linspace(1, 0, s + 1)[:-1].tolist(),
        "The middle weight is there twice. There are 2s − 1 weights, and one of them is 1.",
    ),
    Mistake(
        lambda s: [*np.linspace(0, 1, s), *np.linspace(1, 0, s)[1:]],
        "The first and the last weight are 0. They are 1/s: 0 would be one cell further out.",
    ),
    Mistake(
        lambda s: [*np.linspace(0, 1, s + 1)[1:], *np.linspace(1, 0, s + 1)[1:]],
        "There is a 0 at the end, and so one weight too many. There are 2s − 1.",
    ),
    Mistake(
        lambda s: [*[0.5] * (s - 1), 1, *[0.5] * (s - 1)],
        "½ on both sides is right for a stride of 2 alone. A line falls by 1/s from weight to "
        "weight.",
    ),
    Mistake(
        lambda s: 0.5 ** np.abs(np.arange(1 - s, s)),
        "You halve from weight to weight: a curve. A straight line falls by 1/s each time.",
    ),
    Mistake(
        lambda s: 1 - np.abs(np.arange(1 - s, s)) / (s + 1),
        "Your line falls by 1/(s + 1). After s steps it has to be 0: it falls by 1/s.",
    ),
    Mistake(
        lambda s: [*np.linspace(0.5, 1, s), *np.linspace(1, 0.5, s)[1:]],
        "Your line begins at ½, whatever s is. The first weight is 1/s.",
    ),
    Mistake(
        lambda s: [0.5, 1, 0.5],
        "These are the weights for a stride of 2. Make them for any s.",
    ),
    Mistake(
        lambda s: np.linspace(1 / s, 1, 2 * s - 1),
        "Your weights rise up to the end. The largest is the middle one, and then they fall again.",
    ),
    Mistake(
        lambda s: [(s - abs(i)) // s for i in range(1 - s, s)],
        "// rounds down: every weight but the middle one becomes 0. Divide with /.",
    ),
    Mistake(
        lambda s: np.abs(np.arange(1 - s, s)) / s,
        "This is the tent upside down: 1 is in the middle, and less towards both ends.",
    ),
    Mistake(
        lambda s: np.append(0, _tent(s)),
        "There is a 0 at the start and none at the end: one weight too many, and the two sides "
        "differ. A range ends before its second number.",
    ),
    Mistake(
        lambda s: _tent(s)[:-1],
        "The last weight is missing, and so the two sides differ. A range ends before its second "
        "number.",
    ),
    Mistake(
        lambda s: 1 - np.abs(np.arange(2 * s - 1) - s) / s,
        "The 1 stands one place behind the middle. Counted from 0, the middle of 2s − 1 is s − 1.",
    ),
    Mistake(
        lambda s: 1 - np.abs(np.arange(1 - s, s)) / (s - 1),
        "Your line falls by 1/(s − 1), so the first and the last weight are 0. They are 1/s: 0 "
        "would be one cell further out.",
    ),
    Mistake(
        lambda s: np.delete(_tent(s), s - 1),
        "The middle weight is missing. It is 1, so that each input keeps its value.",
    ),
    Mistake(
        lambda s: [*np.arange(s) / s, *np.arange(s)[::-1] / s],
        "Both halves begin with 0 and end before 1. The first weight is 1/s, and the middle one, "
        "there once, is 1.",
    ),
    Mistake(
        lambda s: np.convolve(np.ones(s), np.ones(s), "same") / s,
        "You cut the ends off (mode 'same'). Keep all of it: 'full'.",
    ),
    Mistake(
        lambda s: np.ones(1),
        "You keep whole windows alone (mode 'valid'). Keep all of it: 'full'.",
    ),
    Mistake(
        lambda s: 1 - np.abs(np.linspace(-1, 1, 2 * s)),
        "You make 2s weights, an even number: none of them is in the middle. There are 2s − 1.",
    ),
    Mistake(
        lambda s: np.vstack([np.arange(1, s + 1), np.arange(s, 0, -1)]) / s,
        "The two halves lie below each other. Put them on one line, and the middle weight there "
        "once.",
    ),
    Mistake(
        lambda s: 1 - np.arange(s) / s,
        "That is the falling half. The stamp has to rise to its middle first.",
    ),
    Mistake(
        lambda s: np.sin(np.pi * np.arange(1, 2 * s) / (2 * s)),
        "Your weights follow a curve, a sine or a cosine. A straight line falls by 1/s from weight "
        "to weight.",
    ),
]


def check_tent(function: Function) -> Verdict:
    """Check exercise 14.3: ``tent(s)`` draws straight lines between the inputs."""
    return check(function, _tent, TENT_CASES, TENT_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_stamp_line: STAMP_MISTAKES,
    check_output_padding_for: EXTRA_MISTAKES,
    check_tent: TENT_MISTAKES,
}
