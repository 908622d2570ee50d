"""The network doctor on networks as people paste them, against torch."""

import pytest
import torch

from convcourse import diagnose
from tests.unit.pasted_networks import FOUND, MERGED, MESSAGES, REFUSED, RUNNING, SHAPE, UNTOLD
from tests.unit.test_doctor import NAMES, built, output


@pytest.mark.parametrize("name", RUNNING)
def test_network_that_torch_runs_has_its_sizes_and_no_fatal_fault(name):
    source = RUNNING[name]
    found = diagnose(source, SHAPE)
    assert not any(one.fatal for one in found.faults), found
    if not any(one.kind == "not read" for one in found.faults):
        assert found.output_shape == output(source, SHAPE)[1:]
        assert found.parameters == sum(one.numel() for one in built(source).parameters())
    for repair in (repair for one in found.faults for repair in one.repairs):
        assert output(repair.code, SHAPE)[0] == 2


@pytest.mark.parametrize("name", REFUSED)
def test_network_that_torch_refuses_is_told_why_and_is_mended(name):
    source, kind, words, first = REFUSED[name]
    with pytest.raises((RuntimeError, ValueError, TypeError, AttributeError, NameError)):
        output(source, SHAPE)
    fault = next(one for one in diagnose(source, SHAPE).faults if one.fatal)
    assert fault.kind == kind and words in fault.message
    assert fault.repairs[0].message == first
    with torch.no_grad():
        assert all(output(one.code, SHAPE)[:2] == (2, 8) for one in fault.repairs)


@pytest.mark.parametrize("name", FOUND)
def test_what_a_reader_missed_is_told_once_and_each_repair_keeps_the_size(name):
    source, shape, kind, words, first, sign = FOUND[name]
    found = diagnose(source, shape)
    (fault,) = [one for one in found.faults if one.kind == kind]
    assert words in fault.message and fault.sign == sign and fault.fatal == (sign == "✗")
    if first is None:
        assert not fault.repairs
    else:
        assert first in [one.message for one in fault.repairs]
        assert found.layers[fault.layer].line == fault.line or kind in ("unregistered", "merge")
    if sign == "✗":
        with pytest.raises(RuntimeError, match="must match"):
            output(source, shape)
    else:
        assert found.parameters == sum(one.numel() for one in built(source).parameters())
        made = output(source, shape)
    for repair in (repair for one in found.faults for repair in one.repairs):
        size = output(repair.code, repair.input_shape or shape)
        assert size == (made if sign != "✗" else (2, *size[1:])), repair
        assert size[1:] == diagnose(repair.code, repair.input_shape or shape).output_shape


def test_parameters_of_a_plain_list_are_trained_once_it_is_a_module_list():
    source, shape, *_ = FOUND["a plain list of layers"]
    (repair,) = next(one for one in diagnose(source, shape).faults).repairs
    trained = sum(one.numel() for one in built(repair.code).parameters())
    assert diagnose(repair.code, shape).parameters == trained > diagnose(source, shape).parameters


def test_network_without_an_axis_for_squeeze_fails_for_one_picture_and_its_repairs_do_not():
    source, shape, *_ = FOUND["squeeze without an axis"]
    picture = torch.zeros(1, *shape)
    with pytest.raises(IndexError):
        built(source)(picture)
    repairs = [one for each in diagnose(source, shape).faults for one in each.repairs]
    assert len(repairs) == 2
    assert all(built(one.code)(picture).shape == (1, 10) for one in repairs)


def test_same_fault_in_many_layers_is_marked_in_each():
    source, shape, *_ = FOUND["a bias before each batch norm"]
    fault, remark = diagnose(source, shape).faults
    assert len(fault.layers) == 8 and fault.layers[0] == fault.layer
    assert remark.sign == "i" and not remark.repairs
    assert "\n! features.0, features.4, " in str(diagnose(source, shape))


def test_bias_before_batch_norm_does_nothing_while_it_trains_and_something_afterwards():
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4))
    picture = torch.randn(4, 1, 9, 9)
    trained = net(picture)
    net.eval()
    before = net(picture)
    torch.nn.init.constant_(net[0].bias, 1.5)
    assert (net(picture) - before).abs().max() > 0.3
    net.train()
    assert torch.allclose(net(picture), trained, atol=1e-5)


@pytest.mark.parametrize("later", ["3, padding=1", "1", "3, 2, 1"])
def test_seams_are_told_unless_a_convolution_mixes_the_tiles(later):
    source = f"nn.Sequential(nn.ConvTranspose2d(1, 1, 2, 2), nn.Conv2d(1, 1, {later}))"
    kinds = [one.kind for one in diagnose(source, (1, 8, 8), repair=False).faults]
    assert ("seams" in kinds) == (later != "3, padding=1")


def test_what_the_doctor_does_not_know_is_told_apart_from_what_is_wrong():
    found = diagnose(UNTOLD, (3, 1, 100))
    assert [one.sign for one in found.faults] == ["?", "?"]
    assert "of nn.Conv1d(3, 16, 5), is no layer that the doctor knows" in found.faults[0].message
    assert "\n? self.conv" in str(found)


def test_axis_of_keras_that_is_flat_already_is_not_flattened_again():
    words = "expected axis -1 of input shape to have value {}, but received input with shape {}"
    flat = diagnose("ValueError: " + words.format(1024, "(None, 2048)")).faults[0]
    assert not any("latten()" in one.code for one in flat.repairs) and len(flat.repairs) == 2
    maps = diagnose("ValueError: " + words.format(1024, "(None, 8, 8, 16)")).faults[0]
    assert [one.code for one in maps.repairs] == ["layers.Flatten()"]


def test_list_whose_loop_cannot_be_read_is_not_taken_for_whole():
    """The classifier's size depends on layers that were not gone through: no fault is told."""
    source = (
        "class Net(nn.Module):\n    def __init__(self, widths):\n        super().__init__()\n"
        "        layers = []\n        for one in widths:\n"
        "            layers += [nn.Conv2d(3, one, 3), nn.MaxPool2d(2)]\n"
        "        self.net = nn.Sequential(*layers)\n        self.out = nn.Linear(512, 10)\n\n"
        "    def forward(self, x):\n        return self.out(self.net(x).flatten(1))\n"
    )
    found = diagnose(source, SHAPE)
    assert [one.kind for one in found.faults] == ["unknown layer", "not read"]
    assert "what line 5 adds" in found.faults[0].message


def message(line):
    """Return what torch says of a line, as a traceback ends."""
    try:
        eval(line, dict(NAMES))
    except Exception as error:  # whatever torch says is what is asked for here
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"torch does not refuse {line}")


@pytest.mark.parametrize("line", MESSAGES)
def test_message_of_torch_alone_is_understood(line):
    kind, words = MESSAGES[line]
    (fault,) = diagnose(message(line)).faults
    assert fault.kind == kind and fault.fatal and words in fault.message, fault


def test_merges_of_keras_add_their_channels_or_keep_them():
    found = diagnose(MERGED, SHAPE)
    assert not found.faults
    merged = [one.output_shape for one in found.layers if one.kind in ("Add", "Concatenate")]
    assert merged == [(16, 32, 32), (16, 32, 32), (16, 32, 32), (32, 32, 32)]
    assert found.output_shape == (10,)
