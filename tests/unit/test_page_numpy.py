"""The page's stand-in for NumPy: equal to NumPy, or refused; in CPython and in MicroPython."""

import json
import warnings

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from book.exercises.data import known_names
from book.exercises.runtime import errors, lacks, python, relax
from book.exercises.runtime import numpy as stand_in
from tests.conftest import ROOT
from tests.unit.page import HERE, play
from tests.unit.page.evaluate import evaluated, on_the_page

EXPRESSIONS = (HERE / "expressions.txt").read_text(encoding="utf8").splitlines()
#: What of the list is not on the page, or only in one of the two Pythons. It may only shrink.
REFUSED = (HERE / "refused.txt").read_text(encoding="utf8").splitlines()


@pytest.fixture(scope="module", autouse=True)
def known():
    """Tell the stand-in what JupyterLab has, as a page does."""
    lacks.tell_known(known_names())
    yield
    lacks.KNOWN.clear()


def wanted():
    """Return what NumPy makes of the expressions."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return evaluated(np, EXPRESSIONS, {"signal": signal}, str, lambda error: False)


def compared(found):
    """Return the expressions that are refused; any other has to be NumPy's, or to raise as it."""
    refused = []
    for text, (how, got), (numpys, right) in zip(EXPRESSIONS, found, wanted(), strict=True):
        if how == "lacks":
            refused.append(text)
        elif how == "raises":
            assert numpys == "raises", f"{text} raises {got}, and is {right}"
        else:
            assert (numpys, right) == ("is", got), f"{text} is {got}, and NumPy has {right}"
    return refused


def test_expressions_are_numpys_or_refused_under_cpython():
    compared(on_the_page(EXPRESSIONS, errors, lacks, python, relax))


def test_expressions_are_numpys_or_refused_under_micropython():
    files = {
        "evaluate.py": (HERE / "evaluate.py").read_text(encoding="utf8"),
        "expressions.json": json.dumps(EXPRESSIONS),
    }
    program = (
        "import json\nfrom runtime import errors, evaluate, lacks, python, relax\n"
        "found = evaluate.on_the_page(json.load(open('/runtime/expressions.json')), errors, lacks, "
        "python, relax)\nresult = json.dumps(found)"
    )
    assert compared(play(files=files, program=program)["result"]) == REFUSED


KINDS = ("float64", "int64", "bool", "uint8", "int8", "int32", "float32")


def numbers(kind):
    """Return what makes a number of a kind, without any that rounds."""
    if kind == "bool":
        return st.booleans()
    low, high = (0, 255) if kind == "uint8" else (-100, 100)
    return st.integers(low, high)


@st.composite
def drawn(draw, shapes=None, kinds=KINDS):
    """Draw an array of NumPy's."""
    kind = draw(st.sampled_from(kinds))
    anything = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
    shape = draw(anything if shapes is None else shapes)
    return draw(npst.arrays(kind, shape, elements=numbers(kind)))


@pytest.fixture(scope="module")
def strict():
    """Let single values keep their kind, as for an answer that names one."""
    stand_in.kinds.set_strict(True)
    yield
    stand_in.kinds.set_strict(False)


def ours(array):
    """Return an array of NumPy's as one of the stand-in's."""
    return stand_in.array(array.ravel().tolist(), array.dtype.name).reshape(array.shape)


def outcome(function, *given):
    """Return shape, kind and numbers of a result; or that it is refused, or raises."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            made = function(*given)
    except lacks.Elsewhere:
        return "refused"
    except (ValueError, TypeError, IndexError, OverflowError, ZeroDivisionError) as error:
        return "raises", isinstance(error, ValueError), isinstance(error, TypeError)
    made = made if hasattr(made, "shape") else np.asarray(made)
    return tuple(made.shape), made.dtype.name, np.ravel(made.tolist()).tolist()


def assert_same(numpys, stand_ins):
    """Check that two outcomes agree, or that the stand-in's is refused."""
    if stand_ins != "refused":
        assert numpys[:2] == stand_ins[:2]
        wanted = pytest.approx(numpys[2], rel=1e-6, abs=1e-12, nan_ok=True)
        assert numpys[0] == "raises" or stand_ins[2] == wanted


PAIRS = "add subtract multiply divide floor_divide mod maximum minimum less equal logical_and"


@pytest.mark.usefixtures("strict")
@given(
    name=st.sampled_from(PAIRS.split()),
    shapes=npst.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=4),
    data=st.data(),
)
@settings(max_examples=150)
def test_arithmetic_of_any_two_kinds_and_shapes(name, shapes, data):
    a, b = (data.draw(drawn(st.just(shape))) for shape in shapes.input_shapes)
    numpys = outcome(getattr(np, name), a, b)
    assert_same(numpys, outcome(getattr(stand_in, name), ours(a), ours(b)))


@pytest.mark.usefixtures("strict")
@given(a=drawn(), data=st.data())
@settings(max_examples=150)
def test_views_are_read_and_written_as_numpys(a, data):
    key = data.draw(npst.basic_indices(a.shape, allow_newaxis=True, max_dims=4))
    b = ours(a)
    assert_same(outcome(lambda: a[key]), outcome(lambda: b[key]))
    a[key] = 1
    b[key] = 1
    assert b.tolist() == a.tolist()


