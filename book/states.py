"""Makes the widget state of a page smaller: what several texts begin with is stored once.

Each explorer holds the text of its module and of its stylesheet, 40 kB and more. Here the
second and every further copy becomes ``{"same_as": [model, trait], "first": n, "then": rest}``:
the first ``n`` characters of that other text, and the rest; ``web/manager.js`` puts the texts
back before it makes the widgets.
"""

import json
from os.path import commonprefix

STATE_TYPE = "application/vnd.jupyter.widget-state+json"
SHORTEST = 1000


def share_texts(page_state: dict) -> dict:
    """Replace what long texts have in common at their start, in place, and return the state."""
    kept: list[tuple[str, str, str]] = []
    for model, saved in page_state["state"].items():
        for trait, value in saved["state"].items():
            if isinstance(value, str) and len(value) > SHORTEST:
                shared = [(len(commonprefix([text, value])), *owner) for *owner, text in kept]
                first, *owner = max(shared, default=(0,))
                if first < len(value):  # the page makes texts whole in this order, this one too
                    kept.append((model, trait, value))
                if first > SHORTEST:
                    rest = {"first": first, "then": value[first:]}
                    saved["state"][trait] = {"same_as": owner, **rest}
    return page_state


def shrink_page_state(app, pagename, templatename, context, doctree):
    """Shrink the state that myst-nb put into the head of a page."""
    for script in context.get("script_files", []):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") == STATE_TYPE:
            state = share_texts(json.loads(attributes["body"]))
            attributes["body"] = json.dumps(state, separators=(",", ":")).replace("</", "<\\/")
