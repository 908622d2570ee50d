"""Every puzzle of every explorer: open at first, solved by its solution, and by nothing near it.

Each is played through the page's own JavaScript in Node. One number of the solution, or of what has
to stay, is moved by the least that can be typed or stepped, and nothing may be solved any more,
unless it stands in `ALSO` with its reason. Nor may what a reader might try instead, in `CHEATS`.
"""

import base64
import copy
import inspect
import os
import re
from dataclasses import dataclass
from functools import cache
from unittest import mock

import numpy as np
import pytest
import traitlets

from convcourse import explorers
from convcourse.explorers.filter_formation import MOST_KERNELS
from convcourse.explorers.parts.base import Explorer
from convcourse.explorers.parts.modules import module_text
from convcourse.pictures import images
from tests.conftest import ROOT
from tests.made import MADE
from tests.node import call, play
from tests.site.test_words import WRITE
from tests.unit.puzzles import (
    ALSO,
    CHANNELS,
    CHEATS,
    LEFT,
    NAMED,
    NONE,
    OTHER_WAYS,
    at_start,
    emptied,
    least,
)

REPLIES = ROOT / "tests" / "unit" / "replies"
TYPED = 0.001  # what is typed counts to the last digit, though cells show two
LEVEL = 0.01  # of a weight moves white by 2.55: pictures are compared in grey levels
FAR = 6  # so many steps a setting is moved: a goal that takes several values has its ends


#: Channels that are switched off, and layers, are lists of whole numbers.
WHOLE = ("muted", "layers")
#: Least and largest of a layer's kind, kernel size, stride, padding and dilation.
LAYER = np.array([[0, 1, 1, 0, 1], [2, 11, 4, 8, 8]])
#: Lists of whole numbers as they are not in any puzzle.
OTHER = {"layers": [[4, 2, 1]], "muted": [3]}


def made_with_puzzles(make):
    """Return an explorer, its puzzles with their solutions, and the steps of its sliders."""
    given = {}
    original = Explorer.__init__

    def init(self, question, view, controls, puzzles=()):
        steps = {
            joined["value"]: control.step
            for control, joined in controls
            if "value" in joined and hasattr(control, "step")
        }
        given.update(puzzles=list(puzzles), steps=steps)
        original(self, question, view, controls, puzzles)

    with mock.patch.object(Explorer, "__init__", init):
        explorer = make()
    return explorer, given["puzzles"], given["steps"]


def moved(value, step, far):
    """Yield each way to move one number by a step, one alone by up to `far`: where, it, all."""
    if isinstance(value, bool):
        yield (), not value, not value
    elif isinstance(value, list):
        for place, one in enumerate(value):
            for deeper, number, changed in moved(one, step, 1):
                yield (place, *deeper), number, [*value[:place], changed, *value[place + 1 :]]
    else:
        for times in (*range(-far, 0), *range(1, far + 1)):
            number = round(value + times * step, 9)
            yield (), number, number


def step_of(view, trait, value, steps):
    """Return by how much the trait's numbers are moved: a slider's step, 1, or what is typed."""
    if trait in steps:
        return steps[trait]
    if isinstance(view.traits()[trait], traitlets.Int) or trait in WHOLE:
        return 1
    return LEVEL if hasattr(view, "pictures") else TYPED


def allowed(view, trait, value):
    """Tell whether the view takes this value, as it takes what a page sends."""
    if trait == "layers" and np.shape(value)[1:] == LAYER[0].shape:
        return bool(((LAYER[0] <= value) & (LAYER[1] >= value)).all())
    try:
        view.traits()[trait]._validate(view, copy.deepcopy(value))
    except (traitlets.TraitError, ValueError, TypeError):
        return False
    return True


def neighbours(view, puzzle, steps):
    """Yield (trait, place, number, changes): the solution, or what has to stay, moved a little."""
    for values, far in ((puzzle.get("keep", {}), 1), (puzzle["solution"], FAR)):
        for trait, value in values.items():
            far = MOST_KERNELS if trait == "chosen" else far  # any of them is one click away
            for place, number, changed in moved(value, step_of(view, trait, value, steps), far):
                if allowed(view, trait, changed):
                    yield trait, place, number, {trait: changed}


