// ColorMixer: the colours of a photo through a 1×1 convolution, or through two with a ReLU between.
import { broken, explorer, listOfLength, resetButton } from "./parts/frame.js";
import {
  asLevel,
  colourBytes,
  decodeRgba,
  pictureStore,
  pixelCanvas,
  planeBytes,
  rangeOf,
  splitRgba,
} from "./parts/pictures.js";
import { matrixProduct, pixelTaps, pointwise, rectify } from "./parts/pointwise.js";
import { formatNumber, formatWeight, make, numberGrid, sizeText, sumLine } from "./parts/ui.js";

const MOST = 4;
const COLOURS = ["red", "green", "blue"];

/** Both layers: what the first makes, before and after the ReLU, and what comes out at the end. */
export function mix(planes, { weights, relu, second_layer, second }) {
  const mixed = pointwise(planes, weights);
  const hidden = relu ? rectify(mixed) : mixed;
  return { mixed, hidden, output: second_layer ? pointwise(hidden, second) : hidden };
}

/** Which of the mixes the weights are; the number after the last if they are none. */
export function presetOf(weights, mixes) {
  const same = (a, b) =>
    a.length === b.length && a.every((row, k) => row.every((w, c) => Math.abs(w - b[k][c]) < 1e-9));
  const found = mixes.findIndex((known) => same(known, weights));
  return found < 0 ? mixes.length : found;
}

/** Weights, their preset, their number of rows, and the columns of the second layer go together. */
export function reconcileWith(mixes, changes, state, memory = {}) {
  const now = { ...state, ...changes };
  let { weights } = now;
  if (!("weights" in changes) && mixes[changes.preset] && changes.preset !== presetOf(weights, mixes))
    weights = mixes[changes.preset];
  else if (!("weights" in changes) && now.filters !== weights.length) {
    weights = listOfLength(now.filters, weights, memory, "weights", (k) => COLOURS.map((_, c) => Number(c === k % 3)));
  }
  const second = now.second.map((row, k) => listOfLength(weights.length, row, memory, `second ${k}`, () => 0));
  return { ...changes, weights, second, filters: weights.length, preset: presetOf(weights, mixes) };
}

/** How the output stands to a puzzle's target, number by number as both are shown. */
export function judge(state, { waiting, output, target }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (waiting) return open("");
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  if (output.length !== target.length)
    return open(`The output has ${output.length} channels, the target ${target.length}.`);
  const pixels = output[0].length;
  let right = 0;
  for (let p = 0; p < pixels; p++)
    right += output.every((plane, k) => Math.abs(asLevel(plane[p]) - asLevel(target[k][p])) <= 1);
  if (right === pixels) return { solved: true, words: "Solved: all pixels agree." };
  return open(`${formatNumber(Math.floor((1000 * right) / pixels) / 10)} % of the pixels agree.`);
}

/** A matrix on one line: rows in brackets. */
export const matrixWords = (rows) => rows.map((row) => `[${row.map(formatWeight).join(", ")}]`).join(" ");

/** What lies between the layers, in words. */
export function betweenWords(state, { mixed }) {
  if (state.relu) {
    const all = mixed.length * mixed[0].length;
    const cut = mixed.reduce((sum, plane) => sum + plane.reduce((n, value) => n + (value < 0), 0), 0);
    if (!cut) return "The ReLU changes nothing here: no number was negative.";
    return `The ReLU sets ${Math.max(0.1, Math.round((1000 * cut) / all) / 10)} % of the numbers to 0.`;
  }
  if (!state.second_layer) return "";
  return `One layer does the same: layer 2 · layer 1 = ${matrixWords(matrixProduct(state.second, state.weights))}`;
}

/** The pictures of a mixer as planes, decoded when first asked for. */
const mixerPictures = (ui) =>
  pictureStore(ui, async (photo) => {
    const { rows, cols, rgba } = await decodeRgba(new Blob([ui.model.get("pictures")[photo]]));
    return { rows, cols, planes: splitRgba(rgba) };
  }).get;

/** All eight full colours, in turn: what takes a picture's room, unseen, until it is decoded. No numbers are longer. */
export function standIn([rows, cols]) {
  const planes = COLOURS.map((_, c) => Float64Array.from({ length: rows * cols }, (__, i) => 255 * ((i >> c) & 1)));
  return { rows, cols, planes };
}

