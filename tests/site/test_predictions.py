"""A prediction covers what would tell its answer, until there is a guess."""

import re

import pytest

from tests.notebooks.prose import predictions_of
from tests.site.look import settle
from tests.site.test_pages import CHAPTERS
from tests.site.test_progress import FORBIDDEN

#: For each prediction: what is covered up to the next, what of that can be seen or reached, and
#: what was computed and stands open before it.
COVERED = """() => [...document.querySelectorAll('.cc-asks')].map(asks => {
    const [parts, open] = [[], []];
    for (let el = asks; el && !el.matches('section'); el = el.nextElementSibling) {
        if (el !== asks && el.matches('.cc-asks')) break;
        if (el.matches('.cc-veiled')) parts.push(el);
        else if (parts.length || el === asks) continue;
        else if (el.matches('.cell:has(.cell_output)')) open.push(el);
    }
    const seen = el => getComputedStyle(el).visibility === 'visible' && el.getClientRects().length;
    const within = (el, which) => [...el.querySelectorAll(which)];
    const telling = '.cc-output, .cc-sum, .cc-bar, .cc-controls, .cc-f-planes .cc-input, '
        + '.cc-s-planes .cc-input, '
        + '.cc-x-stage .cc-input ~ .cc-input, .cc-x-stage .cc-kernel ~ .cc-kernel';
    return {
        parts: parts.length,
        open: parts.length && open.length,
        inert: parts.every(el => el.inert),
        telling: parts.flatMap(el => within(el, telling)).filter(seen).length,
        sharp: parts.filter(el => !el.matches('.cc-figure')
            && getComputedStyle(el).filter === 'none').length,
    };
})"""
#: For each veil: whether what it covers says something, and its card stays above what is open.
VEILS = """veils => veils.map(veil => {
    const parts = [];
    for (let el = veil.nextElementSibling; el; el = el.nextElementSibling) {
        if (el.matches('section, h2, h3, .cc-asks, .cc-predict')) break;
        if (el.matches('.cc-veiled')) parts.push(el);
    }
    const bottom = el => el.getBoundingClientRect().bottom;
    const says = parts.some(el => el.matches('p, ul, ol, .cc-tells'));
    return says && bottom(veil.firstElementChild) <= Math.max(...parts.map(bottom));
})"""
NOTHING = {"parts": 0, "open": 0, "inert": True, "telling": 0, "sharp": 0}


def guess_wrongly(box, question):
    """Give a likely wrong guess, and return the words that it should get."""
    if "choices" in question:
        place = next(n for n, one in enumerate(question["choices"]) if not one["right"])
        box.get_by_role("button").nth(place).click()
        return question["choices"][place]["why"]
    wrong, why = question["mistakes"][0]
    box.get_by_role("textbox").fill(str(wrong))
    box.get_by_role("textbox").press("Enter")
    return why


def solution_of(question):
    """Return what a wrong guess is told besides its own reply: the right answer, and why."""
    if "choices" in question:
        right = next(one for one in question["choices"] if one["right"])
        return f"The answer is “{right['text']}”. {right['why']}"
    return f"The answer is {str(question['number']).replace('-', '−')}. {question['why']}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_would_tell_is_covered_until_a_guess_and_a_guess_is_kept(chapter, site, open_page):
    page = open_page((site / chapter).as_uri(), offline=True, veils=True)
    questions = predictions_of(int(re.search(r"/(\d\d)_", chapter)[1]))
    before = page.evaluate(COVERED)
    assert len(before) == len(questions) == page.locator(".cc-veil").count()
    for covered in before:
        assert covered["parts"] and covered["inert"], before
        assert covered["telling"] == covered["sharp"] == covered["open"] == 0, before
    whole = page.viewport_size
    for size in ({"width": 390, "height": 844}, whole):
        page.set_viewport_size(size)
        settle(page)
        assert all(page.locator(".cc-veil").evaluate_all(VEILS)), size
    for n, question in enumerate(questions):
        box = page.locator(".cc-asks").nth(n)
        assert box.locator(".cc-reply").inner_text() == ""
        if n == len(questions) - 1:  # the last one is not guessed
            page.locator(".cc-veil").get_by_role("button", name="Show me anyway").click()
            assert page.evaluate("document.activeElement !== document.body")
        else:
            why = guess_wrongly(box, question)
            assert box.locator(".cc-reply").inner_text() == f"✗ {why}\n{solution_of(question)}"
        now = page.evaluate(COVERED)
        assert now == [NOTHING] * (n + 1) + before[n + 1 :]
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    settle(page)
    assert page.evaluate(COVERED) == [NOTHING] * (len(questions) - 1) + before[-1:]
    assert [text[:1] for text in page.locator(".cc-asks .cc-reply").all_inner_texts()] == [
        *"✗" * (len(questions) - 1),
        "",
    ]


