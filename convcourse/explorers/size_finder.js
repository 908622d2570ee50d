// SizeFinder: which sizes a transposed convolution, or several in a row, can make of one, and which settings make them.
import { button, make, node } from "./parts/elements.js";
import { outputSize, transposedOutputSize } from "./parts/engine.js";
import { box, classes, gridFigure, isWide, resetBar, words } from "./parts/figure.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { sameArray } from "./parts/store.js";
import { clip, range, svg } from "./parts/svg.js";

const [LARGEST_STRIDE, LARGEST_PADDING] = [4, 3];
const MOST_SETTINGS = 10;

/** The layers at work, as [kernel size, stride, padding]: a chain that is given, or the one that the sliders make. */
export const chainOf = ({ layers, kernel_size, stride, padding }) =>
  layers.length ? layers : [[kernel_size, stride, padding]];

/** What one layer makes of a size: a size for each output_padding, without those below 1. */
export function sizesFrom(size, [k, stride, padding]) {
  const made = range(stride).map((extra) => ({
    extra,
    size: transposedOutputSize(size, k, { stride, padding, outputPadding: extra }),
  }));
  return made.filter((one) => one.size > 0);
}

/**
 * Every stride, padding and output_padding of the sliders that bring `start` to `target` with this kernel; plain and even
 * ones first, those that cut off more than a stamp last.
 */
export function settingsFor({ start, target, kernel_size: k }) {
  const all = range(LARGEST_STRIDE).flatMap((s) =>
    range(LARGEST_PADDING + 1).map((padding) => ({ stride: s + 1, padding })),
  );
  const found = all.flatMap(({ stride, padding }) =>
    sizesFrom(start, [k, stride, padding])
      .filter((one) => one.size === target)
      .map(({ extra }) => ({ stride, padding, output_padding: extra, even: k % stride === 0 })),
  );
  const rank = (one) => [Number(one.padding >= k), Number(!one.even), one.output_padding, one.stride, one.padding];
  return found.sort(
    (a, b) =>
      rank(a)
        .map((x, i) => x - rank(b)[i])
        .find(Boolean) ?? 0,
  );
}

/** The sizes that convolutions make of `target`, layer by layer, the other way round; 0 where none fits. */
export function downFrom(target, chain) {
  const sizes = [target];
  for (const [k, stride, padding] of [...chain].reverse()) {
    const last = sizes.at(-1);
    sizes.push(last > 0 ? Math.max(0, outputSize(last, k, { stride, padding })) : 0);
  }
  return sizes;
}

/** All sizes that can be reached, as levels of a tree, and the way through it that was chosen. */
export function findSizes(state) {
  const { start, target, layers, output_padding } = state;
  const chain = chainOf(state);
  const levels = [[{ size: start }]];
  for (const layer of chain) {
    levels.push(levels.at(-1).flatMap((node) => sizesFrom(node.size, layer).map((made) => ({ ...made, from: node }))));
  }
  const ends = levels.at(-1);
  const end = layers.length
    ? ends.find((node) => node.size === target)
    : ends.find((node) => node.extra === Math.min(output_padding, state.stride - 1));
  const path = [];
  for (let node = end; node; node = node.from) path.unshift(node);
  return { chain, levels, path, down: downFrom(target, chain), settings: layers.length ? [] : settingsFor(state) };
}

/** output_padding stays below the stride. */
export function keepBelowStride(changes, state, _memory = null, ui = null) {
  const next = { ...state, ...changes };
  if (next.layers.length || next.output_padding < next.stride) return changes;
  ui?.notice(`output_padding has to be smaller than the stride: here at most ${next.stride - 1}.`);
  return { ...changes, output_padding: next.stride - 1 };
}

/** How a state stands to a puzzle's goal. */
export const judgeSizes = judging((state, { path }, { goal }) => {
  const made = path.at(-1)?.size;
  if (made === undefined) return unsolved("The padding cuts off all of the output.");
  if (made !== goal.size) return unsolved(`${state.start} becomes ${made}; the goal is ${goal.size}.`);
  return solved(`${state.start} becomes ${made}.`);
});

