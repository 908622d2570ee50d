// ChannelExplorer: filters as deep as their input, a map for each filter, and the sum over channels in each pixel.
import { colorScale } from "./parts/colors.js";
import { button, make, node, plainWords } from "./parts/elements.js";
import { conv2d, relu } from "./parts/engine.js";
import { arrow, box, classes, gridFigure, gridPart, steps, words } from "./parts/figure.js";
import { channelsOf, groupTrouble, layerCounts, pixelParts } from "./parts/layers.js";
import { sumParts } from "./parts/lines.js";
import { agrees, formatCount, formatNumber, formatWeight, sizeText } from "./parts/numbers.js";
import {
  COLOURS,
  colourBytes,
  decodeRgba,
  pictureBox,
  pictureStore,
  planeBytes,
  rangeOf,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { countRight, judging, solved, unsolved } from "./parts/puzzles.js";
import { sameArray, withEnd } from "./parts/store.js";
import { planeOf } from "./parts/volume.js";

const WIDE = 520;

export const channelName = (channel, channels) => (channels === 3 ? COLOURS[channel] : `ch ${channel}`);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Nested lists [channels][rows][cols] as a tensor. */
export const toTensor = (lists) => ({
  data: Float64Array.from(lists.flat(2)),
  shape: [lists.length, lists[0].length, lists[0][0].length],
});

/** All that can be counted about a state's layer, for an input of `rows`×`cols`. */
export function shapeOf({ input, bank, filters, groups }, [rows, cols] = [input[0].length, input[0][0].length]) {
  const kernel = [bank[0][0].length, bank[0][0][0].length];
  return { channels: input.length, filters, groups, kernel, output: [rows - kernel[0] + 1, cols - kernel[1] + 1] };
}

/** The weights in use: of each filter in the bank the channels of its group. torch's shape. */
export function weightOf(state) {
  const shape = shapeOf(state);
  const used = state.bank.slice(0, state.filters).map((filter, o) => channelsOf(o, shape).map((c) => filter[c]));
  return { data: Float64Array.from(used.flat(3)), shape: [state.filters, used[0].length, ...shape.kernel] };
}

/** The maps of a state's layer for an input tensor. */
export function mapsOf(input, state) {
  const made = conv2d(input, weightOf(state), state.bias.slice(0, state.filters), { groups: state.groups });
  // Which maps have negative numbers before the ReLU: with it a 0 keeps the colour that it has without it.
  const signed = Array.from({ length: state.filters }, (_, o) => planeOf(made, o).data.some((value) => value < 0));
  return { ...made, signed, ...(state.relu && { data: relu(made.data) }) };
}

/** What is shown: the input as a tensor, and its maps, or why there are none. `cells` counts the patch's output. */
export function compute(state, ui) {
  const { output } = shapeOf(state);
  const cells = output[0] * output[1];
  const input = state.photo ? ui.data.photos.get("photo") : toTensor(state.input);
  const trouble = groupTrouble(shapeOf(state));
  if (trouble || !input) return { cells, trouble, input, maps: null };
  if (!state.photo) return { cells, trouble, input, maps: mapsOf(input, state) };
  const key = JSON.stringify([state.bank, state.bias, state.filters, state.groups, state.relu]);
  if (ui.data.kept?.key !== key) ui.data.kept = { key, maps: mapsOf(input, state) };
  return { cells, trouble, input, maps: ui.data.kept.maps };
}

/** The groups' slider ends at the number of channels; a photo has three, so another number goes without it. */
export function reconcile(changes, state) {
  const channels = (changes.input ?? state.input).length;
  const whole = changes.input ? withEnd(changes, "channels", channels, state.input.length) : changes;
  return (changes.photo ?? state.photo) && channels !== 3 ? { ...whole, photo: false } : whole;
}

const oneFilter = (state, filter) => ({ ...state, bank: [filter], bias: [0], filters: 1, groups: 1, relu: false });
const tint = (share) => `color-mix(in srgb, var(--hue) ${Math.round(55 * share)}%, var(--paper))`;

/** How a state stands to a puzzle's goal; a filter has to do its task on every picture, not on this one alone. */
export const judge = judging((state, { maps, trouble }, { goal: { filter, blind, weights } }) => {
  if (!maps) return unsolved(`${capital(trouble)}.`);
  if (filter) return judgeFilter(state, maps, filter);
  if (blind) return judgeBlind(state, maps);
  const { weights: has } = layerCounts(shapeOf(state));
  return has === weights
    ? solved(`${has} weights, ${state.filters} maps.`)
    : unsolved(`The layer has ${has} weights; the goal is ${weights}.`);
});

function judgeFilter(state, maps, filter) {
  const target = mapsOf(toTensor(state.input), oneFilter(state, filter)).data;
  const right = countRight(target, maps.data);
  if (right < target.length) return unsolved(`${right} of ${target.length} cells agree.`);
  const wanted = filter.flat(2);
  const other = state.bank[0].flat(2).some((weight, i) => !agrees(weight, wanted[i]));
  if (other || !agrees(state.bias[0], 0)) {
    return unsolved("All cells agree in this picture, but in others they would not.");
  }
  return solved(`all ${right} cells agree, in every picture.`);
}

function judgeBlind({ bank: [filter], bias: [bias] }, { data }) {
  if (!agrees(bias, 0)) return unsolved(`In the dark it already answers ${formatNumber(bias)}: the bias.`);
  const taps = filter[0].flat().map((_, t) => filter.reduce((sum, slice) => sum + slice.flat()[t], 0));
  const seen = taps.find((weight) => !agrees(weight, 0));
  const zeros = data.filter((value) => agrees(value, 0)).length;
  if (seen !== undefined) {
    const grey = `A single grey pixel of 1 would give ${formatNumber(seen)}: not blind yet.`;
    return unsolved(`${grey} ${zeros} of ${data.length} cells are 0.`);
  }
  if (zeros === data.length) return unsolved("It is blind to brightness, and to these colours, too.");
  return solved("grey gives 0, whatever the grey; colours do not.");
}

/** The kind of layer, in words. */
export function kindWords({ channels, filters, groups }) {
  if (groups === 1) return `standard: each filter reads all ${channels} channels`;
  if (groups < channels) return `${groups} groups: each filter reads ${channels / groups} of the ${channels} channels`;
  const per = filters / channels;
  return `depthwise: each filter reads 1 channel, ${per === 1 ? "one filter" : `${per} filters`} for each`;
}

/** What the layer costs, as [name, parts]; a part is text, or [text, what it is]. */
export function countLines(shape) {
  const { depth, each, weights, biases, parameters, pixels, multiplications } = layerCounts(shape);
  const {
    filters,
    kernel: [rows, cols],
  } = shape;
  const many = (n, word) => `${formatCount(n)} ${word}${n === 1 ? "" : "s"}`;
  return [
    ["Layer", [kindWords(shape)]],
    [
      "Weights",
      [
        [many(filters, "filter"), "kernel"],
        ` · ${many(depth, "channel")} · ${rows}·${cols} = `,
        [formatCount(weights), "kernel"],
      ],
    ],
    [
      "Parameters",
      [
        `${formatCount(weights)} + `,
        [biases === 1 ? "1 bias" : `${biases} biases`, "kernel"],
        " = ",
        [formatCount(parameters), "kernel"],
      ],
    ],
    [
      "Multiplications",
      [
        `${each} for each number · ${many(filters, "map")} · ${many(pixels, "pixel")} = `,
        [formatCount(multiplications), "output"],
      ],
    ],
  ];
}

/** One output number as the sum of its channels: parts as `countLines` has them. A bias of 0 adds nothing, and is not named. */
export function totalLine({ parts, bias, total }, channels, cut) {
  const signed = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));
  const terms = parts.flatMap(({ channel, sum }, i) => [
    i ? " + " : "",
    [channelName(channel, channels), "channel"],
    ` ${signed(sum)}`,
  ]);
  const ending = cut
    ? [formatNumber(total), ", after ReLU ", [formatNumber(Math.max(0, total)), "output"]]
    : [[formatNumber(total), "output"]];
  const biased = bias ? [" + ", ["bias", "kernel"], " ", [signed(bias), "kernel"]] : [];
  return [...terms, ...biased, " = ", ...ending];
}

