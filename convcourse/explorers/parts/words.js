// Words with numbers in them.
import { node } from "./elements.js";

/** @typedef {import("./elements.js").Part} Part */

/** So many of something: "1 window", "3 windows". */
export const counted = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** Named steps of a calculation, as they follow each other in a grid. @param {[string, Part[]][]} steps */
export const stepParts = (steps, name) =>
  steps.flatMap(([title, parts]) => [node("span", { class: name }, title), node("span", {}, ...parts)]);
