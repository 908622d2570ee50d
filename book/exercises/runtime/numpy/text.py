"""Numbers and arrays as they are written: as CPython and NumPy do."""

import builtins as py

from .arrays import ndarray
from .kinds import bool_, float64, int64


def shown(value):
    """Return a number, or nested lists of numbers, as CPython writes them.

    MicroPython writes 99.59999999999999 for 99.6.
    """
    if isinstance(value, list):
        return "[" + ", ".join([shown(v) for v in value]) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join([shown(v) for v in value]) + ("," if len(value) == 1 else "") + ")"
    if not isinstance(value, float):
        return repr(value)
    for digits in (15, 16, 17):
        text = "%.*g" % (digits, value)
        if value != value or float(text) == value:
            break
    if "e" in text and 1e-4 <= py.abs(value) < 1e16:
        text = "%.1f" % value
    return text if "." in text or "e" in text or "n" in text else text + ".0"


def _floats(values):
    """Return floats as NumPy writes them together: the digits that the longest needs, 8 at most."""
    plain = [v for v in values if v - v == 0]
    most = py.max([py.abs(v) for v in plain] + [0.0])
    least = py.min([py.abs(v) for v in plain if v] + [most or 1.0])
    if most >= 1e8 or least < 1e-4 or (most and most / least > 1e3 and least < 1e-3):
        return ["%.8e" % v if v - v == 0 else shown(v) for v in values]
    made = []
    for v in values:
        text = "%.8f" % v if v - v == 0 else shown(v)
        made.append(text.rstrip("0") if "." in text else text)
    digits = py.max([len(text) - text.index(".") for text in made if "." in text] + [0])
    return [
        text + " " * (digits - len(text) + text.index(".")) if "." in text else text
        for text in made
    ]


def _lines(texts, shape, between, indent):
    if not shape:
        return texts[0]
    if len(shape) == 1:
        return "[" + between.join(texts) + "]"
    size = len(texts) // shape[0] if shape[0] else 0
    rows = [
        _lines(texts[i * size : (i + 1) * size], shape[1:], between, indent + 1)
        for i in range(shape[0])
    ]
    gap = "\n" * (len(shape) - 1) + " " * (indent + 1)
    return "[" + (between.rstrip() + gap).join(rows) + "]"


def _written(a, between, indent):
    values = a.values()
    texts = _floats(values) if a.dtype.kind == "f" else [str(v) for v in values]
    width = py.max([len(text) for text in texts] + [0])
    return _lines([" " * (width - len(text)) + text for text in texts], a.shape, between, indent)


def array_text(a):
    """Return ``str(a)``."""
    return _written(a, " ", 0)


def array_code(a):
    """Return ``repr(a)``."""
    kind = "" if a.dtype in (float64, int64, bool_) and a.size else ", dtype=" + a.dtype.name
    if not a.shape and kind:
        return "np.%s(%s)" % (a.dtype.name, _written(a, " ", 0).strip())
    return "array(" + _written(a, ", ", 6) + kind + ")"


ndarray.__str__ = array_text
ndarray.__repr__ = array_code
