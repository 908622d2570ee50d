"""Answers to the exercises of chapter 10 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def field_ends_layers_1(layers, i):
    a = b = i
    for k, s, p in layers[-2::-1]:
        a = a * s - p
        b = b * s - p + k - 1
    return a, b


def field_ends_layers_1_2(layers, i):
    a = b = i
    for k, s, p in layers[:0:-1]:
        a = a * s - p
        b = b * s - p + k - 1
    return a, b


def field_ends_i_scaled_once_by_the_total_jump_and_padding_of_first_layer(layers, i):
    first, last = i, i
    for k, s, p in layers[::-1]:
        first = first * s - p
        last = first + k - 1
    return first, last


def max_pool_gradient_over_k(x, g, k):
    out = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            out[i * k : (i + 1) * k, j * k : (j + 1) * k] = g[i, j] / k
    return out


def max_pool_gradient_spread_in_proportion_to_the_values(x, g, k):
    out = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            b = x[i * k : (i + 1) * k, j * k : (j + 1) * k]
            out[i * k : (i + 1) * k, j * k : (j + 1) * k] = g[i, j] * b / b.sum()
    return out


def max_pool_gradient_windows_all_tiles_ceil_index_error(x, g, k):
    out = np.zeros(x.shape)
    for i in range(0, x.shape[0], k):
        for j in range(0, x.shape[1], k):
            b = x[i : i + k, j : j + k]
            r, c = np.unravel_index(np.argmax(b), b.shape)
            out[i + r, j + c] = g[i // k, j // k]
    return out


def max_pool_gradient_range_0_h_k_k(x, g, k):
    out = np.zeros(x.shape)
    for i in range(0, x.shape[0] - k, k):
        for j in range(0, x.shape[1] - k, k):
            b = x[i : i + k, j : j + k]
            r, c = np.unravel_index(np.argmax(b), b.shape)
            out[i + r, j + c] = g[i // k, j // k]
    return out


def max_pool_gradient_g_last_row_and_column_left_out(x, g, k):
    out = np.zeros(x.shape)
    for i in range(g.shape[0] - 1):
        for j in range(g.shape[1] - 1):
            b = x[i * k : i * k + k, j * k : j * k + k]
            r, c = np.unravel_index(np.argmax(b), b.shape)
            out[i * k + r, j * k + c] = g[i, j]
    return out


def max_pool_gradient_max_of_rows_then_column_index(x, g, k):
    out = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            win = x[i * k : i * k + k, j * k : j * k + k]
            r = win.max(axis=1).argmax()
            c = win.max(axis=0).argmax()
            out[i + r, j + c] += g[i, j]
    return out


RIGHT = []
WRONG = {
    checks.check_field_ends: {
        'layers[:-1]': (field_ends_layers_1, 'The last layer is missing:'),
        'layers[1:]': (field_ends_layers_1_2, 'The first layer is'),
        'i scaled once by the total jump and padding of first layer': (field_ends_i_scaled_once_by_the_total_jump_and_padding_of_first_layer, 'You take both ends'),
    },
    checks.check_max_pool_gradient: {
        'mean, window by window': (lambda x, g, k: np.pad(g.repeat(k, 0).repeat(k, 1) / k**2, ((0, x.shape[0] - k * g.shape[0]), (0, x.shape[1] - k * g.shape[1]))), 'You give every pixel an equal share. That is'),
        'kron over k²': (lambda x, g, k: np.kron(g, np.ones((k, k))) / k ** 2, 'You give every pixel an equal share,'),
        'over k': (max_pool_gradient_over_k, 'You divide by k, and'),
        'spread in proportion to the values': (max_pool_gradient_spread_in_proportion_to_the_values, 'You share the gradient'),
        'mean over all of x': (lambda x, g, k: np.ones(x.shape) * g.sum() / x.size, 'You spread all gradients'),
        'windows all tiles ceil, index error': (max_pool_gradient_windows_all_tiles_ceil_index_error, 'It is right where the'),
        'range(0, h-k, k)': (max_pool_gradient_range_0_h_k_k, 'The last windows are'),
        'g last row and column left out': (max_pool_gradient_g_last_row_and_column_left_out, 'The last row and column'),
        'max of rows then column index': (max_pool_gradient_max_of_rows_then_column_index, 'You find the largest'),
    },
}  # fmt: skip
