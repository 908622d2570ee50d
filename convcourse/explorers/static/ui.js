// What every explorer is built from: elements, numbers, grids of cells, the sum line, the puzzle strip.
// Nothing here knows which explorer it serves.

/** Make an element. `props` go on as attributes; functions become listeners that end with `signal`. */
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

/** A number as the course writes it: at most two decimals, a real minus sign, never "−0". */
export function formatNumber(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const rounded = Math.round(value * 100) / 100;
  return String(Math.abs(rounded)).replace(/^/, rounded < 0 ? "−" : "");
}

/** What a reader typed, as a number: fractions and both kinds of minus and decimal mark; null when it is none. */
export function parseNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  const [top, bottom = "1", rest] = plain.split("/");
  if (rest !== undefined || !/\d/.test(top) || !/\d/.test(bottom)) return null;
  const value = Number(top) / Number(bottom);
  return Number.isFinite(value) ? value : null;
}

export const toGrid = (lists) => ({ data: lists.flat(), rows: lists.length, cols: lists[0].length });

export const toLists = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));

export const sizeText = (rows, cols) => `${rows}×${cols}`;

// Brown – white – teal for signed values (ColorBrewer's BrBG, seven steps), black – white for unsigned ones.
const DIVERGING = [[140, 81, 10], [216, 179, 101], [246, 232, 195], [245, 245, 245], [199, 234, 229],
  [90, 180, 172], [1, 102, 94]];

