"""Arrays joined, cut, turned, repeated and padded."""

import builtins as py

from ..lacks import refuse, told
from .arrays import (
    array,
    asarray,
    axes_of,
    broadcast_to,
    fit_shapes,
    ndarray,
    shape_of,
    slices,
    whole,
    whole_axis,
)
from .kinds import dtype_of, int64, joint
from .making import full, set_join, zeros


# Joining
def concatenate(arrays, axis=0, dtype=None):
    """Return arrays one behind the other along an axis; with None, flat."""
    if isinstance(axis, ndarray) and axis.shape:
        raise told(TypeError, "only integer scalar arrays can be converted to a scalar index")
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise told(ValueError, "need at least one array to concatenate")
    if axis is None:
        arrays, axis = [a.ravel() for a in arrays], 0
    if not arrays[0].ndim:
        raise told(ValueError, "zero-dimensional arrays cannot be concatenated")
    (axis,) = axes_of(axis, arrays[0].ndim)
    for n, a in enumerate(arrays):
        _check_sides(arrays[0], a, axis, n)
    shape = list(arrays[0].shape)
    shape[axis] = py.sum([a.shape[axis] for a in arrays])
    kind = arrays[0].dtype
    for a in arrays:
        kind = joint(kind, a.dtype)
    made, at = zeros(shape, dtype or kind), 0
    for a in arrays:
        made[tuple([whole_axis] * axis + [slices[at : at + a.shape[axis]]])] = a
        at += a.shape[axis]
    return made


set_join(concatenate)


def _check_sides(first, a, axis, n):
    if a.ndim != first.ndim:
        words = (
            "all the input arrays must have same number of dimensions, but the "
            "array at index 0 has %d dimension(s) and the array at index %d has %d dimension(s)"
        )
        raise told(ValueError, words % (first.ndim, n, a.ndim))
    for i, (one, other) in enumerate(zip(first.shape, a.shape)):
        if i != axis and one != other:
            words = (
                "all the input array dimensions except for the concatenation axis must match exactly, but "
                "along dimension %d, the array at index 0 has size %d and the array at index %d has size %d"
            )
            raise told(ValueError, words % (i, one, n, other))


def stack(arrays, axis=0):
    """Return arrays of one shape side by side along a new axis."""
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise told(ValueError, "need at least one array to stack")
    if py.any([a.shape != arrays[0].shape for a in arrays]):
        raise told(ValueError, "all input arrays must have the same shape")
    return concatenate([expand_dims(a, axis) for a in arrays], axis)


def atleast_1d(a):
    """Return an array of one axis at least."""
    a = asarray(a)
    return a if a.ndim else a.reshape(1)


def atleast_2d(a):
    """Return an array of two axes at least, a line as a row."""
    a = atleast_1d(a)
    return a if a.ndim > 1 else a[None]


def atleast_3d(a):
    """Return an array of three axes at least."""
    a = asarray(a)
    return a if a.ndim > 2 else a[:, :, None] if a.ndim == 2 else atleast_1d(a)[None, :, None]


def vstack(tup):
    """Return rows, or pictures, below each other."""
    return concatenate([atleast_2d(a) for a in tup])


def hstack(tup):
    """Return lines behind, or pictures beside, each other."""
    arrays = [atleast_1d(a) for a in tup]
    return concatenate(arrays, 1 if arrays and arrays[0].ndim > 1 else 0)


def column_stack(tup):
    """Return lines as columns side by side."""
    return concatenate(
        [a if a.ndim > 1 else atleast_1d(a)[:, None] for a in [asarray(a) for a in tup]], 1
    )


def dstack(tup):
    """Return pictures behind each other along a last axis."""
    return concatenate([atleast_3d(a) for a in tup], 2)


def block(arrays):
    """Return rows of arrays put together, as they lie."""
    if not isinstance(arrays, list):
        return asarray(arrays).copy()
    if isinstance(arrays[0], list):
        return vstack([hstack([atleast_2d(a) for a in row]) for row in arrays])
    return hstack(arrays)


def append(arr, values, axis=None):
    """Return an array with values at its end."""
    if axis is None:
        return concatenate([asarray(arr).ravel(), asarray(values).ravel()])
    return concatenate([arr, values], axis)


def _line(a, axis):
    """Return an array, flat where no axis is named, and the number of the axis."""
    a = asarray(a)
    return (a.ravel(), 0) if axis is None else (a, axes_of(axis, a.ndim)[0])


def _at(axis, key):
    return tuple([whole_axis] * axis + [key])


