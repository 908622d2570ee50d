"""The network doctor on networks as people paste them, against torch."""

import pytest
import torch

from convcourse import diagnose
from tests.unit.pasted_networks import MERGED, MESSAGES, REFUSED, RUNNING, SHAPE
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
