// What all explorers do alike: hold their state, draw once a frame, speak, step, play puzzles, clean up after themselves.
import { keepKeys } from "./keys.js";
import { make } from "./ui.js";

const SPEAK_AFTER_MS = 500;
const PLAY_LABELS = [
  ["fa-play", "Play or pause"],
  ["fa-stop", "Stop"],
  ["fa-retweet", "Repeat"],
];

/**
 * Make an explorer's `render` from what is its own.
 *
 * @param {{
 *   open?: (ui: object) => object,
 *   compute: (state: object, ui: object) => object,
 *   reconcile?: (changes: object, state: object, memory: object, ui: object) => object,
 *   build: (ui: object) => {parts: HTMLElement[], draw: (state: object, result: object) => void},
 *   count?: (result: object) => number,
 *   judge?: (state: object, result: object, puzzle: object) => {solved: boolean, words: string},
 * }} explorer
 *   `open` makes what each view has of its own, once: its decoded pictures, what it remembers. It is `ui.data` from then on;
 *   `compute` turns the state into what is shown; `reconcile` adds to a set of changes those that have to go with
 *   them; `build` makes the elements and returns how to draw them; `count` says how many stops there are for the
 *   `position` to step through; `judge` says how a state stands to a puzzle.
 */
export function explorer({ open, compute, reconcile = (changes) => changes, build, count, judge }) {
  return ({ model, el }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const names = Object.keys(model.get("initial"));
    const memory = {}; // what `reconcile` likes to remember between changes
    // `pointed` is what the pointer or the focus is on, `spot` the pixel of a picture that was chosen to look at.
    const ui = { signal, model, el, data: null, pointed: null, spot: null };
    ui.state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
    // One set and one save, so that Python never sees half a change.
    ui.set = (changes) => {
      model.set(structuredClone(reconcile(changes, ui.state(), memory, ui)));
      model.save_changes();
    };
    ui.point = (part) => (at) => {
      ui.pointed = at && { part, at };
      schedule();
    };

    // Reset and a puzzle begin anew: what was there before does not come back into it.
    ui.forget = () => {
      for (const name of Object.keys(memory)) delete memory[name];
      ui.spot = null;
      schedule();
    };

    const notice = make("p", { class: "cc-notice", role: "alert" });
    const spoken = make("p", { class: "cc-spoken", role: "status" });
    ui.notice = (text) => (notice.textContent = text);
    ui.noticed = () => notice.textContent;
    ui.say = speaker(spoken, signal, () => model.get("playing"));
    ui.puzzle = () => model.get("puzzles")[model.get("puzzle")] ?? null;

    const strip = puzzleStrip(ui);
    ui.data = open?.(ui);
    const own = build(ui);
    el.classList.add("cc-view");
    el.replaceChildren(strip.el, ...own.parts, notice, spoken);

    function draw() {
      const state = ui.state();
      const result = compute(state, ui);
      const last = count ? Math.max(0, count(result) - 1) : 0;
      if (count && model.get("last") !== last) {
        model.set({ last, position: Math.min(state.position, last) });
        model.save_changes();
      }
      const shown = { ...state, position: Math.min(state.position ?? 0, last) };
      own.draw(shown, result);
      if (ui.puzzle()) strip.update(judge(shown, result, ui.puzzle()));
      else strip.update(null);
    }
    const schedule = scheduler(draw, signal);
    ui.schedule = schedule;

    // What a link or Python changed is made whole here: a kernel gets its size, a size its kernel.
    const dirty = new Set();
    const marks = [...names, "puzzle", "last"].map((name) => [
      `change:${name}`,
      () => {
        dirty.add(name);
        schedule();
      },
    ]);
    let settling = false;
    let correcting = false; // what was taken back is no news: a notice about it stays
    const settle = () => {
      if (settling) return;
      settling = true;
      const changes = Object.fromEntries([...dirty].map((name) => [name, model.get(name)]));
      if (!correcting && [...dirty].some((name) => !["position", "last"].includes(name))) ui.notice("");
      dirty.clear();
      const whole = reconcile(changes, ui.state(), memory, ui);
      const open = Object.entries(whole).filter(([name, value]) => !sameArray(value, model.get(name)));
      // A control takes nothing back while the link that brought its change is at work: that waits a moment.
      const back = open.filter(([name]) => name in changes);
      const rest = open.filter(([name]) => !(name in changes));
      if (rest.length) {
        model.set(structuredClone(Object.fromEntries(rest)));
        model.save_changes();
      }
      if (back.length) {
        queueMicrotask(() => {
          correcting = true;
          ui.set(Object.fromEntries(back));
          correcting = false;
        });
      }
      dirty.clear(); // what was just set is whole, and marked itself
      settling = false;
    };
    for (const [event, mark] of marks) model.on(event, mark);
    model.on("change:puzzle", ui.forget); // from any view, or from Python
    model.on("change", settle);
    const stopPlay = calmer(model, ui);
    model.on("change:playing", stopPlay);
    const watch = new ResizeObserver(schedule);
    watch.observe(el);
    onceFramed(el, signal, (root) => {
      nameControls(root, signal);
      keepKeys(root, signal);
    });
    schedule();

    return () => {
      controller.abort();
      watch.disconnect();
      for (const [event, mark] of marks) model.off(event, mark);
      model.off("change:puzzle", ui.forget);
      model.off("change", settle);
      model.off("change:playing", stopPlay);
    };
  };
}

