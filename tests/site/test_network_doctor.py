"""The network doctor's page, from disk and without a network: paste, look, mend, go back."""

import pytest
from playwright.sync_api import expect

from tests.site.look import settle

PAGE = "chapters/network_doctor.html"
PASTE = "(area, text) => { area.value = text; area.dispatchEvent(new Event('input')); }"
BROKEN = "nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(100, 10))"


@pytest.fixture
def doctor(site, open_page):
    """Return the page, opened from disk, with its figure drawn."""
    opened = open_page((site / PAGE).as_uri(), offline=True)
    opened.locator(".cc-d-verdict").get_by_text("It runs to its end").wait_for()
    return opened


def said(page):
    """Return where the verdict stands."""
    return page.locator(".cc-d-verdict")


@pytest.mark.parametrize("height", [800, 900, 1000])
def test_whole_figure_stands_on_the_first_screen(height, site, open_page):
    page = open_page((site / PAGE).as_uri(), height=height, offline=True)
    page.locator(".cc-d-verdict").get_by_text("It runs to its end").wait_for()
    settle(page)
    figure = page.locator(".cc-explorer").bounding_box()
    assert figure["y"] + figure["height"] <= height
    assert page.evaluate("scrollY") == 0


def test_article_s_network_is_drawn_and_its_best_repair_brings_the_size_back(doctor):
    boxes = doctor.locator(".cc-d-board rect")
    assert boxes.count() == 13
    last = doctor.locator(".cc-d-rows tbody tr").last.locator("td").first
    assert last.inner_text() == "1×91×91"
    mend = doctor.get_by_role("button", name="decoder.2: output_padding=1, decoder.4")
    mend.click()
    last.get_by_text("1×96×96").wait_for()
    source = doctor.get_by_label("The network")
    assert "stride=3, padding=1, output_padding=2)" in source.input_value()
    doctor.get_by_role("button", name="Undo the repair").press("Enter")
    last.get_by_text("1×91×91").wait_for()
    assert "output_padding" not in source.input_value()


def test_pasted_network_breaks_where_it_does_and_is_mended(doctor):
    doctor.get_by_label("Rows").fill("12")
    doctor.get_by_label("Columns").fill("12")
    doctor.get_by_label("The network").fill(BROKEN)
    said(doctor).get_by_text("It breaks at 2: Linear expects 100 numbers").wait_for()
    assert doctor.locator(".cc-d-fatal").count() == 1
    doctor.get_by_role("button", name="2: in_features=800").click()
    said(doctor).get_by_text("It runs to its end, with no silent fault").wait_for()
    assert "nn.Linear(800, 10)" in doctor.get_by_label("The network").input_value()


def test_repair_of_the_picture_sets_its_channels_and_is_undone(doctor):
    source = "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())"
    channels = doctor.get_by_label("Channels")
    doctor.get_by_label("The network").fill(source)
    said(doctor).get_by_text("Conv2d expects 3 channels").wait_for()
    doctor.get_by_role("button", name="a picture of 3 channels").click()
    said(doctor).get_by_text("It runs to its end, with no silent fault").wait_for()
    assert channels.input_value() == "3"
    assert doctor.get_by_label("The network").input_value() == source
    doctor.get_by_role("button", name="Undo the repair").click()
    said(doctor).get_by_text("Conv2d expects 3 channels").wait_for()
    assert channels.input_value() == "1"


