"""A prediction covers what would tell its answer, until there is a guess."""

import re

import pytest

from tests.notebooks.prose import WORDS, predictions_of, right_answer
from tests.site.look import settle
from tests.site.test_pages import CHAPTERS
from tests.site.test_progress import FORBIDDEN, REFUSE_ALL

#: For each prediction: what is covered up to the next, what of that can be seen or reached, and
#: what was computed and stands open before it.
COVERED = """() => [...document.querySelectorAll('.cc-asks')].map(asks => {
    const [parts, open] = [[], []];
    for (let el = asks; el && !el.matches('section'); el = el.nextElementSibling) {
        if (el !== asks && el.matches('.cc-asks')) break;
        if (el.matches('.cc-veiled')) parts.push(el);
        else if (parts.length || el === asks) continue;
        else if (el.matches('.cell:has(.cell_output)')) open.push(el);
    }
    const seen = el => getComputedStyle(el).visibility === 'visible' && el.getClientRects().length;
    const within = (el, which) => [...el.querySelectorAll(which)];
    const telling = '.cc-output, .cc-sum, .cc-bar, .cc-controls, .cc-f-planes .cc-input, '
        + '.cc-s-planes .cc-input, '
        + '.cc-x-stage .cc-input ~ .cc-input, .cc-x-stage .cc-kernel ~ .cc-kernel';
    return {
        parts: parts.length,
        open: parts.length && open.length,
        inert: parts.every(el => el.inert),
        telling: parts.flatMap(el => within(el, telling)).filter(seen).length,
        sharp: parts.filter(el => !el.matches('.cc-figure')
            && getComputedStyle(el).filter === 'none').length,
    };
})"""
#: For each veil: whether what it covers says something, and its card stays above what is open.
VEILS = """veils => veils.map(veil => {
    const parts = [];
    for (let el = veil.nextElementSibling; el; el = el.nextElementSibling) {
        if (el.matches('section, h2, h3, .cc-asks, .cc-predict')) break;
        if (el.matches('.cc-veiled')) parts.push(el);
    }
    const bottom = el => el.getBoundingClientRect().bottom;
    const says = parts.some(el => el.matches('p, ul, ol, .cc-tells'));
    return says && bottom(veil.firstElementChild) <= Math.max(...parts.map(bottom));
})"""
NOTHING = {"parts": 0, "open": 0, "inert": True, "telling": 0, "sharp": 0}


#: For each prediction: its name, and what can be read between it and the next thing. Of a formula
#: that is the part for the eyes alone.
READABLE = """() => [...document.querySelectorAll('.cc-asks')].map(asks => {
    const texts = [];
    for (let el = asks.nextElementSibling; el; el = el.nextElementSibling) {
        if (el.matches('section, h2, h3, .cc-asks, .cc-predict')) break;
        if (el.matches('.cc-veil, .cc-veiled, .cc-figure')) continue;
        for (const one of el.querySelectorAll('.katex-mathml')) one.remove();
        texts.push(el.innerText);
    }
    return [asks.dataset.name, texts.join('\\n')];
})"""
#: What may be read, for it has the answer's words in it and does not tell.
TELLS_NOTHING = {
    ("1.3", "then point at the speck the 9 or tap it:"),
    ("2.4", "neural networks do neither:"),
    ("5.4", "the other four borders keep a white picture white for all that they copy is white."),
    ("8.2", "nine would not fit here but you can think on from there."),
    ("9.5", "the blur across slices is 1 here:"),
    ("10.2", "with the mean you may not."),
    ("11.1", "press step for the second weight."),
    ("14.6", "find kernel sizes that make the inside of the output even for a stride of 2 and "
     "for a stride of 3."),
    ("14.6", "it is the input gradient of an ordinary convolution 3×3 with stride 2 if all "
     "weights and "),
    # So the question says.
    ("14.8", "their convolution is 17 21 29 and this is what the transpose makes of it:"),
    ("15.7", "the thumbnail is an autoencoder."),
    ("15.7", "the thumbnail keeps its places and has nothing to learn."),
    ("15.7", "an autoencoder is not there to replace thumbnails."),
    ("15.9", "then set the stride of layer 4 which is 2."),
    ("15.9", "figure 15.11 · the output laid in squares and the maps of layer 4."),
}  # fmt: skip
#: What tells an answer in other words, further down than the first text after the figure.
TELLS_TOO = {
    "4.6": "a sum of impulses", "6.1": "another picture becomes", "6.5": "PyTorch refuses",
    "7.1": "the edge is gone", "7.5": "The same goes for every convolution",
    "8.4": "one cannot do it", "8.5": "8.5 times its work", "10.1": "The maximum says",
    "10.2": "so max pooling is not linear", "10.3": "cross a border", "10.9": "hardly count",
    "11.1": "the gradients are 2 and 4", "11.3": "-3.0", "11.8": "further away than it was",
    "11.11": "nothing moves at all", "12.1": "26 %", "12.4": "shared out",
    "12.6": "fewer than half", "13.2": "0.78", "13.3": "the fourth still is not",
    "13.8": "from 55 % to 4 %", "14.3": "with a flipped kernel", "15.7": "[14.8, 1.9",
}  # fmt: skip


