"""Rewrite what MicroPython does not read: stars in displays, and steps in slices of tuples.

``[*a, b]`` becomes ``list_of(*a, b)``, and ``x[::-1]`` becomes ``steps_of(x)[::-1]``. Lines stay
where they are, so that errors point at the right one. No parser: brackets are matched.
"""

KEYWORDS = (
    "return",
    "in",
    "and",
    "or",
    "not",
    "if",
    "else",
    "yield",
    "lambda",
    "is",
    "print_",
    "assert",
    "del",
    "for",
    "while",
)


def _word(c):
    return c.isalpha() or c.isdigit() or c == "_" or ord(c) > 127


def _brackets(source):
    """Yield (open, close, commas, colons, stars) of each pair; strings and comments are skipped."""
    found, open_, i, n = [], [], 0, len(source)
    fresh = True  # an item begins here
    while i < n:
        c = source[i]
        if c == "#":
            while i < n and source[i] != "\n":
                i += 1
            continue
        if c in "'\"":
            quote = source[i : i + 3] if source[i : i + 3] == c * 3 else c
            i += len(quote)
            while i < n and source[i : i + len(quote)] != quote:
                i += 2 if source[i] == "\\" else 1
            i += len(quote)
            fresh = False
            continue
        if c in "([{":
            open_.append([i, None, [], [], []])
            fresh = True
        elif c in ")]}":
            if open_:
                pair = open_.pop()
                pair[1] = i
                found.append(pair)
            fresh = False
        elif c == "," and open_:
            open_[-1][2].append(i)
            fresh = True
        elif c == ":" and open_ and source[i + 1 : i + 2] != "=":
            open_[-1][3].append(i)
            fresh = False
        elif c == "*" and fresh and open_:
            open_[-1][4].append(i)
            fresh = False
        elif c not in " \t\n\\":
            fresh = False
        i += 1
    return found


def _start(source, at, opens):
    """Return where the expression begins that ends before `at`, or None where there is none."""
    start = None
    while True:
        i = at
        while i and source[i - 1] in " \t":
            i -= 1
        c = source[i - 1] if i else ""
        if c in (")", "]", "}"):
            at = start = opens.get(i - 1)
            if at is None:
                return None
        elif c in ("'", '"'):
            return start
        elif c and _word(c):
            while i and _word(source[i - 1]):
                i -= 1
            if source[i:at].strip() in KEYWORDS:
                return start
            start = i
            if i and source[i - 1] == ".":
                at = i - 1
                continue
            return start
        else:
            return start


def relax(source):
    pairs = _brackets(source)
    opens = {close: first for first, close, _, _, _ in pairs}
    edits = []
    for first, close, commas, colons, stars in pairs:
        kind = source[first]
        before = _start(source, first, opens)
        if kind == "[" and before is not None:
            if len(colons) == 2 and not commas:
                edits += [(before, 0, "steps_of("), (first, 0, ")")]
        elif stars and source[stars[0] : stars[0] + 2] != "**" and before is None:
            name = {"[": "list_of(", "(": "tuple_of(", "{": "set_of("}[kind]
            edits += [(first, 1, name), (close, 1, ")")]
    edits.sort(key=lambda e: (-e[0], -e[1]))  # from the end; where two meet, the bracket first
    for at, gone, text in edits:
        source = source[:at] + text + source[at + gone :]
    return source
