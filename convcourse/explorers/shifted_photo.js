// ShiftedPhoto: which maps of a network move along with a photo, and where that ends.
import { className, liveMaps } from "./live_maps.js";
import { namedOf, namesList, shownNames } from "./named_scores.js";
import { broughtPicture, labPictures, squareAt } from "./own_picture.js";
import { resetButton } from "./parts/bar.js";
import { make, node } from "./parts/elements.js";
import { arrow, box, drawing, gridFigure, isWide, numbered, words } from "./parts/figure.js";
import { layerTile, networkWords, percent } from "./parts/inside.js";
import { LEVELS } from "./parts/network/stack.js";
import { sizeText } from "./parts/numbers.js";
import { pictureBox, planeBytes } from "./parts/pictures.js";
import { counted } from "./parts/words.js";

const SIDE = 96;
const MOST = 16; // pixels
const CLOSE = 1e-5; // as in Python: of the mean size of a map's numbers
const PHONE = 480;
const LAYERS = LEVELS.filter(({ kind }) => kind === "conv");

/** The photo, some pixels further right, its left edge repeated. @param {{rgba: Uint8ClampedArray, rows: number, cols: number}} picture */
export function shiftedBy({ rgba, rows, cols }, shift) {
  const bytes = new Uint8ClampedArray(rgba.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const from = 4 * (r * cols + Math.max(0, c - shift));
      bytes.set(rgba.subarray(from, from + 4), 4 * (r * cols + c));
    }
  }
  return { rgba: bytes, rows, cols };
}

/** How far a layer's maps would have to move, in their own pixels, as one writes it. */
export function moveWords(shift, jump) {
  if (shift % jump === 0) return String(shift / jump);
  let [top, bottom] = [shift, jump];
  while (top % 2 === 0) [top, bottom] = [top / 2, bottom / 2];
  const whole = Math.floor(top / bottom);
  return `${whole || ""}${whole ? " " : ""}${top % bottom}/${bottom}`;
}

/** In which share of its places a layer has just moved along, where it can be compared. @param {ArrayLike<number>} plane @param {number} size */
export function followed(plane, size) {
  const compared = Array.from(plane).filter((apart) => apart >= 0);
  return compared.filter((apart) => apart <= CLOSE * size).length / compared.length;
}

/** What the network says of the photo and of all its shifts, as far as it is known. */
function compute(state, { data }) {
  const photo = data.pictures.get(state.photo);
  const about = data.live.about();
  const named = Array.from({ length: MOST + 1 }, (_, shift) => {
    const ending = photo && data.live.ending(data.shifted(photo, shift));
    return ending && about.classes ? namedOf(ending, about.classes) : null;
  });
  const plain = named[0];
  const chosen = state.chosen < 0 ? (plain?.[0].class ?? -1) : state.chosen;
  const moved = photo ? data.shifted(photo, state.shift) : null;
  const apart = photo && data.live.apart(data.shifted(photo, 0), moved, state.shift);
  if (apart) data.last = { photo, apart };
  return {
    ...{ photo, moved, about, plain, chosen },
    now: named[state.shift],
    curve: named.map((all) => all?.find((entry) => entry.class === chosen)?.share ?? null),
    apart: apart ?? (data.last?.photo === photo ? data.last.apart : null),
    ready: Boolean(apart && named[state.shift]),
  };
}

/** The rows of names, as they look. */
function namesLook({ plain, now, chosen, about }) {
  if (!plain || !now) return { head: networkWords(about), rows: [] };
  const rows = shownNames(plain, chosen).map((entry) => {
    const { share } = now.find((one) => one.class === entry.class);
    const text = now === plain ? percent(share) : `${percent(entry.share)} → ${percent(share)}`;
    return { number: entry.class, name: className(entry.name), share, text, chosen: entry.class === chosen };
  });
  return { head: "The network names it", rows };
}

/** The layers, as they look: white where their maps have just moved along. */
function layersLook({ shift }, { apart }, width) {
  const look = ({ jump }, n) => {
    if (!apart) return null;
    const [plane, size] = [apart.planes[n], apart.sizes[n]];
    const side = Math.sqrt(plane.length);
    const same = Float32Array.from(plane, (value) => (value < 0 ? 0.4 : Number(value <= CLOSE * size)));
    const [by, share] = [moveWords(shift, jump), percent(followed(plane, size))];
    return {
      ...{ bytes: planeBytes(same, { reach: 1 }), rows: side, cols: side, wide: width < PHONE ? 44 : 54 },
      lines: [`${n + 1}`, `by ${by}`, share],
      words: `Layer ${n + 1}: ${share} of its places have moved along by ${by}`,
    };
  };
  return numbered("layer", LAYERS, look);
}

