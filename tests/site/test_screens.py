"""Each figure fits a screen with its puzzles open, and each of its controls can be hit."""

import numpy as np
import pytest

from tests.conftest import notebook_id, source_notebooks
from tests.made import MADE
from tests.site.look import settle

#: A window, the widest that a figure becomes in it, and the height that it may have there: on a
#: wide screen what the page's header leaves, on a phone what is left of the browser's own bars.
SCREENS = {
    "screen": {"size": (1280, 800), "widest": 976, "most": 752, "touch": False},
    "phone": {"size": (390, 844), "widest": 358, "most": 796, "touch": True},
}
#: An explorer with all that it can offer may be taller than a figure of a chapter.
MADE_MOST = {"screen": 860, "phone": 890}
PAGES = [
    "intro",
    "chapters/network_doctor",
    *(f"chapters/{notebook_id(path)}" for path in source_notebooks()),
]

#: Figures as wide as they may become, whatever the page around leaves them.
ALONE = """width => {
    const style = document.createElement('style');
    style.textContent = `[class*=bd-sidebar] { display: none !important }
        .cc-explorer { width: ${width}px !important; max-width: none !important }`;
    document.head.append(style);
}"""

#: All figures of a page in every state of their puzzles: how high they are, whether a stage or a
#: figure is wider than its room, which controls something else lies over, and on a phone which
#: lie beyond its edge.
LOOK = """async narrow => {
    const frames = async n => { while (n--) await new Promise(requestAnimationFrame); };
    const CONTROLS = 'button, select, summary, input, .noUi-handle';
    const WORKS = '.cc-controls, .cc-puzzles, .cc-choices, .cc-bar'.split(', ')
        .map(part => `${part} :is(${CONTROLS})`).join();
    const MANY = '.cc-v-row, [data-mode="slices"]';
    const name = one => one.textContent.trim() || one.ariaLabel || one.className || one.tagName;
    function covered(figure) {
        const found = [];
        for (const one of figure.querySelectorAll(CONTROLS)) {
            if (one.disabled || one.type === 'file' || !one.checkVisibility()) continue;
            one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
            const { left, top, width, height } = one.getBoundingClientRect();
            if (!width || !height) { found.push(`${name(one)}: nothing to hit`); continue; }
            const hit = document.elementFromPoint(left + width / 2, top + height / 2);
            const around = hit?.contains(one) && hit.closest('label, .noUi-origin');
            const is = hit && (one.contains(hit) || around);
            if (!is) found.push(`${name(one)}: under ${hit?.className || hit?.tagName}`);
        }
        for (const one of figure.querySelectorAll('.widget-slider')) {
            const [knob, words] = ['input', '.widget-label'].map(each => one.querySelector(each));
            const far = words.getBoundingClientRect().bottom - knob.getBoundingClientRect().top;
            if (knob.checkVisibility() && far > 1) found.push(`${name(words)}: under its knob`);
            if (words.scrollWidth > words.clientWidth + 1) found.push(`${name(words)}: is cut off`);
            for (const button of one.querySelectorAll('.cc-step')) {
                const { width, height } = button.getBoundingClientRect();
                const small = button.checkVisibility() && Math.min(width, height) < 24;
                if (small) found.push(`${name(button)}: ${width}×${height} px`);
            }
        }
        return found;
    }
    // How far a puzzle's target, and what it is compared with, reach out of the figure: but slices
    // of a volume are as many as they are, and scroll.
    function targets(figure) {
        const grids = [...figure.querySelectorAll(':is(.cc-target, .cc-output):not([hidden])')];
        const shown = grids.filter(one => one.checkVisibility() && !one.closest(MANY));
        const end = figure.getBoundingClientRect().right;
        const asked = shown.some(one => one.matches('.cc-target'));
        return asked ? shown.map(one => one.getBoundingClientRect().right - end) : [];
    }
    // On a phone: what works the figure stands in it, or in a line with a sign that it goes on;
    // never so what the puzzle that is on is solved with.
    function beyond(figure) {
        const { left, right } = figure.getBoundingClientRect();
        const found = [];
        for (const one of figure.querySelectorAll(WORKS)) {
            const box = one.getBoundingClientRect();
            const within = box.left >= left - 1 && box.right <= right + 1;
            if (!one.checkVisibility() || one.type === 'file' || !box.width || within) continue;
            const row = one.closest('.cc-controls');
            const goesOn = row && figure.dataset.rows === 'line' && !row.scrollLeft
                && row.scrollWidth > row.clientWidth
                && getComputedStyle(row, '::after').content.includes('›');
            const asked = one.closest('.jupyter-widgets')?.style.order < 0;
            if (!goesOn || asked) found.push(`${name(one)}: beyond the edge`);
        }
        return found;
    }
    const told = [];
    for (const figure of document.querySelectorAll('.cc-explorer')) {
        const question = figure.querySelector('.cc-question').textContent.trim();
        const puzzles = [...figure.querySelectorAll('.cc-puzzles .cc-strip .cc-button')];
        for (const puzzle of [null, ...puzzles]) {
            puzzle?.click();
            await frames(4);
            const { width, height } = figure.getBoundingClientRect();
            const over = one => one.scrollWidth - one.clientWidth;
            const hidden = [...figure.querySelectorAll('.cc-stage')].map(over);
            const wide = Math.max(over(figure), ...narrow ? targets(figure) : hidden);
            const where = `${question} ${puzzle?.textContent ?? ''}`.trim();
            const hard = [...narrow ? beyond(figure) : [], ...covered(figure)];
            told.push({ where, width, height, wide, hard });
            puzzle?.click();
            await frames(2);
        }
    }
    return told;
}"""

