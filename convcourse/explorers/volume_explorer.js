// VolumeExplorer: a small cube of weights moves through a cube of numbers, along three axes.
import { arrowMove } from "./parts/board.js";
import { cubeDrawing, cubeScale } from "./parts/cubes.js";
import { draggable } from "./parts/drag.js";
import { button, make, node, nodes } from "./parts/elements.js";
import { sumOfTaps } from "./parts/engine.js";
import { arrow, box, classes, gridFigure, gridPart, isWide, steps, words } from "./parts/figure.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { agrees, formatNumber, formatWeight } from "./parts/numbers.js";
import { countRight, judging, solved, unsolved } from "./parts/puzzles.js";
import { sameArray } from "./parts/store.js";
import { clip, drawingId, svg } from "./parts/svg.js";
import {
  correlate3d,
  deeper,
  indexOf,
  paddedShape,
  placeOf,
  planeOf,
  toVolume,
  volumeSize,
  windowTaps3d,
} from "./parts/volume.js";

/** @typedef {import("./parts/volume.js").Volume} Volume */
/** @typedef {import("./parts/volume.js").Tap3d} Tap3d */
/**
 * @typedef {object} State
 * @property {number[][][]} input @property {number[][][]} kernel @property {number} layer_index 0 Conv3d, 1 Conv2d
 * @property {number} padding @property {number} stride @property {number} position
 * @property {number} shift by how many slices the volume lies deeper
 * @property {number} turn @property {number} tilt @property {boolean} pull
 */
/**
 * @typedef {object} Focus what is looked at
 * @property {number[] | null} at the output at work; null where no window fits
 * @property {(i: number) => boolean} known which outputs are known by now
 * @property {Tap3d[][]} slices the products of its window, slice by slice
 * @property {Tap3d} [lit] the one that the pointer singles out
 */

const DEGREES_PER_PIXEL = 0.6;
const DEGREES_PER_KEY = 5;
const NO_WINDOW = "The kernel is larger than the padded volume along at least one axis: no window fits. Add padding.";

export const shapeText = (shape) => shape.join("×");

/** Padding and stride of each axis. Slices that are channels get neither: the kernel does not slide along them. */
export function optionsOf({ layer_index: layer, padding, stride }) {
  return layer
    ? { padding: [0, padding, padding], stride: [1, stride, stride] }
    : { padding: [padding, padding, padding], stride: [stride, stride, stride] };
}

/** The volume as the layer gets it. @param {{input: number[][][], shift?: number}} state @returns {Volume} */
const volumeOf = ({ input, shift }) => deeper(toVolume(input), shift);

/** @param {State} state */
export function compute(state) {
  return correlate3d(volumeOf(state), toVolume(state.kernel), optionsOf(state));
}

/**
 * The output of the volume where it was, beside that of the volume where it lies now: for each output, which of those
 * before it should be again, or -1, and whether it is. An output of a Conv3d is sought as many slices before as the volume
 * was moved; a map has no slices, so its outputs are sought in their own places.
 * @param {State} state @param {Volume} result
 */
export function movedFrom(state, result) {
  const before = compute({ ...state, shift: 0 });
  const slices = state.layer_index ? 0 : state.shift / state.stride;
  const [, rows, cols] = result.shape;
  // Half a stride deeper lies no output of before.
  const from = Array.from(result.data, (_, i) =>
    Number.isInteger(slices) ? Math.max(-1, i - slices * rows * cols) : -1,
  );
  const again = from.map((at, i) => at >= 0 && state.shift > 0 && agrees(before.data[at], result.data[i]));
  return { before, from, again };
}

/**
 * A kernel is as deep as its layer needs: as many slices as there are channels, or three at most. The memory holds its
 * `depth` as a volume while it is a stack, and the `stack` while it is a volume: what was made deeper or cut comes back.
 * @param {Partial<State>} changes @param {State} state @param {{depth?: number, stack?: number[][][]}} [memory]
 */
