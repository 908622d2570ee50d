"""SizeExplorer in the page, from disk with the network cut: what it shows and how it answers."""

import re

import pytest

from convcourse.explorers import SizeExplorer
from convcourse.explorers.size_explorer import PUZZLES
from tests.site.controls import slider, type_number, value_of
from tests.site.look import heard, settle

CHAPTER = "chapters/06_stride_dilation_and_output_size.html"
LABELS = {
    "input_size": "Input size",
    "kernel_size": "Kernel size",
    "padding": "Padding",
    "stride": "Stride",
    "dilation": "Dilation",
}


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns its full SizeExplorer, Figure 6.4.

    Another one is found by its question.
    """

    def open_(question="How many windows fit?", **options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(".cc-explorer", has_text=question)
        explorer.scroll_into_view_if_needed()
        return explorer

    return open_


def choose(explorer, settings):
    """Type each setting into the number beside its slider."""
    for name, value in settings.items():
        type_number(explorer, LABELS[name], value)
    settle(explorer.page)


def shown_size(explorer):
    """Read the output's size in each place that says it; they must agree."""
    caption = explorer.locator(".cc-output .cc-size").inner_text().split("×")
    line = explorer.locator(".cc-line .cc-size").inner_text().split("→ ")[1]
    steps = explorer.locator(".cc-s-steps > span").last.inner_text()
    sizes = {*caption, line, re.split(r"= |:", steps)[-1 if "=" in steps else 0]}
    assert len(sizes) == 1, sizes
    return int(sizes.pop())


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"input_size": 7, "padding": 1, "stride": 2},
        {"input_size": 7, "padding": 0, "stride": 2},
        {"input_size": 224, "kernel_size": 7, "padding": 3, "stride": 2},
        {"input_size": 33, "kernel_size": 4, "padding": 5, "stride": 3, "dilation": 3},
        {"input_size": 16, "padding": 0, "stride": 2, "dilation": 2},
        {"input_size": 256, "kernel_size": 1, "padding": 30, "stride": 8},
    ],
)
def test_page_shows_what_python_computes(settings, figure):
    explorer = figure()
    choose(explorer, settings)
    python = SizeExplorer(96, 3, padding=1, stride=2)
    for name, value in settings.items():
        setattr(python, name, value)
    assert shown_size(explorer) == python.output_size
    rest = explorer.locator(".cc-s-rest").inner_text()
    assert ("Every input is read." in rest) == (python.unread == [])
    if 0 < len(python.unread) < 3:
        assert f"Never read: input {' and '.join(map(str, python.unread))}." in rest


def test_floor_is_shown_at_work(figure):
    explorer = figure()
    assert "⌊95 / 2⌋ = ⌊47.5⌋ = 47" in explorer.locator(".cc-s-steps").inner_text()
    formula = explorer.locator(".cc-s-formula").inner_text()
    assert formula == "⌊(96 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 48. Without the floor: 48.5."


def test_kernel_that_does_not_fit_is_explained(figure):
    explorer = figure()
    choose(explorer, {"input_size": 7, "kernel_size": 5, "padding": 0, "dilation": 3})
    assert "spans 13 cells: more than the 7" in explorer.locator(".cc-sum").inner_text()
    assert explorer.locator(".cc-line .cc-s-ghost").count() == 1
    assert shown_size(explorer) == 0
    choose(explorer, {"padding": 3})
    assert shown_size(explorer) == SizeExplorer(7, 5, padding=3, dilation=3, stride=2).output_size


def test_buttons_set_the_padding_by_name(figure):
    explorer = figure()
    choose(explorer, {"input_size": 32, "stride": 1, "dilation": 2})
    valid, same = (explorer.get_by_role("button", name=f"“{n}”") for n in ("valid", "same"))
    same.click()
    explorer.locator(".cc-output .cc-size", has_text="32×32").wait_for()
    assert same.get_attribute("aria-pressed") == "true"
    assert value_of(slider(explorer, "Padding")) == 2
    valid.click()
    explorer.locator(".cc-output .cc-size", has_text="28×28").wait_for()
    choose(explorer, {"kernel_size": 4, "dilation": 1})
    words = explorer.locator(".cc-s-meaning")
    assert "torch adds 1 before and 2 after" in words.inner_text()
    choose(explorer, {"stride": 2})
    assert "torch refuses it, Keras makes ⌈32 / 2⌉ = 16" in words.inner_text()


