"""Serves a folder on this machine: the built site, or files that stand for another host's."""

import functools
import http.server
import threading
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path):
    """Serve `folder` while the block runs.

    Yields
    ------
    (str, list of str)
        The address, without a slash at its end, and the path of each request so far.
    """
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments):
            """Keep the terminal for the tests."""

        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
