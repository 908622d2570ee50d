// ScoreTrail: from a score back to a pixel of the photo, one sum after the other.
import { className, liveMaps } from "./live_maps.js";
import { namedOf, namesList } from "./named_scores.js";
import { broughtPicture, labPictures, squareAt } from "./own_picture.js";
import { resetButton } from "./parts/bar.js";
import { make, node, nodes } from "./parts/elements.js";
import { arrow, box, gridFigure, isWide } from "./parts/figure.js";
import { networkWords, percent } from "./parts/inside.js";
import { resultPart } from "./parts/lines.js";
import { LEVELS, SCORE_LEVEL, seenBy } from "./parts/network/stack.js";
import { placeOfTerm } from "./parts/network/trail.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import { COLOURS, pictureBox, planeBytes, within } from "./parts/pictures.js";
import { writtenSum } from "./written_sums.js";

/** @typedef {import("./parts/network/trail.js").Place & {value: number}} Found */

const SIDE = 96;
const PHONE = 480;
/** Mean and spread of red, green and blue, as the network subtracts and divides by them. */
const MEAN = [0.485, 0.456, 0.406];
const SPREAD = [0.229, 0.224, 0.225];

const HINT =
  "Press a number of a blue window, and the way goes on there. The framed one has the largest product: Steps back follows it.";

/** What a level is called. */
export function levelName(level) {
  if (level === SCORE_LEVEL) return "score";
  const { kind, layers, poolings } = LEVELS[level];
  if (kind === "photo") return "photo";
  return kind === "conv" ? `layer ${layers}` : `pooling ${poolings}`;
}

/** What a channel of a level is called. */
export const channelName = (level, channel, classes) => {
  if (level === SCORE_LEVEL) return className(classes?.[channel] ?? String(channel));
  return level ? `no. ${channel}` : COLOURS[channel];
};

/** What the network says of the photo and of the trail; the last one that is known while another is on its way. */
function compute(state, { data }) {
  const photo = data.pictures.get(state.photo);
  const [level, channel, row, col] = state.start;
  const ending = data.live.ending(photo);
  const trail = data.live.trail(photo, { level, channel, row, col }, state.steps, state.path);
  if (trail) data.last = { photo, trail };
  const shown = trail ?? (data.last?.photo === photo ? data.last.trail : null);
  return {
    ...{ photo, ending, about: data.live.about(), trail: shown, ready: Boolean(trail) },
    here: shown?.places.at(-1) ?? null,
  };
}

/** The part of the photo that a number sees. @param {Found} here */
function windowOf({ level, row, col }) {
  if (level === SCORE_LEVEL) return { row: 0, col: 0, height: SIDE, width: SIDE };
  const [down, across] = [row, col].map((place) => seenBy(level, place, SIDE));
  return {
    row: down.first,
    col: across.first,
    height: down.last - down.first + 1,
    width: across.last - across.first + 1,
  };
}

/** The channel in which the number stands, as it looks. */
function mapLook({ trail, here, about }) {
  const { level, channel, row, col, value } = here;
  const [rows, cols] = trail.size;
  const top = trail.plane.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-12);
  const name = `${levelName(level)}, ${channelName(level, channel, about.classes)}`;
  return {
    bytes: planeBytes(trail.plane, { reach: top, signed: !level }),
    ...{ rows, cols, size: sizeText(rows, cols) },
    name: name[0].toUpperCase() + name.slice(1),
    words: `${name}: row ${row}, column ${col} is ${formatNumber(value)}`,
    window: { row, col, height: 1, width: 1 },
  };
}

