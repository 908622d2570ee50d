"""`LearnExplorer` and `TrainExplorer`, each in a page of its own: controls, cells and puzzles."""

import numpy as np
import pytest

from convcourse.explorers import LearnExplorer, TrainExplorer, learn_explorer, train_explorer
from tests.made import MADE
from tests.site.controls import type_number
from tests.site.look import settle


def cells(page, label):
    """Return the numbers that a grid shows; NaN for those that are not known yet."""
    settle(page)
    return np.array(
        page.get_by_role("grid", name=label, exact=True).evaluate(
            """table => [...table.querySelectorAll('.cc-row')].map(row =>
                [...row.querySelectorAll('.cc-cell')].map(cell =>
                    parseFloat((cell.value ?? cell.textContent).replace('−', '-'))))"""
        )
    )


def type_grid(page, label, values):
    for (row, column), value in np.ndenumerate(values):
        cell = page.get_by_label(f"{label}, row {row}, column {column}", exact=True)
        cell.fill(f"{value:g}")
        cell.press("Enter")
    settle(page)


@pytest.fixture
def learning(show):
    page = show(MADE["LearnExplorer"]())
    page.locator(".cc-l-stage .cc-cell").first.wait_for()
    return page


def show_all(page):
    button = page.get_by_role("button", name="Show all")
    if button.is_enabled():
        button.click()
    settle(page)


def test_each_reading_shows_the_gradient_that_python_computes(learning):
    python = LearnExplorer()
    for settings in ({}, {"Bias": 2.5}, {"Stride": 2}, {"Dilation": 2}):
        for label, value in settings.items():
            type_number(learning, label, value)
            setattr(python, label.lower(), value)
        for reading, label, name in (
            ("A weight", "Gradient of the weights", "weight_gradient"),
            ("An input", "Gradient of the input", "input_gradient"),
            ("The bias", "Gradient of the bias", "bias_gradient"),
        ):
            learning.get_by_role("button", name=reading, exact=True).click()
            settle(learning)
            if reading != "The bias":
                show_all(learning)
            shown = cells(learning, label)
            np.testing.assert_allclose(shown, np.atleast_2d(getattr(python, name)), atol=0.00501)
        learning.get_by_role("button", name="A weight", exact=True).click()
        np.testing.assert_allclose(cells(learning, "Error"), python.error, atol=0.00501)
        caption = learning.locator(".cc-size", has_text="Σ error²").inner_text()
        assert float(caption.split("= ")[1]) == pytest.approx(python.loss, abs=0.00501)


def test_steps_clicks_and_keys_choose_the_weight(learning):
    sum_ = learning.locator(".cc-sum")
    gradient = LearnExplorer().weight_gradient
    assert sum_.inner_text().startswith("∂L/∂w[0, 0] = ")
    assert np.isnan(cells(learning, "Gradient of the weights")).sum() == 8
    learning.get_by_role("button", name="Step ▸").click()
    settle(learning)
    assert sum_.inner_text().startswith("∂L/∂w[0, 1] = ")
    learning.get_by_label("Kernel, row 2, column 1", exact=True).click()
    learning.mouse.move(0, 0)
    settle(learning)
    words = sum_.inner_text()
    assert words.startswith("∂L/∂w[2, 1] = ") and words.count("·") == 9
    assert words.endswith(f"= {gradient[2, 1]:g}".replace("-", "−"))
    window = learning.get_by_role("slider", name="Window over Input")
    window.focus()
    learning.keyboard.press("Home")
    settle(learning)
    assert sum_.inner_text().startswith("∂L/∂w[0, 0] = ")
    # An output that is pointed at singles out its term, and where its input lies.
    learning.get_by_role("grid", name="Error", exact=True).locator("[data-at='1,2']").hover()
    settle(learning)
    assert learning.locator(".cc-term.cc-lit").get_attribute("data-at") == "1,2"
    assert learning.locator(".cc-input .cc-box.cc-lit [data-at]").get_attribute("data-at") == "1,2"


