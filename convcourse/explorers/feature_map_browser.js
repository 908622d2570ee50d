// FeatureMapBrowser: the maps that photos make in a VGG-shaped network, layer by layer.
import { broken, explorer, resetButton } from "./parts/frame.js";
import { formatNumber, make, sizeText } from "./parts/ui.js";

const ARROW_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PLACES = ["", "second ", "third ", "fourth ", "fifth ", "sixth "];
const ORIGINAL = { premultiplyAlpha: "none", colorSpaceConversion: "none" };

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
export function mapRgba(levels, most, top, scale) {
  const rgba = new Uint8ClampedArray(4 * levels.length).fill(255);
  const factor = scale > 0 ? (255 * top) / (most * scale) : 0;
  for (let i = 0; i < levels.length; i++)
    rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = Math.round(levels[i] * factor);
  return rgba;
}

/** Which pixels of the photo a map's pixel sees along one axis: the whole window, and the part in the photo. */
export function fieldOf({ field, jump, size }, place, side) {
  const at = Math.min(size - 1, Math.floor(place / jump));
  const from = at * jump - (field - jump) / 2;
  return { at, from, first: Math.max(from, 0), last: Math.min(from + field, side) - 1 };
}

/** A picture's pixels, out of its encoded bytes. */
async function pixelsOf(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]), ORIGINAL);
  const pen = make("canvas", { width: bitmap.width, height: bitmap.height }).getContext("2d", {
    willReadFrequently: true,
  });
  pen.drawImage(bitmap, 0, 0);
  return { width: bitmap.width, rgba: pen.getImageData(0, 0, bitmap.width, bitmap.height).data };
}

/** What was decoded so far; what is missing is fetched, and then drawn. */
function library(ui) {
  const kept = new Map();
  const get = (kind, number, finish) => {
    const name = `${kind} ${number}`;
    if (!kept.has(name)) {
      kept.set(name, null);
      pixelsOf(ui.model.get(kind)[number]).then(
        (found) => {
          kept.set(name, finish(found));
          ui.schedule();
        },
        () => ui.notice("A picture of this figure could not be read."),
      );
    }
    return kept.get(name);
  };
  const { layers, numbers } = { layers: ui.model.get("layers"), numbers: ui.model.get("numbers") };
  return {
    maps: (number) => get("sheets", number, ({ rgba, width }) => cutSheet(rgba, width, layers, numbers[0].length)),
    photo: (number) => get("pictures", number, ({ rgba }) => rgba),
  };
}

function compute(state, ui) {
  ui.library ??= library(ui);
  const [layers, photos] = [ui.model.get("layers"), ui.model.get("pictures").length];
  const net = Number(state.untrained);
  const [maps, photo] = [ui.library.maps(net * photos + state.photo), ui.library.photo(state.photo)];
  const layer = Math.min(state.layer, layers.length) - 1;
  const k = Math.min(state.channel, ui.model.get("numbers")[layer].length) - 1;
  const tops = ui.model.get("tops")[net][state.photo];
  const zeros = ui.model.get("zeros")[net][state.photo];
  const likes = ui.model.get("likes")[net][state.photo];
  const side = ui.model.get("side");
  const [down, across] = [fieldOf(layers[layer], state.y, side), fieldOf(layers[layer], state.x, side)];
  const ready = Boolean(maps && photo);
  const blank = () => layers.map(({ size }) => Array(tops[0].length).fill(new Uint8Array(size * size)));
  return {
    layers,
    maps: maps ?? blank(),
    photo: photo ?? new Uint8ClampedArray(4 * side * side),
    layer,
    k,
    tops,
    zeros,
    side,
    down,
    across,
    ready,
    likes,
    levels: ui.model.get("levels"),
    number: ui.model.get("numbers")[layer][k],
  };
}

/** How a state stands to a puzzle's goal. */
export function judge(state, result, puzzle) {
  const { layers, layer, k, zeros, side, ready, likes } = result;
  if (broken(state, puzzle) || !ready) return { solved: false, words: broken(state, puzzle) };
  const answer = (solved, words) => ({
    solved,
    words: solved ? `Solved: ${words}` : words[0].toUpperCase() + words.slice(1),
  });
  if (puzzle.goal.field) {
    const { field } = layers[layer];
    const first = layers.findIndex((one) => one.field >= side);
    return answer(
      layer === first,
      `one pixel of layer ${layer + 1} sees ${sizeText(field, field)}; the photo has ${sizeText(
        side,
        side,
      )}${field >= side && layer > first ? ". Is it the first?" : "."}`,
    );
  }
  if (puzzle.goal.zeros) {
    const most = zeros[layer] === Math.max(...zeros);
    return answer(
      most,
      `${percent(zeros[layer])} of layer ${layer + 1} is 0${most ? ", more than of any other." : "."}`,
    );
  }
  const from = puzzle.goal.likest - 1;
  if (layer < from) return answer(false, `Go to layer ${from + 1} or deeper.`);
  const [here, best] = [Math.abs(likes[layer][k]), Math.max(...likes.slice(from).flat().map(Math.abs))];
  return answer(
    here === best,
    `likeness ${formatNumber(here)}${
      here === best ? ", more than any other." : `; there is one with ${formatNumber(best)}.`
    }`,
  );
}

