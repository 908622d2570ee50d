"""What a reader with a phone sees besides the sizes of figures: 390 px, a finger, no mouse."""

import pytest

from tests.conftest import source_notebooks
from tests.site.look import settle


@pytest.fixture
def phone(site, open_page):
    """Return a function that opens a chapter as a phone shows it."""

    def open_(name):
        address = (site / "chapters" / f"{name}.html").as_uri()
        page = open_page(address, width=390, height=844, reduced_motion="reduce")
        page.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        settle(page)
        return page

    return open_


def figure_of(page, question):
    """Return the figure that asks this."""
    return page.locator(".cc-explorer").filter(has_text=question).first


#: The colours of the notes under the numbers, each with what lies under it.
NOTES = """figure => [...figure.querySelectorAll('.cc-tap')].map(box => {
    const { color, backgroundColor } = getComputedStyle(box, '::after');
    const padding = box.classList.contains('cc-padding');
    return [color, padding ? 'padding' : backgroundColor];
})"""
#: How many colours there are along the first row of a canvas's cells.
COLOURS = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 1, canvas.width, 1);
    const all = Array.from({ length: canvas.width }, (_, x) => data.slice(4 * x, 4 * x + 4).join());
    return new Set(all).size;
}"""


def test_weights_in_a_window_have_one_colour_on_every_shade_and_are_on_paper(phone):
    frame = figure_of(phone("05_padding"), "Where is there an edge?")
    notes = frame.evaluate(NOTES)
    assert len(notes) == 9
    assert len({color for color, _ in notes}) == 1
    paper = frame.evaluate("figure => getComputedStyle(figure).backgroundColor")
    assert {ground for _, ground in notes} == {paper, "padding"}


def test_cells_of_a_large_kernel_can_be_told_apart(phone):
    blur = figure_of(phone("05_padding"), "What does the border bring in?")
    image = blur.locator(".cc-kernel-image")
    assert "25×25" in image.get_attribute("aria-label")
    assert image.evaluate(COLOURS) == 2  # the weights', and that of the lines between them


def test_window_stays_at_its_output_cell_when_the_padding_changes(phone):
    figure = figure_of(phone("05_padding"), "How does a 5×5 picture stay 5×5?")
    at = figure.locator(".cc-where")
    figure.get_by_label("Output cell", exact=True).last.fill("6")
    at.get_by_text("output[1, 1]").wait_for()
    figure.get_by_role("button", name="Padding: one less").click()
    settle(figure.page)
    assert figure.locator(".cc-output .cc-size").inner_text() == "3×3"
    assert at.inner_text() == "output[1, 1]"
    figure.get_by_role("button", name="Padding: one more").click()
    settle(figure.page)
    assert figure.locator(".cc-output .cc-size").inner_text() == "5×5"
    assert at.inner_text() == "output[1, 1]"


def test_no_button_to_the_top_lies_over_the_text(phone):
    page = phone("05_padding")
    # As the theme does, where one scrolls up.
    show = "one => { one.style.display = 'block'; return one.checkVisibility(); }"
    button = page.locator("#pst-back-to-top")
    assert button.evaluate(show) is False
    page.set_viewport_size({"width": 1000, "height": 844})
    assert button.evaluate(show) is True


def test_measures_of_a_map_stand_below_each_other(phone):
    figure = figure_of(phone("13_feature_maps"), "What does each layer make of a photo?")
    pages = figure.locator(".cc-words > .cc-pages")
    assert pages.evaluate("box => box.scrollWidth <= box.clientWidth")
    shown = [one.bounding_box() for one in pages.locator(":scope > *").all() if one.is_visible()]
    assert len(shown) == 2
    assert shown[0]["y"] + shown[0]["height"] <= shown[1]["y"] + 1


#: What is said below a figure: its question, whether that stands below each other, and how far it
#: reaches out of its frame.
SAID = """() => [...document.querySelectorAll('.cc-explorer:not(.cc-hero *)')].flatMap(figure => {
    const said = [...figure.querySelectorAll('.cc-words .cc-pages > *')]
        .filter(one => one.checkVisibility());
    const end = figure.getBoundingClientRect().right;
    const out = said.map(one => one.getBoundingClientRect().right - end);
    const asked = figure.querySelector('.cc-question').textContent;
    return said.length > 1 ? [[asked, figure.dataset.words === 'below', Math.max(...out)]] : [];
})"""


@pytest.mark.parametrize("name", ["06_stride_dilation_and_output_size", "11_how_a_kernel_learns"])
def test_what_a_figure_says_is_in_sight_where_the_screen_has_the_room(phone, name):
    said = phone(name).evaluate(SAID)
    assert len(said) >= 4
    below = [out for _, is_below, out in said if is_below]
    assert len(below) > len(said) / 2 and max(below) <= 0, said


def test_what_is_said_is_a_row_again_where_it_makes_the_figure_too_tall(phone):
    page = phone("11_how_a_kernel_learns")
    figure = figure_of(page, "What does each weight meet?")
    assert figure.get_attribute("data-words") == "below"
    page.set_viewport_size({"width": 390, "height": 480})
    figure.get_by_role("button", name="Step ▸").click()
    settle(page)
    assert figure.get_attribute("data-words") is None
    page.set_viewport_size({"width": 1280, "height": 844})
    settle(page)
    assert figure.get_attribute("data-words") is None


#: How far below the page's header a figure's controls stand that are scrolled to its edge, in px.
UNDER_HEADER = """async figure => {
    const frame = () => new Promise(requestAnimationFrame);
    const controls = figure.querySelector('.cc-controls');
    const top = controls.getBoundingClientRect().top;
    scrollTo({top: scrollY + top + 40, behavior: 'instant'});
    await frame();
    await frame();
    const header = document.querySelector('.bd-header-article').getBoundingClientRect();
    return controls.getBoundingClientRect().top - header.bottom;
}"""


def test_controls_that_stay_in_sight_stand_right_below_the_header(site, open_page):
    page = open_page((site / "chapters/05_padding.html").as_uri(), width=390, height=844)
    page.wait_for_selector(".cc-explorer:not(.cc-hero *)[data-layout=narrow] > .cc-controls")
    figure = page.locator(".cc-explorer:not(.cc-hero *)").first
    assert abs(figure.evaluate(UNDER_HEADER)) < 1


def test_faults_are_a_list_with_its_name_also_before_their_repairs_come(phone):
    page = phone("network_doctor")
    faults = page.get_by_role("list", name="Faults").first
    faults.get_by_role("button").first.wait_for()
    # As on a busy machine, where the figure is drawn once more before the repairs are there.
    faults.evaluate("list => { for (const one of list.querySelectorAll('button')) one.remove(); }")
    assert faults.evaluate("list => list.scrollHeight > list.clientHeight")
    page.set_viewport_size({"width": 380, "height": 844})
    settle(page)
    shown = page.locator(".cc-d-faults").first
    assert shown.get_attribute("role") is None and shown.get_attribute("aria-label") == "Faults"


#: What goes on at the side of a page or a figure: whether it is signed at its beginning and at its
#: end, how far the sign of a figure's row stands in the row's numbers or out of the figure, and
#: what is signed though all of it is seen. Fields and the rows of controls have their own signs.
SIDEWAYS = """async () => {
    const frames = async n => { while (n--) await new Promise(requestAnimationFrame); };
    const signed = one => /\\brgb\\(/.test(getComputedStyle(one).backgroundImage);
    const goesOn = one => one.clientWidth && one.scrollWidth > one.clientWidth + 1
        && /auto|scroll/.test(getComputedStyle(one).overflowX);
    const found = { rows: 0, texts: 0, wrong: [] };
    for (const one of document.querySelectorAll('.bd-article *')) {
        if (one.matches('textarea, .cc-controls, select') || !one.checkVisibility()) continue;
        const name = `${one.tagName} ${one.className}`;
        const row = one.matches('.cc-explorer :is(.cc-sideways, .cc-pages, .cc-stage)');
        if (!goesOn(one)) {
            if (row && signed(one)) found.wrong.push(`${name}: a sign, and nothing goes on`);
            continue;
        }
        found[one.closest('.cc-explorer') ? 'rows' : 'texts'] += 1;
        one.scrollLeft = 0;
        one.scrollIntoView({ block: 'center', inline: 'end', behavior: 'instant' }); // in its row
        await frames(2);
        if (!signed(one)) found.wrong.push(`${name}: no sign`);
        const figure = one.closest('.cc-explorer');
        if (figure) {
            const [end, most] = [one, figure].map(each => each.getBoundingClientRect().right);
            const room = end <= most + 0.5 && one.offsetWidth - one.clientWidth >= 8;
            if (!room) found.wrong.push(`${name}: no room for the sign`);
        }
        one.scrollTo({ left: one.scrollWidth, behavior: 'instant' });
        await frames(2);
        if (signed(one)) found.wrong.push(`${name}: a sign at the end`);
        one.scrollLeft = 0;
    }
    return found;
}"""


@pytest.mark.parametrize("name", [path.stem for path in source_notebooks()])
def test_what_goes_on_at_the_side_has_a_sign_until_its_end(phone, name):
    found = phone(name).evaluate(SIDEWAYS)
    assert found["wrong"] == []


def test_rows_of_figures_and_printed_lines_are_among_what_goes_on_at_the_side(phone):
    found = phone("07_channels_and_feature_maps").evaluate(SIDEWAYS)
    assert found["rows"] >= 3 and found["texts"] >= 1
