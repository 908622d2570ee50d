"""What the build mends in its pages: markup, MathML, and words where no script runs."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sphinxcontrib import katex

from book.markup import mend_page
from book.mathematics import mend_mathml, mistakes
from book.node import node_command
from book.still import say_what_is_missing

BROKEN = """<html lang="en" data-theme="auto">
dataset.theme = localStorage.getItem("theme") || "auto";
<button class="btn search-button-field search-button__button" title="Search" \
aria-label="Search"> Search Ctrl+K</button>
<div class="sidebar-primary-item">
<a class="navbar-brand logo" href="intro.html"><p>convcourse</p></a></div>
<header class="bd-header navbar">
</header>
<form class="bd-search d-flex" action="search.html"></form>
<summary aria-label="Toggle hidden content"><p>Show the check</p></summary>
<div role="list" class="citation-list"><div class="citation" id="id1" role="doc-biblioentry">
<th class="head"><p></p></th><th class="head text-right"></th><th class="head"><p>1</p></th>
<pre><span class="n">x</span> <span class="o">=</span> <span class="p">(</span></pre>
<div class="pst-scrollable-table-container"><table>
<div class="tip admonition">
<p class="admonition-title">Predict</p>
<div class="tip admonition"><p class="admonition-title">Try</p>"""
MENDED = """<html lang="en" data-theme="light">
dataset.theme = localStorage.getItem("theme") || \
(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
<button class="btn search-button-field search-button__button" title="Search"> \
Search Ctrl+K</button>
<header class="sidebar-primary-item">
<a class="navbar-brand logo" href="intro.html"><p>convcourse</p></a></header>
<div class="bd-header navbar"></div>
<form role="search" class="bd-search d-flex" action="search.html"></form>
<summary><p>Show the check</p></summary>
<div role="list" class="citation-list"><div class="citation" id="id1" role="listitem">
<td class="head"></td><td class="head text-right"></td><th class="head"><p>1</p></th>
<pre>x <span class="o">=</span> (</pre>
<div class="pst-scrollable-table-container" tabindex="0"><table>
<div class="tip cc-predict admonition">
<p class="admonition-title">Predict</p>
<div class="tip admonition"><p class="admonition-title">Try</p>"""


def test_markup_is_mended_once_and_stays():
    assert mend_page(BROKEN) == MENDED == mend_page(MENDED)


# MathML


LATEX = [
    r"y_{\max}", r"a^{\lim}", r"x_{\min}^{\max}", r"\frac{\max}{\sin}", r"\sqrt[\log]{x}",
    r"{\max}_a", r"\sum_{\max}^{\min} x", r"x_{\operatorname{pad}}", r"\overset{\max}{x}",
    r"\underset{k}{\arg\max}", r"\stackrel{a}{=}", r"\binom{\max}{n}", r"\underbrace{a}_{\max}",
    r"\begin{aligned} y_{\max} &= \max_k x \\ y_{\min} &= \min_k x \end{aligned}",
    r"\begin{cases} a_{\max} & b \\ c & d \end{cases}", r"a \bmod b", r"\hat{\sin}",
    r"x_{\mathrm{max}} + \frac 1 2",
]  # fmt: skip
RENDER = (
    "const katex = require(process.argv[1]);"
    "console.log(JSON.stringify(process.argv.slice(2).map(latex => katex.renderToString(latex))));"
)


@pytest.fixture(scope="module")
def rendered():
    """Return what KaTeX makes of each of LATEX."""
    script = Path(katex.__file__).parent / "katex.min.js"
    done = subprocess.run(
        [*node_command(), "-e", RENDER, str(script), *LATEX],
        capture_output=True, text=True, encoding="utf8", check=True,
    )  # fmt: skip
    return dict(zip(LATEX, json.loads(done.stdout), strict=True))


def math_of(html):
    return ElementTree.fromstring(html[html.index("<math") : html.index("</math>") + 7])


@pytest.mark.parametrize("latex", LATEX)
def test_mathml_is_valid_and_reads_as_before(latex, rendered):
    mended = mend_mathml(rendered[latex])
    assert mistakes(math_of(mended)) == []
    assert "".join(math_of(mended).itertext()) == "".join(math_of(rendered[latex]).itertext())
    assert mended.split("</math>")[1] == rendered[latex].split("</math>")[1]  # as drawn


def test_katex_still_makes_what_has_to_be_mended(rendered):
    wrong = [latex for latex in LATEX if mistakes(math_of(rendered[latex]))]
    assert r"y_{\max}" in wrong and r"x_{\mathrm{max}} + \frac 1 2" not in wrong


@pytest.mark.parametrize(
    "inside",
    [
        "<msub><mi>a</mi></msub>",
        "<mfrac><mi>a</mi><mi>b</mi><mi>c</mi></mfrac>",
        "<munderover><mo>∑</mo><mi>a</mi></munderover>",
        "<mtable><mtd><mi>a</mi></mtd></mtable>",
        "<mtable><mtr><mi>a</mi></mtr></mtable>",
        "<mrow><mtr><mtd></mtd></mtr></mrow>",
        "<mrow>text</mrow>",
    ],
)
def test_mathml_that_cannot_be_mended_is_refused(inside):
    math = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math>'
    with pytest.raises(ValueError, match="KaTeX's MathML"):
        mend_mathml(f"<span>{math}</span>")


# Words where no script runs


def page_with(views, models):
    def script(kind, value):
        return f'<script type="application/vnd.jupyter.widget-{kind}+json">{value}</script>'

    return (
        "<head><title>t</title></head>"
        + script("state", json.dumps({"state": models}))
        + "".join(script("view", json.dumps({"model_id": v})) + "<p>caption</p>" for v in views)
    )


EXPLORER = {
    "box": {"state": {"children": ["IPY_MODEL_title", "IPY_MODEL_rest"]}},
    "title": {"state": {"value": "Is 1 &lt; 2?", "_dom_classes": ["cc-question"]}},
    "rest": {"state": {"_dom_classes": []}},
}
QUIZ = {"quiz": {"state": {"_anywidget_id": "convcourse.explorers.quiz.Quiz"}}}


@pytest.mark.parametrize(
    ("view", "models", "words"),
    [
        ("box", EXPLORER, "<strong>Is 1 &lt; 2?</strong> A live figure belongs here"),
        ("quiz", QUIZ, "A quiz that replies to your answers belongs here"),
    ],
)
def test_place_of_a_figure_says_what_is_missing_where_no_script_runs(view, models, words):
    page = page_with([view, view], models)
    said = say_what_is_missing(page)
    head, rest = said.split("</head>")
    assert head.endswith("</style></noscript>\n")  # what only a script moves is hidden
    noscript = rest[rest.index("<noscript") : rest.index("</noscript>")]
    assert words in noscript and "JavaScript" in noscript
    assert rest.replace(f"{noscript}</noscript>", "") == page.split("</head>")[1]
    assert rest.count(noscript) == 2
    assert say_what_is_missing(said) == said


def test_states_may_stand_anywhere_in_the_page():
    parts = page_with(["box"], EXPLORER).split("</script>", 1)
    page = parts[0] + "</script>" + page_with(["quiz"], QUIZ) + parts[1]
    said = say_what_is_missing(page)
    assert said.count("A live figure belongs here") == said.count("A quiz that replies") == 1


def test_page_without_figures_stays_as_it_is():
    assert say_what_is_missing("<p>words</p>") == "<p>words</p>"
