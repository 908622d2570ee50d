"""Every page of the built site in a real browser: from disk and over http, alone in the world."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from book.assets import node_modules
from book.build import build_folder
from book.extension import OWN_STYLES
from book.loading import FIGURES
from book.mathematics import CHILDREN
from tests.conftest import ROOT, source_notebooks
from tests.site.look import settle

CHAPTERS = [f"chapters/{path.stem}.html" for path in source_notebooks()]
#: Pages of the back matter.
BACK = [
    "chapters/practice.html",
    "chapters/network_doctor.html",
    "chapters/beside_the_article.html",
]
PAGES = ["intro.html", "index.html", "search.html", "genindex.html", *CHAPTERS, *BACK]
READ = ["intro.html", *CHAPTERS]
#: What a page may weigh on the wire, in kB: its text, styles and scripts, its fonts, its pictures;
#: and its own text and explorers, all that a second page needs. benchmarks/page.py prints what each
#: has. Another zlib or WebP makes some per cent of it, so a test says no only at half as much
#: again: then something has come in that does not belong. The fonts are ours to the last byte.
#: The network doctor comes on top: it reads two languages, and knows layers by the hundred.
BUDGET_KB = 200
FONTS_KB = 130
PICTURES_KB = 500
SECOND_PAGE_KB = 60
DOCTOR_KB = 55
TOO_MUCH = 1.5
#: Of the words of the text that are alike in all that makes contrast, leave the first to be judged:
#: a page has thousands, and they take most of the time. Figures and controls are judged whole. A
#: word of a listing that is nothing but a colour becomes plain text if one with the same classes,
#: within the same, stands before it: two of three elements of a page are such words.
HIDE_REPEATED_WORDS = """() => {
    const seen = new Set();
    const again = kind => seen.has(kind) || !seen.add(kind);
    const path = one => one ? `${path(one.parentElement)} ${one.localName}.${one.className}` : '';
    for (const listing of document.querySelectorAll('article pre')) {
        for (const one of listing.querySelectorAll('span')) {
            const plain = [...one.attributes].every(({ name }) => name === 'class');
            if (plain && !one.childElementCount && again(path(one))) {
                one.replaceWith(one.textContent);
            }
        }
        listing.normalize();
    }
    const words = [...document.querySelectorAll('article :is(p, li, td, pre) *')]
        .filter(one => !one.closest('.cc-widget, a, button, summary, th') && one.checkVisibility());
    for (const one of words) one.classList.remove('repeated');
    const behind = one => {
        const colour = getComputedStyle(one).backgroundColor;
        const clear = one.parentElement && colour === 'rgba(0, 0, 0, 0)';
        return clear ? behind(one.parentElement) : colour;
    };
    const repeated = words.filter(one => {
        const text = one.textContent.trim();
        if (one.childElementCount || !text) return false;
        if (text.length < 2) return true;  // axe does not judge a single letter
        const {color, fontSize, fontWeight, opacity} = getComputedStyle(one);
        return again([color, fontSize, fontWeight, opacity, behind(one)].join());
    });
    for (const one of repeated) one.classList.add('repeated');
}"""


def test_every_page_of_the_site_is_tested(site):
    built = {
        p.relative_to(site).as_posix() for p in site.rglob("*.html") if "_static" not in p.parts
    }
    assert built == set(PAGES)


def let_it_load(opened, page):
    """Wait until the page has its fonts, which it asks for last, and has drawn all it has."""
    if page == "index.html":  # it leads on at once
        opened.wait_for_url("**/intro.html")
    opened.evaluate("document.fonts.ready.then(() => true)")
    settle(opened)


@pytest.mark.parametrize("page", PAGES)
def test_page_opened_from_disk_has_no_errors_and_its_fonts(page, site, open_page):
    opened = open_page((site / page).as_uri(), offline=True)
    let_it_load(opened, page)
    assert opened.title()
    loaded = opened.evaluate(
        """[...document.fonts].filter(font => font.status === 'loaded')
            .map(font => font.family.replaceAll('"', ''))"""
    )
    if page in CHAPTERS:
        assert {"KaTeX_Main", "KaTeX_Math", "Font Awesome 6 Free"} <= set(loaded)
    if page in READ + BACK:
        assert {"Source Serif 4", "Figtree"} <= set(loaded)
    assert opened.notes == []


@pytest.mark.parametrize("page", PAGES)
def test_page_served_below_a_sub_path_is_light_and_accessible(page, site, address, open_page):
    opened = open_page(address + page)
    let_it_load(opened, page)
    assert opened.title()
    if page in READ:
        itself, fonts, pictures, second = weights(opened, page, site, address)
        has_doctor = f"{FIGURES}/network_doctor.js" in (site / page).read_text(encoding="utf8")
        more = DOCTOR_KB if has_doctor else 0
        assert itself <= TOO_MUCH * (BUDGET_KB + more) and pictures <= TOO_MUCH * PICTURES_KB
        assert fonts <= FONTS_KB and second <= TOO_MUCH * (SECOND_PAGE_KB + more)
    if page != "index.html":  # it leads on at once
        assert_fits_and_is_accessible(opened)
        # In the dark the page has other colours, and nothing else.
        opened.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert_fits_and_is_accessible(opened, runOnly=["color-contrast"])


@pytest.mark.parametrize("page", READ + BACK)
def test_page_on_a_phone_with_all_open_fits_and_is_accessible(page, address, open_page):
    opened = open_page(address + page, width=390)
    opened.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true;")
    opened.locator(".search-button:visible").first.click()
    opened.locator(".bd-search input:visible").first.wait_for()
    # The colours are those of the wide page, and judging them takes most of the time.
    without_colours = {"color-contrast": {"enabled": False}}
    assert_fits_and_is_accessible(opened, rules=without_colours)


def assert_fits_and_is_accessible(opened, **options):
    """Check what axe finds wrong with the page as it is now; `options` are axe's own."""
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    settle(opened)
    axe = node_modules(build_folder(ROOT) / "_build" / "assets") / "axe-core" / "axe.min.js"
    if not opened.evaluate("'axe' in window"):
        opened.add_script_tag(path=axe)
        opened.add_style_tag(content=".repeated { visibility: hidden !important }")
    opened.evaluate(HIDE_REPEATED_WORDS)
    found = opened.evaluate(
        "options => axe.run(document, options)",
        {"resultTypes": ["violations"], "preload": False, **options},
    )
    notes = [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found["violations"]
    ]
    assert notes == []


