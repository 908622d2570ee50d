"""FilterFormation: page, Python and torch have the same numbers; snapshots grow; puzzles."""

import json

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import FilterFormation
from convcourse.explorers.filter_formation import PUZZLES, puzzles_of
from convcourse.networks import nets
from convcourse.pictures import images, patterns
from tests.node import call, play, typed

SIZE = dict(mean=nets.MEAN, std=nets.STD)


def made(snapshots=3, count=24, channels=3, size=7, seed=0):
    """Return noise out of which patterns grow, as float16 numbers."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(count, channels, size, size)) * 0.1
    known = list(patterns.hand_made(size).values())
    mixes = list(patterns.channel_mixes(channels).values())
    goal = np.stack([np.multiply.outer(mixes[n * 5 % len(mixes)], known[n * 7 % len(known)])
                     for n in range(count)])  # fmt: skip
    return np.stack([noise + 4 * goal * t / (snapshots - 1) for t in range(snapshots)])


def explorers():
    yield FilterFormation(made(), [0, 5, 90], position=2, chosen=9, **SIZE)
    yield FilterFormation(
        made(2, 5, 1, 5, 1), [0, 7], photo="camera", stride=1, puzzles=False, position=1
    )
    yield FilterFormation(made(2, 64, 3, 3, 2), [1, 2], stride=3, puzzles=False, chosen=63)
    yield FilterFormation(np.zeros((1, 2, 3, 4, 4)), [0], puzzles=False)


def job_of(explorer):
    view = explorer.view
    names = (
        "weights", "pattern_bytes", "shape", "steps", "curve", "mean", "std", "stride",
        "pattern_names", "mix_names", "mixes",
    )  # fmt: skip
    picture = np.atleast_3d(images.decode(view.picture))
    rgba = np.concatenate([np.broadcast_to(picture, (*picture.shape[:2], 3)),
                           np.full((*picture.shape[:2], 1), 255)], axis=2)  # fmt: skip
    return {
        "traits": {name: getattr(view, name) for name in names},
        "picture": {"rgba": typed("Uint8ClampedArray", rgba), "rows": len(rgba),
                    "cols": rgba.shape[1]},
        "position": explorer.position,
        "chosen": explorer.chosen,
    }  # fmt: skip


@pytest.fixture(scope="module")
def page():
    """Return the explorers, and what the module, as a page gets it, makes of them."""
    all_ = list(explorers())
    layers = [job_of(one) for one in all_]
    job = {
        "layers": [call("told", layer) for layer in layers],
        "solving": [call("solving", layers[0]["traits"], puzzle) for puzzle in PUZZLES],
    }
    return all_, play("filter_formation", job, "filter_formation")


def test_page_measures_what_python_measures(page):
    for explorer, told in zip(page[0], page[1]["layers"], strict=True):
        np.testing.assert_array_equal(told["kernel"], explorer.kernel.ravel())
        for position, all_ in enumerate(told["all"]):
            explorer.position = position
            colour, angle, strength, structure = np.array([one[:4] for one in all_]).T
            kernels = explorer.kernels
            wanted_angle, wanted_strength = patterns.direction(kernels)
            np.testing.assert_allclose(colour, patterns.colour_share(kernels), atol=1e-9)
            np.testing.assert_allclose(strength, wanted_strength, atol=1e-9)
            apart = (angle - wanted_angle + 90) % 180 - 90
            np.testing.assert_allclose(apart[strength > 1e-6], 0, atol=1e-6)
            concentration = patterns.spectral_concentration(kernels)
            np.testing.assert_allclose(structure, concentration, atol=1e-9)
            assert told["structured"][position] == (concentration > 0.5).sum()


def test_page_finds_the_nearest_pattern_that_python_finds(page):
    checked = 0
    for explorer, told in zip(page[0], page[1]["layers"], strict=True):
        for position, all_ in enumerate(told["all"]):
            explorer.position = position
            for number, (*_, pattern, mix, cosine) in enumerate(all_):
                explorer.chosen = number
                name, channels, alike = explorer.nearest
                assert abs(cosine - alike) < 1e-5
                if alike:
                    assert (pattern, mix) == (name, channels)
                    checked += 1
    assert checked > 150


def test_hand_made_kernel_of_the_page_has_the_similarity_that_it_says(page):
    explorer, told = next(explorers()), page[1]["layers"][0]
    *_, alike = explorer.nearest
    shape = explorer.kernel.shape
    assert (
        abs(patterns.cosine(explorer.kernel, np.reshape(told["made"], shape)) - abs(alike)) < 1e-6
    )


def test_output_is_torchs_and_the_pages(page):
    for explorer, told in zip(explorers(), page[1]["layers"], strict=True):
        batch = torch.tensor(explorer.image)[None]
        theirs = torch.nn.functional.conv2d(
            batch, torch.tensor(explorer.kernel)[None], stride=explorer.view.stride,
            padding=explorer.kernel.shape[-1] // 2,
        )[0, 0]  # fmt: skip
        np.testing.assert_allclose(explorer.output, theirs, atol=1e-9)
        shown = np.reshape(told["output"], (told["rows"], told["cols"]))
        np.testing.assert_allclose(shown, theirs, atol=1e-9)


def test_image_is_what_the_networks_read():
    explorer = next(explorers())
    theirs = nets.to_input(images.decode(explorer.view.picture))[0]
    np.testing.assert_allclose(explorer.image, theirs, atol=1e-5)


def test_orders_hold_every_kernel_once_and_sort_what_they_say(page):
    explorer, told = next(explorers()), page[1]["layers"][0]
    for order in told["orders"]:
        assert sorted(order) == list(range(24))
    _, strength = patterns.direction(explorer.kernels)
    shares = patterns.colour_share(explorer.kernels)[told["orders"][2]]
    assert (np.diff(shares) >= 0).all()
    clear = strength[told["orders"][1]] >= 0.3
    assert 0 < clear.sum() < 24 and (np.diff(clear.astype(int)) <= 0).all()
    structure = patterns.spectral_concentration(explorer.kernels)[told["orders"][3]]
    assert (np.diff(structure) <= 1e-9).all() and structure[0] > structure[-1]


def test_page_counts_the_kernels_above_a_threshold_as_python_does(page):
    seen = set()
    for explorer, told in zip(explorers(), page[1]["layers"], strict=True):
        for threshold, counted in zip((0.2, 0.35, 0.6), told["above"], strict=True):
            explorer.threshold = threshold
            for position, count in enumerate(counted):
                explorer.position = position
                assert count == explorer.structured
                seen.add(count)
    assert len(seen) > 3


def test_puzzles_are_solved_by_their_solution_and_by_no_cheat(page):
    solved = page[1]["solving"]
    for puzzle, states in zip(puzzles_of(made().astype(np.float16)), solved, strict=True):
        start = puzzle["start"] | {"position": 0}
        end = start | puzzle["solution"]
        assert [start["position"], start["chosen"]] not in states
        assert [end["position"], end["chosen"]] in states
        assert len(states) <= 24  # of 72
    # And by exactly those that Python finds.
    kernels = made().astype(np.float16).astype(float)[-1]
    names, mixes = list(patterns.hand_made()), list(patterns.channel_mixes())
    upright = np.abs(patterns.likeness(kernels))[:, names.index("edge 90°"), mixes.index("R+G+B")]
    both = (patterns.colour_share(kernels) > 0.5) & (patterns.direction(kernels)[1] > 0.3)
    assert solved[0] == [[2, upright.argmax()]]
    assert solved[1] == [[1, n] for n in range(24)]
    assert solved[2] == [[2, n] for n in np.flatnonzero(both)] and 0 < both.sum() < 24


def test_puzzle_that_no_kernel_solves_is_left_out():
    grey = np.repeat(made(2)[:1, :, :1], 3, axis=2).astype(np.float16)
    assert [puzzle["title"] for puzzle in puzzles_of(grey)] == ["An upright edge"]
    with pytest.raises(ValueError, match="set puzzles=False"):
        FilterFormation(made(2, 4, 1), [0, 1])


def test_weights_travel_as_half_precision_unchanged():
    kernels = made().astype(np.float16)
    explorer = FilterFormation(kernels, [0, 5, 90])
    sent = np.frombuffer(explorer.view.weights, "<f2").reshape(explorer.view.shape)
    np.testing.assert_array_equal(sent, kernels)
    explorer.position = 1
    np.testing.assert_array_equal(explorer.kernels, kernels[1].astype(float))
    assert explorer.step == 5 and explorer.steps == (0, 5, 90)


def test_snapshots_are_added_shown_and_kept_by_reset():
    kernels = made(3, 6)
    explorer = FilterFormation(kernels[0], [0], puzzles=False)
    for step, new in ((4, kernels[1]), (8, kernels[2])):
        explorer.add(step, new)
    whole = FilterFormation(kernels, [0, 4, 8], puzzles=False)
    for name in ("weights", "shape", "steps", "last"):
        assert getattr(explorer.view, name) == getattr(whole.view, name)
    assert explorer.position == explorer.view.initial["position"] == 2
    with pytest.raises(ValueError, match="ascending"):
        explorer.add(8, kernels[2])
    with pytest.raises(ValueError, match=r"\(5, 3, 7, 7\), expected \(6, 3, 7, 7\)"):
        explorer.add(9, kernels[2][:5])
    assert explorer.steps == (0, 4, 8) and len(explorer.snapshots) == 3


def test_chosen_stays_among_the_kernels():
    explorer = FilterFormation(made(2, 6), [0, 1], puzzles=False, position=99)
    assert explorer.position == 1
    with pytest.raises(ValueError, match="there are 6 kernels: 0 to 5"):
        explorer.chosen = 6
    assert explorer.chosen == 0
    explorer.order = 2
    assert explorer.view.order == 2


def test_one_channel_has_no_order_by_colour():
    # By structure they are ordered where it has a threshold to be set.
    for channels, controls, options in (
        (1, [], 2),
        (3, [], 3),
        (1, ["threshold"], 2),
        (3, ["threshold"], 4),
    ):
        explorer = FilterFormation(made(2, 4, channels), [0, 1], puzzles=False, controls=controls)
        buttons = explorer.children[1].children[-1]
        assert len(buttons.options) == options


@pytest.mark.parametrize(
    ("kernels", "steps", "options", "error", "words"),
    [
        (made(2), [0], {}, ValueError, "expected 2 ascending numbers"),
        (made(2), [3, 1], {}, ValueError, "ascending"),
        (np.ones((1, 65, 3, 7, 7)), [0], {}, ValueError, "at most 64 kernels"),
        (np.ones((1, 4, 2, 7, 7)), [0], {}, ValueError, "1 or 3 channels"),
        (np.ones((1, 4, 3, 7, 5)), [0], {}, ValueError, "as many rows as columns"),
        (np.ones((1, 4, 3, 13, 13)), [0], {}, ValueError, "expected 3×3 to 11×11"),
        (np.full((1, 4, 3, 7, 7), np.nan), [0], {}, ValueError, "NaN"),
        (np.full((1, 4, 3, 7, 7), 1e6), [0], {}, ValueError, "too large for float16"),
        (np.ones((3, 7, 7)), [0], {}, ValueError, "kernels has 3 axes"),
        (made(2), [0, 1], {"photo": "dog"}, ValueError, "dog"),
        (made(2), [0, 1], {"mean": [1, 2]}, ValueError, "mean has 2 numbers, expected 3"),
        (made(2), [0, 1], {"chosen": 30}, ValueError, "there are 24 kernels"),
        (made(2), [0, 1], {"stride": 9}, traitlets.TraitError, "stride"),
    ],
)
def test_bad_arguments_are_refused_with_words(kernels, steps, options, error, words):
    with pytest.raises(error, match=words):
        FilterFormation(kernels, steps, **options)


def test_solutions_do_not_travel_to_the_page():
    view = FilterFormation(made(), [0, 1, 2]).view
    assert len(view.puzzles) == 3 and "solution" not in json.dumps(view.puzzles)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"curve": [(0, 0.1), (10, 62)]}, "curve has .10, 62., expected .* from 0 to 1"),
        ({"curve": [(0, np.nan)]}, "curve has .0, nan."),
        ({"std": (1, 0, 1)}, "std is .* expected numbers above 0"),
        ({"std": -1}, "expected numbers above 0"),
        ({"mean": (0, np.nan, 0)}, "mean contains NaN"),
    ],
)
def test_what_the_docstring_asks_of_curve_mean_and_std_is_checked(wrong, words):
    with pytest.raises(ValueError, match=words):
        FilterFormation(np.ones((1, 2, 3, 7, 7)), [0], puzzles=False, **wrong)


def test_half_steps_are_refused():
    with pytest.raises(TypeError, match="a step=0.5 is of type float"):
        FilterFormation(np.ones((1, 2, 3, 7, 7)), [0.5], puzzles=False)
