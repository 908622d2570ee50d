"""Figures on a page of their own."""

import json

import pytest
from ipywidgets import embed

PAGE = """<!doctype html><html lang="en" data-theme="light">
<meta charset="utf-8"><title>views</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{static}/convcourse/widgets.css">
<body><script type="application/vnd.jupyter.widget-state+json">{state}</script>
{views}<script src="{static}/convcourse/widgets.js"></script></body></html>"""
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'


@pytest.fixture
def show(site, tmp_path, open_page):
    """Yield a function that opens a page with these widgets in it, from disk."""

    def show_(*widgets):
        state = embed.dependency_state(widgets, drop_defaults=False)
        data = embed.embed_data(views=list(widgets), state=state, drop_defaults=False)
        page = tmp_path / "page.html"
        page.write_text(
            PAGE.format(
                static=(site / "_static").as_uri(),
                state=json.dumps(data["manager_state"]).replace("</", "<\\/"),
                views="".join(VIEW.format(json.dumps(spec)) for spec in data["view_specs"]),
            ),
            encoding="utf8",
        )
        return open_page(page.as_uri(), offline=True)

    return show_
