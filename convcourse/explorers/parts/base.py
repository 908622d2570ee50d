"""What all explorers share: a view with its state, and controls that are joined to it."""

from __future__ import annotations

import difflib
import html
from collections.abc import Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import numpy as np
import traitlets

from convcourse.explorers.parts.controls import Control


class ExplorerView(anywidget.AnyWidget):
    """What the view of every explorer holds besides its own traits.

    A subclass tags the traits that make up its state with ``state=True``; they are what Reset
    brings back, what a puzzle puts aside, and what JavaScript reads on each draw.
    """

    initial = traitlets.Dict().tag(sync=True)
    puzzles = traitlets.List().tag(sync=True)
    puzzle = traitlets.Int(-1, min=-1).tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    #: The titles of the puzzles that were solved; a page of the book keeps them.
    solved = traitlets.List().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    last = traitlets.Int(0, min=0).tag(sync=True)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the trait of a setting: `parts.declared` adds one for each."""

    def remember(self) -> None:
        """Make the present state the one that Reset brings back."""
        self.initial = {name: getattr(self, name) for name in self.trait_names(state=True)}


def _read_only(value):
    """Return `value`, arrays in it (a tuple's too) as views that cannot be written to."""
    if isinstance(value, tuple) and any(isinstance(one, np.ndarray) for one in value):
        return tuple(map(_read_only, value))
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


def _reads_only(getter):
    """Return the getter of a property that hands out arrays which cannot be written to."""

    @wraps(getter)
    def read(self):
        return _read_only(getter(self))

    return read


class Explorer(ipywidgets.VBox):
    """A question, a row of controls and a view that answers in the browser.

    An array that a property hands out is read-only: it is a copy of the state, and what would be
    written into it would change no figure. Set the property to a new array.

    Parameters
    ----------
    question : str
        What the reader should find out; the explorer's title.
    view : ExplorerView
        Draws the stage. Its traits are the explorer's state.
    controls : list of (ipywidgets.Widget, dict of {str: str})
        Each control with the names of its traits and of the view's traits to join them to. They
        are joined in the browser, so they work with and without a kernel.
    puzzles : list of dict
        What the strip of puzzles offers. A key ``solution`` stays in Python; a page is told
        which controls it changes, for on a phone these stand first.
    """

    view: Any  # an `ExplorerView` with the traits of the explorer's settings

    def __init__(
        self,
        question: str,
        view: ExplorerView,
        controls: Sequence[Control],
        puzzles: Sequence[dict] = (),
    ) -> None:
        self.view = view
        view.puzzles = [_sent(puzzle, controls) for puzzle in puzzles]
        view.remember()
        # The first of two joined traits decides when the page loads, so the view goes first.
        for control, joined in controls:
            control.tooltip = ""  # ipywidgets 8.1 shows one that is None as “null”
            for own, trait in joined.items():
                ipywidgets.jslink((view, trait), (control, own))
        title = ipywidgets.HTML(html.escape(question))
        title.add_class("cc-question")
        row = ipywidgets.Box([control for control, _ in controls])
        row.add_class("cc-controls")
        super().__init__([title, row, view])
        self.add_class("cc-explorer")

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if isinstance(member, property):
                setattr(cls, name, member.getter(_reads_only(member.fget)))

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse a name that means nothing here: set beside the state, it would change no figure.

        Raises
        ------
        AttributeError
            If the explorer has no such property.
        """
        if not (name == "view" or name.startswith("_") or hasattr(type(self), name)):
            members = vars(type(self)).items()
            own = [n for n, one in members if isinstance(one, property) and n[0] != "_"]
            near = difflib.get_close_matches(name, own, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(own))}"
            raise AttributeError(f"{type(self).__name__} has no property {name!r}; {advice}")
        super().__setattr__(name, value)


def _sent(puzzle, controls):
    """Return a puzzle as a page gets it: in place of its solution, which controls lead there."""
    sent = {name: value for name, value in puzzle.items() if name != "solution"}
    sent["moved"] = []
    if isinstance(solution := puzzle.get("solution"), dict):
        start = puzzle.get("start", {})
        changed = {name for name, value in solution.items() if start.get(name, object()) != value}
        sent["moved"] = [n for n, (_, of) in enumerate(controls) if changed & set(of.values())]
    return sent


def delegated(trait: str, doc: str) -> Any:
    """Return a property that reads and sets the view's `trait`.

    Parameters
    ----------
    trait, doc : str
        The trait's name, and the property's docstring.
    """

    def read(self):
        return getattr(self.view, trait)

    def write(self, value):
        setattr(self.view, trait, value)

    return property(read, write, doc=doc)
