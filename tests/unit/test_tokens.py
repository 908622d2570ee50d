"""One place for the colours: in it they can be read, and whatever draws takes them from there."""

import re
from itertools import product

import matplotlib.pyplot as plt
import pytest

from convcourse._tokens import TOKENS, colours
from convcourse.explorers.parts.modules import style_text
from convcourse.pictures import figures
from tests.conftest import ROOT

THEMES = ("light", "dark")
GROUNDS = ("page", "paper", "wash")
#: What WCAG asks of words, and of what has to be seen to use a control.
WORDS, MARKS = 4.5, 3
LEAST = {
    **dict.fromkeys(("ink", "soft", "link", "target"), WORDS),
    **dict.fromkeys(("input", "kernel", "output", "window"), WORDS),
    "edge": MARKS,
}
#: Files that may name a colour of their own: data's own black and white, and the theme's.
HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(("theme", "name", "ground"), [*product(THEMES, LEAST, GROUNDS)])
def test_colour_stands_out_from_what_is_behind_it(theme, name, ground):
    palette = colours(theme)
    assert contrast(palette[name], palette[ground]) >= LEAST[name]


@pytest.mark.parametrize("theme", THEMES)
def test_pressed_button_shows_its_words(theme):
    assert contrast(colours(theme)["paper"], colours(theme)["ink"]) >= WORDS


def test_both_themes_have_the_same_names():
    assert colours("light").keys() == colours("dark").keys() >= LEAST.keys() | set(GROUNDS)


def test_figures_and_their_style_take_the_colours_of_the_light():
    palette = colours()
    meant = [palette[name] for name in ("input", "kernel", "output", "window", "target")]
    drawn = [figures.INPUT, figures.KERNEL, figures.OUTPUT, figures.WINDOW, figures.QUIET]
    assert drawn == meant
    with plt.rc_context():
        figures.use_course_style()
        assert plt.rcParams["axes.prop_cycle"].by_key()["color"] == meant
        inked = {plt.rcParams[name] for name in ("text.color", "axes.labelcolor", "xtick.color")}
        assert inked == {palette["ink"]}
    assert not HEX.search(figures.STYLE.read_text(encoding="utf8"))


def test_explorers_bring_the_colours_with_them_to_where_no_page_has_them():
    text = style_text("quiz")
    assert text.startswith(TOKENS.read_text(encoding="utf8"))
    # What a page may give has a value of its own where none does.
    used = set(re.findall(r"var\(--([a-z]+)(?![\w-]*,)", text)) - {"jp"}
    defined = set(re.findall(r"--([a-z]+):", text))
    given_by_script = {"cell", "cols", "rows", "width", "height", "row", "col", "part", "pitch"}
    assert used - given_by_script <= defined


def test_forced_colours_name_the_same_as_the_themes():
    css = (ROOT / "convcourse/explorers/parts/explorer.css").read_text(encoding="utf8")
    for theme, rule in zip(THEMES, re.findall(r"\{([^{}]*--input:[^{}]*)\}", css), strict=True):
        named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", rule))
        assert named == {name: colours(theme)[name] for name in ("input", "kernel", "output")}


def test_stylesheets_of_the_site_name_no_colour_of_their_own():
    for sheet in sorted((ROOT / "book" / "styles").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf8"), flags=re.DOTALL)
        own = set(HEX.findall(re.sub(r"url\([^)]*\)", "", text)))
        assert own <= {"#fff"}, sheet.name  # the ground of a picture that brings none


def test_favicon_has_colours_of_the_dark():
    text = (ROOT / "book/static/favicon.svg").read_text(encoding="utf8")
    assert set(HEX.findall(text)) <= set(colours("dark").values())
