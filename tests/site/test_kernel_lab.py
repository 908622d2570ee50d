"""KernelLab on the built pages, without a kernel or network: pixels, puzzles, own pictures."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from convcourse.explorers import KernelLab
from convcourse.explorers.kernel_lab import BORDERS, PRESETS, PUZZLES, preset
from convcourse.operators import kernels
from convcourse.pictures import images
from tests.site.controls import slider, value_of
from tests.site.look import differ, picture, press, settle

CHAPTER_2 = "chapters/02_filtering_an_image.html"
CHAPTER_3 = "chapters/03_a_gallery_of_kernels.html"
BLUR = ".cc-explorer:has-text('What does the size of a blur change?')"
COLOUR = ".cc-explorer:has-text('Does it matter when a photo is turned grey?')"
FRINGES = ".cc-explorer:has-text('Where do the colours of an edge come from?')"
GALLERY = ".cc-explorer:has-text('Which kernel does what?')"


@pytest.fixture
def lab(site, open_page):
    """Yield a function that opens a page from disk and returns one of its labs, drawn."""

    def open_lab(page=CHAPTER_2, which=BLUR, **options):
        explorer = open_page((site / page).as_uri(), offline=True, **options).locator(which)
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-sum strong").wait_for()
        return explorer

    return open_lab


def pixels(explorer, name="output"):
    """Read a picture out of the page, (H, W, 3)."""
    settle(explorer.page)
    text, cols = explorer.locator(f".cc-{name} canvas.cc-picture").evaluate(
        """canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width,
            canvas.height); let text = '';
            for (let i = 0; i < data.length; i += 4096)
                text += String.fromCharCode(...data.subarray(i, i + 4096));
            return [btoa(text), canvas.width]; }"""
    )
    flat = np.frombuffer(base64.b64decode(text), np.uint8)
    return np.reshape(flat, (-1, cols, 4))[..., :3].astype(int)


def paste(explorer, text):
    """Paste a text into the first cell of the kernel."""
    explorer.get_by_label("Kernel, row 0, column 0").evaluate(
        """(cell, text) => { const clipboardData = new DataTransfer();
            clipboardData.setData('text', text);
            cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true,
                cancelable: true})); }""",
        text,
    )
    settle(explorer.page)


def kernel_in(explorer):
    rows = explorer.locator(".cc-kernel .cc-cells").evaluate(
        """table => [...table.querySelectorAll('.cc-row')].map(row =>
            [...row.querySelectorAll('input')].map(cell => cell.value))"""
    )
    return [[text.replace("−", "-") for text in row] for row in rows]


def notice(explorer):
    return explorer.locator(".cc-notice").inner_text()


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def choose(explorer, name, data, kind="image/png"):
    explorer.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )


def level(values):
    return np.clip(np.rint(values), 0, 255)


def test_photo_arrives_as_python_reads_it(lab):
    shown = pixels(lab(which=COLOUR), "input")
    assert np.abs(shown - KernelLab("coffee").image.astype(int)).max() <= 1


def test_every_preset_and_border_equals_scipy_to_one_grey_level(lab):
    explorer = lab(CHAPTER_3, GALLERY)
    grey = pixels(explorer, "input")[..., 0].astype(float)
    kernel = explorer.get_by_label("Kernel", exact=True).first
    for name, title in PRESETS.items():
        kernel.select_option("Identity")  # from blur to blur the size would stay
        kernel.select_option(title)
        for border in BORDERS:
            explorer.get_by_label("Border", exact=True).select_option(border)
            wanted = level(ndimage.correlate(grey, preset(name), mode=border))
            shown = pixels(explorer)
            assert np.abs(shown - wanted[..., None]).max() <= 1, (name, border)


def test_large_blurs_convolution_scale_and_offset_equal_scipy(lab):
    explorer = lab(CHAPTER_3, GALLERY)
    grey = pixels(explorer, "input")[..., 0].astype(float)
    explorer.get_by_label("Kernel", exact=True).first.select_option("Box blur")
    press(explorer.get_by_label("Kernel size", exact=True).first, "End")
    wanted = ndimage.correlate(grey, kernels.box(31), mode="mirror")
    assert np.abs(pixels(explorer) - level(wanted)[..., None]).max() <= 1
    explorer.get_by_label("Kernel", exact=True).first.select_option("Emboss")
    explorer.get_by_text("Convolution (flip)").click()
    press(explorer.get_by_label("Scale", exact=True).first, "ArrowRight")
    press(explorer.get_by_label("Offset", exact=True).first, "ArrowRight")
    wanted = 1.25 * ndimage.convolve(grey, kernels.emboss(), mode="mirror") + 16
    assert np.abs(pixels(explorer) - level(wanted)[..., None]).max() <= 1


def test_each_channel_is_filtered_by_itself(lab):
    explorer = lab(which=FRINGES)
    colour = pixels(explorer, "input").astype(float)
    wanted = ndimage.correlate(colour, kernels.sobel("x")[..., None], mode="mirror")
    assert np.abs(pixels(explorer) - level(wanted)).max() <= 1
    explorer.get_by_text("Per channel").click()
    grey = images.grey(colour.astype(np.uint8)) * 1.0
    grey = ndimage.correlate(grey, kernels.sobel("x"), mode="mirror")
    assert np.abs(pixels(explorer) - level(grey)[..., None]).max() <= 1


def test_photo_is_turned_grey_last_or_first_and_only_clipping_tells_the_two_apart(lab):
    explorer = lab(which=COLOUR)
    order = explorer.get_by_label("Turn grey", exact=True)
    colour = pixels(explorer, "input").astype(float)
    blurred = ndimage.correlate(colour, kernels.box(3)[..., None], mode="mirror")
    wanted = level(blurred @ [0.299, 0.587, 0.114])
    for when in ("last", "first"):
        order.select_option(when)
        assert np.abs(pixels(explorer) - wanted[..., None]).max() <= 1
    order.select_option("last − first")
    explorer.get_by_label("Kernel", exact=True).first.select_option("Sobel, to the right")
    assert len(np.unique(pixels(explorer))) <= 3  # the white of 0, which has three channels
    explorer.page.locator("a.cc-bound", has_text=re.compile("^clip$")).click()
    assert np.ptp(pixels(explorer), axis=(0, 1)).min() > 50


@pytest.mark.parametrize("number", range(len(PUZZLES)))
def test_puzzle_is_open_at_first_and_solved_by_its_solution(number, lab):
    puzzle = PUZZLES[number]
    edges = puzzle["title"] in ("An edge", "Emboss")  # those come with their kernels, in chapter 3
    explorer = lab(CHAPTER_3, GALLERY) if edges else lab()
    before = picture(explorer)
    explorer.locator(".cc-strip").get_by_role("button", name=puzzle["title"]).click()
    status = explorer.locator(".cc-status")
    status.filter(has_text="of the pixels agree").wait_for()
    paste(explorer, "\n".join("\t".join(map(str, row)) for row in puzzle["solution"]["kernel"]))
    explorer.locator(".cc-status.cc-solved").wait_for()
    np.testing.assert_allclose(pixels(explorer), pixels(explorer, "target"), atol=1)
    explorer.get_by_role("button", name="Leave the puzzle").click()
    explorer.locator(".cc-puzzle").wait_for(state="hidden")
    explorer.page.evaluate("document.activeElement.blur()")
    assert not differ(before, picture(explorer))


def test_typed_weight_reaches_the_picture(lab):
    explorer = lab()
    grey = pixels(explorer, "input")[..., 0].astype(float)
    cell = explorer.get_by_label("Kernel, row 1, column 2")
    cell.fill("-1/2")
    cell.press("Enter")
    weights = kernels.box(3)
    weights[1, 2] = -0.5
    wanted = ndimage.correlate(grey, weights, mode="mirror")
    assert np.abs(pixels(explorer) - level(wanted)[..., None]).max() <= 1
    selected = explorer.get_by_label("Kernel", exact=True).first
    assert selected.evaluate("list => list.selectedIndex") == len(PRESETS)


def test_kernel_is_pasted_and_a_bad_one_is_refused(lab):
    explorer = lab()
    paste(explorer, "np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])")
    assert kernel_in(explorer) == [["1", "2", "1"], ["0", "0", "0"], ["-1", "-2", "-1"]]
    paste(explorer, "1\t2\n3")
    assert "row 2 has 1" in notice(explorer) and "stays as it is" in notice(explorer)
    assert kernel_in(explorer)[0] == ["1", "2", "1"]
    paste(explorer, "1\t2\n3\t4")
    assert kernel_in(explorer) == [["1", "2"], ["3", "4"]] and notice(explorer) == ""


def test_size_slider_makes_large_blurs_and_holds_others_at_seven(lab):
    explorer = lab()
    size = slider(explorer, "Kernel size")
    press(size, "End")
    explorer.locator(".cc-kernel-figure", has_text="31×31, sum 1").wait_for()
    assert not explorer.locator(".cc-kernel .cc-cells").is_visible()
    explorer.get_by_label("Kernel", exact=True).first.select_option("Sobel, to the right")
    explorer.locator(".cc-kernel-figure", has_text="3×3, sum 0").wait_for()
    for _ in range(3):
        press(size, "ArrowRight")
        settle(explorer.page)
    explorer.locator(".cc-kernel-figure", has_text="7×7, sum 0").wait_for()
    assert "Only a box or a Gaussian" in notice(explorer)
    assert value_of(size) == 7


def test_pointing_writes_out_the_window(lab):
    explorer = lab()
    grey = pixels(explorer, "input")[..., 0]
    canvas = explorer.locator(".cc-output canvas.cc-picture")
    canvas.hover(position={"x": 60, "y": 90})
    settle(explorer.page)
    line = explorer.locator(".cc-sum").inner_text()
    row, column = map(int, re.search(r"output\[(\d+), (\d+)\]", line).groups())
    window = grey[row - 1 : row + 2, column - 1 : column + 2]
    assert [int(n) for n in re.findall(r"(\d+)·1/9", line)] == window.ravel().tolist()
    assert float(re.search(r"[=≈] ([\d.]+),? ?(?:shown|$)", line)[1]) == round(window.mean(), 2)
    canvas.press("ArrowDown")
    explorer.locator(".cc-sum", has_text=f"output[{row + 1}, {column}]").wait_for()


def test_wipe_shows_the_picture_before_on_the_left(lab):
    explorer = lab()
    given, after = pixels(explorer, "input"), pixels(explorer)
    wipe = explorer.get_by_label("Before–after", exact=True).first
    for _ in range(20):
        press(wipe, "ArrowRight")
    split = round(0.2 * 256)
    shown = pixels(explorer)
    np.testing.assert_array_equal(shown[:, :split], given[:, :split])
    np.testing.assert_array_equal(shown[:, split:], after[:, split:])


def test_own_picture_is_filtered_and_stays_here(lab):
    explorer = lab()
    own = np.random.default_rng(2).integers(0, 256, (40, 60)).astype(np.uint8)
    choose(explorer, "own.png", png(own))
    explorer.locator(".cc-notice", has_text="stays in this browser").wait_for()
    np.testing.assert_array_equal(pixels(explorer, "input")[..., 0], own)
    wanted = level(ndimage.correlate(own * 1.0, kernels.box(3), mode="mirror"))
    assert np.abs(pixels(explorer)[..., 0] - wanted).max() <= 1
    explorer.get_by_role("button", name="Reset").click()
    assert pixels(explorer, "input").shape == (256, 256, 3)
    explorer.get_by_label("Picture", exact=True).select_option("Your own picture")
    np.testing.assert_array_equal(pixels(explorer, "input")[..., 0], own)


def test_large_picture_is_scaled_down_with_a_note(lab):
    explorer = lab()
    choose(explorer, "large.png", png(np.full((300, 1200), 77, np.uint8)))
    explorer.locator(".cc-notice", has_text="scaled down from 300×1200 to 64×256").wait_for()
    shown = pixels(explorer, "input")
    assert shown.shape == (64, 256, 3) and (shown == 77).all()


def test_file_that_is_no_picture_leaves_the_explorer_as_it_was(lab):
    explorer = lab()
    before = [pixels(explorer, part) for part in ("input", "output")]
    choose(explorer, "notes.txt", b"no picture", "text/plain")
    explorer.locator(".cc-notice", has_text="“notes.txt” is no picture").wait_for()
    for part, then in zip(("input", "output"), before, strict=True):
        np.testing.assert_array_equal(pixels(explorer, part), then)


def test_picture_is_dropped(lab):
    explorer = lab()
    own = np.full((10, 12), 200, np.uint8)
    explorer.locator(".cc-stage").evaluate(
        """(stage, bytes) => { const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], 'own.png'));
            stage.dispatchEvent(new DragEvent('drop', {dataTransfer, cancelable: true})); }""",
        list(png(own)),
    )
    explorer.locator(".cc-notice", has_text="stays in this browser").wait_for()
    np.testing.assert_array_equal(pixels(explorer, "input")[..., 0], own)


def test_drawing_on_the_sheet_changes_both_pictures(lab):
    explorer = lab()
    explorer.get_by_label("Picture", exact=True).select_option("Your own picture")
    assert not pixels(explorer, "input").any()
    explorer.get_by_role("button", name="Draw").click()
    canvas = explorer.locator(".cc-input canvas.cc-picture")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = explorer.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 40)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 90, steps=5)
    mouse.up()
    drawn = pixels(explorer, "input")[..., 0]
    assert (drawn > 200).sum() > 50
    wanted = level(ndimage.correlate(drawn * 1.0, kernels.box(3), mode="mirror"))
    assert np.abs(pixels(explorer)[..., 0] - wanted).max() <= 1


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_is_cut_off(width, lab):
    explorer = lab(width=width)
    inside = """view => [...view.querySelectorAll('.cc-stage, .cc-controls > *')]
        .every(part => {
            part.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
            return part.scrollWidth <= part.clientWidth
                && part.getBoundingClientRect().right <= view.getBoundingClientRect().right;
        })"""  # on a phone the controls are a row that one moves
    assert explorer.evaluate(inside)
    explorer.get_by_role("button", name="A shaky camera").click()
    press(explorer.get_by_label("Kernel size", exact=True).first, "ArrowRight")
    settle(explorer.page)
    assert explorer.evaluate(inside)


def test_drawing_and_reading_by_keyboard(lab):
    explorer = lab()
    explorer.get_by_label("Picture", exact=True).select_option("Your own picture")
    explorer.get_by_role("button", name="Draw").press("Enter")
    canvas = explorer.get_by_role("application", name=re.compile("^Input, 128×128 pixels"))
    for key in ("ArrowDown", "Shift+ArrowRight", "Space"):
        canvas.press(key)
    drawn = pixels(explorer, "input")[..., 0]
    assert drawn[65, 74] == 255 and 5 <= (drawn > 100).sum() <= 9
    heard = f"Output at row 65, column 74 is {drawn[64:67, 73:76].mean():.4g}"
    explorer.locator(".cc-spoken", has_text=heard).wait_for(state="attached")
    assert "Kernel 3×3, sum 1; output values 0 to" in explorer.locator(".cc-spoken").inner_text()


def pressed(explorer):
    return explorer.locator(".cc-tile[aria-pressed=true]").all_inner_texts()


def test_tiles_of_the_gallery_load_the_lab(lab):
    explorer = lab(CHAPTER_3, GALLERY)
    assert pressed(explorer) == ["Outline"]
    assert explorer.locator(".cc-tile").all_inner_texts() == list(PRESETS.values())
    for name, title in [("prewitt_y", "Prewitt, downwards"), ("gaussian", "Gaussian blur")]:
        press(explorer.get_by_role("button", name=title, exact=True), "Enter")
        settle(explorer.page)
        listed = explorer.get_by_role("combobox", name="Kernel")
        assert pressed(explorer) == [title] and listed.input_value() == title
        photo = pixels(explorer, "input")[..., 0].astype(float)
        made = ndimage.correlate(photo, preset(name), mode="mirror")
        assert np.abs(pixels(explorer)[..., 0] - np.clip(made, 0, 255)).max() <= 1
    explorer.get_by_label("Kernel, row 0, column 0").fill("1")
    explorer.get_by_label("Kernel, row 0, column 0").press("Enter")
    settle(explorer.page)
    assert pressed(explorer) == []


def test_tiles_show_the_picture_that_is_chosen_and_leave_room_for_a_puzzle(lab):
    explorer = lab(CHAPTER_3, GALLERY)
    tiles = explorer.locator(".cc-tile-picture")
    read = "every => every.map(tile => tile.toDataURL())"
    before = tiles.evaluate_all(read)
    assert len(set(before)) == len(PRESETS)
    explorer.get_by_role("combobox", name="Picture").select_option("A cat")
    settle(explorer.page)
    after = tiles.evaluate_all(read)
    assert not set(before) & set(after)
    explorer.get_by_role("button", name="1 · An edge").click()
    settle(explorer.page)
    assert not explorer.locator(".cc-gallery").is_visible()
