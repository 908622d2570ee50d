"""Sets up the course's environment in ``.venv``: ``python3 install.py``, which ``make`` runs first.

It does nothing where all is there already. What was interrupted begins anew. On Linux without an
NVIDIA card PyTorch comes without the libraries for one. The environment variable CONVCOURSE_BUILD
names another folder for ``.venv``, for a source that cannot be written.

Only the standard library is used, and only what an older Python can read, so that it can say that
it is too old.
"""

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
REQUIREMENTS, CONSTRAINTS = ROOT / "requirements.txt", ROOT / "constraints.txt"
#: PyTorch's builds without CUDA, and how to ask: one try, and no long wait for no answer.
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
ONE_TRY = ("--retries", "0", "--timeout", "5")
#: Bytes that the packages take, with PyTorch's CPU build.
NEEDED = 2.2e9
#: In the environment: who works on it, that its work is not done, that it is, and what pip said.
LOCK, UNFINISHED, READY, LOG = "lock", "unfinished", "ready", "pip.log"
#: What pip says and what it means to the reader. The first that is found counts.
MEANINGS = (
    (
        r"No space left on device|Errno 28|Disk quota exceeded",
        "The disk is full. Make room, then run the same command again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index's certificate is not trusted. Behind a company's proxy, name its "
        "certificates in PIP_CERT.",
    ),
    (
        r"connection broken by|Failed to establish a new connection|NameResolutionError"
        r"|Network is unreachable|Connection aborted|timed out|ProxyError",
        "The package index was not reached. Connect to the network, then run the same command "
        "again: what was fetched is kept.",
    ),
    (
        r"from versions: none",
        f"The package index was not reached, or has nothing for Python {platform.python_version()} "
        "on this system.",
    ),
    (
        r"No matching distribution found",
        f"There is no build of that package for Python {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}. PyTorch has builds for Linux (x86_64 and "
        "aarch64), for macOS 14 on Apple's processors and for 64-bit Windows.",
    ),
    (
        r"Permission denied|Errno 13|Read-only file system|Errno 30",
        "A folder cannot be written. Name another one in CONVCOURSE_BUILD.",
    ),
)


class InstallError(Exception):
    """What stopped the installation, in words for the reader."""


class PipError(Exception):
    """What pip said before it failed."""


