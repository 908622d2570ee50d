"""The operators: filters for images and convolutional layers, in plain NumPy.

Two families, which follow two traditions. For images, `correlate2d` and `convolve2d` keep the size
and take ``scipy.ndimage``'s borders; for layers, `conv1d`, `conv2d`, `conv3d` and
`conv_transpose2d` follow ``torch.nn.functional`` to the last argument. All of them correlate, that
is, they do not flip the kernel; only `convolve2d` does.

Precision follows the input: float32 stays float32, float16 is computed and returned as float32,
float64 stays float64, and integers, bool and long double become float64. Kernels, weights and
biases are brought to the precision of the input. Complex numbers are refused.

NaN and inf propagate as the sum says: every output whose window holds a NaN is NaN, also where the
weight is zero, since zero times NaN is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from convcourse._docs import documented_like
from convcourse._validate import (
    cast,
    choice,
    float_array,
    image_array,
    integer,
    kernel_array,
    per_axis,
    require_axes,
    require_non_empty,
    unwarned,
)
from convcourse.operators.kernels import is_separable, separate
from convcourse.operators.padding import Border, pad2d
from convcourse.operators.shapes import output_size, tap_slices, transposed_output_size

__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose2d", "convolve2d", "correlate2d"]

# Rows that one banded matrix product yields. More rows mean fewer products with more zeros.
BAND_ROWS = 16

# From this size on, two one-dimensional passes are faster than one over the whole kernel.
SEPARABLE_FROM = 7

# How many numbers the matrix of windows may hold at a time: 4 MiB of float32 stay in the cache.
WINDOW_NUMBERS = 2**20


def correlate2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Literal["same", "valid", "full"] = "same",
    border: Border = "mirror",
    cval: float = 0.0,
    channel_axis: int | None = None,
) -> NDArray[np.floating]:
    """Slide a kernel over an image and take the weighted sum of each window, without flipping.

    This is cross-correlation, what most image libraries call a filter. The kernel lies on the
    image as you read it. `convolve2d` flips the kernel first.

    Parameters
    ----------
    image : array_like of real numbers, shape (rows, columns), or with a channel axis
        The image, in any units; it is not modified. Nothing is clipped or rounded.
    kernel : array_like of real numbers, shape (kernel rows, kernel columns)
        The weights. The anchor, the tap over the output's own pixel, is ``size // 2`` on each axis.
    padding : {"same", "valid", "full"}
        Size of the result. With n pixels and k taps per axis: ``"same"`` n; ``"valid"``
        n - k + 1, the windows that lie wholly inside; ``"full"`` n + k - 1, all that touch.
    border : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What lies beyond the edge, in ``scipy.ndimage``'s words; see `border_indices`. Not used
        with ``padding="valid"``.
    cval : float
        The value beyond the edge with ``border="constant"``.
    channel_axis : int or None
        The axis that holds the channels, which are filtered one by one; None for a grey image.

    Returns
    -------
    ndarray
        A new array, float32 for an image of single or half precision, otherwise float64, with the
        channels where they were.

    Raises
    ------
    TypeError
        If image, kernel or `cval` is not numeric, or is complex.
    ValueError
        If image or kernel is empty or has the wrong number of axes, `padding` or `border` is
        unknown, or the kernel is larger than the image with ``padding="valid"``.

    Notes
    -----
    With anchor :math:`a = \\lfloor k / 2 \\rfloor`,

    .. math:: y_{r,c} = \\sum_{i,j} w_{i,j}\\; x_{r + i - a_r,\\; c + j - a_c}

    ``scipy.ndimage.correlate(image, kernel, mode="mirror")`` and ``cv2.filter2D`` with its default
    border compute the same, though SciPy skips weights of zero even over a NaN, and OpenCV takes a
    Fourier transform for large kernels. In ``scipy.signal.correlate2d`` the word `mode` means our
    `padding`, the border is constant unless ``boundary`` says otherwise, and for even kernels
    ``"same"`` has its anchor at ``(k - 1) // 2``. ``torch.nn.functional.conv2d`` does not flip
    either.

    The sums are computed as products with banded matrices, and for large separable kernels in two
    passes, which is many times faster than tap by tap and equal but for rounding.

    References
    ----------
    .. [1] R. C. Gonzalez, R. E. Woods, "Digital Image Processing", 4th ed., Pearson, 2018,
       section 3.4.

    Examples
    --------
    An impulse tells correlation from convolution: the kernel comes out turned by 180°.

    >>> impulse = np.zeros((3, 3))
    >>> impulse[1, 1] = 1
    >>> correlate2d(impulse, [[1, 2, 3], [4, 5, 6], [7, 8, 9]], border="constant")
    array([[9., 8., 7.],
           [6., 5., 4.],
           [3., 2., 1.]])
    """
    kernel = kernel_array(kernel)
    anchor = [size // 2 for size in kernel.shape]
    return _filter_image(image, kernel, anchor, padding, border, cval, channel_axis)


@documented_like(correlate2d)
def convolve2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Literal["same", "valid", "full"] = "same",
    border: Border = "mirror",
    cval: float = 0.0,
    channel_axis: int | None = None,
) -> NDArray[np.floating]:
    """Convolve an image with a kernel: turn the kernel by 180°, then correlate.

    This is the convolution of mathematics. It equals `correlate2d` when the kernel is its own
    180° turn, as a Gaussian or a Laplacian is.

    Parameters
    ----------
    kernel : array_like of real numbers, shape (kernel rows, kernel columns)
        The weights, before flipping. The tap over the output's own pixel is ``size // 2``.

    Notes
    -----
    With anchor :math:`a = \\lfloor k / 2 \\rfloor`,

    .. math:: y_{r,c} = \\sum_{i,j} w_{i,j}\\; x_{r - i + a_r,\\; c - j + a_c}

    ``scipy.ndimage.convolve`` and, with a constant border and ``"valid"`` or ``"full"``,
    ``scipy.signal.convolve2d`` compute the same. OpenCV and PyTorch have no true convolution: flip
    the kernel yourself.

    References
    ----------
    .. [1] R. C. Gonzalez, R. E. Woods, "Digital Image Processing", 4th ed., Pearson, 2018,
       section 3.4.

    Examples
    --------
    An impulse gives the kernel back as it is.

    >>> impulse = np.zeros((3, 3))
    >>> impulse[1, 1] = 1
    >>> convolve2d(impulse, [[1, 2, 3], [4, 5, 6], [7, 8, 9]], border="constant")
    array([[1., 2., 3.],
           [4., 5., 6.],
           [7., 8., 9.]])
    """
    flipped = kernel_array(kernel)[::-1, ::-1]
    anchor = [(size - 1) // 2 for size in flipped.shape]  # where flipping takes size // 2
    return _filter_image(image, flipped, anchor, padding, border, cval, channel_axis)


def _filter_image(image, kernel, anchor, padding, border, cval, channel_axis):
    image, channel_axis = image_array(image, channel_axis)
    image = float_array(image, "image")
    width = {
        "same": [(a, k - 1 - a) for a, k in zip(anchor, kernel.shape, strict=True)],
        "valid": 0,
        "full": [(k - 1, k - 1) for k in kernel.shape],
    }[choice(padding, "padding", ("same", "valid", "full"))]
    planes = [image] if channel_axis is None else np.moveaxis(image, channel_axis, 0)
    planes = [pad2d(plane, width, border=border, cval=cval) for plane in planes]
    out = _correlate_planes(planes, kernel)
    return out[0] if channel_axis is None else np.stack(out, axis=channel_axis)


def _correlate_planes(planes, kernel):
    """Return the valid correlation of each plane with the kernel, in the planes' precision."""
    shape, dtype = planes[0].shape, planes[0].dtype
    if any(k > n for k, n in zip(kernel.shape, shape, strict=True)):
        raise ValueError(
            f"kernel of shape {kernel.shape} is larger than the image of shape {shape}, expected "
            f"it to fit inside with padding='valid'; use padding='same' or a smaller kernel"
        )
    passes = [kernel]
    if min(kernel.shape) >= SEPARABLE_FROM and is_separable(kernel):
        column, row = separate(kernel)
        passes = [row[np.newaxis, :], column[:, np.newaxis]]
    passes = [cast(factor, dtype) for factor in passes]
    kernel = cast(kernel, dtype)
    with unwarned():
        return [_correlate_plane(plane, kernel, passes) for plane in planes]


