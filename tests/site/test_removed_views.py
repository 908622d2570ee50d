"""A view that is removed leaves nothing behind: no listener, observer, timer, frame or address."""

import base64

import numpy as np
import pytest

from convcourse import explorers
from convcourse.explorers import Practice, Prediction, Quiz, choice, number
from tests.made import CLASSES, plain

#: Counts what lives outside of a view: whatever is on its own elements goes with them.
COUNTING = """
const live = { listeners: new Set(), observers: new Set(), timers: new Set(), frames: new Set(),
    addresses: new Set() };
globalThis.live = live;
Element.prototype.setPointerCapture = () => {}; // of a pointer that is only made up here
const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (type, act, options) {
    const { signal, once } = Object(options);
    if (act && !(this instanceof AbortSignal) && !signal?.aborted) {
        const entry = { target: this, type, act };
        live.listeners.add(entry);
        const forget = () => live.listeners.delete(entry);
        if (signal) add.call(signal, 'abort', forget);
        if (once) add.call(this, type, forget, { once });
    }
    return add.call(this, type, act, options);
};
EventTarget.prototype.removeEventListener = function (type, act, options) {
    for (const entry of live.listeners) {
        if (entry.target === this && entry.type === type && entry.act === act) {
            live.listeners.delete(entry);
        }
    }
    return remove.call(this, type, act, options);
};
for (const name of ['ResizeObserver', 'MutationObserver', 'IntersectionObserver']) {
    globalThis[name] = class extends globalThis[name] {
        observe(...all) { live.observers.add(this); return super.observe(...all); }
        disconnect() { live.observers.delete(this); return super.disconnect(); }
    };
}
const counted = (ask, cancel, kept, again) => {
    const [asked, cancelled] = [globalThis[ask], globalThis[cancel]];
    globalThis[ask] = (act, ...rest) => {
        const id = asked((...all) => { if (!again) kept.delete(id); act(...all); }, ...rest);
        kept.add(id);
        return id;
    };
    globalThis[cancel] = (id) => { kept.delete(id); cancelled(id); };
};
globalThis.nextFrame = requestAnimationFrame.bind(globalThis); // these two are not counted
globalThis.setTimer = setTimeout.bind(globalThis);
counted('setTimeout', 'clearTimeout', live.timers, false);
counted('setInterval', 'clearInterval', live.timers, true);
counted('requestAnimationFrame', 'cancelAnimationFrame', live.frames, false);
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (blob) => {
    const address = createObjectURL.call(URL, blob);
    live.addresses.add(address);
    return address;
};
URL.revokeObjectURL = (address) => {
    live.addresses.delete(address);
    revokeObjectURL.call(URL, address);
};
"""
#: Shows a view beside a slider, as an explorer does, with a model that counts who listens to it.
SHOWING = """async ({ code, state }) => {
    const whole = (value) => {
        if (Array.isArray(value)) return value.map(whole);
        if (value?.bytes === undefined) return value;
        return new DataView(Uint8Array.from(atob(value.bytes), (c) => c.charCodeAt(0)).buffer);
    };
    const values = Object.fromEntries(Object.entries(state).map(([k, v]) => [k, whole(v)]));
    const heard = new Set();
    const on = (...pair) => heard.add(pair);
    const off = (name, act) => {
        for (const pair of heard) if (pair[0] === name && pair[1] === act) heard.delete(pair);
    };
    const tell = (name) => [...heard].forEach(([event, act]) => event === name && act());
    const hub = { connect: (act) => on('kernel', act), disconnect: (act) => off('kernel', act) };
    values.layout = { comm_live: true, on, off };
    const model = {
        on, off, save_changes() {}, send() {}, get: (name) => values[name],
        set(changes, value) {
            const all = typeof changes === 'string' ? { [changes]: value } : changes;
            Object.assign(values, all);
            for (const name of Object.keys(all)) tell(`change:${name}`);
            tell('change');
        },
        widget_manager: { kernel: { status: 'idle', statusChanged: hub } },
    };
    const root = document.createElement('div');
    root.className = 'cc-explorer';
    root.innerHTML = `<div class="cc-question">?</div><div class="cc-controls"><div
        class="jupyter-widgets"><label class="widget-label">A</label><div class="noUi-handle"
        tabindex="0"></div></div></div>`;
    const el = document.createElement('div');
    root.append(el);
    document.body.replaceChildren(root);
    const blob = new Blob([code], { type: 'text/javascript' });
    const address = URL.createObjectURL(blob);
    const { default: widget } = await import(address);
    URL.revokeObjectURL(address);
    const before = live.listeners.size;
    const frames = async (count) => {
        for (let n = 0; n < count; n++) await new Promise(nextFrame);
    };
    const cleanup = await widget.render({ model, el });
    const outside = () => [...live.listeners].filter(({ target }) =>
        !(target instanceof Node && (el.contains(target) || !target.isConnected)));
    const left = () => ({
        model: [...heard].map(([name]) => name),
        listeners: outside().slice(before).map(({ target, type }) => `${type} on ${target}`),
        observers: live.observers.size, timers: live.timers.size, frames: live.frames.size,
        addresses: live.addresses.size,
    });
    Object.assign(globalThis, { model, el, root, frames, cleanup, left, values });
    await frames(10);
    return left();
}"""
#: What a reader may do to a view: everything that can be pressed, typed into or pointed at.
USING = """async () => {
    const press = (target, key) => target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    for (const part of el.querySelectorAll('button')) {
        if (!part.textContent.startsWith('Choose')) part.click();
        await frames(1);
    }
    for (const part of el.querySelectorAll('input[type=text], [tabindex="0"], canvas, svg')) {
        for (const type of ['pointerover', 'pointerdown', 'pointermove', 'pointerup']) {
            part.dispatchEvent(new PointerEvent(type,
                { bubbles: true, isPrimary: true, clientX: 9, clientY: 9 }));
        }
        for (const key of ['ArrowRight', 'Enter', 'Escape', ' ']) press(part, key);
    }
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['no picture'], 'a.png', { type: 'image/png' }));
    root.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    model.set({ playing: true });
    await frames(3);
}"""
#: Removes the view while it waits to be drawn, and changes its model as a second view would.
REMOVING = """async () => {
    const change = () =>
        Object.keys(model.get('initial') ?? {}).forEach(name => model.set(name, values[name]));
    change();
    cleanup();
    const waiting = live.frames.size;
    el.remove();
    await frames(4);
    const gone = { ...left(), frames: waiting };
    const markup = el.innerHTML;
    change();
    await frames(2);
    return { gone, later: left(), drawn: markup !== el.innerHTML };
}"""
NOTHING = {
    "model": [], "listeners": [], "observers": 0, "timers": 0, "frames": 0, "addresses": 0,
}  # fmt: skip


