"""Widget state in a page: each figure's stands before it, without what no page reads."""

import json
import re

import pytest

from book.states import bundled_modules, groups, place_states
from tests.made import MADE

TAG = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-(state|view)\+json">(.*?)</script>'
)
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{{"model_id":"{}"}}</script>'
TEXT = "export default { render() {} };"


def model(name="VBoxModel", module="@jupyter-widgets/controls", **traits):
    return {"model_name": name, "model_module": module, "model_module_version": "2.0.0",
            "state": {"_model_name": name, "_view_count": None, **traits}}  # fmt: skip


def widget(**traits):
    return model("AnyModel", "anywidget", _esm=TEXT, _css="p { color: red }", **traits)


def refer(*names):
    return [f"IPY_MODEL_{name}" for name in names]


MODELS = {
    "box": model(children=refer("view", "slider"), layout="IPY_MODEL_plain", style="IPY_MODEL_st"),
    "view": widget(at=1, nothing=None, title="</script><!--"),
    "slider": model("IntSliderModel", layout="IPY_MODEL_wide", step=None, value=1),
    "link": model("LinkModel", source=[*refer("view"), "at"], target=[*refer("slider"), "value"]),
    "plain": model("LayoutModel", "@jupyter-widgets/base", width=None),
    "st": model("DescriptionStyleModel", description_width=""),
    "wide": model("LayoutModel", "@jupyter-widgets/base", width="9em", height=None),
    "other": model("HTMLModel", value="x"),
}


def placed(*views, modules=None):
    """Return the tags of a page with these views: the kind of each, and what it holds."""
    body = " ".join(VIEW.format(view) for view in views)
    found = TAG.findall(place_states(body, MODELS, modules or {}))
    return [(kind, json.loads(value)) for kind, value in found]


def by_name(state):
    return {one["model_name"]: one["state"] for one in state["state"].values()}


def test_models_that_name_each_other_belong_together():
    together = groups(MODELS)
    whole = {"box", "view", "slider", "link", "plain", "st", "wide"}
    assert together["slider"] == whole == together["link"]
    assert together["other"] == {"other"}


def test_state_of_a_figure_stands_before_its_first_view_and_names_what_it_shows():
    tags = placed("other", "box", "view")
    assert [kind for kind, _ in tags] == ["state", "view", "state", "view", "view"]
    states = [value["state"] for kind, value in tags if kind == "state"]
    assert [len(state) for state in states] == [1, 5]
    shown = [value["model_id"] for kind, value in tags if kind == "view"]
    assert shown[0] in states[0] and {shown[1], shown[2]} <= states[1].keys()
    box = states[1][shown[1]]["state"]
    assert box["children"][0] == f"IPY_MODEL_{shown[2]}"


def test_what_no_page_reads_stays_behind():
    (_, state), _ = placed("box")
    traits = by_name(state)
    assert "layout" not in traits["VBoxModel"] and "style" not in traits["VBoxModel"]
    assert traits["LayoutModel"] == {"width": "9em"}
    assert "step" not in traits["IntSliderModel"]
    assert traits["AnyModel"]["nothing"] is None  # a view may ask for it
    assert not re.search("_model_name|_view_count|version_minor.*2.0.0", json.dumps(traits))


def test_module_of_the_bundle_is_named_and_any_other_carried():
    (_, known), _ = placed("box", modules={TEXT: "small"})
    assert by_name(known)["AnyModel"]["_module"] == "small"
    assert not {"_esm", "_css"} & by_name(known)["AnyModel"].keys()
    (_, other), _ = placed("box", modules={f"{TEXT} ": "small"})
    assert by_name(other)["AnyModel"]["_esm"] == TEXT
    assert "_module" not in by_name(other)["AnyModel"]


def test_text_in_a_state_ends_no_script():
    text = place_states(VIEW.format("view"), MODELS, {})
    assert text.count("</script>") == 2 and "<!--" not in text


def test_bytes_that_an_earlier_figure_brought_are_named_and_not_carried_again():
    twice = {
        name: widget(photo=None) | {"buffers": [{"path": ["photo"], "data": data} for data in kept]}
        for name, kept in {"one": ["QQ==", "Qg=="], "two": ["Qw==", "Qg=="]}.items()
    }
    body = "".join(VIEW.format(name) for name in twice)
    states = [json.loads(value) for _, value in TAG.findall(place_states(body, twice, {}))[::2]]
    (one,), (two,) = (state["state"].values() for state in states)
    assert [buffer["data"] for buffer in one["buffers"]] == ["QQ==", "Qg=="]
    assert two["buffers"] == [
        {"path": ["photo"], "data": "Qw=="}, {"path": ["photo"], "same_as": ["1", 1]},
    ]  # fmt: skip


def test_view_without_its_model_is_left_for_the_page_to_tell():
    assert placed("gone") == [("view", {"model_id": "gone"})]


@pytest.mark.parametrize("name", MADE)
def test_module_of_each_explorer_is_in_the_bundle(name):
    assert MADE[name]().view._esm in bundled_modules()
