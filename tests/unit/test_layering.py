"""Imports point one way, importing the package is cheap, and one colour has one meaning."""

import ast
import re
import subprocess
import sys

import pytest

from convcourse import figures
from tests.conftest import ROOT

PACKAGE = ROOT / "convcourse"


def modules():
    """Return the dotted names of the package's modules with their paths."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] != "_site" and parts != ("__init__",):
            yield ".".join(p for p in parts if p != "__init__"), path


PATHS = dict(modules())
#: A module may import those of the rows above its own, and none of its own row or below.
LAYERS = [
    {"_validate"},
    {"shapes", "photos", "caches"},
    {"padding", "kernels"},
    {"ops", "pooling", "patterns"},
    {"figures", "images", "volumes", "checks.core", "explorers.base"},
    {name for name in PATHS if name.startswith(("explorers.", "checks."))}
    - {"explorers.base", "checks.core"},
    {"explorers", "checks"} | {name for name in PATHS if name.startswith("quizzes.")},
    {"quizzes"},
    {""},  # the package itself, which brings all of it together
    # What needs torch; nothing above may import it.
    {"nets", "training", "training.files"},
    {"features", "weights", "training.folders"},
    {"training.stl10"},
    {"training.datasets"},
    {"training.recipes", "training.cards"},
    {"training.loop"},
    {"training.__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN_EXPLORERS = {"ipywidgets", "anywidget", "traitlets"}
ONLY_IN_NETS = {"torch"}
NETS = {"nets", "features", "weights"} | {name for name in PATHS if name.startswith("training")}


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
                found.add(whole if ours(whole) in RANK else base)
    return found


def ours(module):
    """Return the name of `module` within the package, or None if it is not of the package."""
    if module == "convcourse":
        return ""
    return module.removeprefix("convcourse.") if module.startswith("convcourse.") else None


def test_every_module_has_a_layer():
    assert set(PATHS) | {""} == set(RANK)
    assert sum(map(len, LAYERS)) == len(RANK), "a module stands in two rows"


@pytest.mark.parametrize("name", PATHS)
def test_module_imports_only_from_the_rows_above(name):
    path = PATHS[name]
    package = ".".join(["convcourse", *path.relative_to(PACKAGE).parts[:-1]])
    for other in imported(path.read_text(encoding="utf8"), package):
        inner, top = ours(other), other.split(".")[0]
        if inner is not None:
            assert inner in RANK, f"{name} imports {other}, which is not there"
            assert RANK[inner] < RANK[name], f"{name} imports {other}"
        if name not in NETS:
            assert top not in ONLY_IN_NETS, f"{name} imports {top}"
        if not name.startswith("explorers"):
            assert top not in ONLY_IN_EXPLORERS, f"{name} imports {top}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy as np", "numpy"),
        ("from convcourse import ops", "convcourse.ops"),
        ("from convcourse import correlate2d", "convcourse"),
        ("from convcourse.ops import correlate2d", "convcourse.ops"),
        ("from . import base", "convcourse.explorers.base"),
        ("from .base import slider", "convcourse.explorers.base"),
        ("from .. import ops", "convcourse.ops"),
        ("from ..ops import correlate2d", "convcourse.ops"),
        ("def f():\n    from ..shapes import output_size", "convcourse.shapes"),
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


def test_explorers_figures_and_their_style_have_the_same_colours():
    css = (PACKAGE / "explorers" / "static" / "explorer.css").read_text(encoding="utf8")
    light = re.search(r"\{[^{}]*--input:[^{}]*\}", css)[0]  # the first rule; the dark one follows
    of_explorers = dict(re.findall(r"--(input|kernel|output|window):\s*(#[0-9a-f]{6});", light))
    of_figures = {
        "input": figures.INPUT,
        "kernel": figures.KERNEL,
        "output": figures.OUTPUT,
        "window": figures.WINDOW,
    }
    assert of_explorers == of_figures
    style = (PACKAGE / "course.mplstyle").read_text(encoding="utf8")
    cycle = re.search(r"axes\.prop_cycle: cycler\(color=\[(.*?)\]\)", style)[1]
    in_order = [*of_figures.values(), figures.QUIET]
    assert [f"#{colour}" for colour in re.findall(r"[0-9a-f]{6}", cycle)] == in_order