function compute(state, ui) {
  const decoded = ui.picture(state.photo);
  const key = JSON.stringify([state, ui.model.get("puzzle"), !decoded]);
  if (ui.kept?.key === key) return ui.kept;
  const picture = decoded ?? standIn(ui.model.get("size"));
  const goal = ui.puzzle()?.goal;
  return (ui.kept = {
    key,
    waiting: !decoded,
    picture,
    ...mix(picture.planes, state),
    target: goal && mix(picture.planes, goal).output,
  });
}

/** A picture with its name above and its size below; pointing at it, or the arrow keys, choose a pixel. */
function canvasFigure({ part, label, signal, point, move }) {
  const { canvas, paint } = pixelCanvas("cc-canvas", { signal, point, move });
  const spot = make("div", { class: "cc-here", "aria-hidden": "true" });
  const name = make("div", { class: "cc-name" }, label);
  const size = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [
    name,
    make("div", { class: "cc-frame" }, [canvas, spot]),
    size,
  ]);
  function update({ bytes, rows, cols, here: [row, col], title = label, caption = "" }) {
    paint(bytes, { rows, cols }, `${title}, ${rows}×${cols} pixels${caption && `, ${caption}`}`);
    Object.assign(spot.style, { left: `${(100 * (col + 0.5)) / cols}%`, top: `${(100 * (row + 0.5)) / rows}%` });
    name.textContent = title;
    size.textContent = caption;
  }
  return { el, update };
}