def insert(arr, obj, values, axis=None):
    """Return an array with values before the place `obj` along an axis."""
    a, axis = _line(arr, axis)
    if not isinstance(obj, int):
        refuse("`np.insert` at several places")
    n = a.shape[axis]
    if not -n <= obj <= n:
        raise told(
            IndexError, "index %d is out of bounds for axis %d with size %d" % (obj, axis, n)
        )
    at, values = obj + n if obj < 0 else obj, asarray(values, a.dtype)
    sides = list(a.shape)
    sides[axis] = values.size if a.ndim == 1 else 1
    middle = broadcast_to(values if a.ndim == 1 or values.ndim >= a.ndim else values, tuple(sides))
    return concatenate([a[_at(axis, slices[:at])], middle, a[_at(axis, slices[at:])]], axis)


def delete(arr, obj, axis=None):
    """Return an array without the place or the places `obj` along an axis."""
    a, axis = _line(arr, axis)
    n = a.shape[axis]
    gone = (
        [obj]
        if isinstance(obj, int)
        else list(range(*obj.indices(n)))
        if isinstance(obj, slice)
        else list(obj)
    )
    for i in gone:
        if not -n <= i < n:
            raise told(
                IndexError, "index %d is out of bounds for axis %d with size %d" % (i, axis, n)
            )
    gone = [i % n for i in gone]
    return take(a, [i for i in range(n) if i not in gone], axis)


def array_split(ary, indices_or_sections, axis=0):
    """Return the parts of an array: so many, or cut at these places."""
    a = asarray(ary)
    n = a.shape[axis]
    if isinstance(indices_or_sections, int):
        size, more = n // indices_or_sections, n % indices_or_sections
        sizes = [size + 1] * more + [size] * (indices_or_sections - more)
        ends = [py.sum(sizes[: i + 1]) for i in range(len(sizes))]
    else:
        ends = list(indices_or_sections) + [n]
    return [a[_at(axis, slices[first:last])] for first, last in zip([0] + ends[:-1], ends)]


