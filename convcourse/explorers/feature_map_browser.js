// FeatureMapBrowser: the maps that photos make in a VGG-shaped network, layer by layer.
import { resetButton } from "./parts/bar.js";
import { make } from "./parts/elements.js";
import { explorer } from "./parts/frame.js";
import { ARROWS } from "./parts/keys.js";
import { formatCount, formatNumber, sizeText } from "./parts/numbers.js";
import { decodeRgba, pictureBox, pictureStore, pixelCanvas, planeBytes } from "./parts/pictures.js";
import { broken } from "./parts/puzzles.js";

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
  const [layers, photos] = [model.get("layers"), model.get("pictures").length];
  const net = Number(state.untrained);
  const [maps, photo] = [data.sheets.get(net * photos + state.photo), data.photos.get(state.photo)];
  const layer = Math.min(state.layer, layers.length) - 1;
  const numbers = model.get("numbers");
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
export function judge(state, result, puzzle) {
  if (broken(state, puzzle) || !result.ready) return { solved: false, words: broken(state, puzzle) };
  const { field, zeros, likest } = puzzle.goal;
  if (field) return judgeField(result);
  return zeros ? judgeZeros(result) : judgeLikeness(result, likest - 1);
}

const answer = (solved, words) => ({
  solved,
  words: solved ? `Solved: ${words}` : words[0].toUpperCase() + words.slice(1),
});

function judgeField({ layers, layer, side }) {
  const { field } = layers[layer];
  const first = layers.findIndex((one) => one.field >= side);
  const seen = `one pixel of layer ${layer + 1} sees ${sizeText(field, field)}; the photo has ${sizeText(side, side)}`;
  return answer(layer === first, `${seen}${field >= side && layer > first ? ". Is it the first?" : "."}`);
}

function judgeZeros({ layer, zeros }) {
  const most = zeros[layer] === Math.max(...zeros);
  return answer(most, `${percent(zeros[layer])} of layer ${layer + 1} is 0${most ? ", more than of any other." : "."}`);
}

