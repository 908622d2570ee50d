import tracemalloc
from itertools import product

import cv2
import numpy as np
import pytest
from hypothesis import example as always
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

import convcourse as cc
from convcourse.operators import cores, correlation, routes

modest = settings(deadline=None, max_examples=100)
seeds = st.integers(0, 2**32 - 1)
borders = st.sampled_from(list(cc.BORDER_NAMES))
paddings = st.sampled_from(["same", "valid", "full"])
dtypes = st.sampled_from([np.float32, np.float64])
image_shapes = st.tuples(st.integers(1, 24), st.integers(1, 24))
kernel_shapes = st.tuples(st.integers(1, 11), st.integers(1, 11))

# Relative to the largest possible sum, as rounding is.
EXACT, SINGLE = 1e-13, 1e-6


def example(seed, image_shape, kernel_shape, dtype=np.float64, separable=False):
    rng = np.random.default_rng(seed)
    image = rng.standard_normal(image_shape).astype(dtype)
    kernel = rng.standard_normal(kernel_shape)
    if separable:
        kernel = np.outer(kernel[:, 0], kernel[0])
    return image, kernel


def assert_close(result, expected, image, kernel, cval=0.0):
    largest = max(abs(image).max(), abs(cval)) * abs(kernel).sum()
    tolerance = (SINGLE if result.dtype == np.float32 else EXACT) * largest
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance)


def direct_sum(image, kernel, border, cval, flip):
    """The definition, one product at a time, for padding="same"."""
    rows, columns = image.shape
    padded = np.pad(image, 9, mode=cc.BORDER_NAMES[border]["numpy"], **(
        {"constant_values": cval} if border == "constant" else {}
    ))  # fmt: skip
    result = np.zeros(image.shape)
    for r, c in np.ndindex(rows, columns):
        for i, j in np.ndindex(kernel.shape):
            dr, dc = i - kernel.shape[0] // 2, j - kernel.shape[1] // 2
            if flip:
                dr, dc = -dr, -dc
            with np.errstate(invalid="ignore"):
                result[r, c] += kernel[i, j] * padded[9 + r + dr, 9 + c + dc]
    return result


@modest
@given(seeds, image_shapes, kernel_shapes, dtypes, borders, st.booleans())
def test_correlate2d_and_convolve2d_same_equal_ndimage(
    seed, image_shape, kernel_shape, dtype, border, separable
):
    image, kernel = example(seed, image_shape, kernel_shape, dtype, separable)
    if border == "reflect":
        kernel = kernel[: 4 * image_shape[0], : 4 * image_shape[1]]  # see line_by_line
    for ours, theirs in ((cc.correlate2d, ndimage.correlate), (cc.convolve2d, ndimage.convolve)):
        result = ours(image, kernel, border=border, cval=0.75)
        expected = theirs(image.astype(float), kernel, mode=border, cval=0.75)
        assert result.dtype == dtype
        assert_close(result, expected, image, kernel, cval=0.75)


@modest
@given(seeds, image_shapes, kernel_shapes, dtypes, st.booleans())
def test_correlate2d_and_convolve2d_valid_equal_scipy_signal(
    seed, image_shape, kernel_shape, dtype, separable
):
    image, kernel = example(seed, image_shape, kernel_shape, dtype, separable)
    pairs = ((cc.correlate2d, signal.correlate2d), (cc.convolve2d, signal.convolve2d))
    for ours, theirs in pairs:
        if any(k > n for k, n in zip(kernel_shape, image_shape, strict=True)):
            with pytest.raises(ValueError, match="kernel of shape .* is larger than the image"):
                ours(image, kernel, padding="valid")
            continue
        result = ours(image, kernel, padding="valid")
        assert_close(result, theirs(image.astype(float), kernel, "valid"), image, kernel)


