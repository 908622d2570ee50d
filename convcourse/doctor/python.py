"""The Python that networks are written in: statements and expressions, worked out, never run.

Each kind of node that is understood is worked out here, within a budget of steps; all others are
values that could not be read.
"""

from __future__ import annotations

import ast
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from convcourse.doctor import shaping
from convcourse.doctor.reading import Source
from convcourse.doctor.settings import LARGEST
from convcourse.doctor.trace import Found, Trace
from convcourse.doctor.values import (
    Batch,
    Chain,
    Class,
    Function,
    Instance,
    Layer,
    Method,
    Named,
    Tensor,
    Unknown,
)

MOST_STEPS, MOST_DEPTH, MOST_LAYERS = 100_000, 50, 2_000
OPEN = (Unknown, Named, Batch, Tensor)


class ReturnedError(Exception):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Python(ABC):
    """Works out statements and expressions; what calls make is up to who inherits it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.trace = Trace()
        self.steps = self.depth = 0
        self.names: dict[str, Any] = {}
        self.calls: list[ast.AST] = []
        self.broken = False

    def find(
        self,
        kind: str,
        message: str,
        *,
        fatal: bool,
        at: int = -1,
        node: ast.AST | None = None,
        **data: Any,
    ) -> None:
        """Note something that is wrong, once."""
        if any(
            one.kind == kind and one.node is node and one.message == message
            for one in self.trace.found
        ):
            return
        self.broken = self.broken or fatal
        self.trace.found.append(Found(kind, message, fatal, at, node, data))

    def block(self, body: Iterable[ast.stmt], names: dict[str, Any]) -> None:
        """Work out statements one after the other."""
        for statement in body:
            self.execute(statement, names)

    def execute(self, node: ast.stmt, names: dict[str, Any]) -> None:
        """Work out one statement."""
        self._step()
        method = getattr(self, f"_do_{type(node).__name__.lower()}", None)
        if method is not None:
            method(node, names)

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or len(self.trace.entries) > MOST_LAYERS:
            raise ValueError(
                f"the network takes more than {MOST_STEPS} steps or {MOST_LAYERS} layers to read, "
                f"expected fewer; paste a part of it"
            )

    def _do_expr(self, node: ast.Expr, names: dict[str, Any]) -> None:
        self.value(node.value, names)

    def _do_return(self, node: ast.Return, names: dict[str, Any]) -> None:
        raise ReturnedError(self.value(node.value, names) if node.value else None)

    def _do_assign(self, node: ast.Assign, names: dict[str, Any]) -> None:
        value = self.value(node.value, names)
        for target in node.targets:
            self.assign(target, value, names)

    def _do_annassign(self, node: ast.AnnAssign, names: dict[str, Any]) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, names), names)

    def _do_augassign(self, node: ast.AugAssign, names: dict[str, Any]) -> None:
        old = self.value(node.target, names)
        value = self.value(node.value, names)
        if isinstance(old, list) and isinstance(value, list | tuple):
            if len(old) + len(value) <= MOST_LAYERS:
                old += value
            return
        self.assign(node.target, self.binary(node.op, old, value, node), names)

    def _do_functiondef(self, node: ast.FunctionDef, names: dict[str, Any]) -> None:
        names[node.name] = Function(node)

    def _do_classdef(self, node: ast.ClassDef, names: dict[str, Any]) -> None:
        methods, bases, parents = {}, [], []
        for base in node.bases:
            value = self.value(base, names)
            if isinstance(value, Class):
                methods.update(value.methods)
                bases += value.bases
                parents.append(value)
            else:
                bases.append(value.last if isinstance(value, Named) else "?")
        methods.update({one.name: one for one in node.body if isinstance(one, ast.FunctionDef)})
        names[node.name] = Class(node, methods, tuple(bases), parents=tuple(parents))

    def _do_for(self, node: ast.For, names: dict[str, Any]) -> None:
        items = self.items(self.value(node.iter, names))
        if items is None:
            self._unread(node, node.iter)
            self._unsure_lists(node, names)
            return
        for item in items:
            self.assign(node.target, item, names)
            self.block(node.body, names)

    def _do_if(self, node: ast.If, names: dict[str, Any]) -> None:
        test = self.value(node.test, names)
        if isinstance(test, OPEN):
            if any(isinstance(one, ast.Call) for part in node.body for one in ast.walk(part)):
                self._unread(node, node.test)
            if not node.orelse:
                self._unsure_lists(node, names)
            self.block(node.orelse, names)
            return
        self.block(node.body if test else node.orelse, names)

    def _do_with(self, node: ast.With, names: dict[str, Any]) -> None:
        self.block(node.body, names)

    def _do_while(self, node: ast.While, names: dict[str, Any]) -> None:
        self._unread(node, node.test)
        self._unsure_lists(node, names)

    def _unsure_lists(self, node: ast.For | ast.If | ast.While, names: dict[str, Any]) -> None:
        """Mark the lists that statements which are not gone through would have added to."""
        unread = Unknown(f"what line {node.lineno} adds")
        for one in (each for part in node.body for each in ast.walk(part)):
            if isinstance(one, ast.AugAssign):
                grown = one.target
            elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
                if one.func.attr not in ADDING:
                    continue
                grown = one.func.value
            else:
                continue
            value = self.value(grown, names)
            if isinstance(value, list) and unread not in value:
                value.append(unread)
            elif isinstance(value, Chain) and not any(kept == unread for _, kept in value.items):
                value.items.append((str(len(value.items)), unread))

    def _do_try(self, node: ast.Try, names: dict[str, Any]) -> None:
        self.block(node.body, names)

    def _unread(self, node: ast.AST, part: ast.AST) -> None:
        if self.calls:  # only within a network, not in what stands around it
            self.find(
                "not read",
                f"line {node.lineno}: what {self.segment(part)!r} is cannot be told without "  # type: ignore[attr-defined]
                f"running it; the doctor goes on behind it",
                fatal=False,
                node=node,
            )

    def segment(self, node: ast.AST | None, most: int = 60) -> str:
        """Return the text of a node, shortened."""
        text = " ".join(self.source.segment(node).split()) if node is not None else ""
        return text if len(text) <= most else text[: most - 1] + "…"

    def assign(self, target: ast.AST, value: Any, names: dict[str, Any]) -> None:
        """Give what stands on the left of an equals sign its value."""
        if isinstance(target, ast.Name):
            names[target.id] = value
            if isinstance(value, Layer | Chain) and not value.name and not self.calls:
                value.name = target.id if isinstance(value, Layer) else ""
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, names)
            if isinstance(owner, Instance):
                self._set(owner, target.attr, value)
        elif isinstance(target, ast.Tuple | ast.List):
            items = self.items(value)
            if items is not None and len(items) == len(target.elts):
                for one, item in zip(target.elts, items, strict=True):
                    self.assign(one, item, names)
            else:
                for one in target.elts:
                    self.assign(one, Unknown(self.segment(one)), names)
        elif isinstance(target, ast.Subscript):
            owner, key = self.value(target.value, names), self.value(target.slice, names)
            if isinstance(owner, dict) and isinstance(key, str | int):
                owner[key] = value

    def _set(self, owner: Instance, name: str, value: Any) -> None:
        module = isinstance(value, Layer | Chain | Instance)
        if module and not owner.ready and "Module" in owner.made_of.bases:
            init = owner.made_of.methods.get("__init__")
            self.find(
                "super",
                f"class {owner.made_of.node.name} sets layers before super().__init__() was "
                f"called: torch cannot register them",
                fatal=True,
                node=init,
            )
        if module and not value.name:
            value.name = name
        owner.attributes[name] = value

    def items(self, value: Any) -> list[Any] | None:
        """Return what a loop goes through, None if that cannot be told."""
        if isinstance(value, Chain):
            return [item for _, item in value.items]
        if isinstance(value, dict):
            return list(value)
        if isinstance(value, tuple | list | range):
            return list(value)[:MOST_LAYERS]
        return None

    def value(self, node: ast.AST | None, names: dict[str, Any]) -> Any:
        """Return the value of an expression, an `Unknown` where it cannot be read."""
        self._step()
        self.depth += 1
        try:
            if self.depth > 200:
                raise ValueError(
                    "the text is nested too deeply, expected a network; paste the network alone"
                )
            method = getattr(self, f"_get_{type(node).__name__.lower()}", None)
            if method is None:
                return Unknown(self.segment(node))
            return method(node, names)
        finally:
            self.depth -= 1

    @abstractmethod
    def call(
        self, target: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return what a call makes."""

    @abstractmethod
    def unknown(self, text: str, x: Tensor, node: ast.AST | None, name: str = "") -> Tensor:
        """Go on behind something that is not known."""

    def _get_constant(self, node: ast.Constant, names: dict[str, Any]) -> Any:
        good = isinstance(node.value, bool | int | float | str) or node.value is None
        return node.value if good else Unknown(self.segment(node))

    def _get_name(self, node: ast.Name, names: dict[str, Any]) -> Any:
        if node.id in names:
            return names[node.id]
        return self.names.get(node.id, Named(node.id))

    def _get_tuple(self, node: ast.Tuple, names: dict[str, Any]) -> Any:
        return tuple(self._elements(node.elts, names))

    def _get_list(self, node: ast.List, names: dict[str, Any]) -> Any:
        return self._elements(node.elts, names)

    def _elements(self, nodes: list[ast.expr], names: dict[str, Any]) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, names)
                items = self.items(value)
                found += [Unknown(self.segment(node))] if items is None else items
            else:
                found.append(self.value(node, names))
        return found

    def _get_dict(self, node: ast.Dict, names: dict[str, Any]) -> Any:
        pairs = {}
        for key, item in zip(node.keys, node.values, strict=True):
            name = self.value(key, names) if key is not None else None
            value = self.value(item, names)
            if isinstance(name, str | int):
                pairs[name] = value
        return pairs

    def _get_listcomp(self, node: ast.ListComp, names: dict[str, Any]) -> Any:
        loop = node.generators[0]
        items = self.items(self.value(loop.iter, names))
        if items is None or len(node.generators) > 1 or loop.ifs:
            return Unknown(self.segment(node))
        inner, found = dict(names), []
        for item in items:
            self.assign(loop.target, item, inner)
            found.append(self.value(node.elt, inner))
        return found

    _get_generatorexp = _get_listcomp

    def _get_ifexp(self, node: ast.IfExp, names: dict[str, Any]) -> Any:
        test = self.value(node.test, names)
        if isinstance(test, OPEN):
            return Unknown(self.segment(node))
        return self.value(node.body if test else node.orelse, names)

    def _get_unaryop(self, node: ast.UnaryOp, names: dict[str, Any]) -> Any:
        value = self.value(node.operand, names)
        if isinstance(node.op, ast.Not) and not isinstance(value, OPEN):
            return not value
        if isinstance(value, int | float) and isinstance(node.op, ast.USub):
            return -value
        if isinstance(value, int | float) and isinstance(node.op, ast.UAdd):
            return value
        return Unknown(self.segment(node))

    def _get_compare(self, node: ast.Compare, names: dict[str, Any]) -> Any:
        if len(node.ops) != 1:
            return Unknown(self.segment(node))
        left, right = self.value(node.left, names), self.value(node.comparators[0], names)
        known = (bool, int, float, str, type(None))
        modules = (Layer, Chain, Instance)
        op = type(node.ops[0]).__name__
        if (
            op in ("Is", "IsNot")
            and (left is None or right is None)
            and all(isinstance(one, (*known, *modules, Tensor)) for one in (left, right))
        ):
            return (left is right) == (op == "Is")
        if op in ("Eq", "NotEq") and _sizes(left) and _sizes(right):
            return (tuple(left) == tuple(right)) == (op == "Eq")
        if not all(isinstance(one, known) for one in (left, right)):
            return Unknown(self.segment(node))
        if op in ("Eq", "NotEq"):
            return (left == right) == (op == "Eq")
        if all(isinstance(one, int | float) for one in (left, right)) and op in _ORDERS:
            return _ORDERS[op](left, right)
        return Unknown(self.segment(node))

    def _get_boolop(self, node: ast.BoolOp, names: dict[str, Any]) -> Any:
        value: Any = None
        for one in node.values:
            value = self.value(one, names)
            if isinstance(value, OPEN):
                return Unknown(self.segment(node))
            if bool(value) == isinstance(node.op, ast.Or):
                return value
        return value

    def _get_binop(self, node: ast.BinOp, names: dict[str, Any]) -> Any:
        left, right = self.value(node.left, names), self.value(node.right, names)
        return self.binary(node.op, left, right, node)

    def binary(self, op: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
        """Return a sum, a product and so on, of numbers, lists, tensors or batches."""
        kind = type(op).__name__
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            if isinstance(left, Tensor) and isinstance(right, Tensor):
                if kind == "MatMult":
                    return self.unknown("@", left, node)
                return shaping.merged(self, left, right, node)
            return left if isinstance(left, Tensor) else right
        if isinstance(left, Batch) and type(right) is int and kind == "Mult":
            return Batch(left.times * right)
        if isinstance(right, Batch) and type(left) is int and kind == "Mult":
            return Batch(right.times * left)
        if kind == "Add" and isinstance(left, list | tuple) and type(left) is type(right):
            return left + right if len(left) + len(right) <= MOST_LAYERS else Unknown("too long")
        if kind == "Mult" and isinstance(left, list | tuple) and type(right) is int:
            short = 0 <= right * max(len(left), 1) <= MOST_LAYERS
            return left * right if short else Unknown(self.segment(node))
        if isinstance(left, int | float) and isinstance(right, int | float) and kind in _SUMS:
            return self._sum(kind, left, right, node)
        return Unknown(self.segment(node))

    def _sum(self, kind: str, left: float, right: float, node: ast.AST) -> Any:
        small = max(abs(left), abs(right)) < LARGEST and (kind != "Pow" or abs(right) <= 62)
        try:
            result = _SUMS[kind](left, right) if small else None
        except (ZeroDivisionError, OverflowError, ValueError):
            result = None
        if isinstance(result, int | float) and abs(result) < LARGEST:
            return result
        return Unknown(self.segment(node))

    def _get_subscript(self, node: ast.Subscript, names: dict[str, Any]) -> Any:
        owner = self.value(node.value, names)
        if isinstance(owner, Tensor) and isinstance(node.slice, ast.Tuple):
            return self._cut(owner, node, node.slice.elts, names)
        if isinstance(node.slice, ast.Slice):
            return self._sliced(owner, node, node.slice, names)
        key = self.value(node.slice, names)
        if isinstance(owner, Chain) and isinstance(key, int | str):
            named = dict(owner.items)
            if isinstance(key, str):
                return named.get(key, Unknown(self.segment(node)))
            owner = [item for _, item in owner.items]
        try:
            if isinstance(owner, tuple | list) and type(key) is int:
                return owner[key]
            if isinstance(owner, dict) and isinstance(key, str | int):
                return owner[key]
        except (IndexError, KeyError):
            pass
        return Unknown(self.segment(node))

    def _cut(
        self, x: Tensor, node: ast.Subscript, parts: list[ast.expr], names: dict[str, Any]
    ) -> Any:
        """Return ``x[:, :4, ::2]``: of each axis a part, or one place."""
        ranges: list[Any] = []
        for part in parts:
            if not isinstance(part, ast.Slice):
                ranges.append(self.value(part, names))
                continue
            ends = [
                self.value(one, names) if one else None
                for one in (part.lower, part.upper, part.step)
            ]
            whole = all(one is None or type(one) is int for one in ends) and ends[2] != 0
            ranges.append(slice(*ends) if whole else Unknown(self.segment(part)))
        return shaping.cut(self, self.segment(node, 40), x, ranges, node)

    def _sliced(self, owner: Any, node: ast.AST, part: ast.Slice, names: dict[str, Any]) -> Any:
        ends = [self.value(one, names) if one else None for one in (part.lower, part.upper)]
        step = self.value(part.step, names) if part.step else None
        if any(one is not None and type(one) is not int for one in (*ends, step)) or step == 0:
            return Unknown(self.segment(node))
        cut = slice(ends[0], ends[1], step)
        if isinstance(owner, tuple | list):
            return owner[cut]
        if isinstance(owner, Chain):
            return Chain(owner.items[cut], owner.call, owner.name, owner.runs)
        return Unknown(self.segment(node))

    def _get_attribute(self, node: ast.Attribute, names: dict[str, Any]) -> Any:
        owner = self.value(node.value, names)
        if isinstance(owner, Named):
            return Named(f"{owner.path}.{node.attr}")
        if isinstance(owner, Instance):
            return self._member(owner, node)
        if isinstance(owner, Tensor) and node.attr == "shape":
            return shaping.size(owner)
        if isinstance(owner, Layer) and node.attr in owner.settings:
            return owner.settings[node.attr]
        if isinstance(owner, Unknown):
            return Unknown(self.segment(node))
        return Method(owner, node.attr)

    def _member(self, owner: Instance, node: ast.Attribute) -> Any:
        name = node.attr
        if name in owner.attributes:
            return owner.attributes[name]
        if name in owner.made_of.methods:
            return Function(owner.made_of.methods[name], owner)
        if name == "training":
            return Unknown("self.training")
        if name in _OF_MODULES or "Module" not in owner.made_of.bases:
            return Method(owner, name)
        for statement in owner.made_of.node.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(one, ast.Name) and one.id == name for one in statement.targets
            ):
                return self.value(statement.value, self.names)
        if name not in owner.told and owner.made_of.methods.get("__init__"):
            owner.told.add(name)
            self.find(
                "missing",
                f"self.{name} is used, but __init__ makes no {name}",
                fatal=True,
                node=node,
                name=name,
                others=[
                    key
                    for key, value in owner.attributes.items()
                    if isinstance(value, Layer | Chain | Instance)
                ],
            )
        return Unknown(self.segment(node))

    def builtin(self, name: str, arguments: list[Any], node: ast.Call) -> Any:
        """Return what one of Python's own functions returns."""
        tensor = arguments and isinstance(arguments[0], Tensor)
        if name == "len" and tensor:
            return shaping.asked("len", arguments[0], [])
        if name == "range":
            whole = all(type(one) is int for one in arguments) and 1 <= len(arguments) <= 3
            if whole and (len(arguments) < 3 or arguments[2] != 0):
                return range(*arguments)[:MOST_LAYERS]
            return Unknown(self.segment(node))
        if name in ("int", "float", "abs") and len(arguments) == 1:
            number = arguments[0]
            if isinstance(number, int | float) and math.isfinite(number):
                return {"int": int, "float": float, "abs": abs}[name](number)
            return number if isinstance(number, Batch) else Unknown(self.segment(node))
        if name in ("OrderedDict", "dict"):
            return self._dictionary(arguments)
        lists = [self.items(one) for one in arguments]
        if not lists or any(one is None for one in lists):
            numbers = name in ("min", "max") and all(
                isinstance(one, int | float) for one in arguments
            )
            if numbers and arguments:
                return (min if name == "min" else max)(arguments)
            return Unknown(self.segment(node))
        return self._of_list(name, lists, node)  # type: ignore[arg-type]

    def _of_list(self, name: str, lists: list[list[Any]], node: ast.Call) -> Any:
        first = lists[0]
        numbers = bool(first) and all(isinstance(one, int | float) for one in first)
        if name == "len":
            return len(first)
        if name in ("list", "tuple"):
            return first if name == "list" else tuple(first)
        if name == "enumerate":
            return list(enumerate(first))
        if name == "zip":
            return list(zip(*lists, strict=False))
        if name == "reversed":
            return first[::-1]
        if numbers and name in ("min", "max", "sum", "prod"):
            result = {"min": min, "max": max, "sum": sum, "prod": math.prod}[name](first)
            return result if abs(result) < LARGEST else Unknown(self.segment(node))
        return Unknown(self.segment(node))

    @staticmethod
    def _dictionary(arguments: list[Any]) -> dict[Any, Any]:
        if not arguments:
            return {}
        if isinstance(arguments[0], dict):
            return dict(arguments[0])
        pairs = arguments[0] if isinstance(arguments[0], list | tuple) else []
        return {
            one[0]: one[1]
            for one in pairs
            if isinstance(one, list | tuple) and len(one) == 2 and isinstance(one[0], str)
        }


def _sizes(value: Any) -> bool:
    """Return whether a value is a list of sizes that are known."""
    return isinstance(value, tuple | list) and all(
        type(one) is int or isinstance(one, Batch) for one in value
    )


#: Methods that add to a list, or to a chain of layers.
ADDING = ("append", "extend", "insert", "add_module", "add")
#: Attributes that a module has from torch.
_OF_MODULES = {
    "modules", "children", "parameters", "named_parameters", "named_modules", "apply", "eval",
    "train", "to", "cuda", "cpu", "add_module", "register_buffer", "register_parameter",
    "state_dict", "load_state_dict", "requires_grad_", "zero_grad", "forward", "training",
    "named_children", "__class__",
}  # fmt: skip
_ORDERS = {
    "Lt": lambda a, b: a < b, "LtE": lambda a, b: a <= b,
    "Gt": lambda a, b: a > b, "GtE": lambda a, b: a >= b,
}  # fmt: skip

_SUMS = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b,
    "FloorDiv": lambda a, b: a // b, "Div": lambda a, b: a / b, "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a**b,
}  # fmt: skip
