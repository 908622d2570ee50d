"""The quizzes of the chapters: each chapter has one, and its answers can be judged."""

import pytest

from convcourse.quizzes import quiz
from tests.conftest import source_notebooks

CHAPTERS = [int(path.stem[:2]) for path in source_notebooks()]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_has_its_own_quiz(chapter):
    made = quiz(chapter)
    assert made.name == f"chapter-{chapter}"
    assert len(made.questions) >= 4
    asked = [question["ask"] for question in made.questions]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_mistake_is_the_right_number_and_no_two_choices_are_alike(chapter):
    for question in quiz(chapter).questions:
        if "choices" in question:
            texts = [choice["text"] for choice in question["choices"]]
            assert len(set(texts)) == len(texts)
        else:
            wrong = [value for value, _ in question["mistakes"]]
            assert question["number"] not in wrong and len(set(wrong)) == len(wrong)


def test_chapter_without_a_quiz_is_refused():
    with pytest.raises(ValueError, match="chapter=99 has no quiz, expected one of 1, 2, 3"):
        quiz(99)
