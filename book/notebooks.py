"""Runs the notebooks whose text or whose code changed, in parallel, and remembers what passed."""

import ast
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from book.failures import (
    BuildError,
    Failure,
    chapter_name,
    find_failure,
    tell_full_disk,
)
from book.forks import can_fork, start_forks
from book.processes import prepare_home, run_module, say, stop_modules

AT_ONCE = 2
#: Of more notebooks than these, each is run in a fork of a process that has done their imports.
BY_THEMSELVES = AT_ONCE
_KERNEL = "import ipykernel.kernelapp"  # what runs a notebook


@dataclass(frozen=True)
class Executed:
    """The executed notebooks, by the names of their sources, and what failed."""

    notebooks: dict[str, Path]
    failures: list[Failure]


@dataclass(frozen=True)
class Places:
    """The folders of a build that notebooks are run in: all below the folder of what is built."""

    home: Path  # for what Jupyter, IPython and Matplotlib write
    passed: Path  # the executed notebooks, each under a name made of all that it depends on
    failed: Path  # those that failed, as far as they came, and their reports
    work: Path  # of this build alone


def execute_notebooks(sources: list[Path], code: str, places: Places) -> Executed:
    """Run those of `sources` that are not remembered.

    Parameters
    ----------
    sources : list of Path
        Notebooks without outputs.
    code : str
        Names the code that the notebooks see: with another one they run again.
    places : Places
        Where to.

    Raises
    ------
    BuildError
        If the disk is full.
    """
    kept = {source.name: places.passed / _kept_name(source, code) for source in sources}
    stale = [source for source in sources if not kept[source.name].is_file()]
    _forget(places, kept)
    failures = _run_all(stale, kept, places) if stale else []
    notebooks = kept | {f.notebook: places.failed / f.notebook for f in failures}
    return Executed(notebooks, sorted(failures, key=lambda failure: failure.notebook))


def _kept_name(source: Path, code: str) -> str:
    made_of = hashlib.sha256(source.read_bytes() + code.encode()).hexdigest()
    return f"{source.stem}.{made_of[:24]}.ipynb"


def _forget(places: Places, kept: dict[str, Path]) -> None:
    """Remove what other sources gave."""
    places.passed.mkdir(parents=True, exist_ok=True)
    for old in places.passed.iterdir():
        if old not in kept.values():
            old.unlink()
    shutil.rmtree(places.failed, ignore_errors=True)


def _run_all(stale: list[Path], kept: dict[str, Path], places: Places) -> list[Failure]:
    prepare_home(places.home)
    say(f"Running {len(stale)} notebooks, {AT_ONCE} at a time ...")
    failures = []
    with _runner(stale, places) as run, ThreadPoolExecutor(AT_ONCE) as pool:
        # The last chapters train networks: begun first, none of them runs alone at the end.
        begun = [
            pool.submit(_run, source, kept[source.name], places, run) for source in stale[::-1]
        ]
        try:
            for number, done in enumerate(as_completed(begun), 1):
                name, failure, seconds = done.result()
                outcome = "failed" if failure else "passed"
                say(f"  {number} of {len(stale)}: {chapter_name(name)} {outcome} ({seconds:.0f} s)")
                failures += [failure] if failure else []
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop_modules()
            raise
    return failures


@contextmanager
def _runner(stale: list[Path], places: Places) -> Generator[Callable[..., tuple[int, str]]]:
    """Yield a function that runs a notebook, as `run_module` does."""
    if len(stale) <= BY_THEMSELVES or not can_fork():
        yield partial(run_module, "book.run_notebook", home=places.home)
        return
    imports = [statement for source in stale for statement in _imports(source)]
    once = list(dict.fromkeys([_KERNEL, *imports]))
    with start_forks("book.run_notebook", once, places.home) as forks:
        yield forks.run


def _imports(source: Path) -> Iterator[str]:
    """Yield the statements of a notebook that import something."""
    try:
        cells = json.loads(source.read_text(encoding="utf8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        statements = [node for text in code for node in ast.parse(text).body]
    except (ValueError, KeyError, TypeError, SyntaxError):  # running it will tell
        return
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield ast.unparse(node)


def _run(
    source: Path, kept: Path, places: Places, run: Callable[..., tuple[int, str]]
) -> tuple[str, Failure | None, float]:
    """Run one notebook; if it passes, keep it at once, whatever becomes of the others."""
    begin = time.monotonic()
    notebook = places.work / "chapters" / source.name
    notebook.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, notebook)
    result = notebook.with_suffix(".json")
    status, printed = run(str(notebook), str(result))
    failed = (
        json.loads(result.read_text(encoding="utf8")) if status == 0 else _crash(status, printed)
    )
    failure = None
    if failed is None:
        notebook.replace(kept)
    else:
        full = tell_full_disk(places.work, printed + failed["report"])
        if full:
            raise BuildError(full)
        failure = _keep_failed(notebook, failed, printed, places.failed)
    return source.name, failure, time.monotonic() - begin


def _crash(status: int, printed: str) -> dict[str, Any]:
    """Return the failure of a run that left no result, as when the system is short of memory."""
    got = f"it ended with {status}; was there enough memory?"
    return {"cell": 0, "expected": "the run comes to its end", "got": got, "report": printed}


def _keep_failed(notebook, failed, printed, folder):
    """Keep a notebook that failed, as far as it came, and its report beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / f"{notebook.stem}.txt"
    try:
        cells = json.loads(notebook.read_text(encoding="utf8"))["cells"]
    except (ValueError, KeyError, TypeError):  # no notebook at all: `failed` says that
        cells = []
    cells = [cell | {"source": "".join(cell["source"])} for cell in cells]
    notebook.replace(folder / notebook.name)
    failure = find_failure(notebook.name, cells, failed, report)
    said = "\n".join([*failure.lines(), "", failed["report"], "", printed])
    report.write_text(said, encoding="utf8")
    return failure
