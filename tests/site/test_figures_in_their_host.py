"""Figures in pages of others: keys that a host takes, files beside them, two fingers."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from convcourse import explorers
from tests.made import CLASSES, plain
from tests.site.controls import slider, value_of
from tests.site.look import settle

#: As JupyterLab does: a key that a shortcut may follow keeps Enter and undo from a field.
HOST = """() => {
    globalThis.shortcuts = [];
    addEventListener('beforeinput', (event) => { // before anyone below can keep it away
        if (event.inputType === 'insertLineBreak') event.preventDefault();
    }, true);
    document.addEventListener('keydown', (event) => {
        const { target, key } = event;
        target.addEventListener('beforeinput', (input) => {
            if (/insertLineBreak|history/.test(input.inputType)) input.preventDefault();
        }, { once: true });
        const held = target.hasAttribute('data-lm-suppress-shortcuts');
        if (target.closest('.cc-explorer') && !held) globalThis.shortcuts.push(key);
    }, true);
}"""
TYPED = [
    "ChannelExplorer", "ColorMixer", "KernelLab", "PointwiseMixer", "PoolingExplorer",
    "SlidingWindow", "TransposedExplorer", "TwoRoutes", "VolumeExplorer",
]  # fmt: skip


def fields_in(page, label):
    """Return a cell of the first view of an explorer, and the same cell of the second.

    The second shows what the state has: only the state is common to both.
    """
    first, second = page.locator(".cc-view").all()
    return [view.get_by_label(label, exact=True).first for view in (first, second)]


def two_views(show, explorer):
    """Open a page with two views of an explorer; the second has no sliders."""
    page = show(explorer, explorer.view)
    page.set_viewport_size({"width": 1280, "height": 2400})  # what is out of sight is not drawn
    page.locator(".cc-view input.cc-cell").first.wait_for()
    settle(page)
    return page


@pytest.mark.parametrize("name", TYPED)
def test_typing_counts_at_once_and_escape_brings_back_what_was_there(name, show):
    page = two_views(show, getattr(explorers, name)())
    page.evaluate(HOST)
    fields = page.locator(".cc-view").first.locator("input.cc-cell:visible")
    label = fields.nth(fields.count() // 2).get_attribute("aria-label")
    field, state = fields_in(page, label)
    field.click()
    field.fill("−1½")
    settle(page)
    assert (field.input_value(), state.input_value()) == ("−1½", "−1.5")
    page.keyboard.press("Enter")
    settle(page)
    assert (field.input_value(), state.input_value()) == ("−1.5", "−1.5")
    assert field.evaluate("field => field === document.activeElement"), "the focus moved"
    field.fill("77")
    settle(page)
    assert state.input_value() == "77"
    page.keyboard.press("Escape")
    assert field.input_value() == "−1.5"
    page.keyboard.press("Tab")
    settle(page)
    assert (field.input_value(), state.input_value()) == ("−1.5", "−1.5")
    assert page.evaluate("shortcuts") == []


def test_what_is_only_shown_is_never_taken(show):
    page = show(
        explorers.SlidingWindow(kernel=[[0.123456, 0], [0, 0]], input=np.ones((3, 3)) * 1e3)
    )
    cell = page.get_by_label("Kernel, row 0, column 0")
    output = page.get_by_label(re.compile("^Output, row 0, column 0"))
    for key in ("Enter", "Escape", "Tab"):
        cell.press(key)
    settle(page)
    assert output.inner_text() == "123.46"
    cell.fill("0.12")
    cell.press("Enter")
    output.filter(has_text=re.compile("^120$")).wait_for()


def test_lines_pasted_into_a_cell_are_refused_and_not_joined(show):
    page = show(explorers.SlidingWindow())
    cell = page.get_by_label("Kernel, row 0, column 0")
    cell.evaluate(
        """cell => { const clipboardData = new DataTransfer();
            clipboardData.setData('text', '1\\n2');
            cell.dispatchEvent(new ClipboardEvent('paste',
                {clipboardData, bubbles: true, cancelable: true})); }"""
    )
    page.locator(".cc-notice", has_text="is not a number").wait_for()
    assert cell.input_value() == "1"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_keys_in_a_figure_are_no_shortcuts_of_the_page(kind, show):
    page = show(plain(kind))
    page.evaluate(HOST)
    parts = page.locator(
        ".cc-explorer [type=range], .cc-explorer select, .cc-explorer button:enabled,"
        " .cc-explorer [tabindex='0'], .cc-explorer input:not([type=file])"
    )
    seen = set()
    for part in parts.all():
        if not part.is_visible():
            continue
        sort = part.evaluate("part => part.tagName + part.className")
        if sort in seen:
            continue
        seen.add(sort)
        part.focus()
        for key in (
            "x",
            "d",
            "a",
            "b",
            "Escape",
            "Home",
            "ArrowDown",
            "Shift+Enter",
            "Control+Enter",
        ):
            page.keyboard.press(key)
    assert len(seen) >= 2
    assert page.evaluate("shortcuts.filter((key) => key !== 'Shift' && key !== 'Control')") == []
    # What was pressed last may be gone with what it stood in.
    next(part for part in parts.all() if part.is_visible()).focus()
    for key in ("Control+s", "F9"):
        page.keyboard.press(key)
    page.wait_for_function("shortcuts.slice(-3).join() === 'Control,s,F9'")


def test_undo_of_a_field_is_left_to_it(show):
    page = show(explorers.SlidingWindow())
    page.evaluate(HOST)
    cell = page.get_by_label("Kernel, row 0, column 0")
    cell.click()
    page.keyboard.type("12")
    assert cell.input_value() == "12"
    page.keyboard.press("ControlOrMeta+z")
    assert cell.input_value() != "12"


def png():
    file = io.BytesIO()
    Image.fromarray(np.full((10, 12), 200, np.uint8)).save(file, "PNG")
    return file.getvalue()


#: Drags a file over an element, drops it there, and returns whether the page kept it.
DROP = """(part, file) => {
    const bytes = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'own.png', { type: 'image/png' }));
    return ['dragover', 'drop'].map((name) => !part.dispatchEvent(
        new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true })));
}"""


@pytest.mark.parametrize(
    "place", [".cc-question", ".cc-controls", ".cc-stage", ".cc-sum", ".cc-reset"]
)
def test_picture_dropped_anywhere_on_a_figure_is_that_figures(place, show):
    page = show(explorers.KernelLab(), explorers.KernelLab())
    first, second = page.locator(".cc-explorer").all()
    file = base64.b64encode(png()).decode("ascii")
    assert second.locator(place).first.evaluate(DROP, file) == [True, True]
    second.locator(".cc-notice", has_text="stays in this browser").wait_for()
    second.locator(".cc-input .cc-size", has_text="10×12").wait_for()
    assert first.locator(".cc-input .cc-size").inner_text().startswith("256×256")


def test_picture_dropped_beside_every_figure_is_ignored(show, tmp_path):
    page = show(explorers.KernelLab())
    page.evaluate("document.body.style.padding = '200px'")
    (tmp_path / "own.png").write_bytes(png())
    address = page.url
    data = {"items": [], "files": [str(tmp_path / "own.png")], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.devtools.send(
            "Input.dispatchDragEvent", {"type": kind, "x": 20, "y": 20, "data": data}
        )
    settle(page)
    assert (page.url, len(page.context.pages)) == (address, 1)
    assert page.locator(".cc-input .cc-size").inner_text().startswith("256×256")
    box = page.locator(".cc-question").bounding_box()
    for kind in ("dragEnter", "dragOver", "drop"):
        at = {"x": box["x"] + 9, "y": box["y"] + 9}
        page.devtools.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    page.locator(".cc-input .cc-size", has_text="10×12").wait_for()


def test_picture_is_pasted_into_the_figure_that_has_the_focus(show):
    page = show(explorers.KernelLab())
    page.get_by_role("button", name="Reset").evaluate(
        """(part, file) => {
            const bytes = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([bytes], 'own.png', { type: 'image/png' }));
            part.dispatchEvent(new ClipboardEvent('paste',
                { clipboardData, bubbles: true, cancelable: true })); }""",
        base64.b64encode(png()).decode("ascii"),
    )
    page.locator(".cc-input .cc-size", has_text="10×12").wait_for()


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_two_fingers_zoom_wherever_they_lie_on_a_figure(kind, show):
    page = show(plain(kind))
    for button in page.get_by_role("button", name="Draw").all():
        button.click()
    taken = page.locator(".cc-explorer").first.evaluate(
        """root => [root, ...root.querySelectorAll('*')].map((part) =>
            [getComputedStyle(part).touchAction, part.className])
            .filter(([action]) => !/auto|manipulation|pinch-zoom/.test(action))"""
    )
    assert taken == []


def touch(page, *points, kind="touchMove"):
    fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
    page.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def test_slider_lets_go_when_a_finger_scrolls_the_page_instead(show):
    page = show(explorers.SizeExplorer())
    page.evaluate("document.body.style.padding = '300px 0 2000px'")
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    handle = slider(page, "Kernel size")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(page, (x, y), kind="touchStart")
    for step in range(1, 9):
        touch(page, (x, y - 20 * step))
    touch(page, kind="touchEnd")
    page.wait_for_function("scrollY > 50")
    before = value_of(handle)
    touch(page, (x, 500), kind="touchStart")
    for step in range(1, 9):
        touch(page, (x + 10 * step, 500))
    touch(page, kind="touchEnd")
    settle(page)
    assert value_of(handle) == before


def test_two_fingers_on_a_drawing_zoom_the_page_and_draw_nothing(show):
    page = show(explorers.KernelLab("test card"))
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    page.get_by_label("Picture", exact=True).select_option("Your own picture")
    page.get_by_role("button", name="Draw").click()
    canvas = page.locator(".cc-input canvas.cc-picture")
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(page, (x - 10, y), kind="touchStart")
    touch(page, (x - 10, y), (x + 10, y), kind="touchStart")
    for step in range(1, 12):
        touch(page, (x - 10 - 8 * step, y), (x + 10 + 8 * step, y))
    touch(page, kind="touchEnd")
    settle(page)
    lit = canvas.evaluate("""canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width,
        canvas.height).data.filter((value, i) => i % 4 < 3 && value > 99).length""")
    zoom = page.evaluate("visualViewport.scale")
    assert (lit, zoom > 1) == (0, True)
