"""The page of practice, from disk and offline: problems, rules, what comes back, files."""

import json
import re
from datetime import datetime, timedelta

import pytest

from convcourse.practice import KINDS, problem
from tests.site.test_pages import assert_fits_and_is_accessible
from tests.site.test_progress import REFUSE_ALL

PAGE = "chapters/practice.html"
NOW = datetime(2026, 3, 3, 12, 0)
#: The day that a page takes it for.
AT = """Date = class extends Date {
    constructor(...given) { given.length ? super(...given) : super(%d); }
    static now() { return %d; }
};"""
#: What the page finds, as a test wants it.
BEGIN = """if (location.protocol === 'file:')
    localStorage.setItem('convcourse-practice', JSON.stringify({record: %s}));"""


def day(moment):
    return (moment - datetime(1970, 1, 1)).days


def record(seed=7, counts=None, **missed):
    """Return a record; `missed` gives days in which kinds/rules are due, by `kind__rule`."""
    due = {name.replace("__", "/"): {"times": 0, "due": at} for name, at in missed.items()}
    return {"seed": seed, "counts": counts or {}, "missed": due}


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('convcourse-practice')"))["record"]


@pytest.fixture
def practice(site, open_page):
    """Yield a function that opens the page with a record, at a time, in the reader's zone."""

    def open_(found=None, **options):
        at(page := open_page("about:blank", offline=True, **options), NOW)
        if not found:
            visit(page, site / PAGE)
            return page
        # On the first page only: a browser under load may show the next one, for a moment, a room
        # without what this one has written, and it would be begun anew.
        script, ends = (
            "Page.addScriptToEvaluateOnNewDocument",
            "Page.removeScriptToEvaluateOnNewDocument",
        )
        page.devtools.send("Page.enable")
        begun = page.devtools.send(script, {"source": BEGIN % json.dumps(found)})
        visit(page, site / PAGE)
        page.devtools.send(ends, begun)
        return page

    return open_


@pytest.fixture
def written(site):
    """Yield a function that waits until what a page keeps is what any page would find."""
    witnesses = {}

    def wait(page):
        if page not in witnesses:
            witnesses[page] = page.context.new_page()
            witnesses[page].notes = []
            witnesses[page].goto((site / "genindex.html").as_uri())
        found = page.evaluate("localStorage.getItem('convcourse-practice')")
        same = "found => localStorage.getItem('convcourse-practice') === found"
        # A page that nobody looks at may get no frames, so the clock asks.
        witnesses[page].wait_for_function(same, arg=found, polling=100)

    return wait


def at(page, moment):
    """Let the pages that are opened from now on take it for this moment."""
    ms = (moment - datetime(1970, 1, 1)).total_seconds() * 1000
    page.add_init_script(AT % (ms, ms))


def visit(page, path):
    page.goto(path.as_uri())
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")


def on(page):
    """Return the problem that the page shows, as Python makes it."""
    title, seed = page.locator(".cc-p-name").inner_text().split(" · ")[:2]
    kind = next(name for name, kind in KINDS.items() if kind.title == title)
    made = problem(kind, int(seed))
    assert page.locator(".cc-practice legend").inner_text() == made.ask
    return made


def only(page, kind):
    page.get_by_label("What to practise").select_option(kind)


def answer(page, value):
    choices = page.locator(".cc-p-choice")
    if choices.count():
        choices.get_by_text(value, exact=True).click()
    else:
        page.get_by_label("Your answer").fill(str(value))
        page.get_by_role("button", name="Check").click()


def said(page):
    return page.locator(".cc-reply").inner_text()


