"""What MicroPython reads otherwise than CPython: what it lets pass is told, what it lacks is refused."""

from .lacks import Elsewhere, refuse

#: What pasted text has in the place of Python's signs; MicroPython takes them for letters.
_PASTED = "“”‘’„«»−–—×·÷≤≥≠→…\u00a0"
_BLANK = "\u00a0"


class Unread(Exception):  # noqa: N818
    """An answer that CPython does not read: its words, with the line."""


def check(source, tokens):
    """Raise `Unread` where CPython would not read a source that MicroPython may.

    Parameters
    ----------
    source : str
    tokens : list of Token
        Those of the source.
    """
    for token in tokens:
        if token.kind == "text":
            continue
        for c in token.text:
            if c in _PASTED:
                what = "invalid character '%s' (U+%04X)"
                if c == _BLANK:
                    what = "invalid non-printable character%s U+%04X"
                    raise Unread(_at("SyntaxError: " + what % ("", ord(c)), source, token.start))
                raise Unread(_at("SyntaxError: " + what % (c, ord(c)), source, token.start))
    _check_tabs(source, tokens)


def _at(words, source, start):
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
                raise Unread(_at(words, source, token.start))
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
