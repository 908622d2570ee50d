"""Programs that are forks of one that has imported what they need: as new as those that are not."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from filelock import FileLock

from book import notebooks
from book.forks import can_fork, start_forks
from tests.conftest import ROOT
from tests.unit.small_book import write_chapter

pytestmark = pytest.mark.skipif(not can_fork(), reason="each notebook is run by itself here")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that writes the module `program`, which can be imported then."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "program.py").write_text(text, encoding="utf8")

    return write


def execute(folder, *chapters, code=""):
    """Run notebooks of these cells, and return what each printed first, and the failures."""
    for number, cells in enumerate(chapters, 1):
        write_chapter(folder, f"{number:02}_some", *cells)
    home, passed, failed, work = (folder / name for name in ("home", "passed", "failed", "work"))
    sources = sorted((folder / "chapters").glob("*.ipynb"))
    done = notebooks.execute_notebooks(sources, code, notebooks.Places(home, passed, failed, work))
    made = [nbformat.read(path, 4) for _, path in sorted(done.notebooks.items())]
    texts = [[o for cell in n.cells for o in cell.get("outputs", []) if "text" in o] for n in made]
    return [outputs[0].text.strip() if outputs else "" for outputs in texts], done.failures


def test_notebook_sees_nothing_of_what_another_changed(tmp_path):
    change = ("import math, os", "math.pi = 3\nos.environ['OF_ONE'] = ''", "print(math.pi)")
    look = ("import math, os", "assert 'OF_ONE' not in os.environ", "print(math.pi)")
    printed, failures = execute(tmp_path, change, look, look, change)
    assert failures == []
    assert printed == ["3", "3.141592653589793", "3.141592653589793", "3"]


def test_each_notebook_has_random_numbers_of_its_own_and_its_own_process(tmp_path):
    draw = ("import random, numpy.random", "print(random.random(), numpy.random.random())")
    printed, failures = execute(tmp_path, draw, draw, draw)
    assert failures == []
    python, nump = zip(*map(str.split, printed), strict=True)
    assert len(set(python)) == len(set(nump)) == 3


def test_notebook_begins_as_one_that_is_run_by_itself(tmp_path, monkeypatch):
    look = (
        "import os, sys, matplotlib",
        "print(os.getcwd(), sys.path, sorted(os.environ), os.environ['JPY_PARENT_PID'] == "
        "str(os.getppid()), matplotlib.get_backend(), __name__, os.getpgrp() == os.getpid())",
    )
    forks, failures = execute(tmp_path, look, look, look)
    assert failures == []
    monkeypatch.setattr(notebooks, "BY_THEMSELVES", 99)
    alone, failures = execute(tmp_path, look, look, look, code="run again")
    assert failures == []
    assert forks == alone


def test_import_that_warns_fails_the_notebook_that_has_it(tmp_path, program):
    program("import sys\nprint('so-so', file=sys.stderr)")
    _, failures = execute(tmp_path, ("import program",), ("1",), ("2",))
    assert [(one.notebook, one.expected, one.got) for one in failures] == [
        ("01_some.ipynb", "nothing on stderr", "so-so")
    ]


def test_import_that_fails_fails_the_notebook_that_has_it(tmp_path):
    _, failures = execute(tmp_path, ("import nothing.such",), ("import math",), ("2",))
    assert [(one.notebook, one.got) for one in failures] == [
        ("01_some.ipynb", "ModuleNotFoundError: No module named 'nothing'")
    ]


def test_notebook_whose_program_is_killed_is_told_and_the_others_pass(tmp_path):
    lock = FileLock(tmp_path / "lock")
    hold = f"import filelock\nlock = filelock.FileLock({lock.lock_file!r})\nlock.acquire()"
    kill = "import os, signal\nos.kill(os.getppid(), 9)\nsignal.pause()"
    _, failures = execute(tmp_path, (hold, kill), ("import time",), ("2",), ("3",))
    lock.acquire(timeout=300)  # its kernel has ended, too
    (failure,) = failures
    assert failure.notebook == "01_some.ipynb"
    assert failure.got == "it ended with -9; was there enough memory?"


LASTING = """
import os, pathlib, signal
from filelock import FileLock
from book.processes import end_with_parent

def run_fork(name, kill=False):
    end_with_parent()
    with FileLock(name):
        pathlib.Path(name + ".begun").touch()
        if kill:
            os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
"""


def test_parent_that_is_killed_is_told_and_its_forks_end(tmp_path, program):
    program(LASTING)
    with start_forks("program", [], tmp_path / "home") as forks:
        assert forks.run("one", "kill") == (-signal.SIGKILL, "")
        assert forks.run("two") == (-signal.SIGKILL, "")  # no other fork is waited for
    FileLock(tmp_path / "one").acquire(timeout=300)
    assert not (tmp_path / "two").exists()


def test_forks_end_with_the_build(tmp_path, program):
    program(LASTING)
    start = (
        "from pathlib import Path; from book.forks import start_forks\n"
        "with start_forks('program', [], Path('home')) as forks: forks.run('one')"
    )
    with subprocess.Popen([sys.executable, "-c", start]) as built:
        while not (tmp_path / "one.begun").exists():
            assert built.poll() is None
            time.sleep(0.05)
        built.kill()
    FileLock(tmp_path / "one").acquire(timeout=300)


def test_fork_says_how_it_ended_and_what_it_printed(tmp_path, program):
    program("import sys\ndef run_fork(word):\n    print(word)\n    sys.exit(7)")
    with start_forks("program", [], tmp_path / "home") as forks:
        assert forks.run("one") == (7, "one\n")
        assert forks.run("two") == (7, "two\n")


LEAVING = """
import pathlib, subprocess, sys, time

def run_fork(lock):
    subprocess.Popen([sys.executable, "-c", f'''
import pathlib, signal
from filelock import FileLock
with FileLock("{lock}"):
    pathlib.Path("begun").touch()
    signal.pause()
'''])
    while not pathlib.Path("begun").exists():
        pass
"""


def test_fork_leaves_nothing_behind(tmp_path, program):
    program(LEAVING)
    with start_forks("program", [], tmp_path / "home") as forks:
        assert forks.run("lock") == (0, "")
        FileLock(tmp_path / "lock").acquire(timeout=300)


def test_module_is_run_by_itself_where_an_import_prints(tmp_path, program):
    program(
        "def run_fork(word):\n    print('fork')\n"
        "if __name__ == '__main__':\n    import sys\n    print('itself', sys.argv[1])"
    )
    for statement, said in (("import math", "fork\n"), ("print('words')", "itself one\n")):
        with start_forks("program", [statement], tmp_path / "home") as forks:
            assert forks.run("one") == (0, said)
