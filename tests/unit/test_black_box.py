"""`BlackBox` in Python and in its page's module: what is in the boxes, and what is said of them."""

import numpy as np
import pytest
from scipy import ndimage

from convcourse.explorers import BlackBox
from convcourse.explorers.black_box import BOXES
from tests.node import call, grid, play

POINT = np.zeros((6, 6))
POINT[2, 2] = 1
BESIDE = POINT + np.roll(POINT, 1, 1)
ELSEWHERE = np.roll(POINT, 2, 1)
KERNELS = {name: BOXES[name](POINT)[1:4, 1:4] for name in BOXES}


def state(box, **changes):
    one = BlackBox(box, **changes)
    return {name: getattr(one.view, name) for name in one.view.trait_names(state=True)}


def test_boxes_of_the_page_are_those_of_python():
    rng = np.random.default_rng(2)
    inputs = [rng.integers(-4, 9, (6, 6)) / 2 for _ in range(24)]
    kernels = [rng.integers(-4, 9, (3, 3)) / 2 for _ in range(24)]
    made = [
        BlackBox(list(BOXES)[n % 4], input=x, kernel=k)
        for n, (x, k) in enumerate(zip(inputs, kernels, strict=True))
    ]
    answers = play(
        "black_box",
        [call("compute", state(one.box, input=one.input, kernel=one.kernel)) for one in made],
    )
    for one, page in zip(made, answers, strict=True):
        np.testing.assert_allclose(grid(page["output"]), one.output, atol=1e-9)
        np.testing.assert_allclose(grid(page["rebuilt"]), one.rebuilt, atol=1e-9)
        apart = np.flatnonzero(~np.isclose(one.output, one.rebuilt))
        assert page["apart"] == apart.tolist()


def test_two_boxes_are_convolutions_with_kernels_that_a_turn_changes_and_two_are_none():
    rng = np.random.default_rng(3)
    for name, kernel in KERNELS.items():
        x = rng.integers(-4, 9, (6, 6)).astype(float)
        same = np.allclose(BOXES[name](x), ndimage.convolve(x, kernel, mode="wrap"))
        assert same == (name in "AB")
        if same:
            assert (kernel != kernel[::-1, ::-1]).any() and (kernel != kernel.T).any()


#: What is done, whether that is all, and words of what is said.
CASES = [
    (("A", {"input": 0 * POINT}), False, "Touch a cell"),
    (("A", {"input": POINT}), False, "write into the kernel"),
    (("A", {"input": POINT, "kernel": KERNELS["A"]}), True, "Rebuilt"),
    (("A", {"input": POINT, "kernel": KERNELS["A"][::-1, ::-1]}), False, "turn these weights"),
    (("A", {"input": POINT, "kernel": KERNELS["A"] + np.eye(3)}), False, "3 of 36 cells differ"),
    (("A", {"input": BESIDE, "claim": "other"}), False, "does not show it"),
    (("B", {"input": BESIDE, "kernel": KERNELS["B"]}), True, "Rebuilt"),
    (("B", {"input": np.eye(6), "claim": "other"}), False, "does not show it"),
    (("C", {"input": POINT, "kernel": np.ones((3, 3))}), False, "But not for every one"),
    (("C", {"input": BESIDE, "kernel": np.ones((3, 3))}), False, "6 of 36 cells differ"),
    (("C", {"input": POINT, "claim": "other"}), False, "does not show it"),
    (("C", {"input": BESIDE, "claim": "other"}), True, "largest number"),
    (("D", {"input": POINT, "kernel": KERNELS["D"]}), False, "But not for every one"),
    (("D", {"input": 0 * POINT, "claim": "other"}), False, "Put in something"),
    (("D", {"input": ELSEWHERE, "claim": "other"}), True, "not the same at all places"),
]


def test_what_is_said_of_a_kernel_and_of_a_claim():
    states = [state(box, **changes) for (box, changes), *_ in CASES]
    results = play("black_box", [call("compute", one) for one in states])
    said = play("black_box", [call("verdict", *pair) for pair in zip(states, results, strict=True)])
    for (case, done, words), (is_done, text) in zip(CASES, said, strict=True):
        assert is_done == done and words in text, (case, text)


def test_what_a_page_saves_does_not_tell_what_is_in_the_box():
    kept = {
        name: BlackBox("A").view.get_state()[name]
        for name in BlackBox("A").view.trait_names(sync=True)
        if name not in ("_esm", "_css", "_anywidget_id")
    }
    assert KERNELS["A"].tolist() != kept["kernel"]
    for weights in (KERNELS["A"], KERNELS["A"][::-1, ::-1]):
        assert str(weights.tolist()) not in str(kept)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"box": "E"}, "box='E' is not known"),
        ({"claim": "maybe"}, "claim='maybe' is not known"),
        ({"input": np.ones((7, 6))}, "input is 7×6, expected at most 6×6"),
        ({"input": np.ones((5, 6))}, "input is 5×6, expected 6×6"),
        ({"kernel": np.ones((3, 2))}, "kernel is 3×2, expected 3×3"),
    ],
)
def test_bad_arguments_are_refused_with_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        BlackBox(**arguments)
