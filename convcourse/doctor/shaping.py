"""What has no layer of its own: views, means, other orders of axes, and tensors that meet."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from convcourse.doctor.moves import moved
from convcourse.doctor.settings import map_size, product, words_of
from convcourse.doctor.trace import Entry
from convcourse.doctor.values import Batch, Shape, Tensor, Unknown


def merged(net: Any, a: Tensor, b: Tensor, node: ast.AST) -> Tensor:
    """Return the sum of two tensors."""
    if a.shape is None or b.shape is None:
        return a if a.shape is None else b
    pairs = list(zip(a.shape[::-1], b.shape[::-1], strict=False))
    bad = [(m, n) for m, n in pairs if None not in (m, n) and m != n and 1 not in (m, n)]
    if bad and a.sure and b.sure:
        return _refused(net, a, b, node)
    whole = a.shape if len(a.shape) >= len(b.shape) else b.shape
    if len(a.shape) == len(b.shape):
        whole = tuple(m if n in (1, None) else n for m, n in zip(a.shape, b.shape, strict=True))
    return replace(
        a,
        shape=whole,
        field=wider(a, b).field,
        trail=wider(a, b).trail,
        sure=a.sure and b.sure,
        maker=max(a.maker, b.maker),
        strided=False,
    )


def _refused(net: Any, a: Tensor, b: Tensor, node: ast.AST) -> Tensor:
    """Note that two tensors do not fit; what would bring them together is listed as a layer."""
    op = type(getattr(node, "op", ast.Add())).__name__
    name = net.named(net.segment(node, 40))
    net.trace.entries.append(Entry(op, name, node, None, {}, a.shape, None, before=a.maker))
    at = len(net.trace.entries) - 1
    net.find(
        "merge",
        f"{words_of(a.shape)} and {words_of(b.shape)} cannot be "
        f"{'added' if op == 'Add' else 'combined'}",
        fatal=True,
        at=at,
        node=node,
        makers=(a.maker, b.maker),
        shapes=(a.shape, b.shape),
        within=net.calls[-1] if net.calls else None,
    )
    return Tensor(None, maker=at)


def joined(
    net: Any,
    name: str,
    inside: list[Tensor],
    arguments: list[Any],
    keywords: dict[str, Any],
    node: ast.Call,
) -> Any:
    """Return several tensors as one: added, or one behind the other along an axis."""
    tensors = [one for one in arguments if isinstance(one, Tensor)]
    text = net.called(node)
    if name == "add" and len(tensors) == 2:
        given = [one.shape for one in tensors]
        made = merged(net, tensors[0], tensors[1], node)
        if made.shape is None and None not in given:
            return made  # it is listed where it breaks
        both = replace(tensors[0], maker=made.maker, sure=made.sure)
        return _recorded(net, "Add", text, both, made, node)
    if name not in ("cat", "concat", "concatenate", "Concatenate") or not inside:
        return net.unknown(f"{text}(…)", inside[0], node, text)
    axis = keywords.get("dim", keywords.get("axis", arguments[1] if len(arguments) > 1 else 0))
    return concatenated(net, text, inside, axis, node)


def concatenated(net: Any, text: str, parts: list[Tensor], axis: Any, node: ast.Call) -> Tensor:
    """Return tensors one behind the other along an axis."""
    at = len(net.trace.entries)
    first = parts[0]
    entry = Entry("Concatenate", net.named(text), node, None, {}, first.shape, before=first.maker)
    net.trace.entries.append(entry)
    if any(one.shape is None for one in parts):
        return Tensor(None, maker=at)
    shapes = [one.shape or () for one in parts]
    axes = len(shapes[0])
    axis = axis + axes + 1 if type(axis) is int and axis < 0 else axis
    if type(axis) is not int or not 0 <= axis <= axes or len({len(s) for s in shapes}) > 1:
        return net.unsure(entry, first, at)
    others = [s[: max(axis - 1, 0)] + s[axis:] if axis else s for s in shapes]
    if any(a != b for a, b in zip(others, others[1:], strict=False)):
        if all(one.sure for one in parts):
            net.find(
                "merge",
                " and ".join(words_of(s) for s in shapes)
                + f" cannot be joined along axis {axis}: all other sizes have to be equal",
                fatal=True,
                at=at,
                node=node,
                makers=tuple(one.maker for one in parts),
                shapes=tuple(shapes),
                within=net.calls[-1] if net.calls else None,
            )
            return Tensor(None, maker=at)
        return net.unsure(entry, first, at)
    shape = list(shapes[0])
    batch = first.batch
    if axis == 0:
        batch = None if batch is None else batch * len(parts)
    else:
        sizes = [s[axis - 1] for s in shapes]
        shape[axis - 1] = None if None in sizes else sum(sizes)  # type: ignore[arg-type]
    entry.made = tuple(shape)
    widest = wider(*parts)
    entry.field, entry.jump = widest.field, widest.jump
    entry.sure = all(one.sure for one in parts)
    return replace(widest, shape=entry.made, sure=entry.sure, batch=batch, maker=at)


def view(
    net: Any, text: str, x: Tensor, rest: list[Any], options: dict[str, Any], node: ast.Call
) -> Any:
    """Return ``x.view(…)`` or ``x.reshape(…)``."""
    sizes = list(rest[0]) if len(rest) == 1 and isinstance(rest[0], list | tuple) else rest
    at = len(net.trace.entries)
    entry = Entry(
        "View",
        net.named(text),
        node,
        None,
        {"sizes": sizes},
        x.shape,
        before=x.maker,
        sure=x.sure,
    )
    net.trace.entries.append(entry)
    if x.shape is None:
        return Tensor(None, maker=at)
    whole = product(x.shape)
    good = all(type(one) is int or isinstance(one, Batch) for one in sizes) and sizes
    if whole is None or not good or x.batch is None or not x.sure:
        if whole is not None and not good:
            net.find(
                "not read",
                f"the sizes of {net.segment(node)} cannot be told without "
                f"running it; the doctor goes on behind it",
                fatal=False,
                at=at,
                node=node,
            )
        shape = tuple(one if type(one) is int and one > 0 else None for one in sizes[1:])
        return replace(x, shape=shape or (None,), sure=False, maker=at, maps=None)
    if x.strided and len(sizes) == 2 and net.segment(node.func).endswith(".view"):
        net.find(
            "view",
            f"{net.segment(node)} is refused: behind permute or transpose the numbers lie in "
            f"memory in another order, and reshape copies them",
            fatal=True,
            at=at,
            node=node,
            got=whole,
            strided=True,
        )
        return Tensor(None, maker=at)
    return _viewed(net, entry, at, x, sizes, whole, node)


def _viewed(
    net: Any, entry: Entry, at: int, x: Tensor, sizes: list[Any], whole: int, node: ast.Call
) -> Tensor:
    total = Fraction(whole) * (x.batch or 1)  # numbers for one picture
    first, others = sizes[0], sizes[1:]
    if (
        isinstance(first, Batch)
        and others.count(-1) <= 1
        and not any(isinstance(one, Batch) for one in others)
    ):
        rows, free = first.times, total / first.times
        fixed = math.prod(one for one in others if one != -1)
        if -1 in others and fixed > 0 and free % fixed == 0:
            others = [int(free / fixed) if one == -1 else one for one in others]
        if math.prod(others) == free:
            return _view_made(net, entry, at, x, tuple(others), rows)
    elif first == -1 and all(type(one) is int and one > 0 for one in others):
        fixed = math.prod(others)
        rows = total / fixed
        if rows == x.batch:
            return _view_made(net, entry, at, x, tuple(others), rows)
        if rows.denominator == 1 and others:
            net.find(
                "batch mixed",
                f"{net.segment(node)} makes {rows} rows of one picture, for it has {whole} "
                f"numbers ({words_of(x.shape)}), not {fixed}: the batch grows unseen",
                fatal=False,
                at=at,
                node=node,
                got=whole,
                expected=fixed,
            )
            return _view_made(net, entry, at, x, tuple(others), rows)
        if not others:
            entry.made = (whole,)
            return Tensor((whole,), maker=at, batch=None)
    net.find(
        "view",
        f"{net.segment(node)} does not fit: a picture has {whole} numbers here, "
        f"{words_of(x.shape)}",
        fatal=True,
        at=at,
        node=node,
        got=whole,
    )
    return Tensor(None, maker=at)


def _view_made(net: Any, entry: Entry, at: int, x: Tensor, shape: Shape, rows: Fraction) -> Tensor:
    maps = map_size(x.shape or ()) if len(shape) == 1 else None
    entry.made, entry.field, entry.jump = shape, x.field, x.jump
    return replace(x, shape=shape, batch=rows, maker=at, maps=maps or x.maps, strided=False)


def mean(
    net: Any, text: str, x: Tensor, rest: list[Any], options: dict[str, Any], node: ast.Call
) -> Any:
    """Return the mean, the sum or the largest along some axes."""
    axes = options.get("dim", options.get("axis", rest[0] if rest else None))
    keep = options.get("keepdim", rest[1] if len(rest) > 1 else False)
    axes = axes if isinstance(axes, list | tuple) else (axes,)
    shape = x.shape or ()
    numbers = [a + len(shape) + 1 if type(a) is int and a < 0 else a for a in axes]
    if x.shape is None or any(type(a) is not int or not 1 <= a <= len(shape) for a in numbers):
        return net.unknown(f"{text}(…)", x, node, text)
    if keep:
        made: Shape = tuple(1 if i + 1 in numbers else one for i, one in enumerate(shape))
    else:
        made = tuple(one for i, one in enumerate(shape) if i + 1 not in numbers)
    size = map_size(shape)
    spans = (
        (1, 1) if size is None else tuple(n if i + 2 in numbers else 1 for i, n in enumerate(size))
    )
    gathered = moved(x, made, spans, spans)
    return _recorded(net, "Mean", text, x, gathered, node)


def largest(
    net: Any, text: str, x: Tensor, rest: list[Any], options: dict[str, Any], node: ast.Call
) -> Any:
    """Return the largest along an axis, and where it stands, as torch's ``max`` does."""
    made = mean(net, text, x, rest, options, node)
    read = net.trace.entries[-1].kind == "Mean"
    return (made, Unknown("places")) if read else made


