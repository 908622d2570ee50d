// ChannelExplorer: filters as deep as their input, a map for each filter, and the sum over channels in each pixel.
import { conv2d, relu } from "./parts/engine.js";
import { broken, explorer, sameArray, stepBar } from "./parts/frame.js";
import { channelsOf, groupTrouble, layerCounts, pixelParts } from "./parts/layers.js";
import {
  colourBytes,
  decodeRgba,
  pictureBox,
  pictureStore,
  planeBytes,
  rangeOf,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { agrees, colorScale, formatNumber, formatWeight, make, numberGrid, sizeText, sumLine } from "./parts/ui.js";
import { planeOf } from "./parts/volume.js";

const COLOURS = ["red", "green", "blue"];
const WIDE = 640;

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
  return state.relu ? { ...made, data: relu(made.data) } : made;
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
  const whole = changes.input ? { ...changes, channels } : changes;
  return (changes.photo ?? state.photo) && channels !== 3 ? { ...whole, photo: false } : whole;
}

const oneFilter = (state, filter) => ({ ...state, bank: [filter], bias: [0], filters: 1, groups: 1, relu: false });
const tint = (share) => `color-mix(in srgb, var(--hue) ${Math.round(55 * share)}%, var(--paper))`;

/** How a state stands to a puzzle's goal; a filter has to do its task on every picture, not on this one alone. */
export function judge(state, result, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  if (!result.maps) return open(`${capital(result.trouble)}.`);
  const { filter, blind, weights } = puzzle.goal;
  if (filter) return judgeFilter(state, result.maps, filter, open);
  if (blind) return judgeBlind(state, result.maps, open);
  const { weights: has } = layerCounts(shapeOf(state));
  return has === weights
    ? { solved: true, words: `Solved: ${has} weights, ${state.filters} maps.` }
    : open(`The layer has ${has} weights; the goal is ${weights}.`);
}

function judgeFilter(state, maps, filter, open) {
  const target = mapsOf(toTensor(state.input), oneFilter(state, filter)).data;
  const right = target.filter((value, i) => agrees(value, maps.data[i])).length;
  if (right < target.length) return open(`${right} of ${target.length} cells agree.`);
  const wanted = filter.flat(2);
  const other = state.bank[0].flat(2).some((weight, i) => !agrees(weight, wanted[i]));
  if (other || !agrees(state.bias[0], 0)) {
    return open("All cells agree in this picture, but in others they would not.");
  }
  return { solved: true, words: `Solved: all ${right} cells agree, in every picture.` };
}

function judgeBlind(state, maps, open) {
  const [filter] = state.bank;
  const [bias] = state.bias;
  if (!agrees(bias, 0)) return open(`In the dark it already answers ${formatNumber(bias)}: the bias.`);
  const taps = filter[0].flat().map((_, t) => filter.reduce((sum, slice) => sum + slice.flat()[t], 0));
  const seen = taps.find((weight) => !agrees(weight, 0));
  const zeros = Array.from(maps.data).filter((value) => agrees(value, 0)).length;
  if (seen !== undefined)
    return open(
      `A single grey pixel of 1 would give ${formatNumber(seen)}: not blind yet. ` +
        `${zeros} of ${maps.data.length} cells are 0.`,
    );
  if (zeros === maps.data.length) return open("It is blind to brightness, and to these colours, too.");
  return { solved: true, words: "Solved: grey gives 0, whatever the grey; colours do not." };
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
  const grouped = (n) => n.toLocaleString("en");
  const many = (n, word) => `${grouped(n)} ${word}${n === 1 ? "" : "s"}`;
  return [
    ["Layer", [kindWords(shape)]],
    [
      "Weights",
      [
        [many(filters, "filter"), "kernel"],
        ` · ${many(depth, "channel")} · ${rows}·${cols} = `,
        [grouped(weights), "kernel"],
      ],
    ],
    [
      "Parameters",
      [
        `${grouped(weights)} + `,
        [biases === 1 ? "1 bias" : `${biases} biases`, "kernel"],
        " = ",
        [grouped(parameters), "kernel"],
      ],
    ],
    [
      "Multiplications",
      [
        `${each} for each number · ${many(filters, "map")} · ${many(pixels, "pixel")} = `,
        [grouped(multiplications), "output"],
      ],
    ],
  ];
}

