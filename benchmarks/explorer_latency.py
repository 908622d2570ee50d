"""Time KernelLab in a page: ``python benchmarks/explorer_latency.py``, after ``make book``.

From the press of an arrow key on a slider to the new pixels: the event's own time stamp to the
first task after the frame that drew them, on a 256×256 grey photo, in Chromium, without a kernel.
About 11 ms of each number are the grid of frames, 16.7 ms apart. The last row is the peer, in the
same run: `interact` with matplotlib in JupyterLab, a box blur of the same photo.
"""

import argparse
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from interact_peer import measure as measure_peer
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from book.build import build_folder
from convcourse.explorers import KernelLab
from tests.chromium import ARGUMENTS, find_chromium
from tests.site.embedded import embedded

ROOT = Path(__file__).parent.parent
BUDGET = {"dense 15×15": 50}
WATCH = """() => {
  window.times = [];
  let pressed = null;
  addEventListener('keydown', (event) => (pressed = event.timeStamp), true);
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    put.apply(this, given);
    if (pressed === null || !this.canvas.closest('.cc-output')) return;
    const from = pressed;
    pressed = null;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => times.push(performance.now() - from);
    port2.postMessage(0);
  };
}"""


def cases():
    """Return the name, the lab and the slider to press of each case."""
    rng = np.random.default_rng(0)
    size = "Kernel size"
    yield "box 3×3 to 31×31", KernelLab("camera", "box"), size
    yield "Gaussian 3×3 to 31×31", KernelLab("camera", "gaussian"), size
    yield "box 31×31", KernelLab("camera", np.full((31, 31), 1 / 961)), "Scale"
    yield "Sobel", KernelLab("camera", "sobel_x"), "Scale"
    yield "dense 7×7", KernelLab("camera", rng.normal(size=(7, 7))), "Scale"
    yield "dense 7×7, per channel", KernelLab("coffee", rng.normal(size=(7, 7)),
                                              per_channel=True), "Scale"  # fmt: skip
    yield "dense 15×15", KernelLab("camera", rng.normal(size=(15, 15)) / 15), "Scale"


def measure(browser, address, slider, presses):
    """Return the times of that many key presses, in ms."""
    page = browser.new_page()
    page.goto(address)
    page.locator(".cc-sum strong").wait_for(timeout=10_000)
    handle = page.get_by_role("slider", name=slider, exact=True)
    handle.focus()
    page.evaluate(WATCH)
    for n in range(presses + 3):
        # Twelve steps up a size slider and back, or back and forth on another.
        up = (n // 12) % 2 == 0 if slider == "Kernel size" else n % 2 == 0
        handle.press("ArrowRight" if up else "ArrowLeft")
        page.wait_for_timeout(120)
    times = page.evaluate("times")
    page.close()
    return times[3:]


def main():
    """Print a table: the median and the slowest of each case beside its budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=20)
    presses = parser.parse_args().presses
    site = build_folder(ROOT) / "_build" / "html"
    print(f"{'':26}{'median':>8}{'slowest':>9}{'budget':>8}   ms · {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for name, lab, slider in cases():
            times = measure(browser, embedded(site, Path(folder), lab), slider, presses)
            assert len(times) == presses, f"{name}: {len(times)} of {presses} presses drew"
            median, slowest = statistics.median(times), max(times)
            print(f"{name:26}{median:8.1f}{slowest:9.1f}{BUDGET.get(name, 33):8}")
        times = measure_peer(browser, folder, presses)
        print(f"{'interact + matplotlib':26}{statistics.median(times):8.1f}{max(times):9.1f}")
        browser.close()


if __name__ == "__main__":
    main()
