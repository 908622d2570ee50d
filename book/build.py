"""Builds the book: ``python -m book.build``, run at the root of the repository.

Plain ``jupyter-book build .`` executes the notebooks one after the other, each time. This runs
them with nbmake, in parallel, and only those whose text or whose code changed; then all pages are
built from the executed copies, beside the site that there is, and take its place when they are
whole. Nothing is done when nothing changed.
"""

import argparse
import hashlib
import io
import json
import os
import shutil
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from textwrap import shorten

from filelock import FileLock, Timeout

from book.assets import make_assets
from book.complaints import find_complaints
from book.failures import (
    BuildError,
    tell_failures,
    tell_full_disk,
    tell_os_error,
)
from book.notebooks import Executed, Places, execute_notebooks
from book.processes import run_module, say
from book.repository import BUILDER
from book.staging import mark_failure, stage_book, write_if_other

_MOST_COMPLAINTS = 20
_LONGEST = 500


def build_folder(root: Path) -> Path:
    """Return the folder that gets ``.book`` and ``_build``: `root`, or what CONVCOURSE_BUILD names.

    With that, nothing is written below `root`, which may be read-only.
    """
    return Path(os.environ.get("CONVCOURSE_BUILD") or root).absolute()


def build_book(root: Path, *, keep_going: bool = False) -> Path:
    """Build the book of `root` if anything changed, and return the path of its first page.

    Of two builds at once, the second waits for the first.

    Parameters
    ----------
    root : Path
        Of the repository.
    keep_going : bool
        Build the site, too, if a notebook failed, with a note on its page.

    Raises
    ------
    BuildError
        If a notebook fails, the book has a warning, or something is missing. The site is that of
        the last build that ended well then, or with `keep_going` one with what failed.
    """
    for name in ("_toc.yml", "_config.yml"):
        if not (root / name).is_file():
            raise BuildError(f"There is no {name} in {root}; build at the root of the repository.")
    top = build_folder(root)
    build = top / "_build"
    build.mkdir(parents=True, exist_ok=True)
    lock = FileLock(build / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("Another build is at work here. This one waits for it to end ...")
        lock.acquire()
    try:
        for left in build.glob(".work-*"):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        work = Path(mkdtemp(prefix=".work-", dir=build))
        try:
            return _build(root, top, work, keep_going)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        lock.release()


def _build(root: Path, top: Path, work: Path, keep_going: bool) -> Path:
    # What takes long and asks for nothing is done beside the notebooks; its errors are told when
    # it is wanted.
    with ThreadPoolExecutor(1) as beside:
        scripts = beside.submit(make_assets, top / "_build" / "assets")
        return _build_beside(root, top, work, scripts, keep_going=keep_going)


def _build_beside(root: Path, top: Path, work: Path, scripts: Future, *, keep_going: bool) -> Path:
    build, book = top / "_build", top / ".book"
    # A notebook sees the helpers, not how the pages around it are made.
    helpers, makers = _files(root / "convcourse"), _files(root / "book")
    code = _digest(helpers, root) + _environment()
    places = Places(build / "home", build / "executed", build / "failed", work)
    sources = sorted((root / "chapters").glob("*.ipynb"))
    executed = execute_notebooks(sources, code, places)
    if executed.failures and not keep_going:
        raise BuildError(tell_failures(executed.failures, of=len(sources)))
    stage_book(root, book, executed.notebooks, build / "assets")
    for failure in executed.failures:
        mark_failure(book / "chapters" / failure.notebook, failure)
    built_by = json.dumps({name: os.environ.get(name) for name in BUILDER})
    wanted = _digest(_files(book), book) + _digest(helpers + makers, root)
    wanted += _environment() + built_by
    stamp = build / "html.stamp"  # any build that writes into `html` removes it first
    html = build / "html"
    if executed.failures or not html.is_dir() or _read(stamp) != wanted:
        scripts.result()
        _make_site(book, build, work, executed, of=len(sources), keep_going=keep_going)
        write_if_other(stamp, wanted.encode())
    return html / "index.html"


def _make_site(
    book: Path, build: Path, work: Path, executed: Executed, *, of: int, keep_going: bool
) -> None:
    """Build all pages anew, and put them into their place if nothing is wrong with them.

    They are all built, because Sphinx does not repeat its warnings about a page that it has read,
    and leaves the pages of chapters that are gone.
    """
    say("Building the pages ...")
    begin = time.monotonic()
    site, result = work / "site" / "html", work / "pages.json"
    arguments = [str(book), str(site), str(result), *(["--keep-going"] if keep_going else [])]
    status, printed = run_module("book.make_pages", *arguments, home=build / "home")
    crashed = {"error": f"it ended with {status}"}
    done = json.loads(result.read_text(encoding="utf8")) if status == 0 else crashed
    wrong = _what_is_wrong(done, printed, book, build)
    whole = done["error"] is None
    if whole and (keep_going or not wrong):
        _replace(build / "html", site, work)
        say(f"  built ({time.monotonic() - begin:.0f} s)")
    if executed.failures:
        wrong = "\n".join(filter(None, [wrong, tell_failures(executed.failures, of)]))
    if wrong:
        raise BuildError(wrong)


def _what_is_wrong(done: dict, printed: str, book: Path, build: Path) -> str:
    """Return the words for a build of the pages that ended so, none if it ended well."""
    if not done["error"] and not done["status"]:
        return ""
    full = tell_full_disk(build, printed)
    if full:
        raise BuildError(full)
    report = build / "failed" / "pages.txt"
    write_if_other(report, printed.encode())
    lines = find_complaints(printed, book)
    shown = lines[:_MOST_COMPLAINTS]
    if len(lines) > len(shown):
        shown.append(f"and {len(lines) - len(shown)} more")
    if done["error"]:
        shown.append(shorten(done["error"], _LONGEST, placeholder=" ..."))
    return "\n".join([*shown, f"The pages have faults; all that was said is in {report}"])


def _replace(html: Path, site: Path, work: Path) -> None:
    html.with_suffix(".stamp").unlink(missing_ok=True)
    if html.is_dir():
        html.rename(work / "old")
    site.rename(html)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _digest(paths: list[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _environment() -> str:
    """Name the installed packages: another version of one may change what a notebook shows.

    They are known by the names of their folders; what has no metadata is a leftover of one. Ours
    is known by its files.
    """
    folders = [p for entry in sys.path for p in Path(entry or ".").glob("*.*-info")]
    installed = {
        folder.name
        for folder in folders
        if any((folder / file).is_file() for file in ("METADATA", "PKG-INFO"))
        and not folder.name.startswith("convcourse")
    }
    return hashlib.sha256(json.dumps([sys.version, *sorted(installed)]).encode()).hexdigest()


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf8") if path.is_file() else None


def main() -> None:
    """Build the book of this folder; end with 1 and what went wrong if it is not whole."""
    parser = argparse.ArgumentParser(prog="python -m book.build", description=__doc__)
    parser.add_argument(
        "--keep-going",
        action="store_true",
        help="build the site if a notebook fails, too, with a note on its page; ends with 1 then",
    )
    options = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A path may have letters that the terminal has not.
            stream.reconfigure(errors="backslashreplace")
    begin = time.monotonic()
    try:
        page = build_book(Path.cwd(), keep_going=options.keep_going)
    except BuildError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(tell_os_error(error) or f"{type(error).__name__}: {error}")
    except KeyboardInterrupt:
        sys.exit("Stopped. What was done is remembered.")
    say(f"The book is at {page} ({time.monotonic() - begin:.0f} s)")


if __name__ == "__main__":
    main()
