"""A test of a page may fail once: the run says so, and too many of these are a failure."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.second_tries import MOST

CONFTEST = """
from tests.second_tries import pytest_collection_modifyitems, pytest_sessionfinish, tell

def pytest_terminal_summary(terminalreporter):
    tell(terminalreporter)
"""
#: Fails so often, and then passes.
TESTS = """
import pathlib, pytest

@pytest.mark.parametrize("n", range({tests}))
def test_page(n, pytestconfig):
    tries = pytestconfig.rootpath / f"{{n}}"
    with tries.open("a", encoding="utf8") as file:
        file.write("x")
    assert len(tries.read_text(encoding="utf8")) > {fails}
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs tests in a folder, and returns the exit status and the output."""

    def run(folder, tests, fails, *options):
        (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf8")
        (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf8")
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "test_it.py").write_text(
            TESTS.format(tests=tests, fails=fails), encoding="utf8"
        )
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
            capture_output=True,
            encoding="utf8",
            check=False,
        )
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_page_that_fails_once_is_told_and_does_not_fail_the_run(options, run):
    status, said = run("tests/site", MOST, 1, *options)
    assert status == 0, said
    assert f"took a second try: {MOST}" in said and "tests/site/test_it.py::test_page[0]\n" in said


@pytest.mark.parametrize(
    ("folder", "tests", "fails"),
    [("tests/site", 1, 2), ("tests/lab", MOST + 1, 1), ("tests/unit", 1, 1)],
    ids=["twice", "too many", "no page"],
)
def test_what_fails_twice_too_often_or_is_no_page_fails_the_run(folder, tests, fails, run):
    status, said = run(folder, tests, fails, "-n", "2")
    assert status == 1, said
