"""Runs a module several times, each time in a fork of one process that has done the imports.

Libraries such as torch take longer to be imported than most notebooks take to run. Here one
process imports what the notebooks import; for each of them it makes a fork, which begins with all
of that and shares nothing with the others that it changes. What forks has to be this process, with
no thread at work in it: ``python -m book.forks``.
"""

import contextlib
import gc
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

from book.processes import (
    end_module,
    end_session,
    end_with_parent,
    read_printed,
    run_module,
    start_module,
)

_READY = b"ready"
_LONGEST = 1 << 16
#: How matplotlib draws in a notebook; it is asked for that when it is imported.
_BACKEND = "module://matplotlib_inline.backend_inline"


def can_fork() -> bool:
    """Tell whether a fork has all that its parent had: elsewhere libraries of the system fail."""
    return sys.platform == "linux"


@contextlib.contextmanager
def start_forks(module: str, imports: list[str], home: Path) -> Generator["Forks"]:
    """Yield what runs a module in forks of a process that has its imports behind it.

    Parameters
    ----------
    module : str
        Has a function ``run_fork``, which gets the words of `Forks.run`.
    imports : list of str
        Statements that import what the forks need.
    home : Path
        As for `run_module`.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, TemporaryFile() as printed:
        with theirs:
            words = [module, str(theirs.fileno()), json.dumps(imports)]
            keep = (theirs.fileno(),)
            parent = start_module("book.forks", *words, home=home, printed=printed, keep=keep)
        try:
            yield Forks(module, home, parent, ours)
            ours.shutdown(socket.SHUT_RDWR)  # it ends then, if it can
            with contextlib.suppress(subprocess.TimeoutExpired):
                parent.wait(10)
        finally:
            end_module(parent)


class Forks:
    """Runs a module again and again; `start_forks` makes one."""

    def __init__(self, module: str, home: Path, parent: subprocess.Popen, control: socket.socket):
        self._module, self._home = module, home
        self._parent, self._control = parent, control
        self._asking = threading.Lock()
        self._is_ready: bool | None = None

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the module to its end; return its exit status and all that it printed.

        It is run by itself where the imports had something to say, which its notebook has to show.
        """
        if not self._ready():
            return run_module(self._module, *arguments, home=self._home)
        ended, end = os.pipe()
        with TemporaryFile() as printed, os.fdopen(ended) as told:
            with os.fdopen(end, "w"):
                words = json.dumps(arguments).encode()
                with contextlib.suppress(BrokenPipeError):  # told below, by the end of the pipe
                    socket.send_fds(self._control, [words], [printed.fileno(), end])
            status = told.read()  # nothing, if the one that forks was killed
            return int(status or self._parent.wait()), read_printed(printed)

    def _ready(self) -> bool:
        with self._asking:
            if self._is_ready is None:
                self._is_ready = self._control.recv(_LONGEST) == _READY
            return self._is_ready


def _import(statements: list[str]) -> bool:
    """Import what can be; tell whether that was done in silence."""
    os.environ.setdefault("MPLBACKEND", _BACKEND)
    for statement in statements:
        with contextlib.suppress(Exception):  # the notebook that has this statement meets it, too
            exec(statement, {})
    sys.stdout.flush()
    sys.stderr.flush()
    return os.fstat(sys.stdout.fileno()).st_size == 0


def _serve(control: socket.socket) -> list[str] | None:
    """Make a fork for each message; return in it the words for it, and in the parent None."""
    ends: set[int] = set()
    forking = threading.Lock()  # each fork closes all `ends` that there are
    gc.freeze()  # what all share is not looked through again and again
    control.send(_READY)
    while True:
        message, descriptors, *_ = socket.recv_fds(control, _LONGEST, 2)
        if not message:
            return None
        printed, end = descriptors
        ends.add(end)
        with forking:
            child = os.fork()
        if not child:
            control.close()
            for other in ends:
                os.close(other)
            os.dup2(printed, 1)
            os.dup2(printed, 2)
            os.close(printed)
            return json.loads(message)
        os.close(printed)
        words = (child, end, ends, forking)
        threading.Thread(target=_tell_the_end, args=words, daemon=True).start()


def _tell_the_end(child: int, end: int, ends: set[int], forking: threading.Lock) -> None:
    _, status = os.waitpid(child, 0)
    end_session(child)
    os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
    with forking:
        ends.discard(end)
        os.close(end)


def _begin_anew() -> None:
    """Let a fork be as a process that was started: a session of its own, with its own chances."""
    os.setsid()
    if numbers := sys.modules.get("numpy.random"):
        numbers.seed()  # Python's own random numbers begin anew by themselves


def main(module: str, descriptor: str, imports: str) -> None:
    """Import, then serve; in each fork run the module."""
    end_with_parent()
    with socket.socket(fileno=int(descriptor)) as control:
        run_fork = import_module(module).run_fork
        if not _import(json.loads(imports)):
            return
        words = _serve(control)
    if words is not None:
        _begin_anew()
        run_fork(*words)


if __name__ == "__main__":
    main(*sys.argv[1:])
