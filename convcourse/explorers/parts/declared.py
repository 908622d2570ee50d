"""Explorers whose settings are declared in their class."""

import difflib
import inspect
import textwrap

import numpy as np

from convcourse._validate import choice
from convcourse.explorers.parts.base import Explorer, ExplorerView
from convcourse.explorers.parts.settings import Argument, Option, Setting, Stop

RAISES = """\
Raises
------
TypeError, ValueError
    If an argument is not such.
traitlets.TraitError
    If a number is out of range.
"""


class DeclaredExplorer(Explorer):
    """An explorer that is made of the settings in its class.

    A subclass declares its settings (see `parts.settings`), and what its view holds besides them in
    a class `View` in its own; of both, the `View` of the explorer is made. The signature, and the
    parameters in the docstring, follow from the settings.

    Parameters of the class
    -----------------------
    question : str or callable
        The title; a function gets the explorer.
    puzzles : list of dict, or callable
        What the strip of puzzles offers; a function gets the explorer.
    show_puzzles : bool
        Whether it is there if `puzzles` is not given.
    """

    _arguments, _question, _riddles, _show_puzzles = {}, "", (), True

    class View(ExplorerView):
        """Holds the state."""

    def __init_subclass__(cls, question="", puzzles=(), show_puzzles=True, **options):
        super().__init_subclass__(**options)
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Argument)}
        cls._arguments = {**cls._arguments, **own}
        cls._question, cls._riddles, cls._show_puzzles = question, puzzles, show_puzzles
        cls._labelled = {
            one.held_as if one.name.startswith("_") else name: one
            for name, one in cls._arguments.items()
            if getattr(one, "label", None)
        }
        cls._shown = tuple(name for name, one in cls._labelled.items() if one.shown)
        cls.View = _view_of(cls, own.values())
        cls.__signature__ = inspect.Signature([one for one, _, _ in _parameters(cls)])
        cls.__doc__ = _documented(cls)

    def __init__(self, *args, **kwargs):
        told = self._told(args, kwargs)
        self._make(told)
        question = told["question"]
        question = self._own(self._question) if question is None else question
        shown = self._controls(told["controls"])
        super().__init__(question, self.view, shown, self._chosen_puzzles(told["puzzles"]))

    def _told(self, args, kwargs):
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
        return bound.arguments

    def _make(self, told):
        """Make the view, and set what is set by the explorer's own setters and by functions."""
        given = [one for name, one in self._arguments.items() if name in told and one.sets]
        self._settled = {one.name: told[one.name] for one in given if isinstance(one, Option)}
        settings = [one for one in given if isinstance(one, Setting) and not isinstance(one, Stop)]
        plain = [one for one in settings if not (one.own.get("fset") or callable(one.default))]
        traits = {one.held_as: one.held(told[one.name]) for one in plain}
        traits |= {name: self._settled[name] for name in self._settled if self._tells(name)}
        self.view = self.View(**self._brought(told), **traits)
        with self.view.hold_sync():
            for one in settings:
                if one not in plain:
                    value = told[one.name]
                    one.fset(self, one.default(self) if _is_left(one, value) else value)
            for stop in [one for one in given if isinstance(one, Stop)]:
                self.view.last = self._count() - 1
                setattr(self.view, stop.held_as, min(told[stop.name], self.view.last))

    def _tells(self, name):
        return self._arguments[name].trait is not None

    def _brought(self, told):
        """Return what the view holds besides the settings, from what is told."""
        return {}

    def _own(self, value):
        return value(self) if callable(value) else value

    def _count(self):
        """Return the number of stops; 1 where there is no output, which the view explains."""
        try:
            return self.output.size
        except ValueError:
            return 1

    def _controls(self, names):
        """Return the controls with these names, in the order of declaration, and the stepper."""
        _require_names(names, "controls", self._labelled)
        chosen = [self._labelled[name] for name in names if self._offers(name)]
        return [
            control
            for one in self._arguments.values()
            if one in chosen or isinstance(one, Stop)
            for control in one.controls(self.view)
        ]

    def _offers(self, name):
        """Tell whether the control of this name makes sense in this explorer."""
        return True

    def _chosen_puzzles(self, puzzles):
        """Return the puzzles that are asked for: all, none, or some by their titles."""
        offered = self._own(self._riddles)
        titles = [puzzle["title"] for puzzle in offered]
        if not np.iterable(puzzles):
            return list(offered) if puzzles else []
        _require_names(puzzles, "puzzles", titles)
        return [puzzle for puzzle in offered if puzzle["title"] in puzzles]


def _require_names(names, argument, known):
    """Check that `names` are several names, each of them known."""
    if isinstance(names, str):
        raise TypeError(
            f"{argument} is {names!r}, expected several names; use {argument}=[{names!r}]"
        )
    for name in names:
        choice(name, argument, known)


def _is_left(argument, value):
    return value is None and callable(argument.default)


def _view_of(cls, arguments):
    """Return the class of the explorer's view: its own `View`, with a trait for each setting."""
    traits = {
        getattr(one, "held_as", one.name): one.trait
        for one in arguments
        if getattr(one, "trait", None) is not None
    }
    name = f"{cls.__name__}View"
    about = {"__module__": cls.__module__, "__doc__": f"Draws a `{cls.__name__}`; see there."}
    return type(name, (cls.View,), {**traits, **about})


def _parameters(cls):
    """Return each argument as a parameter of the signature, its type in words, and its line."""
    named = [one for name, one in cls._arguments.items() if not name.startswith("_")]
    rows = [
        (_parameter(one.name, one.default, one.annotation, one.positional), one.kind, one.__doc__)
        for one in sorted(named, key=lambda one: not one.positional)
    ]
    more = [("question", cls._question, str, "str", "The title.")]
    if cls._labelled:
        names = ", ".join(f'"{name}"' for name in cls._labelled)
        words = f"sequence of {{{names}}}"
        more.append(("controls", cls._shown, "Iterable[str]", words, _about_controls(cls)))
    if cls._riddles:
        about = "Show the strip of puzzles: all, or those with these titles."
        words = "bool or sequence of str"
        more.append(("puzzles", cls._show_puzzles, "bool | Iterable[str]", words, about))
    rows += [(_parameter(*one), kind, about) for *one, kind, about in more]
    return rows


def _parameter(name, default, annotation, positional=False):
    if default is None or callable(default):
        text = isinstance(
            annotation, str
        )  # such as ArrayLike, which is long when it is written out
        default, annotation = None, f"{annotation} | None" if text else annotation | None
    kind = inspect.Parameter.KEYWORD_ONLY
    if positional:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _about_controls(cls):
    steps = any(isinstance(one, Stop) and one.step for one in cls._arguments.values())
    beside = " besides the scrub slider and the player" if steps else ""
    left = [name for name in cls._labelled if name not in cls._shown]
    but = f" but {', '.join(left)}" if left else ""
    return f"Which controls to show{beside}; all{but} by default."


def _documented(cls):
    """Return the docstring of an explorer with its parameters, before its other sections."""
    lines = [
        f"{parameter.name} : {kind}\n{textwrap.indent(textwrap.fill(doc, 92), '    ')}"
        for parameter, kind, doc in _parameters(cls)
    ]
    text, mark, more = inspect.cleandoc(cls.__doc__).partition("\nExamples\n")
    raises = "" if "\nRaises\n" in text else "\n" + RAISES
    listed = "\n".join(["", "Parameters", "----------", *lines, ""])
    return f"{text.rstrip()}\n{listed}{raises}{mark}{more}"
