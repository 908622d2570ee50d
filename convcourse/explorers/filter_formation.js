// FilterFormation: a layer's kernels from before training to after it; one of them beside what it is most like.
import { stepBar } from "./parts/bar.js";
import { readDoubles, readHalves } from "./parts/bytes.js";
import { make, node } from "./parts/elements.js";
import { conv2d } from "./parts/engine.js";
import { box, gridFigure, words } from "./parts/figure.js";
import { ARROWS } from "./parts/keys.js";
import { resultPart } from "./parts/lines.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import {
  COLOURS,
  decodeRgba,
  greyOf,
  mosaic,
  pictureBox,
  pictureStore,
  pixelCanvas,
  reachOf,
  signedBytes,
  splitRgba,
  tileAt,
  tileWindow,
} from "./parts/pictures.js";
import { solved, unsolved } from "./parts/puzzles.js";
import { follow } from "./parts/store.js";

const HALF = 0.5; // of the energy in three frequencies: that counts as structure
const CLEAR = 0.3; // directions at least this strong are sorted by their angle
const BY_STRUCTURE = 3; // the order
const FADED = 64; // of 255: how much one sees of a kernel without structure where they are ordered by it
const ZOOM = { large: 16, small: 6 };

const energyOf = (numbers) => numbers.reduce((sum, x) => sum + x * x, 0);
const over = (a, b) => (b > 0 ? a / b : 0);

/** Which share of the energy the strongest three frequencies hold; one and its opposite count as one. */
export function concentration(kernel, channels, size) {
  const area = size * size;
  const wave = (n) => (2 * Math.PI * (n % size)) / size;
  const table = Array.from({ length: size }, (_, n) => [Math.cos(wave(n)), Math.sin(wave(n))]);
  const pairs = [];
  for (let at = 0; at < area; at++) {
    const [u, v] = [Math.floor(at / size), at % size];
    const opposite = ((size - u) % size) * size + ((size - v) % size);
    if (opposite < at) continue;
    let energy = 0;
    for (let c = 0; c < channels; c++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < area; i++) {
        const [cos, sin] = table[(u * Math.floor(i / size) + v * (i % size)) % size];
        re += kernel[c * area + i] * cos;
        im += kernel[c * area + i] * sin;
      }
      energy += re * re + im * im;
    }
    pairs.push(opposite === at ? energy : 2 * energy);
  }
  pairs.sort((a, b) => b - a);
  return over(
    pairs.slice(0, 3).reduce((a, b) => a + b, 0),
    pairs.reduce((a, b) => a + b, 0),
  );
}

/** Which share of the energy is colour and not brightness. */
export function colourShare(kernel, channels) {
  const area = kernel.length / channels;
  let colour = 0;
  for (let i = 0; i < area; i++) {
    let mean = 0;
    for (let c = 0; c < channels; c++) mean += kernel[c * area + i] / channels;
    for (let c = 0; c < channels; c++) colour += (kernel[c * area + i] - mean) ** 2;
  }
  return over(colour, energyOf(kernel));
}

/** At which angle the lines run, in degrees from horizontal, and how strongly: the structure tensor's. */
export function direction(kernel, channels, size) {
  const area = size * size;
  let [xx, yy, xy, varies] = [0, 0, 0, 0];
  for (let c = 0; c < channels; c++) {
    const plane = kernel.subarray(c * area, (c + 1) * area);
    const mean = plane.reduce((a, b) => a + b, 0) / area;
    varies += plane.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    for (let r = 0; r + 1 < size; r++) {
      for (let k = 0; k + 1 < size; k++) {
        const at = r * size + k;
        const [a, b, d, e] = [plane[at], plane[at + 1], plane[at + size], plane[at + size + 1]];
        const [right, up] = [b - a + e - d, a - d + b - e];
        xx += right * right;
        yy += up * up;
        xy += right * up;
      }
    }
  }
  const angle = (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI + 90;
  return { angle: angle % 180, strength: over(Math.hypot(xx - yy, 2 * xy), xx + yy) * over(varies, energyOf(kernel)) };
}

/** How much of each channel of the kernel is in each pattern, of length 1: [pattern][channel], lengths made 1. */
function productsWith(kernel, channels, patterns) {
  const area = kernel.length / channels;
  const length = Math.sqrt(energyOf(kernel));
  return patterns.map((pattern) =>
    Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < area; i++) sum += pattern[i] * kernel[c * area + i];
      return over(sum, length);
    }),
  );
}

