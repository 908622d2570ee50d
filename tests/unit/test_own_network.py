"""A reader's own network and weights, as the page runs them: torch's numbers, or words."""

import json
import random
import re
from importlib import resources

import numpy as np
import pytest
import torch
from safetensors.torch import save, save_file
from torch import nn
from torch.nn import functional

from convcourse.explorers.network_doctor import EXAMPLES
from convcourse.networks import weights
from tests.node import call, play

CLASS = """class Net(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding="same", dilation=2)
        self.norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList([nn.Conv2d(width, width, 3, padding=1, groups=2)
                                     for _ in range(2)])
        self.head = nn.Sequential(nn.Linear(width * 4 * 3, 9), nn.BatchNorm1d(9), nn.Tanh(),
                                  nn.Dropout(), nn.Linear(9, 5, bias=False))

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.norm(self.conv1(x))), 2)
        for block in self.blocks:
            x = F.leaky_relu(block(x), 0.2)
        x = F.adaptive_avg_pool2d(x, (4, 3))
        x = x.view(x.size(0), -1)
        return F.softmax(self.head(x), dim=1)
"""
#: Sources, with the picture's shape.
RUNNING = {
    "a class": (CLASS, (3, 16, 12)),
    "all kinds": (
        """nn.Sequential(
    nn.Conv2d(2, 8, (3, 5), stride=(2, 1), padding=(1, 0), bias=False), nn.ELU(0.7),
    nn.BatchNorm2d(8, affine=False), nn.AvgPool2d(3, 2, padding=1, count_include_pad=False),
    nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1, groups=2), nn.SiLU(),
    nn.MaxPool2d(3, stride=1, padding=1, dilation=1, ceil_mode=True), nn.ReLU6(),
    nn.Conv2d(4, 3, 2), nn.Sigmoid(), nn.Identity(), nn.Dropout2d(0.4), nn.Softmax(dim=1),
)""",
        (2, 17, 14),
    ),
    "even kernels": (
        "nn.Sequential(nn.Conv2d(1, 4, (4, 2), padding='same'), nn.ReLU(),"
        " nn.Conv2d(4, 2, 2, padding='same'))",
        (1, 9, 8),
    ),
    "to one number": (
        "nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),"
        " nn.Linear(4, 1))",
        (1, 9, 9),
    ),
    "a mean": (
        """class Mean(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU())
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.features(x).mean(dim=(2, 3)))
""",
        (1, 9, 11),
    ),
    "Listing 2": (EXAMPLES["The article's autoencoder"][1], (1, 96, 96)),
}


def made(source):
    """Return the network of a source in evaluation, with weights that tell every mistake."""
    scope = {"nn": nn, "F": functional, "torch": torch}
    torch.manual_seed(5)
    if source.startswith("class"):
        exec(source, scope)
        net = scope[re.match(r"class (\w+)", source)[1]]()
    else:
        net = eval(source, scope)
    for name, value in net.state_dict().items():
        if name.endswith("running_var"):
            value.uniform_(0.5, 2)
        elif "running" in name or name.endswith("bias"):
            value.normal_(0, 0.3)
    return net.eval()


def sent(source, shape, state, tmp_path, picture=None):
    """Return what the page's modules make of a source, a file and a picture, and the picture."""
    if picture is None:
        picture = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    (tmp_path / "input").write_bytes(picture.tobytes())
    if isinstance(state, bytes):
        (tmp_path / "own.safetensors").write_bytes(state)
    else:
        save_file(state, tmp_path / "own.safetensors")
    paths = [str(tmp_path / name) for name in ("own.safetensors", "input", "out")]
    told = play(None, call("sent", source, list(shape), *paths), "own_network")
    if "layers" in told:
        numbers, at = np.fromfile(paths[-1], np.float32), 0
        for one in told["layers"]:
            count = int(np.prod(one["shape"]))
            one["data"] = numbers[at : at + count].reshape(one["shape"])
            at += count
    return told, torch.from_numpy(picture)[None]