def _correlate_plane(plane, kernel, passes):
    if np.isfinite(plane).all():
        out = plane
        for factor in passes:
            out = _banded_products(out, factor)
        if np.isfinite(out).all():  # else a weight is not finite, or a sum overflowed on the way
            return out
    return _shifted_sums(plane, kernel)


def _shifted_sums(padded, kernel):
    """Correlate tap by tap: add up shifted copies of the image. Right for NaN and inf, too."""
    height, width = (n - k + 1 for n, k in zip(padded.shape, kernel.shape, strict=True))
    out = np.zeros((height, width), padded.dtype)
    for tap, window in tap_slices(kernel.shape, out.shape, (1, 1), (1, 1)):
        out += kernel[tap] * padded[window]
    return out


def _banded_products(padded, kernel):
    """Correlate by products with banded matrices: fast, for finite numbers only.

    A column of the kernel, slid down a block of rows, is a matrix with that column along its
    diagonal; times the block it gives several rows of the result at once::

        a b c . .
        . a b c .     @  block of 5 rows  ->  3 rows
        . . a b c

    The zeros beside the band would turn a NaN or inf outside a window into NaN inside the result.
    """
    rows, columns = kernel.shape
    if columns > rows:  # fewer and longer bands the other way round
        return _banded_products(padded.T, kernel.T).T
    height, width = padded.shape[0] - rows + 1, padded.shape[1] - columns + 1
    block = min(BAND_ROWS, height)
    bands = np.zeros((columns, block, block + rows - 1), padded.dtype)
    for i in range(block):
        bands[:, i, i : i + rows] = kernel.T
    out = np.empty((height, width), padded.dtype)
    product = np.empty((block, width), padded.dtype)
    for top in range(0, height, block):
        result = out[top : top + block]
        n = len(result)  # the last block may be shorter
        source = padded[top : top + n + rows - 1]
        np.matmul(bands[0, :n, : n + rows - 1], source[:, :width], out=result)
        for j in range(1, columns):
            band = bands[j, :n, : n + rows - 1]
            result += np.matmul(band, source[:, j : j + width], out=product[:n])
    return out


