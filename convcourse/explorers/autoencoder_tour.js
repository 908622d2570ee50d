// AutoencoderTour: a photo through six layers, what comes back, and what each channel of the bottleneck does to it.
import { conv2d, convTranspose2d, correlate, grid } from "./parts/engine.js";
import { broken, explorer, resetButton } from "./parts/frame.js";
import { formatNumber, make, signedTable, sizeText } from "./parts/ui.js";

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
const COLUMNS = { 1: 1, 16: 4, 32: 6, 64: 8 };
const GOOD = 0.5; // grey levels: closer than this, two pictures look the same
const SIGNED_REACH = 64; // grey levels: differences are drawn in full colour from here on
const WIDEST = 12; // the strongest blur tried, in pixels
const SCALES = ["scale_1", "scale_2", "scale_3"];
const ARROW_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A number of half precision. */
export function fromHalf(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, (bits & 1023) / 1024];
  const size = exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14;
  return bits >> 15 ? -size : size;
}

/** The layers' weights and biases out of their bytes: half precision, in the order of the layers. */
export function readNetwork(bytes) {
  let at = 0;
  const take = (shape) => {
    const start = at;
    const count = shape.reduce((product, n) => product * n, 1);
    at += 2 * count;
    const number = (i) => fromHalf(bytes.getUint16(start + 2 * i, true));
    return { shape, data: Float64Array.from({ length: count }, (_, i) => number(i)) };
  };
  return TOUR_LAYERS.map((layer) => ({
    ...layer,
    weight: take([...(layer.up ? [layer.from, layer.to] : [layer.to, layer.from]), 3, 3]),
    bias: take([layer.to]).data,
  }));
}

const activate = ({ data, shape }, rule) => ({ data: data.map(rule), shape });
const relu = (value) => Math.max(0, value);
const sigmoid = (value) => 1 / (1 + Math.exp(-value));

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

/** A Gaussian blur of `sigma` pixels, along the rows and then along the columns. */
export function gaussianBlur(photo, sigma) {
  const radius = Math.ceil(4 * sigma);
  const weigh = (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2));
  const bell = Float64Array.from({ length: 2 * radius + 1 }, weigh);
  const sum = bell.reduce((a, b) => a + b, 0);
  const weights = bell.map((weight) => weight / sum);
  const options = { padding: "same", border: "mirror" };
  const wide = correlate(grid(SIDE, SIDE, Float64Array.from(photo)), grid(1, weights.length, weights), options);
  return correlate(wide, grid(weights.length, 1, weights), options).data;
}