/**
 * A list at another length: what was cut off before comes back, what never was there is made by `further`.
 * @param {object} memory keeps the longest list so far, by `name`
 */
export function listOfLength(count, list, memory, name, further) {
  const known = memory[name] ?? [];
  if (list.length > count) memory[name] = [...list, ...known.slice(list.length)];
  return Array.from({ length: count }, (_, k) => list[k] ?? known[k] ?? further(k));
}

/** Whether two numbers, texts or nested lists hold the same. */
export const sameArray = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Say to a screen reader which of the toggle buttons around a view is pressed: they show it by colour alone. */
export function pressToggle(el, index) {
  const buttons = el.closest(".cc-explorer")?.querySelectorAll(".widget-toggle-button") ?? [];
  buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === index)));
}

/**
 * Step buttons, one to the last position, the place they are at, and Reset; a puzzle is reset to its start.
 * `names` of the two are others where a step means something else in the text around.
 */
export function stepBar(ui, lastName = "Show all", names = ["◂ Step back", "Step ▸"]) {
  const { model, signal } = ui;
  const button = (text, act) => make("button", { type: "button", class: "cc-button", click: act }, text, signal);
  const step = (by) => ui.set({ position: Math.min(model.get("last"), Math.max(0, model.get("position") + by)) });
  const back = button(names[0], () => step(-1));
  const ahead = button(names[1], () => step(1));
  const all = button(lastName, () => ui.set({ position: model.get("last") }));
  const where = make("span", { class: "cc-where" });
  const reset = resetButton(ui);
  const update = (words, position, stopped) => {
    where.textContent = words;
    back.disabled = stopped || position === 0;
    ahead.disabled = all.disabled = stopped || position === model.get("last");
  };
  return { el: make("div", { class: "cc-bar" }, [back, ahead, all, where, reset]), update };
}

/**
 * The strip of puzzles: `{title, ask, hint, start, keep, goal, carry}`; a solved one leaves behind what `carry` names.
 * Which one is on and what it put aside are traits of the model, so that every view of it, and Python, see the same.
 */
function puzzleStrip(ui) {
  const { model, signal } = ui;
  const puzzles = model.get("puzzles");
  const solved = new Set();
  const ask = make("p", { class: "cc-ask" });
  const status = make("p", { class: "cc-status", role: "status" });
  const hint = make("details", { class: "cc-hint" }, [make("summary", {}, "Hint"), make("span")]);
  const leave = make(
    "button",
    { type: "button", class: "cc-button cc-leave", click: () => choose(model.get("puzzle")) },
    "Leave the puzzle",
    signal,
  );
  const panel = make("div", { class: "cc-puzzle", hidden: true }, [ask, status, hint, leave]);
  let right = false; // whether the puzzle is solved as it stands
  const choose = (number) => {
    const saved = ui.puzzle() ? leftBehind(ui.state(), model.get("saved"), ui.puzzle(), right) : ui.state();
    model.set({ playing: false });
    if (model.get("puzzle") === number) ui.set({ ...saved, puzzle: -1, saved: {} });
    else ui.set({ ...startOf(model.get("initial"), puzzles[number]), puzzle: number, saved });
  };
  const buttons = puzzles.map((puzzle, i) =>
    make(
      "button",
      {
        type: "button",
        class: "cc-button",
        "aria-pressed": "false",
        click: () => choose(i),
      },
      `${i + 1} · ${puzzle.title}`,
      signal,
    ),
  );
  const el = make("div", { class: "cc-puzzles", role: "group", "aria-label": "Puzzles", hidden: !puzzles.length }, [
    make("div", { class: "cc-strip" }, [make("span", { class: "cc-strip-name" }, "Puzzles"), ...buttons]),
    panel,
  ]);

  let shown = null;
  function update(verdict) {
    const puzzle = ui.puzzle();
    panel.hidden = !puzzle;
    if (puzzle !== shown && puzzle) {
      ask.textContent = puzzle.ask;
      hint.open = false;
      hint.lastChild.textContent = ` ${puzzle.hint}`;
    }
    shown = puzzle;
    right = !!verdict?.solved;
    if (right) solved.add(puzzle);
    if (verdict && status.textContent !== verdict.words) status.textContent = verdict.words;
    status.classList.toggle("cc-solved", right);
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(puzzle === puzzles[i]));
      button.classList.toggle("cc-done", solved.has(puzzles[i]));
    });
  }
  return { el, update };
}