/** Background and text colour for `value` on the scale that fits all `values`. */
export function shade(value, values) {
  const finite = Array.from(values).filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const reach = Math.max(...finite.map(Math.abs), 1e-12);
  let color;
  if (low < 0) {
    const at = ((value / reach + 1) / 2) * (DIVERGING.length - 1);
    const left = Math.min(Math.floor(at), DIVERGING.length - 2);
    color = DIVERGING[left].map((c, i) => Math.round(c + (at - left) * (DIVERGING[left + 1][i] - c)));
  } else {
    color = Array(3).fill(Math.round((255 * value) / reach));
  }
  const light = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
  return { background: `rgb(${color.join(" ")})`, color: light > 140 ? "#111" : "#fff" };
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * A grid of numbers. One cell is in the tab order; arrow keys move among the others.
 *
 * @param {{role: string, label: string, onEdit?: (r: number, c: number, value: number) => void,
 *   onPoint?: (cell: [number, number] | null) => void, onPick?: (r: number, c: number) => void,
 *   onReject?: (text: string) => void, signal: AbortSignal}} options
 * @returns {{el: HTMLElement, update: (state: object) => void}} `update` takes `{rows, cols, values,
 *   classes: (r, c) => string, note: (r, c) => string, fixed: (r, c) => boolean, shaded: boolean}`.
 */
export function numberGrid({ role, label, onEdit, onPoint, onPick, onReject, signal }) {
  const outline = make("div", { class: "cc-window", "aria-hidden": "true", hidden: true });
  const table = make("div", { class: "cc-cells", role: "grid", "aria-label": label });
  const frame = make("div", { class: "cc-frame" }, [table, outline]);
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${role}` }, [
    make("div", { class: "cc-name" }, label), frame, caption,
  ]);
  let cells = [];
  let shape = "";
  let last = null;

  const place = (event) => {
    const cell = event.target.closest?.("[data-at]");
    return cell ? cell.dataset.at.split(",").map(Number) : null;
  };
  const point = (event) => onPoint?.(place(event));
  table.addEventListener("pointerover", point, { signal });
  table.addEventListener("focusin", point, { signal });
  table.addEventListener("pointerleave", () => onPoint?.(null), { signal });
  table.addEventListener("focusout", () => onPoint?.(null), { signal });
  table.addEventListener("click", (event) => {
    const at = place(event);
    if (at) onPick?.(...at);
  }, { signal });
  table.addEventListener("keydown", (event) => {
    const at = place(event);
    if (!at) return;
    if (event.key === "Enter" && onPick) onPick(...at);
    const step = ARROWS[event.key];
    if (step && caretMayLeave(event)) {
      const next = cells[at[0] + step[0]]?.[at[1] + step[1]];
      if (next) {
        event.preventDefault();
        focusCell(next);
      }
    }
  }, { signal });
  table.addEventListener("change", (event) => {
    const at = place(event);
    const value = parseNumber(event.target.value);
    if (value === null) {
      onReject?.(event.target.value);
      event.target.value = formatNumber(last.values[at[0] * last.cols + at[1]]);
    } else {
      event.target.value = formatNumber(value);
      onEdit(...at, value);
    }
  }, { signal });

  function focusCell(cell) {
    for (const row of cells) for (const one of row) one.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
    cell.select?.();
  }

  function build({ rows, cols, fixed }) {
    cells = Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => {
      const editable = onEdit && !fixed?.(r, c);
      return make(editable ? "input" : "span", {
        "data-at": `${r},${c}`, tabindex: r || c ? -1 : 0, class: "cc-cell",
        ...(editable && { type: "text", inputmode: "text", autocomplete: "off", focusin: (e) => e.target.select() }),
      }, [], signal);
    }));
    table.replaceChildren(...cells.map((row) => make("div", { role: "row", class: "cc-row" },
      row.map((cell) => make("div", { role: "gridcell", class: "cc-box" }, [cell])))));
    frame.style.setProperty("--cols", cols);
  }

  function update(state) {
    const { rows, cols, values, classes, note, fixed, shaded } = state;
    const key = [rows, cols, ...Array.from({ length: rows * cols }, (_, i) =>
      Number(!!fixed?.(Math.floor(i / cols), i % cols)))].join();
    if (key !== shape) build(state);
    shape = key;
    last = state;
    cells.forEach((row, r) => row.forEach((cell, c) => {
      const value = values[r * cols + c];
      const text = formatNumber(value);
      if (cell.tagName === "INPUT") {
        // Only a new value goes in: what a reader is typing at this moment stays.
        if (cell.dataset.shown !== text) cell.value = cell.dataset.shown = text;
        cell.setAttribute("aria-label", `${label}, row ${r}, column ${c}`);
      } else cell.textContent = text;
      const box = cell.parentElement;
      box.className = `cc-box ${classes?.(r, c) ?? ""}`;
      box.dataset.long = text.length > 4 ? "very" : text.length > 3;
      box.dataset.note = note?.(r, c) ?? "";
      const plain = box.matches(".cc-padding, .cc-later");
      const look = shaded && !plain ? shade(value, values) : null;
      box.style.background = look?.background ?? "";
      box.style.color = look?.color ?? "";
    }));
  }

  /** Outline the window of `height`×`width` cells whose top left is at (row, col). */
  function outlineWindow(place) {
    outline.hidden = !place;
    if (!place) return;
    const names = ["row", "col", "height", "width"];
    names.forEach((name) => outline.style.setProperty(`--${name}`, place[name]));
  }

  return { el, update, outlineWindow, caption: (text) => (caption.textContent = text) };
}

/** Inside a text field the caret moves first: an arrow leaves the cell only from the end of the text. */
function caretMayLeave({ key, target }) {
  if (target.tagName !== "INPUT" || key === "ArrowUp" || key === "ArrowDown") return true;
  const all = target.selectionStart === 0 && target.selectionEnd === target.value.length;
  const edge = key === "ArrowLeft" ? 0 : target.value.length;
  return all || (target.selectionStart === edge && target.selectionEnd === edge);
}

/** Write `value × weight + … = result` in the three colours. */
export function sumLine(taps, result) {
  const line = taps.flatMap(({ value, weight, padded, id }, i) => [
    ...(i ? [" + "] : []),
    make("span", { class: "cc-term", "data-tap": id }, [
      make("span", { class: padded ? "cc-t-padding" : "cc-t-input" }, formatNumber(value)), "·",
      make("span", { class: "cc-t-kernel" }, bracketed(weight)),
    ]),
  ]);
  return [...line, " = ", make("strong", { class: "cc-t-output" }, formatNumber(result))];
}

const bracketed = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

/**
 * The strip of puzzles under an explorer.
 *
 * A puzzle is data: `{title, ask, hint, start, …}`. `judge(puzzle)` says `{solved, words}`; `start(puzzle)` sets the
 * stage and `stop()` brings back what was there before.
 */
export function puzzleStrip({ puzzles, judge, start, stop, signal }) {
  const solved = new Set();
  let current = null;
  const text = make("p", { class: "cc-ask" });
  const status = make("p", { class: "cc-status", role: "status" });
  const hint = make("details", { class: "cc-hint" }, [make("summary", {}, "Hint"), make("span")]);
  const panel = make("div", { class: "cc-puzzle", hidden: true }, [text, status, hint]);
  const buttons = puzzles.map((puzzle, i) => make("button", {
    type: "button", class: "cc-button", "aria-pressed": "false",
    click: () => choose(current === puzzle ? null : puzzle),
  }, [`${i + 1} · ${puzzle.title}`], signal));
  const el = make("div", { class: "cc-puzzles", role: "group", "aria-label": "Puzzles", hidden: !puzzles.length }, [
    make("div", { class: "cc-strip" }, [make("span", { class: "cc-strip-name" }, "Puzzles"), ...buttons]), panel,
  ]);

  function choose(puzzle) {
    if (current) stop(current);
    current = puzzle;
    panel.hidden = !puzzle;
    if (puzzle) {
      text.textContent = puzzle.ask;
      hint.open = false;
      hint.lastChild.textContent = puzzle.hint;
      start(puzzle);
    }
    refresh();
  }

  function refresh() {
    if (current) {
      const { solved: done, words } = judge(current);
      if (done) solved.add(current);
      status.textContent = words;
      status.classList.toggle("cc-solved", done);
    }
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(current === puzzles[i]));
      button.classList.toggle("cc-done", solved.has(puzzles[i]));
    });
  }

  return { el, refresh, leave: () => current && choose(null), current: () => current };
}

const PLAY_LABELS = [["fa-play", "Play or pause"], ["fa-stop", "Stop"], ["fa-retweet", "Repeat"]];

/**
 * Give names to the ipywidgets controls around an explorer: their handles and buttons come without any.
 * Controls may appear after the view does, so this watches until `signal` ends.
 */
export function nameControls(el, signal) {
  const name = () => {
    const root = el.closest(".cc-explorer");
    if (!root) return false;
    for (const control of root.querySelectorAll(".cc-controls .jupyter-widgets")) {
      const label = control.querySelector(".widget-label")?.textContent;
      if (!label) continue;
      for (const part of control.querySelectorAll(".noUi-handle, .widget-readout")) {
        part.setAttribute("aria-label", label);
      }
    }
    for (const icon of root.querySelectorAll(".widget-play button i")) {
      const [, label] = PLAY_LABELS.find(([name]) => icon.classList.contains(name)) ?? [];
      if (label) icon.parentElement.setAttribute("aria-label", label);
    }
    return true;
  };
  const observer = new MutationObserver(name);
  const begin = () => {
    if (!name()) return requestAnimationFrame(begin);
    observer.observe(el.closest(".cc-explorer"), { childList: true, subtree: true });
  };
  requestAnimationFrame(begin);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Call `draw` once in the next frame, however often `schedule` is called before. */
export function scheduler(draw, signal) {
  let waiting = 0;
  signal.addEventListener("abort", () => cancelAnimationFrame(waiting));
  return () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
}
