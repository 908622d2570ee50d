"""Arrays: views on a shared list of numbers. Their operators and functions are given by others.

A single value of an array is Python's own number where the array holds float64, int64 or bool, for
MicroPython has no classes of numbers; one of another kind stays an array without axes, and wraps as
NumPy's does.
"""

import builtins as py

from ..lacks import NotNumbers, is_known, refuse, told
from .kinds import KINDS, bool_, checked, dtype_of, float32, float64, int64, joint, set_maker


def size_of(shape):
    """Return how many elements an array of this shape has; the product of any numbers."""
    n = 1
    for k in shape:
        n *= k
    return n


def steps_of(shape):
    """Return how far it is in the list from one element to the next along each axis."""
    steps, n = [], 1
    for k in py.reversed(shape):
        steps.insert(0, n)
        n *= k
    return steps


def offsets(shape, steps, start=0):
    """List where the elements lie, in order."""
    places = [start]
    for n, s in zip(shape, steps):
        if s:
            places = [p + i for p in places for i in range(0, n * s, s)]
        else:
            places = [p for p in places for _ in range(n)]
    return places


def whole(n):
    """Return a number that is to be a whole one as an int."""
    if isinstance(n, ndarray) and n.size == 1 and n.dtype.kind in "iu":
        n = n.item()
    if n.__class__ is not int:
        name = "numpy.ndarray" if isinstance(n, ndarray) else type(n).__name__
        raise told(TypeError, "'%s' object cannot be interpreted as an integer" % name)
    return n


def shape_of(shape):
    """Return a shape that was given as a number or as several as a tuple."""
    if isinstance(shape, ndarray):
        shape = shape.tolist()
    if isinstance(shape, float):
        words = "expected a sequence of integers or a single integer, got '%s'"
        raise told(TypeError, words % shape)
    if isinstance(shape, int):
        shape = (shape,)
    shape = tuple([whole(n) for n in shape])
    if py.any([n < 0 for n in shape]):
        raise told(ValueError, "negative dimensions are not allowed")
    return shape


class AxisError(ValueError):
    """An axis that an array has not."""

    deliberate = True


def axes_of(axis, ndim):
    """Return the numbers of the axes that `axis` names, counted from 0; all of them for None."""
    axes = (
        range(ndim) if axis is None else axis if isinstance(axis, (tuple, list, range)) else (axis,)
    )
    axes = [whole(a) for a in axes]
    if not ndim and axes in ([0], [-1]):
        refuse("An axis of an array without axes")
    for a in axes:
        if not -ndim <= a < ndim:
            words = "axis %d is out of bounds for array of dimension %d" % (a, ndim)
            raise AxisError(words)
    return [a % ndim for a in axes]


