// SliceExplorer: a noisy volume, smoothed slice by slice and along all three axes, beside what is really there.
import { stepBar } from "./parts/bar.js";
import { explorer } from "./parts/frame.js";
import { pixelCanvas, planeBytes } from "./parts/pictures.js";
import { judging } from "./parts/puzzles.js";
import { formatNumber, make } from "./parts/ui.js";
import {
  correlateAlong,
  cutOf,
  errorsOf,
  gaussian3d,
  gaussianWeights,
  indexOf,
  planeOf,
  voxelNoise,
} from "./parts/volume.js";

/** @typedef {import("./parts/volume.js").Volume} Volume */
/** @typedef {{noise: number, sigma: number, across: number, row: number, position: number}} State */
/** @typedef {{truth: Volume, seed: number, plate: number[]}} Given what does not change while the explorer is shown */
/** @typedef {{error: number, flicker: number, plate: number}} Measures */
/** @typedef {{volumes: Record<string, Volume>, measures: Record<string, Measures>}} Result */
/** @typedef {(string | [string, string?])[]} Line texts, and what is stressed in them, with its class */

const COLUMNS = [
  { name: "truth", title: "Phantom", part: "target" },
  { name: "noisy", title: "With noise", part: "input" },
  { name: "flat", title: "Smoothed slice by slice", part: "output" },
  { name: "full", title: "Smoothed along all axes", part: "output" },
];

/** What was computed last, if nothing that it depends on has changed since. */
function remembered(memory, name, key, create) {
  if (memory[name]?.key !== key) memory[name] = { key, value: create() };
  return memory[name].value;
}

/**
 * How much of its contrast a plate has left that is one slice thick; 1 is all of it.
 * @param {Volume} volume @param {number[]} plate
 */
export function plateContrast({ data, shape }, [slice, top, bottom, left, right, beside, levels]) {
  const mean = (z) => {
    let [sum, count] = [0, 0];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++, count++) sum += data[indexOf(shape, [z, y, x])];
    }
    return sum / count;
  };
  return (mean(slice) - (mean(slice - beside) + mean(slice + beside)) / 2) / levels;
}

/** How many equal voxels would calm the noise as well as this blur does: 1 / Σ w², one factor for each axis. */
export function calmedLike(sigmas) {
  return sigmas.reduce((product, sigma) => product / gaussianWeights(sigma).reduce((sum, w) => sum + w * w, 0), 1);
}

/**
 * All four volumes and their measures. The blur along all axes is the one slice by slice and one pass more.
 * @param {State} state @param {Given} given @param {object} [memory] @returns {Result}
 */
export function smoothings({ noise, sigma, across }, { truth, seed, plate }, memory = {}) {
  const unit = remembered(memory, "unit", seed, () => voxelNoise(truth.data.length, seed));
  const measured = (name, key, create) =>
    remembered(memory, name, key, () => {
      const volume = create();
      return { volume, measures: { ...errorsOf(volume, truth.data), plate: plateContrast(volume, plate) } };
    });
  const noisy = measured("noisy", noise, () => ({
    shape: truth.shape,
    data: Float64Array.from(truth.data, (level, i) => level + noise * unit[i]),
  }));
  const flat = measured("flat", `${noise} ${sigma}`, () => gaussian3d(noisy.volume, [0, sigma, sigma]));
  const full = measured("full", `${noise} ${sigma} ${across}`, () =>
    across ? correlateAlong(flat.volume, 0, gaussianWeights(across)) : flat.volume,
  );
  return {
    volumes: { truth, noisy: noisy.volume, flat: flat.volume, full: full.volume },
    measures: { noisy: noisy.measures, flat: flat.measures, full: full.measures },
  };
}

/** One decimal, as the measures are shown. */
export const oneDecimal = (value) => value.toFixed(1).replace("-", "−");
const percent = (value) => `${Math.round(100 * value)}`.replace("-", "−");

/** How a state stands to a puzzle's goal. */
export const judge = judging((_state, { measures }, { goal: { which, error, contrast } }) => {
  const { error: mine, plate } = measures[which];
  const solved = mine < error && (contrast === undefined || plate >= contrast);
  const kept = contrast === undefined ? "" : `, ${percent(plate)} % of the plate's contrast`;
  const words = `error ${mine.toFixed(2)}${kept}.`;
  return { solved, words: solved ? `Solved: ${words}` : `Now: ${words}` };
});

