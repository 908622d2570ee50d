import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

import convcourse as cc
from convcourse.operators import kernels

modest = settings(deadline=None, max_examples=100)
sizes = st.integers(1, 12)
angles = st.floats(-720, 720)

BUILDERS = {
    "identity": cc.identity,
    "box": cc.box,
    "binomial": cc.binomial,
    "gaussian": lambda: cc.gaussian(1.0),
    "sharpen": cc.sharpen,
    "unsharp": cc.unsharp,
    "outline": cc.outline,
    "emboss": cc.emboss,
    "prewitt": cc.prewitt,
    "sobel": cc.sobel,
    "scharr": cc.scharr,
    "laplacian": cc.laplacian,
    "laplacian_8": lambda: cc.laplacian(8),
    "motion_blur": lambda: cc.motion_blur(5, 30),
}


@pytest.fixture
def image():
    return np.random.default_rng(7).random((12, 15))


def correlated(image, kernel):
    return ndimage.correlate(image, kernel, mode="mirror")


@pytest.mark.parametrize("size", [1, 2, 3, 4, (2, 5), (1, 4)])
def test_identity_leaves_the_image(size, image):
    np.testing.assert_array_equal(correlated(image, cc.identity(size)), image)


@pytest.mark.parametrize("size", [1, 3, 5, (3, 7)])
def test_box_equals_uniform_filter_and_cv2_blur(size, image):
    result = correlated(image, cc.box(size))
    np.testing.assert_allclose(result, ndimage.uniform_filter(image, size, mode="mirror"))
    rows, columns = cc.box(size).shape
    np.testing.assert_allclose(result, cv2.blur(image, (columns, rows)))


@pytest.mark.parametrize("sigma", [0.3, 0.5, 0.88, 1.0, 1.35, 1.7, 2.37, 3.0])
def test_gaussian_of_sigma_is_the_impulse_response_of_gaussian_filter(sigma):
    kernel = cc.gaussian(sigma)
    impulse = cc.identity(len(kernel))
    expected = ndimage.gaussian_filter(impulse, sigma, mode="constant")
    np.testing.assert_allclose(kernel, expected, atol=1e-15)


@pytest.mark.parametrize("size", [1, 3, 5, 11, 31])
@pytest.mark.parametrize("sigma", [0.4, 1.0, 5.0])
def test_gaussian_of_sigma_and_size_equals_opencv(size, sigma):
    line = cv2.getGaussianKernel(size, sigma)[:, 0]
    np.testing.assert_allclose(cc.gaussian(sigma, size=size), np.outer(line, line), rtol=1e-12)


@pytest.mark.parametrize("size", [11, 15, 31])
def test_gaussian_of_size_finds_sigma_as_opencv(size):
    line = cv2.getGaussianKernel(size, 0)[:, 0]
    np.testing.assert_allclose(cc.gaussian(size=size), np.outer(line, line), rtol=1e-12)


@modest
@given(st.floats(1e-200, 1e200), sizes)
def test_gaussian_of_any_sigma_and_size_sums_to_one(sigma, size):
    kernel = cc.gaussian(sigma, size=size)
    assert kernel.shape == (size, size)
    assert kernel.sum() == pytest.approx(1)
    np.testing.assert_allclose(kernel, kernel[::-1, ::-1], rtol=1e-12)


def test_binomial_is_pascals_triangle():
    np.testing.assert_array_equal(cc.binomial(5)[0] * 256, [1, 4, 6, 4, 1])
    np.testing.assert_array_equal(cc.binomial(1), [[1]])
    twice = cc.convolve2d(cc.binomial(3), cc.binomial(3), padding="full", border="constant")
    np.testing.assert_array_equal(twice, cc.binomial(5))


