"""FeatureMapBrowser in a real JupyterLab: Python sends the network, and gets the picture."""

import numpy as np
import pytest

from tests.lab.test_jupyterlab import cell_with, rewrite
from tests.site.test_kernel_lab import choose, png
from tests.site.test_live_network import told_names_now

FIGURE = """\
from convcourse.explorers import FeatureMapBrowser
from convcourse.networks import features, nets, weights
from convcourse.pictures import images

net = weights.load("vgg16_slim")
maps = {"coffee": features.activation_maps(net, images.photo("coffee", 96))}
figure = FeatureMapBrowser(
    maps, network="vgg16_slim", maps_of=lambda photo: features.activation_maps(net, photo),
    puzzles=False,
)
figure"""
READER = "'the reader reads here'"


@pytest.fixture(scope="module")
def page(run_cells):
    page = run_cells("live", [FIGURE, READER])
    page.locator(".cc-explorer .cc-m-names li").first.wait_for()
    return page


def test_own_picture_is_seen_by_both_alike(page):
    explorer = page.locator(".cc-explorer")
    reader = cell_with(page, "the reader reads here")
    output = reader.locator(".jp-OutputArea-output")
    assert told_names_now(explorer)[0].startswith("gramophone 29 %")
    own = np.random.default_rng(7).integers(0, 256, (96, 96, 3)).astype(np.uint8)
    choose(explorer, "own.png", png(own))
    explorer.locator(".cc-notice", has_text="image in Python").wait_for()
    explorer.get_by_label("Below the map").select_option("Sum of a pixel")
    told = explorer.locator(".cc-m-terms strong", has_text="map[47, 47]")
    told.wait_for()
    rewrite(page, reader, f"figure.photo, int(figure.image.sum()), figure.below, {own.sum()}")
    output.filter(has_text=f"('own', {own.sum()}, 'sum', {own.sum()})").wait_for()
    value = float(told.inner_text().split(" = ")[1])
    rewrite(page, reader, f"abs(float(figure.output[47, 47]) - {value}) < 0.006")
    output.filter(has_text="True").wait_for()
    assert page.notes == []