@modest
@given(
    seeds,
    image_shapes,
    kernel_shapes,
    dtypes,
    st.sampled_from([("constant", "fill"), ("wrap", "wrap"), ("reflect", "symm")]),
    st.booleans(),
)
def test_correlate2d_and_convolve2d_full_equal_scipy_signal(
    seed, image_shape, kernel_shape, dtype, names, separable
):
    image, kernel = example(seed, image_shape, kernel_shape, dtype, separable)
    border, boundary = names
    if border == "reflect":  # scipy.signal repeats no more than once
        kernel = kernel[: image_shape[0], : image_shape[1]]
    pairs = ((cc.correlate2d, signal.correlate2d), (cc.convolve2d, signal.convolve2d))
    for ours, theirs in pairs:
        result = ours(image, kernel, padding="full", border=border, cval=-0.5)
        expected = theirs(image.astype(float), kernel, "full", boundary, -0.5)
        assert_close(result, expected, image, kernel, cval=-0.5)


@modest
@given(
    seeds,
    image_shapes,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    dtypes,
    st.sampled_from(["constant", "nearest", "reflect", "mirror"]),
)
def test_correlate2d_equals_cv2_filter2d(seed, image_shape, kernel_shape, dtype, border):
    image, kernel = example(seed, image_shape, kernel_shape, dtype)
    kind = getattr(cv2, cc.BORDER_NAMES[border]["opencv"])
    expected = cv2.filter2D(image, -1, kernel.astype(dtype), borderType=kind)
    assert_close(cc.correlate2d(image, kernel, border=border), expected, image, kernel)


