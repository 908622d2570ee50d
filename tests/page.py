"""Shows one explorer on a page of its own, as it is in the sources now: ``python -m tests.page``.

Only the styles and the script around it are those of the book that was built last.
"""

import sys
import webbrowser
from pathlib import Path
from tempfile import mkdtemp

from book.build import build_folder
from tests.conftest import ROOT
from tests.made import MADE
from tests.site.embedded import embedded


def write_page(name, folder):
    """Write a page with the explorer of this name of `MADE`, and return its address."""
    site = build_folder(ROOT) / "_build" / "html"
    if not site.exists():
        sys.exit("There is no built book yet: make book")
    return embedded(site, folder, MADE[name](), modules={})


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in MADE]:
        sys.exit(f"python -m tests.page NAME, with a NAME of {', '.join(MADE)}")
    address = write_page(sys.argv[1], Path(mkdtemp()))
    print(address)
    webbrowser.open(address)