/** The way that was chosen, one line for each layer: its name, and the sum as text and [text, what it is]. */
export function wayWords({ chain, path }) {
  return path.slice(1).map(({ extra, size }, n) => {
    const [k, s, p] = chain[n];
    return [
      `Kernel ${k}, stride ${s}, padding ${p}`,
      [
        `(`,
        [path[n].size, "input"],
        ` − 1)·${s} − 2·${p} + `,
        [k, "kernel"],
        " + ",
        [extra, "window"],
        " = ",
        [size, "output"],
      ],
    ];
  });
}

/** Whether and how the target is reached. */
export function verdictWords(state, { levels, path, down }) {
  const { start, target, layers } = state;
  const sizes = levels
    .at(-1)
    .map((node) => node.size)
    .sort((a, b) => a - b);
  const back = `Going down, ${down.join(" → ")}`;
  if (!sizes.length) return "The padding cuts off all of the output. Make it smaller.";
  const wanted = levels.at(-1).find((node) => node.size === target);
  if (!layers.length && !path.length) {
    // with the output_padding that was chosen nothing is left, with another one there is
    const { extra, size } = wanted ?? levels.at(-1)[0];
    return `The padding cuts off all of the output; output_padding ${extra} leaves ${size}. ${back}.`;
  }
  const reached = sizes.length > 1 ? `${sizes[0]} to ${sizes.at(-1)}` : `${sizes[0]}`;
  if (!wanted)
    return `From ${start} ${layers.length ? "these layers reach" : "this setting reaches"} ${reached}, not ${target}. ${back}.`;
  if (!layers.length) {
    const made = path.at(-1).size;
    return made === target
      ? `${target} is reached. ${back}.`
      : `You make ${made}; output_padding ${wanted.extra} makes ${target}. ${back}.`;
  }
  return `${target} is reached with output_padding ${path
    .slice(1)
    .map((node) => node.extra)
    .join(", ")}. ${back}.`;
}

/** Where each size of the tree stands: leaves below each other, a parent in the middle of its children. */
export function placeTree(levels, width) {
  const leaves = Math.max(1, levels.at(-1).length);
  const [row, head] = [isWide(width) ? clip(470 / leaves, 21, 26) : 21, 44];
  const places = new Map();
  for (const [i, node] of levels.at(-1).entries()) places.set(node, head + (i + 0.5) * row);
  for (const [n, level] of [...levels.slice(0, -1).entries()].reverse()) {
    for (const node of level) {
      const ys = levels[n + 1].filter((child) => child.from === node).map((child) => places.get(child));
      places.set(node, ys.length ? ys.reduce((a, b) => a + b) / ys.length : head + row / 2);
    }
  }
  const gap = levels.length > 1 ? (width - 56) / (levels.length - 1) : 0;
  const x = levels.map((_, n) => 28 + n * gap);
  return { places, x, height: head + leaves * row + 6, gap };
}

const text = (name, left, y, said, anchor = "middle") =>
  `<text class="${name}" x="${left}" y="${y}" text-anchor="${anchor}">${said}</text>`;

/** The line from a size to one that is made of it, with its output_padding where there is room for it. */
function edgeDrawing(node, n, { x, gap, places }, on, crowded) {
  const [from, to] = [places.get(node.from), places.get(node)];
  const [start, end] = [x[n - 1] + 24, x[n] - 24];
  const curve = `M${start} ${from}C${start + gap / 3} ${from} ${end - gap / 3} ${to} ${end} ${to}`;
  const extra = on || !crowded ? text("cc-f-extra", end - 4, to - 4, `+${node.extra}`, "end") : "";
  return `<path class="${classes({ "cc-f-edge": true, "cc-f-on": on })}" d="${curve}"/>${extra}`;
}

/** A size in its box; at the `end` it can be picked as the target. */
function boxDrawing(node, n, { x, places }, on, end, target) {
  const y = places.get(node);
  const look = classes({
    "cc-f-box": true,
    "cc-f-in": n === 0,
    "cc-f-out": n > 0,
    "cc-f-on": on,
    "cc-f-target": end && node.size === target,
  });
  const frame = `<rect class="${look}" x="${x[n] - 24}" y="${y - 9}" width="48" height="18" rx="4"/>`;
  const pick = n && end ? ` data-size="${node.size}"` : "";
  return `<g${pick}>${frame}${text("cc-f-size", x[n], y + 4, node.size)}</g>`;
}

