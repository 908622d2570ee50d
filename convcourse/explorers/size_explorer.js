// SizeExplorer: how many windows fit, along a line and on a grid, and what they never read.
import { outputSize } from "./parts/engine.js";
import { broken, explorer, stepBar } from "./parts/frame.js";
import { board, box, gridLines, hatch, path, range, round, svg } from "./parts/svg.js";
import { formatNumber, listNumbers, make, sizeText } from "./parts/ui.js";

/**
 * Everything countable about one axis. `readers[x]` is how many windows read cell x of the padded input; `leftover`
 * how many cells remain behind the last window; `end` is where the line ends: behind the window that no longer fits.
 */
export function compute({ input_size, kernel_size, padding, stride, dilation }) {
  const span = dilation * (kernel_size - 1) + 1;
  const padded = input_size + 2 * padding;
  const room = padded - span;
  const count = Math.max(0, outputSize(input_size, kernel_size, { padding, stride, dilation }));
  const readers = Array(padded).fill(0);
  for (let i = 0; i < count; i++) for (let t = 0; t < kernel_size; t++) readers[i * stride + t * dilation]++;
  const unread = Array.from({ length: input_size }, (_, x) => x).filter((x) => !readers[x + padding]);
  const leftover = count ? room % stride : 0;
  const end = count && !leftover ? padded : Math.max(padded, count * stride + span);
  return { span, padded, room, count, readers, unread, leftover, end };
}

/** The cells of the padded input that window `i` reads. */
export function windowCells({ kernel_size, stride, dilation }, i) {
  return Array.from({ length: kernel_size }, (_, t) => i * stride + t * dilation);
}

/** The windows that read cell `x` of the padded input. */
export function windowsOver(state, { count }, x) {
  return Array.from({ length: count }, (_, i) => i).filter((i) => windowCells(state, i).includes(x));
}

/** How the windows are counted, step by step: [name, parts]; a part is text, or [text, what it is]. */
export function countingSteps(state, { span, padded, room, count }) {
  const { input_size: n, kernel_size: k, padding: p, stride: s, dilation: d } = state;
  const minus = (value) => formatNumber(value);
  const steps = [
    ["Padded input", [[n, "input"], " + 2·", [p, "padding"], ` = ${padded}`]],
    ["Reach of the kernel", [`${d}·(`, [k, "kernel"], ` − 1) + 1 = `, [span, "kernel"]]],
    ["Room to move", [`${padded} − `, [span, "kernel"], ` = ${minus(room)}`]],
  ];
  if (room < 0) return [...steps, ["Windows", [["0", "output"], `: the kernel is too long by ${-room}`]]];
  const exact = room % s === 0;
  const quotient = exact ? "" : ` = ⌊${formatNumber(room / s)}⌋`;
  return [
    ...steps,
    [`Steps of ${s}`, [`⌊${room} / ${s}⌋${quotient} = ${count - 1}`, exact ? "" : ["  ← the floor", "window"]]],
    ["Windows", [`${count - 1} + 1 = `, [count, "output"]]],
  ];
}

/** The formula with its numbers, and what it would say without the floor where that differs. */
export function filledFormula(state, { room, count }) {
  const { input_size: n, kernel_size: k, padding: p, stride: s, dilation: d } = state;
  const inside = [[n, "input"], " + 2·", [p, "padding"], ` − ${d}·(`, [k, "kernel"], " − 1) − 1"];
  if (room < 0) return ["⌊(", ...inside, `) / ${s}⌋ + 1: a negative room, so `, ["0", "output"], " windows"];
  const whole = room / s + 1;
  const floored = room % s === 0 ? "" : ` Without the floor: ${formatNumber(whole)}.`;
  return ["⌊(", ...inside, `) / ${s}⌋ + 1 = `, [count, "output"], `.${floored}`];
}

