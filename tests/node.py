"""Plays JavaScript under Node for the tests in Python, all through one runner."""

import base64
import json
import math
import subprocess
from pathlib import Path
from urllib.parse import quote

import numpy as np

from book.node import node_command
from convcourse.explorers.parts.modules import module_text

RUNNER = Path(__file__).parent / "js" / "runner.mjs"


def call(name, *arguments):
    """Return what stands in a job for the answer of a function to these arguments."""
    return {"$call": name, "arguments": list(arguments)}


def attempt(name, *arguments):
    """Return what stands in a job for how a call went.

    That is its `value` and whether it left its arguments `untouched`, or `error` and `message`.
    """
    return {**call(name, *arguments), "attempt": True}


def typed(kind, numbers):
    """Return what stands in a job for a JavaScript list of this type, such as Float64Array."""
    return {"$list": kind, "numbers": np.ravel(numbers).tolist()}


def grid(answer):
    """Return the rows that an answer has as data, rows and cols."""
    return np.reshape(answer["data"], (answer["rows"], answer["cols"]))


def plain(parts):
    """Return the words of a line whose parts are words, or words with the name of a colour."""
    return "".join(str(part[0] if isinstance(part, list) else part) for part in parts)


def play(module, job, adapter=None):
    """Return `job`, any lists and dictionaries, with each `call` in it answered by JavaScript.

    Parameters
    ----------
    module : str, Path or None
        Name of a module of the explorers, which is run as a page gets it; path of one that is run
        as it stands; or None, if all functions are the adapter's.
    job
        What is computed. An argument of a call can be a call.
    adapter : str, optional
        A file of ``tests/js/adapters``, where what is computed needs JavaScript of its own.
    """
    if isinstance(module, Path):
        module = module.as_uri()
    elif module:
        module = f"data:text/javascript,{quote(module_text(module))}"
    done = subprocess.run(
        [*node_command(), str(RUNNER)],
        timeout=600,
        input=json.dumps({"module": module, "adapter": adapter, "job": sent(job)}, allow_nan=False),
        capture_output=True,
        text=True,
        encoding="utf8",
        check=False,
    )
    assert done.returncode == 0, f"{RUNNER.name} failed:\n{done.stderr}"
    return json.loads(done.stdout, object_hook=_received)


def sent(value):
    """Return `value` as it travels to Node: plain lists, and what JSON lacks under its sign."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, bytes | memoryview):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]}
    if isinstance(value, list | tuple):
        return [sent(one) for one in value]
    if isinstance(value, dict):
        return {key: sent(one) for key, one in value.items()}
    return value


def _received(found):
    return float(found["$number"]) if "$number" in found else found
