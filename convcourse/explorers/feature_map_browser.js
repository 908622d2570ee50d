// FeatureMapBrowser: the maps that photos make in a VGG-shaped network, layer by layer.
import { cameraButton } from "./camera.js";
import { liveMaps, namesOf } from "./live_maps.js";
import { labPictures, ownPicture, penOn, squareAt } from "./own_picture.js";
import { resetButton } from "./parts/bar.js";
import { make, node } from "./parts/elements.js";
import { arrow, box, classes, gridFigure, isWide, numbered, words } from "./parts/figure.js";
import { networkWords, percent } from "./parts/inside.js";
import { ARROWS } from "./parts/keys.js";
import { resultPart } from "./parts/lines.js";
import { strongestFirst } from "./parts/network/strongest.js";
import { formatCount, formatNumber, sizeText } from "./parts/numbers.js";
import {
  COLOURS,
  decodeRgba,
  mosaic,
  pictureBox,
  pictureStore,
  pictureWords,
  pixelCanvas,
  planeBytes,
  tileAt,
  tileWindow,
} from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { writtenSum } from "./written_sums.js";

const PLACES = ["", "second ", "third ", "fourth ", "fifth ", "sixth "];
const PHONE = 480; // a stage narrower than this has smaller tiles

/** The maps in a sheet's pixels: `maps[layer][channel]`, each its levels in the order of its pixels. */
export function cutSheet(rgba, width, layers, shown) {
  let top = 0;
  return layers.map(({ size }) => {
    const row = Array.from({ length: shown }, (_, k) => cutMap(rgba, width, top, k * size, size));
    top += size;
    return row;
  });
}

/** One of them; in loops, for this is done before a page shows anything. */
function cutMap(rgba, width, top, left, size) {
  const map = new Uint8Array(size * size);
  for (let row = 0, to = 0; row < size; row++) {
    for (let from = 4 * ((top + row) * width + left), end = to + size; to < end; to++, from += 4) map[to] = rgba[from];
  }
  return map;
}

/** What a map is drawn with: its levels up to 255, where `scale` is white. */
export const mapRgba = (levels, most, top, scale) =>
  scale > 0 && top > 0 ? planeBytes(levels, { reach: (most * scale) / top }) : blackOf(levels.length);

/** So many black pixels, the same ones each time: they are painted once. */
function blackOf(count) {
  if (!blacks.has(count)) blacks.set(count, planeBytes(new Uint8Array(count)));
  return blacks.get(count);
}
const blacks = new Map();

/** Which pixels of the photo a map's pixel sees along one axis: the whole window, and the part in the photo. */
export function fieldOf({ field, jump, size }, place, side) {
  const at = Math.min(size - 1, Math.floor(place / jump));
  const from = at * jump - (field - jump) / 2;
  return { at, from, first: Math.max(from, 0), last: Math.min(from + field, side) - 1 };
}

/** The place in the photo that stands for the map's pixel `at` along one axis: its middle. */
const middleOf = ({ jump, size }, at) => Math.min(size - 1, Math.max(0, at)) * jump + Math.floor((jump - 1) / 2);

const BELOW = ["layers", "channels", "sum", "nets", "patches"];
const PICKS = ["channels", "patches"]; // with these, any channel of the layer can be the chosen one

function compute(state, { data, model }) {
  const { layers } = data;
  const layer = Math.min(state.layer, layers.length) - 1;
  const side = model.get("side");
  const photo = data.pictures.get(state.photo);
  const maps = mapsOf(state, photo, data, model);
  const { numbers } = maps;
  const pixel = {
    down: fieldOf(layers[layer], state.y, side),
    across: fieldOf(layers[layer], state.x, side),
  };
  const below = data.live ? BELOW[state.below] : BELOW[0];
  const k = Math.min(state.channel, numbers[layer].length) - 1;
  const all = PICKS.includes(below) && maps.ready ? data.live.layer(photo, state.untrained, layer) : null;
  const chosen = chosenOf(state, { layer, k, all, maps, numbers, layers });
  const nets = below === "nets" && maps.ready ? NETS.map((_, n) => data.live.layer(photo, Boolean(n), layer)) : null;
  const terms = below === "sum" && maps.ready ? termsAt(state, chosen, pixel, photo, data, layer) : null;
  const patches = below === "patches" && maps.ready ? patchesOf(state, chosen, data, layer) : null;
  return {
    ...{ layers, layer, side, below, all, nets, terms, patches, chosen, place: k },
    k: numbers[layer].indexOf(chosen.number),
    ...pixel,
    ...maps,
    averaged: model.get("averaged"),
    toured: model.get("toured"),
    about: data.live?.about() ?? null,
    photo: photo?.rgba ?? new Uint8ClampedArray(4 * side * side),
  };
}

