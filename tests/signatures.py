"""Writes anew what a checker reads of the explorers' arguments: ``python -m tests.signatures``.

An explorer makes its signature of its settings while its class is made, which no type checker and
no editor follows. So the signatures stand written out in ``convcourse/explorers/__init__.pyi``.
"""

import inspect
import subprocess
import sys

from convcourse import explorers
from convcourse.explorers.parts.declared import DeclaredExplorer
from tests.conftest import ROOT

STUB = ROOT / "convcourse" / "explorers" / "__init__.pyi"
HEAD = """\
# Written by `python -m tests.signatures` from the settings that the explorers declare.
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from numpy.typing import ArrayLike

"""


def stub():
    """Return the text of the stub: each declared explorer with its arguments, the rest as it is."""
    imports, classes = [], []
    for name in explorers.__all__:
        one = getattr(explorers, name)
        if not (inspect.isclass(one) and issubclass(one, DeclaredExplorer)):
            imports.append(f"from {one.__module__} import {name} as {name}\n")
            continue
        module = one.__module__.rsplit(".", 1)[1]
        imports.append(f"from {explorers.__name__} import {module} as _{module}\n")
        classes.append(f"class {name}(_{module}.{name}):\n{_constructor(one)}")
    text = HEAD + "".join(imports) + "\n".join(classes)
    for command in (["check", "--select", "I", "--fix", "--quiet"], ["format"]):
        text = subprocess.run(
            [sys.executable, "-m", "ruff", *command, f"--stdin-filename={STUB}", "-"],
            **{"input": text, "stdout": subprocess.PIPE, "cwd": ROOT, "check": True},
            text=True,
            encoding="utf8",
        ).stdout
    return text


def _constructor(kind):
    parameters = ["self"]
    for one in inspect.signature(kind).parameters.values():
        if one.kind == one.KEYWORD_ONLY and "*" not in parameters:
            parameters.append("*")
        parameters.append(f"{one.name}: {_hint(one.annotation)}{_default(one.default)}")
    return f"    def __init__({', '.join(parameters)}) -> None: ...\n"


def _hint(annotation):
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _default(value):
    if value is inspect.Parameter.empty:
        return ""
    return f" = {value!r}" if isinstance(value, int | float | str | None) else " = ..."


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf8")
