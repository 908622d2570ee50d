"""Settings of an explorer: each is declared once, in the explorer's class.

A setting becomes a trait of the view, a property and an argument of the explorer with its line in
the docstring, and, where it has a label, a control. `parts.declared` makes the class of them.
"""

import inspect
from typing import Literal

import numpy as np
import traitlets

from convcourse._validate import choice
from convcourse.explorers.parts import controls
from convcourse.explorers.parts.numbers import Numbers

#: The default of an argument that has to be given.
REQUIRED = inspect.Parameter.empty


class Argument:
    """What an explorer can be told when it is made.

    Parameters
    ----------
    default : object
        What it is where nothing is given. A function gets the explorer, of which all is made that
        is declared before.
    doc : str
        What it means: its line in the explorer's docstring.
    kind : str
        The line's type; by default that of the class.
    positional : bool
        Whether it can be given without its name.
    sets : bool
        Whether it is set when the explorer is made; otherwise the explorer sees to that itself.
    """

    kind, annotation, trait = "object", object, None

    def __init__(self, default, doc, *, kind=None, annotation=None, positional=False, sets=True):
        self.default, self.positional, self.sets = default, positional, sets
        self.kind, self.annotation = kind or self.kind, annotation or self.annotation
        self.__doc__ = doc

    def __set_name__(self, owner, name):
        self.name = name


class Option(Argument):
    """What is settled when the explorer is made: no property can change it.

    Parameters
    ----------
    trait : traitlets.TraitType, optional
        Tells the view.
    """

    kind, annotation = "bool", bool

    def __init__(self, default, doc, *, trait=None, **more):
        super().__init__(default, doc, **more)
        self.trait = trait and trait.tag(sync=True)

    def __get__(self, explorer, owner=None):
        return self if explorer is None else explorer._settled[self.name]

    def __set__(self, explorer, value):
        raise AttributeError(
            f"{type(explorer).__name__} can't set {self.name} once it is made; make a new one"
        )


class Setting(Argument, property):
    """A property of the explorer that the view holds; a name with _ in front is the view's alone.

    Like any property it takes a getter and a setter of the explorer's own. What has a setter of
    its own is set through it when the explorer is made, too, in the order of declaration.

    Parameters
    ----------
    trait : traitlets.TraitType
        Holds it in the view, where it is part of the state.
    label : str, optional
        The control's name; without it there is no control.
    held_as : str, optional
        The trait's name, if it is not the setting's own.
    shown : bool
        Whether its control is there if `controls` is not given.
    wide : bool
        Whether the control is a long one.
    optional : bool
        Whether the argument is None by default, and the explorer then sees to it.
    """

    def __init__(
        self,
        trait,
        default,
        doc,
        label=None,
        *,
        held_as=None,
        shown=True,
        wide=False,
        optional=False,
        **more,
    ):
        Argument.__init__(self, None if optional else default, doc, **more)
        self.kind += ", optional" if optional else ""
        self.trait = trait and trait.tag(sync=True, state=True)
        self.label, self.held_as, self.shown, self.wide = label, held_as, shown, wide
        self.own = {}
        property.__init__(self, self._read, self._write, doc=doc)

    def __set_name__(self, owner, name):
        super().__set_name__(owner, name)
        property.__set_name__(self, owner, name)  # for the words of its errors
        self.held_as = self.held_as or name.removeprefix("_")

    def getter(self, function):
        """Return this setting with another function that reads it."""
        return self._with(fget=function)

    def setter(self, function):
        """Return this setting with another function that sets it."""
        return self._with(fset=function)

    def _with(self, **functions):
        other = type(self).__new__(type(self))
        vars(other).update(vars(self), own={**self.own, **functions})
        accessors = {"fget": other._read, "fset": other._write, **other.own}
        property.__init__(other, **accessors, doc=self.__doc__)
        if hasattr(self, "name"):
            property.__set_name__(other, None, self.name)
        return other

    def _read(self, explorer):
        return self.value(getattr(explorer.view, self.held_as))

    def _write(self, explorer, value):
        setattr(explorer.view, self.held_as, self.held(value))

    def held(self, value):
        """Return what the view holds for `value`; by default the same."""
        return value

    def value(self, held):
        """Return what the explorer hands out for what the view holds; by default the same."""
        return held

    def controls(self, view):
        """Return the setting's controls for a view, as `parts.base.Explorer` takes them."""
        made = self._control(view)
        if self.wide:
            made[0].add_class("cc-wide")
        return [made]


class Several(Setting):
    """Several numbers; what it hands out is a tuple, in which nothing can be changed."""

    kind, annotation = "sequence of int", "Iterable[int]"

    def held(self, value):
        return list(value)

    def value(self, held):
        return tuple(held)


class Given(Setting):
    """What the explorer makes something of by itself, read and set by functions of its own."""

    _read = _write = None

    def __init__(self, default, doc, kind, annotation="ArrayLike", **more):
        super().__init__(None, default, doc, kind=kind, annotation=annotation, sets=False, **more)


