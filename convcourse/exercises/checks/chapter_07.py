"""Checkers of chapter 7: Channels and feature maps"""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check, last_left_zero
from convcourse.operators.ops import conv2d


def _slices(image, kernels):
    """Return each channel filtered by its own kernel: (C, rows, columns)."""
    return conv2d(image, kernels[:, np.newaxis], groups=len(image))


def _one_map(image, kernels, bias):
    return conv2d(image, kernels[np.newaxis], np.array([bias]))[0]


_RNG = np.random.default_rng(7)


def _image(*shape):
    return _RNG.integers(0, 10, shape).astype(float)


def _weights(*shape):
    return _RNG.integers(-3, 4, shape).astype(float)


ONE_MAP_CASES = [
    (np.array([[[1.0, 2]], [[3, 4]]]), np.array([[[1.0, 0]], [[10, 2]]]), 5.0),
    (_image(3, 4, 5), _weights(3, 3, 3), -2.0),
    (_image(1, 3, 4), _weights(1, 2, 2), 1.5),
    (_image(4, 5, 4), _weights(4, 2, 3), 100.0),
]
ADDED_BEFORE = (
    "You add the channels up before you filter them. Each channel has a kernel of its own: filter "
    "first, then add."
)


def _framed(image, kernels):
    """Put zeros around each channel, as ``scipy.signal.correlate2d`` does in its mode 'same'."""
    return np.pad(image, [(0, 0), *(((k - 1) // 2, k // 2) for k in kernels.shape[1:])])


def _framed_for_a_turn(image, kernels):
    """Put zeros around each channel, as ``scipy.signal.convolve2d`` does in its mode 'same'."""
    return np.pad(image, [(0, 0), *((k // 2, (k - 1) // 2) for k in kernels.shape[1:])])


def _framed_wide(image, kernels):
    """Put so many zeros around each channel that a kernel meets it with one weight at the least."""
    return np.pad(image, [(0, 0), *((k - 1, k - 1) for k in kernels.shape[1:])])


def _turned(kernels):
    return kernels[:, ::-1, ::-1]


_DIVIDED = "You divide by the number of weights. A layer multiplies and adds; nothing is averaged."
_LARGER = (
    "Your map is larger than the image (mode 'full'). Keep only the places where the kernels fit "
    "whole."
)
_ALONG_A_MAP = (
    "You add up along the rows or the columns of the maps. Add up along the axis of the channels."
)
_LAST_CHANNEL = "The last channel is missing: range(C) already ends at C − 1."
_FIRST_CHANNEL = "The first channel is missing: channels are counted from 0."
ONE_MAP_MISTAKES = [
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels) + bias,
        "You keep the channels apart and return a map for each. A filter makes one map: add the "
        "channels up.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0) + len(image) * bias,
        "You add the bias in every channel. It comes once for each filter: add it to the sum.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0),
        "The bias is missing.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).mean(0) + bias,
        "You average over the channels. A layer adds them up; nothing is divided.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels[:, ::-1, ::-1]).sum(0) + bias,
        "You turn each kernel by 180°. A layer slides them as they are.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels[::-1, ::-1, ::-1]).sum(0) + bias,
        "You flip all three axes, the channels' too, as scipy.signal.convolve does: the first "
        "channel meets the last kernel. A layer flips nothing: take correlate.",
    ),
    Mistake(
        lambda image, kernels, bias: _one_map(image, kernels, bias)[np.newaxis],
        "The numbers are right, but there is an axis too many: take [0] of it.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels[[0] * len(image)]).sum(0) + bias,
        "You use the first kernel for every channel. Each channel has its own: kernels[m].",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image[:1], kernels[:1])[0] + bias,
        "You return what the first channel gives. Add up all of them.",
    ),
    Mistake(
        lambda image, kernels, bias: np.maximum(_one_map(image, kernels, bias), 0),
        "You cut off what is negative. ReLU is a step of its own; here the map stays as it is.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0) - bias,
        "You subtract the bias. It is added.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0) * bias,
        "You multiply by the bias. It is added.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image[-1:], kernels[-1:])[0] + bias,
        "You return what the last channel gives: does your loop overwrite what it had? Add up all "
        "of them, with +=.",
    ),
    Mistake(
        lambda image, kernels, bias: (
            _slices(image.sum(0, keepdims=True), kernels.sum(0, keepdims=True))[0] + bias
        ),
        ADDED_BEFORE,
    ),
    Mistake(
        lambda image, kernels, bias: (
            _slices(image.mean(0, keepdims=True), kernels.sum(0, keepdims=True))[0] + bias
        ),
        ADDED_BEFORE,
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels[::-1]).sum(0) + bias,
        "The first channel meets the last kernel. Kernel m belongs to channel m.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(_framed(image, kernels), kernels).sum(0) + bias,
        "Your map is as large as the image, with zeros around it. Keep only the places where the "
        "kernels fit whole.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).max(0) + bias,
        "You keep the largest of the channels. A filter adds them up.",
    ),
    Mistake(
        lambda image, kernels, bias: _one_map(image, kernels, bias)[:-1, :-1],
        "The last row and column are missing: there are H − kh + 1 rows.",
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0) / kernels.size + bias, _DIVIDED
    ),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum(0) / kernels[0].size + bias,
        _DIVIDED,
    ),
    Mistake(
        lambda image, kernels, bias: last_left_zero(_one_map(image, kernels, bias)),
        "The last row and column stay 0: your loops end one too early. There are H − kh + 1 rows.",
    ),
    Mistake(
        lambda image, kernels, bias: last_left_zero(_slices(image, kernels).sum(0)) + bias,
        "In the last row and column there is the bias alone: your loops end one too early. There "
        "are H − kh + 1 rows.",
    ),
    Mistake(
        lambda image, kernels, bias: _one_map(_framed_wide(image, kernels), kernels, bias),
        _LARGER,
    ),
    Mistake(
        lambda image, kernels, bias: _one_map(_framed_wide(image, kernels), _turned(kernels), bias),
        _LARGER,
    ),
    Mistake(
        lambda image, kernels, bias: _one_map(
            _framed_for_a_turn(image, kernels), _turned(kernels), bias
        ),
        "Your map is as large as the image, and each kernel is turned by 180°. Slide the kernels "
        "as they are, and keep only the places where they fit whole.",
    ),
    Mistake(
        lambda image, kernels, bias: np.moveaxis(_slices(image, kernels), 0, -1).sum(0) + bias,
        _ALONG_A_MAP,
    ),
    Mistake(lambda image, kernels, bias: _slices(image, kernels).sum(1) + bias, _ALONG_A_MAP),
    Mistake(lambda image, kernels, bias: _slices(image, kernels).sum(2) + bias, _ALONG_A_MAP),
    Mistake(
        lambda image, kernels, bias: _slices(image, kernels).sum() + bias,
        "You add up everything, to one number. Add up the channels alone, place by place.",
    ),
    Mistake(lambda image, kernels, bias: _slices(image, kernels)[:-1].sum(0) + bias, _LAST_CHANNEL),
    Mistake(lambda image, kernels, bias: sum(_slices(image, kernels)[:-1]) + bias, _LAST_CHANNEL),
    Mistake(lambda image, kernels, bias: _slices(image, kernels)[1:].sum(0) + bias, _FIRST_CHANNEL),
    Mistake(lambda image, kernels, bias: sum(_slices(image, kernels)[1:]) + bias, _FIRST_CHANNEL),
]


def check_one_map(function: Function) -> Verdict:
    """Check exercise 7.1: ``one_map(image, kernels, bias)`` is what one filter makes."""
    return check(function, _one_map, ONE_MAP_CASES, ONE_MAP_MISTAKES)


def _parameters(c_in, c_out, k, groups):
    return c_out * (c_in // groups) * k * k + c_out


PARAMETERS_CASES = [
    (3, 8, 3, 1),
    (1, 5, 2, 1),
    (4, 6, 3, 2),
    (3, 6, 5, 3),
    (8, 4, 1, 4),
    (64, 128, 3, 1),
]
BIASES_OF_GROUPS = "You count the biases by the groups. Each of the c_out filters has one bias."
PARAMETERS_MISTAKES = [
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k * k,
        "These are the weights. Each filter has a bias as well.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k * k + 1,
        "You count one bias. Each of the c_out filters has one.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * (k * k + 1),
        "You count a bias for every channel of every filter. A filter has one bias.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * c_in * k * k + c_out,
        "The groups are missing: a filter reads c_in / groups channels.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * k * k + c_out,
        "You count one k×k grid for each filter. A filter has one for every channel it reads.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_in * k * k + c_in,
        "You count by input channels. There are c_out filters, and each has a grid for every "
        "channel it reads.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k + c_out,
        "A kernel of size k has k·k weights, not k.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: (c_out // groups) * (c_in // groups) * k * k + c_out,
        "You divide both numbers of channels. That is one group; there are `groups` of them.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: (c_out * c_in * k * k + c_out) // groups,
        "You divide the biases by the groups, too. Each filter keeps its own.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * c_in * groups * k * k + c_out,
        "You multiply by the groups. Groups save weights: a filter reads c_in / groups channels.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k * k + c_in,
        "You count a bias for each input channel. There is one for each filter: c_out.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: (
            (c_out // groups) * (c_in // groups) * k * k + c_out // groups
        ),
        "That is one group alone. There are `groups` of them.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k * k + c_out * groups,
        BIASES_OF_GROUPS,
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k * k + groups,
        BIASES_OF_GROUPS,
    ),
    Mistake(
        lambda c_in, c_out, k, groups: (c_out * (c_in // groups) * k * k, c_out),
        "You return weights and biases apart. Return how many there are together.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * k**3 + c_out,
        "k·k·k would be a kernel in three dimensions. A filter of k×k has k·k weights for each "
        "channel.",
    ),
    Mistake(
        lambda c_in, c_out, k, groups: c_out * (c_in // groups) * 2 * k + c_out,
        "k×k is k·k weights, not 2·k.",
    ),
]


def check_count_parameters(function: Function) -> Verdict:
    """Check exercise 7.2: ``count_parameters(c_in, c_out, k, groups)`` counts them all."""
    return check(function, _parameters, PARAMETERS_CASES, PARAMETERS_MISTAKES)


DEPTHWISE_CASES = [
    (np.array([[[1.0, 2]], [[3, 4]]]), np.array([[[1.0, 0]], [[10, 2]]])),
    (_image(3, 4, 5), _weights(3, 3, 3)),
    (_image(2, 5, 4), _weights(2, 2, 3) / 2),
]


def _every_pair(image, kernels):
    """Return every kernel over every channel: (C · C, rows, columns)."""
    n = len(image)
    return _slices(np.repeat(image, n, 0), np.concatenate([kernels] * n))


DEPTHWISE_MISTAKES = [
    Mistake(
        lambda image, kernels: _slices(image, kernels).sum(0),
        "You add the channels up. A depthwise layer keeps them apart: one map for each.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels).sum(0, keepdims=True),
        "You add the channels up, as a standard layer with one filter does. Keep them apart.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels[[0] * len(image)]),
        "You use the first kernel for every channel. Each channel has its own.",
    ),
    Mistake(
        lambda image, kernels: _slices(image[[0] * len(image)], kernels),
        "You slide every kernel over the first channel. Kernel m belongs to channel m.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels[:, ::-1, ::-1]),
        "You turn each kernel by 180°. A layer slides them as they are.",
    ),
    Mistake(
        lambda image, kernels: np.moveaxis(_slices(image, kernels), 0, -1),
        "The numbers are right, but the channels come last. PyTorch has them first.",
    ),
    Mistake(
        _every_pair,
        "You let every kernel visit every channel. Kernel m belongs to channel m alone.",
    ),
    Mistake(
        lambda image, kernels: np.stack([_slices(image, kernels).sum(0)] * len(image)),
        "Each of your maps is the sum over all channels. Kernel m reads channel m alone.",
    ),
    Mistake(
        lambda image, kernels: _slices(_framed(image, kernels), kernels),
        "Your maps are as large as the image, with zeros around it. Keep only the places where "
        "the kernels fit whole.",
    ),
    Mistake(
        lambda image, kernels: _slices(
            np.repeat(image.sum(0, keepdims=True), len(image), 0), kernels
        ),
        "You slide each kernel over all channels, and add up. Kernel m reads channel m alone.",
    ),
    Mistake(
        lambda image, kernels: np.maximum(_slices(image, kernels), 0),
        "You cut off what is negative. ReLU is a step of its own; here the maps stay as they are.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels[::-1]),
        "The first channel meets the last kernel. Kernel m belongs to channel m.",
    ),
    Mistake(
        lambda image, kernels: np.concatenate(_slices(image, kernels)),
        "The maps lie below each other, as one. Give them an axis of their own: np.stack.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels)[:1],
        "You return the first map alone: does your loop return too early?",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels)[None],
        "The numbers are right, but there is an axis too many: take [0] of it.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels) / len(image),
        "You divide by the number of channels. Nothing is averaged here.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels) / kernels[0].size,
        _DIVIDED,
    ),
    Mistake(
        lambda image, kernels: last_left_zero(_slices(image, kernels)),
        "The last row and column of each map stay 0: your loops end one too early. There are "
        "H − kh + 1 rows.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels)[:, :-1, :-1],
        "The last row and column of each map are missing: there are H − kh + 1 rows.",
    ),
    Mistake(
        lambda image, kernels: np.concatenate(
            [_slices(image, kernels)[:-1], 0 * _slices(image, kernels)[-1:]]
        ),
        "The last map stays 0: range(C) already ends at C − 1.",
    ),
    Mistake(
        lambda image, kernels: _slices(image, kernels)[:-1],
        "The last map is missing: range(C) already ends at C − 1.",
    ),
    Mistake(
        lambda image, kernels: _slices(_framed_wide(image, kernels), kernels),
        "Your maps are larger than the image (mode 'full'). Keep only the places where the kernels "
        "fit whole.",
    ),
    Mistake(
        lambda image, kernels: np.moveaxis(_slices(image, kernels), 0, 1),
        "The numbers are right, but the channels stand between rows and columns. They come first.",
    ),
    Mistake(
        lambda image, kernels: np.concatenate(_slices(image, kernels), axis=1),
        "The maps lie beside each other, as one. Give them an axis of their own, in front.",
    ),
    Mistake(
        lambda image, kernels: _slices(_framed_for_a_turn(image, kernels), _turned(kernels)),
        "Your maps are as large as the image, and each kernel is turned by 180°. Slide the kernels "
        "as they are, and keep only the places where they fit whole.",
    ),
]


def check_depthwise(function: Function) -> Verdict:
    """Check exercise 7.3: ``depthwise(image, kernels)`` filters each channel by its own kernel."""
    return check(function, _slices, DEPTHWISE_CASES, DEPTHWISE_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_one_map: ONE_MAP_MISTAKES,
    check_count_parameters: PARAMETERS_MISTAKES,
    check_depthwise: DEPTHWISE_MISTAKES,
}
