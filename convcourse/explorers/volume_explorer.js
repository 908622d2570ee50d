// VolumeExplorer: a small cube of weights moves through a cube of numbers, along three axes.
import { broken, explorer, stepBar } from "./parts/frame.js";
import { agrees, formatNumber, formatWeight, make, numberGrid, sumLine } from "./parts/ui.js";
import { correlate3d, indexOf, placeOf, toVolume, volumeSize, windowTaps3d } from "./parts/volume.js";

const KEYS = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
const DEGREES_PER_PIXEL = 0.6;
const HALF = 0.41; // of a voxel's side, so that gaps let one see inside
const PULLED = 2.2; // from one slice to the next, when they are pulled apart

export const shapeText = (shape) => shape.join("×");

/** Padding and stride of each axis. Slices that are channels get neither: the kernel does not slide along them. */
export function optionsOf({ layer_index: layer, padding, stride }) {
  return layer
    ? { padding: [0, padding, padding], stride: [1, stride, stride] }
    : { padding: [padding, padding, padding], stride: [stride, stride, stride] };
}

export function compute(state) {
  return correlate3d(toVolume(state.input), toVolume(state.kernel), optionsOf(state));
}

/**
 * A kernel is as deep as its layer needs: as many slices as there are channels, or three at most. The memory holds its
 * `depth` as a volume while it is a stack, and the `stack` while it is a volume: what was made deeper or cut comes back.
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
export function judge(state, { data, shape }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const target = puzzle.goal.output && toVolume(puzzle.goal.output);
  const wanted = puzzle.goal.shape ?? target.shape;
  if (shape.join() !== wanted.join()) return open(`The output is ${shapeText(shape)}, the goal ${shapeText(wanted)}.`);
  if (!target) return { solved: true, words: `Solved: ${shapeText(wanted)}.` };
  const right = target.data.filter((value, i) => agrees(value, data[i])).length;
  return right === data.length
    ? { solved: true, words: `Solved: all ${right} outputs agree.` }
    : open(`${right} of ${data.length} outputs agree.`);
}

/** The shapes that the state gives to each of the two layers, named as torch names them. */
export function layerShapes({ input, kernel, padding, stride }) {
  const shape = toVolume(input).shape;
  const [depth, rows, cols] = toVolume(kernel).shape;
  const shallow = Math.min(depth, 3);
  const size = (layer_index, deep) =>
    volumeSize(shape, [deep, rows, cols], optionsOf({ layer_index, padding, stride }));
  const [, ...plane] = size(1, shape[0]);
  const tuple = (numbers) => `(${numbers.join(", ")})`;
  return [
    {
      name: "Conv3d",
      slides: "slides along D, H and W",
      weights: shallow * rows * cols,
      lines: [
        ["input", "(N, C, D, H, W)", tuple([1, 1, ...shape])],
        ["kernel", "(C_out, C, kD, kH, kW)", tuple([1, 1, shallow, rows, cols])],
        ["output", "(N, C_out, D, H, W)", tuple([1, 1, ...size(0, shallow)])],
      ],
    },
    {
      name: "Conv2d",
      slides: "slides along H and W",
      weights: shape[0] * rows * cols,
      lines: [
        ["input", "(N, C, H, W)", tuple([1, ...shape])],
        ["kernel", "(C_out, C, kH, kW)", tuple([1, shape[0], rows, cols])],
        ["output", "(N, C_out, H, W)", tuple([1, 1, ...plane])],
      ],
    },
  ];
}

/** What a turn and a tilt make of (z, y, x): [across, down, away]. Depth goes away from the eye at first. */
export function projector({ turn, tilt }) {
  const [a, b] = [turn, tilt].map((degrees) => (degrees * Math.PI) / 180);
  return ([z, y, x]) => {
    const back = z * Math.cos(a) - x * Math.sin(a);
    return [
      x * Math.cos(a) + z * Math.sin(a),
      y * Math.cos(b) - back * Math.sin(b),
      back * Math.cos(b) + y * Math.sin(b),
    ];
  };
}

/** How long a box is along each axis when it is drawn: slices may be pulled apart. */
const drawnSize = ([depth, rows, cols], pull) => [(depth - 1) * (pull ? PULLED : 1) + 1, rows, cols];

