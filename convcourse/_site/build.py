"""Builds the book: ``python -m convcourse._site.build``, run at the root of the repository.

Plain ``jupyter-book build .`` executes the notebooks one after the other, each time. This runs
them with nbmake, in parallel, and only those whose text or whose code changed; then the book is
built from the executed copies. Nothing is done when nothing changed.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import yaml
from filelock import FileLock

from convcourse._site.repository import BUILDER

PAGES = ("*.md", "*.yml", "*.bib")
#: Files at the root that speak to contributors, not to readers.
NOT_PAGES = {"README.md", "CONTRIBUTING.md"}


class BuildError(RuntimeError):
    """A notebook failed, or the book has a warning."""


def build_book(root: Path) -> Path:
    """Build the book of `root` if anything changed, and return the path of its first page.

    Of two builds at once, the second waits for the first.

    Raises
    ------
    BuildError
        If a notebook fails or the book has a warning; what went wrong is on the terminal.
    """
    (root / "_build").mkdir(exist_ok=True)
    with FileLock(root / "_build" / "lock"):
        return _build(root)


def _build(root: Path) -> Path:
    book = root / ".book"  # nbmake passes over anything below a `_build`
    html = root / "_build" / "html"
    package = _files(root / "convcourse")
    # A notebook sees the helpers, not how the pages around it are made.
    helpers = [path for path in package if "_site" not in path.parts]
    _stage_pages(root, book)
    execute_notebooks(root, book, _digest(helpers) + _environment())
    built_by = json.dumps({name: os.environ.get(name) for name in BUILDER})
    wanted = _digest(_files(book) + package) + _environment() + built_by
    stamp = html.with_suffix(".stamp")  # any build that writes into `html` removes it first
    if not html.is_dir() or _read(stamp) != wanted:
        stamp.unlink(missing_ok=True)
        _forget_pages_of_other_code(html, _digest(package))
        # -W -n: a warning or a broken reference is an error.
        _run("-c", "from jupyter_book.cli.main import main; main()", "build", str(book),
             "--path-output", str(root), "-W", "-n", "--keep-going", "-q")  # fmt: skip
        stamp.write_text(wanted, encoding="utf8")
    return html / "index.html"


def _forget_pages_of_other_code(html: Path, code: str) -> None:
    """Remove what another version of the package built: Sphinx would keep its unchanged pages."""
    made_by = html.parent / "made_by"
    if _read(made_by) != code:
        shutil.rmtree(html, ignore_errors=True)
        shutil.rmtree(html.parent / ".doctrees", ignore_errors=True)
        made_by.parent.mkdir(exist_ok=True)
        made_by.write_text(code, encoding="utf8")


def execute_notebooks(root: Path, book: Path, code: str) -> None:
    """Put an executed copy of each notebook below `book`; run those that changed since."""
    target = book / "chapters"
    target.mkdir(parents=True, exist_ok=True)
    stamps = root / "_build" / "executed"
    stamps.mkdir(parents=True, exist_ok=True)
    sources = {path.name: path for path in (root / "chapters").glob("*.ipynb")}
    for old in target.glob("*.ipynb"):
        if old.name not in sources:
            old.unlink()
    wanted = {name: _digest([path]) + code for name, path in sources.items()}
    stale = [
        name
        for name in sorted(sources)
        if not (target / name).is_file() or _read(stamps / name) != wanted[name]
    ]
    for name in stale:
        (stamps / name).unlink(missing_ok=True)
        shutil.copy(sources[name], target)
    if stale:
        copies = [str(target / name) for name in stale]
        # Our own options, not those of the test suite, which is about other files.
        _run("-m", "pytest", "-c", "/dev/null", f"--rootdir={target}", "--nbmake", "--overwrite",
             "--nbmake-timeout=120", "-p", "no:cacheprovider", "-n", str(min(2, len(stale))),
             "-q", *copies)  # fmt: skip
    for name in stale:
        (stamps / name).write_text(wanted[name], encoding="utf8")


def _stage_pages(root: Path, book: Path) -> None:
    """Copy the pages of the book, with a configuration that leaves the notebooks as they are."""
    book.mkdir(parents=True, exist_ok=True)
    for pattern in PAGES:
        for old in book.glob(pattern):
            old.unlink()
        for page in root.glob(pattern):
            if page.name not in NOT_PAGES:
                shutil.copy(page, book)  # with a new date, for its cells may show other code
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf8"))
    config["execute"]["exclude_patterns"] = ["chapters/*"]
    (book / "_config.yml").write_text(
        yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf8"
    )


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _environment() -> str:
    """Name the installed packages: another version of one may change what a notebook shows."""
    installed = sorted({(d.metadata["Name"], d.version) for d in distributions()})
    return hashlib.sha256(json.dumps(installed).encode()).hexdigest()


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf8") if path.is_file() else None


def _run(*arguments: str) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise BuildError(f"{shlex.join(command)} ended with {done.returncode}")


if __name__ == "__main__":
    try:
        print(f"The book is at {build_book(Path.cwd())}")
    except BuildError as error:
        sys.exit(str(error))
