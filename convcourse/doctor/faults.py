"""The silent faults: what torch takes without a word, and what one would not have wanted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from convcourse.doctor.rules import sides
from convcourse.doctor.settings import map_size, pair, shown, words_of
from convcourse.doctor.trace import Entry, Found, Trace
from convcourse.doctor.values import Refusal, Tensor, UnreadableError
from convcourse.operators.shapes import unread_pixels

WINDOWS = ("Conv2d", "LazyConv2d", "MaxPool2d", "AvgPool2d")
CONVOLUTIONS = ("Conv2d", "LazyConv2d", "ConvTranspose2d")
UP = ("ConvTranspose2d", "Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d", "PixelShuffle",
      "Conv2DTranspose", "UpSampling2D")  # fmt: skip
#: Pixels, and taps of all windows, beyond which unread pixels are not looked for one by one.
LONGEST = 100_000


def silent(trace: Trace, shape: tuple[int, int, int], object_size: int | None) -> Iterator[Found]:
    """Find what is wrong without an error, layer by layer, then in the whole."""
    for at, entry in enumerate(trace.entries):
        if entry.made is None or not entry.sure:
            continue
        for check in CHECKS:
            try:
                found = check(at, entry, trace)
            except (Refusal, UnreadableError):
                continue
            if found is not None:
                yield found
    yield from _whole(trace, shape, object_size)


def _note(kind: str, message: str, at: int, entry: Entry, **data: Any) -> Found:
    return Found(kind, message, False, at, entry.node, data)


def window(entry: Entry) -> dict[str, Any]:
    """Return kernel, stride, dilation and padding of a convolution or pooling, (rows, columns)."""
    s = entry.settings
    kernel = pair(s, "kernel_size", 1, single=True)
    dilation = pair(s, "dilation", 1, single=True) if "dilation" in s else (1, 1)
    stride = kernel if s["stride"] is None else pair(s, "stride", 1, single=True)
    if isinstance(s["padding"], str):
        around = sides(s, kernel, dilation)
        padding = (around[0][0], around[1][0])
    else:
        padding = pair(s, "padding", single=True)
    return {"kernel": kernel, "stride": stride, "dilation": dilation, "padding": padding}


def unread(entry: Entry) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return for rows and columns how many are never read, and how many of those at the end."""
    w = window(entry)
    counts, ends = [], []
    sizes, made = (entry.got or ())[1:], (entry.made or ())[1:]
    for axis in (0, 1):
        n, k, s = sizes[axis], w["kernel"][axis], w["stride"][axis]
        d, p, windows = w["dilation"][axis], w["padding"][axis], made[axis]
        last = (windows - 1) * s + d * (k - 1) - p
        end = max(n - 1 - last, 0)
        if max(n, k * windows) <= LONGEST and not entry.settings.get("ceil_mode"):
            counts.append(len(unread_pixels(n, k, stride=s, padding=p, dilation=d)))
        else:
            counts.append(end)
        ends.append(end)
    return tuple(counts), tuple(ends)  # type: ignore[return-value]


def _unread(at: int, entry: Entry, trace: Trace) -> Found | None:
    if entry.kind not in WINDOWS:
        return None
    if entry.settings.get("padding") == "same":
        return None
    (rows, columns), ends = unread(entry)
    if not rows and not columns:
        return None
    size = (entry.got or ())[1:]
    what = [
        f"{n} of {of} {word if of != 1 else word[:-1]}"
        for n, of, word in zip((rows, columns), size, ("rows", "columns"), strict=True)
        if n
    ]
    where = " at the end" if (rows, columns) == ends else ""
    return _note(
        "unread",
        f"{entry.kind} never reads {' and '.join(what)}{where}",
        at,
        entry,
        ends=ends,
        counts=(rows, columns),
    )


