"""Checkers of chapter 10: Pooling and receptive fields"""

import math

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check, last_left_zero

DEPTH_CASES = [(3,), (5,), (7,), (1,), (2,), (6,), (31,), (212,)]
ONE_TOO_MANY = (
    "For odd r you have one layer too many. Without any the field is 1, as a pixel sees itself, "
    "and once it is r no more is needed."
)
DEPTH_MISTAKES = [
    Mistake(
        lambda r: (r - 1) // 2,
        "You round down. For an even r the field then comes out one too small.",
    ),
    Mistake(
        lambda r: (r - 1) / 2,
        "Half a layer cannot be added. Round up.",
    ),
    Mistake(
        lambda r: math.ceil(r / 3),
        "Each further layer adds 2 pixels to the field, not 3: neighbouring windows overlap.",
    ),
    Mistake(
        lambda r: math.ceil(round(math.log(r, 3), 9)),
        "The field does not become three times as large with each layer: that takes a stride of "
        "3. Here each layer adds 2.",
    ),
    Mistake(
        lambda r: math.ceil(r / 2),
        ONE_TOO_MANY,
    ),
    Mistake(
        lambda r: r - 1,
        "Each layer adds 2 pixels, one on each side, not 1.",
    ),
    Mistake(
        lambda r: math.ceil((r - 3) / 2),
        "You count what comes after the first layer. The first counts as well.",
    ),
    Mistake(
        lambda r: 1 + 2 * r,
        "This is the field of r layers. The question is the other way round.",
    ),
    Mistake(
        lambda r: round((r - 1) / 2),
        "round(0.5) is 0: Python rounds a half to the even number. Round up.",
    ),
    Mistake(
        lambda r: r // 3,
        "Each further layer adds 2 pixels to the field, not 3, and the last one may see more than "
        "is asked for.",
    ),
    Mistake(
        lambda r: math.ceil(math.log2(r)),
        "The field does not double with each layer: that takes strides. Here each layer adds 2.",
    ),
    Mistake(
        lambda r: r // 2 + 1,
        "One layer too many: without any the field is 1, and each adds 2.",
    ),
    Mistake(
        lambda r: max(1, r // 2),
        "For r = 1 no layer is needed: a pixel sees itself.",
    ),
    Mistake(
        lambda r: max(0, math.ceil((r - 3) / 2)),
        "You count from a field of 3. Without any layer it is 1: the first layer counts as well.",
    ),
    Mistake(
        lambda r: r - 2,
        "Each layer adds 2 pixels to the field: divide by 2, do not take 2 off.",
    ),
    Mistake(lambda r: math.ceil(r / 2) if r > 1 else None, ONE_TOO_MANY),
    Mistake(
        lambda r: math.ceil((r - 1) / 3),
        "Each further layer adds 2 pixels to the field, not 3: neighbouring windows overlap.",
    ),
]


def check_layers_needed(function: Function) -> Verdict:
    """Check exercise 10.1: ``layers_needed(r)``, the fewest 3×3 layers that see r pixels."""
    return check(function, lambda r: r // 2, DEPTH_CASES, DEPTH_MISTAKES)


def _ends(layers, i, *, last=lambda last, k, s, p: last * s - p + k - 1, padding=1):
    first = end = i
    for k, s, p in reversed(layers):
        first, end = first * s - padding * p, last(end, k, s, padding * p)
    return first, end


def _ends_with_padding_as_pixels(layers, i):
    first, last = _ends(layers, i, padding=0)
    total = sum(p for _, _, p in layers)
    return first - total, last - total


def _ends_with_padding_before_stride(layers, i):
    first = last = i
    for k, s, p in reversed(layers):
        first, last = (first - p) * s, (last - p) * s + k - 1
    return first, last


def _moved_by_pixels(layers, i):
    first, last = _ends(layers, 0)
    return first + i, last + i


def _own_stride_too_early(layers, i):
    first, size, jump = 0, 1, 1
    for k, s, p in layers:
        jump *= s
        size, first = size + (k - 1) * jump, first - p * jump
    return first + i * jump, first + i * jump + size - 1


def _last_from_the_first(layers, i):
    """Let each window end where that of the first unit does."""
    first = _ends(layers, i)[0]
    return first, first + layers[0][0] - 1


def _around_the_jump(layers, i):
    size, jump = 1, 1
    for k, s, _ in layers:
        size, jump = size + (k - 1) * jump, jump * s
    return i * jump - size // 2, i * jump + size // 2


#: Stacks as tuples, so that no answer can change them: of each layer, the kernel size, the
#: stride and the padding.
ENDS_CASES = [
    (((3, 1, 0),), 2),
    (((3, 2, 1),), 4),
    (((3, 1, 1), (2, 2, 0)), 3),
    (((2, 2, 0), (3, 1, 1)), 0),
    (((7, 2, 3), (3, 2, 1)), 5),
    (((3, 3, 1), (3, 3, 1), (3, 2, 1)), 1),
]
ENDS_MISTAKES = [
    Mistake(
        lambda layers, i: _ends(layers[::-1], i),
        "You go from the picture upwards. The unit is in the last layer: start there, and go "
        "down to the picture.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, i, last=lambda last, k, s, p: last * s - p + k),
        "Each window ends one too late: k taps from x on end at x + k − 1.",
    ),
    Mistake(
        lambda layers, i: (_ends(layers, i)[0], _ends(layers, i)[1] + 1),
        "You return one behind the last pixel. Return the last pixel itself.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, i, padding=0),
        "The padding is missing: it moves every window p cells to the left.",
    ),
    Mistake(
        _ends_with_padding_as_pixels,
        "You take off the padding in pixels. A cell of padding in a deeper layer is as wide as "
        "that layer's jump.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, i, padding=-1),
        "The padding goes the wrong way: cells before the first move the window to the left, so "
        "take p off.",
    ),
    Mistake(
        lambda layers, i: (max(0, _ends(layers, i)[0]), _ends(layers, i)[1]),
        "You cut the field off at the edge of the picture. Here the part that hangs over counts.",
    ),
    Mistake(
        lambda layers, i: (_ends(layers, i)[0], _ends(layers, i)[1] - _ends(layers, i)[0] + 1),
        "The second number is the size of the field. Return its last pixel.",
    ),
    Mistake(
        lambda layers, i: (
            _ends(layers, i)[0],
            _ends(layers, i, last=lambda last, k, s, p: last * s + k - 1)[1],
        ),
        "The padding moves the end of the window as well, not the start alone.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, i, last=lambda last, k, s, p: (last + k - 1) * s - p),
        "You multiply the k − 1 steps between the taps by the layer's own stride. Multiply by s "
        "first, then add k − 1.",
    ),
    Mistake(
        _ends_with_padding_before_stride,
        "You take off the padding before the stride. It is counted in cells of the layer's input: "
        "multiply by s first, then take off p.",
    ),
    Mistake(
        _moved_by_pixels,
        "You move the field of unit 0 by i pixels. Neighbouring fields lie a jump apart.",
    ),
    Mistake(
        lambda layers, i: _ends([(k, 1, p) for k, _, p in layers], i),
        "The strides are missing: unit x of a layer begins at x·s − p in what it reads.",
    ),
    Mistake(
        _own_stride_too_early,
        "You take a layer's own stride into its step too early. Its taps lie as far apart as the "
        "layers below make it: first add (k − 1)·jump and take off p·jump, then jump *= s.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, 0),
        "This is the field of unit 0. Unit i lies i jumps further: add i·jump to both ends.",
    ),
    Mistake(
        _around_the_jump,
        "You put the middle of each window at i·s, and so that of the field at i·jump. A window "
        "begins at i·s − p: the padding decides where.",
    ),
    Mistake(
        lambda layers, i: _ends(layers, i, last=lambda last, k, s, p: last * s + p + k - 1),
        "You let the padding widen the field on both sides. It moves the window to the left, both "
        "of its ends: take p off both.",
    ),
    Mistake(
        lambda layers, i: _ends(layers[-1:], i),
        "These are the places in what the last layer reads. Go on down, through all layers to the "
        "picture.",
    ),
    Mistake(
        lambda layers, i: _ends(layers[:1], i),
        "You use the first layer alone. Unit i is in the last: go through all of them.",
    ),
    Mistake(
        lambda layers, i: tuple(end + 1 for end in _ends(layers, i)),
        "You count pixels from 1. The first pixel is number 0.",
    ),
    Mistake(
        lambda layers, i: list(range(_ends(layers, i)[0], _ends(layers, i)[1] + 1)),
        "You list all pixels of the field. Return the first and the last.",
    ),
    Mistake(
        lambda layers, i: _ends(layers[:-1], i),
        "The last layer is missing: unit i is an output of it, so begin with its window.",
    ),
    Mistake(
        lambda layers, i: _ends(layers[1:], i),
        "The first layer is missing: your loop ends before it. It is the one that reads the "
        "picture.",
    ),
    Mistake(
        _last_from_the_first,
        "You take both ends from the first unit that a layer reads. The last one has a window of "
        "its own, and its end is further on.",
    ),
]


def check_field_ends(function: Function) -> Verdict:
    """Check exercise 10.2: ``field_ends(layers, i)``, first and last pixel of a unit's field."""
    return check(function, _ends, ENDS_CASES, ENDS_MISTAKES)


def _route(x, g, k, share):
    """Return the gradient at `x`; `share(block, winner, gradient)` says what one window gets."""
    out = np.zeros(x.shape)
    for (r, c), gradient in np.ndenumerate(g):
        place = slice(r * k, (r + 1) * k), slice(c * k, (c + 1) * k)
        out[place] = share(x[place], x[place] == x[place].max(), gradient)
    return out


def _gradient(x, g, k):
    return _route(x, g, k, lambda block, winner, gradient: winner * gradient)


def _corner(block, winner, gradient):
    out = np.zeros(block.shape)
    out[0, 0] = gradient
    return out


def _at_place_in_picture(x, g, k):
    out = np.zeros(x.shape)
    for (r, c), gradient in np.ndenumerate(g):
        block = x[r * k : (r + 1) * k, c * k : (c + 1) * k]
        out.flat[block.argmax()] += gradient
    return out


def _from_the_corner(x, g, k):
    """Find each winner in its window, and put it one pixel further for each window, not k."""
    out = np.zeros(x.shape)
    for (r, c), gradient in np.ndenumerate(g):
        block = x[r * k : (r + 1) * k, c * k : (c + 1) * k]
        dr, dc = np.unravel_index(block.argmax(), block.shape)
        out[r + dr, c + dc] += gradient
    return out


def _with_overlap(x, g, k):
    out = np.zeros(x.shape)
    for (r, c), gradient in np.ndenumerate(g):
        block = x[r : r + k, c : c + k]
        out[r : r + k, c : c + k] += (block == block.max()) * gradient
    return out


def _with_overlap_written_over(x, g, k):
    out = np.zeros(x.shape)
    for (r, c), gradient in np.ndenumerate(g):
        block = x[r : r + k, c : c + k]
        dr, dc = np.unravel_index(block.argmax(), block.shape)
        out[r + dr, c + dc] = gradient
    return out


def _share_of_the_nearest(x, g, k):
    """Give each pixel a share, those that fill no window that of the window beside them."""
    rows, columns = (
        np.minimum(np.arange(n) // k, m - 1) for n, m in zip(x.shape, g.shape, strict=True)
    )
    return g[np.ix_(rows, columns)] / k**2


def _where_windows_fill(x, g, k):
    if x.shape != (len(g) * k, g.shape[1] * k):
        raise IndexError
    return _gradient(x, g, k)


def _to_the_last_start(x, g, k):
    """Leave out the windows that begin at the last place where one fits."""
    rows, columns = (np.arange(m) * k < n - k for n, m in zip(x.shape, g.shape, strict=True))
    return _gradient(x, g * np.outer(rows, columns), k)


def _pooled(x, g, k):
    h, w = g.shape
    return x[: h * k, : w * k].reshape(h, k, w, k).max((1, 3))


_MIXED = np.array(
    [[3.0, 1, 4, 15, 5], [9, 2, 6, 0.5, -3], [-5, 8, 10, 7, 11], [12, -2, 13, 2.5, 14]]
)
GRADIENT_CASES = [
    (np.array([[1.0, 4], [3, 2]]), np.array([[5.0]]), 2),
    (_MIXED[:, :4], np.array([[2.0, -1], [0.5, 3]]), 2),
    (_MIXED, np.array([[2.0, -1], [0.5, 3]]), 2),
    (_MIXED, np.array([[7.0]]), 3),
    # Windows of negative numbers only, and the largest size is not the largest number.
    (np.array([[-3.0, -1], [-9, -2], [2, 5], [-8, 1]]), np.array([[4.0], [6]]), 2),
]
_FROM_ZERO = (
    "Your search for the largest begins at 0: in a window of negative numbers it finds none. Begin "
    "with the window's first pixel, or with −∞."
)
_WITHOUT_A_WINDOW = (
    "You give every pixel an equal share, as the gradient of average pooling does, also where the "
    "windows do not fill the picture. Only the largest pixel of a window gets its gradient."
)
GRADIENT_MISTAKES = [
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: gradient / k**2),
        "You give every pixel an equal share. That is the gradient of average pooling.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: gradient),
        "Every pixel of the window gets the gradient. Only the largest one made the output.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: winner),
        "You mark the winners with a 1. Each has to get the gradient of its own output.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, _corner),
        "The gradient goes to the first pixel of each window. It belongs to the largest.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: winner * block),
        "You put the winners' values where they were. Their gradient is wanted.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: winner * block * gradient),
        "You multiply by the pixel's value. The output is the pixel itself, so its slope is 1.",
    ),
    Mistake(
        _pooled,
        "That is max pooling itself. The gradient has the size of the picture.",
    ),
    Mistake(
        lambda x, g, k: np.kron(g, np.ones((k, k))),
        "You enlarge g, so that all pixels of a window get the same, and where the windows do "
        "not fill the picture the size is wrong. Only the largest pixel gets it.",
    ),
    Mistake(
        _at_place_in_picture,
        "`argmax` counts the pixels of one window, and you take that place in the whole picture. "
        "Window [r, c] begins at [r·k, c·k].",
    ),
    Mistake(
        _with_overlap,
        "Your windows start one pixel apart. They lie side by side: the next one starts k further.",
    ),
    Mistake(
        lambda x, g, k: _route(-x, g, k, lambda block, winner, gradient: winner * gradient),
        "The gradient goes to the smallest pixel of each window. It belongs to the largest.",
    ),
    Mistake(
        lambda x, g, k: _route(np.abs(x), g, k, lambda block, winner, gradient: winner * gradient),
        "You look for the largest size. The sign counts: −9 is smaller than −1.",
    ),
    Mistake(
        lambda x, g, k: _route(
            x, g, k, lambda block, winner, gradient: winner * gradient * (block.max() > 0)
        ),
        _FROM_ZERO,
    ),
    Mistake(
        lambda x, g, k: _route(
            x,
            g,
            k,
            lambda block, winner, gradient: (
                winner * gradient if block.max() > 0 else _corner(block, winner, gradient)
            ),
        ),
        _FROM_ZERO,
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: winner * gradient / k**2),
        "You divide by the number of pixels. The largest pixel gets all of the gradient.",
    ),
    Mistake(
        lambda x, g, k: _gradient(x, g, k)[: len(g) * k, : g.shape[1] * k],
        "Your array is as large as the windows. It has to be as large as x: what fills no window "
        "gets 0.",
    ),
    Mistake(
        _with_overlap_written_over,
        "Your windows start one pixel apart, and what they write overlaps. They lie side by side: "
        "the next one starts k further.",
    ),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: winner.T * gradient),
        "Row and column of the largest pixel have changed places: with i = block.argmax() the row "
        "is i // k, the column i % k.",
    ),
    Mistake(
        lambda x, g, k: _gradient(x, np.maximum(g, 0), k),
        "Negative gradients are lost. They are handed on as they are.",
    ),
    Mistake(
        lambda x, g, k: _gradient(x, g[: len(x) // 2, : x.shape[1] // 2], 2),
        "Your windows are 2×2, whatever k is.",
    ),
    Mistake(lambda x, g, k: np.kron(g, np.ones((k, k))) / k**2, _WITHOUT_A_WINDOW),
    Mistake(_share_of_the_nearest, _WITHOUT_A_WINDOW),
    Mistake(
        lambda x, g, k: _route(x, g, k, lambda block, winner, gradient: gradient / k),
        "You divide by k, and give that to every pixel of the window. Only the largest one made "
        "the output: it gets all.",
    ),
    Mistake(
        lambda x, g, k: _route(
            x, g, k, lambda block, winner, gradient: gradient * block / block.sum()
        ),
        "You share the gradient out by the values of the pixels. The output is the largest alone, "
        "so that one gets all.",
    ),
    Mistake(
        lambda x, g, k: np.full(x.shape, g.sum() / x.size),
        "You spread all gradients over the whole picture. Each belongs to one window, and in it to "
        "the largest pixel.",
    ),
    Mistake(
        _where_windows_fill,
        "It is right where the windows fill the picture. Where pixels are left over, your code "
        "raises an error: there is no window for them, and they get 0.",
    ),
    Mistake(
        _to_the_last_start,
        "The last windows are missing where they just fit: a range ends before its second number, "
        "and a window may begin at n − k.",
    ),
    Mistake(
        lambda x, g, k: _gradient(x, last_left_zero(g), k),
        "The last row and column of g are never handed on: your loops end one too early.",
    ),
    Mistake(
        _from_the_corner,
        "You find the largest pixel in its window, and then count from [r, c] of the picture. "
        "Window [r, c] begins at [r·k, c·k].",
    ),
]


def check_max_pool_gradient(function: Function) -> Verdict:
    """Check exercise 10.3: ``max_pool_gradient(x, g, k)`` hands each gradient to its winner."""
    return check(function, _gradient, GRADIENT_CASES, GRADIENT_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_layers_needed: DEPTH_MISTAKES,
    check_field_ends: ENDS_MISTAKES,
    check_max_pool_gradient: GRADIENT_MISTAKES,
}
