"""Says what an answer raised: a mistake in CPython's words, or what MicroPython lacks."""

import io
import sys

from . import words as words_of
from .lacks import KNOWN, is_deliberate, is_known

FILE = "your answer"
_TOO_DEEP = (
    "Your function calls itself again and again, and was stopped. Where does the recursion end? One that ends may "
    "take some 70 calls on the page, and 1000 in JupyterLab."
)
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
    """Return (state, words) of an error that an answer raised; of a mistake what it is alone.

    `running` tells whether its function was called, or the answer only read; `arrays` whether it may
    compute with numbers out of arrays.
    """
    if isinstance(error, MemoryError):
        return "stopped", "Your function wants more memory than a page gives it."
    if isinstance(error, RuntimeError) and "recursion" in text_of(error):
        return "stopped", _TOO_DEEP
    lack = lacking(error, arrays)
    if lack:
        return "elsewhere", lack
    said = "%s: %s" % (_kind(error), in_words(error))
    if running:
        return "wrong", said
    places = [line for name, line in trace(error) if name == FILE]
    return "wrong", "Your code raised %s%s" % (said, ", in line %d" % places[-1] if places else "")


def lacking(error, arrays=True):
    """Return what to say where an error is MicroPython's or the stand-in's, else None."""
    if is_deliberate(error):
        return None
    words = text_of(error)
    for kind, lack in _LACKS:
        if isinstance(error, kind):
            said = lack(words, arrays)
            if said:
                return said
    return _too_many(error, words) or _lost(error)


def _quoted(words):
    """Return what stands between the first two quotes of a message."""
    parts = words.split("'")
    return parts[1] if len(parts) > 2 else ""


# What is lacking, by the kind of the error. Each takes its words, and whether there are arrays.
def _not_done(words, _arrays):
    return "The page's Python does not do this%s. In JupyterLab it works." % (
        words and ": " + words
    )


def _over_zero(_words, arrays):
    if not arrays:
        return None
    return (
        "A number was divided by zero. Out of an array it gives inf or nan in JupyterLab, as NumPy's "
        "numbers do; the page's cannot."
    )


def _no_module(words, _arrays):
    if words.startswith("can't import name"):
        name = words.rpartition(" ")[2]
        return (
            "`%s%s` is not on the page; in JupyterLab it is." % (_home_of(name), name)
            if is_known("functions", name)
            else None
        )
    name = _quoted(words)
    if name.partition(".")[0] in KNOWN.get("modules", ()):
        return "`import %s` is not on the page; in JupyterLab it is." % name
    return None


def _no_name(words, _arrays):
    name = _quoted(words)
    if is_known("answers", name):
        return (
            "`%s` is your answer to another exercise, and each is run by itself here: write it into this one, too. "
            "In JupyterLab it is there." % name
        )
    if is_known("notebook", name):
        return (
            "`%s` is a name of the notebook, and not on the page; in JupyterLab it is there." % name
        )
    return None


def _owner_of(name):
    """Return what the answer calls a module of which it wants `name`."""
    for at, token in enumerate(_READ["tokens"]):
        if at > 1 and token.text == name and _READ["tokens"][at - 1].text == ".":
            return _READ["tokens"][at - 2].text
    return "…"


def _home_of(name):
    """Return the module, with a dot, of which the answer imports `name`."""
    tokens, home = _READ["tokens"], ""
    for at, token in enumerate(tokens):
        if token.text == "from" and at + 1 < len(tokens):
            home = tokens[at + 1].text + "."
        if token.text == name:
            return home
    return ""


_OF_FUNCTIONS = ("reduce", "accumulate", "outer", "at", "reduceat")


def _no_attribute(words, arrays):
    owner, _, name = words.partition(" has no attribute ")
    owner, name = _quoted(owner + "'"), name.strip("'")
    if words.startswith("module '") or owner == "module":
        known = is_known("functions", name)
        return (
            "`%s.%s` is not on the page; in JupyterLab it is." % (_owner_of(name), name)
            if known
            else None
        )
    if name in _OF_FUNCTIONS and owner in ("function", "closure"):
        return "`.%s` of a function of NumPy is not on the page; in JupyterLab it is." % name
    if owner in _TYPES and is_known(owner, name):
        return "`.%s` of a %s is not on the page; in JupyterLab it is." % (name, owner)
    if arrays and owner in ("int", "float", "bool") and is_known("numpy.ndarray", name):
        return (
            "A single number has no `.%s` on the page. In JupyterLab it has, where it came out of an array: "
            "write `np.%s(…)`, or leave it out." % (name, name)
        )
    return None


