"""`CostLadder` in Python and in its page's modules: results, counts, and what it refuses."""

import itertools
import json

import numpy as np
import pytest
import traitlets
from scipy import ndimage

from convcourse.explorers import CostLadder
from convcourse.explorers.cost_ladder import (
    COLUMN,
    MOST_KERNEL,
    MOST_SIDE,
    PUZZLES,
    ROW,
    RUNGS,
    STOPS,
    transform_length,
)
from tests.node import call, play, typed

TIMED = [name for name in RUNGS if name != "vectorised"]
SIZES = [(side, k) for side in (16, 17, 64, 240, 512) for k in (2, 3, 5, 17, 18, 31)]


class Counted:
    """A number that counts how often it, and what came of it, is multiplied by another."""

    products = 0

    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Counted(self.value + (other.value if isinstance(other, Counted) else other))

    def __sub__(self, other):
        return Counted(self.value - (other.value if isinstance(other, Counted) else other))

    __radd__ = __add__

    def __mul__(self, other):
        Counted.products += 1
        return Counted(self.value * (other.value if isinstance(other, Counted) else other))


def counted(values):
    return np.vectorize(Counted, otypes=[object])(values)


def loops(padded, column, row):
    """Return the sums as anyone would write them, and how many products they took."""
    k, n = len(row), len(padded) - len(row) + 1
    kernel, out = counted(np.outer(column, row)), np.zeros((n, n))
    for r, c in itertools.product(range(n), repeat=2):
        total = Counted(0)
        for i, j in itertools.product(range(k), repeat=2):
            total = total + padded[r + i, c + j] * kernel[i, j]
        out[r, c] = total.value
    return out


def passes(padded, column, row):
    k, n = len(row), len(padded) - len(row) + 1
    before = k // 2
    middle = counted(np.zeros((n + k - 1, n)))
    for r, c in itertools.product(range(before, before + n), range(n)):
        middle[r, c] = sum((padded[r, c + j] * row[j] for j in range(k)), Counted(0))
    columns = itertools.product(range(n), repeat=2)
    sums = [sum((middle[r + i, c] * column[i] for i in range(k)), Counted(0)) for r, c in columns]
    return np.reshape([one.value for one in sums], (n, n))


def tiles(padded, column, row):
    """Winograd's F(2×2, 3×3), with the sums of its matrices written as sums."""
    n = len(padded) - 2
    g = counted(np.outer(column, row))
    halves = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    weights = counted(halves @ np.vectorize(lambda one: one.value)(g) @ halves.T)
    Counted.products += 2 * 3 + 2 * 4  # the two rows of halves: of three columns, of four rows
    b = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    a = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
    values = np.pad(np.vectorize(lambda one: one.value)(padded), ((0, n % 2), (0, n % 2)))
    out = np.zeros((n + n % 2, n + n % 2))
    for r, c in itertools.product(range(0, n, 2), repeat=2):
        mixed = counted(b @ values[r : r + 4, c : c + 4] @ b.T)
        products = np.vectorize(lambda one: one.value)(mixed * weights)
        out[r : r + 2, c : c + 2] = a @ products @ a.T
    return out[:n, :n]


def transformed(line, sign):
    """Return the transform of a line by radix 2, with four products for each butterfly."""
    if len(line) == 1:
        return line
    even, odd = transformed(line[::2], sign), transformed(line[1::2], sign)
    turned = odd * np.exp(sign * -2j * np.pi * np.arange(len(odd)) / len(line))
    Counted.products += 4 * len(odd)
    return np.concatenate([even + turned, even - turned])


def plane(values, sign):
    rows = np.array([transformed(line, sign) for line in values])
    return np.array([transformed(line, sign) for line in rows.T]).T


def spectra(padded, column, row):
    k, n = len(row), len(padded) - len(row) + 1
    before = k // 2
    picture, kernel = np.zeros((2, transform_length(n, k), transform_length(n, k)))
    values = np.vectorize(lambda one: one.value)(padded)
    picture[:n, :n] = values[before : before + n, before : before + n]
    kernel[:k, :k] = np.outer(column, row)
    product = plane(picture + 0j, 1) * plane(kernel + 0j, 1).conj()
    Counted.products += 4 * product.size
    back = np.roll(plane(product, -1).real, (before, before), (0, 1))[:n, :n] / product.size
    Counted.products += back.size
    return back


