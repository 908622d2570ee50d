// Elements, numbers, grids of cells, the sum line: what explorers are drawn with. Nothing here knows any of them.
import { ARROWS } from "./keys.js";

/**
 * Make an element. `props` go on as attributes; functions become listeners that end with `signal`.
 *
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {string | Node | (string | Node)[]} [children]
 * @param {AbortSignal} [signal]
 * @returns {any} an element of whatever kind: who makes an input knows that it has a value
 */
export function make(tag, props = {}, children = [], signal) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value, { signal });
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...[children].flat());
  return element;
}

/** A button that says `text` and does `act`. */
export const button = (text, act, signal, props = {}) =>
  make("button", { type: "button", class: "cc-button", ...props, click: act }, text, signal);

const DENOMINATORS = [3, 6, 7, 9, 12, 16, 25, 27, 49, 256, 273];

/** The shortest fraction that `value` is, as [top, bottom], if two decimals cannot hold it. */
export function asFraction(value) {
  if (Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 || Math.abs(value) > 9) return null;
  const bottom = DENOMINATORS.find((d) => Math.abs(value * d - Math.round(value * d)) < 1e-9);
  return bottom ? [Math.round(value * bottom), bottom] : null;
}

/** A number as the course writes it: at most two decimals, a real minus sign, never "−0". */
export function formatNumber(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text =
    Math.abs(value) >= 1e5
      ? Number(value.toPrecision(2)).toExponential().replace("e+", "e")
      : String(Math.round(value * 100) / 100);
  return text === "-0" ? "0" : text.replaceAll("-", "−");
}

/** A weight: like a number, but thirds, ninths and the like stay what they are. */
export function formatWeight(value) {
  const fraction = asFraction(value);
  if (fraction) return fraction.join("/").replace("-", "−");
  // A weight that two decimals would make 0 keeps its first digit: 0 would mean that its pixel does not count.
  const small = Math.abs(value) < 0.005 && Math.abs(value) > 1e-9;
  return small ? String(Number(value.toPrecision(1))).replaceAll("-", "−") : formatNumber(value);
}

/** Numbers in order as words: runs become "3 to 5", and what is too long ends with how many there are. */
export function listNumbers(numbers, most = 6) {
  const runs = [];
  for (const n of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === n - 1) run[1] = n;
    else runs.push([n, n]);
  }
  const parts = runs.flatMap(([a, b]) => (b - a < 2 ? [a, b].slice(0, b - a + 1) : [`${a} to ${b}`])).map(String);
  if (parts.length > most) return `${parts.slice(0, most - 1).join(", ")}, … (${numbers.length} in all)`;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

// One sign for a whole fraction, such as ½.
const VULGAR = /^(\d*) ?([¼-¾⅐-⅞↉])$/;
const GROUPED = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const EUROPEAN = /^[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})$/;
const SPACED = /^[1-9]\d{0,2}([ '’_])\d{3}(\1\d{3})*([.,]\d+)?$/;

/** A text with one kind of digits, minus, slash and space, and without what cannot be seen. */
export const plainText = (text) =>
  text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/[−–‒—﹣]/g, "-")
    .replace(/[⁄∕]/g, "/")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, "\u00a0");

