"""`CostLadder` in a page of its own: its rungs and steps, its matrix, its stopwatch and puzzles."""

import numpy as np
import pytest

from convcourse.explorers import CostLadder
from convcourse.explorers.cost_ladder import PUZZLES, RUNGS, STOPS
from tests.site.controls import type_number
from tests.site.look import settle

TITLES = list(RUNGS.values())


@pytest.fixture
def figure(show):
    page = show(CostLadder(side=32))
    page.locator(".cc-cl-ladder svg").wait_for()
    return page


def output(page):
    """Read the output out of the page; what is not known yet is NaN."""
    settle(page)
    cells = page.get_by_role("grid", name="Output", exact=True).locator(".cc-cell")
    texts = cells.evaluate_all("cells => cells.map(cell => cell.textContent)")
    return np.reshape([float(text.replace("−", "-") or "nan") for text in texts], (6, 6))


def choose(page, rung):
    page.get_by_role("combobox").select_option(label=RUNGS[rung])
    settle(page)


@pytest.mark.parametrize("rung", RUNGS)
def test_each_rung_ends_with_what_python_computes(rung, figure):
    choose(figure, rung)
    step = figure.get_by_role("button", name="Step ▸")
    for _ in range(STOPS[rung] - 1):
        step.focus()
        figure.keyboard.press("Enter")
    settle(figure)
    assert step.is_disabled()
    python = CostLadder(rung, position=STOPS[rung] - 1)
    np.testing.assert_array_equal(output(figure), python.output)


def test_typed_pixel_is_in_every_rung(figure):
    picture = CostLadder().input.copy()
    picture[2, 3] = 9
    cell = figure.get_by_label("Input, row 3, column 4", exact=True)  # one border before it
    cell.fill("9")
    cell.press("Enter")
    for rung in ("vectorised", "fft"):
        choose(figure, rung)
        np.testing.assert_array_equal(output(figure), CostLadder(rung, input=picture).output)


def test_row_of_the_matrix_is_dragged_and_moved_by_keys(figure):
    choose(figure, "im2col")
    row = figure.get_by_role("slider", name="Row of the matrix")
    row.focus()
    for key, wanted in [("ArrowDown", 1), ("End", 35), ("ArrowUp", 34), ("Home", 0)]:
        figure.keyboard.press(key)
        settle(figure)
        assert row.get_attribute("aria-valuenow") == str(wanted)
    box = row.locator("svg").bounding_box()
    high = box["height"] / 36
    middle = box["x"] + box["width"] / 2
    figure.mouse.move(middle, box["y"] + high / 2)
    figure.mouse.down()
    figure.mouse.move(middle, box["y"] + high / 2 + 8 * high, steps=4)
    figure.mouse.up()
    settle(figure)
    assert row.get_attribute("aria-valuenow") == "8"
    # The ninth output lies in the second row; its window begins there in the bordered input.
    figure.mouse.move(0, 0)
    settle(figure)
    lit = figure.locator(".cc-output .cc-lit .cc-cell")
    assert lit.get_attribute("aria-label").startswith("Output, row 1, column 2")
    window = figure.locator(".cc-cl-stage > .cc-input .cc-window")
    placed = window.evaluate(
        "one => ['row', 'col'].map(name => one.style.getPropertyValue('--' + name))"
    )
    assert placed == ["1", "2"]


def test_rungs_are_chosen_on_the_ladder_by_click_and_by_keys(figure):
    ladder = figure.get_by_role("slider", name="Rung of the ladder")
    box = ladder.locator("svg").bounding_box()
    ladder.click(position={"x": 60, "y": box["height"] * 0.85})
    settle(figure)
    assert ladder.get_attribute("aria-valuetext").startswith("Winograd: ")
    ladder.focus()
    figure.keyboard.press("ArrowUp")
    settle(figure)
    assert ladder.get_attribute("aria-valuetext").startswith("FFT: ")
    chosen = figure.get_by_role("combobox").evaluate("list => list.selectedIndex")
    assert TITLES[chosen] == "FFT"