/** The photo as a tensor, decoded once; null until it is there. */
const photoStore = (ui) =>
  pictureStore(ui, async () => {
    const { rows, cols, rgba } = await decodeRgba(new Blob([ui.model.get("picture")]));
    const data = new Float64Array(3 * rows * cols);
    for (const [channel, plane] of splitRgba(rgba).entries()) data.set(plane, channel * rows * cols);
    return { data, shape: [3, rows, cols] };
  });

/** The channels of a photo as pictures, as they look. */
export function channelLooks(photo) {
  const [, rows, cols] = photo.shape;
  return COLOURS.map((colour, n) => {
    const bytes = planeBytes(planeOf(photo, n).data);
    return { bytes, rows, cols, words: `${colour} channel, black 0, white 255` };
  });
}

/**
 * A map as a picture, as it looks; `values` are those of [rows, cols], in order.
 * @param {any} values @param {number[]} size @param {number} o @param {boolean} [signed] whether it can be negative
 */
export function mapLook(values, [rows, cols], o, signed = undefined) {
  const [low, high] = rangeOf([values, [0]]);
  const size = [low, high].map((value) => formatNumber(Math.round(value))).join(" to ");
  const bytes = planeBytes(values, { reach: Math.max(-low, high) || 1, signed: signed ?? low < 0 });
  return { bytes, rows, cols, words: `Map ${o}, ${sizeText(rows, cols)}, ${size}`, size };
}

