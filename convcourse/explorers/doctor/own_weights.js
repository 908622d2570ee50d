// A pasted network with the reader's own weights and picture: all of it stays in the browser, and runs in a worker.
import { onceFramed } from "../parts/drawing.js";
import { button, make } from "../parts/elements.js";
import { takeFiles } from "../parts/host.js";
import { networkOf } from "../parts/network/client.js";
import { formatNumber, sizeText } from "../parts/numbers.js";
import { awaited, decodeRgba, greyOf, mosaic, pixelCanvas, planeBytes, splitRgba } from "../parts/pictures.js";
import { counted } from "../parts/words.js";
import { planOf } from "./plan.js";
import { Refused } from "./reading.js";

const MOST_BYTES = 64 * 2 ** 20; // of a file of weights
const MOST_SIDE = 512; // of a picture that is sent through
const MOST_MAPS = 64; // on a sheet
const MOST_NUMBERS = 6; // of a row that is told
/** What a network takes a picture's 0 to 255 as: what is subtracted from 0 to 1, and what that is divided by. */
const SCALES = {
  "0 to 1": [0, 1],
  "−1 to 1": [0.5, 0.5],
  "ImageNet’s mean and spread": [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ],
};
const PICKLED = /\.(pth?|bin|ckpt|pkl|h5|keras|onnx)$/i;
const HOW_TO_SAVE = "In Python, safetensors.torch.save_file(net.state_dict(), “net.safetensors”) writes one";

/** The part of a picture, in the middle, that has the form of so many rows and columns. */
const middleAs = (rows, cols) => (width, height) => {
  const wide = Math.min(width, (height * cols) / rows);
  const high = (wide * rows) / cols;
  return [cols, rows, (width - wide) / 2, (height - high) / 2, wide, high];
};

const mean = (numbers) => [numbers].flat().reduce((a, b) => a + b, 0) / [numbers].flat().length;

/** A picture as a network takes it, channel by channel. @param {Uint8ClampedArray} rgba @param {string} scale one of `SCALES` */
export function inputOf(rgba, channels, scale) {
  const colours = splitRgba(rgba);
  const [less, by] = SCALES[scale];
  const planes = channels === 1 ? [greyOf(colours)] : colours;
  const at = (numbers, c) => (channels === 1 ? mean(numbers) : (numbers[c] ?? numbers));
  const data = new Float32Array(planes.length * planes[0].length);
  for (const [c, plane] of planes.entries()) {
    data.set(
      plane.map((level) => (level / 255 - at(less, c)) / at(by, c)),
      c * plane.length,
    );
  }
  return data;
}

let figures = 0;

/** Whether an error is told in words: what is refused, or what the worker said; any other one is a mistake of ours. */
const isTold = (error) => error instanceof Refused || error instanceof RangeError || error.constructor === Error;

/**
 * What a figure holds of the reader's own network: a file of weights, a picture, and what it makes of it.
 * @param {any} ui
 */
