"""Writes what a page loads when an exercise is first touched: Python, and the chapter's data.

A page opened from disk may fetch nothing, so both are scripts that set a name of the page.
"""

import ast
import base64
import json
import shutil
import zlib
from pathlib import Path
from typing import Any

from book.exercises.data import as_text, chapter_data, exercise_cells, known_names
from book.failures import BuildError
from convcourse.exercises.checks import told

RUNTIME = Path(__file__).parent / "runtime"
#: What verdicts say and show: the checkers' own, put among the runtime's.
TOLD = Path(told.__file__)
WORKER = Path(__file__).parents[1] / "web" / "exercise_worker.js"
MICROPYTHON = "@micropython/micropython-webassembly-pyscript"
#: MicroPython's, which its package leaves out.
LICENCE = """The MIT License (MIT)

Copyright (c) 2013-2025 Damien P. George and the contributors to MicroPython

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
"""
#: Where it sends developers; a page of the course names no other host.
_ADVICE = (
    " See https://emscripten.org/docs/getting_started/FAQ.html#how-do-i-run-a-local-webserver-for-"
    "testing-why-does-my-program-stall-in-downloading-or-preparing"
)
#: What is changed in MicroPython's module: a classic worker has no exports and no address of its
#: own, and it gets the WebAssembly compiled.
_CHANGES = (
    (
        "export default _createMicroPythonModule;export async function loadMicroPython",
        "async function loadMicroPython",
    ),
    ("let Module={locateFile:", "let Module={instantiateWasm:options.instantiateWasm,locateFile:"),
    (_ADVICE, ""),
)


def runtime_files() -> dict[str, str]:
    """Return the sources of the page's Python by their places, without comments and docstrings."""
    places = {path.relative_to(RUNTIME).as_posix(): path for path in sorted(RUNTIME.rglob("*.py"))}
    places[TOLD.name] = TOLD
    return {place: _stripped(path.read_text(encoding="utf8")) for place, path in places.items()}


def _stripped(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        has_words = isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        if has_words and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(ast.fix_missing_locations(tree))


def worker_source(packages: Path) -> str:
    """Return the worker's script: MicroPython as a classic script has it, then ours.

    Parameters
    ----------
    packages : Path
        The folder of npm's packages.

    Raises
    ------
    BuildError
        If MicroPython's module is another than was expected.
    """
    module = (packages / MICROPYTHON / "micropython.mjs").read_text(encoding="utf8")
    for old, new in _CHANGES:
        if module.count(old) != 1:
            raise BuildError(f"{MICROPYTHON} has not {old!r} once, for book/exercises/scripts.py")
        module = module.replace(old, new)
    module = module.replace("import.meta.url", "self.location.href")
    wrapped = f"(async () => {{\n{module}\nreturn loadMicroPython; }})()"
    return f"globalThis.micropython = {wrapped};\n{WORKER.read_text(encoding='utf8')}"


def python_parts(packages: Path) -> dict[str, Any]:
    """Return all that the page's Python is made of.

    Returns
    -------
    dict
        ``worker``, its script; ``wasm``, deflated and in base64; ``files``, the runtime's; and
        ``known``, JSON.
    """
    wasm = (packages / MICROPYTHON / "micropython.wasm").read_bytes()
    return {
        "worker": worker_source(packages),
        "wasm": base64.b64encode(zlib.compress(wasm, 9)).decode("ascii"),
        "files": runtime_files(),
        "known": as_text(known_names()),
    }


def write_scripts(folder: Path, packages: Path, notebooks: list[Path]) -> None:
    """Write the scripts of the exercises into a folder of the site.

    Parameters
    ----------
    folder : Path
        Gets ``python.js``, for each notebook with exercises ``NN.js``, by its number, and what
        allows us to hand on MicroPython and the editor.
    packages : Path
        The folder of npm's packages.
    notebooks : list of Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "python-LICENSE.txt").write_text(LICENCE, encoding="utf8")
    shutil.copy(packages / "@codemirror" / "view" / "LICENSE", folder / "editor-LICENSE.txt")
    _write(folder / "python.js", "globalThis.convcoursePython", python_parts(packages))
    for path in notebooks:
        notebook = json.loads(path.read_text(encoding="utf8"))
        if exercise_cells(notebook):
            chapter = chapter_of(path)
            place = f'(globalThis.convcourseExercises ??= {{}})["{chapter}"]'
            _write(folder / f"{chapter}.js", place, chapter_data(notebook))


def chapter_of(page: Path) -> str:
    """Return the number of a chapter as its files begin with it, such as ``"06"``."""
    return page.stem.partition("_")[0]


def _write(path: Path, place: str, value: dict[str, Any]) -> None:
    path.write_text(f"{place} = {as_text(value)};\n", encoding="utf8")
