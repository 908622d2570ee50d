"""Makes the still figures of the built site light, without a change that an eye would see."""

import re
from pathlib import Path

from PIL import Image

#: A figure that needs more than this as it is, in bytes, shows photos. They bear a lossy encoding,
#: where a drawing's flat colours and thin lines would not.
MOST_LOSSLESS = 60_000
LOSSLESS = {"lossless": True, "quality": 100, "method": 4}
LOSSY = {"quality": 90, "method": 6, "use_sharp_yuv": True}


def name_light_pictures(html: str) -> str:
    """Return a page's text with the names that `lighten_pictures` gives to its figures."""
    return re.sub(r'(_images/[^"/]+)\.png"', r'\1.webp"', html)


def lighten_pictures(site: Path) -> None:
    """Make each PNG below ``_images`` a WebP."""
    for path in sorted((site / "_images").glob("*.png")):
        light = path.with_suffix(".webp")
        with Image.open(path) as picture:
            colours = picture.convert("RGB")
        colours.save(light, **LOSSLESS)
        if light.stat().st_size > MOST_LOSSLESS:
            colours.save(light, **LOSSY)
        path.unlink()
