"""Lets the cells of a page say what they are: live figures, the page's opening, what is in a fold.

A notebook names its folds by a request, “Show the check”, for that is what it is in JupyterLab; the
cells that name none have myst-nb's words for all. In the book a sign shows that a fold opens, and
its words say what is in it.

A solution is shown without the lines that judge it; what they found stands below it.

What stands before the first section opens the page: a live figure there is its hero, and the fold
of the imports joins the quiet line, ``cc-quiet``, if it follows that. Checks with nothing between
them share a fold.
"""

import re
from functools import partial

_CELL = re.compile(r'(?=<div class="cell[ "])')
_FOLD = re.compile(
    r'<details class="admonition hide above-input">\s*<summary>\s*'
    r'<p class="collapsed admonition-title">(?P<words>.*?)</p>\s*'
    r'<p class="expanded admonition-title">.*?</p>\s*</summary>',
    re.DOTALL,
)
_LIVE = 'type="application/vnd.jupyter.widget-view+json"'
#: A prediction, in the saved state before its place, and its name there.
_ASKS = re.compile(r'"_module":"prediction".*?"name":"([\d.]+)"')
#: What myst-nb says where a cell names nothing.
_NAMELESS = "Show code cell source"
_CHECK = "Show the check"
_END = "</div>\n"
_FOLD_END = f"</details>\n{_END}"
#: The head of a cell that is a check.
_CHECKED = re.compile(
    r'<div class="cell [^>]*>\s*<details class="[^"]* cc-check">\s*<summary>.*?</summary>\s*',
    re.DOTALL,
)
_QUIET = '<div class="cc-quiet'
#: Below a solution in its fold: the lines by which nbmake judges it when the book is built.
_JUDGED = re.compile(r"\n+(?:<span [^>]*>)*verdict\b(?:(?!</pre>).)*(?=\n</pre>)", re.DOTALL)
_SOLUTION = '<p class="admonition-title">A solution</p>'


def mark_cells(html: str) -> str:
    """Return a page's text with its cells marked; a page that has the marks stays as it is."""
    before, *cells = _CELL.split(html)
    sections = html.find("<h2", html.find("<article"))
    top = sections if sections >= 0 else len(html)
    place, marked = len(before), [before]
    for cell in cells:
        opens = place < top
        place += len(cell)
        cell = _FOLD.sub(partial(_named, cell=cell, opens=opens), cell)
        if _SOLUTION in cell:
            cell = _JUDGED.sub("", cell, count=1)
        if opens and _QUIET in marked[-1] and ">Imports<" in cell and marked[-1].endswith(_END):
            marked[-1], cell = _joined(marked[-1], cell)
        if _only_checks(marked[-1]) and (head := _CHECKED.match(cell)):
            marked[-1], cell = _shared(marked[-1], cell, head.end())
        if cell:
            marked.append(_marked(cell, opens))
    return "".join(marked)


def _marked(cell: str, opens: bool) -> str:
    """Return a cell with the class of a live figure, of the page's first, or of a prediction."""
    if (asks := _ASKS.search(cell)) and 'class="cell cc-asks' not in cell:
        return cell.replace('class="cell', f'data-name="{asks[1]}" class="cell cc-asks', 1)
    if asks:
        return cell
    if _LIVE not in cell or cell.startswith('<div class="cell cc-figure'):
        return cell
    return cell.replace('class="cell', f'class="cell cc-figure{" cc-hero" if opens else ""}', 1)


def _joined(quiet: str, cell: str) -> tuple[str, str]:
    """Return what ends with the quiet line, with a cell that only folds inside it, and the rest."""
    own, end, rest = cell.partition(_FOLD_END)
    if not end or "cell_output" in own:
        return quiet, cell
    return f"{quiet.removesuffix(_END)}{own}{end}{_END}", rest


def _only_checks(cell: str) -> bool:
    """Tell whether a cell is a check that shows nothing, and the next cell follows at once."""
    return bool(_CHECKED.match(cell)) and cell.endswith(_FOLD_END) and "cell_output" not in cell


def _shared(check: str, cell: str, head: int) -> tuple[str, str]:
    """Return a check with the code of the check after it in its fold, and what follows that."""
    own, end, rest = cell.partition(_FOLD_END)
    if not end or "cell_output" in own:
        return check, cell
    return f"{check.removesuffix(_FOLD_END)}{own[head:]}{end}", rest


def _named(fold: re.Match, cell: str, opens: bool) -> str:
    """Return the head of a fold in its own words, and the kind of the fold as a class."""
    words = fold["words"]
    if words == _CHECK:
        name = "how this was checked"
    elif words != _NAMELESS:
        name = words.removeprefix("Show ")
    elif "/_images/" in cell:
        name = "the code of this picture"
    else:
        name = "imports" if opens else "the code"
    kind = " cc-check" if words == _CHECK else ""
    return (
        f'<details class="admonition hide above-input cc-fold{kind}">\n<summary>\n'
        f'<p class="admonition-title">{name[0].upper()}{name[1:]}</p>\n</summary>'
    )
