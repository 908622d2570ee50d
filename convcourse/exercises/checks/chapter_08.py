"""Checkers of chapter 8: 1×1 convolution"""

import numpy as np

from convcourse.exercises.checks.core import (
    PICTURE,
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
)
from convcourse.operators.ops import conv2d


def _mixed(x, w):
    return conv2d(x, w[:, :, None, None])


#: Two maps of 4×5, and four: square weights first, so that a transposed matrix goes through. The
#: first maps are as large as there are channels, so that sums along any axis can be told apart.
_TWO = np.stack([PICTURE, PICTURE[::-1, ::-1] ** 2])
_FOUR = np.stack([*_TWO, 10 - PICTURE, PICTURE[:, ::-1]])
MIX_CASES = [
    (_TWO[:, :2, :2], np.array([[1.0, 2], [0, -1]])),
    (_TWO, np.array([[1.0, -2], [0.5, 3]])),
    (_FOUR, np.array([[1.0, 0, -1, 2], [0, 3, 1, 0.5]])),
    (_TWO, np.array([[1.0, 2], [3, 4], [5, -6]])),
    (_FOUR, np.array([[0.25, 0.5, -1, 2]])),
]
_AT = "`@` takes each channel by itself and adds up along "
_OVER_CHANNELS = (
    "The sum has to go over the channels: np.tensordot(w, x, axes=1), or make x (C, H·W) before."
)
MIX_MISTAKES = [
    Mistake(
        lambda x, w: np.tensordot(w.T, x, axes=1),
        "Rows and columns of the weights have changed places: row m of w makes output m.",
    ),
    Mistake(
        lambda x, w: np.einsum("mk,mrc->krc", w, x),
        "You sum over the rows of w. The channels are its columns: einsum's sum goes over the "
        "second letter of w, the first of x.",
    ),
    Mistake(
        lambda x, w: w[:, :, None, None] * x,
        "You multiply but do not add up: an output channel is the sum over all input channels.",
    ),
    Mistake(
        lambda x, w: np.diag(w)[:, None, None] * x[: len(w)],
        "You give each channel one weight of its own and keep the channels apart. Each output is "
        "a sum over all input channels, with a row of w as weights.",
    ),
    Mistake(
        lambda x, w: _mixed(x, w).sum(axis=0),
        "You add up the maps of all filters. Each filter makes a map of its own: (M, H, W).",
    ),
    Mistake(
        lambda x, w: _mixed(x, w) / len(x),
        "You take the mean over the channels. A convolution adds up, it does not divide.",
    ),
    Mistake(
        lambda x, w: np.moveaxis(_mixed(x, w), 0, -1),
        "The numbers are right, but the channels stand last. They come first: (M, H, W).",
    ),
    Mistake(
        lambda x, w: (w @ x.reshape(-1, len(x)).T).reshape(len(w), *x.shape[1:]),
        "A reshape is no transposition: x.reshape(-1, C) does not put the channels of a pixel "
        "into a row. Use x.reshape(C, -1), which has a column for each pixel.",
    ),
    Mistake(
        lambda x, w: _mixed(x, w)[0],
        "You return the map of the first filter alone. There is one for each row of w.",
    ),
    Mistake(lambda x, w: w @ x, _AT + "the rows of a map. " + _OVER_CHANNELS),
    Mistake(lambda x, w: x @ w, _AT + "the columns of a map. " + _OVER_CHANNELS),
    Mistake(lambda x, w: x @ w.T, _AT + "the columns of a map. " + _OVER_CHANNELS),
    Mistake(lambda x, w: (w @ x.T).T, _AT + "the rows of a map. " + _OVER_CHANNELS),
    Mistake(
        lambda x, w: np.dot(w, x),
        "np.dot adds up along the last axis but one of x, the rows. " + _OVER_CHANNELS,
    ),
    Mistake(
        lambda x, w: x.T @ w.T,
        "Your result is turned round, (W, H, M). Transpose it back: (x.T @ w.T).T.",
    ),
    Mistake(
        lambda x, w: _mixed(x, w).swapaxes(1, 2),
        "Rows and columns of the maps have changed places: (M, W, H).",
    ),
    Mistake(
        lambda x, w: _mixed(x[:-1], w[:, :-1]),
        "The last channel is missing: range(C) already ends at C − 1.",
    ),
    Mistake(
        lambda x, w: np.maximum(_mixed(x, w), 0),
        "You cut off what is negative. ReLU is a step of its own; here the maps stay as they are.",
    ),
    Mistake(
        lambda x, w: w[0, :, None, None] * x,
        "You give each channel one weight, and keep the channels apart. Each output is a sum over "
        "all input channels, with a row of w as weights.",
    ),
    Mistake(
        lambda x, w: _mixed(x, w) / w.sum(axis=1)[:, None, None],
        "You divide by the sum of a filter's weights. A convolution adds up, it does not divide.",
    ),
    Mistake(
        lambda x, w: np.moveaxis(_mixed(x, w), 0, 1),
        "The numbers are right, but the channels stand between rows and columns. They come first: "
        "(M, H, W).",
    ),
    Mistake(
        lambda x, w: np.concatenate(_mixed(x, w)),
        "The maps lie below each other, as one. Give them an axis of their own, in front: "
        "(M, H, W).",
    ),
    Mistake(
        lambda x, w: np.concatenate(_mixed(x, w), axis=1),
        "The maps lie beside each other, as one. Give them an axis of their own, in front: "
        "(M, H, W).",
    ),
    Mistake(
        lambda x, w: w @ x.reshape(len(x), -1),
        "The numbers are right, but each map is a line. Give it its rows and columns back: "
        "(M, H, W).",
    ),
    Mistake(
        lambda x, w: np.concatenate([_mixed(x, w)[:-1], 0 * _mixed(x, w)[-1:]]),
        "The map of the last filter stays 0: range(M) already ends at M − 1.",
    ),
    Mistake(
        lambda x, w: last_left_zero(_mixed(x, w)),
        "The last row and column stay 0: your loops end one too early. A window of 1×1 fits at "
        "every pixel.",
    ),
]


