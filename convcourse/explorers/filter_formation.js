// FilterFormation: a layer's kernels from before training to after it; one of them beside what it is most like.
import { conv2d } from "./parts/engine.js";
import { explorer, pressToggle, stepBar } from "./parts/frame.js";
import { formatNumber, make, signedTable, sizeText } from "./parts/ui.js";

const HALF = 0.5; // of the energy in three frequencies: that counts as structure
const CLEAR = 0.3; // directions at least this strong are sorted by their angle
const ZOOM = { grid: 4, large: 16, small: 6 };

/** Bytes as numbers of half precision, which not every browser can read by itself. */
export function readHalves(bytes) {
  return Float64Array.from({ length: bytes.byteLength / 2 }, (_, i) => {
    const half = bytes.getUint16(2 * i, true);
    const [exponent, fraction] = [(half >> 10) & 31, (half & 1023) / 1024];
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
    return half >> 15 ? -size : size;
  });
}

export const readDoubles = (bytes) =>
  Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => bytes.getFloat64(8 * i, true));

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
        clear(b) - clear(a) ||
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
  let reach = 0;
  for (const weight of kernel) reach = Math.max(reach, Math.abs(weight));
  const table = channels === 1 ? signedTable() : null;
  const bytes = new Uint8ClampedArray(4 * area).fill(255);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) {
      const share = over(kernel[(table ? 0 : c * area) + i], reach);
      bytes[4 * i + c] = table ? table[Math.round(255 * (1 + share))][c] : 127.5 * (1 + share);
    }
  }
  return bytes;
}

/** The photo as the layer reads it: planes of values from 0 to 1, less the mean, divided by the deviation. */
export function planesOf(rgba, { mean, std }) {
  const value = (i, c) => rgba[4 * i + c];
  const grey = (i) => Math.floor(0.299 * value(i, 0) + 0.587 * value(i, 1) + 0.114 * value(i, 2) + 0.5);
  const size = rgba.length / 4;
  return Float64Array.from({ length: size * mean.length }, (_, at) => {
    const [c, i] = [Math.floor(at / size), at % size];
    return ((mean.length === 1 ? grey(i) : value(i, c)) / 255 - mean[c]) / std[c];
  });
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
  return {
    snapshots,
    count,
    channels,
    size,
    hand,
    kernels,
    told,
    structured,
    steps: get("steps"),
    curve: get("curve"),
  };
}

function compute(state, ui) {
  const bytes = ui.model.get("weights");
  if (ui.layer?.bytes !== bytes) {
    const read = readLayer((name) => ui.model.get(name));
    const tile = (kernel) => new ImageData(kernelRgba(kernel, read.channels), read.size);
    ui.layer = { bytes, tiles: read.kernels.map((all) => all.map(tile)), ...read };
  }
  const { layer } = ui;
  const position = Math.min(state.position, layer.snapshots - 1);
  const chosen = Math.min(state.chosen, layer.count - 1);
  return { layer, position, chosen, numbers: sorted(layer.told.at(-1), state.order) };
}

