"""The ledger of a chapter: sentences as they stand, each with the code that makes them true.

`claims/NN.txt` has a claim on a line that starts at the margin, as it stands on the page. What
proves it stands below, indented: an expression on each line, which must be true where the claim's
section ends, in the names of the notebook. `«…»` in a claim is an expression too, whose value
stands there on the page. A claim that nothing computes gives its reason: `given: …`. Lines that
start with # are notes.

    The output is 5×5, and nine of its cells see the speck.
        sums.shape == (5, 5) and (too_large == 8).sum() == 9
    The brightest pixel is «picture.max():.1f».
    It takes about 40 minutes.
        given: an estimate

Where a part alone is not computed, the reason stands below the expressions and says that part's
numbers: `given: two libraries`.

Every number of a claim has to stand among the numbers of its expressions, or of the reason below
them: so neither can be changed alone. An expression that is true whatever the chapter does, such
as `len("ab") == 2`, proves nothing and is refused. A claim may stand on a page several times.
"""

import ast
import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import source_notebooks
from tests.notebooks.prose import FORMULA, NUMBER, SILENT, WORDS, is_within, read_number

FOLDER = Path(__file__).parent / "claims"
_SLOT = re.compile(r"«(.+?)»")


@dataclass
class Claim:
    """A sentence, or a part of one, and what makes it true."""

    says: str
    line: int
    proofs: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def pattern(self):
        """A regular expression that finds the claim on a page, whatever stands in its slots."""
        parts = [re.escape(part) for part in _SLOT.split(self.says)[::2]]
        return re.compile("(.{1,60}?)".join(parts))

    def spans(self, text):
        """Return where in a text the claim stands."""
        return [match.span() for match in self.pattern.finditer(text)]

    def render(self, names):
        """Return the claim with the values that its slots have in `names`."""
        return _SLOT.sub(lambda slot: eval(f"f'''{{{slot[1]}}}'''", names), self.says)

    def unproven_numbers(self):
        """Return the numbers of the claim that neither its expressions nor its reason has."""
        if self.reason and not self.proofs:
            return []
        known = {number for proof in self.proofs for number in _constants(proof)}
        known |= {read_number(token) for token in NUMBER.findall(self.reason)}
        text = _SLOT.sub("", self.says)
        silent = [m.span() for pattern in (SILENT, FORMULA) for m in pattern.finditer(text)]
        return [
            match[0]
            for match in NUMBER.finditer(text)
            if not is_within(match.span(), silent)
            and not any(_alike(read_number(match[0]), number) for number in known)
        ]


def read_ledger(name):
    """Return the claims of `claims/NAME.txt`.

    Raises
    ------
    ValueError
        If a claim has neither an expression nor a reason, a line belongs to no claim, or a part
        of an expression is true whatever the chapter does.
    """
    claims = []
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            claims.append(Claim(line.strip(), number))
        elif not claims:
            raise ValueError(f"{name}.txt, line {number}: an expression without a claim above it")
        elif line.strip().startswith("given:"):
            claims[-1].reason = line.strip().removeprefix("given:").strip()
        elif empty := empty_parts(line.strip()):
            raise ValueError(
                f"{name}.txt, line {number}: true whatever the chapter does: {', '.join(empty)}; "
                "prove it by the names of the chapter, or say where it is from (given: …)"
            )
        else:
            claims[-1].proofs.append(line.strip())
    for claim in claims:
        if not (claim.proofs or claim.reason or _SLOT.search(claim.says)):
            raise ValueError(f"{name}.txt, line {claim.line}: neither an expression nor a reason")
    return claims


def empty_parts(expression):
    """Return the parts of an expression that are true whatever the chapter does.

    They are counts of what is written out on the spot, `len("ab") == 2`, and one number that is
    compared with itself, `1 == 1`. Arithmetic such as `8 * 8 == 64` is a proof.
    """
    nodes = ast.walk(ast.parse(expression, mode="eval"))
    return [ast.unparse(node) for node in nodes if _is_written_out(node) or _is_itself(node)]


def _is_written_out(node):
    # A list of names counts nothing either, unless it is unpacked: [*kernels].
    return _is_count(node) and any(
        not _has(argument, ast.Name)
        or (isinstance(argument, ast.List | ast.Tuple) and not _has(argument, ast.Starred))
        for argument in node.args
    )


def _is_itself(node):
    equal = isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq) for op in node.ops)
    return equal and not _has(node, ast.Name | ast.BinOp | ast.Slice)


def _is_count(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "len"


def _has(node, kinds):
    return any(isinstance(part, kinds) for part in ast.walk(node))


def _constants(expression):
    """Return the numbers that stand in an expression, those in its strings too."""
    for node in ast.walk(ast.parse(expression, mode="eval")):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield from (read_number(token) for token in NUMBER.findall(node.value))
            elif isinstance(node.value, int | float):
                yield abs(node.value)


def _alike(said, proven):
    # 40 % may be proven as 0.4, and ⅓ as 1/3.
    ways = (said, said / 100, 1 / said if said else 0)
    return any(math.isclose(way, proven) for way in ways)


def in_words(number):
    """Return a whole number from 2 to 16 as a word."""
    (word,) = [w for w, n in WORDS.items() if n == number and w not in _NO_COUNTS]
    return word


_NO_COUNTS = {"half", "halves", "twice", "quarter", "ninth", "dozen"}


def size(array):
    """Return the shape of an array as the pages write it: 5×5."""
    return "×".join(map(str, array.shape))


def listed(numbers):
    """Return numbers as the pages list them: 3, −1, 4."""
    return ", ".join(f"{n:g}".replace("-", "−") for n in numbers)


def rounds(value, said):
    """Say whether a value, rounded to as many decimals as `said` has, is `said`.

    The margin is a tenth wider: a value near the edge may round otherwise on another processor.
    """
    decimals = len(str(said).partition(".")[2]) if isinstance(said, float) else 0
    return abs(value - said) <= 0.55 * 10**-decimals


def about(value, said, part=0.1):
    """Say whether a value is `said` within a part of it."""
    return abs(value - said) <= part * abs(said)


def title(chapter):
    """Return the title of a chapter."""
    (path,) = [path for path in source_notebooks() if path.name.startswith(f"{chapter:02d}_")]
    first = json.loads(path.read_text(encoding="utf8"))["cells"][0]["source"]
    return "".join(first).splitlines()[0].removeprefix("# ")


def chapter_minutes():
    """Return how many minutes each chapter says that it takes, by its path."""
    says = re.compile(r"It takes about (\d+) minutes")
    texts = {path: path.read_text(encoding="utf8") for path in source_notebooks()}
    return {path: int(says.search(text)[1]) for path, text in texts.items()}


def lines_of(source, name):
    """Return how many lines a function has, its docstring apart."""
    function = _function(source, name)
    if ast.get_docstring(function):
        function.body.pop(0)
    return len(ast.unparse(function).splitlines())


def loops_of(source, name):
    """Return how many `for` statements a function has."""
    return sum(isinstance(node, ast.For) for node in ast.walk(_function(source, name)))


def _function(source, name):
    nodes = ast.walk(ast.parse(source))
    return next(n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name)


#: What an expression may use beside the names of its notebook, which these hide.
HELPERS = {
    function.__name__: function
    for function in (
        about,
        chapter_minutes,
        in_words,
        lines_of,
        listed,
        loops_of,
        rounds,
        size,
        title,
    )
}