def _bias(at: int, entry: Entry, trace: Trace) -> Found | None:
    if entry.kind not in ("BatchNorm2d", "BatchNorm1d", "BatchNormalization"):
        return None
    if entry.settings.get("affine") is False:
        return None
    before = entry.before
    if before < 0:
        return None
    maker = trace.entries[before]
    name = "use_bias" if "use_bias" in maker.settings else "bias"
    if maker.kind not in (*CONVOLUTIONS, "Linear", "Conv2D", "Conv2DTranspose", "Dense"):
        return None
    if maker.settings.get(name) is not True:
        return None
    if maker.settings.get("activation") is not None:
        return None
    return Found(
        "bias before batch norm",
        f"{maker.kind}'s bias does nothing in training: {entry.kind} behind it subtracts the mean, "
        f"and has a bias of its own. Leave it out before you train, not of trained weights",
        False,
        before,
        maker.node,
        {"name": name},
    )


def _padding(at: int, entry: Entry, trace: Trace) -> Found | None:
    if entry.kind not in ("Conv2d", "LazyConv2d") or isinstance(entry.settings["padding"], str):
        return None
    w = window(entry)
    spans = [d * (k - 1) + 1 for k, d in zip(w["kernel"], w["dilation"], strict=True)]
    if not any(2 * p > span for p, span in zip(w["padding"], spans, strict=True)):
        return None
    return _note(
        "padding",
        f"padding={shown(entry.settings['padding'])} is more than half of the kernel's "
        f"{spans[0]}×{spans[1]} pixels: the outer windows see mostly padding",
        at,
        entry,
    )


def _overlap(at: int, entry: Entry, trace: Trace) -> Found | None:
    keras = entry.kind == "Conv2DTranspose"
    if entry.kind != "ConvTranspose2d" and not keras:
        return None
    s = entry.settings
    kernel = pair(s, "kernel_size", 1)
    stride = pair(s, "strides" if keras else "stride", 1)
    if not keras and pair(s, "dilation", 1) != (1, 1):
        return None
    pairs = [(k, st) for k, st in zip(kernel, stride, strict=True) if st > 1]
    sizes = f"a kernel of {kernel[0]}×{kernel[1]} with stride {stride[0]}×{stride[1]}"
    if any(k % st for k, st in pairs):
        if any(k < st for k, st in pairs):
            words = f"{sizes} leaves gaps that hold the bias alone"
        else:
            words = f"{sizes} overlaps unevenly: it draws a checkerboard"
        return _note("checkerboard", words, at, entry)
    if any(k == st for k, st in pairs) and not any(map(_mixes, trace.entries[at + 1 :])):
        return _note("seams", f"{sizes} writes tiles that never mix: their seams show", at, entry)
    return None


def _mixes(entry: Entry) -> bool:
    """Return whether a convolution carries numbers over the seams between tiles."""
    keras = entry.kind == "Conv2D"
    if entry.kind not in ("Conv2d", "LazyConv2d") and not keras:
        return False
    stride = pair(entry.settings, "strides" if keras else "stride", 1)
    return min(pair(entry.settings, "kernel_size", 1)) > 1 and stride == (1, 1)


def _on_maps(at: int, entry: Entry, trace: Trace) -> Found | None:
    if entry.kind not in ("Linear", "Dense", "LazyLinear") or len(entry.got or ()) != 3:
        return None
    axis = "channels of each pixel" if entry.kind == "Dense" else "numbers of each row"
    return _note(
        "not flattened",
        f"{entry.kind} gets {words_of(entry.got)} that nothing has flattened: it works on "
        f"the {axis} by themselves",
        at,
        entry,
    )


