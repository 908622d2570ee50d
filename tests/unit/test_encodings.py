"""Text is read and written in UTF-8, whatever the locale of the machine says."""

import ast

import pytest

from tests.conftest import ROOT

#: What opens text, and the number of positional arguments from which one names the encoding.
TEXT = {"read_text": 1, "write_text": 2}


def unnamed(source):
    """Return the line of each call that leaves the encoding of a text to the locale."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and leaves_the_encoding_open(node)
    ]


def leaves_the_encoding_open(call):
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in given:
        return False
    function = call.func
    method = function.attr if isinstance(function, ast.Attribute) else None
    name = function.id if isinstance(function, ast.Name) else None
    if method in TEXT:
        return len(call.args) < TEXT[method]
    if name == "open" or method == "open":
        place = 1 if name else 0  # of the mode: open(path, "w"), path.open("w")
        mode = given.get("mode") or (call.args[place] if len(call.args) > place else None)
        if name or isinstance(mode, ast.Constant):
            return "b" not in (mode.value if isinstance(mode, ast.Constant) else "r")
    return bool({"text", "universal_newlines"} & set(given))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("path.read_text()", True),
        ("path.read_text(encoding='utf8')", False),
        ("path.write_text(words)", True),
        ("open(path)", True),
        ("open(path, 'rb')", False),
        ("path.open('w')", True),
        ("path.open('rb')", False),
        ("run(command, text=True)", True),
        ("run(command, text=True, encoding='utf8')", False),
        ("Image.open(path)", False),
    ],
)
def test_call_that_leaves_the_encoding_open_is_seen(source, found):
    assert bool(unnamed(source)) == found


def test_no_file_of_the_project_leaves_an_encoding_to_the_locale():
    folders = ("convcourse", "book", "tests", "benchmarks")
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    paths.append(ROOT / "install.py")
    assert len(paths) > 100
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in paths
        if (lines := unnamed(path.read_text(encoding="utf8")))
    }
    assert found == {}
