"""Time the network in the page: ``python benchmarks/network.py [--rounds N]``, after ``make book``.

The slim VGG on pictures that it has not seen, in headless Chromium, from disk. *Computed*: all maps
and scores, in the worker, beside torch on one thread, in turns; with them the largest number of
each map, each layer's share of zeros, and the maps that a figure shows at once. *Drawn*: from the
choice of a file to the frame that shows its maps and names. *Cold*: a new browser opens a page with
one figure, to its first names. Sizes are gzipped.
"""

import argparse
import base64
import gzip
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from book.build import build_folder
from convcourse.explorers import FeatureMapBrowser
from convcourse.explorers.parts.shipped import weights_of, worker_text
from convcourse.networks import features, weights
from convcourse.pictures import images
from tests.chromium import ARGUMENTS, filming, find_chromium
from tests.site.embedded import embedded
from tests.site.test_kernel_lab import choose, png

ROOT = Path(__file__).parent.parent
NAME = "vgg16_slim"
SIDES = (96, 224)
WARM = 8  # rounds that are not counted: the browser compiles the code anew while they run
#: What the worker does by itself, with the time that each look took in its answer.
TIMED = """
const answer_ = globalThis.onmessage;
globalThis.onmessage = (event) => {
  const post = globalThis.postMessage.bind(globalThis);
  const from = performance.now();
  globalThis.postMessage = ({ error }) => post({ error, ms: performance.now() - from });
  answer_(event);
  globalThis.postMessage = post;
};
"""
START = """async ([text, weights]) => {
  const bytes = Uint8Array.from(atob(weights), (sign) => sign.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = new Worker(address);
  let count = 0;
  const ask = (command, look) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => data.error ? reject(new Error(data.error)) : resolve(data.ms);
    worker.postMessage({ id: ++count, command, look });
  });
  await ask("part", { number: 1, bytes });
  await ask("start", {});
  window.look = (side) => {
    const rgba = crypto.getRandomValues(new Uint8ClampedArray(side * side)); // a quarter of it
    const whole = new Uint8ClampedArray(4 * side * side).map((_, i) => rgba[i % rgba.length]);
    const picture = { key: String(count), rgba: whole, side, untrained: false };
    return ask("see", { ...picture, channels: null, most: 6 });
  };
}"""
#: Resolves with the time from the choice of a file to the frame after the names have changed.
NAMED = """() => new Promise((resolve) => {
  let from;
  const begin = () => { from = performance.now(); };
  document.addEventListener("change", begin, { capture: true, once: true });
  const names = document.querySelector(".cc-m-names");
  const watch = new MutationObserver(() => {
    if (!names.querySelector("li")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
  });
  watch.observe(names, { childList: true, subtree: true });
})"""
#: Notes when the first names stand there, from the start of the page on.
FIRST = """{
  const watch = new MutationObserver(() => {
    if (!document.querySelector(".cc-m-names li")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.first = performance.now(); }));
  });
  watch.observe(document, { childList: true, subtree: true });
}"""
#: Notes how long each task of the page's own thread takes that is over 50 ms.
LONG = """{
  window.long = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.long.push(duration);
  }).observe({ type: "longtask" });
}"""
#: Counts what workers answer that brings maps.
COUNTED = """{
  window.answers = 0;
  const Own = window.Worker;
  window.Worker = class extends Own {
    constructor(...how) {
      super(...how);
      this.addEventListener("message", ({ data }) => { if (data.value?.maps) window.answers++; });
    }
  };
}"""
FILM_SIDE, FILM_FRAMES, CAMERA_SECONDS = 128, 60, 5


def figure(side=96):
    """Return a figure that runs the network, with one photo of this side."""
    net = weights.load(NAME)
    maps = {"chelsea": features.activation_maps(net, images.photo("chelsea", side))}
    return FeatureMapBrowser(maps, network=NAME, side=side, puzzles=False)


def computed(browser, rounds):
    """Print what computing takes, beside torch on one thread."""
    torch.set_num_threads(1)
    net = weights.load(NAME)
    page = browser.new_page()
    page.goto("about:blank")
    page.evaluate(START, [worker_text() + TIMED, base64.b64encode(weights_of(NAME)).decode()])
    rng = np.random.default_rng(0)
    print(f"{'computed':26}{'page ms':>16}{'torch ms':>16}{'ratio':>8}")
    for side in SIDES:
        ours, theirs = [], []
        for _ in range(rounds + WARM):
            ours.append(page.evaluate("side => look(side)", side))
            picture = rng.integers(0, 256, (side, side, 3), dtype=np.uint8)
            time.sleep(0.05)  # torch's threads go to sleep first
            began = time.perf_counter()
            features.activation_maps(net, picture)
            theirs.append(1000 * (time.perf_counter() - began))
        told(f"{side} px, maps and scores", ours[WARM:], theirs[WARM:])
    page.close()


