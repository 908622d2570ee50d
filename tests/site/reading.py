"""Reads a built site without a browser: where each address leads, and whether that is there."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

#: Attributes that a browser takes an address from.
ADDRESSES = {
    "action", "background", "cite", "classid", "code", "codebase", "content-url", "data",
    "data-href", "data-src", "data-url", "formaction", "href", "icon", "longdesc", "manifest",
    "ping", "poster", "profile", "src", "usemap", "xlink:href",
}  # fmt: skip
SETS = {"srcset", "imagesrcset", "data-srcset"}
#: Attributes that name ids of their own page.
IDS = {"for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"}
#: Not an address, whatever it looks like: names of vocabularies.
NAMESPACES = ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg",
              "http://www.w3.org/1999/xlink")  # fmt: skip
#: What scripts and stylesheets say to those who read them, in comments and in one message.
SAID = (
    "https://clipboardjs.com/",
    "https://codepen.io/mildrenben/pen/rVBrpK",
    "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Guide/Regular_Expressions",
    "https://getbootstrap.com/",
    "https://github.com/Khan/KaTeX/issues/327",
    "https://github.com/executablebooks/sphinx-book-theme/blob/",
    "https://github.com/hagenw/sphinxcontrib-katex/issues/134",
    "https://github.com/jupyter/notebook/blob/",
    "https://github.com/twbs/bootstrap/blob/main/LICENSE",
    "https://m2.material.io/design/color/",
    "https://nbsphinx.readthedocs.io/en/latest/code-cells.html#ANSI-Colors",
    "https://popper.js.org",
    "https://sass-guidelin.es/#architecture",
)
#: An address with a host: in a text, where a name of a protocol or two slashes lead to a name with
#: a dot or a port.
HOST = re.compile(r"""(?:\b(?:https?|wss?|ftp):)[\\/]{2,4}[\w.-]+[^\s"'`)<>]*"""
                  r"""|(?<=["'`(=])[\\/]{2,4}[\w-]+(?:\.[\w-]+)+[^\s"'`)<>]*""", re.I)  # fmt: skip
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']+)""", re.I)


@dataclass
class Page(HTMLParser):
    """The addresses, ids and scripts of a page."""

    text: str
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)  # (tag, attribute, address)
    wanted_ids: list = field(default_factory=list)
    code: list = field(default_factory=list)  # (kind, text) of scripts and styles

    def __post_init__(self):
        super().__init__()
        self.inside = None
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        """Note what the element names and loads."""
        self.inside = tag if tag in ("script", "style") else None
        for name, value in attributes:
            value = (value or "").strip()
            if name == "id" or (tag, name) == ("a", "name"):
                self.ids.add(value)
            elif name in ADDRESSES:
                self.links.append((tag, name, value))
            elif name in SETS:
                for one in value.split(","):
                    self.links.append((tag, name, one.split()[0]))
            elif name in IDS:
                self.wanted_ids += [(tag, name, one) for one in value.split()]
            elif name == "style":
                self.code.append(("style", value))
            elif (tag, name) == ("meta", "content") and (to := re.search(r"url\s*=(.*)", value)):
                self.links.append((tag, name, to[1].strip(" '\"")))
            elif not name.startswith("xmlns"):
                self.code.append((f'{tag} {name}="…"', value))

    def handle_endtag(self, tag):
        """Leave a script or style."""
        self.inside = None

    def handle_data(self, data):
        """Note the text of scripts and styles; that of the page may say anything."""
        if self.inside:
            self.code.append((self.inside, data))


def faults(site: Path) -> list[str]:
    """Return in words each address of a site that names another host, or what is not there."""

    site = site.resolve()

    @cache
    def page(path):
        return Page(path.read_text(encoding="utf8"))

    found = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        where = path.relative_to(site).as_posix()
        if path.suffix in {".html", ".svg"}:
            read = page(path)
            wrong = [_link(site, path, page, *link) for link in read.links]
            wrong += [
                f"{tag} {name}: no id {one!r}"
                for tag, name, one in read.wanted_ids
                if one not in read.ids
            ]
            wrong += [fault for kind, text in read.code for fault in _code(site, path, kind, text)]
        elif path.suffix in {".css", ".js"}:
            kind = "style" if path.suffix == ".css" else "script"
            wrong = _code(site, path, kind, path.read_text(encoding="utf8"))
        else:
            continue
        found += [f"{where}: {fault}" for fault in wrong if fault]
    return found


def _link(site, path, page, tag, name, address):
    """Return what is wrong with an address of a page, or None."""
    if address.startswith(("data:", "blob:")):
        return None
    if re.match(r"[\\/]{2}|[a-z][a-z0-9+.-]*:", address, re.I):
        outside = tag == "a" and name == "href" and re.match("https?://|mailto:", address)
        return None if outside else f"<{tag} {name}> leaves the site: {address}"
    if address.startswith(("/", "\\")):
        return f"<{tag} {name}> breaks below a sub-path: {address}"
    file, anchor = urldefrag(address)
    target = (path.parent / unquote(file.split("?")[0])).resolve() if file else path
    if not target.is_relative_to(site) or not target.is_file():
        return f"<{tag} {name}> leads to a file that is not there: {address}"
    if anchor and target.suffix in {".html", ".svg"} and unquote(anchor) not in page(target).ids:
        return f"<{tag} {name}> leads to an anchor that is not there: {address}"
    return None


def _code(site, path, kind, text):
    """Return what is wrong with the addresses in a script, a stylesheet or an attribute."""
    wrong = [
        f"{kind} names a host: {host}"
        for host in HOST.findall(text)
        if not host.startswith((*NAMESPACES, *SAID))
    ]
    if kind == "style":
        for url, sheet in IN_STYLES.findall(text):
            address = (url or sheet).strip()
            if address and not address.startswith("#"):
                wrong.append(_link(site, path, None, "style", "url()", address.split("#")[0]))
    return wrong
