// FeatureMapBrowser: the maps that photos make in a VGG-shaped network, layer by layer.
import { make, node } from "./parts/elements.js";
import { arrow, box, classes, gridFigure, numbered, resetBar, words } from "./parts/figure.js";
import { ARROWS } from "./parts/keys.js";
import { resultPart } from "./parts/lines.js";
import { formatCount, formatNumber, sizeText } from "./parts/numbers.js";
import { decodeRgba, pictureBox, pictureStore, pictureWords, pixelCanvas, planeBytes } from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";

const PLACES = ["", "second ", "third ", "fourth ", "fifth ", "sixth "];
const PHONE = 480; // a stage narrower than this has smaller tiles

/** The maps in a sheet's pixels: `maps[layer][channel]`, each its levels in the order of its pixels. */
export function cutSheet(rgba, width, layers, shown) {
  let top = 0;
  return layers.map(({ size }) => {
    const row = Array.from({ length: shown }, (_, k) =>
      Uint8Array.from(
        { length: size * size },
        (_, i) => rgba[4 * ((top + Math.floor(i / size)) * width + k * size + (i % size))],
      ),
    );
    top += size;
    return row;
  });
}

/** What a map is drawn with: its levels up to 255, where `scale` is white. */
export const mapRgba = (levels, most, top, scale) =>
  planeBytes(levels, { reach: scale > 0 ? (most * scale) / top : Infinity });

/** Which pixels of the photo a map's pixel sees along one axis: the whole window, and the part in the photo. */
export function fieldOf({ field, jump, size }, place, side) {
  const at = Math.min(size - 1, Math.floor(place / jump));
  const from = at * jump - (field - jump) / 2;
  return { at, from, first: Math.max(from, 0), last: Math.min(from + field, side) - 1 };
}

/** The place in the photo that stands for the map's pixel `at` along one axis: its middle. */
const middleOf = ({ jump, size }, at) => Math.min(size - 1, Math.max(0, at)) * jump + Math.floor((jump - 1) / 2);

function compute(state, { data, model }) {
  const { layers, numbers } = data;
  const photos = model.get("pictures").length;
  const net = Number(state.untrained);
  const [maps, photo] = [data.sheets.get(net * photos + state.photo), data.photos.get(state.photo)];
  const layer = Math.min(state.layer, layers.length) - 1;
  const k = Math.min(state.channel, numbers[layer].length) - 1;
  const side = model.get("side");
  const about = (name) => model.get(name)[net][state.photo];
  const blank = () => layers.map(({ size }) => Array(about("tops")[0].length).fill(new Uint8Array(size * size)));
  return {
    ready: Boolean(maps && photo),
    layers,
    layer,
    k,
    side,
    numbers,
    levels: model.get("levels"),
    tops: about("tops"),
    zeros: about("zeros"),
    likes: about("likes"),
    down: fieldOf(layers[layer], state.y, side),
    across: fieldOf(layers[layer], state.x, side),
    maps: maps ?? blank(),
    photo: photo ?? new Uint8ClampedArray(4 * side * side),
  };
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
  const [here, best] = [Math.abs(likes[layer][k]), Math.max(...likes.slice(from).flat().map(Math.abs))];
  if (here === best) return solved(`likeness ${formatNumber(here)}, more than any other.`);
  return unsolved(`Likeness ${formatNumber(here)}; there is one with ${formatNumber(best)}.`);
}

export const percent = (share) => `${Math.round(100 * share)} %`;

