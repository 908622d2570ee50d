"""Says what an answer raised: a mistake in CPython's words, or what MicroPython lacks."""

import io
import sys

from .lacks import KNOWN, is_deliberate, is_known

FILE = "your answer"
_TYPES = {"str", "list", "dict", "tuple", "int", "float", "set", "bytes", "complex", "bool"}


def text_of(value, how=str):
    """Return `how` of an object of the reader's, which may raise whatever it wants."""
    try:
        return how(value)
    except (Exception, SystemExit):
        return "a " + type(value).__name__


def trace(error):
    """Return the files and lines that an error came through, the deepest last."""
    if hasattr(sys, "print_exception"):
        out = io.StringIO()
        sys.print_exception(error, out)
        lines = [line for line in out.getvalue().split("\n") if line.startswith('  File "')]
        return [_place(line) for line in lines]
    made, step = [], error.__traceback__
    while step:
        made.append((step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    return made


def _place(line):
    name, _, rest = line[len('  File "') :].partition('", line ')
    return name, int(rest.partition(",")[0])


def judged(error, *, running, arrays):
    """Return (state, words) of an error that an answer raised.

    `running` tells whether its function was called, or the answer only read; `arrays` whether it may
    compute with numbers out of arrays.
    """
    if isinstance(error, MemoryError):
        return "stopped", "Your function wants more memory than a page gives it."
    lack = lacking(error, arrays)
    if lack:
        return "elsewhere", lack
    kind = "ModuleNotFoundError" if isinstance(error, ImportError) else type(error).__name__
    said = "%s: %s" % (kind, in_words(error))
    if running:
        return "wrong", "Your function raised %s" % said
    places = [line for name, line in trace(error) if name == FILE]
    return "wrong", "Your code raised %s%s" % (said, ", in line %d" % places[-1] if places else "")


def _quoted(words):
    """Return what stands between the first two quotes of a message."""
    parts = words.split("'")
    return parts[1] if len(parts) > 2 else ""


def lacking(error, arrays=True):
    """Return what to say where an error is MicroPython's or the stand-in's, else None."""
    words = text_of(error)
    if isinstance(error, NotImplementedError):
        return "The page's Python does not do this: %s. In JupyterLab it works." % words
    if isinstance(error, RuntimeError) and "recursion" in words:
        return "Your function calls itself more often than the page's Python can; JupyterLab's goes to 1000 calls."
    if isinstance(error, ZeroDivisionError) and arrays and not is_deliberate(error):
        return (
            "A number was divided by zero. Out of an array it gives inf or nan in JupyterLab, as NumPy's "
            "numbers do; the page's cannot."
        )
    if isinstance(error, ImportError):
        name = _quoted(words)
        if name.partition(".")[0] in KNOWN.get("modules", ()):
            return "`import %s` is not on the page; in JupyterLab it is." % name
    if isinstance(error, NameError):
        name = _quoted(words)
        if is_known("notebook", name):
            return (
                "`%s` is a name of the notebook, and not on the page; in JupyterLab it is there."
                % name
            )
    if isinstance(error, AttributeError):
        return _lacking_attribute(words)
    if isinstance(error, TypeError) and "ndarray" in words and "unsupported type" in words:
        return (
            "The page's Python compares and computes with an array on the right only where an array is on the "
            "left: write `a > 0` for `0 < a`. In JupyterLab both work."
        )
    if isinstance(error, TypeError) and "can't convert" in words and "ndarray" in words:
        return "The page's Python takes no array without axes there: write `float(…)` around it. In JupyterLab it does."
    if isinstance(error, TypeError) and "unexpected keyword argument" in words:
        name = _quoted(words)
        if is_known("arguments", name):
            return "The argument `%s` is not on the page; in JupyterLab it is." % name
    places = trace(error)
    if places and places[-1][0] != FILE and "numpy" in places[-1][0] and not is_deliberate(error):
        line = [n for name, n in places if name == FILE]
        where = "Line %d" % line[-1] if line else "Your answer"
        return (
            "%s uses NumPy in a way that the page does not know; in JupyterLab it works, or says why not."
            % where
        )
    return None


def _lacking_attribute(words):
    """Return what to say where a type or a module of Python has less than CPython's."""
    kind, _, rest = words.partition("' object has no attribute '")
    kind, name = kind.rpartition("'")[2], rest.rstrip("'")
    if kind == "module" and is_known("functions", name):
        return "`.%s` of this module is not on the page; in JupyterLab it is." % name
    if name in ("reduce", "accumulate", "outer", "at", "reduceat") and kind in (
        "function",
        "closure",
    ):
        return "`.%s` of a function of NumPy is not on the page; in JupyterLab it is." % name
    if kind in _TYPES and is_known(kind, name):
        return "`.%s` of a %s is not on the page; in JupyterLab it is." % (name, kind)
    if kind in ("int", "float", "bool") and is_known("numpy.ndarray", name):
        return (
            "A single number has no `.%s` on the page. In JupyterLab it has, where it came out of an array: "
            "write `np.%s(…)`, or leave it out." % (name, name)
        )
    return None


def in_words(error):
    """Return the words of an error as CPython has them."""
    words = text_of(error)
    if isinstance(error, NameError) and words.endswith("isn't defined"):
        return words.replace("isn't defined", "is not defined")
    if isinstance(error, ImportError):
        return words[:1].upper() + words[1:]
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    return words
