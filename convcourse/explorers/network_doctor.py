"""`NetworkDoctor`: paste a network, see where it breaks, and mend it."""

from __future__ import annotations

from collections.abc import Sequence

import anywidget
import traitlets

from convcourse._validate import integer
from convcourse.doctor.diagnosis import Diagnosis, diagnose
from convcourse.explorers.parts.modules import module_text, style_text

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


class NetworkDoctor(anywidget.AnyWidget):
    """Says what becomes of a picture in a pasted network, where it breaks, what would mend it.

    The browser reads the source and draws it layer by layer; nothing of it is run. In Python
    `diagnosis` is what `convcourse.diagnose` says of the same text.

    Parameters
    ----------
    source : str, optional
        What `convcourse.diagnose` takes as a text; by default the article's autoencoder.
    input_shape : tuple of three int, optional
        Channels, rows and columns of the picture.

    Raises
    ------
    ValueError
        If a size is not from 1 to 100,000.

    Examples
    --------
    >>> doctor = NetworkDoctor()
    >>> doctor.diagnosis.output_shape
    (1, 91, 91)
    """

    _esm = module_text("network_doctor")
    _css = style_text("network_doctor")

    source = traitlets.Unicode().tag(sync=True)
    channels = traitlets.Int(1, min=1, max=100_000).tag(sync=True)
    rows = traitlets.Int(96, min=1, max=100_000).tag(sync=True)
    columns = traitlets.Int(96, min=1, max=100_000).tag(sync=True)
    examples = traitlets.List().tag(sync=True)
    title = traitlets.Unicode("Where does your network break?").tag(sync=True)

    def __init__(self, source: str | None = None, input_shape: Sequence[int] | None = None) -> None:
        shape, text = next(iter(EXAMPLES.values()))
        shape = shape if input_shape is None else input_shape
        if len(shape) != 3:
            raise ValueError(
                f"input_shape is {shape!r}, expected channels, rows and columns; "
                f"use for example input_shape=(3, 96, 96)"
            )
        names = ("channels", "rows", "columns")
        sizes = {
            name: integer(one, f"{name} of input_shape", 1)
            for name, one in zip(names, shape, strict=True)
        }
        examples = [
            {"name": name, "source": one, "shape": list(size)}
            for name, (size, one) in EXAMPLES.items()
        ]
        super().__init__(source=text if source is None else source, examples=examples, **sizes)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Channels, rows and columns of the picture."""
        return self.channels, self.rows, self.columns

    @property
    def diagnosis(self) -> Diagnosis:
        """What is found in the source as it stands."""
        return diagnose(self.source, self.input_shape)
