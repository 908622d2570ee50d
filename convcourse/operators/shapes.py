"""Sizes of outputs and of receptive fields: integer arithmetic, one axis at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from convcourse._docs import documented_like
from convcourse._validate import integer

__all__ = [
    "ReceptiveField",
    "output_size",
    "receptive_field",
    "transposed_output_size",
    "unread_pixels",
]


class ReceptiveField(NamedTuple):
    """What one output position depends on, along one axis, in input pixels."""

    size: int
    jump: int


def output_size(
    input_size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return how many positions a sliding window takes along one axis.

    The size does not depend on whether the kernel is flipped: correlation, convolution and
    pooling share it.

    Parameters
    ----------
    input_size : int, >= 1
        Length of the input along this axis, in pixels, without padding.
    kernel_size : int, >= 1
        Number of taps of the kernel along this axis.
    stride : int, >= 1
        Step between neighbouring windows, in pixels.
    padding : int, >= 0
        Pixels added on *each* side.
    dilation : int, >= 1
        Distance between neighbouring taps, in pixels.

    Returns
    -------
    int
        The number of windows that lie wholly inside the padded input, at least 1.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If an argument is out of range, or the kernel does not fit into the padded input.

    Notes
    -----
    .. math:: o = \\left\\lfloor \\frac{n + 2p - d\\,(k - 1) - 1}{s} \\right\\rfloor + 1

    The floor matters: pixels that are left over at the end, too few for another step, are never
    read. PyTorch rounds in the same way; its pooling rounds up with ``ceil_mode=True``.
    SciPy's ``mode="valid"`` is ``stride=1, padding=0``.

    References
    ----------
    .. [1] V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
       arXiv:1603.07285, relationships 6 and 15.

    Examples
    --------
    >>> output_size(7, 3)
    5
    >>> output_size(96, 3, stride=2, padding=1)
    48
    >>> output_size(7, 3, dilation=2, padding=2)
    7
    """
    input_size = integer(input_size, "input_size", 1)
    kernel_size = integer(kernel_size, "kernel_size", 1)
    stride = integer(stride, "stride", 1)
    padding = integer(padding, "padding", 0)
    dilation = integer(dilation, "dilation", 1)
    span = dilation * (kernel_size - 1) + 1
    spare = input_size + 2 * padding - span
    if spare < 0:
        raise ValueError(
            f"kernel_size={kernel_size} with dilation={dilation} covers {span} pixels, but "
            f"input_size={input_size} with padding={padding} has {input_size + 2 * padding}; "
            f"the kernel must fit: use padding={padding - spare // 2} or more, or a smaller kernel"
        )
    return spare // stride + 1


@documented_like(output_size)
def transposed_output_size(
    input_size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    """Return the output length of a transposed convolution along one axis.

    It is a length that `output_size` maps back to `input_size`. For ``stride > 1`` there are
    several, and an `output_padding` from 0 to ``stride - 1`` picks one of them. Flipping the
    kernel does not change it.

    Parameters
    ----------
    input_size : int, >= 1
        Length of the input of the transposed convolution along this axis, in pixels.
    stride : int, >= 1
        Distance in the output between the kernels stamped by neighbouring inputs, in pixels.
    padding : int, >= 0
        Pixels *cut off* on each side of the output.
    output_padding : int, >= 0
        Pixels of the output kept or added at the end; below `stride` or below `dilation`.

    Returns
    -------
    int
        The length of the output, at least 1.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If an argument is out of range, `output_padding` is smaller than neither `stride` nor
        `dilation`, or `padding` cuts off all of the output.

    Notes
    -----
    .. math:: o = (n - 1)\\,s - 2p + d\\,(k - 1) + p_\\text{out} + 1

    as in ``torch.nn.ConvTranspose2d``. SciPy has no transposed convolution.

    References
    ----------
    .. [1] V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
       arXiv:1603.07285, relationship 14.

    Examples
    --------
    >>> transposed_output_size(6, 3, stride=2, padding=1)
    11
    >>> transposed_output_size(6, 3, stride=2, padding=1, output_padding=1)
    12
    >>> output_size(11, 3, stride=2, padding=1), output_size(12, 3, stride=2, padding=1)
    (6, 6)
    """
    input_size = integer(input_size, "input_size", 1)
    kernel_size = integer(kernel_size, "kernel_size", 1)
    stride = integer(stride, "stride", 1)
    padding = integer(padding, "padding", 0)
    output_padding = integer(output_padding, "output_padding", 0)
    dilation = integer(dilation, "dilation", 1)
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"output_padding={output_padding} must be smaller than stride={stride} or "
            f"dilation={dilation}; use at most output_padding={max(stride, dilation) - 1}"
        )
    canvas = (input_size - 1) * stride + dilation * (kernel_size - 1) + 1 + output_padding
    if canvas <= 2 * padding:
        raise ValueError(
            f"padding={padding} cuts {2 * padding} pixels off an output of {canvas}, expected at "
            f"least one to remain; use padding={(canvas - 1) // 2} or less"
        )
    return canvas - 2 * padding


