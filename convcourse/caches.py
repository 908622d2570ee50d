"""Where files are kept that can be made or fetched again."""

from __future__ import annotations

import os
from pathlib import Path


class NoHomeError(OSError):
    """There is no home directory, and nothing names another place for a cache."""


def cache_home() -> Path:
    """Return the folder for caches, as the XDG Base Directory Specification has it.

    That is ``XDG_CACHE_HOME``, unless it is empty or relative, which the specification counts as
    not set; then ``.cache`` in the home directory.

    Raises
    ------
    NoHomeError
        If that needs a home directory and there is none.
    """
    told = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if told.is_absolute():
        return told
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        raise NoHomeError(
            "there is no home directory to keep a cache in; set XDG_CACHE_HOME to a folder"
        ) from None
