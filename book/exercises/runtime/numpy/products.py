"""Products of arrays, and what is made of them: matrices, convolutions, distances."""

import builtins as py
import math

from ..lacks import refuse, told
from .arrays import (
    array,
    asarray,
    axes_of,
    broadcast_to,
    fit_shapes,
    ndarray,
    result,
    shape_of,
    size_of,
    tight,
    whole_axis,
)
from .elementwise import absolute, multiply, sqrt
from .kinds import fit, float64, joint
from .moving import diag, diagonal, ndindex, stack
from .reductions import max as largest
from .reductions import sum as total


def matmul(x1, x2):
    """Return the product of matrices; arrays of more axes hold several."""
    a, b = asarray(x1), asarray(x2)
    if not a.shape or not b.shape:
        words = "matmul: Input operand %d does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
        raise told(ValueError, words % (1 if a.shape else 0))
    if a.ndim > 2 or b.ndim > 2:
        return _many_products(a, b)
    rows, columns = a[None] if a.ndim == 1 else a, b[:, None] if b.ndim == 1 else b
    if rows.shape[1] != columns.shape[0]:
        words = "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size %d is different from %d)"
        raise told(ValueError, words % (columns.shape[0], rows.shape[1]))
    kind, columns = joint(a.dtype, b.dtype), columns.T.tolist()
    zero = kind.cast(0)
    made = [
        py.sum([v * w for v, w in zip(row, column)], zero)
        for row in rows.tolist()
        for column in columns
    ]
    return result(fit(made, kind), a.shape[:-1] + b.shape[1:], kind)


def _many_products(a, b):
    one, other = a.ndim == 1, b.ndim == 1
    a, b = a[None] if one else a, b[:, None] if other else b
    lead = fit_shapes([a.shape[:-2], b.shape[:-2]])
    x, y = broadcast_to(a, lead + a.shape[-2:]), broadcast_to(b, lead + b.shape[-2:])
    made = stack([matmul(x[at], y[at]) for at in ndindex(lead)]).reshape(
        lead + (a.shape[-2], b.shape[-1])
    )
    made = made[..., 0, :] if one else made
    return made[..., 0] if other else made


def dot(a, b):
    """Return the product of two lines, of matrices, or by the last axis of `a` and the last but one of `b`."""
    a, b = asarray(a), asarray(b)
    if not a.shape or not b.shape:
        return multiply(a, b)
    if a.ndim <= 2 and b.ndim <= 2:
        if a.shape[-1] != b.shape[-2 if b.ndim > 1 else -1]:
            words = "shapes %s and %s not aligned: %d (dim %d) != %d (dim %d)"
            place = b.ndim - 2 if b.ndim > 1 else 0
            raise told(
                ValueError,
                words
                % (tight(a.shape), tight(b.shape), a.shape[-1], a.ndim - 1, b.shape[place], place),
            )
        return matmul(a, b)
    return tensordot(a, b, ((a.ndim - 1,), (py.max(0, b.ndim - 2),)))


def inner(a, b):
    """Return the sums of products along the last axes."""
    a, b = asarray(a), asarray(b)
    return (
        multiply(a, b)
        if not a.shape or not b.shape
        else tensordot(a, b, ((a.ndim - 1,), (b.ndim - 1,)))
    )


def vdot(a, b):
    """Return the sum of products of all elements."""
    return dot(asarray(a).ravel(), asarray(b).ravel())


def tensordot(a, b, axes=2):
    """Return the sums of products along axes of both."""
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        last, first = list(range(a.ndim - axes, a.ndim)), list(range(axes))
    else:
        last, first = axes_of(axes[0], a.ndim), axes_of(axes[1], b.ndim)
    if [a.shape[i] for i in last] != [b.shape[i] for i in first]:
        raise told(ValueError, "shape-mismatch for sum")
    rows = [i for i in range(a.ndim) if i not in last]
    columns = [i for i in range(b.ndim) if i not in first]
    n = size_of([a.shape[i] for i in last])
    left = a.transpose(rows + last).reshape(size_of([a.shape[i] for i in rows]), n)
    right = b.transpose(first + columns).reshape(n, size_of([b.shape[i] for i in columns]))
    made = matmul(left, right).reshape([a.shape[i] for i in rows] + [b.shape[i] for i in columns])
    return made if made.ndim else made[()]


