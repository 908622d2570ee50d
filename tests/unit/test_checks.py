"""Every checker: right answers pass, each typical mistake gets its own hint, nothing raises.

The answers stand by chapter in ``tests/unit/learners/``: ``RIGHT`` ones, and for each checker the
``WRONG`` ones as learners write them, in plain loops, with words of the hint that they should get.
Those in ``unseen_NN.py`` are by one who had read the exercises, and no checker; those in
``kindred_NN.py`` have in each exercise the mistakes that others show elsewhere: a mean in place of
a sum, ends that are cut off or kept, parts joined along another axis, a loop that ends too early.
"""

import importlib
import re

import numpy as np
import pytest
import torch

from book.exercises.data import exercise_cells
from convcourse.exercises import checks
from convcourse.exercises.checks import told
from convcourse.exercises.checks.core import exercise_of
from tests.conftest import ROOT
from tests.unit.learners.chapter_01 import independent_moving_average
from tests.unit.learners.chapter_02 import independent_median
from tests.unit.page import notebooks

FOLDER = ROOT / "convcourse" / "exercises" / "checks"
CHAPTERS = sorted(p.stem for p in FOLDER.glob("chapter_*.py"))
CHECKERS = [importlib.import_module(f"convcourse.exercises.checks.{name}") for name in CHAPTERS]
LEARNERS = [
    importlib.import_module(f"tests.unit.learners.{name}")
    for chapter in CHAPTERS
    for name in (chapter, *(chapter.replace("chapter", kind) for kind in ("unseen", "kindred")))
]


def kind_of(module):
    """Return which kind of file a module of learners is: chapter, unseen, kindred."""
    return module.__name__.split(".")[-1].partition("_")[0]