def check_mix_channels(function: Function) -> Verdict:
    """Check exercise 8.1: ``mix_channels(x, w)`` is a 1×1 convolution without bias."""
    return check(function, _mixed, MIX_CASES, MIX_MISTAKES)


def _cost(n, c_in, c_mid, c_out, k):
    return n * n * (c_in * c_mid + k * k * c_mid * c_out)


COST_CASES = [(2, 3, 2, 5, 3), (1, 4, 2, 8, 5), (28, 192, 16, 32, 5), (14, 100, 30, 7, 3)]
BIASES_ADDED = "You count the biases. They are added: no multiplication."
COST_MISTAKES = [
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * k * k * c_in * c_out,
        "This is the price without the 1×1 layer: k×k filters over all of the c_in channels.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * k * k * c_mid * c_out,
        "The 1×1 layer costs something, too: c_in · c_mid for each pixel.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: 2 * _cost(n, c_in, c_mid, c_out, k),
        "That is twice too much: with each multiplication you count the addition that follows.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (c_in * c_mid + k * k * c_in * c_out),
        "The k×k filters read the c_mid maps that the first layer made, not the c_in channels.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: c_in * c_mid + k * k * c_mid * c_out,
        "These are the weights. Each of them is used at every one of the n·n pixels.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * (c_in * c_mid + k * k * c_mid * c_out),
        "The maps have n·n pixels, not n.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (c_in * c_mid + k * c_mid * c_out),
        "A k×k filter has k·k weights for each channel, not k.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * k * k * (c_in * c_mid + c_mid * c_out),
        "Only the second layer has k×k weights for each channel; the first has one.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (c_in + k * k * c_mid * c_out),
        "There are c_mid filters of 1×1, and each multiplies all of the c_in channels.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * c_in * c_mid * k * k * c_mid * c_out,
        "The two layers work one after the other: add their prices, do not multiply them.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: (
            n * n * c_in * c_mid + max(0, n - k + 1) ** 2 * k * k * c_mid * c_out
        ),
        "You count the windows without padding. The padding keeps the size: n·n outputs.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * c_in * c_mid,
        "This is the 1×1 layer alone. The k×k filters follow: k·k · c_mid · c_out for each pixel.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: (
            n * n * c_in * c_mid + (n - k + 1) ** 2 * k * k * c_mid * c_out
        ),
        "You count n − k + 1 windows along a side, as without padding. The padding keeps the "
        "size: n·n outputs.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n**4 * c_in * c_mid * k * k * c_mid * c_out,
        "The two layers work one after the other: add their prices, do not multiply them.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: _cost(n, c_in, c_mid, c_out, k) + c_mid + c_out,
        BIASES_ADDED,
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: _cost(n, c_in, c_mid, c_out, k) + n * n * (c_mid + c_out),
        BIASES_ADDED,
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (k * k * c_in * c_mid + c_mid * c_out),
        "The k×k filters are those of the second layer. The first is 1×1.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (c_in * c_mid + k * k * c_mid),
        "There are c_out filters of k×k, and each multiplies all of the c_mid maps.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: n * n * (c_mid + k * k * c_mid * c_out),
        "Each 1×1 filter multiplies all of the c_in channels: c_in · c_mid for each pixel.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: (
            n * n * k * k * c_in * c_out - _cost(n, c_in, c_mid, c_out, k)
        ),
        "This is what the squeeze saves. Its own price is asked for.",
    ),
    Mistake(
        lambda n, c_in, c_mid, c_out, k: (
            _cost(n, c_in, c_mid, c_out, k) / (n * n * k * k * c_in * c_out)
        ),
        "This is the price compared with that of the single layer. Its own is asked for.",
    ),
]


