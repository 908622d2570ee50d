"""Arrays of their own: zeros, ones, ranges, grids."""

import builtins as py
import math

from ..lacks import refuse, told
from .arrays import (
    array,
    asarray,
    broadcast_arrays,
    broadcast_to,
    ndarray,
    shape_of,
    size_of,
    whole,
)
from .elementwise import where
from .kinds import dtype_of, float64, int64


def full(shape, fill_value, dtype=None):
    """Return an array that holds one value, or what is spread over it."""
    shape = shape_of(shape)
    kind = dtype_of(dtype) if dtype is not None else asarray(fill_value).dtype
    if isinstance(fill_value, (ndarray, list, tuple)):
        return broadcast_to(asarray(fill_value, kind), shape).copy()
    return ndarray([kind.cast(fill_value)] * size_of(shape), shape, kind)


def zeros(shape, dtype=None, order="C"):
    """Return an array of zeros."""
    return full(shape, 0, dtype_of(dtype))


def ones(shape, dtype=None, order="C"):
    """Return an array of ones."""
    return full(shape, 1, dtype_of(dtype))


empty = zeros


def full_like(a, fill_value, dtype=None, shape=None):
    """Return an array of one value, with the shape and the kind of another."""
    a = asarray(a)
    return full(
        a.shape if shape is None else shape, fill_value, a.dtype if dtype is None else dtype
    )


def zeros_like(a, dtype=None, shape=None):
    """Return zeros, with the shape and the kind of another array."""
    return full_like(a, 0, dtype, shape)


def ones_like(a, dtype=None, shape=None):
    """Return ones, with the shape and the kind of another array."""
    return full_like(a, 1, dtype, shape)


empty_like = zeros_like


def copy(a):
    """Return a new array with the same numbers."""
    return array(a)


def eye(N, M=None, k=0, dtype=None):
    """Return ones on a diagonal, `k` to the right of the main one."""
    made = zeros((N, N if M is None else M), dtype)
    for i in range(made.shape[0]):
        if 0 <= i + k < made.shape[1]:
            made[i, i + k] = 1
    return made


def identity(n, dtype=None):
    """Return the square of ones on the diagonal."""
    return eye(n, dtype=dtype)


def arange(start, stop=None, step=1, dtype=None):
    """Return numbers from `start` on, `step` apart, up to before `stop`."""
    if stop is None:
        start, stop = 0, start
    ends = [end.item() if isinstance(end, ndarray) else end for end in (start, stop, step)]
    start, stop, step = ends
    if not step:
        raise told(ZeroDivisionError, "division by zero")
    n = py.max(0, int(math.ceil((stop - start) / step)))
    kind = dtype or (float64 if py.any([isinstance(end, float) for end in ends]) else int64)
    return array([start + i * step for i in range(n)] if n else [], kind)


def linspace(start, stop, num=50, endpoint=True, dtype=None):
    """Return `num` numbers from one end to the other, equally far apart."""
    num = whole(num)
    parts = num - 1 if endpoint else num
    made = [start + (stop - start) * i / parts if parts else start for i in range(num)]
    if endpoint and num > 1:
        made[-1] = stop
    return array(made, dtype or float64)


def meshgrid(x, y=None, *more, indexing="xy"):
    """Return the two coordinates of each place of a grid."""
    if more or y is None:
        refuse("`np.meshgrid` of other than two lines")
    x, y = asarray(x), asarray(y)
    pair = (x[None], y[:, None]) if indexing == "xy" else (x[:, None], y[None])
    return tuple([grid.copy() for grid in broadcast_arrays(*pair)])


def indices(dimensions):
    """Return for each axis the index along it, of each place."""
    shape = shape_of(dimensions)
    return _grids([arange(n) for n in shape], shape)


def _grids(lines, shape):
    made = []
    for axis, line in enumerate(lines):
        sides = [-1 if i == axis else 1 for i in range(len(shape))]
        made += broadcast_to(line.reshape(sides), shape).values()
    return ndarray(made, (len(shape),) + shape, lines[0].dtype)


class _Grid:
    """``np.mgrid[0:2, 0:3]``."""

    def __getitem__(self, key):
        alone = not isinstance(key, tuple)
        lines = [
            arange(k.start or 0, k.stop, 1 if k.step is None else k.step)
            for k in ((key,) if alone else key)
        ]
        if alone:
            return lines[0]
        return _grids(lines, tuple([len(line) for line in lines]))


mgrid = _Grid()


class _Joined:
    """``np.r_[0, x]`` and ``np.c_[x, y]``; slices are ranges."""

    def __init__(self, columns):
        self._columns = columns

    def __getitem__(self, key):
        parts = []
        for k in key if isinstance(key, tuple) else (key,):
            if isinstance(k, str):
                refuse("A text in `np.r_`")
            if isinstance(k, slice):
                if isinstance(k.step, complex):
                    refuse("A complex step in `np.r_`")
                k = arange(k.start or 0, k.stop, 1 if k.step is None else k.step)
            k = asarray(k)
            parts.append(k if k.ndim else k.reshape(1))
        if self._columns:
            parts = [k if k.ndim > 1 else k[:, None] for k in parts]
        return join(parts, -1)


r_, c_ = _Joined(False), _Joined(True)


def join(arrays, axis):
    """Return ``np.concatenate(…)``: set by `moving`, which knows how."""
    raise NotImplementedError


def set_join(function):
    """Tell how arrays are joined."""
    global join
    join = function


class _Limits:
    """What ``np.iinfo`` and ``np.finfo`` tell of a kind."""

    def __init__(self, **told):
        for name, value in told.items():
            setattr(self, name, value)


def iinfo(type):
    """Return the least and the largest number of a whole kind."""
    kind = type.dtype if isinstance(type, ndarray) else dtype_of(type)
    if kind.kind not in "iu":
        raise told(ValueError, "Invalid integer data type '%s'." % kind.kind)
    bits, signed = 8 * kind.itemsize, kind.kind == "i"
    return _Limits(
        min=-(1 << bits - 1) * signed, max=(1 << bits - signed) - 1, bits=bits, dtype=kind
    )


def finfo(type):
    """Return what the numbers of a float's kind can tell apart."""
    kind = type.dtype if isinstance(type, ndarray) else dtype_of(type)
    if kind is not float64:
        refuse("`np.finfo` of other than float64")
    return _Limits(eps=2.0**-52, max=1.7976931348623157e308, min=-1.7976931348623157e308, bits=64,
                   tiny=2.0**-1022, smallest_normal=2.0**-1022, dtype=kind)  # fmt: skip


def select(condlist, choicelist, default=0):
    """Return the first choice whose condition holds, at each place."""
    made = default
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        made = where(condition, choice, made)
    return made


def ix_(*args):
    """Return indices that pick whole rows and columns: a line along each axis."""
    lines = [asarray(one) for one in args]
    return tuple(
        [
            line.reshape([-1 if i == n else 1 for i in range(len(lines))])
            for n, line in enumerate(lines)
        ]
    )


def fromiter(iter, dtype, count=-1):
    """Return a line of the numbers that something yields."""
    return array(list(iter) if count < 0 else [v for _, v in zip(range(count), iter)], dtype)


def fromfunction(function, shape, dtype=float, **options):
    """Return what a function makes of the coordinates."""
    return function(*[grid.astype(dtype) for grid in indices(shape)], **options)