/**
 * The maps of the photo that is shown: those that the page computed, else those that it was given, else none yet.
 * @returns {{ready: boolean, order: Order, numbers: number[][], maps: ArrayLike<number>[][], levels: ?number, tops: number[][], zeros: number[], likes: number[][], shares: ?ArrayLike<number>}}
 *   `levels` is how many levels a given map has, from 0 to its largest number
 */
function mapsOf(state, photo, data, model) {
  const { layers, live, sheets } = data;
  const { photo: place, untrained } = state;
  const now = live && seenOf(data, photo, { place, untrained });
  if (now) data.last = { place, untrained, seen: now };
  const seen = now ?? (moves(data) ? data.last?.seen : null); // what moves does not go dark between its frames
  if (seen) {
    const { channels: numbers } = seen;
    const tops = numbers.map((some, n) => some.map((number) => seen.tops[n][number]));
    return { ready: true, order: moves(data) ? "held" : "own", numbers, levels: null, ...seen, tops };
  }
  const net = Number(untrained);
  const numbers = data.numbers[net];
  const shipped = model.get("tops")[net].length; // of where a page computes them, the first photo's alone
  const given = state.photo < shipped ? sheets.get(net * shipped + state.photo) : null;
  const about = (name) => model.get(name)[net][Math.min(state.photo, shipped - 1)];
  const told = {
    levels: model.get("levels"),
    tops: about("tops"),
    zeros: about("zeros"),
    likes: about("likes"),
    shares: null,
    numbers,
    order: orderOf(untrained, model),
  };
  if (given) return { ready: Boolean(photo), maps: given, ...told };
  const blank = layers.map(({ size }) => Array(numbers[0].length).fill(new Uint8Array(size * size)));
  return { ready: false, maps: blank, ...told };
}

/** Whether the picture changes while it is looked at: under the reader's pen, or before the camera. */
const moves = (data) => data.strokes || data.films();

/** What the network sees in a picture: its own strongest channels, but in one that moves those that it began with. */
function seenOf(data, picture, { place, untrained }) {
  const { live, last, numbers } = data;
  const begun = moves(data) && last?.place === place && last.untrained === untrained ? last.seen.channels : null;
  return live.seen(picture, untrained, numbers[0][0].length, begun);
}

/**
 * By what the channels are ordered: by the picture's own maps, by those with which a moving one began, by the maps of
 * several photos, or as in the trained network.
 * @typedef {"own" | "held" | "photos" | "trained"} Order
 * @returns {Order} of given maps
 */
function orderOf(untrained, model) {
  if (model.get("network")) return "own";
  if (untrained) return "trained";
  return model.get("averaged") > 1 ? "photos" : "own";
}

/** The names of the two rows of tiles, which say what *strongest* means there. @param {{order: Order, averaged: number, place: number}} result */
export function rowNames({ order, averaged, place }) {
  const which = `${PLACES[place]}strongest`;
  const names = {
    own: ["Strongest channels of this layer, by their mean", `All layers, the ${which} channel of each`],
    photos: [`Strongest channels, by their mean over ${averaged} photos`, `All layers, the ${which} channel of each`],
    trained: ["The channels that are strongest when trained", `All layers, the ${which} of each when trained`],
    held: ["The channels that were strongest as this began", `All layers, the ${which} of each as this began`],
  };
  return names[order];
}

