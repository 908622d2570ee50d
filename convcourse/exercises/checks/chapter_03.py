"""Checkers of chapter 3: A gallery of kernels"""

from typing import Literal

import numpy as np

from convcourse.exercises.checks.core import (
    PICTURE,
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
)
from convcourse.operators.ops import correlate2d

_SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _sobels(image, kernel=_SOBEL_X, padding: Literal["same", "valid"] = "valid"):
    """Return a kernel's result and that of its transpose."""
    image = np.asarray(image, float)
    return [correlate2d(image, one, padding=padding) for one in (kernel, kernel.T)]


def _gradient_magnitude(image):
    return np.hypot(*_sobels(image))


def _wrapped_sobels(image):
    """Return the two changes in the image's own type, where that is one of bytes."""
    both = np.array(_sobels(image))
    return both.astype(int).astype(image.dtype) if image.dtype == np.uint8 else both


def _sum_of_squares(gx, gy):
    return gx**2 + gy**2


GRADIENT_CASES = [
    (np.array([[0.0, 1, 5], [2, 8, 3], [7, 1, 40]]),),
    (PICTURE,),
    (np.array([[200, 10, 30, 250], [0, 90, 80, 70], [33, 44, 255, 6], [1, 2, 3, 4]]),),
    # A photo's type: what does not make floats of it first wraps round.
    (np.array([[200, 10, 30, 5], [0, 90, 80, 250], [33, 44, 255, 101]], np.uint8),),
]
_WRAPS = (
    "Photos come as `uint8`, 0 to 255, where sums and products wrap round at 256. Make floats "
    "first, with image.astype(float)."
)
_DOWNWARDS = "This is the change downwards alone"
GRADIENT_MISTAKES = [
    Mistake(
        lambda image: _sobels(image)[0],
        "This is the change to the right alone, with its sign. Take the one downwards too, and "
        "the length of both.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)[0]),
        "This is the change to the right alone. Edges that run from left to right are missing.",
    ),
    Mistake(
        lambda image: sum(_sobels(image)),
        "You add the two. Where one is 5 and the other −5 that makes 0: square, add, take the "
        "root.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)).sum(axis=0),
        "You add the absolute values. That is near, but the length is the root of the sum of "
        "squares.",
    ),
    Mistake(
        lambda image: np.square(_sobels(image)).sum(axis=0),
        "The root is missing.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(image, np.array([[-1.0, 0, 1]] * 3))),
        "These are Prewitt's kernels. Sobel counts the middle row twice.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(image, padding="same")),
        "Your output is as large as the image. Keep only the places where the kernels fit whole.",
    ),
    Mistake(
        lambda image: _gradient_magnitude(image) / 8,
        "You divide by 8. That scales Sobel to a slope per pixel; here take the kernels as they "
        "are.",
    ),
    Mistake(
        lambda image: np.degrees(np.arctan2(*_sobels(image)[::-1])),
        "This is the angle. The length is asked for.",
    ),
    Mistake(
        lambda image: _sobels(image)[1],
        _DOWNWARDS + ", with its sign. Take the one to the right too, and the length of both.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)[1]),
        _DOWNWARDS + ". Edges that run from top to bottom are missing.",
    ),
    Mistake(
        lambda image: np.abs(sum(_sobels(image))),
        "You add the two, then take the sign off. Where one is 5 and the other −5 that makes 0: "
        "square, add, take the root.",
    ),
    Mistake(
        lambda image: np.sqrt(np.abs(sum(_sobels(image)))),
        "The root is there, but the squares are missing: √(gx² + gy²).",
    ),
    Mistake(
        lambda image: np.max(np.abs(_sobels(image)), axis=0),
        "You take the larger of the two. The length is the root of the sum of squares.",
    ),
    Mistake(
        lambda image: _gradient_magnitude(image) / 4,
        "You divide by 4. Here take Sobel's kernels as they are.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(np.pad(image, 1, "symmetric"))),
        "Your output is as large as the image, as that of scipy.ndimage. Keep only the places "
        "where the kernels fit whole.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(np.pad(image, 1))),
        "Your output is as large as the image, with zeros around it. Keep only the places where "
        "the kernels fit whole.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)[0]) * np.sqrt(2),
        "You use one kernel twice. For the change downwards take the other, its transpose.",
    ),
    Mistake(
        lambda image: np.abs(_sobels(image)).mean(axis=0),
        "You take the mean of the two. The length is the root of the sum of squares.",
    ),
    Mistake(
        lambda image: _gradient_magnitude(image) / np.sqrt(2),
        "You take the mean of the squares. In a length they are added up.",
    ),
    Mistake(
        lambda image: np.arctan2(*_sobels(image)[::-1]),
        "This is the angle. The length is asked for.",
    ),
    Mistake(
        lambda image: np.hypot(*np.gradient(np.asarray(image, float))),
        "np.gradient takes the difference of two neighbours. Slide Sobel's two kernels.",
    ),
    Mistake(
        lambda image: np.minimum(_gradient_magnitude(image), 255),
        "You cut off at 255. A length may be larger than any grey level.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(image, np.array([[-3.0, 0, 3], [-10, 0, 10], [-3, 0, 3]]))),
        "These are Scharr's kernels, 3, 10, 3. Sobel has 1, 2, 1.",
    ),
    Mistake(lambda image: np.hypot(*_wrapped_sobels(image).astype(float)), _WRAPS),
    Mistake(lambda image: np.hypot(*_wrapped_sobels(image)), _WRAPS),
    Mistake(lambda image: np.sqrt(_sum_of_squares(*_wrapped_sobels(image))), _WRAPS),
    Mistake(lambda image: np.sqrt(_sum_of_squares(*_wrapped_sobels(image)) * 1.0), _WRAPS),
    Mistake(
        lambda image: _gradient_magnitude(image)[:-1, :-1],
        "The last row and column are missing: 3×3 kernels fit at H − 2 heights.",
    ),
    Mistake(
        lambda image: last_left_zero(_gradient_magnitude(image)),
        "The last row and column stay 0: your loops end one too early. 3×3 kernels fit at H − 2 "
        "heights.",
    ),
    Mistake(
        lambda image: np.hypot(*_sobels(np.pad(image, 2))),
        "Your output is larger than the image (mode 'full'). Keep only the places where the "
        "kernels fit whole.",
    ),
    Mistake(
        _sobels,
        "You return both changes, one after the other. Each place has one number, the length of "
        "the two.",
    ),
    Mistake(
        lambda image: np.sqrt(np.square(_sobels(image)).sum()),
        "You return one length for the whole image. Each place has its own.",
    ),
]


