"""Words that are bound to a figure: what their links become, and that wrong ones are told."""

import html
import json
import re

import pytest
from ipywidgets.embed import dependency_state

from book.bound import bind
from convcourse.explorers import BorderExplorer, SlidingWindow

VIEW = '<script type="application/vnd.jupyter.widget-view+json">{{"model_id":"{}"}}</script>'


@pytest.fixture(scope="module")
def page():
    """Return the body of a page with two figures and their models."""
    window = SlidingWindow(padding=1, controls=["kernel_size", "padding"])
    border = BorderExplorer(border="mirror")
    body = '<p id="fig-1">One</p>' + VIEW.format(window.model_id)
    body += '<p id="fig-2">Two</p>' + VIEW.format(border.model_id) + '<p id="fig-3">None</p>'
    return body, dependency_state([window, border], drop_defaults=False)


def bound(page, words, target):
    """Return what a link of a page becomes, and what is wrong with it."""
    body, models = page
    link = f'<a class="cc-bound reference internal" href="#{html.escape(target)}">{words}</a>'
    made, wrong = bind(link + body, models)
    told = re.search('data-bound="([^"]*)"', made)
    return told and json.loads(html.unescape(told[1])), wrong


@pytest.mark.parametrize(
    ("words", "target", "expected"),
    [
        ("one", "fig-1?padding=1", {"set": {"padding": 1}}),
        ("both", "fig-1?padding=0&kernel_size=5", {"set": {"padding": 0, "kernel_size": 5}}),
        ("turned", "fig-1?flip=true", {"set": {"flip": True}}),
        ("<code>wrap</code>", "fig-2?border=wrap", {"set": {"border_index": 4}}),
        ("1", "fig-1?padding", {"shows": "padding"}),
        ("<code>mirror</code>", "fig-2?border", {"shows": "border_index"}),
        ("7×7", "fig-1?output_size", {"reads": "output_size", "controls": []}),
    ],
)
def test_link_becomes_traits_of_the_view(page, words, target, expected):
    told, wrong = bound(page, words, target)
    assert wrong == []
    assert expected.items() <= told.items()


def test_number_that_is_scrubbed_has_its_ends_and_its_step(page):
    told, wrong = bound(page, "1", "fig-1?padding=0..2")
    assert wrong == []
    assert told["scrub"] == {"least": 0, "most": 2, "step": 1, "name": "Padding"}
    assert told["shows"] == "padding"


@pytest.mark.parametrize(
    ("words", "target", "told"),
    [
        ("x", "fig-9?padding=1", "got the label fig-9, expected one that stands"),
        ("x", "fig-3?padding=1", "no live figure stands after fig-3"),
        ("x", "fig-1?paddding=1", "no setting 'paddding', expected one of dilation"),
        ("x", "fig-1?padding=3", "padding is 3, expected 0 to 2"),
        ("x", "fig-1?padding=-1", "padding is -1, expected 0 to 2"),
        ("x", "fig-1?stride=4", "stride is 4, expected 1 to 3"),
        ("x", "fig-1?padding=0.5", "padding is '0.5', expected a whole number"),
        ("x", "fig-1?flip=yes", "flip is 'yes', expected one of true, false"),
        ("x", "fig-2?border=warp", "border is 'warp', expected one of constant"),
        ("1", "fig-1?padding=0..3", "padding is 3, expected 0 to 2"),
        ("1", "fig-1?padding=2..0", "expected least < most"),
        ("1", "fig-1?padding=0..2:5", "a step that fits"),
        ("2", "fig-1?padding=0..2", "its words are '2', expected '1'"),
        ("2", "fig-1?padding", "its words are '2', expected '1'"),
        ("1", "fig-1?padding&stride", "only values can stand beside each other"),
        ("mirror", "fig-2?border=0..2", "border has names"),
        ("x", "fig-1?input=1", "no setting 'input'"),
        ("5×5", "fig-1?output_size", "its words are '5×5', expected '7×7'"),
        ("7×7", "fig-1?output_size=5", "expected the name alone"),
        ("7×7", "fig-1?output_size&padding", "expected the name alone"),
        ("7×7", "fig-2?output_size", "no setting 'output_size'"),
    ],
)
def test_wrong_link_says_what_was_got_and_what_was_expected(page, words, target, told):
    made, wrong = bound(page, words, target)
    assert made is None
    assert len(wrong) == 1
    assert wrong[0].startswith(f"[{words}](#{target}): ")
    assert told in wrong[0]


def test_what_has_no_value_at_creation_cannot_be_shown():
    window = SlidingWindow([[1, 2], [3, 4]], [[1, 1, 1]] * 3)
    body = '<p id="fig-1">One</p>' + VIEW.format(window.model_id)
    models = dependency_state([window], drop_defaults=False)
    _, wrong = bound((body, models), "0×0", "fig-1?output_size")
    assert "fig-1 has no output_size at creation: kernel" in wrong[0]


def test_ends_are_those_of_the_figures_slider(page):
    body, models = page
    narrow = json.loads(json.dumps(models))
    for one in narrow.values():
        if one["state"].get("description") == "Padding":
            one["state"]["max"] = 1
    _, wrong = bound((body, narrow), "x", "fig-1?padding=2")
    assert "padding is 2, expected 0 to 1" in wrong[0]
