"""Every checker: right answers pass, each typical mistake gets its own hint, nothing raises.

The answers stand by chapter in ``tests/unit/learners/``: ``RIGHT`` ones, and for each checker the
``WRONG`` ones as learners write them, in plain loops, with words of the hint that they should get.
Those in ``unseen_NN.py`` are by one who had read the exercises, and no checker.
"""

import importlib

import numpy as np
import pytest
import torch

from convcourse.exercises import checks
from tests.conftest import ROOT
from tests.unit.learners.chapter_01 import independent_moving_average

FOLDER = ROOT / "convcourse" / "exercises" / "checks"
CHAPTERS = sorted(p.stem for p in FOLDER.glob("chapter_*.py"))
CHECKERS = [importlib.import_module(f"convcourse.exercises.checks.{name}") for name in CHAPTERS]
LEARNERS = [
    importlib.import_module(f"tests.unit.learners.{name}")
    for chapter in CHAPTERS
    for name in (chapter, chapter.replace("chapter", "unseen"))
]
BANK = {checker: known for module in CHECKERS for checker, known in module.MISTAKES.items()}
RIGHT = [pair for module in LEARNERS for pair in module.RIGHT]
ONE_RIGHT = dict(RIGHT)
WRONG = {
    checker: {
        (name if module.__name__.split(".")[-1].startswith("chapter") else f"unseen, {name}"): wrong
        for module in LEARNERS
        for name, wrong in module.WRONG.get(checker, {}).items()
    }
    for checker in BANK
}


def test_every_checker_is_public_and_in_its_chapters_bank():
    public = {f for name, f in vars(checks).items() if name.startswith("check_")}
    assert public == set(BANK) == set(WRONG) == {checker for checker, _ in RIGHT}


@pytest.mark.parametrize(
    ("checker", "mistake"),
    [(checker, mistake) for checker, known in BANK.items() for mistake in known],
    ids=lambda x: getattr(x, "hint", "")[:30],
)
def test_mistake_gets_its_own_hint(checker, mistake):
    verdict = checker(mistake.function)
    assert verdict.state == "wrong"
    assert verdict.words == mistake.hint


@pytest.mark.parametrize(("checker", "function"), RIGHT)
def test_right_answer_passes(checker, function):
    assert checker(function).passed


def little(y, number):
    """Return `y` with its entry `number`, counted flat, one more, or of truth values the other."""
    y = y.copy() if y.dtype == bool else y.astype(float)
    y.flat[number] = y.flat[number] + 1 if y.dtype == float else not y.flat[number]
    return y


