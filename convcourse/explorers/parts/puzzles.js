// Puzzles: the strip that offers them, what they put aside and bring back, and how a state is judged by one.

import { button, make } from "./elements.js";
import { agrees, sizeText } from "./numbers.js";
import { follow, sameArray } from "./store.js";

/** @typedef {{solved: boolean, words: string}} Verdict */

/** @returns {Verdict} */
export const unsolved = (words) => ({ solved: false, words });

/** @returns {Verdict} */
export const solved = (words) => ({ solved: true, words: `Solved: ${words}` });

/** The trait that a puzzle wants kept and that was changed, in words, its own `back` first; empty when all is kept. */
export function broken(state, puzzle) {
  const names = Object.keys(puzzle.keep ?? {}).filter((name) => !sameArray(state[name], puzzle.keep[name]));
  if (names.length && puzzle.back?.[names[0]]) return puzzle.back[names[0]];
  return names.length ? `In this puzzle the ${names[0].replaceAll("_", " ")} has to stay as it was: press Reset.` : "";
}

/**
 * A judge that first looks whether all is kept that the puzzle wants kept.
 * @param {(state: any, result: any, puzzle: any) => Verdict} judge
 */
export const judging = (judge) => (state, result, puzzle) => {
  const words = broken(state, puzzle);
  return words ? unsolved(words) : judge(state, result, puzzle);
};

/** How many of the wanted numbers there are. */
export const countRight = (wanted, values) => wanted.filter((value, i) => agrees(value, values[i])).length;

/** Whether all wanted numbers are there; `more` follows on "all cells agree". */
export function judgeCells(wanted, values, more = "") {
  const right = countRight(wanted, values);
  return right === wanted.length
    ? solved(`all ${right} cells agree${more}.`)
    : unsolved(`${right} of ${wanted.length} cells agree.`);
}

/** What is wrong with the size of an output `{rows, cols}` that should be [rows, columns]; empty where nothing is. */
export const wrongSize = ({ rows, cols }, [wantedRows, wantedCols]) =>
  rows === wantedRows && cols === wantedCols
    ? ""
    : `The output is ${sizeText(rows, cols)}, the goal ${sizeText(wantedRows, wantedCols)}.`;

/** What comes back after a puzzle: the state before it, with what a solved one carries out of it. */
export function leftBehind(state, saved, { carry = [] }, isSolved) {
  return { ...saved, ...(isSolved && Object.fromEntries(carry.map((name) => [name, state[name]]))) };
}

/** What Reset brings back: the state at first, or in a puzzle that puzzle's start, at the first position. */
export function startOf(initial, puzzle) {
  return puzzle ? { ...initial, ...("position" in initial && { position: 0 }), ...puzzle.start } : initial;
}

/** The question of the puzzle that is on, how the state stands to it, and its hint. */
function puzzlePanel(onLeave, signal) {
  const ask = make("p", { class: "cc-ask", tabindex: "-1" });
  const status = make("p", { class: "cc-status", role: "status" });
  const hint = make("details", { class: "cc-hint" }, [make("summary", {}, "Hint"), make("span")]);
  const leave = button("Leave the puzzle", onLeave, signal, { class: "cc-button cc-leave" });
  const el = make("div", { class: "cc-puzzle", hidden: true }, [ask, status, hint, leave]);
  let shown = null;
  function update(puzzle, verdict) {
    el.hidden = !puzzle;
    if (puzzle !== shown && puzzle) {
      ask.textContent = puzzle.ask;
      hint.open = false;
      hint.lastChild.textContent = ` ${puzzle.hint}`;
    }
    shown = puzzle;
    if (verdict && status.textContent !== verdict.words) status.textContent = verdict.words;
    status.classList.toggle("cc-solved", !!verdict?.solved);
  }
  return { el, ask, update };
}

/**
 * The strip of puzzles: `{title, ask, hint, start, keep, goal, carry}`; a solved one leaves behind what `carry` names.
 * Which one is on and what it put aside are traits of the model, so that every view of it, and Python, see the same.
 */
export function puzzleStrip(ui) {
  const { model, signal } = ui;
  const puzzles = model.get("puzzles");
  const isDone = ({ title }) => model.get("solved").includes(title);
  follow(model, "change:solved", ui.schedule, signal); // from another view, or from what a page has kept
  let right = false; // whether the puzzle is solved as it stands
  const choose = (number) => {
    const saved = ui.puzzle() ? leftBehind(ui.state(), model.get("saved"), ui.puzzle(), right) : ui.state();
    model.set({ playing: false });
    if (model.get("puzzle") === number) ui.set({ ...saved, puzzle: -1, saved: {} });
    else ui.set({ ...startOf(model.get("initial"), puzzles[number]), puzzle: number, saved });
  };
  const panel = puzzlePanel(() => choose(model.get("puzzle")), signal);
  const buttons = puzzles.map((puzzle, i) =>
    button([`${i + 1}`, make("span", {}, ` · ${puzzle.title}`)], () => choose(i), signal, { "aria-pressed": "false" }),
  );
  const el = make("div", { class: "cc-puzzles", role: "group", "aria-label": "Puzzles", hidden: !puzzles.length }, [
    make("div", { class: "cc-strip" }, [make("span", { class: "cc-strip-name" }, "Puzzles"), ...buttons]),
    panel.el,
  ]);
  let on = -1;
  /** A phone shows the question or the puzzles' names, not both: what was pressed may be gone, and the focus goes on. */
  function keepFocus(pressed) {
    const number = puzzles.indexOf(ui.puzzle());
    if (pressed && !pressed.getClientRects().length) (number < 0 ? buttons[on] : panel.ask).focus();
    on = number;
  }
  function update(verdict) {
    const puzzle = ui.puzzle();
    const pressed = el.contains(document.activeElement) ? document.activeElement : null;
    panel.update(puzzle, verdict);
    right = !!verdict?.solved;
    if (right && !isDone(puzzle)) {
      model.set("solved", [...model.get("solved"), puzzle.title]);
      model.save_changes();
    }
    buttons.forEach((one, i) => {
      one.setAttribute("aria-pressed", String(puzzle === puzzles[i]));
      one.classList.toggle("cc-done", isDone(puzzles[i]));
    });
    keepFocus(pressed);
  }
  return { el, update };
}
