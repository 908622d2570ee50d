"""Answers to the exercises of chapter 9 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def three_passes_same_np_convolve(volume, w):
    for axis in range(3):
        volume = np.apply_along_axis(lambda line: np.convolve(line, w, "same"), axis, volume)
    return volume


def three_passes_same_along_one_axis_pad_k_2_both_sides(volume, w):
    k = len(w)
    volume = np.pad(volume, k // 2)
    for axis in range(3):
        volume = np.apply_along_axis(np.correlate, axis, volume, w, "valid")
    return volume


def three_passes_in_place_zeros_sizes_kept_tail_zero(volume, w):
    k = len(w)
    for axis in range(3):
        v = np.moveaxis(volume, axis, 0)
        out = np.zeros(v.shape)
        for i in range(v.shape[0] - k + 1):
            out[i] = sum(w[t] * v[i + t] for t in range(k))
        volume = np.moveaxis(out, 0, axis)
    return volume


def three_passes_range_n_k(volume, w):
    k = len(w)
    for axis in range(3):
        v = np.moveaxis(volume, axis, 0)
        out = np.zeros((v.shape[0] - k,) + v.shape[1:])
        for i in range(v.shape[0] - k):
            for t in range(k):
                out[i] += w[t] * v[i + t]
        volume = np.moveaxis(out, 0, axis)
    return volume


def three_passes_range_n_k_zeros_of_right_size(volume, w):
    k = len(w)
    for axis in range(3):
        v = np.moveaxis(volume, axis, 0)
        out = np.zeros((v.shape[0] - k + 1,) + v.shape[1:])
        for i in range(v.shape[0] - k):
            for t in range(k):
                out[i] += w[t] * v[i + t]
        volume = np.moveaxis(out, 0, axis)
    return volume


def three_passes_mean_in_each_pass(volume, w):
    k = len(w)
    for axis in range(3):
        win = np.lib.stride_tricks.sliding_window_view(volume, k, axis=axis)
        volume = (win * w).mean(axis=-1)
    return volume


def three_passes_tap_loop_last_tap_missing(volume, w):
    k = len(w)
    for axis in range(3):
        v = np.moveaxis(volume, axis, 0)
        n = v.shape[0] - k + 1
        out = np.zeros((n,) + v.shape[1:])
        for t in range(k - 1):
            out += w[t] * v[t : t + n]
        volume = np.moveaxis(out, 0, axis)
    return volume


RIGHT = []
WRONG = {
    checks.check_to_layer: {
        'stack slices axis 1': (lambda scan: np.stack([scan[:, :, d] for d in range(scan.shape[2])], axis=1)[None, None], 'The slices stand between'),
        'expand_dims last': (lambda scan: np.expand_dims(np.moveaxis(scan, -1, 0), (0, 4)), 'The axis of the channels'),
        'last slice missing': (lambda scan: np.stack([scan[:, :, d] for d in range(scan.shape[2] - 1)])[None, None], 'The last slice is missing:'),
        'concatenate slices': (lambda scan: np.concatenate([scan[:, :, d] for d in range(scan.shape[2])])[None, None], 'The slices lie below'),
    },
    checks.check_three_passes: {
        'same': (lambda volume, w: np.apply_along_axis(np.correlate, 2, np.apply_along_axis(np.correlate, 1, np.apply_along_axis(np.correlate, 0, volume, w, 'same'), w, 'same'), w, 'same'), 'The output is as large as the volume: you pad'),
        'same, np.convolve': (three_passes_same_np_convolve, 'The output is as large as the volume (mode'),
        'same along one axis, pad k//2 both sides': (three_passes_same_along_one_axis_pad_k_2_both_sides, 'You pad by half of'),
        'in place zeros, sizes kept (tail zero)': (three_passes_in_place_zeros_sizes_kept_tail_zero, 'The output is as large as the volume,'),
        'range(n - k)': (three_passes_range_n_k, 'The last window of'),
        'range(n - k), zeros of right size': (three_passes_range_n_k_zeros_of_right_size, 'The last plane of each'),
        'mean in each pass': (three_passes_mean_in_each_pass, 'You take the mean of'),
        'tap loop, last tap missing': (three_passes_tap_loop_last_tap_missing, 'The last weight is'),
    },
}  # fmt: skip
