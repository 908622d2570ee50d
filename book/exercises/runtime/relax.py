"""Rewrites what MicroPython does not read, or takes otherwise than CPython; lines stay where they are.

- ``[*a, b]`` becomes ``page_list_of(*a, b)``, and so in round and curly brackets.
- ``x[::-1]`` becomes ``page_steps_of(x)[::-1]``: tuples and texts have no steps.
- ``0 < x`` becomes ``page_left_of(0) < x``: an array on the right is not asked.
- ``x.sum().item()`` becomes ``page_single_of(x.sum()).item()``, and ``x[0].item()`` becomes
  ``page_single_in(x)[0].item()``: numbers out of arrays are Python's own, with fewer attributes.
- ``float(x)`` becomes ``page_float_of(x)``.
- ``for x in y`` becomes ``for x in page_walked(y)``, and ``list(y)`` and ``tuple(y)`` have one, too:
  sets and dictionaries have another order than in CPython.
- ``~x`` becomes ``page_inverse ** x``, which binds as it does: single truths are Python's, whose ``~``
  is a number.
- ``def f(a, /)`` loses its sign.
- ``x *= y`` becomes ``x = page_in_place(x, "mul", y)``: only += and -= change an array as it stands.

No grammar: the text is cut into words, signs and texts, and brackets are matched.
"""

_KEYWORDS = set(
    "and as assert async await break class continue def del elif else except finally for from global if "
    "import in is lambda nonlocal not or pass raise return try while with yield".split()
)
_OPEN, _CLOSE = "([{", ")]}"
_LONG_SIGNS = set(
    "**= //= >>= <<= ... != >= <= == -> := ** // << >> += -= *= /= %= &= |= ^= @=".split()
)
_LONGEST_FIRST = (3, 2)
#: What MicroPython does not let an array do in place, by its name among Python's operators.
_IN_PLACE = {
    "*=": "mul",
    "/=": "truediv",
    "//=": "floordiv",
    "**=": "pow",
    "%=": "mod",
    "@=": "matmul",
}
_COMPARE = ("<", "<=", ">", ">=", "==", "!=")
#: What may stand before the left side of a comparison, besides a keyword: nothing that binds closer.
_BEFORE_LEFT = ("(", "[", "{", ",", "=", ":", ":=", "\n")
#: What of NumPy returns numbers of Python's own; and the methods that return one of an array's.
_PYTHONS = {
    "np.shape",
    "np.ndim",
    "np.size",
    "np.allclose",
    "np.array_equal",
    "np.isscalar",
    "np.iterable",
}
_REDUCTIONS = set("sum prod mean max min all any argmax argmin std var dot trace round ptp".split())
_ATTRIBUTES = set(
    "item tolist round astype dtype shape ndim size T real sum prod mean max min all any std var copy flatten "
    "ravel reshape squeeze clip is_integer argmax argmin".split()
)


class Token:
    """A word, a number, a text or a sign, and where it stands; `pair` is a bracket's other one."""

    def __init__(self, kind, text, start):
        self.kind, self.text, self.start, self.end = kind, text, start, start + len(text)
        self.pair, self.line_start = None, 0


def _is_word(c):
    return c.isalpha() or c.isdigit() or c == "_" or ord(c) > 127


def _text_end(source, i):
    """Return where a text ends whose quotes begin at `i`."""
    quote = source[i : i + 3] if source[i : i + 3] == source[i] * 3 else source[i]
    i += len(quote)
    while i < len(source) and source[i : i + len(quote)] != quote:
        if source[i] == "\n" and len(quote) == 1:
            return i
        i += 2 if source[i] == "\\" else 1
    return i + len(quote)


def _word_end(source, i):
    number, start = source[i].isdigit() or source[i] == ".", i
    while i < len(source) and (_is_word(source[i]) or (number and source[i] == ".")):
        i += 1
        power = number and source[i - 1] in "eE" and source[start : start + 2] not in ("0x", "0X")
        if power and source[i : i + 1] in ("+", "-"):
            i += 1
    return i


