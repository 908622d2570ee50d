"""States the exercises of a chapter as data, as a page needs them to judge answers.

The cells are read in the notebook, and the rest is asked of the chapter's checkers: cases, right
results, and what each known mistake makes of the cases, with its hint.
"""

import ast
import builtins
import importlib
import importlib.metadata
import inspect
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import scipy.ndimage
import scipy.signal

from book.exercises.runtime.relax import relax
from convcourse.exercises import checks
from convcourse.exercises.checks.core import exercise_of
from convcourse.operators import kernels

#: An exercise's cell: the stub, two empty lines, and the checker.
CELL = re.compile(
    r"(?P<stub>def (?P<name>\w+)\(.*?\):\n    raise NotImplementedError\n)\n\n"
    r"checks\.(?P<checker>check_\w+)\((?P=name)\)\s*"
)
#: Of the results of known mistakes, six digits are compared.
DIGITS = 10
#: What a page has by these names; the rest of a notebook's names is in JupyterLab alone.
ON_THE_PAGE = {"np", "signal", "ndimage", "math"}
#: Those that a page has only where its notebook imports them.
_IMPORTS = {
    "signal": "from scipy import signal",
    "ndimage": "from scipy import ndimage",
    "math": "import math",
}
#: The course's kernels that a page knows, with what they are called with.
KERNELS = [
    *((name, (axis,)) for name in ("sobel", "prewitt", "scharr") for axis in ("x", "y")),
    *((name, (size,)) for name in ("box", "binomial", "identity") for size in (3, 5)),
    ("laplacian", ()),
    ("identity", ()),
]


@dataclass(frozen=True)
class Cell:
    """The cell of an exercise: the function's name, its checker's, and the stub."""

    name: str
    checker: str
    stub: str


@dataclass(frozen=True)
class Scope:
    """What a notebook defines: the source of what a page can run, and the names of the rest."""

    source: str
    elsewhere: tuple[str, ...]


def exercise_cells(notebook: dict[str, Any]) -> list[Cell]:
    """Return the cells of a notebook's exercises, in order.

    Parameters
    ----------
    notebook : dict
        As nbformat has it.
    """
    found = map(CELL.fullmatch, _code(notebook))
    return [Cell(one["name"], one["checker"], one["stub"]) for one in found if one]


def _code(notebook: dict[str, Any]) -> list[str]:
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def scope_of(notebook: dict[str, Any]) -> Scope:
    """Return what an answer may use of a notebook: functions that need NumPy and SciPy alone."""
    functions, others = _functions(notebook), set()
    for statement in (node for text in _code(notebook) for node in ast.parse(text).body):
        if not isinstance(statement, ast.FunctionDef):
            others |= set(_bound(statement))
    kept = dict(functions)
    while lacking := [n for n, f in kept.items() if not _globals(f) <= ON_THE_PAGE | kept.keys()]:
        for name in lacking:
            del kept[name]
    own = _kernels_named(others)
    imports = "".join(f"{line}\n" for name, line in _IMPORTS.items() if name in others)
    source = (
        imports
        + own
        + "\n\n\n".join(ast.unparse(_without_words(function)) for function in kept.values())
    )
    here = kept.keys() | ON_THE_PAGE | {line.partition(" = ")[0] for line in own.splitlines()}
    elsewhere = (others | functions.keys()) - here
    return Scope(source, tuple(sorted(elsewhere)))


def _kernels_named(names: set[str]) -> str:
    """Return lines that define the course's kernels, as far as these names have them."""
    rooms = {"kernels"} & names
    single = {name for name, _ in KERNELS} & names
    if not rooms | single:
        return ""
    table = {
        f"{name}{given}": getattr(kernels, name)(*given).tolist()
        for name, given in KERNELS
        if rooms or name in single
    }
    lines = [f"kernels = Kernels({table!r})", *(f"{n} = kernels.{n}" for n in sorted(single))]
    return "\n".join([*lines, ""])


def preface_of(notebook: dict[str, Any]) -> str:
    """Return the imports of a notebook and its functions, which an answer may use there."""
    statements = [node for text in _code(notebook) for node in ast.parse(text).body]
    imports = [ast.unparse(n) for n in statements if isinstance(n, ast.Import | ast.ImportFrom)]
    functions = [ast.unparse(function) for function in _functions(notebook).values()]
    return "\n\n\n".join(["\n".join(dict.fromkeys(imports)), *functions])


def _functions(notebook: dict[str, Any]) -> dict[str, ast.FunctionDef]:
    """Return the functions that a notebook defines, but for stubs and solutions."""
    exercises = {cell.name for cell in exercise_cells(notebook)}
    statements = [node for text in _code(notebook) for node in ast.parse(text).body]
    return {
        one.name: one
        for one in statements
        if isinstance(one, ast.FunctionDef)
        and one.name not in exercises
        and not one.name.endswith("_solution")
    }


def _without_words(function: ast.FunctionDef) -> ast.FunctionDef:
    """Return a function without its docstring, which no answer reads."""
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    return function


