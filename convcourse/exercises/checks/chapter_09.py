"""Checkers of chapter 9: Three dimensions"""

from typing import Literal

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check
from convcourse.operators.ops import conv3d


def _parameters(c_in, c_out, k):
    return c_out * (c_in * k**3 + 1)


PARAMETER_CASES = [(1, 1, 3), (2, 3, 3), (3, 8, 1), (16, 32, 3), (4, 6, 5)]
PARAMETER_MISTAKES = [
    Mistake(
        lambda c_in, c_out, k: c_out * (c_in * k**2 + 1),
        "That is Conv2d: a kernel of k×k×k has k³ weights for each input channel, not k².",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k**3,
        "The biases are missing: one for each output channel.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * (k**3 + 1),
        "Each kernel reaches through all input channels: c_in times k³ weights.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_in * k**3 + 1,
        "That is a single kernel. There is one for each output channel.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k**3 + 1,
        "You have one bias in all. There is one for each output channel.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * (k**3 + 1),
        "You have a bias for each pair of channels. There is one for each output channel: the "
        "input channels are summed first.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k**3 + c_in,
        "There is one bias for each output channel, not for each input channel.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * (c_in * 3 * k + 1),
        "3·k would be the weights of three passes. A cube of k×k×k has k·k·k weights.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * (c_in * 3 * k**2 + 1),
        "3·k² would be the weights of three flat kernels. A cube of k×k×k has k·k·k weights.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k**3 + c_in + c_out,
        "There is one bias for each output channel, and none for the input channels.",
    ),
    Mistake(
        lambda c_in, c_out, k: (c_out * c_in * k**3, c_out),
        "You return weights and biases apart. Return how many there are together.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k + c_out,
        "A kernel of k×k×k has k·k·k weights, not k.",
    ),
    Mistake(
        lambda c_in, c_out, k: c_out * c_in * k**3 + c_out * k,
        "Each output channel has one bias, not one for each of the k slices.",
    ),
    Mistake(
        lambda c_in, c_out, k: (c_in + c_out) * k**3 + c_out,
        "You add the numbers of channels. Each output channel has a cube for each input channel: "
        "multiply.",
    ),
]


def check_conv3d_parameters(function: Function) -> Verdict:
    """Check exercise 9.1: ``conv3d_parameters(c_in, c_out, k)``, biases included."""
    return check(function, _parameters, PARAMETER_CASES, PARAMETER_MISTAKES)


def _to_layer(scan):
    return np.moveaxis(scan, -1, 0)[None, None]


def _scan(*shape):
    return np.arange(float(np.prod(shape))).reshape(shape)


LAYER_CASES = [(_scan(3, 4, 2),), (_scan(2, 3, 4),), (_scan(4, 4, 4) / 2,)]
LAYER_MISTAKES = [
    Mistake(
        lambda scan: scan.reshape(1, 1, scan.shape[2], *scan.shape[:2]),
        "`reshape` gives the right shape, but scrambles the voxels. Move the last axis to the "
        "front, with np.moveaxis or transpose.",
    ),
    Mistake(
        lambda scan: scan[None, None],
        "The slices are still last: you return (N, C, H, W, D). The depth comes before rows and "
        "columns.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None],
        "An axis is missing: (1, D, H, W) would be one picture whose channels are the slices. "
        "The channel axis has to be there, with length 1.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[:, None],
        "You return (D, 1, H, W): a batch of single pictures. The kernel could not slide along "
        "the depth.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None, :, None],
        "You return (1, D, 1, H, W): the slices are channels, and the depth is 1. N and C come "
        "first, then D.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[:, None, None],
        "You return (D, 1, 1, H, W): the slices are a batch. N and C come first, then D.",
    ),
    Mistake(
        lambda scan: scan.T[None, None],
        "Rows and columns have changed places, (1, 1, D, W, H), as they do with `.T` and with "
        "swapaxes. Move the last axis to the front; the others keep their order.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0),
        "That is (D, H, W). Conv3d wants two axes in front of it: the batch and the channels.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[..., None, None],
        "The two new axes stand last, (D, H, W, 1, 1). The batch and the channels come first.",
    ),
    Mistake(
        lambda scan: scan.transpose(1, 2, 0)[None, None],
        "The columns stand first, (1, 1, W, D, H). transpose takes the old places in their new "
        "order: the last axis, 2, comes first.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0).reshape(1, 1, *scan.shape),
        "The slices were in front, but the reshape made (1, 1, H, W, D) of it, and scrambled the "
        "voxels. Take [None, None] instead.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None, None, ::-1],
        "The slices stand in the opposite order. Only the axes have to move.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None, None, None],
        "There is an axis too many: two of length 1 stand before D, H and W.",
    ),
    Mistake(
        lambda scan: np.repeat(np.moveaxis(scan, -1, 0)[None, None], 3, 1),
        "You make three channels. A grey scan has one.",
    ),
    Mistake(
        lambda scan: (1, 1, scan.shape[2], *scan.shape[:2]),
        "You return the shape. Return the scan in this shape.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None, None] / 255,
        "You divide by 255. The values stay as they are; only the axes move.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 1)[None, None],
        "The slices stand between rows and columns, (1, 1, H, D, W). They come before both.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[None, ..., None],
        "The axis of the channels stands last, (1, D, H, W, 1). It is the second, before D.",
    ),
    Mistake(
        lambda scan: np.moveaxis(scan, -1, 0)[:-1][None, None],
        "The last slice is missing: range(D) already ends at D − 1.",
    ),
    Mistake(
        lambda scan: np.concatenate(np.moveaxis(scan, -1, 0))[None, None],
        "The slices lie below each other, as one picture. Give them an axis of their own: D.",
    ),
]


