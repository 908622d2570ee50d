// What a figure lets the text beside it say: numbers and sizes that follow from its state.
import { formatCount } from "./numbers.js";

/** @typedef {Record<string, (state: any, result: any) => number | number[]>} Reads by name a whole number, or rows and columns */

/** What is told of each model, and who hears it. @type {WeakMap<object, {words: Record<string, string>, hearers: Set<Function>}>} */
const shelves = new WeakMap();

function shelfOf(model) {
  if (!shelves.has(model)) shelves.set(model, { words: {}, hearers: new Set() });
  return shelves.get(model);
}

/** A number as the text writes it, 9,216, or a size, 5×5. @param {number | number[]} value */
export const inWords = (value) => [value].flat().map(formatCount).join("×");

/** Tell what follows from a state, once it is drawn. @param {Reads} reads */
export function tellReads(model, reads, state, result) {
  const shelf = shelfOf(model);
  shelf.words = Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, inWords(read(state, result))]));
  for (const hear of shelf.hearers) hear(shelf.words);
}

/** Hear what a model's figure tells, by name: what it last told at once, and each time that it is drawn. */
export function onReads(model, hear) {
  const { words, hearers } = shelfOf(model);
  hearers.add(hear);
  hear(words);
}