@pytest.mark.parametrize("size", [15, 16, 31])
@pytest.mark.parametrize("separable", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_correlate2d_large_kernel_equals_scipy(size, separable, dtype):
    image, kernel = example(5, (70, 53), (size, size + 2), dtype, separable)
    expected = ndimage.correlate(image.astype(float), kernel, mode="mirror")
    assert_close(cc.correlate2d(image, kernel), expected, image, kernel)


def line_by_line(filter1d, image, kernel, border, cval):
    """A two-dimensional filter from one-dimensional ones.

    ``ndimage.correlate`` itself errs with ``mode="reflect"`` from a padding of four times the
    image on (SciPy 1.17); ``correlate1d`` does not.
    """
    total = 0
    for row, place in zip(kernel, np.eye(len(kernel)), strict=True):
        filtered = filter1d(image, row, axis=1, mode=border, cval=cval)
        total += filter1d(filtered, place, axis=0, mode=border, cval=cval * row.sum())
    return total


@modest
@given(seeds, st.integers(1, 5), st.integers(1, 5), kernel_shapes, borders, st.booleans())
def test_correlate2d_border_wider_than_the_image_equals_ndimage(
    seed, rows, columns, kernel_shape, border, even
):
    kernel_shape = tuple(8 + k + even for k in kernel_shape)
    image, kernel = example(seed, (rows, columns), kernel_shape)
    pairs = ((cc.correlate2d, ndimage.correlate1d), (cc.convolve2d, ndimage.convolve1d))
    for ours, theirs in pairs:
        expected = line_by_line(theirs, image, kernel, border, 2.0)
        result = ours(image, kernel, border=border, cval=2.0)
        assert_close(result, expected, image, kernel, cval=2.0)


@modest
@given(
    seeds,
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    borders,
    st.lists(st.sampled_from([np.nan, np.inf, -np.inf]), min_size=1, max_size=4),
    st.booleans(),
    st.booleans(),
    dtypes,
)
def test_nan_and_inf_propagate_as_the_direct_sum(
    seed, image_shape, kernel_shape, border, specials, in_kernel, separable, dtype
):
    image, kernel = example(seed, image_shape, kernel_shape, dtype, separable)
    kernel[np.random.default_rng(seed).random(kernel_shape) < 0.3] = 0
    target = kernel if in_kernel else image
    for special in specials:
        target.flat[int(seed % target.size)] = special
        seed //= 3
    for ours, flip in ((cc.correlate2d, False), (cc.convolve2d, True)):
        expected = direct_sum(image.astype(float), kernel, border, 0.5, flip)
        result = ours(image, kernel, border=border, cval=0.5)
        np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("weights", [np.ones((3, 3)), np.zeros((3, 3)), cc.sobel("x")])
def test_one_nan_under_a_3_by_3_gives_nine(weights):
    image = np.zeros((20, 20))
    image[5, 6] = np.nan
    for filtered in (cc.correlate2d(image, weights), cc.convolve2d(image, weights)):
        assert np.isnan(filtered[4:7, 5:8]).all()
        assert np.isnan(filtered).sum() == 9


def test_one_nan_under_a_large_separable_kernel_stays_in_its_window():
    image = np.random.default_rng(1).random((64, 64))
    image[30, 31] = np.nan
    filtered = cc.correlate2d(image, cc.box(9))
    assert np.isnan(filtered).sum() == 81
    clean = np.where(np.isnan(image), 0, image)
    expected = ndimage.uniform_filter(clean, 9, mode="mirror")
    outside = ~np.isnan(filtered)
    np.testing.assert_allclose(filtered[outside], expected[outside])


def test_constant_border_of_nan_reaches_one_pixel_in():
    filtered = cc.correlate2d(np.ones((6, 6)), cc.box(3), border="constant", cval=np.nan)
    assert np.isnan(filtered).sum() == 20
    assert (abs(filtered[1:-1, 1:-1] - 1) < 1e-15).all()


def test_sums_beyond_the_largest_number_become_inf_without_a_warning():
    image = np.full((9, 9), 3e38, np.float32)
    assert (cc.correlate2d(image, np.full((3, 3), 2.0)) == np.inf).all()
    assert (cc.correlate2d(image, np.full((3, 3), 1e300)) == np.inf).all()
    assert (cc.correlate2d(image, cc.identity(3)) == image).all()


def test_separable_passes_do_not_overflow_where_the_sum_does_not():
    image = np.full((20, 40), 2e38, np.float32)
    kernel = cc.identity((9, 1)) * cc.box((1, 31))
    np.testing.assert_allclose(cc.correlate2d(image, kernel), image, rtol=1e-5)


def routes_of(kernel, dtype, positions):
    """Return every route that there is for a kernel."""
    factors = routes.low_rank(kernel, 4)
    return [
        routes.BandedProducts(kernel, dtype),
        routes.OverlapSave(kernel, dtype, positions),
        *([] if factors is None else [routes.Passes(*factors, dtype)]),
    ]


@modest
@given(seeds, image_shapes, kernel_shapes, dtypes, st.integers(1, 5))
def test_every_route_equals_the_sum_tap_by_tap(seed, positions, kernel_shape, dtype, rank):
    rng = np.random.default_rng(seed)
    size = [n + k - 1 for n, k in zip(positions, kernel_shape, strict=True)]
    piece = rng.standard_normal(size).astype(dtype)
    columns, rows = (
        rng.standard_normal((rank, kernel_shape[0])),
        rng.standard_normal(kernel_shape[1]),
    )
    kernel = columns.T @ (rows * rng.standard_normal((rank, kernel_shape[1])))
    expected = correlation.shifted_sums(piece, kernel.astype(dtype))
    taken = routes_of(kernel, dtype, positions)
    assert len(taken) == 2 + (min(rank, *kernel_shape) <= 4)
    for route in taken:
        result = np.full(positions, np.nan, dtype)
        for top, left in product(*map(range, (0, 0), positions, route.piece)):
            out = result[top:, left:][: route.piece[0], : route.piece[1]]
            needed = [n + k - 1 for n, k in zip(out.shape, kernel_shape, strict=True)]
            route.run(piece[top:, left:][: needed[0], : needed[1]], out)
        assert_close(result, expected, piece, kernel)


def name_of_route(kernel, side, dtype=np.float32):
    return type(routes.route_for(np.asarray(kernel), dtype, (side, side))[0]).__name__


def test_the_route_follows_the_work_that_is_counted():
    dense = np.random.default_rng(0).standard_normal((63, 63))
    assert name_of_route(dense[:3, :3], 512) == "BandedProducts"
    assert [name_of_route(dense[:k, :k], 512) for k in (7, 31, 63)] == ["OverlapSave"] * 3
    assert name_of_route(dense[:15, :15], 40) == "BandedProducts"  # small: no tile is worth it
    assert [name_of_route(cc.gaussian(size=k), 512) for k in (9, 21)] == ["Passes"] * 2
    assert name_of_route(cc.gaussian(size=63), 512) == "OverlapSave"


def two_bells(size):
    """A difference of bells, a kernel of rank 2."""
    return cc.gaussian(1.0, size=size) - cc.gaussian(2.5, size=size)


def test_a_kernel_of_rank_two_takes_passes_and_equals_scipy():
    image = np.random.default_rng(0).random((150, 131))
    taken, _ = routes.route_for(two_bells(9), image.dtype, image.shape)
    assert type(taken).__name__ == "Passes" and len(taken.rows) == 2
    expected = ndimage.correlate(image, two_bells(9), mode="mirror")
    assert_close(cc.correlate2d(image, two_bells(9)), expected, image, two_bells(9))


@modest
@always(seed=4, shape=(3, 6), rank=4)  # its decomposition is less exact than most
@given(seed=seeds, shape=kernel_shapes, rank=st.integers(1, 4))
def test_low_rank_finds_the_rank_and_gives_the_kernel_back(seed, shape, rank):
    rng = np.random.default_rng(seed)
    kernel = rng.standard_normal((shape[0], rank)) @ rng.standard_normal((rank, shape[1]))
    columns, rows = routes.low_rank(kernel, rank)
    assert len(columns) == len(rows) == min(rank, *shape)
    np.testing.assert_allclose(columns.T @ rows, kernel, rtol=0, atol=1e-13 * abs(kernel).sum())
    if min(shape) > rank > 1:
        assert routes.low_rank(kernel, rank - 1) is None


def test_low_rank_of_what_has_no_rank_is_none():
    assert routes.low_rank(np.array([[1.0, np.nan], [2, 3]]), 2) is None
    assert routes.low_rank(np.random.default_rng(0).random((9, 9)), 3) is None


@pytest.mark.parametrize("border", cc.BORDER_NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["BandedProducts", "OverlapSave", "Passes"])
def test_pieces_fit_together_and_are_as_exact_as_stated(name, dtype, border):
    image, kernel = example(7, (601, 777), (20, 21), dtype, separable=name == "Passes")
    if name == "BandedProducts":
        kernel = kernel[:4, :3]
    assert type(routes.route_for(kernel, dtype, image.shape)[0]).__name__ == name
    for function, theirs in (
        (cc.correlate2d, ndimage.correlate),
        (cc.convolve2d, ndimage.convolve),
    ):
        result = function(image, kernel, border=border, cval=0.5)
        expected = theirs(image.astype(float), kernel, mode=border, cval=0.5)
        assert_close(result, expected, image, kernel, 0.5)
        largest = abs(expected).max()
        assert abs(result - expected).max() < (5e-5 if dtype == np.float32 else 1e-13) * largest


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("separable", [False, True])
def test_a_large_kernel_does_not_smear_a_nan_or_inf(special, separable):
    image, kernel = example(3, (700, 650), (21, 19), separable=separable)
    kernel += np.sign(kernel) * 0.1  # none is zero, so that an inf stays one
    clean = ndimage.correlate(image, kernel, mode="nearest")
    image[300, 320] = special
    touched = np.zeros(image.shape, bool)
    touched[290:311, 311:330] = True
    filtered = cc.correlate2d(image, kernel, border="nearest")
    assert (np.isfinite(filtered) == ~touched).all()
    np.testing.assert_allclose(filtered[~touched], clean[~touched], rtol=0, atol=1e-10)
    signs = kernel[::-1, ::-1] * special
    np.testing.assert_array_equal(filtered[290:311, 311:330], signs)


@pytest.mark.parametrize("most", [255, 2**24, 2**40])
def test_large_kernels_of_integers_are_exact_too(most):
    rng = np.random.default_rng(0)
    image = rng.integers(0, most + 1, (300, 310))
    for kernel in (
        rng.integers(-9, 10, (25, 25)),
        np.outer(rng.integers(-9, 10, 25), range(1, 20)),
    ):
        expected = ndimage.correlate(image, kernel, mode="mirror")
        np.testing.assert_array_equal(cc.correlate2d(image, kernel), expected)


@pytest.mark.parametrize("size", [4, 24])
def test_how_many_threads_there_are_changes_no_digit(monkeypatch, size):
    image, kernel = example(1, (900, 700), (size, size), np.float32)
    monkeypatch.setattr(cores, "WORK_PER_THREAD", 1)
    results = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(cores, "threads", lambda threads=threads: threads)
        results.append(cc.correlate2d(image, kernel))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


@pytest.mark.parametrize("size", [3, 31])
def test_no_padded_copy_of_a_large_image_is_made(size):
    image, kernel = example(0, (2048, 2048), (size, size), np.float32)
    cc.correlate2d(image[:600, :600], kernel)
    tracemalloc.start()
    result = cc.correlate2d(image, kernel)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.nbytes <= peak < result.nbytes + 0.3 * (image.nbytes + result.nbytes)


@pytest.mark.parametrize("shape", [(1, 6), (6, 6), (24, 24)])
def test_whole_numbers_kept_as_floats_stay_whole_where_a_reader_sees_them(shape):
    """Small images and kernels, as figures show them: no 29.000000000000004."""
    random = np.random.default_rng(4)
    for _ in range(40):
        image = random.integers(-9, 10, shape).astype(float)
        kernel = random.integers(-2, 3, (1, 4) if shape[0] == 1 else (3, 3)).astype(float)
        wanted = ndimage.correlate(image, kernel, mode="wrap")
        np.testing.assert_array_equal(cc.correlate2d(image, kernel, border="wrap"), wanted)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8])
