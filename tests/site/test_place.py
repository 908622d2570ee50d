"""Links land where they aim, and who comes back is where they were, though figures grow late."""

import pytest

CHAPTERS = {
    "chapters/02_filtering_an_image.html": ["exercises", "fewer-loops", "fig-2-4"],
    "chapters/07_channels_and_feature_maps.html": ["summary", "check-yourself"],
    "chapters/10_pooling_and_receptive_field.html": ["exercises", "three-networks"],
    "chapters/14_transposed_convolution.html": ["where-it-goes-wrong", "checkerboards"],
}
SETTLED = "history.scrollRestoration === 'auto' && history.state?.place"
#: How far an element is from where a link to it should show it: at the top, below the page's own
#: bar, or as high as the page's end allows.
AWAY = """id => {
    const aim = document.getElementById(id).getBoundingClientRect().top;
    const bar = document.querySelector('.bd-header-article').getBoundingClientRect().bottom;
    const end = document.documentElement.scrollHeight - innerHeight - scrollY;
    return aim > bar + 40 && end < 2 ? 0 : aim < bar ? aim - bar : Math.max(0, aim - bar - 40);
}"""


def settled(opened):
    """Wait until the page has its size and has let go of its place."""
    opened.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    opened.wait_for_function(SETTLED)
    return opened


ANCHORS = [(page, one, 1280) for page, anchors in CHAPTERS.items() for one in anchors]
ANCHORS += [(page, anchors[0], 390) for page, anchors in CHAPTERS.items()]


@pytest.mark.parametrize(("page", "anchor", "width"), ANCHORS)
def test_link_to_a_part_of_a_page_shows_it_at_the_top(page, anchor, width, site, open_page):
    opened = open_page("about:blank", width=width, offline=True)
    opened.goto(f"{(site / page).as_uri()}#{anchor}")
    settled(opened)
    assert opened.evaluate("scrollY") > 1000
    assert opened.evaluate(AWAY, anchor) == 0


@pytest.fixture
def late(address, open_page):
    """Open a page whose script comes when the test says so, at its exercises."""
    opened = open_page(address + "genindex.html")
    held = []
    opened.route("**/page.js", lambda route: held.append(route))
    opened.goto(f"{address}chapters/02_filtering_an_image.html#exercises", wait_until="commit")
    opened.wait_for_selector("script[type*='widget-view']", state="attached")
    return opened, lambda: held[0].continue_()


def test_link_holds_its_aim_while_figures_come_late(late):
    opened, let_go = late
    assert opened.locator(".cc-view").count() == 0
    let_go()
    settled(opened)
    assert opened.evaluate(AWAY, "exercises") == 0


def test_reader_who_moves_while_the_figures_come_is_not_pulled_back(late):
    opened, let_go = late
    let_go()
    opened.mouse.move(640, 500)
    opened.wait_for_selector(".cc-view", state="attached")
    opened.mouse.wheel(0, -300)  # within the first figures
    # The page moves a frame or two after its wheel; a page that has its size holds nobody any more.
    opened.wait_for_function(f"({AWAY})('exercises') > 150")
    settled(opened)
    assert opened.evaluate(AWAY, "exercises") > 150


@pytest.mark.parametrize("way", ["back", "reload"])
def test_way_back_leads_to_where_the_reader_was(way, site, open_page):
    opened = open_page((site / "chapters/10_pooling_and_receptive_field.html").as_uri())
    settled(opened)
    opened.evaluate("scrollTo(0, 9000)")
    opened.wait_for_function("history.state.place.into > 0")
    before = opened.evaluate("scrollY")
    assert before == 9000
    if way == "back":
        opened.goto((site / "intro.html").as_uri())
        opened.go_back()
    else:
        opened.reload()
    settled(opened)
    assert abs(opened.evaluate("scrollY") - before) <= 2


def test_click_on_a_link_of_the_page_shows_its_part_and_back_returns(site, open_page):
    opened = settled(open_page((site / "chapters/05_padding.html").as_uri()))
    opened.locator(".bd-toc-nav a[href='#exercises']").click()
    opened.wait_for_function("location.hash === '#exercises'")
    assert opened.evaluate(AWAY, "exercises") == 0
    opened.go_back()
    opened.wait_for_function("scrollY === 0")


#: While the page still holds its place, a finger takes a figure: who moves ends the hold. What the
#: browser may do by itself then, and when the finger has gone, is noted in the window.
TAKEN = """new MutationObserver(() => {
    if (document.documentElement.dataset.widgets !== 'ready' || window.anchors) return;
    const anchor = () => getComputedStyle(document.documentElement).overflowAnchor;
    const figure = document.querySelector('.cc-explorer[data-layout=narrow]');
    const point = (name) => figure.dispatchEvent(new PointerEvent(name, {bubbles: true}));
    window.anchors = [document.documentElement.hasAttribute('data-place'), anchor()];
    point('pointerdown');
    window.anchors.push(document.documentElement.hasAttribute('data-place'), anchor());
    point('pointerup');
    window.anchors.push(anchor());
}).observe(document, {subtree: true, attributes: true, attributeFilter: ['data-widgets']})"""


def test_figure_under_a_finger_keeps_the_page_still_when_the_hold_of_the_place_ends(
    site, open_page
):
    address = (site / "chapters/05_padding.html").as_uri()
    page = open_page(address, width=390, height=844, script=TAKEN)
    page.wait_for_function("window.anchors?.length === 5")
    assert page.evaluate("window.anchors") == [True, "none", False, "none", "auto"]
