"""Still figures. Each function takes arrays and an Axes; one meaning, one colour."""

from __future__ import annotations

import json
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from convcourse._tokens import colours
from convcourse._validate import (
    integer,
    numeric_array,
    positive_number,
    require_axes,
    require_finite,
    require_levels,
    require_non_empty,
)

_COLOURS = colours()
INPUT, KERNEL, OUTPUT, WINDOW, QUIET = (
    _COLOURS[name] for name in ("input", "kernel", "output", "window", "target")
)
INK = _COLOURS["ink"]
STYLE = Path(__file__).parent / "course.mplstyle"
_INKED = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")


def use_course_style() -> None:
    """Set the look of every figure of the course; call it once, in the import cell.

    Whatever a matplotlibrc or an earlier style has set gives way, but for what is no look, such as
    the backend.
    """
    cycle = cycler(color=[INPUT, KERNEL, OUTPUT, WINDOW, QUIET])
    plt.style.use(["default", STYLE, {"axes.prop_cycle": cycle, **dict.fromkeys(_INKED, INK)}])


def tell_images(figure: Figure) -> None:
    """Let a figure's PNG say where its images are; Matplotlib calls this for each new figure.

    A page that turns dark gives what is drawn other colours, but those of a photo, of shaded cells
    or of a colour bar say what the data are. So the file's text ``Images`` has their boxes: left,
    top, right and bottom in parts of the picture, as a list in JSON.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Just made.
    """
    canvas = figure.canvas
    print_png = getattr(canvas, "print_png", None)
    if print_png is None:  # a backend that only shows
        return

    @wraps(print_png)
    def print_telling(*args: Any, metadata: dict[str, str] | None = None, **kwargs: Any) -> None:
        told = {"Images": json.dumps(_image_boxes(figure)), **(metadata or {})}
        print_png(*args, metadata=told, **kwargs)

    canvas.print_png = print_telling  # type: ignore[attr-defined]


def _image_boxes(figure: Figure) -> list[list[float]]:
    """Return where images are, as far as they are seen, inside the frames of their axes."""
    width, height = figure.bbox.size
    boxes = []
    for ax in figure.axes:
        maps = [drawn for drawn in ax.collections if isinstance(drawn, QuadMesh)]
        for drawn in (drawn for drawn in (*ax.images, *maps) if drawn.get_visible()):
            box = Bbox.intersection(drawn.get_window_extent(), ax.bbox)
            if box is None:
                continue
            framed = [spine.get_linewidth() for spine in ax.spines.values() if spine.get_visible()]
            box = box.padded(-max(framed, default=0) / 2 * figure.dpi / 72)
            edges = (box.x0 / width, 1 - box.y1 / height, box.x1 / width, 1 - box.y0 / height)
            boxes.append([round(float(edge), 5) for edge in edges])
    return boxes


def signals(
    ax: Axes,
    given: ArrayLike,
    result: ArrayLike,
    *,
    names: tuple[str, str] = ("input", "output"),
) -> Axes:
    """Draw a 1-D input and its whole-window output above each other, centres aligned.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    given : array_like of shape (n,)
    result : array_like of shape (m,), m ≤ n
        Placed so that each value stands at the middle of the window it comes from.
    names : pair of str
        For the legend.
    """
    given, result = _numbers(given, "given", ["n"]), _numbers(result, "result", ["m"])
    if result.size > given.size:
        raise ValueError(
            f"result has {result.size} values and given {given.size}; expected no more, as each "
            f"stands at the middle of a whole window"
        )
    centre = (given.size - result.size) / 2
    ax.plot(given, "o-", color=INPUT, label=names[0], alpha=0.55)
    ax.plot(np.arange(result.size) + centre, result, "s-", color=OUTPUT, label=names[1])
    ax.set(xlabel="position", xticks=np.arange(given.size))
    ax.legend(ncols=2, loc="upper left")
    return ax


def cells(
    ax: Axes,
    values: ArrayLike,
    *,
    color: str = QUIET,
    title: str = "",
    window: tuple[int, int, int, int] | None = None,
    reach: float | None = None,
) -> Axes:
    """Draw a small 2-D array as shaded cells with their numbers.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like of shape (H, W)
        Signed values go on a brown–white–teal scale centred on zero, others on black–white.
    color : str
        Of the frame and the title: what the array is (`INPUT`, `KERNEL`, `OUTPUT`).
    title : str
    window : tuple (row, column, height, width), optional
        Cells to outline.
    reach : float, optional
        The value that is white or teal; the largest of `values`, unless grids are to be compared.
    """
    values = _numbers(values, "values", ["H, W"])
    image = _image(ax, values, **_shades(values, reach))
    colours = np.asarray(image.cmap(image.norm(values)))
    for (r, c), value in np.ndenumerate(values):
        red, green, blue, _ = colours[r, c]
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
        text = f"{value:.4g}".replace("-", "−")
        ax.text(c, r, text, ha="center", va="center", color="white" if dark else "#111", size=9)
    if window:
        row, column, height, width = window
        place = (column - 0.5, row - 0.5)
        ax.add_patch(Rectangle(place, width, height, fill=False, edgecolor=WINDOW, linewidth=3))
    ax.set_xlabel(f"{values.shape[0]}×{values.shape[1]}", color=QUIET)
    return _framed(ax, title, color)


