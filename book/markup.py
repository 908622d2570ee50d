"""Mends what the theme and docutils write into a page for readers by keyboard and by ear."""

import re

#: Each pattern, what stands for it, and why; applied in turn, any number of times alike.
MENDS = (
    # What the theme's script makes of "auto", until then and where no script runs.
    (r'(<html\b[^>]*) data-theme="auto"', r'\1 data-theme="light"'),
    # Its own script says that later; until then a dark page would be a light one.
    (
        r'(dataset\.theme = localStorage\.getItem\("theme"\) \|\|) "auto"',
        r"\1 (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')",
    ),
    # "Search" names a button on which "Search Ctrl+K" stands: who speaks what is read is not heard.
    (
        r'(<button class="[^"]*search-button-field[^"]*" title="Search") aria-label="Search"',
        r"\1",
    ),
    # The same with a fold, which says itself what it shows.
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    # What lies in no landmark is not found by who goes from one to the next.
    (
        r'<div class="sidebar-primary-item">(\s*<a class="navbar-brand logo".*?</a>)\s*</div>',
        r'<header class="sidebar-primary-item">\1</header>',
    ),
    # The theme's own header is empty here, but its scripts look for it.
    (r'<header (class="bd-header [^"]*")>\s*</header>', r"<div \1></div>"),
    (r'<form class="bd-search ', '<form role="search" class="bd-search '),
    # A list of references is a list, and its entries have a role that is no longer one.
    (r'(<div class="citation" id="[^"]*") role="doc-biblioentry"', r'\1 role="listitem"'),
    # The corner of a table heads nothing.
    (r'<th class="([^"]*)">\s*(?:<p>\s*</p>)?\s*</th>', r'<td class="\1"></td>'),
    # The box that asks for a guess has a look of its own.
    (
        r'<div class="tip (admonition">\s*<p class="admonition-title">Predict</p>)',
        r'<div class="tip cc-predict \1',
    ),
    # Names, signs and blanks of code look as the code around them; they were most of its elements.
    (r'<span class="[npw]">([^<]*)</span>', r"\1"),
    # A table that is wider than a phone scrolls, so it has to take the focus.
    (
        r'<div class="pst-scrollable-table-container">',
        '<div class="pst-scrollable-table-container" tabindex="0">',
    ),
)


def mend_page(html: str) -> str:
    """Return a page's text with `MENDS` applied; a page that is mended stays as it is."""
    for pattern, instead in MENDS:
        html = re.sub(pattern, instead, html, flags=re.DOTALL)
    return html
