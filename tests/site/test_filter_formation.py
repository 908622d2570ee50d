"""FilterFormation in the page, from disk with the network cut: what it shows and how it answers."""

import re

import numpy as np
import pytest

from convcourse.explorers import FilterFormation
from convcourse.explorers.filter_formation import puzzles_of
from convcourse.networks import nets, weights
from convcourse.pictures import patterns
from tests.site.controls import sliders, type_number
from tests.site.look import settle
from tests.site.test_kernel_lab import pixels

CHAPTER = "chapters/12_learned_filters.html"
FIRST = ".cc-explorer:has-text('What will 64 kernels look like after training?')"
SIFTED = ".cc-explorer:has-text('From where on is it no longer noise?')"
OWN = ".cc-explorer:has-text('What do sixteen kernels learn from four photos?')"
#: For each of 64 kernels of 7×7 on a board: whether its middle is drawn in full.
IS_WHOLE = """canvas => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const middle = n => (3 + 8 * Math.floor(n / 8)) * width + 3 + 8 * (n % 8);
    return Array.from({ length: 64 }, (_, n) => data[4 * middle(n) + 3] === 255);
}"""


@pytest.fixture(scope="module")
def python():
    """Return the same explorer in Python."""
    steps = weights.steps("stem")
    snapshots = np.stack([weights.load("stem", step).weight for step in steps])
    return FilterFormation(snapshots, steps, mean=nets.MEAN, std=nets.STD)


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns one of its figures, drawn."""

    def open_(which=FIRST, **options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(which)
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-output canvas[aria-label]").first.wait_for()
        return explorer

    return open_


def go(explorer, *, position=None, chosen=None):
    """Go to a snapshot with the slider, and to a kernel with the arrow keys of the board."""
    if position is not None:
        handle = sliders(explorer).first
        handle.press("Home")
        for _ in range(position):
            handle.press("ArrowRight")
    if chosen is not None:
        board = explorer.get_by_role("slider", name="Kernel", exact=True)
        board.press("Home")
        for key, presses in (("ArrowDown", chosen // 8), ("ArrowRight", chosen % 8)):
            for _ in range(presses):
                board.press(key)
    settle(explorer.page)


def words(explorer):
    return explorer.locator(".cc-f-pair .cc-kernel").all_inner_texts()


def test_page_shows_what_python_computes_for_any_snapshot_and_kernel(figure, python):
    explorer = figure()
    for position, chosen in ((11, 43), (0, 0), (6, 61), (11, 55)):
        go(explorer, position=position, chosen=chosen)
        python.position, python.chosen = position, chosen
        learned, by_hand = words(explorer)
        name, mix, alike = python.nearest
        assert learned.startswith(f"Kernel {chosen}\n")
        assert f"{name} in {mix}" in by_hand and ("negative" in by_hand) == (alike < 0)
        assert abs(float(by_hand.split("likeness ")[1]) - abs(alike)) < 0.006
        share = patterns.colour_share(python.kernel[None])[0]
        assert abs(float(learned.split("colour share ")[1]) - share) < 0.006
        count = (patterns.spectral_concentration(python.kernels) > 0.5).sum()
        shown = explorer.locator(".cc-f-boards .cc-size").last.inner_text()
        assert shown == f"step {python.step} · {count} of 64 have structure"
        terms = explorer.locator(".cc-f-sum .cc-t-kernel").all_inner_texts()
        total = sum(float(re.search(r"−?[\d.]+", t)[0].replace("−", "-")) for t in terms)
        assert not terms or abs(total - abs(alike)) < 0.02


def test_output_is_the_layers_and_a_click_chooses_a_kernel(figure, python):
    explorer = figure()
    go(explorer, position=11, chosen=48)
    python.position, python.chosen = 11, 48
    canvas = explorer.locator(".cc-f-pair .cc-output canvas").first
    canvas.evaluate("canvas => canvas.classList.add('cc-picture')")
    shown, wanted = pixels(explorer), python.output
    assert shown.shape[:2] == wanted.shape == (64, 64)
    # Teal is positive, brown negative: green less red says which.
    tint = shown[..., 1] - shown[..., 0]
    strong = np.abs(wanted) > 0.3 * np.abs(wanted).max()
    assert strong.sum() > 50 and (np.sign(tint[strong]) == np.sign(wanted[strong])).all()

    # A click chooses a kernel, and another order moves it.
    canvas = explorer.locator(".cc-f-board canvas").last
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 3.5 / 8, "y": box["height"] * 6.5 / 8})
    explorer.get_by_text("Kernel 51", exact=True).wait_for()
    spot = explorer.locator(".cc-f-spot").last.bounding_box()
    tile, pitch = box["width"] * 7 / 63, box["width"] * 8 / 63  # 7 pixels and a gap of one
    for axis, length, place in (("x", "width", 3), ("y", "height", 6)):
        start = box[axis] + place * pitch
        assert abs(spot[axis] - (start - 3)) < 1, "the frame begins 3 px before the kernel"
        assert abs(spot[length] - (tile + 6)) < 1, "and ends 3 px after it"
    explorer.get_by_role("button", name="by direction").click()
    vague = int((patterns.direction(python.kernels)[1] < 0.3).sum())
    told = f"; the last {vague} have no clear direction."
    explorer.locator(".cc-f-order", has_text=told).wait_for()
    explorer.get_by_role("button", name="by colour").click()
    settle(explorer.page)
    canvas.click(position={"x": box["width"] * 0.5 / 8, "y": box["height"] * 0.5 / 8})
    first = int(patterns.colour_share(python.kernels).argmin())
    explorer.get_by_text(f"Kernel {first}", exact=True).wait_for()


def test_buttons_go_from_snapshot_to_snapshot_and_the_line_says_a_negative(figure, python):
    explorer = figure(width=390)
    go(explorer, position=10, chosen=43)
    explorer.get_by_role("button", name="Next ▸").click()
    explorer.locator(".cc-bar .cc-where", has_text="step 512").wait_for()
    assert "with the pattern’s negative" in explorer.locator(".cc-f-sum").inner_text()
    explorer.get_by_role("button", name="◂ Previous").click()
    explorer.locator(".cc-bar .cc-where", has_text=f"step {python.steps[10]}").wait_for()
    sizes = "spans => spans.map(span => span.getBoundingClientRect().width)"
    letters = explorer.locator(".cc-f-channel span").evaluate_all(sizes)
    assert len(letters) == 6 and min(letters) > 2, "the planes are named on a phone, too"


def test_puzzles_are_open_at_first_and_solved_by_their_solutions(figure, python):
    explorer = figure()
    for puzzle in puzzles_of(python.snapshots):
        explorer.get_by_role("button", name=puzzle["title"]).click()
        explorer.locator(".cc-ask", has_text=puzzle["ask"]).wait_for()
        assert "Solved" not in explorer.locator(".cc-status").inner_text()
        go(explorer, **puzzle["solution"])
        explorer.locator(".cc-status.cc-solved").wait_for()


def test_own_training_is_in_the_page_from_noise_to_structure(figure):
    explorer = figure(OWN, width=360)
    shown = explorer.locator(".cc-f-boards .cc-size").last
    counts = []
    for position in (0, 10):
        go(explorer, position=position)
        counts.append([int(n) for n in re.findall(r"\d+", shown.inner_text())])
    assert counts[0][0] == 0 and counts[0][1] < 6  # as the chapter asserts, whatever the start
    assert counts[1][0] == 250 and counts[1][1] >= 12
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= 361


def test_threshold_counts_the_kernels_above_it_and_fades_the_others(figure, python):
    explorer = figure(SIFTED)
    boards = explorer.locator(".cc-f-board canvas")
    concentration = [patterns.spectral_concentration(python.snapshots[n]) for n in (0, -1)]
    order = np.argsort(-concentration[1], kind="stable")
    for threshold in (0.25, 0.7, 0.95):
        type_number(explorer, "Structure above", threshold)
        settle(explorer.page)
        for n, (step, shares) in enumerate(zip((0, 512), concentration, strict=True)):
            above = shares > threshold
            counted = f"step {step} · {above.sum()} of 64 above {threshold}"
            caption = explorer.locator(".cc-f-boards .cc-size").nth(n).inner_text()
            assert " ".join(caption.split()) == counted
            seen = boards.nth(n).evaluate(IS_WHOLE)
            np.testing.assert_array_equal(seen, above[order], err_msg=counted)
