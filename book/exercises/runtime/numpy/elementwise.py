"""What is computed element by element: arithmetic, comparisons, functions of one number."""

import builtins as py
import math

from ..lacks import refuse, told
from .arrays import (
    AxisError,
    Scalar,
    array,
    asarray,
    broadcast_arrays,
    broadcast_to,
    fit_shapes,
    ndarray,
    places_of,
    result,
    tight,
    whole_axis,
)
from .kinds import bool_, fit, float32, float64, inf, int8, joint, nan

_FAILS = (ZeroDivisionError, ValueError, OverflowError)


def kind_of_both(a, b, x, y):
    """Return the kind of what is computed of `a` and `b`; a Python number takes the other's kind.

    `x` and `y` are the two as arrays.
    """
    weak_a, weak_b = isinstance(a, (int, float)), isinstance(b, (int, float))
    if weak_a == weak_b:
        return joint(x.dtype, y.dtype)
    number, other, kind = (b, x.dtype, y.dtype) if weak_b else (a, y.dtype, x.dtype)
    if other.kind == "b" or kind.kind == "b" or (kind.kind == "f" and other.kind != "f"):
        return joint(x.dtype, y.dtype)
    if not other.holds(number):
        raise told(OverflowError, "Python integer %d out of bounds for %s" % (number, other.name))
    return other


def pair(how, kind=None, careful=None):
    """Return the function of two arrays that does `how` with their numbers.

    Parameters
    ----------
    how : callable
        Takes two numbers.
    kind : callable, optional
        Makes the result's kind of that of both.
    careful : callable, optional
        What stands in where `how` raises: NumPy has inf and nan there.
    """

    def function(x1, x2, out=None):
        a, b = asarray(x1), asarray(x2)
        # What is compared need not fit into the other's kind.
        made_kind = bool_ if kind is _truth else kind_of_both(x1, x2, a, b)
        made_kind = kind(made_kind) if kind else made_kind
        shape = a.shape if a.shape == b.shape else fit_shapes([a.shape, b.shape])
        x = a.values() if a.shape == shape else broadcast_to(a, shape).values()
        y = b.values() if b.shape == shape else broadcast_to(b, shape).values()
        try:
            made = [how(v, w) for v, w in zip(x, y)]
        except _FAILS:
            if careful is None:
                raise
            made = [_tried(how, careful, v, w) for v, w in zip(x, y)]
        return into(out, fit(made, made_kind), shape, made_kind)

    return function


def comparison(how):
    """Return the function of two arrays that compares their numbers by `how`."""
    compare = pair(how, _truth)

    def function(x1, x2, out=None):
        return compare(_beside(x1, x2), _beside(x2, x1), out)

    return function


def _beside(number, other):
    """Return what is compared: a Python number beside float32 is rounded as that is."""
    single = isinstance(other, ndarray) and other.dtype is float32
    return float32.cast(number) if single and isinstance(number, float) else number


def into(out, values, shape, kind):
    """Return a result; where `out` is an array, written into that."""
    if out is None:
        return result(values, shape, kind)
    out[...] = ndarray(values, shape, kind)
    return out


def _tried(how, careful, *values):
    try:
        return how(*values)
    except _FAILS:
        return careful(*values)


def each(how, a, kind=None, careful=None, out=None):
    """Return `how` of each number of an array; `careful` where that raises, else nan."""
    a = asarray(a)
    kind = kind or a.dtype
    values = a.values()
    try:
        made = [how(v) for v in values]
    except _FAILS:
        made = [_tried(how, careful or _not_a_number, v) for v in values]
    return into(out, fit(made, kind), a.shape, kind)


def _not_a_number(_value):
    return nan


# The kinds of results
def _truth(_kind):
    return bool_


def _real(kind):
    """Return the kind of a quotient, a root, …: floats, as wide as it takes."""
    return kind if kind.kind == "f" else float64


def _real_function(kind):
    if kind.kind != "f" and kind.itemsize < 4:
        if kind.itemsize == 1:
            refuse(
                "A function that makes float16 of %s" % kind.name,
                "Make it floats first: `.astype(float)`.",
            )
        return float32
    return _real(kind)


def _no_truth(name):
    def kind(kind):
        if kind is bool_:
            words = "numpy boolean %s, the `-` operator, is not supported"
            raise told(TypeError, words % name)
        return kind

    return kind


def _counted(kind):
    return int8 if kind is bool_ else kind