def test_reader_who_wants_nothing_covered_is_remembered(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True)
    page.locator(".cc-veil").nth(1).get_by_role("button", name="Never cover anything").click()
    assert all(covered == NOTHING for covered in page.evaluate(COVERED))
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert page.locator(".cc-veil").count() == 0


def test_browser_that_keeps_nothing_asks_and_opens(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True, script=FORBIDDEN)
    page.locator(".cc-asks").first.get_by_role("button", name="5×5").click()
    assert page.evaluate(COVERED)[0] == NOTHING


def test_paper_covers_nothing(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True)
    page.emulate_media(media="print")
    assert page.locator(".cc-veil").first.is_hidden()
    styles = "[...document.querySelectorAll('.cc-veiled')].map(el => getComputedStyle(el).filter)"
    assert set(page.evaluate(styles)) == {"none"}
    assert (
        page.locator(".cc-veiled .cc-main").first.evaluate("el => getComputedStyle(el).visibility")
        == "visible"
    )


#: For each covered figure: whether its card keeps off the question and off what is seen, how far
#: below the last that is seen the figure ends, and where the first of that stands in the figure.
CARDS = """() => [...document.querySelectorAll('.cc-veil:has(+ .cc-figure)')].map(veil => {
    const figure = veil.nextElementSibling;
    const box = el => el.getBoundingClientRect();
    const card = box(veil.firstElementChild);
    const seen = [...figure.querySelectorAll('.cc-input, .cc-kernel')]
        .filter(el => getComputedStyle(el).visibility === 'visible').map(box)
        .filter(({height}) => height > 0);
    const last = Math.max(card.bottom, ...seen.map(one => one.bottom));
    return {
        below: card.top >= box(figure.querySelector('.cc-question')).bottom,
        above: seen.every(one => card.bottom <= one.top),
        rest: box(figure).bottom - last,
    };
})"""
#: Where in a figure stands what its veil leaves in sight: the same elements each time.
PLACES = """figure => {
    figure.inSight ??= [...figure.querySelectorAll('.cc-question, .cc-input, .cc-kernel')]
        .filter(el => getComputedStyle(el).visibility === 'visible' && el.getClientRects().length);
    const top = el => el.getBoundingClientRect().top;
    return figure.inSight.map(el => top(el) - top(figure));
}"""


@pytest.mark.parametrize("chapter", [CHAPTERS[2], CHAPTERS[9], CHAPTERS[10], CHAPTERS[15]])
def test_on_a_phone_a_card_touches_nothing_and_what_is_covered_takes_no_screen(
    chapter, site, open_page
):
    page = open_page((site / chapter).as_uri(), width=390, height=844, offline=True, veils=True)
    settle(page)
    cards = page.evaluate(CARDS)
    assert cards
    assert all(one["below"] and one["above"] and 0 <= one["rest"] < 200 for one in cards), cards

    figure = page.locator(".cc-veil + .cc-figure").first.element_handle()
    before, height = figure.evaluate(PLACES), figure.bounding_box()["height"]
    page.locator(".cc-veil:has(+ .cc-figure)").first.get_by_role(
        "button", name="Show me anyway"
    ).click()
    settle(page)
    assert figure.bounding_box()["height"] > height
    assert figure.evaluate(PLACES) == before
