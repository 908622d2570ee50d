"""Loupe in a page of its own: its point is moved by hand, and what it says is what Python has."""

import re

import numpy as np
import pytest

from convcourse.explorers import Loupe
from tests.site.look import heard, press, settle
from tests.site.test_figures_in_their_host import touch
from tests.site.test_hand import drag

PIXELS = """canvas => [...canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data]"""


@pytest.fixture
def opened(show):
    """Yield a function that opens a loupe whose photo is decoded."""

    def open_(loupe):
        page = show(loupe)
        page.wait_for_selector(".cc-lp-stage:not(.cc-waiting)")
        settle(page)
        return page, page.locator(".cc-explorer")

    return open_


def place(canvas, row, column, side=256):
    """Return where the middle of a pixel is, in px."""
    box = canvas.bounding_box()
    zoom = box["width"] / side
    return box["x"] + (column + 0.5) * zoom, box["y"] + (row + 0.5) * zoom


def cells(explorer, grid):
    """Return what stands in the cells of a grid."""
    return explorer.get_by_role("grid", name=grid, exact=True).locator(".cc-cell")


def test_the_point_is_moved_by_pointer_drag_and_keys_and_says_what_python_has(opened):
    page, one = opened(Loupe("camera", "sharpen", row=76, column=33))
    python = Loupe("camera", "sharpen")
    photo, output = (one.locator(f".cc-{part} canvas") for part in ("input", "output"))
    said = one.locator(".cc-lp-sum")

    def shows(row, column):
        settle(page)
        python.row, python.column = row, column
        told = said.inner_text()
        assert told.startswith(f"output[{row}, {column}] is the sum of the 9 products")
        value = f"{python.output[row, column]:g}".replace("-", "−")
        assert f": {value}." in told, (value, told)
        shown = [float(cell) for cell in cells(one, "Window").all_inner_texts()]
        assert shown == python.neighbourhood.ravel().tolist()
        products = [
            float(cell.replace("−", "-")) for cell in cells(one, "Products").all_inner_texts()
        ]
        assert np.isclose(sum(products), python.output[row, column])

    shows(76, 33)
    page.mouse.move(*place(photo, 120, 40))  # for as long as it is pointed at
    shows(120, 40)
    page.mouse.move(0, 0)
    shows(76, 33)
    drag(page, place(output, 10, 200), place(output, 60, 90))
    shows(60, 90)
    page.mouse.move(*place(output, -9, 70))  # beyond the photo is its edge
    shows(0, 70)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.mouse.move(0, 0)
    shows(76, 33)
    press(photo, "ArrowDown")
    press(photo, "Shift+ArrowLeft")
    shows(77, 23)
    assert heard(one).startswith("Row 77, column 23. output[77, 23] is the sum")
    frame, box = one.locator(".cc-input .cc-lp-spot").bounding_box(), photo.bounding_box()
    middle = [frame[x] + frame[size] / 2 for x, size in (("x", "width"), ("y", "height"))]
    np.testing.assert_allclose(middle, place(photo, 77, 23), atol=2.5)
    assert box["width"] == pytest.approx(box["height"], abs=1)
    field = one.get_by_label("Kernel, row 0, column 0", exact=True)
    field.fill("1")
    settle(page)
    python.kernel = [[1, -1, 0], [-1, 5, -1], [0, -1, 0]]
    shows(77, 23)
    one.get_by_role("button", name="Reset").click()
    python.kernel = "sharpen"
    shows(76, 33)


def test_a_finger_moves_the_point_and_the_arrow_is_that_of_python(opened):
    page, one = opened(Loupe("camera", photos=["disc"], gradient=True))
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    python = Loupe("camera", photos=["disc"], gradient=True)
    photo = one.locator(".cc-input canvas")
    touch(page, place(photo, 20, 20), kind="touchStart")
    for row, column in ((60, 70), (122, 140)):
        touch(page, place(photo, row, column))
    touch(page, kind="touchEnd")
    settle(page)
    row, column = map(int, re.findall(r"\d+", one.locator(".cc-input .cc-size").first.inner_text()))
    assert abs(row - 122) < 2 and abs(column - 140) < 2
    told = one.locator(".cc-lp-sum").inner_text().replace("−", "-")
    assert f"≈ {python.output[row, column]:.4g}" in told
    assert f"≈ {round(python.angle[row, column])}°" in told and "brighter downwards" in told
    one.get_by_label("Picture").select_option("Disc")
    page.wait_for_selector(".cc-lp-stage:not(.cc-waiting)")
    settle(page)
    python.view.picture = 1
    shown = np.reshape(one.locator(".cc-output canvas").evaluate(PIXELS), (128, 128, 4))
    bright = shown[..., :3].max(axis=2) / 255
    wanted = np.clip(python.output / np.percentile(python.output, 99), 0, 1)
    np.testing.assert_allclose(bright, wanted, atol=0.01)
