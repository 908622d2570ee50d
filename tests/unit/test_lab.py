"""JupyterLab is started by a path that its server can look into."""

import subprocess
import sys
import venv
from glob import has_magic
from pathlib import Path

import pytest

from book.lab import lab_command

PLAIN = ["-m", "jupyterlab"]


def test_environment_below_brackets_is_reached_by_a_path_without(tmp_path, monkeypatch):
    environment = tmp_path / "Kurs [2026] für x" / ".venv"
    venv.create(environment, symlinks=True)
    inside = Path(sys.executable).relative_to(sys.prefix)
    monkeypatch.setattr(sys, "prefix", str(environment))
    monkeypatch.setattr(sys, "executable", str(environment / inside))
    python, *rest = lab_command(tmp_path)
    where = [python, "-c", "import sys; print(sys.prefix)"]
    said = subprocess.run(where, capture_output=True, text=True, encoding="utf8", check=True)
    prefix = Path(said.stdout.strip())
    assert prefix != environment and prefix.samefile(environment)
    own = {name: prefix / "share" / "jupyter" / "lab" / name for name in ("schemas", "themes")}
    assert rest == [*PLAIN, *(f"--LabApp.{name}_dir={path}" for name, path in own.items())]
    assert not has_magic(" ".join([python, *rest]))


def test_any_other_environment_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert lab_command(tmp_path) == [sys.executable, *PLAIN]
    assert not list(tmp_path.iterdir())


def test_where_no_link_can_be_made_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "[1]"))
    (tmp_path / "environment").touch()
    with pytest.raises(SystemExit, match="Move the course to a folder without brackets"):
        lab_command(tmp_path)
