"""`Prediction`: a question before a figure, which replies to what one thinks will be seen."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from convcourse.explorers.parts.modules import module_text, style_text


class Prediction(anywidget.AnyWidget):
    """A question before a figure, with a reply to each guess.

    On a page of the book what would tell the answer is covered until there is a guess. The reply to
    a wrong one ends with the right answer.

    Parameters
    ----------
    name : str
        Tells the predictions of the course apart, such as ``"5.1"``.
    question : dict
        Made by `choice` or `number`.

    Attributes
    ----------
    answer : str or None
        The last guess: the number of a choice, from 0, or what was typed; None before the first.
    """

    _esm = module_text("prediction")
    _css = style_text("quiz", "prediction")

    name = traitlets.Unicode().tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Unicode(None, allow_none=True).tag(sync=True)

    def __init__(self, name: str, question: dict[str, Any]) -> None:
        super().__init__(name=name, question=question)