def _recorded(net: Any, kind: str, text: str, x: Tensor, made: Tensor, node: ast.AST) -> Tensor:
    entry = Entry(
        kind,
        net.named(text),
        node,
        None,
        {},
        x.shape,
        made.shape,
        field=made.field,
        jump=made.jump,
        before=x.maker,
        sure=x.sure,
    )
    net.trace.entries.append(entry)
    strided = kind == "Permute" and made.strided
    return replace(made, maker=len(net.trace.entries) - 1, strided=strided)


def squeeze(
    net: Any, text: str, x: Tensor, rest: list[Any], options: dict[str, Any], node: ast.Call
) -> Any:
    """Return a tensor without its axes of length 1, or with one more."""
    shape = x.shape
    axis = options.get("dim", rest[0] if rest else None)
    if shape is None:
        return _recorded(net, "Squeeze", text, x, x, node)
    more = net.segment(node.func).endswith("unsqueeze")
    if axis is None and not more:
        made: Shape = tuple(one for one in shape if one != 1)
        net.find(
            "batch squeezed",
            f"{text}() drops each axis of length 1, of a batch of one picture that of the batch, "
            f"too: name the axes",
            fatal=False,
            at=len(net.trace.entries),
            node=node,
        )
    elif isinstance(axis, list | tuple) and not more:
        places = [a + len(shape) + 1 if type(a) is int and a < 0 else a for a in axis]
        if any(type(a) is not int or not 1 <= a <= len(shape) for a in places):
            return net.unknown(f"{text}(…)", x, node, text)
        made = tuple(one for i, one in enumerate(shape) if i + 1 not in places or one != 1)
    elif type(axis) is int:
        place = axis + len(shape) + 1 + more if axis < 0 else axis
        if not 1 <= place <= len(shape) + more:
            return net.unknown(f"{text}(…)", x, node, text)
        if more:
            made = (*shape[: place - 1], 1, *shape[place - 1 :])
        else:
            made = tuple(one for i, one in enumerate(shape) if i + 1 != place or one != 1)
    else:
        return net.unknown(f"{text}(…)", x, node, text)
    return _recorded(net, "Squeeze", text, x, replace(x, shape=made), node)


