// SlidingWindow: a kernel slides over a grid of numbers, and every number can be changed.
import { correlate, grid, outputSize, windowTaps } from "./engine.js";
import {
  formatNumber, make, nameControls, numberGrid, puzzleStrip, scheduler, sizeText, sumLine, toGrid, toLists,
} from "./ui.js";

export const TRAITS = ["input", "kernel", "kernel_size", "padding", "stride", "dilation", "flip", "position",
  "shaded"];

/** The engine's options for this state. An input of one row is a 1-D signal: nothing happens across its rows. */
export function optionsOf({ input, padding, stride, dilation, flip }) {
  const oneRow = input.length === 1;
  return {
    padding: oneRow ? [0, padding] : [padding, padding],
    stride: oneRow ? [1, stride] : [stride, stride],
    dilation: oneRow ? [1, dilation] : [dilation, dilation],
    flip,
  };
}

/** Rows and columns of the output; an axis on which the kernel does not fit has 0. */
export function outputShape(state) {
  const { padding, stride, dilation } = optionsOf(state);
  const lengths = [[state.input.length, state.kernel.length], [state.input[0].length, state.kernel[0].length]];
  return lengths.map(([size, k], axis) => Math.max(0, outputSize(size, k, {
    padding: padding[axis], stride: stride[axis], dilation: dilation[axis],
  })));
}

export function computeOutput(state) {
  const [rows, cols] = outputShape(state);
  return rows && cols ? correlate(toGrid(state.input), toGrid(state.kernel), optionsOf(state)) : grid(0, 0);
}

/** The kernel at another size: cropped around its centre, or with zeros around it. */
export function resizeKernel(kernel, size, oneRow) {
  const fit = (line, length, empty) => {
    const shift = Math.floor(line.length / 2) - Math.floor(length / 2);
    return Array.from({ length }, (_, i) => line[i + shift] ?? empty());
  };
  const rows = kernel.map((row) => fit(row, size, () => 0));
  return oneRow ? rows : fit(rows, size, () => Array(size).fill(0));
}

/** How a state stands to a puzzle's goal: `{solved, words}`. */
export function judge(state, puzzle) {
  for (const [trait, value] of Object.entries(puzzle.keep ?? {})) {
    if (JSON.stringify(state[trait]) !== JSON.stringify(value)) {
      return { solved: false, words: `The ${trait.replace("_", " ")} has to stay as it was.` };
    }
  }
  if (puzzle.nonzero_kernel && state.kernel.flat().every((w) => w === 0)) {
    return { solved: false, words: "That would do it, but a kernel of zeros is not allowed here." };
  }
  const output = computeOutput(state);
  const { shape, output: target } = puzzle.goal;
  if (shape) {
    const solved = output.rows === shape[0] && output.cols === shape[1];
    const words = `The output is ${sizeText(output.rows, output.cols)}, the goal ${sizeText(...shape)}.`;
    return { solved, words: solved ? `Solved: ${sizeText(...shape)}.` : words };
  }
  const wanted = target.flat();
  if (output.rows !== target.length || output.cols !== target[0].length) {
    const words = `The output is ${sizeText(output.rows, output.cols)}; the target is ` +
      `${sizeText(target.length, target[0].length)}.`;
    return { solved: false, words };
  }
  const right = wanted.filter((value, i) => Math.abs(value - output.data[i]) < 0.005).length;
  const solved = right === wanted.length;
  return { solved, words: solved ? `Solved: all ${right} cells agree.` : `${right} of ${wanted.length} cells agree.` };
}

/** What stands in each cell of the padded input, and which cells are padding. */
export function paddedInput({ input, padding }) {
  const [top, left] = [input.length === 1 ? 0 : padding, padding];
  const rows = input.length + 2 * top;
  const cols = input[0].length + 2 * left;
  const inside = (r, c) => r >= top && r < rows - top && c >= left && c < cols - left;
  const values = Array.from({ length: rows * cols }, (_, i) => {
    const [r, c] = [Math.floor(i / cols), i % cols];
    return inside(r, c) ? input[r - top][c - left] : 0;
  });
  return { rows, cols, values, inside, top, left };
}

