"""Starts the programs of a build so that they depend on nobody's home and end with the build."""

import atexit
import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from book.failures import BuildError, tell_full_disk

#: Settings of a user by which a book would look otherwise, or not be built.
_PERSONAL = ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "MATPLOTLIBRC", "MPLBACKEND", "PYTHONWARNINGS")

#: Runs a module. jsonschema would compile the grammar of addresses first, which takes longer than
#: all else that is imported; it does without where that package is missing.
_START = (
    "import runpy, sys; sys.modules['rfc3987_syntax'] = None; "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)

_NOT_SAVED = "Could not save font_manager cache"  # Matplotlib goes on without

_running: set[subprocess.Popen] = set()


def say(text: str) -> None:
    """Tell the person who waits what goes on, at once."""
    print(text, flush=True)


def child_environment(home: Path) -> dict[str, str]:
    """Return the variables for programs that would write into a home, or read settings there.

    Parameters
    ----------
    home : Path
        The folder that they write into instead.
    """
    own = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
    return own | {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(home / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(home / "jupyter" / "runtime"),
        "MPLCONFIGDIR": str(_matplotlib(home)),
        # Libraries that name no encoding read UTF-8 as well, whatever the locale says.
        "PYTHONUTF8": "1",
        # torch's threads sleep while they wait for each other. Else they turn in circles, on the
        # processors that the other notebook needs; what they compute is the same.
        "OMP_WAIT_POLICY": "PASSIVE",
    }


def prepare_home(home: Path) -> None:
    """Let Matplotlib list the fonts before a notebook does: there, its note would be on a page."""
    listed = _matplotlib(home)
    if listed.is_dir():
        return
    say("Matplotlib lists this machine's fonts, once ...")
    home.mkdir(parents=True, exist_ok=True)
    # Moved there when it is whole: Matplotlib would stumble over the lock of one that was killed.
    begun = home / "fonts-begun"
    shutil.rmtree(begun, ignore_errors=True)
    environment = child_environment(home) | {"MPLCONFIGDIR": str(begun)}
    listing = [sys.executable, "-c", "import matplotlib.font_manager"]
    done = subprocess.run(
        listing,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf8",
        errors="replace",
    )
    if done.returncode or _NOT_SAVED in done.stderr:
        shutil.rmtree(begun, ignore_errors=True)
        full = tell_full_disk(home, done.stderr)
        raise BuildError(full or f"Matplotlib cannot list the fonts:\n{done.stderr}")
    begun.rename(listed)


def _matplotlib(home: Path) -> Path:
    return home / f"matplotlib-{version('matplotlib')}"


def run_module(module: str, *arguments: str, home: Path) -> tuple[int, str]:
    """Run one of our modules to its end; return its exit status and all that it printed.

    The module has to call `end_with_parent`. It is a session of its own where there is such a
    thing, with all that it starts; what it leaves behind ends with it.
    """
    # No pipe: it would not end before the last of those does that the module started, and the one
    # that draws the equations lives on for ever when the module was killed.
    with TemporaryFile() as printed:
        child = start_module(module, *arguments, home=home, printed=printed)
        try:
            return child.wait(), read_printed(printed)
        finally:
            end_module(child)


def start_module(
    module: str, *arguments: str, home: Path, printed: IO[bytes], keep: tuple[int, ...] = ()
) -> subprocess.Popen:
    """Start one of our modules; `end_module` has to follow.

    Parameters
    ----------
    module : str
    *arguments : str
    home : Path
        As for `child_environment`.
    printed : file
        Gets what it prints.
    keep : tuple of int
        The file descriptors that it shares with this process, where there is such a thing.
    """
    child = subprocess.Popen(
        [_interpreter(), "-c", _START, module, *arguments],
        env=child_environment(home),
        stdin=subprocess.PIPE,
        stdout=printed,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=keep,
    )
    _running.add(child)
    return child


def end_module(child: subprocess.Popen) -> None:
    """End a module, if it has not ended, and what it started and left behind."""
    assert child.stdin, "it is a pipe"
    _running.discard(child)
    child.stdin.close()
    child.wait()
    end_session(child.pid)


def end_session(leader: int) -> None:
    """End what a process that is gone left in the session that it had begun."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):  # it left nothing
            os.killpg(leader, signal.SIGKILL)


def read_printed(printed: IO[bytes]) -> str:
    """Return all that was written into a file that programs print into."""
    printed.seek(0)
    return printed.read().decode("utf8", errors="replace")


@cache
def _interpreter() -> str:
    """Return this interpreter, by a path that nobody takes for a pattern.

    scikit-image looks for what it needs below its own folder by one: in `Kurs [2026]/.venv` it
    finds nothing, and reads no picture. So it gets a link elsewhere, for as long
    as this process lives.
    """
    executable, prefix = Path(sys.executable), Path(sys.prefix)
    if glob.escape(sys.prefix) == sys.prefix or not executable.is_relative_to(prefix):
        return sys.executable
    folder = TemporaryDirectory(prefix="convcourse-")
    atexit.register(folder.cleanup)
    link = Path(folder.name) / "environment"
    link.symlink_to(prefix, target_is_directory=True)
    return str(link / executable.relative_to(prefix))


def stop_modules() -> None:
    """End the modules that other threads are running."""
    for child in list(_running):
        assert child.stdin, "it is a pipe"
        child.stdin.close()


def end_with_parent() -> None:
    """End this process, and those that it started, when the one that runs it is gone.

    A build that is killed must not leave one behind that goes on writing.
    """
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end():
    os.read(sys.stdin.fileno(), 1)  # nothing is ever written: this returns when the pipe breaks
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
