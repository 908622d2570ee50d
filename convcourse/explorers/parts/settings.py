"""Settings of an explorer: each is declared once, in the explorer's class.

A setting becomes a trait of the view, a property and an argument of the explorer with its line in
the docstring, and, where it has a label, a control. `parts.declared` makes the class of them.
"""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Literal, Never, Self, TypeVar, overload

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice
from convcourse.explorers.parts import controls
from convcourse.explorers.parts.controls import Control
from convcourse.explorers.parts.numbers import Numbers

#: The default of an argument that has to be given.
REQUIRED = inspect.Parameter.empty
#: What an explorer hands out for a setting, and what the setting takes.
Out = TypeVar("Out")
In = TypeVar("In")
#: The same of functions that take the place of its own.
Read = TypeVar("Read")
Taken = TypeVar("Taken")
Name = TypeVar("Name", bound=str)
Size = TypeVar("Size", int, float)


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

    kind: str = "object"
    annotation: Any = object
    trait: traitlets.TraitType | None = None
    name: str

    def __init__(self, default, doc: str, *, kind: str | None = None, annotation: Any = None,
                 positional: bool = False, sets: bool = True) -> None:  # fmt: skip
        self.default, self.positional, self.sets = default, positional, sets
        self.kind, self.annotation = kind or self.kind, annotation or self.annotation
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


class Option(Argument, Generic[Out]):
    """What is settled when the explorer is made: no property can change it.

    Parameters
    ----------
    trait : traitlets.TraitType, optional
        Tells the view.
    """

    kind, annotation = "bool", bool

    def __init__(
        self, default: Out, doc: str, *, trait: traitlets.TraitType | None = None, **more
    ) -> None:
        super().__init__(default, doc, **more)
        self.trait = trait and trait.tag(sync=True)

    @overload
    def __get__(self, explorer: None, owner: type) -> Self: ...
    @overload
    def __get__(self, explorer: object, owner: type | None = None) -> Out: ...
    def __get__(self, explorer: Any, owner: type | None = None) -> Any:
        return self if explorer is None else explorer._settled[self.name]

    def __set__(self, explorer: object, value: Never) -> None:
        raise AttributeError(
            f"{type(explorer).__name__} can't set {self.name} once it is made; make a new one"
        )


class Setting(Argument, property, Generic[Out, In]):
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

    label: str = ""

    def __init__(
        self,
        trait: traitlets.TraitType | None,
        default,
        doc: str,
        label: str = "",
        *,
        held_as: str = "",
        shown: bool = True,
        wide: bool = False,
        optional: bool = False,
        **more,
    ) -> None:
        Argument.__init__(self, None if optional else default, doc, **more)
        self.kind += ", optional" if optional else ""
        self.trait = trait and trait.tag(sync=True, state=True)
        self.label, self.held_as, self.shown, self.wide = label, held_as, shown, wide
        self.own: dict[str, Callable] = {}
        property.__init__(self, self._read, self._write, doc=doc)

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        # For the words of its errors. Typeshed does not know the method, which all Pythons have.
        property.__set_name__(self, owner, name)  # pyrefly: ignore[missing-attribute]
        self.held_as = self.held_as or name.removeprefix("_")

    @overload
    def __get__(self, explorer: None, owner: type) -> Self: ...
    @overload
    def __get__(self, explorer: object, owner: type | None = None) -> Out: ...
    def __get__(self, explorer: Any, owner: type | None = None) -> Any:
        return property.__get__(self, explorer, owner)

    def __set__(self, explorer: object, value: In) -> None:
        property.__set__(self, explorer, value)

    def getter(self, function: Callable[[Any], Read]) -> Setting[Read, In]:
        """Return this setting with another function that reads it."""
        return self._with(fget=function)

    def setter(self, function: Callable[[Any, Taken], None]) -> Setting[Out, Taken]:
        """Return this setting with another function that sets it."""
        return self._with(fset=function)

    def _with(self, **functions: Callable) -> Any:
        other = type(self).__new__(type(self))
        vars(other).update(vars(self), own={**self.own, **functions})
        accessors: dict[str, Any] = {"fget": other._read, "fset": other._write, **other.own}
        property.__init__(other, **accessors, doc=self.__doc__)
        if hasattr(self, "name"):
            property.__set_name__(other, type(None), self.name)  # pyrefly: ignore[missing-attribute]
        return other

    def _read(self, explorer) -> Any:
        return self.value(getattr(explorer.view, self.held_as))

    def _write(self, explorer, value) -> None:
        setattr(explorer.view, self.held_as, self.held(value))

    def held(self, value):
        """Return what the view holds for `value`; by default the same."""
        return value

    def value(self, held):
        """Return what the explorer hands out for what the view holds; by default the same."""
        return held

    def controls(self, view) -> list[Control]:
        """Return the setting's controls for a view, as `parts.base.Explorer` takes them."""
        made = self._control(view)
        if self.wide:
            made[0].add_class("cc-wide")
        return [made]

    def _control(self, view) -> Control:
        raise NotImplementedError(f"{type(self).__name__} has no control; leave out its label")


