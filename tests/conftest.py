"""What several kinds of test share: the built site, a browser, and a count of each kind."""

import json
import os
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from book.build import build_book, build_folder
from tests.chromium import ARGUMENTS, find_chromium
from tests.second_tries import pytest_collection_modifyitems, pytest_sessionfinish, tell
from tests.server import serving

__all__ = ["pytest_collection_modifyitems", "pytest_sessionfinish"]  # hooks

ROOT = Path(__file__).parent.parent

# A machine of any speed; what fails can be played again; in CI the same cases every time.
hypothesis.settings.register_profile(
    "course", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("course")


#: The page's Python runs it, where the modules that judge have names of their own.
collect_ignore = ["unit/page/bank.py"]


def source_notebooks() -> list[Path]:
    """Return the chapters' notebooks as they are written, without outputs.

    A page of the back matter, which has no number, is no chapter.
    """
    return sorted((ROOT / "chapters").glob("[0-9][0-9]_*.ipynb"))


def notebook_id(path: Path) -> str:
    """Return the name of a notebook as it stands in a test's id."""
    return path.stem


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site, built anew if anything changed."""
    return build_book(ROOT).parent


@pytest.fixture(scope="session")
def executed(site) -> dict[str, dict]:
    """Return the notebooks as nbmake executed them, by name."""
    folder = build_folder(ROOT) / ".book" / "chapters"
    return {
        path.stem: json.loads(path.read_text(encoding="utf8")) for path in folder.glob("*.ipynb")
    }


@pytest.fixture(scope="session")
def address(site):
    """Serve the site on this machine, below a sub-path, and yield its address."""
    # Everything lies one folder down, as on a project's page: /html/chapters/…
    with serving(site.parent) as (home, _):
        yield f"{home}/{site.name}/"


@pytest.fixture(scope="session")
def browser():
    """Start a Chromium."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_S * 1000)
    path = find_chromium()
    assert path, "no Chromium here: run `python -m tests.chromium`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


#: How long, in seconds, a test waits for what has to come: on a busy machine all of it comes late.
PATIENCE_S = 120

#: Before anything of a page runs: counts the pictures that are being decoded, and the questions to
#: workers that wait for their answer.
DECODING = """{
    window.decoding = 0;
    const decode = createImageBitmap.bind(window);
    window.createImageBitmap = (...given) => {
        window.decoding++;
        return decode(...given).finally(() => window.decoding--);
    };
    const Started = Worker;
    window.Worker = class extends Started {
        asked = 0;
        constructor(...given) {
            super(...given);
            this.addEventListener("message", () => this.asked && this.ask(-1)); // it may say more
        }
        ask(times) {
            this.asked += times;
            window.decoding += times;
        }
        postMessage(...given) {
            this.ask(1);
            super.postMessage(...given);
        }
        terminate() {
            this.ask(-this.asked);
            super.terminate();
        }
    };
}"""

#: Before anything of a page runs: this reader wants nothing covered. Nothing is written, for a
#: browser under load may lose what two pages from disk write one right after the other.
UNVEILED = """{
    const read = Storage.prototype.getItem;
    Storage.prototype.getItem = function (name) {
        return name === 'convcourse-predictions' ? '{"always": "always"}' : read.call(this, name);
    };
}"""


@pytest.fixture
def open_page(browser):
    """Yield a function that opens an address and watches what goes wrong on the page."""
    contexts = []

    def open_(
        url,
        *,
        width=1280,
        height=900,
        scheme="light",
        offline=False,
        reduced_motion=None,
        script="",
        veils=False,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            offline=offline,
            reduced_motion=reduced_motion,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_S * 1000)
        context.add_init_script(DECODING)
        if not veils:  # as for a reader who wants nothing covered
            context.add_init_script(UNVEILED)
        context.add_init_script(script)  # runs before anything of the page
        page = context.new_page()
        page.notes = []
        page.devtools = context.new_cdp_session(page)
        home = url[: url.index("/", 8) + 1] if url.startswith("http") else "file://"
        page.on("console", lambda m: _note_console(page, m))
        page.on("pageerror", lambda e: page.notes.append(f"uncaught: {e}"))
        page.on("requestfailed", lambda r: page.notes.append(f"failed: {r.url}"))
        page.on("request", lambda r: _note_foreign(page, r.url, home))
        page.goto(url)
        if page.locator(".cc-widget, script[type*='widget-view']").count():
            page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
            page.wait_for_selector(".cc-view")
        return page

    yield open_
    notes = [note for context in contexts for page in context.pages for note in page.notes]
    for context in contexts:
        context.close()
    assert notes == []  # no test of a page passes over an error on it


def _note_console(page, message):
    if message.type in ("error", "warning"):
        page.notes.append(f"console {message.type}: {message.text}")


def _note_foreign(page, url, home):
    if not url.startswith((home, "data:", "blob:")):
        page.notes.append(f"foreign request: {url}")


KINDS = {
    "convcourse": "examples in docstrings",
    "tests/unit": "operators, kernels, checkers, explorers in Python",
    "tests/js": "JavaScript",
    "tests/notebooks": "notebooks: hygiene and executed outputs",
    "tests/site": "the site in Chromium",
    "tests/lab": "JupyterLab in Chromium",
}


def pytest_terminal_summary(terminalreporter):
    """Say how many tests of each kind passed."""
    passed = Counter(
        next((kind for kind in KINDS if report.nodeid.startswith(kind)), "other")
        for report in terminalreporter.stats.get("passed", [])
    )
    terminalreporter.section("passed, by kind")
    for kind, words in KINDS.items():
        if passed[kind]:
            terminalreporter.line(f"{passed[kind]:5d}  {words}")
    tell(terminalreporter)
