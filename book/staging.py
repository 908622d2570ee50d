"""Puts together what Sphinx reads: the pages, the executed notebooks, and the configuration."""

import json
from pathlib import Path

import yaml

from book.failures import BuildError, Failure

PAGES = ("*.md", "*.yml", "*.bib", "chapters/*.md")
#: Files at the root that speak to contributors, not to readers.
NOT_PAGES = {"README.md", "CONTRIBUTING.md"}


def stage_book(root: Path, book: Path, notebooks: dict[str, Path], assets_cache: Path) -> None:
    """Write the book below `book`, and nothing else: a file that is no longer of it goes.

    Parameters
    ----------
    root : Path
        Of the repository.
    book : Path
        The folder to fill. Files that are as they should be are not touched.
    notebooks : dict of str to Path
        The executed notebooks, by the names that they get.
    assets_cache : Path
        Where the extension keeps what it made, from one build to the next.
    """
    pages = [p for pattern in PAGES for p in root.glob(pattern) if p.name not in NOT_PAGES]
    wanted = {book / page.relative_to(root): page.read_bytes() for page in pages}
    wanted |= {book / "chapters" / n: path.read_bytes() for n, path in notebooks.items()}
    configuration = book / "_config.yml"
    wanted[configuration] = _configure(wanted[configuration], assets_cache)
    for old in book.rglob("*"):
        if old.is_file() and old not in wanted:
            old.unlink()
    for path, contents in wanted.items():
        write_if_other(path, contents)


def _configure(text: bytes, assets_cache: Path) -> bytes:
    """Let the build leave the notebooks as they are, and find what was made before."""
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BuildError(f"_config.yml cannot be read: {error}") from None
    config.setdefault("execute", {})["exclude_patterns"] = ["chapters/*"]
    options = config.setdefault("sphinx", {}).setdefault("config", {})
    options["course_cache"] = str(assets_cache)
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False).encode()


def write_if_other(path: Path, contents: bytes) -> None:
    """Write a file, unless it is there with these contents; never half of it."""
    if path.is_file() and path.read_bytes() == contents:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(contents)
    part.replace(path)


def mark_failure(notebook: Path, failure: Failure) -> None:
    """Say at the top of a page, in its notebook, which cell failed."""
    try:
        made = json.loads(notebook.read_text(encoding="utf8"))
        cells = made["cells"]
    except (ValueError, KeyError, TypeError):  # no notebook: the page has the note alone
        cells = [_markdown("title", f"# {failure.title}")]
        made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    cells.insert(1, _markdown("not-finished", _note(failure)))
    notebook.write_text(json.dumps(made), encoding="utf8")


def _note(failure: Failure) -> str:
    return "\n".join(
        [
            ":::{admonition} This page is not finished",
            ":class: error",
            f"Cell {failure.cell} failed when this page was built. Nothing after it was run.",
            "",
            "~~~~text",
            f"section: {failure.section}",
            *(line.strip() for line in failure.lines()[1:]),
            "~~~~",
            ":::",
        ]
    )


def _markdown(name, text):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}
