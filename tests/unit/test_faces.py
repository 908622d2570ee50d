"""The course's own faces: cut, with stand-ins of their measures; the card set in one of them."""

import re

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from book.assets import make_faces
from book.build import build_folder
from book.card import EMBOSS, SIZE
from book.faces import FACES, FREQUENCIES, Face, StandIn, face_rules, mean_width
from convcourse._tokens import colours
from tests.conftest import ROOT


def font_of(width, ascent=800, descent=-200):
    """Return a font whose letters are all of one width, in thousandths of an em."""
    names = {ord(sign): f"c{ord(sign)}" for sign in FREQUENCIES}
    order = [".notdef", *names.values()]
    built = FontBuilder(1000, isTTF=True)
    built.setupGlyphOrder(order)
    built.setupCharacterMap(names)
    built.setupGlyf({name: TTGlyphPen(None).glyph() for name in order})
    built.setupHorizontalMetrics(dict.fromkeys(order, (width, 0)))
    built.setupHorizontalHeader(ascent=ascent, descent=descent)
    return built.font


def test_mean_width_weighs_each_letter_by_how_often_it_stands():
    font = font_of(500)
    assert mean_width(font) == pytest.approx(0.5)
    font["hmtx"].metrics["c101"] = (1500, 0)  # e, in a tenth of the places
    assert mean_width(font) == pytest.approx(0.5 + FREQUENCIES["e"] / sum(FREQUENCIES.values()))


def test_stand_in_is_scaled_to_the_faces_width_and_has_its_heights():
    face = Face("Wide", "wide", "wide-normal", 400, (StandIn(("Narrow", "Twin"), 0.4),))
    rules = face_rules(face, font_of(500, ascent=1000, descent=-250))
    own, stand_in = rules.split("@font-face")[1:]
    assert "font-display: swap" in own and 'url("fonts/wide-normal.woff2")' in own
    assert 'local("Narrow"), local("Twin")' in stand_in and '"Wide stand-in"' in stand_in
    # As wide: 125 % of a font with letters of 0.4 em. Its heights are parts of what is scaled.
    for given in ("size-adjust: 125.00%", "ascent-override: 80.00%", "descent-override: 20.00%"):
        assert given in stand_in


@pytest.fixture(scope="module")
def made(site):
    """Return the folder of the faces that the site was built with."""
    return make_faces(build_folder(ROOT) / "_build" / "assets")


def test_faces_are_light_and_their_licences_travel_with_them(made):
    fonts = made / "fonts"
    assert {path.name for path in fonts.glob("*.woff2")} == {f"{face.file}.woff2" for face in FACES}
    assert sum(path.stat().st_size for path in fonts.glob("*.woff2")) <= 75_000
    for face in FACES:
        text = (fonts / f"{face.package}-LICENSE.txt").read_text(encoding="utf8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_every_face_of_the_tokens_has_its_rules(made):
    css = (made / "faces.css").read_text(encoding="utf8")
    tokens = (ROOT / "convcourse" / "tokens.css").read_text(encoding="utf8")
    for name in re.findall(r'--(?:prose|ui): "?([\w ]+?)"?,', tokens):
        assert f'font-family: "{name}";' in css and f'font-family: "{name} stand-in";' in css
    assert "preload" not in css and css.count("font-display: swap") == len(FACES)


def test_card_shows_the_photo_what_is_made_of_it_and_the_name(made, site):
    with Image.open(made / "card.jpg") as card:
        pixels = np.asarray(card.convert("RGB")).astype(int)
    assert pixels.shape[1::-1] == SIZE and (made / "card.jpg").stat().st_size < 200_000
    ground = np.array(list(bytes.fromhex(colours()["page"][1:])))
    assert np.abs(pixels[5, 5] - ground).max() <= 2
    left, right = pixels[260:570, 80:390], pixels[260:570, 806:1116]
    assert left.std() > 30 and right.std() > left.std()  # embossed: more relief
    assert EMBOSS.sum() == 1
    assert (site / "_static/convcourse/card.jpg").read_bytes() == (made / "card.jpg").read_bytes()
