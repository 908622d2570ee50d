"""Answers to the exercises of chapter 11 that are wrong in ways other exercises know, too."""

import numpy as np

from convcourse.exercises import checks


def weight_gradient_len_error(x, error):
    h, w = error.shape
    out = np.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * error) / len(error)
    return out


def weight_gradient_number_of_weights(x, error):
    h, w = error.shape
    out = np.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * error)
    return out / out.size


def weight_gradient_x_size(x, error):
    h, w = error.shape
    out = np.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * error) / x.size
    return out


def weight_gradient_sum_of_error(x, error):
    h, w = error.shape
    out = np.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * error)
    return out / error.sum()


def weight_gradient_convolve2d_same(x, error):
    from scipy.signal import convolve2d

    return convolve2d(x, error, mode="same")


def weight_gradient_range_h_k_list(x, error):
    h, w = error.shape
    return np.array(
        [
            [np.sum(x[i : i + h, j : j + w] * error) for j in range(x.shape[1] - w)]
            for i in range(x.shape[0] - h)
        ]
    )


def weight_gradient_range_h_k_zeros(x, error):
    h, w = error.shape
    out = np.zeros((x.shape[0] - h + 1, x.shape[1] - w + 1))
    for i in range(x.shape[0] - h):
        for j in range(x.shape[1] - w):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * error)
    return out


def weight_gradient_swapped_roles_slides_x_over_error(x, error):
    H, W = x.shape
    h, w = error.shape
    grad = np.zeros((H - h + 1, W - w + 1))
    for r in range(h):
        for c in range(w):
            grad = error[r, c] * x[r : r + H - h + 1, c : c + W - w + 1]
    return grad


def input_gradient_correlate_same(error, w):
    from scipy.signal import correlate2d

    return correlate2d(error, w, mode="same")


