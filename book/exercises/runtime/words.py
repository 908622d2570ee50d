"""The words of CPython for what MicroPython raises, as far as error, line and source tell them."""

_SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "** or pow()",
    "matmul": "@", "and": "&", "or": "|", "xor": "^", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "lshift": "<<", "rshift": ">>", "divmod": "divmod()",
}  # fmt: skip
_ALONE = {"neg": "unary -", "pos": "unary +", "invert": "unary ~", "abs": "abs()"}
_SEQUENCES = ("list", "tuple", "str", "bytes")
#: The kinds of NumPy's numbers, which have classes of their own on the page.
KINDS = "bool uint8 int8 uint16 int16 int32 uint32 uint64 int64 float32 float64".split()


def alike(words, line, signatures):
    """Return the words of an error as CPython has them.

    Parameters
    ----------
    words : str
        MicroPython's.
    line : list of Token
        The statement that raised, as far as it is known.
    signatures : dict
        What `signatures_of` says.
    """
    for theirs, ours in _PLAIN:
        words = words.replace(theirs, ours)
    for kind in KINDS[1:]:
        words = words.replace("'%s'" % kind, "'numpy.%s'" % kind)
        words = words.replace("not %s" % kind, "not numpy.%s" % kind)
    if words.startswith("unsupported types for __"):
        return _between(words, line)
    if words.startswith("unsupported type for __"):
        return _of_one(words)
    if words.startswith("can't convert ") and words.count(" ") == 4:
        return _converted(words, line)
    if words.startswith("need more than "):
        return _too_few(words, line)
    if words.endswith(" object is not iterable") and _unpacks(line):
        return "cannot unpack non-iterable %s object" % words.split("'")[1]
    if words == "local variable referenced before assignment":
        return _unbound(line, signatures)
    if "positional argument" in words:
        return _counted(words, signatures)
    if words.startswith("unexpected keyword argument '"):
        return _named(words, line, signatures, "%s() got an " + words)
    return words


_PLAIN = (
    ("isn't defined", "is not defined"),
    ("object isn't", "object is not"),
    ("object doesn't support item", "object does not support item"),
    ("takes 1 positional arguments", "takes 1 positional argument"),
    ("but 1 were given", "but 1 was given"),
    ("indices must be integers, not", "indices must be integers or slices, not"),
    ("range index out of range", "range object index out of range"),
    ("invalid syntax for integer with base", "invalid literal for int() with base"),
    ("unindent doesn't match any outer indent level", "unindent does not match any outer indentation level"),
    ("'ndarray'", "'numpy.ndarray'"),
)  # fmt: skip


def _between(words, line):
    """Return the words for a sign between two values that do not take it."""
    name, _, types = words[len("unsupported types for __") :].partition("__: ")
    one, _, other = types.partition(", ")
    a, b = one.strip("'"), other.strip("'")
    if name in ("lt", "le", "gt", "ge"):
        return "'%s' not supported between instances of %s and %s" % (_SIGNS[name], one, other)
    changed = name[0] == "i" and name[1:] in _SIGNS
    name = name[1:] if changed else name
    if name == "mul" and (a in _SEQUENCES or b in _SEQUENCES):
        return "can't multiply sequence by non-int of type '%s'" % (b if a in _SEQUENCES else a)
    sign = _SIGNS.get(name, name)
    if name == "add" and a in _SEQUENCES:
        if changed and a == "list":
            return "'%s' object is not iterable" % b
        return 'can only concatenate %s (not "%s") to %s' % (a, b, a)
    if changed or (sign + "=") in [token.text for token in line]:
        sign = sign.partition(" ")[0] + "="
    return "unsupported operand type(s) for %s: %s and %s" % (sign, one, other)


def _of_one(words):
    name, _, kind = words[len("unsupported type for __") :].partition("__: ")
    if name == "hash":
        return "unhashable type: " + kind
    return "bad operand type for %s: %s" % (_ALONE.get(name, name), kind)


def _called(line, name):
    """Tell whether a function is called in a line."""
    return any(
        [
            token.text == name and at + 1 < len(line) and line[at + 1].text == "("
            for at, token in enumerate(line)
        ]
    )


def _converted(words, line):
    """Return the words for what is no number: MicroPython's are the same wherever one is wanted."""
    _, _, kind, _, wanted = words.split(" ")
    kind = "numpy." + kind if kind in KINDS[1:] else kind
    if wanted == "int":
        if _called(line, "int") and not kind.endswith("float"):
            return (
                "int() argument must be a string, a bytes-like object or a real number, not '%s'"
                % kind
            )
        return "'%s' object cannot be interpreted as an integer" % kind
    if wanted == "float":
        if _called(line, "float"):
            return "float() argument must be a string or a real number, not '%s'" % kind
        if _called(line, "round"):
            return "type %s doesn't define __round__ method" % kind
        return "must be real number, not %s" % kind
    return words


def _targets(line):
    """Return how many names a line unpacks into, and whether one takes what is left over."""
    texts = [token.text for token in line]
    end = texts.index("in") if "for" in texts and "in" in texts else -1
    first = texts.index("for") + 1 if end > 0 else 0
    end = texts.index("=") if end < 0 and "=" in texts else end
    targets, depth = texts[first : max(end, 0)], 0
    if targets[:1] in (["("], ["["]) and targets[-1:] in ([")"], ["]"]):
        targets = targets[1:-1]
    count = 1
    for text in targets:
        depth += (text in ("(", "[")) - (text in (")", "]"))
        count += text == "," and not depth
    return count if targets else 0, "*" in targets


