"""Still figures. Each function takes arrays and an Axes; one meaning, one colour."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

INPUT, KERNEL, OUTPUT, WINDOW, QUIET = "#0072b2", "#c64d00", "#007a5a", "#a3408c", "#6b6b6b"
STYLE = Path(__file__).parent / "course.mplstyle"


def use_course_style():
    """Set the look of every figure of the course; call it once, in the import cell."""
    plt.style.use(STYLE)


def signals(ax, given, result, *, names=("input", "output")):
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
    given, result = np.ravel(given), np.ravel(result)
    centre = (given.size - result.size) / 2
    ax.plot(given, "o-", color=INPUT, label=names[0], alpha=0.55)
    ax.plot(np.arange(result.size) + centre, result, "s-", color=OUTPUT, label=names[1])
    ax.set(xlabel="position", xticks=np.arange(given.size))
    ax.legend(ncols=2, loc="upper left")
    return ax


def cells(ax, values, *, color=QUIET, title="", window=None, reach=None):
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
    values = np.asarray(values, float)
    reach = reach or max(np.abs(values).max(), 1e-12)
    signed = values.min() < 0
    image = ax.imshow(values, cmap="BrBG" if signed else "gray", vmin=-reach * signed, vmax=reach)
    for (r, c), value in np.ndenumerate(values):
        red, green, blue, _ = image.cmap(image.norm(value))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
        text = f"{value:.4g}".replace("-", "−")
        ax.text(c, r, text, ha="center", va="center", color="white" if dark else "#111", size=9)
    if window:
        row, column, height, width = window
        place = (column - 0.5, row - 0.5)
        ax.add_patch(Rectangle(place, width, height, fill=False, edgecolor=WINDOW, linewidth=3))
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, color=color)
    ax.set_xlabel(f"{values.shape[0]}×{values.shape[1]}", color=QUIET)
    for spine in ax.spines.values():
        spine.set(visible=True, color=color, linewidth=1.6)
    return ax


def picture(ax, values, *, color=QUIET, title=""):
    """Draw a picture as a screen shows it: from 0 to 255, what lies outside clipped.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like of shape (H, W) or (H, W, 3)
    color : str
        Of the frame and the title: what the picture is (`INPUT`, `OUTPUT`).
    title : str
    """
    shown = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    ax.imshow(shown, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, color=color, size=10)
    for spine in ax.spines.values():
        spine.set(visible=True, color=color, linewidth=1.6)
    return ax


def kernel_image(ax, values, *, title=""):
    """Draw a kernel as an image: signed ones brown–white–teal around 0, others black–white.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like of shape (kh, kw)
    title : str
    """
    values = np.asarray(values, float)
    reach = max(np.abs(values).max(), 1e-12)
    signed = values.min() < 0
    ax.imshow(values, cmap="BrBG" if signed else "gray", vmin=-reach * signed, vmax=reach)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, color=KERNEL, size=10)
    ax.set_xlabel(f"{values.shape[0]}×{values.shape[1]}", color=QUIET)
    for spine in ax.spines.values():
        spine.set(visible=True, color=KERNEL, linewidth=1.6)
    return ax


def gradient(ax, length, angle, *, title=""):
    """Draw gradients: bright where they are long, coloured by their angle on a wheel.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    length, angle : array_like of shape (H, W)
        The angle in degrees.
    title : str
    """
    length, angle = np.asarray(length, float), np.asarray(angle, float)
    bright = np.clip(length / max(np.percentile(length, 99), 1e-12), 0, 1)
    colour = plt.get_cmap("hsv")((angle % 360) / 360)[..., :3]
    return picture(ax, 255 * colour * bright[..., None], color=OUTPUT, title=title)
