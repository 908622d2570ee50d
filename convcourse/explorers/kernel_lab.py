"""`KernelLab`: a photo in, the filtered photo out, with any kernel up to 7×7."""

import ipywidgets
import numpy as np
import traitlets

from convcourse._validate import choice
from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    Numbers,
    checkbox,
    chosen_controls,
    delegated,
    grey_levels,
    slider,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.kernels import KERNELS
from convcourse.operators.kernels import gaussian as gaussian_kernel
from convcourse.operators.ops import convolve2d, correlate2d
from convcourse.pictures import images

MAX_KERNEL = 31
MAX_SIDE = 256
PHOTO_QUALITY = 85
OWN = "Your own picture"
CARD = "test card"
BORDERS = ("constant", "nearest", "reflect", "mirror", "wrap")
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


def preset(name):
    """Return the kernel that a preset of `KernelLab` stands for."""
    # A Gaussian of a given size has OpenCV's sigma here, so that one slider sets both.
    return gaussian_kernel(size=5) if name == "gaussian" else KERNELS[name]


def _puzzle(title, ask, hint, kernel, **settings):
    """Return a puzzle on the test card: find the kernel that makes the target."""
    keep = {"photo": 0, "scale": 1.0, "offset": 0, "normalise": False, "per_channel": False}
    keep |= {"border": BORDERS.index("mirror")} | settings
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


def _chosen(view, trait, description, options):
    """Return a drop-down list for a trait of the view that holds an index."""
    index = getattr(view, trait)
    control = ipywidgets.Dropdown(options=options, index=index, description=description)
    return control, {"index": trait}


def _size(view):
    control, joined = slider(view, "size", "Kernel size")
    control.step = 2
    return control, joined


def _scale(view):
    control = ipywidgets.FloatSlider(view.scale, min=-4, max=4, step=0.25, description="Scale")
    return control, {"value": "scale"}


def _offset(view):
    control, joined = slider(view, "offset", "Offset")
    control.step = 16
    return control, joined


def _wipe(view):
    control, joined = slider(view, "wipe", "Before–after")
    control.step = 5
    return control, joined


#: The controls, in the order in which they stand.
CONTROLS = {
    "photo": lambda view: _chosen(view, "photo", "Picture", view.titles),
    "preset": lambda view: _chosen(view, "preset", "Kernel", [p["title"] for p in view.presets]),
    "size": _size,
    "wipe": _wipe,
    "scale": _scale,
    "offset": _offset,
    "border": lambda view: _chosen(view, "border", "Border", BORDERS),
    "normalise": lambda view: checkbox(view, "normalise", "Normalise"),
    "signed": lambda view: checkbox(view, "signed", "Show signed"),
    "per_channel": lambda view: checkbox(view, "per_channel", "Per channel"),
    "flip": lambda view: checkbox(view, "flip", "Convolution (flip)"),
}


class KernelLabView(ExplorerView):
    """Draws a `KernelLab` and holds its state."""

    _esm = module_text("kernel_lab")
    _css = style_text("kernel_lab")

    pictures = traitlets.List().tag(sync=True)
    titles = traitlets.List().tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    # A browser sends bytes as a memory view.
    own = traitlets.Bytes().tag(sync=True, from_json=lambda sent, _view: bytes(sent))

    photo = traitlets.Int(0, min=0).tag(sync=True, state=True)
    preset = traitlets.Int(0, min=0).tag(sync=True, state=True)
    kernel = Numbers(MAX_KERNEL, MAX_KERNEL).tag(sync=True, state=True)
    size = traitlets.Int(3, min=1, max=MAX_KERNEL).tag(sync=True, state=True)
    scale = traitlets.Float(1.0, min=-4, max=4).tag(sync=True, state=True)
    offset = traitlets.Int(0, min=-128, max=128).tag(sync=True, state=True)
    normalise = traitlets.Bool(False).tag(sync=True, state=True)
    signed = traitlets.Bool(False).tag(sync=True, state=True)
    per_channel = traitlets.Bool(False).tag(sync=True, state=True)
    border = traitlets.Int(3, min=0, max=4).tag(sync=True, state=True)
    flip = traitlets.Bool(False).tag(sync=True, state=True)
    wipe = traitlets.Int(0, min=0, max=100).tag(sync=True, state=True)


