"""The page's own controls: each key, typed numbers, links and their steps, players, names."""

import re

import anywidget
import ipywidgets
import pytest
import traitlets
from playwright.sync_api import expect

from convcourse.explorers import SlidingWindow
from tests.made import MADE
from tests.site.controls import player, press_of, readout, slider, type_number, value_of
from tests.site.embedded import embedded
from tests.site.look import settle


def figure_of(*controls):
    """Return a figure with these controls and nothing else."""
    row = ipywidgets.Box(controls).add_class("cc-controls")
    return ipywidgets.VBox([row]).add_class("cc-explorer").add_class("cc-view")


def test_slider_takes_each_key_and_page_keys_take_five_steps(show):
    page = show(figure_of(ipywidgets.IntSlider(10, 0, 41, 2, description="Size")))
    size = slider(page, "Size")
    keys = {"ArrowRight": 12, "ArrowUp": 14, "ArrowLeft": 12, "ArrowDown": 10, "PageUp": 20,
            "PageDown": 10, "End": 40, "Home": 0}  # fmt: skip
    for key, value in keys.items():
        size.press(key)
        assert (key, value_of(size)) == (key, value)
        assert readout(page, "Size").input_value() == str(value)
    assert size.get_attribute("aria-valuetext") == "0"


def test_finger_that_scrolls_the_page_leaves_a_slider_as_it_was(show):
    page = show(figure_of(ipywidgets.IntSlider(10, 0, 40, description="Size")))
    size = slider(page, "Size")
    size.dispatch_event("pointerdown")
    size.fill("31")  # as a browser does where the finger comes down
    assert value_of(size) == 31
    size.dispatch_event("pointercancel")
    assert value_of(size) == 10 and readout(page, "Size").input_value() == "10"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("7", "7"), ("−3", "−3"), ("-3", "−3"), ("99", "20"), ("2.9", "2"), ("two", "4"), ("", "4")],
)
def test_number_is_typed_beside_a_slider(typed, taken, show):
    page = show(figure_of(ipywidgets.IntSlider(4, -5, 20, description="Size")))
    type_number(page, "Size", typed)
    assert readout(page, "Size").input_value() == taken
    assert value_of(slider(page, "Size")) == float(taken.replace("−", "-"))


def test_typed_number_is_taken_when_the_focus_leaves_and_keeps_to_the_steps(show):
    scale = ipywidgets.FloatSlider(
        1, min=-4, max=4, step=0.25, description="Scale", readout_format=".2f"
    )
    page = show(figure_of(scale))
    field = readout(page, "Scale")
    assert field.input_value() == "1.00"
    field.fill("−0,6")
    field.blur()
    assert (field.input_value(), value_of(slider(page, "Scale"))) == ("−0.50", -0.5)


def test_number_counts_while_it_is_typed_and_escape_brings_back_what_was_there(show):
    other = ipywidgets.IntSlider(4, 1, 32, description="Other")
    size = ipywidgets.IntSlider(4, 1, 32, description="Size")
    ipywidgets.jslink((size, "value"), (other, "value"))
    page = show(figure_of(size, other))
    field, legal = readout(page, "Size"), page.locator(".cc-legal").first
    name = page.locator(".widget-label", has_text="Size")

    def typed(key):
        page.keyboard.press(key)
        wrong = field.get_attribute("aria-invalid")
        assert (wrong == "true") == bool(legal.inner_text()) == (not name.is_visible())
        return field.input_value(), value_of(slider(page, "Other")), legal.inner_text()

    field.click()
    page.keyboard.press("Backspace")  # what stood there is marked by the press
    assert [typed(key) for key in "123"] == [("1", 1, ""), ("12", 12, ""), ("123", 12, "1 to 32")]
    assert typed("Escape") == ("4", 4, "")
    assert [typed(key) for key in ("ArrowUp", "ArrowUp", "PageDown")] == [
        ("5", 5, ""), ("6", 6, ""), ("1", 1, "")]  # fmt: skip
    assert typed("Escape") == ("4", 4, "")
    field.fill("0")
    assert legal.inner_text() == "1 to 32" and value_of(slider(page, "Other")) == 4
    assert typed("Enter") == ("1", 1, "1 to 32")
    field.blur()
    assert legal.inner_text() == "" and name.is_visible()
    field.fill("2.5")
    assert legal.inner_text() == "Whole, 1 to 32" and value_of(slider(page, "Other")) == 1
    field.fill("7 up")
    assert value_of(slider(page, "Other")) == 1
    slider(page, "Other").press("End")  # what another control sets is shown at once
    assert (field.input_value(), legal.inner_text()) == ("32", "")


