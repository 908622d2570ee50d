"""What a verdict says and shows of a case: the words, and the numbers as they are drawn.

The page's Python reads this file as it stands (`book.exercises.scripts`), so that a page and a
notebook say the same. It is MicroPython's dialect, and knows arrays only as *numbers*: their shape,
a flat list of their values, and NumPy's letter of their kind, "f", "i", "u" or "b". An argument of
a case is a pair: its name, and ``{"numbers": numbers}`` for an array, else what it is.
"""

OPEN = "Not attempted yet: replace `raise NotImplementedError`."
PASSED = "Passed: your function agrees on every case."
CHANGED = "Your function changes its input. Write into a new array."
NOTHING = "Your function returns nothing. Does it end with `return`?"
#: NumPy's closeness: of floats to six digits, as float32 holds, of whole numbers to the last.
CLOSE, EXACT, NEAR_ZERO = 1e-6, 1e-12, 1e-9
#: How many planes, rows and columns are drawn; of what is larger only the shape is told.
MOST_PLANES, MOST_ROWS, MOST_COLUMNS = 4, 8, 12
#: Significant digits: as many as it takes for what differs to look different.
DIGITS = (4, 6, 8, 11, 17)
#: What holds numbers only once it has been walked along.
WALKED = ("generator", "map", "filter", "zip", "range", "enumerate", "reversed")


def close(value, wanted, kind):
    """Tell whether two numbers agree; `kind` is that of the right ones."""
    if value == wanted or (value != value and wanted != wanted):
        return True
    if abs(wanted) == float("inf"):
        return False
    # A count of millions that is one too large is wrong.
    return abs(value - wanted) <= NEAR_ZERO + (CLOSE if kind == "f" else EXACT) * abs(wanted)


# Numbers as text
def written(value, digits=DIGITS[0]):
    """Return a number as it is told: whole ones whole, others with so many digits."""
    if value is True or value is False:
        return str(value)
    if value != value:
        return "nan"
    if abs(value) == float("inf"):
        return "inf" if value > 0 else "-inf"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if digits < DIGITS[-1]:
        value *= 1 + 1e-13  # what lies half-way is rounded as one expects, and everywhere alike
    return "%.*g" % (digits, value)