def _next(source, i):
    """Return the token that begins at `i`, which is no blank."""
    c = source[i]
    if c in "'\"":
        return Token("text", source[i : _text_end(source, i)], i)
    if _is_word(c) or (c == "." and source[i + 1 : i + 2].isdigit()):
        end = _word_end(source, i)
        word = source[i:end]
        if source[end : end + 1] in ("'", '"') and word.lower() in (
            "r",
            "b",
            "f",
            "u",
            "rb",
            "br",
            "fr",
            "rf",
        ):
            return Token("text", source[i : _text_end(source, end)], i)
        kind = "number" if c.isdigit() or c == "." else "keyword" if word in _KEYWORDS else "name"
        return Token(kind, word, i)
    for length in _LONGEST_FIRST:
        sign = source[i : i + length]
        if sign in _LONG_SIGNS:
            return Token("sign", sign, i)
    return Token("sign", c, i)


def tokens_of(source):
    """Return the tokens of a source, with brackets matched; a line's end counts outside of them."""
    made, open_, i = [], [], 0
    while i < len(source):
        c = source[i]
        if c == "#":
            while i < len(source) and source[i] != "\n":
                i += 1
        elif c == "\n" and not open_ and source[i - 1 : i] != "\\":
            made.append(Token("sign", "\n", i))
            i += 1
        elif c in " \t\r\n\f\\":
            i += 1
        else:
            token = _next(source, i)
            if token.text in _OPEN:
                open_.append(len(made))
            elif token.text in _CLOSE and open_:
                first = open_.pop()
                token.pair, made[first].pair = first, len(made)
            made.append(token)
            i = token.end
    return made


def _start_of(tokens, last):
    """Return the first token of the primary that ends with token `last`, or None where none does."""
    at = last
    while at >= 0:
        token = tokens[at]
        if token.text in _CLOSE and token.kind == "sign":
            if token.pair is None:
                return None
            at = token.pair
            before = tokens[at - 1] if at else None
            if before and (
                before.kind == "name"
                or before.text in _CLOSE
                or (before.kind == "text" and tokens[at].text == "[")
            ):
                at -= 1
                continue
            return at
        if token.kind not in ("name", "text"):
            return None
        if token.kind == "name" and at >= 2 and tokens[at - 1].text == ".":
            at -= 2
            continue
        return at
    return None


def _stars(tokens):
    """Yield the edits for stars in displays."""
    for at, token in enumerate(tokens):
        if token.kind != "sign" or token.text not in _OPEN or token.pair is None:
            continue
        if at and _start_of(tokens, at - 1) is not None or not _has_star(tokens, at):
            continue
        after = tokens[token.pair + 1].text if token.pair + 1 < len(tokens) else ""
        if after in ("=", "in"):  # a target: `[a, *b] = x`
            continue
        name = {"[": "page_list_of(", "(": "page_tuple_of(", "{": "page_set_of("}[token.text]
        yield token.start, 1, name, 0
        yield tokens[token.pair].start, 1, ")", 0


def _has_star(tokens, at):
    fresh, i, found = True, at + 1, False
    while i < tokens[at].pair:
        token = tokens[i]
        if fresh and token.text == "*" and token.kind == "sign":
            found = True
        if token.text == "for" and token.kind == "keyword":
            return False
        fresh = token.text == ","
        i = token.pair + 1 if token.text in _OPEN and token.kind == "sign" and token.pair else i + 1
    return found


def _wrapped(tokens, first, last, name):
    """Return the edits that put a call around tokens."""
    start, end = tokens[first].start, tokens[last].end
    return (start, 0, name + "(", end - start), (end, 0, ")", 0)


def _steps(tokens):
    """Yield the edits for slices with a step."""
    for at, token in enumerate(tokens):
        if token.text != "[" or token.kind != "sign" or token.pair is None or not at:
            continue
        start = _start_of(tokens, at - 1)
        if start is not None and _is_one_slice(tokens, at):
            for edit in _wrapped(tokens, start, at - 1, "page_steps_of"):
                yield edit


