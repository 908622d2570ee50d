"""What a figure looks like: its stage as pixels, at rest or until it changes."""

import base64
import io
import re
import time

import numpy as np
from PIL import Image

#: Ends when what was asked for is drawn. A figure draws in the next frame, and once more when a
#: picture has been decoded (`decoding` counts those, see tests/conftest.py); colours may fade.
AT_REST = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    let before;
    do {
        before = window.decoding;
        await frame();
        await frame();
    } while (before || window.decoding);
    const ends = one => one.effect.getComputedTiming().endTime < Infinity;
    // Not by their promises: that of one that another takes over from may stay open.
    const fading = one => one.playState === 'running' && ends(one);
    while (document.getAnimations().some(fading)) await frame();
    return true;
}"""
#: Where the stage is, in whole pixels of the window, once it is there as far as it fits.
PLACE = """stage => {
    const box = () => stage.getBoundingClientRect();
    if (box().top < 0 || box().bottom > innerHeight) {
        stage.scrollIntoView({block: 'center', behavior: 'instant'});
    }
    const {left, top, right, bottom} = box();
    const [x, y] = [Math.floor(left), Math.floor(top)];
    return {x, y, width: Math.ceil(right) - x, height: Math.ceil(bottom) - y};
}"""


#: Ends when so many frames have passed.
FRAMES = """async count => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
    return true;
}"""

#: A figure of a chapter, but for the one that it opens on, which may be of the same kind.
FIGURE = ".cc-explorer:not(.cc-hero *)"


def frames(page, count):
    """Let the page draw so many frames."""
    page.wait_for_function(FRAMES, arg=count)  # bounded, as in `settle`


def settle(page):
    """Wait until the page has drawn all that was asked for."""
    page.wait_for_function(AT_REST)  # which gives up after a while; an evaluation does not


def heard(explorer):
    """Return what a screen reader is told of the figure, once it is told something."""
    spoken = explorer.locator(".cc-spoken", has_text=re.compile(r"\S"))
    spoken.wait_for(state="attached")
    return spoken.inner_text()


def shot(explorer):
    """Return what the stage looks like now, as pixels."""
    pixels = crop(explorer.page, explorer.locator(".cc-main").evaluate(PLACE))
    assert np.ptp(pixels) > 0, "an empty picture: the stage is out of the window"
    return pixels


def crop(page, box):
    """Return what stands in `box` (x, y, width, height) of the window or beyond it, as pixels."""
    (x, y), window = (box["x"], box["y"]), page.viewport_size
    right, bottom = x + box["width"], y + box["height"]
    if min(x, y) >= 0 and right <= window["width"] and bottom <= window["height"]:
        # Chromium would lay out the page anew for a part of it, and once more after that.
        return _capture(page)[y:bottom, x:right].astype(np.int16)  # a difference has a sign
    left, top = page.evaluate("[scrollX, scrollY]")
    clip = box | {"x": x + left, "y": y + top, "scale": 1}
    return _capture(page, clip=clip, captureBeyondViewport=True).astype(np.int16)


def _capture(page, **part):
    # Playwright's own screenshot takes twice as long, and a page has up to forty controls.
    ask = {"format": "png", "optimizeForSpeed": True, **part}
    taken = page.devtools.send("Page.captureScreenshot", ask)
    png = io.BytesIO(base64.b64decode(taken["data"]))
    return np.asarray(Image.open(png).convert("RGB"))


def picture(explorer):
    """Return what the stage looks like, as pixels, once it has come to rest."""
    settle(explorer.page)
    return shot(explorer)


def differ(before, after):
    """Tell whether two pictures differ by more than the rim of a line that moved and came back."""
    if before.shape != after.shape:
        return True
    return (np.abs(before - after).max(axis=2) > 24).sum() > 20


def press(handle, key):
    """Press a key on an element of the page, as a reader does who uses the keyboard."""
    handle.focus()
    handle.press(key)


def changed(explorer, before):
    """Return the picture in which the stage differs from `before`.

    It is looked at for a second and a half, and None if it does not differ.
    """
    end = time.monotonic() + 1.5
    while not differ(before, now := picture(explorer)):
        if time.monotonic() > end:
            return None
    return now
