import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import signal
from torch.nn import functional

import convcourse as cc
from convcourse.operators import layers as engine

modest = settings(deadline=None, max_examples=100)
seeds = st.integers(0, 2**32 - 1)
PAIRS = {
    1: (cc.conv1d, functional.conv1d),
    2: (cc.conv2d, functional.conv2d),
    3: (cc.conv3d, functional.conv3d),
}

# torch tells that padding="same" costs it a copy where the kernel is even.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")


def assert_close(result, expected):
    """Float64 within 1e-11 and float32 within 1e-5 of the largest sums, which are about 30."""
    expected = expected.numpy()
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    tolerance = 3e-5 if result.dtype == np.float32 else 1e-11
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


@st.composite
def per_axis(draw, axes, values):
    """One integer, or one per axis in a tuple or a list."""
    if draw(st.booleans()):
        return draw(values)
    container = draw(st.sampled_from([tuple, list]))
    return container(draw(st.lists(values, min_size=axes, max_size=axes)))


def spread(value, axes):
    return (value,) * axes if isinstance(value, int) else tuple(value)


@st.composite
def layers(draw, axes):
    """Arguments of a convolutional layer that fit together."""
    groups = draw(st.integers(1, 3))
    kernel_size = draw(st.lists(st.integers(1, 4), min_size=axes, max_size=axes))
    dilation = draw(per_axis(axes, st.integers(1, 3)))
    padding = draw(per_axis(axes, st.integers(0, 3)) | st.sampled_from(["same", "valid"]))
    stride = 1 if padding == "same" else draw(per_axis(axes, st.integers(1, 3)))
    spans = [d * (k - 1) + 1 for k, d in zip(kernel_size, spread(dilation, axes), strict=True)]
    added = (0,) * axes if isinstance(padding, str) else spread(padding, axes)
    fitting = [max(1, span - 2 * p) for span, p in zip(spans, added, strict=True)]
    size = [(1 if padding == "same" else n) + draw(st.integers(0, 5)) for n in fitting]
    rng = np.random.default_rng(draw(seeds))
    dtype = draw(st.sampled_from([np.float32, np.float64]))

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    batch = draw(st.sampled_from([(), (1,), (2,), (0,)]))
    channels = draw(st.integers(1, 3))
    outputs = groups * draw(st.integers(1, 3))
    arrays = [
        normal(*batch, groups * channels, *size),
        normal(outputs, channels, *kernel_size),
        draw(st.sampled_from([None, normal(outputs)])),
    ]
    return arrays, (stride, padding, dilation, groups)


def as_torch(arrays):
    return [array if array is None else torch.from_numpy(array) for array in arrays]


def assert_layer_equals_torch(case, axes):
    ours, theirs = PAIRS[axes]
    arrays, options = case
    assert_close(ours(*arrays, *options), theirs(*as_torch(arrays), *options))


@modest
@given(layers(1))
def test_conv1d_equals_torch(case):
    assert_layer_equals_torch(case, 1)


@settings(deadline=None, max_examples=300)
@given(layers(2))
def test_conv2d_equals_torch(case):
    assert_layer_equals_torch(case, 2)


@modest
@given(layers(3))
def test_conv3d_equals_torch(case):
    assert_layer_equals_torch(case, 3)


@st.composite
def transposed_layers(draw):
    groups = draw(st.integers(1, 3))
    kernel_size = draw(st.lists(st.integers(1, 4), min_size=2, max_size=2))
    size = draw(st.lists(st.integers(1, 6), min_size=2, max_size=2))
    stride = draw(per_axis(2, st.integers(1, 3)))
    dilation = draw(per_axis(2, st.integers(1, 3)))
    limits = map(max, spread(stride, 2), spread(dilation, 2))
    extra = tuple(draw(st.integers(0, limit - 1)) for limit in limits)
    padding = draw(per_axis(2, st.integers(0, 3)))
    steps = [spread(value, 2) for value in (stride, padding, extra, dilation)]
    cases = zip(size, kernel_size, *steps, strict=True)
    assume(all((n - 1) * s + d * (k - 1) + 1 + e > 2 * p for n, k, s, p, e, d in cases))
    rng = np.random.default_rng(draw(seeds))
    dtype = draw(st.sampled_from([np.float32, np.float64]))

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    batch = draw(st.sampled_from([(), (1,), (2,), (0,)]))
    channels = groups * draw(st.integers(1, 3))
    outputs = draw(st.integers(1, 3))
    arrays = [
        normal(*batch, channels, *size),
        normal(channels, outputs, *kernel_size),
        draw(st.sampled_from([None, normal(groups * outputs)])),
    ]
    return arrays, (stride, padding, extra, groups, dilation)