/** Three channels as one picture, as it looks. */
export function colourLook(input, most) {
  const [, rows, cols] = input.shape;
  const size = `${sizeText(rows, cols)} pixels of 3 numbers`;
  const planes = [0, 1, 2].map((n) => planeOf(input, n).data);
  return { bytes: colourBytes(planes, most), rows, cols, words: `Input as the eye sees it, ${size}`, size };
}

/** A function that remembers what it made of a thing as long as the thing is there. */
function remembered(make) {
  const known = new WeakMap();
  return (given, ...more) => {
    if (!known.has(given)) known.set(given, make(given, ...more));
    return known.get(given);
  };
}

const photoLooks = remembered(channelLooks);
const colourLooks = remembered(colourLook);
const mapLooks = remembered((maps) => {
  const [filters, ...size] = maps.shape;
  return Array.from({ length: filters }, (_, o) => mapLook(planeOf(maps, o).data, size, o, maps.signed[o]));
});

const chosenNow = (state) => Math.min(state.chosen, state.filters - 1);
const mapSize = (state, input) => shapeOf(state, input.shape.slice(1)).output;

const asParts = (lines) =>
  lines.flatMap(([name, sum]) => [node("span", { class: "cc-ch-count" }, name), node("span", {}, ...sum)]);

/** The kind and the number in a part's name, such as “slice 2 of 3”. */
function partOf(pointed) {
  const [, kind, n] = /^(\w+) (\d+)/.exec(pointed?.part ?? "") ?? [];
  return { kind, n: Number(n), at: pointed?.at };
}

/** What is at work: a filter and a pixel of its map; in the patch or in the photo. */
function atWork(state, { input, maps }, pointed, spot) {
  if (!maps) return null;
  const size = mapSize(state, input);
  const { kind, n, at } = partOf(pointed);
  const onMap = (kind === "map" || kind === "shot") && n < state.filters;
  const o = onMap ? n : chosenNow(state);
  if (state.photo) return [o, ...within(spot ?? [Math.floor(size[0] / 2), Math.floor(size[1] / 2)], size)];
  if (onMap && at[0] < size[0] && at[1] < size[1]) return [o, ...at];
  return [o, Math.floor(state.position / size[1]), state.position % size[1]];
}

