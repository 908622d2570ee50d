"""The network doctor against torch: sizes, refusals, parameters, fields, and each repair run."""

import itertools
import resource
import sys
import warnings

import pytest
import torch
from torch import nn
from torch.nn import functional

import convcourse
from convcourse import diagnose, receptive_field
from convcourse.networks import nets
from tests.conftest import ROOT
from tests.unit.broken_networks import QUESTIONS, SOUND
from tests.unit.networks_at_random import hostile, mutilated, stack

NAMES = {"nn": nn, "torch": torch, "F": functional}
LISTING_2 = """
class ConvAutoEncoder(nn.Module):
def __init__(self):
super().__init__()
self.encoder = nn.Sequential(
nn.Conv2d(1, 16, (3, 3), stride=(3, 3), padding=(1, 1)),
nn.ReLU(True),
nn.Conv2d(16, 32, (3, 3), stride=(3, 3), padding=(1, 1)),
nn.ReLU(True),
nn.Conv2d(32, 64, (3, 3), stride=(2, 2), padding=(1, 1)),
nn.ReLU(True)
)
self.decoder = nn.Sequential(
nn.ConvTranspose2d(64, 32, (3, 3), stride=(2, 2), padding=(1, 1)),
nn.ReLU(True),
nn.ConvTranspose2d(32, 16, (3, 3), stride=(3, 3), padding=(1, 1)),
nn.ReLU(True),
nn.ConvTranspose2d(16, 1, (3, 3), stride=(3, 3), padding=(1, 1)),
nn.Tanh()
)

def forward(self, x):
x = self.encoder(x)
x = self.decoder(x)

return x
"""