@settings(deadline=None, max_examples=300)
@given(transposed_layers())
def test_conv_transpose2d_equals_torch(case):
    arrays, options = case
    expected = functional.conv_transpose2d(*as_torch(arrays), *options)
    assert_close(cc.conv_transpose2d(*arrays, *options), expected)


@modest
@given(transposed_layers())
def test_conv_transpose2d_is_the_gradient_of_conv2d(case):
    (small, weight, _), (stride, padding, extra, groups, dilation) = case
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    assume(all(e < s for e, s in zip(extra, spread(stride, 2), strict=True)))
    large = cc.conv_transpose2d(small, weight, output_padding=extra, **options)
    other = np.random.default_rng(0).standard_normal(large.shape).astype(large.dtype)
    forward = cc.conv2d(other, weight, **options)
    tolerance = 1e-3 if small.dtype == np.float32 else 1e-10
    assert np.vdot(forward, small) == pytest.approx(np.vdot(other, large), abs=tolerance)


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", [2, 4])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_padding_same_with_an_even_kernel_pads_the_extra_zero_at_the_end(
    axes, kernel_size, dilation
):
    arrays = [np.ones((1, *[7] * axes)), np.ones((1, 1, *[kernel_size] * axes)), None]
    assert_layer_equals_torch((arrays, (1, "same", dilation, 1)), axes)


def test_bands_of_the_output_fit_together(monkeypatch):
    rng = np.random.default_rng(0)
    image, weight = rng.standard_normal((2, 4, 17, 9)), rng.standard_normal((6, 2, 3, 2))
    whole = cc.conv2d(image, weight, groups=2, stride=(2, 1))
    for numbers in (1, 300, 1000):
        monkeypatch.setattr(engine, "WINDOW_NUMBERS", numbers)
        result = cc.conv2d(image, weight, groups=2, stride=(2, 1))
        np.testing.assert_allclose(result, whole, atol=1e-13)


@pytest.mark.parametrize("numbers", [1, 700, 10**6])
@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("rows", [5, 12, 19])
def test_depthwise_layers_fit_together_whatever_is_taken_at_once(
    monkeypatch, numbers, outputs, rows
):
    rng = np.random.default_rng(0)
    for stride, dilation, taps in ((1, 1, 3), (2, 1, 3), (1, 2, 2), (3, 1, 1)):
        arrays = [
            rng.standard_normal((2, 6, rows, 11)),
            rng.standard_normal((6 * outputs, 1, taps, 3)),
            None,
        ]
        monkeypatch.setattr(engine, "BANDED_NUMBERS", numbers)
        assert_layer_equals_torch((arrays, (stride, 1, dilation, 6)), 2)


def test_a_nan_under_a_depthwise_layer_stays_in_its_window():
    image = np.zeros((4, 20, 20))
    image[2, 9, 8] = np.nan
    filtered = cc.conv2d(image, np.ones((4, 1, 3, 3)), padding=1, groups=4)
    touched = np.zeros(image.shape, bool)
    touched[2, 8:11, 7:10] = True
    assert (np.isnan(filtered) == touched).all()


@pytest.mark.parametrize("numbers", [1, 500, 10**6])
def test_stamps_fit_together_however_many_channels_are_taken_at_once(monkeypatch, numbers):
    rng = np.random.default_rng(0)
    monkeypatch.setattr(engine, "STAMP_NUMBERS", numbers)
    arrays = [rng.standard_normal((2, 4, 6, 5)), rng.standard_normal((4, 3, 3, 4)), None]
    expected = functional.conv_transpose2d(*as_torch(arrays), 2, (3, 1), 1, 2)
    assert_close(cc.conv_transpose2d(*arrays, 2, (3, 1), 1, 2), expected)


