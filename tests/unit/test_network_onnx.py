"""The networks of the page pass ONNX's own cases for convolutions and poolings."""

from functools import cache
from importlib import import_module

import numpy as np
import pytest

from tests.node import call, play, typed

MODULES = ("conv", "convtranspose", "averagepool", "maxpool", "globalaveragepool", "globalmaxpool")
KINDS = {
    "Conv": "conv", "ConvTranspose": "transposed", "AveragePool": "average", "MaxPool": "max",
    "GlobalAveragePool": "average", "GlobalMaxPool": "max",
}  # fmt: skip
#: How many cases of one or two axes ONNX has in all these modules.
CASES = 49
TOLERANCE = 6e-5  # the answers of some are written with four digits


@cache
def cases():
    """Return ONNX's cases with at most two axes, by name: the node's attributes, and its data."""
    from onnx import helper
    from onnx.backend.test.case import node

    for name in MODULES:
        import_module(f"onnx.backend.test.case.node.{name}")
    found = {}
    for case in node._NodeTestCases:
        (operator,) = case.model.graph.node
        inputs, outputs = case.data_sets[0]
        if operator.op_type in KINDS and inputs[0].ndim <= 4:
            told = {one.name: helper.get_attribute_value(one) for one in operator.attribute}
            found[case.name] = KINDS[operator.op_type], told, inputs, outputs[0]
    return found


def two(numbers, before):
    """Return an option of one axis as one of two: rows come first, and there is one."""
    numbers = list(numbers)
    return numbers if len(numbers) == 2 else [before, *numbers]


def with_rows(array):
    return array if array.ndim == 4 else array[:, :, None, :]


def shared(total, auto):
    """Return what is padded before and behind of a total; the odd one stands where `auto` says."""
    less, more = total // 2, total - total // 2
    return (less, more) if auto == b"SAME_UPPER" else (more, less)


def padded(totals, auto):
    """Return the padding [top, left, bottom, right] that has these sums along the two axes."""
    (top, bottom), (left, right) = (shared(max(total, 0), auto) for total in totals)
    return [top, left, bottom, right]


def sizes_of(kind, told, size, kernel):
    """Return a layer's options as the networks take them, from a node's attributes."""
    stride, dilation = (two(told.get(name, [1, 1]), 1) for name in ("strides", "dilations"))
    added = two(told.get("output_padding", [0, 0]), 0)
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    axes = list(zip(size, stride, reach, added, strict=True))
    auto = told.get("auto_pad", b"NOTSET")
    pads = told.get("pads", [0] * 4)
    pads = list(pads) if len(pads) == 4 else [0, pads[0], 0, pads[1]]
    if kind == "transposed" and ("output_shape" in told or auto != b"NOTSET"):
        wanted = two(told.get("output_shape", [n * s for n, s, *_ in axes]), 1)
        over = [s * (n - 1) + a + r - w for (n, s, r, a), w in zip(axes, wanted, strict=True)]
        added = [a - min(o, 0) for a, o in zip(added, over, strict=True)]  # what is missing
        pads = padded(over, auto)
    elif auto != b"NOTSET":
        pads = padded([(-(-n // s) - 1) * s + r - n for n, s, r, _ in axes], auto)
    return {"stride": stride, "dilation": dilation, "padding": pads, "outputPadding": added}


def question(kind, told, inputs):
    """Return a case as calls of the networks, one for each picture of its batch."""
    batch = with_rows(inputs[0]).astype(np.float32)
    if kind in ("conv", "transposed"):
        weight = with_rows(inputs[1])
        own = {"weight": {"data": typed("Float32Array", weight), "shape": list(weight.shape)}}
        own |= {"groups": told.get("group", 1)}
        if len(inputs) > 2:
            own["bias"] = inputs[2]
        kernel = weight.shape[2:]
    else:
        kernel = two(told.get("kernel_shape", ()), 1) if told else None
        own = {
            "ceil": bool(told.get("ceil_mode")),
            "countPadding": bool(told.get("count_include_pad")),
        }
        own |= {"kernel": kernel} if kernel else {}
    sizes = sizes_of(kind, told, batch.shape[2:], kernel) if kernel else {}
    layer = {"kind": kind, **own, **sizes}
    pictures = [{"data": typed("Float32Array", one), "shape": list(one.shape)} for one in batch]
    return call("results", [layer], pictures)


@pytest.fixture(scope="module")
def answers():
    return play(None, {name: question(*case[:3]) for name, case in cases().items()}, "network")


def test_cases_are_those_of_the_pin():
    kinds = [case[0] for case in cases().values()]
    assert len(kinds) == CASES and set(kinds) == set(KINDS.values())


def test_networks_make_what_onnx_expects(answers):
    for name, (*_, wanted) in cases().items():
        wanted = with_rows(wanted)
        found = np.stack([np.reshape(one["data"], one["shape"]) for one in answers[name]])
        assert found.shape == wanted.shape, name
        np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE, err_msg=name)