def _names_array(words):
    """Tell whether words name an array, or a number that keeps its kind."""
    return "ndarray" in words or any([kind in words for kind in words_of.KINDS[1:]])


def _not_taken(words, _arrays):
    if "unsupported type" in words and _names_array(words):
        return (
            "The page's Python compares and computes with an array on the right only where an array is on the "
            "left: write `a > 0` for `0 < a`. In JupyterLab both work."
        )
    if "format" in words and _names_array(words):
        return (
            "The page's Python formats no array, and no single number of this kind: write `float(…)` around the "
            "number. In JupyterLab a number is formatted, and an array is not."
        )
    if "can't convert" in words and _names_array(words):
        return "The page's Python takes no array without axes there: write `float(…)` around it. In JupyterLab it does."
    if "unexpected keyword argument" in words and is_known("arguments", _quoted(words)):
        return "The argument `%s` is not on the page; in JupyterLab it is." % _quoted(words)
    return None


def _too_many(error, words):
    """Return what to say where a function of NumPy's, and none of the answer's own, gets too many arguments."""
    name, _, counts = words.partition("() takes ")
    numbers = [int(one) for one in counts.split() if one.isdigit()]
    if not is_known("numpy", name) or len(numbers) != 2 or numbers[1] <= numbers[0]:
        return None
    if name in _READ["signatures"]["defined"] and not _is_of_numpy(_line(error), name):
        return None
    return (
        "`np.%s` takes more arguments than it can take on the page; name them, or go to JupyterLab."
        % name
    )


def _is_of_numpy(line, name):
    """Tell whether a line says ``np.`` before a name."""
    texts = [token.text for token in line]
    called = [texts[at : at + 3] for at in range(len(texts))]
    return ["np", ".", name] in called or ["numpy", ".", name] in called


_LACKS = (
    (NotImplementedError, _not_done),
    (ZeroDivisionError, _over_zero),
    (ImportError, _no_module),
    (NameError, _no_name),
    (AttributeError, _no_attribute),
    (TypeError, _not_taken),
    (ValueError, _not_taken),
)


def _lost(error):
    """Return what to say where the stand-in itself fails, by a way to use it that it does not know."""
    places = trace(error)
    if (
        not places
        or places[-1][0] == FILE
        or "numpy" not in places[-1][0].replace("scipy", "numpy")
    ):
        return None
    line = [n for name, n in places if name == FILE]
    where = "Line %d" % line[-1] if line else "Your answer"
    return (
        "%s uses NumPy in a way that the page does not know; in JupyterLab it works, or says why not."
        % where
    )


# The words of CPython
_READ = {"tokens": [], "source": "", "signatures": {"defined": {}, "assigned": set()}}


def read(source, tokens):
    """Take the answer that runs: its words and lines tell more of an error than MicroPython does."""
    start = 0
    for token in tokens:
        start = source.rfind("\n", 0, token.start) + 1
        token.line_start = start
    _READ["tokens"], _READ["source"] = tokens, source
    _READ["signatures"] = words_of.signatures_of(tokens)


def _line(error):
    """Return the tokens of the line of the answer in which an error was raised."""
    places = [line for name, line in trace(error) if name == FILE]
    if not places:
        return []
    source, number, made = _READ["source"], places[-1], []
    for token in _READ["tokens"]:
        if token.text != "\n" and source.count("\n", 0, token.start) + 1 == number:
            made.append(token)
    return made


def _kind(error):
    words = text_of(error)
    if isinstance(error, ImportError) and words.startswith("no module"):
        return "ModuleNotFoundError"
    if isinstance(error, NameError) and words.startswith("local variable"):
        return "UnboundLocalError"
    return type(error).__name__


def in_words(error):
    """Return the words of an error as CPython has them, as far as they tell the same."""
    words = text_of(error)
    if isinstance(error, ZeroDivisionError):
        texts = [token.text for token in _line(error)]
        if "/" in texts or "/=" in texts:
            return "division by zero"
        if "//" in texts or "//=" in texts or "divmod" in texts:
            return "integer division or modulo by zero"
        return "integer modulo by zero" if "%" in texts or "%=" in texts else "division by zero"
    if isinstance(error, ImportError):
        return words[:1].upper() + words[1:]
    if isinstance(error, KeyError) and error.args:
        return text_of(error.args[0], repr)
    if is_deliberate(error):
        return words
    return words_of.alike(words, _line(error), _READ["signatures"])
