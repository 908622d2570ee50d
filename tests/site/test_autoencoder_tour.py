"""AutoencoderTour in the page: its network against torch, its channels, comparisons and puzzles."""

import base64

import numpy as np
import pytest
import torch

from convcourse.explorers.autoencoder_tour import PADDINGS, SCALES, _puzzles
from convcourse.networks import nets, weights
from convcourse.pictures import images
from tests.site.controls import slider
from tests.site.look import FIGURE, settle
from tests.site.test_kernel_lab import choose, png

CHAPTER = "chapters/15_an_autoencoder.html"
STEPS = (0, 154, 492, 3072)
WORST = 43


@pytest.fixture
def tour(site, open_page):
    """Return the tour of the chapter, opened from disk without a network, drawn."""

    def open_tour(**options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(FIGURE).first
        explorer.scroll_into_view_if_needed()
        explorer.locator(".cc-sum", has_text="no loss can be computed").wait_for()
        return explorer

    return open_tour


def pixels(explorer, which):
    """Read a picture out of the page: 0 the input, 1 the maps, 2 the output, 3 the comparison."""
    settle(explorer.page)
    text, cols = (
        explorer.locator(".cc-t-panes canvas")
        .nth(which)
        .evaluate(
            """canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width,
            canvas.height); let text = '';
            for (let i = 0; i < data.length; i += 4096)
                text += String.fromCharCode(...data.subarray(i, i + 4096));
            return [btoa(text), canvas.width]; }"""
        )
    )
    flat = np.frombuffer(base64.b64decode(text), np.uint8)
    return np.reshape(flat, (-1, cols, 4))[..., :3].astype(int)


def set_slider(explorer, label, presses):
    handle = slider(explorer, label)
    handle.focus()
    for _ in range(abs(presses)):
        handle.press("ArrowRight" if presses > 0 else "ArrowLeft")
        settle(explorer.page)


def repair(explorer):
    set_slider(explorer, "Layer 5: output padding", 1)
    set_slider(explorer, "Layer 6: output padding", 2)
    explorer.locator(".cc-t-flow", has_text="96×96").wait_for()


def photo(name="chelsea"):
    grey = images.grey(images.photo(name, 96) if isinstance(name, str) else name)
    return torch.from_numpy(grey / 255).float()[None, None]


def output(name="chelsea", step=3072, output_padding=(0, 1, 2), factors=None):
    """What torch makes of a photo, by its name or its pixels, as grey levels."""
    net = nets.Autoencoder(output_padding)
    net.load_state_dict(weights.load("autoencoder", step).state_dict())
    with torch.no_grad():
        code = net.encoder(photo(name))
        for channel, factor in (factors or {}).items():
            code[:, channel] *= factor
        return np.rint(255 * net.decoder(code)[0, 0].numpy())


def agree(shown, wanted):
    """Tell whether a picture is one of torch's, up to a grey level where that was half-way."""
    return shown.shape[:2] == wanted.shape and np.abs(shown - wanted[..., None]).max() <= 1


def test_output_equals_torch_before_and_after_the_repair_and_at_every_snapshot(tour):
    explorer = tour()
    assert agree(pixels(explorer, 0), 255 * photo()[0, 0].numpy())
    assert agree(pixels(explorer, 2), output(output_padding=(0, 0, 0)))
    assert pixels(explorer, 2).shape == (91, 91, 3)
    repair(explorer)
    steps = explorer.get_by_label("Training steps", exact=True)
    for step in reversed(STEPS):
        steps.select_option(f"{step:,}")
        assert agree(pixels(explorer, 2), output(step=step)), step
    assert explorer.locator(".cc-sum", has_text="before training").count() == 1
    steps.select_option("3,072")
    explorer.get_by_label("Photo", exact=True).select_option("Gravel")
    assert agree(pixels(explorer, 2), output("gravel"))


def test_each_map_can_have_its_own_scale_and_the_figure_says_which_it_is(tour):
    explorer = tour()
    explorer.locator(".cc-t-flow button").nth(1).click()
    with torch.no_grad():
        maps = weights.load("autoencoder").encoder[:4](photo())[0].numpy()  # (32, 11, 11)
    assert maps.max() > 3 * np.median(maps.max(axis=(1, 2)))  # on one scale many are dark
    own, words = explorer.get_by_label("Each map its own scale"), explorer.locator(".cc-t-maps")
    for whites in (np.full(32, maps.max()), maps.max(axis=(1, 2))):
        wanted = np.rint(255 * maps / np.maximum(whites, 1e-12)[:, None, None])
        sheet = pixels(explorer, 1)
        for n in range(32):
            r, c = 12 * (n // 8), 12 * (n % 8)
            assert agree(sheet[r : r + 11, c : c + 11], wanted[n]), n
        said = "white is each map’s largest" if own.is_checked() else "white is"
        assert said in words.locator(".cc-size").inner_text()
        own.check()


def test_layers_channels_and_comparisons(tour):
    explorer = tour()
    repair(explorer)
    heights = []
    for button in explorer.locator(".cc-t-flow button").all():
        button.click()
        heights.append(pixels(explorer, 1).shape[:2])
    assert heights == [(65, 263), (47, 95), (27, 111), (47, 95), (65, 263), (96, 96)]
    explorer.locator(".cc-t-flow button").nth(2).click()
    maps = explorer.locator(".cc-t-panes canvas").nth(1)
    box = maps.bounding_box()
    row, column = divmod(WORST, 16)
    pitch = box["width"] / 16
    assert pitch > 36
    maps.hover(position={"x": pitch / 2, "y": pitch / 2})  # the first map is one as any other
    explorer.locator(".cc-sum", has_text="Map 0: from").wait_for()
    assert explorer.locator(".cc-t-maps .cc-t-spot").is_visible()
    before = pixels(explorer, 1)
    maps.click(position={"x": (column + 0.5) * pitch, "y": (row + 0.5) * pitch})
    assert agree(pixels(explorer, 2), output(factors={WORST: 0}))
    # Only its own map has changed, and white is the white of before.
    after = pixels(explorer, 1)
    at = (slice(7 * row, 7 * row + 6), slice(7 * column, 7 * column + 6))
    assert (after[at] != before[at]).any()
    after[at] = before[at]
    np.testing.assert_array_equal(after, before)
    assert "white is 15.51, channel 43 × 0" in explorer.locator(".cc-t-maps .cc-size").inner_text()
    # A finger that is lifted points nowhere, and what it tapped is told all the same: on, and off.
    box = maps.bounding_box()
    place = {
        "clientX": box["x"] + (column + 0.5) * pitch,
        "clientY": box["y"] + (row + 0.5) * pitch,
    }
    for _ in range(2):
        maps.dispatch_event("pointerleave")
        maps.dispatch_event("click", place)
        explorer.locator(".cc-sum", has_text=f"Map {WORST}: ").wait_for()
    maps.press("ArrowRight")  # by keyboard, the next one as well
    maps.press("Enter")
    assert agree(pixels(explorer, 2), output(factors={WORST: 0, WORST + 1: 0}))
    explorer.get_by_role("button", name="All channels on").click()
    set_slider(explorer, "Channel 43, times", 2)
    assert agree(pixels(explorer, 2), output(factors={WORST: 1.5}))
    all_on = explorer.get_by_role("button", name="All channels on")
    assert all_on.is_disabled()
    set_slider(explorer, "Channel 43, times", -6)
    assert agree(pixels(explorer, 2), output(factors={WORST: 0}))
    all_on.click()  # a slider at 0 is a channel that is off
    assert agree(pixels(explorer, 2), output())
    compare = explorer.get_by_label("Compare with", exact=True)
    blur = pixels(explorer, 3)[..., 0] - pixels(explorer, 0)[..., 0]
    assert abs(np.sqrt(np.mean(blur**2)) - 14.8) < 0.2
    compare.select_option("Means of 2×2 pixels")
    explorer.locator(".cc-size", has_text="2,304 numbers, error 10.4").wait_for()
    compare.select_option("What is lost")
    colours = pixels(explorer, 3)
    assert np.ptp(colours, axis=2).max() > 60  # brown and teal


def test_puzzles_are_solved_by_their_solutions_and_the_repair_stays(tour):
    explorer = tour()
    names = dict(zip(PADDINGS, [f"Layer {n}: output padding" for n in (4, 5, 6)], strict=True))
    names |= dict(zip(SCALES, [f"Channel {c}, times" for c in (18, 43, 57)], strict=True))
    for puzzle in _puzzles(3, WORST):
        button = explorer.get_by_role("button", name=puzzle["title"])
        button.click()
        explorer.locator(".cc-puzzle").wait_for(state="visible")
        settle(explorer.page)
        assert explorer.locator(".cc-status.cc-solved").count() == 0
        for name, value in puzzle["solution"].items():
            if name == "muted":
                maps = explorer.locator(".cc-t-panes canvas").nth(1)
                explorer.page.mouse.move(0, 0)  # the keys go on from the map that is pointed at
                for key in ["ArrowDown"] * 2 + ["ArrowRight"] * 11 + ["Enter"]:
                    maps.press(key)
                    settle(explorer.page)
            else:
                step = 0.25 if name in SCALES else 1
                set_slider(explorer, names[name], round((value - puzzle["start"][name]) / step))
        explorer.locator(".cc-status.cc-solved").wait_for()
        button.click()
        explorer.locator(".cc-puzzle").wait_for(state="hidden")
        # Of the first puzzle the repair stays, of the others nothing.
        assert agree(pixels(explorer, 2), output()), puzzle["title"]
        assert explorer.locator(".cc-t-flow [aria-pressed=true]").inner_text().startswith("5 ·")


@pytest.mark.parametrize("width", [360, 800])
def test_nothing_is_cut_off(width, tour):
    explorer = tour(width=width)
    # A row that goes on at the side has its sign in the figure's padding, beside the stage.
    assert explorer.evaluate("frame => frame.scrollWidth - frame.clientWidth") <= 0


def test_own_picture_goes_through_the_network_with_its_error_and_its_maps(tour):
    """One of 96×96 stays as it is, so every number has to be torch's; nothing can be sent."""
    explorer = tour()
    repair(explorer)
    own = np.random.default_rng(8).integers(0, 256, (96, 96, 3)).astype(np.uint8)
    own[20:60, 30:80] //= 3
    choose(explorer, "mine.png", png(own))
    explorer.locator(".cc-notice", has_text="Your picture stays in this browser.").wait_for()
    assert explorer.get_by_label("Photo", exact=True).input_value() == "Your own picture"
    wanted = output(own)
    assert agree(pixels(explorer, 0), images.grey(own).astype(float))
    assert agree(pixels(explorer, 2), wanted)
    net = weights.load("autoencoder")
    with torch.no_grad():
        apart = 255 * (net(photo(own)) - photo(own)).square().mean().sqrt().item()
        maps = net.encoder[:2](photo(own))[0].numpy()  # (16, 32, 32)
    explorer.locator(".cc-sum", has_text=f"The error is {apart:.1f} grey levels").wait_for()
    explorer.get_by_label("Compare with", exact=True).select_option("What is lost")
    lost = explorer.locator(".cc-target .cc-size", has_text="what is lost")
    lost.wait_for()
    explorer.locator(".cc-t-flow button").first.click()
    sheet = pixels(explorer, 1)
    assert agree(sheet[:32, :32], np.rint(255 * maps[0] / maps.max()))
    explorer.get_by_role("button", name="Reset").click()
    explorer.locator(".cc-output .cc-size", has_text="91×91").wait_for()
    assert agree(pixels(explorer, 0), 255 * photo()[0, 0].numpy())


def test_file_that_is_no_picture_changes_nothing(tour):
    explorer = tour()
    choose(explorer, "mine.png", b"no picture")
    explorer.locator(".cc-notice", has_text="is no picture that this browser can read").wait_for()
    assert agree(pixels(explorer, 0), 255 * photo()[0, 0].numpy())


def test_large_picture_is_cut_to_its_middle_and_scaled(tour):
    explorer = tour()
    large = np.zeros((600, 1200, 3), np.uint8)
    large[:, 300:900] = 255  # the square in the middle
    choose(explorer, "mine.png", png(large))
    explorer.locator(".cc-notice", has_text="cropped from 600×1200").wait_for()
    shown = pixels(explorer, 0)  # scaled down, its edge mixes with what is beside it
    assert shown[:, 1:-1].min() == 255 and shown.min() > 200
