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

    def halves(*size):
        return rng.integers(-9, 19, size) / 2

    for n in range(count):
        rows, columns = (1, int(rng.integers(3, 7))) if n % 5 == 0 else rng.integers(3, 7, 2)
        kernel = 1 if rows == 1 else rng.integers(1, 4), rng.integers(1, 4)
        target = rng.integers(1, 7, 2)
        ins, outs = (1, 1) if n % 2 else rng.integers(1, 3, 2)
        yield LearnExplorer(
            halves(ins, rows, columns),
            halves(outs, ins, *kernel) / 2,
            halves(outs, *target),
            bias=rng.integers(-18, 19) / 2,
            stride=int(rng.integers(1, 3)),
            dilation=int(rng.integers(1, 3)),
            input_channel=int(rng.integers(2)),
            output_channel=int(rng.integers(2)),
        )


EXPLORERS = list(random_explorers(200))


def channels(one, values, axes):
    """Return what an explorer hands out, with its axes of channels."""
    values = np.asarray(values)
    return values.reshape((1,) * (axes - values.ndim) + values.shape)


def by_torch(one):
    """Return loss, error and gradients by torch's own differentiation; None where nothing fits."""
    x, w = (
        torch.tensor(channels(one, a, axes)).requires_grad_()
        for a, axes in ((one.input, 3), (one.kernel, 4))
    )
    b = torch.tensor([one.bias] * len(w), dtype=torch.float64, requires_grad=True)
    along = {"stride": one.stride, "dilation": one.dilation}
    if x.shape[1] == 1:
        along = {name: (1, value) for name, value in along.items()}
    try:
        output = torch.nn.functional.conv2d(x, w, b, **along)
    except RuntimeError as error:
        assert "can't be greater" in str(error)
        return None
    target, given = torch.zeros_like(output), torch.tensor(channels(one, one.target, 3))
    rows, columns = (min(a, b) for a, b in zip(output.shape[1:], given.shape[1:], strict=True))
    target[:, :rows, :columns] = given[:, :rows, :columns]
    error = output - target
    loss = (error**2).sum() / 2
    loss.backward()
    return {
        "error": error.detach().numpy(), "loss": loss.item(), "weights": w.grad.numpy(),
        "inputs": x.grad.numpy(), "bias": b.grad.numpy(),
    }  # fmt: skip


def state_of(one, **changes):
    return {trait: getattr(one.view, trait) for trait in one.view.initial} | changes


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all states."""
    return play("learn_explorer", [call("compute", state_of(one)) for one in EXPLORERS])


def stacked(shown):
    """Return nested lists of a page's grids as an array."""
    return np.array([stacked(one) for one in shown] if isinstance(shown, list) else grid(shown))


def test_page_python_and_torch_have_the_same_gradients(page):
    compared = holes = 0
    shapes = set()
    for one, shown in zip(EXPLORERS, page, strict=True):
        wanted = by_torch(one)
        if wanted is None:
            assert "error" not in shown
            with pytest.raises(ValueError, match="kernel"):
                one.weight_gradient  # noqa: B018
            continue
        assert one.loss == pytest.approx(wanted["loss"], abs=1e-6)
        assert shown["loss"] == pytest.approx(wanted["loss"], abs=1e-6)
        bias = channels(one, one.bias_gradient, 1)
        np.testing.assert_allclose(bias, wanted["bias"], atol=1e-6)
        np.testing.assert_allclose(shown["channels"]["bias"], wanted["bias"], atol=1e-6)
        for name in ("error", "weights", "inputs"):
            property = {"error": "error", "weights": "weight_gradient", "inputs": "input_gradient"}
            python = channels(one, getattr(one, property[name]), wanted[name].ndim)
            np.testing.assert_allclose(python, wanted[name], atol=1e-6, err_msg=name)
            all_shown = stacked(shown["channels"][name])
            np.testing.assert_allclose(all_shown, wanted[name], atol=1e-6, err_msg=name)
        o, c = (
            min(place, count - 1)
            for place, count in zip(
                (one.output_channel, one.input_channel), wanted["weights"].shape, strict=False
            )
        )
        in_view = {
            "error": wanted["error"][o], "weights": wanted["weights"][o, c],
            "inputs": wanted["inputs"][c],
        }  # fmt: skip
        for name, values in in_view.items():
            np.testing.assert_allclose(grid(shown[name]), values, atol=1e-6, err_msg=name)
        assert shown["bias"] == pytest.approx(wanted["bias"][o], abs=1e-6)
        compared += 1
        shapes.add(wanted["weights"].shape[:2])
        holes += bool((wanted["inputs"] == 0).all(axis=(0, 1)).any())
    assert compared > 150 and holes > 10  # inputs that no window reads are among them
    assert shapes == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_what_is_written_out_adds_up_to_each_gradient_and_lies_under_its_window(page):
    explorers = [one for one, shown in zip(EXPLORERS, page, strict=True) if "error" in shown]
    terms = play(None, [call("terms", state_of(one)) for one in explorers], "learn_explorer")
    for one, shown in zip(explorers, terms, strict=True):
        wanted = by_torch(one)
        for name in ("weights", "inputs", "bias"):
            np.testing.assert_allclose(shown[name], wanted[name], atol=1e-6, err_msg=name)
        np.testing.assert_allclose(shown["windows"], wanted["inputs"], atol=1e-6)
        # Each weight is in every output of its channel once, so it has as many terms.
        assert set(np.ravel(shown["counts"])) == {np.prod(one.output_size)}


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
        ins, outs = one.in_channels, one.out_channels
        c, o = min(one.input_channel, ins - 1), min(one.output_channel, outs - 1)
        gradients = [wanted["weights"][o, c, 0, 0], wanted["inputs"][c, 0, 0], wanted["bias"][o]]
        # The loss is a square: what is left over is half of what it curves by, times 0.01 twice.
        curves = [np.square(one.input).sum(), np.square(one.kernel).sum(), one.error.size]
        for gradient, change, curve in zip(gradients, shown, curves, strict=True):
            assert 0 <= change - 0.01 * gradient <= 0.01**2 / 2 * curve + 1e-9