def conv1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | Literal["valid", "same"] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> NDArray[np.floating]:
    """Apply a convolutional layer to signals, as ``torch.nn.functional.conv1d`` does.

    It is a cross-correlation: the kernels are not flipped. See `conv2d` for the details, which
    hold with one spatial axis in place of two.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C_in, L) or (C_in, L)
        A batch of signals, or one.
    weight : array_like of real numbers, shape (C_out, C_in / groups, kL)
        One kernel per output channel.
    bias : array_like of real numbers, shape (C_out,), optional
        Added to each output channel.
    stride, dilation : int or (int,), >= 1
        Step between windows, and distance between taps.
    padding : int or (int,), >= 0, or {"valid", "same"}
        Zeros on each side; ``"same"`` keeps the length.
    groups : int, >= 1
        Into how many separate groups the channels are split.

    Returns
    -------
    ndarray, shape (N, C_out, L_out) or (C_out, L_out)
        A new array.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    Examples
    --------
    >>> conv1d([[1, 2, 4, 8]], [[[-1, 1]]])
    array([[1., 2., 4.]])
    """
    return _conv(input, weight, bias, stride, padding, dilation, groups, axes="L")


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | Literal["valid", "same"] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> NDArray[np.floating]:
    """Apply a convolutional layer to images, as ``torch.nn.functional.conv2d`` does.

    It is a cross-correlation: the kernels are not flipped. Each output channel is a sum over the
    input channels of its group, plus its bias.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C_in, H, W) or (C_in, H, W)
        A batch of images, or one; it is not modified. The batch may be empty.
    weight : array_like of real numbers, shape (C_out, C_in / groups, kH, kW)
        One kernel per output channel.
    bias : array_like of real numbers, shape (C_out,), optional
        Added to each output channel.
    stride : int or (rows, columns), >= 1
        Step between neighbouring windows, in pixels.
    padding : int or (rows, columns), >= 0, or {"valid", "same"}
        Zeros added on each side. ``"valid"`` is 0. ``"same"`` keeps the size; where the kernel is
        even, the extra zero goes to the bottom and to the right.
    dilation : int or (rows, columns), >= 1
        Distance between neighbouring taps, in pixels.
    groups : int, >= 1
        Into how many groups the channels are split; each output channel sees the input channels
        of its own group only. With ``groups=C_in`` the convolution is depthwise.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
        A new array, float32 for an input of single or half precision, otherwise float64. The sizes
        are those of `output_size`.

    Raises
    ------
    TypeError
        If an array is not numeric or is complex, or a size is not an integer.
    ValueError
        If the shapes do not fit together, an argument is out of range, the kernel does not fit
        into the padded input, or ``padding="same"`` meets a stride other than 1.

    Notes
    -----
    With the input :math:`x` padded by zeros, without groups,

    .. math:: y_{n,o,r,c} = b_o + \\sum_{m,i,j} w_{o,m,i,j}\\; x_{n,\\,m,\\,s r + d i,\\,s c + d j}

    The windows are laid out as the columns of a matrix (*im2col*), so that the sum becomes one
    matrix product. ``scipy.signal.correlate(image, kernel, mode="valid")`` is one output channel
    of it, with stride 1 and no padding, where image and kernel have all ``C_in`` channels. torch
    asks for input and weight of one dtype, and computes half precision in half precision.

    References
    ----------
    .. [1] K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for
       document processing", IWFHR 2006, section 3 (unfolding into a matrix product).

    Examples
    --------
    Two channels, one 1×1 kernel that adds the first to ten times the second:

    >>> conv2d([[[1, 2]], [[3, 4]]], [[[[1]], [[10]]]])
    array([[[31., 42.]]])
    >>> conv2d(np.zeros((1, 3, 96, 96)), np.zeros((8, 3, 3, 3)), stride=2, padding=1).shape
    (1, 8, 48, 48)
    """
    return _conv(input, weight, bias, stride, padding, dilation, groups, axes="H, W")


