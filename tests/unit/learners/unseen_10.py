"""Answers to the exercises of chapter 10 by one who had read the exercise, and no checker."""

import math

import numpy as np

from convcourse.exercises import checks


def mpg(x, g, k, put):
    out = np.zeros(x.shape)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            w = x[i * k : i * k + k, j * k : j * k + k]
            put(out[i * k : i * k + k, j * k : j * k + k], w, g[i, j])
    return out


def put_max(o, w, v):
    o[np.unravel_index(w.argmax(), w.shape)] = v


def put_all(o, w, v):
    o[...] = v


def put_mean(o, w, v):
    o[...] = v / w.size


def put_first(o, w, v):
    o[0, 0] = v


def put_min(o, w, v):
    o[np.unravel_index(w.argmin(), w.shape)] = v


def put_abs(o, w, v):
    o[np.unravel_index(abs(w).argmax(), w.shape)] = v


def put_value(o, w, v):
    o[np.unravel_index(w.argmax(), w.shape)] = w.max() * v


def put_one(o, w, v):
    o[np.unravel_index(w.argmax(), w.shape)] = 1


def put_x(o, w, v):
    o[np.unravel_index(w.argmax(), w.shape)] = w.max()


def put_last(o, w, v):
    o[-1, -1] = v


def put_size(o, w, v):
    o[np.unravel_index(w.argmax(), w.shape)] = v / w.size


def layers_needed_while_r_3(r):
    n, f = 0, 3
    while f < r:
        f += 2
        n += 1
    return n


def layers_needed_ok_while(r):
    n, f = 0, 1
    while f < r:
        f += 2
        n += 1
    return n