def trace(a, offset=0):
    """Return the sum of the diagonal of the first two axes."""
    return total(diagonal(a, offset), -1)


def outer(a, b):
    """Return the products of each number of one with each of the other."""
    return asarray(a).ravel()[:, None] * asarray(b).ravel()[None]


def kron(a, b):
    """Return `b` at each place of `a`, times what stands there."""
    a, b = asarray(a), asarray(b)
    ndim = py.max(a.ndim, b.ndim)
    one = (1,) * (ndim - a.ndim) + a.shape
    other = (1,) * (ndim - b.ndim) + b.shape
    spread = [k for n in one for k in (n, 1)]
    within = [k for n in other for k in (1, n)]
    made = asarray(a.reshape(spread) * b.reshape(within))
    return made.reshape([n * m for n, m in zip(one, other)])


def cross(a, b):
    """Return the vector at right angles to two of three numbers."""
    a, b = asarray(a), asarray(b)
    if a.shape != (3,) or b.shape != (3,):
        refuse("`np.cross` of other than two vectors of three")
    (p, q, r), (s, t, u) = a.tolist(), b.tolist()
    return array([q * u - r * t, r * s - p * u, p * t - q * s], joint(a.dtype, b.dtype))


def einsum(subscripts, *operands):
    """Return sums of products, by letters for the axes."""
    if not isinstance(subscripts, str) or "." in subscripts:
        refuse("`np.einsum` with lists or dots")
    arrays = [asarray(a) for a in operands]
    parts, arrow, made = subscripts.replace(" ", "").partition("->")
    parts = parts.split(",")
    letters = "".join(parts)
    if not arrow:
        made = "".join([c for c in sorted(set(letters)) if letters.count(c) == 1])
    if len(parts) != len(arrays):
        raise told(ValueError, "fewer operands provided to einstein sum function than specified in the subscripts string"
                   if len(arrays) > len(parts) else "more operands provided to einstein sum function than specified in the subscripts string")  # fmt: skip
    arrays = [_diagonals(part, a) for part, a in zip(parts, arrays)]
    parts = ["".join([c for i, c in enumerate(part) if c not in part[:i]]) for part in parts]
    sizes = {}
    for part, a in zip(parts, arrays):
        for c, n in zip(part, a.shape):
            if sizes.setdefault(c, n) not in (n, 1) and n != 1:
                raise told(
                    ValueError, "operands could not be broadcast together with remapped shapes"
                )
    order = list(made) + [c for c in sorted(set(letters)) if c not in made]
    product = None
    for part, a in zip(parts, arrays):
        a = a.transpose([part.index(c) for c in order if c in part]) if a.ndim else a
        a = a[tuple([whole_axis if c in part else None for c in order])]
        product = a if product is None else product * a
    drop = tuple(range(len(made), len(order)))
    return total(product, drop, product.dtype) if drop else product.copy()


def _diagonals(part, a):
    """Return an array with one axis for each letter of its part."""
    if len(part) != a.ndim:
        words = "einstein sum subscripts string contains too many subscripts for operand 0"
        few = "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions."
        raise told(ValueError, words if len(part) > a.ndim else few)
    if len(set(part)) == len(part):
        return a
    if a.ndim != 2:
        refuse("`np.einsum` with a letter twice in one of more than two axes")
    return diag(a)


def _modes(n, k, mode):
    few, many = py.min(n, k), py.max(n, k)
    if mode == "valid":
        return few - 1, many
    if mode == "full":
        return 0, n + k - 1
    if mode == "same":
        return (few - 1) // 2, (few - 1) // 2 + many
    words = "Use one of 'valid', 'same', or 'full' for convolve/correlate mode"
    raise told(ValueError, words)


