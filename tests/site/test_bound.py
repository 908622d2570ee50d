"""Bound words of all pages: each sets its figure, each number follows, and prints as written."""

import json
import re

import pytest

from tests.site.controls import sliders
from tests.site.look import settle
from tests.site.test_pages import CHAPTERS

#: The words of a page that are bound, as `book/bound.py` wrote them.
TOLD = "links => links.map(link => link.dataset.bound)"
#: What the figure that a link speaks of shows.
DRAWN = """link => {
    const label = document.querySelector(link.hash);
    const follows = one => label.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    return [...document.querySelectorAll('.cc-view')].find(follows).innerHTML;
}"""
#: Where the first figure after a label stands among the figures of the page.
PLACE = """label => [...document.querySelectorAll('.cc-explorer')].findIndex(one =>
    label.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"""
#: What stands in links.
INNER = "links => links.map(link => link.innerHTML)"


def ready(opened):
    opened.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    return opened


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_bound_word_sets_its_figure_and_every_number_follows(chapter, site, open_page):
    opened = ready(open_page((site / chapter).as_uri(), offline=True))
    links = opened.locator("a.cc-bound")
    told = [json.loads(one) for one in links.evaluate_all(TOLD)]
    assert len(told) >= 5
    written = re.findall(
        'data-bound="[^"]*">(.*?)</a>', (site / chapter).read_text(encoding="utf8")
    )
    assert links.evaluate_all(INNER) == written  # what the figures have at creation
    for n, one in enumerate(told):
        link = links.nth(n)
        if "set" in one:
            held, before = link.get_attribute("aria-pressed"), link.evaluate(DRAWN)
            link.focus()
            opened.keyboard.press("Space" if n % 2 else "Enter")
            settle(opened)
            assert held == "true" or link.evaluate(DRAWN) != before, one
            assert link.get_attribute("aria-pressed") == "true", one
        if "scrub" in one:
            link.focus()
            for key, value in (("Home", "least"), ("End", "most")):
                opened.keyboard.press(key)
                settle(opened)
                assert link.get_attribute("aria-valuenow") == f"{one['scrub'][value]:g}"
                assert link.inner_text() == f"{one['scrub'][value]:g}"
        if "reads" in one:
            assert follows(opened, link), one


def follows(opened, link):
    """Move the sliders of a link's figure to their ends until the link shows something else."""
    before = link.inner_text()
    label = opened.locator(link.get_attribute("href"))
    figure = opened.locator(".cc-explorer").nth(label.evaluate(PLACE))
    for slider in sliders(figure).all():
        for key in ("End", "Home"):
            slider.press(key)
            settle(opened)
            if link.inner_text() != before:
                return True
    return False


@pytest.fixture
def padding(site, open_page):
    """Yield chapter 5, with the slider and the words that its first drawn figure has."""
    return ready(open_page((site / "chapters/05_padding.html").as_uri(), offline=True))


def test_word_moves_the_slider_and_the_slider_the_word(padding):
    word = padding.get_by_role("button", name="Without padding", exact=True)
    slider = padding.get_by_role("slider", name="Padding", exact=True).first
    line = "word => getComputedStyle(word).textDecorationStyle"
    assert word.evaluate(line) == "dotted"  # no link: it sets the figure
    assert (word.get_attribute("aria-pressed"), slider.input_value()) == ("false", "1")
    word.click()
    settle(padding)
    assert (word.get_attribute("aria-pressed"), slider.input_value()) == ("true", "0")
    assert word.evaluate(line) == "solid"
    slider.press("ArrowRight")
    settle(padding)
    assert word.get_attribute("aria-pressed") == "false"


def test_number_is_dragged_lights_its_control_and_paper_has_the_authors(padding):
    number = (
        padding.get_by_role("slider", name="Padding", exact=True)
        .and_(padding.locator("a.cc-scrub"))
        .last
    )
    number.scroll_into_view_if_needed()
    box = number.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    padding.mouse.move(x, y)
    assert padding.locator(".cc-bespoken").count() == 1
    padding.mouse.down()
    padding.mouse.move(x - 17, y)
    padding.mouse.up()
    settle(padding)
    assert number.inner_text() == "1"
    number.blur()
    padding.mouse.move(0, 0)
    assert padding.locator(".cc-bespoken").count() == 0
    padding.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert number.inner_text() == "2"
    padding.evaluate("dispatchEvent(new Event('afterprint'))")
    assert number.inner_text() == "1"


def test_what_follows_from_the_settings_follows_every_change_but_on_paper(padding):
    size = padding.locator("a.cc-bound", has_text="5×5").first
    figure = padding.locator(".cc-explorer").filter(has=padding.locator(".cc-output")).first
    drawn = figure.locator(".cc-output .cc-size")
    size = size.element_handle()
    slider = figure.get_by_role("slider", name="Padding", exact=True)
    for key, shown in {"ArrowLeft": "3×3", "End": "7×7"}.items():
        slider.press(key)
        settle(padding)
        assert size.inner_text() == drawn.inner_text() == shown
    figure.get_by_role("slider", name="Kernel size").press("End")
    settle(padding)
    assert size.inner_text() == drawn.inner_text() == "5×5"
    figure.get_by_role("slider", name="Padding").press("Home")
    settle(padding)
    assert size.inner_text() == drawn.inner_text() == "1×1"
    padding.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert size.inner_text() == "5×5"
    padding.evaluate("dispatchEvent(new Event('afterprint'))")
    assert size.inner_text() == "1×1"


