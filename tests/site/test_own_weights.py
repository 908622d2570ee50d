"""The reader's own network, weights and picture in the doctor's page, from disk and cut off."""

import re

import numpy as np
import pytest
import torch
from safetensors.torch import save

from convcourse.pictures import images
from tests.site.look import settle
from tests.site.test_kernel_lab import png
from tests.site.test_live_network import WITHOUT_SIMD
from tests.site.test_network_doctor import PAGE
from tests.unit.test_own_network import CLASS, made

SHAPE = (3, 16, 12)


@pytest.fixture
def doctor(site, open_page):
    """Yield a function that opens the page with a network in it, and its figure drawn."""

    def open_(**options):
        page = open_page((site / PAGE).as_uri(), offline=True, **options)
        page.locator(".cc-d-verdict").get_by_text("It runs to its end").wait_for()
        for name, size in zip(("Channels", "Rows", "Columns"), SHAPE, strict=True):
            page.get_by_label(name, exact=True).fill(str(size))
        page.get_by_label("The network").fill(CLASS)
        page.locator(".cc-d-verdict").get_by_text("16 layers").wait_for()
        return page

    return open_


def bring(page, name, data):
    """Choose a file: weights by the first field, a picture by the second."""
    field = page.locator("input[type=file]").nth(0 if name.endswith("safetensors") else 1)
    field.set_input_files({"name": name, "mimeType": "", "buffer": data})


def status(page):
    return page.locator(".cc-d-status")


def about(page, layer):
    """Return what is said of the map of a layer, and the numbers in it."""
    page.get_by_label("Layer", exact=True).select_option(index=layer)
    settle(page)
    words = page.locator(".cc-d-about").inner_text().replace("−", "-")
    return words, [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?=[, .]|$)", words)]


def test_picture_goes_through_with_torchs_numbers(doctor):
    page, net = doctor(), made(CLASS)
    bring(page, "own.safetensors", save(net.state_dict()))
    status(page).get_by_text("The weights fit: 17 tensors.").wait_for()
    status(page).get_by_text("Now choose a picture").wait_for()
    picture = np.random.default_rng(4).integers(0, 256, (16, 12, 3)).astype(np.uint8)
    bring(page, "own.png", png(picture))
    page.locator(".cc-d-about").wait_for()
    kept = {}
    for name, module in net.named_modules():
        module.register_forward_hook(lambda _m, _g, out, name=name: kept.update({name: out[0]}))
    for index, (less, by) in enumerate([(0, 1), (0.5, 0.5)]):
        page.get_by_label("The picture’s values").select_option(index=index)
        given = torch.from_numpy(picture.transpose(2, 0, 1) / 255).float()
        with torch.no_grad():
            end = net((given[None] - less) / by)[0]
        words, _ = about(page, 0)
        low, high = kept["conv1"].min().item(), kept["conv1"].max().item()
        assert words.startswith("6 maps of 16×12, from ")
        told = re.search(r"from (\S+) to (\S+)\.", words)
        assert abs(float(told[1]) - low) < 0.006 and abs(float(told[2]) - high) < 0.006
        words, _ = about(page, 14)
        first = re.search(r"5 numbers: no\. (\d): (\S+),", words)
        assert int(first[1]) == end.argmax() and abs(float(first[2]) - end.max().item()) < 0.006
    assert page.locator(".cc-d-source").is_hidden()
    page.get_by_role("button", name="Show the source").click()
    assert "class Net" in page.get_by_label("The network").input_value()


def test_maps_are_drawn_as_torch_has_them(doctor):
    page, net = doctor(), made(CLASS)
    source = "nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU())"
    page.get_by_label("The network").fill(source)
    net = made(source)
    page.get_by_label("Columns", exact=True).fill("16")
    bring(page, "own.safetensors", save(net.state_dict()))
    picture = images.photo("coffee", 96)[:16, :16]
    bring(page, "own.png", png(picture))
    page.locator(".cc-d-about").wait_for()
    about(page, 1)
    with torch.no_grad():
        maps = net(torch.from_numpy(picture.transpose(2, 0, 1) / 255).float()[None])[0].numpy()
    sheet = page.locator(".cc-d-sheet")
    levels = np.reshape(
        sheet.evaluate("""canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width,
            canvas.height).data].filter((_, i) => i % 4 === 0)"""),
        (14, 29),
    )
    for n, one in enumerate(maps):
        wanted = np.rint(255 * one / (one.max() or 1))
        assert np.abs(levels[:, 15 * n : 15 * n + 14] - wanted).max() <= 1


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("own.safetensors", lambda s: s.pop("head.0.weight"),
         "head.0.weight (9×72) of layer head.0 is not"),
        ("own.safetensors", lambda s: s.update({"conv1.weight": torch.zeros(6, 1, 3, 3)}),
         "conv1.weight is 6×1×3×3 in the file, and 6×3×3×3 in the network"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_told(name, change, words, doctor):
    page = doctor()
    state = dict(made(CLASS).state_dict())
    change(state)
    bring(page, name, save(state))
    status(page).get_by_text(words).wait_for()
    bring(page, name, save(made(CLASS).state_dict()))
    status(page).get_by_text("The weights fit: 17 tensors.").wait_for()


def test_broken_files_get_words_and_nothing_else_changes(doctor):
    page = doctor()
    board = page.locator(".cc-d-board").inner_html()
    bring(page, "own.safetensors", b"\xff" * 40)
    status(page).get_by_text("The file of weights is damaged").wait_for()
    bring(page, "own.pth", b"pickled")
    page.locator(".cc-notice", has_text="may hold programs, so it is not read").wait_for()
    bring(page, "own.safetensors", save(made(CLASS).state_dict()))
    status(page).get_by_text("The weights fit").wait_for()
    bring(page, "own.png", b"no picture")
    page.locator(".cc-notice", has_text="is no picture that this browser can read").wait_for()
    assert page.locator(".cc-d-board").inner_html() == board


def test_network_that_cannot_run_is_refused_and_runs_when_it_can(doctor):
    page = doctor()
    bring(page, "own.safetensors", save(made(CLASS).state_dict()))
    status(page).get_by_text("The weights fit").wait_for()
    page.get_by_role("button", name="Show the source").click()
    source = page.get_by_label("The network")
    source.fill(CLASS.replace("F.leaky_relu(block(x), 0.2)", "x + block(x)"))
    status(page).get_by_text("computes “x + block(x)” beside the layers").wait_for()
    source.fill(CLASS)
    status(page).get_by_text("The weights fit").wait_for()


def test_browser_without_simd_says_so(doctor):
    page = doctor(script=WITHOUT_SIMD)
    bring(page, "own.safetensors", save(made(CLASS).state_dict()))
    status(page).get_by_text("lacks WebAssembly with SIMD").wait_for()