def convolve(a, v, mode="full"):
    """Return the convolution of two lines."""
    a, v = asarray(a), asarray(v)
    if a.ndim > 1 or v.ndim > 1:
        raise told(ValueError, "object too deep for desired array")
    x, w = a.ravel().values(), v.ravel().values()
    if not x or not w:
        raise told(ValueError, "%s cannot be empty" % ("v" if x else "a"))
    made = [0] * (len(x) + len(w) - 1)
    for i, p in enumerate(x):
        for j, q in enumerate(w):
            made[i + j] += p * q
    first, last = _modes(len(x), len(w), mode)
    made, kind = made[first:last], joint(a.dtype, v.dtype)
    return ndarray(fit([kind.cast(m) for m in made], kind), (len(made),), kind)


def correlate(a, v, mode="valid"):
    """Return the cross-correlation of two lines: the second one is not flipped."""
    a, v = asarray(a), asarray(v)
    if a.ndim > 1 or v.ndim > 1:
        raise told(ValueError, "object too deep for desired array")
    made = convolve(a, v.ravel()[::-1], "full")
    n, k = a.size, v.size
    first, last = _modes(n, k, mode)
    if k > n and mode == "same":
        first, last = n // 2, n // 2 + k
    return made[first:last]


def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    """Return the covariances of the rows of `m`, or of two lines."""
    rows = asarray(m) + 0.0
    rows = rows[None] if rows.ndim == 1 else rows if rowvar else rows.T
    if y is not None:
        rows = stack(list(rows) + [asarray(y) + 0.0])
    rows = stack([row - total(row) / row.size for row in rows])
    off = (0 if bias else 1) if ddof is None else ddof
    made = matmul(rows, rows.T) / (rows.shape[1] - off)
    return made if made.size > 1 else made[0, 0]


def corrcoef(x, y=None, rowvar=True):
    """Return the correlations of the rows of `x`, or of two lines."""
    c = cov(x, y, rowvar)
    if not isinstance(c, ndarray):
        return c / c
    d = sqrt(diag(c))
    return c / d[:, None] / d[None]


def interp(x, xp, fp, left=None, right=None):
    """Return values on straight lines between points."""
    points, heights = (asarray(xp) + 0.0).tolist(), (asarray(fp) + 0.0).tolist()

    def one(v):
        if v < points[0]:
            return heights[0] if left is None else left
        if v > points[-1]:
            return heights[-1] if right is None else right
        for i in range(1, len(points)):
            if v <= points[i]:
                share = (v - points[i - 1]) / (points[i] - points[i - 1])
                return heights[i - 1] + (heights[i] - heights[i - 1]) * share
        return heights[-1]

    a = asarray(x)
    return result([float(one(v)) for v in a.values()], a.shape, float64)


def sliding_window_view(x, window_shape, axis=None):
    """Return every window of an array as a view, with the window's axes last."""
    a = asarray(x)
    window = shape_of(window_shape)
    axes = axes_of(axis, a.ndim)
    if len(axes) != len(window):
        words = "Since axis is None, must provide window_shape for all dimensions of `x`; got %d window_shape elements and `x.ndim` is %d."
        raise told(ValueError, words % (len(window), a.ndim))
    shape, steps = list(a.shape), list(a._steps)
    for i, k in zip(axes, window):
        shape[i] -= k - 1
        if shape[i] < 1:
            raise told(ValueError, "window shape cannot be larger than input array shape")
    return ndarray(
        a._data, tuple(shape) + window, a.dtype, steps + [a._steps[i] for i in axes], a._start
    )