def with_network():
    """Return an explorer that has a network run, which brings the reader's own pictures along."""
    sides = [64] * 2 + [32] * 2 + [16] * 3 + [8] * 3 + [4] * 3
    maps = [np.random.default_rng(side).random((6, side, side)) for side in sides]
    return explorers.FeatureMapBrowser({"chelsea": maps}, network="vgg16_slim", side=64).view


SUM = number("1 + 1?", 2, "Yes.", hint="Count.")
#: Each widget that is no explorer, under its name or with what tells two of them apart.
OTHERS = {
    "Practice": lambda: Practice(seed=1),
    "Prediction, a choice": lambda: Prediction(
        "p", choice("Is it?", ("Yes", "It is.", True), ("No", "It is."))
    ),
    "Prediction, a number": lambda: Prediction("p", SUM),
    "Quiz": lambda: Quiz("q", [SUM]),
}
MADE = {
    **{kind.__name__: lambda kind=kind: plain(kind).view for kind in CLASSES},
    "FeatureMapBrowser, with a network": with_network,
    "ReceptiveFieldExplorer, over a photo": lambda: (
        explorers.ReceptiveFieldExplorer(photo="camera").view
    ),
    **OTHERS,
}


def sent(value):
    """Return a trait's value as it travels to the harness: bytes in letters."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, list | tuple):
        return [sent(one) for one in value]
    return value


#: Ends a script's evaluation with words where it would wait for ever. The timer is none of those
#: that are counted.
BOUNDED = """given => Promise.race([(SCRIPT)(given), new Promise((_, late) =>
    setTimer(() => late(new Error('no answer within half a minute')), 30000))])"""


def answer(page, script, given=None):
    """Return what a script answers, within half a minute."""
    return page.evaluate(BOUNDED.replace("SCRIPT", script), given)


@pytest.fixture(scope="module")
def bare(browser):
    """Return an empty page that counts what it is asked for, and notes what goes wrong."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(COUNTING)
    page.notes = []
    page.on("pageerror", lambda error: page.notes.append(str(error)))
    yield page
    context.close()


def test_every_widget_is_here():
    kinds = [getattr(explorers, name) for name in explorers.__all__]
    widgets = {one.__name__ for one in kinds if hasattr(one, "_esm") or one in CLASSES}
    assert widgets == {name.split(",")[0] for name in MADE}


@pytest.mark.parametrize("name", MADE)
def test_removed_view_leaves_nothing_behind(name, bare):
    bare.goto("about:blank")
    bare.notes.clear()
    widget = MADE[name]()
    names = [name for name in widget.trait_names(sync=True) if not name.startswith("_")]
    own = {
        name: sent(getattr(widget, name))
        for name in names
        if name not in ("layout", "tabbable", "tooltip")
    }
    there = answer(bare, SHOWING, {"code": widget._esm, "state": own})
    assert there["listeners"], "the harness does not see what a view listens to"
    assert name in OTHERS or (there["model"] and there["observers"])
    answer(bare, USING)
    left = answer(bare, REMOVING)
    assert left == {"gone": NOTHING, "later": NOTHING, "drawn": False}
    assert bare.notes == []
