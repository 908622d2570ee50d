"""A page of its own for some widgets, with the site's scripts and stylesheet, opened from disk."""

from ipywidgets import embed

from book.loading import FIGURES, figure_modules
from book.states import bundled_modules, place_states

PAGE = """<!doctype html><html lang="en" data-theme="light">
<meta charset="utf-8"><title>views</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{static}/convcourse/explorers.css">
<body>{body}{figures}<script src="{static}/convcourse/page.js"></script></body></html>"""
SCRIPT = '<script src="{}/convcourse/{}/{}.js"></script>'
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{{"model_id":"{}"}}</script>'


def embedded(site, folder, *widgets, modules=None):
    """Write a page with these widgets into `folder`, and return its address.

    Parameters
    ----------
    site, folder : Path
        The built site, and where to write.
    widgets : ipywidgets.Widget
    modules : dict of str to str, optional
        The names of modules that have a script, by their texts, as for `place_states`; without any
        a page loads each module from the text that its widget carries, as JupyterLab does.
    """
    state = embed.dependency_state(widgets, drop_defaults=False)
    data = embed.embed_data(views=list(widgets), state=state, drop_defaults=False)
    views = "".join(VIEW.format(spec["model_id"]) for spec in data["view_specs"])
    known = bundled_modules() if modules is None else modules
    body = place_states(views, data["manager_state"]["state"], known)
    page = folder / "page.html"
    static = (site / "_static").as_uri()
    figures = "".join(SCRIPT.format(static, FIGURES, name) for name in figure_modules(body))
    page.write_text(PAGE.format(static=static, body=body, figures=figures), encoding="utf8")
    return page.as_uri()
