"""Time the hand: ``python benchmarks/hand.py [--moves N]``, after ``make book``.

From a key, a drag or a move of the pointer to the new pixels: the event's own time stamp to the
first task after the frame that drew them, with real input events in headless Chromium. KernelLab
has a 256×256 grey photo. The peer, in the same run, is a page that does nothing but paint one dot
in the next frame: what is above it is the figure's own; the rest is the grid of frames.
"""

import argparse
import itertools
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from book.build import build_folder
from convcourse.explorers import KernelLab, SlidingWindow
from tests.chromium import ARGUMENTS, find_chromium
from tests.site.embedded import embedded

ROOT = Path(__file__).parent.parent
FRAME = 1000 / 60
FIRST = 3  # moves that are not counted: the first ones compile the code
#: How a number is dragged, in px: step by step of its value.
STEPS = [(8 * n, 0) for n in range(1, 13)]
#: Pause between two moves, in ms: no multiple of a frame, so that they come anywhere in one.
PAUSES = (43, 57, 71, 49, 64)
PEER = """<!doctype html><title>peer</title><div class="cc-view"><canvas></canvas></div>
<script>
  const canvas = document.querySelector('canvas');
  const pen = canvas.getContext('2d');
  let waiting = 0, n = 0;
  for (const kind of ['keydown', 'pointermove']) addEventListener(kind, () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => pen.putImageData(new ImageData(1, 1), n++ % 9, 0));
  });
</script>"""
#: Notes for each event of a kind how long it took until what it changed had been drawn: a picture
#: that was painted, or a window that stands elsewhere.
WATCH = """kind => {
  window.times = [];
  let from = null;
  addEventListener(kind, (event) => (from = event.timeStamp), true);
  const changed = () => {
    if (from === null) return;
    const began = from;
    from = null;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => times.push(performance.now() - began);
    port2.postMessage(0);
  };
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    put.apply(this, given);
    if (!this.canvas.closest('.cc-input, .cc-kernel')) changed();
  };
  const window_ = document.querySelector('.cc-window');
  if (window_) new MutationObserver(changed).observe(window_, { attributeFilter: ['style'] });
}"""


@dataclass(frozen=True)
class Case:
    """What is moved by what, and the most that the median may be, or be above the peer's, in ms."""

    name: str
    figure: object
    act: object
    most: float = FRAME


def keys(name):
    """Return what presses the arrow keys of a slider, twelve steps up and twelve back."""

    def act(page):
        page.get_by_role("slider", name=name, exact=True).focus()
        yield "keydown"
        while True:
            for key in ("ArrowRight", "ArrowLeft"):
                for _ in range(12):
                    page.keyboard.press(key)
                    yield

    return act


def arrows(page):
    """Press an arrow key wherever the focus is."""
    yield "keydown"
    while True:
        page.keyboard.press("ArrowRight")
        yield


def page_canvas(page):
    """Return the peer's canvas."""
    return page.locator("canvas")


def drags(find, steps):
    """Return what holds a part of the page and moves it along `steps`, in px, and back."""

    def act(page):
        box = find(page).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        yield "pointermove"
        for right, down in itertools.cycle([*steps, *steps[-2::-1]]):
            page.mouse.move(x + right, y + down)
            yield

    return act


def cases():
    """Return all that is timed."""
    rng = np.random.default_rng(0)
    size = keys("Kernel size")
    window = [(46 * n, 46 * m) for n, m in ((1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (4, 3), (4, 4))]
    return [
        Case("box 3×3 to 31×31, key", KernelLab("camera", "box"), size),
        Case("Gaussian 3×3 to 31×31, key", KernelLab("camera", "gaussian"), size),
        Case(
            "number of a 7×7, drag",
            KernelLab("camera", rng.normal(size=(7, 7))),
            drags(lambda page: page.get_by_label("Kernel, row 3, column 3"), STEPS),
        ),
        Case("dense 15×15, key", KernelLab("camera", rng.normal(size=(15, 15)) / 15), keys("Scale"),
             2 * FRAME),
        Case(
            "window on a 9×9, drag",
            SlidingWindow(np.arange(81).reshape(9, 9)),
            drags(lambda page: page.get_by_label("Input, row 1, column 1"), window),
        ),
    ]  # fmt: skip


def measure(browser, address, act, moves):
    """Return the times of that many moves, in ms."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.locator(".cc-sum strong, body > .cc-view canvas").first.wait_for(timeout=10_000)
    page.wait_for_timeout(500)  # decoded, and drawn
    moved = act(page)
    page.evaluate(WATCH, next(moved))
    for pause, _ in zip(itertools.cycle(PAUSES), range(moves + FIRST)):
        next(moved)
        page.wait_for_timeout(pause)
    times = page.evaluate("times")
    page.close()
    return times[FIRST:]


def row(name, times, peer, most=None):
    """Print the median and the 90th percentile of some times, and what they are to the peer's."""
    median, tenth = statistics.median(times), np.percentile(times, 90)
    words = f"{name:30}{median:8.1f}{tenth:8.1f}   × {median / peer:4.2f} {median - peer:+6.1f}"
    if most is not None:
        words += f"{most:8.1f}{'   above' if median > most and median - peer > most else ''}"
    print(words, flush=True)


def main():
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=60)
    moves = parser.parse_args().moves
    site = build_folder(ROOT) / "_build" / "html"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        print(f"Chromium {browser.version}, {moves} moves each, ms · {platform.machine()}")
        print(f"{'':30}{'median':>8}{'p90':>8}{'beside peer':>16}{'goal':>8}")
        bare = Path(folder) / "peer.html"
        bare.write_text(PEER, encoding="utf8")
        peers = {}
        for kind, act in {"key": arrows, "drag": drags(page_canvas, STEPS)}.items():
            times = measure(browser, bare.as_uri(), act, moves)
            peers[kind] = statistics.median(times)
            row(f"peer: one dot, {kind}", times, peers[kind])
        for case in cases():
            times = measure(browser, embedded(site, Path(folder), case.figure), case.act, moves)
            drawn = f"{case.name}: {len(times)} of {moves} moves drew"
            assert len(times) >= 0.9 * moves, drawn
            row(case.name, times, peers[case.name.split(", ")[-1]], case.most)
        browser.close()


if __name__ == "__main__":
    main()
