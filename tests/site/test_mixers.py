"""PointwiseMixer and ColorMixer in the page, from disk with the network cut."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from convcourse.explorers import ColorMixer, PointwiseMixer
from convcourse.explorers.color_mixer import MIXES
from convcourse.explorers.color_mixer import PUZZLES as COLOR_PUZZLES
from convcourse.explorers.pointwise_mixer import PUZZLES as NUMBER_PUZZLES
from tests.site.look import FIGURE, frames, settle

CHAPTER = "chapters/08_one_by_one.html"
ONE, SEVERAL, PRODUCT, PHOTO, LAMPS = (f"{FIGURE} >> nth={n}" for n in range(5))


@pytest.fixture
def chapter(site, open_page):
    """Yield a function that opens the chapter."""
    return lambda **options: open_page((site / CHAPTER).as_uri(), offline=True, **options)


def rest(explorer):
    settle(explorer.page)
    return explorer


def values(explorer, part):
    """Read the shown grids of one part: (grids, rows, columns)."""
    grids = explorer.locator(f".cc-{part}:visible .cc-cells")
    read = """tables => tables.map(table => [...table.querySelectorAll('.cc-row')].map(row =>
        [...row.querySelectorAll('.cc-cell')].map(cell => cell.value ?? cell.textContent)))"""
    return np.array(
        [[[_number(text) for text in row] for row in grid] for grid in grids.evaluate_all(read)]
    )


def _number(text):
    top, _, bottom = text.replace("−", "-").partition("/")
    return float(top) / float(bottom or 1)


def slide(explorer, label, key, times=1):
    handle = explorer.get_by_label(label, exact=True).first
    for _ in range(times):
        handle.press(key)
    rest(explorer)


def enter(explorer, label, text):
    cell = explorer.get_by_label(label, exact=True)
    cell.fill(text)
    cell.press("Enter")


def pixels(explorer, part):
    """Return the first picture of a part as it is on its canvas, (H, W, 3)."""
    rest(explorer)
    canvas = explorer.locator(f".cc-cm-{part} canvas").first
    address = canvas.evaluate("canvas => canvas.toDataURL()")  # PNG: no pixel changes
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))))[..., :3]


def test_sliders_cells_and_pointing_answer_with_pythons_numbers(chapter):
    explorer = chapter().locator(ONE)
    python = PointwiseMixer()
    np.testing.assert_array_equal(values(explorer, "output"), python.output)
    slide(explorer, "w₄", "ArrowRight", 3)
    enter(explorer, "Filter 0, row 6, column 0", "-1/7")
    rest(explorer)
    python.weights = [[1, 0, -1, 0, 0.75, 0, -1 / 7]]
    np.testing.assert_allclose(values(explorer, "output"), python.output, atol=0.006)
    explorer.locator(".cc-output .cc-cell").nth(4).hover()
    line = rest(explorer).locator(".cc-sum").inner_text()
    products = [_number(a) * _number(b) for a, b in re.findall(r"([\d.]+)·\(?(−?[\d./]+)\)?", line)]
    assert len(products) == 7 and abs(sum(products) - python.output[0, 1, 1]) < 0.01
    assert explorer.locator(".cc-thread").count() == 7
    assert explorer.locator(".cc-where").inner_text() == "output[0, 1, 1]"
    explorer.locator(".cc-term").nth(4).hover()
    rest(explorer)
    assert explorer.locator(".cc-kernel .cc-lit, .cc-input .cc-lit").count() == 2

    explorer.get_by_role("button", name="Reset").click()
    explorer.page.mouse.move(0, 0)
    np.testing.assert_array_equal(values(rest(explorer), "output"), PointwiseMixer().output)

    enter(explorer, "Filter 0, row 0, column 0", "5")
    settle(explorer.page)  # beyond the sliders, and it stays
    python = PointwiseMixer(weights=[[5, 0, -1, 0, 0, 0, 0]])
    np.testing.assert_array_equal(values(explorer, "output"), python.output)


COUNT_DRAWS = """line => {
    window.draws = 0;
    new MutationObserver(() => window.draws++).observe(line, {childList: true});
}"""


def test_pointer_at_rest_draws_nothing_more(chapter):
    explorer = chapter().locator(ONE)
    rest(explorer).locator(".cc-sum").evaluate(COUNT_DRAWS)
    explorer.locator(".cc-output .cc-cell").nth(4).hover()
    assert explorer.locator(".cc-where").inner_text() == "output[0, 1, 1]"
    frames(explorer.page, 12)
    assert explorer.page.evaluate("draws") == 1


def test_filters_relu_and_the_product_show_the_same_numbers(chapter):
    page = chapter()
    explorer = page.locator(SEVERAL)
    slide(explorer, "Filters", "ArrowRight")
    assert values(explorer, "output").shape == (3, 3, 3)
    assert explorer.locator(".cc-pm-maps > .cc-size").inner_text() == "3×3×3"
    explorer.get_by_role("button", name="Filter 1", exact=True).click()
    slide(explorer, "w₀", "ArrowLeft", 2)
    weights = [[1, 0, -1, 0, 0, 0, 0], [-0.5, 0, 0, 0.5, 0, 1, 0], [0, 0, 1, 0, 0, 0, 0]]
    python = PointwiseMixer(weights=weights)
    np.testing.assert_array_equal(values(explorer, "output"), python.output)

    enter(explorer, "Filter 2, row 0, column 0", "9")
    slide(explorer, "Filters", "ArrowLeft")
    slide(explorer, "Filters", "ArrowRight")
    assert values(explorer, "kernel")[2, 0, 0] == 9  # what was taken away comes back
    slide(explorer, "Filters", "ArrowLeft")
    explorer.get_by_role("button", name="Reset").click()
    slide(explorer, "Filters", "ArrowRight")
    assert values(explorer, "kernel")[2, :, 0].tolist() == [0, 0, 1, 0, 0, 0, 0]  # after Reset not

    product = page.locator(PRODUCT)
    (x,), (w,), (y,) = (values(product, part) for part in ("input", "kernel", "output"))
    np.testing.assert_allclose(w @ x, y)
    product.get_by_label("ReLU after it").check()
    np.testing.assert_allclose(np.maximum(w @ x, 0), values(rest(product), "output")[0])
    product.get_by_label("As a matrix product").uncheck()
    maps = values(rest(product), "output")
    np.testing.assert_allclose(maps.reshape(len(maps), -1), np.maximum(w @ x, 0))


@pytest.mark.parametrize("figure", [ONE, LAMPS])
def test_puzzles_are_solved_by_their_solutions(figure, chapter):
    explorer = chapter().locator(figure)
    for puzzle in NUMBER_PUZZLES if figure == ONE else COLOR_PUZZLES:
        play(explorer, puzzle)


def play(explorer, puzzle):
    """Open a puzzle, see that it is not solved, and type its solution."""
    explorer.get_by_role("button", name=puzzle["title"]).click()
    assert "Solved" not in rest(explorer).locator(".cc-status").inner_text()
    solution = puzzle["solution"]
    for (row, column), weight in np.ndenumerate(solution.get("weights", [])):
        of_seven = np.shape(solution["weights"])[1] == 7
        place = (
            f"Filter 0, row {column}, column 0"
            if of_seven
            else f"Layer 1, row {row}, column {column}"
        )
        enter(explorer, place, "1/7" if weight == 1 / 7 else f"{weight}")
    for (row, column), weight in np.ndenumerate(solution.get("second", [])):
        enter(explorer, f"Layer 2, row {row}, column {column}", f"{weight}")
    if solution.get("relu"):
        explorer.get_by_label("ReLU", exact=True).check()
    explorer.locator(".cc-status.cc-solved").wait_for()


def test_photo_is_mixed_as_python_and_opencv_mix_it(chapter):
    explorer = chapter().locator(PHOTO)
    python = ColorMixer("coffee", "swap red and blue")
    given = pixels(explorer, "in").astype(int)
    assert np.abs(given - python.image.astype(int)).max() <= 2
    np.testing.assert_array_equal(pixels(explorer, "out"), given[..., ::-1])
    explorer.get_by_label("Mix", exact=True).select_option("As it is")
    np.testing.assert_array_equal(pixels(explorer, "out"), given)
    explorer.get_by_label("Mix", exact=True).select_option("Luminance")
    shown = pixels(explorer, "out")[..., 0]
    assert np.abs(shown - given @ [0.299, 0.587, 0.114]).max() <= 0.51
    enter(explorer, "Layer 1, row 0, column 1", "0")
    shown = pixels(explorer, "out")[..., 0]
    assert np.abs(shown - given @ [0.299, 0, 0.114]).max() <= 0.51
    chosen = explorer.get_by_label("Mix", exact=True)
    assert chosen.evaluate("list => list.selectedIndex") == len(MIXES)
    canvas = explorer.locator(".cc-cm-in canvas").first
    canvas.press("ArrowDown")
    line = rest(explorer).locator(".cc-sum").inner_text()
    place = re.search(r"output\[0, (\d+), (\d+)\]", line)
    red = given[int(place[1]), int(place[2]), 0]
    assert f"{red}·0.3" in line and int(place[1]) == 41
    explorer.get_by_role("button", name="Reset").click()
    assert "output[0, 40, 80]" in rest(explorer).locator(".cc-sum").inner_text()


def test_relu_decides_whether_the_lamps_cancel(chapter):
    explorer = chapter().locator(LAMPS)
    assert not pixels(explorer, "out").any()
    assert "layer 2 · layer 1 = [0, 0, 0]" in explorer.locator(".cc-cm-between").inner_text()
    explorer.get_by_label("ReLU", exact=True).check()
    lights = pixels(explorer, "in").astype(int)
    wanted = np.abs(lights[..., 0] - lights[..., 2])
    np.testing.assert_array_equal(pixels(explorer, "out")[..., 0], wanted)
    cut = (lights[..., 0] != lights[..., 2]).mean() / 2
    assert f"sets {round(100 * cut, 1):g} %" in explorer.locator(".cc-cm-between").inner_text()


def test_nothing_is_cut_off_on_a_phone(chapter):
    page = chapter(width=360)
    slide(page.locator(SEVERAL), "Filters", "ArrowRight", 2)
    page.locator(LAMPS).get_by_role("button", name="Undo the mix").click()
    for explorer in page.locator(".cc-explorer:has(.cc-stage)").all():
        over = rest(explorer).locator(".cc-stage").evaluate("s => s.scrollWidth - s.clientWidth")
        assert over <= 0


#: Whether what a stage shows last stands beside what it shows first, not below it.
ON_ONE_LINE = """stage => {
    const boxes = [...stage.querySelectorAll('.cc-frame')].filter(one => one.offsetParent)
        .map(one => one.getBoundingClientRect());
    return boxes.at(-1).top < Math.max(...boxes.slice(0, -1).map(box => box.bottom)) &&
        boxes.at(-1).left > Math.max(...boxes.slice(0, -1).map(box => box.left));
}"""


@pytest.mark.parametrize("figure", [ONE, LAMPS, f"{FIGURE} >> nth=5", f"{FIGURE} >> nth=7"])
def test_what_comes_out_stands_on_the_line_of_what_goes_in(figure, chapter):
    explorer = rest(chapter(width=1280, height=800).locator(figure))
    stage = explorer.locator(".cc-stage").first
    assert stage.evaluate(ON_ONE_LINE)
    if figure == LAMPS:
        slide(explorer, "Filters", "ArrowRight", 2)
        assert stage.evaluate(ON_ONE_LINE)


def test_window_over_a_row_of_filters_stays_where_a_mouse_lets_it_go(chapter):
    """The cell that it was taken by gets no focus, which would choose its own filter again."""
    explorer = chapter().locator(PRODUCT)
    explorer.scroll_into_view_if_needed()
    settle(explorer.page)
    window = explorer.get_by_role("slider", name="Window over Filters")
    explorer.get_by_role("button", name="Step ▸").click()
    told = []
    for key, sign in (("ArrowDown", -1), ("ArrowUp", 1)):
        window.press(key)
        settle(explorer.page)
        box = window.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        explorer.page.mouse.move(x, y)
        explorer.page.mouse.down()
        explorer.page.mouse.move(x, y + sign * box["height"], steps=4)
        explorer.page.mouse.up()
        settle(explorer.page)
        told.append(window.get_attribute("aria-valuetext"))
    assert [one.split(", ")[1] for one in told] == ["row 0", "row 1"]


def test_number_under_a_window_that_goes_up_and_down_is_scrubbed_sideways_again_and_again(chapter):
    explorer = chapter().locator(PRODUCT)
    explorer.scroll_into_view_if_needed()
    cell = explorer.get_by_label("Filters, row 1, column 1", exact=True)
    before = cell.input_value()
    box = cell.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    told = []
    for way in (17, 17, -17, -17):
        explorer.page.mouse.move(x, y)
        explorer.page.mouse.down()
        explorer.page.mouse.move(x + way, y + 2, steps=4)
        explorer.page.mouse.up()
        settle(explorer.page)
        told.append(cell.input_value())
    assert told[0] != before and told[1] not in (told[0], before) and told[2:] == [told[0], before]