def test_correlation_of_integers_is_exact(size):
    rng = np.random.default_rng(size)
    image = rng.integers(0, 256, (40, 40), dtype=np.uint8)
    for kernel in (rng.integers(-9, 10, (size, size)), np.ones((size, size), int)):
        expected = ndimage.correlate(image.astype(np.int64), kernel, mode="mirror")
        np.testing.assert_array_equal(cc.correlate2d(image, kernel), expected)


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (bool, np.float64),
        (np.uint8, np.float64),
        (np.int64, np.float64),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (">f4", np.float32),
        (np.float64, np.float64),
        (">f8", np.float64),
        (np.longdouble, np.float64),
    ],
)
@pytest.mark.parametrize("kernel_dtype", [int, np.float32, np.float64])
def test_precision_follows_the_image(dtype, result, kernel_dtype):
    image = np.eye(5).astype(dtype)
    for function in (cc.correlate2d, cc.convolve2d):
        filtered = function(image, np.ones((3, 3), kernel_dtype))
        assert filtered.dtype == result
        assert filtered[2, 2] == 3


@pytest.mark.parametrize("size", [3, 4])
def test_kernel_is_brought_to_the_precision_of_the_image(size):
    image, kernel = example(1, (20, 21), (size, size), np.float32)
    single = kernel.astype(np.float32)
    for function in (cc.correlate2d, cc.convolve2d):
        np.testing.assert_array_equal(function(image, kernel), function(image, single))


