"""The network in the page, from disk and cut off: the reader's picture and ours, as in torch."""

import re

import numpy as np
import pytest
import torch

from convcourse.explorers import FeatureMapBrowser
from convcourse.explorers.feature_map_browser import OWN_TITLE
from convcourse.networks import features, nets, weights
from convcourse.pictures import images
from tests.site.controls import type_number
from tests.site.look import FIGURE, settle
from tests.site.test_kernel_lab import choose, pixels, png

CHAPTER = "chapters/13_feature_maps.html"
QUESTION = "What does the network make of your photo?"
#: Before anything runs: the workers of this page find no SIMD.
WITHOUT_SIMD = """{
    const Made = Blob;
    window.Blob = class extends Made {
        constructor(parts, how) {
            const first = "WebAssembly.validate = () => false;\\n";
            super(how?.type === "text/javascript" ? [first, ...parts] : parts, how);
        }
    };
}"""

#: Before anything runs: notes what workers are asked to see, and each frame that figures draw in.
ASKED = """{
    window.events_ = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
        if (message.command === "see") events_.push(message.look.key);
        return post.call(this, message, ...more);
    };
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => frame((now) => { events_.push("frame"); draw(now); });
    document.addEventListener("change", () => events_.push("chosen"), true);
    const put = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...how) {
        events_.push("decoded");
        return put.apply(this, how);
    };
}"""

#: The largest number of each tile of a sheet of six.
TOPS = """(sheet) => {
    const size = sheet.height;
    return Array.from({ length: 6 }, (_, n) => {
        const { data } = sheet.getContext("2d").getImageData(n * (size + 1), 0, size, size);
        return data.filter((_, i) => i % 4 === 0).reduce((a, b) => Math.max(a, b));
    });
}"""


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns the figure with the network."""

    def open_(**options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(f"{FIGURE}:has-text('{QUESTION}')")
        explorer.scroll_into_view_if_needed()
        return explorer

    return open_


@pytest.fixture(scope="module")
def net():
    return weights.load("vgg16_slim")


def names_of(net, picture):
    with torch.no_grad():
        shares = net(nets.to_input(picture)).softmax(dim=1)[0]
    classes = weights.classes("vgg16_slim")
    order = shares.topk(3)
    named = zip(order.indices.tolist(), order.values.tolist(), strict=True)
    spoken = [(classes[n].replace("_", " ").lower(), round(100 * share)) for n, share in named]
    return [f"{name.removesuffix(' google')} {share} %" for name, share in spoken]


def told_names(explorer):
    explorer.locator(".cc-m-names li").first.wait_for()
    settle(explorer.page)
    return told_names_now(explorer)


def told_names_now(explorer):
    return [" ".join(row.split()) for row in explorer.locator(".cc-m-names li").all_inner_texts()]


def test_photos_get_torchs_names(figure, net):
    explorer = figure()
    for number, name in enumerate(("chelsea", "coffee", "camera")):
        explorer.locator("select").first.select_option(index=number)
        settle(explorer.page)
        assert told_names(explorer) == names_of(net, images.photo(name, 96))


def test_own_picture_goes_through_all_layers(figure, net):
    """One of 96×96 stays as it is, so every number has to be torch's; nothing can be sent."""
    explorer = figure()
    told_names(explorer)
    picture = np.random.default_rng(1).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    picture[20:60, 30:80] //= 3
    choose(explorer, "mine.png", png(picture))
    explorer.locator(".cc-notice", has_text="Your picture stays in this browser.").wait_for()
    assert told_names(explorer) == names_of(net, picture)
    maps = features.activation_maps(net, picture)
    select = explorer.get_by_label("Below the map")
    select.select_option("All channels")
    for layer in (1, 7, 13):
        type_number(explorer, "Layer", layer)
        settle(explorer.page)
        explorer.locator(".cc-m-sheet:visible").wait_for()
        wanted = maps[layer - 1]
        board = explorer.get_by_role("slider", name="Channel of this layer")
        assert board.get_attribute("aria-valuemax") == str(len(wanted) - 1)
        board.focus()
        number = int(board.get_attribute("aria-valuenow"))
        step = "ArrowRight" if number == 0 else "ArrowLeft"
        board.press(step)
        number += 1 if number == 0 else -1
        explorer.locator(".cc-output .cc-name", has_text=f"no. {number}").first.wait_for()
        settle(explorer.page)
        shown = pixels(explorer)[..., 0]
        strongest = explorer.locator(".cc-m-rest").inner_text()
        white = float(strongest.rsplit("white ", 1)[1].rstrip("."))
        exact = np.minimum(255, 255 * wanted[number] / white)
        assert np.abs(shown - exact).max() < 1.5  # white is told with two decimals