def test_repairs_of_a_phone_are_rows_for_a_finger_and_all_sizes_are_in_sight(doctor):
    doctor.set_viewport_size({"width": 390, "height": 844})
    settle(doctor)
    # The repairs of one fault after another are looked for.
    doctor.wait_for_function("!document.querySelector('.cc-d-repairs:empty')")
    settle(doctor)
    box = doctor.locator(".cc-d-faults").bounding_box()
    repairs = [one.bounding_box() for one in doctor.locator(".cc-d-mend").all()]
    assert len(repairs) > 2
    for one in repairs:
        assert one["height"] >= 40 and one["width"] > 0.85 * box["width"]
    assert len({one["y"] for one in repairs}) == len(repairs)
    for field in doctor.locator(".cc-d-sizes .cc-field").all():
        at = field.bounding_box()
        assert at["x"] >= 0 and at["x"] + at["width"] <= 390


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nn.Sequential(nn.Conv2d(1", "line 1 is no Python"),
        ("nn.ReLU(),\n" * 10_000, "has 10001 lines"),
        ("(" * 5_000, "nests more than 60 brackets"),
        ("x = 3", "has no network"),
    ],
)
def test_what_cannot_be_read_gets_a_word_and_nothing_of_the_network_before(doctor, text, words):
    board, source = doctor.locator(".cc-d-board"), doctor.get_by_label("The network")
    doctor.wait_for_function("!document.querySelector('.cc-d-repairs:empty')")
    place = source.bounding_box()["y"]
    # As a paste arrives, all at once; typed in by a browser's driver, 10,000 lines take minutes.
    doctor.get_by_label("The network").evaluate(PASTE, text)
    said(doctor).get_by_text(words).wait_for()
    assert not board.locator("rect").count()
    assert not doctor.locator(".cc-d-rows, .cc-d-fault, .cc-d-mend").filter(visible=True).count()
    assert abs(source.bounding_box()["y"] - place) < 1  # what is typed in does not jump


def test_repair_that_was_made_for_another_text_replaces_nothing(doctor):
    """As where one is pressed in the moment before the new text is read."""
    source, mine = doctor.get_by_label("The network"), "import torchvision\nmodel = resnet18()\n"
    doctor.get_by_role("button", name="decoder.2: output_padding=1, decoder.4").wait_for()
    doctor.evaluate(
        """text => {
            const area = document.querySelector('.cc-d-source');
            area.value = text;
            area.dispatchEvent(new Event('input'));
            document.querySelector('.cc-d-mend').click();
        }""",
        mine,
    )
    said(doctor).get_by_text("has no network").wait_for()
    assert source.input_value() == mine
    assert doctor.get_by_role("button", name="Undo the repair").is_disabled()


def test_layer_that_is_not_known_is_no_silent_fault(doctor):
    doctor.get_by_label("The network").fill("nn.Sequential(nn.Conv2d(1, 8, 3), Attention(8))")
    said(doctor).get_by_text("Whether it runs to its end cannot be told: 1 place").wait_for()
    assert "no silent fault" in said(doctor).inner_text()
    assert doctor.locator(".cc-d-untold ~ .cc-d-sign").text_content() == "?"


def test_repair_of_a_message_alone_is_a_line_to_be_written(doctor):
    text = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5760x6 and 128x4)"
    doctor.get_by_label("The network").fill(text)
    doctor.locator(".cc-d-line code", has_text="nn.Flatten(), nn.LazyLinear(4)").wait_for()
    assert not doctor.locator(".cc-d-mend").filter(visible=True).count()


def test_remark_is_counted_apart_from_faults(doctor):
    doctor.get_by_label("Channels").fill("3")
    doctor.get_by_label("The network").fill(
        "keras.Sequential([layers.Conv2D(8, 3, strides=2, padding='same')])"
    )
    said(doctor).get_by_text("It runs to its end, with no silent fault").wait_for()
    doctor.locator(".cc-d-fault", has_text="i 0: padding='same' with strides=2").wait_for()
    assert not doctor.get_by_text("No small repair").count()


def test_pasted_source_is_never_run(doctor):
    doctor.get_by_label("The network").fill(
        'nn.Sequential(nn.Conv2d(1, 4, 3), <img src=x onerror="window.evil=1">)'
    )
    said(doctor).get_by_text("is no Python").wait_for()
    doctor.get_by_label("The network").fill(
        "nn.Sequential(nn.Conv2d(1, 4, '<img src=x onerror=\"window.evil=1\">'), alert(1))"
    )
    said(doctor).get_by_text("It breaks at 0").wait_for()
    assert doctor.evaluate("window.evil") is None and not doctor.locator("img[src=x]").count()