def _whole(kind):
    if kind.kind == "f":
        raise told(TypeError, "ufunc 'bitwise' not supported for the input types")
    return kind


# Where Python raises
def _over_zero(x, y):
    if x == 0 or x != x or y != y:
        return nan
    return inf if (x > 0) == (math.copysign(1, y) > 0) else -inf


def _rest(x, y):
    return nan if x.__class__ is float or y.__class__ is float else 0


def _floor_over_zero(x, y):
    return _over_zero(x, y) if x.__class__ is float or y.__class__ is float else 0


def _powered(x, y):
    if x.__class__ is not float and y.__class__ is not float:
        if y < 0:
            raise told(ValueError, "Integers to negative integer powers are not allowed.")
        return x**y
    made = x**y
    return made if made.__class__ is float else nan  # a root of a negative number


def _power_beyond(x, y):
    if x.__class__ is not float and y.__class__ is not float:
        raise told(ValueError, "Integers to negative integer powers are not allowed.")
    if x < 0 and y != math.floor(y):
        return nan
    return -inf if x < 0 and y % 2 == 1 else inf


def _greater_of(x, y):
    return x if x >= y or x != x else y


def _lesser_of(x, y):
    return x if x <= y or x != x else y


def _floored(x, y):
    made = x // y
    return made if made == made or x != x or y != y else _over_zero(x, y)


add = pair(lambda x, y: x + y)
subtract = pair(lambda x, y: x - y, _no_truth("subtract"))
multiply = pair(lambda x, y: x * y)
divide = true_divide = pair(lambda x, y: x / y, _real, _over_zero)
floor_divide = pair(_floored, _counted, _floor_over_zero)
mod = remainder = pair(lambda x, y: x % y, _counted, _rest)
power = pair(_powered, _counted, _power_beyond)
maximum, minimum = pair(_greater_of), pair(_lesser_of)
fmax = pair(lambda x, y: y if x != x else x if y != y else _greater_of(x, y))
fmin = pair(lambda x, y: y if x != x else x if y != y else _lesser_of(x, y))
_equal, _not_equal = comparison(lambda x, y: x == y), comparison(lambda x, y: x != y)
less, less_equal = comparison(lambda x, y: x < y), comparison(lambda x, y: x <= y)
greater, greater_equal = comparison(lambda x, y: x > y), comparison(lambda x, y: x >= y)
bitwise_and, bitwise_or = pair(lambda x, y: x & y, _whole), pair(lambda x, y: x | y, _whole)
bitwise_xor = pair(lambda x, y: x ^ y, _whole)
left_shift, right_shift = pair(lambda x, y: x << y, _whole), pair(lambda x, y: x >> y, _whole)
logical_and = pair(lambda x, y: py.bool(x and y), _truth)
logical_or = pair(lambda x, y: py.bool(x or y), _truth)
logical_xor = pair(lambda x, y: py.bool(x) != py.bool(y), _truth)
hypot = pair(lambda x, y: math.sqrt(x * x + y * y), _real_function)
arctan2 = pair(math.atan2, _real_function)


def divmod_(x1, x2):
    """Return quotient and rest, whole ones."""
    return floor_divide(x1, x2), mod(x1, x2)


def equal(x1, x2, out=None):
    """Tell of each two numbers whether they are equal; nothing and a text equal no number."""
    if x2 is None or isinstance(x2, str):
        a = asarray(x1)
        return result([False] * a.size, a.shape, bool_)
    return _equal(x1, x2, out)


def not_equal(x1, x2, out=None):
    """Tell of each two numbers whether they differ."""
    if x2 is None or isinstance(x2, str):
        return logical_not(equal(x1, x2))
    return _not_equal(x1, x2, out)


