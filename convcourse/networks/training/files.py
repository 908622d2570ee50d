"""Files that are written whole or not at all, and what a file's contents are known by."""

import contextlib
import glob
import hashlib
import json
import os
import time
from pathlib import Path

from safetensors import SafetensorError

_LEFT_BEHIND = 3600.0  # seconds without a change after which nobody writes to a part any more


class TrainingError(Exception):
    """What keeps a training from starting or going on, in words for the person who started it."""


@contextlib.contextmanager
def whole(path):
    """Yield the path of a file beside `path` that takes its place once the block has ended well.

    Whoever reads `path`, at any moment, finds the old contents or the new, never half of them.

    Raises
    ------
    TrainingError
        If the file cannot be written: no space, no permission. The old one is still there then.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or str(error).rpartition("I/O error: ")[2]
        raise TrainingError(
            f"{path} cannot be written ({reason}). Mend that and give the same command again: "
            f"nothing is lost"
        ) from error


def _sweep(path):
    """Remove what was left beside `path` by one that was killed while writing."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
            left.unlink(missing_ok=True)


def write_text(path, text):
    """Write a text file, whole or not at all."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path, value):
    """Write a JSON file, whole or not at all."""
    write_text(path, json.dumps(value, indent=1) + "\n")


def sha256(path):
    """Return the SHA-256 of a file's contents, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_all(hashes):
    """Return the SHA-256 of several files, from that of each by its name."""
    every = hashlib.sha256()
    for item in hashes.items():
        every.update(json.dumps(item).encode())
    return every.hexdigest()