/** Pixels per voxel, so that three cubes, however they are turned, fit into a width: beside each other, or in two rows. */
export function cubeScale(width, shapes, pull) {
  const spans = shapes.map((shape) => Math.hypot(...drawnSize(shape, pull)));
  const [input, kernel, output] = spans;
  const beside = (width - 90) / (input + kernel + output);
  const wide = width >= 520;
  return {
    wide,
    spans,
    scale: Math.min(28, wide ? beside : Math.min((width - 8) / input, (width - 40) / (kernel + output))),
  };
}

const round = (value) => Math.round(value * 10) / 10;
const path = (points, close = "Z") => `M${points.map((p) => `${round(p[0])} ${round(p[1])}`).join("L")}${close}`;

/** Geometry of one cube in the middle of its drawing: where a place between voxels comes to lie, in pixels. */
function scene(shape, { turn, tilt, pull }, scale, shift = [0, 0, 0]) {
  const project = projector({ turn, tilt });
  const size = drawnSize(shape, pull);
  const step = pull ? PULLED : 1;
  // Slice z keeps its thickness of 1 wherever it is pulled to.
  const depthOf = (z) =>
    Number.isInteger(z) && z > 0 ? (z - 1) * step + 1 : Math.floor(z) * step + (z - Math.floor(z));
  const corner = ([z, y, x], startsAt = false) => {
    const depth = startsAt ? z * step : depthOf(z);
    return project([depth - size[0] / 2, y - size[1] / 2, x - size[2] / 2]).map((v) => v * scale);
  };
  const voxel = ([z, y, x]) =>
    project([z * step + 0.5 - size[0] / 2, y + 0.5 - size[1] / 2, x + 0.5 - size[2] / 2]).map((v) => v * scale);
  const faces = [0, 1, 2].flatMap((axis) => {
    const normal = [0, 1, 2].map((other) => Number(other === axis));
    const away = project(normal)[2];
    if (Math.abs(away) < 1e-6) return [];
    const sign = away < 0 ? 1 : -1;
    const others = [0, 1, 2].filter((other) => other !== axis);
    const corners = [
      [-1, -1],
      [-1, 1],
      [1, 1],
      [1, -1],
    ].map(([u, v]) => {
      const at = [0, 0, 0];
      [at[axis], at[others[0]], at[others[1]]] = [sign, u, v];
      return project(at.map((n) => n * HALF)).map((n) => n * scale);
    });
    return [{ axis, corners }];
  });
  return { corner, voxel, faces, shift };
}

/** Eight corners of the box from `start`, `size` voxels long, and the one that is hidden behind it. */
function boxEdges({ corner }, start, size) {
  const corners = Array.from({ length: 8 }, (_, i) => {
    const far = [(i >> 2) & 1, (i >> 1) & 1, i & 1];
    const at = far.map((f, axis) => start[axis] + f * size[axis]);
    return corner(at, !far[0]);
  });
  const away = corners.map((p) => p[2]);
  const hidden = away.indexOf(Math.max(...away));
  const edges = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) =>
    [1, 2, 4].filter((bit) => !(i & bit)).map((bit) => [i, i | bit]),
  );
  const draw = (some) => some.map(([i, j]) => path([corners[i], corners[j]], "")).join("");
  const behind = ([i, j]) => i === hidden || j === hidden;
  const faces = [1, 2, 4].map((bit) => {
    const [u, v] = [1, 2, 4].filter((other) => other !== bit);
    return path([hidden, hidden ^ u, hidden ^ u ^ v, hidden ^ v].map((i) => corners[i]));
  });
  return { seen: draw(edges.filter((e) => !behind(e))), unseen: draw(edges.filter(behind)), back: faces.join("") };
}

const box = (name, { seen, unseen }) =>
  `<path class="${name} cc-v-unseen" d="${unseen}"/><path class="${name}" d="${seen}"/>`;

