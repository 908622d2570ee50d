// Sums written out, and series of numbers drawn over each other.
import { node, nodes } from "./elements.js";
import { formatNumber, formatWeight } from "./numbers.js";

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

const PLOT = { height: 96, rim: 6 };

/** The least and the largest number of a plot, and how many px it draws for 1. @param {number[][]} series */
export function plotScale(...series) {
  const all = [...series.flat(), 0].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return { low, high, unit: (PLOT.height - 2 * PLOT.rim) / (high - low || 1) };
}

/**
 * Two series of numbers over each other: a 1-D input and its output.
 * @param {number[]} input @param {number[]} output @param {number} pitch pixels from one cell to the next
 * @param {(i: number) => number} place over which input, counted in cells, an output stands
 */
export function seriesPlot(input, output, pitch, place) {
  const { height, rim } = PLOT;
  const { high, low, unit } = plotScale(input, output);
  const y = (value) => (high > low ? rim + (high - value) * unit : height - rim);
  const line = (values, over, name) => {
    // What is not known yet is NaN and leaves no mark.
    const points = values.map((value, i) => [(over(i) + 0.5) * pitch, y(value)]).filter((p) => !Number.isNaN(p[1]));
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join("");
    return `<g class="${name}"><polyline points="${points.map((p) => p.join()).join(" ")}"/>${dots}</g>`;
  };
  const width = input.length * pitch;
  const zero = `<line class="cc-zero" x1="0" x2="${width}" y1="${y(0)}" y2="${y(0)}"/>`;
  return (
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${zero}` +
    `${line(input, (i) => i, "cc-line-input")}${line(output, place, "cc-line-output")}</svg>`
  );
}
