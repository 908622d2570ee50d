"""What a wide window has in its margin or beside each other, and a narrow one below each other."""

import pytest

from tests.conftest import source_notebooks
from tests.site.look import settle

CHAPTERS = [f"chapters/{path.stem}.html" for path in source_notebooks() if path.stem[0].isdigit()]
WIDE, NARROW = (1280, 800), (1100, 800)

#: A fold alone below a text: both, once closed and once open, with the page's height.
NOTE = """note => {
    const text = note.previousElementSibling, place = (one) => one.getBoundingClientRect();
    const fold = note.querySelector(':scope > details'), summary = fold.querySelector('summary');
    const at = () => ({
        left: place(summary).left, right: place(summary).right,
        top: place(summary).top + scrollY, bottom: place(summary).bottom + scrollY,
        code: place(fold.querySelector('.cell_input')).top + scrollY,
        page: document.body.scrollHeight,
    });
    const closed = at();
    fold.open = true;
    const open = at();
    fold.open = false;
    const { right, bottom } = place(text);
    return { closed, open, right, bottom: bottom + scrollY, edge: innerWidth };
}"""
NOTES = ".bd-article section > :is(p, ul, ol, .cc-tells) + .cell:has(> .cc-fold:only-child)"


@pytest.fixture
def chapter(site, open_page, request):
    """A chapter of the book in a wide window."""
    page = open_page((site / request.param).as_uri(), offline=True)
    page.set_viewport_size(dict(zip(("width", "height"), WIDE, strict=True)))
    settle(page)
    return page


@pytest.mark.parametrize("chapter", CHAPTERS, indirect=True)
def test_check_below_a_text_stands_in_its_margin_and_opens_below(chapter):
    notes = chapter.locator(NOTES).all()
    assert notes
    for note in notes:
        at = note.evaluate(NOTE)
        closed, opened = at["closed"], at["open"]
        assert at["right"] <= closed["left"] and closed["right"] <= at["edge"]
        assert abs(closed["bottom"] - at["bottom"]) <= 2  # on the last line
        assert {**opened, "page": 0, "code": 0} == {**closed, "page": 0, "code": 0}  # nothing jumps
        assert opened["page"] > closed["page"] and opened["code"] >= at["bottom"] - 2


@pytest.mark.parametrize("chapter", CHAPTERS, indirect=True)
def test_exercise_is_one_box_and_two_stand_beside_each_other(chapter):
    tasks = chapter.locator(".cc-tasks > .cc-task")
    assert tasks.count() == chapter.locator(".exercise").count() >= 2
    for task in tasks.all():
        assert task.locator(".exercise").count() == task.locator(".cc-write").count() == 1
        assert task.locator("details").filter(has_text="A solution").count() == 1
    first, second = (tasks.nth(n).bounding_box() for n in (0, 1))
    assert first["y"] == second["y"] and first["x"] + first["width"] < second["x"]
    chapter.set_viewport_size(dict(zip(("width", "height"), NARROW, strict=True)))
    settle(chapter)
    first, second = (tasks.nth(n).bounding_box() for n in (0, 1))
    assert first["x"] == second["x"] and first["y"] + first["height"] <= second["y"]


@pytest.mark.parametrize("chapter", CHAPTERS, indirect=True)
def test_no_solution_and_nothing_printed_goes_beyond_its_column(chapter):
    for width in (1200, *(size[0] for size in (WIDE, NARROW)), 1440, 1920):
        chapter.set_viewport_size({"width": width, "height": 800})
        settle(chapter)
        assert chapter.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    for task in chapter.locator(".cc-task").all():
        task.locator("details").evaluate("fold => { fold.open = true; }")
        code = task.locator("details pre").first
        assert code.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("chapter", CHAPTERS, indirect=True)
def test_prediction_is_as_wide_as_a_figure_and_no_choice_lies_over_the_question(chapter):
    wide = chapter.locator(".cc-figure .cc-explorer").first.bounding_box()["width"]
    for asks in chapter.locator(".cc-asks").all():
        assert abs(asks.bounding_box()["width"] - wide) <= 1
        legend = asks.locator("legend").bounding_box()
        for guess in asks.locator(".cc-guesses > *:visible").all():
            at = guess.bounding_box()
            beside = at["x"] >= legend["x"] + legend["width"]
            assert beside or at["y"] >= legend["y"] + legend["height"]
