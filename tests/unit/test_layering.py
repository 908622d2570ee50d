"""Imports point one way, and importing the package is cheap."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGES = ("convcourse", "book")


def modules():
    """Return the dotted names of our modules with their paths; a folder's own has its name."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


PATHS = dict(modules())


def within(*rooms):
    """Return the names of all modules in some rooms, the rooms' own among them."""
    return {
        name for name in PATHS for room in rooms if f"{name}.".startswith(f"convcourse.{room}.")
    }


def of(room, *names):
    """Return the full names of modules of a room."""
    return {f"{room}.{name}" for name in names}


OPERATORS, PICTURES = "convcourse.operators", "convcourse.pictures"
DOCTOR, PRACTICE = "convcourse.doctor", "convcourse.practice"
NETWORKS, TRAINING = "convcourse.networks", "convcourse.networks.training"
PARTS = "convcourse.explorers.parts"
RUNTIME, STAND_IN = "book.exercises.runtime", "book.exercises.runtime.numpy"
ASKING = {"convcourse.exercises.quizzes", "convcourse.exercises.predictions"}
#: A module may import those of the rows above its own, and none of its own row or below.
LAYERS = [
    of("convcourse", "_docs", "_tokens", "_validate")
    | {OPERATORS, PICTURES, NETWORKS, PARTS}
    | {DOCTOR}
    | of(DOCTOR, "catalogue", "names", "reading", "values")
    | {"convcourse.exercises.checks.told"},
    of(OPERATORS, "shapes", "cores") | of(PICTURES, "photos") | {"convcourse.caches"},
    of(OPERATORS, "padding", "kernels", "layers") | of(DOCTOR, "settings", "trace"),
    of(OPERATORS, "routes", "gradients", "pooling") | of(PICTURES, "patterns"),
    of(OPERATORS, "correlation"),
    of(OPERATORS, "ops"),
    of(PICTURES, "figures", "images", "volumes")
    | of(DOCTOR, "errors", "making", "moves", "objects", "study"),
    of(DOCTOR, "keras", "shaping", "pen"),
    of(DOCTOR, "rules", "python"),
    of(DOCTOR, "faults", "interpreter"),
    of(DOCTOR, "fatal_ideas", "silent_ideas"),
    of(DOCTOR, "repairs"),
    of(DOCTOR, "diagnosis"),
    {"convcourse.exercises.by_chapter", "convcourse.exercises.checks.core"}
    | of(PARTS, "controls", "modules", "numbers", "offered")
    | of(PRACTICE, "draws", "problem"),
    of(PARTS, "base", "settings", "shipped")
    | (within("practice") - {PRACTICE} - of(PRACTICE, "draws", "problem", "decks")),
    of(PARTS, "declared") | {PRACTICE},
    of(PARTS, "inside") | of(PRACTICE, "decks"),
    within("explorers", "exercises.checks")
    - within("explorers.parts")
    - {"convcourse.explorers", "convcourse.exercises.checks"}
    - of("convcourse.exercises.checks", "core", "told"),
    {"convcourse.explorers", "convcourse.exercises.checks"}
    | (within("exercises.quizzes", "exercises.predictions") - ASKING),
    ASKING,
    {"convcourse.exercises"},
    {"convcourse"},  # the package itself, which brings the operators together
    # What needs torch; nothing above may import it.
    of(NETWORKS, "nets", "training") | of(TRAINING, "files"),
    of(NETWORKS, "features", "weights") | of(TRAINING, "folders"),
    of(NETWORKS, "sums") | of(TRAINING, "stl10"),
    of(TRAINING, "datasets"),
    of(TRAINING, "recipes", "cards"),
    of(TRAINING, "loop"),
    of(TRAINING, "__main__"),
    # What runs in a page knows nothing of the course, for it is all that there is of it there.
    {RUNTIME} | of(RUNTIME, "lacks", "relax", "words"),
    of(RUNTIME, "modules", "syntax"),
    of(RUNTIME, "grammar"),
    of(STAND_IN, "kinds"),
    of(STAND_IN, "arrays"),
    of(STAND_IN, "elementwise", "reductions", "text"),
    of(STAND_IN, "making"),
    of(STAND_IN, "moving"),
    of(STAND_IN, "products"),
    {STAND_IN},
    of(f"{RUNTIME}.scipy", "signal"),
    of(f"{RUNTIME}.scipy", "ndimage"),
    {f"{RUNTIME}.scipy"} | of(RUNTIME, "errors"),
    of(RUNTIME, "python"),
    of(RUNTIME, "judge"),
    of(RUNTIME, "page"),
    # How the book is made: it shows the course, and the course knows nothing of it.
    {"book", "book.exercises", "book.exercises.data"}
    | of("book", "card", "cells", "complaints", "explain", "faces", "failures", "forked_kernel")
    | of("book", "icons", "listings", "markup", "mathematics", "outline", "pictures", "repository")
    | of("book", "decks", "states")
    | of("book.exercises", "tasks"),
    of("book", "bound", "downloads", "front", "lab", "networks", "node", "processes", "staging")
    | of("book", "still"),
    of("book", "forks") | of("book.exercises", "pages", "scripts"),
    of("book", "assets", "loading", "make_pages", "notebooks", "run_notebook"),
    of("book", "build", "extension"),
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN_EXPLORERS = {"ipywidgets", "anywidget", "traitlets"}
ONLY_IN_NETS = {"torch"}
NETS = within("networks")


def imported(source, package):
    """Return the modules that `source`, a module of `package`, imports, anywhere in it.

    ``from a import b`` stands for ``a.b`` where that is a module of ours, else for ``a``.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            start = parents[: len(parents) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in RANK else base)
    return found


def test_every_module_has_a_layer():
    assert set(PATHS) == set(RANK)
    assert sum(map(len, LAYERS)) == len(RANK), "a module stands in two rows"


@pytest.mark.parametrize("name", PATHS)
def test_module_imports_only_from_the_rows_above(name):
    path = PATHS[name]
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    for other in imported(path.read_text(encoding="utf8"), package):
        top = other.split(".")[0]
        if top in PACKAGES:
            assert other in RANK, f"{name} imports {other}, which is not there"
            assert RANK[other] < RANK[name], f"{name} imports {other}"
        if name not in NETS:
            assert top not in ONLY_IN_NETS, f"{name} imports {top}"
        if not name.startswith("convcourse.explorers"):
            assert top not in ONLY_IN_EXPLORERS, f"{name} imports {top}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy as np", "numpy"),
        ("from convcourse.operators import ops", "convcourse.operators.ops"),
        ("from convcourse import correlate2d", "convcourse"),
        ("from convcourse.operators.ops import correlate2d", "convcourse.operators.ops"),
        ("from .parts import base", "convcourse.explorers.parts.base"),
        ("from .parts.base import slider", "convcourse.explorers.parts.base"),
        ("from ..operators import ops", "convcourse.operators.ops"),
        ("from ..operators.ops import correlate2d", "convcourse.operators.ops"),
        ("def f():\n    from ..operators.shapes import x", "convcourse.operators.shapes"),
    ],
)
def test_imports_are_found_however_they_are_written(source, found):
    assert imported(source, "convcourse.explorers") == {found}


def test_importing_the_package_pulls_in_neither_torch_nor_widgets():
    heavy = ["torch", "safetensors", "ipywidgets", "anywidget", "matplotlib", "scipy", "cv2"]
    heavy += ["skimage", "tqdm"]
    code = f"import sys, convcourse; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf8"
    )
    assert done.stdout.strip() == "[]"
