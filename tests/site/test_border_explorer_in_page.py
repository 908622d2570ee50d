"""`BorderExplorer` on its page, from disk with the network cut."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from convcourse import BORDER_NAMES
from convcourse.explorers import BorderExplorer
from convcourse.explorers.border_explorer import BORDERS, PUZZLES
from tests.site.controls import slider, value_of
from tests.site.look import FIGURE, heard, settle

PAGE = "chapters/05_padding.html"


@pytest.fixture
def open_explorer(site, open_page):
    """Yield a function that opens the chapter and returns its explorer, drawn."""

    def open_(**options):
        page = open_page((site / PAGE).as_uri(), offline=True, **options)
        explorer = page.locator(f"{FIGURE}:has(.cc-photo)").first
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-marks svg").first.wait_for(state="attached")
        return explorer

    return open_


@pytest.fixture
def show_explorer(show):
    """Yield a function that shows an explorer as it is by itself: with the libraries' names."""

    def show_(width=1280):
        page = show(BorderExplorer())
        page.set_viewport_size({"width": width, "height": 900})
        explorer = page.locator(f"{FIGURE}:has(.cc-photo)").first
        explorer.locator(".cc-marks svg").first.wait_for(state="attached")
        return explorer

    return show_


def rest(explorer):
    settle(explorer.page)


def pixels(explorer, which=0):
    """Read the padded photo out of the page, (H, W, 3)."""
    rest(explorer)
    canvas = explorer.locator("canvas").nth(which)
    address = canvas.evaluate("canvas => canvas.toDataURL()")  # PNG: no pixel changes
    png = io.BytesIO(base64.b64decode(address.split(",")[1]))
    return np.asarray(Image.open(png).convert("RGB"))


def choose(explorer, border):
    explorer.get_by_role("button", name=border, exact=True).click()


def slide(explorer, name, value):
    """Bring a slider to a value by its keys."""
    handle = slider(explorer, name)
    handle.focus()
    for _ in range(40):
        gap = value - round(value_of(handle))
        if not gap:
            return
        keys = ("PageUp", "PageDown") if abs(gap) >= 10 else ("ArrowRight", "ArrowLeft")
        handle.press(keys[gap < 0])
    pytest.fail(f"{name} stands at {value_of(handle)} and does not come to {value}")


def words(explorer):
    rest(explorer)
    return explorer.locator(".cc-bar .cc-sum").inner_text()


def test_page_shows_what_python_computes(open_explorer):
    explorer = open_explorer()
    for width, borders in {8: BORDERS, 72: ("mirror", "wrap")}.items():
        slide(explorer, "Width", width)
        for border in borders:
            choose(explorer, border)
            python = BorderExplorer(border=border, width=width)
            np.testing.assert_array_equal(pixels(explorer), python.output)


def test_constant_and_zero_width_reach_the_picture(open_explorer):
    explorer = open_explorer()
    for _ in range(2):
        explorer.get_by_label("Constant", exact=True).first.press("ArrowRight")
    np.testing.assert_array_equal(pixels(explorer), BorderExplorer(cval=102).output)
    slide(explorer, "Width", 0)
    np.testing.assert_array_equal(pixels(explorer), BorderExplorer().image)
    assert explorer.locator(".cc-photo ~ .cc-size").first.inner_text() == "48×60"


def test_pointing_tells_the_pixel_that_is_copied(open_explorer):
    explorer = open_explorer()
    image = BorderExplorer().image
    frame = explorer.locator(".cc-photo").first
    scale = frame.bounding_box()["width"] / 76
    for border in BORDERS:
        choose(explorer, border)
        shown = pixels(explorer)
        for row, column in [(-8, -8), (-1, 30), (50, 61), (20, 66), (5, 5)]:
            frame.hover(position={"x": (column + 8.5) * scale, "y": (row + 8.5) * scale})
            said = words(explorer)
            numbers = [int(n) for n in re.findall(r"-?\d+", said.replace("−", "-"))]
            assert numbers[:2] == [row, column]
            if "copies row" in said:
                copied = image[tuple(numbers[2:])]
                np.testing.assert_array_equal(shown[row + 8, column + 8], copied)
            else:
                assert border == "constant" or (row, column) == (5, 5)


def test_arrow_keys_and_taps_move_the_pixel(open_explorer):
    explorer = open_explorer()
    choose(explorer, "mirror")
    frame = explorer.locator(".cc-photo").first
    frame.focus()
    assert words(explorer) == "row −4, column 16 copies row 4, column 16"
    frame.press("ArrowUp")
    frame.press("ArrowLeft")
    assert words(explorer) == "row −5, column 15 copies row 5, column 15"
    frame.press("Shift+ArrowLeft")
    frame.press("Shift+ArrowLeft")
    assert words(explorer) == "row −5, column −5 copies row 5, column 5"
    frame.press("Shift+ArrowUp")
    assert words(explorer).startswith("row −8,"), "the pixel stays inside"
    frame.click(position={"x": 3, "y": 3})
    explorer.page.mouse.move(0, 0)
    assert words(explorer) == "row −8, column −8 copies row 8, column 8"
    assert explorer.locator(".cc-here").count() == explorer.locator(".cc-link").count() == 1


