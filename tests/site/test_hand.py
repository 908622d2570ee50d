"""What a figure shows is taken in the hand: numbers, and the window over them."""

import re

import numpy as np
import pytest

from convcourse import explorers
from convcourse.operators import kernels
from tests.made import MADE
from tests.site.controls import slider, value_of
from tests.site.look import settle
from tests.site.test_figures_in_their_host import fields_in, touch, two_views
from tests.site.test_screens import PAGES

#: Drags what is grasped one way and back, once in each of 30 frames, and lists those after which
#: `mark` does not lie elsewhere: a move comes before its frame, and what that drew is looked at.
NEXT_FRAME = """async ([surface, mark, names, step]) => {
    const [hand, at] = [surface, mark].map(one => document.querySelector(one));
    const { left, top, width, height } = at.getBoundingClientRect();
    const [start, clientY] = [left + width / 2, top + height / 2];
    const say = (type, clientX, buttons) => {
        const about = { pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true };
        hand.dispatchEvent(new PointerEvent(type, { ...about, clientX, clientY, buttons }));
    };
    const place = () => names.map(name => at.style.getPropertyValue(name)).join();
    hand.setPointerCapture = () => {}; // of a pointer that there is not
    say('pointerdown', start, 1);
    const late = [];
    for (let n = 1; n <= 30; n++) {
        const before = place();
        say('pointermove', start + (n % 2 ? step : 2 * step), 1);
        await new Promise(requestAnimationFrame);
        if (place() === before) late.push(n);
    }
    say('pointerup', start, 0);
    return late;
}"""


