"""The engine in JavaScript and the operators in Python give the same numbers.

Random calls are answered by both, all of JavaScript's in one Node process. Finite numbers may
differ by 1e-9 of the answer's largest number, or by 1e-9 if that is below 1 (both compute in double
precision but add in another order); NaN and infinity must be in the same places.
"""

import json
from collections import Counter
from functools import cache

import numpy as np
import pytest

from convcourse.explorers.parts import modules
from convcourse.operators import ops, padding, shapes
from tests.node import attempt, play, typed

ENGINE = modules.ROOM / "parts" / "engine.js"
BORDERS = ["constant", "nearest", "reflect", "mirror", "wrap"]
LISTS = ["Float64Array", "Float32Array", "Uint8ClampedArray", "Uint8Array", "Array"]
TOLERANCE = 1e-9
CALLS_PER_KIND = 80


# A call is what JavaScript is asked, what Python answers, and the facts that show afterwards what
# the random draw has covered.


def call(name, args, want, facts):
    return {"name": name, "args": args, "want": want, "facts": facts}


def numbers(array, kind="Float64Array"):
    return typed(kind, array)


def grid(array, kind="Float64Array"):
    return {"data": numbers(array, kind), "rows": array.shape[0], "cols": array.shape[1]}


def tensor(array, kind="Float64Array"):
    return {"data": numbers(array, kind), "shape": list(array.shape)}


def pick(rng, options):
    return options[rng.integers(len(options))]


def pair(rng, low, high, name, facts):
    """Draw an option of two axes, as one number or as a pair; return it and the pair."""
    if rng.random() < 0.3:
        both = int(rng.integers(low, high))
        return both, [both, both]
    each = rng.integers(low, high, 2).tolist()
    if each[0] != each[1]:
        facts.add(f"{name} differs between the axes")
    return each, each


def picture(rng, shape, facts, *, odd=0.2):
    """Draw numbers that a JavaScript list holds exactly; return them and the type of the list."""
    kind = pick(rng, LISTS)
    facts.add(kind)
    if kind.startswith("Uint8"):
        return rng.integers(0, 256, shape).astype(float), kind
    array = rng.normal(size=shape).astype(np.float32).astype(float)
    if rng.random() < odd:
        facts.add("not finite")
        for _ in range(rng.integers(1, 4)):
            array[tuple(rng.integers(0, shape))] = pick(rng, [np.nan, np.inf, -np.inf])
    return array, kind


def weights(rng, shape, facts):
    """Draw a kernel, a quarter of it zeros, since those must spread NaN as well."""
    rows, columns = shape[-2:]
    if rows != columns:
        facts.add("kernel not square")
    if rows % 2 == 0 or columns % 2 == 0:
        facts.add("even kernel")
    return rng.normal(size=shape) * (rng.random(shape) < 0.75)


def note_border(border, sides, size, facts):
    if min(size) == 1:
        facts.add("one row or column")
    facts.add(f"border {border}")
    if any(max(ends) > n for ends, n in zip(sides, size, strict=True)):
        facts.add(f"border {border} wider than the picture")


def draw_sides(rng, facts):
    """Draw a padding in one of its three forms; return it and its four numbers."""
    form = pick(rng, ["number", "per axis", "per side"])
    facts.add(f"padding {form}")
    (top, bottom), (left, right) = sides = rng.integers(0, 6, (2, 2)).tolist()
    if form == "number":
        return top, [[top, top], [top, top]]
    if form == "per axis":
        return [top, left], [[top, top], [left, left]]
    return sides, [[top, bottom], [left, right]]