def hooked(net, picture):
    """Return the outputs of torch's own modules, by name, the last call of each, and the end."""
    kept = {}
    for name, module in net.named_modules():
        if not list(module.children()):
            module.register_forward_hook(
                lambda _module, _given, output, name=name: kept.update({name: output[0].numpy()})
            )
    with torch.no_grad():
        end = net(picture)[0].numpy()
    return kept, end


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("name", RUNNING)
def test_each_layer_has_torchs_numbers(name, tmp_path):
    source, shape = RUNNING[name]
    net = made(source)
    told, picture = sent(source, shape, net.state_dict(), tmp_path)
    kept, end = hooked(net, picture)
    compared = 0
    for layer in told["layers"]:
        if layer["name"] in kept:
            wanted = kept[layer["name"]]
            np.testing.assert_allclose(layer["data"].reshape(wanted.shape), wanted, atol=2e-5)
            compared += 1
    assert compared >= 3
    np.testing.assert_allclose(told["layers"][-1]["data"].reshape(end.shape), end, atol=2e-5)
    assert told["unused"] == 0 and told["prefix"] == ""


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_other_floats_are_read_as_they_are(kind, tmp_path):
    source, shape = RUNNING["to one number"]
    net = made(source)
    state = {name: value.to(kind) for name, value in net.state_dict().items()}
    net.load_state_dict({name: value.float() for name, value in state.items()})
    told, picture = sent(source, shape, state, tmp_path)
    end = hooked(net, picture)[1]
    np.testing.assert_allclose(told["layers"][-1]["data"].ravel(), end, atol=2e-5)


def test_names_with_the_same_words_before_them_are_matched(tmp_path):
    source, shape = RUNNING["a class"]
    net = made(source)
    state = {f"module.{name}": value for name, value in net.state_dict().items()}
    told, picture = sent(source, shape, {**state, "module.other": torch.zeros(3)}, tmp_path)
    assert (told["prefix"], told["unused"]) == ("module.", 1)
    end = hooked(net, picture)[1]
    np.testing.assert_allclose(told["layers"][-1]["data"].ravel(), end, atol=2e-5)


def test_the_courses_own_file_runs_with_its_last_step(tmp_path):
    source = EXAMPLES["The article's autoencoder"][1]
    source = source.replace("stride=3, padding=1), nn.Tanh()",
                            "stride=3, padding=1, output_padding=2), nn.Sigmoid()")  # fmt: skip
    source = source.replace("(32, 16, 3, stride=3, padding=1)",
                            "(32, 16, 3, stride=3, padding=1, output_padding=1)")  # fmt: skip
    file = resources.files("convcourse.networks") / "data" / "autoencoder.safetensors"
    told, picture = sent(source, (1, 96, 96), file.read_bytes(), tmp_path)
    end = hooked(weights.load("autoencoder"), picture)[1]
    np.testing.assert_allclose(told["layers"][-1]["data"], end, atol=2e-5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.pop("0.weight"), "0.weight (4×1×3×3) of layer 0 is not in the file"),
        (lambda s: s.update({"0.weight": torch.zeros(4, 1, 5, 5)}),
         "0.weight is 4×1×5×5 in the file, and 4×1×3×3 in the network"),
        (lambda s: s.update({"0.bias": torch.tensor([0, 1, 2, np.inf])}), "is no weight: infinite"),
        (lambda s: s.update({"0.bias": torch.tensor([0, 1, 2, np.nan])}), "not a number"),
        (lambda s: s.update({"0.bias": torch.zeros(4, dtype=torch.int64)}), "of the type I64"),
        (lambda s: [s.update({f"net.{n}": s.pop(n)}) for n in list(s)[:2]],
         "0.weight (4×1×3×3) of layer 0 is not in the file"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_told_by_name_and_shape(change, words, tmp_path):
    source, shape = RUNNING["to one number"]
    state = dict(made(source).state_dict())
    change(state)
    told, _ = sent(source, shape, state, tmp_path)
    assert words in told["error"]


FORWARD = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 4, 3, padding=1)
        self.b = nn.Conv2d(4, 4, 3, padding=1)
        self.list = [nn.Conv2d(4, 4, 1)]

    def forward(self, x):
        {}