def input_gradient_pad_k_2(error, w):
    kh, kw = w.shape
    p = np.pad(error, ((kh // 2, kh // 2), (kw // 2, kw // 2)))
    f = w[::-1, ::-1]
    out = np.zeros((p.shape[0] - kh + 1, p.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (p[i : i + kh, j : j + kw] * f).sum()
    return out


def input_gradient_size_error_shape_w_shape(error, w):
    out = np.zeros((error.shape[0] + w.shape[0], error.shape[1] + w.shape[1]))
    for i in range(error.shape[0]):
        for j in range(error.shape[1]):
            out[i : i + w.shape[0], j : j + w.shape[1]] += error[i, j] * w
    return out


def input_gradient_spread_evenly(error, w):
    kh, kw = w.shape
    out = np.zeros((error.shape[0] + kh - 1, error.shape[1] + kw - 1))
    for i in range(error.shape[0]):
        for j in range(error.shape[1]):
            out[i : i + kh, j : j + kw] += error[i, j] / w.size
    return out


def input_gradient_error_size(error, w):
    kh, kw = w.shape
    out = np.zeros((error.shape[0] + kh - 1, error.shape[1] + kw - 1))
    for i in range(error.shape[0]):
        for j in range(error.shape[1]):
            out[i : i + kh, j : j + kw] += error[i, j] * w
    return out / error.size


def input_gradient_last_error_row_and_column_left_out(error, w):
    kh, kw = w.shape
    out = np.zeros((error.shape[0] + kh - 1, error.shape[1] + kw - 1))
    for i in range(error.shape[0] - 1):
        for j in range(error.shape[1] - 1):
            out[i : i + kh, j : j + kw] += error[i, j] * w
    return out


def input_gradient_padded_range_short_zeros(error, w):
    kh, kw = w.shape
    p = np.pad(error, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    f = w[::-1, ::-1]
    out = np.zeros((p.shape[0] - kh + 1, p.shape[1] - kw + 1))
    for i in range(p.shape[0] - kh):
        for j in range(p.shape[1] - kw):
            out[i, j] = (p[i : i + kh, j : j + kw] * f).sum()
    return out


def input_gradient_padded_range_short_list(error, w):
    kh, kw = w.shape
    p = np.pad(error, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    f = w[::-1, ::-1]
    return [
        [(p[i : i + kh, j : j + kw] * f).sum() for j in range(p.shape[1] - kw)]
        for i in range(p.shape[0] - kh)
    ]


def input_gradient_only_where_fully_covered_no_accumulation_along_rows(error, w):
    eh, ew = error.shape
    kh, kw = w.shape
    dx = np.zeros((eh + kh - 1, ew + kw - 1))
    for a in range(kh):
        for b in range(kw):
            dx[a : a + eh, b : b + ew] = error * w[a, b]
    return dx


def training_step_mean_of_gradient_len_w(x, w, target, rate):
    e = np.correlate(x, w, "valid") - target
    return w - rate * np.correlate(x, e, "valid") / len(w)


def training_step_len_x(x, w, target, rate):
    e = np.correlate(x, w, "valid") - target
    return w - rate * np.correlate(x, e, "valid") / len(x)


def training_step_mean_error(x, w, target, rate):
    e = np.correlate(x, w, "valid") - target
    return w - rate * e.mean()


def training_step_range_len_x_len_w(x, w, target, rate):
    g = np.zeros(len(w))
    for i in range(len(x) - len(w)):
        e = (x[i : i + len(w)] * w).sum() - target[i]
        g += e * x[i : i + len(w)]
    return w - rate * g


def training_step_per_sample_update(x, w, target, rate):
    w = w.copy()
    for i in range(len(target)):
        e = (x[i : i + len(w)] * w).sum() - target[i]
        w -= rate * e * x[i : i + len(w)]
    return w


def training_step_last_weight_not_updated(x, w, target, rate):
    e = np.correlate(x, w, "valid") - target
    new = w.copy()
    for j in range(len(w) - 1):
        new[j] -= rate * (e * x[j : j + len(e)]).sum()
    return new


def training_step_gradient_of_last_window_only(x, w, target, rate):
    for i in range(len(target)):
        window = x[i : i + len(w)]
        e = window @ w - target[i]
        grad = e * window
    return w - rate * grad


def input_gradient_convolve2d_valid(error, w):
    from scipy.signal import convolve2d

    return convolve2d(error, w, mode="valid")


def input_gradient_correlate2d_valid(error, w):
    from scipy.signal import correlate2d

    return correlate2d(error, w, mode="valid")


def input_gradient_zeros_valid(error, w):
    kh, kw = w.shape
    h, v = error.shape
    out = np.zeros((h - kh + 1, v - kw + 1))
    for i in range(h - kh + 1):
        for j in range(v - kw + 1):
            out[i, j] = (error[i : i + kh, j : j + kw] * w).sum()
    return out


RIGHT = []
WRONG = {
    checks.check_weight_gradient: {
        'mean of the windows': (lambda x, error: (np.lib.stride_tricks.sliding_window_view(x, error.shape) * error).mean((2, 3)), 'You take the mean over the places'),
        '/ len(error)': (weight_gradient_len_error, 'You divide by the rows'),
        '/ number of weights': (weight_gradient_number_of_weights, 'You divide by the number of weights.'),
        '/ x.size': (weight_gradient_x_size, 'You divide by the number of inputs.'),
        '/ sum of error': (weight_gradient_sum_of_error, 'You divide by the sum of the errors,'),
        'convolve2d same': (weight_gradient_convolve2d_same, 'You convolve, and keep'),
        'range(h - k) list': (weight_gradient_range_h_k_list, 'The last row and column'),
        'range(h - k) zeros': (weight_gradient_range_h_k_zeros, 'The gradients of the'),
        'swapped roles: slides x over error': (weight_gradient_swapped_roles_slides_x_over_error, 'The last place alone'),
    },
    checks.check_input_gradient: {
        'convolve2d valid': (input_gradient_convolve2d_valid, "You use whole windows alone (mode 'valid')"),
        'correlate2d valid': (input_gradient_correlate2d_valid, 'You correlate whole windows, as on the way there'),
        'windows, flipped': (lambda error, w: (np.lib.stride_tricks.sliding_window_view(error, w.shape) * w[::-1, ::-1]).sum((2, 3)), "You use whole windows alone (mode 'valid')"),
        'windows': (lambda error, w: (np.lib.stride_tricks.sliding_window_view(error, w.shape) * w).sum((2, 3)), 'You correlate whole windows, as on the way there'),
        'zeros, valid': (input_gradient_zeros_valid, 'You correlate whole windows, as on the way there'),
        'correlate same': (input_gradient_correlate_same, 'You correlate, and keep'),
        'pad k//2': (input_gradient_pad_k_2, 'You pad by half of'),
        'size error.shape + w.shape': (input_gradient_size_error_shape_w_shape, 'There is a row and'),
        'spread evenly': (input_gradient_spread_evenly, 'You give all inputs'),
        '/ error.size': (input_gradient_error_size, 'You divide by the number of errors.'),
        'last error row and column left out': (input_gradient_last_error_row_and_column_left_out, 'The last row and column of'),
        'padded, range short, zeros': (input_gradient_padded_range_short_zeros, 'The last row and column stay'),
        'padded, range short, list': (input_gradient_padded_range_short_list, 'The last row and column are'),
        'only where fully covered; no accumulation along rows': (input_gradient_only_where_fully_covered_no_accumulation_along_rows, 'What one weight hands'),
    },
    checks.check_training_step: {
        'mean of gradient len(w)': (training_step_mean_of_gradient_len_w, 'You divide by the number of weights.'),
        '/ len(x)': (training_step_len_x, 'You divide by the number of inputs.'),
        'mean error': (training_step_mean_error, 'You take the mean of the errors'),
        'range(len(x) - len(w))': (training_step_range_len_x_len_w, 'The last output is'),
        'per sample update': (training_step_per_sample_update, 'You change the weights after'),
        'last weight not updated': (training_step_last_weight_not_updated, 'The last weight keeps'),
        'gradient of last window only': (training_step_gradient_of_last_window_only, 'The gradient of the'),
    },
}  # fmt: skip
