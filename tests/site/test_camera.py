"""The camera as a figure's picture: asked for on a press alone, seen, stopped when it is left.

Chromium plays a file in place of a camera. Each test opens a browser of its own for it.
"""

import numpy as np
import pytest

from tests.chromium import ARGUMENTS, filming, find_chromium
from tests.site.look import FIGURE, settle
from tests.site.test_kernel_lab import choose, pixels, png
from tests.site.test_live_network import CHAPTER, QUESTION

SIDE = 128
#: Brightness of the four quarters of what the camera sees.
QUARTERS = ((40, 200), (120, 80))
#: Before anything runs: keeps what a page asks for, and what it gets.
WATCHED = """{
    window.asked = 0;
    window.tracks = [];
    const media = navigator.mediaDevices;
    const get = media.getUserMedia.bind(media);
    media.getUserMedia = async (wanted) => {
        window.asked++;
        window.wanted = wanted;
        const stream = await get(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
    };
}"""


def film(path):
    """Write some frames, grey in four quarters, as YUV4MPEG2."""
    grey = np.repeat(np.repeat(np.array(QUARTERS, np.uint8), SIDE // 2, 0), SIDE // 2, 1)
    luma = np.rint(16 + grey * (219 / 255)).astype(np.uint8)  # video's range
    chroma = np.full(SIDE * SIDE // 2, 128, np.uint8)
    frame = b"FRAME\n" + luma.tobytes() + chroma.tobytes()
    path.write_bytes(f"YUV4MPEG2 W{SIDE} H{SIDE} F10:1 Ip A1:1 C420jpeg\n".encode() + 4 * frame)


@pytest.fixture
def figure(site, browser, tmp_path):
    """Yield the figure with the network, in a browser whose camera is a file."""
    film(tmp_path / "film.y4m")
    chromium = browser.browser_type.launch(
        executable_path=find_chromium(), args=[*ARGUMENTS, *filming(tmp_path / "film.y4m")]
    )
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    from tests.conftest import DECODING, UNVEILED

    for script in (DECODING, UNVEILED, WATCHED):
        context.add_init_script(script)
    page = context.new_page()
    page.goto((site / CHAPTER).as_uri())
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    explorer = page.locator(f"{FIGURE}:has-text('{QUESTION}')")
    explorer.scroll_into_view_if_needed()
    explorer.locator(".cc-m-names li").first.wait_for()
    yield explorer
    chromium.close()


def running(explorer):
    return explorer.page.evaluate("tracks.filter((track) => track.readyState === 'live').length")


def start(explorer):
    explorer.get_by_role("button", name="Camera").click()
    explorer.get_by_role("button", name="Stop camera").wait_for()
    explorer.locator(".cc-notice", has_text="stays in this page").wait_for()


def stopped(explorer):
    explorer.get_by_role("button", name="Camera", exact=True).wait_for()
    explorer.page.wait_for_function("tracks.every((track) => track.readyState === 'ended')")


def test_camera_is_asked_for_on_a_press_seen_and_stopped(figure):
    assert figure.page.evaluate("asked") == 0
    start(figure)
    assert figure.page.evaluate("asked") == 1 and running(figure) == 1
    assert figure.page.evaluate("wanted.audio") is False
    figure.get_by_role("button", name="Stop camera").click()
    stopped(figure)
    seen = pixels(figure, "input")
    for row in (0, 1):
        for col in (0, 1):
            part = seen[row * 48 + 8 : row * 48 + 40, col * 48 + 8 : col * 48 + 40]
            assert abs(part.mean() - QUARTERS[row][col]) < 6, (row, col)
    settle(figure.page)
    assert figure.locator(".cc-m-names li").count() == 3  # of the last frame, which stays
    assert not figure.page.evaluate("Object.keys(localStorage).some((key) => /camera/.test(key))")


@pytest.mark.parametrize("how", ["photo", "reset", "file", "hidden"])
def test_camera_is_stopped_when_it_is_left(figure, how):
    start(figure)
    if how == "photo":
        figure.get_by_label("Photo", exact=True).select_option(index=1)
    elif how == "reset":
        figure.get_by_role("button", name="Reset").click()
    elif how == "file":
        picture = np.full((96, 96, 3), (200, 10, 30), np.uint8)
        choose(figure, "mine.png", png(picture))
    else:
        figure.page.evaluate(
            """() => { Object.defineProperty(document, "hidden", { get: () => true });
                document.dispatchEvent(new Event("visibilitychange")); }"""
        )
    stopped(figure)
    settle(figure.page)
    if how == "file":
        assert (pixels(figure, "input") == (200, 10, 30)).all()


def test_camera_that_is_not_there_is_told_and_changes_nothing(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    explorer = page.locator(f"{FIGURE}:has-text('{QUESTION}')")
    explorer.scroll_into_view_if_needed()
    explorer.locator(".cc-m-names li").first.wait_for()
    settle(page)
    before = pixels(explorer, "input")
    explorer.get_by_role("button", name="Camera").click()
    notice = explorer.locator(".cc-notice", has_text="camera")
    notice.wait_for()
    assert notice.inner_text().endswith("press again.")
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    explorer.get_by_role("button", name="Camera").click()
    explorer.locator(".cc-notice", has_text="gives no camera to this page").wait_for()
    np.testing.assert_array_equal(pixels(explorer, "input"), before)


def test_picture_is_drawn_by_hand_and_by_keys(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    explorer = page.locator(f"{FIGURE}:has-text('{QUESTION}')")
    explorer.scroll_into_view_if_needed()
    explorer.locator(".cc-m-names li").first.wait_for()
    explorer.get_by_label("Photo", exact=True).select_option(label="Your own picture")
    explorer.get_by_role("button", name="Draw").click()
    settle(page)
    before = explorer.locator(".cc-m-names").inner_text()
    canvas = explorer.locator(".cc-input canvas.cc-picture")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 3 * box["width"] / 4, box["y"] + box["height"] / 4, steps=5)
    page.mouse.up()
    drawn = pixels(explorer, "input")[..., 0]
    assert drawn[24, 30:66].min() == 255 and drawn[60:].max() == 0
    for _ in range(3):
        canvas.press("ArrowDown")
    canvas.press(" ")
    keyed = pixels(explorer, "input")[..., 0]
    assert (keyed[60:] == drawn[60:]).all() and (keyed != drawn).sum() > 2
    assert explorer.locator(".cc-m-names").inner_text() != before