def draw_window(rng, facts):
    """Draw a picture and a kernel that fits, and return Python's result before any stride."""
    while True:
        seen = set()
        size = rng.integers(1, pick(rng, [4, 12]), 2).tolist()
        kernel = weights(rng, rng.integers(1, 6, 2).tolist(), seen)
        if rng.random() < 0.2:
            kernel = np.outer(*rng.normal(size=(2, 6)))
            seen = {"large separable kernel"}
        stride, strides = pair(rng, 1, 4, "stride", seen)
        dilation, dilations = pair(rng, 1, 4, "dilation", seen)
        width, sides = draw_sides(rng, seen)
        spans = [d * (k - 1) + 1 for k, d in zip(kernel.shape, dilations, strict=True)]
        if all(n + sum(ends) >= span for n, ends, span in zip(size, sides, spans, strict=True)):
            break
    facts |= seen
    image, kind = picture(rng, size, facts)
    border, cval, flip = pick(rng, BORDERS), float(rng.normal()), bool(rng.integers(2))
    note_border(border, sides, size, facts)
    facts.add(f"flip {flip}")
    options = dict(
        stride=stride, dilation=dilation, padding=width, border=border, cval=cval, flip=flip
    )
    padded = padding.pad2d(image, sides, border=border, cval=cval)
    used = kernel[::-1, ::-1] if flip else kernel
    want = ops.conv2d(padded[None], used[None, None], None, strides, 0, dilations)[0]
    return image, kind, kernel, options, (padded, sides, strides, dilations), want


def draw_correlate(rng):
    facts = set()
    image, kind, kernel, options, _, want = draw_window(rng, facts)
    return call("correlate", [grid(image, kind), grid(kernel), options], want, facts)


def draw_window_taps(rng):
    facts = set()
    image, kind, kernel, options, geometry, sums = draw_window(rng, facts)
    padded, sides, strides, dilations = geometry
    cell = [int(rng.integers(n)) for n in sums.shape]
    want = []
    for i, j in np.ndindex(*kernel.shape):
        row, column = (
            at * s + tap * d for at, s, tap, d in zip(cell, strides, (i, j), dilations, strict=True)
        )
        stored = (kernel.shape[0] - 1 - i, kernel.shape[1] - 1 - j) if options["flip"] else (i, j)
        in_row, in_column = row - sides[0][0], column - sides[1][0]
        outside = not (0 <= in_row < image.shape[0] and 0 <= in_column < image.shape[1])
        if outside:
            facts.add(f"tap in the padding, border {options['border']}")
        want.append(
            dict(
                inputRow=in_row,
                inputCol=in_column,
                kernelRow=stored[0],
                kernelCol=stored[1],
                value=float(padded[row, column]),
                weight=float(kernel[stored]),
                padded=outside,
            )
        )
    args = [grid(image, kind), grid(kernel), *cell, options]
    return call("windowTaps", args, {"taps": want, "sum": sums[tuple(cell)]}, facts)


