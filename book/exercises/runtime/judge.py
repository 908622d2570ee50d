"""Judges an answer by data: cases, right results, and the results of known mistakes.

By the same rules as `convcourse.exercises.checks.core`, which made the data. No right answer runs
here. What is said and shown is in `told`, a module of the checkers that is put beside this one.
"""

from . import errors, grammar, lacks, python, syntax, told
from . import numpy as np
from .lacks import Elsewhere
from .python import Open, as_array, as_numbers, names, names_kind
from .relax import relax, tokens_of

RAISED = (Exception, SystemExit)


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
    kind = wanted[2]
    for one, other in zip(got[1], wanted[1]):
        if one != other and not told.close(one, number(other), kind):
            return False
    return True


def arguments_of(case, exercise):
    """Return a case as `told` takes it."""
    return [
        (name, {"numbers": as_numbers(value)} if isinstance(value, np.ndarray) else value)
        for name, value in zip(exercise["arguments"], case)
    ]


def judge(answer, exercise):
    """Return (state, words, case) of a function; `case`, what is drawn of a wrong one, or None."""
    results, state, words = [], "passed", told.PASSED
    for case, right in zip(exercise["cases"], exercise["right"]):
        given, untouched = unpack(case), unpack(case)
        right = (right[0], [number(v) for v in right[1]], right[2])
        try:
            got = answer(*given)
        except Elsewhere as lack:
            exercise["raised"] = True
            return lack.state, str(lack), None
        except Open:
            return "open", told.OPEN, None
        except RAISED as error:
            return _of_error(error, answer, exercise, results, arguments_of(untouched, exercise))
        if not all([same(as_numbers(a), as_numbers(b)) for a, b in zip(given, untouched)]):
            return "wrong", told.CHANGED, None
        if got is None:
            return "wrong", told.NOTHING, None
        try:
            numbers = as_numbers(got)
            if numbers is None:
                kind = type(got).__name__
                text = errors.text_of(got, repr)
                return "wrong", told.no_numbers(text, kind, _shapes_in(got), right), None
            results.append(numbers)
            if not same(numbers, right):
                arguments = arguments_of(untouched, exercise)
                hint = _known(answer, exercise, results)
                said = hint or told.differing(arguments, numbers, right)
                return "wrong", said, told.case_of(arguments, numbers, right)
        except Elsewhere as lack:
            return lack.state, str(lack), None
        if words == told.PASSED:
            state, words = told.agreeing(numbers, right)
    return state, words, None


def _of_error(error, answer, exercise, results, arguments):
    """Return (state, words, case) of an answer that raised."""
    exercise["raised"] = True
    arrays = exercise.get("numpy") or any([isinstance(one, dict) for _, one in arguments])
    state, words = errors.judged(error, running=True, arrays=arrays)
    if state != "wrong":
        return state, words, None
    try:
        hint = _known(answer, exercise, results + [None])
    except Elsewhere as lack:
        return lack.state, str(lack), None
    return "wrong", hint or told.raised(words, arguments), None


def _shapes_in(value):
    """Return the shapes of the arrays that a list or a tuple has in it; none of anything else."""
    if not isinstance(value, (list, tuple)) or not any([isinstance(v, np.ndarray) for v in value]):
        return []
    return [np.shape(v) for v in value]


def _result(answer, case):
    """Return what an answer makes of a case, None where it raises or makes no numbers."""
    try:
        return as_numbers(answer(*unpack(case)))
    except RAISED:
        return None


def _known(answer, exercise, results):
    """Return the hint of the mistake whose results are those of the answer, in every case."""
    rest = exercise["cases"][len(results) :]
    results = results + [_result(answer, case) for case in rest]
    if all([one is None for one in results]):
        return None
    for mistake in exercise["mistakes"]:
        if _all_same(results, mistake["results"]):
            return mistake["hint"]
    return None


def _all_same(results, others):
    """Tell whether two answers do the same in every case; both may raise or make nothing in one."""
    for one, other in zip(results, others):
        if not same(one, other) and not _both_empty(one, other):
            return False
    return True


def _both_empty(one, other):
    """Tell whether nothing came out of both, whatever shape it has, or both raised."""
    if one is None or other is None:
        return one is other
    return len(one[1]) == len(other[1]) == 0


def has_narrow(cases):
    """Tell whether a case has an array whose single numbers wrap or round."""
    kinds = [
        one["type"] for case in cases for one in case if isinstance(one, dict) and "type" in one
    ]
    return any([kind in python.NARROW for kind in kinds])


def run(source, exercise, foreign):
    """Run an answer's source and return (state, words, case) of its function.

    `foreign` are the signs in it that no name may have, or begin with. The state is "unread" where MicroPython does not
    read the source, and CPython may: a page asks the grammar of its editor.
    """
    tokens = tokens_of(source)
    try:
        syntax.check(source, tokens, foreign)
    except syntax.Unread as error:
        return "wrong", "Your code raised %s" % error, None
    errors.read(source, tokens)
    strict = names_kind(tokens) or has_narrow(exercise["cases"])
    made = _run(source, tokens, exercise, strict)
    if strict or not exercise["raised"]:
        return made
    # What it raised may be said of a number out of an array: then of one that keeps its kind.
    python.silence(True)
    kept = _run(source, tokens, exercise, True)
    python.silence(False)
    return kept


def _run(source, tokens, exercise, strict):
    """Run an answer; what a bare `except` of it has swallowed is refused nevertheless."""
    lacks.REFUSED.clear()
    made = _judged(source, tokens, exercise, strict)
    if made[0] == "wrong" and lacks.REFUSED:
        return lacks.REFUSED[0] + (None,)
    return made


def _judged(source, tokens, exercise, strict):
    np.kinds.set_strict(strict)
    space = names(
        any([isinstance(a, np.ndarray) for case in exercise["cases"] for a in unpack(case)])
    )
    exercise["numpy"], exercise["raised"] = "np" in source or "numpy" in source, False
    try:
        exec(compile(exercise["scope"], "the notebook", "exec"), space)
        try:
            answer = compile(relax(source, tokens), errors.FILE, "exec")
        except SyntaxError as error:
            grammar.explain(source, tokens)
            syntax.refuse_unread(tokens)
            _state, words = errors.judged(error, running=False, arrays=True)
            return "unread" if type(error) is SyntaxError else "wrong", words, None
        exec(answer, space)
    except Elsewhere as lack:
        exercise["raised"] = True
        return lack.state, str(lack), None
    except syntax.Unread as error:
        return "wrong", "Your code raised %s" % error, None
    except Open:
        return "open", told.OPEN, None
    except RAISED as error:
        exercise["raised"] = not isinstance(error, SyntaxError)
        return errors.judged(error, running=False, arrays=True) + (None,)
    function = space.get(exercise["name"])
    if function is None:
        return "wrong", "There is no function `%s` in it." % exercise["name"], None
    return judge(function, exercise)
