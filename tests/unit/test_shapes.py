import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

import convcourse as cc
from convcourse.operators.shapes import tap_slices

modest = settings(deadline=None, max_examples=150)
sizes = st.integers(1, 40)
small = st.integers(1, 7)


def meta(*shape):
    """A tensor that has a shape only."""
    return torch.empty(shape, device="meta")


@modest
@given(sizes, small, small, st.integers(0, 6), small)
def test_output_size_equals_torch_or_both_refuse(n, k, stride, padding, dilation):
    def ours():
        return cc.output_size(n, k, stride=stride, padding=padding, dilation=dilation)

    if dilation * (k - 1) + 1 > n + 2 * padding:
        with pytest.raises(ValueError, match="must fit"):
            ours()
        return
    theirs = functional.conv1d(
        meta(1, 1, n), meta(1, 1, k), stride=stride, padding=padding, dilation=dilation
    )
    assert ours() == theirs.shape[-1]


@modest
@given(sizes, small, small, st.integers(0, 6), small)
def test_output_size_counts_the_windows_that_fit(n, k, stride, padding, dilation):
    span = dilation * (k - 1) + 1
    starts = [
        start for start in range(-padding, n + padding, stride) if start + span <= n + padding
    ]
    if starts:
        assert len(starts) == cc.output_size(
            n, k, stride=stride, padding=padding, dilation=dilation
        )


def test_output_size_has_a_floor():
    assert cc.output_size(96, 3, stride=2, padding=1) == 48  # 48.5 without it


def test_output_size_of_a_7_pixel_input_with_padding_and_stride_2_is_4():
    assert cc.output_size(7, 3, stride=2, padding=1) == 4
    assert cc.output_size(7, 3, stride=2) == cc.output_size(5, 3, stride=2, padding=1) == 3


@modest
@given(sizes, small, small, st.integers(0, 6), st.integers(0, 6), small)
def test_transposed_output_size_equals_torch(n, k, stride, padding, extra, dilation):
    def ours():
        return cc.transposed_output_size(
            n, k, stride=stride, padding=padding, output_padding=extra, dilation=dilation
        )

    if extra >= max(stride, dilation):
        with pytest.raises(ValueError, match="output_padding=.* must be smaller than stride"):
            ours()
        return
    whole = (n - 1) * stride + dilation * (k - 1) + 1 + extra
    if whole <= 2 * padding:
        with pytest.raises(ValueError, match="cuts .* off an output"):
            ours()
        return
    theirs = functional.conv_transpose1d(
        meta(1, 1, n),
        meta(1, 1, k),
        stride=stride,
        padding=padding,
        output_padding=extra,
        dilation=dilation,
    )
    assert ours() == theirs.shape[-1]


@modest
@given(sizes, small, small, st.integers(0, 3), small, st.data())
def test_transposed_output_size_with_output_padding_undoes_output_size(
    n, k, stride, padding, dilation, data
):
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    span = dilation * (k - 1) + 1
    if span > n + 2 * padding:
        return
    smaller = cc.output_size(n, k, **options)
    lost = (n + 2 * padding - span) % stride
    assert cc.transposed_output_size(smaller, k, output_padding=lost, **options) == n


def test_transposed_output_size_of_the_autoencoder_gives_91_and_repaired_96():
    decoder = [(6, 3, 2, 1), (11, 3, 3, 1), (31, 3, 3, 1)]
    sizes = [cc.transposed_output_size(n, k, stride=s, padding=p) for n, k, s, p in decoder]
    assert sizes == [11, 31, 91]
    repaired = 6
    for (_, k, s, p), extra in zip(decoder, (0, 1, 2), strict=True):
        repaired = cc.transposed_output_size(repaired, k, stride=s, padding=p, output_padding=extra)
    assert repaired == 96


@modest
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), max_size=4))
def test_receptive_field_equals_the_pixels_traced_back(layers):
    def pixels(output):
        seen = {output}
        for k, stride, dilation in reversed(layers):
            seen = {stride * p + dilation * tap for p in seen for tap in range(k)}
        return seen

    here, next_one = pixels(0), pixels(1)
    field = cc.receptive_field(layers)
    assert field.size == max(here) - min(here) + 1
    assert field.jump == min(next_one) - min(here)


def test_receptive_field_takes_layers_without_dilation():
    assert cc.receptive_field([(3, 1), (2, 2)]) == cc.receptive_field([(3, 1, 1), (2, 2, 1)])
    assert cc.receptive_field([]) == (1, 1)


