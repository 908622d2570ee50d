"""Finds a Chromium for the tests, or installs one: ``python -m tests.chromium``."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

#: Debian's build without windows comes first: the same engine, at half of the processor time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
#: Keeps the browser from asking its maker's hosts for anything.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def filming(film: os.PathLike) -> list[str]:
    """Return the arguments with which Chromium plays a film, YUV4MPEG2, in place of a camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def find_chromium() -> str | None:
    """Return the path of a Chromium that starts: `CHROMIUM`, an installed one, or playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else None
    installed = [*filter(None, map(shutil.which, NAMES)), *APPLICATIONS]
    return next(filter(starts, installed), None) or _playwrights_own()


def starts(path: str) -> bool:
    """Tell whether the browser at `path` says its version; Ubuntu's stub for a snap does not."""
    if os.name == "nt":  # there a Chromium opens a window when it is asked
        return os.path.isfile(path)
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if starts(path) else None


def install_chromium() -> list[str]:
    """Install a Chromium with the system's package manager, else with playwright.

    Returns each command that was tried, with the last line that it said.
    """
    # Ubuntu lacks the first, and its package of the second does not start.
    tried = install_package(NAMES[:2], find_chromium)
    if not find_chromium():
        tried += _try([sys.executable, "-m", "playwright", "install", "chromium"])
    return tried


def install_package(names: Sequence[str], find: Callable[[], str | None]) -> list[str]:
    """Install with apt, where there is one, the first of the packages with which `find` finds.

    Returns each command that was tried, with the last line that it said.
    """
    if not shutil.which("apt-get"):
        return []
    apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "-n", "apt-get"]
    tried = _try([*apt, "update", "-qq"])
    for name in names:
        tried += _try([*apt, "install", "-y", "-qq", name])
        if find():
            break
    return tried


def _try(command: list[str]) -> list[str]:
    """Run a command in silence, and return it with the last line that it said."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
    except OSError as error:
        return [f"{shlex.join(command)}: {error}"]
    said = done.stdout.decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(said) if line.strip()), "")
    return [f"{shlex.join(command)}: {last}"]


def main() -> None:
    """Say where the Chromium is, after installing one if need be."""
    named = os.environ.get("CHROMIUM")
    if named and not starts(named):
        sys.exit(f"CHROMIUM is {named}, which does not start; name another, or none.")
    path = find_chromium()
    if not path:
        print("Installing a Chromium for the tests: a minute or two, once.", flush=True)
        tried = install_chromium()
        path = find_chromium()
        if not path:
            sys.exit(
                "\n".join(tried) + "\nThe tests need a Chromium, and none could be installed: "
                "install one, and name it in CHROMIUM where it has another name than usual."
            )
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