def field_ends_ok_backwards(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return a_, b


def field_ends_forwards_through_the_layers(layers, i):
    a_ = b = i
    for k, s, p in layers:
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return a_, b


def field_ends_no_padding(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s
        b = b * s + k - 1
    return a_, b


def field_ends_end_exclusive(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return a_, b + 1


def field_ends_clipped_at_0(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = max(a_ * s - p, 0)
        b = b * s - p + k - 1
    return a_, b


def field_ends_clipped_at_the_end_only(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return max(a_, 0), b


def field_ends_padding_before_the_stride(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = (a_ - p) * s
        b = (b - p) * s + k - 1
    return a_, b


def field_ends_no_stride(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ - p
        b = b - p + k - 1
    return a_, b


def field_ends_k_not_k_1(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k
    return a_, b


def field_ends_field_size_and_jump_right_centre_by_the_jump_only(layers, i):
    r, j = 1, 1
    for k, s, p in layers:
        r += (k - 1) * j
        j *= s
    return i * j - r // 2, i * j + r // 2


def field_ends_own_stride_too_early(layers, i):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        j *= s
        r += (k - 1) * j
        st -= p * j
    return st + i * j, st + i * j + r - 1


def field_ends_i_jump_forgotten(layers, i):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        r += (k - 1) * j
        st -= p * j
        j *= s
    return st, st + r - 1


def field_ends_ok_forwards_with_the_jump(layers, i):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        r += (k - 1) * j
        st -= p * j
        j *= s
    return [st + i * j, st + i * j + r - 1]


def field_ends_padding_not_times_the_jump(layers, i):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        r += (k - 1) * j
        st -= p
        j *= s
    return st + i * j, st + i * j + r - 1


def field_ends_start_plus_i_jump_1(layers, i):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        r += (k - 1) * j
        st -= p * j
        j *= s
    return st + i, st + i + r - 1


def field_ends_padding_on_both_field_wider_by_it(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s + p + k - 1
    return a_, b


def field_ends_padding_added(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s + p
        b = b * s + p + k - 1
    return a_, b


def field_ends_start_and_size(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return a_, b - a_ + 1


def field_ends_last_layer_only(layers, i):
    k, s, p = layers[-1]
    return i * s - p, i * s - p + k - 1


def field_ends_first_layer_only(layers, i):
    k, s, p = layers[0]
    return i * s - p, i * s - p + k - 1


def field_ends_counted_from_1(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return a_ + 1, b + 1


def field_ends_all_pixels(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - p
        b = b * s - p + k - 1
    return list(range(a_, b + 1))


def field_ends_windows_centred_k_2_both_ways(layers, i):
    a_ = b = i
    for k, s, p in reversed(layers):
        a_ = a_ * s - k // 2
        b = b * s + k // 2
    return a_, b


LAYERS_NEEDED = {
    'floor': (lambda r: (r - 1) // 2, 'You round down. For an even r the field then'),
    'third': (lambda r: r // 3, 'Each further layer adds 2 pixels to the field,'),
    'ceil third': (lambda r: math.ceil(r / 3), 'Each further layer adds 2 pixels to the field,'),
    'r minus 1': (lambda r: r - 1, 'Each layer adds 2 pixels, one on each side, not'),
    'r minus 3 half': (lambda r: (r - 3) // 2 + 1, 'You round down. For an even r the field then'),
    'log3': (lambda r: math.ceil(math.log(r, 3)), 'The field does not become three times as large'),
    'log2': (lambda r: math.ceil(math.log2(r)), 'The field does not double with each layer: that'),
    'half float': (lambda r: (r - 1) / 2, 'Half a layer cannot be added. Round up.'),
    'round': (lambda r: round((r - 1) / 2), 'round(0.5) is 0: Python rounds a half to the'),
    'ceil half': (lambda r: math.ceil(r / 2), 'For odd r you have one layer too many.'),
    'field': (lambda r: 2 * r + 1, 'This is the field of r layers. The question is'),
    'two': (lambda r: 2 * r, 'you get '),
    'one more': (lambda r: r // 2 + 1, 'One layer too many: without any the field is 1,'),
    'always one': (lambda r: max(1, r // 2), 'For r = 1 no layer is needed: a pixel sees'),
    'r minus 2': (lambda r: r - 2, 'Each layer adds 2 pixels to the field: divide'),
    'square root': (lambda r: round(r ** 0.5), 'you get '),
    'area': (lambda r: math.ceil(math.sqrt(r) / 2), 'you get '),
    'starts at 3': (lambda r: 1 + max(0, math.ceil((r - 3) / 2)), 'For r = 1 no layer is needed: a pixel sees'),
    'while r > 3': (layers_needed_while_r_3, 'You count from a field of 3. Without any layer'),
}  # fmt: skip
FIELD_ENDS = {
    'forwards through the layers': (field_ends_forwards_through_the_layers, 'You go from the picture upwards. The unit is in'),
    'no padding': (field_ends_no_padding, 'The padding is missing: it moves every window p'),
    'end exclusive': (field_ends_end_exclusive, 'You return one behind the last pixel. Return'),
    'clipped at 0': (field_ends_clipped_at_0, 'You cut the field off at the edge of the'),
    'clipped at the end only': (field_ends_clipped_at_the_end_only, 'You cut the field off at the edge of the'),
    'padding before the stride': (field_ends_padding_before_the_stride, 'You take off the padding before the stride. It'),
    'no stride': (field_ends_no_stride, 'The strides are missing: unit x of a layer'),
    'k not k - 1': (field_ends_k_not_k_1, 'Each window ends one too late: k taps from x on'),
    'field size and jump right, centre by the jump only': (field_ends_field_size_and_jump_right_centre_by_the_jump_only, 'You put the middle of each window at i·s, and'),
    'own stride too early': (field_ends_own_stride_too_early, "You take a layer's own stride into its step too"),
    'i*jump forgotten': (field_ends_i_jump_forgotten, 'This is the field of unit 0. Unit i lies i'),
    'padding not times the jump': (field_ends_padding_not_times_the_jump, 'You take off the padding in pixels. A cell of'),
    'start plus i (jump 1)': (field_ends_start_plus_i_jump_1, 'You move the field of unit 0 by i pixels.'),
    'padding on both: field wider by it': (field_ends_padding_on_both_field_wider_by_it, 'You let the padding widen the field on both'),
    'padding added': (field_ends_padding_added, 'The padding goes the wrong way: cells before'),
    'start and size': (field_ends_start_and_size, 'The second number is the size of the field.'),
    'last layer only': (field_ends_last_layer_only, 'These are the places in what the last layer'),
    'first layer only': (field_ends_first_layer_only, 'You use the first layer alone. Unit i is in the'),
    'counted from 1': (field_ends_counted_from_1, 'You count pixels from 1. The first pixel is'),
    'all pixels': (field_ends_all_pixels, 'You list all pixels of the field. Return the'),
    'windows centred (k // 2 both ways)': (field_ends_windows_centred_k_2_both_ways, 'You put the middle of each window at i·s, and'),
}  # fmt: skip
MAX_POOL_GRADIENT = {
    'everywhere': (lambda x, g, k: mpg(x, g, k, put_all), 'Every pixel of the window gets the gradient.'),
    'mean': (lambda x, g, k: mpg(x, g, k, put_mean), 'You give every pixel an equal share. That is'),
    'first': (lambda x, g, k: mpg(x, g, k, put_first), 'The gradient goes to the first pixel of each'),
    'minimum': (lambda x, g, k: mpg(x, g, k, put_min), 'The gradient goes to the smallest pixel of each'),
    'absolute max': (lambda x, g, k: mpg(x, g, k, put_abs), 'You look for the largest size. The sign counts:'),
    'times value': (lambda x, g, k: mpg(x, g, k, put_value), "You multiply by the pixel's value. The output"),
    'one': (lambda x, g, k: mpg(x, g, k, put_one), 'You mark the winners with a 1. Each has to get'),
    'value': (lambda x, g, k: mpg(x, g, k, put_x), "You put the winners' values where they were."),
    'last': (lambda x, g, k: mpg(x, g, k, put_last), 'values differ'),
    'divided': (lambda x, g, k: mpg(x, g, k, put_size), 'You divide by the number of pixels. The largest'),
    'repeat': (lambda x, g, k: np.repeat(np.repeat(g, k, 0), k, 1), 'You enlarge g, so that all pixels of a window'),
    'cut': (lambda x, g, k: mpg(x[:g.shape[0] * k, :g.shape[1] * k], g, k, put_max), 'Your array is as large as the windows. It has'),
    'overlapping': (lambda x, g, k: (lambda o: ([o.__setitem__((i + np.unravel_index(x[i:i + k, j:j + k].argmax(), (k, k))[0], j + np.unravel_index(x[i:i + k, j:j + k].argmax(), (k, k))[1]), g[i, j]) for i in range(g.shape[0]) for j in range(g.shape[1])], o)[1])(np.zeros(x.shape)), 'Your windows start one pixel apart, and what'),
    'swapped': (lambda x, g, k: mpg(x.T, g.T, k, put_max), 'values differ'),
    'flat index': (lambda x, g, k: mpg(x, g, k, lambda o, w, v: o.reshape(-1).__setitem__(0, v)), 'values differ'),
    'k 2': (lambda x, g, k: mpg(x, g[:x.shape[0] // 2, :x.shape[1] // 2], 2, put_max), 'Your windows are 2×2, whatever k is.'),
    'rest repeats': (lambda x, g, k: (lambda o: (o.__setitem__((slice(g.shape[0] * k, None), slice(None)), g.mean()), o)[1])(mpg(x, g, k, put_max)), 'values differ'),
    'divmod swapped': (lambda x, g, k: mpg(x, g, k, lambda o, w, v: o.__setitem__((w.argmax() % k, w.argmax() // k), v)), 'Row and column of the largest pixel have'),
    'negative': (lambda x, g, k: -mpg(x, g, k, put_max), 'values differ'),
    'relu like': (lambda x, g, k: mpg(x, g, k, lambda o, w, v: put_max(o, w, max(v, 0))), 'Negative gradients are lost. They are handed on'),
    'only positive max': (lambda x, g, k: mpg(x, g, k, lambda o, w, v: put_max(o, w, v if w.max() > 0 else 0)), 'Your search for the largest begins at 0: in a'),
    'mutates': (lambda x, g, k: (lambda o: (x.__setitem__(slice(None), 0), o)[1])(mpg(x, g, k, put_max)), 'Your function changes its input. Write into a'),
}  # fmt: skip


def max_pool_gradient_ok_by_max(x, g, k):
    H, W = x.shape
    out = np.zeros((H, W))
    for i in range(H // k):
        for j in range(W // k):
            cells = [x[i * k + a, j * k + b] for a in range(k) for b in range(k)]
            f = cells.index(max(cells))
            out[i * k + f // k, j * k + f % k] = g[i, j]
    return out


RIGHT = [
    (checks.check_max_pool_gradient, max_pool_gradient_ok_by_max),
    (checks.check_layers_needed, lambda r: r // 2),
    (checks.check_layers_needed, lambda r: math.ceil((r - 1) / 2)),
    (checks.check_layers_needed, layers_needed_ok_while),
    (checks.check_field_ends, field_ends_ok_backwards),
    (checks.check_field_ends, field_ends_ok_forwards_with_the_jump),
    (checks.check_max_pool_gradient, lambda x, g, k: mpg(x, g, k, put_max)),
]  # fmt: skip
WRONG = {
    checks.check_layers_needed: LAYERS_NEEDED,
    checks.check_field_ends: FIELD_ENDS,
    checks.check_max_pool_gradient: MAX_POOL_GRADIENT,
}
