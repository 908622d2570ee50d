"""Time the coding exercises: ``python benchmarks/exercises.py [--loads N]``, after ``make book``.

From the click on *Run* to the verdict on a chapter's page from disk, in a Chromium with windows as
readers have: cold, with nothing loaded but the page (then Python, the chapter's data and the editor
come from the disk), and the next one, for which a Python waits. The peer, in the same run, is a
worker that only starts and answers: what is above it is Python's. And what a reader loads, in bytes
as gzip sends them. Times are in milliseconds, medians and largest of several fresh loads.
"""

import argparse
import gzip
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.page import whole_chromium
from book.build import build_folder
from tests.chromium import ARGUMENTS

SITE = build_folder(Path(__file__).parent.parent) / "_build" / "html"
CHAPTER = "chapters/06_stride_dilation_and_output_size.html"
NAME = "conv_output_size"
RIGHT = f"def {NAME}(n, k, s, p, d):\n    return (n + 2 * p - d * (k - 1) - 1) // s + 1\n"
#: Presses Run, and returns the time until the exercise is judged.
CLICK = """([name, source]) => new Promise(done => {
    const exercise = document.querySelector(`[data-exercise=${name}]`);
    const field = exercise.querySelector('textarea');
    if (field) field.value = source;
    const begin = performance.now();
    new MutationObserver((_, watch) => {
        if (exercise.ariaBusy !== 'false') return;
        watch.disconnect();
        done([performance.now() - begin, exercise.querySelector('[role=status]').dataset.state]);
    }).observe(exercise, { attributes: true, attributeFilter: ['aria-busy'] });
    exercise.querySelector('.cc-run').click();
})"""
PEER = """() => new Promise(done => {
    const begin = performance.now();
    const text = new Blob(['postMessage(1)'], { type: 'text/javascript' });
    const worker = new Worker(URL.createObjectURL(text));
    worker.onmessage = () => { worker.terminate(); done(performance.now() - begin); };
})"""
#: The goals, in kB and ms.
FIRST_KB, WITH_EDITOR_KB = 320, 450
COLD_MS, NEXT_MS = 500, 50


def loads(browser, times):
    """Return the times of so many fresh loads: the peer's, the first Run's, the next Run's."""
    peers, cold, later = [], [], []
    for _ in range(times):
        with browser.new_context(offline=True) as context:
            page = context.new_page()
            page.goto((SITE / CHAPTER).as_uri())
            page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
            page.wait_for_timeout(500)  # at rest
            peers.append(page.evaluate(PEER))
            for found in (cold, later):
                took, state = page.evaluate(CLICK, [NAME, RIGHT])
                assert state == "passed", state
                found.append(took)
                page.wait_for_timeout(1000)  # the next Python is warm
    return peers, cold, later


def weight(path):
    """Return what a file weighs as gzip sends it, in kB."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def main():
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loads", type=int, default=7)
    times = parser.parse_args().loads
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=whole_chromium(), args=ARGUMENTS)
        print(f"Chromium {browser.version}, {times} loads, ms")
        peers, cold, later = loads(browser, times)
        browser.close()
    rows = [("peer: a bare worker", peers, None), ("first Run, cold", cold, COLD_MS)]
    for name, found, most in [*rows, ("next Run", later, NEXT_MS)]:
        median = statistics.median(found)
        beside = f"× {median / statistics.median(peers):.1f}"
        print(f"{name:22}{median:8.1f}{max(found):8.1f}  {beside:>8}  {most or '':>5}")
    own = SITE / "_static" / "convcourse"
    data = {path.name: weight(path) for path in (own / "exercises").glob("[0-9]*.js")}
    python, editor = weight(own / "exercises" / "python.js"), weight(own / "editor.js")
    chapter = max(data.values())
    print(f"{'python.js':22}{python:8.1f} kB")
    print(
        f"{'a chapter, at most':22}{chapter:8.1f} kB, together {python + chapter:.1f} of {FIRST_KB}"
    )
    whole = python + chapter + editor
    print(f"{'editor.js':22}{editor:8.1f} kB, together {whole:.1f} of {WITH_EDITOR_KB}")


if __name__ == "__main__":
    main()
