"""Answers to the exercises of chapter 12 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def nearest_of_range_len_bank_1(kernel, bank):
    best, at = -1, 0
    for i in range(len(bank) - 1):
        c = abs((kernel * bank[i]).sum()) / np.sqrt((bank[i] ** 2).sum())
        if c > best:
            best, at = c, i
    return at


def nearest_of_range_1_len_bank(kernel, bank):
    best, at = -1, 0
    for i in range(1, len(bank)):
        c = abs((kernel * bank[i]).sum()) / np.sqrt((bank[i] ** 2).sum())
        if c > best:
            best, at = c, i
    return at


def colour_part_mean_sum(kernel):
    c = kernel - kernel.mean(axis=0)
    return (c**2).mean() / (kernel**2).sum()


def colour_part_share_per_channel_mean(kernel):
    c = kernel - kernel.mean(axis=0)
    return np.mean((c**2).sum(axis=(1, 2)) / (kernel**2).sum(axis=(1, 2)))


def colour_part_sum_over_axis_0(kernel):
    c = kernel - kernel.mean(axis=0)
    return (c**2).sum(axis=0) / (kernel**2).sum(axis=0)


def colour_part_brightness_with_max(kernel):
    bright = kernel.max(axis=0)
    return ((kernel - bright) ** 2).sum() / (kernel**2).sum()


RIGHT = []
WRONG = {
    checks.check_cosine: {
        'norm axis': (lambda a, b: (a * b).sum() / (np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)), 'You take a length for'),
        'sum axis 0': (lambda a, b: (a * b).sum(axis=0) / (np.linalg.norm(a) * np.linalg.norm(b)), 'You add the products'),
        'sum axis -1': (lambda a, b: (a * b).sum(axis=-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)), 'You return a cosine'),
    },
    checks.check_nearest: {
        'range(len(bank) - 1)': (nearest_of_range_len_bank_1, 'The last pattern is'),
        'range(1, len(bank))': (nearest_of_range_1_len_bank, 'The first pattern is'),
        'sum axis (0, 1)': (lambda kernel, bank: np.argmax(np.abs((bank * kernel).sum(axis=(0, 1))) / np.sqrt((bank ** 2).sum(axis=(0, 1)))), 'You add up along other'),
    },
    checks.check_colour_share: {
        'mean / sum': (colour_part_mean_sum, 'You divide a mean by'),
        'share per channel, mean': (colour_part_share_per_channel_mean, 'You take the share of'),
        'sum over axis 0': (colour_part_sum_over_axis_0, 'You return a share'),
        'brightness with max': (colour_part_brightness_with_max, 'You take the largest'),
    },
}  # fmt: skip