/** One output number as the sum of its channels: parts as `countLines` has them. */
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
  return [...terms, " + ", ["bias", "kernel"], " ", [signed(bias), "kernel"], " = ", ...ending];
}

const spans = (parts) =>
  parts.map((part) =>
    Array.isArray(part) ? make("span", { class: part[1] ? `cc-t-${part[1]}` : "" }, String(part[0])) : part,
  );

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

/** A map as a picture, as it looks; `values` are those of [rows, cols], in order. */
export function mapLook(values, [rows, cols], o) {
  const [low, high] = rangeOf([values, [0]]);
  const size = [low, high].map((value) => formatNumber(Math.round(value))).join(" to ");
  const bytes = planeBytes(values, { reach: Math.max(-low, high) || 1, signed: low < 0 });
  return { bytes, rows, cols, words: `Map ${o}, ${sizeText(rows, cols)}, ${size}`, size };
}

/** Three channels as one picture, as it looks. */
export function colourLook(input, most) {
  const [, rows, cols] = input.shape;
  const size = `${sizeText(rows, cols)} pixels of 3 numbers`;
  const planes = [0, 1, 2].map((n) => planeOf(input, n).data);
  return { bytes: colourBytes(planes, most), rows, cols, words: `Input as the eye sees it, ${size}`, size };
}

/** A function that remembers what it made of the last thing that it was given. */
function remembered(make) {
  let [last, made] = [undefined, null];
  return (given, ...more) => {
    if (given !== last) [last, made] = [given, make(given, ...more)];
    return made;
  };
}

/** A picture with a frame around the pixels in question. */
function photoBox(part, label, { point, ...acts }) {
  const box = pictureBox(label, {
    part,
    canvas: { class: "cc-ch-canvas" },
    frame: { class: "cc-frame cc-ch-photo" },
    spot: { class: "cc-ch-spot", hidden: true },
    point,
    leave: () => point(null),
    ...acts,
  });
  box.listen("focus", () => point([0, 0], true));
  box.listen("blur", () => point(null));
  return box;
}

const chosenNow = (state) => Math.min(state.chosen, state.filters - 1);
const mapSize = (state, input) => shapeOf(state, input.shape.slice(1)).output;

