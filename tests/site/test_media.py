"""Other ways to meet a page: on paper, in forced colours, without scripts, on a slow machine."""

import re

import numpy as np
import pytest

from tests.site.look import crop, differ, settle
from tests.site.test_pages import CHAPTERS, READ

CHAPTER_1 = "chapters/01_what_is_convolution.html"
#: Pages that have, together, each kind of control and of drawing.
WITH_ALL_KINDS = [
    page for page in CHAPTERS if re.search("chapters/(03|04|05|07|09|10|13|14)_", page)
]
#: Words that stand out less from what is behind them than `least`; on paper the ground is white,
#: but for what asks to be printed as it is.
PALE = """([least, paper]) => {
    const rgb = text => {  // what was mixed is told as color(srgb 0.8 0.9 1)
        const [r, g, b, ...alpha] = (text.match(/[\\d.]+/g) ?? []).map(Number);
        return [...[r, g, b].map(one => text.startsWith('color(') ? 255 * one : one), ...alpha];
    };
    const light = colour => {
        const part = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
        const [r, g, b] = colour.map(part);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ground = one => {
        if (!one) return [255, 255, 255];
        const {backgroundColor, backgroundImage, printColorAdjust} = getComputedStyle(one);
        if (backgroundImage !== 'none') return null;  // hatched or a picture
        const [r, g, b, given = 1] = rgb(backgroundColor);
        const alpha = paper && printColorAdjust !== 'exact' ? 0 : given;
        if (alpha === 1) return [r, g, b];
        const below = ground(one.parentElement);
        return below && [r, g, b].map((v, i) => alpha * v + (1 - alpha) * below[i]);
    };
    const own = one => [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    const words = [...document.querySelectorAll('article *, h1, .cc-absent')]
        .filter(one => own(one) && !one.closest('svg, math, script, style, noscript'))
        .filter(one => one.checkVisibility({opacityProperty: true, visibilityProperty: true}))
        .filter(one => !one.closest(':disabled, .cc-spoken, .headerlink'));
    return [...new Set(words.map(one => {
        const behind = ground(one);
        if (!behind) return '';
        const [a, b] = [light(rgb(getComputedStyle(one).color)), light(behind)];
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        const name = `${one.localName}.${one.className} “${one.textContent.trim().slice(0, 30)}”`;
        return ratio < least ? `${ratio.toFixed(1)} ${name}` : '';
    }))].filter(Boolean);
}"""
LEAST_CONTRAST = 4.5


# On paper


@pytest.mark.parametrize("page", READ)
def test_page_with_the_dark_theme_is_printed_as_a_light_one(page, site, open_page):
    opened = open_page((site / page).as_uri(), scheme="dark", offline=True, reduced_motion="reduce")
    assert opened.evaluate("document.documentElement.dataset.theme") == "dark"
    opened.emulate_media(media="print", color_scheme="dark")
    opened.wait_for_function("document.documentElement.dataset.theme === 'light'")
    settle(opened)
    assert opened.evaluate(PALE, [LEAST_CONTRAST, True]) == []
    # Whatever dresses the page while it is being printed, too.
    opened.evaluate("document.documentElement.dataset.theme = 'dark'")
    opened.wait_for_function("document.documentElement.dataset.theme === 'light'")
    opened.emulate_media(media="screen", color_scheme="dark")
    opened.wait_for_function("document.documentElement.dataset.theme === 'dark'")


def test_printing_a_dark_page_turns_it_light_before_and_dark_after(site, open_page):
    opened = open_page((site / CHAPTER_1).as_uri(), scheme="dark", offline=True)
    seen = """() => { window.seen = [];
        new MutationObserver(() => seen.push(document.documentElement.dataset.theme))
            .observe(document.documentElement, {attributeFilter: ['data-theme']}); }"""
    opened.evaluate(seen)
    opened.pdf()
    assert opened.evaluate("seen") == ["light", "dark"]


