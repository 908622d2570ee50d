"""Marks the lines of listings, so that on a phone a long one goes on below itself, indented."""

import re
from html import unescape

_LISTING = re.compile(
    r'(<div class="highlight"><pre>(?:<span></span>)?)(.*?)(</pre></div>)', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")


def _line(code: str) -> str:
    text = unescape(_TAG.sub("", code))
    if not text.strip():
        return code
    indent = len(text) - len(text.lstrip(" "))
    style = f' style="--in:{indent}"' if indent else ""
    return f'<span class="cc-line"{style}>{code}</span>'


def mark_lines(page: str) -> str:
    """Put each line of the listings of a page into a ``cc-line`` that knows its indent.

    Pygments ends each of its own elements with the line, so that lines can be told apart by their
    ends. Elements are all that is added: what is copied from a listing is what it was.

    >>> print(mark_lines('<div class="highlight"><pre>if x:\\n    y</pre></div>'))
    <div class="highlight"><pre><span class="cc-line">if x:</span>
    <span class="cc-line" style="--in:4">    y</span></pre></div>
    """
    return _LISTING.sub(
        lambda found: found[1] + "\n".join(map(_line, found[2].split("\n"))) + found[3], page
    )
