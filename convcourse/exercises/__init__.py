"""Exercises: the checkers of what a reader writes, the quizzes, and the predictions."""

from convcourse.exercises.predictions import predict
from convcourse.exercises.quizzes import quiz

__all__ = ["predict", "quiz"]