const along = (products, mix) => products.reduce((sum, product, c) => sum + product * mix[c], 0);

/** What a kernel is like. `hand` holds the patterns and the mixes of channels, all of length 1. */
export function describe(kernel, channels, size, hand) {
  const products = productsWith(kernel, channels, hand.patterns);
  let near = { pattern: 0, mix: 0, cosine: 0 };
  products.forEach((product, pattern) =>
    hand.mixes.forEach((weights, mix) => {
      const cosine = along(product, weights);
      if (Math.abs(cosine) > Math.abs(near.cosine) + 1e-12) near = { pattern, mix, cosine };
    }),
  );
  return {
    products,
    near,
    ...direction(kernel, channels, size),
    concentration: concentration(kernel, channels, size),
    colour: colourShare(kernel, channels),
  };
}

/** The numbers of the kernels in an order; by direction the clear ones come first, by their angle. */
export function sorted(told, order) {
  const numbers = [...told.keys()];
  const turn = ({ angle }) => (angle + 11.25) % 180; // so that 179° stands beside 1°
  if (order === 1) {
    const clear = (i) => told[i].strength >= CLEAR;
    numbers.sort(
      (a, b) =>
        Number(clear(b)) - Number(clear(a)) ||
        (clear(a) ? turn(told[a]) - turn(told[b]) : told[b].strength - told[a].strength) ||
        a - b,
    );
  }
  if (order === 2) numbers.sort((a, b) => told[a].colour - told[b].colour || a - b);
  if (order === BY_STRUCTURE) numbers.sort((a, b) => told[b].concentration - told[a].concentration || a - b);
  return numbers;
}

/** How the kernels are ordered, in words: both boards by what the last snapshot has. */
export function orderWords(told, order) {
  if (order === 0) return "Row by row, as the network has them.";
  if (order === 2) return "By the last snapshot: from brightness to colour.";
  if (order === BY_STRUCTURE) return "By the last snapshot: most structure first. Those without are faded.";
  const vague = told.filter(({ strength }) => strength < CLEAR).length;
  return `By the last snapshot: lines near 0° first, then anticlockwise${
    vague ? `; the last ${vague} have no clear direction` : ""
  }.`;
}

/** The kernel as bytes for a canvas: three channels as red, green and blue around grey, one as brown – white – teal. */
export function kernelRgba(kernel, channels) {
  const area = kernel.length / channels;
  const planes = Array.from({ length: channels }, (_, c) => kernel.slice(c * area, (c + 1) * area));
  return signedBytes(planes, reachOf(planes) || 1);
}

/** The photo as the layer reads it: planes of values from 0 to 1, less the mean, divided by the deviation. */
export function planesOf(rgba, { mean, std }) {
  const colours = splitRgba(rgba);
  const planes = mean.length === 1 ? [greyOf(colours)] : colours;
  return Float64Array.from(
    planes.flatMap((plane, c) => Array.from(plane, (level) => (level / 255 - mean[c]) / std[c])),
  );
}

/** What a kernel makes of the photo, with the layer's stride and half the kernel as padding. */
export function respond(photo, kernel, size, stride) {
  const weight = { data: kernel, shape: [1, photo.shape[0], size, size] };
  const { data, shape } = conv2d(photo, weight, null, { stride, padding: Math.floor(size / 2) });
  return { data, rows: shape[1], cols: shape[2] };
}

/** A hand-made pattern spread over the channels, as likened to: negative where that is closer. */
export function madeByHand({ pattern, mix, cosine }, hand) {
  const sign = cosine < 0 ? -1 : 1;
  return Float64Array.from(
    hand.mixes[mix].flatMap((weight) => Array.from(hand.patterns[pattern], (x) => sign * weight * x)),
  );
}

