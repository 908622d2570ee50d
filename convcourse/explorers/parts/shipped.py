"""The course's networks as a page runs them: the text of the worker, and the file of weights."""

from functools import cache
from importlib import resources

from convcourse.explorers.parts.modules import module_text

#: Which networks the browser's side knows, and what it calls the trait of a view that names one.
LIVE = ("vgg16_slim",)


@cache
def worker_text() -> str:
    """Return the text of the worker in which a network runs, with all that it is made of."""
    return module_text("parts/network/worker")


@cache
def weights_of(name: str) -> bytes:
    """Return the file of weights of a network in `LIVE`: safetensors, in half precision."""
    return (resources.files("convcourse.networks") / "data" / f"{name}.safetensors").read_bytes()


def answer_views(view) -> None:
    """Send the networks that a view asks for: a page with a kernel has no other place for them."""

    def answer(widget, content, _buffers):
        name = content.get("network")
        if name in LIVE:
            message = {"network": name, "worker": worker_text()}
            widget.send(message, buffers=[weights_of(name)])

    view.on_msg(answer)
