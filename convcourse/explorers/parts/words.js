// Words with numbers in them, some in the colour of what they count.
import { make } from "./ui.js";

/** @typedef {string | number | [string | number, string]} Told a text, or one with the part whose colour it has */

/** So many of something: "1 window", "3 windows". */
export const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** Parts of a text, in their colours. @param {Told[]} parts */
export const coloured = (parts) =>
  parts.map((part) => (Array.isArray(part) ? make("span", { class: `cc-t-${part[1]}` }, String(part[0])) : part));

/** Named steps of a calculation, as they follow each other in a grid. @param {[string, Told[]][]} steps */
export const stepRows = (steps, name) =>
  steps.flatMap(([title, parts]) => [make("span", { class: name }, title), make("span", {}, coloured(parts))]);
