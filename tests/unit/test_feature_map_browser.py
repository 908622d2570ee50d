"""FeatureMapBrowser: maps travel to a level, page and Python agree, puzzles, refusals."""

import json

import numpy as np
import pytest
import torch
from safetensors.numpy import load as load_safetensors

from convcourse.explorers import FeatureMapBrowser
from convcourse.explorers.feature_map_browser import (
    LEVELS,
    VGG16_STACK,
    FeatureMapBrowserView,
    geometry,
    likeness,
)
from convcourse.explorers.parts.modules import ROOM
from convcourse.networks import features, nets
from convcourse.pictures import images
from tests.node import call, play, typed

PHOTOS = ("chelsea", "camera")
SPOTS = ((0, 63), (31, 20))


def maps_of(net, name, side=64):
    names = features.activations(net)
    with torch.no_grad(), features.capture(net, names) as kept:
        net(nets.to_input(images.photo(name, side)))
    return [kept[n][0].numpy() for n in names]


@pytest.fixture(scope="module")
def browser():
    return FeatureMapBrowser(
        *({name: maps_of(nets.vgg16_slim(seed=seed).eval(), name) for name in PHOTOS}
          for seed in (1, 2)), side=64, shown=4,
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(browser):
    """Return what the module, as a page gets it, makes of each sheet and of some places."""
    view = browser.view
    maps = []
    for data in view.sheets:
        sheet = images.decode(data)
        rgba = np.stack([sheet, sheet, sheet, np.full(sheet.shape, 255)], axis=-1)
        maps.append(call("cutSheet", typed("Uint8ClampedArray", rgba), 4 * 64, view.layers, 4))
    fields = [
        {spot: [call("fieldOf", layer, place, view.side) for place in spot] for spot in SPOTS}
        for layer in view.layers
    ]
    job = {"maps": maps, "fields": [list(field.values()) for field in fields]}
    told = play("feature_map_browser", job)
    told["fields"] = [dict(zip(SPOTS, field, strict=True)) for field in told["fields"]]
    return told


@pytest.fixture(scope="module")
def solved(browser):
    """Return which puzzles' goals each place fulfils, as {(layer, channel): …}, counted from 1."""
    view = browser.view
    names = ("layers", "side", "levels")
    given = {name: getattr(view, name) for name in names}
    given |= {"zeros": view.zeros[0][0], "likes": view.likes[0][0], "ready": True}

    def judged(puzzle, layer, channel, **changes):
        state = {"photo": 0, "untrained": False, **changes}
        place = {"layer": layer - 1, "k": channel - 1}
        return call("judge", state, given | place, puzzle)

    every = [(n, k) for n, own in enumerate(view.numbers[0], 1) for k in range(1, len(own) + 1)]
    job = [[judged(puzzle, *place) for place in every] for puzzle in view.puzzles]
    solving = [
        [list(place) for place, one in zip(every, answers, strict=True) if one["solved"]]
        for answers in play("feature_map_browser", job)
    ]
    cheats = [
        judged(puzzle, *places[0], **changes)
        for puzzle, places in zip(view.puzzles, solving, strict=True)
        for changes in ({"untrained": True}, {"photo": 1})
    ]
    return solving, [one["solved"] for one in play("feature_map_browser", cheats)]


def places(browser):
    for untrained in (False, True):
        for photo in PHOTOS:
            for layer in range(1, 14):
                for channel in range(1, 5):
                    browser.untrained, browser.photo = untrained, photo
                    browser.layer, browser.channel = layer, channel
                    yield untrained * 2 + PHOTOS.index(photo), layer - 1, channel - 1


def test_page_cuts_out_the_maps_that_the_network_made(browser, page):
    for sheet, layer, channel in places(browser):
        levels = np.array(page["maps"][sheet][layer][channel])
        exact = LEVELS * browser.output.ravel() / max(browser.output.max(), 1e-12)
        assert np.abs(levels - exact).max() < 0.501
        assert levels.max() in (0, LEVELS)


def six_digits(number):
    """Return a number as a page gets it."""
    return float(np.format_float_positional(number, 6, fractional=False))


def test_page_has_the_likeness_and_the_zeros_of_the_maps_themselves(browser):
    view = browser.view
    for sheet, layer, channel in places(browser):
        net, photo = divmod(sheet, 2)
        small = torch.tensor(images.grey(browser.image)[None] / 1.0)
        small = torch.nn.functional.avg_pool2d(small, 64 // len(browser.output))[0]
        told = view.likes[net][photo][layer][channel]
        assert told == six_digits(browser.likeness)
        if browser.output.std() > 1e-6:
            wanted = np.corrcoef(browser.output.ravel().astype(float), small.ravel())[0, 1]
            assert np.isclose(told, wanted, atol=1e-6)
        share = 1 - np.count_nonzero(browser.maps) / browser.maps.size
        assert view.zeros[net][photo][layer] == six_digits(share)
        assert view.tops[net][photo][layer][channel] == six_digits(browser.output.max())


def test_likeness_is_numpys_correlation_with_means_of_blocks():
    rng = np.random.default_rng(0)
    photo = rng.integers(256, size=(64, 64), dtype=np.uint8)
    values = rng.random((8, 8))
    small = torch.nn.functional.avg_pool2d(torch.tensor(photo[None] / 1.0), 8)[0]
    wanted = np.corrcoef(values.ravel(), small.ravel())[0, 1]
    assert np.isclose(likeness(values, photo), wanted)
    assert likeness(np.zeros((8, 8)), photo) == 0


def test_what_a_pixel_sees_is_where_its_gradient_reaches(browser, page):
    stack_ends = [n + 1 for n, kind in enumerate(VGG16_STACK) if kind == "C"]
    for layer, end in enumerate(stack_ends, 1):
        browser.layer, size = layer, browser.view.layers[layer - 1]["size"]
        for y, x in SPOTS:
            browser.view.y, browser.view.x = y, x
            given = torch.ones(1, 1, 64, 64, requires_grad=True, dtype=torch.float64)
            result = given
            for kind in VGG16_STACK[:end]:
                weight = torch.ones(1, 1, 3, 3, dtype=torch.float64) / 9
                result = (torch.nn.functional.conv2d(result, weight, padding=1) if kind == "C"
                          else torch.nn.functional.avg_pool2d(result, 2))  # fmt: skip
            jump = 64 // size
            result[0, 0, y // jump, x // jump].backward()
            lit = given.grad[0, 0] != 0
            rows, columns = (torch.where(lit.any(dim=d))[0] for d in (1, 0))
            wanted = tuple((int(one[0]), int(one[-1])) for one in (rows, columns))
            assert browser.sees == wanted
            shown = page["fields"][layer - 1][y, x]
            assert [(one["first"], one["last"]) for one in shown] == list(wanted)


def test_geometry_is_that_of_the_networks():
    for net in (nets.vgg16_slim(seed=0), nets.vgg16(classifier=False, seed=0)):
        shapes = [maps.shape for maps in maps_of(net.eval(), "chelsea", 32)]
        assert [one["size"] for one in geometry(VGG16_STACK, 32)] == [s[1] for s in shapes]
    sees = [one["field"] for one in geometry(VGG16_STACK, 224)]
    assert sees == [3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196]


def test_strongest_channels_lead_and_are_the_same_in_both_networks(browser):
    means = [np.mean([maps[4].mean(axis=(1, 2)) for maps in browser._maps[0]], axis=0)]
    wanted = np.sort(means[0])[::-1][:4]
    np.testing.assert_allclose(means[0][browser.view.numbers[0][4]], wanted)
    browser.layer, browser.channel = 5, 2
    numbers = []
    for browser.untrained in (False, True):
        numbers.append(browser.number)
        np.testing.assert_array_equal(browser.output, browser.maps[browser.number])
    assert numbers[0] == numbers[1] == browser.view.numbers[0][4][1]


def test_puzzles_are_solved_by_their_solution_and_by_nothing_else(browser, solved):
    for puzzle, solving in zip(browser._puzzles(), solved[0], strict=True):
        solution = puzzle["solution"]
        layer, channel = solution["layer"], solution.get("channel")
        assert [puzzle["start"]["layer"], puzzle["start"]["channel"]] not in solving
        assert {one[0] for one in solving} == {layer}
        assert len(solving) == (1 if channel else 4)
        assert not channel or solving == [[layer, channel]]


def test_puzzle_needs_the_trained_network_and_the_first_photo(solved):
    assert solved[1] == [False] * 6


def test_solutions_do_not_travel_to_the_page(browser):
    assert len(browser.view.puzzles) == 3 and "solution" not in json.dumps(browser.view.puzzles)
    for puzzle in browser._puzzles():
        FeatureMapBrowserView(**{**puzzle["start"], **puzzle["solution"]})


FLAT = [np.ones((2, 32, 32)), np.ones((2, 16, 16))]
OPTIONS = {"stack": "CPC", "side": 32, "puzzles": False}


@pytest.mark.parametrize(
    ("trained", "untrained", "options", "words"),
    [
        ({"chelsea": FLAT}, {"coffee": FLAT}, {}, "expected .*chelsea.* as trained"),
        ({"dog": FLAT}, {"dog": FLAT}, {}, "dog"),
        ({"chelsea": FLAT[:1]}, {"chelsea": FLAT}, {}, "maps of 1 layers, expected 2"),
        ({"chelsea": FLAT[::-1]}, {"chelsea": FLAT}, {}, "is the photo as large as side says"),
        ({"chelsea": [-m for m in FLAT]}, {"chelsea": FLAT}, {}, "after the ReLU"),
        ({"chelsea": [m * np.nan for m in FLAT]}, {"chelsea": FLAT}, {}, "after the ReLU"),
        ({"chelsea": [m[0] for m in FLAT]}, {"chelsea": FLAT}, {}, "has 2 axes"),
        ({"chelsea": FLAT}, {"chelsea": FLAT}, {"stack": "CXC"}, "expected letters C and P"),
        ({"chelsea": FLAT}, {"chelsea": FLAT}, {"side": 225}, "expected at most 224"),
        ({"chelsea": FLAT}, {"chelsea": FLAT}, {"layer": 3}, "layer=3 is too large"),
        ({"chelsea": FLAT}, {"chelsea": FLAT}, {"channel": 3}, "channel=3 is too large"),
        ({"chelsea": FLAT}, {"chelsea": FLAT}, {"puzzles": True}, "set puzzles=False"),
        ({"chelsea": FLAT}, None, {"controls": ["untrained"]}, "controls='untrained' is not known"),
    ],
)
def test_bad_arguments_are_refused_with_words(trained, untrained, options, words):
    with pytest.raises(ValueError, match=words):
        FeatureMapBrowser(trained, untrained, **{**OPTIONS, **options})


def test_channel_of_zeros_stays_black():
    maps = {"chelsea": [np.zeros((2, 32, 32)), FLAT[1]]}
    dead = FeatureMapBrowser(maps, maps, **OPTIONS)
    assert dead.view.tops[0][0][0] == [0, 0] and dead.zeros == 1 and dead.likeness == 0
    assert images.decode(dead.view.sheets[0])[:32].max() == 0


def labels(browser):
    return [control.description for control in browser.children[1].children]


def test_controls_are_those_that_are_asked_for_in_the_usual_order():
    maps = {"chelsea": FLAT, "coffee": FLAT}
    both = FeatureMapBrowser(maps, maps, **OPTIONS)
    assert labels(both) == [
        "Photo", "Layer", "Channel", "True sizes (bottom row)", "Untrained",
        "Each map its own scale",
    ]  # fmt: skip
    few = FeatureMapBrowser({"chelsea": FLAT}, controls=("channel", "layer"), **OPTIONS)
    assert labels(few) == ["Layer", "Channel"]


def test_one_photo_of_several_is_offered_with_the_channels_of_all():
    maps = [{name: maps_of(nets.vgg16_slim(seed=seed).eval(), name) for name in PHOTOS}
            for seed in (1, 2)]  # fmt: skip
    every, one = (FeatureMapBrowser(*maps, side=64, shown=4, **more)
                  for more in ({}, {"photos": ["camera"]}))  # fmt: skip
    assert one.view.numbers == every.view.numbers
    assert "Photo" not in labels(one) and one.photo == "camera"
    assert one.view.sheets == [every.view.sheets[n] for n in (1, 3)]
    every.photo = "camera"
    np.testing.assert_array_equal(one.output, every.output)
    with pytest.raises(ValueError, match="photos='coffee'"):
        FeatureMapBrowser(*maps, side=64, photos=["coffee"])


def test_page_that_computes_the_maps_brings_those_of_the_first_photo_alone():
    maps = {name: maps_of(nets.vgg16_slim(seed=1).eval(), name) for name in PHOTOS}
    first = {PHOTOS[0]: maps[PHOTOS[0]]}
    live, given = (FeatureMapBrowser(some, side=64, shown=2, puzzles=False, **more)
                   for some, more in ((maps, {"network": "vgg16_slim"}), (first, {})))  # fmt: skip
    assert live.view.sheets == given.view.sheets and live.view.numbers == given.view.numbers
    for name in ("tops", "zeros", "likes"):
        assert getattr(live.view, name)[0] == getattr(given.view, name)[0][:1]
    live.photo = "camera"
    np.testing.assert_array_equal(live.maps, maps["camera"][0])


def test_without_an_untrained_network_none_is_offered():
    one = FeatureMapBrowser({"chelsea": FLAT}, **OPTIONS)
    assert "Untrained" not in labels(one) and len(one.view.sheets) == 1
    one.untrained = False
    with pytest.raises(ValueError, match="no maps of an untrained network were given"):
        one.untrained = True
    assert not one.untrained and one.output.shape == (32, 32)


@pytest.fixture(scope="module")
def live():
    """Return a browser with a network, a reader's picture in it, and the maps of that in torch."""
    net = nets.vgg16_slim(seed=0).eval()
    asked = []

    def maker(picture):
        asked.append(picture)
        return features.activation_maps(net, picture)

    given = maps_of(net, "chelsea")
    made = FeatureMapBrowser(
        {"chelsea": given}, network="vgg16_slim", maps_of=maker, side=64, puzzles=False
    )
    return made, net, asked


def test_own_picture_has_its_maps_in_python_made_once(live):
    made, net, asked = live
    picture = np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    made.image = picture
    assert made.photo == "own"
    np.testing.assert_array_equal(made.image, picture)
    for made.layer in (1, 13):
        np.testing.assert_array_equal(
            made.maps, features.activation_maps(net, picture)[made.layer - 1]
        )
    assert len(asked) == 1
    made.image = picture[::-1]
    np.testing.assert_array_equal(made.maps, features.activation_maps(net, picture[::-1])[12])
    assert len(asked) == 2
    made.photo = "chelsea"
    np.testing.assert_array_equal(made.image, images.photo("chelsea", 64))


def test_with_a_network_each_picture_has_its_own_strongest_channels():
    made = [nets.vgg16_slim(seed=seed).eval() for seed in (0, 1)]
    given = [{name: maps_of(net, name) for name in PHOTOS} for net in made]
    makers = [lambda picture, net=net: features.activation_maps(net, picture) for net in made]
    own = FeatureMapBrowser(
        *given, network="vgg16_slim", maps_of=makers, side=64, shown=4, puzzles=False
    )
    own.image = np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    orders = set()
    for own.photo in (*PHOTOS, "own"):
        for own.untrained in (False, True):
            own.layer = 5
            means = own.maps.mean(axis=(1, 2))
            found = []
            for own.channel in range(1, 5):
                found.append(own.number)
                np.testing.assert_array_equal(own.output, own.maps[own.number])
            np.testing.assert_array_equal(means[found], np.sort(means)[::-1][:4])
            orders.add(tuple(found))
            if own.photo == PHOTOS[0]:  # what a page shows until it has computed
                assert own.view.numbers[own.untrained][4] == found
    assert len(orders) > 4


def test_channel_that_was_picked_is_read_while_all_channels_show(live):
    made = live[0]
    made.photo, made.layer, made.below = "chelsea", 13, "channels"
    made.view.picked = 77
    made.below = "patches"
    assert made.number == 77
    made.below = "channels"
    assert made.number == 77
    np.testing.assert_array_equal(made.output, made.maps[77])
    made.layer = 1  # has 16 channels
    assert made.number == made.view.numbers[0][0][0]
    made.layer, made.below = 13, "layers"
    assert made.number == made.view.numbers[0][12][0]


def test_patches_are_where_the_map_is_largest_in_all_photos():
    low, high = np.zeros((2, 2, 32, 32))
    low[0, 4, 5], low[0, 4, 6], low[0, 20, 7], high[0, 0, 31] = 3.0, 2.0, 1.0, 2.5
    given = {"chelsea": [low], "camera": [high]}
    made = FeatureMapBrowser(given, stack="C", side=32, shown=2, puzzles=False)
    # One step from a larger number of the same photo there is none.
    assert made.number == 0 and made.patches == [
        ("chelsea", (4, 5), 3.0), ("camera", (0, 31), 2.5), ("chelsea", (20, 7), 1.0)
    ]  # fmt: skip
    made.channel = 2
    assert made.patches == []


def test_network_is_sent_to_the_view_that_asks_for_it(live, monkeypatch):
    view, sent = live[0].view, []
    monkeypatch.setattr(view, "send", lambda content, buffers: sent.append((content, buffers)))
    view._handle_custom_msg({"network": "vgg16_slim"}, [])
    view._handle_custom_msg({"network": "../../secret"}, [])
    view._handle_custom_msg({}, [])
    ((content, (file,)),) = sent
    assert content["network"] == "vgg16_slim" and "onmessage" in content["worker"]
    assert load_safetensors(file).keys() >= {"01920/classifier.bias"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"network": "vgg19"}, "network='vgg19' is not known"),
        ({"below": "channels"}, "below='channels' needs a network; add network='vgg16_slim'"),
        ({"below": "nothing"}, "below='nothing' is not known"),
        ({"maps_of": [len, len]}, "maps_of has 2 entries, expected 1 functions"),
        ({"maps_of": [3]}, "expected 1 functions"),
    ],
)
def test_bad_network_is_refused_with_words(options, words):
    with pytest.raises(ValueError, match=words):
        FeatureMapBrowser({"chelsea": FLAT}, **{**OPTIONS, **options})


