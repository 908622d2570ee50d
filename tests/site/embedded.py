"""A page of its own for some widgets, with the site's scripts, opened from disk."""

import json

from ipywidgets import embed

PAGE = """<!doctype html><html lang="en" data-theme="light">
<meta charset="utf-8"><title>views</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{static}/convcourse/widgets.css">
<body><script type="application/vnd.jupyter.widget-state+json">{state}</script>
{views}<script src="{static}/convcourse/widgets.js"></script></body></html>"""
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'


def embedded(site, folder, *widgets):
    """Write a page with these widgets into `folder`, and return its address."""
    state = embed.dependency_state(widgets, drop_defaults=False)
    data = embed.embed_data(views=list(widgets), state=state, drop_defaults=False)
    page = folder / "page.html"
    page.write_text(
        PAGE.format(
            static=(site / "_static").as_uri(),
            state=json.dumps(data["manager_state"]).replace("</", "<\\/"),
            views="".join(VIEW.format(json.dumps(spec)) for spec in data["view_specs"]),
        ),
        encoding="utf8",
    )
    return page.as_uri()
