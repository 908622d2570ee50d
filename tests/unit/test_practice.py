"""The problems to practise with: one right answer each, by other libraries, and the same on a page.

What an oracle computes with, it reads from the question and the figure, as a reader does.
"""

import re
from collections import Counter
from functools import cache

import cv2
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import torch
from torch import nn

from convcourse.explorers import Practice
from convcourse.practice import KINDS, problem
from convcourse.practice.draws import Draws
from convcourse.practice.read_kernel import EFFECTS
from tests.conftest import ROOT
from tests.node import call, play

#: So many of each of the ten kinds: 10,000.
SEEDS = range(1000)


@cache
def problems(kind):
    """Return the problems of a kind, once for all tests."""
    return [problem(kind, seed) for seed in SEEDS]


def numbers(text):
    return [int(one) for one in re.findall(r"\d+", text)]


def grids(made):
    """Return the grids of a figure that have numbers, as tensors, by their names."""
    return {
        part["name"]: torch.tensor(part["rows"], dtype=torch.float64)
        for part in made.figure
        if part["is"] == "grid" and not any(isinstance(one, str) for one in part["rows"][0])
    }


def asked(made):
    """Return the row and the column of the cell that is asked for."""
    return next(tuple(part["asked"]) for part in made.figure if part.get("asked"))


def by_output_size(made):
    n, p, k, d, s = numbers(made.ask)
    return nn.functional.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), None, s, p, d).shape[-1]


def by_one_cell(made):
    stride = numbers(made.ask)[0]
    found = grids(made)
    made_by_torch = nn.functional.conv2d(
        found["Input"][None, None], found["Kernel"][None, None], stride=stride
    )
    return made_by_torch[0, 0][asked(made)].item()


def by_borders(made):
    found = grids(made)
    row = found["Input"][None]
    border = re.search(r"border (\w+)", made.ask)[1]
    if border == "reflect":  # which torch has not
        padded = torch.cat([row[..., :2].flip(-1), row, row[..., -2:].flip(-1)], -1)
    else:
        modes = {"constant": "constant", "nearest": "replicate", "mirror": "reflect",
                 "wrap": "circular"}  # fmt: skip
        padded = nn.functional.pad(row, (2, 2), mode=modes[border])
    return nn.functional.conv1d(padded, found["Kernel"][None])[0, 0, asked(made)[1]].item()


def by_parameters(made):
    layer = eval(re.search(r"nn\.Conv2d\([^)]*\)", made.ask)[0], {"nn": nn})
    return sum(one.numel() for one in layer.parameters())


