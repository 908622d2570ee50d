"""ChannelExplorer in the page, from disk with the network cut: its numbers are torch's."""

import base64
import re

import numpy as np
import pytest
import torch

from convcourse.explorers import ChannelExplorer
from convcourse.explorers.channel_explorer import PATCH, PUZZLES, feature_map
from tests.site.controls import ends_of, slider
from tests.site.look import differ, picture, press, settle

CHAPTER = "chapters/07_channels_and_feature_maps.html"
#: From 0 to the most: ColorBrewer's BrBG of seven steps, from its middle on; and black to white.
TEALS = [(245, 245, 245), (199, 234, 229), (90, 180, 172), (1, 102, 94)]
GREYS = [(0, 0, 0), (255, 255, 255)]
LAYER = ".cc-explorer:has-text('What do three filters make of one picture?')"
GROUPS = ".cc-explorer:has-text('Can a layer do with half its weights?')"


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns one of its explorers, drawn."""

    def open_(which=LAYER, **options):
        explorer = open_page((site / CHAPTER).as_uri(), offline=True, **options).locator(which)
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-sum .cc-where").wait_for()
        return explorer

    return open_


def number(text):
    """Read a number as the page writes it: minus signs, fractions, commas, brackets."""
    plain = text.replace("−", "-").replace(",", "").strip("()=+ ")
    top, _, bottom = plain.partition("/")
    return float(top) / float(bottom or 1)


def grids(explorer, part):
    """Read all visible grids of numbers of one kind, (grids, rows, columns)."""
    settle(explorer.page)
    shown = explorer.locator(f".cc-{part}:visible .cc-cells").evaluate_all(
        """tables => tables.map(table => [...table.querySelectorAll('.cc-row')].map(row =>
            [...row.querySelectorAll('.cc-cell')].map(cell => cell.value ?? cell.textContent)))"""
    )
    return [[[number(t) if t else np.nan for t in row] for row in rows] for rows in shown]


def filters_in(explorer, count):
    """Read every filter out of the page by choosing its map: weights and biases."""
    weights, biases = [], []
    for o in range(count):
        explorer.get_by_role("button", name=f"Map {o}", exact=True).click()
        *slices, bias = grids(explorer, "kernel")
        weights.append([one for one in slices if not np.isnan(one).any()])
        biases.append(bias[0][0])
    explorer.page.mouse.move(0, 0)
    return np.array(weights), np.array(biases)


def torch_maps(explorer, weights, biases, groups=1):
    """Return torch's maps of the input that the page shows, for the weights that it shows."""
    x = torch.tensor(grids(explorer, "input"), dtype=torch.double)
    w, b = torch.tensor(weights), torch.tensor(biases)
    return torch.nn.functional.conv2d(x, w, b, groups=groups).numpy()


def shown_sum(explorer):
    """Read the pixel at work: where, the sums of its channels, a bias that is not 0, the total."""
    text = explorer.locator(".cc-sum").inner_text().replace("−", "-")
    where = [int(n) for n in re.findall(r"\d+", text.split("]")[0])]
    terms = [number(t) for t in re.findall(r"(?:red|green|blue|ch \d|bias) (\(?-?[\d.]+\)?)", text)]
    total, *cut = (number(t) for t in re.findall(r"(?:= |ReLU )(-?[\d.]+)", text))
    return where, terms, total, cut


def counts(explorer):
    lines = explorer.locator(".cc-ch-counts > span").all_inner_texts()
    return {
        name: number(text.split("= ")[-1]) if "=" in text else text
        for name, text in zip(lines[::2], lines[1::2], strict=True)
    }


def pixels(explorer, part):
    """Read all visible pictures of one kind, (pictures, H, W, 3)."""
    settle(explorer.page)
    read = explorer.locator(f".cc-{part}:visible canvas:visible").evaluate_all(
        """all => all.map(canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0,
            canvas.width, canvas.height); let text = '';
            for (let i = 0; i < data.length; i += 4096)
                text += String.fromCharCode(...data.subarray(i, i + 4096));
            return [btoa(text), canvas.width]; })"""
    )
    return [
        np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, cols, 4)[..., :3].astype(int)
        for text, cols in read
    ]


def type_into(explorer, label, text):
    cell = explorer.get_by_label(label)
    cell.fill(text)
    cell.press("Enter")


