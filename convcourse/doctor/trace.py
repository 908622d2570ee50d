"""What is written down on the way through a network: its layers, and what is wrong."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from convcourse.doctor.values import Chain, Layer, Shape, Tensor


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


@dataclass
class Trace:
    """What became of a picture in a network."""

    entries: list[Entry] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    end: Tensor | None = None
    model: Any = None
