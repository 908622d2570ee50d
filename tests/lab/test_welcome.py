"""The page that `make lab` opens first, in a real JupyterLab."""

import re

CHAPTER = "01_what_is_convolution.ipynb"


def test_welcome_page_opens_rendered(open_lab):
    page = open_lab("intro.md")
    preview = page.locator(".jp-MarkdownViewer")
    preview.get_by_role("heading", level=1).wait_for()
    text = preview.inner_text()
    assert text.startswith("Learn convolution")
    for raw in ("jupytext", "kernelspec", "```", ":::", "{cite", "{bibliography}", "](", "**"):
        assert raw not in text, f"{raw} shows as it was typed"
    assert page.locator(".jp-FileEditor").count() == 0
    assert page.notes == []


def test_link_on_a_page_opens_the_notebook(course, open_lab):
    (course / "links.md").write_text(
        f"# Start\n\n[The first chapter](chapters/{CHAPTER})\n", encoding="utf8"
    )
    page = open_lab("links.md")
    page.locator(".jp-MarkdownViewer").get_by_role("link", name="The first chapter").click()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    assert page.get_by_role("tab", name=re.compile(CHAPTER)).count() == 1
    assert page.notes == []
