"""AutoencoderTour in a real JupyterLab: a picture that a reader brings comes to Python."""

import numpy as np

from convcourse.pictures import images
from tests.lab.test_jupyterlab import cell_with, rewrite
from tests.site.test_kernel_lab import choose, png

FIGURE = """\
from convcourse.explorers import AutoencoderTour
from convcourse.networks import weights

tour = AutoencoderTour({3072: weights.load("autoencoder")}, puzzles=False)
tour"""
READER = "'the reader reads here'"


def test_own_picture_is_seen_by_both_alike(run_cells):
    page = run_cells("tour", [FIGURE, READER])
    explorer = page.locator(".cc-explorer")
    words = explorer.locator(".cc-sum")
    words.get_by_text("The error is").wait_for()
    own = np.random.default_rng(7).integers(0, 256, (96, 96, 3)).astype(np.uint8)
    choose(explorer, "own.png", png(own))
    explorer.locator(".cc-notice", has_text="image in Python").wait_for()
    reader = cell_with(page, "the reader reads here")
    rewrite(page, reader, "int(tour.image.sum()), f'The error is {tour.error:.1f}'")
    output = reader.locator(".jp-OutputArea-output")
    output.filter(has_text=f"({images.grey(own).sum()}, 'The error is").wait_for()
    told = output.last.inner_text().split("'")[1]
    words.filter(has_text=told).wait_for()
    assert page.notes == []
