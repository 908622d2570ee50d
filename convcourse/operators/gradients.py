"""The gradients of `conv2d`: what its input and its weights have to do with an error.

Training changes each number in the direction in which the error falls. The chain rule says by how
much: the gradient with respect to the output is known, and these two functions carry it back, one
to the input and so to the layer before, one to the weights. They are named and ordered as in
``torch.nn.grad``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._docs import documented_like
from convcourse._validate import cast, integer, per_axis, unwarned
from convcourse.operators.layers import (
    check_channels,
    layer_input,
    layer_weight,
    positions_of,
    stamped,
    zero_widths,
)
from convcourse.operators.shapes import tap_slices

__all__ = ["conv2d_input", "conv2d_weight"]


def conv2d_input(
    input_size: Sequence[int],
    weight: ArrayLike,
    grad_output: ArrayLike,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | Literal["valid", "same"] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> NDArray[np.floating]:
    """Return the gradient of `conv2d` with respect to its input.

    An input pixel takes part in every window that it lies in, each time with another weight. Its
    gradient is the sum of those outputs' gradients, each times that weight. So every output stamps
    the kernel, times its gradient, onto the pixels that it was made of. With stride 1 that is a
    *full* convolution, which flips the kernel; it is what `conv_transpose2d` computes.

    Parameters
    ----------
    input_size : (N, C_in, H, W) or (C_in, H, W), integers
        Shape of the input, which the output's alone does not tell: a strided convolution makes
        the same size of several. The values of the input play no part.
    weight : array_like of real numbers, shape (C_out, C_in / groups, kH, kW)
        The kernels, as for `conv2d`.
    grad_output : array_like of real numbers, shape (N, C_out, H_out, W_out) or without N
        The gradient with respect to the output, of the shape that `conv2d` gives.
    stride, dilation : int or (rows, columns), >= 1
        As for `conv2d`.
    padding : int or (rows, columns), >= 0, or {"valid", "same"}
        As for `conv2d`. What fell on the zeros of the padding is dropped.
    groups : int, >= 1
        As for `conv2d`.

    Returns
    -------
    ndarray, shape `input_size`
        A new array, float32 for a `grad_output` of single or half precision, otherwise float64.
        It is 0 where no window reads the input; see `unread_pixels`.

    Raises
    ------
    TypeError
        If an array is not numeric or is complex, or a size is not an integer.
    ValueError
        If the shapes do not fit together, or an argument is out of range.

    Notes
    -----
    With :math:`g = \\partial L / \\partial y` and :math:`x` padded by zeros, without groups,

    .. math::

        \\frac{\\partial L}{\\partial x_{n,m,\\,s r + d i,\\,s c + d j}}
        \\mathrel{+}= w_{o,m,i,j}\\; g_{n,o,r,c}

    ``torch.nn.grad.conv2d_input`` computes the same; it takes padding as numbers only. NaN and inf
    in `grad_output` stay within their stamps.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press, 2016, section 9.5,
       equation 9.13.

    Examples
    --------
    The middle one of three pixels lies in both windows, once under each weight:

    >>> conv2d_input((1, 1, 3), [[[[2, 5]]]], [[[1, 1]]])
    array([[[2., 7., 5.]]])
    """
    grad_output, unbatched = layer_input(grad_output, "H_out, W_out", "grad_output", "C_out")
    weight = layer_weight(weight, grad_output.dtype, "C_out, C_in/groups, kH, kW")
    size = _shape(input_size, "input_size", ["C_in, H, W", "N, C_in, H, W"])
    _require_as_many_axes("input_size", len(size), 4 - unbatched)
    size = (1, *size) if unbatched else size
    stride, widths, dilation, groups = _layer(
        size, weight.shape, grad_output.shape, stride, padding, dilation, groups
    )
    before = [width for width, _ in widths]
    with unwarned():
        gradient = stamped(size[2:], grad_output, weight, before, stride, dilation, groups)
    return gradient[0] if unbatched else gradient


@documented_like(conv2d_input)
def conv2d_weight(
    input: ArrayLike,
    weight_size: Sequence[int],
    grad_output: ArrayLike,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | Literal["valid", "same"] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> NDArray[np.floating]:
    """Return the gradient of `conv2d` with respect to its weights.

    A weight is shared: it takes part in every output of its channel, each time with another pixel.
    Its gradient is the sum of those outputs' gradients, each times that pixel, over all images of
    the batch. With stride 1 and one channel that is a correlation of the input with the gradient,
    which takes the place of the kernel. The gradient of the bias is the plain sum of `grad_output`
    over all axes but the channels.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C_in, H, W) or (C_in, H, W)
        What `conv2d` was given; it is not modified.
    weight_size : (C_out, C_in / groups, kH, kW), integers >= 1
        Shape of the weights. Their values play no part.
    padding : int or (rows, columns), >= 0, or {"valid", "same"}
        As for `conv2d`. A weight over the zeros of the padding gains nothing there.

    Returns
    -------
    ndarray, shape `weight_size`
        A new array, float32 for an input of single or half precision, otherwise float64.
        `grad_output` is brought to the precision of the input.

    Notes
    -----
    With :math:`g = \\partial L / \\partial y` and :math:`x` padded by zeros, without groups,

    .. math::

        \\frac{\\partial L}{\\partial w_{o,m,i,j}}
        = \\sum_{n,r,c} g_{n,o,r,c}\\; x_{n,m,\\,s r + d i,\\,s c + d j}

    ``torch.nn.grad.conv2d_weight`` computes the same; it takes padding as numbers only.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press, 2016, section 9.5,
       equation 9.11.

    Examples
    --------
    Two windows of three pixels: the first weight met 1 and 2, the second 2 and 4.

    >>> conv2d_weight([[[1, 2, 4]]], (1, 1, 1, 2), [[[1, 10]]])
    array([[[[21., 42.]]]])
    """
    input, single = layer_input(input, "H, W")
    grad_output, unbatched = layer_input(grad_output, "H_out, W_out", "grad_output", "C_out")
    _require_as_many_axes("input", 4 - single, 4 - unbatched)
    grad_output = cast(grad_output, input.dtype)
    size = _shape(weight_size, "weight_size", ["C_out, C_in/groups, kH, kW"])
    stride, widths, dilation, groups = _layer(
        input.shape, size, grad_output.shape, stride, padding, dilation, groups
    )
    padded = np.pad(input, ((0, 0), (0, 0), *widths))
    n, c_out, *positions = grad_output.shape
    count = math.prod(positions)
    error = grad_output.reshape(n, groups, c_out // groups, count)  # (N, G, C_out/G, P)
    gradient = np.empty(size, input.dtype)
    with unwarned():
        for tap, window in tap_slices(size[2:], positions, stride, dilation):
            met = padded[(..., *window)].reshape(n, groups, size[1], count)  # (N, G, C_in/G, P)
            gradient[:, :, *tap] = (error @ met.swapaxes(2, 3)).sum(axis=0).reshape(size[:2])
    return gradient


def _require_as_many_axes(name, axes, axes_of_output):
    if axes != axes_of_output:
        raise ValueError(
            f"{name} has {axes} axes and grad_output {axes_of_output}, expected as many; add or "
            f"drop the batch in one of them"
        )


def _shape(size, name, layouts):
    """Return a shape as a tuple of integers, which may have an empty batch."""
    sizes = tuple(size) if np.iterable(size) and not isinstance(size, str) else ()
    if len(sizes) not in [layout.count(",") + 1 for layout in layouts]:
        expected = " or ".join(f"({layout})" for layout in layouts)
        raise ValueError(
            f"{name}={size!r} is no such shape, expected {expected}; give the shape of the array, "
            f"for example {name.removesuffix('_size')}.shape"
        )
    batched = len(layouts) == 2 and len(sizes) == 4
    return tuple(
        integer(length, f"axis {axis} of {name}", 0 if batched and axis == 0 else 1)
        for axis, length in enumerate(sizes)
    )


def _layer(input_size, weight_size, grad_size, stride, padding, dilation, groups):
    """Check that a layer has these shapes; return its settings in the form that the sums use."""
    groups = integer(groups, "groups", 1)
    check_channels(input_size[1], weight_size, groups)
    stride = per_axis(stride, "stride", 2, 1)
    dilation = per_axis(dilation, "dilation", 2, 1)
    widths = zero_widths(padding, weight_size[2:], stride, dilation)
    positions = positions_of(input_size[2:], weight_size[2:], stride, widths, dilation)
    expected = (input_size[0], weight_size[0], *positions)
    if grad_size != expected:
        raise ValueError(
            f"grad_output has shape {grad_size}, expected {expected} with its batch, which is what "
            f"conv2d makes of an input {tuple(input_size)} with a weight {tuple(weight_size)}; "
            f"check stride, padding and dilation"
        )
    return stride, widths, dilation, groups