def _same_with_stride(at: int, entry: Entry, trace: Trace) -> Found | None:
    s = entry.settings
    if entry.kind != "Conv2D" or str(s["padding"]).lower() != "same":
        return None
    stride = pair(s, "strides", 1)
    uneven = []
    for axis, st in enumerate(stride):
        n, k = (entry.got or ())[1 + axis], pair(s, "kernel_size", 1)[axis]
        d = pair(s, "dilation_rate", 1)[axis]
        total = max((-(-n // st) - 1) * st + d * (k - 1) + 1 - n, 0)
        uneven.append(st > 1 and total % 2)
    if not any(uneven):
        return None
    return _note(
        "same with stride",
        f"padding='same' with strides={shown(s['strides'])} pads one pixel more at the "
        f"bottom and the right than at the top and the left: torch's padding cannot do the same",
        at,
        entry,
    )


CHECKS = (_unread, _bias, _padding, _overlap, _on_maps, _same_with_stride)


def _whole(trace: Trace, shape: tuple[int, int, int], object_size: int | None) -> Iterator[Found]:
    yield from _field(trace, shape, object_size)
    end = trace.end
    if end is not None and end.shape is not None and end.sure:
        yield from _size(trace, shape, end)
    if end is not None and end.batch is None and end.shape is not None:
        at = next(i for i, one in enumerate(trace.entries) if one.kind in ("Flatten", "View"))
        yield Found(
            "batch flattened",
            "the flattening runs the pictures of a batch together, too",
            False,
            at,
            trace.entries[at].node,
        )


def _size(trace: Trace, shape: tuple[int, int, int], end: Tensor) -> Iterator[Found]:
    """Say whether a network that goes down and up again brings the picture's size back."""
    made = map_size(end.shape or ())
    ups = [i for i, one in enumerate(trace.entries) if one.kind in UP and one.made is not None]
    if made is None or not ups or made == shape[1:]:
        return
    smallest = (
        min(
            (one.made[1] or shape[1])
            for one in trace.entries[: ups[-1]]
            if one.made is not None and len(one.made) == 3
        )
        if ups[-1]
        else shape[1]
    )
    down = smallest < shape[1]
    wholes = all(
        max(a, b) % min(a, b) == 0 and a != b for a, b in zip(made, shape[1:], strict=True)
    )
    if not down or wholes:
        return
    yield Found(
        "size",
        f"{shape[1]}×{shape[2]} pixels go in, {made[0]}×{made[1]} come out: the sizes do not "
        f"come back",
        False,
        ups[-1],
        trace.entries[ups[-1]].node,
        {"ups": ups, "made": made},
    )


def _field(trace: Trace, shape: tuple[int, int, int], object_size: int | None) -> Iterator[Found]:
    kinds = ("Conv2d", "LazyConv2d", "Conv2D", "MaxPool2d", "AvgPool2d", "MaxPooling2D",
             "AveragePooling2D")  # fmt: skip
    ups = [i for i, one in enumerate(trace.entries) if one.kind in UP]
    stop = ups[0] if ups else len(trace.entries)
    seen = [
        (i, one)
        for i, one in enumerate(trace.entries[:stop])
        if one.kind in kinds and one.field is not None and one.sure
    ]
    if not seen:
        return
    for at, entry in seen:
        field = entry.field or (1, 1)
        if any(r > n for r, n in zip(field, shape[1:], strict=True)):
            yield _note(
                "field larger than picture",
                f"from {entry.name} on a value's field, {field[0]}×{field[1]} pixels, is larger "
                f"than the picture of {shape[1]}×{shape[2]}: the rest of it is padding, as in most "
                f"deep networks",
                at,
                entry,
            )
            break
    broken = trace.end is None or trace.end.shape is None
    at, entry = seen[-1]
    field = entry.field or (1, 1)
    if object_size is not None and not broken and min(field) < object_size:
        yield _note(
            "field smaller than object",
            f"a value of the last maps sees {field[0]}×{field[1]} pixels, the object has "
            f"{object_size}: no value sees it whole",
            at,
            entry,
            object_size=object_size,
        )


def rounded_up(length: int, step: int) -> int:
    """Return the smallest multiple of `step` that is not below `length`."""
    return math.ceil(length / step) * step
