"""install.py ends well, or says in a sentence why not: against indexes made for the purpose."""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

import install
from tests.conftest import ROOT

TORCH = "torch==2.13.0"


def add_wheel(index, name, version, needs=()):
    """Put a package into a folder that pip reads as an index, and return the wheel's path."""
    place = index / name
    place.mkdir(parents=True, exist_ok=True)
    wheel = place / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        + "".join(f"Requires-Dist: {need}\n" for need in needs),
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    links = (f'<a href="{path.name.replace("+", "%2B")}">{path.name}</a>' for path in
             sorted(place.glob("*.whl")))  # fmt: skip
    (place / "index.html").write_text(f"<!DOCTYPE html>{''.join(links)}", encoding="utf8")
    return wheel


@pytest.fixture
def pip_asks(monkeypatch, tmp_path):
    """Return a function that names the indexes that pip asks, and nothing else does."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))

    def ask(index, extra=None):
        monkeypatch.setenv("PIP_INDEX_URL", index if isinstance(index, str) else index.as_uri())
        if extra:
            monkeypatch.setenv("PIP_EXTRA_INDEX_URL", extra.as_uri())

    return ask


@pytest.fixture
def pip():
    """Return the pip of the environment that runs the tests."""
    return install.Pip(Path(sys.prefix), SimpleNamespace(fileno=lambda: 0))


@pytest.fixture
def silent():
    """Return the address of a server that takes a call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


# Which PyTorch


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(install, "has_nvidia_card", lambda: False)


@pytest.fixture
def pypi(tmp_path, pip_asks):
    """Make an index with PyTorch's usual builds the one that pip asks."""
    for version in ("2.12.0", "2.13.0", "2.13.1"):
        add_wheel(tmp_path / "pypi", "torch", version)
    pip_asks(tmp_path / "pypi")
    return tmp_path / "pypi"


def test_cpu_build_is_taken_from_its_own_index(pypi, pip, linux, tmp_path, monkeypatch):
    add_wheel(tmp_path / "cpu", "torch", "2.13.0+cpu")
    monkeypatch.setattr(install, "CPU_BUILDS", (tmp_path / "cpu").as_uri())
    assert install.index_of_cpu_build(pip, TORCH) == (tmp_path / "cpu").as_uri()