/** All that the model brings, decoded: kernels by snapshot, what each is like, the hand-made patterns. */
export function readLayer(get) {
  const [snapshots, count, channels, size] = get("shape");
  const numbers = readHalves(get("weights"));
  const doubles = readDoubles(get("pattern_bytes"));
  const names = get("pattern_names");
  const hand = {
    names,
    mixNames: get("mix_names"),
    mixes: get("mixes"),
    patterns: names.map((_, i) => doubles.subarray(i * size * size, (i + 1) * size * size)),
  };
  const long = channels * size * size;
  const kernels = Array.from({ length: snapshots }, (_, t) =>
    Array.from({ length: count }, (_, n) => numbers.subarray((t * count + n) * long, (t * count + n + 1) * long)),
  );
  const told = kernels.map((all) => all.map((kernel) => describe(kernel, channels, size, hand)));
  const structured = told.map((all) => countAbove(all, HALF));
  const tiles = kernels.map((all) => all.map((kernel) => kernelRgba(kernel, channels)));
  const [steps, curve] = [get("steps"), get("curve")];
  return { snapshots, count, channels, size, hand, kernels, tiles, told, structured, steps, curve };
}

/** How many kernels have more than this in three waves. */
export const countAbove = (told, threshold) => told.filter(({ concentration: share }) => share > threshold).length;

function compute(state, { data, model }) {
  const bytes = model.get("weights");
  if (data.layer?.bytes !== bytes) data.layer = { bytes, ...readLayer((name) => model.get(name)) };
  const { layer } = data;
  const position = Math.min(state.position, layer.snapshots - 1);
  const chosen = Math.min(state.chosen, layer.count - 1);
  const numbers = sorted(layer.told.at(-1), state.order);
  const structured = layer.told.map((all) => countAbove(all, state.threshold));
  const photo = data.photos.get("photo");
  return { layer, position, chosen, numbers, structured, photo, stride: model.get("stride") };
}

/** How the choice stands to a puzzle: its goal is a likeness, a moment, or both colour and lines. */
export function judge(_state, { layer, position, chosen }, { goal }) {
  if (goal.structured) return judgeMoment(layer, position, goal.structured);
  if (position < layer.snapshots - 1) return unsolved("Go to the last snapshot first.");
  const all = layer.told[position];
  if (goal.pattern) return judgeLikeness(layer.hand, all, chosen, goal);
  const { colour, strength } = all[chosen];
  const shares = `has a colour share of ${formatNumber(colour)} and a direction of strength ${formatNumber(strength)}.`;
  if (colour > goal.colour && strength > goal.strength) return solved(`kernel ${chosen} ${shares}`);
  return unsolved(`Kernel ${chosen} ${shares}`);
}

function judgeMoment({ structured, count, steps }, position, share) {
  const wanted = structured.findIndex((n) => n > share * count);
  const here = `${structured[position]} of ${count} kernels have structure at step ${steps[position]}.`;
  if (position === wanted) return solved(here);
  return unsolved(`${here} ${position < wanted ? "Later." : "Is it the first?"}`);
}

function judgeLikeness({ names, mixNames, mixes }, all, chosen, goal) {
  const [pattern, mix] = [names.indexOf(goal.pattern), mixNames.indexOf(goal.mix)];
  const like = all.map(({ products }) => Math.abs(along(products[pattern], mixes[mix])));
  const best = Math.max(...like);
  const here = `${chosen} is like it by ${formatNumber(like[chosen])}`;
  if (like[chosen] === best) return solved(`kernel ${here}, more than any other.`);
  return unsolved(`Kernel ${here}; there is one with ${formatNumber(best)}.`);
}

/** What a kernel is most like, in words. */
export function nearWords({ pattern, mix, cosine }, { names, mixNames }) {
  const within = mixNames[mix] ? ` in ${mixNames[mix]}` : "";
  return `${names[pattern]}${within}${cosine < 0 ? ", negative" : ""}`;
}

/** A share of structure, with a third decimal where two do not tell whether it is more than a half. */
const structureText = (share) =>
  Math.abs(share - HALF) < 0.01 ? String(Math.round(share * 1000) / 1000) : formatNumber(share);

/** What was measured of a kernel, in words. */
export function kernelWords(one, channels) {
  const lines =
    one.strength >= CLEAR
      ? `lines at ${Math.round(one.angle) % 180}°, strength ${formatNumber(one.strength)}`
      : `no clear direction (${formatNumber(one.strength)})`;
  return [
    `structure ${structureText(one.concentration)}`,
    lines,
    ...(channels === 3 ? [`colour share ${formatNumber(one.colour)}`] : []),
  ];
}