/** What remains behind the last window, in words. */
export function leftoverWords({ input_size, stride, padding }, { leftover, padded, count, unread }) {
  if (!count) return "";
  const plural = (n, one, many) => (n === 1 ? one : many);
  const read = unread.length ? `Never read: input ${listNumbers(unread)}.` : "Every input is read.";
  if (!leftover) return `Nothing is left over at the end. ${read}`;
  const inputs = Math.max(0, padded - padding - Math.max(padding, padded - leftover));
  const what =
    inputs === 0
      ? plural(leftover, "a cell of padding", "all of them padding")
      : inputs === leftover
        ? `input ${listNumbers(Array.from({ length: inputs }, (_, i) => input_size - inputs + i))}`
        : `${inputs} of them input`;
  return (
    `${leftover} ${plural(leftover, "cell is", "cells are")} left over at the end (${what}): too few for ` +
    `another step of ${stride}. ${read}`
  );
}

/** The padding that "same" stands for, and what it gives. A reach that is odd cannot be halved. */
export function samePadding({ kernel_size, dilation }) {
  const total = dilation * (kernel_size - 1);
  return { total, padding: Math.floor(total / 2), even: total % 2 === 0 };
}

/** What "same" means for these settings. */
export function sameWords(state) {
  const { input_size: n, stride } = state;
  const { total, padding, even } = samePadding(state);
  const size = (p) => compute({ ...state, padding: p }).count;
  if (stride > 1) {
    const wanted = Math.ceil(n / stride);
    return (
      `With a stride of ${stride}, “same” cannot mean “as large as the input”: torch refuses it, ` +
      `Keras makes ⌈${n} / ${stride}⌉ = ${wanted}. Padding ${padding} makes ${size(padding)}.`
    );
  }
  if (even) return `“same” adds ${total} cells in all, ${padding} on each side, and keeps the size: ${size(padding)}.`;
  return (
    `“same” needs ${total} cells in all: torch adds ${padding} before and ${total - padding} after. Alike on ` +
    `both sides, padding ${padding} makes ${size(padding)} and ${padding + 1} makes ${size(padding + 1)}, never ${n}.`
  );
}

/** How a state stands to a puzzle's goal. */
export function judge(state, { count, leftover, unread }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { size, leftover: allowed, unread: wanted } = puzzle.goal;
  if (!count) return open("No window fits.");
  if (size !== undefined && count !== size) return open(`${count} windows; the goal is ${size}.`);
  if (allowed !== undefined && leftover !== allowed) return open(`${count} windows, and ${leftover} left over.`);
  if (wanted && JSON.stringify(unread) !== JSON.stringify(wanted)) {
    return open(unread.length ? `Never read: ${listNumbers(unread)}.` : "Every input is read.");
  }
  return {
    solved: true,
    words: wanted ? `Solved: all but ${listNumbers(wanted)} are read.` : `Solved: ${count} windows.`,
  };
}

/** Sizes of the drawing in a width: a cell of the line, a cell of the grids, and whether these stand side by side. */
export function sizeLayout(width, { end, padded, span, count }) {
  const line = Math.min(30, width / end);
  const input = Math.max(padded, span);
  // Beside each other the arrow takes 56 px; an output's name and size take 64, however small it is.
  const beside = Math.min(22, 270 / input, (width - 56) / (input + count), (width - 120) / input);
  const below = Math.min(22, 270 / input, (width - 8) / input);
  const wide = width >= 480 || beside >= 12;
  return { line, plane: Math.max(0.5, wide ? beside : below), wide };
}

const cross = (x, y, w, h) =>
  `M${round(x)} ${round(y)}l${round(w)} ${round(h)}m0 ${round(-h)}l${round(-w)} ${round(h)}`;

const LINE = { labels: 16, cells: 24, gap: 8, outputs: 24 };

/** Where the parts of the number line lie, from top to bottom, for cells of width `cell`. */
export function lineGeometry(cell, { count, leftover }) {
  const row = Math.min(13, Math.max(0.6, 168 / Math.max(1, count)));
  const windows = LINE.labels + LINE.cells + LINE.gap;
  const ghost = leftover || !count ? Math.max(row, 8) + 3 : 0;
  const outputs = windows + count * row + ghost + LINE.gap;
  return { cell, row, windows, ghost, outputs, height: outputs + LINE.outputs + 4 };
}

