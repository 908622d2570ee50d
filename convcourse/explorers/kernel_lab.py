"""`KernelLab`: a photo in, the filtered photo out, with any kernel up to 7×7."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from convcourse._validate import choice
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.explorers.parts.offered import encoded, own_picture, require_offered, titles
from convcourse.explorers.parts.settings import (
    Choice,
    Flag,
    Given,
    Option,
    Place,
    Plane,
    Real,
    Whole,
)
from convcourse.operators.kernels import KERNELS, box
from convcourse.operators.kernels import gaussian as gaussian_kernel
from convcourse.operators.ops import convolve2d, correlate2d
from convcourse.operators.padding import Border, pad2d
from convcourse.pictures import images

MAX_KERNEL = 31
MAX_SIDE = 256
OWN = "Your own picture"
CARD = "test card"
Grey = Literal["first", "last", "difference"]
BORDERS: tuple[Border, ...] = get_args(Border)
#: What the presets are called on the page, in the order of the list.
PRESETS = {
    "identity": "Identity",
    "box": "Box blur",
    "gaussian": "Gaussian blur",
    "sharpen": "Sharpen",
    "outline": "Outline",
    "emboss": "Emboss",
    "sobel_x": "Sobel, to the right",
    "sobel_y": "Sobel, downwards",
    "prewitt_x": "Prewitt, to the right",
    "prewitt_y": "Prewitt, downwards",
    "scharr_x": "Scharr, to the right",
    "scharr_y": "Scharr, downwards",
    "laplacian": "Laplacian, 4 neighbours",
    "laplacian_8": "Laplacian, 8 neighbours",
    "motion_blur": "Motion blur",
}
#: These two come at any size; the page builds them itself.
FAMILIES = {"box": "box", "gaussian": "gaussian"}


def preset(name, size=None):
    """Return the kernel that a preset of `KernelLab` stands for; a blur's at another size."""
    # A Gaussian of a given size has OpenCV's sigma here, so that one slider sets both.
    if name == "gaussian":
        return gaussian_kernel(size=size or 5)
    return box(size) if size and FAMILIES.get(name) == "box" else KERNELS[name]


def _puzzle(title, ask, hint, kernel, **settings):
    """Return a puzzle on the test card: find the kernel that makes the target."""
    keep = {"photo": 0, "scale": 1.0, "offset": 0, "normalise": False, "per_channel": False}
    keep |= {"border": BORDERS.index("mirror"), "median": False, "grey": 0, "clip": False}
    keep |= settings
    kernel = np.asarray(kernel, float).tolist()
    return {
        "title": title,
        "ask": ask + " The target stands beside yours; point at both to compare their numbers.",
        "hint": hint,
        "start": {**keep, "kernel": [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "flip": False,
                  "signed": False, "wipe": 0},
        "keep": keep,
        "goal": {"kernel": kernel},
        "solution": {"kernel": kernel},
    }  # fmt: skip


#: Each begins with the identity on the test card, which is the first picture wherever it is shown.
PUZZLES = [
    _puzzle(
        "A blur",
        "This target is blurred, but not by any kernel in the list.",
        "Look at the single dot at the top left: 250 alone on black. How many pixels did it "
        "become, and what do they add up to?",
        np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]) / 5,
    ),
    _puzzle(
        "An edge",
        "Only some edges are left of this one. Grey 128 stands for 0.",
        "The dot became two: one brighter than the ground, one darker. Each output is the "
        "difference of two neighbours.",
        [[0, 0, 0], [0, -0.5, 0], [0, 0.5, 0]],
        offset=128,
    ),
    _puzzle(
        "Shift by one",
        "Nothing is blurred, yet everything stands elsewhere.",
        "The picture moved one pixel to the right and one down. So each output is a copy of "
        "which neighbour?",
        [[1, 0, 0], [0, 0, 0], [0, 0, 0]],
    ),
    _puzzle(
        "Emboss",
        "Lit from the other side than the preset.",
        "Start from the preset Emboss, and see where the light comes from. To light it from the "
        "other side, turn the kernel by 180°.",
        [[2, 1, 0], [1, 1, -1], [0, -1, -2]],
    ),
    _puzzle(
        "A shaky camera",
        "Somebody moved the camera while the shutter was open.",
        "The dot became a line of equal pixels. Make the kernel as wide as that line with the "
        "slider, and remember that the weights of a blur add up to 1.",
        np.full((1, 5), 0.2),
    ),
]


