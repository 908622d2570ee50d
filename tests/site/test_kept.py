"""What a reader has done survives a reload, stands in the front page's map, and is forgotten."""

import pytest

from convcourse.exercises.quizzes import quiz
from convcourse.explorers.border_explorer import BORDERS, PUZZLES
from tests.site.look import FIGURE
from tests.site.test_border_explorer_in_page import choose, slide
from tests.site.test_exercises import CHAPTER as SIZES
from tests.site.test_exercises import RIGHT, exercise_of, run, write
from tests.site.test_pages import CHAPTERS
from tests.site.test_progress import REFUSE_ALL

PADDING = "chapters/05_padding.html"
QUESTIONS = quiz(5).questions


def ready(page):
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")


def boxes(page):
    return page.locator(".cc-question-box")


def give(box, question, right):
    """Answer a question of a quiz, rightly or wrongly, and return what was given."""
    if "choices" in question:
        text = next(one["text"] for one in question["choices"] if one["right"] == right)
        box.get_by_text(text, exact=True).click()
        return text
    text = str(question["number"] if right else question["mistakes"][0][0])
    box.locator(".cc-field").fill(text)
    box.get_by_role("button", name="Check").click()
    return text


def solve_a_puzzle(page):
    """Solve the first puzzle of the border explorer, and return its button."""
    explorer = page.locator(f"{FIGURE}:has(.cc-photo):has(.cc-puzzles button)").first
    explorer.scroll_into_view_if_needed()
    button = explorer.get_by_role("button", name=PUZZLES[0]["title"])
    button.click()
    choose(explorer, BORDERS[PUZZLES[0]["solution"]["border_index"]])
    slide(explorer, "Width", PUZZLES[0]["solution"]["width"])
    explorer.locator(".cc-status.cc-solved").wait_for()
    return button


def done(page, chapter):
    return page.locator(f".cc-leaf[data-chapter={chapter}] .cc-done").inner_text()


def test_answers_and_puzzles_survive_a_reload_and_stand_in_the_map_until_forgotten(site, open_page):
    page = open_page((site / PADDING).as_uri(), offline=True, veils=True)
    given = [give(boxes(page).nth(n), one, right=n != 1) for n, one in enumerate(QUESTIONS)]
    replies = page.locator(".cc-question-box .cc-reply").all_inner_texts()
    page.locator(".cc-asks").first.get_by_role("button", name="5×5").click()
    page.locator(".cc-veil").first.get_by_role("button", name="Never cover anything").click()
    solve_a_puzzle(page)
    page.reload()
    ready(page)
    assert page.locator(".cc-question-box .cc-reply").all_inner_texts() == replies
    assert [reply[0] for reply in replies] == ["✗" if n == 1 else "✓" for n in range(len(replies))]
    for box, question, text in zip(boxes(page).all(), QUESTIONS, given, strict=True):
        if "choices" in question:
            assert box.locator("label:has(:checked)").inner_text() == text
        else:
            assert box.locator(".cc-field").input_value() == text
    total = len(QUESTIONS)
    assert page.locator(".cc-score").inner_text() == f"{total - 1} of {total} right"
    solved = page.locator(".cc-done:visible").filter(has_text=PUZZLES[0]["title"])
    solved.first.wait_for()
    assert page.locator(".cc-puzzles .cc-done").count() == solved.count()

    page.goto((site / SIZES).as_uri())
    ready(page)
    write(exercise_of(page), RIGHT)
    assert run(exercise_of(page))[0] == "passed"

    page.goto((site / "intro.html").as_uri())
    words = done(page, "padding").split(" · ")
    assert words[0].startswith("1 of ") and words[0].endswith(" predictions")
    assert words[1] == f"{total - 1} of {total} questions"
    assert words[2].startswith("1 of ") and words[2].endswith(" puzzles") and len(words) == 3
    assert done(page, "stride_dilation_and_output_size").startswith("1 of ")
    assert done(page, "stride_dilation_and_output_size").endswith(" exercises")
    assert done(page, "what_is_convolution") == ""

    page.get_by_role("button", name="Forget it").click()
    assert done(page, "padding") == ""
    page.goto((site / PADDING).as_uri())
    ready(page)
    assert page.locator(".cc-question-box .cc-reply").all_inner_texts() == [""] * total
    assert page.locator(".cc-puzzles .cc-done").count() == 0
    assert page.locator(".cc-veil").count() > 0


def test_answer_that_is_made_right_later_counts_and_one_that_cannot_be_read_does_not(
    site, open_page
):
    page = open_page((site / PADDING).as_uri(), offline=True)
    box = boxes(page).first
    give(box, QUESTIONS[0], right=False)
    give(box, QUESTIONS[0], right=True)
    box.locator(".cc-field").fill("many")
    box.get_by_role("button", name="Check").click()
    page.reload()
    ready(page)
    assert box.locator(".cc-field").input_value() == str(QUESTIONS[0]["number"])
    assert box.locator(".cc-reply").inner_text().startswith("✓")


@pytest.mark.parametrize(
    "found",
    ["not ours", "[1]", '{"chapter-5": 3}', '{"chapter-5": {"x": 1}}', '{"chapter-5": null}'],
)
def test_what_others_wrote_in_the_place_of_answers_is_none(found, site, open_page):
    names = ["quizzes", "puzzles", "done"]
    script = "".join(f"localStorage.setItem('convcourse-{name}', {found!r});" for name in names)
    page = open_page((site / PADDING).as_uri(), offline=True, script=script)
    assert set(page.locator(".cc-question-box .cc-reply").all_inner_texts()) == {""}
    assert page.locator(".cc-puzzles .cc-done").count() == 0
    page.goto((site / "intro.html").as_uri())
    assert set(page.locator(".cc-leaf .cc-done").all_text_contents()) == {""}


@pytest.mark.parametrize("refuse", REFUSE_ALL.values(), ids=REFUSE_ALL)
def test_browser_that_keeps_nothing_still_replies_and_judges(refuse, site, open_page):
    page = open_page((site / PADDING).as_uri(), offline=True, script=refuse)
    give(boxes(page).first, QUESTIONS[0], right=True)
    assert boxes(page).first.locator(".cc-reply").inner_text().startswith("✓")
    # Where nothing can be read, nobody has said that nothing is to be covered.
    for veil in page.locator(".cc-veil").all()[:1]:
        veil.get_by_role("button", name="Never cover anything").click()
    button = solve_a_puzzle(page)
    assert "cc-done" in button.get_attribute("class")
    page.goto((site / "intro.html").as_uri())
    assert set(page.locator(".cc-leaf .cc-done").all_text_contents()) == {""}
    assert page.get_by_role("button", name="Forget it").count() == 0


@pytest.mark.parametrize("page_", CHAPTERS)
def test_chapter_without_anything_done_keeps_nothing_but_that_it_was_opened(page_, site, open_page):
    page = open_page((site / page_).as_uri(), offline=True)
    assert page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('convcourse-'))"
    ) == ["convcourse-progress"]