export function ownNetwork(ui) {
  const { model, signal, schedule } = ui;
  const figure = ++figures;
  const own = {
    ...{ words: "", next: "", shown: false, chosen: 0, scale: Object.keys(SCALES)[0] },
    /** @type {import("./plan.js").Planned[]} */
    layers: [],
    /** @type {?{data: Float32Array, shape: number[]}} the map of the layer that is chosen */
    map: null,
    ...{ follow, take },
    choose: (chosen) => tell({ chosen }),
    setScale: (scale) => tell({ scale }),
  };
  /** @type {?{name: string, bytes: Uint8Array, number: number}} */
  let file = null;
  /** @type {?{name: string, blob: Blob, number: number}} */
  let photo = null;
  let network = null;
  let brought = 0; // files so far
  let [begun, loaded, fit] = ["", "", ""]; // what is under way, what the worker holds, and how that is told
  signal.addEventListener("abort", () => network?.room.then((room) => room.ask("drop", { figure })).catch(Boolean));

  /** Ask the worker; what it refuses is an error with words. */
  async function ask(command, look) {
    network ??= networkOf("own_network", model, signal, schedule);
    const room = await network.room;
    return room.ask(command, { figure, ...look });
  }

  function tell(changes) {
    Object.assign(own, changes);
    schedule();
  }

  /** Do what a new state, file or picture asks for. */
  function follow({ source, input_shape }) {
    const key = JSON.stringify([source, input_shape, own.scale, own.chosen, file?.number, photo?.number]);
    if (!file || key === begun) return;
    begun = key;
    awaited(work(source, input_shape, () => key !== begun)).catch((error) => {
      if (!isTold(error)) throw error;
      if (key === begun) tell({ words: error.message, next: "", layers: [], map: null });
    });
  }

  /** Send the picture through; `stale` tells that something else is under way by now. */
  async function work(source, shape, stale) {
    const plan = planned(source, shape);
    await load(plan);
    if (stale()) return;
    const [channels, rows, cols] = shape;
    if (!photo) return tell({ next: "Now choose a picture, or drop or paste one.", layers: [], map: null });
    const { rgba } = await decodeRgba(photo.blob, {}, middleAs(rows, cols));
    if (stale()) return;
    const step = Math.min(own.chosen, plan.layers.length - 1) + 1;
    const input = { data: inputOf(rgba, channels, own.scale), shape };
    const map = await ask("run", { input, step });
    if (!stale()) tell({ next: "", layers: plan.layers, map });
  }

  /** Let the worker hold this plan with the file's weights. */
  async function load(plan) {
    const wanted = JSON.stringify([plan, file.number]);
    if (wanted !== loaded) {
      loaded = "";
      fit = fitWords(await ask("load", { plan, file: file.bytes }));
      loaded = wanted;
    }
    tell({ words: fit });
  }

  /** Take a picture, if the browser can read it. */
  async function takePicture(blob, name, number) {
    try {
      await decodeRgba(blob, {}, () => [1, 1]);
    } catch {
      return ui.notice(`“${name}” is no picture that this browser can read. Try a PNG or JPEG file.`);
    }
    photo = { name, blob, number };
    ui.notice("");
    tell(file ? { shown: true } : { words: `The picture waits for weights. ${HOW_TO_SAVE}.` });
  }

  /** Take a file: weights by their name, anything else as a picture. */
  async function take(given) {
    if (!given) return ui.notice("What you dropped is no file. Drop one from a folder.");
    const name = given.name || "the picture";
    if (PICKLED.test(name)) return ui.notice(`“${name}” may hold programs, so it is not read. ${HOW_TO_SAVE}.`);
    const number = ++brought;
    if (!/\.safetensors$/i.test(name)) return takePicture(given, name, number);
    if (given.size > MOST_BYTES) {
      const size = Math.round(given.size / 2 ** 20);
      return ui.notice(`“${name}” has ${size} MB; a page takes up to ${MOST_BYTES / 2 ** 20}.`);
    }
    file = { name, bytes: new Uint8Array(await given.arrayBuffer()), number };
    ui.notice("");
    tell({ shown: true });
  }

  return own;
}

/** A plan that a page can run, or words. */
function planned(source, shape) {
  const [channels, rows, cols] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new Refused(`A picture has 1 or 3 channels, and the network takes ${channels}.`);
  }
  if (Math.max(rows, cols) > MOST_SIDE) {
    throw new Refused(`A picture of ${sizeText(rows, cols)} is too large for a page; ${MOST_SIDE} is the most.`);
  }
  const plan = planOf(source, shape);
  if (!plan.layers.length) throw new Refused("The network changes nothing: there is no layer to run.");
  return plan;
}

/** What is said of weights that fit. */
function fitWords({ matched, unused, prefix }) {
  const before = prefix ? ` Each name begins with “${prefix}”.` : "";
  const left = unused ? ` ${counted(unused, "tensor")} of the file ${unused === 1 ? "is" : "are"} not used.` : "";
  return `The weights fit: ${counted(matched, "tensor")}.${before}${left} They stay in this browser.`;
}

/** The buttons that bring weights and a picture; both can be dropped, too. @returns {HTMLElement[]} */
export function ownButtons(ui) {
  const { own } = ui.data;
  const chooser = (text, accept) => {
    const change = () => {
      const [file] = field.files;
      field.value = ""; // so that the same file can be chosen again
      if (file) own.take(file);
    };
    const hidden = { type: "file", accept, class: "cc-file", tabindex: -1, "aria-hidden": "true", change };
    const field = make("input", hidden, [], ui.signal);
    return [button(text, () => field.click(), ui.signal), field];
  };
  onceFramed(ui.el, ui.signal, (root) => takeFiles(root, ui.signal, own.take));
  return [...chooser("Choose weights…", ".safetensors"), ...chooser("Choose a picture…", "image/*")];
}