def picture(ax: Axes, values: ArrayLike, *, color: str = QUIET, title: str = "") -> Axes:
    """Draw a picture as a screen shows it: from 0 to 255, what lies outside clipped.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like of shape (H, W) or (H, W, 3)
    color : str
        Of the frame and the title: what the picture is (`INPUT`, `OUTPUT`).
    title : str
    """
    values = _numbers(values, "values", ["H, W", "H, W, 3"])
    if values.ndim == 3 and values.shape[2] != 3:
        raise ValueError(
            f"values has shape {values.shape}, expected (H, W) in grey or (H, W, 3) in colour; "
            f"move the channels to the end: np.moveaxis(values, 0, -1)"
        )
    require_levels(values, "values")
    shown = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    _image(ax, shown, cmap="gray", vmin=0, vmax=255)
    return _framed(ax, title, color, size=10)


def kernel_image(ax: Axes, values: ArrayLike, *, title: str = "") -> Axes:
    """Draw a kernel as an image: signed ones brown–white–teal around 0, others black–white.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like of shape (kh, kw)
    title : str
    """
    values = _numbers(values, "values", ["kh, kw"])
    _image(ax, values, **_shades(values))
    ax.set_xlabel(f"{values.shape[0]}×{values.shape[1]}", color=QUIET)
    return _framed(ax, title, KERNEL, size=10)


def gradient(ax: Axes, length: ArrayLike, angle: ArrayLike, *, title: str = "") -> Axes:
    """Draw gradients: bright where they are long, coloured by their angle on a wheel.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    length, angle : array_like of shape (H, W)
        The angle in degrees.
    title : str
    """
    length, angle = _numbers(length, "length", ["H, W"]), _numbers(angle, "angle", ["H, W"])
    if length.shape != angle.shape:
        raise ValueError(f"length has shape {length.shape}, angle {angle.shape}; make them equal")
    bright = np.clip(length / max(np.percentile(length, 99), 1e-12), 0, 1)
    colour = plt.get_cmap("hsv")((angle % 360) / 360)[..., :3]
    return picture(ax, 255 * colour * bright[..., None], color=OUTPUT, title=title)


def kernel_board(
    ax: Axes, kernels: ArrayLike, *, title: str = "", across: int = 8, shared: bool = False
) -> Axes:
    """Draw kernels of three channels side by side: grey is 0, and colours are what they weigh.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    kernels : array_like of shape (N, 3, k, k)
    title : str
    across : int
        How many stand in a row.
    shared : bool
        Scale all of them by the largest number of all, and not each by its own.
    """
    kernels = _numbers(kernels, "kernels", ["N, 3, k, k"])
    across = integer(across, "across", 1)
    count, channels, rows, columns = kernels.shape
    if channels != 3:
        raise ValueError(
            f"kernels has {channels} channels, shape {kernels.shape}, expected 3 (red, green, "
            f"blue); repeat one channel with np.repeat(kernels, 3, axis=1)"
        )
    reach = np.abs(kernels).max(axis=None if shared else (1, 2, 3), keepdims=True)
    coloured = np.moveaxis(0.5 + 0.5 * kernels / np.maximum(reach, 1e-12), 1, -1)
    down = -(-count // across)
    board = np.ones((down * (rows + 1) - 1, across * (columns + 1) - 1, 3))
    for number, tile in enumerate(coloured):
        top, left = number // across * (rows + 1), number % across * (columns + 1)
        board[top : top + rows, left : left + columns] = tile
    _image(ax, board)
    return _framed(ax, title, KERNEL, size=10)


def _numbers(values: ArrayLike, name: str, layouts: list[str]) -> NDArray[np.float64]:
    """Return what is to be drawn as floats, if it has the right axes and is finite."""
    array = numeric_array(values, name)
    require_axes(array, name, layouts)
    require_non_empty(array, name)
    require_finite(array, name)
    return array.astype(float)


def _shades(values: NDArray[np.float64], reach: float | None = None) -> dict[str, Any]:
    """Return the colours of numbers: signed ones around a white 0, others from a black one."""
    reach = np.abs(values).max() if reach is None else positive_number(reach, "reach")
    signed = values.min() < 0
    reach = max(float(reach), 1e-12)
    return {"cmap": "BrBG" if signed else "gray", "vmin": -reach if signed else 0, "vmax": reach}


def _image(ax: Axes, values: NDArray, **colours: Any) -> AxesImage:
    """Draw an array as rows from the top and pixels with edges, whatever Matplotlib is set to."""
    return ax.imshow(values, origin="upper", interpolation="nearest", **colours)


def _framed(ax: Axes, title: str, color: str, **words: Any) -> Axes:
    """Give an image its title and a frame of one colour, and no ticks."""
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, color=color, **words)
    for spine in ax.spines.values():
        spine.set(visible=True, color=color, linewidth=1.6)
    return ax
