"""Builds the pages with Jupyter Book: ``python -m convcourse._site.make_pages BOOK SITE RESULT``.

It is `jupyter-book build -W -n --keep-going -q`, by the function behind that command, which tells
what went wrong. RESULT gets it as JSON: Sphinx's exit status, and the words of an exception.
"""

import json
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx

from convcourse._site.failures import tell_os_error
from convcourse._site.processes import end_with_parent


def make_pages(book: Path, site: Path) -> dict:
    """Build `site` from `book`, and return Sphinx's status and an exception in words, or None."""
    options = {
        "external_toc_path": (book / "_toc.yml").as_posix(),
        "latex_individualpages": False,
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
    words = tell_os_error(result) or f"{type(result).__name__}: {result}"
    return {"status": 1, "error": words}


if __name__ == "__main__":
    end_with_parent()
    read, made, result = map(Path, sys.argv[1:])
    result.write_text(json.dumps(make_pages(read, made)), encoding="utf8")