const PLOT = { width: 300, height: 92, left: 38, bottom: 18, top: 6 };

/** The share of a name over all shifts. @param {(?number)[]} curve @param {number} shift */
export function curveOf(curve, shift) {
  const { width, height, left, bottom, top } = PLOT;
  const x = (n) => left + (n / MOST) * (width - left - 8);
  const y = (share) => top + (1 - share) * (height - top - bottom);
  const points = curve.flatMap((share, n) => (share === null ? [] : [`${x(n).toFixed(1)},${y(share).toFixed(1)}`]));
  const here = curve[shift] ?? null;
  const dot = here === null ? "" : `<circle class="cc-h-dot" cx="${x(shift)}" cy="${y(here)}" r="4"/>`;
  const label = (text, at, down, anchor) => `<text x="${at}" y="${down}" text-anchor="${anchor}">${text}</text>`;
  const ticks = [0, 4, 8, 12, 16].map((n) => label(n, x(n), height - 4, "middle")).join("");
  return (
    `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><path class="cc-h-axes" d="M${left},${top}V${y(0)}H${width - 8}"/>` +
    `${label("100 %", left - 4, top + 8, "end")}${label("0", left - 4, y(0) + 4, "end")}${ticks}` +
    `<polyline class="cc-h-line" points="${points.join(" ")}"/>${dot}</svg>`
  );
}

/** What the shifts do to the name, in words. */
function curveWords({ curve, now, chosen, plain }) {
  if (!now || !plain) return "";
  const name = className(now.find((entry) => entry.class === chosen).name);
  const known = curve.filter((share) => share !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return `${name}, over all shifts: ${percent(least)} to ${percent(most)}.`;
}

/** What is seen of a state and what the network says. */
export function show(state, result, { width }) {
  const { photo, moved, ready } = result;
  const blank = new Uint8ClampedArray(4 * SIDE * SIDE);
  const look = (picture, said) => ({
    ...{ bytes: picture?.rgba ?? blank, rows: SIDE, cols: SIDE, size: sizeText(SIDE, SIDE), words: said },
  });
  const told = curveWords(result);
  return {
    px: { large: width < PHONE ? 112 : isWide(width) ? 190 : 150 },
    parts: {
      stage: { class: `cc-stage${photo ? "" : " cc-waiting"}`, "data-mode": "shift" },
      input: look(photo, "Photo"),
      moved: look(moved, `The photo, ${counted(state.shift, "pixel")} further right`),
      ...layersLook(state, result, width),
      names: namesLook(result),
      curve: curveOf(result.curve, state.shift),
      told,
    },
    say: ready
      ? `${counted(state.shift, "pixel")} to the right: ${percent(result.curve[state.shift])}. ${told}`
      : undefined,
  };
}

const picture = (label, part) => (ui) =>
  pictureBox(label, {
    part,
    canvas: { class: "cc-i-large cc-picture" },
    frame: { class: "cc-frame cc-i-board" },
    signal: ui.signal,
  });

/** The photos, decoded when first shown, their shifts, and the network. */
function open(ui) {
  const made = new WeakMap();
  /** A shift of a photo: the same one each time, so that the network is asked once. */
  function shifted(photo, shift) {
    if (!made.has(photo)) made.set(photo, []);
    const all = made.get(photo);
    all[shift] ??= shiftedBy(photo, shift);
    return all[shift];
  }
  return {
    pictures: labPictures(ui, { made: (rgba, rows, cols) => ({ rgba, rows, cols }), fit: squareAt(SIDE), sheet: SIDE }),
    live: liveMaps(ui, ui.model.get("network")),
    ...{ shifted, last: null },
  };
}

const bar = (ui) => ({ el: make("div", { class: "cc-bar" }, [...broughtPicture(ui), resetButton(ui)]), update() {} });
const tiles = numbered("layer", LAYERS, () => layerTile);
const TITLE = "White: the map has just moved along";

export default {
  render: gridFigure({
    parts: {
      input: picture("Photo", "input"),
      moved: picture("Moved", "input"),
      layersName: () => ({ el: make("div", { class: "cc-i-title" }, TITLE), update() {} }),
      ...tiles,
      names: namesList((chosen) => ({ chosen })),
      curve: drawing("cc-h-curve"),
      told: words("cc-h-told"),
      bar,
    },
    stage: [
      node(
        "div",
        { class: "cc-stage", "data-mode": "shift", name: "stage" },
        box("cc-i-flow", ["input", arrow(), "moved"]),
        "layersName",
        node("div", { class: "cc-i-tiles cc-sideways", role: "group", "aria-label": "Layers" }, ...Object.keys(tiles)),
        "curve",
        "told",
      ),
    ],
    words: ["names", "bar"],
    open,
    compute,
    show,
  }),
};
