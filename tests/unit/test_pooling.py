import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import ndimage
from torch.nn import functional

import convcourse as cc

modest = settings(deadline=None, max_examples=200)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def pair(draw, values):
    return draw(values) if draw(st.booleans()) else (draw(values), draw(values))


def spread(value):
    return value if isinstance(value, tuple) else (value, value)


@st.composite
def poolings(draw, largest_dilation=1):
    """An input and the arguments that both poolings share, the padding within its limits."""
    kernel_size = draw(pair(st.integers(1, 5)))
    dilation = draw(pair(st.integers(1, largest_dilation)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in spread(kernel_size))
    if padding[0] == padding[1] and draw(st.booleans()):
        padding = padding[0]
    stride = draw(st.none() | pair(st.integers(1, 6)))
    shape = draw(st.sampled_from([(), (1,), (2,), (0,)])) + (
        draw(st.integers(1, 3)),
        draw(st.integers(1, 10)),
        draw(st.integers(1, 10)),
    )
    rng = np.random.default_rng(draw(seeds))
    image = rng.standard_normal(shape).astype(draw(st.sampled_from([np.float32, np.float64])))
    specials = draw(st.lists(st.sampled_from([np.nan, np.inf, -np.inf]), max_size=2))
    if image.size:
        for special in specials:
            image.flat[rng.integers(image.size)] = special
    return image, kernel_size, stride, padding, dilation, draw(st.booleans())


def assert_equal_to_torch(ours, theirs, tolerance=0.0):
    """Equal in shape, dtype and values, or both refuse since the window does not fit."""
    try:
        expected = theirs().numpy()
    except RuntimeError as error:
        assert "too small" in str(error)
        with pytest.raises(ValueError, match="must fit"):
            ours()
        return
    result = ours()
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


@modest
@given(poolings(largest_dilation=3))
def test_max_pool2d_equals_torch_to_the_last_bit(case):
    image, *options = case
    tensor = torch.from_numpy(image)
    assert_equal_to_torch(
        lambda: cc.max_pool2d(image, *options), lambda: functional.max_pool2d(tensor, *options)
    )


@modest
@given(
    poolings(), st.booleans(), st.none() | st.integers(-3, 9).filter(bool), st.sampled_from("fd")
)
def test_avg_pool2d_equals_torch(case, count_include_pad, divisor, kind):
    image, kernel_size, stride, padding, _, ceil_mode = case
    image = image.astype(kind)
    options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor)
    tensor = torch.from_numpy(image)
    assert_equal_to_torch(
        lambda: cc.avg_pool2d(image, *options),
        lambda: functional.avg_pool2d(tensor, *options),
        tolerance=1e-5 if kind == "f" else 1e-12,
    )


@modest
@given(seeds, st.integers(1, 3), st.integers(5, 9))
def test_pooling_of_stride_1_equals_ndimage(seed, radius, size):
    image = np.random.default_rng(seed).standard_normal((2, size + 3, size))
    k = 2 * radius + 1
    maxima = ndimage.maximum_filter(image, (1, k, k), mode="constant", cval=-np.inf)
    np.testing.assert_array_equal(cc.max_pool2d(image, k, 1, radius), maxima)
    means = ndimage.uniform_filter(image, (1, k, k), mode="constant")
    np.testing.assert_allclose(cc.avg_pool2d(image, k, 1, radius), means, atol=1e-14)


def test_avg_pool2d_is_a_convolution_with_a_box():
    image = np.random.default_rng(0).random((1, 9, 8))
    expected = cc.conv2d(image, cc.box((2, 3))[None, None], stride=(2, 3))
    np.testing.assert_allclose(cc.avg_pool2d(image, (2, 3)), expected)


def test_one_nan_reaches_every_window_that_holds_it():
    image = np.zeros((1, 9, 9))
    image[0, 4, 4] = np.nan
    assert np.isnan(cc.max_pool2d(image, 3, 1)).sum() == 9
    assert np.isnan(cc.avg_pool2d(image, 3, 1)).sum() == 9


def test_infinities_that_cancel_average_to_nan_without_a_warning():
    assert np.isnan(cc.avg_pool2d([[[np.inf, -np.inf]]], (1, 2))).all()
    huge = np.full((1, 2, 2), 3e38, np.float32)
    assert (cc.avg_pool2d(huge, 2) == np.inf).all()


def test_max_pool2d_of_negative_numbers_ignores_the_padding():
    image = np.full((1, 4, 4), -7.0)
    assert (cc.max_pool2d(image, 2, 2, 1) == -7).all()


def test_five_poolings_take_224_pixels_to_7():
    out = np.ones((1, 224, 224), np.float32)
    for _ in range(5):
        out = cc.max_pool2d(out, 2)
    assert out.shape == (1, 7, 7)


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (bool, np.float64),
        (np.uint8, np.float64),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (np.float64, np.float64),
    ],
)
def test_pooling_precision_follows_the_input(dtype, result):
    image = np.ones((1, 4, 4), dtype)
    for pooled in (cc.max_pool2d(image, 2, padding=1), cc.avg_pool2d(image, 2, padding=1)):
        assert pooled.dtype == result