@pytest.mark.parametrize("size", [3, 60])
def test_small_samples_taken_together_and_large_ones_row_by_row_equal_torch(size):
    rng = np.random.default_rng(size)
    arrays = [
        rng.standard_normal((7, 4, size, size)),
        rng.standard_normal((6, 2, 3, 3)),
        rng.standard_normal(6),
    ]
    assert (size**2 < engine.SMALL_SAMPLE) == (size == 3)
    assert_layer_equals_torch((arrays, (1, 1, 1, 2)), 2)


def test_conv2d_larger_than_a_band_equals_torch():
    rng = np.random.default_rng(0)
    arrays = [
        rng.standard_normal((2, 64, 60, 70), dtype=np.float32),
        rng.standard_normal((16, 64, 3, 3), dtype=np.float32) / 24,
        None,
    ]
    assert math.prod(arrays[0].shape[1:]) * 9 > 2 * engine.WINDOW_NUMBERS
    assert_layer_equals_torch((arrays, (1, 1, 1, 1)), 2)


@modest
@given(
    layers(2), st.lists(st.sampled_from([np.nan, np.inf, -np.inf]), min_size=1, max_size=3), seeds
)
def test_conv2d_nan_and_inf_propagate_as_the_direct_sum(case, specials, seed):
    (image, weight, bias), options = case
    assume(image.size)
    image, weight = image.astype(np.float64), weight.astype(np.float64)
    bias = None if bias is None else bias.astype(np.float64)
    weight[np.random.default_rng(seed).random(weight.shape) < 0.3] = 0
    for special in specials:
        image.flat[seed % image.size] = special
        seed //= 5
    expected = functional.conv2d(*as_torch([image, weight, bias]), *options)
    assert_close(cc.conv2d(image, weight, bias, *options), expected)


def test_one_nan_under_a_3_by_3_layer_gives_nine_also_under_weights_of_zero():
    image = np.zeros((1, 12, 12), np.float32)
    image[0, 5, 5] = np.nan
    for weight in (np.zeros((1, 1, 3, 3)), np.ones((1, 1, 3, 3))):
        assert np.isnan(cc.conv2d(image, weight, padding=1)).sum() == 9
        assert np.isnan(cc.conv_transpose2d(image, weight, padding=1)).sum() == 9


def test_infinities_that_cancel_are_nan_without_a_warning():
    image = np.array([[[np.inf, -np.inf, 1, 2]]])
    np.testing.assert_array_equal(cc.conv2d(image, np.ones((1, 1, 1, 2))), [[[np.nan, -np.inf, 3]]])
    np.testing.assert_array_equal(
        cc.conv_transpose2d(image, np.ones((1, 1, 1, 2))), [[[np.inf, np.nan, -np.inf, 3, 2]]]
    )
    huge = np.full((1, 1, 4), 3e38, np.float32)
    assert (cc.conv2d(huge, np.full((1, 1, 1, 2), 9)) == np.inf).all()


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (bool, np.float64),
        (np.uint8, np.float64),
        (np.int32, np.float64),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.longdouble, np.float64),
    ],
)
@pytest.mark.parametrize("weight_dtype", [int, np.float16, np.float32, np.float64])
def test_precision_follows_the_input(dtype, result, weight_dtype):
    for axes, function in (
        (1, cc.conv1d),
        (2, cc.conv2d),
        (3, cc.conv3d),
        (2, cc.conv_transpose2d),
    ):
        signal_ = np.ones((1, *[3] * axes)).astype(dtype)
        weight = np.ones((1, 1, *[2] * axes)).astype(weight_dtype)
        out = function(signal_, weight, np.ones(1, weight_dtype))
        assert out.dtype == result
        assert out.max() == 2**axes + 1