def test_each_example_can_be_chosen(doctor):
    pick = doctor.get_by_label("An example")
    for index, words in enumerate(
        ["It runs", "It breaks at out", "It breaks at torch.cat", "5760"]
    ):
        pick.select_option(index=index + 1)
        said(doctor).get_by_text(words).wait_for()


def test_size_is_typed_stepped_and_kept_where_it_makes_no_sense(doctor):
    rows = doctor.get_by_label("Rows", exact=True)
    last = doctor.locator(".cc-d-rows tbody tr").last.locator("td").first
    rows.fill("100")
    last.get_by_text("1×91×91").wait_for()  # 34, 12, 6 on the way down
    rows.fill("127")
    last.get_by_text("1×127×91").wait_for()
    rows.press("PageUp")
    assert rows.input_value() == "128"
    rows.fill("0")
    rows.press("Enter")
    doctor.locator(".cc-notice", has_text="Rows is a whole number from 1 to 100000").wait_for()
    assert rows.input_value() == "1"
    rows.fill("many")
    rows.press("Enter")
    doctor.locator(".cc-notice", has_text="“many” is not a number").wait_for()
    doctor.get_by_role("button", name="Reset").click()
    last.get_by_text("1×91×91").wait_for()
    assert rows.input_value() == "96"


def test_source_of_one_s_own_is_kept_when_a_repair_is_undone(doctor):
    source = doctor.get_by_label("The network")
    undo = doctor.get_by_role("button", name="Undo the repair")
    doctor.get_by_role("button", name="decoder.2: output_padding=1, decoder.4").click()
    expect(undo).to_be_enabled()
    source.fill("nn.Sequential(nn.Conv2d(1, 8, 3))")
    said(doctor).get_by_text("1 layer").wait_for()
    expect(undo).to_be_disabled()


def test_chapter_asks_whether_a_value_sees_the_whole_object(site, open_page):
    page = open_page((site / "chapters/10_pooling_and_receptive_field.html").as_uri(), offline=True)
    figure = page.locator(".cc-explorer", has=page.locator(".cc-d-stage"))
    figure.scroll_into_view_if_needed()
    fault = figure.locator(".cc-d-fault")
    fault.get_by_text("sees 18×18 pixels, the object has 24").wait_for()
    last = figure.locator(".cc-d-rows tbody tr").last.locator("td")
    assert [last.nth(n).inner_text() for n in (0, 3, 4)] == ["64×16×16", "18", "4"]
    figure.get_by_role("button", name="6: dilation=2").click()
    last.nth(3).get_by_text("26").wait_for()
    fault.first.wait_for(state="hidden")
    figure.get_by_label("Object").fill("40")
    fault.get_by_text("the object has 40").wait_for()


def test_chapter_repairs_listing_2_from_its_code(site, open_page):
    page = open_page((site / "chapters/15_an_autoencoder.html").as_uri(), offline=True)
    figure = page.locator(".cc-explorer", has=page.locator(".cc-d-stage"))
    figure.scroll_into_view_if_needed()
    figure.locator(".cc-d-fault").first.get_by_text("91×91 come out").wait_for()
    figure.locator(".cc-d-mend").first.click()
    boxes = figure.locator(".cc-d-board text.cc-d-0")
    boxes.last.get_by_text("96×96").wait_for()
    assert boxes.first.text_content() == "96×96"


def test_table_of_python_stands_on_the_page_in_the_dark(site, open_page):
    page = open_page((site / "chapters" / "network_doctor.html").as_uri(), scheme="dark")
    output = page.locator(".cell_output .text_html", has=page.locator("table"))
    style = "el => [getComputedStyle(el).backgroundColor, getComputedStyle(el).color]"
    ink = page.locator(".bd-article").evaluate("el => getComputedStyle(el).color")
    assert output.evaluate(style) == ["rgba(0, 0, 0, 0)", ink]