class KernelLab(
    DeclaredExplorer,
    question="What does this kernel do to a photo?",
    puzzles=PUZZLES,
    show_puzzles=False,
):
    """A photo in, the filtered photo out, computed in the browser at every move.

    The output is the cross-correlation of the picture with the kernel; with ``flip=True`` the
    kernel is turned by 180° first, which makes it a convolution. It is as large as the picture:
    `border` says what is read outside. Each value is then multiplied by `scale` and `offset`
    is added. A reader can bring a picture of their own; it stays in the browser and, with a
    kernel, becomes `image`. The puzzles need the test card: it then leads the pictures.

    Examples
    --------
    >>> lab = KernelLab([[0, 0, 0], [0, 90, 0], [0, 0, 0]], "box", border="constant")
    >>> lab.output
    array([[10., 10., 10.],
           [10., 10., 10.],
           [10., 10., 10.]])
    """

    image = Given(
        "chelsea",
        'A name in `convcourse.pictures.images.PHOTOS`, ``"test card"``, or a picture: numbers '
        "from 0 to 255, up to 256×256. What is read is the picture that is shown, uint8; the "
        "reader's own, too.",
        "str or array_like of shape (H, W) or (H, W, 3)",
        "str | ArrayLike",
        positional=True,
    )
    _photo = Place(lambda view: view.titles, "Picture")
    _preset = Place(lambda view: [one["title"] for one in view.presets], "Kernel")
    kernel = Plane(
        (MAX_KERNEL, MAX_KERNEL),
        "box",
        'A preset, such as ``"sobel_x"``, or up to 31×31 numbers; up to 7×7 can be edited.',
        "(kh, kw)",
        kind="str or array_like of shape (kh, kw)",
        annotation="str | ArrayLike",
        positional=True,
    )
    photos = Option[Iterable[str]](
        (),
        "Which other pictures to offer, by name. Each adds about 15 kB to a page.",
        kind="sequence of str",
        annotation="Iterable[str]",
    )
    _size = Whole(3, 1, MAX_KERNEL, "The longer side of the kernel.", "Kernel size", step=2)
    wipe = Whole(
        0,
        0,
        100,
        "How much of the output's width shows the picture before, in per cent: {range}.",
        "Before–after",
    )
    scale = Real(1.0, -4, 4, "What each value is multiplied by: {range}.", "Scale", step=0.25)
    offset = Whole(0, -128, 128, "What is added to each value: {range}.", "Offset", step=16)
    border = Choice[Border](
        BORDERS,
        "What is read outside the picture, in `scipy.ndimage`'s words.",
        "Border",
        default="mirror",
    )
    normalise = Flag(
        False,
        "Whether the weights are divided by their sum, so that they add up to 1; not where they "
        "add up to 0.",
        "Normalise",
    )
    signed = Flag(
        False,
        "Whether negative values are shown as well, on a scale from brown over white (0) to teal.",
        "Show signed",
    )
    per_channel = Flag(
        False,
        "Whether red, green and blue are filtered each; otherwise the picture is turned grey "
        "first.",
        "Per channel",
    )
    grey = Choice[Grey](
        {"first": "first", "last": "last", "difference": "last − first"},
        "When a colour photo is turned grey, unless it is filtered per channel: before the "
        "filter, after it, or how much the second differs from the first, neither rounded "
        "where the weights do the work.",
        "Turn grey",
        shown=False,
    )
    clip = Flag(
        False,
        "Whether what the filter makes is cut to 0 … 255 at once, as a byte cuts it.",
        "Clip to 0–255",
        shown=False,
    )
    flip = Flag(False, "Whether the kernel is turned by 180° before use.", "Convolution (flip)")
    median = Flag(
        False,
        "Whether each pixel becomes the median of its window instead of a weighted sum. Of the "
        "kernel only the size counts then, and no kernel does the same.",
        "Median instead",
        shown=False,
    )
    gallery = Option(
        False,
        "Show the presets as tiles to press, each what its kernel makes of the picture.",
        trait=traitlets.Bool(False),
    )

    class View(ExplorerView):
        """Draws a `KernelLab`."""

        _esm = module_text("kernel_lab")
        _css = style_text("kernel_lab")

        pictures = traitlets.List().tag(sync=True)
        titles = traitlets.List().tag(sync=True)
        presets = traitlets.List().tag(sync=True)
        # A browser sends bytes as a memory view.
        own = traitlets.Bytes().tag(sync=True, from_json=lambda sent, _view: bytes(sent))
        # Whether the line between before and after waits on the output.
        divided = traitlets.Bool(False).tag(sync=True)

    def _brought(self, told):
        image = told["image"]
        named = isinstance(image, str)
        card = [CARD] if self._chosen_puzzles(told["puzzles"]) else []
        offered = require_offered([*card, *([image] if named else []), *self.photos], [CARD])
        drawings = {CARD: images.test_card()}
        return {
            "pictures": [encoded(name, MAX_SIDE, drawings) for name in offered],
            "titles": [*titles(offered), OWN],
            "presets": [
                *({"title": title, "kernel": preset(name).tolist(), "family": FAMILIES.get(name)}
                  for name, title in PRESETS.items()),
                {"title": "Your own", "kernel": None, "family": None},
            ],
            "own": b"" if named else own_picture(image, MAX_SIDE),
            "photo": offered.index(image) if named else len(offered),
        }  # fmt: skip

    def _controls(self, names):
        controls = super()._controls(names)
        self.view.divided = any("wipe" in joined.values() for _, joined in controls)
        return controls

    @image.getter
    def image(self) -> NDArray[np.uint8]:
        view = self.view
        if view.photo < len(view.pictures):
            return images.decode(view.pictures[view.photo])
        return images.decode(view.own) if view.own else np.zeros((128, 128), np.uint8)

    @image.setter
    def image(self, value: ArrayLike) -> None:
        own = own_picture(value, MAX_SIDE)
        with self.view.hold_sync():
            self.view.own, self.view.photo = own, len(self.view.pictures)

    @kernel.setter
    def kernel(self, value: ArrayLike) -> None:
        weights, number = _weights(value)
        with self.view.hold_sync():
            self.view.kernel = weights
            self.view.preset, self.view.size = number, max(self.kernel.shape)

    @property
    def output(self) -> NDArray[np.floating]:
        """The filtered picture as floats, not rounded, by `operators.ops`."""
        image = self.image
        if self.per_channel:
            return self._filtered(image)
        if self.grey == "first":
            return self._filtered(images.grey(image))
        colours = np.broadcast_to(np.atleast_3d(image), (*image.shape[:2], 3))
        last = self._filtered(colours) @ images.LUMINANCE
        if self.grey == "last":
            return last
        # A median takes whole levels, in the page, where it counts them.
        grey = images.grey(image) if self.median else colours @ images.LUMINANCE
        return last - self._filtered(grey)

    def _filtered(self, image):
        """Return what the filter makes of a grey or a colour picture."""
        kernel = self.kernel
        if self.normalise and abs(kernel.sum()) > 1e-9:
            kernel = kernel / kernel.sum()
        axis = -1 if image.ndim == 3 else None
        if self.median:
            result = _medians(image, kernel.shape, self.border, self.flip, axis)
        else:
            operator = convolve2d if self.flip else correlate2d
            result = operator(image, kernel, border=self.border, channel_axis=axis)
        result = self.scale * result + self.offset
        return np.clip(result, 0, 255) if self.clip else result


def _medians(image, shape, border, flip, channel_axis):
    """Return the medians of the windows that a kernel of this shape would read."""
    before = [(side - 1 if flip else side) // 2 for side in shape]
    width = [(first, side - 1 - first) for first, side in zip(before, shape, strict=True)]
    padded = pad2d(image, width, border=border, channel_axis=channel_axis)
    windows = np.lib.stride_tricks.sliding_window_view(padded, shape, axis=(0, 1))
    # Row by row: np.median copies what it is given, and the windows are many times the picture.
    return np.stack([np.median(row, axis=(-2, -1)) for row in windows])


def _weights(kernel):
    """Return a kernel, given by name or as numbers, and the number of the preset that it is."""
    if isinstance(kernel, str):
        choice(kernel, "kernel", PRESETS)
        return preset(kernel), list(PRESETS).index(kernel)
    rows, cols = np.shape(np.atleast_2d(kernel))
    size = rows if rows == cols > 1 else None
    for number, name in enumerate(PRESETS):
        if np.array_equal(np.atleast_2d(kernel), preset(name, size)):
            return kernel, number
    return kernel, len(PRESETS)
