"""Reads what Sphinx complains about out of what it printed."""

import re
from pathlib import Path
from textwrap import shorten

#: Where Sphinx found something, as it prints it, and what.
_COMPLAINT = re.compile(r"^(?:(?P<place>\S.*?): )?(?:WARNING|ERROR|CRITICAL): (?P<words>.+)$")
#: The rows of a notebook's cell n begin with 10000 n.
_ROWS_OF_A_CELL = 10_000
_LONGEST = 300


def find_complaints(printed: str, book: Path) -> list[str]:
    """Return what Sphinx complained about, each once, with the place that its author knows.

    Parameters
    ----------
    printed : str
        All that Sphinx printed.
    book : Path
        The folder that it read.
    """
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    found = [_COMPLAINT.match(line) for line in plain.splitlines()]
    words = [_place(m["place"], book) + m["words"] for m in found if m]
    return list(dict.fromkeys(shorten(line, _LONGEST, placeholder=" ...") for line in words))


def _place(place: str | None, book: Path) -> str:
    if not place:
        return ""
    path, _, row = place.rpartition(":")
    if not row.isdecimal():
        path, row = place, ""
    path = path.rstrip(":").removeprefix(f"{book}/").removeprefix(f"{book}\\")
    if row and path.endswith(".ipynb") and int(row) >= _ROWS_OF_A_CELL:
        return f"{path}, cell {int(row) // _ROWS_OF_A_CELL}: "
    return f"{path}, line {row}: " if row else f"{path}: "
