"""Puts what belongs to one exercise into one box: a wide window shows two beside each other.

In a notebook an exercise is three cells in a row: what it asks, where it is written, and a
solution. Only the stylesheet (`book/styles/8-margin.css`) makes columns of the boxes.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node

_ASKS = (exercise_enumerable_node, exercise_node)


class Tasks(SphinxTransform):
    """Wraps each exercise with the cells after it, and all that follow each other, in boxes."""

    default_priority = 400

    def apply(self, **kwargs):
        for section in list(self.document.findall(nodes.section)):
            section.children = list(_boxed(section.children))
            for child in section.children:
                child.parent = section


def _boxed(children):
    """Yield the children of a section, runs of exercises with their cells as one box each."""
    tasks = None
    for child in children:
        if isinstance(child, _ASKS):
            tasks = tasks or nodes.container(classes=["cc-tasks"])
            tasks += nodes.container("", child, classes=["cc-task"])
        elif tasks and "cell" in child.get("classes", ()):
            tasks[-1] += child
        else:
            if tasks:
                yield tasks
            tasks = None
            yield child
    if tasks:
        yield tasks
