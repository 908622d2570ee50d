"""What the templates are told of the course: its parts, the sections of a page, a summary."""

from docutils.core import publish_doctree

from book.outline import Chapter, Part, page_sections, summary

TOC = """<ul>
<li><a class="reference internal" href="#">5. Padding</a><ul>
<li><a class="reference internal" href="#rim">5.1. Where the rim goes</a></li>
<li><a class="reference internal" href="#more">5.2. Two 3×3 kernels</a><ul>
<li><a class="reference internal" href="#deep">5.2.1. A part of it</a></li>
</ul>
</li>
</ul>
</li>
</ul>
"""


def test_sections_have_no_numbers_and_are_followed_by_the_themes_script():
    sections = page_sections(TOC)
    assert sections.count('class="reference internal nav-link"') == 3
    assert ">Where the rim goes<" in sections and ">Two 3×3 kernels<" in sections
    assert "Padding" not in sections and sections.count("<ul>") == sections.count("</ul>") == 2


def test_page_without_sections_has_no_list_of_them():
    assert (
        page_sections('<ul>\n<li><a class="reference internal" href="#">Index</a></li>\n</ul>')
        == ""
    )
    assert page_sections("") == ""


def test_part_is_called_by_what_its_caption_says_last():
    assert Part("Part II · Convolutional layers", ()).name == "Convolutional layers"
    assert Part("Filters", ()).name == "Filters"


def test_back_matter_counts_no_chapters():
    pages = [Chapter("chapters/01_one", "1", "One"), Chapter("chapters/notes", "", "Notes")]
    assert Part("Part I · Filters", tuple(pages)).counts
    assert not Part("Back matter", tuple(pages[1:])).counts


def test_summary_is_the_first_paragraph_as_far_as_a_preview_shows_one():
    assert summary(publish_doctree("Title\n=====\n\nA *short* one.\n\nAnother.")) == "A short one."
    long = summary(publish_doctree("word " * 100))
    assert len(long) <= 200 and long.endswith(" …")
    assert summary(None) == ""
