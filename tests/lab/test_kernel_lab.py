"""KernelLab in a real JupyterLab: what a reader does to it is read in the next cell."""

import json
import re

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.lab.test_jupyterlab import cell_with, rewrite
from tests.site.test_kernel_lab import choose, pixels, png, press

CHAPTER = "02_filtering_an_image"


@pytest.fixture(scope="module")
def chapter(course, open_lab):
    """Open chapter 2 up to its first figure, with one cell more, and run all of it."""
    notebook = json.loads((ROOT / "chapters" / f"{CHAPTER}.ipynb").read_text(encoding="utf8"))
    cells = notebook["cells"]
    last = next(i for i, cell in enumerate(cells) if "lab = KernelLab(" in "".join(cell["source"]))
    source = ["'the reader reads here'"]
    reader = cells[last] | {"id": "reader", "source": source, "metadata": {}}  # not folded
    notebook["cells"] = [*cells[: last + 1], reader]
    (course / "chapters" / "figure.ipynb").write_text(json.dumps(notebook), encoding="utf8")
    page = open_lab("chapters/figure.ipynb")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.locator(".cc-explorer").nth(1).locator(".cc-sum strong").wait_for()
    return page


def test_slider_typed_weight_and_own_picture_are_read_in_the_next_cell(chapter):
    explorer = chapter.locator(".cc-explorer").nth(1)  # the chapter opens on another one
    reader = cell_with(chapter, "the reader reads here")
    output = reader.locator(".jp-OutputArea-output")
    press(explorer.get_by_label("Kernel size", exact=True).first, "ArrowRight")
    weight = explorer.get_by_label("Kernel, row 0, column 4")
    weight.fill("-1/2")
    weight.press("Enter")
    own = np.random.default_rng(7).integers(0, 256, (30, 20, 3)).astype(np.uint8)
    choose(explorer, "own.png", png(own))
    explorer.locator(".cc-notice", has_text="image in Python").wait_for()
    rewrite(chapter, reader, "print(lab.kernel[0], lab.image.shape, int(lab.image.sum()))")
    output.filter(has_text=f"[ 0.04  0.04  0.04  0.04 -0.5 ] (30, 20, 3) {own.sum()}").wait_for()
    shown = pixels(explorer)[..., 0].tolist()
    rewrite(chapter, reader, f"abs(lab.output.round().clip(0, 255) - {shown}).max() <= 1")
    output.filter(has_text="True").wait_for()
    rewrite(chapter, reader, "lab.kernel = 'sobel_x'; lab.image = cat[:50, :40]")
    explorer.locator(".cc-kernel-figure", has_text="3×3, sum 0").wait_for()
    explorer.locator(".cc-input .cc-size", has_text="50×40").wait_for()
    assert chapter.notes == []
