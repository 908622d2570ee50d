"""The explorers of chapter 14 in the page, from disk with the network cut."""

import numpy as np
import pytest

from convcourse.explorers import CheckerboardLab, SizeFinder, TransposedExplorer
from convcourse.explorers.checkerboard_lab import PUZZLES as LAB_PUZZLES
from convcourse.explorers.size_finder import PUZZLES as SIZE_PUZZLES
from convcourse.explorers.transposed_explorer import PUZZLES
from tests.site.controls import buttons, shown_number, type_number
from tests.site.look import settle

CHAPTER = "chapters/14_transposed_convolution.html"
FIGURE_2 = ".cc-explorer:has-text('How does a small grid become a larger one?')"
FIGURE_4 = ".cc-explorer:has-text('Six cells: how many were there before?')"
FIGURE_5 = ".cc-explorer:has-text('Which sizes can come out of a 6?')"
FIGURE_6 = ".cc-explorer:has-text('How often is each cell written?')"
FIGURE_7 = ".cc-explorer:has-text('Where does the checkerboard come from?')"
LABELS = {
    "kernel_size": "Kernel size",
    "stride": "Stride",
    "padding": "Padding",
    "dilation": "Dilation",
    "output_padding": "Output padding",
    "start": "From size",
    "target": "Target size",
    "unequal": "Weights differ by, %",
}


@pytest.fixture
def chapter(site, open_page):
    """Yield a function that opens the chapter from disk without a network."""
    return lambda **options: open_page((site / CHAPTER).as_uri(), offline=True, **options)


def choose(explorer, settings):
    """Type each setting into the number beside its slider."""
    for name, value in settings.items():
        type_number(explorer, LABELS[name], value)
    settle(explorer.page)


def shown_setting(explorer, name):
    return shown_number(explorer, LABELS[name])


def read(explorer, reading):
    explorer.get_by_role("button", name=reading, exact=True).click()
    settle(explorer.page)


def show_all(explorer):
    """Go to the last step, where the explorer is not there yet."""
    button = explorer.get_by_role("button", name="Show all")
    if button.is_enabled():
        button.click()
        settle(explorer.page)


def shown_output(explorer):
    """Read the cells of the output that are not cut off."""
    rows = explorer.locator(".cc-output .cc-cells").evaluate(
        """table => [...table.querySelectorAll('.cc-row')].map(row =>
            [...row.querySelectorAll('.cc-box:not(.cc-padding) .cc-cell')]
                .map(cell => cell.textContent))"""
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in rows if row])


def fill_kernel(explorer, kernel):
    for row, weights in enumerate(kernel):
        for column, weight in enumerate(weights):
            cell = explorer.get_by_label(f"Kernel, row {row}, column {column}")
            cell.fill(str(weight))
            cell.press("Enter")


def test_all_readings_show_what_python_computes_at_every_setting(chapter):
    explorer = chapter().locator(FIGURE_2)
    explorer.scroll_into_view_if_needed()
    show_all(explorer)
    python = TransposedExplorer()
    for settings in (
        {},
        {"padding": 1, "output_padding": 1},
        {"stride": 3, "padding": 2, "output_padding": 2},
        {"dilation": 2, "stride": 2, "padding": 1, "output_padding": 1},
        {"kernel_size": 2, "padding": 2, "stride": 3, "output_padding": 2},
    ):
        choose(explorer, settings)
        for name, value in settings.items():
            assert shown_setting(explorer, name) == value
        if "kernel_size" in settings:
            python.kernel = [[1, 2], [4, 5]]
            rows = explorer.locator(".cc-kernel .cc-cells").first.locator(".cc-row")
            assert rows.count() == settings["kernel_size"]
            fill_kernel(explorer, python.kernel.astype(int))
        for name, value in settings.items():
            if name != "kernel_size":
                setattr(python, name, value)
        for reading in ("Scatter", "Gather", "Matrix"):
            read(explorer, reading)
            show_all(explorer)
            np.testing.assert_array_equal(shown_output(explorer), python.output, err_msg=reading)
            pressed = explorer.locator(".widget-toggle-button[aria-pressed=true]")
            assert pressed.inner_text() == reading
        read(explorer, "Scatter")