/** Digits without a sign, grouped or not, with a power of ten or not; NaN for anything else. */
function decimalOf(text, comma) {
  const [, digits, power] = /^([^]*?)(e[+-]?\d+)?$/i.exec(text);
  const number = (written) => Number(written + (power ?? ""));
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) return number(digits);
  if (comma !== "decimal" && GROUPED.test(digits)) return number(digits.replaceAll(",", ""));
  if (comma !== "groups" && /^\d*,\d+$/.test(digits)) return number(digits.replace(",", "."));
  if (SPACED.test(digits)) return number(digits.replace(/[ '’_]/g, "").replace(",", "."));
  if (comma !== "groups" && EUROPEAN.test(digits)) return number(digits.replaceAll(".", "").replace(",", "."));
  return NaN;
}

/**
 * What a reader typed, as a number: every number that a page shows, and what else is usual. null when it is none.
 *
 * A comma before exactly three digits groups them, as it does in the course: 12,832 is 12832. Any other comma is a
 * decimal one: 0,125 and 12,5. So are the points of 1.234.567 and 1.234,5 groups, and that of 1.234 is a decimal one.
 * @param {string} text
 * @param {"decimal" | "groups"} [comma] which of the two it is, where the numbers beside this one tell
 */
export function parseNumber(text, comma) {
  const [, sign, size] = /^([+-]?) *([^]*)$/.exec(plainText(text).replaceAll("\u00a0", " ").trim());
  const [, whole, part] = VULGAR.exec(size) ?? [];
  // "½" is taken apart into "1⁄2" by Unicode itself. Beside a whole number it is added: 1½ is 1.5.
  const [top, bottom = "1", rest] = (part?.normalize("NFKD").replace("⁄", "/") ?? size).split("/");
  const share = decimalOf(top.trim(), comma) / decimalOf(bottom.trim(), comma);
  const value = (sign === "-" ? -1 : 1) * (Number(whole ?? 0) + share);
  return rest === undefined && Number.isFinite(value) ? value : null;
}

/**
 * Whether two numbers agree: they differ by no more than rounding does, a millionth of the larger one, or of 1 where
 * both are smaller. What a puzzle counts as right and what it marks as right is decided here, and so never differs.
 */
export const agrees = (a, b) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

export const toGrid = (lists) => ({ data: lists.flat(), rows: lists.length, cols: lists[0].length });

export const sizeText = (rows, cols) => `${rows}×${cols}`;

// Brown – white – teal for signed values (ColorBrewer's BrBG, seven steps), black – white for unsigned ones.
const DIVERGING = [
  [140, 81, 10],
  [216, 179, 101],
  [246, 232, 195],
  [245, 245, 245],
  [199, 234, 229],
  [90, 180, 172],
  [1, 102, 94],
];

/**
 * The colours for a set of values: signed ones centred on zero, others from 0 to the largest.
 * @returns {{of: (value: number) => ?{background: string, color: string}, words: string}}
 */
export function colorScale(values) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const reach = Math.max(-low, high) || 1;
  const signed = low < 0;
  const color = (value) => {
    if (!signed) return Array(3).fill(Math.round(255 * (value / reach)));
    const at = ((value / reach + 1) / 2) * (DIVERGING.length - 1);
    const left = Math.min(Math.floor(at), DIVERGING.length - 2);
    return DIVERGING[left].map((c, i) => Math.round(c + (at - left) * (DIVERGING[left + 1][i] - c)));
  };
  const of = (value) => {
    if (!Number.isFinite(value)) return null; // drawn as it is, without a shade
    const rgb = color(value);
    // Black or white, whichever contrasts more: at least 4.5 to 1 on every shade.
    return { background: `rgb(${rgb.join(" ")})`, color: luminance(rgb) > 0.179 ? "#000" : "#fff" };
  };
  const words = signed
    ? `brown ${formatNumber(-reach)}, white 0, teal ${formatNumber(reach)}`
    : `black 0, white ${formatNumber(reach)}`;
  return { of, words };
}

let signedColors = null;

/** 511 colours from brown over white to teal, as [r, g, b]: for pixels, which are too many for `colorScale`. */
export function signedTable() {
  if (!signedColors) {
    const { of } = colorScale([-1, 1]);
    signedColors = Array.from({ length: 511 }, (_, i) =>
      of(i / 255 - 1)
        .background.match(/\d+/g)
        .map(Number),
    );
  }
  return signedColors;
}

/**
 * Take what is typed into the text fields below `root`: on Enter, and when the focus leaves. Escape brings back what was
 * there. The key itself counts, for a page around the figure may keep Enter from making a `change`: JupyterLab does.
 * What is only shown is never taken, since it may be rounded.
 * @param {{take: (field: HTMLInputElement) => void, restore: (field: HTMLInputElement) => void}} does
 * @returns {{forget: (field: HTMLInputElement) => void}} to be told of a field that got another text
 */
export function typedFields(root, signal, { take, restore }) {
  const typed = new WeakSet();
  const listen = (name, act) =>
    root.addEventListener(
      name,
      (event) => {
        if (event.target.tagName === "INPUT" && event.target.type === "text") act(event.target, event);
      },
      { signal },
    );
  const commit = (field) => typed.delete(field) && take(field);
  listen("input", (field) => typed.add(field));
  listen("change", commit);
  listen("keydown", (field, event) => {
    if (event.key === "Escape" && typed.delete(field)) restore(field);
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    commit(field);
  });
  return { forget: (field) => typed.delete(field) };
}

/**
 * A grid of numbers. One cell is in the tab order; arrow keys move among the others.
 *
 * @param {{part: string, label: string, signal: AbortSignal, format?: (value: number) => string,
 *   onEdit?: (row: number, col: number, value: number) => void, onReject?: (text: string) => void,
 *   onPoint?: (cell: ?[number, number]) => void, onPick?: (row: number, col: number) => void,
 *   onPaste?: (text: string, sheet: boolean) => boolean}} options `onPaste` says whether it took the text
 * @returns {{el: HTMLElement, update: (state: object) => void, outline: (window: ?object) => void}}
 *   `update` takes `{rows, cols, values, size, shaded, classes(r, c), note(r, c), fixed(r, c), hidden(r, c), look(value)}`;
 *   `look` gives a cell colours of its own, `{background, color}`, where `shaded` would take the usual ones.
 */
export function numberGrid({ part, label, signal, format = formatNumber, onEdit, onReject, onPoint, onPick, onPaste }) {
  const frameLine = make("div", { class: "cc-window", "aria-hidden": "true", hidden: true });
  const table = make("div", { class: "cc-cells", role: "grid", "aria-label": label });
  const frame = make("div", { class: "cc-frame" }, [table, frameLine]);
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, label), frame, caption]);
  let cells = [];
  let shape = "";
  let last = null;

  const placeOf = (element) => element.closest?.("[data-at]")?.dataset.at.split(",").map(Number) ?? null;
  const place = (event) => placeOf(event.target);
  const text = ([r, c]) => format(last.values[r * last.cols + c]);
  const listen = (name, act) => table.addEventListener(name, act, { signal });
  listen("pointerover", (event) => onPoint?.(place(event)));
  listen("focusin", (event) => onPoint?.(place(event)));
  listen("pointerleave", () => onPoint?.(null));
  listen("focusout", () => onPoint?.(null));
  listen("click", (event) => place(event) && onPick?.(...place(event)));
  listen("keydown", (event) => {
    const at = place(event);
    if (!at) return;
    if (onPick && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      onPick(...at);
    }
    const step = ARROWS[event.key];
    const next = step && caretMayLeave(event) && cells[at[0] + step[0]]?.[at[1] + step[1]];
    if (next) {
      event.preventDefault();
      focusCell(next);
    }
  });
  const fields = typedFields(table, signal, {
    take(field) {
      const at = placeOf(field);
      const value = parseNumber(field.value);
      if (value === null) onReject?.(field.value);
      else onEdit(...at, value);
      field.value = value === null ? text(at) : format(value);
    },
    restore: (field) => (field.value = text(placeOf(field))),
  });

  listen("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    const sheet = /<t[dr]\b/i.test(event.clipboardData?.getData("text/html") ?? "");
    if (onPaste?.(pasted, sheet)) event.preventDefault();
    else if (/[\n\r\t]/.test(pasted.trim())) {
      // a field drops line ends: of 1 above 2 it would make 12
      event.preventDefault();
      onReject?.(pasted.trim());
    }
  });

  function focusCell(cell) {
    for (const one of cells.flat()) one.tabIndex = one === cell ? 0 : -1;
    cell.focus();
    cell.select?.();
  }

  function build({ rows, cols, fixed }) {
    const focused = table.contains(document.activeElement) ? document.activeElement.dataset.at : null;
    cells = Array.from({ length: rows }, (_, r) =>
      Array.from({ length: cols }, (_, c) => {
        const field = {
          type: "text",
          autocomplete: "off",
          spellcheck: "false",
          focusin: (event) => event.target.select(),
        };
        const editable = onEdit && !fixed?.(r, c);
        const props = { "data-at": `${r},${c}`, tabindex: -1, class: "cc-cell" };
        return editable
          ? make("input", { ...props, ...field }, [], signal)
          : make("div", { ...props, role: "gridcell" });
      }),
    );
    const entry = cells.flat().find((cell) => cell.tagName === "INPUT") ?? cells[0]?.[0];
    if (entry) entry.tabIndex = 0;
    table.replaceChildren(
      ...cells.map((row) =>
        make(
          "div",
          { role: "row", class: "cc-row" },
          row.map((cell) =>
            make("div", { class: "cc-box", role: cell.tagName === "INPUT" ? "gridcell" : "presentation" }, [cell]),
          ),
        ),
      ),
    );
    frame.style.setProperty("--cols", cols);
    if (focused) focusCell(table.querySelector(`[data-at="${focused}"]`) ?? entry);
  }

  function update(state) {
    const { rows, cols, values, size, classes, note, fixed, hidden, shaded, look: ownLook } = state;
    const key = [
      rows,
      cols,
      ...Array.from({ length: rows * cols }, (_, i) => Number(!!fixed?.(Math.floor(i / cols), i % cols))),
    ].join();
    if (key !== shape) build(state);
    shape = key;
    last = state;
    const scale = shaded ? colorScale(values) : null;
    cells.forEach((row, r) =>
      row.forEach((cell, c) => {
        const value = values[r * cols + c];
        const shown = hidden?.(r, c) ? "" : format(value);
        const box = cell.parentElement;
        box.className = `cc-box ${classes?.(r, c) ?? ""}`;
        box.dataset.long = shown.length > 4 ? "very" : shown.length > 3;
        box.dataset.note = note?.(r, c) ?? "";
        const look = shown && !box.classList.contains("cc-padding") ? (ownLook ?? scale?.of)?.(value) : null;
        box.style.background = look?.background ?? "";
        box.style.color = look?.color ?? "";
        if (cell.tagName === "INPUT") {
          // Only a new value goes in: what a reader is typing at this moment stays.
          if (cell.dataset.shown !== shown) {
            cell.value = cell.dataset.shown = shown;
            fields.forget(cell);
          }
          cell.setAttribute("aria-label", `${label}, row ${r}, column ${c}`);
        } else {
          cell.textContent = shown;
          cell.setAttribute("aria-label", `${label}, row ${r}, column ${c}: ${shown || "not computed yet"}`);
          if (onPick) cell.setAttribute("aria-selected", String(box.classList.contains("cc-lit")));
        }
      }),
    );
    caption.replaceChildren(size, ...(scale ? [make("br"), scale.words] : []));
  }

  /** Outline the window of `height`×`width` cells whose top left is at (row, col). */
  function outline(window) {
    frameLine.hidden = !window;
    for (const [name, value] of Object.entries(window ?? {})) frameLine.style.setProperty(`--${name}`, value);
  }

  return { el, update, outline };
}

