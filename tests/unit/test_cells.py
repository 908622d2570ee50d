"""What a page's cells say they are: a live figure, a check, the imports."""

import pytest

from book.cells import mark_cells

VIEW = '<script type="application/vnd.jupyter.widget-view+json">{"model_id":"1"}</script>'
OUTPUT = '<div class="cell_output docutils container">{}</div>'


def cell(words, shown=""):
    """Return a cell as myst-nb writes one, with a fold of these words and what it shows."""
    return (
        '<div class="cell tag_hide-input docutils container">\n'
        '<details class="admonition hide above-input">\n<summary>\n'
        f'<p class="collapsed admonition-title">{words}</p>\n'
        f'<p class="expanded admonition-title">{words.replace("Show", "Hide")}</p>\n'
        f"</summary>\n<pre>code</pre></details>\n{OUTPUT.format(shown)}</div>\n"
    )


def page(*cells, top=""):
    return f"<h2> Contents </h2><article><h1>1</h1>{top}<h2>1.1</h2>{''.join(cells)}</article>"


@pytest.mark.parametrize(
    ("words", "shown", "name"),
    [
        ("Show the code of this figure", VIEW, "The code of this figure"),
        ("Show the check", "4", "How this was checked"),
        ("Show a solution", "", "A solution"),
        ("Open the black box", "", "Open the black box"),
        ("Show code cell source", '<img src="../_images/a.webp">', "The code of this picture"),
        ("Show code cell source", "4", "The code"),
    ],
)
def test_fold_says_what_is_in_it(words, shown, name):
    marked = mark_cells(page(cell(words, shown)))
    assert f'<summary>\n<p class="admonition-title">{name}</p>\n</summary>' in marked
    assert ("cc-check" in marked) == (name == "How this was checked")
    assert "collapsed" not in marked and "expanded" not in marked


def test_nameless_fold_before_the_first_section_holds_the_imports():
    marked = mark_cells(page(cell("Show code cell source"), top=cell("Show code cell source")))
    first, second = marked.split("<h2>1.1</h2>")
    assert ">Imports<" in first and ">The code<" in second


def test_cell_of_a_live_figure_is_marked_and_no_other():
    marked = mark_cells(page(cell("Show the check", "4"), cell("Show a solution", VIEW)))
    plain, live = marked.split('<div class="cell ')[1:]
    assert live.startswith("cc-figure ") and not plain.startswith("cc-figure")
    assert 'class="cell_output' in live  # the output's own box is no cell


def test_live_figure_before_the_first_section_is_the_hero():
    marked = mark_cells(page(cell("Show a solution", VIEW), top=cell("Show a solution", VIEW)))
    first, second = marked.split("<h2>1.1</h2>")
    assert '"cell cc-figure cc-hero ' in first and '"cell cc-figure tag_' in second


def test_imports_join_the_quiet_line_that_they_follow():
    quiet = '<div class="cc-quiet docutils">\n<p>About 40 minutes.</p>\n</div>\n'
    imports = cell("Show code cell source").replace(OUTPUT.format(""), "")
    marked = mark_cells(page(top=f"{quiet}{imports}<p>Text.</p>"))
    line = marked.split('<div class="cc-quiet docutils">')[1].split("<p>Text.</p>")[0]
    assert line.count("<div") == line.count("</div>") - 1 and ">Imports<" in line
    assert line.rstrip().endswith("</details>\n</div>\n</div>")
    # With something to show, or without the line, they stay where they are.
    shown = mark_cells(page(top=quiet + cell("Show code cell source", "4")))
    assert quiet in shown
    assert mark_cells(marked) == marked


def test_page_that_is_marked_stays_as_it_is():
    once = mark_cells(page(cell("Show the check"), cell("Show code cell source", VIEW)))
    assert mark_cells(once) == once


def check(code, output=""):
    """Return a check as myst-nb writes one: its code in a fold, and what it shows, if anything."""
    whole = cell("Show the check").replace(
        "<pre>code</pre></details>", f"<pre>{code}</pre>\n</details>"
    )
    return whole.replace(OUTPUT.format("") + "</div>", f"{output}</div>")


def test_checks_with_nothing_between_them_share_a_fold():
    marked = mark_cells(page(check("a"), check("b"), check("c"), "<p>More.</p>"))
    assert marked.count("<details") == marked.count("</details>") == 1
    assert marked.count('<div class="cell ') == 1 and marked.count("<div") == marked.count("</div>")
    assert [marked.index(f"<pre>{code}</pre>") for code in "abc"] == sorted(
        marked.index(f"<pre>{code}</pre>") for code in "abc"
    )
    assert marked.endswith("</div>\n<p>More.</p></article>")
    assert mark_cells(marked) == marked


@pytest.mark.parametrize(
    "cells",
    [
        [check("a"), "<p>Then.</p>", check("b")],
        [check("a", OUTPUT.format("4")), check("b")],
        [check("a"), check("b", OUTPUT.format("4"))],
        [check("a"), cell("Show a solution")],
        [cell("Show a solution"), check("a")],
    ],
)
def test_checks_apart_keep_their_folds(cells):
    marked = mark_cells(page(*cells))
    assert marked.count("<details") == marked.count("</details>") == 2


JUDGED = (
    '<pre><span></span><span class="c1"># A solution</span>\n<span class="k">def</span> f(x):\n'
    '    verdict = x\n\n\n    <span class="k">return</span> verdict\n\n\n'
    '<span class="cc-line"><span class="n">verdict</span> <span class="o">=</span> '
    'checks.check_f(f)</span>\n<span class="k">assert</span> verdict.passed\nverdict\n</pre>'
)


@pytest.mark.parametrize("words", ["Show a solution", "Show the check"])
def test_only_a_solution_is_shown_without_the_lines_that_judge_it(words):
    folded = cell(words, "✓ Passed").replace("<pre>code</pre>", JUDGED)
    marked = mark_cells(page(folded))
    shown = marked.split("<pre>")[1].split("</pre>")[0]
    assert ("check_f" in shown) == (words == "Show the check")
    assert "return" in shown and "✓ Passed" in marked
    assert shown.endswith("verdict\n") and shown.count("<span") == shown.count("</span>")