def test_arrow_keys_walk_on_the_line_and_on_the_output(figure):
    explorer = figure()
    choose(explorer, {"input_size": 7, "padding": 1})
    where = explorer.locator(".cc-where")
    explorer.get_by_label("Window on the number line").press("ArrowRight")
    explorer.locator(".cc-where", has_text="output[0, 1]").wait_for()
    output = explorer.get_by_label("Output cell")
    output.press("ArrowDown")
    output.press("ArrowDown")
    explorer.locator(".cc-where", has_text="output[2, 1]").wait_for()
    output.press("End")
    explorer.locator(".cc-where", has_text="output[2, 3]").wait_for()
    output.press("ArrowRight")
    settle(explorer.page)
    assert where.inner_text() == "output[2, 3]"
    assert output.get_attribute("aria-valuetext") == "row 2, column 3 of 4×4"
    assert "starts at 3·2 − 1 = 5 and reads input 5 and 6, and 1 cell of padding" in (
        explorer.locator(".cc-sum").inner_text()
    )


def test_pointing_links_inputs_windows_and_outputs(figure):
    explorer = figure()
    choose(explorer, {"input_size": 7, "padding": 1})
    sum_ = explorer.locator(".cc-sum")

    def hover(name, across, down):
        drawing = explorer.locator(f".cc-{name} svg")
        drawing.evaluate("svg => svg.scrollIntoView({block: 'center', behavior: 'instant'})")
        settle(explorer.page)  # what the mouse is over now is drawn
        box = drawing.bounding_box()
        x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
        explorer.page.mouse.move(x, y)
        settle(explorer.page)
        return sum_.inner_text()

    assert hover("line", 2.5 / 9, 0.2) == "Input 1 is read by 2 windows: 0 and 1."
    assert explorer.locator(".cc-line .cc-s-user").count() == 2
    assert hover("input", 2.5 / 9, 3.5 / 9) == "Pixel (2, 1) is read by 1 × 2 = 2 windows."
    assert explorer.locator(".cc-output .cc-s-user").count() == 1
    assert hover("output", 3.5 / 4, 1.5 / 4).startswith("Window 3 starts at 3·2")
    assert explorer.locator(".cc-where").inner_text() == "output[1, 3]"
    explorer.page.mouse.click(*_middle(explorer.locator(".cc-output svg")))
    explorer.page.mouse.move(0, 0)
    explorer.locator(".cc-where", has_text="output[2, 2]").wait_for()


def _middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2 + 2


def test_reset_brings_everything_back(figure):
    explorer = figure()
    before = explorer.locator(".cc-line svg").evaluate("svg => svg.innerHTML")
    choose(explorer, {"input_size": 20, "stride": 3, "padding": 4})
    explorer.get_by_label("Output cell").press("ArrowDown")
    explorer.get_by_role("button", name="Reset").click()
    settle(explorer.page)
    assert explorer.locator(".cc-where").inner_text() == "output[0, 0]"
    assert explorer.locator(".cc-line svg").evaluate("svg => svg.innerHTML") == before


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda p: p["title"])
def test_puzzle_is_open_at_first_and_solved_by_its_solution(puzzle, figure):
    explorer = figure("How far does a dilated kernel reach?")
    names = explorer.get_by_role("button", name="“same”")
    assert names.is_visible()
    explorer.get_by_role("button", name=puzzle["title"]).click()
    settle(explorer.page)
    assert "Solved" not in explorer.locator(".cc-status").inner_text()
    assert not names.is_visible()  # it would tell
    assert not explorer.locator(".cc-s-meaning").is_visible()
    choose(explorer, puzzle["solution"])
    explorer.locator(".cc-status.cc-solved").wait_for()


@pytest.mark.parametrize("width", [360, 390, 800, 1280])
def test_no_drawing_is_cut_off(width, figure):
    explorer = figure(width=width)
    for settings in (
        {},
        {"input_size": 7, "kernel_size": 5, "dilation": 3, "padding": 0},
        {"input_size": 32, "dilation": 1},
        {"input_size": 256, "padding": 30},
    ):
        choose(explorer, settings)
        outside = explorer.evaluate(
            """explorer => {
                const frame = explorer.getBoundingClientRect();
                const seen = part => { // where the row that it is in is moved to it
                    part.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
                    return part.getBoundingClientRect(); };
                const parts = explorer.querySelectorAll('.cc-stage svg, .cc-stage .cc-name');
                return [...parts].map(seen).filter(box =>
                    box.left < frame.left - 1 || box.right > frame.right + 1).length;
            }"""
        )
        assert outside == 0, settings


def test_screen_reader_hears_the_number_of_windows(figure):
    explorer = figure()
    choose(explorer, {"input_size": 94})
    words = heard(explorer)
    assert words.startswith("47 windows. Window 0 starts at 0·2 − 1 = −1 and reads input 0 and 1,")
    assert "1 cell is left over" in words