def receptive_field(layers: Iterable[Sequence[int]]) -> ReceptiveField:
    """Return the receptive field of one output position of a stack of layers, along one axis.

    Convolutions and pooling count alike; flipping a kernel changes nothing.

    Parameters
    ----------
    layers : sequence of (kernel_size, stride) or (kernel_size, stride, dilation)
        The layers from the input to the output, all integers >= 1.

    Returns
    -------
    ReceptiveField
        A named tuple: ``size``, how many input pixels lie between the first and the last that the
        output depends on, both included; ``jump``, how many input pixels apart the receptive
        fields of neighbouring outputs are.

    Raises
    ------
    TypeError
        If a size is not an integer, or `layers` no sequence.
    ValueError
        If a layer does not have two or three entries, or one of them is below 1.

    Notes
    -----
    With :math:`j_0 = r_0 = 1`, layer by layer,

    .. math:: r_l = r_{l-1} + d_l\\,(k_l - 1)\\,j_{l-1}, \\qquad j_l = s_l\\,j_{l-1}

    Padding moves the field but does not change its size.

    References
    ----------
    .. [1] A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural
       networks", Distill, 2019, equations 2 and 3, doi:10.23915/distill.00021.

    Examples
    --------
    Two 3×3 layers see what one 5×5 layer sees; a 2×2 pooling of stride 2 doubles the jump.

    >>> receptive_field([(3, 1), (3, 1)])
    ReceptiveField(size=5, jump=1)
    >>> receptive_field([(3, 1), (3, 1), (2, 2), (3, 1)])
    ReceptiveField(size=10, jump=2)
    """
    size, jump = 1, 1
    if not isinstance(layers, Iterable):
        raise TypeError(f"layers={layers!r} is no sequence, expected one; write [(3, 1)] for one")
    for number, layer in enumerate(layers):
        if not isinstance(layer, tuple | list) or len(layer) not in (2, 3):
            raise ValueError(
                f"layers[{number}] is {layer!r}, expected (kernel_size, stride) or "
                f"(kernel_size, stride, dilation); write for example (3, 1)"
            )
        kernel_size, stride, dilation = (*layer, 1)[:3]
        kernel_size = integer(kernel_size, f"kernel_size of layers[{number}]", 1)
        size += integer(dilation, f"dilation of layers[{number}]", 1) * (kernel_size - 1) * jump
        jump *= integer(stride, f"stride of layers[{number}]", 1)
    return ReceptiveField(size, jump)


@documented_like(output_size)
def unread_pixels(
    input_size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[int]:
    """Return the pixels of the input that no window reads, along one axis.

    They take no part in the output, so its gradient there is 0. Flipping the kernel changes
    nothing. In two dimensions a pixel is read if its row is and its column is.

    Returns
    -------
    list of int
        Their indices, from 0 for the first pixel that is no padding.

    Examples
    --------
    The step of 3 leaves two pixels over at the end; a kernel shorter than the step leaves gaps.

    >>> unread_pixels(32, 3, stride=3)
    [30, 31]
    >>> unread_pixels(10, 2, stride=3)
    [2, 5, 8, 9]
    """
    windows = output_size(
        input_size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    reads = {
        window * stride + tap * dilation - padding
        for window in range(windows)
        for tap in range(kernel_size)
    }
    return [pixel for pixel in range(input_size) if pixel not in reads]


def tap_slices(
    kernel_size: Sequence[int],
    positions: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """Yield each tap of a kernel with the slices of the padded input that it meets.

    Each argument has one entry per axis; `positions` is the output size. The slices of tap
    ``(i, j)`` select, for every output position at once, the input pixel under that tap.
    """
    for tap in product(*map(range, kernel_size)):
        yield (
            tap,
            tuple(
                slice(d * t, d * t + s * (n - 1) + 1, s)
                for t, n, s, d in zip(tap, positions, stride, dilation, strict=True)
            ),
        )