def test_own_picture_is_computed_once_and_not_a_frame_after_it_is_there(figure):
    explorer = figure(script=ASKED)
    told_names(explorer)
    explorer.page.evaluate("events_.length = 0")
    choose(explorer, "mine.png", png(np.full((96, 96, 3), 90, np.uint8)))
    explorer.locator(".cc-notice", has_text="Your picture stays").wait_for()
    told_names(explorer)
    events = explorer.page.evaluate("events_")
    asked = [one for one in events if "/" in one]
    assert len(asked) == 1
    assert "frame" not in events[events.index("decoded") : events.index(asked[0])]


def test_sum_of_a_pixel_adds_up_to_what_the_map_has(figure, net):
    explorer = figure()
    told_names(explorer)
    explorer.get_by_label("Below the map").select_option("Sum of a pixel")
    maps = features.activation_maps(net, images.photo("chelsea", 96))
    for layer in (1, 4, 12):
        type_number(explorer, "Layer", layer)
        settle(explorer.page)
        told = explorer.locator(".cc-m-terms strong")
        size = maps[layer - 1].shape[1]
        at = size // 2 - 1
        told.filter(has_text=f"map[{at}, {at}]").wait_for()
        settle(explorer.page)
        name = explorer.locator(".cc-output .cc-name").first.inner_text()
        wanted = maps[layer - 1][int(name.rsplit(" ", 1)[1]), at, at]
        assert abs(float(told.inner_text().split(" = ")[1]) - wanted) < 0.006
        line = told.locator("xpath=..").inner_text().split(" = ")[0].replace("−", "-")
        terms = [float(one.split(" (")[0].replace(" ", "")) for one in split_sum(line)]
        assert abs(max(0, sum(terms)) - wanted) < 0.005 * (len(terms) + 1)


def split_sum(line):
    """Return the terms of a written sum, each with its sign."""
    return [one for one in line.replace(" + ", "|+").replace(" - ", "|-").split("|") if one]


def test_picture_that_is_none_changes_nothing(figure, net):
    explorer = figure()
    before = told_names(explorer)
    choose(explorer, "mine.png", b"no picture")
    explorer.locator(".cc-notice", has_text="is no picture that this browser can read").wait_for()
    assert told_names(explorer) == before


def test_untrained_network_is_the_one_of_python(figure):
    explorer = figure()
    told_names(explorer)
    explorer.get_by_label("Untrained").check()
    settle(explorer.page)
    assert told_names(explorer) == names_of(
        nets.vgg16_slim(seed=0).eval(), images.photo("chelsea", 96)
    )


def test_strongest_channels_of_both_networks_stand_below_each_other(figure, net):
    explorer = figure()
    told_names(explorer)
    explorer.get_by_label("Below the map").select_option("Beside untrained")
    type_number(explorer, "Layer", 5)
    for title, one in (("Trained", net), ("Untrained", nets.vgg16_slim(seed=0).eval())):
        maps = features.activation_maps(one, images.photo("chelsea", 96))[4]
        means = maps.mean(axis=(1, 2))
        first = np.argsort(-means)[:6]
        wanted = f"{title}: no. {', '.join(map(str, first))}"
        row = explorer.locator(".cc-output", has_text=wanted)
        row.wait_for()
        settle(explorer.page)
        sheet = row.locator("canvas")
        top = sheet.evaluate(TOPS)
        size, largest = maps.shape[1], maps[first].max()
        exact = [255 * maps[number].max() / largest for number in first]
        assert len(top) == 6 and sheet.evaluate("c => [c.width, c.height]") == [6 * size + 5, size]
        np.testing.assert_allclose(top, exact, atol=1)