def check_gradient_magnitude(function: Function) -> Verdict:
    """Check exercise 3.1: ``gradient_magnitude(image)`` by Sobel, whole windows only."""
    return check(function, _gradient_magnitude, GRADIENT_CASES, GRADIENT_MISTAKES)


def _spike(blur, at=None):
    spike = np.zeros(np.shape(blur))
    spike[at or tuple(n // 2 for n in np.shape(blur))] = 1
    return spike


def _sharpen_kernel(blur, amount):
    return (1 + amount) * _spike(blur) - amount * np.asarray(blur)


_BELL = np.outer([1.0, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
SHARPEN_CASES = [
    (np.full((3, 3), 1 / 9), 1.0),
    (np.full((3, 3), 1 / 9), 2.5),
    (_BELL, 0.5),
]
SHARPEN_MISTAKES = [
    Mistake(
        lambda blur, amount: amount * (_spike(blur) - blur),
        "These are the details alone; the weights add up to 0. Add them to the picture.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) - amount * blur,
        "The weights do not add up to 1, so the picture changes its brightness. The details are "
        "the picture minus its blur.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) + amount * (blur - _spike(blur)),
        "The sign is the wrong way round: this blurs. The details are the picture minus its blur.",
    ),
    Mistake(
        lambda blur, amount: 2 * _spike(blur) - blur,
        "You take the details once, whatever `amount` is.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * _spike(blur, (0, 0)) - amount * blur,
        "Your identity has its 1 in the corner, which also moves the picture. It belongs in the "
        "middle.",
    ),
    Mistake(
        lambda blur, amount: 1 + amount * (1 - blur),
        "You add to every weight. The picture itself is the kernel with a single 1 in the middle.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * np.eye(len(blur)) - amount * blur,
        "np.eye has a 1 in every row. The picture itself is a single 1 in the middle.",
    ),
    Mistake(
        lambda blur, amount: _spike(blur) + amount * blur,
        "You add the blur. Add the details: the picture minus its blur.",
    ),
    Mistake(
        lambda blur, amount: amount * (2 * _spike(blur) - blur),
        "You multiply the picture by `amount` as well. Only its details are taken so many times.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * (_spike(blur) - blur),
        "These are details alone; the weights add up to 0. The picture itself is missing, a single "
        "1 in the middle.",
    ),
    Mistake(
        lambda blur, amount: np.array(
            [[0, -amount, 0], [-amount, 1 + 4 * amount, -amount], [0, -amount, 0]]
        ),
        "This sharpens by the four neighbours, whatever `blur` is. The details are the picture "
        "minus this blur.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * _spike(blur) - blur,
        "You take the blur off once. It belongs to the details, which come `amount` times.",
    ),
    Mistake(
        lambda blur, amount: 2 * _spike(blur) - amount * blur,
        "The middle has the picture twice, whatever `amount` is. It is the picture, and `amount` "
        "times the details: 1 + amount.",
    ),
    Mistake(
        lambda blur, amount: (
            _sharpen_kernel(blur, amount) / np.abs(_sharpen_kernel(blur, amount)).sum()
        ),
        "You divide by the sum of all sizes. The weights add up to 1 as they are.",
    ),
    Mistake(
        lambda blur, amount: (1 + amount) * _spike(blur, (len(blur) // 2 + 1,) * 2) - amount * blur,
        "Your 1 stands beside the middle, which also moves the picture. Counted from 0, the middle "
        "of 3 is number 1.",
    ),
]


def check_sharpen_kernel(function: Function) -> Verdict:
    """Check exercise 3.2: ``sharpen_kernel(blur, amount)`` adds `amount` times the details."""
    return check(function, _sharpen_kernel, SHARPEN_CASES, SHARPEN_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_gradient_magnitude: GRADIENT_MISTAKES,
    check_sharpen_kernel: SHARPEN_MISTAKES,
}