@pytest.mark.parametrize(("direction", "axis"), [("x", 1), ("y", 0)])
def test_sobel_and_prewitt_equal_ndimage(direction, axis, image):
    for ours, theirs in ((cc.sobel, ndimage.sobel), (cc.prewitt, ndimage.prewitt)):
        result = correlated(image, ours(direction))
        np.testing.assert_allclose(result, theirs(image, axis=axis, mode="mirror"), atol=1e-13)


@pytest.mark.parametrize(("direction", "order"), [("x", (1, 0)), ("y", (0, 1))])
def test_sobel_and_scharr_equal_opencv(direction, order, image):
    for ours, theirs in ((cc.sobel, cv2.Sobel), (cc.scharr, cv2.Scharr)):
        result = correlated(image, ours(direction))
        np.testing.assert_allclose(result, theirs(image, cv2.CV_64F, *order), atol=1e-12)


@pytest.mark.parametrize(("name", "gain"), [("prewitt", 6), ("sobel", 8), ("scharr", 32)])
def test_derivative_of_a_ramp_is_constant_and_positive(name, gain):
    builder = getattr(cc, name)
    ramp = np.tile(np.arange(8.0), (6, 1))  # brighter to the right
    inside = slice(1, -1)
    assert (cc.correlate2d(ramp, builder("x"))[inside, inside] == gain).all()
    assert (cc.correlate2d(ramp, builder("y"))[inside, inside] == 0).all()
    assert (cc.correlate2d(ramp.T, builder("y"))[inside, inside] == gain).all()
    assert (cc.convolve2d(ramp, builder("x"))[inside, inside] == -gain).all()


def test_sobel_on_a_horizontal_edge_is_a_horizontal_line():
    edge = np.zeros((10, 10))
    edge[5:] = 1
    answer = cc.correlate2d(edge, cc.sobel("y"))
    assert (answer[4:6] == 4).all()
    assert not np.delete(answer, [4, 5], axis=0).any()


def test_laplacian_equals_ndimage_and_opencv(image):
    result = correlated(image, cc.laplacian())
    np.testing.assert_allclose(result, ndimage.laplace(image, mode="mirror"), atol=1e-13)
    np.testing.assert_allclose(result, cv2.Laplacian(image, cv2.CV_64F), atol=1e-13)


def test_laplacian_8_and_outline_count_eight_neighbours():
    np.testing.assert_array_equal(cc.laplacian(8), np.ones((3, 3)) - 9 * cc.identity())
    np.testing.assert_array_equal(cc.outline(), -cc.laplacian(8))


def test_sharpen_and_unsharp_add_what_a_blur_removes(image):
    np.testing.assert_allclose(
        correlated(image, cc.sharpen(0.5)), image - 0.5 * ndimage.laplace(image, mode="mirror")
    )
    blurred = ndimage.gaussian_filter(image, 1.0, mode="mirror")
    result = correlated(image, cc.unsharp(1.0, amount=2.0))
    np.testing.assert_allclose(result, image + 2 * (image - blurred), atol=1e-13)


def test_emboss_is_lit_from_the_upper_left_and_flipped_from_the_lower_right():
    rows, columns = np.indices((9, 9)) - 4.0
    hill = -np.hypot(rows, columns)
    relief = cc.correlate2d(hill, cc.emboss()) - hill
    assert relief[2, 2] > 0 > relief[6, 6]
    flipped = cc.convolve2d(hill, cc.emboss()) - hill
    assert flipped[2, 2] < 0 < flipped[6, 6]


@modest
@given(sizes, angles)
def test_motion_blur_is_a_mean_along_a_line_through_the_centre(size, angle):
    kernel = cc.motion_blur(size, angle)
    assert kernel.shape == (size, size)
    assert kernel.min() >= 0
    assert kernel.sum() == pytest.approx(1)
    np.testing.assert_allclose(kernel, kernel[::-1, ::-1], atol=1e-9)
    np.testing.assert_allclose(kernel, cc.motion_blur(size, angle + 180), atol=1e-9)
    np.testing.assert_allclose(kernel[::-1], cc.motion_blur(size, -angle), atol=1e-9)
    lines = kernel.sum(axis=0), kernel.sum(axis=1)
    assert any(np.allclose(line, 1 / size) for line in lines)


