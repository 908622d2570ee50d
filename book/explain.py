"""Says, inside a notebook's kernel, what the statement that has just failed expected and got."""

import ast
import linecache
import sys
from reprlib import Repr

#: Functions that compare their first two arguments, by the last part of their name.
_COMPARISONS = {"allclose", "isclose", "array_equal", "equal"}
_SHORTENED = Repr()
_SHORTENED.maxother = _SHORTENED.maxstring = 120
_LONGEST = 160


def explain(namespace: dict) -> tuple[str, str]:
    """Return what was expected and what came, of the last error in the kernel.

    Parameters
    ----------
    namespace : dict
        The names of the notebook: the failing statement is the innermost one that uses them.
    """
    error = sys.last_value
    came = _one_line(f"{type(error).__name__}: {error}".rstrip(": "))
    frame, statement = _failing_statement(sys.last_traceback, namespace)
    if statement is None:
        return "no error", came
    if not isinstance(statement, ast.Assert) or not isinstance(error, AssertionError):
        return f"`{_one_line(ast.unparse(statement))}` runs without an error", came
    words = f" ({_one_line(str(error))})" if str(error) else ""
    expected, got = _sides(statement.test, frame)
    return expected, got + words


def _failing_statement(traceback, namespace):
    """Return the notebook's innermost frame of `traceback` and its statement, or two Nones."""
    frame, line = None, 0
    while traceback is not None:
        if traceback.tb_frame.f_globals is namespace:
            frame, line = traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
    if frame is None:
        return None, None
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    found = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return frame, found[-1] if found else None  # ast.walk comes to the innermost one last


def _sides(test, frame):
    """Return in words what `test`, an expression that is false, expected and got.

    It is evaluated again, part by part, where it failed.
    """

    def value(node):
        code = compile(ast.Expression(node), "<assertion>", "eval")
        return eval(code, frame.f_globals, frame.f_locals)  # the notebook's own words

    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return _sides(next(part for part in test.values if not value(part)), frame)
    if isinstance(test, ast.Compare):
        return _compared(test, value)
    if isinstance(test, ast.Call) and _name(test.func) in _COMPARISONS and len(test.args) > 1:
        left, right = test.args[:2]
        tolerances = ", ".join(ast.unparse(part) for part in (*test.args[2:], *test.keywords))
        within = f" ({tolerances})" if tolerances else ""
        got, wanted = value(left), value(right)
        expected = f"`{_source(left)}` is {_short(wanted)}{within}"
        return expected, _short(got) + _difference(got, wanted)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return f"`{_source(test)}`", f"`{_source(test.operand)}` is {_short(value(test.operand))}"
    return f"`{_source(test)}` is true", _short(value(test))


def _compared(test, value):
    """Return the words of a comparison; of a chain, those of the first link that is false."""
    operands = [test.left, *test.comparators]
    for left, operator, right in zip(operands[:-1], test.ops, operands[1:], strict=True):
        link = ast.copy_location(ast.Compare(left, [operator], [right]), test)
        got, wanted = value(left), value(right)
        if not value(link):
            return f"`{_source(left)}` {_sign(operator)} {_short(wanted)}", _short(got)
    return f"`{_source(test)}`", "something else the second time"


def _sign(operator):
    return ast.unparse(ast.Compare(ast.Name("a"), [operator], [ast.Name("b")]))[2:-2]


def _name(function):
    return getattr(function, "attr", getattr(function, "id", ""))


def _difference(got, wanted):
    """Return the words for how far two arrays are apart, where that is a number."""
    import numpy as np

    left, right = np.asarray(got), np.asarray(wanted)
    if left.ndim == 0 or left.shape != right.shape or left.dtype.kind not in "biufc":
        return ""
    apart = np.abs(left.astype(complex) - right)
    return f"; they differ by up to {apart.max():.3g}, in {np.count_nonzero(apart)} of {apart.size}"


def _short(value):
    shape = getattr(value, "shape", ())
    if len(shape) and getattr(value, "size", 0) and value.reshape(-1).shape[0] > 9:
        return f"{type(value).__name__} of shape {tuple(shape)}"
    return _one_line(_SHORTENED.repr(value))


def _source(node):
    return _one_line(ast.unparse(node))


def _one_line(text):
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 3] + "..."
