"""What an answer finds in its module: what CPython has and MicroPython lacks or does otherwise."""

import builtins

from . import modules as more
from . import numpy as np
from . import scipy
from .lacks import KNOWN, NotNumbers, refuse, stop, told
from .modules import Hint
from .numpy.arrays import Scalar, ndarray, slices
from .numpy.text import shown

#: The kinds of numbers that are not Python's: as they are named, as NumPy names them besides, which
#: may well be names of an answer's own, and in texts alone.
NARROW = set("uint8 int8 uint16 int16 int32 uint32 uint64 float32".split())
NARROW_OF_NUMPY = NARROW | set("single half ubyte byte short intc uint ulong".split())
NARROW_TEXTS = NARROW_OF_NUMPY | set("f4 i4 i2 i1 u1 u2 u4 u8 B H f h".split())


class Open(NotImplementedError):  # noqa: N818
    """What a stub raises; not what MicroPython raises where it lacks something."""


# What `relax` writes in the place of what MicroPython does not read.
def list_of(*items):
    """Return ``[*items]``."""
    return list(items)


def tuple_of(*items):
    """Return ``(*items,)``."""
    return items


def set_of(*items):
    """Return ``{*items}``."""
    return set(items)


class _Steps:
    """A tuple or a text whose slices may have steps."""

    def __init__(self, value):
        self._value = value

    def __getitem__(self, key):
        picked = [self._value[i] for i in range(*key.indices(len(self._value)))]
        return "".join(picked) if isinstance(self._value, str) else tuple(picked)


def steps_of(value):
    """Return what takes ``[::-1]`` as `value` does."""
    return _Steps(value) if isinstance(value, (tuple, str)) else value


class _Left:
    """A number on the left of a comparison, which asks an array on its right."""

    def __init__(self, value):
        self._value = value

    def __lt__(self, other):
        return other > self._value if isinstance(other, ndarray) else self._value < other

    def __le__(self, other):
        return other >= self._value if isinstance(other, ndarray) else self._value <= other

    def __gt__(self, other):
        return other < self._value if isinstance(other, ndarray) else self._value > other

    def __ge__(self, other):
        return other <= self._value if isinstance(other, ndarray) else self._value >= other

    def __eq__(self, other):
        return other == self._value if isinstance(other, ndarray) else self._value == other

    def __ne__(self, other):
        return other != self._value if isinstance(other, ndarray) else self._value != other

    def __hash__(self):
        return hash(self._value)


def left_of(value):
    """Return what compares as `value` does, with an array, too."""
    return _Left(value) if isinstance(value, (int, float)) else value


class Single:
    """A number out of an array, with the attributes that NumPy's numbers have besides Python's."""

    shape, ndim, size = (), 0, 1

    def __init__(self, value):
        self._value = self.T = self.real = value
        self.dtype = np.kinds.dtype_of(bool if value is True or value is False else type(value))

    def item(self):
        return self._value

    def __getattr__(self, name):
        if name in ("tolist", "copy", "squeeze", "sum", "prod", "mean", "max", "min"):
            return lambda: self._value
        if name in (
            "round",
            "astype",
            "flatten",
            "ravel",
            "reshape",
            "clip",
            "all",
            "any",
            "std",
            "var",
            "argmax",
            "argmin",
        ):
            return getattr(np.array(self._value), name)
        return getattr(self._value, name)

    def round(self, decimals=0):
        return np.round(self._value, decimals)

    def astype(self, dtype):
        return np.kinds.dtype_of(dtype)(self._value)

    def is_integer(self):
        return self._value == self._value // 1


def single_of(value):
    """Return what has the attributes of a number that came out of an array."""
    return Single(value) if isinstance(value, (int, float)) else value


class _In:
    """An array whose single numbers have the attributes of NumPy's."""

    def __init__(self, value):
        self._value = value

    def __getitem__(self, key):
        return single_of(self._value[key])


def single_in(value):
    """Return what has single numbers with NumPy's attributes, where `value` is an array."""
    return _In(value) if isinstance(value, ndarray) else value


