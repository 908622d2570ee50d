"""Finds a Chromium for the tests, or installs one: ``python -m tests.chromium``."""

import os
import shutil
import subprocess
import sys

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


def find_chromium() -> str | None:
    """Return the path of a Chromium that starts: `CHROMIUM`, an installed one, or playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else None
    installed = [*filter(None, map(shutil.which, NAMES)), *APPLICATIONS]
    return next(filter(starts, installed), None) or _playwrights_own()


def starts(path: str) -> bool:
    """Tell whether the browser at `path` says its version; Ubuntu's stub for a snap does not."""
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


def install_chromium() -> None:
    """Install a Chromium with the system's package manager, else with playwright."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        update = subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
        install = [*root, "apt-get", "install", "-y", "-qq"]
        # Ubuntu lacks the first, and its package of the second does not start.
        for name in NAMES[:2] if update.returncode == 0 else ():
            subprocess.run([*install, name], check=False)
            if find_chromium():
                return
    if not find_chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> None:
    """Say where the Chromium is, after installing one if need be."""
    named = os.environ.get("CHROMIUM")
    if named and not starts(named):
        sys.exit(f"CHROMIUM is {named}, which does not start; name another, or none.")
    if not find_chromium():
        install_chromium()
    path = find_chromium()
    if not path:
        sys.exit("No Chromium found or installed; install one and name it in CHROMIUM.")
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
