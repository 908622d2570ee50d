"""How an explorer's JavaScript becomes one module, in which each part has a scope of its own."""

import re
from functools import cache
from pathlib import Path

from convcourse._tokens import TOKENS

#: Where the explorers' modules and stylesheets lie, and where the parts that they share.
ROOM = Path(__file__).parent.parent
_COMMENT = re.compile(r"/\*\*[\s\S]*?\*/\n?|^\s*//.*\n", re.MULTILINE)
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[\w./]*/\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
_REFUSED = re.compile(r"^(?:import|export)\b.*|\bimport\(.*", re.MULTILINE)


@cache
def module_text(name: str) -> str:
    """Return an explorer's module ``<name>.js`` as one text, with what it imports written in.

    A browser loads a widget's module from a blob, where a relative import has no address to
    start from. So every module that `name` imports, directly or not, is placed before it, once,
    as a function that returns what it exports: names of two modules never meet. Comments stay
    behind, for this text is part of a notebook.

    Raises
    ------
    ValueError
        If a module imports or exports in a way that cannot be written in like this.
    """
    placed: dict[Path, str] = {}
    main = _with_imports(ROOM / f"{name}.js", placed)
    own = _EXPORT.sub("", main).replace("export default ", "", 1)
    _require_nothing_left(name, own)
    return "".join(placed.values()) + main


def _with_imports(path: Path, placed: dict[Path, str]) -> str:
    """Return a module's text with constants for its imports, after placing what it imports."""
    text = _COMMENT.sub("", path.read_text(encoding="utf8"))

    def names(found: re.Match) -> str:
        other = (path.parent / found[2]).resolve()
        if other not in placed:
            placed[other] = _as_function(other, placed)  # after all that it imports itself
        return f"const {{{found[1].replace(' as ', ': ')}}} = ${other.stem};\n"

    return _IMPORT.sub(names, text)


def _as_function(path: Path, placed: dict[Path, str]) -> str:
    text = _with_imports(path, placed)
    exports = ", ".join(_EXPORT.findall(text))
    text = _EXPORT.sub("", text)
    _require_nothing_left(path.stem, text)
    return f"const ${path.stem} = (() => {{\n{text}return {{ {exports} }};\n}})();\n"


def _require_nothing_left(name: str, text: str) -> None:
    """Check that a module imports and exports nothing in a way that is not understood here."""
    if left := _REFUSED.search(text):
        raise ValueError(
            f'{name}.js: {left[0]!r} cannot be written in; use import {{ … }} from "./name.js"; '
            "and export before const, class or function"
        )


def style_text(*names: str) -> str:
    """Return the stylesheets ``<name>.css`` of explorers, after those that all share."""
    paths = [TOKENS, ROOM / "parts" / "explorer.css", *(ROOM / f"{name}.css" for name in names)]
    return "\n".join(path.read_text(encoding="utf8") for path in paths)
