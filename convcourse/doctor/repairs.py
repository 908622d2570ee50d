"""The smallest changes of the source that mend what was found; each is tried before it is told."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from convcourse.doctor import faults
from convcourse.doctor.fatal_ideas import FATAL
from convcourse.doctor.interpreter import Interpreter
from convcourse.doctor.pen import Idea, Pen, edited
from convcourse.doctor.reading import read
from convcourse.doctor.settings import map_size
from convcourse.doctor.silent_ideas import SILENT
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry, Found
from convcourse.doctor.values import Refusal, UnreadableError

#: How many sources a diagnosis works through at most, and how many repairs a fault gets.
MOST_TRIES, MOST_REPAIRS, MOST_TOGETHER = 300, 4, 6
#: Silent faults whose repairs are to change what comes out, and those that may resize its maps,
#: where these are not of the picture's size.
RESHAPED = ("size", "not flattened", "batch mixed", "batch flattened")
RESIZED = ("unread", "padding")
#: A picture with more is no picture.
MOST_CHANNELS, MOST_PIXELS = 1024, 100_000
Shape = tuple[int, int, int]


def study(text: str, shape: tuple[int, int, int], object_size: int | None) -> Study:
    """Return what is found in a source, without its repairs."""
    source = read(text)
    trace = Interpreter(source, shape).run()
    found = [*trace.found, *faults.silent(trace, shape, object_size)]
    if source.indented:
        found.append(
            Found(
                "indentation",
                "the lines have lost their indentation, which is put "
                "back here as far as it can be told",
                False,
            )
        )
    last = len(trace.entries)
    order = {id(one): (one.at if one.at >= 0 else last, i) for i, one in enumerate(found)}
    found.sort(key=lambda one: order[id(one)])
    return Study(source, shape, object_size, trace, _once(found))


def _once(found: list[Found]) -> list[Found]:
    """Return what was found with the same of several layers said once, of the first."""
    first: dict[tuple[str, str], Found] = {}
    for one in found:
        if one.fatal or one.at < 0:
            continue
        before = first.setdefault((one.kind, one.message), one)
        if before is not one:
            before.also.append(one)
    same = {id(each) for one in first.values() for each in one.also}
    return [one for one in found if id(one) not in same]


class Surgeon:
    """Finds repairs for what a study found, within a budget of tries."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.tries = MOST_TRIES
        self.seen: dict[tuple[str, Shape], Study | None] = {(study.source.text, study.shape): study}

    def repairs(self, fault: Found) -> list[tuple[str, str, Shape | None]]:
        """Return words, patched sources and other pictures, the smallest change first."""
        good: list[tuple[tuple[int, ...], str, str, Shape | None]] = []
        parts: list[set[str]] = []
        before = _kinds(self.study)
        for number, (words, edits) in enumerate(ideas(self.study, fault)):
            text = edited(self.study.source.text, edits)
            whole = self._running(text, [words], 0)
            if whole is None:
                continue
            text, said, after = whole
            if self._remains(fault, after) or not self._keeps(fault, after):
                continue
            if any(text == one[2] for one in good):
                continue
            more = len(_kinds(after) - before)
            layers = abs(len(after.trace.entries) - len(self.study.trace.entries))
            parts.append(set(said))
            size = (more, layers, len(said), _changed(self.study.source.text, text), number)
            good.append((size, "; ".join(said), text, None))
        # What does more than another that does is no smallest repair.
        good = [
            one
            for one, said in zip(good, parts, strict=True)
            if not any(fewer < said for fewer in parts)
        ]
        good += self._other_picture(fault)
        good.sort(key=lambda one: one[0])
        return [(words, text, shape) for _, words, text, shape in good[:MOST_REPAIRS]]

    def _other_picture(
        self, fault: Found
    ) -> Iterator[tuple[tuple[int, ...], str, str, Shape | None]]:
        """Yield the picture that a first layer expects, where with it the network runs."""
        if fault.kind == "merge":
            yield from self._even_picture(fault)
        given = self.study
        entry = given.trace.entries[fault.at] if 0 <= fault.at < len(given.trace.entries) else None
        if fault.kind not in ("channels", "features") or entry is None or entry.before >= 0:
            return
        expected = fault.data["expected"]
        if type(expected) is not int or not 0 < expected <= MOST_CHANNELS:
            return
        if entry.got != given.shape:  # the layer gets something else than the picture
            return
        shape = (expected, *given.shape[1:])
        other = self._studied(given.source.text, shape)
        if other is not None and not other.fatal:
            more = len(_kinds(other) - _kinds(given))
            words = f"a picture of {expected} channel{'s' * (expected != 1)}"
            # One number is another, and the network is as it was: after its own such repair.
            yield (more, 0, 1, 1, MOST_TRIES), words, given.source.text, shape

    def _even_picture(
        self, fault: Found
    ) -> Iterator[tuple[tuple[int, ...], str, str, Shape | None]]:
        """Yield the next larger picture that can be halved as often as the network does."""
        channels, *size = self.study.shape
        entries = self.study.trace.entries
        jumps = [one.jump for one in entries[: fault.at] if one.jump is not None]
        if not jumps or not any(one.kind in faults.UP for one in entries):
            return
        steps = [math.ceil(max(jump[axis] for jump in jumps)) for axis in (0, 1)]
        rows, columns = (faults.rounded_up(n, step) for n, step in zip(size, steps, strict=True))
        shape = (channels, rows, columns)
        if [rows, columns] == size or max(rows, columns) > MOST_PIXELS:
            return
        other = self._studied(self.study.source.text, shape)
        if other is not None and not other.fatal:
            more = len(_kinds(other) - _kinds(self.study))
            words = f"a picture of {rows}×{columns} pixels"
            # Behind what changes a setting, before what adds a layer.
            yield (more, 1, 1, 1, MOST_TRIES), words, self.study.source.text, shape

    def _remains(self, fault: Found, after: Study) -> bool:
        if fault.fatal:  # a size that fits a mixed batch mends nothing
            mixed = any(one.kind == "batch mixed" for one in after.found)
            return fault.kind == "in_features" and mixed
        names = self._names(self.study, fault)
        return any(
            one.kind == fault.kind and not names.isdisjoint(self._names(after, one))
            for one in after.found
        )

    def _keeps(self, fault: Found, after: Study) -> bool:
        """Return whether a network that runs still makes the size that it is for."""
        before, made = self.study.trace.end, after.trace.end
        if fault.fatal or fault.kind in RESHAPED or before is None or before.shape is None:
            return True
        if made is None or made.shape is None or before.shape == made.shape:
            return made is not None
        size = map_size(before.shape)
        return fault.kind in RESIZED and size not in (None, self.study.shape[1:])

    @staticmethod
    def _names(study: Study, fault: Found) -> set[str]:
        if fault.kind in ("size", "field larger than picture", "field smaller than object"):
            return {""}
        names = {study.trace.entries[at].name for at in fault.places}
        return names or {fault.message}

    def _running(
        self, text: str, said: list[str], depth: int
    ) -> tuple[str, list[str], Study] | None:
        """Return a source that runs to its end, mending further breaks on the way."""
        after = self._studied(text)
        if after is None:
            return None
        if not after.fatal:
            return text, said, after
        if depth >= MOST_TOGETHER:
            return None
        for words, edits in itertools.islice(ideas(after, after.fatal[0]), 4):
            further = edited(text, edits)
            if further == text:
                continue
            whole = self._running(further, [*said, words], depth + 1)
            if whole is not None:
                return whole
        return None

    def _studied(self, text: str, other: Shape | None = None) -> Study | None:
        """Return what is found in a source, of another picture where one is given."""
        shape = other or self.study.shape
        if (text, shape) in self.seen:
            return self.seen[text, shape]
        if self.tries <= 0:
            return None
        self.tries -= 1
        try:
            found: Study | None = study(text, shape, self.study.object_size)
        except ValueError:
            found = None
        self.seen[text, shape] = found
        return found


