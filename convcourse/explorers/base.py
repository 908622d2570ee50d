"""What all explorers share: how their JavaScript is put together, and their controls joined."""

import re
from functools import cache
from pathlib import Path

import ipywidgets
import numpy as np

STATIC = Path(__file__).parent / "static"
_COMMENT = re.compile(r"/\*\*[\s\S]*?\*/\n?|^\s*//.*\n", re.MULTILINE)
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)


@cache
def module_text(name: str) -> str:
    """Return ``static/<name>.js`` as one module, with what it imports written in.

    A browser loads a widget's module from a blob, where a relative import has no address to
    start from. So every module that `name` imports, directly or not, is placed before it, once.
    Comments stay behind, for this text is part of every page.
    """
    placed: dict[str, str] = {}

    def place(module: str) -> None:
        text = (STATIC / f"{module}.js").read_text(encoding="utf8")
        for dependency in _IMPORT.findall(text):
            if dependency not in placed:
                place(dependency)
        placed[module] = _COMMENT.sub("", _IMPORT.sub("", text))

    place(name)
    main = placed.pop(name)
    inlined = [re.sub(r"^export ", "", text, flags=re.MULTILINE) for text in placed.values()]
    return "\n".join([*inlined, main])


def style_text(*names: str) -> str:
    """Return the stylesheets ``static/<name>.css``, one after the other."""
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf8") for name in names)


class Explorer(ipywidgets.VBox):
    """A question, a row of controls and a view that answers in the browser.

    Parameters
    ----------
    question : str
        What the reader should find out; the explorer's title.
    view : anywidget.AnyWidget
        Draws the stage. Its traits are the explorer's state.
    controls : list of (ipywidgets.Widget, dict of {str: str})
        Each control with the names of its traits and of the view's traits to join them to. They
        are joined in the browser, so they work with and without a kernel.
    """

    def __init__(self, question, view, controls):
        self.view = view
        for control, joined in controls:
            for own, trait in joined.items():
                # The first of the two decides when the page loads, so the view goes first.
                ipywidgets.jslink((view, trait), (control, own))
        title = ipywidgets.HTML(question)
        title.add_class("cc-question")
        row = ipywidgets.Box([control for control, _ in controls])
        row.add_class("cc-controls")
        super().__init__([title, row, view])
        self.add_class("cc-explorer")


def delegated(trait, doc):
    """Return a property that reads and sets the view's `trait`."""

    def read(self):
        return getattr(self.view, trait)

    def write(self, value):
        setattr(self.view, trait, value)

    return property(read, write, doc=doc)


def slider(description, low, high, value, *, wide=False):
    """Return an integer slider as explorers show it: its name above it, no delay."""
    control = ipywidgets.IntSlider(value, low, high, description=description)
    if wide:
        control.add_class("cc-wide")
    return control


def number_lists(values, name, *, most_rows, most_columns):
    """Return `values` as the nested lists that a view holds, after checking them.

    Raises
    ------
    TypeError
        If `values` are not real numbers.
    ValueError
        If they are not a 1-D or 2-D array of finite numbers within the given size.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}; expected real numbers")
    array = np.atleast_2d(array)
    if array.ndim != 2:
        raise ValueError(f"{name} has {array.ndim} dimensions; expected 1 or 2")
    rows, columns = array.shape
    if not (1 <= rows <= most_rows and 1 <= columns <= most_columns):
        raise ValueError(
            f"{name} is {rows}×{columns}; expected 1×1 to {most_rows}×{most_columns}, "
            "so that its numbers can be read"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity; expected finite numbers")
    return array.astype(float).tolist()
