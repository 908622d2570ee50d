"""What a reader is asked before a figure shows it; a notebook's cell tells no answer."""

from __future__ import annotations

from convcourse._validate import integer
from convcourse.exercises.by_chapter import module_of
from convcourse.explorers.prediction import Prediction


def predict(chapter: int, number: int) -> Prediction:
    """Return a prediction of a chapter, a question to answer before its figure is seen.

    Parameters
    ----------
    chapter : int
        The chapter's number, from 1.
    number : int
        Which of the chapter's, in their order on the page, from 1.

    Returns
    -------
    convcourse.explorers.Prediction

    Raises
    ------
    TypeError, ValueError
        If one of the two is no integer, or there is no such prediction.

    Examples
    --------
    >>> predict(5, 1).name
    '5.1'
    """
    asked = module_of(chapter, __name__, __path__, "prediction").PREDICTIONS
    number = integer(number, "number", 1)
    if number > len(asked):
        raise ValueError(
            f"number={number}: chapter {chapter} has {len(asked)} predictions, "
            f"expected an integer from 1 to {len(asked)}"
        )
    return Prediction(f"{chapter}.{number}", asked[number - 1])