/** The sum that the number is, with buttons for the numbers that it reads. */
function sumLook({ trail, here }, width) {
  const { terms, next, size } = trail;
  const { level, row, col, value } = here;
  const kind = level === SCORE_LEVEL ? "score" : LEVELS[level].kind;
  const below = kind === "max" ? size.map((n) => 2 * n) : size;
  const cell = (index) => {
    const there = placeOfTerm(here, terms, kind, index, kind === "score" ? terms.shape.slice(1) : below);
    if (!there) return { class: "cc-t-pick", disabled: true, "aria-label": "padding" };
    const product = terms.window[index] * terms.weights[index];
    return {
      class: `cc-t-pick${index === next?.index ? " cc-t-next" : ""}`,
      "data-term": index,
      "aria-label": `${formatNumber(terms.window[index])} times ${formatNumber(terms.weights[index])} is ${formatNumber(product)}: go there`,
    };
  };
  const kept = next ? Math.floor(next.index / (terms.shape[1] * terms.shape[2])) : -1;
  const nameOf = (channel) =>
    `${levelName(level - 1)}, ${channelName(level - 1, kind === "max" ? here.channel : channel)}`;
  const { pairs, line } = writtenSum(terms, { most: width < PHONE ? 2 : 4, nameOf, cell, kept });
  const result = resultPart(formatNumber(value));
  if (kind === "max") return [pairs, node("div", {}, "The largest of the four goes on: ", result)];
  if (kind === "score") return [pairs, node("div", {}, `${line.split(" = ")[0]} = `, result)];
  return [pairs, node("div", {}, `${line}; after the ReLU `, resultPart(`[${row}, ${col}] = ${formatNumber(value)}`))];
}

/** A pixel of the photo: what the network makes of its colour. */
function pixelLook({ here, photo }) {
  const { channel, row, col, value } = here;
  const level = photo.rgba[4 * (row * SIDE + col) + channel];
  const colour = COLOURS[channel];
  return [
    node(
      "div",
      { class: "cc-t-end" },
      `The photo: at row ${row}, column ${col}, ${colour} is ${level} of 255. Less the mean, over the spread, `,
      `(${level} / 255 − ${MEAN[channel]}) / ${SPREAD[channel]} = `,
      resultPart(formatNumber(value)),
      ". That is where the sums begin.",
    ),
  ];
}

/** The numbers passed on the way, each a button that goes back to it. */
const crumbs = ({ trail, about }) =>
  trail.places.map(({ level, channel, row, col, value }, n) => {
    const where = level === SCORE_LEVEL ? "" : ` [${row}, ${col}]`;
    const name = level === SCORE_LEVEL ? channelName(level, channel, about.classes) : levelName(level);
    return { n, name: `${name}${where}`, value: formatNumber(value), last: n === trail.places.length - 1 };
  });

/** The names at the other end, as they look. */
function namesLook({ ending, about, here }) {
  if (!ending || !about.classes) return { head: networkWords(about), rows: [] };
  const rows = namedOf(ending, about.classes)
    .slice(0, 5)
    .map((entry) => ({
      number: entry.class,
      name: className(entry.name),
      share: entry.share,
      text: percent(entry.share),
      chosen: here?.level === SCORE_LEVEL && here.channel === entry.class,
    }));
  return { head: "The network names it", rows };
}

/** What is seen of a state and the trail. */
export function show(state, result, { width }) {
  const { photo, trail, here, ready } = result;
  const atScores = !here || here.level === SCORE_LEVEL;
  const window = here && windowOf(here);
  const last = (first, long) => first + long - 1;
  const sees =
    window &&
    `rows ${window.row} to ${last(window.row, window.height)}, columns ${window.col} to ${last(window.col, window.width)}`;
  const sum = () => (here.level ? sumLook(result, width) : pixelLook(result));
  return {
    px: { large: Math.min(isWide(width) ? 264 : 200, Math.floor((width - 60) / 2)) },
    parts: {
      stage: { class: `cc-stage${photo ? "" : " cc-waiting"}`, "data-mode": "trail" },
      input: {
        bytes: photo?.rgba ?? new Uint8ClampedArray(4 * SIDE * SIDE),
        ...{ rows: SIDE, cols: SIDE, window },
        size: sizeText(SIDE, SIDE),
        words: here ? `Photo, framed where the number sees it: ${sees}` : "Photo",
      },
      output: atScores ? null : mapLook(result),
      names: atScores ? namesLook(result) : null,
      terms: trail ? sum() : "",
      crumbs: trail ? { rows: crumbs(result), steps: state.steps } : { rows: [], steps: 0 },
    },
    say: ready ? `${crumbs(result).at(-1).name}: ${formatNumber(here.value)}. It sees ${sees}.` : undefined,
  };
}

/** The photo, on which the window is framed. */
const photo = ({ signal }) =>
  pictureBox("Input", {
    part: "input",
    canvas: { class: "cc-i-large cc-picture" },
    frame: { class: "cc-frame cc-i-board" },
    spot: { class: "cc-i-spot cc-t-spot" },
    signal,
  });

