"""What a page loads: one stylesheet, its figures' script behind the first, the rest later."""

from book.loading import order_page, stylesheets

VIEW = '<script type="application/vnd.jupyter.widget-view+json">{"model_id":"1"}</script>'
STILL = "<noscript><p>words</p></noscript>"
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
</head><p>one</p>{VIEW}{STILL}<p>two</p>{VIEW}{STILL}
<script src="../_static/scripts/bootstrap.js"></script>
"""
ORDERED = """<head>
    <title>t</title>
<link rel="stylesheet" href="../pages.css">
<link rel="preload" as="script" href="../page.js">
    <script src="../_static/documentation_options.js?v=22f3372e"></script>
    <script defer src="../_static/doctools.js?v=9a2dae69"></script>
    <script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
</head><p>one</p>{figure}<script src="../page.js"></script><script>{told}</script><p>two</p>{figure}
<script defer src="../_static/scripts/bootstrap.js"></script>
"""


def ordered(page):
    return order_page(page, "../", "page.js", "pages.css")


def test_script_stands_behind_the_first_figure_and_the_themes_wait():
    page = ordered(PAGE)
    told = page.split('page.js"></script><script>')[1].split("</script>")[0]
    assert page == ORDERED.format(figure=VIEW + STILL, told=told)
    assert "cc-still" in told
    assert ordered(page) == page


def test_page_without_figures_loads_no_script_for_them():
    page = ordered(PAGE.replace(VIEW, ""))
    assert "page.js" not in page and "pages.css" in page and "defer" in page


def test_stylesheets_are_named_in_their_order():
    assert stylesheets(PAGE) == ["../_static/styles/theme.css", "../_static/copybutton.css"]
    assert stylesheets(ordered(PAGE)) == ["../pages.css"]
