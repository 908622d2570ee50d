"""Checkers of chapter 6: Stride, dilation and output size"""

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check
from convcourse.operators.shapes import output_size, unread_pixels


def _size(n, k, s, p, d):
    return output_size(n, k, stride=s, padding=p, dilation=d)


SIZE_CASES = [
    (7, 3, 1, 0, 1),
    (7, 3, 2, 1, 1),
    (8, 3, 2, 0, 1),
    (9, 3, 1, 0, 2),
    (96, 3, 2, 1, 1),
    (32, 4, 2, 1, 1),
    (33, 3, 4, 2, 3),
    (29, 5, 3, 4, 2),
    (20, 2, 5, 0, 4),
]
PADDING_OUTSIDE = (
    "You add the padding at the end. Its 2·p cells belong to the input: they count before the "
    "division."
)
SIZE_MISTAKES = [
    Mistake(
        lambda n, k, s, p, d: (n - k + 2 * p) / s + 1,
        "This is the formula as the article has it: the floor is missing, and so is the dilation.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
        "The floor is missing: half a step is no step. Divide with //, which rounds down.",
    ),
    Mistake(
        lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s) + 1,
        "You round to the nearest. The last, incomplete step never fits: round down, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1,
        "You round up. The last, incomplete step does not fit: round down, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,
        "The padding counts once. It is added on both sides: 2·p.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1,
        "The padding is missing: it adds 2·p cells.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - k) // s + 1,
        "The dilation is missing: the kernel reaches over d·(k − 1) + 1 cells, not over k.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1,
        "The kernel does not reach over d·k cells: between k taps there are k − 1 leaps, and the "
        "first tap is a cell itself, so d·(k − 1) + 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - k - d * (k - 1)) // s + 1,
        "At dilation d there are d − 1 cells between neighbouring taps, not d: the kernel reaches "
        "over d·(k − 1) + 1 cells.",
    ),
    Mistake(
        lambda n, k, s, p, d: -(-n // s),
        "That is what Keras makes with “same”, ⌈n / s⌉. Here the padding is given: count the "
        "windows that fit.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s + 1,
        "You have one cell of room too many: the kernel reaches over d·(k − 1) + 1 cells, and "
        "your + 1 is missing.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s,
        "These are the steps. There is one window more than steps: + 1 at the end.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s,
        "The + 1 stands inside the division. First count the steps, then add 1 for the first "
        "window; it makes a difference as soon as the stride is not 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: n + 2 * p - d * (k - 1),
        "The stride is missing: this is the size for stride 1.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p) // s - d * (k - 1),
        "You divide the input by the stride, then take off the kernel. Take it off first: only "
        "the room that is left is crossed in steps.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p) // s,
        "You divide the input by the stride and leave out the kernel: its last window has to "
        "fit whole.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - s * (k - 1) - 1) // d + 1,
        "Stride and dilation have changed places: the dilation spreads the taps, the stride "
        "divides.",
    ),
    Mistake(
        lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s + 1),
        "You round to the nearest, and Python rounds a half to the even number. The last, "
        "incomplete step never fits: round down, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: n // s,
        "You divide the input by the stride. Kernel and padding are missing: count the windows "
        "that fit.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - (k + d - 1)) // s + 1,
        "You count one gap. There is one between each two taps: the kernel reaches over "
        "d·(k − 1) + 1 cells.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) * s + 1,
        "You multiply by the stride. Longer steps make fewer windows: divide, with //.",
    ),
    Mistake(
        lambda n, k, s, p, d: n + 2 * p - d * (k - 1) - 1 // s + 1,
        "Brackets are missing: // binds more tightly than −. All of the room to move is divided.",
    ),
    Mistake(
        lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p,
        PADDING_OUTSIDE,
    ),
    Mistake(
        lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p // s,
        PADDING_OUTSIDE,
    ),
    Mistake(
        lambda n, k, s, p, d: -(-(n + 2 * p - d * (k - 1) - 1) // s),
        "The last window is missing where it just fits: your range ends before the place where it "
        "begins.",
    ),
]