/** The map that is shown large: one of the strongest, or one picked from all of its layer. */
function chosenOf({ picked }, { layer, k, all, maps, numbers, layers }) {
  const { size } = layers[layer];
  if (all && picked >= 0 && picked < all.shape[0]) {
    const values = all.data.subarray(picked * size * size, (picked + 1) * size * size);
    const top = values.reduce((a, b) => Math.max(a, b), 0);
    return { number: picked, values, top, most: top };
  }
  const top = maps.tops[layer][k];
  return { number: numbers[layer][k], values: maps.maps[layer][k], top, most: maps.levels ?? top };
}

/** What the pixel in question is the sum of, with its place; the last one that is known while another is on its way. */
function termsAt(state, { number }, { down, across }, photo, data, layer) {
  const look = { layer, channel: number, at: [down.at, across.at] };
  const terms = data.live.terms(photo, state.untrained, look);
  if (terms) data.lastTerms = { ...terms, ...look };
  return data.lastTerms;
}

/** Where the chosen channel is largest in all pictures that there are; the last that is known while another is on its way. */
function patchesOf({ untrained }, { number }, data, layer) {
  const all = data.films() ? [] : data.pictures.every();
  if (!all.length) return data.lastPatches;
  const look = { layer, channel: number, most: MOST_PATCHES };
  const pictures = all.map(({ picture }) => picture);
  const found = data.live.strongest(pictures, untrained, look);
  if (found) data.lastPatches = { found: found.map((one) => ({ ...one, ...all[one.picture] })), ...look };
  return data.lastPatches;
}

/** How a state stands to a puzzle's goal. */
const judgeGoal = judging((_state, result, { goal }) => {
  if (goal.field) return judgeField(result);
  return goal.zeros ? judgeZeros(result) : judgeLikeness(result, goal.likest - 1);
});
export const judge = (state, result, puzzle) => (result.ready ? judgeGoal(state, result, puzzle) : unsolved(""));

function judgeField({ layers, layer, side }) {
  const { field } = layers[layer];
  const first = layers.findIndex((one) => one.field >= side);
  const here = `ne pixel of layer ${layer + 1} sees ${sizeText(field, field)}; the photo has ${sizeText(side, side)}`;
  if (layer === first) return solved(`o${here}.`);
  return unsolved(`O${here}.${layer > first ? " Is it the first?" : ""}`);
}

function judgeZeros({ layer, zeros }) {
  const here = `${percent(zeros[layer])} of layer ${layer + 1} is 0`;
  return zeros[layer] === Math.max(...zeros) ? solved(`${here}, more than of any other.`) : unsolved(`${here}.`);
}

function judgeLikeness({ layer, k, likes }, from) {
  if (layer < from) return unsolved(`Go to layer ${from + 1} or deeper.`);
  if (k < 0) return unsolved("Choose one of the strongest channels.");
  const [here, best] = [Math.abs(likes[layer][k]), Math.max(...likes.slice(from).flat().map(Math.abs))];
  if (here === best) return solved(`likeness ${formatNumber(here)}, more than any other.`);
  return unsolved(`Likeness ${formatNumber(here)}; there is one with ${formatNumber(best)}.`);
}