def check_to_layer(function: Function) -> Verdict:
    """Check exercise 9.2: ``to_layer(scan)`` makes (1, 1, D, H, W) of (H, W, D)."""
    return check(function, _to_layer, LAYER_CASES, LAYER_MISTAKES)


def _along(volume, w, axes):
    """Correlate with the 1-D weights `w` along some of the axes, over whole windows."""
    for axis in axes:
        shape = np.ones(3, int)
        shape[axis] = len(w)
        volume = conv3d(volume[None], np.reshape(w, (1, 1, *shape)))[0]
    return volume


def _by_numpy(volume, w, axes):
    """Correlate along some axes; np.correlate lets the shorter one slide, whichever it is."""
    for axis in axes:
        volume = np.apply_along_axis(np.correlate, axis, volume, w, "valid")
    return volume


def _three_passes(volume, w):
    return _along(volume, w, (0, 1, 2))


def _cube(volume, kernel):
    """Correlate with a whole cube of weights."""
    with np.errstate(over="ignore", invalid="ignore"):
        windows = np.lib.stride_tricks.sliding_window_view(volume, kernel.shape)
        return (windows * kernel).sum(axis=(3, 4, 5))


def _in_float32(volume, w):
    with np.errstate(over="ignore", invalid="ignore"):
        return _by_numpy(volume.astype(np.float32), w, (0, 1, 2))


def _one_cube(volume, w):
    return _cube(volume, w[:, None, None] * w[:, None] * w)


def _passes_added(volume, w):
    passes = [_along(volume, w, (axis,)) for axis in range(3)]
    whole = tuple(slice(n - len(w) + 1) for n in volume.shape)
    return sum(one[whole] for one in passes)


def _padded(volume, before, after, mode: Literal["constant", "symmetric"] = "constant"):
    return np.pad(volume, [(before, after)] * 3, mode)


