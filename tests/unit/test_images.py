"""Pictures of the course: what is where in them, noise, and what comes back from encoded bytes."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import imageio.v3 as imageio
import numpy as np
import pytest
import skimage.data
from PIL import Image

from convcourse.pictures import images

#: No two channels alike, no symmetry: a channel or an axis exchanged shows.
COLOUR = np.random.default_rng(2).integers(0, 256, (7, 11, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", images.PHOTOS)
@pytest.mark.parametrize("size", [16, 61])
def test_a_photo_is_the_middle_square_scaled(name, size):
    (file,) = Path(skimage.data.data_dir).glob(f"{name}.*")
    whole = imageio.imread(file)
    rows, columns = whole.shape[:2]
    side = min(rows, columns)
    top, left = (rows - side) // 2, (columns - side) // 2
    square = Image.fromarray(whole[top : top + side, left : left + side])
    expected = np.asarray(square.resize((size, size), Image.Resampling.LANCZOS))
    found = images.photo(name, size)
    assert found.shape[:2] == (size, size) and found.dtype == np.uint8
    np.testing.assert_array_equal(found, expected)


def test_photos_are_read_below_a_path_with_brackets(tmp_path):
    # scikit-image 0.26.0 takes such a path for a pattern, and finds none of its own readers.
    below = tmp_path / "Kurs [2026]"
    below.mkdir()
    (below / "skimage").symlink_to(Path(skimage.__file__).parent)
    code = "import skimage; from convcourse.pictures.images import PHOTOS, photo\n"
    code += "print(skimage.__file__, *(photo(name).shape[0] for name in PHOTOS))"
    path = os.pathsep.join([str(below), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(below)) and done.stdout.split().count("256") == 8


def test_without_arguments_there_is_a_cat():
    np.testing.assert_array_equal(images.photo(), images.photo("chelsea", 256))
    assert images.test_card().shape == (64, 64) and images.lights().shape == (128, 128, 3)
    np.testing.assert_array_equal(
        images.add_gaussian_noise(COLOUR), images.add_gaussian_noise(COLOUR, 25.0, seed=0)
    )
    np.testing.assert_array_equal(
        images.add_salt_and_pepper(COLOUR), images.add_salt_and_pepper(COLOUR, 0.1, seed=0)
    )


@pytest.mark.parametrize("channel", range(3))
def test_each_colour_counts_for_as_much_as_opencv_says(channel):
    ramp = np.zeros((1, 256, 3), np.uint8)
    ramp[0, :, channel] = range(256)
    theirs = cv2.cvtColor(ramp, cv2.COLOR_RGB2GRAY).astype(int)
    assert np.abs(images.grey(ramp) - theirs).max() <= 1
    assert abs(int(images.grey(ramp)[0, -1]) - 255 * (0.299, 0.587, 0.114)[channel]) <= 0.5


def test_grey_rounds_to_the_nearest_level_and_leaves_grey_alone():
    assert images.grey([[[2, 0, 0], [1, 0, 0], [0, 1, 0]]]).tolist() == [[1, 0, 1]]
    np.testing.assert_array_equal(images.grey(COLOUR[..., 0]), COLOUR[..., 0])
    assert (images.grey(np.repeat(COLOUR[..., :1], 3, axis=2)) == COLOUR[..., 0]).all()


@pytest.mark.parametrize("size", [64, 90])
def test_the_test_card_has_each_thing_in_its_place(size):
    card = images.test_card(size)
    assert card.shape == (size, size) and card.dtype == np.uint8
    around = card[5:12, 5:12].copy()
    assert around[3, 3] == 250
    around[3, 3] = 0
    assert not around.any()  # the dot stands alone: it leaves a copy of the kernel
    bright = set(map(tuple, np.argwhere(card[:24] == 250).tolist()))
    dot, column = {(8, 8)}, {(row, 24) for row in range(4, 20)}
    row = {(16, column) for column in range(30, 46)}
    falling = {(6 + step, 48 + step) for step in range(12)}
    assert bright == dot | column | row | falling
    assert (card[28:44, 6:22] == 200).all() and not card[28:44, 22:28].any()
    disc = card[28:44, 28:60]
    assert set(np.unique(disc)) == {60, 230}
    inside = np.argwhere(disc == 230)
    assert inside.mean(axis=0) == pytest.approx([8, 8]) and len(inside) == 149  # 50π, nearly
    ramp = card[50:60, 4:60].astype(int)
    assert (ramp == ramp[0]).all() and (np.diff(ramp[0]) > 0).all()
    assert (ramp[0, 0], ramp[0, -1]) == (0, 255)
    assert not card[60:].any() and not card[:, 60:].any()


@pytest.mark.parametrize("size", [40, 127])
def test_lights_are_red_above_green_right_and_blue_left_and_add_up(size):
    picture = images.lights(size)
    assert set(np.unique(picture)) == {0, 255}
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 8
    middles = [np.argwhere(picture[..., n]).mean(axis=0) / size for n in range(3)]
    wanted = [(0.36, 0.5), (0.62, 0.65), (0.62, 0.35)]
    for middle, place in zip(middles, wanted, strict=True):
        assert middle + 0.5 / size == pytest.approx(place, abs=1 / size)
    shares = (picture > 0).mean(axis=(0, 1))
    assert shares == pytest.approx([np.pi * 0.3**2] * 3, abs=0.02)


@pytest.mark.parametrize("sigma", [3.0, 40.0])
def test_noise_has_its_spread_no_mean_and_another_seed_another_grain(sigma):
    flat = np.full((120, 150, 3), 120, np.uint8)
    noise = images.add_gaussian_noise(flat, sigma, seed=4).astype(float) - 120
    assert abs(noise.mean()) < sigma / 40
    assert np.sqrt((noise**2).mean() - 1 / 12) == pytest.approx(sigma, rel=0.02)
    other = images.add_gaussian_noise(flat, sigma, seed=5)
    assert (other != noise + 120).mean() > 0.5
    np.testing.assert_array_equal(images.add_gaussian_noise(flat, sigma, seed=5), other)
    np.testing.assert_array_equal(images.add_gaussian_noise(flat, 0), flat)


def test_noise_is_clipped_at_black_and_at_white():
    for level in (0, 255):
        noisy = images.add_gaussian_noise(np.full((50, 50), level, np.uint8), 30, seed=1)
        assert (noisy == level).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.6, 1.0])
def test_of_the_specks_half_are_black_and_half_white_in_all_channels(share):
    flat = np.full((200, 150, 3), (90, 120, 40), np.uint8)
    noisy = images.add_salt_and_pepper(flat, share, seed=7)
    black, white = ((noisy == level).all(axis=2) for level in (0, 255))
    assert black.mean() == pytest.approx(share / 2, abs=0.01)
    assert white.mean() == pytest.approx(share / 2, abs=0.01)
    np.testing.assert_array_equal(noisy[~(black | white)], flat[~(black | white)])
    assert (flat == (90, 120, 40)).all()  # what was given is as it was


def test_psnr_is_opencvs_and_the_same_either_way_round():
    noisy = images.add_gaussian_noise(COLOUR, 9)
    assert images.psnr(noisy, COLOUR) == pytest.approx(cv2.PSNR(noisy, COLOUR), abs=1e-6)
    assert images.psnr(COLOUR, noisy) == images.psnr(noisy, COLOUR)
    assert images.psnr([[0, 255]], [[255, 0]]) == 0
    assert images.psnr([[-300.0, 0]], [[0, 0]]) == pytest.approx(10 * np.log10(2 * 255**2 / 9e4))


def test_what_is_encoded_comes_back():
    for picture in (COLOUR, COLOUR[..., 1], np.zeros((1, 1), np.uint8), COLOUR[:1], COLOUR[:, :1]):
        np.testing.assert_array_equal(images.decode(images.encode(picture)), picture)
    np.testing.assert_array_equal(images.decode(images.encode(COLOUR - 0.4)), COLOUR)
    np.testing.assert_array_equal(images.decode(images.encode(np.full((2, 2), 0.6) + 9)), 10)


def test_levels_end_at_0_and_255():
    for edge in ([[0, 255]], [[0.0, 255.0]]):
        np.testing.assert_array_equal(images.decode(images.encode(edge)), [[0, 255]])
    assert images.grey([[0, 255]]).tolist() == [[0, 255]]
    for beyond in ([[0, 256]], [[-1, 255]]):
        for call in (images.encode, images.grey):
            with pytest.raises(ValueError, match="expected (whole numbers from )?0 to 255"):
                call(beyond)


def test_a_lower_quality_is_lighter_and_further_off():
    photo = images.photo("coffee", 96)
    sizes, errors = [], []
    for quality in (100, 90, 30, 0):
        encoded = images.encode(photo, quality=quality)
        sizes.append(len(encoded))
        errors.append(images.psnr(images.decode(encoded), photo))
    assert sizes == sorted(sizes, reverse=True) and errors == sorted(errors, reverse=True)
    assert len(images.encode(photo)) > sizes[0] and errors[0] < float("inf")
    for wrong in (-1, 101, 90.0, "90"):
        with pytest.raises((TypeError, ValueError), match="quality="):
            images.encode(photo, quality=wrong)


@pytest.mark.parametrize(("apart", "axes"), [(2, 2), (3, 3)])
def test_channels_two_levels_apart_are_grey_and_three_are_colour(apart, axes):
    picture = np.full((4, 5, 3), 100, np.uint8)
    picture[2, 3, 1] += apart
    assert images.decode(images.encode(picture)).ndim == axes
