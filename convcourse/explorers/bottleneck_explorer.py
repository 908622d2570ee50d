"""`BottleneckExplorer`: what 1×1 filters before a larger kernel save, and when they stop saving."""

from __future__ import annotations

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.settings import Flag, Whole

MOST = 512
#: What a puzzle keeps and has no name that fits into a sentence.
_BACK = {
    "channels": "In this puzzle as many channels go in as at first: press Reset.",
    "filters": "In this puzzle as many channels come out as at first: press Reset.",
    "restore": "In this puzzle the 1×1 layers stay where they are: press Reset.",
}

PUZZLES = [
    {
        "title": "Where it stops saving",
        "ask": "The layer stays as it is: 5×5, from 192 channels to 32. Find the largest number "
        "of 1×1 filters that does not make it more work.",
        "hint": "For each pixel the layer alone takes 25·192·32 products. Each 1×1 filter takes "
        "192, and gives the 5×5 one channel more to read: 25·32.",
        "start": {
            "channels": 192, "bottleneck": 16, "filters": 32, "kernel_size": 5, "restore": False,
        },
        "keep": {"channels": 192, "filters": 32, "kernel_size": 5, "restore": False},
        "back": _BACK,
        "goal": {"share": 1},
        "solution": {"bottleneck": 154},
    },
    {
        "title": "A tenth of the work",
        "ask": "Now 1×1 filters stand behind the 3×3 as well, from 256 channels to 256. Find the "
        "widest bottleneck that takes at most a tenth of the work.",
        "hint": "The 3×3 reads as many channels as it makes: half as wide, it is a quarter of the "
        "work. The two 1×1 layers are then half of what they were.",
        "start": {
            "channels": 256, "bottleneck": 16, "filters": 256, "kernel_size": 3, "restore": True,
        },
        "keep": {"channels": 256, "filters": 256, "kernel_size": 3, "restore": True},
        "back": _BACK,
        "goal": {"share": 0.1},
        "solution": {"bottleneck": 57},
    },
]  # fmt: skip


class BottleneckExplorer(
    DeclaredExplorer,
    question="When do 1×1 filters before a layer save work?",
    puzzles=PUZZLES,
):
    """A layer alone, and the same layer behind 1×1 filters that leave it fewer channels to read.

    The padding keeps the size of the maps. A multiplication counts, an addition does not.

    Examples
    --------
    >>> branch = BottleneckExplorer(channels=192, bottleneck=16, filters=32, kernel_size=5)
    >>> branch.multiplications
    (120422400, 12443648)
    >>> branch.break_even
    154
    """

    channels = Whole(192, 1, MOST, "Channels that go in: {range}.", "Channels in")
    bottleneck = Whole(16, 1, MOST, "Filters of 1×1 before the layer: {range}.", "1×1 filters")
    filters = Whole(32, 1, MOST, "Channels that come out: {range}.", "Channels out")
    kernel_size = Whole(5, 1, 11, "Weights along each side of the kernel: {range}.", "Kernel size")
    restore = Flag(
        False,
        "Whether the layer makes as many maps as it reads, and 1×1 filters behind it make the "
        "channels that come out.",
        "1×1 behind it, too",
    )
    side = Whole(
        28, 1, 256, "Rows and columns of the maps: {range}.", "Map side", shown=False
    )  # fmt: skip

    class View(ExplorerView):
        """Draws a `BottleneckExplorer`."""

        _esm = module_text("bottleneck_explorer")
        _css = style_text("bottleneck_explorer")

    @property
    def multiplications(self) -> tuple[int, int]:
        """Those of the layer alone, and those with 1×1 filters, for all pixels."""
        pixels = self.side**2
        return pixels * self._alone(), pixels * self._behind(self.bottleneck)

    @property
    def parameters(self) -> tuple[int, int]:
        """The weights and biases of the layer alone, and those with 1×1 filters."""
        made = self.bottleneck + self.filters + (self.bottleneck if self.restore else 0)
        return self._alone() + self.filters, self._behind(self.bottleneck) + made

    @property
    def break_even(self) -> int:
        """The most 1×1 filters that do not make it more work; 0 where any does."""
        fits = (n for n in range(MOST, 0, -1) if self._behind(n) <= self._alone())
        return next(fits, 0)

    def _alone(self) -> int:
        """Return the products of the layer alone, for a pixel."""
        return self.kernel_size**2 * self.channels * self.filters

    def _behind(self, width: int) -> int:
        """Return the products for a pixel with so many 1×1 filters."""
        area = self.kernel_size**2
        if self.restore:
            return width * (self.channels + area * width + self.filters)
        return width * (self.channels + area * self.filters)
