"""What convolutional layers and their gradients share: checks of shapes, windows and stamps.

The functions have checked arguments or check them; none of them is public.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convcourse._validate import (
    cast,
    choice,
    float_array,
    per_axis,
    require_axes,
    require_non_empty,
)
from convcourse.operators.shapes import output_size, tap_slices

# How many numbers the matrix of windows may hold at a time: 4 MiB of float32 stay in the cache.
WINDOW_NUMBERS = 2**20


def window_products(padded, weight, stride, dilation, groups, positions):
    """Lay out the windows as columns of a matrix (im2col) and multiply by the weights.

    It goes through the output in bands along its first spatial axis, so that the columns, each
    pixel once per tap, stay in the cache.
    """
    n_out, _, *kernel_size = weight.shape
    spatial = len(kernel_size)
    span = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    windows = sliding_window_view(padded, span, axis=tuple(range(2, 2 + spatial)))
    steps = [slice(None, None, step) for step in (*stride, *dilation)]
    windows = windows[(..., *steps)]  # (N, C_in, *positions, *kernel_size)
    windows = np.moveaxis(windows, range(2, 2 + spatial), range(-spatial, 0))
    weight = weight.reshape(groups, n_out // groups, -1)  # (G, C_out/G, C_in/G·∏k)
    taps = weight.shape[2]
    band = max(1, WINDOW_NUMBERS // (groups * taps * math.prod(positions[1:])))
    rest = (slice(None),) * (spatial - 1)
    out = np.empty((len(padded), n_out, *positions), padded.dtype)
    for sample, result in zip(windows, out, strict=True):
        for start in range(0, positions[0], band):
            rows = slice(start, start + band)
            columns = sample[(..., rows, *rest)].reshape(groups, taps, -1)  # (G, C_in/G·∏k, P)
            result[:, rows] = (weight @ columns).reshape(n_out, -1, *positions[1:])
    return out  # (N, C_out, *positions)


def stamped(size, input, weight, stride, dilation, groups):
    """Add up the stamps of a transposed convolution on a canvas of `size` (rows, columns).

    Each input pixel puts the kernel, times its value, where its window lies.
    """
    n, c_in, height, width = input.shape
    kernel_size = weight.shape[2:]
    pixels = input.reshape(n, groups, c_in // groups, height * width)  # (N, G, C_in/G, H·W)
    matrix = weight.reshape(groups, c_in // groups, -1)  # (G, C_in/G, C_out/G·kH·kW)
    products = matrix.swapaxes(1, 2) @ pixels  # (N, G, C_out/G·kH·kW, H·W)
    stamps = products.reshape(n, groups * weight.shape[1], *kernel_size, height, width)
    canvas = np.zeros((*stamps.shape[:2], *size), input.dtype)
    for tap, window in tap_slices(kernel_size, (height, width), stride, dilation):
        canvas[(..., *window)] += stamps[:, :, *tap]
    return canvas  # (N, C_out, *size)


def layer_input(input, axes, name="input", channels="C_in"):
    """Return the input as a float array with a batch axis, and whether that had to be added."""
    input = float_array(input, name)
    require_axes(input, name, [f"{channels}, {axes}", f"N, {channels}, {axes}"])
    unbatched = input.ndim == axes.count(",") + 2
    require_non_empty(input, name, empty_batch=not unbatched)
    return (input[np.newaxis] if unbatched else input), unbatched


def layer_weight(weight, dtype, layout):
    weight = float_array(weight, "weight")
    require_axes(weight, "weight", [layout])
    require_non_empty(weight, "weight")
    return cast(weight, dtype)


def kernel_axes(axes):
    return ", ".join(f"k{axis}" for axis in axes.split(", "))


def _check_divisible(channels, what, groups):
    if channels % groups:
        raise ValueError(
            f"{what} has {channels} channels, which groups={groups} does not divide; "
            f"expected a multiple of {groups}: change groups or the number of channels"
        )


def check_channels(input_channels, weight_shape, groups):
    _check_divisible(input_channels, "input", groups)
    if weight_shape[1] != input_channels // groups:
        raise ValueError(
            f"weight has {weight_shape[1]} input channels but input has {input_channels}; "
            f"with groups={groups} "
            + (
                "they must be equal"
                if groups == 1
                else f"weight must have {input_channels // groups}"
            )
            + f" (weight has shape {weight_shape}, its input channels are axis 1)"
        )
    _check_divisible(weight_shape[0], "the output (axis 0 of weight)", groups)


def check_transposed_channels(input_channels, weight_shape, groups):
    if weight_shape[0] != input_channels:
        raise ValueError(
            f"weight has {weight_shape[0]} input channels but input has {input_channels}; "
            f"they must be equal (weight has shape {weight_shape}; in a transposed convolution "
            f"its input channels are axis 0)"
        )
    _check_divisible(input_channels, "input", groups)


def zero_widths(padding, kernel_size, stride, dilation):
    """Return the zeros before and after each spatial axis."""
    if not isinstance(padding, str):
        return [(p, p) for p in per_axis(padding, "padding", len(kernel_size), 0)]
    if choice(padding, "padding", ("valid", "same")) == "valid":
        return [(0, 0)] * len(kernel_size)
    if set(stride) != {1}:
        raise ValueError(
            f"padding='same' got stride={stride}, expected stride 1, since a larger one cannot "
            f"keep the size; give the padding as a number, for example (k - 1) // 2"
        )
    totals = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
    return [(total // 2, total - total // 2) for total in totals]


def positions_of(input_size, kernel_size, stride, widths, dilation):
    """Return the output's spatial shape."""
    return tuple(
        # Only "same" pads unequally, and it keeps the size.
        output_size(n, k, stride=s, padding=before, dilation=d) if before == after else n
        for n, k, s, (before, after), d in zip(
            input_size, kernel_size, stride, widths, dilation, strict=True
        )
    )


def add_bias(out, bias):
    if bias is None:
        return out
    bias = float_array(bias, "bias")
    if bias.shape != out.shape[1:2]:
        raise ValueError(
            f"bias has shape {bias.shape}, expected ({out.shape[1]},): one number per output "
            f"channel; reshape it, or pass bias=None"
        )
    out += cast(bias, out.dtype).reshape(-1, *(1,) * (out.ndim - 2))
    return out