"""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (FORWARD.format("y = self.a(x)\n        return F.relu(y + self.b(y))"),
         "computes “y + self"),
        (FORWARD.format("y = self.a(x)\n        y += self.b(y)\n        return y"),
         "computes “y +="),
        (FORWARD.format("return -self.a(x)"), "computes “-self.a(x)”"),
        (FORWARD.format("return self.a(x)[:, :2]"), "computes"),
        (FORWARD.format("self.a(x)\n        return self.b(torch.cat([x, x, x, x], 1))"),
         "does not follow the layer before it"),
        (FORWARD.format("return self.list[0](self.a(x))"), "computes"),
        (FORWARD.format("for f in self.list:\n            x = f(self.a(x))\n        return x"),
         "has no name in the network's state_dict"),
        (FORWARD.format("return self.a(x).amax(dim=(2, 3))"), "cannot run here; a mean"),
        (FORWARD.format("return self.a(x).sum(dim=(2, 3))"), "cannot run here; a mean"),
        (FORWARD.format("return F.dropout(self.a(x), 0.5)"), "drops numbers by chance"),
        (FORWARD.format("return torch.exp(self.a(x))"), "Activation"),
        (FORWARD.format("return something(self.a(x))"), "is no layer that the doctor knows"),
        (FORWARD.format("return self.b(x)"), "breaks first"),
        (FORWARD.format("return self.a(x).permute(0, 2, 3, 1)"), "is no layer that can run here"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, padding_mode='reflect'))", "padding_mode"),
        ("nn.Sequential(nn.GELU())", "is no layer that can run here"),
        ("nn.Sequential(nn.AdaptiveAvgPool2d(5))", "windows of several sizes"),
        ("nn.Sequential(nn.BatchNorm2d(1, track_running_stats=False))", "keeps no running mean"),
        ("nn.Sequential(nn.Conv2d(1, 5000, 51, padding=25), nn.Conv2d(5000, 9000, 9))",
         "billion"),
        ("model = Sequential()\nmodel.add(Conv2D(4, 3))", "Conv2D"),
        ("RuntimeError: mat1 and mat2 shapes cannot be multiplied (5760x6 and 128x4)",
         "is no Python"),
    ],
)  # fmt: skip
def test_network_that_cannot_run_as_it_stands_is_refused_with_words(source, words):
    told = play(None, call("planned", source, [1, 12, 12]), "own_network")
    assert words in told.get("error", "it was taken"), told


def mutated(seed, file):
    """Return a file with some bytes changed, cut, doubled or its header rewritten."""
    rng = random.Random(seed)
    length = int.from_bytes(file[:8], "little")
    kind = seed % 5
    if kind == 0:  # bytes of the header
        changed = bytearray(file)
        for _ in range(rng.randint(1, 4)):
            changed[rng.randrange(8 + length)] = rng.randrange(256)
        return bytes(changed)
    if kind == 1:
        return file[: rng.randrange(len(file))] + bytes(rng.randrange(4))
    if kind == 2:  # bytes anywhere
        changed = bytearray(file)
        for _ in range(rng.randint(1, 30)):
            changed[rng.randrange(len(file))] = rng.randrange(256)
        return bytes(changed)
    if kind == 3:
        return rng.randbytes(rng.randrange(200))
    header = json.loads(file[8 : 8 + length])
    name = rng.choice(list(header))
    odd = [0, -1, 2**40, 2**53, 1.5, "7", None, [], {}, True, [2**31] * 8, "F32", "constructor"]
    key = rng.choice(["dtype", "shape", "data_offsets", "extra"])
    if key in ("shape", "data_offsets") and rng.random() < 0.6:
        header[name][key] = [rng.choice(odd) for _ in range(rng.randrange(9))]
    else:
        header[name][key] = rng.choice(odd)
    if rng.random() < 0.3:
        header[rng.choice(["__proto__", "constructor", "__metadata__", ""])] = rng.choice(odd)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + file[8 + length :]


def test_broken_and_hostile_files_get_words_and_no_more_memory(tmp_path):
    source, shape = RUNNING["a class"]
    file = save(made(source).state_dict())
    files = [file, *(mutated(seed, file) for seed in range(500))]
    for number, one in enumerate(files):
        (tmp_path / f"{number}").write_bytes(one)
    names = [f"{number}" for number in range(len(files))]
    found = play(None, call("files", source, list(shape), str(tmp_path), names), "own_network")
    answers = found["answers"]
    assert answers[0] == {"finite": True}
    refused = [one["error"] for one in answers if "error" in one]
    assert len(refused) > 350 and all(30 < len(words) < 700 for words in refused)
    assert found["memory"] < 700  # MB, of all 501, one after the other


def test_source_that_is_nonsense_is_refused(tmp_path):
    for source in ("nn.Sequential(", "x = 3", "", "(" * 500):
        told = play(None, call("planned", source, [1, 12, 12]), "own_network")
        assert told["error"]
