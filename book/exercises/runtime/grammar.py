"""Says in CPython's words why a source is no Python; MicroPython says "invalid syntax" of all."""

from .syntax import Unread, at_line

#: What opens a block, and what CPython calls it.
_HEADS = {
    "def": "function definition", "class": "class definition", "if": "'if' statement", "elif": "'elif' statement",
    "else": "'else' statement", "for": "'for' statement", "while": "'while' statement", "with": "'with' statement",
    "try": "'try' statement", "except": "'except' statement", "finally": "'finally' statement",
}  # fmt: skip
_COMPARE = ("<", ">", "<=", ">=", "==", "!=")
_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>")


def explain(source, tokens):
    """Raise `Unread` where it is plain why a source is no Python.

    Parameters
    ----------
    source : str
    tokens : list of Token
        Those of the source.
    """
    _check_brackets(source, tokens)
    lines = _lines(tokens)
    _check_unindents(source, lines)
    for line, following in zip(lines, lines[1:] + [None]):
        head = line[0].text
        if head not in _HEADS:
            continue
        level = _level(line)
        words = _of_condition(level) if head in ("if", "elif", "while") else None
        if (
            head == "def"
            and len(line) > 1
            and "".join([t.text for t in line[2:3]]) not in ("(", "[")
        ):
            words = "expected '('"
        if not words and ":" not in [token.text for token in level]:
            words = "expected ':'"
        if words:
            raise Unread(at_line("SyntaxError: " + words, source, line[0].start))
        if level[-1].text == ":" and (
            following is None or _column(source, following[0]) <= _column(source, line[0])
        ):
            after = source.count("\n", 0, line[0].start) + 1
            words = "IndentationError: expected an indented block after %s on line %d" % (
                _HEADS[head],
                after,
            )
            raise Unread(at_line(words, source, (following or line)[0].start))


def _check_brackets(source, tokens):
    open_, ends = [], {"(": ")", "[": "]", "{": "}"}
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in ends:
            open_.append(token)
        elif token.text in (")", "]", "}"):
            if not open_:
                raise Unread(
                    at_line("SyntaxError: unmatched '%s'" % token.text, source, token.start)
                )
            first = open_.pop()
            if ends[first.text] != token.text:
                words = (
                    "SyntaxError: closing parenthesis '%s' does not match opening parenthesis '%s'"
                )
                raise Unread(at_line(words % (token.text, first.text), source, token.start))
    if open_:
        raise Unread(
            at_line("SyntaxError: '%s' was never closed" % open_[-1].text, source, open_[-1].start)
        )


def _check_unindents(source, lines):
    levels = [0]
    for line in lines:
        column = _column(source, line[0])
        if column > levels[-1]:
            levels.append(column)
        while column < levels[-1]:
            levels.pop()
        if column != levels[-1]:
            words = "IndentationError: unindent does not match any outer indentation level"
            raise Unread(at_line(words, source, line[0].start))


def _lines(tokens):
    """Return the tokens of each line, without empty ones."""
    made = [[]]
    for token in tokens:
        if token.kind == "sign" and token.text == "\n":
            made.append([])
        else:
            made[-1].append(token)
    return [line for line in made if line]


def _column(source, token):
    return token.start - source.rfind("\n", 0, token.start) - 1


def _level(line):
    """Return the tokens of a line that stand in no bracket, and the brackets around the others."""
    made, depth = [], 0
    for token in line:
        opens = token.kind == "sign" and token.text in ("(", "[", "{")
        closes = token.kind == "sign" and token.text in (")", "]", "}")
        depth -= closes
        if not depth:
            made.append(token)
        depth += opens
    return made


def _of_condition(level):
    """Return words for a single = in a condition, CPython's where it names one; None where there is none."""
    signs = [token.text if token.kind == "sign" else "" for token in level]
    if "=" not in signs or ":" in signs[: signs.index("=")]:
        return None
    left = level[1 : signs.index("=")]
    if len(left) == 1 and left[0].kind == "name":
        return "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
    kind = _kind_of(left)
    what = "cannot assign to %s here" % kind if kind else "invalid syntax"
    return what + ". Maybe you meant '==' instead of '='?"


def _kind_of(left):
    """Return what CPython calls the left side of a sign, if it is plain."""
    texts = [token.text for token in left]
    if any([token.kind == "keyword" or token.text in _COMPARE for token in left]):
        return None
    if any([token.kind == "sign" and token.text in _ARITHMETIC for token in left]):
        return "expression"
    if not left or left[0].kind != "name":
        return None
    return {"]": "subscript", ")": "function call"}.get(texts[-1], "attribute")
