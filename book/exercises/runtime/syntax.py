"""What MicroPython reads otherwise than CPython: what it lets pass is told, what it lacks is refused."""

from .lacks import Elsewhere, refuse

#: What phones and texts have in the place of Python's signs, and what to type.
_TYPED = (
    ("“”„‟″«»‘’‚‛′´", "Type straight quotes, `\"` or `'`."),
    ("−–—‐‑‒", "Type the minus of the keyboard, `-`."),
    ("×·∗⋅•", "Type `*`."),
    ("÷∕", "Type `/`."),
    ("≤", "Type `<=`."),
    ("≥", "Type `>=`."),
    ("≠", "Type `!=`."),
    ("²", "Type `**2`."),
    ("³", "Type `**3`."),
    ("√", "Type `np.sqrt(…)`."),
    ("…", "Type three dots, or what they stand for."),
)
#: Blanks, and what takes no room: CPython names them by their numbers alone.
_UNSEEN = ((0x80, 0xA0), (0xAD, 0xAD), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))  # fmt: skip
#: Signs as wide as Chinese letters, from ！ to ～, stand as far from those of the keyboard.
_WIDE, _WIDE_DIGITS, _FROM_WIDE = (0xFF01, 0xFF5E), (0xFF10, 0xFF19), 0xFEE0


class Unread(Exception):  # noqa: N818
    """An answer that CPython does not read: its words, with the line."""


def check(source, tokens, foreign):
    """Raise `Unread` where CPython would not read a source that MicroPython may.

    Parameters
    ----------
    source : str
    tokens : list of Token
        Those of the source.
    foreign : str
        The signs in it that no name may have, or begin with. MicroPython takes them for letters.
    """
    for token in tokens:
        if token.kind == "text":
            _check_end(source, token)
            continue
        for c in token.text if foreign else "":
            if c in foreign and (c == token.text[0] or not _is_in(c, _WIDE_DIGITS)):
                said = at_line("SyntaxError: " + _named(c), source, token.start)
                raise Unread("%s. %s" % (said, _to_type(c)))
    _check_tabs(source, tokens)


def _is_in(c, ends):
    return ends[0] <= ord(c) <= ends[1]


def _is_unseen(c):
    return any([_is_in(c, ends) for ends in _UNSEEN])


def _named(c):
    if _is_unseen(c):
        return "invalid non-printable character U+%04X" % ord(c)
    return "invalid character '%s' (U+%04X)" % (c, ord(c))


def _to_type(c):
    """Return what to do about a sign that Python does not read."""
    if _is_unseen(c):
        return (
            "It is a blank of another kind, or none that is seen: delete it, or type a plain one."
        )
    if _is_in(c, _WIDE):
        return "Type `%s`, with the keyboard on Latin letters." % chr(ord(c) - _FROM_WIDE)
    for signs, words in _TYPED:
        if c in signs:
            return words
    return "Python has no such sign outside of quotes."


def _check_end(source, token):
    """Raise `Unread` where a text in single quotes does not end in its line."""
    text = token.text.lstrip("rRbBfFuU")
    open_ended = len(text) == 1 or text[-1] != text[0] or _is_escaped(text)
    if text[:3] == text[0] * 3 or not open_ended:
        return
    line = source.count("\n", 0, token.start) + 1
    words = "SyntaxError: unterminated string literal (detected at line %d), in line %d" % (
        line,
        line,
    )
    curly = [c for c in text if c in _TYPED[0][0]]
    raise Unread(
        words
        + (
            ". It begins with %s and has %s: %s" % (text[0], curly[0], _TYPED[0][1])
            if curly
            else ""
        )
    )


def _is_escaped(text):
    """Tell whether the last quote of a text belongs to it."""
    slashes = len(text) - 1 - len(text[:-1].rstrip("\\"))
    return slashes % 2 == 1


def at_line(words, source, start):
    """Return words with the line of a place in the source."""
    return "%s, in line %d" % (words, source.count("\n", 0, start) + 1)


def _columns(indent):
    """Return how far an indent goes where a tab counts 8 and where it counts 1."""
    wide = 0
    for c in indent:
        wide = wide // 8 * 8 + 8 if c == "\t" else wide + 1
    return wide, len(indent)


def _check_tabs(source, tokens):
    if "\t" not in source:
        return
    levels, fresh = [(0, 0)], True
    for token in tokens:
        if token.text == "\n":
            fresh = True
        elif fresh:
            fresh = False
            first = source.rfind("\n", 0, token.start) + 1
            here = _columns(source[first : token.start])
            while here[0] < levels[-1][0]:
                levels.pop()
            if (here[0] == levels[-1][0]) != (here[1] == levels[-1][1]) or (
                here[0] > levels[-1][0] and here[1] <= levels[-1][1]
            ):
                words = "TabError: inconsistent use of tabs and spaces in indentation"
                raise Unread(at_line(words, source, token.start))
            if here[0] > levels[-1][0]:
                levels.append(here)


def refuse_unread(tokens):
    """Refuse what CPython reads and MicroPython does not, where a source has it.

    Raises
    ------
    Elsewhere
    """
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else "\n"
        if token.text == "match" and before == "\n" and _ends_with_colon(tokens, at):
            refuse("`match`", "Write `if` and `elif`.")
        if token.kind == "text" and _is_formatted(token.text):
            body = token.text.replace(" ", "")
            if "=}" in body or "=:" in body or "=!" in body or "lambda" in body:
                refuse("This f-string", "Compute what it shows before it.")
        if token.kind != "sign":
            continue
        if token.text == "**" and before in ("{", ",") and _opening(tokens, at) == "{":
            refuse("`{**…}`", "Write `dict(…)`, and then `update`.")
        if token.text == "*" and before in ("[", ",", "=", "return", "yield"):
            raise Elsewhere(
                "A `*` is not on the page there; in JupyterLab it is. "
                "Write `tuple(…)`, or put round brackets around all of it."
            )


def _is_formatted(text):
    return "f" in text[: min(text.find("'") % 9999, text.find('"') % 9999)].lower()


def _ends_with_colon(tokens, at):
    i = at + 1
    if i == len(tokens) or tokens[i].text in ("=", ".", "\n", ",", ":"):
        return False
    while i < len(tokens) and tokens[i].text != "\n":
        i += 1
    return tokens[i - 1].text == ":"


def _opening(tokens, at):
    """Return the bracket in which token `at` stands, or nothing."""
    while at > 0:
        at -= 1
        token = tokens[at]
        if token.kind == "sign" and token.text in (")", "]", "}") and token.pair is not None:
            at = token.pair
        elif token.kind == "sign" and token.text in ("(", "[", "{"):
            return token.text
    return ""
