// AutoencoderTour: a photo through six layers, what comes back, and what each channel of the bottleneck does to it.
import { broughtPicture, labPictures, squareAt } from "./own_picture.js";
import { readHalves } from "./parts/bytes.js";
import { button, make } from "./parts/elements.js";
import { conv2d, convTranspose2d, relu, sourceIndex } from "./parts/engine.js";
import { box, gridFigure, reset, words } from "./parts/figure.js";
import { bell } from "./parts/kernels.js";
import { ARROWS } from "./parts/keys.js";
import { formatCount, formatNumber, sizeText } from "./parts/numbers.js";
import { greyOf, mosaic, pictureBox, planeBytes, splitRgba, tileAt, tileWindow } from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { counted } from "./parts/words.js";

const SIDE = 96;
/** The six layers, all with 3×3 kernels and padding 1: channels in and out, and the stride. */
const TOUR_LAYERS = [
  [1, 16, 3],
  [16, 32, 3],
  [32, 64, 2],
  [64, 32, 2],
  [32, 16, 3],
  [16, 1, 3],
].map(([from, to, stride], i) => ({ from, to, stride, up: i > 2 }));
const BOTTLENECK = 3;
/** How many maps stand in a row, by how many there are. */
const COLUMNS = { 1: 1, 16: 8, 32: 8, 64: 16 };
const GOOD = 0.5; // grey levels: closer than this, two pictures look the same
const SIGNED_REACH = 64; // grey levels: differences are drawn in full colour from here on
const WIDE = 12; // a blur in pixels: stronger ones are seldom looked for
const WIDEST = 192; // twice a side: a still stronger blur is as even as this one
const PERIOD = 2 * SIDE - 2; // so far on, a mirrored line is itself again
const MIRRORED = Array.from({ length: SIDE + PERIOD }, (_, i) => sourceIndex(i, SIDE, "mirror"));
const SCALES = ["scale_1", "scale_2", "scale_3"];
const CUT = [198, 77, 0, 255]; // the diagonal through a map that is switched off

/** The layers' weights and biases out of their bytes: half precision, in the order of the layers. */
export function readNetwork(bytes) {
  const numbers = readHalves(bytes);
  let at = 0;
  const take = (shape) => {
    const start = at;
    at += shape.reduce((product, n) => product * n, 1);
    return { shape, data: numbers.subarray(start, at) };
  };
  return TOUR_LAYERS.map((layer) => ({
    ...layer,
    weight: take([...(layer.up ? [layer.from, layer.to] : [layer.to, layer.from]), 3, 3]),
    bias: take([layer.to]).data,
  }));
}

const activate = ({ data, shape }, rule) => ({ data: rule(data), shape });
const sigmoid = (data) => data.map((value) => 1 / (1 + Math.exp(-value)));

/** The maps of the first three layers, of a photo with greys from 0 to 255. */
export function encode(network, photo) {
  const maps = [{ data: Float64Array.from(photo, (grey) => grey / 255), shape: [1, SIDE, SIDE] }];
  for (const { weight, bias, stride } of network.slice(0, BOTTLENECK)) {
    maps.push(activate(conv2d(maps.at(-1), weight, bias, { stride, padding: 1 }), relu));
  }
  return maps.slice(1);
}

/** The maps of the last three layers, of a bottleneck 64×6×6; the last of them is the reconstruction, from 0 to 1. */
export function decode(network, code, extras) {
  const maps = [code];
  network.slice(BOTTLENECK).forEach(({ weight, bias, stride }, i) => {
    const options = { stride, padding: 1, outputPadding: extras[i] };
    maps.push(activate(convTranspose2d(maps.at(-1), weight, bias, options), i < 2 ? relu : sigmoid));
  });
  return maps.slice(1);
}

/** The bottleneck with some channels scaled and some switched off. */
export function poke({ data, shape }, factors) {
  const area = shape[1] * shape[2];
  return { shape, data: data.map((value, i) => value * (factors[Math.floor(i / area)] ?? 1)) };
}

