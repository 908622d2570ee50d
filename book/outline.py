"""The course as its pages show it: parts, chapters, and where one is.

Our templates, in the folder of this name, get it as ``course_parts``, ``course_place``,
``course_sections`` and ``course_summary``, with the colours of the page as ``course_colours``.
"""

import re
from dataclasses import dataclass
from textwrap import shorten

from docutils import nodes

from convcourse._tokens import colours

_LONGEST_SUMMARY = 200


@dataclass(frozen=True)
class Chapter:
    """A page of the course: Sphinx's name of it, its number as it is written, its title."""

    page: str
    number: str
    title: str

    @property
    def key(self) -> str:
        """The page's name without what counts it: progress and pictures outlive a renumbering."""
        return self.page.rpartition("/")[2].lstrip("0123456789_")


@dataclass(frozen=True)
class Part:
    """Chapters under one caption, such as “Part I · Filters”."""

    caption: str
    chapters: tuple[Chapter, ...]

    @property
    def name(self) -> str:
        """The caption without what counts it: “Filters”."""
        return self.caption.rpartition(" · ")[2]

    @property
    def counts(self) -> bool:
        """Whether it has numbered chapters: the back matter stands beside the course's way."""
        return any(chapter.number for chapter in self.chapters)


def course_parts(env) -> list[Part]:
    """Return the parts of the course, in the order of the table of contents."""
    root = env.config.root_doc
    trees = env.tocs[root].findall(lambda node: node.tagname == "toctree")
    return [
        Part(
            tree.get("caption") or "",
            tuple(_chapter(env, page) for _, page in tree["entries"] if page in env.titles),
        )
        for tree in trees
    ]


def _chapter(env, page: str) -> Chapter:
    number = env.toc_secnumbers.get(page, {}).get("", ())
    return Chapter(page, ".".join(map(str, number)), env.titles[page].astext())


def page_sections(toc: str) -> str:
    """Return the list of a page's sections without their numbers; empty if it has none.

    Parameters
    ----------
    toc : str
        The page's own list of contents, whose one entry is the page.
    """
    inner = re.search(r"<li>.*?(<ul>.*</ul>)\s*</li>", toc, re.DOTALL)
    if not inner:
        return ""
    linked = inner[1].replace('"reference internal"', '"reference internal nav-link"')
    return re.sub(r"(<a [^>]*>)\d+(?:\.\d+)+\. ", r"\1", linked)


def summary(doctree) -> str:
    """Return the first paragraph of a page, as long as a preview of a link shows one."""
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    return shorten(first.astext(), _LONGEST_SUMMARY, placeholder=" …") if first else ""


def _tell_templates(app, pagename, templatename, context, doctree):
    parts = course_parts(app.env)
    places = [(part, one) for part in parts for one in part.chapters if one.page == pagename]
    context["course_parts"] = parts
    context["course_place"] = places[0] if places else None
    context["course_sections"] = page_sections(context.get("toc") or "")
    context["course_summary"] = summary(doctree)
    # Who shows cards wants a whole address, which only a site that knows its own can give.
    home = app.config.html_baseurl.rstrip("/")
    context["course_card"] = f"{home}/_static/convcourse/card.jpg" if home else ""
    context["course_colours"] = {theme: colours(theme)["page"] for theme in ("light", "dark")}


def setup(app):
    """Register with Sphinx."""
    app.connect("html-page-context", _tell_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