def test_buttons_at_the_ends_of_a_slider_step_repeat_and_stop_at_its_ends(show):
    fives = ipywidgets.IntSlider(5, 0, 22, 5, description="Fives")
    ones = ipywidgets.IntSlider(1, 0, 9, description="Ones")
    page = show(figure_of(fives, ones))
    less, more = press_of(page, "Fives")
    names = ["Fives: 5 less", "Fives: 5 more", "Ones: one less", "Ones: one more"]
    assert [one.get_attribute("aria-label") for one in page.locator(".cc-step").all()] == names
    slider(page, "Ones").focus()
    for value in (10, 15, 20):
        more.click()
        assert value_of(slider(page, "Fives")) == value
    assert more.is_disabled() and less.is_enabled()  # 22 is no step
    less.press("Enter")
    assert value_of(slider(page, "Fives")) == 15
    box = more.bounding_box()
    assert box["width"] >= 24 and box["height"] >= 24

    page.clock.install(time=0)
    page.clock.pause_at(3600)  # from here on it goes only where it is led
    less, more = press_of(page, "Ones")
    slider(page, "Ones").focus()
    more.hover()
    page.mouse.down()
    page.clock.run_for(390)
    assert value_of(slider(page, "Ones")) == 1  # not yet held
    page.clock.run_for(20)
    assert value_of(slider(page, "Ones")) == 2
    page.clock.run_for(140)
    assert value_of(slider(page, "Ones")) == 4
    page.mouse.up()
    page.clock.run_for(500)
    assert value_of(slider(page, "Ones")) == 4  # nor does the end of the press step
    assert slider(page, "Ones").evaluate("one => one === document.activeElement")
    more.dispatch_event("pointerdown", {"button": 0})
    more.dispatch_event("pointercancel")  # a finger that scrolls
    page.clock.run_for(900)
    assert value_of(slider(page, "Ones")) == 4


def test_links_pass_values_both_ways_and_each_slider_keeps_to_its_steps(show):
    ones = ipywidgets.IntSlider(7, 0, 30, description="Ones")
    fives = ipywidgets.IntSlider(0, 0, 30, 5, description="Fives")
    ipywidgets.jslink((ones, "value"), (fives, "value"))
    page = show(figure_of(ones, fives))
    both = [slider(page, "Ones"), slider(page, "Fives")]
    assert [value_of(one) for one in both] == [7, 5]  # the first decides; the handle is near
    both[0].press("End")
    assert [value_of(one) for one in both] == [30, 30]
    both[1].press("ArrowLeft")
    assert [value_of(one) for one in both] == [25, 25]
    both[0].press("ArrowRight")
    assert [value_of(one) for one in both] == [26, 25]


def test_range_of_a_slider_follows_what_it_is_joined_to(show):
    last = ipywidgets.IntSlider(3, 1, 9, description="Last")
    scrub = ipywidgets.IntSlider(8, 0, 9, description="Step")
    ipywidgets.jslink((last, "value"), (scrub, "max"))
    page = show(figure_of(last, scrub))
    assert value_of(slider(page, "Step")) == 3
    slider(page, "Last").press("End")
    slider(page, "Step").press("End")
    assert readout(page, "Step").input_value() == "9"


#: Notes each value that the slider of a page takes.
NOTE = """() => { window.seen = []; const one = document.querySelector('[type=range]');
    new MutationObserver(() => seen.push(Number(one.value)))
        .observe(one, {attributeFilter: ['aria-valuetext']}); }"""


def played(show, **options):
    """Return a page with a player, its slider, and a note of what it shows."""
    play = ipywidgets.Play(interval=30, **options)
    place = ipywidgets.IntSlider(max=play.max, description="Step")
    ipywidgets.jslink((play, "value"), (place, "value"))
    page = show(figure_of(place, play))
    page.evaluate(NOTE)
    return page


def test_player_ends_at_the_last_value_begins_again_there_and_stops_at_the_first(show):
    page = played(show, max=4)
    start = player(page)
    start.press("Enter")
    expect(slider(page, "Step")).to_have_value("4")
    expect(start.locator(".fa-play")).to_have_count(1)  # at the end it pauses by itself
    assert page.evaluate("seen") == [1, 2, 3, 4]
    start.press("Enter")
    page.wait_for_function("seen.length === 9")
    assert page.evaluate("seen.slice(4)") == [0, 1, 2, 3, 4]
    page.get_by_role("button", name="Stop", exact=True).click()
    assert value_of(slider(page, "Step")) == 0


def test_player_that_repeats_goes_round_until_it_is_paused(show):
    page = played(show, max=2)
    page.clock.install()
    again, start = page.get_by_role("button", name="Repeat", exact=True), player(page)
    again.click()
    assert again.get_attribute("aria-pressed") == "true"
    start.click()
    page.wait_for_function("seen.length >= 8")
    expect(start.locator(".fa-pause")).to_have_count(1)
    start.click()
    assert page.evaluate("seen.slice(0, 8)") == [1, 2, 0, 1, 2, 0, 1, 2]
    stopped = page.evaluate("seen.length")
    page.clock.run_for(300)
    assert page.evaluate("seen.length") == stopped
    assert start.locator(".fa-play").count() == 1