def conv3d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | Literal["valid", "same"] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> NDArray[np.floating]:
    """Apply a convolutional layer to volumes, as ``torch.nn.functional.conv3d`` does.

    It is a cross-correlation: the kernels are not flipped. Unlike `conv2d`, whose kernels reach
    through all channels but slide along two axes, the kernels slide along three. See `conv2d` for
    the details.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C_in, D, H, W) or (C_in, D, H, W)
        A batch of volumes, or one.
    weight : array_like of real numbers, shape (C_out, C_in / groups, kD, kH, kW)
        One kernel per output channel.
    bias : array_like of real numbers, shape (C_out,), optional
        Added to each output channel.
    stride, dilation : int or (depth, rows, columns), >= 1
        Step between windows, and distance between taps.
    padding : int or (depth, rows, columns), >= 0, or {"valid", "same"}
        Zeros on each side; ``"same"`` keeps the size.
    groups : int, >= 1
        Into how many separate groups the channels are split.

    Returns
    -------
    ndarray, shape (N, C_out, D_out, H_out, W_out) or (C_out, D_out, H_out, W_out)
        A new array.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    Examples
    --------
    >>> conv3d(np.ones((1, 5, 5, 5)), np.ones((1, 1, 3, 3, 3))).shape
    (1, 3, 3, 3)
    """
    return _conv(input, weight, bias, stride, padding, dilation, groups, axes="D, H, W")


