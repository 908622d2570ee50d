// MovingAverage: a long, noisy series, and the mean of what lies under a window that is dragged along it.
import { draggable } from "./parts/drag.js";
import { make } from "./parts/elements.js";
import { box, gridFigure, isWide, reset, words } from "./parts/figure.js";
import { arrowStep } from "./parts/keys.js";
import { resultPart } from "./parts/lines.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { clip, range, round, svg, ticksOf } from "./parts/svg.js";

/**
 * @typedef {{window: number, middle: number}} State
 * @typedef {{series: number[], unit: string, marks: string[]}} Given
 * @typedef {object} Result
 * @property {number[]} series
 * @property {number} size of the window, which has to fit
 * @property {number} start the first reading under it
 * @property {number[]} means of all windows
 * @property {number} mean of this one
 * @property {number[]} jumps from one to the next on average: of the readings, and of the means
 * @property {number} digits behind the point that tell two of them apart
 */

/** The mean of each window of a series, those that lie in it whole. @param {number[]} series */
export const meansOf = (series, size) =>
  range(series.length - size + 1).map((start) => {
    let sum = 0;
    for (let i = start; i < start + size; i++) sum += series[i];
    return sum / size;
  });

/** How far it is from one number to the next, on average. @param {number[]} numbers */
export function jumpOf(numbers) {
  const jumps = numbers.slice(1).map((number, i) => Math.abs(number - numbers[i]));
  return jumps.length ? jumps.reduce((a, b) => a + b) / jumps.length : 0;
}

/** The first reading under a window of this size with this one in its middle, or of the nearest that fits. */
export const startOf = (middle, size, count) => clip(middle - Math.floor(size / 2), 0, count - size);

/** @param {State} state @param {Given} given @returns {Result} */
export function average({ window, middle }, { series }) {
  const size = Math.min(window, series.length);
  const start = startOf(middle, size, series.length);
  const means = meansOf(series, size);
  const spread = Math.max(...series) - Math.min(...series);
  return {
    series,
    size,
    start,
    means,
    mean: means[start],
    jumps: [jumpOf(series), jumpOf(means)],
    digits: spread ? clip(3 - Math.ceil(Math.log10(spread)), 1, 9) : 1,
  };
}

const written = (value, digits) =>
  value
    .toFixed(digits)
    .replace(/^-(?=[0.]*$)/, "")
    .replace("-", "−");

/** How a state stands to a puzzle's goal: a line, a place, or how calm the means are. */
export const judge = judging((_state, result, { goal }) => {
  const { size, means, mean, digits, jumps } = result;
  if (goal.window) {
    if (size === goal.window) return solved(`a window of ${size}, and the lines lie on each other.`);
    // Not by how much they jump: a period that fits into a window makes the narrower of two the calmer one.
    return unsolved(`The dashed line was made by a ${size < goal.window ? "wider" : "narrower"} window.`);
  }
  const now = written(mean, digits);
  if (goal.highest) {
    const most = written(Math.max(...means), digits);
    return now === most ? solved(`${now} is the highest mean.`) : unsolved(`${now}. There is a higher mean.`);
  }
  const jump = jumps[1].toFixed(digits + 1);
  if (jumps[1] > goal.jump) return unsolved(`The means jump by ${jump}.`);
  return size > goal.widest
    ? unsolved(`They jump by ${jump}, but a narrower window would do.`)
    : solved(`a window of ${size}; the means jump by ${jump}.`);
});

const numberOf = (count) => `${count} reading${count === 1 ? "" : "s"}`;

/** The mean as a sum, of many readings only some. */
export function sumWords({ series, size, start, mean, digits }, unit) {
  const result = resultPart(`${written(mean, digits)}${unit && ` ${unit}`}`);
  if (size === 1) return ["A window of 1 leaves the reading as it is: ", result];
  const term = (i) => [written(series[start + i], digits), "input"];
  const shown = size > 4 ? [term(0), term(1), "…", term(size - 1)] : range(size).map(term);
  const sum = shown.flatMap((one, i) => (i ? [" + ", one] : [one]));
  return [`Mean of ${numberOf(size)}: (`, ...sum, `) / ${size} ≈ `, result];
}

/** How calm the readings are, and how calm the means. */
export function jumpWords({ jumps, digits, size }) {
  const [readings, means] = jumps.map((jump) => jump.toFixed(digits));
  const start = ["Average jump from one to the next: readings ", [readings, "input"]];
  return size === 1 ? [...start, "."] : [...start, ", means ", [means, "output"], "."];
}