def test_numbers_of_the_page_are_torchs_for_filters_bias_and_relu(figure):
    explorer = figure()
    looks = explorer.locator(".cc-output:visible .cc-box").evaluate_all(
        "boxes => boxes.map(box => `${box.textContent} ${box.style.background}`)"
    )
    assert len(looks) == 27  # one scale for all maps: a number has one colour
    assert len(set(looks)) == len({look.split()[0] for look in looks})
    press(explorer.get_by_label("Filters", exact=True).first, "End")
    type_into(explorer, "Bias, row 0, column 0", "-1/2")
    type_into(explorer, "Filter, blue, row 2, column 0", "2.5")
    weights, biases = filters_in(explorer, 6)
    assert biases[1] == -0.5 and weights[1, 2, 2, 0] == 2.5  # of the filter that was chosen
    wanted = torch_maps(explorer, weights, biases)
    np.testing.assert_allclose(grids(explorer, "output"), wanted.round(2), atol=0.0051)
    explorer.get_by_text("ReLU", exact=True).click()
    assert (wanted < 0).any()
    np.testing.assert_allclose(grids(explorer, "output"), wanted.clip(0).round(2), atol=0.0051)
    layer = torch.nn.Conv2d(3, 6, 3)
    assert counts(explorer) == {
        "Layer": "standard: each filter reads all 3 channels",
        "Weights": layer.weight.numel(),
        "Parameters": sum(p.numel() for p in layer.parameters()),
        "Multiplications": layer.weight.numel() * 9,
    }


