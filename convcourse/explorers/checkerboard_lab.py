"""`CheckerboardLab`: a transposed convolution beside resizing before a convolution."""

import numpy as np
import traitlets

from convcourse._validate import choice
from convcourse.explorers.parts.base import (
    Explorer,
    ExplorerView,
    delegated,
    slider,
    toggle_buttons,
)
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.operators.ops import conv_transpose2d, correlate2d
from convcourse.pictures import images

SIDE = 24
MAX_KERNEL = 6
GREY = 120
PICTURES = ("grey", "photo")
#: What is added to equal weights to make them unequal: −1 to 1, always the same.
PATTERN = np.random.default_rng(2).uniform(-1, 1, (MAX_KERNEL, MAX_KERNEL)).round(2)

PUZZLES = [
    {
        "title": "Overlap, but evenly",
        "ask": "All weights are equal, and the stride is 2. Find a kernel size whose stamps "
        "overlap and still leave the grey even.",
        "hint": "Each cell has to be reached equally often. How many of the k weights in a row "
        "reach an even column, and how many an odd one?",
        "start": {"picture": 0, "kernel_size": 3, "stride": 2, "unequal": 0},
        "keep": {"stride": 2, "unequal": 0},
        "goal": {"even": True, "overlap": True},
        "solution": {"kernel_size": 4},
    },
    {
        "title": "Even writes, and yet",
        "ask": "Here every inner cell is written 4 times. Make a pattern all the same, without "
        "changing that.",
        "hint": "How often a cell is written is one thing. What is written is another.",
        "start": {"picture": 0, "kernel_size": 4, "stride": 2, "unequal": 0},
        "keep": {"kernel_size": 4, "stride": 2},
        "goal": {"even": False, "written": True},
        "solution": {"unequal": 60},
    },
]


def _eye():
    """Return a part of the cat photo: an eye, (24, 24)."""
    photo = images.grey(images.photo("chelsea", 64))
    return photo[16 : 16 + SIDE, 20 : 20 + SIDE]


def _unequal(view):
    control, joined = slider(view, "unequal", "Weights differ by, %", step=10)
    control.add_class("cc-wide")
    return control, joined


class CheckerboardLabView(ExplorerView):
    """Draws a `CheckerboardLab` and holds its state."""

    _esm = module_text("enlarging")
    # Alike for the three explorers of a page on this topic, which then carries them once.
    _css = style_text("transposed_explorer", "size_finder", "checkerboard_lab")
    figure = traitlets.Unicode("checkerboardLab").tag(sync=True)

    pictures = traitlets.List().tag(sync=True)
    pattern = traitlets.List().tag(sync=True)
    picture = traitlets.Int(0, min=0, max=len(PICTURES) - 1).tag(sync=True, state=True)
    kernel_size = traitlets.Int(3, min=2, max=MAX_KERNEL).tag(sync=True, state=True)
    stride = traitlets.Int(2, min=2, max=3).tag(sync=True, state=True)
    unequal = traitlets.Int(0, min=0, max=80).tag(sync=True, state=True)


class CheckerboardLab(Explorer):
    """A picture enlarged in two ways: by a transposed convolution, and resized, then convolved.

    Both use the same kernel, which is not flipped; its weights are scaled so that the mean grey
    is kept. The transposed convolution has no padding, so its rim is dark.

    Parameters
    ----------
    picture : {"grey", "photo"}
        A plain grey of 120, or an eye of the cat.
    kernel_size : int
        2 to 6.
    stride : int
        By how much to enlarge: 2 or 3.
    unequal : int
        How much the weights differ, in per cent: 0 to 80, with 0 all are equal.
    question : str
        The title.
    puzzles : bool
        Show the strip of puzzles.

    Raises
    ------
    ValueError
        If `picture` is unknown.
    traitlets.TraitError
        If a number is out of range.

    Examples
    --------
    >>> lab = CheckerboardLab(kernel_size=3, stride=2)
    >>> np.unique(lab.transposed[3:-3, 3:-3].round(1)).tolist()
    [53.3, 106.7, 213.3]
    >>> np.unique(lab.resized.round(1)).tolist()
    [120.0]
    """

    def __init__(
        self,
        *,
        picture="grey",
        kernel_size=3,
        stride=2,
        unequal=0,
        question="Where does the checkerboard come from?",
        puzzles=True,
    ):
        self.view = view = CheckerboardLabView(
            pictures=[np.full((SIDE, SIDE), GREY).tolist(), _eye().tolist()],
            pattern=PATTERN.tolist(),
            picture=PICTURES.index(choice(picture, "picture", PICTURES)),
            kernel_size=kernel_size,
            stride=stride,
            unequal=unequal,
        )
        controls = [
            toggle_buttons(view, "picture", ["Plain grey", "Photo"], "Picture"),
            slider(view, "kernel_size", "Kernel size"),
            slider(view, "stride", "Stride"),
            _unequal(view),
        ]
        super().__init__(question, view, controls, PUZZLES if puzzles else [])

    kernel_size = delegated("kernel_size", "The kernel's side: 2 to 6.")
    stride = delegated("stride", "By how much to enlarge: 2 or 3.")
    unequal = delegated("unequal", "How much the weights differ, in per cent: 0 to 80.")

    @property
    def picture(self):
        """What is enlarged: ``"grey"`` or ``"photo"``."""
        return PICTURES[self.view.picture]

    @picture.setter
    def picture(self, name):
        self.view.picture = PICTURES.index(choice(name, "picture", PICTURES))

    @property
    def input(self):
        """The picture that is enlarged, (24, 24)."""
        return np.array(self.view.pictures[self.view.picture], float)

    @property
    def kernel(self):
        """The weights, (k, k); they add up to 1."""
        k = self.kernel_size
        weights = 1 + self.unequal / 100 * np.array(self.view.pattern)[:k, :k]
        return weights / weights.sum()

    @property
    def transposed(self):
        """The transposed convolution, by `convcourse.conv_transpose2d`, s² times the kernel."""
        weight = self.kernel[None, None] * self.stride**2
        return conv_transpose2d(self.input[None], weight, stride=self.stride)[0]

    @property
    def resized(self):
        """Each pixel copied to s×s, then convolved by `convcourse.correlate2d`."""
        large = np.kron(self.input, np.ones((self.stride, self.stride)))
        return correlate2d(large, self.kernel, border="nearest")
