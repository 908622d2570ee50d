"""The kinds of numbers that an array holds, NumPy's dtypes."""

import builtins as py
import struct

from ..lacks import refuse, told

inf, nan = float("inf"), float("nan")


_PLAIN = ("bool", "int64", "float64")


class dtype:
    """A kind of number: `cast` makes one, `rank` orders the kinds, `kind` is NumPy's letter."""

    def __init__(self, name, kind, bits, cast, rank):
        self.name, self.kind, self.itemsize, self.cast, self.rank = (
            name,
            kind,
            bits // 8,
            cast,
            rank,
        )
        #: Single values of these are Python's own numbers; those of the others stay arrays of no axes.
        self.plain = name in _PLAIN
        self.type = self

    def __call__(self, value=0):
        return _make(value, self)

    def __eq__(self, other):
        try:
            return self is dtype_of(other)
        except TypeError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return "dtype('%s')" % self.name

    def __str__(self):
        return self.name

    def holds(self, value):
        """Tell whether a Python number fits into this kind, which NumPy else refuses."""
        if self.kind not in "iu" or isinstance(value, float):
            return True
        bits, signed = 8 * self.itemsize, self.kind == "i"
        return -(1 << bits - 1) * signed <= value < 1 << bits - signed


def _wrapped(bits, signed):
    mask, top = (1 << bits) - 1, 1 << (bits - 1)

    def cast(value):
        value = int(value) & mask
        return value - (mask + 1) if signed and value & top else value

    return cast


def _single(value):
    try:
        return struct.unpack("f", struct.pack("f", float(value)))[0]
    except OverflowError:
        return inf if value > 0 else -inf


bool_ = dtype("bool", "b", 8, py.bool, 0)
uint8, int8 = (
    dtype("uint8", "u", 8, _wrapped(8, False), 1),
    dtype("int8", "i", 8, _wrapped(8, True), 1),
)
uint16 = dtype("uint16", "u", 16, _wrapped(16, False), 2)
int16, int32 = (
    dtype("int16", "i", 16, _wrapped(16, True), 3),
    dtype("int32", "i", 32, _wrapped(32, True), 4),
)
uint32, uint64 = (
    dtype("uint32", "u", 32, _wrapped(32, False), 5),
    dtype("uint64", "u", 64, _wrapped(64, False), 6),
)
int64 = dtype("int64", "i", 64, int, 7)
float32, float64 = dtype("float32", "f", 32, _single, 8), dtype("float64", "f", 64, float, 9)
KINDS = (bool_, uint8, int8, uint16, int16, int32, uint32, uint64, int64, float32, float64)


def set_strict(strict):
    """Tell whether single values keep their kind, whatever it is; else three kinds are Python's numbers."""
    for kind in KINDS:
        kind.plain = not strict and kind.name in _PLAIN


_PYTHON = {int: int64, float: float64, py.bool: bool_}
_NAMED = {kind.name: kind for kind in KINDS}
for _names, _kind in (("int int_ i8 l q p", int64), ("float f8 d double", float64), ("f4 f single", float32),
                      ("i4 i", int32), ("i2 h", int16), ("i1 b", int8), ("u1 B", uint8), ("u2 H", uint16),
                      ("u4 I", uint32), ("u8 L Q P", uint64), ("? b1", bool_)):  # fmt: skip
    for _name in _names.split():
        _NAMED[_name] = _kind
#: Of these there are no numbers on the page.
_ELSEWHERE = [
    "complex",
    "complex64",
    "complex128",
    "float16",
    "half",
    "e",
    "f2",
    "longdouble",
    "object",
    "O",
    "str",
    "U",
    "S",
    "c8",
    "c16",
]
#: The groups that `issubdtype` knows.
GROUPS = {
    "integer": "iu",
    "signedinteger": "i",
    "unsignedinteger": "u",
    "floating": "f",
    "inexact": "f",
    "number": "iuf",
}


class Group:
    """Several kinds together, such as ``np.integer``."""

    def __init__(self, kinds):
        self.kinds = kinds


def dtype_of(what):
    """Return the kind that `what` names: a kind, its name, a Python type, or None for float64."""
    if what is None:
        return float64
    if isinstance(what, dtype):
        return what
    found = _NAMED.get(what) if isinstance(what, str) else _PYTHON.get(what)
    if found is None:
        if what in _ELSEWHERE or what in (complex, object, str, bytes):
            refuse("An array of %s" % (what if isinstance(what, str) else what.__name__))
        if not isinstance(what, str):
            raise told(TypeError, "Cannot interpret '%s' as a data type" % (what,))
        raise told(TypeError, "data type %r not understood" % (what,))
    return found


def issubdtype(one, other):
    """Tell whether the kind `one` is `other`, or belongs to the group `other`."""
    return (
        dtype_of(one).kind in other.kinds
        if isinstance(other, Group)
        else dtype_of(one) is dtype_of(other)
    )


def joint(a, b):
    """Return the kind that holds what both kinds hold, as NumPy's `promote_types`."""
    if a is b:
        return a
    a, b = (a, b) if a.rank >= b.rank else (b, a)
    if b.kind == "b":
        return a
    if {a.kind, b.kind} == {"i", "u"}:
        unsigned, signed = (a, b) if a.kind == "u" else (b, a)
        if signed.itemsize > unsigned.itemsize:
            return signed
        return {1: int16, 2: int32, 4: int64}.get(unsigned.itemsize, float64)
    if a is float32 and b.itemsize >= 4:
        return float64
    return a


def checked(values, kind):
    """Return the values of a result; NumPy's int64 would wrap where one is too large for it."""
    if kind is int64 and values and (max(values) >= 1 << 63 or min(values) < -(1 << 63)):
        refuse("A whole number beyond 2**63")
    return values


def fit(values, kind):
    """Return what was computed as numbers of this kind."""
    if kind is int64:
        return checked(values, kind)
    cast = kind.cast
    return [cast(v) for v in values]


def _make(value, kind):
    """Return ``np.uint8(value)``: set by `arrays`, which knows how."""
    raise NotImplementedError


def set_maker(make):
    """Tell the kinds how an array is made of a value."""
    global _make
    _make = make