/** Inside a text field the caret moves first: an arrow leaves the cell only from the end of the text. */
function caretMayLeave({ key, target }) {
  if (target.tagName !== "INPUT" || key === "ArrowUp" || key === "ArrowDown") return true;
  const all = target.selectionStart === 0 && target.selectionEnd === target.value.length;
  const edge = key === "ArrowLeft" ? 0 : target.value.length;
  return all || (target.selectionStart === edge && target.selectionEnd === edge);
}

/** `value · weight + … = result` in the three colours; ≈ where the result had to be rounded. */
export function sumLine(taps, result, lit) {
  const terms = taps.flatMap((tap, i) => [
    ...(i ? [" + "] : []),
    make("span", { class: `cc-term ${tap === lit ? "cc-lit" : ""}`, "data-at": `${tap.kernelRow},${tap.kernelCol}` }, [
      make("span", { class: tap.padded ? "cc-t-padding" : "cc-t-input" }, formatNumber(tap.value)),
      "·",
      make(
        "span",
        { class: "cc-t-kernel" },
        tap.weight < 0 ? `(${formatWeight(tap.weight)})` : formatWeight(tap.weight),
      ),
    ]),
  ]);
  const exact = Math.abs(result * 100 - Math.round(result * 100)) < 1e-6;
  return [...terms, exact ? " = " : " ≈ ", make("strong", { class: "cc-t-output" }, formatNumber(result))];
}

