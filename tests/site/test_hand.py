"""What a figure shows is taken in the hand: numbers, and the window over them."""

import numpy as np

from convcourse import explorers
from convcourse.operators import kernels
from tests.site.controls import slider, value_of
from tests.site.look import settle
from tests.site.test_figures_in_their_host import fields_in, touch, two_views

#: Drags what is grasped by 2 px for each of 30 frames, and lists those after which it does not lie
#: elsewhere: the moves come before the frame, and what it drew is looked at within it.
NEXT_FRAME = """async grip => {
    const say = (type, clientX, buttons) => {
        const {top, height} = grip.getBoundingClientRect();
        const about = {pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true};
        const event = {...about, clientX, clientY: top + height / 2, button: 0, buttons};
        grip.dispatchEvent(new PointerEvent(type, event));
    };
    const place = () => grip.style.getPropertyValue('--at');
    grip.setPointerCapture = () => {}; // of a pointer that there is not
    const {left, width} = grip.getBoundingClientRect();
    const start = left + width / 2;
    say('pointerdown', start, 1);
    const late = [];
    for (let n = 1; n <= 30; n++) {
        const before = place();
        say('pointermove', start + 3 * n, 1);
        await new Promise(requestAnimationFrame);
        if (place() === before) late.push(n);
    }
    say('pointerup', start, 0);
    return late;
}"""


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


def finger(page, start, *stops, end="touchEnd"):
    """Put a finger down, move it by stops, and lift it, or let the browser take it back."""
    touch(page, start, kind="touchStart")
    for stop in stops:
        touch(page, stop)
    settle(page)
    if end:
        touch(page, kind=end)
        settle(page)


def test_the_line_between_before_and_after_is_dragged_on_the_picture(show):
    lab = explorers.KernelLab("camera", kernels.box(9), wipe=40, controls=["wipe"])
    page = show(lab, explorers.KernelLab("camera", controls=["preset"]))
    settle(page)
    grips = page.locator(".cc-wipe-grip")
    assert grips.nth(1).is_hidden()  # a figure that does not offer the line has none
    grip, wipe = grips.nth(0), slider(page, "Before–after")
    frame = page.locator(".cc-output .cc-frame").first
    wide = frame.bounding_box()["width"]
    line = page.locator(".cc-wipe").first
    x, y = middle_of(grip)
    words = page.locator(".cc-sum").first.inner_text()

    drag(page, (x, y), (x + wide / 4, y + 30))
    assert 62 <= value_of(wipe) <= 68
    held = line.bounding_box()
    box = frame.bounding_box()
    assert abs(held["x"] + 1 - box["x"] - 2 - value_of(wipe) / 100 * (wide - 4)) <= 2
    page.mouse.move(x - 2 * wide, y)
    settle(page)
    assert value_of(wipe) == 0 and line.is_hidden() and grip.is_visible()
    assert "all of it" in grip.get_attribute("aria-valuetext")
    page.keyboard.press("Escape")
    settle(page)
    page.mouse.move(x + 20, y)
    page.mouse.up()
    settle(page)
    assert value_of(wipe) == 40
    assert page.locator(".cc-sum").first.inner_text() == words  # nothing below it was pointed at

    keys = {"ArrowRight": 41, "Shift+ArrowRight": 51, "ArrowDown": 50, "End": 100}
    keys |= {"ArrowLeft": 99, "Home": 0, "Shift+ArrowLeft": 0, "ArrowUp": 1}
    for key, value in keys.items():
        grip.press(key)
        settle(page)
        assert value_of(wipe) == value == int(grip.get_attribute("aria-valuenow")), key
        at = grip.bounding_box()
        inside = box["x"] <= at["x"] and at["x"] + at["width"] <= box["x"] + box["width"]
        assert inside, "the grip leaves the picture"

    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.evaluate("document.body.style.paddingBottom = '2000px'")
    assert grip.bounding_box()["width"] >= 40
    x, y = middle_of(grip)
    sideways = [(x + n * wide / 16, y) for n in range(9)]
    finger(page, *sideways)
    assert 47 <= value_of(wipe) <= 53 and page.evaluate("scrollY") == 0
    x, y = middle_of(grip)
    finger(page, (x, y), (x - 20, y), (x - wide / 3, y), end="touchCancel")
    assert 47 <= value_of(wipe) <= 53
    finger(page, (x, y), *[(x, y - 20 * n) for n in range(1, 9)])
    assert 47 <= value_of(wipe) <= 53 and page.evaluate("scrollY") > 60  # the page still scrolls


def test_what_is_dragged_is_drawn_in_the_very_next_frame(show):
    page = show(explorers.KernelLab("camera", kernels.box(9), wipe=40, controls=["wipe"]))
    settle(page)
    late = page.locator(".cc-wipe-grip").evaluate(NEXT_FRAME)
    assert late == [], f"moves that the next frame does not show: {late}"
