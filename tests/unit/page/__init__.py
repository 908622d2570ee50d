"""The page's Python in the tests: played in Node, by the worker's own script."""

import json
import subprocess
from functools import cache
from pathlib import Path

from book.assets import packages
from book.build import build_folder
from book.exercises.data import chapter_data, exercise_cells
from book.exercises.scripts import python_parts
from book.node import node_command
from tests.conftest import ROOT, source_notebooks

PLAYER = ROOT / "tests" / "js" / "page_python.mjs"
HERE = Path(__file__).parent


@cache
def parts():
    """Return what the page's Python is made of."""
    return python_parts(packages(build_folder(ROOT) / "_build" / "assets"))


@cache
def notebooks():
    """Return the notebooks by the numbers of their chapters, such as ``"06"``."""
    return {
        path.stem[:2]: json.loads(path.read_text(encoding="utf8")) for path in source_notebooks()
    }


@cache
def chapters():
    """Return what the pages know of the exercises, by the numbers of the chapters."""
    return {number: chapter_data(notebook) for number, notebook in notebooks().items()}


def exercises():
    """Return the number of the chapter of each exercise, by the function's name."""
    return {name: number for number, data in chapters().items() for name in data["exercises"]}


def job(name, source):
    """Return what a page sends to its worker for an answer to the exercise `name`."""
    data = chapters()[exercises()[name]]
    return {
        "source": source,
        "exercise": data["exercises"][name],
        "scope": data["scope"],
        "elsewhere": data["elsewhere"],
        "answers": " ".join(data["exercises"]),
    }


def play(*, answers=(), program="", files=None):
    """Run answers, then a program that leaves JSON in `result`; return what page_python.mjs says.

    Parameters
    ----------
    answers : sequence of dict
        Made by `job`.
    program : str
        Python; it finds the runtime.
    files : dict of str to str
        What lies in the runtime's folder besides, by name.
    """
    within = parts()["files"] | (files or {})
    asked = {"parts": parts() | {"files": within}, "answers": list(answers), "program": program}
    done = subprocess.run(
        [*node_command(), str(PLAYER)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        encoding="utf8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def judged(name, *sources):
    """Return (state, words) of answers to an exercise."""
    made = play(answers=[job(name, source) for source in sources])["verdicts"]
    return [(state, words) for state, words, _case in made]


def solutions():
    """Return the solution of each exercise as its notebook has it, under the exercise's name."""
    made = {}
    for notebook in notebooks().values():
        code = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
        for cell in exercise_cells(notebook):
            text = next(one for one in code if f"def {cell.name}_solution(" in one)
            body = text[text.index("def ") : text.index("\n\n\n")]
            made[cell.name] = body.replace(f"{cell.name}_solution", cell.name)
    return made