def test_stopwatch_times_all_rungs_but_one_and_forgets_them_with_the_sizes(figure):
    measure = figure.get_by_role("button", name="Measure")
    measure.click()
    figure.locator("[data-measured='true']").wait_for()
    settle(figure)
    words = figure.locator(".cc-cl-ladder text").all_text_contents()
    assert words.count("not in a page") == 1 and "not measured yet" not in words
    assert figure.locator(".cc-cl-bar").count() == len(RUNGS) - 1
    assert not [text for text in words if "another result" in text]
    type_number(figure, "Kernel size", 5)
    settle(figure)
    assert figure.locator(".cc-cl-bar").count() == 0
    figure.get_by_role("button", name="Measure").click()
    figure.locator("[data-measured='true']").wait_for()
    settle(figure)
    words = figure.locator(".cc-cl-ladder text").all_text_contents()
    assert words.count("only for 3×3") == 1
    figure.get_by_role("button", name="Reset").click()  # forgets the times, too
    figure.get_by_role("button", name="Time", exact=True).click()
    settle(figure)
    assert figure.locator(".cc-cl-bar").count() == 0
    type_number(figure, "Kernel size", 5)
    figure.get_by_role("button", name="Measure").click()
    figure.locator("[data-measured='true']").wait_for()
    settle(figure)
    assert figure.locator(".cc-cl-bar").count() == len(RUNGS) - 2


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda puzzle: puzzle["title"])
def test_puzzles_are_solved_by_typing_the_kernel_size(puzzle, figure):
    figure.get_by_role("button", name=puzzle["title"]).click()
    settle(figure)
    assert "Solved" not in figure.locator(".cc-status").inner_text()
    type_number(figure, "Kernel size", puzzle["solution"]["kernel_size"])
    figure.locator(".cc-status.cc-solved").wait_for()


@pytest.mark.parametrize(("rung", "by", "position"), [("loops", 1, 8), ("winograd", 2, 5)])
def test_window_is_dragged_over_the_picture_and_moved_by_keys(rung, by, position, figure):
    choose(figure, rung)
    window = figure.get_by_role("slider", name="Window over Input")
    table = figure.get_by_role("grid", name="Input", exact=True)
    box = table.bounding_box()
    wide, high = box["width"] / 8, box["height"] / 8
    figure.mouse.move(box["x"] + wide * 1.5, box["y"] + high * 1.5)
    figure.mouse.down()
    # One stop down and two to the right: a tile of Winograd's is two cells further.
    figure.mouse.move(box["x"] + wide * (1.5 + 2 * by), box["y"] + high * (1.5 + by), steps=6)
    figure.mouse.up()
    settle(figure)
    at = [
        window.evaluate(f"one => one.style.getPropertyValue('--{axis}')") for axis in ("row", "col")
    ]
    assert at == [str(by), str(2 * by)]
    assert figure.locator(".cc-output .cc-later").count() == 36 - (position + 1) * by**2
    window.focus()
    figure.keyboard.press("ArrowLeft")
    settle(figure)
    assert window.evaluate("one => one.style.getPropertyValue('--col')") == str(by)


def test_transform_has_no_window_to_drag(figure):
    choose(figure, "fft")
    table = figure.get_by_role("grid", name="Input", exact=True)
    assert table.get_attribute("data-hand") is None
    assert figure.get_by_role("slider", name="Window over Input").count() == 0
    assert figure.locator(
        ".cc-cl-stage > .cc-input .cc-window"
    ).first.is_visible()  # what the first output reads


@pytest.mark.parametrize("rung", RUNGS)
def test_phone_shows_the_output_of_each_rung_whole(rung, figure):
    figure.set_viewport_size({"width": 390, "height": 844})
    choose(figure, rung)
    frame = figure.locator(".cc-explorer").bounding_box()
    for one in figure.locator(".cc-cl-stage .cc-grid:visible").all():
        box = one.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (520, 900), (640, 900), (760, 900)])
def test_bars_and_buttons_stay_where_they_are_whichever_rung_is_chosen(site, open_page, size):
    address = (site / "chapters/16_fast_convolution.html").as_uri()
    page = open_page(address, width=size[0], height=size[1], offline=True)
    opener = page.locator(".cc-explorer").first
    ladder = opener.get_by_role("slider", name="Rung of the ladder")
    step = opener.get_by_role("button", name="Step ▸")
    places = set()

    def below(part):  # the top of the figure: a press may scroll the page
        return round(part.bounding_box()["y"] - opener.bounding_box()["y"])

    for n in range(len(RUNGS)):
        box = ladder.bounding_box()
        ladder.click(position={"x": 60, "y": box["height"] * (n + 0.5) / (len(RUNGS) + 1)})
        settle(page)
        assert ladder.get_attribute("aria-valuenow") == str(n)
        for _ in range(2):
            places.add((below(ladder), below(step)))
            if step.is_enabled():
                step.click()
            settle(page)
    assert len(places) == 1, places


def test_drawing_says_that_it_is_an_example_and_the_bars_of_which_sizes_they_are(figure):
    names = figure.locator(".cc-cl-stage > .cc-grid > .cc-name").all_text_contents()
    assert {"Example input", "Example kernel"} <= set(names)
    type_number(figure, "Kernel size", 5)
    settle(figure)
    assert (
        figure.locator(".cc-cl-stage + .cc-grid > .cc-name")
        .text_content()
        .endswith(": 32×32, kernel 5×5")
    )
