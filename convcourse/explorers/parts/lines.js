// Sums written out, and series of numbers drawn over each other.
import { node, nodes } from "./elements.js";
import { formatNumber, formatWeight } from "./numbers.js";
import { range, round, ticksOf } from "./svg.js";

/** Whether two decimals say all of a number. */
export const isExact = (value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;

/** `value · weight + … = result` in the three colours, as data; ≈ where the result had to be rounded. */
export function sumParts(taps, result, lit) {
  const terms = taps.flatMap((tap, i) => [
    ...(i ? [" + "] : []),
    node(
      "span",
      { class: `cc-term ${tap === lit ? "cc-lit" : ""}`, "data-at": `${tap.kernelRow},${tap.kernelCol}` },
      [formatNumber(tap.value), tap.padded ? "padding" : "input"],
      "·",
      [tap.weight < 0 ? `(${formatWeight(tap.weight)})` : formatWeight(tap.weight), "kernel"],
    ),
  ]);
  return [...terms, isExact(result) ? " = " : " ≈ ", resultPart(formatNumber(result))];
}

/** A number of the output, as the result of a line. */
export const resultPart = (text) => node("strong", { class: "cc-t-output" }, text);

/** The elements of `sumParts`. */
export const sumLine = (taps, result, lit) => nodes(sumParts(taps, result, lit));

const PLOT = { rim: 6, foot: 14, left: 14 };

/** The least and the largest number of a plot so high, and how many px it draws for 1. @param {number} height @param {number[][]} series */
export function plotScale(height, ...series) {
  const all = [...series.flat(), 0].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return { low, high, unit: (height - 2 * PLOT.rim) / (high - low || 1) };
}

/** The numbers at the left of a plot, each with a line across, and the places of its inputs below it. */
function plotAxes(values, places, { y, pitch, width, height }) {
  const label = (x, at, anchor, value) =>
    `<text class="cc-axis" x="${round(x)}" y="${round(at)}" text-anchor="${anchor}">${formatNumber(value)}</text>`;
  const across = values.map((value) => {
    const line = value
      ? `<line class="cc-level" x1="${PLOT.left}" x2="${width}" y1="${y(value)}" y2="${y(value)}"/>`
      : "";
    return line + label(0, y(value) + (value ? 4 : -2), "start", value);
  });
  const along = places.map((place, i) => label((i + 0.5) * pitch, height + PLOT.foot - 3, "middle", place));
  return [...across, ...along].join("");
}

/**
 * Two series of numbers over each other: a 1-D input and its output.
 * @param {number[]} input @param {number[]} output @param {number} pitch pixels from one cell to the next
 * @param {(i: number) => number} place over which input, counted in cells, an output stands
 * @param {number} first the place of the first input, less than 0 where it is padding
 * @param {number} [height] without the line of places below
 */
export function seriesPlot(input, output, pitch, place, first = 0, height = 96) {
  const { rim, foot } = PLOT;
  const { high, low, unit } = plotScale(height, input, output);
  const y = (value) => (high > low ? rim + (high - value) * unit : height - rim);
  const line = (values, over, name) => {
    // What is not known yet is NaN and leaves no mark.
    const points = values.map((value, i) => [(over(i) + 0.5) * pitch, y(value)]).filter((p) => !Number.isNaN(p[1]));
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join("");
    return `<g class="${name}"><polyline points="${points.map((p) => p.join()).join(" ")}"/>${dots}</g>`;
  };
  const width = input.length * pitch;
  const zero = `<line class="cc-zero" x1="0" x2="${width}" y1="${y(0)}" y2="${y(0)}"/>`;
  const places = range(input.length).map((i) => first + i);
  const axes = plotAxes(ticksOf(low, high, 3), places, { y, pitch, width, height });
  const size = `width="${width}" height="${height + foot}" viewBox="0 0 ${width} ${height + foot}"`;
  return (
    `<svg ${size} aria-hidden="true">${zero}${axes}` +
    `${line(input, (i) => i, "cc-line-input")}${line(output, place, "cc-line-output")}</svg>`
  );
}