class Ufunc:
    """A function of two arrays, with what NumPy's have besides: `reduce`, `outer`, `at`, …"""

    def __init__(self, function, name, identity=None):
        self._function, self.__name__, self._identity = function, name, identity

    def __call__(self, *given, **options):
        return self._function(*given, **options)

    def __getattr__(self, name):
        if name in ("reduceat", "nin", "nout", "types", "signature", "resolve_dtypes"):
            refuse("`np.%s.%s`" % (self.__name__, name))
        raise told(AttributeError, "'numpy.ufunc' object has no attribute '%s'" % name)

    def outer(self, a, b):
        """Return the function of each number of one with each of the other."""
        a, b = asarray(a), asarray(b)
        return self._function(a[(Ellipsis,) + (None,) * b.ndim], b)

    def reduce(self, array, axis=0, dtype=None, keepdims=False):
        """Return what the function makes of all numbers along an axis, or along several."""
        if dtype is not None:
            refuse("`dtype` of `np.%s.reduce`" % self.__name__)
        a = asarray(array)
        if axis is None or isinstance(axis, tuple):
            if keepdims:
                refuse("`keepdims` of `np.%s.reduce` along several axes" % self.__name__)
            axes = range(a.ndim) if axis is None else [i % a.ndim for i in axis]
            for one in sorted(axes, reverse=True):
                a = asarray(self.reduce(a, one))
            return a[()] if not a.shape else a
        lines = self._lines(a, axis)
        made = self._folded(lines[1:], lines[0]) if lines else self._of_nothing(a, axis)
        return array_of(made)[_place_of_axis(axis, None)] if keepdims else made

    def accumulate(self, array, axis=0):
        """Return what the function makes of the numbers up to each place."""
        lines = self._lines(asarray(array), axis)
        if not lines:
            refuse("`np.%s.accumulate` of nothing" % self.__name__)
        made = [lines[0]]
        for line in lines[1:]:
            made.append(self._function(made[-1], line))
        stacked = array_of([array_of(one).tolist() for one in made], array_of(made[-1]).dtype)
        order = list(range(1, stacked.ndim))
        order.insert(axis % stacked.ndim, 0)
        return stacked.transpose(order)

    def at(self, a, indices, b):
        """Change an array at places, one after the other, also where one comes twice."""
        key = indices if isinstance(indices, tuple) else (indices,)
        counted = array(range(a.size), int).reshape(a.shape)[key]
        counted = asarray(counted)
        values = broadcast_to(asarray(b), counted.shape).values()
        for place, value in zip(counted.values(), values):
            a.flat[place] = self._function(a.flat[place], value)

    def _lines(self, a, axis):
        if not -a.ndim <= axis < a.ndim:
            words = "axis %d is out of bounds for array of dimension %d" % (axis, a.ndim)
            raise AxisError(words)
        if a.dtype.kind in "iub" and self.__name__ in ("add", "multiply") and a.dtype.itemsize < 8:
            a = a.astype("uint64" if a.dtype.kind == "u" else "int64")
        at = axis % a.ndim
        return [a[(whole_axis,) * at + (i,)] for i in range(a.shape[at])]

    def _folded(self, lines, made):
        for line in lines:
            made = self._function(made, line)
        return made.copy() if isinstance(made, ndarray) and not lines else made

    def _of_nothing(self, a, axis):
        if self._identity is None:
            words = "zero-size array to reduction operation %s which has no identity"
            raise told(ValueError, words % self.__name__)
        rest = [n for i, n in enumerate(a.shape) if i != axis % a.ndim]
        return broadcast_to(asarray(self._identity).astype(a.dtype), tuple(rest)).copy()[()]


array_of = asarray


def _place_of_axis(axis, key):
    if axis < 0:
        return (Ellipsis, key) + (whole_axis,) * (-axis - 1)
    return (whole_axis,) * axis + (key,)


# Functions of one number
def _function(how, kind=None, careful=None):
    """Return the function of one array that does `how`; `kind` makes the result's kind of its own."""

    def function(x, out=None):
        a = asarray(x)
        return each(how, a, kind(a.dtype) if kind else None, careful, out)

    return function


def _log(how):
    return _function(how, _real_function, lambda v: -inf if v == 0 else nan)


def _rounded(how):
    """Return a function to whole numbers: they stay of their own kind, floats too."""

    def function(x, out=None):
        a = asarray(x)
        if a.dtype.kind != "f":
            return into(out, a.values(), a.shape, a.dtype)
        return each(lambda v: float(how(v)), a, None, float, out)

    return function


def _signed(v):
    return v if v != v else (v > 0) - (v < 0)


def _exponential(v):
    return math.exp(v) if v < 709.782712893384 else inf if v == v else nan


def _log1p(v):  # MicroPython has none
    one = 1 + v
    return v if one == 1 or v == inf else math.log(one) * v / (one - 1)


def _negatable(kind):
    if kind is bool_:
        raise told(TypeError, "The numpy boolean negative, the `-` operator, is not supported")
    return kind