function judgeLikeness({ layer, k, likes }, from) {
  if (layer < from) return answer(false, `Go to layer ${from + 1} or deeper.`);
  const [here, best] = [Math.abs(likes[layer][k]), Math.max(...likes.slice(from).flat().map(Math.abs))];
  const rest = here === best ? ", more than any other." : `; there is one with ${formatNumber(best)}.`;
  return answer(here === best, `likeness ${formatNumber(here)}${rest}`);
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
export function pictures(state, result) {
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

/** The tiles, as they look on a stage of a width: the channels of the layer, and this channel of all layers. */
export function tiles(state, result, room) {
  const { layers, layer, k, numbers } = result;
  const width = room < PHONE ? 44 : 49;
  const look = (n, i, width, number, chosen, words) => {
    const { size } = layers[n];
    return { bytes: painted(state, result, n, i), rows: size, cols: size, width, text: String(number), chosen, words };
  };
  const channel = (number, i) => look(layer, i, width, number, i === k, `Channel ${i + 1}: number ${number}`);
  const ofLayer = ({ size }, n) => {
    const wide = room < PHONE ? width : 64;
    const words = `Layer ${n + 1}, ${sizeText(size, size)}`;
    return look(n, k, state.true_size ? size : wide, n + 1, n === layer, words);
  };
  return { channels: numbers[layer].map(channel), tour: layers.map(ofLayer) };
}

/** What is said below the pictures: of the pixel, and of the layer; and what a screen reader hears. */
export function words(state, result) {
  const { layer, k, tops, zeros, down, across, likes } = result;
  const { size, channels, field } = result.layers[layer];
  const { value, sees } = pixelWords(result);
  const over = field > Math.min(down.last - down.first, across.last - across.first) + 1;
  const white = `the same for the layer, white ${formatNumber(Math.max(...tops[layer]))}`;
  const layerWords =
    `${channels}×${size}×${size} = ${formatCount(channels * size * size)} numbers, ${percent(zeros[layer])} of them 0. ` +
    `Likeness of this map with the photo: ${formatNumber(likes[layer][k])}.`;
  return {
    pixel: `map[${down.at}, ${across.at}] ≈ ${value}`,
    sees,
    window: ` of the photo: a window of ${sizeText(field, field)}${over ? ", which reaches over the edge." : "."}`,
    rest: `${layerWords} Scale: ${state.own_scale ? "each map its own" : white}.`,
    said:
      `Layer ${layer + 1}, channel ${k + 1}, ${state.untrained ? "untrained" : "trained"}. ${layerWords} ` +
      `Pixel ${down.at}, ${across.at} sees ${sees}.`,
  };
}

/** A small picture that can be chosen. */
function tile(onPick, signal) {
  const { canvas, paint } = pixelCanvas({ class: "cc-m-map", "aria-hidden": "true" });
  const text = make("span", {});
  const props = { type: "button", class: "cc-m-tile", "aria-pressed": "false", click: onPick };
  const el = make("button", props, [canvas, text], signal);
  function show(look) {
    paint(look);
    canvas.style.width = `${look.width}px`;
    text.textContent = look.text;
    el.setAttribute("aria-pressed", String(look.chosen));
    el.setAttribute("aria-label", look.words);
  }
  return { el, show };
}

/** A row of tiles below its title. */
function tileRow(title, name, kind, all) {
  const row = make("div", { class: `cc-m-tiles ${kind}`, role: "group", "aria-label": name });
  row.append(...all.map(({ el }) => el));
  return [make("div", { class: "cc-m-name" }, title), row];
}

/** The large pictures: the photo, and the map, whose pixel in question is found by pointer and keys. */
function largePictures(ui) {
  const { signal, model } = ui;
  const canvas = { class: "cc-m-large cc-picture" };
  const spot = { class: "cc-m-spot" };
  const layers = model.get("layers");
  let now = null; // the layer that is drawn
  const input = pictureBox("Input", { part: "input", canvas, frame: { class: "cc-frame cc-m-board" }, spot });
  const slider = { role: "slider", tabindex: 0, "aria-label": "Pixel of the map", "aria-valuemin": 0 };
  const output = pictureBox("Map", {
    part: "output",
    by: "frame",
    canvas,
    spot,
    signal,
    frame: { class: "cc-frame cc-m-board", ...slider },
    point([row, col]) {
      if (!now) return;
      const spot = { y: middleOf(now, row), x: middleOf(now, col) };
      if (spot.y !== model.get("y") || spot.x !== model.get("x")) ui.set(spot);
    },
  });
  output.listen("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || !now) return;
    event.preventDefault();
    // From where the model is: of two keys between two drawings, both count.
    const layer = layers[Math.min(model.get("layer"), layers.length) - 1];
    const to = (place, by) => middleOf(layer, fieldOf(layer, place, model.get("side")).at + by);
    ui.set({ y: to(model.get("y"), step[0]), x: to(model.get("x"), step[1]) });
  });
  function show(state, result) {
    now = result.ready ? layers[result.layer] : null;
    const looks = pictures(state, result);
    input.update(looks.input);
    output.update(looks.output);
  }
  const arrow = make("span", { class: "cc-arrow", "aria-hidden": "true" });
  return { el: make("div", { class: "cc-m-flow" }, [input.el, arrow, output.el]), show };
}

function build(ui) {
  const { signal, model, el } = ui;
  const large = largePictures(ui);
  const channels = model.get("numbers")[0].map((_, k) => tile(() => ui.set({ channel: k + 1 }), signal));
  const tour = model.get("layers").map((_, n) => tile(() => ui.set({ layer: n + 1 }), signal));
  const [tourName, tourRow] = tileRow("", "All layers", "cc-m-tour", tour);
  const stage = make("div", { class: "cc-stage", "data-mode": "maps" }, [
    large.el,
    ...tileRow("Channels of this layer, the strongest first", "Channels of this layer", "", channels),
    tourName,
    tourRow,
  ]);
  const sum = make("div", { class: "cc-sum" });
  const rest = make("div", { class: "cc-m-rest" });
  const bar = make("div", { class: "cc-bar" }, [resetButton(ui)]);

  function drawWords(state, result) {
    const { pixel, sees, window, rest: more, said } = words(state, result);
    const output = make("strong", { class: "cc-t-output" }, pixel);
    sum.replaceChildren(output, " sees ", make("span", { class: "cc-t-input" }, sees), window);
    rest.textContent = more;
    tourName.textContent = `All layers, the ${PLACES[result.k]}strongest channel of each`;
    if (result.ready) ui.say(said);
  }

  function draw(state, result) {
    for (const part of [stage, sum]) part.classList.toggle("cc-waiting", !result.ready);
    el.style.setProperty("--large", `${Math.min(224, Math.floor((el.clientWidth - 60) / 2))}px`);
    stage.dataset.size = state.true_size ? "true" : "same";
    large.show(state, result);
    const looks = tiles(state, result, el.clientWidth);
    for (const [i, one] of channels.entries()) one.show(looks.channels[i]);
    for (const [n, one] of tour.entries()) one.show(looks.tour[n]);
    drawWords(state, result);
  }

  return { parts: [stage, sum, rest, bar], draw };
}

/** The maps of each network and photo, and the photos, decoded when first asked for. */
function open(ui) {
  const { model } = ui;
  const decoded = (kind, made) =>
    pictureStore(
      ui,
      async (number) => made(await decodeRgba(new Blob([model.get(kind)[number]]))),
      "A picture of this figure could not be read.",
    );
  const shown = model.get("numbers")[0].length;
  return {
    sheets: decoded("sheets", ({ rgba, cols }) => cutSheet(rgba, cols, model.get("layers"), shown)),
    photos: decoded("pictures", ({ rgba }) => rgba),
  };
}

export default { render: explorer({ open, compute, build, judge }) };
