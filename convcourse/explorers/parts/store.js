// The state of a view: read and set whole, and made whole again where a control or Python changed a part of it.

/** Whether two numbers, texts or nested lists hold the same. */
export const sameArray = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A copy of nested lists with another number at a place, such as [row, column].
 * @type {(lists: any[], at: number[], value: any) => any[]}
 */
export const withAt = (lists, [first, ...rest], value) =>
  lists.map((item, i) => (i !== first ? item : rest.length ? withAt(item, rest, value) : value));

/**
 * A list at another length: what was cut off before comes back, what never was there is made by `further`.
 * @param {object} memory keeps the longest list so far, by `name`
 */
export function listOfLength(count, list, memory, name, further) {
  const known = memory[name] ?? [];
  if (list.length > count) memory[name] = [...list, ...known.slice(list.length)];
  return Array.from({ length: count }, (_, k) => list[k] ?? known[k] ?? further(k));
}

/** Call `act` at an event of a model, until `signal` ends. */
export function follow(model, event, act, signal) {
  model.on(event, act);
  signal.addEventListener("abort", () => model.off(event, act));
}

/**
 * The traits of a model that make up its state, those that Reset brings back. `reconcile` adds to a set of changes those
 * that have to go with them; it may keep something in `memory` between changes.
 * @param {any} model as anywidget gives it
 * @param {(changes: any, state: any, memory: any) => any} reconcile
 */
export function stateStore(model, reconcile) {
  const names = Object.keys(model.get("initial"));
  const memory = {};
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const whole = (changes) => reconcile(changes, state(), memory);
  // One set and one save, so that Python never sees half a change.
  function put(changes) {
    model.set(structuredClone(changes));
    model.save_changes();
  }
  const forget = () => {
    for (const name of Object.keys(memory)) delete memory[name];
  };
  return { names, state, whole, put, set: (changes) => put(whole(changes)), forget };
}

/**
 * Make whole what a link or Python changed: a kernel gets its size, a size its kernel.
 * @param {any} model
 * @param {ReturnType<typeof stateStore>} store
 * @param {object} told
 * @param {AbortSignal} told.signal
 * @param {() => void} told.onChange hears of each trait
 * @param {() => void} told.onNews hears once of what changed together, except of a step, and of what this takes back
 */
export function settle(model, store, { signal, onChange, onNews }) {
  const dirty = new Set();
  let settling = false;
  let correcting = false; // what was taken back is no news: a notice about it stays
  for (const name of [...store.names, "puzzle", "last"]) {
    const mark = () => {
      dirty.add(name);
      onChange();
    };
    follow(model, `change:${name}`, mark, signal);
  }
  const takeBack = (changes) =>
    queueMicrotask(() => {
      correcting = true;
      store.set(changes);
      correcting = false;
    });
  function makeWhole() {
    if (settling) return;
    settling = true;
    const changes = Object.fromEntries([...dirty].map((name) => [name, model.get(name)]));
    if (!correcting && [...dirty].some((name) => !["position", "last"].includes(name))) onNews();
    dirty.clear();
    const open = Object.entries(store.whole(changes)).filter(([name, value]) => !sameArray(value, model.get(name)));
    // A control takes nothing back while the link that brought its change is at work: that waits a moment.
    const back = open.filter(([name]) => name in changes);
    const rest = open.filter(([name]) => !(name in changes));
    if (rest.length) store.put(Object.fromEntries(rest));
    if (back.length) takeBack(Object.fromEntries(back));
    dirty.clear(); // what was just set is whole, and marked itself
    settling = false;
  }
  follow(model, "change", makeWhole, signal);
}

/** Changes with a new end for a slider, which takes no value beyond it: a larger end goes first, a smaller one last. */
export function withEnd(changes, name, end, old) {
  const { [name]: _, ...others } = changes; // a key that is there would keep its place
  return end > old ? { [name]: end, ...others } : { ...others, [name]: end };
}