/** The tap that is pointed at, as [channel, kernel row, kernel column]; null if there is none. */
function litTap(pointed, work) {
  const { kind, n, at } = partOf(pointed);
  if (!at || !work) return null;
  if (kind === "slice") return [n, ...at];
  return kind === "input" || kind === "photo" ? [n, at[0] - work[1], at[1] - work[2]] : null;
}

/** The channels, as numbers or as pictures, with the window of the filter at work. */
function channelParts(state, { input }, { used, window, lit }) {
  const channels = state.input.length;
  const [rows, cols] = [state.input[0].length, state.input[0][0].length];
  const most = Math.max(1, ...state.input.flat(2).map(Math.abs));
  const isLit = (n, r, c) => lit && window && sameArray(lit, [n, r - window.row, c - window.col]);
  const framed = (n) => (used.includes(n) ? window : null);
  const looks = state.photo && input ? photoLooks(input) : [];
  return Object.fromEntries(
    state.input.flatMap((channel, n) => [
      [`photo ${n} of ${channels}`, state.photo ? looks[n] && { ...looks[n], window: framed(n) } : null],
      [
        `input ${n} of ${channels}`,
        state.photo
          ? null
          : {
              rows,
              cols,
              values: channel.flat(),
              size: "",
              look: (value) => ({ background: tint(Math.abs(value) / most), color: "" }),
              classes: (r, c) => (isLit(n, r, c) ? "cc-lit" : ""),
              window: framed(n),
            },
      ],
    ]),
  );
}

/** The slices of the filter at work, and what comes of each with its channel. */
function filterParts(state, o, pixel, { used, lit }) {
  const channels = state.input.length;
  const [rows, cols] = shapeOf(state).kernel;
  const { of } = colorScale(state.bank[o].flat(2));
  const slice = (n, off) => ({
    rows,
    cols,
    values: state.bank[o][n].flat(),
    size: off ? "not read" : "",
    mark: off ? "cc-ch-off" : "",
    hidden: () => off,
    fixed: () => off,
    look: of,
    classes: (r, c) => (!off && sameArray(lit, [n, r, c]) ? "cc-lit" : ""),
  });
  const sum = (n) => pixel?.parts.find(({ channel }) => channel === n)?.sum;
  const equals = (value) => (value === undefined ? "" : `= ${formatNumber(value)}`);
  const cut = pixel && state.relu ? Math.max(0, pixel.total) : undefined;
  return {
    title: `Filter ${o}`,
    ...Object.fromEntries(
      state.input.flatMap((_, n) => [
        [`slice ${n} of ${channels}`, slice(n, !used.includes(n))],
        [`part ${n}`, { text: equals(sum(n)) }],
      ]),
    ),
    bias: { rows: 1, cols: 1, values: [state.bias[o]], size: "" },
    biasValue: { text: pixel ? `${pixel.bias < 0 ? "−" : "+"} ${formatNumber(Math.abs(pixel.bias))}` : "" },
    sumName: { text: "sum" },
    sumValue: { text: equals(pixel?.total), result: !state.relu },
    cutName: { text: state.relu ? "after ReLU" : "" },
    cutValue: { text: equals(cut), result: state.relu },
  };
}

/** The maps, as numbers or as pictures. */
function mapParts(state, { input, maps }, work, puzzle) {
  const size = input ? mapSize(state, input) : [1, 1];
  const none = new Float64Array(size[0] * size[1]);
  const { of } = colorScale(maps?.data ?? [], maps?.signed.some(Boolean)); // one for all: equal numbers look alike
  const here = work && { row: work[1], col: work[2], height: 1, width: 1 };
  const map = (o) => ({
    rows: size[0],
    cols: size[1],
    values: maps ? planeOf(maps, o).data : none,
    size: sizeText(...size),
    hidden: () => !maps,
    look: of,
    classes: (r, c) => (work && r === work[1] && c === work[2] ? "cc-lit" : ""),
  });
  const shot = (o) => ({ ...(maps ? mapLooks(maps)[o] : mapLook(none, size, o)), window: here });
  const on = (o) => o < state.filters;
  const pressed = (o) => o === (work?.[0] ?? chosenNow(state));
  const filter = puzzle?.goal.filter;
  return {
    ...Object.fromEntries(
      state.bank.flatMap((_, o) => [
        [`map ${o}`, on(o) && !state.photo ? { ...map(o), pressed: pressed(o) } : null],
        [`shot ${o}`, on(o) && state.photo ? { ...(input && shot(o)), pressed: pressed(o) } : null],
      ]),
    ),
    target: filter && !state.photo ? targetOf(state, maps, filter) : null,
  };
}

