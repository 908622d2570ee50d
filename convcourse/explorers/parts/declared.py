"""Explorers whose settings are declared in their class."""

from __future__ import annotations

import difflib
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from convcourse._validate import choices
from convcourse.explorers.parts.base import Explorer, ExplorerView
from convcourse.explorers.parts.controls import Control
from convcourse.explorers.parts.settings import (
    REQUIRED,
    Argument,
    Option,
    Real,
    Setting,
    Stop,
    Whole,
)

RAISES = """
Raises
------
TypeError, ValueError
    If an argument is not such.
traitlets.TraitError
    If a number is out of range.
"""


@dataclass(frozen=True)
class Declaration:
    """What the class of an explorer says of it: its arguments, its question and its puzzles."""

    arguments: dict[str, Argument]
    question: str | Callable
    puzzles: Sequence[dict] | Callable
    show_puzzles: bool
    reads: tuple[str, ...] = ()

    @cached_property
    def labelled(self) -> dict[str, Setting]:
        """The settings that have a control, by its name."""
        settings = [one for one in self.arguments.values() if isinstance(one, Setting)]
        return {one.name.removeprefix("_"): one for one in settings if one.label}

    @cached_property
    def ranged(self) -> dict[str, Whole | Real]:
        """The settings with a slider whose ends an author can choose, by their names."""
        numbers = {n: one for n, one in self.labelled.items() if isinstance(one, Whole | Real)}
        return {name: one for name, one in numbers.items() if not one.end}

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The names of the controls that are there if nothing else is asked for."""
        return tuple(name for name, one in self.labelled.items() if one.shown)

    @cached_property
    def parameters(self) -> list[tuple[inspect.Parameter, str, str]]:
        """Each parameter of the signature, with its type in words and its line."""
        public = [one for name, one in self.arguments.items() if not name.startswith("_")]
        rows: list[tuple] = [
            (one.name, one.default, one.annotation, one.positional, one.kind, one.__doc__)
            for one in sorted(public, key=lambda one: not one.positional)
        ]
        rows.append(("question", self.question, str, False, "str", "The title."))
        if self.labelled:
            names = ", ".join(f'"{name}"' for name in self.labelled)
            words = f"sequence of {{{names}}}"
            about = self._about_controls()
            rows.append(("controls", self.shown, "Iterable[str]", False, words, about))
        if self.ranged:
            words = "dict of {str: (int or float, int or float)}, optional"
            about = (
                "Other ends of sliders, by their names: fewer numbers are easier to hit. Of "
                f"{', '.join(self.ranged)}."
            )
            kind = "Mapping[str, tuple[float, float]]"
            rows.append(("ranges", None, kind, False, words, about))
        if self.puzzles:
            words = "bool or sequence of str"
            about = "Show the strip of puzzles: all, or those with these titles."
            kind = "bool | Iterable[str]"
            rows.append(("puzzles", self.show_puzzles, kind, False, words, about))
        return [(_parameter(*row), kind, about) for *row, kind, about in rows]

    def _about_controls(self):
        steps = any(isinstance(one, Stop) and one.step for one in self.arguments.values())
        beside = " besides the scrub slider and the player" if steps else ""
        left = [name for name in self.labelled if name not in self.shown]
        but = f" but {', '.join(left)}" if left else ""
        return f"Which controls to show{beside}; all{but} by default."

    def docstring(self, text: str) -> str:
        """Return an explorer's docstring, `text`, with its parameters before its examples."""
        lines = [
            f"{parameter.name} : {kind}\n{textwrap.indent(textwrap.fill(about, 92), '    ')}"
            for parameter, kind, about in self.parameters
        ]
        head, mark, examples = inspect.cleandoc(text).partition("\nExamples\n")
        listed = "\n".join(["\n\nParameters", "----------", *lines, ""])
        return head.rstrip() + listed + RAISES + mark + examples