function build(ui) {
  const { signal, el } = ui;
  ui.picture = mixerPictures(ui);
  let drawn = false;
  const size = ui.model.get("size");
  // At first not the middle: that of the lights is white, where red, green and blue say nothing apart.
  const here = () => ui.spot ?? [Math.floor(size[0] / 4), Math.floor(size[1] / 2)];
  const point = (at) => {
    ui.spot = at;
    ui.schedule();
  };
  const move = (by) => point(here().map((v, axis) => Math.max(0, Math.min(size[axis] - 1, v + by[axis]))));
  const figure = (part, label, byKeys) => canvasFigure({ part, label, signal, point, move: byKeys && move });
  const many = (part, label, count, byKeys) =>
    Array.from({ length: count }, (_, k) => figure(part, `${label} ${k}`, byKeys));
  const row = (name, figures) =>
    make(
      "div",
      { class: `cc-cm-${name}` },
      figures.map((f) => f.el),
    );

  // The small pictures can be pointed at, too; by keyboard the input and the outputs will do.
  const input = figure("input", "Input", true);
  const channels = many("input", "Channel", 3, false);
  const hidden = many("output", "Map", MOST, false);
  const [output, target] = [many("output", "Output", MOST, true), many("target", "Target", MOST, false)];
  const matrix = (label, trait) =>
    numberGrid({
      part: "kernel",
      label,
      signal,
      format: formatWeight,
      onPoint: ui.point(trait),
      onReject: (text) =>
        ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 0.5, −1 or 1/3.`),
      onEdit: (k, c, value) => {
        const next = structuredClone(ui.state()[trait]);
        next[k][c] = value;
        ui.set({ [trait]: next });
      },
    });
  const [first, second] = [matrix("Layer 1", "weights"), matrix("Layer 2", "second")];
  const maps = row("maps", hidden);
  const arrows = [0, 1].map(() => make("span", { class: "cc-arrow", "aria-hidden": "true" }));
  const stage = make("div", { class: "cc-stage cc-cm" }, [
    make("div", { class: "cc-cm-in" }, [input.el, row("channels", channels)]),
    arrows[0],
    first.el,
    maps,
    second.el,
    arrows[1],
    make("div", { class: "cc-cm-right" }, [row("out", output), row("out", target)]),
  ]);
  const sum = make("div", { class: "cc-sum" });
  const between = make("p", { class: "cc-cm-between" });
  const bar = make("div", { class: "cc-bar" }, [resetButton(ui)]);

  /** Show channels: three of the last layer as one colour picture, any others one by one. */
  function show(figures, planes, label, { rows, cols }, colour) {
    const shown = colour && planes.length === 3 ? 1 : planes.length;
    const reach = Math.max(...rangeOf(planes).map(Math.abs), 1);
    figures.forEach((figure, k) => {
      figure.el.hidden = k >= shown;
      if (k >= shown) return;
      const merged = shown < planes.length;
      const [low, high] = rangeOf([planes[k]]);
      const range = `${formatNumber(Math.round(low))} to ${formatNumber(Math.round(high))}`;
      figure.update({
        rows,
        cols,
        here: here(),
        title: shown > 1 ? `${label} ${k}` : label,
        bytes: merged ? colourBytes(planes) : planeBytes(planes[k], low < 0 ? { reach, signed: true } : {}),
        caption: merged ? `${sizeText(rows, cols)}×3` : `${shown > 1 ? "" : `${sizeText(rows, cols)}×1, `}${range}`,
      });
    });
  }

  /** The filter whose sum is written out: the one pointed at, else the first. */
  const filterOf = (trait, rows) => {
    const k = ui.pointed?.part === trait ? ui.pointed.at[0] : 0;
    return Math.min(k, rows.length - 1);
  };

  function drawMatrix(grid, trait, values, columns) {
    const lit = filterOf(trait, values);
    grid.update({
      rows: values.length,
      cols: values[0].length,
      values: values.flat(),
      size: `${sizeText(values.length, values[0].length)}: ${columns}`,
      fixed: () => !!ui.puzzle()?.keep?.[trait],
    });
    grid.outline({ row: lit, col: 0, height: 1, width: values[0].length });
  }

  function sumWords(name, planes, weights, trait, pixel, after) {
    const k = filterOf(trait, weights);
    const taps = pixelTaps(planes, weights, k, pixel);
    const value = taps.reduce((total, tap) => total + tap.value * tap.weight, 0);
    const relu = after
      ? [" → ReLU → ", make("strong", { class: "cc-t-output" }, formatNumber(Math.max(0, value)))]
      : [];
    return make("div", {}, [
      make("span", { class: "cc-where" }, `${name}[${k}, ${here().join(", ")}]`),
      " = ",
      ...sumLine(taps, value),
      ...relu,
    ]);
  }

  function drawWords(state, { waiting, picture, hidden: made, output: out, target: wanted }) {
    const [r, c] = here();
    const pixel = r * picture.cols + c;
    const two = state.second_layer;
    const lines = [sumWords(two ? "map" : "output", picture.planes, state.weights, "weights", pixel, state.relu)];
    if (two) lines.push(sumWords("output", made, state.second, "second", pixel, false));
    if (wanted)
      lines.push(make("div", {}, `Target here: ${wanted.map((plane) => formatNumber(plane[pixel])).join(", ")}`));
    sum.replaceChildren(...lines);
    if (!waiting)
      ui.say(`Output at row ${r}, column ${c} is ${out.map((plane) => formatNumber(plane[pixel])).join(", ")}.`);
  }

  function draw(state, result) {
    const { picture, waiting } = result;
    if (waiting && drawn) return; // what is there stays until the other picture is
    drawn = true;
    const two = state.second_layer;
    stage.classList.toggle("cc-cm-two", two);
    stage.classList.toggle("cc-cm-puzzle", !!result.target);
    for (const part of [stage, between, sum]) part.classList.toggle("cc-waiting", waiting);
    el.style.setProperty("--cell", two ? "31px" : "38px");
    el.style.setProperty("--ratio", `${picture.cols} / ${picture.rows}`);
    const { rows, cols } = picture;
    input.update({
      bytes: colourBytes(picture.planes),
      rows,
      cols,
      here: here(),
      caption: `${sizeText(rows, cols)}×3`,
    });
    channels.forEach((figure, c) =>
      figure.update({ bytes: planeBytes(picture.planes[c]), rows, cols, here: here(), title: COLOURS[c] }),
    );
    drawMatrix(first, "weights", state.weights, "red, green, blue");
    for (const part of [maps, second.el]) part.hidden = !two;
    if (two) {
      show(hidden, result.hidden, "Map", picture, false);
      drawMatrix(second, "second", state.second, `map ${state.second[0].map((_, k) => k).join(", ")}`);
    }
    show(output, result.output, "Output", picture, true);
    show(target, result.target ?? [], "Target", picture, true);
    between.textContent = betweenWords(state, result);
    drawWords(state, result);
  }

  return { parts: [stage, between, sum, bar], draw };
}

const reconcile = (changes, state, memory, ui) => reconcileWith(ui.model.get("mixes"), changes, state, memory);

export default { render: explorer({ compute, reconcile, build, judge }) };
