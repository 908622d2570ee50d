"""``scipy.signal``: correlation and convolution over any number of axes."""

import builtins as py

from .. import numpy as np
from ..lacks import refuse, told
from ..numpy.arrays import slices

PUBLIC = ("correlate", "correlate2d", "convolve", "convolve2d", "fftconvolve", "upfirdn")


def windows_of(padded, kernel):
    """Return the sums of products over whole windows: a shifted copy for each weight."""
    sizes = [n - m + 1 for n, m in zip(padded.shape, kernel.shape)]
    made = np.zeros(sizes, np.result_type(padded, kernel))
    for at, weight in np.ndenumerate(kernel):
        made = made + weight * padded[tuple([slices[i : i + n] for i, n in zip(at, sizes)])]
    return made


def correlate(in1, in2, mode="full", method="auto"):
    """Slide `in2` over `in1`, with zeros around it, without a flip."""
    return _slid(in1, in2, mode, lambda m: (m - 1) // 2)


def _of_planes(in1, in2, mode):
    """Correlate as SciPy's function for two axes does: with even sizes its 'same' lies elsewhere."""
    return _slid(in1, in2, mode, lambda m: m // 2)


def _slid(in1, in2, mode, middle):
    """Slide `in2` over `in1`; where the mode 'same' begins, `middle` says of a size of `in2`."""
    a, k = np.asarray(in1), np.asarray(in2)
    if a.ndim != k.ndim:
        raise told(ValueError, "in1 and in2 should have the same dimensionality")
    if mode not in ("full", "same", "valid"):
        raise told(ValueError, "Acceptable mode flags are 'valid', 'same', or 'full'.")
    turned = mode == "valid" and _is_smaller(a, k)
    if turned:
        a, k = k, a
    made = windows_of(np.pad(a, [(m - 1, m - 1) for m in k.shape]), k)
    key = []
    for n, m in zip(a.shape, k.shape):
        first, size = {
            "full": (0, n + m - 1),
            "valid": (m - 1, n - m + 1),
            "same": (middle(m), n),
        }[mode]
        key.append(slices[first : first + size])
    made = made[tuple(key)].copy()
    return np.flip(made).copy() if turned else made


def _is_smaller(a, k):
    """Tell whether `a` fits into `k`, where neither may lie partly in the other."""
    if py.all([n >= m for n, m in zip(a.shape, k.shape)]):
        return False
    if not py.all([n <= m for n, m in zip(a.shape, k.shape)]):
        raise told(
            ValueError,
            "For 'valid' mode, one must be at least as large as the other in every dimension",
        )
    return True


def convolve(in1, in2, mode="full", method="auto"):
    """Slide `in2`, flipped along each axis, over `in1`."""
    a, k = np.asarray(in1), np.asarray(in2)
    if mode == "valid" and a.ndim == k.ndim and _is_smaller(a, k):
        a, k = k, a
    return correlate(a, np.flip(k), mode)


def _two_axes(function, name):
    def function2d(in1, in2, mode="full", boundary="fill", fillvalue=0):
        if boundary != "fill" or fillvalue:
            refuse("`boundary` of `scipy.signal`")
        if np.ndim(in1) != 2 or np.ndim(in2) != 2:
            raise told(ValueError, "%s inputs must both be 2-D arrays" % name)
        return function(in1, in2, mode)

    return function2d


correlate2d = _two_axes(_of_planes, "correlate2d")
convolve2d = _two_axes(convolve, "convolve2d")


def fftconvolve(in1, in2, mode="full"):
    """Return what `convolve` does, of floats."""
    return convolve(np.asarray(in1) + 0.0, np.asarray(in2) + 0.0, mode)


def upfirdn(h, x, up=1, down=1):
    """Put zeros between the values of a line, filter it, and keep every so many."""
    x = np.asarray(x)
    if x.ndim != 1 or np.ndim(h) != 1:
        refuse("`scipy.signal.upfirdn` of other than lines")
    spread = np.zeros((len(x) - 1) * up + 1, np.result_type(x, np.asarray(h)))
    spread[::up] = x
    return np.convolve(spread, h)[::down].copy()
