"""Opens, moves and takes in the hand every page in Firefox: ``python -m tests.firefox [PAGE …]``.

The coding exercises are run with their solutions.

The pages come from disk, as from a folder by double click. Without a PAGE, a part of a page's
name, all are opened. It ends with 1 where anything is wrong, and says where.
"""

import shutil
import sys
from pathlib import Path

from book.build import build_book
from tests.bidi import NotYetError, Session, firefox
from tests.chromium import install_package, starts
from tests.gestures import guessed, taken_in_hand
from tests.unit.page import solutions

ROOT = Path(__file__).parent.parent
NAMES = ("firefox-esr", "firefox")
EVENTS = ("log.entryAdded", "network.beforeRequestSent", "network.fetchError")
WIDTH, HEIGHT = 1280, 900
READY = "() => document.documentElement.dataset.widgets === 'ready'"
#: Each control that a keyboard moves: what it is, where, and the key that moves it.
CONTROLS = """() => [...document.querySelectorAll('.cc-explorer')].flatMap((figure, f) => {
    // As that of a training which takes one step, where nothing plays either.
    const ranges = [...figure.querySelectorAll('input[type=range]')];
    const stuck = ranges.some(one => one.min === one.max);
    const goes = one => one.type === 'range' ? one.min !== one.max
        : !(stuck && one.closest('.widget-play'));
    const of = (kind, selector, key) => [...figure.querySelectorAll(selector)]
        .filter(one => !one.disabled && one.checkVisibility() && goes(one))
        .map(one => ({figure: f, kind, selector, key: key(one),
                      place: [...figure.querySelectorAll(selector)].indexOf(one)}));
    const inward = one => one.value === one.max ? 'ArrowLeft' : 'ArrowRight';
    // Where more of them are: the next may show the same.
    const other = one => one.selectedIndex < one.length / 2 ? 'ArrowDown' : 'ArrowUp';
    return [
        ...of('slider', '.cc-controls input[type=range]', inward),
        ...of('choice', 'select', other),
        ...of('checkbox', '.cc-controls input[type=checkbox]', () => 'Space'),
        ...of('toggle', '.widget-toggle-button:not(.mod-active)', () => 'Enter'),
        ...of('player', '.widget-play button:first-of-type', () => 'Enter'),
    ];
})"""
#: What a figure shows, as one text: its marks, its numbers, its pictures, and its readouts.
SHOWN = """({figure}) => {
    const one = document.querySelectorAll('.cc-explorer')[figure];
    const pictures = [...one.querySelectorAll('.cc-view canvas')].map(c => c.toDataURL());
    const typed = [...one.querySelectorAll('.cc-view input')].map(i => i.value);
    const text = JSON.stringify([one.querySelector('.cc-view').innerHTML, pictures, typed]);
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
}"""
FOCUS = """({figure, selector, place}) => {
    const one = document.querySelectorAll('.cc-explorer')[figure].querySelectorAll(selector)[place];
    one.scrollIntoView({block: 'center', behavior: 'instant'});
    one.focus();
    return document.activeElement === one;
}"""
EXERCISES = (
    "() => [...document.querySelectorAll('[data-exercise]')].map(one => one.dataset.exercise)"
)
#: Writes an answer, where the plain field is still there, and runs it.
RUN = """(name, source) => {
    const exercise = document.querySelector(`[data-exercise=${name}]`);
    exercise.querySelector('textarea').value = source;
    exercise.querySelector('.cc-run').click();
}"""
JUDGED = "name => document.querySelector(`[data-exercise=${name}]`).ariaBusy === 'false'"
STATE = """name =>
    document.querySelector(`[data-exercise=${name}] [role=status]`).dataset.state"""
OTHER = f"(control, before) => ({SHOWN})(control) !== before"


