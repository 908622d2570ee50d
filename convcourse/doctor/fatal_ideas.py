"""Changes that might mend what torch refuses; they are not tried yet."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from convcourse.doctor import faults
from convcourse.doctor.names import nearest
from convcourse.doctor.pen import Idea, Pen, flattening, present, producer_of, setting
from convcourse.doctor.settings import one_or_two, pair, shown
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry, Found


def _channels(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    name, got = fault.data["name"], fault.data["got"]
    yield setting(pen, entry, **{name: got})
    groups = entry.settings.get("groups", 1)
    if groups != 1 and "out_channels" in entry.settings:
        yield setting(pen, entry, **{name: got, "groups": 1})
    producer = producer_of(study, entry)
    if producer is not None and isinstance(fault.data["expected"], int):
        of = "out_channels" if "out_channels" in producer.settings else "out_features"
        yield setting(pen, producer, **{of: fault.data["expected"]})


def _in_features(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    got, flat = fault.data["got"], fault.data["flat"]
    if got is None:
        return
    if flat:
        for words, edits in flattening(pen, entry):
            if got != fault.data["expected"]:
                edits = edits + pen.set(entry, in_features=got)
                words += f", in_features={got}"
            yield words, edits
        return
    mixed = next((one for one in study.found if one.kind == "batch mixed"), None)
    if mixed is not None:
        yield from _view(pen, study, mixed, study.trace.entries[mixed.at])
    yield setting(pen, entry, in_features=got)
    producer = producer_of(study, entry)
    if producer is not None and "out_features" in producer.settings:
        yield setting(pen, producer, out_features=fault.data["expected"])
    yield from _other_pooling(pen, study, fault, entry)


def _other_pooling(pen: Pen, study: Study, fault: Found, entry: Entry) -> Iterator[Idea]:
    """Pool the maps to the size that the layer was made for."""
    flat = study.trace.entries[entry.before] if entry.before >= 0 else None
    maps = flat.got if flat is not None and flat.kind in ("Flatten", "View") else None
    if not flat or not maps or len(maps) != 3 or not maps[0] or fault.data["expected"] % maps[0]:
        return
    area = fault.data["expected"] // maps[0]
    side = round(area**0.5)
    name = pen.style(flat, "AdaptiveAvgPool2d")
    if side * side == area and name and 0 < area < 4096:
        edits = pen.before(flat, f"{name}({side})")
        yield f"{name}({side}) before {flat.name}", edits


def _kernel(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    size = fault.data["size"]
    if "strides" in entry.settings:
        name = "pool_size" if "pool_size" in entry.settings else "kernel_size"
        yield setting(pen, entry, padding="same")
        yield setting(pen, entry, **{name: one_or_two(*size)})
        return
    w = faults.window(entry)
    spans = [d * (k - 1) + 1 for k, d in zip(w["kernel"], w["dilation"], strict=True)]
    needs = [
        max(p, -(-(span - n) // 2)) for p, span, n in zip(w["padding"], spans, size, strict=True)
    ]
    if entry.kind in ("Conv2d", "LazyConv2d"):
        half = [(span - 1) // 2 for span in spans]
        yield setting(
            pen,
            entry,
            padding=one_or_two(
                *(
                    max(a, b) if max(a, b) * 2 <= span else a
                    for a, b, span in zip(needs, half, spans, strict=True)
                )
            ),
        )
        yield setting(pen, entry, padding=one_or_two(*needs))
    elif all(2 * p <= k for p, k in zip(needs, w["kernel"], strict=True)):
        yield setting(pen, entry, padding=one_or_two(*needs))
    if w["dilation"] == (1, 1):
        fits = one_or_two(
            *(min(k, n + 2 * p) for k, n, p in zip(w["kernel"], size, w["padding"], strict=True))
        )
        if (
            entry.settings.get("stride", 1) is None
            and fits != 1
            or entry.settings.get("stride", 1) is not None
        ):
            yield setting(pen, entry, kernel_size=fits)
    else:
        yield setting(pen, entry, dilation=1)
    if entry.kind in ("MaxPool2d", "AvgPool2d"):
        yield f"without {entry.name}", pen.without(entry)
    earlier = [
        one
        for one in study.trace.entries[: fault.at]
        if one.kind in ("MaxPool2d", "AvgPool2d") and one.layer is not None
    ]
    if earlier and earlier[-1] is not entry:
        yield f"without {earlier[-1].name}", pen.without(earlier[-1])
    strided = [
        one
        for one in study.trace.entries[: fault.at]
        if one.kind == "Conv2d" and one.layer and one.settings["stride"] not in (1, (1, 1))
    ]
    if strided:
        yield setting(pen, strided[-1], stride=1)


def _setting(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    if fault.data.get("instead") is not None:
        yield setting(pen, entry, **{fault.data["name"]: fault.data["instead"]})


def _border(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    most = fault.data["most"]
    if "padding_mode" in entry.settings:
        yield setting(pen, entry, padding_mode="zeros")
    value = entry.settings.get("padding", 0)
    if type(value) is int:
        yield setting(pen, entry, padding=min(value, most))
    elif isinstance(value, tuple) and all(type(one) is int for one in value):
        yield setting(pen, entry, padding=tuple(min(one, most) for one in value))


def _half(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    yield setting(pen, entry, padding=fault.data["half"])
    rows, columns = pair(entry.settings, "padding")
    kernel = one_or_two(max(2 * rows, 1), max(2 * columns, 1))
    yield setting(pen, entry, kernel_size=kernel)


def _output_padding(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    yield setting(pen, entry, output_padding=one_or_two(*fault.data["most"]))
    extra = pair(entry.settings, "output_padding")
    stride = pair(entry.settings, "stride", 1)
    yield setting(
        pen, entry, stride=one_or_two(*(max(s, e + 1) for s, e in zip(stride, extra, strict=True)))
    )


def _nothing_left(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    if "most" in fault.data:
        most = one_or_two(*(max(one, 0) for one in fault.data["most"]))
        yield setting(pen, entry, padding=most)
        yield setting(pen, entry, padding=0)
    elif "scale_factor" in entry.settings:
        yield setting(pen, entry, scale_factor=1)


def _groups(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    yield setting(pen, entry, **{fault.data["setting"]: fault.data["groups"]})
    groups, out = entry.settings.get("groups"), entry.settings.get("out_channels")
    if type(groups) is int and type(out) is int and out % groups:
        yield setting(pen, entry, out_channels=faults.rounded_up(out, groups))


def _same(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    if entry.kind == "Conv2D":
        return
    kernel = pair(entry.settings, "kernel_size", 1)
    dilation = pair(entry.settings, "dilation", 1)
    padding = one_or_two(*(d * (k - 1) // 2 for k, d in zip(kernel, dilation, strict=True)))
    yield setting(pen, entry, padding=padding)
    yield setting(pen, entry, stride=1)


def _argument(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    node, data = entry.node, fault.data
    if not isinstance(node, ast.Call):
        return
    wrong = next((one for one in node.keywords if one.arg == data.get("name")), None)
    if wrong is not None and "known" in data:
        near = nearest(str(wrong.arg), data["known"])
        start = pen.source.span(wrong.value)[0]
        found = re.search(rf"{wrong.arg}\s*=\s*$", pen.source.text[:start])
        if near is not None and found and not any(one.arg == near for one in node.keywords):
            edit = (found.start(), found.start() + len(str(wrong.arg)), near)
            yield f"{entry.name}: {near} instead of {wrong.arg}", [edit]
            return
        yield f"{entry.name}: without {wrong.arg}", [pen.drop(node, wrong.value)]
    elif wrong is not None:
        yield f"{entry.name}: {wrong.arg} once", [pen.drop(node, wrong.value)]
    elif "surplus" in data:
        extra = node.args[data["surplus"] :]
        yield (
            f"{entry.name}: without the surplus argument",
            [pen.drop(node, one) for one in extra[:1]],
        )
    elif data.get("missing") == ["kernel_size"]:
        yield setting(pen, entry, kernel_size=3)


def _axes(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    other = fault.data.get("other")
    before = study.trace.entries[entry.before] if entry.before >= 0 else None
    if other and isinstance(entry.node, ast.Call):
        start, end = pen.source.span(entry.node.func)
        name = re.sub(r"\w+$", other, pen.source.text[start:end])
        yield f"{name} instead of {entry.kind}", [(start, end, name)]
    if before is not None and before.kind in ("Flatten", "View") and before.layer is not None:
        yield f"without {before.name}", pen.without(before)


def _view(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Keep the rows, one for each picture, and let the view find the rest."""
    entry = present(entry)
    node, got = entry.node, fault.data["got"]
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if fault.data.get("strided"):
        _, end = pen.source.span(node.func)
        yield f"{entry.name}: reshape", [(end - len("view"), end, "reshape")]
        return
    x = pen.source.segment(node.func.value)
    sizes = entry.settings["sizes"]
    yield (
        f"{entry.name}: one row for each picture",
        [(*pen.source.span(node), f"{x}.{node.func.attr}({x}.size(0), -1)")]
        if re.fullmatch(r"\w+", x)
        else [(*pen.source.span(node), f"{x}.flatten(1)")],
    )
    last = node.args[-1]
    if len(sizes) == 2 and len(node.args) == 2 and type(sizes[1]) is int:
        yield f"{entry.name}: {got} numbers", [(*pen.source.span(last), str(got))]