/** Some numbers of a row, the largest first. */
function rowWords(data) {
  const order = Array.from(data, (value, n) => ({ value, n })).sort((a, b) => b.value - a.value);
  const said = order.slice(0, MOST_NUMBERS).map(({ value, n }) => `no. ${n}: ${formatNumber(value)}`);
  return `${said.join(", ")}${data.length > MOST_NUMBERS ? " …" : ""}`;
}

/** A map in a square of its longer side, so that all stand on one sheet. */
function squared(bytes, rows, cols) {
  const side = Math.max(rows, cols);
  const whole = new Uint8ClampedArray(4 * side * side);
  for (let r = 0; r < rows; r++) whole.set(bytes.subarray(4 * r * cols, 4 * (r + 1) * cols), 4 * r * side);
  return whole;
}

/** The maps of a layer, as they look: each from black to white by itself, or brown and teal where it is below 0. */
export function mapsLook({ data, shape: [channels, rows, cols] }, room) {
  const shown = Math.min(channels, MOST_MAPS);
  const planes = Array.from({ length: shown }, (_, c) => data.subarray(c * rows * cols, (c + 1) * rows * cols));
  const tiles = planes.map((plane) => {
    const [low, high] = plane.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [0, 0]);
    const reach = Math.max(-low, high) || 1;
    return squared(planeBytes(plane, { reach, signed: low < 0 }), rows, cols);
  });
  const across = shown === 1 ? 1 : Math.min(shown, room < 420 ? 6 : 8);
  return { ...mosaic(tiles, Math.max(rows, cols), across), across, shown };
}

/** The maps of a layer, chosen from a list, and what brings the picture to it. */
export function ownMaps(ui) {
  const { own } = ui.data;
  const { signal } = ui;
  const layer = make(
    "select",
    { class: "cc-field", "aria-label": "Layer", change: () => own.choose(layer.selectedIndex) },
    [],
    signal,
  );
  const scales = Object.keys(SCALES).map((name) => make("option", {}, name));
  const scale = make(
    "select",
    { class: "cc-field", "aria-label": "The picture’s values", change: () => own.setScale(scale.value) },
    scales,
    signal,
  );
  const label = (text, field) => make("label", { class: "cc-d-size" }, [`${text} `, field]);
  const { canvas, paint } = pixelCanvas({ class: "cc-d-sheet", role: "img" });
  const said = make("p", { class: "cc-d-about" });
  const top = make("div", { class: "cc-d-choices" }, [label("Layer", layer), label("Values", scale)]);
  const el = make("div", { class: "cc-d-maps" }, [top, make("div", { class: "cc-d-sheets" }, canvas), said]);
  let [names, drawn] = ["", null];
  function update({ layers, chosen, map, room }) {
    const titles = layers.map(({ name, layer: { kind } }, n) => `${n + 1} · ${name} (${kind})`);
    if (titles.join("\n") !== names) layer.replaceChildren(...titles.map((title) => make("option", {}, title)));
    names = titles.join("\n");
    layer.selectedIndex = Math.min(chosen, layers.length - 1);
    top.hidden = !map;
    canvas.parentElement.hidden = said.hidden = !map;
    if (!map || map === drawn) return;
    drawn = map;
    const [channels, rows, cols] = map.shape;
    const row = rows * cols === 1;
    canvas.hidden = row;
    said.textContent = aboutMap(map, row);
    if (row) return;
    const look = mapsLook(map, room);
    paint(look);
    canvas.style.width = `${Math.min(room - 4, look.across * (look.shown === 1 ? 176 : 58))}px`;
    canvas.setAttribute("aria-label", `${counted(channels, "map")} of ${sizeText(rows, cols)}`);
  }
  return { el, update };
}

/** What a layer made, in words. */
function aboutMap({ data, shape: [channels, rows, cols] }, row) {
  if (row) return `${counted(channels, "number")}: ${rowWords(data)}`;
  const [low, high] = data.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const rest = channels > MOST_MAPS ? `; the first ${MOST_MAPS} are shown` : "";
  return `${counted(channels, "map")} of ${sizeText(rows, cols)}, from ${formatNumber(low)} to ${formatNumber(high)}${rest}. Each has its own scale.`;
}
