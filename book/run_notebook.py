"""Runs one notebook with nbmake: ``python -m book.run_notebook NOTEBOOK RESULT``.

The executed notebook takes the place of NOTEBOOK. RESULT gets what failed, as JSON: the place of
the cell, what was expected and got, and the traceback; or null.
"""

import ast
import json
import re
import sys
import traceback
import uuid
from pathlib import Path
from typing import ClassVar, Self, cast

import nbformat
from jupyter_client import AsyncKernelClient, KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbmake import nb_run

from book.forked_kernel import offer_kernel, run_kernel
from book.processes import end_with_parent

SECONDS = 600  # for a cell, on a slow machine with other work
_EXPLAIN = "__import__('book.explain', fromlist=['']).explain(globals())"


class _Client(NotebookClient):
    """A client that knows, when a cell fails, which one it was and what it expected."""

    last: ClassVar[Self]

    def __init__(self, *arguments, **options):
        # A kernel has nothing to put in order at its end.
        super().__init__(*arguments, shutdown_kernel="immediate", **options)
        _Client.last = self
        self.cell, self.expected, self.got = 0, "a notebook that can be run", ""

    def create_kernel_manager(self) -> KernelManager:
        """Make the manager, as the client does; on Linux let it need no ports.

        It looks for ports that are free and tells the kernel to take them. Until the kernel does,
        they may have become those of another notebook, and one of the two fails. There the kernel
        listens by a name that nobody else has, in no folder: nothing of it is left behind.
        """
        manager = super().create_kernel_manager()
        if sys.platform == "linux":
            manager.transport, manager.ip = "ipc", f"@{uuid.uuid4()}"
        return manager

    async def async_execute_cell(self, cell, cell_index, *arguments, **options):
        """Execute a cell, as the client does; when it fails, ask the kernel why."""
        self.cell = cell_index
        try:
            return await super().async_execute_cell(cell, cell_index, *arguments, **options)
        except CellExecutionError as error:
            self.expected, self.got = "no error", f"{error.ename}: {error.evalue}"
            asked = await cast(AsyncKernelClient, self.kc).execute_interactive(
                "", silent=True, user_expressions={"why": _EXPLAIN}, timeout=SECONDS
            )
            why = asked["content"]["user_expressions"]["why"]
            if why["status"] == "ok":
                self.expected, self.got = ast.literal_eval(why["data"]["text/plain"])
            self.set_widgets_metadata()  # the page shows the figures that there were
            raise
        except CellTimeoutError:
            self.expected, self.got = f"an end within {SECONDS} s", "it was still running"
            raise


def run_notebook(path: Path) -> dict | None:
    """Execute the notebook at `path`, in its place, and return what failed, or None."""
    nb_run.NotebookClient = _Client
    try:
        done = nb_run.NotebookRun(path, SECONDS).execute()
    except DeadKernelError:
        client = _Client.last
        nbformat.write(client.nb, path)
        return _failure(client.cell, "the kernel lives on", "it died; was there enough memory?")
    except Exception as error:  # whatever else keeps nbmake from a result: it is the result
        got = f"{type(error).__name__}: {error}".splitlines()[0]
        return _failure(0, "a notebook that can be run", got, traceback.format_exc())
    nbformat.write(done.nb, path)
    if done.error is None:
        return _printed_error(done.nb)
    client, trace = _Client.last, re.sub(r"\x1b\[[0-9;]*m", "", done.error.trace)
    return _failure(client.cell, client.expected, client.got or done.error.summary, trace)


def _printed_error(notebook):
    """Return a failure if a cell printed to stderr: a page shows no warnings of a library."""
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                said = output.text.strip()
                return _failure(place, "nothing on stderr", said.splitlines()[-1], said)
    return None


def _failure(cell, expected, got, report=""):
    return {"cell": cell, "expected": expected, "got": got, "report": report or got}


def main(notebook: str, result: str) -> None:
    """Run one notebook, and write what failed."""
    end_with_parent()
    Path(result).write_text(json.dumps(run_notebook(Path(notebook))), encoding="utf8")


def run_fork(notebook: str, result: str) -> None:
    """Do that in a fork that has its imports behind it, and its kernel's, for which it forks."""
    if offer_kernel():
        run_kernel()
    else:
        main(notebook, result)


if __name__ == "__main__":
    main(*sys.argv[1:])
