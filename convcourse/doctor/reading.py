"""Text to a syntax tree: bounded, by `ast` alone, with the indentation that pages lose put back."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass

#: More than any network that a person reads; what is pasted by mistake is refused at once.
MOST_LINES, MOST_CHARACTERS, MOST_BRACKETS = 3_000, 150_000, 60

_HEADER = re.compile(r"(class|def|async def|@)\b|@")
_STRING = re.compile(r"""('''|\"\"\")[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*""")


@dataclass(frozen=True)
class Source:
    """A text that was understood, with its tree, and where its lines begin."""

    text: str
    tree: ast.Module
    indented: bool = False

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends in the text, counted in characters."""
        ends = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return (self._place(*ends[0]), self._place(*ends[1]))

    def segment(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def lead(self, place: int) -> tuple[int, str]:
        """Return where the line of a place begins, and what stands on it before the place."""
        line = self.text.rfind("\n", 0, place) + 1
        return line, self.text[line:place]

    def _place(self, line: int, column: int) -> int:
        lines = self._lines
        start = lines[line - 1]
        if self.text.isascii():
            return start + column
        end = lines[line] if line < len(lines) else len(self.text)
        return start + len(self.text[start:end].encode()[:column].decode(errors="ignore"))

    @property
    def _lines(self) -> list[int]:
        found = self.__dict__.get("_starts")
        if found is None:
            found = [0, *(match.end() for match in re.finditer("\n", self.text))]
            self.__dict__["_starts"] = found
        return found


def read(text: str) -> Source:
    """Return the tree of a pasted text.

    Raises
    ------
    ValueError
        If it is too long, too deeply nested, or no Python; the message says where.
    """
    _require_bounded(text)
    text = re.sub(r"\r\n?", "\n", text).replace("\f", " ").expandtabs(4).strip("\n")
    fenced = re.fullmatch(r"\s*```\w*\n([\s\S]*?)\n\s*```\s*", text)
    text = textwrap.dedent(fenced[1] if fenced else text)
    try:
        return Source(text, _parse(text))
    except SyntaxError as error:
        mended = indent_anew(text)
        if mended != text:
            try:
                return Source(mended, _parse(mended), indented=True)
            except SyntaxError:
                pass
        line = (text.split("\n")[max((error.lineno or 1) - 1, 0)]).strip()[:60]
        raise ValueError(
            f"line {error.lineno or 1} is no Python that the doctor can read ({error.msg}): "
            f"{line!r}; paste nn.Sequential(…), a class with __init__ and forward, Keras lines, "
            f"or an error message of torch"
        ) from None


def _require_bounded(text: str) -> None:
    lines = text.count("\n") + 1
    if lines > MOST_LINES or len(text) > MOST_CHARACTERS:
        raise ValueError(
            f"the text has {lines} lines and {len(text)} characters, expected {MOST_LINES} and "
            f"{MOST_CHARACTERS} at most; paste the network alone"
        )
    if "\0" in text:
        raise ValueError("the text has a null character, expected source; paste it as text")
    depth = 0
    for sign in _STRING.sub("", text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth > MOST_BRACKETS:
            raise ValueError(
                f"the text nests more than {MOST_BRACKETS} brackets, expected fewer; "
                f"paste the network alone"
            )


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (RecursionError, MemoryError):
        raise ValueError(
            "the text is nested too deeply, expected a network; paste the network alone"
        ) from None


def indent_anew(text: str) -> str:
    """Return a text of classes and functions without indentation as it was meant.

    Web pages often lose it. A class's functions are moved in by one step, their lines by two;
    what follows a ``return`` stands outside again. Loops and branches cannot be told, so a text
    that has some stays broken.
    """
    if re.search(r"^[ \t]+(def|return|self\.)", text, re.MULTILINE):
        return text
    out, level, in_class, depth = [], 0, False, 0
    for line in text.split("\n"):
        bare = line.strip()
        if depth > 0:
            shown = bare if depth < 0 or bare[:1] in (")", "]", "}") else f"    {bare}"
            out.append("    " * level + shown if bare else "")
        else:
            if bare.startswith("class "):
                level, in_class = 0, True
            elif bare.startswith(("def ", "async def ", "@")):
                level = int(in_class)
            out.append("    " * level + bare if bare else "")
            if bare.startswith("class ") or bare.startswith(("def ", "async def ")):
                level += 1
            elif bare.startswith("return") and level:
                level, in_class = 0, in_class
        counted = _STRING.sub("", bare)
        depth += sum(counted.count(sign) for sign in "([{")
        depth -= sum(counted.count(sign) for sign in ")]}")
    return "\n".join(out)
