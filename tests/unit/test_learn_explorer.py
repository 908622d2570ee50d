"""`LearnExplorer`: every gradient, in the page and in Python, is torch's; what it refuses."""

import numpy as np
import pytest
import torch
import traitlets
from scipy import signal

from convcourse.explorers import LearnExplorer
from convcourse.explorers.learn_explorer import PUZZLES
from tests.node import call, grid, play


def random_explorers(count):
    rng = np.random.default_rng(5)
    for n in range(count):
        rows, columns = (1, int(rng.integers(3, 7))) if n % 5 == 0 else rng.integers(3, 7, 2)
        kernel = 1 if rows == 1 else rng.integers(1, 4), rng.integers(1, 4)
        yield LearnExplorer(
            rng.integers(-9, 19, (rows, columns)) / 2,
            rng.integers(-9, 19, kernel) / 4,
            rng.integers(-9, 19, rng.integers(1, 7, 2)) / 2,
            bias=rng.integers(-18, 19) / 2,
            stride=int(rng.integers(1, 3)),
            dilation=int(rng.integers(1, 3)),
        )


EXPLORERS = list(random_explorers(160))


def by_torch(one):
    """Return loss, error and gradients by torch's own differentiation; None where nothing fits."""
    x, w = (torch.tensor(a)[None, None].requires_grad_() for a in (one.input, one.kernel))
    b = torch.tensor([one.bias], dtype=torch.float64, requires_grad=True)
    along = {"stride": one.stride, "dilation": one.dilation}
    if len(one.input) == 1:
        along = {name: (1, value) for name, value in along.items()}
    try:
        output = torch.nn.functional.conv2d(x, w, b, **along)[0, 0]
    except RuntimeError as error:
        assert "can't be greater" in str(error)
        return None
    target = torch.zeros_like(output)
    rows, columns = (min(a, b) for a, b in zip(output.shape, one.target.shape, strict=True))
    target[:rows, :columns] = torch.tensor(one.target)[:rows, :columns]
    error = output - target
    loss = (error**2).sum() / 2
    loss.backward()
    return {
        "error": error.detach().numpy(), "loss": loss.item(), "weights": w.grad[0, 0].numpy(),
        "inputs": x.grad[0, 0].numpy(), "bias": b.grad.item(),
    }  # fmt: skip


def state_of(one, **changes):
    return {trait: getattr(one.view, trait) for trait in one.view.initial} | changes


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    return play("learn_explorer", [call("compute", state_of(one)) for one in EXPLORERS])


def test_page_python_and_torch_have_the_same_gradients(page):
    compared = holes = 0
    for one, shown in zip(EXPLORERS, page, strict=True):
        wanted = by_torch(one)
        if wanted is None:
            assert "error" not in shown
            with pytest.raises(ValueError, match="kernel"):
                one.weight_gradient  # noqa: B018
            continue
        assert one.loss == pytest.approx(wanted["loss"], abs=1e-6)
        assert shown["loss"] == pytest.approx(wanted["loss"], abs=1e-6)
        assert one.bias_gradient == pytest.approx(wanted["bias"], abs=1e-6)
        assert shown["bias"] == pytest.approx(wanted["bias"], abs=1e-6)
        for name in ("error", "weights", "inputs"):
            property = {"error": "error", "weights": "weight_gradient", "inputs": "input_gradient"}
            np.testing.assert_allclose(getattr(one, property[name]), wanted[name], atol=1e-6)
            np.testing.assert_allclose(grid(shown[name]), wanted[name], atol=1e-6, err_msg=name)
        compared += 1
        holes += bool((wanted["inputs"] == 0).all(axis=0).any())
    assert compared > 120 and holes > 10  # inputs that no window reads are among them


