"""What a type checker knows of the explorers: their arguments, and what they hand out."""

import inspect

import pytest

from tests.made import CLASSES, properties
from tests.signatures import STUB, stub


def test_the_signatures_written_out_are_those_of_the_settings():
    assert STUB.read_text(encoding="utf8") == stub(), "python -m tests.signatures writes them anew"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_what_is_computed_says_its_type(kind):
    read = {name: getattr(kind, name).fget for name in properties(kind) if name[0] != "_"}
    own = {name: one for name, one in read.items() if one.__module__ == kind.__module__}
    assert [n for n, one in own.items() if "return" not in inspect.get_annotations(one)] == []