@pytest.mark.parametrize("side, k", [(6, 3), (5, 3), (7, 5), (4, 6)])
def test_counts_are_those_of_numbers_that_count_their_products(side, k):
    rng = np.random.default_rng(side)
    picture, column, row = rng.integers(-9, 9, (side, side)), *rng.integers(-4, 5, (2, k))
    padded = np.pad(picture, (k // 2, k - 1 - k // 2)).astype(float)
    wanted = ndimage.correlate(picture.astype(float), np.outer(column, row), mode="constant")
    costs = play("parts/ladder", call("productsOf", side, k))
    ways = {"loops": loops, "separable": passes, "fft": spectra, "winograd": tiles}
    for name, way in ways.items():
        if name == "winograd" and k != 3:
            continue
        numbers, Counted.products = counted(padded), 0
        np.testing.assert_allclose(way(numbers, column, row), wanted, atol=1e-9, err_msg=name)
        assert Counted.products == costs[list(RUNGS).index(name)], name


def test_page_and_python_count_the_same_at_every_size():
    answers = play(
        "parts/ladder",
        [[call("productsOf", *sizes), call("bytesOf", *sizes)] for sizes in SIZES],
    )
    for (side, k), (products, moved) in zip(SIZES, answers, strict=True):
        one = CostLadder(side=side, kernel_size=k)
        assert tuple(products) == one.multiplications
        assert tuple(moved) == one.bytes_moved


@pytest.mark.parametrize("side, k", [(16, 3), (17, 3), (9, 2), (20, 7), (33, 10)])
def test_each_rung_of_the_page_is_scipys_correlation(side, k):
    rng = np.random.default_rng(10 * side + k)
    picture, column, row = rng.normal(size=(side, side)), *rng.normal(size=(2, k))
    problem = call("problemOf", *(typed("Float64Array", one) for one in (picture, row, column)))
    rungs = [name for name in TIMED if name != "winograd" or k == 3]
    answers = play("parts/ladder", [call("resultOf", name, problem) for name in rungs])
    wanted = ndimage.correlate(picture, np.outer(column, row), mode="constant")
    for name, answer in zip(rungs, answers, strict=True):
        made = np.reshape(answer, (side, side))
        np.testing.assert_allclose(made, wanted, atol=1e-9, err_msg=name)


def test_whole_numbers_stay_whole_but_for_the_transform():
    rng = np.random.default_rng(3)
    picture, column, row = rng.integers(-99, 99, (12, 12)), *rng.integers(-9, 10, (2, 3))
    problem = call("problemOf", *(typed("Float64Array", one) for one in (picture, row, column)))
    answers = play("parts/ladder", [call("resultOf", name, problem) for name in TIMED])
    wanted = ndimage.correlate(picture.astype(float), np.outer(column, row), mode="constant")
    for name, answer in zip(TIMED, answers, strict=True):
        if name != "fft":
            np.testing.assert_array_equal(np.reshape(answer, (12, 12)), wanted, err_msg=name)


def test_page_shows_what_python_makes_at_every_stop():
    picture = np.random.default_rng(4).integers(-5, 9, (6, 6))
    ladders = [
        CostLadder(rung, input=picture, position=position)
        for rung, count in STOPS.items()
        for position in range(count)
    ]
    states = [
        {n: getattr(one.view, n) for n in one.view.trait_names(state=True)} for one in ladders
    ]
    kernel = {"row": ROW.tolist(), "column": COLUMN.tolist()}
    answers = play("cost_ladder", [call("compute", state, kernel) for state in states])
    assert len(answers) == sum(STOPS.values())
    for one, page in zip(ladders, answers, strict=True):
        np.testing.assert_array_equal(np.reshape(page["output"]["data"], (6, 6)), one.output)
        assert page["stops"] == one._count() == one.view.last + 1


def test_fft_without_padding_wraps_and_with_it_does_not():
    ladder = CostLadder("fft")
    spectrum = np.fft.rfft2(ladder.kernel, (6, 6)).conj()
    wrapped = np.fft.irfft2(np.fft.rfft2(ladder.input) * spectrum, (6, 6))
    np.testing.assert_allclose(ladder.output, np.roll(wrapped, (1, 1), (0, 1)), atol=1e-12)
    ladder.position = 1
    wanted = ndimage.correlate(ladder.input, ladder.kernel, mode="constant")
    np.testing.assert_array_equal(ladder.output, wanted)


def test_transforms_are_the_least_powers_of_two_with_room():
    for side, k in itertools.product(range(1, MOST_SIDE, 7), range(1, MOST_KERNEL)):
        length = transform_length(side, k)
        assert length & (length - 1) == 0
        assert length / 2 < side + k - 1 <= length


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(CostLadder().view.puzzles)
    for puzzle in PUZZLES:
        costs = CostLadder(side=puzzle["keep"]["side"], **puzzle["solution"])
        if "matrix" in puzzle["goal"]:
            bytes_ = 8 * costs.side**2 * costs.kernel_size**2
            assert bytes_ <= puzzle["goal"]["matrix"] < 8 * costs.side**2 * 12**2
        else:
            assert costs.multiplications[5] < costs.multiplications[0]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"rung": "gemm"}, ValueError, "rung='gemm' is not known"),
        ({"input": np.ones((5, 6))}, ValueError, "input is 5×6, expected 6×6"),
        ({"kernel_size": 32}, traitlets.TraitError, "kernel_size"),
        ({"side": 8}, traitlets.TraitError, "side"),
    ],
)
def test_bad_arguments_are_refused_with_words(arguments, error, words):
    with pytest.raises(error, match=words):
        CostLadder(**arguments)
