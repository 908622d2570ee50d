"""Changes that might mend what torch takes without a word; they are not tried yet."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator

from convcourse.doctor import faults
from convcourse.doctor.pen import Idea, Pen, flattening, present, setting
from convcourse.doctor.settings import one_or_two, pair, product, shown
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry, Found


def _not_flattened(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    got = product(entry.got or ())
    for words, edits in flattening(pen, entry):
        if "in_features" in entry.settings:
            edits = edits + pen.set(entry, in_features=got)
            words += f", in_features={got}"
        yield words, edits


def _unread_ideas(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    w, size = faults.window(entry), (entry.got or ())[1:]
    (rows, columns), ends = fault.data["counts"], fault.data["ends"]
    if entry.kind in ("MaxPool2d", "AvgPool2d"):
        yield setting(pen, entry, ceil_mode=True)
    if (rows, columns) != ends:  # gaps between the windows
        stride = [
            min(s, d * (k - 1) + 1 if d == 1 else 1)
            for s, k, d in zip(w["stride"], w["kernel"], w["dilation"], strict=True)
        ]
        yield setting(
            pen,
            entry,
            kernel_size=one_or_two(
                *(max(k, s) for k, s in zip(w["kernel"], w["stride"], strict=True))
            ),
        )
        yield setting(pen, entry, stride=one_or_two(*stride))
        return
    if entry.kind in ("Conv2d", "LazyConv2d"):
        padding = [
            _enough(n, p, k, s, d)
            for n, p, k, s, d in zip(
                size, w["padding"], w["kernel"], w["stride"], w["dilation"], strict=True
            )
        ]
        if None not in padding:
            yield setting(pen, entry, padding=one_or_two(*padding))  # type: ignore[misc]
        if w["dilation"] == (1, 1):
            yield setting(
                pen,
                entry,
                kernel_size=one_or_two(*(k + e for k, e in zip(w["kernel"], ends, strict=True))),
            )


def _enough(n: int, p: int, k: int, s: int, d: int) -> int | None:
    """Return the padding with which a window reads to the end of an axis."""
    span = d * (k - 1) + 1
    for more in range(p, min(p + s, span // 2, p + 4096) + 1):
        if (n + 2 * more - span) % s <= more:
            return more
    return None


def _no_bias(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    yield setting(pen, present(entry), **{fault.data["name"]: False})


def _less_padding(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    w = faults.window(entry)
    half = [
        min(p, d * (k - 1) // 2)
        for p, k, d in zip(w["padding"], w["kernel"], w["dilation"], strict=True)
    ]
    yield setting(pen, entry, padding=one_or_two(*half))
    yield setting(pen, entry, kernel_size=one_or_two(*(2 * p + 1 for p in w["padding"])))


def _wider(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Give a transposed convolution a kernel of a multiple of its stride, sizes as they are."""
    entry = present(entry)
    s = entry.settings
    if entry.kind != "ConvTranspose2d":
        stride, kernel = pair(s, "strides", 1), pair(s, "kernel_size", 1)
        yield setting(
            pen,
            entry,
            kernel_size=one_or_two(
                *(max(faults.rounded_up(k, t), 2 * t) for k, t in zip(kernel, stride, strict=True))
            ),
        )
        return
    new = [
        _overlapping(*one)
        for one in zip(
            pair(s, "kernel_size", 1),
            pair(s, "stride", 1),
            pair(s, "padding"),
            pair(s, "output_padding"),
            strict=True,
        )
    ]
    if None in new:
        return
    kernels, paddings, extras = zip(*new, strict=True)  # type: ignore[arg-type]
    values = {"kernel_size": one_or_two(*kernels), "padding": one_or_two(*paddings)}
    if one_or_two(*extras) != one_or_two(*pair(s, "output_padding")):
        values["output_padding"] = one_or_two(*extras)
    if values["padding"] == one_or_two(*pair(s, "padding")):
        del values["padding"]
    yield setting(pen, entry, **values)


def _overlapping(k: int, s: int, p: int, extra: int) -> tuple[int, int, int] | None:
    if s == 1:
        return k, p, extra
    wanted = k - 2 * p + extra  # what the size has beyond (n - 1) · s
    wide = max(faults.rounded_up(k, s), 2 * s)
    for more in range(min(s, 4096)):
        if (wide + more - wanted) % 2 == 0 and wide + more >= wanted:
            return wide, (wide + more - wanted) // 2, more
    return None


