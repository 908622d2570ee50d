"""The smallest changes of the source that mend what was found; each is tried before it is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from convcourse.doctor import faults
from convcourse.doctor.fatal_ideas import FATAL
from convcourse.doctor.interpreter import Interpreter
from convcourse.doctor.pen import Idea, Pen, edited
from convcourse.doctor.reading import read
from convcourse.doctor.silent_ideas import SILENT
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry, Found
from convcourse.doctor.values import Refusal, UnreadableError

#: How many sources a diagnosis works through at most, and how many repairs a fault gets.
MOST_TRIES, MOST_REPAIRS, MOST_TOGETHER = 300, 4, 6
#: A picture with more is no picture.
MOST_CHANNELS = 1024
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
    return Study(source, shape, object_size, trace, found)


class Surgeon:
    """Finds repairs for what a study found, within a budget of tries."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.tries = MOST_TRIES
        self.seen: dict[tuple[str, Shape], Study | None] = {(study.source.text, study.shape): study}

    def repairs(self, fault: Found) -> list[tuple[str, str, Shape | None]]:
        """Return words, patched sources and other pictures, the smallest change first."""
        good: list[tuple[tuple[int, ...], str, str, Shape | None]] = []
        before = _kinds(self.study)
        for number, (words, edits) in enumerate(ideas(self.study, fault)):
            text = edited(self.study.source.text, edits)
            whole = self._running(text, [words], 0)
            if whole is None:
                continue
            text, said, after = whole
            if self._remains(fault, after) or any(text == one[2] for one in good):
                continue
            more = len(_kinds(after) - before)
            layers = abs(len(after.trace.entries) - len(self.study.trace.entries))
            size = (more, layers, len(said), _changed(self.study.source.text, text), number)
            good.append((size, "; ".join(said), text, None))
        good += self._other_picture(fault)
        good.sort(key=lambda one: one[0])
        return [(words, text, shape) for _, words, text, shape in good[:MOST_REPAIRS]]

    def _other_picture(
        self, fault: Found
    ) -> Iterator[tuple[tuple[int, ...], str, str, Shape | None]]:
        """Yield the picture that a first layer expects, where with it the network runs."""
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

    def _remains(self, fault: Found, after: Study) -> bool:
        if fault.fatal:  # a size that fits a mixed batch mends nothing
            mixed = any(one.kind == "batch mixed" for one in after.found)
            return fault.kind == "in_features" and mixed
        name = self._name(self.study, fault)
        return any(one.kind == fault.kind and self._name(after, one) == name for one in after.found)

    @staticmethod
    def _name(study: Study, fault: Found) -> str:
        if fault.kind in ("size", "field larger than picture", "field smaller than object"):
            return ""
        return study.trace.entries[fault.at].name if fault.at >= 0 else fault.message

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
    return {(one.kind, Surgeon._name(study, one)) for one in study.found}


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
    """Return changes that might mend a fault, in words and edits; they are not tried yet."""
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
