"""What the text beside a figure can show: the page and Python say the same of each state."""

import inspect

import pytest

from book.bound import in_words
from convcourse import explorers
from convcourse.explorers.parts.declared import DeclaredExplorer
from tests.node import call, play
from tests.unit.test_properties_in_every_state import in_state, states

DECLARED = {
    name: kind
    for name in explorers.__all__
    if inspect.isclass(kind := getattr(explorers, name)) and issubclass(kind, DeclaredExplorer)
}
NOTHING = {"0", "0×0"}  # what a page says where Python raises: nothing fits


def held(name):
    """Return what the view holds in the first state, and in those in which one setting differs."""
    made = (in_state(name, settings) for settings in states(name) if len(settings) < 2)
    return [{trait: getattr(one.view, trait) for trait in one.view.initial} for one in made]


@pytest.mark.parametrize("name", DECLARED)
def test_page_and_python_read_the_same(name):
    kind = DECLARED[name]
    reads = kind._declared.reads
    given = held(name) if reads else []
    module = kind.View._esm
    told = play(None, call("told", {"module": module, "states": given}), "reads")
    assert tuple(told["names"]) == reads
    for state, words in zip(given, told["states"], strict=True):
        for read, shown in words.items():
            try:
                assert shown == in_words(kind._read(read, state)), state
            except ValueError:
                assert shown in NOTHING, state
    seen = {word for words in told["states"] for word in words.values()}
    assert not reads or len(seen - NOTHING) > 1