def chosen_photo(explorer):
    title = explorer.get_by_label("Photo").locator("option:checked").inner_text()
    return title.replace("\xa0", " ")


def numbers_in(text):
    return [float(one.replace("−", "-")) for one in re.findall(r"−?\d+(?:\.\d+)?", text)]


def test_strongest_patches_are_those_of_all_photos_and_lead_to_their_place(figure, net):
    explorer = figure()
    told_names(explorer)
    explorer.get_by_label("Below the map").select_option("Top patches")
    type_number(explorer, "Layer", 4)
    maps = {name: features.activation_maps(net, images.photo(name, 96)) for name in images.PHOTOS}
    browser = FeatureMapBrowser(maps, layer=4, network="vgg16_slim", puzzles=False)
    wanted = [value for *_, value in browser.patches]
    board = explorer.locator(".cc-input", has_text=f"Layer 4, no. {browser.number} is largest")
    board.wait_for()
    explorer.page.wait_for_function(
        "el => (el.innerText.match(/,/g) ?? []).length === 9", arg=board.element_handle()
    )  # photo after photo arrives
    settle(explorer.page)
    told = numbers_in(board.inner_text().split("here:")[1])
    np.testing.assert_allclose(told, wanted, atol=0.01)
    target = board.get_by_role("slider")
    target.focus()
    seen = set()
    for n in range(9):
        target.press("ArrowRight")  # of none that is chosen to the first
        settle(explorer.page)
        chosen = chosen_photo(explorer)
        name = next(name for name, words in images.PHOTOS.items() if words.capitalize() == chosen)
        row, col, value, *_ = numbers_in(explorer.locator(".cc-sum").inner_text())
        assert abs(value - wanted[n]) < 0.01
        assert abs(maps[name][3][browser.number][int(row), int(col)] - value) < 0.01
        seen.add((name, row, col))
    assert len(seen) == 9


def test_browser_without_simd_says_so_and_shows_the_maps_that_came_along(figure, net):
    explorer = figure(script=WITHOUT_SIMD)
    words = explorer.locator(".cc-m-names", has_text="lacks WebAssembly with SIMD")
    words.wait_for()
    settle(explorer.page)
    maps = features.activation_maps(net, images.photo("chelsea", 96))[0]
    name = explorer.locator(".cc-output .cc-name").first.inner_text()
    shown = pixels(explorer)[..., 0].astype(float)
    assert np.corrcoef(shown.ravel(), maps[int(name.rsplit(" ", 1)[1])].ravel())[0, 1] > 0.99


def test_first_stroke_on_a_phone_stays_under_the_finger(figure):
    explorer = figure(width=390, height=844)
    page = explorer.page
    page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    told_names(explorer)
    explorer.get_by_role("button", name="Draw").click()
    canvas = explorer.locator(".cc-input canvas.cc-drawing")
    assert canvas.evaluate("el => getComputedStyle(el).touchAction") == "pinch-zoom"
    explorer.scroll_into_view_if_needed()
    settle(page)
    box = canvas.bounding_box()

    def touch(kind, *share):
        at = [
            {"x": box["x"] + part * box["width"], "y": box["y"] + part * box["height"]}
            for part in share
        ]
        page.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
        settle(page)

    touch("touchStart", 0.2)
    for step in range(1, 7):
        touch("touchMove", 0.2 + step / 10)
    assert canvas.bounding_box() == box
    touch("touchEnd")
    assert chosen_photo(explorer) == OWN_TITLE
    white = canvas.evaluate("""el => {
        const {data} = el.getContext('2d').getImageData(0, 0, 96, 96);
        const is = (n) => data[4 * (n * 96 + n)] === 255 && data[4 * (n * 96 + n) + 2] === 255;
        return Array.from({length: 96}, (_, n) => n).filter(is);
    }""")
    # From a fifth to four fifths of the diagonal.
    assert {*range(22, 74)} <= {*white} and min(white) > 14 and max(white) < 82


def test_names_are_seen_on_a_phone(figure):
    explorer = figure(width=390, height=844)
    told_names(explorer)
    names = explorer.locator(".cc-m-names").bounding_box()
    assert names["x"] >= 0 and names["x"] + names["width"] <= 390
