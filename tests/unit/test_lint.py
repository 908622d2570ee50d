"""`make lint` finds what it is there for: each fault is planted, and named."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from book.node import node_command
from tests.conftest import ROOT
from tests.lint.__main__ import PINS, main, packages, run_biome, run_typescript

WELL = """// A module without a fault.

/** @param {string} text */
export const shout = (text) => text.toUpperCase();
"""
LONG = "".join(f"  say({n});\n" for n in range(101))
NESTED = "".join(f"{'  ' * n}for (const a{n} of all(a{n - 1})) {{\n" for n in range(1, 7))
NESTED += f"{'  ' * 7}say(a6);\n" + "".join(f"{'  ' * n}}}\n" for n in range(6, 0, -1))
#: What is written below the module above, and the rule that names it.
FAULTS = {
    "noUnusedImports": 'import { readFile } from "node:fs";\n',
    "noUnusedVariables": "const unread = 1;\n",
    "noUnusedFunctionParameters": "export const first = (a, b) => a;\n",
    "noAssignInExpressions": "export const step = (one) => (one.seed = 2 * one.seed) % 7;\n",
    "noExcessiveLinesPerFunction": f"export function long(say) {{\n{LONG}}}\n",
    "noExcessiveCognitiveComplexity": f"export function deep(all, say, a0) {{\n{NESTED}}}\n",
    "useIterableCallbackReturn": "export const none = (all) => all.map((one) => {\n  one();\n});\n",
    "format": "export const  two   = 2\n",
}


@pytest.fixture(scope="module")
def modules():
    """Return the folder with Biome and TypeScript."""
    return packages()


@pytest.fixture
def project(tmp_path):
    """Return a folder with the settings of this one and one module, which has no fault."""
    for name in ("biome.jsonc", "jsconfig.json"):
        shutil.copy(ROOT / name, tmp_path)
    module = tmp_path / "convcourse" / "explorers" / "shout.js"
    module.parent.mkdir(parents=True)
    (tmp_path / "book" / "web").mkdir(parents=True)
    module.write_text(WELL, encoding="utf8")
    return module


def test_module_without_a_fault_passes(modules, project, tmp_path):
    assert run_biome(modules, root=tmp_path) == 0
    assert run_typescript(modules, root=tmp_path) == 0


@pytest.mark.parametrize("rule", FAULTS)
def test_fault_is_found_and_named(modules, project, tmp_path, rule, capfd):
    fault = FAULTS[rule]
    text = fault + WELL if fault.startswith("import") else WELL + fault
    project.write_text(text, encoding="utf8")
    assert run_biome(modules, root=tmp_path) != 0
    said = "".join(capfd.readouterr())
    assert "shout.js" in said and rule in said
    others = {name for name in FAULTS if name != "format"} - {rule}
    assert not any(name in said for name in others)


def test_wrong_type_is_found_and_named(modules, project, tmp_path, capfd):
    project.write_text(f"{WELL}\nshout(7);\n", encoding="utf8")
    assert run_typescript(modules, root=tmp_path) != 0
    said = capfd.readouterr().out
    assert re.search(r"shout\.js\(6,7\): error TS2345: .*'number'.*'string'", said)


def test_repair_formats_and_sorts(modules, project, tmp_path):
    project.write_text(WELL + FAULTS["format"], encoding="utf8")
    assert run_biome(modules, str(project), write=True, root=tmp_path) == 0
    assert project.read_text(encoding="utf8") == f"{WELL}export const two = 2;\n"


@pytest.mark.parametrize(("biome", "typescript"), [(0, 0), (1, 0), (0, 1)])
def test_both_are_asked_and_either_may_fail(monkeypatch, biome, typescript):
    asked = []
    monkeypatch.setattr("sys.argv", ["lint"])
    module = "tests.lint.__main__"
    monkeypatch.setattr(f"{module}.packages", lambda: PINS)
    monkeypatch.setattr(f"{module}.run_biome", lambda *_, write: asked.append("biome") or biome)
    monkeypatch.setattr(f"{module}.run_typescript", lambda _: asked.append("types") or typescript)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == (biome or typescript)
    assert asked == ["biome", "types"]


def test_tools_are_pinned_exactly_and_their_schema_is_that_of_the_pin():
    pins = json.loads((PINS / "package.json").read_text(encoding="utf8"))["devDependencies"]
    assert set(pins) == {"@biomejs/biome", "typescript"}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in pins.values())
    locked = json.loads((PINS / "package-lock.json").read_text(encoding="utf8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pins} == pins
    settings = (ROOT / "biome.jsonc").read_text(encoding="utf8")
    assert f"/schemas/{pins['@biomejs/biome']}/schema.json" in settings


def test_tools_run_on_the_node_of_the_project(monkeypatch):
    ran = []
    monkeypatch.setattr(
        "subprocess.run",
        lambda command, **_: ran.append(command) or type("Done", (), {"returncode": 0}),
    )
    run_biome(PINS)
    run_typescript(PINS)
    assert [command[:1] for command in ran] == [node_command()] * 2


TYPED = "from convcourse import correlate2d\nfrom convcourse.explorers import *\n\n"
#: Python after these imports, and the kind of fault that the checker finds in it.
TYPES = [
    ('correlate2d([[1]], [[2]], border="mirror")\n', None),
    ('correlate2d([[1]], [[2]], border="mirrored")\n', "bad-argument-type"),
    ("correlate2d([[1]], [[2]], margin=1)\n", "unexpected-keyword"),
    ("correlate2d([[1]], [[2]]).shapes\n", "missing-attribute"),
    ("def f(x):\n    return correlate2d(x, [[2]]).shapes\n", "missing-attribute"),
    ("SlidingWindow([[1, 2]], [[1]], stride=2).output.sum()\n", None),
    ("SlidingWindow(strid=2)\n", "unexpected-keyword"),
    ('SlidingWindow(stride="2")\n', "bad-argument-type"),
    ("SlidingWindow().stride = 1.5\n", "bad-argument-type"),
    ("SlidingWindow().kernel = [[1, 2]]\n", None),
    ("SlidingWindow().output = [[1, 2]]\n", "read-only"),
    ("SlidingWindow().output.shapes\n", "missing-attribute"),
    ("SlidingWindow().kernel.shapes\n", "missing-attribute"),
    ('VolumeExplorer().layer = "conv4d"\n', "bad-argument-type"),
    ("BorderExplorer().pixel = (1, 2)\n", None),
    ("BorderExplorer().image = 3\n", "bad-argument-type"),
]


def check_types(folder, texts):
    """Return the faults that the checker names in modules with these texts, and how it ended."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "book").mkdir()
    for number, text in enumerate(texts):
        (folder / "book" / f"case_{number}.py").write_text(TYPED + text, encoding="utf8")
    command = [
        sys.executable, "-m", "pyrefly", "check", "--output-format", "min-text",
        "--python-interpreter-path", sys.executable, "--search-path", str(ROOT),
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf8"
    )
    assert "errors" in done.stdout + done.stderr, done.stdout + done.stderr
    faults = re.findall(r"^ERROR .*case_(\d+)\.py:\d+.* \[([\w-]+)\]$", done.stdout, re.M)
    return [(texts[int(number)], kind) for number, kind in faults], done.returncode


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    """Return what the checker finds in all of the modules, with the text of each."""
    found, status = check_types(tmp_path_factory.mktemp("types"), [text for text, _ in TYPES])
    assert status == 1
    return found


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_wrong_type_in_python_is_found_and_named(faults, text, kind):
    assert [fault for wrong, fault in faults if wrong == text] == ([kind] if kind else [])


def test_python_without_a_wrong_type_passes(tmp_path):
    assert check_types(tmp_path, [text for text, kind in TYPES if not kind]) == ([], 0)
