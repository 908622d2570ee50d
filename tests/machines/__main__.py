"""Runs the notebooks under every setting, and prints a table: ``python -m tests.machines``.

A column for each notebook, a row for each setting; below, the cell and the line of each failure.
"""

import argparse
import sys
from pathlib import Path

from tests.conftest import source_notebooks
from tests.machines.runner import run
from tests.machines.settings import GRID


def main():
    """Run the grid; end with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", type=Path, nargs="*", help="all, if none is named")
    parser.add_argument("--trainings", action="store_true", help="only what follows from one")
    parser.add_argument("--setting", default="", help="only settings whose name has this in it")
    options = parser.parse_args()
    paths = options.notebooks or source_notebooks()
    settings = [setting for setting in GRID if options.setting in setting.name]
    wide = max(len(setting.name) for setting in settings)
    print(" " * wide, *(f"{path.stem[:2]:>4}" for path in paths), flush=True)
    failed = []
    for setting in settings:
        results = run(paths, setting, everything=not options.trainings)
        marks = {True: "·", False: "✗"}
        row = (f"{marks[result.passed]:>4}" for result in results)
        print(f"{setting.name:{wide}}", *row, flush=True)
        failed += [f"{setting.name}: {result}" for result in results if not result.passed]
    print(*failed, sep="\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
