// ScoreMap: the names that a network gives to a photo, and where in it their scores come from.
import { className, liveMaps } from "./live_maps.js";
import { namedOf, namesList, shownNames } from "./named_scores.js";
import { broughtPicture, labPictures, squareAt } from "./own_picture.js";
import { resetButton } from "./parts/bar.js";
import { make, node } from "./parts/elements.js";
import { arrow, box, gridFigure, isWide, numbered, words } from "./parts/figure.js";
import { layerTile, networkWords, percent } from "./parts/inside.js";
import { resultPart } from "./parts/lines.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import { pictureBox, planeBytes } from "./parts/pictures.js";
import { clip } from "./parts/svg.js";
import { added } from "./written_sums.js";

const LAYERS = 13;
const STEP = 4; // pixels that a key moves the patch by
const SIDE = 96;
const PLACES = 3; // rows and columns of the last maps
const PHONE = 480;

/** The photo with its square in grey. @param {{rgba: Uint8ClampedArray, rows: number, cols: number}} picture */
export function coveredOf({ rgba, rows, cols }, { y, x, patch }, grey) {
  const bytes = new Uint8ClampedArray(rgba);
  for (let r = y; r < Math.min(rows, y + patch); r++) {
    for (let c = x; c < Math.min(cols, x + patch); c++) bytes.set(grey, 4 * (r * cols + c));
  }
  return { rgba: bytes, rows, cols };
}

/** Which share of a layer's places a change reached. @param {ArrayLike<number>} plane how much each changed @param {number} size of its numbers */
export const reached = (plane, size) =>
  Array.from(plane).filter((change) => change > 1e-6 * size).length / plane.length;

/** Of a photo and, where one is covered, its covered copy: what the network says, as it is known by now. */
function compute(state, { data, model }) {
  const photo = data.pictures.get(state.photo);
  const { cover, y, x, patch } = state;
  const covered = cover && photo ? data.covered(photo, { y, x, patch }, model.get("grey")) : null;
  const about = data.live.about();
  const plain = namesFor(photo, about, data) ?? model.get("given")[state.photo] ?? null;
  const now = covered ? namesFor(covered, about, data) : plain;
  const named = remembered(data, "named", now, covered ? photo : null) ?? plain;
  const chosen = state.chosen < 0 ? (plain?.[0].class ?? -1) : state.chosen;
  const entryOf = (all) => all?.find((entry) => entry.class === chosen) ?? null;
  return {
    ...{ photo, about, plain, chosen, named, ready: Boolean(now && photo) },
    apart: covered ? remembered(data, "apart", data.live.apart(photo, covered), photo) : null,
    picture: covered ?? photo,
    one: entryOf(named) ?? named?.[0] ?? null,
    was: covered ? entryOf(plain) : null,
  };
}

/** What is known of a covered photo; while the next is on its way, what was known last. */
function remembered(data, name, now, of) {
  if (now) data.last[name] = { now, of };
  return now ?? (data.last[name]?.of === of ? data.last[name].now : null);
}

/** The names in an answer, worked out once. */
function namesFor(picture, about, data) {
  const ending = picture && data.live.ending(picture);
  if (!ending || !about.classes) return null;
  if (!data.names.has(picture)) data.names.set(picture, namedOf(ending, about.classes));
  return data.names.get(picture);
}

/** Where a score comes from, written out: nine numbers and the bias. */
function sumWords({ one, was }) {
  if (!one) return "";
  const line = `${added([...one.parts, one.bias])} (bias)`;
  const before = was ? ` Uncovered it was ${formatNumber(was.score)}.` : "";
  return [`${line} ≈ `, resultPart(formatNumber(one.score)), `, the score of ${className(one.name)}.${before}`];
}

/** The rows of names, as they look. */
function namesLook({ named, plain, chosen, about, was }) {
  if (!named) return { head: networkWords(about), rows: [] };
  const rows = shownNames(named, chosen).map((entry) => {
    const before = was && plain.find((one) => one.class === entry.class);
    const from = was ? `${before ? percent(before.share) : "?"} → ` : "";
    return {
      number: entry.class,
      name: className(entry.name),
      share: entry.share,
      text: from + percent(entry.share),
      chosen: entry.class === chosen,
    };
  });
  const lacking = about.failed ? networkWords(about) : [];
  return { head: ["The network names it", ...(lacking.length ? [". ", ...lacking] : [])], rows };
}

/** The layers, as they look: where a covered patch changes their maps. */
function layersLook({ apart }, width) {
  const wide = width < PHONE ? 44 : 58;
  const look = (_, n) => {
    if (!apart) return null;
    const [plane, size] = [apart.planes[n], apart.sizes[n]];
    const side = Math.sqrt(plane.length);
    const share = percent(reached(plane, size));
    return {
      bytes: planeBytes(plane, { reach: Math.max(size, 1e-12) }),
      rows: side,
      cols: side,
      wide,
      lines: [`${n + 1}`, share],
      words: `Layer ${n + 1}: ${share} of its places have changed`,
    };
  };
  return numbered("layer", Array.from({ length: LAYERS }), look);
}

