"""The live figures of the course: ipywidgets whose pictures are computed in the browser."""

from convcourse.explorers.quiz import Quiz, choice, number
from convcourse.explorers.sliding_window import SlidingWindow

__all__ = ["Quiz", "SlidingWindow", "choice", "number"]