/** The voxels of a volume, the farthest first; `look(place, i)` says how each is drawn, or null for not at all. */
function voxels({ voxel, faces, shift }, { data, shape }, look) {
  const largest = Math.max(...Array.from(data, Math.abs).filter(Number.isFinite), 1e-12);
  const drawn = Array.from(data, (value, i) => {
    const place = placeOf(shape, i);
    const how = look(place, i);
    return how && { at: voxel(place.map((n, axis) => n + shift[axis])), value, how };
  })
    .filter(Boolean)
    .sort((p, q) => q.at[2] - p.at[2]);
  return drawn
    .map(({ at, value, how }) => {
      const strength = Math.min(1, Math.abs(value) / largest);
      const [least, most] = how.strong ? [0.3, 0.95] : [0.03, 0.42];
      const shapes = faces.map(
        ({ axis, corners }) =>
          `<path class="cc-v-face${axis}" d="${path(corners.map((c) => [c[0] + at[0], c[1] + at[1]]))}"/>`,
      );
      const names = [
        "cc-v-voxel",
        how.name,
        value < 0 && how.name !== "cc-v-later" ? "cc-v-negative" : "",
        how.strong ? "cc-v-strong" : "",
      ];
      return `<g class="${names.filter(Boolean).join(" ")}" fill-opacity="${round(100 * (least + (most - least) * strength)) / 100}">${shapes.join("")}</g>`;
    })
    .join("");
}

/** Three short arrows that say which way depth (or channels), rows and columns go. */
function compass(state, radius) {
  const project = projector(state);
  const arrows = [state.layer_index ? "C" : "D", "H", "W"].map((name, axis) => {
    const [x, y] = project([0, 1, 2].map((other) => 22 * Number(other === axis)));
    return `<path class="cc-v-axis" d="M0 0L${round(x)} ${round(y)}"/><text x="${round(x * 1.45)}" y="${round(y * 1.45 + 4)}">${name}</text>`;
  });
  return `<g class="cc-v-compass" transform="translate(${round(-radius + 30)} ${round(radius - 24)})">${arrows.join("")}</g>`;
}

const svg = (side, inner, id) => `<svg width="${round(side)}" height="${round(side)}" aria-hidden="true"
  viewBox="${round(-side / 2)} ${round(-side / 2)} ${round(side)} ${round(side)}"><defs><pattern id="${id}" width="7" height="7"
  patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="cc-v-hatch" d="M0 0V7"/></pattern></defs>${inner}</svg>`;

function inputDrawing(state, { at, shape }, scale, id) {
  const input = toVolume(state.input);
  const { padding, stride } = optionsOf(state);
  const padded = input.shape.map((n, axis) => n + 2 * padding[axis]);
  const kernel = toVolume(state.kernel).shape;
  const space = scene(padded, state, scale, padding);
  const start = at && at.map((n, axis) => n * stride[axis]);
  const inside = (place) =>
    !!at &&
    place.every((n, axis) => n + padding[axis] >= start[axis] && n + padding[axis] < start[axis] + kernel[axis]);
  const outer = boxEdges(space, [0, 0, 0], padded);
  const around = state.padding ? `<path fill="url(#${id})" d="${outer.back}"/>${box("cc-v-padding", outer)}` : "";
  const side = Math.hypot(...drawnSize(padded, state.pull)) * scale;
  return svg(
    side,
    around +
      box("cc-v-frame", boxEdges(space, padding, input.shape)) +
      voxels(space, input, (place) => ({ name: "", strong: inside(place) })) +
      (at ? box("cc-v-window", boxEdges(space, start, kernel)) : "") +
      compass(state, side / 2),
    id,
  );
}

function kernelDrawing(state, scale, id) {
  const kernel = toVolume(state.kernel);
  const space = scene(kernel.shape, state, scale);
  return svg(
    Math.hypot(...drawnSize(kernel.shape, state.pull)) * scale,
    box("cc-v-frame", boxEdges(space, [0, 0, 0], kernel.shape)) +
      voxels(space, kernel, () => ({ name: "", strong: true })),
    id,
  );
}

function outputDrawing(state, result, { at, shown }, scale, id) {
  const space = scene(result.shape, state, scale);
  const here = at ? indexOf(result.shape, at) : -1;
  const side = Math.hypot(...drawnSize(result.shape, state.pull)) * scale;
  if (!at) return svg(20, "", id);
  return svg(
    side,
    box("cc-v-frame", boxEdges(space, [0, 0, 0], result.shape)) +
      voxels(space, result, (_, i) => (shown(i) ? { name: "", strong: i === here } : { name: "cc-v-later" })) +
      box("cc-v-window", boxEdges(space, at, [1, 1, 1])),
    id,
  );
}

