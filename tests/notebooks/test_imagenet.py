"""Chapter 13 with the real VGG-16: one word changed, every cell runs and shows that network."""

import base64
import io

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from PIL import Image
from torch.nn.functional import conv2d, max_pool2d

from convcourse.pictures.images import photo
from tests.conftest import ROOT
from tests.hub import REAL_VGG16, hosting

PHOTOS = ("chelsea", "coffee", "camera")
#: What ImageNet's networks expect of red, green and blue.
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """Run chapter 13 as a reader does who writes "imagenet"; yield it and the maps it kept."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    notebook = nbformat.read(ROOT / "chapters" / "13_feature_maps.ipynb", as_version=4)
    (cell,) = (c for c in notebook.cells if c.source.startswith('network = "slim"'))
    cell.source = cell.source.replace('network = "slim"', 'network = "imagenet"')
    kept = tmp_path / "maps.npz"
    save = "np.savez(%r, **{f'{name}_{n}': m for name, maps in after.items()"
    save += " for n, m in enumerate(maps)})"
    notebook.cells.append(nbformat.v4.new_code_cell(save % str(kept)))
    with hosting(tmp_path) as host:
        address = host.publish("vgg16", REAL_VGG16)
        elsewhere = (
            f'from convcourse.networks import weights\nweights.IMAGENET["vgg16"] = "{address}"'
        )
        notebook.cells.insert(0, nbformat.v4.new_code_cell(elsewhere))
        NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
        assert len(host.asked) == 1
    return notebook, np.load(kept)


def maps_by_torch_alone(picture):
    """Return the maps after each ReLU of VGG-16, from the published file and torch's functions."""
    published = torch.load(REAL_VGG16, weights_only=True)
    x = (torch.tensor(picture.copy()) / 255 - torch.tensor(MEAN)) / torch.tensor(STD)
    x, maps = x.permute(2, 0, 1)[None], []
    for group in ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24, 26, 28)):
        for n in group:
            weight, bias = (published[f"features.{n}.{k}"].float() for k in ("weight", "bias"))
            x = conv2d(x, weight, bias, padding=1).relu()
            maps.append(x[0].numpy())
        x = max_pool2d(x, 2)
    return maps


@pytest.mark.skipif(not REAL_VGG16.exists(), reason="the real VGG-16 file is not at ../shared/data")
def test_chapter_13_runs_in_full_with_the_real_vgg16_and_shows_its_maps(chapter):
    """The weights come from a server on this machine, which stands in for torchvision's."""
    notebook, kept = chapter
    for name in PHOTOS:
        picture = photo(name, 96)
        picture = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
        for n, maps in enumerate(maps_by_torch_alone(picture)):
            np.testing.assert_allclose(kept[f"{name}_{n}"], maps, atol=1e-3 * maps.max())
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    assert not [o for o in outputs if o.get("name") == "stderr" and "Warning" in o["text"]]
    pictures = [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 2
    for data in pictures:
        assert np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("L")).std() > 10
