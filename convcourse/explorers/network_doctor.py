"""`NetworkDoctor`: paste a network, see where it breaks, and mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from convcourse._validate import integer
from convcourse.doctor.diagnosis import LARGEST, Diagnosis, diagnose
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Option, Setting
from convcourse.explorers.parts.shipped import answer_views

#: Networks to begin with, by the names that the page gives them; written anew, with the sizes of
#: questions that people ask in public, and of the article's Listing 2.
EXAMPLES = {
    "The article's autoencoder": (
        (1, 96, 96),
        """class ConvAutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=3, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=3, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 3, stride=3, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 3, stride=3, padding=1), nn.Tanh(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))
""",
    ),
    "Numbers that do not arrive": (
        (1, 28, 28),
        """class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 5, padding=2)
        self.out = nn.Linear(1050, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(x.size(0), -1)
        return self.out(x)
""",
    ),
    "A U-Net and an odd picture": (
        (3, 222, 222),
        """class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 16, 3, padding=1)
        self.down2 = nn.Conv2d(16, 32, 3, padding=1)
        self.bottom = nn.Conv2d(32, 64, 3, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.merge2 = nn.Conv2d(64, 32, 3, padding=1)
        self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.merge1 = nn.Conv2d(32, 1, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(F.max_pool2d(a, 2)))
        c = F.relu(self.bottom(F.max_pool2d(b, 2)))
        x = F.relu(self.merge2(torch.cat([self.up2(c), b], dim=1)))
        return self.merge1(torch.cat([self.up1(x), a], dim=1))
""",
    ),
    "Only an error message": (
        (3, 32, 32),
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5760x6 and 128x4)\n",
    ),
}


_FIRST_SHAPE, _FIRST_SOURCE = next(iter(EXAMPLES.values()))


def _pixels(value: Any, name: str) -> int:
    count = integer(value, name, 1)
    if count > LARGEST:
        raise ValueError(f"{name}={count} is too large, expected at most {LARGEST}; use less")
    return count


class NetworkDoctor(DeclaredExplorer, question="Where does your network break?"):
    """Says what becomes of a picture in a pasted network, where it breaks, what would mend it.

    The browser reads the source and draws it layer by layer; nothing of it is run. In Python
    `diagnosis` is what `convcourse.diagnose` says of the same text.

    Examples
    --------
    >>> doctor = NetworkDoctor()
    >>> doctor.output_shape
    (1, 91, 91)
    >>> NetworkDoctor("nn.Conv2d(1, 4, 3)", (1, 9, 9), object_size=5).diagnosis.faults[0].kind
    'field smaller than object'
    """

    source = Setting[str, str](
        traitlets.Unicode(_FIRST_SOURCE),
        lambda doctor: _FIRST_SOURCE,
        "What `convcourse.diagnose` takes as a text; by default the article's autoencoder.",
        positional=True,
        kind="str, optional",
        annotation=str,
    )
    input_shape = Setting[tuple[int, int, int], Sequence[int]](
        traitlets.List(traitlets.Int(min=1, max=LARGEST), list(_FIRST_SHAPE), minlen=3, maxlen=3),
        _FIRST_SHAPE,
        "Channels, rows and columns of the picture, each from 1 to 100000.",
        positional=True,
        kind="tuple of three int",
        annotation="Sequence[int]",
    )
    object_size = Setting[int | None, int | None](
        traitlets.Int(0, min=0, max=LARGEST),
        None,
        "Pixels of the objects that the network is to know, 1 to 100000. With it the doctor says "
        "whether a value of the last maps sees one whole.",
        kind="int, optional",
        annotation=int,
    )

    own_weights = Option[bool](
        False,
        "Offer to send a picture of the reader's own through the network, with weights from a file "
        "of safetensors. Both stay in the browser.",
        trait=traitlets.Bool(False),
    )

    @input_shape.getter
    def input_shape(self) -> tuple[int, int, int]:
        channels, rows, columns = self.view.input_shape
        return channels, rows, columns

    @input_shape.setter
    def input_shape(self, shape: Sequence[int]) -> None:
        if isinstance(shape, str) or len(shape) != 3:
            raise ValueError(
                f"input_shape is {shape!r}, expected channels, rows and columns; "
                f"use for example input_shape=(3, 96, 96)"
            )
        names = ("channels", "rows", "columns")
        self.view.input_shape = [
            _pixels(one, f"{name} of input_shape") for name, one in zip(names, shape, strict=True)
        ]

    @object_size.getter
    def object_size(self) -> int | None:
        return self.view.object_size or None

    @object_size.setter
    def object_size(self, pixels: int | None) -> None:
        self.view.object_size = 0 if pixels is None else _pixels(pixels, "object_size")

    class View(ExplorerView):
        """Draws a `NetworkDoctor`."""

        _esm = module_text("network_doctor")
        _css = style_text("network_doctor")

        examples = traitlets.List().tag(sync=True)

    def _brought(self, told: dict[str, Any]) -> dict[str, Any]:
        examples = [
            {"name": name, "source": source, "shape": list(shape)}
            for name, (shape, source) in EXAMPLES.items()
        ]
        return {"examples": examples}

    def _make(self, told: dict[str, Any]) -> None:
        super()._make(told)
        answer_views(self.view)  # with the worker in which a network runs

    @property
    def diagnosis(self) -> Diagnosis:
        """What is found in the source as it stands, by `convcourse.diagnose`."""
        return diagnose(self.source, self.input_shape, object_size=self.object_size)

    @property
    def output_shape(self) -> tuple[int | None, ...] | None:
        """What comes out at the end, without the batch; None where the network breaks."""
        return self.diagnosis.output_shape
