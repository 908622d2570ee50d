"""The course's networks in scripts of the site, which a page adds when it first needs one.

A page that was opened from disk loads nothing but scripts, stylesheets and pictures. So each script
hands over a text: the first the worker in which the network runs, the others the weights in base64,
in parts, so that a page can say how much of them has arrived.
"""

import base64
import json
from pathlib import Path

from convcourse.explorers.parts.shipped import WORKERS, weights_of, worker_text

#: As `FOLDER`, `HANDOVER` and `PARTS` in ``parts/network/client.js`` have it: in how many scripts
#: the weights come, where there are any.
FOLDER = "networks"
HANDOVER = "courseNetwork"
PARTS = 8


def write_networks(folder: Path) -> None:
    """Write the scripts of all networks into a folder below `folder`."""
    target = folder / FOLDER
    target.mkdir()
    for name in WORKERS:
        for number, part in enumerate(parts_of(name)):
            text = f"{HANDOVER}({json.dumps([name, number, part])[1:-1]});\n"
            (target / f"{name}.{number}.js").write_text(text, encoding="utf8")


def parts_of(name: str) -> list:
    """Return what the scripts of a network hand over, in their order."""
    weights = weights_of(name)
    size = max(1, -(-len(weights) // PARTS))
    parts = [weights[at : at + size] for at in range(0, len(weights), size)]
    texts = [base64.b64encode(part).decode("ascii") for part in parts]
    return [worker_text(name), *texts]
