"""One number of many: sums, means, largest ones; and what is sorted or added up along an axis."""

import builtins as py
import math

from ..lacks import refuse, told
from .arrays import (
    array,
    asarray,
    axes_of,
    ndarray,
    offsets,
    places_of,
    result,
    single,
    size_of,
    steps_of,
)
from .kinds import bool_, dtype_of, fit, float64, int64, nan, uint64


def reduce(a, how, axis, keepdims, kind):
    """Return `how` of the numbers of each line along the axes, as an array of this kind."""
    a = asarray(a)
    if axis is None and not keepdims:
        return single(fit([how(a.values())], kind)[0], kind)
    axes = axes_of(axis, a.ndim)
    keep = [i for i in range(a.ndim) if i not in axes]
    shape, steps = [a.shape[i] for i in keep], [a._steps[i] for i in keep]
    inner = offsets([a.shape[i] for i in axes], [a._steps[i] for i in axes])
    data = a._data
    made = [how([data[o + i] for i in inner]) for o in offsets(shape, steps, a._start)]
    if not inner:
        how([])  # which raises where NumPy does, though there be no line
    if keepdims:
        shape = [1 if i in axes else n for i, n in enumerate(a.shape)]
    return result(fit(made, kind), tuple(shape), kind)


def _own(a):
    return a.dtype


def _total(a):
    """Return the kind of a sum: whole numbers get the widest."""
    return a.dtype if a.dtype.kind == "f" else uint64 if a.dtype.kind == "u" else int64


def _mean_kind(a):
    return a.dtype if a.dtype.kind == "f" else float64


def _truth(_a):
    return bool_


def _place(_a):
    return int64


def _reduction(how, kind, name):
    """Return the function that does `how` along an axis; `kind` makes the result's of the array's."""

    def function(a, axis=None, dtype=None, out=None, keepdims=False):
        if out is not None:
            refuse("`out` of `np.%s`" % name)
        a = asarray(a)
        wanted = None if dtype is None else dtype_of(dtype)
        if wanted is not None:
            a = a.astype(wanted)
        return reduce(a, how, axis, keepdims, wanted or kind(a))

    return function


def _without_dtype(how, kind, name):
    function = _reduction(how, kind, name)
    return lambda a, axis=None, out=None, keepdims=False: function(a, axis, None, out, keepdims)


def _average(values):
    return py.sum(values) / len(values) if values else nan


def _first_nan(values):
    for i, v in enumerate(values):
        if v != v:
            return i
    return None


def _extreme(choose, name):
    def how(values):
        if not values:
            words = "zero-size array to reduction operation %s which has no identity"
            raise told(ValueError, words % name)
        return nan if _first_nan(values) is not None else choose(values)

    return how


def _place_of(choose, name):
    def how(values):
        if not values:
            raise told(ValueError, "attempt to get %s of an empty sequence" % name)
        first = _first_nan(values)
        return values.index(choose(values)) if first is None else first

    return how


