"""The notebooks as nbmake left them: run in full, without a warning, showing what they promise."""

import re

import pytest

from tests.conftest import notebook_id, source_notebooks

WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

pytestmark = pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)


@pytest.fixture
def notebook(path, executed):
    """Return the executed copy of `path`."""
    return executed[path.stem]


def outputs(notebook):
    """Return (source, output) for each output of a notebook."""
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    return [("".join(c["source"]), output) for c in code for output in c["outputs"]]


def test_every_cell_ran_in_order(notebook):
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))


def test_nothing_is_on_stderr_and_nothing_failed(notebook):
    for source, output in outputs(notebook):
        assert output["output_type"] != "error", source
        assert output.get("name") != "stderr", f"{source}\n{output.get('text')}"
        assert "Warning" not in "".join(output.get("text", [])), source


def test_explorers_and_quiz_are_present_with_their_state(notebook):
    bundles = [output.get("data", {}) for _, output in outputs(notebook)]
    shown = [data[WIDGET]["model_id"] for data in bundles if WIDGET in data]
    state = notebook["metadata"]["widgets"][STATE]["state"]
    names = [state[model]["state"].get("_dom_classes", []) for model in shown]
    assert sum("cc-explorer" in classes for classes in names) >= 1
    assert any("questions" in state[model]["state"] for model in shown), "no quiz"


def test_each_drawn_figure_has_one_picture(notebook):
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "plt.show()" in source:
            pictures = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
            assert len(pictures) == 1, source


def test_untouched_exercises_say_so_and_solutions_pass(notebook):
    shown = [(source, o["data"]) for source, o in outputs(notebook) if "data" in o]
    text = [(source, "".join(data.get("text/plain", ""))) for source, data in shown]
    open_ = [t for s, t in text if "raise NotImplementedError" in s]
    solved = [t for s, t in text if re.search(r"def \w+_solution\(", s)]
    assert len(open_) >= 2 and all("Not attempted yet" in t for t in open_)
    assert len(solved) == len(open_) and all("Passed" in t for t in solved)
