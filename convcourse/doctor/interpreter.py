"""Follows a network's source from the picture to the end with sizes in place of numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from convcourse.doctor import making, rules, shaping
from convcourse.doctor.catalogue import FUNCTIONS, KERAS, KERAS_OTHERS, NEEDED, TORCH, keras_name
from convcourse.doctor.names import nearest
from convcourse.doctor.python import MOST_DEPTH, MOST_LAYERS, Python, ReturnedError
from convcourse.doctor.reading import Source
from convcourse.doctor.settings import shown
from convcourse.doctor.shaping import SHAPING
from convcourse.doctor.trace import Entry, Trace
from convcourse.doctor.values import (
    Chain,
    Class,
    Function,
    Instance,
    Layer,
    Merge,
    Method,
    Named,
    Refusal,
    Shape,
    Tensor,
    Unknown,
    UnreadableError,
)

#: Methods of a tensor, and functions, that change no size and are no layers.
SAME = {"contiguous", "to", "float", "half", "double", "cuda", "cpu", "clone", "detach", "type"}
#: Functions that change every value and no size.
VALUES = {
    "batch_norm", "layer_norm", "instance_norm", "normalize", "abs", "exp", "sqrt", "log", "clamp",
    "prelu", "masked_fill", "flip", "roll", "zeros_like", "ones_like", "rand_like", "randn_like",
}  # fmt: skip
#: What makes one number of all, where no axis is named.
WHOLE = {"sum", "mean", "max", "min", "std", "var", "norm", "prod", "any", "all"}
#: Classes of Keras, by the function that does the same.
MERGES = {"Concatenate": "concatenate", "Add": "add"}
BUILTINS = {
    "range", "len", "int", "min", "max", "list", "tuple", "OrderedDict", "dict", "enumerate",
    "zip", "reversed", "sum", "float", "abs", "prod",
}  # fmt: skip
#: Refusals that have nothing to do with the maps' height and width.
WHATEVER_SIZE = {"channels", "features", "groups", "setting", "output_padding", "pooling padding"}
#: Methods of a module that list what holds its weights.
WEIGHTS = ("modules", "named_modules", "parameters", "named_parameters")
#: Slips for ``__init__``.
NEARLY_INIT = (
    "_init_", "__init", "_init", "init", "_init__", "__init_", "__int__", "__inti__",
)  # fmt: skip
CONTAINERS = ("Sequential", "ModuleList", "ModuleDict")


class Interpreter(Python):
    """Works out one source for one size of picture."""

    def __init__(self, source: Source, shape: tuple[int, int, int]) -> None:
        super().__init__(source)
        self.shape = shape
        self.candidates: list[Any] = []
        self.loose: list[tuple[Instance, str, list[Layer]]] = []
        self.path: list[str] = []
        self.within = 0

    # ------------------------------------------------------------ the whole

    def run(self) -> Trace:
        """Return what becomes of a picture in the network of the source.

        Raises
        ------
        ValueError
            If there is no network in it.
        """
        try:
            self._top(self.source.tree.body)
            model = self._model()
            if model is None:
                raise ValueError(
                    "the text has no network that the doctor can read; paste nn.Sequential(…), "
                    "a class with __init__ and forward, Keras lines, or an error message of torch"
                )
            self.trace.model = model
            self._find_loose(model)
            whole = isinstance(model, Tensor)  # of Keras's calls, layer by layer
            end = model if whole else self.apply(model, [Tensor(self.shape)], {}, None)
        except RecursionError:
            raise ValueError(
                "the text is nested too deeply, expected a network; paste the network alone"
            ) from None
        self.trace.end = end if isinstance(end, Tensor) else None
        self._end(model, end)
        return self.trace

    def _top(self, body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, ast.Expr):
                value = self.value(statement.value, self.names)
                items = value if isinstance(value, tuple | list) else [value]
                for item in items:
                    self._candidate(item)
                continue
            try:
                self.execute(statement, self.names)
            except ReturnedError as returned:  # a return outside of a function: a paste of a part
                self._candidate(returned.value)
            if isinstance(statement, ast.Assign):
                value = self.value(statement.targets[0], self.names)
                if isinstance(value, Chain | Instance | Layer | Tensor):
                    self._candidate(value)

    def _candidate(self, value: Any) -> None:
        module = isinstance(value, Chain | Instance | Layer | Tensor)
        if module and not any(value is known for known in self.candidates):
            self.candidates.append(value)

    def _model(self) -> Any:
        wholes = [
            one
            for one in self.candidates
            if (isinstance(one, Chain) and one.items)
            or (isinstance(one, Instance) and one.made_of.methods.keys() & {"forward", "call"})
        ]
        if wholes:
            return wholes[-1]
        classes = [one for one in self.names.values() if isinstance(one, Class)]
        nets = [one for one in classes if one.methods.keys() & {"forward", "call", "__init__"}]
        roots = [one for one in nets if not one.instances and not self._is_part(one, classes)]
        if roots or nets:
            return self.instance((roots or nets)[-1], [], {}, None)
        ends = [one for one in self.candidates if isinstance(one, Tensor)]
        if ends and self.trace.entries:
            return ends[-1]
        layers = [one for one in self.candidates if isinstance(one, Layer)]
        if layers:
            return Chain([(one.name or str(i), one) for i, one in enumerate(layers)])
        return None

    def _is_part(self, one: Class, classes: list[Class]) -> bool:
        name = one.node.name
        return any(
            isinstance(node, ast.Name) and node.id == name
            for other in classes
            if other is not one
            for node in ast.walk(other.node)
        )

    def _find_loose(self, model: Any) -> None:
        """Mark the layers that are in a plain list or dict alone, where torch does not see them."""
        held = set(map(id, _held(model)))
        owners = [one for one in _held(model, plain=True) if isinstance(one, Instance)]
        for owner in owners:
            if not any(base.endswith("Module") for base in owner.made_of.bases):
                continue
            for name, value in owner.attributes.items():
                if not isinstance(value, list | tuple | dict):
                    continue
                layers = [
                    one
                    for one in _held(value, plain=True)
                    if isinstance(one, Layer) and id(one) not in held
                ]
                if layers and not any(one.keras for one in layers):
                    self.loose.append((owner, name, layers))
                for one in layers:
                    one.loose = True

    def _tell_loose(self) -> None:
        for owner, name, layers in self.loose:
            at = next((i for i, one in enumerate(self.trace.entries) if one.layer in layers), -1)
            value = owner.attributes[name]
            items = list(value.values()) if isinstance(value, dict) else list(value)
            node = _value_of(owner, name)
            kind = "tuple" if isinstance(node, ast.Tuple) else "list"
            kind = "dict" if isinstance(value, dict) else kind
            many = f"{len(layers)} layer{'s' * (len(layers) != 1)}"
            self.find(
                "unregistered",
                f"self.{name} is a plain {kind}: torch does not see the {many} in it, so it "
                f"neither trains nor saves them",
                fatal=False,
                at=at,
                node=node,
                name=name,
                container="ModuleDict" if kind == "dict" else "ModuleList",
                whole=all(map(_is_module, items)),
            )

    def _end(self, model: Any, end: Any) -> None:
        self._tell_loose()
        if not isinstance(model, Instance):
            return
        if end is None and self.trace.entries and not self.broken:
            self.find(
                "no return",
                "forward returns nothing: the last line has to be a return",
                fatal=True,
                node=model.made_of.methods.get("forward"),
            )
        if self.broken:
            return
        read = {
            node.attr
            for node in ast.walk(self.source.tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        }
        for name, value in model.attributes.items():
            made = isinstance(value, Layer) and not value.used and value.call is not None
            if made and name not in read:  # in what could not be read it may be used
                message = f"self.{name} is made, but nothing goes through it"
                self.find("unused", message, fatal=False, node=value.call, unused=name)

    # ------------------------------------------------------------ calls

    def _get_call(self, node: ast.Call, names: dict[str, Any]) -> Any:
        if self._is_super(node.func):
            return self._super(node, names)
        target = self._selfless(node, self.value(node.func, names), names)
        arguments = self._elements(node.args, names)
        keywords: dict[str, Any] = {}
        for one in node.keywords:
            value = self.value(one.value, names)
            if one.arg is not None:
                keywords[one.arg] = value
            elif isinstance(value, dict):
                keywords.update({k: v for k, v in value.items() if isinstance(k, str)})
        return self.call(target, arguments, keywords, node)

    def _selfless(self, node: ast.Call, target: Any, names: dict[str, Any]) -> Any:
        """Return what a call calls; ``conv(x)`` where ``self.conv`` is meant is a fault."""
        owner = self._owner(names)
        if not (isinstance(target, Named) and isinstance(node.func, ast.Name) and owner):
            return target
        meant = owner.attributes.get(node.func.id)
        if not isinstance(meant, Layer | Chain | Instance):
            return target
        name = node.func.id
        message = f"{name}(…) is called, but {name} is no name here: it is self.{name}"
        self.find("missing", message, fatal=True, node=node.func, name=name)
        return meant

    def _owner(self, names: dict[str, Any]) -> Instance | None:
        """Return the object whose method is gone through, whatever it calls itself."""
        function = self.calls[-1] if self.calls else None
        given = function.args if isinstance(function, ast.FunctionDef) else None
        owner = names.get(given.args[0].arg) if given and given.args else None
        return owner if isinstance(owner, Instance) else None

    @staticmethod
    def _is_super(func: ast.AST) -> bool:
        return (
            isinstance(func, ast.Attribute)
            and isinstance(func.value, ast.Call)
            and isinstance(func.value.func, ast.Name)
            and func.value.func.id == "super"
        )

    def _super(self, node: ast.Call, names: dict[str, Any]) -> Any:
        owner = self._owner(names)
        assert isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call)
        if owner is not None:
            self._other_class(owner, node.func.value, names)
            above = owner.made_of.above(self.calls[-1], node.func.attr)
            if above is not None:
                given = self._elements(node.args, names)
                stated = {one.arg: self.value(one.value, names) for one in node.keywords if one.arg}
                return self.function(Function(above, owner), given, stated, node)
        if owner is not None and node.func.attr == "__init__":
            owner.ready = True
            if "Sequential" in owner.made_of.bases:
                items = self._elements(node.args, names)
                owner.attributes["*"] = Chain([(str(i), one) for i, one in enumerate(items)], node)
            return None
        if isinstance(owner, Instance) and "*" in owner.attributes:
            return self.call(owner.attributes["*"], self._elements(node.args, names), {}, node)
        return Unknown(self.segment(node))

    def _other_class(self, owner: Instance, node: ast.Call, names: dict[str, Any]) -> None:
        """Note a ``super(Other, self)`` that names no class of the source."""
        stated = node.args[0] if node.args else None
        if isinstance(stated, ast.Name) and isinstance(self.value(stated, names), Named):
            self.find(
                "super",
                f"super({stated.id}, …) names {stated.id}, which is no class here: this class is "
                f"{owner.made_of.node.name}",
                fatal=True,
                node=node,
            )

    def call(
        self, target: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return what a call makes."""
        if isinstance(target, Class):
            return self.instance(target, arguments, keywords, node)
        if isinstance(target, Function):
            return self.function(target, arguments, keywords, node)
        if isinstance(target, Layer | Chain | Instance):
            return self.apply(target, arguments, keywords, node)
        if isinstance(target, Method):
            return self.method(target, arguments, keywords, node)
        if isinstance(target, Named):
            return self.library(target, arguments, keywords, node)
        if isinstance(target, Merge):
            return self.merge(target, arguments, node)
        return self.strange(arguments, node, target.text if isinstance(target, Unknown) else "")

    def merge(self, target: Merge, arguments: list[Any], node: ast.Call) -> Any:
        """Return what a layer of Keras makes of several tensors."""
        parts = self.items(arguments[0]) if arguments else None
        if not parts or not all(isinstance(one, Tensor) for one in parts):
            return self.strange(arguments, node)
        if target.name == "concatenate":
            return shaping.joined(self, target.name, parts, [parts, target.axis], {}, node)
        made = parts[0]
        for one in parts[1:]:
            made = shaping.joined(self, "add", [made], [made, one], {}, node)
        return made

    def instance(
        self, made_of: Class, arguments: list[Any], keywords: dict[str, Any], node: ast.Call | None
    ) -> Instance:
        """Return an object of a class of the source."""
        made_of.instances += 1
        made = Instance(made_of)
        init = made_of.methods.get("__init__") or self._misspelt_init(made_of)
        if init is None:
            made.ready = True
        else:
            if "Module" not in made_of.bases:
                made.ready = True
            self.function(Function(init, made), arguments, keywords, node)
        return made

    def _misspelt_init(self, made_of: Class) -> ast.FunctionDef | None:
        wrong = next((name for name in made_of.methods if name in NEARLY_INIT), None)
        if wrong is None:
            return None
        self.find(
            "missing",
            f"class {made_of.node.name} has no __init__: {wrong} is never called, and so no layer "
            f"is made",
            fatal=True,
            node=made_of.node,
            name="__init__",
            meant=wrong,
        )
        return made_of.methods[wrong]

    def function(
        self, target: Function, arguments: list[Any], keywords: dict[str, Any], node: ast.AST | None
    ) -> Any:
        """Return what a function of the source returns."""
        if len(self.calls) >= MOST_DEPTH:
            raise ValueError(
                f"the functions call each other more than {MOST_DEPTH} deep, expected a network; "
                f"paste a part of it"
            )
        names = self._bound(target, arguments, keywords)
        self.calls.append(target.node)
        try:
            self.block(target.node.body, names)
        except ReturnedError as returned:
            return returned.value
        finally:
            self.calls.pop()
        return None

    def _bound(self, target: Function, arguments: list[Any], keywords: dict[str, Any]) -> dict:
        given = target.node.args
        positional = [one.arg for one in (*given.posonlyargs, *given.args)]
        values = ([target.owner] if target.owner is not None else []) + arguments
        names: dict[str, Any] = {name: Unknown(name) for name in positional}
        for name, default in zip(positional[::-1], given.defaults[::-1], strict=False):
            names[name] = self.value(default, self.names)
        for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            names[one.arg] = self.value(default, self.names) if default else Unknown(one.arg)
        names.update(zip(positional, values, strict=False))
        if given.vararg:
            names[given.vararg.arg] = tuple(values[len(positional) :])
        rest = {key: value for key, value in keywords.items() if key not in names}
        names.update({key: value for key, value in keywords.items() if key in names})
        if given.kwarg:
            names[given.kwarg.arg] = rest
        return names

    def apply(
        self, target: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call | None
    ) -> Any:
        """Return what a module makes of what it is given."""
        if isinstance(target, Chain) and not target.runs:
            self._unread(node, node) if node else None
            return Unknown("a list")
        arguments = [*arguments, *keywords.values()]
        x = next((one for one in arguments if isinstance(one, Tensor)), None)
        if x is None:
            if isinstance(target, Layer | Chain | Instance) and self.calls:
                return self._blind(target, arguments, node)
            return Unknown(self.segment(node))
        if isinstance(target, Layer):
            return self.layer(target, x, node)
        if isinstance(target, Chain):
            return self._through(target, x)
        return self._instance_forward(target, arguments, node)

    def _blind(self, target: Any, arguments: list[Any], node: ast.Call | None) -> Any:
        """Go on with what could not be read: its layers are listed, their sizes are not known."""
        return self.apply(target, [Tensor((None, None, None), sure=False)], {}, node)

    def _instance_forward(
        self, target: Instance, arguments: list[Any], node: ast.Call | None
    ) -> Any:
        forward = target.made_of.methods.get("forward") or target.made_of.methods.get("call")
        if "*" in target.attributes and forward is None:
            return self.apply(target.attributes["*"], arguments, {}, node)
        if forward is None:
            near = nearest("forward", list(target.made_of.methods))
            self.find(
                "missing",
                f"class {target.made_of.node.name} has no forward",
                fatal=True,
                node=target.made_of.node,
                name="forward",
                meant=near,
            )
            return arguments[0]
        if len(forward.args.args) == 1 and not forward.args.vararg:
            first = forward.args.args[0].arg
            self.find(
                "no self",
                f"forward({first}) lacks self: Python hands over the network first, then the "
                f"picture",
                fatal=True,
                node=forward,
            )
            return Tensor(None)
        named = len(self.calls) > 0 and bool(target.name)
        if named:
            self.path.append(target.name)
        try:
            return self.function(Function(forward, target), arguments, {}, node)
        finally:
            if named:
                self.path.pop()

    def _through(self, chain: Chain, x: Tensor) -> Any:
        if self.within >= MOST_DEPTH:
            raise ValueError(
                "the text is nested too deeply, expected a network; paste the network alone"
            )
        self.within += 1
        if chain.name:
            self.path.append(chain.name)
        value: Any = x
        try:
            for name, item in chain.items:
                if isinstance(value, Tensor):
                    value = self._next(chain, name, item, value)
        finally:
            self.within -= 1
            if chain.name:
                self.path.pop()
        return value

    def _next(self, chain: Chain, name: str, item: Any, x: Tensor) -> Any:
        if isinstance(item, Layer):
            return self.layer(item, x, None, chain, name)
        if isinstance(item, Chain | Instance):
            kept, item.name = item.name, name
            try:
                return self.apply(item, [x], {}, None)
            finally:
                item.name = kept
        text = item.text if isinstance(item, Unknown) else getattr(item, "path", "this")
        return self.unknown(text, x, None, name)

    def unknown(self, text: str, x: Tensor, node: ast.AST | None, name: str = "") -> Tensor:
        """Go on behind a layer that is not known: its map may have any number of channels."""
        shape = None if x.shape is None else (None, *x.shape[1:])
        entry = Entry(
            "?",
            self.named(name or text),
            node,
            None,
            {},
            x.shape,
            None,
            None,
            None,
            before=x.maker,
        )
        self.trace.entries.append(entry)
        at = len(self.trace.entries) - 1
        if x.shape is not None:
            self.find(
                "unknown layer",
                f"{text} is no layer that the doctor knows, so what it makes cannot be told; the "
                f"doctor goes on as if height and width stayed the same",
                fatal=False,
                at=at,
                node=node,
            )
        return replace(x, shape=shape, sure=False, maker=at)

    def called(self, node: ast.Call) -> str:
        """Return what is called, in short: ``F.relu``, ``x.view``, ``.view`` of something long."""
        func = node.func
        if isinstance(func, ast.Attribute) and not re.fullmatch(
            r"[\w.]+", self.source.segment(func.value)
        ):
            return f".{func.attr}"
        return self.segment(func, 40)

    def named(self, name: str) -> str:
        """Return a layer's name with those of the modules that it is in."""
        return ".".join([*self.path, name]) if name else ".".join(self.path)

    def layer(
        self,
        layer: Layer,
        x: Tensor,
        node: ast.Call | None,
        owner: Chain | None = None,
        name: str = "",
    ) -> Any:
        """Return what a layer makes of `x`, and write it down."""
        first = not layer.used
        layer.used = True
        entry = Entry(
            layer.kind,
            self.named(name or layer.name or layer.kind),
            layer.call,
            layer,
            layer.settings,
            x.shape,
            before=x.maker,
            owner=owner,
            sure=x.sure,
        )
        entry.argument = node.args[0] if node is not None and node.args else None
        counted = first and not layer.loose
        entry.parameters = making.parameters(layer.kind, layer.settings, x.shape) if counted else 0
        made = self.enter(entry, x, layer.refusal)
        places = node is not None and layer.settings.get("return_indices") is True
        return (made, Unknown("places")) if places else made

    def enter(self, entry: Entry, x: Tensor, refusal: Refusal | None = None) -> Tensor:
        """Send `x` through a layer that is written down, and mark it if it breaks there."""
        self._step()
        entries = self.trace.entries
        entries.append(entry)
        at = len(entries) - 1
        broken = Tensor(None, maker=at)
        for one in self.trace.found:
            if refusal is not None and one.data.get("refusal") is refusal:
                one.at = at
        if refusal is not None or x.shape is None:
            return broken
        try:
            made = rules.apply(entry.kind, entry.settings, x)
        except Refusal as error:
            if x.sure or error.kind in WHATEVER_SIZE:
                self.find(
                    error.kind, error.args[0], fatal=True, at=at, node=entry.node, **error.data
                )
                return broken
            return self.unsure(entry, x, at)
        except UnreadableError as error:
            if entry.got is not None and None not in entry.got[1:]:
                self.find(
                    "not read",
                    f"{entry.kind}'s {error.args[0]} cannot be told without running it; "
                    f"the doctor goes on behind it",
                    fatal=False,
                    at=at,
                    node=entry.node,
                )
            return self.unsure(entry, x, at)
        entry.made, entry.field, entry.jump, entry.sure = (
            made.shape,
            made.field,
            made.jump,
            made.sure,
        )
        entry.multiplications = making.multiplications(
            entry.kind, entry.settings, entry.got, entry.made
        )
        return replace(made, maker=at, strided=False)

    def unsure(self, entry: Entry, x: Tensor, at: int) -> Tensor:
        """Go on behind a layer whose size cannot be told."""
        entry.multiplications = None
        entry.sure = False
        channels = next(
            (
                entry.settings[name]
                for name in ("out_channels", "filters")
                if type(entry.settings.get(name)) is int
            ),
            None,
        )
        if entry.kind.endswith("Linear") or entry.kind == "Dense":
            features = entry.settings.get("out_features", entry.settings.get("units"))
            shape: Shape = (features if type(features) is int else None,)
        elif entry.kind == "Flatten":
            shape = (None,)
        else:
            shape = (channels, *(None,) * (len(x.shape or ()) - 1))
        return replace(x, shape=shape, sure=False, maker=at)

    # ------------------------------------------------------------ what libraries have

    def library(
        self, target: Named, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return what a class or a function of a library makes."""
        name = target.last
        tensor = next((one for one in arguments if isinstance(one, Tensor)), None)
        if tensor is None:
            tensor = next((one for one in keywords.values() if isinstance(one, Tensor)), None)
        if name in CONTAINERS:
            return self.sequential(name, arguments, keywords, node)
        if name == "Model":
            ends = [*arguments, *keywords.values()]
            return ends[-1] if ends and isinstance(ends[-1], Tensor) else Unknown("Model")
        if name in BUILTINS:
            return self.builtin(name, arguments, node)
        if name == "__init__" and arguments and isinstance(arguments[0], Instance):
            arguments[0].ready = True  # nn.Module.__init__(self)
            return None
        if tensor is not None and name in ("cat", "concat", "concatenate", "add", "stack"):
            return shaping.joined(self, name, [tensor], arguments, keywords, node)
        if (
            arguments
            and isinstance(arguments[0], list | tuple)
            and any(isinstance(one, Tensor) for one in arguments[0])
        ):
            inside = [one for one in arguments[0] if isinstance(one, Tensor)]
            if name in ("add", "concatenate") and "axis" not in keywords and len(arguments) == 1:
                return self.merge(Merge(name, 1), arguments, node)
            return shaping.joined(self, name, inside, arguments, keywords, node)
        if tensor is not None and not self._is_class(name):
            return self.functional(name, tensor, arguments, keywords, node)
        if name in MERGES and tensor is None:
            axis = keywords.get("axis", -1)
            return Merge(MERGES[name], {-1: 1, 3: 1, 1: 2, 2: 3}.get(axis, axis))
        if name == "Input" and tensor is None:
            return Tensor(self.shape)
        return self.made(name, arguments, keywords, node)

    @staticmethod
    def _is_class(name: str) -> bool:
        return name in TORCH or keras_name(name) is not None

    def sequential(
        self, name: str, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Chain:
        """Return a chain of modules."""
        if name == "Sequential" and self.segment(node.func).endswith("nn.Sequential"):
            self._no_layers(arguments, node)
        if len(arguments) == 1 and isinstance(arguments[0], list | tuple | dict | Chain):
            arguments = [arguments[0]]
            inside = arguments[0]
            if isinstance(inside, dict):
                return Chain(
                    [(str(key), one) for key, one in inside.items()],
                    node,
                    runs=name == "Sequential",
                )
            items = self.items(inside) or []
            if items and all(
                isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str)
                for one in items
            ):
                return Chain([(one[0], one[1]) for one in items], node, runs=True)
            arguments = items
        if not arguments and isinstance(keywords.get("layers"), list | tuple):
            arguments = list(keywords["layers"])
        kept = [one for one in arguments if not isinstance(one, str) and one is not None]
        kept = [one for one in kept if not isinstance(one, Tensor)]
        return Chain([(str(i), one) for i, one in enumerate(kept)], node, runs=name == "Sequential")

    def _no_layers(self, arguments: list[Any], node: ast.Call) -> None:
        """Note what ``nn.Sequential`` refuses: a list, a class, a function."""
        if any(isinstance(one, ast.Starred) for one in node.args):
            return
        for value, given in zip(arguments, node.args, strict=False):
            text = self.segment(given)
            data: dict[str, Any] = {"fatal": True, "node": given}
            if isinstance(value, list | tuple) and value and all(map(_is_module, value)):
                message = (
                    "nn.Sequential takes the layers one by one, but gets a list: a * in front of "
                    "it unpacks it"
                )
                self.find("no layer", message, **data, instead=f"*{text}")
            elif isinstance(value, Named) and value.last in TORCH:
                message = f"{text} is a class, and no layer yet: {text}() makes one"
                self.find("no layer", message, **data, instead=f"{text}()")
            elif isinstance(value, Named) and value.last in FUNCTIONS:
                made = f"nn.{FUNCTIONS[value.last][0]}()"
                message = f"{text} is a function, but nn.Sequential takes layers: {made} is one"
                self.find("no layer", message, **data, instead=made)

    def _misspelt(self, name: str, node: ast.Call) -> str | None:
        """Return the layer of torch that a name means whose letters' case alone is wrong."""
        if name in TORCH or not self.segment(node.func).endswith(f"nn.{name}"):
            return None
        return next((one for one in TORCH if one.lower() == name.lower()), None)

    def made(
        self, name: str, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return a layer that a class of torch or Keras makes."""
        meant = self._misspelt(name, node)
        if meant is not None:
            layer = self.made(meant, arguments, keywords, node)
            if layer.refusal is None:
                message = f"torch.nn has no {name}: it is {meant}"
                layer.refusal = Refusal("misspelt", message, name=name, meant=meant)
                self.find(
                    "misspelt",
                    message,
                    fatal=True,
                    node=node,
                    refusal=layer.refusal,
                    layer=layer,
                    name=name,
                    meant=meant,
                )
            return layer
        keras = keras_name(name)
        if keras is None and name not in TORCH:
            return Unknown(self.segment(node))
        if keras is None and self._looks_keras(node, keywords):
            given = {key: value for key, value in keywords.items() if key in TORCH[name]}
            return Layer(name, {**TORCH[name], **given}, node, keras=True)
        signature = KERAS[keras] if keras else TORCH[name]
        stated = keywords.pop("input_shape", None) if keras and keras != "InputLayer" else None
        settings, refusal = bind(keras or name, signature, arguments, keywords, bool(keras))
        if refusal is None and isinstance(stated, tuple | list):
            refusal = self._other_picture(tuple(map(plain, stated)), keywords)
        layer = Layer(keras or name, settings, node, keras=bool(keras), refusal=refusal)
        if refusal is None and not keras:
            try:
                making.construct(name, settings)
            except Refusal as error:
                layer.refusal = error
            except UnreadableError:
                pass
        if layer.refusal is not None:
            self.find(
                layer.refusal.kind,
                layer.refusal.args[0],
                fatal=True,
                node=node,
                refusal=layer.refusal,
                layer=layer,
                **layer.refusal.data,
            )
        return layer

    def _other_picture(self, stated: tuple[Any, ...], keywords: dict[str, Any]) -> Refusal | None:
        """Return what is wrong with the shape that a Keras layer says its picture has."""
        channels, rows, columns = self.shape
        first = keywords.get("data_format") == "channels_first"
        right = (channels, rows, columns) if first else (rows, columns, channels)
        if len(stated) != 3 or any(
            type(one) is int and one != other for one, other in zip(stated, right, strict=True)
        ):
            return Refusal(
                "input shape",
                f"input_shape={shown(stated)} is not that of the picture, {shown(right)}: Keras "
                f"puts the channels {'first here' if first else 'last'}",
                name="input_shape",
                instead=right,
            )
        return None

    def _looks_keras(self, node: ast.Call, keywords: dict[str, Any]) -> bool:
        text = self.source.segment(node.func)
        return text.startswith(("layers.", "keras.", "tf.", "tensorflow.", "L.")) or bool(
            keywords.keys() & {"name", "input_shape", "rate", "alpha"}
        )

    def functional(
        self, name: str, x: Tensor, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return what a function makes of a tensor, or a tensor's own method."""
        if name == "expand_as" and len(arguments) == 2 and isinstance(arguments[1], Tensor):
            return shaping.merged(self, x, arguments[1], node)
        if name in WHOLE and len(arguments) == 1 and not keywords:
            return Unknown(self.segment(node))
        rest = [one for one in arguments if one is not x]
        options = {key: value for key, value in keywords.items() if value is not x}
        text = self.called(node)
        if name in FUNCTIONS:
            kind, signature = FUNCTIONS[name]
            settings, refusal = bind(kind, signature, rest, options, False)
            entry = Entry(
                kind, self.named(text), node, None, settings, x.shape, before=x.maker, sure=x.sure
            )
            if refusal is not None:
                self.find(
                    refusal.kind,
                    refusal.args[0],
                    fatal=True,
                    node=node,
                    refusal=refusal,
                    at=len(self.trace.entries),
                    signature=signature,
                    **refusal.data,
                )
            made = self.enter(entry, x, refusal)
            places = settings.get("return_indices") is True
            return (made, Unknown("places")) if places else made
        if name in SHAPING:
            return SHAPING[name](self, text, x, rest, options, node)
        if name in SAME or name in ("print", "append", "save"):
            kept = replace(x, strided=False) if name == "contiguous" else x
            return kept if name in SAME else None
        if name in VALUES:
            entry = Entry("Activation", self.named(text), node, None, {}, x.shape, before=x.maker)
            return self.enter(entry, x)
        if name in ("size", "dim", "numel", "len"):
            return shaping.asked(name, x, rest)
        return self.unknown(f"{text}(…)", x, node, text)

    def method(
        self, target: Method, arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        """Return what a method makes: of a tensor, a list, a module."""
        owner, name = target.owner, target.name
        if isinstance(owner, Tensor):
            if name in ("add", "add_", "__add__") and arguments:
                return self.binary(ast.Add(), owner, arguments[0], node)
            return self.functional(name, owner, [owner, *arguments], keywords, node)
        if isinstance(owner, list) and name in ("append", "extend") and arguments:
            items = [arguments[0]] if name == "append" else self.items(arguments[0]) or []
            if len(owner) + len(items) <= MOST_LAYERS:
                owner += items
            return None
        if isinstance(owner, dict) and name in ("items", "keys", "values"):
            found = {"items": owner.items(), "keys": owner.keys(), "values": owner.values()}
            return list(found[name])
        if isinstance(owner, Chain | Instance | Layer):
            return self._of_module(owner, name, arguments, keywords, node)
        first = arguments[0] if arguments else None
        if isinstance(owner, Class) and name in owner.methods and isinstance(first, Instance):
            method = Function(owner.methods[name], first)  # Base.__init__(self)
            return self.function(method, arguments[1:], keywords, node)
        return self.strange(arguments, node)

    def _of_module(
        self,
        owner: Any,
        name: str,
        arguments: list[Any],
        keywords: dict[str, Any],
        node: ast.Call,
    ) -> Any:
        if name == "forward":
            return self.apply(owner, arguments, keywords, node)
        if name in ("to", "cuda", "eval", "train", "apply"):
            return owner
        if isinstance(owner, Chain) and name in ("append", "add") and arguments:
            if arguments[0] is not None and not isinstance(arguments[0], Tensor):
                owner.items.append((str(len(owner.items)), arguments[0]))
            return owner
        if isinstance(owner, Chain) and name == "extend" and arguments:
            for one in self.items(arguments[0]) or [Unknown(self.segment(node.args[0]))]:
                owner.items.append((str(len(owner.items)), one))
            return owner
        if name in ("register_buffer", "register_parameter") and isinstance(owner, Instance):
            if arguments and isinstance(arguments[0], str):
                owner.attributes[arguments[0]] = Unknown(f"self.{arguments[0]}")
            return None
        if name in WEIGHTS and not arguments:
            return []  # loops over them begin the weights, and change no size
        if isinstance(owner, Chain) and name in ("children", "items", "values"):
            return list(owner.items) if name == "items" else [one for _, one in owner.items]
        if name == "add_module" and len(arguments) == 2 and isinstance(arguments[0], str):
            if isinstance(owner, Chain):
                owner.items.append((arguments[0], arguments[1]))
            elif isinstance(owner, Instance):
                self._set(owner, arguments[0], arguments[1])
            return None
        return self.strange(arguments, node)

    def strange(self, arguments: list[Any], node: ast.Call, made: str = "") -> Any:
        """Go on behind a call of something that is not known, or that something unknown made."""
        inside = [one for given in arguments for one in (self.items(given) or [given])]
        x = next((one for one in inside if isinstance(one, Tensor)), None)
        if x is None:
            return Unknown(self.segment(node))
        text = self.called(node)
        of = f", of {made}," if made not in ("", text) else ""
        return self.unknown(f"{text}(…){of}", x, node, text)


def _held(value: Any, *, plain: bool = False, seen: set[int] | None = None) -> Iterator[Any]:
    """Return what a module holds as torch sees it, each once; with `plain` in plain lists, too."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    inside: Iterable[Any] = ()
    if isinstance(value, Layer | Instance):
        yield value
    if isinstance(value, Chain):
        inside = [item for _, item in value.items]
    elif isinstance(value, Instance):
        inside = list(value.attributes.values())
    elif plain and isinstance(value, list | tuple | dict):
        inside = list(value.values()) if isinstance(value, dict) else value
    for item in inside:
        yield from _held(item, plain=plain, seen=seen)


def _value_of(owner: Instance, name: str) -> ast.AST | None:
    """Return what an attribute is set to, as it is written."""
    for method in owner.made_of.methods.values():
        for node in ast.walk(method):
            if isinstance(node, ast.Assign) and any(
                isinstance(one, ast.Attribute) and one.attr == name for one in node.targets
            ):
                return node.value
    return None


def _is_module(value: Any) -> bool:
    return isinstance(value, Layer | Chain | Instance)


def plain(value: Any) -> Any:
    """Return a setting as it is, an `Unknown` where it is none that source can be written as."""
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    if value is None or isinstance(value, bool | int | float | str | Unknown):
        return value
    return Unknown(value.path if isinstance(value, Named) else type(value).__name__.lower())


def bind(
    kind: str,
    signature: dict[str, Any],
    arguments: list[Any],
    keywords: dict[str, Any],
    keras: bool,
) -> tuple[dict[str, Any], Refusal | None]:
    """Return a layer's settings from its arguments, and what Python would say against them."""
    names = list(signature)
    settings = {name: default for name, default in signature.items()}
    refusal = None
    if len(arguments) > len(names) and not keras and kind != "Identity":
        refusal = Refusal(
            "argument",
            f"{kind} takes {len(names)} arguments, not {len(arguments)}",
            surplus=len(names),
        )
    settings.update(zip(names, map(plain, arguments), strict=False))
    for name, value in keywords.items():
        if name in settings:
            if name in names[: len(arguments)]:
                refusal = Refusal("argument", f"{kind} gets {name} twice", name=name)
            settings[name] = plain(value)
        elif not (keras and name in KERAS_OTHERS) and kind != "Identity":
            refusal = Refusal(
                "argument", f"{kind} has no argument {name!r}", name=name, known=names
            )
    missing = [name for name, value in settings.items() if value is NEEDED]
    if missing and refusal is None:
        refusal = Refusal("argument", f"{kind} lacks {' and '.join(missing)}", missing=missing)
    for name in missing:
        settings[name] = Unknown(name)
    return settings, refusal