class _Number(Setting):
    """A number between two ends; a slider.

    Parameters
    ----------
    default, least, most : int or float
    doc : str
        ``{range}`` in it stands for the range.
    step : int or float
        From one place of the slider to the next.
    end : str, optional
        The view's trait that holds where the slider ends, which may be before `most`.
    looks : dict, optional
        Further arguments of the ipywidgets slider.
    """

    def __init__(
        self, default, least, most, doc, label=None, *, step=1, end=None, looks=None, **more
    ):
        doc = doc.replace("{range}", _range_words(least, most))
        super().__init__(self._trait(default, min=least, max=most), default, doc, label, **more)
        self.step, self.end, self.looks = step, end, looks or {}

    def _control(self, view):
        how = {"step": self.step, "end": self.end, **self.looks}
        return controls.slider(view, self.held_as, self.label, **how)


def _range_words(least, most):
    between = "or" if most == least + 1 else "to"
    return f"{least:g} {between} {most:g}".replace("-", "−")


class Whole(_Number):
    """A whole number between two ends; a slider."""

    kind, annotation, _trait = "int", int, traitlets.Int


class Real(_Number):
    """A number between two ends; a slider."""

    kind, annotation, _trait = "float", float, traitlets.Float


class Flag(Setting):
    """Yes or no; a checkbox."""

    kind, annotation = "bool", bool

    def __init__(self, default, doc, label=None, **more):
        super().__init__(traitlets.Bool(default), default, doc, label, **more)

    def _control(self, view):
        return controls.checkbox(view, self.held_as, self.label)


class Choice(Setting):
    """One of several names, which the view holds as its place among them; a list or buttons.

    Parameters
    ----------
    names : dict of {str: str}, or sequence of str
        The names, each with what the page calls it.
    doc : str
    default : str, optional
        By default the first.
    buttons : bool
        A row of buttons, not a list that drops down.
    """

    def __init__(self, names, doc, label=None, *, default=None, buttons=False, **more):
        self.names = tuple(names)
        self.labels = tuple(names.values()) if isinstance(names, dict) else self.names
        self.buttons = buttons
        self.annotation = Literal[self.names]
        self.kind = "{" + ", ".join(f'"{name}"' for name in self.names) + "}"
        default = self.names[0] if default is None else default
        place = traitlets.Int(self.names.index(default), min=0, max=len(self.names) - 1)
        super().__init__(place, default, doc, label, **more)

    def held(self, value):
        return self.names.index(choice(value, self.name, self.names))

    def value(self, held):
        return self.names[held]

    def _control(self, view):
        make = controls.toggle_buttons if self.buttons else controls.dropdown
        return make(view, self.held_as, self.labels, self.label)


class Place(Setting):
    """The place of a choice among what one view has to offer; a list that drops down.

    Parameters
    ----------
    options : callable
        Returns the names to choose from for a view.
    """

    kind, annotation = "int", int

    def __init__(self, options, label, doc="", **more):
        super().__init__(traitlets.Int(0, min=0), 0, doc, label, **more)
        self.options = options

    def _control(self, view):
        return controls.dropdown(view, self.held_as, self.options(view), self.label)


class Grid(Setting):
    """A small array of numbers; what it hands out is an array of floats.

    Parameters
    ----------
    trait : traitlets.List
        Checks the numbers and holds them as nested lists.
    default : array_like
    doc, shape : str
        The setting's meaning, and its shape in words.
    """

    annotation = "ArrayLike"

    def __init__(self, trait, default, doc, shape, **more):
        optional = ", optional" if default is None or callable(default) else ""
        more.setdefault("kind", f"array_like of shape {shape}{optional}")
        super().__init__(trait, default, doc, **more)

    def value(self, held):
        return np.array(held, float)


class Plane(Grid):
    """A small grid of numbers in rows and columns; one row of them will do.

    Parameters
    ----------
    most : (int, int)
        The most rows and columns.
    """

    def __init__(self, most, default, doc, shape="(H, W) or (W,)", **more):
        super().__init__(Numbers(*most), default, doc, shape, **more)


class Stop(Setting):
    """A place among the explorer's ``_count()`` stops, from 0; past the end is the last.

    Parameters
    ----------
    doc : str
    step : str, optional
        What one stop is; with it there are a slider and a player that step through them.
    interval : int
        From one stop to the next while playing, in ms.
    """

    kind, annotation = "int", int

    def __init__(self, doc, step=None, *, default=0, interval=450, **more):
        doc += " Past the end is the last."
        super().__init__(traitlets.Int(default, min=0), default, doc, **more)
        self.step, self.interval = step, interval

    def _read(self, explorer):
        return min(super()._read(explorer), explorer._count() - 1)

    def controls(self, view):
        return controls.stepper(view, self.step, self.interval) if self.step else []