def test_word_that_is_left_does_not_darken_what_another_holds(padding):
    held = padding.get_by_role("button", name="Without padding", exact=True)
    left = padding.get_by_role("button", name="one cell of padding", exact=True)
    held.focus()
    for over in (True, False):
        left.hover() if over else padding.mouse.move(0, 0)
        assert padding.locator(".cc-bespoken").count() == 1
    held.blur()
    assert padding.locator(".cc-bespoken").count() == 0


#: How much of a figure's stage is in sight, from 0 to 1.
IN_SIGHT = """figure => {
    const { top, bottom, height } = figure.querySelector('.cc-main').getBoundingClientRect();
    return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)) / height;
}"""


#: Whether a page has been scrolled as far as it goes.
AT_THE_END = "() => scrollY + innerHeight > document.documentElement.scrollHeight - 2"


def test_word_whose_figure_is_out_of_sight_leads_there_and_back(site, open_page):
    address = (site / "chapters/05_padding.html").as_uri()
    opened = open_page(address, offline=True, width=390, height=740, reduced_motion="reduce")
    ready(opened)
    word = opened.get_by_role("button", name="Without padding", exact=True)
    figure = opened.locator(".cc-explorer").nth(
        opened.locator(word.get_attribute("href")).evaluate(PLACE)
    )
    back = opened.get_by_role("button", name="Back to the text")
    top = "word => { word.scrollIntoView({block: 'start'}); }"
    word.evaluate(top)
    assert figure.evaluate(IN_SIGHT) < 0.5
    word.click()
    back.wait_for()
    assert figure.evaluate(IN_SIGHT) > 0.5
    back.click()
    back.wait_for(state="detached")
    assert word.evaluate("word => word === document.activeElement")
    assert 0 < word.bounding_box()["y"] < opened.viewport_size["height"]
    word.evaluate(top)
    word.click()
    back.wait_for()
    word.evaluate(top)  # by the reader's own hand
    back.wait_for(state="detached")
    word.click()
    back.wait_for()
    opened.keyboard.press("End")  # away from both
    back.wait_for(state="detached")
    opened.wait_for_function(AT_THE_END)  # the key scrolls for longer than it takes to be away
    figure.evaluate("figure => figure.scrollIntoView({block: 'start'})")
    settle(opened)
    place = opened.evaluate("scrollY")
    word.evaluate("word => word.click()")
    settle(opened)
    assert (opened.evaluate("scrollY"), back.count()) == (place, 0)  # it is in sight


#: Spoils a name in what was saved of the first figure that words of chapter 5 are bound to.
BROKEN = """addEventListener('DOMContentLoaded', () => {
    const label = document.getElementById('fig-5-1');
    const tag = [...document.querySelectorAll('script[type*="vnd.jupyter.widget"]')].find(one =>
        label.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
        && one.textContent.includes('"NAME":"'));
    tag.textContent = tag.textContent.replace('"NAME":"', '"NAME":"no-');
});"""


@pytest.mark.parametrize("name", ["_module", "model_id"])
def test_words_of_a_figure_that_could_not_start_stay_plain_links(site, open_page, name):
    address = (site / "chapters/05_padding.html").as_uri()
    opened = ready(open_page(address, offline=True, script=BROKEN.replace("NAME", name)))
    assert opened.get_by_text("This figure could not start").count() == 1
    words = opened.locator("a.cc-bound[href='#fig-5-1']")
    author = words.all_inner_texts()
    assert words.count() == 5
    assert words.and_(opened.locator("[role], [aria-pressed], .cc-scrub")).count() == 0
    words.first.click()
    assert opened.url.endswith("#fig-5-1")
    assert words.all_inner_texts() == author
    others = opened.locator("a.cc-bound:not([href='#fig-5-1'])")
    assert others.count() > 5 and all(
        one.get_attribute("role") or one.get_attribute("data-bound").count("reads")
        for one in others.all()
    )
    assert opened.notes
    opened.notes.clear()  # it was to be told


#: Spoils what the first bound word of a page was told, before it is brought to life.
SPOIL = """addEventListener('DOMContentLoaded', () => {
    document.querySelector('a.cc-bound').dataset.bound = 'spoiled';
});"""


def test_word_that_fails_is_told_and_leaves_the_page_ready(site, open_page):
    address = (site / "chapters/05_padding.html").as_uri()
    opened = ready(open_page(address, offline=True, script=SPOIL))
    words = opened.locator("a.cc-bound:not([data-bound*=reads])")  # those are links, alive or not
    alive = words.and_(opened.locator("[aria-pressed], .cc-scrub")).count()
    assert alive == words.count() - 1
    assert [note for note in opened.notes if "SyntaxError" in note] == opened.notes != []
    opened.notes.clear()  # it was to be told
