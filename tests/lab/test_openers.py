"""MovingAverage and SubsamplingExplorer in a real JupyterLab: what one does is read below."""

import json
import re

import pytest

from convcourse.explorers import MovingAverage
from tests.conftest import ROOT
from tests.lab.test_jupyterlab import cell_with, rewrite
from tests.site.look import settle

SOURCES = [
    "from convcourse.explorers import MovingAverage, SubsamplingExplorer",
    "calm = MovingAverage(middle=100)\ncalm",
    "rings = SubsamplingExplorer(photos=['brick'])\nrings",
    "'the reader reads here'",
]


@pytest.fixture(scope="module")
def notebook(course, open_lab):
    """Open a notebook with the two figures, and run all of it."""
    path = ROOT / "chapters" / "01_what_is_convolution.ipynb"
    made = json.loads(path.read_text(encoding="utf8"))
    cell = next(one for one in made["cells"] if one["cell_type"] == "code")
    made["cells"] = [
        cell | {"id": f"cell-{n}", "source": [source], "metadata": {}}
        for n, source in enumerate(SOURCES)
    ]
    (course / "chapters" / "openers.ipynb").write_text(json.dumps(made), encoding="utf8")
    page = open_lab("chapters/openers.ipynb")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.locator(".cc-ma-chart svg").wait_for()
    page.locator(".cc-ss-stage:not(.cc-waiting)").wait_for()
    page.reader = cell_with(page, "the reader reads here")
    return page


VALUE = "Number(document.querySelector('.cc-ma-chart').ariaValueNow)"


def test_what_is_dragged_is_read_in_the_next_cell(notebook):
    reader = notebook.reader
    output = reader.locator(".jp-OutputArea-output")
    chart = notebook.locator(".cc-ma-chart")
    chart.scroll_into_view_if_needed()
    start = notebook.evaluate(VALUE)
    box = chart.locator(".cc-ma-grip").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.mouse.move(x, y)
    notebook.mouse.down()
    notebook.mouse.move(x - 60, y)
    notebook.mouse.up()
    notebook.wait_for_function(f"{VALUE} < {start}")
    settle(notebook)
    dragged = notebook.evaluate(VALUE)
    chart.press("Shift+ArrowLeft")
    notebook.wait_for_function(f"{VALUE} === {dragged - 10}")
    at = dragged - 10
    mean = MovingAverage(middle=at).mean
    rewrite(notebook, reader, "print(calm.middle, round(calm.mean, 6))")
    output.filter(has_text=f"{at} {round(mean, 6)}").wait_for()
    assert f"{mean:.1f} °C" in notebook.locator(".cc-sum").first.inner_text()


def test_stride_and_blur_are_read_in_the_next_cell(notebook):
    reader = notebook.reader
    rings = notebook.locator(".cc-explorer").last
    rings.scroll_into_view_if_needed()
    rings.get_by_label("Stride", exact=True).first.press("ArrowRight")
    rings.get_by_role("checkbox").check()
    rings.locator(".cc-sum", has_text="After a Gaussian blur of σ = 2.5, every 5th row").wait_for()
    rewrite(notebook, reader, "print(rings.stride, rings.anti_aliasing, rings.output.shape)")
    reader.locator(".jp-OutputArea-output", has_text="5 True (29, 29)").wait_for()
    rewrite(notebook, reader, "rings.stride, calm.window = 8, 31")
    rings.locator(".cc-sum", has_text="every 8th row").wait_for()
    notebook.locator(".cc-sum", has_text="Mean of 31 readings").wait_for()
    assert notebook.notes == []
