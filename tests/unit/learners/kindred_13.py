"""Answers to the exercises of chapter 13 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def map_sizes_range_count_1(n, groups):
    out = []
    for g in groups:
        for _ in range(g - 1):
            out.append(n)
        n //= 2
    return out


def map_sizes_range_1_len_groups(n, groups):
    out = []
    for i in range(1, len(groups)):
        out += [n] * groups[i]
        n //= 2
    return out


def map_sizes_range_len_groups_1(n, groups):
    out = []
    for i in range(len(groups) - 1):
        out += [n] * groups[i]
        n //= 2
    return out


def most_similar_range_len_1(maps, target):
    best, at = -1, 0
    t = target - target.mean()
    for i in range(len(maps) - 1):
        m = maps[i] - maps[i].mean()
        c = abs((m * t).sum()) / np.sqrt((m**2).sum())
        if c > best:
            best, at = c, i
    return at


def most_similar_range_1_len(maps, target):
    best, at = -1, 0
    t = target - target.mean()
    for i in range(1, len(maps)):
        m = maps[i] - maps[i].mean()
        c = abs((m * t).sum()) / np.sqrt((m**2).sum())
        if c > best:
            best, at = c, i
    return at


def most_similar_mean_axis_0(maps, target):
    m = maps - maps.mean(axis=0)
    t = target - target.mean()
    c = (m * t).sum(axis=(1, 2)) / np.sqrt((m**2).sum(axis=(1, 2)))
    return np.argmax(np.abs(c))


def most_similar_mean_axis_0_and_negative_lost(maps, target):
    m = maps - maps.mean(axis=0)
    t = target - target.mean()
    c = (m * t).sum(axis=(1, 2)) / np.sqrt((m**2).sum(axis=(1, 2)))
    return np.argmax(c)


def most_similar_sum_axis_0_1(maps, target):
    m = maps - maps.mean(axis=(1, 2), keepdims=True)
    t = target - target.mean()
    c = (m * t).sum(axis=(0, 1)) / np.sqrt((m**2).sum(axis=(0, 1)))
    return np.argmax(np.abs(c))


def dead_share_range_len_maps_1(maps):
    n = 0
    for i in range(len(maps) - 1):
        if (maps[i] == 0).all():
            n += 1
    return n / len(maps)


RIGHT = []
WRONG = {
    checks.check_map_sizes: {
        'range(count - 1)': (map_sizes_range_count_1, 'In each group a convolution'),
        'range(1, len(groups))': (map_sizes_range_1_len_groups, 'The first group is'),
        'range(len(groups) - 1)': (map_sizes_range_len_groups_1, 'The last group is missing:'),
    },
    checks.check_most_similar: {
        'range(len - 1)': (most_similar_range_len_1, 'The last map is never'),
        'range(1, len)': (most_similar_range_1_len, 'The first map is never'),
        'mean axis 0': (most_similar_mean_axis_0, 'You take the mean of all maps at each pixel, axis 0.'),
        'mean axis 0 and negative lost': (most_similar_mean_axis_0_and_negative_lost, 'You take the mean of all maps at each pixel, axis 0,'),
        'sum axis (0, 1)': (most_similar_sum_axis_0_1, 'You add up over maps'),
    },
    checks.check_dead_share: {
        'last row and column not looked at': (lambda maps: (maps[:, :-1, :-1] == 0).all(axis=(1, 2)).mean(), 'You do not look at'),
        'range(len(maps) - 1)': (dead_share_range_len_maps_1, 'The last channel is'),
        '/ (len - 1)': (lambda maps: (maps == 0).all(axis=(1, 2)).sum() / (len(maps) - 1), 'You divide by one channel'),
        'axis 2': (lambda maps: (maps == 0).all(axis=2).mean(), 'You count rows that'),
        'axis -1 of shape': (lambda maps: (maps == 0).all(axis=(1, 2)).sum() / maps.shape[-1], 'You divide by the number of columns.'),
    },
}  # fmt: skip
