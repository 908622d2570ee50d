"""`BottleneckExplorer` in a page of its own: its controls, its chart and what both say."""

import pytest

from convcourse.explorers import BottleneckExplorer
from tests.site.controls import shown_number, type_number
from tests.site.look import settle


@pytest.fixture
def figure(show):
    page = show(BottleneckExplorer())
    page.locator(".cc-bn-chart svg").wait_for()
    settle(page)
    return page.locator(".cc-explorer")


def assert_shows(figure, python):
    settle(figure.page)
    written = figure.locator(".cc-bn-bars .cc-bn-left").all_text_contents()
    assert [int(text.replace(",", "")) for text in written] == list(python.multiplications)
    parameters = f"{python.parameters[1]:,} in place of {python.parameters[0]:,}"
    assert parameters in figure.locator(".cc-words").inner_text()


def test_each_control_changes_both_bars_and_the_words_as_python_counts(figure):
    python = BottleneckExplorer()
    assert_shows(figure, python)
    for label, name, value in (
        ("Channels in", "channels", 256),
        ("1×1 filters", "bottleneck", 64),
        ("Channels out", "filters", 256),
        ("Kernel size", "kernel_size", 3),
    ):
        before = figure.locator(".cc-bn-bars").inner_html()
        type_number(figure, label, value)
        setattr(python, name, value)
        assert_shows(figure, python)
        assert figure.locator(".cc-bn-bars").inner_html() != before
    figure.get_by_role("checkbox", name="1×1 behind it, too").check()
    python.restore = True
    assert_shows(figure, python)


def test_chart_is_dragged_clicked_and_moved_by_keys(figure):
    chart, mouse = figure.locator(".cc-bn-chart"), figure.page.mouse
    frame = chart.locator("svg").bounding_box()
    line = chart.locator(".cc-bn-now").bounding_box()
    mouse.move(line["x"], line["y"] + 60)
    mouse.down()
    mouse.move(line["x"] + 120, line["y"] + 60, steps=6)
    mouse.up()
    settle(figure.page)
    dragged = shown_number(figure, "1×1 filters")
    assert dragged > 16 and int(chart.get_attribute("aria-valuenow")) == dragged
    assert_shows(figure, BottleneckExplorer(bottleneck=dragged))
    chart.focus()
    chart.press("ArrowRight")
    settle(figure.page)
    assert shown_number(figure, "1×1 filters") == dragged + 1
    mouse.move(frame["x"] + frame["width"] - 12, frame["y"] + 60)
    assert "192: 124 %" in chart.text_content()
    mouse.click(frame["x"] + frame["width"] - 12, frame["y"] + 60)
    settle(figure.page)
    assert shown_number(figure, "1×1 filters") == 192
