"""What a page loads: one stylesheet, two scripts behind its first figure, the rest later."""

from book.loading import figure_modules, order_page, stylesheets

STATE = '<script>{"state":{"1":{"state":{"_module":"MODULE"}}}}</script>'
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{"model_id":"1"}</script>'
STILL = "<noscript><p>words</p></noscript>"
FIRST = STATE.replace("MODULE", "lab") + VIEW + STILL
SECOND = STATE.replace("MODULE", "quiz") + STATE.replace("MODULE", "lab") + VIEW + STILL
PAGE = f"""<head>
    <title>t</title>
<link rel="stylesheet" href="../_static/styles/theme.css">
    <link rel="stylesheet" type="text/css" href="../_static/copybutton.css?v=76b2166b" />
    <script src="../_static/documentation_options.js?v=22f3372e"></script>
    <script src="../_static/doctools.js?v=9a2dae69"></script>
    <script>let toggleHintShow = 'Click to show';</script>
    <script src="../_static/togglebutton.js?v=b8b12719"></script>
    <script data-sd-tabs-storage-prefix="tab-id-" src="../_static/design-tabs.js"></script>
    <script>var togglebuttonSelector = '.toggle, .admonition.dropdown';</script>
    <script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
</head><p>one</p>{FIRST}<p>two</p>{SECOND}
<script src="../_static/scripts/bootstrap.js"></script>
"""
ORDERED = """<head>
    <title>t</title>
<link rel="stylesheet" href="../pages.css">
<link rel="preload" as="script" href="../a/figures/lab.js">
<link rel="preload" as="script" href="../a/page.js">
    <script src="../_static/documentation_options.js?v=22f3372e"></script>
    <script defer src="../_static/doctools.js?v=9a2dae69"></script>
    <script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
</head><p>one</p>{first}<script src="../a/figures/lab.js"></script>\
<script src="../a/page.js"></script><script>{told}</script>\
<script defer src="../a/figures/quiz.js"></script><p>two</p>{second}
<script defer src="../_static/scripts/bootstrap.js"></script>
"""


def ordered(page):
    return order_page(page, "../", "a/page.js", "pages.css")


def test_scripts_of_the_first_figure_stand_behind_it_and_the_others_wait():
    page = ordered(PAGE)
    told = page.split('page.js"></script><script>')[1].split("</script>")[0]
    assert page == ORDERED.format(first=FIRST, second=SECOND, told=told)
    assert "cc-still" in told
    assert ordered(page) == page


def test_page_without_figures_loads_no_script_for_them():
    page = ordered(PAGE.replace(VIEW, ""))
    assert "page.js" not in page and "pages.css" in page and "defer" in page


def test_modules_are_named_once_in_their_order():
    assert figure_modules(PAGE) == ["lab", "quiz"]


def test_stylesheets_are_named_in_their_order():
    assert stylesheets(PAGE) == ["../_static/styles/theme.css", "../_static/copybutton.css"]
    assert stylesheets(ordered(PAGE)) == ["../pages.css"]