class ndarray:
    """Numbers of one kind with a shape: a start and steps in a list that other arrays may share."""

    def __init__(self, data, shape, kind, steps=None, start=0):
        self._data, self._shape, self.dtype, self._start = data, shape, kind, start
        self._steps = steps_of(shape) if steps is None else steps

    @property
    def shape(self):
        return self._shape

    @shape.setter
    def shape(self, shape):
        made = self.reshape(shape)
        if made._data is not self._data:
            raise told(AttributeError, "Incompatible shape for in-place modification.")
        self._shape, self._steps = made._shape, made._steps

    @property
    def ndim(self):
        return len(self._shape)

    @property
    def size(self):
        return size_of(self._shape)

    @property
    def nbytes(self):
        return self.size * self.dtype.itemsize

    @property
    def itemsize(self):
        return self.dtype.itemsize

    @property
    def strides(self):
        return tuple([s * self.dtype.itemsize for s in self._steps])

    @property
    def T(self):  # noqa: N802 - NumPy's name
        return self.transpose()

    @property
    def flat(self):
        return Flat(self)

    def __getattr__(self, name):
        if is_known("numpy.ndarray", name):
            refuse("`.%s` of an array" % name)
        raise told(AttributeError, "'numpy.ndarray' object has no attribute '%s'" % name)

    def values(self):
        """List the elements, in order."""
        if self._steps == steps_of(self._shape):
            return self._data[self._start : self._start + self.size]
        data = self._data
        return [data[p] for p in offsets(self._shape, self._steps, self._start)]

    def __len__(self):
        if not self._shape:
            raise told(TypeError, "len() of unsized object")
        return self._shape[0]

    def __iter__(self):
        if not self._shape:
            raise told(TypeError, "iteration over a 0-d array")
        for i in range(self._shape[0]):
            yield self[i]

    def __reversed__(self):
        return Reversed(self)

    def __hash__(self):
        raise told(TypeError, "unhashable type: 'numpy.ndarray'")

    def tolist(self):
        """Return nested lists of Python's numbers, or one number where there are no axes."""
        if not self._shape:
            return self._data[self._start]
        if len(self._shape) == 1:
            return self.values()
        return [row.tolist() for row in self]

    def item(self, *at):
        """Return one element as Python's number."""
        if len(at) == 1 and isinstance(at[0], tuple):
            at = at[0]
        if len(at) == 1 and self.ndim != 1:
            return self.ravel().item(at[0])
        if not at and self.size != 1:
            raise told(ValueError, "can only convert an array of size 1 to a Python scalar")
        found = self[at] if at else self.values()[0]
        return found.item() if isinstance(found, ndarray) else found

    def only(self):
        """Return the one element of an array without axes, as Python's number."""
        if self._shape:
            raise told(TypeError, "only 0-dimensional arrays can be converted to Python scalars")
        return self._data[self._start]

    # No __float__: MicroPython would call it in 2.0 * a, before __rmul__ of a.
    def __int__(self):
        return int(self.only())

    def __index__(self):
        if self._shape or self.dtype.kind not in "iu":
            raise told(TypeError, "only integer scalar arrays can be converted to a scalar index")
        return self._data[self._start]

    def __bool__(self):
        if self.size != 1:
            words = "The truth value of an %s is ambiguous. Use a.any() or a.all()"
            what = "array with more than one element" if self.size else "empty array"
            raise told(ValueError, words % what)
        return py.bool(self.values()[0])

    # Places
    def __getitem__(self, key):
        shape = self._shape
        if key.__class__ is int and len(shape) == 1:  # the two that loops live on
            made = self._data[self._start + inside(key, shape[0], 0) * self._steps[0]]
            return made if self.dtype.plain else single(made, self.dtype)
        if (
            key.__class__ is tuple
            and len(key) == len(shape) == 2
            and key[0].__class__ is int
            and key[1].__class__ is int
        ):
            steps = self._steps
            first, second = inside(key[0], shape[0], 0), inside(key[1], shape[1], 1)
            made = self._data[self._start + first * steps[0] + second * steps[1]]
            return made if self.dtype.plain else single(made, self.dtype)
        places, shape = self._at(key)
        if shape is None:
            # By `is`: a number that keeps its kind would be compared with it as NumPy does.
            several = key if isinstance(key, tuple) else (key,)
            if places._shape or py.any([one is Ellipsis for one in several]):
                return places
            return single(places._data[places._start], self.dtype)
        data = self._data
        return result([data[p] for p in places], shape, self.dtype)

    def __setitem__(self, key, value):
        places, shape = self._at(key)
        if shape is None:
            shape, places = places._shape, offsets(places._shape, places._steps, places._start)
        value = asarray(value)
        if value._shape and not shape and not self._keeps_axes(key):
            raise told(ValueError, "setting an array element with a sequence.")
        wanted = value._shape
        while value.ndim > len(shape) and value._shape[0] == 1:
            value = asarray(value[0])
        data, cast = self._data, self.dtype.cast
        if self.dtype.kind in "iu" and value.dtype.kind == "f":
            cast = lambda v: self.dtype.cast(v if v - v == 0 else -(2**63))  # noqa: E731
        if value._shape != shape:
            value = _spread(value, shape, wanted, key)
        given = value.values()
        for p, v in zip(places, given):
            data[p] = cast(v)

    def _keeps_axes(self, key):
        keys = key if isinstance(key, tuple) else (key,)
        return not self._shape or py.any([k is Ellipsis for k in keys])

    def __contains__(self, value):
        return value in self.values()

    def _at(self, key):
        """Return the view at `key`, or (offsets, shape) where it takes arrays as indices."""
        key, fancy = self._whole_key(key)
        shape, steps, start, axis, chosen = [], [], self._start, 0, []
        for k in key:
            if k is None:
                shape.append(1)
                steps.append(0)
                continue
            if isinstance(k, ndarray) or (fancy and not isinstance(k, slice)):
                for one in indices_of(k):
                    chosen.append((len(shape), one))
                    shape.append(self._shape[axis])
                    steps.append(self._steps[axis])
                    axis += 1
                continue
            n, s = self._shape[axis], self._steps[axis]
            if isinstance(k, slice):
                first, last, step = cut(k, n)
                shape.append(len(range(first, last, step)))
                steps.append(s * step)
                start += first * s
            else:
                start += inside(k, n, axis) * s
            axis += 1
        if not fancy:
            return ndarray(self._data, tuple(shape), self.dtype, steps, start), None
        return choose(shape, steps, start, chosen)

    def _whole_key(self, key):
        """Return `key` with an entry for each axis, and whether one of them is an array."""
        key = list(key) if isinstance(key, tuple) else [key]
        taken, fancy = 0, False
        for i, k in enumerate(key):
            if isinstance(k, (list, range)):
                k = key[i] = array(k) if len(k) else array(k, int)
            if k is True or k is False:
                refuse("A single truth value as an index")
            if isinstance(k, ndarray):
                if not k._shape and k.dtype.kind in "iu":
                    k = key[i] = k.item()
                else:
                    fancy = True
                    same_sides(self, k, taken)
            if k is not None and k is not Ellipsis:
                taken += k.ndim if isinstance(k, ndarray) and k.dtype is bool_ else 1
        if taken > self.ndim:
            words = "too many indices for array: array is %d-dimensional, but %d were indexed"
            raise told(IndexError, words % (self.ndim, taken))
        rest = [whole_axis] * (self.ndim - taken)
        dots = [i for i, k in enumerate(key) if k is Ellipsis]
        return (key[: dots[0]] + rest + key[dots[0] + 1 :] if dots else key + rest), fancy

    # The same numbers in another form
    def copy(self, order="C"):
        return ndarray(self.values(), self._shape, self.dtype)

    def __copy__(self):
        return self.copy()

    def view(self):
        return ndarray(self._data, self._shape, self.dtype, self._steps, self._start)

    def astype(self, dtype, copy=True):
        kind, values = dtype_of(dtype), self.values()
        if kind.kind in "iu" and self.dtype.kind == "f":
            values = [v if v - v == 0 else -(2**63) for v in values]
        return ndarray(checked([kind.cast(v) for v in values], kind), self._shape, kind)

    def reshape(self, *shape, order="C"):
        if order != "C":
            refuse("`order` of `reshape`")
        shape = shape[0] if len(shape) == 1 else shape
        shape = (
            list(shape.tolist() if isinstance(shape, ndarray) else shape)
            if not isinstance(shape, int)
            else [shape]
        )
        shape = [whole(n) for n in shape]
        if shape.count(-1) > 1:
            raise told(ValueError, "can only specify one unknown dimension")
        if -1 in shape:
            rest = -size_of(shape)
            shape[shape.index(-1)] = self.size // rest if rest else 0
        shape = tuple(shape)
        if size_of(shape) != self.size:
            raise told(
                ValueError,
                "cannot reshape array of size %d into shape %s" % (self.size, tight(shape)),
            )
        if self._steps == steps_of(self._shape):
            return ndarray(self._data, shape, self.dtype, None, self._start)
        return ndarray(self.values(), shape, self.dtype)

    def ravel(self, order="C"):
        return self.reshape(-1, order=order)

    def flatten(self, order="C"):
        return self.copy().reshape(-1, order=order)

    def squeeze(self, axis=None):
        axes = (
            [i for i, n in enumerate(self._shape) if n == 1]
            if axis is None
            else axes_of(axis, self.ndim)
        )
        if py.any([self._shape[i] != 1 for i in axes]):
            raise told(
                ValueError, "cannot select an axis to squeeze out which has size not equal to one"
            )
        keep = [i for i in range(self.ndim) if i not in axes]
        shape = tuple([self._shape[i] for i in keep])
        return ndarray(self._data, shape, self.dtype, [self._steps[i] for i in keep], self._start)

    def transpose(self, *axes):
        if not axes or axes[0] is None:
            axes = range(self.ndim - 1, -1, -1)
        elif len(axes) == 1 and not isinstance(axes[0], int):
            axes = axes[0]
        axes = axes_of(tuple(axes), self.ndim)
        if sorted(axes) != list(range(self.ndim)):
            repeated = len(set(axes)) < len(axes)
            raise told(
                ValueError, "repeated axis in transpose" if repeated else "axes don't match array"
            )
        shape = tuple([self._shape[a] for a in axes])
        return ndarray(self._data, shape, self.dtype, [self._steps[a] for a in axes], self._start)

    def swapaxes(self, axis1, axis2):
        order = list(range(self.ndim))
        one, other = axes_of((axis1, axis2), self.ndim)
        order[one], order[other] = other, one
        return self.transpose(order)

    def fill(self, value):
        self[...] = value