def test_right_answer_is_right_and_each_wrong_one_is_told_by_its_rule(site, practice):
    page = practice(record())
    for number, kind in enumerate(KINDS):
        only(page, kind)
        made = on(page)
        assert made.kind == kind and made.seed == 7 + number
        for wrong in made.wrong:
            answer(page, wrong.value)
            assert said(page).startswith(f"✗ {wrong.words}")
            assert page.locator(".cc-reply a").inner_text() == f"Figure {wrong.figure}"
            address = page.locator(".cc-reply a").get_attribute("href")
            file, _, place = address.partition("#")
            assert f'id="{place}"' in (site / "chapters" / file).read_text(encoding="utf8")
        answer(page, made.value)
        assert said(page).startswith(f"✓ {made.why}")
        # The first answer counts, and its rules come back.
        found = kept(page)
        missed = {one for one in found["missed"] if one.startswith(f"{kind}/")}
        assert found["counts"][kind] == [0, 1]
        assert missed == {f"{kind}/{rule}" for rule in made.wrong[0].rules}
        page.get_by_role("button", name="Next problem").click()
        assert on(page).seed == 8 + number


def test_what_is_no_number_gets_a_word_and_does_not_count(practice):
    page = practice(record())
    only(page, "output_size")
    for text in ("", "seven", "3 cells", "1/0", "<b>4</b>"):
        answer(page, text)
        assert said(page) == "✗ That is no number. Type one such as 7, −2 or 3.5."
    assert kept(page)["counts"] == {}
    made = on(page)
    answer(page, f" {made.value}.0 ")
    assert said(page).startswith("✓") and kept(page)["counts"] == {"output_size": [1, 1]}


def test_unknown_wrong_answer_gets_the_hint_and_the_answer_can_be_seen(practice):
    page = practice(record())
    only(page, "parameters")
    made = on(page)
    show = page.get_by_role("button", name="Show the answer")
    assert show.is_hidden()
    answer(page, 98765)
    assert said(page).startswith(f"✗ No. {made.hint} It comes back tomorrow.")
    show.click()
    assert f"\n= {made.value}. {made.why}" in said(page) and said(page).startswith("✗ No.")
    assert show.is_hidden()
    assert kept(page)["missed"] == {"parameters/other": {"times": 0, "due": day(NOW) + 1}}


def test_what_was_missed_comes_back_on_its_days_in_other_problems_and_the_front_says_so(
    site, practice, written
):
    page = practice(record(seed=40))
    only(page, "output_size")
    missed = next(one for one in on(page).wrong if len(one.rules) == 1)
    [rule] = missed.rules
    answer(page, missed.value)
    written(page)
    asked, now = {on(page).seed}, NOW
    for days in (1, 3, 7, 21):
        # The day before, nothing comes back.
        at(page, now + timedelta(days=days - 1))
        visit(page, site / PAGE)
        assert "comes back" not in page.locator(".cc-p-name").inner_text()
        now += timedelta(days=days)
        at(page, now)
        page.goto((site / "intro.html").as_uri())
        page.get_by_role("link", name="Practice: one problem comes back today.").click()
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        made = on(page)
        assert page.locator(".cc-p-name").inner_text().endswith("comes back")
        assert [rule] in [one.rules for one in made.wrong]
        assert made.kind == "output_size" and made.seed not in asked
        asked.add(made.seed)
        answer(page, made.value)
        written(page)
    assert said(page).endswith("It need not come back any more. Figure 6.4.")
    assert kept(page)["missed"] == {}


def test_problem_that_is_passed_over_gives_way_to_another(practice):
    page = practice(record())
    first = on(page)
    page.get_by_role("button", name="Next problem").click()
    assert on(page).seed == first.seed + 1 and kept(page)["counts"] == {}


def test_record_is_saved_as_a_file_and_joined_elsewhere(practice, tmp_path):
    page = practice(record(borders__as_wrap=day(NOW) + 5, counts={"borders": [3, 9]}))
    page.locator("summary", has_text="Take your practice along").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "convcourse-practice.json"
    assert json.loads(saved.read_text(encoding="utf8")) == kept(page)

    other = practice(record(seed=99, borders__turned=day(NOW)))
    other.locator("summary", has_text="Take your practice along").click()
    with other.expect_file_chooser() as chooser:
        other.get_by_role("button", name="Take from a file").click()
    chooser.value.set_files(saved)
    other.get_by_text("Joined to what was here.").wait_for()
    found = kept(other)
    assert set(found["missed"]) == {"borders/as_wrap", "borders/turned"} and found["seed"] == 99
    assert "Coming back: 1 today, 1 later" in other.locator(".cc-p-stands").inner_text()