def telling(question, text):
    """Return the sentences of a text that say the answer to a question: its number, in digits or
    in words, or all longer words of the right choice."""
    answer = right_answer(question)
    if isinstance(answer, str):
        words = re.findall(r"[^\W\d]{4,}", answer.lower())
        words += re.findall(r"\d+", answer) if words else []  # a number alone stands everywhere
        wanted = [rf"\b{word.rstrip('s')}" for word in words]
    else:
        names = [f"{answer:g}".replace("-", "−"), *(w for w, n in WORDS.items() if n == answer)]
        wanted = [rf"(?<![\w.−])(?:{'|'.join(names)})(?!\w|\.\d|[−×·/^])"]
    sentences = re.split(r"(?<=[.?!:;])\s+|\n+", text.replace(",", "").lower())
    return [one for one in sentences if wanted and all(re.search(w, one) for w in wanted)]


def guess_wrongly(box, question):
    """Give a likely wrong guess, and return the words that it should get."""
    if "choices" in question:
        place = next(n for n, one in enumerate(question["choices"]) if not one["right"])
        box.get_by_role("button").nth(place).click()
        return question["choices"][place]["why"]
    wrong, why = question["mistakes"][0]
    box.get_by_role("textbox").fill(str(wrong))
    box.get_by_role("textbox").press("Enter")
    return why


