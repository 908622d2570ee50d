"""A real JupyterLab over a copy of the course, started as `make lab` and Binder start it.

It ends with the tests that need it: notebooks that stay open slow down all that follows.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from book.lab import lab_command
from tests.conftest import PATIENCE_S, ROOT

TOKEN = "course"


@pytest.fixture(scope="package")
def course(tmp_path_factory):
    """Return a folder with the pages of the course as they are written: nothing in them has run."""
    folder = tmp_path_factory.mktemp("lab") / "course"
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    shutil.copy(ROOT / "intro.md", folder)
    return folder


@pytest.fixture(scope="package")
def lab(course):
    """Start JupyterLab with the settings that Binder gets, and yield its address."""
    home = course.parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(home / name.lower()) for name in names}
    command = [
        *lab_command(home),
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        f"--IdentityProvider.token={TOKEN}",
        f"--LabApp.app_settings_dir={ROOT / 'binder' / 'lab'}",
    ]
    log = home / "log"
    with log.open("w", encoding="utf8") as output:
        server = subprocess.Popen(
            command, cwd=course, env=os.environ | own, stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={TOKEN}", server, log)
        yield address
    finally:
        stop(server)


def stop(server):
    """End a server, by force where it does not end by itself; its kernels end when it is gone.

    jupyter_server 2.21.1 waits for ever where it is told to end while a kernel starts. And a
    process that is left behind is told of in some later test, in which its handle is collected.
    """
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_for(url, server, log):
    """Return once the server answers at `url`."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text(encoding="utf8")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(
        f"JupyterLab did not answer within {PATIENCE_S} s:\n{log.read_text(encoding='utf8')}"
    )


@pytest.fixture(scope="package")
def open_lab(lab, browser):
    """Yield a function that opens a file of the course in JupyterLab."""
    contexts = []

    def open_(path):
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.notes = []
        page.on("pageerror", lambda error: page.notes.append(f"uncaught: {error}"))
        # A workspace of its own: in the common one stand the notebooks of the tests before.
        page.goto(f"{lab}/lab/workspaces/test{len(contexts)}/tree/{path}?token={TOKEN}")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def run_cells(course, open_lab):
    """Return a function that opens a notebook of texts in Markdown and of cells, and runs all."""

    def run(name, sources, texts=()):
        kinds = [("markdown", one) for one in texts] + [("code", one) for one in sources]
        cells = [
            {"cell_type": kind, "id": f"c{n}", "metadata": {}, "source": source}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for n, (kind, source) in enumerate(kinds)
        ]
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4,
                    "nbformat_minor": 5}  # fmt: skip
        (course / "chapters" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf8")
        page = open_lab(f"chapters/{name}.ipynb")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
        menu(page, "Run", "^Run All Cells$")
        return page

    return run


def menu(page, name, item):
    """Choose from a menu of JupyterLab."""
    page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_role("menuitem", name=re.compile(item)).click()
