"""The explorers in Python: state in, state out, in agreement with torch and with JavaScript."""

import json
import subprocess

import numpy as np
import pytest
import torch
import traitlets

from book.node import node_command
from convcourse.explorers import Quiz, SlidingWindow, choice, number
from convcourse.explorers.parts import modules
from convcourse.explorers.parts.modules import module_text
from tests.node import call, grid, play


def torch_output(explorer):
    kernel = torch.tensor(explorer.kernel)
    kernel = kernel.flip(0, 1) if explorer.flip else kernel
    across = explorer.input.shape[0] > 1
    pairs = {
        "padding": (explorer.padding if across else 0, explorer.padding),
        "stride": (explorer.stride if across else 1, explorer.stride),
        "dilation": (explorer.dilation if across else 1, explorer.dilation),
    }
    image = torch.tensor(explorer.input)[None, None]
    return torch.nn.functional.conv2d(image, kernel[None, None], **pairs)[0, 0].numpy()


def random_states(count):
    rng = np.random.default_rng(7)
    while count:
        state = {
            "input": rng.integers(-9, 10, rng.integers(1, 13, 2)) / 4,
            "kernel": rng.integers(-9, 10, rng.integers(1, 6, 2)) / 4,
            "padding": int(rng.integers(0, 3)),
            "stride": int(rng.integers(1, 4)),
            "dilation": int(rng.integers(1, 3)),
            "flip": bool(rng.integers(2)),
        }
        if state["input"].shape[0] == 1:
            state["kernel"] = state["kernel"][:1]
        explorer = SlidingWindow(**state)
        try:
            explorer.output  # noqa: B018 - raises where the kernel does not fit
        except ValueError:
            continue
        count -= 1
        yield explorer


def test_output_equals_torch():
    for explorer in random_states(60):
        np.testing.assert_allclose(explorer.output, torch_output(explorer), atol=1e-12)


def test_page_module_computes_what_python_computes():
    explorers = list(random_states(200))
    assert any(e.input.shape[0] == 1 for e in explorers) and any(e.flip for e in explorers)
    names = ("input", "kernel", "padding", "stride", "dilation", "flip")
    states = [{name: getattr(e.view, name) for name in names} for e in explorers]
    answer = play("sliding_window", [call("compute", state) for state in states])
    for explorer, output in zip(explorers, answer, strict=True):
        np.testing.assert_allclose(grid(output), explorer.output, atol=1e-9)


def test_kernel_set_from_python_reaches_the_view_and_the_output():
    explorer = SlidingWindow()
    explorer.kernel = np.eye(5)
    assert explorer.view.kernel_size == 5
    assert explorer.view.kernel == np.eye(5).tolist()
    np.testing.assert_array_equal(explorer.output, torch_output(explorer))


def test_input_set_from_python_reaches_the_view():
    explorer = SlidingWindow()
    explorer.input = [[1, 2, 3, 4]] * 4
    assert explorer.view.input == [[1.0, 2.0, 3.0, 4.0]] * 4
    assert explorer.output.shape == (2, 2)


def test_position_stays_inside_the_output():
    explorer = SlidingWindow(position=24)
    assert explorer.view.last == 24
    explorer.stride = 3
    assert explorer.output.size == 4 and explorer.position == 3
    late = SlidingWindow(position=1000)
    assert late.position == late.view.initial["position"] == 24


def test_signal_gets_a_kernel_of_one_row_and_takes_no_other():
    explorer = SlidingWindow([1, 2, 3, 4, 5])
    assert explorer.kernel.shape == (1, 3)
    np.testing.assert_array_equal(explorer.output, [[6, 9, 12]])
    with pytest.raises(ValueError, match="kernel is 2×2 but the input has one row"):
        explorer.kernel = np.ones((2, 2))


def test_view_refuses_what_the_explorer_refuses():
    explorer = SlidingWindow()
    with pytest.raises(ValueError, match="NaN"):
        explorer.view.kernel = [[np.nan]]
    with pytest.raises(ValueError, match="same length"):
        explorer.view.input = [[1, 2], [3]]


def test_arrays_read_back_are_floats_whatever_the_browser_sent():
    explorer = SlidingWindow()
    explorer.view.kernel = [[1, 2], [3, 4]]
    assert explorer.kernel.dtype == explorer.input.dtype == float


def test_unknown_control_is_refused():
    with pytest.raises(ValueError, match="controls='zoom' is not known, expected one of"):
        SlidingWindow(controls=["zoom"])


def test_reset_state_is_the_whole_state():
    view = SlidingWindow(padding=1, flip=True).view
    assert set(view.initial) == set(view.trait_names(state=True))
    assert (view.initial["padding"], view.initial["flip"]) == (1, True)


