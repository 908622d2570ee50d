// What all explorers do alike: hold their state, draw once a frame, speak, step, play puzzles, clean up after themselves.
import { calmer, nameControls, pressToggle as press, speaker } from "./accessibility.js";
import { resetButton as reset, stepBar as steps } from "./bar.js";
import { onceFramed as framed, onResize, scheduler } from "./drawing.js";
import { keepKeys } from "./keys.js";
import { broken as isBroken, puzzleStrip } from "./puzzles.js";
import { follow, listOfLength as atLength, sameArray as same, settle, stateStore } from "./store.js";
import { make } from "./elements.js";

// Until every explorer imports them from where they are.
export const broken = isBroken;
export const listOfLength = atLength;
export const onceFramed = framed;
export const pressToggle = press;
export const resetButton = reset;
export const sameArray = same;
export const stepBar = steps;

/**
 * What a view offers to its explorer.
 * @typedef {object} Ui
 * @property {object} model as anywidget gives it
 * @property {HTMLElement} el where the view stands
 * @property {AbortSignal} signal ends with the view
 * @property {() => object} state
 * @property {(changes: object) => void} set what `reconcile` adds included
 * @property {?{part: any, at: number[]}} pointed what the pointer or the focus is on
 * @property {(part: any) => (at: ?number[]) => void} point
 * @property {?number[]} spot the pixel of a picture that was chosen to look at; Reset and puzzles forget it
 * @property {any} data what the explorer's `open` made: what its view holds beside the state, such as decoded pictures
 * @property {?{state: object, result: any}} drawn what stands on the page: the state and its result
 * @property {() => ?object} puzzle the one that is on
 * @property {(text: string) => void} notice tell what went wrong, in words that stay until something else changes
 * @property {() => string} noticed
 * @property {(text: string) => void} say tell a screen reader the state
 * @property {() => void} schedule draw anew in the next frame
 * @property {() => void} forget begin anew: what was remembered does not come back
 */

/**
 * Make an explorer's `render` from what is its own.
 *
 * @param {{
 *   open?: (ui: Ui) => any,
 *   compute: (state: object, ui: Ui) => any,
 *   reconcile?: (changes: object, state: object, memory: object, ui: Ui) => object,
 *   build: (ui: Ui) => {parts: HTMLElement[], draw: (state: object, result: any) => void},
 *   count?: (result: any) => number,
 *   judge?: (state: object, result: any, puzzle: object) => {solved: boolean, words: string},
 * }} explorer
 *   `open` makes what a view holds beside its state, as `ui.data`; `compute` turns the state into what is shown;
 *   `reconcile` adds to a set of changes those that have to go with them; `build` makes the elements and returns how to
 *   draw them; `count` says how many stops there are for the `position` to step through; `judge` says how a state stands
 *   to a puzzle.
 */
export function explorer({ open = () => null, compute, reconcile = (changes) => changes, build, count, judge }) {
  return ({ model, el }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const notice = make("p", { class: "cc-notice", role: "alert" });
    const spoken = make("p", { class: "cc-spoken", role: "status" });
    const store = stateStore(model, (changes, state, memory) => reconcile(changes, state, memory, ui));
    const schedule = scheduler(draw, signal);
    /** @type {Ui} */
    const ui = {
      ...{ model, el, signal, schedule, pointed: null, spot: null, data: null, drawn: null },
      state: store.state,
      set: store.set,
      puzzle: () => model.get("puzzles")[model.get("puzzle")] ?? null,
      notice: (text) => (notice.textContent = text),
      noticed: () => notice.textContent,
      say: speaker(spoken, signal, () => model.get("playing")),
      point: (part) => (at) => {
        ui.pointed = at && { part, at };
        schedule();
      },
      forget() {
        store.forget();
        ui.spot = null;
        schedule();
      },
    };
    ui.data = open(ui);
    const strip = puzzleStrip(ui);
    const own = build(ui);
    el.classList.add("cc-view");
    el.replaceChildren(strip.el, ...own.parts, notice, spoken);

    function draw() {
      const state = ui.state();
      const result = compute(state, ui);
      const last = count ? Math.max(0, count(result) - 1) : 0;
      if (count && model.get("last") !== last) store.put({ last, position: Math.min(state.position, last) });
      const shown = { ...state, position: Math.min(state.position ?? 0, last) };
      ui.drawn = { state: shown, result };
      own.draw(shown, result);
      strip.update(ui.puzzle() && judge(shown, result, ui.puzzle()));
    }

    settle(model, store, { signal, onChange: schedule, onNews: () => ui.notice("") });
    follow(model, "change:puzzle", ui.forget, signal); // from any view, or from Python
    follow(model, "change:playing", calmer(model, ui.notice), signal);
    onResize(el, signal, schedule);
    onceFramed(el, signal, (root) => {
      nameControls(root, signal);
      keepKeys(root, signal);
    });
    schedule();
    return () => controller.abort();
  };
}
