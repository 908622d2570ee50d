// FilterFormation: a layer's kernels from before training to after it; one of them beside what it is most like.
import { pressToggle } from "./parts/accessibility.js";
import { stepBar } from "./parts/bar.js";
import { readDoubles, readHalves } from "./parts/bytes.js";
import { make } from "./parts/elements.js";
import { conv2d } from "./parts/engine.js";
import { explorer } from "./parts/frame.js";
import { ARROWS } from "./parts/keys.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import {
  decodeRgba,
  greyOf,
  inLines,
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

const HALF = 0.5; // of the energy in three frequencies: that counts as structure
const CLEAR = 0.3; // directions at least this strong are sorted by their angle
const ZOOM = { large: 16, small: 6 };
const COLOURS = ["red", "green", "blue"];

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
  const numbers = told.map((_, i) => i);
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
  return numbers;
}

/** How the kernels are ordered, in words: both boards by what the last snapshot has. */
export function orderWords(told, order) {
  if (order === 0) return "Row by row, as the network has them.";
  if (order === 2) return "By the last snapshot: from brightness to colour.";
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
  const structured = told.map((all) => all.filter((one) => one.concentration > HALF).length);
  const tiles = kernels.map((all) => all.map((kernel) => kernelRgba(kernel, channels)));
  const [steps, curve] = [get("steps"), get("curve")];
  return { snapshots, count, channels, size, hand, kernels, tiles, told, structured, steps, curve };
}

function compute(state, { data, model }) {
  const bytes = model.get("weights");
  if (data.layer?.bytes !== bytes) data.layer = { bytes, ...readLayer((name) => model.get(name)) };
  const { layer } = data;
  const position = Math.min(state.position, layer.snapshots - 1);
  const chosen = Math.min(state.chosen, layer.count - 1);
  return { layer, position, chosen, numbers: sorted(layer.told.at(-1), state.order) };
}

/** How the choice stands to a puzzle: its goal is a likeness, a moment, or both colour and lines. */
export function judge(_state, { layer, position, chosen }, { goal }) {
  if (goal.structured) return judgeMoment(layer, position, goal.structured);
  if (position < layer.snapshots - 1) return { solved: false, words: "Go to the last snapshot first." };
  const all = layer.told[position];
  if (goal.pattern) return judgeLikeness(layer.hand, all, chosen, goal);
  const { colour, strength } = all[chosen];
  const solved = colour > goal.colour && strength > goal.strength;
  const words = `${chosen} has a colour share of ${formatNumber(colour)} and a direction of strength ${formatNumber(strength)}.`;
  return { solved, words: `${solved ? "Solved: kernel" : "Kernel"} ${words}` };
}

function judgeMoment({ structured, count, steps }, position, share) {
  const wanted = structured.findIndex((n) => n > share * count);
  const here = `${structured[position]} of ${count} kernels have structure at step ${steps[position]}.`;
  if (position === wanted) return { solved: true, words: `Solved: ${here}` };
  return { solved: false, words: `${here} ${position < wanted ? "Later." : "Is it the first?"}` };
}

