"""What has the focus shows it: each kind of control of each page, by pictures, in both themes."""

import pytest

from tests.site.look import crop, differ
from tests.site.test_pages import READ

#: What a keyboard reaches and is in sight, one of each kind that the page has. A kind is an element
#: with its classes, in the figure that it belongs to.
KINDS = """() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const reached = [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, canvas, [tabindex="0"]')]
        .filter(one => one.tabIndex >= 0 && !one.disabled && one.getClientRects().length)
        .filter(one => one.checkVisibility({opacityProperty: true, visibilityProperty: true}));
    const states = /\\b(mod-active|current|active|cc-done|cc-user|cc-lit|cc-tap|cc-noted)\\b/g;
    const name = one => one && `${one.localName}.${(one.className ?? '').replace?.(states, '')}`;
    const kinds = new Map();
    for (const one of reached) {
        const stage = one.closest('.cc-explorer')?.querySelector('.cc-stage');
        const home = one.closest('.cc-quiz, .cell, nav, .bd-header-article, article');
        const kind = [name(one), one.type, name(one.parentElement), name(stage ?? home)].join();
        if (!kinds.has(kind)) kinds.set(kind, one);
    }
    window.kinds = [...kinds.values()];
    return [...kinds.keys()];
}"""
#: Gives a control the focus, and returns where it is in the window, with a margin for a ring.
FOCUSED = """n => {
    const one = kinds[n];
    one.focus();
    if (document.activeElement !== one) return null;
    one.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    for (const move of document.getAnimations()) if (move instanceof CSSTransition) move.finish();
    const {left, top, right, bottom} = one.getBoundingClientRect();
    const x = Math.max(0, Math.floor(left) - 8), y = Math.max(0, Math.floor(top) - 8);
    const width = Math.min(innerWidth, Math.ceil(right) + 8) - x;
    const height = Math.min(innerHeight, Math.ceil(bottom) + 8) - y;
    return {x, y, width, height};
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_kind_of_control_shows_that_it_has_the_focus(theme, address, open_page):
    seen, without_ring = set(), []
    for page in READ:
        opened = open_page(address + page, scheme=theme, reduced_motion="reduce")
        opened.keyboard.press("Tab")  # from here on the focus is a keyboard's
        for number, kind in enumerate(opened.evaluate(KINDS)):
            if kind in seen:
                continue
            seen.add(kind)
            if not shows_its_focus(opened, number):
                without_ring.append(f"{page}: {kind}")
        opened.context.close()
    assert len(seen) > 40
    assert without_ring == []


def shows_its_focus(opened, number):
    """Tell whether a control looks otherwise with the focus than without, by keyboard."""
    place = opened.evaluate(FOCUSED, number)  # the link past the navigation comes into sight now
    assert place, "it cannot have the focus"
    assert min(place["width"], place["height"]) >= 8, "it is out of the window"
    focused = crop(opened, place)
    opened.evaluate("document.activeElement.blur()")
    return differ(focused, crop(opened, place))
