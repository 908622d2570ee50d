// SliceExplorer: a noisy volume, smoothed slice by slice and along all three axes, beside what is really there.
import { broken, explorer, stepBar } from "./parts/frame.js";
import { formatNumber, make } from "./parts/ui.js";
import { correlateAlong, errorsOf, gaussian3d, gaussianWeights, indexOf, voxelNoise } from "./parts/volume.js";

const NAMES = {
  truth: "Phantom",
  noisy: "With noise",
  flat: "Smoothed slice by slice",
  full: "Smoothed along all axes",
};
const PARTS = { truth: "target", noisy: "input", flat: "output", full: "output" };

/** What was computed last, if nothing that it depends on has changed since. */
function remembered(memory, name, key, create) {
  if (memory[name]?.key !== key) memory[name] = { key, value: create() };
  return memory[name].value;
}

/** How much of its contrast a plate has left that is one slice thick; 1 is all of it. */
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
 * @param {object} state @param {{truth: object, seed: number, plate: number[]}} data @param {object} [memory]
 */
export function smoothings({ noise, sigma, across }, { truth, seed, plate }, memory = {}) {
  const unit = remembered(memory, "unit", seed, () => voxelNoise(truth.data.length, seed));
  const noisy = remembered(memory, "noisy", noise, () => ({
    shape: truth.shape,
    data: Float64Array.from(truth.data, (level, i) => level + noise * unit[i]),
  }));
  const flat = remembered(memory, "flat", `${noise} ${sigma}`, () => gaussian3d(noisy, [0, sigma, sigma]));
  const full = remembered(memory, "full", `${noise} ${sigma} ${across}`, () =>
    across ? correlateAlong(flat, 0, gaussianWeights(across)) : flat,
  );
  const volumes = { truth, noisy, flat, full };
  const measures = {};
  for (const [name, key] of [
    ["noisy", noise],
    ["flat", `${noise} ${sigma}`],
    ["full", `${noise} ${sigma} ${across}`],
  ]) {
    measures[name] = remembered(memory, `measures ${name}`, key, () => ({
      ...errorsOf(volumes[name], truth.data),
      plate: plateContrast(volumes[name], plate),
    }));
  }
  return { volumes, measures };
}

/** One picture out of a volume, four bytes a pixel: slice `at` along axis 0 or 1, clipped to 0 … 255. */
export function slicePixels({ data, shape }, axis, at) {
  const [rows, cols] = axis === 0 ? [shape[1], shape[2]] : [shape[0], shape[2]];
  const pixels = new Uint8ClampedArray(4 * rows * cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const place = axis === 0 ? [at, r, c] : [r, at, c];
      const i = 4 * (r * cols + c);
      pixels[i] = pixels[i + 1] = pixels[i + 2] = data[indexOf(shape, place)];
      pixels[i + 3] = 255;
    }
  }
  return { pixels, rows, cols };
}

/** One decimal, as the measures are shown. */
export const oneDecimal = (value) => value.toFixed(1).replace("-", "−");
const percent = (value) => `${Math.round(100 * value)}`.replace("-", "−");

/** How a state stands to a puzzle's goal. */
export function judge(state, { measures }, puzzle) {
  if (broken(state, puzzle)) return { solved: false, words: broken(state, puzzle) };
  const { which, error, contrast } = puzzle.goal;
  const { error: mine, plate } = measures[which];
  const solved = mine < error && (contrast === undefined || plate >= contrast);
  const kept = contrast === undefined ? "" : `, ${percent(plate)} % of the plate's contrast`;
  const words = `error ${mine.toFixed(2)}${kept}.`;
  return { solved, words: solved ? `Solved: ${words}` : `Now: ${words}` };
}

