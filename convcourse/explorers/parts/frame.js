// What all explorers do alike: hold their state, draw once a frame, speak, step, play puzzles, clean up after themselves.
import { calmer, nameControls, reachRows, speaker } from "./accessibility.js";
import { onceFramed, onResize, scheduler } from "./drawing.js";
import { make } from "./elements.js";
import { keepKeys } from "./keys.js";
import { holdRows, layOut, phone, useScreen } from "./layout.js";
import { puzzleStrip } from "./puzzles.js";
import { tellReads } from "./reads.js";
import { follow, sameArray, settle, stateStore } from "./store.js";
import { inOrder, follow as uncovering } from "./uncovered.js";

/**
 * What a view offers to its explorer.
 * @typedef {object} Ui
 * @property {any} model as anywidget gives it
 * @property {HTMLElement} el where the view stands
 * @property {AbortSignal} signal ends with the view
 * @property {() => any} state
 * @property {(changes: any) => void} set what `reconcile` adds included
 * @property {?{part: any, at: number[]}} pointed what the pointer or the focus is on
 * @property {(part: any) => (at: ?number[]) => void} point
 * @property {?number[]} spot the pixel of a picture that was chosen to look at; Reset and puzzles forget it
 * @property {?import("./uncovered.js").Uncovered} uncovered which stops are, by steps and by hand; Reset and puzzles forget it
 * @property {any} data what the explorer's `open` made: what its view holds beside the state, such as decoded pictures
 * @property {?{state: any, result: any}} drawn what stands on the page: the state and its result
 * @property {() => any} puzzle the one that is on
 * @property {(text: string, fine?: boolean, stays?: () => boolean) => void} notice tell what went wrong, or how it went where
 *   it is `fine`, in words that stay until something else changes, or for as long as they are told to
 * @property {() => string} noticed
 * @property {(text: string) => void} say tell a screen reader the state
 * @property {(() => void) & {now: () => void}} schedule draw anew in the next frame; `now` at once
 * @property {() => number} room the width that the stage has, in px: words beside it take none of it
 * @property {() => void} forget begin anew: what was remembered does not come back
 */

/**
 * What an explorer is made of: what chooses what is seen, what is seen, what speaks about it, and how they are drawn.
 * @typedef {{choices: HTMLElement[], stage: HTMLElement[], words: HTMLElement[], draw: (state: any, result: any) => void}} Built
 *
 * What is an explorer's own.
 * @typedef {object} Explorer
 * @property {(ui: Ui) => any} [open] makes what a view holds beside its state, as `ui.data`
 * @property {(state: any, ui: Ui) => any} compute turns the state into what is shown
 * @property {(changes: any, state: any, memory: any, ui: Ui) => any} [reconcile] adds to a set of changes those that have
 *   to go with them
 * @property {(ui: Ui) => Built} build makes the elements, and says how to draw them
 * @property {(result: any) => number} [count] how many stops there are for the `position` to step through
 * @property {(state: any, result: any, puzzle: any) => {solved: boolean, words: string}} [judge] how a state stands to a
 *   puzzle
 * @property {import("./reads.js").Reads} [reads] what the text beside it may show
 */

/** Make an explorer's `render` from what is its own. @param {Explorer} explorer */
export function explorer({
  open = () => null,
  compute,
  reconcile = (changes) => changes,
  build,
  count,
  judge,
  reads = {},
}) {
  return ({ model, el }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const notice = make("p", { class: "cc-notice", role: "alert" });
    const spoken = make("p", { class: "cc-spoken", role: "status" });
    const main = make("div", { class: "cc-main" });
    let stay = () => false;
    const store = stateStore(model, (changes, state, memory) => reconcile(changes, state, memory, ui));
    const schedule = scheduler(draw, signal);
    // Nothing else can be hung on it: what a figure holds besides is its `data`.
    /** @type {Ui} */
    const ui = Object.seal({
      ...{ model, el, signal, schedule, pointed: null, spot: null, uncovered: null, data: null, drawn: null },
      state: store.state,
      set: store.set,
      puzzle: () => model.get("puzzles")[model.get("puzzle")] ?? null,
      notice: (text, fine = false, stays = () => false) => {
        stay = stays;
        notice.textContent = text;
        notice.classList.toggle("cc-fine-news", fine);
      },
      noticed: () => notice.textContent,
      room: () => main.clientWidth,
      say: speaker(spoken, signal, () => model.get("playing")),
      point: (part) => (at) => {
        const pointed = at && { part, at };
        // What lies below a pointer at rest is written anew on each draw, and comes in again: that is no news.
        if (sameArray(pointed, ui.pointed)) return;
        ui.pointed = pointed;
        schedule();
      },
      forget() {
        store.forget();
        ui.spot = null;
        ui.uncovered = null;
        schedule();
      },
    });
    ui.data = open(ui);
    const strip = puzzleStrip(ui);
    const own = build(ui);
    el.classList.add("cc-view");
    main.append(...own.stage);
    const choices = make("div", { class: "cc-choices" }, own.choices);
    const words = make("div", { class: "cc-words" }, [...own.words, notice]);
    el.replaceChildren(strip.el, choices, main, words, spoken);
    el.inert = true; // until something is drawn: a pointer may stand there already, and find nothing to read

    let stops = 0; // so many but one stood there last
    /** The result of a state, and its last stop. */
    function computed(state) {
      ui.uncovered = uncovering(ui.uncovered, state.position);
      const result = compute(state, ui);
      const last = count ? Math.max(0, count(result) - 1) : 0;
      const others = last !== stops && ui.uncovered.visited.size > 0;
      stops = last;
      if (!others) return { result, last };
      ui.uncovered = inOrder(state.position); // what a hand visited were other stops
      return computed(state);
    }

    function draw() {
      const state = ui.state();
      const { result, last } = computed(state);
      if (count && model.get("last") !== last) store.put({ last, position: Math.min(state.position, last) });
      const shown = { ...state, position: Math.min(state.position ?? 0, last) };
      ui.drawn = { state: shown, result };
      layOut(el);
      own.draw(shown, result);
      tellReads(model, reads, shown, result);
      strip.update(ui.puzzle() && judge(shown, result, ui.puzzle()));
      useScreen(el, ui.puzzle()?.moved ?? null);
      el.inert = false;
      if (phone(el) || el.querySelector("[data-scrolls]")) reachRows(el);
    }

    settle(model, store, { signal, onChange: schedule, onNews: () => stay() || ui.notice("") });
    follow(model, "change:puzzle", ui.forget, signal); // from any view, or from Python
    follow(model, "change:playing", calmer(model, ui.notice), signal);
    onResize(main, signal, schedule);
    onceFramed(el, signal, (root) => {
      nameControls(root, signal);
      keepKeys(root, signal);
      holdRows(root, signal);
    });
    schedule();
    return () => controller.abort();
  };
}
