"""What a figure shows is taken in the hand: numbers, and the window over them."""

import numpy as np

from convcourse import explorers
from tests.site.look import settle
from tests.site.test_figures_in_their_host import fields_in, touch, two_views


def middle_of(part):
    """Return the middle of a part of the page, in px."""
    box = part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, *stops):
    """Press at a place, go by others, and hold."""
    page.mouse.move(*start)
    page.mouse.down()
    for stop in stops:
        page.mouse.move(*stop, steps=4)
    settle(page)


def place_of(window):
    """Return the row and column of the window over a grid."""
    return tuple(
        int(window.evaluate("(w, n) => w.style.getPropertyValue(n)", f"--{n}"))
        for n in ("row", "col")
    )


def test_a_number_is_scrubbed_typed_and_brought_back(show):
    page = two_views(show, explorers.SlidingWindow(kernel=np.full((3, 3), 1 / 9)))
    cell, state = fields_in(page, "Kernel, row 0, column 0")
    x, y = middle_of(cell)
    drag(page, (x, y), (x + 16, y))
    assert state.input_value() == "1/3"  # two ninths more: no step of 1 in a blur
    page.keyboard.down("Shift")
    page.mouse.move(x + 24, y)
    page.keyboard.up("Shift")
    settle(page)
    assert state.input_value() not in ("1/3", "4/9")  # a tenth of a step
    page.keyboard.press("Escape")
    page.mouse.up()
    settle(page)
    assert state.input_value() == "1/9" and not cell.evaluate("e => e === document.activeElement")

    cell.click()  # a press that does not move is for the text
    assert cell.evaluate("e => e === document.activeElement && e.selectionEnd === e.value.length")
    for key, shown in zip("-2.5", ["1/9", "−2", "−2", "−2.5"], strict=True):
        page.keyboard.press(key)
        settle(page)
        assert state.input_value() == shown
    assert cell.input_value() == "-2.5"  # as it was typed
    page.keyboard.press("PageUp")
    settle(page)
    assert cell.input_value() == state.input_value() == "−2.39"
    page.keyboard.press("Escape")
    settle(page)
    assert cell.input_value() == state.input_value() == "1/9"


def test_a_text_that_is_no_number_brings_back_what_stood_there(show):
    page = two_views(show, explorers.SlidingWindow())
    cell, state = fields_in(page, "Kernel, row 0, column 0")
    before = state.input_value()
    cell.click()
    page.keyboard.type("12x")
    settle(page)
    assert state.input_value() == "12"
    page.keyboard.press("Enter")
    settle(page)
    assert cell.input_value() == state.input_value() == before
    assert "“12x” is not a number" in page.locator(".cc-notice").first.inner_text()


def test_the_window_is_dragged_by_mouse_finger_and_keys(show):
    page = show(explorers.SlidingWindow(input=np.arange(81).reshape(9, 9), stride=2))
    settle(page)
    window = page.locator(".cc-input .cc-window")
    values = page.locator(".cc-input input").evaluate_all("all => all.map(e => e.value)")
    pitch = window.bounding_box()["width"] / 3
    x, y = middle_of(page.get_by_label("Input, row 2, column 2"))
    drag(page, (x, y), (x + 2.2 * pitch, y + 3.7 * pitch))
    assert place_of(window) == (4, 2)  # the nearest stops, and kept where it was gripped
    page.mouse.move(x + 40 * pitch, y - 40 * pitch)
    settle(page)
    assert place_of(window) == (0, 6)
    page.keyboard.press("Escape")
    page.mouse.up()
    settle(page)
    assert place_of(window) == (0, 0)
    window.focus()
    for key, place in {"ArrowDown": (2, 0), "ArrowRight": (2, 2), "Shift+ArrowRight": (2, 6),
                       "Home": (0, 0), "End": (6, 6), "ArrowLeft": (6, 4)}.items():  # fmt: skip
        page.keyboard.press(key)
        settle(page)
        assert place_of(window) == place
    page.keyboard.press("Home")
    settle(page)
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.evaluate("document.body.style.paddingBottom = '2000px'")
    touch(page, (x, y), kind="touchStart")
    for step in range(1, 9):
        touch(page, (x, y + step / 2 * pitch))
    settle(page)
    assert place_of(window) == (4, 0) and page.evaluate("scrollY") == 0
    touch(page, kind="touchEnd")
    now = page.locator(".cc-input input").evaluate_all("all => all.map(e => e.value)")
    assert now == values  # no number below it was changed
