"""`PhotoPooling`: both poolings of a photo are torch's, in Python and in the page."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from convcourse.explorers import PhotoPooling
from tests.node import call, grid, play

STATES = [(1, 1), (2, 2), (3, 2), (4, 4), (5, 12), (12, 7)]


@pytest.fixture(scope="module", params=[("none", 0), ("bright", 0), ("dark", 35)])
def case(request):
    """Return an explorer, and what the module, as a page gets it, makes of its photo."""
    line, noise = request.param
    explorer = PhotoPooling("camera", line=line, noise=noise)
    greys = PhotoPooling("camera").input.ravel()
    state = {"line": explorer.view.line, "noise": noise}
    shown = call("laidOver", greys, state, explorer.view.seed)
    job = {"input": shown, "pooled": [call("pooled", shown, *sizes) for sizes in STATES]}
    return explorer, play("photo_pooling", job)


def test_python_page_and_torch_pool_alike(case):
    explorer, page = case
    np.testing.assert_allclose(grid(page["input"]), explorer.input, atol=1e-9)
    given = torch.tensor(explorer.input)[None]
    for (window, stride), made in zip(STATES, page["pooled"], strict=True):
        explorer.window, explorer.stride = window, stride
        wanted = [
            pool(given, window, stride)[0].numpy()
            for pool in (functional.max_pool2d, functional.avg_pool2d)
        ]
        for one, here, there in zip(
            wanted, made, (explorer.maximum, explorer.average), strict=True
        ):
            np.testing.assert_allclose(grid(here), one, atol=1e-9)
            np.testing.assert_allclose(there, one, atol=1e-9)


def test_a_fine_line_is_kept_by_the_one_that_takes_its_side():
    for line, kept, lost in (("bright", "maximum", "average"), ("dark", "average", "maximum")):
        plain, drawn = (PhotoPooling("camera", line=one) for one in ("none", line))
        changes = {n: np.abs(getattr(drawn, n) - getattr(plain, n)).mean() for n in (kept, lost)}
        assert changes[kept] > 2 * changes[lost] > 0


def test_line_is_one_pixel_wide():
    changed = PhotoPooling("camera", line="bright").input != PhotoPooling("camera").input
    assert (changed.sum(axis=0) <= 1).all() and changed.sum() > 120


def test_unknown_photo_is_refused():
    with pytest.raises(ValueError, match="did you mean 'camera'"):
        PhotoPooling("cameras")