def plain(value, digits=DIGITS[0]):
    """Return a number, or lists and tuples of numbers, as Python writes them."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join([plain(one, digits) for one in value])
        if isinstance(value, list):
            return "[" + inner + "]"
        return "(" + inner + (",)" if len(value) == 1 else ")")
    return written(value, digits)


def _line(numbers, digits=DIGITS[0]):
    """Return numbers with one axis, or none, or one number, as text."""
    shape, values, _ = numbers
    return plain(list(values) if len(shape) == 1 else values[0], digits)


def _is_line(numbers):
    shape, values, _ = numbers
    return len(shape) < 2 and len(values) <= MOST_COLUMNS


def _sized(shape):
    return "an array of shape %s" % plain(tuple(shape)) if shape else "a single number"


def listed(arguments):
    """Return the arguments of a case in a line, with their names; of large arrays the shapes."""
    told = []
    for name, value in arguments:
        if not isinstance(value, dict):
            told.append("%s = %s" % (name, plain(value)))
        elif _is_line(value["numbers"]):
            told.append("%s = %s" % (name, _line(value["numbers"])))
        else:
            told.append("%s of shape %s" % (name, plain(tuple(value["numbers"][0]))))
    return ", ".join(told)


# Words
def raised(words, arguments):
    """Say what an answer raised, and for which arguments."""
    return "For %s your function raised %s" % (listed(arguments), words)


def no_numbers(text, kind, shapes, wanted):
    """Say that what an answer returns is no array of numbers.

    Parameters
    ----------
    text, kind : str
        What it returns, as Python writes it, and the name of its type.
    shapes : list of tuple
        The shapes of the arrays in it, where it is a list or a tuple that has some.
    wanted : numbers
    """
    shape, _, letter = wanted
    if shapes:
        told = " and ".join([plain(tuple(one)) for one in shapes])
        words = "Your function returns %d arrays, of shapes %s; expected %s."
        return words % (len(shapes), told, _sized(shape).replace("an array", "one array"))
    if kind in WALKED:
        return "Your function returns a `%s`: put `list(…)` around it." % kind
    if kind in ("set", "frozenset"):
        return "Your function returns a set, which has no order: put `sorted(…)` around it."
    wish = "a NumPy array" if len(shape) > 1 else "an array or a list of numbers"
    if not shape:
        wish = "`True` or `False`" if letter == "b" else "a number"
    text = "a " + kind if text.startswith("<") else text[:80]
    return "Your function returns %s; expected %s." % (text, wish)


def agreeing(got, wanted):
    """Return state and words of right values: bytes have to be bytes; another kind is told."""
    kind, asked = got[2], wanted[2]
    if asked == "u" and kind != "u":
        kind = "floats" if kind == "f" else "no bytes"
        return (
            "wrong",
            "The values are right, but they are %s: make them `uint8`, with `.astype(np.uint8)`."
            % (kind),
        )
    if asked == "i" and kind == "f":
        return (
            "passed",
            PASSED + " (You return floats. What is counted is whole: `int(…)`, or `//`.)",
        )
    if asked == "b" and kind != "b":
        return "passed", PASSED + " (You return numbers. `bool(…)` makes True or False of them.)"
    return "passed", PASSED


def differing(arguments, got, wanted):
    """Say how a result differs, where nobody knows the mistake.

    Parameters
    ----------
    arguments : list of (str, object)
    got, wanted : numbers
    """
    alike = tuple(got[0]) == tuple(wanted[0])
    in_a_line = _is_line(got) and _is_line(wanted) and not (alike and len(got[1]) > 2)
    if alike and len(got[1]) > 1 and not in_a_line:
        return _counted(got, wanted)
    if in_a_line or (alike and len(got[1]) == 1):
        _, digits = _compared(got, wanted)
        words = "For %s you get %s, expected %s."
        return words % (listed(arguments), _line(got, digits), _line(wanted, digits))
    words = "For %s you return %s, expected is %s."
    return words % (listed(arguments), _sized(got[0]), _sized(wanted[0]))


def _counted(got, wanted):
    """Say how many values differ, and the first of them."""
    marks, digits = _compared(got, wanted)
    first, many = marks.index(1), sum(marks)
    place, rest = [], first
    for size in reversed(got[0]):
        place.insert(0, rest % size)
        rest //= size
    words = "%d of %d values %s at %s: you get %s, expected %s."
    verb = "differs," if many == 1 else "differ, first"
    one, other = written(got[1][first], digits), written(wanted[1][first], digits)
    return words % (many, len(marks), verb, plain(place), one, other)


def _compared(got, wanted):
    """Return a mark, 0 or 1, for each number that differs, and the digits that show it."""
    if tuple(got[0]) != tuple(wanted[0]):
        return [0] * len(got[1]), DIGITS[0]
    pairs = list(zip(got[1], wanted[1]))
    marks = [0 if close(one, other, wanted[2]) else 1 for one, other in pairs]
    unlike = [pair for pair, mark in zip(pairs, marks) if mark]
    for digits in DIGITS:
        if not any([written(one, digits) == written(other, digits) for one, other in unlike]):
            break
    return marks, digits


# What is drawn
def case_of(arguments, got, wanted):
    """Return what is drawn of a case.

    Parameters
    ----------
    arguments : list of (str, object)
    got, wanted : numbers

    Returns
    -------
    dict
        ``line``, what can be said in a line, and ``grids``. Each has a ``title``, and ``planes`` of
        rows of cells, as text; or a ``text``, where it is too large. In ``marks`` stand planes of
        rows of 0 and 1, where 1 is a cell that differs.
    """
    arrays = [(name, one["numbers"]) for name, one in arguments if isinstance(one, dict)]
    numbers = [(name, one) for name, one in arguments if not isinstance(one, dict)]
    marks, digits = _compared(got, wanted)
    if not arrays and _is_line(got) and _is_line(wanted):
        words = "For %s you get %s, expected %s."
        line = words % (listed(arguments), _line(got, digits), _line(wanted, digits))
        return {"line": line, "grids": []}
    grids = [_grid(name, value, DIGITS[0]) for name, value in arrays]
    grids.append(_grid("yours", got, digits, marks))
    grids.append(_grid("right", wanted, digits, marks if len(marks) == len(wanted[1]) else ()))
    return {"line": "For %s:" % listed(numbers) if numbers else "", "grids": grids}


def _grid(title, numbers, digits, marks=()):
    shape, values, _ = numbers
    rows, columns = (1, 1) if not shape else (1, shape[0]) if len(shape) == 1 else shape[-2:]
    size = rows * columns
    many = len(values) // size if size else 0
    if not size or many > MOST_PLANES or rows > MOST_ROWS or columns > MOST_COLUMNS:
        return {"title": title, "text": _sized(shape)}

    def planes(cells):
        return [
            [cells[n * size + r * columns :][:columns] for r in range(rows)] for n in range(many)
        ]

    grid = {"title": title, "planes": planes([written(v, digits) for v in values])}
    if any(marks):
        grid["marks"] = planes(list(marks))
    return grid
