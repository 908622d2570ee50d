"""Marks the cells of a page's exercises, so that `book/web/exercise.js` finds them.

The cell stays as it is, for print and for browsers without scripts.
"""

import html
import re

from book.exercises.data import CELL

_CELL = re.compile(
    r'<div class="(?P<classes>cell [^"]*)">\s*<div class="cell_input[^"]*">\s*<div[^>]*><div[^>]*>'
    r"<pre>(?P<code>.*?)</pre>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]+>")


def mark_exercises(page: str, chapter: str) -> str:
    """Return a page with its exercises marked; one that has the marks stays as it is.

    Parameters
    ----------
    page : str
        The page's HTML.
    chapter : str
        The number of the chapter, such as ``"06"``.
    """

    def marked(cell: re.Match) -> str:
        found = CELL.fullmatch(html.unescape(_TAG.sub("", cell["code"])))
        if not found:
            return cell[0]
        head = f'<div data-exercise="{found["name"]}" data-number="{chapter}" class="'
        return cell[0].replace('<div class="', head, 1)

    return _CELL.sub(marked, page)