class KernelLab(Explorer):
    """A photo in, the filtered photo out, computed in the browser at every move.

    The output is the cross-correlation of the picture with the kernel; with ``flip=True`` the
    kernel is turned by 180° first, which makes it a convolution. It is as large as the picture:
    `border` says what is read outside. Each value is then multiplied by `scale` and `offset`
    is added. A reader can bring a picture of their own; it stays in the browser and, with a
    kernel, becomes `image`.

    Parameters
    ----------
    image : str or array_like of shape (H, W) or (H, W, 3)
        A name in `convcourse.pictures.images.PHOTOS`, ``"test card"``, or a picture: numbers from
        0 to 255, up to 256×256.
    kernel : str or array_like of shape (kh, kw)
        A preset, such as ``"sobel_x"``, or up to 31×31 numbers; up to 7×7 can be edited.
    photos : sequence of str
        Which other pictures to offer, by name. Each adds about 15 kB to a page.
    scale, offset : float, int
        −4 to 4 and −128 to 128.
    normalise : bool
        Divide the weights by their sum, so that they add up to 1; not where they add up to 0.
    signed : bool
        Show negative values as well, on a scale from brown over white (0) to teal.
    per_channel : bool
        Filter red, green and blue each; otherwise the picture is turned grey first.
    border : {"mirror", "constant", "nearest", "reflect", "wrap"}
        As in `scipy.ndimage`.
    flip : bool
        Turn the kernel by 180° before use.
    wipe : int
        How much of the output's width shows the picture before, in per cent, 0 to 100.
    question : str
        The title.
    controls : sequence of str
        Which controls to show; all by default.
    puzzles : bool or sequence of str
        Show the strip of puzzles, all or those with these titles. They need the test card: it
        then leads the pictures.

    Raises
    ------
    TypeError, ValueError
        If an argument is not such.
    traitlets.TraitError
        If a number is out of range.

    Examples
    --------
    >>> lab = KernelLab([[0, 0, 0], [0, 90, 0], [0, 0, 0]], "box", border="constant")
    >>> lab.output
    array([[10., 10., 10.],
           [10., 10., 10.],
           [10., 10., 10.]])
    """

    def __init__(
        self,
        image="chelsea",
        kernel="box",
        *,
        photos=(),
        scale=1.0,
        offset=0,
        normalise=False,
        signed=False,
        per_channel=False,
        border="mirror",
        flip=False,
        wipe=0,
        question="What does this kernel do to a photo?",
        controls=tuple(CONTROLS),
        puzzles=False,
    ):
        riddles = _chosen_puzzles(puzzles)
        offered = _offered(image, photos, riddles)
        first = image if isinstance(image, str) else OWN
        weights, number = _weights(kernel)
        self.view = view = KernelLabView(
            pictures=[_encoded(name) for name in offered],
            titles=[*(images.PHOTOS.get(name, name).capitalize() for name in offered), OWN],
            presets=[
                *({"title": title, "kernel": preset(name).tolist(), "family": FAMILIES.get(name)}
                  for name, title in PRESETS.items()),
                {"title": "Your own", "kernel": None, "family": None},
            ],
            own=b"" if isinstance(image, str) else _own(image),
            photo=offered.index(first) if first in offered else len(offered),
            kernel=weights,
            preset=number,
            size=max(np.shape(np.atleast_2d(weights))),
            scale=scale,
            offset=offset,
            normalise=normalise,
            signed=signed,
            per_channel=per_channel,
            border=BORDERS.index(choice(border, "border", BORDERS)),
            flip=flip,
            wipe=wipe,
        )  # fmt: skip
        shown = chosen_controls(view, controls, CONTROLS)
        super().__init__(question, view, shown, riddles)

    scale = delegated("scale", "What each value is multiplied by.")
    offset = delegated("offset", "What is added to each value.")
    normalise = delegated("normalise", "Whether the weights are divided by their sum.")
    signed = delegated("signed", "Whether negative values are shown as well.")
    per_channel = delegated("per_channel", "Whether red, green and blue are filtered each.")
    flip = delegated("flip", "Whether the kernel is turned by 180° before use.")
    wipe = delegated("wipe", "How much of the output shows the picture before, in per cent.")

    @property
    def image(self):
        """The picture that is shown, uint8, (H, W) or (H, W, 3); the reader's own too."""
        view = self.view
        if view.photo < len(view.pictures):
            return images.decode(view.pictures[view.photo])
        return images.decode(view.own) if view.own else np.zeros((128, 128), np.uint8)

    @image.setter
    def image(self, value):
        own = _own(value)
        with self.view.hold_sync():
            self.view.own, self.view.photo = own, len(self.view.pictures)

    @property
    def kernel(self):
        """The kernel as an array; set it from an array or a preset's name."""
        return np.array(self.view.kernel, float)

    @kernel.setter
    def kernel(self, value):
        weights, number = _weights(value)
        with self.view.hold_sync():
            self.view.kernel = weights
            self.view.preset, self.view.size = number, max(self.kernel.shape)

    @property
    def border(self):
        """What is read outside the picture, in `scipy.ndimage`'s words."""
        return BORDERS[self.view.border]

    @border.setter
    def border(self, value):
        self.view.border = BORDERS.index(choice(value, "border", BORDERS))

    @property
    def output(self):
        """The filtered picture as floats, neither rounded nor clipped, by `operators.ops`."""
        image, kernel = self.image, self.kernel
        image = image if self.per_channel else images.grey(image)
        if self.normalise and abs(kernel.sum()) > 1e-9:
            kernel = kernel / kernel.sum()
        operator = convolve2d if self.flip else correlate2d
        axis = -1 if image.ndim == 3 else None
        result = operator(image, kernel, border=self.border, channel_axis=axis)
        return self.scale * result + self.offset


