// The buttons below a stage: steps, one to the last position, and Reset.

import { button, make } from "./elements.js";
import { startOf } from "./puzzles.js";

/**
 * Step buttons, one to the last position, the place they are at, and Reset; a puzzle is reset to its start.
 * `names` of the two are others where a step means something else in the text around.
 */
export function stepBar(ui, lastName = "Show all", names = ["◂ Step back", "Step ▸"]) {
  const { model, signal } = ui;
  const step = (by) => ui.set({ position: Math.min(model.get("last"), Math.max(0, model.get("position") + by)) });
  const back = button(names[0], () => step(-1), signal);
  const ahead = button(names[1], () => step(1), signal);
  const all = button(lastName, () => ui.set({ position: model.get("last") }), signal);
  const where = make("span", { class: "cc-where" });
  const update = (words, position, stopped) => {
    where.textContent = words;
    back.disabled = stopped || position === 0;
    ahead.disabled = all.disabled = stopped || position === model.get("last");
  };
  return { el: make("div", { class: "cc-bar" }, [back, ahead, all, where, resetButton(ui)]), update };
}

/** A button that brings back the state at first, or a puzzle's start. */
export function resetButton(ui) {
  const { model, signal } = ui;
  function reset() {
    model.set({ playing: false });
    ui.notice("");
    ui.forget();
    ui.set(startOf(model.get("initial"), ui.puzzle()));
  }
  return button("Reset", reset, signal, { class: "cc-button cc-reset" });
}