function targetOf(state, maps, filter) {
  const { data, shape } = mapsOf(toTensor(state.input), oneFilter(state, filter));
  const [, rows, cols] = shape;
  return {
    rows,
    cols,
    values: data,
    size: sizeText(rows, cols),
    look: colorScale(data).of,
    classes: (r, c) => (agrees(data[r * cols + c], maps?.data[r * cols + c]) ? "cc-right" : ""),
  };
}

/** Why there are no maps. */
function refusal(state, trouble) {
  const { channels, filters } = shapeOf(state);
  const fits = Array.from({ length: channels }, (_, i) => i + 1).filter(
    (groups) => !groupTrouble({ channels, filters, groups }),
  );
  return (
    `${capital(trouble)}: PyTorch refuses this layer. The number of ` +
    `groups has to divide both the number of channels and the number of filters: here ${fits.join(" or ")}.`
  );
}

/** The arithmetic of the pixel at work, and what the layer costs. */
function lineParts(state, { input, trouble }, work, pixel, lit) {
  if (!pixel) {
    const sum = trouble ? refusal(state, trouble) : "";
    return { sum, products: "", ...(trouble && { counts: null }), said: sum };
  }
  const channels = state.input.length;
  const total = totalLine(pixel, channels, state.relu);
  const litOf = (channel, taps) =>
    lit?.[0] === channel ? taps.find((tap) => tap.kernelRow === lit[1] && tap.kernelCol === lit[2]) : null;
  return {
    sum: [node("span", { class: "cc-where" }, `output[${work.join(", ")}]`), " = ", ...total],
    products: pixel.parts.flatMap(({ channel, taps, sum }) => [
      [channelName(channel, channels), "channel"],
      node("span", { "data-channel": channel }, ...sumParts(taps, sum, litOf(channel, taps))),
    ]),
    counts: asParts(countLines(shapeOf(state, input.shape.slice(1)))),
    said: `Map ${work[0]} at row ${work[1]}, column ${work[2]}: ${plainWords(total)}`,
  };
}

/** What is seen of a state and its maps. */
export function show(state, result, { pointed, spot, puzzle, width }) {
  const work = atWork(state, result, pointed, spot);
  const pixel = work && pixelParts(result.input, weightOf(state), state.bias, work, state.groups);
  const [height, wide] = shapeOf(state).kernel;
  const window = work && { row: work[1], col: work[2], height, width: wide };
  const lit = litTap(pointed, work);
  const o = work?.[0] ?? chosenNow(state);
  const scene = { window, lit, used: result.trouble ? [] : channelsOf(o, shapeOf(state)) };
  const most = state.photo ? 255 : Math.max(9, ...(result.input?.data ?? []));
  const colour = state.input.length === 3;
  const { said, ...lines } = lineParts(state, result, work, pixel, lit);
  return {
    px: { cell: 26 },
    parts: {
      stage: {
        "data-mode": width >= WIDE ? "wide" : "narrow",
        class: classes({ "cc-stage cc-channels": true, "cc-ch-of-photo": state.photo }),
      },
      picture: colour ? (result.input ?? undefined) && { ...colourLooks(result.input, most), window } : null,
      ...channelParts(state, result, scene),
      ...filterParts(state, o, pixel, scene),
      ...mapParts(state, result, work, puzzle),
      bar: { where: "", position: state.position, stopped: !pixel, photo: state.photo },
      ...lines,
    },
    say: said,
  };
}