@pytest.mark.parametrize("pool", [cc.max_pool2d, cc.avg_pool2d])
def test_pooling_equal_on_any_memory_layout_and_leaves_its_input(pool):
    plain = np.random.default_rng(0).standard_normal((2, 3, 8, 7))
    for kernel_size in (1, 2, 3):
        expected = pool(plain, kernel_size)
        for image in (np.asfortranarray(plain), np.repeat(plain, 2, axis=-1)[..., ::2]):
            image.flags.writeable = False
            result = pool(image, kernel_size)
            np.testing.assert_array_equal(result, expected)
            np.testing.assert_array_equal(image, plain)
            assert not np.shares_memory(result, image)
        np.testing.assert_array_equal(pool(plain.tolist(), kernel_size), expected)


IMAGE = np.ones((1, 6, 6))


@pytest.mark.parametrize("pool", [cc.max_pool2d, cc.avg_pool2d])
@pytest.mark.parametrize(
    ("image", "options", "error", "message"),
    [
        (IMAGE, {"kernel_size": 7}, ValueError, r"kernel_size=7 .* the kernel must fit"),
        (IMAGE, {"kernel_size": 9, "stride": 1, "ceil_mode": True}, ValueError, r"must fit"),
        (IMAGE, {"kernel_size": 0}, ValueError, r"kernel_size=0 is too small"),
        (IMAGE, {"kernel_size": (2, 2, 2)}, ValueError, r"kernel_size=\(2, 2, 2\) has length 3"),
        (IMAGE, {"kernel_size": 2, "stride": 0}, ValueError, r"stride=0 is too small"),
        (IMAGE, {"kernel_size": 2, "stride": 1.5}, TypeError, r"stride=1.5 is of type float"),
        (IMAGE, {"kernel_size": 2, "padding": -1}, ValueError, r"padding=-1 is too small"),
        (
            IMAGE,
            {"kernel_size": 3, "padding": 2},
            ValueError,
            r"padding=2 is more than half .*=1 or",
        ),
        (IMAGE, {"kernel_size": (4, 2), "padding": 2}, ValueError, r"half of kernel_size=2"),
        (IMAGE[0], {"kernel_size": 2}, ValueError, r"input has 2 axes, .* \(C, H, W\) or \(N, C"),
        (IMAGE[:0], {"kernel_size": 2}, ValueError, r"input is empty: it has shape \(0, 6, 6\)"),
        (IMAGE + 1j, {"kernel_size": 2}, TypeError, r"input is complex"),
        (IMAGE.astype(str), {"kernel_size": 2}, TypeError, r"input has dtype <U32, expected real"),
    ],
)
def test_pooling_wrong_argument_says_what_to_do(pool, image, options, error, message):
    with pytest.raises(error, match=message):
        pool(image, **options)


def test_max_pool2d_wrong_dilation_says_what_to_do():
    with pytest.raises(ValueError, match="dilation=0 is too small"):
        cc.max_pool2d(IMAGE, 2, dilation=0)
    with pytest.raises(ValueError, match="covers 11 pixels"):
        cc.max_pool2d(IMAGE, 3, dilation=5)


def test_avg_pool2d_wrong_divisor_says_what_to_do():
    with pytest.raises(ValueError, match="divisor_override=0 was given"):
        cc.avg_pool2d(IMAGE, 2, divisor_override=0)
    with pytest.raises(TypeError, match="divisor_override=1.5 is of type float"):
        cc.avg_pool2d(IMAGE, 2, divisor_override=1.5)


def test_ceil_mode_adds_a_window_only_if_it_holds_a_pixel():
    image = np.arange(5.0).reshape(1, 1, 5)
    assert cc.max_pool2d(image, (1, 2)).tolist() == [[[1, 3]]]
    assert cc.max_pool2d(image, (1, 2), ceil_mode=True).tolist() == [[[1, 3, 4]]]
    assert cc.avg_pool2d(image, (1, 2), ceil_mode=True).tolist() == [[[0.5, 2.5, 4]]]
    assert cc.max_pool2d(image, (1, 2), 3, (0, 1), ceil_mode=True).shape == (1, 1, 2)


def test_hypothesis_draws_cases_that_fit():
    """Guard against a strategy that only ever tests the refusals."""
    fitting = []

    @settings(deadline=None, max_examples=100)
    @given(poolings())
    def draw(case):
        image, kernel_size, _, padding, *_ = case
        sizes = zip(image.shape[-2:], spread(kernel_size), spread(padding), strict=True)
        fitting.append(all(k <= n + 2 * p for n, k, p in sizes))
        assume(fitting[-1])

    draw()
    assert sum(fitting) > len(fitting) / 2