/** What the state does to the channels, by number: the three sliders, then those switched off. */
export function factorsOf({ scale_1, scale_2, scale_3, muted }, channels) {
  const factors = { [channels[0]]: scale_1, [channels[1]]: scale_2, [channels[2]]: scale_3 };
  for (const channel of muted) factors[channel] = 0;
  return factors;
}

/** The root of the mean squared difference of two pictures. */
export function rmsError(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum / a.length);
}

/** What each of a line's pixels adds to each blurred one, row after row; beyond its ends the line is mirrored. */
function blurWeights(sigma) {
  const radius = Math.ceil(4 * sigma);
  const moved = new Float64Array(PERIOD);
  for (const [tap, weight] of bell(2 * radius + 1, sigma).entries())
    moved[(tap - radius + PERIOD * radius) % PERIOD] += weight;
  const weights = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++)
    for (const [by, weight] of moved.entries()) weights[i * SIDE + MIRRORED[i + by]] += weight;
  return weights;
}

/** The rows of a square picture, each the weighted sum of the rows of another. */
function mixRows(weights, picture) {
  const mixed = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++)
    for (let j = 0; j < SIDE; j++) {
      const weight = weights[i * SIDE + j];
      if (weight) for (let x = 0; x < SIDE; x++) mixed[i * SIDE + x] += weight * picture[j * SIDE + x];
    }
  return mixed;
}

const turned = (picture) => picture.map((_, i) => picture[(i % SIDE) * SIDE + Math.floor(i / SIDE)]);

/** A Gaussian blur of `sigma` pixels, down the columns and then along the rows; of any strength, it costs the same. */
export function gaussianBlur(photo, sigma) {
  const weights = blurWeights(sigma);
  const mixed = mixRows(weights, Float64Array.from(photo));
  return turned(mixRows(weights, turned(mixed)));
}

/** The blur whose error is `error`, as {sigma, data}; null if even the strongest one has a smaller error. */
export function blurOfError(photo, error) {
  const blurred = (sigma) => {
    const data = gaussianBlur(photo, sigma);
    return { sigma, data, miss: rmsError(data, photo) - error };
  };
  let low = { sigma: 0, data: photo, miss: -error };
  let high = blurred(WIDE);
  if (high.miss < 0) [low, high] = [high, blurred(WIDEST)];
  if (high.miss < 0) return null;
  // Between two blurs the error goes up almost along a line in the square root of sigma.
  let made = high;
  for (let turn = 0; turn < 20 && Math.abs(made.miss) > 0.01; turn++) {
    const share = turn % 3 === 2 ? 0.5 : -low.miss / (high.miss - low.miss);
    const root = Math.sqrt(low.sigma) + share * (Math.sqrt(high.sigma) - Math.sqrt(low.sigma));
    made = blurred(Math.max(0.2, root ** 2));
    if (made.miss < 0) low = made;
    else high = made;
  }
  return { sigma: made.sigma, data: made.data };
}

/** The means of blocks of `factor`×`factor` pixels, each drawn as large as its block. */
export function thumbnail(photo, factor) {
  const across = SIDE / factor;
  const sums = new Float64Array(across * across);
  const blockOf = (i) => Math.floor(Math.floor(i / SIDE) / factor) * across + Math.floor((i % SIDE) / factor);
  for (const [i, grey] of photo.entries()) sums[blockOf(i)] += grey / factor ** 2;
  return Float64Array.from(photo, (_, i) => sums[blockOf(i)]);
}

const extrasOf = (state) => [state.output_padding_1, state.output_padding_2, state.output_padding_3];
const steps = (count) => (count ? `after ${formatCount(count)} training steps` : "before training");

/** Everything that a state shows, from the data: photos, networks, and the channels on the sliders. */
export function tour(state, { photos, networks, channels }, memory = {}) {
  const photo = photos[state.photo];
  const network = networks[state.snapshot];
  if (memory.photo !== photo || memory.network !== network)
    Object.assign(memory, { photo, network, encoded: encode(network, photo) });
  const code = poke(memory.encoded[2], factorsOf(state, channels));
  const maps = [...memory.encoded.slice(0, 2), code, ...decode(network, code, extrasOf(state))];
  const side = maps[5].shape[1];
  const greys = maps[5].data.map((value) => 255 * value);
  return { photo, maps, whole: memory.encoded[2], greys, side, error: side === SIDE ? rmsError(greys, photo) : null };
}