#: What can be typed or chosen on a page, each with the focus, in letters of less than `least` px.
#: A phone zooms into such a field, and the page around it is gone.
SMALL = """least => {
    const fields = document.querySelectorAll('input, select, textarea, [contenteditable=true]');
    const typed = one => !['range', 'checkbox', 'radio', 'file', 'button'].includes(one.type);
    return [...fields].filter(one => typed(one) && one.checkVisibility()).map(one => {
        one.focus({ preventScroll: true });
        const size = parseFloat(getComputedStyle(one).fontSize);
        return size < least ? `${one.ariaLabel || one.className}: letters of ${size} px` : '';
    }).filter(Boolean);
}"""


def looked_at(page, screen):
    """Return what is wrong with the figures of a page on a screen of this kind."""
    width, height = screen["size"]
    page.set_viewport_size({"width": width, "height": height})
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": screen["touch"]})
    page.evaluate(ALONE, screen["widest"])
    settle(page)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches") == screen["touch"]
    seen = page.evaluate(LOOK, screen["touch"])
    assert seen, "no figure on this page"
    wrong = []
    for one in seen:
        if abs(one["width"] - screen["widest"]) > 1:
            wrong.append(f"{one['where']}: {one['width']} px wide")
        if one["height"] > screen["most"]:
            wrong.append(f"{one['where']}: {one['height']:.0f} px high")
        if one["wide"] > 0:
            wrong.append(f"{one['where']}: {one['wide']} px are cut off at the right")
        wrong += [f"{one['where']}: {words}" for words in one["hard"]]
    return wrong + (page.evaluate(SMALL, 16) if screen["touch"] else [])


