"""ReceptiveFieldExplorer in the page, from disk with the network cut: what it shows and does."""

import re

import pytest

from convcourse.explorers import Layer, ReceptiveFieldExplorer
from convcourse.explorers.receptive_field_explorer import PUZZLES
from tests.site.controls import shown_number, type_number
from tests.site.look import settle

CHAPTER = "chapters/10_pooling_and_receptive_field.html"
LABELS = {
    "kernel_size": "Kernel size k",
    "stride": "Stride s",
    "padding": "Padding p",
    "dilation": "Dilation d",
    "layer": "Change layer",
    "input_size": "Picture size",
}
CONV, POOL = Layer(padding=1), Layer("max", 2, 2)


@pytest.fixture
def figure(site, open_page):
    """Yield a function that opens the chapter and returns its full explorer, Figure 10.5."""

    def open_(**options):
        page = open_page((site / CHAPTER).as_uri(), offline=True, **options)
        explorer = page.locator(".cc-explorer:has(.cc-f-edit):has(.cc-strip button)")
        explorer.scroll_into_view_if_needed()
        return explorer

    return open_


def choose(explorer, **settings):
    """Type each setting into the number beside its slider."""
    for name, value in settings.items():
        type_number(explorer, LABELS[name], value)
    settle(explorer.page)


def press(explorer, name):
    explorer.get_by_role("button", name=name, exact=True).click()
    settle(explorer.page)


#: What stands in the cells, or in their fields.
ROWS = """rows => rows.map(row => [...row.cells].map(
    cell => cell.querySelector('input')?.value ?? cell.textContent.trim()))"""


def table(explorer):
    """Read the rows of the table: [kind, k, s, p, d, size, jump, field] of each layer."""
    return explorer.locator(".cc-f-table tbody tr").evaluate_all(ROWS)


def wanted_rows(python):
    """Return the rows that the table should have, as texts."""
    rows = []
    for depth, (kind, *numbers) in enumerate(python.layers, 1):
        python.depth = depth
        found = (python.sizes[depth], python.field.jump, python.field.size)
        rows.append([f"{depth} {kind}", *map(str, (*numbers, *found))])
    return rows


def shows(explorer, python):
    """Check that the page comes to show what Python computes for the same stack."""
    wanted = wanted_rows(python)
    for _ in range(40):
        if table(explorer)[1:] == wanted:
            return
        settle(explorer.page)
    assert table(explorer)[1:] == wanted


def readout(explorer, name):
    return shown_number(explorer, LABELS[name])


def test_stack_is_edited_layer_by_layer_and_shows_what_python_computes(figure):
    explorer = figure()
    stack = [CONV, POOL, CONV, POOL]
    shows(explorer, ReceptiveFieldExplorer(stack, 24))
    explorer.locator(".cc-f-table tr[data-level='1'] button").click()
    settle(explorer.page)
    assert (readout(explorer, "layer"), readout(explorer, "kernel_size")) == (1, 3)
    choose(explorer, stride=2)
    stack[0] = Layer("conv", 3, 2, 1)
    shows(explorer, ReceptiveFieldExplorer(stack, 24))
    press(explorer, "Add a layer")
    choose(explorer, kernel_size=5, padding=2, stride=1)
    stack.insert(1, Layer("conv", 5, 1, 2))
    shows(explorer, ReceptiveFieldExplorer(stack, 24))
    explorer.locator(".widget-dropdown select").select_option("Average pooling")
    settle(explorer.page)
    stack[1] = Layer("avg", 5, 1, 2)
    shows(explorer, ReceptiveFieldExplorer(stack, 24))
    press(explorer, "Remove it")
    del stack[1]
    shows(explorer, ReceptiveFieldExplorer(stack, 24))
    choose(explorer, layer=4, padding=2)
    words = explorer.locator(".cc-f-reading")
    assert "Layer 4 does not work: a pooling takes at most half" in words.inner_text()
    press(explorer, "Reset")
    shows(explorer, ReceptiveFieldExplorer([CONV, POOL, CONV, POOL], 24))


