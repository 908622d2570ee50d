"""Makes the still figures of the built site light: a hundred colours are enough for them."""

from pathlib import Path

from PIL import Image

#: Few enough that a gallery of photos stays within a page's budget, too many for an eye to count.
COLOURS = 96


def lighten_pictures(site: Path) -> None:
    """Rewrite each PNG below ``_images`` with a palette, where that makes it smaller."""
    for path in sorted((site / "_images").glob("*.png")):
        with Image.open(path) as picture:
            if picture.mode == "P":
                continue
            small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        lighter = path.with_suffix(".light")
        small.save(lighter, format="PNG", optimize=True)
        if lighter.stat().st_size < path.stat().st_size:
            lighter.replace(path)
        else:
            lighter.unlink()
