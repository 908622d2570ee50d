"""Makes the course's own faces: cut to what its pages can use, with stand-ins of the same measures.

Until a face is there, text stands in a font of the reader's machine. The stand-in's rule scales
that font to the face's mean width and gives it the face's heights, so that nothing on the page
moves when the face takes its place. The measures come out of the fonts themselves.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

#: How often the letters and the space stand in a thousand characters of English text: what makes
#: the mean width of a line.
FREQUENCIES = {
    " ": 183, "e": 102, "t": 75, "a": 65, "o": 62, "n": 57, "i": 57, "s": 53, "r": 50, "h": 50,
    "l": 33, "d": 33, "u": 23, "c": 22, "m": 20, "f": 20, "w": 17, "g": 16, "p": 15, "y": 14,
    "b": 13, "v": 8, "k": 6, "x": 1, "j": 1, "q": 1, "z": 1,
}  # fmt: skip
#: What the faces' tables may keep: kerning, ligatures, marks, and digits of one width.
FEATURES = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum")


@dataclass(frozen=True)
class StandIn:
    """A font that machines have, with the names of its twins, and its mean width in em."""

    names: tuple[str, ...]
    width: float
    weight: int = 400


TIMES = (
    StandIn(("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "Tinos"), 0.3983),
    StandIn(
        ("Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold"), 0.4239, 700
    ),
)
TIMES_ITALIC = (
    StandIn(
        ("Times New Roman Italic", "TimesNewRomanPS-ItalicMT", "Liberation Serif Italic"), 0.3999
    ),
)
ARIAL = (
    StandIn(("Arial", "ArialMT", "Liberation Sans", "Arimo"), 0.4395),
    StandIn(("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold"), 0.4753, 700),
)


@dataclass(frozen=True)
class Face:
    """A face of the course: where npm has it, the weights that the pages set, what stands in."""

    family: str
    package: str
    file: str
    weights: int | tuple[int, int]
    stand_ins: tuple[StandIn, ...]
    style: str = "normal"

    @property
    def source(self) -> Path:
        """Where the file lies below ``node_modules``."""
        return Path("@fontsource-variable", self.package, "files", f"{self.file}.woff2")


FACES = (
    Face("Source Serif 4", "source-serif-4", "source-serif-4-latin-wght-normal", (400, 700), TIMES),
    Face("Source Serif 4", "source-serif-4", "source-serif-4-latin-wght-italic", 400, TIMES_ITALIC,
         "italic"),
    Face("Figtree", "figtree", "figtree-latin-wght-normal", (400, 800), ARIAL),
)  # fmt: skip


def cut_face(face: Face, font: TTFont) -> TTFont:
    """Return a font with the weights that the pages set, and the features that they use."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap())
    cutter.subset(font)
    return instantiateVariableFont(font, {"wght": face.weights})


def mean_width(font: TTFont) -> float:
    """Return the mean width of a character of English text, in em."""
    advances = font["hmtx"].metrics
    names: dict[int, str] = font.getBestCmap() or {}
    total = sum(part * advances[names[ord(sign)]][0] for sign, part in FREQUENCIES.items())
    return total / sum(FREQUENCIES.values()) / _em(font)


def face_rules(face: Face, font: TTFont) -> str:
    """Return the rules for a face that is cut, and for what stands in for it."""
    weights = str(face.weights) if isinstance(face.weights, int) else "{} {}".format(*face.weights)
    rule = (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style};\n'
        f"  font-weight: {weights}; font-display: swap;\n"
        f'  src: url("fonts/{face.file}.woff2") format("woff2"); }}\n'
    )
    return rule + "".join(_stand_in_rule(face, font, one) for one in face.stand_ins)


def _stand_in_rule(face: Face, font: TTFont, stand_in: StandIn) -> str:
    heights: Any = font["hhea"]
    em = _em(font)
    size = mean_width(_at_weight(font, stand_in.weight)) / stand_in.width
    parts = {"ascent": heights.ascent, "descent": -heights.descent, "line-gap": heights.lineGap}
    overrides = [f"{name}-override: {part / em / size:.2%};" for name, part in parts.items()]
    local = ", ".join(f'local("{name}")' for name in stand_in.names)
    return (
        f'@font-face {{ font-family: "{face.family} stand-in"; font-style: {face.style};\n'
        f"  font-weight: {stand_in.weight}; src: {local};\n"
        f"  size-adjust: {size:.2%}; {' '.join(overrides)} }}\n"
    )


def _em(font: TTFont) -> int:
    """Return how many of its units a font has in an em."""
    head: Any = font["head"]  # fontTools makes its attributes while it reads
    return head.unitsPerEm


def _at_weight(font: TTFont, weight: int) -> TTFont:
    return instantiateVariableFont(font, {"wght": weight}) if "fvar" in font else font
