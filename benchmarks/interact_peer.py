"""The peer of KernelLab: `interact` with a matplotlib picture, in a real JupyterLab.

`measure` does what a reader would do without explorers: a slider calls Python, Python filters the
photo and draws it, and the picture travels back. From the key press to the frame with the new
picture, in ms.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

TOKEN = "peer"
CELL = """from ipywidgets import interact
import matplotlib.pyplot as plt
from scipy import ndimage
from convcourse.pictures import images
photo = images.grey(images.photo("camera"))

@interact(size=(3, 31, 2))
def blur(size=3):
    plt.imshow(ndimage.uniform_filter(photo, size), cmap="gray", vmin=0, vmax=255)
    plt.show()
"""
#: Resolves once the picture below the slider is another one and has been drawn.
PRESSED = """([handle, key]) => new Promise(done => {
    const area = handle.closest('.jp-OutputArea');
    const now = () => area.querySelector('img')?.src;
    const before = now();
    const begin = performance.now();
    const finish = () => requestAnimationFrame(() => done(performance.now() - begin));
    const look = () => now() && now() !== before ? finish() : requestAnimationFrame(look);
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    look();
})"""


def measure(browser, folder, presses):
    """Return the times of that many key presses, in ms."""
    code = {"cell_type": "code", "id": "peer", "metadata": {}, "outputs": [],
            "execution_count": None, "source": CELL}  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = {"cells": [code], "metadata": {"kernelspec": kernel}, "nbformat": 4,
                "nbformat_minor": 5}  # fmt: skip
    (Path(folder) / "peer.ipynb").write_text(json.dumps(notebook), encoding="utf8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
               f"--port={port}", f"--IdentityProvider.token={TOKEN}"]  # fmt: skip
    own = {"JUPYTER_CONFIG_DIR": folder, "IPYTHONDIR": folder}
    server = subprocess.Popen(command, cwd=folder, env=os.environ | own,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api?token={TOKEN}")
        return _press(browser, f"{address}/lab/tree/peer.ipynb?token={TOKEN}", presses)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url, patience_s=60):
    end = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def _press(browser, url, presses):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)
    page.goto(url)
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.locator(".jp-Cell .cm-content").click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea .noUi-handle").wait_for()
    page.locator(".jp-OutputArea img").wait_for()
    times = []
    for n in range(presses + 3):
        page.wait_for_timeout(150)
        handle = page.locator(".jp-OutputArea .noUi-handle").element_handle()
        key = "ArrowRight" if (n // 12) % 2 == 0 else "ArrowLeft"
        times.append(page.evaluate(PRESSED, [handle, key]))
    page.close()
    return times[3:]
