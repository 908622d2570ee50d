"""PhotoPooling in a page of its own: what is drawn is what Python pools."""

import re

import numpy as np

from convcourse.explorers import PhotoPooling
from convcourse.explorers.photo_pooling import PUZZLES
from tests.site.controls import slider, type_number
from tests.site.look import changed, heard, picture, press, settle
from tests.site.test_loupe import PIXELS


def shown(page, number):
    """Return what stands in one of the three pictures."""
    canvas = page.locator(".cc-pp-stage canvas").nth(number)
    side = canvas.evaluate("canvas => [canvas.height, canvas.width, 4]")
    return np.reshape(canvas.evaluate(PIXELS), side)[..., 0]


def test_controls_pictures_keys_and_the_puzzle(show):
    page = show(PhotoPooling(photos=["camera"], puzzles=True))
    page.wait_for_selector(".cc-pp-stage:not(.cc-waiting)")
    one = page.locator(".cc-explorer")
    python = PhotoPooling(photos=["camera"])
    before = picture(one)
    for name, act in {
        "window": lambda: slider(one, "Window").press("ArrowRight"),
        "stride": lambda: slider(one, "Stride").press("ArrowRight"),
        "line": lambda: one.get_by_label("Fine line").select_option("Bright"),
        "noise": lambda: type_number(one, "Grain", 20),
        "picture": lambda: one.get_by_label("Picture").select_option("A man with a camera"),
    }.items():
        act()
        after = changed(one, before)
        assert after is not None, name
        before = after
    python.window = python.stride = 5
    python.line, python.noise, python.view.picture = "bright", 20, 1
    for number, wanted in enumerate((python.input, python.maximum, python.average)):
        got = shown(page, number)
        assert got.shape == wanted.shape and np.abs(got - wanted).max() < 3  # two decoders
    by = round(python.maximum.mean() - python.input.mean())
    assert f"{by} levels brighter" in one.locator(".cc-pp-sum").inner_text()
    assert "25×25 windows of 5×5" in heard(one)
    press(page.locator(".cc-pp-stage canvas").nth(1), "ArrowDown")
    settle(page)
    told = one.locator(".cc-pp-window").inner_text()
    assert told.startswith("output[13, 12]: maximum ")
    most, mean = (float(one) for one in re.findall(r"(?:maximum|mean) ([\d.]+\d)", told))
    wanted = python.maximum[13, 12], python.average[13, 12]
    np.testing.assert_allclose((most, mean), wanted, atol=3)
    (puzzle,) = PUZZLES
    one.get_by_role("button", name=puzzle["title"]).click()
    settle(page)
    for name, value in puzzle["solution"].items():
        assert one.locator(".cc-status.cc-solved").count() == 0
        type_number(one, name.capitalize(), value)
    one.locator(".cc-status.cc-solved").wait_for()
