"""How long the first build of the book takes, by step, beside Jupyter Book's own build of it.

    python benchmarks/build.py [--without-peer]

Run it on a machine that does nothing else. Both builds begin with nothing, in a folder of their
own; only npm's packages may be in its cache. The peer, plain ``jupyter-book build .``, runs the
notebooks one after the other. Beside the time stands what the processors worked, which other work
on the machine changes less; half of it, on two processors, is the least that a build can take. The
cells' own time is what the notebooks would take if nothing had to be started or imported.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: What the machine's owner may have set for BLAS is none of a build.
LEFT_OUT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "CONVCOURSE_BUILD")
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
#: A line that a build prints, and the step that it ends.
STEPS = {
    r"Running \d+ notebooks": "fonts",
    r"  (\d+) of \1: ": "notebooks, and the scripts beside them",
    r"Building the pages": "scripts, if they are not ready",
    r"  built ": "pages",
}


def timed(command: list[str], environment: dict[str, str]) -> tuple[dict[str, float], float, float]:
    """Run a build; return the seconds of its steps, of all, and those that processors worked."""
    steps: dict[str, float] = {}
    worked, begin = work(), time.monotonic()
    last = begin
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf8", errors="replace",
    ) as build:  # fmt: skip
        assert build.stdout, "it is a pipe"
        said = []
        for line in build.stdout:
            said.append(line)
            for pattern, step in STEPS.items():
                if re.match(pattern, line):
                    steps[step] = time.monotonic() - last
                    last = time.monotonic()
    if build.returncode:
        sys.exit(f"{''.join(said)}\n`{' '.join(command)}` ended with {build.returncode}")
    return steps, time.monotonic() - begin, work() - worked


def work() -> float:
    """Return the seconds that processors worked for the programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_cells(folder: Path) -> list[tuple[float, str]]:
    """Return the seconds in which the cells of each executed notebook ran, and its name."""
    found = []
    for path in folder.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf8"))["cells"]
        ran = [cell["metadata"]["execution"] for cell in cells if cell["cell_type"] == "code"]
        seconds = sum(
            (
                moment(one["shell.execute_reply"]) - moment(one["iopub.execute_input"])
            ).total_seconds()
            for one in ran
        )
        found.append((seconds, path.name.split(".")[0]))
    return sorted(found, reverse=True)


def moment(text: str) -> datetime:
    """Return the moment that a notebook has noted."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-peer", action="store_true", help="do not time jupyter-book")
    options = parser.parse_args()
    own = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    own["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), own.get("PYTHONPATH")]))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the beginning")
    with tempfile.TemporaryDirectory() as folder:
        make = [sys.executable, "-u", "-m", "book.build"]
        steps, seconds, worked = timed(make, own | {"CONVCOURSE_BUILD": folder})
        print(f"{'make book':42} {seconds:6.1f} s  {worked:6.1f} s of work")
        for step, part in steps.items():
            print(f"  {step:40} {part:6.1f} s")
        cells = of_cells(Path(folder) / "_build" / "executed")
        print(f"{'the cells themselves':42} {sum(s for s, _ in cells):6.1f} s")
        for part, name in cells[:4]:
            print(f"  {name:40} {part:6.1f} s")
    if options.without_peer:
        return
    with tempfile.TemporaryDirectory() as folder:
        book = [sys.executable, "-c", JUPYTER_BOOK, "build", "-q", "--path-output", folder, "."]
        _, peer, worked = timed(book, own)
        print(f"{'jupyter-book build .':42} {peer:6.1f} s  {worked:6.1f} s of work")
        print(f"make book takes {seconds / peer:.2f} of that")


if __name__ == "__main__":
    main()