def by_receptive_field(made):
    """Return the span of the cells that the middle of the last output depends on."""
    cells = torch.zeros(1, 1, 401, requires_grad=True)
    out = cells
    for _, k, s, d in made.figure[0]["rows"]:
        out = nn.functional.conv1d(out, torch.ones(1, 1, k), stride=s, dilation=d)
    out[0, 0, out.shape[-1] // 2].backward()
    seen = cells.grad[0, 0].nonzero()
    return (seen.max() - seen.min() + 1).item()


def by_transposed_size(made):
    n, k, s, p, extra = numbers(made.ask)
    layer = nn.ConvTranspose1d(1, 1, k, stride=s, padding=p, output_padding=extra)
    return layer(torch.zeros(1, 1, n)).shape[-1]


def by_output_padding(made):
    k, s, p, small, n = numbers(made.ask)[:5]
    kernel = torch.zeros(1, 1, k)
    assert (
        nn.functional.conv1d(torch.zeros(1, 1, n), kernel, stride=s, padding=p).shape[-1] == small
    )
    sizes = [
        nn.functional.conv_transpose1d(torch.zeros(1, 1, small), kernel, None, s, p, extra).shape[
            -1
        ]
        for extra in range(s)
    ]
    assert sizes.count(n) == 1
    return sizes.index(n)


def by_undo_flip(made):
    wanted = grids(made)["Wanted on the picture"]
    picture = torch.arange(30.0, dtype=torch.float64).reshape(5, 6) ** 2 % 17
    handed = wanted.flip(0, 1)
    laid = nn.functional.conv2d(picture[None, None], wanted[None, None])[0, 0]
    turned = scipy.signal.convolve2d(picture.numpy(), handed.numpy(), mode="valid")
    np.testing.assert_allclose(turned, laid.numpy())
    return handed[asked(made)].item()


def by_library(made):
    """Return the one call, as it is written, that makes the result."""
    found = grids(made)
    row, kernel = found["Row"], found["Kernel"]
    arrays = {"row": row.numpy(), "kernel": kernel.numpy(), "cv2": cv2, "scipy": scipy}
    tensors = {"row": row[None, None], "kernel": kernel[None, None], "torch": torch}
    same = []
    for choice in made.choices:
        result = np.squeeze(eval(choice, tensors if "torch" in choice else arrays))
        if np.array_equal(result, found["Result"][0]):
            same.append(choice)
    assert len(same) == 1
    return same[0]


def moved(kernel, down, right):
    """Tell whether a kernel moves a picture so far: its inside is that of the picture, rolled."""
    picture = torch.arange(49.0, dtype=torch.float64).reshape(7, 7) ** 2 % 23
    made = nn.functional.conv2d(picture[None, None], kernel[None, None])[0, 0]
    rolled = torch.roll(picture, (down, right), (0, 1))[1:-1, 1:-1]
    return torch.allclose(made, rolled)


def does(kernel, effect):
    """Tell by torch whether a kernel does what a choice says."""
    moves = {"unmoved": (0, 0), "move_left": (0, -1), "move_right": (0, 1), "move_up": (-1, 0),
             "move_down": (1, 0)}  # fmt: skip
    if effect in moves:
        return moved(kernel, *moves[effect])
    across = torch.tensor([0.0, 0, 0, 1, 1, 1], dtype=torch.float64).repeat(6, 1)

    def made(picture):
        return nn.functional.conv2d(picture[None, None], kernel[None, None])[0, 0]

    still = torch.allclose(made(torch.ones_like(across)), torch.ones(4, 4, dtype=torch.float64))
    zero = torch.tensor(0.0, dtype=torch.float64)
    dies = torch.allclose(made(torch.ones_like(across)), zero)
    shows_across = not torch.allclose(made(across), zero)
    shows_down = not torch.allclose(made(across.T), zero)
    overshoots = made(across).max() > 1.001
    return {
        "smooth": still and bool((kernel >= 0).all()) and int((kernel > 0).sum()) > 1,
        "sharpen": still and bool(overshoots),
        "upright": dies and shows_across and not shows_down,
        "level": dies and shows_down and not shows_across,
        "outline": dies and shows_across and shows_down,
    }[effect]


def by_read_kernel(made):
    def weight(cell):
        top, _, bottom = cell.replace("−", "-").partition("/")
        return int(top) / int(bottom or 1)

    rows = [[weight(cell) for cell in row] for row in made.figure[0]["rows"]]
    kernel = torch.tensor(rows, dtype=torch.float64)
    names = {words: name for name, words in EFFECTS.items()}
    done = [one for one in made.choices if does(kernel, names[one])]
    assert len(done) == 1
    return done[0]


ORACLES = {
    name.removeprefix("by_"): one for name, one in list(globals().items()) if name[:3] == "by_"
}


@pytest.mark.parametrize("kind", KINDS)
def test_right_answer_is_the_one_that_another_library_gives(kind):
    for made in problems(kind):
        assert made.value == ORACLES[kind](made), (made.seed, made.ask)


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_answers_are_wrong_and_no_two_are_the_same(kind):
    for made in problems(kind):
        values = [one.value for one in made.wrong]
        assert made.value not in values and len(values) == len(set(values)) >= 2, made.seed
        for one in made.wrong:
            # Where two rules give the same, the words say so.
            assert (len(one.rules) > 1) == one.words.startswith("More than one wrong rule"), one
        if made.choices:
            assert sorted(made.choices) == sorted([made.value, *values]), made.seed


@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_is_told_by_an_answer_of_its_own_often_enough_to_come_back(kind):
    alone = Counter(
        one.rules[0] for made in problems(kind) for one in made.wrong if len(one.rules) == 1
    )
    assert set(alone) == set(KINDS[kind].rules)
    assert min(alone.values()) >= len(SEEDS) / 100, alone


@pytest.mark.parametrize("kind", KINDS)
def test_page_makes_the_same_problems_of_the_same_seeds(kind):
    words = KINDS[kind].words()
    on_page = play("problems/kinds", [call("problem", words, seed) for seed in SEEDS])
    for made, other in zip(problems(kind), on_page, strict=True):
        assert made.as_dict() == other, made.seed


@pytest.mark.parametrize("kind", KINDS)
def test_problem_that_tells_a_rule_has_an_answer_for_it_alone(kind):
    words, rules = KINDS[kind].words(), list(KINDS[kind].rules)
    found = play("problems/kinds", [call("problemTelling", words, rule, 5) for rule in rules])
    for rule, made in zip(rules, found, strict=True):
        assert [rule] in [one["rules"] for one in made["wrong"]]
        assert made == problem(kind, made["seed"]).as_dict()


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32 - 1])
def test_draws_are_those_of_the_page(seed):
    draws = Draws(seed)
    given = [draws.whole(0, 2**32 - 1) for _ in range(1000)]
    page = play(None, call("wholes", seed, 1000, 0, 2**32 - 1), "practice")
    assert given == page
    assert len(set(given)) > 990


@pytest.mark.parametrize("kind", KINDS)
def test_texts_fill_all_their_slots_and_are_short(kind):
    for made in problems(kind)[:200]:
        for text in (made.ask, made.why, made.hint, *(one.words for one in made.wrong)):
            assert "{" not in text and "undefined" not in text and "None" not in text, text
        assert len(made.ask) < 230


@pytest.mark.parametrize("kind", KINDS)
def test_figure_that_explains_a_kind_or_a_rule_is_on_its_page(kind):
    one = KINDS[kind]
    source = (ROOT / "chapters" / f"{one.page}.ipynb").read_text(encoding="utf8")
    for figure in {one.figure, *(rule.figure for rule in one.rules.values() if rule.figure)}:
        assert f"(fig-{figure.replace('.', '-')})=" in source, figure


def test_unknown_kind_and_seed_out_of_range_are_refused():
    with pytest.raises(ValueError, match="did you mean 'borders'"):
        problem("border", 1)
    with pytest.raises(ValueError, match="at most 4294967295"):
        problem("borders", 2**32)
    with pytest.raises(ValueError, match="seed"):
        problem("borders", -1)


def test_explorer_offers_all_kinds_or_some_and_begins_with_a_seed():
    assert [kind["name"] for kind in Practice().kinds] == list(KINDS)
    some = Practice(["parameters", "borders"], seed=5)
    assert [kind["name"] for kind in some.kinds] == ["parameters", "borders"]
    assert some.seed == 5 and some.record == {} and Practice().seed is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kinds": ["border"]}, "did you mean 'borders'"),
        ({"kinds": []}, "kinds is empty"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "less than 2\\*\\*32"),
    ],
)
def test_explorer_refuses_what_makes_no_problems(given, words):
    with pytest.raises(ValueError, match=words):
        Practice(**given)


def test_explorer_takes_no_text_for_several_kinds():
    with pytest.raises(TypeError, match="several names"):
        Practice("borders")
