"""The front page's map of the course: its chapters, with what they say of themselves.

It stands in the place of the list in ``cc-course`` of that page, which JupyterLab shows, and takes
from there one sentence for each part. Title, sentence, minutes and needs of a chapter are those of
its own first screen. What a reader has read, ``static/progress.js`` adds in the browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes

from book.outline import Chapter, Part, course_parts

_MINUTES = re.compile(r"takes about (\d+) minutes")
_NEEDED = re.compile(r"\bchapters? (\d+(?:(?:, | and )\d+)*)")


@dataclass(frozen=True)
class Leaf:
    """A chapter as the map shows it: its sentence, its minutes, and the chapters that it needs."""

    chapter: Chapter
    lead: str
    minutes: str
    needs: tuple[str, ...]


def minutes_of(quiet: str) -> str:
    """Return how long a chapter takes by its quiet line, ``"It takes about 40 minutes. …"``."""
    said = _MINUTES.search(quiet)
    return said[1] if said else ""


def needs_of(quiet: str) -> tuple[str, ...]:
    """Return the numbers of the chapters that one needs; those that only help come after a ``;``.

    Examples
    --------
    >>> needs_of("You need chapter 1, and from chapters 2 and 3 the median; chapter 7 helps.")
    ('1', '2', '3')
    """
    needed = quiet.partition("You need ")[2].partition(";")[0]
    return tuple(n for said in _NEEDED.findall(needed) for n in re.findall(r"\d+", said))


def read_leaf(chapter: Chapter, doctree: nodes.document) -> Leaf:
    """Return what a chapter says of itself on its first screen."""
    quiet = _words(doctree, "cc-quiet")
    return Leaf(chapter, _words(doctree, "cc-lead"), minutes_of(quiet), needs_of(quiet))


def _words(doctree: nodes.document, name: str) -> str:
    """Return the first paragraph of the first box with a class, on one line."""
    boxes = (box for box in doctree.findall(nodes.container) if name in box["classes"])
    box = next(boxes, None)
    first = next(iter(box.findall(nodes.paragraph)), None) if box else None
    return " ".join(first.astext().split()) if first else ""


def _parts_with_words(env, box: nodes.container) -> Iterator[tuple[Part, str]]:
    """Yield the parts that have chapters, each with what the page's list says of it."""
    items = [item.astext() for item in box.findall(nodes.list_item)]
    for part in filter(lambda part: part.counts, course_parts(env)):
        said = [item for item in items if item.startswith(f"{part.name}. ")]
        yield part, said[0].removeprefix(f"{part.name}. ") if said else ""


def _put_map(app, doctree, docname):
    if app.builder.format != "html":
        return
    for box in doctree.findall(nodes.container):
        if "cc-course" not in box["classes"]:
            continue
        parts = [
            (part, words, [read_leaf(c, app.env.get_doctree(c.page)) for c in part.chapters])
            for part, words in _parts_with_words(app.env, box)
        ]

        def address(page):
            return app.builder.get_relative_uri(docname, page)

        pages = [chapter.page for part in course_parts(app.env) for chapter in part.chapters]
        practice = next((page for page in pages if page.endswith("/practice")), "")
        html = app.builder.templates.render(
            "course-chapters.html", {"parts": parts, "pathto": address, "practice": practice}
        )
        box.children = [nodes.raw("", html, format="html")]


def setup(app):
    """Register with Sphinx."""
    app.connect("doctree-resolved", _put_map)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
