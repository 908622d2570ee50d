"""Answers to the exercises of chapter 3 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def gradient_magnitude_list(image):
    image = image.astype(float)
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    H, W = image.shape
    out = []
    for i in range(H - 3):
        row = []
        for j in range(W - 3):
            win = image[i : i + 3, j : j + 3]
            row.append(np.hypot((win * sx).sum(), (win * sx.T).sum()))
        out.append(row)
    return out


def gradient_magnitude_zeros_range_h_3(image):
    image = image.astype(float)
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    H, W = image.shape
    out = np.zeros((H - 2, W - 2))
    for i in range(H - 3):
        for j in range(W - 3):
            win = image[i : i + 3, j : j + 3]
            out[i, j] = np.sqrt((win * sx).sum() ** 2 + (win * sx.T).sum() ** 2)
    return out


def gradient_magnitude_full(image):
    from scipy.signal import convolve2d

    image = image.astype(float)
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return np.hypot(convolve2d(image, sx), convolve2d(image, sx.T))


def gradient_magnitude_both_changes_stacked(image):
    image = image.astype(float)
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    H, W = image.shape
    gx = np.zeros((H - 2, W - 2))
    gy = np.zeros((H - 2, W - 2))
    for i in range(H - 2):
        for j in range(W - 2):
            gx[i, j] = np.sum(image[i : i + 3, j : j + 3] * sx)
            gy[i, j] = np.sum(image[i : i + 3, j : j + 3] * sx.T)
    return np.stack([gx, gy])


def gradient_magnitude_norm_of_the_stack_over_all(image):
    from scipy.signal import convolve2d

    image = image.astype(float)
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return np.linalg.norm(
        np.stack([convolve2d(image, sx, "valid"), convolve2d(image, sx.T, "valid")])
    )


RIGHT = []
WRONG = {
    checks.check_gradient_magnitude: {
        'list': (gradient_magnitude_list, 'The last row and column are'),
        'zeros, range(H - 3)': (gradient_magnitude_zeros_range_h_3, 'The last row and column stay'),
        'full': (gradient_magnitude_full, 'Your output is larger'),
        'both changes stacked': (gradient_magnitude_both_changes_stacked, 'You return both changes,'),
        'norm of the stack over all': (gradient_magnitude_norm_of_the_stack_over_all, 'You return one length'),
    },
}  # fmt: skip