absolute = abs = fabs = _function(py.abs)
negative = _function(lambda v: -v, _negatable)
positive = _function(lambda v: v, _negatable)
square, sign = _function(lambda v: v * v, _counted), _function(_signed)
reciprocal = _function(
    lambda v: 1 / v if v.__class__ is float else int(1 / v), None, lambda v: math.copysign(inf, v)
)
sqrt = _function(math.sqrt, _real_function)
exp = _function(_exponential, _real_function)
sin, cos, tan, arctan, tanh, sinh, cosh, expm1 = [
    _function(how, _real_function)
    for how in (
        math.sin,
        math.cos,
        math.tan,
        math.atan,
        math.tanh,
        math.sinh,
        math.cosh,
        math.expm1,
    )
]
arccos, arcsin = _function(math.acos, _real_function), _function(math.asin, _real_function)
log, log2, log10 = _log(math.log), _log(lambda v: math.log(v) / math.log(2)), _log(math.log10)
log1p = _function(_log1p, _real_function, lambda v: -inf if v == -1 else nan)
cbrt = _function(lambda v: math.copysign(py.abs(v) ** (1 / 3), v), _real_function)
degrees = rad2deg = _function(math.degrees, _real_function)
radians = deg2rad = _function(math.radians, _real_function)
floor, ceil, trunc = _rounded(math.floor), _rounded(math.ceil), _rounded(int)
fix = trunc
rint = _function(lambda v: float(py.round(v)), _real_function, float)
isnan, isinf = _function(lambda v: v != v, _truth), _function(lambda v: py.abs(v) == inf, _truth)
isfinite = _function(lambda v: v - v == 0, _truth)
signbit = _function(lambda v: math.copysign(1, v) < 0, _truth)
logical_not = _function(lambda v: not v, _truth)
invert = bitwise_not = _function(lambda v: (not v) if v.__class__ is py.bool else ~v, _whole)


def round(a, decimals=0, out=None):
    """Return numbers to so many digits after the point; halves go to the even one."""
    a = asarray(a)
    if a.dtype.kind != "f":
        if decimals < 0:
            refuse("`np.round` of whole numbers to tens")
        return into(out, a.values(), a.shape, a.dtype)
    scale = 10.0 ** py.abs(decimals)
    if decimals >= 0:
        return each(lambda v: py.round(v * scale) / scale, a, None, float, out)
    return each(lambda v: py.round(v / scale) * scale, a, None, float, out)


around = round


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """Return numbers that are not less than `a_min` and not more than `a_max`."""
    low, high = min if a_min is None else a_min, max if a_max is None else a_max
    made = a if low is None else maximum(a, low)
    made = made if high is None else minimum(made, high)
    if out is None:
        return asarray(made).copy() if isinstance(made, ndarray) and made is a else made
    out[...] = made
    return out


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    """Return numbers with `nan` in the place of NaN, and the largest there are for infinite ones."""
    top = 1.7976931348623157e308 if posinf is None else posinf
    bottom = -1.7976931348623157e308 if neginf is None else neginf
    return each(lambda v: nan if v != v else top if v == inf else bottom if v == -inf else v, x)


def where(condition, x=None, y=None):
    """Return `x` where a condition holds, else `y`; without these, the places where it holds."""
    chosen = asarray(condition)
    if x is None and y is None:
        return places_of(chosen)
    if x is None or y is None:
        raise told(ValueError, "either both or neither of x and y should be given")
    kind = kind_of_both(x, y, asarray(x), asarray(y))
    chosen, x, y = broadcast_arrays(chosen, x, y)
    made = [v if c else w for c, v, w in zip(chosen.values(), x.values(), y.values())]
    return result([kind.cast(v) for v in made], chosen.shape, kind)


def nonzero(a):
    """Return where an array is not 0, for each axis an array."""
    return places_of(asarray(a))


def isclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Tell of each two numbers whether they are nearly equal."""

    def near(v, w):
        if v != v or w != w:
            return equal_nan and v != v and w != w
        return v == w or py.abs(v - w) <= atol + rtol * py.abs(w) < inf

    a, b = broadcast_arrays(a, b)
    made = [py.bool(near(v, w)) for v, w in zip(a.values(), b.values())]
    return result(made, a.shape, bool_)


def allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Tell whether all numbers are nearly equal."""
    return py.all(asarray(isclose(a, b, rtol, atol, equal_nan)).values())


