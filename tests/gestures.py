"""Takes in the hand what a page shows, in a browser that `tests.bidi` drives: by mouse and by keys.

What can be taken is tried wherever a page has it; what was tried, and what is wrong, is returned in
words.
"""

from collections.abc import Callable, Iterator

from tests.bidi import NotYetError, Session

#: A number cell of each figure that no window lies over: of its kernel where it has one, else the
#: largest, for a maximum follows no other, and none at the end, which may be read by no window.
CELLS = """() => [...document.querySelectorAll('.cc-view')].flatMap(view => {
    const free = one => one.checkVisibility() && !one.closest('.cc-under, .cc-under-row');
    const cells = [...view.querySelectorAll('input.cc-cell')].filter(free);
    const place = one => one.ariaLabel.match(/\\d+/g)?.map(Number) ?? [0];
    const ends = [0, 1].map(axis => Math.max(...cells.map(one => place(one)[axis] ?? 0)));
    const amid = cells.filter(one => place(one).every((n, axis) => n < ends[axis]));
    const value = one => Number(one.value.replace('−', '-')) || 0;
    const largest = all => all.reduce((most, one) => value(one) > value(most) ? one : most, all[0]);
    const kernels = cells.find(one => one.closest('.cc-kernel'));
    return (kernels ?? largest(amid.length ? amid : cells)) || [];
})"""
WINDOWS = """() => [...document.querySelectorAll('.cc-window[role=slider]')].filter(one =>
    one.checkVisibility() && Number(one.getAttribute('aria-valuemax')) > 0)"""
ASKED = "() => [...document.querySelectorAll('.cc-asks .cc-prediction')]"
WORDS = "() => [...document.querySelectorAll('a.cc-bound[aria-pressed]')]"
NUMBERS = "() => [...document.querySelectorAll('a.cc-scrub')]"
#: Shows the whole output: of what is not shown yet nothing follows.
SHOW_ALL = """async () => {
    for (const view of document.querySelectorAll('.cc-view')) {
        const named = (...names) => [...view.querySelectorAll('button:not(:disabled)')]
            .find(one => names.includes(one.textContent.trim()));
        named('Show all', 'To the end', 'Both')?.click();
        for (let steps = 0; steps < 99 && named('Step ▸'); steps++) {
            named('Step ▸').click();
            await new Promise(requestAnimationFrame);
        }
    }
}"""
#: Keeps what a function finds, and tells how many there are.
KEEP = "() => (globalThis.tried = ({})()).length"
#: Where the middle of one of them is, once it is brought there, and how wide its cells are. What
#: the last gesture changed is drawn in the next frame, and may move what stands below it.
PLACE = """async n => {
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    tried[n].scrollIntoView({block: 'center', behavior: 'instant'});
    // Words may go on in the next line, and between the two is nothing.
    const [first = tried[n].getBoundingClientRect()] = tried[n].getClientRects();
    const {x, y, width, height} = first;
    const cell = tried[n].parentElement.querySelector('.cc-cell');
    const pitch = cell?.getBoundingClientRect().width ?? 0;
    return [x + width / 2, y + height / 2, pitch].map(Math.round);
}"""
FOCUS = """n => {
    tried[n].scrollIntoView({block: 'center', behavior: 'instant'});
    tried[n].focus();
    return document.activeElement === tried[n];
}"""
#: Whether a window is as wide as its grid, and goes up and down alone.
UPRIGHT = """n => {
    const [own, grid] = [tried[n], tried[n].parentElement].map(one => one.getBoundingClientRect());
    return own.width > grid.width - 6;
}"""
VALUE = "n => tried[n].value"
TEXT = "n => tried[n].getAttribute('aria-valuetext')"
NUMBER = "n => tried[n].getAttribute('aria-valuenow')"
PRESSED = "n => tried[n].getAttribute('aria-pressed')"
#: What follows from the numbers of a figure: its words and pictures, and not what is typed.
FOLLOWS = """n => {
    const view = tried[n].closest('.cc-view');
    const pictures = [...view.querySelectorAll('canvas')].map(one => one.toDataURL());
    return [view.textContent, ...pictures].join();
}"""


def guessed(session: Session) -> tuple[list[str], list[str]]:
    """Answer all predictions of a page: until then what follows them is covered."""
    return _each(session, "predictions", ASKED, _predict)


def taken_in_hand(session: Session) -> tuple[list[str], list[str]]:
    """Try all else that a hand can do on a page."""
    session.run(SHOW_ALL)
    kinds = [
        ("number cells", CELLS, _scrub_and_type),
        ("windows", WINDOWS, _slide),
        ("words", WORDS, _press_word),
        ("numbers in the text", NUMBERS, _scrub_number),
    ]
    each = [_each(session, *kind) for kind in kinds]
    return sum((counts for counts, _ in each), []), sum((faults for _, faults in each), [])


def _each(session: Session, kind: str, found: str, try_one: Callable):
    """Try one kind; return in words how many there are, and what is wrong with any."""
    count = session.run(KEEP.format(found))
    faults = [f"{kind}, {n + 1}: {fault}" for n in range(count) for fault in try_one(session, n)]
    return [f"{count} {kind}"] if count else [], faults