def _size(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Let the transposed convolutions add what is lacking, as little as will do."""
    ups = [study.trace.entries[i] for i in fault.data["ups"]]
    ups = [one for one in ups if one.kind == "ConvTranspose2d" and one.layer is not None]
    made, wanted = fault.data["made"], study.shape[1:]
    ups = [one for i, one in enumerate(ups) if all(one.layer is not b.layer for b in ups[:i])]
    for extras in _additions(ups, made, wanted):
        edits, said = [], []
        for one, extra in zip(ups, extras, strict=True):
            if extra != pair(one.settings, "output_padding"):
                edits += pen.set(one, output_padding=one_or_two(*extra))
                said.append(f"{one.name}: output_padding={shown(one_or_two(*extra))}")
        yield ", ".join(said), edits
        break
    last = study.trace.entries[-1]
    name = pen.style(last, "Upsample")
    if name and last.layer is not None:
        text = f"{name}(size=({wanted[0]}, {wanted[1]}))"
        yield f"{text} at the end", pen.after(last, text)


def _additions(ups: list[Entry], made: tuple, wanted: tuple) -> Iterator[list[tuple[int, int]]]:
    """Return output paddings that make the wanted size: few layers, little in each."""
    each = []
    for axis in (0, 1):
        weights, now, most = [], [], []
        for number, one in enumerate(ups):
            factor = 1
            for later in ups[number + 1 :]:
                factor *= pair(later.settings, "stride", 1)[axis]
            weights.append(factor)
            now.append(pair(one.settings, "output_padding")[axis])
            most.append(pair(one.settings, "stride", 1)[axis] - 1)
        each.append(_summands(wanted[axis] - made[axis], weights, now, most))
    if all(one is not None for one in each):
        yield list(zip(*each, strict=True))  # type: ignore[arg-type]


def _summands(lack: int, weights: list[int], now: list[int], most: list[int]) -> list[int] | None:
    """Return what to add in each layer, each times its weight, so that nothing lacks."""
    choices: list[tuple[int, int, list[int]]] = []
    ranges = [range(-n, m - n + 1) for n, m in zip(now, most, strict=True)]
    total = 1
    for one in ranges:
        total *= max(len(one), 1)
    if not weights or total > 20_000:
        return None
    for steps in itertools.product(*ranges):
        if sum(w * a for w, a in zip(weights, steps, strict=True)) == lack:
            choices.append((sum(a != 0 for a in steps), sum(map(abs, steps)), list(steps)))
    if not choices:
        return None
    return [n + a for n, a in zip(now, min(choices)[2], strict=True)]


def _smaller_field(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    if entry.settings.get("dilation", 1) not in (1, (1, 1)):
        w = faults.window(entry)
        half = one_or_two(*((k - 1) // 2 for k in w["kernel"]))
        yield setting(pen, entry, dilation=1, padding=half)
    strided = [
        one
        for one in study.trace.entries[: fault.at + 1]
        if one.layer is not None and one.kind in ("MaxPool2d", "AvgPool2d")
    ]
    for one in strided[::-1]:
        yield f"without {one.name}", pen.without(one)


def _larger_field(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Spread the taps of the last convolution until a value sees the whole object."""
    for at in range(len(study.trace.entries) - 1, -1, -1):
        one = study.trace.entries[at]
        if one.kind != "Conv2d" or one.layer is None or one.field is None:
            continue
        w = faults.window(one)
        if min(w["kernel"]) < 2 or w["kernel"][0] != w["kernel"][1] or not one.jump:
            continue
        jump = one.jump[0] / w["stride"][0]
        lack = fault.data["object_size"] - min(one.field)
        more = -(-lack // ((w["kernel"][0] - 1) * jump))
        dilation = w["dilation"][0] + max(int(more), 1)
        yield setting(pen, one, dilation=dilation, padding=dilation * (w["kernel"][0] - 1) // 2)
        return


def _unused(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    for node in ast.walk(study.source.tree):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            for one in node.body:
                if isinstance(one, ast.Assign) and one.value is fault.node and len(node.body) > 1:
                    start, end = pen.source.span(one)
                    line, lead = pen.source.lead(start)
                    if not lead.strip():
                        behind = pen.source.text.find("\n", end)
                        stop = len(pen.source.text) if behind < 0 else behind + 1
                        yield f"without self.{fault.data['unused']}", [(line, stop, "")]
                    return


def _squeezed(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Name the axes that go, or flatten what is left to one."""
    entry = present(entry)
    node, shape = entry.node, entry.got or ()
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    end = pen.source.span(node.func)[1]
    start = end - len("squeeze")
    if pen.source.text[start:end] != "squeeze":
        return
    close = pen.source.span(node)[1] - 1
    comma = ", " if node.args else ""
    if len(entry.made or ()) == 1:
        edits = [(start, end, "flatten"), (close, close, f"{comma}1")]
        yield f"{entry.name}: flatten(1)", edits
    axes = tuple(i + 1 for i, one in enumerate(shape) if one == 1)
    if axes and None not in shape:
        axis = axes[0] if len(axes) == 1 else axes
        yield f"{entry.name}: squeeze({shown(axis)})", [(close, close, f"{comma}{shown(axis)}")]


def _registered(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    container = fault.data["container"]
    style = pen.style(present(entry), container)
    if style and fault.node is not None and fault.data["whole"]:
        start, end = pen.source.span(fault.node)
        edits = [(start, start, f"{style}("), (end, end, ")")]
        yield f"self.{fault.data['name']}: {style}", edits


Maker = Callable[[Pen, Study, Found, Entry | None], Iterator[Idea]]
#: By the kind of fault.
SILENT: dict[str, Maker] = {
    "unread": _unread_ideas,
    "bias before batch norm": _no_bias,
    "padding": _less_padding,
    "checkerboard": _wider,
    "seams": _wider,
    "not flattened": _not_flattened,
    "size": _size,
    "unused": _unused,
    "batch squeezed": _squeezed,
    "unregistered": _registered,
    "field larger than picture": _smaller_field,
    "field smaller than object": _larger_field,
}