/** The value of the map's pixel in question, and what it sees of the photo, in words. */
function pixelWords({ maps, layers, layer, k, tops, levels, down, across }) {
  const level = maps[layer][k][down.at * layers[layer].size + across.at];
  const range = ({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`);
  return {
    value: formatNumber((level / levels) * tops[layer][k]),
    sees: `rows ${range(down)}, columns ${range(across)}`,
  };
}

/** The two large pictures, as they look. */
function pictures(state, result) {
  const { layers, layer, k, side, down, across, numbers, photo } = result;
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
      bytes: painted(state, result, layer, k),
      rows: size,
      cols: size,
      name: `Layer ${layer + 1} (${name}), no. ${numbers[layer][k]}`,
      size: `${sizeText(size, size)} · after ${pools} pooling${pools === 1 ? "" : "s"}`,
      window: { row: down.at, col: across.at, height: 1, width: 1 },
      value: { now: down.at * size + across.at, max: size * size - 1, text: place },
    },
  };
}

/** A map's pixels: white is its own largest value, or that of all maps of its layer. */
function painted({ own_scale }, { maps, levels, tops }, n, i) {
  const top = tops[n][i];
  return mapRgba(maps[n][i], levels, top, own_scale ? top : Math.max(...tops[n]));
}

/** The tiles, as they look in a width: the channels of the layer, and this channel of all layers. */
function tiles(state, result, room) {
  const { layers, layer, k, numbers } = result;
  const width = room < PHONE ? 44 : 49;
  const look = (n, i, wide, number, chosen, name) => {
    const { size } = layers[n];
    return { bytes: painted(state, result, n, i), rows: size, cols: size, wide, text: `${number}`, chosen, name };
  };
  const channel = (number, i) => look(layer, i, width, number, i === k, `Channel ${i + 1}: number ${number}`);
  const ofLayer = ({ size }, n) => {
    const wide = room < PHONE ? width : 64;
    const name = `Layer ${n + 1}, ${sizeText(size, size)}`;
    return look(n, k, state.true_size ? size : wide, n + 1, n === layer, name);
  };
  return { ...numbered("channel", numbers[layer], channel), ...numbered("layer", layers, ofLayer) };
}

/** The numbers of the layer, and what they are like. */
function layerWords({ layers, layer, k, zeros, likes }) {
  const { size, channels } = layers[layer];
  const count = `${channels}×${size}×${size} = ${formatCount(channels * size * size)} numbers`;
  const likeness = `Likeness of this map with the photo: ${formatNumber(likes[layer][k])}.`;
  return `${count}, ${percent(zeros[layer])} of them 0. ${likeness}`;
}

/** What is seen of a state and its maps. */
export function show(state, result, { width }) {
  const { layers, layer, k, tops, down, across, ready } = result;
  const { value, sees } = pixelWords(result);
  const { field } = layers[layer];
  const over = field > Math.min(down.last - down.first, across.last - across.first) + 1;
  const white = `the same for the layer, white ${formatNumber(Math.max(...tops[layer]))}`;
  const numbers = layerWords(result);
  const who = `Layer ${layer + 1}, channel ${k + 1}, ${state.untrained ? "untrained" : "trained"}.`;
  const window = ` of the photo: a window of ${sizeText(field, field)}${over ? ", which reaches over the edge." : "."}`;
  return {
    px: { large: Math.min(224, Math.floor((width - 60) / 2)) },
    parts: {
      stage: {
        "data-size": state.true_size ? "true" : "same",
        class: classes({ "cc-stage": true, "cc-waiting": !ready }),
      },
      ...pictures(state, result),
      ...tiles(state, result, width),
      tour: `All layers, the ${PLACES[k]}strongest channel of each`,
      sum: {
        parts: [resultPart(`map[${down.at}, ${across.at}] ≈ ${value}`), " sees ", [sees, "input"], window],
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

/** The photo, over which the field of the pixel in question is dragged. */
const photo = (ui) =>
  pictureBox("Input", { part: "input", frame: BOARD, ...LARGE, signal: ui.signal, slides: placeSlides(ui, () => 1) });

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

/** The tiles of a view, by name: the channels of a layer, and all layers. */
const channels = ({ numbers }) => numbered("channel", numbers[0], (_, i) => tile({ channel: i + 1 }));
const tour = ({ layers }) => numbered("layer", layers, (_, n) => tile({ layer: n + 1 }));

/** A row of tiles. */
const row = (kind, name, tiles) =>
  node("div", { class: `cc-m-tiles ${kind}`, role: "group", "aria-label": name }, ...Object.keys(tiles));

/** The maps of each network and photo, and the photos, decoded when first asked for. */
function open(ui) {
  const { model } = ui;
  const decoded = (kind, made) =>
    pictureStore(
      ui,
      async (number) => made(await decodeRgba(new Blob([model.get(kind)[number]]))),
      "A picture of this figure could not be read.",
    );
  const [layers, numbers] = [model.get("layers"), model.get("numbers")];
  return {
    layers,
    numbers,
    sheets: decoded("sheets", ({ rgba, cols }) => cutSheet(rgba, cols, layers, numbers[0].length)),
    photos: decoded("pictures", ({ rgba }) => rgba),
  };
}

const strongest = "Channels of this layer, the strongest first";
const stage = { class: "cc-stage", "data-mode": "maps", name: "stage" };

export default {
  render: gridFigure({
    parts: (_, data) => ({
      input: photo,
      output: largeMap,
      ...channels(data),
      ...tour(data),
      channelsName: () => ({ el: make("div", { class: "cc-m-name" }, strongest), update() {} }),
      tour: words("cc-m-name"),
      sum: pictureWords("cc-sum"),
      rest: words("cc-m-rest"),
      bar: resetBar(),
    }),
    stage: (_, data) => [
      node(
        "div",
        stage,
        box("cc-m-flow", ["input", arrow(), "output"]),
        "channelsName",
        row("", "Channels of this layer", channels(data)),
        "tour",
        row("cc-m-tour", "All layers", tour(data)),
      ),
    ],
    words: [box("cc-pages cc-lesser", ["sum", "rest"]), "bar"],
    open,
    compute,
    judge,
    show,
  }),
};
