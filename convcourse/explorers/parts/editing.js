// What is typed into the cells of a figure: it changes the trait that they show, or it is refused.
import { withAt } from "./store.js";

/**
 * @param {import("./frame.js").Ui} ui
 * @param {string} examples numbers that could be typed there
 */
export function editing(ui, examples = "2, −0.5 or 1/9") {
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as ${examples}.`);
  /** Put a number at a place, such as [row, column], of the nested lists that a trait holds. */
  const put = (trait, at, value, more = {}) => ui.set({ [trait]: withAt(ui.state()[trait], at, value), ...more });
  return { onReject, put };
}
