"""Answers to the exercises of chapter 3 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import ndimage, signal

from convcourse.exercises import checks


def slide(image, kernel):
    kh, kw = kernel.shape
    H, W = image.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + kh, j : j + kw] * kernel).sum()
    return out


SX = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])


SY = SX.T


PX = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1.0]])


def delta(b):
    d = np.zeros(b.shape)
    d[b.shape[0] // 2, b.shape[1] // 2] = 1
    return d


def sharpen_kernel_mutates_its_input(b, t):
    b *= -t
    b[b.shape[0] // 2, b.shape[1] // 2] += 1 + t
    return b


GRADIENT_MAGNITUDE = {
    'absolute sum': (lambda im: abs(slide(im, SX)) + abs(slide(im, SY)), 'You add the absolute values. That is near, but'),
    'no root': (lambda im: slide(im, SX) ** 2 + slide(im, SY) ** 2, 'The root is missing.'),
    'sum': (lambda im: slide(im, SX) + slide(im, SY), 'You add the two. Where one is 5 and the other'),
    'root of sum': (lambda im: np.sqrt(abs(slide(im, SX) + slide(im, SY))), 'The root is there, but the squares are missing:'),
    'only x': (lambda im: abs(slide(im, SX)), 'This is the change to the right alone. Edges'),
    'only y': (lambda im: abs(slide(im, SY)), 'This is the change downwards alone. Edges that'),
    'maximum': (lambda im: np.maximum(abs(slide(im, SX)), abs(slide(im, SY))), 'You take the larger of the two. The length is'),
    'prewitt': (lambda im: np.hypot(slide(im, PX), slide(im, PX.T)), "These are Prewitt's kernels. Sobel counts the"),
    'normalised 8': (lambda im: np.hypot(slide(im, SX), slide(im, SY)) / 8, 'You divide by 8. That scales Sobel to a slope'),
    'normalised 4': (lambda im: np.hypot(slide(im, SX), slide(im, SY)) / 4, "You divide by 4. Here take Sobel's kernels as"),
    'same': (lambda im: np.hypot(signal.convolve2d(im, SX, "same"), signal.convolve2d(im, SY, "same")), 'Your output is as large as the image, with'),
    'ndimage': (lambda im: np.hypot(ndimage.sobel(im * 1.0, 0), ndimage.sobel(im * 1.0, 1)), 'Your output is as large as the image, as that'),
    'same kernel twice': (lambda im: np.hypot(slide(im, SX), slide(im, SX)), 'You use one kernel twice. For the change'),
    'one after the other': (lambda im: slide(slide(im, SX), SY), 'your function raised ValueError'),
    'mean': (lambda im: (abs(slide(im, SX)) + abs(slide(im, SY))) / 2, 'You take the mean of the two. The length is the'),
    'root mean': (lambda im: np.sqrt((slide(im, SX) ** 2 + slide(im, SY) ** 2) / 2), 'You take the mean of the squares. In a length'),
    'angle': (lambda im: np.arctan2(slide(im, SY), slide(im, SX)), 'This is the angle. The length is asked for.'),
    'kernels added': (lambda im: abs(slide(im, SX + SY)), 'You add the two, then take the sign off. Where'),
    'numpy gradient': (lambda im: np.hypot(*np.gradient(im)), 'np.gradient takes the difference of two'),
    'clipped': (lambda im: np.minimum(np.hypot(slide(im, SX), slide(im, SY)), 255), 'You cut off at 255. A length may be larger than'),
    'scharr': (lambda im: np.hypot(slide(im, np.array([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3.0]])), slide(im, np.array([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3.0]]).T)), "These are Scharr's kernels, 3, 10, 3. Sobel has"),
}  # fmt: skip
SHARPEN_KERNEL = {
    'only details': (lambda b, t: t * (delta(b) - b), 'These are the details alone; the weights add up'),
    'no amount': (lambda b, t: 2 * delta(b) - b, 'You take the details once, whatever `amount` is.'),
    'sign': (lambda b, t: delta(b) + t * (b - delta(b)), 'The sign is the wrong way round: this blurs.'),
    'adds blur': (lambda b, t: delta(b) + t * b, 'You add the blur. Add the details: the picture'),
    'minus blur': (lambda b, t: delta(b) - t * b, 'The weights do not add up to 1, so the picture'),
    'corner': (lambda b, t: (lambda d: d + t * (d - b))(np.eye(1, b.size).reshape(b.shape)), 'Your identity has its 1 in the corner, which'),
    'identity matrix': (lambda b, t: np.eye(len(b)) + t * (np.eye(len(b)) - b), 'np.eye has a 1 in every row. The picture itself'),
    'ones': (lambda b, t: np.ones(b.shape) + t * (np.ones(b.shape) - b), 'You add to every weight. The picture itself is'),
    'one minus b': (lambda b, t: 1 + t * (1 - b), 'You add to every weight. The picture itself is'),
    'normalised': (lambda b, t: ((1 + t) * delta(b) - t * b) / np.abs((1 + t) * delta(b) - t * b).sum(), 'You divide by the sum of all sizes. The weights'),
    'all times amount': (lambda b, t: t * (2 * delta(b) - b), 'You multiply the picture by `amount` as well.'),
    'one plus amount once': (lambda b, t: (1 + t) * (delta(b) - b), 'These are details alone; the weights add up to'),
    'three by three': (lambda b, t: np.array([[0, -t, 0], [-t, 1 + 4 * t, -t], [0, -t, 0.0]]), 'This sharpens by the four neighbours, whatever'),
    'amount at centre only': (lambda b, t: (t + 1) * delta(b) - b, 'You take the blur off once. It belongs to the'),
    'two minus': (lambda b, t: 2 * delta(b) - t * b, 'The middle has the picture twice, whatever'),
    'minus amount': (lambda b, t: (1 - t) * delta(b) + t * b, 'The sign is the wrong way round: this blurs.'),
    'off centre': (lambda b, t: (lambda d: d + t * (d - b))(np.roll(delta(b), (1, 1), (0, 1))), 'Your 1 stands beside the middle'),
    'mutates its input': (sharpen_kernel_mutates_its_input, 'Your function changes its input. Write into a'),
}  # fmt: skip
RIGHT = [
    (checks.check_gradient_magnitude, lambda im: np.hypot(slide(im, SX), slide(im, SY))),
    (checks.check_gradient_magnitude, lambda im: np.sqrt(signal.convolve2d(im, SX, "valid") ** 2 + signal.convolve2d(im, SY, "valid") ** 2)),
    (checks.check_sharpen_kernel, lambda b, t: (1 + t) * delta(b) - t * b),
]  # fmt: skip
WRONG = {
    checks.check_gradient_magnitude: GRADIENT_MAGNITUDE,
    checks.check_sharpen_kernel: SHARPEN_KERNEL,
}
