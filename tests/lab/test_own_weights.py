"""The doctor with weights of the reader's own in a real JupyterLab: Python sends the worker."""

import numpy as np
from safetensors.torch import save

from tests.site.test_kernel_lab import png
from tests.unit.test_own_network import CLASS, made

FIGURE = """\
from convcourse.explorers import NetworkDoctor

doctor = NetworkDoctor(SOURCE, (3, 16, 12), own_weights=True)
doctor"""


def test_own_weights_run_and_stay_in_the_browser(run_cells):
    page = run_cells("own weights", [f"SOURCE = {CLASS!r}", FIGURE])
    explorer = page.locator(".cc-explorer")
    explorer.locator(".cc-d-verdict", has_text="It runs to its end").wait_for()
    fields = explorer.locator("input[type=file]")
    weights = {"name": "own.safetensors", "mimeType": "", "buffer": save(made(CLASS).state_dict())}
    fields.first.set_input_files(weights)
    explorer.locator(".cc-d-status", has_text="The weights fit: 17 tensors.").wait_for()
    picture = np.random.default_rng(4).integers(0, 256, (16, 12, 3)).astype(np.uint8)
    fields.nth(1).set_input_files({"name": "own.png", "mimeType": "", "buffer": png(picture)})
    explorer.locator(".cc-d-about", has_text="6 maps of 16×12").wait_for()
    assert page.notes == []
