"""What of a notebook computes live, found by what each statement reads, binds and changes.

A statement trains if it takes a step of an optimiser, or defines what does. What depends on that
is live; it is run together with all that it depends on itself, and with nothing else.
"""

import ast
import re
import symtable
from dataclasses import dataclass
from functools import cached_property

#: A seed as the chapters write one: `seeded(0)`, `default_rng(11)`, `manual_seed(10)`, `seed=0`.
SEED = re.compile(r"(\b(?:seeded|default_rng|manual_seed)\(|\bseed=)(\d+)")


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a code cell, and the cell's place in the notebook."""

    cell: int
    node: ast.stmt
    source: str

    @cached_property
    def names(self):
        """Return what the statement reads, what it binds, and what it changes in place."""
        scoped = ast.unparse(_OwnScopes().visit(ast.parse(self.source)))
        table = symtable.symtable(scoped, "cell", "exec")
        binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        own = _targets(self.node) | _locals(table)
        added = {  # to what stood there before; symtable calls it bound alone
            node.target.id
            for node in ast.walk(self.node)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        return (_read(table) | added) - own, binds, _changed(self.node) - own

    @property
    def imports(self):
        """Tell an import."""
        return isinstance(self.node, (ast.Import, ast.ImportFrom))

    @property
    def trains(self):
        """Tell whether it takes a step of an optimiser: `….step()`."""
        calls = (node for node in ast.walk(self.node) if isinstance(node, ast.Call))
        return any(getattr(c.func, "attr", "") == "step" and not c.args for c in calls)


class _OwnScopes(ast.NodeTransformer):
    """Gives comprehensions a scope of their own: from Python 3.12 on symtable tells of none."""

    def visit_ListComp(self, node):
        self.generic_visit(node)
        nothing = ast.arguments([], [], None, [], [], None, [])
        return ast.Call(ast.Lambda(nothing, node), [], [])

    visit_SetComp = visit_DictComp = visit_ListComp  # noqa: N815


def code_cells(notebook, reseed=0):
    """Return {place: source} of the code cells of a notebook, a dict as it is in its file.

    Parameters
    ----------
    reseed : int
        What is added to each seed that stands in the code.
    """
    return {
        place: reseeded("".join(cell["source"]), reseed)
        for place, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code"
    }


def reseeded(source, added):
    """Return code with this number added to each seed that stands in it."""
    return SEED.sub(lambda found: f"{found[1]}{int(found[2]) + added}", source)


def statements(cells):
    """Return the statements of {place: source}, in order."""
    return [
        Statement(place, node, ast.unparse(node))
        for place, source in cells.items()
        for node in ast.parse(source).body
    ]


def live(steps):
    """Return which of a notebook's statements are live or needed by a live one, in order."""
    fixed = set().union(*(step.names[1] for step in steps if step.imports))
    wanted, fresh, trainers = [], set(), set()
    for place, step in enumerate(steps):
        reads, binds, changes = step.names
        trains = step.trains or bool(reads & trainers)
        if isinstance(step.node, ast.FunctionDef):
            trainers = trainers | binds if trains else trainers - binds
        if trains or reads & fresh:
            wanted.append(place)
            # An optimiser changes a network that the statement may only pass on.
            fresh |= (binds | (reads if trains else changes)) - fixed
        else:
            fresh -= binds
    return _with_needs(wanted, steps)


def _with_needs(wanted, steps):
    """Return the statements at `wanted`, and each that binds or changes what they read."""
    places, queue = set(), list(wanted)
    while queue:
        place = queue.pop()
        if place in places:
            continue
        places.add(place)
        for name in _reads_with_functions(steps, place):
            bound = [n for n in range(place) if name in steps[n].names[1]]
            if bound and not steps[bound[-1]].imports:
                later = range(bound[-1] + 1, place)
                queue += [n for n in later if name in steps[n].names[2]]
            queue += bound[-1:]
    return [steps[place] for place in sorted(places)]


def _reads_with_functions(steps, place):
    """Return what a statement reads, and what the functions that it may call read in turn."""
    names, queue = set(), list(steps[place].names[0])
    while queue:
        name = queue.pop()
        if name not in names:
            names.add(name)
            makers = [step for step in steps[:place] if name in step.names[1]]
            if makers and isinstance(makers[-1].node, ast.FunctionDef):
                queue += makers[-1].names[0]
    return names


def _read(table):
    """Return the global names that are read in a scope and in all scopes within it."""
    top = table.get_type() == "module"
    own = {
        s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())
    }
    return own.union(*(_read(child) for child in table.get_children()))


def _locals(table):
    """Return the names that live in functions alone."""
    inner = [child for child in table.get_children() if child.get_type() == "function"]
    return set().union(*(set(child.get_locals()) | _locals(child) for child in inner))


def _targets(node):
    """Return the names that a loop or a `with` binds before its body reads them."""
    if isinstance(node, ast.For):
        bound = [node.target]
    elif isinstance(node, ast.With):
        bound = [item.optional_vars for item in node.items if item.optional_vars]
    else:
        bound = []
    return {n.id for tree in bound for n in ast.walk(tree) if isinstance(n, ast.Name)}


def _changed(statement):
    """Return the names of what is changed in place, as by `a[0] = 1`, `a.b = 1` or `a.add(1)`."""
    found = set()
    for node in ast.walk(statement):
        part = node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            part = node.value.func
        elif not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            continue
        if isinstance(part, ast.Name):
            continue  # bound, or called: not changed
        while not isinstance(part, ast.Name) and (
            inner := getattr(part, "func", getattr(part, "value", None))
        ):
            part = inner
        if isinstance(part, ast.Name):
            found.add(part.id)
    return found
