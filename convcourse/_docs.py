"""Docstrings that share what they have in common: written once, complete wherever they are read."""

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

#: What a function takes over whole where its own docstring lacks it; before the other sections.
_SHARED = ("Returns", "Raises")
_HEADING = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)


def documented_like(other: Callable[..., Any]) -> Callable[[Function], Function]:
    """Return a decorator that completes a docstring with that of `other`.

    Of *Parameters* the function's own docstring describes only those that differ. The others, and
    the sections *Returns* and *Raises* where they are left out, are those of `other`; so `help`
    and an editor that asks a running Python show all of it.

    Parameters
    ----------
    other : callable
        Its docstring is in numpydoc's form and describes the parameters that are left out here.
    """

    def complete(function: Function) -> Function:
        if function.__doc__ and other.__doc__:  # python -OO has neither
            function.__doc__ = _completed(function, inspect.cleandoc(other.__doc__))
        return function

    return complete


def _completed(function: Callable[..., Any], model: str) -> str:
    summary, own = sections(inspect.cleandoc(function.__doc__ or ""))
    _, shared = sections(model)
    known = parameters(shared["Parameters"]) | parameters(own.get("Parameters", ""))
    described = "\n".join(_described(known, list(inspect.signature(function).parameters)))
    taken = {name: shared[name] for name in _SHARED if name in shared}
    whole = {"Parameters": described} | taken | own | {"Parameters": described}
    return "\n\n".join([summary, *(f"{name}\n{'-' * len(name)}\n{whole[name]}" for name in whole)])


def _described(known: dict[str, str], names: list[str]) -> list[str]:
    """Return the entries of `known` for parameters of these names, in their order."""
    entries = []
    for name in names:
        entry = next((entry for heads, entry in known.items() if name in heads.split(", ")), None)
        if entry is None:
            raise ValueError(f"neither docstring describes the parameter {name!r}")
        if entry not in entries:
            entries.append(entry)
    return entries


def sections(docstring: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the first heading of a docstring, and the sections by heading."""
    summary, *rest = _HEADING.split(docstring)
    texts = (text.rstrip() for text in rest[1::2])
    return summary.rstrip(), dict(zip(rest[::2], texts, strict=True))


def parameters(section: str) -> dict[str, str]:
    """Return the entries of a section of parameters by their names, such as ``"height, width"``."""
    entries = [entry.rstrip() for entry in _ENTRY.split(section) if entry.strip()]
    return {entry.split("\n")[0].split(" : ")[0]: entry for entry in entries}
