"""Chapter 12 in a real JupyterLab: the figure follows the reader's training while it runs."""

import re
import time

from tests.site.look import frames

OWN = ".cc-explorer:has-text('What do sixteen kernels learn from four photos?')"
TRAINING_S = 60  # on two busy cores; about 5 s on two idle ones


def test_figure_follows_the_training_step_by_step(open_lab):
    page = open_lab("chapters/12_learned_filters.ipynb")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    caption = page.locator(OWN).locator(".cc-f-boards .cc-size").last
    caption.wait_for()
    seen, end = [], time.monotonic() + TRAINING_S
    while time.monotonic() < end and seen[-1:] != [250]:
        step = int(re.match(r"step (\d+)", caption.inner_text())[1])
        seen += [step] if step not in seen else []
        frames(page, 1)
    assert seen == sorted(seen) and seen[-1] == 250
    assert len(seen) >= 4, f"of 11 snapshots only {seen} were shown while it ran"