def test_cpu_build_that_the_readers_pip_finds_comes_first(
    pypi, pip, pip_asks, linux, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(install, "CPU_BUILDS", "http://127.0.0.1:9")
    add_wheel(tmp_path / "own", "torch", "2.13.0+cpu")
    pip_asks(pypi, extra=tmp_path / "own")
    assert install.index_of_cpu_build(pip, TORCH) == ""
    wheel = add_wheel(tmp_path / "links", "torch", "2.13.0+cpu.cxx11")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    assert install.index_of_cpu_build(pip, TORCH) == ""
    assert capsys.readouterr().out == ""


def test_index_without_an_answer_is_done_without_and_the_reader_is_told(
    pypi, pip, linux, silent, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(install, "ONE_TRY", ("--retries", "0", "--timeout", "0.5"))
    add_wheel(tmp_path / "other", "torch", "2.14.0+cpu")  # no build of our version
    for index in (silent, "http://127.0.0.1:9", (tmp_path / "other").as_uri()):
        monkeypatch.setattr(install, "CPU_BUILDS", index)
        assert install.index_of_cpu_build(pip, TORCH) == ""
        told = capsys.readouterr().out
        assert told.count("\n") == 1 and "PyPI" in told and "several GB" in told


def test_asking_for_a_cpu_build_takes_seconds(pip, linux, monkeypatch):
    asked = []

    def run(command, **_options):
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, b"Available versions: 2.13.0\n")

    monkeypatch.setattr(install.subprocess, "run", run)
    install.index_of_cpu_build(pip, TORCH)
    _, ours = [" ".join(map(str, command)) for command in asked]  # the reader's own index first
    assert install.CPU_BUILDS in ours and "--retries 0" in ours
    assert float(ours.split("--timeout ")[1].split()[0]) <= 10


@pytest.mark.parametrize("system, card", [("Linux", True), ("Darwin", False), ("Windows", False)])
def test_usual_build_is_the_right_one_elsewhere_and_with_a_card(system, card, pip, monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(install, "has_nvidia_card", lambda: card)
    monkeypatch.setattr(install.Pip, "builds", lambda *_: pytest.fail("an index was asked"))
    assert install.index_of_cpu_build(pip, TORCH) == ""


def test_card_is_one_that_its_own_tool_lists(tmp_path, monkeypatch):
    tool = tmp_path / "nvidia-smi"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install.Path, "exists", lambda _: False)
    assert not install.has_nvidia_card()
    tool.write_text("#!/bin/sh\necho 'GPU 0: NVIDIA H200'\n", encoding="utf8")
    tool.chmod(0o755)
    assert install.has_nvidia_card()
    tool.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'; exit 9\n", encoding="utf8")
    assert not install.has_nvidia_card()


# What is there already


@pytest.fixture
def ready(tmp_path):
    """Return an environment that is ready, without packages."""
    folder = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (folder / "ready").write_text(json.dumps(install.made_with(folder)), encoding="utf8")
    return folder


def test_environment_is_taken_for_what_it_is(ready, capsys):
    assert install.state_of(ready, True) == ("ready", "")
    as_made = json.loads((ready / "ready").read_text(encoding="utf8"))

    def state(this_python=False, **changed):
        (ready / "ready").write_text(json.dumps(as_made | changed), encoding="utf8")
        return install.state_of(ready, this_python)

    assert state(lists="0")[0] == "old"
    assert state(source="/elsewhere")[0] == "old"  # two checkouts, one folder for what is made
    assert state(place="/elsewhere/.venv") == (
        "new",
        "The course was at /elsewhere/.venv when its environment was made.",
    )
    assert state(python=[3, 1])[0] == "new"  # Debian's next release has put another in its place
    assert capsys.readouterr().out == ""
    (ready / "ready").write_text("", encoding="utf8")  # as `touch` made it, or made by hand
    assert install.state_of(ready, False)[0] == "old"
    (ready / "bin" / "python").unlink()
    assert install.state_of(ready, False)[0] == "new"
    assert install.state_of(ready.parent / "none", False) == ("new", "")


def test_other_python_is_noticed_and_taken_only_if_named(ready, capsys, monkeypatch):
    now = SimpleNamespace(version_info=(3, 99, 0), executable="python3.99")
    monkeypatch.setattr(install, "sys", now)
    state, why = install.state_of(ready, True)
    assert state == "new" and "of Python 3.1" in why
    state, why = install.state_of(ready, False)
    assert state == "ready" and "make PYTHON=python3.99" in why
    install.install(ready)
    assert capsys.readouterr().out == why + "\n"
    (ready / "ready").unlink()  # one that was made by hand
    assert install.state_of(ready, True)[0] == "new"
    assert install.state_of(ready, False)[0] == "old"


def test_environment_that_is_active_can_be_made_anew(tmp_path, monkeypatch):
    """Its Python, which runs the installer, is gone by then; the one it was made of is not."""
    monkeypatch.setattr(install.sys, "executable", str(tmp_path / ".venv" / "bin" / "python3"))
    asked = []
    done = SimpleNamespace(returncode=0)
    monkeypatch.setattr(install.subprocess, "run", lambda words, **_: asked.append(words) or done)
    install.make_environment(tmp_path / ".venv")
    assert Path(asked[0][0]).is_file()


def test_half_made_environment_is_not_taken_for_ready(ready):
    (ready / "unfinished").touch()
    state, why = install.state_of(ready, False)
    assert state == "new" and "interrupted" in why


def test_emptying_leaves_who_works_and_what_pip_said_last(ready):
    (ready / "linked").symlink_to(ROOT, target_is_directory=True)
    for name in ("lock", "unfinished", "pip.log"):
        (ready / name).write_text("kept", encoding="utf8")
    install.empty(ready)
    assert {path.name for path in ready.iterdir()} == {"lock", "unfinished", "pip.log"}
    assert (ROOT / "install.py").is_file()


def test_python_without_venv_gets_the_command_that_brings_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(install.InstallError, match=r"apt install python3\.\d+-venv") as caught:
        install.make_environment(tmp_path)
    assert "\n" not in str(caught.value)


# The whole of it, for a course of two packages


class Course:
    """A course with its own install.py, and an index that can be made to wait."""

    def __init__(self, folder):
        self.folder, self.index = folder, folder.parent / "index"
        folder.mkdir()
        shutil.copy(ROOT / "install.py", folder)
        self.require("torch==2.13.0", "alpha==1.0")
        (folder / "constraints.txt").write_text("beta==2.0\n", encoding="utf8")
        (folder / "pyproject.toml").write_text("", encoding="utf8")
        (folder / "itself.py").write_text("", encoding="utf8")
        add_wheel(self.index, "torch", "2.13.0+cpu")
        add_wheel(self.index, "beta", "2.0")
        add_wheel(self.index, "beta", "2.1")
        add_wheel(self.index, "alpha", "1.0", needs=["beta"])
        self.asked, self.goes_on = threading.Event(), threading.Event()
        self.goes_on.set()

    def require(self, *packages):
        text = "\n".join(["# What is needed", "-c constraints.txt", "-e .", *packages, ""])
        (self.folder / "requirements.txt").write_text(text, encoding="utf8")

    def start(self, **options):
        return subprocess.Popen(
            [sys.executable, "install.py"], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf8", **options,
        )  # fmt: skip

    def install(self, **options):
        with self.start(**options) as process:
            said = process.communicate(timeout=600)[0]
        return process.returncode, said

    def imports(self, name):
        python = self.folder / ".venv" / "bin" / "python"
        done = subprocess.run([python, "-I", "-c", f"import {name}"], cwd="/", check=False)
        return done.returncode == 0


@pytest.fixture
def course(tmp_path, pip_asks):
    course = Course(tmp_path / 'Kurs [2026] "déjà" $vu 100% #1')

    class Index(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/alpha"):
                course.asked.set()
                course.goes_on.wait(600)
            path = course.index / self.path.strip("/").replace("%2B", "+")
            file = path / "index.html" if path.is_dir() else path
            self.send_response(200 if file.is_file() else 404)
            self.send_header("Content-Type", "text/html" if path.is_dir() else "application/zip")
            self.end_headers()
            self.wfile.write(file.read_bytes() if file.is_file() else b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pip_asks(f"http://127.0.0.1:{server.server_port}")
        yield course
        course.goes_on.set()
        server.shutdown()


def test_killed_installation_begins_anew_and_ends_well(course):
    course.goes_on.clear()
    killed = course.start()
    assert course.asked.wait(300)  # pip is at work
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    (course.folder / ".venv" / "half").mkdir()
    waiting = course.start()
    # pip lives on, and holds the environment until it has its answer.
    assert "Another installation is at work" in waiting.stdout.readline()
    course.goes_on.set()
    said = waiting.communicate(timeout=600)[0]
    killed.stdout.close()
    assert waiting.returncode == 0 and "interrupted. It begins anew" in said
    assert not (course.folder / ".venv" / "half").exists()
    assert course.imports("alpha, beta, torch, itself")
    installed = {path.name for path in course.folder.glob(".venv/lib/*/site-packages/*-info")}
    assert {"torch-2.13.0+cpu.dist-info", "beta-2.0.dist-info"} <= installed
    assert course.install() == (0, "")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert course.install(env=os.environ | plain) == (0, "")  # the path has other letters there

    # What pip could not do leaves the environment as it was.
    course.require("torch==2.13.0", "alpha==1.0", "gamma==3.0")
    status, said = course.install()
    assert status == 1 and "list of packages has changed" in said
    assert course.imports("alpha")
    add_wheel(course.index, "gamma", "3.0")
    status, said = course.install()
    assert status == 0 and "anew" not in said and course.imports("alpha, gamma")


def test_failed_installation_shows_pips_errors_and_leaves_nothing_half_made(course, monkeypatch):
    course.require("torch==2.13.0", "alpha==1.0", "gamma==3.0")
    add_wheel(course.index, "gamma", "2.0")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "file:///none")  # pip warns for each package
    status, said = course.install()
    assert status == 1
    told = said.splitlines()
    assert "ERROR: No matching distribution found for gamma==3.0" in told
    assert "There is no build of that package" in told[-1]
    log = course.folder / ".venv" / "pip.log"
    assert str(log) in told[-2] and "Collecting alpha" in log.read_text(encoding="utf8")
    assert "WARNING" not in said and "Traceback" not in said
    assert {path.name for path in log.parent.iterdir()} == {"lock", "pip.log"}


def test_course_without_a_network_says_so(pip, pip_asks, tmp_path, monkeypatch):
    pip_asks("http://127.0.0.1:9")
    monkeypatch.setenv("PIP_RETRIES", "1")
    pip.folder = tmp_path
    with pytest.raises(install.PipError) as caught:
        pip.install("Packages", 1, "--target", str(tmp_path), "a-package-that-is-not-there")
    told = install.failure(str(caught.value), tmp_path / "log").splitlines()
    assert "The package index was not reached" in told[-1] and str(tmp_path / "log") in told[-2]
    assert not any("Traceback" in line or "WARNING" in line for line in told)


@pytest.mark.parametrize(
    "said, sentence",
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
         "The disk is full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate",
         "not trusted"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"
         "ERROR: No matching distribution found for torch==2.13.0", "was not reached"),
        ("ERROR: Could not find a version that satisfies torch==2.13.0 (from versions: 2.2.2)\n"
         "ERROR: No matching distribution found for torch==2.13.0", "There is no build"),
        ("ERROR: Could not find a version that satisfies torch==2.13.0 (from versions: none)\n"
         "ERROR: No matching distribution found for torch==2.13.0", "or has nothing for Python"),
        ("[Errno 13] Permission denied: '/usr'", "CONVCOURSE_BUILD"),
        ("[Errno 30] Read-only file system: '/cdrom/.venv'", "CONVCOURSE_BUILD"),
    ],
)  # fmt: skip
def test_what_pip_says_is_put_into_a_sentence(said, sentence):
    assert sentence in install.meaning(said)


def test_disk_without_room_is_told_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(install.shutil, "disk_usage", lambda _: SimpleNamespace(free=3e8))
    monkeypatch.setattr(install.subprocess, "Popen", lambda *_, **__: pytest.fail("work was begun"))
    monkeypatch.setattr(install, "version_of", lambda _: [0, 0])
    with pytest.raises(install.InstallError, match="2.2 GB, and 0.3 GB are free"):
        install.install(tmp_path / ".venv")
    assert {path.name for path in (tmp_path / ".venv").iterdir()} == {"lock"}


def test_full_disk_does_not_hide_pips_errors(tmp_path):
    said = "Collecting alpha\nERROR: [Errno 28] No space left on device\n"
    told = install.failure(said, tmp_path / "no folder" / "log").splitlines()
    assert told[0] == "ERROR: [Errno 28] No space left on device"
    assert told[-1].startswith("The disk is full.") and len(told) == 3


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, ROOT / "install.py"], capture_output=True, text=True, check=False,
        encoding="utf8", env=os.environ | {"CONVCOURSE_BUILD": str(tmp_path / "file")},
    )  # fmt: skip
    assert done.returncode == 1 and str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr
