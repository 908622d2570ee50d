"""What the front page's map takes from the chapters."""

import pytest
from docutils import nodes

from book.front import minutes_of, needs_of, read_leaf
from book.outline import Chapter


@pytest.mark.parametrize(
    ("quiet", "needed"),
    [
        ("It takes about 40 minutes. You need chapter 1.", ("1",)),
        ("You need chapters 1, 5 and 6; chapter 7, on channels, helps.", ("1", "5", "6")),
        ("You need chapter 1, and from chapters 2 and 3 the median.", ("1", "2", "3")),
        ("You need chapters 10, 11 and 12.", ("10", "11", "12")),
        ("You need kernels (chapter 3) and three planes of weights.", ("3",)),
        ("You need to know NumPy arrays; the mathematics is sums.", ()),
        ("Chapter 4 is long.", ()),
    ],
)
def test_needs_are_the_chapters_that_one_needs_not_those_that_help(quiet, needed):
    assert needs_of(quiet) == needed


def test_minutes_are_those_of_the_quiet_line():
    assert minutes_of("It takes about 45 minutes. You need chapter 1.") == "45"
    assert minutes_of("You need chapter 1.") == ""


def box(name, *paragraphs):
    return nodes.container("", *(nodes.paragraph("", text) for text in paragraphs), classes=[name])


def test_leaf_says_what_its_chapter_says_first():
    chapter = Chapter("chapters/05_padding", "5", "Padding")
    quiet = box("cc-quiet", "It takes about 40\nminutes. You need chapter 1.", "No 99 minutes.")
    lead = box("cc-lead", "Every filter\ncosts a rim.")
    doctree = nodes.section("", lead, quiet)
    leaf = read_leaf(chapter, doctree)
    assert (leaf.lead, leaf.minutes, leaf.needs) == ("Every filter costs a rim.", "40", ("1",))
    bare = read_leaf(chapter, nodes.section("", nodes.paragraph("", "Words.")))
    assert (bare.lead, bare.minutes, bare.needs) == ("", "", ())


def test_key_of_a_chapter_is_its_name_without_its_number():
    assert Chapter("chapters/05_padding", "5", "Padding").key == "padding"
    assert Chapter("chapters/12_one_by_one", "", "").key == "one_by_one"