def test_choices_are_joined_and_named(show):
    names = ["one", "two", "three  3"]
    listed = ipywidgets.Dropdown(options=names, index=2, description="List")
    pressed = ipywidgets.ToggleButtons(options=names, description="Buttons")
    ticked = ipywidgets.Checkbox(True, description="Ticked")
    number = ipywidgets.IntSlider(max=2, description="Number")
    ipywidgets.jslink((listed, "index"), (pressed, "index"))
    ipywidgets.jslink((pressed, "index"), (number, "value"))
    ipywidgets.jslink((ticked, "value"), (pressed, "disabled"))
    page = show(figure_of(listed, pressed, ticked, number))
    choice = page.get_by_role("combobox", name="List")
    assert choice.locator("option").last.text_content() == "three\xa0\xa03"

    def now():
        chosen = page.locator("button[aria-pressed=true]").all_inner_texts()
        return (
            choice.evaluate("one => one.selectedIndex"),
            *chosen,
            value_of(slider(page, "Number")),
        )

    assert now() == (2, "three 3", 2)
    buttons = page.get_by_role("button")
    assert buttons.first.is_disabled()
    page.get_by_role("checkbox", name="Ticked").press("Space")
    buttons.first.press("Enter")
    assert now() == (0, "one", 0)
    choice.select_option("two")
    assert now() == (1, "two", 1)
    slider(page, "Number").press("End")
    assert now() == (2, "three 3", 2)


def test_control_that_the_page_does_not_know_is_named_and_the_others_go_on(browser, site, tmp_path):
    shown = figure_of(ipywidgets.IntProgress(3), ipywidgets.IntSlider(description="Size"))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(embedded(site, tmp_path, shown))
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        words = page.locator(".cc-absent").inner_text()
        assert "IntProgressModel of @jupyter-widgets/controls is not on this page" in words
        slider(page, "Size").press("ArrowRight")
        assert readout(page, "Size").input_value() == "1"


def test_layout_that_python_asks_for_is_kept(show):
    layout = {"width": "333px", "border_left": "7px solid red"}
    shown = figure_of(ipywidgets.IntSlider(description="Size", layout=layout))
    shown.remove_class("cc-explorer")
    control = show(shown).locator(".widget-slider")
    assert control.bounding_box()["width"] == 333
    assert control.evaluate("one => getComputedStyle(one).borderLeftWidth") == "7px"


class Counter(anywidget.AnyWidget):
    """A reader's own widget, which no bundle knows."""

    _esm = """export default () => ({
        initialize({ model }) { model.set("started", true); },
        render({ model, el }) {
            const button = document.createElement("button");
            el.classList.add("cc-view", "mine");
            const show = () => button.textContent = [model.get("count"), model.get("started"),
                new Uint8Array(model.get("data").buffer).join("")].join(" ");
            button.onclick = () => { model.set("count", model.get("count") + 1);
                model.save_changes(); };
            model.on("change:count", show);
            show();
            el.append(button);
        },
    });"""
    _css = ".mine { color: rgb(1, 2, 3) }"
    count = traitlets.Int(4).tag(sync=True)
    started = traitlets.Bool(False).tag(sync=True)
    data = traitlets.Bytes(b"\x01\x02\x03").tag(sync=True)


def test_readers_own_widget_runs_from_the_text_that_it_carries(show):
    page = show(Counter())
    button = page.locator(".mine button")
    button.click()
    assert button.inner_text() == "5 true 123"
    assert page.locator(".mine").evaluate("el => getComputedStyle(el).color") == "rgb(1, 2, 3)"


@pytest.mark.parametrize("name", MADE)
def test_explorer_is_the_same_from_the_bundle_and_from_its_text(name, show):
    """The second is how JupyterLab and Binder get it."""
    explorer = MADE[name]()

    def look(**options):
        page = show(explorer, **options)
        page.wait_for_function("!document.querySelector('.cc-waiting')")
        settle(page)
        html = page.locator(".cc-view").evaluate("view => view.innerHTML")
        return re.sub(r"\bcc-h[a-z0-9]+\b", "cc-h", html)  # a hatch has a name of chance

    assert look() == look(modules={})


def test_slider_moves_an_explorer_that_comes_from_its_text(show):
    page = show(SlidingWindow(), modules={})
    slider(page, "Padding").press("ArrowRight")
    page.locator(".cc-output .cc-size", has_text="7×7").wait_for()
