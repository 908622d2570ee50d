"""``scipy.ndimage``: filters over pictures of any number of axes, with its names for borders."""

from .. import numpy as np
from ..lacks import refuse, told
from .signal import windows_of

PUBLIC = (
    "correlate", "convolve", "correlate1d", "convolve1d", "sobel", "prewitt", "uniform_filter", "median_filter",
)  # fmt: skip
BORDERS = {
    "reflect": "symmetric", "mirror": "reflect", "nearest": "edge", "constant": "constant", "wrap": "wrap",
    "grid-mirror": "symmetric", "grid-constant": "constant", "grid-wrap": "wrap",
}  # fmt: skip


def _padded(a, sides, mode, cval):
    if mode not in BORDERS:
        raise told(RuntimeError, "boundary mode not supported")
    more = {"constant_values": cval} if BORDERS[mode] == "constant" else {}
    return np.pad(a, sides, BORDERS[mode], **more)


def _sides(sizes, origins):
    """Return how much lies before and behind each cell in its window."""
    return [(m // 2 + o, m - 1 - m // 2 - o) for m, o in zip(sizes, origins)]


def _origins(origin, ndim):
    return [origin] * ndim if isinstance(origin, int) else list(origin)


def correlate(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    """Slide weights over an array; the output has its size and its kind."""
    if output is not None:
        refuse("`output` of `scipy.ndimage`")
    a, k = np.asarray(input), np.asarray(weights)
    if a.ndim != k.ndim:
        raise told(RuntimeError, "filter weights array has incorrect shape.")
    sides = _sides(k.shape, _origins(origin, a.ndim))
    made = windows_of(_padded(a + 0.0, sides, mode, cval), k)
    return made.astype(a.dtype)


def convolve(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    """Slide weights, flipped along each axis, over an array."""
    k = np.asarray(weights)
    origins = [-o - (0 if m % 2 else 1) for m, o in zip(k.shape, _origins(origin, k.ndim))]
    return correlate(input, np.flip(k), output, mode, cval, origins)


def _along(function):
    def function1d(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
        a, sides = np.asarray(input), [1] * np.ndim(input)
        sides[axis] = -1
        origins = [0] * a.ndim
        origins[axis] = origin
        return function(a, np.asarray(weights).reshape(sides), output, mode, cval, origins)

    return function1d


correlate1d, convolve1d = _along(correlate), _along(convolve)


def _derivative(smooth):
    def filter(input, axis=-1, output=None, mode="reflect", cval=0.0):
        a = np.asarray(input)
        for other in range(a.ndim):
            a = correlate1d(
                a, [-1, 0, 1] if other == axis % a.ndim else smooth, other, output, mode, cval
            )
        return a

    return filter


sobel, prewitt = _derivative([1, 2, 1]), _derivative([1, 1, 1])


def _sizes(size, ndim):
    return [size] * ndim if isinstance(size, int) else list(size)


def uniform_filter(input, size=3, output=None, mode="reflect", cval=0.0, origin=0):
    """Return the means of windows of `size`."""
    a = np.asarray(input)
    sizes = _sizes(size, a.ndim)
    return correlate(a, np.ones(sizes) / np.prod(sizes), output, mode, cval, origin)


def median_filter(
    input, size=None, footprint=None, output=None, mode="reflect", cval=0.0, origin=0
):
    """Return the medians of windows of `size`."""
    if footprint is not None or output is not None or size is None:
        refuse("`footprint` and `output` of `scipy.ndimage.median_filter`")
    a = np.asarray(input)
    sizes = _sizes(size, a.ndim)
    views = np.lib.stride_tricks.sliding_window_view(
        _padded(a, _sides(sizes, _origins(origin, a.ndim)), mode, cval), sizes
    )
    lines = views.reshape(a.shape + (-1,)) if a.ndim else views
    # Of an even number SciPy takes the upper one of the two in the middle.
    return np.sort(lines)[..., lines.shape[-1] // 2].copy()
