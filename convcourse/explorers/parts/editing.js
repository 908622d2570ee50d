// What is typed into fields and cells: it is taken, or refused, or given up.
import { otherReading } from "./numbers.js";

/** The keys that step a number, and by how much. */
const PAGES = { PageUp: 1, PageDown: -1 };

/**
 * Take what is typed into the text fields below `root`: with each key, as far as it can be read (`follow`), and for good
 * on Enter, and when the focus leaves. Escape brings back what was there. The key itself counts, for a page around the
 * figure may keep Enter from making a `change`: JupyterLab does.
 * What is only shown is never taken, since it may be rounded.
 * @param {HTMLElement} root @param {AbortSignal} signal
 * @param {object} does
 * @param {(field: HTMLInputElement) => void} does.begin is told before a field changes for the first time
 * @param {(field: HTMLInputElement) => void} does.follow
 * @param {(field: HTMLInputElement) => void} does.take
 * @param {(field: HTMLInputElement) => void} does.restore
 * @param {(field: HTMLInputElement, by: number, event: KeyboardEvent) => void} does.step
 * @param {Record<string, number>} [does.keys] those that step, and by how much
 * @returns {{forget: (field: HTMLInputElement) => void}} to be told of a field that got another text
 */
export function typedFields(root, signal, { begin, follow, take, restore, step, keys = PAGES }) {
  const typed = new WeakSet(); // holds what is not yet taken for good
  const begun = new WeakSet(); // changed since it got the focus
  const start = (field) => {
    if (!begun.has(field)) begin(field);
    begun.add(field);
  };
  const listen = (name, act) =>
    root.addEventListener(
      name,
      (event) => {
        if (event.target.tagName === "INPUT" && event.target.type === "text") act(event.target, event);
      },
      { signal },
    );
  const commit = (field) => typed.delete(field) && take(field);
  listen("input", (field) => {
    start(field);
    typed.add(field);
    follow(field);
  });
  listen("change", commit);
  listen("focusout", (field) => {
    commit(field);
    begun.delete(field);
  });
  listen("keydown", (field, event) => {
    if (event.key === "Escape" && begun.delete(field)) {
      typed.delete(field);
      restore(field);
    }
    if (event.key in keys) {
      event.preventDefault();
      start(field);
      typed.delete(field);
      step(field, keys[event.key], event);
    }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    commit(field);
    begun.delete(field);
  });
  function forget(field) {
    typed.delete(field);
    begun.delete(field);
  }
  return { forget };
}

/** The views that have said what they take a comma for; once is enough. */
const told = new WeakSet();

/**
 * What is said of a text that was typed.
 * @param {import("./frame.js").Ui} ui
 * @param {string} examples numbers that could be typed there
 */
export function editing(ui, examples = "2, −0.5 or 1/9") {
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as ${examples}.`);
  const onTaken = (text, value) => {
    const other = otherReading(text);
    if (other === null || told.has(ui)) return;
    told.add(ui);
    ui.notice(`“${text}” was taken for ${value}; for ${other} type a point.`.replaceAll("-", "−"));
  };
  return { onReject, onTaken };
}
