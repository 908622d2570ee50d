"""The first screen of each page is its figure: whole, with its question, and a control."""

import pytest

from tests.conftest import source_notebooks
from tests.site.look import settle

PAGES = ["intro.html"] + [f"chapters/{path.stem}.html" for path in source_notebooks()]
#: A laptop's window and a phone's: width and height.
SCREENS = [(1280, 800), (390, 844)]
#: The first figure begins no lower than this.
LOWEST_TOP = 260
PLACES = """() => {
    const place = (one) => one.getBoundingClientRect();
    const figure = document.querySelector('.cc-explorer');
    const lead = place(document.querySelector('.cc-lead'));
    const question = place(figure.querySelector('.cc-question'));
    const {top, bottom} = place(figure);
    const tried = place(document.querySelector('.cc-try'));
    return {top, bottom, lead: lead.bottom, question: question.bottom, tried: tried.bottom,
            over: document.documentElement.scrollWidth - innerWidth};
}"""


@pytest.mark.parametrize("page", PAGES)
def test_first_figure_stands_whole_on_the_first_screen(page, site, open_page):
    opened = open_page((site / page).as_uri(), offline=True)
    found = {}
    for width, height in SCREENS:
        opened.set_viewport_size({"width": width, "height": height})
        settle(opened)
        at = opened.evaluate(PLACES)
        assert 0 < at["lead"] <= at["top"] and at["over"] <= 0, (width, at)
        assert at["top"] < at["question"] < at["bottom"], (width, at)
        if at["top"] > LOWEST_TOP or at["bottom"] > height:
            found[width] = (round(at["top"]), round(at["bottom"]))
    assert not found, found


@pytest.mark.parametrize("page", PAGES)
def test_what_to_try_is_seen_with_the_figure(page, site, open_page):
    """On a laptop; a phone's first screen is the figure's alone."""
    opened = open_page((site / page).as_uri(), offline=True)
    width, height = SCREENS[0]
    opened.set_viewport_size({"width": width, "height": height})
    settle(opened)
    at = opened.evaluate(PLACES)
    assert at["bottom"] <= at["tried"] <= height, at


@pytest.mark.parametrize("page", PAGES)
def test_first_figure_has_a_control_and_no_puzzles(page, site, open_page):
    figure = open_page((site / page).as_uri(), offline=True).locator(".cc-explorer").first
    assert figure.locator(".cc-puzzles:visible").count() == 0
    assert figure.locator(".cc-controls :is(input, select, button)").first.is_visible()
