"""What `help` shows of the public functions: every parameter is described, and has a type."""

import inspect
import pydoc
import re
import subprocess
import sys
from dataclasses import is_dataclass
from enum import Enum

import pytest

from convcourse import caches
from convcourse._docs import documented_like, parameters, sections
from convcourse.doctor import diagnosis
from convcourse.exercises import checks, quizzes
from convcourse.exercises.checks import core
from convcourse.networks import features, nets, weights
from convcourse.operators import kernels, ops, padding, pooling, shapes
from convcourse.pictures import figures, images, patterns, photos, volumes

MODULES = (
    caches, core, diagnosis, quizzes, features, nets, weights, kernels, ops, padding, pooling,
    shapes, figures, images, patterns, photos, volumes,
)  # fmt: skip
#: Their entry is the exercise that it checks, whose function is the one parameter of each.
CHECKERS = [getattr(checks, name) for name in checks.__all__ if name.startswith("check_")]
#: Layers of networks, which are made by the functions beside them.
INNER = {nets.BasicBlock, nets.Bottleneck, nets.ResNet, nets.VGG}


def public(module):
    """Return the functions and classes that a module defines for others."""
    names = getattr(module, "__all__", [name for name in vars(module) if name[0] != "_"])
    members = [getattr(module, name) for name in names]
    return [
        member
        for member in members
        if (inspect.isfunction(member) or inspect.isclass(member))
        and member.__module__ == module.__name__
        and not (inspect.isclass(member) and issubclass(member, Exception | Enum | tuple))
        and not is_dataclass(member)
        and member not in INNER
    ]


PUBLIC = [member for module in MODULES for member in public(module)]
WITH_PARAMETERS = [member for member in PUBLIC if inspect.signature(member).parameters]


def name_of(member):
    """Return the name that a test of a function goes by."""
    return f"{member.__module__.rsplit('.', 1)[1]}.{member.__name__}"


def test_there_are_as_many_as_the_course_has():
    assert len(PUBLIC) > 60 and len(WITH_PARAMETERS) > 50 and len(CHECKERS) > 30


@pytest.mark.parametrize("member", WITH_PARAMETERS, ids=name_of)
def test_help_describes_each_parameter(member):
    shown = inspect.cleandoc(pydoc.render_doc(member, renderer=pydoc.plaintext))
    _, found = sections(inspect.getdoc(member))
    described = parameters(found.get("Parameters", ""))
    names = [name for heads in described for name in heads.split(", ")]
    assert sorted(names) == sorted(inspect.signature(member).parameters)
    for entry in described.values():
        head, *words = entry.splitlines()
        assert " : " in head, f"{head} does not say what it takes"
        for line in [head, *words]:
            assert line.strip() in shown


@pytest.mark.parametrize("member", [*PUBLIC, *CHECKERS], ids=name_of)
def test_public_function_says_its_types(member):
    function = member.__init__ if inspect.isclass(member) else member
    signature = inspect.signature(function)
    untyped = [
        name
        for name, one in signature.parameters.items()
        if one.annotation is one.empty and name != "self"
    ]
    assert not untyped
    assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize("member", PUBLIC, ids=name_of)
def test_types_are_written_as_they_are_read(member):
    """Evaluated, ``ArrayLike`` would take ten lines of the signature that `help` shows."""
    assert len(str(inspect.signature(member))) < 400
    assert "numpy._typing" not in str(inspect.signature(member))


@pytest.mark.parametrize("checker", CHECKERS, ids=name_of)
def test_checker_names_the_function_that_it_checks(checker):
    assert re.match(r"Check exercise \d+\.\d+: ``\w+\(.*\)``", inspect.getdoc(checker))


def like(size, *, deep=1):
    """Return what another one returns.

    Parameters
    ----------
    size, deep : int
        How much of it.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    None.
    """


def test_completed_docstring_has_its_own_words_and_the_others_of_its_model():
    def function(size, deep, more):
        """Do it.

        Parameters
        ----------
        more : bool
            Its own.

        Returns
        -------
        str
            Its own, too.

        Notes
        -----
        A note.
        """

    completed = documented_like(like)(function)
    assert completed is function
    assert inspect.getdoc(function) == "\n".join([
        "Do it.", "",
        "Parameters", "----------", "size, deep : int", "    How much of it.",
        "more : bool", "    Its own.", "",
        "Returns", "-------", "str", "    Its own, too.", "",
        "Raises", "------", "ValueError", "    If there is none.", "",
        "Notes", "-----", "A note.",
    ])  # fmt: skip


def test_parameter_that_nobody_describes_is_an_error():
    def function(size, other):
        """Do it."""

    with pytest.raises(ValueError, match="neither docstring describes the parameter 'other'"):
        documented_like(like)(function)


def test_package_can_be_imported_without_docstrings():
    code = "import convcourse; print(convcourse.convolve2d([[1]], [[2]]), convcourse.box.__doc__)"
    done = subprocess.run(
        [sys.executable, "-OO", "-c", code],
        capture_output=True, text=True, check=True, encoding="utf8",
    )  # fmt: skip
    assert done.stdout == "[[2.]] None\n"
