"""Checkers of chapter 5: Padding"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check
from convcourse.operators.padding import border_indices


def _pad_mirror(x, width):
    return x[border_indices(len(x), width, width, "mirror")]


def _slice_mirror(x, width):
    """Mirror once, by slices: where `width` is too large, the border comes out too short."""
    return np.concatenate([x[width:0:-1], x, x[-2 : -width - 2 : -1]])


def _turned_once(x, width):
    """Mirror each index once at each end: in a wide border some are still outside."""
    mirrored = (abs(i) for i in range(-width, len(x) + width))
    return x[[2 * (len(x) - 1) - i if i >= len(x) else i for i in mirrored]]


def _on_both_sides(border):
    return lambda x, width: x[border_indices(len(x), width, width, border)]


PAD_MIRROR_CASES = [
    (np.array([1.0, 2.0, 3.0, 4.0]), 2),
    (np.array([5.0, 3.5, 8.0, 1.0, 6.0]), 4),
    (np.array([7.0, 2.0, 9.0]), 1),
    (np.array([4.0, 1.0, 6.0, 3.0]), 0),
    (np.array([1.0, 2.0, 3.0, 4.0]), 9),
]
PAD_MIRROR_MISTAKES = [
    Mistake(
        _on_both_sides("reflect"),
        "The edge value stands there twice: that is `reflect`, b a | a b c d | d c. For `mirror` "
        "begin with its neighbour: c b | a b c d | c b.",
    ),
    Mistake(
        _on_both_sides("nearest"),
        "You repeat the edge value: that is `nearest`. Walk back into the array instead.",
    ),
    Mistake(
        _on_both_sides("wrap"),
        "You go on at the other end: that is `wrap`. Turn round at the edge instead.",
    ),
    Mistake(
        lambda x, width: np.pad(x, width),
        "You add zeros. Every value of the border is a copy.",
    ),
    Mistake(
        lambda x, width: np.concatenate(
            [x[1 : width + 1], x, x[max(0, len(x) - 1 - width) : len(x) - 1]]
        ),
        "The right values, but not turned round: next to the edge stands its own neighbour.",
    ),
    Mistake(
        _slice_mirror,
        "Right as long as the border is narrower than the array. A wider one turns round at the "
        "far end as well, and again: the pattern has the period 2n − 2.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[: len(x) + width],
        "The right side is missing.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[width:],
        "The left side is missing.",
    ),
    Mistake(
        lambda x, width: x[[abs(i) % len(x) for i in range(-width, len(x) + width)]],
        "The left side is right. At the right end you go on with the first value: turn round there "
        "as well.",
    ),
    Mistake(
        lambda x, width: x[
            [
                min(i % (2 * len(x) - 1), 2 * len(x) - 1 - i % (2 * len(x) - 1))
                for i in range(-width, len(x) + width)
            ]
        ],
        "At the right end the edge value stands there twice. It is passed once, as on the left: "
        "behind n − 1 comes n − 2, so i becomes 2·(n − 1) − i.",
    ),
    Mistake(
        lambda x, width: np.concatenate([x[:width][::-1], x, x[-width:][::-1]]),
        "The edge value stands there twice: that is `reflect`. For `mirror` begin with its "
        "neighbour.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width // 2),
        "The border is half as wide: `width` is the number of values on each side.",
    ),
    Mistake(
        lambda x, width: np.concatenate(
            [_pad_mirror(x, width)[:width], _pad_mirror(x, width)[len(x) + width :]]
        ),
        "You return the two borders. The array itself stands between them.",
    ),
    Mistake(
        _turned_once,
        "You turn round once at each end. In a wide border an index is still outside after that: "
        "turn round again, until it is inside.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[:-1],
        "The last value is missing: a range ends before its second number.",
    ),
    Mistake(
        lambda x, width: x[border_indices(len(x), width, width + 1, "mirror")],
        "There is one value too many at the end. The last place is n + width − 1, and a range ends "
        "before its second number.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, width)[1:],
        "The first value is missing: the places begin at −width.",
    ),
    Mistake(
        lambda x, width: x[
            [
                min(i % (2 * len(x) - 1), 2 * len(x) - 2 - i % (2 * len(x) - 1))
                for i in range(-width, len(x) + width)
            ]
        ],
        "Your pattern repeats after 2n − 1 places, and so the first value stands there twice. "
        "There and back it is 2n − 2 steps.",
    ),
    Mistake(
        lambda x, width: _pad_mirror(x, len(x) - 1),
        "You put the whole mirror image on each side, whatever `width` is.",
    ),
]


def check_pad_mirror(function: Function) -> Verdict:
    """Check exercise 5.1: ``pad_mirror(x, width)`` mirrors a 1-D array at both of its ends."""
    return check(function, _pad_mirror, PAD_MIRROR_CASES, PAD_MIRROR_MISTAKES)


def _pad_to_keep(image, kernel_size, dilation):
    return np.pad(image, dilation * (kernel_size - 1) // 2)


PAD_TO_KEEP_CASES = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), 3, 1),
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 5, 1),
    (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 1, 2),
    (np.array([[1.0, 2.5], [3.0, 4.0]]), 3, 3),
    (np.array([[1.0], [2.0]]), 5, 2),
    (np.array([[1.0, 2.0]]), 7, 2),
]
ONE_GAP = (
    "You count one gap. Between k weights there are k − 1 steps of d cells: half of d·(k − 1) on "
    "each side."
)
PAD_TO_KEEP_MISTAKES = [
    Mistake(
        lambda image, k, d: np.pad(image, k // 2),
        "The dilation is forgotten: a kernel of k weights with gaps spans d·(k − 1) + 1 cells.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * k // 2),
        "d·k/2 is too much: between k weights there are k − 1 steps of d, so half of d·(k − 1).",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1)),
        "That is what goes missing in all. Half of it goes on each side.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, k - 1),
        "That is what goes missing in all, half of it goes on each side; and the dilation counts.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((0, d * (k - 1)), (0, d * (k - 1)))),
        "The size is right, but all of the border is at the bottom and the right: the output "
        "would move. Put half of it on each side.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((0, 0), (d * (k - 1) // 2,) * 2)),
        "Only the columns are padded. The window hangs over at the top and the bottom as well.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1) // 2, mode="edge"),
        "The width is right, but the border should be zeros.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, (d * (k - 1) + 1) // 2 + (k > 1)),
        "One pixel too wide on every side: a kernel of k weights reaches d·(k − 1)/2 to each side "
        "of its middle.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d),
        "A border as wide as the dilation is right for k = 3 alone. Where does k come in?",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((d * (k - 1), 0), (d * (k - 1), 0))),
        "The size is right, but all of the border is at the top and the left: the output would "
        "move. Put half of it on each side.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, ((d * (k - 1) // 2,) * 2, (0, 0))),
        "Only the rows are padded. The window hangs over at the left and the right as well.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1) // 2, constant_values=1),
        "The width is right, but the border should be zeros. Yours is of ones.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, d * (k - 1) // 2, mode="reflect"),
        "The width is right, but the border should be zeros. Yours mirrors the picture.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, k),
        "A border of k is too wide: a kernel reaches d·(k − 1)/2 to each side of its middle.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, 1),
        "A border of 1 is right for k = 3 without dilation alone. Where do k and d come in?",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, (k + d - 2) // 2),
        ONE_GAP,
    ),
    Mistake(lambda image, k, d: np.pad(image, (k + d - 1) // 2), ONE_GAP),
    Mistake(lambda image, k, d: np.pad(image, (k - 1) // 2 + d - 1), ONE_GAP),
    Mistake(
        lambda image, k, d: d * (k - 1) // 2,
        "You return how wide the border is. Return the image with the border around it.",
    ),
    Mistake(
        lambda image, k, d: np.pad(image, max(0, (d * (k - 1) - 1) // 2)),
        "One pixel too narrow on every side: a kernel reaches d·(k − 1)/2 to each side of its "
        "middle.",
    ),
]


def check_pad_to_keep(function: Function) -> Verdict:
    """Check exercise 5.2: ``pad_to_keep(image, kernel_size, dilation)`` adds just enough zeros."""
    return check(function, _pad_to_keep, PAD_TO_KEEP_CASES, PAD_TO_KEEP_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_pad_mirror: PAD_MIRROR_MISTAKES,
    check_pad_to_keep: PAD_TO_KEEP_MISTAKES,
}