@pytest.mark.parametrize("function", [cc.conv2d, cc.conv_transpose2d])
def test_weight_and_bias_are_brought_to_the_precision_of_the_input(function):
    rng = np.random.default_rng(0)
    image = rng.standard_normal((3, 9, 9)).astype(np.float32)
    weight, bias = rng.standard_normal((3, 3, 3, 3)), rng.standard_normal(3)
    expected = function(image, weight.astype(np.float32), bias.astype(np.float32))
    np.testing.assert_array_equal(function(image, weight, bias), expected)


def test_conv2d_does_not_flip_and_conv_transpose2d_stamps():
    impulse = np.zeros((1, 3, 3))
    impulse[0, 1, 1] = 1
    weight = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    correlated = cc.conv2d(impulse, weight, padding=1)
    np.testing.assert_array_equal(correlated[0], weight[0, 0, ::-1, ::-1])
    stamped = cc.conv_transpose2d(impulse, weight, padding=1)
    np.testing.assert_array_equal(stamped[0], weight[0, 0])


@modest
@given(seeds, st.integers(1, 9), st.integers(1, 9), st.integers(1, 4), st.integers(1, 4))
def test_layers_with_one_channel_equal_scipy_signal(seed, rows, columns, k_rows, k_columns):
    rng = np.random.default_rng(seed)
    image = rng.standard_normal((rows + k_rows, columns + k_columns))
    kernel = rng.standard_normal((k_rows, k_columns))
    correlated = cc.conv2d(image[None], kernel[None, None])[0]
    np.testing.assert_allclose(correlated, signal.correlate2d(image, kernel, "valid"), atol=1e-12)
    stamped = cc.conv_transpose2d(image[None], kernel[None, None])[0]
    np.testing.assert_allclose(stamped, signal.convolve2d(image, kernel, "full"), atol=1e-12)


def test_conv_transpose2d_gives_91_pixels_and_repaired_96():
    x, weight = np.ones((1, 6, 6)), np.ones((1, 1, 3, 3))
    sizes = []
    for extras in ((0, 0, 0), (0, 1, 2)):
        out = x
        for stride, extra in zip((2, 3, 3), extras, strict=True):
            out = cc.conv_transpose2d(out, weight, None, stride, 1, extra)
        sizes.append(out.shape[-1])
    assert sizes == [91, 96]


def test_depthwise_keeps_the_channels_apart():
    image = np.random.default_rng(0).random((3, 6, 6))
    weight = np.ones((3, 1, 3, 3))
    before = cc.conv2d(image, weight, groups=3)
    image[1] += 1
    changed = (cc.conv2d(image, weight, groups=3) != before).any(axis=(1, 2))
    assert changed.tolist() == [False, True, False]


LAYERS = [
    (cc.conv1d, (2, 3, 8), (4, 3, 3)),
    (cc.conv2d, (2, 3, 8, 7), (4, 3, 3, 2)),
    (cc.conv2d, (2, 3, 8, 7), (4, 3, 1, 1)),
    (cc.conv3d, (2, 3, 5, 6, 4), (4, 3, 3, 2, 1)),
    (cc.conv_transpose2d, (2, 3, 8, 7), (3, 4, 3, 2)),
    (cc.conv_transpose2d, (2, 3, 8, 7), (3, 4, 1, 1)),
]


@pytest.mark.parametrize(("function", "shape", "weight_shape"), LAYERS)
def test_layer_equal_on_any_memory_layout_and_leaves_its_arguments(function, shape, weight_shape):
    rng = np.random.default_rng(0)
    plain = [rng.standard_normal(s) for s in (shape, weight_shape, (4,))]
    expected = function(*plain)
    layouts = [
        [np.asfortranarray(array) for array in plain],
        [np.repeat(array, 2, axis=-1)[..., ::2] for array in plain],
        [array[::-1].copy()[::-1] for array in plain],
        [array.tolist() for array in plain],
        [torch.from_numpy(array) for array in plain],
    ]
    for arguments in layouts:
        for array in arguments:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        result = function(*arguments)
        np.testing.assert_allclose(result, expected, atol=1e-13)
        assert result.flags.writeable
        for array, original in zip(arguments, plain, strict=True):
            np.testing.assert_array_equal(array, original)
            assert not np.shares_memory(result, np.asarray(array))