/** How the choice stands to a puzzle: its goal is a likeness, a moment, or both colour and lines. */
export function judge(_state, { layer, position, chosen }, { goal }) {
  if (goal.structured) {
    const wanted = layer.structured.findIndex((n) => n > goal.structured * layer.count);
    const here = `${layer.structured[position]} of ${layer.count} kernels have structure at step ${layer.steps[position]}.`;
    return {
      solved: position === wanted,
      words: position === wanted ? `Solved: ${here}` : `${here} ${position < wanted ? "Later." : "Is it the first?"}`,
    };
  }
  if (position < layer.snapshots - 1) return { solved: false, words: "Go to the last snapshot first." };
  const all = layer.told[position];
  if (goal.pattern) {
    const [pattern, mix] = [layer.hand.names.indexOf(goal.pattern), layer.hand.mixNames.indexOf(goal.mix)];
    const like = all.map(({ products }) => Math.abs(along(products[pattern], layer.hand.mixes[mix])));
    const best = Math.max(...like);
    const solved = like[chosen] === best;
    return {
      solved,
      words: `${solved ? "Solved: kernel" : "Kernel"} ${chosen} is like it by ${formatNumber(like[chosen])}${
        solved ? ", more than any other." : `; there is one with ${formatNumber(best)}.`
      }`,
    };
  }
  const { colour, strength } = all[chosen];
  const solved = colour > goal.colour && strength > goal.strength;
  return {
    solved,
    words:
      `${solved ? "Solved: kernel" : "Kernel"} ${chosen} has a colour share of ${formatNumber(colour)} ` +
      `and a direction of strength ${formatNumber(strength)}.`,
  };
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

/** A canvas of one kernel, or of one channel of it, each number a square. */
function kernelCanvas(zoom) {
  const canvas = make("canvas", { class: "cc-f-kernel", "aria-hidden": "true" });
  return {
    canvas,
    update: (numbers, channels, size) => {
      if (canvas.width !== size) [canvas.width, canvas.height] = [size, size];
      canvas.style.width = `${size * zoom}px`;
      canvas.getContext("2d").putImageData(new ImageData(kernelRgba(numbers, channels), size), 0, 0);
    },
  };
}

/** All kernels of a snapshot in a square, one of them framed. */
function kernelBoard(title, { signal, onPick, label }) {
  const canvas = make("canvas", { class: "cc-f-kernel" });
  const spot = make("div", { class: "cc-f-spot" });
  const board = make(
    "div",
    {
      class: "cc-frame cc-f-board",
      ...(label ? { tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": 0 } : { role: "img" }),
    },
    [canvas, spot],
  );
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: "cc-grid cc-kernel" }, [make("div", { class: "cc-name" }, title), board, caption]);
  let across = 1;
  board.addEventListener(
    "click",
    (event) => {
      const box = canvas.getBoundingClientRect();
      const at = (value, whole) => Math.min(across - 1, Math.max(0, Math.floor((value / whole) * across)));
      onPick(at(event.clientY - box.top, box.height) * across + at(event.clientX - box.left, box.width));
    },
    { signal },
  );
  function update({ layer, numbers, chosen }, position) {
    const { size, count } = layer;
    across = Math.ceil(Math.sqrt(count));
    const pitch = size + 1;
    const [width, height] = [across * pitch - 1, Math.ceil(count / across) * pitch - 1];
    const zoom = Math.max(2, Math.min(8, Math.floor((63 * ZOOM.grid) / width)));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    canvas.style.width = `${width * zoom}px`;
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    numbers.forEach((n, i) =>
      pen.putImageData(layer.tiles[position][n], (i % across) * pitch, Math.floor(i / across) * pitch),
    );
    const place = numbers.indexOf(chosen);
    Object.assign(spot.style, {
      left: `${(place % across) * pitch * zoom}px`,
      top: `${Math.floor(place / across) * pitch * zoom}px`,
      width: `${size * zoom}px`,
      height: `${size * zoom}px`,
    });
    caption.textContent = `step ${layer.steps[position]} · ${layer.structured[position]} of ${count} have structure`;
    if (!label) return;
    board.setAttribute("aria-valuemax", count - 1);
    board.setAttribute("aria-valuenow", place);
  }
  return { el, board, caption, update, across: () => across };
}

/** A map of numbers as a picture: signed ones brown – white – teal. */
function mapBox(title, part) {
  const canvas = make("canvas", { class: "cc-f-map", role: "img", width: 1, height: 1 }); // square, like what comes
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [
    make("div", { class: "cc-name" }, title),
    make("div", { class: "cc-frame" }, [canvas]),
    caption,
  ]);
  const put = (bytes, rows, cols) => {
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    canvas.getContext("2d").putImageData(new ImageData(bytes, cols), 0, 0);
  };
  return { el, canvas, caption, put };
}

const mapRgba = (data) => kernelRgba(data, 1);

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

