"""What Python's own modules have and MicroPython's have not, as answers reach for it."""

import builtins as py
import math
from collections import OrderedDict

from .lacks import is_known, refuse, told

# itertools


def product(*many, repeat=1):
    """Yield each way to take one of each, the last one first in turn."""
    pools, made = [tuple(one) for one in many] * repeat, [()]
    for pool in pools:
        made = [taken + (one,) for taken in made for one in pool]
    return iter(made)


def _chosen(pool, r, following):
    """Yield each choice of `r` places; `following` says which come after those taken."""
    pool = tuple(pool)

    def grown(taken):
        if len(taken) == r:
            yield tuple([pool[i] for i in taken])
            return
        for i in following(taken, len(pool)):
            yield from grown(taken + [i])

    return grown([])


def permutations(iterable, r=None):
    """Yield each order of `r` of some things."""
    pool = tuple(iterable)
    return _chosen(
        pool,
        len(pool) if r is None else r,
        lambda taken, n: [i for i in range(n) if i not in taken],
    )


def combinations(iterable, r):
    """Yield each choice of `r` of some things."""
    return _chosen(iterable, r, lambda taken, n: range(taken[-1] + 1 if taken else 0, n))


def combinations_with_replacement(iterable, r):
    """Yield each choice of `r` of some things, any of them more than once."""
    return _chosen(iterable, r, lambda taken, n: range(taken[-1] if taken else 0, n))


def pairwise(iterable):
    """Yield each two neighbours."""
    made = list(iterable)
    return iter(list(zip(made, made[1:])))


def takewhile(predicate, iterable):
    """Yield what comes before the first that does not hold."""
    for one in iterable:
        if not predicate(one):
            return
        yield one


def dropwhile(predicate, iterable):
    """Yield what comes from the first on that does not hold."""
    dropping = True
    for one in iterable:
        dropping = dropping and predicate(one)
        if not dropping:
            yield one


def filterfalse(predicate, iterable):
    """Yield what does not hold."""
    for one in iterable:
        if not (predicate(one) if predicate else one):
            yield one


def compress(data, selectors):
    """Yield what is chosen by a line of truths."""
    return iter([one for one, chosen in zip(data, selectors) if chosen])


def zip_longest(*many, fillvalue=None):
    """Yield one of each, as long as the longest goes on."""
    many = [list(one) for one in many]
    for i in range(max([len(one) for one in many] + [0])):
        yield tuple([one[i] if i < len(one) else fillvalue for one in many])


def groupby(iterable, key=None):
    """Yield neighbours that have the same key, with the key."""
    groups = []
    for one in iterable:
        name = key(one) if key else one
        if groups and groups[-1][0] == name:
            groups[-1][1].append(one)
        else:
            groups.append((name, [one]))
    for name, group in groups:
        yield name, iter(group)


class Chain:
    """``itertools.chain``, and its ``from_iterable``."""

    def __call__(self, *many):
        return self.from_iterable(many)

    def from_iterable(self, many):
        for one in many:
            yield from one


# functools


def cache(function):
    """Return a function that computes each answer once."""
    known = {}

    def cached(*given, **options):
        key = (given, tuple(sorted(options.items())))
        if key not in known:
            known[key] = function(*given, **options)
        return known[key]

    return cached


def lru_cache(maxsize=128, typed=False):
    """Return `cache`, which may be written with a size."""
    return cache(maxsize) if callable(maxsize) else cache


# collections


class defaultdict:
    """A dictionary that makes what is not there; it keeps the order in which it grew."""

    def __init__(self, default_factory=None, *given):
        self.default_factory, self._made = default_factory, OrderedDict(*given)

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        made = self._made[key] = self.default_factory()
        return made

    def __getitem__(self, key):
        return self._made[key] if key in self._made else self.__missing__(key)

    def __setitem__(self, key, value):
        self._made[key] = value

    def __delitem__(self, key):
        del self._made[key]

    def __contains__(self, key):
        return key in self._made

    def __len__(self):
        return len(self._made)

    def __iter__(self):
        return iter(list(self._made))

    def __eq__(self, other):
        return dict(self._made) == (dict(other._made) if isinstance(other, defaultdict) else other)

    def __repr__(self):
        refuse("A `%s` as text" % type(self).__name__)

    def keys(self):
        return list(self._made)

    def values(self):
        return list(self._made.values())

    def items(self):
        return list(self._made.items())

    def get(self, key, default=None):
        return self._made.get(key, default)

    def pop(self, key, *default):
        return self._made.pop(key, *default)

    def setdefault(self, key, default=None):
        return self._made.setdefault(key, default)

    def update(self, *given, **named):
        self._made.update(*given, **named)

    def clear(self):
        self._made.clear()