def test_question_is_text_and_not_markup():
    assert SlidingWindow(question="a < b").children[0].value == "a &lt; b"


def test_kernel_that_does_not_fit_is_a_state_whose_output_explains():
    explorer = SlidingWindow(kernel=np.ones((5, 5)), dilation=2)
    assert explorer.view.last == 0
    with pytest.raises(ValueError, match="kernel"):
        explorer.output  # noqa: B018


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        (np.ones((2, 2, 2)), ValueError, "input has 3 axes, expected 1 or 2; show one channel"),
        (np.ones((13, 2)), ValueError, "input is 13×2, expected at most 12×12.*show a part"),
        ([[]], ValueError, "input is empty"),
        ([[1, np.nan]], ValueError, "input contains NaN or infinity"),
        ([["a"]], TypeError, "expected real numbers|input"),
        ([[1, 2], [3]], ValueError, "give all its rows the same length"),
        ([[1j]], TypeError, "complex128.*expected real numbers"),
    ],
)
def test_bad_input_is_refused_with_words(values, error, words):
    with pytest.raises(error, match=words):
        SlidingWindow(values)


def test_bad_kernel_leaves_the_explorer_as_it_was():
    explorer = SlidingWindow()
    with pytest.raises(ValueError, match="kernel is 6×6, expected at most 5×5"):
        explorer.kernel = np.ones((6, 6))
    assert explorer.kernel.shape == (3, 3)


@pytest.mark.parametrize("bad", [{"padding": 3}, {"stride": 0}, {"dilation": 3}, {"position": -1}])
def test_setting_out_of_range_is_refused(bad):
    with pytest.raises(traitlets.TraitError):
        SlidingWindow(**bad)


def test_solutions_do_not_travel_to_the_page():
    assert "solution" not in json.dumps(SlidingWindow().view.puzzles)


MODULES = [p.relative_to(modules.ROOM).with_suffix("") for p in modules.ROOM.rglob("*.js")]


@pytest.mark.parametrize("name", [path.as_posix() for path in sorted(MODULES)])
def test_every_module_can_be_inlined(name, tmp_path):
    inlined = tmp_path / "inlined.mjs"
    inlined.write_text(module_text(name), encoding="utf8")
    subprocess.run([*node_command(), "--check", str(inlined)], check=True)


@pytest.mark.parametrize(
    "line",
    [
        'import * as other from "./other.js";',
        'import other from "./other.js";',
        'import "./other.js";',
        'import { other } from "elsewhere";',
        "export { other };",
        "export let other = 1;",
        "export const { other } = {};",
        'const other = import("./other.js");',
    ],
)
def test_module_that_cannot_be_inlined_is_refused(line, tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "ROOM", tmp_path)
    (tmp_path / "one.js").write_text(f"{line}\n", encoding="utf8")
    (tmp_path / "two.js").write_text('import { x } from "./one.js";\n', encoding="utf8")
    for name in ("one", "two"):
        with pytest.raises(ValueError, match="one.js: .* cannot be written in; use import"):
            modules.module_text.__wrapped__(name)


def test_modules_keep_their_names_to_themselves(tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "ROOM", tmp_path)
    (tmp_path / "parts").mkdir()
    sources = {
        "parts/far": "const own = 1;\nexport const far = () => own;\n",
        "parts/near": 'import { far } from "./far.js";\nconst own = 20;\n'
        "export function near() {\n  return own + far();\n}\n",
        "top": 'import { near as both } from "./parts/near.js";\n'
        'import { far } from "./parts/far.js";\n'
        "const own = 300;\nexport default { value: own + both() + far() };\n",
    }
    for name, text in sources.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf8")
    text = modules.module_text.__wrapped__("top")
    assert text.count("const own = 1;") == 1, "a module is written in once"
    (tmp_path / "whole.mjs").write_text(text, encoding="utf8")
    code = 'import whole from "./whole.mjs"; console.log(whole.value);'
    command = [*node_command(), "--input-type=module", "--eval", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf8", check=True)
    assert done.stdout.strip() == "322"


def test_module_text_stands_alone():
    text = module_text("sliding_window")
    assert text.count("export default") == 1
    assert 'from "./' not in text and "/**" not in text


def test_quiz_counts_its_questions():
    quiz = Quiz(
        "q", [number("1 + 1?", 2, "Yes.", hint="Count."), choice("?", ("a", "", True), ("b", ""))]
    )
    assert quiz.answers == [None, None]


@pytest.mark.parametrize("right", [0, 2])
def test_choice_needs_exactly_one_right_answer(right):
    answers = [("a", "", right > 0), ("b", "", right > 1)]
    with pytest.raises(ValueError, match=f"has {right} right answers; mark exactly one"):
        choice("Which?", *answers)
