"""How soon a page shows its first explorer, how fast a slider answers, what a page weighs.

    python benchmarks/page.py

Run it after ``make book``. The peer, measured in the same run, is a page of the same site
without any explorer: what is above it is ours. Medians of several fresh loads; in milliseconds
and kB on the wire.
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from book.build import build_folder
from tests.chromium import ARGUMENTS, find_chromium
from tests.server import serving
from tests.site.test_pages import BUDGET_KB, PICTURES_KB, weights

SITE = build_folder(Path(__file__).parent.parent) / "_build" / "html"
LOADS = 9
PRESSES = 20
#: Looks in every frame, from the first on, whether an explorer has drawn its stage. A page without
#: one counts as shown when its text is there.
WATCH = """
    window.firstPicture = new Promise(done => {
        const look = () => {
            const waits = document.querySelector('script[type*="widget-view"], .cc-widget');
            const shown = waits ? document.querySelector('.cc-stage')?.offsetHeight > 50
                : document.readyState !== 'loading';
            shown ? done(performance.now()) : requestAnimationFrame(look);
        };
        look();
    });
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
    const right = handle.getAttribute('aria-valuenow') !== handle.getAttribute('aria-valuemax');
    const key = right ? 'ArrowRight' : 'ArrowLeft';
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
})"""


def first_picture(browser, url):
    """Return the median time from navigation to the first picture."""
    times = []
    for _ in range(LOADS):
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        times.append(page.evaluate("firstPicture"))
        page.close()
    return statistics.median(times)


def latency(browser, url):
    """Return the median time from a key press on each kind of slider to the new picture."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_selector(".cc-output .cc-cell")
    medians = {}
    for handle in page.locator(".cc-explorer").nth(1).locator(".noUi-handle").element_handles():
        times = [handle.evaluate(LATENCY) for _ in range(PRESSES)]
        medians[handle.get_attribute("aria-label")] = statistics.median(times)
    page.close()
    return medians


def print_weights(browser, home, names):
    """Print what each page weighs beside its budget, and mark what is above it."""
    print(f"\n{'kB on the wire':44} {'page':>6} /{BUDGET_KB:4} {'pictures':>9} /{PICTURES_KB:4}")
    for name in names:
        page = browser.new_page()
        page.goto(f"{home}/{name}")
        page.wait_for_load_state("networkidle")
        itself, pictures = weights(page, name, SITE, f"{home}/")
        mark = "  above" if itself > BUDGET_KB or pictures > PICTURES_KB else ""
        print(f"{name:46} {itself:10.1f} {pictures:15.1f}{mark}")
        page.close()


def main():
    """Print the figures."""
    chapters = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("chapters/*.html"))
    with serving(SITE) as (home, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        peer = first_picture(browser, f"{home}/genindex.html")
        print(f"{'page':44} {'first picture':>14} {'/ peer':>7}")
        print(f"{'genindex.html (peer, no explorer)':44} {peer:11.0f} ms {1:7.2f}")
        for name in ["intro.html", *chapters]:
            time = first_picture(browser, f"{home}/{name}")
            print(f"{name:44} {time:11.0f} ms {time / peer:7.2f}")
        print("\nkey press to new picture, chapter 1, Figure 1.2:")
        for name, time in latency(browser, f"{home}/{chapters[0]}").items():
            print(f"  {name:16} {time:6.1f} ms")
        print_weights(browser, home, ["intro.html", *chapters])
        browser.close()


if __name__ == "__main__":
    main()
