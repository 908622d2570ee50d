"""Runs code of notebooks in this process: ``python -m tests.machines.runner NOTEBOOK …``."""

import argparse
import ast
import json
import linecache
import os
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.conftest import source_notebooks
from tests.machines.live import code_cells, live, reseeded, statements
from tests.machines.settings import SEED_IS_TAUGHT

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Result:
    """What came of a notebook: how much was run; the cell, line and error where it failed.

    `false` is what its page says of what was computed that is not so.
    """

    notebook: str
    statements: int
    cell: int | None = None
    line: str = ""
    error: str = ""
    false: tuple[str, ...] = ()

    @property
    def passed(self):
        """Whether something was run, nothing failed, and what is said of it is so."""
        return self.statements > 0 and self.cell is None and not self.false

    def __str__(self):
        if self.cell is not None:
            return f"{self.notebook}, cell {self.cell}: {self.line}: {self.error}"
        if self.false:
            return "\n".join(f"{self.notebook}, {one}" for one in self.false)
        return f"{self.notebook}: {'passed' if self.passed else 'nothing was run'}"


def run(paths, setting, *, everything=False, timeout=3600):
    """Run what notebooks compute live, under a setting, in a process of its own.

    Parameters
    ----------
    paths : list of Path
    setting : Setting
    everything : bool
        Run all code, and hold what the page says of it against the ledger; else only what follows
        from a training, and what that needs.
    timeout : float
        Seconds.

    Returns
    -------
    list of Result
        One for each notebook, in order.

    Raises
    ------
    RuntimeError
        If the process ended before all notebooks were through.
    """
    command = [sys.executable, "-m", "tests.machines.runner", *map(str, paths)]
    command += ["--threads", str(setting.threads), "--reseed", str(setting.reseed)]
    environment = os.environ | setting.environment | {"MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    # The repository first: what is installed may be another copy.
    others = os.environ.get("PYTHONPATH")
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), others]))
    done = subprocess.run(
        command + ["--everything"] * everything, env=environment, cwd=ROOT, timeout=timeout,
        capture_output=True, text=True, encoding="utf8", check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"notebook"')]
    if done.returncode or len(lines) != len(paths):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}\n{done.stderr}")
    return [Result(**json.loads(line)) for line in lines]


def execute(name, steps, cells):
    """Run statements in one namespace, as a kernel would, and return a `Result`."""
    from IPython.display import display

    namespace = {"__name__": "__main__", "display": display}
    _show_lines(cells)
    for step in steps:
        code = compile(ast.Module([step.node], []), f"cell {step.cell}", "exec")
        try:
            exec(code, namespace)
        except Exception as error:
            return _failed(name, steps, error)
    return Result(name, len(steps))


def hold(name, steps, cells, page, claims):
    """Run a page's code cell by cell, hold what it says against its ledger, return a `Result`.

    Parameters
    ----------
    name : str
    steps : list of Statement
        Those of `cells`, {place: source}.
    cells : dict
    page : list
        The same code and the words around it, as `prose.read_chapter` yields them.
    claims : list of ledger.Claim
    """
    from tests.notebooks.lesson import judge

    _show_lines(cells)
    try:
        false, _ = judge(page, claims)
    except Exception as error:
        return _failed(name, steps, error)
    return Result(name, len(steps), false=tuple(false))


def _show_lines(cells):
    """Let a traceback show the lines of cells."""
    for place, source in cells.items():
        file = f"cell {place}"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file


def _failed(name, steps, error):
    """Return the result of a notebook in which an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = [one for one in frames if one.filename.startswith("cell ")][-1]
    words = "".join(traceback.format_exception_only(error)).strip()
    return Result(name, len(steps), int(frame.filename.split()[1]), frame.line, words)


def said_by(path, added):
    """Return what stands on a chapter's page, with other seeds, and its claims."""
    from tests.notebooks.ledger import read_ledger
    from tests.notebooks.prose import Code, read_chapter

    page = [
        replace(item, source=reseeded(item.source, added)) if isinstance(item, Code) else item
        for item in read_chapter(path)
    ]
    return page, read_ledger(path.stem[:2])


def _keep_threads(count):
    """Give torch its threads, and let no cell change that."""
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
    torch.set_num_threads = lambda count: None


def main():
    """Run what the command line names, and print a result as JSON for each notebook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reseed", type=int, default=0)
    parser.add_argument("--everything", action="store_true")
    options = parser.parse_args()
    for path in options.notebooks:
        notebook = json.loads(path.read_text(encoding="utf8"))
        added = 0 if path.stem in SEED_IS_TAUGHT else options.reseed
        cells = code_cells(notebook, added)
        if any("import torch" in source for source in cells.values()):
            _keep_threads(options.threads)
        steps = statements(cells)
        if options.everything and path.resolve() in source_notebooks():
            result = hold(path.stem, steps, cells, *said_by(path, added))
        else:
            result = execute(path.stem, steps if options.everything else live(steps), cells)
        print(json.dumps(asdict(result)), flush=True)


if __name__ == "__main__":
    main()