/** The tree of sizes as SVG; the way that was chosen stands out. */
export function treeDrawing({ target }, { chain, levels, path }, width) {
  const placed = placeTree(levels, width);
  const { x, height } = placed;
  const all = levels.flatMap((level, n) => level.map((node) => ({ node, n, on: path.includes(node) })));
  const edge = ({ node, n, on }) => edgeDrawing(node, n, placed, on, levels[n].length >= 9);
  const made = all.filter(({ n }) => n > 0);
  const edges = [...made.filter(({ on }) => !on), ...made.filter(({ on }) => on)].map(edge);
  const boxes = all.map(({ node, n, on }) => boxDrawing(node, n, placed, on, n === levels.length - 1, target));
  const heads = chain.map(([k, s, p], n) => {
    const middle = (x[n] + x[n + 1]) / 2;
    return text("cc-f-head", middle, 12, `kernel ${k}`) + text("cc-f-head", middle, 26, `stride ${s}, pad ${p}`);
  });
  return svg(width, height, [...edges, ...boxes, ...heads].join(""));
}

/** The settings that lead from the start to the target: what is said of them, and each with its words. */
export function settingChoices({ start, target, kernel_size: taps, ...state }, { settings }) {
  const count = settings.length;
  const many =
    count > MOST_SETTINGS
      ? `the first ${MOST_SETTINGS} of ${count} settings`
      : `${count} ${count === 1 ? "setting" : "settings"}`;
  const found = count ? `${many}.` : `no stride up to ${LARGEST_STRIDE} does it. Try another kernel size.`;
  const choices = settings.slice(0, MOST_SETTINGS).map(({ even: _, ...setting }) => {
    const { stride, padding, output_padding: extra } = setting;
    const more = extra ? `, output padding ${extra}` : "";
    const on = Object.entries(setting).every(([trait, value]) => state[trait] === value);
    return { setting, on, words: `stride ${stride}, padding ${padding}${more}` };
  });
  return { words: `From ${start} to ${target} with ${taps} ${taps === 1 ? "tap" : "taps"}: ${found}`, choices };
}

/** Buttons for some settings; they stay where they are while nothing about them changes. */
function settingList(ui) {
  const el = make("div", { class: "cc-f-list" });
  let shown = null;
  function update(look) {
    if (sameArray(look, shown)) return;
    shown = look;
    const buttons = look.choices.map(({ setting, on, words: text }) =>
      button(text, () => ui.set(setting), ui.signal, { "aria-pressed": String(on) }),
    );
    el.replaceChildren(make("span", {}, look.words), ...buttons);
  }
  return { el, update };
}

/** The tree of sizes; a click on one that can be reached makes it the target, as the slider does. */
function sizeTree(ui) {
  const el = make("div", { class: "cc-f-board", role: "img" });
  const onClick = (event) => {
    const leaf = ui.puzzle() ? null : event.target.closest("[data-size]");
    if (leaf) ui.set({ target: Number(leaf.dataset.size) });
  };
  el.addEventListener("click", onClick, { signal: ui.signal });
  function update({ drawing, label }) {
    el.innerHTML = drawing;
    el.setAttribute("aria-label", label);
  }
  return { el, update };
}

/** What is seen of a state and the sizes that can be reached. */
export function show(state, result, { puzzle, width }) {
  const chain = state.layers.length;
  const verdict = verdictWords(state, result);
  const sizes = result.levels.at(-1).map((one) => one.size);
  return {
    parts: {
      stage: { "data-mode": "finder" },
      tree: {
        drawing: treeDrawing(state, result, Math.min(chain > 1 ? 680 : 380, Math.max(240, width - 12))),
        label: `A tree of sizes from ${state.start} to ${sizes.join(", ")}`,
      },
      verdict,
      way: wayWords(result).flatMap(([name, sum]) => [
        node("span", { class: "cc-f-name" }, name),
        node("span", {}, ...sum),
      ]),
      list: chain || puzzle ? null : settingChoices(state, result),
    },
    say: verdict,
  };
}

const render = gridFigure({
  parts: {
    tree: sizeTree,
    verdict: words("cc-f-verdict"),
    way: words("cc-f-way"),
    list: settingList,
    bar: resetBar(),
  },
  stage: [box("cc-stage", ["tree", "verdict"], "stage")],
  words: [box("cc-pages", ["way", "list"]), "bar"],
  compute: findSizes,
  reconcile: keepBelowStride,
  judge: judgeSizes,
  show,
});

export default { render };