class Several(Setting[tuple[int, ...], Iterable[int]]):
    """Several numbers; what it hands out is a tuple, in which nothing can be changed."""

    kind, annotation = "sequence of int", "Iterable[int]"

    def held(self, value):
        return list(value)

    def value(self, held):
        return tuple(held)


class Given(Setting[Any, Never]):
    """What the explorer makes something of by itself, read and set by functions of its own."""

    _read: Any = None
    _write: Any = None

    def __init__(self, default, doc: str, kind: str, annotation: Any = "ArrayLike", **more) -> None:
        super().__init__(None, default, doc, kind=kind, annotation=annotation, sets=False, **more)


class _Number(Setting[Size, Size]):
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

    _trait: ClassVar[type[traitlets.TraitType]]
    _numbers: ClassVar[type]

    def __init__(
        self,
        default: Size | None,
        least: Size,
        most: Size,
        doc: str,
        label: str = "",
        *,
        step: float = 1,
        end: str | None = None,
        looks: Mapping[str, Any] | None = None,
        **more,
    ) -> None:
        doc = doc.replace("{range}", _range_words(least, most))
        super().__init__(self._trait(default, min=least, max=most), default, doc, label, **more)
        self.step, self.end, self.looks = step, end, looks or {}
        self.ends: tuple[float, float] | None = None

    def within(self, ends: tuple[float, float], held: Iterable[Size]) -> Self:
        """Return this setting with other ends of its slider.

        Parameters
        ----------
        ends : (int or float, int or float)
        held : iterable of int or float
            What the slider has to reach: a slider takes no value beyond its ends.

        Raises
        ------
        ValueError
            If that is not within the ends, or these not within those of the setting.
        """
        trait: Any = self.trait
        legal = isinstance(ends, Sequence) and len(ends) == 2
        legal = legal and all(isinstance(end, self._numbers) for end in ends)
        if not (legal and trait.min <= ends[0] < ends[1] <= trait.max):
            raise ValueError(
                f"ranges[{self.name!r}] is {ends!r}, expected the least and the largest number of "
                f"its slider, within {_range_words(trait.min, trait.max)}; use for example "
                f"{(trait.min, trait.max)}"
            )
        for value in held:
            if not ends[0] <= value <= ends[1]:
                raise ValueError(
                    f"ranges[{self.name!r}] is {ends!r}, but the figure takes {self.name} to "
                    f"{value:g}; make the range wide enough for it"
                )
        other = self._with()
        other.ends = ends
        return other

    def _control(self, view):
        return controls.slider(
            view, self.held_as, self.label, self.step, end=self.end, ends=self.ends, **self.looks
        )


def _range_words(least, most):
    between = "or" if most == least + 1 else "to"
    return f"{least:g} {between} {most:g}".replace("-", "−")


class Whole(_Number[int]):
    """A whole number between two ends; a slider."""

    kind, annotation, _trait, _numbers = "int", int, traitlets.Int, numbers.Integral