def _conv(input, weight, bias, stride, padding, dilation, groups, axes):
    spatial = axes.count(",") + 1
    input, unbatched = _layer_input(input, axes)
    weight = _layer_weight(weight, input.dtype, f"C_out, C_in/groups, {_kernel_axes(axes)}")
    groups = integer(groups, "groups", 1)
    _check_channels(input.shape[1], weight.shape, groups)
    stride = per_axis(stride, "stride", spatial, 1)
    dilation = per_axis(dilation, "dilation", spatial, 1)
    widths = _zero_widths(padding, weight.shape[2:], stride, dilation)
    positions = _positions(input.shape[2:], weight.shape[2:], stride, widths, dilation)
    padded = np.pad(input, ((0, 0), (0, 0), *widths))
    with unwarned():
        out = _window_products(padded, weight, stride, dilation, groups, positions)
        out = _add_bias(out, bias)
    return out[0] if unbatched else out


def _window_products(padded, weight, stride, dilation, groups, positions):
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


def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> NDArray[np.floating]:
    """Apply a transposed convolution, as ``torch.nn.functional.conv_transpose2d`` does.

    Each input pixel stamps the kernel, unflipped and times its value, onto the output; stamps that
    overlap add up. It is the transpose (and so the gradient) of `conv2d`, which does not flip; as
    a sliding window over the input it is a `conv2d` with the *flipped* kernel. It does not undo a
    convolution.

    Parameters
    ----------
    input : array_like of real numbers, shape (N, C_in, H, W) or (C_in, H, W)
        A batch of images, or one; it is not modified. The batch may be empty.
    weight : array_like of real numbers, shape (C_in, C_out / groups, kH, kW)
        The kernels. Note that the input channels come first, unlike in `conv2d`.
    bias : array_like of real numbers, shape (C_out,), optional
        Added to each output channel.
    stride : int or (rows, columns), >= 1
        Distance in the output between the stamps of neighbouring inputs, in pixels.
    padding : int or (rows, columns), >= 0
        Pixels *cut off* on each side: the padding of the convolution that this one transposes.
    output_padding : int or (rows, columns), >= 0
        Rows and columns of the output added at the bottom and the right, to choose among the sizes
        that the strided convolution maps to one; below `stride` or below `dilation`.
    groups : int, >= 1
        Into how many separate groups the channels are split.
    dilation : int or (rows, columns), >= 1
        Distance between neighbouring taps, in pixels.

    Returns
    -------
    ndarray, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
        A new array, float32 for an input of single or half precision, otherwise float64. The sizes
        are those of `transposed_output_size`.

    Raises
    ------
    TypeError
        If an array is not numeric or is complex, or a size is not an integer.
    ValueError
        If the shapes do not fit together, an argument is out of range, or `padding` cuts off all
        of the output.

    Notes
    -----
    Without groups, before `padding` is cut off,

    .. math:: y_{n,o,\\,s r + d i,\\,s c + d j} \\mathrel{+}= w_{m,o,i,j}\\; x_{n,m,r,c}

    The products are one matrix product, the sums one addition per tap. With stride 1 and one
    channel it is ``scipy.signal.convolve2d(input, weight, mode="full")``: a true convolution.

    References
    ----------
    .. [1] V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
       arXiv:1603.07285, section 4.

    Examples
    --------
    >>> conv_transpose2d([[[1, 10]]], [[[[1, 2, 3]]]], stride=(1, 2))
    array([[[ 1.,  2., 13., 20., 30.]]])
    """
    input, unbatched = _layer_input(input, "H, W")
    weight = _layer_weight(weight, input.dtype, "C_in, C_out/groups, kH, kW")
    groups = integer(groups, "groups", 1)
    _check_transposed_channels(input.shape[1], weight.shape, groups)
    kernel_size = weight.shape[2:]
    stride = per_axis(stride, "stride", 2, 1)
    padding = per_axis(padding, "padding", 2, 0)
    extra = per_axis(output_padding, "output_padding", 2, 0)
    dilation = per_axis(dilation, "dilation", 2, 1)
    sizes = [
        transposed_output_size(n, k, stride=s, padding=p, output_padding=e, dilation=d)
        for n, k, s, p, e, d in zip(
            input.shape[2:], kernel_size, stride, padding, extra, dilation, strict=True
        )
    ]
    with unwarned():
        stamps = _stamps(input, weight, groups)  # (N, C_out, kH, kW, H, W)
        whole = [size + 2 * p for size, p in zip(sizes, padding, strict=True)]
        out = np.zeros((*stamps.shape[:2], *whole), input.dtype)
        for tap, window in tap_slices(kernel_size, input.shape[2:], stride, dilation):
            out[(..., *window)] += stamps[:, :, *tap]
        kept = [slice(p, p + size) for size, p in zip(sizes, padding, strict=True)]
        out = _add_bias(out[(..., *kept)].copy(), bias)  # (N, C_out, H_out, W_out)
    return out[0] if unbatched else out


