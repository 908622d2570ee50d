// A slider, the number that it stands at, which can be typed, and at each end of its track a button that goes one step.

import { parseNumber, typedFields } from "explorers";
import { control, element, follow, label } from "./dom.js";

/** Steps by the keys of the number; Page Up and Page Down take five of the slider, too, as they do in JupyterLab. */
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
const HELD_AFTER = 400; // ms that a button is down before it repeats
const HELD_EVERY = 70;
/** From end to end; with more, the buttons alone are a long way: `cc-fine`, which keeps its track longest on a phone. */
const MOST_PRESSES = 24;

/** A number as a slider's readout writes it: `format` is d3's `d` or `.2f`. */
export function formatNumber(value, format) {
  const digits = /^\.(\d+)f$/.exec(format)?.[1];
  if (digits === undefined && format !== "d") throw new Error(`the page cannot write numbers as ${format}`);
  return (digits === undefined ? String(Math.round(value)) : value.toFixed(digits)).replace("-", "−");
}

/**
 * What is wrong with a number that was typed, in a few words; empty where nothing is, or nothing is typed yet.
 * @param {string} text @param {?number} value @param {{whole: boolean, ends: number[]}} legal @param {(value: number) => string} write
 */
export function complaintOf(text, value, { whole, ends: [least, most] }, write) {
  if (/^[-−+]?$/.test(text.trim())) return "";
  if (value !== null && value >= least && value <= most && (!whole || Number.isInteger(value))) return "";
  return `${whole && value % 1 ? "Whole, " : ""}${write(least)} to ${write(most)}`;
}

/**
 * The number of a slider, in a field: what is typed counts with each key, as far as it is legal; else the place of the name
 * says what is.
 * @param {any} model
 * @param {boolean} whole
 * @param {{take: (value: number) => void, move: (steps: number) => void}} does
 */
function numberBox(model, whole, { take, move }) {
  const name = model.get("description");
  const kind = { type: "text", role: "spinbutton", autocomplete: "off", spellcheck: false };
  const field = element("input", { ...kind, className: "widget-readout", ariaLabel: name });
  const said = element("span", { className: "cc-legal", role: "alert" });
  const write = (value) => formatNumber(value, model.get("readout_format"));
  let [shown, before, typing] = ["", 0, false];
  const read = () => {
    const value = parseNumber(field.value);
    const ends = [model.get("min"), model.get("max")];
    return { value, wrong: complaintOf(field.value, value, { whole, ends }, write) };
  };
  const complain = (words) => {
    if (said.textContent !== words) said.textContent = words;
    field.ariaInvalid = words ? "true" : null;
  };

  /** Only another value goes into the field: what a reader is typing stays. */
  function show() {
    const text = write(model.get("value"));
    field.ariaValueNow = String(model.get("value"));
    if (text === shown) return;
    shown = text;
    if (typing) return;
    field.value = text;
    complain("");
  }
  function fit() {
    const ends = [model.get("min"), model.get("max")];
    [field.ariaValueMin, field.ariaValueMax] = ends.map(String);
    field.inputMode = ends[0] < 0 ? "text" : whole ? "numeric" : "decimal"; // a phone's pad of digits has no minus
    const digits = Math.max(...ends.map((end) => write(end).length));
    field.style.setProperty("--digits", String(digits));
    field.classList.toggle("cc-short", digits < 3);
  }
  const put = (set) => {
    set();
    field.value = shown;
  };
  const back = () => put(() => model.set("value", before));

  typedFields(field, new AbortController().signal, {
    keys: KEYS,
    begin: () => (before = model.get("value")),
    follow() {
      const { value, wrong } = read();
      complain(wrong);
      if (value === null || wrong) return;
      typing = true;
      take(value);
      typing = false;
    },
    take() {
      const { value, wrong } = read();
      if (value === null) back();
      else put(() => take(whole ? Math.trunc(value) : value));
      complain(wrong);
    },
    restore() {
      back();
      complain("");
    },
    step: (_field, steps) => put(() => move(steps)),
  });
  field.addEventListener("focusout", () => complain(""));
  // One number takes the place of another: the press that brings the focus marks it all.
  let fresh = false;
  field.addEventListener("focus", () => {
    field.select();
    fresh = true;
  });
  field.addEventListener("click", () => {
    if (fresh) field.select();
    fresh = false;
  });
  follow(model, ["readout"], () => (field.hidden = !model.get("readout")));
  follow(model, ["min", "max", "readout_format"], fit);
  return { el: field, said, show, text: () => shown };
}

