"""Says in the place of a live figure what is missing, where no script runs."""

import json
import re
from html import escape

from book.states import REFERENCE, VIEW

SCRIPT = r'<script type="application/vnd\.jupyter\.widget-{}\+json">({})</script>'
STATE = re.compile(SCRIPT.format("state", ".*?"), re.DOTALL)
UNTOLD = re.compile(VIEW.pattern + "(?!<noscript)")
WORDS = (
    '<noscript class="cc-still"><p class="cc-absent">{question}{kind} belongs here. It needs '
    "JavaScript and the pages' file <code>page.js</code>, and one of them is missing. "
    "Neither needs a network.</p></noscript>"
)
#: What only a script moves is not for show then.
STYLE = (
    "<noscript><style>"
    ".article-header-buttons, .primary-toggle { display: none !important }"
    "</style></noscript>"
)
#: What the page does where that file did not begin, for it is not there or the browser cannot read
#: it: once it is read, it shows the same words.
IF_MISSING = (
    "document.documentElement.dataset.widgets || "
    "document.addEventListener('DOMContentLoaded', () => "
    "document.querySelectorAll('.cc-still').forEach((words) => "
    "words.outerHTML = words.textContent))"
)


def say_what_is_missing(html: str) -> str:
    """Return a page with words behind each live figure, shown where scripts are off."""
    if STYLE not in html:
        html = html.replace("</head>", f"{STYLE}\n</head>", 1)
    models = {}
    for saved in STATE.finditer(html):
        models |= json.loads(saved[1])["state"]

    def with_words(view):
        model = models[json.loads(view[1])["model_id"]]
        return view[0] + WORDS.format(**_kind(model, models))

    return UNTOLD.sub(with_words, html)


def _kind(model: dict, models: dict) -> dict[str, str]:
    """Return what a widget is, and the question that it stands under."""
    if str(model["state"].get("_anywidget_id")).endswith(".Quiz"):
        return {"kind": "A quiz that replies to your answers", "question": ""}
    if "question" in model["state"] and "children" not in model["state"]:
        asked = f"<strong>{escape(model['state']['question']['ask'])}</strong> "
        return {"kind": "A question that replies to your guess", "question": asked}
    parts = [models[part.removeprefix(REFERENCE)] for part in model["state"].get("children", [])]
    titles = [
        p["state"]["value"] for p in parts if "cc-question" in p["state"].get("_dom_classes", [])
    ]
    return {
        "kind": "A live figure",
        "question": "".join(f"<strong>{title}</strong> " for title in titles),
    }
