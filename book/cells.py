"""Lets the cells of a page say what they are: which show a live figure, and what is in a fold.

A notebook names its folds by a request, “Show the check”, for that is what it is in JupyterLab; the
cells that name none have myst-nb's words for all. In the book a sign shows that a fold opens, and
its words say what is in it.
"""

import re

_CELL = re.compile(r'(?=<div class="cell[ "])')
_FOLD = re.compile(
    r'<details class="admonition hide above-input">\s*<summary>\s*'
    r'<p class="collapsed admonition-title">(?P<words>.*?)</p>\s*'
    r'<p class="expanded admonition-title">.*?</p>\s*</summary>',
    re.DOTALL,
)
_LIVE = 'type="application/vnd.jupyter.widget-view+json"'
#: What myst-nb says where a cell names nothing.
_NAMELESS = "Show code cell source"
_CHECK = "Show the check"


def mark_cells(html: str) -> str:
    """Return a page's text with its cells marked; a page that has the marks stays as it is."""
    before, *cells = _CELL.split(html)
    top = html.find("<h2", html.find("<article"))  # what stands before it opens the page
    place, marked = len(before), [before]
    for cell in cells:
        named = _FOLD.sub(lambda found, c=cell, at=place: _named(found, c, at < top), cell)
        live = _LIVE in cell and not cell.startswith('<div class="cell cc-figure')
        marked.append(named.replace('class="cell', 'class="cell cc-figure', 1) if live else named)
        place += len(cell)
    return "".join(marked)


def _named(fold: re.Match, cell: str, at_the_top: bool) -> str:
    """Return the head of a fold in its own words, and the kind of the fold as a class."""
    words = fold["words"]
    if words == _CHECK:
        name = "how this was checked"
    elif words != _NAMELESS:
        name = words.removeprefix("Show ")
    elif "/_images/" in cell:
        name = "the code of this picture"
    else:
        name = "imports" if at_the_top else "the code"
    kind = " cc-check" if words == _CHECK else ""
    return (
        f'<details class="admonition hide above-input cc-fold{kind}">\n<summary>\n'
        f'<p class="admonition-title">{name[0].upper()}{name[1:]}</p>\n</summary>'
    )