def test_output_that_was_whole_stays_whole_in_the_next_reading(chapter):
    explorer = chapter().locator(FIGURE_2)
    explorer.scroll_into_view_if_needed()
    show_all(explorer)
    whole = shown_output(explorer)
    for reading in ("Gather", "Matrix", "Scatter"):
        read(explorer, reading)
        np.testing.assert_array_equal(shown_output(explorer), whole)
    # A number of the input, changed where it stands among zeros, reaches every reading.
    read(explorer, "Gather")
    cell = explorer.get_by_label("Input with zeros, row 2, column 2")
    cell.fill("-7")
    cell.press("Enter")
    settle(explorer.page)
    python = TransposedExplorer([[-7, 2, 0], [3, 1, 2], [0, 2, 1]])
    np.testing.assert_array_equal(shown_output(explorer), python.output)
    explorer.get_by_role("button", name="Reset").click()
    settle(explorer.page)
    assert explorer.locator(".cc-where").inner_text() == "input[0, 0]"


def test_writes_are_those_of_all_stamps_at_any_step(chapter):
    page = chapter()
    explorer = page.locator(FIGURE_2)
    explorer.scroll_into_view_if_needed()
    assert explorer.locator(".cc-where").inner_text() == "input[0, 0]"
    explorer.get_by_text("Show how often each cell is written").click()
    settle(explorer.page)
    np.testing.assert_array_equal(shown_output(explorer), TransposedExplorer().writes)
    # A kernel of nothing but ones stays one when it grows, so its output is as even as its writes.
    even = page.locator(FIGURE_6)
    even.scroll_into_view_if_needed()
    choose(even, {"kernel_size": 4})
    even.get_by_text("Show how often each cell is written").click()
    settle(page)
    python = TransposedExplorer(np.ones((4, 4)), np.ones((4, 4)))
    np.testing.assert_array_equal(shown_output(even), python.output)
    np.testing.assert_array_equal(python.output, python.writes)


def test_sums_and_refusals_are_told(chapter):
    explorer = chapter().locator(FIGURE_2)
    explorer.scroll_into_view_if_needed()
    line = explorer.locator(".cc-sum")
    show_all(explorer)
    explorer.locator(".cc-output [data-at='2,2']").hover()
    settle(explorer.page)
    assert line.inner_text() == "output[2, 2] = 1·9 + 2·7 + 3·3 + 1·1 = 33"
    read(explorer, "Gather")
    explorer.locator(".cc-output [data-at='2,2']").hover()
    settle(explorer.page)
    assert "1·9 + 0·8 + 2·7" in line.inner_text() and line.inner_text().endswith("= 33")
    assert "Padding around: 1·(3 − 1) − 0 = 2." in explorer.locator(".cc-x-recipe").inner_text()
    choose(explorer, {"padding": 3})
    assert "below zero, so 1 is cut off" in explorer.locator(".cc-x-recipe").inner_text()
    assert explorer.locator(".cc-input .cc-cut").count() == 16
    choose(explorer, {"output_padding": 2})
    assert "here at most 1" in explorer.locator(".cc-notice").inner_text()
    choose(explorer, {"stride": 1, "kernel_size": 1})
    assert "cuts off all of the output" in line.inner_text()
    choose(explorer, {"stride": 2, "padding": 0, "kernel_size": 3})
    read(explorer, "Matrix")
    box = explorer.locator(".cc-x-board").first
    box.scroll_into_view_if_needed()
    place = box.locator("svg").bounding_box()
    explorer.page.mouse.move(place["x"] + 5, place["y"] + 5)
    settle(explorer.page)
    assert line.inner_text().startswith("C[0, 0] = ")
    explorer.page.mouse.move(0, 0)
    # By keyboard as well, in either matrix: down is an input in the one, an output in the other.
    for board, places in zip(
        explorer.locator(".cc-x-board").all(), (["0, 0", "1, 0"], ["0, 0", "0, 1"]), strict=True
    ):
        for place in places:
            board.press("ArrowDown")
            settle(explorer.page)
            assert line.inner_text().startswith(f"C[{place}] = ")
            assert board.get_attribute("aria-valuetext") == line.inner_text()


def check_checkerboard(lab):
    """Compare the pictures with Python's, and play the puzzles."""
    lab.scroll_into_view_if_needed()
    words = lab.locator(".cc-sum")
    assert "from 53 to 213. Resized first, it is 120 everywhere." in words.inner_text()
    pictures = lab.locator(".cc-output canvas").evaluate_all(
        """canvases => canvases.map(canvas => [...canvas.getContext('2d')
            .getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0))"""
    )
    python = CheckerboardLab()
    for shown, wanted in zip(pictures, (python.transposed, python.resized), strict=True):
        assert np.abs(np.array(shown) - wanted.ravel()).max() <= 0.51
    for puzzle in LAB_PUZZLES:
        lab.get_by_role("button", name=puzzle["title"]).click()
        settle(lab.page)
        assert "Solved" not in lab.locator(".cc-status").inner_text()
        choose(lab, puzzle["solution"])
        lab.locator(".cc-status.cc-solved").wait_for()


