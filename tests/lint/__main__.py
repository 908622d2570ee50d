"""Reads the JavaScript with Biome and TypeScript: ``python -m tests.lint``, as ``make lint`` does.

With files it reads those alone with Biome; types are read of all, as one module follows from
another. ``--write`` formats, sorts imports and does the repairs that change nothing.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from book.assets import alone_in, fetch_packages
from book.build import build_folder
from book.failures import BuildError, tell_os_error
from book.node import node_command

PINS = Path(__file__).parent
ROOT = PINS.parents[1]


def packages() -> Path:
    """Return the folder of npm packages that hold Biome and TypeScript, fetching them once."""
    cache = build_folder(ROOT) / "_build" / "lint"
    with alone_in(cache):
        fetch_packages(PINS, cache / "workshop")
    return cache / "workshop" / "node_modules"


def run_biome(modules: Path, *files: str, write: bool = False, root: Path = ROOT) -> int:
    """Let Biome read files, or all that its settings name, and return with what it ended."""
    how = ["check", "--write"] if write else ["ci"]
    script = modules / "@biomejs" / "biome" / "bin" / "biome"
    strict = ["--error-on-warnings", "--diagnostic-level=warn"]
    return _run([str(script), *how, *strict, *(files or ["."])], root)


def run_typescript(modules: Path, root: Path = ROOT) -> int:
    """Let TypeScript read the types of all modules, and return with what it ended."""
    script = modules / "typescript" / "bin" / "tsc"
    return _run([str(script), "--project", "jsconfig.json"], root)


def _run(command: Sequence[str], root: Path) -> int:
    return subprocess.run([*node_command(), *command], cwd=root, check=False).returncode


def main() -> None:
    """Read all of it; end with 1 if there is anything to say."""
    parser = argparse.ArgumentParser(prog="python -m tests.lint", description=__doc__)
    parser.add_argument("files", nargs="*", help="what Biome reads; all, if none is named")
    parser.add_argument("--write", action="store_true", help="repair what needs no thought")
    options = parser.parse_args()
    try:
        modules = packages()
        files = [str(Path(file).absolute()) for file in options.files]
        ended = [run_biome(modules, *files, write=options.write), run_typescript(modules)]
    except BuildError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(tell_os_error(error) or f"{type(error).__name__}: {error}")
    sys.exit(int(any(ended)))


if __name__ == "__main__":
    main()
