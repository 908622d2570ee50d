"""Answers to the exercises of chapter 16: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_unfold(x, k):
    import torch

    return torch.nn.functional.unfold(torch.tensor(x)[None], k)[0].numpy()


def gathered(place=lambda r, c, i, j: (r + i, c + j), order="window", rows=None, columns=None):
    """Return a matrix that is filled number by number, as most learners write it.

    `order` says what the loops over a window's numbers go through first.
    """

    def answer(x, k):
        channels, height, width = x.shape
        down = height - k + 1 if rows is None else rows(height, width, k)
        across = width - k + 1 if columns is None else columns(height, width, k)
        lines = []
        for c in range(channels):
            for i in range(k):
                for j in range(k):
                    a, b = (j, i) if order == "columns" else (i, j)
                    line = []
                    for y in range(down):
                        for z in range(across):
                            line.append(x[(c, *place(y, z, a, b))])
                    lines.append(line)
        return np.array(lines)

    return answer


def window_by_window(x, k):
    windows = []
    for r in range(x.shape[1] - k + 1):
        for c in range(x.shape[2] - k + 1):
            windows.append(x[:, r : r + k, c : c + k].flatten())
    return np.array(windows)


def pixels_first(x, k):
    lines = []
    for i in range(k):
        for j in range(k):
            for channel in x:
                lines.append(
                    channel[i : i + x.shape[1] - k + 1, j : j + x.shape[2] - k + 1].ravel()
                )
    return np.array(lines)


def down_first(x, k):
    windows = []
    for c in range(x.shape[2] - k + 1):
        for r in range(x.shape[1] - k + 1):
            windows.append(x[:, r : r + k, c : c + k].ravel())
    return np.array(windows).T


def turned(x, k):
    windows = []
    for r in range(x.shape[1] - k + 1):
        for c in range(x.shape[2] - k + 1):
            windows.append(x[:, r : r + k, c : c + k][:, ::-1, ::-1].ravel())
    return np.array(windows).T


def same_size(x, k):
    before = k // 2
    large = np.zeros((len(x), x.shape[1] + k - 1, x.shape[2] + k - 1))
    large[:, before : before + x.shape[1], before : before + x.shape[2]] = x
    return gathered()(large, k)


def tiled(x, k):
    windows = []
    for r in range(0, x.shape[1] - k + 1, k):
        for c in range(0, x.shape[2] - k + 1, k):
            windows.append(x[:, r : r + k, c : c + k].ravel())
    return np.array(windows).T


def reshaped(x, k):
    return np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2)).reshape(
        x.shape[0] * k**2, -1
    )


MATRICES = {
    "a row for each window": (window_by_window, "Your matrix is turned"),
    "channels last": (pixels_first, "in another order. All k·k"),
    "columns of a window": (gathered(order="columns"), "Within a window, rows and columns"),
    "down first": (down_first, "go down a column first"),
    "reshape": (reshaped, "A reshape is no transposition"),
    "turned": (turned, "turned by 180°"),
    "last missing": (
        gathered(rows=lambda h, w, k: h - k, columns=lambda h, w, k: w - k), "are missing"),
    "padded": (same_size, "a border of zeros"),
    "side by side": (tiled, "lie side by side"),
    "first channel": (lambda x, k: gathered()(x[:1], k), "the first channel alone"),
    "added": (lambda x, k: gathered()(x.sum(axis=0)[None], k), "You add up the channels"),
    "three axes": (lambda x, k: np.array([gathered()(one[None], k) for one in x]),
                   "an axis of their own"),
    "five axes": (
        lambda x, k: np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2)).transpose(
            0, 3, 4, 1, 2), "with five axes. Reshape"),
    "height twice": (gathered(columns=lambda h, w, k: h - k + 1), "no square"),
    "backwards": (lambda x, k: np.fliplr(window_by_window(x, k).T), "from the last to the first"),
}  # fmt: skip


def counted_tiles(per_tile=16, step=2, tiles=None, channels=lambda a, b: a * b):
    """Return a count that visits tile after tile."""

    def answer(h, w, c_in, c_out):
        count = 0
        for _ in range(0, h, step) if tiles is None else range(tiles(h)):
            for _ in range(0, w, step) if tiles is None else range(tiles(w)):
                count += per_tile
        return count * channels(c_in, c_out)

    return answer


def by_definition(h, w, c_in, c_out):
    count = 0
    for _ in range(c_out):
        for _ in range(c_in):
            count += h * w * 3 * 3
    return count


COUNTS = {
    "definition": (by_definition, "what the definition takes: nine"),
    "16 for an output": (counted_tiles(step=1), "not one output"),
    "4 for an output": (lambda h, w, a, b: h * w * a * b * 16 / 4, "hangs over"),
    "rounded down": (counted_tiles(tiles=lambda n: n // 2), "round up"),
    "36 for a tile": (counted_tiles(per_tile=36), "36 is what the definition takes"),
    "no channels": (counted_tiles(channels=lambda a, b: 1), "one channel in and one out"),
    "c_in": (counted_tiles(channels=lambda a, b: a), "come c_out times"),
    "c_out": (counted_tiles(channels=lambda a, b: b), "reads all c_in"),
    "added": (counted_tiles(channels=lambda a, b: a + b), "do not add up"),
    "valid": (lambda h, w, a, b: counted_tiles()(h - 2, w - 2, a, b), "They are the output's"),
    "tiles": (counted_tiles(per_tile=1), "These are the tiles"),
    "4×4": (counted_tiles(step=4), "Divide by 2"),
}  # fmt: skip

RIGHT = [
    (checks.check_im2col, torch_unfold),
    (checks.check_im2col, gathered()),
    (checks.check_im2col, lambda x, k: window_by_window(x, k).T),
    (checks.check_winograd_products, counted_tiles()),
    (checks.check_winograd_products, lambda h, w, a, b: 16 * -(-h // 2) * -(-w // 2) * a * b),
]
WRONG = {checks.check_im2col: MATRICES, checks.check_winograd_products: COUNTS}
