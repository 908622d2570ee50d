"""What all explorers share: a view with its state, and controls that are joined to it."""

import difflib
import html
from functools import wraps

import anywidget
import ipywidgets
import numpy as np
import traitlets

from convcourse._validate import choice, numeric_array, require_levels, require_non_empty
from convcourse.explorers.parts.controls import (  # noqa: F401 - until all are declared
    checkbox,
    dropdown,
    slider,
    stepper,
    toggle_buttons,
)
from convcourse.explorers.parts.numbers import (  # noqa: F401 - until all are declared
    Numbers,
    number_lists,
    require_one_row,
)


class ExplorerView(anywidget.AnyWidget):
    """What the view of every explorer holds besides its own traits.

    A subclass tags the traits that make up its state with ``state=True``; they are what Reset
    brings back, what a puzzle puts aside, and what JavaScript reads on each draw.
    """

    initial = traitlets.Dict().tag(sync=True)
    puzzles = traitlets.List().tag(sync=True)
    puzzle = traitlets.Int(-1, min=-1).tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    last = traitlets.Int(0, min=0).tag(sync=True)

    def remember(self):
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
        What the strip of puzzles offers. A key ``solution`` stays in Python.
    """

    def __init__(self, question, view, controls, puzzles=()):
        self.view = view
        view.puzzles = [{k: v for k, v in p.items() if k != "solution"} for p in puzzles]
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

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if isinstance(member, property):
                setattr(cls, name, member.getter(_reads_only(member.fget)))

    def __setattr__(self, name, value):
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

    def _begin_at(self, position):
        """Set the end of what `stepper` steps through, and where it begins."""
        self.view.last = self._count() - 1
        self.view.position = min(position, self.view.last)


def delegated(trait, doc):
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


def stop(doc, trait="position"):
    """Return a property for a stop of the view; past the end is the last of the ``_count()`` stops.

    Parameters
    ----------
    doc : str
        The property's docstring.
    trait : str
        Holds the stop, from 0.
    """

    def read(self):
        return min(getattr(self.view, trait), self._count() - 1)

    def write(self, value):
        setattr(self.view, trait, value)

    return property(read, write, doc=doc)


def chosen_controls(view, names, controls):
    """Return the controls with these names, in the order in which they stand in `controls`.

    Parameters
    ----------
    view : ExplorerView
    names : sequence of str
        Which to make.
    controls : dict of {str: callable}
        Each makes a control for a view, as `Explorer` takes it.

    Raises
    ------
    TypeError, ValueError
        If `names` is one text, or has a name that is unknown.
    """
    require_control_names(names, controls)
    return [make(view) for name, make in controls.items() if name in names]


def require_control_names(names, controls):
    """Check that `names` are several names, each a key of `controls`."""
    if isinstance(names, str):
        raise TypeError(f"controls is {names!r}, expected several names; use controls=[{names!r}]")
    for name in names:
        choice(name, "controls", controls)


def grey_levels(picture, name):
    """Return a picture as an array of uint8, after checking that it holds grey levels.

    Parameters
    ----------
    picture : array_like of shape (H, W) or (H, W, 3)
        Numbers from 0 to 255; they are rounded.
    name : str
        What the errors call it.

    Raises
    ------
    TypeError
        If `picture` does not hold real numbers.
    ValueError
        If it has another shape, is empty, holds NaN or a number below 0 or above 255, or looks
        as if it went from 0 to 1: fractions, or truth values, none of them above 1.
    """
    array = numeric_array(picture, name)
    require_non_empty(array, name)
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)):
        raise ValueError(
            f"{name} has shape {array.shape}, expected (H, W) in grey or (H, W, 3) in colour"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity, expected 0 to 255; replace them")
    least, most = array.min(), array.max()
    if least < 0 or most > 255:
        raise ValueError(
            f"{name} has values from {least:g} to {most:g}, expected 0 to 255; scale or clip them"
        )
    require_levels(array, name)
    return np.rint(array).astype(np.uint8)
