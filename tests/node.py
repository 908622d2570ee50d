"""Plays JavaScript under Node for the tests in Python."""

import json
import subprocess
from pathlib import Path

from book.node import node_command


def play(runner: Path, job) -> object:
    """Give `job` to the script `runner` as JSON, and return the JSON that it prints."""
    done = subprocess.run(
        [*node_command(), str(runner)],
        input=json.dumps(job, allow_nan=False),
        capture_output=True,
        text=True,
        encoding="utf8",
        check=False,
    )
    assert done.returncode == 0, f"{runner.name} failed:\n{done.stderr}"
    return json.loads(done.stdout)
