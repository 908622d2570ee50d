"""Keras's layers, whose sizes round up where torch's round down; channels stand first here, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from convcourse.doctor.moves import gathered, moved, reach, require_maps
from convcourse.doctor.settings import Settings, count, known, pair, shown
from convcourse.doctor.values import Refusal, Tensor


def _window(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, *size = require_maps(kind, x)
    pool = "pool_size" in s
    kernel = pair(s, "pool_size" if pool else "kernel_size", 1)
    stride = kernel if s["strides"] is None else pair(s, "strides", 1)
    dilation = (1, 1) if pool else pair(s, "dilation_rate", 1)
    spans = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    padding = known(s, "padding")
    if not isinstance(padding, str) or padding.lower() not in ("same", "valid"):
        raise Refusal(
            "setting",
            f"padding={shown(padding)} is neither 'valid' nor 'same'",
            name="padding",
            instead="same",
        )
    if padding.lower() == "same":
        made = tuple(-(-n // st) for n, st in zip(size, stride, strict=True))
    else:
        if any(n < span for n, span in zip(size, spans, strict=True)):
            raise Refusal(
                "kernel larger than input",
                f"{kind}'s kernel covers {spans[0]}×{spans[1]} pixels, but the maps have only "
                f"{size[0]}×{size[1]}",
                size=tuple(size),
            )
        made = tuple((n - span) // st + 1 for n, span, st in zip(size, spans, stride, strict=True))
    return moved(x, (channels if pool else count(s, "filters"), *made), spans, stride)


def _transposed(kind: str, s: Settings, x: Tensor) -> Tensor:
    _, *size = require_maps(kind, x)
    kernel, stride = pair(s, "kernel_size", 1), pair(s, "strides", 1)
    same = str(known(s, "padding")).lower() == "same"
    made = []
    for axis in (0, 1):
        n, k, st = size[axis], kernel[axis], stride[axis]
        if s["output_padding"] is None:
            made.append(n * st + (0 if same else max(k - st, 0)))
        else:
            extra = pair(s, "output_padding")[axis]
            made.append((n - 1) * st + k - (2 * (k // 2) if same else 0) + extra)
    spans = tuple(reach(k, st, 1) for k, st in zip(kernel, stride, strict=True))
    steps = tuple(Fraction(1, st) for st in stride)
    return moved(x, (count(s, "filters"), *made), spans, steps, kernel)


def _other(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    if kind == "BatchNormalization" or kind in ("InputLayer", "Input", "Rescaling"):
        return x
    if kind == "Dense":
        units = count(s, "units")
        if len(shape) == 3:  # Keras's last axis is that of the channels, which come first here
            return replace(x, shape=(units, *shape[1:]))
        return gathered(x, (*shape[:-1], units))
    channels, rows, columns = require_maps(kind, x)
    if kind == "UpSampling2D":
        by = pair(s, "size", 1)
        steps = tuple(Fraction(1, n) for n in by)
        spans = (2, 2) if s["interpolation"] == "bilinear" else (1, 1)
        return moved(x, (channels, rows * by[0], columns * by[1]), spans, steps)
    if kind == "ZeroPadding2D":
        value = known(s, "padding")
        if isinstance(value, tuple | list) and value and isinstance(value[0], tuple | list):
            (top, bottom), (left, right) = value
        else:
            (top, left) = (bottom, right) = pair(s, "padding")
        return replace(x, shape=(channels, rows + top + bottom, columns + left + right))
    return moved(x, (channels,), (rows, columns), (rows, columns))  # the two global poolings


KERAS_RULES: dict[str, Callable[[str, Settings, Tensor], Tensor]] = {
    "Conv2D": _window, "MaxPooling2D": _window, "AveragePooling2D": _window,
    "Conv2DTranspose": _transposed,
    **dict.fromkeys(
        ("GlobalAveragePooling2D", "GlobalMaxPooling2D", "BatchNormalization", "Dense",
         "UpSampling2D", "ZeroPadding2D", "InputLayer", "Input", "Rescaling"),
        _other,
    ),
}  # fmt: skip