def split(ary, indices_or_sections, axis=0):
    """Return equal parts of an array."""
    if isinstance(indices_or_sections, int) and asarray(ary).shape[axis] % indices_or_sections:
        raise told(ValueError, "array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def _split_along(axis, name):
    def split_along(ary, indices_or_sections):
        a = asarray(ary)
        if axis == 2 and a.ndim < 3 or axis == 0 and a.ndim < 2:
            words = "%s only works on arrays of %d or more dimensions"
            raise told(ValueError, words % (name, 3 if axis else 2))
        return split(a, indices_or_sections, axis if axis != 1 or a.ndim > 1 else 0)

    return split_along


vsplit, hsplit, dsplit = (
    _split_along(0, "vsplit"),
    _split_along(1, "hsplit"),
    _split_along(2, "dsplit"),
)


# Axes
def expand_dims(a, axis):
    """Return a view with a new axis of one."""
    a = asarray(a)
    axes = axes_of(axis, a.ndim + (len(axis) if isinstance(axis, (tuple, list)) else 1))
    for one in sorted(axes):
        a = a[tuple([whole_axis] * one + [None, Ellipsis])]
    return a


def moveaxis(a, source, destination):
    """Return a view with some axes at other places."""
    a = asarray(a)
    source, destination = axes_of(source, a.ndim), axes_of(destination, a.ndim)
    if len(source) != len(destination):
        raise told(
            ValueError, "`source` and `destination` arguments must have the same number of elements"
        )
    order = [i for i in range(a.ndim) if i not in source]
    for d, s in sorted(zip(destination, source)):
        order.insert(d, s)
    return a.transpose(order)


def rollaxis(a, axis, start=0):
    """Return a view with an axis moved before another."""
    a = asarray(a)
    (axis,) = axes_of(axis, a.ndim)
    start = start + a.ndim if start < 0 else start
    return moveaxis(a, axis, start - 1 if axis < start else start)


def flip(m, axis=None):
    """Return a view in the opposite order, along all axes or some."""
    a = asarray(m)
    axes = axes_of(axis, a.ndim)
    return a[tuple([slices[::-1] if i in axes else whole_axis for i in range(a.ndim)])]


def flipud(m):
    """Return a view with the rows in the opposite order."""
    return flip(m, 0)


def fliplr(m):
    """Return a view with the columns in the opposite order."""
    return flip(m, 1)


def rot90(m, k=1, axes=(0, 1)):
    """Return a view turned by `k` quarters, from the first axis towards the second."""
    a = asarray(m)
    first, second = axes_of(axes, a.ndim)
    for _ in range(k % 4):
        a = flip(a, second).swapaxes(first, second)
    return a


def roll(a, shift, axis=None):
    """Return an array moved round along an axis."""
    a = asarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    if isinstance(axis, tuple):
        for one, step in zip(axis, shift if isinstance(shift, tuple) else (shift,) * len(axis)):
            a = roll(a, step, one)
        return a
    (axis,), shift = axes_of(axis, a.ndim), whole(shift)
    n = a.shape[axis]
    return take(a, [(i - shift) % n for i in range(n)], axis)


# Picking and repeating
def take(a, indices, axis=None):
    """Return the elements at these places along an axis."""
    a, indices = asarray(a), list(indices) if isinstance(indices, range) else indices
    if isinstance(indices, (list, tuple)):
        indices = array(indices, int64 if not len(indices) else None)
    made = a.ravel()[indices] if axis is None else a[_at(axes_of(axis, a.ndim)[0], indices)]
    return made.copy() if isinstance(made, ndarray) else made


def take_along_axis(arr, indices, axis=-1):
    """Return for each line along an axis the elements at its own places."""
    a, indices = asarray(arr), asarray(indices)
    (axis,) = axes_of(axis, a.ndim)
    key = []
    for i in range(a.ndim):
        sides = [-1 if j == i else 1 for j in range(a.ndim)]
        key.append(indices if i == axis else array(range(indices.shape[i])).reshape(sides))
    return a[tuple(key)]


def repeat(a, repeats, axis=None):
    """Return an array with each element several times."""
    a, axis = _line(a, axis)
    times = [repeats] * a.shape[axis] if isinstance(repeats, int) else asarray(repeats).tolist()
    if len(times) != a.shape[axis]:
        words = "operands could not be broadcast together with shape (%d,) (%d,)"
        raise told(ValueError, words % (a.shape[axis], len(times)))
    return take(a, [i for i, n in enumerate(times) for _ in range(n)], axis)


def tile(A, reps):
    """Return an array several times beside itself."""
    a, reps = asarray(A), shape_of(reps)
    while a.ndim < len(reps):
        a = a[None]
    for axis, n in enumerate((1,) * (a.ndim - len(reps)) + reps):
        a = concatenate([a] * n, axis) if n else a[_at(axis, slices[:0])]
    return a.copy()


def diagonal(a, offset=0, axis1=0, axis2=1):
    """Return the diagonal of the last or of two other axes."""
    a = moveaxis(a, (axis1, axis2), (-2, -1))
    rows, columns = a.shape[-2:]
    first, second = py.max(0, -offset), py.max(0, offset)
    n = py.max(0, py.min(rows - first, columns - second))
    at = (Ellipsis, array(range(first, first + n), int64), array(range(second, second + n), int64))
    return a[at]


def diag(v, k=0):
    """Return the diagonal of a matrix, or the matrix of a diagonal."""
    a = asarray(v)
    if a.ndim == 2:
        return diagonal(a, k)
    if a.ndim != 1:
        raise told(ValueError, "Input must be 1- or 2-d.")
    n = len(a) + py.abs(k)
    made = zeros((n, n), a.dtype)
    for i, value in enumerate(a.values()):
        made[i + py.max(0, -k), i + py.max(0, k)] = value
    return made


def _triangle(m, keep):
    a = asarray(m)
    made = a.copy()
    rows, columns = a.shape[-2:]
    for r in range(rows):
        for c in range(columns):
            if not keep(c - r):
                made[..., r, c] = 0
    return made


def triu(m, k=0):
    """Return a matrix with zeros below a diagonal."""
    return _triangle(m, lambda d: d >= k)


def tril(m, k=0):
    """Return a matrix with zeros above a diagonal."""
    return _triangle(m, lambda d: d <= k)


# Padding
_MODES = ("constant", "edge", "wrap", "symmetric", "reflect")
_OTHER_MODES = ("empty", "linear_ramp", "maximum", "mean", "median", "minimum")


def _source(i, n, mode):
    """Return which of `n` elements stands at the position `i` of a padded line."""
    if 0 <= i < n:
        return i
    if mode == "edge":
        return 0 if i < 0 else n - 1
    if mode == "wrap":
        return i % n
    if mode == "symmetric":
        i %= 2 * n
        return py.min(i, 2 * n - 1 - i)
    i %= py.max(1, 2 * n - 2)
    return py.min(i, py.max(1, 2 * n - 2) - i) if n > 1 else 0


def _per_side(given, ndim, words):
    """Return a pair for each axis of what was given for all, for a pair of sides, or for each."""
    if isinstance(given, ndarray):
        given = given.tolist()
    if isinstance(given, (int, float)):
        return [(given, given)] * ndim
    shape = fit_shapes([asarray(given).shape, (ndim, 2)])
    if shape != (ndim, 2):
        raise told(ValueError, words % (asarray(given).shape, (ndim, 2)))
    return [tuple(pair) for pair in broadcast_to(asarray(given), (ndim, 2)).tolist()]


def pad(array, pad_width, mode="constant", *, constant_values=0):
    """Return an array with so many more values around it, by a rule."""
    a = asarray(array)
    if isinstance(pad_width, dict):
        refuse("`np.pad` with a dictionary")
    if mode in _OTHER_MODES:
        refuse("`np.pad` with mode '%s'" % mode)
    if mode not in _MODES:
        raise told(ValueError, "mode '%s' is not supported" % mode)
    widths = _per_side(
        pad_width, a.ndim, "operands could not be broadcast together with remapped shapes %s %s"
    )
    if py.any([isinstance(w, float) for pair in widths for w in pair]):
        raise told(TypeError, "`pad_width` must be of integral type.")
    if py.any([w < 0 for pair in widths for w in pair]):
        raise told(ValueError, "index can't contain negative values")
    if mode == "constant":
        return _framed(a, widths, constant_values)
    for axis, (before, behind) in enumerate(widths):
        n = a.shape[axis]
        if not n and (before or behind):
            words = "can't extend empty axis %d using modes other than 'constant' or 'empty'"
            raise told(ValueError, words % axis)
        a = take(a, [_source(i, n, mode) for i in range(-before, n + behind)], axis)
    return a.copy()


def _framed(a, widths, values):
    inner = tuple([slices[before : before + n] for n, (before, _) in zip(a.shape, widths)])
    made = full([n + before + behind for n, (before, behind) in zip(a.shape, widths)], 0, a.dtype)
    for axis, (before, after) in enumerate(_per_side(values, a.ndim, "%s does not fit %s")):
        first, last = widths[axis][0], widths[axis][0] + a.shape[axis]
        made[_at(axis, slices[:first])] = before
        made[_at(axis, slices[last:])] = after
    made[inner] = a
    return made


# Walking
def ndindex(*shape):
    """Yield the places of an array of this shape, in order."""
    shape = shape_of(shape[0]) if len(shape) == 1 else shape_of(shape)
    place = [0] * len(shape)
    if py.any([n == 0 for n in shape]):
        return
    while True:
        yield tuple(place)
        axis = len(shape) - 1
        while axis >= 0 and place[axis] == shape[axis] - 1:
            place[axis] = 0
            axis -= 1
        if axis < 0:
            return
        place[axis] += 1


def ndenumerate(arr):
    """Yield the places of an array and what stands there."""
    a = asarray(arr)
    for place in ndindex(a.shape):
        yield place, a[place]


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """Return what a function makes of each line along an axis."""
    a = asarray(arr)
    (axis,) = axes_of(axis, a.ndim)
    a = moveaxis(a, axis, -1)
    lines = [asarray(func1d(a[at], *args, **kwargs)) for at in ndindex(a.shape[:-1])]
    if not lines:
        raise told(ValueError, "Cannot apply_along_axis when any iteration dimensions are 0")
    made = stack(lines).reshape(a.shape[:-1] + lines[0].shape)
    for i in range(lines[0].ndim):  # where the axis was
        made = moveaxis(made, a.ndim - 1 + i, axis + i)
    return made if made.ndim else made[()]


def apply_over_axes(func, a, axes):
    """Return what a function makes along one axis after the other."""
    a = asarray(a)
    for axis in axes_of(axes, a.ndim):
        made = func(a, axis)
        a = made if made.ndim == a.ndim else expand_dims(made, axis)
    return a


def vectorize(pyfunc, otypes=None):
    """Return a function that does to each element what `pyfunc` does to one."""

    def function(*arrays):
        arrays = [asarray(a) for a in arrays]
        shape = fit_shapes([a.shape for a in arrays])
        values = [broadcast_to(a, shape).values() for a in arrays]
        made = array(
            [pyfunc(*given) for given in zip(*values)], dtype_of(otypes[0]) if otypes else None
        )
        return made.reshape(shape) if shape else made[0]

    return function
