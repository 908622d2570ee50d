"""Lets Jupyter take a fork of this process for a kernel, in place of a Python of its own."""

import json
import os
import signal
import sys
from functools import partial

from jupyter_client import launcher
from jupyter_client.provisioning import local_provisioner

_LAUNCHER = "ipykernel_launcher"


def offer_kernel() -> bool:
    """Fork this process, early, and let Jupyter's next kernel be the fork; return True in it.

    It waits until Jupyter starts a kernel, or this process ends without one.
    """
    hear, tell = os.pipe()
    fork = os.fork()
    # A group of its own, which Jupyter ends with it; said here, too, so that it holds from now on.
    os.setpgid(fork, fork)
    if fork:
        os.close(hear)
        launch = partial(_launch, fork, tell)
        local_provisioner.launch_kernel = launch  # pyrefly: ignore[bad-assignment]
        return False
    os.close(tell)
    with open(hear, encoding="utf8") as pipe:
        told = pipe.read()
    if not told:
        os._exit(0)
    _take_over(**json.loads(told))
    return True


def run_kernel() -> None:
    """Be the kernel that Jupyter has asked for, to its end."""
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


def _launch(fork: int, tell: int, cmd: list[str], **options):
    """Start a kernel, as Jupyter's own function of that name does, in a fork that waits for it."""
    local_provisioner.launch_kernel = launcher.launch_kernel
    if _LAUNCHER not in cmd or cmd[0] != sys.executable:  # it is no kernel of this Python
        os.close(tell)
        return launcher.launch_kernel(cmd, **options)
    arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
    environment = {**options["env"], "JPY_PARENT_PID": str(os.getpid())}
    with open(tell, "w", encoding="utf8") as pipe:
        words = {"arguments": arguments, "environment": environment, "folder": options["cwd"]}
        json.dump(words, pipe, default=str)
    return _Process(fork)


def _take_over(arguments: list[str], environment: dict[str, str], folder: str | None) -> None:
    """Give this process what a new one would have been started with."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
    if sys.path[0] == "":
        del sys.path[0]  # as the launcher does; IPython puts it there again
    # Its class has read this variable when it was imported.
    parent = f"--IPKernelApp.parent_handle={environment['JPY_PARENT_PID']}"
    extensions = ["--InteractiveShellApp.extra_extensions=ipywidgets"]
    loaded = extensions if "ipywidgets" in sys.modules else []  # it looked for a kernel, too soon
    sys.argv = [_LAUNCHER, *arguments, parent, *loaded]


class _Process:
    """A child of this process, as much of a `subprocess.Popen` as Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        return self._waited(0)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode
