"""The tests themselves: they wait for what happens, for no length of time, and for no processor."""

import os
import re

import pytest
import torch

from tests.conftest import ROOT

SELF = "tests/unit/test_tests.py"
FILES = sorted(
    path
    for path in (ROOT / "tests").rglob("*")
    if path.suffix in {".py", ".mjs"} and path.relative_to(ROOT).as_posix() != SELF
)
#: What waits for some time whatever happens: Playwright's wait, its idle network (half a second of
#: nothing), a program's sleep, a page's timer of a length of its own.
FIXED = re.compile(
    r"wait_for_timeout\(|networkidle|\bsleep\(|[sS]etTimeout\((?:[^()]|\([^()]*\))*, *[1-9]"
)
#: Waits that are right, each with how often it stands in its file.
RIGHT = {
    "tests/bidi.py": 1,  # between two looks at whether a browser listens
    "tests/lab/conftest.py": 1,  # between two looks at whether JupyterLab answers
    "tests/unit/test_forks.py": 1,  # between two looks at whether a program has begun
    "tests/unit/test_site_build.py": 2,  # a program that has to be ended, and looks for it
    "tests/unit/test_site_failures.py": 1,  # a notebook that has to be stopped
}


def waits_in(text):
    """Return what waits for a length of time."""
    return [found[0] for found in FIXED.finditer(text)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_waits_for_a_length_of_time(path):
    name = path.relative_to(ROOT).as_posix()
    found = waits_in(path.read_text(encoding="utf8"))
    assert len(found) == RIGHT.get(name, 0), found


@pytest.mark.parametrize(
    "line",
    [
        "page.wait_for_timeout(100)",
        'page.wait_for_load_state("networkidle")',
        "time.sleep(0.1)",
        "await new Promise((done) => setTimeout(done, 60));",
        "setTimeout(() => end(true), 1000)",
    ],
)
def test_each_kind_of_wait_is_seen(line):
    assert waits_in(line)


def test_a_process_of_the_tests_computes_on_as_many_processors_as_it_is_told():
    assert torch.get_num_threads() == int(os.environ["OMP_NUM_THREADS"])
