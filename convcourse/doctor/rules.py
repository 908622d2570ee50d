"""What each layer makes of a shape, or why it refuses it: torch's rules, axis by axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from convcourse.doctor.catalogue import POINTWISE
from convcourse.doctor.keras import KERAS_RULES
from convcourse.doctor.moves import gathered, moved, reach, require_maps
from convcourse.doctor.settings import (
    LARGEST,
    MOST,
    Pair,
    Settings,
    count,
    known,
    map_size,
    pair,
    product,
    shown,
    words_of,
)
from convcourse.doctor.values import Refusal, Tensor, Unknown, UnreadableError


def apply(kind: str, settings: Settings, x: Tensor) -> Tensor:
    """Return what a layer makes of `x`.

    Raises
    ------
    Refusal
        If torch would refuse.
    UnreadableError
        If a setting that the size depends on could not be read.
    """
    if x.shape is None:
        return x
    if kind in POINTWISE:
        return x
    made = RULES[kind](kind, settings, x)
    if (product(made.shape or ()) or 0) >= LARGEST:
        raise Refusal("too large", f"{kind} would make more numbers than torch can count")
    return made


def _matching(s: Settings, name: str, got: int | None, kind: str, of: str = "channels") -> None:
    expected = count(s, name)
    if expected is not None and got is not None and expected != got:
        raise Refusal(
            of,
            f"{kind} expects {expected} channel{'s' * (expected != 1)} ({name}={expected}), "
            f"but {got} arrive{'s' * (got == 1)}",
            name=name,
            got=got,
            expected=expected,
        )


def sides(s: Settings, kernel: Pair, dilation: Pair) -> tuple[Pair, Pair]:
    """Return a convolution's padding, (top, bottom) and (left, right)."""
    padding = known(s, "padding")
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        rows, columns = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
        return (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)
    rows, columns = pair(s, "padding")
    return (rows, rows), (columns, columns)