def check_conv_output_size(function: Function) -> Verdict:
    """Check exercise 6.1: ``conv_output_size(n, k, s, p, d)`` counts the windows that fit."""
    return check(function, _size, SIZE_CASES, SIZE_MISTAKES)


def _never_read(n, k, s):
    return unread_pixels(n, k, stride=s)


def _unread(starts, n, k):
    """Return which of `n` inputs windows of `k` taps at `starts` leave out."""
    reads = {start + tap for start in starts for tap in range(k)}
    return [x for x in range(n) if x not in reads]


NEVER_READ_CASES = [(8, 3, 2), (9, 2, 4), (7, 3, 2), (10, 2, 3), (12, 5, 4), (6, 1, 2), (9, 4, 1)]
NEVER_READ_MISTAKES = [
    Mistake(
        lambda n, k, s: len(_never_read(n, k, s)),
        "You return how many there are. Which ones are they?",
    ),
    Mistake(
        lambda n, k, s: [_never_read(n, k, s)],
        "The numbers are right, but one axis is too many: np.where returns an array for each axis, "
        "in a tuple. Take the first: np.where(…)[0].",
    ),
    Mistake(
        lambda n, k, s: [x for x in range(n) if x not in _never_read(n, k, s)],
        "These are the inputs that are read. Return the others.",
    ),
    Mistake(
        lambda n, k, s: [x + 1 for x in _never_read(n, k, s)],
        "You count from 1. The first input is number 0.",
    ),
    Mistake(
        lambda n, k, s: list(range((n - k) // s * s + k, n)),
        "You found those that are left over at the end. Where the stride is longer than the "
        "kernel, there are gaps between the windows, too.",
    ),
    Mistake(
        lambda n, k, s: list(range(n - (n - k) % s, n)) if (n - k) % s else list(range(n)),
        "x[-0:] is all of x: where nothing is left over, a slice from −0 takes everything. "
        "And where the stride is longer than the kernel, there are gaps between the windows.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n, s), n, k),
        "Your last windows hang over the end. A window has to start at n − k or before.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k, s), n, k),
        "The last window is missing where it just fits: it may start at n − k, so the range "
        "ends at n − k + 1.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, s), n, 1),
        "You count where the windows start. Each reads k inputs from there.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(n - k + 1), n, k),
        "You find none, as if windows started at every input. Is the stride missing? They start "
        "s inputs apart.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, k), n, k),
        "Your windows lie side by side, k inputs apart. They start s inputs apart.",
    ),
    Mistake(
        lambda n, k, s: [x for x in _never_read(n, k, s) if x < (n - k) // s * s + k],
        "You found the gaps between the windows. What is left over behind the last one is missing.",
    ),
    Mistake(
        lambda n, k, s: [x for x in range(n) if x % s],
        "You list the inputs at which no window starts. Each window reads k inputs from its start.",
    ),
    Mistake(
        lambda n, k, s: [x in _never_read(n, k, s) for x in range(n)],
        "You return True or False for each input. Return the numbers of those that are True.",
    ),
    Mistake(
        lambda n, k, s: list(range(n - n % s, n)),
        "You take the last n % s inputs. Behind the last window (n − k) % s are left over, and "
        "between windows there may be gaps.",
    ),
    Mistake(
        lambda n, k, s: _never_read(n, k, s)[::-1],
        "The right inputs, but from the last to the first. Return them in order.",
    ),
    Mistake(
        lambda n, k, s: _never_read(n, s, k),
        "k and s have changed places: a window reads k inputs, and the next starts s further on.",
    ),
    Mistake(
        lambda n, k, s: [x for x in _never_read(n, k, s) if x < n - 1],
        "You never ask about the last input, n − 1: a range ends before its second number.",
    ),
    Mistake(
        lambda n, k, s: [x for x in _never_read(n, k, s) if x > 0] + [n],
        "There is no input n. They are numbered from 0 to n − 1.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, s), n, k - 1),
        "Your windows read k − 1 inputs. A range ends before its second number: from i, k of them "
        "end before i + k.",
    ),
    Mistake(
        lambda n, k, s: _unread(range(0, n - k + 1, s), n, k + 1),
        "Your windows read k + 1 inputs. A range ends before its second number: from i, k of them "
        "end before i + k.",
    ),
]


def check_never_read(function: Function) -> Verdict:
    """Check exercise 6.2: ``never_read(n, k, s)`` lists the inputs that no window reads."""
    return check(function, _never_read, NEVER_READ_CASES, NEVER_READ_MISTAKES)


def _same_padding(k, d):
    return d * (k - 1) // 2, (d * (k - 1) + 1) // 2


SAME_PADDING_CASES = [(3, 1), (4, 1), (3, 2), (5, 3), (4, 3), (1, 4), (2, 2)]
SAME_PADDING_MISTAKES = [
    Mistake(
        lambda k, d: ((k - 1) // 2, k - 1 - (k - 1) // 2),
        "The dilation is missing: the output loses d·(k − 1) cells.",
    ),
    Mistake(
        lambda k, d: (k // 2, k // 2),
        "k // 2 on each side is right for odd k without dilation. What is lost is d·(k − 1).",
    ),
    Mistake(
        lambda k, d: (d * (k - 1), d * (k - 1)),
        "That is d·(k − 1) on each side, twice too much: it is the total.",
    ),
    Mistake(
        lambda k, d: _same_padding(k, d)[::-1],
        "For an odd total you put the larger part before. PyTorch puts it after.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2),
        "Where the total is odd you lose one: two equal halves do not add up to it.",
    ),
    Mistake(
        lambda k, d: (d * ((k - 1) // 2), d * (k - 1) - d * ((k - 1) // 2)),
        "You halve the number of leaps, then multiply by d. Halve the total, d·(k − 1).",
    ),
    Mistake(
        lambda k, d: (d * ((k - 1) // 2), d * ((k - 1) // 2)),
        "(k − 1) // 2 on each side, times d, is right for odd k. For even k it is too little.",
    ),
    Mistake(
        lambda k, d: (d * (k // 2), d * (k // 2)),
        "k // 2 on each side, times d, is right for odd k. For even k it is too much.",
    ),
    Mistake(
        lambda k, d: (d * k // 2, d * k - d * k // 2),
        "The output does not lose d·k cells: between k taps there are k − 1 leaps.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) / 2, d * (k - 1) / 2),
        "Half a cell cannot be added. Where the total is odd, the two sides differ.",
    ),
    Mistake(
        lambda k, d: d * (k - 1),
        "That is the total. Return the two parts, before and after.",
    ),
    Mistake(
        lambda k, d: d * (k - 1) // 2,
        "You return one number. Return a pair: how many cells before, and how many after.",
    ),
    Mistake(
        lambda k, d: ((d * (k - 1) + 1) // 2, (d * (k - 1) + 1) // 2),
        "Where the total is odd you add one too much: two halves, both rounded up, are more than "
        "d·(k − 1).",
    ),
    Mistake(
        lambda k, d: ((d * (k - 1) + 1) // 2, d * (k - 1) // 2 + 1),
        "d·(k − 1) + 1 is what the kernel spans. The output loses one less: d·(k − 1).",
    ),
    Mistake(
        lambda k, d: (0, d * (k - 1)),
        "All of it comes after. Put half of it before: else the output moves.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1), 0),
        "All of it comes before. Put half of it after: else the output moves.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + 1),
        "You always put one more after. The two parts differ only where the total is odd.",
    ),
    Mistake(
        lambda k, d: (1, 1),
        "(1, 1) is right for k = 3 without dilation alone.",
    ),
    Mistake(
        lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + (k + 1) % 2),
        "You put one more after wherever k is even. What counts is whether the total, d·(k − 1), "
        "is odd.",
    ),
]


def check_same_padding(function: Function) -> Verdict:
    """Check exercise 6.3: ``same_padding(k, d)`` is what ``padding="same"`` adds at stride 1."""
    return check(function, _same_padding, SAME_PADDING_CASES, SAME_PADDING_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_conv_output_size: SIZE_MISTAKES,
    check_never_read: NEVER_READ_MISTAKES,
    check_same_padding: SAME_PADDING_MISTAKES,
}