def as_strided(x, shape=None, strides=None):
    """Return a view of any shape and steps, which are told in bytes; it may not leave its array."""
    a = asarray(x)
    shape = a.shape if shape is None else shape_of(shape)
    size = a.dtype.itemsize
    steps = list(a._steps) if strides is None else [s // size for s in strides]
    last = a._start + py.sum([(n - 1) * s for n, s in zip(shape, steps)])
    if py.any([s < 0 for s in steps]) or last >= len(a._data):
        refuse("`as_strided` beyond its array")
    return ndarray(a._data, shape, a.dtype, steps, a._start)


# np.linalg
def norm(x, ord=None, axis=None, keepdims=False):
    """Return the length of vectors, or of a matrix as one."""
    a = asarray(x) + 0.0
    if (
        ord is None
        or (ord == 2 and (axis is not None or a.ndim == 1))
        or (ord == "fro" and a.ndim == 2)
    ):
        return sqrt(total(a * a, axis, keepdims=keepdims))
    if ord == 1 and (isinstance(axis, int) or a.ndim == 1):
        return total(absolute(a), axis, keepdims=keepdims)
    if ord == math.inf and (isinstance(axis, int) or a.ndim == 1):
        return largest(absolute(a), axis, keepdims=keepdims)
    return refuse("This `ord` of `np.linalg.norm`")


def det(a):
    """Return the determinant of a matrix."""
    rows = (asarray(a) + 0.0).tolist()
    made = 1.0
    for i in range(len(rows)):
        best = py.max(range(i, len(rows)), key=lambda r: py.abs(rows[r][i]))
        if rows[best][i] == 0:
            return 0.0
        if best != i:
            rows[i], rows[best], made = rows[best], rows[i], -made
        made *= rows[i][i]
        for r in range(i + 1, len(rows)):
            share = rows[r][i] / rows[i][i]
            rows[r] = [v - share * w for v, w in zip(rows[r], rows[i])]
    return made


def solve(a, b):
    """Return `x` with ``a @ x == b``."""
    a, b = asarray(a), asarray(b)
    rows = [
        list(row) + (side if isinstance(side, list) else [side])
        for row, side in zip((a + 0.0).tolist(), (b + 0.0).tolist())
    ]
    n = len(rows)
    for i in range(n):
        best = py.max(range(i, n), key=lambda r: py.abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        if rows[i][i] == 0:
            raise LinAlgError("Singular matrix")
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for r in range(n):
            if r != i and rows[r][i]:
                rows[r] = [v - rows[r][i] * w for v, w in zip(rows[r], rows[i])]
    made = array([row[n:] for row in rows])
    return made if b.ndim > 1 else made[:, 0].copy()


def inv(a):
    """Return the inverse of a matrix."""
    n = len(asarray(a))
    return solve(a, diag([1.0] * n))


class LinAlgError(ValueError):
    """A matrix that has no inverse."""

    deliberate = True


def qr(a):
    """Return a matrix as one of orthonormal columns times a triangle, by Householder's signs."""
    a = asarray(a) + 0.0
    if a.ndim != 2:
        refuse("`np.linalg.qr` of other than a matrix")
    rows, columns = a.shape
    n = py.min(rows, columns)
    r, q = a.copy(), diag([1.0] * rows)
    for i in range(n if rows > columns else n - 1):
        x = r[i:, i].copy()
        length = math.sqrt(py.sum([v * v for v in x.values()]))
        if length == 0:
            continue
        x[0] = x[0] + (length if x[0] >= 0 else -length)
        x = x / math.sqrt(py.sum([v * v for v in x.values()]))
        r[i:] = r[i:] - 2 * outer(x, matmul(x, r[i:]))
        q[:, i:] = q[:, i:] - 2 * outer(matmul(q[:, i:], x), x)
    for i in range(rows):
        for j in range(py.min(i, columns)):
            r[i, j] = 0.0
    return q[:, :n].copy(), r[:n].copy()


def matrix_power(a, n):
    """Return a matrix times itself, `n` times."""
    a = asarray(a)
    if n < 0:
        a, n = inv(a), -n
    made = array(diag([1] * len(a)), a.dtype)
    for _ in range(n):
        made = matmul(made, a)
    return made
