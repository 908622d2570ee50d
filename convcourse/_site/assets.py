"""Makes what the pages load besides the theme: the widget manager and the equations' stylesheet.

Both come from the npm registry at build time, pinned by ``web/package-lock.json``, and are kept
in the build folder under a name made of their sources, so that a second build makes nothing.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from convcourse._site.node import node_command, npm_command

WEB = Path(__file__).parent / "web"


def make_assets(cache: Path) -> Path:
    """Return the folder of finished assets below `cache`, making it where it is missing."""
    sources = sorted(p for p in WEB.iterdir() if p.suffix in {".js", ".mjs", ".json"})
    anywidget = _anywidget_module()
    digest = hashlib.sha256()
    for source in [*sources, anywidget]:
        digest.update(source.read_bytes())
    finished = cache / digest.hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "lock"):
        if not finished.exists():
            workshop = cache / "workshop"
            _install(sources, workshop)
            made = workshop / "made"
            shutil.rmtree(made, ignore_errors=True)
            _run([*node_command(), "bundle.mjs", str(made), str(anywidget)], workshop)
            _copy_katex(workshop / "node_modules" / "katex" / "dist", made)
            made.rename(finished)
    return finished


def node_modules(cache: Path) -> Path:
    """Return the folder of npm packages that `make_assets` installed (the tests use axe-core)."""
    return cache / "workshop" / "node_modules"


def _anywidget_module() -> Path:
    """Return anywidget's front end from its Python wheel, so that both halves are one version."""
    module = Path(sys.prefix) / "share/jupyter/nbextensions/anywidget/index.js"
    if not module.is_file():
        raise FileNotFoundError(
            f"anywidget's front end is not at {module}; install anywidget into this environment"
        )
    return module


def _install(sources: list[Path], workshop: Path) -> None:
    workshop.mkdir(parents=True, exist_ok=True)
    for source in sources:
        shutil.copy(source, workshop)
    # The packages are fetched anew only when they are other packages; a script needs no network.
    wanted = hashlib.sha256()
    for name in ("package.json", "package-lock.json"):
        wanted.update((workshop / name).read_bytes())
    stamp = workshop / "node_modules" / ".installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf8") != wanted.hexdigest():
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        _run([*npm_command(), "ci", *flags], workshop)
        stamp.write_text(wanted.hexdigest(), encoding="utf8")


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf8"
    )
    if done.returncode:
        raise RuntimeError(
            f"`{' '.join(command)}` ended with {done.returncode} in {folder}:\n"
            f"{done.stdout}{done.stderr}"
        )


def _copy_katex(dist: Path, target: Path) -> None:
    """Copy KaTeX's stylesheet with the one font format that every browser of today reads."""
    css = (dist / "katex.min.css").read_text(encoding="utf8")
    only_woff2 = re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\(\"[a-z]+\"\)", "", css)
    (target / "katex.css").write_text(only_woff2, encoding="utf8")
    (target / "fonts").mkdir()
    for font in (dist / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