def test_puzzles_say_what_is_so():
    which, content, deaf, many = PUZZLES
    one = {"in_channels": 1, "out_channels": 1}
    start = LearnExplorer(
        which["start"]["input"], which["start"]["kernel"], which["start"]["target"], **one
    )
    pull = np.abs(start.weight_gradient)
    wrong = np.not_equal(which["solution"]["kernel"], which["start"]["kernel"])
    assert wrong.sum() == 1 and pull.argmax() == wrong[0, 0].argmax()
    kept = content["keep"]
    calm = LearnExplorer(kept["input"], kept["kernel"], content["solution"]["target"], **one)
    assert calm.loss > 1
    np.testing.assert_allclose(calm.weight_gradient, 0, atol=1e-12)
    unread = LearnExplorer(dilation=deaf["solution"]["dilation"])
    assert (unread.input_gradient == 0).sum() >= deaf["goal"]["unread"]
    start, right = many["start"], many["solution"]["kernel"]
    layer = LearnExplorer(start["input"], start["kernel"], start["target"])
    assert not layer.error[0].any() and layer.error[1].any()  # only one output is to blame
    pull = np.abs(layer.weight_gradient)
    assert np.argwhere(np.not_equal(right, start["kernel"])).tolist() == [[1, 0, 1, 1]]
    assert pull.argmax() == np.ravel_multi_index((1, 0, 1, 1), pull.shape)
    assert np.sort(pull.ravel())[-2] < 0.9 * pull.max()


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


def test_array_brings_as_many_channels_as_it_has():
    one = LearnExplorer()
    assert (one.in_channels, one.out_channels) == (1, 1) and one.error.shape == (3, 3)
    two = LearnExplorer(in_channels=2, out_channels=2)
    assert two.input.shape == (2, 5, 5) and two.error.shape == (2, 3, 3)
    assert two.bias_gradient.shape == (2,)
    np.testing.assert_array_equal(two.kernel[0, 0], one.kernel)
    one.kernel = two.kernel
    assert (one.in_channels, one.out_channels) == (2, 2)
    np.testing.assert_array_equal(one.error, two.error)  # the second planes were there all along
    one.input = np.ones((5, 5))
    assert (one.in_channels, one.out_channels) == (1, 2) and one.kernel.shape == (2, 1, 3, 3)
    padded = LearnExplorer([[1, 2, 4]], [[1, 1]], [[3, 5]], in_channels=2, out_channels=2)
    np.testing.assert_array_equal(padded.error, [[[0, 1]], [[0, 0]]])  # what is not given is 0
    np.testing.assert_array_equal(padded.weight_gradient[0], [[[2, 4]], [[0, 0]]])
    assert LearnExplorer(np.ones((2, 4, 4))).in_channels == 2


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"stride": 3}, traitlets.TraitError, "stride"),
        ({"bias": 10}, traitlets.TraitError, "bias"),
        ({"reading": "weigh"}, ValueError, "did you mean 'weight'"),
        ({"input": np.ones((7, 7))}, ValueError, r"at most \(2, 6, 6\)"),
        ({"kernel": np.ones((4, 4))}, ValueError, r"at most \(2, 2, 3, 3\)"),
        ({"input": np.ones((3, 5, 5))}, ValueError, r"input has shape \(3, 5, 5\)"),
        ({"kernel": np.ones((2, 3, 3))}, ValueError, "add or drop an axis"),
        ({"in_channels": 3}, traitlets.TraitError, "in_channels"),
        ({"output_channel": 2}, traitlets.TraitError, "output_channel"),
        ({"target": [[np.nan]]}, ValueError, "target contains NaN"),
        ({"input": [1, 2], "kernel": np.ones((2, 2))}, ValueError, "give a kernel of one row"),
    ],
)
def test_what_it_cannot_show_is_refused_with_a_reason(bad, error, words):
    with pytest.raises(error, match=words):
        LearnExplorer(**bad)
