"""The operators: filters for images and convolutional layers, in plain NumPy.

Two families, which follow two traditions. For images, `correlate2d` and `convolve2d` keep the size
and take ``scipy.ndimage``'s borders; for layers, `conv1d`, `conv2d`, `conv3d` and
`conv_transpose2d` follow ``torch.nn.functional`` to the last argument. All of them correlate, that
is, they do not flip the kernel; only `convolve2d` does.

Precision follows the input: float32 stays float32, float16 is computed and returned as float32,
float64 stays float64, and integers, bool and long double become float64. Kernels, weights and
biases are brought to the precision of the input. Complex numbers are refused.

NaN and inf propagate as the sum says: every output whose window holds a NaN is NaN, also where the
weight is zero, since zero times NaN is NaN. No other output changes, whichever way it is computed.

How it is fast stands elsewhere: `correlation` and `routes` for images, `layers` for layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcourse._docs import documented_like
from convcourse._validate import (
    choice,
    float_array,
    image_array,
    integer,
    kernel_array,
    per_axis,
    unwarned,
)
from convcourse.operators.correlation import correlate_planes
from convcourse.operators.layers import (
    add_bias,
    check_channels,
    check_transposed_channels,
    kernel_axes,
    layer_input,
    layer_weight,
    positions_of,
    stamped,
    window_products,
    zero_widths,
)
from convcourse.operators.padding import Beyond, Border
from convcourse.operators.shapes import transposed_output_size

__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose2d", "convolve2d", "correlate2d"]


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

    The sums are computed piece by piece, each by what takes the least work for kernel and image:
    products with banded matrices, passes along rows and columns where the kernel is a sum of few
    outer products, or the Fourier transform of tiles. No padded copy of the image is made, and a
    large one is shared out among the cores. All of it is equal to the sum tap by tap, but for
    rounding: a result is within 1e-6 (float32) or 1e-13 (float64) times
    :math:`\\max |x| \\sum |w|` of it. So where the sum is 0, a large kernel may leave 1e-8. Whole
    weights on an image of integers give whole sums, exact up to :math:`2^{53}`. A piece that holds
    a NaN or inf is computed tap by tap, which takes longer and leaves all other outputs alone.

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
    whole = image.dtype.kind in "bui"
    image = float_array(image, "image")
    planes = image[np.newaxis] if channel_axis is None else np.moveaxis(image, channel_axis, 0)
    shape = planes.shape[1:]
    before, after = {
        "same": (anchor, [k - 1 - a for a, k in zip(anchor, kernel.shape, strict=True)]),
        "valid": ([0, 0], [0, 0]),
        "full": ([k - 1 for k in kernel.shape],) * 2,
    }[choice(padding, "padding", ("same", "valid", "full"))]
    beyond = Beyond(shape, before, after, border, cval)
    size = [n - k + 1 for n, k in zip(beyond.size, kernel.shape, strict=True)]
    if min(size) < 1:
        raise ValueError(
            f"kernel of shape {kernel.shape} is larger than the image of shape {shape}, expected "
            f"it to fit inside with padding='valid'; use padding='same' or a smaller kernel"
        )
    if channel_axis is None:
        out = np.empty(size, image.dtype)
        results = out[np.newaxis]
    else:
        size.insert(channel_axis, len(planes))
        out = np.empty(size, image.dtype)
        results = np.moveaxis(out, channel_axis, 0)
    correlate_planes(planes, kernel, beyond, results, whole)
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
    input, unbatched = layer_input(input, axes)
    weight = layer_weight(weight, input.dtype, f"C_out, C_in/groups, {kernel_axes(axes)}")
    groups = integer(groups, "groups", 1)
    check_channels(input.shape[1], weight.shape, groups)
    stride = per_axis(stride, "stride", spatial, 1)
    dilation = per_axis(dilation, "dilation", spatial, 1)
    widths = zero_widths(padding, weight.shape[2:], stride, dilation)
    positions = positions_of(input.shape[2:], weight.shape[2:], stride, widths, dilation)
    with unwarned():
        out = window_products(input, weight, widths, stride, dilation, groups, positions)
        out = add_bias(out, bias)
    return out[0] if unbatched else out


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
    input, unbatched = layer_input(input, "H, W")
    weight = layer_weight(weight, input.dtype, "C_in, C_out/groups, kH, kW")
    groups = integer(groups, "groups", 1)
    check_transposed_channels(input.shape[1], weight.shape, groups)
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
        out = stamped(sizes, input, weight, padding, stride, dilation, groups)
        out = add_bias(out, bias)  # (N, C_out, H_out, W_out)
    return out[0] if unbatched else out
