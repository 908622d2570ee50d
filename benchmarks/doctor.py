"""How long the network doctor takes: 50 layers in the page's JavaScript and in Python.

The peer is torch on its meta device, which makes the same layers and sends a picture of the same
shape through them, without numbers. ``python benchmarks/doctor.py`` prints the medians; run it on
a machine that does nothing else.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402
from torch import nn  # noqa: E402

from book.node import node_command  # noqa: E402
from convcourse import diagnose  # noqa: E402

BLOCK = "nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()"
SOURCE = (
    f"nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), {', '.join([BLOCK] * 15)}, "
    "nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 2))"
)
SHAPE = (3, 64, 64)
ROUNDS = 31
SCRIPT = """
import { diagnose } from "./convcourse/explorers/doctor/doctor.js";
const { source, shape, rounds } = JSON.parse(process.argv[1]);
const times = [];
for (let i = 0; i < rounds; i++) {
  const start = performance.now();
  const found = diagnose(source, shape);
  times.push(performance.now() - start);
  if (found.layers.length !== 50) throw new Error(`${found.layers.length} layers`);
}
console.log(JSON.stringify({ first: times[0], rest: times.slice(1) }));
"""


def timed(work):
    """Return the median of several runs, in ms."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def in_torch():
    """Make the layers on the meta device, and send a picture through."""
    with torch.device("meta"), torch.no_grad():
        eval(SOURCE, {"nn": nn}).eval()(torch.empty(1, *SHAPE))


def in_node():
    """Return the first time and the median of the others, of the page's JavaScript, in ms."""
    given = json.dumps({"source": SOURCE, "shape": SHAPE, "rounds": ROUNDS})
    command = [*node_command(), "--input-type=module", "-e", SCRIPT, given]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf8", check=True, cwd=ROOT
    )
    found = json.loads(done.stdout)
    return found["first"], statistics.median(found["rest"])


if __name__ == "__main__":
    peer = timed(in_torch)
    first, page = in_node()
    python = timed(lambda: diagnose(SOURCE, SHAPE, repair=False))
    print(f"torch, meta device              {peer:7.2f} ms")
    print(f"page, first time                {first:7.2f} ms  × {first / peer:.2f}")
    print(f"page                            {page:7.2f} ms  × {page / peer:.2f}")
    print(f"Python, without repairs         {python:7.2f} ms  × {python / peer:.2f}")
    with_repairs = timed(lambda: diagnose(SOURCE, SHAPE))
    print(f"Python, with repairs            {with_repairs:7.2f} ms  × {with_repairs / peer:.2f}")
