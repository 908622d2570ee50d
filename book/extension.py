"""The Sphinx extension that lets a page stand alone: no kernel, no network, no other host.

It brings the figures, renders the equations while building, and cuts icons and styles to size.
"""

import shutil
from pathlib import Path

import sphinxcontrib.katex as katex
from sphinx.application import ENV_PICKLE_FILENAME

from book.assets import make_assets, make_faces, packages, write_stylesheet
from book.bound import BoundWords, bind_page
from book.cells import mark_cells
from book.decks import write_decks
from book.exercises.pages import mark_exercises
from book.exercises.scripts import chapter_of, write_scripts
from book.exercises.tasks import Tasks
from book.icons import write_icons
from book.listings import mark_lines
from book.loading import order_page, stylesheets
from book.markup import mend_page
from book.mathematics import mend_mathml
from book.networks import FOLDER as NETWORKS
from book.node import node_command
from book.pictures import dress_pictures, lighten_pictures, name_light_pictures
from book.states import place_page_states
from book.still import say_what_is_missing

HERE = Path(__file__).parent
#: What a page loads for its figures, and its one stylesheet, from the site on.
SCRIPT = "_static/convcourse/page.js"
STYLESHEET = "_static/pages.css"
#: What an exercise loads when it is first touched.
EXERCISES = "_static/convcourse/exercises"
#: What the page ``practice`` hands out.
DECKS = "_static/convcourse/decks"
#: Ours, of which all stays in it: those of the site, then those of the folder, by their names.
OWN_STYLES = ("_static/convcourse/faces.css", "_static/convcourse/explorers.css")
STYLES = HERE / "styles"
#: What stands in the theme's places, from our templates.
SIDEBAR = ["course-brand.html", "search-button-field.html", "course-map.html"]
THEME = {
    "article_header_start": ["toggle-primary-sidebar.html", "course-home.html", "course-path.html"],
    "secondary_sidebar_items": [],
    "use_fullscreen_button": False,
}
FRONT_DOOR = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>convcourse</title>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url=intro.html">
<a href="intro.html">Learn convolution</a></html>
"""


def _configure(app, config):
    config.templates_path.insert(0, str(HERE / "templates"))  # before the theme's
    config.html_static_path.append(str(HERE / "static"))
    config.html_favicon = str(HERE / "static" / "favicon.svg")
    config.html_sidebars = {"**": SIDEBAR, **config.html_sidebars}
    config.html_theme_options = THEME | config.html_theme_options
    # KaTeX renders while building, so no page runs mathematics as a script.
    katex.NODEJS_BINARY = node_command()[0]  # pyrefly: ignore[bad-assignment]
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60
    # Its Unix socket can be found a moment before it answers, and that ends the build; the other
    # way of starting tries until there is an answer.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
    render = katex.render_latex
    katex.render_latex = lambda latex, options=None: mend_mathml(render(latex, options))
    config.html_math_renderer = "katex"
    config.katex_prerender = True
    config.katex_css_path = "convcourse/katex.css"
    config.nb_ipywidgets_js = {}  # ours stands in the page, behind its first figure


def _add_assets(app):
    if app.builder.format != "html":
        return
    # `make book` leaves a note of what is built there. It is no longer true, whoever builds now.
    Path(app.outdir).with_suffix(".stamp").unlink(missing_ok=True)
    app.add_js_file("print.js")
    app.add_js_file("progress.js")


def _mend_body(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = mark_lines(name_light_pictures(context["body"]))


def _finish_pages(site, cache, pictures):
    paths = [p for p in sorted(site.rglob("*.html")) if "_static" not in p.relative_to(site).parts]
    linked = {}  # each stylesheet once, in the order of the pages; a page that was finished has one
    for path in paths:
        page = say_what_is_missing(mend_page(path.read_text(encoding="utf8")))
        page = mark_exercises(dress_pictures(mark_cells(page), pictures), chapter_of(path))
        linked |= dict.fromkeys((path.parent / sheet).resolve() for sheet in stylesheets(page))
        root = "../" * (len(path.relative_to(site).parts) - 1)
        path.write_text(order_page(page, root, SCRIPT, STYLESHEET), encoding="utf8")
    stylesheet = site / STYLESHEET
    own = [*(site / sheet for sheet in OWN_STYLES), *sorted(STYLES.glob("*.css"))]
    theirs = [sheet for sheet in linked if sheet != stylesheet]
    if theirs:  # else no page was written anew
        scripts = [path for path in site.glob("_static/**/*.js") if path.parent.name != NETWORKS]
        write_stylesheet(theirs, own, [*paths, *scripts], stylesheet, cache)


def _finish(app, exception):
    if exception or app._warncount:  # else the next build would take these pages for well
        Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir).resolve()
    cache = Path(app.config.course_cache or site.parent / "assets")
    for made in (make_assets(cache), make_faces(cache)):
        shutil.copytree(made, site / "_static" / "convcourse", dirs_exist_ok=True)
    write_icons(site)
    pictures = lighten_pictures(site, cache / "pictures")
    _finish_pages(site, cache, pictures)
    notebooks = sorted(Path(app.srcdir, "chapters").glob("*.ipynb"))
    write_scripts(site / EXERCISES, packages(cache), notebooks)
    write_decks(site / DECKS)
    # The redirect that the table of contents leaves here makes browsers look for /favicon.ico.
    (site / "index.html").write_text(FRONT_DOOR, encoding="utf8")
    # Sphinx copies these only when it copies all static files, so they may be gone already: the
    # theme's icons, which ours replace, and templates of its pages.
    shutil.rmtree(site / "_static" / "vendor", ignore_errors=True)
    for template in site.glob("_static/*webpack-macros.html"):
        template.unlink()


def setup(app):
    """Register with Sphinx."""
    app.setup_extension("book.repository")
    app.setup_extension("book.outline")
    app.setup_extension("book.front")
    app.setup_extension("book.downloads")
    app.setup_extension("sphinxcontrib.katex")
    # Jupyter Book sets this for an extension that we leave out: it would ask other hosts.
    app.add_config_value("comments_config", None, "")
    # The folder that keeps what was made, from one build to the next; beside the site if it's "".
    app.add_config_value("course_cache", "", "")
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _add_assets)
    app.connect("html-page-context", _mend_body)
    app.add_transform(BoundWords)
    app.add_transform(Tasks)
    app.connect("html-page-context", bind_page, priority=890)  # while the states are in the head
    app.connect("html-page-context", place_page_states, priority=900)  # after myst-nb's
    app.connect("build-finished", _finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
