"""Hand-made patterns and what is measured of kernels: against SciPy, scikit-image and torch."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from convcourse.networks import features
from convcourse.operators import kernels
from convcourse.pictures import patterns

RNG = np.random.default_rng(0)
NOISE = RNG.normal(size=(20, 3, 7, 7))


@pytest.mark.parametrize("size", [3, 4, 5, 7, 11])
def test_patterns_have_length_one_and_edges_and_stripes_no_sum(size):
    made = patterns.hand_made(size)
    assert len(made) == 29
    for name, pattern in made.items():
        assert pattern.shape == (size, size)
        assert abs((pattern**2).sum() - 1) < 1e-12, name
        if name not in ("even", "blob", "spot"):
            assert abs(pattern.sum()) < 1e-9, name


def test_edges_and_bars_lie_at_their_angle():
    for name, pattern in patterns.hand_made(7).items():
        if "°" in name and "saddle" not in name:
            angle, strength = patterns.direction(pattern[None, None])
            wanted = float(name.split()[1].rstrip("°"))
            assert min(abs(angle[0] - wanted), 180 - abs(angle[0] - wanted)) < 6, name
            assert strength[0] > 0.3, name


@pytest.mark.parametrize("size", [4, 7, 10])
def test_patterns_are_what_their_formulas_say_at_every_pixel(size):
    made, middle, scale = patterns.hand_made(size), (size - 1) / 2, size / 7
    wave = 2 * np.pi / (4 * scale)
    places = [(row - middle, column - middle) for row in range(size) for column in range(size)]

    def bell(row, column, sigma):
        return np.exp(-(row**2 + column**2) / (2 * (sigma * scale) ** 2))

    def right_below(row, column, angle):
        """How far a pixel lies to the right of, or below, the line at an angle."""
        turn = np.radians(angle)
        return column * np.sin(turn) + row * np.cos(turn)

    def like(name, formula):
        wanted = np.array([formula(*place) for place in places]).reshape(size, size)
        assert patterns.cosine(made[name], wanted) == pytest.approx(1, abs=1e-9), name

    like("even", lambda r, c: 1)
    like("blob", lambda r, c: bell(r, c, 1.5))
    narrow, wide = (sum(bell(*place, sigma) for place in places) for sigma in (1, 2.5))
    like("spot", lambda r, c: bell(r, c, 1) / narrow - bell(r, c, 2.5) / wide)
    for angle in patterns.ANGLES:
        like(f"edge {angle:g}°", lambda r, c, a=angle: right_below(r, c, a) * bell(r, c, 2.5))
        like(
            f"stripes {angle:g}°",
            lambda r, c, a=angle: np.sin(wave * right_below(r, c, a)) * bell(r, c, 2.5),
        )
        bar = made[f"bar {angle:g}°"]
        assert abs(bar.sum()) < 1e-9 and bar[size // 2, size // 2] > 0
        share = np.array([right_below(*place, angle) ** 2 for place in places])
        bells = np.array([bell(*place, 1.5) for place in places])
        ratio = bells.sum() / (share * bells).sum()
        like(
            f"bar {angle:g}°",
            lambda r, c, a=angle, ratio=ratio: (
                (1 - ratio * right_below(r, c, a) ** 2) * bell(r, c, 1.5)
            ),
        )
    like("saddle 0°", lambda r, c: r * c * bell(r, c, 2.5))
    like("saddle 45°", lambda r, c: (c**2 - r**2) * bell(r, c, 2.5))


def test_a_mixs_name_says_its_signs():
    for name, mix in patterns.channel_mixes().items():
        signed = name if name[0] in "+−" else f"+{name}"
        expected = np.zeros(3)
        for sign, letter in zip(signed[::2], signed[1::2], strict=True):
            expected["RGB".index(letter)] = 1 if sign == "+" else -1
        np.testing.assert_allclose(mix, expected / np.linalg.norm(expected))
    assert "R−G+B" in patterns.channel_mixes() and "G−B" in patterns.channel_mixes()


def test_edges_are_sobels_kernels_grown():
    made = patterns.hand_made(3)
    assert patterns.cosine(made["edge 90°"], kernels.sobel("x")) > 0.97
    assert patterns.cosine(made["edge 0°"], kernels.sobel("y")) > 0.97
    assert patterns.cosine(made["bar 0°"], kernels.sobel("x")) == 0


def test_edges_answer_as_the_derivative_of_a_gaussian_does():
    picture = RNG.normal(size=(30, 30))
    ours = ndimage.correlate(picture, patterns.hand_made(11)["edge 90°"])
    sigma = 2.5 * 11 / 7
    theirs = ndimage.gaussian_filter(picture, sigma, order=(0, 1), truncate=5 / sigma)
    assert np.corrcoef(ours[8:-8, 8:-8].ravel(), theirs[8:-8, 8:-8].ravel())[0, 1] > 0.99


def test_mixes_are_all_signs_once():
    mixes = np.stack(list(patterns.channel_mixes().values()))
    signs = np.sign(mixes).astype(int)
    both = {tuple(row) for row in np.vstack([signs, -signs])}
    assert len(both) == 26 and (0, 0, 0) not in both
    np.testing.assert_allclose((mixes**2).sum(axis=1), 1)
    assert patterns.channel_mixes(1) == {"": np.ones(1)}


def test_cosine_equals_torchs():
    for a, b in zip(NOISE, NOISE[::-1] + 0.3, strict=True):
        theirs = torch.nn.functional.cosine_similarity(
            torch.tensor(a).flatten(), torch.tensor(b).flatten(), dim=0
        )
        assert abs(patterns.cosine(a, b) - theirs.item()) < 1e-9
    assert patterns.cosine(np.zeros(3), np.ones(3)) == 0


def test_likeness_is_the_cosine_to_each_pattern_in_each_mix():
    alike = patterns.likeness(NOISE[:3])
    for n, kernel in enumerate(NOISE[:3]):
        for p, pattern in enumerate(patterns.hand_made(7).values()):
            for m, mix in enumerate(patterns.channel_mixes().values()):
                made = np.multiply.outer(mix, pattern)
                assert abs(alike[n, p, m] - patterns.cosine(kernel, made)) < 1e-9
    assert not patterns.likeness(np.zeros((1, 3, 7, 7))).any()


def test_colour_share_of_known_kernels_and_of_noise():
    edge = patterns.hand_made(7)["edge 0°"]
    mixes = patterns.channel_mixes()
    shares = {
        name: patterns.colour_share(np.multiply.outer(mix, edge)[None])[0]
        for name, mix in mixes.items()
    }
    assert shares["R+G+B"] < 1e-12 and abs(shares["R−G"] - 1) < 1e-12
    assert abs(shares["R"] - 2 / 3) < 1e-12
    many = patterns.colour_share(RNG.normal(size=(400, 3, 7, 7)))
    assert abs(many.mean() - 2 / 3) < 0.01


def test_direction_is_scikit_images_orientation_of_a_smooth_kernel():
    from skimage.feature import structure_tensor

    rows, columns = np.mgrid[:11, :11] - 5.0
    for degrees in (0, 20, 70, 110, 165):
        t = np.radians(degrees)
        wave = np.cos((columns * np.sin(t) + rows * np.cos(t)) * 0.7)
        angle, strength = patterns.direction(wave[None, None])
        rr, rc, cc = (a[2:-2, 2:-2].sum() for a in structure_tensor(wave, sigma=0.1, order="rc"))
        theirs = (np.degrees(np.arctan2(-2 * rc, cc - rr) / 2) + 90) % 180
        assert abs((angle[0] - theirs + 90) % 180 - 90) < 3
        assert abs((angle[0] - degrees + 90) % 180 - 90) < 3 and strength[0] > 0.8


def test_direction_turns_with_the_kernel_and_ignores_its_sign():
    angle, strength = patterns.direction(NOISE)
    turned, same = patterns.direction(np.rot90(NOISE, axes=(2, 3)))
    np.testing.assert_allclose((turned - angle) % 180, 90)
    np.testing.assert_allclose(same, strength)
    np.testing.assert_allclose(patterns.direction(-3 * NOISE), (angle, strength))
    assert not patterns.direction(np.ones((1, 3, 7, 7)))[1].any()


def test_a_single_weight_has_its_likeness_and_its_colour():
    impulse = np.zeros((1, 3, 5, 5))
    impulse[0, 1, 2, 3] = -0.01  # green
    assert patterns.colour_share(impulse)[0] == pytest.approx(2 / 3)
    alike = patterns.likeness(impulse)[0]
    wanted = [
        [-pattern[2, 3] * mix[1] for mix in patterns.channel_mixes().values()]
        for pattern in patterns.hand_made(5).values()
    ]
    np.testing.assert_allclose(alike, wanted, atol=1e-12)


def test_strength_is_coherence_times_what_varies():
    rows, columns = np.indices((5, 5)) * 1.0
    ramp = columns - 2  # one direction alone
    angle, strength = patterns.direction(np.stack([[ramp], [ramp + 3], [rows - 2 + 2 * ramp]]))
    lines = np.degrees(np.arctan2(-2, 1)) % 180  # along which 2 columns + row stays the same
    np.testing.assert_allclose(angle, [90, 90, 180 - lines], atol=1e-9)
    varies = (ramp**2).sum() / ((ramp + 3) ** 2).sum()
    np.testing.assert_allclose(strength, [1, varies, 1])
    two_ways = np.stack([ramp, rows - 2])  # in two channels, as strong as each other
    assert patterns.direction(two_ways[None])[1][0] == pytest.approx(0)


def test_concentration_is_the_one_of_features():
    ours = patterns.spectral_concentration(NOISE)
    of_tensors = features.spectral_concentration(torch.tensor(NOISE))
    np.testing.assert_allclose(ours, of_tensors, atol=1e-7)  # they are float32


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: patterns.hand_made(2), ValueError, "size"),
        (lambda: patterns.channel_mixes(2), ValueError, "channels=2, expected 1 or 3"),
        (lambda: patterns.cosine([1, 2], [1, 2, 3]), ValueError, r"\(2,\), b \(3,\)"),
        (lambda: patterns.likeness(np.ones((3, 7, 7))), ValueError, "axes"),
        (lambda: patterns.direction(np.ones((1, 3, 7, 5))), ValueError, "7×5 numbers"),
        (lambda: patterns.colour_share([[["a"]]]), TypeError, "dtype"),
    ],
)
def test_bad_arguments_are_refused_with_words(call, error, words):
    with pytest.raises(error, match=words):
        call()