def test_named_stacks_and_sliders_that_follow_them(figure):
    explorer = figure()
    for name, layers in (("VGG-16", 18), ("ResNet-50 stem", 2), ("Listing 2", 3)):
        press(explorer, name)
        python = ReceptiveFieldExplorer(name)
        shows(explorer, python)
        assert readout(explorer, "layer") == layers
        assert readout(explorer, "input_size") == python.input_size
        button = explorer.get_by_role("button", name=name)
        assert button.get_attribute("aria-pressed") == "true"
        python.depth, middle = layers, python.sizes[-1] // 2
        assert explorer.locator(".cc-where").inner_text() == f"layer {layers} [{middle}, {middle}]"
        first, last = python.pixels[0], python.pixels[-1]
        assert f"columns {first} to {last}" in explorer.locator(".cc-f-reading").inner_text()


def test_arrow_keys_walk_along_a_map_and_from_map_to_map(figure):
    explorer = figure()
    where = explorer.locator(".cc-where")
    side = explorer.get_by_label("Unit, from the side")
    side.press("ArrowLeft")
    explorer.locator(".cc-where", has_text="layer 4 [3, 2]").wait_for()
    side.press("ArrowUp")  # to the unit of layer 3 that lies nearest
    explorer.locator(".cc-where", has_text="layer 3").wait_for()
    row, column = map(int, re.findall(r"\d+", where.inner_text())[1:])
    assert row in (6, 7) and column in (4, 5)
    side.press("Home")
    square = explorer.get_by_label("Unit in its map")
    square.press("ArrowDown")
    explorer.locator(".cc-where", has_text=f"layer 3 [{row + 1}, 0]").wait_for()
    reading = explorer.locator(".cc-f-reading").inner_text()
    assert "columns 0 to 4" in reading and "8×8 hangs over the edge" in reading
    assert square.get_attribute("aria-valuetext") == f"layer 3, row {row + 1}, column 0 of 12×12"
    assert explorer.locator(".cc-f-outside").count() == 2  # padding of the picture and of layer 2
    # Keys that come faster than frames are all obeyed.
    side.evaluate(
        """element => [1, 2, 3, 4].forEach(() =>
            element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp' })))"""
    )
    explorer.locator(".cc-where", has_text="layer 1").wait_for()


def test_where_not_even_layer_1_works_the_picture_can_still_be_looked_at(figure):
    explorer = figure()
    choose(explorer, layer=1, kernel_size=11, padding=0, input_size=6)
    reading = explorer.locator(".cc-f-reading")
    assert reading.inner_text().startswith("Layer 1 does not work: its kernel spans 11 cells")
    square = explorer.get_by_label("Unit in its map")
    square.click(position={"x": 6, "y": 6})
    explorer.locator(".cc-where", has_text="layer 0 [0, 0]").wait_for()
    explorer.page.mouse.move(0, 0)  # what is pointed at would be shown instead
    for board in (square, explorer.get_by_label("Unit, from the side")):
        for key in ("ArrowRight", "ArrowUp"):
            board.press(key)
            settle(explorer.page)
    explorer.locator(".cc-where", has_text="layer 0 [0, 2]").wait_for()
    assert (readout(explorer, "layer"), readout(explorer, "kernel_size")) == (1, 11)
    choose(explorer, kernel_size=3)
    explorer.locator(".cc-where", has_text="layer 1").wait_for()
    assert "does not work" not in reading.inner_text()


def test_pointing_shows_a_unit_and_looks_up_from_a_pixel(figure):
    explorer = figure()
    reading = explorer.locator(".cc-f-reading")

    def point(name, across, down, click=False):
        box = explorer.locator(f".cc-{name} svg").first.bounding_box()
        explorer.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        if click:
            explorer.page.mouse.down()
            explorer.page.mouse.up()
        settle(explorer.page)
        return reading.inner_text()

    assert point("output", 0.9, 0.1).startswith("Unit [0, 5] of layer 4")
    words = point("input", 0.5, 0.5)
    row, column, down, across = map(int, re.findall(r"\d+", words)[:4])
    python = ReceptiveFieldExplorer([CONV, POOL, CONV, POOL], 24)
    seeing = []
    for python.position in range(6):
        seeing.append(column in python.pixels)
    assert row == column and down == across == sum(seeing)
    assert f"{down}×{across} = {down * across} units of layer 4" in words
    assert explorer.locator(".cc-output .cc-f-user").count() == 1
    assert re.match(r"Column \d+ of the picture is seen by \d of 6", point("side", 0.5, 0.19))
    point("output", 0.1, 0.9, click=True)
    explorer.page.mouse.move(0, 0)
    explorer.locator(".cc-where", has_text="layer 4 [5, 0]").wait_for()