class Real(_Number[float]):
    """A number between two ends; a slider."""

    kind, annotation, _trait, _numbers = "float", float, traitlets.Float, numbers.Real


class Flag(Setting[bool, bool]):
    """Yes or no; a checkbox."""

    kind, annotation = "bool", bool

    def __init__(self, default: bool, doc: str, label: str = "", **more) -> None:
        super().__init__(traitlets.Bool(default), default, doc, label, **more)

    def _control(self, view):
        return controls.checkbox(view, self.held_as, self.label)


class Choice(Setting[Name, Name]):
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

    annotation: Any = Literal

    def __init__(
        self,
        names: Mapping[Name, str] | Sequence[Name],
        doc: str,
        label: str = "",
        *,
        default: Name | None = None,
        buttons: bool = False,
        **more,
    ) -> None:
        self.names = tuple(names)
        self.labels = tuple(names.values()) if isinstance(names, Mapping) else self.names
        self.buttons = buttons
        self.annotation = self.annotation[self.names]
        self.kind = "{" + ", ".join(f'"{name}"' for name in self.names) + "}"
        default = self.names[0] if default is None else default
        place = traitlets.Int(self.names.index(default), min=0, max=len(self.names) - 1)
        super().__init__(place, default, doc, label, **more)

    def held(self, value):
        return self.names.index(choice(value, self.name, self.names))

    def value(self, held):
        return self.names[held]

    def offering(self, labels: Sequence[str]) -> Choice:
        """Return this choice with a control that offers the first names alone, called like this."""
        other = self._with()
        other.labels = tuple(labels)
        return other

    def _control(self, view):
        make = controls.toggle_buttons if self.buttons else controls.dropdown
        return make(view, self.held_as, self.labels, self.label)


class Place(Setting[int, int]):
    """The place of a choice among what one view has to offer; a list that drops down.

    Parameters
    ----------
    options : callable
        Returns the names to choose from for a view.
    """

    kind, annotation = "int", int

    def __init__(
        self, options: Callable[[Any], Sequence[str]], label: str, doc: str = "", **more
    ) -> None:
        super().__init__(traitlets.Int(0, min=0), 0, doc, label, **more)
        self.options = options

    def _control(self, view):
        return controls.dropdown(view, self.held_as, self.options(view), self.label)


class Grid(Setting[NDArray[np.float64], ArrayLike]):
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

    def __init__(self, trait: traitlets.TraitType, default, doc: str, shape: str, **more) -> None:
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

    def __init__(
        self, most: tuple[int, int], default, doc: str, shape: str = "(H, W) or (W,)", **more
    ) -> None:
        super().__init__(Numbers(*most), default, doc, shape, **more)


class Stop(Setting[int, int]):
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

    def __init__(
        self,
        doc: str,
        step: str = "",
        *,
        default: int | None = 0,
        interval: int = 450,
        **more,
    ) -> None:
        doc += " Past the end is the last."
        super().__init__(traitlets.Int(default, min=0), default, doc, **more)
        self.step, self.interval = step, interval

    def _read(self, explorer):
        return min(super()._read(explorer), explorer._count() - 1)

    def controls(self, view) -> list[Control]:
        return controls.stepper(view, self.step, self.interval) if self.step else []


def setting_of(trait: traitlets.TraitType, control: Mapping[str, Any]) -> Setting | None:
    """Return the setting that a view's trait amounts to whose explorer declares none, or None.

    `control` is the saved state of the control that the trait is linked with, or empty: from it
    come the label, the names of a list, and the ends of a number that the trait does not limit.
    """
    about = control.get("description") or ""
    if "_options_labels" in control:
        return Choice(control["_options_labels"], "", about)
    if isinstance(trait, traitlets.Bool):
        return Flag(False, "", about)
    for kind, setting in ((traitlets.Int, Whole), (traitlets.Float, Real)):
        ends = control if "max" in control else vars(trait)
        if isinstance(trait, kind) and None not in (ends["min"], ends["max"]):
            return setting(ends["min"], ends["min"], ends["max"], "", about)
    return None