def weights(opened, page, site, address):
    """Return what an opened page weighs on the wire, in kB.

    That is text, styles and scripts; fonts; pictures; and what it needs as the second page that one
    opens, at most: its text and the scripts of its explorers.
    """
    names = opened.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    files = [
        site / name.removeprefix(address).split("?")[0]
        for name in names
        if name.startswith(address)
    ]
    pictures = [f for f in files if f.suffix in {".png", ".jpg", ".webp"}]
    fonts = [f for f in files if f.suffix == ".woff2"]
    figures = [f for f in set(files) if f.parent.name == FIGURES]
    rest = set(files) - {site / page} - set(pictures) - set(fonts)
    html, embedded = without_embedded_pictures((site / page).read_text(encoding="utf8"))
    own = len(gzip.compress(html.encode())) / 1000
    kinds = (own + sum(map(weight, rest)), sum(map(weight, fonts)))
    return *kinds, embedded + sum(map(weight, pictures)), own + sum(map(weight, figures))


@pytest.mark.parametrize("page", READ)
def test_pictures_have_alt_text(page, site):
    html = (site / page).read_text(encoding="utf8")
    article = html[html.index("<article") : html.index("</article>")]
    pictures = re.findall(r"<img [^>]*>", article)
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures), pictures


@pytest.mark.parametrize("page", CHAPTERS)
def test_equations_are_rendered_without_a_script(page, site):
    html = (site / page).read_text(encoding="utf8")
    assert html.count('class="katex-html"') >= 1
    assert 'class="katex-error"' not in html
    assert "MathJax" not in html


@pytest.mark.parametrize("page", CHAPTERS)
def test_mathml_has_its_children(page, site):
    html = (site / page).read_text(encoding="utf8")
    equations = [ElementTree.fromstring(m) for m in re.findall(r"<math.*?</math>", html, re.DOTALL)]
    assert equations
    for element in (element for equation in equations for element in equation.iter()):
        inside = [child.tag.split("}")[1] for child in element]
        name = element.tag.split("}")[1]
        assert len(inside) == CHILDREN.get(name, len(inside)), ElementTree.tostring(element)
        assert not (inside and name in {"mi", "mn", "mo", "mtext", "mspace", "annotation"})
        assert name != "mtable" or set(inside) == {"mtr"}
        assert name != "mtr" or set(inside) == {"mtd"}


def without_embedded_pictures(html: str) -> tuple[str, float]:
    """Return a page without the photos in its widget state, and what those weigh in kB."""
    photo = re.compile(r'"data": ?"([A-Za-z0-9+/=]{1000,})"')
    return photo.sub("", html), sum(len(data) * 0.75 for data in photo.findall(html)) / 1000


def weight(path: Path) -> float:
    """Return what the file weighs on the wire in kB."""
    data = path.read_bytes()
    packed = path.suffix in {".woff2", ".png", ".jpg", ".webp"}
    return len(data if packed else gzip.compress(data)) / 1000


def test_stylesheet_has_no_custom_property_that_nothing_reads(site):
    css = (site / "_static" / "pages.css").read_text(encoding="utf8")
    declared = set(re.findall(r"(?<=[{;])(--[\w-]+):", css))
    read = set(re.findall(r"var\((--[\w-]+)", css))
    own = [site / sheet for sheet in OWN_STYLES]  # the course's own rules all stay
    for path in [*own, *site.rglob("*.html"), *site.rglob("_static/**/*.js")]:
        read |= set(re.findall(r"--[\w-]+", path.read_text(encoding="utf8")))
    assert len(declared) > 100 and declared - read == set()


def test_search_finds_a_word_offline(site, open_page):
    opened = open_page((site / "search.html").as_uri() + "?q=impulse", offline=True)
    opened.wait_for_selector("ul.search li")
    assert "What is convolution?" in opened.inner_text("ul.search")
    field = opened.get_by_role("searchbox", name="Search the course")
    air = """field => {
        const icon = field.previousElementSibling.getBoundingClientRect();
        const begins = field.getBoundingClientRect().left;
        return begins + parseFloat(getComputedStyle(field).paddingLeft) - icon.right;
    }"""
    assert field.evaluate(air) > 4, "the word lies on the magnifying glass"
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


def test_icons_of_a_player_are_there_at_rest_and_while_it_plays(site):
    icons = (site / "_static/convcourse/icons.css").read_text(encoding="utf8")
    for name in ("play", "pause", "stop", "retweet"):
        assert f".fa-{name}::before" in icons