def test_puzzles_are_solved_and_checkerboards_are_drawn(chapter):
    page = chapter()
    explorer = page.locator(FIGURE_2)
    explorer.scroll_into_view_if_needed()
    for puzzle in PUZZLES:
        explorer.get_by_role("button", name=puzzle["title"]).click()
        settle(explorer.page)
        assert "Solved" not in explorer.locator(".cc-status").inner_text()
        choose(explorer, {k: v for k, v in puzzle["solution"].items() if k in LABELS})
        kernel = puzzle["solution"].get("kernel", [])
        fill_kernel(explorer, [[int(w) for w in row] for row in kernel])
        explorer.locator(".cc-status.cc-solved").wait_for()
    check_checkerboard(page.locator(FIGURE_7))


def test_size_finder_shows_what_python_finds(chapter):
    page = chapter()
    chain = page.locator(FIGURE_5)
    chain.scroll_into_view_if_needed()
    verdict = chain.locator(".cc-f-verdict")
    assert "with output_padding 0, 0, 0. Going down, 91 → 31 → 11 → 6" in verdict.inner_text()
    chain.locator("[data-size='96']").click()
    chain.locator(".cc-f-verdict", has_text="96 is reached with output_padding 0, 1, 2").wait_for()
    assert shown_setting(chain, "target") == 96
    for target in (108, 91, 90):
        choose(chain, {"target": target})
        python = SizeFinder(6, target, layers=[(3, 2, 1), (3, 3, 1), (3, 3, 1)])
        found = python.output_paddings
        words = ", ".join(map(str, found)) if found else "reach 91 to 108, not 90"
        assert words in verdict.inner_text()
        assert chain.locator(".cc-f-target").count() == bool(found)
    sizes = chain.locator(".cc-f-size").all_text_contents()
    assert sizes[-18:] == [str(n) for n in python.sizes]

    one = page.locator(FIGURE_4)
    one.scroll_into_view_if_needed()
    verdict = one.locator(".cc-f-verdict")
    assert "output_padding 1 makes 12" in verdict.inner_text()
    one.locator(".cc-f-list button").first.click()
    one.locator(".cc-f-verdict", has_text="12 is reached").wait_for()
    assert one.locator(".cc-f-list button").first.get_attribute("aria-pressed") == "true"
    choose(one, {"stride": 1})
    assert "smaller than the stride" in one.locator(".cc-notice").inner_text()
    for puzzle in SIZE_PUZZLES:
        one.get_by_role("button", name=puzzle["title"]).click()
        settle(page)
        assert "Solved" not in one.locator(".cc-status").inner_text()
        assert one.locator(".cc-f-list").is_hidden()
        choose(one, puzzle["solution"])
        one.locator(".cc-status.cc-solved").wait_for()


def test_nothing_is_cut_off_on_a_phone(chapter):
    page = chapter(width=360)
    for explorer in page.locator(".cc-explorer").all():
        for button in buttons(explorer).all():
            button.click()
            settle(page)
        cut = explorer.evaluate(
            """explorer => [...explorer.querySelectorAll('.cc-frame, svg')].filter(part => {
                const around = part.closest('.cc-stage, .cc-x-matrices');
                if (!around) return false;
                const [outer, box] = [around, part].map(e => e.getBoundingClientRect());
                const left = outer.left - around.scrollLeft;
                // What does not fit can be scrolled to; what lies left of its frame cannot.
                const right = left + around.scrollWidth;
                return box.width && (box.left < left - 1 || box.right > right + 1);
            }).length"""
        )
        assert cut == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1


def test_stages_fit_into_a_wide_and_a_narrow_window(chapter):
    page = chapter()
    for width in (1280, 700):
        page.set_viewport_size({"width": width, "height": 900})
        for explorer in page.locator(".cc-explorer").all():
            for button in buttons(explorer).all():
                button.click()
                settle(page)
                over = explorer.locator(".cc-stage, .cc-x-matrices").evaluate_all(
                    "parts => parts.map(part => part.scrollWidth - part.clientWidth)"
                )
                assert max(over) <= 1, width
