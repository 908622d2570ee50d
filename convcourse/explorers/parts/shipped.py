"""The course's networks as a page runs them: the text of the worker, and the file of weights."""

from functools import cache
from importlib import resources

from convcourse.explorers.parts.modules import module_text

#: Which networks the browser's side knows, and what it calls the trait of a view that names one.
LIVE = ("vgg16_slim",)
#: What the browser's side calls the worker for a network of the reader's own: it has no weights.
OWN = "own_network"
WORKERS = {name: "parts/network/worker" for name in LIVE} | {OWN: "parts/network/own_worker"}


@cache
def worker_text(name: str = LIVE[0]) -> str:
    """Return the text of the worker in which a network runs, with all that it is made of."""
    return module_text(WORKERS[name])


@cache
def weights_of(name: str) -> bytes:
    """Return the file of weights of a network: safetensors in half precision, or nothing."""
    if name == OWN:
        return b""
    return (resources.files("convcourse.networks") / "data" / f"{name}.safetensors").read_bytes()


def answer_views(view) -> None:
    """Send the networks that a view asks for: a page with a kernel has no other place for them."""

    def answer(widget, content, _buffers):
        name = content.get("network")
        if name in WORKERS:
            message = {"network": name, "worker": worker_text(name)}
            widget.send(message, buffers=[weights_of(name)] if weights_of(name) else [])

    view.on_msg(answer)