def test_without_a_network_nothing_of_it_can_be_set():
    plain = FeatureMapBrowser({"chelsea": FLAT}, **OPTIONS)
    with pytest.raises(ValueError, match="this browser was made without a network"):
        plain.below = "sum"
    with pytest.raises(ValueError, match="photo='own' is not known"):
        plain.photo = "own"
    with pytest.raises(ValueError, match="needs a network"):
        plain.image = np.zeros((32, 32), np.uint8)
    assert plain.below == "layers" and "Below the map" not in labels(plain)


def test_own_picture_of_another_size_or_without_maps_is_refused_with_words():
    maps = maps_of(nets.vgg16_slim(seed=0).eval(), "chelsea")
    made = FeatureMapBrowser({"chelsea": maps}, network="vgg16_slim", side=64, puzzles=False)
    with pytest.raises(ValueError, match=r"shape \(10, 64\), expected 64 rows and columns"):
        made.image = np.zeros((10, 64), np.uint8)
    made.image = np.full((64, 64), 9, np.uint8)
    with pytest.raises(ValueError, match="need `maps_of`; give it one"):
        made.maps  # noqa: B018


def test_page_finds_the_likeness_that_python_finds():
    rng = np.random.default_rng(4)
    photo = rng.integers(256, size=(48, 48), dtype=np.uint8)
    values = [rng.random((size, size)) for size in (48, 24, 12, 3)] + [np.zeros((6, 6))]
    grey = typed("Float64Array", photo)
    small = play(ROOM / "live_maps.js", [call("shrunk", grey, 48, len(one)) for one in values])
    pairs = zip(values, small, strict=True)
    job = [call("likeness", typed("Float32Array", one), list(less)) for one, less in pairs]
    told = play(ROOM / "live_maps.js", job)
    wanted = [likeness(one.astype(np.float32), photo) for one in values]
    np.testing.assert_allclose(told, wanted, atol=1e-6)
