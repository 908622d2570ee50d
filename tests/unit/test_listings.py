"""A listing's lines are marked, and its text stays what it was."""

import re
from html import unescape

import nbformat
import pytest
from sphinx.highlighting import PygmentsBridge

from book.listings import mark_lines
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_lines_know_their_indent_and_keep_their_text(path):
    bridge = PygmentsBridge("html")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        plain = bridge.highlight_block(cell.source, "ipython3")
        marked = mark_lines(plain)
        text = unescape(re.sub("<[^>]*>", "", marked))
        assert text == unescape(re.sub("<[^>]*>", "", plain))
        indents = [len(x) - len(x.lstrip(" ")) for x in cell.source.splitlines() if x.strip()]
        found = re.findall(r'<span class="cc-line"(?: style="--in:(\d+)")?>', marked)
        assert [int(n or 0) for n in found] == indents
        for line in re.findall(r'<span class="cc-line"[^>]*>.*', marked):
            assert line.count("<span") == line.count("</span>"), "an element goes on in the next"