def _chosen_puzzles(puzzles):
    """Return the puzzles that were asked for: all, none, or some by their titles."""
    titles = [puzzle["title"] for puzzle in PUZZLES]
    wanted = (titles if puzzles else []) if isinstance(puzzles, bool) else puzzles
    for title in wanted:
        choice(title, "puzzles", titles)
    return [puzzle for puzzle in PUZZLES if puzzle["title"] in wanted]


def _offered(image, photos, puzzles):
    """Return the names of the pictures to choose from; the test card first where it is needed."""
    names = [*([CARD] if puzzles else []), *([image] if isinstance(image, str) else []), *photos]
    for name in names:
        choice(name, "image", [*images.PHOTOS, CARD])
    return list(dict.fromkeys(names))


def _encoded(name):
    if name == CARD:
        return images.encode(images.test_card())
    return images.encode(images.photo(name, MAX_SIDE), quality=PHOTO_QUALITY)


def _own(picture):
    """Return a reader's picture as bytes, after checking it."""
    levels = grey_levels(picture, "image")
    rows, columns = levels.shape[:2]
    if max(rows, columns) > MAX_SIDE:
        raise ValueError(
            f"image is {rows}×{columns}, expected at most {MAX_SIDE}×{MAX_SIDE}; show a part of "
            "it, or scale it down"
        )
    return images.encode(levels)


def _weights(kernel):
    """Return a kernel, given by name or as numbers, and the number of the preset that it is."""
    if isinstance(kernel, str):
        choice(kernel, "kernel", PRESETS)
        return preset(kernel), list(PRESETS).index(kernel)
    for number, name in enumerate(PRESETS):
        if np.array_equal(np.atleast_2d(kernel), preset(name)):
            return kernel, number
    return kernel, len(PRESETS)