function build(ui) {
  const { signal } = ui;
  // A click in a slice chooses the row of the cut, one in a cut chooses the slice; the sliders do the same.
  const picture = (chosen) =>
    make(
      "canvas",
      {
        class: "cc-sl-pixels",
        role: "img",
        click: (event) => {
          const { top, height } = event.target.getBoundingClientRect();
          const rows = event.target.height;
          ui.set({ [chosen]: Math.min(rows - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * rows))) });
        },
      },
      [],
      signal,
    );
  const columns = Object.entries(NAMES).map(([name, title]) => {
    const [slice, cut] = [picture("row"), picture("position")];
    const marks = [
      make("div", { class: "cc-sl-mark", "aria-hidden": "true" }),
      make("div", { class: "cc-sl-mark", "aria-hidden": "true" }),
    ];
    const words = make("div", { class: "cc-size" });
    const frames = [slice, cut].map((canvas, i) => make("div", { class: "cc-sl-frame" }, [canvas, marks[i]]));
    const el = make("div", { class: `cc-grid cc-${PARTS[name]} cc-sl-${name}` }, [
      make("div", { class: "cc-name" }, title),
      ...frames,
      words,
    ]);
    return { name, el, slice, cut, marks, words };
  });
  const stage = make(
    "div",
    { class: "cc-stage", "data-mode": "slices" },
    columns.map(({ el }) => el),
  );
  const bar = stepBar(ui, "Last slice");
  const line = make("div", { class: "cc-sum" });

  function paint(canvas, volume, axis, at) {
    const { pixels, rows, cols } = slicePixels(volume, axis, at);
    if (canvas.width !== cols || canvas.height !== rows) Object.assign(canvas, { width: cols, height: rows });
    canvas.getContext("2d").putImageData(new ImageData(pixels, cols, rows), 0, 0);
  }

  function draw(state, { volumes, measures }) {
    const { position, row, sigma, across } = state;
    for (const { name, slice, cut, marks, words } of columns) {
      const volume = volumes[name];
      paint(slice, volume, 0, position);
      paint(cut, volume, 1, row);
      marks[0].style.top = `${(100 * (row + 0.5)) / volume.shape[1]}%`;
      marks[1].style.top = `${(100 * (position + 0.5)) / volume.shape[0]}%`;
      slice.setAttribute("aria-label", `${NAMES[name]}: slice ${position}, rows and columns`);
      cut.setAttribute("aria-label", `${NAMES[name]}: cut at row ${row}, slices and columns`);
      const measured = measures[name];
      words.replaceChildren(
        ...(measured
          ? [
              make("div", {}, ["error ", make("strong", { class: "cc-sl-error" }, oneDecimal(measured.error))]),
              make("div", {}, ["flicker ", make("strong", { class: "cc-sl-flicker" }, oneDecimal(measured.flicker))]),
              make("div", {}, ["plate ", make("strong", { class: "cc-sl-plate" }, percent(measured.plate)), " %"]),
            ]
          : [
              make("div", {}, "above: one slice"),
              make("div", {}, "below: cut through"),
              make("div", {}, "all slices"),
            ]),
      );
    }
    const [plain, deep] = [calmedLike([sigma, sigma]), calmedLike([sigma, sigma, across])];
    const calm = (count) =>
      make(
        "strong",
        {},
        `${formatNumber(state.noise)} / √${oneDecimal(count)} = ${oneDecimal(state.noise / Math.sqrt(count))}`,
      );
    line.replaceChildren(
      "Against noise, the blur within slices is worth a mean of ",
      make("strong", {}, oneDecimal(plain)),
      " voxels: ",
      calm(plain),
      ". Along all axes it is worth ",
      make("strong", {}, oneDecimal(deep)),
      ": ",
      calm(deep),
      ".",
    );
    bar.update(`slice ${position}`, position, false);
    ui.say(
      `Slice ${position}. Error slice by slice ${oneDecimal(measures.flat.error)}, along all axes ${oneDecimal(measures.full.error)}.`,
    );
  }

  return { parts: [stage, bar.el, line], draw };
}

/** What does not change while the explorer is shown; anywidget hands over bytes as a DataView. */
function given(model) {
  const bytes = model.get("volume");
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { truth: { data, shape: model.get("shape") }, seed: model.get("seed"), plate: model.get("plate") };
}

function compute(state, ui) {
  ui.memory ??= { given: given(ui.model) };
  return smoothings(state, ui.memory.given, ui.memory);
}

export default { render: explorer({ compute, build, judge, count: ({ volumes }) => volumes.truth.shape[0] }) };
