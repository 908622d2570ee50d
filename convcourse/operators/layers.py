"""What convolutional layers and their gradients share: checks of shapes, windows and stamps.

The functions have checked arguments or check them; none of them is public.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convcourse._validate import (
    cast,
    choice,
    float_array,
    per_axis,
    require_axes,
    require_non_empty,
    unwarned,
)
from convcourse.operators.cores import share_out
from convcourse.operators.shapes import output_size

# How many numbers the matrix of windows may hold at a time: 4 MiB of float32 stay in the cache.
WINDOW_NUMBERS = 2**20

# The same where a column is multiplied with a few numbers only, and for one thread.
BANDED_NUMBERS = 2**18

# Samples with fewer outputs than this are multiplied several at once.
SMALL_SAMPLE = 1500

# How many numbers the stamps of a transposed convolution may hold at a time.
STAMP_NUMBERS = 2**18


def window_products(input, weight, widths, stride, dilation, groups, positions):
    """Lay out the windows as columns of a matrix (im2col) and multiply by the weights.

    It goes through the output in pieces, so that the columns, each pixel once per tap, stay in the
    cache: some rows of one sample, or some whole samples where those are small.
    """
    if groups > 1 and len(weight) <= 2 * groups and np.isfinite(input).all():
        return _banded_products(input, weight, widths, stride, dilation, groups, positions)
    padded = np.pad(input, ((0, 0), (0, 0), *widths)) if np.any(widths) else input
    windows = _windows(padded, weight.shape[2:], positions, stride, dilation)
    matrix = weight.reshape(groups, len(weight) // groups, -1)  # (G, C_out/G, C_in/G·∏k)
    out = np.empty((len(input), len(weight), *positions), input.dtype)
    at_once = WINDOW_NUMBERS // (groups * matrix.shape[2] * math.prod(positions[1:]))  # rows
    if math.prod(positions) < SMALL_SAMPLE:
        _multiply_samples(matrix, windows, out, max(1, at_once // positions[0]))
    else:
        for sample, result in zip(windows, out, strict=True):
            _multiply_rows(matrix, sample, result, max(1, at_once))
    return out  # (N, C_out, *positions)


def _multiply_rows(matrix, windows, result, at_once):
    """Multiply the windows of one sample, so many rows of the output at once."""
    groups, rows, taps = matrix.shape
    spatial = result.ndim - 1
    for start in range(0, result.shape[1], at_once):
        part = result[:, start : start + at_once]
        here = (..., slice(start, start + at_once), *(slice(None),) * (spatial - 1))
        columns = windows[here].reshape(groups, taps, part[0].size)
        np.matmul(matrix, columns, out=part.reshape(groups, rows, part[0].size))


def _multiply_samples(matrix, windows, out, at_once):
    """Multiply the windows of so many samples at once."""
    groups, _, taps = matrix.shape
    spatial = out.ndim - 2
    for start in range(0, len(out), at_once):
        part = out[start : start + at_once]
        columns = np.moveaxis(windows[start : start + at_once], 0, -spatial - 1)
        columns = columns.reshape(groups, taps, len(part) * part[0, 0].size)
        sums = matrix @ columns  # (G, C_out/G, N·P)
        part[...] = np.moveaxis(sums.reshape(out.shape[1], len(part), *out.shape[2:]), 0, 1)


def _banded_products(input, weight, widths, stride, dilation, groups, positions):
    """Multiply the windows of several rows of the output at once, for groups of few channels.

    A group with one output channel, as in a depthwise layer, would make a matrix of one row. Here
    the matrix has a row for each row of a block of the output, with the weights further on in a
    longer column. The zeros beside them take part: all numbers have to be finite.
    """
    block = _block(positions[0], weight.shape[2])
    bands = _banded_weights(weight, groups, block, stride[0], dilation[0])
    c_in, c_out = weight.shape[1], len(weight) // groups  # of a group
    count = -(-positions[0] // block)
    read = [
        max(before + n + after, (rows - 1) * s + d * (k - 1) + 1)
        for (before, after), n, rows, s, d, k in zip(
            widths,
            input.shape[2:],
            (count * block, *positions[1:]),
            stride,
            dilation,
            weight.shape[2:],
            strict=True,
        )
    ]
    inside = [slice(b, b + n) for (b, _), n in zip(widths, input.shape[2:], strict=True)]
    numbers = bands[0, 0].size * count * math.prod(positions[1:])
    at_once = max(1, BANDED_NUMBERS // numbers)  # groups
    out = np.empty((len(input), len(weight), *positions), input.dtype)

    def work(piece):
        sample, group = piece
        channels = input[sample, group * c_in : (group + at_once) * c_in]
        padded = np.zeros((1, len(channels), *read), input.dtype)
        padded[(0, slice(None), *inside)] = channels
        windows = _windows(padded, weight.shape[2:], positions, stride, dilation, block)
        some = bands[group : group + at_once]
        with unwarned():
            sums = some @ windows.reshape(len(some), bands.shape[2], -1)
        target = out[sample, group * c_out : (group + at_once) * c_out]
        _write_blocks(sums.reshape(-1, block, count, *positions[1:]), target)

    pieces = product(range(len(input)), range(0, groups, at_once))
    share_out(work, pieces, len(input) * groups * numbers * bands.shape[1])
    return out


def _write_blocks(sums, out):
    """Write (channels, rows of a block, blocks, …) in the order of the rows; the last is cut."""
    channels, block, _, *rest = sums.shape
    whole = out.shape[1] // block
    rows = out[:, : whole * block].reshape(channels, whole, block, *rest)
    rows[...] = sums[:, :, :whole].swapaxes(1, 2)
    if whole * block < out.shape[1]:
        out[:, whole * block :] = sums[:, : out.shape[1] - whole * block, whole]


def _windows(padded, kernel, positions, stride, dilation, block=1):
    """View the windows, (N, C_in, *taps, *positions).

    Those of a block of rows are one: as high as all of them, row by row of the input.
    """
    steps = padded.strides[2:]
    across = [d * step for d, step in zip(dilation, steps, strict=True)]
    onward = [s * step for s, step in zip(stride, steps, strict=True)]
    taps, places = list(kernel), list(positions)
    if block > 1:
        taps[0], across[0] = _rows_read(kernel[0], stride[0], dilation[0], block), steps[0]
        places[0], onward[0] = -(-positions[0] // block), onward[0] * block
    return as_strided(
        padded,
        (*padded.shape[:2], *taps, *places),
        (*padded.strides[:2], *across, *onward),
        writeable=False,
    )


def _rows_read(taps, stride, dilation, block):
    """Return over how many rows of the input the windows of a block of rows reach."""
    return stride * (block - 1) + dilation * (taps - 1) + 1


def _block(rows, taps):
    """Return how many rows a block has: about as many as a kernel, and none to be cut if so."""
    wanted = 8 if taps > 5 else 4
    return min(range(wanted, 2 * wanted), key=lambda block: (-rows % block, block))


def _banded_weights(weight, groups, block, stride, dilation):
    """Return the weights as a matrix (G, C_out/G·block, taps); see `_banded_products`."""
    n_out, n_in, *kernel = weight.shape
    bands = np.zeros(
        (n_out, block, n_in, _rows_read(kernel[0], stride, dilation, block), *kernel[1:]),
        weight.dtype,
    )
    for row in range(block):
        start = row * stride
        bands[:, row, :, start : start + dilation * (kernel[0] - 1) + 1 : dilation] = weight
    return bands.reshape(groups, n_out // groups * block, -1)


def stamped(size, input, weight, padding, stride, dilation, groups):
    """Add up the stamps of a transposed convolution on an output of `size` (rows, columns).

    Each input pixel puts the kernel, times its value, where its window lies; what falls on the
    padding, so many rows and columns before the output and whatever comes after, is dropped.
    """
    n, c_in, height, width = input.shape
    _, c_out, *kernel = weight.shape  # c_out of one group
    pixels = input.reshape(n, groups, c_in // groups, height * width)  # (N, G, C_in/G, H·W)
    matrix = weight.reshape(groups, c_in // groups, c_out, -1)  # (G, C_in/G, C_out/G, kH·kW)
    taps = list(_clipped_taps(kernel, (height, width), size, padding, stride, dilation))
    out = np.zeros((n, groups, c_out, *size), input.dtype)
    at_once = max(1, STAMP_NUMBERS // (groups * math.prod(kernel) * height * width))
    for sample, result in zip(pixels, out, strict=True):
        for start in range(0, c_out, at_once):
            part = matrix[:, :, start : start + at_once]
            rows = part.reshape(groups, c_in // groups, -1).swapaxes(1, 2)
            stamps = (rows @ sample).reshape(groups, part.shape[2], *kernel, height, width)
            channels = result[:, start : start + at_once]
            for tap, read, written in taps:
                channels[(..., *written)] += stamps[(slice(None), slice(None), *tap, *read)]
    return out.reshape(n, groups * c_out, *size)


def _clipped_taps(kernel, input_size, size, padding, stride, dilation):
    """Yield each tap, the pixels of the input whose stamp of it is kept, and where it falls."""
    for tap in product(*map(range, kernel)):
        read, written = [], []
        for t, count, n, p, s, d in zip(
            tap, input_size, size, padding, stride, dilation, strict=True
        ):
            first = max(0, -((t * d - p) // s))  # the least r with s r + t d - p >= 0
            last = min(count, (n - 1 + p - t * d) // s + 1)
            last = max(first, last)
            read.append(slice(first, last))
            start = s * first + t * d - p
            written.append(slice(start, start + s * (last - first), s))
        yield tap, tuple(read), tuple(written)


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