def _bound(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _globals(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function reads and does not make, without Python's own."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return read - own - set(vars(builtins))


# Numbers as JSON
def packed(value: object) -> object:
    """Return an argument of a case as JSON has it; arrays and tuples say what they are."""
    if isinstance(value, np.ndarray):
        numbers = [_number(one) for one in value.ravel().tolist()]
        return {"shape": value.shape, "type": value.dtype.name, "values": numbers}
    if isinstance(value, np.generic):
        return _number(value.item())
    if isinstance(value, tuple):
        return {"tuple": [packed(one) for one in value]}
    if isinstance(value, list):
        return [packed(one) for one in value]
    return _number(value)


def _number(value: Any, digits: int | None = None) -> object:
    """Return a number as JSON has it: None is NaN, and text is what is infinite."""
    if isinstance(value, bool | int):
        return value
    if value != value:
        return None
    if abs(value) == np.inf:
        return "inf" if value > 0 else "-inf"
    return float(f"{value:.{digits}g}") if digits else float(value)


def _results(arrays: Sequence[np.ndarray | None], digits: int | None = None) -> list[object]:
    """Return what a function makes of each case: shape, numbers and kind, or None."""
    return [
        None
        if a is None
        else [a.shape, [_number(v, digits) for v in a.ravel().tolist()], a.dtype.kind]
        for a in arrays
    ]


def stated(cell: Cell) -> dict[str, Any]:
    """Return an exercise as data.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    dict
        ``name``, ``arguments``, ``cases``, ``right``, and ``mistakes`` with their ``hint`` and
        ``results``.
    """
    known = exercise_of(getattr(checks, cell.checker))
    return {
        "name": cell.name,
        "arguments": known.names,
        "cases": [[packed(argument) for argument in case] for case in known.cases],
        "right": _results(known.results(known.right)),
        "mistakes": [
            {"hint": one.hint, "results": _results(known.results(one.function), DIGITS)}
            for one in known.mistakes
        ],
    }


def as_text(value: object) -> str:
    """Return JSON in few bytes. Pages hand it on as text, for JavaScript would write 4.0 as 4."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def chapter_data(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return what the page of a notebook needs to judge its exercises.

    Parameters
    ----------
    notebook : dict
        As nbformat has it.

    Returns
    -------
    dict
        ``scope``, source that runs before each answer, as MicroPython reads it (`relax`);
        ``elsewhere``, the names that the notebook has and the page has not; ``exercises``, for each
        function's name its data as text; for a notebook with the answers ``preface``, what stands
        before them, and ``checkers``.
    """
    cells, scope = exercise_cells(notebook), scope_of(notebook)
    return {
        "scope": relax(scope.source),
        "preface": preface_of(notebook),
        "checkers": {cell.name: cell.checker for cell in cells},
        "elsewhere": " ".join(scope.elsewhere),
        "exercises": {cell.name: as_text(stated(cell)) for cell in cells},
    }


# What is elsewhere
def known_names() -> dict[str, str]:
    """Return the names that JupyterLab has, by room: what a page lacks of them, it says.

    A name that is nowhere is a slip of the reader's.
    """
    rooms: dict[str, Any] = {
        "numpy": np, "numpy.linalg": np.linalg, "numpy.lib": np.lib, "numpy.ndarray": np.ndarray,
        "numpy.lib.stride_tricks": np.lib.stride_tricks, "scipy": scipy,
        "scipy.signal": scipy.signal, "scipy.ndimage": scipy.ndimage, "builtins": builtins,
    }  # fmt: skip
    rooms |= {
        kind.__name__: kind
        for kind in (str, list, dict, tuple, int, float, set, bytes, complex, bool)
    }
    names = {room: _public(dir(module)) for room, module in rooms.items()}
    names["modules"] = " ".join(sorted(_modules()))
    names["functions"] = _public(
        {n for name in _SHORTER for n in dir(importlib.import_module(name))}
    )
    names["arguments"] = " ".join(sorted(_arguments()))
    return names


#: Modules that MicroPython has, with less in them.
_SHORTER = (
    "array", "cmath", "collections", "functools", "gc", "heapq", "io", "itertools", "json", "math",
    "operator", "os", "random", "re", "statistics", "struct", "sys", "time", "typing",
)  # fmt: skip


def _public(names) -> str:
    return " ".join(sorted(name for name in names if not name.startswith("_")))


def _modules() -> set[str]:
    """Return the modules that the notebooks can import: Python's, and those of our pins."""
    pins = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf8")
    wanted = {_plain(name) for name in re.findall(r"^([A-Za-z][\w.-]*)==", pins, re.M)}
    packages = importlib.metadata.packages_distributions()
    theirs = {m for m, names in packages.items() if wanted & {_plain(name) for name in names}}
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    return public | theirs | {"convcourse"}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _arguments() -> set[str]:
    """Return what NumPy's and SciPy's functions take by name."""
    found = {"reflect_type", "stat_length", "end_values"}  # which np.pad takes by `**`
    found |= {"axes", "casting", "dtype", "keepdims", "order", "out", "signature", "subok", "where"}
    for module in (np, np.linalg, scipy.signal, scipy.ndimage, builtins):
        for function in vars(module).values():
            if callable(function):
                try:
                    found |= inspect.signature(function).parameters.keys()
                except (TypeError, ValueError):  # one written in C tells nothing
                    continue
    return found - {"self", "args", "kwargs"}