def _comes(session: Session, read: str, n: int, value, *, same: bool) -> bool:
    """Wait until what is read of the n-th is, or is no longer, a value; tell whether it comes."""
    sign = "===" if same else "!=="
    try:
        session.wait(f"(n, value) => ({read})(n) {sign} value", n, value, seconds=5)
    except NotYetError:
        return False
    return True


def _predict(session: Session, n: int) -> Iterator[str]:
    """Give a guess, by mouse or by keys in turns: it gets a reply, and lifts its veil."""
    veils = "() => document.querySelectorAll('.cc-veil').length"
    before = session.run(veils)
    session.run("n => (tried[n] = tried[n].querySelector('input, button')) && null", n)
    typed = session.run("n => tried[n].tagName === 'INPUT'", n)
    if n % 2:
        session.run(FOCUS, n)
    else:
        session.click(*session.run(PLACE, n)[:2])
    if typed:
        session.press("3", "Enter")
    elif n % 2:
        session.press("Enter")
    reply = "n => tried[n].closest('fieldset').querySelector('.cc-reply').textContent !== ''"
    if not _comes(session, reply, n, True, same=True):
        yield "a guess gets no reply"
    if not _comes(session, veils, n, before - 1, same=True):
        yield "a guess lifts no veil"


def _scrub_and_type(session: Session, n: int) -> Iterator[str]:
    """Scrub a number, take it back, scrub it for good; step and type, and take that back."""
    before, follows = session.run(VALUE, n), session.run(FOLLOWS, n)
    x, y, _ = session.run(PLACE, n)
    session.mouse([x, y], "down", [x + 9, y], [x + 17, y])
    if not _comes(session, FOLLOWS, n, follows, same=False):
        yield "a drag moves nothing"
    session.press("Escape")
    session.mouse("up")
    if not _comes(session, VALUE, n, before, same=True):
        yield "Escape does not take a drag back"
    for way in (17, -17):
        session.mouse([x, y], "down", [x + way // 2, y], [x + way, y], "up")
        if not _comes(session, VALUE, n, before, same=way < 0):
            yield "a drag and its way back do not end where they began"
    session.run(FOCUS, n)
    session.press("PageUp")
    if not _comes(session, VALUE, n, before, same=False):
        yield "PageUp does not step"
    session.press("Escape")
    if not _comes(session, VALUE, n, before, same=True):
        yield "Escape does not take a step back"
    session.click(x, y)
    follows = session.run(FOLLOWS, n)
    session.press("9", "9")
    if not _comes(session, FOLLOWS, n, follows, same=False):
        yield "what is typed does not count at once"
    session.press("Escape")
    if not _comes(session, VALUE, n, before, same=True):
        yield "Escape does not take back what was typed"


def _slide(session: Session, n: int) -> Iterator[str]:
    """Drag a window, take it back, drag it for good, and bring it back by its key."""
    before = session.run(TEXT, n)
    x, y, pitch = session.run(PLACE, n)
    upright = session.run(UPRIGHT, n)
    back = not ("row 0," in before if upright else before.endswith("column 0"))  # from its edge
    way = round(3.4 * pitch) * (-1 if back else 1)
    half, whole = ([x, y + step] if upright else [x + step, y] for step in (way // 2, way))
    session.mouse([x, y], "down", half, whole)
    if not _comes(session, TEXT, n, before, same=False):
        yield "a drag moves nothing"
    session.press("Escape")
    session.mouse("up")
    if not _comes(session, TEXT, n, before, same=True):
        yield "Escape does not take a drag back"
    session.mouse([x, y], "down", half, whole, "up")
    if not _comes(session, TEXT, n, before, same=False):
        yield "a drag does not last"
    session.run(FOCUS, n)
    there = session.run(TEXT, n)
    keys = ("ArrowDown", "ArrowUp") if upright else ("ArrowRight", "ArrowLeft")
    session.press(keys[0] if back else keys[1])
    if not _comes(session, TEXT, n, there, same=False):
        yield "an arrow key moves nothing"


def _press_word(session: Session, n: int) -> Iterator[str]:
    """Click words and press them, in turns."""
    if n % 2:
        session.run(FOCUS, n)
        session.press("Enter")
    else:
        session.click(*session.run(PLACE, n)[:2])
    if not _comes(session, PRESSED, n, "true", same=True):
        yield "it sets nothing"


def _scrub_number(session: Session, n: int) -> Iterator[str]:
    """Scrub a number in the text, and bring it back by its key."""
    before = session.run(NUMBER, n)
    x, y, _ = session.run(PLACE, n)
    ends = session.run("n => tried[n].getAttribute('aria-valuemax')", n) == before
    way = -17 if ends else 17
    session.mouse([x, y], "down", [x + way // 2, y], [x + way, y], "up")
    if not _comes(session, NUMBER, n, before, same=False):
        yield "a drag moves nothing"
    session.run(FOCUS, n)
    session.press("ArrowRight" if ends else "ArrowLeft")
    if not _comes(session, NUMBER, n, before, same=True):
        yield "an arrow key does not bring it back"