@pytest.mark.parametrize("kind", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_figures_of_a_page_fit_a_screen_and_no_control_is_covered(site, open_page, name, kind):
    """The chapters' own figures, each puzzle open in turn."""
    page = open_page((site / f"{name}.html").as_uri(), reduced_motion="reduce")
    assert looked_at(page, SCREENS[kind]) == []


@pytest.mark.parametrize("kind", SCREENS)
def test_explorers_as_they_are_made_fit_a_screen(show, kind):
    """All that an explorer offers at once, which is more than any chapter shows, and higher."""
    page = show(*(make() for make in MADE.values()))
    assert looked_at(page, SCREENS[kind] | {"most": MADE_MOST[kind]}) == []


#: The rows of a figure's controls, and how many stand whole in its frame.
ROWS = """figure => {
    const { right } = figure.getBoundingClientRect();
    const controls = [...figure.querySelectorAll('.cc-controls > .jupyter-widgets')];
    const boxes = controls.map(one => one.getBoundingClientRect());
    const tracks = figure.querySelectorAll('.cc-controls .slider-container');
    return {
        stand: figure.dataset.rows,
        rows: new Set(boxes.map(one => Math.round(one.bottom))).size,
        whole: boxes.filter(one => one.right <= right).length === boxes.length,
        tracks: [...tracks].filter(one => one.checkVisibility()).length,
    };
}"""


def on_phone(open_page, address, height=844):
    """Return a page as a phone shows it, on a screen of this height."""
    page = open_page(address, width=390, height=height, reduced_motion="reduce")
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    return page


@pytest.mark.parametrize(
    ("height", "four", "six"),
    [(560, "whole", "line"), (844, "whole", "tight"), (1400, "whole", "whole")],
)
def test_controls_of_a_phone_stand_as_roomy_as_the_screen_allows(
    site, open_page, height, four, six
):
    address = (site / "chapters/06_stride_dilation_and_output_size.html").as_uri()
    page = on_phone(open_page, address, height)
    settle(page)
    figures = page.locator(".cc-explorer")
    few = figures.filter(has_text="Which inputs are left over?").first.evaluate(ROWS)
    many = figures.filter(has_text="How many windows fit?").first.evaluate(ROWS)
    assert (few["stand"], many["stand"]) == (four, six)
    for found in (few, many):
        line = found["stand"] == "line"
        assert found["whole"] != line and (found["rows"] == 1) == line
        assert (found["tracks"] > 0) == (found["stand"] == "whole")


def test_controls_that_do_not_fit_a_phone_are_a_line_that_shows_that_it_goes_on(site, open_page):
    address = (site / "chapters/03_a_gallery_of_kernels.html").as_uri()
    page = on_phone(open_page, address)
    settle(page)
    figure = page.locator(".cc-explorer").filter(has_text="Which kernel does what?").first
    row = figure.locator(".cc-controls")
    sign = "row => getComputedStyle(row, '::after').opacity"
    assert figure.evaluate(ROWS)["stand"] == "line"
    assert row.evaluate(sign) == "1"
    row.evaluate("row => row.scrollTo({ left: row.scrollWidth, behavior: 'instant' })")
    settle(page)
    assert row.evaluate(sign) == "0"


def test_track_of_many_steps_has_the_width_of_its_column(site, open_page):
    for name, least in [("11_how_a_kernel_learns", 190), ("16_fast_convolution", 190)]:
        page = open_page((site / f"chapters/{name}.html").as_uri(), width=1280, height=800)
        settle(page)
        figure = page.locator(".cc-explorer").first
        assert figure.get_attribute("data-layout") == "beside"
        assert figure.locator(".slider-container").first.bounding_box()["width"] >= least, name


def test_words_that_flip_a_kernel_stay_where_they_are(site, open_page):
    address = (site / "chapters/04_convolution_or_correlation.html").as_uri()
    page = open_page(address, width=1280, height=800)
    settle(page)
    words = page.locator(".cc-try .cc-bound", has_text="flip the kernel")
    figure = page.locator(".cc-explorer").first
    assert figure.locator(".cc-kernels > .cc-kernel:visible").count() == 1
    before = words.bounding_box()
    words.click()
    settle(page)
    assert figure.locator(".cc-kernels > .cc-kernel:visible").count() == 2
    assert words.bounding_box() == before


@pytest.mark.parametrize("number", range(3))
def test_a_flipped_kernel_moves_nothing_on_a_phone(site, open_page, number):
    address = (site / "chapters/04_convolution_or_correlation.html").as_uri()
    page = open_page(address, width=390, height=844)
    figures = page.locator(".cc-explorer:has(.cc-turns):has(.widget-checkbox:has-text('Flip'))")
    assert figures.count() == 3
    figure = figures.nth(number)
    figure.scroll_into_view_if_needed()
    settle(page)
    places = []
    for flipped in (1, 2):
        assert figure.locator(".cc-turns > .cc-kernel:visible").count() == flipped
        top = figure.bounding_box()["y"]
        parts = [figure.locator(f".cc-stage > .cc-{part}") for part in ("input", "output")]
        boxes = [one.bounding_box() for one in parts]
        places.append([round(box["y"] - top) for box in boxes] + [figure.bounding_box()["height"]])
        figure.get_by_label("Flip the kernel").click()
        settle(page)
    assert np.abs(np.subtract(*places)).max() <= 1, places
