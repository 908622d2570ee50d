"""What a failing cell expected and got, in words."""

import linecache
import sys

import numpy as np
import pytest

from book.explain import explain

#: What the notebook defined, the statement that fails, what was expected, what came.
FAILING = [
    ("x = 44.0", "assert x == 46.0", "`x` == 46.0", "44.0"),
    ("x = 44.0", "assert x == 46.0, 'too dark'", "`x` == 46.0", "44.0 (too dark)"),
    ("x = [3, 5]", "assert len(x) > 2", "`len(x)` > 2", "2"),
    ("x = [3, 5]", "assert 4 in x", "`4` in [3, 5]", "4"),
    ("x = [3, 5]", "assert 3 not in x", "`3` not in [3, 5]", "3"),
    ("x = 7", "assert 0 <= x < 5", "`x` < 5", "7"),
    ("x = 7", "assert x == 7 and x % 2 == 0", "`x % 2` == 0", "1"),
    ("x = 7", "assert not x", "`not x`", "`x` is 7"),
    ("x = [1, 0]", "assert all(x)", "`all(x)` is true", "False"),
    ("x = np.array([1.0, 2])", "assert np.allclose(x, [1, 4], atol=0.5)",
     "`x` is [1, 4] (atol=0.5)", "array([1., 2.]); they differ by up to 2, in 1 of 2"),
    ("x = np.zeros((5, 4))", "assert np.array_equal(x, x + 1)", "`x` is ndarray of shape (5, 4)",
     "ndarray of shape (5, 4); they differ by up to 1, in 20 of 20"),
    ("def f(x):\n    assert x == 2", "f(3)", "`x` == 2", "3"),
    ("x = 1", "x.size", "`x.size` runs without an error",
     "AttributeError: 'int' object has no attribute 'size'"),
    ("x = 1", "np.testing.assert_equal(x, 2)",
     "`np.testing.assert_equal(x, 2)` runs without an error",
     "AssertionError: Items are not equal: ACTUAL: 1 DESIRED: 2"),
]  # fmt: skip


def run_until_it_fails(source, monkeypatch):
    """Run a cell as a kernel does, and leave what a kernel leaves of its error."""
    namespace = {"np": np}
    lines = source.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, "<cell>", (len(source), None, lines, "<cell>"))
    try:
        exec(compile(source, "<cell>", "exec"), namespace)
    except Exception as error:
        monkeypatch.setattr(sys, "last_value", error, raising=False)
        monkeypatch.setattr(sys, "last_traceback", error.__traceback__, raising=False)
        return namespace
    raise AssertionError(f"nothing failed in {source!r}")


@pytest.mark.parametrize(("before", "failing", "expected", "got"), FAILING)
def test_failing_statement_says_what_it_expected_and_got(
    before, failing, expected, got, monkeypatch
):
    namespace = run_until_it_fails(f"{before}\n{failing}\n", monkeypatch)
    assert explain(namespace) == (expected, got)


def test_long_values_are_shortened_to_a_line(monkeypatch):
    namespace = run_until_it_fails("x = list(range(999))\nassert x == 'a\\nb' * 500\n", monkeypatch)
    assert all(len(words) < 300 and "\n" not in words for words in explain(namespace))