export const percent = (share) => `${Math.round(100 * share)} %`;

/** A small picture that can be chosen. */
function tile(label, onPick, signal) {
  const canvas = make("canvas", { class: "cc-m-map", "aria-hidden": "true" });
  const words = make("span", {});
  const el = make(
    "button",
    { type: "button", class: "cc-m-tile", "aria-pressed": "false", click: onPick },
    [canvas, words],
    signal,
  );
  const update = (rgba, size, width, text, chosen, name) => {
    paint(canvas, rgba, size);
    canvas.style.width = `${width}px`;
    words.textContent = text;
    el.setAttribute("aria-pressed", String(chosen));
    el.setAttribute("aria-label", name);
  };
  return { el, update };
}

function paint(canvas, rgba, size) {
  if (canvas.width !== size) [canvas.width, canvas.height] = [size, size];
  canvas.getContext("2d", { willReadFrequently: true }).putImageData(new ImageData(rgba, size), 0, 0);
}

/** A large picture with a frame on it that shows a part. */
function large(part, name) {
  const canvas = make("canvas", { class: "cc-m-large cc-picture" });
  const spot = make("div", { class: "cc-m-spot" });
  const board = make("div", { class: "cc-frame cc-m-board" }, [canvas, spot]);
  const title = make("div", { class: "cc-name" }, name);
  const caption = make("div", { class: "cc-size" });
  const outline = ([top, left], [rows, cols], whole) =>
    Object.assign(spot.style, {
      top: `${(100 * top) / whole}%`,
      left: `${(100 * left) / whole}%`,
      height: `${(100 * rows) / whole}%`,
      width: `${(100 * cols) / whole}%`,
    });
  return {
    el: make("div", { class: `cc-grid cc-${part}` }, [title, board, caption]),
    canvas,
    board,
    title,
    caption,
    outline,
  };
}