def solution_of(question):
    """Return what a wrong guess is told besides its own reply: the right answer, and why."""
    if "choices" in question:
        right = next(one for one in question["choices"] if one["right"])
        return f"The answer is “{right['text']}”. {right['why']}"
    return f"The answer is {str(question['number']).replace('-', '−')}. {question['why']}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_would_tell_is_covered_until_a_guess_and_a_guess_is_kept(chapter, site, open_page):
    page = open_page((site / chapter).as_uri(), offline=True, veils=True)
    questions = predictions_of(int(re.search(r"/(\d\d)_", chapter)[1]))
    before = page.evaluate(COVERED)
    assert len(before) == len(questions) == page.locator(".cc-veil").count()
    for covered in before:
        assert covered["parts"] and covered["inert"], before
        assert covered["telling"] == covered["sharp"] == covered["open"] == 0, before
    whole = page.viewport_size
    for size in ({"width": 390, "height": 844}, whole):
        page.set_viewport_size(size)
        settle(page)
        assert all(page.locator(".cc-veil").evaluate_all(VEILS)), size
    for n, question in enumerate(questions):
        box = page.locator(".cc-asks").nth(n)
        assert box.locator(".cc-reply").inner_text() == ""
        if n == len(questions) - 1:  # the last one is not guessed
            page.locator(".cc-veil").get_by_role("button", name="Show me anyway").click()
            assert page.evaluate("document.activeElement !== document.body")
        else:
            why = guess_wrongly(box, question)
            assert box.locator(".cc-reply").inner_text() == f"✗ {why}\n{solution_of(question)}"
        now = page.evaluate(COVERED)
        assert now == [NOTHING] * (n + 1) + before[n + 1 :]
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    settle(page)
    assert page.evaluate(COVERED) == [NOTHING] * (len(questions) - 1) + before[-1:]
    assert [text[:1] for text in page.locator(".cc-asks .cc-reply").all_inner_texts()] == [
        *"✗" * (len(questions) - 1),
        "",
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_stays_open_below_a_question_does_not_say_its_answer(chapter, site, open_page):
    page = open_page((site / chapter).as_uri(), offline=True, veils=True)
    questions = predictions_of(int(re.search(r"/(\d\d)_", chapter)[1]))
    told = {
        (name, sentence)
        for (name, text), question in zip(page.evaluate(READABLE), questions, strict=True)
        for sentence in telling(question, text)
    }
    assert not told - TELLS_NOTHING
    pages = page.locator("article").inner_text()
    for name, text in page.evaluate(READABLE):
        words = TELLS_TOO.get(name, "")
        assert words in pages and (not words or words not in text), (name, words)


def test_reader_who_wants_nothing_covered_is_remembered(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True)
    page.locator(".cc-veil").nth(1).get_by_role("button", name="Never cover anything").click()
    assert all(covered == NOTHING for covered in page.evaluate(COVERED))
    page.reload()
    page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert page.locator(".cc-veil").count() == 0


@pytest.mark.parametrize("refuse", ["", *REFUSE_ALL.values()], ids=["kept", *REFUSE_ALL])
def test_reader_who_wants_nothing_covered_can_take_it_back_where_a_veil_was(
    refuse, site, open_page
):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True, script=refuse)
    before = page.evaluate(COVERED)
    page.locator(".cc-asks").first.get_by_role("button", name="5×5").click()
    page.locator(".cc-veil").first.get_by_role("button", name="Never cover anything").click()
    again = page.get_by_role("button", name="Cover them again")
    if not refuse:
        page.reload()
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
    assert page.locator(".cc-veil").count() == 0
    assert again.count() == len(before) - 1  # where a guess was given nothing was covered
    again.nth(1).click()
    assert again.count() == 0
    assert page.evaluate(COVERED) == [NOTHING, *before[1:]]
    assert page.locator(".cc-veil").nth(1).locator("button:focus").count() == 1
    if not refuse:
        page.reload()
        page.wait_for_function("document.documentElement.dataset.widgets === 'ready'")
        assert page.evaluate(COVERED) == [NOTHING, *before[1:]]


def test_guess_ends_the_way_back_at_its_place(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True)
    lines = page.locator(".cc-uncovered")
    all_, first = lines.count(), page.locator(".cc-asks").first
    assert all_ == page.locator(".cc-asks").count()
    first.get_by_role("button", name="5×5").click()
    assert lines.count() == all_ - 1


def test_browser_that_keeps_nothing_asks_and_opens(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True, script=FORBIDDEN)
    page.locator(".cc-asks").first.get_by_role("button", name="5×5").click()
    assert page.evaluate(COVERED)[0] == NOTHING


def test_paper_covers_nothing(site, open_page):
    page = open_page((site / CHAPTERS[4]).as_uri(), offline=True, veils=True)
    page.emulate_media(media="print")
    assert page.locator(".cc-veil").first.is_hidden()
    styles = "[...document.querySelectorAll('.cc-veiled')].map(el => getComputedStyle(el).filter)"
    assert set(page.evaluate(styles)) == {"none"}
    assert (
        page.locator(".cc-veiled .cc-main").first.evaluate("el => getComputedStyle(el).visibility")
        == "visible"
    )