/** The blur whose error is `error`, as {sigma, data}; null if even the strongest one has a smaller error. */
export function blurOfError(photo, error) {
  const missOf = (data) => rmsError(data, photo) - error;
  let [low, high] = [
    { sigma: 0, miss: -error },
    { sigma: WIDEST, data: gaussianBlur(photo, WIDEST) },
  ];
  high.miss = missOf(high.data);
  if (high.miss < 0) return null;
  // Between two blurs the error goes up almost along a line in the square root of sigma.
  let made = high;
  for (let turn = 0; turn < 20 && Math.abs(made.miss) > 0.01; turn++) {
    const share = turn % 3 === 2 ? 0.5 : -low.miss / (high.miss - low.miss);
    const root = Math.sqrt(low.sigma) + share * (Math.sqrt(high.sigma) - Math.sqrt(low.sigma));
    const sigma = Math.max(0.2, root ** 2);
    made = { sigma, data: gaussianBlur(photo, sigma) };
    made.miss = missOf(made.data);
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
  photo.forEach((grey, i) => (sums[blockOf(i)] += grey / factor ** 2));
  return Float64Array.from(photo, (_, i) => sums[blockOf(i)]);
}

const extrasOf = (state) => [state.output_padding_1, state.output_padding_2, state.output_padding_3];
const steps = (count) => (count ? `after ${formatNumber(count)} training steps` : "before training");

/** Everything that a state shows, from the data: photos, networks, and the channels on the sliders. */
export function tour(state, { photos, networks, channels }, memory = {}) {
  const photo = photos[state.photo];
  const network = networks[state.snapshot];
  const place = `${state.snapshot},${state.photo}`;
  if (memory.place !== place) Object.assign(memory, { place, encoded: encode(network, photo) });
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
    const across = SIDE / factor;
    const numbers = formatNumber(across ** 2);
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
export function judgeTour(state, { side, error, greys, target }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { goal } = puzzle;
  if (goal.side) {
    if (side !== goal.side) return open(`${sizeText(side, side)} comes back.`);
    return { solved: true, words: `Solved: ${sizeText(side, side)} comes back, and can be compared with the input.` };
  }
  if (goal.scales) {
    const apart = rmsError(greys, target);
    if (apart < GOOD) return { solved: true, words: "Solved: yours is the target." };
    return open(`Yours and the target are ${apart.toFixed(1)} grey levels apart.`);
  }
  if (state.muted.length !== 1) return open(`${state.muted.length} channels are switched off. One is allowed.`);
  const words = `Without channel ${state.muted[0]} the error is ${error.toFixed(1)}.`;
  if (state.muted[0] !== goal.channel) return open(`${words} There is a channel that costs more.`);
  return { solved: true, words: `Solved: ${words} Every other channel costs less.` };
}

/** The data of a view, unpacked once; a network when it is first looked at. */
function dataOf(model) {
  const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const read = [];
  const packed = model.get("weights");
  const networks = new Proxy(packed, { get: (_, i) => (read[i] ??= readNetwork(packed[i])) });
  const photos = model.get("photos").map((view) => Float64Array.from(bytes(view)));
  return { photos, networks, channels: model.get("channels") };
}

/** The result of a state, kept until something that it depends on changes. */
function computeTour(state, ui) {
  ui.tour ??= { data: dataOf(ui.model), memory: {} };
  const key = JSON.stringify([{ ...state, layer: 0 }, ui.model.get("puzzle")]);
  if (ui.tour.key === key) return ui.tour.result;
  const { data, memory } = ui.tour;
  const result = tour(state, data, memory);
  const scales = ui.puzzle()?.goal.scales;
  if (scales) {
    const [scale_1, scale_2, scale_3] = scales;
    result.target = tour({ ...state, scale_1, scale_2, scale_3 }, data, memory).greys;
  }
  result.comparison = result.target
    ? { title: "Target", data: result.target, words: "make yours equal to it" }
    : comparison(state, result);
  return Object.assign(ui.tour, { key, result }).result;
}

/** A picture on a canvas with its name above and its size below. */
function pane(part, label) {
  const canvas = make("canvas", { class: "cc-t-picture", role: "img" });
  const spot = make("div", { class: "cc-t-spot", hidden: true });
  const name = make("div", { class: "cc-name" }, label);
  const caption = make("div", { class: "cc-size" });
  const frame = make("div", { class: "cc-frame" }, [canvas, spot]);
  const el = make("div", { class: `cc-grid cc-${part}` }, [name, frame, caption]);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  function sheet(rows, cols) {
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    return new ImageData(cols, rows);
  }
  /** Draw greys from 0 to 255, or signed ones; nothing but hatching where there are none. */
  function show(data, side, words, title = label, signed = false) {
    const image = sheet(side, side);
    const table = signed ? signedTable() : null;
    const shade = (value) => table[Math.round(255 * (1 + Math.max(-1, Math.min(1, value / SIGNED_REACH))))];
    const color = signed ? shade : (grey) => Array(3).fill(Math.round(grey));
    data?.forEach((value, i) => image.data.set([...color(value), 255], 4 * i));
    pen.putImageData(image, 0, 0);
    name.textContent = title;
    caption.replaceChildren(...words.flatMap((text, i) => (i ? [make("br"), text] : [text])));
    canvas.setAttribute("aria-label", `${title}: ${words.join(", ")}`);
  }
  return { el, canvas, spot, name, caption, pen, sheet, show };
}

/**
 * The value that is white in the maps of a layer: its largest. In the bottleneck that is the largest before it was
 * poked, so that one channel does not change the look of the others; the last layer's one map is a picture.
 */
export function whiteOf(layer, { maps, whole }) {
  if (layer === maps.length) return 1;
  return (layer === BOTTLENECK ? whole : maps[layer - 1]).data.reduce((most, value) => Math.max(most, value), 1e-12);
}

/** All maps of a layer on one sheet, black at 0; a diagonal through those that are switched off. */
function drawMaps(box, { data, shape }, off, white) {
  const [count, side] = shape;
  const cols = COLUMNS[count];
  const pitch = side + (count > 1 ? 1 : 0);
  const image = box.sheet(Math.ceil(count / cols) * pitch - (pitch - side), cols * pitch - (pitch - side));
  for (let i = 0; i < data.length; i++) {
    const map = Math.floor(i / (side * side));
    const [r, c] = [Math.floor((i % (side * side)) / side), i % side];
    const grey = (255 * data[i]) / white;
    const pixel = off.includes(map) && r === c ? [198, 77, 0, 255] : [grey, grey, grey, 255];
    const at = (Math.floor(map / cols) * pitch + r) * image.width + (map % cols) * pitch + c;
    image.data.set(pixel, 4 * at);
  }
  box.pen.putImageData(image, 0, 0);
}

function buildTour(ui) {
  const { signal, el, model } = ui;
  const input = pane("input", "Input");
  const layer = pane("output", "Maps");
  layer.el.classList.add("cc-t-maps");
  const output = pane("output", "Output");
  const other = pane("target", "Comparison");
  const chips = Array.from({ length: 7 }, (_, i) =>
    i === 0
      ? make("span", { class: "cc-t-chip" })
      : make("button", { type: "button", class: "cc-button cc-t-chip", click: () => ui.set({ layer: i }) }, "", signal),
  );
  const flow = make("div", { class: "cc-t-flow", role: "group", "aria-label": "Layers" }, chips);
  const panes = make("div", { class: "cc-t-panes" }, [input.el, layer.el, output.el, other.el]);
  const stage = make("div", { class: "cc-stage cc-t-stage" }, [flow, panes]);
  const sum = make("div", { class: "cc-sum cc-t-words" });
  const atZero = () => SCALES.filter((name) => model.get(name) === 0);
  const allOn = () => ui.set({ muted: [], ...Object.fromEntries(atZero().map((name) => [name, 1])) });
  const all = make("button", { type: "button", class: "cc-button", click: allOn }, "All channels on", signal);
  const bar = make("div", { class: "cc-bar" }, [all, resetButton(ui)]);
  let maps = null;

  const canvas = layer.canvas;
  const reach = { role: "application", "aria-roledescription": "maps", tabindex: 0 };
  for (const [name, value] of Object.entries(reach)) canvas.setAttribute(name, value);
  const listen = (name, act) => canvas.addEventListener(name, act, { signal });
  const colsNow = () => COLUMNS[maps.shape[0]];
  const mapAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const cols = colsNow();
    const rows = Math.ceil(maps.shape[0] / cols);
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const within = (share, most) => Math.max(0, Math.min(most - 1, Math.floor(share * most)));
    const map = within(y, rows) * cols + within(x, cols);
    return map < maps.shape[0] ? map : null; // the last row may not be full
  };
  const pointed = () => Math.min(ui.pointed?.at ?? 0, maps.shape[0] - 1);
  const toggle = (channel) => {
    if (model.get("layer") !== BOTTLENECK || channel === null) return;
    const muted = model.get("muted");
    const others = muted.filter((one) => one !== channel);
    ui.set({ muted: muted.includes(channel) ? others : [...muted, channel].sort((a, b) => a - b) });
  };
  listen("pointermove", (event) => ui.point("map")(mapAt(event)));
  listen("pointerleave", () => ui.point("map")(null));
  listen("focus", () => ui.pointed ?? ui.point("map")(0));
  listen("blur", () => ui.point("map")(null));
  listen("click", (event) => toggle(mapAt(event)));
  listen("keydown", (event) => {
    const step = ARROW_STEPS[event.key];
    if (step) {
      const next = pointed() + step[0] * colsNow() + step[1];
      if (next >= 0 && next < maps.shape[0]) ui.point("map")(next);
    } else if (event.key === "Enter" || event.key === " ") toggle(pointed());
    else return;
    event.preventDefault();
  });

  function place() {
    // The maps are many, so they have a row of their own; below it stand three pictures side by side, on a phone two.
    const width = el.clientWidth;
    const across = width >= 480 ? 3 : 2;
    el.style.setProperty("--across", across);
    el.style.setProperty("--pane", `${Math.floor(Math.min(210, (width - 18 * across) / across))}px`);
    el.style.setProperty("--maps", `${Math.floor(Math.min(400, width - 10))}px`);
  }

  function drawFlow(state, result) {
    const shapes = [[1, SIDE], ...result.maps.map(({ shape }) => shape)];
    shapes.forEach(([count, side], i) => {
      chips[i].replaceChildren(
        i ? `${i} · ` : "",
        count > 1 ? `${count} of ` : "",
        make("b", {}, sizeText(side, side)),
      );
      chips[i].setAttribute("aria-pressed", String(i === state.layer));
    });
    chips[0].removeAttribute("aria-pressed");
  }

  function drawLayer(state, result) {
    maps = result.maps[state.layer - 1];
    const [count, side] = maps.shape;
    const factors = factorsOf(state, model.get("channels"));
    const changed = Object.entries(state.layer === BOTTLENECK ? factors : {}).filter(([, factor]) => factor !== 1);
    const off = changed.filter(([, factor]) => factor === 0).map(([channel]) => Number(channel));
    const white = whiteOf(state.layer, result);
    drawMaps(layer, maps, off, white);
    const cols = colsNow();
    canvas.style.aspectRatio = `${canvas.width} / ${canvas.height}`;
    canvas.classList.toggle("cc-t-clickable", state.layer === BOTTLENECK);
    const numbers = `${formatNumber(count * side * side)} numbers`;
    const one = ui.pointed?.part === "map" ? pointed() : null;
    layer.spot.hidden = one === null;
    if (one !== null) {
      const [rows, unit] = [Math.ceil(count / cols), side + (count > 1 ? 1 : 0)];
      const share = (cells, most) => `${(100 * cells * unit) / (most * unit - (unit - side))}%`;
      Object.assign(layer.spot.style, {
        top: share(Math.floor(one / cols), rows),
        left: share(one % cols, cols),
        width: `${(100 * side) / canvas.width}%`,
        height: `${(100 * side) / canvas.height}%`,
      });
    }
    layer.name.textContent = `Layer ${state.layer}`;
    const size = `${count} map${count > 1 ? "s" : ""} of ${sizeText(side, side)}: ${numbers}`;
    const poked = [
      `white is ${formatNumber(white)}`,
      ...changed.map(([channel, factor]) => `channel ${channel} × ${formatNumber(factor)}`),
    ];
    layer.caption.replaceChildren(size, make("br"), poked.slice(0, 4).join(", ") + (poked.length > 4 ? " …" : ""));
    canvas.setAttribute("aria-label", `Layer ${state.layer}, ${size}. ${poked.join(", ")}`);
    return one;
  }

  function draw(state, result) {
    place();
    drawFlow(state, result);
    const one = drawLayer(state, result);
    const { side, error, comparison: beside } = result;
    input.show(result.photo, SIDE, [sizeText(SIDE, SIDE), `${formatNumber(SIDE * SIDE)} numbers`]);
    output.show(result.greys, side, [
      sizeText(side, side),
      error === null ? "cannot be compared" : `error ${error.toFixed(1)} grey levels`,
    ]);
    output.canvas.style.width = `calc(var(--pane) * ${side / SIDE})`;
    const key = [`brown −${SIGNED_REACH}, white 0, teal ${SIGNED_REACH}`, "what is lost"];
    other.show(beside.data, SIDE, beside.signed ? key : [beside.words, " "], beside.title, beside.signed);
    other.el.classList.toggle("cc-t-none", !beside.data);
    const step = steps(model.get("steps")[state.snapshot]);
    const verdict =
      error === null
        ? `${sizeText(side, side)} comes back for ${sizeText(SIDE, SIDE)}: ` +
          "no loss can be computed, and the network cannot learn."
        : `The error is ${error.toFixed(1)} grey levels (root mean square), ${step}.`;
    const more = one === null ? "" : ` ${describeMap(state, one)}`;
    sum.replaceChildren(verdict, more);
    all.disabled = !state.muted.length && !atZero().length;
    ui.say(`${verdict}${more} ${beside.title}, ${beside.words ?? "what is lost"}.`);
  }

  function describeMap(state, one) {
    const [, side] = maps.shape;
    const values = maps.data.subarray(one * side * side, (one + 1) * side * side);
    const range = `from ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
    const hint = state.layer === BOTTLENECK ? ` Click to switch it ${state.muted.includes(one) ? "on" : "off"}.` : "";
    return `Map ${one}: ${range}.${hint}`;
  }

  return { parts: [stage, sum, bar], draw };
}

export default { render: explorer({ compute: computeTour, build: buildTour, judge: judgeTour }) };
