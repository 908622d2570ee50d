"""A stand-in for NumPy in plain Python: views, broadcasting, kinds, and what the exercises may use.

It runs under MicroPython on a page, and under CPython to be tested against NumPy. What it has is
NumPy's to the last value; what it has not, it refuses by name (`lacks.refuse`).
"""

import math

from ..lacks import is_known, refuse, told
from . import arrays, elementwise, kinds, making, moving, products, reductions, text
from .arrays import ndarray

_PUBLIC = (
    (arrays, "array asarray broadcast_arrays broadcast_to ndarray"),
    (
        kinds,
        "bool_ float32 float64 inf int8 int16 int32 int64 issubdtype nan uint8 uint16 uint32 uint64",
    ),
    (
        elementwise,
        "abs absolute add allclose arccos arcsin arctan arctan2 around array_equal bitwise_and bitwise_not "
        "bitwise_or bitwise_xor cbrt ceil clip cos cosh deg2rad degrees divide equal exp expm1 fabs fix floor "
        "floor_divide fmax fmin greater greater_equal hypot invert isclose isfinite isinf isnan left_shift less "
        "less_equal log log10 log1p log2 logical_and logical_not logical_or logical_xor maximum minimum mod "
        "multiply nan_to_num negative nonzero not_equal positive power rad2deg radians reciprocal remainder "
        "right_shift rint round sign signbit sin sinh sqrt square subtract tan tanh true_divide trunc where",
    ),
    (
        reductions,
        "all amax amin any argmax argmin argsort argwhere average bincount count_nonzero cumprod cumsum diff flatnonzero isin max mean "
        "median min nanmax nanmean nanmedian nanmin nansum percentile prod ptp quantile ravel_multi_index searchsorted sort std "
        "sum unique unravel_index var",
    ),
    (
        making,
        "arange copy empty c_ empty_like eye finfo fromfunction fromiter full full_like identity iinfo indices ix_ linspace "
        "meshgrid mgrid ones ones_like r_ select zeros zeros_like",
    ),
    (
        moving,
        "append apply_along_axis apply_over_axes array_split atleast_1d atleast_2d atleast_3d block "
        "column_stack concatenate delete diag diagonal dsplit dstack expand_dims flip fliplr flipud hsplit hstack insert "
        "moveaxis ndenumerate ndindex pad repeat roll rollaxis rot90 split stack take take_along_axis tile "
        "tril triu vectorize vsplit vstack",
    ),
    (
        products,
        "convolve corrcoef correlate cov cross dot einsum inner interp kron matmul outer tensordot trace vdot",
    ),
)
for _module, _names in _PUBLIC:
    for _name in _names.split():
        globals()[_name] = getattr(_module, _name)

#: What the functions of two arrays make of none.
_IDENTITIES = {"add": 0, "subtract": None, "multiply": 1, "logical_and": True, "logical_or": False}
_UFUNCS = (
    "add subtract multiply divide true_divide floor_divide mod remainder power maximum minimum fmax fmin "
    "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor equal not_equal less less_equal "
    "greater greater_equal hypot arctan2"
)
for _name in _UFUNCS.split():
    globals()[_name] = elementwise.Ufunc(globals()[_name], _name, _IDENTITIES.get(_name))
dtype_class = kinds.dtype


def dtype(dtype):
    """Return the kind that is named."""
    return kinds.dtype_of(dtype)


pi, e, newaxis = math.pi, math.e, None
divmod = elementwise.divmod_
acos, asin, atan, atan2 = (
    elementwise.arccos,
    elementwise.arcsin,
    elementwise.arctan,
    elementwise.arctan2,
)
pow, concat, permute_dims = elementwise.power, moving.concatenate, None
asanyarray = ascontiguousarray = arrays.asarray
int_ = intp = long = longlong = kinds.int64
uint = ulong = uintp = kinds.uint64
double, single = kinds.float64, kinds.float32
ubyte, byte, short, intc = kinds.uint8, kinds.int8, kinds.int16, kinds.int32
integer, signedinteger, unsignedinteger, floating, inexact, number = [
    kinds.Group(letters) for letters in ("iu", "i", "u", "f", "f", "iuf")
]