def built(source):
    """Return the module that a source makes, by running it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if source.lstrip().startswith("nn."):
            return eval(source, dict(NAMES)).eval()
        names = dict(NAMES)
        exec(source, names)
        classes = [one for one in names.values() if isinstance(one, type)]
        return [one for one in classes if issubclass(one, nn.Module)][-1]().eval()


def ran(source, shape, device="cpu"):
    """Return what each module of an nn.Sequential makes in torch, and its error or None.

    A layer that leaves nothing is an error, too: torch's meta device says so of a transposed
    convolution, while its CPU goes on with an empty map.
    """
    shapes, error = [], None
    try:
        with torch.device(device), torch.no_grad(), warnings.catch_warnings():
            # Of "same" with an even kernel torch warns, once in a process: that is no refusal.
            warnings.filterwarnings("ignore", "Using padding='same' with even kernel lengths")
            net = built(source)
            for module in net:
                module.register_forward_hook(lambda m, x, y: shapes.append(tuple(y.shape[1:])))
            net(torch.empty(2, *shape))
    except Exception as refused:  # whatever torch says is what is asked for here
        error = refused
    empty = next((i for i, one in enumerate(shapes) if 0 in one), None)
    return shapes[:empty], error or (None if empty is None else ValueError("nothing is left"))


def output(source, shape):
    """Return the shape of what a source makes of two pictures."""
    made = built(source)(torch.empty(2, *shape))
    return tuple((made[0] if isinstance(made, tuple) else made).shape)


@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_random_stacks_have_the_sizes_of_torch_or_are_refused_where_torch_refuses(start):
    refused = 0
    for seed in range(start, start + 250):
        source, shape = stack(seed)
        found = diagnose(source, shape, repair=False)
        fatal = any(one.fatal for one in found.faults)
        refused += fatal
        # The meta device takes paddings and channels that the CPU refuses, so refusals are its.
        shapes, error = ran(source, shape, "cpu" if fatal else "meta")
        assert fatal == (error is not None), (source, shape, error)
        made = [one.output_shape for one in found.layers]
        assert made[: len(shapes)] == shapes, (source, shape)
        if not fatal:
            with torch.device("meta"):
                net = built(source)
            counts = [sum(p.numel() for p in one.parameters()) for one in net]
            assert [one.parameters for one in found.layers] == counts
    assert 60 < refused < 200


def test_each_repair_of_random_stacks_runs_in_torch_and_mends_its_fault():
    tried = dict.fromkeys([True, False], 0)
    for seed in range(160):
        source, shape = stack(seed)
        for fault in diagnose(source, shape).faults:
            for repair in fault.repairs:
                _, error = ran(repair.code, repair.input_shape or shape)
                assert error is None, (source, shape, fault.kind, repair)
                assert (repair.code != source) == (repair.input_shape is None)
                tried[fault.fatal] += 1
    assert min(tried.values()) > 80, tried


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: one.where)
def test_public_question_is_answered(asked):
    found = diagnose(asked.source, asked.shape)
    faults = [one for one in found.faults if one.kind == asked.kind]
    assert len(faults) == 1 and asked.words in faults[0].message, found
    assert faults[0].fatal == asked.fatal
    assert any(asked.repair in one.message for one in faults[0].repairs), found
    if asked.shape and "nn." in asked.source:
        if asked.fatal:
            with pytest.raises((RuntimeError, ValueError)):
                output(asked.source, asked.shape)
        for repair in (repair for one in found.faults for repair in one.repairs):
            assert output(repair.code, repair.input_shape or asked.shape)[0] == 2


@pytest.mark.parametrize(
    ("source", "shape", "layer", "picture"),
    [
        ("nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU())", (3, 32, 32), "Conv2d(3, 8, 3)", 1),
        ("nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())", (1, 28, 28), "Conv2d(1, 8, 3)", 3),
        ("nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 8, 3))", (1, 9, 9), "BatchNorm2d(1)", 3),
    ],
)
def test_first_layer_or_the_picture_is_changed_where_their_channels_differ(
    source, shape, layer, picture
):
    """Both ways are offered; torch refuses the network, and runs both."""
    with pytest.raises(RuntimeError):
        output(source, shape)
    repairs = diagnose(source, shape).faults[0].repairs[:2]
    own, other = sorted(repairs, key=lambda one: one.input_shape is not None)
    assert layer in own.code and own.input_shape is None
    assert other.code == source and other.input_shape == (picture, *shape[1:])
    assert other.message == f"a picture of {picture} channel{'s' * (picture > 1)}"
    assert output(own.code, shape) == output(other.code, other.input_shape)


def test_other_picture_is_offered_only_for_the_first_layer_and_where_it_runs():
    inner = "nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3))"
    (fault,) = diagnose(inner, (3, 9, 9)).faults
    assert fault.repairs and all(one.input_shape is None for one in fault.repairs)
    both = "nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(7, 2))"
    first = diagnose(both, (1, 9, 9)).faults[0]
    assert first.kind == "channels"
    assert all(one.input_shape is None for one in first.repairs)


@pytest.mark.parametrize("asked", SOUND, ids=lambda one: one.where)
def test_sound_network_has_no_fault(asked):
    found = diagnose(asked.source, asked.shape)
    assert not found.faults
    assert output(asked.source, asked.shape)[1:] == found.output_shape
    net = built(asked.source)
    assert found.parameters == sum(one.numel() for one in net.parameters())


WEIGHTED = """class Excited(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.mix = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        x = self.conv(x)
        return x * torch.sigmoid(self.mix(self.pool(x)))
"""


def test_what_comes_out_need_not_be_what_the_last_layer_makes():
    """A product that broadcasts is no layer, and it is the end of this network."""
    found = diagnose(WEIGHTED, (3, 20, 24))
    assert found.layers[-1].output_shape == (8, 1, 1)
    assert found.output_shape == (8, 20, 24) == output(WEIGHTED, (3, 20, 24))[1:]
    assert diagnose("nn.Conv2d(4, 8, 3)", (3, 9, 9)).output_shape is None
    assert diagnose("mat1 and mat2 shapes cannot be multiplied (1x8 and 9x2)").output_shape is None


def test_listing_2_makes_91_pixels_and_is_mended():
    found = diagnose(LISTING_2, (1, 96, 96))
    sides = [one.output_shape[1] for one in found.layers if "Conv" in one.kind]
    assert sides == [32, 11, 6, 11, 31, 91]
    size = next(one for one in found.faults if one.kind == "size")
    assert "96×96 pixels go in, 91×91 come out" in size.message and not size.fatal
    best = size.repairs[0]
    assert best.message == "decoder.2: output_padding=1, decoder.4: output_padding=2"
    assert output(best.code, (1, 96, 96)) == (2, 1, 96, 96)
    assert output(found.source, (1, 96, 96)) == (2, 1, 91, 91)
    kinds = {one.kind for one in found.faults}
    assert kinds == {"size", "unread", "checkerboard", "seams", "indentation"}
    for repair in (repair for one in found.faults for repair in one.repairs):
        assert output(repair.code, (1, 96, 96))[:2] == (2, 1)


def settings(layer, **ranges):
    """Return a source with each combination of settings."""
    for values in itertools.product(*ranges.values()):
        said = ", ".join(f"{k}={v}" for k, v in zip(ranges, values, strict=True))
        yield f"nn.Sequential(nn.{layer}({said}))"


@pytest.mark.parametrize(
    ("sources", "shape", "count"),
    [
        (
            settings("ConvTranspose2d", in_channels=[1], out_channels=[1], kernel_size=range(1, 6),
                     stride=[1, 2, 3], padding=[0, 1, 2], output_padding=range(6),
                     dilation=[1, 2, 3]),
            (1, 4, 4), 810,
        ),
        (
            settings("MaxPool2d", kernel_size=[2, 3, 4], stride=[1, 2, 3], padding=[0, 1, 2],
                     dilation=[1, 2], ceil_mode=[False, True]),
            (1, 7, 7), 108,
        ),
    ],
    ids=["ConvTranspose2d", "MaxPool2d"],
)  # fmt: skip
def test_each_setting_has_the_size_of_torch_or_is_refused(sources, shape, count):
    sources = list(sources)
    assert len(sources) == count
    refused = 0
    for source in sources:
        made = diagnose(source, shape, repair=False).output_shape
        shapes, error = ran(source, shape)
        refused += error is not None
        assert made == (None if error else shapes[0]), source
    assert count // 5 < refused < count * 2 // 3


def test_field_and_jump_are_those_of_the_course_and_hold_what_a_gradient_reaches():
    layers = [(3, 1), (2, 2), (5, 1, 2), (3, 2)]
    source = (
        "nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 5, dilation=2), "
        "nn.Conv2d(1, 1, 3, stride=2), nn.ConvTranspose2d(1, 1, 4, stride=2), nn.Upsample("
        "scale_factor=2, mode='bilinear'))"
    )
    found = diagnose(source, (1, 80, 80)).layers
    for number, one in enumerate(found[:4], 1):
        assert (one.field, one.jump) == receptive_field(layers[:number])
    assert [one.jump for one in found] == [1, 2, 2, 4, 2, 1]
    net = built(source).double()
    for weights in net.parameters():
        nn.init.constant_(weights, 1)
    picture = torch.ones(1, 1, 80, 80, dtype=torch.double, requires_grad=True)
    for number, one in enumerate(found, 1):
        made = net[:number](picture)
        reached = [
            int((torch.autograd.grad(made[0, 0, row, row], picture, retain_graph=True)[0][0, 0]
                 != 0).any(0).sum())
            for row in range(made.shape[-1] // 2 - 2, made.shape[-1] // 2 + 2)
        ]  # fmt: skip
        assert max(reached) == one.field


def test_multiplications_are_those_of_the_loops():
    source = (
        "nn.Sequential(nn.Conv2d(4, 6, (3, 2), groups=2), nn.ConvTranspose2d(6, 4, 3, stride=2, "
        "padding=1), nn.Flatten(), nn.Linear(4 * 15 * 17, 10))"
    )
    found = diagnose(source, (4, 10, 10))
    assert [one.output_shape for one in found.layers[:2]] == [(6, 8, 9), (4, 15, 17)]
    assert [one.multiplications for one in found.layers] == [
        6 * 8 * 9 * 2 * 3 * 2, 6 * 8 * 9 * 4 * 3 * 3, 0, 4 * 15 * 17 * 10,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "shape", "kind", "best"),
    [
        ("nn.Sequential(nn.Conv2d(1, 4, 3, stride=3))", (1, 32, 32), "unread", None),
        ("nn.Sequential(nn.MaxPool2d(2))", (1, 7, 8), "unread",
         "nn.Sequential(nn.MaxPool2d(2, ceil_mode=True))"),
        ("nn.Sequential(nn.Conv2d(1, 4, 1, stride=2))", (1, 8, 8), "unread", None),
        ("nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4))", (1, 8, 8),
         "bias before batch norm",
         "nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4))"),
        ("nn.Sequential(nn.Conv2d(1, 4, 3, 1, 2))", (1, 8, 8), "padding",
         "nn.Sequential(nn.Conv2d(1, 4, 3, 1, 1))"),
        ("nn.Sequential(nn.ConvTranspose2d(1, 1, 3, 2, 1, 1))", (1, 8, 8), "checkerboard",
         "nn.Sequential(nn.ConvTranspose2d(1, 1, 4, 2, 1, 0))"),
        ("nn.Sequential(nn.ConvTranspose2d(1, 1, 2, 2))", (1, 8, 8), "seams",
         "nn.Sequential(nn.ConvTranspose2d(1, 1, 4, 2, padding=1))"),
        ("nn.Sequential(nn.Linear(8, 3))", (1, 8, 8), "not flattened",
         "nn.Sequential(nn.Flatten(), nn.Linear(64, 3))"),
        ("nn.Sequential(nn.Conv2d(1, 1, 9, dilation=2, padding=8))", (1, 12, 12),
         "field larger than picture", "nn.Sequential(nn.Conv2d(1, 1, 9, dilation=1, padding=4))"),
        ("nn.Sequential(nn.Conv2d(1, 4, 3, padding=1))", (1, 12, 12), "field smaller than object",
         "nn.Sequential(nn.Conv2d(1, 4, 3, padding=4, dilation=4))"),
    ],
)  # fmt: skip
def test_silent_fault_is_named_and_its_smallest_repair_is_first(source, shape, kind, best):
    found = diagnose(source, shape, object_size=9)
    fault = next(one for one in found.faults if one.kind == kind)
    assert not fault.fatal and fault.repairs and fault.layer is not None
    if best:
        assert fault.repairs[0].code == best
    for repair in fault.repairs:
        again = diagnose(repair.code, shape, object_size=9)
        assert kind not in [one.kind for one in again.faults]
        assert ran(repair.code, shape)[1] is None


def test_what_cannot_be_read_is_pointed_at_and_the_rest_goes_on():
    source = (
        "nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), Attention(8), nn.Conv2d(16, 4, 3),\n"
        "              nn.Conv2d(5, 4, width), nn.Flatten(), nn.Linear(7, 2))"
    )
    found = diagnose(source, (3, 12, 12))
    assert [one.output_shape for one in found.layers][:3] == [(8, 12, 12), None, (4, 10, 10)]
    kinds = [(one.kind, one.layer, one.fatal) for one in found.faults]
    assert kinds == [("unknown layer", 1, False), ("not read", 3, False)]
    wrong = diagnose(source.replace("width", "3"), (3, 12, 12)).faults[1]
    assert (wrong.kind, wrong.layer, wrong.fatal) == ("channels", 3, True)
    assert "Attention(8)" in found.faults[0].message
    assert found.layers[-1].parameters == 7 * 2 + 2


@pytest.mark.parametrize("name", ["autoencoder", "vgg"])
def test_module_as_an_object_is_read_as_its_source(name):
    with torch.device("meta"):
        net = nets.Autoencoder() if name == "autoencoder" else nets.vgg16_slim()
    shape = (1 if name == "autoencoder" else 3, 96, 96)
    found = diagnose(net, shape)
    assert found.output_shape == tuple(net(torch.empty(1, *shape, device="meta")).shape[1:])
    assert found.parameters == sum(one.numel() for one in net.parameters())
    assert diagnose(found.source, shape).layers == found.layers


def test_nothing_is_executed(tmp_path):
    there = tmp_path / "there"
    evil = f"open({str(there)!r}, 'w').write('x')"
    for source in (
        f"nn.Sequential(nn.ReLU(), {evil})",
        f"{evil}\nnn.Sequential(nn.ReLU())",
        f"class A(nn.Module):\n  x = {evil}\n  def forward(self, x):\n    {evil}\n    return x",
        f"nn.Conv2d(3, 8, [{evil} for _ in range(3)])",
    ):
        diagnose(source, (3, 8, 8))
    assert not there.exists()


def test_nonsense_and_hostile_texts_get_a_word_within_bounded_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answered = 0
    texts = [*hostile(), *(mutilated(seed, [one.source for one in QUESTIONS])
                           for seed in range(500))]  # fmt: skip
    for text in texts:
        try:
            found = diagnose(text, (3, 32, 32), repair=False)
        except ValueError as error:
            assert len(str(error)) > 20 and "expected" in str(error) or "paste" in str(error)
        else:
            assert repr(found) and found._repr_html_()
            answered += 1
    assert 100 < answered < len(texts)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert used < 300_000 * (1024 if sys.platform == "darwin" else 1)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((3, (3, 8, 8)), TypeError, "expected a text or a torch.nn.Module"),
        (("nn.Sequential(nn.ReLU())",), ValueError, "input_shape is missing"),
        (("nn.Sequential(nn.ReLU())", (3, 8)), ValueError, "channels, rows and columns"),
        (("nn.Sequential(nn.ReLU())", "abc"), ValueError, "channels, rows and columns"),
        (("nn.Sequential(nn.ReLU())", (3, 0, 8)), ValueError, "rows of input_shape=0"),
        (("nn.Sequential(nn.ReLU())", (3, 8.0, 8)), TypeError, "rows of input_shape=8.0"),
        (("nn.Sequential(nn.ReLU())", (3, 8, 10**6)), ValueError, "at most 100000"),
        (("nn.Sequential(nn.ReLU(", (3, 8, 8)), ValueError, "line 1 is no Python"),
        (("nn.ReLU(),\n" * 10_000, (3, 8, 8)), ValueError, "has 10001 lines"),
        (("(" * 100 + ")" * 100, (3, 8, 8)), ValueError, "nests more than 60 brackets"),
        (("x = 3", (3, 8, 8)), ValueError, "has no network"),
        (("KeyError: 'x'", None), ValueError, "none about sizes"),
    ],
)  # fmt: skip
def test_bad_argument_is_refused_with_words(arguments, error, words):
    with pytest.raises(error, match=words):
        diagnose(*arguments)


def test_table_shows_where_it_breaks_and_what_would_mend_it():
    found = diagnose("nn.Sequential(nn.Conv2d(1, 4, 3), nn.Linear(9, 2))", (1, 8, 8))
    table = str(found)
    assert "✗ 1 " in table.replace("  ", " ") and "→ nn.Flatten() before 1" in table
    page = found._repr_html_()
    assert page.count("<tr") == 3 and "<pre>nn.Sequential(" in page and "&#x27;" not in page
    hostile_name = diagnose("nn.Sequential(nn.Conv2d(1, 4, '<b>'))", (1, 8, 8))
    assert "<b>" not in hostile_name._repr_html_()


def test_doctor_is_the_package_s_own_and_needs_no_torch():
    assert convcourse.diagnose is diagnose
    for path in (ROOT / "convcourse" / "doctor").glob("*.py"):
        assert "import torch" not in path.read_text(encoding="utf8")


@pytest.mark.parametrize(
    ("source", "kind", "repair"),
    [
        ("class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
         "        self.conv1 = nn.Conv2d(1, 2, 3)\n    def forward(self, x):\n"
         "        return self.conv2(x)\n", "missing", "return self.conv1(x)"),
        ("class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
         "        self.conv = nn.Conv2d(1, 2, 3)\n    def foward(self, x):\n"  # codespell:ignore
         "        return self.conv(x)\n", "missing", "def forward(self, x)"),
        ("class Net(nn.Module):\n    def __init__(self):\n"
         "        self.conv = nn.Conv2d(1, 2, 3)\n    def forward(self, x):\n"
         "        return self.conv(x)\n", "super", "super().__init__()\n        self.conv ="),
        ("class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
         "        self.conv = nn.Conv2d(1, 2, 3)\n    def forward(self, x):\n"
         "        x = self.conv(x)\n", "no return", "        return x"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3, strides=2))", "argument", "stride=2"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(0), nn.Linear(72, 2))", "batch flattened",
         "nn.Flatten(1)"),
        ("nn.Sequential(nn.Conv2d(1, 6, 3), nn.PixelShuffle(2))", "shuffle", "nn.Conv2d(1, 8, 3)"),
        ("nn.Sequential(nn.Conv2d(1, 6, 3), nn.BatchNorm1d(6))", "axes", "nn.BatchNorm2d(6)"),
    ],
)  # fmt: skip
def test_slip_in_the_code_is_named_and_its_repair_runs(source, kind, repair):
    found = diagnose(source, (1, 8, 8))
    fault = next(one for one in found.faults if one.kind == kind)
    assert fault.fatal and repair in fault.repairs[0].code
    with pytest.raises((RuntimeError, ValueError, TypeError, AttributeError, NotImplementedError)):
        output(source, (1, 8, 8))
    for one in fault.repairs:
        assert output(one.code, (1, 8, 8))[0] == 2


def test_keras_lines_have_the_sizes_and_parameters_that_keras_prints():
    """Keras's own first example for digits, whose summary says 34,826 parameters."""
    lines = [
        "model = keras.Sequential([keras.Input(shape=(28, 28, 1)),",
        "    layers.Conv2D(32, kernel_size=(3, 3), activation='relu'),",
        "    layers.MaxPooling2D(pool_size=(2, 2)),",
        "    layers.Conv2D(64, kernel_size=(3, 3), activation='relu'),",
        "    layers.MaxPooling2D(pool_size=(2, 2)), layers.Flatten(), layers.Dropout(0.5),",
        "    layers.Dense(10, activation='softmax')])",
    ]
    found = diagnose("\n".join(lines), (1, 28, 28))
    assert [one.output_shape for one in found.layers] == [
        (32, 26, 26), (32, 13, 13), (64, 11, 11), (64, 5, 5), (1600,), (1600,), (10,),
    ]  # fmt: skip
    assert found.parameters == 34_826
    one_by_one = ["model = Sequential()"] + [
        f"model.add({one})"
        for one in (
            "Conv2D(8, 3, strides=2, padding='same', input_shape=(28, 28, 1))",
            "BatchNormalization()", "Conv2DTranspose(4, 3, strides=2, padding='same')", "Dense(2)",
        )
    ]  # fmt: skip
    found = diagnose("\n".join(one_by_one), (1, 28, 28))
    shapes = [one.output_shape for one in found.layers]
    assert shapes == [(8, 14, 14), (8, 14, 14), (4, 28, 28), (2, 28, 28)]
    kinds = [one.kind for one in found.faults]
    assert kinds == ["same with stride", "bias before batch norm", "checkerboard", "not flattened"]
    assert "use_bias=False" in found.faults[1].repairs[0].code