def pictures_in(value):
    """Yield the encoded pictures among the traits, each with its pixels."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from pictures_in(one)
    elif isinstance(value, bytes) and value[:4] in (b"RIFF", b"\x89PNG"):
        picture = np.atleast_3d(images.decode(value))
        rows, cols = picture.shape[:2]
        rgba = np.full((rows, cols, 4), 255, np.uint8)
        rgba[..., :3] = picture
        encoded = [base64.b64encode(one).decode("ascii") for one in (value, rgba.tobytes())]
        yield {"bytes": encoded[0], "rgba": encoded[1], "width": cols, "height": rows}


def traits_of(view):
    """Return what the page knows of a view, but for its puzzles."""
    names = [name for name in view.trait_names(sync=True) if not name.startswith("_")]
    return {
        n: getattr(view, n) for n in names if n not in ("layout", "tabbable", "tooltip", "puzzles")
    }


def module_of(explorer):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", type(explorer).__name__).lower()


def test_every_explorer_with_puzzles_is_here():
    kinds = [getattr(explorers, name) for name in explorers.__all__]
    having = {one.__name__ for one in kinds if inspect.isclass(one) and issubclass(one, Explorer)}
    assert having == {name.split(",")[0] for name in MADE}


@dataclass
class Played:
    """An explorer, its puzzles with their solutions, and how its page judges each of them."""

    explorer: Explorer
    puzzles: list
    near: list  # for each puzzle what `neighbours` yields
    kept: list  # for each puzzle a change of each thing that has to stay, by name
    cheats: list
    others: list
    told: list


@cache
def played(name):
    """Play the puzzles of an explorer, all its states at once."""
    explorer, puzzles, steps = made_with_puzzles(MADE[name])
    view = explorer.view
    near = [list(neighbours(view, puzzle, steps)) for puzzle in puzzles]
    kept = [dict(kept_changed(view, puzzle)) for puzzle in puzzles]
    cheats = [[*CHEATS.get(name, lambda _: [])(one), *nearly_nothing(name, one)] for one in puzzles]
    others = [at_start(*OTHER_WAYS.get((name, puzzle["title"]), [])) for puzzle in puzzles]
    tries = [
        [
            *([puzzle["solution"], changes] for *_, changes in one),
            *([puzzle["solution"], {trait: value}] for trait, value in own.items()),
            *tried,
            *ways,
        ]
        for puzzle, one, own, tried, ways in zip(puzzles, near, kept, cheats, others, strict=True)
    ]
    traits = traits_of(view)
    job = {
        "module": module_text(module_of(explorer)),
        "traits": traits,
        "pictures": list(pictures_in(list(traits.values()))),
        "puzzles": [{**puzzle, "tries": own} for puzzle, own in zip(puzzles, tries, strict=True)],
    }
    told = play(None, call("played", job), "puzzles")
    for judged, one, own, tried in zip(told, near, kept, cheats, strict=True):
        answers = iter(judged.pop("tries"))
        judged["near"] = [next(answers) for _ in one]
        judged["kept"] = {trait: next(answers) for trait in own}
        judged["cheats"] = [next(answers) for _ in tried]
        judged["others"] = list(answers)
    return Played(explorer, puzzles, near, kept, cheats, others, told)


def nearly_nothing(name, puzzle):
    """Return what counts as zeros in a puzzle that wants no zeros."""
    change = least(0.009).get((name, puzzle["title"]))
    return at_start(change) if change else []


def kept_changed(view, puzzle):
    """Yield each thing that has to stay with another value."""
    for trait, value in puzzle.get("keep", {}).items():
        if isinstance(value, list):
            yield trait, OTHER.get(trait) or emptied(value)
        elif isinstance(value, bool):
            yield trait, not value
        else:
            yield trait, value + 1 if allowed(view, trait, value + 1) else value - 1


def judgements(name):
    """Yield each puzzle of an explorer with how it is judged."""
    one = played(name)
    return zip(one.puzzles, one.told, strict=True)


@pytest.mark.parametrize("name", MADE)
def test_puzzles_are_open_at_first_and_solved_by_their_solutions(name):
    titles = [puzzle["title"] for puzzle in played(name).puzzles]
    assert bool(titles) == (name not in NONE) and len(set(titles)) == len(titles)
    for puzzle, told in judgements(name):
        assert told["start"]["solved"] is False, puzzle["title"]
        assert told["solution"]["solved"] is True, puzzle["title"]


@pytest.mark.parametrize("name", MADE)
def test_no_neighbour_of_a_solution_solves_its_puzzle_but_for_a_reason(name):
    explorer, wrong = played(name).explorer, []
    for (puzzle, told), near in zip(judgements(name), played(name).near, strict=True):
        title = puzzle["title"]
        also = ALSO.get((name, title), lambda *_: False)
        for (trait, place, number, changes), one in zip(near, told["near"], strict=True):
            rightly = bool(also(explorer, puzzle, trait, place, number, changes))
            if one["taken"] and one["solved"] != rightly:
                wrong.append((title, trait, place, number, one["words"]))
        assert any(one["taken"] and not one["solved"] for one in told["near"]), title
    assert wrong == []


@pytest.mark.parametrize("name", MADE)
def test_what_has_to_stay_is_named_where_it_did_not(name):
    for puzzle, told in judgements(name):
        for trait, one in told["kept"].items():
            if not one["taken"]:
                continue  # the explorer itself brings it back
            assert one["solved"] is False, (puzzle["title"], trait)
            named = NAMED.get((name, trait), f"the {trait.replace('_', ' ')} has to stay as it was")
            assert named in one["words"], (puzzle["title"], trait)


@pytest.mark.parametrize("name", CHEATS)
def test_what_a_reader_might_try_instead_solves_no_puzzle(name):
    tried = 0
    for (puzzle, told), cheats in zip(judgements(name), played(name).cheats, strict=True):
        for changes, one in zip(cheats, told["cheats"], strict=True):
            assert one["solved"] is False, (puzzle["title"], changes)
            tried += 1
    assert tried


@pytest.mark.parametrize("title", CHANNELS)
def test_reply_to_what_is_tried_on_channels_says_what_is_wrong(title):
    told = {puzzle["title"]: one for puzzle, one in judgements("ChannelExplorer")}[title]
    for (changes, words), one in zip(CHANNELS[title], told["cheats"], strict=True):
        assert words in one["words"], changes


@pytest.mark.parametrize(("name", "title"), OTHER_WAYS)
def test_other_ways_to_solve_a_puzzle_count_as_well(name, title):
    told = {puzzle["title"]: one for puzzle, one in judgements(name)}[title]
    assert [one["solved"] for one in told["others"]] == [True] * len(OTHER_WAYS[name, title])


def replies(name):
    """Return what the page replies to all that is tried on an explorer's puzzles, as lines.

    Numbers are left out: they follow from what is computed, and other tests have them.
    """
    for puzzle, told in judgements(name):
        tried = [*told["near"], *told["kept"].values(), *told["cheats"], *told["others"]]
        said = [told["start"], told["solution"], *(one for one in tried if one["taken"])]
        words = [re.sub(r"[-−]?\d+([.,]\d+)*", "#", one["words"]) for one in said]
        yield puzzle["title"]
        yield from (
            f"    {line}" for line in [*words[:2], *sorted(set(words[2:]) - set(words[:2]))]
        )


@pytest.mark.parametrize("name", [name for name in MADE if name not in NONE])
def test_replies_to_what_is_tried_are_those_that_stand_in_their_file(name):
    file = REPLIES / f"{re.sub(r'(?<=[a-z])(?=[A-Z])|, ', '_', name).lower()}.txt"
    found = "".join(f"{line}\n" for line in replies(name))
    if os.environ.get(WRITE):
        file.write_text(found, encoding="utf8")
    assert found == file.read_text(encoding="utf8"), "read the diff; python -m tests.words accepts"


def test_every_puzzle_that_wants_no_zeros_is_tried_with_the_least_that_is_none():
    wanting = {
        (name, puzzle["title"])
        for name in MADE
        for puzzle in played(name).puzzles
        if "nonzero" in str({key: puzzle[key] for key in puzzle if key != "solution"})
    }
    assert wanting == set(least(1))


@pytest.mark.parametrize("name", MADE)
def test_starts_and_solutions_are_states_and_leave_out_what_they_do_not_touch(name):
    view = played(name).explorer.view
    names = set(view.trait_names(state=True))
    for puzzle in played(name).puzzles:
        assert set(puzzle["solution"]) | set(puzzle.get("keep", {})) <= names
        for trait, value in {**puzzle["start"], **puzzle["solution"]}.items():
            assert allowed(view, trait, value), (puzzle["title"], trait)
        if name in LEFT:
            assert names - set(puzzle["start"]) == LEFT[name], puzzle["title"]


@pytest.mark.parametrize("name", MADE)
def test_solutions_do_not_travel_to_the_page(name):
    sent = played(name).explorer.view.puzzles
    assert len(sent) == len(played(name).puzzles)
    assert not any("solution" in puzzle for puzzle in sent)