def _same_size(volume, w):
    return _three_passes(_padded(volume, len(w) // 2, (len(w) - 1) // 2), w)


def _without_the_last_weight(volume, w):
    if len(w) == 1:
        return np.zeros(volume.shape)
    return _three_passes(volume[:-1, :-1, :-1], w[:-1])


def _left_zero(volume, w):
    """Leave the last plane of each axis 0, as loops do that end one too early."""
    made = np.zeros([n - len(w) + 1 for n in volume.shape])
    made[:-1, :-1, :-1] = _three_passes(volume, w)[:-1, :-1, :-1]
    return made


_VOLUME = np.random.default_rng(9).integers(0, 9, (5, 6, 7)).astype(float)
PASSES_CASES = [
    (_VOLUME[:4, :4, :4], np.array([1.0, 3])),
    (_VOLUME, np.array([1.0, -2, 4])),
    (_VOLUME[:5, :4, :6], np.array([2.5])),
    (_VOLUME[:5, :6, :4], np.array([1.0, 0, -3, 2])),
    # Larger than float32 holds, and small enough for all else.
    (np.full((2, 3, 2), 2.0**400), np.array([2.0**100, -(2.0**100)])),
    # One cube of products has weights of 2^600 and overflows here; a pass after the other does not.
    # Powers of 2, for their products are exact: a processor that rounds once would not get 0.
    (np.full((2, 3, 2), 2.0**664), np.array([2.0**200, -(2.0**200)])),
]
MODE_FULL = (
    "Your output is larger than the volume (mode 'full'). Use whole windows only; each axis loses "
    "K − 1."
)
AS_LARGE = (
    "The output is as large as the volume: you pad. Use whole windows only; each axis loses K − 1."
)
AS_LARGE_AND_FLIPPED = (
    "The output is as large as the volume (mode 'same'), and the weights are flipped. Use whole "
    "windows only, and w as it is."
)
PASSES_MISTAKES = [
    Mistake(
        lambda volume, w: _three_passes(volume, w[::-1]),
        "You flip the weights: np.convolve does so. Use np.correlate, or turn w round before.",
    ),
    Mistake(
        lambda volume, w: _along(volume, w, (1, 2)),
        "The depth is missing: these are two passes, within each slice.",
    ),
    Mistake(
        lambda volume, w: _along(volume, w, (0, 1)),
        "The columns are missing: these are two passes, along depth and rows.",
    ),
    Mistake(
        lambda volume, w: _along(volume, w, (0,)),
        "That is the first pass alone, along the depth. Two more follow, on its result.",
    ),
    Mistake(
        lambda volume, w: _along(volume, w, (2,)),
        "Each pass starts from the volume again, so only the last one is left. Hand the result "
        "of one pass to the next.",
    ),
    Mistake(
        _same_size,
        AS_LARGE,
    ),
    Mistake(
        lambda volume, w: _by_numpy(volume, w, (0, 0, 0)),
        "All three passes go along the depth. Each has an axis of its own.",
    ),
    Mistake(
        lambda volume, w: _along(volume, np.asarray(w) / np.sum(w), (0, 1, 2)),
        "You divide the weights by their sum. Take them as they are.",
    ),
    Mistake(
        lambda volume, w: _along(volume, np.asarray(w) ** 3, (0, 1, 2)),
        "The weights are cubed: that happens by itself, when three passes follow each other.",
    ),
    Mistake(
        _one_cube,
        "The values are right, but this is one pass with a cube: K·K·K products for each output. "
        "Three passes take K each. Slide w along one axis, then along the next over what came out.",
    ),
    Mistake(
        _in_float32,
        "Three passes, but in float32, which ends at 3·10³⁸: for larger numbers you get inf or "
        "nan. Leave the volume the type that it has.",
    ),
    Mistake(
        lambda volume, w: _by_numpy(volume, w, (2, 2, 2)),
        "All three passes go along the columns. Each has an axis of its own.",
    ),
    Mistake(
        lambda volume, w: _by_numpy(volume, w, (1, 1, 1)),
        "All three passes go along the rows. Each has an axis of its own.",
    ),
    Mistake(lambda volume, w: _three_passes(np.pad(volume, len(w) - 1), w), MODE_FULL),
    Mistake(lambda volume, w: _three_passes(np.pad(volume, len(w) - 1), w[::-1]), MODE_FULL),
    Mistake(
        _passes_added,
        "You add up three passes over the volume. Each goes over what the one before made.",
    ),
    Mistake(
        lambda volume, w: _cube(volume, w[:, None, None] + w[:, None] + w),
        "You add the weights of the three axes. Passes that follow each other multiply them.",
    ),
    Mistake(
        lambda volume, w: _along(_along(volume, w, (0, 1)), w[::-1], (2,)),
        "The last pass is flipped: take w as it is for all three.",
    ),
    Mistake(
        lambda volume, w: _three_passes(volume, w[:3]),
        "You use three weights. There may be more: len(w).",
    ),
    Mistake(
        lambda volume, w: _three_passes(
            _padded(volume, len(w) // 2, (len(w) - 1) // 2, "symmetric"), w
        ),
        AS_LARGE,
    ),
    Mistake(
        lambda volume, w: _three_passes(_padded(volume, (len(w) - 1) // 2, len(w) // 2), w[::-1]),
        AS_LARGE_AND_FLIPPED,
    ),
    Mistake(
        lambda volume, w: _three_passes(_padded(volume, len(w) // 2, (len(w) - 1) // 2), w[::-1]),
        AS_LARGE_AND_FLIPPED,
    ),
    Mistake(
        lambda volume, w: _three_passes(_padded(volume, len(w) // 2, len(w) // 2), w),
        "You pad by half of K on both sides of each axis. Pad nothing: each axis loses K − 1.",
    ),
    Mistake(
        lambda volume, w: _padded(_three_passes(volume, w), 0, len(w) - 1),
        "The output is as large as the volume, with zeros behind. Each axis loses K − 1.",
    ),
    Mistake(
        lambda volume, w: _three_passes(volume, w)[:-1, :-1, :-1],
        "The last window of each axis is missing: n − K + 1 of them fit into n.",
    ),
    Mistake(
        _left_zero,
        "The last plane of each axis stays 0: your loops end one too early. n − K + 1 windows fit "
        "into n.",
    ),
    Mistake(
        lambda volume, w: _three_passes(volume, np.asarray(w) / len(w)),
        "You take the mean of each window. A pass adds the products up.",
    ),
    Mistake(
        _without_the_last_weight,
        "The last weight is missing: range(K) already ends at K − 1.",
    ),
]


def check_three_passes(function: Function) -> Verdict:
    """Check exercise 9.3: ``three_passes(volume, w)`` slides `w` along each of the three axes."""
    return check(function, _three_passes, PASSES_CASES, PASSES_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_conv3d_parameters: PARAMETER_MISTAKES,
    check_to_layer: LAYER_MISTAKES,
    check_three_passes: PASSES_MISTAKES,
}
