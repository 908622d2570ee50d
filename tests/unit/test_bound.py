"""Words that are bound to a figure: what their links become, and that wrong ones are told."""

import html
import json
import re

import numpy as np
import pytest
from ipywidgets.embed import dependency_state

from book.bound import bind
from convcourse.explorers import (
    BorderExplorer,
    FeatureMapBrowser,
    FilterFormation,
    SlidingWindow,
)

VIEW = '<script type="application/vnd.jupyter.widget-view+json">{{"model_id":"{}"}}</script>'


@pytest.fixture(scope="module")
def page():
    """Return the body of a page with two figures and their models."""
    window = SlidingWindow(padding=1, controls=["kernel_size", "padding"])
    border = BorderExplorer(border="mirror")
    body = '<p id="fig-1">One</p>' + VIEW.format(window.model_id)
    body += '<p id="fig-2">Two</p>' + VIEW.format(border.model_id) + '<p id="fig-3">None</p>'
    return body, dependency_state([window, border], drop_defaults=False)


@pytest.fixture(scope="module")
def undeclared():
    """Return the same of a figure that declares no settings, and of one with a list of its own."""
    maps = {name: [np.ones((2, 32, 32)), np.ones((2, 16, 16))] for name in ("coffee", "chelsea")}
    about = {"stack": "CPC", "side": 32, "puzzles": False}
    browser = FeatureMapBrowser(maps, maps, controls=["photo", "layer", "untrained"], **about)
    formation = FilterFormation(np.ones((2, 3, 3, 7, 7)), [0, 9], puzzles=False)
    body = '<p id="fig-1">One</p>' + VIEW.format(browser.model_id)
    body += '<p id="fig-2">Two</p>' + VIEW.format(formation.model_id)
    return body, dependency_state([browser, formation], drop_defaults=False)


@pytest.mark.parametrize(
    ("words", "target", "expected"),
    [
        ("deeper", "fig-1?layer=2", {"set": {"layer": 2}, "controls": ["Layer"]}),
        ("1", "fig-1?layer=1..2", {"shows": "layer"}),
        ("as it began", "fig-1?untrained=true", {"set": {"untrained": True}}),
        ("the cat", "fig-1?photo=A%20cat", {"set": {"photo": 1}}),
        ("sorted", "fig-2?order=by%20colour&chosen=2", {"set": {"order": 2, "chosen": 2}}),
    ],
)
def test_setting_is_known_from_the_view_and_its_control(undeclared, words, target, expected):
    told, wrong = bound(undeclared, words, target)
    assert wrong == []
    assert expected.items() <= told.items()


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("fig-1?layer=3", "layer is 3, expected 1 to 2"),
        ("fig-1?own_scale=1", "own_scale is '1', expected one of true, false"),
        ("fig-1?photo=dog", "photo is 'dog', expected one of"),
        ("fig-1?x=0", "no setting 'x'"),
        ("fig-2?order=by%20size", "order is 'by size', expected one of as in the network"),
    ],
)
def test_wrong_value_of_a_setting_that_none_declares_is_told(undeclared, target, told):
    made, wrong = bound(undeclared, "x", target)
    assert made is None
    assert told in wrong[0]


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
    ],
)
def test_wrong_link_says_what_was_got_and_what_was_expected(page, words, target, told):
    made, wrong = bound(page, words, target)
    assert made is None
    assert len(wrong) == 1
    assert wrong[0].startswith(f"[{words}](#{target}): ")
    assert told in wrong[0]


def test_ends_are_those_of_the_figures_slider(page):
    body, models = page
    narrow = json.loads(json.dumps(models))
    for one in narrow.values():
        if one["state"].get("description") == "Padding":
            one["state"]["max"] = 1
    _, wrong = bound((body, narrow), "x", "fig-1?padding=2")
    assert "padding is 2, expected 0 to 1" in wrong[0]
