"""What docstrings promise: every public function refuses what it does not take, with words.

One table for all of them, so that a new function without its rows fails.
"""

import inspect
import re

import numpy as np
import pytest

from convcourse.networks import features
from convcourse.operators import gradients, kernels, ops, padding, pooling, shapes
from convcourse.pictures import figures, images, patterns
from convcourse.pictures import volumes as vol
from tests.conftest import ROOT

PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3) * 5
KERNELS = np.random.default_rng(0).normal(size=(2, 3, 5, 5))
LINE, PLANE, CUBE = np.ones((2, 9)), np.ones((2, 9, 9)), np.ones((2, 9, 9, 9))
PACKAGE = ROOT / "convcourse"
NAN, INF = float("nan"), float("inf")
SIZES = [0, -1, 2.0, 2.5, "3", None, True, NAN]
LEVELS = [
    PICTURE / 255, PICTURE > 3, PICTURE * 1.0, PICTURE[..., :2], PICTURE[None], PICTURE[:0],
    PICTURE.astype(int) - 1, PICTURE.astype(int) + 200, "picture", [[1, 2], [3]], [[1j]], 7,
]  # fmt: skip
NUMBERS = ["1", None, [1.0], 1j]
ARRAYS = ["array", [["a"]], [[1, 2], [3]], np.ones((3, 3), complex), np.ones((0, 3, 3)), 1.0]
BAD_KERNELS = [
    *ARRAYS, KERNELS[0], KERNELS[:, :, :4], np.where(KERNELS > 1, NAN, KERNELS), KERNELS * INF,
    KERNELS[:0],
]  # fmt: skip
WINDOW = [0, -1, 2.0, "2", (2, 2, 2), [], None]