def main() -> None:
    """Set up the environment, or end with a sentence that says why not."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"{sys.executable} is Python {platform.python_version()}, but the course needs 3.11 "
            "or newer. Name one: make PYTHON=python3.12"
        )
    # A locale in which venv and pip misread paths. (With -E or -I Python passes the variable over.)
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.ignore_environment:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):  # a path may have letters that the terminal lacks
        stream.reconfigure(errors="backslashreplace")
    folder = Path(os.environ.get("CONVCOURSE_BUILD") or ROOT).absolute() / ".venv"
    try:
        install(folder, this_python="--this-python" in sys.argv)
    except InstallError as error:
        sys.exit(str(error))
    except PipError as error:
        sys.exit(failure(str(error), folder / LOG))
    except OSError as error:
        sys.exit(f"{error}\n{meaning(str(error)) or 'The environment could not be set up.'}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the same command again, and it begins anew.")


def install(folder: Path, this_python: bool = False) -> None:
    """Make the environment at `folder` or bring it up to date; return at once if it is.

    With `this_python` its Python has to be of the version that runs this. Of two installations
    at once the second waits for the first.

    Raises
    ------
    InstallError, PipError
        If something lacks, or pip fails. A new environment is emptied then, an old one left.
    OSError
        If a file cannot be written.
    """
    state, why = state_of(folder, this_python)
    if state == "ready":
        say(why)
        return
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / LOCK) as lock:
        state, why = state_of(folder, this_python)
        if state == "ready":
            return
        say(why, f"Setting up {folder}: a few minutes, once.")
        started = time.monotonic()
        (folder / UNFINISHED).touch()
        try:
            if state == "new":
                empty(folder)
                check_room(folder)
                make_environment(folder)
            install_packages(Pip(folder, lock))
        except (InstallError, PipError, OSError):
            if state == "new":
                empty(folder)
            with contextlib.suppress(OSError):  # it is no more than what stopped us already
                (folder / UNFINISHED).unlink()
            raise
        part = folder / (READY + ".part")
        part.write_text(json.dumps(made_with(folder)), encoding="utf8")
        part.replace(folder / READY)
        (folder / UNFINISHED).unlink()
        say(f"All packages are there, after {time.monotonic() - started:.0f} s.")


def state_of(folder: Path, this_python: bool) -> tuple:
    """Return what the environment is, and why in a sentence where that is of interest.

    It is "ready"; or "old", if what is there can stay and something is missing; or "new".
    """
    if (folder / UNFINISHED).exists():
        return "new", "The last installation was interrupted. It begins anew."
    this, now = list(sys.version_info[:2]), made_with(folder)
    try:
        made = json.loads((folder / READY).read_text(encoding="utf8"))
    except (OSError, ValueError):  # nothing is there yet, or it was made by hand
        usable = now["python"] == this if this_python else now["python"] >= list(OLDEST)
        return ("old" if usable else "new"), ""
    if now["place"] != made["place"]:
        return "new", f"The course was at {made['place']} when its environment was made."
    if now["python"] != made["python"]:
        return "new", "The Python that the environment was made with is gone."
    if this_python and this != made["python"]:
        return (
            "new",
            f"The environment is of Python {dotted(made['python'])}, and you name another.",
        )
    if now["source"] != made["source"]:
        return "old", f"The environment was made for the course at {made['source']}."
    if now["lists"] != made["lists"]:
        return "old", "The list of packages has changed."
    if this != made["python"]:
        return "ready", (
            f"The environment is of Python {dotted(made['python'])}, and {sys.executable} is "
            f"{dotted(this)}. The first is used. For the other: make PYTHON={sys.executable}"
        )
    return "ready", ""


def made_with(folder: Path) -> dict:
    """Return what an environment depends on: Python, place, the course's place, the packages."""
    digest = hashlib.sha256()
    for path in (REQUIREMENTS, CONSTRAINTS, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return {
        "python": version_of(folder),
        "place": str(folder.resolve()),
        "source": str(ROOT),
        "lists": digest.hexdigest(),
    }


def version_of(folder: Path) -> list:
    """Return the version of the environment's Python, as [3, 11], or [0, 0] if none starts."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python_of(folder), "-I", "-S", "-c", code],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return [0, 0]
    return [int(number) for number in done.stdout.split()]


def python_of(folder: Path) -> str:
    """Return the path of the environment's Python."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def empty(folder: Path) -> None:
    """Remove what is in `folder`, except the notes about who works on it and what pip said."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in (LOCK, UNFINISHED, LOG):
            path.unlink()


@contextlib.contextmanager
def locked(path: Path):
    """Wait until no other installation has `path`, and keep it from others meanwhile."""
    with path.open("a", encoding="utf8") as lock:
        if not take(lock, wait=False):
            say("Another installation is at work. This one waits for it.")
            take(lock, wait=True)
        yield lock


def take(lock, wait: bool) -> bool:
    """Take the lock, which ends with the process, and tell whether that could be done."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        while True:
            try:
                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(1)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def check_room(folder: Path) -> None:
    """Say so before the work if the disk has no room for what it would end with."""
    free = shutil.disk_usage(folder).free
    if free < NEEDED:
        raise InstallError(
            f"The disk is full: the packages take {NEEDED / 1e9:.1f} GB, and {free / 1e9:.1f} GB "
            "are free. Make room, or name a folder on another disk in CONVCOURSE_BUILD."
        )


def make_environment(folder: Path) -> None:
    """Make an environment that has pip and nothing else."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise InstallError(
            f"{sys.executable} lacks the modules venv and ensurepip. On Debian and Ubuntu: "
            f"apt install python{dotted(sys.version_info)}-venv"
        ) from None
    # Not the Python of an environment that is active: it may be the one that was just emptied.
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run(
        [base, "-I", "-m", "venv", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf8",
        errors="replace",
    )  # fmt: skip
    if done.returncode:
        raise InstallError(
            f"{done.stdout.strip()}\n{meaning(done.stdout)}\n`python -m venv` failed."
        )


def install_packages(pip: "Pip") -> None:
    """Install what the course needs, PyTorch first where its build has to be chosen."""
    pins, others = pins_of(REQUIREMENTS), pins_of(CONSTRAINTS)
    torch = next(pin for pin in pins if pin.startswith("torch=="))
    index = index_of_cpu_build(pip, torch)
    if index:
        say(f"PyTorch's CPU build comes from {index}")
        pip.install("PyTorch", 1, "--no-deps", "--index-url", index, torch)
    pip.install("Packages", len(pins + others), "--constraint", str(CONSTRAINTS), *pins)
    # The course itself, as `-e .` would: what is changed in it counts at once. But nothing is
    # written into the source, nothing is fetched, and any letter can stand in its path.
    path = packages_of(pip.folder) / "convcourse.pth"
    path.write_text(f"import sys; sys.path.append({ascii(str(ROOT))})\n", encoding="ascii")


def pins_of(path: Path) -> list:
    """Return each ``name==version`` of a list of requirements."""
    return re.findall(r"^[\w.-]+==.*", path.read_text(encoding="utf8"), re.MULTILINE)


def packages_of(folder: Path) -> Path:
    """Return the environment's folder of packages."""
    place = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("purelib", "venv", place))