/**
 * A picture with a frame around the pixels in question. What is pointed at in it is looked at from then on, too: the
 * pixel of the maps that lies `shift` to the top left.
 */
function photoPart(ui, name, part, label, shift, more = {}) {
  function point(at, stay) {
    // by keyboard a picture is entered without a place in it: the pixel stays
    if (at && !stay) ui.spot = [at[0] - shift, at[1] - shift];
    ui.point(name)(at);
  }
  const workNow = () => atWork(ui.drawn.state, ui.drawn.result, ui.pointed, ui.spot) ?? [0, 0, 0];
  /** Look at a pixel of the maps: of a photo it is the view's own, of numbers the stop. */
  function look(at) {
    const { state, result } = ui.drawn;
    if (!result.input) return;
    const [row, col] = within(at, mapSize(state, result.input));
    const position = row * mapSize(state, result.input)[1] + col;
    if (state.photo) ui.spot = [row, col];
    else if (position !== ui.state().position) ui.set({ position });
    ui.schedule();
  }
  const slides = {
    keep: () => ({ spot: ui.spot, position: ui.state().position, work: workNow() }),
    slide: ({ work: [, row, col] }, by) => look([row + by[0], col + by[1]]),
    back({ spot, position }) {
      ui.spot = spot;
      if (position !== ui.state().position) ui.set({ position });
      ui.schedule();
    },
  };
  const made = pictureBox(label, {
    part,
    slides,
    canvas: { class: "cc-ch-canvas" },
    frame: { class: "cc-frame cc-ch-photo" },
    spot: { class: "cc-ch-spot", hidden: true },
    signal: ui.signal,
    point,
    leave: () => point(null),
    move(by) {
      const [, row, col] = workNow();
      look([row + by[0], col + by[1]]);
    },
    ...more,
  });
  made.listen("focus", () => point([0, 0], true));
  made.listen("blur", () => point(null));
  return made;
}

/** A map, as numbers or as a picture, whose name is a button that chooses its filter. */
function withButton(ui, o, { el, update }) {
  const choose = button(`Map ${o}`, () => ui.set({ chosen: o }), ui.signal, { class: "cc-button cc-ch-name" });
  el.querySelector(".cc-name").replaceWith(choose);
  return {
    el,
    update({ pressed, ...look }) {
      choose.setAttribute("aria-pressed", String(pressed));
      if (look.rows) update(look);
    },
  };
}

const mapGrid = (o) => (ui) => {
  const picks = (state, [r, c]) => ({ chosen: o, position: r * shapeOf(state).output[1] + c });
  return withButton(ui, o, gridPart(ui, `map ${o}`, { part: "output", label: `Map ${o}`, picks }));
};
const mapShot = (o) => (ui) => {
  const pick = () => ui.set({ chosen: o });
  return withButton(ui, o, photoPart(ui, `shot ${o}`, "output", "", 0, { pick }));
};

/** A cell of the table of sums. */
const numberCell = (name) => () => {
  const el = make("div", { class: `cc-ch-number ${name}` });
  const update = ({ text, result = false }) => {
    el.textContent = text;
    el.classList.toggle("cc-t-output", result);
  };
  return { el, update };
};

/** What is made of each channel, by its name and what it shows. */
function channelGrids(n, channels) {
  const name = channelName(n, channels);
  const slice = {
    part: "kernel",
    label: `Filter, ${name}`,
    format: formatWeight,
    edits: "bank",
    place: (state, at) => [chosenNow(state), n, ...at],
  };
  const slides = (state, { input: { shape } }) => ({ stride: [1, 1], size: shapeOf(state, shape.slice(1)).output });
  const input = { part: "input", label: capital(name), edits: "input", slides, place: (_, at) => [n, ...at] };
  const coloured = (make) => (ui) => {
    const made = make(ui);
    if (channels === 3) made.el.dataset.colour = name;
    return made;
  };
  const [id, at] = [`${n} of ${channels}`, (kind) => `${kind} ${n} of ${channels}`];
  return {
    [`input ${id}`]: coloured((ui) => gridPart(ui, at("input"), input)),
    [`photo ${id}`]: coloured((ui) => photoPart(ui, at("photo"), "input", capital(name), 1)),
    [`slice ${id}`]: coloured((ui) => gridPart(ui, at("slice"), slice)),
    [`part ${n}`]: numberCell(""),
  };
}

