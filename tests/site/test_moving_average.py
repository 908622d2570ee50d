"""MovingAverage in a page of its own: its window under the mouse, a finger and the keys."""

import numpy as np
import pytest

from convcourse.explorers import MovingAverage
from convcourse.explorers.moving_average import puzzles_of
from tests.site.controls import slider, type_number
from tests.site.look import changed, picture, settle
from tests.site.test_figures_in_their_host import touch

MEAN = ".cc-sum .cc-t-output"


@pytest.fixture
def chart(show):
    """Yield a function that opens an explorer and returns the element that is dragged on."""

    def open_(**settings):
        page = show(MovingAverage(**settings))
        settle(page)
        return page.locator(".cc-ma-chart")

    return open_


def middle(chart):
    """Return the reading in the middle of the window, once it is drawn."""
    settle(chart.page)
    return int(chart.get_attribute("aria-valuenow"))


def place(chart, part="cc-ma-grip"):
    """Return the middle of a part of the drawing, in the page."""
    box = chart.locator(f".{part}").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def shown_mean(chart):
    return chart.page.locator(MEAN).inner_text()


def agrees(chart, at, window=9):
    """Tell whether the page says the mean that Python has with the window around a reading."""
    python = MovingAverage(window=window, middle=at)
    return shown_mean(chart) == f"{python.mean:.1f} °C"


def test_window_is_dragged_by_the_mouse_and_keeps_where_it_was_gripped(chart):
    one = chart(middle=100)
    page, pitch = one.page, one.bounding_box()["width"] / 200
    x, y = place(one, "cc-ma-window")
    page.mouse.move(x + 3, y)
    page.mouse.down()
    assert middle(one) == 100, "it moved under a hand that rested"
    for step in range(1, 21):
        page.mouse.move(x + 3 + 3 * step, y)
    at = middle(one)
    assert abs(at - 100 - 60 / pitch) < 2 and agrees(one, at)
    page.mouse.move(x + 3000, y)  # beyond the end, and out of the figure
    assert middle(one) == 195 and agrees(one, 195)
    page.mouse.up()
    page.mouse.move(x, y)
    assert middle(one) == 195, "it goes on after it was let go"


def test_window_goes_where_the_mouse_is_pressed(chart):
    one = chart(middle=100)
    x, y = place(one)
    one.page.mouse.click(x + 300, y + 90)
    assert middle(one) > 130
    assert abs(place(one)[0] - x - 300) < 4


def test_other_buttons_do_not_drag(chart):
    one = chart(middle=100)
    x, y = place(one)
    one.page.mouse.move(x + 200, y)
    one.page.mouse.down(button="right")
    one.page.mouse.move(x + 250, y)
    one.page.mouse.up(button="right")
    assert middle(one) == 100


def test_escape_takes_a_drag_back(chart):
    one = chart(middle=100)
    x, y = place(one)
    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x - 200, y)
    assert middle(one) < 70
    one.page.keyboard.press("Escape")
    assert middle(one) == 100
    one.page.mouse.move(x + 100, y)
    assert middle(one) == 100, "the drag goes on"
    one.page.mouse.up()


def test_finger_drags_sideways_and_scrolls_up_and_down(chart):
    one = chart(middle=100)
    page = one.page
    page.evaluate("document.body.style.padding = '100px 0 2000px'")
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y = place(one, "cc-ma-window")
    touch(page, (x, y), kind="touchStart")
    for step in range(1, 9):
        touch(page, (x + 20 * step, y))
    touch(page, kind="touchEnd")
    dragged = middle(one)
    assert dragged > 120 and page.evaluate("scrollY") == 0
    x, y = place(one, "cc-ma-window")
    touch(page, (x - 150, y), kind="touchStart")
    for step in range(1, 9):
        touch(page, (x - 150, y - 20 * step))
    touch(page, kind="touchEnd")
    page.wait_for_function("scrollY > 50")
    assert middle(one) == dragged, "a finger that scrolls moved the window"


