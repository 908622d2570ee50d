"""`TrainExplorer`: each step of a training, in the page and in Python, is torch's."""

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import TrainExplorer
from convcourse.explorers.train_explorer import (
    FIRST,
    INITS,
    INITS_OF_ONE,
    LOST,
    NUDGE,
    PICTURES,
    SECOND,
    STEPS,
    begun,
)  # fmt: skip
from tests.node import call, play

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
DOWN = SOBEL.T
#: One of each kind, and what does not come to its end.
SETTINGS = [
    {},
    {"target": DOWN, "picture": "shapes", "rate": 0.2},
    {"kernel_size": 5, "init": "random"},
    {"kernel_size": 4, "target": [[1.0, -2, 3], [0, 0.5, -1]], "decay": 0.1},
    {"filters": 2, "init": "equal"},
    {"filters": 2, "init": "nudged", "decay": 0.01},
    {"filters": 2, "init": "random", "kernel_size": 5, "picture": "shapes", "rate": 0.05},
    {"filters": 2, "init": "zero"},
    {"picture": "stripes", "init": "random", "decay": 0.3},
    {"picture": "shapes", "rate": 0.6},
]


def explorer_of(settings):
    return TrainExplorer(puzzles=False, **settings)


def torch_steps(one):
    """Yield the weights, the loss and the loss on the other picture at each of torch's steps."""
    k, filters = one.kernel_size, one.filters
    names = [one.picture, "shapes" if one.picture == "specks" else "specks"]
    seen, other = (torch.tensor(PICTURES[name][1])[None] for name in names)
    first, second = (torch.tensor(corner[:k, :k]) for corner in (FIRST, SECOND))
    nudged = first.clone()
    nudged[1, 1] += NUDGE
    pair = {
        "zero": (0 * first, 0 * first), "equal": (first, first), "nudged": (first, nudged),
        "random": (first, second),
    }[one.init]  # fmt: skip
    layer = torch.nn.Conv2d(1, filters, k, bias=False, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.stack(pair)[:filters, None])
    teacher = torch.tensor(one.target)[None, None]
    top, left = ((k - n) // 2 for n in one.target.shape)

    def loss_of(picture):
        made = layer(picture)
        made = made.relu().sum(0) if filters == 2 else made[0]
        wanted = torch.nn.functional.conv2d(picture, teacher)[0][top:, left:]
        wanted = wanted[: made.shape[0], : made.shape[1]]
        return torch.nn.functional.mse_loss(made, wanted.abs() if filters == 2 else wanted)

    optimiser = torch.optim.SGD(layer.parameters(), lr=one.rate, weight_decay=one.decay)
    for _ in range(STEPS + 1):
        optimiser.zero_grad()
        loss = loss_of(seen)
        loss.backward()
        with torch.no_grad():
            there = loss_of(other).item()
        gradient = layer.weight.grad[:, 0].numpy().copy()
        yield layer.weight[:, 0].detach().numpy().copy(), gradient, loss.item(), there
        if not loss < LOST:
            return
        optimiser.step()


@pytest.fixture(scope="module")
def trained():
    """Return for all settings the explorer, and the steps by the page and by torch."""
    explorers = [explorer_of(settings) for settings in SETTINGS]
    data = {"pictures": explorers[0].view.pictures, "starts": explorers[0].view.starts}
    calls = [
        call("train", {trait: getattr(one.view, trait) for trait in one.view.initial}, data)
        for one in explorers
    ]
    pages = play("train_explorer", calls)
    return [(one, page, list(torch_steps(one))) for one, page in zip(explorers, pages, strict=True)]


def test_page_python_and_torch_take_the_same_steps(trained):
    for one, page, steps in trained:
        assert len(one.losses) == len(page["run"]) == len(steps), one.picture
        for n, (weights, gradient, loss, unseen) in enumerate(steps):
            shown = page["run"][n]
            k = one.kernel_size
            close = {"rtol": 1e-6, "atol": 1e-6}
            np.testing.assert_allclose(np.reshape(shown["kernels"], (-1, k, k)), weights, **close)
            np.testing.assert_allclose(
                np.reshape(shown["gradients"], (-1, k, k)), gradient, **close
            )
            np.testing.assert_allclose([shown["loss"], shown["unseen"]], [loss, unseen], **close)
            np.testing.assert_allclose([one.losses[n], one.unseen[n]], [loss, unseen], **close)
        for n in (0, len(steps) // 2, len(steps) - 1):
            one.position = n
            np.testing.assert_allclose(one.kernels, steps[n][0], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("init", ["equal", "nudged", "random"])
def test_first_sums_are_exact_so_that_a_relu_has_its_kink_at_the_same_places_everywhere(init):
    weights = begun(init, 5, 2)
    pictures = [PICTURES[name][1] for name in ("specks", "shapes")]
    assert all(np.all(32 * one == np.round(32 * one)) for one in (weights, *pictures))
    assert 0 < np.abs(weights).max() < 1


def test_sobel_is_found_by_the_kernel_alone_and_in_the_middle_of_a_larger_one():
    assert np.abs(explorer_of({"position": STEPS}).kernels[0] - SOBEL).max() < 1e-3
    large = explorer_of({"kernel_size": 5, "position": STEPS}).kernels[0]
    assert np.abs(large - np.pad(SOBEL, 1)).max() < 0.05


def test_too_small_a_rate_is_slow_and_too_large_a_one_diverges():
    slow, right, wild = (
        explorer_of({"picture": "shapes", "rate": rate}) for rate in (0.02, 0.2, 0.4)
    )
    assert right.losses[-1] < 1e-4 < slow.losses[-1] < slow.losses[0]
    assert wild.losses[-1] > LOST and len(wild.losses) < STEPS
    # The border is twice the inverse of the largest eigenvalue of the squared loss.
    windows = np.lib.stride_tricks.sliding_window_view(PICTURES["shapes"][1], (3, 3)).reshape(-1, 9)
    border = 2 / np.linalg.eigvalsh(2 * windows.T @ windows / len(windows)).max()
    assert 0.28 < border < 0.32
    below, above = (explorer_of({"picture": "shapes", "rate": rate}) for rate in (0.28, 0.32))
    assert below.losses[-1] < below.losses[0] < above.losses[-1]


def test_equal_filters_stay_equal_for_ever_and_a_nudge_parts_them():
    equal = explorer_of({"filters": 2, "init": "equal"})
    for position in (1, 50, STEPS):
        equal.position = position
        np.testing.assert_allclose(*equal.kernels, atol=1e-6)
    nudged = explorer_of({"filters": 2, "init": "nudged", "position": STEPS})
    assert nudged.losses[-1] < 0.01 < 1 < equal.losses[-1]
    first, second = nudged.kernels
    np.testing.assert_allclose(first, -second, atol=0.1)
    still = explorer_of({"filters": 2, "init": "zero"})
    assert np.ptp(still.losses) == 0


def test_stripes_teach_nothing_of_what_they_do_not_have():
    seen = explorer_of({"picture": "stripes", "position": STEPS})
    assert seen.losses[-1] < 1e-6 and seen.unseen[-1] > 0.5
    assert np.ptp(seen.kernels[0], axis=0).max() < 1e-9  # the rows of the kernel are alike
    across = explorer_of({"picture": "stripes", "target": DOWN, "position": STEPS})
    np.testing.assert_allclose(across.kernels, 0, atol=1e-9)


def test_weight_decay_takes_away_what_nothing_asks_for():
    settings = {"picture": "stripes", "init": "random", "position": STEPS}
    kept, decayed = (explorer_of({**settings, "decay": decay}) for decay in (0, 0.3))
    apart = [np.ptp(one.kernels[0], axis=0).max() for one in (kept, decayed)]
    assert apart[1] < 0.05 < 0.5 < apart[0]


def test_what_is_handed_out_is_read_only_and_computed_once():
    one = explorer_of({})
    assert one.losses is not None and len(one.losses) == STEPS + 1
    with pytest.raises(ValueError, match="read-only"):
        one.losses[0] = 0
    assert set(INITS) == {"zero", "equal", "nudged", "random"}


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"rate": 0}, traitlets.TraitError, "rate"),
        ({"decay": 0.6}, traitlets.TraitError, "decay"),
        ({"filters": 3}, traitlets.TraitError, "filters"),
        ({"init": "zeros"}, ValueError, "did you mean 'zero'"),
        ({"picture": "photo"}, ValueError, "picture"),
        ({"target": np.ones((4, 4))}, ValueError, "at most 3×3"),
    ],
)
def test_what_it_cannot_train_is_refused_with_a_reason(bad, error, words):
    with pytest.raises(error, match=words):
        TrainExplorer(**bad)


def offered(controls=("init",), **settings):
    """Return the words of the menu of first weights."""
    explorer = TrainExplorer(controls=controls, **settings)
    (menu,) = [c for c in explorer.children[1].children if c.description == "Weights at first"]
    return list(menu.options)


def test_menu_of_first_weights_speaks_of_filters_only_where_two_may_stand():
    assert offered(puzzles=False) == offered(puzzles=["What stripes hide"]) == list(INITS_OF_ONE)
    assert not any("filter" in words.lower() for words in INITS_OF_ONE)
    every = list(INITS.values())
    assert offered() == offered(puzzles=["Twins"]) == every
    assert offered(["init", "filters"], puzzles=False) == offered(filters=2, puzzles=False) == every
    assert offered(init="nudged", puzzles=False) == every


def test_one_filter_begins_alike_with_every_choice_but_zeros():
    first = {name: begun(name, 3, 1) for name in INITS}
    assert not first.pop("zero").any()
    assert all(np.array_equal(one, FIRST[None, :3, :3]) for one in first.values())
