"""Widget state in a page: texts that begin alike are stored once, and the page makes them whole."""

import json

import pytest

from book.states import SHORTEST, share_texts
from tests.conftest import ROOT
from tests.node import call, play

STATES = ROOT / "book" / "web" / "states.js"
SHARED = "".join(map(str, range(SHORTEST)))
TEXTS = [SHARED + "a", "short", SHARED + "b" * 3000, SHARED + "b" * 3000, SHARED, "x" + SHARED]


def page_of(texts):
    return {"state": {f"m{i}": {"state": {"_esm": text}} for i, text in enumerate(texts)}}


def in_page(models):
    """Return what the page's own code makes of the models."""
    whole = call("wholeModels", models, list(models))
    return play(STATES, {"together": call("groups", models), "whole": whole})


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[::-1]], ids=["longer first", "shorter first"])
def test_texts_are_stored_once_and_the_page_makes_them_whole(texts):
    shared = share_texts(page_of(texts))
    stored = json.dumps(shared)
    assert stored.count(SHARED) == 2  # the one that begins otherwise keeps its own
    assert stored.count("b" * 3000) == 1
    assert in_page(shared["state"])["whole"] == page_of(texts)["state"]


def test_text_that_refers_to_nothing_is_told():
    models = {"m": {"state": {"_esm": {"same_as": ["gone", "_css"], "first": 3, "then": ""}}}}
    with pytest.raises(AssertionError, match="the page lacks _css of the model gone"):
        in_page(models)


def test_models_that_name_each_other_belong_together():
    def model(*named):
        return {"state": {"children": [f"IPY_MODEL_{name}" for name in named]}}

    models = {
        "box": model("view", "slider"), "view": model(), "slider": model(),
        "link": {"state": {"source": ["IPY_MODEL_view", "at"], "target": ["IPY_MODEL_slider", ""]}},
        "other": model("elsewhere"),
    }  # fmt: skip
    together = {name: sorted(names) for name, names in in_page(models)["together"].items()}
    assert together["slider"] == ["box", "link", "slider", "view"] == together["link"]
    assert together["other"] == ["other"]
