"""Judges an answer by data: cases, right results, and the results of known mistakes.

By the same rules as `convcourse.exercises.checks.core`, which made the data. No right answer runs
here.
"""

from . import errors
from . import numpy as np
from .lacks import Elsewhere
from .numpy.text import shown
from .python import Open, as_array, as_numbers, keep_kinds, names
from .relax import relax, tokens_of

RAISED = (Exception, SystemExit)
PASSED = "Passed: your function agrees on every case."
OPEN = "Not attempted yet: replace `raise NotImplementedError`."
#: NumPy's closeness: of floats to six digits, of whole numbers to the last.
CLOSE, EXACT, NEAR_ZERO = 1e-6, 1e-12, 1e-9


def unpack(value):
    """Make an argument of data: arrays are {"shape", "type", "values"}, tuples {"tuple"}."""
    if isinstance(value, dict):
        if "tuple" in value:
            return tuple([unpack(v) for v in value["tuple"]])
        return as_array(value["shape"], [number(v) for v in value["values"]], value["type"])
    return [unpack(v) for v in value] if isinstance(value, list) else number(value)


def number(value):
    """Return a number of the data, where NaN is None and what is infinite is text."""
    return np.nan if value is None else float(value) if isinstance(value, str) else value


def same(got, wanted):
    """Tell whether two results agree; each is (shape, elements, kind), as `as_numbers` has it."""
    if got is None or wanted is None or tuple(got[0]) != tuple(wanted[0]):
        return False
    rtol = CLOSE if wanted[2] == "f" else EXACT
    for v, w in zip(got[1], wanted[1]):
        w = number(w)
        if v != w and not (v != v and w != w) and not abs(v - w) <= NEAR_ZERO + rtol * abs(w):
            return False
    return True


def judge(answer, exercise):
    """Return (state, words) of a function."""
    for case, right in zip(exercise["cases"], exercise["right"]):
        given, untouched = unpack(case), unpack(case)
        try:
            got = answer(*given)
        except Elsewhere as lack:
            return "elsewhere", str(lack)
        except Open:
            return "open", OPEN
        except RAISED as error:
            arrays = exercise.get("numpy") or any([isinstance(a, np.ndarray) for a in given])
            return errors.judged(error, running=True, arrays=arrays)
        if not all([same(as_numbers(a), as_numbers(b)) for a, b in zip(given, untouched)]):
            return "wrong", "Your function changes its input. Write into a new array."
        if got is None:
            return "wrong", "Your function returns nothing. Does it end with `return`?"
        try:
            numbers = as_numbers(got)
            if numbers is None:
                words = errors.text_of(got, repr)[:80]
                return "wrong", "Your function returns %s; expected a NumPy array." % words
            if not same(numbers, right):
                return "wrong", _explain(answer, exercise, case, numbers, right)
        except Elsewhere as lack:
            return "elsewhere", str(lack)
    return "passed", PASSED


def _results(answer, cases):
    """Return what an answer makes of each case, None where it raises or makes no numbers."""
    made = []
    for case in cases:
        try:
            made.append(as_numbers(answer(*unpack(case))))
        except RAISED:
            made.append(None)
    return made


def _explain(answer, exercise, case, got, right):
    results = _results(answer, exercise["cases"])
    for mistake in exercise["mistakes"]:
        pairs = zip(results, mistake["results"])
        if all([same(one, other) or (one is None and other is None) for one, other in pairs]):
            return mistake["hint"]
    arguments = unpack(case)
    shapes = [np.shape(a) for a in arguments]
    if tuple(got[0]) != tuple(right[0]) and (any(shapes) or len(got[1]) > 30):
        words = "The shape is %s, expected %s for inputs of shape %s."
        return words % (tuple(got[0]), tuple(right[0]), " and ".join([str(s) for s in shapes]))
    told = "\n".join([shown(np.asarray(a).tolist()) for a in arguments])
    words = "The values differ. For\n%s\nyou get %s\nexpected %s"
    return words % (told, _written(got), _written(right))


def _written(numbers):
    shape, values, kind = numbers
    name = {"f": "float64", "b": "bool", "u": "uint64"}.get(kind, "int64")
    return shown(as_array(shape, [number(v) for v in values], name).tolist())


def run(source, exercise):
    """Run an answer's source and return (state, words) of its function."""
    space = names(
        any([isinstance(a, np.ndarray) for case in exercise["cases"] for a in unpack(case)])
    )
    keep_kinds(tokens_of(source))
    exercise["numpy"] = "np" in source or "numpy" in source
    try:
        exec(compile(relax(exercise["scope"]), "the notebook", "exec"), space)
        exec(compile(relax(source), errors.FILE, "exec"), space)
    except Elsewhere as lack:
        return "elsewhere", str(lack)
    except Open:
        return "open", OPEN
    except RAISED as error:
        return errors.judged(error, running=False, arrays=True)
    function = space.get(exercise["name"])
    if function is None:
        return "wrong", "There is no function `%s` in it." % exercise["name"]
    return judge(function, exercise)