def _parameter(name, default, annotation, positional):
    if default is None or (callable(default) and default is not REQUIRED):
        # A text stands for a type that is long when it is written out, such as ArrayLike.
        optional = f"{annotation} | None" if isinstance(annotation, str) else annotation | None
        default, annotation = None, optional
    kind = inspect.Parameter.KEYWORD_ONLY
    if positional:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


class DeclaredExplorer(Explorer):
    """An explorer that is made of the settings in its class.

    A subclass declares its settings (see `parts.settings`), and in a class `View` what its view
    holds besides them; of both its `View` is made. The signature, and the parameters in the
    docstring, follow from the settings.

    The class is declared with ``question``, the title; ``puzzles``, what the strip of puzzles
    offers; ``show_puzzles``, whether that is there if nothing else is asked for; and ``reads``, the
    names of the properties that the text beside the figure can show, whole numbers and sizes: the
    view's module has them under the same names. The first two can be functions of the explorer.
    """

    _declared: ClassVar = Declaration({}, "", (), True)
    View: ClassVar[type[ExplorerView]] = ExplorerView
    __signature__: ClassVar[inspect.Signature]

    def __init_subclass__(
        cls,
        question: str | Callable | None = None,
        puzzles: Sequence[dict] | Callable | None = None,
        show_puzzles: bool | None = None,
        reads: tuple[str, ...] | None = None,
        **options,
    ) -> None:
        super().__init_subclass__(**options)
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Argument)}
        said: dict[str, Any] = {
            "question": question,
            "puzzles": puzzles,
            "show_puzzles": show_puzzles,
            "reads": reads,
        }
        said = {name: value for name, value in said.items() if value is not None}
        arguments = {**cls._declared.arguments, **own}
        cls._declared = replace(cls._declared, arguments=arguments, **said)
        cls.View = _view_of(cls, own.values())
        cls.__signature__ = inspect.Signature([one for one, *_ in cls._declared.parameters])
        if cls.__doc__:
            cls.__doc__ = cls._declared.docstring(cls.__doc__)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told = self._told(args, kwargs)
        self._make(told)
        question = told["question"]
        if question is None:
            question = self._called(self._declared.question)
        puzzles = self._chosen_puzzles(told.get("puzzles", False))
        self._ranged = self._with_ranges(told.get("ranges") or {}, told, puzzles)
        controls = self._controls(told.get("controls", ()))
        super().__init__(question, self.view, controls, puzzles)

    def _told(self, args: tuple, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return all arguments by name, those that are not given as they are by default.

        Raises
        ------
        TypeError
            If they are not those of the signature.
        """
        name, known = type(self).__name__, self.__signature__.parameters
        for unknown in [one for one in kwargs if one not in known]:
            near = difflib.get_close_matches(unknown, known, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}"
            raise TypeError(f"{name}() got an unexpected keyword argument {unknown!r}; {advice}")
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{name}(): {error}; it takes {', '.join(known)}") from None
        bound.apply_defaults()
        told = bound.arguments
        if "controls" in told:
            asked, shown = told["controls"], self._declared.shown
            if asked is None or asked is shown:
                told["controls"] = shown
            else:
                told["controls"] = choices(asked, "controls", self._declared.labelled)
        return told

    @classmethod
    def _read(cls, name: str, state: Mapping[str, Any]) -> int | tuple[int, ...]:
        """Return what one of the ``reads`` is where the view has this state.

        Parameters
        ----------
        name : str
            One of those that the class is declared with.
        state : dict
            Traits of the view, as a page saves them; what they leave out plays no part in it.

        Raises
        ------
        ValueError
            If there is no output in this state.
        """
        explorer = cls.__new__(cls)  # of a view alone: nothing is shown
        explorer.view = cls.View(**state)
        try:
            return getattr(explorer, name)
        finally:
            explorer.view.close()

    def _make(self, told: dict[str, Any]) -> None:
        """Make the view, set what it cannot be made with, and go to the first stop."""
        given = [one for name, one in self._declared.arguments.items() if name in told]
        options = [one for one in given if isinstance(one, Option)]
        self._settled = {one.name: told[one.name] for one in options}
        settings = [one for one in given if isinstance(one, Setting) and one.sets]
        stops = [one for one in settings if isinstance(one, Stop)]
        rest = [one for one in settings if one not in stops]
        later = [one for one in rest if one.own.get("fset") or callable(one.default)]
        traits = {one.held_as: one.held(told[one.name]) for one in rest if one not in later}
        traits |= {one.name: told[one.name] for one in options if one.trait}
        self.view = self.View(**self._brought(told), **traits)
        with self.view.hold_sync():
            self._set(later, told)
            for one in stops:
                self._begin_at(one, told[one.name])

    def _set(self, settings: Iterable[Setting], told: dict[str, Any]) -> None:
        """Set what has a setter of its own, or a function as its default, in their order."""
        for one in settings:
            value = told[one.name]
            left = value is None and callable(one.default)
            setattr(self, one.name, one.default(self) if left else value)

    def _begin_at(self, stop: Stop, place: int | None) -> None:
        """Set the end of the stops, and where they begin; in the middle where nothing is given."""
        count = self._count()
        self.view.last = count - 1
        place = count // 2 if place is None else place
        setattr(self.view, stop.held_as, min(place, self.view.last))

    def _brought(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return what the view is made with besides the settings, of what the explorer is told."""
        return {}

    def _called(self, value):
        return value(self) if callable(value) else value

    def _count(self) -> int:
        """Return the number of stops; 1 where there is no output, which the view explains."""
        try:
            return self.output.size  # pyrefly: ignore[missing-attribute] (of the subclass)
        except ValueError:
            return 1

    def _controls(self, names: Iterable[str]) -> list[Control]:
        """Return the controls with these names and the stepper, in the order of declaration."""
        labelled = self._declared.labelled
        chosen = [labelled[name] for name in names if self._offers(name)]
        return [
            control
            for one in self._declared.arguments.values()
            if isinstance(one, Setting) and (one in chosen or isinstance(one, Stop))
            for control in self._ranged.get(one.name, one).controls(self.view)
        ]

    def _with_ranges(
        self, ranges: Mapping[str, tuple[float, float]], told: dict[str, Any], puzzles
    ) -> dict[str, Setting]:
        """Return the settings whose sliders get other ends, by their names.

        A slider takes no value beyond its ends: it has to reach what the figure begins with, and
        what its puzzles begin with and are solved by.
        """
        offered = self._declared.ranged
        shown = [name for name in told.get("controls", ()) if name in offered]
        changed: dict[str, Setting] = {}
        for name in choices(ranges, "ranges", shown):
            one = offered[name]
            states = [
                {one.held_as: getattr(self.view, one.held_as)},
                *(puzzle.get(part) for puzzle in puzzles for part in ("start", "solution")),
            ]
            known = [state for state in states if isinstance(state, Mapping)]
            held = [state[one.held_as] for state in known if one.held_as in state]
            changed[one.name] = one.within(ranges[name], held)
        return changed

    def _offers(self, name: str) -> bool:
        """Tell whether the control of this name makes sense in this explorer."""
        return True

    def _chosen_puzzles(self, puzzles: bool | Iterable[str]) -> Sequence[dict]:
        """Return the puzzles that are asked for: all, none, or some by their titles."""
        every = not np.iterable(puzzles)
        if every and not puzzles:
            return []
        offered = self._called(self._declared.puzzles)
        if every:
            return offered
        titles = [puzzle["title"] for puzzle in offered]
        wanted = choices(puzzles, "puzzles", titles)
        return [puzzle for puzzle in offered if puzzle["title"] in wanted]


def _view_of(cls, arguments):
    """Return the class of the explorer's view: its own `View`, with a trait for each setting."""
    traits = {getattr(one, "held_as", one.name): one.trait for one in arguments if one.trait}
    about = {
        "__module__": cls.__module__,
        "__qualname__": f"{cls.__qualname__}.View",
        "__doc__": f"Draws a `{cls.__name__}`; see there.",
    }
    return type(f"{cls.__name__}View", (cls.View,), {**traits, **about})