def _flat_batch(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    for one in reversed(study.trace.entries[: fault.at + 1]):
        if one.kind not in ("Flatten", "View") or not isinstance(one.node, ast.Call):
            continue
        if one.kind == "Flatten":
            if "start_dim" in one.settings:
                yield setting(pen, one, start_dim=1)
        elif isinstance(one.node.func, ast.Attribute):
            x = pen.source.segment(one.node.func.value)
            yield (
                f"{one.name}: one row for each picture",
                [(*pen.source.span(one.node), f"{x}.flatten(1)")],
            )
        return


def _unflatten(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    producer = producer_of(study, entry)
    if producer is not None and "out_features" in producer.settings:
        yield setting(pen, producer, out_features=abs(_product(fault.data["sizes"])))
    sizes = fault.data["sizes"]
    rest = _product(sizes[1:])
    if rest > 0 and fault.data["got"] % rest == 0:
        yield setting(pen, entry, unflattened_size=(fault.data["got"] // rest, *sizes[1:]))


def _product(sizes: tuple[int, ...]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


def _shuffle(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    entry = present(entry)
    producer = producer_of(study, entry)
    multiple = fault.data.get("multiple")
    if producer is not None and multiple and type(producer.settings["out_channels"]) is int:
        wanted = faults.rounded_up(producer.settings["out_channels"], multiple)
        yield setting(pen, producer, out_channels=wanted)


def _merge(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    """Give a transposed convolution before the place where two meet the missing pixels."""
    shapes, makers = fault.data["shapes"], fault.data["makers"]
    if any(len(one) != 3 for one in shapes):
        return
    added = isinstance(fault.node, ast.BinOp | ast.AugAssign)
    if added:
        yield from _shortcut(pen, study, fault)
    for shape, other, maker in (
        (shapes[0], shapes[-1], makers[0]),
        (shapes[-1], shapes[0], makers[-1]),
    ):
        if other[1:] != shape[1:] and not (added and other[0] != shape[0]):
            yield from _resized(pen, study, maker, shape[1:], other[1:])
    entries = study.trace.entries
    for shape, other, maker in (
        (shapes[0], shapes[-1], makers[0]),
        (shapes[-1], shapes[0], makers[-1]),
    ):
        if other[1:] == shape[1:] and maker >= 0:
            one = entries[maker]
            producer = one if "out_channels" in one.settings else producer_of(study, one)
            if producer is not None and "out_channels" in producer.settings:
                yield setting(pen, producer, out_channels=other[0])
    yield from _interpolated(pen, study, fault)


def _operands(node: ast.AST | None) -> list[ast.expr | None]:
    """Return the first and the last of what meets at a node, None for what cannot be changed."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [None, node.value]
    inside = node.args[0] if isinstance(node, ast.Call) and node.args else None
    if isinstance(inside, ast.List | ast.Tuple) and len(inside.elts) > 1:
        return [inside.elts[0], inside.elts[-1]]
    return [None, None]


def _way(study: Study, at: int) -> Iterator[int]:
    """Return the layers that something went through, from the last to the picture, -1."""
    while at >= 0:
        yield at
        at = study.trace.entries[at].before
    yield -1


def _interpolated(pen: Pen, study: Study, fault: Found) -> Iterator[Idea]:
    """Bring what was made larger to the size of what it meets, whatever the picture's."""
    shapes, makers = fault.data["shapes"], fault.data["makers"]
    nodes, entries = _operands(fault.node), study.trace.entries
    if any(one.layer is not None and one.layer.keras for one in entries):
        return
    larger = [
        any(at >= 0 and entries[at].kind in faults.UP for at in _way(study, maker))
        for maker in (makers[0], makers[-1])
    ]
    for mine, other in ((0, -1), (-1, 0)):
        node, met = nodes[mine], nodes[other]
        if node is None or not larger[mine] or shapes[mine][1:] == shapes[other][1:]:
            continue
        text, size = pen.source.segment(node), shapes[other][1:]
        name = "F" if re.search(r"\bF\b", pen.source.text) else "nn.functional"
        beside = pen.source.segment(met) if met is not None else ""
        plain = re.fullmatch(r"\w+", beside)
        said = f"{beside}.shape[2:]" if plain else f"({size[0]}, {size[1]})"
        words = f"F.interpolate brings {' '.join(text.split())} to {size[0]}×{size[1]}"
        yield words, [(*pen.source.span(node), f"{name}.interpolate({text}, size={said})")]


def _shortcut(pen: Pen, study: Study, fault: Found) -> Iterator[Idea]:
    """Give what goes around a block of layers a 1×1 convolution of its own."""
    within, makers = fault.data["within"], fault.data["makers"]
    nodes, entries = _operands(fault.node), study.trace.entries
    init = _init_beside(study, within)
    if init is None or not within.args.args:
        return
    start, end = pen.source.span(init.body[-1])
    _, lead = pen.source.lead(start)
    for mine, other in ((0, -1), (-1, 0)):
        node, way = nodes[mine], list(_way(study, makers[other]))
        if node is None or lead.strip() or makers[mine] not in way[1:]:
            continue
        path = [entries[at] for at in way[: way.index(makers[mine])][::-1]]
        layer = _around(pen, path, init)
        if layer is None:
            continue
        owner, name = within.args.args[0].arg, "shortcut"
        while re.search(rf"\b{name}\b", pen.source.text):
            name += "_"
        text = pen.source.segment(node)
        yield (
            f"a 1×1 convolution, {owner}.{name}, for {' '.join(text.split())}",
            [
                (end, end, f"\n{lead}{owner}.{name} = {layer}"),
                (*pen.source.span(node), f"{owner}.{name}({text})"),
            ],
        )


def _init_beside(study: Study, within: ast.AST | None) -> ast.FunctionDef | None:
    for node in ast.walk(study.source.tree):
        if isinstance(node, ast.ClassDef) and within in node.body:
            inits = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            return next((one for one in inits if one.name == "__init__" and one.body), None)
    return None


def _around(pen: Pen, path: list[Entry], init: ast.FunctionDef) -> str | None:
    """Return the convolution that makes of what enters a path the channels and size at its end."""
    inside = {id(node) for node in ast.walk(init)}
    layers = [one for one in path if one.kind == "Conv2d" and one.layer is not None]
    style = pen.style(layers[0], "Conv2d") if layers else None
    if style is None:
        return None

    def said(one: Entry, name: str) -> str:
        node = pen.argument(one, name) if id(one.node) in inside else None
        return pen.source.segment(node) if node is not None else shown(one.settings[name])

    steps = [said(one, "stride") for one in layers]
    for one in path:
        if one.kind in ("MaxPool2d", "AvgPool2d"):
            steps.append(shown(one_or_two(*faults.window(one)["stride"])))
    stride = " * ".join(one for one in steps if one != "1")
    ends = f"{said(layers[0], 'in_channels')}, {said(layers[-1], 'out_channels')}, 1"
    return f"{style}({ends}{f', stride={stride}' if stride else ''})"


def _resized(pen: Pen, study: Study, at: int, got: tuple, wanted: tuple) -> Iterator[Idea]:
    entries = study.trace.entries
    while at >= 0:
        one = entries[at]
        if one.kind == "ConvTranspose2d":
            extra = pair(one.settings, "output_padding")
            most = pair(one.settings, "stride", 1)
            new = [e + w - g for e, w, g in zip(extra, wanted, got, strict=True)]
            if all(0 <= n < max(m, 1) for n, m in zip(new, most, strict=True)):
                yield setting(pen, one, output_padding=one_or_two(*new))
            return
        if one.kind == "Upsample" and one.layer is not None:
            if "size" not in [key.arg for key in _keywords(one)] and one.node is not None:
                yield _upsampled(pen, one, wanted)
            return
        if one.kind == "Conv2d" and not isinstance(one.settings["padding"], str):
            padding = pair(one.settings, "padding")
            stride = pair(one.settings, "stride", 1)
            if stride == (1, 1) and all(
                (w - g) % 2 == 0 and p + (w - g) // 2 >= 0
                for p, w, g in zip(padding, wanted, got, strict=True)
            ):
                yield setting(
                    pen,
                    one,
                    padding=one_or_two(
                        *(p + (w - g) // 2 for p, w, g in zip(padding, wanted, got, strict=True))
                    ),
                )
            if stride != (1, 1):
                return
        elif one.kind in ("?", "View", "Flatten", "MaxPool2d", "AvgPool2d", "Linear"):
            return
        at = one.before


def _keywords(entry: Entry) -> list[ast.keyword]:
    return entry.node.keywords if isinstance(entry.node, ast.Call) else []


def _upsampled(pen: Pen, entry: Entry, size: tuple) -> Idea:
    node = entry.node
    assert isinstance(node, ast.Call)
    factor = next((key for key in node.keywords if key.arg == "scale_factor"), None)
    if factor is None:
        return "", []
    start, end = pen.source.span(factor.value)
    name = re.search(r"scale_factor\s*=\s*$", pen.source.text[:start])
    if name is None:
        return "", []
    said = f"size=({size[0]}, {size[1]})"
    return f"{entry.name}: {said}", [(name.start(), end, said)]


def _missing(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    node = fault.node
    if isinstance(node, ast.Attribute):
        near = nearest(node.attr, fault.data["others"])
        if near is not None:
            end = pen.source.span(node)[1]
            yield (f"self.{near} instead of self.{node.attr}", [(end - len(node.attr), end, near)])
    elif isinstance(node, ast.ClassDef) and fault.data.get("meant"):
        wrong = fault.data["meant"]
        for one in node.body:
            if isinstance(one, ast.FunctionDef) and one.name == wrong:
                start = pen.source.text.index("def", pen.source.span(one)[0])
                place = pen.source.text.index(wrong, start)
                right = fault.data["name"]
                yield f"{right} instead of {wrong}", [(place, place + len(wrong), right)]
    elif isinstance(node, ast.Name):
        start, _ = pen.source.span(node)
        yield f"self.{node.id} instead of {node.id}", [(start, start, "self.")]


def _super(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    node = fault.node
    if isinstance(node, ast.Call):
        start, end = pen.source.span(node)
        yield "super() without names", [(start, end, "super()")]
        return
    if isinstance(node, ast.FunctionDef) and node.body:
        for one in ast.walk(node):
            bare = one.value if isinstance(one, ast.Attribute) else None
            if isinstance(bare, ast.Name) and bare.id == "super":
                _, end = pen.source.span(bare)
                yield "super() instead of super", [(end, end, "()")]
                return
        start = pen.source.span(node.body[0])[0]
        _, lead = pen.source.lead(start)
        if not lead.strip():
            yield (
                "super().__init__() first in __init__",
                [(start, start, f"super().__init__()\n{lead}")],
            )


def _no_return(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    node = fault.node
    if not isinstance(node, ast.FunctionDef) or not node.body:
        return
    last = node.body[-1]
    start, end = pen.source.span(last)
    if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
        (_, lead), name = pen.source.lead(start), last.targets[0].id
        if not lead.strip():
            yield f"return {name} at the end of forward", [(end, end, f"\n{lead}return {name}")]
    elif isinstance(last, ast.Expr):
        yield "return what forward's last line makes", [(start, start, "return ")]


def _no_self(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    if isinstance(fault.node, ast.FunctionDef):
        start = pen.source.text.index("def", pen.source.span(fault.node)[0])
        place = pen.source.text.index("(", start) + 1
        yield "self first in forward", [(place, place, "self, ")]


def _no_layer(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    if fault.node is not None:
        start, end = pen.source.span(fault.node)
        stated, instead = pen.source.segment(fault.node), fault.data["instead"]
        if instead.startswith("*"):
            yield "a * in front of the list", [(start, start, "*")]
        else:
            yield f"{instead} instead of {stated}", [(start, end, instead)]


def _misspelt(pen: Pen, study: Study, fault: Found, entry: Entry | None) -> Iterator[Idea]:
    wrong, right = fault.data["name"], fault.data["meant"]
    if isinstance(fault.node, ast.Call):
        _, end = pen.source.span(fault.node.func)
        yield f"{right} instead of {wrong}", [(end - len(wrong), end, right)]


Maker = Callable[[Pen, Study, Found, Entry | None], Iterator[Idea]]
#: By the kind of fault.
FATAL: dict[str, Maker] = {
    "channels": _channels,
    "features": _channels,
    "in_features": _in_features,
    "kernel larger than input": _kernel,
    "setting": _setting,
    "pooling padding": _half,
    "output_padding": _output_padding,
    "nothing left": _nothing_left,
    "groups": _groups,
    "same with stride": _same,
    "argument": _argument,
    "axes": _axes,
    "view": _view,
    "batch mixed": _view,
    "batch flattened": _flat_batch,
    "unflatten": _unflatten,
    "shuffle": _shuffle,
    "input shape": _setting,
    "border": _border,
    "merge": _merge,
    "missing": _missing,
    "super": _super,
    "no return": _no_return,
    "no self": _no_self,
    "no layer": _no_layer,
    "misspelt": _misspelt,
}
