"""`TwoPasses` in Python and in its page's module: two passes and the square make the same."""

import numpy as np
import pytest
import traitlets
from scipy import ndimage

from convcourse.explorers import TwoPasses
from convcourse.operators import kernels
from tests.node import call, grid, play


def random_explorers(count):
    rng = np.random.default_rng(8)
    for n in range(count):
        yield TwoPasses(
            ("box", "bell", "edge")[n % 3],
            kernel_size=2 + n % 4,
            input=rng.integers(-9, 19, (6, 6)) / 2,
            position=n % 3,
        )


def test_page_python_and_scipy_agree_on_each_pass_and_on_the_square():
    states = [
        {name: getattr(one.view, name) for name in one.view.trait_names(state=True)}
        for one in random_explorers(24)
    ]
    answers = play("two_passes", [call("compute", state) for state in states])
    for one, page in zip(random_explorers(24), answers, strict=True):
        across = ndimage.correlate1d(one.input, one.row, axis=1, mode="constant")
        at_once = ndimage.correlate(one.input, one.kernel, mode="constant")
        for ours, theirs in ((one.between, across), (one.output, at_once)):
            np.testing.assert_allclose(ours, theirs, atol=1e-12)
        np.testing.assert_allclose(grid(page["between"]), one.between, atol=1e-9)
        np.testing.assert_allclose(grid(page["output"]), one.output, atol=1e-9)
        np.testing.assert_array_equal(grid(page["square"]), one.kernel)
        assert page["same"] is True


def test_families_are_box_pascal_and_sobel():
    np.testing.assert_array_equal(TwoPasses("edge").kernel, kernels.sobel("x"))
    np.testing.assert_array_equal(TwoPasses("box", kernel_size=4).kernel, np.ones((4, 4)))
    bell = TwoPasses("bell", kernel_size=5)
    np.testing.assert_array_equal(bell.row, np.convolve([1, 2, 1], [1, 2, 1]))
    np.testing.assert_array_equal(bell.column, bell.row)


@pytest.mark.parametrize("size", range(2, 6))
def test_multiplications_are_those_of_the_weights(size):
    one = TwoPasses(kernel_size=size)
    assert one.multiplications == (one.row.size + one.column.size, one.kernel.size)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"family": "sobel"}, ValueError, "family='sobel' is not known"),
        ({"input": np.ones((5, 6))}, ValueError, "input is 5×6, expected 6×6"),
        ({"kernel_size": 6}, traitlets.TraitError, "kernel_size"),
    ],
)
def test_bad_arguments_are_refused_with_words(arguments, error, words):
    with pytest.raises(error, match=words):
        TwoPasses(**arguments)
