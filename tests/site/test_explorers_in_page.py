"""The live figures of every page, from disk with the network cut: each control, by keyboard."""

import re

import numpy as np
import pytest
from scipy import ndimage

from convcourse.explorers import SlidingWindow
from convcourse.explorers.sliding_window import PUZZLES
from tests.conftest import source_notebooks
from tests.site.controls import ends_of, player, sliders, value_of
from tests.site.look import changed, differ, picture, press, settle

PAGES = ["intro.html"] + [f"chapters/{path.stem}.html" for path in source_notebooks()]
CHAPTER_1 = "chapters/01_what_is_convolution.html"
CHAPTER_4 = "chapters/04_convolution_or_correlation.html"
CHAPTER_5 = "chapters/05_padding.html"
FIGURE_3 = ".cc-explorer:has-text('Which outputs notice the bright speck?')"


#: Lets a page decode its pictures only when `decodeNow` is called.
HELD = """{ const decode = createImageBitmap.bind(window);
    const wait = new Promise(go => (window.decodeNow = go));
    window.createImageBitmap = async (...given) => { await wait; return decode(...given); }; }"""
#: A figure's height, and that of each of its parts, by their place in it.
HEIGHTS = """all => all.map(figure => [figure, ...figure.querySelectorAll('.cc-view > *')]
    .map(part => Math.round(part.getBoundingClientRect().height)))"""


@pytest.mark.parametrize("page", PAGES)
def test_figures_have_their_size_before_their_pictures_and_keys_where_they_say_so(
    page, site, open_page
):
    opened = open_page((site / page).as_uri(), offline=True, script=HELD)
    settle(opened)
    explorers = opened.locator(".cc-explorer")
    before = explorers.evaluate_all(HEIGHTS)
    opened.evaluate("decodeNow()")
    settle(opened)
    for now, then in zip(explorers.evaluate_all(HEIGHTS), before, strict=True):
        assert np.abs(np.subtract(now, then)).max() <= 1  # a frame of a fraction of a pixel
    # A screen reader hands the keys on to an application, not to an image.
    assert opened.locator("canvas[tabindex]:not([role=application])").count() == 0


@pytest.fixture
def open_offline(site, open_page):
    """Yield a function that opens a page of the site from disk without a network."""
    return lambda page, **options: open_page((site / page).as_uri(), offline=True, **options)


def numbers(explorer, name):
    """Read a grid of numbers out of the page."""
    grid = explorer.locator(f".cc-{name} .cc-cells").first
    rows = grid.evaluate(
        """table => [...table.querySelectorAll('.cc-row')].map(row =>
            [...row.querySelectorAll('.cc-cell')].map(cell => cell.value ?? cell.textContent))"""
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in rows])


def show_all(explorer):
    """Let the kernel run to the last cell, so that the whole output shows."""
    explorer.get_by_role("button", name="Show all").click()
    settle(explorer.page)


def list_changes(explorer, one):
    """Tell whether a choice from a list changes the picture, and go back to what was chosen."""
    chosen = one.input_value()
    options = [option.get_attribute("value") for option in one.locator("option").all()]
    for other in [value for value in options if value != chosen]:
        before = picture(explorer)
        one.select_option(other)
        if changed(explorer, before) is not None:
            one.select_option(chosen)
            return True
    return False


def has_one_stop(handle):
    """Tell whether a slider has nowhere to go, as that of a sum which takes one step."""
    low, high = ends_of(handle)
    return low == high