class Reversed:
    """An array from its end on, to walk along once."""

    def __init__(self, a):
        self._array, self._left = a, len(a)

    def __iter__(self):
        return self

    def __next__(self):
        if not self._left:
            raise StopIteration
        self._left -= 1
        return self._array[self._left]

    def __getattr__(self, name):
        raise told(AttributeError, "'reversed' object has no attribute '%s'" % name)


class Flat:
    """An array's elements as one line, to walk along, read and write: ``a.flat``."""

    def __init__(self, a):
        self._array = a

    def __iter__(self):
        return iter(self._array.ravel())

    def __len__(self):
        return self._array.size

    def __getitem__(self, key):
        found = self._array.ravel()[key]
        return found.copy() if isinstance(found, ndarray) else found

    def __setitem__(self, key, value):
        a = self._array
        line = ndarray(list(range(a.size)), (a.size,), int64)[key]
        places = offsets(a._shape, a._steps, a._start)
        chosen = line.values() if isinstance(line, ndarray) else [line]
        given = asarray(value).ravel().values()
        for i, at in enumerate(chosen):
            a._data[places[at]] = a.dtype.cast(given[i % len(given)])


class _Slices:
    """Makes slices: MicroPython has no ``slice(…)``."""

    def __getitem__(self, key):
        return key