/** A picture that one sees little of. @param {Uint8ClampedArray} bytes */
const faded = (bytes) => bytes.map((byte, i) => (i % 4 === 3 ? FADED : byte));

/** What counts as structure, where that is not as in the text. */
const limitText = (threshold) => (threshold === HALF ? "have structure" : `above ${threshold}`);

/** All kernels of a snapshot in a square, as they look, one of them framed. */
function boardLook({ order, threshold }, { layer, numbers, chosen, structured }, position, room) {
  const { size, count, tiles, told, steps } = layer;
  const across = Math.ceil(Math.sqrt(count));
  const isFaded = (n) => order === BY_STRUCTURE && told[position][n].concentration <= threshold;
  const inOrder = numbers.map((n) => (isFaded(n) ? faded(tiles[position][n]) : tiles[position][n]));
  const sheet = mosaic(inOrder, size, across);
  const zoom = Math.max(2, Math.min(8, Math.floor(room / sheet.cols)));
  const window = { ...tileWindow(numbers.indexOf(chosen), size, across), zoom };
  return {
    ...sheet,
    size: `step ${steps[position]} · ${structured[position]} of ${count} ${limitText(threshold)}`,
    window,
  };
}

/** A kernel, large, as it looks, and each of its channels; `lines` are what is said of it. */
function detailLook(kernel, { channels, size }, name, lines) {
  const square = (bytes) => ({ bytes, rows: size, cols: size });
  const area = size * size;
  const channel = (_, c) => square(kernelRgba(kernel.subarray(c * area, (c + 1) * area), 1));
  return {
    ...square(kernelRgba(kernel, channels)),
    name,
    size: lines,
    words: `${name}: ${lines.join(", ")}`,
    channels: channels === 3 ? COLOURS.map(channel) : [],
  };
}

/** What a kernel makes of the photo, as it looks. */
function responseLook({ tensor }, { layer, stride }, kernel, name) {
  const { data, rows, cols } = respond(tensor, kernel, layer.size, stride);
  const size = sizeText(rows, cols);
  return { bytes: kernelRgba(data, 1), rows, cols, size, words: `What ${name} makes of the photo, ${size}` };
}

/** The photo, the chosen kernel and what it is most like, and what both make of the photo once it is decoded. */
function flowLooks(result) {
  const { layer, position, chosen, photo } = result;
  const { hand, channels } = layer;
  const [kernel, one] = [layer.kernels[position][chosen], layer.told[position][chosen]];
  const made = madeByHand(one.near, hand);
  const like = [nearWords(one.near, hand), `likeness ${formatNumber(Math.abs(one.near.cosine))}`];
  const kernels = {
    learned: detailLook(kernel, layer, `Kernel ${chosen}`, kernelWords(one, channels)),
    byHand: detailLook(made, layer, "Most like it, hand-made", like),
  };
  if (!photo) return kernels;
  const [, rows, cols] = photo.tensor.shape;
  const size = sizeText(rows, cols);
  const words = `Input photo, ${size} pixels`;
  return {
    ...kernels,
    input: { bytes: photo.rgba, rows, cols, size: `${size}${channels === 3 ? "×3" : ""}`, words },
    output: responseLook(photo, result, kernel, `kernel ${chosen}`),
    likeOutput: responseLook(photo, result, made, "the hand-made pattern"),
  };
}

/** The likeness as the sum over its channels; those that the hand-made pattern has nothing in are left out. */
function likenessLine({ hand, channels }, { near, products }) {
  const sign = near.cosine < 0 ? -1 : 1;
  const term = (weight, c) => {
    const value = sign * weight * products[near.pattern][c];
    const text = value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
    return [channels === 3 ? `${text} ${COLOURS[c]}` : text, "kernel"];
  };
  const weights = hand.mixes[near.mix];
  const terms = weights.map(term).filter((_, c) => weights[c] !== 0);
  const sum = terms.flatMap((one, i) => (i ? [" + ", one] : [one]));
  return [
    node("span", { class: "cc-where" }, "likeness"),
    " = ",
    ...(terms.length > 1 ? [...sum, " ≈ "] : []),
    resultPart(formatNumber(Math.abs(near.cosine))),
    near.cosine < 0 ? " with the pattern’s negative" : "",
    ": scale both to length 1, multiply weight by weight, add up.",
  ];
}