/** The three cubes: drag or arrow keys turn them all. */
function cubes(ui) {
  const { signal, model } = ui;
  const id = `cc-v${Math.random().toString(36).slice(2)}`;
  const cube = (part, name) => {
    const inner = make("div", { class: "cc-v-cube" });
    const caption = make("div", { class: "cc-size" });
    return {
      inner,
      caption,
      el: make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, name), inner, caption]),
    };
  };
  const [input, kernel, output] = [
    ["input", "Input"],
    ["kernel", "Kernel"],
    ["output", "Output"],
  ].map((one) => cube(...one));
  const arrow = () => make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const turnable = { role: "application", tabindex: "0", "aria-roledescription": "drawing that can be turned" };
  const el = make("div", { class: "cc-v-cubes", ...turnable }, [input.el, arrow(), kernel.el, arrow(), output.el]);

  const clip = (value) => Math.max(-90, Math.min(90, Math.round(value / 5) * 5));
  const turnTo = (turn, tilt) => {
    const [a, b] = [clip(turn), clip(tilt)];
    if (a !== model.get("turn") || b !== model.get("tilt")) ui.set({ turn: a, tilt: b });
  };
  let from = null;
  const listen = (name, act) => el.addEventListener(name, act, { signal });
  listen("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, turn: model.get("turn"), tilt: model.get("tilt") };
    el.setPointerCapture(event.pointerId);
  });
  listen("pointermove", (event) => {
    if (!from) return;
    const [across, down] = [event.clientX - from.x, event.clientY - from.y].map((px) => px * DEGREES_PER_PIXEL);
    turnTo(from.turn - across, from.tilt + down);
  });
  for (const name of ["pointerup", "pointercancel"]) listen(name, () => (from = null));
  listen("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    turnTo(model.get("turn") + step[0], model.get("tilt") + step[1]);
  });

  function update(state, result, focus, width) {
    const inputShape = toVolume(state.input).shape;
    const padded = inputShape.map((n, axis) => n + 2 * optionsOf(state).padding[axis]);
    const kernelShape = toVolume(state.kernel).shape;
    const { scale, wide } = cubeScale(width, [padded, kernelShape, focus.at ? result.shape : [1, 1, 1]], state.pull);
    el.dataset.wide = wide;
    input.inner.innerHTML = inputDrawing(state, focus, scale, `${id}i`);
    kernel.inner.innerHTML = kernelDrawing(state, scale, `${id}k`);
    output.inner.innerHTML = outputDrawing(state, result, focus, scale, `${id}o`);
    const changed = padded.join() !== inputShape.join();
    input.caption.textContent = shapeText(inputShape) + (changed ? `, padded to ${shapeText(padded)}` : "");
    kernel.caption.textContent = shapeText(kernelShape);
    output.caption.textContent = shapeText(result.shape);
    el.setAttribute(
      "aria-label",
      `Three cubes: input, kernel, output. Arrow keys turn and tilt them; turned by ${formatNumber(
        state.turn,
      )}°, tilted by ${formatNumber(state.tilt)}°`,
    );
  }
  return { el, update };
}

/** What a slice of the window is called, wherever it is spoken of: a slice or channel of the input, or padding. */
function sliceName({ layer_index: layer, input }, [{ from }]) {
  return from[0] < 0 || from[0] >= input.length ? "Padding" : `${layer ? "Channel" : "Slice"} ${from[0]}`;
}

/** One slice of the window beside the slice of the kernel that lies on it. */
function slicePair(ui, d, onReject) {
  const { signal } = ui;
  const edit = (name, [z, r, c], value) => {
    const next = structuredClone(ui.state()[name]);
    next[z][r][c] = value;
    ui.set({ [name]: next });
  };
  let taps = [];
  const tapAt = (r, c) => taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c);
  const point = (at) => ui.point("tap")(at && [d, ...at]);
  const window = numberGrid({
    part: "input",
    label: `Window, slice ${d}`,
    signal,
    onReject,
    onPoint: point,
    onEdit: (r, c, value) => edit("input", tapAt(r, c).from, value),
  });
  const kernel = numberGrid({
    part: "kernel",
    label: `Kernel, slice ${d}`,
    signal,
    onReject,
    format: formatWeight,
    onPoint: point,
    onEdit: (r, c, value) => edit("kernel", [d, r, c], value),
  });
  const adds = make("div", { class: "cc-v-adds" });
  const el = make("div", { class: "cc-v-pair" }, [
    make("div", { class: "cc-v-grids" }, [
      window.el,
      make("span", { class: "cc-v-times", "aria-hidden": "true" }, "×"),
      kernel.el,
    ]),
    adds,
  ]);

  function update(state, own, lit) {
    taps = own;
    const [rows, cols] = [state.kernel[0].length, state.kernel[0][0].length];
    const isLit = (r, c) => (lit && lit.slice === d && lit.kernelRow === r && lit.kernelCol === c ? "cc-lit" : "");
    window.el.firstChild.textContent = sliceName(state, own);
    kernel.el.firstChild.textContent = `Kernel ${d}`;
    window.update({
      rows,
      cols,
      values: own.map((tap) => tap.value),
      size: "",
      fixed: (r, c) => own[r * cols + c].padded || !!ui.puzzle()?.keep.input,
      classes: (r, c) => `${own[r * cols + c].padded ? "cc-padding" : ""} ${isLit(r, c)}`,
    });
    kernel.update({ rows, cols, values: state.kernel[d].flat(), size: "", classes: isLit });
    const sum = own.reduce((total, tap) => total + tap.value * tap.weight, 0);
    adds.replaceChildren("adds ", make("strong", {}, formatNumber(sum)));
  }
  return { el, update };
}

