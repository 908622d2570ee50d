"""Answers to the exercises of chapter 10: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse import receptive_field
from convcourse.exercises import checks


def needed_by_trying(r):
    layers = 0
    while receptive_field([(3, 1)] * layers).size < r:
        layers += 1
    return layers


def counting(grow, start=1):
    """Return a count of layers in a loop; `grow(field)` is the field one layer later."""

    def answer(r):
        field, layers = start, 0
        while field < r:
            field = grow(field)
            layers += 1
        return layers

    return answer


def torch_field_ends(layers, i):
    """Return where the gradient of unit `i` is not 0, on a picture with a wide margin."""
    import torch

    margin = 400
    x = torch.zeros(1, 1, 1200, requires_grad=True)
    y = x
    for k, s, _ in layers:
        y = torch.nn.functional.conv1d(y, torch.ones(1, 1, k), stride=s)
    jump = int(np.prod([s for _, s, _ in layers]))
    unit = margin // jump + i
    y[0, 0, unit].backward()
    pixels = torch.where(x.grad[0, 0] != 0)[0]
    start, below = 0, 1
    for _, s, p in layers:
        start, below = start - p * below, below * s
    moved = start - (unit - i) * jump
    return int(pixels[0]) + moved, int(pixels[-1]) + moved


def ends(step, order=lambda layers: layers[::-1], finish=lambda first, last: (first, last)):
    """Return a walk through the layers; `step` is what a learner does at each."""

    def answer(layers, i):
        first, last = i, i
        for k, s, p in order(layers):
            first, last = step(first, last, k, s, p)
        return finish(first, last)

    return answer


def right_step(first, last, k, s, p):
    start_of_last = last * s - p
    return first * s - p, start_of_last + (k - 1)


def padding_at_the_end(layers, i):
    first = last = i
    total = 0
    for k, s, p in layers[::-1]:
        first, last, total = first * s, last * s + k - 1, total + p
    return [first - total, last - total]


def torch_gradient(x, g, k):
    import torch

    leaf = torch.tensor(x[None, None], requires_grad=True)
    torch.nn.functional.max_pool2d(leaf, k).backward(torch.tensor(g[None, None]))
    return leaf.grad[0, 0].numpy()


def routed(gives):
    """Return a walk over all pixels of all windows; `gives` is what a pixel gets."""

    def answer(x, g, k):
        out = np.zeros_like(x)
        for r in range(g.shape[0]):
            for c in range(g.shape[1]):
                window = x[r * k : r * k + k, c * k : c * k + k]
                for i in range(k):
                    for j in range(k):
                        largest = window[i, j] == np.max(window)
                        value = gives(largest, window[i, j], g[r, c], i + j, k)
                        out[r * k + i, c * k + j] = value
        return out

    return answer


def argmax_answer(x, g, k):
    out = np.zeros(x.shape)
    for (r, c), value in np.ndenumerate(g):
        i, j = divmod(int(x[r * k : r * k + k, c * k : c * k + k].argmax()), k)
        out[r * k + i, c * k + j] = value
    return out


def unravelled(x, g, k):
    out = np.zeros(x.size)
    for r in range(g.shape[0]):
        for c in range(g.shape[1]):
            out[np.argmax(x[r * k : r * k + k, c * k : c * k + k])] += g[r, c]
    return out.reshape(x.shape)


def overlapping(x, g, k):
    out = np.zeros(x.shape)
    for r in range(g.shape[0]):
        for c in range(g.shape[1]):
            i, j = divmod(int(x[r : r + k, c : c + k].argmax()), k)
            out[r + i, c + j] += g[r, c]
    return out


def pooled_by_loops(x, g, k):
    return [
        [x[r * k : r * k + k, c * k : c * k + k].max() for c in range(g.shape[1])]
        for r in range(g.shape[0])
    ]


RIGHT = [
    (checks.check_layers_needed, needed_by_trying),
    (checks.check_layers_needed, counting(lambda field: field + 2)),
    (checks.check_layers_needed, lambda r: int(np.ceil((r - 1) / 2))),
    (checks.check_field_ends, torch_field_ends),
    (checks.check_field_ends, ends(right_step)),
    (checks.check_max_pool_gradient, torch_gradient),
    (checks.check_max_pool_gradient, argmax_answer),
    (checks.check_max_pool_gradient, routed(lambda largest, x, g, place, k: g if largest else 0)),
]
WRONG = {
    checks.check_layers_needed: {
        "floor": (lambda r: int(np.floor((r - 1) / 2)), "You round down"),
        "half": (lambda r: 0.5 * r - 0.5, "Half a layer"),
        "thirds": (lambda r: -(-r // 3), "adds 2 pixels to the field, not 3"),
        "times three": (counting(lambda field: 3 * field), "three times as large"),
        "from 0": (counting(lambda field: field + 2, start=0), "one layer too many"),
        "by one": (counting(lambda field: field + 1), "one on each side"),
        "after the first": (lambda r: int(np.ceil((r - 3) / 2)), "The first counts as well"),
        "forward": (lambda r: receptive_field([(3, 1)] * r).size, "other way round"),
    },
    checks.check_field_ends: {
        "upwards": (ends(right_step, order=lambda layers: layers), "from the picture upwards"),
        "one late": (
            ends(lambda first, last, k, s, p: (first * s - p, last * s - p + k)),
            "ends one too late",
        ),
        "exclusive": (
            ends(right_step, finish=lambda first, last: [first, last + 1]),
            "one behind the last pixel",
        ),
        "no padding": (
            ends(lambda first, last, k, s, p: (first * s, last * s + k - 1)),
            "The padding is missing",
        ),
        "padding in pixels": (padding_at_the_end, "take off the padding in pixels"),
        "padding added": (
            ends(lambda first, last, k, s, p: (first * s + p, last * s + p + k - 1)),
            "goes the wrong way",
        ),
        "cut off": (
            ends(right_step, finish=lambda first, last: (first if first > 0 else 0, last)),
            "cut the field off",
        ),
        "size": (
            ends(right_step, finish=lambda first, last: (first, last + 1 - first)),
            "size of the field",
        ),
        "start alone": (
            ends(lambda first, last, k, s, p: (first * s - p, last * s + k - 1)),
            "moves the end of the window as well",
        ),
        "own stride": (
            ends(lambda first, last, k, s, p: (first * s - p, last * s + s * (k - 1) - p)),
            "the layer's own stride",
        ),
        "padding first": (
            ends(lambda first, last, k, s, p: (s * (first - p), s * (last - p) + k - 1)),
            "before the stride",
        ),
        "no jump": (
            lambda layers, i: [end + i for end in ends(right_step)(layers, 0)],
            "a jump apart",
        ),
    },
    checks.check_max_pool_gradient: {
        "average": (routed(lambda largest, x, g, place, k: g / (k * k)), "an equal share"),
        "all": (routed(lambda largest, x, g, place, k: g), "Every pixel of the window gets"),
        "ones": (routed(lambda largest, x, g, place, k: float(largest)), "mark the winners"),
        "corner": (routed(lambda largest, x, g, place, k: g if place == 0 else 0), "first pixel"),
        "values": (routed(lambda largest, x, g, place, k: x if largest else 0), "winners' values"),
        "times value": (
            routed(lambda largest, x, g, place, k: g * x if largest else 0),
            "multiply by the pixel's value",
        ),
        "pooled": (pooled_by_loops, "max pooling itself"),
        "enlarged": (
            lambda x, g, k: g.repeat(k, axis=0).repeat(k, axis=1),
            "You enlarge g",
        ),
        "place in the picture": (unravelled, "in the whole picture"),
        "overlap": (overlapping, "start one pixel apart"),
    },
}