slices = _Slices()
whole_axis = slices[:]


class Scalar(ndarray):
    """One value that keeps its kind; each kind has a class of its own, for the words of errors."""

    def _called(self):
        return "numpy." + self.dtype.name

    def __iter__(self):
        raise told(TypeError, "'%s' object is not iterable" % self._called())

    def __len__(self):
        raise told(TypeError, "object of type '%s' has no len()" % self._called())

    def __getitem__(self, key):
        keys = key if isinstance(key, tuple) else (key,)
        if py.all([k is None or k is Ellipsis for k in keys]):
            return ndarray.__getitem__(self, key)
        raise told(IndexError, "invalid index to scalar variable.")

    def __setitem__(self, key, value):
        raise told(TypeError, "'%s' object does not support item assignment" % self._called())

    def __hash__(self):
        return hash(self.only())

    def __getattr__(self, name):
        if is_known("numpy.ndarray", name):
            refuse("`.%s` of a number out of an array" % name)
        raise told(AttributeError, "'%s' object has no attribute '%s'" % (self._called(), name))


class Single(Scalar):
    """One value of a kind, which MicroPython takes as a float where it wants one.

    That rounds what is float32, so such a value is no `Single`.
    """

    def __float__(self):
        return float(self.only())


for _kind in KINDS:
    _kind.scalar = type(_kind.name, (Scalar if _kind is float32 else Single,), {})


def scalar(value, kind):
    """Return one value that keeps its kind."""
    return kind.scalar([value], (), kind)


def single(value, kind):
    """Return one value of a kind: Python's number, or an array without axes."""
    return value if kind.plain else scalar(value, kind)


def result(values, shape, kind):
    """Return what was computed as an array, or as a single value where there are no axes."""
    return ndarray(values, shape, kind) if shape else single(values[0], kind)


def cut(one, n):
    """Return first, last and step of a slice along an axis of `n`."""
    for bound in (one.start, one.stop, one.step):
        if isinstance(bound, float) or (
            isinstance(bound, ndarray) and (bound._shape or bound.dtype.kind == "f")
        ):
            raise told(
                TypeError, "slice indices must be integers or None or have an __index__ method"
            )
    if (
        isinstance(one.start, ndarray)
        or isinstance(one.stop, ndarray)
        or isinstance(one.step, ndarray)
    ):
        ends = [
            end.item() if isinstance(end, ndarray) else end
            for end in (one.start, one.stop, one.step)
        ]
        one = slices[ends[0] : ends[1] : ends[2]]
    if one.step == 0:
        raise told(ValueError, "slice step cannot be zero")
    return one.indices(n)


_INDICES = (
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean "
    "arrays are valid indices"
)


def inside(i, n, axis):
    """Return an index from the start; one from the end is negative."""
    if i.__class__ is not int:
        if not isinstance(i, (int, ndarray)) or (
            isinstance(i, ndarray) and i.dtype.kind not in "iu"
        ):
            raise told(IndexError, _INDICES)
        i = int(i)
    if not -n <= i < n:
        raise told(IndexError, "index %d is out of bounds for axis %d with size %d" % (i, axis, n))
    return i + n if i < 0 else i