/** The number line: the padded input, a row for each window, the outputs below the middle of their windows. */
function lineDrawing(state, result, geometry, { at, users, id }) {
  const { padding, stride, kernel_size, dilation } = state;
  const { padded, span, count, readers, unread, end } = result;
  const { cell, row, windows, ghost, outputs, height } = geometry;
  const top = LINE.labels;
  const inside = (x) => x >= padding && x < padded - padding;
  const cells = range(padded);
  const draw = (list, y, h) => list.map((x) => box(x * cell, y, cell, h)).join("");
  const seam = cell >= 5 ? 1 : 0; // so that taps can be told apart
  const taps = (i, y, h) =>
    windowCells(state, i)
      .map((x) => box(x * cell + seam / 2, y, cell - seam, h))
      .join("");
  const middle = (i) => (i * stride + span / 2) * cell;
  const side = Math.min(24, Math.min(1, stride) * cell);
  const output = (i) => box(middle(i) - side / 2, outputs, side, LINE.outputs);
  const missing = unread.map((x) => x + padding);
  const marks =
    cell >= 5
      ? missing.map((x) => cross(x * cell + cell * 0.2, top + 4, cell * 0.6, 16)).join("")
      : draw(missing, top + LINE.cells - 5, 5);
  const y = windows + at * row;
  const h = Math.max(row - (row > 4 ? 2 : 0), 0.6);
  const strong = Math.max(h, 5);
  const next = windows + count * row + 3;
  return svg(
    end * cell + 2,
    height,
    `<defs>${hatch(id)}</defs><g transform="translate(1 0)">` +
      `<path fill="url(#${id})" d="${draw(
        cells.filter((x) => !inside(x)),
        top,
        LINE.cells,
      )}"/>` +
      path(
        "cc-s-input",
        draw(
          cells.filter((x) => inside(x) && readers[x]),
          top,
          LINE.cells,
        ),
      ) +
      path("cc-s-lines", cell >= 4 ? draw(cells, top, LINE.cells) : "") +
      path("cc-s-inframe", box(padding * cell, top, state.input_size * cell, LINE.cells)) +
      path(cell >= 5 ? "cc-s-cross" : "cc-s-mark", marks) +
      lineLabels(state, result, cell) +
      path(
        "cc-s-span",
        range(count)
          .map((i) => box(i * stride * cell, windows + i * row + h * 0.35, span * cell, h * 0.3))
          .join(""),
      ) +
      path(
        "cc-s-kernel",
        range(count)
          .map((i) => taps(i, windows + i * row, h))
          .join(""),
      ) +
      path("cc-s-user", users.map((i) => box(i * stride * cell, windows + i * row, span * cell, h)).join("")) +
      path("cc-s-output", range(count).map(output).join("")) +
      path("cc-s-user", users.map(output).join("")) +
      (count
        ? path("cc-s-thread", `M${round(middle(at))} ${round(y + strong)}V${outputs}`) +
          path("cc-s-kernel", taps(at, y, strong)) +
          path("cc-s-window", box(at * stride * cell, y - 1, span * cell, strong + 2) + output(at)) +
          path(
            "cc-s-window",
            cell < 6
              ? box(at * stride * cell, top, span * cell, LINE.cells)
              : draw(windowCells(state, at), top, LINE.cells),
          )
        : "") +
      (ghost
        ? path(
            "cc-s-ghost",
            box(count * stride * cell, next, span * cell, 8) +
              range(kernel_size)
                .map((t) => box((count * stride + t * dilation) * cell, next, cell, 8))
                .join(""),
          )
        : "") +
      "</g>",
  );
}

/** The index of each input in its cell, or where cells are narrow, of every fifth, tenth, … above the line. */
function lineLabels({ input_size, padding }, { readers }, cell) {
  const text = (x, y, value) => `<text x="${round((x + padding + 0.5) * cell)}" y="${y}">${value}</text>`;
  if (cell >= 17)
    return range(input_size)
      .filter((x) => readers[x + padding])
      .map((x) => text(x, LINE.labels + 16, x))
      .join("");
  const every = [5, 10, 20, 50, 100].find((step) => step * cell >= 26) ?? 100;
  return range(input_size)
    .filter((x) => x % every === 0)
    .map((x) => text(x, LINE.labels - 4, x))
    .join("");
}