class Counter(defaultdict):
    """How often each thing is there."""

    def __init__(self, iterable=()):
        defaultdict.__init__(self)
        self.update(iterable)

    def __missing__(self, key):
        return 0

    def update(self, iterable=()):
        if isinstance(iterable, (dict, defaultdict)):
            for one, n in iterable.items():
                self[one] = self[one] + n
        else:
            for one in iterable:
                self[one] = self[one] + 1

    def total(self):
        return sum(self.values())

    def elements(self):
        return iter([one for one, n in self.items() for _ in range(n)])

    def most_common(self, n=None):
        items, made = self.items(), []
        while items:  # of equal ones the first, which `sorted` of MicroPython does not promise
            best = max([count for _, count in items])
            at = [count for _, count in items].index(best)
            made.append(items.pop(at))
        return made if n is None else made[:n]


class deque:
    """A line that grows and shrinks at both ends; with `maxlen` the other end goes."""

    def __init__(self, iterable=(), maxlen=None):
        self._made, self.maxlen = [], maxlen
        self.extend(iterable)

    def append(self, one):
        self._made.append(one)
        if self.maxlen is not None and len(self._made) > self.maxlen:
            self._made.pop(0)

    def appendleft(self, one):
        self._made.insert(0, one)
        if self.maxlen is not None and len(self._made) > self.maxlen:
            self._made.pop()

    def extend(self, many):
        for one in list(many):
            self.append(one)

    def extendleft(self, many):
        for one in list(many):
            self.appendleft(one)

    def pop(self):
        return self._taken(-1)

    def popleft(self):
        return self._taken(0)

    def _taken(self, at):
        if not self._made:
            raise told(IndexError, "pop from an empty deque")
        return self._made.pop(at)

    def rotate(self, n=1):
        if self._made:
            at = -n % len(self._made)
            self._made = self._made[at:] + self._made[:at]

    def clear(self):
        self._made = []

    def reverse(self):
        self._made.reverse()

    def count(self, one):
        return self._made.count(one)

    def copy(self):
        return deque(self._made, self.maxlen)

    def __len__(self):
        return len(self._made)

    def __iter__(self):
        return iter(list(self._made))

    def __getitem__(self, at):
        if isinstance(at, int) and not -len(self._made) <= at < len(self._made):
            raise told(IndexError, "deque index out of range")
        return self._made[at]

    def __setitem__(self, at, one):
        self._made[at] = one

    def __contains__(self, one):
        return one in self._made

    def __eq__(self, other):
        return isinstance(other, deque) and self._made == other._made

    def __repr__(self):
        end = "" if self.maxlen is None else ", maxlen=%d" % self.maxlen
        return "deque(%r%s)" % (self._made, end)


# math


def prod(iterable, *, start=1):
    """Return the product of numbers."""
    for one in iterable:
        start = start * one
    return start


def hypot(*sides):
    """Return the length of a vector."""
    return math.sqrt(sum([float(one) ** 2 for one in sides]))


def dist(p, q):
    """Return the distance between two points."""
    return hypot(*[a - b for a, b in zip(p, q)])


def gcd(*numbers):
    """Return the largest whole number that divides all."""
    made = 0
    for one in numbers:
        one = abs(one)
        while one:
            made, one = one, made % one
    return made


def lcm(*numbers):
    """Return the smallest whole number that all divide."""
    made = 1
    for one in numbers:
        made = abs(made * one) // gcd(made, one) if one else 0
    return made


def isqrt(n):
    """Return the root of a whole number, rounded down."""
    made = int(math.sqrt(n))
    while made * made > n:
        made -= 1
    while (made + 1) * (made + 1) <= n:
        made += 1
    return made


def perm(n, k=None):
    """Return in how many orders `k` of `n` things come."""
    return prod(range(n - (n if k is None else k) + 1, n + 1)) if k is None or k <= n else 0


def comb(n, k):
    """Return in how many ways `k` of `n` things are chosen."""
    return perm(n, k) // prod(range(1, k + 1))


