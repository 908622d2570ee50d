"""Imports point one way, and importing the package is cheap."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "convcourse"
#: A module may import those of its own row or of the rows above, never below.
LAYERS = [
    {"_validate"},
    {"shapes"},
    {"padding", "kernels"},
    {"ops", "pooling"},
    {"figures", "checks", "explorers.base"},
    {"explorers.sliding_window", "explorers.quiz"},
    {"explorers"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN_EXPLORERS = {"ipywidgets", "anywidget", "traitlets"}
ONLY_IN_NETS = {"torch"}


def modules():
    """Return the dotted names of the package's modules with their paths."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] != "_site" and parts != ("__init__",):
            yield ".".join(p for p in parts if p != "__init__"), path


def imported(path):
    """Return every module that the source at `path` imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_has_a_layer():
    assert {name for name, _ in modules()} == set(RANK)


@pytest.mark.parametrize(
    ("name", "path"), list(modules()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_module_imports_only_from_layers_above(name, path):
    for other in imported(path):
        inner = other.removeprefix("convcourse.")
        if other.startswith("convcourse.") and inner in RANK and inner != name:
            assert RANK[inner] < RANK[name], f"{name} imports {inner}"
        top = other.split(".")[0]
        assert top not in ONLY_IN_NETS, f"{name} imports {top}"
        if not name.startswith("explorers"):
            assert top not in ONLY_IN_EXPLORERS, f"{name} imports {top}"


def test_importing_the_package_pulls_in_neither_torch_nor_widgets():
    heavy = ["torch", "ipywidgets", "anywidget", "matplotlib", "scipy", "cv2"]
    code = f"import sys, convcourse; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
