"""Drives a browser over WebDriver BiDi, the standard that Firefox speaks by itself.

https://w3c.github.io/webdriver-bidi/ names the commands, their parameters and the events.
"""

import itertools
import json
import re
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager

import websocket

#: Keys that have no character: the numbers are WebDriver's.
KEYS = {"Enter": "\ue007", "Space": " ", "Tab": "\ue004", "ArrowLeft": "\ue012",
        "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
        "Escape": "\ue00c", "PageUp": "\ue00e"}  # fmt: skip
#: The longest that a browser may take to start, or to answer, in seconds.
PATIENCE = 120


class BrowserError(RuntimeError):
    """The browser did not start, or a command failed in it."""


class NotYetError(BrowserError):
    """What was waited for did not come."""


class Session:
    """One window of a browser, and the events that it has told of."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(
            f"{address}/session", suppress_origin=True, timeout=PATIENCE
        )
        self.numbers = itertools.count(1)
        self.events = []
        self.version = self.call("session.new", capabilities={})["capabilities"]["browserVersion"]
        # The window that the browser starts with has no focus where there is no screen (153.8.0):
        # keys reach it, and press no button.
        self.window = self.call("browsingContext.create", type="window")["context"]

    def call(self, method: str, **parameters) -> dict:
        """Return what the command `method` results in, and keep the events that come before it."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            self.events.append(answer)
        if answer["type"] == "error":
            raise BrowserError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, url: str) -> None:
        """Go to an address and wait until the page has loaded."""
        self.call("browsingContext.navigate", context=self.window, url=url, wait="complete")

    def run(self, script: str, *given):
        """Return what a JavaScript function makes of what is `given`; all of it goes as JSON."""
        words = ", ".join(json.dumps(one) for one in given)
        answer = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({script})({words})) ?? null))()",
            target={"context": self.window},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise BrowserError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as a reader does: what has the focus gets them."""
        strokes = [
            {"type": kind, "value": KEYS.get(key, key)}
            for key in keys
            for kind in ("keyDown", "keyUp")
        ]
        board = {"type": "key", "id": "keyboard", "actions": strokes}
        self.call("input.performActions", context=self.window, actions=[board])

    def mouse(self, *does: list[int] | str) -> None:
        """Move the mouse to places [x, y], and press and let go its button: "down", "up"."""
        kinds = {"down": "pointerDown", "up": "pointerUp"}
        actions = [
            {"type": kinds[one], "button": 0}
            if isinstance(one, str)
            else {"type": "pointerMove", "x": one[0], "y": one[1]}
            for one in does
        ]
        hand = {"type": "pointer", "id": "mouse", "actions": actions}
        self.call("input.performActions", context=self.window, actions=[hand])

    def click(self, x: int, y: int) -> None:
        """Click at a place of the window."""
        self.mouse([x, y], "down", "up")

    def wait(self, script: str, *given, seconds: float = 60):
        """Wait until a JavaScript function returns something true, and return that."""
        end = time.monotonic() + seconds
        while not (value := self.run(script, *given)):
            if time.monotonic() > end:
                raise NotYetError(f"{seconds} seconds passed, and still not: {script} {given}")
            time.sleep(0.05)
        return value


@contextmanager
def firefox(path: str):
    """Start the Firefox at `path` without a window, with a new profile, and yield its session."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf8",
        )  # fmt: skip
        try:
            yield Session(_address(process))
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _address(process) -> str:
    """Read from what the browser says where it listens."""
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"BiDi listening on (ws://\S+)", line):
            # Whatever else it says goes nowhere, but a full pipe would stop it.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    raise BrowserError(f"the browser ended before it listened:\n{''.join(said)}")
