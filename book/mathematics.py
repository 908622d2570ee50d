"""Mends the MathML that KaTeX writes beside its drawn equations; screen readers speak the MathML.

KaTeX 0.16.22 writes the name of an operator as two elements in a row, the name and the invisible
sign of its application. Where MathML wants just one, as in the subscript of ``y_{\\max}``, browsers
refuse the formula. And it puts ``\\overset`` and its like into an element that holds text only.
"""

import re
from xml.etree import ElementTree

MATHML = "http://www.w3.org/1998/Math/MathML"
#: How many children an element has, where the standard (MathML Core) says so.
CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3,
    "munder": 2, "mover": 2, "munderover": 3, "semantics": 2,
}  # fmt: skip
#: Elements that hold text and no other element.
TOKENS = {"mi", "mn", "mo", "mtext", "mspace", "ms", "annotation"}
#: Parents and their only children, both ways.
NESTED = {"mtable": "mtr", "mtr": "mtd"}
APPLICATION = "\u2061"

ElementTree.register_namespace("", MATHML)


def mend_mathml(html: str) -> str:
    """Return rendered equations with each ``<math>`` that breaks the standard mended.

    Raises
    ------
    ValueError
        If one cannot be mended; the message has its LaTeX.
    """
    return re.sub(r"<math\b.*?</math>", lambda found: _mend(found[0]), html, flags=re.DOTALL)


def _mend(text: str) -> str:
    math = ElementTree.fromstring(text)
    if not mistakes(math):
        return text
    for element in list(math.iter()):
        if name(element) in TOKENS and len(element):
            element.tag = f"{{{MATHML}}}mrow"
        if len(element) > CHILDREN.get(name(element), len(element)):
            _join_applied_names(element)
    if left := mistakes(math):
        raise ValueError(
            f"KaTeX's MathML of {latex(math)!r} is wrong: {left[0]}; write it otherwise"
        )
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def _join_applied_names(element) -> None:
    """Make one row of each operator's name and the sign of its application after it."""
    for sign in [child for child in element if child.text == APPLICATION]:
        place = list(element).index(sign)
        row = ElementTree.Element(f"{{{MATHML}}}mrow")
        row.extend(element[place - 1 : place + 1])
        element[place - 1 : place + 1] = [row]


def mistakes(math) -> list[str]:
    """Return in words how an element tree of MathML breaks the standard."""
    found = []
    for element in math.iter():
        kind, inside = name(element), [name(child) for child in element]
        wanted = CHILDREN.get(kind, len(inside))
        if len(inside) != wanted:
            found.append(f"<{kind}> has {len(inside)} children, not {wanted}")
        if kind in TOKENS and inside:
            found.append(f"<{kind}> holds <{inside[0]}>, and may hold text only")
        if kind not in TOKENS and (element.text or "").strip():
            found.append(f"<{kind}> holds the text {element.text!r}, and may hold elements only")
        for parent, child in NESTED.items():
            if any((kind == parent) != (other == child) for other in inside):
                found.append(f"<{kind}> holds {inside}; <{child}> belongs into <{parent}>, alone")
    return found


def name(element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.removeprefix(f"{{{MATHML}}}")


def latex(math) -> str:
    """Return what an equation was written as."""
    return next((e.text for e in math.iter() if name(e) == "annotation"), "")
