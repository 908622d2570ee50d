"""What the pages say is so: every number, direction and formula is vouched for by the ledger."""

import re

import pytest

from tests.conftest import ROOT, notebook_id, source_notebooks
from tests.notebooks.ledger import read_ledger
from tests.notebooks.lesson import judge
from tests.notebooks.panels import unnamed_panels
from tests.notebooks.prose import (
    Code,
    Paragraph,
    find_arithmetic,
    find_statements,
    is_within,
    read_chapter,
    read_plain_page,
)

#: The pages that are no notebooks, each with the name of its ledger.
PLAIN = {ROOT / "intro.md": "intro", ROOT / "chapters" / "beside_the_article.md": "article"}
PAGES = [*PLAIN, *source_notebooks()]
#: What stands around the words of a caption.
FRAME = re.compile(r"^(?:\([\w-]+\)= )?:::\{div\} cc-caption \*\*Figure [\d.]+\*\* · | :::$")
each_page = pytest.mark.parametrize("path", PAGES, ids=notebook_id)


def read_page(path):
    """Return what stands on a page, in order."""
    return list(read_plain_page(path) if path in PLAIN else read_chapter(path))


def ledger_of(path):
    """Return the ledger of a page."""
    return read_ledger(PLAIN.get(path, path.stem[:2]))


def paragraphs(page):
    """Return the paragraphs of a page, descriptions of figures too."""
    alts = [item.alt for item in page if isinstance(item, Code) and item.alt]
    return [item for item in page if isinstance(item, Paragraph)] + alts


def claims_with(name, paragraph, claims):
    """Return the claims on a paragraph that are proven with a name."""
    return [
        claim
        for claim in claims
        if claim.spans(paragraph.text)
        and any(re.search(rf"\b{name}\b", proof) for proof in claim.proofs)
    ]


def unvouched(paragraph, claims):
    """Return the statements of a paragraph that no claim and no arithmetic vouches for."""
    vouched = [span for claim in claims for span in claim.spans(paragraph.text)]
    sums = [
        (start, end)
        for start, end, holds in find_arithmetic(paragraph.text)
        if holds and not re.search(r"\b0\b(?!\.)", paragraph.text[start:end])  # 3 · 0 hides the 3
    ]
    return [
        f"{paragraph.place}: {kind} {paragraph.text[start:end]!r} in "
        f"{paragraph.text[max(0, start - 50) : end + 50]!r}"
        for kind, start, end in find_statements(paragraph)
        if not is_within((start, end), vouched)
        and not (kind == "number" and is_within((start, end), sums))
        and not (kind == "formula" and (start + 1, end - 1) in sums)
    ]


@each_page
def test_each_number_direction_and_formula_is_vouched_for(path):
    claims = ledger_of(path)
    open_ = [note for p in paragraphs(read_page(path)) for note in unvouched(p, claims)]
    assert not open_, "\n".join(["nobody vouches for", *open_])


@each_page
def test_captions_and_descriptions_are_vouched_for_whole(path):
    """Whatever a caption or a description says, not numbers and directions alone."""
    claims = ledger_of(path)
    open_ = []
    for paragraph in paragraphs(read_page(path)):
        if paragraph.kind in ("caption", "alt"):
            said = FRAME.sub(lambda frame: " " * len(frame[0]), paragraph.text)
            for start, end in [s for claim in claims for s in claim.spans(paragraph.text)]:
                said = said[:start] + " " * (end - start) + said[end:]
            open_ += [f"{paragraph.place}: {said.strip()}"] if re.search(r"\w", said) else []
    assert not open_, "\n".join(["nobody vouches for", *open_])


@each_page
def test_each_claim_of_the_ledger_stands_on_its_page(path):
    texts = [paragraph.text for paragraph in paragraphs(read_page(path))]
    gone = [
        f"line {claim.line}: {claim.says}"
        for claim in ledger_of(path)
        if not any(claim.spans(text) for text in texts)
    ]
    assert not gone, "\n".join(["no longer on the page", *gone])


@each_page
def test_each_number_of_a_claim_stands_in_its_proof(path):
    loose = [
        f"line {claim.line}: {', '.join(claim.unproven_numbers())} in {claim.says!r}"
        for claim in ledger_of(path)
        if claim.unproven_numbers()
    ]
    assert not loose, "\n".join(["numbers that no expression has", *loose])


@each_page
def test_sums_on_the_page_add_up(path):
    wrong = [
        f"{paragraph.place}: {paragraph.text[start:end]}"
        for paragraph in paragraphs(read_page(path))
        for start, end, holds in find_arithmetic(paragraph.text)
        if not holds
    ]
    assert not wrong, "\n".join(wrong)


@each_page
def test_what_the_page_says_is_so(path):
    """Run the chapter once, and hold its claims and the descriptions of its figures against it."""
    claims = ledger_of(path)
    false, drawn = judge(read_page(path), claims)
    assert not false, "\n".join(false)
    unnamed = [
        f"{alt.place}: {missing!r} is not in the description"
        for alt, titles in drawn
        for missing in unnamed_panels(alt.text, titles)
    ]
    assert not unnamed, "\n".join(unnamed)
    # Two descriptions that change places are found by claims that name the panels.
    loose = [
        alt.place
        for alt, titles in drawn
        if len(set(titles)) > 1 and not claims_with("panels", alt, claims)
    ]
    assert not loose, f"no claim ties these descriptions to `panels`: {loose}"


@pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)
def test_each_answer_of_a_quiz_has_a_second_key(path):
    """A claim on each question computes `answer`, or says it again in words."""
    claims = ledger_of(path)
    asked = {q.place: q for q in reversed(read_page(path)) if getattr(q, "kind", "") == "quiz"}
    loose = [place for place, q in asked.items() if not claims_with("answer", q, claims)]
    assert asked and not loose, f"no claim computes the answer: {loose}"


@pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)
def test_each_wrong_number_that_a_question_knows_is_computed(path):
    """A claim on each question of a number computes `mistakes`, by the rules that are wrong."""
    claims = ledger_of(path)
    asked = [q for q in read_page(path) if getattr(q, "kind", "") == "quiz" and q.mistakes]
    first = {q.place: q for q in reversed(asked)}
    loose = [place for place, q in first.items() if not claims_with("mistakes", q, claims)]
    assert not loose, f"no claim computes the wrong numbers: {loose}"
    for question in first.values():
        assert len({question.answer, *question.mistakes}) == len(question.mistakes) + 1