def test_chapter_keeps_the_names_of_the_libraries_for_its_prediction(open_explorer):
    names = open_explorer().page.locator(".cc-names")
    assert names.count() == 2 and not any(one.is_visible() for one in names.all())


def test_letters_and_names_follow_the_border(show_explorer):
    explorer = show_explorer()
    slide(explorer, "Width", 2)
    rows = {"constant": "kk|abcd|kk", "nearest": "aa|abcd|dd", "reflect": "ba|abcd|dc",
            "mirror": "cb|abcd|cb", "wrap": "cd|abcd|ab"}  # fmt: skip
    letters = explorer.locator(".cc-letters")
    for border, row in rows.items():
        choose(explorer, border)
        rest(explorer)
        assert letters.get_attribute("aria-label") == row
        assert "".join(letters.locator(".cc-letter").all_inner_texts()) == row.replace("|", "")
        shown = explorer.locator(".cc-names > div").all_inner_texts()
        names = [name or "has none" for name in BORDER_NAMES[border].values()]
        assert [text.split(" ", 1)[1].strip() for text in shown] == names
        pressed = explorer.locator(".widget-toggle-button[aria-pressed=true]").all_inner_texts()
        assert pressed == [border]


def test_letter_lights_up_with_the_one_it_copies(open_explorer):
    explorer = open_explorer()
    choose(explorer, "reflect")
    slide(explorer, "Width", 2)
    rest(explorer)
    explorer.locator(".cc-letter").first.hover()
    assert explorer.locator(".cc-letter.cc-lit").all_inner_texts() == ["b", "b"]


@pytest.mark.parametrize("number", range(len(PUZZLES)))
def test_puzzle_is_open_at_first_and_solved_by_its_solution(number, open_explorer):
    puzzle = PUZZLES[number]
    explorer = open_explorer()
    before = pixels(explorer)
    button = explorer.get_by_role("button", name=puzzle["title"])
    button.click()
    rest(explorer)
    assert "Solved" not in explorer.locator(".cc-status").inner_text()
    choose(explorer, BORDERS[puzzle["solution"]["border_index"]])
    slide(explorer, "Width", puzzle["solution"]["width"])
    explorer.locator(".cc-status.cc-solved").wait_for()
    if "picture" in puzzle["goal"]:
        np.testing.assert_array_equal(pixels(explorer), pixels(explorer, 1))
    button.click()  # leaving the puzzle brings back what was there
    explorer.locator(".cc-puzzle").wait_for(state="hidden")
    np.testing.assert_array_equal(pixels(explorer), before)


def test_reset_brings_back_the_beginning(open_explorer):
    explorer = open_explorer()
    before = pixels(explorer)
    choose(explorer, "wrap")
    slide(explorer, "Width", 20)
    assert pixels(explorer).shape == (88, 100, 3)
    explorer.get_by_role("button", name="Reset").click()
    np.testing.assert_array_equal(pixels(explorer), before)


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_is_cut_off_and_nothing_jumps(width, show_explorer):
    explorer = show_explorer(width=width)
    explorer.get_by_role("button", name="Same border").click()
    explorer.get_by_role("button", name="Leave the puzzle").click()
    rest(explorer)
    places = []
    for wide in (0, 8, 40, 72):
        slide(explorer, "Width", wide)
        rest(explorer)
        inner = explorer.bounding_box()
        for part in (".cc-photo", ".cc-letters", ".cc-names"):
            box = explorer.locator(part).first.bounding_box()
            assert inner["x"] <= box["x"] and box["x"] + box["width"] <= inner["x"] + inner["width"]
        places.append(round(explorer.locator(".cc-letters").bounding_box()["y"] - inner["y"]))
    assert max(places) - min(places) <= 1, places


def test_screen_reader_hears_the_pixel(open_explorer):
    explorer = open_explorer()
    assert explorer.locator(".cc-spoken").inner_text() == ""
    choose(explorer, "wrap")
    said = heard(explorer)
    assert said == "wrap, width 8. Pixel at row −4, column 16 copies row 44, column 16"


def test_on_a_phone_what_solves_a_puzzle_stands_first(open_explorer):
    explorer = open_explorer(width=390, height=844)
    width = explorer.get_by_role("slider", name="Width")
    explorer.get_by_role("button", name=PUZZLES[0]["title"]).click()
    explorer.locator(".cc-puzzle").wait_for()
    rest(explorer)
    box = width.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    # With the puzzle the order goes, too.
    explorer.get_by_role("button", name="Leave the puzzle").click()
    explorer.locator(".cc-puzzle").wait_for(state="hidden")
    rest(explorer)
    orders = "el => [...el.querySelectorAll('.cc-controls > *')].map(one => one.style.order)"
    assert explorer.evaluate(orders) == ["", "", ""]
