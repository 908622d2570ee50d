"""The quizzes of the chapters: each chapter has one, and its answers can be judged."""

import re
from decimal import Decimal

import pytest

from convcourse.exercises.quizzes import quiz
from tests.conftest import source_notebooks
from tests.node import call, play

CHAPTERS = [int(path.stem[:2]) for path in source_notebooks()]


def replies_to(questions, asked):
    """Return what the quiz on a page replies to each (place of a question, answer)."""
    return play("parts/answers", [call("reply", questions[place], given) for place, given in asked])


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


def digit(number):
    """Return 1 in the last digit of a number as it is written."""
    return Decimal(1).scaleb(Decimal(repr(number)).as_tuple().exponent)


def beside(number):
    """Return what is typed for a number that is off by 1 in its last digit, or by a part of it."""
    right, one = Decimal(repr(number)), digit(number)
    return [str(right + by * one) for by in (1, -1, Decimal("0.5"), Decimal("-0.5"))]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_only_the_right_answer_is_right_and_each_gets_its_own_reply(chapter):
    questions = quiz(chapter).questions
    asked, wanted = [], []
    for place, question in enumerate(questions):
        if "choices" in question:
            for number, one in enumerate(question["choices"]):
                asked.append((place, number))
                wanted.append((one["right"], one["why"]))
            continue
        right, known = question["number"], dict(question["mistakes"])
        for typed in (str(right), f" {right} ", str(right).replace("-", "−")):
            asked.append((place, typed))
            wanted.append((True, question["why"]))
        for typed in [*beside(right), *map(str, known), str(right + 1000), ""]:
            asked.append((place, typed))
            wanted.append((False, known.get(float(typed)) if typed else "That is not a number"))
    told = replies_to(questions, asked)
    for (place, given), (right, words), reply in zip(asked, wanted, told, strict=True):
        question = questions[place]
        words = words or f"No. {question['hint']}"
        assert reply["right"] is right, f"{given!r} to {question['ask']!r}"
        assert reply["words"].startswith(words), f"{given!r} to {question['ask']!r}"


def test_chapter_without_a_quiz_is_refused():
    with pytest.raises(ValueError, match="chapter=99 has no quiz, expected one of 1, 2, 3"):
        quiz(99)


#: A number as a page writes it: 12,832 or −1 or 28.3 or 9/25.
SHOWN = re.compile(r"(?<![\w.])[−+]?\d[\d,]*(?:\.\d+)?(?: ?/ ?\d+)?")


def value_of(shown):
    """Return a number that a page shows, read otherwise than the page does."""
    top, *bottom = shown.replace("−", "-").replace(",", "").split("/")
    return float(top) / float(bottom[0]) if bottom else float(top)


def ways_to_write(value):
    """Return how a reader may type a number."""
    if value != int(value):
        return [f"{value:.4f}", f"{value:.4f}".replace(".", ",")]
    plain = f"{value:d}".replace("-", "−")
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in plain)
    grouped = [f"{value:,}".replace(",", sign) for sign in (",", " ", "\u202f", "’")]
    return [plain, wide, f" {plain} ", f"{plain}.0", f"{plain}/1", *grouped]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_number_that_a_quiz_shows_can_be_typed_and_none_beside_the_right_one_is_right(
    chapter,
):
    asked = []
    for question in quiz(chapter).questions:
        if "number" not in question:
            continue
        right = question["number"]
        words = [question["ask"], question["why"], question["hint"]]
        words += [reply for _, reply in question["mistakes"]]
        shown = [text.rstrip(",") for one in words for text in SHOWN.findall(one)]
        last = 1 if right == int(right) else 0.01
        near = [str(round(right + by, 4)) for by in (-last, last)]
        asked.append((question, [*shown, *ways_to_write(right), *near]))
        asked[-1] += ([abs(value_of(text) - right) < 1e-9 for text in shown], len(near))
    pairs = [(place, text) for place, (_, texts, *_) in enumerate(asked) for text in texts]
    told = iter(replies_to([question for question, *_ in asked], pairs))
    for question, texts, equal, near in asked:
        replies = [next(told) for _ in texts]
        for text, answer in zip(texts, replies, strict=True):
            assert "is not a number" not in answer["words"], (question["ask"], text)
        right = [answer["right"] for answer in replies]
        assert [one for one, same in zip(right, equal, strict=False) if same] == [True] * sum(equal)
        assert all(right[len(equal) : -near]), question["ask"]
        assert not any(right[-near:]), question["ask"]