/** The channel of the number; another of its pixels begins another trail. */
function map(ui) {
  const begin = (at) => {
    const { here, trail } = ui.drawn.result;
    if (!here || here.level === SCORE_LEVEL) return;
    const [row, col] = within(at, trail.size);
    if (row !== here.row || col !== here.col)
      ui.set({ start: [here.level, here.channel, row, col], steps: 0, path: [] });
  };
  const move = (step) => {
    const { here } = ui.drawn.result;
    if (here) begin([here.row + step[0], here.col + step[1]]); // none before the network has come
  };
  return pictureBox("Map", {
    part: "output",
    canvas: { class: "cc-i-large cc-picture" },
    frame: { class: "cc-frame cc-i-board" },
    spot: { class: "cc-i-spot cc-t-spot" },
    signal: ui.signal,
    pick: begin,
    move,
  });
}

/** The sum, written out: a number that is pressed is where the trail goes on. */
function terms(ui) {
  const el = make("div", { class: "cc-m-terms" });
  const press = ({ target }) => {
    const button = target.closest("[data-term]");
    if (!button) return;
    const { steps, path } = ui.state();
    const before = Array.from({ length: steps }, (_, n) => path[n] ?? -1);
    ui.set({ path: [...before, Number(button.dataset.term)], steps: steps + 1 });
  };
  el.addEventListener("click", press, { signal: ui.signal });
  function update(parts) {
    const held = el.contains(document.activeElement);
    el.replaceChildren(...nodes(parts));
    // What was pressed is gone: who uses the keyboard stays in the sum.
    if (held) /** @type {?HTMLElement} */ (el.querySelector(".cc-t-next"))?.focus();
  }
  return { el, update };
}

/** The way so far. */
function trailOfButtons(ui) {
  const el = make("div", { class: "cc-t-crumbs cc-sideways", role: "group", "aria-label": "The way so far" });
  const press = ({ target }) => {
    const button = target.closest("[data-crumb]");
    if (button) ui.set({ steps: Number(button.dataset.crumb) });
  };
  el.addEventListener("click", press, { signal: ui.signal });
  let shown = "";
  function update({ rows }) {
    const key = JSON.stringify(rows);
    if (key === shown) return;
    shown = key;
    const held = el.contains(document.activeElement);
    el.replaceChildren(
      ...rows.flatMap(({ n, name, value, last }) => [
        ...(n ? [make("span", { class: "cc-t-from", "aria-hidden": "true" }, "←")] : []),
        make("button", { type: "button", class: "cc-t-crumb", "data-crumb": n, "aria-current": last && "step" }, [
          make("span", {}, name),
          make("strong", {}, value),
        ]),
      ]),
    );
    el.scrollLeft = el.scrollWidth;
    if (held) /** @type {?HTMLElement} */ (el.lastElementChild)?.focus();
  }
  return { el, update };
}

/** The photos, decoded when first shown, and the network. */
const open = (ui) => ({
  pictures: labPictures(ui, { made: (rgba, rows, cols) => ({ rgba, rows, cols }), fit: squareAt(SIDE), sheet: SIDE }),
  live: liveMaps(ui, ui.model.get("network")),
  last: null,
});

const bar = (ui) => ({ el: make("div", { class: "cc-bar" }, [...broughtPicture(ui), resetButton(ui)]), update() {} });

/** Fewer steps are the same way; another photo or another start is a new one. */
const reconcile = (changes, state) => {
  const anew = ("photo" in changes && changes.photo !== state.photo) || "start" in changes;
  const next = anew && !("path" in changes) ? { ...changes, path: [] } : changes;
  const level = (next.start ?? state.start)[0];
  const steps = next.steps ?? state.steps;
  return steps > level ? { ...next, steps: level } : next;
};

export default {
  render: gridFigure({
    parts: {
      input: photo,
      output: map,
      names: namesList((number) => ({ start: [SCORE_LEVEL, number, 0, 0], steps: 0 })),
      terms,
      hint: () => ({ el: make("div", { class: "cc-t-hint" }, HINT), update() {} }),
      crumbs: trailOfButtons,
      bar,
    },
    stage: [
      node(
        "div",
        { class: "cc-stage", "data-mode": "trail", name: "stage" },
        "crumbs",
        box("cc-i-flow", ["input", arrow(), "output", "names"]),
        "terms",
      ),
    ],
    words: ["hint", "bar"],
    open,
    reconcile,
    compute,
    show,
  }),
};
