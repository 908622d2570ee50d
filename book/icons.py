"""Cuts FontAwesome, which the theme brings whole, down to the icons that the built pages use."""

import base64
import io
import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = {
    "Font Awesome 6 Free": ("fa-solid-900.ttf", 900),
    "Font Awesome 6 Brands": ("fa-brands-400.ttf", 400),
}
#: The names under which the theme's own stylesheet asks for the fonts.
CSS_HEAD = """\
:root { --fa-font-solid: normal 900 1em/1 "Font Awesome 6 Free";
  --fa-font-brands: normal 400 1em/1 "Font Awesome 6 Brands"; }
.fa, .fas, .fa-solid, .fab, .fa-brands {
  display: inline-block; font-style: normal; font-variant: normal; line-height: 1;
  text-rendering: auto; -webkit-font-smoothing: antialiased;
}
.fa, .fas, .fa-solid { font-family: "Font Awesome 6 Free"; font-weight: 900; }
.fab, .fa-brands { font-family: "Font Awesome 6 Brands"; font-weight: 400; }
.fa-lg { font-size: 1.25em; vertical-align: -0.075em; }
.fa-fw { width: 1.25em; text-align: center; }
"""


def write_icons(site: Path) -> None:
    """Write one stylesheet with small fonts in it, to stand for the theme's FontAwesome folder."""
    vendor = next(
        Path(pydata_sphinx_theme.__file__).parent.rglob("vendor/fontawesome/*/css")
    ).parent
    codes = _codes((vendor / "css" / "all.min.css").read_text(encoding="utf8"))
    names = _used_names(site) & codes.keys()
    points = {codes[name] for name in names} | _points_in_stylesheets(site)
    parts = [CSS_HEAD]
    for family, (file, weight) in FONTS.items():
        font = _subset(vendor / "webfonts" / file, points)
        parts.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: block;\n'
            f'  src: url("data:font/woff;base64,{font}") format("woff"); }}\n'
        )
    parts += [f'.fa-{name}::before {{ content: "\\{codes[name]:x}"; }}\n' for name in sorted(names)]
    (site / "_static" / "convcourse" / "icons.css").write_text("".join(parts), encoding="utf8")


def _codes(css: str) -> dict[str, int]:
    """Read the code point of each icon name out of FontAwesome's stylesheet."""
    rule = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+|.)"\}')
    codes = {}
    for selectors, code in rule.findall(css):
        point = int(code, 16) if len(code) > 1 else ord(code)
        codes.update(dict.fromkeys(re.findall(r"\.fa-([a-z0-9-]+):before", selectors), point))
    return codes


def _used_names(site: Path) -> set[str]:
    names = set()
    for path in [*site.rglob("*.html"), *site.glob("_static/**/*.js")]:
        if "vendor" not in path.parts:
            names |= set(
                re.findall(r"\bfa-([a-z0-9-]+)", path.read_text(errors="ignore", encoding="utf8"))
            )
    return names


def _points_in_stylesheets(site: Path) -> set[int]:
    """Find the icons that the theme draws by character, as in ``content: "\\f0eb"``."""
    css = "".join(path.read_text(encoding="utf8") for path in site.glob("_static/styles/*.css"))
    escaped = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", css)}
    return escaped | {ord(character) for character in re.findall("[\ue000-\uf8ff]", css)}


def _subset(path: Path, points: set[int]) -> str:
    """Return the font of `path` with only these code points, as base64-encoded WOFF."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    font = TTFont(path, recalcTimestamp=False)  # the same site from the same sources
    cutter = subset.Subsetter(subset.Options(layout_features=[], hinting=False))
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
