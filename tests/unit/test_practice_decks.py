"""The decks for Moodle and Anki: the same problems, with what each wrong rule misses."""

import html
import re
from xml.etree import ElementTree

import pytest

from convcourse.practice import KINDS, problem
from convcourse.practice.decks import anki_text, deck, moodle_xml, question_html
from convcourse.practice.problem import written

DECK = deck(7)


def number(text):
    return text if text == "*" else float(text)


def questions():
    """Return the questions of the file for Moodle beside the problems that they are made of."""
    root = ElementTree.fromstring(moodle_xml(DECK).encode())
    assert root.tag == "quiz"
    found = [one for one in root if one.get("type") != "category"]
    return list(zip(found, DECK, strict=True))


def test_deck_has_so_many_problems_of_each_kind():
    assert [(one.kind, one.seed) for one in deck(2)] == [(k, n) for k in KINDS for n in (0, 1)]
    assert len(deck()) == 20 * len(KINDS)
    with pytest.raises(ValueError, match="each"):
        deck(0)


def test_moodle_gets_a_category_for_each_kind_before_its_questions():
    root = ElementTree.fromstring(moodle_xml(DECK).encode())
    places = [n for n, one in enumerate(root) if one.get("type") == "category"]
    assert places == [n * 8 for n in range(len(KINDS))]
    names = [root[n].findtext("category/text").rpartition("/")[2] for n in places]
    assert names == [kind.title for kind in KINDS.values()]


def test_moodle_has_one_right_answer_and_a_reply_to_each_wrong_one():
    for found, made in questions():
        kind = "multichoice" if made.choices else "numerical"
        assert found.get("type") == kind
        assert html.escape(made.ask) in found.findtext("questiontext/text")
        told = {}
        for answer in found.iter("answer"):
            text = html.unescape(re.sub("<[^>]*>", "", answer.findtext("text")))
            words = html.unescape(re.sub("<[^>]*>", "", answer.findtext("feedback/text")))
            told[text if made.choices else number(text)] = (answer.get("fraction"), words)
        wanted = {made.value: ("100", "Right.")}
        wanted |= {wrong.value: ("0", wrong.words) for wrong in made.wrong}
        if not made.choices:
            wanted["*"] = ("0", made.hint)
        assert told == wanted, made.seed
        assert (found.findtext("single") == "true") == bool(made.choices)


def test_moodle_takes_whole_numbers_exactly_and_no_two_answers_overlap():
    for found, made in questions():
        if made.choices:
            continue
        taken = [
            (float(answer.findtext("text")), float(answer.findtext("tolerance")))
            for answer in found.iter("answer")
            if answer.findtext("text") != "*"
        ]
        assert taken[0] == (made.value, 0)
        for n, (value, near) in enumerate(taken):
            assert (near == 0) == value.is_integer()
            for other, also in taken[n + 1 :]:
                assert abs(value - other) > near + also, made.seed


def test_anki_gets_a_card_of_four_columns_for_each_problem_by_its_name():
    lines = anki_text(DECK).splitlines()
    heads = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    assert heads["separator"] == "tab" and heads["html"] == "true"
    assert heads["guid column"] == "1" and heads["tags column"] == "4"
    cards = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(cards) == len(DECK) and {len(card) for card in cards} == {4}
    assert len({card[0] for card in cards}) == len(DECK)
    for (name, front, back, tag), made in zip(cards, DECK, strict=True):
        assert name == f"convcourse-{made.kind}-{made.seed}" and tag == f"convcourse::{made.kind}"
        assert front.startswith(question_html(made))
        answer = made.value if made.choices else written(made.value)
        assert f"<b>{html.escape(answer)}</b>" in back and html.escape(made.why) in back
        for wrong in made.wrong:
            assert html.escape(wrong.words) in back
        for choice in made.choices:
            assert html.escape(choice) in front


def test_figure_stands_in_the_question_with_its_numbers_and_the_place_that_is_asked():
    for kind in KINDS:
        made = problem(kind, 3)
        text = question_html(made)
        for part in made.figure:
            cells = [one for row in part.get("rows", []) for one in row if one != ""]
            for one in cells:
                shown = one if isinstance(one, str) else written(one)
                assert f">{shown}</td>" in text, (kind, one)
            if part.get("asked"):
                assert text.count(">?</td>") == 1
            if part["is"] == "row":
                assert text.count("▢") == part["cells"]
                assert text.count("▨") == 2 * part["padding"]