/** The output, slice by slice, as grids of numbers; those not reached yet are empty. */
function outputSlices(ui, d) {
  const output = numberGrid({
    part: "output",
    label: `Output, slice ${d}`,
    signal: ui.signal,
    onPoint: (at) => ui.point("output")(at && [d, ...at]),
    onPick: (r, c) => {
      const [, rows, cols] = compute(ui.state()).shape;
      ui.set({ position: (d * rows + r) * cols + c });
    },
  });
  function update(result, { at, shown }, target, isMap) {
    const [, rows, cols] = result.shape;
    const index = (r, c) => (d * rows + r) * cols + c;
    const here = (r, c) => !!at && at[0] === d && at[1] === r && at[2] === c;
    const right = (i) => target && agrees(target.data[i], result.data[i]);
    output.el.firstChild.textContent = isMap ? "Map" : `Slice ${d}`; // a Conv2d makes one map, and no slices
    output.update({
      rows,
      cols,
      values: Array.from(result.data.slice(d * rows * cols, (d + 1) * rows * cols)),
      size: "",
      hidden: (r, c) => !shown(index(r, c)),
      classes: (r, c) =>
        [shown(index(r, c)) ? "" : "cc-later", here(r, c) ? "cc-lit" : right(index(r, c)) ? "cc-right" : ""].join(" "),
    });
  }
  return { el: output.el, update };
}

function shapeCard({ name, slides, weights, lines }, active) {
  return make("div", { class: "cc-v-card", "data-active": String(active) }, [
    make("div", {}, [make("strong", {}, name), active ? " (shown above) " : " ", slides]),
    ...lines.map(([part, axes, numbers]) =>
      make("div", {}, [
        make("span", { class: `cc-t-${part}` }, part === "kernel" ? "weight" : part),
        ` ${axes} = `,
        make("strong", {}, numbers),
      ]),
    ),
    make("div", {}, `${weights} weights`),
  ]);
}