def test_pixel_that_is_pointed_at_or_walked_to_is_the_sum_of_its_channels(figure):
    explorer = figure()
    wanted, bias = ChannelExplorer().output, ChannelExplorer().bias
    for o, cell in [(1, 5), (2, 8)]:
        explorer.locator(".cc-output:visible").nth(o).locator(".cc-cell").nth(cell).hover()
        settle(explorer.page)
        where, terms, total, _ = shown_sum(explorer)
        assert where == [o, cell // 3, cell % 3]
        assert len(terms) == (4 if bias[o] else 3) and sum(terms) == total == wanted[*where]
        products = explorer.locator(".cc-ch-products > span:nth-child(even)").all_inner_texts()
        for line, term in zip(products, terms[:3], strict=True):  # then comes the bias
            pairs = re.findall(r"(−?[\d.]+)·(\(?−?[\d.]+\)?)", line)
            assert len(pairs) == 9
            assert sum(number(a) * number(b) for a, b in pairs) == term
            assert term == number(line.split("= ")[1])
        column = explorer.locator(".cc-ch-number:visible:not(.cc-ch-word)").all_inner_texts()
        assert [number(t) for t in column if t] == [*terms[:3], bias[o], total]
    explorer.page.mouse.move(0, 0)
    explorer.locator(".cc-where", has_text="output[1, 0, 1]").wait_for()
    press(explorer.locator(".cc-output:visible").nth(2).locator(".cc-cell").first, "ArrowDown")
    explorer.locator(".cc-where", has_text="output[2, 1, 0]").wait_for()
    explorer.page.keyboard.press("Enter")
    explorer.page.evaluate("document.activeElement.blur()")
    button = explorer.get_by_role("button", name="Map 2", exact=True)
    assert button.get_attribute("aria-pressed") == "true"
    explorer.get_by_role("button", name="Step ▸").click()
    explorer.locator(".cc-where", has_text="output[2, 1, 1]").wait_for()
    words = re.compile("^Map 2 at row 1, column 1: red")  # said when the stepping has come to rest
    explorer.locator(".cc-spoken", has_text=words).wait_for(state="attached")
    explorer.get_by_role("button", name="Reset").click()
    explorer.locator(".cc-where", has_text="output[1, 0, 1]").wait_for()


def test_photo_goes_through_the_same_filters(figure):
    explorer = figure()
    weights, biases = filters_in(explorer, 3)
    explorer.get_by_text("A real photo").click()
    colour, *channels = pixels(explorer, "input")
    python = ChannelExplorer(photo=True)
    assert np.abs(colour - python.image.astype(int)).max() <= 1
    np.testing.assert_array_equal(np.stack([c[..., 0] for c in channels], -1), colour)
    x = torch.tensor(np.moveaxis(colour, -1, 0) / 1.0)
    wanted = torch.nn.functional.conv2d(x, torch.tensor(weights), torch.tensor(biases)).numpy()
    words = explorer.locator(".cc-output:visible .cc-size").all_inner_texts()
    for text, plane in zip(words, wanted, strict=True):
        low, high = map(number, text.split(" to "))
        assert (low, high) == (np.floor(min(0, plane.min()) + 0.5), np.floor(plane.max() + 0.5))
    explorer.get_by_text("ReLU", exact=True).click()
    for shown, plane in zip(pixels(explorer, "output"), wanted, strict=True):
        cut = plane.clip(0)
        # What can be negative keeps its colours under a ReLU: 0 is white there, else black.
        stops = TEALS if plane.min() < 0 else GREYS
        at = np.linspace(0, cut.max(), len(stops))
        scale = np.stack([np.interp(cut, at, channel) for channel in np.transpose(stops)], -1)
        assert np.abs(shown - scale).max() <= 1.1  # of a table of 511 colours
    canvas = explorer.locator(".cc-output:visible canvas:visible").nth(1)
    canvas.focus()
    for key in ("ArrowUp", "Shift+ArrowRight"):
        canvas.press(key)
    settle(explorer.page)
    where, terms, total, cut = shown_sum(explorer)
    assert where == [1, 46, 57]
    assert sum(terms) == total == pytest.approx(wanted[1, 46, 57])
    assert cut == [max(0, total)]
    assert counts(explorer)["Multiplications"] == 27 * 3 * 94 * 94
    explorer.get_by_role("button", name="Reset").click()
    explorer.page.mouse.move(0, 0)
    explorer.get_by_text("A real photo").click()
    settle(explorer.page)
    assert shown_sum(explorer)[0] == [1, 47, 47]  # in the middle again


def press_groups(explorer, key):
    press(explorer.get_by_label("Groups", exact=True).first, key)
    settle(explorer.page)


def test_groups_are_torchs_and_those_that_do_not_divide_are_explained(figure):
    explorer = figure(GROUPS)
    np.testing.assert_array_equal(grids(explorer, "input"), feature_map(4))
    for groups in (1, 2, 3, 4):
        if groups > 1:
            press_groups(explorer, "ArrowRight")
        if groups == 3:
            assert np.isnan(grids(explorer, "output")).all()
            words = explorer.locator(".cc-sum").inner_text()
            assert "4 channels cannot be dealt out evenly to 3 groups" in words
            assert "here 1 or 2 or 4" in words
            continue
        wanted = torch_maps(explorer, *filters_in(explorer, 4), groups)
        np.testing.assert_array_equal(grids(explorer, "output"), wanted)
        layer = torch.nn.Conv2d(4, 4, 3, groups=groups)
        assert counts(explorer)["Weights"] == layer.weight.numel()
        assert counts(explorer)["Parameters"] == layer.weight.numel() + 4
        assert explorer.get_by_text("not read").count() == 4 - 4 // groups


def solve(explorer, puzzle):
    """Do what a puzzle's solution says, by hand."""
    for channel, slice_ in zip(("red", "green", "blue"), puzzle["solution"].get("bank", [[]])[0],
                               strict=False):  # fmt: skip
        type_into(explorer, f"Filter, {channel}, row 1, column 1", str(slice_[1][1]))
    for _ in range(puzzle["solution"].get("groups", 1) - 1):
        press_groups(explorer, "ArrowRight")


def test_puzzles_are_open_at_first_and_solved_by_their_solution(figure):
    explorer = figure(GROUPS)
    before = picture(explorer)
    for puzzle in PUZZLES:
        button = explorer.get_by_role("button", name=puzzle["title"])
        button.click()
        settle(explorer.page)
        assert "Solved" not in explorer.locator(".cc-status").inner_text()
        channels = len(puzzle["start"]["input"])
        assert ends_of(slider(explorer, "Groups")) == (1, channels)
        solve(explorer, puzzle)
        explorer.locator(".cc-status.cc-solved").wait_for()
        if "filter" in puzzle["goal"]:
            np.testing.assert_array_equal(grids(explorer, "input"), PATCH)
            assert grids(explorer, "output")[0] == grids(explorer, "target")[0]
            assert explorer.locator(".cc-target .cc-right").count() == 9
        button.click()
        explorer.locator(".cc-puzzle").wait_for(state="hidden")
    explorer.page.mouse.move(0, 0)
    explorer.page.evaluate("document.activeElement.blur()")
    assert not differ(before, picture(explorer))


def test_nothing_is_cut_off_on_a_phone(figure):
    page = figure(width=360).page
    labs = page.locator(".cc-explorer").filter(has=page.get_by_label("Filters", exact=True)).all()
    assert len(labs) == 7
    for explorer in labs:
        explorer.scroll_into_view_if_needed()
        press(explorer.get_by_label("Filters", exact=True).first, "End")
        photo = explorer.get_by_text("A real photo")
        for act in (lambda: None, photo.click) if photo.count() else (lambda: None,):
            act()
            settle(page)
            outside = explorer.evaluate(
                """explorer => { const frame = explorer.getBoundingClientRect();
                    const parts = explorer.querySelectorAll('.cc-frame, .cc-ch-number, .cc-name');
                    const to = {block: 'nearest', inline: 'nearest', behavior: 'instant'};
                    const seen = part => { // where the row that it is in is moved to it
                        part.scrollIntoView(to);
                        return part.getBoundingClientRect(); };
                    return [...parts].map(seen).filter(box =>
                        box.width && (box.left < frame.left - 1 || box.right > frame.right + 1))
                        .length; }"""
            )
            assert outside == 0