def index_of_cpu_build(pip: "Pip", torch: str) -> str:
    """Return the index to ask for PyTorch alone, or nothing where pip finds the right build.

    Everywhere but on Linux pip's build is the right one. A CPU build that the reader's own
    settings of pip lead to comes before ours.
    """
    if platform.system() != "Linux" or has_nvidia_card():
        return ""
    if any(build.startswith("+cpu") for build in pip.builds(torch)):
        return ""
    at = ["--index-url", CPU_BUILDS, *ONE_TRY]
    if any(build.startswith("+cpu") for build in pip.builds(torch, *at)):
        return CPU_BUILDS
    say(
        f"{CPU_BUILDS} was not reached: PyTorch comes from PyPI instead, with the libraries for "
        "NVIDIA cards that the course does not use (several GB)."
    )
    return ""


def has_nvidia_card() -> bool:
    """Tell whether this machine has a graphics card that PyTorch's usual build is for."""
    if Path("/proc/driver/nvidia/version").exists():
        return True
    try:
        done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"GPU" in done.stdout


class Pip:
    """The environment's pip, of which is heard how far it is, and more only when it fails."""

    def __init__(self, folder: Path, lock) -> None:
        self.folder = folder
        # -I: what is in PYTHONPATH is none of the environment's packages.
        self.command = [python_of(folder), "-I", "-X", "utf8", "-m", "pip"]
        # The lock is held by pip as well: it may live on when this process was killed.
        self.inherited = {} if os.name == "nt" else {"pass_fds": [lock.fileno()]}

    def environment(self) -> dict:
        """Return the reader's own settings, with ours over them."""
        return {
            **os.environ,
            "PIP_USER": "0",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def builds(self, requirement: str, *options: str) -> list:
        """Return what follows the number in each build of ``name==number`` that pip finds."""
        name, number = requirement.split("==")
        done = subprocess.run(
            [*self.command, "index", "versions", *options, name],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment(),
        )  # fmt: skip
        listed = re.search(r"^Available versions: (.*)", done.stdout.decode(), re.MULTILINE)
        exact = re.escape(number) + r"(?:\+[\w.]+)?"
        versions = listed[1].split(", ") if listed else []
        return [version[len(number) :] for version in versions if re.fullmatch(exact, version)]

    def install(self, what: str, count: int, *arguments: str) -> None:
        """Install, and show how many of about `count` packages are there.

        Raises
        ------
        PipError
            If pip fails.
        """
        command = [*self.command, "install", "--progress-bar", "off", "--no-color", *arguments]
        said = []
        with Progress(self.folder, what, count) as progress, subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment(),
            text=True, encoding="utf8", errors="replace", **self.inherited,
        ) as process:  # fmt: skip
            for line in process.stdout:
                said.append(line)
                progress.hear(line)
        if process.returncode:
            raise PipError("".join(said))


class Progress:
    """How far pip is: on a terminal one line that changes, elsewhere a line now and then."""

    def __init__(self, folder: Path, what: str, count: int) -> None:
        self.packages = packages_of(folder)
        self.what, self.count, self.fetched, self.to_install = what, count, 0, 0
        self.started, self.over = time.time(), threading.Event()
        self.thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> "Progress":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.thread.join()

    def hear(self, line: str) -> None:
        """Take in a line of pip's."""
        if line.startswith("Collecting "):
            self.fetched += 1
        elif line.startswith("Installing collected packages: "):
            self.to_install = line.count(",") + 1

    def text(self) -> str:
        """Say how far pip is, and for how long it has been at work."""
        if self.to_install:
            marks = self.packages.glob("*.dist-info/INSTALLER")  # written when the rest is there
            done = sum(mark.stat().st_mtime >= self.started for mark in marks)
            what = f"{min(done, self.to_install)} of {self.to_install} installed"
        else:
            what = f"{min(self.fetched, self.count)} of about {self.count} fetched"
        return f"  {self.what}: {what} ({time.time() - self.started:.0f} s)"

    def _show(self) -> None:
        terminal = sys.stdout.isatty()
        while not self.over.wait(1 if terminal else 20):
            print(self.text(), end="\r" if terminal else "\n", flush=True)
        if terminal:
            print(" " * 70, end="\r")


def failure(said: str, log: Path) -> str:
    """Return pip's errors, the name of the file with all that it said, and what they mean."""
    error = re.search(r"^ *(ERROR|error): .*", said, re.MULTILINE | re.DOTALL)
    told = error[0].splitlines() if error else []
    errors = [line for line in told if line and not line.startswith("WARNING: ")]
    try:
        log.write_text(said, encoding="utf8")
        rest = f"pip failed. All that it said is in {log}"
    except OSError as no_log:
        rest = f"pip failed. ({no_log})"
    return "\n".join(filter(None, [*errors, rest, meaning(said)]))


def meaning(said: str) -> str:
    """Return what an error means to the reader, or nothing."""
    return next((sentence for pattern, sentence in MEANINGS if re.search(pattern, said)), "")


def dotted(version) -> str:
    """Return a version as one writes it: major.minor."""
    return "{}.{}".format(*version[:2])


def say(*sentences: str) -> None:
    """Print each sentence on a line of its own."""
    for sentence in filter(None, sentences):
        print(sentence, flush=True)


if __name__ == "__main__":
    main()
