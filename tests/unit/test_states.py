"""Widget state in a page: texts that begin alike are stored once and can be made whole again."""

import json

from convcourse._site.states import SHORTEST, share_texts

SHARED = "".join(map(str, range(SHORTEST)))
TEXTS = [SHARED + "a", "short", SHARED + "b" * 3000, SHARED + "b" * 3000, SHARED, "x" + SHARED]


def whole(page_state):
    """Do what ``web/manager.js`` does in the page."""
    for saved in page_state["state"].values():
        for trait, value in saved["state"].items():
            if isinstance(value, dict) and "same_as" in value:
                model, source = value["same_as"]
                text = page_state["state"][model]["state"][source][: value["first"]]
                saved["state"][trait] = text + value["then"]
    return page_state


def page_of(texts):
    return {"state": {f"m{i}": {"state": {"_esm": text}} for i, text in enumerate(texts)}}


def test_texts_come_back_whole_and_are_stored_once():
    shared = json.loads(json.dumps(share_texts(page_of(TEXTS))))
    stored = json.dumps(shared)
    assert stored.count(SHARED) == 2  # the one that begins otherwise keeps its own
    assert stored.count("b" * 3000) == 1
    assert whole(shared) == page_of(TEXTS)