ONES = {
    axes: (np.ones((4, *[9] * axes)), np.ones((2, 4, *[3] * axes))) for axes in (1, 2, 3)
}  # input and weight


@pytest.mark.parametrize(
    ("shape", "weight_shape", "groups", "message"),
    [
        (
            (3, 9, 9),
            (2, 4, 3, 3),
            1,
            "weight has 4 input channels but input has 3; with groups=1 they must be equal",
        ),
        ((4, 9, 9), (2, 4, 3, 3), 2, r"with groups=2 weight must have 2 \(weight has shape"),
        ((4, 9, 9), (2, 4, 3, 3), 3, "input has 4 channels, which groups=3 does not divide"),
        ((4, 9, 9), (3, 2, 3, 3), 2, r"axis 0 of weight\) has 3 channels, which groups=2 does not"),
        ((4, 9, 9), (2, 4, 3, 3), 0, "groups=0 is too small, expected an integer >= 1"),
        ((9, 9), (2, 4, 3, 3), 1, r"input has 2 axes, .* \(C_in, H, W\) or \(N, C_in, H, W\)"),
        ((1, 1, 4, 9, 9), (2, 4, 3, 3), 1, "input has 5 axes"),
        ((4, 9, 9), (4, 3, 3), 1, r"weight has 3 axes, .* \(C_out, C_in/groups, kH, kW\)"),
        ((4, 0, 9), (2, 4, 3, 3), 1, r"input is empty: it has shape \(4, 0, 9\)"),
        ((0, 9, 9), (2, 4, 3, 3), 1, "input is empty"),
        ((1, 0, 9, 9), (2, 4, 3, 3), 1, "input is empty"),
        ((4, 9, 9), (0, 4, 3, 3), 1, "weight is empty"),
        ((4, 9, 9), (2, 4, 0, 3), 1, "weight is empty"),
        ((4, 2, 9), (2, 4, 3, 3), 1, "kernel_size=3 .* input_size=2 .* the kernel must fit"),
    ],
)
def test_conv2d_wrong_shape_says_what_to_do(shape, weight_shape, groups, message):
    with pytest.raises(ValueError, match=message):
        cc.conv2d(np.ones(shape), np.ones(weight_shape), groups=groups)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dilation": 5}, "with dilation=5 covers 11 pixels"),
        ({"dilation": 0}, "dilation=0 is too small, expected an integer >= 1"),
        ({"padding": "same", "stride": 2}, r"padding='same' got stride=\(2, 2\), expected stri"),
        ({"padding": "same", "stride": (1, 2)}, r"padding='same' got stride=\(1, 2\)"),
        ({"padding": "full"}, "padding='full' is not known, expected one of 'valid', 'same'"),
        ({"padding": -1}, "padding=-1 is too small, expected an integer >= 0"),
        ({"padding": (1, -1)}, "padding=-1 is too small"),
        ({"stride": 0}, "stride=0 is too small, expected an integer >= 1"),
        ({"stride": (1, -2)}, "stride=-2 is too small"),
        ({"stride": (1, 1, 1)}, r"stride=\(1, 1, 1\) has length 3, expected one integer or 2"),
        ({"stride": "12"}, "stride='12' has length 2, expected one integer"),
        ({"bias": np.ones(3)}, r"bias has shape \(3,\), expected \(2,\): one number per output"),
        ({"bias": np.ones((2, 1))}, r"bias has shape \(2, 1\)"),
        ({"bias": 1.0}, r"bias has shape \(\), expected \(2,\)"),
    ],
)
def test_conv2d_wrong_option_says_what_to_do(options, message):
    with pytest.raises(ValueError, match=message):
        cc.conv2d(*ONES[2], **options)