/**
 * Two series of numbers over each other: a 1-D input and its output.
 * @param {number[]} input @param {number[]} output @param {number} pitch pixels from one cell to the next
 * @param {(i: number) => number} place over which input, counted in cells, an output stands
 */
export function seriesPlot(input, output, pitch, place) {
  const height = 96;
  const all = [...input, ...output, 0].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value) => 6 + (1 - (value - low) / (high - low || 1)) * (height - 12);
  const line = (values, over, name) => {
    // What is not known yet is NaN and leaves no mark.
    const points = values.map((value, i) => [(over(i) + 0.5) * pitch, y(value)]).filter((p) => !Number.isNaN(p[1]));
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join("");
    return `<g class="${name}"><polyline points="${points.map((p) => p.join()).join(" ")}"/>${dots}</g>`;
  };
  const width = input.length * pitch;
  const zero = `<line class="cc-zero" x1="0" x2="${width}" y1="${y(0)}" y2="${y(0)}"/>`;
  return (
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${zero}` +
    `${line(input, (i) => i, "cc-line-input")}${line(output, place, "cc-line-output")}</svg>`
  );
}

/** The kernel at another size: cropped around its centre, or with zeros around it. */
export function resizeKernel(kernel, size, oneRow, fill = 0) {
  const fit = (line, length, empty) => {
    const shift = Math.floor(line.length / 2) - Math.floor(length / 2);
    return Array.from({ length }, (_, i) => line[i + shift] ?? empty());
  };
  const rows = kernel.map((row) => fit(row, size, () => fill));
  return oneRow ? rows : fit(rows, size, () => Array(size).fill(fill));
}

/** How bright a colour is, 0 to 1, as WCAG 2 defines it for contrast. */
export function luminance(rgb) {
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}
