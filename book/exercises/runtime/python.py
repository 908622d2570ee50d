"""What an answer finds in its module: what CPython has and MicroPython lacks or does otherwise."""

import builtins

from . import numpy as np
from . import scipy
from .lacks import KNOWN, refuse
from .numpy.arrays import ndarray, slices
from .numpy.text import shown


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


# Functions of CPython
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


def a_print(*values, **options):
    """Print numbers as CPython writes them."""
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


def _missing(name):
    def function(*_given, **_options):
        refuse("`%s`" % name)

    return function


def names():
    """Return the names that an answer's module begins with."""
    space = {
        name: _missing(name) for name in KNOWN.get("builtins", ()) if not hasattr(builtins, name)
    }
    space.update(
        {
            "np": np, "numpy": np, "signal": scipy.scipy.signal, "ndimage": scipy.scipy.ndimage,
            "NotImplementedError": Open, "Kernels": Kernels, "list_of": list_of, "tuple_of": tuple_of, "set_of": set_of,
            "steps_of": steps_of, "slice": a_slice, "zip": strict_zip, "sum": a_sum, "print": a_print,
            "__name__": "answer",
        }
    )  # fmt: skip
    return space


def install(modules):
    """Let ``import numpy`` and ``import scipy`` find the stand-ins."""
    modules["numpy"] = np
    modules.update(np.ROOMS)
    modules.update(scipy.ROOMS)


def as_numbers(value):
    """Return (shape, elements, kind) of a result, or None where it is no array of numbers."""
    try:
        value = np.asarray(value)
        return value.shape, value.values(), value.dtype.kind
    except (Exception, SystemExit):  # whatever an object of the reader's raises
        return None


def as_array(shape, values, name):
    """Return the array that is an argument of a case."""
    kind = np.kinds.dtype_of(name)
    return ndarray([kind.cast(v) for v in values], tuple(shape), kind)