/** What a number typed into a cell does: `change` the state that it stands in, or be refused. */
function typing(ui) {
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`);
  const change = (name, act) => {
    const next = structuredClone(ui.state()[name]);
    act(next);
    ui.set({ [name]: next });
  };
  return { onReject, change };
}

/** The channels, the slices of the filter at work that meet them, and what comes of each pair. */
function channelTable(ui, watched) {
  const { signal } = ui;
  const { onReject, change } = typing(ui);
  const table = make("div", { class: "cc-ch-table" });
  const title = make("div", { class: "cc-ch-title cc-t-kernel" });
  const bias = numberGrid({
    part: "kernel",
    label: "Bias",
    signal,
    onReject,
    format: formatWeight,
    onEdit: (r, c, value) => change("bias", (next) => (next[chosenNow(ui.state())] = value)),
  });
  const cell = (name) => make("div", { class: `cc-ch-number ${name}` });
  const [biasValue, sumName, sumValue, cutName, cutValue] = [
    cell(""),
    cell("cc-ch-word"),
    cell("cc-ch-total"),
    cell("cc-ch-word"),
    cell(""),
  ];

  /** A row of the table: a channel, the slice of the filter that meets it, and what comes of the two. */
  function makeRow(channel, channels) {
    const name = channelName(channel, channels);
    const input = numberGrid({
      part: "input",
      label: capital(name),
      signal,
      onReject,
      onPoint: ui.point({ kind: "input", n: channel }),
      onEdit: (r, c, value) => change("input", (next) => (next[channel][r][c] = value)),
    });
    const canvas = photoBox("input", capital(name), watched("photo", channel, 1));
    const slice = numberGrid({
      part: "kernel",
      label: `Filter, ${name}`,
      signal,
      onReject,
      format: formatWeight,
      onPoint: ui.point({ kind: "slice", n: channel }),
      onEdit: (r, c, value) => change("bank", (next) => (next[chosenNow(ui.state())][channel][r][c] = value)),
    });
    if (channels === 3) for (const { el: one } of [input, canvas, slice]) one.dataset.colour = name;
    return { input, canvas, slice, part: cell("") };
  }
  let rows = [];
  function rowsFor(channels) {
    if (rows.length === channels) return;
    rows = Array.from({ length: channels }, (_, c) => makeRow(c, channels));
    table.replaceChildren(
      make("span"),
      title,
      make("span"),
      ...rows.flatMap((row) => [make("div", {}, [row.input.el, row.canvas.el]), row.slice.el, row.part]),
      make("span"),
      bias.el,
      biasValue,
      make("span"),
      sumName,
      sumValue,
      make("span"),
      cutName,
      cutValue,
    );
  }

  const looks = remembered(channelLooks);
  function drawChannels(state, result, used, window, lit) {
    rowsFor(state.input.length);
    const [height, width] = [state.input[0].length, state.input[0][0].length];
    const most = Math.max(1, ...state.input.flat(2).map(Math.abs));
    const fixed = !!ui.puzzle()?.keep?.input;
    rows.forEach(({ input, canvas }, n) => {
      [input.el.hidden, canvas.el.hidden] = [state.photo, !state.photo];
      if (!result.input) return;
      if (state.photo) {
        canvas.update({ ...looks(result.input)[n], window: used.includes(n) ? window : null });
        return;
      }
      input.update({
        rows: height,
        cols: width,
        values: state.input[n].flat(),
        size: "",
        fixed: () => fixed,
        look: (value) => ({ background: tint(Math.abs(value) / most), color: "" }),
        classes: (r, c) => (lit && window && sameArray(lit, [n, r - window.row, c - window.col]) ? "cc-lit" : ""),
      });
      input.outline(used.includes(n) ? window : null);
    });
  }

  function drawFilter(state, o, used, lit) {
    title.textContent = `Filter ${o}`;
    const [height, width] = shapeOf(state).kernel;
    const scale = colorScale(state.bank[o].flat(2));
    rows.forEach(({ slice }, n) => {
      const off = !used.includes(n);
      slice.el.classList.toggle("cc-ch-off", off);
      slice.update({
        rows: height,
        cols: width,
        values: state.bank[o][n].flat(),
        size: off ? "not read" : "",
        hidden: () => off,
        fixed: () => off,
        look: scale.of,
        classes: (r, c) => (!off && sameArray(lit, [n, r, c]) ? "cc-lit" : ""),
      });
    });
    bias.update({ rows: 1, cols: 1, values: [state.bias[o]], size: "" });
  }

  function drawTotals(state, pixel) {
    rows.forEach(({ part }, n) => {
      const one = pixel?.parts.find(({ channel }) => channel === n);
      part.textContent = one ? `= ${formatNumber(one.sum)}` : "";
    });
    biasValue.textContent = pixel ? `${pixel.bias < 0 ? "−" : "+"} ${formatNumber(Math.abs(pixel.bias))}` : "";
    sumName.textContent = "sum";
    sumValue.textContent = pixel ? `= ${formatNumber(pixel.total)}` : "";
    cutName.textContent = state.relu ? "after ReLU" : "";
    cutValue.textContent = pixel && state.relu ? `= ${formatNumber(Math.max(0, pixel.total))}` : "";
    sumValue.classList.toggle("cc-t-output", !state.relu);
    cutValue.classList.toggle("cc-t-output", state.relu);
  }

  return { el: table, drawChannels, drawFilter, drawTotals };
}

/** The maps that the filters make, as numbers and as pictures, and a puzzle's target beside them. */
function mapBoard(ui, watched) {
  const { signal } = ui;
  const maps = make("div", { class: "cc-ch-maps" });

  /** A map as a grid of numbers and as a picture; its name is a button that chooses its filter. */
  function makeMap(o) {
    const grid = numberGrid({
      part: "output",
      label: `Map ${o}`,
      signal,
      onPoint: ui.point({ kind: "map", n: o }),
      onPick: (r, c) => ui.set({ chosen: o, position: r * shapeOf(ui.state()).output[1] + c }),
    });
    const canvas = photoBox("output", "", { ...watched("map", o), pick: () => ui.set({ chosen: o }) });
    const buttons = [grid.el.querySelector(".cc-name"), canvas.name].map((old) => {
      const props = { type: "button", class: "cc-button cc-ch-name", click: () => ui.set({ chosen: o }) };
      const button = make("button", props, `Map ${o}`, signal);
      old.replaceWith(button);
      return button;
    });
    return { grid, canvas, buttons, look: remembered((maps, values, size) => mapLook(values, size, o)) };
  }
  const made = [];
  const target = numberGrid({ part: "target", label: "Target", signal });
  function mapsFor(filters) {
    while (made.length < filters) {
      made.push(makeMap(made.length));
      maps.replaceChildren(...made.flatMap(({ grid, canvas }) => [grid.el, canvas.el]), target.el);
    }
  }

  function drawMaps(state, result, work) {
    mapsFor(state.filters);
    const size = result.input ? mapSize(state, result.input) : [1, 1];
    const scale = colorScale(result.maps?.data ?? []); // one for all: equal numbers look alike
    made.forEach(({ grid, canvas, buttons, look }, o) => {
      const on = o < state.filters;
      [grid.el.hidden, canvas.el.hidden] = [!on || state.photo, !on || !state.photo];
      for (const button of buttons) button.setAttribute("aria-pressed", String(o === (work?.[0] ?? chosenNow(state))));
      if (!on || !result.input) return;
      const values = result.maps ? planeOf(result.maps, o).data : new Float64Array(size[0] * size[1]);
      const here = work && { row: work[1], col: work[2], height: 1, width: 1 };
      if (state.photo) {
        canvas.update({ ...look(result.maps ?? result.trouble, values, size), window: here });
        return;
      }
      grid.update({
        rows: size[0],
        cols: size[1],
        values,
        size: sizeText(...size),
        hidden: () => !result.maps,
        look: scale.of,
        classes: (r, c) => (work && r === work[1] && c === work[2] ? "cc-lit" : ""),
      });
    });
    drawTarget(state, result);
  }

  function drawTarget(state, result) {
    const filter = ui.puzzle()?.goal.filter;
    target.el.hidden = !filter || state.photo;
    if (!filter) return;
    const {
      data,
      shape: [, height, width],
    } = mapsOf(toTensor(state.input), oneFilter(state, filter));
    target.update({
      rows: height,
      cols: width,
      values: data,
      size: sizeText(height, width),
      look: colorScale(data).of,
      classes: (r, c) => (agrees(data[r * width + c], result.maps?.data[r * width + c]) ? "cc-right" : ""),
    });
  }

  return { el: maps, drawMaps };
}

/** The arithmetic of the pixel at work, and what the layer costs. */
function arithmetic(ui, bar) {
  const { signal } = ui;
  const sum = make("div", { class: "cc-sum cc-ch-sum" });
  const products = make("div", { class: "cc-ch-products" });
  const counts = make("div", { class: "cc-ch-counts" });

  const pointAtTerm = (event) => {
    const term = event.target.closest(".cc-term");
    const channel = Number(event.target.closest("[data-channel]")?.dataset.channel);
    ui.point({ kind: "slice", n: channel })(term && term.dataset.at.split(",").map(Number));
  };
  products.addEventListener("pointerover", pointAtTerm, { signal });
  products.addEventListener("pointerleave", () => ui.point(null)(null), { signal });

  function drawWords(state, result, work, pixel, lit) {
    counts.hidden = !!result.trouble;
    if (!pixel) {
      bar.update("", state.position, true);
      const { channels, filters } = shapeOf(state);
      const whole = Array.from({ length: channels }, (_, i) => i + 1);
      const fits = whole.filter((groups) => !groupTrouble({ channels, filters, groups }));
      sum.textContent = result.trouble
        ? `${capital(result.trouble)}: PyTorch refuses this layer. The number of ` +
          `groups has to divide both the number of channels and the number of filters: here ${fits.join(" or ")}.`
        : "";
      products.replaceChildren();
      ui.say(sum.textContent);
      return;
    }
    bar.update("", state.position, false);
    const channels = state.input.length;
    sum.replaceChildren(
      make("span", { class: "cc-where" }, `output[${work.join(", ")}]`),
      " = ",
      ...spans(totalLine(pixel, channels, state.relu)),
    );
    products.replaceChildren(
      ...pixel.parts.flatMap(({ channel, taps, sum: part }) => [
        make("span", { class: "cc-t-channel" }, channelName(channel, channels)),
        make(
          "span",
          { "data-channel": channel },
          sumLine(
            taps,
            part,
            lit?.[0] === channel ? taps.find((tap) => tap.kernelRow === lit[1] && tap.kernelCol === lit[2]) : null,
          ),
        ),
      ]),
    );
    const lines = countLines(shapeOf(state, result.input.shape.slice(1)));
    counts.replaceChildren(
      ...lines.flatMap(([name, parts]) => [
        make("span", { class: "cc-ch-count" }, name),
        make("span", {}, spans(parts)),
      ]),
    );
    ui.say(
      `Map ${work[0]} at row ${work[1]}, column ${work[2]}: ` +
        totalLine(pixel, channels, state.relu)
          .map((part) => (Array.isArray(part) ? part[0] : part))
          .join(""),
    );
  }

  return { parts: [sum, products, counts], drawWords };
}

function build(ui) {
  const { signal, el } = ui;
  let shown = { state: null, result: null };

  /** What is at work: a filter and a pixel of its map; in the patch or in the photo. */
  function atWork(state, { input, maps }) {
    if (!maps) return null;
    const size = mapSize(state, input);
    const hit = ui.pointed?.part.kind === "map" && ui.pointed.part.n < state.filters ? ui.pointed : null;
    const o = hit?.part.n ?? chosenNow(state);
    if (state.photo) return [o, ...within(ui.spot ?? [Math.floor(size[0] / 2), Math.floor(size[1] / 2)], size)];
    const at =
      hit && hit.at[0] < size[0] && hit.at[1] < size[1]
        ? hit.at
        : [Math.floor(state.position / size[1]), state.position % size[1]];
    return [o, ...at];
  }

  /** Everything that a picture on a canvas does when it is pointed at; `shift` leads from its pixels to the maps'. */
  const watched = (kind, n, shift = 0) => ({
    signal,
    point: (at, stay) => {
      // by keyboard a picture is entered without a place in it: the pixel stays
      if (at && !stay) ui.spot = [at[0] - shift, at[1] - shift];
      ui.point({ kind, n })(at);
    },
    move: (by) => {
      const { state, result } = shown;
      const [, row, col] = atWork(state, result) ?? [0, 0, 0];
      ui.spot = result.input ? within([row + by[0], col + by[1]], mapSize(state, result.input)) : null;
      ui.schedule();
    },
  });

  const picture = photoBox("input", "Input", watched("photo", 0, 1));
  picture.el.classList.add("cc-ch-picture");
  const table = channelTable(ui, watched);
  const maps = mapBoard(ui, watched);
  const arrow = make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const stage = make("div", { class: "cc-stage cc-channels" }, [picture.el, table.el, arrow, maps.el]);
  const bar = stepBar(ui, "Last pixel");
  const words = arithmetic(ui, bar);

  /** The tap that is pointed at, as [channel, kernel row, kernel column]; null if there is none. */
  function litTap(work) {
    const { part, at } = ui.pointed ?? {};
    if (!at || !work) return null;
    if (part.kind === "slice") return [part.n, ...at];
    return part.kind === "input" ? [part.n, at[0] - work[1], at[1] - work[2]] : null;
  }

  const look = remembered(colourLook);
  function drawPicture(state, result, window) {
    const colour = state.input.length === 3;
    picture.el.hidden = !colour;
    if (!colour || !result.input) return;
    const most = state.photo ? 255 : Math.max(9, ...result.input.data);
    picture.update({ ...look(result.input, most), window });
  }

  function place(state) {
    const wide = el.clientWidth >= WIDE;
    stage.dataset.mode = wide ? "wide" : "narrow";
    for (const one of [stage, bar.el]) one.classList.toggle("cc-ch-of-photo", state.photo);
    el.style.setProperty("--cell", "28px");
  }

  function draw(state, result) {
    shown = { state, result };
    const work = atWork(state, result);
    const pixel = work && pixelParts(result.input, weightOf(state), state.bias, work, state.groups);
    const [height, width] = shapeOf(state).kernel;
    const window = work && { row: work[1], col: work[2], height, width };
    const lit = litTap(work);
    place(state);
    drawPicture(state, result, window);
    const o = work?.[0] ?? chosenNow(state);
    const used = result.trouble ? [] : channelsOf(o, shapeOf(state));
    table.drawChannels(state, result, used, window, lit);
    table.drawFilter(state, o, used, lit);
    table.drawTotals(state, pixel);
    maps.drawMaps(state, result, work);
    words.drawWords(state, result, work, pixel, lit);
  }

  return { parts: [stage, bar.el, ...words.parts], draw };
}

const open = (ui) => ({ photos: photoStore(ui), kept: null });

export default { render: explorer({ open, compute, reconcile, build, judge, count: ({ cells }) => cells }) };
