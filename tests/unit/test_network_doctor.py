"""The doctor in the page against the one in Python: the same layers, faults, words and repairs."""

import pytest

from convcourse import diagnose
from convcourse.explorers import NetworkDoctor
from convcourse.explorers.network_doctor import EXAMPLES
from tests import doctor_catalogue
from tests.node import call, play
from tests.unit.broken_networks import QUESTIONS, SOUND
from tests.unit.networks_at_random import hostile, mutilated, stack
from tests.unit.pasted_networks import FOUND, MERGED, MESSAGES, REFUSED, RUNNING, SHAPE, UNTOLD
from tests.unit.test_doctor import LISTING_2
from tests.unit.test_pasted_networks import message


def pair(value):
    """Return a field or a jump as JSON has it."""
    return list(map(str, value)) if isinstance(value, tuple) else str(value)


def in_python(text, shape, object_size=None):
    """Return what Python's doctor says, as the page's would."""
    try:
        found = diagnose(text, shape, object_size=object_size)
    except ValueError as error:
        return {"error": str(error)}
    layers = [
        {
            "name": one.name, "kind": one.kind, "code": one.code, "line": one.line,
            "input": one.input_shape and list(one.input_shape),
            "output": one.output_shape and list(one.output_shape),
            "parameters": one.parameters, "multiplications": one.multiplications,
            "field": list(one.field) if isinstance(one.field, tuple) else one.field,
            "jump": None if one.jump is None else pair(one.jump),
        }
        for one in found.layers
    ]  # fmt: skip
    faults = [
        {
            "kind": one.kind, "message": one.message, "fatal": one.fatal, "layer": one.layer,
            "line": one.line, "layers": [*one.layers], "sign": one.sign,
            "repairs": [
                {"message": r.message, "code": r.code, "shape": r.input_shape and [*r.input_shape]}
                for r in one.repairs
            ],
        }
        for one in found.faults
    ]  # fmt: skip
    return {"error": None, "source": found.source, "layers": layers, "faults": faults}


def cases():
    """Return texts, pictures and objects: asked for in public, made at random, and nonsense."""
    asked = [one for one in [*QUESTIONS, *SOUND] if one.shape]
    yield from ((one.source, one.shape, 9 if i % 3 else None) for i, one in enumerate(asked))
    yield from ((one.source, (3, 32, 32), None) for one in QUESTIONS if not one.shape)
    yield LISTING_2, (1, 96, 96), None
    yield from ((text, shape, None) for shape, text in EXAMPLES.values())
    yield from ((text, SHAPE, None) for text in RUNNING.values())
    yield from ((text, SHAPE, None) for text, *_ in REFUSED.values())
    yield from ((text, shape, None) for text, shape, *_ in FOUND.values())
    yield MERGED, SHAPE, None
    yield UNTOLD, (3, 1, 100), None
    yield from ((message(line), SHAPE, None) for line in MESSAGES)
    for seed in range(120):
        yield *stack(seed), None
        yield mutilated(seed, [one.source for one in QUESTIONS]), (3, 32, 32), None
    yield from ((text, (3, 32, 32), None) for text in hostile())


def test_page_says_what_python_says():
    given = [(text, list(shape), size) for text, shape, size in cases()]
    answers = play(None, [call("whole", *one) for one in given], "network_doctor")
    refused = 0
    for one, answer in zip(given, answers, strict=True):
        python = in_python(*one)
        if python["error"]:
            refused += 1
            # Where Python's own parser says what is wrong, the page's says it in other words.
            same = python["error"].split("(")[0][:4] == (answer["error"] or "")[:4]
            assert same if "is no Python" in python["error"] else python == answer, one
        else:
            assert python == answer, one
    assert 20 < refused < len(given) // 2


def test_catalogue_of_the_page_is_that_of_python():
    assert doctor_catalogue.PATH.read_text(encoding="utf8") == doctor_catalogue.text()


def test_explorer_hands_out_what_the_doctor_says():
    doctor = NetworkDoctor("nn.Sequential(nn.Conv2d(3, 4, 3))", (3, 9, 7))
    assert doctor.input_shape == (3, 9, 7) and doctor.diagnosis.output_shape == (4, 7, 5)
    doctor.source = "nn.Sequential(nn.Conv2d(1, 4, 3))"
    assert doctor.diagnosis.faults[0].kind == "channels"
    with pytest.raises(ValueError, match="expected channels, rows and columns"):
        NetworkDoctor(input_shape=(3, 9))
    with pytest.raises(ValueError, match="rows of input_shape=0"):
        NetworkDoctor(input_shape=(3, 0, 9))


def test_each_example_opens_with_something_to_see():
    for shape, source in EXAMPLES.values():
        found = diagnose(source, shape)
        assert found.faults and any(one.repairs for one in found.faults)