def main(wanted: list[str]) -> None:
    """Open the pages of the site whose names hold one of the words `wanted`, or all."""
    tried = [] if find_firefox() else install_firefox()
    path = find_firefox()
    if not path:
        words = "No Firefox found or installed; install one: apt-get install firefox-esr."
        sys.exit("\n".join([*tried, words]))
    site = build_book(ROOT).parent
    # The front door, index.html, leads on to the intro by itself.
    pages = [p for p in sorted(site.rglob("*.html")) if "_static" not in p.parts]
    pages.remove(site / "index.html")
    pages = [p for p in pages if not wanted or any(word in p.name for word in wanted)]
    if not pages:
        sys.exit(f"No page of {site} has {' or '.join(wanted)} in its name.")
    with firefox(path) as session:
        print(f"Firefox {session.version}, at {path}")
        session.call("session.subscribe", events=list(EVENTS))
        size = {"width": WIDTH, "height": HEIGHT}
        session.call("browsingContext.setViewport", context=session.window, viewport=size)
        found = {page.name: examine(session, page) for page in pages}
    wrong = [f"{name}: {fault}" for name, faults in found.items() for fault in faults]
    if wrong:
        sys.exit("\n".join(wrong))


def examine(session: Session, page: Path) -> list[str]:
    """Open a page, try all that can be moved on it, and return in words what is wrong."""
    session.events.clear()
    session.open(page.as_uri())
    live = session.run("() => !!document.querySelector('.cc-widget, .cc-view, .cc-still')")
    if live:
        session.wait(READY)
    guesses, faults = guessed(session)
    controls = session.run(CONTROLS)
    faults += [fault for control in controls if (fault := move(session, control))]
    counts, wrong = taken_in_hand(session)
    faults += wrong + exercised(session)
    faults += [fault for event in session.events if (fault := complaint(event))]
    figures = session.run("() => document.querySelectorAll('.cc-explorer').length")
    if figures and page.parent.name == "chapters" and not controls:
        faults.append("no control on the page")
    words = ", ".join([*guesses, f"{len(controls)} controls", *counts])
    print(f"{page.name}: {words} tried, {len(faults)} faults", flush=True)
    return faults


def move(session: Session, control: dict) -> str | None:
    """Move a control by its key and back; return in words what is wrong."""
    words = f"figure {control['figure'] + 1}, {control['kind']} {control['place'] + 1}"
    if not session.run(FOCUS, control):
        return f"{words} does not take the focus"
    before = session.run(SHOWN, control)
    # Of a list's choices, the second may show what the first does ("Compare with" itself).
    for press in range(3 if control["kind"] == "choice" else 1):
        session.press(control["key"])
        try:
            session.wait(OTHER, control, before, seconds=5 if press == 0 else 2)
            break
        except NotYetError:
            continue
    else:
        return f"{words}: {control['key']} changes nothing"
    back = {"ArrowRight": "ArrowLeft", "ArrowLeft": "ArrowRight", "ArrowDown": "ArrowUp",
            "ArrowUp": "ArrowDown"}  # fmt: skip
    if control["kind"] != "toggle":  # that which was chosen before is another button
        session.press(back.get(control["key"], control["key"]))
    return None


def exercised(session: Session) -> list[str]:
    """Run each coding exercise with its solution; return in words what is wrong."""
    faults = []
    for name in session.run(EXERCISES):
        session.run(RUN, name, solutions()[name])
        session.wait(JUDGED, name)
        state = session.run(STATE, name)
        if state != "passed":
            faults.append(f"exercise {name}: its solution is {state}")
    return faults


def complaint(event: dict) -> str | None:
    """Return in words what is wrong with an event: an error, or a request that leaves the disk."""
    given = event["params"]
    if event["method"] == "log.entryAdded":
        said = f"{given['level']}: {given['text']}"
        return said if given["level"] in ("error", "warn") else None
    url = given["request"]["url"]
    if event["method"] == "network.fetchError":
        return f"request failed: {url[:200]} ({given['errorText']})"
    return None if url.startswith(("file:", "data:", "blob:")) else f"request: {url[:200]}"


def find_firefox() -> str | None:
    """Return the path of a Firefox that starts."""
    return next(filter(starts, filter(None, map(shutil.which, NAMES))), None)


def install_firefox() -> list[str]:
    """Install Debian's Firefox with apt, where there is one; return what was tried."""
    return install_package(NAMES[:1], find_firefox)


if __name__ == "__main__":
    main(sys.argv[1:])