BANK = {checker: known for module in CHECKERS for checker, known in module.MISTAKES.items()}
RIGHT = [pair for module in LEARNERS for pair in module.RIGHT]
ONE_RIGHT = dict(reversed(RIGHT))
WRONG = {
    checker: {
        (name if kind_of(module) == "chapter" else f"{kind_of(module)}, {name}"): wrong
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
    verdict = checker(lambda *case: FORMS[form](np.asarray(function(*case))))
    if checker is checks.check_to_bytes and form == "list":  # an array of bytes is asked for
        assert verdict.state == "wrong" and verdict.words.endswith("with `.astype(np.uint8)`.")
    else:
        assert verdict.passed and verdict.words == told.PASSED


@pytest.mark.parametrize(
    ("checker", "function", "words"),
    [(checker, *wrong) for checker, answers in WRONG.items() for wrong in answers.values()],
    ids=[f"{c.__name__}-{name}" for c, answers in WRONG.items() for name in answers],
)
def test_wrong_answer_of_a_learner_gets_the_right_hint(checker, function, words):
    with np.errstate(all="ignore"):  # NumPy warns of a division by zero, and that is told as well
        verdict = checker(function)
    assert verdict.state == "wrong" and words in verdict.words


@pytest.mark.parametrize("checker", WRONG, ids=lambda checker: checker.__name__)
def test_every_mistake_is_also_written_by_a_learner(checker):
    with np.errstate(all="ignore"):
        said = {checker(function).words for function, _ in WRONG[checker].values()}
    assert {mistake.hint for mistake in BANK[checker]} <= said


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
        (tensor_with_gradient, "wrong", "requires_grad=True); expected "),
        (lambda *_: Broken(), "wrong", "returns a Broken; expected "),
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


def test_unknown_mistake_is_told_by_the_first_case_with_names():
    verdict = checks.check_moving_average(lambda x, k: independent_moving_average(x, k) + 0.25)
    assert verdict.words == "For x = [1, 2, 6], k = 2 you get [1.75, 4.25], expected [1.5, 4]."
    verdict = checks.check_conv_output_size(lambda n, k, s, p, d: n)
    assert verdict.words == "For n = 7, k = 3, s = 1, p = 0, d = 1 you get 7, expected 5."
    assert repr(verdict) == "✗ " + verdict.words


def test_a_case_is_drawn_with_what_differs_framed():
    def answer(image, k):
        right = np.array(independent_median(image, k), float)
        right[-1, -1] += 0.001
        return right

    verdict = checks.check_median_filter(lambda image, k: answer(image, k) + (k == 2))
    assert verdict.words == "For image of shape (3, 3), k = 3 you get 5.001, expected 5."
    verdict = checks.check_median_filter(
        lambda image, k: answer(image, k) if k == 2 else independent_median(image, k)
    )
    assert verdict.words == "1 of 4 values differs, at [1, 1]: you get 6.501, expected 6.5."
    assert verdict.case == {
        "line": "For k = 2:",
        "grids": [
            {"title": "image", "planes": [[["1", "3", "8"], ["2", "9", "5"], ["0", "7", "6"]]]},
            {
                "title": "yours",
                "planes": [[["2.5", "6.5"], ["4.5", "6.501"]]],
                "marks": [[[0, 0], [0, 1]]],
            },
            {
                "title": "right",
                "planes": [[["2.5", "6.5"], ["4.5", "6.5"]]],
                "marks": [[[0, 0], [0, 1]]],
            },
        ],
    }
    assert repr(verdict).splitlines()[1:] == [
        "For k = 2:", "image:", " 1  3  8", " 2  9  5", " 0  7  6",
        "yours:", "   2.5    6.5", "   4.5 [6.501]", "right:", " 2.5  6.5", " 4.5 [6.5]",
    ]  # fmt: skip
    page = verdict._repr_html_()
    assert page.count("<table") == 3 and page.count("outline") == 2 * 2


def test_as_many_digits_are_told_as_it_takes_to_see_the_difference():
    verdict = checks.check_cosine(lambda a, b: np.float64(1.00001))
    assert verdict.words.endswith("you get 1.00001, expected 1.")
    verdict = checks.check_dead_share(lambda maps: 1 / 3 + 2e-6)
    assert verdict.words.endswith("you get 0.333335, expected 0.333333.")


def test_a_hint_comes_with_the_case_that_shows_it():
    verdict = checks.check_conv_output_size(lambda n, k, s, p, d: n // s)
    assert verdict.words.startswith("You divide the input by the stride")
    assert verdict.case == {
        "line": "For n = 7, k = 3, s = 1, p = 0, d = 1 you get 7, expected 5.",
        "grids": [],
    }
    assert repr(verdict).endswith("\n" + verdict.case["line"])
    assert "<p>For n = 7" in verdict._repr_html_()


def test_hint_is_found_for_an_answer_that_raises_in_some_case():
    verdict = checks.check_mix_channels(lambda x, w: w @ x)
    assert verdict.words.startswith("`@` takes each channel by itself")
    verdict = checks.check_cosine(lambda a, b: (a @ b) / np.sqrt((a**2).sum() * (b**2).sum()))
    assert verdict.words.startswith("`@` multiplies the kernels as matrices")
    verdict = checks.check_mix_channels(lambda x, w: x[7])
    assert verdict.words.startswith("For x of shape (2, 2, 2), w of shape (2, 2) your function ")


def test_each_case_is_asked_once():
    asked = []

    def answer(x, k):
        asked.append((len(x), k))
        return independent_moving_average(x, k) + 0.25

    checks.check_moving_average(answer)
    assert asked == [(3, 2), (7, 3), (6, 4), (4, 4), (5, 2)]


def test_lists_that_an_answer_changes_are_no_longer_the_checkers():
    def answer(n, groups):
        sizes = [n // 2**pools for pools, count in enumerate(groups) for _ in range(count)]
        groups.clear()
        return sizes

    for _ in range(2):
        assert checks.check_map_sizes(answer).words == told.CHANGED


@pytest.mark.parametrize("checker", BANK, ids=lambda checker: checker.__name__)
def test_arguments_are_named_as_in_the_notebook(checker):
    stubs = [c for notebook in notebooks().values() for c in exercise_cells(notebook)]
    (stub,) = [cell.stub for cell in stubs if cell.checker == checker.__name__]
    arguments = re.search(r"\((.*)\)", stub)[1].split(", ")
    assert exercise_of(checker).names == arguments


def test_verdict_in_a_notebook_is_escaped():
    verdict = checks.Verdict("wrong", "a < b & `code`")
    assert verdict._repr_html_().count("<") == 4
    assert "a &lt; b &amp; <code>code</code>" in verdict._repr_html_()


def test_lists_of_another_length_are_shown_as_values():
    verdict = checks.check_never_read(lambda n, k, s: [0] * 3)
    assert verdict.words == "For n = 8, k = 3, s = 2 you get [0, 0, 0], expected [7]."


@pytest.mark.parametrize(
    ("checker", "answer", "words"),
    [
        (checks.check_never_read, lambda n, k, s: {7}, "has no order: put `sorted(…)`"),
        (checks.check_map_sizes, lambda n, groups: (n for _ in groups), "a `generator`: put `list"),
        (checks.check_merge_layers, lambda a, b, c, d: (c @ a, c @ b + d), "returns 2 arrays, of "
         "shapes (2, 2) and (2,); expected one array of shape (2, 3)."),
        (checks.check_convolve, lambda image, kernel: 1j * image, "; expected a NumPy array."),
        (checks.check_is_point_symmetric, lambda kernel: "yes", "expected `True` or `False`."),
        (checks.check_conv_output_size, lambda *given: "5", "returns '5'; expected a number."),
        (checks.check_to_bytes, lambda v: np.clip(np.rint(v), 0, 255), "but they are floats: make"),
    ],
)  # fmt: skip
def test_what_is_returned_in_place_of_numbers_is_told(checker, answer, words):
    verdict = checker(answer)
    assert verdict.state == "wrong" and words in verdict.words


def test_right_numbers_of_another_kind_pass_with_a_word():
    counted = checks.check_layers_needed(lambda r: np.ceil((r - 1) / 2))
    assert counted.passed and "You return floats" in counted.words
    asked = checks.check_is_point_symmetric(
        lambda kernel: int((kernel == kernel[::-1, ::-1]).all())
    )
    assert asked.passed and "You return numbers" in asked.words
