"""What notebooks compute live holds on other machines: trainings, run otherwise than here.

`make machines` runs all notebooks under all settings. This runs what follows from a training,
from other starts and on an older processor as far as this one can act as one: what only one
training gives is found on any machine.
"""

import json

import nbformat
import numpy as np
import pytest

from tests.conftest import source_notebooks
from tests.machines.live import code_cells, live, statements
from tests.machines.runner import hold, run, said_by
from tests.machines.settings import GRID, OLDEST, QUICK, SEED_IS_TAUGHT, Setting
from tests.notebooks.ledger import Claim
from tests.notebooks.prose import Code, Heading, Paragraph


def code_of(path):
    return code_cells(json.loads(path.read_text(encoding="utf8")))


TRAINING = [path for path in source_notebooks() if live(statements(code_of(path)))]


def test_chapters_that_train_are_found():
    assert [path.stem[:2] for path in TRAINING] == ["12", "15"]


@pytest.mark.parametrize("setting", QUICK, ids=lambda setting: setting.name)
def test_what_follows_from_a_training_holds_for_other_starts_and_processors(setting):
    results = run(TRAINING, setting)
    assert all(result.passed for result in results), "\n".join(map(str, results))


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a notebook with these code cells, and its path."""

    def write(*sources, name="some.ipynb"):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / name)
        return tmp_path / name

    return write


IMPORTS = "import os\nimport numpy as np\nfrom types import SimpleNamespace"
#: A training as the chapters have it, without torch: it takes longer to import than to use here.
TRAINS = """\
weight = [np.random.default_rng(7).random()]
optimiser = SimpleNamespace(step=lambda: weight.append(0.8 * weight.pop()))


def train(weight):
    for _ in range(3):
        optimiser.step()


train(weight)"""


def test_failures_are_named_by_cell_line_and_error(written):
    paths = [
        written(IMPORTS, TRAINS, "assert weight[0] > 0", name="holds.ipynb"),
        written(IMPORTS, TRAINS, "limit = 0\nassert weight[0] < limit", name="false.ipynb"),
        written(IMPORTS, "assert os.environ['SOME'] == 'else'", name="trains_nothing.ipynb"),
    ]
    setting = Setting("", {"SOME": "thing"})
    holds, false, nothing = run(paths, setting)
    assert (holds.passed, false.passed, nothing.passed) == (True, False, False)
    assert str(false) == "false, cell 2: assert weight[0] < limit: AssertionError"
    assert str(nothing) == "trains_nothing: nothing was run"
    (everything,) = run(paths[2:], setting, everything=True)
    assert everything.cell == 1


def test_seed_of_a_training_is_changed_and_a_sentence_that_hangs_on_it_fails(written):
    start = np.random.default_rng(7).random()
    path = written(IMPORTS, TRAINS, f"assert abs(weight[0] / {start} - 0.8**3) < 1e-9")
    assert run([path], Setting("as it is"))[0].passed
    assert run([path], Setting("another start", reseed=1))[0].cell == 2


def test_sentence_that_hangs_on_a_seed_is_found_false():
    said = [Paragraph("It is less than a half.", "prose", "cell 3"), Heading("Next")]
    claims = [Claim("less than a half", 7, ["weight[0] < 1 / 2"])]
    for last, false in (("", 0), ("weight[0] = 1", 1), ("1 / 0", 0)):
        cells = {0: IMPORTS, 1: TRAINS.replace("(7)", "(8)"), 2: last}
        page = [*(Code(source, f"cell {place}", None) for place, source in cells.items()), *said]
        result = hold("some", statements(cells), cells, page, claims)
        assert result.passed == (last == "")
        assert len(result.false) == false and ("cell 3, ledger line 7" in str(result)) == false
        assert (result.cell == 2) == (last == "1 / 0")


def test_page_is_read_with_other_seeds_and_its_claims():
    (path,) = [path for path in TRAINING if path.stem.startswith("12")]
    pages = [said_by(path, added) for added in (0, 1)]
    codes = ["".join(item.source for item in page if isinstance(item, Code)) for page, _ in pages]
    assert codes[0] != codes[1]
    assert "seeded(0)" in codes[0] and "seeded(1)" in codes[1] and "seeded(0)" not in codes[1]
    assert pages[0][1] == pages[1][1] and len(pages[0][1]) > 50


def test_settings_reach_torch_and_numpy(written):
    says = """\
import numpy as np
import torch
assert torch.get_num_threads() == 2
torch.set_num_threads(1)
assert torch.get_num_threads() == 2  # a chapter's own number does not count
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT"
"""
    setting = Setting("", {"ATEN_CPU_CAPABILITY": "default"}, threads=2)
    assert run([written(says)], setting, everything=True)[0].passed


def test_live_statements_come_with_what_they_need_and_nothing_else():
    cells = {
        0: "import torch\nimport numpy as np",
        2: "scale = 3\n\n\ndef loss_of(net):\n    return scale * batch(net)",
        3: "def batch(net):\n    return net ** 2",
        4: "net = torch.ones(1)\nnet[0] = 5\nlosses = []\naside = len([net for net in 'a'])",
        5: "for step in range(9):\n    losses.append(loss_of(net))\n    optimiser.step()",
        6: "assert aside == 1\nlast = losses[-1]\nunrelated = scale",
        7: "print(last)\nlast = 1",
        8: "print(last)\n\n\ndef more(net):\n    optimiser.step()",
        9: "other = torch.ones(1)\nmore(other)\nprint(other)\nprint(aside)",
    }
    found = [(step.cell, step.source.split("\n")[0]) for step in live(statements(cells))]
    assert [line for cell, line in found if cell == 2] == ["scale = 3", "def loss_of(net):"]
    assert [line for cell, line in found if cell == 4] == [
        "net = torch.ones(1)", "net[0] = 5", "losses = []"]  # fmt: skip
    assert [line for cell, line in found if cell > 5] == [
        "last = losses[-1]", "print(last)", "def more(net):",
        "other = torch.ones(1)", "more(other)", "print(other)"]  # fmt: skip
    assert {cell for cell, _ in found} == {0, 2, 3, 4, 5, 6, 7, 8, 9}


def test_grid_has_the_settings_that_are_told_and_each_once():
    names = [setting.name for setting in GRID]
    assert len(set(names)) == len(names)
    assert {setting.threads for setting in GRID} == {1, 2}
    assert len({setting.reseed for setting in GRID} - {0}) == 3
    assert not SEED_IS_TAUGHT.keys() & {path.stem for path in TRAINING}
    assert SEED_IS_TAUGHT.keys() <= {path.stem for path in source_notebooks()}
    varied = {name for setting in GRID for name in setting.variables}
    assert varied == set(OLDEST)