@pytest.mark.parametrize("size", [7, 8, 13])
@pytest.mark.parametrize("angle", [*range(-175, 190, 15), 22.5, 63.4, 117.0, 161.0])
def test_motion_blur_runs_along_its_angle_all_round_the_circle(size, angle):
    kernel = cc.motion_blur(size, angle)
    rows, columns = np.indices(kernel.shape) - (size - 1) / 2
    x, y = columns, -rows  # angles go anticlockwise, and rows count downwards
    xx, yy, xy = ((kernel * product).sum() for product in (x * x, y * y, x * y))
    runs = np.degrees(np.arctan2(2 * xy, xx - yy)) / 2
    assert abs((runs - angle + 90) % 180 - 90) < 2.5


def test_motion_blur_shares_each_weight_by_nearness():
    # At 60° the line is steep: in row r it passes column 2 + (2 − r) / tan 60° = 2 + 0.577 (2 − r).
    shares = [1.1547, 0.57735, 0, -0.57735, -1.1547]
    expected = np.zeros((5, 5))
    for row, off in enumerate(shares):
        left = int(np.floor(2 + off))
        expected[row, left] = 1 - (2 + off - left)
        if off:
            expected[row, left + 1] = 2 + off - left
    np.testing.assert_allclose(cc.motion_blur(5, 60) * 5, expected, atol=1e-4)
    np.testing.assert_allclose(cc.motion_blur(5, 120) * 5, expected[:, ::-1], atol=1e-4)
    np.testing.assert_allclose(cc.motion_blur(5, 30) * 5, expected.T[::-1, ::-1], atol=1e-4)


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_motion_blur_at_multiples_of_45_degrees_hits_the_pixels(size):
    np.testing.assert_array_equal(cc.motion_blur(size, 45), np.eye(size)[::-1] / size)
    np.testing.assert_array_equal(cc.motion_blur(size, -45), np.eye(size) / size)
    if size % 2:
        middle = cc.identity((1, size)).T * np.ones(size) / size
        np.testing.assert_array_equal(cc.motion_blur(size), middle)
        np.testing.assert_array_equal(cc.motion_blur(size, 90), middle.T)


def test_motion_blur_at_a_shallow_angle_rises_to_the_right():
    kernel = cc.motion_blur(7, 20)
    assert kernel[:, -1].argmax() < 3 < kernel[:, 0].argmax()
    assert not kernel[3:, -1].any() and not kernel[:4, 0].any()


@pytest.mark.parametrize("name", BUILDERS)
def test_kernel_sums_to_one_or_zero(name):
    total = BUILDERS[name]().sum()
    zero = name in ("outline", "prewitt", "sobel", "scharr", "laplacian", "laplacian_8")
    assert total == pytest.approx(0 if zero else 1, abs=1e-12)


@pytest.mark.parametrize("name", BUILDERS)
def test_builder_returns_a_fresh_array(name):
    build = BUILDERS[name]
    first, original = build(), build()
    first += 1
    np.testing.assert_array_equal(build(), original)


@pytest.mark.parametrize("name", cc.KERNELS)
def test_preset_is_read_only_and_its_copy_is_not(name):
    with pytest.raises(ValueError, match="read-only"):
        cc.KERNELS[name][0, 0] = 9
    copy = cc.kernel(name)
    copy[0, 0] = 9
    assert cc.kernel(name)[0, 0] != 9


