"""A chapter's quiz: up to three questions in a row where there is room, and nothing that jumps."""

import re

import pytest

from convcourse.exercises.quizzes import quiz
from tests.site.look import settle
from tests.site.test_pages import CHAPTERS

#: The place of each question: left, top, width, height; and the whole page's height.
PLACES = """() => [...document.querySelectorAll('.cc-question-box')].map(one => {
    const {left, top, width, height} = one.getBoundingClientRect();
    return [left, top + scrollY, width, height].map(Math.round);
}).concat([[document.documentElement.scrollHeight]])"""


def answer_each_way(opened, number):
    """Give every answer that a question knows, and yield after each."""
    box = opened.locator(".cc-question-box").nth(number)
    question = quiz(int(re.search(r"/(\d\d)_", opened.url)[1])).questions[number]
    if "choices" in question:
        for choice in box.locator("input").all():
            choice.check()
            yield box
        return
    known = [question["number"], *(wrong for wrong, _ in question.get("mistakes", []))]
    for answer in [*known, "-98765", "many"]:
        box.locator(".cc-field").fill(str(answer))
        box.get_by_role("button", name="Check").click()
        yield box


@pytest.mark.parametrize("page", CHAPTERS)
def test_questions_stand_in_rows_and_stay_where_they_are(page, site, open_page):
    opened = open_page((site / page).as_uri(), offline=True)
    for width, most in ((1280, 3), (390, 1)):
        opened.set_viewport_size({"width": width, "height": 900})
        settle(opened)
        before = opened.evaluate(PLACES)
        *boxes, _ = before
        columns = min(2 if len(boxes) == 4 else 3, most)
        lefts = sorted({left for left, *_ in boxes})
        assert len(lefts) == columns and len({w for _, _, w, _ in boxes}) == 1
        assert [left for left, *_ in boxes] == [lefts[n % columns] for n in range(len(boxes))]
        for row in zip(*(boxes[n::columns] for n in range(columns)), strict=False):
            assert len({top for _, top, *_ in row}) == 1
        for number in range(len(boxes)):
            for box in answer_each_way(opened, number):
                assert box.locator(".cc-reply").inner_text()[0] in "✓✗"
                assert opened.evaluate(PLACES) == before, (width, number)
