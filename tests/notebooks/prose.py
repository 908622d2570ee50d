"""What a chapter says, paragraph by paragraph, and what in it can be true or false.

`read_chapter` takes a notebook apart into code and paragraphs, in their order: those of its
Markdown cells, the descriptions of its drawn figures, and at the end the texts of its quiz
and its predictions.
`find_statements` finds in a paragraph what somebody has to vouch for: numbers, in digits and in
words, directions, and formulas.
"""

import json
import re
from dataclasses import dataclass

from convcourse.exercises import predictions
from convcourse.exercises.by_chapter import module_of
from convcourse.exercises.quizzes import quiz

WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
    "thousand": 1000, "million": 1e6, "dozen": 12, "half": 2, "halves": 2, "twice": 2,
    "quarter": 4, "ninth": 9, "no": 0,
}  # fmt: skip
FRACTIONS = {"½": 2, "⅓": 3, "⅔": 3, "¼": 4, "¾": 4, "⅛": 8, "⅑": 9, "⅒": 10}

NUMBER = re.compile(
    r"(?<![A-Za-z_\d])\d+(?:[.,]\d+)*|[½⅓⅔¼¾⅛⅑⅒⁰¹²³⁴⁵⁶⁷⁸⁹]|"
    rf"\b(?:{'|'.join(w for w in WORDS if w != 'no')})(?:s|fold)?\b",
    re.IGNORECASE,
)
SIDES = "left|right|upwards?|downwards?|leftwards?|rightwards?"
COMPARED = "brighter|darker|lighter|larger|smaller|higher|lower|wider|narrower|sharper|softer"
LOOSE = (
    "up|down|above|below|more|less|fewer|most|least|stronger|weaker|thicker|thinner|longer|shorter"
)
DIRECTION = re.compile(rf"\b(?:{SIDES}|{COMPARED})\b", re.IGNORECASE)
DIRECTION_NEAR_A_FIGURE = re.compile(rf"\b(?:{SIDES}|{COMPARED}|{LOOSE})\b", re.IGNORECASE)
FORMULA = re.compile(r"```\{math\}.*?```|\$\$.*?\$\$|\$[^$]+\$")
#: A formula that says no more than a name, `$k$` or `$H \\times W$`, is no statement.
SAYS_NOTHING = re.compile(r"\$(?:[\w\\{}(),;.'\s]|\\times)*\$")
#: What the book checks by itself (references) or what is no statement (labels, addresses).
SILENT = re.compile(
    r"\{(?:ref|eq|numref|cite[:a-z]*)\}`[^`]*`|^\([\w-]+\)=|\*\*Figure [\d.]+\*\* · |"
    r":(?:label|class|width): \S+|\]\([^)]*\)|\b(?:the|these|those) two\b|"
    r"\bright (?:here|now|angles?|answers?|one\b)|\b(?:is|are|was|were|looks?|you) right\b(?! of)|"
    r"\bleft (?:out|over|alone)\b|\b(?:is|are|was|were|rows) left\b|\b[123]-D\b|^# .*",
    re.IGNORECASE,
)

_TERM = r"\(*[−-]?\d+(?:[.,]\d+)*²?\)*"
_OPERATOR = r"\s*(?:[·×+−/⁄]|\\cdot|\\times|\s-\s)\s*"
_SUM = rf"{_TERM}(?:{_OPERATOR}{_TERM})*"
ARITHMETIC = re.compile(rf"(?<!\w)({_SUM}(?:\s*=\s*{_SUM})+)(?!\w|\s*%)")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a page: its text with single spaces, its kind, and its place."""

    text: str
    kind: str  # "prose", "caption", "alt" or "quiz"
    place: str
    answer: float | str | None = None  # of the question that it belongs to
    mistakes: tuple[float, ...] = ()  # the wrong numbers that the question knows


@dataclass(frozen=True)
class Code:
    """A code cell, and the description of the figure that it draws."""

    source: str
    place: str
    alt: Paragraph | None


@dataclass(frozen=True)
class Heading:
    """The start of a section."""

    text: str


def read_chapter(path):
    """Yield the headings, paragraphs and code cells of a notebook in order, then what it asks:
    its quiz and its predictions.

    Parameters
    ----------
    path : pathlib.Path
        Of a source notebook, named by its chapter's number.

    Yields
    ------
    Heading, Paragraph or Code
    """
    for index, cell in enumerate(json.loads(path.read_text(encoding="utf8"))["cells"]):
        source, place = "".join(cell["source"]), f"cell {index}"
        if cell["cell_type"] == "code":
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt")
            yield Code(source, place, alt and Paragraph(_plain(alt), "alt", place))
        else:
            yield from read_markdown(source, place)
    yield Heading("the quiz")
    chapter = int(path.stem[:2])
    yield from _asked(quiz(chapter).questions, "question")
    yield from _asked(predictions_of(chapter), "prediction")


def predictions_of(chapter):
    """Return the questions of a chapter's predictions, in their order on the page."""
    return module_of(chapter, predictions.__name__, predictions.__path__, "prediction").PREDICTIONS