def same_sides(a, mask, axis):
    """Refuse truth values as an index of `a`, from `axis` on, that have another shape."""
    if mask.dtype is not bool_:
        return
    for i, n in enumerate(mask._shape):
        if axis + i < a.ndim and n != a._shape[axis + i]:
            words = "boolean index did not match indexed array along axis %d; size of axis is %d but size of corresponding boolean axis is %d"
            raise told(IndexError, words % (axis + i, a._shape[axis + i], n))


def indices_of(k):
    """Return the arrays of whole numbers that an index stands for: of truth values, one for each axis."""
    if isinstance(k, ndarray) and k.dtype is bool_:
        return places_of(k)
    return [asarray(k)]


def places_of(a):
    """Return where an array is not 0: for each axis an array, as ``np.nonzero``."""
    found = [i for i, v in enumerate(a.values()) if v]
    shape = a._shape
    return tuple(
        [
            ndarray([p // s % n for p in found], (len(found),), int64)
            for n, s in zip(shape, steps_of(shape))
        ]
    )


def choose(shape, steps, start, chosen):
    """Return the offsets and the shape of what arrays as indices choose.

    `chosen` are pairs of an axis and an index for it; `shape` and `steps` are those of all axes.
    """
    at = [c[0] for c in chosen]
    grids = broadcast_arrays(*[c[1] for c in chosen])
    places = [0] * grids[0].size
    for axis, grid in zip(at, grids):
        n, s = shape[axis], steps[axis]
        if grid.dtype.kind not in "iu":
            raise told(IndexError, "arrays used as indices must be of integer (or boolean) type")
        places = [p + inside(i, n, axis) * s for p, i in zip(places, grid.values())]
    first = at[0] if at == list(range(at[0], at[-1] + 1)) else 0
    rest = [i for i in range(len(shape)) if i not in at]
    before, after = [i for i in rest if i < first], [i for i in rest if i >= first]
    outer = offsets([shape[i] for i in before], [steps[i] for i in before], start)
    inner = offsets([shape[i] for i in after], [steps[i] for i in after])
    made = [shape[i] for i in before] + list(grids[0]._shape) + [shape[i] for i in after]
    return [o + p + i for o in outer for p in places for i in inner], tuple(made)


# From Python's lists and numbers
def array(object, dtype=None, copy=True, ndmin=0):
    """Return a new array of numbers, of nested lists, or of another array."""
    kind = None if dtype is None else dtype_of(dtype)
    if isinstance(object, ndarray):
        made = object.copy() if kind is None or kind is object.dtype else object.astype(kind)
    else:
        shape, flat, found = flatten(object)
        made = _numbers(flat, shape, found, kind or found)
    while made.ndim < ndmin:
        made = made[None]
    return made


def _numbers(flat, shape, found, kind):
    """Return an array of this kind of the numbers in nested lists, of the kind `found`."""
    if kind.kind in "iu" and found.kind != "f" and not py.all([kind.holds(v) for v in flat]):
        worst = [v for v in flat if not kind.holds(v)][0]
        if kind is int64:
            refuse("A whole number beyond 2**63")
        raise told(OverflowError, "Python integer %d out of bounds for %s" % (worst, kind.name))
    if kind.kind in "iu" and found.kind == "f":
        bad = [v for v in flat if v - v != 0]
        if bad and not shape:
            raise told(ValueError, "cannot convert float NaN to integer")
        flat = [v if v - v == 0 else -(2**63) for v in flat]
    return ndarray([kind.cast(v) for v in flat], shape, kind)


_RAGGED = (
    "setting an array element with a sequence. The requested array has an inhomogeneous shape after %d dimensions. "
    "The detected shape was %s + inhomogeneous part."
)


def _alike_until(value):
    """Return how many axes nested lists have together, and their shape."""
    shape, level = [], [value]
    while level and py.all(
        [isinstance(one, (list, tuple, range)) or _has_axes(one) for one in level]
    ):
        sizes = [len(one) for one in level]
        if py.any([n != sizes[0] for n in sizes]):
            break
        shape.append(sizes[0])
        level = [one for many in level for one in many]
    return len(shape), tuple(shape)


def _has_axes(value):
    return isinstance(value, ndarray) and len(value._shape) > 0


def flatten(value):
    """Return shape, elements and kind of nested lists."""
    if isinstance(value, ndarray):
        return value._shape, value.values(), value.dtype
    if isinstance(value, py.bool):
        return (), [value], bool_
    if isinstance(value, int):
        return (), [value], int64
    if isinstance(value, float):
        return (), [value], float64
    if isinstance(value, Flat):
        value = list(value)
    if isinstance(value, complex):
        refuse("An array of complex numbers")
    if not isinstance(value, (list, tuple, range)):
        words = "An array of what is of type %s is not on the page; in JupyterLab it is."
        raise NotNumbers(words % type(value).__name__)
    parts = [flatten(v) for v in value]
    if not parts:
        return (0,), [], float64
    flat, kind = [], parts[0][2]
    for shape, values, found in parts:
        if shape != parts[0][0]:
            raise told(ValueError, _RAGGED % _alike_until(value))
        flat += values
        kind = joint(kind, found)
    return (len(parts),) + parts[0][0], flat, kind


def asarray(a, dtype=None):
    """Return `a` as an array; an array stays itself."""
    if isinstance(a, ndarray) and (dtype is None or dtype_of(dtype) is a.dtype):
        return a
    return array(a, dtype)


def _of_kind(value, kind):
    if isinstance(value, float) and value - value == 0 and not kind.holds(int(value)):
        raise told(OverflowError, "Python integer %d out of bounds for %s" % (value, kind.name))
    made = array(value, kind) if not isinstance(value, ndarray) else value.astype(kind)
    if made._shape:
        return made
    number = made._data[made._start]
    large = kind is int64 and not -(1 << 31) < number < 1 << 31  # which may come to wrap
    return scalar(number, kind) if large else single(number, kind)


set_maker(_of_kind)


# Broadcasting
def fit_shapes(shapes):
    """Return the shape that arrays of these shapes have together."""
    made = []
    for i in range(-py.max([len(s) for s in shapes]), 0):
        sizes = [s[i] for s in shapes if len(s) >= -i and s[i] != 1]
        if py.any([n != sizes[0] for n in sizes]):
            words = "operands could not be broadcast together with shapes "
            raise told(ValueError, words + " ".join([tight(s) for s in shapes]) + " ")
        made.append(sizes[0] if sizes else 1)
    return tuple(made)


def tight(shape):
    """Return a shape as NumPy writes it."""
    return "(" + ",".join([str(n) for n in shape]) + ("," if len(shape) == 1 else "") + ")"


def _spread(value, shape, wanted, key):
    """Return what is written into places of a shape; `wanted` is the shape that was given."""
    if _spreads(value._shape, shape):
        return broadcast_to(value, shape)
    words = "could not broadcast input array from shape %s into shape %s"
    if isinstance(key, list) or (isinstance(key, ndarray) and key._shape):
        words = "shape mismatch: value array of shape %s could not be broadcast to indexing result of shape %s"
        if isinstance(key, ndarray) and key.dtype is bool_ and len(wanted) == len(shape) == 1:
            words = "NumPy boolean array indexing assignment cannot assign %d input values to the %d output values where the mask is true"
            raise told(ValueError, words % (wanted[0], shape[0]))
    raise told(ValueError, words % (tight(wanted), tight(shape)))


def _spreads(small, shape):
    """Tell whether an array of the shape `small` can be spread over another shape."""
    lead = len(shape) - len(small)
    return lead >= 0 and py.all([n in (1, m) for n, m in zip(small, shape[lead:])])


def broadcast_to(array, shape):
    """Return a view of `array` that has this shape."""
    a, shape = asarray(array), shape_of(shape)
    lead = len(shape) - a.ndim
    if not _spreads(a._shape, shape):
        words = (
            "input operand has more dimensions than allowed by the axis remapping"
            if lead < 0
            else "operands could not be broadcast together with remapped shapes [original->remapped]: %s  and requested shape %s"
            % (tight(a._shape), tight(shape))
        )
        raise told(ValueError, words)
    steps = [0] * lead + [s if n == m else 0 for n, m, s in zip(a._shape, shape[lead:], a._steps)]
    return ndarray(a._data, shape, a.dtype, steps, a._start)


def broadcast_arrays(*args):
    """Return views of arrays that have their shape together."""
    arrays = [asarray(a) for a in args]
    shape = fit_shapes([a._shape for a in arrays])
    return [broadcast_to(a, shape) for a in arrays]
