"""Builds the pages with Jupyter Book: ``python -m book.make_pages BOOK SITE RESULT``.

It is `jupyter-book build -W -n --keep-going -q`, by the function behind that command, which tells
what went wrong. RESULT gets it as JSON: Sphinx's exit status, and the words of an exception.
"""

import json
import re
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx
from nbclient.exceptions import CellExecutionError

from book.failures import tell_os_error
from book.processes import end_with_parent


def make_pages(book: Path, site: Path, *, keep_going: bool) -> dict:
    """Build `site` from `book`, and return Sphinx's status and an exception in words, or None.

    With `keep_going`, a failing cell of a page that is no notebook is a warning, too.
    """
    options = {
        "external_toc_path": (book / "_toc.yml").as_posix(),
        "latex_individualpages": False,
        "nb_execution_raise_on_error": not keep_going,
        "nitpicky": True,  # a reference that leads nowhere is a warning,
    }
    try:
        result = build_sphinx(
            book,
            site,
            noconfig=True,
            path_config=book / "_config.yml",
            confoverrides=options,
            warningiserror=True,  # and a warning is an error, told when all pages are made
            keep_going=True,
            quiet=True,
        )
    except Exception as error:  # in Sphinx's own words for one
        result = error
    if not isinstance(result, BaseException):
        return {"status": result, "error": None}
    words = tell_os_error(result) or _tell_cell(result) or f"{type(result).__name__}: {result}"
    return {"status": 1, "error": words}


def _tell_cell(error: BaseException) -> str | None:
    """Return the words for a cell of a page that is no notebook, if one failed; print the rest."""
    failed = error.__cause__
    if not isinstance(failed, CellExecutionError):
        return None
    print(failed)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", str(failed)).splitlines()
    where = [line.split(maxsplit=2)[-1] for line in lines if line.startswith("---")]
    got = f"{failed.ename}: {failed.evalue}".strip(": ")
    return f"{Path(str(error)).name}: `{where[-1]}` failed: {got}"


if __name__ == "__main__":
    end_with_parent()
    read, made, result = map(Path, sys.argv[1:4])
    answer = make_pages(read, made, keep_going=sys.argv[4:] == ["--keep-going"])
    result.write_text(json.dumps(answer), encoding="utf8")
