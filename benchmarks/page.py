"""How soon a page shows its first explorer, how fast a slider answers, what a page weighs.

    python benchmarks/page.py [PAGE …]

Run it after ``make book``, on a machine that does nothing else. It wants a whole Chromium, as
readers have, not the one without windows. The peer is the same page with its scripts taken out:
what it takes until the text is there; the two are loaded in turns. PAGE is a part of a page's name.
Times in milliseconds, medians of several fresh loads; weights in kB on the wire.
"""

import re
import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from book.build import build_folder
from tests.chromium import ARGUMENTS, find_chromium
from tests.server import serving
from tests.site.controls import sliders
from tests.site.test_pages import BUDGET_KB, FONTS_KB, PICTURES_KB, SECOND_PAGE_KB, weights

SITE = build_folder(Path(__file__).parent.parent) / "_build" / "html"
LOADS = 9
PRESSES = 20
SCRIPT = re.compile(r"<script\b.*?</script>|<link rel=\"preload\" as=\"script\"[^>]*>", re.DOTALL)
#: Looks in every frame, from the first on, whether the first explorer has drawn its stage, and
#: whether all pictures of it hold more than black. A page without one is there when it is parsed.
WATCH = """
    window.parsed = new Promise(done => addEventListener('DOMContentLoaded',
        () => requestAnimationFrame(() => done(performance.now()))));
    const seen = test => new Promise(done => {
        const look = () => test() ? done(performance.now()) : requestAnimationFrame(look);
        look();
    });
    const stage = () => document.querySelector('.cc-explorer .cc-stage');
    const filled = canvas => {
        if (!canvas.width || !canvas.height) return false;
        const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, at) => at % 4 < 3 && value > 9);
    };
    window.drawn = seen(() => stage()?.offsetHeight > 50);
    window.pictured = drawn.then(() => seen(() => [...stage().querySelectorAll('canvas')]
        .filter(canvas => canvas.offsetHeight && canvas.offsetWidth).every(filled)));
"""
#: From the key press to the frame after the one in which the stage changed.
LATENCY = """handle => new Promise(done => {
    const stage = handle.closest('.cc-explorer').querySelector('.cc-view');
    const begin = performance.now();
    const watch = new MutationObserver(() => {
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - begin));
    });
    watch.observe(stage, {subtree: true, childList: true, attributes: true, characterData: true});
    handle.value === handle.max ? handle.stepDown() : handle.stepUp();
    handle.dispatchEvent(new Event('input', {bubbles: true}));
})"""


def whole_chromium():
    """Return the path of a Chromium with windows, or of what there is."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None) or find_chromium()


def timed(browser, url, *promises):
    """Return when each of the promises of `WATCH` was kept, in a fresh load of a page."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")
        return [page.evaluate(promise) for promise in promises]


def write_peer(name):
    """Write a page of the site without its scripts beside it, and return its name."""
    page = SITE / name
    peer = page.with_name(f"without-scripts-{page.name}")
    peer.write_text(SCRIPT.sub("", page.read_text(encoding="utf8")), encoding="utf8")
    return peer


def print_times(browser, home, name):
    """Print when a page's first explorer is drawn and when its pictures are, and its peer."""
    peer = write_peer(name)
    try:
        peers, drawn, pictured = [], [], []
        for _ in range(LOADS):
            peers += timed(browser, f"{home}/{peer.relative_to(SITE).as_posix()}", "parsed")
            first, pictures = timed(browser, f"{home}/{name}", "drawn", "pictured")
            drawn.append(first)
            pictured.append(pictures)
    finally:
        peer.unlink()
    parsed, first, whole = map(statistics.median, (peers, drawn, pictured))
    times = f"{parsed:6.0f} ms {first:6.0f} ms × {first / parsed:4.2f}"
    print(f"{name:44} {times} {whole:6.0f} ms × {whole / parsed:4.2f}")


def print_latency(browser, url):
    """Print the median time from a move of each kind of slider to the new picture."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    for handle in sliders(page.locator(".cc-explorer").nth(1)).element_handles():
        times = [handle.evaluate(LATENCY) for _ in range(PRESSES)]
        print(f"  {handle.get_attribute('aria-label'):16} {statistics.median(times):6.1f} ms")
    page.close()


def print_weights(browser, home, names):
    """Print what each page weighs beside its budget, and mark what is above it."""
    budgets = f"{BUDGET_KB:4} {'fonts':>9} /{FONTS_KB:3} {'pictures':>9} /{PICTURES_KB:4}"
    print(f"\n{'kB on the wire':44} {'page':>6} /{budgets} {'second page':>12} /{SECOND_PAGE_KB:3}")
    for name in names:
        page = browser.new_page()
        page.goto(f"{home}/{name}")
        page.wait_for_load_state("networkidle")
        itself, fonts, pictures, second = weights(page, name, SITE, f"{home}/")
        above = itself > BUDGET_KB or fonts > FONTS_KB or second > SECOND_PAGE_KB
        mark = "  above" if above or pictures > PICTURES_KB else ""
        print(f"{name:46} {itself:10.1f} {fonts:14.1f} {pictures:15.1f} {second:17.1f}{mark}")
        page.close()


def main(wanted):
    """Print the figures."""
    chapters = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("chapters/*.html"))
    names = [n for n in ["intro.html", *chapters] if not wanted or any(w in n for w in wanted)]
    with serving(SITE) as (home, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=whole_chromium(), args=[*ARGUMENTS, "--headless=new"]
        )
        print(f"Chromium {browser.version}, {LOADS} loads of each in turns")
        print(f"{'page':44} {'peer':>9} {'first figure drawn':>18} {'its pictures too':>18}")
        for name in names:
            print_times(browser, home, name)
        print("\nmove of a slider to new picture, chapter 1, Figure 1.2:")
        print_latency(browser, f"{home}/{chapters[0]}")
        print_weights(browser, home, names)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