#: For each public function: good arguments, and for some of them what is refused.
TABLE = {
    images: {
        "whole_photo": (("chelsea",), {0: ["cat", 3, None]}),
        "photo": (("chelsea", 8), {0: ["cat", 3, None], 1: SIZES}),
        "grey": ((PICTURE,), {0: LEVELS}),
        "test_card": ((64,), {0: [63, 64.0, "64", None, True]}),
        "lights": ((8,), {0: [7, 8.0, "8", None]}),
        "add_gaussian_noise": ((PICTURE, 3.0), {0: LEVELS, 1: [-1, NAN, INF, *NUMBERS]}),
        "add_salt_and_pepper": ((PICTURE, 0.5), {0: LEVELS, 1: [-0.1, 1.1, NAN, *NUMBERS]}),
        "psnr": (
            (PICTURE[..., 0], PICTURE[..., 1]),
            {
                0: [PICTURE, PICTURE[..., :1], PICTURE[:1, :, 0], 0, "a", [[NAN] * 4] * 4,
                    PICTURE[:0, :, 0], [[INF] * 4] * 4],
                1: [PICTURE, PICTURE[..., :1], PICTURE[:, :1, 0], 0, "a", [[NAN] * 4] * 4],
            },
        ),
        "encode": (
            (PICTURE,),
            {0: [PICTURE / 255, PICTURE > 3, PICTURE[..., :2], PICTURE[None], PICTURE[:0], "a",
                 PICTURE.astype(int) - 1, PICTURE.astype(int) + 200, PICTURE * NAN]},
        ),
        "decode": ((images.encode(PICTURE),), {0: [b"", b"no", images.encode(PICTURE)[:40]]}),
    },
    kernels: {
        "identity": ((3,), {0: [*SIZES, (1, 2, 3), (0, 3)]}),
        "box": ((3,), {0: [*SIZES, (1, 2, 3), (0, 3)]}),
        "binomial": ((3,), {0: [*SIZES, (3, 3)]}),
        "gaussian": ((1.0,), {0: [0, -1.0, NAN, INF, None, *NUMBERS]}),
        "sharpen": ((1.0,), {0: [NAN, INF, *NUMBERS]}),
        "unsharp": ((1.0,), {0: [0, -1.0, NAN, INF, *NUMBERS]}),
        "outline": ((), {}),
        "emboss": ((), {}),
        "prewitt": (("x",), {0: ["z", None, 0]}),
        "sobel": (("x",), {0: ["z", None, 0]}),
        "scharr": (("x",), {0: ["z", None, 0]}),
        "laplacian": ((4,), {0: [6, 4.0, "4", None, [4]]}),
        "motion_blur": ((3, 20.0), {0: [*SIZES, (3, 3)], 1: [NAN, INF, *NUMBERS]}),
        "separate": ((np.ones((2, 3)),), {0: [*ARRAYS, np.eye(2), [1, 2], [[NAN, 1]]]}),
        "is_separable": ((np.ones((2, 3)),), {0: [*ARRAYS, [1, 2]]}),
        "kernel": (("box",), {0: ["Box", None, 3]}),
    },
    patterns: {
        "hand_made": ((5,), {0: [2, *SIZES]}),
        "channel_mixes": ((3,), {0: [0, 2, 4, 3.0, "3", None, True]}),
        "cosine": (
            ([[1, 2, 4]], [[3, 1, 0]]),
            {0: [[[1, 2]], [1, 2, 4], 3, "a", [[NAN, 1, 1]], [[INF, 1, 1]]],
             1: [[[1], [2], [4]], [[1, NAN, 2]], [["a", "b", "c"]]]},
        ),
        "likeness": ((KERNELS,), {0: [*BAD_KERNELS, KERNELS[:, :2]]}),
        "colour_share": ((KERNELS,), {0: BAD_KERNELS}),
        "direction": ((KERNELS,), {0: BAD_KERNELS}),
        "spectral_concentration": (
            (KERNELS, 3),
            {0: [*ARRAYS, KERNELS[0], KERNELS * NAN, KERNELS * INF, KERNELS[:0]], 1: SIZES},
        ),
    },
    vol: {
        "phantom": ((8,), {0: [7, *SIZES]}),
        "voxel_noise": (((2, 3),), {0: [(0, 3), (2, -1), (2.0, 3), "23", None]}),
        "rms": (([1.0, 3],), {0: [[], "a", [1j], [[1], [2, 3]]]}),
        "flicker": ((CUBE[0],), {0: [*ARRAYS, CUBE, CUBE[0, :1], CUBE[0, 0]]}),
    },
    padding: {
        "border_indices": (
            (4, 1, 1, "wrap"),
            {0: SIZES, 1: [-1, 1.0, None], 2: [-1, "1"], 3: ["zero", None, 0]},
        ),
        "pad2d": (
            (PLANE[0], 1),
            {0: [*ARRAYS, PLANE, LINE[0]], 1: [-1, 1.0, "1", (1,), (1, 2, 3), ((1, 2), (3,))]},
        ),
    },
    pooling: {
        "max_pool2d": ((PLANE, 2), {0: [*ARRAYS, LINE], 1: [*WINDOW, 10]}),
        "avg_pool2d": ((PLANE, 2), {0: [*ARRAYS, LINE], 1: [*WINDOW, 10]}),
    },
    shapes: {
        "output_size": ((9, 3), {0: [*SIZES, 2], 1: [*SIZES, 10]}),
        "transposed_output_size": ((9, 3), {0: SIZES, 1: SIZES}),
        "receptive_field": (
            ([(3, 1), (2, 2)],), {0: [[(3,)], [3], [(3, 0)], [(3, 1, 0)], [(3.0, 1)], 3, "31"]}
        ),
        "unread_pixels": ((9, 3), {0: [*SIZES, 2], 1: [*SIZES, 10]}),
        "tap_slices": None,  # for our own operators, which have checked their arguments
    },
    ops: {
        "correlate2d": ((PLANE[0], np.ones((3, 2))), {0: [*ARRAYS, PLANE], 1: [*ARRAYS, [1]]}),
        "convolve2d": ((PLANE[0], np.ones((3, 2))), {0: [*ARRAYS, PLANE], 1: [*ARRAYS, [1]]}),
        "conv1d": (
            (LINE, np.ones((4, 2, 3)), np.ones(4)),
            {0: [*ARRAYS, PLANE[None]], 1: [*ARRAYS, np.ones((4, 3, 3))],
             2: [np.ones(3), 1.0, np.ones((4, 1)), "a"]},
        ),
        "conv2d": (
            (PLANE, np.ones((4, 2, 3, 3)), np.ones(4)),
            {0: [*ARRAYS, LINE], 1: [*ARRAYS, np.ones((4, 3, 3, 3))],
             2: [np.ones(3), 1.0, np.ones((4, 1)), "a"]},
        ),
        "conv3d": (
            (CUBE, np.ones((4, 2, 3, 3, 3)), np.ones(4)),
            {0: [*ARRAYS, PLANE], 1: [*ARRAYS, np.ones((4, 3, 3, 3, 3))],
             2: [np.ones(3), 1.0, np.ones((4, 1)), "a"]},
        ),
        "conv_transpose2d": (
            (PLANE, np.ones((2, 4, 3, 3)), np.ones(4)),
            {0: [*ARRAYS, LINE], 1: [*ARRAYS, np.ones((3, 4, 3, 3))],
             2: [np.ones(3), 1.0, np.ones((4, 1)), "a"]},
        ),
    },
    gradients: {
        "conv2d_input": (
            ((2, 9, 9), np.ones((4, 2, 3, 3)), np.ones((4, 7, 7))),
            {0: [9, "299", None, (9, 9), (2, 9, 9.0), (2, 0, 9), (3, 9, 9), (1, 2, 9, 9),
                 (2, 9, 8)],
             1: [*ARRAYS, np.ones((4, 3, 3, 3))],
             2: [*ARRAYS, np.ones((4, 7, 8)), np.ones((3, 7, 7)), np.ones((1, 4, 7, 7))]},
        ),
        "conv2d_weight": (
            (PLANE, (4, 2, 3, 3), np.ones((4, 7, 7))),
            {0: [*ARRAYS, LINE, np.ones((1, 9, 9)), np.ones((1, 2, 9, 9))],
             1: [9, "4233", None, (4, 2, 3), (4, 2, 3, 3.0), (4, 0, 3, 3), (4, 3, 3, 3),
                 (4, 2, 3, 4), (0, 2, 3, 3)],
             2: [*ARRAYS, np.ones((4, 7, 8)), np.ones((3, 7, 7)), np.ones((1, 4, 7, 7))]},
        ),
    },
    features: {
        "capture": None,  # of networks: tests/unit/test_features.py
        "convolutions": None,
        "activations": None,
        "activation_maps": None,
        "spectral_concentration": ((KERNELS, 3), {0: [KERNELS[0], "a", KERNELS[:0]], 1: SIZES}),
    },
}  # fmt: skip