#: A4 between margins of 15 mm, in CSS pixels.
SHEET = {"width": 680, "height": 1009}
#: What of the page's figures, in their boxes, would not stand whole on a sheet: too tall, torn, or
#: wider than there is room.
TORN = """sheet => [...document.querySelectorAll(
    '.cc-explorer, .cc-plate, .cc-question-box, .cc-leaf')].flatMap(one => {
    const {height, right} = one.getBoundingClientRect();
    const cut = [...one.querySelectorAll('*')].filter(part => part.checkVisibility()
        && part.matches('canvas, svg, .cc-grid, .cc-controls')
        && part.getBoundingClientRect().right > right + 1);
    const whole = getComputedStyle(one).breakInside === 'avoid' && height <= sheet.height
        && right <= sheet.width + 1 && !cut.length;
    const size = `${Math.round(height)} high, to ${Math.round(right)}, ${cut.length} cut`;
    return whole ? [] : [`${one.className}: ${size}`];
})"""
#: While a page is printed, no script lays its figures out anew.
NO_SCRIPT_PRINTS = """const Own = ResizeObserver;
window.ResizeObserver = class extends Own {
    constructor(tell) { super((...told) => window.printed || tell(...told)); }
};"""
#: What has no use on paper.
ON_SCREEN_ONLY = (
    ".bd-header-article, .bd-sidebar-primary, .prev-next-area, .bd-footer, #jb-print-docs-body, "
    ".headerlink, .cc-puzzles, .cc-bar > .cc-button, .cc-step, .cc-remembered, "
    "details.cc-fold:not([open])"
)


@pytest.mark.parametrize("page", READ)
def test_sheets_have_whole_figures_and_nothing_that_is_only_pressed(page, site, open_page):
    opened = open_page((site / page).as_uri(), offline=True, script=NO_SCRIPT_PRINTS)
    settle(opened)
    room = "[...document.querySelectorAll('.cc-explorer')].map(one => one.clientWidth)"
    on_screen = opened.evaluate(room)
    opened.evaluate("window.printed = true")
    opened.emulate_media(media="print")
    opened.set_viewport_size(SHEET)
    settle(opened)
    assert opened.evaluate(TORN, SHEET) == []
    on_paper = opened.evaluate(room)  # for the layout that it had; in pixels of its own
    assert all(a >= b - 1 for a, b in zip(on_paper, on_screen, strict=True)), (on_paper, on_screen)
    assert opened.locator("h1:visible").count() == 1
    seen = [one for one in opened.locator(ON_SCREEN_ONLY).all() if one.is_visible()]
    assert [one.get_attribute("class") for one in seen] == []
    promised = opened.locator(".cc-quiet details li")
    assert all(one.is_visible() for one in promised.all())
    assert promised.count() >= 3 or page not in CHAPTERS
    link = opened.locator("article section p a:not(.headerlink, .cc-bound)").first
    assert "underline" in link.evaluate("one => getComputedStyle(one).textDecorationLine")
    wide = """() => [...document.querySelectorAll('.cell pre')].filter(
        one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.slice(0, 60))"""
    assert opened.evaluate(wide) == []


# In forced colours


def box_of(element):
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    return {
        "x": round(box["x"]),
        "y": round(box["y"]),
        "width": round(box["width"]),
        "height": round(box["height"]),
    }


def colour(opened, element):
    """Return the colour that most of an element has, as one number: sorting triples takes long."""
    numbers = crop(opened, box_of(element)) @ [65536, 256, 1]
    colours, counts = np.unique(numbers, return_counts=True)
    return colours[counts.argmax()]


@pytest.fixture(params=["light", "dark"])
def forced(request, site, open_page):
    """Yield a function that opens a page in forced colours, on a light or a dark ground."""

    def open_(page):
        opened = open_page((site / page).as_uri(), offline=True, reduced_motion="reduce")
        opened.emulate_media(forced_colors="active", color_scheme=request.param)
        return opened

    return open_