#: The small presets as they stand in textbooks, by their rows.
WRITTEN = {
    "identity": "0 0 0, 0 1 0, 0 0 0",
    "sharpen": "0 -1 0, -1 5 -1, 0 -1 0",
    "outline": "-1 -1 -1, -1 8 -1, -1 -1 -1",
    "emboss": "-2 -1 0, -1 1 1, 0 1 2",
    "sobel_x": "-1 0 1, -2 0 2, -1 0 1",
    "sobel_y": "-1 -2 -1, 0 0 0, 1 2 1",
    "prewitt_x": "-1 0 1, -1 0 1, -1 0 1",
    "prewitt_y": "-1 -1 -1, 0 0 0, 1 1 1",
    "scharr_x": "-3 0 3, -10 0 10, -3 0 3",
    "scharr_y": "-3 -10 -3, 0 0 0, 3 10 3",
    "laplacian": "0 1 0, 1 -4 1, 0 1 0",
    "laplacian_8": "1 1 1, 1 -8 1, 1 1 1",
}


def test_presets_are_what_textbooks_have():
    for name, rows in WRITTEN.items():
        values = [[float(number) for number in row.split()] for row in rows.split(", ")]
        np.testing.assert_array_equal(cc.KERNELS[name], values, err_msg=name)
    pascal = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    np.testing.assert_array_equal(cc.KERNELS["binomial"], pascal)
    np.testing.assert_allclose(cc.KERNELS["box"], np.full((3, 3), 1 / 9))
    line = cv2.getGaussianKernel(5, 1.0)
    blur = line @ line.T
    np.testing.assert_allclose(cc.KERNELS["gaussian"], blur)
    np.testing.assert_allclose(cc.KERNELS["unsharp"], 2 * cc.identity(5) - blur, atol=1e-12)
    np.testing.assert_allclose(cc.KERNELS["motion_blur"], np.fliplr(np.eye(7)) / 7)
    assert len(cc.KERNELS) == len(WRITTEN) + 5


def test_without_arguments_a_kernel_is_the_usual_one():
    for build in (cc.identity, cc.box, cc.binomial):
        np.testing.assert_array_equal(build(), build(3))
    for build in (cc.prewitt, cc.sobel, cc.scharr):
        np.testing.assert_array_equal(build(), build("x"))
    np.testing.assert_array_equal(cc.sharpen(), cc.sharpen(1.0))
    np.testing.assert_array_equal(cc.laplacian(), cc.laplacian(4))
    np.testing.assert_array_equal(cc.unsharp(), cc.unsharp(1.0, amount=1.0))
    np.testing.assert_array_equal(cc.motion_blur(5), cc.motion_blur(5, 0))


def test_constants_are_read_only():
    for name in ("EDGE", "IMPULSE", "SECOND_DIFFERENCE", "PREWITT_SMOOTH", "SOBEL_SMOOTH"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(kernels, name)[0] = 5
    with pytest.raises(TypeError):
        cc.KERNELS["box"] = 1


@modest
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**32 - 1), st.booleans())
def test_separate_finds_the_factors_of_a_product(rows, columns, seed, single):
    rng = np.random.default_rng(seed)
    product = np.outer(rng.standard_normal(rows), rng.standard_normal(columns))
    product = product.astype(np.float32 if single else np.float64)
    column, row = cc.separate(product)
    assert column.dtype == row.dtype == product.dtype
    assert (column.shape, row.shape) == ((rows,), (columns,))
    tolerance = {"rtol": 1e-5, "atol": 1e-6} if single else {"rtol": 1e-12, "atol": 1e-14}
    np.testing.assert_allclose(np.outer(column, row), product, **tolerance)
    assert np.linalg.norm(column) == pytest.approx(np.linalg.norm(row), rel=1e-5)
    assert column[abs(column).argmax()] > 0


@modest
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_is_separable_says_whether_the_rank_is_at_most_one(rows, columns, seed):
    kernel = np.random.default_rng(seed).integers(-1, 2, (rows, columns))
    assert cc.is_separable(kernel) == (np.linalg.matrix_rank(kernel) <= 1)


