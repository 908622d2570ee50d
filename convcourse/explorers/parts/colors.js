// The colours of values: signed ones and unsigned ones, and the ink that can be read on them.
import { formatNumber } from "./numbers.js";

// Brown – white – teal for signed values (ColorBrewer's BrBG, seven steps), black – white for unsigned ones.
const DIVERGING = [
  [140, 81, 10],
  [216, 179, 101],
  [246, 232, 195],
  [245, 245, 245],
  [199, 234, 229],
  [90, 180, 172],
  [1, 102, 94],
];

/**
 * The colours for a set of values: signed ones centred on zero, others from 0 to the largest. Values are signed where one is
 * negative, or by what is told of them. Weights have a way to be written of their own.
 * @returns {{of: (value: number) => ?{background: string, color: string}, words: string}}
 */
export function colorScale(values, told = undefined, write = formatNumber) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const reach = Math.max(-low, high) || 1;
  const signed = told ?? low < 0;
  const color = (value) => {
    if (!signed) return Array(3).fill(Math.round(255 * (value / reach)));
    const at = ((value / reach + 1) / 2) * (DIVERGING.length - 1);
    const left = Math.min(Math.floor(at), DIVERGING.length - 2);
    return DIVERGING[left].map((c, i) => Math.round(c + (at - left) * (DIVERGING[left + 1][i] - c)));
  };
  const of = (value) => {
    if (!Number.isFinite(value)) return null; // drawn as it is, without a shade
    const rgb = color(value);
    // Black or white, whichever contrasts more: at least 4.5 to 1 on every shade.
    return { background: `rgb(${rgb.join(" ")})`, color: luminance(rgb) > 0.179 ? "#000" : "#fff" };
  };
  const words = signed ? `brown ${write(-reach)}, white 0, teal ${write(reach)}` : `black 0, white ${write(reach)}`;
  return { of, words };
}

let signedColors = null;

/** 511 colours from brown over white to teal, as [r, g, b]: for pixels, which are too many for `colorScale`. */
export function signedTable() {
  if (!signedColors) {
    const { of } = colorScale([-1, 1]);
    signedColors = Array.from({ length: 511 }, (_, i) =>
      of(i / 255 - 1)
        .background.match(/\d+/g)
        .map(Number),
    );
  }
  return signedColors;
}

/** How bright a colour is, 0 to 1, as WCAG 2 defines it for contrast. */
export function luminance(rgb) {
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}
