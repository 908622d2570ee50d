import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

import convcourse as cc

modest = settings(deadline=None, max_examples=100)
borders = st.sampled_from(list(cc.BORDER_NAMES))
widths = st.tuples(*[st.integers(0, 9)] * 4)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))


def picture(shape, dtype=float):
    """Every pixel different, none zero."""
    return np.arange(1, 1 + np.prod(shape)).reshape(shape).astype(dtype)


def test_border_names_are_those_of_ndimage():
    assert list(cc.BORDER_NAMES) == ["constant", "nearest", "reflect", "mirror", "wrap"]
    assert all(border == names["scipy"] for border, names in cc.BORDER_NAMES.items())


def test_border_names_are_read_only():
    with pytest.raises(TypeError):
        cc.BORDER_NAMES["mirror"] = {}
    with pytest.raises(TypeError):
        cc.BORDER_NAMES["mirror"]["numpy"] = "edge"


@modest
@given(shapes, widths, borders)
def test_pad2d_equals_np_pad_under_the_table_name(shape, width, border):
    top, bottom, left, right = width
    image = picture(shape)
    sides = ((top, bottom), (left, right))
    expected = np.pad(image, sides, mode=cc.BORDER_NAMES[border]["numpy"])
    np.testing.assert_array_equal(cc.pad2d(image, sides, border=border), expected)


@modest
@given(shapes, widths, borders)
def test_pad2d_equals_opencv_under_the_table_name(shape, width, border):
    top, bottom, left, right = width
    image = picture(shape)
    kind = getattr(cv2, cc.BORDER_NAMES[border]["opencv"])
    expected = cv2.copyMakeBorder(image, top, bottom, left, right, kind, value=0)
    result = cc.pad2d(image, ((top, bottom), (left, right)), border=border)
    np.testing.assert_array_equal(result, expected)


@modest
@given(st.integers(1, 6), st.integers(0, 15), borders)
def test_border_indices_equal_ndimage_under_the_table_name(size, width, border):
    line = picture((size,))
    padded = np.append(line, 0)[cc.border_indices(size, width, width, border)]
    for offset in range(2 * width + 1):  # a filter that only shifts reads one padded pixel
        shift = np.eye(2 * width + 1)[offset]
        shifted = ndimage.correlate1d(line, shift, mode=cc.BORDER_NAMES[border]["scipy"])
        np.testing.assert_array_equal(padded[offset : offset + size], shifted)


@modest
@given(st.integers(2, 6), st.integers(0, 5), st.integers(0, 5), borders)
def test_border_indices_equal_torch_under_the_table_name(size, before, after, border):
    mode = cc.BORDER_NAMES[border]["torch"]
    before, after = min(before, size - 1), min(after, size - 1)  # as far as torch goes
    if mode is None:
        return
    line = torch.arange(1.0, size + 1)[None, None]
    expected = torch.nn.functional.pad(line, (before, after), mode=mode)[0, 0]
    padded = np.append(line[0, 0], 0)[cc.border_indices(size, before, after, border)]
    np.testing.assert_array_equal(padded, expected)


def test_torch_has_no_mode_that_repeats_the_edge_pixel():
    line = torch.arange(1.0, 5)[None, None]
    repeated = [2, 1, 1, 2, 3, 4, 4, 3]
    for mode in ("reflect", "replicate", "circular", "constant"):
        padded = torch.nn.functional.pad(line, (2, 2), mode=mode)[0, 0]
        assert padded.tolist() != repeated
    with pytest.raises(NotImplementedError):
        torch.nn.functional.pad(line, (2, 2), mode="symmetric")
    assert cc.BORDER_NAMES["reflect"]["torch"] is None


@modest
@given(shapes, widths, borders)
def test_pad2d_copies_the_pixels_that_border_indices_names(shape, width, border):
    top, bottom, left, right = width
    image = picture(shape)
    rows = cc.border_indices(shape[0], top, bottom, border)
    columns = cc.border_indices(shape[1], left, right, border)
    expected = np.full((len(rows), len(columns)), -5.0)
    for r, c in np.ndindex(expected.shape):
        if rows[r] >= 0 and columns[c] >= 0:
            expected[r, c] = image[rows[r], columns[c]]
    result = cc.pad2d(image, ((top, bottom), (left, right)), border=border, cval=-5)
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("border", ["nearest", "reflect", "mirror", "wrap"])
def test_pad2d_of_one_pixel_repeats_it(border):
    np.testing.assert_array_equal(cc.pad2d([[7]], 3, border=border), np.full((7, 7), 7))


@pytest.mark.parametrize("channel_axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("border", cc.BORDER_NAMES)
def test_pad2d_pads_each_channel_by_itself(channel_axis, border):
    planes = picture((3, 4, 5))
    image = np.moveaxis(planes, 0, channel_axis)
    padded = cc.pad2d(image, (1, 2), border=border, channel_axis=channel_axis)
    for plane, result in zip(planes, np.moveaxis(padded, channel_axis, 0), strict=True):
        np.testing.assert_array_equal(result, cc.pad2d(plane, (1, 2), border=border))


@pytest.mark.parametrize(
    ("width", "sides"),
    [
        (2, ((2, 2), (2, 2))),
        (np.int64(2), ((2, 2), (2, 2))),
        ((1, 2), ((1, 1), (2, 2))),
        ([1, (0, 3)], ((1, 1), (0, 3))),
        (np.array([[1, 2], [3, 4]]), ((1, 2), (3, 4))),
    ],
)
def test_pad2d_takes_a_width_per_image_axis_or_side(width, sides):
    expected = np.pad(picture((3, 4)), sides)
    np.testing.assert_array_equal(cc.pad2d(picture((3, 4)), width), expected)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int32, np.float16, np.float32, np.float64])
