"""VolumeExplorer and SliceExplorer in the page, from disk with the network cut."""

import re

import numpy as np
import pytest
import torch
from scipy import ndimage

from convcourse.explorers import SliceExplorer, VolumeExplorer
from convcourse.explorers.slice_explorer import PUZZLES as SLICE_PUZZLES
from convcourse.explorers.volume_explorer import PUZZLES
from tests.site.controls import slider, type_number, value_of
from tests.site.look import settle

CHAPTER = "chapters/09_three_dimensions.html"
FIGURE_2 = ".cc-explorer:has-text('What do padding and stride do to a cube?')"
FIGURE_3 = ".cc-explorer:has-text('The same numbers: five channels, or one volume?')"
MOVED = ".cc-explorer:has-text('One slice deeper: what comes out again?')"
FIGURE_4 = ".cc-explorer:has-text('What do neighbouring slices know?')"
#: Reads a picture from a copy of it: the browser warns of a canvas that is read again and again.
LEVELS = """canvas => {
    const { width, height } = canvas;
    const context = Object.assign(document.createElement('canvas'), { width, height })
        .getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    return [...context.getImageData(0, 0, width, height).data].filter((_, i) => i % 4 === 0);
}"""
LABELS = {
    "shift": "Slices deeper",
    "sigma": "Blur in slices",
    "across": "Blur across slices",
}


@pytest.fixture
def find(site, open_page):
    """Open the chapter from disk without a network; yield a function that finds a figure in it."""
    page = open_page((site / CHAPTER).as_uri(), offline=True)

    def find_(figure):
        explorer = page.locator(figure)
        explorer.scroll_into_view_if_needed()
        return explorer

    return find_


def show_all(explorer):
    """Go to the last window, if not there already."""
    button = explorer.get_by_role("button", name="Show all")
    if button.is_enabled():
        button.click()
    settle(explorer.page)


def reset(explorer):
    """Press Reset, and take the pointer away from what may now lie under it."""
    explorer.get_by_role("button", name="Reset", exact=True).click()
    explorer.page.mouse.move(0, 0)
    settle(explorer.page)


def choose(explorer, settings):
    """Type each setting into the number beside its slider."""
    for name, value in settings.items():
        label = LABELS.get(name, name.capitalize())
        type_number(explorer, label, value)
    settle(explorer.page)


def numbers(explorer, part):
    """Read the grids of a part out of the page, one for each slice: (D, H, W)."""
    slices = explorer.locator(f".cc-v-part .cc-{part} .cc-cells").evaluate_all(
        """tables => tables.filter(table => table.offsetParent).map(table =>
            [...table.querySelectorAll('.cc-row')].map(row => [...row.querySelectorAll('.cc-cell')]
                .map(cell => cell.value ?? cell.textContent)))"""
    )
    return np.array([[[float(t.replace("−", "-")) for t in r] for r in s] for s in slices])


def type_into(explorer, part, place, value):
    slice_, row, column = place
    cell = explorer.get_by_label(f"{part}, slice {slice_}, row {row}, column {column}", exact=True)
    cell.fill(str(value))
    cell.press("Enter")


def check_numbers(explorer):
    """Compare all that is shown, after typing into it, with torch."""
    python = VolumeExplorer(padding=1)
    kernel, volume = python.kernel.copy(), python.input.copy()
    kernel[0, 1, 1], kernel[2, 0, 2], volume[0, 0, 1] = -2, 0.5, 7
    type_into(explorer, "Kernel", (0, 1, 1), -2)
    type_into(explorer, "Kernel", (2, 0, 2), "1/2")
    type_into(explorer, "Window", (1, 1, 2), 7)  # the first window begins one voxel outside
    python.kernel, python.input = kernel, volume
    tensors = [torch.tensor(a)[None, None] for a in (volume, kernel)]
    for settings in ({}, {"stride": 2}, {"padding": 0}, {"stride": 1}):
        choose(explorer, settings)
        show_all(explorer)
        for name, value in settings.items():
            setattr(python, name, value)
        how = {"padding": python.padding, "stride": python.stride}
        wanted = torch.nn.functional.conv3d(*tensors, **how)[0, 0].numpy()
        np.testing.assert_array_equal(numbers(explorer, "output"), wanted.round(2))
        np.testing.assert_allclose(python.output, wanted)
        np.testing.assert_array_equal(numbers(explorer, "kernel"), kernel)
        size = explorer.locator(".cc-v-cubes .cc-output .cc-size").inner_text()
        assert size == "×".join(map(str, wanted.shape))
        # The sums are named after the slices that stand above them.
        named = explorer.locator(".cc-sum .cc-v-of").all_inner_texts()[:-1]
        above = explorer.locator(".cc-v-pair .cc-input .cc-name").all_inner_texts()
        assert named == above and any(name != f"Slice {i}" for i, name in enumerate(named))
        # The last window is at work: the sums of its slices, and the whole.
        line = explorer.locator(".cc-sum > div").last.inner_text().replace("−", "-")
        *parts, whole = [float(n) for n in re.findall(r"-?[\d.]+", line)]
        assert whole == round(wanted[-1, -1, -1], 2) == round(sum(parts), 2)


