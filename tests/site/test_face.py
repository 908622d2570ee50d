"""The face of the site: type that swaps in without a jump, where one is, figures at night."""

import re

import numpy as np
import pytest

from tests.site.look import crop, settle
from tests.site.test_pages import BACK, CHAPTERS, READ

CHAPTER_5 = "chapters/05_padding.html"
WITH_STILLS = "chapters/02_filtering_an_image.html"
MOST_SHIFT = 0.02
#: What moves while a page loads, without what a reader moves.
WATCH_SHIFTS = """window.shifts = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value;
}).observe({type: 'layout-shift', buffered: true});"""
#: The width of some words in a face, and in what stands in for it.
WIDTHS = """([family, style, weight]) => {
    const one = document.createElement('span');
    one.textContent = 'A window slides over the picture and adds up what it sees there';
    one.style.cssText = `position:absolute;white-space:nowrap;font:${style} ${weight} 19px`
        + ` "${family}", monospace`;
    document.body.append(one);
    const width = one.getBoundingClientRect().width;
    one.remove();
    return width;
}"""


@pytest.mark.parametrize(
    ("page", "width"), [*((page, 390) for page in READ), *((page, 1280) for page in READ[1::4])]
)
def test_nothing_jumps_when_the_faces_come_late(page, width, site, open_page):
    opened = open_page("about:blank", width=width)
    opened.add_init_script(WATCH_SHIFTS)

    held = []
    opened.route("**/*.woff2", lambda route: held.append(route))
    opened.goto((site / page).as_uri(), wait_until="commit")
    opened.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    settle(opened)  # all is drawn, in the stand-ins
    for route in held:
        route.continue_()
    opened.unroute("**/*.woff2")
    opened.evaluate("document.fonts.ready.then(() => true)")
    settle(opened)
    families = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    assert {"Figtree", "Source Serif 4"} <= {f.strip('"') for f in opened.evaluate(families)}
    assert len(held) >= 2 and opened.evaluate("shifts") <= MOST_SHIFT


#: How clear the figure that a page opens on is to be seen, and what comes next.
OPENING = """['.cc-hero', '.cc-hero ~ *'].map(one => document.querySelector(one))
    .map(found => found && getComputedStyle(found).opacity)"""


def test_page_is_seen_though_a_picture_never_comes(site, open_page):
    never = (
        "window.createImageBitmap = () => { window.decoding = 0; return new Promise(() => {}); }"
    )
    opened = open_page("about:blank", script=never)
    opened.goto((site / CHAPTER_5).as_uri(), wait_until="commit")
    opened.wait_for_function(f"{OPENING}.join() === '0,0'")
    opened.wait_for_function(f"{OPENING}.join() === '1,1'")


@pytest.mark.parametrize(
    "fate",
    [lambda route: route.abort(), lambda route: route.fulfill(body="throw new Error('too old')")],
    ids=["missing", "failing"],
)
def test_page_is_seen_without_the_figures_script(fate, site, open_page):
    opened = open_page("about:blank")
    opened.route("**/page.js", fate)
    opened.goto((site / CHAPTER_5).as_uri())
    opened.get_by_text("A live figure belongs here").first.wait_for(state="visible")
    assert opened.evaluate(OPENING) == ["1", "1"]
    opened.notes.clear()


@pytest.mark.parametrize(
    ("family", "style", "weight"),
    [
        ("Source Serif 4", "normal", 400),
        ("Source Serif 4", "normal", 700),
        ("Source Serif 4", "italic", 400),
        ("Figtree", "normal", 400),
        ("Figtree", "normal", 700),
    ],
)
def test_stand_in_is_as_wide_as_its_face(family, style, weight, site, open_page):
    opened = open_page((site / CHAPTER_5).as_uri(), offline=True)
    loaded = opened.evaluate(
        "font => document.fonts.load(font).then(found => found.length)",
        f'{style} {weight} 19px "{family}"',
    )
    assert loaded == 1
    known = opened.evaluate(WIDTHS, ["no such font", style, weight])
    own = opened.evaluate(WIDTHS, [family, style, weight])
    stand_in = opened.evaluate(WIDTHS, [f"{family} stand-in", style, weight])
    assert own != known != stand_in  # both are there
    assert stand_in == pytest.approx(own, rel=0.025)


@pytest.mark.parametrize("page", READ)
def test_no_font_is_fetched_before_it_is_wanted(page, site):
    html = (site / page).read_text(encoding="utf8")
    assert not re.search(r"<link[^>]*(?:as=\"font\"|\.woff2)", html)


# Where one is


@pytest.mark.parametrize("page", CHAPTERS)
def test_page_says_where_in_the_course_it_is(page, site):
    html = (site / page).read_text(encoding="utf8")
    number = CHAPTERS.index(page) + 1
    path = html.split('<nav class="cc-path" aria-label="Chapters">')[1].split("</nav>")[0]
    cells = re.findall(r"<a ([^>]*)>", path)
    here = [n for n, cell in enumerate(cells, 1) if 'aria-current="page"' in cell]
    assert len(cells) == len(CHAPTERS) and here == [number]
    names = re.findall(r'<span class="cc-path-name">([^<]*)<', path)
    assert names == re.findall(r'title="([^"]*)"', path)
    assert [name.split(". ")[0] for name in names] == [str(n + 1) for n in range(len(CHAPTERS))]
    eyebrow = html.split('<p class="cc-eyebrow">')[1].split("</p>")[0]
    assert re.fullmatch(rf"<b>{number}</b> Part (I|II|III|IV|V) · [\w ]+", eyebrow)
    # The map marks this chapter, with all its sections, and no other.
    rail = html.split('aria-label="Main">')[1].split("</nav>")[0]
    active = re.search(r'<li class="toctree-l1 current active">.*?</div></li>', rail, re.DOTALL)[0]
    sections = re.findall(r'<section id="([\w-]+)">\s*<h2>', html)
    linked = re.findall(r'href="#([\w-]+)"', active)
    assert len(sections) >= 5 and [one for one in linked if one in sections] == sections
    assert rail.count('class="toctree-l1') == len(CHAPTERS + BACK)
    assert rail.count("toctree-l1 current active") == 1