@pytest.mark.parametrize("page", PAGES)
def test_every_control_changes_its_picture(page, open_offline):
    opened = open_offline(page)
    explorers = opened.locator(".cc-explorer").all()
    assert explorers
    for explorer in explorers:
        if explorer.locator("textarea").count():
            continue  # the doctor: what it says of what is written there has tests of its own
        explorer.scroll_into_view_if_needed()
        for end in explorer.get_by_role("button", name="To the end", disabled=False).all():
            end.click()  # what a training depends on shows when it is done
        handles = sliders(explorer).all()
        boxes = explorer.locator(".cc-controls input[type=checkbox]").all()
        lists = explorer.locator(".cc-controls select").all()
        toggles = explorer.locator(".widget-toggle-button:not(.mod-active)").all()
        grasped = explorer.locator("[data-hand], .cc-lp-picture").count()  # tests of their own
        assert handles or lists or boxes or toggles or grasped
        if lists and not handles:
            assert any(list_changes(explorer, one) for one in lists), "no list changes anything"
        for handle in handles:
            if has_one_stop(handle):
                continue
            name, at_end = (
                handle.get_attribute("aria-label"),
                value_of(handle) == ends_of(handle)[1],
            )
            assert name, "a slider without a name"
            before = picture(explorer)
            press(handle, "ArrowLeft" if at_end else "ArrowRight")
            assert changed(explorer, before) is not None, f"{name} changes nothing"
            press(handle, "ArrowRight" if at_end else "ArrowLeft")
        now = picture(explorer)
        for box in boxes:
            press(box, "Space")
            now = changed(explorer, now)
            assert now is not None, f"{box.evaluate('b => b.parentElement.innerText')}"
        for button in toggles:
            press(button, "Enter")
            now = changed(explorer, now)
            assert now is not None, f"{button.inner_text()} changes nothing"
        if any(has_one_stop(handle) for handle in handles):
            continue  # the last choice, of which gradient, left nothing to play
        for play in player(explorer).all():
            press(play, "Enter")
            assert changed(explorer, now) is not None, "Play changes nothing"
            press(play, "Enter")


def test_arrow_key_on_a_slider_changes_the_output_grid(show):
    explorer = show(SlidingWindow()).locator(".cc-explorer")
    show_all(explorer)
    assert numbers(explorer, "output").shape == (5, 5)
    press(explorer.get_by_label("Padding", exact=True).first, "ArrowRight")
    explorer.locator(".cc-output .cc-size", has_text="7×7").wait_for()
    show_all(explorer)
    assert numbers(explorer, "output").shape == (7, 7)


@pytest.mark.parametrize(
    ("presses", "settings"),
    [
        ({}, {}),
        ({"Padding": 2, "Stride": 1}, {"padding": 2, "stride": 2}),
        (
            {"Kernel size": 1, "Padding": 1},
            {"padding": 1, "kernel": np.pad(np.ones((3, 3)), (1, 0))},
        ),
        ({"Dilation": 1, "Stride": 2, "Padding": 2}, {"dilation": 2, "stride": 3, "padding": 2}),
    ],
)
def test_page_shows_what_python_computes(presses, settings, show):
    explorer = show(SlidingWindow()).locator(".cc-explorer")
    for label, count in presses.items():
        for _ in range(count):
            press(explorer.get_by_label(label, exact=True).first, "ArrowRight")
    show_all(explorer)
    python = SlidingWindow(**settings)
    np.testing.assert_array_equal(numbers(explorer, "output"), python.output.round(2))