def test_finger_that_taps_brings_the_window_there(chart):
    one = chart(middle=100)
    one.page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y = place(one)
    touch(one.page, (x + 200, y + 60), kind="touchStart")
    assert middle(one) == 100
    touch(one.page, (x + 202, y + 62))  # no finger rests quite
    assert middle(one) == 100
    touch(one.page, kind="touchEnd")
    assert middle(one) > 130


def test_drag_that_the_system_takes_away_is_taken_back(chart):
    one = chart(middle=100)
    one.page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y = place(one)
    touch(one.page, (x, y), kind="touchStart")
    for step in range(1, 9):
        touch(one.page, (x + 20 * step, y))
    assert middle(one) > 120
    touch(one.page, kind="touchCancel")
    assert middle(one) == 100


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("ArrowRight", 101), ("ArrowLeft", 99), ("Shift+ArrowRight", 110), ("PageDown", 109),
        ("PageUp", 91), ("Home", 4), ("End", 195),
    ],
)  # fmt: skip
def test_keys_move_the_window(chart, key, wanted):
    one = chart(middle=100)
    one.press(key)
    assert middle(one) == wanted and agrees(one, wanted)


def test_window_that_was_pushed_to_the_end_stays_there_by_key(chart):
    one = chart(middle=100, window=61)
    one.press("End")
    one.press("ArrowRight")
    one.press("ArrowLeft")
    assert middle(one) == 168


def test_slider_widens_the_window_around_its_middle(chart):
    one = chart(middle=100)
    explorer = one.page.locator(".cc-explorer")
    before = picture(explorer)
    slider(one.page, "Window").press("ArrowRight")
    assert changed(explorer, before) is not None
    assert middle(one) == 100 and agrees(one, 100, window=11)
    type_number(explorer, "Window", 25)
    explorer.locator(".cc-sum", has_text="Mean of 25 readings").wait_for()
    assert middle(one) == 100 and agrees(one, 100, window=25)


def test_window_that_python_sets_between_the_places_of_the_slider_is_shown(chart):
    one = chart(middle=100, window=24)
    assert one.page.locator(".cc-sum").inner_text().startswith("Mean of 24 readings")
    assert middle(one) == 100 and agrees(one, 100, window=24)


def test_reset_brings_back_window_and_place(chart):
    one = chart()
    first = shown_mean(one)
    one.press("Home")
    slider(one.page, "Window").press("End")
    settle(one.page)
    assert shown_mean(one) != first
    one.page.get_by_role("button", name="Reset").click()
    settle(one.page)
    assert shown_mean(one) == first and agrees(one, middle(one))


def test_puzzles_are_solved_by_slider_and_by_hand(chart):
    one = chart(puzzles=True)
    page = one.page
    explorer, solved = page.locator(".cc-explorer"), page.locator(".cc-status.cc-solved")
    window, highest, narrow = puzzles_of(MovingAverage().series)
    for puzzle in (window, narrow):
        explorer.get_by_role("button", name=puzzle["title"]).click()
        settle(page)
        assert solved.count() == 0
        type_number(explorer, "Window", puzzle["solution"]["window"])
        solved.wait_for()
    explorer.get_by_role("button", name=highest["title"]).click()
    settle(page)
    page.mouse.move(*place(one))
    page.mouse.down()
    box = one.bounding_box()
    for at in np.linspace(box["x"] + 60, box["x"] + box["width"], 400):
        page.mouse.move(at, box["y"] + 60)
        if abs(middle(one) - highest["solution"]["middle"]) < 1:
            break
    page.mouse.up()
    solved.wait_for()


def test_short_series_ends_its_slider_at_its_length(show):
    page = show(MovingAverage(np.arange(20.0), window=5))
    control = slider(page, "Window")
    control.press("End")
    assert control.get_attribute("max") == "20"
    page.locator(".cc-sum", has_text="Mean of 19 readings").wait_for()