@pytest.mark.parametrize(
    ("function", "axes", "layout"),
    [(cc.conv1d, 1, "C_in, L"), (cc.conv3d, 3, "C_in, D, H, W")],
)
def test_conv1d_and_conv3d_name_their_own_axes(function, axes, layout):
    image, weight = ONES[axes]
    with pytest.raises(ValueError, match=rf"expected \({layout}\) or \(N, {layout}\)"):
        function(image[0], weight)
    with pytest.raises(ValueError, match=rf"expected \(C_out, C_in/groups, {'k' + layout[6]}"):
        function(image, weight[0])


@pytest.mark.parametrize("name", ["stride", "padding", "dilation", "groups"])
@pytest.mark.parametrize("value", [1.5, 1.0, None, True])
def test_conv2d_not_an_integer_says_the_type(name, value):
    with pytest.raises(TypeError, match=f"{name}={value} is of type {type(value).__name__}, exp"):
        cc.conv2d(*ONES[2], **{name: value})


@pytest.mark.parametrize("function", [cc.conv2d, cc.conv_transpose2d])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_layer_refuses_complex_and_non_numeric_arrays(function, position):
    name = ("input", "weight", "bias")[position]
    for dtype, message in ((complex, f"{name} is complex"), (str, f"{name} has dtype <U")):
        arguments = [np.ones((1, 4, 4)), np.ones((1, 1, 3, 3)), np.ones(1)]
        arguments[position] = arguments[position].astype(dtype)
        with pytest.raises(TypeError, match=message):
            function(*arguments)


@pytest.mark.parametrize(
    ("shape", "weight_shape", "options", "message"),
    [
        ((3, 4, 4), (4, 2, 3, 3), {}, r"weight has 4 input channels but input has 3; .* axis 0"),
        ((3, 4, 4), (3, 2, 3, 3), {"groups": 2}, r"input has 3 channels, which groups=2 does not"),
        ((3, 4, 4), (3, 2, 3, 3), {"groups": -1}, r"groups=-1 is too small"),
        ((4, 4), (3, 2, 3, 3), {}, r"input has 2 axes, .* \(C_in, H, W\)"),
        ((3, 4, 4), (3, 3, 3), {}, r"weight has 3 axes, .* \(C_in, C_out/groups, kH, kW\)"),
        ((3, 0, 4), (3, 2, 3, 3), {}, r"input is empty"),
        ((3, 4, 4), (3, 0, 3, 3), {}, r"weight is empty"),
        ((3, 4, 4), (3, 2, 3, 3), {"stride": 0}, r"stride=0 is too small"),
        ((3, 4, 4), (3, 2, 3, 3), {"padding": -1}, r"padding=-1 is too small"),
        ((3, 4, 4), (3, 2, 3, 3), {"padding": 3}, r"padding=3 cuts 6 pixels off .* padding=2 or"),
        ((3, 4, 4), (3, 2, 3, 3), {"output_padding": -1}, r"output_padding=-1 is too small"),
        ((3, 4, 4), (3, 2, 3, 3), {"output_padding": 1}, r"must be smaller than stride=1 or dila"),
        (
            (3, 4, 4),
            (3, 2, 3, 3),
            {"output_padding": (1, 2), "stride": 2},
            r"output_padding=2 must be smaller than stride=2 or dilation=1; use at most .*=1",
        ),
        ((3, 4, 4), (3, 2, 3, 3), {"dilation": 0}, r"dilation=0 is too small"),
        ((3, 4, 4), (3, 2, 3, 3), {"bias": np.ones(3)}, r"bias has shape \(3,\), expected \(2,\)"),
    ],
)
def test_conv_transpose2d_wrong_value_says_what_to_do(shape, weight_shape, options, message):
    with pytest.raises(ValueError, match=message):
        cc.conv_transpose2d(np.ones(shape), np.ones(weight_shape), **options)


@pytest.mark.parametrize("name", ["stride", "padding", "output_padding", "groups", "dilation"])
def test_conv_transpose2d_not_an_integer_says_the_type(name):
    with pytest.raises(TypeError, match=f"{name}=1.5 is of type float, expected an integer"):
        cc.conv_transpose2d(np.ones((1, 4, 4)), np.ones((1, 1, 3, 3)), **{name: 1.5})