function build(ui) {
  const { signal, el, model } = ui;
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`);
  const three = cubes(ui);
  const part = (words) => {
    const title = make("div", { class: "cc-v-title" }, words);
    const row = make("div", { class: "cc-v-row" });
    return { title, row, items: [], el: make("div", { class: "cc-v-part" }, [title, row]) };
  };
  const [pairs, outputs, targets] = ["", "The output", "The target"].map(part);
  const stage = make("div", { class: "cc-stage", "data-mode": "volume" }, [three.el, pairs.el, outputs.el, targets.el]);
  const bar = stepBar(ui);
  const view = make(
    "button",
    {
      type: "button",
      class: "cc-button",
      click: () => {
        const { turn, tilt, pull } = model.get("initial");
        ui.set({ turn, tilt, pull });
      },
    },
    "Reset view",
    signal,
  );
  bar.el.lastChild.before(view);
  const sum = make("div", { class: "cc-sum" });
  const cards = make("div", { class: "cc-v-cards", hidden: !model.get("compare") });

  /** Show as many of a part's items as there are, and make those that are missing. */
  function fill(one, count, create) {
    while (one.items.length < count) one.items.push(create(one.items.length));
    const shown = one.items.slice(0, count);
    if (one.row.childElementCount !== count) one.row.replaceChildren(...shown.map((item) => item.el));
    return shown;
  }

  /** The output at work, which outputs are known by now, and the tap that the pointer singles out. */
  function focusOf(state, { data, shape }) {
    if (!data.length) return { at: null, shown: () => false, shape };
    const { part: what, at: place } = ui.pointed ?? {};
    const valid = what === "output" && place.every((n, axis) => n < shape[axis]);
    const at = valid ? place : placeOf(shape, state.position);
    const here = indexOf(shape, at);
    return { at, shape, shown: (i) => !!ui.puzzle() || i <= state.position || i === here };
  }

  function drawTarget(target) {
    targets.el.hidden = !target;
    if (!target) return;
    fill(targets, target.shape[0], (d) => numberGrid({ part: "target", label: `Target, slice ${d}`, signal })).forEach(
      (grid, d) => {
        const [, rows, cols] = target.shape;
        grid.el.firstChild.textContent = `Slice ${d}`;
        grid.update({
          rows,
          cols,
          size: "",
          values: Array.from(target.data.slice(d * rows * cols, (d + 1) * rows * cols)),
        });
      },
    );
  }

  function drawWords(state, result, { at }, bySlice, lit) {
    bar.update(at ? `output[${at.join(", ")}]` : "", state.position, !at);
    if (!at) {
      sum.textContent =
        "The kernel is larger than the padded volume along at least one axis: no window fits. Add padding.";
      ui.say(sum.textContent);
      return;
    }
    const value = result.data[indexOf(result.shape, at)];
    const partial = bySlice.map((taps) => taps.reduce((total, tap) => total + tap.value * tap.weight, 0));
    const lines = bySlice.map((taps, d) => {
      const terms = sumLine(taps, partial[d], lit);
      terms.at(-1).className = "cc-v-partial";
      return make("div", {}, [make("span", { class: "cc-v-of" }, sliceName(state, taps)), make("span", {}, terms)]);
    });
    const total = partial.flatMap((n, d) => [
      d ? " + " : "",
      make("strong", { class: "cc-v-partial" }, n < 0 ? `(${formatNumber(n)})` : formatNumber(n)),
    ]);
    sum.replaceChildren(
      ...lines,
      make("div", {}, [
        make("span", { class: "cc-v-of" }, "Together"),
        make("span", {}, [...total, " = ", make("strong", { class: "cc-t-output" }, formatNumber(value))]),
      ]),
    );
    ui.say(`Output at slice ${at[0]}, row ${at[1]}, column ${at[2]} is ${formatNumber(value)}.`);
  }

  function draw(state, result) {
    el.style.setProperty("--cell", "28px");
    const focus = focusOf(state, result);
    const taps = focus.at
      ? windowTaps3d(toVolume(state.input), toVolume(state.kernel), focus.at, optionsOf(state))
      : [];
    const bySlice = state.kernel.map((_, d) => taps.filter((tap) => tap.slice === d));
    const { part: what, at: place } = ui.pointed ?? {};
    const lit = what === "tap" && taps.find((tap) => [tap.slice, tap.kernelRow, tap.kernelCol].join() === place.join());
    const target = ui.puzzle()?.goal.output ? toVolume(ui.puzzle().goal.output) : null;
    three.update(state, result, focus, Math.max(240, el.clientWidth - 4));
    pairs.title.textContent = state.layer_index
      ? "The window and the kernel, channel by channel"
      : "The window and the kernel, slice by slice";
    pairs.el.hidden = outputs.el.hidden = !focus.at;
    if (focus.at) {
      fill(pairs, state.kernel.length, (d) => slicePair(ui, d, onReject)).forEach((pair, d) =>
        pair.update(state, bySlice[d], lit),
      );
      fill(outputs, result.shape[0], (d) => outputSlices(ui, d)).forEach((slice) =>
        slice.update(
          result,
          focus,
          target && target.shape.join() === result.shape.join() ? target : null,
          !!state.layer_index,
        ),
      );
    }
    drawTarget(target);
    drawWords(state, result, focus, bySlice, lit);
    cards.replaceChildren(...layerShapes(state).map((card, i) => shapeCard(card, i === state.layer_index)));
  }

  return { parts: [stage, bar.el, sum, cards], draw };
}

export default {
  render: explorer({ compute, reconcile, build, judge, count: ({ data }) => data.length }),
};