def test_puzzles_of_gradients_are_solved_by_hand(learning):
    for puzzle in learn_explorer.PUZZLES:
        learning.get_by_role("button", name=puzzle["title"]).click()
        settle(learning)
        status = learning.locator(".cc-status")
        assert "Solved" not in status.inner_text()
        for name, value in puzzle["solution"].items():
            if name == "dilation":
                type_number(learning, "Dilation", value)
                continue
            # By hand, one goes to the channels where a number has to change.
            changed = np.argwhere(np.not_equal(value, puzzle["start"][name]))[0][:-2]
            if puzzle["start"]["out_channels"] > 1:
                kernels = learning.get_by_role("group", name="Kernels")
                kernels.get_by_role("button", name=str(changed.tolist())).click()
                settle(learning)
            type_grid(learning, name.capitalize(), np.array(value)[tuple(changed)])
        learning.locator(".cc-status.cc-solved").wait_for()


def test_kernels_of_two_channels_are_chosen_and_each_gradient_is_python_s(learning):
    python = LearnExplorer(in_channels=2, out_channels=2)
    assert learning.get_by_role("group", name="Kernels").count() == 0
    for label in ("Channels in", "Channels out"):
        type_number(learning, label, 2)
    kernels = learning.get_by_role("group", name="Kernels")
    for o, c in np.ndindex(2, 2):
        kernels.get_by_role("button", name=f"[{o}, {c}]").click()
        for reading, label, wanted in (
            ("A weight", "Gradient of the weights", python.weight_gradient[o, c]),
            ("An input", "Gradient of the input", python.input_gradient[c]),
            ("The bias", "Gradient of the bias", python.bias_gradient[o]),
        ):
            learning.get_by_role("button", name=reading, exact=True).click()
            settle(learning)
            if reading != "The bias":
                show_all(learning)
            np.testing.assert_allclose(cells(learning, label), np.atleast_2d(wanted), atol=0.00501)
            np.testing.assert_allclose(cells(learning, "Kernel"), python.kernel[o, c])
        np.testing.assert_allclose(cells(learning, "Output"), python.output[o], atol=0.00501)
        np.testing.assert_allclose(cells(learning, "Target"), python.target[o])


def test_gradient_of_an_input_adds_up_what_comes_through_both_outputs(learning):
    for label in ("Channels in", "Channels out"):
        type_number(learning, label, 2)
    learning.get_by_role("button", name="An input", exact=True).click()
    settle(learning)
    show_all(learning)
    learning.get_by_label("Input, row 2, column 2", exact=True).click()
    learning.mouse.move(0, 0)
    settle(learning)
    through = learning.locator(".cc-l-through")
    sums = [float(one.split(" = ")[-1].replace("−", "-")) for one in through.all_inner_texts()]
    assert len(sums) == 2 and learning.locator(".cc-l-through .cc-term").count() == 18
    total = LearnExplorer(in_channels=2, out_channels=2).input_gradient[0, 2, 2]
    assert sum(sums) == pytest.approx(total, abs=0.02)
    # What is typed goes into the kernel in view, and into no other.
    learning.get_by_role("button", name="[1, 0]").click()
    cell = learning.get_by_label("Kernel, row 0, column 0", exact=True)
    cell.fill("5")
    cell.press("Enter")
    learning.get_by_role("button", name="[0, 0]").click()
    settle(learning)
    np.testing.assert_allclose(cells(learning, "Kernel"), LearnExplorer().kernel)
    learning.get_by_role("button", name="[1, 0]").click()
    settle(learning)
    assert cells(learning, "Kernel")[0, 0] == 5


@pytest.fixture
def training(show):
    page = show(
        TrainExplorer(controls=["picture", "init", "rate", "decay", "kernel_size", "filters"])
    )
    page.locator(".cc-tr-chart svg:not(.cc-tr-cut)").wait_for()
    return page


def end(page):
    button = page.get_by_role("button", name="To the end")
    if button.is_enabled():
        button.click()
    settle(page)