export function reconcile(changes, state, memory = {}) {
  const { layer_index: layer, input, kernel } = { ...state, ...changes };
  if ("kernel" in changes && "layer_index" in changes) memory.depth = memory.stack = undefined; // all is set anew
  if (!("kernel" in changes) && "layer_index" in changes)
    Object.assign(memory, layer ? { depth: kernel.length } : { stack: kernel });
  const depth = layer ? input.length : Math.min(3, memory.depth ?? 3, kernel.length);
  if (!layer) memory.depth = undefined;
  if (kernel.length === depth) return changes;
  // Each a copy: an edit of one is to leave the others alone.
  const slice = (d) => structuredClone(kernel[d] ?? memory.stack?.[d] ?? kernel.at(-1));
  return { ...changes, kernel: Array.from({ length: depth }, (_, d) => slice(d)) };
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((_state, { data, shape }, { goal }) => {
  const target = goal.output && toVolume(goal.output);
  const wanted = goal.shape ?? target.shape;
  if (!sameArray(shape, wanted)) return unsolved(`The output is ${shapeText(shape)}, the goal ${shapeText(wanted)}.`);
  if (!target) return solved(`${shapeText(wanted)}.`);
  const right = countRight(target.data, data);
  return right === data.length
    ? solved(`all ${right} outputs agree.`)
    : unsolved(`${right} of ${data.length} outputs agree.`);
});

/** The shapes that the state gives to each of the two layers, named as torch names them. */
export function layerShapes({ input, kernel, padding, stride }) {
  const shape = toVolume(input).shape;
  const [depth, rows, cols] = toVolume(kernel).shape;
  const shallow = Math.min(depth, 3);
  const size = (layer_index, deep) =>
    volumeSize(shape, [deep, rows, cols], optionsOf({ layer_index, padding, stride }));
  const [, ...plane] = size(1, shape[0]);
  const card = (name, slides, deep, axes, ...sizes) => ({
    name,
    slides,
    weights: deep * rows * cols,
    lines: ["input", "kernel", "output"].map((part, i) => [part, axes[i], `(${sizes[i].join(", ")})`]),
  });
  const axes3d = ["(N, C, D, H, W)", "(C_out, C, kD, kH, kW)", "(N, C_out, D, H, W)"];
  const axes2d = ["(N, C, H, W)", "(C_out, C, kH, kW)", "(N, C_out, H, W)"];
  const [kernel3d, kernel2d] = [shallow, shape[0]].map((deep) => [deep, rows, cols]);
  const [made3d, made2d] = [
    [1, 1, ...size(0, shallow)],
    [1, 1, ...plane],
  ];
  return [
    card("Conv3d", "slides along D, H and W", shallow, axes3d, [1, 1, ...shape], [1, 1, ...kernel3d], made3d),
    card("Conv2d", "slides along H and W", shape[0], axes2d, [1, ...shape], [1, ...kernel2d], made2d),
  ];
}

/** What is looked at: the output pointed at, else the one at the position. @returns {Focus} */
function focusOf(state, { data, shape }, pointed, all) {
  if (!data.length) return { at: null, known: () => false, slices: [] };
  const { kind, slice } = pointed?.part ?? {};
  const place = pointed && [slice, ...pointed.at];
  const valid = kind === "output" && place.every((n, axis) => n < shape[axis]);
  const at = valid ? place : placeOf(shape, state.position);
  const here = indexOf(shape, at);
  const taps = windowTaps3d(volumeOf(state), toVolume(state.kernel), at, optionsOf(state));
  const isLit = (tap) => sameArray([tap.slice, tap.kernelRow, tap.kernelCol], place);
  return {
    at,
    known: (i) => all || i <= state.position || i === here,
    slices: state.kernel.map((_, d) => taps.filter((tap) => tap.slice === d)),
    lit: kind === "tap" ? taps.find(isLit) : undefined,
  };
}

/** The three cubes with their captions, drawn for a width; `id` tells the patterns of two views apart. */
function showCubes(state, result, { at, known }, { width, id, most }) {
  const [input, kernel] = [volumeOf(state), toVolume(state.kernel)];
  const { padding, stride } = optionsOf(state);
  const padded = paddedShape(input.shape, padding);
  const { scale } = cubeScale(width, [padded, kernel.shape, at ? result.shape : [1, 1, 1]], state.pull, most);
  const window = at && { start: at.map((n, axis) => n * stride[axis]), size: kernel.shape };
  const inside = (n, axis) => {
    const reach = n + padding[axis] - window.start[axis];
    return reach >= 0 && reach < kernel.shape[axis];
  };
  const here = at ? indexOf(result.shape, at) : -1;
  const lookOf = (strong) => (strong ? "strong" : "faint");
  const draw = (volume, part, how) => cubeDrawing(volume, state, { scale, id: id + part, ...how });
  const size = shapeText(input.shape);
  return {
    drawings: [
      draw(input, "i", {
        padding,
        window,
        axes: [state.layer_index ? "C" : "D", "H", "W"],
        look: (place) => lookOf(!!at && place.every(inside)),
      }),
      draw(kernel, "k", { look: () => "strong" }),
      at
        ? draw(result, "o", {
            window: { start: at, size: [1, 1, 1] },
            look: (_, i) => (known(i) ? lookOf(i === here) : "later"),
          })
        : svg(20, 20, "", -10, -10),
    ],
    captions: [
      sameArray(padded, input.shape) ? size : `${size}, padded to ${shapeText(padded)}`,
      shapeText(kernel.shape),
      shapeText(result.shape),
    ],
    label:
      "Three cubes: input, kernel, output. Arrow keys turn and tilt them; turned by " +
      `${formatNumber(state.turn)}°, tilted by ${formatNumber(state.tilt)}°`,
  };
}

/** What a slice of the window is called, wherever it is spoken of: a slice or channel of the input, or padding. */
function sliceName({ layer_index: layer, input }, taps) {
  const [at] = taps[0].from;
  return at < 0 || at >= input.length ? "Padding" : `${layer ? "Channel" : "Slice"} ${at}`;
}

/** One slice of the window, and the slice of the kernel that lies on it. */
function showPair(state, d, taps, lit) {
  const [rows, cols] = [state.kernel[0].length, state.kernel[0][0].length];
  const tapAt = (r, c) => taps[r * cols + c];
  const isLit = (r, c) => tapAt(r, c) === lit;
  // A zero that is no number of the volume: padding, or what came in when the volume was moved.
  const isZero = (r, c) => tapAt(r, c).padded || tapAt(r, c).from[0] < state.shift;
  const shape = { rows, cols, size: "" };
  return {
    from(r, c) {
      const [z, y, x] = tapAt(r, c).from;
      return [z - state.shift, y, x];
    },
    window: {
      ...{ ...shape, name: sliceName(state, taps), values: taps.map((tap) => tap.value) },
      fixed: isZero,
      classes: (r, c) => classes({ "cc-padding": isZero(r, c), "cc-lit": isLit(r, c) }),
    },
    kernel: {
      ...{ ...shape, name: `Kernel ${d}`, values: state.kernel[d].flat() },
      classes: (r, c) => classes({ "cc-lit": isLit(r, c) }),
    },
    adds: formatNumber(sumOfTaps(taps)),
  };
}

/** Slice `d` of a volume as a grid of numbers. */
function sliceLook(volume, d) {
  const { rows, cols, data } = planeOf(volume, d);
  return { name: `Slice ${d}`, rows, cols, values: data, size: "" };
}

/** Slice `d` of an output, by name; a Conv2d makes one map, and no slices. */
const outputLook = (state, volume, d) => ({ ...sliceLook(volume, d), ...(state.layer_index && { name: "Map" }) });

/** Slice `d` of the output; what is not known yet is empty, and what agrees with the target is right. */
function showOutput(state, result, d, { at, known }, { target, moved }) {
  const index = (r, c) => indexOf(result.shape, [d, r, c]);
  const here = indexOf(result.shape, at);
  const fits = !!target && sameArray(target.shape, result.shape);
  const right = (i) => fits && agrees(target.data[i], result.data[i]);
  const named = (i) =>
    classes({
      "cc-later": !known(i),
      "cc-lit": i === here,
      "cc-right": i !== here && right(i),
      "cc-v-again": !!moved?.again[i],
    });
  return {
    ...outputLook(state, result, d),
    hidden: (r, c) => !known(index(r, c)),
    classes: (r, c) => named(index(r, c)),
  };
}

/** Slice `d` of the output before the volume was moved: what comes out again is marked, and lit where that is at work. */
function showBefore(state, { before, from, again }, d, here) {
  const index = (r, c) => indexOf(before.shape, [d, r, c]);
  const named = (i) => classes({ "cc-lit": i === from[here], "cc-v-again": again[from.indexOf(i)] });
  return { ...outputLook(state, before, d), classes: (r, c) => named(index(r, c)) };
}

/** How many of the outputs are those of before. @param {State} state @param {ReturnType<typeof movedFrom>} moved */
function movedWords({ layer_index: layer, shift }, { again }) {
  if (!shift) return "The volume lies where it was.";
  const same = again.filter(Boolean).length;
  const where = layer ? "" : `, ${shift === 1 ? "one slice" : "two slices"} deeper`;
  return `Same as before${where}: ${same || "none"} of ${again.length} output${again.length === 1 ? "" : "s"}.`;
}

/** The sum of each slice's products, and the sum of these. @param {State} state @param {Focus} focus */
function sumLines(state, { slices, lit }, total) {
  const line = (name, parts) => node("div", {}, node("span", { class: "cc-v-of" }, name), node("span", {}, ...parts));
  const partial = (text) => node("strong", { class: "cc-v-partial" }, text);
  const sums = slices.map(sumOfTaps);
  const lines = slices.map((taps, d) =>
    line(sliceName(state, taps), [...sumParts(taps, sums[d], lit).slice(0, -1), partial(formatNumber(sums[d]))]),
  );
  const signed = sums.map((n) => partial(n < 0 ? `(${formatNumber(n)})` : formatNumber(n)));
  const together = signed.flatMap((part, d) => (d ? [" + ", part] : [part]));
  return [...lines, line("Together", [...together, " = ", resultPart(formatNumber(total))])];
}

/** How wide the cells of a volume's slices are, so that all slices stand in one row where they can; 17 to 34 px. */
function sliceCell(width, { shape }, least = 20) {
  const [depth, , cols] = shape;
  if (width < 480) return least;
  return Math.max(17, Math.min(isWide(width) ? 34 : 28, Math.floor((width - 80 - 14 * depth) / (depth * cols)) - 1));
}

/** The shapes of a layer, as a card. */
function cardNode({ name, slides, weights, lines }, active) {
  const heading = node("div", {}, node("strong", {}, name), active ? " (shown above) " : " ", slides);
  const shapes = lines.map(([part, axes, numbers]) =>
    node("div", {}, [part === "kernel" ? "weight" : part, part], ` ${axes} = `, node("strong", {}, numbers)),
  );
  const props = { class: "cc-v-card", "data-active": String(active) };
  return node("div", props, heading, ...shapes, node("div", {}, `${weights} weights`));
}

/** A row with each slice of a volume, as `of` shows it. @param {Volume} volume @param {number} width @param {(d: number) => any} of */
const slicesRow = (volume, width, of, least = 20) => ({
  cell: sliceCell(width, volume, least),
  items: Array.from({ length: volume.shape[0] }, (_, d) => of(d)),
});

/**
 * The outputs, slice by slice: those of now, and those of before.
 * @param {State} state @param {Volume} result @param {Focus} focus @param {{target: ?Volume, width: number}} how
 * @param {?ReturnType<typeof movedFrom>} moved where those of before are shown
 */
function showOutputs(state, result, focus, { target, width }, moved) {
  const here = indexOf(result.shape, focus.at);
  const least = moved ? 24 : 20; // two rows of three slices still fit a phone
  return {
    before: moved && slicesRow(moved.before, width, (d) => showBefore(state, moved, d, here), least),
    outputs: {
      title: moved ? "The output now" : "The output",
      ...slicesRow(result, width, (d) => showOutput(state, result, d, focus, { target, moved }), least),
    },
    moved: moved && movedWords(state, moved),
  };
}

/** What is to be seen. @param {State} state @param {Volume} result */
export function show(state, result, { pointed, puzzle, width, data: { id, compare, before } }) {
  const focus = focusOf(state, result, pointed, !!puzzle || before);
  const { at, slices, lit } = focus;
  const target = puzzle?.goal.output ? toVolume(puzzle.goal.output) : null;
  const moved = before && at && !puzzle ? movedFrom(state, result) : null;
  const many = !!target || compare || !!moved; // rows below the cubes
  const cards = compare ? layerShapes(state).map((card, i) => cardNode(card, i === state.layer_index)) : null;
  const most = many ? [14, 16] : [20, 28];
  const cubes = showCubes(state, result, focus, {
    width: Math.max(240, width - 4),
    id,
    most: most[Number(isWide(width))],
  });
  const targets = target && slicesRow(target, width, (d) => sliceLook(target, d));
  const seen = { cubes, cards, targets, ends: { "data-moved": moved && (state.layer_index ? "maps" : "slices") } };
  if (!at) {
    const bar = { where: "", position: state.position, stopped: true };
    const none = { pairs: null, outputs: null, before: null, moved: null };
    return { px: { cell: 26 }, parts: { ...seen, ...none, bar, sum: NO_WINDOW }, say: NO_WINDOW };
  }
  const value = result.data[indexOf(result.shape, at)];
  const place = `Output at slice ${at[0]}, row ${at[1]}, column ${at[2]} is ${formatNumber(value)}.`;
  return {
    px: { cell: 26 },
    parts: {
      ...seen,
      pairs: {
        title: `The window and the kernel, ${state.layer_index ? "channel by channel" : "slice by slice"}`,
        stacked: width >= 480 && 202 * slices.length > width,
        items: slices.map((taps, d) => showPair(state, d, taps, lit)),
      },
      ...showOutputs(state, result, focus, { target, width }, moved),
      bar: { where: `output[${at.join(", ")}]`, position: state.position, stopped: false },
      sum: sumLines(state, focus, value),
    },
    say: moved ? `${place} ${movedWords(state, moved)}` : place,
  };
}

/** Let a drag and the arrow keys turn what is drawn in an element. */
function turnable(ui, el) {
  const { signal, model } = ui;
  const listen = (name, act) => el.addEventListener(name, act, { signal });
  const view = () => [model.get("turn"), model.get("tilt")];
  const whole = (degrees) => clip(Math.round(degrees / 5) * 5, -90, 90);
  const turnTo = (...angles) => {
    const [turn, tilt] = angles.map(whole);
    if (!sameArray([turn, tilt], view())) ui.set({ turn, tilt });
  };
  draggable(el, {
    signal,
    grab: (event) => ({ x: event.clientX, y: event.clientY, before: view() }),
    move({ x, y, before }, event) {
      const [across, down] = [event.clientX - x, event.clientY - y].map((px) => px * DEGREES_PER_PIXEL);
      turnTo(before[0] - across, before[1] + down);
    },
    back: ({ before }) => turnTo(...before),
  });
  listen("keydown", (event) => {
    const move = arrowMove(event);
    if (!move) return;
    event.preventDefault();
    const [turn, tilt] = view();
    turnTo(turn + move[1] * DEGREES_PER_KEY, tilt - move[0] * DEGREES_PER_KEY);
  });
}

/** The three cubes, which turn together. */
function cubes(ui) {
  const boards = ["input", "kernel", "output"].map((part) => {
    const inner = make("div", { class: "cc-v-cube" });
    const caption = make("div", { class: "cc-size" });
    const name = make("div", { class: "cc-name" }, part[0].toUpperCase() + part.slice(1));
    return { inner, caption, el: make("div", { class: `cc-grid cc-${part}` }, [name, inner, caption]) };
  });
  const props = {
    role: "application",
    tabindex: "0",
    "aria-roledescription": "drawing that can be turned",
    "data-hand": "x",
  };
  const between = boards.flatMap(({ el }, i) => (i ? [...nodes([arrow()]), el] : [el]));
  const el = make("div", { class: "cc-v-cubes", ...props }, between);
  turnable(ui, el);
  function update({ drawings, captions, label }) {
    for (const [i, { inner, caption }] of boards.entries()) {
      inner.innerHTML = drawings[i];
      caption.textContent = captions[i];
    }
    el.setAttribute("aria-label", label);
  }
  return { el, update };
}

/** A titled row of as many items as are shown; `create(ui, d)` makes one. */
const row = (words, create) => (ui) => {
  const heading = make("div", { class: "cc-v-title" }, words);
  const line = make("div", { class: "cc-v-row cc-sideways" });
  const made = [];
  function update({ title = words, cell, stacked = false, items }) {
    heading.textContent = title;
    if (cell) line.style.setProperty("--cell", `${cell}px`);
    line.classList.toggle("cc-v-stacked", stacked);
    while (made.length < items.length) made.push(create(ui, made.length));
    const some = made.slice(0, items.length);
    if (line.childElementCount !== some.length) line.replaceChildren(...some.map((item) => item.el));
    for (const [d, item] of some.entries()) item.update(items[d]);
  }
  return { el: make("div", { class: "cc-v-part" }, [heading, line]), update };
};

/** One slice of the window beside the slice of the kernel that lies on it. */
function slicePair(ui, d) {
  let from = null; // where each cell of the window lies in the input
  const grid = (edits, spec) => gridPart(ui, { kind: "tap", slice: d }, { part: edits, edits, ...spec });
  const window = grid("input", { label: `Window, slice ${d}`, place: (_, at) => from(...at) });
  const kernel = grid("kernel", { label: `Kernel, slice ${d}`, format: formatWeight, place: (_, at) => [d, ...at] });
  const adds = make("div", { class: "cc-v-adds" });
  const times = make("span", { class: "cc-v-times", "aria-hidden": "true" }, "×");
  const grids = make("div", { class: "cc-v-grids" }, [window.el, times, kernel.el]);
  function update(shown) {
    from = shown.from;
    window.update(shown.window);
    kernel.update(shown.kernel);
    adds.replaceChildren("adds ", make("strong", {}, shown.adds));
  }
  return { el: make("div", { class: "cc-v-pair" }, [grids, adds]), update };
}

/** One slice of the output: a click on a cell goes there. */
const outputSlice = (ui, d) =>
  gridPart(
    ui,
    { kind: "output", slice: d },
    {
      part: "output",
      label: `Output, slice ${d}`,
      picks: (_, at, { shape }) => ({ position: indexOf(shape, [d, ...at]) }),
    },
  );

/** The step buttons, and one that brings back the cubes as they stood at first. */
function bar(ui) {
  const made = steps()(ui);
  const resetView = () => {
    const { turn, tilt, pull } = ui.model.get("initial");
    ui.set({ turn, tilt, pull });
  };
  made.el.lastChild.before(button("Reset view", resetView, ui.signal, { class: "cc-button cc-v-view" }));
  return made;
}

/** One slice that is only to be seen, beside that of the output. */
const seenSlice = (part, label) => (ui, d) => gridPart(ui, part, { part, label: `${label}, slice ${d}`, silent: true });

export default {
  render: gridFigure({
    open: ({ model }) => ({ id: drawingId(), compare: model.get("compare"), before: model.get("before") }),
    parts: {
      cubes,
      pairs: row("", slicePair),
      outputs: row("The output", outputSlice),
      before: row("The output before", seenSlice("before", "Output before")),
      targets: row("The target", seenSlice("target", "Target")),
      moved: words("cc-v-moved"),
      bar,
      sum: words("cc-sum"),
      cards: words("cc-v-cards cc-sideways"),
    },
    stage: [
      node(
        "div",
        { class: "cc-stage", "data-mode": "volume" },
        "cubes",
        box("cc-v-rows", [
          "pairs",
          box("cc-v-ends cc-sideways", ["before", "outputs", "targets"], "ends"),
          "moved",
          "cards",
        ]),
      ),
    ],
    words: ["bar", box("cc-pages cc-lesser", ["sum"])],
    compute,
    reconcile,
    judge,
    show,
    count: ({ data }) => data.length,
  }),
};
