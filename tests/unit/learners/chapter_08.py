"""Answers to the exercises of chapter 8: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_mix(x, w):
    import torch

    return torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(w)[:, :, None, None]).numpy()


def mix_in_loops(x, w):
    y = np.zeros((w.shape[0], x.shape[1], x.shape[2]))
    for m, k, r, c in np.ndindex(*w.shape, *x.shape[1:]):
        y[m, r, c] += w[m, k] * x[k, r, c]
    return y


def pixel_by_pixel(store, channels_last=False, first=None):
    """Return a mix that visits each pixel; `store(w, rod)` is what a learner makes of one."""

    def answer(x, w):
        rows = []
        for r in range(x.shape[1]):
            rows.append([store(w, x[:, r, c]) for c in range(x.shape[2])])
        y = np.array(rows)
        y = y if channels_last else np.transpose(y, (2, 0, 1))
        return y if first is None else y[first]

    return answer


def products_only(x, w):
    return np.array(
        [[weight * channel for weight, channel in zip(row, x, strict=True)] for row in w]
    )


def channel_by_channel(x, w):
    return np.array([w[k, k] * x[k] for k in range(min(w.shape[0], len(x)))])


def all_filters_added(x, w):
    total = np.zeros(x.shape[1:])
    for row in w:
        for weight, channel in zip(row, x, strict=True):
            total = total + weight * channel
    return total


def reshaped_not_transposed(x, w):
    pixels = x.reshape(x.shape[1] * x.shape[2], x.shape[0])
    return np.array([pixels @ row for row in w]).reshape(w.shape[0], *x.shape[1:])


MIXES = {
    "transposed": (pixel_by_pixel(lambda w, rod: rod @ w), "have changed places"),
    "letters": (lambda x, w: np.einsum("km,krc->mrc", w, x), "You sum over the rows of w"),
    "no sum": (products_only, "do not add up"),
    "depthwise": (channel_by_channel, "keep the channels apart"),
    "one map": (all_filters_added, "maps of all filters"),
    "mean": (pixel_by_pixel(lambda w, rod: [np.mean(row * rod) for row in w]), "take the mean"),
    "channels last": (pixel_by_pixel(lambda w, rod: w @ rod, channels_last=True), "stand last"),
    "reshape": (reshaped_not_transposed, "no transposition"),
    "first filter": (pixel_by_pixel(lambda w, rod: w @ rod, first=0), "first filter alone"),
}


def torch_cost(n, c_in, c_mid, c_out, k):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    net = torch.nn.Sequential(
        torch.nn.Conv2d(c_in, c_mid, 1), torch.nn.Conv2d(c_mid, c_out, k, padding=k // 2)
    )
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(torch.zeros(1, c_in, n, n))
    return counter.get_total_flops() // 2


def layer_by_layer(
    first=lambda n, a, m, o, k: (n * n * m, a), second=lambda n, a, m, o, k: (n * n * o, m * k * k)
):
    """Return the price of two layers, each as (outputs, products for one output)."""

    def answer(n, c_in, c_mid, c_out, k):
        total = 0
        for layer in (first, second):
            outputs, products = layer(n, c_in, c_mid, c_out, k)
            total += outputs * products
        return total

    return answer


def nothing(n, a, m, o, k):
    return 0, 0


def windows_without_padding(n, a, m, o, k):
    side = len(range(0, n - k + 1))
    return side * side * o, m * k * k


def multiplied(n, a, m, o, k):
    return n**2 * (a * m) * (k**2 * m * o)


COSTS = {
    "direct": (layer_by_layer(nothing, lambda n, a, m, o, k: (n * n * o, a * k**2)), "without the"),
    "operations": (layer_by_layer(lambda n, a, m, o, k: (n * n * m, 2 * a),
                                  lambda n, a, m, o, k: (n * n * o, 2 * m * k * k)),
                   "the addition that follows"),
    "no first": (layer_by_layer(first=nothing), "costs something, too"),
    "reads c_in": (layer_by_layer(second=lambda n, a, m, o, k: (n * n * o, a * k * k)),
                   "read the c_mid maps"),
    "weights": (layer_by_layer(lambda n, a, m, o, k: (m, a), lambda n, a, m, o, k: (o, m * k**2)),
                "These are the weights"),
    "n": (layer_by_layer(lambda n, a, m, o, k: (n * m, a),
                         lambda n, a, m, o, k: (n * o, m * k * k)), "n·n pixels, not n"),
    "k": (layer_by_layer(second=lambda n, a, m, o, k: (n * n * o, m * k)), "not k"),
    "k² twice": (layer_by_layer(first=lambda n, a, m, o, k: (n * n * m, a * k * k)),
                 "Only the second layer"),
    "one filter": (layer_by_layer(first=lambda n, a, m, o, k: (n * n, a)), "There are c_mid"),
    "multiplied": (multiplied, "do not multiply them"),
    "no padding": (layer_by_layer(second=windows_without_padding), "keeps the size"),
}  # fmt: skip


def merged_by_probing(w1, b1, w2, b2):
    def both(x):
        return w2 @ (w1 @ x + b1) + b2

    bias = both(np.zeros(w1.shape[1]))
    columns = [both(unit) - bias for unit in np.eye(w1.shape[1])]
    return np.array([*columns, bias]).T


def torch_merged(w1, b1, w2, b2):
    import torch

    # The same with a row of ones below the input, so that biases are weights.
    lower = torch.tensor([[0.0] * w1.shape[1] + [1.0]], dtype=torch.float64)
    first = torch.cat([torch.cat([torch.tensor(w1), torch.tensor(b1)[:, None]], 1), lower])
    return (torch.cat([torch.tensor(w2), torch.tensor(b2)[:, None]], 1) @ first).numpy()


def column_after(weights, bias):
    """Return a merge whose two parts a learner makes in these ways."""

    def answer(w1, b1, w2, b2):
        left, right = weights(w1, w2), np.asarray(bias(w1, b1, w2, b2))
        return np.concatenate([left, right.reshape(-1, 1)], axis=1)

    return answer


def product(w1, w2):
    return np.dot(w2, w1)


def swapped(w1, w2):
    return np.dot(w1, w2)


def right_bias(w1, b1, w2, b2):
    return np.dot(w2, b1) + b2


def bias_first(w1, b1, w2, b2):
    return np.hstack([(w2.dot(b1) + b2)[:, None], w2.dot(w1)])


MERGES = {
    "order of weights": (column_after(swapped, right_bias), "wrong order: w2 works on what w1"),
    "order of layers": (column_after(swapped, lambda w1, b1, w2, b2: w1.dot(b2) + b1),
                        "merged the layers in the wrong order"),
    "biases added": (column_after(product, lambda w1, b1, w2, b2: b1 + b2), "pass through the sec"),
    "b2 alone": (column_after(product, lambda w1, b1, w2, b2: b2), "biases are lost"),
    "b1 alone": (column_after(product, lambda w1, b1, w2, b2: w2.dot(b1)), "are missing: w2 @ b1"),
    "both through": (column_after(product, lambda w1, b1, w2, b2: w2.dot(b1 + b2)),
                     "do not pass through its own"),
    "elementwise": (column_after(lambda w1, w2: np.multiply(w1, w2), right_bias), "number by numb"),
    "layers added": (column_after(lambda w1, w2: np.add(w1, w2),
                                  lambda w1, b1, w2, b2: b1 + b2), "do not add up"),
    "bias first": (bias_first, "biases stand first"),
    "no bias": (lambda w1, b1, w2, b2: product(w1, w2), "The biases are missing"),
    "first": (lambda w1, b1, w2, b2: np.hstack([w1, b1[:, None]]), "the first layer alone"),
}  # fmt: skip


RIGHT = [
    (checks.check_mix_channels, torch_mix),
    (checks.check_mix_channels, mix_in_loops),
    (checks.check_mix_channels, pixel_by_pixel(lambda w, rod: w @ rod)),
    (checks.check_squeezed_cost, torch_cost),
    (checks.check_squeezed_cost, layer_by_layer()),
    (checks.check_merge_layers, merged_by_probing),
    (checks.check_merge_layers, torch_merged),
    (checks.check_merge_layers, column_after(product, right_bias)),
]
WRONG = {
    checks.check_mix_channels: MIXES,
    checks.check_squeezed_cost: COSTS,
    checks.check_merge_layers: MERGES,
}
