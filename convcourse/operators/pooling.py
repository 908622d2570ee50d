"""Pooling: the largest value or the mean of each window, as ``torch.nn.functional`` has it.

Precision follows the input as in `ops`: float16 and float32 give float32, everything else
float64. There is no kernel with weights, so there is nothing to flip.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._docs import documented_like
from convcourse._validate import (
    float_array,
    integer,
    per_axis,
    require_axes,
    require_non_empty,
    unwarned,
)
from convcourse.operators.shapes import output_size, tap_slices

__all__ = ["avg_pool2d", "max_pool2d"]


def max_pool2d(
    input: ArrayLike,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> NDArray[np.floating]:
    """Take the largest value of each window, as ``torch.nn.functional.max_pool2d`` does.

    It is no convolution, since a maximum is not a weighted sum.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C, H, W) or (C, H, W)
        A batch of images, or one; it is not modified. Each channel is pooled by itself.
    kernel_size : int or (rows, columns), >= 1
        Size of the window, in taps.
    stride : int or (rows, columns), >= 1, optional
        Step between neighbouring windows, in pixels; `kernel_size` if not given.
    padding : int or (rows, columns), >= 0
        Minus infinity added on each side, at most half of `kernel_size`.
    dilation : int or (rows, columns), >= 1
        Distance between neighbouring taps, in pixels.
    ceil_mode : bool
        Round the output size up rather than down: a last window may reach beyond the padding, if
        it starts before the right padding does.

    Returns
    -------
    ndarray, shape (N, C, H_out, W_out) or (C, H_out, W_out)
        A new array, float32 for an input of single or half precision, otherwise float64.

    Raises
    ------
    TypeError
        If the input is not numeric or is complex, or a size is not an integer.
    ValueError
        If the input is empty or has the wrong number of axes, a size is out of range, the padding
        exceeds half of `kernel_size`, or the window does not fit into the padded input.

    Notes
    -----
    .. math:: y_{n,m,r,c} = \\max_{i,j}\\; x_{n,\\,m,\\,s r + d i - p,\\,s c + d j - p}

    A NaN wins over every number. ``scipy.ndimage.maximum_filter`` takes the maximum at every
    pixel (stride 1). torch can return the positions of the maxima as well (``return_indices``).

    Examples
    --------
    >>> max_pool2d([[[1, 2, 3, 4], [5, 6, 7, 8]]], 2)
    array([[[6., 8.]]])
    """
    input, unbatched = _pooling_input(input)
    kernel_size, stride, padding = _window(kernel_size, stride, padding)
    dilation = per_axis(dilation, "dilation", 2, 1)
    padded, positions = _pad_for(
        input, kernel_size, stride, padding, dilation, ceil_mode, fill=-np.inf
    )
    out = np.full((*input.shape[:2], *positions), -np.inf, input.dtype)
    for _, window in tap_slices(kernel_size, positions, stride, dilation):
        np.maximum(out, padded[(..., *window)], out=out)  # a NaN stays
    return out[0] if unbatched else out


@documented_like(max_pool2d)
def avg_pool2d(
    input: ArrayLike,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray[np.floating]:
    """Take the mean of each window, as ``torch.nn.functional.avg_pool2d`` does.

    With stride 1 and no padding it is a convolution with a box, the same flipped or not.

    Parameters
    ----------
    kernel_size : int or (rows, columns), >= 1
        Size of the window, in pixels.
    padding : int or (rows, columns), >= 0
        Zeros added on each side, at most half of `kernel_size`.
    count_include_pad : bool
        Whether the zeros of the padding count as pixels of the mean. What a window of `ceil_mode`
        covers beyond the padding never does.
    divisor_override : int, optional
        Divide by this number instead of by the count of pixels; not 0.

    Raises
    ------
    TypeError
        If the input is not numeric or is complex, or a size is not an integer.
    ValueError
        If the input is empty or has the wrong number of axes, a size is out of range, the padding
        exceeds half of `kernel_size`, the window does not fit into the padded input, or the
        divisor is 0.

    Notes
    -----
    .. math:: y_{n,m,r,c} = \\frac{1}{|W|} \\sum_{i,j} x_{n,\\,m,\\,s r + i - p,\\,s c + j - p}

    ``scipy.ndimage.uniform_filter`` takes the mean at every pixel (stride 1).

    Examples
    --------
    >>> avg_pool2d([[[1, 2, 3, 4], [5, 6, 7, 8]]], 2)
    array([[[3.5, 5.5]]])
    """
    input, unbatched = _pooling_input(input)
    kernel_size, stride, padding = _window(kernel_size, stride, padding)
    padded, positions = _pad_for(input, kernel_size, stride, padding, (1, 1), ceil_mode, fill=0)
    out = np.zeros((*input.shape[:2], *positions), input.dtype)
    with unwarned():
        for _, window in tap_slices(kernel_size, positions, stride, (1, 1)):
            out += padded[(..., *window)]
    if divisor_override is None:
        rows, columns = (
            _pixels_in_windows(*axis, count_include_pad)
            for axis in zip(input.shape[2:], positions, kernel_size, stride, padding, strict=True)
        )
        out /= np.outer(rows, columns).astype(out.dtype)
    else:
        out /= _divisor(divisor_override)
    return out[0] if unbatched else out


def _pooling_input(input):
    input = float_array(input, "input")
    require_axes(input, "input", ["C, H, W", "N, C, H, W"])
    unbatched = input.ndim == 3
    require_non_empty(input, "input", empty_batch=not unbatched)
    return (input[np.newaxis] if unbatched else input), unbatched


def _window(kernel_size, stride, padding):
    kernel_size = per_axis(kernel_size, "kernel_size", 2, 1)
    stride = kernel_size if stride is None else per_axis(stride, "stride", 2, 1)
    return kernel_size, stride, per_axis(padding, "padding", 2, 0)


def _pad_for(input, kernel_size, stride, padding, dilation, ceil_mode, fill):
    """Pad so that every window lies inside; return the number of windows per axis as well."""
    positions, widths = [], []
    for n, k, s, p, d in zip(input.shape[2:], kernel_size, stride, padding, dilation, strict=True):
        span = d * (k - 1) + 1
        count = _pooled_size(n, k, s, p, d, ceil_mode)
        positions.append(count)
        widths.append((p, max(p, (count - 1) * s + span - n - p)))
    padded = np.pad(input, ((0, 0), (0, 0), *widths), constant_values=fill)
    return padded, tuple(positions)


def _pooled_size(size, kernel_size, stride, padding, dilation, ceil_mode):
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding={padding} is more than half of kernel_size={kernel_size}, expected at most "
            f"half, so that no window lies in the padding; use padding={kernel_size // 2} or less"
        )
    span = dilation * (kernel_size - 1) + 1
    count = -(-(size + 2 * padding - span) // stride) + 1
    if not ceil_mode or count < 1:  # which raises an error if the window does not fit
        return output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    starts_beyond_input = (count - 1) * stride >= size + padding
    return count - starts_beyond_input


def _pixels_in_windows(size, positions, kernel_size, stride, padding, count_include_pad):
    start = np.arange(positions) * stride - padding
    end = np.minimum(start + kernel_size, size + padding)
    if count_include_pad:
        return end - start
    return np.minimum(end, size) - np.maximum(start, 0)


def _divisor(divisor_override):
    if integer(divisor_override, "divisor_override") == 0:
        raise ValueError(
            "divisor_override=0 was given, expected any other integer; "
            "leave it None to divide by the number of pixels"
        )
    return divisor_override