def _is_one_slice(tokens, at):
    colons, i = 0, at + 1
    while i < tokens[at].pair:
        token = tokens[i]
        if token.kind == "sign" and token.text == ",":
            return False
        colons += token.kind == "sign" and token.text == ":"
        if token.text == "lambda":
            return False
        i = token.pair + 1 if token.text in _OPEN and token.kind == "sign" and token.pair else i + 1
    return colons == 2


def _lefts(tokens):
    """Yield the edits for a number or a name on the left of a comparison."""
    for at, token in enumerate(tokens):
        if token.kind != "sign" or token.text not in _COMPARE or not at:
            continue
        first = at - 1
        if tokens[first].kind not in ("name", "number"):
            continue
        if first and tokens[first - 1].text == "-" and tokens[first].kind == "number":
            first -= 1
        before = tokens[first - 1] if first else None
        if (
            before is None
            or before.kind == "keyword"
            or (before.kind == "sign" and before.text in _BEFORE_LEFT)
        ):
            for edit in _wrapped(tokens, first, at - 1, "page_left_of"):
                yield edit


def _singles(tokens):
    """Yield the edits for attributes of what may be a single number out of an array."""
    for at, token in enumerate(tokens):
        if token.text != "." or token.kind != "sign" or not at or at + 1 == len(tokens):
            continue
        closing = tokens[at - 1]
        if tokens[at + 1].text not in _ATTRIBUTES or closing.pair is None:
            continue
        start = _start_of(tokens, at - 1)
        if closing.text == ")" and start is not None and _is_numpys(tokens, start, closing.pair):
            for edit in _wrapped(tokens, start, at - 1, "page_single_of"):
                yield edit
        elif closing.text == "]":
            base = _start_of(tokens, closing.pair - 1) if closing.pair else None
            if base is not None and not _is_one_slice(tokens, closing.pair):
                for edit in _wrapped(tokens, base, closing.pair - 1, "page_single_in"):
                    yield edit


def _floats(tokens):
    """Yield the edits for ``float(…)``: an array cannot be one by itself (see `ndarray`)."""
    for at, token in enumerate(tokens):
        own = token.text == "float" and (not at or tokens[at - 1].text == "\n")
        if own and at + 1 < len(tokens) and tokens[at + 1].text == "=":
            return  # a name of the answer's own
    for at, token in enumerate(tokens):
        if token.text != "float" or token.kind != "name" or at + 1 == len(tokens):
            continue
        if tokens[at + 1].text == "(" and (
            not at or tokens[at - 1].text not in (".", "def", "class")
        ):
            yield token.start, len(token.text), "page_float_of", 0


def _walks(tokens):
    """Yield the edits for what is walked along."""
    for at, token in enumerate(tokens):
        if token.kind == "keyword" and token.text == "for":
            first = _after_in(tokens, at)
            last = _end_of_walk(tokens, first) if first else None
            if last is not None:
                for edit in _wrapped(tokens, first, last, "page_walked"):
                    yield edit
        elif (
            token.kind == "name" and token.text in ("list", "tuple") and _is_call_of_one(tokens, at)
        ):
            for edit in _wrapped(tokens, at + 2, tokens[at + 1].pair - 1, "page_walked"):
                yield edit


def _is_call_of_one(tokens, at):
    if at + 2 >= len(tokens) or tokens[at + 1].text != "(" or tokens[at + 1].pair in (None, at + 2):
        return False
    if at and tokens[at - 1].text in (".", "def", "class"):
        return False
    return not any(
        [
            t.kind == "keyword" and t.text == "for" or t.text in ("*", ",")
            for t in _level(tokens, at + 1)
        ]
    )


