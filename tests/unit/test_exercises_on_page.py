"""The exercises on a page: the same verdicts and words as the checkers', for every learner."""

import re

import numpy as np
import pytest

from book.exercises.data import exercise_cells
from convcourse.exercises import checks
from convcourse.exercises.checks import told
from convcourse.exercises.checks.core import exercise_of
from tests.unit.page import chapters, exercises, job, judged, notebooks, play, solutions
from tests.unit.page.learners import (
    ELSEWHERE_STRICT,
    PROGRAM,
    STRICT,
    assert_same,
    bank_files,
)
from tests.unit.page.programs import judged_in_cpython, programs


def test_every_learner_gets_the_same_verdict_and_words_on_a_page():
    assert_same(play(files=bank_files(), program=PROGRAM)["result"])


def test_every_learner_gets_them_where_single_numbers_keep_their_kind():
    assert_same(play(files=bank_files(), program=STRICT)["result"], ELSEWHERE_STRICT)


def test_stub_is_open_and_the_solution_passes():
    stubs = {c.name: c.stub for notebook in notebooks().values() for c in exercise_cells(notebook)}
    found = solutions()
    assert len(stubs) >= 41 and stubs.keys() == found.keys() == exercises().keys()
    answers = [job(name, source) for one in (stubs, found) for name, source in one.items()]
    states = [state for state, *_ in play(answers=answers)["verdicts"]]
    assert states[: len(stubs)] == ["open"] * len(stubs)
    assert dict(zip(found, states[len(stubs) :], strict=True)) == dict.fromkeys(found, "passed")


RIGHT_AVERAGE = "def moving_average(x, k):\n    return np.convolve(x, np.ones(k) / k, 'valid')\n"
LINE = "def moving_average(x, k):\n    "
ODD = {
    "def moving_average(x, k)\n    return 1": ("wrong", "SyntaxError"),
    "def moving_average(x, k):\n  a = 1\n   return a": ("wrong", "in line 3"),
    "def other(x, k):\n    return 1": ("wrong", "There is no function `moving_average`"),
    "moving_average = None": ("wrong", "There is no function `moving_average`"),
    LINE + "return None": ("wrong", "returns nothing"),
    LINE + "return 'text'": ("wrong", "returns 'text'; expected an array or a list of"),
    LINE + "return [[1, 2], [3]]": ("wrong", "returns [[1, 2], [3]]"),
    LINE + "return np.zeros((9, 9, 9))": ("wrong", "of shape (9, 9, 9), expected is an array of"),
    LINE + "raise SystemExit('bye')": ("wrong", "SystemExit: bye"),
    LINE + "x[...] = 0\n    return x": ("wrong", "changes its input"),
    LINE + "return x[100]": ("wrong", "IndexError: index 100 is out of bounds for axis 0"),
    LINE + "return nowhere": ("wrong", "NameError: name 'nowhere' is not defined"),
    LINE + "return x[0] / 0": ("wrong", "you get inf"),
    LINE + "return np.zerros(3)": ("wrong", "module 'numpy' has no attribute 'zerros'"),
    LINE + "return x.summ()": ("wrong", "'numpy.ndarray' object has no attribute 'summ'"),
    LINE + "import nump": ("wrong", "No module named 'nump'"),
    LINE + "return moving_average(x, k)": ("stopped", "Where does the recursion end?"),
    "def mean():\n    return moving_average(1, 2)\n"
    + LINE + "return mean()": ("stopped", "Where does the recursion end?"),
    LINE + "return input('k?')": ("stopped", "`input()` asks nobody here"),
    LINE + "try:\n        k = input()\n    except:\n        return x": ("stopped", "nobody here"),
    "k = int(input())\n" + LINE + "return x": ("stopped", "nobody here"),
    LINE + "import random\n    return random.gauss(0, 1)": ("elsewhere", "`random.gauss` is not"),
    LINE + "from random import gauss\n    return gauss(0, 1)": ("elsewhere", "`random.gauss` is"),
    LINE + "import operator as o\n    return o.xor(1, k)": ("elsewhere", "`operator.xor` is not"),
    LINE + "return convolve(x, k)": ("elsewhere", "`convolve` is your answer to another exercise"),
    LINE + "return np.fft.fft(x)": ("elsewhere", "`np.fft` is not on the page"),
    LINE + "return x.tobytes()": ("elsewhere", "`.tobytes` of an array is not on the page"),
    LINE + "import pandas": ("wrong", "No module named 'pandas'"),
    LINE + "import matplotlib.pyplot as plt": ("elsewhere", "import matplotlib"),
    LINE + "return photo": ("elsewhere", "`photo` is a name of the notebook"),
    LINE + "return torch.tensor(x)": ("elsewhere", "`torch` is a name of the notebook"),
    LINE + "return x.astype(complex)": ("elsewhere", "complex"),
    LINE + "return 1 + 0 < x": ("elsewhere", "write `a > 0` for `0 < a`"),
    LINE + "return list({9, 1} | {5})": ("elsewhere", "The order of a set"),
    LINE + "return [v for v in {'b': 1, 'a': 2}]": ("elsewhere", "The order of a dictionary"),
    LINE + "return sorted({2, 1}) + [0] * len({3: 1})": ("wrong", "you get [1, 2, 0], expected"),
    LINE + "return 'a'.zfill(3)": ("elsewhere", "`.zfill` of a str"),
    LINE + "a = [0]\n    while True:\n        a += a": ("stopped", "memory"),
    LINE + "return np.zeros((100000, 10000))": ("stopped", "memory"),
    "class E(Exception):\n    def __str__(self):\n        raise RuntimeError\n"
    + LINE + "raise E": ("wrong", "raised E: a E"),
    "class B:\n    def __repr__(self):\n        raise RuntimeError\n"
    + LINE + "return B()": ("wrong", "returns a B; expected"),
    "import numpy\nfrom numpy.lib.stride_tricks import sliding_window_view\n"
    + LINE + "return sliding_window_view(x, k).mean(-1)": ("passed", "Passed"),
    LINE + "c = np.cumsum(np.insert(x, 0, 0))\n    return (c[k:] - c[:-k]) / k": ("passed", ""),
    LINE + "out = []\n    for i in range(len(x) - k + 1):\n        out.append(sum(x[i:i+k]) / k)\n"
    "    return out": ("passed", ""),
}  # fmt: skip


