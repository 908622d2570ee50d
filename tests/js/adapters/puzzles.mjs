// Puzzles played on a page on which nothing happens, by an explorer's own reconcile, compute and judge.
import { setImmediate } from "node:timers/promises";

import { partsOf } from "../own_parts.mjs";
import { install } from "../quiet_page.mjs";

const TURNS = 5; // of the event loop, in which a picture that was asked for is decoded

/** A model with these traits. */
function modelOf(traits) {
  const held = { ...traits };
  return {
    get: (name) => held[name],
    set: (changes) => Object.assign(held, changes),
    on() {},
    off() {},
    save_changes() {},
  };
}

/** A view of these traits on a page; `judged(puzzle, changes)` is how its judge finds a puzzle's start after changes. */
function viewOf({ open = () => null, compute, reconcile = (changes) => changes, build, count, judge }, traits) {
  const model = modelOf(traits);
  let drawn = false;
  const state = () => Object.fromEntries(Object.keys(traits.initial).map((name) => [name, model.get(name)]));
  const ui = {
    model,
    state,
    signal: new AbortController().signal,
    pointed: null,
    spot: null,
    notice() {},
    say() {},
    set() {},
    forget() {},
    point: () => () => {},
    puzzle: () => model.get("puzzles")[model.get("puzzle")],
    schedule: () => (drawn = false),
  };
  ui.data = open(ui);
  build(ui);
  return async (puzzle, changes) => {
    model.set({ puzzles: [puzzle], puzzle: 0, ...traits.initial, position: 0 });
    const memory = {};
    for (const change of [puzzle.start, ...changes]) model.set(structuredClone(reconcile(change, state(), memory, ui)));
    let result;
    do {
      // a picture that has been decoded meanwhile is drawn anew
      drawn = true;
      result = compute(state(), ui);
      for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    } while (!drawn);
    const last = count ? Math.max(0, count(result) - 1) : 0;
    const shown = { ...state(), position: Math.min(state().position ?? 0, last) };
    const change = changes.at(-1) ?? {};
    const taken = Object.keys(change).every((name) => JSON.stringify(shown[name]) === JSON.stringify(change[name]));
    return { ...judge(shown, result, puzzle), taken };
  };
}

/** How the judge finds each puzzle: at its start, with its solution, and after each of its tries, lists of changes. */
async function played({ module, traits, pictures, puzzles }) {
  install(pictures);
  const judged = viewOf(await partsOf(module), traits);
  const told = [];
  for (const { tries, solution, ...puzzle } of puzzles) {
    const all = [];
    for (const changes of tries) all.push(await judged(puzzle, changes));
    told.push({ start: await judged(puzzle, []), solution: await judged(puzzle, [solution]), tries: all });
  }
  return told;
}

export default () => ({ played });
