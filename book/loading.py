"""What a page loads, and in which order: its figures first, then what the theme brings.

A page shows its first figure when the browser has read it, its stylesheet and two scripts: that of
the figure and the one that all figures share. So these stand right behind the first figure; those
of its other figures, and the theme's, wait until the page is whole. Scripts of extensions that the
course has nothing for are left out.
"""

import re
from collections.abc import Callable

from book.states import VIEW
from book.still import IF_MISSING

#: The folder of the explorers' scripts, one for each module.
FIGURES = "figures"
_SCRIPT = re.compile(r'[ \t]*<script(?=[^>]* src="([^"?]*)(?:\?[^"]*)?")([^>]*)></script>\n?')
#: Scripts for folds by class and for tabs, neither of which a page of the course has.
_UNUSED = re.compile(r"/(?:togglebutton|design-tabs)\.js$")
_UNUSED_SETTINGS = re.compile(r"[ \t]*<script>(?:let toggle\w+|var togglebuttonSelector) = .*\n?")
#: Inline scripts of the theme use what this one sets.
_AT_ONCE = re.compile(r"/documentation_options\.js$")
_STYLESHEET = re.compile(r'[ \t]*<link rel="stylesheet"[^>]* href="([^"?]*)(?:\?[^"]*)?"[^>]*>\n?')
_MODULE = re.compile(r'"_module":"(\w+)"')
_BEHIND_VIEW = re.compile(VIEW.pattern + r"(?:<noscript.*?</noscript>)?", re.DOTALL)


def stylesheets(html: str) -> list[str]:
    """Return the addresses of a page's stylesheets, without what follows a question mark."""
    return _STYLESHEET.findall(html)


def figure_modules(html: str) -> list[str]:
    """Return the names of the explorers' modules that a page's states name, in their order."""
    return list(dict.fromkeys(_MODULE.findall(html)))


def order_page(html: str, root: str, script: str, stylesheet: str) -> str:
    """Return a page with one stylesheet and with its scripts in their order.

    A page that is in order stays as it is.

    Parameters
    ----------
    html : str
    root : str
        Leads from the page to the site: ``"../"`` for a chapter.
    script, stylesheet : str
        What all figures share, with the folder `FIGURES` of the explorers' scripts beside it, and
        the one stylesheet, from the site on.
    """
    if stylesheets(html) == [root + stylesheet]:
        return html
    html = _STYLESHEET.sub("", html)
    html = _UNUSED_SETTINGS.sub("", _SCRIPT.sub(_script_in_order, html))
    head = f'<link rel="stylesheet" href="{root}{stylesheet}">\n'
    first = _BEHIND_VIEW.search(html)
    if first:
        before = html[: first.end()]
        soon = [*map(_beside(root + script), figure_modules(before)), root + script]
        rest = [one for one in map(_beside(root + script), figure_modules(html)) if one not in soon]
        tags = "".join(f'<script src="{one}"></script>' for one in soon)
        later = "".join(f'<script defer src="{one}"></script>' for one in rest)
        html = f"{before}{tags}<script>{IF_MISSING}</script>{later}{html[first.end() :]}"
        # The browser fetches them while it reads up to there.
        head += "".join(f'<link rel="preload" as="script" href="{one}">\n' for one in soon)
    return html.replace("</title>\n", f"</title>\n{head}", 1)


def _beside(script: str) -> Callable[[str], str]:
    """Return what gives the address of an explorer's script, beside the one that all share."""
    return lambda module: f"{script.rpartition('/')[0]}/{FIGURES}/{module}.js"


def _script_in_order(found: re.Match) -> str:
    if _UNUSED.search(found[1]):
        return ""
    if _AT_ONCE.search(found[1]):
        return found[0]
    return found[0].replace("<script", "<script defer", 1)