/** Where the drawing puts what, in a width. */
export function layout(width, { series }) {
  const height = isWide(width) ? 340 : Math.round(clip(0.36 * width, 250, 320));
  const [left, right, top, bottom] = [44, 8, 34, 26];
  const pitch = (width - left - right) / series.length;
  const [low, high] = [Math.min(...series), Math.max(...series)];
  const air = 0.05 * (high - low || 1);
  const scale = (height - top - bottom) / (high - low + 2 * air);
  return {
    ...{ width, height, left, right, top, bottom, pitch, low: low - air, high: high + air },
    x: (i) => left + (i + 0.5) * pitch,
    y: (value) => top + (high + air - value) * scale,
  };
}

const points = (place, values, from) =>
  values.map((value, i) => `${round(place.x(from + i))} ${round(place.y(value))}`).join("L");
/** What somebody wrote, so that it stands in a drawing as it was written. */
const literal = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const text = (x, y, name, words) => `<text class="${name}" x="${round(x)}" y="${round(y)}">${literal(words)}</text>`;

/** The scales: round numbers at the left, marks along the bottom. */
function scales(place, { unit, marks }, mean) {
  const { left, right, bottom, width, height, low, high, y } = place;
  const end = width - right;
  const rows = ticksOf(low, high, 5).map((value) => {
    const covered = Math.abs(y(value) - y(mean)) < 14; // the mean is written there
    const words = covered ? "" : text(left - 7, y(value) + 4, "cc-ma-tick", String(value).replace("-", "−"));
    return `<path class="cc-ma-rule" d="M${left} ${round(y(value))}H${end}"/>${words}`;
  });
  const columns = marks.map((mark, i) => {
    const side = i === 0 ? "first" : i === marks.length - 1 ? "last" : "middle";
    return text(
      left + (i * (end - left)) / Math.max(1, marks.length - 1),
      height - 7,
      `cc-ma-mark cc-ma-${side}`,
      mark,
    );
  });
  const ground = `<path class="cc-ma-ground" d="M${left} ${height - bottom}H${end}"/>`;
  return [...rows, ground, ...columns, unit && text(left - 7, 12, "cc-ma-tick", unit)].join("");
}

/** The window with its grip. */
function windowFrame({ left, pitch, top, bottom, height }, { start, size }) {
  const [x, wide] = [left + start * pitch, size * pitch];
  const middle = x + wide / 2;
  const grip = [-6, 0, 6].map((by) => `<circle cx="${round(middle + by)}" cy="${top - 13}" r="1.7"/>`).join("");
  return (
    `<rect class="cc-ma-window" x="${round(x)}" y="${top - 4}" width="${round(wide)}" height="${height - bottom - top + 4}" rx="4"/>` +
    `<path class="cc-ma-stem" d="M${round(middle)} ${top - 6}V${top - 3}"/>` +
    `<rect class="cc-ma-grip" x="${round(middle - 17)}" y="${top - 22}" width="34" height="18" rx="9"/>` +
    `<g class="cc-ma-dots">${grip}</g>`
  );
}

/** Some of the readings. */
function readingDots({ x, y, pitch }, series, places, held) {
  const radius = round(clip(0.46 * pitch, 1.1, 3) + (held ? 0.6 : 0));
  const dots = places.map((i) => `<circle cx="${round(x(i))}" cy="${round(y(series[i]))}" r="${radius}"/>`);
  return `<g class="cc-ma-readings ${held ? "cc-ma-under" : ""}">${dots.join("")}</g>`;
}

/** The mean of the window: how high it is, read off at the scale, and where it stands. */
function meanMark(place, { start, size, mean, digits }) {
  const { left, pitch } = place;
  const [middle, to] = [size / 2, size].map((by) => left + (start + by) * pitch);
  const y = place.y(mean);
  return (
    `<path class="cc-ma-level" d="M${left} ${round(y)}H${round(to)}"/>` +
    `<circle class="cc-ma-mean" cx="${round(middle)}" cy="${round(y)}" r="6.5"/>` +
    text(left - 6, y + 5, "cc-ma-tick cc-ma-value", written(mean, digits))
  );
}

/**
 * All of it, as SVG.
 * @param {number} width @param {Result} result @param {Given} given @param {?number} wanted a puzzle's window
 */
