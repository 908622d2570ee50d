"""Source for a torch module that is handed over as an object, from what it holds.

torch is not imported: an object that is no module of it cannot be taken for one.
"""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

from convcourse.doctor.catalogue import NEEDED, TORCH
from convcourse.doctor.settings import shown

MOST_DEPTH = 20


def is_module(value: object) -> bool:
    """Return whether something is a ``torch.nn.Module``."""
    return any(
        one.__module__ == "torch.nn.modules.module" and one.__name__ == "Module"
        for one in type(value).__mro__
    )


def source_of(module: Any) -> str:
    """Return an expression, or classes and an expression, that make a module like this one."""
    classes: dict[str, str] = {}
    whole = _expression(module, classes, 0)
    if not classes:
        return whole
    return "\n\n\n".join([*classes.values(), f"model = {whole}"]) + "\n"


def _expression(module: Any, classes: dict[str, str], depth: int) -> str:
    if depth > MOST_DEPTH:
        raise ValueError(
            f"the module holds others more than {MOST_DEPTH} deep, expected fewer; "
            f"hand over a part of it"
        )
    name = type(module).__name__
    home = type(module).__module__.startswith("torch.nn.modules")
    if home and name in TORCH:
        return _layer(module, name)
    children = list(module.named_children())
    if home and name in ("Sequential", "ModuleList"):
        inside = [_expression(one, classes, depth + 1) for _, one in children]
        if depth == 0 and name == "Sequential":
            return f"nn.{name}(\n" + "".join(f"    {one},\n" for one in inside) + ")"
        listed = ", ".join(inside)
        return f"nn.{name}({listed})" if name == "Sequential" else f"nn.{name}([{listed}])"
    if home:
        return f"nn.{name}()"
    return _of_class(module, name, children, classes, depth)


def _of_class(
    module: Any, name: str, children: list[tuple[str, Any]], classes: dict[str, str], depth: int
) -> str:
    try:
        methods = [
            textwrap.dedent(inspect.getsource(one))
            for key, one in vars(type(module)).items()
            if inspect.isfunction(one) and key != "__init__"
        ]
    except (OSError, TypeError):
        methods = []
    if "forward" not in vars(type(module)):
        inside = [_expression(one, classes, depth + 1) for _, one in children]
        return f"nn.Sequential({', '.join(inside)})"
    label = name
    while label in classes:
        label += "_"
    classes[label] = ""
    lines = [f"class {label}(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    for key, value in vars(module).items():
        if not key.startswith("_") and key != "training" and _plain(value):
            lines.append(f"        self.{key} = {shown(value)}")
    for key, one in children:
        lines.append(f"        self.{key} = {_expression(one, classes, depth + 1)}")
    if not any("def forward" in one for one in methods):
        names = "".join(f"\n    x = self.{key}(x)" for key, _ in children)
        methods = [f"def forward(self, x):{names}\n    return x\n"]
    text = "\n".join(lines) + "\n"
    for one in methods:
        text += "\n" + textwrap.indent(one.rstrip("\n"), "    ") + "\n"
    del classes[label]
    classes[label] = text.rstrip("\n")
    return f"{label}()"


def _plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def _layer(module: Any, name: str) -> str:
    said = []
    for key, default in TORCH[name].items():
        if key in ("device", "dtype", "inplace"):
            continue
        value = getattr(module, key, default)
        if key == "bias":
            value = module.bias is not None
        if key == "in_channels" and "padding_mode" in TORCH[name] and value == 0:
            continue
        value = _simple(value)
        if default is NEEDED:
            said.append(
                shown(value)
                if len(said) == list(TORCH[name]).index(key)
                else f"{key}={shown(value)}"
            )
        elif value != default and not (
            key == "stride" and default is None and value == getattr(module, "kernel_size", None)
        ):
            said.append(f"{key}={shown(value)}")
    return f"nn.{name}({', '.join(said)})"


def _simple(value: Any) -> Any:
    """Return (3, 3) as 3."""
    if isinstance(value, tuple | list) and len(value) == 2 and value[0] == value[1]:
        return value[0]
    return tuple(value) if isinstance(value, list) else value
