"""Settings that are declared once: what a class of an explorer makes of them."""

import inspect
import re

import numpy as np
import pytest
import traitlets

from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.declared import DeclaredExplorer
from convcourse.explorers.parts.settings import (
    REQUIRED,
    Choice,
    Flag,
    Given,
    Option,
    Plane,
    Real,
    Several,
    Stop,
    Whole,
)

PUZZLES = [{"title": "One", "solution": 1}, {"title": "Two", "solution": 2}]


class Small(DeclaredExplorer, question="How small?", puzzles=PUZZLES, show_puzzles=False):
    """A small explorer.

    Examples
    --------
    >>> Small([[1]], 2).doubled
    4
    """

    grid = Plane((2, 3), REQUIRED, "Up to 2×3 numbers.", positional=True)
    size = Whole(1, 0, 4, "How large, {range}.", "Size", positional=True, wide=True)
    position = Stop("The cell at work.", "Cell")
    tilt = Real(0.5, -2, -1 + 2, "How steep: {range}.", "Tilt", step=0.25)
    kind = Choice({"a": "Alpha", "b": "Beta"}, "Which.", "Kind", default="b", held_as="kind_index")
    on = Flag(False, "Whether on.", "On", shown=False)
    spots = Several(traitlets.List(traitlets.Int()), (1, 2), "Where.")
    total = Plane(
        (1, 1), lambda explorer: [[np.sum(explorer.grid)]], "By default the sum.", "(1, 1)"
    )
    _count_of_sets = Whole(0, 0, 9, "How often the total was set.", "Sets")
    framed = Option(True, "Draw a frame.", trait=traitlets.Bool(True))
    label = Given("x", "A letter.", "str", str)

    class View(ExplorerView):
        """Draws it."""

        word = traitlets.Unicode().tag(sync=True)

    def _brought(self, told):
        return {"word": 3 * told["label"]}

    def _count(self):
        return np.size(self.view.grid)

    @total.setter
    def total(self, values):
        self.view.total = values
        self._count_of_sets += 1

    @on.setter
    def on(self, value):
        self.view.on = value
        self.view.word += "!"

    @label.getter
    def label(self):
        return self.view.word[0]

    @property
    def doubled(self):
        """Twice the size."""
        return 2 * self.size


def test_setting_is_a_trait_a_property_and_an_argument():
    one = Small([[1, 2]], 3, tilt=0.25, kind="a", on=True, spots=(7,), label="y")
    view = one.view
    assert (view.size, view.tilt, view.kind_index, view.on, view.spots) == (3, 0.25, 0, True, [7])
    assert (one.size, one.tilt, one.kind, one.on, one.spots) == (3, 0.25, "a", True, (7,))
    assert Small.View().kind_index == 1
    one.kind, one.size = "b", 4
    assert (view.kind_index, view.size, one.doubled) == (1, 4, 8)
    assert set(view.initial) == {
        "grid", "size", "position", "tilt", "kind_index", "on", "spots", "total", "count_of_sets"
    }  # fmt: skip


def test_what_has_a_setter_of_its_own_is_set_through_it():
    by_default, given = Small([[1, 2]]), Small([[1, 2]], total=[[9]])
    assert (by_default.total.tolist(), given.total.tolist()) == ([[3.0]], [[9.0]])
    assert Small([[1]], label="o", on=True).view.word == "ooo!"
    assert by_default.view.count_of_sets == given.view.count_of_sets == 1
    given.total = [[5]]
    assert given.view.count_of_sets == 2


def test_what_is_given_and_settled_reaches_the_view_and_stays():
    one = Small([[1]], label="z", framed=False)
    assert (one.view.word, one.label, one.view.framed, one.framed) == ("zzz!", "z", False, False)
    assert not {"word", "framed"} & set(one.view.initial)
    with pytest.raises(AttributeError, match="Small can't set framed once it is made"):
        one.framed = True
    with pytest.raises(AttributeError, match="'label' of 'Small' object has no setter"):
        one.label = "x"


def test_name_of_the_views_own_setting_is_no_property():
    with pytest.raises(AttributeError, match="has no property 'count_of_sets'; ") as told:
        Small([[1]]).count_of_sets = 1
    assert "_count_of_sets" not in str(told.value)


def test_stop_is_within_the_stops():
    one = Small([[1, 2, 3]], position=9)
    assert (one.view.last, one.view.position, one.position) == (2, 2, 2)
    one.grid = [[1]]
    assert (one.view.position, one.position) == (2, 0)


def controls_of(explorer):
    return [control.description for control in explorer.children[1].children]


def test_controls_stand_in_the_order_of_declaration_with_the_stepper():
    assert controls_of(Small([[1]])) == ["Size", "Cell", "", "Tilt", "Kind", "Sets"]
    assert controls_of(Small([[1]], controls=["on", "size"])) == ["Size", "Cell", "", "On"]
    size, _, _, tilt, kind, _ = Small([[1]], 2, tilt=-1).children[1].children
    assert (size.min, size.max, size.value, size._dom_classes) == (0, 4, 2, ("cc-wide",))
    assert (tilt.min, tilt.max, tilt.step, tilt.value) == (-2, 1, 0.25, -1)
    assert (kind.options, kind.index) == (("Alpha", "Beta"), 1)