CASES = [
    pytest.param(getattr(module, name), row[0], place, value, id=f"{name}-{place}-{number}")
    for module, rows in TABLE.items()
    for name, row in rows.items()
    if row
    for place, values in row[1].items()
    for number, value in enumerate(values)
]


@pytest.mark.parametrize("module", TABLE, ids=lambda module: module.__name__)
def test_every_public_function_stands_in_the_table(module):
    public = {
        name for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_"
    }  # fmt: skip
    assert set(TABLE[module]) == public


@pytest.mark.parametrize(("call", "good", "place", "value"), CASES)
def test_what_a_function_does_not_take_is_refused_with_words(call, good, place, value):
    with pytest.raises((TypeError, ValueError)) as caught:
        call(*good[:place], value, *good[place + 1 :])
    # The words are ours: a sentence with what was got, and not "not enough values to unpack".
    assert caught.traceback[-1].path.is_relative_to(PACKAGE), str(caught.value)
    assert re.search("expected|must|all its rows the same|as a picture:", str(caught.value))


@pytest.mark.parametrize("module", TABLE, ids=lambda module: module.__name__)
def test_good_arguments_are_taken_left_alone_and_indifferent_to_numpys_settings(module):
    for name, row in TABLE[module].items():
        if row is None:
            continue
        call, good = getattr(module, name), row[0]
        before = [np.copy(item) if isinstance(item, np.ndarray) else item for item in good]
        state = np.random.get_state()[1].copy()
        usual = call(*good)
        with np.errstate(all="raise"), np.printoptions(precision=1, floatmode="fixed"):
            strict = call(*good)
        assert repr(usual) == repr(strict), name
        for item, copy in zip(good, before, strict=True):
            np.testing.assert_array_equal(item, copy)
        assert np.array_equal(np.random.get_state()[1], state), name


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e160, 1e300])
def test_how_large_kernels_are_plays_no_part(scale):
    for name in ("likeness", "colour_share", "direction", "spectral_concentration"):
        call = getattr(patterns, name)
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            np.testing.assert_allclose(call(KERNELS * scale), call(KERNELS), rtol=1e-9)
    a, b = KERNELS
    assert patterns.cosine(a * scale, b / scale) == pytest.approx(patterns.cosine(a, b))


def test_lists_and_numpy_integers_are_as_good_as_arrays_and_integers():
    picture = PICTURE.astype(np.int64)
    np.testing.assert_array_equal(images.grey(picture.tolist()), images.grey(PICTURE))
    assert images.psnr(picture.tolist(), PICTURE[::-1]) == images.psnr(PICTURE, PICTURE[::-1])
    np.testing.assert_array_equal(
        images.add_gaussian_noise(picture, np.float32(4), seed=np.int8(3)),
        images.add_gaussian_noise(PICTURE, 4, seed=3),
    )
    for size in (np.int8(5), np.uint64(5), np.array(5)):
        np.testing.assert_array_equal(kernels.binomial(size), kernels.binomial(5))
        assert images.lights(size + 3).shape == (8, 8, 3)
        assert shapes.output_size(size, 3) == 3 and vol.voxel_noise((size, 2)).shape == (5, 2)


def test_equal_pictures_of_unlike_shapes_are_no_match():
    """Broadcasting would compare each row with each column, and say 33 dB of equal pictures."""
    with pytest.raises(ValueError, match=r"picture has shape \(4, 4, 1\), reference \(4, 4\)"):
        images.psnr(PICTURE[..., :1], PICTURE[..., 0])
    assert images.psnr(PICTURE[..., 0], PICTURE[..., 0]) == INF


def test_a_picture_from_0_to_1_is_not_taken_for_a_black_one():
    for call in (images.encode, lambda x: figures.picture(None, x), lambda x: images.psnr(x, x)):
        with pytest.raises(ValueError, match="from 0 to .* multiply it by 255"):
            call(PICTURE[..., 0] / 255)
    assert images.psnr(PICTURE * 0.0, PICTURE * 0.0) == INF  # black is black
