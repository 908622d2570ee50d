"""`BlackBox` in a page of its own: touched and typed into, by mouse and by keys."""

import numpy as np
import pytest

from convcourse.explorers import BlackBox
from convcourse.explorers.black_box import BOXES
from tests.site.look import settle


@pytest.fixture
def figure(show):
    page = show(BlackBox(input=np.zeros((6, 6))))
    page.locator(".cc-bb-stage").wait_for()
    return page


def numbers(page, name):
    """Read the grid called `name` out of the page."""
    settle(page)
    cells = page.get_by_role("grid", name=name, exact=True).locator(".cc-cell")
    texts = cells.evaluate_all("cells => cells.map(cell => cell.value ?? cell.textContent)")
    return np.array([float(text.replace("−", "-")) for text in texts]).reshape(6, 6)


def touch(page, row, column):
    page.get_by_label(f"Input, row {row}, column {column}: ").click()


def write(page, kernel):
    for (row, column), weight in np.ndenumerate(kernel):
        page.get_by_label(f"Your kernel, row {row}, column {column}", exact=True).fill(
            f"{weight:g}"
        )


def said(page):
    settle(page)
    line = page.locator(".cc-bb-said")
    return line.inner_text(), "cc-solved" in line.get_attribute("class")


def test_each_box_answers_as_in_python_and_two_are_rebuilt(figure):
    point = np.zeros((6, 6))
    point[2, 2] = 1
    for name, run in BOXES.items():
        figure.get_by_role("button", name="Clear the input").click()
        figure.get_by_role("button", name=name, exact=True).click()
        figure.get_by_role("button", name="a convolution", exact=True).click()
        touch(figure, 2, 2)
        np.testing.assert_array_equal(numbers(figure, "Input"), point)
        np.testing.assert_array_equal(numbers(figure, "Out of the box"), run(point))
        write(figure, run(point)[1:4, 1:4])
        np.testing.assert_array_equal(numbers(figure, "Out of your kernel"), run(point))
        words, done = said(figure)
        assert done == (name in "AB") and ("Rebuilt" if done else "But not for every one") in words
        figure.get_by_role("button", name="none", exact=True).click()
        assert not said(figure)[1]
        figure.get_by_label("Input, row 2, column 2: ").focus()
        figure.keyboard.press("ArrowRight")
        figure.keyboard.press("Enter")
        beside = point + np.roll(point, 1, 1)
        np.testing.assert_array_equal(numbers(figure, "Out of the box"), run(beside))
        assert said(figure)[1] == (name in "CD")


def test_reset_takes_all_back_and_a_second_touch_an_impulse(figure):
    touch(figure, 2, 2)
    touch(figure, 4, 4)
    touch(figure, 4, 4)
    assert numbers(figure, "Input").sum() == 1
    write(figure, np.eye(3))
    assert numbers(figure, "Out of your kernel").sum() == 3
    figure.get_by_role("button", name="none", exact=True).click()
    figure.get_by_role("grid", name="Your kernel", exact=True).wait_for(state="hidden")
    figure.get_by_role("button", name="Reset").click()
    assert not numbers(figure, "Input").any() and "Touch a cell" in said(figure)[0]
    touch(figure, 0, 0)
    assert "write into the kernel" in said(figure)[0]