def middle(values):
    """Return the median of numbers."""
    if not values or _first_nan(values) is not None:
        return nan
    values, n = sorted(values), len(values)
    return (values[(n - 1) // 2] + values[n // 2]) / 2


sum = _reduction(py.sum, _total, "sum")
prod = _reduction(size_of, _total, "prod")
mean = _reduction(_average, _mean_kind, "mean")
max = amax = _without_dtype(_extreme(py.max, "maximum"), _own, "max")
min = amin = _without_dtype(_extreme(py.min, "minimum"), _own, "min")
all = _without_dtype(py.all, _truth, "all")
any = _without_dtype(py.any, _truth, "any")
argmax = _without_dtype(_place_of(py.max, "argmax"), _place, "argmax")
argmin = _without_dtype(_place_of(py.min, "argmin"), _place, "argmin")


def _known(function, empty):
    """Return a function that leaves NaN out."""

    def without_nan(a, axis=None, keepdims=False):
        a = asarray(a)

        def how(values):
            values = [v for v in values if v == v]
            return function(values) if values else empty

        return reduce(a, how, axis, keepdims, _mean_kind(a))

    return without_nan


nansum, nanmean = _known(py.sum, 0.0), _known(_average, nan)
nanmax, nanmin, nanmedian = _known(py.max, nan), _known(py.min, nan), _known(middle, nan)


def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """Return the mean squared distance from the mean; `ddof` is taken off the count."""
    if dtype is not None or out is not None:
        refuse("`dtype` and `out` of `np.var`")

    def how(values):
        if len(values) <= ddof:
            return nan
        m = _average(values)
        return py.sum([(v - m) * (v - m) for v in values]) / (len(values) - ddof)

    a = asarray(a)
    return reduce(a, how, axis, keepdims, _mean_kind(a))


def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """Return the square root of `var`."""
    made = var(a, axis, dtype, out, ddof, keepdims)
    if not isinstance(made, ndarray):
        return math.sqrt(made)
    return ndarray(fit([math.sqrt(v) for v in made.values()], made.dtype), made.shape, made.dtype)


def median(a, axis=None, out=None, keepdims=False):
    """Return the value in the middle, or the mean of the two there."""
    if out is not None:
        refuse("`out` of `np.median`")
    a = asarray(a)
    return reduce(a, middle, axis, keepdims, _mean_kind(a))


def quantile(a, q, axis=None, keepdims=False):
    """Return the value below which the share `q` lies, straight between the two next to it."""
    if not isinstance(q, (int, float)):
        refuse("`np.quantile` of several shares")

    def how(values):
        if _first_nan(values) is not None:
            return nan
        values, place = sorted(values), q * (len(values) - 1)
        low = int(math.floor(place))
        return values[low] + (place - low) * (
            values[py.min(low + 1, len(values) - 1)] - values[low]
        )

    a = asarray(a)
    return reduce(a, how, axis, keepdims, _mean_kind(a))


def percentile(a, q, axis=None, keepdims=False):
    """Return the value below which `q` per cent lie."""
    return quantile(a, q / 100, axis, keepdims)


def ptp(a, axis=None, keepdims=False):
    """Return the largest less the smallest."""
    return max(a, axis, keepdims=keepdims) - min(a, axis, keepdims=keepdims)


def average(a, axis=None, weights=None, keepdims=False):
    """Return the mean, of numbers that may have weights."""
    if weights is None:
        return mean(a, axis, keepdims=keepdims)
    a, weights = asarray(a), asarray(weights)
    if weights.shape != a.shape:
        if axis is None or weights.shape != (a.shape[axis],):
            raise told(TypeError, "Axis must be specified when shapes of a and weights differ.")
        shape = [1] * a.ndim
        shape[axis] = -1
        weights = weights.reshape(shape)
    weighed = weights + 0.0 * a
    total = sum(weighed, axis, keepdims=keepdims)
    if py.any([v == 0 for v in asarray(total).values()]):
        raise told(ZeroDivisionError, "Weights sum to zero, can't be normalized")
    return sum(a * weighed, axis, keepdims=keepdims) / total


def count_nonzero(a, axis=None, keepdims=False):
    """Return how many are not 0."""
    return reduce(a, lambda values: py.sum([1 for v in values if v]), axis, keepdims, int64)


# Along an axis
def along(a, axis, how, kind=None):
    """Return an array with each line along an axis made into another, by lists of numbers."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    (axis,) = axes_of(axis, a.ndim)
    order = [i for i in range(a.ndim) if i != axis] + [axis]
    moved = a.transpose(order)
    values, n = moved.values(), a.shape[axis]
    lines = [how(values[i * n : (i + 1) * n]) for i in range(size_of(moved.shape[:-1]))]
    kind = kind or a.dtype
    length = len(lines[0]) if lines else n
    made = ndarray(
        fit([v for line in lines for v in line], kind), moved.shape[:-1] + (length,), kind
    )
    back = [order.index(i) for i in range(a.ndim)]
    made = made.transpose(back)
    return ndarray(made.values(), made.shape, kind)


def _running(step):
    def how(values):
        made = []
        for v in values:
            made.append(step(made[-1], v) if made else v)
        return made

    return how


def cumsum(a, axis=None, dtype=None, out=None):
    """Return the sums up to each place."""
    if out is not None:
        refuse("`out` of `np.cumsum`")
    a = asarray(a) if dtype is None else asarray(a).astype(dtype)
    return along(a, axis, _running(lambda x, y: x + y), _total(a))


def cumprod(a, axis=None):
    """Return the products up to each place."""
    a = asarray(a)
    return along(a, axis, _running(lambda x, y: x * y), _total(a))


def _order(v):
    return (v != v, v)


def sort(a, axis=-1):
    """Return the numbers in order; NaN comes last."""
    return along(a, axis, lambda values: sorted(values, key=_order))


def argsort(a, axis=-1, kind=None):
    """Return the places of the numbers in order; equal ones keep theirs."""
    return along(
        a,
        axis,
        lambda values: sorted(range(len(values)), key=lambda i: _order(values[i]) + (i,)),
        int64,
    )


def diff(a, n=1, axis=-1):
    """Return each number less the one before."""
    a = asarray(a)
    if a.dtype is bool_:
        refuse("`np.diff` of truth values")
    for _ in range(n):
        a = along(a, axis, lambda values: [w - v for v, w in zip(values, values[1:])])
    return a


def unique(ar, return_counts=False, axis=None):
    """Return the numbers that there are, in order, and how often each."""
    if axis is not None:
        refuse("`axis` of `np.unique`")
    a = asarray(ar)
    values = sorted(a.values(), key=_order)
    made = [
        v
        for i, v in enumerate(values)
        if not i or (v != values[i - 1] and not (v != v and values[i - 1] != values[i - 1]))
    ]
    found = ndarray(made, (len(made),), a.dtype)
    if not return_counts:
        return found
    return found, array(
        [len([1 for w in values if w == v or (w != w and v != v)]) for v in made], int
    )


def bincount(x, weights=None, minlength=0):
    """Return how often each whole number from 0 on is there."""
    values = asarray(x).values()
    if py.any([v < 0 for v in values]):
        raise told(ValueError, "'list' argument must have no negative elements")
    made = [0] * py.max(minlength, py.max(values) + 1 if values else 0)
    if weights is not None:
        made, given = [0.0] * len(made), asarray(weights).values()
        if len(given) != len(values):
            raise told(ValueError, "The weights and list don't have the same length.")
        for v, w in zip(values, given):
            made[v] += w
        return ndarray(made, (len(made),), float64)
    for v in values:
        made[v] += 1
    return ndarray(made, (len(made),), int64)


def searchsorted(a, v, side="left"):
    """Return where numbers would have to stand in a line that is in order."""
    line, wanted = asarray(a).values(), asarray(v)

    def place(x):
        return len([1 for y in line if y < x or (side == "right" and y == x)])

    return result([place(x) for x in wanted.values()], wanted.shape, int64)


def isin(element, test_elements, invert=False):
    """Tell of each number whether it is among some."""
    a, among = (
        asarray(element),
        asarray(
            list(test_elements) if isinstance(test_elements, range) else test_elements
        ).values(),
    )
    return result([(v in among) != invert for v in a.values()], a.shape, bool_)


def argwhere(a):
    """Return the places where an array is not 0, one in each row."""
    return array(
        [place for place in zip(*[line.values() for line in places_of(asarray(a))])] or [[]], int
    )


def flatnonzero(a):
    """Return where an array is not 0, counted flat."""
    return places_of(asarray(a).ravel())[0]


def ravel_multi_index(multi_index, dims):
    """Return which element, counted flat, stands at a place."""
    total = 0
    for index, n, step in zip(multi_index, dims, steps_of(dims)):
        index = asarray(index)
        if py.any([not 0 <= i < n for i in index.values()]):
            raise told(ValueError, "invalid entry in coordinates array")
        total = total + index * step
    return total


def unravel_index(indices, shape):
    """Return the place of an element that is counted flat, as a tuple."""
    flat = asarray(indices)
    if py.any([not 0 <= p < size_of(shape) for p in flat.values()]):
        raise told(ValueError, "index is out of bounds for array with size %d" % size_of(shape))
    places = [[p // s % n for p in flat.values()] for n, s in zip(shape, steps_of(shape))]
    return tuple([result(line, flat.shape, int64) for line in places])