/** The value of the map's pixel in question, and what it sees of the photo, in words. */
function pixelWords({ chosen, layers, layer, down, across }) {
  const { values, most, top } = chosen;
  const level = values[down.at * layers[layer].size + across.at];
  const range = ({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`);
  return {
    value: formatNumber(most > 0 ? (level / most) * top : 0),
    sees: `rows ${range(down)}, columns ${range(across)}`,
  };
}

/** The two large pictures, as they look. */
function pictures(state, result) {
  const { layers, layer, side, down, across, chosen, photo } = result;
  const { name, size, pools } = layers[layer];
  const { value, sees } = pixelWords(result);
  // What is outside the photo is cut off, so that a window larger than the photo frames all of it.
  const long = ({ first, last }) => last - first + 1;
  const window = { row: down.first, col: across.first, height: long(down), width: long(across) };
  const place = `row ${down.at}, column ${across.at} of ${sizeText(size, size)}: ${value}`;
  return {
    input: {
      bytes: photo,
      rows: side,
      cols: side,
      size: sizeText(side, side),
      words: `Input photo, framed where the pixel sees it: ${sees}`,
      window,
    },
    output: {
      bytes: mapRgba(chosen.values, chosen.most, chosen.top, state.own_scale ? chosen.top : whiteOf(result, layer)),
      rows: size,
      cols: size,
      name: `Layer ${layer + 1} (${name}), no. ${chosen.number}`,
      size: `${sizeText(size, size)} · after ${pools} pooling${pools === 1 ? "" : "s"}`,
      window: { row: down.at, col: across.at, height: 1, width: 1 },
      value: { now: down.at * size + across.at, max: size * size - 1, text: place },
    },
  };
}

/** A map's pixels: white is its own largest value, or that of all maps of its layer. */
function painted({ own_scale }, result, n, i) {
  const { maps, levels, tops } = result;
  const top = tops[n][i];
  return mapRgba(maps[n][i], levels ?? top, top, own_scale ? top : whiteOf(result, n));
}

/** What is white in a layer on one scale: the largest number of its strongest maps. */
const whiteOf = ({ tops }, n) => Math.max(...tops[n]);

/** The tiles, as they look in a width: the channels of the layer, and one channel of all layers. */
function tiles(state, result, room) {
  const { layers, layer, k, place, numbers } = result;
  const width = room < PHONE ? 44 : 49;
  const look = (n, i, wide, number, chosen, name) => {
    const { size } = layers[n];
    return { bytes: painted(state, result, n, i), rows: size, cols: size, wide, text: `${number}`, chosen, name };
  };
  const channel = (number, i) => look(layer, i, width, number, i === k, `Channel ${i + 1}: number ${number}`);
  const ofLayer = ({ size }, n) => {
    const wide = room < PHONE ? width : 64;
    const name = `Layer ${n + 1}, ${sizeText(size, size)}`;
    return look(n, place, state.true_size ? size : wide, n + 1, n === layer, name);
  };
  return { ...numbered("channel", numbers[layer], channel), ...numbered("layer", layers, ofLayer) };
}

/** How many tiles stand in a row, and how wide each is, so that all of them are as large as the room lets them. */
export function boardPlan(count, width, height) {
  const plans = Array.from({ length: count }, (_, n) => {
    const rows = n + 1;
    const across = Math.ceil(count / rows);
    return { across, wide: Math.min(Math.floor(width / across), Math.floor(height / Math.ceil(count / across))) };
  });
  return plans.reduce((best, plan) => (plan.wide > best.wide ? plan : best));
}

/** All channels of the layer on one board, as it looks. */
function boardLook(state, result, room) {
  const { all, layers, layer, chosen } = result;
  if (!all) return null;
  const { size } = layers[layer];
  const [count] = all.shape;
  const planes = Array.from({ length: count }, (_, c) => all.data.subarray(c * size * size, (c + 1) * size * size));
  const tops = planes.map((plane) => plane.reduce((a, b) => Math.max(a, b), 0));
  const white = whiteOf(result, layer);
  const tilesOf = planes.map((plane, c) => mapRgba(plane, tops[c], tops[c], state.own_scale ? tops[c] : white));
  const { across, wide } = boardPlan(count, room, BOARD_HEIGHT);
  return {
    ...mosaic(tilesOf, size, across),
    name: `All ${count} channels of layer ${layer + 1}`,
    window: tileWindow(chosen.number, size, across),
    value: { now: chosen.number, max: count - 1, text: `number ${chosen.number} of ${count}` },
    wide: across * wide,
  };
}

/** The window of a patch in its picture, as a square; what is beyond the picture's edge is clear. */
export function patchRgba({ at, picture }, { field, jump }) {
  const [row, col] = field < picture.rows ? at.map((place) => place * jump - (field - jump) / 2) : [0, 0];
  const side = Math.min(field, picture.rows);
  const bytes = new Uint8ClampedArray(4 * side * side);
  for (let r = Math.max(0, -row); r < Math.min(side, picture.rows - row); r++) {
    const [from, to] = [Math.max(0, col), Math.min(picture.cols, col + side)];
    const start = 4 * (row + r) * picture.cols;
    bytes.set(picture.rgba.subarray(start + 4 * from, start + 4 * to), 4 * (r * side + from - col));
  }
  return bytes;
}

/** Which of the patches is looked at: the one whose place it is. */
const patchAt = ({ patches, layers }, { photo, y, x }) =>
  patches.found.findIndex(({ number, at }) => {
    const [row, col] = at.map((place) => middleOf(layers[patches.layer], place));
    return number === photo && row === y && col === x;
  });

/** The windows that a channel answers most to, as they look. */
function patchesLook(state, result, room) {
  const { patches, layers } = result;
  if (!patches) return null;
  const { found, layer, channel } = patches;
  const who = `Layer ${layer + 1}, no. ${channel}`;
  if (!found.length)
    return { bytes: new Uint8ClampedArray(4), rows: 1, cols: 1, name: `${who}: 0 everywhere`, wide: 1 };
  const side = Math.min(layers[layer].field, found[0].picture.rows);
  const now = patchAt(result, state);
  const { across, wide } = boardPlan(found.length, room, BOARD_HEIGHT);
  const values = found.map(({ value }) => formatNumber(value));
  return {
    ...mosaic(
      found.map((one) => patchRgba(one, layers[layer])),
      side,
      across,
    ),
    name: `${who} is largest here: ${values.join(", ")}`,
    window: now < 0 ? null : tileWindow(now, side, across),
    value: {
      now: Math.max(0, now),
      max: found.length - 1,
      text: `window ${Math.max(0, now) + 1}: ${values[Math.max(0, now)]}`,
    },
    wide: across * wide,
  };
}

/** What the pixel in question is the sum of. */
function termsLook({ terms, layer }, width) {
  if (!terms) return null;
  const nameOf = (channel) => (layer ? `channel ${channel} of layer ${layer}` : COLOURS[channel]);
  const { pairs, line } = writtenSum(terms, { most: width < PHONE ? 2 : 4, nameOf });
  const [row, col] = terms.at;
  const result = resultPart(`map[${row}, ${col}] = ${formatNumber(Math.max(0, terms.sum))}`);
  return [pairs, node("div", {}, `${line}; after the ReLU `, result)];
}

/** The strongest channels of a layer, by their means, and the largest number in them. */
export function strongestOf({ data, shape: [count, rows, cols] }, most) {
  const size = rows * cols;
  const every = Array.from({ length: count }, (_, number) => data.subarray(number * size, (number + 1) * size));
  const means = every.map((values) => values.reduce((sum, value) => sum + value, 0) / size);
  const numbers = strongestFirst(means, most);
  const planes = numbers.map((number) => every[number]);
  return { numbers, planes, tops: planes.map((values) => values.reduce((a, b) => Math.max(a, b), 0)) };
}

/** The strongest channels of each network in a row, as they look: each network's own, on its own scale. */
function netLooks(state, { nets, layers, layer, numbers }, room) {
  const { size } = layers[layer];
  const looks = NETS.map((title, n) => {
    const all = nets?.[n];
    if (!all) return null;
    const { numbers: own, planes, tops } = strongestOf(all, numbers[0].length);
    const white = Math.max(...tops);
    const tilesOf = planes.map((plane, i) => mapRgba(plane, tops[i], tops[i], state.own_scale ? tops[i] : white));
    const wide = Math.min(Math.floor(room / own.length) - 4, NET_TILE);
    const name = `${title}: no. ${own.join(", ")}`;
    return { ...mosaic(tilesOf, size, own.length), name, words: name, wide: own.length * wide };
  });
  return numbered("net", NETS, (_, n) => looks[n]);
}

const SHOWN_NAMES = 3;
const BOARD_HEIGHT = 176;
const MOST_PATCHES = 9;
const NETS = ["Trained", "Untrained"];
const NET_TILE = 76; // px, of a channel

/** What the network names the photo, the surest name first; or how far it has come. */
function namesLook({ about, shares }) {
  if (!about) return null;
  if (about.failed || !about.classes || !shares) return networkWords({ ...about, classes: null });
  const rows = namesOf(shares, about.classes, SHOWN_NAMES).map(({ name, share }) =>
    node(
      "li",
      { style: `--share: ${(100 * share).toFixed(1)}%` },
      node("span", {}, name),
      node("span", { class: "cc-m-share" }, percent(share)),
    ),
  );
  return [node("span", { class: "cc-m-head" }, "The network names it"), node("ol", {}, ...rows)];
}

/** The numbers of the layer, and what they are like. */
function layerWords({ layers, layer, k, zeros, likes }) {
  const { size, channels } = layers[layer];
  const count = `${channels}×${size}×${size} = ${formatCount(channels * size * size)} numbers`;
  const likeness = k < 0 ? "" : ` Likeness of this map with the photo: ${formatNumber(likes[layer][k])}.`;
  return `${count}, ${percent(zeros[layer])} of them 0.${likeness}`;
}

/** What is seen of a state and its maps. */
export function show(state, result, { width, puzzle, hero = false }) {
  const { layers, layer, chosen, tops, down, across, ready, below, toured } = result;
  const { value, sees } = pixelWords(result);
  const { field } = layers[layer];
  const over = field > Math.min(down.last - down.first, across.last - across.first) + 1;
  const white = `the same for the layer, white ${formatNumber(Math.max(...tops[layer]))}`;
  const numbers = layerWords(result);
  const channel = result.k < 0 ? `number ${chosen.number}` : `channel ${result.k + 1}`;
  const who = `Layer ${layer + 1}, ${channel}, ${state.untrained ? "untrained" : "trained"}.`;
  const window = ` of the photo: a window of ${sizeText(field, field)}${over ? ", which reaches over the edge." : "."}`;
  const about = result.levels === null ? "=" : "≈";
  const [channelsName, tourName] = rowNames(result);
  return {
    px: { large: Math.min(isWide(width) && !hero ? 280 : 224, Math.floor((width - 60) / 2)) },
    parts: {
      stage: {
        "data-size": state.true_size ? "true" : "same",
        "data-below": below,
        "data-toured": String(toured),
        class: classes({ "cc-stage": true, "cc-waiting": !ready }),
      },
      ...pictures(state, result),
      ...tiles(state, result, width),
      channelsName,
      tour: below === "layers" && toured ? tourName : null,
      ...netLooks(state, result, width),
      board: below === "channels" ? boardLook(state, result, width) : null,
      patches: below === "patches" ? patchesLook(state, result, width) : null,
      terms: below === "sum" ? termsLook(result, width) : null,
      names: puzzle ? null : namesLook(result),
      bar: {},
      sum: {
        parts: [resultPart(`map[${down.at}, ${across.at}] ${about} ${value}`), " sees ", [sees, "input"], window],
        waiting: !ready,
      },
      rest: `${numbers} Scale: ${state.own_scale ? "each map its own" : white}.`,
    },
    say: ready ? `${who} ${numbers} Pixel ${down.at}, ${across.at} sees ${sees}.` : undefined,
  };
}

/** A small picture that can be chosen. */
const tile = (changes) => (ui) => {
  const { canvas, paint } = pixelCanvas({ class: "cc-m-map", "aria-hidden": "true" });
  const below = make("span", {});
  const props = { type: "button", class: "cc-m-tile", click: () => ui.set(changes) };
  const el = make("button", props, [canvas, below], ui.signal);
  function update({ wide, text, chosen, name, ...look }) {
    paint(look);
    canvas.style.width = `${wide}px`;
    below.textContent = text;
    el.setAttribute("aria-pressed", String(chosen));
    el.setAttribute("aria-label", name);
  }
  return { el, update };
};

const LARGE = { canvas: { class: "cc-m-large cc-picture" }, spot: { class: "cc-m-spot" } };
const BOARD = { class: "cc-frame cc-m-board" };

/** Where the place is that is looked at, and how a hand moves it: `unit` of its pixels to one that the hand moves by. */
const placeSlides = ({ model, set }, unit) => {
  const keep = () => ({ y: model.get("y"), x: model.get("x") });
  const put = (place) => (place.y !== model.get("y") || place.x !== model.get("x")) && set(place);
  const clipped = (at) => Math.min(model.get("side") - 1, Math.max(0, at));
  return {
    keep,
    slide: ({ y, x }, [down, across]) => put({ y: clipped(y + unit() * down), x: clipped(x + unit() * across) }),
    back: put,
  };
};

/** The photo, over which the field of the pixel in question is dragged; where a network runs, it can be drawn on. */
function photo(ui) {
  const { model, signal, data } = ui;
  const slides = { ...placeSlides(ui, () => 1), free: () => !data.draws };
  const box = (more) => pictureBox("Input", { part: "input", frame: BOARD, ...LARGE, signal, slides, ...more });
  if (!data.live) return box({});
  const here = () => [model.get("y"), model.get("x")];
  const move = (step) => {
    const [y, x] = here().map((at, axis) => Math.min(model.get("side") - 1, Math.max(0, at + step[axis])));
    ui.set({ y, x });
  };
  return penOn(ui, box({ move }), here);
}

/** The map, large; its pixel in question is found by pointer and keys. */
function largeMap(ui) {
  const { model, signal } = ui;
  /** From where the model is: of two keys between two drawings, both count. */
  const layer = () => model.get("layers")[Math.min(model.get("layer"), model.get("layers").length) - 1];
  function seek(y, x) {
    if (y !== model.get("y") || x !== model.get("x")) ui.set({ y, x });
  }
  const slider = { role: "slider", tabindex: 0, "aria-label": "Pixel of the map", "aria-valuemin": 0 };
  const map = pictureBox("Map", {
    ...LARGE,
    part: "output",
    by: "frame",
    frame: { ...BOARD, ...slider },
    signal,
    slides: placeSlides(ui, () => layer().jump),
    point([row, col]) {
      const { ready, layers, layer: drawn } = ui.drawn.result;
      if (ready) seek(middleOf(layers[drawn], row), middleOf(layers[drawn], col));
    },
  });
  map.listen("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || !ui.drawn.result.ready) return;
    event.preventDefault();
    const to = (place, by) => middleOf(layer(), fieldOf(layer(), place, model.get("side")).at + by);
    ui.set({ y: to(model.get("y"), step[0]), x: to(model.get("x"), step[1]) });
  });
  return map;
}

/**
 * Tiles on one board: one of them is picked by pointer and keys.
 * @param {any} ui
 * @param {string} label
 * @param {{name: string, part: string, count: () => number, now: () => number, put: (number: number) => void}} tiles
 */
function tileBoard(ui, label, { name, part, count, now, put }) {
  const { signal } = ui;
  const slider = { role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": 0 };
  const pick = (number) => count() && put(Math.min(count() - 1, Math.max(0, number)));
  const board = pictureBox(label, {
    part,
    by: "frame",
    canvas: { class: "cc-m-sheet" },
    spot: { class: "cc-m-spot" },
    frame: { class: "cc-frame cc-m-board", ...slider },
    signal,
    pick: (_, share) => pick(tileAt(share, acrossNow(), count())),
  });
  const acrossNow = () => boardPlan(count(), ui.room(), BOARD_HEIGHT).across;
  board.listen("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || !count()) return;
    event.preventDefault();
    pick(now() + step[0] * acrossNow() + step[1]);
  });
  function update(look) {
    board.update(look);
    if (look) board.canvas.style.width = `${look.wide}px`;
  }
  return { el: board.el, update };
}

/** All channels of the layer. */
const allChannels = (ui) =>
  tileBoard(ui, "All channels", {
    name: "Channel of this layer",
    part: "output",
    count: () => ui.drawn.result.all?.shape[0] ?? 0,
    now: () => ui.drawn.result.chosen.number,
    put: (picked) => ui.set({ picked }),
  });

/** The windows that the channel answers most to: the one that is picked is looked at, in its photo. */
const patchBoard = (ui) =>
  tileBoard(ui, "Top patches", {
    name: "Window that this channel answers most to",
    part: "input",
    count: () => ui.drawn.result.patches?.found.length ?? 0,
    now: () => patchAt(ui.drawn.result, ui.drawn.state),
    put(n) {
      const { patches, layers } = ui.drawn.result;
      const { number, at } = patches.found[n];
      const [y, x] = at.map((place) => middleOf(layers[patches.layer], place));
      // The channel stays, which may be none of that photo's strongest.
      ui.set({ photo: number, y, x, picked: patches.channel });
    },
  });

/** The strongest channels of one network. */
function netBoard() {
  const board = pictureBox("Channels", { part: "output", canvas: { class: "cc-m-sheet" } });
  function update(look) {
    board.update(look);
    if (look) board.canvas.style.width = `${look.wide}px`;
  }
  return { el: board.el, update };
}

/** The tiles of a view, by name: the channels of a layer, and all layers. */
const channels = ({ numbers }) => numbered("channel", numbers[0][0], (_, i) => tile({ channel: i + 1 }));
const tour = ({ layers }) => numbered("layer", layers, (_, n) => tile({ layer: n + 1 }));

/** A row of tiles. */
const row = (kind, name, tiles) =>
  node("div", { class: `cc-m-tiles cc-sideways ${kind}`, role: "group", "aria-label": name }, ...Object.keys(tiles));

/** The given maps of each network and photo, and the photos, decoded when first asked for; and the network, if there is one. */
function open(ui) {
  const { model } = ui;
  const [layers, numbers, network] = [model.get("layers"), model.get("numbers"), model.get("network")];
  const side = model.get("side");
  const cut = async (number) => {
    const { rgba, cols } = await decodeRgba(new Blob([model.get("sheets")[number]]));
    return cutSheet(rgba, cols, layers, numbers[0][0].length);
  };
  const live = network ? liveMaps(ui, network) : null;
  const made = (rgba, rows, cols) => ({ rgba, rows, cols });
  const taken = (picture) => void (live && ownSeen(data, picture, model)); // computed while the photo is drawn
  const data = {
    layers,
    numbers,
    sheets: pictureStore(ui, cut, "A picture of this figure could not be read."),
    pictures: labPictures(ui, { made, fit: squareAt(side), sheet: side, taken }),
    live,
    lastTerms: null,
    lastPatches: null,
    draws: false,
    strokes: false,
    films: () => false,
    last: null,
  };
  return data;
}

/** What the network sees in the reader's own picture. */
const ownSeen = (data, picture, model) =>
  seenOf(data, picture, { place: model.get("pictures").length, untrained: model.get("untrained") });

/** Reset and, where a network runs, a picture of the reader's own: a file, drawn, or what the camera sees. */
function bar(ui) {
  const { data, model } = ui;
  const answered = (picture) => Boolean(ownSeen(data, picture, model));
  const camera = data.live && cameraButton(ui, model.get("side"), answered);
  data.films = () => Boolean(camera?.runs());
  const own = camera ? [...ownPicture(ui), camera.control] : [];
  /** Who draws needs no camera: *Erase* has its place, so that the row stays one. */
  function update() {
    if (camera) camera.control.hidden = data.draws && !camera.runs();
  }
  return { el: make("div", { class: "cc-bar" }, [...own, resetButton(ui)]), update };
}

/** A channel that was picked from all is one of its layer: it is let go where another layer or place is chosen. */
const reconcile = (changes) =>
  ("layer" in changes || "channel" in changes) && !("picked" in changes) ? { ...changes, picked: -1 } : changes;

const stage = { class: "cc-stage", "data-mode": "maps", name: "stage" };

export default {
  render: gridFigure({
    parts: (_, data) => ({
      input: photo,
      output: largeMap,
      ...channels(data),
      ...tour(data),
      channelsName: words("cc-m-name"),
      tour: words("cc-m-name"),
      board: allChannels,
      patches: patchBoard,
      ...numbered("net", NETS, () => netBoard),
      terms: words("cc-m-terms"),
      names: words("cc-m-names"),
      sum: pictureWords("cc-sum"),
      rest: words("cc-m-rest"),
      bar,
    }),
    stage: (_, data) => [
      node(
        "div",
        stage,
        box("cc-m-flow", ["input", arrow(), "output"]),
        "channelsName",
        row("cc-m-strongest", "Channels of this layer", channels(data)),
        "tour",
        row("cc-m-tour", "All layers", tour(data)),
        "board",
        "patches",
        ...Object.keys(numbered("net", NETS, () => null)),
        "terms",
      ),
    ],
    words: [box("cc-pages cc-lesser", ["sum", "rest", "names"]), "bar"],
    open,
    reconcile,
    compute,
    judge,
    show,
  }),
};
