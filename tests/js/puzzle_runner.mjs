// Reads explorers on stdin, each {module, traits, pictures, puzzles}: runs each module as a page gets it, with its own
// reconcile, compute and judge, and prints for each puzzle whether its start is solved, and each of its tries.

import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";

import { install } from "./quiet_page.mjs";

const TURNS = 5; // of the event loop, in which a picture that was asked for is decoded

/** A model with these traits; bytes come as {bytes: base64}. */
function modelOf(traits) {
  const received = (value) => {
    if (Array.isArray(value)) return value.map(received);
    return value?.bytes === undefined
      ? value
      : new DataView(Uint8Array.from(Buffer.from(value.bytes, "base64")).buffer);
  };
  const held = Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, received(value)]));
  return {
    get: (name) => held[name],
    set: (changes) => Object.assign(held, changes),
    on() {},
    off() {},
    save_changes() {},
  };
}

/** What `explorer` of frame.js was given by this module. */
async function partsOf(module) {
  const marked = module.replace(
    /^function explorer\(/m,
    "function explorer(own) { globalThis.given = own; }\nfunction shown(",
  );
  await import(`data:text/javascript,${encodeURIComponent(marked)}`);
  return globalThis.given;
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

const answers = [];
for (const { module, traits, pictures, puzzles } of JSON.parse(await text(process.stdin))) {
  install(pictures);
  const judged = viewOf(await partsOf(module), traits);
  const told = [];
  for (const { tries, solution, ...puzzle } of puzzles) {
    const all = [];
    for (const change of tries) all.push(await judged(puzzle, [solution, change]));
    told.push({ start: await judged(puzzle, []), solution: await judged(puzzle, [solution]), tries: all });
  }
  answers.push(told);
}
console.log(JSON.stringify(answers));
