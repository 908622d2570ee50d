"""What the doctor reckons with instead of numbers: sizes, layers, and what it could not read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

#: Sizes, None where one could not be read.
Shape = tuple[Any, ...]
ONE = (Fraction(1), Fraction(1))


class Refusal(Exception):  # noqa: N818 - a network is refused, which is no error of ours
    """A layer refuses what it is given, as torch would.

    Attributes
    ----------
    kind : str
        What is wrong, in a word.
    data : dict
        What a repair needs to know.
    """

    def __init__(self, kind: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.kind, self.data = kind, data


class UnreadableError(Exception):
    """Something in the source has no value without running it."""


@dataclass(frozen=True)
class Unknown:
    """A value that the doctor could not read."""

    text: str


@dataclass(frozen=True)
class Batch:
    """The number of pictures in a batch, times a factor."""

    times: Fraction = Fraction(1)


@dataclass(frozen=True)
class Move:
    """Along one axis: how many numbers one is made of, how far apart those of neighbours are.

    ``taps`` is the reach of a transposed convolution's kernel, 0 for other layers.
    """

    span: int
    step: Fraction
    taps: int = 0


@dataclass(frozen=True)
class Tensor:
    """What flows: its shape without the batch, and what of the picture one number depends on.

    ``shape`` is None behind a break. A size in it is None where it could not be read. ``sure`` is
    False where an unknown layer was taken to keep the height and the width. ``batch`` is how many
    rows there are for one picture, None where the batch was flattened too. ``maps`` is the
    size that the maps had before they were flattened. ``strided`` says that the numbers lie in
    memory in another order than that of the axes. ``maker`` counts the layer that made it,
    ``trail`` holds the moves of all layers before it.
    """

    shape: Shape | None
    field: tuple[int, ...] = (1, 1)
    jump: tuple[Fraction, ...] = ONE
    sure: bool = True
    batch: Fraction | None = Fraction(1)
    maker: int = -1
    maps: tuple[int, ...] | None = None
    trail: tuple[tuple[Move, ...], ...] = ()
    strided: bool = False


@dataclass(eq=False)
class Layer:
    """One module of torch or Keras: its class, its settings, and the call that made it."""

    kind: str
    settings: dict[str, Any]
    call: ast.Call | None
    name: str = ""
    keras: bool = False
    refusal: Refusal | None = None
    used: bool = False
    loose: bool = False  # in a plain list or dict, where torch does not see it


@dataclass(eq=False)
class Chain:
    """Modules one after the other, as in ``nn.Sequential``; ``call`` made it."""

    items: list[tuple[str, Any]]
    call: ast.Call | None = None
    name: str = ""
    runs: bool = True


@dataclass(eq=False)
class Class:
    """A class of the source, with its methods and those of the classes it builds on."""

    node: ast.ClassDef
    methods: dict[str, ast.FunctionDef]
    bases: tuple[str, ...] = ()
    instances: int = 0
    parents: tuple[Class, ...] = ()

    def above(self, method: ast.AST, name: str) -> ast.FunctionDef | None:
        """Return the method that ``super()`` finds from within another, None where torch's is."""
        line = self.line()
        at = next((i for i, one in enumerate(line) if method in one.node.body), 0)
        for one in line[at + 1 :]:
            for each in one.node.body:
                if isinstance(each, ast.FunctionDef) and each.name == name:
                    return each
        return None

    def line(self) -> list[Class]:
        """Return the class and those that it builds on, as Python looks through them."""
        return [self, *(each for one in self.parents for each in one.line())]


@dataclass(eq=False)
class Instance:
    """An object of a class of the source."""

    made_of: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    ready: bool = False
    name: str = ""
    told: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Function:
    """A function of the source, or a method with its object."""

    node: ast.FunctionDef
    owner: Instance | None = None


@dataclass(frozen=True)
class Merge:
    """A layer of Keras that makes one tensor of several; the axis counts the channels first."""

    name: str
    axis: Any


@dataclass(frozen=True)
class Named:
    """A name that the source does not define: of a library, most likely."""

    path: str

    @property
    def last(self) -> str:
        """The name without what stands before its last point."""
        return self.path.rsplit(".", 1)[-1]


@dataclass(frozen=True)
class Method:
    """A method of something that is known: of a tensor, a list, a module."""

    owner: Any
    name: str