def told(name, ours, theirs):
    """Print medians, the least in brackets, and the ratio of the medians and of the least."""
    one, other = statistics.median(ours), statistics.median(theirs)
    ratio = f"{one / other:.2f} ({min(ours) / min(theirs):.2f})"
    print(f"{name:26}{one:8.1f} ({min(ours):.1f}){other:9.1f} ({min(theirs):.1f})  {ratio}")


def opened(browser, address, script):
    """Open the page of the figure, and return it when the figure has named its photo."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(script)
    page.goto(address)
    page.locator(".cc-m-names li").first.wait_for()
    return page


def drawn(browser, address, side, rounds):
    """Print how long it takes from a chosen file to its maps and names."""
    page = opened(browser, address, LONG)
    explorer = page.locator(".cc-explorer")
    times, longest = [], []
    for n in range(rounds + WARM):
        picture = np.random.default_rng(n).integers(0, 256, (side, side, 3), dtype=np.uint8)
        page.evaluate(f"() => {{ window.long.length = 0; window.named = ({NAMED})(); }}")
        choose(explorer, "mine.png", png(picture))
        times.append(page.evaluate("() => window.named"))
        longest.append(page.evaluate("() => Math.max(0, ...window.long)"))
    times, longest = times[WARM:], longest[WARM:]
    over = sum(one > 0 for one in longest)
    print(f"drawn, own file of {side} px: {statistics.median(times):.0f} ms (least "
          f"{min(times):.0f}); a task over 50 ms in {over} of {rounds}, the longest "
          f"{max(longest):.0f} ms")  # fmt: skip
    page.close()


def film(path):
    """Write a film of noise in squares, no frame as another, as YUV4MPEG2."""
    rng = np.random.default_rng(0)
    head = f"YUV4MPEG2 W{FILM_SIDE} H{FILM_SIDE} F60:1 Ip A1:1 C420jpeg\n"
    squares = rng.integers(16, 236, (FILM_FRAMES, 16, 16), dtype=np.uint8)
    grey = bytes([128]) * (FILM_SIDE**2 // 2)
    frames = (np.kron(one, np.ones((8, 8), np.uint8)).tobytes() for one in squares)
    path.write_bytes(head.encode() + b"".join(b"FRAME\n" + one + grey for one in frames))


def camera(playwright, address, folder):
    """Print how many frames of a camera a second are computed and drawn."""
    film(folder / "film.y4m")
    browser = playwright.chromium.launch(
        executable_path=find_chromium(), args=[*ARGUMENTS, *filming(folder / "film.y4m")]
    )
    page = opened(browser, address, COUNTED)
    page.get_by_role("button", name="Camera").click()
    page.get_by_role("button", name="Stop camera").wait_for()
    page.wait_for_timeout(1000 * CAMERA_SECONDS)  # the code is compiled anew meanwhile
    before = page.evaluate("answers")
    page.wait_for_timeout(1000 * CAMERA_SECONDS)
    rate = (page.evaluate("answers") - before) / CAMERA_SECONDS
    print(f"camera, 96 px, all layers: {rate:.0f} frames a second")
    browser.close()


def cold(playwright, address, rounds):
    """Print how long a new browser takes from opening a page to the first names."""
    times = []
    for _ in range(rounds):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(FIRST)
        page.goto(address)
        page.wait_for_function("window.first > 0")
        times.append(page.evaluate("window.first"))
        browser.close()
    print(f"cold, page on disk: {statistics.median(times):.0f} ms (least {min(times):.0f})")


def sizes(site):
    """Print what the network adds to a page, gzipped."""
    folder = site / "_static" / "convcourse" / "networks"
    packed = {path.name: len(gzip.compress(path.read_bytes())) for path in folder.glob("*.js")}
    worker = packed.pop(f"{NAME}.0.js")
    chapter = site / "chapters" / "13_feature_maps.html"
    print(f"worker {worker / 1000:.1f} kB, weights {sum(packed.values()) / 1000:.0f} kB, "
          f"chapter 13 {len(gzip.compress(chapter.read_bytes())) / 1000:.0f} kB")  # fmt: skip


def main():
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    site = build_folder(ROOT) / "_build" / "html"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folders = {side: Path(name) / str(side) for side in SIDES}
        for folder in folders.values():
            folder.mkdir()
        pages = {side: embedded(site, folders[side], figure(side)) for side in SIDES}
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        print(f"Chromium {browser.version}, torch {torch.__version__}, {platform.machine()}")
        computed(browser, rounds)
        for side, address in pages.items():
            drawn(browser, address, side, rounds)
        browser.close()
        cold(playwright, pages[96], max(3, rounds // 4))
        camera(playwright, pages[96], folders[96])
        sizes(site)


if __name__ == "__main__":
    main()