function render({ model, el }) {
  const controller = new AbortController();
  const { signal } = controller;
  let pointed = null; // the cell under the pointer or focus: {where: "input" | "kernel" | "output", at: [r, c]}
  let before = null; // the state that a puzzle put aside

  const read = () => Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
  const write = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, structuredClone(value));
    model.save_changes();
  };
  const edit = (name, r, c, value) => {
    const next = structuredClone(model.get(name));
    next[r][c] = value;
    write({ [name]: next });
  };
  const point = (where) => (at) => {
    pointed = at && { where, at };
    schedule();
  };

  const notice = make("p", { class: "cc-notice", role: "alert" });
  const onReject = (text) => {
    notice.textContent = `“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`;
  };
  const input = numberGrid({
    role: "input", label: "Input", signal, onReject, onPoint: point("input"),
    onEdit: (r, c, value) => {
      const { top, left } = paddedInput(read());
      edit("input", r - top, c - left, value);
    },
  });
  const kernel = numberGrid({
    role: "kernel", label: "Kernel", signal, onReject, onPoint: point("kernel"),
    onEdit: (r, c, value) => edit("kernel", r, c, value),
  });
  const output = numberGrid({
    role: "output", label: "Output", signal, onPoint: point("output"),
    onPick: (r, c) => write({ position: r * outputShape(read())[1] + c }),
  });
  const target = numberGrid({ role: "target", label: "Target", signal });
  target.el.hidden = true;

  const step = (by) => write({ position: Math.min(model.get("last"), Math.max(0, model.get("position") + by)) });
  const back = make("button", { type: "button", class: "cc-button", click: () => step(-1) }, "◂ Step back", signal);
  const ahead = make("button", { type: "button", class: "cc-button", click: () => step(1) }, "Step ▸", signal);
  const reset = make("button", {
    type: "button", class: "cc-button cc-reset",
    click: () => {
      puzzles.leave();
      write(model.get("initial"));
    },
  }, "Reset", signal);

  const where = make("span", { class: "cc-where" });
  const sum = make("div", { class: "cc-sum" });
  const spoken = make("p", { class: "cc-spoken", role: "status" });
  const arrow = () => make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const stage = make("div", { class: "cc-stage" }, [input.el, arrow(), kernel.el, arrow(), output.el, target.el]);
  const puzzles = puzzleStrip({
    puzzles: model.get("puzzles"), signal,
    judge: (puzzle) => judge(read(), puzzle),
    start: (puzzle) => {
      before = structuredClone(read());
      write({ ...model.get("initial"), ...puzzle.start, position: 0 });
      schedule();
    },
    stop: () => {
      write(before);
      schedule();
    },
  });
  el.classList.add("cc-view");
  el.replaceChildren(stage,
    make("div", { class: "cc-bar" }, [back, ahead, where, reset]), sum, notice, spoken, puzzles.el);

  function drawGrids(state, result, at, taps) {
    const padded = paddedInput(state);
    const puzzle = puzzles.current();
    const locked = (name) => puzzle?.keep && name in puzzle.keep;
    const tapAt = new Map(taps.map((tap) => [`${tap.inputRow + padded.top},${tap.inputCol + padded.left}`, tap]));
    const kernelTap = new Map(taps.map((tap) => [`${tap.kernelRow},${tap.kernelCol}`, tap]));
    const lit = litTap(taps, padded);
    input.update({
      ...padded, shaded: state.shaded,
      fixed: (r, c) => locked("input") || !padded.inside(r, c),
      note: (r, c) => (tapAt.has(`${r},${c}`) ? `×${formatNumber(tapAt.get(`${r},${c}`).weight)}` : ""),
      classes: (r, c) => [
        padded.inside(r, c) ? "" : "cc-padding", tapAt.has(`${r},${c}`) ? "cc-tap" : "",
        lit && tapAt.get(`${r},${c}`) === lit ? "cc-lit" : "",
      ].join(" "),
    });
    kernel.update({
      rows: state.kernel.length, cols: state.kernel[0].length, values: state.kernel.flat(), shaded: state.shaded,
      fixed: () => locked("kernel"),
      classes: (r, c) => (lit && kernelTap.get(`${r},${c}`) === lit ? "cc-lit" : ""),
    });
    const users = pointed?.where === "input" ? outputsThatRead(state, pointed.at) : null;
    output.update({
      rows: result.rows, cols: result.cols, values: result.data, shaded: state.shaded,
      classes: (r, c) => [
        r * result.cols + c > state.position ? "cc-later" : "cc-done",
        at && r === at[0] && c === at[1] ? "cc-lit" : "", users?.has(`${r},${c}`) ? "cc-user" : "",
      ].join(" "),
    });
    const { stride, dilation } = optionsOf(state);
    input.outlineWindow(at && {
      row: at[0] * stride[0], col: at[1] * stride[1],
      height: dilation[0] * (state.kernel.length - 1) + 1, width: dilation[1] * (state.kernel[0].length - 1) + 1,
    });
    input.caption(sizeText(state.input.length, state.input[0].length) +
      (state.padding ? `, padded to ${sizeText(padded.rows, padded.cols)}` : ""));
    kernel.caption(sizeText(state.kernel.length, state.kernel[0].length) +
      (state.flip ? ", turned by 180° for use" : ""));
    output.caption(sizeText(result.rows, result.cols));
    drawTarget(puzzle, state, result);
  }

  /** The tap that the pointer singles out, if any. */
  function litTap(taps, padded) {
    const [r, c] = pointed?.at ?? [];
    if (pointed?.where === "kernel") return taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c);
    if (pointed?.where === "input") {
      return taps.find((tap) => tap.inputRow + padded.top === r && tap.inputCol + padded.left === c);
    }
  }

  function outputsThatRead(state, [r, c]) {
    const { stride, dilation } = optionsOf(state);
    const [rows, cols] = outputShape(state);
    const users = new Set();
    state.kernel.forEach((line, i) => line.forEach((_, j) => {
      const [y, x] = [(r - i * dilation[0]) / stride[0], (c - j * dilation[1]) / stride[1]];
      if (Number.isInteger(y) && Number.isInteger(x) && y >= 0 && x >= 0 && y < rows && x < cols) {
        users.add(`${y},${x}`);
      }
    }));
    return users;
  }

  function drawTarget(puzzle, state, result) {
    const wanted = puzzle?.goal.output;
    target.el.hidden = !wanted;
    if (!wanted) return;
    const values = wanted.flat();
    const same = result.rows === wanted.length && result.cols === wanted[0].length;
    target.update({
      rows: wanted.length, cols: wanted[0].length, values, shaded: state.shaded,
      classes: (r, c) => (same && Math.abs(values[r * result.cols + c] - result.data[r * result.cols + c]) < 0.005
        ? "cc-right" : ""),
    });
    target.caption(sizeText(wanted.length, wanted[0].length));
  }

  function drawWords(state, result, at, taps) {
    back.disabled = !at || state.position === 0;
    ahead.disabled = !at || state.position === model.get("last");
    if (!at) {
      const span = state.dilation * (Math.max(state.kernel.length, state.kernel[0].length) - 1) + 1;
      where.textContent = "";
      sum.textContent = `The kernel spans ${span} cells: more than the padded input has. ` +
        "Add padding, or make the kernel or its dilation smaller.";
      spoken.textContent = sum.textContent;
      return;
    }
    where.textContent = `output[${at.join(", ")}]`;
    const value = result.data[at[0] * result.cols + at[1]];
    sum.replaceChildren(...sumLine(taps, value));
    spoken.textContent = `Output at row ${at[0]}, column ${at[1]} is ${formatNumber(value)}.`;
    const lit = litTap(taps, paddedInput(state));
    sum.querySelectorAll(".cc-term").forEach((term, i) => term.classList.toggle("cc-lit", taps[i] === lit));
  }

  function fitCells(state, result) {
    const padded = paddedInput(state);
    const targetCols = puzzles.current()?.goal.output?.[0].length ?? 0;
    const all = padded.cols + state.kernel[0].length + result.cols + targetCols;
    const room = el.clientWidth - 112 - (targetCols ? 32 : 0);
    // A signal stands above its output, centre over centre, so that windows stand over what they make.
    const oneRow = state.input.length === 1;
    el.classList.toggle("cc-column", oneRow);
    // Where one line is too short for a picture, the kernel and the output share the second.
    const widest = oneRow ? padded.cols : Math.max(padded.cols, result.cols + state.kernel[0].length + 1);
    const onOneLine = !oneRow && room / all >= 28;
    const size = onOneLine ? room / all : (el.clientWidth - 16) / widest;
    el.style.setProperty("--cell", `${Math.floor(Math.min(40, Math.max(28, size)))}px`);
    el.classList.toggle("cc-stacked", !onOneLine);
  }

  function draw() {
    const state = read();
    const result = computeOutput(state);
    const count = result.rows * result.cols;
    if (model.get("last") !== Math.max(0, count - 1)) {
      // The scrub slider follows `last`; a position past the end moves back into the output.
      model.set("last", Math.max(0, count - 1));
      model.set("position", Math.min(state.position, Math.max(0, count - 1)));
      model.save_changes();
      return schedule();
    }
    let at = count ? [Math.floor(state.position / result.cols), state.position % result.cols] : null;
    if (pointed?.where === "output" && pointed.at[0] < result.rows && pointed.at[1] < result.cols) at = pointed.at;
    const taps = at ? windowTaps(toGrid(state.input), toGrid(state.kernel), ...at, optionsOf(state)) : [];
    fitCells(state, result);
    drawGrids(state, result, at, taps);
    drawWords(state, result, at, taps);
    puzzles.refresh();
  }

  const schedule = scheduler(draw, signal);
  const edited = () => {
    notice.textContent = "";
  };
  const resized = () => {
    const { kernel: now, kernel_size: size, input: signalOrImage } = read();
    if (Math.max(now.length, now[0].length) !== size) {
      write({ kernel: resizeKernel(now, size, signalOrImage.length === 1) });
    }
  };
  const rekerneled = () => {
    const now = model.get("kernel");
    const size = Math.max(now.length, now[0].length);
    if (size !== model.get("kernel_size")) write({ kernel_size: size });
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const played = () => {
    if (model.get("playing") && calm.matches) {
      // Later, for the link that brought this change takes none back while it is at work.
      queueMicrotask(() => write({ playing: false }));
      notice.textContent = "Your system asks for less motion, so nothing plays by itself: use Step or the slider.";
    }
  };
  model.on("change:kernel_size", resized);
  model.on("change:kernel", rekerneled);
  model.on("change:playing", played);
  model.on("change:input change:kernel", edited);
  for (const name of [...TRAITS, "last"]) model.on(`change:${name}`, schedule);
  const watch = new ResizeObserver(schedule);
  watch.observe(el);
  nameControls(el, signal);
  schedule();

  return () => {
    controller.abort();
    watch.disconnect();
    model.off("change:kernel_size", resized);
    model.off("change:kernel", rekerneled);
    model.off("change:playing", played);
    model.off("change:input change:kernel", edited);
    for (const name of [...TRAITS, "last"]) model.off(`change:${name}`, schedule);
  };
}

export default { render };