def _stamps(input, weight, groups):
    """Return what each input pixel puts under each tap: one matrix product."""
    n, _, height, width = input.shape
    kernel_size = weight.shape[2:]
    pixels = input.reshape(n, groups, len(weight) // groups, height * width)  # (N, G, C_in/G, H·W)
    matrix = weight.reshape(groups, len(weight) // groups, -1)  # (G, C_in/G, C_out/G·kH·kW)
    products = matrix.swapaxes(1, 2) @ pixels  # (N, G, C_out/G·kH·kW, H·W)
    return products.reshape(n, groups * weight.shape[1], *kernel_size, height, width)


def _layer_input(input, axes):
    """Return the input as a float array with a batch axis, and whether that had to be added."""
    input = float_array(input, "input")
    require_axes(input, "input", [f"C_in, {axes}", f"N, C_in, {axes}"])
    unbatched = input.ndim == axes.count(",") + 2
    require_non_empty(input, "input", empty_batch=not unbatched)
    return (input[np.newaxis] if unbatched else input), unbatched


def _layer_weight(weight, dtype, layout):
    weight = float_array(weight, "weight")
    require_axes(weight, "weight", [layout])
    require_non_empty(weight, "weight")
    return cast(weight, dtype)


def _kernel_axes(axes):
    return ", ".join(f"k{axis}" for axis in axes.split(", "))


def _check_divisible(channels, what, groups):
    if channels % groups:
        raise ValueError(
            f"{what} has {channels} channels, which groups={groups} does not divide; "
            f"expected a multiple of {groups}: change groups or the number of channels"
        )


def _check_channels(input_channels, weight_shape, groups):
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


def _check_transposed_channels(input_channels, weight_shape, groups):
    if weight_shape[0] != input_channels:
        raise ValueError(
            f"weight has {weight_shape[0]} input channels but input has {input_channels}; "
            f"they must be equal (weight has shape {weight_shape}; in a transposed convolution "
            f"its input channels are axis 0)"
        )
    _check_divisible(input_channels, "input", groups)


def _zero_widths(padding, kernel_size, stride, dilation):
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


def _positions(input_size, kernel_size, stride, widths, dilation):
    """Return the output's spatial shape."""
    return tuple(
        # Only "same" pads unequally, and it keeps the size.
        output_size(n, k, stride=s, padding=before, dilation=d) if before == after else n
        for n, k, s, (before, after), d in zip(
            input_size, kernel_size, stride, widths, dilation, strict=True
        )
    )


def _add_bias(out, bias):
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
