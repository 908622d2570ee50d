"""Photographs the course for the README: ``python -m tests.portrait``, after ``make book``.

It writes ``portrait.webp`` at the root: the first screen of a page of the built site.
"""

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from book.build import build_folder
from tests.chromium import ARGUMENTS, find_chromium
from tests.site.look import settle

ROOT = Path(__file__).parent.parent
PORTRAIT = ROOT / "portrait.webp"
WINDOW = {"width": 1280, "height": 800}


def photograph(page: Path) -> Image.Image:
    """Return what a window shows of a page of the site when its figures are drawn."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        opened = chromium.new_page(viewport=WINDOW, color_scheme="light", reduced_motion="reduce")
        opened.add_init_script("window.decoding = 0")
        opened.goto(page.as_uri())
        opened.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        opened.evaluate("document.fonts.ready.then(() => true)")
        settle(opened)
        taken = opened.screenshot()
        chromium.close()
    with Image.open(io.BytesIO(taken)) as picture:
        return picture.convert("RGB")


def main() -> None:
    """Write the portrait."""
    parser = argparse.ArgumentParser(prog="python -m tests.portrait", description=__doc__)
    parser.add_argument("page", nargs="?", default="intro", help="such as chapters/05_padding")
    options = parser.parse_args()
    site = build_folder(ROOT) / "_build" / "html"
    photograph(site / f"{options.page}.html").save(PORTRAIT, quality=82, method=6)
    print(f"{PORTRAIT.name}: {PORTRAIT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