#: What makes a right answer wrong by little; what an array has nothing of, it leaves as it is.
LITTLE = {
    "a thousandth": lambda y: y * 1.001 + 0.001,
    "a hair": lambda y: y * (1 + 2e-5) + 2e-8,
    "first entry": lambda y: little(y, 0),
    "middle entry": lambda y: little(y, y.size // 2),
    "last entry": lambda y: little(y, -1),
    "one value a hair": lambda y: y + 2e-5 * np.abs(y) * (np.abs(y) == np.abs(y).max()),
    "sign": lambda y: y if y.dtype == bool else -y,
    "axes": lambda y: y.T,
    "last two axes": lambda y: y.swapaxes(-1, -2) if y.ndim > 1 else y,
    "whole numbers": lambda y: y.astype(int),
    "rounded": lambda y: np.round(y),
    "one axis more": lambda y: y[None],
    "without the last": lambda y: y[..., :-1] if y.ndim else y,
}


def differs(right, name):
    """Tell whether `LITTLE` of this name makes another array of `right`."""
    if not right.size:
        return False
    wrong = LITTLE[name](right)
    return wrong.shape != right.shape or not np.allclose(wrong, right, rtol=1e-9, atol=1e-9)


def spoilt(function, spoil, number, seen):
    """Return `function`, wrong in the case `number` alone; `seen` gets its right answers."""

    def answer(*case):
        right = np.asarray(function(*case))
        seen.append(right)
        return spoil(right) if len(seen) == number + 1 else right

    return answer


def answers_of(checker):
    """Return the right answer to each of the checker's cases."""
    answers = []
    assert checker(spoilt(ONE_RIGHT[checker], None, -1, answers)).passed
    return answers


@pytest.mark.parametrize("checker", BANK, ids=lambda checker: checker.__name__)
def test_right_answer_made_wrong_by_a_little_in_any_case_is_refused(checker):
    function, answers = ONE_RIGHT[checker], answers_of(checker)
    for name, number in [(name, number) for name in LITTLE for number in range(len(answers))]:
        if differs(answers[number], name):
            verdict = checker(spoilt(function, LITTLE[name], number, []))
            assert verdict.state == "wrong", f"{name} of case {number} is accepted"


@pytest.mark.parametrize("checker", BANK, ids=lambda checker: checker.__name__)
def test_cases_of_a_checker_tell_floats_from_whole_numbers_and_one_axis_from_another(checker):
    answers = [right for right in answers_of(checker) if right.size]
    if all(right.dtype.kind == "f" for right in answers):
        assert any(differs(right, "whole numbers") for right in answers)
    if any(differs(right, "axes") for right in answers):
        assert any(right.shape != right.T.shape for right in answers)


FORMS = {
    "list": lambda y: y.tolist(),
    "float32": lambda y: y.astype(np.float32) if y.dtype.kind == "f" else y,
    "tensor": torch.tensor,
    "float32 tensor": lambda y: torch.tensor(
        y, dtype=torch.float32 if y.dtype.kind == "f" else None
    ),
}


@pytest.mark.parametrize("checker", BANK, ids=lambda checker: checker.__name__)
@pytest.mark.parametrize("form", FORMS)
def test_right_answer_passes_in_every_form_that_holds_numbers(checker, form):
    function = ONE_RIGHT[checker]
    assert checker(lambda *case: FORMS[form](np.asarray(function(*case)))).passed


@pytest.mark.parametrize(
    ("checker", "function", "words"),
    [(checker, *wrong) for checker, answers in WRONG.items() for wrong in answers.values()],
    ids=[f"{c.__name__}-{name}" for c, answers in WRONG.items() for name in answers],
)
def test_wrong_answer_of_a_learner_gets_the_right_hint(checker, function, words):
    assert words in checker(function).words


@pytest.mark.parametrize("checker", WRONG, ids=lambda checker: checker.__name__)
def test_every_mistake_is_also_written_by_a_learner(checker):
    told = {checker(function).words for function, _ in WRONG[checker].values()}
    assert told == {mistake.hint for mistake in BANK[checker]}


def not_attempted(*_arguments):
    raise NotImplementedError


def raising(*_arguments):
    raise IndexError("index 7 is out of bounds")


def leaving(*_arguments):
    raise SystemExit("bye")


def interrupted(*_arguments):
    raise KeyboardInterrupt


def changing(array, *_arguments):
    array[...] = 0
    return array


def averages_in_place(x, k):
    for i in range(len(x) - k + 1):
        x[i] = sum(x[i : i + k]) / k
    return x[: len(x) - k + 1]


def tensor_with_gradient(*_arguments):
    import torch

    return torch.zeros(3, requires_grad=True)


class Broken:
    """An object that fails whatever one asks of it."""

    def __array__(self, *_arguments, **_options):
        raise SystemExit

    def __repr__(self):
        raise RuntimeError


class WordlessError(Exception):
    def __str__(self):
        raise RuntimeError


def raising_without_words(*_arguments):
    raise WordlessError


@pytest.mark.parametrize("checker", BANK)
@pytest.mark.parametrize(
    ("function", "state", "words"),
    [
        (not_attempted, "open", "Not attempted yet"),
        (raising, "wrong", "IndexError: index 7"),
        (lambda *_: None, "wrong", "returns nothing"),
        (lambda *_: "text", "wrong", "returns 'text'"),
        (lambda *_: np.zeros((9, 9, 9)), "wrong", "expected"),
        (lambda: 1, "wrong", "TypeError"),
        (lambda *_: [[1, 2], [3]], "wrong", "returns [[1, 2], [3]]"),
        (leaving, "wrong", "SystemExit: bye"),
        (raising_without_words, "wrong", "raised WordlessError: a WordlessError"),
        (tensor_with_gradient, "wrong", "requires_grad=True); expected a NumPy array"),
        (lambda *_: Broken(), "wrong", "returns a Broken; expected a NumPy array"),
        (None, "wrong", "TypeError"),
    ],
)
def test_odd_answers_are_told_and_never_raise(checker, function, state, words):
    verdict = checker(function)
    assert verdict.state == state
    assert words in verdict.words


@pytest.mark.parametrize("checker", [checks.check_moving_average, checks.check_convolve])
def test_answer_that_changes_its_input_is_told(checker):
    assert "changes its input" in checker(changing).words


@pytest.mark.parametrize("checker", BANK)
def test_the_stop_button_still_stops(checker):
    with pytest.raises(KeyboardInterrupt):
        checker(interrupted)


def test_answer_that_overwrites_what_it_reads_is_told():
    assert "changes its input" in checks.check_moving_average(averages_in_place).words


def test_answer_that_raises_on_a_later_case_is_told():
    def answer(x, k):
        return independent_moving_average(x, k) if k < len(x) else 1 / 0

    assert "ZeroDivisionError" in checks.check_moving_average(answer).words


def test_unknown_mistake_shows_the_smallest_case():
    verdict = checks.check_moving_average(lambda x, k: independent_moving_average(x, k) + 0.25)
    assert "[1.0, 2.0, 6.0]" in verdict.words
    assert "expected [1.5, 4.0]" in verdict.words


def test_verdict_in_a_notebook_is_escaped():
    verdict = checks.Verdict("wrong", "a < b & `code`")
    assert verdict._repr_html_().count("<") == 4
    assert "a &lt; b &amp; <code>code</code>" in verdict._repr_html_()


def test_lists_of_another_length_are_shown_as_values():
    verdict = checks.check_never_read(lambda n, k, s: [0] * (n + 5))
    assert verdict.words.startswith("The values differ")