def test_sections_stand_in_the_rail_and_follow_the_reader(site, open_page):
    opened = open_page((site / CHAPTER_5).as_uri(), offline=True)
    rail = opened.locator(".cc-sections")
    assert rail.is_visible() and opened.locator(".bd-sidebar-secondary").count() == 0
    opened.evaluate("document.querySelector('#where-it-goes-wrong').scrollIntoView()")
    opened.wait_for_function(
        "document.querySelector('.cc-sections a.active')?.textContent === 'Where it goes wrong'"
    )


def test_map_opens_on_a_phone_and_closes_by_keyboard(site, open_page):
    opened = open_page((site / CHAPTER_5).as_uri(), offline=True, width=390)
    rail = opened.locator(".bd-sidebar-primary")
    assert not rail.get_by_text("Feature maps", exact=True).is_visible()
    opened.get_by_role("button", name="Toggle primary sidebar").click()
    rail.get_by_text("Feature maps", exact=True).wait_for(state="visible")
    opened.wait_for_function("document.activeElement.closest('.bd-sidebar-primary')")
    opened.keyboard.press("Escape")
    opened.wait_for_function("!document.querySelector('#pst-primary-sidebar-checkbox').checked")


@pytest.mark.parametrize("page", READ)
def test_link_to_a_page_shows_a_card(page, site):
    html = (site / page).read_text(encoding="utf8")
    told = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', html))
    assert told["title"] and len(told["description"]) > 40 and len(told["image:alt"]) > 20
    assert ((site / page).parent / told["image"]).resolve().is_file()


# Dark in the dark

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def with_figures(site):
    """Return the pages that have a still figure with a photo or shaded cells in it."""
    return [page for page in READ if "cc-true" in (site / page).read_text(encoding="utf8")]


def boxes_of(plate):
    """Return where the images of a figure are, in parts of it."""
    style = plate.locator(".cc-true").get_attribute("style")
    corners = re.findall(r"([\d.]+)% ([\d.]+)%", style)
    points = [tuple(float(edge) / 100 for edge in corner) for corner in corners]
    return [(*points[at], *points[at + 2]) for at in range(0, len(points), 5)]


def inside(pixels, box):
    """Return the tones of what lies in a box: means of 8×8 pixels, hardly other when resampled."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (round(e * s) for e, s in zip(box, (width, height) * 2, strict=True))
    part = pixels[top + 3 : bottom - 3, left + 3 : right - 3, :3]
    rows, columns = part.shape[0] // 8, part.shape[1] // 8
    return part[: 8 * rows, : 8 * columns].reshape(rows, 8, columns, 8, 3).mean(axis=(1, 3))


def look_at(opened, plate, theme):
    opened.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    plate.scroll_into_view_if_needed()
    settle(opened)
    box = plate.bounding_box()
    return crop(opened, {name: round(value) for name, value in box.items()})


def test_still_figures_are_dark_in_the_dark_and_their_photos_true(site, open_page):
    pages = with_figures(site)
    assert len(pages) >= 5
    for page in pages:
        opened = open_page((site / page).as_uri(), offline=True, reduced_motion="reduce")
        opened.set_viewport_size({"width": 1280, "height": 1300})  # some are taller than a screen
        settle(opened)
        plate = opened.locator(".cc-plate:has(.cc-true)").first
        light, dark = (look_at(opened, plate, theme) for theme in ("light", "dark"))
        ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
        corner = dark[1, 1, :3]
        assert [int(n) for n in re.findall(r"\d+", ground)[:3]] == list(corner), page
        outside = np.ones(light.shape[:2], bool)
        for box in boxes_of(plate):
            before, after = inside(light, box), inside(dark, box)
            assert np.abs(before - after).mean() < 4, page  # else a hundred
            height, width = outside.shape
            left, top, right, bottom = box
            outside[int(top * height) : int(bottom * height) + 1,
                    int(left * width) : int(right * width) + 1] = False  # fmt: skip
        # What is drawn was dark on light, and is light on dark.
        words = (light[..., :3] @ LUMINANCE)[outside]
        night = (dark[..., :3] @ LUMINANCE)[outside]
        assert words.min() < 120 < 240 < words.max() and night.min() < 30 < 150 < night.max(), page


def test_figure_loads_once_for_both_its_layers(address, open_page):
    opened = open_page(address + WITH_STILLS, scheme="dark")
    settle(opened)
    names = opened.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    pictures = [name for name in names if name.endswith(".webp")]
    assert pictures and len(pictures) == len(set(pictures))


def test_figure_of_a_dark_page_is_printed_as_a_light_one(site, open_page):
    opened = open_page((site / WITH_STILLS).as_uri(), scheme="dark", offline=True)
    filter_of = "getComputedStyle(document.querySelector('.cc-plate img')).filter"
    assert "cc-night" in opened.evaluate(filter_of)
    opened.emulate_media(media="print", color_scheme="dark")
    opened.wait_for_function("document.documentElement.dataset.theme === 'light'")
    assert opened.evaluate(filter_of) == "none"
    blended = "getComputedStyle(document.querySelector('.cc-plate img')).mixBlendMode"
    assert opened.evaluate(blended) == "multiply"