/** The padded input as a square: its unread rows and columns crossed out, one window outlined with its taps. */
function inputDrawing(state, { padded, span, count, unread }, cell, { at, row, id }) {
  const { padding, input_size, stride } = state;
  const width = Math.max(padded, span) * cell + 4;
  const lost = unread
    .map(
      (x) =>
        box((x + padding) * cell, padding * cell, cell, input_size * cell) +
        box(padding * cell, (x + padding) * cell, input_size * cell, cell),
    )
    .join("");
  const small = cell < 5;
  const crosses =
    `<pattern id="${id}x" width="${cell}" height="${cell}" patternUnits="userSpaceOnUse">` +
    `<path class="${small ? "cc-s-mark" : "cc-s-cross"}" d="${
      small ? box(0, 0, cell * 0.6, cell * 0.6) : cross(cell * 0.25, cell * 0.25, cell * 0.5, cell * 0.5)
    }"/></pattern>`;
  const [x, y] = count ? [at * stride * cell, row * stride * cell] : [0, 0];
  const taps = windowCells(state, 0).flatMap((r) =>
    windowCells(state, 0).map((c) => box(x + c * cell, y + r * cell, cell, cell)),
  );
  return svg(
    width,
    width,
    `<defs>${hatch(id)}${crosses}</defs><g transform="translate(2 2)">` +
      `<path fill="url(#${id})" d="${box(0, 0, padded * cell, padded * cell)}"/>` +
      path("cc-s-paper", box(padding * cell, padding * cell, input_size * cell, input_size * cell)) +
      path("cc-s-input", box(padding * cell, padding * cell, input_size * cell, input_size * cell)) +
      path("cc-s-paper", lost) +
      (lost ? `<path fill="url(#${id}x)" d="${lost}"/>` : "") +
      path("cc-s-kernel", taps.join("")) +
      path("cc-s-lines", gridLines(0, padded, cell)) +
      path("cc-s-inframe", box(padding * cell, padding * cell, input_size * cell, input_size * cell)) +
      path(count ? "cc-s-window" : "cc-s-ghost", box(x, y, span * cell, span * cell)) +
      "</g>",
  );
}

/** The output as a square, with the cell at work and those that read the pixel pointed at. */
function outputDrawing({ count }, cell, { at, row, users }) {
  const width = count * cell + 4;
  const lit = users ? users[0].flatMap((r) => users[1].map((c) => box(c * cell, r * cell, cell, cell))).join("") : "";
  return svg(
    width,
    width,
    `<g transform="translate(2 2)">` +
      path("cc-s-output", box(0, 0, count * cell, count * cell)) +
      path("cc-s-outlines", gridLines(0, count, cell)) +
      path("cc-s-user", lit) +
      path("cc-s-window", count ? box(at * cell, row * cell, cell, cell) : "") +
      "</g>",
  );
}

const spans = (parts) =>
  parts.map((part) => (Array.isArray(part) ? make("span", { class: `cc-t-${part[1]}` }, String(part[0])) : part));

