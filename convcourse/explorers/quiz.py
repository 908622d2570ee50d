"""`Quiz`: questions that reply to each answer, with or without a kernel."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

import anywidget
import traitlets

from convcourse.explorers.parts.modules import module_text, style_text


class Quiz(anywidget.AnyWidget):
    """Questions that reply to each answer.

    Parameters
    ----------
    name : str
        Tells the quizzes of a page apart.
    questions : list of dict
        Made by `choice` and `number`.

    Attributes
    ----------
    answers : list of (bool or None)
        For each question, whether the last answer was right; None before the first.
    given : dict of str to str
        The last answers by their questions: the text of a choice, or what was typed. A page of the
        book keeps them.
    """

    _esm = module_text("quiz")
    _css = style_text("quiz")

    name = traitlets.Unicode().tag(sync=True)
    questions = traitlets.List().tag(sync=True)
    answers = traitlets.List().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, questions: Sequence[dict[str, Any]]) -> None:
        super().__init__(name=name, questions=questions, answers=[None] * len(questions))


def choice(ask: str, *choices: tuple[str, str] | tuple[str, str, bool]) -> dict[str, Any]:
    """Return a question with several answers to choose from.

    Parameters
    ----------
    ask : str
        The question.
    *choices : (str, str) or (str, str, bool)
        Each answer with the reply to it; the one that is right ends with True.

    Raises
    ------
    ValueError
        If not exactly one is right.

    Examples
    --------
    >>> question = choice("Is a blur a convolution?", ("Yes", "It is.", True), ("No", "It is."))
    >>> sorted(choice["text"] for choice in question["choices"] if choice["right"])
    ['Yes']
    """
    made = [{"text": c[0], "why": c[1], "right": len(c) > 2 and c[2]} for c in choices]
    right = sum(c["right"] for c in made)
    if right != 1:
        raise ValueError(f"{ask!r} has {right} right answers; mark exactly one with True")
    # Always in the same order for the same question, and no habit of the author's shows.
    random.Random(ask).shuffle(made)
    return {"ask": ask, "choices": made}


def number(
    ask: str,
    right: float,
    why: str,
    *,
    hint: str,
    mistakes: Iterable[tuple[float, str]] = (),
) -> dict[str, Any]:
    """Return a question whose answer is a number.

    Parameters
    ----------
    ask, why, hint : str
        The question, the reply to the right answer, and the reply to an unknown wrong one.
    right : float
    mistakes : sequence of (float, str)
        Wrong answers that one gets by a known mistake, with the reply to each.

    Returns
    -------
    dict
        As `Quiz` takes it.
    """
    return {"ask": ask, "number": right, "why": why, "hint": hint, "mistakes": list(mistakes)}