/** The photo, decoded once. */
function photoStore(ui) {
  const store = { photo: null, rgba: null };
  createImageBitmap(new Blob([ui.model.get("picture")])).then(
    (bitmap) => {
      const { width, height } = bitmap;
      const pen = make("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
      pen.drawImage(bitmap, 0, 0);
      store.rgba = pen.getImageData(0, 0, width, height).data;
      const mean = ui.model.get("mean");
      store.photo = {
        data: planesOf(store.rgba, { mean, std: ui.model.get("std") }),
        shape: [mean.length, height, width],
      };
      ui.schedule();
    },
    () => ui.notice("The photo could not be read, so there are no outputs."),
  );
  return store;
}

function build(ui) {
  const { model, signal, el } = ui;
  const store = photoStore(ui);
  let now = null;
  const pick = (place) => now && place < now.numbers.length && ui.set({ chosen: now.numbers[place] });
  const before = kernelBoard("Before training", { signal, onPick: pick });
  const after = kernelBoard("Snapshot", { signal, onPick: pick, label: "Kernel" });
  after.board.addEventListener(
    "keydown",
    (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -after.across(), ArrowDown: after.across() }[event.key];
      const end = { Home: 0, End: now?.layer.count - 1 }[event.key];
      if (!now || (step === undefined && end === undefined)) return;
      // From the state and not from what was drawn: keys may come faster than frames.
      const place = end ?? now.numbers.indexOf(Math.min(ui.state().chosen, now.layer.count - 1)) + step;
      event.preventDefault();
      if (place >= 0) pick(place);
    },
    { signal },
  );
  const boards = make("div", { class: "cc-f-boards" }, [before.el, after.el]);
  const ordered = make("div", { class: "cc-size cc-f-order" });

  const input = mapBox("Input", "input");
  const [learned, byHand] = ["Kernel", "Hand-made"].map((title) => detail(title));
  const [output, likeOutput] = ["Its output", "Its output"].map((title) => mapBox(title, "output"));
  const flow = make("div", { class: "cc-f-flow" }, [
    input.el,
    make("div", { class: "cc-f-pairs" }, [learned.el, output.el, byHand.el, likeOutput.el]),
  ]);
  const stage = make("div", { class: "cc-stage", "data-mode": "formation" }, [
    make("div", {}, [boards, ordered]),
    flow,
  ]);
  const sum = make("div", { class: "cc-sum cc-f-sum" });
  const plot = make("div", { class: "cc-f-plot", role: "img" });
  const key = make("div", { class: "cc-size cc-f-key" });
  const bar = stepBar(ui, "Last snapshot", ["◂ Previous", "Next ▸"]); // a step is one of training here
  const onWeights = () => ui.schedule();
  model.on("change:weights", onWeights);
  signal.addEventListener("abort", () => model.off("change:weights", onWeights));

  /** A kernel, large, with its channels beside it and what it is like below. */
  function detail(title) {
    const name = make("div", { class: "cc-name" }, title);
    const large = kernelCanvas(ZOOM.large);
    const small = ["red", "green", "blue"].map((channel) => ({ channel, ...kernelCanvas(ZOOM.small) }));
    const column = make(
      "div",
      { class: "cc-f-channels" },
      small.map(({ channel, canvas }) => make("div", { class: "cc-f-channel" }, [canvas, make("span", {}, channel)])),
    );
    const frame = make("div", { class: "cc-frame cc-f-large", role: "img" }, [large.canvas]);
    const caption = make("div", { class: "cc-size" });
    return {
      el: make("div", { class: "cc-grid cc-kernel" }, [
        name,
        make("div", { class: "cc-f-body" }, [frame, column]),
        caption,
      ]),
      update(text, numbers, { channels, size }, words) {
        name.textContent = text;
        large.update(numbers, channels, size);
        column.hidden = channels === 1;
        const area = size * size;
        if (channels === 3) small.forEach((one, c) => one.update(numbers.subarray(c * area, (c + 1) * area), 1, size));
        frame.setAttribute("aria-label", `${text}: ${words.join(", ")}`);
        caption.replaceChildren(...words.flatMap((line, i) => (i ? [make("br"), line] : [line])));
      },
    };
  }

  function drawFlow({ layer, position, chosen }) {
    const { channels, size, hand } = layer;
    const [kernel, one] = [layer.kernels[position][chosen], layer.told[position][chosen]];
    const made = madeByHand(one.near, hand);
    learned.update(`Kernel ${chosen}`, kernel, layer, kernelWords(one, channels));
    byHand.update("Most like it, hand-made", made, layer, [
      nearWords(one.near, hand),
      `likeness ${formatNumber(Math.abs(one.near.cosine))}`,
    ]);
    if (!store.photo) return;
    const [, rows, cols] = store.photo.shape;
    input.put(new Uint8ClampedArray(store.rgba), rows, cols);
    input.caption.textContent = `${sizeText(rows, cols)}${channels === 3 ? "×3" : ""}`;
    input.canvas.setAttribute("aria-label", `Input photo, ${sizeText(rows, cols)} pixels`);
    for (const [box, weights, what] of [
      [output, kernel, `kernel ${chosen}`],
      [likeOutput, made, "the hand-made pattern"],
    ]) {
      const map = respond(store.photo, weights, size, model.get("stride"));
      box.put(mapRgba(map.data), map.rows, map.cols);
      box.caption.textContent = sizeText(map.rows, map.cols);
      box.canvas.setAttribute("aria-label", `What ${what} makes of the photo, ${sizeText(map.rows, map.cols)}`);
    }
  }

  function drawSum({ layer, position, chosen }) {
    const { near, products } = layer.told[position][chosen];
    const sign = near.cosine < 0 ? -1 : 1;
    const names = layer.channels === 3 ? ["red", "green", "blue"] : [""];
    const terms = layer.hand.mixes[near.mix]
      .map((weight, c) => [names[c], sign * weight * products[near.pattern][c]])
      .filter((_, c) => layer.hand.mixes[near.mix][c] !== 0);
    const parts = terms.flatMap(([name, value], i) => [
      i ? " + " : "",
      make(
        "span",
        { class: "cc-t-kernel" },
        `${value < 0 ? `(${formatNumber(value)})` : formatNumber(value)}${name && ` ${name}`}`,
      ),
    ]);
    sum.replaceChildren(
      make("span", { class: "cc-where" }, "likeness"),
      " = ",
      ...(terms.length > 1 ? [...parts, " ≈ "] : []),
      make("strong", { class: "cc-t-output" }, formatNumber(Math.abs(near.cosine))),
      near.cosine < 0 ? " with the pattern’s negative" : "",
      ": scale both to length 1, multiply weight by weight, add up.",
    );
  }

  function draw(state, result) {
    now = result;
    const { layer, position, chosen } = result;
    before.update(result, 0);
    after.update(result, position);
    const words = `Step ${layer.steps[position]}: ${layer.structured[position]} of ${layer.count} kernels have structure.`;
    const one = layer.told[position][chosen];
    const about = `Kernel ${chosen}: ${kernelWords(one, layer.channels).join(", ")}; most like ${nearWords(
      one.near,
      layer.hand,
    )}, ${formatNumber(Math.abs(one.near.cosine))}.`;
    before.board.setAttribute("aria-label", `All kernels before training: ${before.caption.textContent}`);
    after.board.setAttribute("aria-valuetext", about);
    ordered.textContent = orderWords(layer.told.at(-1), state.order);
    drawFlow(result);
    drawSum(result);
    plot.innerHTML = growthPlot(layer, position, Math.min(640, Math.max(240, el.clientWidth - 4)));
    plot.setAttribute("aria-label", words);
    key.replaceChildren(
      make("span", { class: "cc-t-kernel" }, "● kernels with structure"),
      ...(layer.curve.length ? [" · ", make("span", { class: "cc-t-output" }, "● accuracy on photos held out")] : []),
    );
    bar.update(`step ${layer.steps[position]}`, position, layer.snapshots === 1);
    pressToggle(el, state.order);
    ui.say(`${words} ${about}`);
  }

  return { parts: [stage, sum, bar.el, plot, key], draw };
}

export default { render: explorer({ compute, build, judge, count: ({ layer }) => layer.snapshots }) };
