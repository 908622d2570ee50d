"""The gradients of conv2d, held to torch's own functions and to its automatic differentiation."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional
from torch.nn import grad as peer

import convcourse as cc
from tests.unit.test_ops_layers import layers, spread

# torch tells that padding="same" costs it a copy where the kernel is even.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
thorough = settings(deadline=None, max_examples=300)
modest = settings(deadline=None, max_examples=100)
RELATIVE = {np.dtype(np.float32): 1e-6, np.dtype(np.float64): 1e-13}


def assert_close(result, expected, terms):
    """Within rounding of the largest sum that there can be; `terms` is that of the magnitudes."""
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    tolerance = RELATIVE[result.dtype] * max(terms.max(initial=0), 1e-30)
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance)


def differentiated(image, weight, error, options):
    """Return the gradients of input and weight as autograd computes them."""
    stride, padding, dilation, groups = options
    leaves = [torch.from_numpy(array).requires_grad_() for array in (image, weight)]
    out = functional.conv2d(*leaves, None, stride, padding, dilation, groups)
    out.backward(torch.from_numpy(error))
    return [np.zeros(leaf.shape, image.dtype) if leaf.grad is None else leaf.grad.numpy()
            for leaf in leaves]  # fmt: skip


def with_error(case, seed):
    """Return input, weight, a gradient of the output and the options of a layer."""
    (image, weight, _), options = case
    shape = cc.conv2d(image, weight, None, *options).shape
    error = np.random.default_rng(seed).standard_normal(shape).astype(image.dtype)
    return image, weight, error, options


@thorough
@given(layers(2), st.integers(0, 2**32 - 1))
def test_gradients_equal_autograd_over_all_settings(case, seed):
    image, weight, error, options = with_error(case, seed)
    of_input, of_weight = differentiated(image, weight, error, options)
    terms = differentiated(abs(image), abs(weight), abs(error), options)
    assert_close(cc.conv2d_input(image.shape, weight, error, *options), of_input, terms[0])
    assert_close(cc.conv2d_weight(image, weight.shape, error, *options), of_weight, terms[1])


@modest
@given(layers(2), st.integers(0, 2**32 - 1))
def test_gradients_take_what_torch_nn_grad_takes_by_name_and_in_its_order(case, seed):
    image, weight, error, (stride, padding, dilation, groups) = with_error(case, seed)
    if image.ndim == 3:  # torch's functions take batches alone, and no padding by name
        image, error = image[None], error[None]
    padding = 0 if padding == "valid" else padding
    assume(len(image) and padding != "same")
    options = (spread(stride, 2), spread(padding, 2), spread(dilation, 2), groups)
    names = dict(zip(("stride", "padding", "dilation", "groups"), options, strict=True))
    as_torch = [torch.from_numpy(array) for array in (image, weight, error)]
    terms = differentiated(abs(image), abs(weight), abs(error), options)

    given_ = {"input_size": image.shape, "weight": weight, "grad_output": error}
    expected = peer.conv2d_input(image.shape, *as_torch[1:], *options).numpy()
    assert_close(cc.conv2d_input(*given_.values(), *options), expected, terms[0])
    assert_close(cc.conv2d_input(**given_, **names), expected, terms[0])

    given_ = {"input": image, "weight_size": weight.shape, "grad_output": error}
    expected = peer.conv2d_weight(as_torch[0], weight.shape, as_torch[2], *options).numpy()
    assert_close(cc.conv2d_weight(*given_.values(), *options), expected, terms[1])
    assert_close(cc.conv2d_weight(**given_, **names), expected, terms[1])


@modest
@given(layers(2), st.integers(0, 2**32 - 1))
def test_gradients_say_how_the_sum_of_the_outputs_changes(case, seed):
    """The convolution is linear in each: ⟨conv(x, w), g⟩ = ⟨x, gradient⟩ = ⟨w, gradient⟩."""
    image, weight, error, options = with_error(case, seed)
    image, weight, error = (array.astype(float) for array in (image, weight, error))
    value = np.vdot(cc.conv2d(image, weight, None, *options), error)
    bound = 1e-11 * (1 + abs(image).sum() * abs(weight).max(initial=0))
    of_input = cc.conv2d_input(image.shape, weight, error, *options)
    of_weight = cc.conv2d_weight(image, weight.shape, error, *options)
    assert np.vdot(image, of_input) == pytest.approx(value, abs=bound)
    assert np.vdot(weight, of_weight) == pytest.approx(value, abs=bound)


@pytest.mark.parametrize("special", [np.nan, np.inf])
def test_a_nan_in_the_error_stays_in_its_stamp(special):
    image, weight = np.ones((2, 9, 9)), np.arange(36.0).reshape(2, 2, 3, 3)
    error = np.ones((2, 7, 7))
    error[1, 3, 2] = special
    of_input = cc.conv2d_input(image.shape, weight, error)
    touched = ~np.isfinite(of_input)
    assert touched[:, 3:6, 2:5].all() and touched.sum() == 18
    of_weight = cc.conv2d_weight(image, weight.shape, error)
    assert not np.isfinite(of_weight[1]).any() and np.isfinite(of_weight[0]).all()


def test_what_no_window_reads_has_no_gradient():
    of_input = cc.conv2d_input((1, 10, 10), np.ones((1, 1, 2, 2)), np.ones((1, 3, 3)), stride=3)
    unread = cc.unread_pixels(10, 2, stride=3)
    assert (np.flatnonzero(of_input[0].any(axis=0) == 0) == unread).all()


@pytest.mark.parametrize(
    ("dtype", "result"),
    [(np.float16, np.float32), (np.float32, np.float32), (np.int32, np.float64),
     (np.float64, np.float64)],
)  # fmt: skip
def test_precision_follows_the_error_or_the_input(dtype, result):
    image, weight, error = np.ones((1, 4, 4)), np.ones((1, 1, 2, 2)), np.ones((1, 3, 3))
    of_input = cc.conv2d_input(image.shape, weight, error.astype(dtype))
    of_weight = cc.conv2d_weight(image.astype(dtype), weight.shape, error)
    assert of_input.dtype == of_weight.dtype == result
    assert of_input.max() == 4 and of_weight.max() == 9


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((3, 9, 9), "weight has 2 input channels but input has 3"),
        ((2, 9, 8), r"grad_output has shape \(1, 4, 7, 7\), expected \(1, 4, 7, 6\) with its"),
        ((9, 9), r"input_size=\(9, 9\) is no such shape, expected \(C_in, H, W\) or \(N, C_in"),
        ((1, 2, 9, 9), "input_size has 4 axes and grad_output 3, expected as many"),
        ((2, 2, 2), "the kernel must fit"),
        (9, "input_size=9 is no such shape, expected .* give .*, for example input.shape"),
    ],
)
def test_conv2d_input_wrong_size_says_what_to_do(size, message):
    with pytest.raises(ValueError, match=message):
        cc.conv2d_input(size, np.ones((4, 2, 3, 3)), np.ones((4, 7, 7)))


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((4, 1, 3, 3), "weight has 1 input channels but input has 2"),
        ((5, 2, 3, 3), r"grad_output has shape \(1, 4, 7, 7\), expected \(1, 5, 7, 7\)"),
        ((4, 2, 3), r"weight_size=\(4, 2, 3\) is no such shape, expected \(C_out, C_in/groups, k"),
        ((4, 2, 0, 3), "axis 2 of weight_size=0 is too small, expected an integer >= 1"),
        ((4, 2, 10, 3), "the kernel must fit"),
    ],
)
def test_conv2d_weight_wrong_size_says_what_to_do(size, message):
    with pytest.raises(ValueError, match=message):
        cc.conv2d_weight(np.ones((2, 9, 9)), size, np.ones((4, 7, 7)))


@pytest.mark.parametrize("name", ["stride", "padding", "dilation", "groups"])
@pytest.mark.parametrize("value", [1.5, None, True])
def test_gradients_refuse_what_is_no_integer(name, value):
    image, weight, error = np.ones((1, 9, 9)), np.ones((1, 1, 3, 3)), np.ones((1, 7, 7))
    for call, arguments in (
        (cc.conv2d_input, (image.shape, weight, error)),
        (cc.conv2d_weight, (image, weight.shape, error)),
    ):
        with pytest.raises(TypeError, match=f"{name}={value} is of type"):
            call(*arguments, **{name: value})