def test_typed_numbers_reach_the_output_and_the_sum(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    cell = explorer.get_by_label("Kernel, row 1, column 1")
    cell.fill("-1/2")
    cell.press("Enter")
    settle(explorer.page)
    python = SlidingWindow(kernel=[[1, 1, 1], [1, -0.5, 1], [1, 1, 1]])
    line = explorer.locator(".cc-sum").inner_text()
    products = re.findall(r"([\d.]+)·\(?(−?[\d.]+)\)?", line)
    total = sum(float(a) * float(b.replace("−", "-")) for a, b in products)
    assert len(products) == 9 and total == python.output[0, 0] == float(line.split("= ")[1])
    show_all(explorer)
    np.testing.assert_array_equal(numbers(explorer, "output"), python.output.round(2))


def test_text_that_is_no_number_is_refused_and_nothing_is_lost(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    cell = explorer.get_by_label("Input, row 3, column 1")
    cell.fill("nine")
    cell.press("Enter")
    assert "“nine” is not a number" in explorer.locator(".cc-notice").inner_text()
    assert cell.input_value() == "1"
    cell.fill("77")
    cell.press("Escape")
    assert cell.input_value() == "1"


def test_pointing_links_both_ways(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    explorer.get_by_label("Input, row 3, column 2").hover()
    explorer.locator(".cc-output .cc-user").first.wait_for()
    lit = explorer.locator(".cc-output .cc-user").count()
    assert lit == sum(0 <= 3 - i < 5 and 0 <= 2 - j < 5 for i in range(3) for j in range(3)) == 9
    explorer.locator(".cc-output .cc-cell").nth(7).hover()
    explorer.locator(".cc-where", has_text="output[1, 2]").wait_for()
    assert explorer.locator(".cc-input .cc-tap").count() == 9


def test_a_touch_stamps_the_kernel_turned_or_with_the_flip_upright(open_offline):
    explorer = open_offline(CHAPTER_4).locator(".cc-hero .cc-explorer")
    kernel = numbers(explorer, "kernel")
    points = numbers(explorer, "input")[1:-1, 1:-1]
    assert points.sum() == 1 and kernel.any() and (kernel != kernel[::-1, ::-1]).any()

    def stamp(row, column, touch):
        touch(
            explorer.locator(".cc-input .cc-row").nth(row + 1).locator(".cc-cell").nth(column + 1)
        )
        settle(explorer.page)
        points[row, column] = 1 - points[row, column]
        np.testing.assert_array_equal(numbers(explorer, "input")[1:-1, 1:-1], points)

    stamp(4, 2, lambda cell: cell.click())
    stamp(2, 4, lambda cell: press(cell, "Enter"))
    stamp(1, 3, lambda cell: cell.click())  # takes the point of the beginning away
    wanted = ndimage.correlate(points, kernel, mode="constant")
    np.testing.assert_array_equal(numbers(explorer, "output"), wanted)
    explorer.get_by_label("Flip the kernel").check()
    settle(explorer.page)
    wanted = ndimage.convolve(points, kernel, mode="constant")
    np.testing.assert_array_equal(numbers(explorer, "output"), wanted)
    explorer.locator(".cc-input .cc-row").first.locator(".cc-cell").first.click()  # padding
    settle(explorer.page)
    np.testing.assert_array_equal(numbers(explorer, "input")[1:-1, 1:-1], points)


def test_play_runs_and_stops_at_the_last_cell(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    press(explorer.get_by_label("Stride", exact=True).first, "ArrowRight")
    explorer.locator(".cc-output .cc-size", has_text="3×3").wait_for()
    player(explorer).click()
    explorer.locator(".cc-where", has_text="output[2, 2]").wait_for()
    explorer.locator(".widget-play .fa-play").wait_for()


def test_nothing_plays_where_motion_is_unwelcome(open_offline):
    page = open_offline(CHAPTER_1, reduced_motion="reduce")
    page.clock.install()
    explorer = page.locator(FIGURE_3)
    player(explorer).click()
    explorer.locator(".cc-notice", has_text="less motion").wait_for()
    # A pressed Play takes its first step at once (ipywidgets 8.1): what follows would play.
    explorer.locator(".cc-where", has_text="output[0, 1]").wait_for()
    page.clock.run_for(1200)
    settle(page)
    assert explorer.locator(".cc-where").inner_text() == "output[0, 1]"


def test_step_buttons_and_reset(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    start = picture(explorer)
    step = explorer.get_by_role("button", name="Step ▸")
    for _ in range(6):
        step.click()
        settle(explorer.page)
    assert explorer.locator(".cc-where").inner_text() == "output[1, 1]"
    explorer.get_by_role("button", name="Reset").click()
    explorer.page.mouse.move(0, 0)
    assert not differ(start, picture(explorer))


@pytest.mark.parametrize("number", range(len(PUZZLES)))
def test_puzzle_is_open_at_first_and_solved_by_its_solution(number, open_offline):
    puzzle = PUZZLES[number]
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    before = picture(explorer)
    button = explorer.get_by_role("button", name=puzzle["title"])
    button.click()
    status = explorer.locator(".cc-status")
    assert "Solved" not in status.inner_text()
    for row, weights in enumerate(puzzle["solution"].get("kernel", [])):
        for column, weight in enumerate(weights):
            cell = explorer.get_by_label(f"Kernel, row {row}, column {column}")
            cell.fill(str(weight))
            cell.press("Enter")
    for _ in range(puzzle["solution"].get("stride", 1) - 1):
        press(explorer.get_by_label("Stride", exact=True).first, "ArrowRight")
    explorer.locator(".cc-status.cc-solved").wait_for()
    button.click()  # leaving the puzzle brings back what was there
    explorer.page.mouse.move(0, 0)
    explorer.page.evaluate("document.activeElement.blur()")
    explorer.locator(".cc-puzzle").wait_for(state="hidden")
    assert not differ(before, picture(explorer))


def test_quiz_replies_to_each_answer_and_counts(open_offline):
    page = open_offline(CHAPTER_1)
    quiz = page.locator(".cc-quiz")
    first = quiz.locator("fieldset").nth(0)
    first.get_by_label("Your answer").fill("23")
    first.get_by_role("button", name="Check").click()
    assert "One too few" in first.locator(".cc-reply").inner_text()
    first.get_by_label("Your answer").fill("24")
    first.get_by_label("Your answer").press("Enter")
    assert first.locator(".cc-reply").inner_text().startswith("✓")
    quiz.locator("fieldset").nth(2).get_by_text("5 everywhere").click()
    assert quiz.locator(".cc-score").inner_text() == "2 of 4 right"


def test_reset_in_a_puzzle_goes_back_to_its_start(open_offline):
    explorer = open_offline(CHAPTER_1).locator(FIGURE_3)
    explorer.get_by_role("button", name="Make it vanish").click()
    cell = explorer.get_by_label("Kernel, row 0, column 0")
    cell.fill("5")
    cell.press("Enter")
    explorer.get_by_role("button", name="Reset").click()
    settle(explorer.page)
    assert cell.input_value() == "1"
    assert explorer.locator(".cc-puzzle").is_visible()


def test_reset_stops_a_player(open_offline):
    page = open_offline(CHAPTER_1)
    page.clock.install()
    explorer = page.locator(FIGURE_3)
    player(explorer).click()
    explorer.locator(".cc-where", has_not_text="output[0, 0]").wait_for()  # it has moved
    explorer.get_by_role("button", name="Reset").click()
    page.clock.run_for(1200)
    assert explorer.locator(".cc-where").inner_text() == "output[0, 0]"


def test_kernel_made_smaller_comes_back(show):
    explorer = show(SlidingWindow()).locator(".cc-explorer")
    size = explorer.get_by_label("Kernel size", exact=True).first
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight"):
        press(size, key)
        settle(explorer.page)
    np.testing.assert_array_equal(numbers(explorer, "kernel"), np.ones((3, 3)))


@pytest.mark.parametrize("width", [360, 390, 800, 1280])
def test_no_grid_is_cut_off(width, open_offline):
    page = open_offline(CHAPTER_5, width=width)
    for explorer in page.locator(".cc-explorer").all():
        for label in ("Padding", "Padding"):
            slider = explorer.get_by_label(label, exact=True)
            if slider.count():
                press(slider.first, "ArrowRight")
        settle(page)
        cut = explorer.evaluate(
            """explorer => [...explorer.querySelectorAll('.cc-frame')].filter(frame => {
                const stage = frame.closest('.cc-stage');
                const left = stage.getBoundingClientRect().left - stage.scrollLeft;
                const box = frame.getBoundingClientRect();
                // What does not fit can be scrolled to; what lies left of the stage cannot.
                const right = left + stage.scrollWidth;
                return box.width && (box.left < left - 1 || box.right > right + 1);
            }).length"""
        )
        assert cut == 0


def test_screen_reader_hears_of_a_new_state_once(open_offline):
    page = open_offline(CHAPTER_1)
    page.clock.install()
    explorer = page.locator(FIGURE_3)
    spoken = explorer.locator(".cc-spoken")
    assert spoken.inner_text() == ""
    explorer.page.evaluate(
        """() => {
            window.heard = [];
            for (const line of document.querySelectorAll('.cc-spoken')) {
                const watch = new MutationObserver(() => heard.push(line.textContent));
                watch.observe(line, {childList: true});
            }
        }"""
    )
    for _ in range(3):
        explorer.get_by_role("button", name="Step ▸").click()
    page.clock.run_for(900)
    assert page.evaluate("heard") == ["Output at row 0, column 3 is 51."]
