"""Judges a chapter's learners by the page's judge; it runs in the page's Python, and in CPython."""

import json
import sys

from runtime import judge, python
from runtime import numpy as np
from runtime.relax import relax


class Room:
    """A module."""


class Checks(Room):
    """Stands in for the checkers, of which only the names are wanted."""

    def __getattr__(self, name):
        if name.startswith("check_"):
            return name
        raise AttributeError(name)


def receptive_field(layers):
    """Return what ``convcourse.receptive_field`` says of a stack of (kernel size, stride, …)."""
    size, jump = 1, 1
    for layer in layers:
        size += (layer[0] - 1) * jump
        jump *= layer[1]
    field = Room()
    field.size = size
    return field


def module(source, name):
    """Run a module of learners as an answer is run."""
    space = python.names()
    del space["NotImplementedError"]
    exec(compile(relax(source), name, "exec"), space)
    made = Room()
    for key, value in space.items():
        if not key.startswith("__"):
            setattr(made, key, value)
    sys.modules["tests.unit.learners." + name] = made
    return made


def install():
    """Let the learners' modules find what they import."""
    course = Room()
    course.receptive_field = receptive_field
    sys.modules["convcourse"] = course
    exercises = Room()
    exercises.checks = Checks()
    sys.modules["convcourse.exercises"] = exercises
    for name in ("tests", "tests.unit", "tests.unit.learners"):
        sys.modules[name] = Room()


def shifted(function):
    """Return an answer with a mistake that no checker knows: it is told by the smallest case."""
    return lambda *case: np.asarray(function(*case)) + 0.25


def a_hair(function):
    """Return an answer that is wrong by little more than float32 rounds."""
    return lambda *case: np.asarray(function(*case)) * (1 + 2e-5) + 2e-8


def judged(name, source, exercises, first, kind_of_file, strict):
    """Return [checker, kind, answer's name, state, words, case] for each learner of a chapter."""
    learners, made = module(source, name), []

    def one(checker, kind, answer, function):
        np.kinds.set_strict(strict or judge.has_narrow(exercises[checker]["cases"]))
        verdict = judge.judge(function, exercises[checker])
        made.append([checker, kind, answer] + list(verdict))

    for number, (checker, function) in enumerate(learners.RIGHT, first):
        one(checker, "right", str(number), function)
        one(checker, "shifted", str(number), shifted(function))
        one(checker, "a hair", str(number), a_hair(function))
    for checker, answers in learners.WRONG.items():
        for answer, (function, _words) in answers.items():
            answer = answer if kind_of_file == "chapter" else kind_of_file + ", " + answer
            one(checker, "wrong", answer, function)
    return made


def all_judged(bank, strict=False):
    """Return as JSON what `judged` says of all chapters.

    `bank`, JSON, holds for each file of learners its source, its exercises by their checkers, the
    number of its first right answer and its kind. With `strict` single numbers keep their kind, as
    for an answer that names one such as uint8.
    """
    install()
    made = []
    given = json.loads(bank)
    for name in sorted(given):  # one imports another before it; MicroPython keeps no order
        np.kinds.set_strict(strict)
        made += judged(name, *given[name], strict)
    return json.dumps(made)