#: For each covered figure: whether its card keeps off the question and off what is seen, how far
#: below the last that is seen the figure ends, and where the first of that stands in the figure.
CARDS = """() => [...document.querySelectorAll('.cc-veil:has(+ .cc-figure)')].map(veil => {
    const figure = veil.nextElementSibling;
    const box = el => el.getBoundingClientRect();
    const card = box(veil.firstElementChild);
    const seen = [...figure.querySelectorAll('.cc-input, .cc-kernel')]
        .filter(el => getComputedStyle(el).visibility === 'visible').map(box)
        .filter(({height}) => height > 0);
    const last = Math.max(card.bottom, ...seen.map(one => one.bottom));
    return {
        below: card.top >= box(figure.querySelector('.cc-question')).bottom,
        above: seen.every(one => card.bottom <= one.top),
        rest: box(figure).bottom - last,
    };
})"""
#: Where in a figure stands what its veil leaves in sight: the same elements each time.
PLACES = """figure => {
    figure.inSight ??= [...figure.querySelectorAll('.cc-question, .cc-input, .cc-kernel')]
        .filter(el => getComputedStyle(el).visibility === 'visible' && el.getClientRects().length);
    const top = el => el.getBoundingClientRect().top;
    return figure.inSight.map(el => top(el) - top(figure));
}"""


@pytest.mark.parametrize("chapter", [CHAPTERS[2], CHAPTERS[9], CHAPTERS[10], CHAPTERS[15]])
def test_on_a_phone_a_card_touches_nothing_and_what_is_covered_takes_no_screen(
    chapter, site, open_page
):
    page = open_page((site / chapter).as_uri(), width=390, height=844, offline=True, veils=True)
    settle(page)
    cards = page.evaluate(CARDS)
    assert cards
    assert all(one["below"] and one["above"] and 0 <= one["rest"] < 200 for one in cards), cards

    figure = page.locator(".cc-veil + .cc-figure").first.element_handle()
    before, height = figure.evaluate(PLACES), figure.bounding_box()["height"]
    page.locator(".cc-veil:has(+ .cc-figure)").first.get_by_role(
        "button", name="Show me anyway"
    ).click()
    settle(page)
    assert figure.bounding_box()["height"] > height
    assert figure.evaluate(PLACES) == before


#: Of the covered figure that asks this: the captions of its grids in sight, and whether a window,
#: or a weight under a number, is.
IN_SIGHT = """question => {
    const figure = [...document.querySelectorAll('.cc-veil + .cc-figure')]
        .find(one => one.querySelector('.cc-question')?.textContent === question);
    const seen = (el, part) => getComputedStyle(el, part).visibility === 'visible';
    const grids = [...figure.querySelectorAll('.cc-input, .cc-kernel, .cc-output')];
    const captions = grids.filter(el => el.getClientRects().length && seen(el))
        .map(el => el.querySelector('.cc-name')?.textContent ?? el.textContent.slice(0, 9));
    const told = [...figure.querySelectorAll('.cc-tap')].some(el => seen(el, '::after'));
    return [captions, told, [...figure.querySelectorAll('.cc-window')].some(el => seen(el))];
}"""


@pytest.mark.parametrize(
    ("question", "grids"),
    [
        ("What does each weight meet?", ["Input", "Kernel"]),
        ("Which windows does an input lie in?", ["Input", "Kernel"]),
        ("Through which kernels does an error come back?", ["Input 0", "Kernel [0, 0]"]),
    ],
)
def test_gradient_and_what_a_weight_meets_are_covered_too(question, grids, site, open_page):
    page = open_page((site / CHAPTERS[10]).as_uri(), offline=True, veils=True)
    settle(page)
    assert page.evaluate(IN_SIGHT, question) == [grids, False, False]