def _unpacks(line):
    """Tell whether a line takes a value apart and does not walk along it by a call."""
    count, _ = _targets(line)
    texts = [token.text for token in line]
    return count > 1 and not any([_called(line, name) for name in ("list", "tuple", "sum", "map", "zip", "enumerate")]) and (
        "for" not in texts or any([text == "," for text in texts[: texts.index("in")]])
    )  # fmt: skip


def _too_few(words, line):
    got = words.split(" ")[3]
    count, rest = _targets(line)
    if count < 2:
        return words
    wanted = "at least %d" % (count - 1) if rest else str(count)
    return "not enough values to unpack (expected %s, got %s)" % (wanted, got)


def _unbound(line, signatures):
    """Return the words for a variable that has no value yet; its name, where the line tells it."""
    bound = signatures["assigned"]
    for at, token in enumerate(line):
        before = line[at - 1].text if at else ""
        after = line[at + 1].text if at + 1 < len(line) else ""
        if token.kind == "name" and token.text in bound and before != "." and after != "=":
            return (
                "cannot access local variable '%s' where it is not associated with a value"
                % token.text
            )
    return "local variable referenced before assignment"


def _counted(words, signatures):
    """Return the words for too few or too many arguments; CPython names those that are missing."""
    name, _, counts = words.partition("() takes ")
    numbers = [int(one) for one in counts.split() if one.isdigit()]
    known = signatures["defined"].get(name)
    if known is None or len(numbers) != 2:
        return words
    full, names, defaults = known
    got, least = numbers[1], len(names) - defaults
    if got < least:
        missing = ["'%s'" % one for one in names[got:least]]
        listed = missing[0]
        if len(missing) > 1:
            comma = "," if len(missing) > 2 else ""
            listed = ", ".join(missing[:-1]) + comma + " and " + missing[-1]
        return "%s() missing %d required positional argument%s: %s" % (
            full, len(missing), "s" if len(missing) > 1 else "", listed,
        )  # fmt: skip
    takes = "from %d to %d" % (least, len(names)) if defaults else str(len(names))
    return "%s() takes %s positional argument%s but %d %s given" % (
        full, takes, "" if len(names) == 1 and not defaults else "s", got, "was" if got == 1 else "were",
    )  # fmt: skip


def _named(words, line, signatures, told):
    """Return words with the name of the function that got an argument by a name it has not."""
    wanted = words.split("'")[1]
    for at, token in enumerate(line):
        after = line[at + 1].text if at + 1 < len(line) else ""
        if token.text == wanted and after == "=":
            i = at
            while i > 0:
                i -= 1
                if line[i].text == "(" and line[i - 1].kind == "name":
                    known = signatures["defined"].get(line[i - 1].text)
                    return told % (known[0] if known else line[i - 1].text)
    return words


def signatures_of(tokens):
    """Return what a source defines and assigns.

    Parameters
    ----------
    tokens : list of Token

    Returns
    -------
    dict
        ``defined``: of each function's name its full name, the names of its arguments and how many
        have defaults; ``assigned``: the names that are assigned, without arguments.
    """
    defined, assigned, arguments, rooms = {}, set(), set(), []
    column, fresh = 0, True
    for at, token in enumerate(tokens):
        if token.text == "\n":
            fresh = True
            continue
        if fresh:
            column, fresh = _column(tokens, at), False
            while rooms and rooms[-1][0] >= column:
                rooms.pop()
        if token.text in ("def", "class") and at + 2 < len(tokens):
            name = tokens[at + 1].text
            full = ".".join([one for _, one in rooms] + [name])
            if token.text == "def" and tokens[at + 2].text == "(" and tokens[at + 2].pair:
                names, defaults = _arguments(tokens, at + 2)
                defined[name] = (full, names, defaults)
                arguments |= set(names)
                name += ".<locals>"
            rooms.append((column, name))
        elif token.kind == "name" and _is_assigned(tokens, at):
            assigned.add(token.text)
    return {"defined": defined, "assigned": assigned - arguments}


def _column(tokens, at):
    """Return how far a line is indented; tokens know their places in the source."""
    line = tokens[at].line_start
    return tokens[at].start - line


def _is_assigned(tokens, at):
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text if at else "\n"
    return before != "." and (
        (after == "=" and before in ("\n", ":", ";", ",", "="))
        or (len(after) > 1 and after[-1] == "=" and after not in ("==", "<=", ">=", "!="))
        or before == "for"
        or (after == "," and before in ("\n", ":", ","))
    )


def _arguments(tokens, opening):
    """Return the names of arguments that have places, and how many have defaults."""
    names, defaults, i, fresh = [], 0, opening + 1, True
    while i < tokens[opening].pair:
        token = tokens[i]
        if fresh and token.text in ("*", "**"):
            break
        if fresh and token.kind == "name":
            names.append(token.text)
        if token.text == "=" and token.kind == "sign":
            defaults += 1
        fresh = token.text == ","
        i = token.pair + 1 if token.text in ("(", "[", "{") and token.pair else i + 1
    return names, defaults