def test_odd_answers_are_told_and_none_escapes():
    found = judged("moving_average", *ODD, RIGHT_AVERAGE)
    for source, (state, words), wanted in zip(ODD, found, ODD.values(), strict=False):
        assert (state, wanted[1] in words) == (wanted[0], True), (source, state, words)
    assert found[-1] == ("passed", "Passed: your function agrees on every case.")


#: What an answer does besides, when `right` has computed what it should, and what it is told.
#: Each is tried with every exercise, in both Pythons.
HABITS = {
    "return right": "Passed",
    "print('so far', 1)\n    return right": "Passed",
    "return np.asarray(right).tolist()": "",
    "return np.asarray(right)[...]": "Passed",
    "return np.asarray(right).astype(np.float32)": "",
    "given[0] = None\n    return right": "Passed",
    "return None": "Your function returns nothing",
    "right": "Your function returns nothing",
    "return 'text'": "returns 'text'; expected ",
    "return {'a': 1}": "returns {'a': 1}; expected ",
    "return {1, 2}": "a set, which has no order",
    "return (one for one in [1, 2])": "a `generator`: put `list",
    "return [[1, 2], [3]]": "returns [[1, 2], [3]]; expected ",
    "return (np.zeros(2), np.zeros((2, 3)))": "2 arrays, of shapes (2,) and (2, 3); expected ",
    "return np.zeros((9, 9, 9))": "you return an array of shape (9, 9, 9), expected is ",
    "raise ValueError('no')": " your function raised ValueError: no",
    "return right + [][0]": " your function raised IndexError: ",
}
#: Changes the first array or list that an exercise hands out.
CHANGING = """for one in given:
        if isinstance(one, list):
            one.append(1)
        elif hasattr(one, "shape"):
            one[...] = 0
    return right"""


def with_habits():
    """Return each exercise with each habit: its name and its source."""
    for name, source in solutions().items():
        solved = source.replace(f"def {name}(", "def solved(", 1)
        for habit in [*HABITS, CHANGING]:
            head = f"def {name}(*given):\n    given = list(given)\n    right = solved(*given)\n    "
            yield name, habit, f"{solved}\n\n{head}{habit}\n"


def test_habits_of_writing_are_told_in_the_same_words_for_every_exercise():
    tried = list(with_habits())
    found = play(answers=[job(name, source) for name, _, source in tried])["verdicts"]
    changed = 0
    for (name, habit, source), (state, words, case) in zip(tried, found, strict=True):
        verdict = judged_in_cpython(name, source)
        assert (state, words, case) == (verdict.state, verdict.words, verdict.case), source
        assert HABITS.get(habit, "") in words, (source, words)
        changed += habit == CHANGING and words == told.CHANGED
    handed = [one for one in map(first_case, exercises()) if any(map(can_change, one))]
    assert changed == len(handed) > 20


def first_case(name):
    """Return the first case of an exercise."""
    data = chapters()[exercises()[name]]
    return exercise_of(getattr(checks, data["checkers"][name])).cases[0]


def can_change(argument):
    """Tell whether an answer can change an argument."""
    return isinstance(argument, list | np.ndarray)


#: What later Pythons say, and what the page says as 3.11 does.
LATER = {
    "() iterable argument is empty": "() arg is an empty sequence",
    "; perhaps you escaped the end quote?": "",
}


def as_in_311(words):
    """Return the words of whatever Python runs the tests as 3.11 would have said them."""
    for later, earlier in LATER.items():
        words = words.replace(later, earlier)
    return words


#: What the page says in a state of its own.
OWN = {"elsewhere": "JupyterLab", "stopped": ""}


