"""A page in which something is broken: it says so in its place, and the rest goes on."""

import pytest

from tests.conftest import UNVEILED

MODULE = '"_module":"'  # each explorer and quiz names its own
MODEL = '"model_id":"'
BROKEN_TEXT = '"_esm":"throw new Error(\'broken\');","_was":"'


@pytest.mark.parametrize(
    ("old", "new", "which"),
    [
        (MODULE, MODULE + "no-", 0),
        (MODULE, MODULE + "no-", -2),
        (MODEL, MODEL + "no-", 0),
        (MODULE, BROKEN_TEXT, 0),
    ],
    ids=["a module", "another module", "a model", "a text"],
)
def test_figure_that_fails_says_so_and_the_others_start(browser, address, old, new, which):
    def spoil(route):
        parts = route.fetch().text().split(old)
        page = old.join(parts[: which + 1]) + new + old.join(parts[which + 1 :])
        assert len(parts) > 2
        route.fulfill(body=page, content_type="text/html")

    with browser.new_context() as context:
        context.add_init_script(UNVEILED)
        page = context.new_page()
        errors = []
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.route("**/chapters/01_what_is_convolution.html", spoil)
        page.goto(address + "chapters/01_what_is_convolution.html")
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        page.get_by_text("This figure could not start").first.wait_for()
        page.locator(".cc-stage, .cc-quiz fieldset").first.wait_for()
    assert errors


@pytest.mark.parametrize("name", ["moving_average", "sliding_window"], ids=["first", "later"])
def test_figure_whose_script_is_missing_says_so_and_the_others_start(browser, address, name):
    with browser.new_context() as context:
        context.add_init_script(UNVEILED)
        page = context.new_page()
        page.route(f"**/figures/{name}.js", lambda route: route.abort())
        page.goto(address + "chapters/01_what_is_convolution.html")
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        told = page.get_by_text(f"figures/{name}.js is not beside page.js")
        missing = told.count()
        figures = page.locator(".cc-widget").count()
        assert page.locator(".cc-widget:has(.cc-stage, .cc-guesses)").count() > 0
    assert 0 < missing < figures


@pytest.mark.parametrize("words", ["Leave the puzzle", "This picture could not be read."])
def test_what_figures_share_is_in_the_pages_script_alone(site, words):
    scripts = site / "_static" / "convcourse"
    figures = {path.stem: path.read_text(encoding="utf8") for path in scripts.glob("figures/*.js")}
    assert words in (scripts / "page.js").read_text(encoding="utf8")
    assert figures and not [name for name, text in figures.items() if words in text]


def test_state_that_cannot_be_read_is_told_in_place_of_every_figure(browser, address):
    def spoil(route):
        page = route.fetch().text().replace('widget-state+json">{', 'widget-state+json">{,')
        route.fulfill(body=page, content_type="text/html")

    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/intro.html", spoil)
        page.goto(address + "intro.html")
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        figures = page.locator(".cc-widget").all_inner_texts()
    assert figures and all("This figure could not start" in words for words in figures)