def test_pad2d_keeps_the_dtype(dtype):
    assert cc.pad2d(np.ones((2, 3), dtype), 1, border="wrap").dtype == dtype
    assert cc.pad2d(np.ones((2, 3), dtype), 1, cval=1).dtype == dtype


def test_pad2d_fills_in_the_constant_also_nan():
    assert np.isnan(cc.pad2d(np.zeros((2, 2)), 1, cval=np.nan)).sum() == 12
    assert (cc.pad2d(np.zeros((2, 2), np.uint8), 1, cval=255) == 255).sum() == 12


def test_pad2d_returns_a_new_array_and_leaves_the_image():
    image = picture((4, 6))[:, ::2]
    image.flags.writeable = False
    before = image.copy()
    for width in (0, 2):
        padded = cc.pad2d(image, width, border="mirror")
        assert not np.shares_memory(padded, image)
        padded[:] = 0
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize(
    ("image", "width", "options", "message"),
    [
        (np.ones((2, 2)), -1, {}, r"width=-1 is too small, expected an integer >= 0"),
        (np.ones((2, 2)), (1, (0, -3)), {}, r"width=-3 is too small"),
        (np.ones((2, 2)), (1, 2, 3), {}, r"width=\(1, 2, 3\) has the wrong form, expected one"),
        (np.ones((2, 2)), ((1, 2, 3), 1), {}, r"has the wrong form"),
        (np.ones((2, 2)), "12", {}, r"has the wrong form"),
        (np.ones((2, 2)), 1, {"border": "mirrored"}, r"'mirrored' is not known.*mean 'mirror'"),
        (np.ones((2, 2)), 1, {"border": 3}, r"border=3 is not known, expected one of 'constant'"),
        (np.ones((0, 2)), 1, {}, r"image is empty: it has shape \(0, 2\)"),
        (np.ones(3), 1, {}, r"image has 1 axes, shape \(3,\), expected 2 \(rows, columns\)"),
        (np.ones((2, 2, 3)), 1, {}, r"name it, for example channel_axis=-1"),
        (np.ones((2, 2)), 1, {"channel_axis": -1}, r"leave channel_axis=None for a grey image"),
        (np.ones((2, 2, 3)), 1, {"channel_axis": 3}, r"channel_axis=3 is out of range"),
        (np.ones((2, 2, 3)), 1, {"channel_axis": -4}, r"channel_axis=-4 is out of range"),
        (np.ones((2, 2, 0)), 1, {"channel_axis": 2}, r"image is empty"),
        (np.ones((2, 2), np.uint8), 1, {"cval": 0.5}, r"cval=0.5 does not fit .* uint8"),
        (np.ones((2, 2), np.uint8), 1, {"cval": 256}, r"from 0 to 255; convert the image"),
        (np.ones((2, 2), np.uint8), 1, {"cval": np.nan}, r"cval=nan does not fit"),
        (np.ones((2, 2), bool), 1, {"cval": 2}, r"whole number from 0 to 1"),
        ([[1, 2], [3]], 1, {}, r"image cannot be made into an array .* the same length"),
    ],
)
def test_pad2d_wrong_value_says_what_to_do(image, width, options, message):
    with pytest.raises(ValueError, match=message):
        cc.pad2d(image, width, **options)


@pytest.mark.parametrize(
    ("image", "width", "options", "message"),
    [
        (np.ones((2, 2)), 1.5, {}, r"width=1.5 is of type float, expected an integer >= 0"),
        (np.ones((2, 2)), (1, None), {}, r"width=None is of type NoneType"),
        (np.ones((2, 2)) + 1j, 1, {}, r"image is complex .* image.real and image.imag"),
        ([["a", "b"]], 1, {}, r"image has dtype <U1, expected real numbers"),
        (np.ones((2, 2)), 1, {"cval": "0"}, r"cval='0' is of type str, expected a real number"),
        (np.ones((2, 2)), 1, {"cval": 1j}, r"cval=1j is of type complex"),
        (np.ones((2, 2, 3)), 1, {"channel_axis": 1.0}, r"channel_axis=1.0 is of type float"),
    ],
)
def test_pad2d_wrong_type_says_what_to_do(image, width, options, message):
    with pytest.raises(TypeError, match=message):
        cc.pad2d(image, width, **options)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 1, 1, "wrap"), ValueError, r"size=0 is too small"),
        ((3, -1, 1, "wrap"), ValueError, r"before=-1 is too small"),
        ((3, 1, -1, "wrap"), ValueError, r"after=-1 is too small"),
        ((3, 1, 1, "symmetric"), ValueError, r"border='symmetric' is not known"),
        ((3.0, 1, 1, "wrap"), TypeError, r"size=3.0 is of type float"),
    ],
)
def test_border_indices_wrong_argument_says_which(arguments, error, message):
    with pytest.raises(error, match=message):
        cc.border_indices(*arguments)