def check_squeezed_cost(function: Function) -> Verdict:
    """Check exercise 8.2: ``squeezed_cost(n, c_in, c_mid, c_out, k)`` counts multiplications."""
    return check(function, _cost, COST_CASES, COST_MISTAKES)


def _joined(weights, bias):
    return np.column_stack([weights, bias])


def _merged(w1, b1, w2, b2):
    return _joined(w2 @ w1, w2 @ b1 + b2)


_A, _B = np.array([[1.0, 2], [0, 3]]), np.array([[0.0, 1], [-1, 4]])
MERGE_CASES = [
    (_A, np.array([1.0, 5]), _B, np.array([10.0, 20])),
    (_B, np.array([2.0, -1]), _A, np.array([0.5, 3])),
    (np.array([[1.0, 2, 3], [4, 5, 7]]), np.array([1.0, -2]), _B, np.array([3.0, 0])),
    (np.ones((3, 1)), np.array([1.0, 2, 4]), np.array([[1.0, 0, -3]]), np.array([7.0])),
]
_BELOW = (
    "The biases lie below the weights, as a last row. They are the last column: each stands beside "
    "the weights of its own output."
)
MERGE_MISTAKES = [
    Mistake(
        lambda w1, b1, w2, b2: _joined(w1 @ w2, w2 @ b1 + b2),
        "The matrices stand in the wrong order: w2 works on what w1 has made, so w2 @ w1.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w1 @ w2, w1 @ b2 + b1),
        "You merged the layers in the wrong order: w2 works on what w1 has made.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, b1 + b2),
        "The first layer's biases pass through the second: they arrive as w2 @ b1.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, b2),
        "The first layer's biases are lost. They pass through the second: w2 @ b1.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, w2 @ b1),
        "The second layer's biases are missing: w2 @ b1 + b2.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, w2 @ (b1 + b2)),
        "The second layer's biases do not pass through its own weights: w2 @ b1 + b2.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 * w1, w2 @ b1 + b2),
        "`*` multiplies number by number. The product of matrices is `@`.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w1 + w2, b1 + b2),
        "Layers that follow each other do not add up. Put one into the other: w2 @ (w1 @ x + b1) "
        "+ b2, and multiply out.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: np.column_stack([w2 @ b1 + b2, w2 @ w1]),
        "The numbers are right, but the biases stand first. They are the last column.",
    ),
    Mistake(lambda w1, b1, w2, b2: w2 @ w1, "The biases are missing: they are the last column."),
    Mistake(
        lambda w1, b1, w2, b2: _merged(w1, b1, w2, b2).T,
        "Rows and columns have changed places. There is a row for each output: (K, C + 1).",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, np.zeros(len(w2))),
        "Your biases are 0. They are w2 @ b1 + b2.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: np.column_stack([w2 @ w1, w2 @ b1, b2]),
        "You return two columns of biases. One layer has one: add them up, w2 @ b1 + b2.",
    ),
    Mistake(lambda w1, b1, w2, b2: _joined(w2, b2), "This is the second layer alone."),
    Mistake(lambda w1, b1, w2, b2: _joined(w1, b1), "This is the first layer alone."),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ w1, b1.sum() + b2),
        "You add the first layer's biases up as they are. They pass through the second: w2 @ b1.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: _joined(w2 @ np.maximum(w1, 0), w2 @ np.maximum(b1, 0) + b2),
        "You put a ReLU between the layers. There is none: that is why they are one.",
    ),
    Mistake(lambda w1, b1, w2, b2: np.vstack([w2 @ w1, w2 @ b1 + b2]), _BELOW),
    Mistake(lambda w1, b1, w2, b2: np.concatenate([w2 @ w1, (w2 @ b1 + b2)[:, None]]), _BELOW),
    Mistake(
        lambda w1, b1, w2, b2: np.concatenate([w2 @ w1, (w2 @ b1 + b2)[None]], axis=1),
        "Your biases are a row, (1, K), which fits beside the weights of a single output alone. "
        "Make a column of them, (K, 1).",
    ),
    Mistake(
        lambda w1, b1, w2, b2: np.append(w2 @ w1, w2 @ b1 + b2),
        "All numbers stand in one line, the biases behind the weights. There is a row for each "
        "output: its weights, then its bias.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: w2 @ w1 + (w2 @ b1 + b2)[:, None],
        "You add the biases to the weights. They stand beside them, as a last column.",
    ),
    Mistake(
        lambda w1, b1, w2, b2: w2 @ _joined(w1, b1) + b2[:, None],
        "You add the second layer's biases to the weights as well. They belong to the last column "
        "alone.",
    ),
]


def check_merge_layers(function: Function) -> Verdict:
    """Check exercise 8.3: ``merge_layers(w1, b1, w2, b2)`` is one layer for two."""
    return check(function, _merged, MERGE_CASES, MERGE_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_mix_channels: MIX_MISTAKES,
    check_squeezed_cost: COST_MISTAKES,
    check_merge_layers: MERGE_MISTAKES,
}
