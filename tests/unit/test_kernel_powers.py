"""`KernelPowers` in Python: in agreement with NumPy, SciPy and JavaScript; what it refuses."""

import json

import numpy as np
import pytest
import traitlets
from scipy import signal, stats

from convcourse.explorers import KernelPowers
from convcourse.explorers.kernel_powers import PRESETS, PUZZLES
from tests.node import call, play


def random_explorers(count):
    rng = np.random.default_rng(7)
    for n in range(count):
        row = rng.integers(-4 if n % 2 else 0, 9, rng.integers(1, 6)) / 4
        yield KernelPowers(row, copies=int(rng.integers(1, 9)))


def by_frequencies(kernel, copies):
    """Return the joint kernel as the power of a spectrum."""
    row = np.trim_zeros(np.ravel(kernel))
    length = copies * (len(row) - 1) + 1
    return np.fft.irfft(np.fft.rfft(row, length) ** copies, length)


def test_page_python_and_spectra_have_the_same_joint_kernels_and_bells():
    explorers = [one for one in random_explorers(80) if one.kernel.any()]
    states = [{"kernel": one.view.kernel, "copies": one.copies} for one in explorers]
    bells = 0
    answers = play("kernel_powers", [call("compute", state) for state in states])
    for one, page in zip(explorers, answers, strict=True):
        scale = max(1, np.abs(one.output).max())
        np.testing.assert_allclose(page["joint"], one.output, atol=1e-9 * scale)
        wanted = by_frequencies(one.kernel, one.copies)
        np.testing.assert_allclose(one.output, wanted, atol=1e-8 * scale)
        assert (page["bell"] is None) == (one.deviation is None)
        if one.deviation is None:
            continue
        bells += 1
        places = np.arange(len(one.output))
        mean = np.average(places, weights=one.output)
        bell = one.output.sum() * stats.norm.pdf(places, mean, one.deviation)
        peak = one.output.sum() * stats.norm.pdf(0, scale=one.deviation)
        assert page["bell"]["height"] == pytest.approx(peak)
        assert page["apart"] == pytest.approx(np.abs(one.output - bell).max() / peak)
    assert 20 < bells < 60


def test_two_passes_of_a_picture_are_one_of_the_joint_kernel():
    rng = np.random.default_rng(1)
    picture = rng.normal(size=(9, 20))
    kernel = np.array([[1.0, -2, 0, 3]])
    passed = signal.convolve2d(signal.convolve2d(picture, kernel), kernel)
    joint = KernelPowers(kernel, copies=2).output[None]
    np.testing.assert_allclose(signal.convolve2d(picture, joint), passed, atol=1e-12)


def test_name_in_the_list_follows_the_kernel():
    names = list(PRESETS)
    for name, (_, row) in PRESETS.items():
        if row is not None:
            assert KernelPowers(row).view.preset == names.index(name)
            assert KernelPowers(np.trim_zeros(row)).view.preset == names.index(name)
    one = KernelPowers([1, 2, 1])
    assert one.view.preset == names.index("own")
    one.kernel = [0.5, 0.5]
    assert one.view.preset == names.index("pair")


def test_kernel_of_zeros_stays_one_zero():
    nothing = KernelPowers([0, 0, 0], copies=5)
    np.testing.assert_array_equal(nothing.output, [0])
    assert nothing.deviation is None


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(KernelPowers().view.puzzles)
    for puzzle in PUZZLES:
        solved = KernelPowers(puzzle["solution"]["kernel"], copies=2)
        np.testing.assert_array_equal(solved.output, puzzle["goal"]["output"])


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"kernel": [[1, 2], [3, 4]]}, ValueError, "kernel is 2×2, expected at most 1×5"),
        ({"kernel": np.ones(6)}, ValueError, "kernel is 1×6, expected at most 1×5"),
        ({"kernel": [1, np.inf]}, ValueError, "kernel contains"),
        ({"kernel": ["a"]}, TypeError, "kernel"),
        ({"copies": 9}, traitlets.TraitError, "copies"),
        ({"controls": ["size"]}, ValueError, "size"),
    ],
)
def test_bad_arguments_are_refused_with_words(arguments, error, words):
    with pytest.raises(error, match=words):
        KernelPowers(**arguments)
