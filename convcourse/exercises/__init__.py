"""Exercises: the checkers of what a reader writes, and the quizzes."""

from convcourse.exercises.quizzes import quiz

__all__ = ["quiz"]