function build(ui) {
  const { signal, model, el } = ui;
  const layers = model.get("layers");
  const shown = model.get("numbers")[0].length;
  let now = null;
  const input = large("input", "Input");
  input.canvas.setAttribute("role", "img");
  const output = large("output", "Map");
  for (const [name, value] of Object.entries({
    role: "slider",
    tabindex: 0,
    "aria-label": "Pixel of the map",
    "aria-valuemin": 0,
  })) {
    output.board.setAttribute(name, value);
  }
  const flow = make("div", { class: "cc-m-flow" }, [
    input.el,
    make("span", { class: "cc-arrow", "aria-hidden": "true" }),
    output.el,
  ]);
  const channels = Array.from({ length: shown }, (_, k) => tile("", () => ui.set({ channel: k + 1 }), signal));
  const tour = layers.map((_, n) => tile("", () => ui.set({ layer: n + 1 }), signal));
  const tourName = make("div", { class: "cc-m-name" });
  const row = (title, name, tiles, kind) => [
    title,
    make(
      "div",
      { class: `cc-m-tiles ${kind}`, role: "group", "aria-label": name },
      tiles.map((one) => one.el),
    ),
  ];
  const stage = make("div", { class: "cc-stage", "data-mode": "maps" }, [
    flow,
    ...row(
      make("div", { class: "cc-m-name" }, "Channels of this layer, the strongest first"),
      "Channels of this layer",
      channels,
      "",
    ),
    ...row(tourName, "All layers", tour, "cc-m-tour"),
  ]);
  const sum = make("div", { class: "cc-sum" });
  const rest = make("div", { class: "cc-m-rest" });
  const bar = make("div", { class: "cc-bar" }, [resetButton(ui)]);

  /** Make the map's pixel under the pointer the one in question. */
  const seek = (event) => {
    if (!now) return;
    const box = output.canvas.getBoundingClientRect();
    const { size, jump } = layers[now.layer];
    const place = (value, whole) =>
      Math.min(size - 1, Math.max(0, Math.floor((value / whole) * size))) * jump + Math.floor((jump - 1) / 2);
    const spot = { y: place(event.clientY - box.top, box.height), x: place(event.clientX - box.left, box.width) };
    if (spot.y !== model.get("y") || spot.x !== model.get("x")) ui.set(spot);
  };
  for (const name of ["pointermove", "pointerdown"]) output.board.addEventListener(name, seek, { signal });
  output.board.addEventListener(
    "keydown",
    (event) => {
      const step = ARROW_STEPS[event.key];
      if (!step || !now) return;
      event.preventDefault();
      // From where the model is: of two keys between two drawings, both count.
      const layer = layers[Math.min(model.get("layer"), layers.length) - 1];
      const { size, jump } = layer;
      const to = (place, by) => {
        const { at } = fieldOf(layer, place, model.get("side"));
        return Math.min(size - 1, Math.max(0, at + by)) * jump + Math.floor((jump - 1) / 2);
      };
      ui.set({ y: to(model.get("y"), step[0]), x: to(model.get("x"), step[1]) });
    },
    { signal },
  );

  function drawMaps(state, { maps, photo, layer, k, tops, side, down, across, levels }) {
    const { size } = layers[layer];
    const painted = (n, i) =>
      mapRgba(maps[n][i], levels, tops[n][i], state.own_scale ? tops[n][i] : Math.max(...tops[n]));
    const width = el.clientWidth < 480 ? 44 : 49;
    paint(input.canvas, new Uint8ClampedArray(photo), side);
    paint(output.canvas, painted(layer, k), size);
    // What is outside the photo is cut off, so that a window larger than the photo frames all of it.
    input.outline([down.first, across.first], [down.last - down.first + 1, across.last - across.first + 1], side);
    output.outline([down.at, across.at], [1, 1], size);
    channels.forEach((one, i) =>
      one.update(
        painted(layer, i),
        size,
        width,
        String(model.get("numbers")[layer][i]),
        i === k,
        `Channel ${i + 1}: number ${model.get("numbers")[layer][i]}`,
      ),
    );
    tour.forEach((one, n) =>
      one.update(
        painted(n, k),
        layers[n].size,
        state.true_size ? layers[n].size : el.clientWidth < 480 ? width : 64,
        String(n + 1),
        n === layer,
        `Layer ${n + 1}, ${sizeText(layers[n].size, layers[n].size)}`,
      ),
    );
  }

  function drawWords(state, result) {
    const { maps, layer, k, number, tops, zeros, side, down, across, levels, likes } = result;
    const { name, size, pools, channels: depth, field } = layers[layer];
    const value = (maps[layer][k][down.at * size + across.at] / levels) * tops[layer][k];
    tourName.textContent = `All layers, the ${PLACES[k]}strongest channel of each`;
    output.title.textContent = `Layer ${layer + 1} (${name}), no. ${number}`;
    output.caption.textContent = `${sizeText(size, size)} · after ${pools} pooling${pools === 1 ? "" : "s"}`;
    input.caption.textContent = sizeText(side, side);
    const range = ({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`);
    const sees = `rows ${range(down)}, columns ${range(across)}`;
    sum.replaceChildren(
      make("strong", { class: "cc-t-output" }, `map[${down.at}, ${across.at}] ≈ ${formatNumber(value)}`),
      " sees ",
      make("span", { class: "cc-t-input" }, sees),
      ` of the photo: a window of ${sizeText(field, field)}`,
      field > Math.min(down.last - down.first, across.last - across.first) + 1 ? ", which reaches over the edge." : ".",
    );
    const scale = state.own_scale
      ? "each map its own"
      : `the same for the layer, white ${formatNumber(Math.max(...tops[layer]))}`;
    const words =
      `${depth}×${size}×${size} = ${depth * size * size} numbers, ${percent(zeros[layer])} of them 0. ` +
      `Likeness of this map with the photo: ${formatNumber(likes[layer][k])}.`;
    rest.textContent = `${words} Scale: ${scale}.`;
    const about = `Layer ${layer + 1}, channel ${k + 1}, ${state.untrained ? "untrained" : "trained"}. ${words} Pixel ${down.at}, ${across.at} sees ${sees}.`;
    input.canvas.setAttribute("aria-label", `Input photo, framed where the pixel sees it: ${sees}`);
    output.board.setAttribute("aria-valuenow", down.at * size + across.at);
    output.board.setAttribute("aria-valuemax", size * size - 1);
    output.board.setAttribute(
      "aria-valuetext",
      `row ${down.at}, column ${across.at} of ${sizeText(size, size)}: ${formatNumber(value)}`,
    );
    if (result.ready) ui.say(about);
  }

  function draw(state, result) {
    now = result.ready ? result : null;
    for (const part of [stage, sum]) part.classList.toggle("cc-waiting", !result.ready);
    el.style.setProperty("--large", `${Math.min(224, Math.floor((el.clientWidth - 60) / 2))}px`);
    stage.dataset.size = state.true_size ? "true" : "same";
    drawMaps(state, result);
    drawWords(state, result);
  }

  return { parts: [stage, sum, rest, bar], draw };
}

export default { render: explorer({ compute, build, judge }) };