def _level(tokens, opening):
    """Return the tokens within a bracket, without those of the brackets in it."""
    made, i = [], opening + 1
    while i < tokens[opening].pair:
        made.append(tokens[i])
        i = (
            tokens[i].pair + 1
            if tokens[i].kind == "sign" and tokens[i].text in _OPEN and tokens[i].pair
            else i + 1
        )
    return made


def _after_in(tokens, at):
    """Return the first token after the ``in`` of a ``for``, or None."""
    i = at + 1
    while i < len(tokens):
        token = tokens[i]
        if token.text == "in" and token.kind == "keyword":
            return i + 1 if i + 1 < len(tokens) else None
        if token.text in _CLOSE and token.kind == "sign" or token.text == "\n":
            return None
        i = token.pair + 1 if token.kind == "sign" and token.text in _OPEN and token.pair else i + 1
    return None


def _end_of_walk(tokens, first):
    """Return the last token of what a ``for`` walks along, from token `first` on."""
    i = first
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "sign" and (token.text in _CLOSE or token.text in (":", "\n")):
            break
        if token.kind == "keyword" and token.text in ("for", "if", "async"):
            break
        if token.kind == "sign" and token.text == ",":  # a tuple, in its own order
            return None
        i = token.pair + 1 if token.kind == "sign" and token.text in _OPEN and token.pair else i + 1
    return i - 1 if i > first else None


def _inverses(tokens):
    """Yield the edits for ``~``."""
    for token in tokens:
        if token.text == "~" and token.kind == "sign":
            yield token.start, 1, "page_inverse ** ", 0


def _changes(tokens):
    """Yield the edits for a name that is changed in place, other than by += and -=."""
    for at, token in enumerate(tokens):
        if token.kind != "sign" or token.text not in _IN_PLACE or not at:
            continue
        name, before = tokens[at - 1], tokens[at - 2] if at > 1 else None
        if name.kind != "name" or not (before is None or before.text in ("\n", ";", ":")):
            continue
        text = '= page_in_place(%s, "%s", ' % (name.text, _IN_PLACE[token.text])
        yield token.start, len(token.text), text, 0
        yield tokens[_end_of_statement(tokens, at + 1)].end, 0, ")", 0


def _by_place(tokens):
    """Yield the edits for the sign after arguments that have no name."""
    for at, token in enumerate(tokens):
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.text == "/" and tokens[at - 1].text == "," and after in (",", ")"):
            yield tokens[at - 1].start, token.end - tokens[at - 1].start, "", 0


def _end_of_statement(tokens, first):
    """Return the last token of a statement, from token `first` on."""
    i = last = first
    while i < len(tokens) and tokens[i].text not in ("\n", ";"):
        opens = tokens[i].kind == "sign" and tokens[i].text in _OPEN and tokens[i].pair
        last = tokens[i].pair if opens else i
        i = last + 1
    return last


def _is_numpys(tokens, start, opening):
    """Tell whether a call, from `start` with its arguments from `opening` on, makes NumPy's numbers."""
    if opening < 1 or tokens[opening - 1].kind != "name":
        return False
    called = "".join([token.text for token in tokens[start:opening]])
    if called.startswith("np.") or called.startswith("numpy."):
        return called not in _PYTHONS
    return tokens[opening - 1].text in _REDUCTIONS and tokens[opening - 2].text == "."


def relax(source, tokens=None):
    """Return a source that MicroPython reads as CPython reads the one that is given.

    `tokens` are those of the source, where they are known: to find them takes long in a page.
    """
    tokens, edits = tokens or tokens_of(source), []
    for find in (_stars, _steps, _singles, _lefts, _floats, _walks, _inverses, _changes, _by_place):
        edits += list(find(tokens))
    # From the end. At one place stands first what is closed, then what is opened, the longest first.
    edits.sort(key=lambda e: (-e[0], 0 if e[1] else 2 if e[2] == ")" else 1, e[3]))
    for at, gone, text, _length in edits:
        source = source[:at] + text + source[at + gone :]
    return source