def fsum(iterable):
    """Return the sum of numbers; what rounding loses is added in the end."""
    total = lost = 0.0
    for one in iterable:
        more = total + one
        lost += (total - more) + one if abs(total) >= abs(one) else (one - more) + total
        total = more
    return total + lost


def cbrt(x):
    """Return the cube root."""
    return math.copysign(abs(x) ** (1 / 3), x)


def exp2(x):
    """Return a power of 2."""
    return 2.0**x


# statistics


def mean(data):
    """Return the mean; of Python's whole numbers it is whole where it can be, of NumPy's cut off."""
    numpys = _is_whole_array(data)
    data = list(data)
    if not data:
        raise told(ValueError, "mean requires at least one data point")
    made = fsum(data) / len(data)
    if numpys or py.all([_is_whole_array(one) for one in data]):
        return int(made)
    whole = py.all([one.__class__ is int for one in data])
    if whole and made != int(made):
        refuse(
            "`statistics.mean` of whole numbers that may have come out of an array", "Use `fmean`."
        )
    return int(made) if whole else made


def _is_whole_array(value):
    return getattr(getattr(value, "dtype", None), "kind", "") in ("i", "u")


def fmean(data):
    """Return the mean as a float."""
    data = list(data)
    if not data:
        raise told(ValueError, "fmean requires at least one data point")
    return fsum(data) / len(data)


def median(data):
    """Return the value in the middle, or the mean of the two there."""
    data = sorted(data)
    if not data:
        raise told(ValueError, "no median for empty data")
    n = len(data)
    return data[n // 2] if n % 2 else (data[n // 2 - 1] + data[n // 2]) / 2


# operator


def itemgetter(*keys):
    """Return what picks from a thing by one key, or by several."""
    if len(keys) == 1:
        return lambda one: one[keys[0]]
    return lambda one: tuple([one[key] for key in keys])


# What stands in for modules


class Room:
    """A module: what MicroPython has of it, and what is made here; the rest is refused by name."""

    def __init__(self, name, base=None, **inside):
        self.__name__ = name
        for key in dir(base) if base else ():
            if key[0] != "_":
                setattr(self, key, getattr(base, key))
        for key, value in inside.items():
            setattr(self, key, value)

    def __getattr__(self, name):
        if is_known("functions", name):
            refuse("`%s.%s`" % (self.__name__, name))
        raise told(AttributeError, "module '%s' has no attribute '%s'" % (self.__name__, name))


class Hint:
    """A type that is only written down, such as ``List[float]``."""

    def __getitem__(self, _key):
        return self

    def __or__(self, _other):
        return self

    __ror__ = __or__


_HINTS = {
    name: Hint()
    for name in (
        "Annotated Any Callable ClassVar Collection Dict Final Generator Iterable Iterator List Literal Mapping "
        "Optional Sequence Set Sized Tuple Type Union"
    ).split()
}


def install(modules):
    """Let ``import`` find more than MicroPython has."""
    import collections
    import functools
    import itertools
    import operator
    import time

    rooms = (
        Room("math", math, prod=prod, hypot=hypot, dist=dist, gcd=gcd, lcm=lcm, isqrt=isqrt, perm=perm, comb=comb,
             fsum=fsum, cbrt=cbrt, exp2=exp2),
        Room("itertools", itertools, product=product, permutations=permutations, combinations=combinations,
             combinations_with_replacement=combinations_with_replacement, pairwise=pairwise, takewhile=takewhile,
             dropwhile=dropwhile, filterfalse=filterfalse, compress=compress, zip_longest=zip_longest,
             groupby=groupby, chain=Chain()),
        Room("functools", functools, cache=cache, lru_cache=lru_cache),
        Room("operator", operator, add=lambda a, b: a + b, sub=lambda a, b: a - b, mul=lambda a, b: a * b,
             matmul=lambda a, b: a @ b, neg=lambda a: -a, itemgetter=itemgetter),
        Room("collections", collections, defaultdict=defaultdict, Counter=Counter, deque=deque),
        Room("statistics", None, mean=mean, fmean=fmean, median=median),
        Room("time", time, perf_counter=time.time, monotonic=time.time),
        Room("__future__", None, annotations=True, division=True),
        Room("typing", None, **_HINTS),
        Room("collections.abc", None, **_HINTS),
        Room("numpy.typing", None, NDArray=Hint(), ArrayLike=Hint(), DTypeLike=Hint()),
    )  # fmt: skip
    for room in rooms:
        modules[room.__name__] = room
    modules["collections"].abc = modules["collections.abc"]
