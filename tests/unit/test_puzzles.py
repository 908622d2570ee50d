"""Every puzzle of every explorer: open at its start, solved by its solution, and by no neighbour.

Each is played through the page's own JavaScript in Node: one number of the solution, or of what has
to stay, is moved by the least that can be typed or stepped, and nothing may be solved any more,
unless it stands in `ALSO` with its reason.
"""

import base64
import copy
import inspect
import re
from unittest import mock

import numpy as np
import pytest
import traitlets

from convcourse import explorers
from convcourse.explorers.filter_formation import MOST_KERNELS
from convcourse.explorers.parts.base import (
    Explorer,
)
from convcourse.explorers.parts.modules import module_text
from convcourse.pictures import images, patterns
from tests.conftest import ROOT
from tests.made import MADE
from tests.node import play

RUNNER = ROOT / "tests" / "js" / "puzzle_runner.mjs"
TYPED = 0.001  # what is typed counts to the last digit, though cells show two
LEVEL = 0.01  # of a weight moves white by 2.55: pictures are compared in grey levels
FAR = 6  # so many steps a setting is moved: a goal that takes several values has its ends


#: Channels that are switched off, and layers, are lists of whole numbers.
WHOLE = ("muted", "layers")
#: Least and largest of a layer's kind, kernel size, stride, padding and dilation.
LAYER = np.array([[0, 1, 1, 0, 1], [2, 11, 4, 8, 8]])


def routes_agree(explorer, puzzle, changes):
    """Tell whether the two routes agree in Python."""
    other = explorers.TwoRoutes(explorer.test)
    for name, value in {**puzzle["start"], **puzzle["solution"], **changes}.items():
        setattr(other.view, name, value)
    return np.allclose(*other.routes)


def copies_the_dot(width, corner, radius):
    """Tell whether the corner of a photo of 48×60, continued by wrapping, copies a dot's pixel."""
    rows, columns = np.mgrid[:48, :60]
    row, column = (np.pad(one, width, "wrap")[0, 0] for one in (rows, columns))
    return np.hypot(row - corner[0], column - corner[1]) <= radius


def colourful_lines(explorer):
    """Return the kernels of the last snapshot that have both colour and a direction."""
    last = np.asarray(explorer.snapshots[-1], float)
    return np.flatnonzero((patterns.colour_share(last) > 0.5) & (patterns.direction(last)[1] > 0.3))


def among(**allowed):
    """Return a rule: these numbers solve the puzzle as well."""
    return lambda explorer, puzzle, trait, place, number, changes: number in allowed.get(trait, ())


def at(trait_of, *places):
    """Return a rule: any number solves the puzzle at these places, or in a part of the trait."""

    def rule(explorer, puzzle, trait, place, number, changes):
        return trait == trait_of and any(place[: len(one)] == one for one in places)

    return rule


#: What else solves a puzzle, and rightly, by explorer and title. A rule is told the explorer, the
#: puzzle, the trait, the place of the number that was moved, what it is then, and the whole change.
ALSO = {
    # The dot has several pixels.
    ("BorderExplorer", "Blue at the top left"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "width" and copies_the_dot(number, **puzzle["goal"])
    ),
    # Only the first filter is there; the others wait.
    ("ChannelExplorer", "Grey out of colour"): at("bank", *[(n,) for n in range(1, 6)]),
    ("ChannelExplorer", "Blind to brightness"): at("bank", *[(n,) for n in range(1, 6)]),
    ("CheckerboardLab", "Overlap, but evenly"): among(kernel_size=[6]),
    ("CheckerboardLab", "Even writes, and yet"): among(unequal=range(10, 81, 10)),
    # What gets whiter than white is cut off, and elsewhere it is one grey level.
    ("ColorMixer", "Undo the mix"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "second" and place in [(0, 1), (1, 0)] and number > 1
    ),
    ("ColorMixer", "One, not both"): among(weights=[-1.01]),
    (
        "FilterFormation",
        "Colour with a direction",
    ): lambda explorer, puzzle, trait, place, number, _: (
        trait == "chosen" and number in colourful_lines(explorer)
    ),
    # Neither the padding nor the last stride makes a field, and every kind reaches alike.
    ("ReceptiveFieldExplorer", "Exactly 31"): at("layers", (0, 3), (1, 3), (2, 3), (3, 3), (3, 2)),
    ("ReceptiveFieldExplorer", "All 32, without a gap"): at(
        "layers", (0, 0), (1, 0), (2, 0), (2, 2), (2, 3)
    ),
    # Errors and contrast on the right side of their bounds.
    ("SliceExplorer", "Slice by slice"): among(sigma=[1.0, 1.2, 1.3]),
    ("SliceExplorer", "Out of reach for slices"): among(
        sigma=[0.7], across=[0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6]
    ),
    ("SliceExplorer", "Save the plate"): among(sigma=[0.7, 0.8, 1.0, 1.1]),
    # How often a cell is written does not depend on what is written, nor on what is cut off.
    ("TransposedExplorer", "All four times"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "kernel" or (trait == "padding" and number > 2)
    ),
    # A blur with zeros outside, a stride and a mirror are linear, too.
    ("TwoRoutes, shift", "Linear, but…"): among(operator=[2, 3, 4]),
    ("TwoRoutes, shift", "Fool the test"): lambda explorer, puzzle, trait, place, number, changes: (
        trait == "input" and routes_agree(explorer, puzzle, changes)
    ),
    (
        "TwoRoutes, mix",
        "Catch the median",
    ): lambda explorer, puzzle, trait, place, number, changes: (
        trait in ("input", "second") and not routes_agree(explorer, puzzle, changes)
    ),
}


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
    if trait == "layers":
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


def sent(value):
    """Return `value` as it travels to Node, bytes in base64."""
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [sent(one) for one in value]
    if isinstance(value, dict):
        return {key: sent(one) for key, one in value.items()}
    return value


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
        encoded = [base64.b64encode(one).decode() for one in (value, rgba.tobytes())]
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


@pytest.mark.parametrize("name", MADE)
def test_puzzle_is_solved_by_its_solution_and_by_no_neighbour(name):
    explorer, puzzles, steps = made_with_puzzles(MADE[name])
    tries = [list(neighbours(explorer.view, puzzle, steps)) for puzzle in puzzles]
    traits = traits_of(explorer.view)
    job = {
        "module": module_text(module_of(explorer)),
        "traits": sent(traits),
        "pictures": list(pictures_in(list(traits.values()))),
        "puzzles": [
            sent({**puzzle, "tries": [changes for *_, changes in own]})
            for puzzle, own in zip(puzzles, tries, strict=True)
        ],
    }
    wrong = []
    for puzzle, own, told in zip(puzzles, tries, play(RUNNER, [job])[0], strict=True):
        title = puzzle["title"]
        assert told["start"]["solved"] is False, title
        assert told["solution"]["solved"] is True, title
        also = ALSO.get((name, title), lambda *_: False)
        for (trait, place, number, changes), one in zip(own, told["tries"], strict=True):
            rightly = bool(also(explorer, puzzle, trait, place, number, changes))
            if one["taken"] and one["solved"] != rightly:
                wrong.append((title, trait, place, number, one["words"]))
        assert any(one["taken"] and not one["solved"] for one in told["tries"]), title
    assert wrong == []