/** Above the comparison, so that a choice is seen even where the sizes leave nothing to compare. */
const COMPARISON_TITLES = ["Blur of equal error", "Means of 2×2", "Means of 3×3", "Input − output"];

/** What stands beside the reconstruction: {data, title, words, signed}, data null where there is nothing to compare. */
export function comparison(state, { photo, greys, error }) {
  const title = COMPARISON_TITLES[state.compare];
  if (error === null) return { title, data: null, words: "none: the sizes differ" };
  if (state.compare > 2) {
    return { title, data: photo.map((grey, i) => grey - greys[i]), signed: true };
  }
  if (state.compare > 0) {
    const factor = state.compare + 1;
    const data = thumbnail(photo, factor);
    const numbers = formatCount((SIDE / factor) ** 2);
    return { title, data, words: `${numbers} numbers, error ${rmsError(data, photo).toFixed(1)}` };
  }
  const blur = blurOfError(photo, error);
  if (blur) {
    const words = `Gaussian, σ = ${blur.sigma.toFixed(1)} pixels`;
    return { title, data: blur.data, words, sigma: blur.sigma };
  }
  const mean = photo.reduce((a, b) => a + b, 0) / photo.length;
  const data = Float64Array.from(photo, () => mean);
  const words = `error ${rmsError(data, photo).toFixed(1)}: no blur is as bad`;
  return { title: "The mean grey", data, words, sigma: null };
}

/** How a state stands to a puzzle. */
export const judgeTour = judging((state, result, { goal }) => {
  if (goal.side) return judgeSide(result, goal.side);
  return goal.scales ? judgeScales(result) : judgeChannel(state, result, goal.channel);
});

function judgeSide({ side }, wanted) {
  const back = `${sizeText(side, side)} comes back`;
  return side === wanted ? solved(`${back}, and can be compared with the input.`) : unsolved(`${back}.`);
}

function judgeScales({ greys, target }) {
  const apart = rmsError(greys, target);
  if (apart < GOOD) return solved("yours is the target.");
  return unsolved(`Yours and the target are ${apart.toFixed(1)} grey levels apart.`);
}

function judgeChannel({ muted }, { error }, channel) {
  if (muted.length !== 1) return unsolved(`${muted.length} channels are switched off. One is allowed.`);
  const words = `Without channel ${muted[0]} the error is ${error.toFixed(1)}.`;
  if (muted[0] !== channel) return unsolved(`${words} There is a channel that costs more.`);
  return solved(`${words} Every other channel costs less.`);
}

/** The data of a view, unpacked once, a network when it is first looked at; and what was made of it last. */
function open(ui) {
  const { model } = ui;
  const read = [];
  const packed = model.get("weights");
  const networks = new Proxy(packed, { get: (_, i) => (read[i] ??= readNetwork(packed[i])) });
  const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const photos = model.get("photos").map((view) => Float64Array.from(bytes(view)));
  return {
    photos,
    pictures: model.get("takes_own")
      ? labPictures(ui, { made: greyPicture, fit: squareAt(SIDE), sheet: SIDE, trait: "photos" })
      : null,
    networks,
    channels: model.get("channels"),
    steps: model.get("steps"),
    mapsShown: model.get("maps_shown"),
    memory: {},
    key: "",
    result: null,
  };
}

/** A picture with its greys, as Python has them. */
const greyPicture = (rgba, rows, cols) => ({ rgba, rows, cols, greys: Float64Array.from(greyOf(splitRgba(rgba))) });

/** The photos, and the reader's own behind them; while that is being read, the one that was shown before. */
function photosOf({ photo }, { photos, pictures, memory }) {
  if (photo < photos.length) return photos;
  const own = pictures.get(photo)?.greys ?? memory.photo ?? pictures.blank.greys;
  return [...photos, own];
}