/** What is framed on the photo: the patch, or the third of it that is pointed at. */
function framed({ cover, y, x, patch }, pointed) {
  if (pointed?.part === "output") {
    const third = SIDE / PLACES;
    return { row: pointed.at[0] * third, col: pointed.at[1] * third, height: third, width: third };
  }
  return { row: y, col: x, height: Math.min(patch, SIDE - y), width: Math.min(patch, SIDE - x), on: cover };
}

/** What is seen of a state and what the network says. */
export function show(state, result, { pointed, width }) {
  const { picture, one, was, ready } = result;
  const window = framed(state, pointed);
  const large = Math.min(isWide(width) ? 280 : 216, Math.floor((width - 60) / 2));
  const size = sizeText(PLACES, PLACES);
  const where = `rows ${state.y} to ${state.y + window.height - 1}, columns ${state.x} to ${state.x + window.width - 1}`;
  return {
    px: { large, cell: Math.floor(large / PLACES) - 1 },
    parts: {
      stage: {
        class: `cc-stage${result.photo ? "" : " cc-waiting"}`,
        "data-mode": "scores",
        "data-cover": state.cover,
      },
      input: {
        bytes: picture?.rgba ?? new Uint8ClampedArray(4 * SIDE * SIDE),
        rows: SIDE,
        cols: SIDE,
        size: sizeText(SIDE, SIDE),
        words: state.cover ? `Photo, covered in ${where}` : "Photo",
        window,
      },
      output: one
        ? { rows: PLACES, cols: PLACES, values: one.parts, shaded: true, signed: true, size }
        : { rows: PLACES, cols: PLACES, values: Array(PLACES ** 2).fill(0), hidden: () => true, size },
      names: namesLook(result),
      sum: sumWords(result),
      layersName: state.cover
        ? "Where the maps of each layer change"
        : "Drag the frame: what it covers, the network cannot see.",
      ...layersLook(result, width),
    },
    say:
      ready && one
        ? `${className(one.name)}: score ${formatNumber(one.score)}, ${percent(one.share)}${was ? `; covered in ${where}` : ""}.`
        : undefined,
  };
}

/** The photo, over which the patch is dragged; the arrow keys move it, too. */
function photo({ model, set, signal }) {
  const place = () => ({ y: model.get("y"), x: model.get("x"), cover: model.get("cover") });
  const most = () => SIDE - model.get("patch");
  const put = ({ y, x }) => {
    const next = { y: clip(y, 0, most()), x: clip(x, 0, most()), cover: true };
    const now = place();
    if (Object.keys(next).some((name) => next[name] !== now[name])) set(next);
  };
  const slides = {
    keep: place,
    slide: (kept, [down, across]) => put({ y: kept.y + down, x: kept.x + across }),
    back: (kept) => set(kept),
  };
  const move = ([down, across]) => put({ y: model.get("y") + STEP * down, x: model.get("x") + STEP * across });
  return pictureBox("Input", {
    part: "input",
    canvas: { class: "cc-i-large cc-picture" },
    frame: { class: "cc-frame cc-i-board" },
    spot: { class: "cc-i-spot" },
    ...{ signal, slides, move },
  });
}

/** The photos, decoded when first shown, and the network. */
function open(ui) {
  let kept = { key: "", picture: null };
  /** The covered copy of a photo: the same one while nothing changes, so that the network is asked once. */
  function covered(picture, place, grey) {
    const key = JSON.stringify(place);
    if (kept.key !== key || kept.of !== picture) kept = { key, of: picture, picture: coveredOf(picture, place, grey) };
    return kept.picture;
  }
  return {
    pictures: labPictures(ui, { made: (rgba, rows, cols) => ({ rgba, rows, cols }), fit: squareAt(SIDE), sheet: SIDE }),
    live: liveMaps(ui, ui.model.get("network")),
    names: new WeakMap(),
    ...{ covered, last: {} },
  };
}

const bar = (ui) => ({ el: make("div", { class: "cc-bar" }, [...broughtPicture(ui), resetButton(ui)]), update() {} });
const tiles = numbered("layer", Array.from({ length: LAYERS }), () => layerTile);

export default {
  render: gridFigure({
    grids: { output: { label: "Score, by place", part: "output" } },
    parts: {
      input: photo,
      names: namesList((chosen) => ({ chosen })),
      sum: words("cc-sum"),
      layersName: words("cc-i-title"),
      bar,
      ...tiles,
    },
    stage: [
      node(
        "div",
        { class: "cc-stage", "data-mode": "scores", name: "stage" },
        box("cc-i-flow", ["input", arrow(), "output"]),
        "layersName",
        node(
          "div",
          { class: "cc-i-tiles cc-sideways", role: "group", "aria-label": "Changes of all layers" },
          ...Object.keys(tiles),
        ),
      ),
    ],
    words: ["names", "sum", "bar"],
    open,
    compute,
    show,
  }),
};
