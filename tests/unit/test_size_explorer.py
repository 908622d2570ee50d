"""SizeExplorer: page, Python and torch have the same numbers, for more than a thousand settings."""

import json
from itertools import product

import pytest
import torch
import traitlets

from convcourse import output_size, unread_pixels
from convcourse.explorers import SizeExplorer
from tests.node import call, plain, play

NAMES = ("input_size", "kernel_size", "padding", "stride", "dilation")
#: Small sizes all, then what layers use, and the ends of the sliders.
SETTINGS = [
    *product(range(1, 11), range(1, 5), range(3), range(1, 4), range(1, 4)),
    *product((31, 96, 256), (1, 3, 4, 11), (0, 1, 30), (1, 2, 8), (1, 6)),
]


def torch_size_and_unread(n, k, p, s, d):
    """Return the size that torch makes, and where the gradient is 0; size 0 if nothing fits."""
    x = torch.zeros(1, 1, n, requires_grad=True)
    try:
        y = torch.nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s, padding=p, dilation=d)
    except RuntimeError:
        return 0, list(range(n))
    y.sum().backward()
    return y.shape[-1], torch.where(x.grad[0, 0] == 0)[0].tolist()


def python_size_and_unread(n, k, p, s, d):
    options = {"padding": p, "stride": s, "dilation": d}
    try:
        return output_size(n, k, **options), unread_pixels(n, k, **options)
    except ValueError:
        return 0, list(range(n))


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all settings."""
    states = [dict(zip(NAMES, values, strict=True)) for values in SETTINGS]
    results = play("size_explorer", [call("compute", state) for state in states])
    windows, lines = [], []
    for state, result in zip(states, results, strict=True):
        small = state["input_size"] < 100
        over = range(result["padded"] if small else 0)
        windows.append({
            "last": call("windowCells", state, result["count"] - 1),
            "over": [call("windowsOver", state, result, cell) for cell in over],
        })  # fmt: skip
        lines.append({
            "steps": call("countingSteps", state, result),
            "formula": call("filledFormula", state, result),
        })  # fmt: skip
    told = (results, play("parts/windows", windows), play("size_explorer", lines))
    return [result | seen | said for result, seen, said in zip(*told, strict=True)]


def test_page_python_and_torch_agree_on_every_setting(page):
    assert len(SETTINGS) > 1200
    fitting = 0
    for setting, shown in zip(SETTINGS, page, strict=True):
        count, unread = shown["count"], shown["unread"]
        wanted = torch_size_and_unread(*setting)
        assert (count, unread) == wanted == python_size_and_unread(*setting), setting
        fitting += wanted[0] > 0
    assert 500 < fitting < len(SETTINGS)  # both kinds are among them


def test_window_cells_and_readers_of_the_page_are_consistent(page):
    for setting, shown in zip(SETTINGS, page, strict=True):
        assert not shown["count"] or shown["last"][-1] < shown["padded"], setting
        if setting[0] < 100:
            assert [len(windows) for windows in shown["over"]] == shown["readers"], setting


def test_counting_ends_with_the_size_and_shows_the_floor(page):
    for setting, shown in zip(SETTINGS, page, strict=True):
        n, k, p, s, d = setting
        count, formula = shown["count"], plain(shown["formula"])
        steps = [plain(parts) for _, parts in shown["steps"]]
        room = n + 2 * p - d * (k - 1) - 1
        assert steps[-1].split(":")[0].split("= ")[-1] == str(count), setting
        assert ("the floor" in "\n".join(steps)) == (count > 0 and room % s > 0), setting
        assert ("Without the floor" in formula) == (count > 0 and room % s > 0)


def test_explorer_equals_output_size():
    for n, k, p, s, d in SETTINGS[::7]:
        explorer = SizeExplorer(n, k, padding=p, stride=s, dilation=d)
        size, unread = python_size_and_unread(n, k, p, s, d)
        assert explorer.unread == unread
        if size:
            assert explorer.output_size == size
        else:
            with pytest.raises(ValueError, match="the kernel must fit"):
                explorer.output_size  # noqa: B018


def test_settings_are_read_and_written_as_properties():
    explorer = SizeExplorer()
    for name, value in zip(NAMES, (20, 5, 2, 3, 4), strict=True):
        setattr(explorer, name, value)
        assert getattr(explorer, name) == getattr(explorer.view, name) == value
    assert explorer.output_size == output_size(20, 5, padding=2, stride=3, dilation=4)


def test_position_stays_inside_the_output():
    explorer = SizeExplorer(10, 3, position=99)
    assert explorer.position == explorer.view.last == 7
    explorer.stride = 3
    assert explorer.position == 2
    explorer.position = 1
    assert explorer.position == 1


def test_kernel_that_does_not_fit_is_shown_and_not_refused():
    explorer = SizeExplorer(3, 5, dilation=2)
    assert explorer.unread == [0, 1, 2] and explorer.view.last == 0


@pytest.mark.parametrize(
    "bad",
    [{"input_size": 257}, {"input_size": 0}, {"kernel_size": 12}, {"padding": 31},
     {"stride": 0}, {"dilation": 7}, {"position": -1}],
)  # fmt: skip
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        SizeExplorer(**bad)


def test_unknown_control_is_refused():
    with pytest.raises(ValueError, match="controls='flip' is not known, expected one of"):
        SizeExplorer(controls=["flip"])


def test_buttons_for_named_padding_come_with_its_slider():
    assert SizeExplorer().view.named_padding
    assert not SizeExplorer(controls=["stride"]).view.named_padding


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(SizeExplorer().view.puzzles)
    assert SizeExplorer(puzzles=False).view.puzzles == []
