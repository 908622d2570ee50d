"""What words bound to a figure set there stands a second time in `bound_words.txt`.

The ledger reads the words, and the build knows whether a figure has such a setting; that [the mean]
does not set the median, nobody would see. So neither words nor setting change by accident.
`python -m tests.notebooks.test_bound_words` writes the list anew; read the diff.
"""

import json

import pytest

from tests.conftest import ROOT, notebook_id, source_notebooks
from tests.notebooks.prose import BOUND

WRITTEN = ROOT / "tests" / "notebooks" / "bound_words.txt"


def bound_words(path):
    """Return the bound words of a notebook in order, as the list has them."""
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    found = [match[0] for text in texts for match in BOUND.finditer(text)]
    return [f"{path.stem[:2]} {' '.join(one.split())}" for one in found]


@pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)
def test_words_that_are_bound_set_what_the_list_says(path):
    lines = WRITTEN.read_text(encoding="utf8").splitlines()
    wanted = [line for line in lines if line.startswith(f"{path.stem[:2]} ")]
    assert len(wanted) >= 5
    assert bound_words(path) == wanted, "see on the page what they set, and write the list anew"


def test_list_has_no_other_lines():
    chapters = {path.stem[:2] for path in source_notebooks()}
    assert {line[:3] for line in WRITTEN.read_text(encoding="utf8").splitlines()} == {
        f"{chapter} " for chapter in chapters
    }


if __name__ == "__main__":
    found = [line for path in source_notebooks() for line in bound_words(path)]
    WRITTEN.write_text("".join(f"{line}\n" for line in found), encoding="utf8")
