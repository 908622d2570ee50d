"""SubsamplingExplorer in a page of its own: what is drawn is what Python keeps."""

import numpy as np
import pytest

from convcourse.explorers import SubsamplingExplorer
from convcourse.explorers.subsampling_explorer import PUZZLES
from tests.site.controls import slider, type_number
from tests.site.look import changed, heard, picture, press, settle

PIXELS = """canvas => [canvas.height, canvas.width, ...canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data]"""


def pixels(page, part):
    """Return what a canvas holds, (rows, columns, 3)."""
    rows, cols, *rgba = page.locator(f".cc-{part} canvas").evaluate(PIXELS)
    return np.reshape(rgba, (rows, cols, 4))[..., :3]


@pytest.fixture
def explorer(show):
    """Yield a function that opens an explorer whose pictures are decoded."""

    def open_(**settings):
        page = show(SubsamplingExplorer(**settings))
        page.wait_for_function("!document.querySelector('.cc-waiting')")
        settle(page)
        return page.locator(".cc-explorer")

    return open_


@pytest.mark.parametrize("name", ["rings", "coffee", "brick"])
@pytest.mark.parametrize(
    ("stride", "anti_aliasing"), [(1, True), (4, False), (5, True), (12, True)]
)
def test_page_draws_what_python_keeps(explorer, name, stride, anti_aliasing):
    one = explorer(image=name)
    type_number(one, "Stride", stride)
    one.get_by_role("checkbox", name="Blur first").set_checked(anti_aliasing)
    settle(one.page)
    python = SubsamplingExplorer(name, stride, anti_aliasing=anti_aliasing)
    kept = np.atleast_3d(python.output)
    shown = pixels(one.page, "output")
    assert shown.shape[:2] == kept.shape[:2]
    assert np.abs(shown - kept).max() <= (0.51 if name == "rings" else 2.51)  # two decoders
    assert (np.ptp(shown, axis=2) == 0).all() == (name != "coffee")
    assert f"{kept[..., 0].size:,}" in one.locator(".cc-sum").inner_text()


def test_every_control_changes_the_picture(explorer):
    one = explorer(photos=["brick"])
    before = picture(one)
    slider(one, "Stride").press("ArrowRight")
    assert changed(one, before) is not None
    before = picture(one)
    one.get_by_role("checkbox", name="Blur first").check()
    assert changed(one, before) is not None
    before = picture(one)
    one.get_by_label("Picture").select_option("A brick wall")
    one.page.wait_for_function("!document.querySelector('.cc-waiting')")
    assert changed(one, before) is not None


def test_dots_mark_the_kept_pixels(explorer):
    one = explorer(stride=12)
    dots = one.locator(".cc-ss-dots")
    assert dots.get_attribute("d").count("M") == 12 * 12
    canvas = one.locator(".cc-input canvas").bounding_box()
    box = dots.evaluate(
        "path => { const { x, y, width, height } = path.getBBox();"
        " const { a, d, e, f } = path.getScreenCTM();"
        " return [a * x + e, d * y + f, a * (x + width) + e, d * (y + height) + f] }"
    )
    zoom = canvas["width"] / 144
    wanted = [canvas["x"] + 0.5 * zoom, canvas["y"] + 0.5 * zoom]
    wanted += [canvas["x"] + 132.5 * zoom, canvas["y"] + 132.5 * zoom]
    np.testing.assert_allclose(box, wanted, atol=0.5)
    type_number(one, "Stride", 1)
    one.locator(".cc-sum", has_text="all 20,736 pixels").wait_for()
    assert dots.count() == 0


def test_pointing_shows_which_pixel_became_which(explorer):
    one = explorer(stride=6)
    box = one.locator(".cc-input canvas").bounding_box()
    zoom = box["width"] / 144
    one.page.mouse.move(box["x"] + 40.5 * zoom, box["y"] + 22.5 * zoom)
    settle(one.page)
    source = one.locator(".cc-ss-source")
    level = int(SubsamplingExplorer(stride=6).output[3, 6])
    assert source.inner_text() == f"output[3, 6] = input[18, 36] = {level}"
    frame = one.locator(".cc-input .cc-ss-spot").bounding_box()
    wanted = [box["x"] + 36 * zoom, box["y"] + 18 * zoom, 6 * zoom, 6 * zoom]
    np.testing.assert_allclose([frame[k] for k in ("x", "y", "width", "height")], wanted, atol=0.6)
    one.page.mouse.move(0, 0)
    one.locator(".cc-ss-source", has_text="Point at a picture").wait_for()
    assert one.locator(".cc-ss-spot:visible").count() == 0


def test_arrow_keys_walk_through_the_output(explorer):
    one = explorer(stride=6)
    canvas = one.locator(".cc-output canvas")
    press(canvas, "ArrowRight")
    press(canvas, "Shift+ArrowUp")
    settle(one.page)
    assert one.locator(".cc-ss-source").inner_text().startswith("output[2, 13] = input[12, 78]")


def test_state_is_spoken(explorer):
    one = explorer()
    slider(one, "Stride").press("ArrowLeft")
    assert heard(one) == "Every 3rd row and column is kept: 2,304 of 20,736 pixels. 48×48."


@pytest.mark.parametrize("ratio", [1, 2])
def test_pixels_of_the_rings_are_whole_ones_of_the_screen(site, tmp_path, browser, ratio):
    from tests.site.embedded import embedded

    address = embedded(site, tmp_path, SubsamplingExplorer())
    for width in (1000, 700, 390):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, device_scale_factor=ratio, offline=True
        )
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".cc-ss-stage:not(.cc-waiting)")
        settle(page)
        for part, columns in (("input", 144), ("output", 36)):
            wide = page.locator(f".cc-{part} canvas").bounding_box()["width"]
            assert (wide * ratio / columns).is_integer(), (width, part)
        context.close()


def test_puzzles_are_solved_in_the_page(explorer):
    one = explorer(puzzles=True)
    solved = one.locator(".cc-status.cc-solved")
    for puzzle in PUZZLES:
        one.get_by_role("button", name=puzzle["title"]).click()
        settle(one.page)
        assert solved.count() == 0
        assert one.locator(".cc-target:visible").count() == ("stride" in puzzle["goal"])
        if puzzle["solution"].get("anti_aliasing"):
            one.get_by_role("checkbox", name="Blur first").check()
        type_number(one, "Stride", puzzle["solution"]["stride"])
        solved.wait_for()
