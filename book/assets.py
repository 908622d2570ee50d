"""Makes what the pages load besides the theme: the explorers' scripts, faces, stylesheets.

What makes them comes from the npm registry at build time, pinned by ``web/package-lock.json``. The
scripts are kept in the build folder under a name made of their sources, so that a second build
makes nothing.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock
from fontTools.ttLib import TTFont

from book import card, faces, networks
from book.faces import FACES, cut_face, face_rules
from book.failures import BuildError, tell_full_disk
from book.node import node_command, npm_command
from book.processes import say
from convcourse._tokens import TOKENS

WEB = Path(__file__).parent / "web"
EXPLORERS = TOKENS.parent / "explorers"
NETWORKS = TOKENS.parent / "networks"
_BEGUN = ".begun-"  # what a folder is named before it is whole
_NPM_FLAGS = (
    "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefer-offline",
    # It tries three times, and tells that there is no network within some seconds.
    "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000",
)  # fmt: skip
#: How long one of Node's programs may take, the slowest of which fetches packages.
PATIENCE_S = 30 * 60
#: What npm says where it does not get packages from the registry, and what that means to a reader.
_NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET")
_UNTRUSTED = ("SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF", "UNABLE_TO_GET_ISSUER_CERT")
_MEANINGS = (
    (
        _NO_NETWORK,
        "The npm packages that this needs are not here, and npm does not reach its registry. Build "
        "once with a network; after that none is needed.",
    ),
    (
        _UNTRUSTED,
        "The certificate of npm's registry is not trusted. Behind a company's proxy, name its "
        "certificates in NODE_EXTRA_CA_CERTS.",
    ),
)


def make_assets(cache: Path) -> Path:
    """Return the folder of finished assets below `cache`, making it where it is missing.

    Raises
    ------
    BuildError
        If there is no Node, or the packages cannot be fetched, or not be bundled.
    """
    sources = _sources()
    makers = [Path(networks.__file__), *_files(NETWORKS, {".safetensors"})]
    scripts = [*sources, TOKENS, *_files(EXPLORERS, {".js", ".css"}), *makers]
    with alone_in(cache):
        finished = cache / _digest(scripts)
        if not finished.exists():
            say("Making the scripts of the pages ...")
            workshop = _install(sources, cache)
            with _making(finished) as made:
                _run([*node_command(), "bundle.mjs", str(made.resolve()), str(EXPLORERS)], workshop)
                _copy_katex(workshop / "node_modules" / "katex" / "dist", made)
                networks.write_networks(made)
    return finished


def make_faces(cache: Path) -> Path:
    """Return the folder of the course's faces below `cache`, making it where it is missing.

    It has their stylesheet ``faces.css``, the fonts, what allows us to hand them on, and the card
    that links show, ``card.jpg``, whose words are in one of them.

    Raises
    ------
    BuildError
        As for `make_assets`.
    """
    with alone_in(cache):
        makers = [Path(module) for module in (__file__, card.__file__, faces.__file__, TOKENS)]
        finished = cache / _digest([*makers, *_files(WEB, {".json", ".mjs"})])
        if not finished.exists():
            say("Cutting the faces of the pages ...")
            workshop = _install(_sources(), cache)
            with _making(finished) as made:
                _cut_faces(workshop, made)
    return finished


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def _making(finished: Path):
    """Yield a folder to fill, which is in its place only when it is whole."""
    made = Path(mkdtemp(prefix=_BEGUN, dir=finished.parent))
    yield made
    made.chmod(0o755)  # as any folder; it was a private one
    made.rename(finished)


def _cut_faces(workshop: Path, target: Path) -> None:
    fonts = target / "fonts"
    fonts.mkdir()
    for face in FACES:
        shutil.copy(workshop / "node_modules" / face.source, fonts)
    unpacked = [fonts / f"{face.file}.ttf" for face in FACES]
    packed = [str(path.with_suffix(".woff2").resolve()) for path in unpacked]
    _run([*node_command(), "woff2.mjs", "unpack", *packed], workshop)
    rules = []
    for face, path in zip(FACES, unpacked, strict=True):
        font = cut_face(face, TTFont(path, recalcTimestamp=False))
        font.save(path)
        rules.append(face_rules(face, TTFont(path)))
    _run([*node_command(), "woff2.mjs", "pack", *(str(p.resolve()) for p in unpacked)], workshop)
    card.draw_card(unpacked[-1]).save(target / "card.jpg", quality=88, optimize=True)
    for face, path in zip(FACES, unpacked, strict=True):
        path.unlink()
        licence = workshop / "node_modules" / face.source.parents[1] / "LICENSE"
        shutil.copy(licence, fonts / f"{face.package}-LICENSE.txt")
    (target / "faces.css").write_text("".join(rules), encoding="utf8")


def write_stylesheet(
    theirs: list[Path], own: list[Path], content: list[Path], out: Path, cache: Path
) -> None:
    """Write one stylesheet: of `theirs` the rules for what is in `content`, and all of our `own`.

    Parameters
    ----------
    theirs, own : list of Path
        Stylesheets, in their order.
    content : list of Path
        The pages, and the scripts that change them.
    out : Path
        The stylesheet.
    cache : Path
        As for `make_assets`.
    """
    job = {"sheets": theirs, "own": own, "content": content, "out": out}
    with alone_in(cache):
        workshop = _install(_sources(), cache)
        _run([*node_command(), "purge.mjs"], workshop, json.dumps(job, default=str))


def _sources() -> list[Path]:
    return _files(WEB, {".js", ".mjs", ".json", ".css"})


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def node_modules(cache: Path) -> Path:
    """Return the folder of npm packages that `make_assets` installed (the tests use axe-core)."""
    return cache / "workshop" / "node_modules"


def packages(cache: Path) -> Path:
    """Return the folder of npm packages, fetching them where they are not there.

    Raises
    ------
    BuildError
        As for `make_assets`.
    """
    with alone_in(cache):
        return _install(_sources(), cache) / "node_modules"


def _install(sources: list[Path], cache: Path) -> Path:
    """Return a folder with the scripts and the packages that they use."""
    workshop = cache / "workshop"
    fetch_packages(WEB, workshop)
    for source in sources:
        shutil.copy(source, workshop)
    return workshop


def fetch_packages(pins: Path, folder: Path) -> None:
    """Fill `folder` with the npm packages that the two files in `pins` name.

    They are fetched anew only when they are other packages; a script needs no network. They get
    their place when all are there, so a killed npm that lives on spoils nothing.

    Raises
    ------
    BuildError
        If there is no Node, or the packages cannot be fetched.
    """
    wanted = hashlib.sha256()
    for name in ("package.json", "package-lock.json"):
        wanted.update((pins / name).read_bytes())
    stamp = folder / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_text(encoding="utf8") == wanted.hexdigest():
        return
    say("  npm fetches packages from its registry, this once ...")
    begun = Path(mkdtemp(prefix=_BEGUN, dir=folder.parent))
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, begun)
    _run([*npm_command(), "ci", *_NPM_FLAGS], begun)
    (begun / stamp.relative_to(folder)).write_text(wanted.hexdigest(), encoding="utf8")
    shutil.rmtree(folder, ignore_errors=True)
    begun.rename(folder)


@contextmanager
def alone_in(cache: Path):
    """Make the folder `cache` and keep others out of it for a while.

    No folder that was begun is left in it, neither by a run that was killed nor by this one.
    """

    def remove():
        for left in cache.glob(f"{_BEGUN}*"):
            shutil.rmtree(left, ignore_errors=True)

    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "lock"):
        remove()
        try:
            yield
        finally:
            remove()


def _run(command: list[str], folder: Path, told: str = "") -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            input=told,
            env=_environment(folder),
            capture_output=True,
            text=True,
            check=False,
            encoding="utf8",
            errors="replace",
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired as late:
        raise BuildError(
            f"`{' '.join(command)}` did not end within {PATIENCE_S // 60} minutes in {folder}"
        ) from late
    if not done.returncode:
        return
    said = (done.stdout + done.stderr).strip()
    full = tell_full_disk(folder, said)
    if full:
        raise BuildError(full)
    for signs, meaning in _MEANINGS:
        if any(sign in said for sign in signs):
            why = next((line for line in said.splitlines() if "failed, reason" in line), said)
            raise BuildError(f"{why}\n{meaning}")
    raise BuildError(f"{said}\n`{' '.join(command)}` ended with {done.returncode} in {folder}")


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables for npm, which keeps a cache at home, or here if there is no home."""
    if os.access(os.path.expanduser("~"), os.W_OK) or "npm_config_cache" in os.environ:
        return dict(os.environ)
    return os.environ | {"npm_config_cache": str(folder / ".npm")}


def _copy_katex(dist: Path, target: Path) -> None:
    """Copy KaTeX's stylesheet with the one font format that every browser of today reads."""
    css = (dist / "katex.min.css").read_text(encoding="utf8")
    only_woff2 = re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\(\"[a-z]+\"\)", "", css)
    (target / "katex.css").write_text(only_woff2, encoding="utf8")
    (target / "fonts").mkdir()
    for font in (dist / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