@pytest.mark.parametrize("channel_axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("padding", ["same", "valid", "full"])
def test_channels_are_filtered_one_by_one(channel_axis, padding):
    planes, kernel = example(3, (3, 12, 9), (4, 3))
    image = np.moveaxis(planes, 0, channel_axis)
    for function in (cc.correlate2d, cc.convolve2d):
        filtered = function(image, kernel, padding=padding, channel_axis=channel_axis)
        for plane, result in zip(planes, np.moveaxis(filtered, channel_axis, 0), strict=True):
            expected = function(plane, kernel, padding=padding)
            np.testing.assert_array_equal(result, expected)


def test_a_nan_in_one_channel_leaves_the_others():
    image = np.random.default_rng(0).random((8, 8, 3))
    image[4, 4, 1] = np.nan
    filtered = cc.correlate2d(image, cc.box(3), channel_axis=-1)
    assert np.isnan(filtered).sum(axis=(0, 1)).tolist() == [0, 9, 0]


@modest
@given(seeds, image_shapes, kernel_shapes, paddings, borders)
def test_convolve2d_is_correlate2d_with_a_point_symmetric_kernel(
    seed, image_shape, kernel_shape, padding, border
):
    image, kernel = example(seed, image_shape, [2 * (k // 2) + 1 for k in kernel_shape])
    kernel = kernel + kernel[::-1, ::-1]
    if padding == "valid" and any(k > n for k, n in zip(kernel.shape, image_shape, strict=True)):
        return
    options = {"padding": padding, "border": border}
    result = cc.convolve2d(image, kernel, **options)
    assert_close(result, cc.correlate2d(image, kernel, **options), image, kernel)


@modest
@given(seeds, image_shapes, kernel_shapes, kernel_shapes)
def test_convolve2d_full_is_associative_and_commutes(seed, image_shape, first, second):
    image, a = example(seed, image_shape, first)
    _, b = example(seed + 1, image_shape, second)

    def convolved(x, y):
        return cc.convolve2d(x, y, padding="full", border="constant")

    scale = abs(a).sum() * abs(b).sum()
    left, right = convolved(convolved(image, a), b), convolved(image, convolved(a, b))
    np.testing.assert_allclose(left, right, rtol=0, atol=1e-13 * scale * abs(image).max())
    np.testing.assert_allclose(convolved(a, b), convolved(b, a), rtol=0, atol=1e-13 * scale)


def test_correlate2d_full_with_the_default_border_continues_the_image():
    image, kernel = example(2, (6, 7), (3, 4))
    wide = cc.pad2d(image, ((2, 2), (3, 3)), border="mirror")
    expected = signal.correlate2d(wide, kernel, "valid")
    np.testing.assert_allclose(cc.correlate2d(image, kernel, padding="full"), expected)


def test_correlate2d_equal_on_any_memory_layout_and_leaves_its_arguments():
    plain, kernel = example(4, (18, 21), (9, 8), separable=True)
    layouts = [
        np.asfortranarray(plain),
        np.repeat(plain, 2, axis=0)[::2],
        plain[::-1, ::-1].copy()[::-1, ::-1],
        np.broadcast_to(plain[:1], plain.shape),
        plain.tolist(),
    ]
    kernels = [np.asfortranarray(kernel), kernel[::-1][::-1], kernel.tolist()]
    for image, weights in [(a, b) for a in layouts for b in kernels]:
        for array in (image, weights):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        before = np.array(image), np.array(weights)
        for padding in ("same", "valid", "full"):
            for function, theirs in (
                (cc.correlate2d, signal.correlate2d),
                (cc.convolve2d, signal.convolve2d),
            ):
                result = function(image, weights, padding=padding, border="constant")
                if padding != "same":
                    np.testing.assert_allclose(result, theirs(*before, padding), atol=1e-11)
                assert result.flags.writeable
                assert not np.shares_memory(result, image)
        np.testing.assert_array_equal(image, before[0])
        np.testing.assert_array_equal(weights, before[1])


def test_zero_padding_darkens_the_edge_of_a_blur():
    blurred = cc.correlate2d(np.ones((8, 8)), cc.box(3), border="constant")
    assert blurred[0, 3] == pytest.approx(6 / 9)
    assert blurred[0, 0] == pytest.approx(4 / 9)


GREY = np.ones((4, 4))


@pytest.mark.parametrize("function", [cc.correlate2d, cc.convolve2d])
@pytest.mark.parametrize(
    ("image", "kernel", "options", "message"),
    [
        (GREY, np.ones((5, 3)), {"padding": "valid"}, r"kernel of shape \(5, 3\) is larger than "),
        (GREY, np.ones((1, 9)), {"padding": "valid"}, r"of shape \(4, 4\), .* use padding='same'"),
        (GREY, np.ones(3), {}, r"kernel has 1 axes, shape \(3,\), expected \(rows, columns\)"),
        (GREY, np.ones((3, 3, 3)), {}, r"kernel has 3 axes"),
        (GREY, np.ones((0, 3)), {}, r"kernel is empty: it has shape \(0, 3\)"),
        (np.ones((4, 0)), np.ones((3, 3)), {}, r"image is empty: it has shape \(4, 0\)"),
        (np.ones(4), np.ones((3, 3)), {}, r"image has 1 axes, .* expected 2 \(rows, columns\)"),
        (np.ones((4, 4, 3)), np.ones((3, 3)), {}, r"name it, for example channel_axis=-1"),
        (GREY, np.ones((3, 3)), {"channel_axis": 2}, r"expected 3 with channel_axis=2"),
        (GREY, np.ones((3, 3)), {"border": "symmetric"}, r"border='symmetric' is not known, expe"),
        (
            GREY,
            np.ones((3, 3)),
            {"border": "symmetric", "padding": "valid"},
            r"border='symmetric' is not known",
        ),
        (GREY, np.ones((3, 3)), {"border": "refelct"}, r"did you mean 'reflect'\?"),
        (GREY, np.ones((3, 3)), {"padding": 1}, r"padding=1 is not known, expected one of 'same'"),
        (GREY, np.ones((3, 3)), {"padding": "vali"}, r"did you mean 'valid'\?"),
        ([[1, 2], [3]], np.ones((3, 3)), {}, r"image cannot be made into an array"),
        (GREY, [[1, 2], [3]], {}, r"kernel cannot be made into an array"),
    ],
)
def test_image_operator_wrong_value_says_what_to_do(function, image, kernel, options, message):
    with pytest.raises(ValueError, match=message):
        function(image, kernel, **options)


@pytest.mark.parametrize("function", [cc.correlate2d, cc.convolve2d])
@pytest.mark.parametrize(
    ("image", "kernel", "options", "message"),
    [
        (GREY + 0j, np.ones((3, 3)), {}, r"image is complex \(complex128\), expected real numbers"),
        (GREY, np.ones((3, 3)) * 1j, {}, r"treat kernel.real and kernel.imag separately"),
        (GREY.astype(str), np.ones((3, 3)), {}, r"image has dtype <U32, expected real numbers"),
        (GREY, np.ones((3, 3), object), {}, r"kernel has dtype object, expected real numbers"),
        (GREY.astype("M8[s]"), np.ones((3, 3)), {}, r"image has dtype datetime64"),
        (GREY, np.ones((3, 3)), {"cval": None}, r"cval=None is of type NoneType, expected a real"),
        (GREY[None], np.ones((3, 3)), {"channel_axis": 0.0}, r"channel_axis=0.0 is of type float"),
    ],
)
def test_image_operator_wrong_type_says_what_to_do(function, image, kernel, options, message):
    with pytest.raises(TypeError, match=message):
        function(image, kernel, **options)


def test_image_operator_options_are_keyword_only():
    with pytest.raises(TypeError, match="positional"):
        cc.correlate2d(GREY, np.ones((3, 3)), "valid")