export function chartSvg(width, result, given, wanted = null) {
  const place = layout(width, result);
  const line = (size, means, name) => `<path class="${name}" d="M${points(place, means, (size - 1) / 2)}"/>`;
  const { series, size, start, means, mean } = result;
  const [under, rest] = [true, false].map((held) =>
    range(series.length).filter((i) => (i >= start && i < start + size) === held),
  );
  const body = [
    scales(place, given, mean),
    line(1, series, "cc-ma-thread"),
    readingDots(place, series, rest, false),
    windowFrame(place, result),
    line(size, means, "cc-ma-halo"),
    line(size, means, "cc-ma-line"),
    wanted ? line(wanted, meansOf(series, wanted), "cc-ma-target") : "",
    readingDots(place, series, under, true),
    meanMark(place, result),
  ];
  return svg(width, place.height, body.join(""));
}

/** What is seen of a state and its means. */
export function show(_state, result, { puzzle, width, data }) {
  const { size, start, mean, digits, series } = result;
  const room = Math.max(240, width - 4);
  const under = size === 1 ? `reading ${start}` : `readings ${start} to ${start + size - 1}`;
  const told = `Mean of ${under}: ${written(mean, digits)}${data.unit && ` ${data.unit}`}`;
  const before = Math.floor(size / 2);
  return {
    parts: {
      chart: {
        drawing: chartSvg(room, result, data, puzzle?.goal.window),
        place: layout(room, result),
        value: { min: before, now: start + before, max: series.length - size + before, text: told },
      },
      sum: sumWords(result, data.unit),
      jumps: jumpWords(result),
    },
    say: `Window of ${size}. ${told}.`,
  };
}

/** Where a key brings the middle of the window; null for a key that means nothing here. */
export function movedBy(event, { start, size, series }) {
  const [now, last] = [start + Math.floor(size / 2), series.length - 1];
  const by = { PageUp: -size, PageDown: size, Home: -last, End: last }[event.key];
  if (by !== undefined) {
    event.preventDefault();
    return clip(now + by, 0, last);
  }
  const step = arrowStep(event);
  return step && clip(now + step[1] - step[0], 0, last);
}

/** The chart, in which the window is dragged, or walks by keys. */
function chart(ui) {
  const el = make("div", {
    class: "cc-ma-chart cc-board",
    role: "slider",
    tabindex: "0",
    "aria-label": "Window on the readings",
    "data-hand": "x",
  });
  let place = null;
  const readingAt = ({ clientX }) => (clientX - el.getBoundingClientRect().left - place.left) / place.pitch;
  const middleOf = ({ start, size }) => start + size / 2;
  const put = (middle) => {
    if (middle !== ui.state().middle) ui.set({ middle });
  };
  draggable(el, {
    signal: ui.signal,
    grab(event) {
      const { result } = ui.drawn;
      const [at, middle] = [readingAt(event), middleOf(result)];
      // Within its window one keeps where it was gripped; elsewhere it jumps there.
      return {
        before: ui.state().middle,
        off: Math.abs(at - middle) <= Math.max(result.size / 2, 17 / place.pitch) ? at - middle : 0,
      };
    },
    move(held, event) {
      const { size, series } = ui.drawn.result;
      const start = Math.round(readingAt(event) - held.off - size / 2);
      put(clip(start, 0, series.length - size) + Math.floor(size / 2));
    },
    back: (held) => put(held.before),
  });
  const onKey = (event) => {
    const middle = movedBy(event, ui.drawn.result);
    if (middle !== null) put(middle);
  };
  el.addEventListener("keydown", onKey, { signal: ui.signal });
  function update(look) {
    place = look.place;
    el.innerHTML = look.drawing;
    for (const [name, is] of Object.entries(look.value)) el.setAttribute(`aria-value${name}`, String(is));
  }
  return { el, update };
}

const open = ({ model }) => ({ series: model.get("series"), unit: model.get("unit"), marks: model.get("marks") });

export default {
  render: gridFigure({
    open,
    parts: { chart, sum: words("cc-sum"), reset, jumps: words("cc-ma-jumps") },
    stage: [box("cc-stage cc-ma-stage", ["chart"]), "sum", box("cc-bar cc-ma-bar", ["jumps", "reset"])],
    compute: (state, { data }) => average(state, data),
    judge,
    show,
  }),
};