#: Where the line below a cell is, across at `x`: it is 1 px high, and lies between two of them.
LINE_BELOW = """(cell, x) => {
    const { bottom } = cell.getBoundingClientRect();
    for (let y = bottom - 1; y < bottom + 2; y += 0.125) {
        if (document.elementFromPoint(x, y).matches('.cc-cells')) return y;
    }
    throw new Error('no line there');
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


def finger(page, start, *stops, end="touchEnd"):
    """Put a finger down, move it by stops, and lift it, or let the browser take it back."""
    touch(page, start, kind="touchStart")
    for stop in stops:
        touch(page, stop)
    settle(page)
    if end:
        touch(page, kind=end)
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
    line = (x, page.get_by_label("Input, row 5, column 2").evaluate(LINE_BELOW, x))
    finger(page, line, *[(line[0], line[1] - step / 2 * pitch) for step in range(1, 9)])
    assert place_of(window) == (0, 0) and page.evaluate("scrollY") == 0  # by a line between cells
    now = page.locator(".cc-input input").evaluate_all("all => all.map(e => e.value)")
    assert now == values  # no number below it was changed


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
    lab = explorers.KernelLab("camera", kernels.box(9), wipe=40, controls=["wipe"])
    page = show(lab, explorers.SlidingWindow(np.arange(81).reshape(9, 9)))
    settle(page)
    pitch = page.locator(".cc-input .cc-window").bounding_box()["width"] / 3
    for late in (
        page.evaluate(NEXT_FRAME, [".cc-wipe-grip", ".cc-wipe-grip", ["--at"], 9]),
        page.evaluate(NEXT_FRAME, [".cc-cells[aria-label=Input]", ".cc-input .cc-window",
                                   ["--row", "--col"], pitch]),
    ):  # fmt: skip
        assert late == [], f"moves that the next frame does not show: {late}"


#: How wide what is drawn is, without its line.
WIDE = "one => one.getBBox?.().width ?? parseFloat(getComputedStyle(one).width) - 3"


def where(explorer):
    """Return the place that a figure is at, as its bar or its sum names it."""
    settle(explorer.page)
    text = explorer.locator(".cc-where").first.inner_text()
    return tuple(map(int, re.findall(r"-?\d+", text.split("[")[1])))


def test_what_is_dragged_goes_as_far_as_the_hand_down_and_across(show):
    page = show(
        explorers.SizeExplorer(12, kernel_size=3, stride=2, padding=1),
        explorers.ReceptiveFieldExplorer(),
        explorers.TransposedExplorer(np.ones((3, 3)), np.ones((2, 2)), stride=2),
        explorers.KernelLab("camera", kernels.box(3)),
    )
    settle(page)
    size, field, stamps, lab = page.locator(".cc-explorer").all()
    for figure, part, mark, each in (
        (size, ".cc-input .cc-board", ".cc-s-window", 2 / 3),  # a stride, of a window of three
        (size, ".cc-output .cc-board", ".cc-s-window", 1),
        (field, ".cc-output .cc-board", ".cc-f-window", 1),
        (stamps, ".cc-output .cc-frame", ".cc-window", 1),
        (lab, ".cc-output .cc-frame", ".cc-spot", None),
    ):
        board = figure.locator(part)
        board.scroll_into_view_if_needed()
        start = where(figure)
        x, y = middle_of(board.locator(mark).first)
        pixel = board.evaluate("one => (one.clientWidth || 1) / 256")  # within its frame
        wide = (board.locator(mark).first.evaluate(WIDE) * each) if each else pixel * 20
        drag(page, (x, y), (x + 2 * wide, y + wide))
        moved = np.subtract(where(figure)[-2:], start[-2:])
        page.mouse.up()
        if figure is stamps:  # it counts inputs
            assert where(figure) == (start[0] + 1, start[1] + 2)
        elif each:
            assert moved.tolist() == [1, 2], (part, wide)
        else:
            assert np.abs(moved - [20, 40]).max() <= 1, moved


#: What of a figure can be grasped, and is there to be seen.
HANDS = """() => {
    window.hands = [];
    for (const figure of document.querySelectorAll('.cc-explorer')) {
        for (const one of figure.querySelectorAll('[data-hand]')) {
            if (one.checkVisibility() && one.clientWidth) window.hands.push([figure, one]);
        }
    }
    const stage = figure => figure.querySelector('.cc-stage')
        ?? figure.querySelector('[class*="-stage"]');
    return window.hands.map(([figure, one]) => [
        figure.querySelector('.cc-question').textContent.trim(),
        stage(figure).className + stage(figure).dataset.mode,
        one.className.replace(/ ?cc-(held|grasps)/g, ''), one.dataset.hand]);
}"""

#: Where a hand grasps it: in the middle of what is drawn at a stop, or of the whole.
GRASP = """n => {
    const [figure, one] = window.hands[n];
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    const marks = '.cc-window, .cc-here rect, .cc-s-window, .cc-f-window, .cc-sl-mark, ' +
        '.cc-spot, .cc-ch-spot, .cc-m-spot, .cc-ss-spot, .cc-here, .cc-tr-now';
    const within = one.matches('.cc-cells, .cc-sl-pixels, .cc-wipe-grip');
    const around = within ? one.parentElement : one;
    const seen = [...around.querySelectorAll(marks)].filter(mark => mark.checkVisibility());
    const frame = around.getBoundingClientRect();
    const mark = one.matches('.cc-wipe-grip') ? one : seen.at(-1) ?? one;
    const { left, top, width, height } = mark.getBoundingClientRect();
    const clip = (value, low, size) => Math.min(low + size - 3, Math.max(low + 3, value));
    return {
        x: Math.floor(clip(left + width / 2, frame.left, frame.width)) + 0.5,
        y: Math.floor(clip(top + height / 2, frame.top, frame.height)) + 0.5,
        marked: seen.length > 0,
        left: frame.left, top: frame.top, width: frame.width, height: frame.height,
    };
}"""

#: All that a figure says and shows of where it is.
SEEN = """n => {
    const [figure] = window.hands[n];
    const values = [...figure.querySelectorAll('[aria-valuenow], input')].map(
        one => [one.ariaValueText ?? one.ariaValueNow, one.value]);
    const marks = '.cc-window, [class*=spot], .cc-here, .cc-marks, .cc-board, .cc-wipe, ' +
        '.cc-sl-mark, .cc-v-cube';
    const places = [...figure.querySelectorAll(marks)]
        .map(one => one.innerHTML + (one.hidden ? '' : one.style.cssText));
    const texts = [...figure.querySelectorAll('.cc-main, .cc-words')].map(one => one.innerText);
    return JSON.stringify([texts, values, places]);
}"""


def seen(page, n):
    """Return what the figure of hand `n` says and shows, drawn to its end."""
    settle(page)
    return page.evaluate(SEEN, n)


def way(page, n, axis):
    """Return where hand `n` grasps it, and how far across and down it moves: to the wider side."""
    at = page.evaluate(GRASP, n)
    x, y = at["x"], at["y"]
    across = at["width"] * (0.45 if x - at["left"] < at["width"] / 2 else -0.45)
    down = at["height"] * (0.45 if y - at["top"] < at["height"] / 2 else -0.45)
    return (x, y), 0 if axis == "y" else across, 0 if axis == "x" else down


def by_mouse(page, n, axis):
    """Return what is wrong when a mouse drags it, and Escape takes that back."""
    start, across, down = way(page, n, axis)
    page.mouse.move(*start)
    before = seen(page, n)
    page.mouse.down()
    page.mouse.move(start[0] + across, start[1] + down, steps=5)
    wrong = [] if seen(page, n) != before else ["the mouse drags nothing"]
    page.keyboard.press("Escape")
    page.mouse.move(start[0] + across / 2, start[1] + down / 2)
    page.mouse.move(*start, steps=2)
    if seen(page, n) != before:
        wrong.append("Escape does not bring it back")
    page.mouse.up()
    page.mouse.move(2, 2)
    return wrong


def by_finger(page, n, axis):
    """Return what is wrong when a finger drags it, or has it taken back by the browser."""
    if not page.evaluate(GRASP, n)["marked"]:  # it is put there first
        touch(page, way(page, n, "both")[0], kind="touchStart")
        touch(page, kind="touchEnd")
    before = seen(page, n)
    start, across, down = way(page, n, axis)
    top = page.evaluate("scrollY")
    wrong = []
    for end in "touchCancel", "touchEnd":
        touch(page, start, kind="touchStart")
        for step in range(1, 7):
            touch(page, (start[0] + across * step / 6, start[1] + down * step / 6))
        if seen(page, n) == before:
            wrong.append("a finger drags nothing")
        if abs(page.evaluate("scrollY") - top) > 1:
            wrong.append(f"a finger scrolls the page by {page.evaluate('scrollY') - top}")
        touch(page, kind=end)
        if end == "touchCancel" and seen(page, n) != before:
            wrong.append("a finger that scrolls does not bring it back")
    return wrong


#: The parts of a figure that keys move something with.
KEYED = """n => {
    const [figure, one] = window.hands[n];
    const own = one.matches('.cc-cells') ? one.parentElement : one;
    const all = [own, ...own.querySelectorAll('*'), ...figure.querySelectorAll('.cc-view *')];
    window.keyed = all.filter(el => el.tabIndex === 0 && el.checkVisibility() &&
        el.matches('[role=slider], [role=application]'));
    return window.keyed.length;
}"""


def by_keys(page, n):
    """Return what is wrong when keys do the same: in the part itself, or another of its figure."""
    for one in range(page.evaluate(KEYED, n)):
        page.evaluate("one => window.keyed[one].focus()", one)
        before = seen(page, n)
        for key in "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp":
            page.keyboard.press(key)
            if seen(page, n) != before:
                return []
    return ["no key does the same"]


#: Whether all figures of a page are there, with their pictures.
DRAWN = """document.documentElement.dataset.widgets === 'ready'
    && !document.querySelector('.cc-waiting')"""


@pytest.mark.parametrize("name", PAGES)
def test_every_gesture_of_a_page_by_mouse_finger_and_keys(site, open_page, name):
    page = open_page((site / f"{name}.html").as_uri(), reduced_motion="reduce")
    page.wait_for_function(DRAWN)
    settle(page)
    hands = page.evaluate(HANDS)
    wrong, known = [], set()
    for n, (question, *kind, axis) in enumerate(hands):
        if (*kind, axis) in known:
            continue  # of several that are alike one is tried on a page
        known.add((*kind, axis))
        told = by_mouse(page, n, axis)
        page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        told += by_finger(page, n, axis)
        page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        told += by_keys(page, n)
        wrong += [f"{question} ({kind[-1]}): {what}" for what in told]
    assert wrong == []


def test_a_number_in_the_table_of_layers_is_dragged_stepped_and_typed(show):
    page = show(explorers.ReceptiveFieldExplorer([("conv", 3)] * 3))
    settle(page)

    def number(layer, name):
        return page.get_by_role("spinbutton", name=f"Layer {layer}: {name}", exact=True)

    def made(layer):
        return page.locator(f"tr[data-level='{layer}'] td").all_inner_texts()[4:]

    kernel, chosen = number(1, "kernel size"), slider(page, "Change layer")
    assert (value_of(chosen), kernel.input_value(), made(3)) == (3, "3", ["10", "1", "7"])
    x, y = middle_of(kernel)
    drag(page, (x, y), (x + 18, y))
    assert (value_of(chosen), kernel.input_value(), made(3)) == (1, "5", ["8", "1", "9"])
    assert value_of(slider(page, "Kernel size k")) == 5
    page.mouse.move(x + 200, y)
    settle(page)
    assert kernel.input_value() == "11"  # its end
    page.keyboard.press("Escape")
    page.mouse.up()
    settle(page)
    assert (kernel.input_value(), made(3)) == ("3", ["10", "1", "7"])

    stride = number(2, "stride")
    stride.click()
    for key, shown in {
        "ArrowUp": "2",
        "PageUp": "3",
        "ArrowDown": "2",
        "Shift+ArrowDown": "1",
    }.items():
        page.keyboard.press(key)
        settle(page)
        assert (stride.input_value(), stride.get_attribute("aria-valuenow")) == (shown, shown)
        assert stride.evaluate("e => e === document.activeElement")  # the row is not made anew
    assert value_of(chosen) == 2
    page.keyboard.type("9")
    settle(page)
    assert (stride.input_value(), made(3)[1]) == ("9", "1")  # not legal: nothing is set yet
    page.keyboard.press("Enter")
    settle(page)
    assert (stride.input_value(), made(3)[1]) == ("4", "4")
    assert "the stride is a whole number from 1 to 4" in page.locator(".cc-notice").inner_text()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    assert stride.input_value() == "4"
    in_order = page.locator(".cc-f-number[tabindex='0']")
    assert in_order.evaluate_all("all => all.every(e => e.closest('.cc-f-chosen'))")
    assert in_order.count() == 4

    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    number(3, "dilation").scroll_into_view_if_needed()
    x, y = middle_of(number(3, "dilation"))
    finger(page, (x, y), (x + 9, y), (x + 18, y))
    assert number(3, "dilation").input_value() == "3"


#: What stands for a window, a line or a place in a figure, and whether that is grasped. The point
#: of the loupe, which goes where one presses and follows what points, is tried in test_loupe.py.
PLACED = """() => [...document.querySelectorAll('.cc-explorer')].filter(figure => {
    const marks = '.cc-window, .cc-s-window, .cc-f-window, .cc-sl-mark, .cc-wipe, .cc-spot, ' +
        '.cc-ch-spot, .cc-m-spot, .cc-ss-spot, .cc-cm .cc-here, .cc-marks .cc-here, .cc-ma-window';
    return [...figure.querySelectorAll(marks)].some(one => one.checkVisibility());
}).map(figure => [figure.querySelector('.cc-question').textContent.trim(),
    [...figure.querySelectorAll('[data-hand], .cc-lp-picture')]
        .some(one => one.checkVisibility())])"""


def test_each_figure_with_a_window_can_be_grasped(show):
    page = show(*(make() for make in MADE.values()))
    settle(page)
    placed = page.evaluate(PLACED)
    assert len(placed) > 10
    assert [question for question, grasped in placed if not grasped] == []