def test_file_that_is_none_of_ours_changes_nothing(practice, tmp_path):
    page = practice(record(borders__turned=day(NOW)))
    before = kept(page)
    page.locator("summary", has_text="Take your practice along").click()
    for text in ("", "not json", "[]", '{"seed": "<b>"}', '{"what": 3}', "\0\1\2", "null"):
        file = tmp_path / "some.json"
        file.write_text(text, encoding="utf8")
        page.evaluate("document.querySelector('.cc-p-saved').textContent = ''")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_text("That file has no practice of this course in it.").wait_for()
        assert kept(page) == before


@pytest.mark.parametrize("found", ['"x"', "[1]", "null", '{"record": 3}', "{broken", '{"record":'])
def test_what_others_wrote_in_its_place_is_no_record(found, site, open_page):
    write = f"localStorage.setItem('convcourse-practice', {found!r});"
    page = open_page((site / PAGE).as_uri(), offline=True, script=write)
    assert page.locator(".cc-p-stands").inner_text() == "Nothing answered yet."
    answer(page, on(page).value)
    assert said(page).startswith("✓")


@pytest.mark.parametrize("refuse", REFUSE_ALL.values(), ids=REFUSE_ALL)
def test_browser_that_keeps_nothing_can_practise_all_the_same(refuse, site, open_page):
    page = open_page((site / PAGE).as_uri(), offline=True, script=refuse)
    for _ in range(2):
        answer(page, on(page).value)
        assert said(page).startswith("✓")
        page.get_by_role("button", name="Next problem").click()
    assert page.locator(".cc-p-stands").inner_text().startswith("2 of 2 problems right")


def test_all_of_it_goes_by_keyboard_and_the_reply_is_announced(practice):
    page = practice(record())
    only(page, "transposed_size")
    first = on(page)
    page.get_by_label("What to practise").press("Tab")
    page.keyboard.type(str(first.value))
    page.keyboard.press("Enter")
    assert page.locator(".cc-reply[role=status]").inner_text().startswith("✓")
    assert page.evaluate("document.activeElement.textContent") == "Next problem"
    page.keyboard.press("Enter")
    second = on(page)
    assert second.seed == first.seed + 1
    page.keyboard.type("98765")  # the field has the focus
    page.keyboard.press("Enter")
    assert said(page).startswith("✗")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(str(second.value))
    page.keyboard.press("Enter")
    assert said(page).startswith("✓")


def test_problems_fit_a_phone_with_large_targets_and_are_accessible(practice):
    page = practice(record(), width=390)
    page.set_viewport_size({"width": 390, "height": 844})
    for kind in KINDS:
        only(page, kind)
        answer(page, max(on(page).wrong, key=lambda one: len(one.words)).value)
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        assert_fits_and_is_accessible(page)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert_fits_and_is_accessible(page, runOnly=["color-contrast"])
        small = page.locator(".cc-practice :is(button, select, .cc-p-field):visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44)"
            ".map(one => one.outerHTML)"
        )
        assert small == []
        box = page.locator(".cc-practice").bounding_box()
        assert box["width"] <= 390 and box["height"] <= 796, (kind, box)
        parts = ".cc-p-figure > *, .cc-practice :is(button, select, .cc-p-field):visible"
        for part in page.locator(parts).all():
            inner = part.bounding_box()
            assert inner["x"] + inner["width"] <= box["x"] + box["width"], kind


def test_decks_are_there_to_be_downloaded(site, practice):
    page = practice(record())
    for name, begins in (("moodle", "<?xml"), ("anki", "#separator:tab")):
        link = page.get_by_role("link", name=re.compile(f"for {name}", re.I))
        address = link.get_attribute("href")
        text = (site / "chapters" / address).resolve().read_text(encoding="utf8")
        assert text.startswith(begins) and link.get_attribute("download") is not None
