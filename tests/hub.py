"""Stands in for the host of ImageNet's weights: files on a server of this machine."""

import hashlib
import shutil
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.server import serving

#: VGG-16's real convolutions under torchvision's names; not part of the repository.
REAL_VGG16 = ROOT.parent / "shared" / "data" / "vgg16_features_edges_fp16.pth"


class Hub:
    """Publishes files and remembers what was asked for.

    Attributes
    ----------
    asked : list of str
        The path of each request, in order.
    """

    def __init__(self, folder: Path, address: str, asked: list[str]):
        self._folder, self._address, self.asked = folder, address, asked

    def publish(self, name: str, source: Path, digest: str | None = None) -> str:
        """Publish a file under a name that ends in its hash, or in `digest`; return its address."""
        digest = digest or hashlib.sha256(source.read_bytes()).hexdigest()[:8]
        file = self._folder / f"{name}-{digest}.pth"
        shutil.copyfile(source, file)
        return f"{self._address}/{file.name}"


@contextmanager
def hosting(folder: Path):
    """Serve `folder` while the block runs, and yield its `Hub`."""
    with serving(folder) as (address, asked):
        yield Hub(folder, address, asked)