/** The products of each channel; pointing at one is pointing at its weight. */
function productLines(ui) {
  const { el, update } = words("cc-ch-products")(ui);
  const onTerm = ({ target }) => {
    const at = target.closest(".cc-term")?.dataset.at.split(",").map(Number) ?? null;
    const part = `slice ${target.closest("[data-channel]")?.dataset.channel}`;
    if (!sameArray(ui.pointed, at && { part, at })) ui.point(part)(at);
  };
  el.addEventListener("pointerover", onTerm, { signal: ui.signal });
  el.addEventListener("pointerleave", () => ui.point(null)(null), { signal: ui.signal });
  return { el, update };
}

function photoSteps(ui) {
  const { el, update } = steps("Last pixel")(ui);
  return {
    el,
    update({ photo, where, position, stopped }) {
      el.classList.toggle("cc-ch-of-photo", photo);
      update({ where, position, stopped });
    },
  };
}

function parts({ input, bank }) {
  const maps = bank.map((_, o) => ({ [`map ${o}`]: mapGrid(o), [`shot ${o}`]: mapShot(o) }));
  return Object.assign(
    {
      picture: (ui) => {
        const made = photoPart(ui, "photo 0", "input", "Input", 1);
        made.el.classList.add("cc-ch-picture");
        return made;
      },
      title: words("cc-ch-title cc-t-kernel"),
      biasValue: numberCell(""),
      sumName: numberCell("cc-ch-word"),
      sumValue: numberCell("cc-ch-total"),
      cutName: numberCell("cc-ch-word"),
      cutValue: numberCell(""),
      bar: photoSteps,
      sum: words("cc-sum cc-ch-sum"),
      products: productLines,
      counts: words("cc-ch-counts"),
    },
    ...input.map((_, n) => channelGrids(n, input.length)),
    ...maps,
  );
}

const grids = {
  bias: {
    part: "kernel",
    label: "Bias",
    format: formatWeight,
    edits: "bias",
    place: (state) => [chosenNow(state)],
    silent: true,
  },
  target: { label: "Target", silent: true },
};

function stage({ input, bank }) {
  const gap = node("span");
  const line = (n) => {
    const id = `${n} of ${input.length}`;
    return box("cc-ch-line", [node("div", {}, `input ${id}`, `photo ${id}`), `slice ${id}`, `part ${n}`]);
  };
  const sums = [gap, "bias", "biasValue", gap, "sumName", "sumValue", gap, "cutName", "cutValue"];
  const lines = box(
    "cc-ch-lines cc-pages",
    input.map((_, n) => line(n)),
  );
  const table = box("cc-ch-table", [gap, "title", gap, lines, box("cc-ch-sums cc-sideways", sums)]);
  const maps = bank.flatMap((_, o) => [`map ${o}`, `shot ${o}`]);
  const all = box(
    "cc-stage cc-channels",
    ["picture", table, arrow(), box("cc-ch-maps cc-sideways", [...maps, "target"])],
    "stage",
  );
  return [all];
}

export default {
  render: gridFigure({
    grids,
    parts,
    stage,
    words: ["bar", box("cc-pages cc-lesser", ["sum", "products", "counts"])],
    form: ({ input }) => String(input.length),
    open: (ui) => ({ photos: photoStore(ui), kept: null }),
    compute,
    reconcile,
    judge,
    reads: { parameters: (state, { trouble }) => (trouble ? 0 : layerCounts(shapeOf(state)).parameters) },
    show,
    count: ({ cells }) => cells,
  }),
};