function build(ui) {
  const { signal, el, model } = ui;
  const [withNames, withFormula] = [model.get("named_padding"), model.get("formula")];
  const id = `cc-h${Math.random().toString(36).slice(2)}`;
  let now = { state: null, result: null, geometry: null, cell: 1 };
  const clip = (value, top) => Math.min(Math.max(value, 0), Math.max(0, top));
  const go = (row, col) => ui.set({ row: clip(row, now.result.count - 1), position: clip(col, now.result.count - 1) });

  function onLine(x, y) {
    const { result, geometry, state } = now;
    const cell = Math.floor((x - 1) / geometry.cell);
    if (y < geometry.windows - LINE.gap / 2)
      return cell >= 0 && cell < result.padded ? { part: "cell", at: [cell] } : null;
    if (!result.count) return null;
    if (y < geometry.windows + result.count * geometry.row) {
      return { part: "window", at: [clip(Math.floor((y - geometry.windows) / geometry.row), result.count - 1)] };
    }
    if (y < geometry.outputs) return null;
    return {
      part: "window",
      at: [clip(Math.round((x - 1) / geometry.cell / state.stride - result.span / 2 / state.stride), result.count - 1)],
    };
  }
  const onPlane = (part, size) => (x, y) => {
    const at = [y, x].map((v) => Math.floor((v - 2) / now.cell));
    return at.every((v) => v >= 0 && v < size()) ? { part, at } : null;
  };
  const pick = (found) => found?.part === "window" && go(now.state.row, found.at[0]);
  const slider = { role: "slider", tabindex: "0", "aria-valuemin": "0" };
  const line = board(
    ui,
    ["line", "Along one axis"],
    { ...slider, "aria-label": "Window on the number line" },
    onLine,
    pick,
  );
  const input = board(
    ui,
    ["input", "Padded input"],
    { role: "img" },
    onPlane("pixel", () => now.result.padded),
    () => {},
  );
  const output = board(
    ui,
    ["output", "Output"],
    { ...slider, "aria-label": "Output cell" },
    onPlane("out", () => now.result.count),
    (found) => found && go(...found.at),
  );
  const listen = (element, moves) =>
    element.addEventListener(
      "keydown",
      (event) => {
        const move = moves[event.key];
        if (!move) return;
        event.preventDefault();
        const state = { row: 0, ...ui.state() };
        const end = now.result.count - 1;
        go(clip(state.row, end) + move[0], clip(state.position, end) + move[1]);
      },
      { signal },
    );
  const along = { ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e3], End: [0, 1e3] };
  listen(line.inner, { ...along, ArrowDown: [0, 1], ArrowUp: [0, -1] });
  listen(output.inner, { ...along, ArrowUp: [-1, 0], ArrowDown: [1, 0] });

  const arrow = make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const planes = make("div", { class: "cc-s-planes" }, [input.el, arrow, output.el]);
  const stage = make("div", { class: "cc-stage", "data-mode": "size" }, [line.el, planes]);
  const named = (text, of) =>
    make(
      "button",
      {
        type: "button",
        class: "cc-button",
        "aria-pressed": "false",
        click: () => ui.set({ padding: of(ui.state()) }),
      },
      text,
      signal,
    );
  const valid = named("“valid”", () => 0);
  const same = named("“same”", (state) => samePadding(state).padding);
  const meaning = make("span", { class: "cc-s-meaning" });
  const names = make("div", { class: "cc-s-names" }, [make("span", {}, "Set the padding to"), valid, same, meaning]);
  const bar = stepBar(ui, "Last window");
  const reading = make("div", { class: "cc-sum" });
  const steps = make("div", { class: "cc-s-steps" });
  const formula = make("div", { class: "cc-s-formula" });
  const rest = make("div", { class: "cc-s-rest" });

  /** Which window is at work in each direction, and which windows read what the pointer is on. */
  function focus(state, result) {
    const end = Math.max(0, result.count - 1);
    let [row, at] = [Math.min(state.row, end), Math.min(state.position, end)];
    const { part, at: place = [] } = ui.pointed ?? {};
    if (part === "window" && place[0] <= end) at = place[0];
    if (part === "out" && Math.max(...place) <= end) [row, at] = place;
    const users = part === "cell" ? windowsOver(state, result, place[0]) : [];
    const both = part === "pixel" ? place.map((x) => windowsOver(state, result, x)) : null;
    return { row, at, users, both };
  }

  function words(state, result, { row, at, users, both }) {
    const inputs = (cells) => listNumbers(cells.filter((x) => x >= 0 && x < state.input_size));
    const cells = windowCells(state, at).map((x) => x - state.padding);
    const outside = cells.filter((x) => x < 0 || x >= state.input_size).length;
    const { part, at: place } = ui.pointed ?? {};
    const inside = (x) => x >= state.padding && x < result.padded - state.padding;
    if (!result.count) {
      return (
        `The kernel spans ${result.span} cells: more than the ${result.padded} of the padded input. ` +
        "Add padding, or make the kernel or its dilation smaller."
      );
    }
    if (part === "cell") {
      const name = inside(place[0]) ? `Input ${place[0] - state.padding}` : "This cell of padding";
      return `${name} is read by ${users.length} ${users.length === 1 ? "window" : "windows"}${users.length ? `: ${listNumbers(users)}` : ""}.`;
    }
    if (part === "pixel") {
      const name = place.every(inside)
        ? `Pixel (${place.map((x) => x - state.padding).join(", ")})`
        : "This cell of padding";
      const readers = both[0].length * both[1].length;
      return `${name} is read by ${both[0].length} × ${both[1].length} = ${readers} ${readers === 1 ? "window" : "windows"}.`;
    }
    const reads = [
      inputs(cells) && `input ${inputs(cells)}`,
      outside && `${outside} ${outside === 1 ? "cell" : "cells"} of padding`,
    ];
    return (
      `Window ${at} starts at ${at}·${state.stride} − ${state.padding} = ${formatNumber(at * state.stride - state.padding)} ` +
      `and reads ${reads.filter(Boolean).join(", and ")}.`
    );
  }

  function drawWords(state, result, focused) {
    const { count } = result;
    const { row, at } = focused;
    bar.update(count ? `output[${row}, ${at}]` : "", state.position, !count);
    const text = words(state, result, focused);
    reading.textContent = text;
    steps.replaceChildren(
      ...countingSteps(state, result).flatMap(([name, parts]) => [
        make("span", { class: "cc-s-step" }, name),
        make("span", {}, spans(parts)),
      ]),
    );
    formula.replaceChildren(...spans(filledFormula(state, result)));
    rest.textContent = leftoverWords(state, result);
    const { padding } = samePadding(state);
    valid.setAttribute("aria-pressed", String(state.padding === 0));
    same.setAttribute("aria-pressed", String(state.stride === 1 && state.padding === padding));
    meaning.textContent = sameWords(state);
    ui.say(
      count ? `${count} ${count === 1 ? "window" : "windows"}. ${text} ${ui.pointed ? "" : rest.textContent}` : text,
    );
    for (const [element, value, most] of [
      [line.inner, at, count - 1],
      [output.inner, row * count + at, count * count - 1],
    ]) {
      element.setAttribute("aria-valuenow", value);
      element.setAttribute("aria-valuemax", Math.max(0, most));
    }
    line.inner.setAttribute("aria-valuetext", text);
    output.inner.setAttribute(
      "aria-valuetext",
      count ? `row ${row}, column ${at} of ${sizeText(count, count)}` : "no output",
    );
    input.inner.setAttribute(
      "aria-label",
      `Padded input, ${sizeText(result.padded, result.padded)}; ${rest.textContent}`,
    );
  }

  function draw(state, result) {
    const layout = sizeLayout(Math.max(200, el.clientWidth - 8), result);
    const geometry = lineGeometry(layout.line, result);
    now = { state, result, geometry, cell: layout.plane };
    const focused = focus(state, result);
    const { count, padded } = result;
    const plain = sizeText(state.input_size, state.input_size);
    planes.dataset.wide = layout.wide;
    line.inner.innerHTML = lineDrawing(state, result, geometry, { ...focused, id: `${id}l` });
    input.inner.innerHTML = inputDrawing(state, result, layout.plane, { ...focused, id: `${id}p` });
    output.inner.innerHTML = outputDrawing(result, layout.plane, { ...focused, users: focused.both });
    line.caption.textContent = `${state.input_size} ${state.padding ? `padded to ${padded} ` : ""}→ ${count}`;
    input.caption.textContent = state.padding ? `${plain}, padded to ${sizeText(padded, padded)}` : plain;
    output.caption.textContent = sizeText(count, count);
    drawWords(state, result, focused);
  }

  const explained = withFormula ? [steps, formula] : [];
  return { parts: [...(withNames ? [names] : []), stage, bar.el, reading, ...explained, rest], draw };
}

export default { render: explorer({ compute, build, judge, count: ({ count }) => count }) };
