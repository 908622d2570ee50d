"""What is written down on the way through a network: its layers, and what is wrong."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from convcourse.doctor.values import Chain, Layer, Shape, Tensor

#: What the doctor could not read: whether it is wrong cannot be told.
UNTOLD = ("unknown layer", "not read")
#: What is good to know and nothing wrong, unless torch refuses it.
REMARKS = ("field larger than picture", "same with stride", "indentation")


@dataclass
class Entry:
    """One module or call that the picture goes through."""

    kind: str
    name: str
    node: ast.AST | None
    layer: Layer | None
    settings: dict[str, Any]
    got: Shape | None
    made: Shape | None = None
    parameters: int | None = 0
    multiplications: int | None = 0
    field: tuple[int, ...] | None = None
    jump: tuple[Fraction, ...] | None = None
    sure: bool = True
    before: int = -1
    argument: ast.AST | None = None
    owner: Chain | None = None


@dataclass
class Found:
    """Something that is wrong: what, in words, where, and what its repair needs to know."""

    kind: str
    message: str
    fatal: bool
    at: int = -1
    node: ast.AST | None = None
    data: dict[str, Any] = field(default_factory=dict)
    also: list[Found] = field(default_factory=list)  # the same of other layers

    @property
    def places(self) -> list[int]:
        """The layers that it is said of, in order."""
        return [one.at for one in (self, *self.also) if one.at >= 0]

    @property
    def sign(self) -> str:
        """What it is told by: ✗ breaks, ! is silently wrong, ? cannot be told, i is a remark."""
        if self.fatal:
            return "✗"
        return "?" if self.kind in UNTOLD else "i" if self.kind in REMARKS else "!"


@dataclass
class Trace:
    """What became of a picture in a network."""

    entries: list[Entry] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    end: Tensor | None = None
    model: Any = None