/** The result of a state, kept until something that it depends on changes. */
function computeTour(state, { data, model, puzzle }) {
  const photos = photosOf(state, data);
  const key = JSON.stringify([{ ...state, layer: 0 }, model.get("puzzle")]);
  if (data.key === key && data.result.photo === photos[state.photo]) return data.result;
  const given = { ...data, photos };
  const result = tour(state, given, data.memory);
  const scales = puzzle()?.goal.scales;
  const wanted = scales && { ...state, ...Object.fromEntries(SCALES.map((name, i) => [name, scales[i]])) };
  const target = wanted ? tour(wanted, given, data.memory).greys : null;
  const beside = target
    ? { title: "Target", data: target, side: result.side, words: "make yours equal to it" }
    : comparison(state, result);
  const { channels, steps: trained, mapsShown } = data;
  Object.assign(data, { key, result: { ...result, target, comparison: beside, channels, trained, mapsShown } });
  return data.result;
}

/**
 * The value that is white in the maps of a layer: its largest. In the bottleneck that is the largest before it was
 * poked, so that one channel does not change the look of the others; the last layer's one map is a picture.
 */
export function whiteOf(layer, { maps, whole }) {
  if (layer === maps.length) return 1;
  return largest((layer === BOTTLENECK ? whole : maps[layer - 1]).data);
}

const largest = (values) => values.reduce((most, value) => Math.max(most, value), 1e-12);

/** The value that is white in each map of the layer that is shown: the layer's, or that map's own. */
export function whitesOf({ layer, own_scale }, result) {
  const { maps, whole } = result;
  const [count] = maps[layer - 1].shape;
  if (!own_scale || layer === maps.length) return new Array(count).fill(whiteOf(layer, result));
  const held = layer === BOTTLENECK ? whole : maps[layer - 1];
  return Array.from({ length: count }, (_, map) => largest(planeOf(held, map)));
}

/** The channels that a state changes, as [channel, factor]: in the bottleneck alone. */
const changedIn = (state, channels) =>
  Object.entries(state.layer === BOTTLENECK ? factorsOf(state, channels) : {}).filter(([, factor]) => factor !== 1);

/** @returns {Float64Array} the numbers of one map */
const planeOf = ({ data, shape: [, side] }, map) => data.subarray(map * side * side, (map + 1) * side * side);

/** All maps of a layer on one sheet, black at 0, as they look; a diagonal goes through those that are switched off. */
function layerLook(state, result, framed) {
  const maps = result.maps[state.layer - 1];
  const [count, side] = maps.shape;
  const changed = changedIn(state, result.channels);
  const whites = whitesOf(state, result);
  const tiles = whites.map((white, map) => planeBytes(planeOf(maps, map), { reach: white }));
  const off = changed.filter(([, factor]) => factor === 0);
  for (const [map] of off) for (let i = 0; i < side; i++) tiles[map].set(CUT, 4 * i * (side + 1));
  const name = `Layer ${state.layer}`;
  const size = `${counted(count, "map")} of ${sizeText(side, side)}: ${formatCount(count * side * side)} numbers`;
  const poked = [
    state.own_scale && count > 1 ? "white is each map’s largest" : `white is ${formatNumber(whites[0])}`,
    ...changed.map(([channel, factor]) => `channel ${channel} × ${formatNumber(factor)}`),
  ];
  return {
    ...mosaic(tiles, side, COLUMNS[count]),
    name,
    size: [size, poked.slice(0, 4).join(", ") + (poked.length > 4 ? " …" : "")],
    words: `${name}, ${size}. ${poked.join(", ")}`,
    window: framed === null ? null : tileWindow(framed, side, COLUMNS[count]),
    clickable: state.layer === BOTTLENECK,
    shape: maps.shape,
  };
}

