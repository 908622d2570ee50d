"""Every page of the built site in a real browser: from disk and over http, alone in the world."""

import gzip
import re
from pathlib import Path

import pytest

from convcourse._site.assets import node_modules
from tests.conftest import ROOT, source_notebooks

PAGES = ["intro.html", "index.html", "search.html", "genindex.html"] + [
    f"chapters/{path.stem}.html" for path in source_notebooks()
]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light")]
BUDGET_KB = 400
PICTURES_KB = 500


def test_every_page_of_the_site_is_tested(site):
    built = {
        p.relative_to(site).as_posix() for p in site.rglob("*.html") if "_static" not in p.parts
    }
    assert built == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("way", ["disk", "http below a sub-path"])
def test_page_has_no_errors_and_asks_no_other_host(page, way, site, address, open_page):
    url = (site / page).as_uri() if way == "disk" else address + page
    opened = open_page(url, offline=way == "disk")
    opened.wait_for_load_state("networkidle")
    assert opened.title()
    assert opened.notes == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("page", ["intro.html", *CHAPTERS])
def test_page_fits_and_is_accessible(page, width, scheme, address, open_page):
    opened = open_page(address + page, width=width, scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    axe = node_modules(ROOT / "_build" / "assets") / "axe-core" / "axe.min.js"
    opened.add_script_tag(path=axe)
    opened.wait_for_timeout(500)  # colours that fade in are still on their way
    found = opened.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")[
        "violations"
    ]
    serious = [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("page", ["intro.html", *CHAPTERS])
def test_pictures_have_alt_text(page, site):
    html = (site / page).read_text()
    article = html[html.index("<article") : html.index("</article>")]
    pictures = re.findall(r"<img [^>]*>", article)
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures), pictures


@pytest.mark.parametrize("page", CHAPTERS)
def test_equations_are_rendered_without_a_script(page, site):
    html = (site / page).read_text()
    assert html.count('class="katex-html"') >= 1
    assert 'class="katex-error"' not in html
    assert "MathJax" not in html


@pytest.mark.parametrize("page", CHAPTERS)
def test_equation_fonts_are_there_offline(page, site, open_page):
    opened = open_page((site / page).as_uri(), offline=True)
    opened.evaluate("document.fonts.ready.then(() => true)")
    assert opened.evaluate("document.fonts.check('16px KaTeX_Main')")
    loaded = opened.evaluate(
        """[...document.fonts].filter(font => font.status === 'loaded')
            .map(font => font.family.replaceAll('"', ''))"""
    )
    assert {"KaTeX_Main", "KaTeX_Math", "Font Awesome 6 Free"} <= set(loaded)


@pytest.mark.parametrize("page", ["intro.html", *CHAPTERS])
def test_page_stays_within_its_weight(page, address, site, open_page):
    opened = open_page(address + page)
    opened.wait_for_load_state("networkidle")
    names = opened.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    files = [site / page] + [
        site / name.removeprefix(address).split("?")[0]
        for name in names
        if name.startswith(address)
    ]
    pictures = [f for f in files if f.suffix in {".png", ".jpg", ".webp"}]
    rest = set(files) - {site / page} - set(pictures)
    html, embedded = without_embedded_pictures((site / page).read_text())
    assert len(gzip.compress(html.encode())) / 1000 + sum(map(weight, rest)) <= BUDGET_KB
    assert embedded + sum(map(weight, pictures)) <= PICTURES_KB


def without_embedded_pictures(html: str) -> tuple[str, float]:
    """Return a page without the photos in its widget state, and what those weigh in kB."""
    photo = re.compile(r'"data": ?"([A-Za-z0-9+/=]{1000,})"')
    return photo.sub("", html), sum(len(data) * 0.75 for data in photo.findall(html)) / 1000


def weight(path: Path) -> float:
    """Return what the file weighs on the wire in kB."""
    data = path.read_bytes()
    packed = path.suffix in {".woff2", ".png", ".jpg", ".webp"}
    return len(data if packed else gzip.compress(data)) / 1000


def test_search_finds_a_word_offline(site, open_page):
    opened = open_page((site / "search.html").as_uri() + "?q=impulse", offline=True)
    opened.wait_for_selector("ul.search li")
    assert "What is convolution?" in opened.inner_text("ul.search")
    assert opened.notes == []


def test_front_door_leads_to_the_intro(site, open_page):
    opened = open_page((site / "index.html").as_uri(), offline=True)
    opened.wait_for_url("**/intro.html")


def test_theme_button_turns_the_page_and_its_explorers_dark(site, open_page):
    opened = open_page((site / "intro.html").as_uri(), offline=True)
    colour = "getComputedStyle(document.querySelector('.cc-explorer')).backgroundColor"
    before = opened.evaluate(colour)
    for _ in range(3):  # the button goes round light, dark and what the system says
        if opened.evaluate("document.documentElement.dataset.theme") != "dark":
            opened.locator(".theme-switch-button").first.click()
    assert opened.evaluate("document.documentElement.dataset.theme") == "dark"
    assert opened.evaluate(colour) != before