def test_author_gives_a_slider_other_ends():
    small = Small([[1]], ranges={"size": (1, 3), "tilt": [0, 1]})
    size, _, _, tilt, *_ = small.children[1].children
    assert (size.min, size.max, size.value) == (1, 3, 1)
    assert (tilt.min, tilt.max, tilt.value) == (0, 1, 0.5)
    small.size = 4  # of the setting itself nothing has changed
    assert small.view.size == 4
    size, *_ = Small([[1]]).children[1].children
    assert (size.min, size.max) == (0, 4)  # nor of another figure


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({"sice": (0, 1)}, "ranges='sice' is not known, expected one of 'size', 'tilt', 'count_"),
        ({"on": (0, 1)}, "ranges='on' is not known"),
        *(({"size": ends}, r"ranges\['size'\] is .*, expected the least and the largest number of "
           r"its slider, within 0 to 4; use for example \(0, 4\)")
          for ends in [(0, 5), (-1, 3), (2, 2), (3, 1), (0.5, 3), 3, (1,), "03", (0, 1, 2)]),
        ({"size": (2, 4)}, r"ranges\['size'\] is \(2, 4\), but the figure takes size to 1; make"),
        ({"size": (1, 2)}, "but the figure takes size to 3"),
        ({"tilt": (0, 0.5)}, "but the figure takes tilt to 0.75"),
    ],
)  # fmt: skip
def test_wrong_ends_of_a_slider_are_refused(ranges, words):
    puzzles = [{"title": "It", "start": {"size": 3}, "solution": {"tilt": 0.75}}]

    class Puzzled(Small, puzzles=puzzles, show_puzzles=True):
        """With what its puzzle needs."""

    with pytest.raises(ValueError, match=words):
        Puzzled([[1]], ranges=ranges)


def test_names_from_a_generator_are_all_read():
    assert controls_of(Small([[1]], controls=iter(["on", "size"]))) == ["Size", "Cell", "", "On"]
    small = Small([[1]], puzzles=iter(["Two", "One"]))
    assert [one["title"] for one in small.view.puzzles] == ["One", "Two"]


def test_signature_has_every_setting_with_its_default_and_its_type():
    parameters = inspect.signature(Small).parameters
    assert list(parameters) == [
        "grid", "size", "position", "tilt", "kind", "on", "spots", "total", "framed", "label",
        "question", "controls", "ranges", "puzzles",
    ]  # fmt: skip
    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert [n for n, one in parameters.items() if one.kind == positional] == ["grid", "size"]
    assert parameters["grid"].default is inspect.Parameter.empty
    defaults = {name: one.default for name, one in list(parameters.items())[1:]}
    assert defaults == {
        "size": 1, "position": 0, "tilt": 0.5, "kind": "b", "on": False, "spots": (1, 2),
        "total": None, "framed": True, "label": "x", "question": "How small?",
        "controls": ("size", "tilt", "kind", "count_of_sets"), "ranges": None,
        "puzzles": False,
    }  # fmt: skip
    assert (parameters["size"].annotation, parameters["total"].annotation) == (
        int, "ArrayLike | None",
    )  # fmt: skip


def test_docstring_has_every_argument_and_keeps_its_examples():
    text = inspect.getdoc(Small)
    listed = re.search(r"Parameters\n-+\n(.*?)\n\nRaises", text, re.DOTALL)[1]
    assert re.findall(r"^(\w+) : ", listed, re.MULTILINE) == [*inspect.signature(Small).parameters]
    assert "size : int\n    How large, 0 to 4.\n" in listed
    assert "tilt : float\n    How steep: −2 to 1.\n" in listed
    assert 'kind : {"a", "b"}\n' in listed and "all but on by default." in listed
    assert text.endswith("4") and text.index("Raises") < text.index("Examples")
    assert Small.size.__doc__ == "How large, 0 to 4."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"sice": 1}, r"Small\(\) got an unexpected keyword argument 'sice'; did you mean 'size'"),
        ({"qqq": 1}, "unexpected keyword argument 'qqq'; it takes grid, size, position"),
        ({"controls": "on"}, r"controls is 'on', expected several names; use controls=\['on'\]"),
        ({"puzzles": "One"}, r"use puzzles=\['One'\]"),
    ],
)
def test_wrong_argument_is_told(arguments, words):
    with pytest.raises(TypeError, match=words):
        Small([[1]], **arguments)


def test_missing_and_superfluous_arguments_are_told():
    with pytest.raises(TypeError, match=r"Small\(\): missing a required argument: 'grid'"):
        Small()
    with pytest.raises(TypeError, match=r"Small\(\): too many positional arguments"):
        Small([[1]], 1, 2)


def test_puzzles_are_all_none_or_some():
    titles = {
        asked: [one["title"] for one in Small([[1]], puzzles=asked).view.puzzles]
        for asked in (True, False, ("Two",))
    }
    assert titles == {True: ["One", "Two"], False: [], ("Two",): ["Two"]}
    with pytest.raises(ValueError, match="puzzles='Tow' is not known.*did you mean 'Two'"):
        Small([[1]], puzzles=["Tow"])


def test_class_of_a_class_keeps_what_was_declared():
    class Smaller(Small):
        more = Flag(True, "Whether more.", "More")

    one = Smaller([[1]], 2, more=False, puzzles=True)
    assert (one.size, one.more, one.view.more, len(one.view.puzzles)) == (2, False, False, 2)
    assert one.children[0].value == "How small?" and controls_of(one)[-1] == "More"
    assert type(one.view).__name__ == "SmallerView"