def _convolution(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, *size = require_maps(kind, x)
    kernel, stride = pair(s, "kernel_size", 1), pair(s, "stride", 1)
    dilation = pair(s, "dilation", 1)
    around = sides(s, kernel, dilation)
    if "in_channels" in s:
        _matching(s, "in_channels", channels, kind)
    mode = s["padding_mode"]
    spans = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    room = [n + a + b for n, (a, b) in zip(size, around, strict=True)]
    _require_border(mode, around, size)
    if any(n < span for n, span in zip(room, spans, strict=True)):
        raise Refusal(
            "kernel larger than input",
            f"{kind}'s kernel covers {spans[0]}×{spans[1]} pixels, but the maps have only "
            f"{size[0]}×{size[1]}{_with_padding(room, size)}",
            size=tuple(size),
        )
    made = ((n - span) // st + 1 for n, span, st in zip(room, spans, stride, strict=True))
    return moved(x, (count(s, "out_channels"), *made), spans, stride)


def _with_padding(room: list[int], size: list[int]) -> str:
    return f", {room[0]}×{room[1]} with padding" if room != size else ""


def _require_border(mode: Any, around: tuple[Pair, Pair], size: list[int]) -> None:
    if mode not in ("reflect", "circular"):
        return
    less = int(mode == "reflect")
    for n, (a, b) in zip(size, around, strict=True):
        if max(a, b) > n - less:
            raise Refusal(
                "border",
                f"a {mode} border of {max(a, b)} needs more pixels than the {n} there are",
                most=min(size) - less,
            )


def _transposed(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, *size = require_maps(kind, x)
    kernel, stride = pair(s, "kernel_size", 1), pair(s, "stride", 1)
    padding, extra = pair(s, "padding"), pair(s, "output_padding")
    dilation = pair(s, "dilation", 1)
    _matching(s, "in_channels", channels, kind)
    most = tuple(max(st, d) - 1 for st, d in zip(stride, dilation, strict=True))
    if any(op > m for op, m in zip(extra, most, strict=True)):
        raise Refusal(
            "output_padding",
            f"output_padding={shown(s['output_padding'])} has to be smaller than the stride "
            f"{shown(s['stride'])} or the dilation {shown(s['dilation'])}",
            most=tuple(min(op, m) for op, m in zip(extra, most, strict=True)),
        )
    made = tuple(
        (n - 1) * st - 2 * p + d * (k - 1) + op + 1
        for n, st, p, d, k, op in zip(size, stride, padding, dilation, kernel, extra, strict=True)
    )
    if min(made) < 1:
        raise Refusal(
            "nothing left",
            f"{kind}'s padding={shown(s['padding'])} cuts everything off: the output would have "
            f"{made[0]}×{made[1]} pixels",
            most=tuple(p + (m - 1) // 2 for p, m in zip(padding, made, strict=True)),
        )
    spans = tuple(reach(k, st, d) for k, st, d in zip(kernel, stride, dilation, strict=True))
    steps = tuple(Fraction(1, st) for st in stride)
    taps = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    return moved(x, (count(s, "out_channels"), *made), spans, steps, taps)


def pooled(n: int, span: int, stride: int, padding: int, ceil_mode: bool) -> int:
    """Return how many windows a pooling takes along one axis."""
    windows = (n + 2 * padding - span + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (windows - 1) * stride >= n + padding:
        windows -= 1
    return windows


def _pooling(kind: str, s: Settings, x: Tensor) -> Tensor:
    kernel = pair(s, "kernel_size", 1, single=True)
    channels, *size = require_maps(kind, x)
    stride = kernel if s["stride"] is None else pair(s, "stride", 1, single=True)
    padding = pair(s, "padding", single=True)
    dilation = pair(s, "dilation", 1, single=True) if "dilation" in s else (1, 1)
    if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
        half = tuple(min(p, k // 2) for p, k in zip(padding, kernel, strict=True))
        raise Refusal(
            "pooling padding",
            f"{kind}'s padding={shown(s['padding'])} is more than half of its kernel of "
            f"{shown(s['kernel_size'])}: windows would see nothing but padding",
            half=half[0] if half[0] == half[1] else half,
        )
    spans = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    up = bool(known(s, "ceil_mode"))
    made = tuple(
        pooled(n, span, st, p, up)
        for n, span, st, p in zip(size, spans, stride, padding, strict=True)
    )
    if min(made) < 1:
        raise Refusal(
            "kernel larger than input",
            f"{kind}'s window covers {spans[0]}×{spans[1]} pixels, but the maps have only "
            f"{size[0]}×{size[1]}",
            size=tuple(size),
        )
    return moved(x, (channels, *made), spans, stride)


def _adaptive(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, *size = require_maps(kind, x)
    value = known(s, "output_size")
    asked = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(asked) == 1:
        asked *= 2
    wanted = [n if a is None else a for n, a in zip(size, asked, strict=False)]
    if len(asked) != 2 or any(type(a) is not int or not 1 <= a <= MOST for a in wanted):
        raise Refusal(
            "setting",
            f"output_size={shown(value)} is not one whole number from 1 on, nor two",
            name="output_size",
            instead=1,
        )
    spans = tuple(
        1 if a > 4096 else max(-(-(i + 1) * n // a) - i * n // a for i in range(a))
        for n, a in zip(size, wanted, strict=True)
    )
    steps = tuple(Fraction(n, a) for n, a in zip(size, wanted, strict=True))
    return moved(x, (channels, *wanted), spans, steps)


def _normalisation(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    axes = (1, 2) if kind == "BatchNorm1d" else (3,)
    if len(shape) not in axes:
        raise Refusal(
            "axes",
            f"{kind} expects {'numbers' if kind == 'BatchNorm1d' else 'maps'}, "
            f"but {words_of(shape)} arrive",
            other="BatchNorm2d" if kind == "BatchNorm1d" else "BatchNorm1d",
        )
    if kind == "InstanceNorm2d":
        if not s["affine"] and not s["track_running_stats"]:
            return x
        _matching(s, "num_features", shape[0], kind, "features")
    else:
        _matching(s, "num_features", shape[0], kind, "features")
    return replace(x, shape=(shape[0] or count(s, "num_features"), *shape[1:]))


def _group_norm(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    if not shape:
        raise Refusal("axes", f"{kind} expects channels, but {words_of(shape)} arrive")
    groups = count(s, "num_groups")
    if s["affine"]:
        _matching(s, "num_channels", shape[0], kind, "features")
    elif groups and shape[0] and shape[0] % groups:
        raise Refusal(
            "groups",
            f"{shape[0]} channels cannot be divided into {groups} groups",
            setting="num_groups",
            groups=math.gcd(groups, shape[0]),
        )
    return x


def _layer_norm(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape, sizes = x.shape or (), known(s, "normalized_shape")
    expected = tuple(sizes) if isinstance(sizes, tuple | list) else (sizes,)
    if any(isinstance(size, Unknown) for size in expected):
        raise UnreadableError("normalized_shape")
    got = shape[len(shape) - len(expected) :] if len(expected) <= len(shape) else shape
    if None not in got and got != expected:
        raise Refusal(
            "features",
            f"{kind} expects a shape that ends in {shown(expected)}, but {words_of(shape)} arrive",
            name="normalized_shape",
            got=got[0] if len(got) == 1 else got,
            expected=expected,
        )
    return x


def _linear(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    made = (*shape[:-1], count(s, "out_features"))
    expected = count(s, "in_features", 0) if "in_features" in s else None
    got = shape[-1] if shape else None
    if x.batch is None and expected is not None:
        raise Refusal(
            "batch flattened",
            "the flattening before this layer runs the pictures of a batch together, too: "
            f"{kind} expects {expected} numbers for each picture",
        )
    if expected is not None and got is not None and expected != got:
        whole = product(shape)
        flat = len(shape) > 1
        arrive = words_of(shape) + (f", {whole} numbers once they are flattened," if flat else "")
        raise Refusal(
            "in_features",
            f"{kind} expects {expected} numbers (in_features={expected}), but {arrive} arrive",
            got=whole,
            expected=expected,
            flat=flat,
        )
    if len(shape) > 1:
        return replace(x, shape=made)
    return gathered(x, made)


def flattened(x: Tensor, start: int, end: int) -> Tensor:
    """Return `x` with the axes from `start` to `end` (the batch is axis 0) made one."""
    axes = len(x.shape or ()) + 1
    first, last = (i + axes if i < 0 else i for i in (start, end))
    if not (0 <= first < axes and 0 <= last < axes and first <= last):
        raise Refusal(
            "axes", f"there is no axis from {start} to {end} in {words_of(x.shape)} with its batch"
        )
    shape = x.shape or ()
    if first == 0:
        if last == 0:
            return x
        whole = product(shape[:last])
        return replace(x, shape=(whole, *shape[last:]), batch=None)
    merged = product(shape[first - 1 : last])
    maps = map_size(shape) if first == 1 and last == 3 else None
    return replace(x, shape=(*shape[: first - 1], merged, *shape[last:]), maps=maps or x.maps)


def _flatten(kind: str, s: Settings, x: Tensor) -> Tensor:
    start, end = known(s, "start_dim"), known(s, "end_dim")
    if type(start) is not int or type(end) is not int:
        raise Refusal(
            "setting",
            f"start_dim={shown(start)} and end_dim={shown(end)} are no axes",
            name="start_dim",
            instead=1,
        )
    return flattened(x, start, end)


def _unflatten(kind: str, s: Settings, x: Tensor) -> Tensor:
    axis, sizes = known(s, "dim"), known(s, "unflattened_size")
    shape = x.shape or ()
    axis = axis + len(shape) + 1 if type(axis) is int and axis < 0 else axis
    if not isinstance(sizes, tuple | list) or any(type(n) is not int for n in sizes):
        raise UnreadableError("unflattened_size")
    if type(axis) is not int or not 1 <= axis <= len(shape):
        raise Refusal("axes", f"there is no axis {shown(axis)} to unflatten")
    got = shape[axis - 1]
    sizes = list(sizes)
    if got is not None and sizes.count(-1) == 1:
        others = -math.prod(sizes)
        if others > 0 and got % others == 0:
            sizes[sizes.index(-1)] = got // others
    if got is not None and math.prod(sizes) != got:
        raise Refusal(
            "unflatten",
            f"{kind} expects {math.prod(sizes)} numbers ({'×'.join(map(str, sizes))}), "
            f"but {got} arrive",
            got=got,
            sizes=tuple(sizes),
        )
    return replace(x, shape=(*shape[: axis - 1], *sizes, *shape[axis:]), maps=None)


def _upsample(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, *old = require_maps(kind, x)
    mode = "bilinear" if kind == "UpsamplingBilinear2d" else s.get("mode", "nearest")
    if mode in ("linear", "trilinear"):
        raise Refusal(
            "setting", f"mode={mode!r} is not for maps of two axes", name="mode", instead="bilinear"
        )
    size, factor = known(s, "size"), known(s, "scale_factor")
    if (size is None) == (factor is None):
        raise Refusal(
            "setting",
            f"{kind} takes a size or a scale_factor, and one of them only",
            name="scale_factor",
            instead=None if factor is not None else 2,
        )
    if size is not None:
        made = pair(s, "size", 1)
    else:
        factors = tuple(factor) if isinstance(factor, tuple | list) else (factor, factor)
        if len(factors) != 2 or any(
            isinstance(f, bool) or not isinstance(f, int | float) or not 0 < f < 1e6
            for f in factors
        ):
            raise Refusal(
                "setting",
                f"scale_factor={shown(factor)} is no factor above 0",
                name="scale_factor",
                instead=2,
            )
        made = tuple(math.floor(n * float(f)) for n, f in zip(old, factors, strict=True))
    if min(made) < 1:
        raise Refusal("nothing left", f"{kind} would leave {made[0]}×{made[1]} pixels")
    spans = {"bilinear": (2, 2), "bicubic": (4, 4)}.get(str(mode), (1, 1))
    steps = tuple(Fraction(n, m) for n, m in zip(old, made, strict=True))
    return moved(x, (channels, *made), spans, steps)


def _border(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    value = known(s, "pad" if "pad" in s else "padding")
    functional = "pad" in s
    sides = tuple(value) if isinstance(value, tuple | list) else (value,) * (1 if functional else 4)
    if any(isinstance(side, Unknown) for side in sides):
        raise UnreadableError("padding")
    if any(type(side) is not int or abs(side) > MOST for side in sides) or (
        len(sides) % 2 or len(sides) > 2 * len(shape) or (not functional and len(sides) != 4)
    ):
        raise Refusal(
            "setting",
            f"padding={shown(value)} is not (left, right, top, bottom)",
            name="padding",
            instead=None,
        )
    if not functional:
        require_maps(kind, x)
    made = list(shape)
    mode = s.get(
        "mode",
        "reflect"
        if kind.startswith("Reflection")
        else "circular"
        if kind.startswith("Circular")
        else "constant",
    )
    for number in range(len(sides) // 2):
        before, after = sides[2 * number : 2 * number + 2]
        old = made[-1 - number]
        if old is None:
            if before or after:
                raise UnreadableError("the size of the maps")
            continue
        if mode in ("reflect", "circular"):
            _require_border(mode, ((before, after), (0, 0)), [old, old])
        made[-1 - number] = old + before + after
        if old + before + after < 1:
            raise Refusal("nothing left", f"padding={shown(value)} cuts all {old} pixels off")
    return replace(x, shape=tuple(made))


def _shuffle(kind: str, s: Settings, x: Tensor) -> Tensor:
    channels, rows, columns = require_maps(kind, x)
    up = kind == "PixelShuffle"
    name = "upscale_factor" if up else "downscale_factor"
    factor = known(s, name)
    if type(factor) is not int or not 1 <= factor <= MOST:
        raise Refusal(
            "setting", f"{name}={shown(factor)} is no whole number from 1 on", name=name, instead=2
        )
    if up:
        if channels is not None and channels % factor**2:
            raise Refusal(
                "shuffle",
                f"{kind}({factor}) needs a number of channels that {factor}² = {factor**2} "
                f"divides, but {channels} arrive",
                multiple=factor**2,
            )
        made = (channels and channels // factor**2, rows * factor, columns * factor)
        return moved(x, made, (1, 1), (Fraction(1, factor),) * 2)
    if rows % factor or columns % factor:
        raise Refusal(
            "shuffle",
            f"{kind}({factor}) needs rows and columns that {factor} divides, "
            f"but the maps have {rows}×{columns}",
        )
    made = (channels and channels * factor**2, rows // factor, columns // factor)
    return moved(x, made, (factor, factor), (factor, factor))


def _prelu(kind: str, s: Settings, x: Tensor) -> Tensor:
    shape = x.shape or ()
    if s["num_parameters"] != 1:
        _matching(s, "num_parameters", shape[0] if shape else None, kind, "features")
    return x


RULES: dict[str, Callable[[str, Settings, Tensor], Tensor]] = {
    "Conv2d": _convolution, "LazyConv2d": _convolution, "ConvTranspose2d": _transposed,
    "MaxPool2d": _pooling, "AvgPool2d": _pooling,
    "AdaptiveAvgPool2d": _adaptive, "AdaptiveMaxPool2d": _adaptive,
    "BatchNorm2d": _normalisation, "BatchNorm1d": _normalisation,
    "InstanceNorm2d": _normalisation, "GroupNorm": _group_norm, "LayerNorm": _layer_norm,
    "Linear": _linear, "LazyLinear": _linear, "Flatten": _flatten, "Unflatten": _unflatten,
    "Upsample": _upsample, "UpsamplingNearest2d": _upsample, "UpsamplingBilinear2d": _upsample,
    "ZeroPad2d": _border, "ConstantPad2d": _border, "ReflectionPad2d": _border,
    "ReplicationPad2d": _border, "CircularPad2d": _border,
    "PixelShuffle": _shuffle, "PixelUnshuffle": _shuffle, "PReLU": _prelu,
    **KERAS_RULES,
}  # fmt: skip