def test_layer_is_chosen_and_its_shapes_are_named(find):
    explorer = find(FIGURE_3)
    python = VolumeExplorer(layer="conv2d")
    for name, index in (("conv2d", 1), ("conv3d", 0)):
        python.layer = name
        explorer.locator("select").select_option(index=index)
        settle(explorer.page)
        show_all(explorer)
        np.testing.assert_array_equal(numbers(explorer, "output"), python.output)
        assert numbers(explorer, "kernel").shape == python.kernel.shape
        active = explorer.locator(".cc-v-card[data-active=true]").inner_text()
        assert active.lower().startswith(name)
        torchs = torch.zeros(1, *[1] * (index == 0), *python.input.shape)
        weight = torch.ones(1, *[1] * (index == 0), *python.kernel.shape)
        out = getattr(torch.nn.functional, name)(torchs, weight)
        for shape in (torchs.shape, weight.shape, out.shape):
            assert str(tuple(shape)) in active


def tinted(explorer, part):
    """Read which outputs are tinted, one grid for each slice: (D, H, W)."""
    slices = explorer.locator(f".cc-v-part .cc-{part} .cc-cells").evaluate_all(
        """tables => tables.filter(table => table.offsetParent).map(table => {
            const plain = document.createElement('div');
            plain.className = 'cc-box';
            table.append(plain);
            const paper = getComputedStyle(plain).backgroundColor;
            plain.remove();
            const isTinted = box => getComputedStyle(box).backgroundColor !== paper;
            return [...table.querySelectorAll('.cc-row')].map(row =>
                [...row.querySelectorAll('.cc-box')].map(isTinted));
        })"""
    )
    return np.array(slices)


def test_moved_volume_comes_out_again_and_moved_channels_do_not(find):
    explorer = find(MOVED)
    weights = torch.arange(1.0, 6).repeat_interleave(9).reshape(5, 3, 3)
    volume = torch.tensor(VolumeExplorer().input, dtype=torch.float32)
    empty = torch.zeros(2, 5, 5)
    for index, name in ((1, "conv2d"), (0, "conv3d")):
        explorer.locator("select").select_option(index=index)
        kernel = weights if index else weights[None, :3]

        def torchs(x, index=index, name=name, kernel=kernel):
            out = getattr(torch.nn.functional, name)(x if index else x[None], kernel[None])
            return out.numpy() if index else out[0].numpy()

        before = torchs(volume)
        for shift in (2, 1, 0):
            choose(explorer, {"shift": shift})
            now = torchs(torch.cat([empty[:shift], volume[: 5 - shift]]))
            np.testing.assert_array_equal(numbers(explorer, "before"), before)
            np.testing.assert_array_equal(numbers(explorer, "output"), now)
            again = np.zeros((2, *now.shape), bool)  # of before, of now
            if shift and not index:
                again[0, :-shift] = again[1, shift:] = True
            np.testing.assert_array_equal(tinted(explorer, "before"), again[0])
            np.testing.assert_array_equal(tinted(explorer, "output"), again[1])
            words = explorer.locator(".cc-v-moved").inner_text()
            same = again[1].sum() or "none"
            assert words.endswith(f": {same} of {now.size} outputs." if shift else "where it was.")


def check_turning(explorer):
    """Turn the cubes by mouse and keys, and back."""
    page = explorer.page
    cubes = explorer.locator(".cc-v-cubes")
    cubes.scroll_into_view_if_needed()
    drawing = explorer.locator(".cc-v-cubes .cc-input svg")
    before = drawing.evaluate("svg => svg.innerHTML")
    box = cubes.bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 125, steps=5)
    page.mouse.up()
    settle(explorer.page)
    turned = {name: slider(explorer, name) for name in ("Turn", "Tilt")}
    angles = [value_of(handle) for handle in turned.values()]
    assert angles == [60, 40]  # 0.6° a pixel, in steps of 5°
    page.mouse.move(box["x"] + 10, box["y"] + 10)  # no button: nothing turns
    cubes.press("ArrowRight")
    cubes.press("ArrowDown")
    settle(explorer.page)
    assert "turned by 65°, tilted by 35°" in cubes.get_attribute("aria-label")
    assert drawing.evaluate("svg => svg.innerHTML") != before
    explorer.get_by_role("button", name="Reset view").click()
    settle(explorer.page)
    assert drawing.evaluate("svg => svg.innerHTML") == before
    # A finger that moves up or down scrolls the page, two zoom it.
    assert cubes.evaluate("cubes => getComputedStyle(cubes).touchAction") == "pan-y pinch-zoom"


