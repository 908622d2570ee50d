"""Opens the notebooks in JupyterLab: ``python -m book.lab``, with JupyterLab's own arguments.

jupyterlab_server 2.28 looks for settings and extensions with the environment's path as it is in a
pattern (`glob` without `escape`). Below a folder such as ``Course [2026]`` it finds none, and no
figure is drawn. There JupyterLab is started through a link that has no brackets.
"""

import glob
import subprocess
import sys
import tempfile
from pathlib import Path


def lab_command(folder: Path) -> list[str]:
    """Return what starts JupyterLab with all it looks for; a link that it needs is in `folder`."""
    python, environment = Path(sys.executable), Path(sys.prefix)
    if not glob.has_magic(str(environment)):
        return [str(python), "-m", "jupyterlab"]
    link = folder / "environment"
    try:
        link.symlink_to(environment, target_is_directory=True)
    except OSError as error:
        sys.exit(
            f"JupyterLab finds nothing of its own below a path with brackets, {environment}, and "
            f"no link could be made to it ({error}). Move the course to a folder without brackets."
        )
    command = [str(link / python.relative_to(environment)), "-m", "jupyterlab"]
    # JupyterLab 4.6 resolves the path of its own folder, and is back at the brackets.
    own = link / "share" / "jupyter" / "lab"
    return [*command, *(f"--LabApp.{name}_dir={own / name}" for name in ("schemas", "themes"))]


def main(arguments: list[str]) -> int:
    """Run JupyterLab until it is closed, and return its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            command = [*lab_command(Path(folder)), *arguments]
            return subprocess.run(command, check=False).returncode
        except KeyboardInterrupt:  # JupyterLab has had it too, and has asked what it means
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