def kernels_of(page, count):
    return np.stack([cells(page, f"Filter {n + 1}") for n in range(count)])


def test_every_control_trains_as_python_does(training):
    labels = {
        "picture": "Picture", "init": "Weights at first", "rate": "Learning rate",
        "decay": "Weight decay", "kernel_size": "Kernel size", "filters": "Filters",
    }  # fmt: skip
    settings = {}
    for change in (
        {}, {"kernel_size": 5}, {"rate": 0.05}, {"init": "nudged"}, {"filters": 2},
        {"picture": "shapes"}, {"decay": 0.2},
    ):  # fmt: skip
        for name, value in change.items():
            settings[name] = value
            titles = {
                "picture": {name: title for name, (title, _) in train_explorer.PICTURES.items()},
                "init": train_explorer.INITS,
            }
            if name in titles:
                training.get_by_label(labels[name], exact=True).select_option(
                    label=titles[name][value]
                )
            else:
                type_number(training, labels[name], value)
        end(training)
        python = TrainExplorer(position=200, **settings)
        np.testing.assert_allclose(kernels_of(training, python.filters), python.kernels, atol=0.051)
        assert f"Step 200 of 200: loss {written(python.losses[-1])}" in words_of(training)


def written(loss):
    """Return a loss as the page writes it, where it is not large."""
    return "below 0.000001" if loss < 1e-6 else f"{loss:.2g}"


def words_of(page):
    return page.locator(".cc-tr-standing").inner_text()


def test_a_rate_that_is_too_large_is_told_and_the_steps_end_there(training):
    type_number(training, "Learning rate", 0.6)
    training.get_by_label("Picture", exact=True).select_option(label="Shapes")
    end(training)
    python = TrainExplorer(rate=0.6, picture="shapes")
    assert f"above a billion after {len(python.losses) - 1} steps" in words_of(training)
    chart = training.get_by_role("slider", name="Step of the training")
    assert chart.get_attribute("aria-valuemax") == str(len(python.losses) - 1)


def test_chart_goes_through_the_steps_by_keys_and_by_hand(training):
    chart = training.get_by_role("slider", name="Step of the training")
    chart.focus()
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 200), ("Home", 0)):
        training.keyboard.press(key)
        settle(training)
        assert training.locator(".cc-where").inner_text() == f"step {step}"
        assert chart.get_attribute("aria-valuenow") == str(step)
    box = chart.locator("svg:not(.cc-tr-cut)").bounding_box()
    training.mouse.click(box["x"] + 64 + (box["width"] - 74) / 2, box["y"] + box["height"] / 2)
    settle(training)
    assert training.locator(".cc-where").inner_text() == "step 100"
    drawn = training.locator(".cc-tr-seen").get_attribute("d").count("L")
    assert drawn == 100  # what comes after the step is not told


def test_a_target_kernel_that_is_typed_is_found(training):
    wanted = np.array([[0, 1.0, 0], [1, -4, 1], [0, 1, 0]])
    type_grid(training, "Target kernel", wanted)
    end(training)
    np.testing.assert_allclose(kernels_of(training, 1)[0], wanted, atol=0.051)
    learning = training.get_by_role("grid", name="Filter 1", exact=True)
    learning.locator("[data-at='1,1']").hover()
    training.get_by_role("button", name="◂ Step back").click()
    settle(training)
    assert "Next step: w[" in training.locator(".cc-words").inner_text()


def test_puzzles_of_training_are_solved_by_hand(training):
    for puzzle in train_explorer.PUZZLES:
        training.get_by_role("button", name=puzzle["title"]).click()
        settle(training)
        assert "Solved" not in training.locator(".cc-status").inner_text()
        for name, value in puzzle["solution"].items():
            if name == "rate":
                type_number(training, "Learning rate", value)
            else:
                label = {"picture": "Picture", "init": "Weights at first"}[name]
                training.get_by_label(label, exact=True).select_option(index=value)
        training.locator(".cc-status.cc-solved").wait_for()
