"""The notebooks behind the pages' download button: as they are written, with a first cell that
says what they need and how to get it. The pages do not show that cell.
"""

import copy
import json
from pathlib import Path

from book.repository import Repository
from convcourse import __version__

FIRST_CELL = "to-run-this-notebook"


def first_cell(repository: Repository | None) -> str:
    """Return what a downloaded notebook says first."""
    needs = (
        f"**To run this notebook** you need Python 3.11 or newer, and `convcourse` {__version__}, "
        "the package of the course, with all that it uses."
    )
    if repository is None:
        return (
            f"{needs} Put this file into the folder `chapters` of the course, type `make lab` in "
            "the course's folder, and open it there."
        )
    source = f"git+{repository.url}@{repository.version}"
    return (
        f"{needs} Type this in a terminal, then open the notebook with `jupyter lab`:\n\n"
        "```sh\n"
        f'python -m pip install "convcourse[notebooks] @ {source}"\n'
        "```\n\n"
        "On Linux without a graphics card, add "
        "`--extra-index-url https://download.pytorch.org/whl/cpu`. It saves several GB."
    )


def make_download(notebook: dict, words: str) -> dict:
    """Return `notebook` without outputs and widget state, with `words` as its first cell."""
    cell = {"cell_type": "markdown", "id": FIRST_CELL, "metadata": {}, "source": words}
    cells = [c for c in copy.deepcopy(notebook["cells"]) if c.get("id") != FIRST_CELL]
    for n, other in enumerate(cells, 1):
        other.setdefault("id", f"cell-{n:02}")
        if other["cell_type"] == "code":
            other.update(outputs=[], execution_count=None)
            other["metadata"].pop("execution", None)  # when it ran, on the machine that built
    metadata = {k: v for k, v in notebook["metadata"].items() if k != "widgets"}
    return notebook | {"cells": [cell, *cells], "metadata": metadata, "nbformat_minor": 5}


def _write_downloads(app, exception):
    if exception or app.builder.format != "html":
        return
    words = first_cell(app.config.course_repository)
    for path in Path(app.outdir, "_sources").rglob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf8"))
        made = json.dumps(make_download(notebook, words), ensure_ascii=False, indent=1)
        path.write_text(made + "\n", encoding="utf8")


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", _write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
