"""The map of the front page, and what a reader has read: kept by the browser, and forgotten."""

import re

import pytest

from tests.conftest import ROOT, source_notebooks
from tests.site.test_pages import CHAPTERS

PADDING = "chapters/05_padding.html"
KEPT = "convcourse-progress"
#: A browser that keeps nothing of ours: it forbids to, or has no room.
REFUSE = """for (const name of %s) {
    const own = Storage.prototype[name];
    Storage.prototype[name] = function (key, ...rest) {
        if (key === 'convcourse-progress') throw new DOMException('not here', %s);
        return own.call(this, key, ...rest);
    };
}"""
FORBIDDEN = REFUSE % ("['getItem', 'setItem', 'removeItem']", "'SecurityError'")
FULL = REFUSE % ("['setItem']", "'QuotaExceededError'")
#: The same for all that the course keeps, whatever its name. What the theme keeps is its own.
REFUSE_ALL = {
    name: refuse.replace("key === 'convcourse-progress'", "key.startsWith('convcourse-')")
    for name, refuse in {"forbidden": FORBIDDEN, "full": FULL}.items()
}


def marked(page):
    """Return the chapters that the page marks, in the map, the rail and the header alike."""
    found = page.evaluate("""() => [...document.querySelectorAll('[data-chapter]')].map(one =>
        [one.dataset.chapter, one.dataset.progress,
         one.querySelector('.cc-progress').textContent])""")
    marks = {}
    for chapter, how, words in found:
        assert words.strip() == (f"· {how}" if how else ""), (chapter, how, words)
        marks.setdefault(chapter, set()).add(how)
    assert len(marks) == len(CHAPTERS) and all(len(hows) == 1 for hows in marks.values()), marks
    return {chapter: how for chapter, (how,) in marks.items() if how}


def line(page):
    return page.locator(".cc-remembered").inner_text().strip()


def read_to_the_end(page):
    """Go to the end, where nothing is read yet, and then see all that was covered."""
    page.wait_for_function("document.querySelector('.cc-veil')")
    page.evaluate("document.querySelector('.prev-next-area').scrollIntoView()")
    page.wait_for_function("scrollY > 1000")
    for left in range(page.locator(".cc-veil").count(), 0, -1):
        assert page.locator("[data-progress=read]").count() == 0, f"read, with {left} covered"
        page.locator(".cc-veil").first.get_by_role("button", name="Show me anyway").click()
    page.wait_for_function("document.querySelector('[data-progress=read]')")


@pytest.mark.parametrize("where", ["from disk", "served"])
def test_progress_appears_survives_and_is_forgotten(where, site, address, open_page):
    home = f"{site.as_uri()}/" if where == "from disk" else address
    page = open_page(f"{home}intro.html", veils=True)
    assert marked(page) == {} and line(page) == ""

    page.goto(home + CHAPTERS[0])
    assert marked(page) == {"what_is_convolution": "opened"}
    page.goto(home + PADDING)
    read_to_the_end(page)
    rail = page.locator(".bd-sidenav").get_by_role("link", name="5 Padding · read", exact=True)
    assert rail.count() == 1
    path = page.get_by_role("navigation", name="Chapters")
    assert path.get_by_role("link", name="5. Padding · read", exact=True).count() == 1
    both = {"what_is_convolution": "opened", "padding": "read"}
    assert marked(page) == both
    page.goto(home + PADDING)  # what has been read stays read
    assert marked(page) == both

    for again in (lambda: page.goto(f"{home}intro.html"), page.reload):
        again()
        assert marked(page) == both
        assert f"opened 2 of {len(CHAPTERS)} chapters, and read 1 to the end" in line(page)
    leaf = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="5 Padding"))
    assert "40 minutes · needs chapters 1 and 2 · read" in leaf.last.inner_text()

    for name in ("predictions", "exercises", "quizzes", "puzzles", "practice", "done"):
        page.evaluate(f"localStorage.setItem('convcourse-{name}', '{{}}')")
    page.evaluate("localStorage.setItem('another', 'stays')")
    page.get_by_role("button", name="Forget it").click()
    assert marked(page) == {} and line(page) == "Forgotten."
    assert page.evaluate("document.activeElement.innerText") == "Forgotten."
    left = page.evaluate("Object.keys(localStorage)")
    assert "another" in left and not [name for name in left if name.startswith("convcourse-")]
    page.reload()
    assert marked(page) == {} and line(page) == ""
    assert page.get_by_role("button", name="Forget it").count() == 0


@pytest.mark.parametrize("refuse", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_browser_that_keeps_nothing_shows_nothing_and_has_no_error(refuse, site, open_page):
    page = open_page((site / PADDING).as_uri(), offline=True, script=refuse)
    page.evaluate("document.querySelector('.prev-next-area').scrollIntoView()")
    page.wait_for_function("scrollY > 1000")
    assert marked(page) == {}
    page.goto((site / "intro.html").as_uri())
    assert marked(page) == {} and line(page) == ""


@pytest.mark.parametrize("kept", ["not ours", "[1, 2]", "null", '{"padding": "<b>", "other": 3}'])
def test_what_others_wrote_in_its_place_is_no_progress(kept, site, open_page):
    write = f"localStorage.setItem({KEPT!r}, {kept!r});"
    page = open_page((site / "intro.html").as_uri(), offline=True, script=write)
    assert marked(page) == {} and line(page) == ""


def test_another_tab_shows_what_is_read_and_what_is_forgotten(address, open_page):
    front = open_page(f"{address}intro.html")
    other = front.context.new_page()
    other.notes = []  # which `open_page` reads at the end
    other.on("pageerror", lambda error: other.notes.append(f"uncaught: {error}"))
    other.goto(address + PADDING)
    front.wait_for_function("document.querySelector('[data-progress=opened]')")
    other.goto(f"{address}intro.html")
    other.get_by_role("button", name="Forget it").click()
    front.wait_for_function("!document.querySelector('[data-progress]')")
    assert line(front) == ""


def test_map_says_of_each_chapter_what_the_chapter_says_and_needs_no_script(site, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((site / "intro.html").as_uri())
        leaves = page.locator(".cc-leaf").all()
        assert len(leaves) == len(source_notebooks())
        found = [
            (
                leaf.get_by_role("link").get_attribute("href"),
                leaf.inner_text(),
                leaf.locator("svg.cc-pictogram > *").count(),
            )
            for leaf in leaves
        ]
        drawn = {leaf.locator("svg").inner_html() for leaf in leaves}
        assert line(page) == ""
        parts = (ROOT / "_toc.yml").read_text(encoding="utf8").count("numbered: true")
        assert page.locator(".cc-course h3").count() == parts
        assert page.locator(".cc-part-words").count() == parts
        assert [href for href, _, _ in found] == CHAPTERS
        assert len(drawn) == len(leaves) and all(shapes for _, _, shapes in found)
        for href, text, _ in found:
            page.goto((site / href).as_uri())
            quiet = page.locator(".cc-quiet > p").first.inner_text()
            minutes, needed = re.search(r"about (\d+) minutes\. You need ([^;]*)", quiet).groups()
            assert page.locator(".cc-lead").inner_text() in text, href
            assert f"\n{minutes} minutes" in text, href
            chapters = re.findall(r"\d+", " ".join(re.findall(r"chapters? ([\d, and]+)", needed)))
            said = re.search(r"needs chapters? (.*)", text)
            assert re.findall(r"\d+", said[1] if said else "") == chapters, href