def test_programs_of_readers_are_judged_as_in_cpython_or_refused():
    tried = programs()
    assert {name for name, _, _ in tried} == set(exercises()) and len(tried) > 600
    found = play(answers=[job(name, source) for name, source, _ in tried])["verdicts"]
    for (name, source, own), (state, words, case) in zip(tried, found, strict=True):
        if own:
            assert state == own and OWN[own] in words, (source, state, words)
            continue
        verdict = judged_in_cpython(name, source)
        wanted = (verdict.state, as_in_311(verdict.words), verdict.case)
        assert (state, words, case) == wanted, source


IN_PLACE = {
    "x *= 2\n    return x": "changes its input",
    "y = x[1:]\n    y /= (2 +\n        2)  # in two lines\n    return x": "changes its input",
    "y = x[1:]\n    y -= 1\n    return x": "changes its input",
    "y = 1.0 * x\n    y *= k; k **= 1\n    y /= k**2\n"
    "    return np.convolve(y, np.ones(k), 'valid')": "Passed",
    "many = [1]\n    many *= k\n    return np.convolve(x, many, 'valid') / k": "Passed",
}


def test_arrays_change_in_place_as_numpys_do():
    found = judged("moving_average", *[LINE + body for body in IN_PLACE])
    for body, (_, words) in zip(IN_PLACE, found, strict=True):
        assert IN_PLACE[body] in words, body


def test_what_an_answer_prints_is_heard_as_python_writes_it():
    source = LINE + "print(99.6, [0.1, 2], x[0])\n    return x"
    told = play(answers=[job("moving_average", source)])["printed"]
    assert told[0] == "99.6 [0.1, 2] 1.0"


def test_answer_that_prints_without_end_fills_no_page():
    source = LINE + "for i in range(300):\n        print('é' * 3000)\n    return x"
    told = play(answers=[job("moving_average", source)])["printed"]
    assert told == ["é" * 1000 + " … cut"] * 200 + ["… cut: 200 lines are shown"]


def test_what_is_printed_without_a_line_end_is_heard():
    source = LINE + "print('→', end='')\n    print('a', '→' * 700, end='')\n"
    told = play(answers=[job("moving_average", source)])["printed"]
    # 2000 bytes: an arrow has 3, and half of one is none.
    assert told == ["→a " + "→" * 665 + " … cut"]
    source = "import sys\n" + LINE + "sys.stdout.write('one\\ntwo')\n"
    assert play(answers=[job("moving_average", source)])["printed"] == ["one", "two"]


def test_what_is_no_python_is_told_in_cpythons_words_and_lines():
    tried = programs("unreadable.txt")
    found = play(answers=[job(name, source) for name, source, _ in tried])["verdicts"]
    for (_, source, _), (state, words, case) in zip(tried, found, strict=True):
        with pytest.raises(SyntaxError) as raised:
            compile(source, "answer", "exec")
        error = raised.value
        told = f"{raised.type.__name__}: {as_in_311(error.msg)}"
        wanted = f"Your code raised {told}, in line {error.lineno}"
        assert (state, words.partition(". ")[0]) == ("wrong", wanted.partition(". ")[0]), source
        assert words.startswith(wanted) and case is None, (source, words)
        what = re.search(r"invalid (non-printable )?character", words)
        assert bool(what) == (words != wanted) or "string literal" in words, words


#: Signs of phones and other keyboards, and what one is told to type.
FOREIGN = {
    "np.pad(x, k, mode=“reflect”)": "straight quotes",
    "np.convolve(x, x, ‘valid’)": "straight quotes",
    'np.convolve(x, x, "valid”)': "straight quotes",
    "x[::−1]": "the minus",
    "x – 1": "the minus",
    "k × 2": "`*`",
    "k ÷ 2": "`/`",
    "k ≤ 2": "`<=`",
    "k²": "`**2`",
    "f（k": "`(`",
    "１": "`1`",
    "x\u00a0+ 1": "a plain one",
    "x\u200b": "a plain one",
    "☺": "Python has no such sign",
}


def test_signs_of_phones_are_named_with_what_to_type():
    found = judged("moving_average", *[LINE + "return " + text for text in FOREIGN])
    for (text, typed), (state, words) in zip(FOREIGN.items(), found, strict=True):
        assert state == "wrong" and "SyntaxError: " in words and typed in words, (text, words)


def test_signs_of_other_languages_may_stand_in_names_texts_and_comments():
    source = (
        "def moving_average(x, k):\n    # “curly” − ½\n    größe, １a_ = k, '“ ” − ½'\n"
        "    return np.convolve(x, np.ones(größe) / größe, 'valid')\n"
    ).replace("１a_", "a１")
    assert judged("moving_average", source) == [("passed", told.PASSED)]


def test_no_exercise_is_left_out():
    public = {name for name in dir(checks) if name.startswith("check_")}
    cells = [cell for notebook in notebooks().values() for cell in exercise_cells(notebook)]
    assert {cell.checker for cell in cells} == public
