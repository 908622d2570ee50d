"""Draws the card that a link to the course shows: a photo, nine numbers, what they make of it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convcourse._tokens import colours
from convcourse.operators.kernels import emboss
from convcourse.operators.ops import correlate2d
from convcourse.pictures.images import photo

SIZE = (1200, 630)  # what those who show cards ask for
TITLE = "Learn convolution\nby moving it"
NAME = "convcourse"
EMBOSS = emboss().astype(int)
_SIDE, _CELL, _PITCH = 330, 66, 26
_LEFT, _TOP = 72, 250


def draw_card(face: Path) -> Image.Image:
    """Return the card, with words in the variable font at `face`."""
    palette = colours()
    card = Image.new("RGB", SIZE, palette["page"])
    pen = ImageDraw.Draw(card)
    pen.multiline_text((_LEFT, 62), TITLE, palette["ink"], _font(face, 72, 750), spacing=4)
    _draw_name(pen, face, palette)
    given = photo("chelsea", 256)
    made = np.clip(np.rint(correlate2d(given, EMBOSS, channel_axis=-1)), 0, 255).astype(np.uint8)
    right = SIZE[0] - _LEFT - _SIDE
    for pixels, left, role in ((given, _LEFT, "input"), (made, right, "output")):
        shown = Image.fromarray(pixels).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
        card.paste(shown, (left, _TOP))
        _frame(pen, (left, _TOP, left + _SIDE, _TOP + _SIDE), palette[role])
    _draw_kernel(pen, face, palette)
    return card


def _font(face: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(face), size)
    font.set_variation_by_axes([weight])
    return font


def _frame(pen: ImageDraw.ImageDraw, box: tuple[float, ...], colour: str) -> None:
    left, top, right, bottom = box
    pen.rounded_rectangle((left - 4, top - 4, right + 3, bottom + 3), 6, outline=colour, width=5)


def _draw_name(pen: ImageDraw.ImageDraw, face: Path, palette: Mapping[str, str]) -> None:
    """Draw the wordmark, at the right: a letter to a cell, and the window on three of them."""
    left = SIZE[0] - _LEFT - _PITCH * len(NAME)
    font = _font(face, 37, 700)
    for place, letter in enumerate(NAME):
        middle = (left + _PITCH * (place + 0.5), 92)
        pen.text(middle, letter, palette["ink"], font, anchor="ms")
    _frame(pen, (left, 62, left + 3 * _PITCH, 104), palette["window"])


def _draw_kernel(pen: ImageDraw.ImageDraw, face: Path, palette: Mapping[str, str]) -> None:
    """Draw the kernel between the photos, as a figure of the course shows it."""
    left, top = (SIZE[0] - 3 * _CELL) // 2, _TOP + (_SIDE - 3 * _CELL) // 2
    box = (left, top, left + 3 * _CELL, top + 3 * _CELL)
    pen.rectangle(box, fill=palette["paper"])
    font = _font(face, 30, 550)
    for (row, column), weight in np.ndenumerate(EMBOSS):
        x, y = left + column * _CELL, top + row * _CELL
        pen.rectangle((x, y, x + _CELL, y + _CELL), outline=palette["line"])
        words = str(weight).replace("-", "−")
        pen.text((x + _CELL / 2, y + _CELL / 2), words, palette["ink"], font, anchor="mm")
    _frame(pen, box, palette["kernel"])
    for x in ((_LEFT + _SIDE + left) / 2, SIZE[0] - (_LEFT + _SIDE + left) / 2):
        _draw_arrow(pen, (x, _TOP + _SIDE / 2), palette["soft"])


def _draw_arrow(pen: ImageDraw.ImageDraw, middle: tuple[float, float], colour: str) -> None:
    x, y = middle
    pen.line((x - 18, y, x + 18, y), colour, 4)
    pen.line((x + 6, y - 11, x + 18, y, x + 6, y + 11), colour, 4, joint="curve")