def draw_image_filter(rng, *, separable=False):
    """The operators for images: sizes by name, a border of any kind."""
    facts = set()
    size = rng.integers(1, pick(rng, [4, 20]), 2)
    name = pick(rng, ["same", "valid", "full"])
    shape = rng.integers(3, 16, 2) if separable else rng.integers(1, 8, 2)
    if name == "valid":
        size = np.maximum(size, shape)
    size, shape = size.tolist(), shape.tolist()
    image, kind = picture(rng, size, facts)
    kernel = weights(rng, shape, facts)
    if separable:
        kernel = np.outer(kernel[:, 0] + 0.5, kernel[0] - 0.25)
        if np.isfinite(image).all() and kernel.size > 25:
            facts.add("two passes")
    border, cval, flip = pick(rng, BORDERS), float(rng.normal()), bool(rng.integers(2))
    if name != "valid":
        ends = [[k // 2, k // 2] if name == "same" else [k - 1, k - 1] for k in shape]
        note_border(border, ends, size, facts)
    facts |= {f"padding {name}", f"flip {flip}"}
    operator = ops.convolve2d if flip else ops.correlate2d
    want = operator(image, kernel, padding=name, border=border, cval=cval)
    options = dict(padding=name, border=border, cval=cval, flip=flip)
    return call("correlate", [grid(image, kind), grid(kernel), options], want, facts)


def draw_separable_filter(rng):
    return draw_image_filter(rng, separable=True)


def draw_channels(rng, facts):
    groups = int(rng.integers(1, 4))
    ins, outs = rng.integers(1, 4, 2).tolist()
    if groups > 1:
        facts.add("depthwise" if ins == 1 else "groups")
    return groups, ins, outs


def draw_bias(rng, channels, facts):
    if rng.random() < 0.5:
        return None
    facts.add("bias")
    return rng.normal(size=channels)


def draw_layer(rng):
    facts = set()
    groups, ins, outs = draw_channels(rng, facts)
    weight = weights(rng, (outs * groups, ins, *rng.integers(1, 5, 2)), facts)
    stride, strides = pair(rng, 1, 4, "stride", facts)
    dilation, dilations = pair(rng, 1, 4, "dilation", facts)
    width, widths = pair(rng, 0, 4, "padding", facts)
    if rng.random() < 0.25:
        stride, strides, width = 1, [1, 1], pick(rng, ["same", "valid"])
        widths = [0, 0]
        facts.add(f"layer padding {width}")
    size = [
        max(1, d * (k - 1) + 1 - 2 * p) + int(rng.integers(0, 5))
        for k, d, p in zip(weight.shape[2:], dilations, widths, strict=True)
    ]
    image, kind = picture(rng, (ins * groups, *size), facts)
    bias = draw_bias(rng, outs * groups, facts)
    want = ops.conv2d(image, weight, bias, strides, width, dilations, groups)
    options = dict(stride=stride, dilation=dilation, padding=width, groups=groups)
    args = [tensor(image, kind), tensor(weight), None if bias is None else numbers(bias), options]
    return call("conv2d", args, want, facts)


def draw_transposed_layer(rng, *, single=False):
    facts = set()
    groups, ins, outs = (1, 1, 1) if single else draw_channels(rng, facts)
    weight = weights(rng, (ins * groups, outs, *rng.integers(1, 5, 2)), facts)
    image, kind = picture(rng, (ins * groups, *rng.integers(1, 6, 2)), facts)
    stride, strides = pair(rng, 1, 4, "stride", facts)
    dilation, dilations = pair(rng, 1, 4, "dilation", facts)
    extra = [int(rng.integers(max(both))) for both in zip(strides, dilations, strict=True)]
    if any(extra):
        facts.add("output padding")
    if any(e >= s for e, s in zip(extra, strides, strict=True)):
        facts.add("output padding up to the dilation")
    whole = [
        (n - 1) * s + d * (k - 1) + 1 + e
        for n, s, d, k, e in zip(
            image.shape[1:], strides, dilations, weight.shape[2:], extra, strict=True
        )
    ]
    widths = [int(rng.integers(min(4, (n - 1) // 2 + 1))) for n in whole]
    if any(widths):
        facts.add("transposed padding")
    bias = None if single else draw_bias(rng, outs * groups, facts)
    want = ops.conv_transpose2d(image, weight, bias, strides, widths, extra, groups, dilations)
    options = dict(stride=stride, dilation=dilation, padding=widths, outputPadding=extra)
    if single:
        args = [grid(image[0], kind), grid(weight[0, 0]), options]
        return call("convTranspose", args, want[0], facts)
    listed = None if bias is None else numbers(bias)
    args = [tensor(image, kind), tensor(weight), listed, {**options, "groups": groups}]
    return call("convTranspose2d", args, want, facts)


def draw_transposed(rng):
    return draw_transposed_layer(rng, single=True)


def draw_pad(rng):
    facts = set()
    size = rng.integers(1, 6, 2).tolist()
    image, kind = picture(rng, size, facts)
    (top, bottom), (left, right) = sides = rng.integers(0, 9, (2, 2)).tolist()
    border, cval = pick(rng, BORDERS), float(rng.normal())
    note_border(border, sides, size, facts)
    want = padding.pad2d(image, sides, border=border, cval=cval)
    width = dict(top=top, bottom=bottom, left=left, right=right)
    return call("pad", [grid(image, kind), width, border, cval], want, facts)


def draw_source_index(rng):
    size, far = int(rng.integers(1, 6)), 20
    border, i = pick(rng, BORDERS), int(rng.integers(-far, far))
    want = int(padding.border_indices(size, far, far, border)[i + far])
    facts = {f"border {border}", "outside" if not 0 <= i < size else "inside"}
    return call("sourceIndex", [i, size, border], want, facts)


def draw_size(rng, *, transposed=False):
    size, kernel = rng.integers(1, pick(rng, [4, 12]), 2).tolist()
    options = dict(stride=int(rng.integers(1, 5)), dilation=int(rng.integers(1, 4)))
    options["padding"] = int(rng.integers(0, 7))
    python = dict(options)
    operator, name = shapes.output_size, "outputSize"
    if transposed:
        operator, name = shapes.transposed_output_size, "transposedOutputSize"
        python["output_padding"] = options["outputPadding"] = int(rng.integers(0, 4))
    try:
        return call(name, [size, kernel, options], operator(size, kernel, **python), {"fits"})
    except ValueError as error:
        refused = "output_padding=" in str(error).split()[0]
        want = "RangeError" if refused else "not positive"
        return call(name, [size, kernel, options], want, {f"{name} {want}"})


def draw_transposed_size(rng):
    return draw_size(rng, transposed=True)


def draw_separate(rng):
    shape = rng.integers(1, 8, 2).tolist()
    kernel = np.outer(*(rng.normal(size=n) * (rng.random(n) < 0.7) for n in shape))
    kernel *= 10.0 ** rng.integers(-6, 6)
    if rng.random() < 0.4:
        kernel[tuple(rng.integers(0, shape))] += pick(rng, [1e-3, 1.0, np.nan, np.inf])
    finite = np.isfinite(kernel).all()
    rank = np.linalg.matrix_rank(kernel, rtol=1e-9) if finite else -1
    want = kernel if rank == 1 else None
    return call("separate", [grid(kernel)], want, {f"rank {rank if rank < 2 else 'above 1'}"})


def draw_refused(rng):
    """What both must refuse: a kernel larger than the padded picture."""
    size, more = rng.integers(1, 6, 2), rng.integers(0, 3, 2)
    width = int(rng.integers(0, 3))
    more[rng.integers(2)] += 1
    image, kernel = rng.normal(size=size), rng.normal(size=size + 2 * width + more)
    if rng.random() < 0.5:
        with pytest.raises(ValueError, match="fit"):
            ops.conv2d(image[None], kernel[None, None], padding=width)
        args = [tensor(image[None]), tensor(kernel[None, None]), None, {"padding": width}]
        return call("conv2d", args, "RangeError", {"layer"})
    with pytest.raises(ValueError, match="larger"):
        ops.correlate2d(padding.pad2d(image, width), kernel, padding="valid")
    args = [grid(image), grid(kernel), {"padding": width}]
    return call("correlate", args, "RangeError", {"image"})


KINDS = {
    "correlate": draw_correlate,
    "image filter": draw_image_filter,
    "separable filter": draw_separable_filter,
    "window taps": draw_window_taps,
    "layer": draw_layer,
    "transposed": draw_transposed,
    "transposed layer": draw_transposed_layer,
    "pad": draw_pad,
    "source index": draw_source_index,
    "size": draw_size,
    "transposed size": draw_transposed_size,
    "separate": draw_separate,
    "refused": draw_refused,
}

AXES_DIFFER = {"stride differs between the axes", "dilation differs between the axes"}
KERNELS = {"even kernel", "kernel not square", "not finite"}
THIN = {"one row or column"}
EVERY_BORDER = {f"border {border}" for border in BORDERS}
WIDE_BORDERS = {f"border {border} wider than the picture" for border in BORDERS}
FLIPS = {"flip True", "flip False"}
SIDES = {"padding number", "padding per axis", "padding per side"}
NAMED = {"padding same", "padding valid", "padding full"}
LAYER = KERNELS | AXES_DIFFER | {"groups", "depthwise", "bias"}
TRANSPOSED = {"output padding", "output padding up to the dilation", "transposed padding"}

MUST_OCCUR = {
    "correlate": {"large separable kernel"}
    | KERNELS
    | AXES_DIFFER
    | EVERY_BORDER
    | WIDE_BORDERS
    | FLIPS
    | SIDES
    | THIN
    | set(LISTS),
    "image filter": KERNELS | EVERY_BORDER | WIDE_BORDERS | FLIPS | NAMED | THIN | set(LISTS),
    "separable filter": KERNELS | WIDE_BORDERS | FLIPS | NAMED | {"two passes"},
    "window taps": KERNELS
    | AXES_DIFFER
    | FLIPS
    | {f"tap in the padding, border {border}" for border in BORDERS},
    "layer": LAYER | {"layer padding same", "layer padding valid"},
    "transposed": KERNELS | AXES_DIFFER | TRANSPOSED,
    "transposed layer": LAYER | TRANSPOSED,
    "pad": EVERY_BORDER | WIDE_BORDERS | THIN | {"not finite"},
    "source index": EVERY_BORDER | {"inside", "outside"},
    "size": {"fits", "outputSize not positive"},
    "transposed size": {
        "fits",
        "transposedOutputSize not positive",
        "transposedOutputSize RangeError",
    },
    "separate": {"rank -1", "rank 0", "rank 1", "rank above 1"},
    "refused": {"layer", "image"},
}


@cache
def drawn_calls():
    calls = {}
    for number, (kind, draw) in enumerate(KINDS.items()):
        rng = np.random.default_rng([2026, number])
        calls[kind] = [draw(rng) for _ in range(CALLS_PER_KIND)]
    return calls


@cache
def answers():
    """Return what one Node process answers to all calls, kind by kind."""
    asked = [attempt(c["name"], *c["args"]) for kind in KINDS for c in drawn_calls()[kind]]
    given = play(ENGINE, asked)
    assert len(given) == len(asked)
    return {
        kind: given[start : start + CALLS_PER_KIND]
        for start, kind in zip(range(0, len(given), CALLS_PER_KIND), KINDS, strict=True)
    }


# --- How answers are compared: each function returns what is wrong, or nothing.


def numbers_differ(got, want):
    got, want = np.asarray(got, float), np.asarray(want, float)
    if got.shape != want.shape:
        return f"{got.shape} numbers, expected {want.shape}"
    finite = np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
        return "NaN or infinity in other places"
    scale = max(1.0, np.abs(want[finite]).max(initial=0))
    worst = np.abs(got[finite] - want[finite]).max(initial=0)
    return None if worst <= TOLERANCE * scale else f"differs by {worst:.3g} of {scale:.3g}"


def array_differs(got, want):
    shape = got["shape"] if "shape" in got else [got["rows"], got["cols"]]
    if tuple(shape) != want.shape:
        return f"shape {shape}, expected {want.shape}"
    return numbers_differ(got["data"], want.ravel())


def taps_differ(got, want):
    places = ["inputRow", "inputCol", "kernelRow", "kernelCol", "padded"]
    if [[tap[key] for key in places] for tap in got] != [
        [tap[key] for key in places] for tap in want["taps"]
    ]:
        return "taps in other places"
    terms = np.array([[float(tap["value"]), float(tap["weight"])] for tap in got])
    expected = np.array([[tap["value"], tap["weight"]] for tap in want["taps"]])
    if not np.array_equal(terms, expected, equal_nan=True):
        return "other values or weights"
    with np.errstate(invalid="ignore"):  # inf - inf is a legitimate NaN
        return numbers_differ(terms.prod(axis=1).sum(), want["sum"])


def factors_differ(got, want):
    if got is None or want is None:
        return None if got is want else "one says separable, the other does not"
    return numbers_differ(np.outer(got["column"], got["row"]), want)


def answer_differs(asked, answer):
    want = asked["want"]
    if isinstance(want, str) and want == "RangeError":
        return None if answer.get("error") == want else "not refused"
    if "error" in answer:
        return "refused"
    if not answer["untouched"]:
        return "the arguments were changed"
    value = answer["value"]
    if asked["name"] == "windowTaps":
        return taps_differ(value, want)
    if asked["name"] == "separate":
        return factors_differ(value, want)
    if isinstance(want, str):
        return None if value <= 0 else "positive where nothing fits"
    if isinstance(want, int):
        return None if value == want else f"{value}, expected {want}"
    return array_differs(value, want)


@pytest.mark.parametrize("kind", KINDS)
def test_javascript_computes_what_python_computes(kind):
    wrong = []
    for asked, answer in zip(drawn_calls()[kind], answers()[kind], strict=True):
        problem = answer_differs(asked, answer)
        if problem:
            wrong.append(
                f"{problem}\n  call    {asked['name']} {json.dumps(asked['args'])}"
                f"\n  Python  {asked['want']}\n  engine  {json.dumps(answer)}"
            )
    assert not wrong, f"{len(wrong)} of {CALLS_PER_KIND} calls. The first:\n{wrong[0]}"


@pytest.mark.parametrize("kind", KINDS)
def test_random_calls_cover_what_they_claim(kind):
    counts = Counter(fact for asked in drawn_calls()[kind] for fact in asked["facts"])
    rare = {fact: counts[fact] for fact in MUST_OCCUR[kind] if counts[fact] < 3}
    assert not rare, f"drawn fewer than 3 times: {rare}"


def test_random_calls_are_at_least_400():
    assert sum(map(len, drawn_calls().values())) >= 400
