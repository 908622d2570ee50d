"""Answers to the exercises of chapter 3: right ones, and wrong ones as learners write them."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks


def independent_gradient(image):
    from scipy import ndimage

    image = np.asarray(image, float)
    gx, gy = ndimage.sobel(image, axis=1), ndimage.sobel(image, axis=0)
    return np.sqrt(gx**2 + gy**2)[1:-1, 1:-1]


def independent_sharpen(blur, amount):
    weights = (-amount * blur).tolist()
    weights[len(blur) // 2][len(blur) // 2] += 1 + amount
    return weights


SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


PREWITT = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]


def slopes(combine, kernel=SOBEL, pad=0):
    """Return what `combine` makes of the sums of products with a kernel and its transpose."""

    def answer(image):
        image = np.pad(image.astype(float), pad, mode="reflect")
        out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
        for r, c in np.ndindex(out.shape):
            window = image[r : r + 3, c : c + 3]
            out[r, c] = combine((window * kernel).sum(), (window * np.transpose(kernel)).sum())
        return out

    return answer


def length(gx, gy):
    return (gx**2 + gy**2) ** 0.5


def sobels_in_the_images_type(image):
    rows = image[:-2] + 2 * image[1:-1] + image[2:]
    columns = image[:, :-2] + 2 * image[:, 1:-1] + image[:, 2:]
    return rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2]


def bytes_then_floats(image):
    gx, gy = sobels_in_the_images_type(image)
    return (gx.astype(float) ** 2 + gy.astype(float) ** 2) ** 0.5


def bytes_to_the_end(image):
    out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    gx, gy = sobels_in_the_images_type(image)
    for r, c in np.ndindex(out.shape):
        out[r, c] = (gx[r, c] ** 2 + gy[r, c] ** 2) ** 0.5
    return out


GRADIENTS = {
    "bytes, then floats": (bytes_then_floats, "wrap round at 256"),
    "bytes": (bytes_to_the_end, "wrap round at 256"),
    "gx": (slopes(lambda gx, gy: gx), "to the right alone, with its sign"),
    "|gx|": (slopes(lambda gx, gy: abs(gx)), "run from left to right are missing"),
    "sum": (slopes(lambda gx, gy: gx + gy), "You add the two"),
    "|sum|": (slopes(lambda gx, gy: abs(gx) + abs(gy)), "You add the absolute values"),
    "no root": (slopes(lambda gx, gy: gx**2 + gy**2), "The root is missing"),
    "Prewitt": (slopes(length, PREWITT), "These are Prewitt's"),
    "padded": (slopes(length, pad=1), "as large as the image"),
    "an eighth": (slopes(lambda gx, gy: length(gx, gy) / 8), "You divide by 8"),
    "angle": (slopes(lambda gx, gy: np.arctan2(gy, gx) / np.pi * 180), "This is the angle"),
    "down": (
        lambda image: signal.correlate2d(image, [[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "valid"),
        "the change downwards alone, with its sign",
    ),
}


def weights(value):
    """Return a kernel whose weights are made of those of the blur and of 1 in the middle."""

    def answer(blur, amount):
        out = np.zeros(blur.shape)
        for r, c in np.ndindex(blur.shape):
            out[r, c] = value(r, c, len(blur) // 2, blur[r, c], amount)
        return out

    return answer


SHARPENERS = {
    "details": (weights(lambda r, c, m, b, a: a * ((r == c == m) - b)), "the details alone"),
    "minus": (weights(lambda r, c, m, b, a: (r == c == m) - a * b), "do not add up to 1"),
    "sign": (weights(lambda r, c, m, b, a: (1 - a) * (r == c == m) + a * b), "wrong way round"),
    "once": (weights(lambda r, c, m, b, a: 2 * (r == c == m) - b), "whatever `amount` is"),
    "corner": (weights(lambda r, c, m, b, a: (1 + a) * (r == c == 0) - a * b), "in the corner"),
    "ones": (weights(lambda r, c, m, b, a: 1 + a - a * b), "You add to every weight"),
    "eye": (weights(lambda r, c, m, b, a: (1 + a) * (r == c) - a * b), "np.eye has a 1"),
    "plus": (weights(lambda r, c, m, b, a: (r == c == m) + a * b), "You add the blur"),
}


RIGHT = [
    (checks.check_gradient_magnitude, independent_gradient),
    (checks.check_sharpen_kernel, independent_sharpen),
]
WRONG = {
    checks.check_gradient_magnitude: GRADIENTS,
    checks.check_sharpen_kernel: SHARPENERS,
}
