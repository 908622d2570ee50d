"""Stands in for the host of ImageNet's weights: a server on this machine, for `torch.hub`."""

import functools
import hashlib
import http.server
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

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
def serving(folder: Path):
    """Serve `folder` while the block runs, and yield its `Hub`."""
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments):
            """Keep the terminal for the tests."""

        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Hub(folder, f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()