def size(a, axis=None):
    """Return how many elements an array has, or how many along an axis."""
    a = arrays.asarray(a)
    return a.size if axis is None else a.shape[axis]


def ndim(a):
    """Return how many axes an array has."""
    return arrays.asarray(a).ndim


def shape(a):
    """Return the shape of an array."""
    return arrays.asarray(a).shape


def ravel(a):
    """Return an array as one line."""
    return arrays.asarray(a).ravel()


def reshape(a, shape):
    """Return an array in another shape."""
    return arrays.asarray(a).reshape(shape)


def transpose(a, axes=None):
    """Return an array with its axes in another order."""
    return arrays.asarray(a).transpose(axes)


permute_dims = matrix_transpose = transpose


def squeeze(a, axis=None):
    """Return an array without axes of one."""
    return arrays.asarray(a).squeeze(axis)


def swapaxes(a, axis1, axis2):
    """Return an array with two axes in each other's place."""
    return arrays.asarray(a).swapaxes(axis1, axis2)


def iterable(y):
    """Tell whether one can walk along `y`."""
    try:
        iter(y)
    except TypeError:
        return False
    return True


def isscalar(element):
    """Tell whether `element` is a single number."""
    return isinstance(element, (int, float, str))


def result_type(*given):
    """Return the kind that holds all of these."""
    made = None
    for one in given:
        kind = one.dtype if isinstance(one, ndarray) else kinds.dtype_of(one)
        made = kind if made is None else kinds.joint(made, kind)
    return made


class _Room:
    """A module inside NumPy; what it has not is refused by name."""

    def __init__(self, name, **inside):
        self.__name__ = name
        for key, value in inside.items():
            setattr(self, key, value)

    def __getattr__(self, name):
        if is_known(self.__name__, name) or self.__name__ in _LACKING:
            refuse("`%s.%s`" % (self.__name__.replace("numpy", "np"), name))
        raise told(AttributeError, "module '%s' has no attribute '%s'" % (self.__name__, name))


#: What is not on the page at all.
_LACKING = ("numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.testing")
linalg = _Room(
    "numpy.linalg",
    norm=products.norm,
    det=products.det,
    solve=products.solve,
    inv=products.inv,
    qr=products.qr,
    matrix_power=products.matrix_power,
    LinAlgError=products.LinAlgError,
)
_tricks = _Room(
    "numpy.lib.stride_tricks",
    sliding_window_view=products.sliding_window_view,
    as_strided=products.as_strided,
)
lib = _Room("numpy.lib", stride_tricks=_tricks)
#: What `import` finds besides ``numpy`` itself.
ROOMS = {name: _Room(name) for name in _LACKING}
ROOMS.update({"numpy.linalg": linalg, "numpy.lib": lib, "numpy.lib.stride_tricks": _tricks})


def _sort_in_place(a, axis=-1):
    a[...] = reductions.sort(a, axis)


_METHODS = {
    name: getattr(module, name)
    for module, names in (
        (reductions, "sum prod mean max min all any argmax argmin var std cumsum cumprod argsort"),
        (moving, "repeat take diagonal"),
        (elementwise, "clip round nonzero"),
        (products, "dot trace"),
    )
    for name in names.split()
}


def _complete_arrays():
    """Give arrays their operators, and as methods the functions that NumPy has as such, too."""
    elementwise.give_operators(products.matmul)
    for name, function in _METHODS.items():
        setattr(ndarray, name, _method(function))
    ndarray.sort = _sort_in_place
    ndarray.clip = lambda self, min=None, max=None, out=None: elementwise.clip(self, min, max, out)
    ndarray.conj = ndarray.conjugate = lambda self: self
    ndarray.real = property(lambda self: self)


def _method(function):
    return lambda self, *given, **options: function(self, *given, **options)


_complete_arrays()
bool = kinds.bool_


def __getattr__(name):
    if is_known("numpy", name):
        refuse("`np.%s`" % name)
    raise told(AttributeError, "module 'numpy' has no attribute '%s'" % name)


def array2string(a):
    """Return an array as it is printed."""
    return text.array_text(a)
