"""Makes the still figures of the built site light, without a change that an eye would see.

And it lets them be dark in the dark. What Matplotlib draws in the course's style stands on white,
and its PNG says where its images are (`convcourse.pictures.figures.tell_images`). A page passes the
figure through one affine map of colours, which leads white to the dark page and the course's
colours of the light to those of the dark, so soft edges come out right as well. Over it lie the
images as they are, for a photo keeps its tones. Both are the same file: no page loads more for it.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import PIL
from PIL import Image

from convcourse._tokens import colours

#: A figure that needs more than this as it is, in bytes, shows photos. They bear a lossy encoding,
#: where a drawing's flat colours and thin lines would not.
MOST_LOSSLESS = 60_000
LOSSLESS = {"lossless": True, "quality": 100, "method": 4}
LOSSY: dict[str, Any] = {"quality": 90, "method": 6, "use_sharp_yuv": True}
#: What a still figure is drawn in, on white.
DRAWN = ("ink", "soft", "target", "input", "kernel", "output", "window")
#: The filter of the page that `night_filter` makes.
NIGHT = "cc-night"
_IMG = re.compile(r'<img (?![^>]*width=")[^>]*?src="((?:[^"]*/)?_images/([^"/]+\.webp))"[^>]*?>')


@dataclass(frozen=True)
class Picture:
    """What a page has to know of a still figure: its size in pixels, and where its images are.

    Boxes of images are left, top, right and bottom in parts of the picture; None if it is no figure
    that tells.
    """

    size: tuple[int, int]
    images: list[list[float]] | None = None


def name_light_pictures(html: str) -> str:
    """Return a page's text with the names that `lighten_pictures` gives to its figures."""
    return re.sub(r'(_images/[^"/]+)\.png"', r'\1.webp"', html)


def lighten_pictures(site: Path, cache: Path) -> dict[str, Picture]:
    """Make each PNG below ``_images`` a WebP, or take it from `cache`, which keeps those of now.

    Returns
    -------
    dict of str to Picture
        What was made, by its name.
    """
    made_by = f"{PIL.__version__} {MOST_LOSSLESS} {LOSSLESS} {LOSSY}".encode()
    kept = {}
    for path in sorted((site / "_images").glob("*.png")):
        kept[path] = cache / f"{hashlib.sha256(made_by + path.read_bytes()).hexdigest()}.webp"
    cache.mkdir(parents=True, exist_ok=True)
    for old in set(cache.iterdir()) - set(kept.values()):
        old.unlink()
    with ThreadPoolExecutor(2) as pool:  # the encoder lets others work beside it
        return dict(pool.map(_lighten, kept, kept.values()))


def _lighten(path: Path, kept: Path) -> tuple[str, Picture]:
    with Image.open(path) as picture:
        told = picture.info.get("Images")
        found = Picture(picture.size, None if told is None else json.loads(told))
        if not kept.is_file():
            part = path.with_suffix(".part")
            pixels = picture.convert("RGB")
            pixels.save(part, "WEBP", **LOSSLESS)
            if part.stat().st_size > MOST_LOSSLESS:
                pixels.save(part, "WEBP", **LOSSY)
            part.replace(kept)
    light = path.with_suffix(".webp")
    shutil.copy(kept, light)
    path.unlink()
    return light.name, found


def dress_pictures(html: str, pictures: dict[str, Picture]) -> str:
    """Return a page whose still figures keep their room while they load, and follow its theme.

    Parameters
    ----------
    html : str
    pictures : dict of str to Picture
        What is known of them, as `lighten_pictures` returns it.
    """

    def dressed(found: re.Match) -> str:
        picture = pictures.get(found[2])
        if not picture:
            return found[0]
        size = 'width="{}" height="{}"'.format(*picture.size)
        img = found[0].replace("<img ", f"<img {size} ", 1)
        return img if picture.images is None else _plate(img, found[1], picture.images)

    html = _IMG.sub(dressed, html)
    if 'class="cc-plate"' in html and f'id="{NIGHT}"' not in html:
        html = html.replace("</body>", f"{night_filter()}\n</body>", 1)
    return html


def _plate(img: str, source: str, images: list[list[float]]) -> str:
    """Return a figure, which the page's style gives other colours, with its images above it."""
    if not images:
        return f'<span class="cc-plate">{img}</span>'
    corners = ["0 0"]  # from there to each box and back: lines that enclose nothing
    for box in images:
        left, top, right, bottom = (f"{100 * edge:.3f}%" for edge in box)
        around = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        corners += [*(f"{x} {y}" for x, y in around), "0 0"]
    style = f"background-image:url({source});clip-path:polygon({','.join(corners)})"
    return f'<span class="cc-plate">{img}<span class="cc-true" style="{style}"></span></span>'


def night_matrix() -> np.ndarray:
    """Return the affine map, 3×4, that leads a drawing on white to one on the page in the dark.

    White becomes the page itself. The colours that are drawn are more than the map has numbers
    left, so it meets theirs in the dark in the least squares.
    """
    light, dark = (_levels(colours(theme), DRAWN) for theme in ("light", "dark"))
    page = _levels(colours("dark"), ("page",))
    linear = np.linalg.lstsq(light - 1, dark - page, rcond=None)[0].T
    return np.column_stack([linear, page[0] - linear.sum(axis=1)])


def _levels(palette: Mapping[str, str], names: Sequence[str]) -> np.ndarray:
    """Return colours as rows of red, green and blue from 0 to 1."""
    return np.array([list(bytes.fromhex(palette[name][1:])) for name in names]) / 255


def night_filter() -> str:
    """Return the filter that a page needs for `night_matrix`."""
    rows = [f"{r:.4f} {g:.4f} {b:.4f} 0 {one:.4f}" for r, g, b, one in night_matrix()]
    values = " ".join([*rows, "0 0 0 1 0"])
    return (
        '<svg class="cc-night" width="0" height="0" aria-hidden="true" focusable="false">'
        f'<filter id="{NIGHT}" color-interpolation-filters="sRGB">'
        f'<feColorMatrix values="{values}"/></filter></svg>'
    )