/** What stands below a column: its measures, or for the truth, how to read the pictures. @returns {Line[]} */
const columnLines = (measures) =>
  measures
    ? [
        ["error ", [oneDecimal(measures.error), "cc-sl-error"]],
        ["flicker ", [oneDecimal(measures.flicker), "cc-sl-flicker"]],
        ["plate ", [percent(measures.plate), "cc-sl-plate"], " %"],
      ]
    : [["above: one slice"], ["below: cut through"], ["all slices"]];

/** What the blur is worth against noise. @returns {Line} */
function calmLine({ noise, sigma, across }) {
  const [plain, deep] = [calmedLike([sigma, sigma]), calmedLike([sigma, sigma, across])];
  const calm = (count) => `${formatNumber(noise)} / √${oneDecimal(count)} = ${oneDecimal(noise / Math.sqrt(count))}`;
  return [
    "Against noise, the blur within slices is worth a mean of ",
    [oneDecimal(plain)],
    " voxels: ",
    [calm(plain)],
    ". Along all axes it is worth ",
    [oneDecimal(deep)],
    ": ",
    [calm(deep)],
    ".",
  ];
}

/**
 * What is to be seen: for each column a slice and a cut, each with how far down in it, in percent, the other one lies.
 * @param {State} state @param {Result} result
 */
export function show(state, { volumes, measures }) {
  const { position, row } = state;
  const columns = COLUMNS.map(({ name, title }) => {
    const volume = volumes[name];
    const [depth, rows] = volume.shape;
    const slice = {
      plane: planeOf(volume, position),
      mark: (100 * (row + 0.5)) / rows,
      label: `${title}: slice ${position}, rows and columns`,
    };
    const cut = {
      plane: cutOf(volume, row),
      mark: (100 * (position + 0.5)) / depth,
      label: `${title}: cut at row ${row}, slices and columns`,
    };
    return { pictures: [slice, cut], lines: columnLines(measures[name]) };
  });
  const { flat, full } = measures;
  return {
    columns,
    line: calmLine(state),
    where: `slice ${position}`,
    say: `Slice ${position}. Error slice by slice ${oneDecimal(flat.error)}, along all axes ${oneDecimal(full.error)}.`,
  };
}

/** @param {Line} line */
const stressed = (line) =>
  line.map((part) => (Array.isArray(part) ? make("strong", { class: part[1] }, part[0]) : part));

/** A column of two pictures: a click in a slice chooses the row of the cut, one in a cut chooses the slice. */
function column(ui, { name, title, part }) {
  const pictures = ["row", "position"].map((chosen) => {
    const { canvas, listen, place, paint } = pixelCanvas("cc-sl-pixels", { signal: ui.signal });
    listen("click", (event) => ui.set({ [chosen]: place(event)[0] }));
    const mark = make("div", { class: "cc-sl-mark", "aria-hidden": "true" });
    const update = ({ plane, mark: down, label }) => {
      paint(planeBytes(plane.data), plane, label);
      mark.style.top = `${down}%`;
    };
    return { el: make("div", { class: "cc-sl-frame" }, [canvas, mark]), update };
  });
  const words = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part} cc-sl-${name}` }, [
    make("div", { class: "cc-name" }, title),
    ...pictures.map((picture) => picture.el),
    words,
  ]);
  function update(shown) {
    for (const [i, picture] of pictures.entries()) picture.update(shown.pictures[i]);
    words.replaceChildren(...shown.lines.map((line) => make("div", {}, stressed(line))));
  }
  return { el, update };
}

function build(ui) {
  const columns = COLUMNS.map((one) => column(ui, one));
  const stage = make(
    "div",
    { class: "cc-stage", "data-mode": "slices" },
    columns.map(({ el }) => el),
  );
  const bar = stepBar(ui, "Last slice");
  const line = make("div", { class: "cc-sum" });
  function draw(state, result) {
    const shown = show(state, result);
    for (const [i, one] of columns.entries()) one.update(shown.columns[i]);
    line.replaceChildren(...stressed(shown.line));
    bar.update(shown.where, state.position, false);
    ui.say(shown.say);
  }
  return { parts: [stage, bar.el, line], draw };
}

/** What does not change, and what was computed last; anywidget hands over bytes as a DataView. */
function open({ model }) {
  const bytes = model.get("volume");
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const truth = { data, shape: model.get("shape") };
  return { given: { truth, seed: model.get("seed"), plate: model.get("plate") }, memory: {} };
}

const compute = (state, { data: { given, memory } }) => smoothings(state, given, memory);

export default { render: explorer({ open, compute, build, judge, count: ({ volumes }) => volumes.truth.shape[0] }) };
