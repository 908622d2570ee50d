// SliceExplorer: a noisy volume, smoothed slice by slice and along all three axes, beside what is really there.
import { slidable } from "./parts/drag.js";
import { make, node, nodes } from "./parts/elements.js";
import { gridFigure, steps, words } from "./parts/figure.js";
import { arrowStep } from "./parts/keys.js";
import { formatNumber } from "./parts/numbers.js";
import { pixelCanvas, planeBytes } from "./parts/pictures.js";
import { judging } from "./parts/puzzles.js";
import { clip } from "./parts/svg.js";
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

const COLUMNS = [
  { name: "truth", title: "Without noise", part: "target" },
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

const strong = (text, name = null) => node("strong", { class: name }, text);

/** What stands below a column: its measures, or for the truth, how to read the pictures. */
const columnWords = (measures) =>
  measures
    ? [
        node("div", {}, "error ", strong(oneDecimal(measures.error), "cc-sl-error")),
        node("div", {}, "flicker ", strong(oneDecimal(measures.flicker), "cc-sl-flicker")),
        node("div", {}, "plate ", strong(percent(measures.plate), "cc-sl-plate"), " %"),
      ]
    : ["above: one slice", "below: cut through", "all slices"].map((text) => node("div", {}, text));

/** What the blur is worth against noise. */
function calmWords({ noise, sigma, across }) {
  const calm = (count) => `${formatNumber(noise)} / √${oneDecimal(count)} = ${oneDecimal(noise / Math.sqrt(count))}`;
  const worth = (sigmas, unit) => {
    const count = calmedLike(sigmas);
    return [strong(oneDecimal(count)), unit, strong(calm(count))];
  };
  return [
    "Against noise, the blur within slices is worth a mean of ",
    ...worth([sigma, sigma], " voxels: "),
    ". Along all axes it is worth ",
    ...worth([sigma, sigma, across], ": "),
    ".",
  ];
}

/** A slice and a cut of a volume, each with how far down in it, in percent, the other one lies. */
function columnLook({ position, row }, { title, volume, measures }) {
  const [depth, rows] = volume.shape;
  return {
    pictures: [
      [planeOf(volume, position), (100 * (row + 0.5)) / rows, `${title}: slice ${position}, rows and columns`],
      [cutOf(volume, row), (100 * (position + 0.5)) / depth, `${title}: cut at row ${row}, slices and columns`],
    ],
    words: columnWords(measures),
  };
}

/** What is to be seen. @param {State} state @param {Result} result */
export function show(state, { volumes, measures }) {
  const { position } = state;
  const columns = COLUMNS.map(({ name, title }) => [
    name,
    columnLook(state, { title, volume: volumes[name], measures: measures[name] }),
  ]);
  const [flat, full] = [measures.flat, measures.full].map(({ error }) => oneDecimal(error));
  return {
    parts: {
      ...Object.fromEntries(columns),
      steps: { where: `slice ${position}`, position },
      calm: calmWords(state),
    },
    say: `Slice ${position}. Error slice by slice ${flat}, along all axes ${full}.`,
  };
}

const MARKS = { row: "Row of the cut", position: "Slice" };

/** Where a key brings a line across a picture; null for one that moves nothing. */
export function keyedTo(event, now, last) {
  const end = { Home: 0, End: last }[event.key];
  if (end !== undefined) event.preventDefault();
  const step = arrowStep(event);
  return end ?? (step && clip(now + step[0] + step[1], 0, last));
}

/** A column of two pictures: a click in a slice chooses the row of the cut, one in a cut chooses the slice. */
const column =
  ({ name, title, part }) =>
  (ui) => {
    const pictures = ["row", "position"].map((chosen) => {
      const { canvas, paint } = pixelCanvas({ class: "cc-sl-pixels", role: "img" });
      const onClick = ({ clientY }) => {
        const { top, height } = canvas.getBoundingClientRect();
        ui.set({ [chosen]: clip(Math.floor(((clientY - top) / height) * canvas.height), 0, canvas.height - 1) });
      };
      canvas.addEventListener("click", onClick, { signal: ui.signal });
      const put = (at) => at !== ui.state()[chosen] && ui.set({ [chosen]: at });
      let down = 0;
      slidable(canvas, {
        signal: ui.signal,
        axis: "y",
        place({ clientX, clientY }) {
          const { left, top, width, height } = canvas.getBoundingClientRect();
          return [((clientY - top) / height) * canvas.height, ((clientX - left) / width) * canvas.width];
        },
        unit() {
          const { width, height } = canvas.getBoundingClientRect();
          return [height / canvas.height, width / canvas.width];
        },
        window: () => ({ row: down, col: 0, height: 1, width: canvas.width }),
        keep: () => ui.state()[chosen],
        slide: (from, [by]) => put(clip(from + Math.round(by), 0, canvas.height - 1)),
        back: put,
      });
      const named = { role: "slider", tabindex: 0, "aria-label": MARKS[chosen], "aria-valuemin": 0 };
      // The same line stands in all columns: keys find it in one.
      const mark = make("div", {
        class: "cc-sl-mark",
        ...(name === COLUMNS[0].name ? named : { "aria-hidden": "true" }),
      });
      const onKey = (event) => {
        const to = keyedTo(event, ui.state()[chosen], canvas.height - 1);
        if (to !== null) put(to);
      };
      mark.addEventListener("keydown", onKey, { signal: ui.signal });
      const update = ([plane, share, label]) => {
        paint({ ...plane, bytes: planeBytes(plane.data) });
        canvas.setAttribute("aria-label", label);
        mark.style.top = `${share}%`;
        down = (share / 100) * canvas.height - 0.5;
        mark.setAttribute("aria-valuemax", String(canvas.height - 1));
        mark.setAttribute("aria-valuenow", String(Math.round(down)));
      };
      return { el: make("div", { class: "cc-sl-frame" }, [canvas, mark]), update };
    });
    const below = make("div", { class: "cc-size" });
    const above = make("div", { class: "cc-name" }, title);
    const frames = pictures.map((picture) => picture.el);
    function update(look) {
      for (const [i, picture] of pictures.entries()) picture.update(look.pictures[i]);
      below.replaceChildren(...nodes(look.words));
    }
    return { el: make("div", { class: `cc-grid cc-${part} cc-sl-${name}` }, [above, ...frames, below]), update };
  };

/** What does not change, and what was computed last; anywidget hands over bytes as a DataView. */
function open({ model }) {
  const bytes = model.get("volume");
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const truth = { data, shape: model.get("shape") };
  return { given: { truth, seed: model.get("seed"), plate: model.get("plate") }, memory: {} };
}

const names = COLUMNS.map(({ name }) => name);

export default {
  render: gridFigure({
    open,
    parts: {
      ...Object.fromEntries(COLUMNS.map((one) => [one.name, column(one)])),
      steps: steps("Last slice"),
      calm: words("cc-sum"),
    },
    stage: [node("div", { class: "cc-stage", "data-mode": "slices" }, ...names)],
    words: ["steps", "calm"],
    compute: (state, { data: { given, memory } }) => smoothings(state, given, memory),
    judge,
    show,
    count: ({ volumes }) => volumes.truth.shape[0],
  }),
};
