"""The quiz of each chapter, apart from the notebook: whoever opens its cell sees no answers."""

from __future__ import annotations

import importlib
import pkgutil

from convcourse._validate import integer
from convcourse.explorers.quiz import Quiz

_CHAPTERS = {
    int(module.name.removeprefix("chapter_")): module.name
    for module in pkgutil.iter_modules(__path__)
}


def quiz(chapter: int) -> Quiz:
    """Return the quiz of a chapter.

    Parameters
    ----------
    chapter : int
        The chapter's number, from 1.

    Returns
    -------
    convcourse.explorers.Quiz

    Raises
    ------
    TypeError, ValueError
        If `chapter` is no integer, or there is no such chapter.

    Examples
    --------
    >>> len(quiz(1).questions)
    4
    """
    chapter = integer(chapter, "chapter", 1)
    if chapter not in _CHAPTERS:
        raise ValueError(
            f"chapter={chapter} has no quiz, expected one of {', '.join(map(str, _CHAPTERS))}"
        )
    module = importlib.import_module(f"{__name__}.{_CHAPTERS[chapter]}")
    return Quiz(f"chapter-{chapter}", module.QUESTIONS)