def test_tap_slices_meet_each_tap_of_each_window():
    line = list(range(20))
    positions = cc.output_size(20, 3, stride=4, dilation=2)
    met = {tap: line[window] for (tap,), (window,) in tap_slices((3,), (positions,), (4,), (2,))}
    assert met == {0: [0, 4, 8, 12], 1: [2, 6, 10, 14], 2: [4, 8, 12, 16]}


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((3, 5), {}, r"kernel_size=5 .* covers 5 pixels, but input_size=3 .* use padding=1 or"),
        ((3, 3), {"dilation": 3}, r"covers 7 pixels, .* use padding=2 or more"),
        ((0, 1), {}, r"input_size=0 is too small, expected an integer >= 1"),
        ((5, 0), {}, r"kernel_size=0 is too small"),
        ((5, 3), {"stride": 0}, r"stride=0 is too small, expected an integer >= 1"),
        ((5, 3), {"stride": -2}, r"stride=-2 is too small"),
        ((5, 3), {"padding": -1}, r"padding=-1 is too small, expected an integer >= 0"),
        ((5, 3), {"dilation": 0}, r"dilation=0 is too small"),
    ],
)
def test_output_size_out_of_range_says_what_to_do(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        cc.output_size(*arguments, **options)


@modest
@given(sizes, small, small, st.integers(0, 4), small)
def test_unread_pixels_are_those_without_a_gradient(n, k, stride, padding, dilation):
    if dilation * (k - 1) + 1 > n + 2 * padding:
        return
    line = torch.zeros(1, 1, n, requires_grad=True)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    functional.conv1d(line, torch.ones(1, 1, k), **options).sum().backward()
    blind = torch.flatten(line.grad == 0).nonzero().flatten().tolist()
    assert cc.unread_pixels(n, k, **options) == blind


def test_unread_pixels_with_gaps_between_taps_and_padding():
    assert cc.unread_pixels(9, 2, stride=4, dilation=3) == [1, 2, 5, 6, 8]
    assert cc.unread_pixels(8, 3, stride=3, padding=1) == []
    assert cc.unread_pixels(8, 2, stride=3, padding=1) == [1, 4, 7]


def test_padding_may_leave_one_pixel_of_a_transposed_output_and_no_fewer():
    assert cc.transposed_output_size(2, 2, padding=1) == 1
    for n, k, padding in ((1, 2, 1), (1, 3, 2), (3, 2, 2)):
        with pytest.raises(ValueError, match="cuts .* off an output"):
            cc.transposed_output_size(n, k, padding=padding)


LEAST = {
    "input_size": 1, "kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1,
    "output_padding": 0,
}  # fmt: skip


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize(
    "call", [cc.output_size, cc.transposed_output_size, cc.unread_pixels], ids=lambda f: f.__name__
)
def test_the_least_of_each_argument_is_taken_and_one_less_refused(call, name):
    known = LEAST.keys() & call.__code__.co_varnames
    if name not in known:
        assert name == "output_padding" and call is not cc.transposed_output_size
        return
    usual = {other: LEAST[other] for other in known}
    call(**usual)
    with pytest.raises(ValueError, match=f"{name}={LEAST[name] - 1} is too small"):
        call(**usual | {name: LEAST[name] - 1})


@pytest.mark.parametrize("value", [1.0, "1", None, True, [1], 1.5])
@pytest.mark.parametrize("name", ["stride", "padding", "dilation"])
def test_output_size_not_an_integer_says_the_type(name, value):
    with pytest.raises(
        TypeError, match=f"{name}=.* is of type {type(value).__name__}, expected an"
    ):
        cc.output_size(9, 3, **{name: value})


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([(3, 1), (3,)], r"layers\[1\] is \(3,\), expected \(kernel_size, stride\)"),
        ([3, 3], r"layers\[0\] is 3"),
        ([(3, 1), (0, 1)], r"kernel_size of layers\[1\]=0 is too small"),
        ([(3, 0)], r"stride of layers\[0\]=0"),
        ([(3, 1, 0)], r"dilation of layers\[0\]=0"),
    ],
)
def test_receptive_field_of_wrong_layers_says_which(layers, message):
    with pytest.raises(ValueError, match=message):
        cc.receptive_field(layers)


def test_public_names_exist_and_have_an_example():
    for name in cc.__all__:
        thing = getattr(cc, name)
        if callable(thing) and name != "ReceptiveField":
            assert ">>>" in thing.__doc__, name