/** What comes back after a puzzle: the state before it, with what a solved one carries out of it. */
export function leftBehind(state, saved, { carry = [] }, solved) {
  return { ...saved, ...(solved && Object.fromEntries(carry.map((name) => [name, state[name]]))) };
}

/** What Reset brings back: the state at first, or in a puzzle that puzzle's start, at the first position. */
export function startOf(initial, puzzle) {
  return puzzle ? { ...initial, ...("position" in initial && { position: 0 }), ...puzzle.start } : initial;
}

/** The trait that a puzzle wants kept and that was changed, in words, its own `back` first; empty when all is kept. */
export function broken(state, puzzle) {
  const names = Object.keys(puzzle.keep ?? {}).filter((name) => !sameArray(state[name], puzzle.keep[name]));
  if (names.length && puzzle.back?.[names[0]]) return puzzle.back[names[0]];
  return names.length ? `In this puzzle the ${names[0].replace("_", " ")} has to stay as it was: press Reset.` : "";
}

/** Speak the state to a screen reader: once it rests, only when it changed, never while it plays or at first. */
function speaker(element, signal, playing) {
  let timer = 0;
  let said = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return (text) => {
    if (said === null || playing()) {
      said = text;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (text !== said) element.textContent = said = text;
    }, SPEAK_AFTER_MS);
  };
}

function calmer(model, ui) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  return () => {
    if (!model.get("playing") || !calm.matches) return;
    // Later, for the link that brought this change takes none back while it is at work.
    queueMicrotask(() => {
      model.set({ playing: false });
      model.save_changes();
    });
    ui.notice("Your system asks for less motion, so nothing plays by itself: use Step or the slider.");
  };
}

/**
 * Call `act` with the frame around a view, its title and its controls included, once it stands in the page;
 * with the view alone where it is shown without them.
 */
export function onceFramed(el, signal, act) {
  let frame = 0;
  const look = () => {
    if (el.isConnected) act(el.closest(".cc-explorer") ?? el);
    else frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
}

/**
 * Give names to the ipywidgets controls around an explorer: their handles and buttons come without any.
 * Controls may appear after the view does, so this watches until `signal` ends.
 */
function nameControls(root, signal) {
  if (!root.matches(".cc-explorer")) return; // a view that is shown without its controls
  const name = () => {
    for (const control of root.querySelectorAll(".cc-controls .jupyter-widgets")) {
      const label = control.querySelector(".widget-label")?.textContent;
      if (!label) continue;
      for (const part of control.querySelectorAll(".noUi-handle, .widget-readout")) {
        part.setAttribute("aria-label", label);
      }
    }
    for (const icon of root.querySelectorAll(".widget-play button i")) {
      const [, label] = PLAY_LABELS.find(([kind]) => icon.classList.contains(kind)) ?? [];
      if (label) icon.parentElement.setAttribute("aria-label", label);
    }
  };
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", root.querySelector(".cc-question")?.textContent ?? "Explorer");
  const observer = new MutationObserver(name);
  observer.observe(root, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  name();
}

/** Call `draw` once in the next frame, however often the returned function is called before; after `signal`, never. */
export function scheduler(draw, signal) {
  let waiting = 0;
  signal.addEventListener("abort", () => cancelAnimationFrame(waiting));
  return () => {
    cancelAnimationFrame(waiting);
    if (!signal.aborted) waiting = requestAnimationFrame(draw); // a picture may be decoded after its view is gone
  };
}

/** A button that brings back the state at first, or a puzzle's start. */
export function resetButton(ui) {
  const { model, signal } = ui;
  return make(
    "button",
    {
      type: "button",
      class: "cc-button cc-reset",
      click: () => {
        model.set({ playing: false });
        ui.notice("");
        ui.forget();
        ui.set(startOf(model.get("initial"), ui.puzzle()));
      },
    },
    "Reset",
    signal,
  );
}
