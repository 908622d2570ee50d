"""`SizeFinder`: the sizes it finds are those of torch's layers, in the page and in Python."""

from itertools import product

import pytest
import torch
import traitlets

from convcourse.explorers import SizeFinder
from tests.node import call, play

DECODER = [(3, 2, 1), (3, 3, 1), (3, 3, 1)]
CHAINS = [DECODER, [(4, 2, 1), (4, 2, 1)], [(5, 3, 2), (2, 2, 0)], [(3, 2, 3), (3, 2, 1)]]


def torch_back(size, k, s, p, extra):
    """Return the size that torch's transposed layer makes, or 0 where nothing is left."""
    x, w = torch.zeros(1, 1, size), torch.zeros(1, 1, k)
    try:
        made = torch.nn.functional.conv_transpose1d(x, w, None, s, p, extra)
    except RuntimeError:
        return 0
    return made.shape[-1]


def torch_down(size, k, s, p):
    x, w = torch.zeros(1, 1, size), torch.zeros(1, 1, k)
    try:
        return torch.nn.functional.conv1d(x, w, None, s, p).shape[-1]
    except RuntimeError:
        return 0


def torch_ways(start, layers):
    """Return {size: output_paddings} for all that the layers reach."""
    ways = {}
    for extras in product(*(range(s) for _, s, _ in layers)):
        size = start
        for (k, s, p), extra in zip(layers, extras, strict=True):
            size = size and torch_back(size, k, s, p, extra)
        if size:
            ways[size] = extras
    return ways


def finders():
    for start, target, k in product((1, 6, 31), (1, 12, 93), (2, 3, 7)):
        for s, p in product(range(1, 5), range(4)):
            yield SizeFinder(start, target, kernel_size=k, stride=s, padding=p)
    for layers, start, target in product(CHAINS, (6, 9), range(3, 129, 13)):
        yield SizeFinder(start, target, layers=layers)


FINDERS = list(finders())


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all settings."""
    states = [finder.view.initial for finder in FINDERS]
    job = [
        {
            "found": call("findSizes", state),
            "settings": call("settingsFor", state),
            "words": call("verdictWords", state, call("findSizes", state)),
        }
        for state in states
    ]
    return [one | one["found"] for one in play("size_finder", job)]


def test_page_python_and_torch_reach_the_same_sizes(page):
    reached = 0
    for finder, shown in zip(FINDERS, page, strict=True):
        ways = torch_ways(finder.start, finder.layers)
        sizes = [one["size"] for one in shown["levels"][-1]]
        assert sorted(sizes) == finder.sizes == sorted(ways)
        assert finder.output_paddings == ways.get(finder.target)
        if finder.view.layers:
            way = [one["extra"] for one in shown["path"][1:]]
            assert tuple(way) == (ways.get(finder.target) or ())
        assert ("is reached" in shown["words"]) == (
            (finder.target in ways) if finder.view.layers
            else [(one["size"], one.get("extra")) for one in shown["path"][-1:]]
            == [(finder.target, 0)]
        )  # fmt: skip
        reached += finder.target in ways
    assert reached > 20


def test_way_down_is_that_of_torchs_convolutions(page):
    for finder, shown in zip(FINDERS[::5], page[::5], strict=True):
        size, wanted = finder.target, [finder.target]
        for layer in reversed(finder.layers):
            size = size and torch_down(size, *layer)
            wanted.append(size)
        assert shown["down"] == wanted


def test_settings_are_all_that_torch_knows(page):
    seen = set()
    for finder, shown in zip(FINDERS, page, strict=True):
        k = finder.view.kernel_size
        if finder.view.layers or (finder.start, finder.target, k) in seen:
            continue
        seen.add((finder.start, finder.target, k))
        wanted = {
            (s, p, extra)
            for s in range(1, 5)
            for p in range(4)
            for extra in range(s)
            if torch_back(finder.start, k, s, p, extra) == finder.target
        }
        given = shown["settings"]
        assert {(g["stride"], g["padding"], g["output_padding"]) for g in given} == wanted
        assert all(g["even"] == (k % g["stride"] == 0) for g in given)
        names = ("output_padding", "stride", "padding")
        order = [(g["padding"] >= k, not g["even"], *(g[name] for name in names)) for g in given]
        assert order == sorted(order)


def test_slider_of_a_chain_reaches_a_little_beyond_its_sizes():
    def ends(finder):
        control = finder.children[1].children[0 if finder.view.layers else 1]
        assert control.description == "Target size" and control.value == finder.target
        return control.min, control.max

    assert ends(SizeFinder(6, 91, layers=DECODER)) == (84, 115)
    assert ends(SizeFinder(6, 140, layers=DECODER)) == (84, 147)
    assert ends(SizeFinder(1, 2, layers=DECODER)) == (1, 25)
    assert ends(SizeFinder(6, 12)) == (1, 256)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"layers": [(3, 2)]}, "give three numbers"),
        ({"layers": [(3, 4, 1)] * 3}, "reach 64 sizes, expected at most 36"),
        ({"layers": [(1, 1, 3)]}, "leave nothing of start=6"),
        ({"output_padding": 2}, "output_padding is 2, expected less than stride=2"),
        ({"controls": ["dilation"]}, "is not known"),
    ],
)
def test_what_it_cannot_show_is_refused_with_a_reason(bad, words):
    with pytest.raises(ValueError, match=words):
        SizeFinder(**bad)


@pytest.mark.parametrize("bad", [{"start": 0}, {"target": 257}, {"stride": 5}, {"padding": 4}])
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        SizeFinder(**bad)
