"""Every checker: right answers pass, each typical mistake gets its own hint, nothing raises."""

import numpy as np
import pytest

from convcourse import checks

BANK = {
    checks.check_moving_average: checks.MOVING_AVERAGE_MISTAKES,
    checks.check_convolve: checks.CONVOLVE_MISTAKES,
}
WRONG = [(c, m) for c, mistakes in BANK.items() for m in mistakes]


def test_every_checker_is_in_the_bank():
    public = {f for name, f in vars(checks).items() if name.startswith("check_")}
    assert public == set(BANK)


@pytest.mark.parametrize(("checker", "mistake"), WRONG, ids=lambda x: getattr(x, "hint", "")[:30])
def test_mistake_gets_its_own_hint(checker, mistake):
    verdict = checker(mistake.function)
    assert verdict.state == "wrong"
    assert verdict.words == mistake.hint


def independent_moving_average(x, k):
    return np.array([sum(x[i : i + k]) / k for i in range(len(x) - k + 1)])


def independent_convolve(image, kernel):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="valid")


RIGHT = [
    (checks.check_moving_average, independent_moving_average),
    (checks.check_moving_average, lambda x, k: np.convolve(x, np.ones(k) / k, "valid")),
    (checks.check_moving_average, lambda x, k: list(independent_moving_average(x, k))),
    (checks.check_convolve, independent_convolve),
    (checks.check_convolve, lambda image, kernel: independent_convolve(image, kernel).tolist()),
]


@pytest.mark.parametrize(("checker", "function"), RIGHT)
def test_right_answer_passes(checker, function):
    assert checker(function).passed


def not_attempted(*_arguments):
    raise NotImplementedError


def raising(*_arguments):
    raise IndexError("index 7 is out of bounds")


def changing(array, *_arguments):
    array[...] = 0
    return array


@pytest.mark.parametrize("checker", BANK)
@pytest.mark.parametrize(
    ("function", "state", "words"),
    [
        (not_attempted, "open", "Not attempted yet"),
        (raising, "wrong", "IndexError: index 7"),
        (changing, "wrong", "changes its input"),
        (lambda *_: None, "wrong", "returns nothing"),
        (lambda *_: "text", "wrong", "returns 'text'"),
        (lambda *_: np.zeros((9, 9, 9)), "wrong", "expected"),
        (lambda: 1, "wrong", "TypeError"),
        (lambda *_: [[1, 2], [3]], "wrong", "returns [[1, 2], [3]]"),
    ],
)
def test_odd_answers_are_told_and_never_raise(checker, function, state, words):
    verdict = checker(function)
    assert verdict.state == state
    assert words in verdict.words


def test_unknown_mistake_shows_the_smallest_case():
    verdict = checks.check_moving_average(lambda x, k: independent_moving_average(x, k) + 0.25)
    assert "[1.0, 2.0, 6.0]" in verdict.words
    assert "expected [1.5, 4.0]" in verdict.words


def test_verdict_in_a_notebook_is_escaped():
    verdict = checks.Verdict("wrong", "a < b & `code`")
    assert verdict._repr_html_().count("<") == 4
    assert "a &lt; b &amp; <code>code</code>" in verdict._repr_html_()