/** What is seen of a state, its layer and its kernel. */
export function show(state, result, { width }) {
  const { layer, position, chosen, numbers, structured } = result;
  const one = layer.told[position][chosen];
  const near = `${nearWords(one.near, layer.hand)}, ${formatNumber(Math.abs(one.near.cosine))}`;
  const counted = `${structured[position]} of ${layer.count} kernels ${limitText(state.threshold)}`;
  const step = `Step ${layer.steps[position]}: ${counted}.`;
  const text = `Kernel ${chosen}: ${kernelWords(one, layer.channels).join(", ")}; most like ${near}.`;
  const board = width < 480 ? (width - 30) / 2 : 200;
  const before = boardLook(state, result, 0, board);
  const accuracy = layer.curve.length ? [" · ", ["● accuracy on photos held out", "output"]] : [];
  return {
    parts: {
      before: { ...before, words: `All kernels before training: ${before.size}` },
      after: {
        ...boardLook(state, result, position, board),
        value: { max: layer.count - 1, now: numbers.indexOf(chosen), text },
      },
      ordered: orderWords(layer.told.at(-1), state.order),
      ...flowLooks(result),
      sum: likenessLine(layer, one),
      steps: { where: `step ${layer.steps[position]}`, position, stopped: layer.snapshots === 1 },
      plot: { svg: growthPlot({ ...layer, structured }, position, width < 480 ? width - 40 : 272), text: step },
      key: [["● kernels with structure", "kernel"], ...accuracy],
    },
    pressed: state.order,
    say: `${step} ${text}`,
  };
}

