"""Finds what a room keeps of a chapter: one module for each, ``chapter_NN``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

from convcourse._validate import integer


def module_of(chapter: int, room: str, paths: Iterable[str], what: str) -> ModuleType:
    """Return the module of a chapter in a room.

    Parameters
    ----------
    chapter : int
        The chapter's number, from 1.
    room : str
        The dotted name of the package.
    paths : iterable of str
        Its ``__path__``.
    what : str
        What is looked for, as an error names it.

    Raises
    ------
    TypeError, ValueError
        If `chapter` is no integer, or the room has nothing of it.
    """
    chapter = integer(chapter, "chapter", 1)
    names = {
        int(module.name.removeprefix("chapter_")): module.name
        for module in pkgutil.iter_modules(paths)
    }
    if chapter not in names:
        known = ", ".join(map(str, names))
        raise ValueError(f"chapter={chapter} has no {what}, expected one of {known}")
    return importlib.import_module(f"{room}.{names[chapter]}")
