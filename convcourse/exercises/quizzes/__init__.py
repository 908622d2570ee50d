"""The quiz of each chapter, apart from the notebook: whoever opens its cell sees no answers."""

from __future__ import annotations

from convcourse.exercises.by_chapter import module_of
from convcourse.explorers.quiz import Quiz


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
    questions = module_of(chapter, __name__, __path__, "quiz").QUESTIONS
    return Quiz(f"chapter-{chapter}", questions)