@pytest.mark.parametrize("page", WITH_ALL_KINDS)
def test_chosen_buttons_sliders_and_grids_can_be_told_apart_in_forced_colours(page, forced):
    opened = forced(page)
    for explorer in opened.locator(".cc-explorer").all():
        for group in explorer.locator(".widget-toggle-buttons").all():
            chosen = group.locator(".widget-toggle-button.mod-active").first
            other = group.locator(".widget-toggle-button:not(.mod-active)").first
            assert colour(opened, chosen) != colour(opened, other)
        puzzle = explorer.locator(".cc-strip .cc-button[aria-pressed=false]")
        if puzzle.count():
            before = colour(opened, puzzle.first)
            pressed = puzzle.first.element_handle()
            pressed.click()
            opened.mouse.move(0, 0)
            assert pressed.get_attribute("aria-pressed") == "true"
            assert colour(opened, pressed) != before
            pressed.click()
        for track in explorer.locator(".slider-container").all()[:2]:
            box = box_of(track)
            around = {"x": box["x"] - 3, "y": box["y"] - 3, "width": box["width"] + 6, "height": 9}
            pixels = crop(opened, around)
            ends = pixels[:, 3:8], pixels[:, -8:-3]  # the handle hides one of the two at most
            assert sum(end.std() > 20 for end in ends) >= 1
            assert pixels[:, 10:-10].std(axis=0).max() > 20
        cells = explorer.locator(".cc-cells .cc-box:visible")
        if cells.count():
            opened.add_style_tag(content=".cc-cell { opacity: 0 }")
            box = box_of(cells.first)
            around = {"x": box["x"] - 2, "y": box["y"] - 2, "width": 30, "height": 30}
            assert crop(opened, around).std() > 10, "no line around a cell"


def test_lit_and_right_cells_have_a_frame_in_forced_colours(forced):
    opened = forced(CHAPTER_1)
    explorer = opened.locator(".cc-explorer:has-text('Which outputs notice the bright speck?')")
    explorer.get_by_role("button", name="Show all").click()
    cells = explorer.locator(".cc-output .cc-box")
    opened.add_style_tag(content=".cc-cell, .cc-window { opacity: 0 }")
    opened.mouse.move(0, 0)
    plain = crop(opened, box_of(cells.nth(12)))
    for name in ("cc-lit", "cc-user", "cc-right"):
        cells.nth(12).evaluate("(cell, name) => cell.classList.add(name)", name)
        marked = crop(opened, box_of(cells.nth(12)))
        assert differ(plain, marked), f"{name} looks like any other"
        cells.nth(12).evaluate("(cell, name) => cell.classList.remove(name)", name)


@pytest.mark.parametrize("page", WITH_ALL_KINDS)
def test_words_can_be_read_in_forced_colours(page, forced):
    assert forced(page).evaluate(PALE, [3, False]) == []


# Without scripts


@pytest.mark.parametrize("page", READ)
def test_page_without_scripts_says_what_is_missing_and_can_be_read(page, site, browser):
    text = (site / page).read_text(encoding="utf8")
    figures = len(re.findall(r"widget-view\+json", text))
    with browser.new_context(java_script_enabled=False, color_scheme="dark") as context:
        opened = context.new_page()
        opened.goto((site / page).as_uri())
        words = opened.locator(".cc-absent:visible").all_inner_texts()
        assert len(words) == figures > 0
        assert all("belongs here. It needs JavaScript" in word for word in words)
        assert sum("?" in word or "quiz" in word for word in words) >= figures - 1
        assert opened.locator(".article-header-buttons :is(a, button):visible").count() == 0
        assert opened.evaluate(PALE, [LEAST_CONTRAST, False]) == []


def test_page_without_its_script_says_so_in_place_of_each_figure(browser, address):
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/page.js", lambda route: route.abort())
        page.goto(address + CHAPTER_1)
        page.get_by_text("A live figure belongs here").first.wait_for()
        views = page.locator("script[type*='widget-view']").count()
        assert page.locator(".cc-absent:visible").count() == views


# On a slow machine


def test_figures_of_a_slow_machine_start_all_the_same(site, open_page):
    opened = open_page("about:blank", offline=True)
    # As if all the time that a library gives a figure had passed before it can begin.
    opened.add_init_script("""AbortSignal.timeout = () => { const late = new AbortController();
        queueMicrotask(() => late.abort()); return late.signal; }""")
    opened.goto((site / CHAPTER_1).as_uri())
    opened.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    opened.wait_for_selector(".cc-stage")
    assert opened.get_by_text("This figure could not start").count() == 0