def _kinds(study: Study) -> set[tuple[str, str]]:
    return {(one.kind, name) for one in study.found for name in Surgeon._names(study, one)}


def _changed(before: str, after: str) -> int:
    """Return how many characters differ, between the first and the last that do."""
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    a, b = before[first:][::-1], after[first:][::-1]
    last = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return max(len(a), len(b)) - last


def ideas(study: Study, fault: Found) -> Iterator[Idea]:
    """Return changes that might mend a fault, in words and edits; they are not tried yet.

    Of the same fault in several layers each change mends all.
    """
    if not fault.also:
        yield from _ideas(study, fault)
        return
    each = [list(_ideas(study, one)) for one in (fault, *fault.also)]
    names = [study.trace.entries[one.at].name for one in (fault, *fault.also)]
    for together in zip(*each, strict=False):
        edits = sorted({edit for _, some in together for edit in some})
        if any(a[1] > b[0] or a[:2] == b[:2] for a, b in itertools.pairwise(edits)):
            continue
        said = {
            words.removeprefix(f"{name}: ")
            for name, (words, _) in zip(names, together, strict=True)
        }
        many = "both" if len(names) == 2 else f"all {len(names)}"
        whole = f"in {many} layers: {said.pop()}" if len(said) == 1 else None
        yield whole or "; ".join(words for words, _ in together), edits


def _ideas(study: Study, fault: Found) -> Iterator[Idea]:
    maker = {**FATAL, **SILENT}.get(fault.kind)
    if maker is None:
        return
    pen = Pen(study)
    entry = study.trace.entries[fault.at] if 0 <= fault.at < len(study.trace.entries) else None
    layer = fault.data.get("layer")
    if layer is not None and (entry is None or entry.layer is not layer):
        entry = Entry(layer.kind, layer.name, layer.call, layer, layer.settings, None)
    try:
        for words, edits in maker(pen, study, fault, entry):
            if edits:
                yield words, edits
    except (Refusal, UnreadableError):
        return
