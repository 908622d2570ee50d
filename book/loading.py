"""What a page loads, and in which order: its figures first, then what the theme brings.

A page shows its first figure when the browser has read it, its stylesheet and the figures' script,
so that script stands right behind the first figure, and the theme's scripts wait until the page is
whole. Scripts of extensions that the course has nothing for are left out.
"""

import re

from book.states import VIEW
from book.still import IF_MISSING

_SCRIPT = re.compile(r'[ \t]*<script(?=[^>]* src="([^"?]*)(?:\?[^"]*)?")([^>]*)></script>\n?')
#: Scripts for folds by class and for tabs, neither of which a page of the course has.
_UNUSED = re.compile(r"/(?:togglebutton|design-tabs)\.js$")
_UNUSED_SETTINGS = re.compile(r"[ \t]*<script>(?:let toggle\w+|var togglebuttonSelector) = .*\n?")
#: Inline scripts of the theme use what this one sets.
_AT_ONCE = re.compile(r"/documentation_options\.js$")
_STYLESHEET = re.compile(r'[ \t]*<link rel="stylesheet"[^>]* href="([^"?]*)(?:\?[^"]*)?"[^>]*>\n?')
_BEHIND_VIEW = re.compile(VIEW.pattern + r"(?:<noscript.*?</noscript>)?", re.DOTALL)


def stylesheets(html: str) -> list[str]:
    """Return the addresses of a page's stylesheets, without what follows a question mark."""
    return _STYLESHEET.findall(html)


def order_page(html: str, root: str, script: str, stylesheet: str) -> str:
    """Return a page with one stylesheet and with its scripts in their order.

    A page that is in order stays as it is.

    Parameters
    ----------
    html : str
    root : str
        Leads from the page to the site: ``"../"`` for a chapter.
    script, stylesheet : str
        The figures' script and the one stylesheet, from the site on.
    """
    if stylesheets(html) == [root + stylesheet]:
        return html
    html = _STYLESHEET.sub("", html)
    html = _UNUSED_SETTINGS.sub("", _SCRIPT.sub(_script_in_order, html))
    head = f'<link rel="stylesheet" href="{root}{stylesheet}">\n'
    first = _BEHIND_VIEW.search(html)
    if first:
        tag = f'<script src="{root}{script}"></script><script>{IF_MISSING}</script>'
        html = html[: first.end()] + tag + html[first.end() :]
        # The browser fetches it while it reads up to there.
        head += f'<link rel="preload" as="script" href="{root}{script}">\n'
    return html.replace("</title>\n", f"</title>\n{head}", 1)


def _script_in_order(found: re.Match) -> str:
    if _UNUSED.search(found[1]):
        return ""
    if _AT_ONCE.search(found[1]):
        return found[0]
    return found[0].replace("<script", "<script defer", 1)
