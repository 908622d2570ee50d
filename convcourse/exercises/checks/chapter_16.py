"""Checkers of chapter 16: Fast convolution"""

import numpy as np

from convcourse.exercises.checks.core import (
    PICTURE,
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
)


def _windows(x, k):
    """Return all windows of all channels: (C, rows, columns, k, k)."""
    return np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))


def _columns(x, k):
    windows = _windows(x, k)
    return windows.transpose(0, 3, 4, 1, 2).reshape(len(x) * k * k, -1)


def _padded(x, k):
    return np.pad(x, ((0, 0), (k // 2, k - 1 - k // 2), (k // 2, k - 1 - k // 2)))


def _channels_last(x, k):
    return _windows(x, k).transpose(3, 4, 0, 1, 2).reshape(len(x) * k * k, -1)


def _square(x, k):
    """Return the columns of one who takes the picture's height for its width."""
    side = x.shape[1] - k + 1
    return _columns(x[:, :, : side + k - 1], k)


def _bordered(x, width):
    return np.pad(x, ((0, 0), (width, width), (width, width)))


def _places_left_zero(x, k):
    """Leave the columns of the last row and column of places 0."""
    rows, columns = (n - k + 1 for n in x.shape[1:])
    return last_left_zero(_columns(x, k).reshape(-1, rows, columns)).reshape(-1, rows * columns)


def _end_left_zero(x, k):
    """Fill the columns one after the other, with loops that end one too early."""
    made = np.zeros_like(_columns(x, k))
    if k < x.shape[1]:
        shorter = _columns(x[:, :-1, :-1], k)
        made[:, : shorter.shape[1]] = shorter
    return made


#: Maps of 4×5: one, two and three of them, with windows from 1×1 up to the whole height.
_ONE = PICTURE[None]
_TWO = np.stack([PICTURE, 10 - PICTURE[::-1] ** 2])
_THREE = np.stack([*_TWO, PICTURE[:, ::-1] / 2])
IM2COL_CASES = [(_ONE[:, :3, :4], 2), (_TWO[:, :3, :4], 2), (_THREE, 3), (_TWO, 4), (_THREE, 1)]
_ENDS_EARLY = (
    "Some columns stay 0: your loops end one too early. There are H − k + 1 places along an axis, "
    "not H − k."
)
_BORDER = "You add a border of zeros. Here there is no padding: windows lie inside the picture."
IM2COL_MISTAKES = [
    Mistake(
        lambda x, k: _columns(x, k).T,
        "Your matrix is turned: here a window is a column, not a row. Transpose it.",
    ),
    Mistake(
        _channels_last,
        "The numbers are right, but the rows are in another order. All k·k of the first channel "
        "come first, then those of the second.",
    ),
    Mistake(
        lambda x, k: _windows(x, k).transpose(0, 4, 3, 1, 2).reshape(len(x) * k * k, -1),
        "Within a window, rows and columns have changed places. A window is read row by row.",
    ),
    Mistake(
        lambda x, k: _windows(x, k).transpose(0, 3, 4, 2, 1).reshape(len(x) * k * k, -1),
        "The windows come in another order: yours go down a column first. They go along a row "
        "first, as the outputs lie.",
    ),
    Mistake(
        lambda x, k: _windows(x, k).reshape(len(x) * k * k, -1),
        "A reshape is no transposition. Here it cuts the numbers of a window apart. Put the "
        "window's axes before those of its place first.",
    ),
    Mistake(
        lambda x, k: (
            _windows(x, k)[..., ::-1, ::-1].transpose(0, 3, 4, 1, 2).reshape(len(x) * k * k, -1)
        ),
        "Your windows are turned by 180°. Turning belongs to the kernel of a convolution; the "
        "matrix holds the picture as it is.",
    ),
    Mistake(
        lambda x, k: (
            _windows(x, k)[:, :-1, :-1].transpose(0, 3, 4, 1, 2).reshape(len(x) * k * k, -1)
            if k < x.shape[1]
            else np.zeros((len(x) * k * k, 0))
        ),
        "The last row and the last column of windows are missing: there are H − k + 1 places "
        "along an axis, not H − k.",
    ),
    Mistake(
        lambda x, k: _columns(_padded(x, k), k),
        _BORDER,
    ),
    Mistake(
        lambda x, k: (
            _windows(x, k)[:, ::k, ::k].transpose(0, 3, 4, 1, 2).reshape(len(x) * k * k, -1)
        ),
        "Your windows lie side by side. They slide: the next one begins one pixel further.",
    ),
    Mistake(
        lambda x, k: _columns(x[:1], k),
        "You take the first channel alone. A window goes through all of them.",
    ),
    Mistake(
        lambda x, k: _columns(x.sum(axis=0)[None], k),
        "You add up the channels. Each keeps rows of its own; the product with the kernel adds up.",
    ),
    Mistake(
        lambda x, k: _columns(x, k).reshape(len(x), k * k, -1),
        "The channels still have an axis of their own. Put their rows below each other: (C·k·k, "
        "windows).",
    ),
    Mistake(
        lambda x, k: _windows(x, k).transpose(0, 3, 4, 1, 2),
        "These are the windows, with five axes. Reshape them to (C·k·k, windows).",
    ),
    Mistake(
        lambda x, k: _windows(x, k),
        "These are the windows, with five axes. Put the window's axes before those of its place, "
        "and reshape to (C·k·k, windows).",
    ),
    Mistake(
        _square,
        "You count the places along the height for both axes. The picture is no square.",
    ),
    Mistake(
        lambda x, k: _columns(x, k)[:, ::-1],
        "The windows come from the last to the first.",
    ),
    Mistake(
        lambda x, k: _columns(x, k).T.ravel(),
        "All windows stand in one line, one after the other. Each is a column of its own.",
    ),
    Mistake(
        lambda x, k: _columns(x, k).T.reshape(len(x) * k * k, -1),
        "A reshape is no transposition: it cuts the numbers of a window apart. Your array has a "
        "window in each row. Turn it.",
    ),
    Mistake(
        lambda x, k: np.hstack([_columns(one[None], k) for one in x]),
        "The channels lie beside each other. Put their rows below each other: (C·k·k, windows).",
    ),
    Mistake(_places_left_zero, _ENDS_EARLY),
    Mistake(_end_left_zero, _ENDS_EARLY),
    Mistake(lambda x, k: _columns(_bordered(x, k // 2), k), _BORDER),
    Mistake(lambda x, k: _columns(_bordered(x, k - 1), k), _BORDER),
]


def check_im2col(function: Function) -> Verdict:
    """Check exercise 16.1: ``im2col(x, k)`` has each window of a picture as a column."""
    return check(function, _columns, IM2COL_CASES, IM2COL_MISTAKES)


def _tiles(h, w):
    return ((h + 1) // 2) * ((w + 1) // 2)


def _products(h, w, c_in, c_out):
    return 16 * _tiles(h, w) * c_in * c_out


PRODUCTS_CASES = [(2, 2, 1, 1), (4, 6, 1, 1), (3, 5, 1, 1), (7, 4, 3, 2), (224, 224, 3, 64)]
PRODUCTS_MISTAKES = [
    Mistake(
        lambda h, w, c_in, c_out: 9 * h * w * c_in * c_out,
        "This is what the definition takes: nine products for each output. Winograd takes 16 for "
        "a tile of four.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * h * w * c_in * c_out,
        "16 products make a tile of 2×2 outputs, not one output.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 4 * h * w * c_in * c_out,
        "Four products for each output is right where tiles fit. Where a side is odd, the last "
        "tile hangs over and still takes its 16.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * (h // 2) * (w // 2) * c_in * c_out,
        "You leave out what fills no whole tile. Where a side is odd, one more tile is needed: "
        "round up.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 36 * _tiles(h, w) * c_in * c_out,
        "36 is what the definition takes for a tile: four outputs, nine products each.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * _tiles(h, w),
        "That is for one channel in and one out. Each output channel has a kernel for each input "
        "channel.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * _tiles(h, w) * c_in,
        "Each of the c_out output channels has kernels of its own: the products come c_out times.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * _tiles(h, w) * c_out,
        "Each output channel reads all c_in input channels, each with a kernel of its own.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * _tiles(h, w) * (c_in + c_out),
        "Channels do not add up: each output channel reads each input channel. Multiply them.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * -(-h * w // 4) * c_in * c_out,
        "You round up all of the outputs at once. Tiles are squares: round up along each axis.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * _tiles(max(h - 2, 0), max(w - 2, 0)) * c_in * c_out,
        "You take off two pixels as if h and w were the input's. They are the output's.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: _tiles(h, w) * c_in * c_out,
        "These are the tiles. Each of them takes 16 products.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * ((h + 3) // 4) * ((w + 3) // 4) * c_in * c_out,
        "A tile reads 4×4 pixels, but it makes 2×2 outputs, and tiles overlap. Divide by 2.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * (h // 2 + 1) * (w // 2 + 1) * c_in * c_out,
        "Where a side is even you count a tile too many. Halves that are whole need no more.",
    ),
    Mistake(
        lambda h, w, c_in, c_out: 16 * (h - 1) * (w - 1) * c_in * c_out,
        "Your tiles begin one output apart. Only what they read overlaps; what they make lies side "
        "by side.",
    ),
]


def check_winograd_products(function: Function) -> Verdict:
    """Check exercise 16.2: ``winograd_products(h, w, c_in, c_out)`` counts those of a layer."""
    return check(function, _products, PRODUCTS_CASES, PRODUCTS_MISTAKES)


MISTAKES = {
    check_im2col: IM2COL_MISTAKES,
    check_winograd_products: PRODUCTS_MISTAKES,
}