def check_filling(explorer):
    """Step, pick an output, and hear of it."""
    choose(explorer, {"padding": 0})
    later = explorer.locator(".cc-v-cubes .cc-output .cc-v-later")
    assert later.count() == 26
    explorer.get_by_role("button", name="Step ▸").click()
    settle(explorer.page)
    assert later.count() == 25
    cell = explorer.get_by_label(re.compile("^Output, slice 1, row 2, column 0"))
    cell.click()
    explorer.locator(".cc-where", has_text="output[1, 2, 0]").wait_for()
    assert later.count() == 26 - 15
    words = f"Output at slice 1, row 2, column 0 is {VolumeExplorer().output[1, 2, 0]:g}."
    explorer.locator(".cc-spoken").get_by_text(words, exact=True).wait_for()


def solve(explorer, puzzle):
    """Do what the solution of a puzzle says."""
    for d, rows in enumerate(puzzle["solution"].get("kernel", [])):
        for (r, c), weight in np.ndenumerate(rows):
            if weight != puzzle["start"]["kernel"][d][r][c]:
                type_into(explorer, "Kernel", (d, r, c), f"{weight:g}")
    choose(explorer, {n: v for n, v in puzzle["solution"].items() if n != "kernel"})
    explorer.locator(".cc-status.cc-solved").wait_for()


def check_puzzles(explorer, puzzles):
    """Find each puzzle open at first, and solve it."""
    for puzzle in puzzles:
        explorer.get_by_role("button", name=puzzle["title"]).click()
        settle(explorer.page)
        assert "Solved" not in explorer.locator(".cc-status").inner_text()
        solve(explorer, puzzle)


def test_volume_shows_torchs_numbers_turns_fills_up_and_has_puzzles(find):
    explorer = find(FIGURE_2)
    check_turning(explorer)
    check_filling(explorer)
    reset(explorer)
    check_numbers(explorer)
    reset(explorer)
    check_puzzles(explorer, PUZZLES)


def test_slices_show_scipys_numbers_answer_a_click_and_have_puzzles(find):
    explorer = find(FIGURE_4)
    check_measures(explorer)
    check_click(explorer)
    check_puzzles(explorer, SLICE_PUZZLES)


def check_measures(explorer):
    """Compare the measures and the pixels with SciPy."""
    for settings in ({}, {"noise": 30, "sigma": 0.7, "across": 1.4}, {"across": 0}):
        choose(explorer, settings)
        python = SliceExplorer(**{"noise": 30, "sigma": 0.7, **settings} if settings else {})
        truth = python.volume.astype(float)
        across = (0, python.across)
        blurred = [
            ndimage.gaussian_filter(python.noisy, (a, python.sigma, python.sigma)) for a in across
        ]
        for name, volume in zip(("noisy", "flat", "full"), [python.noisy, *blurred], strict=True):
            off = volume - truth
            column = explorer.locator(f".cc-sl-{name}")
            error = float(column.locator(".cc-sl-error").inner_text())
            change = float(column.locator(".cc-sl-flicker").inner_text())
            assert error == pytest.approx(np.sqrt((off**2).mean()), abs=0.051)
            assert change == pytest.approx(np.sqrt((np.diff(off, axis=0) ** 2).mean()), abs=0.051)
            shown = column.locator("canvas").first.evaluate(LEVELS)
            wanted = np.clip(volume[18], 0, 255).ravel()  # the slice that the figure opens with
            assert np.abs(np.array(shown) - wanted).max() <= 0.51


def check_click(explorer):
    """Click in a cut, and see that slice."""
    cut = explorer.locator(".cc-sl-full canvas").last
    cut.scroll_into_view_if_needed()
    box = cut.bounding_box()
    cut.click(position={"x": 10, "y": box["height"] * 10.5 / 48})
    explorer.locator(".cc-where", has_text="slice 10").wait_for()


def test_nothing_is_cut_off_at_any_width(find):
    figures = [
        (find(one), width) for width in (360, 800) for one in (FIGURE_2, FIGURE_3, MOVED, FIGURE_4)
    ]
    for explorer, width in figures:
        explorer.page.set_viewport_size({"width": width, "height": 900})
        settle(explorer.page)
        pulled = explorer.get_by_label("Pull the slices apart")
        if pulled.count() and not pulled.is_checked():
            explorer.get_by_text("Pull the slices apart").click()
            choose(explorer, {"turn": -90})
        outside = explorer.evaluate(
            """explorer => {
                const frame = explorer.getBoundingClientRect();
                const seen = part => { // where the row that it is in is moved to it
                    part.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
                    return part.getBoundingClientRect(); };
                const parts = explorer.querySelectorAll(
                    '.cc-stage svg, .cc-stage canvas, .cc-frame, .cc-v-card, .cc-name');
                return [...parts].map(seen).filter(box =>
                    box.width && (box.left < frame.left - 1 || box.right > frame.right + 1)).length;
            }"""
        )
        assert outside == 0, width