class _Inverse:
    """Turns over what it is raised to: ``~x`` is written so."""

    def __pow__(self, value):
        if value is True or value is False:
            refuse("`~` of a single truth", "Write `not`.")
        return ~value


_OPERATORS = {
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b,
    "pow": lambda a, b: a**b,
    "mod": lambda a, b: a % b,
    "matmul": lambda a, b: a @ b,
}


def in_place(value, name, other):
    """Return what a name stands for after ``value *= other``: an array or a list changes itself."""
    if isinstance(value, ndarray):
        return getattr(value, "__i%s__" % name)(other)
    made = _OPERATORS[name](value, other)
    if isinstance(value, list):
        value[:] = made
        return value
    return made


# Functions of CPython
def float_of(value=0.0):
    """Return ``float(…)``, of an array without axes, too."""
    if isinstance(value, ndarray):
        value = value.only()
    try:
        return float(value)
    except ValueError:
        raise told(ValueError, "could not convert string to float: %r" % value) from None


_UNORDERED = {"set": "set", "frozenset": "set"}
for _name in ("dict", "dict_view", "dict_keys", "dict_values", "dict_items"):
    _UNORDERED[_name] = "dictionary"


def walked(value):
    """Return what is walked along; a set or a dictionary has an order of its own in MicroPython."""
    kind = type(value).__name__
    if kind in _UNORDERED and len(list(value)) > 1:
        refuse("The order of a %s" % _UNORDERED[kind], "Use `sorted(…)`.")
    return value


def is_instance(value, types, arrays=True):
    """Return ``isinstance(…)``; a number out of an array is known where numbers keep their kind."""
    types = types if isinstance(types, tuple) else (types,)
    groups = [one for one in types if isinstance(one, (np.kinds.Group, np.dtype_class))]
    plain = tuple([one for one in types if one not in groups])
    if any([isinstance(one, Hint) for one in plain]):
        refuse("`isinstance` with a type of `typing`")
    if isinstance(value, Scalar):
        kind = value.dtype
        if kind is np.float64 and float in plain:  # NumPy's is one of Python's
            return True
        plain = tuple([one for one in plain if one is not ndarray])
        return builtins.isinstance(value, plain) or any(
            [
                kind.kind in one.kinds if isinstance(one, np.kinds.Group) else kind is one
                for one in groups
            ]
        )
    if value is True or value is False:
        return int in plain or builtins.isinstance(value, plain)
    if arrays and np.kinds.float64.plain and isinstance(value, (int, float)):
        refuse("`isinstance` of a number that may have come out of an array")
    return builtins.isinstance(value, plain)


def a_slice(*ends):
    """Return ``slice(…)``."""
    first, last, step = (
        (None, ends[0], None) if len(ends) == 1 else tuple(ends) + (None,) * (3 - len(ends))
    )
    return slices[first:last:step]


def strict_zip(*many, strict=False):
    """Return ``zip(…)``, which may ask for the same lengths."""
    if not strict:
        return builtins.zip(*many)
    many = [list(one) for one in many]
    for n, one in enumerate(many[1:], 2):
        if len(one) != len(many[0]):
            words = "zip() argument %d is %s than argument%s"
            size = "longer" if len(one) > len(many[0]) else "shorter"
            raise ValueError(words % (n, size, " 1" if n == 2 else "s 1-%d" % (n - 1)))
    return builtins.zip(*many)


def a_sum(iterable, start=0):
    """Return ``sum(…)``, whose start may be named."""
    return builtins.sum(iterable, start)


def _value_of(one):
    return one.item() if isinstance(one, ndarray) and not one.shape else one


def _ordering(function, name):
    """Return `max`, `min` or `sorted`, for Python's numbers beside NumPy's.

    MicroPython asks only the left one of two how they compare.
    """

    def ordered(*given, key=None, **options):
        if len(given) == 1 and name != "sorted" and "default" not in options:
            given = (list(given[0]),)
            if not given[0]:
                raise told(ValueError, "%s() arg is an empty sequence" % name)
        if np.kinds.float64.plain:  # all are Python's
            return function(*given, key=key, **options) if key else function(*given, **options)
        values = list(given[0]) if len(given) == 1 else given
        by = (lambda one: _value_of(key(one))) if key else _value_of
        return function(values, key=by, **options)

    return ordered


