"""Finds a Chromium for the tests, or installs one: ``python -m tests.chromium``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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
    """Return the path of a Chromium: `CHROMIUM`, one on the PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return found or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install_chromium() -> None:
    """Install a Chromium with the system's package manager, else with playwright."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        update = subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
        if update.returncode == 0:
            subprocess.run([*root, "apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if not find_chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> None:
    """Say where the Chromium is, after installing one if need be."""
    if not find_chromium():
        install_chromium()
    path = find_chromium()
    if not path:
        sys.exit("No Chromium found or installed; install one and name it in CHROMIUM.")
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
