"""Makes the still figures of the built site light, without a change that an eye would see."""

import hashlib
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import PIL
from PIL import Image

#: A figure that needs more than this as it is, in bytes, shows photos. They bear a lossy encoding,
#: where a drawing's flat colours and thin lines would not.
MOST_LOSSLESS = 60_000
LOSSLESS = {"lossless": True, "quality": 100, "method": 4}
LOSSY = {"quality": 90, "method": 6, "use_sharp_yuv": True}


def name_light_pictures(html: str) -> str:
    """Return a page's text with the names that `lighten_pictures` gives to its figures."""
    return re.sub(r'(_images/[^"/]+)\.png"', r'\1.webp"', html)


def lighten_pictures(site: Path, cache: Path) -> None:
    """Make each PNG below ``_images`` a WebP, or take it from `cache`, which keeps those of now."""
    made_by = f"{PIL.__version__} {MOST_LOSSLESS} {LOSSLESS} {LOSSY}".encode()
    kept = {}
    for path in sorted((site / "_images").glob("*.png")):
        kept[path] = cache / f"{hashlib.sha256(made_by + path.read_bytes()).hexdigest()}.webp"
    cache.mkdir(parents=True, exist_ok=True)
    for old in set(cache.iterdir()) - set(kept.values()):
        old.unlink()
    with ThreadPoolExecutor(2) as pool:  # the encoder lets others work beside it
        list(pool.map(_lighten, kept, kept.values()))


def _lighten(path: Path, kept: Path) -> None:
    if not kept.is_file():
        part = path.with_suffix(".part")
        with Image.open(path) as picture:
            colours = picture.convert("RGB")
        colours.save(part, "WEBP", **LOSSLESS)
        if part.stat().st_size > MOST_LOSSLESS:
            colours.save(part, "WEBP", **LOSSY)
        part.replace(kept)
    shutil.copy(kept, path.with_suffix(".webp"))
    path.unlink()