_SILENT = [False]


def silence(silent):
    """Let answers print nothing: one that is run again has printed all."""
    _SILENT[0] = silent


def an_input(*_given):
    """End an answer that asks: on a page nobody is asked, and it would wait for ever."""
    stop("`input()` asks nobody here: what your function needs stands in its arguments.")


def a_print(*values, **options):
    """Print numbers as CPython writes them."""
    if _SILENT[0]:
        return
    texts = [shown(v) if isinstance(v, (float, list, tuple)) else v for v in values]
    builtins.print(*texts, **options)


class Kernels:
    """Stands in for ``convcourse.operators.kernels``: the ones that a page knows, as they are called."""

    def __init__(self, known):
        self._known = known

    def __getattr__(self, name):
        def kernel(*given, **options):
            found = self._known.get("%s%s" % (name, shown(given)))
            if options or found is None:
                refuse("This `%s` of the course's kernels" % name, "Write it as an array.")
            return np.array(found)

        return kernel


#: What `relax` writes; an answer would hardly call its own functions so.
_REWRITTEN = (
    list_of, tuple_of, set_of, steps_of, left_of, single_of, single_in, float_of, walked, in_place,
)  # fmt: skip


def _missing(name):
    def function(*_given, **_options):
        refuse("`%s`" % name)

    return function


def names(arrays=True):
    """Return the names that an answer's module begins with.

    `arrays` tells whether the exercise gives arrays to the answer.
    """
    space = {
        name: _missing(name) for name in KNOWN.get("builtins", ()) if not hasattr(builtins, name)
    }
    space.update(
        {
            "np": np, "NotImplementedError": Open, "Kernels": Kernels,
            "slice": a_slice, "zip": strict_zip, "sum": a_sum, "print": a_print, "input": an_input,
            "max": _ordering(max, "max"), "min": _ordering(min, "min"), "sorted": _ordering(sorted, "sorted"),
            "__name__": "answer",
        }
    )  # fmt: skip
    space.update({"page_" + function.__name__: function for function in _REWRITTEN})
    space["page_inverse"] = _Inverse()
    if arrays:
        space["isinstance"] = is_instance
    else:
        space["isinstance"] = lambda value, types: is_instance(value, types, arrays=False)
    return space


def install(modules):
    """Let ``import numpy`` and ``import scipy`` find the stand-ins."""
    more.install(modules)
    modules["numpy"] = np
    modules.update(np.ROOMS)
    modules.update(scipy.ROOMS)


def names_kind(tokens):
    """Tell whether an answer names a kind that wraps or rounds, or asks for one: numbers then keep theirs.

    Elsewhere they are Python's numbers, which are faster and can be compared from the left.
    """
    return any([_names_kind(tokens, at) for at in range(len(tokens))])


def keep_kinds(tokens):
    """Let single values keep their kind where `names_kind` wants it."""
    np.kinds.set_strict(names_kind(tokens))


def _names_kind(tokens, at):
    """Tell whether a token names a kind that wraps or rounds; `H, W = x.shape` names none."""
    kind, text = tokens[at].kind, tokens[at].text
    if kind == "text":
        return text.strip("'\"") in NARROW_TEXTS
    if text == "isinstance":
        return True
    if kind != "name" or text not in NARROW_OF_NUMPY:
        return False
    return text in NARROW or (at and tokens[at - 1].text == ".") or _is_imported(tokens, at)


def _is_imported(tokens, at):
    while at and tokens[at].text != "\n":
        at -= 1
        if tokens[at].text == "import":
            return True
    return False


def as_numbers(value):
    """Return (shape, elements, kind) of a result, or None where it is no array of numbers."""
    try:
        value = np.asarray(value)
        return value.shape, value.values(), value.dtype.kind
    except (Exception, SystemExit, NotNumbers):  # whatever an object of the reader's raises
        return None


def as_array(shape, values, name):
    """Return the array that is an argument of a case."""
    kind = np.kinds.dtype_of(name)
    return ndarray([kind.cast(v) for v in values], tuple(shape), kind)
