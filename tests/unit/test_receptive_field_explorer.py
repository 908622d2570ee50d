"""ReceptiveFieldExplorer: page, Python and torch's gradients see the same pixels and paths."""

import inspect
import json

import numpy as np
import pytest
import torch
import traitlets

from convcourse import receptive_field
from convcourse.explorers import Layer, ReceptiveFieldExplorer
from convcourse.explorers.receptive_field_explorer import (
    KINDS,
    PRESETS,
)
from convcourse.pictures import images
from tests.node import call, plain, play

NAMES = inspect.signature(ReceptiveFieldExplorer).parameters["controls"].default


def random_stacks(count):
    """Yield sizes and stacks of all kinds of layers, some of which do not work."""
    rng = np.random.default_rng(10)
    for _ in range(count):
        layers = []
        for _ in range(rng.integers(1, 6)):
            kind = str(rng.choice(list(KINDS)))
            k, s, d = (int(rng.integers(1, n)) for n in (6, 4, 4))
            padding = int(rng.integers(0, 4 if kind == "conv" else k // 2 + 1))
            layers.append(Layer(kind, k, s, padding, 1 if kind == "avg" and d < 3 else d))
        yield int(rng.integers(3, 50)), layers


STACKS = [*random_stacks(160), *((size, layers) for size, layers in PRESETS.values())]


def torch_paths(size, layers):
    """Return sizes of all maps, and the gradient of the middle unit along one axis, of torch.

    All weights are 1 and poolings are sums, so the gradient counts paths. Where torch refuses a
    layer, both end before it.
    """
    x = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    y, sizes = x, [size]
    for kind, k, s, p, d in layers:
        try:
            if kind == "max":  # for its refusals: a sum has no limit for its padding
                torch.nn.functional.max_pool1d(y, k, s, p, d)
            if kind == "avg" and d > 1:
                raise RuntimeError("torch's average pooling takes no dilation")
            if kind == "avg":
                y = torch.nn.functional.avg_pool1d(y, k, s, p) * k
            else:
                ones = torch.ones(1, 1, k, dtype=torch.float64)
                y = torch.nn.functional.conv1d(y, ones, None, s, p, d)
        except RuntimeError:
            break
        sizes.append(y.shape[-1])
    unit = sizes[-1] // 2
    y[0, 0, unit].backward()
    return sizes, unit, x.grad[0, 0].numpy()


def view_state(size, layers):
    rows = [[list(KINDS).index(kind), *numbers] for kind, *numbers in layers]
    return {"input_size": size, "layers": rows, "depth": len(rows)}


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all stacks."""
    job = [call("middle", view_state(*stack)) for stack in STACKS]
    return play("receptive_field_explorer", job, "receptive_field_explorer")


def test_page_has_torchs_sizes_pixels_and_paths(page):
    working = 0
    for (size, layers), result in zip(STACKS, page, strict=True):
        sizes, unit, gradient = torch_paths(size, layers)
        assert [level["size"] for level in result["levels"]] == sizes, layers
        assert (result["trouble"] is None) == (len(sizes) == len(layers) + 1)
        paths = np.zeros(size)
        for pixel, count in result["paths"]:
            paths[pixel] = count
        assert result["unit"] == unit
        np.testing.assert_allclose(paths, gradient, err_msg=str(layers))
        working += result["trouble"] is None
    assert 60 < working < len(STACKS)  # both kinds are among them


def test_page_and_python_agree_on_field_and_jump(page):
    for (_, layers), result in zip(STACKS, page, strict=True):
        for depth, level in enumerate(result["levels"]):
            wanted = receptive_field([(la.kernel_size, la.stride, la.dilation)
                                      for la in layers[:depth]])  # fmt: skip
            assert (level["field"], level["jump"]) == wanted


def test_looking_up_and_looking_down_find_the_same(page):
    assert all(result["agrees"] for result in page)


def test_python_has_torchs_sizes_and_pixels_or_refuses():
    explorer = ReceptiveFieldExplorer()
    for size, layers in STACKS:
        explorer.input_size, explorer.layers = size, layers
        explorer.view.last = explorer._count() - 1
        explorer.position = (explorer.view.last + 1) // 2
        sizes, _, gradient = torch_paths(size, layers)
        if len(sizes) == len(layers) + 1:
            assert explorer.sizes == sizes
            assert explorer.pixels == np.flatnonzero(gradient).tolist()
        else:
            with pytest.raises(ValueError, match=r"must fit|at most half|it has none"):
                explorer.sizes  # noqa: B018


def test_steps_of_the_formula_are_filled_in(page):
    vgg = page[[*PRESETS].index("VGG-16") - len(PRESETS)]
    assert [f"{name}: {plain(parts)}" for name, parts in vgg["steps"]] == [
        "Field r: 196 + (2 − 1)·1·16 = 212",
        "Jump j: 16·2 = 32",
        "First pixel of unit 0: −90 − 0·16 = −90",
    ]


@pytest.mark.parametrize(("name", "field"), [("VGG-16", 212), ("ResNet-50 stem", 11)])
def test_presets_have_their_published_fields(name, field):
    explorer = ReceptiveFieldExplorer(name)
    assert explorer.field.size == field and explorer.sizes[0] == 224


def test_properties_are_read_and_written():
    explorer = ReceptiveFieldExplorer([("conv", 3), ("max", 2, 2)], 12, depth=1)
    assert explorer.depth == 1 and explorer.field == (3, 1)
    explorer.layers = [Layer("conv", 5), Layer("avg", 2, 2), Layer("conv", 3)]
    assert explorer.layers[1] == ("avg", 2, 2, 0, 1)
    assert explorer.depth == 3 and explorer.view.deepest == 3 and explorer.sizes == [12, 8, 4, 2]
    assert (explorer.view.kind, explorer.view.kernel_size) == (2, 2)  # those of layer 2, the chosen
    explorer.input_size, explorer.position, explorer.depth, explorer.paths = 14, 99, 2, True
    assert explorer.position == 4 and explorer.pixels == [8, 9, 10, 11, 12, 13]


def test_unit_in_the_middle_is_shown_at_first():
    explorer = ReceptiveFieldExplorer(input_size=15)
    assert (explorer.view.row, explorer.position, explorer.view.last) == (7, 7, 14)
    assert ReceptiveFieldExplorer(input_size=15, position=99, row=2).position == 14


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"layers": []}, "layers has 0 entries, expected 1 to 20; give at least one"),
        ({"layers": [("conv",)] * 21}, "layers has 21 entries, expected 1 to 20; leave some out"),
        ({"layers": [("min", 2)]}, r"kind of layers\[0\]='min' is not known, expected one of"),
        ({"layers": [("conv", 12)]}, r"kernel_size of layers\[0\] is 12, expected an integer"),
        ({"layers": [("conv", 0)]}, r"kernel_size of layers\[0\]=0 is too small"),
        ({"layers": ["conv"]}, r"layers\[0\] is 'conv', expected \(kind, kernel_size"),
        ({"layers": [("conv", 3, 1, 0, 1, 9)]}, r"layers\[0\] is \('conv', 3, 1, 0, 1, 9\)"),
        ({"layers": "VGG-19"}, "layers='VGG-19' is not known.*did you mean 'VGG-16'"),
        ({"controls": ["flip"]}, "controls='flip' is not known, expected one of"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(bad, words):
    with pytest.raises(ValueError, match=words):
        ReceptiveFieldExplorer(**bad)


def test_numbers_of_a_layer_are_integers_of_any_kind():
    layer = ReceptiveFieldExplorer([("conv", np.int64(3))]).layers[0]
    assert layer == ("conv", 3, 1, 0, 1) and type(layer.kernel_size) is int
    with pytest.raises(TypeError, match=r"stride of layers\[0\]=1.5 is of type float"):
        ReceptiveFieldExplorer([("conv", 3, 1.5)])


@pytest.mark.parametrize("bad", [{"input_size": 257}, {"depth": 0}, {"position": -1}])
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        ReceptiveFieldExplorer(**bad)


def test_table_edits_only_where_a_control_does():
    assert ReceptiveFieldExplorer(controls=list(NAMES)).view.editable
    assert not ReceptiveFieldExplorer(controls=["paths", "input_size"]).view.editable


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(ReceptiveFieldExplorer().view.puzzles)


def test_photo_under_the_field_is_as_large_as_the_picture():
    photo = images.decode(ReceptiveFieldExplorer("VGG-16", photo="chelsea").view.picture)
    wanted = images.photo("chelsea", 224).astype(float)
    assert photo.shape == (224, 224, 3)
    assert np.abs(photo - wanted).mean() < 6  # some loss
    assert ReceptiveFieldExplorer("VGG-16").view.picture == b""
    with pytest.raises(ValueError, match="'dog' is not known"):
        ReceptiveFieldExplorer(photo="dog")


def test_slider_of_layers_shows_the_depth():
    explorer = ReceptiveFieldExplorer("VGG-16", depth=7)
    assert explorer.view.shown_layer == explorer.depth == 7
    explorer.depth = 3
    assert explorer.view.shown_layer == 3
    explorer.layers = [("conv", 3)] * 2
    assert explorer.view.shown_layer == explorer.depth == 2