def _asked(questions, name):
    for number, question in enumerate(questions, 1):
        for text in quiz_texts(question):
            known = tuple(wrong for wrong, _ in question.get("mistakes", ()))
            yield Paragraph(_plain(text), "quiz", f"{name} {number}", right_answer(question), known)


def read_plain_page(path):
    """Yield what stands on a page that is no notebook, as `read_chapter` does."""
    text = re.sub(r"\A---.*?^---", "", path.read_text(encoding="utf8"), flags=re.M | re.S)
    for cell in re.findall(r"^```\{code-cell\}.*?\n(.*?)^```", text, flags=re.M | re.S):
        yield Code(re.sub(r"^:.*\n", "", cell, flags=re.M), path.name, None)
    yield from read_markdown(text, path.name)


def read_markdown(source, place):
    """Yield the headings and paragraphs of Markdown; listings are left out."""
    source = re.sub(r"^```(.*?)\n.*?^```", _without_listing, source, flags=re.M | re.S)
    source = re.sub(r"^\d+\. ", "- ", source, flags=re.M)
    for part in re.split(r"\n\s*\n", source):
        if part.startswith("## ") or part.startswith("### "):
            yield Heading(part.lstrip("# "))
        if part.strip():
            kind = "caption" if "cc-caption" in part else "prose"
            yield Paragraph(_plain(part), kind, place)


def _without_listing(fence):
    kept = fence[1].startswith("{") and not fence[1].startswith("{code-cell}")
    return fence[0] if kept else ""


def right_answer(question):
    """Return the answer that a quiz takes as right: a number, or the words of a choice."""
    if "number" in question:
        return question["number"]
    return next(choice["text"] for choice in question["choices"] if choice["right"])


def quiz_texts(question):
    """Return the question and all replies to it; a wrong choice need not be true."""
    if "choices" in question:
        return [question["ask"], *(choice["why"] for choice in question["choices"])]
    replies = [why for _, why in question["mistakes"]]
    return [question["ask"], question["why"], question["hint"], *replies]


#: Words that are bound to a figure are read as words: the book checks the rest when it is built.
BOUND = re.compile(r"\[([^\]]*)\]\(#[\w-]+\?[^)\s]*\)")


def _plain(text):
    return re.sub(r"\s+", " ", BOUND.sub(r"\1", text)).strip()


def find_statements(paragraph):
    """Return (kind, start, end) for each number, direction and formula of a paragraph."""
    near = paragraph.kind in ("caption", "alt")
    patterns = {
        "number": NUMBER,
        "direction": DIRECTION_NEAR_A_FIGURE if near else DIRECTION,
        "formula": FORMULA,
    }
    silent = [match.span() for match in SILENT.finditer(paragraph.text)]
    formulas = [match.span() for match in FORMULA.finditer(paragraph.text)]
    return [
        (kind, *match.span())
        for kind, pattern in patterns.items()
        for match in pattern.finditer(paragraph.text)
        if not is_within(match.span(), silent)
        and not (kind == "number" and is_within(match.span(), formulas))
        and not (kind == "formula" and SAYS_NOTHING.fullmatch(match[0]))
    ]


def is_within(span, spans):
    """Say whether a span lies in one of several."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def find_arithmetic(text):
    """Return (start, end, holds) for each chain such as `28 − 5 + 1 = 24`."""
    found = []
    for match in ARITHMETIC.finditer(text):
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        cut = before[-1:] in tuple("·×+−/⁄=-^") or after[:1] in tuple("·×+−/⁄…^=")
        chain = match.group(1)
        if not cut and re.search(r"[·×+−/⁄]|\\cdot|\\times", chain) and _balanced(chain):
            found.append((match.start(), match.end(), _chain_holds(chain)))
    return found


def _balanced(chain):
    return chain.count("(") == chain.count(")")


def _chain_holds(chain):
    first, *others = chain.split("=")
    try:
        return all(abs(_value(side) - _value(first)) <= _rounding(side) for side in others)
    except ZeroDivisionError:
        return False


def _rounding(side):
    """Return by how much the side of an equation may be rounded: 28.3 by 0.05."""
    decimals = re.search(r"\.(\d+)", side)
    return 0.5 * 10.0 ** -len(decimals[1]) + 1e-9 if decimals else 1e-9


def _value(side):
    for sign, operator in {
        "\\cdot": "*", "\\times": "*", "·": "*", "×": "*", "⁄": "/", "−": "-", "²": "**2", ",": "",
    }.items():  # fmt: skip
        side = side.replace(sign, operator)
    return eval(side.strip(), {"__builtins__": {}})  # digits, brackets and + - * / alone


def read_number(token):
    """Return the value of a number as it stands in a text, without its sign."""
    word = re.sub(r"(?<=[a-z])(?:s|fold)$", "", token.lower())
    if token.lower() in WORDS or word in WORDS:
        return WORDS.get(token.lower(), WORDS.get(word))
    if token in FRACTIONS:
        return FRACTIONS[token]
    if token in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        return "⁰¹²³⁴⁵⁶⁷⁸⁹".index(token)
    return float(token.replace(",", "")) if "." in token else int(token.replace(",", ""))
