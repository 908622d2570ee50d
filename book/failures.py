"""What went wrong in a build, in words for the person who started it."""

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

#: Less than this is left, in bytes, where something could not be written: then that is why.
_NOTHING_LEFT = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FULL_IN_WORDS = ("ENOSPC", "EDQUOT", *map(os.strerror, sorted(_FULL)))
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class BuildError(RuntimeError):
    """A notebook failed, the book has a warning, or something was missing; it says what."""


@dataclass(frozen=True)
class Failure:
    """A cell that failed, and where the reader finds it."""

    notebook: str  # the name of the file
    title: str  # of the chapter
    section: str  # the last heading above the cell
    cell: int  # from 1, all cells counted
    first_line: str  # of the cell
    expected: str
    got: str
    report: Path  # the file with the whole traceback

    @property
    def chapter(self) -> str:
        """The name of the chapter, with its number where the file has one."""
        return chapter_name(self.notebook)

    def lines(self) -> list[str]:
        """Return what to tell on a terminal, in four lines."""
        return [
            f'chapters/{self.notebook}: {self.chapter}, "{self.title}", section "{self.section}"',
            f"  cell {self.cell}:   {self.first_line}",
            f"  expected: {self.expected}",
            f"  got:      {self.got}",
        ]


def chapter_name(notebook: str) -> str:
    """Return ``chapter 5`` for ``05_padding.ipynb``, and a name without a number as it is."""
    number, _, _ = notebook.partition("_")
    return f"chapter {int(number)}" if number.isdecimal() else notebook.removesuffix(".ipynb")


def find_failure(notebook: str, cells: Sequence[dict], failed: dict, report: Path) -> Failure:
    """Say where in a notebook a cell failed.

    Parameters
    ----------
    notebook : str
        The name of the file.
    cells : sequence of dict
        Its cells, with their sources as texts.
    failed : dict
        ``cell``, counted from 0, ``expected`` and ``got``.
    report : Path
        The file that has the traceback.
    """
    place = failed["cell"]
    headings = list(_headings(cells[: place + 1]))
    source = cells[place]["source"] if cells else ""
    first_line = next((line for line in source.splitlines() if line.strip()), "")
    return Failure(
        notebook,
        title=headings[0] if headings else notebook,
        section=headings[-1] if headings else "",
        cell=place + 1,
        first_line=first_line,
        expected=failed["expected"],
        got=failed["got"],
        report=report,
    )


def _headings(cells):
    for cell in cells:
        tokens = MarkdownIt().parse(cell["source"]) if cell["cell_type"] == "markdown" else []
        for opening, words in pairwise(tokens):
            if opening.type == "heading_open":
                yield words.content


def tell_failures(failures: Sequence[Failure], of: int) -> str:
    """Return what to tell at the end of a build in which notebooks failed; the last at the end."""
    lines = [f"{len(failures)} of {of} notebooks failed; those that passed are remembered."]
    for failure in failures:
        lines += [f"The whole report is in {failure.report}", *failure.lines()]
    return "\n".join(lines)


def tell_os_error(error: BaseException) -> str | None:
    """Return in words the operating system's error that is behind `error`, or None."""
    seen: list[BaseException] = []
    behind: BaseException | None = error
    while behind is not None and behind not in seen:
        seen.append(behind)
        if isinstance(behind, OSError) and behind.errno is not None:
            name = behind.filename2 or behind.filename  # of two, the second is the one written
            place = f": {name}" if name else ""
            if behind.errno in _FULL:
                return f"The disk is full{place}. Make room, then build again."
            if behind.errno in _READ_ONLY:
                return (
                    f"This cannot be written or read{place} ({behind.strerror}). Let "
                    "CONVCOURSE_BUILD name a folder that can be written to build there."
                )
            return f"{behind.strerror}{place}"
        behind = getattr(behind, "orig_exc", None) or behind.__cause__ or behind.__context__
    return None


def tell_full_disk(folder: Path, printed: str) -> str | None:
    """Return a sentence if the disk of `folder` is full, by its room or what a program printed."""
    full = any(words in printed for words in _FULL_IN_WORDS)
    if full or shutil.disk_usage(folder).free < _NOTHING_LEFT:
        return f"The disk of {folder} is full. Make room, then build again."
    return None