def array_equal(a1, a2, equal_nan=False):
    """Tell whether two arrays have the same shape and the same numbers."""
    a, b = asarray(a1), asarray(a2)
    if a.shape != b.shape:
        return False
    same = lambda v, w: v == w or (equal_nan and v != v and w != w)  # noqa: E731
    return py.all([same(v, w) for v, w in zip(a.values(), b.values())])


# Operators
class UFuncTypeError(TypeError):
    """Kinds that a function of NumPy does not take."""

    deliberate = True


def _in_place(function, name):
    """Return the operator that writes into its left side, as ``a += b`` does."""

    def operator(self, other):
        if isinstance(self, Scalar):
            return function(self, other)
        if self.shape:
            _check_beside(self, asarray(other))
        made = asarray(function(self, other))
        order = "biuf"
        if order.index(made.dtype.kind) > order.index(self.dtype.kind) and made.dtype.kind != "u":
            words = "Cannot cast ufunc '%s' output from dtype('%s') to dtype('%s') with casting rule 'same_kind'"
            raise UFuncTypeError(words % (name, made.dtype.name, self.dtype.name))
        if made.shape != self.shape:
            words = "non-broadcastable output operand with shape %s doesn't match the broadcast shape %s"
            raise told(ValueError, words % (tight(self.shape), tight(made.shape)))
        self[...] = made
        return self

    return operator


def _check_beside(a, b):
    """Refuse two shapes that do not go together; NumPy names the one that is written into, too."""
    try:
        fit_shapes([a.shape, b.shape])
    except ValueError:
        words = "operands could not be broadcast together with shapes %s %s %s "
        raise told(ValueError, words % (tight(a.shape), tight(b.shape), tight(a.shape))) from None


_OF_PYTHON = {"f": "float", "i": "int", "u": "int", "b": "bool"}


def _no_operand(sign, a, b):
    """Say that a sign does not stand between numbers and None."""
    names = ["NoneType" if one is None else _OF_PYTHON[one.dtype.kind] for one in (a, b)]
    words = "unsupported operand type(s) for %s: '%s' and '%s'"
    raise told(TypeError, words % (sign, names[0], names[1]))


def _operator(function, sign):
    def operator(self, other):
        if other is None and sign:
            _no_operand(sign, self, other)
        return function(self, other)

    return operator


def _reflected(function, sign):
    def operator(self, other):
        if other is None and sign:
            _no_operand(sign, other, self)
        return function(other, self)

    return operator


_SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "mod": "%", "floordiv": "//", "pow": "** or pow()",
}  # fmt: skip
_UFUNCS = {
    "sub": "subtract", "mul": "multiply", "truediv": "divide", "mod": "remainder", "floordiv": "floor_divide",
    "pow": "power", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor", "lshift": "left_shift",
    "rshift": "right_shift",
}  # fmt: skip


def _comparison(function):
    """Return an operator that gives Python's truth of single values.

    MicroPython's `max`, `sorted` and `sort` take any other for false, and order nothing.
    """

    def operator(self, other):
        made = function(self, other)
        return made.item() if isinstance(made, ndarray) and not made.shape else made

    return operator


def give_operators(matmul):
    """Give arrays their operators; that of matrices is made elsewhere."""
    arithmetic = {
        "add": add, "sub": subtract, "mul": multiply, "truediv": true_divide, "mod": mod,
        "floordiv": floor_divide, "pow": power, "and": bitwise_and, "or": bitwise_or,
        "xor": bitwise_xor, "lshift": left_shift, "rshift": right_shift, "matmul": matmul,
        "divmod": divmod_,
    }  # fmt: skip
    for name, function in arithmetic.items():
        sign = _SIGNS.get(name)
        setattr(ndarray, "__%s__" % name, _operator(function, sign))
        setattr(ndarray, "__r%s__" % name, _reflected(function, sign))
        setattr(ndarray, "__i%s__" % name, _in_place(function, _UFUNCS.get(name, name)))
    compared = {
        "eq": equal,
        "ne": not_equal,
        "lt": less,
        "le": less_equal,
        "gt": greater,
        "ge": greater_equal,
    }
    for name, function in compared.items():
        setattr(ndarray, "__%s__" % name, _comparison(function))
    for name, function in {
        "neg": negative,
        "pos": positive,
        "abs": absolute,
        "invert": invert,
    }.items():
        setattr(ndarray, "__%s__" % name, _unary(function))
    ndarray.__round__ = lambda self, digits=0: round(self, digits)


def _unary(function):
    return lambda self: function(self)
