"""Answers to the exercises of chapter 14 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def stamp(x, w, s, size=None, add=True, step=None, flip=False):
    n, k = len(x), len(w)
    out = np.zeros((n - 1) * s + k if size is None else size(n, k, s))
    for i in range(n):
        a_ = i * (s if step is None else step)
        v = x[i] * (w[::-1] if flip else w)
        room = len(out[a_ : a_ + k])
        if add:
            out[a_ : a_ + k] += v[:room]
        else:
            out[a_ : a_ + k] = v[:room]
    return out


def conv(n, k, s, p):
    return (n + 2 * p - k) // s + 1


def back(m, k, s, p):
    return (m - 1) * s - 2 * p + k


STAMP_LINE = {
    'overwrite': (lambda x, w, s: stamp(x, w, s, add=False), 'Your stamps overwrite each other. Where they'),
    'flip': (lambda x, w, s: stamp(x, w, s, flip=True), 'The weights are turned round. A stamp is not'),
    'no stride': (lambda x, w, s: stamp(x, w, 1), 'The stride is missing: stamps of neighbouring'),
    'step 1': (lambda x, w, s: stamp(x, w, s, step=1), 'There is room for all stamps, but each starts'),
    'step k': (lambda x, w, s: stamp(x, w, len(w)), 'Your stamps lie side by side, K cells apart,'),
    'n times s': (lambda x, w, s: stamp(x, w, s, size=lambda n, k, s: n * s), 'You have room for n·s cells. The last stamp'),
    'n times s plus k': (lambda x, w, s: stamp(x, w, s, size=lambda n, k, s: n * s + k), 'There are s zeros too many at the end: the last'),
    'zeros then valid': (lambda x, w, s: np.correlate(np.pad(stamp(x, np.ones(1), s), len(w) - 1), w, "valid"), 'The weights are turned round. A stamp is not'),
    'zeros after last': (lambda x, w, s: np.convolve(np.kron(x, np.eye(1, s)[0]), w), 'There are s − 1 zeros too many at the end: put'),
    'same': (lambda x, w, s: np.convolve(stamp(x, np.ones(1), s), w, "same"), "You cut the ends off (mode 'same'). Keep all of"),
    'valid': (lambda x, w, s: np.convolve(stamp(x, np.ones(1), s), w, "valid"), "You keep whole windows alone (mode 'valid')."),
    'convolution': (lambda x, w, s: np.correlate(x, w, "valid")[::s], 'That is the convolution itself. It makes fewer'),
    's zeros between': (lambda x, w, s: np.convolve(stamp(x, np.ones(1), s + 1), w), 'Your stamps start s + 1 cells apart. Between'),
    'repeat': (lambda x, w, s: np.convolve(np.repeat(x, s)[:(len(x) - 1) * s + 1], w), 'You repeat each input (np.repeat). Between'),
    'average': (lambda x, w, s: stamp(x, w, s) / np.maximum(stamp(np.ones(len(x)), np.ones(len(w)), s), 1), 'You take the mean where stamps overlap. They'),
    'normalised': (lambda x, w, s: stamp(x, w / w.sum(), s), 'You divide the weights by their sum. Take them'),
    'one missing': (lambda x, w, s: stamp(x[:-1], w, s, size=lambda n, k, s: n * s + k), 'The last input is missing: range(n) already'),
    'starts at s': (lambda x, w, s: np.roll(stamp(x, w, s), s), 'values differ'),
    'maximum': (lambda x, w, s: np.max([np.pad(x[i] * w, (i * s, (len(x) - 1 - i) * s)) for i in range(len(x))], 0), 'values differ'),
    'w only': (lambda x, w, s: stamp(np.ones(len(x)), w, s), 'All your stamps are alike. Each is multiplied'),
    'kron': (lambda x, w, s: np.kron(x, w), 'Your stamps lie side by side, K cells apart,'),
}  # fmt: skip
OUTPUT_PADDING_FOR = {
    'n mod s': (lambda n, k, s, p: n % s, 'n % s leaves out kernel and padding. What is'),
    's minus 1': (lambda n, k, s, p: s - 1, 'That is always the largest one. How much it'),
    'zero': (lambda n, k, s, p: 0, 'With 0 the smallest of the sizes comes back.'),
    'one': (lambda n, k, s, p: 1, 'You always return 1. How much it takes depends'),
    'one padding': (lambda n, k, s, p: (n + p - k) % s, 'The padding counts once. It is added on both'),
    'no padding': (lambda n, k, s, p: (n - k) % s, 'The padding is missing: the convolution read n'),
    'no kernel': (lambda n, k, s, p: (n + 2 * p) % s, 'The kernel is missing: the room to move is n +'),
    'n minus 1': (lambda n, k, s, p: (n - 1) % s, 'That is right for three taps and padding 1,'),
    'plus 1': (lambda n, k, s, p: (n + 2 * p - k + 1) % s, 'One too many: + 1 counts the first window, but'),
    'negative': (lambda n, k, s, p: (k - n - 2 * p) % s, 'That is how many cells are missing for another'),
    'sign': (lambda n, k, s, p: back(conv(n, k, s, p), k, s, p) - n, 'The sign is the wrong way round: what is'),
    'restored': (lambda n, k, s, p: back(conv(n, k, s, p), k, s, p), 'This is the size that comes back without output'),
    'quotient': (lambda n, k, s, p: (n + 2 * p - k) // s, 'Those are the steps that the window takes. What'),
    's minus rest': (lambda n, k, s, p: s - (n + 2 * p - k) % s, 'That is how many cells are missing for another'),
    'no p back': (lambda n, k, s, p: n - ((conv(n, k, s, p) - 1) * s + k), 'The padding is missing on the way back: the'),
    'p once back': (lambda n, k, s, p: n - ((conv(n, k, s, p) - 1) * s + k - p), 'On the way back you cut the padding off once.'),
    'm times s': (lambda n, k, s, p: n - conv(n, k, s, p) * s, 'A transposed convolution makes (m − 1)·s − 2p +'),
    'from n': (lambda n, k, s, p: n - back(n, k, s, p), 'You send n itself through the transposed'),
    'abs': (lambda n, k, s, p: abs(n - conv(n, k, s, p) * s), 'A transposed convolution makes (m − 1)·s − 2p +'),
    'half': (lambda n, k, s, p: ((n + 2 * p - k) % s) // 2, 'You halve it. Output padding is added at one'),
    'bool': (lambda n, k, s, p: (n + 2 * p - k) % s > 0, 'You say whether some are left over. How many'),
    'min 1': (lambda n, k, s, p: min(1, (n + 2 * p - k) % s), 'You say whether some are left over. How many'),
}  # fmt: skip
TENT = {
    'unscaled': (lambda s: s - abs(np.arange(-s + 1, s)), 'The middle weight has to be 1, so that an input'),
    'sum 1': (lambda s: (s - abs(np.arange(-s + 1, s))) / s ** 2, 'The weights add up to 1, but that is not asked.'),
    'with zero ends': (lambda s: np.concatenate([np.linspace(0, 1, s), np.linspace(1, 0, s)[1:]]), 'The first and the last weight are 0. They are'),
    'linspace 2s': (lambda s: np.concatenate([np.linspace(0, 1, s + 1)[1:], np.linspace(1, 0, s + 1)[1:]]), 'There is a 0 at the end, and so one weight too'),
    'ones': (lambda s: np.ones(2 * s - 1), 'With equal weights neighbouring stamps add up'),
    'halves': (lambda s: np.array([0.5] * (s - 1) + [1] + [0.5] * (s - 1)), '½ on both sides is right for a stride of 2'),
    'powers': (lambda s: np.array([0.5 ** abs(i) for i in range(-s + 1, s)]), 'You halve from weight to weight: a curve. A'),
    'only up': (lambda s: np.arange(1, s + 1) / s, 'That is the rising half. The stamp has to fall'),
    'box': (lambda s: np.ones(s), 'That copies each input s times: steps, no lines.'),
    'peak twice': (lambda s: np.array([*(np.arange(1, s + 1) / s), *(np.arange(s, 0, -1) / s)]), 'The middle weight is there twice. There are 2s'),
    'slope 1 over s plus 1': (lambda s: np.array([1 - abs(i) / (s + 1) for i in range(-s + 1, s)]), 'Your line falls by 1/(s + 1). After s steps it'),
    'half min': (lambda s: np.concatenate([np.linspace(0.5, 1, s), np.linspace(1, 0.5, s)[1:]]), 'Your line begins at ½, whatever s is. The first'),
    'always 2': (lambda s: np.array([0.5, 1, 0.5]), 'These are the weights for a stride of 2. Make'),
    'one over s': (lambda s: np.linspace(1 / s, 1, 2 * s - 1), 'Your weights rise up to the end. The largest is'),
    'bartlett': (lambda s: np.bartlett(2 * s - 1), 'The number of weights is right, but the first'),
    'whole division': (lambda s: np.array([(s - abs(i)) // s for i in range(-s + 1, s)]), '// rounds down: every weight but the middle one'),
    'gauss': (lambda s: np.exp(-np.arange(-s + 1, s) ** 2 / s), 'values differ'),
    'squared': (lambda s: (1 - abs(np.arange(-s + 1, s)) / s) ** 2, 'values differ'),
    'upside down': (lambda s: abs(np.arange(-s + 1, s)) / s, 'This is the tent upside down: 1 is in the'),
    'two s plus 1': (lambda s: 1 - abs(np.arange(-s, s + 1)) / s, 'The shape is right, but the zeros at the ends'),
    'cosine': (lambda s: np.cos(np.arange(-s + 1, s) * np.pi / (2 * s)), 'Your weights follow a curve'),
}  # fmt: skip
RIGHT = [
    (checks.check_stamp_line, lambda x, w, s: stamp(x, w, s)),
    (checks.check_stamp_line, lambda x, w, s: np.convolve(stamp(x, np.ones(1), s), w)),
    (checks.check_output_padding_for, lambda n, k, s, p: n - back(conv(n, k, s, p), k, s, p)),
    (checks.check_output_padding_for, lambda n, k, s, p: (n + 2 * p - k) % s),
    (checks.check_tent, lambda s: 1 - abs(np.arange(-s + 1, s)) / s),
    (checks.check_tent, lambda s: [(s - abs(i)) / s for i in range(-s + 1, s)]),
    (checks.check_tent, lambda s: np.convolve(np.ones(s), np.ones(s)) / s),
    (checks.check_tent, lambda s: np.bartlett(2 * s + 1)[1:-1]),
    (checks.check_tent, lambda s: signal.windows.triang(2 * s - 1)),
]  # fmt: skip
WRONG = {
    checks.check_stamp_line: STAMP_LINE,
    checks.check_output_padding_for: OUTPUT_PADDING_FOR,
    checks.check_tent: TENT,
}