/** What the map that is pointed at holds, and what a click does to it. */
function mapWords(state, { maps }, map) {
  const values = planeOf(maps[state.layer - 1], map);
  const range = `from ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
  const hint = state.layer === BOTTLENECK ? ` Press it to switch it ${state.muted.includes(map) ? "on" : "off"}.` : "";
  return `Map ${map}: ${range}.${hint}`;
}

/** Greys of `side`×`side` pixels, or signed numbers, as they look; clear where there are none. */
function greyLook(data, side, name, size, signed = false) {
  const bytes = data
    ? planeBytes(data, signed ? { reach: SIGNED_REACH, signed } : {})
    : new Uint8ClampedArray(4 * side * side);
  return { bytes, rows: side, cols: side, name, size, words: `${name}: ${size.join(", ")}` };
}

/** The photo, what comes back, and what stands beside it, as they look. */
function pictures({ photo, greys, side, error, comparison: beside }) {
  const [whole, back] = [sizeText(SIDE, SIDE), sizeText(side, side)];
  const miss = error === null ? "cannot be compared" : `error ${error.toFixed(1)} grey levels`;
  const key = [`brown −${SIGNED_REACH}, white 0, teal ${SIGNED_REACH}`, "what is lost"];
  const other = greyLook(
    beside.data,
    beside.side ?? SIDE,
    beside.title,
    beside.signed ? key : [beside.words, " "],
    beside.signed,
  );
  return {
    input: greyLook(photo, SIDE, "Input", [whole, `${formatCount(SIDE * SIDE)} numbers`]),
    output: { ...greyLook(greys, side, "Output", [back, miss]), share: side / SIDE },
    other: { ...other, none: !beside.data },
  };
}

/** How well the photo comes back, in words. */
function verdictWords({ side, error }, trained) {
  if (error !== null) return `The error is ${error.toFixed(1)} grey levels (root mean square), ${steps(trained)}.`;
  const sizes = `${sizeText(side, side)} comes back for ${sizeText(SIDE, SIDE)}`;
  return `${sizes}: no loss can be computed, and the network cannot learn.`;
}

/** What is seen of a state and what the network makes of it. */
export function show(state, result, { pointed, width }) {
  const [count] = result.maps[state.layer - 1].shape;
  const framed = pointed?.part === "map" ? Math.min(pointed.at[0], count - 1) : null;
  const { comparison: beside, trained, mapsShown = true } = result;
  const verdict = verdictWords(result, trained[state.snapshot]);
  const more = framed === null ? "" : ` ${mapWords(state, result, framed)}`;
  // What goes in, what comes back and what it is compared with stand side by side; the maps, which are many, below them.
  const pane = Math.floor(Math.min(180, (width - 42) / 3));
  const sheet = COLUMNS[count] / Math.ceil(count / COLUMNS[count]);
  return {
    px: { pane, maps: Math.floor(Math.min(160 * sheet, width - 10)) },
    parts: {
      flow: mapsShown ? { layer: state.layer, shapes: [[1, SIDE], ...result.maps.map(({ shape }) => shape)] } : null,
      maps: mapsShown ? layerLook(state, result, framed) : null,
      ...pictures(result),
      sum: [verdict, more],
      all: mapsShown ? { disabled: !state.muted.length && SCALES.every((name) => state[name] !== 0) } : null,
    },
    say: `${verdict}${more} ${beside.title}, ${beside.words ?? "what is lost"}.`,
  };
}

/** The six layers as a row of buttons, with what each of them makes. */
function layerFlow({ set, signal }) {
  const chips = Array.from({ length: 7 }, (_, i) => {
    const look = { class: "cc-button cc-t-chip" };
    return i ? button("", () => set({ layer: i }), signal, look) : make("span", { class: "cc-t-chip" });
  });
  function update({ layer, shapes }) {
    for (const [i, [count, side]] of shapes.entries()) {
      const before = `${i ? `${i} · ` : ""}${count > 1 ? `${count} of ` : ""}`;
      chips[i].replaceChildren(before, make("b", {}, sizeText(side, side)));
      if (i) chips[i].setAttribute("aria-pressed", String(i === layer));
    }
  }
  return { el: make("div", { class: "cc-t-flow cc-sideways", role: "group", "aria-label": "Layers" }, chips), update };
}

/** The maps of a layer; in the bottleneck a click, or a key, switches the one that is pointed at. */
function layerMaps(ui) {
  const { signal, model } = ui;
  let count = 1; // of the maps that are drawn
  const point = (map) => ui.point("map")(map === null ? null : [map]);
  const pointed = () => Math.min(ui.pointed?.at[0] ?? 0, count - 1);
  const mapAt = (share) => {
    const map = tileAt(share, COLUMNS[count], count);
    return map < count ? map : null; // the last row may not be full
  };
  const toggle = (channel) => {
    if (model.get("layer") !== BOTTLENECK || channel === null) return;
    const muted = model.get("muted");
    const others = muted.filter((one) => one !== channel);
    ui.set({ muted: muted.includes(channel) ? others : [...muted, channel].sort((a, b) => a - b) });
  };
  const maps = pictureBox("Maps", {
    part: "output",
    canvas: { class: "cc-t-picture", role: "application", "aria-roledescription": "maps", tabindex: 0 },
    spot: { class: "cc-t-spot", hidden: true },
    signal,
    point: (_, share) => point(mapAt(share)),
    leave: () => point(null),
    pick(_, share) {
      point(mapAt(share)); // a finger that is lifted points at nothing any more
      toggle(mapAt(share));
    },
  });
  maps.el.classList.add("cc-t-maps");
  maps.listen("focus", () => ui.pointed ?? point(0));
  maps.listen("blur", () => point(null));
  /** Where a key leads from the map that is pointed at; undefined where to none. */
  function keyed({ key }) {
    if (key === "Home" || key === "End") return key === "Home" ? 0 : count - 1;
    return ARROWS[key] && pointed() + ARROWS[key][0] * COLUMNS[count] + ARROWS[key][1];
  }
  maps.listen("keydown", (event) => {
    const next = keyed(event);
    if (next !== undefined) {
      if (next >= 0 && next < count) point(next);
    } else if (event.key === "Enter" || event.key === " ") toggle(pointed());
    else return;
    event.preventDefault();
  });
  function update({ clickable, shape, ...look }) {
    [count] = shape;
    maps.update(look);
    maps.canvas.style.aspectRatio = `${look.cols} / ${look.rows}`;
    maps.canvas.classList.toggle("cc-t-clickable", clickable);
  }
  return { el: maps.el, update };
}

/** A picture; with `share` smaller than the others, with `none` there is nothing in it. */
const pane = (part, label) => () => {
  const picture = pictureBox(label, {
    part,
    canvas: { class: "cc-t-picture" },
    spot: { class: "cc-t-spot", hidden: true },
  });
  function update({ share, none = false, ...look }) {
    picture.update(look);
    picture.canvas.style.width = share === undefined ? "" : `calc(var(--pane) * ${share})`;
    picture.el.classList.toggle("cc-t-none", none);
  }
  return { el: picture.el, update };
};

/** A button that switches on what is switched off, and brings back what is scaled to 0. */
function allOn({ set, state, signal }) {
  const act = () => {
    const now = state();
    const ones = SCALES.filter((name) => now[name] === 0).map((name) => [name, 1]);
    set({ muted: [], ...Object.fromEntries(ones) });
  };
  const el = button("All channels on", act, signal);
  const update = ({ disabled }) => {
    el.disabled = disabled;
  };
  return { el, update };
}

/** What brings a picture of the reader's own, where the figure takes one. */
function ownPhoto(ui) {
  const el = make("span", { class: "cc-t-own" }, ui.data.pictures ? broughtPicture(ui) : []);
  return { el, update() {} };
}

const panes = ["input", "maps", "output", "other"];

export default {
  render: gridFigure({
    parts: {
      flow: layerFlow,
      maps: layerMaps,
      input: pane("input", "Input"),
      output: pane("output", "Output"),
      other: pane("target", "Comparison"),
      sum: words("cc-sum cc-t-words"),
      all: allOn,
      own: ownPhoto,
      reset,
    },
    stage: [box("cc-stage cc-t-stage", ["flow", box("cc-t-panes", panes)])],
    words: ["sum", box("cc-bar", ["all", "own", "reset"])],
    open,
    compute: computeTour,
    judge: judgeTour,
    show,
  }),
};