/** How structure and accuracy grow over the steps, with a line at the snapshot that is shown. */
export function growthPlot({ steps, structured, count, curve }, position, width) {
  const [height, left, bottom] = [80, 40, 22];
  const most = Math.max(1, steps.at(-1), ...curve.map(([step]) => step));
  const x = (step) => Math.round(left + (step / most) * (width - left - 12));
  const y = (share) => Math.round(8 + (1 - share) * (height - 8 - bottom));
  const line = (points, name) =>
    `<g class="${name}"><polyline points="${points.map(([s, v]) => `${x(s)},${y(v)}`).join(" ")}"/>${points
      .map(([s, v]) => `<circle cx="${x(s)}" cy="${y(v)}" r="3"/>`)
      .join("")}</g>`;
  const marks = [0, 0.5, 1]
    .map(
      (v) =>
        `<line class="cc-zero" x1="${left}" x2="${width - 12}" y1="${y(v)}" y2="${y(v)}"/>` +
        `<text x="${left - 5}" y="${y(v) + 4}" text-anchor="end">${100 * v} %</text>`,
    )
    .join("");
  return (
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${marks}` +
    `<text x="${left}" y="${height - 4}">step 0</text><text x="${width - 12}" y="${height - 4}" text-anchor="end">${most}</text>` +
    `<line class="cc-f-now" x1="${x(steps[position])}" x2="${x(steps[position])}" y1="4" y2="${height - bottom + 4}"/>` +
    line(
      steps.map((step, i) => [step, structured[i] / count]),
      "cc-f-structure",
    ) +
    `${curve.length ? line(curve, "cc-line-output") : ""}</svg>`
  );
}

/** A board of a snapshot's kernels: one is picked with the pointer, and on a board that is a slider with keys. */
const board =
  (title, props, keys = false) =>
  (ui) => {
    const box = pictureBox(title, {
      part: "kernel",
      by: "frame",
      canvas: { class: "cc-f-kernel" },
      frame: { class: "cc-frame cc-f-board", ...props },
      spot: { class: "cc-f-spot" },
      signal: ui.signal,
      pick: (_, share) => choose(tileAt(share, acrossNow(), ui.drawn.result.layer.count)),
    });
    const acrossNow = () => Math.ceil(Math.sqrt(ui.drawn.result.layer.count));
    const choose = (place) => {
      const { numbers } = ui.drawn.result;
      if (place >= 0 && place < numbers.length) ui.set({ chosen: numbers[place] });
    };
    /** From the state and not from what was drawn: keys may come faster than frames. */
    function onKey(event) {
      const { layer, numbers } = ui.drawn.result;
      const place = numbers.indexOf(Math.min(ui.state().chosen, layer.count - 1));
      const [down, right] = ARROWS[event.key] ?? [0, 0];
      const ends = { Home: 0, End: layer.count - 1 };
      if (!down && !right && !(event.key in ends)) return;
      event.preventDefault();
      choose(ends[event.key] ?? place + down * acrossNow() + right);
    }
    if (keys) box.listen("keydown", onKey);
    function update(look) {
      box.update(look);
      box.canvas.style.width = `${look.cols * look.window.zoom}px`;
    }
    return { el: box.el, update };
  };

/** A kernel, large, with its channels beside it and what it is like below. */
const detail = (title) => () => {
  const hidden = { class: "cc-f-kernel", "aria-hidden": "true" };
  const frame = { class: "cc-frame cc-f-large", role: "img" };
  const large = pictureBox(title, { part: "kernel", by: "frame", canvas: hidden, frame });
  const small = COLOURS.map(() => pixelCanvas(hidden));
  const channel = (colour, c) => make("div", { class: "cc-f-channel" }, [small[c].canvas, make("span", {}, colour)]);
  const column = make("div", { class: "cc-f-channels" }, COLOURS.map(channel));
  const body = make("div", { class: "cc-f-body" });
  large.frame.replaceWith(body);
  body.append(large.frame, column);
  function update({ channels, ...look }) {
    large.update(look);
    large.canvas.style.width = `${look.cols * ZOOM.large}px`;
    column.hidden = !channels.length;
    for (const [c, one] of channels.entries()) {
      small[c].paint(one);
      small[c].canvas.style.width = `${one.cols * ZOOM.small}px`;
    }
  }
  return { el: large.el, update };
};

/** A map, square from the beginning. */
const map = (label, part) => () => pictureBox(label, { part, canvas: { class: "cc-f-map", width: 1, height: 1 } });

/** How structure grows, as a drawing that has words. */
function plot() {
  const el = make("div", { class: "cc-f-plot", role: "img" });
  function update({ svg, text }) {
    el.innerHTML = svg;
    el.setAttribute("aria-label", text);
  }
  return { el, update };
}

/** The step buttons: a step is one of training here. */
function steps(ui) {
  const { el, update } = stepBar(ui, "Last snapshot", ["◂ Previous", "Next ▸"]);
  return { el, update: ({ where, position, stopped }) => update(where, position, stopped) };
}

/** The photo, decoded once, as bytes and as the layer reads it; the layer's weights may be others later. */
function open(ui) {
  const { model, signal, schedule } = ui;
  follow(model, "change:weights", schedule, signal);
  async function read() {
    const { rows, cols, rgba } = await decodeRgba(new Blob([model.get("picture")]));
    const mean = model.get("mean");
    const data = planesOf(rgba, { mean, std: model.get("std") });
    return { rgba, tensor: { data, shape: [mean.length, rows, cols] } };
  }
  const sorry = "The photo could not be read, so there are no outputs.";
  return { layer: null, photos: pictureStore(ui, read, sorry) };
}

export default {
  render: gridFigure({
    parts: {
      before: board("Before training", { role: "img" }),
      after: board("Snapshot", { tabindex: 0, role: "slider", "aria-label": "Kernel", "aria-valuemin": 0 }, true),
      ordered: words("cc-size cc-f-order"),
      input: map("Input", "input"),
      learned: detail("Kernel"),
      output: map("Its output", "output"),
      byHand: detail("Hand-made"),
      likeOutput: map("Its output", "output"),
      sum: words("cc-sum cc-f-sum"),
      steps,
      plot,
      key: words("cc-size cc-f-key"),
    },
    stage: [
      node(
        "div",
        { class: "cc-stage", "data-mode": "formation" },
        node("div", {}, box("cc-f-boards", ["before", "after"]), "ordered"),
        box("cc-f-flow cc-pages", [
          "input",
          box("cc-f-pair", ["learned", "output"]),
          box("cc-f-pair", ["byHand", "likeOutput"]),
        ]),
      ),
    ],
    words: ["steps", box("cc-pages cc-lesser", [box("cc-f-growth", ["plot", "key"]), "sum"])],
    open,
    compute,
    judge,
    show,
    count: ({ layer }) => layer.snapshots,
  }),
};