def test_arrow_keys_look_up_from_a_pixel_as_a_pointer_does(figure):
    explorer = figure()
    reading = explorer.locator(".cc-f-reading")
    before = reading.inner_text()
    picture = explorer.get_by_label("Pixel, and who sees it")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        picture.press(key)
        settle(explorer.page)
    words = reading.inner_text()
    row, column, down, across = map(int, re.findall(r"\d+", words)[:4])
    python = ReceptiveFieldExplorer([CONV, POOL, CONV, POOL], 24)
    seeing = dict.fromkeys((row, column), 0)
    for python.position in range(6):
        for place in seeing:
            seeing[place] += place in python.pixels
    assert (down, across) == (seeing[row], seeing[column]) and row == column == 15
    assert picture.get_attribute("aria-valuetext") == words
    assert picture.get_attribute("aria-valuenow") == str(15 * 24 + 15)
    picture.press("Escape")
    settle(explorer.page)
    assert reading.inner_text() == before


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda p: p["title"])
def test_puzzle_is_open_at_first_and_solved_by_its_solution(puzzle, figure):
    explorer = figure()
    before = table(explorer)
    explorer.get_by_role("button", name=puzzle["title"]).click()
    settle(explorer.page)
    assert "Solved" not in explorer.locator(".cc-status").inner_text()
    wanted = puzzle["solution"]["layers"]
    for _ in range(len(wanted) - len(puzzle["start"]["layers"])):
        press(explorer, "Add a layer")
    for number, (kind, *numbers) in enumerate(wanted, 1):
        choose(explorer, layer=number)
        explorer.locator(".widget-dropdown select").select_option(index=kind)
        choose(explorer, **dict(zip(list(LABELS)[:4], numbers, strict=True)))
    explorer.locator(".cc-status.cc-solved").wait_for()
    explorer.get_by_role("button", name=puzzle["title"]).click()
    explorer.locator(".cc-puzzle").wait_for(state="hidden")
    assert table(explorer) == before


@pytest.mark.parametrize("width", [360, 1280])
def test_no_drawing_is_cut_off(width, figure):
    explorer = figure(width=width)
    for name in ("VGG-16", "Listing 2"):
        press(explorer, name)
        outside = explorer.evaluate(
            """explorer => {
                const frame = explorer.getBoundingClientRect();
                const seen = part => { // where the row that it is in is moved to it
                    part.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
                    return part.getBoundingClientRect(); };
                const parts = explorer.querySelectorAll('.cc-stage svg, .cc-f-table td, canvas');
                return [...parts].map(seen).filter(box =>
                    box.left < frame.left - 1 || box.right > frame.right + 1).length;
            }"""
        )
        assert outside == 0


#: Counts the pixels of a canvas over which no veil lies; reads a copy, as the browser wants it.
CLEAR = """canvas => {
    const { width, height } = canvas;
    const context = Object.assign(document.createElement('canvas'), { width, height })
        .getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return data.filter((alpha, i) => i % 4 === 3 && !alpha).length;
}"""
#: The size of the photo that lies under a canvas, once it is decoded.
UNDER = """async canvas => {
    const photo = new Image();
    photo.src = getComputedStyle(canvas).backgroundImage.match(/^url\\("(blob:.*)"\\)$/)[1];
    await photo.decode();
    return [photo.naturalWidth, photo.naturalHeight];
}"""


def test_opener_shows_as_much_of_a_photo_as_the_unit_sees(site, open_page):
    page = open_page((site / CHAPTER).as_uri(), offline=True)
    opener = page.locator(".cc-hero .cc-explorer, .cc-explorer").first
    canvas = opener.locator("canvas")
    canvas.wait_for()
    assert canvas.evaluate(UNDER) == [224, 224]
    python = ReceptiveFieldExplorer("VGG-16")
    for layer in (7, 8, 9, 10, 11):
        settle(page)
        python.depth = layer
        assert canvas.evaluate(CLEAR) == python.field.size**2
        opener.locator(".cc-where", has_text=f"layer {layer} [").wait_for()
        opener.get_by_role("slider", name="Layer", exact=True).press("ArrowRight")
    opener.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert canvas.evaluate(CLEAR) == 24**2