def test_is_separable_knows_the_presets():
    separable = {name for name, values in cc.KERNELS.items() if cc.is_separable(values)}
    assert separable == {
        "identity",
        "box",
        "gaussian",
        "binomial",
        "sobel_x",
        "sobel_y",
        "prewitt_x",
        "prewitt_y",
        "scharr_x",
        "scharr_y",
    }


def test_is_separable_notices_a_small_change():
    kernel = cc.gaussian(3.0)
    assert cc.is_separable(kernel)
    kernel[2, 3] *= 1 + 1e-12
    assert not cc.is_separable(kernel)


def test_separate_of_integers_and_of_extremes_is_right():
    column, row = cc.separate(np.ones((9, 9), int))
    assert column.tolist() == row.tolist() == [1.0] * 9
    assert not np.outer(*cc.separate(np.zeros((2, 3)))).any()
    for scale in (1e300, 1e-300):
        column, row = cc.separate(scale * cc.box(3))
        np.testing.assert_allclose(np.outer(column, row), scale * cc.box(3))
    assert not cc.is_separable([[np.nan, 1], [1, 1]])
    assert not cc.is_separable([[np.inf, 1], [1, 1]])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cc.kernel("sobel-x"), ValueError, r"name='sobel-x' .* did you mean 'sobel_x'"),
        (lambda: cc.kernel("zebra"), ValueError, r"expected one of 'identity', .* choose one"),
        (lambda: cc.kernel(3), ValueError, r"name=3 is not known"),
        (lambda: cc.box(0), ValueError, r"size=0 is too small, expected an integer >= 1"),
        (lambda: cc.box((3, 3, 3)), ValueError, r"size=\(3, 3, 3\) has length 3, expected one"),
        (lambda: cc.box(2.5), TypeError, r"size=2.5 is of type float"),
        (lambda: cc.identity(-1), ValueError, r"size=-1 is too small"),
        (lambda: cc.binomial(0), ValueError, r"size=0 is too small"),
        (lambda: cc.gaussian(), ValueError, r"got neither sigma nor size"),
        (lambda: cc.gaussian(0.0), ValueError, r"sigma=0.0 is out of range, expected a finite"),
        (lambda: cc.gaussian(-1, size=3), ValueError, r"sigma=-1 is out of range"),
        (lambda: cc.gaussian(np.nan), ValueError, r"sigma=nan is out of range"),
        (lambda: cc.gaussian(np.inf), ValueError, r"sigma=inf is out of range"),
        (lambda: cc.gaussian("1"), TypeError, r"sigma='1' is of type str, expected a real"),
        (lambda: cc.gaussian(1.0, size=0), ValueError, r"size=0 is too small"),
        (lambda: cc.sharpen("much"), TypeError, r"amount='much' is of type str"),
        (lambda: cc.unsharp(1.0, size=4), ValueError, r"size=4 is even, .* use size=5"),
        (lambda: cc.unsharp(1.0, amount=None), TypeError, r"amount=None is of type NoneType"),
        (lambda: cc.sobel("z"), ValueError, r"direction='z' is not known, expected one of 'x'"),
        (lambda: cc.laplacian(6), ValueError, r"neighbours=6 is not known, expected 4 or 8"),
        (lambda: cc.motion_blur(0), ValueError, r"size=0 is too small"),
        (lambda: cc.motion_blur(3, np.inf), ValueError, r"angle=inf is not finite"),
        (lambda: cc.motion_blur(3, "45"), TypeError, r"angle='45' is of type str"),
        (lambda: cc.separate(cc.laplacian()), ValueError, r"not the product .* rank 1"),
        (lambda: cc.separate([1, 2]), ValueError, r"kernel has 1 axes, .* \(rows, columns\)"),
        (lambda: cc.is_separable(np.ones((0, 3))), ValueError, r"kernel is empty"),
        (lambda: cc.is_separable([["a"]]), TypeError, r"kernel has dtype"),
    ],
)
def test_kernel_wrong_argument_says_what_to_do(call, error, message):
    with pytest.raises(error, match=message):
        call()
