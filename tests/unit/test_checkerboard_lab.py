"""`CheckerboardLab`: both ways to enlarge are torch's, in the page and in Python."""

from itertools import product

import numpy as np
import pytest
import torch
import traitlets

from convcourse.explorers import CheckerboardLab
from tests.node import call, grid, play

LABS = [
    CheckerboardLab(picture=picture, kernel_size=k, stride=s, unequal=unequal)
    for picture, k, s, unequal in product(("grey", "photo"), range(2, 7), (2, 3), (0, 40))
]


def shown(lab):
    """Return what the page computes with: the state, the pictures and the pattern."""
    return {**lab.view.initial, "pictures": lab.view.pictures, "pattern": lab.view.pattern}


@pytest.fixture(scope="module")
def page():
    """Return what the module, as a page gets it, makes of all settings."""
    made = [call("enlarge", shown(lab)) for lab in LABS]
    words = [call("enlargedWords", shown(lab), one) for lab, one in zip(LABS, made, strict=True)]
    answers = play("checkerboard_lab", {"made": made, "words": words})
    return [
        {name: grid(part) if name in ("kernel", "transposed", "resized") else part
         for name, part in one.items()} | {"words": said}
        for one, said in zip(answers["made"], answers["words"], strict=True)
    ]  # fmt: skip


def torch_ways(lab):
    """Return the picture enlarged both ways by torch, for the lab's kernel."""
    k, s = lab.kernel_size, lab.stride
    picture, weight = (torch.tensor(a)[None, None] for a in (lab.input, lab.kernel))
    transposed = torch.nn.functional.conv_transpose2d(picture, weight * s * s, stride=s)
    large = torch.nn.functional.interpolate(picture, scale_factor=s, mode="nearest")
    ends = (k // 2, (k - 1) // 2)  # an even kernel is anchored at k // 2
    around = torch.nn.functional.pad(large, ends * 2, mode="replicate")
    resized = torch.nn.functional.conv2d(around, weight)
    return transposed[0, 0].numpy(), resized[0, 0].numpy()


def test_page_python_and_torch_agree(page):
    for lab, shown in zip(LABS, page, strict=True):
        transposed, resized = torch_ways(lab)
        np.testing.assert_allclose(shown["kernel"], lab.kernel, atol=1e-12)
        np.testing.assert_allclose(lab.kernel.sum(), 1)
        for mine in (lab.transposed, shown["transposed"]):
            np.testing.assert_allclose(mine, transposed, atol=1e-9)
        for mine in (lab.resized, shown["resized"]):
            np.testing.assert_allclose(mine, resized, atol=1e-9)


def test_shares_say_what_becomes_of_a_plain_grey(page):
    for lab, shown in zip(LABS, page, strict=True):
        k, s = lab.kernel_size, lab.stride
        plain = CheckerboardLab(kernel_size=k, stride=s, unequal=lab.unequal)
        block = plain.transposed[6 * s : 7 * s, 6 * s : 7 * s]  # far from the rim
        np.testing.assert_allclose(np.reshape(shown["shares"], (s, s)) * 120, block)
        inner = plain.transposed[k:-k, k:-k]
        assert shown["even"] == (np.ptp(inner) < 0.5)
        verb, be = ("stays", "is") if lab.picture == "grey" else ("would stay", "would be")
        assert (f"a plain grey {verb} even" in shown["words"]) == shown["even"]
        assert f"it {be} 120 everywhere" in shown["words"]
        assert ("unequally often" in shown["words"]) == (k % s > 0)


@pytest.mark.parametrize(
    "bad", [{"kernel_size": 7}, {"kernel_size": 1}, {"stride": 4}, {"unequal": 81}]
)
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        CheckerboardLab(**bad)


def test_unknown_picture_is_refused():
    with pytest.raises(ValueError, match="did you mean 'photo'"):
        CheckerboardLab(picture="phot")


def test_pictures_travel_once_and_are_no_state():
    view = CheckerboardLab().view
    assert set(view.initial) == {"picture", "kernel_size", "stride", "unequal"}
    assert np.shape(view.pictures) == (2, 24, 24) and np.shape(view.pattern) == (6, 6)


def test_picture_is_chosen_by_its_name():
    lab = CheckerboardLab()
    lab.picture = "photo"
    assert lab.picture == "photo" and lab.view.picture == 1 and np.ptp(lab.input) > 50
    with pytest.raises(ValueError, match="picture='cat' is not known"):
        lab.picture = "cat"
