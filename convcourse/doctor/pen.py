"""How a source is changed: an argument, a layer more, a layer less, as edits of its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from convcourse.doctor.settings import shown
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry
from convcourse.doctor.values import UnreadableError

#: From where to where, and what stands there afterwards.
Edit = tuple[int, int, str]
#: In words, and as edits.
Idea = tuple[str, list[Edit]]


def edited(text: str, edits: list[Edit]) -> str:
    """Return a text with some of its parts replaced."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class Pen:
    """Writes changes of calls and of chains."""

    def __init__(self, study: Study) -> None:
        self.study, self.source = study, study.source

    def set(self, entry: Entry, **values: Any) -> list[Edit]:
        """Return the edits that give arguments of a layer's call other values."""
        if not isinstance(entry.node, ast.Call):
            return []
        method = entry.layer is None and self._is_method(entry)
        names = list(entry.settings)
        edits: list[Edit] = []
        added = []
        for name, value in values.items():
            node = self._argument(entry, names, name, method)
            if node is not None:
                edits.append((*self.source.span(node), shown(value)))
            else:
                added.append(f"{name}={shown(value)}")
        if added:
            edits.append(self._behind(entry.node, ", ".join(added)))
        return edits

    def argument(self, entry: Entry, name: str) -> ast.AST | None:
        """Return an argument of a layer's call as it is written, None where it is left out."""
        return self._argument(entry, list(entry.settings), name, False)

    def _is_method(self, entry: Entry) -> bool:
        assert isinstance(entry.node, ast.Call)
        func = entry.node.func
        return isinstance(func, ast.Attribute) and not (
            isinstance(func.value, ast.Name)
            and func.value.id in ("F", "torch", "nn", "functional")
            or isinstance(func.value, ast.Attribute)
        )

    def _argument(self, entry: Entry, names: list[str], name: str, method: bool) -> ast.AST | None:
        assert isinstance(entry.node, ast.Call)
        for keyword in entry.node.keywords:
            if keyword.arg == name:
                return keyword.value
        place = names.index(name) if name in names else -1
        if entry.layer is None and not method:
            place += 1 if place >= 0 else 0
        if 0 <= place < len(entry.node.args) and not any(
            isinstance(one, ast.Starred) for one in entry.node.args
        ):
            return entry.node.args[place]
        return None

    def _behind(self, call: ast.Call, text: str) -> Edit:
        """Return the edit that adds to a call's arguments."""
        inside = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not inside:
            end = self.source.span(call)[1] - 1
            return (end, end, text)
        end = max(self.source.span(one)[1] for one in inside)
        return (end, end, f", {text}")

    def drop(self, call: ast.Call, value: ast.AST) -> Edit:
        """Return the edit that takes an argument out of a call."""
        start, end = self.source.span(value)
        text = self.source.text
        keyword = re.search(r"\w+\s*=\s*$", text[:start])
        if keyword and any(one.value is value for one in call.keywords):
            start = keyword.start()
        before, behind = re.search(r",\s*$", text[:start]), re.match(r"\s*,\s*", text[end:])
        if before:
            start = before.start()
        elif behind:
            end += behind.end()
        return (start, end, "")

    def style(self, entry: Entry, name: str) -> str | None:
        """Return how a class of torch.nn is written where this layer's is, None if it is not."""
        node = entry.node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and entry.layer:
            return f"{self.source.segment(node.func.value)}.{name}"
        imports = re.findall(r"^\s*(?:from|import)\s.*$", self.source.text, re.MULTILINE)
        if not imports or any("*" in one or re.search(rf"\b{name}\b", one) for one in imports):
            return name
        return "nn." + name if any(re.search(r"\bnn\b", one) for one in imports) else None

    def item(self, entry: Entry) -> ast.AST | None:
        """Return a layer's call where it stands by itself in its Sequential, else None."""
        owner = entry.owner.call if entry.owner is not None else None
        if owner is None or not isinstance(entry.node, ast.Call):
            return None
        inside = [*owner.args]
        if len(inside) == 1 and isinstance(inside[0], ast.List | ast.Tuple):
            inside = list(inside[0].elts)
        return next((one for one in inside if one is entry.node), None)

    def before(self, entry: Entry, text: str) -> list[Edit]:
        """Return the edit that puts another layer before this one in its Sequential."""
        node = self.item(entry)
        if node is None:
            return []
        start = self.source.span(node)[0]
        line, lead = self.source.lead(start)
        gap = f",\n{lead}" if lead.strip() == "" and line else ", "
        return [(start, start, f"{text}{gap}")]

    def after(self, entry: Entry, text: str) -> list[Edit]:
        """Return the edit that puts another layer behind this one in its Sequential."""
        node = self.item(entry)
        if node is None:
            return []
        start, end = self.source.span(node)
        line, lead = self.source.lead(start)
        gap = f",\n{lead}" if lead.strip() == "" and line else ", "
        return [(end, end, f"{gap}{text}")]

    def without(self, entry: Entry) -> list[Edit]:
        """Return the edit that takes a layer out of its Sequential."""
        node = self.item(entry)
        if node is None or entry.owner is None or entry.owner.call is None:
            return []
        if len(entry.owner.items) < 2:
            return []
        start, end = self.source.span(node)
        text = self.source.text
        behind = re.match(r"[^\S\n]*,[^\S\n]*(#[^\n]*)?\n?[^\S\n]*", text[end:])
        before = re.search(r",\s*$", text[:start])
        if behind:
            return [(start, end + behind.end(), "")]
        return [(before.start() if before else start, end, "")]


def present(entry: Entry | None) -> Entry:
    """Return the layer that a fault is at."""
    if entry is None:
        raise UnreadableError("no layer")
    return entry


def setting(pen: Pen, entry: Entry, **values: Any) -> Idea:
    """Return the idea to give some of a layer's arguments other values."""
    said = ", ".join(f"{name}={shown(value)}" for name, value in values.items())
    return f"{entry.name}: {said}", pen.set(entry, **values)


def producer_of(study: Study, entry: Entry) -> Entry | None:
    """Return the layer that decides how many channels arrive here."""
    at = entry.before
    while at >= 0:
        one = study.trace.entries[at]
        if "out_channels" in one.settings or "out_features" in one.settings:
            return one
        if one.kind in ("Flatten", "View", "Concatenate", "PixelShuffle", "Unflatten", "?", "Add"):
            return None
        at = one.before
    return None


def flattening(pen: Pen, entry: Entry) -> Iterator[Idea]:
    """Return ideas that flatten what a layer gets."""
    name = pen.style(entry, "Flatten")
    edits = pen.before(entry, f"{name}()") if name else []
    if edits:
        yield f"{name}() before {entry.name}", edits
    elif entry.argument is not None:
        start, end = pen.source.span(entry.argument)
        text = pen.source.text[start:end]
        whole = text if re.fullmatch(r"[\w.]+(\([^()]*\))?|[\w.]+\(.*\)", text) else f"({text})"
        yield f"flatten what {entry.name} gets", [(start, end, f"{whole}.flatten(1)")]
