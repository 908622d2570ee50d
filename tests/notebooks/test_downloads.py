"""What the download button of a page hands out: it says what it needs, and it runs."""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest

from convcourse import __version__
from tests.conftest import notebook_id, source_notebooks

MOST_KB = 200  # 54 today: JSON, so no library makes a difference


@pytest.fixture
def download(site, request):
    """Return the path of the notebook that the button on a chapter's page links to."""
    page = site / "chapters" / f"{request.param.stem}.html"
    label = "btn-download-(?:notebook|source)-button"
    ((link, _),) = re.findall(
        rf'<a href="([^"]*\.ipynb)"[^>]*\s*class="[^"]*({label})', page.read_text(encoding="utf8")
    )
    return (page.parent / link).resolve()


each_download = pytest.mark.parametrize(
    "download", source_notebooks(), ids=notebook_id, indirect=True
)


@each_download
def test_download_says_first_what_it_needs(download):
    notebook = nbformat.read(download, as_version=4)
    nbformat.validate(notebook)
    first = notebook.cells[0].source
    assert first.startswith("**To run this notebook** you need")
    assert f"`convcourse` {__version__}" in first
    assert "pip install" in first or "make lab" in first


@each_download
def test_download_is_else_the_notebook_as_it_is_written(download):
    given = json.loads(download.read_text(encoding="utf8"))
    (written,) = (p for p in source_notebooks() if p.name == download.name)
    written = json.loads(written.read_text(encoding="utf8"))
    assert given["cells"][1:] == written["cells"]
    assert "widgets" not in given["metadata"]
    assert download.stat().st_size < 1000 * MOST_KB


@pytest.mark.parametrize("download", source_notebooks()[:1], ids=notebook_id, indirect=True)
def test_download_runs_away_from_the_course(download, tmp_path):
    copy = tmp_path / download.name
    copy.write_bytes(download.read_bytes())
    command = [
        sys.executable,
        "-c",
        "from nbclient.cli import main; main()",
        "--inplace",
        str(copy),
    ]
    quiet = {"IPYTHONDIR": str(tmp_path / "ipython")}
    subprocess.run(command, cwd=tmp_path, env=os.environ | quiet, check=True, timeout=900)
    code = [cell for cell in nbformat.read(copy, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
