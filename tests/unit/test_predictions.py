"""The predictions of the chapters: each Predict box has one, and its answers can be judged."""

import json
import re

import pytest

from convcourse.exercises import predict
from tests.conftest import notebook_id, source_notebooks
from tests.node import call, play
from tests.notebooks.prose import predictions_of

BOX = re.compile(r"^(:::+)\{admonition\} Predict\n.*?\n\1(?:\n|$)", re.MULTILINE | re.DOTALL)
each_notebook = pytest.mark.parametrize("path", source_notebooks(), ids=notebook_id)


def cells_of(path):
    """Return (kind, source, metadata) of each cell of a notebook."""
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"]), cell["metadata"]) for cell in cells]


@each_notebook
def test_each_predict_box_ends_its_cell_and_the_next_asks_for_the_guess(path):
    chapter, asked = int(path.stem[:2]), 0
    cells = cells_of(path)
    for (kind, source, _), (_, then, meta) in zip(cells, cells[1:], strict=False):
        boxes = [] if kind == "code" else [match[0] for match in BOX.finditer(source)]
        if not boxes:
            continue
        asked += 1
        assert len(boxes) == 1 and re.search(BOX.pattern[1:] + r"\s*\Z", source, re.S | re.M)
        assert "?" not in boxes[0], "the box tells the situation, and the next cell asks"
        assert then == f"predict({chapter}, {asked})"
        assert meta == {"jupyter": {"source_hidden": True}, "tags": ["remove-input"]}
    calls = [source for kind, source, _ in cells if source.startswith("predict(")]
    assert asked == len(calls) == len(predictions_of(chapter)) >= 4


@each_notebook
def test_each_likely_guess_gets_its_own_reply_and_one_is_right(path):
    asked, wanted = [], []
    for question in predictions_of(int(path.stem[:2])):
        if "choices" in question:
            given = question["choices"]
            replies = [(str(n), one["right"], one["why"]) for n, one in enumerate(given)]
            assert len({one["text"] for one in given}) == len(given)
        else:
            replies = [(str(question["number"]), True, question["why"])]
            replies += [(str(wrong), False, why) for wrong, why in question["mistakes"]]
            assert len(question["mistakes"]) >= 2, question["ask"]
        assert len({why for *_, why in replies}) == len(replies), question["ask"]
        asked += [call("reply", question, guess) for guess, *_ in replies]
        wanted += [{"right": right, "words": why} for _, right, why in replies]
    assert play("parts/answers", asked) == wanted


@each_notebook
def test_the_answer_that_a_wrong_guess_is_told_is_judged_right(path):
    questions = predictions_of(int(path.stem[:2]))
    told = play("parts/answers", [call("answerOf", question) for question in questions])
    guesses = []
    for question, answer in zip(questions, told, strict=True):
        if "choices" in question:
            given = str([f"“{one['text']}”" for one in question["choices"]].index(answer))
        else:
            given = answer
        guesses.append(call("reply", question, given))
    assert all(one["right"] for one in play("parts/answers", guesses)), told


def test_prediction_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match=r"chapter=99 has no prediction, expected one of .*5"):
        predict(99, 1)
    with pytest.raises(ValueError, match=r"number=9: chapter 5 has 4 predictions, .* 1 to 4"):
        predict(5, 9)
    with pytest.raises(TypeError, match="number"):
        predict(5, "1")