/**
 * A button that goes a step when it is let go, and on and on while it is held: a finger that then scrolls meant no step.
 * It is none of the tab's stops, for the arrow keys of slider and number do the same.
 */
function stepButton(sign, act) {
  const button = element("button", { type: "button", className: "cc-step", tabIndex: -1 }, sign);
  let [timer, repeated] = [0, false];
  const end = () => clearTimeout(timer);
  function again() {
    if (button.disabled) return;
    repeated = true;
    act();
    timer = setTimeout(again, HELD_EVERY);
  }
  button.addEventListener("mousedown", (event) => event.preventDefault()); // what has the focus keeps it
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // as a finger held down asks for
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    repeated = false;
    timer = setTimeout(again, HELD_AFTER);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { once: true, capture: true });
  });
  button.addEventListener("click", ({ detail }) => {
    if (!repeated || detail === 0) act(); // 0: a screen reader's, without any press
  });
  return button;
}

export function slider(model, whole) {
  const name = model.get("description");
  const input = element("input", { type: "range", className: "slider", ariaLabel: name });
  const take = (value) => {
    input.value = value; // the browser keeps it within the ends, and on a step
    model.set("value", input.valueAsNumber);
    show();
  };
  const stepOf = () => model.get("step") ?? 1;
  const move = (steps) => take(input.valueAsNumber + steps * stepOf());
  const box = numberBox(model, whole, { take, move });
  const less = stepButton("−", () => move(-1));
  const more = stepButton("+", () => move(1));

  function show() {
    const [min, max, step, value] = ["min", "max", "step", "value"].map((trait) => model.get(trait));
    // A value between two steps stays: the handle stands at the nearest, as it does in ipywidgets. One beyond an end goes.
    const within = Math.min(max, Math.max(min, value));
    if (within !== value) model.set("value", within);
    Object.assign(input, { min, max, step: step ?? "any", value: within });
    const at = input.valueAsNumber;
    input.style.setProperty("--part", max > min ? (at - min) / (max - min) : 0);
    box.show();
    input.setAttribute("aria-valuetext", box.text());
    less.disabled = input.disabled || at <= min;
    more.disabled = input.disabled || at + stepOf() > max + 1e-9; // the last step may end before the end
  }

  follow(model, ["step"], () => {
    const step = stepOf() === 1 ? "one" : String(stepOf());
    less.ariaLabel = `${name}: ${step} less`;
    more.ariaLabel = `${name}: ${step} more`;
  });
  follow(model, ["disabled"], () => (input.disabled = box.el.disabled = !!model.get("disabled")));
  follow(model, ["value", "min", "max", "step", "disabled"], show);
  input.addEventListener("input", () => model.get("continuous_update") !== false && take(input.valueAsNumber));
  input.addEventListener("change", () => take(input.valueAsNumber));
  // A finger that comes down on a slider and then scrolls the page did not mean the slider.
  let before;
  input.addEventListener("pointerdown", () => (before = model.get("value")));
  input.addEventListener("pointercancel", () => take(before));
  input.addEventListener("keydown", (event) => {
    if (!/^Page(Up|Down)$/.test(event.key) || input.disabled) return;
    event.preventDefault();
    move(KEYS[event.key]);
  });
  const track = element("div", { className: "slider-container" }, input);
  const parts = [label(name), box.said, less, track, more, box.el];
  const el = control(model, "widget-slider widget-hslider", ...parts);
  const steps = () => (model.get("max") - model.get("min")) / stepOf();
  follow(model, ["min", "max", "step"], () => el.classList.toggle("cc-fine", steps() > MOST_PRESSES));
  return el;
}
