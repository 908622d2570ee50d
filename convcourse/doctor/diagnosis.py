"""`diagnose`: what becomes of a picture in a network, where it breaks, and what would mend it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from convcourse._validate import integer
from convcourse.doctor import errors, objects
from convcourse.doctor.repairs import Surgeon, study
from convcourse.doctor.study import Study
from convcourse.doctor.trace import Entry
from convcourse.doctor.values import ONE

__all__ = ["Diagnosis", "Fault", "LayerReport", "Repair", "diagnose"]

#: A side of a picture beyond this is a slip.
LARGEST = 100_000
#: What a fault is told by, the worst first; and how many layers' names stand before it.
SIGNS = "✗!?i"
MOST_NAMES = 12


@dataclass(frozen=True)
class Repair:
    """A change that mends a fault: in words, and the whole patched source.

    ``input_shape`` is None, or the channels, rows and columns of the picture that the network is
    made for, where the repair is another picture.
    """

    message: str
    code: str = field(repr=False)
    input_shape: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a network.

    ``layer`` is the number of the layer in `Diagnosis.layers`, None where it belongs to none, and
    ``line`` the line of the source, from 1 on. ``layers`` are all layers that it is said of. A
    fatal fault is one that torch raises an error for; of the others it says nothing. ``sign`` is ✗
    for a fatal one and ! for a silent one; ? says that the doctor cannot tell whether something is
    wrong, and i that nothing is: a remark.
    """

    kind: str
    message: str
    fatal: bool
    repairs: tuple[Repair, ...] = ()
    layer: int | None = None
    line: int | None = None
    layers: tuple[int, ...] = ()
    sign: str = "!"


@dataclass(frozen=True)
class LayerReport:
    """One module, or one call, that the picture goes through.

    Sizes are (channels, rows, columns), without the batch; ``output_shape`` is None from the
    first break on, and for layers that could not be read. ``multiplications`` are those of the
    sums of convolutions and linear layers, for one picture. ``field`` and ``jump`` are in pixels
    of the picture: what one value depends on, and how far apart those of neighbours are. They are
    one number where rows and columns agree, else two. ``parameters`` of a layer that is used
    twice are counted where it comes first.
    """

    name: str
    kind: str
    code: str
    line: int | None
    input_shape: tuple[int | None, ...] | None
    output_shape: tuple[int | None, ...] | None
    parameters: int | None
    multiplications: int | None
    field: int | tuple[int, int] | None
    jump: int | Fraction | tuple[int | Fraction, int | Fraction] | None


