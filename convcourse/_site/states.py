"""Makes the widget state of a page smaller: a text that many widgets carry is stored once.

Each explorer holds the text of its module and of its stylesheet, 40 kB and more. Here the
second and every further copy becomes ``{"same_as": [model, trait]}``; ``web/manager.js`` puts
the texts back before it makes the widgets.
"""

import json

STATE_TYPE = "application/vnd.jupyter.widget-state+json"
SHORTEST = 1000


def share_texts(page_state: dict) -> dict:
    """Replace repeated long texts in a page's widget state, in place, and return it."""
    first: dict[str, list[str]] = {}
    for model, saved in page_state["state"].items():
        for trait, value in saved["state"].items():
            if isinstance(value, str) and len(value) > SHORTEST:
                owner = first.setdefault(value, [model, trait])
                if owner != [model, trait]:
                    saved["state"][trait] = {"same_as": owner}
    return page_state


def shrink_page_state(app, pagename, templatename, context, doctree):
    """Shrink the state that myst-nb put into the head of a page."""
    for script in context.get("script_files", []):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") == STATE_TYPE:
            state = share_texts(json.loads(attributes["body"]))
            attributes["body"] = json.dumps(state, separators=(",", ":")).replace("</", "<\\/")