function judgeLikeness({ names, mixNames, mixes }, all, chosen, goal) {
  const [pattern, mix] = [names.indexOf(goal.pattern), mixNames.indexOf(goal.mix)];
  const like = all.map(({ products }) => Math.abs(along(products[pattern], mixes[mix])));
  const best = Math.max(...like);
  const words = `${chosen} is like it by ${formatNumber(like[chosen])}`;
  if (like[chosen] === best) return { solved: true, words: `Solved: kernel ${words}, more than any other.` };
  return { solved: false, words: `Kernel ${words}; there is one with ${formatNumber(best)}.` };
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

/** All kernels of a snapshot in a square, as they look, one of them framed. */
export function boardLook({ layer, numbers, chosen }, position) {
  const { size, count, tiles, steps, structured } = layer;
  const across = Math.ceil(Math.sqrt(count));
  const inOrder = numbers.map((n) => tiles[position][n]);
  const sheet = mosaic(inOrder, size, across);
  const zoom = Math.max(2, Math.min(8, Math.floor(252 / sheet.cols)));
  const place = numbers.indexOf(chosen);
  return {
    ...sheet,
    size: `step ${steps[position]} · ${structured[position]} of ${count} have structure`,
    window: { ...tileWindow(place, size, across), zoom },
    place,
    across,
  };
}

/** A kernel, large, as it looks, and each of its channels; `lines` are what is said of it. */
export function detailLook(kernel, { channels, size }, name, lines) {
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

/** The photo, as it looks. */
export function photoLook(rgba, [channels, rows, cols]) {
  const size = sizeText(rows, cols);
  const words = `Input photo, ${size} pixels`;
  return { bytes: rgba, rows, cols, size: `${size}${channels === 3 ? "×3" : ""}`, words };
}

/** What a kernel makes of the photo, as it looks. */
export function responseLook(photo, kernel, kernelSize, stride, name) {
  const { data, rows, cols } = respond(photo, kernel, kernelSize, stride);
  const size = sizeText(rows, cols);
  return { bytes: kernelRgba(data, 1), rows, cols, size, words: `What ${name} makes of the photo, ${size}` };
}

/** The channels' parts of a likeness, as [channel, value]; those that the hand-made pattern has nothing in are left out. */
export function likenessTerms({ hand, channels }, { near, products }) {
  const sign = near.cosine < 0 ? -1 : 1;
  const terms = hand.mixes[near.mix].map((weight, c) => [weight, c]).filter(([weight]) => weight !== 0);
  return terms.map(([weight, c]) => [channels === 3 ? COLOURS[c] : "", sign * weight * products[near.pattern][c]]);
}

/** What a snapshot and its kernel are, in words. */
export function words({ layer, position, chosen }) {
  const one = layer.told[position][chosen];
  const near = `${nearWords(one.near, layer.hand)}, ${formatNumber(Math.abs(one.near.cosine))}`;
  return {
    step: `Step ${layer.steps[position]}: ${layer.structured[position]} of ${layer.count} kernels have structure.`,
    kernel: `Kernel ${chosen}: ${kernelWords(one, layer.channels).join(", ")}; most like ${near}.`,
  };
}

/** How structure and accuracy grow over the steps, with a line at the snapshot that is shown. */
export function growthPlot({ steps, structured, count, curve }, position, width) {
  const [height, left, bottom] = [118, 40, 22];
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

/** The board of a snapshot's kernels, of which one is picked. */
function kernelBoard(title, { frame, signal, pick }) {
  const box = pictureBox(title, {
    part: "kernel",
    by: "frame",
    canvas: { class: "cc-f-kernel" },
    frame: { class: "cc-frame cc-f-board", ...frame },
    spot: { class: "cc-f-spot" },
    signal,
    pick,
  });
  function show(look) {
    box.update(look);
    box.canvas.style.width = `${look.cols * look.window.zoom}px`;
  }
  return { el: box.el, listen: box.listen, show };
}

/** Both boards: all kernels before training, and those of the snapshot, one of which is chosen by pointer and keys. */
function boards(ui) {
  const { signal } = ui;
  let now = null;
  const choose = (place) => {
    if (place >= 0 && place < now.numbers.length) ui.set({ chosen: now.numbers[place] });
  };
  const pick = (at) => now && choose(tileAt(at, now.layer.size, now.across));
  const before = kernelBoard("Before training", { frame: { role: "img" }, signal, pick });
  const slider = { tabindex: 0, role: "slider", "aria-label": "Kernel", "aria-valuemin": 0 };
  const after = kernelBoard("Snapshot", { frame: slider, signal, pick });
  after.listen("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!now || !(step || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    // From the state and not from what was drawn: keys may come faster than frames.
    const place = now.numbers.indexOf(Math.min(ui.state().chosen, now.layer.count - 1));
    if (step) choose(place + step[0] * now.across + step[1]);
    else choose(event.key === "Home" ? 0 : now.layer.count - 1);
  });
  const ordered = make("div", { class: "cc-size cc-f-order" });
  function show(state, result, text) {
    const [first, snapshot] = [boardLook(result, 0), boardLook(result, result.position)];
    now = { ...result, across: snapshot.across };
    before.show({ ...first, words: `All kernels before training: ${first.size}` });
    after.show({ ...snapshot, value: { max: result.layer.count - 1, now: snapshot.place, text } });
    ordered.textContent = orderWords(result.layer.told.at(-1), state.order);
  }
  const both = make("div", { class: "cc-f-boards" }, [before.el, after.el]);
  return { el: make("div", {}, [both, ordered]), show };
}

/** A kernel, large, with its channels beside it and what it is like below. */
function detail(title) {
  const hidden = { class: "cc-f-kernel", "aria-hidden": "true" };
  const frame = { class: "cc-frame cc-f-large", role: "img" };
  const box = pictureBox(title, { part: "kernel", by: "frame", canvas: hidden, frame });
  const small = COLOURS.map(() => pixelCanvas(hidden));
  const named = COLOURS.map((colour, c) =>
    make("div", { class: "cc-f-channel" }, [small[c].canvas, make("span", {}, colour)]),
  );
  const column = make("div", { class: "cc-f-channels" }, named);
  const body = make("div", { class: "cc-f-body" });
  box.frame.replaceWith(body);
  body.append(box.frame, column);
  function show({ channels, ...look }) {
    box.update(look);
    box.canvas.style.width = `${look.cols * ZOOM.large}px`;
    column.hidden = !channels.length;
    for (const [c, channel] of channels.entries()) {
      small[c].paint(channel);
      small[c].canvas.style.width = `${channel.cols * ZOOM.small}px`;
    }
  }
  return { el: box.el, show };
}

/** The photo, the chosen kernel and what it is most like, and what both make of the photo. */
function flow({ data, model }) {
  const map = { class: "cc-f-map", width: 1, height: 1 }; // square, like what comes
  const input = pictureBox("Input", { part: "input", canvas: map });
  const [learned, byHand] = [detail("Kernel"), detail("Hand-made")];
  const [output, likeOutput] = [0, 1].map(() => pictureBox("Its output", { part: "output", canvas: map }));
  const pairs = [learned.el, output.el, byHand.el, likeOutput.el];
  function show({ layer, position, chosen }) {
    const { channels, size, hand } = layer;
    const [kernel, one] = [layer.kernels[position][chosen], layer.told[position][chosen]];
    const made = madeByHand(one.near, hand);
    const like = [nearWords(one.near, hand), `likeness ${formatNumber(Math.abs(one.near.cosine))}`];
    learned.show(detailLook(kernel, layer, `Kernel ${chosen}`, kernelWords(one, channels)));
    byHand.show(detailLook(made, layer, "Most like it, hand-made", like));
    const read = data.photos.get("photo");
    if (!read) return;
    input.update(photoLook(read.rgba, read.photo.shape));
    const response = (weights, name) => responseLook(read.photo, weights, size, model.get("stride"), name);
    output.update(response(kernel, `kernel ${chosen}`));
    likeOutput.update(response(made, "the hand-made pattern"));
  }
  return { el: make("div", { class: "cc-f-flow" }, [input.el, make("div", { class: "cc-f-pairs" }, pairs)]), show };
}

/** The likeness as the sum over its channels. */
function sumParts(layer, one) {
  const { cosine } = one.near;
  const terms = likenessTerms(layer, one).flatMap(([name, value], i) => {
    const text = value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
    return [i ? " + " : "", make("span", { class: "cc-t-kernel" }, `${text}${name && ` ${name}`}`)];
  });
  return [
    make("span", { class: "cc-where" }, "likeness"),
    " = ",
    ...(terms.length > 2 ? [...terms, " ≈ "] : []),
    make("strong", { class: "cc-t-output" }, formatNumber(Math.abs(cosine))),
    cosine < 0 ? " with the pattern’s negative" : "",
    ": scale both to length 1, multiply weight by weight, add up.",
  ];
}

/** How structure grows, with what the colours of its lines mean. */
function growth(el) {
  const plot = make("div", { class: "cc-f-plot", role: "img" });
  const key = make("div", { class: "cc-size cc-f-key" });
  function show({ layer, position }, text) {
    plot.innerHTML = growthPlot(layer, position, Math.min(640, Math.max(240, el.clientWidth - 4)));
    plot.setAttribute("aria-label", text);
    const accuracy = make("span", { class: "cc-t-output" }, "● accuracy on photos held out");
    key.replaceChildren(
      make("span", { class: "cc-t-kernel" }, "● kernels with structure"),
      ...(layer.curve.length ? [" · ", accuracy] : []),
    );
  }
  return { parts: [plot, key], show };
}

function build(ui) {
  const { model, signal, el } = ui;
  const [kernels, photos, grown] = [boards(ui), flow(ui), growth(el)];
  const stage = make("div", { class: "cc-stage", "data-mode": "formation" }, [kernels.el, photos.el]);
  const sum = make("div", { class: "cc-sum cc-f-sum" });
  const bar = stepBar(ui, "Last snapshot", ["◂ Previous", "Next ▸"]); // a step is one of training here
  const onWeights = () => ui.schedule();
  model.on("change:weights", onWeights);
  signal.addEventListener("abort", () => model.off("change:weights", onWeights));

  function draw(state, result) {
    const { layer, position, chosen } = result;
    const { step, kernel } = words(result);
    kernels.show(state, result, kernel);
    photos.show(result);
    sum.replaceChildren(...sumParts(layer, layer.told[position][chosen]));
    grown.show(result, step);
    bar.update(`step ${layer.steps[position]}`, position, layer.snapshots === 1);
    pressToggle(el, state.order);
    ui.say(`${step} ${kernel}`);
  }

  return { parts: [stage, sum, bar.el, ...grown.parts], draw };
}

/** The photo, decoded once, as bytes and as the layer reads it. */
function open(ui) {
  const { model } = ui;
  async function read() {
    const { rows, cols, rgba } = await decodeRgba(new Blob([model.get("picture")]));
    const mean = model.get("mean");
    const data = planesOf(rgba, { mean, std: model.get("std") });
    return { rgba, photo: { data, shape: [mean.length, rows, cols] } };
  }
  const sorry = "The photo could not be read, so there are no outputs.";
  return { layer: null, photos: pictureStore(ui, read, sorry) };
}

export default { render: explorer({ open, compute, build, judge, count: ({ layer }) => layer.snapshots }) };