def permute(
    net: Any, text: str, x: Tensor, rest: list[Any], options: dict[str, Any], node: ast.Call
) -> Any:
    """Return a tensor with its axes in another order."""
    axes = list(rest[0]) if len(rest) == 1 and isinstance(rest[0], list | tuple) else rest
    shape = x.shape
    if shape is None:
        return _recorded(net, "Permute", text, x, x, node)
    total = len(shape) + 1
    if any(type(a) is not int or not -total <= a < total for a in axes):
        return net.unknown(f"{text}(…)", x, node, text)
    order = [a % total for a in axes]
    if net.segment(node.func).endswith("transpose") and len(order) == 2:
        swapped = list(range(total))
        swapped[order[0]], swapped[order[1]] = order[1], order[0]
        order = swapped
    if sorted(order) != list(range(total)) or order[0] != 0:
        return net.unknown(f"{text}(…)", x, node, text)
    longer = [a for a in order[1:] if shape[a - 1] != 1]
    made = replace(
        x,
        shape=tuple(shape[a - 1] for a in order[1:]),
        strided=not x.strided and longer != sorted(longer),
    )
    return _recorded(net, "Permute", text, x, made, node)


def cut(net: Any, text: str, x: Tensor, parts: list[Any], node: ast.AST) -> Any:
    """Return a part of a tensor, of each axis a slice or one place; the batch stays whole."""
    shape = x.shape
    if shape is None:
        return x
    told = [one for one in parts if isinstance(one, slice) or type(one) is int]
    if len(told) < len(parts) or len(parts) > len(shape) + 1 or parts[0] != slice(None):
        return net.unknown(text, x, node, text)
    made: list[int | None] = []
    steps = [1] * len(shape)
    for axis, n in enumerate(shape):
        part = parts[axis + 1] if axis + 1 < len(parts) else slice(None)
        if not isinstance(part, slice):
            continue
        steps[axis] = part.step or 1
        made.append(None if n is None and part != slice(None) else n and len(range(n)[part]))
    if 0 in made or min(steps) < 1:  # torch refuses a step that is negative
        return net.unknown(text, x, node, text)
    kept = replace(x, shape=tuple(made))
    if len(shape) == len(made) == 3:
        kept = moved(x, tuple(made), (1, 1), (steps[1], steps[2]))
    return _recorded(net, "Slice", text, x, kept, node)


def size(x: Tensor) -> Any:
    """Return what ``x.shape`` is, the batch first."""
    if x.shape is None or x.batch is None:
        return Unknown("its size")
    sizes = [Unknown("a size") if one is None else one for one in x.shape]
    return (Batch(x.batch), *sizes)


def asked(name: str, x: Tensor, rest: list[Any]) -> Any:
    sizes = size(x)
    if name == "dim":
        return len(sizes) if isinstance(sizes, tuple) else Unknown("its axes")
    if name == "len":
        return sizes[0] if isinstance(sizes, tuple) else Unknown("its length")
    if name == "numel" or not isinstance(sizes, tuple):
        return Unknown("its size")
    if not rest:
        return sizes
    if type(rest[0]) is int and -len(sizes) <= rest[0] < len(sizes):
        return sizes[rest[0]]
    return Unknown("its size")


def wider(*tensors: Tensor) -> Tensor:
    """Return the one with the largest field."""
    return max(tensors, key=lambda one: one.field)


SHAPING = {
    "view": view, "reshape": view,
    "mean": mean, "amax": mean, "sum": mean, "max": largest, "min": largest,
    "squeeze": squeeze, "unsqueeze": squeeze,
    "permute": permute, "transpose": permute,
}  # fmt: skip