def test_what_is_written_out_adds_up_to_each_gradient_and_lies_under_its_window(page):
    explorers = [one for one, shown in zip(EXPLORERS, page, strict=True) if "error" in shown]
    terms = play(None, [call("terms", state_of(one)) for one in explorers], "learn_explorer")
    for one, shown in zip(explorers, terms, strict=True):
        wanted = by_torch(one)
        for name in ("weights", "inputs", "bias"):
            np.testing.assert_allclose(shown[name], wanted[name], atol=1e-6, err_msg=name)
        np.testing.assert_allclose(shown["windows"], wanted["inputs"], atol=1e-6)
        # Each weight is in every output once, so it has as many terms as there are outputs.
        assert set(np.ravel(shown["counts"])) == {one.error.size}


def test_flipped_kernel_over_the_error_in_zeros_is_a_full_convolution():
    one = LearnExplorer()
    full = signal.convolve2d(one.error, one.kernel, "full")
    np.testing.assert_allclose(one.input_gradient, full)
    correlated = signal.correlate2d(one.input, one.error, "valid")
    np.testing.assert_allclose(one.weight_gradient, correlated)


def test_little_more_of_a_number_changes_the_loss_by_about_its_gradient():
    fitting = [(one, by_torch(one)) for one in EXPLORERS[:40] if by_torch(one)]
    changes = play("learn_explorer", [
        [
            call("changeOfLoss", state, call("compute", state), [0, 0])
            for state in (state_of(one, reading=reading) for reading in range(3))
        ]
        for one, _ in fitting
    ])  # fmt: skip
    for (one, wanted), shown in zip(fitting, changes, strict=True):
        gradients = [wanted["weights"][0, 0], wanted["inputs"][0, 0], wanted["bias"]]
        # The loss is a square: what is left over is half of what it curves by, times 0.01 twice.
        curves = [np.square(one.input).sum(), np.square(one.kernel).sum(), one.error.size]
        for gradient, change, curve in zip(gradients, shown, curves, strict=True):
            assert 0 <= change - 0.01 * gradient <= 0.01**2 / 2 * curve + 1e-9


def test_puzzles_say_what_is_so():
    which, content, deaf = PUZZLES
    start = LearnExplorer(
        which["start"]["input"], which["start"]["kernel"], which["start"]["target"]
    )
    pull = np.abs(start.weight_gradient)
    wrong = np.not_equal(which["solution"]["kernel"], which["start"]["kernel"])
    assert wrong.sum() == 1 and pull.argmax() == wrong.argmax()
    kept = content["keep"]
    calm = LearnExplorer(kept["input"], kept["kernel"], content["solution"]["target"])
    assert calm.loss > 1
    np.testing.assert_allclose(calm.weight_gradient, 0, atol=1e-12)
    unread = LearnExplorer(dilation=deaf["solution"]["dilation"])
    assert (unread.input_gradient == 0).sum() >= deaf["goal"]["unread"]


def test_properties_read_and_write_the_view():
    one = LearnExplorer()
    for name, value in {"stride": 2, "dilation": 2, "bias": -1.5}.items():
        setattr(one, name, value)
        assert getattr(one, name) == getattr(one.view, name) == value
    assert one.output_size == (1, 1)
    one.reading = "bias"
    assert one.view.reading == 2 and one.position == 0
    assert LearnExplorer(position=99).position == 8
    assert LearnExplorer(position=99, reading="input").position == 24


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"stride": 3}, traitlets.TraitError, "stride"),
        ({"bias": 10}, traitlets.TraitError, "bias"),
        ({"reading": "weigh"}, ValueError, "did you mean 'weight'"),
        ({"input": np.ones((7, 7))}, ValueError, "at most 6×6"),
        ({"kernel": np.ones((4, 4))}, ValueError, "at most 3×3"),
        ({"target": [[np.nan]]}, ValueError, "target contains NaN"),
        ({"input": [1, 2], "kernel": np.ones((2, 2))}, ValueError, "give a kernel of one row"),
    ],
)
def test_what_it_cannot_show_is_refused_with_a_reason(bad, error, words):
    with pytest.raises(error, match=words):
        LearnExplorer(**bad)