@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found; shown, it is a table of the layers with the faults below.

    ``output_shape`` is that of what comes out at the end, without the batch; None where the
    network breaks.
    """

    layers: tuple[LayerReport, ...]
    faults: tuple[Fault, ...]
    source: str
    input_shape: tuple[int, int, int] | None
    output_shape: tuple[int | None, ...] | None = None

    @property
    def parameters(self) -> int:
        """How many parameters the layers have that could be read."""
        return sum(one.parameters or 0 for one in self.layers)

    @property
    def multiplications(self) -> int:
        """How many multiplications one picture takes in the layers that could be read."""
        return sum(one.multiplications or 0 for one in self.layers)

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        rows = [HEADS, *self._rows()]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
        broken = self._marks()
        lines = []
        if self.layers:
            for number, row in enumerate(rows):
                mark = broken.get(number - 1, " ") if number else " "
                cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1])]
                cells += [cell.rjust(w) for cell, w in zip(row[2:], widths[2:], strict=True)]
                lines.append(f"{mark} " + "  ".join(cells).rstrip())
            lines.append(f"  {self._total()}")
        for one in self.faults:
            where = f" (line {one.line})" if one.line else ""
            lines.append(f"{one.sign} {self._label(one)}{one.message}{where}")
            lines += [f"    → {repair.message}" for repair in one.repairs]
        if not self.faults:
            lines.append("  no fault found")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="{PAD}">{one}</th>' for one in HEADS)
        marks = self._marks()
        body = ""
        for number, row in enumerate(self._rows()):
            style = ' style="font-weight: bold"' if marks.get(number) == "✗" else ""
            cells = "".join(
                f'<td style="{LEFT if i < 2 else RIGHT}">{html.escape(cell)}</td>'
                for i, cell in enumerate(row)
            )
            body += f"<tr{style}><td>{marks.get(number, '')}</td>{cells}</tr>"
        table = (
            f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{html.escape(self._total())}</p>"
        )
        items = ""
        for one in self.faults:
            inside = "".join(
                f"<li><details><summary>{html.escape(repair.message)}</summary>"
                f"<pre>{html.escape(repair.code)}</pre></details></li>"
                for repair in one.repairs
            )
            words = html.escape(f"{self._label(one)}{one.message}")
            items += f"<li>{one.sign} {words}{f'<ul>{inside}</ul>' if inside else ''}</li>"
        faults = f"<ul>{items}</ul>" if items else "<p>No fault found.</p>"
        return f"{table if self.layers else ''}{faults}"

    def _label(self, one: Fault) -> str:
        names = [self.layers[at].name for at in one.layers]
        if len(names) > MOST_NAMES:
            names[MOST_NAMES:] = [f"{len(names) - MOST_NAMES} more"]
        return f"{', '.join(names)}: " if names else ""

    def _marks(self) -> dict[int, str]:
        marks: dict[int, str] = {}
        for one in self.faults:
            for at in one.layers:
                marks[at] = min(one.sign, marks.get(at, "i"), key=SIGNS.index)
        return marks

    def _total(self) -> str:
        return (
            f"{self.parameters:,} parameters, {self.multiplications:,} multiplications for a "
            f"picture of {_shape(self.input_shape)}"
        )

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (one.name, one.kind, _shape(one.output_shape), _count(one.parameters),
             _count(one.multiplications), _sides(one.field), _sides(one.jump))
            for one in self.layers
        ]  # fmt: skip


PAD = "padding: 0 .5em"
LEFT, RIGHT = f"text-align: left; {PAD}", f"text-align: right; {PAD}"
HEADS = ("layer", "kind", "output", "parameters", "multiplications", "field", "jump")


def _shape(shape: Sequence[int | None] | None) -> str:
    if shape is None:
        return "–"
    return "×".join("?" if one is None else str(one) for one in shape)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _sides(value: Any) -> str:
    if value is None:
        return "–"
    return "×".join(map(str, value)) if isinstance(value, tuple) else str(value)


def diagnose(
    source_or_module: object,
    input_shape: Sequence[int] | None = None,
    *,
    object_size: int | None = None,
    repair: bool = True,
) -> Diagnosis:
    """Say what becomes of a picture in a network, where it breaks, and what would mend it.

    The source is read, never run. Sizes, refusals and defaults are those of torch, and of Keras
    in its lines. Each repair has been tried on the whole source: with it, the network takes the
    picture to its end.

    Parameters
    ----------
    source_or_module : str or torch.nn.Module
        ``nn.Sequential(…)``, layers line by line, a class with ``__init__`` and ``forward``,
        Keras lines, or only an error message. Of a module as an object the source is made from
        the layers that it holds, and its ``forward``.
    input_shape : tuple of three int, each from 1 to 100,000
        Channels, rows and columns of the picture, for Keras too. An error message needs none.
    object_size : int, >= 1, optional
        Pixels of the objects that the network is to know; it then says whether a value of the
        last maps sees one whole.

    repair : bool
        False looks for no repairs, which takes a tenth of the time.

    Returns
    -------
    Diagnosis
        ``layers``, one for each module or call, in order; ``faults``, in the order of the layers,
        each with its ``repairs``, the smallest first, whose ``code`` is the whole patched source.
        One of them may be another picture, its ``input_shape``. Shown, it is a table.

    Raises
    ------
    TypeError
        If the source is neither a text nor a module, or a size is no integer.
    ValueError
        If there is no network in the text, it is too long or too deeply nested, or a size is out
        of range.

    Notes
    -----
    A layer that is not known is pointed at by a ?, and taken to keep height and width; what follows
    from the guess alone is not told as a fault. The same fault of several layers is told once, and
    its repairs mend all of them. Those of a silent fault keep the number of scores, and the size of
    a picture that comes back. Multiplications are those of sums: biases, pooling and
    batch norm count none. Where paths meet again, field and jump are those of the wider one.

    Examples
    --------
    >>> found = diagnose("nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(100, 10))",
    ...                  (1, 12, 12))
    >>> [layer.output_shape for layer in found.layers]
    [(8, 10, 10), (800,), None]
    >>> print(found.faults[0].message)
    Linear expects 100 numbers (in_features=100), but 800 numbers arrive
    >>> print(found.faults[0].repairs[0].code)
    nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(800, 10))
    """
    if objects.is_module(source_or_module):
        text = objects.source_of(source_or_module)
    elif isinstance(source_or_module, str):
        text = source_or_module
    else:
        raise TypeError(
            f"source_or_module is of type {type(source_or_module).__name__}, expected a text or a "
            f"torch.nn.Module; paste the network's source as a text"
        )
    shape = None if input_shape is None else _picture(input_shape)
    if object_size is not None:
        object_size = integer(object_size, "object_size", 1)
    if errors.looks_like_error(text):
        return _of_message(text, shape)
    if shape is None:
        raise ValueError(
            "input_shape is missing, expected the picture's channels, rows and columns; "
            "use for example input_shape=(3, 96, 96)"
        )
    return _report(study(text, shape, object_size), repair)


def _picture(shape: Sequence[int]) -> tuple[int, int, int]:
    if isinstance(shape, str) or not isinstance(shape, Sequence) or len(shape) != 3:
        raise ValueError(
            f"input_shape is {shape!r}, expected channels, rows and columns, without the batch; "
            f"use for example input_shape=(3, 96, 96)"
        )
    names = ("channels", "rows", "columns")
    sizes = [
        integer(one, f"{name} of input_shape", 1) for one, name in zip(shape, names, strict=True)
    ]
    if max(sizes) > LARGEST:
        raise ValueError(
            f"input_shape is {tuple(sizes)}, expected at most {LARGEST} of each; use smaller ones"
        )
    return sizes[0], sizes[1], sizes[2]


def _of_message(text: str, shape: tuple[int, int, int] | None) -> Diagnosis:
    told = errors.told(text)
    if told is None:
        raise ValueError(
            "the error message is none about sizes that the doctor knows; paste the network, too, "
            "or the message's last lines"
        )
    repairs = tuple(Repair(words, code) for words, code in told.repairs)
    return Diagnosis((), (Fault(told.kind, told.message, True, repairs, sign="✗"),), text, shape)


def _report(found: Study, repair: bool) -> Diagnosis:
    surgeon = Surgeon(found)
    entries = found.trace.entries
    faults = tuple(
        Fault(
            one.kind,
            one.message,
            one.fatal,
            tuple(Repair(*each) for each in (surgeon.repairs(one) if repair else ())),
            one.at if 0 <= one.at < len(entries) else None,
            getattr(one.node, "lineno", None),
            tuple(one.places),
            one.sign,
        )
        for one in found.found
    )
    layers = tuple(_layer(found, entry) for entry in entries)
    return Diagnosis(layers, faults, found.source.text, found.shape, _output(found, layers))


def _output(found: Study, layers: tuple[LayerReport, ...]) -> tuple[int | None, ...] | None:
    """Return the shape of what comes out: no layer makes a product that broadcasts."""
    if found.trace.end is not None:
        return found.trace.end.shape
    return layers[-1].output_shape if layers else None  # several tensors come out


def _layer(found: Study, entry: Entry) -> LayerReport:
    return LayerReport(
        entry.name,
        entry.kind,
        found.source.segment(entry.node) if entry.node is not None else "",
        getattr(entry.node, "lineno", None),
        entry.got,
        entry.made,
        entry.parameters,
        entry.multiplications if entry.made is not None else None,
        _one(entry.field) if entry.made is not None else None,
        _one(tuple(_whole(one) for one in entry.jump or ONE)) if entry.made is not None else None,
    )


def _one(pair: Any) -> Any:
    """Return one number for two that are equal."""
    return pair if pair is None or pair[0] != pair[1] else pair[0]


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number