@pytest.mark.usefixtures("strict")
@given(a=drawn(npst.array_shapes(min_dims=1, max_dims=3, max_side=4)), data=st.data())
@settings(max_examples=100)
def test_arrays_as_indices_choose_and_write_as_numpys(a, data):
    kind = data.draw(st.sampled_from(["int64", "int8"]))
    key = data.draw(npst.integer_array_indices(a.shape, dtype=np.dtype(kind)))
    for chosen in (key, key[:1], a > 3, (a > 3) & (a < 50)):
        b = ours(a)
        place = tuple(map(ours, chosen)) if isinstance(chosen, tuple) else ours(chosen)
        assert_same(outcome(lambda a=a, k=chosen: a[k]), outcome(lambda b=b, k=place: b[k]))
        changed = a.copy()
        changed[chosen] = 7
        b[place] = 7
        assert b.tolist() == changed.tolist()


REDUCTIONS = "sum mean max min any all prod argmax std cumsum sort argsort median ptp"


@pytest.mark.usefixtures("strict")
@given(
    name=st.sampled_from(REDUCTIONS.split()),
    a=drawn(kinds=("float64", "int64", "int8")),
    data=st.data(),
)
@settings(max_examples=150)
def test_reductions_along_any_axis(name, a, data):
    axis = data.draw(st.one_of(st.none(), st.integers(-a.ndim - 1, a.ndim)))
    options = {"kind": "stable"} if name == "argsort" else {}
    numpys = outcome(lambda: getattr(np, name)(a, axis=axis, **options))
    assert_same(numpys, outcome(lambda: getattr(stand_in, name)(ours(a), axis=axis)))


WIDTHS = st.tuples(st.integers(0, 6), st.integers(0, 6))
#: What an array is turned into, by a module, an axis and more.
TURNED = [
    lambda m, x, axis, more: m.transpose(x, more["order"]),
    lambda m, x, axis, more: m.pad(x, more["widths"], more["mode"]),
    lambda m, x, axis, more: m.concatenate([x, m.flip(x, axis)], axis),
    lambda m, x, axis, more: m.stack([x, x * 2], axis),
    lambda m, x, axis, more: m.roll(x, 3, axis),
    lambda m, x, axis, more: m.repeat(x, 2, axis),
    lambda m, x, axis, more: m.take(x, [0, -1], axis),
    lambda m, x, axis, more: m.tensordot(x, x, (axis, axis)),
    lambda m, x, axis, more: m.diff(x, axis=axis),
    lambda m, x, axis, more: m.moveaxis(x, axis, 0).reshape(-1),
    lambda m, x, axis, more: m.moveaxis(x, axis, -1) @ m.ones(x.shape[axis]),
    lambda m, x, axis, more: m.where(x > 0, x, 0.5),
    lambda m, x, axis, more: m.convolve(x.ravel(), more["line"], "same"),
    lambda m, x, axis, more: m.correlate(x.ravel(), more["line"], "full"),
    lambda m, x, axis, more: m.lib.stride_tricks.sliding_window_view(x, 2, axis).sum(-1),
    lambda m, x, axis, more: m.apply_along_axis(m.cumsum, axis, x),
]


@given(
    a=drawn(npst.array_shapes(min_dims=1, max_dims=3, max_side=4), ("float64", "int64")),
    line=st.lists(st.integers(-3, 3), min_size=1, max_size=5),
    mode=st.sampled_from(["constant", "edge", "reflect", "symmetric", "wrap"]),
    data=st.data(),
)
@settings(max_examples=100)
def test_arrays_are_turned_padded_and_joined_as_numpys(a, line, mode, data):
    axis = data.draw(st.integers(-a.ndim, a.ndim - 1))
    widths = data.draw(st.lists(WIDTHS, min_size=a.ndim, max_size=a.ndim))
    order = data.draw(st.permutations(range(a.ndim)))
    more = {"order": order, "widths": widths, "mode": mode, "line": line}
    for turned in TURNED:
        numpys = outcome(turned, np, a, axis, more)
        assert_same(numpys, outcome(turned, stand_in, ours(a), axis, more))


def test_sources_that_are_relaxed_stay_python_with_their_lines():
    sources = [*(ROOT / "convcourse").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    assert len(sources) > 200
    for path in sources:
        text = path.read_text(encoding="utf8")
        made = relax.relax(text)
        compile(made, str(path), "exec")
        assert made.count("\n") == text.count("\n"), path


#: What MicroPython does not read, or takes otherwise, and CPython reads before and after.
RELAXED = """
[*'ab', 3]
(*[1], 2)
{*'a', 'b'}
[*[1, 2][::-1], *(3, 4)[::-1]]
'abc'[::-1] + 'x'
(1, 2, 3)[::2]
[v for v in range(5) if 1 < v and -1 < v <= 3]
0 < 1 < 2, 0 < (3 if 2 > 1 else 0)
(lambda k: 0 < k)(1)
float('2.5'), float(3)
[(a, b) for a, *b in [(1, 2, 3)]]
[v * w for v in range(3) for w in (v, 2) if w]
[[v for v in row] for row in [[1], [2]]], list(range(3)), tuple([1]), list()
sorted({3, 1}), [v for v in sorted({2: 3, 1: 4})], len({1: 2, 3: 4})
list(v for v in 'ab'), [a + b for a, b in zip([1], [2])]
"""
AS_THEY_ARE = """
max(*[1, 2], 3)
'[*a] 0 < x' + "x[::-1]"
1 + 0 < 2
[1, 2, 3][1:2]
"""


def test_what_is_relaxed_says_the_same():
    for text in RELAXED.split("\n")[1:-1]:
        assert relax.relax(text) != text
        assert eval(relax.relax(text), python.names()) == eval(text), text
    for text in AS_THEY_ARE.split("\n")[1:-1]:
        assert relax.relax(text) == text
